/*
 * csv_readers.c - reading CSV in its steps, beside libcsv, on the same bytes: csv_readers [MEGABYTES]
 *
 * Makes a file of facts in memory (plain, and with every field in quotes) and prints the median of several
 * rounds of each step, which take turns, and the best: megabytes and nanoseconds a row of one core's
 * processor time, and how many times as fast as libcsv:
 *
 *   libcsv   fields found, by libcsv
 *   row      fields found, by the splitter of single rows
 *   index    fields found, many rows at a time
 *   parse    fields found and read: times, numbers, kinds and actors as numbers, all of it checked
 *   table    the whole: copied from the caller, parsed, relationships looked up, kept as columns, sorted
 *
 * Those that only find fields add up their lengths, which must agree. "Parsing alone" is `parse`.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <joyfulprofit/joyfulprofit.h>

#include "facts/csv_batch.h"
#include "measure.h"
#include "random.h"

#define ROUNDS 9
#define COLUMNS 7
#define ROW_MAX 250

typedef struct counts {
    uint64_t rows, fields, bytes;
} counts;

/* About 60 bytes a row without quotes, as a CRM would export it. */
static size_t make_row(char *to, uint64_t *state, const char *q)
{
    static const char *const kinds[] = { "reply", "call", "meeting", "co_creation", "help_beyond_scope",
                                         "deadline_moved", "meeting_rescheduled", "meeting_missed" };
    unsigned client = (unsigned)random_below(state, 100000), second = (unsigned)random_below(state, 86400);
    unsigned month = (unsigned)random_below(state, 12) + 1, day = (unsigned)random_below(state, 28) + 1;
    char value[8] = "";
    if (random_below(state, 2) == 0)
        snprintf(value, sizeof value, "%.2f", random_unit(state) * 90);
    int length = snprintf(to, ROW_MAX, "%sS%03u%s,%sC%07u%s,%s2023-%02u-%02uT%02u:%02u:%02u.000000Z%s,", q,
                          client % 1000, q, q, client, q, q, month, day, second / 3600, second / 60 % 60,
                          second % 60, q);
    length += snprintf(to + length, ROW_MAX, "%s%s%s,%s%s%s,%s%s%s,%s%s\n", q, kinds[random_below(state, 8)],
                       q, q, random_below(state, 2) ? "client" : "supplier", q, q, value, q, q, q);
    return (size_t)length;
}

static size_t make(char *to, size_t size, const char *quote)
{
    uint64_t state = 1;
    size_t length = (size_t)snprintf(to, ROW_MAX, "supplier,client,time,kind,actor,value,item\n");
    while (size - length > ROW_MAX)
        length += make_row(to + length, &state, quote);
    memset(to + length, 0, JP__INPUT_SLACK);
    return length;
}

static void on_field(void *bytes, size_t length, void *user)
{
    counts *c = user;
    (void)bytes;
    c->fields++;
    c->bytes += length;
}

static void on_row(int end, void *user)
{
    (void)end;
    ((counts *)user)->rows++;
}

static counts with_libcsv(const char *text, size_t length)
{
    counts c = { 0, 0, 0 };
    struct csv_parser parser;
    csv_init(&parser, CSV_STRICT);
    for (size_t at = 0; at < length; at += 256 << 10) {
        size_t part = length - at < (256 << 10) ? length - at : 256 << 10;
        csv_parse(&parser, text + at, part, on_field, on_row, &c);
    }
    csv_fini(&parser, on_field, on_row, &c);
    csv_free(&parser);
    return c;
}

static counts by_row(const char *text, size_t length)
{
    counts c = { 0, 0, 0 };
    jp_text fields[COLUMNS];
    jp__csv_row row;
    const char *end = text + length;
    for (const char *at = text; at < end; at = row.next) {
        if (jp__csv_split(at, end, true, NULL, COLUMNS, fields, &row) != JP__CSV_ROW)
            exit(1);
        c.rows++;
        c.fields += row.columns;
        for (size_t i = 0; i < row.columns; i++)
            c.bytes += fields[i].length;
    }
    return c;
}

static counts by_index(const char *text, size_t length)
{
    static jp__csv_index index;
    counts c = { 0, 0, 0 };
    for (const char *at = text; at < text + length; at = jp__csv_row_start(&index, index.rows)) {
        jp__csv_index_rows(jp__csv_level_here(), &index, at, text + length, COLUMNS);
        if (index.rows == 0)
            exit(1);
        c.rows += index.rows;
        c.fields += index.rows * COLUMNS;
        for (size_t r = 0; r < index.rows; r++) {
            for (size_t i = 0; i < COLUMNS; i++) {
                jp_text field = jp__csv_field(&index, r, i);
                c.bytes += field.length - (field.bytes[0] == '"' ? 2 : 0);
            }
        }
    }
    return c;
}

static const jp_model *model;

static counts by_parsing(const char *text, size_t length)
{
    static jp__csv_reader csv;
    static jp__csv_batch batch;
    counts c = { 0, 0, 0 };
    if (jp_fact_table_new(model, NULL, &csv.reader.table, NULL) != JP_OK)
        exit(1);
    csv.columns = COLUMNS;
    for (uint16_t i = 0; i < COLUMNS; i++)
        csv.columns_of[i] = i + 1; /* supplier, client, time, kind, actor, value, item */
    csv.reader.input.at = strchr(text, '\n') + 1;
    csv.reader.input.end = text + length;
    jp__csv_batch_begin(&batch);
    while (csv.reader.input.at < csv.reader.input.end) {
        jp__csv_batch_read(&csv, &batch);
        if (batch.index.rows == 0 || batch.unusual != 0)
            exit(1);
        csv.reader.input.at = jp__csv_row_start(&batch.index, batch.index.rows);
        c.rows += batch.index.rows;
    }
    jp_fact_table_free(csv.reader.table);
    return c;
}

typedef struct source {
    const char *at, *end;
} source;

static int read_source(void *user, char *buffer, size_t capacity, size_t *got)
{
    source *s = user;
    size_t left = (size_t)(s->end - s->at);
    *got = left < capacity ? left : capacity;
    memcpy(buffer, s->at, *got);
    s->at += *got;
    return 0;
}

static counts to_table(const char *text, size_t length)
{
    source s = { text, text + length };
    jp_fact_table *table;
    jp_error err = JP_ERROR_INIT;
    if (jp_fact_table_read_csv(model, read_source, &s, NULL, &table, &err) != JP_OK) {
        fprintf(stderr, "%s\n", err.message);
        exit(1);
    }
    counts c = { jp_fact_table_fact_count(table), 0, 0 };
    jp_fact_table_free(table);
    return c;
}

/* What is measured, in turns. */
static struct {
    const char *name;
    counts (*read)(const char *, size_t);
    counts counted;
    double seconds[ROUNDS];
} steps[] = {
    { .name = "libcsv", .read = with_libcsv }, { .name = "row", .read = by_row },
    { .name = "index", .read = by_index },     { .name = "parse", .read = by_parsing },
    { .name = "table", .read = to_table },
};
#define STEPS (sizeof steps / sizeof *steps)

static void measure(const char *text, size_t length)
{
    for (int round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < STEPS; i++) {
            double start = now();
            steps[i].counted = steps[i].read(text, length);
            steps[i].seconds[round] = now() - start;
        }
    }
    for (size_t i = 0; i < STEPS; i++)
        qsort(steps[i].seconds, ROUNDS, sizeof *steps[i].seconds, by_value);
}

static void print(size_t length)
{
    double libcsv = steps[0].seconds[ROUNDS / 2];
    for (size_t i = 0; i < STEPS; i++) {
        counts c = steps[i].counted;
        double median = steps[i].seconds[ROUNDS / 2], best = steps[i].seconds[0];
        printf("%-7s %5.0f MB/s %6.1f ns/row %5.1f times libcsv, best %5.0f MB/s %6.1f ns/row; "
               "%llu rows, %llu fields, %llu bytes in them\n",
               steps[i].name, (double)length / median / 1e6, median / (double)c.rows * 1e9, libcsv / median,
               (double)length / best / 1e6, best / (double)c.rows * 1e9, (unsigned long long)c.rows,
               (unsigned long long)c.fields, (unsigned long long)c.bytes);
    }
}

int main(int argc, char **argv)
{
    size_t size = (argc > 1 ? strtoul(argv[1], NULL, 10) : 100) * 1000000;
    char *text = malloc(size + ROW_MAX);
    jp_model *loaded;
    if (jp_model_default(&loaded, NULL) != JP_OK)
        return 1;
    model = loaded;
    if (!text || size < 2 * ROW_MAX)
        return 1;
    for (int quoted = 0; quoted < 2; quoted++) {
        size_t length = make(text, size, quoted ? "\"" : "");
        printf("%s, %.0f MB:\n", quoted ? "every field in quotes" : "no quotes", (double)length / 1e6);
        measure(text, length);
        print(length);
    }
    jp_model_free(loaded);
    free(text);
    return 0;
}
