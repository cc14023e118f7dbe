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

/*
 * Masses that decay with one half-life h, whatever the moment they are asked for ("forward decay").
 * A mass of time t weighs 2^((t - as_of)/h) at as_of. With t = (k + f) h, k whole and 0 <= f < 1, what
 * is kept is the sum of mass x 2^(f + k - exponent), exponent being the latest k: no as-of in it, no
 * overflow for any time, and moving the exponent is exact. So one state serves many dates, and
 * a fact can be added to it later.
 */
typedef struct jp__decaying {
    jp__masses sum;
    int64_t exponent;
} jp__decaying;

/* The window that is open in a stream of facts or of ratings: at most one, since they come in order. */
typedef struct jp__cell {
    int64_t window;
    int64_t latest_us;
    bool used;
} jp__cell;

/* The ratings of one item by one rater in the open window: y and 1 - y summed, and how many. */
typedef struct jp__rated {
    jp__masses sum;
    double count;
} jp__rated;

/* As-of, and the time of a mass, as one half-life sees them. */
typedef struct jp__moment {
    int64_t k;
    double fade;
} jp__moment;

typedef struct jp__stamp {
    int64_t k;
    double weight;
} jp__stamp;

/* Times are taken apart to decay: what stands above so many bits of microseconds, eight bits, the rest. */
#define JP__COARSE_BITS 40 /* 12.7 days */
#define JP__FINE_BITS 32   /* 72 minutes */
#define JP__MIDDLES ((size_t)1 << (JP__COARSE_BITS - JP__FINE_BITS))

#define JP__COARSES ((size_t)128)

/* What the coarse part of a time comes to. */
typedef struct jp__coarse {
    int64_t key; /* the time, and 1 */
    jp__stamp stamp;
} jp__coarse;

/* What was worked out before, of one half-life; 0 where nothing was: jp__middle(), and coarse parts by their
 * last bits. */
typedef struct jp__stamps {
    double middle[JP__MIDDLES];
    jp__coarse coarse[JP__COARSES];
} jp__stamps;

/* A half-life in microseconds, and its reciprocal: dividing is dear. */
typedef struct jp__half_life {
    double us, per_us;
    jp__stamps *stamps; /* NULL: everything is worked out each time */
} jp__half_life;

/* Where evidence is gathered. All before `masses` is a state of facts alone, not of as-of; it is one
 * block without pointers, so that copying the block copies the state. */
typedef struct jp__tally {
    jp__cell *cells;           /* by stream */
    jp__masses *open;          /* by channel: X of the open window */
    jp__decaying *sums;        /* by channel class: the closed windows */
    jp__cell *rating_cells;    /* by rating source (from JP__SAID_BY_CLIENT), then indicator */
    jp__rated *rating_open;
    jp__decaying *rating_sums;
    void *block;               /* all of the above */
    size_t block_size;
    jp__masses *masses[JP__SOURCE_COUNT]; /* by indicator, as of the moment last asked for */
    jp__moment *as_of;         /* by half-life class */
    size_t result_size;        /* of masses and as_of, behind the block */
    jp__half_life *half_lives; /* by half-life class */
    jp__stamps *stamps;        /* of each of these */
    size_t size;               /* of all this */
} jp__tally;

jp_status jp__tally_new(jp__tally *tally, const jp_allocator *a, const jp_model *model,
                        jp_error *err);
void jp__tally_free(jp__tally *tally, const jp_allocator *a);

/* Forgets everything; takes facts in canonical order; takes derived facts in the order of their
 * derivation. None of these allocates. cells.c */
void jp__tally_clear(jp__tally *tally);
void jp__tally_add(jp__tally *tally, const jp_model *model, const jp__fact *fact);
void jp__tally_add_derived(jp__tally *tally, const jp_model *model, const jp__derived *derived);

/* Closes all windows and works out the masses as of a moment at or after the last fact, with what
 * stands open then. Ends the state: to go on from it, copy it before. */
void jp__tally_close(jp__tally *tally, const jp_model *model, int64_t as_of_us,
                     const jp__derived *open_items, size_t open_count);

/* Adds what stands open to the masses; called by the above, once all else is observed. */
void jp__tally_add_open(jp__tally *tally, const jp_model *model, const jp__derived *open_items,
                        size_t open_count);

/* What a channel hears of an open item. */
jp__masses jp__open_masses(const jp_model *model, uint32_t channel, const jp__derived *item);

/* One stream by itself, for what-ifs: as it stands in a copy of the tally's block; and once there was an
 * as-of, closed, so that its sums say what they are worth then. cells.c */
void jp__tally_restore_stream(jp__tally *tally, const jp_model *model, const void *block, size_t stream);
void jp__tally_close_stream(jp__tally *tally, const jp_model *model, size_t stream);

/* How many sums a stream has; they lie together, from those of its first channel on. */
static inline size_t jp__stream_sums(const jp_model *model, size_t stream)
{
    const jp__stream *s = &model->streams[stream];
    if (s->channel_count == 0)
        return 0;
    const jp__channel *first = &model->channels[s->first_channel], *last = first + s->channel_count - 1;
    return last->sums + last->class_count - first->sums;
}

/* The same for ratings; called by the two above. ratings.c */
void jp__rating_add(jp__tally *tally, const jp_model *model, const jp__fact *rating);
void jp__ratings_close(jp__tally *tally, const jp_model *model);

/* A time in half-lives, (k + f) h; as a moment to look back from: k and 2^-f; as a stamp for what happens
 * then: the k of its coarse part and what is left, (2^f x 2^middle) x 2^fine. Half-lives under a day are not
 * taken apart: k and 2^f. decay.c */
typedef struct jp__age {
    int64_t k;
    double f;
} jp__age;
jp__half_life jp__half_life_of(double days);
jp__age jp__age_of(int64_t time_us, jp__half_life half_life);
jp__stamp jp__stamp_of(int64_t time_us, jp__half_life half_life);
bool jp__is_taken_apart(jp__half_life half_life);
jp__stamp jp__coarse_stamp(int64_t time_us, jp__half_life half_life);
double jp__middle(size_t middle, jp__half_life half_life);
jp__moment jp__moment_of(int64_t time_us, jp__half_life half_life);
jp__masses jp__decaying_at(const jp__decaying *decaying, jp__moment as_of);

/* x 2^k for k <= 0, fading to 0 as it must. decay.c */
double jp__halve(double x, int64_t k);

/* Adds masses that bear a stamp not before any yet. */
static inline void jp__decaying_add(jp__decaying *d, jp__masses masses, jp__stamp stamp)
{
    if (d->exponent != stamp.k) {
        d->sum.favourable = jp__halve(d->sum.favourable, d->exponent - stamp.k);
        d->sum.adverse = jp__halve(d->sum.adverse, d->exponent - stamp.k);
        d->exponent = stamp.k;
    }
    d->sum.favourable += masses.favourable * stamp.weight;
    d->sum.adverse += masses.adverse * stamp.weight;
}

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
        g = 2 * (y / (y + t.half));
        return (jp__masses){ g, g };
    case JP__SPLIT_LATE:
        return (jp__masses){ t.half / (y + t.half), y / (y + t.half) };
    case JP__NOTICE:
        return (jp__masses){ y / (y + t.half), t.half / (y + t.half) };
    case JP__ONE:
    default:
        return (jp__masses){ 1, 1 };
    }
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

/* Those of all indicators, in columns, with room for whole lanes. */
typedef struct jp__beliefs {
    double *favourable, *adverse;
    double *value, *uncertainty, *known; /* known: 1 - uncertainty */
    double *alpha, *beta;
    double *log2_value;
    void *block;                         /* all of these */
    size_t size;
} jp__beliefs;

/* The value that fused masses lead to. */
static inline double jp__believed(const jp__indicator *indicator, jp__masses fused)
{
    double w = indicator->prior_weight;
    return (fused.favourable + indicator->base_rate * w) / (fused.favourable + fused.adverse + w);
}

/* The weight of what `side` says of an indicator; what is observed of it, with what both say. opinion.c */
double jp__said_weight(const jp_model *model, const jp__indicator *indicator, jp_side side);
jp__masses jp__fused(const jp__tally *tally, const jp_model *model, size_t indicator, jp__masses observed);
jp__belief jp__believe(const jp_model *model, const jp__indicator *indicator, jp__masses fused);

/* All but the logarithms. opinion.c */
void jp__opinions(const jp__tally *tally, const jp_model *model, const jp__beliefs *beliefs);
void jp__beliefs_set(const jp__beliefs *beliefs, size_t indicator, jp__belief belief);
jp_status jp__beliefs_new(jp__beliefs *beliefs, const jp_allocator *a, size_t indicators, jp_error *err);
void jp__beliefs_free(jp__beliefs *beliefs, const jp_allocator *a);

#endif /* JP_EVIDENCE_EVIDENCE_H */
