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
JP__INLINE double jp__eight_factors(double x)
{
    double p = x * (x + 7.0);
    return p * (p + 6.0) * ((p + 10.0) * (p + 12.0));
}

/* ---- Moments ---------------------------------------------------------------------------------- */

/*
 * E v^p of the Beta distribution (alpha, all - alpha), 0 <= p <= 2: Gamma(alpha+p)/Gamma(alpha) over the same
 * of all, by the parameters plus 8 and the products between. A step of p is p (ln w + rest), w in the middle
 * of it; the logarithms of both steps are taken as one.
 */
JP__INLINE double jp__beta_moment_kernel(double alpha, double all, double p)
{
    const double(*c)[6] = jp__gamma_step_poly;
    double s = p * p, shift = 0.5 * p + 7.5, w = alpha + shift, w_all = all + shift;
    double c1 = c[1][0] + s * c[1][1], c2 = c[2][0] + s * (c[2][1] + s * c[2][2]);
    double c3 = c[3][0] + s * (c[3][1] + s * (c[3][2] + s * c[3][3]));
    double c4 = c[4][0] + s * (c[4][1] + s * (c[4][2] + s * (c[4][3] + s * c[4][4])));
    double c5 = c[5][0] + s * (c[5][1] + s * (c[5][2] + s * (c[5][3] + s * (c[5][4] + s * c[5][5]))));
    double inverse = 1.0 / (w * w_all), per_w = inverse * w_all, per_w_all = inverse * w;
    double u = per_w * per_w, v = per_w_all * per_w_all;
    double rest = u * (c[0][0] + u * (c1 + u * (c2 + u * (c3 + u * (c4 + u * c5)))));
    double rest_all = v * (c[0][0] + v * (c1 + v * (c2 + v * (c3 + v * (c4 + v * c5)))));
    double logs = p * (jp__log_kernel(w * per_w_all, 0.0) + (s - 1.0) * (rest - rest_all));
    double top = jp__eight_factors(alpha) * jp__eight_factors(all + p);
    return jp__exp_kernel(logs, 0.0) * (top / (jp__eight_factors(alpha + p) * jp__eight_factors(all)));
}

/* ---- Densities -------------------------------------------------------------------------------- */

/* ln ratio, where ratio = 1 + u: from u where that is the more exact one. */
JP__INLINE double jp__log_ratio(double ratio, double u)
{
    double sum = 1.0 + u, low = u > 1.0 ? (u - sum) + 1.0 : (1.0 - sum) + u;
    bool near = u > -0.5;
    return jp__log_kernel(near ? sum : ratio, near ? low : 0.0);
}

/* x^a y^b / B(a, b), of Stirling's series of the parameters plus 8: the logarithm of the larger part. */
JP__INLINE double jp__beta_log_density(double a, double b, double x, double y)
{
    double a8 = a + 8.0, b8 = b + 8.0, n8 = a + b + 8.0, per_a = 1.0 / a8, per_b = 1.0 / b8;
    double excess = a * y - b * x;
    double log_a = jp__log_ratio(x * n8 * per_a, -(excess + 8.0 * y) * per_a);
    double log_b = jp__log_ratio(y * n8 * per_b, (excess - 8.0 * x) * per_b);
    double series = jp__stirling_of(1.0 / n8) - jp__stirling_of(per_a) - jp__stirling_of(per_b);
    return ((a8 - 0.5) * log_a + (b8 - 0.5) * log_b) + (0x1.c5301c6f36829p+2 + series);
}

/* And what is left: the products between. */
JP__INLINE double jp__beta_factor(double a, double b, double x, double y)
{
    double n = a + b, w = (n + 8.0) * (x * y), w2 = w * w, w4 = w2 * w2;
    return jp__eight_factors(a) * jp__eight_factors(b) / (jp__eight_factors(n) * (w4 * w2 * w * sqrt(w)));
}

/* x and y = 1 - x where ln(x/y) = z, |z| < 600. */
JP__INLINE void jp__odds_point(double z, double *x, double *y)
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

/* What its terms are made of. */
typedef struct jp__tail_terms {
    double a, b, x, all, excess1, y1, scale; /* a + b; a y - b x + 1; y + 1; 1/(a+8)^2 */
} jp__tail_terms;

JP__INLINE jp__tail_terms jp__tail_terms_of(double a, double b, double x, double y)
{
    double per_a = 1.0 / (a + 8.0);
    return (jp__tail_terms){ a, b, x, a + b, a * y - b * x + 1.0, 1.0 + y, per_a * per_a };
}

/* Where it begins: the first term, and the start of the second. */
JP__INLINE jp__tail_fraction jp__tail_first(jp__tail_terms t)
{
    double d1 = t.a + 1.0, d2 = t.a + 3.0, side = (t.b - 1.0) * t.x, bottom = t.a * t.excess1;
    double step = ((d1 + side) * d2 + d1 * (t.excess1 + t.y1) * d1) * t.scale;
    double times = (d2 * t.scale) * side * (t.a * t.all * t.x);
    return (jp__tail_fraction){ step * d1, step * bottom + times, d1, bottom };
}

/* Term k >= 2 of it. */
JP__INLINE jp__tail_fraction jp__tail_next(jp__tail_fraction f, double k, jp__tail_terms t)
{
    double d = t.a + (2.0 * k - 1.0), above = d + 2.0, below = d - 2.0;
    double side = k * (t.b - k) * t.x, more = (t.a + (k - 1.0)) * (t.all + (k - 1.0)) * t.x;
    double times = (above * t.scale) * side * ((below * t.scale) * more);
    double step = ((k * d + side) * above + (t.a + k) * (t.excess1 + k * t.y1) * d) * t.scale;
    return (jp__tail_fraction){ step * f.top + times * f.top_before,
                                step * f.bottom + times * f.bottom_before, f.top, f.bottom };
}

/* Not negative where the last term changed nothing. */
JP__INLINE double jp__tail_slack(jp__tail_fraction f)
{
    double all = f.top * f.bottom_before, change = all - f.top_before * f.bottom;
    return 0x1p-52 * fabs(all) - fabs(change);
}

/* ---- The 2.5 % quantile ----------------------------------------------------------------------- */

/* Its ln(x/y), so near that ln I is off by 0.0003 at most. */
JP__INLINE double jp__tail_start(double a, double b)
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
JP__INLINE double jp__tail_step(double a, double b, double x, double y, double f, double ratio)
{
    double u = 1.0 - ratio, rise = u * (1.0 + u * (0.5 + u * (0x1.5555555555555p-2 + u * 0.25)));
    double c = (a * y - b * x) * f, g = 1.0 - c, m = (a + b) * x * y * f * f;
    double h = g * g + (m - c * g);
    return f * rise * (1.0 + rise * (0.5 * g + rise * (h * 0x1.5555555555555p-3)));
}

#endif /* JP_BASE_BETA_KERNEL_H */
