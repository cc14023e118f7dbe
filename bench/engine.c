/*
 * engine.c - how fast relationships are scored from columns, one core: engine [FACTS RELATIONSHIPS]
 *
 * Prints, for relationships of several sizes and for several wishes, the median over rounds of the
 * nanoseconds of processor time a fact, and facts a second. Facts are made once, outside the timing.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "facts.h"
#include "measure.h"

#define ROUNDS 7

typedef struct columns {
    int64_t *time_us;
    uint16_t *kind, *item;
    uint8_t *actor, *valid;
    double *value;
    int64_t as_of_us;
} columns;

static int make(columns *c, const jp_model *model, uint64_t facts, uint64_t relationships)
{
    bench_source source;
    c->time_us = malloc(facts * sizeof *c->time_us);
    c->kind = malloc(facts * sizeof *c->kind);
    c->item = malloc(facts * sizeof *c->item);
    c->actor = malloc(facts);
    c->valid = calloc(facts / 8 + 1, 1);
    c->value = malloc(facts * sizeof *c->value);
    if (!c->time_us || !c->kind || !c->item || !c->actor || !c->valid || !c->value ||
        bench_source_open(&source, model) != 0)
        return -1;
    c->as_of_us = 0;
    uint64_t i = 0, each = facts / relationships;
    for (uint64_t r = 0; r < relationships; r++) {
        bench_source_start(&source, 1, r);
        for (uint64_t k = 0; k < each; k++, i++) {
            bench_fact fact = bench_source_next(&source, 1400.0 / (double)(each < 10 ? 10 : each));
            c->time_us[i] = fact.time_us;
            c->kind[i] = fact.kind;
            c->item[i] = fact.item;
            c->actor[i] = fact.actor;
            c->value[i] = fact.value;
            if (fact.has_value)
                c->valid[i / 8] = (uint8_t)(c->valid[i / 8] | 1u << (i % 8));
            if (fact.time_us > c->as_of_us)
                c->as_of_us = fact.time_us;
        }
    }
    bench_source_close(&source);
    return 0;
}

static double score_all(jp_scorer *scorer, const columns *c, uint64_t each, uint64_t relationships)
{
    double sum = 0;
    for (uint64_t r = 0; r < relationships; r++) {
        const jp_score *score = NULL;
        jp_facts facts = { .struct_size = sizeof facts };
        jp_error err = JP_ERROR_INIT;
        facts.offset = r * each;
        facts.length = each;
        facts.time_us = c->time_us;
        facts.kind = c->kind;
        facts.actor = c->actor;
        facts.value = c->value;
        facts.value_valid = c->valid;
        facts.item = c->item;
        if (jp_scorer_run(scorer, &facts, c->as_of_us, &score, &err) != JP_OK) {
            fprintf(stderr, "%s\n", err.message);
            exit(1);
        }
        sum += jp_score_health(score).value;
    }
    return sum;
}

static void measure(const jp_model *model, const columns *c, uint64_t facts, uint64_t each,
                    const char *label, uint32_t want)
{
    jp_scorer_options options = { .struct_size = sizeof options };
    jp_scorer *scorer = NULL;
    double seconds[ROUNDS], check = 0;
    uint64_t relationships = facts / each;
    options.want = want;
    if (jp_scorer_new(model, &options, &scorer, NULL) != JP_OK)
        exit(1);
    for (int round = 0; round < ROUNDS; round++) {
        double start = now();
        check = score_all(scorer, c, each, relationships);
        seconds[round] = now() - start;
    }
    qsort(seconds, ROUNDS, sizeof *seconds, by_value);
    double median = seconds[ROUNDS / 2];
    printf("%8llu facts each  %-26s %8.1f ns/fact %6.2f M facts/s %8.2f us/relationship (health %.6f)\n",
           (unsigned long long)each, label, median / (double)(each * relationships) * 1e9,
           (double)(each * relationships) / median * 1e-6, median / (double)relationships * 1e6,
           check / (double)relationships);
    jp_scorer_free(scorer);
}

int main(int argc, char **argv)
{
    uint64_t facts = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000000;
    static const uint64_t sizes[] = { 20, 100, 1000, 10000 };
    jp_model *model = NULL;
    if (facts < 10000 || jp_model_default(&model, NULL) != JP_OK)
        return 2;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        columns c;
        if (make(&c, model, facts, facts / sizes[i]) != 0)
            return 1;
        measure(model, &c, facts, sizes[i], "values", JP_WANT_VALUES);
        measure(model, &c, facts, sizes[i], "values, headline intervals",
                JP_WANT_VALUES | JP_WANT_HEADLINE_INTERVALS);
        measure(model, &c, facts, sizes[i], "everything", JP_WANT_ALL);
        free(c.time_us);
        free(c.kind);
        free(c.item);
        free(c.actor);
        free(c.valid);
        free(c.value);
    }
    jp_model_free(model);
    return 0;
}
