/*
 * evidence.h - from facts to masses to opinions (docs/method.md sections 1, 3 and 4).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_EVIDENCE_EVIDENCE_H
#define JP_EVIDENCE_EVIDENCE_H

#include "base/base.h"
#include "facts/facts.h"
#include "model/model.h"
#include "rhythm/rhythm.h"

/* Evidence for and against one indicator: r and s of the method. Kept apart always: a difference
 * would lose exact zeros. */
typedef struct jp__masses {
    double favourable, adverse;
} jp__masses;

/* Who says so. */
typedef enum jp__source {
    JP__OBSERVED,
    JP__SAID_BY_CLIENT,
    JP__SAID_BY_SUPPLIER,
    JP__GUESSED_BY_CLIENT, /* what the client believes that the supplier would answer */
    JP__GUESSED_BY_SUPPLIER,
    JP__SOURCE_COUNT
} jp__source;

static inline jp__source jp__said_by(jp_side side)
{
    return side == JP_CLIENT ? JP__SAID_BY_CLIENT : JP__SAID_BY_SUPPLIER;
}

static inline jp__source jp__guessed_by(jp_side side)
{
    return side == JP_CLIENT ? JP__GUESSED_BY_CLIENT : JP__GUESSED_BY_SUPPLIER;
}

/* What a window of facts of one stream, or of ratings of one item, holds so far. */
typedef struct jp__cell {
    int64_t window;
    int64_t latest_us;
    bool used;
} jp__cell;

/* Where evidence is gathered: reused from one relationship to the next. */
typedef struct jp__tally {
    jp__cell *stream_cells;    /* by stream */
    jp__masses *channel_sums;  /* by channel: X of the open window */
    jp__masses *sums;          /* by channel class: saturated, decayed, over the closed windows */
    jp__cell *rating_cells;    /* by rating source (from JP__SAID_BY_CLIENT), then indicator */
    jp__masses *rating_sums;    /* of y and of 1 - y in the open window */
    double *rating_counts;
    jp__masses *masses[JP__SOURCE_COUNT]; /* by indicator */
    int64_t as_of_us;
    void *block; /* all of the above, in one piece */
    size_t block_size;
} jp__tally;

jp_status jp__tally_new(jp__tally *tally, const jp_allocator *a, const jp_model *model,
                           jp_error *err);
void jp__tally_free(jp__tally *tally, const jp_allocator *a);

/* From seen facts, and what rhythm derived from them, to masses. Allocates nothing. cells.c */
void jp__tally_gather(jp__tally *tally, const jp_model *model, const jp__seen *seen,
                         const jp__rhythm *rhythm, int64_t as_of_us);

/* Ratings; called by jp__tally_gather(). ratings.c */
void jp__rating_add(jp__tally *tally, const jp_model *model, const jp__fact *rating);
void jp__ratings_close(jp__tally *tally, const jp_model *model);

/* How strongly a value speaks against and for: g of the method, without the intensity. */
static inline jp__masses jp__transform_value(jp__transform t, double x)
{
    double y = x > 0 ? x : 0;
    double c = y < 1 ? y : 1;
    double g;
    switch (t.type) {
    case JP__UNIT:
        return (jp__masses){ c, c };
    case JP__SPLIT_UNIT:
        return (jp__masses){ c, 1 - c };
    case JP__HILL:
        g = y > 0 ? 2 / (1 + t.half / y) : 0;
        return (jp__masses){ g, g };
    case JP__SPLIT_LATE:
        return (jp__masses){ t.half / (y + t.half), y / (y + t.half) };
    case JP__NOTICE:
        return (jp__masses){ y / (y + t.half), t.half / (y + t.half) };
    case JP__ONE:
        break;
    }
    return (jp__masses){ 1, 1 };
}

/* What a cell's X is worth: (1 - q^X) / (1 - q), which is 1 + q + q^2 + ... for whole X. */
double jp__saturate(const jp_model *model, uint16_t kind, double x);

/* The binomial opinion of one indicator (section 4). */
typedef struct jp__belief {
    double value;       /* v, 1 = good */
    double uncertainty;
    double alpha, beta; /* its Beta distribution */
    jp__masses masses;  /* weighted and fused over the sources */
} jp__belief;

/* The weight of what `side` says of an indicator. opinion.c */
double jp__said_weight(const jp_model *model, const jp__indicator *indicator, jp_side side);
jp__belief jp__believe(const jp_model *model, const jp__indicator *indicator, jp__masses fused);
void jp__opinions(const jp__tally *tally, const jp_model *model, jp__belief *beliefs);

#endif /* JP_EVIDENCE_EVIDENCE_H */
