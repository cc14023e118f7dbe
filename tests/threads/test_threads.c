/*
 * test_threads.c - what may be shared between threads gives every thread the same bits.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <pthread.h>

#include <joyfulprofit/joyfulprofit.h>

#define THREADS 4
#define ROUNDS 20
#define FACTS 120
#define RELATIONSHIPS 8
#define NUMBERS 1024

static uint32_t next(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 16;
}

/* A fact that the model allows, chosen by `state`. */
static void any_fact(const jp_model *model, uint32_t *state, jp_fact *fact)
{
    jp_kind_info kind = JP_INFO_INIT(jp_kind_info);

    do
        assert_int_equal(jp_model_kind(model, next(state) % jp_model_kind_count(model), &kind, NULL), JP_OK);
    while (kind.derived);
    fact->kind = (jp_text){ kind.id, strlen(kind.id) };
    fact->actor = kind.actors == JP_BOTH ? (jp_side)(next(state) % 2) : kind.actors;
    fact->time_us = (int64_t)next(state) * (JP_DAY_US / 64);
    fact->has_value = next(state) % 2 == 1;
    fact->value = 1.0;
}

static jp_fact_table *filled_table(const jp_model *model)
{
    jp_fact_table *table = NULL;
    uint32_t state = 7;

    assert_int_equal(jp_fact_table_new(model, NULL, &table, NULL), JP_OK);
    for (int i = 0; i < FACTS * RELATIONSHIPS; i++) {
        jp_fact fact = JP_FACT_INIT;
        char client[16];

        any_fact(model, &state, &fact);
        fact.supplier = (jp_text){ "s", 1 };
        fact.client = (jp_text){ client, (size_t)snprintf(client, sizeof client, "c%d", i % RELATIONSHIPS) };
        assert_int_equal(jp_fact_table_add(table, &fact, NULL), JP_OK);
    }
    assert_int_equal(jp_fact_table_sort(table, NULL), JP_OK);
    return table;
}

/* Everything that a score says in numbers, in a row. */
static size_t numbers_of(const jp_model *model, const jp_score *score, double numbers[NUMBERS])
{
    size_t count = 0;
    const double headlines[] = { jp_score_closure(score).value, jp_score_closure(score).low,
                                 jp_score_closure(score).high,  jp_score_health(score).value,
                                 jp_score_health(score).low,    jp_score_health(score).high,
                                 jp_score_risk_index(score),    jp_score_struggle(score) };

    for (size_t i = 0; i < sizeof headlines / sizeof headlines[0]; i++)
        numbers[count++] = headlines[i];
    for (size_t i = 0; i < jp_model_indicator_count(model) && count + 4 <= NUMBERS; i++) {
        jp_opinion opinion = jp_score_indicator(score, i);

        numbers[count++] = opinion.level;
        numbers[count++] = opinion.uncertainty;
        numbers[count++] = opinion.favourable;
        numbers[count++] = opinion.adverse;
    }
    return count;
}

typedef struct shared_work {
    const jp_model *model;
    const jp_fact_table *table;
    double expected[RELATIONSHIPS][NUMBERS];
    size_t count;
} shared_work;

typedef struct worker {
    pthread_t thread;
    const shared_work *work;
    int wrong; /* rounds that failed or gave other bits */
} worker;

static int score_one(jp_scorer *scorer, const shared_work *work, size_t index, double numbers[NUMBERS],
                     size_t *count)
{
    jp_relationship relationship = { .struct_size = sizeof relationship };
    const jp_score *score = NULL;

    if (jp_fact_table_relationship(work->table, index, &relationship, NULL) != JP_OK ||
        jp_scorer_run(scorer, &relationship.facts, 1200 * JP_DAY_US, &score, NULL) != JP_OK)
        return 1;
    *count = numbers_of(work->model, score, numbers);
    return 0;
}

static void *score_all(void *argument)
{
    worker *self = argument;
    double numbers[NUMBERS];
    size_t count = 0;

    for (int round = 0; round < ROUNDS; round++) {
        jp_scorer *scorer = NULL;

        if (jp_scorer_new(self->work->model, NULL, &scorer, NULL) != JP_OK) {
            self->wrong++;
            continue;
        }
        for (size_t i = 0; i < RELATIONSHIPS; i++)
            self->wrong += score_one(scorer, self->work, i, numbers, &count) != 0 ||
                           count != self->work->count ||
                           memcmp(numbers, self->work->expected[i], count * sizeof *numbers) != 0;
        jp_scorer_free(scorer);
    }
    return NULL;
}

static void *hold_and_let_go(void *argument)
{
    worker *self = argument;

    for (int round = 0; round < ROUNDS * 100; round++) {
        jp_model *held = jp_model_retain((jp_model *)self->work->model);

        self->wrong += strlen(jp_model_hash(held)) != 64;
        jp_model_free(held);
    }
    return NULL;
}

static int wrong_in_threads(const shared_work *work, void *(*run)(void *))
{
    worker workers[THREADS];
    int wrong = 0;

    for (int i = 0; i < THREADS; i++) {
        workers[i] = (worker){ .work = work };
        assert_int_equal(pthread_create(&workers[i].thread, NULL, run, &workers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(workers[i].thread, NULL), 0);
        wrong += workers[i].wrong;
    }
    return wrong;
}

static void one_model_and_one_table_give_every_thread_the_same_bits(void **unused)
{
    static shared_work shared;
    jp_model *model = NULL;
    jp_scorer *scorer = NULL;
    jp_fact_table *table;

    (void)unused;
    assert_int_equal(jp_model_default(&model, NULL), JP_OK);
    table = filled_table(model);
    assert_int_equal(jp_fact_table_relationship_count(table), RELATIONSHIPS);
    shared.model = model;
    shared.table = table;
    assert_int_equal(jp_scorer_new(model, NULL, &scorer, NULL), JP_OK);
    for (size_t i = 0; i < RELATIONSHIPS; i++)
        assert_int_equal(score_one(scorer, &shared, i, shared.expected[i], &shared.count), 0);
    jp_scorer_free(scorer);
    assert_true(shared.count > 8);

    assert_int_equal(wrong_in_threads(&shared, score_all), 0);
    jp_fact_table_free(table);
    jp_model_free(model);
}

static void a_model_is_held_and_let_go_from_any_thread(void **unused)
{
    static shared_work shared;
    jp_model *model = NULL;

    (void)unused;
    assert_int_equal(jp_model_default(&model, NULL), JP_OK);
    shared.model = model;
    assert_int_equal(wrong_in_threads(&shared, hold_and_let_go), 0);
    assert_int_equal(strlen(jp_model_hash(model)), 64);
    jp_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_model_and_one_table_give_every_thread_the_same_bits),
        cmocka_unit_test(a_model_is_held_and_let_go_from_any_thread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
