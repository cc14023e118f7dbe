/*
 * gamma_kernel.h - lnGamma, its differences and psi' without special cases or branches.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_BASE_GAMMA_KERNEL_H
#define JP_BASE_GAMMA_KERNEL_H

#include "base/base.h"
#include "base/numerics_kernel.h"

/* lnGamma(1+s) for -1/4 <= s < 2 (gamma.c). */
double jp__lgamma_unit(double s);

/* S(x) = lnGamma(x) - ((x - 1/2) ln x - x + ln(2 pi)/2) for x >= 8, by w = 1/x. */
static inline double jp__stirling_of(double w)
{
    return w * jp__horner(jp__stirling_poly, 7, w * w);
}

static inline double jp__stirling(double x)
{
    return jp__stirling_of(1.0 / x);
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
JP__INLINE double jp__stirling_delta(double x, double t)
{
    double y = x + t;
    double main_part = (x - 0.5) * jp__log1p_kernel(t / x) - t;
    return t * jp__log_kernel(y, 0.0) + (main_part + jp__stirling_step(x, y, t));
}

/*
 * lnGamma(x+t) - lnGamma(x), t >= 0. Below 8: Gamma(x+8+t)/Gamma(x+8) times the product of
 * (x+i)/(x+i+t), i < 8. In pairs these are p, p+6, p+10, p+12 with p = x (x+7), and all are larger by d
 * above. The difference of the two products is built up from positive terms, so that the answer is
 * accurate relative to t too.
 */
JP__INLINE double jp__lgamma_delta_kernel(double x, double t)
{
    double p = x * (x + 7.0), d = t * ((x + x) + (t + 7.0)), q = p + d;
    double first = p * (p + 6.0), second = (p + 10.0) * (p + 12.0), larger = (q + 10.0) * (q + 12.0);
    double slope = (p + q + 6.0) * larger + (p + q + 22.0) * first;
    double below = jp__log1p_kernel(d * (slope / (first * second)));
    double low = x < 8.0 ? 1.0 : 0.0;
    return jp__stirling_delta(x + 8.0 * low, t) - low * below;
}

/* 1/x^2 + 1/y^2 = jp__squares(x, y) / (x y)^2 */
static inline double jp__squares(double x, double y)
{
    return x * x + y * y;
}

/* psi'(x) for x >= 0: the asymptotic series from 8 on; below, the sum of 1/(x+i)^2, i < 8, and psi'(x+8). All
 * but the first of these are brought to one denominator, in pairs. */
JP__INLINE double jp__trigamma_kernel(double x)
{
    double w = 1.0 / (x < 8.0 ? x + 8.0 : x), w2 = w * w;
    double series = w + (0.5 * w2 + w * w2 * jp__horner(jp__trigamma_poly, 8, w2));
    double x1 = x + 1.0, x2 = x + 2.0, x3 = x + 3.0, x4 = x + 4.0, x5 = x + 5.0, x6 = x + 6.0, x7 = x + 7.0;
    double p1 = x1 * x6, p2 = x2 * x5, p3 = x3 * x4, p12 = p1 * p2, p37 = p3 * x7;
    double top12 = jp__squares(x1, x6) * (p2 * p2) + jp__squares(x2, x5) * (p1 * p1);
    double top37 = jp__squares(x3, x4) * (x7 * x7) + p3 * p3;
    double bottom = p12 * p37, top = top12 * (p37 * p37) + top37 * (p12 * p12);
    double below = 1.0 / (x * x) + (top / (bottom * bottom) + series);
    return x < 8.0 ? below : series;
}

#endif /* JP_BASE_GAMMA_KERNEL_H */
