/*
 * beta.h - what the incomplete beta function and its inverse share.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_BASE_BETA_H
#define JP_BASE_BETA_H

#include <stdbool.h>

/* Larger parameters are refused (NaN): the method's shapes stay below (section 5: var >= 1e-12 m (1-m)). */
#define JP__BETA_LARGEST 1e12

/* A pair of parameters with what the density needs of them. factor = 0: small parameters. */
typedef struct jp__beta_shape {
    double a;
    double b;
    double factor;
    double log_scale;
} jp__beta_shape;

/* x and y = 1 - x, each accurate, and their logarithms. */
typedef struct jp__beta_point {
    double x;
    double y;
    double log_x;
    double log_y;
} jp__beta_point;

/* I_x(a, b), its complement, and its slope along ln(x/y). */
typedef struct jp__beta_tails {
    double lower;
    double upper;
    double slope;
} jp__beta_tails;

jp__beta_shape jp__beta_of(double a, double b);
jp__beta_tails jp__beta_tails_at(const jp__beta_shape *shape, const jp__beta_point *at);

#endif /* JP_BASE_BETA_H */
