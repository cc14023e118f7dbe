/*
 * text.c - see text.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "facts/text.h"

#include <errno.h>
#include <stdio.h>

static jp_model *the_model;

const jp_model *jp_test_model(void)
{
    jp_error err = JP_ERROR_INIT;
    if (!the_model)
        assert_ok(jp_model_default(&the_model, &err), &err);
    return the_model;
}

void jp_test_model_free(void)
{
    jp_model_free(the_model);
    the_model = NULL;
}

uint16_t jp_test_kind(const char *id)
{
    uint16_t index = 0;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_model_find_kind(jp_test_model(), id, strlen(id), &index, &err), &err);
    return index;
}

uint16_t jp_test_indicator(const char *id)
{
    uint16_t index = 0;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_model_find_indicator(jp_test_model(), id, strlen(id), &index, &err), &err);
    return index;
}

/* ---- Inputs -------------------------------------------------------------------------------- */

jp_test_bytes jp_test_bytes_of(const char *text)
{
    return (jp_test_bytes){ .bytes = text, .length = strlen(text), .fail_at = SIZE_MAX };
}

int jp_test_read(void *user, char *buffer, size_t capacity, size_t *got)
{
    jp_test_bytes *in = user;
    size_t count = in->length - in->at;
    if (count > capacity)
        count = capacity;
    if (in->chunk > 0 && count > in->chunk)
        count = in->chunk;
    if (in->fail_at < in->at + count || (in->fail_at == in->at && count == 0))
        count = in->fail_at - in->at;
    if (in->at == in->fail_at)
        return EIO;
    memcpy(buffer, in->bytes + in->at, count);
    in->at += count;
    *got = count;
    return 0;
}

static void on_warning(void *user, const jp_error *warning)
{
    jp_test_said *said = user;
    said->warning = *warning;
    said->warnings++;
}

static int on_bad_row(void *user, const jp_error *error, const char *row, size_t length)
{
    jp_test_said *said = user;
    said->bad = *error;
    size_t kept = length < sizeof said->bad_row - 1 ? length : sizeof said->bad_row - 1;
    memcpy(said->bad_row, row, kept);
    said->bad_row[kept] = '\0';
    said->bad_rows++;
    return said->bad_rows == said->stop_at;
}

jp_fact_table_options jp_test_options(jp_test_said *said, bool skip)
{
    *said = (jp_test_said){ .warnings = 0 };
    return (jp_fact_table_options){
        .struct_size = sizeof(jp_fact_table_options),
        .on_warning = on_warning,
        .warning_user = said,
        .on_bad_row = skip ? on_bad_row : NULL,
        .bad_row_user = said,
    };
}

jp_fact_table *jp_test_table(jp_test_reader reader, const char *text)
{
    jp_test_bytes in = jp_test_bytes_of(text);
    jp_fact_table *table = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(reader(jp_test_model(), jp_test_read, &in, NULL, &table, &err), &err);
    assert_non_null(table);
    return table;
}

jp_error jp_test_refused(jp_test_reader reader, const char *text, jp_status status, const char *words)
{
    jp_test_bytes in = jp_test_bytes_of(text);
    jp_fact_table *table = (jp_fact_table *)(void *)&in;
    jp_error err = JP_ERROR_INIT;
    assert_fails(reader(jp_test_model(), jp_test_read, &in, NULL, &table, &err), status, &err);
    assert_null(table);
    if (!strstr(err.message, words))
        fail_msg("expected a sentence with \"%s\", got \"%s\"", words, err.message);
    return err;
}

/* ---- Tables as text ------------------------------------------------------------------------ */

typedef struct page {
    char *text;
    size_t length, capacity;
} page;

static void add(page *p, const char *format, ...) __attribute__((__format__(__printf__, 2, 3)));

static void add(page *p, const char *format, ...)
{
    if (p->capacity - p->length < 4096) {
        p->capacity = 2 * p->capacity + 8192;
        p->text = realloc(p->text, p->capacity);
        assert_non_null(p->text);
    }
    va_list arguments;
    va_start(arguments, format);
    p->length += (size_t)vsnprintf(p->text + p->length, p->capacity - p->length, format, arguments);
    va_end(arguments);
}

static bool is_set(const uint8_t *bits, size_t k)
{
    return !bits || (bits[k / 8] >> (k % 8) & 1);
}

static void add_time(page *p, int64_t time_us)
{
    char text[JP_TIME_TEXT_SIZE];
    jp_time_format(time_us, text);
    add(p, "%s", text);
}

static const char *kind_name(uint16_t kind)
{
    jp_kind_info info = JP_INFO_INIT(jp_kind_info);
    if (kind == JP_RATING)
        return "rating";
    assert_int_equal(jp_model_kind(jp_test_model(), kind, &info, NULL), JP_OK);
    return info.id;
}

static const char *item_name(const jp_facts *f, size_t k)
{
    jp_indicator_info info = JP_INFO_INIT(jp_indicator_info);
    if (f->kind[k] != JP_RATING)
        return "";
    assert_int_equal(jp_model_indicator(jp_test_model(), f->item[k], &info, NULL), JP_OK);
    return info.id;
}

static void show_fact(page *p, const jp_relationship *r, size_t k)
{
    const jp_facts *f = &r->facts;
    add(p, "%.*s|%.*s|", (int)r->supplier.length, r->supplier.bytes, (int)r->client.length, r->client.bytes);
    add_time(p, f->time_us[k]);
    add(p, "|%s|%s|", kind_name(f->kind[k]), f->actor[k] == JP_CLIENT ? "client" : "supplier");
    if (f->value && is_set(f->value_valid, k))
        add(p, "%.17g", f->value[k]);
    add(p, "|%s|%s|", item_name(f, k), f->guess && f->guess[k] ? "true" : "");
    if (f->intensity && f->intensity[k] != 1.0)
        add(p, "%.17g", f->intensity[k]);
    add(p, "|");
    if (f->recorded_us && is_set(f->recorded_valid, k))
        add_time(p, f->recorded_us[k]);
    add(p, "|");
    if (f->id_offsets)
        add(p, "%.*s", (int)(f->id_offsets[k + 1] - f->id_offsets[k]), f->id_bytes + f->id_offsets[k]);
    add(p, "\n");
}

char *jp_test_show(const jp_fact_table *table)
{
    page p = { NULL, 0, 0 };
    jp_error err = JP_ERROR_INIT;
    add(&p, "%s", "");
    size_t shown = 0;
    for (size_t r = 0; r < jp_fact_table_relationship_count(table); r++) {
        jp_relationship relationship = { .struct_size = sizeof relationship };
        assert_ok(jp_fact_table_relationship(table, r, &relationship, &err), &err);
        assert_ok(jp_facts_check(jp_test_model(), &relationship.facts, &err), &err);
        for (size_t i = 0; i < relationship.facts.length; i++)
            show_fact(&p, &relationship, relationship.facts.offset + i);
        shown += relationship.facts.length;
    }
    assert_int_equal(shown, jp_fact_table_fact_count(table));
    return p.text;
}

void jp_test_assert_table(jp_fact_table *table, const char *expected)
{
    char *shown = jp_test_show(table);
    assert_string_equal(shown, expected);
    free(shown);
    jp_fact_table_free(table);
}
