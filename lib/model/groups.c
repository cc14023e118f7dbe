/*
 * groups.c - the groups whose weighted geometric means are reported (docs/method.md section 5).
 *
 * Within a group each side counts the same, however many indicators it has:
 *
 *     e_i = weight_i / (sum of weights of that side in the group) / (number of sides present)
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "model/build.h"

#define ANY_SIDE JP_BOTH

/* ---- Who belongs to which group ------------------------------------------------------------- */

const jp__dimension jp__dimension_table[JP_DIMENSION_COUNT] = {
    [JP_SUFFERING] = { "suffering", ANY_SIDE, 5 },
    [JP_SUFFERING_CLIENT] = { "suffering", JP_CLIENT, 0 },
    [JP_SUFFERING_SUPPLIER] = { "suffering", JP_SUPPLIER, 0 },
    [JP_CONTROL] = { "control", ANY_SIDE, 5 },
    [JP_CONTROL_CLIENT] = { "control", JP_CLIENT, 0 },
    [JP_CONTROL_SUPPLIER] = { "control", JP_SUPPLIER, 0 },
    [JP_RESIGNATION] = { "resignation", ANY_SIDE, 5 },
    [JP_RESIGNATION_CLIENT] = { "resignation", JP_CLIENT, 0 },
    [JP_RESIGNATION_SUPPLIER] = { "resignation", JP_SUPPLIER, 0 },
    [JP_PILLAR] = { "pillar", ANY_SIDE, 15 },
    [JP_ABILITY] = { "ability", ANY_SIDE, 15 },
    [JP_COCREATION] = { "cocreation", ANY_SIDE, 15 },
    [JP_PLEDGE] = { "pledge", ANY_SIDE, 0 },
};

bool jp__in_dimension(const jp__indicator *indicator, jp_dimension dimension)
{
    const jp__dimension *d = &jp__dimension_table[dimension];
    return strcmp(indicator->dimension, d->word) == 0 && (d->side == ANY_SIDE || d->side == indicator->side);
}

const char *const *jp__verdict_ids(jp__verdict_group group)
{
    static const char *const ids[JP__VERDICT_GROUP_COUNT][3] = {
        [JP__FULFILLING_SUPPLIER] = { "resignation.supplier.lost_joy", "excite.supplier", NULL },
        [JP__FULFILLING_CLIENT] = { "suffering.client.bad_service", "excite.client", NULL },
        [JP__VALUE] = { "suffering.supplier.unseen_value", "resignation.client.compromised_fees", NULL },
    };
    return ids[group];
}

static bool in_verdict(const jp__indicator *indicator, jp__verdict_group group)
{
    const char *const *ids = jp__verdict_ids(group);
    return strcmp(indicator->id, ids[0]) == 0 || strcmp(indicator->id, ids[1]) == 0;
}

/* ---- Exponents ------------------------------------------------------------------------------ */

/* Makes a group of the indicators that are chosen; there is at least one. */
static jp_status make_group(jp_model *model, const bool *chosen, jp__group *group)
{
    double weights[3] = { 0, 0, 0 }; /* of the client's, the supplier's, both's */
    size_t count = 0;
    for (size_t i = 0; i < model->indicator_count; i++) {
        if (!chosen[i])
            continue;
        weights[model->indicators[i].side] += model->indicators[i].weight;
        count++;
    }
    double sides = (weights[0] > 0) + (weights[1] > 0) + (weights[2] > 0);
    group->members = jp__arena_alloc(&model->arena, count, sizeof *group->members);
    if (group->members == NULL)
        return JP_ERROR_MEMORY;
    for (size_t i = 0; i < model->indicator_count; i++) {
        const jp__indicator *indicator = &model->indicators[i];
        if (chosen[i])
            group->members[group->count++] =
                (jp__member){ (uint16_t)i, indicator->weight / weights[indicator->side] / sides };
    }
    return JP_OK;
}

static jp_status make_groups(jp_model *model, bool *chosen)
{
    size_t count = model->indicator_count;
    for (int d = 0; d < JP_DIMENSION_COUNT; d++) {
        for (size_t i = 0; i < count; i++)
            chosen[i] = jp__in_dimension(&model->indicators[i], (jp_dimension)d);
        JP_TRY(make_group(model, chosen, &model->dimensions[d]));
    }
    for (int f = 0; f < JP_FACTOR_COUNT; f++) {
        for (size_t i = 0; i < count; i++)
            chosen[i] = model->indicators[i].factor == f;
        JP_TRY(make_group(model, chosen, &model->factors[f]));
    }
    for (int g = 0; g < JP__VERDICT_GROUP_COUNT; g++) {
        for (size_t i = 0; i < count; i++)
            chosen[i] = in_verdict(&model->indicators[i], (jp__verdict_group)g);
        JP_TRY(make_group(model, chosen, &model->verdict[g]));
    }
    return JP_OK;
}

/* h_i: suffering, control and resignation are a fifth of health each, pillar, ability and cocreation
 * a fifteenth; the last fifth is closure. */
static void set_health_exponents(jp_model *model)
{
    for (int d = 0; d < JP_DIMENSION_COUNT; d++) {
        const jp__group *group = &model->dimensions[d];
        int part = jp__dimension_table[d].health_part;
        for (size_t i = 0; part > 0 && i < group->count; i++)
            model->health_exponent[group->members[i].indicator] = group->members[i].exponent / part;
    }
}

jp_status jp__compile_groups(jp_model *model, jp_error *err)
{
    size_t count = model->indicator_count;
    bool *chosen = jp__arena_alloc(&model->arena, count, sizeof *chosen);
    model->health_exponent = jp__arena_alloc(&model->arena, count, sizeof *model->health_exponent);
    if (chosen == NULL || model->health_exponent == NULL || make_groups(model, chosen) != JP_OK)
        return jp__no_memory(err);
    set_health_exponents(model);
    return JP_OK;
}
