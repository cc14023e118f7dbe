/*
 * record.h - what relationships ask of the loops over lanes: how many of everything, and some of the numbers.
 *
 * They are scored once with lanes that write this down and then do what the real ones do.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef BENCH_RECORD_H
#define BENCH_RECORD_H

#include "least.h"

#define BENCH_LONG_SILENCE (2 * 2.302585092994046) /* -ln S from which on a silence is relatively long */
#define BENCH_POOL 512                             /* numbers of each kind that are kept: the last ones */

typedef struct bench_pool {
    uint64_t seen;
    double column[3][BENCH_POOL];
} bench_pool;

typedef struct bench_record {
    const jp_model *model;
    jp__kernel *kernel;
    jp_scorer *scorer;
    const jp__lanes *real;
    jp__lanes lanes; /* that write down, then do what the real ones do */
    double needed[BENCH_PARTS];
    bench_pool pools[BENCH_PARTS];

    /* Of the model. */
    uint8_t *classes_of; /* by channel: a bit for each half-life */
    uint32_t *terms_of;  /* by channel: rows of evidence */
    double *defaults;    /* X of a window of one fact without a value of its own */
    size_t default_count;
    bool *in_headline, *has_variance; /* by indicator */
    size_t headline_members;

    /* Of a chunk: what windows that end ask of their last facts. */
    uint8_t classes[JP__CHUNK_PADDED], widths[JP__CHUNK_PADDED];
    uint32_t number[JP__KERNEL_WINDOWS]; /* the last that was needed of each width */
    jp__open_window *open;
} bench_record;

/* Scores all relationships. The kernel then has its own lanes again. */
void bench_record_all(bench_record *record, const jp_model *model, const bench_columns *columns,
                      jp__level level, bench_wanted wanted);
void bench_record_free(bench_record *record);

/* One more of a part, as its loop gets to know it; what the score that was last filled asks for; the tables
 * of the model. record_score.c */
void bench_record_keep(bench_record *record, bench_part part, double a, double b, double c);
void bench_record_score(bench_record *record);
void bench_record_describe(bench_record *record);

/* One relationship, with the lanes that the kernel has at the moment. */
void bench_score(bench_record *record, const jp_facts *facts, int64_t as_of_us, bench_wanted wanted);

/* How many relationships are taken for what takes longer, and which: from all sizes, which go down. */
static inline size_t bench_samples(const bench_columns *c)
{
    return c->relationships < 100 ? c->relationships : 100;
}

static inline size_t bench_sample(const bench_columns *c, size_t number)
{
    return (2 * number + 1) * c->relationships / (2 * bench_samples(c));
}

/* Seconds of each loop as it is, for the samples; how many facts they have. replay.c */
double bench_replay(bench_record *record, const bench_columns *columns, bench_wanted wanted, double *seconds);

#endif /* BENCH_RECORD_H */
