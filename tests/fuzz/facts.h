/*
 * facts.h - the two readers of text as fuzz targets: they differ in the calls alone. Read into a table and
 * scored, or scored while they are read, facts must give the same bits.
 *
 * The first byte says how many bytes a read gives, whether bad rows are left out, and whether columns and
 * words have other names.
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

/* ---- Scored while they are read ---------------------------------------------------------------- */

#define AS_OF_US INT64_C(1800000000000000) /* 2027 */

typedef jp_status (*stream_facts_fn)(const jp_model *model, jp_read_fn read, void *read_user,
                                     const jp_fact_table_options *reading, int64_t as_of_us,
                                     const jp_portfolio_options *options, struct ArrowArrayStream *out,
                                     jp_error *err);

static jp_text text_in(const struct ArrowArray *column, int64_t row)
{
    const int64_t *offsets = column->buffers[1];
    return (jp_text){ (const char *)column->buffers[2] + offsets[row],
                      (size_t)(offsets[row + 1] - offsets[row]) };
}

static bool is_there(const uint8_t *validity, size_t row)
{
    return validity == NULL || (validity[row / 8] >> row % 8 & 1);
}

/* Numbers alone: there are enough of them. */
static void must_be_same(const struct ArrowArray *column, size_t row, const jp_column_info *info,
                         size_t place)
{
    if (info->type != JP_COLUMN_DOUBLE)
        return;
    bool there = is_there(info->validity, place);
    MUST(is_there(column->buffers[0], row) == there);
    MUST(!there || memcmp((const double *)column->buffers[1] + row, (const double *)info->values + place,
                          sizeof(double)) == 0);
}

static void must_be_rows_of(const struct ArrowArray *batch, const jp_fact_table *facts, const jp_table *table)
{
    MUST(batch->n_children == (int64_t)jp_table_column_count(table));
    for (int64_t row = 0; row < batch->length; row++) {
        jp_text supplier = text_in(batch->children[0], row), client = text_in(batch->children[1], row);
        size_t place = SIZE_MAX;
        MUST(jp_fact_table_find(facts, supplier, client, &place, NULL) == JP_OK);
        for (int64_t c = 0; c < batch->n_children; c++) {
            jp_column_info info = JP_INFO_INIT(jp_column_info);
            MUST(jp_table_column(table, (size_t)c, &info, NULL) == JP_OK);
            must_be_same(batch->children[c], (size_t)row, &info, place);
        }
    }
}

/* Pulls all. A table of the same facts, NULL where they were refused: a stream refuses them too, and else
 * only what does not come grouped. */
static void must_agree(struct ArrowArrayStream *scores, const jp_fact_table *facts, const jp_table *table)
{
    struct ArrowArray batch;
    int64_t rows = 0;
    int failed = scores->get_next(scores, &batch);
    while (failed == 0 && batch.release != NULL) {
        if (facts != NULL)
            must_be_rows_of(&batch, facts, table);
        rows += batch.length;
        batch.release(&batch);
        failed = scores->get_next(scores, &batch);
    }
    if (failed != 0)
        MUST(facts == NULL || strstr(scores->get_last_error(scores), "has ended before") != NULL);
    else
        MUST(facts != NULL && rows == (int64_t)jp_fact_table_relationship_count(facts));
}

static void stream_facts(stream_facts_fn stream, bytes input, const jp_fact_table_options *reading,
                         const jp_fact_table *facts)
{
    const jp_portfolio_options options = { .struct_size = sizeof options, .out = JP_OUT_FACTORS,
                                           .threads = 1, .sort = true };
    struct ArrowArrayStream scores;
    jp_table *table = NULL;
    jp_error err = JP_ERROR_INIT;
    if (facts != NULL)
        MUST(jp_fact_table_score(facts, AS_OF_US, &options, &table, NULL) == JP_OK);
    jp_status status =
        stream(default_model(), next_piece, &input, reading, AS_OF_US, &options, &scores, &err);
    if (status == JP_OK) {
        must_agree(&scores, facts, table);
        scores.release(&scores);
    } else {
        must_explain(status, &err);
        MUST(facts == NULL);
    }
    jp_table_free(table);
}

/* ---- Other names -------------------------------------------------------------------------------- */

/* `one_item`: in all ratings, in other words. */
static void name_otherwise(jp_fact_table_options *options, bool one_item)
{
    static const jp_fact_column columns[] = { { "supplier", NULL, "Acme" }, { "recorded", "time", NULL },
                                              { "id", "client", NULL }, { "item", NULL, "Reliable?" } };
    static const jp_fact_word words[] = { { "kind", "call", "meeting" }, { "kind", "meeting", NULL },
                                          { "actor", "client", "supplier" }, { "item", "S", "pillar.love" },
                                          { "item", "Reliable?", "pillar.trust" },
                                          { "item", "pillar.trust", NULL } };
    options->columns = columns;
    options->column_count = sizeof columns / sizeof columns[0] - !one_item;
    options->words = words;
    options->word_count = sizeof words / sizeof words[0];
}

/* ---- Both -------------------------------------------------------------------------------------- */

static void read_facts(read_facts_fn read, stream_facts_fn stream, const uint8_t *data, size_t size)
{
    if (size == 0)
        return;
    size_t left_out = 0;
    bool lenient = data[0] & 1;
    bytes input = { data + 1, size - 1, 1 + (size_t)data[0] / 2 * 33 };
    jp_fact_table_options options = { .struct_size = sizeof options,
                                      .on_bad_row = lenient ? leave_out : NULL,
                                      .bad_row_user = &left_out };
    if (data[0] & 0x80)
        name_otherwise(&options, data[0] & 0x40);
    jp_fact_table *table = NULL;
    jp_error err = JP_ERROR_INIT;
    jp_status status = read(default_model(), next_piece, &input, &options, &table, &err);
    if (status == JP_OK) {
        must_hold(table);
    } else {
        must_explain(status, &err);
        MUST(table == NULL);
    }
    input = (bytes){ data + 1, size - 1, input.piece };
    stream_facts(stream, input, &options, table);
    jp_fact_table_free(table);
}

#endif /* TESTS_FUZZ_FACTS_H */
