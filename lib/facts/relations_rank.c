/*
 * relations_rank.c - the order of relationships by their ids, without comparing any two as text.
 *
 * A pair of ids is one text: the supplier's, a NUL, which no id has, the client's, and NULs for ever. Eight
 * bytes of it at a time are a number, and the relationships are sorted by the first such number; those that
 * have it in common then by the second, and so on. Numbers are dealt out byte by byte, from the last to the
 * first, and bytes in which none differ from the others are left out: of ids as they are, most.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "base/bytes.h"
#include "facts/relations.h"

/* Fewer are sorted by insertion. */
#define DEALT_LEAST 25

/* Those with one `group` have all earlier numbers in common; it is the place of the first of them. */
typedef struct entry {
    uint64_t key;
    uint32_t relation, group;
} entry;

static uint64_t first_byte_highest(const char *bytes)
{
    uint64_t key = 0;
    for (size_t i = 0; i < 8; i++)
        key = key << 8 | (unsigned char)bytes[i];
    return key;
}

/* The eight bytes at `at`, some of which may be beyond the supplier's id or the end of all. */
static uint64_t key_at_seam(const jp__relation *relation, size_t at)
{
    size_t supplier = relation->supplier_length, length = supplier + 1 + relation->client_length;
    char bytes[8] = { 0 };
    for (size_t i = at; i < at + 8 && i < length; i++) {
        if (i != supplier)
            bytes[i - at] = relation->text[i - (i > supplier)];
    }
    return first_byte_highest(bytes);
}

static uint64_t key_of(const jp__relation *relation, size_t at)
{
    size_t supplier = relation->supplier_length, length = supplier + relation->client_length;
    if (at + 8 <= supplier)
        return first_byte_highest(relation->text + at);
    if (at > supplier && at + 7 <= length)
        return first_byte_highest(relation->text + at - 1);
    return key_at_seam(relation, at);
}

static void sort_by_insertion(entry *entries, size_t count)
{
    for (size_t k = 1; k < count; k++) {
        entry taken = entries[k];
        size_t place = k;
        for (; place > 0 && entries[place - 1].key > taken.key; place--)
            entries[place] = entries[place - 1];
        entries[place] = taken;
    }
}

/* By the byte of their keys that begins at bit `shift`; those that have it in common keep their order. */
static void deal(const entry *from, size_t count, unsigned shift, entry *to)
{
    uint32_t next[256] = { 0 }, place = 0;
    for (size_t k = 0; k < count; k++)
        next[from[k].key >> shift & 0xff]++;
    for (size_t byte = 0; byte < 256; byte++) {
        uint32_t entries = next[byte];
        next[byte] = place;
        place += entries;
    }
    for (size_t k = 0; k < count; k++)
        to[next[from[k].key >> shift & 0xff]++] = from[k];
}

static void sort_by_key(entry *entries, size_t count, entry *spare)
{
    uint64_t different = 0;
    if (count < DEALT_LEAST) {
        sort_by_insertion(entries, count);
        return;
    }
    for (size_t k = 1; k < count; k++)
        different |= entries[k].key ^ entries[0].key;
    entry *from = entries, *to = spare;
    for (unsigned shift = 0; shift < 64; shift += 8) {
        if ((different >> shift & 0xff) == 0)
            continue;
        deal(from, count, shift, to);
        entry *dealt = to;
        to = from;
        from = dealt;
    }
    if (from != entries)
        memcpy(entries, from, count * sizeof *entries);
}

/* Sorts a group by the bytes at `at`. Returns whether some still have all in common. */
static bool sort_group(const jp__relations *r, entry *entries, size_t count, size_t at, entry *spare)
{
    bool tied = false;
    uint32_t group = entries[0].group;
    for (size_t k = 0; k < count; k++)
        entries[k].key = key_of(&r->items[entries[k].relation], at);
    sort_by_key(entries, count, spare);
    for (size_t k = 1; k < count; k++) {
        bool same = entries[k].key == entries[k - 1].key;
        entries[k].group = same ? entries[k - 1].group : group + (uint32_t)k;
        tied |= same;
    }
    return tied;
}

/* The same of all groups. */
static bool sort_groups(const jp__relations *r, entry *entries, size_t at, entry *spare)
{
    bool tied = false;
    for (size_t start = 0, end; start < r->count; start = end) {
        for (end = start + 1; end < r->count && entries[end].group == entries[start].group;)
            end++;
        if (end - start > 1)
            tied |= sort_group(r, entries + start, end - start, at, spare);
    }
    return tied;
}

jp_status jp__relations_rank(const jp__relations *r, const jp_allocator *a, uint32_t *rank, jp_error *err)
{
    entry *entries = jp__alloc(a, r->count, 2 * sizeof *entries);
    if (!entries)
        return jp__no_memory(err);
    for (size_t number = 0; number < r->count; number++)
        entries[number] = (entry){ 0, (uint32_t)number, 0 };
    size_t at = 0;
    while (at <= (size_t)2 * JP__ID_MAX && sort_groups(r, entries, at, entries + r->count))
        at += 8;
    for (size_t place = 0; place < r->count; place++)
        rank[entries[place].relation] = (uint32_t)place;
    jp__free(a, entries, r->count, 2 * sizeof *entries);
    return JP_OK;
}
