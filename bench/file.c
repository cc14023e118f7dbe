/*
 * file.c - from a file of facts to scores on one thread, and where the time goes: file FACTS.csv [ROUNDS]
 *
 * FACTS.csv is what `generate` wrote. Rounds of its steps take turns; printed are nanoseconds of processor a
 * fact, medians and the least. The first round is not counted:
 *
 *   bytes      the file read in pieces of 256 KiB, and nothing done with them
 *   table      the file to a sorted table: parsed, relationships looked up, kept as columns
 *   headlines  that table to headlines
 *   scores     that table to headlines, factors, dimensions, indicators and silence
 *   all        the file to these scores: both together
 *   stream     the file to these scores, a batch at a time and none of it kept; it must be grouped
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>

#include <joyfulprofit/joyfulprofit.h>

#include "measure.h"

#define MOST_ROUNDS 99
#define STEPS 6

typedef struct bench {
    const char *path;
    jp_model *model;
    jp_fact_table *facts;
    double bytes;
} bench;

static void fail(const char *why)
{
    fprintf(stderr, "bench: %s\n", why);
    exit(1);
}

static int read_file(void *user, char *buffer, size_t capacity, size_t *got)
{
    *got = fread(buffer, 1, capacity, user);
    return ferror((FILE *)user) ? 1 : 0;
}

static FILE *open_file(const bench *b)
{
    FILE *file = fopen(b->path, "rb");
    if (!file || setvbuf(file, NULL, _IONBF, 0) != 0)
        fail("the file cannot be read");
    return file;
}

static void read_bytes(bench *b)
{
    static char buffer[256 << 10];
    FILE *file = open_file(b);
    size_t got = 1;
    for (b->bytes = 0; got > 0; b->bytes += (double)got) {
        if (read_file(file, buffer, sizeof buffer, &got) != 0)
            fail("the file cannot be read");
    }
    fclose(file);
}

static jp_fact_table *to_table(const bench *b)
{
    FILE *file = open_file(b);
    jp_fact_table *facts;
    jp_error err = JP_ERROR_INIT;
    if (jp_fact_table_read_csv(b->model, read_file, file, NULL, &facts, &err) != JP_OK)
        fail(err.message);
    fclose(file);
    return facts;
}

static void to_scores(const jp_fact_table *facts, uint32_t out)
{
    jp_portfolio_options options = { .struct_size = sizeof options, .out = out, .threads = 1 };
    jp_table *table = NULL;
    jp_error err = JP_ERROR_INIT;
    int64_t as_of_us = 0;
    if (jp_fact_table_latest(facts, &as_of_us, &err) != JP_OK ||
        jp_fact_table_score(facts, as_of_us, &options, &table, &err) != JP_OK)
        fail(err.message);
    jp_table_free(table);
}

#define SCORES (JP_OUT_HEADLINES | JP_OUT_FACTORS | JP_OUT_DIMENSIONS | JP_OUT_INDICATORS | JP_OUT_SILENCE)

static void table_alone(bench *b)
{
    jp_fact_table_free(to_table(b));
}

static void headlines(bench *b)
{
    to_scores(b->facts, JP_OUT_HEADLINES);
}

static void scores(bench *b)
{
    to_scores(b->facts, SCORES);
}

static void stream(bench *b)
{
    jp_portfolio_options options = { .struct_size = sizeof options, .out = SCORES, .threads = 1 };
    struct ArrowArrayStream out;
    struct ArrowArray batch;
    jp_error err = JP_ERROR_INIT;
    int64_t as_of_us = 0, rows = 0;
    FILE *file = open_file(b);
    if (jp_fact_table_latest(b->facts, &as_of_us, &err) != JP_OK ||
        jp_portfolio_stream_csv(b->model, read_file, file, NULL, as_of_us, &options, &out, &err) != JP_OK)
        fail(err.message);
    for (;;) {
        if (out.get_next(&out, &batch) != 0)
            fail(out.get_last_error(&out));
        if (!batch.release)
            break;
        rows += batch.length;
        batch.release(&batch);
    }
    if (rows != (int64_t)jp_fact_table_relationship_count(b->facts))
        fail("not all relationships were scored");
    out.release(&out);
    fclose(file);
}

static void all(bench *b)
{
    jp_fact_table *facts = to_table(b);
    to_scores(facts, SCORES);
    jp_fact_table_free(facts);
}

static const struct {
    const char *name;
    void (*run)(bench *b);
} steps[STEPS] = { { "bytes", read_bytes },
                   { "table", table_alone },
                   { "headlines", headlines },
                   { "scores", scores },
                   { "all", all },
                   { "stream", stream } };

int main(int argc, char **argv)
{
    static double seconds[STEPS][MOST_ROUNDS];
    int rounds = argc > 2 ? atoi(argv[2]) : 7;
    bench b = { .path = argc > 1 ? argv[1] : NULL };
    if (!b.path || rounds < 1 || rounds > MOST_ROUNDS)
        fail("file FACTS.csv [ROUNDS, at most 99]");
    if (jp_model_default(&b.model, NULL) != JP_OK)
        fail("no model");
    b.facts = to_table(&b);
    for (int round = -1; round < rounds; round++) {
        for (int i = 0; i < STEPS; i++) {
            double start = now();
            steps[i].run(&b);
            seconds[i][round < 0 ? 0 : round] = now() - start;
        }
    }
    double facts = (double)jp_fact_table_fact_count(b.facts);
    printf("%.0f facts, %.1f bytes each\n", facts, b.bytes / facts);
    for (int i = 0; i < STEPS; i++) {
        qsort(seconds[i], (size_t)rounds, sizeof seconds[i][0], by_value);
        printf("%-9s %6.1f ns a fact (%.1f), %5.2f M facts/s\n", steps[i].name,
               seconds[i][rounds / 2] / facts * 1e9, seconds[i][0] / facts * 1e9,
               facts / seconds[i][rounds / 2] / 1e6);
    }
    jp_fact_table_free(b.facts);
    jp_model_free(b.model);
    return 0;
}
