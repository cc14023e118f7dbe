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

void jp__beliefs_set(const jp__beliefs *b, size_t i, jp__belief belief)
{
    b->favourable[i] = belief.masses.favourable;
    b->adverse[i] = belief.masses.adverse;
    b->value[i] = belief.value;
    b->uncertainty[i] = belief.uncertainty;
    b->known[i] = 1 - belief.uncertainty;
    b->alpha[i] = belief.alpha;
    b->beta[i] = belief.beta;
}

void jp__opinions(const jp__tally *t, const jp_model *model, const jp__beliefs *beliefs)
{
    for (size_t i = 0; i < model->indicator_count; i++)
        jp__beliefs_set(beliefs, i, jp__believe(model, &model->indicators[i],
                                                jp__fused(t, model, i, t->masses[JP__OBSERVED][i])));
}

jp_status jp__beliefs_new(jp__beliefs *b, const jp_allocator *a, size_t indicators, jp_error *err)
{
    double **columns[] = { &b->favourable, &b->adverse, &b->value, &b->uncertainty, &b->known, &b->alpha,
                           &b->beta, &b->log2_value };
    size_t each = (indicators + 7) / 8 * 8 * sizeof(double); /* whole lines of the cache */
    b->size = JP__COUNT(columns) * each + JP__LINE;
    b->block = jp__calloc(a, b->size, 1);
    if (b->block == NULL)
        return jp__no_memory(err);
    char *first = jp__at_line(b->block);
    for (size_t i = 0; i < JP__COUNT(columns); i++)
        *columns[i] = (double *)(void *)(first + i * each);
    return JP_OK;
}

void jp__beliefs_free(jp__beliefs *b, const jp_allocator *a)
{
    jp__free(a, b->block, b->size, 1);
}
