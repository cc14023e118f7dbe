/*
 * numerics_ends_test.c - the functions of base/numerics.h where they end: at 0, at infinity, outside
 * their domain, and where the answer is exact.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "support/test.h"

#include <math.h>

#include "base/numerics.h"

#define TINIEST 0x1p-1074

#define NO_NUMBER ((double)NAN)

/* The same number; zeros of either sign are alike. */
#define assert_same(got, expected) assert_true((got) == (double)(expected))
#define assert_nan(got) assert_true(isnan(got))

static void exponentials_end_in_0_and_infinity(void **state)
{
    (void)state;
    assert_same(jp__exp2(-HUGE_VAL), 0);
    assert_same(jp__exp2(-1075.5), 0);
    assert_same(jp__exp2(-1074), TINIEST);
    assert_same(jp__exp2(1024), HUGE_VAL);
    assert_same(jp__exp2(HUGE_VAL), HUGE_VAL);
    assert_same(jp__exp(-HUGE_VAL), 0);
    assert_same(jp__exp(-746), 0);
    assert_same(jp__exp(710), HUGE_VAL);
    assert_same(jp__exp(HUGE_VAL), HUGE_VAL);
    assert_same(jp__expm1(-HUGE_VAL), -1);
    assert_same(jp__expm1(-40), -1);
    assert_same(jp__expm1(710), HUGE_VAL);
    assert_same(jp__expm1(HUGE_VAL), HUGE_VAL);
}

static void powers_of_two_are_exact_both_ways(void **state)
{
    (void)state;
    for (int k = -1074; k < 1024; k++) {
        assert_same(jp__exp2(k), ldexp(1, k));
        assert_same(jp__log2(ldexp(1, k)), k);
    }
    assert_same(jp__exp(0), 1);
    assert_same(jp__exp(-0.0), 1);
}

static void what_is_near_0_stays_as_it_is(void **state)
{
    (void)state;
    const double small[] = { 0, TINIEST, 0x1p-1022, 0x1p-60 };
    for (size_t i = 0; i < sizeof small / sizeof small[0]; i++) {
        assert_same(jp__expm1(small[i]), small[i]);
        assert_same(jp__expm1(-small[i]), -small[i]);
        assert_same(jp__log1p(small[i]), small[i]);
        assert_same(jp__log1p(-small[i]), -small[i]);
        assert_same(jp__exp(small[i]), 1);
        assert_same(jp__lgamma(1 + small[i]), 0);
    }
}

static void logarithms_end_in_infinity_and_are_not_numbers_below_0(void **state)
{
    (void)state;
    double (*const logarithms[])(double) = { jp__log, jp__log2 };
    for (size_t i = 0; i < 2; i++) {
        assert_same(logarithms[i](0), -HUGE_VAL);
        assert_same(logarithms[i](-0.0), -HUGE_VAL);
        assert_same(logarithms[i](1), 0);
        assert_same(logarithms[i](HUGE_VAL), HUGE_VAL);
        assert_nan(logarithms[i](-1));
        assert_nan(logarithms[i](-TINIEST));
        assert_nan(logarithms[i](-HUGE_VAL));
    }
    assert_same(jp__log1p(-1), -HUGE_VAL);
    assert_same(jp__log1p(HUGE_VAL), HUGE_VAL);
    assert_nan(jp__log1p(-1.5));
}

static void cubes_have_their_root_exactly(void **state)
{
    (void)state;
    for (int i = 0; i <= 1000; i++) {
        double root = i, cube = root * root * root;
        assert_same(jp__cbrt(cube), root);
        assert_same(jp__cbrt(ldexp(cube, -300)), ldexp(root, -100));
    }
    assert_same(jp__cbrt(HUGE_VAL), HUGE_VAL);
    assert_same(jp__cbrt(ldexp(1, -1074)), ldexp(1, -358));
    assert_nan(jp__cbrt(-1));
}

static void powers_of_0_1_and_infinity_are_those_of_the_c_standard(void **state)
{
    (void)state;
    assert_same(jp__pow(0, 0), 1);
    assert_same(jp__pow(0.3, 0), 1);
    assert_same(jp__pow(NO_NUMBER, 0), 1);
    assert_same(jp__pow(1, NO_NUMBER), 1);
    assert_same(jp__pow(0, 2), 0);
    assert_same(jp__pow(0, -2), HUGE_VAL);
    assert_same(jp__pow(HUGE_VAL, 2), HUGE_VAL);
    assert_same(jp__pow(HUGE_VAL, -2), 0);
    assert_same(jp__pow(0.5, HUGE_VAL), 0);
    assert_same(jp__pow(0.5, -HUGE_VAL), HUGE_VAL);
    assert_same(jp__pow(2, HUGE_VAL), HUGE_VAL);
    assert_same(jp__pow(2, -1e300), 0);
    assert_same(jp__pow(0.5, 2000), 0);
    assert_same(jp__pow(0.5, 1074), TINIEST);
    assert_same(jp__pow(2, 1024), HUGE_VAL);
    assert_same(jp__pow(1e300, 2), HUGE_VAL);
    assert_nan(jp__pow(NO_NUMBER, 1));
    assert_nan(jp__pow(0.5, NO_NUMBER));
    assert_nan(jp__pow(-1, 0.5));
}

static void gamma_has_its_poles_its_zeros_and_its_domain(void **state)
{
    (void)state;
    assert_same(jp__lgamma(0), HUGE_VAL);
    assert_same(jp__lgamma(1), 0);
    assert_same(jp__lgamma(2), 0);
    assert_same(jp__lgamma(1e306), HUGE_VAL);
    assert_same(jp__lgamma(HUGE_VAL), HUGE_VAL);
    assert_nan(jp__lgamma(-0.5));
    assert_same(jp__trigamma(0), HUGE_VAL);
    assert_same(jp__trigamma(1e-160), HUGE_VAL);
    assert_same(jp__trigamma(HUGE_VAL), 0);
    assert_nan(jp__trigamma(-1));
}

static void a_difference_over_nothing_is_nothing(void **state)
{
    (void)state;
    for (double x = 1e-300; x < 1e15; x *= 7)
        assert_same(jp__lgamma_delta(x, 0), 0);
}

static void the_normal_distribution_ends_in_0_and_1(void **state)
{
    (void)state;
    assert_same(jp__normal_cdf(-HUGE_VAL), 0);
    assert_same(jp__normal_cdf(-39.5), 0);
    assert_true(jp__normal_cdf(-38.4) > 0);
    assert_same(jp__normal_cdf(0), 0.5);
    assert_same(jp__normal_cdf(9), 1);
    assert_same(jp__normal_cdf(HUGE_VAL), 1);
}

static void the_incomplete_beta_function_ends_in_0_and_1(void **state)
{
    (void)state;
    assert_same(jp__beta_cdf(0, 2, 3), 0);
    assert_same(jp__beta_cdf(1, 2, 3), 1);
    assert_same(jp__beta_cdf(TINIEST, 2, 3), 0);
    assert_same(jp__beta_cdf(0.5, 1e-20, 1), 1);
    assert_same(jp__beta_cdf(0.5, 1e6, 1e-3), 0);
    assert_nan(jp__beta_cdf(NO_NUMBER, 2, 3));
    assert_nan(jp__beta_cdf(0.5, 0, 3));
    assert_nan(jp__beta_cdf(0.5, 2, -1));
    assert_nan(jp__beta_cdf(0.5, 2, NO_NUMBER));
    assert_nan(jp__beta_cdf(0.5, 1e13, 2));
    assert_nan(jp__beta_cdf(0.5, 2, HUGE_VAL));
}

static void quantiles_out_of_the_doubles_are_0_and_1(void **state)
{
    (void)state;
    assert_same(jp__beta_quantile(0, 2, 3), 0);
    assert_same(jp__beta_quantile(1, 2, 3), 1);
    assert_same(jp__beta_quantile(0.025, 1e-6, 1), 0);
    assert_same(jp__beta_quantile(0.975, 1, 1e-6), 1);
    assert_same(jp__beta_quantile(0.025, 1e-3, 1e-3), 0);
    assert_same(jp__beta_quantile(0.975, 1e-3, 1e-3), 1);
    assert_nan(jp__beta_quantile(-0.1, 2, 3));
    assert_nan(jp__beta_quantile(1.1, 2, 3));
    assert_nan(jp__beta_quantile(NO_NUMBER, 2, 3));
    assert_nan(jp__beta_quantile(0.5, 0, 3));
    assert_nan(jp__beta_quantile(0.5, 2, 0));
    assert_nan(jp__beta_quantile(0.5, 1e13, 3));
    assert_nan(jp__beta_quantile(0.5, 2, 1e13));
}

/* Where x is well inside (0, 1) its probability is p, to what the rounding of x allows. */
static void quantiles_of_the_strangest_shapes_rise_with_p(void **state)
{
    (void)state;
    const double shapes[] = { 1e-300, 1e-12, 1e-6, 1e-3, 0.03, 0.3, 1, 3, 50, 1e3, 1e6, 1e12 };
    const double ps[] = { 1e-300, 1e-100, 1e-12, 1e-6, 1e-3, 0.025,
                          0.3, 0.5, 0.7, 0.975, 1 - 1e-6, 1 - 1e-12 };
    const size_t count = sizeof shapes / sizeof shapes[0];
    for (size_t i = 0; i < count * count; i++) {
        double a = shapes[i % count], b = shapes[i / count], before = 0;
        for (size_t k = 0; k < sizeof ps / sizeof ps[0]; k++) {
            double x = jp__beta_quantile(ps[k], a, b);
            assert_true(x >= before && x <= 1);
            if (x > 0.01 && x < 0.99 && a + b < 1e7)
                assert_true(fabs(jp__beta_cdf(x, a, b) - ps[k]) <= 1e-12);
            before = x;
        }
    }
}

static void no_number_goes_in_no_number_comes_out(void **state)
{
    (void)state;
    double (*const functions[])(double) = { jp__exp2, jp__exp, jp__expm1, jp__log2, jp__log, jp__log1p,
                                            jp__cbrt, jp__lgamma, jp__trigamma, jp__normal_cdf };
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++)
        assert_nan(functions[i](NO_NUMBER));
    assert_nan(jp__lgamma_delta(NO_NUMBER, 1));
    assert_nan(jp__lgamma_delta(1, NO_NUMBER));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exponentials_end_in_0_and_infinity),
        cmocka_unit_test(powers_of_two_are_exact_both_ways),
        cmocka_unit_test(what_is_near_0_stays_as_it_is),
        cmocka_unit_test(logarithms_end_in_infinity_and_are_not_numbers_below_0),
        cmocka_unit_test(cubes_have_their_root_exactly),
        cmocka_unit_test(powers_of_0_1_and_infinity_are_those_of_the_c_standard),
        cmocka_unit_test(gamma_has_its_poles_its_zeros_and_its_domain),
        cmocka_unit_test(a_difference_over_nothing_is_nothing),
        cmocka_unit_test(the_normal_distribution_ends_in_0_and_1),
        cmocka_unit_test(the_incomplete_beta_function_ends_in_0_and_1),
        cmocka_unit_test(quantiles_out_of_the_doubles_are_0_and_1),
        cmocka_unit_test(quantiles_of_the_strangest_shapes_rise_with_p),
        cmocka_unit_test(no_number_goes_in_no_number_comes_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
