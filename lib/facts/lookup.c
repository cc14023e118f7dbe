/*
 * lookup.c - numbers of names that stand in every row.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "base/bytes.h"
#include "facts/lookup.h"

/* No branch asks how long the name is: names come in any order. */
JP__INLINE jp__lookup_slot key_of(const char *padded, size_t length)
{
    static const uint64_t keep[2 * JP__LOOKUP_BYTES / 8] = { UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX };
    size_t shown = length < JP__LOOKUP_BYTES ? length : JP__LOOKUP_BYTES;
    const char *mask = (const char *)keep + (JP__LOOKUP_BYTES - shown);
    jp__lookup_slot key = { .length = (uint16_t)length };
    for (size_t i = 0; i < JP__COUNT(key.words); i++)
        key.words[i] = jp__load64(padded + 8 * i) & jp__load64(mask + 8 * i);
    return key;
}

/* Of a text of which no more can be read than there is. */
static jp__lookup_slot padded_key_of(const char *text, size_t length)
{
    char padded[JP__LOOKUP_BYTES] = { 0 };
    if (length > 0)
        memcpy(padded, text, length < sizeof padded ? length : sizeof padded);
    return key_of(padded, length);
}

/* A poor hash costs a few comparisons of at most 4096 names, which the model's author chose. */
JP__INLINE size_t hash_key(const jp__lookup_slot *key)
{
    uint64_t ends = key->words[0] ^ (key->words[1] << 29 | key->words[1] >> 35) ^ key->length;
    uint64_t mixed = (ends ^ (key->words[2] << 43 | key->words[2] >> 21)) * UINT64_C(0x9e3779b97f4a7c15);
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
        jp__lookup_slot key = padded_key_of(list[place].id, list[place].length);
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

JP__INLINE bool is_key(const jp__lookup_slot *slot, const jp__lookup_slot *key)
{
    uint64_t different = (uint64_t)(slot->length ^ key->length);
    for (size_t i = 0; i < JP__COUNT(key->words); i++)
        different |= slot->words[i] ^ key->words[i];
    return different == 0;
}

/* Whether a name of the same length and first bytes is the same behind them. */
JP__COLD static bool has_same_end(const jp__lookup *n, const jp__lookup_slot *slot, jp_text text)
{
    const size_t shown = JP__LOOKUP_BYTES;
    return memcmp(n->names[slot->place - 1].id + shown, text.bytes + shown, text.length - shown) == 0;
}

JP__INLINE bool find(const jp__lookup *n, const jp__lookup_slot *key, jp_text text, uint16_t *index)
{
    size_t mask = n->slot_count - 1;
    if (text.length > UINT16_MAX)
        return false;
    for (size_t at = hash_key(key) & mask; n->slots[at].place != 0; at = (at + 1) & mask) {
        const jp__lookup_slot *slot = &n->slots[at];
        if (!is_key(slot, key) || (text.length > JP__LOOKUP_BYTES && !has_same_end(n, slot, text)))
            continue;
        *index = slot->index;
        return true;
    }
    return false;
}

bool jp__lookup_find(const jp__lookup *n, jp_text text, uint16_t *index)
{
    jp__lookup_slot key = padded_key_of(text.bytes, text.length);
    return find(n, &key, text, index);
}

bool jp__lookup_find_padded(const jp__lookup *n, jp_text text, uint16_t *index)
{
    jp__lookup_slot key = key_of(text.bytes, text.length);
    return find(n, &key, text, index);
}
