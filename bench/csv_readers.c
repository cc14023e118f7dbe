/*
 * csv_readers.c - libcsv against our own splitter, on the same bytes: csv_readers [MEGABYTES]
 *
 *     gcc -O2 -Iinclude -Ilib -Ibench bench/csv_readers.c lib/facts/csv_split.c -lcsv -o csv_readers
 *
 * Makes a file of facts in memory (once plain, once with every field in quotes) and prints the best
 * of several rounds of each reader: megabytes and rows a second. Both only find the fields; nothing
 * is done with them but to add up their lengths, which must agree.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "facts/csv.h"
#include "facts/input.h"
#include "random.h"

#define ROUNDS 9
#define COLUMNS 7
#define ROW_MAX 250

typedef struct counts {
    uint64_t rows, fields, bytes;
} counts;

/* Of the processor: what else the machine does shall not count. */
static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* About 60 bytes a row without quotes, as a CRM would export it. */
static size_t make_row(char *to, uint64_t *state, const char *q)
{
    static const char *const kinds[] = { "message", "reply", "meeting", "status_update", "complaint",
                                         "invoice_paid", "milestone_delivered", "thanks" };
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

static counts with_ours(const char *text, size_t length)
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

static double best(const char *name, counts (*reader)(const char *, size_t), const char *text, size_t length)
{
    double least = 1e9;
    counts c = { 0, 0, 0 };
    for (int round = 0; round < ROUNDS; round++) {
        double start = now();
        c = reader(text, length);
        double seconds = now() - start;
        least = seconds < least ? seconds : least;
    }
    printf("%-8s %5.0f MB/s %6.2f M rows/s %6.1f ns/row; %llu rows, %llu fields, %llu bytes in them\n", name,
           (double)length / least / 1e6, (double)c.rows / least / 1e6, least / (double)c.rows * 1e9,
           (unsigned long long)c.rows, (unsigned long long)c.fields, (unsigned long long)c.bytes);
    return least;
}

int main(int argc, char **argv)
{
    size_t size = (argc > 1 ? strtoul(argv[1], NULL, 10) : 100) * 1000000;
    char *text = malloc(size + ROW_MAX);
    if (!text || size < 2 * ROW_MAX)
        return 1;
    for (int quoted = 0; quoted < 2; quoted++) {
        size_t length = make(text, size, quoted ? "\"" : "");
        printf("%s, %.0f MB:\n", quoted ? "every field in quotes" : "no quotes", (double)length / 1e6);
        double theirs = best("libcsv", with_libcsv, text, length);
        double ours = best("ours", with_ours, text, length);
        printf("ratio    %.1f\n", theirs / ours);
    }
    free(text);
    return 0;
}
