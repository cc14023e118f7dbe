/*
 * reader.c - what the readers of CSV and JSON Lines share: the table, the input, the bad rows.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <string.h>

#include "facts/reader.h"

static void skip_byte_order_mark(jp__input *in)
{
    if (in->end - in->at >= 3 && memcmp(in->at, "\xef\xbb\xbf", 3) == 0)
        in->at += 3;
}

jp_status jp__reader_open(jp__reader *reader, jp_fact_table *table, jp_read_fn read, void *read_user,
                          jp_error *err)
{
    *reader = (jp__reader){ .table = table, .line = 1, .why = JP_ERROR_INIT };
    reader->input = (jp__input){
        .allocator = table->allocator,
        .read = read,
        .read_user = read_user,
        .on_progress = table->options.on_progress,
        .progress_user = table->options.progress_user,
    };
    JP_TRY(jp__table_expect(table, err));
    JP_TRY(jp__input_open(&reader->input, err));
    skip_byte_order_mark(&reader->input);
    return JP_OK;
}

void jp__reader_close(jp__reader *reader)
{
    jp__input_close(&reader->input);
}

jp_status jp__reader_more(jp__reader *reader, jp_error *err)
{
    if (!jp__input_is_full(&reader->input))
        return jp__input_more(&reader->input, err);
    jp__where where = { JP_NO_ROW, reader->line, 0, NULL };
    return jp__fail_at(err, JP_ERROR_LIMIT, where, "Line %llu is longer than %zu bytes.",
                       (unsigned long long)reader->line, JP__LINE_MAX);
}

jp_status jp__reader_refuse(const jp__reader *reader, bool own_fault, const char *row, size_t length,
                            jp_error *err)
{
    return jp__refuse_row(reader->table, &reader->why, own_fault, row, length, err);
}

jp_status jp__refuse_row(const jp_fact_table *table, const jp_error *why, bool own_fault, const char *row,
                         size_t length, jp_error *err)
{
    const jp_fact_table_options *options = &table->options;
    if (own_fault && options->on_bad_row && options->on_bad_row(options->bad_row_user, why, row, length) == 0)
        return JP_OK;
    jp__where where = { why->row, why->line, why->column, why->field };
    return jp__fail_at(err, why->code, where, "%s", why->message);
}

jp_status jp__reader_add(jp__reader *reader, const jp_fact *fact, const jp__place *place, bool *refused,
                         jp_error *err)
{
    jp__record record;
    *refused = true;
    JP_TRY(jp__record_check(reader->table, fact, true, place, &record, err));
    *refused = false;
    jp_fact_table *table = reader->table;
    jp__pair pair = { fact->supplier, fact->client, 0 };
    JP_TRY(jp__relations_intern(&table->relations, &table->allocator, &pair, 1, 0, &record.relation, err));
    return jp__table_append(table, &record, place, err);
}

/* ---- Unknown columns ----------------------------------------------------------------------- */

static bool was_named(const jp__unknown *u, const char *quoted)
{
    return strstr(u->text, quoted) != NULL;
}

/* Of those that a row may lack: without the others there is no warning but an error. */
static jp__field like_of(const jp__naming *naming, jp_text name)
{
    for (jp__field field = JP__FIELD_VALUE; field < JP__FIELD_COUNT; field++) {
        if (!jp__naming_is_given(naming, field) && jp__is_word(name, jp__field_name(field)))
            return field;
    }
    return (jp__field)0;
}

void jp__unknown_add(jp__unknown *u, const jp__naming *naming, jp_text name)
{
    char quoted[sizeof(jp__quoted) + 2];
    (void)snprintf(quoted, sizeof quoted, JP__QUOTE, JP__QUOTED(name));
    if (was_named(u, quoted))
        return;
    u->count++;
    u->like = u->like ? u->like : like_of(naming, name);
    size_t left = sizeof u->text - u->length;
    size_t need = strlen(quoted) + 2;
    if (need >= left)
        return; /* it is only counted */
    (void)snprintf(u->text + u->length, left, "%s%s", u->named > 0 ? ", " : "", quoted);
    u->length = strlen(u->text);
    u->named++;
}

void jp__unknown_warn(const jp__unknown *u, const jp_fact_table *table, uint64_t line)
{
    if (u->count == 0 || !table->options.on_warning)
        return;
    char more[40] = "", like[40] = ".";
    if (u->count > u->named)
        (void)snprintf(more, sizeof more, " and %zu more", u->count - u->named);
    if (u->like)
        (void)snprintf(like, sizeof like, "; did you mean '%s'?", jp__field_name(u->like));
    jp_error warning = JP_ERROR_INIT;
    jp__where where = JP__NOWHERE;
    where.line = line;
    (void)jp__fail_at(&warning, JP_WARNING_COLUMN, where, "Column%s %s%s %s not known and %s ignored%s",
                      u->count > 1 ? "s" : "", u->text, more, u->count > 1 ? "are" : "is",
                      u->count > 1 ? "are" : "is", like);
    table->options.on_warning(table->options.warning_user, &warning);
}
