/*
 * portfolio.c - how fast whole portfolios are scored from columns: portfolio FOLDER [ROUNDS]
 *
 * FOLDER is what `generate --columns` wrote. First the fast and the readable path and one and two threads
 * must give the same bits in every column. Then rounds of {reading the columns, readable path, fast path}
 * on one and two threads take turns, so that what else the machine does meets all of them alike. Prints a
 * JSON line for each: median, least and most seconds, median seconds of processor, nanoseconds a fact and
 * a relationship, and the share of the speed at which the same columns can be read, by processor time.
 *
 * `portfolio FOLDER --least` instead prints what the arithmetic of the method takes at least on these facts,
 * on one thread: of the sums of what was given, of the full score, of the same with intervals (least.h).
 *
 * `portfolio FOLDER --serve` instead obeys lines on standard input, for bench/peers/run: a name and a
 * number of threads ("fast 1") answers "WALL CPU"; "write FILE" writes level and uncertainty of every
 * indicator as doubles, relationship by relationship, to FILE.sums the masses of what was given, and to
 * FILE.evidence those with what turns and silences say.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "columns.h"
#include "least.h"
#include "measure.h"
#include "sums.h"

#define MOST_ROUNDS 99
#define SCORES (JP_OUT_HEADLINES | JP_OUT_FACTORS | JP_OUT_DIMENSIONS | JP_OUT_INDICATORS | JP_OUT_SILENCE)

typedef struct bench {
    jp_model *model;
    bench_columns columns;
    bench_worker *worker; /* who sums */
    double *masses; /* of every relationship and indicator, for and against */
    size_t mass_count;
    uint64_t check; /* what was read, so that it is */
} bench;

/* What can be measured. */
typedef struct way {
    const char *name;
    uint32_t out; /* 0: only reads */
    bool plain;
} way;

static const way ways[] = {
    { "read", 0, false },
    { "sums", 0, false },     /* both on one thread: the masses of what was given, */
    { "evidence", 0, false }, /* and with what turns and silences say */
    { "plain", SCORES, true },
    { "fast", SCORES, false },
    { "plain headlines", JP_OUT_HEADLINES, true },
    { "fast headlines", JP_OUT_HEADLINES, false },
    { "plain intervals", SCORES | JP_OUT_INTERVALS, true },
    { "fast intervals", SCORES | JP_OUT_INTERVALS, false },
    { "plain all", JP_OUT_ALL, true }, /* the verdict, gaps and reported rhythm too */
    { "fast all", JP_OUT_ALL, false },
};
#define WAYS (sizeof ways / sizeof *ways)

static double seconds_of(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static jp_table *score(const bench *b, uint32_t out, unsigned threads, bool plain)
{
    jp_portfolio_options options = { .struct_size = sizeof options };
    jp_table *table = NULL;
    jp_error err = JP_ERROR_INIT;
    options.out = out;
    options.threads = threads;
    options.plain = plain;
    if (jp_portfolio_score(b->model, &b->columns.facts, b->columns.offsets, b->columns.relationships,
                           b->columns.as_of_us, &options, &table, &err) != JP_OK) {
        fprintf(stderr, "bench: %s\n", err.message);
        exit(1);
    }
    return table;
}

static void run(bench *b, const way *w, unsigned threads, double *wall, double *cpu)
{
    jp_table *table = NULL;
    *wall = seconds_of(CLOCK_MONOTONIC);
    *cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    bool evidence = strcmp(w->name, "evidence") == 0;
    if ((evidence || strcmp(w->name, "sums") == 0) &&
        bench_masses(b->worker, &b->columns, evidence, b->masses) != 0)
        exit(1);
    if (strcmp(w->name, "read") == 0)
        b->check += bench_columns_read(&b->columns, threads);
    else if (w->out != 0)
        table = score(b, w->out, threads, w->plain);
    *wall = seconds_of(CLOCK_MONOTONIC) - *wall;
    *cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - *cpu;
    jp_table_free(table);
}

/* ---- The same bits ---------------------------------------------------------------------------- */

static size_t width_of(jp_column_type type)
{
    return type == JP_COLUMN_BOOL || type == JP_COLUMN_CATEGORY ? 1 : 8;
}

static void compare(const jp_table *a, const jp_table *b, const char *what)
{
    size_t rows = jp_table_row_count(a), columns = jp_table_column_count(a);
    bool same = rows == jp_table_row_count(b) && columns == jp_table_column_count(b);
    for (size_t i = 0; same && i < columns; i++) {
        jp_column_info x = JP_INFO_INIT(jp_column_info), y = JP_INFO_INIT(jp_column_info);
        same = jp_table_column(a, i, &x, NULL) == JP_OK && jp_table_column(b, i, &y, NULL) == JP_OK &&
               x.type == y.type && memcmp(x.values, y.values, rows * width_of(x.type)) == 0 &&
               (x.validity == NULL) == (y.validity == NULL) &&
               (x.validity == NULL || memcmp(x.validity, y.validity, (rows + 7) / 8) == 0);
        if (!same)
            fprintf(stderr, "bench: %s: column %s differs\n", what, x.name);
    }
    if (!same)
        exit(1);
}

static void check_bits(const bench *b)
{
    jp_table *plain = score(b, JP_OUT_ALL, 1, true), *fast = score(b, JP_OUT_ALL, 1, false);
    jp_table *two = score(b, JP_OUT_ALL, 2, false);
    compare(plain, fast, "readable and fast path");
    compare(plain, two, "one and two threads");
    fprintf(stderr, "bench: %zu columns of %zu relationships: same bits on both paths, on two threads\n",
            jp_table_column_count(plain), jp_table_row_count(plain));
    jp_table_free(plain);
    jp_table_free(fast);
    jp_table_free(two);
}

/* ---- Rounds ------------------------------------------------------------------------------------- */

typedef struct sample {
    double wall[MOST_ROUNDS], cpu[MOST_ROUNDS];
} sample;

static void print(const bench *b, const way *w, unsigned threads, int rounds, sample *s, double read_cpu)
{
    double facts = (double)b->columns.facts.length;
    qsort(s->wall, (size_t)rounds, sizeof *s->wall, by_value);
    qsort(s->cpu, (size_t)rounds, sizeof *s->cpu, by_value);
    double median = s->wall[rounds / 2];
    printf("{\"what\": \"%s\", \"threads\": %u, \"facts\": %.0f, \"relationships\": %zu, \"rounds\": %d, "
           "\"seconds\": %.6f, \"least\": %.6f, \"most\": %.6f, \"cpu_seconds\": %.6f, "
           "\"ns_per_fact\": %.3f, \"cpu_ns_per_fact\": %.3f, \"ns_per_relationship\": %.1f, "
           "\"gb_per_second\": %.3f, \"share_of_read\": %.4f}\n",
           w->name, threads, facts, b->columns.relationships, rounds, median, s->wall[0], s->wall[rounds - 1],
           s->cpu[rounds / 2], median / facts * 1e9, s->cpu[rounds / 2] / facts * 1e9,
           median / (double)b->columns.relationships * 1e9, (double)b->columns.bytes / median * 1e-9,
           read_cpu / s->cpu[rounds / 2]);
    fflush(stdout);
}

static void measure(bench *b, int rounds)
{
    static sample samples[WAYS][2];
    double ignored;
    for (int round = -1; round < rounds; round++) /* one to warm up */
        for (size_t w = 0; w < WAYS; w++)
            for (unsigned t = 0; t < 2; t++)
                run(b, &ways[w], t + 1, round < 0 ? &ignored : &samples[w][t].wall[round],
                    round < 0 ? &ignored : &samples[w][t].cpu[round]);
    for (unsigned t = 0; t < 2; t++) {
        qsort(samples[0][t].cpu, (size_t)rounds, sizeof(double), by_value);
        double read_cpu = samples[0][t].cpu[rounds / 2];
        for (size_t w = 0; w < WAYS; w++)
            print(b, &ways[w], t + 1, rounds, &samples[w][t], read_cpu);
    }
}

/* ---- What it takes at least ----------------------------------------------------------------------- */

/* Beside each what it takes now: the least of some rounds. */
static void print_least(bench *b)
{
    static const struct {
        size_t way;
        bench_wanted wanted;
    } of[] = { { 1, { JP_WANT_VALUES, true } },
               { 4, { JP_WANT_VALUES, false } },
               { 8, { JP_WANT_HEADLINE_INTERVALS | JP_WANT_DIMENSION_INTERVALS, false } } };
    for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
        bench_wanted wanted = of[i].wanted;
        double wall, cpu, best = HUGE_VAL;
        for (int round = 0; round < 5; round++) {
            run(b, &ways[of[i].way], 1, &wall, &cpu);
            best = cpu < best ? cpu : best;
        }
        bench_least least = bench_least_of(b->model, &b->columns, bench_best_level(), wanted);
        printf("%s: %.1f ns a fact; ", ways[of[i].way].name, best / least.facts * 1e9);
        bench_least_print(&least);
    }
}

/* ---- For bench/peers/run --------------------------------------------------------------------------- */

static int write_opinions(const bench *b, const char *path)
{
    jp_table *table = score(b, JP_OUT_INDICATORS, 1, false);
    size_t columns = jp_table_column_count(table), rows = jp_table_row_count(table);
    double *row = malloc(columns * sizeof *row);
    FILE *file = fopen(path, "wb");
    if (file == NULL || row == NULL)
        return -1;
    for (size_t r = 0; r < rows; r++) {
        for (size_t i = 0; i < columns; i++) {
            jp_column_info info = JP_INFO_INIT(jp_column_info);
            if (jp_table_column(table, i, &info, NULL) != JP_OK)
                return -1;
            row[i] = ((const double *)info.values)[r];
        }
        fwrite(row, sizeof *row, columns, file);
    }
    free(row);
    jp_table_free(table);
    return fclose(file) == 0 ? 0 : -1;
}

static int write_masses(const bench *b, const char *path, const char *end, bool rhythm)
{
    char name[4096 + 16];
    snprintf(name, sizeof name, "%s.%s", path, end);
    FILE *file = fopen(name, "wb");
    if (file == NULL || bench_masses(b->worker, &b->columns, rhythm, b->masses) != 0)
        return -1;
    fwrite(b->masses, sizeof *b->masses, b->mass_count, file);
    return fclose(file) == 0 ? 0 : -1;
}

static int serve(bench *b)
{
    char line[4096], name[64];
    unsigned threads;
    while (fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        double wall = 0, cpu = 0;
        bool known = strncmp(line, "write ", 6) == 0 && write_opinions(b, line + 6) == 0 &&
                     write_masses(b, line + 6, "sums", false) == 0 &&
                     write_masses(b, line + 6, "evidence", true) == 0;
        if (!known && sscanf(line, "%63[a-z ] %u", name, &threads) == 2)
            for (size_t w = 0; w < WAYS && !known; w++)
                if (strncmp(name, ways[w].name, strlen(ways[w].name)) == 0 &&
                    strspn(name + strlen(ways[w].name), " ") == strlen(name + strlen(ways[w].name))) {
                    run(b, &ways[w], threads, &wall, &cpu);
                    known = true;
                }
        if (!known) {
            fprintf(stderr, "bench: cannot do \"%s\"\n", line);
            return 1;
        }
        printf("%.9f %.9f\n", wall, cpu);
        fflush(stdout);
    }
    return 0;
}

int main(int argc, char **argv)
{
    bench b = { .model = NULL };
    int failed = 0, rounds = argc > 2 ? atoi(argv[2]) : 7;
    if (argc < 2 || rounds > MOST_ROUNDS) {
        fprintf(stderr, "usage: portfolio FOLDER [ROUNDS | --least | --serve]\n");
        return 2;
    }
    if (jp_model_default(&b.model, NULL) != JP_OK || bench_columns_load(&b.columns, argv[1]) != 0)
        return 1;
    b.mass_count = 2 * b.columns.relationships * jp_model_indicator_count(b.model);
    b.worker = bench_worker_new(b.model);
    if (b.worker == NULL)
        return 1;
    b.masses = bench_take(b.mass_count, sizeof *b.masses);
    if (argc > 2 && strcmp(argv[2], "--serve") == 0) {
        failed = serve(&b);
    } else if (argc > 2 && strcmp(argv[2], "--least") == 0) {
        print_least(&b);
    } else {
        check_bits(&b);
        measure(&b, rounds < 1 ? 1 : rounds);
    }
    free(b.masses);
    bench_worker_free(b.worker);
    bench_columns_free(&b.columns);
    jp_model_free(b.model);
    return failed;
}
