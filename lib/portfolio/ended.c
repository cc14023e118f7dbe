/*
 * ended.c - which relationships of a stream have ended.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "portfolio/ended.h"

#define FIRST_SLOTS ((size_t)64)

jp__ended_key jp__ended_key_of(const jp__ended *ended, jp_text supplier, jp_text client)
{
    uint64_t first = jp__hash(supplier.bytes, supplier.length, ended->seed);
    uint64_t second = jp__hash(supplier.bytes, supplier.length, ~ended->seed);
    first = jp__hash(client.bytes, client.length, first);
    second = jp__hash(client.bytes, client.length, second);
    return (jp__ended_key){ first, second | 1 };
}

static size_t slot_of(const jp__ended *ended, jp__ended_key key)
{
    size_t mask = ended->slot_count - 1, slot = (size_t)key.first & mask;
    while (ended->slots[slot].second != 0 &&
           (ended->slots[slot].first != key.first || ended->slots[slot].second != key.second))
        slot = (slot + 1) & mask;
    return slot;
}

bool jp__ended_has(const jp__ended *ended, jp__ended_key key)
{
    return ended->slot_count > 0 && ended->slots[slot_of(ended, key)].second != 0;
}

static jp_status grow(jp__ended *ended, const jp_allocator *a, jp_error *err)
{
    jp__ended larger = *ended;
    larger.slot_count = ended->slot_count == 0 ? FIRST_SLOTS : 2 * ended->slot_count;
    larger.slots = jp__calloc(a, larger.slot_count, sizeof *larger.slots);
    if (larger.slots == NULL)
        return jp__no_memory(err);
    for (size_t slot = 0; slot < ended->slot_count; slot++) {
        if (ended->slots[slot].second != 0)
            larger.slots[slot_of(&larger, ended->slots[slot])] = ended->slots[slot];
    }
    jp__free(a, ended->slots, ended->slot_count, sizeof *ended->slots);
    *ended = larger;
    return JP_OK;
}

jp_status jp__ended_add(jp__ended *ended, const jp_allocator *a, jp__ended_key key, jp_error *err)
{
    if (ended->count >= ended->slot_count / 2)
        JP_TRY(grow(ended, a, err));
    ended->slots[slot_of(ended, key)] = key;
    ended->count++;
    return JP_OK;
}

void jp__ended_free(jp__ended *ended, const jp_allocator *a)
{
    jp__free(a, ended->slots, ended->slot_count, sizeof *ended->slots);
    *ended = (jp__ended){ .count = 0 };
}
