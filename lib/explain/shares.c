/*
 * shares.c - an index less its baseline, shared out among factors and indicators (section 7).
 *
 * closure = ((E + X)/2 C K)^(1/3), so ln closure is a third of a sum; the logarithmic mean turns
 * differences of logarithms back into differences. E + X is shared by the same mean once more.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/numerics.h"
#include "explain/explain.h"

/* ln(x / y), without loss where they are close. */
static double log_ratio(double x, double y)
{
    return (x - y) / jp__log_mean(x, y);
}

/* c_F of the method, by factor. */
static void factor_weights(const jp__snapshot *from, const jp__snapshot *to,
                           double weights[JP_FACTOR_COUNT])
{
    const double *f0 = from->factors, *f1 = to->factors;
    double third = jp__log_mean(to->index[JP_CLOSURE], from->index[JP_CLOSURE]) / 3;
    double sum = jp__log_mean(f1[JP_ENGAGE] + f1[JP_EXCITE], f0[JP_ENGAGE] + f0[JP_EXCITE]);
    weights[JP_ENGAGE] = third * jp__log_mean(f1[JP_ENGAGE], f0[JP_ENGAGE]) / sum;
    weights[JP_EXCITE] = third * jp__log_mean(f1[JP_EXCITE], f0[JP_EXCITE]) / sum;
    weights[JP_CONVERSATION] = third;
    weights[JP_CARING] = third;
}

/* An indicator stands with weight x ln(v1 / v0) in an index. */
static void give(jp_explanation *e, jp_index index, size_t i, double weight)
{
    double v0 = e->from->values[i], v1 = e->to->values[i];
    e->indicator_shares[index][i] += weight * log_ratio(v1, v0);
    e->pulls[i].index[index] += weight / jp__log_mean(v1, v0);
}

/*
 * v1 - v0 as a sum over masses. Against nothing, v - a = sum (for (1 - a) - against a)/(n + W). Between
 * two moments, with v and n + W at their means, v1 - v0 = sum (d for (1 - v) - d against v)/(n + W).
 */
static void aim_pull(jp_explanation *e, size_t i, bool from_nothing)
{
    double v0 = e->from->values[i], v1 = e->to->values[i];
    double t0 = e->from->totals[i], t1 = e->to->totals[i];
    e->pulls[i] = (jp__pull){ .pivot = from_nothing ? v0 : (v0 + v1) / 2,
                              .scale = 1 / (from_nothing ? t1 : (t0 + t1) / 2) };
}

static void share_factor(jp_explanation *e, const jp__group *group, jp_factor factor, double weight,
                         double health_per_closure)
{
    e->factor_shares[factor] = weight * log_ratio(e->to->factors[factor], e->from->factors[factor]);
    for (size_t k = 0; k < group->count; k++) {
        double w = weight * group->members[k].exponent;
        give(e, JP_CLOSURE, group->members[k].indicator, w);
        give(e, JP_HEALTH, group->members[k].indicator, w * health_per_closure);
    }
}

void jp__share_out(jp_explanation *e, const jp_model *model, bool from_nothing)
{
    double weights[JP_FACTOR_COUNT];
    double closure = jp__log_mean(e->to->index[JP_CLOSURE], e->from->index[JP_CLOSURE]);
    double health = jp__log_mean(e->to->index[JP_HEALTH], e->from->index[JP_HEALTH]);
    for (size_t i = 0; i < model->indicator_count; i++) {
        e->indicator_shares[JP_CLOSURE][i] = 0;
        e->indicator_shares[JP_HEALTH][i] = 0;
        aim_pull(e, i, from_nothing);
    }
    factor_weights(e->from, e->to, weights);
    for (int f = 0; f < JP_FACTOR_COUNT; f++)
        share_factor(e, &model->factors[f], (jp_factor)f, weights[f], health / (5 * closure));
    for (size_t i = 0; i < model->indicator_count; i++)
        if (model->health_exponent[i] > 0)
            give(e, JP_HEALTH, i, health * model->health_exponent[i]);
}
