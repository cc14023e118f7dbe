/*
 * csv_split.c - rows of CSV, split in place (RFC 4180).
 *
 * Fields are handed out where they stand. docs/dependencies.md says why this is not libcsv, and
 * bench/csv_readers.c measures both.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "facts/csv.h"
#include "facts/csv_scan.h"

/* ---- From mark to mark ---------------------------------------------------------------------- */

/* Commas, quotes and line ends, one after the other. */
typedef struct cursor {
    const char *block, *end;
    uint64_t marks; /* of the block, without those that were visited */
} cursor;

/* All marks as one word. */
static inline uint64_t marks_of(const char *block)
{
    jp__csv_marks m = jp__csv_marks_of(block);
    return m.commas | m.quotes | m.feeds | m.returns;
}

/* The next mark, or the end, where a NUL stands. */
static inline const char *next_mark(cursor *c)
{
    while (c->marks == 0) {
        if (c->end - c->block <= JP__CSV_BLOCK)
            return c->end;
        c->block += JP__CSV_BLOCK;
        c->marks = marks_of(c->block);
    }
    const char *mark = c->block + jp__lowest_bit(c->marks);
    c->marks &= c->marks - 1;
    return mark;
}

/* ---- Fields in quotes ---------------------------------------------------------------------- */

/* The cursor has just passed the opening quote. *at becomes the closing one, or the end. */
static jp__csv_result find_closing(cursor *c, bool last, const char **at)
{
    for (;;) {
        const char *quote = next_mark(c);
        *at = quote;
        if (quote == c->end)
            return last ? JP__CSV_OPEN_QUOTE : JP__CSV_MORE;
        if (*quote != '"')
            continue; /* commas and line ends are text here */
        if (quote[1] != '"') /* at the end, more bytes may yet make it the first of two: end_row() */
            return JP__CSV_ROW;
        (void)next_mark(c);
    }
}

/* The field in quotes that begins at `start`, of which the cursor has passed the first quote. *at
 * becomes what ends it: a comma, a line end, or the end. */
static jp__csv_result split_quoted(cursor *c, const char *start, bool last, jp_text *field,
                                   const char **at)
{
    const char *closing;
    jp__csv_result result = find_closing(c, last, &closing);
    if (result != JP__CSV_ROW)
        return result;
    *field = (jp_text){ start + 1, (size_t)(closing - start - 1) };
    *at = next_mark(c);
    return *at == closing + 1 ? JP__CSV_ROW : JP__CSV_AFTER_QUOTE;
}

/* ---- Rows ---------------------------------------------------------------------------------- */

/* The row that began at `start` ends at `at`. */
static jp__csv_result end_row(const char *start, const char *at, const char *end, bool last,
                              jp__csv_row *row)
{
    if (!last && (at == end || (*at == '\r' && at + 1 == end)))
        return JP__CSV_MORE; /* a LF may follow the CR */
    row->length = (size_t)(at - start);
    row->next = at;
    if (at < end)
        row->next += *at == '\r' && at[1] == '\n' ? 2 : 1;
    row->lines = row->quoted ? jp__csv_count_lines(start, row->next) : at < end;
    return JP__CSV_ROW;
}

jp__csv_result jp__csv_split(const char *start, const char *end, bool last, const uint8_t *place,
                             size_t columns, jp_text *fields, jp__csv_row *row)
{
    cursor c = { start, end, marks_of(start) };
    const char *from = start, *at;
    size_t column = 0;
    row->quoted = false;
    for (;; from = at + 1, column++) {
        at = next_mark(&c);
        jp_text field = { from, (size_t)(at - from) };
        if (*at == '"') {
            row->quoted = true;
            row->column = column;
            row->fault = from;
            if (at != from)
                return JP__CSV_STRAY_QUOTE;
            jp__csv_result result = split_quoted(&c, from, last, &field, &at);
            if (result != JP__CSV_ROW)
                return result;
        }
        if (column < columns)
            fields[place ? place[column] : column] = field;
        if (*at != ',')
            break;
    }
    row->columns = column + 1;
    return end_row(start, at, end, last, row);
}

size_t jp__csv_unescape(jp_text field, char *to)
{
    char *out = to;
    for (size_t i = 0; i < field.length; i++) {
        *out++ = field.bytes[i];
        i += field.bytes[i] == '"';
    }
    return (size_t)(out - to);
}

size_t jp__csv_count_lines(const char *at, const char *end)
{
    size_t lines = 0;
    while (at < end) {
        const char *lf = memchr(at, '\n', (size_t)(end - at));
        const char *stop = lf ? lf : end;
        for (const char *cr = at; (cr = memchr(cr, '\r', (size_t)(stop - cr))) != NULL; cr++)
            lines += cr + 1 < stop || !lf; /* that of CR LF is counted with its LF */
        lines += lf != NULL;
        at = stop + 1;
    }
    return lines;
}
