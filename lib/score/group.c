/*
 * group.c - groups of indicators: weighted geometric means and how well they are known (section 5).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/numerics.h"
#include "score/score.h"

double jp__group_coverage(const jp__group *group, const jp__belief *beliefs)
{
    double sum = 0;
    for (size_t i = 0; i < group->count; i++)
        sum += group->members[i].exponent * (1 - beliefs[group->members[i].indicator].uncertainty);
    return sum;
}

void jp__group_sum(const jp__group *group, const double *log2_values, const jp__belief *beliefs,
                   double *log2_value, double *coverage)
{
    double sum = 0, known = 0;
    for (const jp__member *m = group->members, *end = m + group->count; m < end; m++) {
        sum += m->exponent * log2_values[m->indicator];
        known += m->exponent * (1 - beliefs[m->indicator].uncertainty);
    }
    *log2_value = sum;
    *coverage = known;
}

static void sum_one(jp_score *score, const jp__group *group, size_t number)
{
    jp__group_sums *g = &score->groups;
    jp__group_sum(group, score->log2_values, score->beliefs, &g->log2_value[number], &g->coverage[number]);
    g->value[number] = jp__exp2(g->log2_value[number]);
}

void jp__score_sum_groups(jp_score *score)
{
    for (size_t f = 0; f < JP_FACTOR_COUNT; f++)
        sum_one(score, &score->model->factors[f], f);
    for (size_t d = 0; d < JP_DIMENSION_COUNT; d++)
        sum_one(score, &score->model->dimensions[d], JP_FACTOR_COUNT + d);
}
