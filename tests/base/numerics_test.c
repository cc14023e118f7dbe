/*
 * numerics_test.c - the functions of base/numerics.h against exact values (numerics_values.txt, made
 * with mpmath), at the errors that docs/numerics.md promises.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "support/test.h"

#include <math.h>
#include <stdio.h>

#include "base/numerics.h"
#include "base/numerics_kernel.h"

#define VALUES JP_SOURCE_DIR "/tests/base/numerics_values.txt"

/* One line of the file: the exact value is value + rest x unit in the last place of value. */
typedef struct known {
    double in[3];
    double value;
    double rest;
} known;

typedef double (*call)(const double *in);
typedef double (*error_of)(const known *k, double got);

static double unit_in_last_place(double x)
{
    double next = nextafter(fabs(x), HUGE_VAL);
    return isinf(next) ? 0x1p971 : next - fabs(x);
}

/* Errors are measured in units in the last place, */
static double in_ulp(const known *k, double got)
{
    if (isinf(k->value))
        return got == k->value ? 0 : HUGE_VAL;
    return fabs((got - k->value) / unit_in_last_place(k->value) - k->rest);
}

/* absolutely, */
static double absolute(const known *k, double got)
{
    return fabs((got - k->value) - k->rest * unit_in_last_place(k->value));
}

/* relatively where the value is not among the smallest, */
static double relative(const known *k, double got)
{
    return fabs(k->value) > 1e-290 ? absolute(k, got) / fabs(k->value) : 0;
}

/* for differences of lnGamma over t, against t and the difference, unless these are among the smallest, */
static double of_difference(const known *k, double got)
{
    return absolute(k, got) / (fmin(k->in[1], 1) + fabs(k->value) + 1e-290);
}

/* and quantiles against 1e-14 in x or 1e-15 in the probability, whichever is more. */
static double of_shape(const known *k, double a, double b, double got)
{
    double x = k->value;
    double log_beta = lgamma(a) + lgamma(b) - lgamma(a + b);
    double slope = x > 0 && x < 1 ? exp((a - 1) * log(x) + (b - 1) * log1p(-x) - log_beta) : HUGE_VAL;
    return absolute(k, got) / fmax(1e-14, 1e-15 / slope);
}

static double of_quantile(const known *k, double got) { return of_shape(k, k->in[1], k->in[2], got); }
static double of_end(const known *k, double got) { return of_shape(k, k->in[0], k->in[1], got); }

/* Reads the numbers after a line's name; the last two are value and rest. */
static known read_line(const char *text, int arguments)
{
    known k = { { 0, 0, 0 }, 0, 0 };
    double numbers[5];
    char *end;
    for (int i = 0; i < arguments + 2; i++, text = end) {
        numbers[i] = strtod(text, &end);
        assert_true(end != text);
    }
    assert_true(*end == '\n');
    memcpy(k.in, numbers, (size_t)arguments * sizeof numbers[0]);
    k.value = numbers[arguments];
    k.rest = numbers[arguments + 1];
    return k;
}

/* The largest error of a function over the file is at most `bound`. */
static void check(const char *name, int arguments, int at_least, call function, error_of error, double bound)
{
    FILE *file = fopen(VALUES, "r");
    char line[256];
    int count = 0;
    double largest = 0;
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL) {
        size_t length = strlen(name);
        if (strncmp(line, name, length) != 0 || line[length] != ' ')
            continue;
        known k = read_line(line + length, arguments);
        double got = function(k.in), off = error(&k, got);
        if (!(off <= bound))
            print_error("%.*s: got %a, off by %g\n", (int)strcspn(line, "\n"), line, got, off);
        largest = off <= largest ? largest : off;
        count++;
    }
    fclose(file);
    print_message("%-14s %5d values, off by at most %.3g of %.3g\n", name, count, largest, bound);
    assert_true(count >= at_least);
    assert_true(largest <= bound);
}

static double call_exp2(const double *in) { return jp__exp2(in[0]); }
static double call_fraction(const double *in) { return jp__exp2_fraction(in[0]); }
static double call_little(const double *in) { return jp__exp2_little(in[0]); }
static double call_exp(const double *in) { return jp__exp(in[0]); }
static double call_expm1(const double *in) { return jp__expm1(in[0]); }
static double call_log2(const double *in) { return jp__log2(in[0]); }
static double call_log(const double *in) { return jp__log(in[0]); }
static double call_log1p(const double *in) { return jp__log1p(in[0]); }
static double call_cbrt(const double *in) { return jp__cbrt(in[0]); }
static double call_pow(const double *in) { return jp__pow(in[0], in[1]); }
static double call_lgamma(const double *in) { return jp__lgamma(in[0]); }
static double call_delta(const double *in) { return jp__lgamma_delta(in[0], in[1]); }
static double call_trigamma(const double *in) { return jp__trigamma(in[0]); }
static double call_normal(const double *in) { return jp__normal_cdf(in[0]); }
static double call_cdf(const double *in) { return jp__beta_cdf(in[0], in[1], in[2]); }
static double call_quantile(const double *in) { return jp__beta_quantile(in[0], in[1], in[2]); }

static double call_low(const double *in) { return jp__beta_low(in[0], in[1]); }
static double call_high(const double *in) { return jp__beta_high(in[0], in[1]); }
static double call_moment(const double *in) { return jp__beta_moment(in[0], in[1], in[2]); }
static double call_half(const double *in) { return jp__beta_half(in[0], in[1]); }

static void exponentials_are_within_one_ulp(void **state)
{
    (void)state;
    check("exp2", 1, 500, call_exp2, in_ulp, 0.8);
    check("exp", 1, 500, call_exp, in_ulp, 0.8);
    check("expm1", 1, 500, call_expm1, in_ulp, 0.8);
}

static void a_part_of_a_half_life_is_within_two_ulp(void **state)
{
    (void)state;
    check("exp2_fraction", 1, 500, call_fraction, in_ulp, 2);
    assert_true(jp__exp2_fraction(0) == 1);
}

static void the_fine_part_of_a_time_is_within_one_ulp(void **state)
{
    (void)state;
    check("exp2_little", 1, 500, call_little, in_ulp, 0.8);
    assert_true(jp__exp2_little(0) == 1);
}

static void logarithms_to_base_two_are_within_five_ulp(void **state)
{
    (void)state;
    check("log2", 1, 500, call_log2, in_ulp, 5);
}

static void natural_logarithms_are_within_one_ulp(void **state)
{
    (void)state;
    check("log", 1, 500, call_log, in_ulp, 0.8);
    check("log1p", 1, 500, call_log1p, in_ulp, 0.8);
}

static void roots_and_powers_are_within_one_ulp(void **state)
{
    (void)state;
    check("cbrt", 1, 450, call_cbrt, in_ulp, 0.8);
    check("pow", 2, 500, call_pow, in_ulp, 0.8);
}

static void ln_gamma_is_within_four_ulp_even_beside_its_zeros(void **state)
{
    (void)state;
    check("lgamma", 1, 700, call_lgamma, in_ulp, 4);
}

static void a_difference_of_ln_gamma_is_exact_to_its_size_and_its_step(void **state)
{
    (void)state;
    check("lgamma_delta", 2, 1000, call_delta, of_difference, 2e-15);
}

static void trigamma_is_within_four_ulp(void **state)
{
    (void)state;
    check("trigamma", 1, 600, call_trigamma, in_ulp, 4);
}

static void the_normal_distribution_is_within_eight_ulp_down_to_its_last_double(void **state)
{
    (void)state;
    check("normal_cdf", 1, 600, call_normal, in_ulp, 8);
}

static void the_incomplete_beta_function_is_exact_absolutely_and_in_its_lower_tail(void **state)
{
    (void)state;
    check("beta_cdf", 3, 1200, call_cdf, absolute, 2e-14);
    check("beta_cdf", 3, 1200, call_cdf, relative, 1e-12);
}

static void quantiles_are_as_exact_as_the_slope_of_the_distribution_allows(void **state)
{
    (void)state;
    check("beta_quantile", 3, 330, call_quantile, of_quantile, 1);
}

static void both_ends_of_an_interval_are_as_exact(void **state)
{
    (void)state;
    check("beta_low", 2, 220, call_low, of_end, 1);
    check("beta_high", 2, 220, call_high, of_end, 1);
}

static void what_lies_below_one_half_is_exact_absolutely_and_relatively(void **state)
{
    (void)state;
    check("beta_half", 2, 220, call_half, absolute, 2e-14);
    check("beta_half", 2, 220, call_half, relative, 1e-12);
}

static void moments_are_exact_relatively(void **state)
{
    (void)state;
    check("beta_moment", 3, 650, call_moment, relative, 3e-15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exponentials_are_within_one_ulp),
        cmocka_unit_test(a_part_of_a_half_life_is_within_two_ulp),
        cmocka_unit_test(the_fine_part_of_a_time_is_within_one_ulp),
        cmocka_unit_test(logarithms_to_base_two_are_within_five_ulp),
        cmocka_unit_test(natural_logarithms_are_within_one_ulp),
        cmocka_unit_test(roots_and_powers_are_within_one_ulp),
        cmocka_unit_test(ln_gamma_is_within_four_ulp_even_beside_its_zeros),
        cmocka_unit_test(a_difference_of_ln_gamma_is_exact_to_its_size_and_its_step),
        cmocka_unit_test(trigamma_is_within_four_ulp),
        cmocka_unit_test(the_normal_distribution_is_within_eight_ulp_down_to_its_last_double),
        cmocka_unit_test(the_incomplete_beta_function_is_exact_absolutely_and_in_its_lower_tail),
        cmocka_unit_test(quantiles_are_as_exact_as_the_slope_of_the_distribution_allows),
        cmocka_unit_test(both_ends_of_an_interval_are_as_exact),
        cmocka_unit_test(moments_are_exact_relatively),
        cmocka_unit_test(what_lies_below_one_half_is_exact_absolutely_and_relatively),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
