/*
 * joyfulprofit/explain.h - why a score is what it is, what changed it, and what to do next
 *
 * Shares are exact: they sum to the index minus its baseline (the index with nothing known). See
 * docs/method.md section 7 for the arithmetic, and for how a share differs from a delta: what the
 * index would be without a fact is another, non-additive number.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JOYFULPROFIT_EXPLAIN_H
#define JOYFULPROFIT_EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <joyfulprofit/export.h>
#include <joyfulprofit/facts.h>
#include <joyfulprofit/model.h>
#include <joyfulprofit/score.h>
#include <joyfulprofit/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The two indices that are explained. */
typedef enum jp_index {
    JP_CLOSURE = 0,
    JP_HEALTH = 1
} jp_index;

/** A workspace for explaining with one model. One thread at a time; any number of them. */
typedef struct jp_explainer jp_explainer;

/**
 * A new explainer for `model`, which it retains.
 *
 * @param options    NULL for the defaults; `want` decides what jp_explanation_score() holds besides
 *                   the values
 * @param explainer  receives the explainer; free it with jp_explainer_free(). NULL on failure
 * @errors JP_ERROR_ARGUMENT, JP_ERROR_OPTIONS (struct_size, unknown flag), JP_ERROR_MEMORY
 * @thread any
 */
JP_API jp_status jp_explainer_new(const jp_model *model, const jp_scorer_options *options,
                                  jp_explainer **explainer, jp_error *err);

/** Frees an explainer and its explanation. NULL is fine. */
JP_API void jp_explainer_free(jp_explainer *explainer);

/* ---- Shares (section 7) ------------------------------------------------------------------- */

/**
 * The shares of one score, or of the change between two. Owned by its explainer: valid until that is
 * used again or freed.
 */
typedef struct jp_explanation jp_explanation;

/**
 * Scores one relationship, as jp_scorer_run(), and shares its closure and health out among factors,
 * indicators and facts. The baseline is the score of no facts at all.
 *
 * @param explanation  receives the explanation; untouched on failure
 * @errors those of jp_scorer_run()
 * @thread one at a time for each explainer; about twice the time of scoring; allocates only when a
 *         relationship has more facts than any before
 */
JP_API jp_status jp_explainer_run(jp_explainer *explainer, const jp_facts *facts, int64_t as_of_us,
                                   const jp_explanation **explanation, jp_error *err);

/**
 * Shares out the change of closure and health between two moments: what faded, what came, what
 * fell silent. The baseline is the score as of `from_us`.
 *
 * @errors JP_ERROR_ARGUMENT (a pointer is NULL, or from_us > to_us), then those of jp_scorer_run()
 * @thread one at a time for each explainer
 */
JP_API jp_status jp_explainer_compare(jp_explainer *explainer, const jp_facts *facts, int64_t from_us,
                                   int64_t to_us, const jp_explanation **explanation,
                                   jp_error *err);

/*
 * Of an explanation. All of these: explanation not NULL; @thread any while the explainer does not run;
 * constant time unless said otherwise, allocate nothing. Out of range: 0.
 */

/** The score as of the (later) moment; as jp_scorer_run() gives it. */
JP_API const jp_score *jp_explanation_score(const jp_explanation *explanation);

/** The index and what it is compared with; all shares of the index sum to their difference. */
JP_API double jp_explanation_value(const jp_explanation *explanation, jp_index index);
JP_API double jp_explanation_baseline(const jp_explanation *explanation, jp_index index);

/** The share of a factor in closure. */
JP_API double jp_explanation_factor(const jp_explanation *explanation, jp_factor factor);

/** The share of an indicator in closure or health; 0 where it plays no part in the index. */
JP_API double jp_explanation_indicator(const jp_explanation *explanation, jp_index index,
                                       size_t indicator);

/** Why a contribution stands there. */
typedef enum jp_contribution_type {
    JP_GIVEN = 0,   /* a fact of the caller */
    JP_DERIVED = 1, /* derived from the order of facts: an answer, a silence that ended ... */
    JP_OPEN = 2     /* stands open as of now: an unanswered turn, a silence */
} jp_contribution_type;

/** What one fact contributes. Rows are indices into the caller's columns, without the offset. */
typedef struct jp_contribution {
    jp_contribution_type type;
    uint16_t kind;   /* or JP_RATING */
    uint16_t item;   /* of a rating */
    jp_side actor;
    int64_t time_us;
    uint64_t row;    /* of a given fact; else JP_NO_ROW */
    uint64_t from;   /* of a derived fact or open item: the first fact behind it (the message that */
    uint64_t to;     /* opened the turn, the contact before the silence), and the one that closed
                        it; JP_NO_ROW if there is none */
    double closure;  /* its shares */
    double health;
} jp_contribution;

/** Contributions: given facts in canonical order, then derived ones, then open items. A direct
 * reply speaks only through what is derived from it, and is not listed itself. */
JP_API size_t jp_explanation_count(const jp_explanation *explanation);
JP_API jp_contribution jp_explanation_contribution(const jp_explanation *explanation, size_t index);

/**
 * The share of contribution `index` in one indicator's *value* (1 = good, also for harms): these
 * sum to its value minus its baseline.
 */
JP_API double jp_explanation_of_indicator(const jp_explanation *explanation, size_t indicator,
                                          size_t index);

/**
 * Everything that the score says, and the shares, as one JSON object in UTF-8 without white space: what
 * `joyfulprofit score --format json` prints of each relationship (its man page has the members). Of a
 * change the score is that of the later moment, and the shares are those of the change.
 *
 *     char text[65536];
 *     size_t length;
 *     if (jp_explanation_json(explanation, r.supplier, r.client, text, sizeof text, &length, &err) == JP_OK)
 *         puts(text);
 *
 * Numbers have as many as 17 digits, so that they read back to the same double.
 *
 * @param supplier  the id to put first, or bytes NULL to leave it out; likewise `client`
 * @param text      receives the object and a NUL; NULL if capacity is 0
 * @param capacity  room in bytes, with that of the NUL; some 20 KiB are needed with the default model
 * @param length    receives the length without the NUL, also if there is not room for it
 * @errors JP_ERROR_ARGUMENT (a pointer is NULL), JP_ERROR_ENCODING (an id is not UTF-8, or has a NUL
 *         byte), JP_ERROR_CAPACITY (*length + 1 is the need; nothing else is written)
 * @thread as for an explanation; linear in the indicators; allocates nothing
 */
JP_API jp_status jp_explanation_json(const jp_explanation *explanation, jp_text supplier, jp_text client,
                                     char *text, size_t capacity, size_t *length, jp_error *err);

/* ---- The equation -------------------------------------------------------------------------- */

/** Which factor holds the product down, and what a little more of each would bring. */
typedef struct jp_leverage {
    jp_factor binding;                     /* the one where one more hundredth brings most */
    double one_hundredth[JP_FACTOR_COUNT]; /* change of closure if the factor rose by 0.01 (to 1 at most) */
    double elasticity[JP_FACTOR_COUNT];    /* d ln closure / d ln factor; they sum to 1 */
} jp_leverage;

/** Of any score. */
JP_API jp_leverage jp_score_leverage(const jp_score *score);

/* ---- What if ------------------------------------------------------------------------------- */

/** Two scores in short, and their difference: after minus before. */
typedef struct jp_delta {
    double closure_before, closure_after, closure;
    double health_before, health_after, health;
} jp_delta;

/**
 * What the score would be without some of the facts: exactly the score of the others.
 *
 * @param rows   indices of facts, without the offset, ascending, each once
 * @param delta  receives before, after and after minus before
 * @errors JP_ERROR_ARGUMENT (a pointer is NULL, or rows not ascending or >= length), then those of
 *         jp_scorer_run()
 * @thread one at a time for each explainer
 */
JP_API jp_status jp_explainer_without(jp_explainer *explainer, const jp_facts *facts, int64_t as_of_us,
                                   const uint64_t *rows, size_t row_count, jp_delta *delta,
                                   jp_error *err);

/**
 * What the score would be with more facts: exactly the score of all of them together.
 *
 * @param added  facts of the same relationship; checked as by jp_facts_check()
 * @errors JP_ERROR_ARGUMENT, then those of jp_scorer_run() for `facts`, then for `added`
 * @thread one at a time for each explainer
 */
JP_API jp_status jp_explainer_with(jp_explainer *explainer, const jp_facts *facts, const jp_facts *added,
                                int64_t as_of_us, jp_delta *delta, jp_error *err);

/* ---- Next best action (section 8) ----------------------------------------------------------- */

/** What the caller knows about an action; for jp_action_options. */
typedef struct jp_action_prior {
    uint16_t kind;
    double success; /* chance that it comes off, 0..1; multiplies the effects */
    double cost;    /* in any unit, > 0 to rank by effect for its cost; 0: not known */
} jp_action_prior;

/** How actions are ranked. All zero (but struct_size) means the default of each. */
typedef struct jp_action_options {
    size_t struct_size;            /* sizeof(jp_action_options) */
    const jp_action_prior *priors; /* kinds that are not named: success 1, cost not known */
    size_t prior_count;
} jp_action_options;

/** A kind of action and its effects after the model's horizon, against doing nothing. */
typedef struct jp_action {
    uint16_t kind;
    double health;           /* what it is ranked by, times its chance of success */
    double closure;
    double client_suffering; /* change of the level of suffering.client: below 0 is relief */
    double client_silence;   /* change of the client's silence score at the horizon */
    double success;
    double cost;             /* 0: not known */
    double rank_by;          /* health x success, divided by the cost where all costs are known */
} jp_action;

/**
 * Ranks what `side` can do next, by its effect on health: best first, ties by the id of the kind.
 * A what-if of the model, not a causal effect. None where the relationship has ended.
 *
 * @param side      JP_CLIENT or JP_SUPPLIER
 * @param options   NULL for the defaults
 * @param actions   receives up to `capacity` actions; NULL if capacity is 0
 * @param count     receives how many there are, also if there is not room for all
 * @errors JP_ERROR_ARGUMENT (a pointer is NULL, side), JP_ERROR_OPTIONS (struct_size, a kind twice
 *         or unknown, success outside 0..1, cost negative or not finite), then those of
 *         jp_scorer_run(), JP_ERROR_CAPACITY (*count is the need; nothing else is written)
 * @thread one at a time for each explainer
 */
JP_API jp_status jp_explainer_next_actions(jp_explainer *explainer, const jp_facts *facts, int64_t as_of_us,
                                        jp_side side, const jp_action_options *options,
                                        jp_action *actions, size_t capacity, size_t *count,
                                        jp_error *err);

#ifdef __cplusplus
}
#endif

#endif /* JOYFULPROFIT_EXPLAIN_H */
