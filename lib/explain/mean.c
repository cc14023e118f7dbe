/*
 * mean.c - the logarithmic mean, which makes shares of a product sum exactly (section 7).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/numerics.h"
#include "explain/explain.h"

/* L(x, y) = (x - y) / ln(x / y), and x where they are equal. With r = (x - y)/(x + y) it is
 * (x + y)/2 times r / artanh r: near r = 0 by the series, since there the quotient is 0/0. */
double jp__log_mean(double x, double y)
{
    double r = (x - y) / (x + y);
    double r2 = r * r;
    if (r2 < 1e-8)
        return (x + y) / 2 / (1 + r2 * (1.0 / 3 + r2 / 5));
    if (x < 2 * y && y < 2 * x)
        return (x - y) / jp__log1p((x - y) / y); /* x - y is exact here */
    return (x - y) / (jp__log(x) - jp__log(y));
}
