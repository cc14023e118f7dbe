/*
 * vary.c - a model with other numbers, for looking into what hangs on them.
 *
 * Nothing of its shape changes: streams, channels and classes of half-lives, ids and texts are those
 * of the model that it comes from. Only what holds numbers is made anew.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "model/build.h"

/* ---- Numbers --------------------------------------------------------------------------------- */

static double bounded(double x, double low, double high)
{
    return x < low ? low : x > high ? high : x;
}

/* A share whose odds are multiplied: 0 and 1 stay. */
static double with_odds(double share, double factor)
{
    return share * factor / (1 - share + share * factor);
}

static double with_half_life(double days, double factor)
{
    return bounded(days * factor, JP__HALF_LIFE_MIN_DAYS, JP__HALF_LIFE_MAX_DAYS);
}

static void vary_parameters(jp__parameters *p, const jp__variation *v)
{
    p->rating_mass = bounded(p->rating_mass * v->rating_mass, 0, 1000);
    p->weight_other = bounded(p->weight_other * v->weight_other, 0, 100);
    p->silence_days = bounded(p->silence_days * v->silence_days, 0.01, 36500);
    p->silence_relative_weight = with_odds(p->silence_relative_weight, v->silence_relative_odds);
}

static void vary_indicators(jp_model *model, const jp__variation *v)
{
    for (size_t i = 0; i < model->indicator_count; i++) {
        jp__indicator *indicator = &model->indicators[i];
        indicator->half_life_days = with_half_life(indicator->half_life_days, v->half_life);
        indicator->prior_weight = bounded(indicator->prior_weight * v->prior_weight, 0.001, 1000);
        if (v->weights != NULL)
            indicator->weight *= v->weights[i];
    }
    for (size_t i = 0; i < model->half_life_count; i++)
        model->half_lives[i] = with_half_life(model->half_lives[i], v->half_life);
}

static void vary_rows(jp_model *model, const jp__variation *v)
{
    for (size_t i = 0; i < model->row_count; i++) {
        model->rows[i].adverse = bounded(model->rows[i].adverse * v->adverse, 0, 1000);
        model->rows[i].favourable = bounded(model->rows[i].favourable * v->favourable, 0, 1000);
    }
    for (size_t i = 0; i < model->evidence_count; i++) {
        model->evidence[i].adverse = bounded(model->evidence[i].adverse * v->adverse, 0, 1000);
        model->evidence[i].favourable = bounded(model->evidence[i].favourable * v->favourable, 0, 1000);
    }
}

/* ---- Copies ---------------------------------------------------------------------------------- */

static void *copy(jp__arena *arena, const void *from, size_t count, size_t size)
{
    void *to = jp__arena_alloc(arena, count, size);
    if (to != NULL && count > 0)
        memcpy(to, from, count * size);
    return to;
}

/* Puts copies in the place of what a variation changes. */
static jp_status own_numbers(jp_model *model)
{
    jp__arena *arena = &model->arena;
    model->kinds = copy(arena, model->kinds, model->kind_count, sizeof *model->kinds);
    model->indicators = copy(arena, model->indicators, model->indicator_count, sizeof *model->indicators);
    model->evidence = copy(arena, model->evidence, model->evidence_count, sizeof *model->evidence);
    model->rows = copy(arena, model->rows, model->row_count, sizeof *model->rows);
    model->half_lives = copy(arena, model->half_lives, model->half_life_count, sizeof *model->half_lives);
    bool all = model->kinds != NULL && model->indicators != NULL && model->evidence != NULL &&
               model->rows != NULL && model->half_lives != NULL;
    return all ? JP_OK : JP_ERROR_MEMORY;
}

static jp_status derive(jp_model *model, const jp__variation *v, jp_error *err)
{
    if (own_numbers(model) != JP_OK)
        return jp__no_memory(err);
    vary_parameters(&model->parameters, v);
    vary_indicators(model, v);
    vary_rows(model, v);
    for (size_t i = 0; i < model->kind_count; i++)
        model->kinds[i].repeat_q = with_odds(model->kinds[i].repeat_q, v->repeat_odds);
    if (jp__compile_saturation(model) != JP_OK)
        return jp__no_memory(err);
    memset(model->dimensions, 0, sizeof model->dimensions);
    memset(model->factors, 0, sizeof model->factors);
    memset(model->verdict, 0, sizeof model->verdict);
    return jp__compile_groups(model, err);
}

jp_status jp__model_vary(const jp_model *model, const jp_allocator *allocator, const jp__variation *v,
                         jp_model **varied, jp_error *err)
{
    *varied = NULL;
    jp_model *made = jp__alloc(allocator, 1, sizeof *made);
    if (made == NULL)
        return jp__no_memory(err);
    memcpy(made, model, sizeof *made);
    made->arena = (jp__arena){ .allocator = *allocator };
    atomic_init(&made->references, 1);
    made->json = NULL;
    made->json_length = made->json_capacity = 0;
    jp_status status = derive(made, v, err);
    if (status == JP_OK)
        *varied = made;
    else
        jp_model_free(made);
    return status;
}
