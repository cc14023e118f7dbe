/*
 * Transforms: what a value says against and for (docs/method.md section 1). Every expected number is
 * worked by hand from the table there.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <float.h>
#include <math.h>

#include "score/fixture.h"

static void expect(jp__transform_type type, double half, double x, double adverse, double favourable)
{
    jp__masses g = jp__transform_value((jp__transform){ type, half }, x);
    assert_near(g.adverse, adverse, 1e-15);
    assert_near(g.favourable, favourable, 1e-15);
}

static void one_speaks_whatever_the_value(void **state)
{
    (void)state;
    expect(JP__ONE, 0, 0, 1, 1);
    expect(JP__ONE, 0, -3, 1, 1);
    expect(JP__ONE, 0, DBL_MAX, 1, 1);
}

static void unit_is_the_value_clamped_to_0_and_1(void **state)
{
    (void)state;
    expect(JP__UNIT, 0, 0.25, 0.25, 0.25);
    expect(JP__UNIT, 0, 0, 0, 0);
    expect(JP__UNIT, 0, 1, 1, 1);
    expect(JP__UNIT, 0, -0.5, 0, 0);
    expect(JP__UNIT, 0, 1.5, 1, 1);
    expect(JP__UNIT, 0, -DBL_MAX, 0, 0);
    expect(JP__UNIT, 0, DBL_MAX, 1, 1);
}

static void split_unit_is_for_what_it_is_and_against_what_it_lacks(void **state)
{
    (void)state;
    expect(JP__SPLIT_UNIT, 0, 0.25, 0.75, 0.25);
    expect(JP__SPLIT_UNIT, 0, 0, 1, 0);
    expect(JP__SPLIT_UNIT, 0, 1, 0, 1);
    expect(JP__SPLIT_UNIT, 0, -7, 1, 0);
    expect(JP__SPLIT_UNIT, 0, 7, 0, 1);
}

static void hill_is_one_at_its_half_and_two_at_most(void **state)
{
    (void)state;
    expect(JP__HILL, 60, 60, 1, 1);
    expect(JP__HILL, 60, 20, 0.5, 0.5);
    expect(JP__HILL, 60, 180, 1.5, 1.5);
    expect(JP__HILL, 60, 0, 0, 0);
    expect(JP__HILL, 60, -30, 0, 0);
    expect(JP__HILL, 60, DBL_MAX, 2, 2);
    expect(JP__HILL, 1e9, DBL_MIN, 0, 0);
    expect(JP__HILL, 60, 4.9e-324, 0, 0); /* 60 / y overflows: 2 / (1 + infinity) */
}

static void split_late_is_against_what_is_late(void **state)
{
    (void)state;
    expect(JP__SPLIT_LATE, 24, 24, 0.5, 0.5);
    expect(JP__SPLIT_LATE, 24, 72, 0.75, 0.25);
    expect(JP__SPLIT_LATE, 24, 8, 0.25, 0.75);
    expect(JP__SPLIT_LATE, 24, 0, 0, 1);
    expect(JP__SPLIT_LATE, 24, -5, 0, 1);
    expect(JP__SPLIT_LATE, 24, DBL_MAX, 1, 0);
}

static void notice_is_for_what_comes_early(void **state)
{
    (void)state;
    expect(JP__NOTICE, 24, 24, 0.5, 0.5);
    expect(JP__NOTICE, 24, 72, 0.25, 0.75);
    expect(JP__NOTICE, 24, 8, 0.75, 0.25);
    expect(JP__NOTICE, 24, 0, 1, 0);
    expect(JP__NOTICE, 24, -5, 1, 0);
    expect(JP__NOTICE, 24, DBL_MAX, 0, 1);
}

static void no_transform_leaves_0_to_2(void **state)
{
    (void)state;
    static const double values[] = { -DBL_MAX, -1, -DBL_MIN, 0, 4.9e-324, DBL_MIN, 1e-9, 0.5, 1, 24,
                                     1e9, 1e300, DBL_MAX };
    static const double halves[] = { DBL_MIN, 1e-9, 1, 24, 1e9 };
    for (jp__transform_type type = JP__ONE; type <= JP__NOTICE; type++)
        for (size_t h = 0; h < JP__COUNT(halves); h++)
            for (size_t i = 0; i < JP__COUNT(values); i++) {
                jp__masses g = jp__transform_value((jp__transform){ type, halves[h] }, values[i]);
                assert_true(g.adverse >= 0 && g.adverse <= 2);
                assert_true(g.favourable >= 0 && g.favourable <= 2);
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_speaks_whatever_the_value),
        cmocka_unit_test(unit_is_the_value_clamped_to_0_and_1),
        cmocka_unit_test(split_unit_is_for_what_it_is_and_against_what_it_lacks),
        cmocka_unit_test(hill_is_one_at_its_half_and_two_at_most),
        cmocka_unit_test(split_late_is_against_what_is_late),
        cmocka_unit_test(notice_is_for_what_comes_early),
        cmocka_unit_test(no_transform_leaves_0_to_2),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
