/*
 * stream.c - a portfolio that is nowhere in memory: stream [FACTS RELATIONSHIPS [THREADS]]
 *
 * Facts are made a batch at a time, as Arrow arrays with ids as text, grouped by relationship and of Zipf
 * sizes; jp_portfolio_stream() scores them, and every batch of headlines is looked at and given back. Prints
 * the seconds of the processor, what of it went into making facts, and the peak of memory of the process.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "facts.h"
#include "measure.h"

#define BATCH ((size_t)65536)
#define ID_SIZE 16 /* "client-" and nine digits */

enum { SUPPLIER, CLIENT, IDS, KIND = IDS, ACTOR, ITEM, NAMES, TIME = NAMES, VALUE, COLUMNS };
static const char *const column_names[] = { "supplier", "client", "kind", "actor", "item", "time", "value" };
static const char supplier_id[] = "Acme Ltd";

/* The names that a column of numbers stands for. */
typedef struct names {
    int32_t offsets[1024];
    char bytes[65536];
    int32_t count;
} names;

typedef struct producer {
    const jp_model *model;
    bench_source source;
    uint64_t facts, relationships, relationship, left, made;
    double seconds; /* spent here */
    names names[COLUMNS];
    int32_t *offsets[IDS], *index[NAMES];
    char *text[IDS];
    int64_t *time_us;
    double *value;
    uint8_t *has_value, *has_item;
    struct ArrowSchema schemas[COLUMNS], *schema_list[COLUMNS], values;
    struct ArrowArray arrays[COLUMNS], *array_list[COLUMNS], dictionaries[NAMES];
    const void *buffers[COLUMNS][3], *name_buffers[NAMES][3], *no_buffers[1];
} producer;

static void *take(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    if (memory == NULL)
        exit(2);
    return memory;
}

static void add_name(names *n, const char *text)
{
    size_t at = (size_t)n->offsets[n->count], length = strlen(text);
    memcpy(n->bytes + at, text, length);
    n->offsets[++n->count] = (int32_t)(at + length);
}

static void name_all(producer *p)
{
    for (size_t k = 0; k < jp_model_kind_count(p->model); k++) {
        jp_kind_info info = JP_INFO_INIT(jp_kind_info);
        (void)jp_model_kind(p->model, k, &info, NULL);
        add_name(&p->names[KIND], info.id);
    }
    add_name(&p->names[KIND], "rating");
    add_name(&p->names[ACTOR], "client");
    add_name(&p->names[ACTOR], "supplier");
    for (size_t k = 0; k < jp_model_indicator_count(p->model); k++) {
        jp_indicator_info info = JP_INFO_INIT(jp_indicator_info);
        (void)jp_model_indicator(p->model, k, &info, NULL);
        add_name(&p->names[ITEM], info.id);
    }
}

static producer *open_producer(const jp_model *model, uint64_t facts, uint64_t relationships)
{
    producer *p = take(1, sizeof *p);
    p->model = model;
    p->facts = facts;
    p->relationships = relationships;
    if (bench_source_open(&p->source, model) != 0)
        exit(2);
    name_all(p);
    for (size_t c = 0; c < IDS; c++) {
        p->offsets[c] = take(BATCH + 1, sizeof *p->offsets[c]);
        p->text[c] = take(BATCH, ID_SIZE);
    }
    for (size_t c = IDS; c < NAMES; c++)
        p->index[c] = take(BATCH, sizeof *p->index[c]);
    p->time_us = take(BATCH, sizeof *p->time_us);
    p->value = take(BATCH, sizeof *p->value);
    p->has_value = take(BATCH / 8, 1);
    p->has_item = take(BATCH / 8, 1);
    return p;
}

static void free_producer(producer *p)
{
    bench_source_close(&p->source);
    for (size_t c = 0; c < IDS; c++) {
        free(p->offsets[c]);
        free(p->text[c]);
    }
    for (size_t c = IDS; c < NAMES; c++)
        free(p->index[c]);
    free(p->time_us);
    free(p->value);
    free(p->has_value);
    free(p->has_item);
    free(p);
}

/* ---- A batch ------------------------------------------------------------------------------- */

static void put_text(producer *p, size_t column, size_t row, const char *text, size_t length)
{
    int32_t at = p->offsets[column][row];
    memcpy(p->text[column] + at, text, length);
    p->offsets[column][row + 1] = at + (int32_t)length;
}

static void put_fact(producer *p, size_t row, const bench_fact *fact)
{
    int rating = fact->kind == JP_RATING;
    p->time_us[row] = fact->time_us;
    p->value[row] = fact->value;
    p->has_value[row / 8] |= (uint8_t)(fact->has_value << row % 8);
    p->has_item[row / 8] |= (uint8_t)(rating << row % 8);
    p->index[KIND][row] = rating ? p->names[KIND].count - 1 : fact->kind;
    p->index[ACTOR][row] = fact->actor;
    p->index[ITEM][row] = rating ? fact->item : 0;
}

/* The next facts, at most a batch of them; how many there were. */
static size_t make_rows(producer *p)
{
    char id[ID_SIZE + 1] = "";
    size_t row = 0;
    memset(p->has_value, 0, BATCH / 8);
    memset(p->has_item, 0, BATCH / 8);
    while (row < BATCH && (p->left > 0 || p->relationship < p->relationships)) {
        if (p->left == 0) {
            p->left = bench_size(BENCH_ZIPF, p->facts, p->relationships, p->relationship);
            bench_source_start(&p->source, 1, p->relationship++);
        }
        (void)snprintf(id, sizeof id, "client-%09llu", (unsigned long long)p->relationship);
        for (; row < BATCH && p->left > 0; row++, p->left--) {
            bench_fact fact = bench_source_next(&p->source, 3);
            put_text(p, SUPPLIER, row, supplier_id, sizeof supplier_id - 1);
            put_text(p, CLIENT, row, id, ID_SIZE);
            put_fact(p, row, &fact);
        }
    }
    p->made += row;
    return row;
}

/* ---- As Arrow ------------------------------------------------------------------------------ */

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
    static const char *const formats[] = { "u", "u", "i", "i", "i", "tsu:UTC", "g" };
    producer *p = stream->private_data;
    p->values = (struct ArrowSchema){ .format = "u", .name = "", .release = release_schema };
    for (size_t c = 0; c < COLUMNS; c++) {
        p->schemas[c] = (struct ArrowSchema){ .format = formats[c], .name = column_names[c],
                                              .flags = ARROW_FLAG_NULLABLE, .release = release_schema };
        p->schemas[c].dictionary = c >= IDS && c < NAMES ? &p->values : NULL;
        p->schema_list[c] = &p->schemas[c];
    }
    *out = (struct ArrowSchema){ .format = "+s", .name = "", .n_children = COLUMNS,
                                 .children = p->schema_list, .release = release_schema };
    return 0;
}

static void fill_names(producer *p, size_t c)
{
    p->buffers[c][1] = p->index[c];
    p->name_buffers[c][1] = p->names[c].offsets;
    p->name_buffers[c][2] = p->names[c].bytes;
    p->dictionaries[c] = (struct ArrowArray){ .length = p->names[c].count, .n_buffers = 3,
                                              .buffers = p->name_buffers[c], .release = release_array };
    p->arrays[c].dictionary = &p->dictionaries[c];
}

static void fill_columns(producer *p, size_t rows)
{
    for (size_t c = 0; c < COLUMNS; c++) {
        p->arrays[c] = (struct ArrowArray){ .length = (int64_t)rows, .n_buffers = c < IDS ? 3 : 2,
                                            .null_count = -1, .buffers = p->buffers[c],
                                            .release = release_array };
        p->array_list[c] = &p->arrays[c];
    }
    for (size_t c = 0; c < IDS; c++) {
        p->buffers[c][1] = p->offsets[c];
        p->buffers[c][2] = p->text[c];
    }
    for (size_t c = IDS; c < NAMES; c++)
        fill_names(p, c);
    p->buffers[ITEM][0] = p->has_item;
    p->buffers[TIME][1] = p->time_us;
    p->buffers[VALUE][0] = p->has_value;
    p->buffers[VALUE][1] = p->value;
}

static int get_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    producer *p = stream->private_data;
    double start = now();
    size_t rows = make_rows(p);
    *out = (struct ArrowArray){ .release = NULL };
    if (rows > 0) {
        fill_columns(p, rows);
        *out = (struct ArrowArray){ .length = (int64_t)rows, .n_buffers = 1, .buffers = p->no_buffers,
                                    .n_children = COLUMNS, .children = p->array_list,
                                    .release = release_array };
    }
    p->seconds += now() - start;
    return 0;
}

/* ---- Measuring ----------------------------------------------------------------------------- */

/* Where the column of that name is in a batch of results. */
static size_t find_column(struct ArrowArrayStream *scores, const char *name)
{
    struct ArrowSchema schema;
    int64_t found = -1;
    if (scores->get_schema(scores, &schema) != 0)
        exit(1);
    for (int64_t c = 0; c < schema.n_children; c++)
        if (strcmp(schema.children[c]->name, name) == 0)
            found = c;
    schema.release(&schema);
    if (found < 0)
        exit(1);
    return (size_t)found;
}

/* Looks at every health and gives everything back; how many relationships there were. */
static uint64_t drain(struct ArrowArrayStream *scores, double *mean)
{
    size_t health = find_column(scores, "health");
    uint64_t rows = 0;
    double sum = 0;
    for (;;) {
        struct ArrowArray batch;
        if (scores->get_next(scores, &batch) != 0) {
            fprintf(stderr, "%s\n", scores->get_last_error(scores));
            exit(1);
        }
        if (batch.release == NULL)
            break;
        const double *values = batch.children[health]->buffers[1];
        for (int64_t k = 0; k < batch.length; k++)
            sum += values[k];
        rows += (uint64_t)batch.length;
        batch.release(&batch);
    }
    *mean = sum / (double)rows;
    return rows;
}

static void measure(const jp_model *model, uint64_t facts, uint64_t relationships, uint32_t threads)
{
    const int64_t as_of_us = INT64_C(1798761600000000); /* 2027-01-01 */
    const jp_portfolio_options options = { .struct_size = sizeof options, .out = JP_OUT_HEADLINES,
                                           .threads = threads };
    producer *p = open_producer(model, facts, relationships);
    struct ArrowArrayStream in = { get_schema, get_next, NULL, release_stream, p }, scores;
    jp_error err = JP_ERROR_INIT;
    struct rusage usage;
    double mean, start = now();
    if (jp_portfolio_stream(model, &in, NULL, as_of_us, &options, &scores, &err) != JP_OK) {
        fprintf(stderr, "%s\n", err.message);
        exit(1);
    }
    uint64_t rows = drain(&scores, &mean);
    scores.release(&scores);
    double seconds = now() - start;
    getrusage(RUSAGE_SELF, &usage);
    printf("%llu facts of %llu relationships, %u threads: %.2f s of processor, of it %.2f s making them, "
           "%.1f ns a fact without; peak %.1f MB; mean health %.6f\n", (unsigned long long)p->made,
           (unsigned long long)rows, threads, seconds, p->seconds,
           (seconds - p->seconds) / (double)p->made * 1e9, (double)usage.ru_maxrss * 1024e-6, mean);
    free_producer(p);
}

int main(int argc, char **argv)
{
    uint64_t facts = argc > 1 ? strtoull(argv[1], NULL, 10) : 100000000;
    uint64_t relationships = argc > 2 ? strtoull(argv[2], NULL, 10) : facts / 100;
    uint32_t threads = argc > 3 ? (uint32_t)strtoul(argv[3], NULL, 10) : 1;
    jp_model *model = NULL;
    if (relationships == 0 || facts < relationships || jp_model_default(&model, NULL) != JP_OK)
        return 2;
    measure(model, facts, relationships, threads);
    jp_model_free(model);
    return 0;
}
