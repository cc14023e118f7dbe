/*
 * facts.h - made-up facts for benchmarks: the same numbers as columns and as CSV.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_BENCH_FACTS_H
#define JP_BENCH_FACTS_H

#include <joyfulprofit/joyfulprofit.h>

/* One made-up fact of a relationship. */
typedef struct bench_fact {
    int64_t time_us;
    double value;
    uint16_t kind; /* or JP_RATING */
    uint16_t item;
    uint8_t actor;
    uint8_t has_value;
} bench_fact;

/* Walks through the facts of one relationship after the other. */
typedef struct bench_source {
    const jp_model *model;
    uint64_t state;   /* of the random numbers */
    int64_t time_us;
    uint16_t *kinds;  /* those that may be given, common ones several times */
    size_t kind_count;
} bench_source;

int bench_source_open(bench_source *source, const jp_model *model);
void bench_source_close(bench_source *source);

/* Starts relationship `number` (from 0) somewhere in a year; its facts follow each other by gaps of
 * `mean_gap_days` on average, in bursts. */
void bench_source_start(bench_source *source, uint64_t seed, uint64_t number);
bench_fact bench_source_next(bench_source *source, double mean_gap_days);

/* How many facts relationship `number` of `relationships` has if there are `facts` in all: equal
 * sizes, or Zipf-like ones (proportional to 1 / (rank + relationships / 20), at least 1). */
typedef enum bench_sizes { BENCH_EQUAL, BENCH_ZIPF } bench_sizes;
uint64_t bench_size(bench_sizes sizes, uint64_t facts, uint64_t relationships, uint64_t number);

#endif /* JP_BENCH_FACTS_H */
