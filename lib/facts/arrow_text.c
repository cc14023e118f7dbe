/*
 * arrow_text.c - text in the three forms of Arrow, integers as text, and what dictionaries point to.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "facts/arrow.h"

int64_t jp__arrow_integer(const jp__arrow_values *values, int64_t row)
{
    const char *data = values->data;
    size_t index = (size_t)(values->offset + row);
    int16_t narrow;
    switch ((int)values->type.layout) {
    case JP__ARROW_ZERO: return 0;
    case JP__ARROW_INT8: return (int8_t)data[index];
    case JP__ARROW_UINT8: return (uint8_t)data[index];
    case JP__ARROW_INT16:
    case JP__ARROW_UINT16:
        memcpy(&narrow, data + 2 * index, sizeof narrow);
        return values->type.layout == JP__ARROW_INT16 ? narrow : (uint16_t)narrow;
    case JP__ARROW_INT32: return jp__arrow_load32(data, (int64_t)index);
    case JP__ARROW_UINT32: return (uint32_t)jp__arrow_load32(data, (int64_t)index);
    default: return jp__arrow_load64(data, (int64_t)index);
    }
}

/* Decimal digits, written from the end. */
jp_text jp__arrow_integer_text(const jp__arrow_values *values, int64_t row, char digits[JP__ARROW_DIGITS])
{
    int64_t number = jp__arrow_integer(values, row);
    bool negative = number < 0 && values->type.layout != JP__ARROW_UINT64;
    uint64_t size = negative ? 0 - (uint64_t)number : (uint64_t)number;
    size_t at = JP__ARROW_DIGITS;
    do {
        digits[--at] = (char)('0' + size % 10);
        size /= 10;
    } while (size > 0);
    if (negative)
        digits[--at] = '-';
    return (jp_text){ digits + at, JP__ARROW_DIGITS - at };
}

/* 16 bytes: the length, then up to 12 bytes of text, or 4 of them, the number of a buffer, and a place
 * in it. */
static bool view_text(const jp__arrow_values *values, size_t index, jp_text *text)
{
    const char *view = (const char *)values->data + 16 * index;
    int32_t length = jp__arrow_load32(view, 0), piece = jp__arrow_load32(view, 2);
    int32_t at = jp__arrow_load32(view, 3);
    if (length < 0)
        return false;
    if (length <= 12) {
        *text = (jp_text){ view + 4, (size_t)length };
        return true;
    }
    if (piece < 0 || piece >= values->piece_count || at < 0)
        return false;
    if ((int64_t)at + length > jp__arrow_load64(values->piece_sizes, piece))
        return false;
    *text = (jp_text){ (const char *)values->pieces[piece] + at, (size_t)length };
    return true;
}

/* The text or integer of a row that is there. */
static inline bool text_at(const jp__arrow_values *values, int64_t row, char digits[JP__ARROW_DIGITS],
                           jp_text *text)
{
    int64_t index = values->offset + row, start, end;
    switch ((int)values->type.layout) {
    case JP__ARROW_TEXT:
        start = jp__arrow_load32(values->data, index);
        end = jp__arrow_load32(values->data, index + 1);
        break;
    case JP__ARROW_LARGE_TEXT:
        start = jp__arrow_load64(values->data, index);
        end = jp__arrow_load64(values->data, index + 1);
        break;
    case JP__ARROW_TEXT_VIEW: return view_text(values, (size_t)index, text);
    default: *text = jp__arrow_integer_text(values, row, digits); return true;
    }
    if (start < 0 || start > end || end > values->end)
        return false;
    *text = (jp_text){ end > start ? values->bytes + start : "", (size_t)(end - start) };
    return true;
}

/* ---- Indices -------------------------------------------------------------------------------- */

/* Indices of one width. Widened to 32 bits, a negative one lies outside as well. */
#define EACH(layout_, type_, most_)                                         \
    case layout_:                                                           \
        limit = length < (most_) ? length : (uint32_t)(most_);              \
        for (size_t k = 0; k < count; k++) {                                \
            type_ one;                                                      \
            memcpy(&one, data + (start + k) * sizeof one, sizeof one);      \
            index[k] = (uint32_t)one;                                       \
            outside |= index[k] >= limit;                                   \
        }                                                                   \
        break

/* What is wider than that, is UINT32_MAX where it lies outside. */
#define EACH_WIDE(layout_, type_)                                           \
    case layout_:                                                           \
        for (size_t k = 0; k < count; k++) {                                \
            type_ one;                                                      \
            memcpy(&one, data + (start + k) * sizeof one, sizeof one);      \
            index[k] = (uint64_t)one < length ? (uint32_t)one : UINT32_MAX; \
            outside |= index[k] == UINT32_MAX;                              \
        }                                                                   \
        break

/* The indices as they stand, missing or not. Returns the first number that is none. */
static uint32_t load_indices(const jp__arrow_column *column, int64_t first, size_t count, uint32_t *index,
                             bool *any_outside)
{
    const jp__arrow_values *values = &column->values;
    const char *data = values->data;
    size_t start = (size_t)(values->offset + first);
    uint32_t length = (uint32_t)column->dictionary.length, limit = length, outside = 0;
    switch ((int)values->type.layout) {
    case JP__ARROW_ZERO: memset(index, 0, count * sizeof *index); break;
        EACH(JP__ARROW_INT8, int8_t, 0x80u);
        EACH(JP__ARROW_UINT8, uint8_t, 0x100u);
        EACH(JP__ARROW_INT16, int16_t, 0x8000u);
        EACH(JP__ARROW_UINT16, uint16_t, 0x10000u);
        EACH(JP__ARROW_INT32, int32_t, 0x80000000u);
        EACH(JP__ARROW_UINT32, uint32_t, UINT32_MAX);
        EACH_WIDE(JP__ARROW_INT64, int64_t);
    default:
        EACH_WIDE(JP__ARROW_UINT64, uint64_t);
    }
    *any_outside = outside != 0;
    return limit;
}

size_t jp__arrow_indices(const jp__arrow_column *column, int64_t first, size_t count, uint32_t *index)
{
    uint8_t is_there[JP__ARROW_BLOCK];
    uint32_t missing = (uint32_t)column->dictionary.length;
    bool outside;
    uint32_t limit = load_indices(column, first, count, index, &outside);
    if (!column->values.validity) {
        size_t fine = outside ? 0 : count;
        while (fine < count && index[fine] < limit)
            fine++;
        return fine;
    }
    jp__arrow_validity(&column->values, first, count, is_there);
    for (size_t k = 0; outside && k < count; k++) {
        if (is_there[k] && index[k] >= limit)
            return k;
    }
    for (size_t k = 0; k < count; k++)
        index[k] = is_there[k] ? index[k] : missing;
    return count;
}

/* The index of one row, as the dictionary may be of any length; -1 where it is missing. False: outside. */
static bool index_of(const jp__arrow_column *column, int64_t row, int64_t *index)
{
    *index = -1;
    if (!jp__arrow_is_valid(&column->values, row))
        return true;
    *index = jp__arrow_integer(&column->values, row);
    return *index >= 0 && *index < column->dictionary.length;
}

/* ---- Text --------------------------------------------------------------------------------------- */

bool jp__arrow_text(const jp__arrow_column *column, int64_t row, char digits[JP__ARROW_DIGITS], jp_text *text)
{
    const jp__arrow_values *values = &column->values;
    *text = (jp_text){ NULL, 0 };
    if (column->is_dictionary) {
        int64_t index;
        if (!index_of(column, row, &index))
            return false;
        if (index < 0)
            return true;
        values = &column->dictionary;
        row = index;
    }
    if (values->type.layout == JP__ARROW_NULL || !jp__arrow_is_valid(values, row))
        return true;
    return text_at(values, row, digits, text);
}

/* Text with offsets of one width, in a loop of its own. What is missing is empty. */
#define OFFSETS(name_, load_)                                                                              \
    static size_t name_(const jp__arrow_values *values, int64_t first, size_t count,                       \
                        const uint8_t *is_there, jp_text *texts)                                           \
    {                                                                                                      \
        int64_t at = values->offset + first, start = load_(values->data, at);                              \
        for (size_t k = 0; k < count; k++) {                                                               \
            int64_t end = load_(values->data, at + (int64_t)k + 1);                                        \
            bool fine = (start >= 0) & (start <= end) & (end <= values->end);                              \
            if (is_there[k] & !fine)                                                                       \
                return k;                                                                                  \
            size_t length = is_there[k] ? (size_t)(end - start) : 0;                                       \
            texts[k] = (jp_text){ length > 0 ? values->bytes + start : "", length };                       \
            start = end;                                                                                   \
        }                                                                                                  \
        return count;                                                                                      \
    }

OFFSETS(short_texts, jp__arrow_load32)
OFFSETS(large_texts, jp__arrow_load64)

static size_t view_texts(const jp__arrow_values *values, int64_t first, size_t count, const uint8_t *is_there,
                         jp_text *texts)
{
    for (size_t k = 0; k < count; k++) {
        texts[k] = (jp_text){ "", 0 };
        if (is_there[k] && !view_text(values, (size_t)(values->offset + first) + k, &texts[k]))
            return k;
    }
    return count;
}

size_t jp__arrow_texts(const jp__arrow_column *column, int64_t first, size_t count,
                       char digits[][JP__ARROW_DIGITS], jp_text *texts)
{
    const jp__arrow_values *values = &column->values;
    uint8_t is_there[JP__ARROW_BLOCK];
    if (!column->is_dictionary && values->type.layout >= JP__ARROW_TEXT) {
        jp__arrow_validity(values, first, count, is_there);
        if (values->type.layout == JP__ARROW_TEXT)
            return short_texts(values, first, count, is_there, texts);
        if (values->type.layout == JP__ARROW_LARGE_TEXT)
            return large_texts(values, first, count, is_there, texts);
        return view_texts(values, first, count, is_there, texts);
    }
    for (size_t k = 0; k < count; k++) {
        if (!jp__arrow_text(column, first + (int64_t)k, digits ? digits[k] : NULL, &texts[k]))
            return k;
    }
    return count;
}

bool jp__arrow_is_padded(const jp__arrow_column *column, int64_t row, jp_text text, size_t bytes)
{
    const jp__arrow_values *values = &column->values;
    if (column->is_dictionary || text.length == 0)
        return false;
    if (values->type.layout == JP__ARROW_TEXT || values->type.layout == JP__ARROW_LARGE_TEXT)
        return (size_t)(values->bytes + values->end - text.bytes) >= bytes;
    if (values->type.layout != JP__ARROW_TEXT_VIEW)
        return false;
    if (text.length <= 12)
        return (size_t)(values->length - row) * 16 >= bytes + 4;
    const char *view = (const char *)values->data + 16 * (size_t)(values->offset + row);
    return jp__arrow_load64(values->piece_sizes, jp__arrow_load32(view, 2)) - jp__arrow_load32(view, 3) >=
           (int64_t)bytes;
}
