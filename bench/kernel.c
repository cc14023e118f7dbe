/*
 * kernel.c - the fast path beside the readable one on the same facts, one core:
 * kernel [FACTS [SIZE [LEVEL [WANT]]]]
 *
 * Prints for several sizes of relationship and for each instruction set of this processor the median of
 * interleaved rounds, values only; every score is compared bit for bit first. With SIZE only relationships of
 * that many facts; with LEVEL (readable, plain, avx2, avx512) only that path, once: for counting
 * instructions; "all" for measuring all as ever. WANT: JP_WANT_ flags instead of values only, as a number:
 * 3 with intervals of headlines, 7 with those of dimensions too, 15 with the verdict.
 *
 * Then what the arithmetic of the method alone takes at least on the same facts, part by part; see least.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "facts.h"
#include "kernel/kernel.h"
#include "least.h"
#include "measure.h"

#define ROUNDS 9
#define PATHS (JP__LEVEL_COUNT + 1) /* the readable one first */

static const char *const path_names[PATHS] = { "readable", "plain", "avx2", "avx512" };

typedef struct columns {
    int64_t *time_us;
    uint16_t *kind, *item;
    uint8_t *actor, *valid;
    double *value;
    uint64_t *offsets; /* of relationships */
    int64_t as_of_us;
} columns;

typedef struct run {
    const columns *c;
    uint64_t each, relationships;
    jp_scorer *scorer;
    jp__kernel *kernel; /* NULL: the readable path */
    uint64_t tray_first, tray_end; /* relationships on the tray */
} run;

static void *must(void *memory)
{
    if (memory == NULL)
        exit(1);
    return memory;
}

static void make(columns *c, const jp_model *model, uint64_t each, uint64_t relationships)
{
    bench_source source;
    uint64_t facts = each * relationships, i = 0;
    c->time_us = must(malloc(facts * sizeof *c->time_us));
    c->kind = must(malloc(facts * sizeof *c->kind));
    c->item = must(malloc(facts * sizeof *c->item));
    c->actor = must(malloc(facts));
    c->valid = must(calloc(facts / 8 + 1, 1));
    c->value = must(malloc(facts * sizeof *c->value));
    c->offsets = must(malloc((relationships + 1) * sizeof *c->offsets));
    c->as_of_us = 0;
    if (bench_source_open(&source, model) != 0)
        exit(1);
    for (uint64_t r = 0; r <= relationships; r++)
        c->offsets[r] = r * each;
    for (uint64_t r = 0; r < relationships; r++) {
        bench_source_start(&source, 1, r);
        for (uint64_t k = 0; k < each; k++, i++) {
            bench_fact fact = bench_source_next(&source, 1400.0 / (double)(each < 10 ? 10 : each));
            /* No two at one time: facts come in their canonical order, as a sorted table has them. */
            bool tied = k > 0 && fact.time_us <= c->time_us[i - 1];
            c->time_us[i] = tied ? c->time_us[i - 1] + 1 : fact.time_us;
            c->kind[i] = fact.kind;
            c->item[i] = fact.item;
            c->actor[i] = fact.actor;
            c->value[i] = fact.value;
            if (fact.has_value)
                c->valid[i / 8] = (uint8_t)(c->valid[i / 8] | 1u << (i % 8));
            if (c->time_us[i] > c->as_of_us)
                c->as_of_us = c->time_us[i];
        }
    }
    bench_source_close(&source);
}

static void drop(columns *c)
{
    free(c->time_us);
    free(c->kind);
    free(c->item);
    free(c->actor);
    free(c->valid);
    free(c->value);
    free(c->offsets);
}

/* Facts `from` .. `from` + `count` - 1. */
static jp_facts facts_of(const columns *c, uint64_t from, uint64_t count)
{
    return (jp_facts){ .struct_size = sizeof(jp_facts), .offset = from, .length = count,
                       .time_us = c->time_us, .kind = c->kind, .actor = c->actor, .value = c->value,
                       .value_valid = c->valid, .item = c->item };
}

/* On the tray or alone, as portfolios do it. */
static int gather(run *r, uint64_t number, const jp_facts *facts)
{
    const columns *c = r->c;
    if (r->kernel == NULL)
        return 0;
    if (number < r->tray_first || number >= r->tray_end) {
        jp_facts all = facts_of(c, 0, r->each * r->relationships);
        r->tray_first = number;
        r->tray_end = number + jp__tray_fill(r->kernel, r->scorer, &all, c->offsets + number,
                                             r->relationships - number, c->as_of_us, true);
    }
    if (number < r->tray_end && jp__tray_give(r->kernel, r->scorer, number - r->tray_first))
        return 1;
    return jp__kernel_gather(r->kernel, r->scorer, facts, c->as_of_us);
}

static const jp_score *score_one(run *r, uint64_t number, uint64_t *refused)
{
    const columns *c = r->c;
    jp_facts facts = facts_of(c, number * r->each, r->each);
    if (!gather(r, number, &facts)) {
        *refused += 1;
        if (jp__scorer_see(r->scorer, &facts, c->as_of_us, NULL) != JP_OK ||
            jp__scorer_gather(r->scorer, c->as_of_us, NULL) != JP_OK)
            exit(1);
        jp__scorer_fill(r->scorer, c->as_of_us);
    } else {
        jp__kernel_fill(r->kernel, r->scorer, c->as_of_us);
    }
    return &r->scorer->score;
}

/* Not inlined: callgrind counts what is done in here. */
__attribute__((noinline)) static double score_all(run *r)
{
    uint64_t refused = 0;
    double start = now();
    for (uint64_t i = 0; i < r->relationships; i++)
        score_one(r, i, &refused);
    return now() - start;
}

static uint32_t want = JP_WANT_VALUES;

static void open_run(run *r, const jp_model *model, const columns *c, uint64_t each, uint64_t relationships)
{
    jp_scorer_options options = { .struct_size = sizeof options };
    options.want = want;
    *r = (run){ .c = c, .each = each, .relationships = relationships };
    if (jp_scorer_new(model, &options, &r->scorer, NULL) != JP_OK)
        exit(1);
}

static void close_run(run *r)
{
    jp_scorer_free(r->scorer);
    jp__kernel_free(r->kernel);
}

/* One run of a path; without one if this processor cannot take it. */
static int open_path(run *r, int path, const jp_model *model, const columns *c, uint64_t each,
                     uint64_t relationships)
{
    open_run(r, model, c, each, relationships);
    if (path == 0)
        return 1;
    if (jp__kernel_new(model, NULL, each * relationships, relationships, &r->kernel, NULL) != JP_OK)
        exit(1);
    return jp__kernel_set_level(r->kernel, (jp__level)(path - 1));
}

/* Every indicator's value, by its logarithm, and the headlines, bit for bit. */
static void compare(run *plain, run *fast, const char *name)
{
    uint64_t refused = 0, ignored = 0;
    for (uint64_t i = 0; i < plain->relationships; i++) {
        const jp_score *a = score_one(plain, i, &ignored), *b = score_one(fast, i, &refused);
        jp_estimate x = jp_score_health(a), y = jp_score_health(b);
        const double *logs = a->beliefs.log2_value;
        if (memcmp(logs, b->beliefs.log2_value, a->model->indicator_count * sizeof *logs) != 0 ||
            memcmp(&x, &y, sizeof x) != 0 ||
            memcmp(&a->risk_index, &b->risk_index, sizeof a->risk_index) != 0) {
            fprintf(stderr, "%s: relationship %llu has other bits\n", name, (unsigned long long)i);
            exit(1);
        }
    }
    if (refused > 0)
        printf("%s: %llu relationships were left to the readable path\n", name, (unsigned long long)refused);
}

/* ---- Measuring -------------------------------------------------------------------------------- */

static void print_least(const jp_model *model, const columns *c, uint64_t each, uint64_t relationships)
{
    jp__level level = bench_best_level();
    bench_columns all = { .facts = facts_of(c, 0, each * relationships), .offsets = c->offsets };
    all.relationships = relationships;
    all.as_of_us = c->as_of_us;
    bench_least least = bench_least_of(model, &all, level, (bench_wanted){ want, false });
    printf("%8llu facts each  %s: ", (unsigned long long)each, path_names[level + 1]);
    bench_least_print(&least);
}

static void measure(const jp_model *model, uint64_t each, uint64_t relationships)
{
    columns c;
    run runs[PATHS];
    int has[PATHS];
    double seconds[PATHS][ROUNDS];
    make(&c, model, each, relationships);
    for (int p = 0; p < PATHS; p++) {
        has[p] = open_path(&runs[p], p, model, &c, each, relationships);
        if (p > 0 && has[p])
            compare(&runs[0], &runs[p], path_names[p]);
    }
    for (int round = 0; round < ROUNDS; round++)
        for (int p = 0; p < PATHS; p++)
            seconds[p][round] = has[p] ? score_all(&runs[p]) : 0;
    for (int p = 0; p < PATHS; p++) {
        qsort(seconds[p], ROUNDS, sizeof(double), by_value);
        double median = seconds[p][ROUNDS / 2];
        if (has[p])
            printf("%8llu facts each  %-8s %8.1f ns/fact %9.3f us/relationship %6.2f times as fast\n",
                   (unsigned long long)each, path_names[p], median / (double)(each * relationships) * 1e9,
                   median / (double)relationships * 1e6, seconds[0][ROUNDS / 2] / median);
        close_run(&runs[p]);
    }
    print_least(model, &c, each, relationships);
    drop(&c);
}

/* One pass of one path, for callgrind. */
static int pass(const jp_model *model, uint64_t each, uint64_t relationships, const char *name)
{
    columns c;
    run r;
    int path = 0;
    while (path < PATHS && strcmp(path_names[path], name) != 0)
        path++;
    if (path == PATHS)
        return 2;
    make(&c, model, each, relationships);
    int has = open_path(&r, path, model, &c, each, relationships);
    if (has)
        score_all(&r);
    close_run(&r);
    drop(&c);
    return has ? 0 : 2;
}

int main(int argc, char **argv)
{
    uint64_t facts = argc > 1 ? strtoull(argv[1], NULL, 10) : 200000;
    uint64_t only = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
    static const uint64_t sizes[] = { 20, 100, 1000, 10000 };
    jp_model *model = NULL;
    int code = 0;
    if (facts < 10000 || only > facts || jp_model_default(&model, NULL) != JP_OK)
        return 2;
    bool measures = argc <= 3 || strcmp(argv[3], "all") == 0;
    want = argc > 4 ? (uint32_t)strtoul(argv[4], NULL, 0) : want;
    if (!measures)
        code = pass(model, only, facts / only, argv[3]);
    for (size_t i = 0; measures && i < sizeof sizes / sizeof *sizes; i++)
        if (only == 0 || only == sizes[i])
            measure(model, sizes[i], facts / sizes[i]);
    jp_model_free(model);
    return code;
}
