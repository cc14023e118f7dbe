/*
 * beta_interval.c - moments of Beta distributions, 95 % intervals, and what lies below one half.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/base.h"
#include "base/beta_kernel.h"
#include "base/numerics.h"

#define MOST_TERMS 400.0 /* 58 were seen */

/* I_x for x up to about the mean, and top / bottom of its fraction. */
static double lower(double a, double b, double x, double y, double *f)
{
    jp__tail_terms terms = jp__tail_terms_of(a, b, x, y);
    jp__tail_fraction t = jp__tail_first(terms);
    for (double k = 2.0; JP_ALWAYS(k < MOST_TERMS) && jp__tail_slack(t) < 0.0; k += 2.0)
        t = jp__tail_next(jp__tail_next(t, k, terms), k + 1.0, terms);
    *f = t.top / t.bottom;
    return jp__beta_factor(a, b, x, y) * *f * jp__exp_kernel(jp__beta_log_density(a, b, x, y), 0.0);
}

/* ln(x/y) of the 2.5 % quantile. */
static double tail(double a, double b)
{
    double z = jp__tail_start(a, b), x, y, f;
    jp__odds_point(z, &x, &y);
    double ratio = lower(a, b, x, y, &f) * 40.0;
    return z + jp__tail_step(a, b, x, y, f, ratio);
}

double jp__beta_moment(double alpha, double all, double p)
{
    return jp__beta_moment_kernel(alpha, all, p);
}

double jp__beta_low(double a, double b)
{
    if (!jp__beta_is_common(a, b))
        return jp__beta_quantile(0.025, a, b);
    double x, y;
    jp__odds_point(tail(a, b), &x, &y);
    return x;
}

double jp__beta_high(double a, double b)
{
    if (!jp__beta_is_common(a, b))
        return jp__beta_quantile(0.975, a, b);
    double x, y;
    jp__odds_point(tail(b, a), &x, &y); /* the lower end of the mirror image */
    return y;
}

double jp__beta_half(double a, double b)
{
    if (!jp__beta_is_common(a, b))
        return jp__beta_cdf(0.5, a, b);
    double more = a < b ? b : a, less = a < b ? a : b, f, value = lower(more, less, 0.5, 0.5, &f);
    return a < b ? 1.0 - value : value;
}
