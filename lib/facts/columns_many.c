/*
 * columns_many.c - many facts appended to columns at once.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "base/bytes.h"
#include "facts/columns.h"

/* What any of the records has, for jp__columns_reserve_many(). */
static jp__record gather_needs(const jp__records *r)
{
    jp__record any = { .intensity = 1.0 };
    unsigned rating = 0, recorded = 0, guess = 0;
    for (size_t k = 0; k < r->count; k++)
        rating |= r->kind[k] == JP_RATING;
    for (size_t k = 0; r->intensity && k < r->count; k++)
        any.intensity = r->intensity[k] != 1.0 ? r->intensity[k] : any.intensity;
    for (size_t k = 0; r->has_recorded && k < r->count; k++)
        recorded |= r->has_recorded[k];
    for (size_t k = 0; r->guess && k < r->count; k++)
        guess |= r->guess[k];
    any.kind = rating ? JP_RATING : 0;
    any.has_recorded = recorded != 0;
    any.guess = guess != 0;
    for (size_t k = 0; r->id && k < r->count; k++)
        any.id.length += r->id[k].length;
    return any;
}

static void append_bit(uint8_t *bits, size_t count, bool more)
{
    unsigned before = (1u << (count % 8)) - 1;
    bits[count / 8] = (uint8_t)((bits[count / 8] & before) | (unsigned)more << (count % 8));
}

/* Bytes that are 0 or 1 as bits, behind the bits before. Those above the last are cleared. */
static void extend_bits(uint8_t *bits, size_t count, const uint8_t *more, size_t more_count)
{
    size_t k = 0;
    for (; k < more_count && count % 8 != 0; k++)
        append_bit(bits, count++, more[k]);
    for (; k + 8 <= more_count; k += 8, count += 8) {
        /* Byte i of the eight is multiplied to bit 56 + i; the other products meet nowhere above. */
        bits[count / 8] = (uint8_t)(jp__load64(more + k) * UINT64_C(0x0102040810204080) >> 56);
    }
    for (; k < more_count; k++)
        append_bit(bits, count++, more[k]);
}

static void extend_ids(jp__columns *c, const jp__records *r)
{
    uint64_t *ends = (uint64_t *)c->column[JP__COLUMN_ID].data + c->count + 1;
    for (size_t k = 0; k < r->count; k++) {
        size_t length = r->id ? r->id[k].length : 0;
        if (length > 0)
            memcpy((char *)c->ids.data + c->id_bytes, r->id[k].bytes, length);
        c->id_bytes += length;
        ends[k] = c->id_bytes;
    }
}

static void extend_recorded(jp__columns *c, const jp__records *r)
{
    int64_t *recorded_us = (int64_t *)c->column[JP__COLUMN_RECORDED].data + c->count;
    uint8_t *valid = c->column[JP__COLUMN_RECORDED_VALID].data;
    if (r->has_recorded) {
        memcpy(recorded_us, r->recorded_us, r->count * sizeof *recorded_us);
        extend_bits(valid, c->count, r->has_recorded, r->count);
        return;
    }
    memset(recorded_us, 0, r->count * sizeof *recorded_us);
    for (size_t k = 0; k < r->count; k++)
        append_bit(valid, c->count + k, false);
}

/* `size` bytes of each record behind those before; zeros if none has any. */
static void extend_column(jp__columns *c, jp__column column, const void *more, size_t count, size_t size)
{
    char *to = c->column[column].data;
    if (to && more)
        memcpy(to + c->count * size, more, count * size);
    else if (to)
        memset(to + c->count * size, 0, count * size);
}

/* The columns that most tables do not have. */
static void extend_rare(jp__columns *c, const jp__records *r)
{
    double *intensity = c->column[JP__COLUMN_INTENSITY].data;
    for (size_t k = 0; intensity && k < r->count; k++)
        intensity[c->count + k] = r->intensity ? r->intensity[k] : 1.0;
    if (c->column[JP__COLUMN_RECORDED].data)
        extend_recorded(c, r);
    extend_column(c, JP__COLUMN_ITEM, r->item, r->count, sizeof *r->item);
    extend_column(c, JP__COLUMN_GUESS, r->guess, r->count, sizeof *r->guess);
    if (c->column[JP__COLUMN_ID].data)
        extend_ids(c, r);
}

jp_status jp__columns_extend(jp__columns *c, const jp_allocator *a, const jp__records *r, jp_error *err)
{
    jp__record any = gather_needs(r);
    if (r->count == 0)
        return JP_OK;
    JP_TRY(jp__columns_reserve_many(c, a, &any, r->count, err));
    uint8_t *actor = (uint8_t *)c->column[JP__COLUMN_ACTOR].data + c->count;
    for (size_t k = 0; k < r->count; k++)
        actor[k] = (uint8_t)r->actor[k];
    memcpy((int64_t *)c->column[JP__COLUMN_TIME].data + c->count, r->time_us, r->count * sizeof *r->time_us);
    memcpy((uint16_t *)c->column[JP__COLUMN_KIND].data + c->count, r->kind, r->count * sizeof *r->kind);
    memcpy((uint32_t *)c->column[JP__COLUMN_RELATION].data + c->count, r->relation,
           r->count * sizeof *r->relation);
    memcpy((double *)c->column[JP__COLUMN_VALUE].data + c->count, r->value, r->count * sizeof *r->value);
    extend_bits(c->column[JP__COLUMN_VALUE_VALID].data, c->count, r->has_value, r->count);
    extend_rare(c, r);
    c->count += r->count;
    return JP_OK;
}

/* ---- Dropping ------------------------------------------------------------------------------- */

/* Bits `from` .. `from + count - 1` to the front. */
static void move_bits(uint8_t *bits, size_t from, size_t count)
{
    for (size_t k = 0; k < count; k++)
        append_bit(bits, k, jp__bit(bits, from + k));
}

static void drop_ids(jp__columns *c, size_t count)
{
    uint64_t *offsets = c->column[JP__COLUMN_ID].data;
    char *bytes = c->ids.data;
    uint64_t first = offsets[count];
    for (size_t k = count; k <= c->count; k++)
        offsets[k - count] = offsets[k] - first;
    if (bytes)
        memmove(bytes, bytes + first, c->id_bytes - (size_t)first);
    c->id_bytes -= (size_t)first;
}

void jp__columns_drop(jp__columns *c, size_t count)
{
    static const uint8_t bytes_of[JP__COLUMN_COUNT] = {
        [JP__COLUMN_TIME] = 8,      [JP__COLUMN_KIND] = 2,     [JP__COLUMN_ACTOR] = 1,
        [JP__COLUMN_RELATION] = 4,  [JP__COLUMN_VALUE] = 8,    [JP__COLUMN_INTENSITY] = 8,
        [JP__COLUMN_RECORDED] = 8,  [JP__COLUMN_ITEM] = 2,     [JP__COLUMN_GUESS] = 1,
    };
    size_t left = c->count - count;
    for (size_t column = 0; column < JP__COLUMN_COUNT; column++) {
        char *data = c->column[column].data;
        if (data && bytes_of[column] > 0)
            memmove(data, data + count * bytes_of[column], left * bytes_of[column]);
    }
    if (c->column[JP__COLUMN_VALUE_VALID].data)
        move_bits(c->column[JP__COLUMN_VALUE_VALID].data, count, left);
    if (c->column[JP__COLUMN_RECORDED_VALID].data)
        move_bits(c->column[JP__COLUMN_RECORDED_VALID].data, count, left);
    if (c->column[JP__COLUMN_ID].data)
        drop_ids(c, count);
    c->count = left;
}
