/*
 * state.c - facts that arrive at kept states: state [FACTS]
 *
 * Facts come in the order of time, to one state or to a thousand in random order, one by one or so many at
 * once. Prints the nanoseconds of processor time of a fact for adding alone, for adding and a score after
 * every so many facts, and what of that is neither adding nor what the same scores take with nothing new. At
 * the end every state must say what a scorer says of all its facts at once, bit for bit.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "facts.h"
#include "measure.h"
#include "random.h"

#define ROUNDS 5

typedef struct columns {
    int64_t *time_us;
    uint16_t *kind, *item;
    uint8_t *actor, *valid;
    double *value;
} columns;

/* `states` relationships of `each` facts, one after the other and as they arrive; `order`: which of them
 * gets the next `batch` of facts. */
typedef struct traffic {
    columns columns, arriving;
    size_t states, each;
    int64_t as_of_us;
    uint32_t *order;
    size_t batch, arrivals;
} traffic;

/* ---- Facts ------------------------------------------------------------------------------------ */

static columns take_columns(size_t count)
{
    columns c;
    c.time_us = bench_take(count, sizeof *c.time_us);
    c.kind = bench_take(count, sizeof *c.kind);
    c.item = bench_take(count, sizeof *c.item);
    c.actor = bench_take(count, 1);
    c.valid = bench_take(count / 8 + 1, 1);
    c.value = bench_take(count, sizeof *c.value);
    return c;
}

static void free_columns(columns *c)
{
    free(c->time_us);
    free(c->kind);
    free(c->item);
    free(c->actor);
    free(c->valid);
    free(c->value);
}

static void put(columns *c, size_t k, bench_fact fact)
{
    c->time_us[k] = fact.time_us;
    c->kind[k] = fact.kind;
    c->item[k] = fact.item;
    c->actor[k] = fact.actor;
    c->value[k] = fact.value;
    unsigned bit = 1u << k % 8, others = c->valid[k / 8] & ~bit;
    c->valid[k / 8] = (uint8_t)(others | (fact.has_value ? bit : 0));
}

static bench_fact get(const columns *c, size_t k)
{
    return (bench_fact){ .time_us = c->time_us[k], .kind = c->kind[k], .item = c->item[k],
                         .actor = c->actor[k], .value = c->value[k],
                         .has_value = c->valid[k / 8] >> k % 8 & 1 };
}

/* Over four years, however many facts there are. */
static void make(traffic *t, const jp_model *model, size_t states, size_t each)
{
    size_t all = states * each;
    bench_source source;
    *t = (traffic){ .states = states, .each = each };
    columns *c = &t->columns;
    *c = take_columns(all);
    t->arriving = take_columns(all);
    t->order = bench_take(all, sizeof *t->order);
    if (bench_source_open(&source, model) != 0)
        exit(2);
    for (size_t k = 0; k < all; k++) {
        if (k % each == 0)
            bench_source_start(&source, 1, k / each);
        put(c, k, bench_source_next(&source, 1400.0 / (double)each));
        t->as_of_us = c->time_us[k] > t->as_of_us ? c->time_us[k] : t->as_of_us;
    }
    bench_source_close(&source);
}

/* Deals out arrivals of `batch` facts in random order of states; each gets all of its own in order. */
static void deal(traffic *t, size_t batch)
{
    uint64_t random = 42;
    size_t *next = bench_take(t->states, sizeof *next), at = 0;
    t->batch = batch;
    t->arrivals = t->states * (t->each / batch);
    for (size_t k = 0; k < t->arrivals; k++)
        t->order[k] = (uint32_t)(k % t->states);
    for (size_t k = t->arrivals; k > 1; k--) {
        size_t other = (size_t)random_below(&random, k);
        uint32_t moved = t->order[k - 1];
        t->order[k - 1] = t->order[other];
        t->order[other] = moved;
    }
    for (size_t k = 0; k < t->arrivals; k++)
        for (size_t i = 0; i < batch; i++)
            put(&t->arriving, at++, get(&t->columns, t->order[k] * t->each + next[t->order[k]]++));
    free(next);
}

static jp_facts slice(const columns *c, size_t first, size_t length)
{
    jp_facts facts = { .struct_size = sizeof facts };
    facts.offset = first;
    facts.length = length;
    facts.time_us = c->time_us;
    facts.kind = c->kind;
    facts.item = c->item;
    facts.actor = c->actor;
    facts.value = c->value;
    facts.value_valid = c->valid;
    return facts;
}

/* ---- States ----------------------------------------------------------------------------------- */

typedef struct kept {
    jp_state *state;
    size_t count;
} kept;

static kept *open_states(const traffic *t, const jp_model *model)
{
    jp_error err = JP_ERROR_INIT;
    kept *all = bench_take(t->states, sizeof *all);
    for (size_t i = 0; i < t->states; i++)
        if (jp_state_new(model, NULL, &all[i].state, &err) != JP_OK)
            bench_fail(&err);
    return all;
}

static void close_states(const traffic *t, kept *all)
{
    for (size_t i = 0; i < t->states; i++)
        jp_state_free(all[i].state);
    free(all);
}

static double score_of(jp_state *state, jp_scorer *scorer, int64_t as_of_us)
{
    const jp_score *score = NULL;
    jp_error err = JP_ERROR_INIT;
    if (jp_state_score(state, scorer, as_of_us, &score, &err) != JP_OK)
        bench_fail(&err);
    return jp_score_health(score).value;
}

/* All facts arrive; after every `scored` facts of one state, and at the end, it is scored (0: never). */
static double arrive(const traffic *t, kept *all, jp_scorer *scorer, size_t scored)
{
    jp_error err = JP_ERROR_INIT;
    double start = now();
    for (size_t k = 0; k < t->arrivals; k++) {
        kept *to = &all[t->order[k]];
        const jp_facts facts = slice(&t->arriving, k * t->batch, t->batch);
        if (jp_state_add(to->state, &facts, &err) != JP_OK)
            bench_fail(&err);
        to->count += t->batch;
        if (scored > 0 && (to->count % scored == 0 || to->count == t->each))
            (void)score_of(to->state, scorer, t->as_of_us);
    }
    return now() - start;
}

/* A score of a state that has nothing new. */
static double rest(const traffic *t, kept *all, jp_scorer *scorer)
{
    size_t scores = 20000 / t->states + 1;
    double start = now();
    for (size_t k = 0; k < scores * t->states; k++)
        (void)score_of(all[k % t->states].state, scorer, t->as_of_us);
    return (now() - start) / (double)(scores * t->states);
}

static void compare(const traffic *t, kept *all, const jp_model *model, jp_scorer *scorer)
{
    jp_scorer *oracle = NULL;
    const jp_score *score = NULL;
    jp_error err = JP_ERROR_INIT;
    if (jp_scorer_new(model, NULL, &oracle, &err) != JP_OK)
        bench_fail(&err);
    for (size_t i = 0; i < t->states; i++) {
        const jp_facts facts = slice(&t->columns, i * t->each, all[i].count);
        if (jp_scorer_run(oracle, &facts, t->as_of_us, &score, &err) != JP_OK)
            bench_fail(&err);
        double right = jp_score_health(score).value, got = score_of(all[i].state, scorer, t->as_of_us);
        if (memcmp(&right, &got, sizeof got) != 0) {
            fprintf(stderr, "state %zu has health %.17g, a scorer %.17g\n", i, got, right);
            exit(1);
        }
    }
    jp_scorer_free(oracle);
}

/* ---- Measuring -------------------------------------------------------------------------------- */

/* Median seconds of all arrivals, and of one score of a state that has nothing new. */
static double measure(traffic *t, const jp_model *model, jp_scorer *scorer, size_t batch, size_t scored,
                      double *one_score)
{
    double seconds[ROUNDS], alone[ROUNDS];
    deal(t, batch);
    for (int round = 0; round < ROUNDS; round++) {
        kept *all = open_states(t, model);
        seconds[round] = arrive(t, all, scorer, scored);
        alone[round] = scored > 0 ? rest(t, all, scorer) : 0;
        if (round == 0)
            compare(t, all, model, scorer);
        close_states(t, all);
    }
    qsort(seconds, ROUNDS, sizeof *seconds, by_value);
    qsort(alone, ROUNDS, sizeof *alone, by_value);
    *one_score = alone[ROUNDS / 2];
    return seconds[ROUNDS / 2];
}

static void show(traffic *t, const jp_model *model, jp_scorer *scorer, size_t batch, size_t scored)
{
    double one_score, facts = (double)(t->states * (t->each / batch) * batch);
    double adding = measure(t, model, scorer, batch, 0, &one_score);
    double all = measure(t, model, scorer, batch, scored, &one_score);
    size_t times = (t->each / batch * batch + scored - 1) / scored;
    double walking = all - adding - one_score * (double)(times * t->states);
    printf("%5zu states of %7zu facts, %4zu at once: adding %6.1f ns a fact; scored every %6zu: %8.1f ns, of "
           "it walking %6.1f; one score %6.2f us\n", t->states, t->each, batch, adding / facts * 1e9, scored,
           all / facts * 1e9, walking / facts * 1e9, one_score * 1e6);
    fflush(stdout);
}

static void free_traffic(traffic *t)
{
    free_columns(&t->columns);
    free_columns(&t->arriving);
    free(t->order);
}

int main(int argc, char **argv)
{
    static const size_t batches[] = { 1, 20, 500 }, intervals[] = { 20, 500 };
    size_t facts = argc > 1 ? (size_t)strtoull(argv[1], NULL, 10) : 1000000;
    const jp_scorer_options options = { .struct_size = sizeof options, .want = JP_WANT_VALUES };
    jp_model *model = NULL;
    jp_scorer *scorer = NULL;
    if (facts < 500000 || jp_model_default(&model, NULL) != JP_OK ||
        jp_scorer_new(model, &options, &scorer, NULL) != JP_OK)
        return 2;
    for (size_t states = 1; states <= 1000; states *= 1000) {
        traffic t;
        make(&t, model, states, facts / states);
        for (size_t b = 0; b < sizeof batches / sizeof *batches && batches[b] <= t.each; b++)
            for (size_t i = 0; i < sizeof intervals / sizeof *intervals && intervals[i] <= t.each; i++)
                if (intervals[i] >= batches[b])
                    show(&t, model, scorer, batches[b], intervals[i]);
        free_traffic(&t);
    }
    jp_scorer_free(scorer);
    jp_model_free(model);
    return 0;
}
