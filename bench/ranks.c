/*
 * ranks.c - ranking a scored portfolio: ranks FOLDER [ROWS]
 *
 * Scores made-up relationships of four facts, then takes the 100 with the largest health, and the percentile
 * of each. Prints seconds of the processor, medians of 7 rounds; writes health, the rows of the top and the
 * percentiles to FOLDER, for bench/ranks to do the same and compare.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "facts.h"
#include "measure.h"

#define ROUNDS 7
#define EACH 4
#define TOP 100

/* Columns are given back with the process. */
static jp_table *score(const jp_model *model, size_t rows)
{
    size_t count = rows * EACH;
    int64_t *time_us = bench_take(count, sizeof *time_us), as_of_us = 0;
    uint16_t *kind = bench_take(count, sizeof *kind), *item = bench_take(count, sizeof *item);
    uint8_t *actor = bench_take(count, 1), *valid = bench_take(count / 8 + 1, 1);
    double *value = bench_take(count, sizeof *value);
    uint64_t *offsets = bench_take(rows + 1, sizeof *offsets);
    bench_source source;
    if (bench_source_open(&source, model) != 0)
        exit(2);
    for (size_t i = 0; i < count; i++) {
        if (i % EACH == 0)
            bench_source_start(&source, 1, i / EACH);
        bench_fact fact = bench_source_next(&source, 100);
        time_us[i] = fact.time_us;
        kind[i] = fact.kind;
        item[i] = fact.item;
        actor[i] = fact.actor;
        value[i] = fact.value;
        valid[i / 8] = (uint8_t)(valid[i / 8] | fact.has_value << i % 8);
        offsets[i / EACH + 1] = i + 1;
        as_of_us = fact.time_us > as_of_us ? fact.time_us : as_of_us;
    }
    bench_source_close(&source);
    jp_facts facts = { .struct_size = sizeof facts, .length = count, .time_us = time_us, .kind = kind };
    facts.actor = actor;
    facts.value = value;
    facts.value_valid = valid;
    facts.item = item;
    const jp_portfolio_options options = { .struct_size = sizeof options, .out = JP_OUT_HEADLINES };
    jp_table *table = NULL;
    jp_error err = JP_ERROR_INIT;
    if (jp_portfolio_score(model, &facts, offsets, rows, as_of_us, &options, &table, &err) != JP_OK)
        bench_fail(&err);
    return table;
}

static void write_file(const char *folder, const char *name, const void *what, size_t size)
{
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(what, 1, size, file) != size || fclose(file) != 0) {
        fprintf(stderr, "%s cannot be written.\n", path);
        exit(1);
    }
}

static double median(double *seconds)
{
    qsort(seconds, ROUNDS, sizeof *seconds, by_value);
    return seconds[ROUNDS / 2];
}

static void measure(const jp_table *table, size_t rows, const char *folder)
{
    double tops[ROUNDS], percentiles[ROUNDS];
    double *percentile = bench_take(rows, sizeof *percentile);
    uint64_t top[TOP];
    size_t column, count;
    jp_column_info health = JP_INFO_INIT(jp_column_info);
    jp_error err = JP_ERROR_INIT;
    if (jp_table_find_column(table, "health", 6, &column, &err) != JP_OK ||
        jp_table_column(table, column, &health, &err) != JP_OK)
        bench_fail(&err);
    for (int round = 0; round < ROUNDS; round++) {
        double start = now();
        if (jp_table_top(table, column, TOP, true, top, &count, &err) != JP_OK)
            bench_fail(&err);
        double middle = now();
        if (jp_table_percentile(table, column, NULL, percentile, NULL, &err) != JP_OK)
            bench_fail(&err);
        tops[round] = middle - start;
        percentiles[round] = now() - middle;
    }
    printf("%.6f %.6f\n", median(tops), median(percentiles));
    write_file(folder, "health", health.values, rows * sizeof(double));
    write_file(folder, "top", top, sizeof top);
    write_file(folder, "percentile", percentile, rows * sizeof *percentile);
    free(percentile);
}

int main(int argc, char **argv)
{
    size_t rows = argc > 2 ? (size_t)strtoull(argv[2], NULL, 10) : 1000000;
    jp_model *model = NULL;
    if (argc < 2 || rows < TOP || jp_model_default(&model, NULL) != JP_OK) {
        fprintf(stderr, "usage: ranks FOLDER [ROWS]\n");
        return 2;
    }
    jp_table *table = score(model, rows);
    measure(table, rows, argv[1]);
    jp_table_free(table);
    jp_model_free(model);
    return 0;
}
