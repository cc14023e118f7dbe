/*
 * outcome.h - everything that a score says, as one array of numbers.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TESTS_SCORE_OUTCOME_H
#define TESTS_SCORE_OUTCOME_H

#include "score/fixture.h"

#define OUTCOME_MAX 4096

/* Each number with what of JP_WANT_ it needs and whether continuity in as-of is promised of it. */
typedef struct outcome {
    size_t length;
    double number[OUTCOME_MAX];
    uint32_t want[OUTCOME_MAX];
    bool continuous[OUTCOME_MAX];
} outcome;

/* Asks a score for everything. */
void outcome_of(const jp_score *score, outcome *o);

#endif /* TESTS_SCORE_OUTCOME_H */
