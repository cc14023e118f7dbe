/*
 * explanation.c - an explanation as it is asked for, and what a little more of a factor brings.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/numerics.h"
#include "explain/explain.h"

const jp_score *jp_explanation_score(const jp_explanation *e)
{
    return e->score;
}

double jp_explanation_value(const jp_explanation *e, jp_index index)
{
    return (unsigned)index < JP__INDEX_COUNT ? e->to->index[index] : 0;
}

double jp_explanation_baseline(const jp_explanation *e, jp_index index)
{
    return (unsigned)index < JP__INDEX_COUNT ? e->from->index[index] : 0;
}

double jp_explanation_factor(const jp_explanation *e, jp_factor factor)
{
    return (unsigned)factor < JP_FACTOR_COUNT ? e->factor_shares[factor] : 0;
}

double jp_explanation_indicator(const jp_explanation *e, jp_index index, size_t indicator)
{
    bool known = (unsigned)index < JP__INDEX_COUNT && indicator < e->score->model->indicator_count;
    return known ? e->indicator_shares[index][indicator] : 0;
}

size_t jp_explanation_count(const jp_explanation *e)
{
    return e->entries.count;
}

jp_contribution jp_explanation_contribution(const jp_explanation *e, size_t index)
{
    if (index < e->entries.count)
        return e->entries.entries[index].contribution;
    return (jp_contribution){ .row = JP_NO_ROW, .from = JP_NO_ROW, .to = JP_NO_ROW };
}

double jp_explanation_of_indicator(const jp_explanation *e, size_t indicator, size_t index)
{
    double share = 0;
    if (index >= e->entries.count)
        return 0;
    const jp__entry *entry = &e->entries.entries[index];
    for (int which = 0; which < 2; which++)
        for (uint32_t i = 0; i < entry->count[which]; i++)
            if (e->parts[entry->first[which] + i].indicator == indicator)
                share += e->parts[entry->first[which] + i].share;
    return share;
}

static double closure_of(const double f[JP_FACTOR_COUNT])
{
    return jp__exp2(jp__log2((f[JP_ENGAGE] + f[JP_EXCITE]) * f[JP_CONVERSATION] * f[JP_CARING] / 2) / 3);
}

jp_leverage jp_score_leverage(const jp_score *score)
{
    jp_leverage leverage = { .binding = JP_ENGAGE };
    double f[JP_FACTOR_COUNT];
    for (int i = 0; i < JP_FACTOR_COUNT; i++)
        f[i] = score->factors[i].value;
    double closure = closure_of(f), sum = f[JP_ENGAGE] + f[JP_EXCITE];
    for (int i = 0; i < JP_FACTOR_COUNT; i++) {
        double kept = f[i];
        f[i] = kept + 0.01 < 1 ? kept + 0.01 : 1;
        leverage.one_hundredth[i] = closure_of(f) - closure;
        f[i] = kept;
        leverage.elasticity[i] = (i == JP_ENGAGE || i == JP_EXCITE ? kept / sum : 1) / 3;
        if (leverage.one_hundredth[i] > leverage.one_hundredth[leverage.binding])
            leverage.binding = (jp_factor)i;
    }
    return leverage;
}
