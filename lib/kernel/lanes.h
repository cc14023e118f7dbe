/*
 * lanes.h - the loops that work on many numbers at once. The same source is compiled for each
 * instruction set (lanes_plain.c, lanes_avx2.c, lanes_avx512.c); the compiler makes vectors of it. Every
 * lane does the steps of the readable path, so every level has the same bits.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_KERNEL_LANES_H
#define JP_KERNEL_LANES_H

#include "base/numerics_kernel.h"
#include "kernel/kernel.h"

/* Masses below this might meet subnormal numbers, where scaling by powers of two is not exact. */
#define TINY_MASS 0x1p-100

/* 0 <= whole < 2^52 as a double. */
static inline double of_whole(int64_t whole)
{
    return jp__from_bits((uint64_t)whole | UINT64_C(0x4330000000000000)) - 0x1p52;
}

/* k and rest of since = k us + rest, 0 <= rest < us. All are whole numbers below 2^53: exact. */
static inline double split(double since, const jp__scale *scale, double *rest)
{
    double k = (since * scale->per_us - 0.5 + JP__SHIFT) - JP__SHIFT; /* off by one at most */
    double r = since - k * scale->us;
    double below = r < 0 ? 1.0 : 0.0;
    k -= below;
    r += below * scale->us;
    double above = r >= scale->us ? 1.0 : 0.0;
    k += above;
    *rest = r - above * scale->us;
    return k;
}

/* 2^(k + f - lift) of each time: jp__stamp_of(), the whole half-lives taken off the exponent. */
static void stamp(const jp__scale *scale, const int64_t *restrict time_us, size_t count,
                  double *restrict weight)
{
    const jp__scale s = *scale;
    for (size_t i = 0; i < count; i++) {
        double rest, k = split(of_whole(time_us[i] - s.base_us), &s, &rest);
        double w = jp__exp2_kernel(rest * s.per_us);
        uint64_t whole = jp__bits(k + JP__SHIFT) - s.lift; /* in the low bits */
        weight[i] = jp__from_bits(jp__bits(w) + (whole << 52));
    }
}

static void window(const jp__scale *scale, const int64_t *restrict time_us, size_t count,
                   double *restrict number)
{
    const jp__scale s = *scale;
    for (size_t i = 0; i < count; i++) {
        double rest;
        number[i] = split(of_whole(time_us[i] - s.base_us), &s, &rest);
    }
}

/* unit and split_unit of jp__transform_value(); half is 1 for the latter. */
static void shares(const jp__events *events, size_t count)
{
    const double *restrict y = events->y, *restrict weight = events->weight;
    const double *restrict split_unit = events->half;
    double *restrict favourable = events->favourable, *restrict adverse = events->adverse;
    for (size_t i = 0; i < count; i++) {
        double c = y[i] > 0 ? y[i] : 0;
        c = c < 1 ? c : 1;
        favourable[i] = c * weight[i];
        adverse[i] = (split_unit[i] > 0 ? 1 - c : c) * weight[i];
    }
}

/* hill, split_late and notice of jp__transform_value(). */
static void ratios(const jp__events *events, size_t count)
{
    const double *restrict y = events->y, *restrict weight = events->weight;
    const double *restrict half = events->half, *restrict type = events->type;
    double *restrict favourable = events->favourable, *restrict adverse = events->adverse;
    for (size_t i = 0; i < count; i++) {
        double x = y[i] > 0 ? y[i] : 0;
        double h = half[i];
        double early = h / (x + h), late = x / (x + h);
        double hill = 2 / (1 + h / (x > 0 ? x : 1));
        hill = x > 0 ? hill : 0;
        double f = type[i] == JP__NOTICE ? late : early, a = type[i] == JP__NOTICE ? early : late;
        favourable[i] = (type[i] == JP__HILL ? hill : f) * weight[i];
        adverse[i] = (type[i] == JP__HILL ? hill : a) * weight[i];
    }
}

static void days(jp__gaps *gaps, size_t count)
{
    for (size_t i = 0; i < count; i++)
        gaps->days[i] = of_whole(gaps->us[i]) / 86400000000.0;
}

/* jp__gap_score() of gaps that are not relatively silent, and the bound that tells whether they are. */
static void silences(jp__gaps *gaps, const jp__parameters *p, size_t count)
{
    const double prior_gaps = p->silence_prior_gaps, long_days = p->silence_days;
    const double prior_days = p->silence_prior_gaps * p->silence_prior_gap_days;
    for (size_t i = 0; i < count; i++) {
        double g = gaps->days[i];
        double a = prior_gaps + gaps->number[i];
        double b = prior_days + gaps->before[i];
        double mark = long_days / g;
        double absolute = 1 / (1 + mark * mark * mark);
        gaps->hazard[i] = a * (g / b);
        gaps->score[i] = 1 - (1 - absolute);
    }
}

/* -jp__expm1(x) scale for x <= 0. */
static void saturate(const jp__saturations *s, size_t count)
{
    const double *restrict x = s->x, *restrict scale = s->scale;
    double *restrict result = s->result;
    for (size_t i = 0; i < count; i++) {
        double small = jp__expm1_small(x[i] < -0x1p-5 ? 0.0 : x[i]);
        double large = jp__expm1_kernel(x[i] < -45.0 ? -45.0 : x[i]);
        result[i] = -(x[i] < -0x1p-5 ? large : small) * scale[i];
    }
}

/* jp__decaying_add() of every closed window, relative to the k of as-of once and for all: times a power
 * of two, which is exact unless a number is too small. */
static bool accumulate(const jp__closed *closed, const double *rows, size_t blocks, double *sums)
{
    double least = 1;
    for (size_t i = 0; i < 2 * closed->count; i++) {
        double m = closed->masses[i] > 0 ? closed->masses[i] : 1;
        least = m < least ? m : least;
    }
    for (size_t i = 0; i < closed->count; i++) {
        double favourable = closed->masses[2 * i], adverse = closed->masses[2 * i + 1];
        const double *restrict row = rows + 4 * blocks * closed->fact[i];
        double *restrict sum = sums + 8 * blocks * closed->channel[i];
        for (size_t b = 0; b < blocks; b++, row += 4, sum += 8) {
            for (size_t c = 0; c < 4; c++)
                sum[c] += favourable * row[c];
            for (size_t c = 0; c < 4; c++)
                sum[4 + c] += adverse * row[c];
        }
    }
    return least >= TINY_MASS;
}

#define JP__LANES { stamp, window, shares, ratios, days, silences, saturate, accumulate }

#endif /* JP_KERNEL_LANES_H */
