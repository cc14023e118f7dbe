/*
 * log.c - logarithms over all doubles.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/numerics.h"
#include "base/numerics_kernel.h"

#define LARGEST 0x1.fffffffffffffp+1023

/* What a logarithm returns where there is none, or no finite one. x is 0, negative, +inf or NaN. */
static double no_log(double x)
{
    if (x == 0.0)
        return -JP__INFINITY;
    return x > 0.0 ? x : JP__NAN;
}

double jp__log(double x)
{
    if (x >= JP__SMALLEST_NORMAL && x <= LARGEST)
        return jp__log_kernel(x, 0.0);
    if (!(x > 0.0 && x < 1.0))
        return no_log(x);
    double sum = jp__log_kernel(x * 0x1p64, 0.0);
    return sum - 64.0 * (JP__LN2_HIGH + JP__LN2_LOW);
}

double jp__log2(double x)
{
    if (x >= JP__SMALLEST_NORMAL && x <= LARGEST)
        return jp__log2_kernel(x);
    if (!(x > 0.0 && x < 1.0))
        return no_log(x);
    return jp__log2_kernel(x * 0x1p64) - 64.0;
}

double jp__log1p(double x)
{
    return x > -1.0 && x <= LARGEST ? jp__log1p_kernel(x) : no_log(1.0 + x);
}
