/*
 * gamma.c - ln Gamma, its differences, and psi'.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/numerics.h"
#include "base/gamma_kernel.h"
#include "base/numerics_kernel.h"

/* lnGamma(1+s) for -1/4 <= s < 2: zero at s = 0 and s = 1 exactly, and accurate beside them. */
double jp__lgamma_unit(double s)
{
    int piece = (int)(s * 4.0 + 1.0);
    double u = s - ((double)piece * 0.25 - 0.125);
    return s * (s - 1.0) * jp__horner(jp__lgamma_poly[piece], 14, u);
}

double jp__lgamma(double x)
{
    if (!(x > 0.0))
        return x == 0.0 ? JP__INFINITY : JP__NAN;
    if (x < 0.75)
        return jp__lgamma_unit(x) - jp__log(x);
    if (x < 3.0)
        return jp__lgamma_unit(x - 1.0);
    if (x < 8.0) {
        double product = 1.0;
        for (; x >= 3.0; x -= 1.0)
            product *= x - 1.0;
        return jp__lgamma_unit(x - 1.0) + jp__log(product);
    }
    if (x > 1e306)
        return JP__INFINITY;
    double main_part = (x - 0.5) * (jp__log_kernel(x, 0.0) - 1.0);
    return main_part + (0x1.acfe390c97d69p-2 + jp__stirling(x));
}

/*
 * Gamma(x+8+t)/Gamma(x+8) times the product of (x+i)/(x+i+t), i < 8. The difference of the two
 * products is built up from positive terms, so that the answer is accurate relative to t too.
 */
double jp__lgamma_delta(double x, double t)
{
    if (x >= 8.0)
        return jp__stirling_delta(x, t);
    double lower = x, upper = x + t, slope = 1.0;
    for (int i = 1; i < 8; i++) {
        double next = x + (double)i;
        slope = slope * next + upper;
        upper *= next + t;
        lower *= next;
    }
    return jp__stirling_delta(x + 8.0, t) - jp__log1p(t * (slope / lower));
}

/* 1/x^2, through a scale on which x^2 does not underflow. */
static double inverse_square(double x)
{
    double scaled = x * 0x1p64;
    return 0x1p128 / (scaled * scaled);
}

/* The asymptotic series from 8 on; below, psi'(x) = 1/x^2 + psi'(x+1) as often as needed. */
double jp__trigamma(double x)
{
    if (!(x >= 0.0))
        return JP__NAN;
    int steps = x < 8.0 ? 8 - (int)x : 0;
    double w = 1.0 / (x + (double)steps), w2 = w * w;
    double sum = w + (0.5 * w2 + w * w2 * jp__horner(jp__trigamma_poly, 8, w2));
    while (steps > 0)
        sum += inverse_square(x + (double)--steps);
    return sum;
}
