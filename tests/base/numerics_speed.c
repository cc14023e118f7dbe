/*
 * numerics_speed.c - nanoseconds a call of each function of base/numerics.h, for docs/numerics.md.
 *
 * Arguments come from the ranges the method uses; the quickest of 25 rounds is printed. "chain" makes
 * every call wait for the one before it (latency), the other column lets them overlap.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include "base/numerics.h"

#define POINTS 1024
#define ROUNDS 25

static uint64_t state = 42;
static volatile double sink; /* so that no call is left out */

static double uniform(double low, double high)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return low + (high - low) * ((double)(state >> 11) * 0x1p-53);
}

static double log_uniform(double low, double high)
{
    return jp__exp(uniform(jp__log(low), jp__log(high)));
}

typedef struct point {
    double x, y, z;
} point;

typedef double (*function)(const point *p);

static double call_exp2(const point *p) { return jp__exp2(p->x); }
static double call_exp(const point *p) { return jp__exp(p->x); }
static double call_expm1(const point *p) { return jp__expm1(p->x); }
static double call_log2(const point *p) { return jp__log2(p->x); }
static double call_log(const point *p) { return jp__log(p->x); }
static double call_log1p(const point *p) { return jp__log1p(p->x); }
static double call_cbrt(const point *p) { return jp__cbrt(p->x); }
static double call_pow(const point *p) { return jp__pow(p->x, p->y); }
static double call_lgamma(const point *p) { return jp__lgamma(p->x); }
static double call_delta(const point *p) { return jp__lgamma_delta(p->x, p->y); }
static double call_trigamma(const point *p) { return jp__trigamma(p->x); }
static double call_beta(const point *p) { return jp__beta_cdf(p->x, p->y, p->z); }
static double call_quantile(const point *p) { return jp__beta_quantile(p->x, p->y, p->z); }
static double call_low(const point *p) { return jp__beta_low(p->y, p->z); }
static double call_half(const point *p) { return jp__beta_half(p->y, p->z); }
static double call_moment(const point *p) { return jp__beta_moment(p->y, p->y + p->z, p->x); }
static double call_normal(const point *p) { return jp__normal_cdf(p->x); }

static void fill_decay(point *p) { p->x = -log_uniform(1e-3, 50); }
static void fill_unit(point *p) { p->x = uniform(0, 1), p->y = uniform(0, 2); }
static void fill_opinion(point *p) { p->x = log_uniform(0.05, 60), p->y = log_uniform(0.01, 2); }
static void fill_normal(point *p) { p->x = uniform(-5, 5); }
static void fill_beta(point *p)
{
    p->x = uniform(0, 1), p->y = log_uniform(0.5, 50), p->z = log_uniform(0.5, 50);
}
static void fill_interval(point *p)
{
    fill_beta(p);
    p->x = p->x < 0.5 ? 0.025 : 0.975;
}
static void fill_wide(point *p)
{
    fill_interval(p);
    p->y = log_uniform(0.01, 200), p->z = log_uniform(0.01, 200);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* One pass over the points: calls that may overlap, or each with what the one before it returned. */
static double pass(function f, point *points, bool chained)
{
    double sum = 0;
    for (int i = 0; i < POINTS; i++) {
        if (chained) {
            points[i].x += sum * 1e-300;
            sum = f(&points[i]);
        } else {
            sum += f(&points[i]);
        }
    }
    return sum;
}

/* Nanoseconds of processor time a call: the quickest round, each of `repeat` passes. */
static double measure(function f, point *points, int repeat, bool chained)
{
    double quickest = 1e30;
    for (int round = 0; round < ROUNDS; round++) {
        double start = now();
        for (int r = 0; r < repeat; r++)
            sink += pass(f, points, chained);
        double took = (now() - start) / (double)repeat / POINTS;
        quickest = took < quickest ? took : quickest;
    }
    return quickest;
}

static void report(const char *name, function f, void (*fill)(point *), int repeat)
{
    static point points[POINTS];
    for (int i = 0; i < POINTS; i++)
        fill(&points[i]);
    printf("%-32s %8.1f %8.1f\n", name, measure(f, points, repeat, false),
           measure(f, points, repeat, true));
}

int main(void)
{
    printf("%-32s %8s %8s\n", "ns a call", "overlap", "chain");
    report("exp2 of -50..0", call_exp2, fill_decay, 400);
    report("exp of -50..0", call_exp, fill_decay, 400);
    report("expm1 of -50..0", call_expm1, fill_decay, 400);
    report("log2 of 0..1", call_log2, fill_unit, 400);
    report("log of 0..1", call_log, fill_unit, 400);
    report("log1p of 0..1", call_log1p, fill_unit, 400);
    report("cbrt of 0..1", call_cbrt, fill_unit, 400);
    report("pow of 0..1, 0..2", call_pow, fill_unit, 400);
    report("lgamma of .05..60", call_lgamma, fill_opinion, 400);
    report("lgamma_delta of .05..60, ..2", call_delta, fill_opinion, 200);
    report("trigamma of .05..60", call_trigamma, fill_opinion, 200);
    report("normal_cdf of -5..5", call_normal, fill_normal, 400);
    report("beta_cdf of 0..1, .5..50", call_beta, fill_beta, 50);
    report("beta_quantile 2.5 %, .5..50", call_quantile, fill_interval, 20);
    report("beta_quantile 2.5 %, .01..200", call_quantile, fill_wide, 20);
    report("beta_low, .5..50", call_low, fill_beta, 50);
    report("beta_half, .5..50", call_half, fill_beta, 50);
    report("beta_moment, .5..50, power 0..1", call_moment, fill_beta, 100);
    return 0;
}
