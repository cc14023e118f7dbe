/*
 * numerics.h - elementary and special functions with the same bits on every machine.
 *
 * Nothing here calls libm except sqrt and fabs, which IEEE 754 defines exactly. Errors are measured
 * against mpmath by tests/base; docs/numerics.md has methods, ranges and the errors found. Every
 * function is pure; what is no number, or outside the domain, gives no number (NaN).
 *
 * The main paths of the elementary functions stand in numerics_kernel.h, for use in loops whose
 * arguments are known to be in range.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_BASE_NUMERICS_H
#define JP_BASE_NUMERICS_H

/* 2^x, e^x, e^x - 1; overflow to infinity, underflow gradually to 0. Within 1 ulp. */
double jp__exp2(double x);
double jp__exp(double x);
double jp__expm1(double x);

/* Logarithms of x >= 0; of 0: -infinity. log1p: x >= -1. Within 1 ulp. */
double jp__log2(double x);
double jp__log(double x);
double jp__log1p(double x);

/* x^(1/3) for x >= 0; x^y for x >= 0 (0^0 = 1). Within 1 ulp. */
double jp__cbrt(double x);
double jp__pow(double x, double y);

/* ln Gamma(x) for x >= 0; of 0: infinity. Within 4 ulp, beside its zeros at 1 and 2 too. */
double jp__lgamma(double x);

/* ln Gamma(x + t) - ln Gamma(x) for 1e-300 <= x <= 1e15 and 0 <= t <= 2, without cancellation: the
 * error is at most 2e-15 (min(t, 1) + |result|), so small steps keep their digits; t = 0 gives 0. */
double jp__lgamma_delta(double x, double t);

/* psi'(x), x >= 0; of 0: infinity. Within 4 ulp. */
double jp__trigamma(double x);

/* The regularised incomplete beta function I_x(a, b) for 0 < a, b <= 1e12; 0 left of x = 0 and 1
 * right of x = 1. For a, b in 1e-6..1e6 the error is at most 2e-14, and 1e-12 of the result where
 * that is above 1e-290. */
double jp__beta_cdf(double x, double a, double b);

/* The x with I_x(a, b) = p, 0 <= p <= 1, same a and b; 0 where x would underflow, 1 where it rounds
 * to 1. Its error is at most 1e-14 in x or 1e-15 in p, whichever allows more. */
double jp__beta_quantile(double p, double a, double b);

/* The ends of the 95 % interval: the same for p = 0.025 and 0.975. */
double jp__beta_low(double a, double b);
double jp__beta_high(double a, double b);

/* I_x(a, b) at x = 1/2: the same errors as at any x. */
double jp__beta_half(double a, double b);

/* E v^p where v has the Beta distribution (alpha, all - alpha), 1e-300 <= alpha <= all <= 1e15 and
 * 0 <= p <= 2: the error is at most 3e-15 of it. */
double jp__beta_moment(double alpha, double all, double p);

/* The normal distribution function, within 8 ulp in its lower tail down to the last double. */
double jp__normal_cdf(double x);

#endif /* JP_BASE_NUMERICS_H */
