/*
 * lookup.c - numbers of names that stand in every row.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "base/bytes.h"
#include "facts/lookup.h"

/* The first and the last eight bytes and the length, which tell most names apart; a poor hash costs
 * a few comparisons of at most 4096 names, which the model's author chose. */
static inline uint64_t hash_name(const char *text, size_t length)
{
    uint64_t first = 0, last = 0;
    if (length >= 8) {
        first = jp__load64(text);
        last = jp__load64(text + length - 8);
    } else {
        for (size_t i = 0; i < length; i++)
            first = first << 8 | (unsigned char)text[i];
    }
    uint64_t mixed = (first ^ (last << 29 | last >> 35) ^ length) * UINT64_C(0x9e3779b97f4a7c15);
    return mixed >> 32;
}

jp_status jp__lookup_init(jp__lookup *n, const jp_allocator *a, const jp__name *list, size_t count,
                          jp_error *err)
{
    size_t slot_count = 4;
    while (slot_count < 4 * count)
        slot_count *= 2;
    *n = (jp__lookup){ list, count, jp__calloc(a, slot_count, sizeof *n->slots), slot_count };
    if (!n->slots)
        return jp__no_memory(err);
    for (size_t place = 0; place < count; place++) {
        size_t slot = hash_name(list[place].id, list[place].length) & (slot_count - 1);
        while (n->slots[slot] != 0)
            slot = (slot + 1) & (slot_count - 1);
        n->slots[slot] = (uint16_t)(place + 1);
    }
    return JP_OK;
}

void jp__lookup_free(jp__lookup *n, const jp_allocator *a)
{
    jp__free(a, n->slots, n->slot_count, sizeof *n->slots);
    *n = (jp__lookup){ .count = 0 };
}

bool jp__lookup_find(const jp__lookup *n, jp_text text, uint16_t *index)
{
    size_t mask = n->slot_count - 1;
    size_t slot = hash_name(text.bytes, text.length) & mask;
    for (; n->slots[slot] != 0; slot = (slot + 1) & mask) {
        const jp__name *name = &n->names[n->slots[slot] - 1];
        if (name->length == text.length && memcmp(name->id, text.bytes, text.length) == 0) {
            *index = name->index;
            return true;
        }
    }
    return false;
}

const char *jp__lookup_nearest(const jp__lookup *n, jp_text text)
{
    const char *nearest = NULL;
    size_t least = 1 + text.length / 3; /* as jp_model_find_kind() */
    for (size_t place = 0; place < n->count; place++) {
        const jp__name *name = &n->names[place];
        size_t distance = jp__edit_distance(name->id, name->length, text.bytes, text.length, least);
        if (distance < least) {
            least = distance;
            nearest = name->id;
        }
    }
    return nearest;
}
