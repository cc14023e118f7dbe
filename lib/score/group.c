/*
 * group.c - groups of indicators: weighted geometric means and how well they are known (section 5).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "score/score.h"

double jp__group_mean(const jp__group *group, const double *of_indicators)
{
    double sum = 0;
    for (const jp__member *m = group->members, *end = m + group->count; m < end; m++)
        sum += m->exponent * of_indicators[m->indicator];
    return sum;
}

static void sum_one(jp_score *score, const jp__group *group, size_t number)
{
    jp__group_sums *g = &score->groups;
    g->log2_value[number] = jp__group_mean(group, score->beliefs.log2_value);
    g->coverage[number] = jp__group_mean(group, score->beliefs.known);
}

void jp__score_sum_groups(jp_score *score)
{
    for (size_t f = 0; f < JP_FACTOR_COUNT; f++)
        sum_one(score, &score->model->factors[f], f);
    for (size_t d = 0; d < JP_DIMENSION_COUNT; d++)
        sum_one(score, &score->model->dimensions[d], JP_FACTOR_COUNT + d);
    jp__exp2_of_all(score->specials, score->groups.log2_value, JP__GROUP_COUNT, score->groups.value);
}
