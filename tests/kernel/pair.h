/*
 * pair.h - the readable path and the fast one side by side.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TESTS_KERNEL_PAIR_H
#define TESTS_KERNEL_PAIR_H

#include "kernel/kernel.h"
#include "score/random.h"

#define WANT (JP_WANT_ALL & ~JP_WANT_RHYTHM)

/* Two scorers of one model: one that only ever takes the readable path, and one for the fast path. */
typedef struct pair {
    jp_scorer *plain, *fast;
    jp__kernel *kernel;
    size_t taken; /* by the fast path, as its test counts them */
} pair;

/* For `facts` facts at once and a tray of so many relationships. */
void pair_open(pair *p, const jp_model *model, uint32_t want, size_t facts, size_t tray);
void pair_close(pair *p);

/* What the fast path gathered, made a score, beside what the readable path makes of the same facts, bit for
 * bit. */
void pair_compare(pair *p, const jp_facts *facts, int64_t as_of_us);

#endif /* TESTS_KERNEL_PAIR_H */
