/*
 * The special functions in lanes have the bits of the readable ones, whatever stands beside them: with every
 * instruction set that this processor has.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>

#include "kernel/kernel.h"
#include "score/fixture.h"
#include "score/random.h"

#define MOST 64 /* in one call: more than are worked out at a time */

typedef struct columns {
    double x[MOST], y[MOST], e[MOST];
    double plain[2][MOST], fast[2][MOST];
} columns;

static columns c;

/* Parameters of distributions: common ones, next to their ends, small and large ones far out. */
static double roll_size(dice *d)
{
    static const double special[] = { 1e-300, 1e-9, 1e-3, 0x1.fffffffffffffp-2, 0.5, 1, 7,
                                      0x1.fffffffffffffp+2, 8, 1024, 0x1.0000000000001p+10, 1e6, 1e12, 1e13 };
    size_t kind = roll_below(d, 8);
    if (kind == 0)
        return special[roll_below(d, JP__COUNT(special))];
    return kind == 1 ? exp(40 * roll_share(d) - 20) : exp(7.7 * roll_share(d) - 0.7);
}

static void roll_columns(dice *d, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        c.x[i] = roll_size(d);
        c.y[i] = roll_below(d, 6) == 0 ? c.x[i] : roll_size(d);
        c.e[i] = roll_below(d, 4) == 0 ? 1 : roll_share(d);
    }
}

static void require_same(const char *what, size_t count)
{
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < count; i++)
            if (memcmp(&c.plain[k][i], &c.fast[k][i], sizeof(double)) != 0 &&
                !(isnan(c.plain[k][i]) && isnan(c.fast[k][i])))
                fail_msg("%s of %.17g, %.17g, %.17g is %.17g, not %.17g", what, c.x[i], c.y[i], c.e[i],
                         c.fast[k][i], c.plain[k][i]);
}

static void compare_all(const jp__specials *fast, size_t count)
{
    const jp__specials *plain = &jp__specials_readable;
    plain->moments(c.x, c.y, c.e, count, c.plain[0], c.plain[1]);
    fast->moments(c.x, c.y, c.e, count, c.fast[0], c.fast[1]);
    require_same("moment", count);
    plain->log_variances(c.x, c.y, count, c.plain[0]);
    fast->log_variances(c.x, c.y, count, c.fast[0]);
    plain->halves(c.x, c.y, count, c.plain[1]);
    fast->halves(c.x, c.y, count, c.fast[1]);
    require_same("variance or half", count);
    plain->intervals(c.x, c.y, count, c.plain[0], c.plain[1]);
    fast->intervals(c.x, c.y, count, c.fast[0], c.fast[1]);
    require_same("interval", count);
    plain->log2_all(c.x, count, c.plain[0]);
    fast->log2_all(c.x, count, c.fast[0]);
    plain->exp2_all(c.plain[0], count, c.plain[1]);
    fast->exp2_all(c.plain[0], count, c.fast[1]);
    require_same("logarithm or power", count);
}

static void lanes_have_the_bits_of_the_readable_functions(void **state)
{
    (void)state;
    for (int level = 0; level < JP__LEVEL_COUNT; level++) {
        const jp__lanes *lanes = jp__lanes_of((jp__level)level);
        dice d = { 1 };
        for (size_t round = 0; lanes != NULL && round < 400; round++) {
            size_t count = 1 + roll_below(&d, MOST);
            roll_columns(&d, count);
            compare_all(&lanes->specials, count);
        }
    }
}

/* Sides of equal tails, all at once and one by one. */
static void a_result_does_not_depend_on_its_neighbours(void **state)
{
    (void)state;
    dice d = { 2 };
    for (int level = 0; level < JP__LEVEL_COUNT; level++) {
        const jp__lanes *lanes = jp__lanes_of((jp__level)level);
        for (size_t round = 0; lanes != NULL && round < 50; round++) {
            roll_columns(&d, MOST);
            lanes->specials.intervals(c.x, c.y, MOST, c.plain[0], c.plain[1]);
            for (size_t i = 0; i < MOST; i++) {
                double low[8], high[8];
                lanes->specials.intervals(&c.x[i], &c.y[i], 1, low, high);
                c.fast[0][i] = low[0];
                c.fast[1][i] = high[0];
            }
            require_same("interval", MOST);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lanes_have_the_bits_of_the_readable_functions),
        cmocka_unit_test(a_result_does_not_depend_on_its_neighbours),
    };
    return cmocka_run_group_tests_name("kernel_specials", tests, NULL, NULL);
}
