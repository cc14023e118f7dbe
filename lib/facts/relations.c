/*
 * relations.c - the relationships of a table: pairs of ids, each kept once and numbered.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "base/bytes.h"
#include "facts/relations.h"

/* Text is kept in blocks that never move, so that what jp_text points to stays where it is. */
struct jp__text_block {
    jp__text_block *next;
    size_t size, used;
    char bytes[];
};

#define FIRST_BLOCK ((size_t)4096)
#define LARGEST_BLOCK ((size_t)1 << 20)
#define FIRST_SLOTS ((size_t)16)

/* ---- Text --------------------------------------------------------------------------------- */

static jp_status reserve_text(jp__relations *r, const jp_allocator *a, size_t length, jp_error *err)
{
    const jp__text_block *newest = r->blocks;
    if (newest && newest->size - newest->used >= length)
        return JP_OK;
    size_t size = !newest ? FIRST_BLOCK : newest->size < LARGEST_BLOCK ? 2 * newest->size : LARGEST_BLOCK;
    jp__text_block *block = jp__alloc(a, sizeof *block + size, 1);
    if (!block)
        return jp__no_memory(err);
    *block = (jp__text_block){ r->blocks, size, 0 };
    r->blocks = block;
    return JP_OK;
}

static const char *keep_text(jp__text_block *block, jp_text supplier, jp_text client)
{
    char *at = block->bytes + block->used;
    memcpy(at, supplier.bytes, supplier.length);
    memcpy(at + supplier.length, client.bytes, client.length);
    block->used += supplier.length + client.length;
    return at;
}

/* ---- Looking up --------------------------------------------------------------------------- */

/* Inlined for short ids, as most are. */
JP__INLINE bool is_text(const char *bytes, jp_text text)
{
    uint64_t first[2], second[2];
    if (text.length > 16)
        return jp__same_bytes(bytes, text.bytes, text.length);
    jp__short_words(bytes, text.length, first);
    jp__short_words(text.bytes, text.length, second);
    return ((first[0] ^ second[0]) | (first[1] ^ second[1])) == 0;
}

JP__INLINE bool is_pair(const jp__relation *relation, jp_text supplier, jp_text client)
{
    return relation->supplier_length == supplier.length && relation->client_length == client.length &&
           is_text(relation->text, supplier) && is_text(relation->text + supplier.length, client);
}

/* The slot of a pair, or the free one where it belongs. */
static size_t find_slot(const jp__relations *r, const jp__pair *pair)
{
    size_t mask = r->slot_count - 1;
    size_t slot = pair->hash & mask;
    for (; r->slots[slot].number != 0; slot = (slot + 1) & mask) {
        const jp__relation_slot *taken = &r->slots[slot];
        if (taken->hash == pair->hash && is_pair(&r->items[taken->number - 1], pair->supplier, pair->client))
            break;
    }
    return slot;
}

static jp_status grow_slots(jp__relations *r, const jp_allocator *a, jp_error *err)
{
    size_t count = r->slot_count == 0 ? FIRST_SLOTS : 2 * r->slot_count;
    jp__relation_slot *slots = jp__calloc(a, count, sizeof *slots);
    if (!slots)
        return jp__no_memory(err);
    for (size_t before = 0; before < r->slot_count; before++) {
        if (r->slots[before].number == 0)
            continue;
        size_t slot = r->slots[before].hash & (count - 1);
        while (slots[slot].number != 0)
            slot = (slot + 1) & (count - 1);
        slots[slot] = r->slots[before];
    }
    jp__free(a, r->slots, r->slot_count, sizeof *r->slots);
    r->slots = slots;
    r->slot_count = count;
    return JP_OK;
}

/* Room for one more of everything, so that adding cannot fail half way. */
static jp_status reserve(jp__relations *r, const jp_allocator *a, size_t length, jp_error *err)
{
    JP_TRY(jp__grow(a, &r->items, &r->capacity, r->count + 1, sizeof *r->items, err));
    if (r->count >= r->slot_count / 2)
        JP_TRY(grow_slots(r, a, err));
    return reserve_text(r, a, length, err);
}

static jp_status intern(jp__relations *r, const jp_allocator *a, const jp__pair *pair, jp_error *err)
{
    size_t slot = find_slot(r, pair);
    if (r->slots[slot].number == 0) {
        size_t supplier = pair->supplier.length, client = pair->client.length;
        JP_TRY(reserve(r, a, supplier + client, err));
        slot = find_slot(r, pair);
        const char *text = keep_text(r->blocks, pair->supplier, pair->client);
        r->items[r->count] = (jp__relation){ text, (uint16_t)supplier, (uint16_t)client };
        r->slots[slot] = (jp__relation_slot){ pair->hash, (uint32_t)++r->count };
    }
    r->last = r->slots[slot].number - 1;
    return JP_OK;
}

JP__INLINE bool is_same(const jp__pair *a, const jp__pair *b)
{
    return a->supplier.length == b->supplier.length && a->client.length == b->client.length &&
           is_text(a->client.bytes, b->client) && is_text(a->supplier.bytes, b->supplier);
}

/* The numbers of those pairs that are not the one before, as nearly all are where a file is in order of
 * relationships; and how many. */
static size_t find_fresh(const jp__relations *r, const jp__pair *pairs, size_t count, uint64_t again,
                         uint8_t *fresh)
{
    uint64_t left = ~again & (~UINT64_C(0) >> (JP__PAIRS - count)) & ~UINT64_C(1);
    size_t found = 0, before = 0;
    if (r->count == 0 || !is_pair(&r->items[r->last], pairs[0].supplier, pairs[0].client))
        fresh[found++] = 0;
    for (; left != 0; left &= left - 1) {
        size_t i = jp__lowest_bit(left);
        fresh[found] = (uint8_t)i;
        found += !is_same(&pairs[i], &pairs[before]);
        before = i;
    }
    return found;
}

/* Asks the memory for what the look-ups will need: the slots, then the relationships that stand in
 * them, then their text. */
static void announce(const jp__relations *r, jp__pair *pairs, const uint8_t *fresh, size_t count)
{
    const jp__relation *likely[JP__PAIRS];
    size_t mask = r->slot_count - 1, known = 0;
    for (size_t k = 0; k < count; k++) {
        jp__pair *pair = &pairs[fresh[k]];
        pair->hash = (uint32_t)jp__hash_two(pair->supplier.bytes, pair->supplier.length, pair->client.bytes,
                                            pair->client.length, r->seed);
        jp__prefetch(&r->slots[pair->hash & mask]);
    }
    for (size_t k = 0; k < count; k++) {
        uint32_t number = r->slots[pairs[fresh[k]].hash & mask].number;
        if (number == 0)
            continue;
        likely[known] = &r->items[number - 1];
        jp__prefetch(likely[known++]);
    }
    for (size_t k = 0; k < known; k++)
        jp__prefetch(likely[k]->text);
}

jp_status jp__relations_intern(jp__relations *r, const jp_allocator *a, jp__pair *pairs, size_t count,
                               uint64_t again, uint32_t *numbers, jp_error *err)
{
    uint8_t fresh[JP__PAIRS + 1];
    size_t i = 0;
    if (r->slot_count == 0)
        JP_TRY(grow_slots(r, a, err));
    size_t fresh_count = find_fresh(r, pairs, count, again, fresh);
    announce(r, pairs, fresh, fresh_count);
    for (size_t k = 0; k < fresh_count; k++) {
        for (; i < fresh[k]; i++)
            numbers[i] = (uint32_t)r->last;
        JP_TRY(intern(r, a, &pairs[fresh[k]], err));
    }
    for (; i < count; i++)
        numbers[i] = (uint32_t)r->last;
    return JP_OK;
}

/* ---- Order -------------------------------------------------------------------------------- */

int jp__relation_compare(const jp__relation *relation, jp_text supplier, jp_text client)
{
    int order = jp__text_compare(relation->text, relation->supplier_length, supplier.bytes, supplier.length);
    if (order != 0)
        return order;
    return jp__text_compare(relation->text + relation->supplier_length, relation->client_length,
                            client.bytes, client.length);
}

void jp__relations_renumber(jp__relations *r, const uint32_t *rank, jp__relation **items, size_t *capacity)
{
    jp__relation *before = r->items, *after = *items;
    size_t before_capacity = r->capacity;
    for (size_t number = 0; number < r->count; number++)
        after[rank[number]] = before[number];
    for (size_t slot = 0; slot < r->slot_count; slot++) {
        if (r->slots[slot].number != 0)
            r->slots[slot].number = rank[r->slots[slot].number - 1] + 1;
    }
    r->items = after;
    r->capacity = *capacity;
    r->last = 0;
    *items = before;
    *capacity = before_capacity;
}

void jp__relations_free(jp__relations *r, const jp_allocator *a)
{
    jp__free(a, r->items, r->capacity, sizeof *r->items);
    jp__free(a, r->slots, r->slot_count, sizeof *r->slots);
    for (jp__text_block *block = r->blocks, *next; block; block = next) {
        next = block->next;
        jp__free(a, block, sizeof *block + block->size, 1);
    }
    *r = (jp__relations){ .count = 0 };
}
