/*
 * Groups of indicators: exponents, values and matched distributions (docs/method.md section 5).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>

#include "base/numerics.h"
#include "score/state.h"

static double exponent(const jp__group *group, const char *item)
{
    size_t wanted = item_of(model, item);
    for (size_t i = 0; i < group->count; i++)
        if (group->members[i].indicator == wanted)
            return group->members[i].exponent;
    return 0;
}

/* ---- Who belongs to what, and how much -------------------------------------------------------- */

static void exponents_are_shared_by_side_and_then_by_weight(void **state)
{
    (void)state;
    const jp__group *suffering = &model->dimensions[JP_SUFFERING];
    assert_int_equal(suffering->count, 14);
    assert_near(exponent(suffering, "suffering.supplier.selling"), 1.0 / 16, SHARP); /* 1/8 / 2 */
    assert_near(exponent(suffering, "suffering.client.bad_service"), 3.0 / 26, SHARP); /* 1.5/6.5 / 2 */
    assert_near(exponent(suffering, "suffering.client.not_heard"), 1.0 / 13, SHARP);   /* 1/6.5 / 2 */
    const jp__group *control = &model->dimensions[JP_CONTROL];
    assert_near(exponent(control, "control.supplier.wallet"), 1.0 / 6, SHARP);
    assert_near(exponent(control, "control.client.withholding"), 1.0 / 12, SHARP);
    assert_near(exponent(control, "control.both.win_lose"), 1.0 / 3, SHARP);
    const jp__group *resignation = &model->dimensions[JP_RESIGNATION];
    assert_near(exponent(resignation, "resignation.client.leaving"), 3.0 / 22, SHARP);
    assert_near(exponent(resignation, "resignation.supplier.lost_joy"), 0.25, SHARP);
}

static void the_dimension_of_one_side_holds_that_side_only(void **state)
{
    (void)state;
    const jp__group *client = &model->dimensions[JP_SUFFERING_CLIENT];
    assert_int_equal(client->count, 6);
    assert_near(exponent(client, "suffering.client.bad_service"), 3.0 / 13, SHARP);
    assert_near(exponent(client, "suffering.client.assumed"), 2.0 / 13, SHARP);
    assert_int_equal(model->dimensions[JP_SUFFERING_SUPPLIER].count, 8);
    assert_int_equal(model->dimensions[JP_CONTROL_CLIENT].count, 4);
    assert_int_equal(model->dimensions[JP_CONTROL_SUPPLIER].count, 2);
    assert_near(exponent(&model->dimensions[JP_CONTROL_SUPPLIER], "control.both.win_lose"), 0, EXACT);
    assert_int_equal(model->dimensions[JP_RESIGNATION_CLIENT].count, 5);
    assert_int_equal(model->dimensions[JP_RESIGNATION_SUPPLIER].count, 2);
    assert_near(exponent(&model->dimensions[JP_RESIGNATION_CLIENT], "resignation.client.leaving"),
                3.0 / 11, SHARP);
}

static void the_other_dimensions_and_the_factors_are_whole(void **state)
{
    (void)state;
    assert_near(exponent(&model->dimensions[JP_PILLAR], "pillar.fairness"), 1.0 / 7, SHARP);
    assert_near(exponent(&model->dimensions[JP_ABILITY], "ability.secure"), 0.2, SHARP);
    assert_near(exponent(&model->dimensions[JP_COCREATION], "cocreation"), 1, SHARP);
    assert_near(exponent(&model->dimensions[JP_PLEDGE], "pledge.courage"), 1.0 / 3, SHARP);
    assert_near(exponent(&model->factors[JP_ENGAGE], "engage.client"), 0.5, SHARP);
    assert_near(exponent(&model->factors[JP_EXCITE], "excite.supplier"), 0.5, SHARP);
    assert_near(exponent(&model->factors[JP_CONVERSATION], "conversation.client"), 0.5, SHARP);
    assert_near(exponent(&model->factors[JP_CARING], "caring.validation"), 1.0 / 3, SHARP);
}

static void the_groups_of_the_verdict_are_grouped_by_side_too(void **state)
{
    (void)state;
    const jp__group *v = model->verdict;
    assert_near(exponent(&v[JP__FULFILLING_SUPPLIER], "resignation.supplier.lost_joy"), 0.5, SHARP);
    assert_near(exponent(&v[JP__FULFILLING_SUPPLIER], "excite.supplier"), 0.5, SHARP);
    assert_near(exponent(&v[JP__FULFILLING_CLIENT], "suffering.client.bad_service"), 0.6, SHARP);
    assert_near(exponent(&v[JP__FULFILLING_CLIENT], "excite.client"), 0.4, SHARP);
    assert_near(exponent(&v[JP__VALUE], "suffering.supplier.unseen_value"), 0.5, SHARP);
    assert_near(exponent(&v[JP__VALUE], "resignation.client.compromised_fees"), 0.5, SHARP);
}

static void all_exponents_of_a_group_sum_to_one(void **state)
{
    (void)state;
    for (int g = 0; g < JP_DIMENSION_COUNT + JP_FACTOR_COUNT + JP__VERDICT_GROUP_COUNT; g++) {
        const jp__group *group = g < JP_DIMENSION_COUNT ? &model->dimensions[g]
                                 : g < JP_DIMENSION_COUNT + JP_FACTOR_COUNT
                                     ? &model->factors[g - JP_DIMENSION_COUNT]
                                     : &model->verdict[g - JP_DIMENSION_COUNT - JP_FACTOR_COUNT];
        double sum = 0;
        for (size_t i = 0; i < group->count; i++)
            sum += group->members[i].exponent;
        assert_near(sum, 1, 1e-14);
    }
}

static void weights_count_within_a_side_only(void **state)
{
    (void)state;
    jp_model *shared = model;
    model = changed_model("{'indicators': {'engage.client': {'weight': 9},"
                          " 'caring.support': {'weight': 2}}}");
    assert_near(exponent(&model->factors[JP_ENGAGE], "engage.client"), 0.5, SHARP);
    assert_near(exponent(&model->factors[JP_CARING], "caring.support"), 0.5, SHARP);
    assert_near(exponent(&model->factors[JP_CARING], "caring.validation"), 0.25, SHARP);
    jp_model_free(model);
    model = shared;
}

/* ---- Value and coverage ---------------------------------------------------------------------- */

static double value_of(const jp__group *group)
{
    conclude();
    return exp2(jp__group_mean(group, score->beliefs.log2_value));
}

static void the_value_of_a_group_is_the_weighted_geometric_mean(void **state)
{
    (void)state;
    opine("engage.client", 8, 0);   /* 0.9 */
    opine("engage.supplier", 3, 5); /* 0.4 */
    assert_near(value_of(&model->factors[JP_ENGAGE]), 0.6, SHARP);
    opine("suffering.client.bad_service", 8, 0);
    opine("excite.client", 0, 8); /* 0.9^0.6 x 0.1^0.4, mpmath */
    assert_near(value_of(&model->verdict[JP__FULFILLING_CLIENT]), 0.37371928188465524, SHARP);
}

static void the_coverage_of_a_group_is_the_weighted_mean(void **state)
{
    (void)state;
    assert_near(jp__group_mean(&model->verdict[JP__FULFILLING_CLIENT], score->beliefs.known), 0, EXACT);
    opine("suffering.client.bad_service", 8, 0); /* u = 2 / 10 */
    opine("excite.client", 1, 1);                /* u = 2 / 4 */
    assert_near(jp__group_mean(&model->verdict[JP__FULFILLING_CLIENT], score->beliefs.known),
                0.6 * 0.8 + 0.4 * 0.5, SHARP);
}

/* ---- The matched distribution ----------------------------------------------------------------- */

static jp__matched match_of(size_t shape)
{
    jp__score_shapes(score, JP__WANT_SHAPES);
    return score->shapes.matched[shape];
}

static void one_indicator_alone_keeps_its_own_distribution(void **state)
{
    (void)state;
    opine("cocreation", 7, 1); /* alpha and beta as in the tests of opinions: 0.8 and 0.2 of 258 / 29 */
    jp__matched m = match_of(JP__SHAPE_OF_DIMENSION(JP_COCREATION));
    assert_near(m.mean, 0.8, SHARP);
    assert_near(m.a, 0.8 * 258 / 29, 1e-10);
    assert_near(m.b, 0.2 * 258 / 29, 1e-10);
    assert_near(m.variance, 0.8 * 0.2 / (258.0 / 29 + 1), SHARP);
}

static void the_moments_of_a_product_are_the_products_of_the_moments(void **state)
{
    (void)state;
    /* Two uniform ones to the power 1/2: E U^(1/2) = 2/3, E U = 1/2. */
    jp__matched m = match_of(JP__SHAPE_OF_FACTOR(JP_ENGAGE));
    assert_near(m.mean, 4.0 / 9, SHARP);
    assert_near(m.second, 0.25, SHARP);
    assert_near(m.variance, 17.0 / 324, SHARP); /* 1/4 - 16/81 */
    double c = 20.0 / 81 * 324 / 17 - 1;        /* 4/9 x 5/9 over it, less 1 */
    assert_near(m.a, 4.0 / 9 * c, SHARP);
    assert_near(m.b, 5.0 / 9 * c, SHARP);
    /* Three to the power 1/3: E U^(1/3) = 3/4, E U^(2/3) = 3/5. */
    m = match_of(JP__SHAPE_OF_FACTOR(JP_CARING));
    assert_near(m.mean, 27.0 / 64, SHARP);
    assert_near(m.second, 27.0 / 125, SHARP);
}

static void a_variance_too_small_to_tell_has_a_floor(void **state)
{
    (void)state;
    jp__matched m = jp__match(0.5, 0.25);
    assert_near(m.variance, 0.25e-12, 1e-27);
    assert_near(m.a, 0.5e12, 1);
    m = jp__match(0.5, 0.2499); /* less than the mean squared: rounding, in life */
    assert_near(m.variance, 0.25e-12, 1e-27);
    m = jp__match(0.5, 0.25 + 1.25e-13); /* half of the floor */
    assert_near(m.variance, 0.25e-12, 1e-27);
    m = jp__match(0.5, 0.25 + 5e-13); /* twice the floor */
    assert_near(m.variance, 5e-13, 1e-16);
    m = jp__match(0.25, 0.1);
    assert_near(m.variance, 0.0375, SHARP);
    m = jp__match(0.5, (double)NAN); /* whatever went wrong, the numbers stay numbers */
    assert_near(m.variance, 0.25e-12, 1e-27);
}

static void intervals_are_the_outer_quantiles_of_the_matched_distribution(void **state)
{
    (void)state;
    const double a[] = { 1, 2, 2 }, b[] = { 1, 2, 1 };
    double low[8], high[8];
    jp__specials_readable.intervals(a, b, 3, low, high);
    assert_near(low[0], 0.025, FINE);
    assert_near(high[0], 0.975, FINE);
    assert_near(low[1], 0.094299324050246077, FINE); /* 3 x^2 - 2 x^3 = 0.025, mpmath */
    assert_near(high[1], 0.90570067594975392, FINE);
    assert_near(low[2], sqrt(0.025), FINE); /* x^2 */
    assert_near(high[2], sqrt(0.975), FINE);
    opine("cocreation", 4, 0); /* 5/6 of nu = 4 / 1.08 + 2, which is no whole number: its own distribution */
    jp__matched m = match_of(JP__SHAPE_OF_DIMENSION(JP_COCREATION));
    size_t shape = JP__SHAPE_OF_DIMENSION(JP_COCREATION);
    assert_near(jp__beta_cdf(score->shapes.low[shape], m.a, m.b), 0.025, FINE);
    assert_near(jp__beta_cdf(score->shapes.high[shape], m.a, m.b), 0.975, FINE);
}

static void above_half_is_what_lies_beyond_the_middle(void **state)
{
    (void)state;
    const double a[] = { 1, 2, 1 }, b[] = { 1, 1, 3 };
    double p[8];
    jp__specials_readable.halves(b, a, 3, p);
    assert_near(p[0], 0.5, FINE);
    assert_near(p[1], 0.75, FINE);  /* 1 - (1/2)^2 */
    assert_near(p[2], 0.125, FINE); /* (1/2)^3 */
}

static void without_evidence_a_group_of_unknowns_leans_low(void **state)
{
    (void)state;
    match_of(JP__SHAPE_OF_DIMENSION(JP_RESIGNATION_CLIENT));
    double above = score->shapes.above_half[JP__SHAPE_OF_DIMENSION(JP_RESIGNATION_CLIENT)];
    assert_near(above, 0.27325904218669120, FINE); /* mpmath */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(exponents_are_shared_by_side_and_then_by_weight),
        TEST(the_dimension_of_one_side_holds_that_side_only),
        TEST(the_other_dimensions_and_the_factors_are_whole),
        TEST(the_groups_of_the_verdict_are_grouped_by_side_too),
        TEST(all_exponents_of_a_group_sum_to_one),
        TEST(weights_count_within_a_side_only),
        TEST(the_value_of_a_group_is_the_weighted_geometric_mean),
        TEST(the_coverage_of_a_group_is_the_weighted_mean),
        TEST(one_indicator_alone_keeps_its_own_distribution),
        TEST(the_moments_of_a_product_are_the_products_of_the_moments),
        TEST(a_variance_too_small_to_tell_has_a_floor),
        TEST(intervals_are_the_outer_quantiles_of_the_matched_distribution),
        TEST(above_half_is_what_lies_beyond_the_middle),
        TEST(without_evidence_a_group_of_unknowns_leans_low),
    };
    return cmocka_run_group_tests(tests, open_model, close_model);
}
