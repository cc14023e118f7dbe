/*
 * explain.h - sharing out an index, or its change, among what made it (docs/method.md section 7).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_EXPLAIN_EXPLAIN_H
#define JP_EXPLAIN_EXPLAIN_H

#include <joyfulprofit/explain.h>

#include "base/base.h"
#include "score/scorer.h"

#define JP__INDEX_COUNT 2 /* closure, health */

/* One score, as far as a comparison needs it. */
typedef struct jp__snapshot {
    double *values; /* v by indicator */
    double *totals; /* n + W by indicator */
    double factors[JP_FACTOR_COUNT];
    double index[JP__INDEX_COUNT];
} jp__snapshot;

/* What a mass of an indicator brings: (for (1 - pivot) - against pivot) x scale to its value, and
 * `index` times that to closure and health. */
typedef struct jp__pull {
    double pivot, scale;
    double index[JP__INDEX_COUNT];
} jp__pull;

/* The part of a contribution in one indicator's value. */
typedef struct jp__part {
    double share;
    uint16_t indicator;
} jp__part;

/* A contribution with its parts, at the later moment and, with their signs turned, the earlier. */
typedef struct jp__entry {
    jp_contribution contribution;
    int64_t since_us; /* of what is derived, when the first fact behind it happened */
    uint32_t first[2], count[2];
} jp__entry;

typedef struct jp__entries {
    jp__entry *entries;
    size_t count, capacity;
} jp__entries;

/* A window as attribution sees it: X of its channels start at first_x. */
typedef struct jp__explained_cell {
    int64_t latest_us;
    size_t first_x;
    double count; /* of ratings */
} jp__explained_cell;

/* What actions are compared by. */
typedef struct jp__outcome {
    double health, closure, client_suffering, client_silence;
} jp__outcome;

/* Evidence as its indicator sees it: adds the masses x what stands at `place`. */
typedef struct jp__term {
    double favourable, adverse;
    uint32_t place;
} jp__term;

#define JP__TRIAL_GROUPS 11      /* the groups of indicators that an outcome is made of */
#define JP__DERIVED_STREAMS 10 /* roles of derived facts, by side */
#define JP__DERIVED_KEPT 16
#define JP__OPEN_ITEMS 4

typedef struct jp__trial_groups {
    double log2_values[JP__TRIAL_GROUPS];
    double values[8]; /* of those first ones for which they are asked for */
} jp__trial_groups;

/* What the score of a relationship is made of, so that little is worked out again where little changes.
 * Places hold what each sum is worth, then what stands open says: of each side silence, then its turn. */
typedef struct jp__trials {
    jp__masses *places;
    jp__term *terms;        /* by indicator, in the order of the definition */
    uint32_t *first_term;   /* by indicator, and one more */
    uint32_t *groups;       /* by indicator: a bit for each group that it belongs to */
    double *log2_values;    /* by indicator, of its value */
    jp__trial_groups of_groups;
    uint32_t derived_streams[JP__DERIVED_STREAMS];
    uint32_t open_streams[JP__OPEN_ITEMS], open_places[JP__OPEN_ITEMS];
    jp__derived derived[JP__DERIVED_KEPT]; /* after the kept walk; if there are more, none is kept here */
    size_t derived_count;
    double client_silence;

    /* Of what is being tried. */
    uint16_t *to_do;        /* kinds */
    uint16_t *touched;      /* indicators, and a flag for each whether it is one of them */
    bool *is_touched;
    size_t touched_count;
    jp__masses *observed;   /* in the order of `touched`: what they observe now, */
    double *believed, *new_log2; /* what they believe then, */
    double *old_log2;       /* and what they believed before */
    jp__masses *old_sums;

    void *block;            /* all of the above that is pointed to */
    size_t size;
} jp__trials;

struct jp_explanation {
    const jp_score *score;
    bool of_change;
    const jp__snapshot *from, *to;
    double factor_shares[JP_FACTOR_COUNT];
    double *indicator_shares[JP__INDEX_COUNT];
    jp__pull *pulls; /* by indicator */
    jp__entries entries;
    jp__part *parts;
    size_t part_count, part_capacity;
};

struct jp_explainer {
    jp_allocator allocator;
    jp_scorer *scorer;
    jp__snapshot nothing, earlier, later;
    jp_explanation explanation;
    jp__entries moments[2];         /* contributions at the later and the earlier moment */
    jp__explained_cell *cells;
    size_t cell_count, cell_capacity;
    jp__masses *x;                  /* X by cell and channel */
    size_t x_count, x_capacity;
    uint32_t *cell_of;              /* by contribution */
    size_t cell_of_capacity;
    uint32_t *open_cell;            /* by stream, then by rating place: the cell that is open */
    int64_t *open_window;
    size_t stream_count;            /* of both kinds */
    jp__seen added;                 /* for what-if */
    jp__kept kept;                  /* the walk up to as-of, to go on from with each action */
    jp__trials trials;
};

/* The logarithmic mean L(x, y) of two positive numbers. mean.c */
double jp__log_mean(double x, double y);

/* Shares of factors and indicators, and how masses pull. shares.c */
void jp__share_out(jp_explanation *explanation, const jp_model *model, bool from_nothing);

/* What a fact of stream `stream` speaks through a channel: g times its intensity. attribute.c */
jp__masses jp__spoken(const jp_model *model, const jp__channel *channel, const jp__fact *fact);

/* Lists what contributes to the score that the scorer holds, with its parts, in moments[which];
 * 0: the later moment, 1: the earlier one, whose parts count negative. attribute.c */
jp_status jp__attribute(jp_explainer *explainer, int64_t as_of_us, int which, jp_error *err);

/* Puts the contributions of both moments into one list. merge.c */
jp_status jp__merge_moments(jp_explainer *explainer, jp_error *err);

/* Makes room, once. Begins with what the scorer holds: the score of all that is seen, `kept` being the walk
 * that it went on from. Goes on from there once more, with the seen facts as they are now: their rhythm as of
 * `horizon_us`; then the outcome of that with what one stream says now. trials.c */
jp_status jp__trials_reserve(jp_explainer *explainer, jp_error *err);
void jp__trials_free(jp__trials *trials, const jp_allocator *a);
void jp__trials_start(jp_explainer *explainer);
jp_status jp__trials_rhythm(jp_explainer *explainer, int64_t horizon_us, jp_error *err);
jp__outcome jp__trials_outcome(jp_explainer *explainer, size_t stream);

/* Walks and scores what the scorer has seen, values only: enough to compare. whatif.c */
jp_status jp__score_values(jp_explainer *explainer, int64_t as_of_us, jp_error *err);
void jp__fill_values(jp_explainer *explainer, int64_t as_of_us);

#endif /* JP_EXPLAIN_EXPLAIN_H */
