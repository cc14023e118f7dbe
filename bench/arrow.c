/*
 * arrow.c - facts from Arrow arrays in memory into a table: arrow [FACTS [CASE]]
 *
 * The same facts with ids and names as text and as dictionaries, ordered by relationship and by time.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "facts.h"
#include "measure.h"

#define ROUNDS 5
#define BATCH 65536
#define ID_SIZE 16 /* with its NUL; no longer than a client's id gets */

enum { SUPPLIER, CLIENT, KIND, ACTOR, ITEM, NAMES, TIME = NAMES, VALUE, COLUMNS };
static const char *const column_names[] = { "supplier", "client", "kind", "actor", "item", "time", "value" };

/* A column of names: as text, or as numbers and what they stand for. */
typedef struct names {
    int32_t *index, *offsets, *dictionary_offsets;
    char *bytes, *dictionary_bytes;
    size_t count; /* of the dictionary; the number after the last is null */
} names;

typedef struct frame {
    size_t rows;
    names names[NAMES];
    int64_t *time_us;
    double *value;
    uint8_t *has_value, *has_item;
    size_t text_bytes;
} frame;

static void *take(size_t count, size_t size)
{
    void *memory = calloc(count + 1, size);
    if (memory == NULL)
        exit(2);
    return memory;
}

/* ---- Facts --------------------------------------------------------------------------------- */

typedef struct row {
    bench_fact fact;
    uint32_t relationship;
} row;

static int by_time(const void *a, const void *b)
{
    const row *x = a, *y = b;
    return (x->fact.time_us > y->fact.time_us) - (x->fact.time_us < y->fact.time_us);
}

static row *make_rows(const jp_model *model, size_t facts, size_t relationships, int in_time)
{
    row *rows = take(facts, sizeof *rows);
    bench_source source;
    if (bench_source_open(&source, model) != 0)
        exit(2);
    size_t k = 0;
    for (size_t r = 0; r < relationships; r++) {
        bench_source_start(&source, 1, r);
        for (uint64_t n = bench_size(BENCH_EQUAL, facts, relationships, r); n > 0; n--)
            rows[k++] = (row){ bench_source_next(&source, 3), (uint32_t)r };
    }
    bench_source_close(&source);
    if (in_time)
        qsort(rows, facts, sizeof *rows, by_time);
    return rows;
}

/* ---- Columns ------------------------------------------------------------------------------- */

static void add_name(names *n, const char *text)
{
    size_t at = (size_t)n->dictionary_offsets[n->count], length = strlen(text);
    memcpy(n->dictionary_bytes + at, text, length);
    n->dictionary_offsets[++n->count] = (int32_t)(at + length);
}

static void begin_names(names *n, size_t rows, size_t most, size_t longest)
{
    n->index = take(rows, sizeof *n->index);
    n->offsets = take(rows + 1, sizeof *n->offsets);
    n->dictionary_offsets = take(most + 1, sizeof *n->dictionary_offsets);
    n->dictionary_bytes = take(most, longest);
}

/* Text beside the indices. */
static void spell_out(names *n, size_t rows)
{
    size_t bytes = 0;
    for (size_t pass = 0; pass < 2; pass++) {
        for (size_t k = 0, at = 0; k < rows; k++) {
            size_t word = (size_t)n->index[k], length = 0;
            if (word < n->count)
                length = (size_t)(n->dictionary_offsets[word + 1] - n->dictionary_offsets[word]);
            if (pass == 1 && length > 0)
                memcpy(n->bytes + at, n->dictionary_bytes + n->dictionary_offsets[word], length);
            at += length;
            n->offsets[k + 1] = (int32_t)at;
            bytes = at;
        }
        if (pass == 0)
            n->bytes = take(bytes, 1);
    }
}

static frame make_frame(const jp_model *model, size_t facts, size_t relationships, int in_time)
{
    frame f = { .rows = facts };
    row *rows = make_rows(model, facts, relationships, in_time);
    size_t kinds = jp_model_kind_count(model), items = jp_model_indicator_count(model);
    size_t most[NAMES] = { 1, relationships, kinds + 1, 2, items };
    for (size_t c = 0; c < NAMES; c++)
        begin_names(&f.names[c], facts, most[c], 64);
    add_name(&f.names[SUPPLIER], "Acme Ltd");
    for (size_t r = 0; r < relationships; r++) {
        char id[ID_SIZE];
        (void)snprintf(id, sizeof id, "client-%07zu", r % 10000000);
        add_name(&f.names[CLIENT], id);
    }
    for (size_t k = 0; k < kinds; k++) {
        jp_kind_info info = JP_INFO_INIT(jp_kind_info);
        (void)jp_model_kind(model, k, &info, NULL);
        add_name(&f.names[KIND], info.id);
    }
    add_name(&f.names[KIND], "rating");
    add_name(&f.names[ACTOR], "client");
    add_name(&f.names[ACTOR], "supplier");
    for (size_t k = 0; k < items; k++) {
        jp_indicator_info info = JP_INFO_INIT(jp_indicator_info);
        (void)jp_model_indicator(model, k, &info, NULL);
        add_name(&f.names[ITEM], info.id);
    }
    f.time_us = take(facts, sizeof *f.time_us);
    f.value = take(facts, sizeof *f.value);
    f.has_value = take(facts / 8 + 1, 1);
    f.has_item = take(facts / 8 + 1, 1);
    for (size_t k = 0; k < facts; k++) {
        const bench_fact *fact = &rows[k].fact;
        int rating = fact->kind == JP_RATING;
        f.time_us[k] = fact->time_us;
        f.value[k] = fact->value;
        f.has_value[k / 8] |= (uint8_t)(fact->has_value << k % 8);
        f.has_item[k / 8] |= (uint8_t)(rating << k % 8);
        f.names[CLIENT].index[k] = (int32_t)rows[k].relationship;
        f.names[KIND].index[k] = rating ? (int32_t)kinds : fact->kind;
        f.names[ACTOR].index[k] = fact->actor;
        f.names[ITEM].index[k] = rating ? fact->item : (int32_t)items;
    }
    for (size_t c = 0; c < NAMES; c++) {
        spell_out(&f.names[c], facts);
        f.text_bytes += (size_t)f.names[c].offsets[facts];
    }
    free(rows);
    return f;
}

static void free_frame(frame *f)
{
    for (size_t c = 0; c < NAMES; c++) {
        names *n = &f->names[c];
        free(n->index);
        free(n->offsets);
        free(n->bytes);
        free(n->dictionary_offsets);
        free(n->dictionary_bytes);
    }
    free(f->time_us);
    free(f->value);
    free(f->has_value);
    free(f->has_item);
}

/* ---- A stream of them ---------------------------------------------------------------------- */

typedef struct source {
    const frame *frame;
    int dictionaries;
    size_t at;
    struct ArrowSchema schemas[COLUMNS], *schema_list[COLUMNS], values;
    struct ArrowArray arrays[COLUMNS], *array_list[COLUMNS], dictionaries_of[NAMES];
    const void *buffers[COLUMNS][3], *dictionary_buffers[NAMES][3], *no_buffers[1];
} source;

static void release_schema(struct ArrowSchema *schema)
{
    schema->release = NULL;
}

static void release_array(struct ArrowArray *array)
{
    array->release = NULL;
}

static void release_stream(struct ArrowArrayStream *stream)
{
    stream->release = NULL;
}

static int get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    source *s = stream->private_data;
    s->values = (struct ArrowSchema){ .format = "u", .name = "", .release = release_schema };
    for (size_t c = 0; c < COLUMNS; c++) {
        const char *format = c == TIME ? "tsu:UTC" : c == VALUE ? "g" : s->dictionaries ? "i" : "u";
        s->schemas[c] = (struct ArrowSchema){ .format = format, .name = column_names[c],
                                              .flags = ARROW_FLAG_NULLABLE, .release = release_schema };
        s->schemas[c].dictionary = c < NAMES && s->dictionaries ? &s->values : NULL;
        s->schema_list[c] = &s->schemas[c];
    }
    *out = (struct ArrowSchema){ .format = "+s", .name = "", .n_children = COLUMNS,
                                 .children = s->schema_list,
                                 .release = release_schema };
    return 0;
}

static void fill_names(source *s, size_t c)
{
    const names *n = &s->frame->names[c];
    struct ArrowArray *array = &s->arrays[c];
    s->buffers[c][0] = c == ITEM ? s->frame->has_item : NULL;
    s->buffers[c][1] = s->dictionaries ? (const void *)n->index : n->offsets;
    s->buffers[c][2] = n->bytes;
    array->n_buffers = s->dictionaries ? 2 : 3;
    if (!s->dictionaries)
        return;
    s->dictionary_buffers[c][1] = n->dictionary_offsets;
    s->dictionary_buffers[c][2] = n->dictionary_bytes;
    s->dictionaries_of[c] = (struct ArrowArray){ .length = (int64_t)n->count, .n_buffers = 3,
                                                 .buffers = s->dictionary_buffers[c],
                                                 .release = release_array };
    array->dictionary = &s->dictionaries_of[c];
}

static int get_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    source *s = stream->private_data;
    size_t left = s->frame->rows - s->at, rows = left < BATCH ? left : BATCH;
    *out = (struct ArrowArray){ .release = NULL };
    if (rows == 0)
        return 0;
    for (size_t c = 0; c < COLUMNS; c++) {
        s->arrays[c] = (struct ArrowArray){ .length = (int64_t)rows, .offset = (int64_t)s->at, .n_buffers = 2,
                                            .null_count = -1, .buffers = s->buffers[c],
                                            .release = release_array };
        s->array_list[c] = &s->arrays[c];
        if (c < NAMES)
            fill_names(s, c);
    }
    s->buffers[TIME][1] = s->frame->time_us;
    s->buffers[VALUE][0] = s->frame->has_value;
    s->buffers[VALUE][1] = s->frame->value;
    *out = (struct ArrowArray){ .length = (int64_t)rows, .n_buffers = 1, .buffers = s->no_buffers,
                                .n_children = COLUMNS, .children = s->array_list, .release = release_array };
    s->at += rows;
    return 0;
}

/* ---- Measuring ----------------------------------------------------------------------------- */

static void measure(const jp_model *model, const frame *f, int dictionaries, const char *label)
{
    double seconds[ROUNDS];
    size_t relationships = 0;
    for (int round = 0; round < ROUNDS; round++) {
        source *s = take(1, sizeof *s);
        s->frame = f;
        s->dictionaries = dictionaries;
        struct ArrowArrayStream stream = { get_schema, get_next, NULL, release_stream, s };
        jp_fact_table *table = NULL;
        jp_error err = JP_ERROR_INIT;
        jp_fact_table_options options = { .struct_size = sizeof options, .expected_facts = f->rows };
        double start = now();
        if (jp_fact_table_read_arrow(model, &stream, &options, &table, &err) != JP_OK) {
            fprintf(stderr, "%s\n", err.message);
            exit(1);
        }
        seconds[round] = now() - start;
        relationships = jp_fact_table_relationship_count(table);
        jp_fact_table_free(table);
        free(s);
    }
    qsort(seconds, ROUNDS, sizeof *seconds, by_value);
    printf("Arrow to table: %-26s %9zu facts of %zu relationships %7.1f ns/fact\n", label, f->rows,
           relationships, seconds[ROUNDS / 2] / (double)f->rows * 1e9);
}

int main(int argc, char **argv)
{
    size_t facts = argc > 1 ? (size_t)strtoull(argv[1], NULL, 10) : 1000000;
    jp_model *model = NULL;
    if (facts < 1000 || jp_model_default(&model, NULL) != JP_OK)
        return 2;
    static const char *const labels[] = { "dictionaries, grouped", "text, grouped", "dictionaries, by time",
                                          "text, by time" };
    int only = argc > 2 ? atoi(argv[2]) : -1;
    for (int k = 0; k < 4; k++) {
        if (only >= 0 && k != only)
            continue;
        frame f = make_frame(model, facts, facts / 20, k / 2);
        measure(model, &f, k % 2 == 0, labels[k]);
        free_frame(&f);
    }
    jp_model_free(model);
    return 0;
}
