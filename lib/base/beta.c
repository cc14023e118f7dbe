/*
 * beta.c - the regularised incomplete beta function.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>

#include "base/base.h"
#include "base/beta.h"
#include "base/gamma_kernel.h"
#include "base/numerics.h"
#include "base/numerics_kernel.h"

#define LARGE 8.0        /* where Stirling's series begins to hold (gamma_kernel.h) */
#define MAX_STEPS 200000 /* of the fraction: 49,000 were seen, about the square root of 1e12 */

/* ln B(a, b), where one parameter is below LARGE. */
static double log_beta(double a, double b)
{
    double low = a < b ? a : b, high = a < b ? b : a;
    if (high >= LARGE)
        return jp__lgamma(low) - jp__stirling_delta(high, low);
    return jp__lgamma(low) + (jp__lgamma(high) - jp__lgamma(a + b));
}

jp__beta_shape jp__beta_of(double a, double b)
{
    jp__beta_shape shape = { .a = a, .b = b };
    if (a < LARGE || b < LARGE) {
        shape.log_scale = -log_beta(a, b);
        return shape;
    }
    shape.factor = sqrt(a * (b / (a + b)) * 0x1.45f306dc9c883p-3);
    shape.log_scale = jp__stirling(a + b) - jp__stirling(a) - jp__stirling(b);
    return shape;
}

/* a - (a+b) x, without cancellation: from the smaller of x and y, which is the exact one. */
static double mean_excess(const jp__beta_shape *s, const jp__beta_point *at)
{
    double low, n = s->a + s->b;
    double bigger = s->a > s->b ? s->a : s->b, n_low = (bigger - n) + (s->a > s->b ? s->b : s->a);
    if (at->x <= at->y) {
        double product = jp__exact_product(n, at->x, &low);
        return (s->a - product) - (low + n_low * at->x);
    }
    double product = jp__exact_product(n, at->y, &low);
    return (product - s->b) + (low + n_low * at->y);
}

/* ln(1+u) - u, 1 + u = ratio > 0. */
static double deviance(double u, double ratio)
{
    return u > -0.5 && u < 0.5 ? jp__log1p_minus(u) : jp__log(ratio) - u;
}

/*
 * x^a y^b / B(a, b): the density on the scale of ln(x/y). For large parameters by its distance from
 * the mean (Loader 2000), in which nothing large cancels.
 */
static double density(const jp__beta_shape *s, const jp__beta_point *at, double excess)
{
    if (s->factor == 0.0)
        return jp__exp(s->a * at->log_x + (s->b * at->log_y + s->log_scale));
    double n = s->a + s->b;
    double part_a = s->a * deviance(-excess / s->a, n * at->x / s->a);
    double part_b = s->b * deviance(excess / s->b, n * at->y / s->b);
    return s->factor * jp__exp(part_a + part_b + s->log_scale);
}

/*
 * The even part of the continued fraction DLMF 8.17.22, forwards: I_x = density * fraction. It is for
 * x up to about the mean; every partial denominator is then positive, as DiDonato & Morris arrange it.
 */
static double fraction(double a, double b, double x, double y, double excess)
{
    double num = 1.0, num_before = 0.0;
    double den = a * (excess + 1.0) / (a + 1.0), den_before = 1.0;
    for (int m = 1; JP_ALWAYS(m < MAX_STEPS); m++) {
        double k = (double)m, odd = a + 2.0 * k - 1.0, inverse = 1.0 / odd;
        double top = k * (b - k) * x * inverse;
        double an = (a + k - 1.0) * (a + b + k - 1.0) * x * inverse * top;
        double bn = k + top + (a + k) * (excess + 1.0 + k * (1.0 + y)) / (odd + 2.0);
        double num_next = bn * num + an * num_before, den_next = bn * den + an * den_before;
        double change = num_next * den - num * den_next;
        if (fabs(change) <= 0x1p-53 * fabs(num_next * den))
            return num_next / den_next;
        num_before = num, den_before = den, num = num_next, den = den_next;
        if (fabs(den) > 0x1p300) {
            num *= 0x1p-300, den *= 0x1p-300;
            num_before *= 0x1p-300, den_before *= 0x1p-300;
        }
    }
    return num / den;
}

/* I_x(a, b) and its complement for a < 1, b x <= 1: the power series in x, DLMF 8.17.7. */
static jp__beta_tails power_series(double a, double b, double x, double log_x)
{
    double log_factor = a * log_x + jp__lgamma_delta(b, a) - jp__lgamma_unit(a);
    double term = 1.0, sum = 0.0, add = 1.0;
    for (int n = 1; JP_ALWAYS(n < MAX_STEPS) && fabs(add) > 0x1p-54 * fabs(sum); n++) {
        double k = (double)n;
        term *= (k - b) / k * x;
        add = term / (a + k);
        sum += add;
    }
    sum *= a;
    double less_one = jp__expm1(log_factor);
    double factor = log_factor < -0.5 ? jp__exp(log_factor) : 1.0 + less_one;
    return (jp__beta_tails){ factor * (1.0 + sum), -(less_one + sum + less_one * sum), 0.0 };
}

/* The series wins where I is nearly 1 or its complement nearly 0 because a is small, and where the
 * fraction would be slow because x is near an end. */
static bool suits_series(double a, double b, double x)
{
    return a < 1.0 && x <= 0.5 && b * x <= 1.0 && (a < 0.1 || x < 0.1);
}

jp__beta_tails jp__beta_tails_at(const jp__beta_shape *s, const jp__beta_point *at)
{
    double a = s->a, b = s->b, excess = mean_excess(s, at);
    double slope = density(s, at, excess);
    jp__beta_tails t;
    if (suits_series(a, b, at->x)) {
        t = power_series(a, b, at->x, at->log_x);
    } else if (suits_series(b, a, at->y)) {
        jp__beta_tails other = power_series(b, a, at->y, at->log_y);
        t = (jp__beta_tails){ other.upper, other.lower, 0.0 };
    } else if (at->x * (a + b + 2.0) <= a + 1.0) {
        t.lower = slope * fraction(a, b, at->x, at->y, excess);
        t.upper = 1.0 - t.lower;
    } else {
        t.upper = slope * fraction(b, a, at->y, at->x, -excess);
        t.lower = 1.0 - t.upper;
    }
    t.slope = slope;
    return t;
}

double jp__beta_cdf(double x, double a, double b)
{
    if (!(a > 0.0 && b > 0.0 && a <= JP__BETA_LARGEST && b <= JP__BETA_LARGEST && x == x))
        return JP__NAN;
    if (x <= 0.0 || x >= 1.0)
        return x <= 0.0 ? 0.0 : 1.0;
    jp__beta_shape shape = jp__beta_of(a, b);
    double y = 1.0 - x;
    jp__beta_point at = { x, y, x < 0.5 ? jp__log(x) : jp__log1p(-y),
                          x < 0.5 ? jp__log1p(-x) : jp__log(y) };
    double value = jp__beta_tails_at(&shape, &at).lower;
    return value < 1.0 ? value : 1.0;
}
