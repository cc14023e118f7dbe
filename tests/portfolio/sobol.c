/*
 * Points and sensitivity indices, held against a function whose indices are published.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>

#include "portfolio/robustness.h"
#include "support/test.h"

#define DRAWS 4096
#define INPUTS 3

static jp__sobol sobol;
static double a[DRAWS], b[DRAWS], ab[DRAWS];

static double ishigami(const double u[INPUTS])
{
    const double pi = 3.14159265358979323846;
    double x[INPUTS];
    for (int i = 0; i < INPUTS; i++)
        x[i] = pi * (2 * u[i] - 1);
    return sin(x[0]) + 7 * sin(x[1]) * sin(x[1]) + 0.1 * x[2] * x[2] * x[2] * x[2] * sin(x[0]);
}

/* Fills values at the points of A (column -1, matrix 0), of B (1), or of A with a column of B. */
static void fill(double *values, bool is_b, int column)
{
    for (uint32_t draw = 0; draw < DRAWS; draw++) {
        double u[INPUTS];
        for (int i = 0; i < INPUTS; i++)
            u[i] = jp__sobol_at(&sobol, draw, (size_t)(is_b || i == column ? INPUTS + i : i));
        values[draw] = ishigami(u);
    }
}

static void near(double got, double expected, double tolerance)
{
    if (!(fabs(got - expected) <= tolerance))
        fail_msg("got %.6f, expected %.6f", got, expected);
}

/* Ishigami and Homma 1990; the indices for a = 7, b = 0.1 as in Saltelli et al. 2000, p. 179. */
static void the_indices_of_ishigamis_function_are_found(void **state)
{
    (void)state;
    static const double first[INPUTS] = { 0.3139, 0.4424, 0 }, total[INPUTS] = { 0.5576, 0.4424, 0.2437 };
    for (uint64_t seed = 1; seed <= 5; seed++) {
        jp__sobol_start(&sobol, seed);
        fill(a, false, -1);
        fill(b, true, -1);
        for (int i = 0; i < INPUTS; i++) {
            fill(ab, false, i);
            jp__indices found = jp__sobol_indices(a, b, ab, DRAWS);
            near(found.first, first[i], 0.02);
            near(found.total, total[i], 0.02);
        }
    }
}

static void what_does_not_vary_has_no_indices(void **state)
{
    (void)state;
    static const double same[4] = { 0.1, 0.1, 0.1, 0.1 };
    jp__indices found = jp__sobol_indices(same, same, same, 4);
    assert_true(found.first == 0 && found.total == 0);
}

/* A net in base 2: each of 64 equal parts of every axis holds one of the first 64 points. */
static void every_axis_is_filled_evenly(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 20; seed++) {
        jp__sobol_start(&sobol, seed);
        for (size_t d = 0; d < JP__SOBOL_DIMENSIONS; d++) {
            uint64_t seen = 0;
            for (uint32_t i = 0; i < 64; i++) {
                double u = jp__sobol_at(&sobol, i, d);
                assert_true(u > 0 && u < 1);
                seen |= UINT64_C(1) << (unsigned)(u * 64);
            }
            assert_true(seen == UINT64_MAX);
        }
    }
}

/* Neighbouring axes are no copies of each other: 1024 points of any two fill all 16 squares evenly. */
static void any_two_axes_are_told_apart(void **state)
{
    (void)state;
    jp__sobol_start(&sobol, 7);
    for (size_t d = 0; d < JP__SOBOL_DIMENSIONS; d++) {
        for (size_t e = 0; e < d; e++) {
            int held[16] = { 0 };
            for (uint32_t i = 0; i < 1024; i++)
                held[(int)(jp__sobol_at(&sobol, i, d) * 4) * 4 + (int)(jp__sobol_at(&sobol, i, e) * 4)]++;
            for (int square = 0; square < 16; square++)
                assert_int_equal(held[square], 64);
        }
    }
}

/* Points 1 to 7 of Joe and Kuo's sequence in its first three dimensions, as their program prints them. */
static void the_sequence_is_the_published_one(void **state)
{
    (void)state;
    static const double points[7][3] = { { 0.5, 0.5, 0.5 },       { 0.75, 0.25, 0.25 },
                                         { 0.25, 0.75, 0.75 },    { 0.375, 0.375, 0.625 },
                                         { 0.875, 0.875, 0.125 }, { 0.625, 0.125, 0.875 },
                                         { 0.125, 0.625, 0.375 } };
    jp__sobol_start(&sobol, 0);
    memset(sobol.shifts, 0, sizeof sobol.shifts);
    for (uint32_t i = 1; i <= 7; i++) {
        uint32_t gray = i ^ (i >> 1); /* their order */
        for (size_t d = 0; d < 3; d++)
            assert_true(jp__sobol_at(&sobol, gray, d) == points[i - 1][d] + 0x1p-33);
    }
}

static void a_seed_moves_the_points(void **state)
{
    (void)state;
    jp__sobol_start(&sobol, 1);
    double one = jp__sobol_at(&sobol, 3, 4);
    jp__sobol_start(&sobol, 2);
    assert_true(jp__sobol_at(&sobol, 3, 4) != one);
    jp__sobol_start(&sobol, 1);
    assert_true(jp__sobol_at(&sobol, 3, 4) == one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_indices_of_ishigamis_function_are_found),
        cmocka_unit_test(what_does_not_vary_has_no_indices),
        cmocka_unit_test(every_axis_is_filled_evenly),
        cmocka_unit_test(any_two_axes_are_told_apart),
        cmocka_unit_test(the_sequence_is_the_published_one),
        cmocka_unit_test(a_seed_moves_the_points),
    };
    return cmocka_run_group_tests_name("portfolio_sobol", tests, NULL, NULL);
}
