/*
 * csv.c - reads CSV into a table: rows in, facts out. docs/facts.md describes the format.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "facts/csv_batch.h"
#include "facts/csv_scan.h"

/* ---- The next row -------------------------------------------------------------------------- */

jp_status jp__csv_next(jp__csv_reader *csv, const uint8_t *place, size_t columns, jp_text *fields,
                       jp__csv_row *row, jp__csv_result *result, bool *found, jp_error *err)
{
    jp__input *in = &csv->reader.input;
    for (;;) {
        *found = in->at < in->end || !in->ended;
        if (!*found)
            return JP_OK;
        *result = jp__csv_split(in->at, in->end, in->ended, place, columns, fields, row);
        /* A row that is wrong is left behind its first line, which must be there to be handed out. */
        if (*result == JP__CSV_ROW || (*result != JP__CSV_MORE && jp__input_has_line(in)))
            return JP_OK;
        if (jp__input_is_full(in) && jp__input_has_line(in)) {
            *result = JP__CSV_OPEN_QUOTE; /* nothing else makes a row of many lines */
            return JP_OK;
        }
        JP_TRY(jp__reader_more(&csv->reader, err));
    }
}

bool jp__csv_skip_blank(jp__csv_reader *csv, const jp__csv_row *row)
{
    if (row->length > 0)
        return false;
    csv->reader.input.at = row->next;
    csv->reader.line++;
    return true;
}

/* ---- A row as a fact ----------------------------------------------------------------------- */

/* Makes doubled quotes single, beside the row, which stays as it is for a caller who wants to see it. */
static jp_status unescape(jp__csv_reader *csv, size_t length, jp_error *err)
{
    const jp_allocator *a = &csv->reader.table->allocator;
    JP_TRY(jp__grow(a, &csv->single.data, &csv->single.bytes, length, 1, err));
    char *to = csv->single.data;
    for (size_t field = 0; field < JP__FIELD_COUNT; field++) {
        jp_text text = csv->fields[field];
        if (text.length == 0 || !memchr(text.bytes, '"', text.length))
            continue;
        csv->fields[field] = (jp_text){ to, jp__csv_unescape(text, to) };
        to += csv->fields[field].length;
    }
    return JP_OK;
}

static jp_status wrong_count(const jp__csv_reader *csv, size_t columns, jp_error *err)
{
    jp__where where = { csv->reader.row, csv->reader.line, 0, NULL };
    return jp__fail_at(err, JP_ERROR_SYNTAX, where,
                       "Line %llu: expected %zu fields, as in the header, got %zu.",
                       (unsigned long long)csv->reader.line, csv->columns, columns);
}

/* `*refused`: whether the error is about this row. */
static jp_status add_row(jp__csv_reader *csv, const jp__csv_row *row, jp_fact *fact, bool *refused,
                         jp_error *err)
{
    *refused = true;
    if (!jp__csv_is_plain(csv->reader.input.at, row->length))
        JP_TRY(jp__csv_check_encoding(csv, csv->reader.input.at, row->length, err));
    if (row->columns != csv->columns)
        return wrong_count(csv, row->columns, err);
    if (row->quoted) {
        *refused = false;
        JP_TRY(unescape(csv, row->length, err));
        *refused = true;
    }
    jp__place place = { csv->reader.row, csv->reader.line, csv->columns_of };
    JP_TRY(jp__fields_read(csv->fields, &place, fact, err));
    return jp__reader_add(&csv->reader, fact, &place, refused, err);
}

/* ---- The whole ----------------------------------------------------------------------------- */

/* One row; if it is wrong and the caller leaves it out, the next line is the next row. */
static jp_status read_row(jp__csv_reader *csv, jp__csv_row *row, jp__csv_result result, jp_fact *fact,
                          jp_error *err)
{
    jp__reader *reader = &csv->reader;
    bool refused = true;
    jp_status status;
    if (result == JP__CSV_ROW) {
        status = add_row(csv, row, fact, &refused, &reader->why);
    } else {
        status = jp__csv_explain(csv, row, result, &reader->why);
        row->length = (size_t)(jp__line_end(reader->input.at, reader->input.end) - reader->input.at);
        row->next = jp__line_next(reader->input.at + row->length, reader->input.end);
        row->lines = 1;
    }
    if (status != JP_OK)
        status = jp__reader_refuse(reader, refused, reader->input.at, row->length, err);
    reader->input.at = row->next;
    reader->line += row->lines;
    reader->row++;
    return status;
}

/* The next row by itself, whatever it is; an empty line is none. `*found`: false at the end of the input. */
static jp_status read_next(jp__csv_reader *csv, bool *found, jp_error *err)
{
    jp_fact fact = JP_FACT_INIT;
    jp__csv_row row;
    jp__csv_result result;
    JP_TRY(jp__csv_next(csv, csv->fields_of, csv->columns, csv->fields, &row, &result, found, err));
    if (!*found || (result == JP__CSV_ROW && jp__csv_skip_blank(csv, &row)))
        return JP_OK;
    return read_row(csv, &row, result, &fact, err);
}

/* As many rows at once as are there; of them, the unusual ones by themselves. */
static jp_status read_batch(jp__csv_reader *csv, jp__csv_batch *b, jp_error *err)
{
    size_t done = 0;
    bool found;
    jp__csv_batch_read(csv, b);
    for (uint64_t unusual = b->unusual; unusual != 0; unusual &= unusual - 1) {
        size_t row = jp__lowest_bit(unusual);
        JP_TRY(jp__csv_batch_add(csv, b, done, row, err));
        JP_TRY(read_next(csv, &found, err));
        done = row + 1;
    }
    return jp__csv_batch_add(csv, b, done, b->index.rows, err);
}

static jp_status read_rows(jp__csv_reader *csv, jp_error *err)
{
    jp__csv_batch batch;
    bool found = true;
    jp__csv_batch_begin(&batch);
    JP_TRY(jp__csv_read_header(csv, err));
    while (found) {
        JP_TRY(read_batch(csv, &batch, err));
        if (batch.index.rows == 0) /* what stands there is no row at a glance, or not there yet */
            JP_TRY(read_next(csv, &found, err));
    }
    return JP_OK;
}

jp_status jp_fact_table_read_csv(const jp_model *model, jp_read_fn read, void *read_user,
                                 const jp_fact_table_options *options, jp_fact_table **table, jp_error *err)
{
    if (!table)
        return jp__fail(err, JP_ERROR_ARGUMENT, "Argument 'table' must not be NULL.");
    *table = NULL;
    jp__csv_reader csv = { .columns = 0 };
    JP_TRY(jp__reader_open(&csv.reader, model, read, read_user, options, err));
    jp_allocator a = csv.reader.table->allocator;
    jp_status status = read_rows(&csv, err);
    status = jp__reader_close(&csv.reader, status, table, err);
    jp__free(&a, csv.single.data, csv.single.bytes, 1);
    return status;
}
