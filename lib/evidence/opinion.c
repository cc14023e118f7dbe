/*
 * opinion.c - what the evidence makes one believe (docs/method.md section 4).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "evidence/evidence.h"

/* A side is heard in full on what it experiences itself, and a little on the other's. */
double jp__said_weight(const jp_model *model, const jp__indicator *indicator, jp_side side)
{
    bool experienced = indicator->experienced_by == JP_BOTH || indicator->experienced_by == side;
    return experienced ? model->parameters.weight_experienced : model->parameters.weight_other;
}

jp__belief jp__believe(const jp_model *model, const jp__indicator *indicator, jp__masses fused)
{
    double w = indicator->prior_weight;
    double n = fused.favourable + fused.adverse;
    double value = jp__believed(indicator, fused);
    double bad = (fused.adverse + (1 - indicator->base_rate) * w) / (n + w); /* 1 - v, exactly */
    double nu = n / (1 + model->parameters.evidence_saturation * n) + w;
    return (jp__belief){ .value = value, .uncertainty = w / (n + w), .alpha = value * nu,
                         .beta = bad * nu, .masses = fused };
}

jp__masses jp__fused(const jp__tally *t, const jp_model *model, size_t i, jp__masses observed)
{
    const jp__indicator *indicator = &model->indicators[i];
    for (jp_side side = JP_CLIENT; side <= JP_SUPPLIER; side++) {
        double weight = jp__said_weight(model, indicator, side);
        const jp__masses *said = &t->masses[jp__said_by(side)][i];
        observed.favourable += weight * said->favourable;
        observed.adverse += weight * said->adverse;
    }
    return observed;
}

void jp__opinions(const jp__tally *t, const jp_model *model, jp__belief *beliefs)
{
    for (size_t i = 0; i < model->indicator_count; i++)
        beliefs[i] = jp__believe(model, &model->indicators[i],
                                 jp__fused(t, model, i, t->masses[JP__OBSERVED][i]));
}
