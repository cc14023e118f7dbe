/*
 * arrow_pairs.c - the relationships of rows: by text, or by indices into dictionaries.
 *
 * Where both ids come from dictionaries, text is looked at once a pair, or a few times where two pairs
 * compete for the places of the cache, which never grows beyond twice the larger dictionary.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "base/bytes.h"
#include "facts/arrow.h"

#define NO_RELATION UINT32_MAX
#define LEAST_PAIRS ((size_t)1 << 10)
#define MOST_PAIRS ((size_t)1 << 21)

/* Rows whose relationships are to be found by their text, all at once. */
typedef struct waiting {
    jp__pair pairs[JP__PAIRS];
    size_t rows[JP__PAIRS];
    size_t count;
} waiting;

/* ---- The cache ----------------------------------------------------------------------------- */

static size_t wanted_pairs(int64_t suppliers, int64_t clients)
{
    uint64_t larger = (uint64_t)(suppliers > clients ? suppliers : clients);
    size_t count = LEAST_PAIRS;
    while (count < larger && count < MOST_PAIRS)
        count *= 2;
    return count;
}

void jp__arrow_forget_pairs(jp__arrow_reader *reader)
{
    if (reader->pairs) /* NO_RELATION everywhere */
        memset(reader->pairs, 0xff, reader->pair_count * sizeof *reader->pairs);
}

jp_status jp__arrow_renew_pairs(jp__arrow_reader *reader, jp_error *err)
{
    const jp__arrow_column *supplier = &reader->columns[JP__FIELD_SUPPLIER];
    const jp__arrow_column *client = &reader->columns[JP__FIELD_CLIENT];
    int64_t suppliers = supplier->dictionary.length, clients = client->dictionary.length;
    reader->by_index = reader->has_pairs && suppliers < UINT32_MAX && clients < UINT32_MAX;
    if (!reader->by_index || (!supplier->is_renewed && !client->is_renewed))
        return JP_OK;
    size_t count = reader->is_grouped ? LEAST_PAIRS : wanted_pairs(suppliers, clients);
    if (count > reader->pair_count) {
        const jp_allocator *a = &reader->table->allocator;
        jp__free(a, reader->pairs, reader->pair_count, sizeof *reader->pairs);
        reader->pair_count = 0;
        reader->pairs = jp__alloc(a, count, sizeof *reader->pairs);
        if (!reader->pairs)
            return jp__no_memory(err);
        reader->pair_count = count;
    }
    jp__arrow_forget_pairs(reader);
    return JP_OK;
}

static inline jp__arrow_pairs *place_of(const jp__arrow_reader *reader, uint64_t key)
{
    uint64_t hash = key * UINT64_C(0x9e3779b97f4a7c15);
    return &reader->pairs[(size_t)(hash >> 32) & (reader->pair_count - 1)];
}

/* The indices of both ids, one in each half. */
static inline uint64_t key_of(const jp__arrow_block *block, size_t k)
{
    return (uint64_t)block->index[0][k] << 32 | block->index[1][k];
}

/* Asks the memory for what the look-ups will need. */
static void announce(const jp__arrow_reader *reader)
{
#if defined(__GNUC__) || defined(__clang__)
    const jp__arrow_block *block = reader->block;
    for (size_t i = 0; reader->by_index && reader->pair_count > LEAST_PAIRS && i < block->head_count; i++)
        __builtin_prefetch(place_of(reader, key_of(block, block->heads[i])));
#else
    (void)reader;
#endif
}

/* The relationship of a pair of indices, or NO_RELATION. */
static inline uint32_t find_pair(const jp__arrow_reader *reader, uint64_t key)
{
    const jp__arrow_pairs *place = place_of(reader, key);
    if (place->key[0] == key)
        return place->relation[0];
    return place->key[1] == key ? place->relation[1] : NO_RELATION;
}

/* The one that was there longer goes. */
static void keep_pair(const jp__arrow_reader *reader, uint64_t key, uint32_t relation)
{
    jp__arrow_pairs *place = place_of(reader, key);
    if (place->key[0] == key)
        return;
    *place = (jp__arrow_pairs){ { key, place->key[0] }, { relation, place->relation[0] } };
}

/* ---- By text --------------------------------------------------------------------------------- */

static inline bool is_id(jp_text text)
{
    return text.length > 0 && text.length <= JP__ID_MAX &&
           jp__utf8_prefix(text.bytes, text.length) == text.length;
}

static inline bool is_same_text(jp_text a, jp_text b)
{
    return a.length == b.length && jp__same_bytes(a.bytes, b.bytes, a.length);
}

static inline bool is_same_pair(const jp__arrow_block *block, size_t a, size_t b)
{
    return is_same_text(block->client[a], block->client[b]) &&
           is_same_text(block->supplier[a], block->supplier[b]);
}

static jp_status find_waiting(jp__arrow_reader *reader, waiting *w, jp_error *err)
{
    jp__arrow_block *block = reader->block;
    uint32_t numbers[JP__PAIRS];
    if (w->count == 0)
        return JP_OK;
    JP_TRY(jp__relations_intern(&reader->table->relations, &reader->table->allocator, w->pairs, w->count, 0,
                                numbers, err));
    for (size_t i = 0; i < w->count; i++) {
        size_t k = w->rows[i];
        block->relation[k] = numbers[i];
        if (reader->by_index)
            keep_pair(reader, key_of(block, k), numbers[i]);
    }
    w->count = 0;
    return JP_OK;
}

/* The text of a row's ids, where it has only been known by its indices. */
static jp_status fetch_texts(jp__arrow_reader *reader, size_t k, jp_error *err)
{
    jp__arrow_block *block = reader->block;
    int64_t row = block->first + (int64_t)k;
    const jp__arrow_column *columns = reader->columns;
    if (!jp__arrow_text(&columns[JP__FIELD_SUPPLIER], row, block->digits[0][k], &block->supplier[k]))
        return jp__arrow_malformed(reader, JP__FIELD_SUPPLIER, k, err);
    if (!jp__arrow_text(&columns[JP__FIELD_CLIENT], row, block->digits[1][k], &block->client[k]))
        return jp__arrow_malformed(reader, JP__FIELD_CLIENT, k, err);
    return JP_OK;
}

/* The relationship of row k: found, or waiting, or the row is not fine after all. */
static jp_status relate_row(jp__arrow_reader *reader, size_t k, waiting *w, jp_error *err)
{
    jp__arrow_block *block = reader->block;
    if (reader->by_index) {
        block->relation[k] = find_pair(reader, key_of(block, k));
        if (block->relation[k] != NO_RELATION)
            return JP_OK;
        JP_TRY(fetch_texts(reader, k, err));
    }
    if (!is_id(block->supplier[k]) || !is_id(block->client[k])) {
        block->verdict[k] |= JP__ARROW_UNSURE;
        return JP_OK;
    }
    w->pairs[w->count] = (jp__pair){ block->supplier[k], block->client[k], 0 };
    w->rows[w->count++] = k;
    return w->count == JP__PAIRS ? find_waiting(reader, w, err) : JP_OK;
}

/* ---- Runs ---------------------------------------------------------------------------------- */

/* Lists the rows whose ids are not those of the last row before that was fine. */
static void find_heads_by_index(jp__arrow_block *block)
{
    const uint32_t *supplier = block->index[0], *client = block->index[1];
    size_t count = 0, last = 0;
    for (size_t k = 0; k < block->count; k++) {
        if (block->verdict[k] & JP__ARROW_UNSURE)
            continue;
        block->heads[count] = (uint16_t)k;
        count += (count == 0) | (supplier[k] != supplier[last]) | (client[k] != client[last]);
        last = k;
    }
    block->head_count = count;
}

static void find_heads_by_text(jp__arrow_block *block)
{
    size_t count = 0, last = 0;
    for (size_t k = 0; k < block->count; k++) {
        if (block->verdict[k] & JP__ARROW_UNSURE)
            continue;
        if (count == 0 || !is_same_pair(block, last, k))
            block->heads[count++] = (uint16_t)k;
        last = k;
    }
    block->head_count = count;
}

/* What was found for a head is so for the rows behind it, up to the next. */
static void spread_heads(jp__arrow_block *block)
{
    for (size_t i = 0; i < block->head_count; i++) {
        size_t head = block->heads[i], end = i + 1 < block->head_count ? block->heads[i + 1] : block->count;
        uint32_t relation = block->relation[head];
        uint8_t verdict = block->verdict[head] & JP__ARROW_UNSURE;
        for (size_t k = head; k < end; k++)
            block->relation[k] = relation;
        for (size_t k = head; verdict && k < end; k++)
            block->verdict[k] |= verdict;
    }
}

jp_status jp__arrow_relate(jp__arrow_reader *reader, jp_error *err)
{
    jp__arrow_block *block = reader->block;
    waiting w;
    w.count = 0;
    if (reader->by_index)
        find_heads_by_index(block);
    else
        find_heads_by_text(block);
    announce(reader);
    for (size_t i = 0; i < block->head_count; i++)
        JP_TRY(relate_row(reader, block->heads[i], &w, err));
    JP_TRY(find_waiting(reader, &w, err));
    spread_heads(block);
    return JP_OK;
}
