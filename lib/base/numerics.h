/*
 * numerics.h - elementary and special functions with the same bits on every machine.
 *
 * Nothing here calls libm except sqrt, fabs, floor and the like, which IEEE 754 defines exactly.
 * Errors are measured against mpmath by tests/base and documented in docs/numerics.md.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_BASE_NUMERICS_H
#define JP_BASE_NUMERICS_H

/* 2^x, e^x, e^x - 1; overflow to infinity, underflow gradually to 0. */
double jp__exp2(double x);
double jp__exp(double x);
double jp__expm1(double x);

/* Logarithms of x > 0; of 0: -infinity. log1p: x > -1. */
double jp__log2(double x);
double jp__log(double x);
double jp__log1p(double x);

/* x^(1/3) for x >= 0; x^y for x >= 0 (0^0 = 1). */
double jp__cbrt(double x);
double jp__pow(double x, double y);

/* ln Gamma(x) for x > 0. */
double jp__lgamma(double x);

/* ln Gamma(x + t) - ln Gamma(x) for x > 0, 0 <= t <= 2, without cancellation for large x. */
double jp__lgamma_delta(double x, double t);

/* psi'(x), x > 0. */
double jp__trigamma(double x);

/* The regularised incomplete beta function I_x(a, b), a, b > 0, 0 <= x <= 1. */
double jp__beta_cdf(double x, double a, double b);

/* The x with I_x(a, b) = p, 0 <= p <= 1. */
double jp__beta_quantile(double p, double a, double b);

/* The normal distribution function, accurate in both tails. */
double jp__normal_cdf(double x);

#endif /* JP_BASE_NUMERICS_H */
