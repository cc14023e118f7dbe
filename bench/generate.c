/*
 * generate.c - writes made-up facts: generate [--columns DIR] FACTS RELATIONSHIPS [equal|zipf] [SEED]
 *
 * As CSV on standard output, or each column as raw numbers of this machine into a file of the
 * directory, which bench/columns.h and bench/peers/data.py read without parsing: offsets (uint64, one
 * more than relationships), time (int64), kind and item (uint16), actor (uint8), value (double), valid
 * (bits, as Arrow has them), and the ids of kinds and items, a line each, in the order of their numbers.
 *
 * The same arguments give the same facts on every machine with the same libm logarithm; 10 million
 * facts of 100,000 relationships take about 690 MB as CSV, 210 MB as columns.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "facts.h"

typedef struct request {
    const char *folder; /* NULL: CSV */
    uint64_t facts, relationships, seed;
    bench_sizes sizes;
} request;

static const char *kind_id(const jp_model *model, uint16_t kind, const char **item, uint16_t index)
{
    jp_kind_info info = JP_INFO_INIT(jp_kind_info);
    jp_indicator_info indicator = JP_INFO_INIT(jp_indicator_info);
    *item = "";
    if (kind == JP_RATING) {
        if (jp_model_indicator(model, index, &indicator, NULL) == JP_OK)
            *item = indicator.id;
        return "rating";
    }
    return jp_model_kind(model, kind, &info, NULL) == JP_OK ? info.id : "";
}

static double mean_gap_of(uint64_t size)
{
    return 1400.0 / (double)(size < 10 ? 10 : size);
}

static void write_relationship(bench_source *source, uint64_t number, uint64_t size)
{
    for (uint64_t i = 0; i < size; i++) {
        char time[JP_TIME_TEXT_SIZE], value[32] = "";
        const char *item;
        bench_fact fact = bench_source_next(source, mean_gap_of(size));
        jp_time_format(fact.time_us, time);
        if (fact.has_value)
            snprintf(value, sizeof value, "%.2f", fact.value);
        const char *kind = kind_id(source->model, fact.kind, &item, fact.item);
        printf("S%03u,C%07u,%s,%s,%s,%s,%s\n", (unsigned)(number % 1000), (unsigned)number, time, kind,
               fact.actor == JP_CLIENT ? "client" : "supplier", value, item);
    }
}

static int write_csv(bench_source *source, const request *r)
{
    puts("supplier,client,time,kind,actor,value,item");
    for (uint64_t n = 0; n < r->relationships; n++) {
        bench_source_start(source, r->seed, n);
        write_relationship(source, n, bench_size(r->sizes, r->facts, r->relationships, n));
    }
    return fflush(stdout) == 0 ? 0 : 1;
}

/* ---- Columns -------------------------------------------------------------------------------- */

typedef enum column { OFFSETS, TIME, KIND, ITEM, ACTOR, VALUE, VALID, COLUMNS } column;

static FILE *open_in(const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    if (file == NULL)
        perror(path);
    return file;
}

static int write_names(const char *folder, const jp_model *model)
{
    FILE *kinds = open_in(folder, "kinds.txt"), *items = open_in(folder, "items.txt");
    const char *item;
    if (kinds == NULL || items == NULL)
        return 1;
    for (size_t i = 0; i < jp_model_kind_count(model); i++)
        fprintf(kinds, "%s\n", kind_id(model, (uint16_t)i, &item, 0));
    for (size_t i = 0; i < jp_model_indicator_count(model); i++) {
        kind_id(model, JP_RATING, &item, (uint16_t)i);
        fprintf(items, "%s\n", item);
    }
    int failed = fclose(kinds) != 0;
    return fclose(items) != 0 || failed;
}

static void put(FILE *const files[COLUMNS], const bench_fact *fact, uint64_t number, unsigned char *bits)
{
    double value = fact->has_value ? fact->value : 0;
    fwrite(&fact->time_us, sizeof fact->time_us, 1, files[TIME]);
    fwrite(&fact->kind, sizeof fact->kind, 1, files[KIND]);
    fwrite(&fact->item, sizeof fact->item, 1, files[ITEM]);
    fwrite(&fact->actor, sizeof fact->actor, 1, files[ACTOR]);
    fwrite(&value, sizeof value, 1, files[VALUE]);
    *bits = (unsigned char)(*bits | fact->has_value << (number % 8));
    if (number % 8 == 7) {
        fwrite(bits, 1, 1, files[VALID]);
        *bits = 0;
    }
}

static int write_columns(bench_source *source, const request *r)
{
    static const char *const names[COLUMNS] = { "offsets", "time",  "kind", "item",
                                                 "actor",   "value", "valid" };
    FILE *files[COLUMNS];
    uint64_t total = 0;
    unsigned char bits = 0;
    int failed = write_names(r->folder, source->model);
    for (int c = 0; c < COLUMNS; c++)
        if ((files[c] = open_in(r->folder, names[c])) == NULL)
            return 1;
    fwrite(&total, sizeof total, 1, files[OFFSETS]);
    for (uint64_t n = 0; n < r->relationships; n++) {
        uint64_t size = bench_size(r->sizes, r->facts, r->relationships, n);
        bench_source_start(source, r->seed, n);
        for (uint64_t i = 0; i < size; i++) {
            bench_fact fact = bench_source_next(source, mean_gap_of(size));
            put(files, &fact, total++, &bits);
        }
        fwrite(&total, sizeof total, 1, files[OFFSETS]);
    }
    fwrite(&bits, 1, 1, files[VALID]);
    for (int c = 0; c < COLUMNS; c++)
        failed = (ferror(files[c]) != 0) + (fclose(files[c]) != 0) + failed;
    return failed != 0;
}

int main(int argc, char **argv)
{
    request r = { NULL, 0, 0, 1, BENCH_EQUAL };
    jp_model *model = NULL;
    bench_source source;
    if (argc > 2 && strcmp(argv[1], "--columns") == 0) {
        r.folder = argv[2];
        argc -= 2;
        argv += 2;
    }
    if (argc < 3) {
        fprintf(stderr, "usage: generate [--columns DIR] FACTS RELATIONSHIPS [equal|zipf] [SEED]\n");
        return 2;
    }
    r.facts = strtoull(argv[1], NULL, 10);
    r.relationships = strtoull(argv[2], NULL, 10);
    r.sizes = argc > 3 && strcmp(argv[3], "zipf") == 0 ? BENCH_ZIPF : BENCH_EQUAL;
    if (argc > 4)
        r.seed = strtoull(argv[4], NULL, 10);
    if (r.relationships == 0 || jp_model_default(&model, NULL) != JP_OK ||
        bench_source_open(&source, model) != 0)
        return 1;
    int failed = r.folder == NULL ? write_csv(&source, &r) : write_columns(&source, &r);
    bench_source_close(&source);
    jp_model_free(model);
    return failed;
}
