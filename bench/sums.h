/*
 * sums.h - no more of the fast path than the decayed saturated masses, of what was given or also of what
 * turns and silences say: no opinions, headlines and table. For comparing with what does only that.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef BENCH_SUMS_H
#define BENCH_SUMS_H

#include "columns.h"
#include "kernel/kernel.h"

/* Who sums, for one model: kept from round to round, as a worker of a stream is. NULL: no memory. */
typedef struct bench_worker {
    jp_scorer *scorer;
    jp__kernel *kernel;
} bench_worker;

bench_worker *bench_worker_new(const jp_model *model);
void bench_worker_free(bench_worker *worker);

/* The masses of every relationship on one thread, by relationship and indicator, for and against, with the
 * weight that ratings have; 0, or -1 if the fast path cannot take the facts. `rhythm`: with what turns and
 * silences say. */
int bench_masses(const bench_worker *worker, const bench_columns *columns, bool rhythm, double *masses);

/* Those of what was given in one relationship, into the scorer's tally; false: the fast path cannot take the
 * facts. */
bool bench_sums_of(jp__kernel *kernel, jp_scorer *scorer, const jp_facts *facts, int64_t as_of_us);

#endif /* BENCH_SUMS_H */
