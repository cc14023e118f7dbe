/*
 * random.h - random relationships, the same ones on every machine and run.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TESTS_SCORE_RANDOM_H
#define TESTS_SCORE_RANDOM_H

#include "score/fixture.h"

typedef struct dice {
    uint64_t state;
} dice;

uint64_t roll(dice *d);

/* A whole number from 0 to `sides` - 1. */
uint64_t roll_below(dice *d, uint64_t sides);

/* From 0 to 1, the ends now and then. */
double roll_share(dice *d);

/* Between `low` and `high`, evenly in its logarithm. */
double roll_wide(dice *d, double low, double high);

/* Writes a relationship of at most `most` facts; returns a moment after all that is in it. */
int64_t roll_book(dice *d, const jp_model *model, size_t most, book *b);

/* The facts of `from` in another order. */
void shuffle(dice *d, const book *from, book *to);

#endif /* TESTS_SCORE_RANDOM_H */
