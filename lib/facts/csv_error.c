/*
 * csv_error.c - what is wrong with the bytes of a row of CSV, and where.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "facts/csv_reader.h"

/* The place of `column` (from 0; beyond the header's: of the row as a whole) for an error. */
static jp__where where_is(const jp__csv_reader *csv, uint64_t line, size_t column)
{
    /* Before the header is read, no column has a name. */
    jp__field field = column < csv->columns ? (jp__field)csv->fields_of[column] : JP__FIELD_COUNT;
    uint64_t row = csv->columns > 0 ? csv->reader.row : JP_NO_ROW;
    return (jp__where){ row, line, column + 1, jp__field_name(field) };
}

static jp_status fail(jp__where where, jp_status code, const char *words, jp_error *err)
{
    const char *name = where.field ? where.field : "";
    return jp__fail_at(err, code, where, "Line %llu, column %llu%s%s%s: %s", (unsigned long long)where.line,
                       (unsigned long long)where.column, *name ? " (" : "", name, *name ? ")" : "", words);
}

/* The column in which the byte at `at` stands: commas inside quotes are none. */
static size_t column_at(const char *row, const char *at)
{
    size_t column = 0;
    bool quoted = false;
    for (; row < at; row++) {
        quoted = quoted != (*row == '"');
        column += !quoted && *row == ',';
    }
    return column;
}

jp_status jp__csv_check_encoding(const jp__csv_reader *csv, const char *row, size_t length, jp_error *err)
{
    size_t valid = jp__utf8_prefix(row, length);
    if (valid == length)
        return JP_OK;
    const char *at = row + valid;
    uint64_t line = csv->reader.line + jp__csv_count_lines(row, at);
    jp__where where = where_is(csv, line, column_at(row, at));
    char words[JP__ENCODING_WORDS];
    jp__input_say_encoding(row, length, valid, csv->columns == 0, words);
    return fail(where, JP_ERROR_ENCODING, words, err);
}

jp_status jp__csv_explain(const jp__csv_reader *csv, const jp__csv_row *row, jp__csv_result result,
                          jp_error *err)
{
    const char *start = csv->reader.input.at;
    size_t length = (size_t)(jp__line_end(start, csv->reader.input.end) - start);
    JP_TRY(jp__csv_check_encoding(csv, start, length, err));
    uint64_t line = csv->reader.line + jp__csv_count_lines(start, row->fault);
    jp__where where = where_is(csv, line, row->column);
    if (result == JP__CSV_OPEN_QUOTE && !csv->reader.input.ended)
        return fail(where, JP_ERROR_SYNTAX,
                    "the row goes on for more than 16 MiB; is the quote that opens here never closed?", err);
    if (result == JP__CSV_OPEN_QUOTE)
        return fail(where, JP_ERROR_SYNTAX, "the quote that opens here is never closed.", err);
    if (result == JP__CSV_AFTER_QUOTE)
        return fail(where, JP_ERROR_SYNTAX,
                    "expected a comma or the end of the line after the closing quote; a quote inside a field "
                    "in quotes is written twice.", err);
    return fail(where, JP_ERROR_SYNTAX,
                "expected no quote inside a field; put the field in quotes and write the quote twice.", err);
}
