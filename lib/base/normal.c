/*
 * normal.c - the normal distribution function.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/numerics.h"
#include "base/numerics_kernel.h"

/* (1+t) e^(t^2/2) Phi(-t) by Clenshaw's rule in s = (t-4)/(t+4). */
static double scaled_tail(double t)
{
    double s = (t - 4.0) / (t + 4.0), twice = 2.0 * s, b1 = 0.0, b2 = 0.0;
    for (int k = 27; k > 0; k--) {
        double b0 = twice * b1 + (jp__mills_series[k] - b2);
        b2 = b1;
        b1 = b0;
    }
    return s * b1 - b2 + 0.5 * jp__mills_series[0];
}

/* Phi(-t), t >= 0. t = head + rest with head a multiple of 1/16: its square is exact. */
static double lower_tail(double t)
{
    if (t > 39.0)
        return 0.0;
    double head = (t * 16.0 + JP__SHIFT - JP__SHIFT) * 0.0625;
    double rest = (t - head) * (t + head) * 0.5;
    return jp__exp(-0.5 * head * head) * (jp__exp(-rest) * scaled_tail(t) / (1.0 + t));
}

double jp__normal_cdf(double x)
{
    if (x != x)
        return x;
    return x < 0.0 ? lower_tail(-x) : 1.0 - lower_tail(x);
}
