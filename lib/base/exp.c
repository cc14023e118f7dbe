/*
 * exp.c - 2^x, e^x, e^x - 1 over all doubles.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/numerics.h"
#include "base/numerics_kernel.h"

/* Both ends of the range: the kernel's value 2^64 nearer to 1, then one exact scaling. */
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
    return x >= -1022.0 && x < 1023.0 ? jp__exp2_kernel(x) : exp2_edge(x);
}

static double exp_edge(double x)
{
    if (x != x)
        return x;
    if (x >= 710.0)
        return JP__INFINITY;
    if (x <= -746.0)
        return 0.0;
    uint64_t k, by = UINT64_C(64) << 7;
    double rest, r = jp__exp_reduce(x, &k);
    double scale = jp__exp_scale(x > 0.0 ? k - by : k + by, &rest);
    double y = scale + scale * (jp__exp_short(r) + rest);
    return y * (x > 0.0 ? 0x1p64 : 0x1p-64);
}

double jp__exp(double x)
{
    return x >= -708.0 && x <= 709.0 ? jp__exp_kernel(x, 0.0) : exp_edge(x);
}

double jp__expm1(double x)
{
    if (x >= -0x1p-5 && x <= 0x1p-5)
        return jp__expm1_small(x);
    if (x <= 64.0)
        return jp__expm1_kernel(x < -45.0 ? -45.0 : x);
    return jp__exp(x);
}
