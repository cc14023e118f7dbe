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

/* The masses of every relationship on one thread, by relationship and indicator, for and against, with the
 * weight that ratings have; 0, or -1 if there is no memory or the fast path cannot take the facts.
 * `rhythm`: with what turns and silences say. */
int bench_masses(const jp_model *model, const bench_columns *columns, bool rhythm, double *masses);

/* Those of what was given in one relationship, into the scorer's tally; false: the fast path cannot take the
 * facts. */
bool bench_sums_of(jp__kernel *kernel, jp_scorer *scorer, const jp_facts *facts, int64_t as_of_us);

#endif /* BENCH_SUMS_H */
