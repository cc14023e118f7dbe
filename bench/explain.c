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

/* One thing that is done with one relationship; gives a number, so that it cannot be left out. */
typedef double (*work)(jp_explainer *explainer, jp_scorer *scorer, const jp_facts *facts, int64_t as_of_us);

static double score(jp_explainer *explainer, jp_scorer *scorer, const jp_facts *facts, int64_t as_of_us)
{
    const jp_score *result = NULL;
    jp_error err = JP_ERROR_INIT;
    (void)explainer;
    if (jp_scorer_run(scorer, facts, as_of_us, &result, &err) != JP_OK)
        bench_fail(&err);
    return jp_score_health(result).value;
}

static double explain(jp_explainer *explainer, jp_scorer *scorer, const jp_facts *facts, int64_t as_of_us)
{
    const jp_explanation *why = NULL;
    jp_error err = JP_ERROR_INIT;
    (void)scorer;
    if (jp_explainer_run(explainer, facts, as_of_us, &why, &err) != JP_OK)
        bench_fail(&err);
    return jp_explanation_value(why, JP_HEALTH);
}

static double say(jp_explainer *explainer, jp_scorer *scorer, const jp_facts *facts, int64_t as_of_us)
{
    const jp_explanation *why = NULL;
    jp_error err = JP_ERROR_INIT;
    char words[1024];
    size_t length = 0;
    (void)scorer;
    if (jp_explainer_run(explainer, facts, as_of_us, &why, &err) != JP_OK ||
        jp_words(why, JP_ENGLISH, words, sizeof words, &length, &err) != JP_OK)
        bench_fail(&err);
    return (double)length;
}

static double advise(jp_explainer *explainer, jp_scorer *scorer, const jp_facts *facts, int64_t as_of_us)
{
    jp_action actions[256];
    size_t count;
    jp_error err = JP_ERROR_INIT;
    (void)scorer;
    if (jp_explainer_next_actions(explainer, facts, as_of_us, JP_SUPPLIER, NULL, actions, 256, &count,
                                  &err) != JP_OK)
        bench_fail(&err);
    return (double)count;
}

/* The same with no room for any action: it ends where what-ifs begin. */
static double prepare(jp_explainer *explainer, jp_scorer *scorer, const jp_facts *facts, int64_t as_of_us)
{
    size_t count;
    (void)scorer;
    if (jp_explainer_next_actions(explainer, facts, as_of_us, JP_SUPPLIER, NULL, NULL, 0, &count, NULL) !=
        JP_ERROR_CAPACITY)
        exit(1);
    return (double)count;
}

static const struct {
    const char *label;
    work run;
} ways[] = { { "score, everything", score },
             { "explain", explain },
             { "explain, and the words", say },
             { "next best action", advise },
             { "  before its what-ifs", prepare } };

#define WAYS (sizeof ways / sizeof ways[0])

static double time_all(work run, jp_explainer *explainer, jp_scorer *scorer, const columns *c,
                       uint64_t each, uint64_t relationships)
{
    static volatile double kept; /* so that the work is done */
    double sum = 0, start = now();
    for (uint64_t r = 0; r < relationships; r++) {
        jp_facts facts = { .struct_size = sizeof facts };
        facts.offset = r * each;
        facts.length = each;
        facts.time_us = c->time_us;
        facts.kind = c->kind;
        facts.actor = c->actor;
        facts.value = c->value;
        facts.value_valid = c->valid;
        facts.item = c->item;
        sum += run(explainer, scorer, &facts, c->as_of_us);
    }
    kept = sum;
    (void)kept;
    return now() - start;
}

static void measure(const jp_model *model, const columns *c, uint64_t each, uint64_t relationships)
{
    double seconds[WAYS][ROUNDS];
    jp_explainer *explainer = NULL;
    jp_scorer *scorer = NULL;
    if (jp_explainer_new(model, NULL, &explainer, NULL) != JP_OK ||
        jp_scorer_new(model, NULL, &scorer, NULL) != JP_OK)
        exit(1);
    for (int round = 0; round < ROUNDS; round++)
        for (size_t w = 0; w < WAYS; w++)
            seconds[w][round] = time_all(ways[w].run, explainer, scorer, c, each, relationships);
    for (size_t w = 0; w < WAYS; w++) {
        qsort(seconds[w], ROUNDS, sizeof seconds[w][0], by_value);
        double each_s = seconds[w][ROUNDS / 2] / (double)relationships;
        printf("%8llu facts each  %-24s %10.2f us/relationship %10.0f a second\n", (unsigned long long)each,
               ways[w].label, each_s * 1e6, 1 / each_s);
    }
    jp_explainer_free(explainer);
    jp_scorer_free(scorer);
}

int main(int argc, char **argv)
{
    uint64_t facts = argc > 1 ? strtoull(argv[1], NULL, 10) : 100000;
    static const uint64_t sizes[] = { 20, 100, 1000 };
    jp_model *model = NULL;
    if (facts < 1000 || jp_model_default(&model, NULL) != JP_OK)
        return 2;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        columns c;
        uint64_t relationships = facts / sizes[i];
        if (make(&c, model, relationships * sizes[i], relationships) != 0)
            return 1;
        measure(model, &c, sizes[i], relationships);
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
