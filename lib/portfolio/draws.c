/*
 * draws.c - which of a model's numbers are drawn together, and from which range.
 *
 * A factor is log-uniform from 1 / (1 + spread) to 1 + spread, so that twice and half are alike. What lies
 * within 0 and 1 has its odds multiplied by the factor instead, and stays there.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/numerics.h"
#include "portfolio/robustness.h"

const jp__draw_group jp__draw_groups[JP__DRAW_GROUPS] = {
    { "adverse_mass", "Masses of evidence against" },
    { "favourable_mass", "Masses of evidence for" },
    { "half_life", "Half-lives of evidence" },
    { "repeat_q", "What repeats count" },
    { "rating_mass", "Mass of a rating" },
    { "weight_other", "Weight of what the other side says" },
    { "silence_days", "Days at the mark of silence" },
    { "silence_relative_weight", "Weight of silence against the own rhythm" },
    { "prior_weight", "Weight of not knowing" },
    { "indicator_weight", "Weights of indicators, each by itself" },
};

static double factor_at(double coordinate, double spread)
{
    return jp__exp2(jp__log2(1 + spread) * (2 * coordinate - 1));
}

/* One coordinate stands for a whole vector of weights: it seeds their own random numbers. */
static void draw_weights(double coordinate, double spread, double *weights, size_t count)
{
    uint64_t state = (uint64_t)(coordinate * 0x1p53);
    for (size_t i = 0; i < count; i++)
        weights[i] = factor_at((double)(jp__random_bits(&state) >> 11) * 0x1p-53, spread);
}

jp__variation jp__draw(const double point[JP__DRAW_GROUPS], double spread, double *weights, size_t count)
{
    draw_weights(point[9], spread, weights, count);
    return (jp__variation){
        .adverse = factor_at(point[0], spread),
        .favourable = factor_at(point[1], spread),
        .half_life = factor_at(point[2], spread),
        .repeat_odds = factor_at(point[3], spread),
        .rating_mass = factor_at(point[4], spread),
        .weight_other = factor_at(point[5], spread),
        .silence_days = factor_at(point[6], spread),
        .silence_relative_odds = factor_at(point[7], spread),
        .prior_weight = factor_at(point[8], spread),
        .weights = weights,
    };
}
