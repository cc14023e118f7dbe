/*
 * names.c - ids and their numbers, and the nearest name for one that does not exist.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <string.h>

#include "model/build.h"

/* ---- The nearest name ---------------------------------------------------------------------- */

jp__nearest jp__nearest_to(const char *wanted, size_t length)
{
    /* A third of the letters may differ: 'meting' is near 'meeting', 'mail' is not near 'call'. */
    return (jp__nearest){ wanted, length, jp__letters(wanted, length), NULL, 1 + length / 3 };
}

void jp__nearest_try(jp__nearest *nearest, const char *name, size_t length)
{
    size_t apart = length > nearest->length ? length - nearest->length : nearest->length - length;
    if (apart >= nearest->distance ||
        jp__edits_at_least(nearest->letters, jp__letters(name, length)) >= nearest->distance)
        return;
    size_t distance = jp__edit_distance(nearest->wanted, nearest->length, name, length, nearest->distance);
    if (distance < nearest->distance) {
        nearest->distance = distance;
        nearest->name = name;
    }
}

void jp__nearest_hint(const jp__nearest *nearest, char hint[JP__HINT_SIZE])
{
    if (nearest->name != NULL)
        snprintf(hint, JP__HINT_SIZE, "; did you mean '%.64s'?", nearest->name);
    else
        snprintf(hint, JP__HINT_SIZE, ".");
}

static jp__nearest nearest_of(const jp__name *names, size_t count, const char *wanted, size_t length)
{
    jp__nearest nearest = jp__nearest_to(wanted, length);
    /* Nothing as long as this is near an id, and hostile text shall not cost time. */
    for (size_t i = 0; i < count && length <= (size_t)2 * JP__MODEL_MAX_ID_BYTES; i++)
        jp__nearest_try(&nearest, names[i].id, names[i].length);
    return nearest;
}

const char *jp__names_nearest(const jp__name *names, size_t count, const char *wanted, size_t length)
{
    return nearest_of(names, count, wanted, length).name;
}

void jp__names_hint(const jp__name *names, size_t count, const char *wanted, size_t length,
                    char hint[JP__HINT_SIZE])
{
    jp__nearest nearest = nearest_of(names, count, wanted, length);
    jp__nearest_hint(&nearest, hint);
}

/* ---- Sorted names -------------------------------------------------------------------------- */

static int compare(const jp__name *a, const jp__name *b)
{
    int order = jp__text_compare(a->id, a->length, b->id, b->length);
    return order != 0 ? order : (a->index > b->index) - (a->index < b->index);
}

/* Shell's sort with Ciura's gaps: at most a few thousand names, and no memory is needed. */
void jp__names_sort(jp__name *names, size_t count)
{
    static const size_t gaps[] = { 1750, 701, 301, 132, 57, 23, 10, 4, 1 };
    for (size_t g = 0; g < JP__COUNT(gaps); g++) {
        for (size_t i = gaps[g]; i < count; i++) {
            jp__name moving = names[i];
            size_t to = i;
            for (; to >= gaps[g] && compare(&moving, &names[to - gaps[g]]) < 0; to -= gaps[g])
                names[to] = names[to - gaps[g]];
            names[to] = moving;
        }
    }
}

const jp__name *jp__names_duplicate(const jp__name *names, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        const jp__name *a = &names[i - 1], *b = &names[i];
        if (jp__text_compare(a->id, a->length, b->id, b->length) == 0)
            return b;
    }
    return NULL;
}

const jp__name *jp__names_find(const jp__name *names, size_t count, const char *id, size_t length)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = jp__text_compare(id, length, names[middle].id, names[middle].length);
        if (order == 0)
            return &names[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

/* ---- Public: find -------------------------------------------------------------------------- */

static jp_status not_in_model(const jp_model *model, const char *what, const char *field, const char *id,
                              size_t length, const char *hint, jp_error *err)
{
    jp__where where = JP__NOWHERE;
    where.field = field;
    return jp__fail_at(err, JP_ERROR_UNKNOWN, where, "%s '%s' is not in model '%s' %s%s", what,
                       jp__quote(id, length, JP__MODEL_MAX_ID_BYTES).text, model->name, model->version, hint);
}

jp_status jp_model_find_kind(const jp_model *model, const char *id, size_t length, uint16_t *index,
                             jp_error *err)
{
    if (model == NULL || id == NULL || index == NULL)
        return jp__fail(err, JP_ERROR_ARGUMENT,
                        "model, id and index of jp_model_find_kind() must not be NULL.");
    size_t count = model->kind_count + 1;
    const jp__name *found = jp__names_find(model->kind_names, count, id, length);
    if (found == NULL) {
        char hint[JP__HINT_SIZE];
        jp__names_hint(model->kind_names, count, id, length, hint);
        return not_in_model(model, "Kind", "kind", id, length, hint, err);
    }
    *index = found->index;
    return JP_OK;
}

jp_status jp_model_find_indicator(const jp_model *model, const char *id, size_t length, uint16_t *index,
                                  jp_error *err)
{
    if (model == NULL || id == NULL || index == NULL)
        return jp__fail(err, JP_ERROR_ARGUMENT,
                        "model, id and index of jp_model_find_indicator() must not be NULL.");
    size_t count = model->indicator_count;
    const jp__name *found = jp__names_find(model->indicator_names, count, id, length);
    if (found == NULL) {
        char hint[JP__HINT_SIZE];
        jp__names_hint(model->indicator_names, count, id, length, hint);
        return not_in_model(model, "Indicator", "indicator", id, length, hint, err);
    }
    *index = found->index;
    return JP_OK;
}
