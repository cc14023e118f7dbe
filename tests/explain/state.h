/*
 * state.h - what every test of explanations begins with: a model, an explainer, a scorer beside it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TESTS_EXPLAIN_STATE_H
#define TESTS_EXPLAIN_STATE_H

#include "score/fixture.h"
#include "score/random.h"

static jp_model *model;
static jp_explainer *explainer;
static jp_scorer *scorer;
static book facts; /* large, so not on the stack */

static int begin(void **state)
{
    (void)state;
    model = default_model();
    assert_ok(jp_explainer_new(model, NULL, &explainer, NULL), NULL);
    scorer = scorer_for(model);
    book_open(&facts, model);
    return 0;
}

static int end(void **state)
{
    (void)state;
    jp_explainer_free(explainer);
    jp_scorer_free(scorer);
    jp_model_free(model);
    return 0;
}

/* Rolls until as-of is a date of these centuries, so that other dates can be reckoned from it. */
static inline int64_t roll_moderate_book(dice *d, size_t most)
{
    int64_t as_of_us;
    do
        as_of_us = roll_book(d, model, most, &facts);
    while (as_of_us > day(100000) || as_of_us < day(-100000));
    return as_of_us;
}

/* Why the facts score as they do. */
static inline const jp_explanation *explain(int64_t as_of_us)
{
    const jp_explanation *e = NULL;
    jp_error err = JP_ERROR_INIT;
    jp_facts columns = book_facts(&facts);
    assert_ok(jp_explainer_run(explainer, &columns, as_of_us, &e, &err), &err);
    return e;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

#endif /* TESTS_EXPLAIN_STATE_H */
