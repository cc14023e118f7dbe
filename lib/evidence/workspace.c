/*
 * workspace.c - the memory that evidence is gathered in: one block for each scorer, used again.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "evidence/evidence.h"

#define RATING_SOURCES ((size_t)(JP__SOURCE_COUNT - JP__SAID_BY_CLIENT))

/* Takes `count` elements off the block; with no block yet it only measures. Every element type
 * here is a multiple of 8 bytes, so everything stays aligned. */
static void *take(char *block, size_t *used, size_t count, size_t size)
{
    void *place = block == NULL ? NULL : block + *used;
    *used += count * size;
    return place;
}

/* How many half-lives have tables: models mostly have a few. */
static size_t tabled(const jp_model *model)
{
    return model->half_life_count < 16 ? model->half_life_count : 16;
}

static void lay_out(jp__tally *t, const jp_model *model, char *block)
{
    size_t used = 0;
    size_t rated = RATING_SOURCES * model->indicator_count;
    t->open = take(block, &used, model->channel_count, sizeof *t->open);
    t->sums = take(block, &used, model->channel_class_count, sizeof *t->sums);
    t->rating_sums = take(block, &used, rated, sizeof *t->rating_sums);
    t->rating_open = take(block, &used, rated, sizeof *t->rating_open);
    t->cells = take(block, &used, 2 * model->kind_count, sizeof *t->cells);
    t->rating_cells = take(block, &used, rated, sizeof *t->rating_cells);
    t->block_size = used; /* the state; what comes after it is its result */
    for (int source = 0; source < JP__SOURCE_COUNT; source++)
        t->masses[source] = take(block, &used, model->indicator_count, sizeof *t->masses[source]);
    t->as_of = take(block, &used, model->half_life_count, sizeof *t->as_of);
    t->result_size = used - t->block_size;
    t->half_lives = take(block, &used, model->half_life_count, sizeof *t->half_lives);
    t->stamps = take(block, &used, tabled(model), sizeof *t->stamps);
    t->size = used;
}

static void set_half_lives(jp__tally *t, const jp_model *model)
{
    for (size_t class = 0; class < model->half_life_count; class++) {
        t->half_lives[class] = jp__half_life_of(model->half_lives[class]);
        t->half_lives[class].stamps = class < tabled(model) ? &t->stamps[class] : NULL;
    }
}

jp_status jp__tally_new(jp__tally *t, const jp_allocator *a, const jp_model *model, jp_error *err)
{
    /* No overflow: the model's limits keep this under a few megabytes. */
    lay_out(t, model, NULL);
    char *block = jp__calloc(a, t->size, 1);
    if (block == NULL)
        return jp__no_memory(err);
    lay_out(t, model, block);
    t->block = block;
    set_half_lives(t, model);
    return JP_OK;
}

void jp__tally_free(jp__tally *t, const jp_allocator *a)
{
    jp__free(a, t->block, t->block == NULL ? 0 : t->size, 1);
}
