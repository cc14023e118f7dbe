/*
 * Factors, the equation, closure and health (docs/method.md section 5). Evidence (r, s) of 8 in all
 * gives the value (r + 1) / 10. Numbers with many digits are computed with mpmath at 40 digits from
 * the formulas of the method, not by this code.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>

#include "score/state.h"

static void expect_estimate(jp_estimate e, double value, double low, double high, double coverage)
{
    assert_near(e.value, value, SHARP);
    assert_near(e.coverage, coverage, SHARP);
    assert_near(e.low, low, FINE);
    assert_near(e.high, high, FINE);
}

/* A handful of evidence on both sides of everything. */
static void some_of_everything(void)
{
    opine("engage.client", 8, 0);
    opine("engage.supplier", 3, 5);
    opine("excite.client", 1, 7);
    opine("conversation.client", 4, 4);
    opine("conversation.supplier", 0, 3);
    opine("caring.connectivity", 20, 1);
    opine("suffering.client.bad_service", 2, 9);
    opine("control.supplier.wallet", 0, 4);
    opine("resignation.client.leaving", 1, 1);
    opine("pillar.trust", 6, 2);
    opine("ability.secure", 0, 8);
    opine("cocreation", 5, 5);
    opine("pledge.love", 0, 50);
}

/* ---- Values --------------------------------------------------------------------------------- */

static void knowing_nothing_is_a_half_of_everything(void **state)
{
    (void)state;
    conclude();
    expect_estimate(score->closure, 0.5, 0.15163860201967173, 0.64564362670580826, 0);
    expect_estimate(score->health, 0.5, 0.34155962618600799, 0.65844037381399201, 0);
    assert_near(score->equation, 0.25, SHARP); /* (1/2 + 1/2) x 1/2 x 1/2 */
    assert_near(score->product, 0.125, SHARP);
    for (int d = 0; d < JP_DIMENSION_COUNT; d++)
        assert_near(score->dimensions[d].value, 0.5, SHARP);
    for (int f = 0; f < JP_FACTOR_COUNT; f++)
        assert_near(score->factors[f].value, 0.5, SHARP);
    expect_estimate(score->factors[JP_ENGAGE], 0.5, 0.058873401352003264, 0.88363429179707918, 0);
    expect_estimate(score->factors[JP_CARING], 0.5, 0.086520397160357389, 0.81059569428043485, 0);
}

static void the_equation_is_engage_and_excite_times_conversation_times_caring(void **state)
{
    (void)state;
    opine("engage.client", 8, 0);
    opine("engage.supplier", 3, 5); /* sqrt(0.9 x 0.4) = 0.6 */
    opine("excite.client", 7, 1);
    opine("excite.supplier", 1, 7); /* sqrt(0.8 x 0.2) = 0.4 */
    opine("caring.connectivity", 7, 1);
    opine("caring.support", 7, 1);
    opine("caring.validation", 7, 1); /* 0.8; and conversation is 0.5 */
    conclude();
    assert_near(score->factors[JP_ENGAGE].value, 0.6, SHARP);
    assert_near(score->factors[JP_EXCITE].value, 0.4, SHARP);
    assert_near(score->factors[JP_CONVERSATION].value, 0.5, SHARP);
    assert_near(score->factors[JP_CARING].value, 0.8, SHARP);
    assert_near(score->equation, 0.4, SHARP);
    assert_near(score->product, 0.2, SHARP);
    assert_near(score->closure.value, cbrt(0.2), SHARP);
    assert_near(jp_score_equation(score), 0.4, SHARP);
    assert_near(jp_score_product(score), 0.2, SHARP);
    assert_near(jp_score_closure(score).value, cbrt(0.2), SHARP);
    assert_near(jp_score_gap(score), 1 - cbrt(0.2), SHARP);
}

static void closure_and_health_are_on_the_scale_of_their_parts(void **state)
{
    (void)state;
    opine_all(7, 1);
    conclude();
    assert_near(score->closure.value, 0.8, SHARP);
    assert_near(score->health.value, 0.8, SHARP);
    opine_all(1, 7);
    conclude();
    assert_near(score->closure.value, 0.2, SHARP);
    assert_near(score->health.value, 0.2, SHARP);
    assert_near(score->equation, 2 * 0.2 * 0.2 * 0.2, SHARP);
}

static void a_factor_near_zero_takes_closure_along(void **state)
{
    (void)state;
    static const char *const conversation[] = { "conversation.client", "conversation.supplier" };
    opine_all(1000, 0);
    for (int i = 0; i < 2; i++)
        opine(conversation[i], 0, 1e12); /* 1e-12: and its cube root is 1e-4 */
    conclude();
    assert_true(score->closure.value > 0 && score->closure.value < 1.01e-4);
    assert_true(score->closure.low >= 0 && score->closure.low <= score->closure.high);
    opine_all(1000, 0);
    static const char *const caring[] = { "caring.connectivity", "caring.support", "caring.validation" };
    for (int i = 0; i < 3; i++)
        opine(caring[i], 0, 1e12);
    conclude();
    assert_true(score->closure.value < 1.01e-4);
    opine_all(1000, 0);
    opine("engage.client", 0, 1e12); /* engage alone leaves excite */
    conclude();
    assert_near(score->closure.value, cbrt(0.5), 0.01);
}

static void health_tells_a_broken_relationship_from_an_unknown_one(void **state)
{
    (void)state;
    static const char *const broken[] = { "resignation.client.leaving", "resignation.client.beaten_down",
                                          "suffering.client.bad_service", "pillar.trust" };
    for (int i = 0; i < 4; i++)
        opine(broken[i], 0, 20);
    conclude();
    assert_near(score->closure.value, 0.5, SHARP);
    assert_true(score->health.value < 0.45);
    assert_true(score->health.coverage > 0 && score->closure.coverage == 0);
}

static void values_of_a_mixed_relationship_follow_the_formulas(void **state)
{
    (void)state;
    some_of_everything();
    conclude();
    expect_estimate(score->closure, 0.44569636477120565, 0.19366413923642707, 0.56938130527805283,
                    0.53478260869565218);
    expect_estimate(score->health, 0.45436286258736539, 0.32630373907806720, 0.58875830012558591,
                    0.23618300465792105);
    assert_near(score->equation, 0.17707093122507434, SHARP);
    expect_estimate(score->factors[JP_ENGAGE], 0.6, 0.33265597883840058, 0.81766651784052300, 0.8);
    expect_estimate(score->factors[JP_EXCITE], 0.31622776601683793, 0.057416079820052877,
                    0.59790181058357389, 0.4);
    expect_estimate(score->factors[JP_CONVERSATION], 0.31622776601683793, 0.058427793291262588,
                    0.59640047764198188, 0.7);
    expect_estimate(score->factors[JP_CARING], 0.61114438008416970, 0.15359298322877095,
                    0.90379994184063198, 0.30434782608695652);
}

/* ---- Dimensions ----------------------------------------------------------------------------- */

static void expect_dimension(jp_dimension d, double value, double low, double high, double coverage)
{
    expect_estimate(score->dimensions[d], value, low, high, coverage);
}

static void a_harm_is_shown_as_its_level_with_its_interval_turned_over(void **state)
{
    (void)state;
    some_of_everything();
    conclude();
    /* mpmath's D and its quantiles, each taken from 1 */
    expect_dimension(JP_SUFFERING, 1 - 0.45732480914539139, 1 - 0.53030240868027291,
                     1 - 0.19465162059351600, 0.097633136094674556);
    expect_dimension(JP_SUFFERING_CLIENT, 1 - 0.41829196211973732, 1 - 0.57830550430220072,
                     1 - 0.13745408441095271, 0.19526627218934911);
    expect_dimension(JP_SUFFERING_SUPPLIER, 0.5, 1 - 0.64703458934963068, 1 - 0.16227067308936125, 0);
    expect_dimension(JP_CONTROL, 1 - 0.41634158882780216, 1 - 0.59349014855092626,
                     1 - 0.10704752005478887, 1.0 / 9);
    expect_dimension(JP_CONTROL_CLIENT, 0.5, 1 - 0.75839855438924030, 1 - 0.10827547923772867, 0);
    expect_dimension(JP_CONTROL_SUPPLIER, 1 - 0.28867513459481288, 1 - 0.59663062135735697,
                     1 - 0.027761429887067411, 1.0 / 3);
    expect_dimension(JP_RESIGNATION, 0.5, 1 - 0.69191693304358792, 1 - 0.14985564819662184,
                     0.068181818181818182);
    expect_dimension(JP_RESIGNATION_CLIENT, 0.5, 1 - 0.70826084939793786, 1 - 0.14992337131630330,
                     0.13636363636363636);
    expect_dimension(JP_RESIGNATION_SUPPLIER, 0.5, 1 - 0.88363429179707918, 1 - 0.058873401352003264, 0);
}

static void a_strength_is_shown_as_it_is(void **state)
{
    (void)state;
    some_of_everything();
    conclude();
    expect_dimension(JP_PILLAR, 0.52462071862781156, 0.17795235917151784, 0.69512516376720208,
                     0.11428571428571429);
    expect_dimension(JP_ABILITY, 0.36238983183884777, 0.082886278562184397, 0.53760503237859639, 0.16);
    expect_dimension(JP_COCREATION, 0.5, 0.21600311402373282, 0.78399688597626718, 5.0 / 6);
    expect_dimension(JP_PLEDGE, 0.16877659529479092, 0.014118744602823694, 0.32262930607467282,
                     0.32051282051282051);
}

static void the_pledge_is_in_no_headline(void **state)
{
    (void)state;
    some_of_everything();
    conclude();
    jp_estimate closure = score->closure, health = score->health;
    opine("pledge.love", 500, 0);
    opine("pledge.courage", 0, 500);
    conclude();
    assert_memory_equal(&score->closure, &closure, sizeof closure);
    assert_memory_equal(&score->health, &health, sizeof health);
    assert_near(model->health_exponent[item_of(model, "pledge.trust")], 0, EXACT);
}

static void the_exponents_of_health_are_those_of_its_five_parts(void **state)
{
    (void)state;
    const double *h = model->health_exponent;
    assert_near(h[item_of(model, "suffering.supplier.selling")], 1.0 / 80, SHARP);
    assert_near(h[item_of(model, "control.both.win_lose")], 1.0 / 15, SHARP);
    assert_near(h[item_of(model, "resignation.client.leaving")], 3.0 / 110, SHARP);
    assert_near(h[item_of(model, "pillar.trust")], 1.0 / 105, SHARP);
    assert_near(h[item_of(model, "ability.trust")], 1.0 / 75, SHARP);
    assert_near(h[item_of(model, "cocreation")], 1.0 / 15, SHARP);
    assert_near(h[item_of(model, "engage.client")], 0, EXACT); /* it comes by closure */
}

static void every_indicator_but_the_pledge_covers_its_share_of_health(void **state)
{
    (void)state;
    for (size_t i = 0; i < model->indicator_count; i++) {
        const jp__indicator *indicator = &model->indicators[i];
        opine_all(0, 0);
        opine(indicator->id, 8, 0); /* 1 - u = 0.8 */
        conclude_with(JP_WANT_VALUES);
        if (indicator->factor < 0) {
            assert_near(score->health.coverage, 0.8 * model->health_exponent[i], SHARP);
            assert_near(score->closure.coverage, 0, EXACT);
        } else {
            assert_near(score->health.coverage, score->closure.coverage / 5, SHARP);
            double factor_share = indicator->factor <= JP_EXCITE ? 1.0 / 6 : 1.0 / 3;
            double share = indicator->factor == JP_CARING ? 1.0 / 3 : 0.5;
            assert_near(score->closure.coverage, 0.8 * share * factor_share, SHARP);
        }
    }
}

/* ---- Intervals ------------------------------------------------------------------------------ */

static void intervals_narrow_as_evidence_grows(void **state)
{
    (void)state;
    double closure = 1, health = 1;
    for (double n = 1; n < 2000; n *= 4) {
        opine_all(n, n);
        conclude();
        assert_true(score->closure.high - score->closure.low < closure);
        assert_true(score->health.high - score->health.low < health);
        closure = score->closure.high - score->closure.low;
        health = score->health.high - score->health.low;
    }
}

static void the_interval_of_health_stays_within_0_and_1_at_the_extremes(void **state)
{
    (void)state;
    for (int good = 0; good < 2; good++) {
        opine_all(good ? 1e6 : 0, good ? 0 : 1e6);
        conclude();
        assert_true(score->health.low >= 0 && score->health.low <= score->health.value);
        assert_true(score->health.value <= score->health.high && score->health.high <= 1);
        assert_true(score->closure.low >= 0 && score->closure.low <= score->closure.high);
        assert_true(score->closure.high <= 1);
    }
}

static void what_is_not_wanted_is_left_open(void **state)
{
    (void)state;
    some_of_everything();
    conclude_with(JP_WANT_VALUES);
    expect_estimate(score->closure, 0.44569636477120565, 0, 1, 0.53478260869565218);
    expect_estimate(score->health, 0.45436286258736539, 0, 1, 0.23618300465792105);
    expect_estimate(score->factors[JP_ENGAGE], 0.6, 0, 1, 0.8);
    expect_dimension(JP_CONTROL, 1 - 0.41634158882780216, 0, 1, 1.0 / 9);
    expect_dimension(JP_PILLAR, 0.52462071862781156, 0, 1, 0.11428571428571429);
    conclude_with(JP_WANT_HEADLINE_INTERVALS);
    assert_near(score->closure.low, 0.19366413923642707, FINE);
    assert_near(score->factors[JP_ENGAGE].high, 0.81766651784052300, FINE);
    assert_near(score->dimensions[JP_PILLAR].low, 0, EXACT);
    conclude_with(JP_WANT_DIMENSION_INTERVALS);
    assert_near(score->closure.low, 0, EXACT);
    assert_near(score->factors[JP_ENGAGE].high, 1, EXACT);
    assert_near(score->dimensions[JP_PILLAR].low, 0.17795235917151784, FINE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(knowing_nothing_is_a_half_of_everything),
        TEST(the_equation_is_engage_and_excite_times_conversation_times_caring),
        TEST(closure_and_health_are_on_the_scale_of_their_parts),
        TEST(a_factor_near_zero_takes_closure_along),
        TEST(health_tells_a_broken_relationship_from_an_unknown_one),
        TEST(values_of_a_mixed_relationship_follow_the_formulas),
        TEST(a_harm_is_shown_as_its_level_with_its_interval_turned_over),
        TEST(a_strength_is_shown_as_it_is),
        TEST(the_pledge_is_in_no_headline),
        TEST(the_exponents_of_health_are_those_of_its_five_parts),
        TEST(every_indicator_but_the_pledge_covers_its_share_of_health),
        TEST(intervals_narrow_as_evidence_grows),
        TEST(the_interval_of_health_stays_within_0_and_1_at_the_extremes),
        TEST(what_is_not_wanted_is_left_open),
    };
    return cmocka_run_group_tests(tests, open_model, close_model);
}
