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
static jp_text integer_text(const jp__arrow_values *values, int64_t row, char digits[JP__ARROW_DIGITS])
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
    default: *text = integer_text(values, row, digits); return true;
    }
    if (start < 0 || start > end || end > values->end)
        return false;
    *text = (jp_text){ end > start ? values->bytes + start : "", (size_t)(end - start) };
    return true;
}

#define EACH(layout_, type_)                                                \
    case layout_:                                                           \
        for (size_t k = 0; k < count; k++) {                                \
            type_ one;                                                      \
            memcpy(&one, data + (start + k) * sizeof one, sizeof one);      \
            index[k] = (int64_t)one;                                        \
        }                                                                   \
        break

size_t jp__arrow_indices(const jp__arrow_column *column, int64_t first, size_t count, int64_t *index)
{
    const jp__arrow_values *values = &column->values;
    const char *data = values->data;
    size_t start = (size_t)(values->offset + first);
    switch ((int)values->type.layout) {
        EACH(JP__ARROW_INT8, int8_t);
        EACH(JP__ARROW_UINT8, uint8_t);
        EACH(JP__ARROW_INT16, int16_t);
        EACH(JP__ARROW_UINT16, uint16_t);
        EACH(JP__ARROW_INT32, int32_t);
        EACH(JP__ARROW_UINT32, uint32_t);
        EACH(JP__ARROW_INT64, int64_t);
    default: /* one too large for int64_t becomes negative, and lies outside as well */
        EACH(JP__ARROW_UINT64, uint64_t);
    }
    uint64_t length = (uint64_t)column->dictionary.length;
    for (size_t k = 0; values->validity && k < count; k++) {
        bool is_there = jp__bit(values->validity, start + k);
        if (is_there && (uint64_t)index[k] >= length)
            return k;
        index[k] = is_there ? index[k] : -1;
    }
    for (size_t k = 0; !values->validity && k < count; k++) {
        if ((uint64_t)index[k] >= length)
            return k;
    }
    return count;
}

bool jp__arrow_text(const jp__arrow_column *column, int64_t row, char digits[JP__ARROW_DIGITS], jp_text *text)
{
    const jp__arrow_values *values = &column->values;
    *text = (jp_text){ NULL, 0 };
    if (column->is_dictionary) {
        int64_t index;
        if (jp__arrow_indices(column, row, 1, &index) < 1)
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

/* Text with offsets of 32 bits in which nothing is missing, the most frequent form, in a loop of its own. */
static size_t plain_texts(const jp__arrow_values *values, int64_t first, size_t count, jp_text *texts)
{
    int64_t at = values->offset + first;
    int32_t start = jp__arrow_load32(values->data, at);
    for (size_t k = 0; k < count; k++) {
        int32_t end = jp__arrow_load32(values->data, at + (int64_t)k + 1);
        if ((start < 0) | (start > end) | (end > values->end))
            return k;
        texts[k] = (jp_text){ end > start ? values->bytes + start : "", (size_t)(end - start) };
        start = end;
    }
    return count;
}

size_t jp__arrow_texts(const jp__arrow_column *column, int64_t first, size_t count,
                       char digits[][JP__ARROW_DIGITS], jp_text *texts)
{
    if (!column->is_dictionary && column->type.layout == JP__ARROW_TEXT && !column->values.validity)
        return plain_texts(&column->values, first, count, texts);
    for (size_t k = 0; k < count; k++) {
        if (!jp__arrow_text(column, first + (int64_t)k, digits ? digits[k] : NULL, &texts[k]))
            return k;
    }
    return count;
}
