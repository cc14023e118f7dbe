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

#include "base/beta.h"
#include "base/numerics.h"
#include "base/numerics_kernel.h"

#define LOWEST (-746.0) /* below it x underflows to 0 */
#define HIGHEST 38.0    /* above it x rounds to 1 */
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
    double s = w * sqrt(h + lambda > 0.0 ? h + lambda : h) / h
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
        double log_x = jp__log(a * sum * p) / a;
        return log_x - jp__log1p(-jp__exp(log_x < -1e-3 ? log_x : -1e-3));
    }
    double log_y = jp__log(b * sum * (1.0 - p)) / b;
    return jp__log1p(-jp__exp(log_y < -1e-3 ? log_y : -1e-3)) - log_y;
}

/* From z: the fourth-order step along which the log-odds of I reach those of p. */
static double step_from(const jp__beta_shape *s, const jp__beta_point *at, const jp__beta_tails *t,
                        double miss)
{
    double q1 = t->slope / (t->lower * t->upper), skew = t->upper - t->lower;
    double tilt = s->a * at->y - s->b * at->x, tilt1 = -(s->a + s->b) * at->x * at->y;
    double r2 = tilt - q1 * skew;                                  /* q''/q' */
    double r3 = tilt1 - q1 * r2 * skew + 2.0 * q1 * t->slope + r2 * r2; /* q'''/q' */
    double h = miss / q1;
    return h * (1.0 + h * (-0.5 * r2 + h * (3.0 * r2 * r2 - r3) / 6.0));
}

static double search(const jp__beta_shape *shape, double p, double z)
{
    double low = LOWEST, high = HIGHEST, target = jp__log(p) - jp__log1p(-p);
    for (int i = 0; i < MAX_SEARCH && high - low > 0x1p-50 * fabs(high + low); i++) {
        z = z < LOWEST ? LOWEST : z > HIGHEST ? HIGHEST : z;
        jp__beta_point at = point_at(z);
        jp__beta_tails t = jp__beta_tails_at(shape, &at);
        bool left = t.lower < p;
        if ((z == LOWEST && !left) || (z == HIGHEST && left))
            return left ? JP__INFINITY : -JP__INFINITY;
        if (left)
            low = z;
        else
            high = z;
        double miss = target - jp__log(t.lower / t.upper), next = 0.5 * (low + high);
        double step = step_from(shape, &at, &t, miss);
        if (fabs(step) < 1e-15 * (1.0 + fabs(z)))
            return z + step;
        if (fabs(miss) < 3e-4 && fabs(step) < 3e-4)
            return z + step;
        z = z + step > low && z + step < high ? z + step : next;
    }
    return z;
}

double jp__beta_quantile(double p, double a, double b)
{
    if (!(a > 0.0 && b > 0.0 && p >= 0.0 && p <= 1.0))
        return JP__NAN;
    if (p == 0.0 || p == 1.0)
        return p;
    jp__beta_shape shape = jp__beta_of(a, b);
    double z = a >= 1.0 && b >= 1.0 ? start_normal(p, a, b) : start_power(p, a, b);
    z = search(&shape, p, z);
    return z < LOWEST ? 0.0 : z > HIGHEST ? 1.0 : point_at(z).x;
}
