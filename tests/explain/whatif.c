/*
 * What if: without some facts, with more. Held against scoring the other set from scratch, bit for bit.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "explain/state.h"

static book others;

static void assert_delta(const jp_delta *delta, const book *before, const book *after, int64_t as_of_us)
{
    const jp_score *score = score_at(scorer, before, as_of_us);
    assert_near(delta->closure_before, jp_score_closure(score).value, EXACT);
    assert_near(delta->health_before, jp_score_health(score).value, EXACT);
    score = score_at(scorer, after, as_of_us);
    assert_near(delta->closure_after, jp_score_closure(score).value, EXACT);
    assert_near(delta->health_after, jp_score_health(score).value, EXACT);
    assert_near(delta->closure, delta->closure_after - delta->closure_before, EXACT);
    assert_near(delta->health, delta->health_after - delta->health_before, EXACT);
}

static void without_any_fact_is_the_score_of_the_others(void **state)
{
    (void)state;
    dice d = { 21 };
    for (int round = 0; round < 20; round++) {
        int64_t as_of_us = roll_book(&d, model, 60, &facts);
        jp_facts columns = book_facts(&facts);
        for (uint64_t row = 0; row < facts.length; row++) {
            jp_delta delta;
            assert_ok(jp_explainer_without(explainer, &columns, as_of_us, &row, 1, &delta, NULL), NULL);
            book_open(&others, model);
            for (size_t i = 0; i < facts.length; i++)
                if (i != row)
                    book_copy(&others, &facts, i);
            assert_delta(&delta, &facts, &others, as_of_us);
        }
    }
}

static void without_a_set_of_facts_is_the_score_of_the_others(void **state)
{
    (void)state;
    dice d = { 22 };
    for (int round = 0; round < 100; round++) {
        int64_t as_of_us = roll_book(&d, model, 100, &facts);
        jp_facts columns = book_facts(&facts);
        uint64_t rows[BOOK_MAX];
        size_t count = 0;
        book_open(&others, model);
        for (size_t i = 0; i < facts.length; i++) {
            if (roll_below(&d, 3) == 0)
                rows[count++] = i;
            else
                book_copy(&others, &facts, i);
        }
        jp_delta delta;
        assert_ok(jp_explainer_without(explainer, &columns, as_of_us, rows, count, &delta, NULL), NULL);
        assert_delta(&delta, &facts, &others, as_of_us);
    }
}

static void with_more_facts_is_the_score_of_all(void **state)
{
    (void)state;
    static book more, all;
    dice d = { 23 };
    for (int round = 0; round < 150; round++) {
        int64_t as_of_us = roll_book(&d, model, 60, &facts);
        roll_book(&d, model, 40, &others);
        book_open(&more, model);
        book_open(&all, model);
        for (size_t i = 0; i < others.length; i++)
            book_copy(&more, &others, i);
        for (size_t i = 0; i < facts.length; i++)
            book_copy(&all, &facts, i);
        for (size_t i = 0; i < more.length; i++)
            book_copy(&all, &more, i);
        jp_facts columns = book_facts(&facts), added = book_facts(&more);
        jp_delta delta;
        assert_ok(jp_explainer_with(explainer, &columns, &added, as_of_us, &delta, NULL), NULL);
        assert_delta(&delta, &facts, &all, as_of_us);
    }
}

static void rows_must_ascend_and_exist(void **state)
{
    (void)state;
    book_fact(&facts, day(1), "thanks", JP_CLIENT);
    book_fact(&facts, day(2), "thanks", JP_CLIENT);
    jp_facts columns = book_facts(&facts);
    const uint64_t bad[][2] = { { 1, 0 }, { 1, 1 }, { 0, 2 } };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        jp_delta delta = { .health = 42 };
        jp_error err = JP_ERROR_INIT;
        assert_fails(jp_explainer_without(explainer, &columns, day(3), bad[i], 2, &delta, &err),
                     JP_ERROR_ARGUMENT, &err);
        assert_near(delta.health, 42, EXACT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(without_any_fact_is_the_score_of_the_others),
        TEST(without_a_set_of_facts_is_the_score_of_the_others),
        TEST(with_more_facts_is_the_score_of_all),
        TEST(rows_must_ascend_and_exist),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
