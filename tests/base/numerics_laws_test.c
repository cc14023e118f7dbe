/*
 * numerics_laws_test.c - laws that the functions of base/numerics.h keep at thousands of generated
 * points: symmetries, recurrences, inverses, and no step backwards.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "support/test.h"

#include <math.h>

#include "base/numerics.h"

#define LN2 0x1.62e42fefa39efp-1
#define LN_SQRT_PI 0x1.250d048e7a1bdp-1

static uint64_t random_state;

static int restart(void **state)
{
    (void)state;
    random_state = UINT64_C(88172645463325252);
    return 0;
}

/* xorshift64 (Marsaglia). */
static double uniform(double low, double high)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return low + (high - low) * ((double)(random_state >> 11) * 0x1p-53);
}

/* Alike in all magnitudes. The C library's logarithms do for choosing points. */
static double spread(double low, double high)
{
    return exp2(uniform(log2(low), log2(high)));
}

#define assert_near(got, expected, error)                                                     \
    do {                                                                                      \
        double got_ = (got), expected_ = (expected), error_ = (error);                        \
        if (!(fabs(got_ - expected_) <= error_))                                              \
            fail_msg("got %.17g instead of %.17g, +-%g", got_, expected_, error_);            \
    } while (0)

/* ---- Exponentials and logarithms ---------------------------------------------------------- */

static void exponentials_undo_logarithms(void **state)
{
    (void)state;
    for (int i = 0; i < 20000; i++) {
        double x = spread(1e-300, 1e300), y = spread(1e-10, 30);
        assert_near(jp__exp2(jp__log2(x)), x, 2.5e-13 * x);
        assert_near(jp__exp(jp__log(x)), x, 2.5e-13 * x);
        assert_near(jp__log1p(jp__expm1(y)), y, 1e-15 * y);
        assert_near(jp__cbrt(x) * jp__cbrt(x) * jp__cbrt(x), x, 1e-15 * x);
        assert_near(jp__pow(jp__pow(x, 0.25), 4), x, 1e-15 * x);
    }
}

/* Neighbouring doubles, where the tables change their row and elsewhere. */
static void exponentials_and_logarithms_never_step_back(void **state)
{
    (void)state;
    for (int i = 0; i < 20000; i++) {
        double x = i % 2 == 0 ? uniform(-60, 0) : -(floor(uniform(0, 5000)) + 0.5) / 128;
        double next = nextafter(x, HUGE_VAL), z = exp2(x), z_next = nextafter(z, HUGE_VAL);
        assert_true(jp__exp2(x) <= jp__exp2(next));
        assert_true(jp__exp(x * LN2) <= jp__exp(nextafter(x * LN2, HUGE_VAL)));
        assert_true(jp__expm1(x * LN2) <= jp__expm1(nextafter(x * LN2, HUGE_VAL)));
        assert_true(jp__log2(z) <= jp__log2(z_next));
        assert_true(jp__log(z) <= jp__log(z_next));
        assert_true(jp__log1p(z) <= jp__log1p(z_next));
        assert_true(jp__cbrt(z) <= jp__cbrt(z_next));
    }
}

/* ---- Gamma -------------------------------------------------------------------------------- */

static void ln_gamma_keeps_its_recurrence(void **state)
{
    (void)state;
    for (int i = 0; i < 20000; i++) {
        double x = i % 2 == 0 ? uniform(0, 20) : spread(1e-6, 1e6);
        double size = 1 + fabs(jp__lgamma(x + 1)) + x * 2.3e-16 * fabs(jp__log(x));
        assert_near(jp__lgamma(x + 1) - jp__lgamma(x), jp__log(x), 2e-15 * size);
    }
}

static void ln_gamma_keeps_legendres_duplication(void **state)
{
    (void)state;
    for (int i = 0; i < 20000; i++) {
        double x = i % 2 == 0 ? uniform(0, 20) : spread(1e-6, 1e4);
        double twice = (2 * x - 1) * LN2 - LN_SQRT_PI + jp__lgamma(x) + jp__lgamma(x + 0.5);
        assert_near(jp__lgamma(2 * x), twice, 3e-15 * (1 + fabs(jp__lgamma(2 * x)) + fabs(jp__lgamma(x))));
    }
}

static void differences_of_ln_gamma_add_up_and_agree_with_it(void **state)
{
    (void)state;
    for (int i = 0; i < 20000; i++) {
        double x = spread(1e-3, 1e3), s = uniform(0, 1), t = uniform(0, 1);
        double both = jp__lgamma_delta(x, s + t);
        assert_near(jp__lgamma_delta(x, s) + jp__lgamma_delta(x + s, t), both, 5e-15 * (1 + fabs(both)));
        double high = jp__lgamma(x + t), low = jp__lgamma(x);
        assert_near(jp__lgamma_delta(x, t), high - low, 2e-15 * (1 + fabs(high) + fabs(low)));
        assert_near(jp__lgamma_delta(x, 1), jp__log(x), 2e-15 * (1 + fabs(jp__log(x))));
    }
}

/* Gamma is log-convex: the difference over a fixed step rises with x, also over the seam at 8. */
static void differences_of_ln_gamma_rise_with_x(void **state)
{
    (void)state;
    for (int i = 0; i < 20000; i++) {
        double x = i % 2 == 0 ? spread(1e-3, 1e3) : 8 - spread(1e-15, 1e-3);
        double t = spread(1e-6, 2), step = x * spread(1e-14, 1e-3);
        double low = jp__lgamma_delta(x, t), high = jp__lgamma_delta(x + step, t);
        assert_true(high - low >= -3e-15 * (t + fabs(low)));
    }
}

static void trigamma_keeps_its_recurrence_and_never_rises(void **state)
{
    (void)state;
    for (int i = 0; i < 20000; i++) {
        double x = i % 2 == 0 ? uniform(0.001, 20) : spread(1e-3, 1e3), y = x * (1 + spread(1e-13, 1));
        double here = jp__trigamma(x);
        assert_near(here - jp__trigamma(x + 1), 1 / (x * x), 1e-14 * here * (1 + x));
        assert_true(jp__trigamma(y) <= here * (1 + 1e-15));
        double edge = 8 - spread(1e-15, 1e-3), after = 8 + spread(1e-15, 1e-3);
        assert_true(jp__trigamma(after) <= jp__trigamma(edge) * (1 + 1e-15));
    }
}

/* ---- Distributions ------------------------------------------------------------------------ */

static void the_normal_distribution_is_symmetric_and_never_falls(void **state)
{
    (void)state;
    for (int i = 0; i < 20000; i++) {
        double x = uniform(-9, 9), y = x + spread(1e-12, 1);
        assert_near(jp__normal_cdf(x) + jp__normal_cdf(-x), 1, 2.3e-16);
        assert_true(jp__normal_cdf(y) >= jp__normal_cdf(x) * (1 - 2e-15));
    }
}

/* 1 - x is exact for the x here, so both sides are asked the same question. */
static void the_incomplete_beta_function_is_symmetric(void **state)
{
    (void)state;
    for (int i = 0; i < 20000; i++) {
        double a = spread(1e-3, 1e3), b = spread(1e-3, 1e3);
        double x = floor(uniform(1, 0x1p30)) * 0x1p-30;
        assert_near(jp__beta_cdf(x, a, b) + jp__beta_cdf(1 - x, b, a), 1, 2e-15);
    }
}

/* DLMF 8.17.20 and 8.17.21: steps in a and in b. */
static void the_incomplete_beta_function_keeps_its_recurrences(void **state)
{
    (void)state;
    for (int i = 0; i < 20000; i++) {
        double a = spread(0.01, 100), b = spread(0.01, 100), x = uniform(0, 1);
        double log_beta = jp__lgamma(a) + jp__lgamma(b) - jp__lgamma(a + b);
        double part = jp__exp(a * jp__log(x) + b * jp__log1p(-x) - log_beta);
        assert_near(jp__beta_cdf(x, a, b) - part / a, jp__beta_cdf(x, a + 1, b), 1e-12);
        assert_near(jp__beta_cdf(x, a, b) + part / b, jp__beta_cdf(x, a, b + 1), 1e-12);
    }
}

static void with_a_parameter_of_1_it_is_a_power(void **state)
{
    (void)state;
    for (int i = 0; i < 20000; i++) {
        double c = spread(1e-6, 1e6), x = uniform(0, 1), power = jp__pow(x, c);
        assert_near(jp__beta_cdf(x, c, 1), power, 1e-15 * (20 - c * jp__log(x)) * power);
        assert_near(jp__beta_cdf(x, 1, c), -jp__expm1(c * jp__log1p(-x)), 1e-14);
        assert_near(jp__beta_quantile(x, c, 1), jp__pow(x, 1 / c), 1e-14);
    }
}

static void the_incomplete_beta_function_never_falls(void **state)
{
    (void)state;
    for (int i = 0; i < 20000; i++) {
        double a = spread(1e-3, 1e3), b = spread(1e-3, 1e3);
        double x = uniform(0, 1), y = x + (1 - x) * spread(1e-12, 1);
        assert_true(jp__beta_cdf(y, a, b) >= jp__beta_cdf(x, a, b) * (1 - 1e-12));
    }
}

/* Where x and 1 - x are both well given by a double, a quantile's probability is p. */
static void the_probability_of_a_quantile_is_the_one_asked_for(void **state)
{
    (void)state;
    for (int i = 0; i < 20000; i++) {
        double a = spread(0.05, 200), b = spread(0.05, 200), p = uniform(0, 1);
        double x = jp__beta_quantile(p, a, b);
        assert_true(x >= 0 && x <= 1);
        if (x > 0.001 && x < 0.999)
            assert_near(jp__beta_cdf(x, a, b), p, 1e-13);
    }
}

static void the_quantile_of_a_probability_is_where_it_came_from(void **state)
{
    (void)state;
    for (int i = 0; i < 20000; i++) {
        double a = spread(0.05, 200), b = spread(0.05, 200), x = uniform(0.01, 0.99);
        double p = jp__beta_cdf(x, a, b), q = jp__beta_cdf(1 - x, b, a);
        if (p > 1e-3 && q > 1e-3)
            assert_near(jp__beta_quantile(p, a, b), x, 1e-13);
    }
}

static void quantiles_never_fall_with_their_probability(void **state)
{
    (void)state;
    for (int i = 0; i < 300; i++) {
        double a = spread(1e-3, 1e4), b = spread(1e-3, 1e4), before = 0;
        for (double p = 0; p <= 1; p += 0x1p-6) {
            double x = jp__beta_quantile(p, a, b);
            assert_true(x >= before);
            before = x;
        }
        double p = uniform(0, 1), next = p + (1 - p) * spread(1e-11, 1e-3);
        assert_true(jp__beta_quantile(next, a, b) >= jp__beta_quantile(p, a, b) - 1e-15);
    }
}

/* Far beyond the method's shapes the search still ends, between 0 and 1. */
static void quantiles_of_extreme_shapes_end(void **state)
{
    (void)state;
    for (int i = 0; i < 3000; i++) {
        double a = spread(1e-300, 1e12), b = spread(1e-12, 1e12);
        double p = i % 2 == 0 ? uniform(0, 1) : spread(1e-300, 1);
        double x = jp__beta_quantile(p, a, b);
        assert_true(x >= 0 && x <= 1);
    }
    assert_near(jp__beta_quantile(0.4, 1e12, 1e12), 0.5, 1e-6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(exponentials_undo_logarithms, restart),
        cmocka_unit_test_setup(exponentials_and_logarithms_never_step_back, restart),
        cmocka_unit_test_setup(ln_gamma_keeps_its_recurrence, restart),
        cmocka_unit_test_setup(ln_gamma_keeps_legendres_duplication, restart),
        cmocka_unit_test_setup(differences_of_ln_gamma_add_up_and_agree_with_it, restart),
        cmocka_unit_test_setup(differences_of_ln_gamma_rise_with_x, restart),
        cmocka_unit_test_setup(trigamma_keeps_its_recurrence_and_never_rises, restart),
        cmocka_unit_test_setup(the_normal_distribution_is_symmetric_and_never_falls, restart),
        cmocka_unit_test_setup(the_incomplete_beta_function_is_symmetric, restart),
        cmocka_unit_test_setup(the_incomplete_beta_function_keeps_its_recurrences, restart),
        cmocka_unit_test_setup(with_a_parameter_of_1_it_is_a_power, restart),
        cmocka_unit_test_setup(the_incomplete_beta_function_never_falls, restart),
        cmocka_unit_test_setup(the_probability_of_a_quantile_is_the_one_asked_for, restart),
        cmocka_unit_test_setup(the_quantile_of_a_probability_is_where_it_came_from, restart),
        cmocka_unit_test_setup(quantiles_never_fall_with_their_probability, restart),
        cmocka_unit_test_setup(quantiles_of_extreme_shapes_end, restart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
