/*
 * csv_header.c - the first row of CSV: which column is which.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "facts/csv_reader.h"

static jp_status refuse_column(const jp__csv_reader *csv, size_t column, jp__field field, const char *words,
                               jp_error *err)
{
    char name[JP__COLUMN_SIZE];
    jp__naming_quote(&csv->reader.table->naming, field, name);
    jp__where where = { JP_NO_ROW, csv->reader.line, column, jp__field_name(field) };
    return jp__fail_at(err, JP_ERROR_COLUMN, where, "Line %llu: column %s %s",
                       (unsigned long long)csv->reader.line, name, words);
}

/* The unknown column that is most like a missing one: 'Time' for 'time'. */
static const jp_text *nearest_column(const jp__naming *naming, const jp_text *names, size_t count,
                                     jp__field field)
{
    const jp_text *nearest = NULL;
    size_t least = 1 + naming->column[field].length / 3;
    for (size_t column = 0; column < count; column++) {
        if (jp__naming_is_nearer(naming, field, names[column], &least))
            nearest = &names[column];
    }
    return nearest;
}

static jp_status refuse_missing(const jp__csv_reader *csv, const jp_text *names, size_t count,
                                jp__field field, jp_error *err)
{
    char words[160];
    const jp_text *nearest = nearest_column(&csv->reader.table->naming, names, count, field);
    if (nearest)
        (void)snprintf(words, sizeof words, "is missing; did you mean it by " JP__QUOTE "?",
                       JP__QUOTED(*nearest));
    else if (count == 1 && memchr(names[0].bytes, ';', names[0].length))
        (void)snprintf(words, sizeof words, "is missing; columns must be separated by ',', not ';'.");
    else if (count == 1 && memchr(names[0].bytes, '\t', names[0].length))
        (void)snprintf(words, sizeof words, "is missing; columns must be separated by ',', not by tabs.");
    else if (jp__field_find(csv->reader.table->naming.column[field]) == field)
        (void)snprintf(words, sizeof words,
                       "is missing; a header needs supplier, client, time, kind and actor.");
    else
        (void)snprintf(words, sizeof words, "is missing.");
    return refuse_column(csv, 0, field, words, err);
}

/* A column of these fields, of which there is one at least. */
static jp_status take_column(jp__csv_reader *csv, size_t column, unsigned fields, jp_error *err)
{
    csv->fields_of[column] = (uint8_t)jp__lowest_bit(fields);
    for (; fields != 0; fields &= fields - 1) {
        jp__field field = (jp__field)jp__lowest_bit(fields);
        if (csv->columns_of[field] > 0)
            return refuse_column(csv, column + 1, field, "stands twice in the header.", err);
        csv->columns_of[field] = (uint16_t)(column + 1);
    }
    return JP_OK;
}

/* Fills the columns of the fields and the fields of the columns. */
static jp_status take_names(jp__csv_reader *csv, const jp_text *names, size_t count, jp_error *err)
{
    const jp__naming *naming = &csv->reader.table->naming;
    jp__unknown unknown = { .count = 0 };
    for (size_t column = 0; column < count; column++) {
        unsigned fields = jp__naming_fields(naming, names[column]);
        csv->fields_of[column] = JP__FIELD_COUNT;
        if (fields != 0)
            JP_TRY(take_column(csv, column, fields, err));
        else
            jp__unknown_add(&unknown, naming, names[column]);
    }
    for (jp__field field = JP__FIELD_SUPPLIER; field < JP__FIELD_COUNT; field++) {
        bool is_wanted = field <= JP__FIELD_ACTOR || jp__naming_is_given(naming, field);
        if (is_wanted && !jp__csv_has(csv, field))
            return refuse_missing(csv, names, count, field, err);
    }
    jp__unknown_warn(&unknown, csv->reader.table, csv->reader.line);
    return JP_OK;
}

/* Names are few and short: those in quotes keep quotes inside them doubled, and match nothing. */
static jp_status read_names(jp__csv_reader *csv, jp_text *names, jp_error *err)
{
    jp__csv_row row;
    jp__csv_result result;
    do {
        bool found;
        JP_TRY(jp__csv_next(csv, NULL, JP__CSV_COLUMNS_MAX, names, &row, &result, &found, err));
        if (!found)
            return jp__fail(err, JP_ERROR_COLUMN,
                            "There is no header: the first line must name the columns, such as "
                            "supplier,client,time,kind,actor,value.");
        if (result != JP__CSV_ROW)
            return jp__csv_explain(csv, &row, result, err);
    } while (jp__csv_skip_blank(csv, &row));
    JP_TRY(jp__csv_check_encoding(csv, csv->reader.input.at, row.length, err));
    if (row.columns > JP__CSV_COLUMNS_MAX)
        return jp__fail(err, JP_ERROR_LIMIT, "Line %llu: a header has at most %d columns, got %zu.",
                        (unsigned long long)csv->reader.line, JP__CSV_COLUMNS_MAX, row.columns);
    csv->columns = row.columns;
    JP_TRY(take_names(csv, names, row.columns, err));
    csv->reader.input.at = row.next;
    csv->reader.line += row.lines;
    return JP_OK;
}

jp_status jp__csv_read_header(jp__csv_reader *csv, jp_error *err)
{
    const jp_allocator *a = &csv->reader.table->allocator;
    jp_text *names = jp__alloc(a, JP__CSV_COLUMNS_MAX, sizeof *names);
    if (!names)
        return jp__no_memory(err);
    jp_status status = read_names(csv, names, err);
    jp__free(a, names, JP__CSV_COLUMNS_MAX, sizeof *names);
    return status;
}
