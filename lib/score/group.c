/*
 * group.c - groups of indicators: weighted geometric means and how sure they are (section 5).
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

void jp__group_sums(const jp__group *group, const double *log2_values, const jp__belief *beliefs,
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

/* M(t): the moments of a product of independent Beta variables, each to its power. */
static double group_moment(const jp__group *group, const jp__belief *beliefs, double t)
{
    double log_moment = 0;
    for (size_t i = 0; i < group->count; i++) {
        const jp__belief *b = &beliefs[group->members[i].indicator];
        double power = t * group->members[i].exponent;
        log_moment += jp__lgamma_delta(b->alpha, power) - jp__lgamma_delta(b->alpha + b->beta, power);
    }
    return jp__exp(log_moment);
}

jp__matched jp__match(double mean, double second)
{
    double spread = mean * (1 - mean);
    double variance = second - mean * mean;
    if (!(variance > 1e-12 * spread))
        variance = 1e-12 * spread;
    double c = spread / variance - 1;
    return (jp__matched){ mean, second, variance, mean * c, (1 - mean) * c };
}

jp__matched jp__group_match(const jp__group *group, const jp__belief *beliefs)
{
    return jp__match(group_moment(group, beliefs, 1), group_moment(group, beliefs, 2));
}

void jp__matched_interval(const jp__matched *m, double *low, double *high)
{
    *low = jp__beta_quantile(0.025, m->a, m->b);
    *high = jp__beta_quantile(0.975, m->a, m->b);
}

double jp__matched_above_half(const jp__matched *m)
{
    return jp__beta_cdf(0.5, m->b, m->a);
}
