/*
 * least.h - what a score takes at least: only the arithmetic that the method asks for, on numbers that lie
 * ready in the nearest caches, in full vectors.
 *
 * Relationships are scored once with lanes that write down what is asked of them. Then the loop of each part
 * runs over a few hundred such numbers again and again, and the least time of many rounds counts: nanoseconds
 * for one, times how many of them the relationships need. Nothing is counted that a cleverer arrangement
 * might spare:
 *
 * - Not at all: whose turn it is, finding windows and adding up what is in them, lists, copies, checks,
 *   tables written to, transforms that only clamp, ratings shared out, sums of gaps one after the other,
 *   which gaps are steady, square and cube roots.
 * - Facts to the channels that hear them: the loops as they are, on facts of all relationships one after the
 *   other, as if chunks had no ends.
 * - Decays only of the last fact of a window that ends, and only for the half-lives that its channel asks
 *   for; of two channels with the same last fact once. Numbers of windows once for each window of a width.
 * - Values only where the fact has one of its own: what a default is worth could stand in a table. So could
 *   what ones are worth, so a window is saturated only if it has another X than 1 or a lone default.
 * - A saturation as an exponential alone (exp2_all), which takes fewer steps than 1 - q^X; where X ln q is
 *   small, so that a polynomial does, it counts as nothing.
 * - A silence as the one division that g^3 / (g^3 + 90^3) has; the loop is that of hill, which has one too
 *   and fewer products. The logarithm of a long one only if its score hangs on it.
 * - Sums: a product and a sum of four half-lives at once for each window, in an order in which no sum waits
 *   for itself. What is alike for and against fades once.
 * - Rows of evidence only of channels that heard anything, as if all eight lanes were always of use; so the
 *   terms of groups, and only of those groups that headlines are made of.
 * - Opinions, logarithms and the special functions of intervals only of indicators that anything is known of.
 * - Headlines as if lanes took eight relationships at once.
 *
 * Beside it what the loops take as they are now, on the lists of one relationship at a time (replay.c), and
 * the function that concludes its headlines.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef BENCH_LEAST_H
#define BENCH_LEAST_H

#include "columns.h"
#include "kernel/kernel.h"

typedef enum bench_part {
    BENCH_HEARD,
    BENCH_DECAYS,
    BENCH_NUMBERS,
    BENCH_HOURS,
    BENCH_DAYS,
    BENCH_SILENCES,
    BENCH_LONG_SILENCES,
    BENCH_HILLS,
    BENCH_LATES,
    BENCH_CLAMPS,
    BENCH_SATURATIONS,
    BENCH_ALIKE,
    BENCH_APART,
    BENCH_FADES,
    BENCH_ROWS,
    BENCH_OPINIONS,
    BENCH_LOGARITHMS,
    BENCH_GROUPS,
    BENCH_POWERS,
    BENCH_MOMENTS,
    BENCH_VARIANCES,
    BENCH_INTERVALS,
    BENCH_HALVES,
    BENCH_PARTS
} bench_part;

typedef struct bench_least {
    double facts, relationships;
    double needed[BENCH_PARTS]; /* of all relationships */
    double ns[BENCH_PARTS];     /* of one */
    double loops[BENCH_PARTS];  /* nanoseconds a fact of the loops as they are: replay.c */
    double conclude_ns;         /* of a relationship */
} bench_least;

/* What is measured: scores with `want`, or only the sums of what was given (sums.h). */
typedef struct bench_wanted {
    uint32_t want;
    bool sums_only;
} bench_wanted;

/* The best level that this processor has. */
jp__level bench_best_level(void);

/* At a level that this processor has. Ends the program if the fast path cannot take the facts. */
bench_least bench_least_of(const jp_model *model, const bench_columns *columns, jp__level level,
                           bench_wanted wanted);

/* Nanoseconds a fact, of all parts. */
double bench_least_sum(const bench_least *least);

/* A line for each part, and the sum. */
void bench_least_print(const bench_least *least);

#endif /* BENCH_LEAST_H */
