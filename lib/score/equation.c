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

/* The four factors, as far as intervals need them. */
typedef struct equation_factors {
    jp__matched engage, excite, conversation, caring;
} equation_factors;

static jp__matched estimate_factor(jp_score *score, jp_factor factor, uint32_t want)
{
    const jp__group *group = &score->model->factors[factor];
    jp__matched matched = { 0, 0, 0, 0, 0 };
    jp_estimate *estimate = &score->factors[factor];
    double log2_value;
    jp__group_sums(group, score->log2_values, score->beliefs, &log2_value, &estimate->coverage);
    estimate->value = jp__exp2(log2_value);
    estimate->low = 0;
    estimate->high = 1;
    if (want & JP_WANT_HEADLINE_INTERVALS) {
        matched = jp__group_match(group, score->beliefs);
        jp__matched_interval(&matched, &estimate->low, &estimate->high);
    }
    return matched;
}

/* Levels say what their names say: a harm is shown as 1 - D, with its interval turned over. */
static void estimate_dimension(jp_score *score, jp_dimension dimension, uint32_t want)
{
    const jp__group *group = &score->model->dimensions[dimension];
    double low = 0, high = 1, log2_value, coverage;
    jp__group_sums(group, score->log2_values, score->beliefs, &log2_value, &coverage);
    double value = jp__exp2(log2_value);
    score->log2_dimensions[dimension] = log2_value;
    if (want & JP_WANT_DIMENSION_INTERVALS) {
        jp__matched matched = jp__group_match(group, score->beliefs);
        jp__matched_interval(&matched, &low, &high);
    }
    if (jp__dimension_is_harm(dimension))
        score->dimensions[dimension] = (jp_estimate){ 1 - value, 1 - high, 1 - low, coverage };
    else
        score->dimensions[dimension] = (jp_estimate){ value, low, high, coverage };
}

static void closure_interval(jp_estimate *closure, const equation_factors *f)
{
    double mean = (f->engage.mean + f->excite.mean) / 2 * f->conversation.mean * f->caring.mean;
    double second = (f->engage.second + 2 * f->engage.mean * f->excite.mean + f->excite.second) / 4 *
                    f->conversation.second * f->caring.second;
    jp__matched matched = jp__match(mean, second);
    jp__matched_interval(&matched, &closure->low, &closure->high);
    closure->low = jp__cbrt(closure->low);
    closure->high = jp__cbrt(closure->high);
}

static void compute_closure(jp_score *score)
{
    const jp_estimate *f = score->factors;
    score->equation = (f[JP_ENGAGE].value + f[JP_EXCITE].value) * f[JP_CONVERSATION].value *
                      f[JP_CARING].value;
    score->product = score->equation / 2;
    score->closure.value = jp__cbrt(score->product);
    score->closure.coverage = ((f[JP_ENGAGE].coverage + f[JP_EXCITE].coverage) / 2 +
                               f[JP_CONVERSATION].coverage + f[JP_CARING].coverage) / 3;
    score->closure.low = 0;
    score->closure.high = 1;
}

/* psi'(alpha) - psi'(alpha + beta): the variance of ln v under its Beta distribution. */
static double log_variance(const jp__belief *belief)
{
    return jp__trigamma(belief->alpha) - jp__trigamma(belief->alpha + belief->beta);
}

static double group_log_variance(const jp__group *group, const jp__belief *beliefs)
{
    double sum = 0;
    for (size_t i = 0; i < group->count; i++) {
        double e = group->members[i].exponent;
        sum += e * e * log_variance(&beliefs[group->members[i].indicator]);
    }
    return sum;
}

/* The variance of ln closure, to first order in Engage + Excite. */
static double closure_log_variance(const jp_score *score, const equation_factors *f)
{
    const jp__group *factors = score->model->factors;
    double sum = f->engage.mean + f->excite.mean;
    return (jp__log1p((f->engage.variance + f->excite.variance) / (sum * sum)) +
            group_log_variance(&factors[JP_CONVERSATION], score->beliefs) +
            group_log_variance(&factors[JP_CARING], score->beliefs)) / 9;
}

static double logistic(double x)
{
    return x < 0 ? jp__exp(x) / (1 + jp__exp(x)) : 1 / (1 + jp__exp(-x));
}

/* On the scale of logit(H), where an interval cannot leave [0, 1]. */
static void health_interval(jp_score *score, const equation_factors *f)
{
    const double *h = score->model->health_exponent;
    double variance = closure_log_variance(score, f) / 25;
    for (size_t i = 0; i < score->model->indicator_count; i++)
        if (h[i] > 0)
            variance += h[i] * h[i] * log_variance(&score->beliefs[i]);
    double health = score->health.value;
    double logit = jp__log(health) - jp__log1p(-health);
    double reach = JP__Z * sqrt(variance) / (1 - health);
    score->health.low = logistic(logit - reach);
    score->health.high = logistic(logit + reach);
}

static void compute_health(jp_score *score)
{
    const jp_model *model = score->model;
    const double *d = score->log2_dimensions;
    double harm = d[JP_SUFFERING] + d[JP_CONTROL] + d[JP_RESIGNATION];
    double strength = d[JP_PILLAR] + d[JP_ABILITY] + d[JP_COCREATION];
    double closure = jp__log2(score->closure.value);
    double coverage = 0;
    for (size_t i = 0; i < model->indicator_count; i++)
        coverage += model->health_exponent[i] * (1 - score->beliefs[i].uncertainty);
    score->health = (jp_estimate){ jp__exp2((harm + strength / 3 + closure) / 5), 0, 1,
                                   coverage + score->closure.coverage / 5 };
}

void jp__score_headlines(jp_score *score, uint32_t want)
{
    for (size_t i = 0; i < score->model->indicator_count; i++)
        score->log2_values[i] = jp__log2(score->beliefs[i].value);
    jp__score_groups(score, want);
}

void jp__score_groups(jp_score *score, uint32_t want)
{
    equation_factors f = {
        .engage = estimate_factor(score, JP_ENGAGE, want),
        .excite = estimate_factor(score, JP_EXCITE, want),
        .conversation = estimate_factor(score, JP_CONVERSATION, want),
        .caring = estimate_factor(score, JP_CARING, want),
    };
    for (int d = 0; d < JP_DIMENSION_COUNT; d++)
        estimate_dimension(score, (jp_dimension)d, want);
    compute_closure(score);
    compute_health(score);
    if (want & JP_WANT_HEADLINE_INTERVALS) {
        closure_interval(&score->closure, &f);
        health_interval(score, &f);
    }
}
