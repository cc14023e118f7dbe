/*
 * exp.c - 2^x, e^x, e^x - 1 over all doubles.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/numerics.h"
#include "base/numerics_kernel.h"

/* Both ends of the range: the kernel's value 2^64 nearer to 1, then one scaling. */
static double exp2_edge(double x)
{
    if (x != x)
        return x;
    if (x >= 1024.0)
        return JP__INFINITY;
    if (x <= -1076.0)
        return 0.0;
    return x > 0.0 ? jp__exp2_kernel(x - 64.0) * 0x1p64 : jp__exp2_kernel(x + 64.0) * 0x1p-64;
}

double jp__exp2(double x)
{
    return x >= -960.0 && x < 1023.0 ? jp__exp2_kernel(x) : exp2_edge(x);
}

static double exp_edge(double x, double low)
{
    if (x != x)
        return x;
    if (x >= 710.0)
        return JP__INFINITY;
    if (x <= -746.0)
        return 0.0;
    return x > 0.0 ? jp__exp_lifted(x, low, -64) * 0x1p64 : jp__exp_lifted(x, low, 64) * 0x1p-64;
}

double jp__exp_of_two(double x, double low)
{
    return x >= -665.0 && x <= 709.0 ? jp__exp_kernel(x, low) : exp_edge(x, low);
}

double jp__exp(double x)
{
    return jp__exp_of_two(x, 0.0);
}

const double jp__expm1_least = -45.0;

double jp__expm1(double x)
{
    if (x >= -0x1p-5 && x <= 0x1p-5)
        return jp__expm1_small(x);
    if (x <= 64.0)
        return jp__expm1_kernel(jp__expm1_within(x));
    return jp__exp(x);
}
