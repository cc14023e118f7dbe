/*
 * Shares of closure and health (docs/method.md section 7): what they sum to, whom they name.
 *
 * That each single share is right is tested by tests/reference, which works them out from the
 * method by itself.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>

#include "explain/explain.h"
#include "explain/state.h"

static const jp_explanation *compare(const book *b, int64_t from_us, int64_t to_us)
{
    const jp_explanation *explanation = NULL;
    jp_facts columns = book_facts(b);
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_explainer_compare(explainer, &columns, from_us, to_us, &explanation, &err), &err);
    return explanation;
}

static double by_facts(const jp_explanation *e, jp_index index)
{
    double sum = 0;
    for (size_t i = 0; i < jp_explanation_count(e); i++) {
        jp_contribution c = jp_explanation_contribution(e, i);
        sum += index == JP_CLOSURE ? c.closure : c.health;
    }
    return sum;
}

static double by_indicators(const jp_explanation *e, jp_index index)
{
    double sum = 0;
    for (size_t i = 0; i < jp_model_indicator_count(model); i++)
        sum += jp_explanation_indicator(e, index, i);
    return sum;
}

static double by_factors(const jp_explanation *e)
{
    double sum = 0;
    for (int f = 0; f < JP_FACTOR_COUNT; f++)
        sum += jp_explanation_factor(e, (jp_factor)f);
    return sum;
}

static double difference(const jp_explanation *e, jp_index index)
{
    return jp_explanation_value(e, index) - jp_explanation_baseline(e, index);
}

static void assert_sums(const jp_explanation *e)
{
    assert_near(by_factors(e), difference(e, JP_CLOSURE), SHARP);
    for (int i = JP_CLOSURE; i <= JP_HEALTH; i++) {
        assert_near(by_indicators(e, (jp_index)i), difference(e, (jp_index)i), SHARP);
        assert_near(by_facts(e, (jp_index)i), difference(e, (jp_index)i), SHARP);
    }
}

/* The value of an indicator, 1 = good, from its level. */
static double value_of(const jp_score *score, size_t indicator)
{
    jp_indicator_info info = JP_INFO_INIT(jp_indicator_info);
    assert_ok(jp_model_indicator(model, indicator, &info, NULL), NULL);
    double level = jp_score_indicator(score, indicator).level;
    return info.harm ? 1 - level : level;
}

static void shares_sum_to_the_index_minus_its_baseline(void **state)
{
    (void)state;
    dice d = { 7 };
    for (int i = 0; i < 400; i++) {
        int64_t as_of_us = roll_book(&d, model, 120, &facts);
        assert_sums(explain(as_of_us));
    }
}

static void shares_of_an_indicator_sum_to_its_value_minus_its_base_rate(void **state)
{
    (void)state;
    dice d = { 8 };
    for (int round = 0; round < 40; round++) {
        int64_t as_of_us = roll_book(&d, model, 60, &facts);
        const jp_explanation *e = explain(as_of_us);
        for (size_t i = 0; i < jp_model_indicator_count(model); i++) {
            double sum = 0;
            for (size_t k = 0; k < jp_explanation_count(e); k++)
                sum += jp_explanation_of_indicator(e, i, k);
            assert_near(sum, value_of(jp_explanation_score(e), i) - 0.5, SHARP);
        }
    }
}

static void shares_of_a_change_sum_to_the_change(void **state)
{
    (void)state;
    dice d = { 9 };
    for (int i = 0; i < 300; i++) {
        int64_t to_us = roll_moderate_book(&d, 100);
        int64_t back = (int64_t)roll_below(&d, 500) * JP_DAY_US;
        const jp_explanation *e = compare(&facts, to_us - back, to_us);
        assert_sums(e);
    }
}

static void the_change_of_an_indicator_is_shared_by_fact(void **state)
{
    (void)state;
    dice d = { 10 };
    for (int round = 0; round < 30; round++) {
        int64_t to_us = roll_moderate_book(&d, 60);
        int64_t from_us = to_us - 90 * JP_DAY_US;
        const jp_score *score = score_at(scorer, &facts, from_us);
        double before[256];
        for (size_t i = 0; i < jp_model_indicator_count(model); i++)
            before[i] = value_of(score, i);
        const jp_explanation *e = compare(&facts, from_us, to_us);
        for (size_t i = 0; i < jp_model_indicator_count(model); i++) {
            double sum = 0;
            for (size_t k = 0; k < jp_explanation_count(e); k++)
                sum += jp_explanation_of_indicator(e, i, k);
            assert_near(sum, value_of(jp_explanation_score(e), i) - before[i], SHARP);
        }
    }
}

static void nothing_explains_nothing(void **state)
{
    (void)state;
    const jp_explanation *e = explain(day(10));
    assert_int_equal(jp_explanation_count(e), 0);
    assert_near(by_factors(e), 0, EXACT);
    assert_near(jp_explanation_value(e, JP_CLOSURE), 0.5, SHARP);
    assert_near(jp_explanation_baseline(e, JP_HEALTH), 0.5, SHARP);
}

static void no_time_passed_is_no_change(void **state)
{
    (void)state;
    dice d = { 11 };
    int64_t as_of_us = roll_book(&d, model, 80, &facts);
    const jp_explanation *e = compare(&facts, as_of_us, as_of_us);
    assert_near(difference(e, JP_HEALTH), 0, EXACT);
    for (size_t i = 0; i < jp_explanation_count(e); i++)
        assert_near(jp_explanation_contribution(e, i).health, 0, 1e-15);
}

static jp_contribution only_of(const jp_explanation *e, jp_contribution_type type, const char *kind)
{
    jp_contribution found = { .row = JP_NO_ROW };
    size_t count = 0;
    for (size_t i = 0; i < jp_explanation_count(e); i++) {
        jp_contribution c = jp_explanation_contribution(e, i);
        if (c.type == type && c.kind == kind_of(model, kind)) {
            found = c;
            count++;
        }
    }
    assert_int_equal(count, 1);
    return found;
}

static void an_answer_names_the_question_and_the_answer(void **state)
{
    (void)state;
    book_fact(&facts, day(1), "message", JP_CLIENT);
    book_fact(&facts, day(1.25), "status_update", JP_SUPPLIER);
    jp_contribution c = only_of(explain(day(2)), JP_DERIVED, "reply");
    assert_int_equal(c.from, 0);
    assert_int_equal(c.to, 1);
    assert_int_equal(c.row, JP_NO_ROW);
    assert_int_equal(c.actor, JP_SUPPLIER);
}

static void an_open_turn_names_the_question(void **state)
{
    (void)state;
    book_fact(&facts, day(0), "thanks", JP_SUPPLIER);
    book_fact(&facts, day(1), "message", JP_CLIENT);
    jp_contribution c = only_of(explain(day(30)), JP_OPEN, "unanswered");
    assert_int_equal(c.from, 1);
    assert_int_equal(c.to, JP_NO_ROW);
    assert_true(c.health < 0);
}

static void a_silence_that_ended_names_the_contacts_around_it(void **state)
{
    (void)state;
    book_fact(&facts, day(0), "meeting", JP_CLIENT);
    book_fact(&facts, day(200), "thanks", JP_CLIENT);
    jp_contribution c = only_of(explain(day(201)), JP_DERIVED, "silence");
    assert_int_equal(c.from, 0);
    assert_int_equal(c.to, 1);
}

static void rows_are_the_callers_whatever_the_order(void **state)
{
    (void)state;
    book_fact(&facts, day(5), "promise_broken", JP_SUPPLIER);
    book_fact(&facts, day(1), "promise_kept", JP_SUPPLIER);
    const jp_explanation *e = explain(day(6));
    assert_int_equal(jp_explanation_contribution(e, 0).row, 1); /* canonical order: the older first */
    assert_true(jp_explanation_contribution(e, 0).health > 0);
    assert_int_equal(jp_explanation_contribution(e, 1).row, 0);
    assert_true(jp_explanation_contribution(e, 1).health < 0);
}

static void guesses_have_no_share(void **state)
{
    (void)state;
    book_guess(&facts, day(1), JP_CLIENT, "pillar.trust", 0.1);
    const jp_explanation *e = explain(day(2));
    assert_int_equal(jp_explanation_count(e), 1);
    assert_near(jp_explanation_contribution(e, 0).health, 0, EXACT);
}

static void facts_of_one_window_share_its_mass(void **state)
{
    (void)state;
    book_fact(&facts, day(1), "promise_kept", JP_SUPPLIER);
    book_fact(&facts, day(2), "promise_kept", JP_SUPPLIER);
    const jp_explanation *e = explain(day(3));
    double first = jp_explanation_contribution(e, 0).health;
    assert_near(jp_explanation_contribution(e, 1).health, first, 1e-16);
}

static void what_faded_costs_and_what_came_brings(void **state)
{
    (void)state;
    book_fact(&facts, day(1), "promise_kept", JP_SUPPLIER);
    book_fact(&facts, day(300), "promise_kept", JP_SUPPLIER);
    const jp_explanation *e = compare(&facts, day(10), day(301));
    assert_int_equal(jp_explanation_count(e), 2);
    assert_true(jp_explanation_contribution(e, 0).health < 0); /* a year older */
    assert_true(jp_explanation_contribution(e, 1).health > 0);
}

static void the_score_of_an_explanation_is_that_of_a_scorer(void **state)
{
    (void)state;
    dice d = { 12 };
    for (int i = 0; i < 50; i++) {
        int64_t as_of_us = roll_moderate_book(&d, 100);
        double health = jp_score_health(score_at(scorer, &facts, as_of_us)).value;
        assert_near(jp_score_health(jp_explanation_score(explain(as_of_us))).value, health, EXACT);
        const jp_explanation *e = compare(&facts, as_of_us - day(50), as_of_us);
        assert_near(jp_explanation_value(e, JP_HEALTH), health, EXACT);
    }
}

/* Values of L(x, y) from Python's decimal at 50 digits. */
static void the_logarithmic_mean_is_sharp_near_and_far(void **state)
{
    (void)state;
    assert_near(jp__log_mean(0.5, 0.5), 0.5, EXACT);
    assert_near(jp__log_mean(0.5, 0.25), 0.36067376022224085, 1e-16);
    assert_near(jp__log_mean(0.25, 0.5), 0.36067376022224085, 1e-16);
    assert_near(jp__log_mean(0.9, 1e-9), 0.043651378982263726, 1e-16);
    assert_near(jp__log_mean(0.5, 0.5 + 0x1p-20), 0.5000004768370067, 1e-16);
    assert_near(jp__log_mean(0.5, 0.501), 0.5004998334997892, 1e-16);
}

/* Elasticities: (E + X)/2 C K to the power 1/3, with E = 0.3, X = 0.1 by hand: 1/4, 1/12, 1/3, 1/3. */
static void leverage_is_that_of_the_equation(void **state)
{
    (void)state;
    dice d = { 13 };
    for (int round = 0; round < 50; round++) {
        int64_t as_of_us = roll_book(&d, model, 80, &facts);
        const jp_score *score = score_at(scorer, &facts, as_of_us);
        jp_leverage leverage = jp_score_leverage(score);
        double e = jp_score_factor(score, JP_ENGAGE).value, x = jp_score_factor(score, JP_EXCITE).value;
        double c = jp_score_factor(score, JP_CONVERSATION).value;
        double k = jp_score_factor(score, JP_CARING).value, sum = 0;
        assert_near(leverage.elasticity[JP_ENGAGE], e / (e + x) / 3, SHARP);
        assert_near(leverage.elasticity[JP_EXCITE], x / (e + x) / 3, SHARP);
        assert_near(leverage.elasticity[JP_CARING], 1.0 / 3, SHARP);
        for (int f = 0; f < JP_FACTOR_COUNT; f++) {
            sum += leverage.elasticity[f];
            assert_true(leverage.one_hundredth[f] <= leverage.one_hundredth[leverage.binding]);
        }
        assert_near(sum, 1, SHARP);
        double more = cbrt((e + x) / 2 * c * (k + 0.01)) - cbrt((e + x) / 2 * c * k);
        if (k < 0.99)
            assert_near(leverage.one_hundredth[JP_CARING], more, SHARP);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(shares_sum_to_the_index_minus_its_baseline),
        TEST(shares_of_an_indicator_sum_to_its_value_minus_its_base_rate),
        TEST(shares_of_a_change_sum_to_the_change),
        TEST(the_change_of_an_indicator_is_shared_by_fact),
        TEST(nothing_explains_nothing),
        TEST(no_time_passed_is_no_change),
        TEST(an_answer_names_the_question_and_the_answer),
        TEST(an_open_turn_names_the_question),
        TEST(a_silence_that_ended_names_the_contacts_around_it),
        TEST(rows_are_the_callers_whatever_the_order),
        TEST(guesses_have_no_share),
        TEST(facts_of_one_window_share_its_mass),
        TEST(what_faded_costs_and_what_came_brings),
        TEST(the_score_of_an_explanation_is_that_of_a_scorer),
        TEST(the_logarithmic_mean_is_sharp_near_and_far),
        TEST(leverage_is_that_of_the_equation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
