/*
 * The calls of <joyfulprofit/explain.h> and timeline.h: arguments, and what failure leaves behind.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "explain/state.h"

#include "support/sweep.h"

static void what_must_not_be_null_is_named(void **state)
{
    (void)state;
    jp_facts columns = book_facts(&facts);
    const jp_explanation *e = NULL;
    jp_delta delta;
    jp_action action;
    jp_timeline_point point;
    size_t count;
    int64_t now = 0;
    jp_error err = JP_ERROR_INIT;
    assert_fails(jp_explainer_new(model, NULL, NULL, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_explainer_run(NULL, &columns, 0, &e, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_explainer_run(explainer, &columns, 0, NULL, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_explainer_run(explainer, NULL, 0, &e, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_explainer_compare(NULL, &columns, 0, 1, &e, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_explainer_compare(explainer, &columns, 2, 1, &e, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_explainer_without(NULL, &columns, 0, NULL, 0, &delta, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_explainer_without(explainer, NULL, 0, NULL, 0, &delta, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_explainer_without(explainer, &columns, 0, NULL, 1, &delta, &err), JP_ERROR_ARGUMENT,
                 &err);
    assert_fails(jp_explainer_without(explainer, &columns, 0, NULL, 0, NULL, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_explainer_with(explainer, &columns, NULL, 0, &delta, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_explainer_with(NULL, &columns, &columns, 0, &delta, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_explainer_next_actions(explainer, &columns, 0, JP_BOTH, NULL, &action, 1, &count, &err),
                 JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_explainer_next_actions(explainer, &columns, 0, JP_CLIENT, NULL, NULL, 1, &count, &err),
                 JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_explainer_next_actions(NULL, &columns, 0, JP_CLIENT, NULL, &action, 1, &count, &err),
                 JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_explainer_timeline(NULL, &columns, &now, 1, NULL, 0, &point, NULL, &err),
                 JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_explainer_timeline(explainer, &columns, NULL, 1, NULL, 0, &point, NULL, &err),
                 JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_explainer_timeline(explainer, &columns, &now, 1, NULL, 1, &point, NULL, &err),
                 JP_ERROR_ARGUMENT, &err);
    assert_null(e);
    jp_explainer_free(NULL);
}

static void out_of_range_is_nothing(void **state)
{
    (void)state;
    book_fact(&facts, day(1), "thanks", JP_CLIENT);
    jp_facts columns = book_facts(&facts);
    const jp_explanation *e = NULL;
    assert_ok(jp_explainer_run(explainer, &columns, day(2), &e, NULL), NULL);
    assert_near(jp_explanation_factor(e, (jp_factor)9), 0, EXACT);
    assert_near(jp_explanation_value(e, (jp_index)9), 0, EXACT);
    assert_near(jp_explanation_baseline(e, (jp_index)9), 0, EXACT);
    assert_near(jp_explanation_indicator(e, JP_HEALTH, 9999), 0, EXACT);
    assert_near(jp_explanation_indicator(e, (jp_index)9, 0), 0, EXACT);
    assert_near(jp_explanation_of_indicator(e, 0, 9999), 0, EXACT);
    assert_int_equal(jp_explanation_contribution(e, 9999).row, JP_NO_ROW);
}

/* Everything that an explainer does, in one run. */
static jp_status do_everything(void *user, const jp_allocator *allocator, jp_error *err)
{
    const book *b = user;
    jp_scorer_options options = { .struct_size = sizeof options, .allocator = allocator };
    jp_explainer *x = NULL;
    jp_status status = jp_explainer_new(model, &options, &x, err);
    assert_true(status == JP_OK || x == NULL);
    jp_facts columns = book_facts(b);
    const jp_explanation *e = NULL;
    jp_delta delta;
    jp_action actions[128];
    jp_timeline_point points[2];
    size_t count;
    uint64_t row = 0;
    int64_t moments[2] = { day(30), day(60) };
    if (status == JP_OK)
        status = jp_explainer_run(x, &columns, day(40), &e, err);
    char words[1024];
    if (status == JP_OK)
        status = jp_words(e, JP_GERMAN, words, sizeof words, &count, err);
    static char text[65536];
    if (status == JP_OK)
        status = jp_explanation_json(e, (jp_text){ .bytes = "S", .length = 1 }, (jp_text){ .bytes = NULL },
                                     text, sizeof text, &count, err);
    if (status == JP_OK)
        status = jp_explainer_compare(x, &columns, day(20), day(40), &e, err);
    if (status == JP_OK)
        status = jp_explainer_without(x, &columns, day(40), &row, 1, &delta, err);
    if (status == JP_OK)
        status = jp_explainer_with(x, &columns, &columns, day(40), &delta, err);
    if (status == JP_OK)
        status = jp_explainer_next_actions(x, &columns, day(40), JP_CLIENT, NULL, actions, 128, &count, err);
    if (status == JP_OK)
        status = jp_explainer_timeline(x, &columns, moments, 2, NULL, 0, points, NULL, err);
    jp_explainer_free(x);
    return status;
}

static void every_failed_allocation_is_survived(void **state)
{
    (void)state;
    for (int i = 0; i < 12; i++) {
        book_fact(&facts, day(3 * i), "message", JP_CLIENT);
        book_fact(&facts, day(3 * i + 1), "status_update", JP_SUPPLIER);
        book_rating(&facts, day(3 * i), JP_CLIENT, "pillar.trust", 0.5);
    }
    assert_true(jp_sweep(do_everything, &facts) > 15);
}

static void the_same_explainer_explains_small_after_large(void **state)
{
    (void)state;
    dice d = { 51 };
    static book large;
    int64_t as_of_us = roll_book(&d, model, 200, &large);
    book_fact(&facts, day(1), "thanks", JP_CLIENT);
    jp_facts big = book_facts(&large), small = book_facts(&facts);
    const jp_explanation *e = NULL;
    assert_ok(jp_explainer_run(explainer, &small, day(2), &e, NULL), NULL);
    double share = jp_explanation_contribution(e, 0).health;
    size_t count = jp_explanation_count(e);
    assert_ok(jp_explainer_run(explainer, &big, as_of_us, &e, NULL), NULL);
    assert_ok(jp_explainer_run(explainer, &small, day(2), &e, NULL), NULL);
    assert_int_equal(jp_explanation_count(e), count);
    assert_near(jp_explanation_contribution(e, 0).health, share, EXACT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_must_not_be_null_is_named),
        TEST(out_of_range_is_nothing),
        TEST(every_failed_allocation_is_survived),
        TEST(the_same_explainer_explains_small_after_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
