/*
 * specials.c - the special functions over columns: the readable ones, and what is rare in any.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/numerics.h"
#include "score/score.h"

static void log_variances(const double *alpha, const double *all, size_t count, double *variance)
{
    for (size_t i = 0; i < count; i++)
        variance[i] = jp__trigamma(alpha[i]) - jp__trigamma(all[i]);
}

static void moments(const double *alpha, const double *all, const double *exponent, size_t count,
                    double *first, double *second)
{
    for (size_t i = 0; i < count; i++) {
        first[i] = jp__beta_moment(alpha[i], all[i], exponent[i]);
        second[i] = jp__beta_moment(alpha[i], all[i], 2 * exponent[i]);
    }
}

static void intervals(const double *a, const double *b, size_t count, double *low, double *high)
{
    for (size_t i = 0; i < count; i++) {
        low[i] = jp__beta_low(a[i], b[i]);
        high[i] = jp__beta_high(a[i], b[i]);
    }
}

static void halves(const double *a, const double *b, size_t count, double *p)
{
    for (size_t i = 0; i < count; i++)
        p[i] = jp__beta_half(a[i], b[i]);
}

static bool log2_all(const double *x, size_t count, double *result)
{
    for (size_t i = 0; i < count; i++)
        result[i] = jp__log2(x[i]);
    return true;
}

static void exp2_all(const double *x, size_t count, double *result)
{
    for (size_t i = 0; i < count; i++)
        result[i] = jp__exp2(x[i]);
}

const jp__specials jp__specials_readable = { log_variances, moments, intervals, halves, log2_all, exp2_all };

/* Subnormal values are next to never there. */
void jp__log2_of_all(const jp__specials *specials, const double *x, size_t count, double *result)
{
    if (!specials->log2_all(x, count, result))
        log2_all(x, count, result);
}

void jp__exp2_of_all(const jp__specials *specials, const double *x, size_t count, double *result)
{
    specials->exp2_all(x, count, result);
    for (size_t i = 0; i < count; i++)
        if (!(x[i] >= -960 && x[i] < 1023))
            result[i] = jp__exp2(x[i]);
}
