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

double jp__lgamma_delta(double x, double t)
{
    return jp__lgamma_delta_kernel(x, t);
}

double jp__trigamma(double x)
{
    return x >= 0.0 ? jp__trigamma_kernel(x) : JP__NAN;
}
