/*
 * beta_kernel.h - both ends of a 95 % interval, and what lies below one half, of common Beta distributions:
 * without special cases and, but for how long a fraction goes on, without branches, so that a kernel that
 * does the same steps lane by lane has the same bits. Methods and errors: docs/numerics.md.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_BASE_BETA_KERNEL_H
#define JP_BASE_BETA_KERNEL_H

#include <math.h>
#include <stdbool.h>

#include "base/gamma_kernel.h"

/* Common: both parameters are within. */
#define JP__COMMON_LEAST 0.5
#define JP__COMMON_MOST 1024.0

static inline bool jp__beta_is_common(double a, double b)
{
    return a >= JP__COMMON_LEAST && a <= JP__COMMON_MOST && b >= JP__COMMON_LEAST && b <= JP__COMMON_MOST;
}

/* x (x+1) .. (x+7) */
static inline double jp__eight_factors(double x)
{
    double p = x * (x + 7.0);
    return p * (p + 6.0) * ((p + 10.0) * (p + 12.0));
}

/* ln ratio, where ratio = 1 + u: from u where that is the more exact one. */
static inline double jp__log_ratio(double ratio, double u)
{
    double sum = 1.0 + u, low = u > 1.0 ? (u - sum) + 1.0 : (1.0 - sum) + u;
    bool near = u > -0.5;
    return jp__log_kernel(near ? sum : ratio, near ? low : 0.0);
}

/* x^a y^b / B(a, b), of Stirling's series of the parameters plus 8: the logarithm of the larger part of it.
 * `excess` is a y - b x. */
static inline double jp__beta_log_density(double a, double b, double x, double y, double excess)
{
    double a8 = a + 8.0, b8 = b + 8.0, n8 = a + b + 8.0, per_a = 1.0 / a8, per_b = 1.0 / b8;
    double log_a = jp__log_ratio(x * n8 * per_a, -(excess + 8.0 * y) * per_a);
    double log_b = jp__log_ratio(y * n8 * per_b, (excess - 8.0 * x) * per_b);
    double series = jp__stirling_of(1.0 / n8) - jp__stirling_of(per_a) - jp__stirling_of(per_b);
    return ((a8 - 0.5) * log_a + (b8 - 0.5) * log_b) + (0x1.c5301c6f36829p+2 + series);
}

/* And what is left: the products between. */
static inline double jp__beta_factor(double a, double b, double x, double y)
{
    double n = a + b, w = (n + 8.0) * (x * y), w2 = w * w, w4 = w2 * w2;
    return jp__eight_factors(a) * jp__eight_factors(b) / (jp__eight_factors(n) * (w4 * w2 * w * sqrt(w)));
}

/* x and y = 1 - x where ln(x/y) = z, |z| < 600. */
static inline void jp__odds_point(double z, double *x, double *y)
{
    double e = jp__exp_kernel(-fabs(z), 0.0), larger = 1.0 / (1.0 + e), smaller = e * larger;
    *x = z < 0.0 ? smaller : larger;
    *y = z < 0.0 ? larger : smaller;
}

/* ---- I_x = x^a y^b / B * top / bottom for x up to about the mean ------------------------------- */

/* The even part of the continued fraction DLMF 8.17.22, forwards. Denominators are multiplied up, so that
 * a step divides nothing: top and bottom are as many times larger, and stay within 2^+-900. */
typedef struct jp__tail_fraction {
    double top, bottom, top_before, bottom_before;
} jp__tail_fraction;

/* Where it begins: the first term, and the start of the second. `excess` is a y - b x. */
static inline jp__tail_fraction jp__tail_first(double a, double b, double x, double y, double excess)
{
    double d1 = a + 1.0, d2 = a + 3.0, scale = 1.0 / (a + 8.0);
    scale = scale * scale;
    double bottom = a * (excess + 1.0);
    double step = ((d1 + (b - 1.0) * x) * d2 + d1 * (excess + 2.0 + y) * d1) * scale;
    return (jp__tail_fraction){ step * d1, step * bottom + d2 * scale * (a * (a + b) * x) * ((b - 1.0) * x),
                                d1, bottom };
}

/* Term k >= 2 of it. */
static inline jp__tail_fraction jp__tail_next(jp__tail_fraction f, double k, double a, double b, double x,
                                              double y, double excess)
{
    double d = a + (2.0 * k - 1.0), above = d + 2.0, below = d - 2.0, scale = 1.0 / (a + 8.0);
    scale = scale * scale;
    double side = k * (b - k) * x, more = (a + (k - 1.0)) * (a + b + (k - 1.0)) * x;
    double times = (above * scale) * side * ((below * scale) * more);
    double step = ((k * d + side) * above + (a + k) * (excess + 1.0 + k * (1.0 + y)) * d) * scale;
    return (jp__tail_fraction){ step * f.top + times * f.top_before,
                                step * f.bottom + times * f.bottom_before, f.top, f.bottom };
}

/* Has the last term changed nothing? */
static inline bool jp__tail_is_done(jp__tail_fraction f)
{
    double all = f.top * f.bottom_before, change = all - f.top_before * f.bottom;
    return fabs(change) <= 0x1p-52 * fabs(all);
}

/* ---- The 2.5 % quantile ----------------------------------------------------------------------- */

/* Its ln(x/y), so near that ln I is off by 0.0003 at most. */
static inline double jp__tail_start(double a, double b)
{
    double per_ab = 1.0 / (a * b), s = b * per_ab, t = a * per_ab, n = a + b;
    double r = sqrt(n * per_ab), v = b / n, sum = 0.0;
    for (int i = 6; i >= 0; i--)
        sum = sum * r + jp__horner(jp__tail_start_poly[i], 6, v);
    return jp__log_kernel(a * t, 0.0) + (sum * r - 0.5 * (s - t));
}

/*
 * From there: the step along which ln I rises to ln 0.025, from `ratio` = I / 0.025, which is nearly 1. Along
 * ln I the derivative of z is f = top / bottom, and f' = f (1 - k f) with k = a y - b x, k' = -n x y f: the
 * series of z up to the third order leaves an error of 1e-16.
 */
static inline double jp__tail_step(double a, double b, double x, double y, double f, double ratio)
{
    double u = 1.0 - ratio, rise = u * (1.0 + u * (0.5 + u * (0x1.5555555555555p-2 + u * 0.25)));
    double c = (a * y - b * x) * f, g = 1.0 - c, m = (a + b) * x * y * f * f;
    double h = g * g + (m - c * g);
    return f * rise * (1.0 + rise * (0.5 * g + rise * (h * 0x1.5555555555555p-3)));
}

#endif /* JP_BASE_BETA_KERNEL_H */
