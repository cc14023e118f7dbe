/*
 * power.c - cube root and x^y.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>

#include "base/numerics.h"
#include "base/numerics_kernel.h"

/* The cube root of 1 <= m < 8: a root of 17 bits, whose cube is exact, and a series for the rest. */
static double cbrt_unit(double m)
{
    double t = 0x1.1p-1 + m * (0x1.0p-1 + m * (-0x1.4p-4 + m * 0x1.6p-8));
    for (int i = 0; i < 2; i++) {
        double t3 = t * t * t;
        t = t * (t3 + 2.0 * m) / (2.0 * t3 + m);
    }
    t = jp__from_bits((jp__bits(t) + (UINT64_C(1) << 35)) & ~((UINT64_C(1) << 36) - 1));
    double d = (m - t * t * t) / (t * t * t);
    double series = d * (1.0 / 3.0 + d * (-1.0 / 9.0 + d * (5.0 / 81.0 - d * (10.0 / 243.0))));
    return t + t * series;
}

double jp__cbrt(double x)
{
    if (!(x > 0.0 && x < JP__INFINITY))
        return x > 0.0 || x == 0.0 ? x : JP__NAN;
    double scale = 1.0;
    if (x < 0x1p-1022) {
        x *= 0x1p60;
        scale = 0x1p-20;
    }
    int exponent = (int)(jp__bits(x) >> 52) - 1023;
    int third = (exponent + 3072) / 3 - 1024;
    double m = jp__from_bits((jp__bits(x) & ~(UINT64_C(0x7ff) << 52))
                             | (uint64_t)(exponent - 3 * third + 1023) << 52);
    return cbrt_unit(m) * jp__two_to(third) * scale;
}

/* ln(2^-down x) = result + *low to about 2^-68, relative; x normal and positive. */
static double log_in_two(double x, double down, double *low)
{
    jp__log_parts parts = jp__log_reduce(x, 0.0);
    parts.k -= down;
    double r_low, r = jp__fast_sum(parts.head, parts.tail, &r_low);
    double square_low, square = jp__exact_product(r, r, &square_low);
    double high_rest, high = jp__fast_sum(parts.k * JP__LN2_HIGH + parts.high, r, &high_rest);
    double next_rest, next = jp__fast_sum(high, -0.5 * square, &next_rest);
    const double *c = jp__log_poly;
    double cubic = r * square * jp__horner(c, 6, r);
    double rest = parts.k * JP__LN2_LOW + parts.low + r_low - r * r_low - 0.5 * square_low;
    return jp__fast_sum(next, high_rest + (next_rest + (rest + cubic)), low);
}

double jp__pow(double x, double y)
{
    if (y == 0.0 || x == 1.0)
        return 1.0;
    if (x != x || y != y || x < 0.0)
        return JP__NAN;
    if (x == 0.0 || x == JP__INFINITY)
        return (x == 0.0) == (y > 0.0) ? 0.0 : JP__INFINITY;
    double down = 0.0;
    if (x < 0x1p-1022) {
        x *= 0x1p64;
        down = 64.0;
    }
    double log_low, log_high = log_in_two(x, down, &log_low);
    if (!(fabs(y) < 0x1p64))
        return (log_high > 0.0) == (y > 0.0) ? JP__INFINITY : 0.0;
    double rest, product = jp__exact_product(y, log_high, &rest);
    return jp__exp_of_two(product, rest + y * log_low);
}
