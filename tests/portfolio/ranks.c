/*
 * Sorting into ranks, bounds of ranks, the correlation ratio.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>

#include "portfolio/robustness.h"
#include "support/test.h"

static jp__ranked order[512];

static void the_largest_comes_first_and_equal_ones_keep_their_order(void **state)
{
    (void)state;
    for (size_t count = 0; count < 300; count++) {
        uint64_t seed = count;
        for (size_t i = 0; i < count; i++)
            order[i] = (jp__ranked){ (double)(jp__random_bits(&seed) % 20), (uint32_t)i };
        jp__ranked_sort(order, count);
        bool seen[300] = { false };
        for (size_t i = 0; i < count; i++) {
            assert_false(seen[order[i].index]);
            seen[order[i].index] = true;
            if (i > 0)
                assert_true(order[i - 1].key > order[i].key ||
                            (order[i - 1].key == order[i].key && order[i - 1].index < order[i].index));
        }
    }
}

static void the_bounds_leave_a_twentieth_out_on_either_side(void **state)
{
    (void)state;
    uint32_t ranks[100], low = 0, high = 0;
    for (uint32_t i = 0; i < 100; i++)
        ranks[i] = (i * 37) % 100 + 1; /* 1 to 100, shuffled */
    jp__rank_bounds(ranks, 100, &low, &high);
    assert_int_equal(low, 6);
    assert_int_equal(high, 95);
    ranks[0] = 4;
    ranks[1] = 2;
    jp__rank_bounds(ranks, 2, &low, &high);
    assert_int_equal(low, 2);
    assert_int_equal(high, 4);
}

static void near(double got, double expected)
{
    if (!(fabs(got - expected) <= 1e-12))
        fail_msg("got %.17g, expected %.17g", got, expected);
}

/* By hand: bins of 3 with means 1, 2, 6; between = 3 (4 + 1 + 9) = 42, within = 3 x 2 = 6, so eta squared
 * = 42/48; epsilon squared = 1 - 6/48 x 8/6 = 5/6. */
static void the_correlation_ratio_is_that_of_bins_less_chance(void **state)
{
    (void)state;
    static const double x[9] = { 9, 1, 2, 4, 5, 3, 8, 7, 6 };
    static const double y[9] = { 6, 0, 1, 1, 2, 2, 7, 5, 3 };
    double ratio = -1;
    assert_true(jp__correlation_ratio(x, y, 9, order, &ratio));
    near(ratio, 5.0 / 6);
}

static void what_is_not_monotone_counts_too(void **state)
{
    (void)state;
    double x[400], y[400], ratio = -1;
    for (int i = 0; i < 400; i++) {
        x[i] = i / 400.0;
        y[i] = (x[i] - 0.5) * (x[i] - 0.5); /* linear correlation 0 */
    }
    assert_true(jp__correlation_ratio(x, y, 400, order, &ratio));
    assert_true(ratio > 0.98 && ratio <= 1);
}

static void what_has_nothing_to_do_with_it_has_a_ratio_near_0(void **state)
{
    (void)state;
    double x[400], y[400], sum = 0;
    for (uint64_t round = 1; round <= 50; round++) {
        uint64_t seed = round;
        double ratio = -1;
        for (int i = 0; i < 400; i++) {
            x[i] = (double)(jp__random_bits(&seed) >> 11);
            y[i] = (double)(jp__random_bits(&seed) >> 11);
        }
        assert_true(jp__correlation_ratio(x, y, 400, order, &ratio));
        assert_true(ratio >= 0);
        sum += ratio;
    }
    assert_true(sum / 50 < 0.02); /* eta squared itself would be 19/399 = 0.05 */
}

static void an_indicator_that_does_not_vary_weighs_nothing(void **state)
{
    (void)state;
    static const double x[6] = { 1, 1, 1, 1, 1, 1 }, y[6] = { 1, 2, 3, 4, 5, 6 };
    double ratio = -1;
    assert_true(jp__correlation_ratio(x, y, 6, order, &ratio));
    assert_true(ratio == 0);
}

static void without_enough_to_tell_there_is_no_ratio(void **state)
{
    (void)state;
    static const double x[3] = { 1, 2, 3 }, y[3] = { 4, 4, 4 }, z[2] = { 1, 2 };
    double ratio = -1;
    assert_false(jp__correlation_ratio(x, y, 3, order, &ratio));
    assert_false(jp__correlation_ratio(x, z, 2, order, &ratio));
    assert_true(ratio == -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_largest_comes_first_and_equal_ones_keep_their_order),
        cmocka_unit_test(the_bounds_leave_a_twentieth_out_on_either_side),
        cmocka_unit_test(the_correlation_ratio_is_that_of_bins_less_chance),
        cmocka_unit_test(what_is_not_monotone_counts_too),
        cmocka_unit_test(what_has_nothing_to_do_with_it_has_a_ratio_near_0),
        cmocka_unit_test(an_indicator_that_does_not_vary_weighs_nothing),
        cmocka_unit_test(without_enough_to_tell_there_is_no_ratio),
    };
    return cmocka_run_group_tests_name("portfolio_ranks", tests, NULL, NULL);
}
