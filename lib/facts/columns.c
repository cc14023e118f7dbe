/*
 * columns.c - columns of facts that grow, and are put in another order with little memory.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "facts/columns.h"

/* Below this many facts columns double; above they grow by half while there are only those that every table
 * has, else by a tenth, so that a large table holds at most 64 bytes a fact at any moment (docs/facts.md), 48
 * without the rarer columns. realloc() moves the largest pieces without copying. */
#define DOUBLING_MAX ((size_t)1 << 16)
#define FIRST_CAPACITY 64

static const uint8_t bits_of[JP__COLUMN_COUNT] = {
    [JP__COLUMN_TIME] = 64,     [JP__COLUMN_KIND] = 16,        [JP__COLUMN_ACTOR] = 8,
    [JP__COLUMN_RELATION] = 32, [JP__COLUMN_VALUE] = 64,       [JP__COLUMN_VALUE_VALID] = 1,
    [JP__COLUMN_INTENSITY] = 64, [JP__COLUMN_RECORDED] = 64,   [JP__COLUMN_RECORDED_VALID] = 1,
    [JP__COLUMN_ITEM] = 16,     [JP__COLUMN_GUESS] = 8,        [JP__COLUMN_ID] = 64,
};

unsigned jp__column_bits(jp__column column)
{
    return bits_of[column];
}

/* The size of a column for so many facts and one more, which the offsets of the ids need. */
static size_t bytes_for(jp__column column, size_t capacity)
{
    return bits_of[column] == 1 ? capacity / 8 + 1 : (capacity + 1) * (bits_of[column] / 8);
}

static size_t grown(size_t capacity, size_t need, size_t part)
{
    size_t wanted = capacity < DOUBLING_MAX ? 2 * capacity : capacity + capacity / part;
    if (wanted < FIRST_CAPACITY)
        wanted = FIRST_CAPACITY;
    return wanted < need ? need : wanted;
}

/* ---- Growing ------------------------------------------------------------------------------ */

static jp_status resize(jp__piece *piece, const jp_allocator *a, size_t bytes, jp_error *err)
{
    void *moved = a->reallocate(a->user, piece->data, piece->bytes, bytes);
    if (!moved)
        return jp__no_memory(err);
    *piece = (jp__piece){ moved, bytes };
    return JP_OK;
}

static bool has_rare(const jp__columns *c)
{
    for (jp__column column = JP__COLUMN_INTENSITY; column < JP__COLUMN_COUNT; column++) {
        if (c->column[column].data)
            return true;
    }
    return false;
}

static jp_status grow(jp__columns *c, const jp_allocator *a, size_t capacity, jp_error *err)
{
    if (JP_NEVER(capacity > SIZE_MAX / 16)) /* the narrowest size_t is exhausted long before */
        return jp__no_memory(err);
    for (jp__column column = JP__COLUMN_TIME; column < JP__COLUMN_COUNT; column++) {
        bool wanted = column < JP__COLUMN_INTENSITY || c->column[column].data;
        if (wanted)
            JP_TRY(resize(&c->column[column], a, bytes_for(column, capacity), err));
    }
    c->capacity = capacity;
    return JP_OK;
}

/* A column that no fact needed so far says of them what its absence said. */
static jp_status begin_column(jp__columns *c, const jp_allocator *a, jp__column column, jp_error *err)
{
    jp__piece *piece = &c->column[column];
    if (piece->data)
        return JP_OK;
    JP_TRY(resize(piece, a, bytes_for(column, c->capacity), err));
    memset(piece->data, 0, bytes_for(column, c->count));
    if (column == JP__COLUMN_INTENSITY) {
        double *intensity = piece->data;
        for (size_t k = 0; k < c->count; k++)
            intensity[k] = 1.0;
    }
    return JP_OK;
}

static jp_status begin_columns(jp__columns *c, const jp_allocator *a, const jp__record *record,
                               jp_error *err)
{
    if (record->intensity != 1.0)
        JP_TRY(begin_column(c, a, JP__COLUMN_INTENSITY, err));
    if (record->has_recorded) {
        JP_TRY(begin_column(c, a, JP__COLUMN_RECORDED, err));
        JP_TRY(begin_column(c, a, JP__COLUMN_RECORDED_VALID, err));
    }
    if (record->kind == JP_RATING)
        JP_TRY(begin_column(c, a, JP__COLUMN_ITEM, err));
    if (record->guess)
        JP_TRY(begin_column(c, a, JP__COLUMN_GUESS, err));
    return record->id.length > 0 ? begin_column(c, a, JP__COLUMN_ID, err) : JP_OK;
}

static jp_status reserve_id(jp__columns *c, const jp_allocator *a, size_t length, jp_error *err)
{
    if (length <= c->ids.bytes - c->id_bytes)
        return JP_OK;
    return resize(&c->ids, a, grown(c->ids.bytes, c->id_bytes + length, 10), err);
}

static bool needs_rare(const jp__record *any)
{
    return any->intensity != 1.0 || any->has_recorded || any->kind == JP_RATING || any->guess ||
           any->id.length > 0;
}

/* The room for growth that was made for the usual columns would be too much with the rarer ones. More room
 * than that was asked for by the caller. */
static jp_status shrink_for_rare(jp__columns *c, const jp_allocator *a, jp_error *err)
{
    if (c->count < DOUBLING_MAX || c->capacity - c->count > c->count / 2)
        return JP_OK;
    return jp__columns_trim(c, a, err);
}

jp_status jp__columns_reserve_many(jp__columns *c, const jp_allocator *a, const jp__record *any, size_t count,
                                   jp_error *err)
{
    bool has = has_rare(c), rare = has || needs_rare(any);
    if (count > JP__FACTS_MAX - c->count)
        return jp__fail(err, JP_ERROR_LIMIT, "A table holds at most %zu facts.", JP__FACTS_MAX);
    if (rare && !has)
        JP_TRY(shrink_for_rare(c, a, err));
    if (count > c->capacity - c->count)
        JP_TRY(grow(c, a, grown(c->capacity, c->count + count, rare ? 10 : 2), err));
    JP_TRY(begin_columns(c, a, any, err));
    return reserve_id(c, a, any->id.length, err);
}

jp_status jp__columns_reserve(jp__columns *c, const jp_allocator *a, const jp__record *record,
                              jp_error *err)
{
    return jp__columns_reserve_many(c, a, record, 1, err);
}

/* ---- Filling ------------------------------------------------------------------------------ */

/* Sets bit k behind the last one that was set; those above it are cleared. */
static inline void append_bit(uint8_t *bits, size_t k, bool value)
{
    unsigned before = (1u << (k % 8)) - 1;
    bits[k / 8] = (uint8_t)((bits[k / 8] & before) | (unsigned)value << (k % 8));
}

/* The columns that most files do not use. */
static void append_rare(jp__columns *c, const jp__record *record)
{
    size_t k = c->count;
    if (c->column[JP__COLUMN_INTENSITY].data)
        ((double *)c->column[JP__COLUMN_INTENSITY].data)[k] = record->intensity;
    if (c->column[JP__COLUMN_RECORDED].data) {
        ((int64_t *)c->column[JP__COLUMN_RECORDED].data)[k] = record->has_recorded ? record->recorded_us : 0;
        append_bit(c->column[JP__COLUMN_RECORDED_VALID].data, k, record->has_recorded);
    }
    if (c->column[JP__COLUMN_ITEM].data)
        ((uint16_t *)c->column[JP__COLUMN_ITEM].data)[k] = record->item;
    if (c->column[JP__COLUMN_GUESS].data)
        ((uint8_t *)c->column[JP__COLUMN_GUESS].data)[k] = record->guess;
    if (!c->column[JP__COLUMN_ID].data)
        return;
    if (record->id.length > 0)
        memcpy((char *)c->ids.data + c->id_bytes, record->id.bytes, record->id.length);
    c->id_bytes += record->id.length;
    ((uint64_t *)c->column[JP__COLUMN_ID].data)[k + 1] = c->id_bytes;
}

void jp__columns_append(jp__columns *c, const jp__record *record)
{
    size_t k = c->count;
    ((int64_t *)c->column[JP__COLUMN_TIME].data)[k] = record->time_us;
    ((uint16_t *)c->column[JP__COLUMN_KIND].data)[k] = record->kind;
    ((uint8_t *)c->column[JP__COLUMN_ACTOR].data)[k] = record->actor;
    ((uint32_t *)c->column[JP__COLUMN_RELATION].data)[k] = record->relation;
    ((double *)c->column[JP__COLUMN_VALUE].data)[k] = record->has_value ? record->value : 0.0;
    append_bit(c->column[JP__COLUMN_VALUE_VALID].data, k, record->has_value);
    append_rare(c, record);
    c->count++;
}

jp_status jp__columns_trim(jp__columns *c, const jp_allocator *a, jp_error *err)
{
    size_t capacity = c->count > FIRST_CAPACITY ? c->count : FIRST_CAPACITY;
    if (capacity >= c->capacity)
        return JP_OK;
    c->capacity = capacity; /* this much there is, even if not all is given back */
    for (jp__column column = JP__COLUMN_TIME; column < JP__COLUMN_COUNT; column++) {
        if (c->column[column].data)
            JP_TRY(resize(&c->column[column], a, bytes_for(column, capacity), err));
    }
    return JP_OK;
}

/* ---- Reading ------------------------------------------------------------------------------ */

jp_facts jp__columns_view(const jp__columns *c, size_t offset, size_t length)
{
    return (jp_facts){
        .struct_size = sizeof(jp_facts),
        .offset = offset,
        .length = length,
        .time_us = c->column[JP__COLUMN_TIME].data,
        .kind = c->column[JP__COLUMN_KIND].data,
        .actor = c->column[JP__COLUMN_ACTOR].data,
        .value = c->column[JP__COLUMN_VALUE].data,
        .value_valid = c->column[JP__COLUMN_VALUE_VALID].data,
        .intensity = c->column[JP__COLUMN_INTENSITY].data,
        .recorded_us = c->column[JP__COLUMN_RECORDED].data,
        .recorded_valid = c->column[JP__COLUMN_RECORDED_VALID].data,
        .item = c->column[JP__COLUMN_ITEM].data,
        .guess = c->column[JP__COLUMN_GUESS].data,
        .id_offsets = c->id_bytes > 0 ? c->column[JP__COLUMN_ID].data : NULL,
        .id_bytes = c->id_bytes > 0 ? c->ids.data : NULL,
    };
}

/* ---- Another order ------------------------------------------------------------------------ */

jp_status jp__columns_spare(const jp__columns *c, const jp_allocator *a, jp__piece *spare, jp_error *err)
{
    *spare = (jp__piece){ NULL, 0 };
    return resize(spare, a, bytes_for(JP__COLUMN_TIME, c->capacity), err);
}

static void gather8(const uint8_t *from, const uint32_t *order, size_t count, uint8_t *to)
{
    for (size_t k = 0; k < count; k++)
        to[k] = from[order[k]];
}

static void gather16(const uint16_t *from, const uint32_t *order, size_t count, uint16_t *to)
{
    for (size_t k = 0; k < count; k++)
        to[k] = from[order[k]];
}

static void gather64(const uint64_t *from, const uint32_t *order, size_t count, uint64_t *to)
{
    for (size_t k = 0; k < count; k++)
        to[k] = from[order[k]];
}

static void gather_bits(const uint8_t *from, const uint32_t *order, size_t count, uint8_t *to)
{
    for (size_t k = 0; k < count; k++)
        append_bit(to, k, jp__bit(from, order[k]));
}

static void swap(jp__piece *a, jp__piece *b)
{
    jp__piece piece = *a;
    *a = *b;
    *b = piece;
}

void jp__columns_permute(jp__columns *c, jp__column column, const uint32_t *order, jp__piece *spare)
{
    jp__piece *piece = &c->column[column];
    if (!piece->data)
        return;
    switch (bits_of[column]) {
    case 1: gather_bits(piece->data, order, c->count, spare->data); break;
    case 8: gather8(piece->data, order, c->count, spare->data); break;
    case 16: gather16(piece->data, order, c->count, spare->data); break;
    default:
        gather64(piece->data, order, c->count, spare->data);
        swap(piece, spare);
        return;
    }
    memcpy(piece->data, spare->data, bytes_for(column, c->count - 1));
}

void jp__columns_permute_ids(jp__columns *c, const uint32_t *order, jp__piece *spare, jp__piece *ids)
{
    if (c->id_bytes == 0)
        return;
    const uint64_t *from = c->column[JP__COLUMN_ID].data;
    uint64_t *to = spare->data;
    const char *bytes = c->ids.data;
    char *gathered = ids->data;
    to[0] = 0;
    for (size_t k = 0; k < c->count; k++) {
        size_t length = (size_t)(from[order[k] + 1] - from[order[k]]);
        memcpy(gathered + to[k], bytes + from[order[k]], length);
        to[k + 1] = to[k] + length;
    }
    swap(&c->column[JP__COLUMN_ID], spare);
    swap(&c->ids, ids);
}

void jp__columns_free(jp__columns *c, const jp_allocator *a)
{
    for (size_t column = 0; column < JP__COLUMN_COUNT; column++)
        jp__free(a, c->column[column].data, c->column[column].bytes, 1);
    jp__free(a, c->ids.data, c->ids.bytes, 1);
    *c = (jp__columns){ .count = 0 };
}
