/*
 * gamma_kernel.h - Stirling's series, shared by gamma.c and beta.c.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_BASE_GAMMA_KERNEL_H
#define JP_BASE_GAMMA_KERNEL_H

#include "base/numerics_kernel.h"

/* lnGamma(1+s) for -1/4 <= s < 2 (gamma.c). */
double jp__lgamma_unit(double s);

/* S(x) = lnGamma(x) - ((x - 1/2) ln x - x + ln(2 pi)/2) for x >= 8. */
static inline double jp__stirling(double x)
{
    double w = 1.0 / x;
    return w * jp__horner(jp__stirling_poly, 7, w * w);
}

/* S(y) - S(x) for y = x + t, without cancellation: a divided difference of the polynomial. */
static inline double jp__stirling_step(double x, double y, double t)
{
    const double *c = jp__stirling_poly;
    double u = 1.0 / x, v = 1.0 / y, u2 = u * u, v2 = v * v;
    double value = c[6], slope = 0.0;
    for (int i = 5; i >= 0; i--) {
        slope = slope * v2 + value;
        value = value * u2 + c[i];
    }
    /* v p(v2) - u p(u2) = (v - u) (p(u2) + v (u + v) p[u2, v2]) */
    return -t * (u * v) * (value + v * (u + v) * slope);
}

/* lnGamma(x+t) - lnGamma(x) for x >= 8, t >= 0. */
static inline double jp__stirling_delta(double x, double t)
{
    double y = x + t;
    double main_part = (x - 0.5) * jp__log1p_kernel(t / x) - t;
    return t * jp__log_kernel(y, 0.0) + (main_part + jp__stirling_step(x, y, t));
}

#endif /* JP_BASE_GAMMA_KERNEL_H */
