/*
 * joyfulprofit/score.h - the score of one relationship
 *
 * A scorer is a reusable workspace; running it on the facts of one relationship gives a score,
 * which is asked for its numbers. The section numbers are those of docs/method.md.
 *
 * Directions: a *level* says what its name says, so a high level of suffering is bad and a high
 * level of trust is good. Closure and health: 1 is good. Nothing known is 0.5 with coverage 0,
 * never 0 and never 1.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JOYFULPROFIT_SCORE_H
#define JOYFULPROFIT_SCORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <joyfulprofit/allocator.h>
#include <joyfulprofit/export.h>
#include <joyfulprofit/facts.h>
#include <joyfulprofit/model.h>
#include <joyfulprofit/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What to compute beyond the values; flags of jp_scorer_options.want. 0 means all. */
#define JP_WANT_VALUES 1u              /* levels, closure, health, coverage, status, silence, risk */
#define JP_WANT_HEADLINE_INTERVALS 2u  /* low and high of closure, health and the factors */
#define JP_WANT_DIMENSION_INTERVALS 4u /* low and high of the dimensions */
#define JP_WANT_VERDICT 8u             /* verdict, endgame, compromised */
#define JP_WANT_RHYTHM 16u             /* rhythm and reciprocity */
#define JP_WANT_ALL 31u

/** How a scorer works. All zero (but struct_size) means the default of each. */
typedef struct jp_scorer_options {
    size_t struct_size;            /* sizeof(jp_scorer_options) */
    const jp_allocator *allocator; /* NULL: malloc */
    uint32_t want;                 /* JP_WANT_ flags; 0: all */
} jp_scorer_options;

/** A workspace for scoring with one model. One thread at a time; any number of scorers. */
typedef struct jp_scorer jp_scorer;

/** The score of one relationship, owned by its scorer: valid until that runs again or is freed. */
typedef struct jp_score jp_score;

/**
 * A new scorer for `model`, which it retains.
 *
 * @param options  NULL for the defaults
 * @param scorer   receives the scorer; free it with jp_scorer_free(). NULL on failure
 * @errors JP_ERROR_ARGUMENT, JP_ERROR_OPTIONS (struct_size, unknown flag), JP_ERROR_MEMORY
 * @thread any
 */
JP_API jp_status jp_scorer_new(const jp_model *model, const jp_scorer_options *options,
                               jp_scorer **scorer, jp_error *err);

/** Frees a scorer and its score. NULL is fine. */
JP_API void jp_scorer_free(jp_scorer *scorer);

/**
 * Scores one relationship as of a moment: only facts with time and recorded time at or before it
 * are seen. Columns are checked as by jp_facts_check().
 *
 * @param as_of_us  any time
 * @param score     receives the score, owned by the scorer; untouched on failure
 * @errors JP_ERROR_ARGUMENT, then those of jp_facts_check(), JP_ERROR_MEMORY. On failure the
 *         scorer's earlier score is no longer valid only if the error is JP_ERROR_MEMORY
 * @thread one at a time for each scorer; n log n in the facts, linear where they are in order.
 *         Allocates only when a relationship needs more room than any before
 */
JP_API jp_status jp_scorer_run(jp_scorer *scorer, const jp_facts *facts, int64_t as_of_us,
                               const jp_score **score, jp_error *err);

/* ---- Headlines (section 5) ---------------------------------------------------------------- */

/** A value with its 95 % evidence interval; low 0 and high 1 where no interval was wanted. */
typedef struct jp_estimate {
    double value;
    double low;
    double high;
    double coverage; /* 0: nothing known, towards 1: much evidence */
} jp_estimate;

typedef enum jp_relationship_status {
    JP_STATUS_UNKNOWN = 0, /* coverage of closure below the model's known_coverage */
    JP_STATUS_KNOWN = 1,
    JP_STATUS_ENDED = 2    /* a termination, and no later renewal */
} jp_relationship_status;

typedef enum jp_factor {
    JP_ENGAGE = 0,
    JP_EXCITE = 1,
    JP_CONVERSATION = 2,
    JP_CARING = 3
} jp_factor;
#define JP_FACTOR_COUNT 4

typedef enum jp_dimension {
    JP_SUFFERING = 0,
    JP_SUFFERING_CLIENT = 1,
    JP_SUFFERING_SUPPLIER = 2,
    JP_CONTROL = 3,
    JP_CONTROL_CLIENT = 4,
    JP_CONTROL_SUPPLIER = 5,
    JP_RESIGNATION = 6,
    JP_RESIGNATION_CLIENT = 7,
    JP_RESIGNATION_SUPPLIER = 8,
    JP_PILLAR = 9,
    JP_ABILITY = 10,
    JP_COCREATION = 11,
    JP_PLEDGE = 12
} jp_dimension;
#define JP_DIMENSION_COUNT 13

/** Names as in the model and in the JSON: "unknown", "engage", "suffering.client". "" if none. */
JP_API const char *jp_relationship_status_name(jp_relationship_status status);
JP_API const char *jp_factor_name(jp_factor factor);
JP_API const char *jp_dimension_name(jp_dimension dimension);

/*
 * Of a score. All of these: score not NULL; @thread any while the scorer does not run; constant
 * time, allocate nothing. An enum or index out of range gives the answer for "nothing known".
 */

JP_API jp_relationship_status jp_score_status(const jp_score *score);

/** How many facts were seen as of the moment. */
JP_API size_t jp_score_facts(const jp_score *score);
JP_API int64_t jp_score_as_of(const jp_score *score);

/** The essay's equation as an index on [0, 1], and its complement, the gap. */
JP_API jp_estimate jp_score_closure(const jp_score *score);
JP_API double jp_score_gap(const jp_score *score);

/** (Engage + Excite) x Conversation x Caring as written, 0..2, and halved, 0..1. */
JP_API double jp_score_equation(const jp_score *score);
JP_API double jp_score_product(const jp_score *score);

JP_API jp_estimate jp_score_health(const jp_score *score);
JP_API jp_estimate jp_score_factor(const jp_score *score, jp_factor factor);

/** A dimension's level (high suffering is bad, high trust is good). */
JP_API jp_estimate jp_score_dimension(const jp_score *score, jp_dimension dimension);

/* ---- Indicators (section 4) --------------------------------------------------------------- */

/** The opinion of an indicator. */
typedef struct jp_opinion {
    double level;       /* (0, 1), in the direction of the name */
    double uncertainty; /* 1: nothing known */
    double favourable;  /* evidence for the good, in masses */
    double adverse;     /* evidence against */
} jp_opinion;

/** @param indicator  its number in the model */
JP_API jp_opinion jp_score_indicator(const jp_score *score, size_t indicator);

/* ---- Silence and rhythm (section 2) ------------------------------------------------------- */

typedef struct jp_silence {
    bool logged;    /* false: this side has no contact in the log; the rest is 0 */
    bool silent_90; /* days >= the model's silence_days */
    double days;    /* since this side's last contact */
    double score;   /* 0..1 */
} jp_silence;

typedef struct jp_rhythm {
    uint64_t contacts;           /* of this side; mutual ones count for both */
    uint64_t answered;           /* turns of the other side that it closed */
    bool open;                   /* the other side waits for an answer */
    bool has_last;
    bool has_mean_gap;
    bool has_response_rate;
    bool has_median_response;
    int64_t last_us;             /* its last contact */
    double mean_gap_days;
    double response_rate;        /* answered / (answered + open for more than 7 days) */
    double median_response_hours;/* Kaplan-Meier, an open turn censored */
    double open_turn_hours;      /* how long the open turn has waited */
} jp_rhythm;

/** @param side  JP_CLIENT or JP_SUPPLIER */
JP_API jp_silence jp_score_silence(const jp_score *score, jp_side side);
JP_API jp_rhythm jp_score_rhythm(const jp_score *score, jp_side side);

/** 1: both reach out equally, 0: one side only. False, and `*reciprocity` untouched, without contacts. */
JP_API bool jp_score_reciprocity(const jp_score *score, double *reciprocity);

/* ---- Two views (section 6) ---------------------------------------------------------------- */

typedef enum jp_view_state {
    JP_VIEW_UNKNOWN = 0, /* one side has said nothing: no gap is claimed */
    JP_VIEW_AGREED_STRENGTH = 1,
    JP_VIEW_AGREED_WEAKNESS = 2,
    JP_VIEW_BLIND_SPOT = 3,  /* the supplier sees it as better than the client does */
    JP_VIEW_UNDERVALUED = 4  /* the client sees it as better than the supplier does */
} jp_view_state;

/** "unknown", "agreed_strength", ...; "" if none. */
JP_API const char *jp_view_state_name(jp_view_state state);

/** The difference of two views of one indicator, positive: the first sees it as better. */
typedef struct jp_view {
    bool known;          /* both have spoken; else the numbers are those of knowing nothing */
    jp_view_state state; /* of a belief gap only */
    double difference;   /* -1..1, 1 = good whatever the indicator's direction */
    double sd;
    double low;
    double high;
    double p_positive;   /* P(difference > 0) */
    double first_level;  /* belief gap: the client's level; in the direction of the name */
    double second_level; /* belief gap: the supplier's level */
} jp_view;

/** Client said minus supplier said. */
JP_API jp_view jp_score_belief_gap(const jp_score *score, size_t indicator);

/** Said by a side minus observed, for indicators of that side or of both. */
JP_API jp_view jp_score_awareness(const jp_score *score, jp_side side, size_t indicator);

/** Said by the other side minus what `guesser` guesses that it would say. */
JP_API jp_view jp_score_empathy(const jp_score *score, jp_side guesser, size_t indicator);

/* ---- Risk, struggle, verdict (section 8) --------------------------------------------------- */

/** An index of the relationship's risk, 0..1; it is not a probability. */
JP_API double jp_score_risk_index(const jp_score *score);

/** Both sides' control together, 0..1; authenticity is 1 - struggle. */
JP_API double jp_score_struggle(const jp_score *score);
JP_API double jp_score_authenticity(const jp_score *score);

typedef enum jp_verdict_line {
    JP_FULFILLING = 0,
    JP_VALUE_CONSENSUS = 1,
    JP_COCREATION_NEGATIVE = 2,
    JP_RESIGNATION_SET_IN = 3
} jp_verdict_line;
#define JP_VERDICT_COUNT 4

typedef enum jp_answer {
    JP_ANSWER_UNKNOWN = 0,
    JP_ANSWER_YES = 1,
    JP_ANSWER_NO = 2,
    JP_ANSWER_UNDECIDED = 3
} jp_answer;

typedef struct jp_verdict {
    jp_answer answer;
    double p;
    double coverage;
} jp_verdict;

/** "fulfilling", ... and "unknown", "yes", "no", "undecided"; "" if none. */
JP_API const char *jp_verdict_line_name(jp_verdict_line line);
JP_API const char *jp_answer_name(jp_answer answer);

JP_API jp_verdict jp_score_verdict(const jp_score *score, jp_verdict_line line);

typedef enum jp_endgame {
    JP_ENDGAME_NONE = 0,      /* resignation has not set in */
    JP_ENDGAME_LEAVING = 1,   /* the client looks for another supplier */
    JP_ENDGAME_BEARING_IT = 2,/* grin and bear it */
    JP_ENDGAME_UNDECIDED = 3
} jp_endgame;

/** "leaving", "bearing_it", "undecided"; "" for none. */
JP_API const char *jp_endgame_name(jp_endgame endgame);

JP_API jp_endgame jp_score_endgame(const jp_score *score);

/** 0..3: on how many of quality, timeline and fees the client has compromised. */
JP_API int jp_score_compromised(const jp_score *score);

#ifdef __cplusplus
}
#endif

#endif /* JOYFULPROFIT_SCORE_H */
