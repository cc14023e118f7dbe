/*
 * memory_test.c - every allocation of a table and its readers fails once, and how much memory is held.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>

#include "facts/text.h"

#include "support/allocator.h"
#include "support/sweep.h"

/* ---- Every allocation fails once ------------------------------------------------------------- */

static int take_all(void *user, const jp_error *error, const char *row, size_t length)
{
    (void)user;
    (void)error;
    (void)row;
    (void)length;
    return 0;
}

typedef struct reading {
    jp_test_reader read;
    const char *text;
} reading;

static jp_status read_once(void *user, const jp_allocator *allocator, jp_error *err)
{
    const reading *what = user;
    jp_test_bytes in = jp_test_bytes_of(what->text);
    jp_fact_table_options options = { .struct_size = sizeof options, .allocator = allocator,
                                      .on_bad_row = take_all };
    jp_fact_table *table = (jp_fact_table *)(void *)&in;
    jp_status status = what->read(jp_test_model(), jp_test_read, &in, &options, &table, err);
    if (status == JP_OK)
        assert_int_equal(jp_fact_table_fact_count(table), 40);
    else
        assert_null(table);
    jp_fact_table_free(table);
    return status;
}

/* Everything that a file can hold, and bad rows, which must not hide that memory ran out. */
static char *csv_of_40_facts(void)
{
    char *text = malloc(20000), *to = text;
    to += sprintf(to, "supplier,client,time,kind,actor,value,item,guess,intensity,recorded,id,other\n");
    for (int i = 0; i < 40; i++) {
        to += sprintf(to, "\"S\"\"%d\",C%d,2023-01-02T03:04:%02dZ,%s,client,%s,%s,%s,%s,%s,id-%d,\"x\"\n",
                      i % 5,
                      i % 30, (i * 7) % 60, i % 4 ? "meeting" : "rating", i % 4 ? "-1" : "0.5",
                      i % 4 ? "" : "pillar.trust", i % 8 ? "" : "true", i % 3 ? "" : "0.5",
                      i % 6 ? "" : "2024-01-01T00:00:00Z", i);
        if (i % 10 == 0)
            to += sprintf(to, "bad,row\n");
    }
    return text;
}

static void csv_survives_every_failed_allocation(void **state)
{
    (void)state;
    (void)jp_test_model();
    char *text = csv_of_40_facts();
    reading what = { jp_fact_table_read_csv, text };
    assert_in_range(jp_sweep(read_once, &what), 20, 400);
    free(text);
}

static void a_long_line_survives_every_failed_allocation(void **state)
{
    (void)state;
    (void)jp_test_model();
    char *text = csv_of_40_facts(), *longer = malloc(800000);
    size_t length = (size_t)sprintf(longer, "%sS,C,2023-01-02T03:04:05Z,nothing,client,,,,,,,", text);
    memset(longer + length, 'x', 600000); /* the buffer must grow twice for this bad row */
    longer[length + 600000] = '\0';
    reading what = { jp_fact_table_read_csv, longer };
    assert_in_range(jp_sweep(read_once, &what), 20, 400);
    free(longer);
    free(text);
}

static void json_lines_survive_every_failed_allocation(void **state)
{
    (void)state;
    (void)jp_test_model();
    char *text = malloc(20000), *to = text;
    for (int i = 0; i < 40; i++) {
        const char *note = i == 7 ? "a text that is longer than all the others before and after it" : "";
        if (i == 20)
            note = "\\\"each\\\" \\\"of\\\" \\\"these\\\" \\\"words\\\" \\\"stands\\\" \\\"in\\\" "
                   "\\\"quotes\\\" "
                   "\\\"that\\\" \\\"are\\\" \\\"escaped\\\" \\\"and\\\" \\\"end\\\" \\\"no\\\" "
                   "\\\"token\\\" \\\\";
        to += sprintf(to, "{\"supplier\":\"a rather long name of a "
                          "supplier\",\"client\":\"C%d\",\"kind\":\"call\","
                          "\"time\":\"2023-01-02T03:04:%02dZ\",\"actor\":\"client\",\"value\":%d,"
                          "\"note\":\"%s\"}\n",
                      i % 30, i, i, note);
        if (i % 10 == 0)
            to += sprintf(to, "{\"supplier\":\"a\" 5}\n{\"supplier\":[]}\n");
    }
    reading what = { jp_fact_table_read_jsonl, text };
    assert_in_range(jp_sweep_with_jansson(read_once, &what), 400, 20000);
    free(text);
}

static jp_text text_of(const char *s)
{
    return (jp_text){ s, strlen(s) };
}

static jp_status fill_once(void *user, const jp_allocator *allocator, jp_error *err)
{
    (void)user;
    jp_fact_table_options options = { .struct_size = sizeof options, .allocator = allocator };
    jp_fact_table *table = NULL;
    jp_status status = jp_fact_table_new(jp_test_model(), &options, &table, err);
    for (int i = 0; i < 200 && status == JP_OK; i++) {
        char supplier[40], id[40];
        jp_fact fact = JP_FACT_INIT;
        snprintf(supplier, sizeof supplier, "S%d", i * 7 % 100);
        snprintf(id, sizeof id, "id-%d", i);
        fact.supplier = text_of(supplier);
        fact.client = text_of("C");
        fact.kind = text_of("call");
        fact.time_us = (i * 31) % 17;
        fact.intensity = i == 50 ? 0.5 : 1;
        fact.id = i > 100 ? text_of(id) : text_of("");
        fact.has_recorded = i == 150;
        size_t facts = jp_fact_table_fact_count(table), pairs = jp_fact_table_relationship_count(table);
        status = jp_fact_table_add(table, &fact, err);
        if (status != JP_OK) {
            assert_int_equal(jp_fact_table_fact_count(table), facts);
            assert_int_equal(jp_fact_table_relationship_count(table), pairs);
        }
        if (status == JP_OK && i % 90 == 89)
            status = jp_fact_table_sort(table, err);
    }
    jp_fact_table_free(table);
    return status;
}

static void filling_and_sorting_survive_every_failed_allocation(void **state)
{
    (void)state;
    (void)jp_test_model();
    assert_in_range(jp_sweep(fill_once, NULL), 40, 500);
}

/* The supplier of fact i: one or the other is ten facts on end. */
static void name_supplier(char name[20], int i, bool grouped)
{
    snprintf(name, 20, "S%02d", grouped ? i / 10 * 7 % 10 : i * 37 % 100 / 10);
}

/* Facts that are sorted one by one, or that come grouped and move a relationship at a time. */
static void a_failed_sort_leaves_the_table_as_it_was(bool grouped)
{
    jp_test_allocator memory;
    jp_test_allocator_init(&memory);
    jp_fact_table_options options = { .struct_size = sizeof options, .allocator = &memory.allocator };
    jp_fact_table *table = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_fact_table_new(jp_test_model(), &options, &table, &err), &err);
    for (int i = 0; i < 100; i++) {
        char supplier[20], id[20];
        jp_fact fact = JP_FACT_INIT;
        name_supplier(supplier, i, grouped);
        snprintf(id, sizeof id, "%d", i);
        fact.supplier = text_of(supplier);
        fact.client = text_of("C");
        fact.kind = text_of("call");
        fact.time_us = grouped ? i : 100 - i;
        fact.id = text_of(id);
        assert_ok(jp_fact_table_add(table, &fact, &err), &err);
    }
    size_t failures = 0;
    for (size_t at = 1;; at++) {
        jp_test_allocator_fail(&memory, at, false);
        jp_status status = jp_fact_table_sort(table, &err);
        if (status == JP_OK)
            break;
        failures++;
        assert_int_equal(status, JP_ERROR_MEMORY);
        assert_int_equal(jp_fact_table_fact_count(table), 100);
        assert_int_equal(jp_fact_table_relationship_count(table), 10);
    }
    assert_true(failures >= 5);
    jp_test_allocator_fail(&memory, 0, false);
    jp_relationship r = { .struct_size = sizeof r };
    size_t shown = 0;
    for (size_t i = 0; i < 10; i++) {
        assert_ok(jp_fact_table_relationship(table, i, &r, &err), &err);
        for (size_t k = r.facts.offset; k < r.facts.offset + r.facts.length; k++, shown++) {
            assert_true(k == r.facts.offset || r.facts.time_us[k - 1] < r.facts.time_us[k]);
            int time = (int)r.facts.time_us[k];
            int number = grouped ? time : 100 - time; /* which fact it is; its supplier and id go with it */
            char supplier[20], id[20];
            name_supplier(supplier, number, grouped);
            snprintf(id, sizeof id, "%d", number);
            assert_memory_equal(r.supplier.bytes, supplier, r.supplier.length);
            assert_int_equal(r.facts.id_offsets[k + 1] - r.facts.id_offsets[k], strlen(id));
            assert_memory_equal(r.facts.id_bytes + r.facts.id_offsets[k], id, strlen(id));
        }
    }
    assert_int_equal(shown, 100);
    jp_fact_table_free(table);
    jp_test_allocator_check(&memory);
}

static void a_sort_that_fails_leaves_the_table_as_it_was(void **state)
{
    (void)state;
    a_failed_sort_leaves_the_table_as_it_was(false);
    a_failed_sort_leaves_the_table_as_it_was(true);
}

/* ---- How much ------------------------------------------------------------------------------- */

/* Counts like the library's own: what is alive, and the most that ever was. A block that grows is
 * counted twice while it does. */
typedef struct meter {
    size_t alive, peak;
    size_t calls;
} meter;

static void *metered(void *user, void *pointer, size_t old_size, size_t new_size)
{
    meter *m = user;
    m->calls++;
    if (m->alive + new_size > m->peak)
        m->peak = m->alive + new_size;
    if (new_size == 0) {
        free(pointer);
        m->alive -= old_size;
        return NULL;
    }
    void *moved = realloc(pointer, new_size);
    if (moved)
        m->alive += new_size - (pointer ? old_size : 0);
    return moved;
}

typedef struct rows {
    size_t count, given;
    bool rich; /* every column in use, */
    size_t late; /* from this row on */
    size_t relationships; /* at most 1000000 */
    char row[200];
    size_t at, length;
} rows;

#define FACT_ID_BYTES 11
#define PAIR_BYTES 8 /* of the two ids of a relationship */

static void next_row(rows *r)
{
    static const char poor[] = "supplier,client,time,kind,actor,value\n";
    static const char rich[] = "supplier,client,time,kind,actor,value,item,guess,intensity,recorded,id\n";
    size_t i = r->given++;
    r->at = 0;
    if (i == 0) {
        strcpy(r->row, r->rich ? rich : poor);
    } else {
        unsigned mixed = (unsigned)(i * UINT64_C(2654435761) % 4294967296);
        int length = snprintf(r->row, sizeof r->row, "S%06u,C,2023-01-02T03:%02u:%02uZ,",
                              (unsigned)(i % r->relationships), mixed / 1000 % 60, mixed / 60000 % 60);
        if (!r->rich || i < r->late)
            strcpy(r->row + length, r->rich ? "meeting,client,30,,,,,\n" : "meeting,client,30\n");
        else if (i % 2)
            snprintf(r->row + length, 100,
                     "rating,client,0.5,pillar.trust,true,,2023-02-01T00:00:00Z,id-%08u\n",
                     mixed % 100000000);
        else
            snprintf(r->row + length, 100, "meeting,client,30,,,0.5,2023-02-01T00:00:00Z,id-%08u\n",
                     mixed % 100000000);
    }
    r->length = strlen(r->row);
}

static int read_rows(void *user, char *buffer, size_t capacity, size_t *got)
{
    rows *r = user;
    for (*got = 0; *got < capacity; (*got)++) {
        if (r->at == r->length) {
            if (r->given > r->count)
                return 0;
            next_row(r);
        }
        buffer[*got] = r->row[r->at++];
    }
    return 0;
}

/* What facts.h promises, with 1 MiB for the buffer and the small tables. */
static size_t promised(const rows *r)
{
    size_t ids = (r->rich ? FACT_ID_BYTES * (r->count - r->late) : 0) + PAIR_BYTES * r->relationships;
    return 64 * r->count + 100 * r->relationships + 2 * ids + (1 << 20);
}

static void hold_to_promise(rows r)
{
    meter m = { 0, 0, 0 };
    jp_allocator allocator = { &m, metered };
    if (r.relationships > r.count)
        r.relationships = r.count;
    jp_fact_table_options options = { .struct_size = sizeof options, .allocator = &allocator };
    jp_fact_table *table = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_fact_table_read_csv(jp_test_model(), read_rows, &r, &options, &table, &err), &err);
    assert_int_equal(jp_fact_table_fact_count(table), r.count);
    assert_int_equal(jp_fact_table_relationship_count(table), r.relationships);
    size_t bound = promised(&r) - (r.rich ? 0 : 16 * r.count); /* 48 without the rarer columns */
    if (m.peak > bound)
        fail_msg("%zu facts of %zu relationships%s took %zu bytes instead of %zu", r.count, r.relationships,
                 r.rich ? ", with every column," : "", m.peak, bound);
    jp_fact_table_free(table);
    assert_int_equal(m.alive, 0);
}

static void memory_stays_within_64_bytes_a_fact(void **state)
{
    (void)state;
    const size_t counts[] = { 200000, 262200, 290000, 400000 };
    const size_t relationships[] = { 1, 1000, 262200 };
    for (size_t i = 0; i < 24; i += JP_TEST_STRIDE)
        hold_to_promise((rows){ .count = counts[i / 6], .rich = i % 2,
                                .relationships = relationships[i / 2 % 3] });
}

/* Wherever columns have just grown when the rarer ones come into being. */
static void rarer_columns_that_come_late_keep_to_it_too(void **state)
{
    (void)state;
    for (size_t late = 180000; late < 480000; late += JP_TEST_STRIDE * 20000)
        hold_to_promise((rows){ .count = late + 100, .rich = true, .late = late, .relationships = 1000 });
}

/* Reads 200000 facts; options of `size` bytes. */
static meter read_expecting(size_t expected, size_t size)
{
    meter m = { 0, 0, 0 };
    jp_allocator allocator = { &m, metered };
    rows r = { .count = 200000, .relationships = 10 };
    jp_fact_table_options options = { .struct_size = size, .allocator = &allocator,
                                      .expected_facts = expected };
    jp_fact_table *table = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_fact_table_read_csv(jp_test_model(), read_rows, &r, &options, &table, &err), &err);
    assert_int_equal(jp_fact_table_fact_count(table), r.count);
    size_t alive = m.alive;
    jp_fact_table_free(table);
    assert_int_equal(m.alive, 0);
    m.alive = alive;
    return m;
}

static void room_for_what_is_expected_is_made_at_once(void **state)
{
    (void)state;
    size_t size = sizeof(jp_fact_table_options);
    meter without = read_expecting(0, size), with = read_expecting(200000, size);
    assert_true(with.calls + 50 < without.calls);
    assert_true(with.peak <= without.peak);
    assert_int_equal(read_expecting(300000, size).alive, with.alive); /* what is too much is given back */
    assert_int_equal(read_expecting(1000, size).alive, with.alive);
    /* A caller from before there was such a field: what stands there is not read. */
    size_t before = offsetof(jp_fact_table_options, expected_facts);
    assert_int_equal(read_expecting(SIZE_MAX, before).calls, without.calls);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv_survives_every_failed_allocation),
        cmocka_unit_test(a_long_line_survives_every_failed_allocation),
        cmocka_unit_test(json_lines_survive_every_failed_allocation),
        cmocka_unit_test(filling_and_sorting_survive_every_failed_allocation),
        cmocka_unit_test(a_sort_that_fails_leaves_the_table_as_it_was),
        cmocka_unit_test(memory_stays_within_64_bytes_a_fact),
        cmocka_unit_test(rarer_columns_that_come_late_keep_to_it_too),
        cmocka_unit_test(room_for_what_is_expected_is_made_at_once),
    };
    int failed = cmocka_run_group_tests_name("facts/memory", tests, NULL, NULL);
    jp_test_model_free();
    return failed;
}
