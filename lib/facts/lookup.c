/*
 * lookup.c - numbers of names that stand in every row.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "base/bytes.h"
#include "facts/lookup.h"

static inline uint64_t load32(const char *bytes)
{
    const unsigned char *b = (const unsigned char *)bytes;
    return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24;
}

/* The first and the last eight bytes, which overlap in a name of less than 16; of less than 8, the
 * first and last four; of less than 4, first, middle and last one. */
static inline jp__lookup_slot key_of(const char *text, size_t length)
{
    jp__lookup_slot key = { 0, 0, 0, (uint16_t)length, 0 };
    if (length >= 8) {
        key.first = jp__load64(text);
        key.last = jp__load64(text + length - 8);
    } else if (length >= 4) {
        key.first = load32(text);
        key.last = load32(text + length - 4);
    } else if (length > 0) {
        key.first = (unsigned char)text[0];
        key.last = (uint64_t)(unsigned char)text[length / 2] << 8 | (unsigned char)text[length - 1];
    }
    return key;
}

/* A poor hash costs a few comparisons of at most 4096 names, which the model's author chose. */
static inline size_t hash_key(const jp__lookup_slot *key)
{
    uint64_t mixed = (key->first ^ (key->last << 29 | key->last >> 35) ^ key->length) *
                     UINT64_C(0x9e3779b97f4a7c15);
    return (size_t)(mixed >> 32);
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
        jp__lookup_slot key = key_of(list[place].id, list[place].length);
        size_t slot = hash_key(&key) & (slot_count - 1);
        while (n->slots[slot].place != 0)
            slot = (slot + 1) & (slot_count - 1);
        key.place = (uint32_t)place + 1;
        key.index = list[place].index;
        n->slots[slot] = key;
    }
    return JP_OK;
}

void jp__lookup_free(jp__lookup *n, const jp_allocator *a)
{
    jp__free(a, n->slots, n->slot_count, sizeof *n->slots);
    *n = (jp__lookup){ .count = 0 };
}

static inline bool is_key(const jp__lookup_slot *slot, const jp__lookup_slot *key)
{
    return slot->first == key->first && slot->last == key->last && slot->length == key->length;
}

bool jp__lookup_find(const jp__lookup *n, jp_text text, uint16_t *index)
{
    if (text.length > UINT16_MAX)
        return false;
    size_t mask = n->slot_count - 1;
    jp__lookup_slot key = key_of(text.bytes, text.length);
    size_t at = hash_key(&key) & mask;
    for (; n->slots[at].place != 0; at = (at + 1) & mask) {
        const jp__lookup_slot *slot = &n->slots[at];
        if (!is_key(slot, &key) ||
            (text.length > 16 && memcmp(n->names[slot->place - 1].id, text.bytes, text.length) != 0))
            continue;
        *index = slot->index;
        return true;
    }
    return false;
}
