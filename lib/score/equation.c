/*
 * equation.c - the essay's equation and what is built on it (docs/method.md section 5).
 *
 *     equation = (Engage + Excite) x Conversation x Caring                        0 .. 2
 *     product  = (Engage + Excite) / 2 x Conversation x Caring                    0 .. 1
 *     closure  = product^(1/3)      on the scale of its factors;     gap = 1 - closure
 *     health   = (suffering x control x resignation
 *                 x (pillar x ability x cocreation)^(1/3) x closure)^(1/5)        values, 1 = good
 *
 * The product alone cannot tell a busy broken relationship from an unknown one; health can.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>

#include "base/numerics.h"
#include "score/score.h"

static void estimate_factor(jp_score *score, jp_factor factor)
{
    const jp__group_sums *g = &score->groups;
    score->factors[factor] = (jp_estimate){ g->value[factor], 0, 1, g->coverage[factor] };
}

/* Levels say what their names say: a harm is shown as 1 - D. */
static void estimate_dimension(jp_score *score, jp_dimension dimension)
{
    size_t group = JP_FACTOR_COUNT + (size_t)dimension;
    double value = score->groups.value[group];
    score->dimensions[dimension] = (jp_estimate){ jp__dimension_is_harm(dimension) ? 1 - value : value, 0, 1,
                                                  score->groups.coverage[group] };
}

/* Returns log2 of the closure, the cube root of the product. */
static double compute_closure(jp_score *score)
{
    const jp_estimate *f = score->factors;
    score->equation = (f[JP_ENGAGE].value + f[JP_EXCITE].value) * f[JP_CONVERSATION].value *
                      f[JP_CARING].value;
    score->product = score->equation / 2;
    double log2_closure = jp__log2(score->product) / 3;
    score->closure.value = jp__exp2(log2_closure);
    score->closure.coverage = ((f[JP_ENGAGE].coverage + f[JP_EXCITE].coverage) / 2 +
                               f[JP_CONVERSATION].coverage + f[JP_CARING].coverage) / 3;
    score->closure.low = 0;
    score->closure.high = 1;
    return log2_closure;
}

static double group_log_variance(const jp_score *score, const jp__group *group)
{
    double sum = 0;
    for (size_t i = 0; i < group->count; i++) {
        double e = group->members[i].exponent;
        sum += e * e * score->shapes.log_variance[group->members[i].indicator];
    }
    return sum;
}

/* The variance of ln closure, to first order in Engage + Excite. */
static double closure_log_variance(const jp_score *score)
{
    const jp__group *factors = score->model->factors;
    const jp__matched *engage = &score->shapes.matched[JP__SHAPE_OF_FACTOR(JP_ENGAGE)];
    const jp__matched *excite = &score->shapes.matched[JP__SHAPE_OF_FACTOR(JP_EXCITE)];
    double sum = engage->mean + excite->mean;
    return (jp__log1p((engage->variance + excite->variance) / (sum * sum)) +
            group_log_variance(score, &factors[JP_CONVERSATION]) +
            group_log_variance(score, &factors[JP_CARING])) / 9;
}

static double logistic(double x)
{
    return x < 0 ? jp__exp(x) / (1 + jp__exp(x)) : 1 / (1 + jp__exp(-x));
}

/* On the scale of logit(H), where an interval cannot leave [0, 1]. */
static void health_interval(jp_score *score)
{
    const double *h = score->model->health_exponent;
    double variance = closure_log_variance(score) / 25;
    for (size_t i = 0; i < score->model->indicator_count; i++)
        if (h[i] > 0)
            variance += h[i] * h[i] * score->shapes.log_variance[i];
    double health = score->health.value;
    double logit = jp__log(health) - jp__log1p(-health);
    double reach = JP__Z * sqrt(variance) / (1 - health);
    score->health.low = logistic(logit - reach);
    score->health.high = logistic(logit + reach);
}

static double of_health(const double *dimension, double closure)
{
    double harm = dimension[JP_SUFFERING] + dimension[JP_CONTROL] + dimension[JP_RESIGNATION];
    double strength = dimension[JP_PILLAR] + dimension[JP_ABILITY] + dimension[JP_COCREATION];
    return jp__of_health(harm, strength, closure);
}

static void compute_health(jp_score *score, double log2_closure)
{
    const jp__group_sums *g = &score->groups;
    score->health = (jp_estimate){ jp__exp2(of_health(g->log2_value + JP_FACTOR_COUNT, log2_closure)), 0, 1,
                                   of_health(g->coverage + JP_FACTOR_COUNT, score->closure.coverage) };
}

void jp__score_logarithms(jp_score *score)
{
    const jp__beliefs *b = &score->beliefs;
    jp__log2_of_all(score->specials, b->value, score->model->indicator_count, b->log2_value);
}

void jp__score_headlines(jp_score *score, uint32_t want)
{
    jp__score_logarithms(score);
    jp__score_sum_groups(score);
    jp__score_groups(score, want);
}

static void headline_intervals(jp_score *score)
{
    const jp__shapes *s = &score->shapes;
    for (int f = 0; f < JP_FACTOR_COUNT; f++) {
        score->factors[f].low = s->low[JP__SHAPE_OF_FACTOR(f)];
        score->factors[f].high = s->high[JP__SHAPE_OF_FACTOR(f)];
    }
    score->closure.low = jp__cbrt(s->low[JP__SHAPE_OF_CLOSURE]);
    score->closure.high = jp__cbrt(s->high[JP__SHAPE_OF_CLOSURE]);
    health_interval(score);
}

/* That of a harm is turned over. */
static void dimension_intervals(jp_score *score)
{
    for (int d = 0; d < JP_DIMENSION_COUNT; d++) {
        double low = score->shapes.low[JP__SHAPE_OF_DIMENSION(d)];
        double high = score->shapes.high[JP__SHAPE_OF_DIMENSION(d)];
        bool harm = jp__dimension_is_harm((jp_dimension)d);
        score->dimensions[d].low = harm ? 1 - high : low;
        score->dimensions[d].high = harm ? 1 - low : high;
    }
}

void jp__score_groups(jp_score *score, uint32_t want)
{
    for (int f = 0; f < JP_FACTOR_COUNT; f++)
        estimate_factor(score, (jp_factor)f);
    for (int d = 0; d < JP_DIMENSION_COUNT; d++)
        estimate_dimension(score, (jp_dimension)d);
    compute_health(score, compute_closure(score));
    if (want & JP__WANT_SHAPES)
        jp__score_shapes(score, want);
    if (want & JP_WANT_HEADLINE_INTERVALS)
        headline_intervals(score);
    if (want & JP_WANT_DIMENSION_INTERVALS)
        dimension_intervals(score);
}
