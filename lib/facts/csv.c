/*
 * csv.c - CSV as a feed: rows in, facts out. docs/facts.md describes the format.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "facts/csv_batch.h"
#include "facts/csv_scan.h"

typedef struct csv_feed {
    jp__feed base;
    jp__csv_reader csv;
    jp__csv_batch batch;
    size_t done; /* rows of the batch */
} csv_feed;

_Static_assert(JP__CSV_ROWS <= JP__FEED_PIECE, "a batch is a piece at most");

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

/* The fields of a row that has been split, those that share a column and those of all rows among them. */
static void gather(const jp__csv_reader *csv, jp_text fields[JP__FIELD_COUNT])
{
    for (size_t field = 0; field < JP__FIELD_COUNT; field++) {
        size_t column = csv->columns_of[field];
        fields[field] = column > 0 ? csv->fields[csv->fields_of[column - 1]] : (jp_text){ NULL, 0 };
    }
    jp__fields_fill(csv->reader.table, fields);
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
    jp__place place = { csv->reader.row, csv->reader.line, csv->columns_of, false };
    jp_text fields[JP__FIELD_COUNT];
    gather(csv, fields);
    if (jp__table_leaves_out(csv->reader.table, fields[JP__FIELD_KIND], fields[JP__FIELD_ITEM]))
        return JP_OK;
    JP_TRY(jp__fields_read(csv->reader.table, fields, &place, fact, err));
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

/* The usual rows that the batch has next, or one by itself, where none is seen at a glance, or not all of it
 * is there yet. */
static jp_status next_rows(jp__feed *base, jp_error *err)
{
    csv_feed *s = (csv_feed *)base;
    jp__csv_batch *b = &s->batch;
    bool found = true;
    if (s->done == b->index.rows) {
        jp__csv_batch_read(&s->csv, b);
        s->done = 0;
    }
    uint64_t unusual = b->unusual & ~jp__csv_all(s->done);
    size_t first = s->done, end = unusual == 0 ? b->index.rows : jp__lowest_bit(unusual);
    base->line = s->csv.reader.line;
    if (first < end) {
        s->done = end;
        return jp__csv_batch_add(&s->csv, b, first, end, err);
    }
    s->done += first < b->index.rows;
    jp_status status = read_next(&s->csv, &found, err);
    base->ended = !found;
    return status;
}

static void close_csv(jp__feed *base)
{
    csv_feed *s = (csv_feed *)base;
    jp__free(&base->allocator, s->csv.single.data, s->csv.single.bytes, 1);
    jp__reader_close(&s->csv.reader);
}

static jp_status open_csv(jp__feed *base, jp_read_fn read, void *read_user, jp_error *err)
{
    csv_feed *s = (csv_feed *)base;
    jp__csv_batch_begin(&s->batch);
    JP_TRY(jp__reader_open(&s->csv.reader, base->table, read, read_user, err));
    return jp__csv_read_header(&s->csv, err);
}

const jp__feed_type jp__feed_csv = { sizeof(csv_feed), open_csv, next_rows, NULL, close_csv };

jp_status jp_fact_table_read_csv(const jp_model *model, jp_read_fn read, void *read_user,
                                 const jp_fact_table_options *options, jp_fact_table **table, jp_error *err)
{
    return jp__feed_read_text(&jp__feed_csv, model, read, read_user, options, table, err);
}
