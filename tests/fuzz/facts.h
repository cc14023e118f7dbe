/*
 * facts.h - the two readers of text as fuzz targets: they differ in the call alone.
 *
 * The first byte says how many bytes a read gives and whether bad rows are left out.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TESTS_FUZZ_FACTS_H
#define TESTS_FUZZ_FACTS_H

#include "fuzz/fuzz.h"

typedef jp_status (*read_facts_fn)(const jp_model *model, jp_read_fn read, void *read_user,
                                   const jp_fact_table_options *options, jp_fact_table **table,
                                   jp_error *err);

typedef struct bytes {
    const uint8_t *data;
    size_t size, piece;
} bytes;

static int next_piece(void *user, char *buffer, size_t capacity, size_t *got)
{
    bytes *b = user;
    size_t count = b->size < b->piece ? b->size : b->piece;
    count = count < capacity ? count : capacity;
    memcpy(buffer, b->data, count);
    b->data += count;
    b->size -= count;
    *got = count;
    return 0;
}

static int leave_out(void *user, const jp_error *error, const char *row, size_t length)
{
    (void)row, (void)length;
    *(size_t *)user += 1;
    must_explain(error->code, error);
    return 0;
}

/* Every fact stands in one relationship, in columns that pass the check. */
static void must_hold(const jp_fact_table *table)
{
    size_t facts = 0;
    for (size_t i = 0; i < jp_fact_table_relationship_count(table); i++) {
        jp_relationship r = { .struct_size = sizeof r };
        size_t found = SIZE_MAX;
        MUST(jp_fact_table_relationship(table, i, &r, NULL) == JP_OK);
        MUST(jp_facts_check(default_model(), &r.facts, NULL) == JP_OK);
        MUST(jp_fact_table_find(table, r.supplier, r.client, &found, NULL) == JP_OK && found == i);
        facts += r.facts.length;
    }
    MUST(facts == jp_fact_table_fact_count(table));
}

static void read_facts(read_facts_fn read, const uint8_t *data, size_t size)
{
    if (size == 0)
        return;
    size_t left_out = 0;
    bool lenient = data[0] & 1;
    bytes input = { data + 1, size - 1, 1 + (size_t)data[0] / 2 * 33 };
    jp_fact_table_options options = { .struct_size = sizeof options,
                                      .on_bad_row = lenient ? leave_out : NULL,
                                      .bad_row_user = &left_out };
    jp_fact_table *table = NULL;
    jp_error err = JP_ERROR_INIT;
    jp_status status = read(default_model(), next_piece, &input, &options, &table, &err);
    if (status == JP_OK) {
        must_hold(table);
    } else {
        must_explain(status, &err);
        MUST(table == NULL);
    }
    jp_fact_table_free(table);
}

#endif /* TESTS_FUZZ_FACTS_H */
