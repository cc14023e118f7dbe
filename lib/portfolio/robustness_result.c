/*
 * robustness_result.c - hands out what was found of robustness.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "portfolio/robustness.h"

void jp_robustness_free(jp_robustness *robustness)
{
    if (robustness == NULL)
        return;
    jp_allocator a = robustness->allocator;
    jp__free(&a, robustness->ranks, robustness->relationship_count, sizeof *robustness->ranks);
    jp__free(&a, robustness->weights, robustness->indicator_count, sizeof *robustness->weights);
    jp__free(&a, robustness, 1, sizeof *robustness);
}

double jp_robustness_mean_shift(const jp_robustness *robustness)
{
    return robustness->mean_shift;
}

uint64_t jp_robustness_scorings(const jp_robustness *robustness)
{
    return robustness->scorings;
}

size_t jp_robustness_relationship_count(const jp_robustness *robustness)
{
    return robustness->relationship_count;
}

size_t jp_robustness_group_count(const jp_robustness *robustness)
{
    (void)robustness;
    return JP__DRAW_GROUPS;
}

size_t jp_robustness_indicator_count(const jp_robustness *robustness)
{
    return robustness->indicator_count;
}

static jp_status check_ask(const jp_robustness *robustness, size_t index, size_t count, const void *info,
                           size_t size, const char *name, jp_error *err)
{
    if (robustness == NULL || info == NULL)
        return jp__fail(err, JP_ERROR_ARGUMENT, "Argument '%s' must not be NULL.",
                        robustness == NULL ? "robustness" : "info");
    if (index >= count)
        return jp__fail(err, JP_ERROR_ARGUMENT, "The index for a %s must be below %zu, got %zu.", name,
                        count, index);
    return jp__check_struct(info, size, size, name, err);
}

jp_status jp_robustness_rank(const jp_robustness *robustness, size_t index, jp_rank_info *info, jp_error *err)
{
    JP_TRY(check_ask(robustness, index, robustness != NULL ? robustness->relationship_count : 0, info,
                     sizeof *info, "jp_rank_info", err));
    jp__hand_over(info, &robustness->ranks[index], sizeof *info);
    return JP_OK;
}

jp_status jp_robustness_sensitivity(const jp_robustness *robustness, size_t index,
                                    jp_sensitivity_info *info, jp_error *err)
{
    JP_TRY(check_ask(robustness, index, JP__DRAW_GROUPS, info, sizeof *info, "jp_sensitivity_info", err));
    jp_sensitivity_info made = {
        .id = jp__draw_groups[index].id, .description = jp__draw_groups[index].description,
        .first = robustness->indices[index].first, .total = robustness->indices[index].total,
    };
    jp__hand_over(info, &made, sizeof made);
    return JP_OK;
}

jp_status jp_robustness_weight(const jp_robustness *robustness, size_t index, jp_weight_info *info,
                               jp_error *err)
{
    JP_TRY(check_ask(robustness, index, robustness != NULL ? robustness->indicator_count : 0, info,
                     sizeof *info, "jp_weight_info", err));
    jp__hand_over(info, &robustness->weights[index], sizeof *info);
    return JP_OK;
}
