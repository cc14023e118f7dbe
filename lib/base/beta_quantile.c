/*
 * beta_quantile.c - the inverse of the incomplete beta function.
 *
 * The search runs in z = ln(x/(1-x)), where the density x^a (1-x)^b / B has one peak for all a, b
 * and the log-odds of I are nearly straight in both tails: a step of fourth order lands within
 * rounding after two or three evaluations, and a bracket guards it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>

#include "base/base.h"
#include "base/beta.h"
#include "base/numerics.h"
#include "base/numerics_kernel.h"

#define LOWEST (-746.0) /* below it x underflows to 0 */
#define HIGHEST 38.0    /* above it x rounds to 1 */
#define BEYOND 1e3      /* stands for either end */
#define CLOSE 0x1p-8    /* a miss from which one step of fifth order ends within rounding */
#define MAX_SEARCH 200

static jp__beta_point point_at(double z)
{
    double e = jp__exp(-fabs(z)), log_far = -jp__log1p(e);
    double near = e / (1.0 + e), far = 1.0 / (1.0 + e), log_near = log_far - fabs(z);
    if (z < 0.0)
        return (jp__beta_point){ near, far, log_near, log_far };
    return (jp__beta_point){ far, near, log_far, log_near };
}

/* The standard normal quantile to 4.5e-4: Abramowitz & Stegun 26.2.23. */
static double rough_normal(double p)
{
    double tail = p < 0.5 ? p : 1.0 - p;
    double t = sqrt(-2.0 * jp__log(tail));
    double x = t - (2.515517 + t * (0.802853 + t * 0.010328))
                       / (1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    return p < 0.5 ? -x : x;
}

/* Both parameters >= 1: Abramowitz & Stegun 26.5.22. */
static double start_normal(double p, double a, double b)
{
    double w = rough_normal(p), u = 1.0 / (2.0 * a - 1.0), v = 1.0 / (2.0 * b - 1.0);
    double h = 2.0 / (u + v), lambda = (w * w - 3.0) / 6.0;
    double s = w * sqrt(h + lambda) / h
               - (v - u) * (lambda + 5.0 / 6.0 - 2.0 / (3.0 * h));
    return 2.0 * s + jp__log(a / b);
}

/* One parameter < 1: the power law of the nearer end. */
static double start_power(double p, double a, double b)
{
    double left = jp__exp(a * jp__log(a / (a + b))) / a;
    double right = jp__exp(b * jp__log(b / (a + b))) / b;
    double sum = left + right;
    if (p * sum < left) {
        double log_x = -fabs(jp__log(a * sum * p) / a);
        return log_x - jp__log(-jp__expm1(log_x));
    }
    double log_y = -fabs(jp__log(b * sum * (1.0 - p)) / b);
    return jp__log(-jp__expm1(log_y)) - log_y;
}

/*
 * From z: the step along which the log-odds q of I rise by `rise`. q' = slope/(I (1-I)) =: w; its
 * derivatives follow from that of the density, k = (ln slope)' = a y - b x; the series of q along z
 * is then reversed up to the fourth order, so that the error left is of the fifth.
 */
static double step_from(const jp__beta_shape *s, const jp__beta_point *at, const jp__beta_tails *t,
                        double rise)
{
    double v = t->lower * t->upper, w = t->slope / v, odd = t->upper - t->lower;
    double k = s->a * at->y - s->b * at->x, k1 = -(s->a + s->b) * at->x * at->y;
    double tilt = k - w * odd;                          /* (ln w)' */
    double w1 = w * tilt;
    double tilt1 = k1 - w1 * odd + 2.0 * w * w * v;     /* (ln w)'' */
    double w2 = w1 * tilt + w * tilt1;
    double tilt2 = k1 * (at->y - at->x) - w2 * odd + w * v * (6.0 * w1 + 2.0 * w * w * odd);
    double w3 = w2 * tilt + 2.0 * w1 * tilt1 + w * tilt2;
    double c2 = w1 / (2.0 * w), c3 = w2 / (6.0 * w), c4 = w3 / (24.0 * w), h = rise / w;
    return h * (1.0 + h * (-c2 + h * (2.0 * c2 * c2 - c3 + h * (5.0 * c2 * (c3 - c2 * c2) - c4))));
}

/* The z whose I is p. A step is taken if it stays between the points known to lie left and right of
 * the answer and is less than half the last one; else the middle is tried. */
static double search(const jp__beta_shape *shape, double p, double z)
{
    double low = LOWEST, high = HIGHEST, last = HIGHEST - LOWEST;
    double target = jp__log(p) - jp__log1p(-p);
    for (int i = 0; JP_ALWAYS(i < MAX_SEARCH); i++) {
        z = z < LOWEST ? LOWEST : z > HIGHEST ? HIGHEST : z;
        jp__beta_point at = point_at(z);
        jp__beta_tails t = jp__beta_tails_at(shape, &at);
        bool left = t.lower < p;
        if (z == (left ? HIGHEST : LOWEST))
            return left ? BEYOND : -BEYOND;
        low = left ? z : low;
        high = left ? high : z;
        double rise = target - jp__log(t.lower / t.upper), step = step_from(shape, &at, &t, rise);
        if (fabs(rise) < CLOSE && fabs(step) < CLOSE)
            return z + step;
        bool fits = z + step > low && z + step < high && fabs(step) < 0.5 * last;
        double next = fits ? z + step : 0.5 * (low + high);
        last = fabs(next - z);
        z = next;
    }
    return z;
}

double jp__beta_quantile(double p, double a, double b)
{
    if (!(a > 0.0 && b > 0.0 && a <= JP__BETA_LARGEST && b <= JP__BETA_LARGEST && p >= 0.0 && p <= 1.0))
        return JP__NAN;
    if (p == 0.0 || p == 1.0)
        return p;
    jp__beta_shape shape = jp__beta_of(a, b);
    double z = a >= 1.0 && b >= 1.0 ? start_normal(p, a, b) : start_power(p, a, b);
    z = search(&shape, p, z);
    return point_at(z).x;
}
