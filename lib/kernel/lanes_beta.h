/*
 * lanes_beta.h - the special functions of a score over columns, in lanes: step by step those of
 * base/gamma_kernel.h and base/beta_kernel.h. Part of lanes.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_KERNEL_LANES_BETA_H
#define JP_KERNEL_LANES_BETA_H

#include "base/beta_kernel.h"
#include "base/numerics.h"

static void log_variances(const double *restrict alpha, const double *restrict all, size_t count,
                          double *restrict variance)
{
    JP__LANES_APART
    for (size_t i = 0; i < padded(count); i++)
        variance[i] = jp__trigamma_kernel(alpha[i]) - jp__trigamma_kernel(all[i]);
}

static void moments(const double *restrict alpha, const double *restrict all, const double *restrict exponent,
                    size_t count, double *restrict first, double *restrict second)
{
    JP__LANES_APART
    for (size_t i = 0; i < padded(count); i++) {
        first[i] = jp__beta_moment_kernel(alpha[i], all[i], exponent[i]);
        second[i] = jp__beta_moment_kernel(alpha[i], all[i], 2.0 * exponent[i]);
    }
}

/* ---- Tails of Beta distributions: base/beta_interval.c ----------------------------------------- */

#define TAILS 48 /* at a time */
#define ABREAST 8 /* whose fractions end together */

typedef struct tails {
    double a[TAILS], b[TAILS], x[TAILS], y[TAILS], z[TAILS];
    double f[TAILS], value[TAILS];
} tails;

/* A mask, by the sign: compilers make vectors of that everywhere. */
static inline uint64_t all_ones_below_0(double x)
{
    return UINT64_C(0) - (jp__bits(x) >> 63);
}

/* now where the mask is all ones, before where it is 0. */
static inline double either(uint64_t mask, double now, double before)
{
    return jp__from_bits((jp__bits(now) & mask) | (jp__bits(before) & ~mask));
}

/* What the fractions of a block are made of, and how far they are. */
typedef struct block {
    double a[ABREAST], b[ABREAST], x[ABREAST], all[ABREAST], excess1[ABREAST], y1[ABREAST], scale[ABREAST];
    double top[ABREAST], bottom[ABREAST], top_before[ABREAST], bottom_before[ABREAST];
    uint64_t open[ABREAST]; /* masks: it still changes */
} block;

/* Is any open? */
static inline uint64_t begin(const tails *t, size_t from, block *s)
{
    uint64_t open = 0;
    for (size_t i = 0; i < ABREAST; i++) {
        size_t k = from + i;
        jp__tail_terms terms = jp__tail_terms_of(t->a[k], t->b[k], t->x[k], t->y[k]);
        jp__tail_fraction f = jp__tail_first(terms);
        s->a[i] = terms.a, s->b[i] = terms.b, s->x[i] = terms.x, s->all[i] = terms.all;
        s->excess1[i] = terms.excess1, s->y1[i] = terms.y1, s->scale[i] = terms.scale;
        s->top[i] = f.top, s->bottom[i] = f.bottom;
        s->top_before[i] = f.top_before, s->bottom_before[i] = f.bottom_before;
        s->open[i] = all_ones_below_0(jp__tail_slack(f));
        open |= s->open[i];
    }
    return open;
}

/* Eight fractions, each until it changes no more: what it is then is kept while others go on. */
static void fractions(tails *restrict t, size_t from)
{
    block s;
    uint64_t open = begin(t, from, &s);
    for (double k = 2.0; open != 0; k += 2.0) {
        open = 0;
        for (size_t i = 0; i < ABREAST; i++) {
            jp__tail_terms terms = { s.a[i], s.b[i], s.x[i], s.all[i], s.excess1[i], s.y1[i], s.scale[i] };
            jp__tail_fraction f = { s.top[i], s.bottom[i], s.top_before[i], s.bottom_before[i] };
            jp__tail_fraction next = jp__tail_next(jp__tail_next(f, k, terms), k + 1.0, terms);
            uint64_t more = s.open[i];
            s.top[i] = either(more, next.top, f.top);
            s.bottom[i] = either(more, next.bottom, f.bottom);
            s.top_before[i] = next.top_before;
            s.bottom_before[i] = next.bottom_before;
            s.open[i] = more & all_ones_below_0(jp__tail_slack(next));
            open |= s.open[i];
        }
    }
    for (size_t i = 0; i < ABREAST; i++)
        t->f[from + i] = s.top[i] / s.bottom[i];
}

/* I_x and top / bottom of the fractions. */
static void lower_tails(tails *restrict t, size_t count)
{
    for (size_t i = 0; i < count; i += ABREAST)
        fractions(t, i);
    JP__LANES_APART
    for (size_t i = 0; i < count; i++) {
        double log_density = jp__beta_log_density(t->a[i], t->b[i], t->x[i], t->y[i]);
        double factor = jp__beta_factor(t->a[i], t->b[i], t->x[i], t->y[i]);
        t->value[i] = factor * t->f[i] * jp__exp_kernel(log_density, 0.0);
    }
}

static void tail_ends(tails *restrict t, size_t count)
{
    JP__LANES_APART
    for (size_t i = 0; i < count; i++) {
        t->z[i] = jp__tail_start(t->a[i], t->b[i]);
        jp__odds_point(t->z[i], &t->x[i], &t->y[i]);
    }
    lower_tails(t, count);
    JP__LANES_APART
    for (size_t i = 0; i < count; i++) {
        double ratio = t->value[i] * 40.0;
        double step = jp__tail_step(t->a[i], t->b[i], t->x[i], t->y[i], t->f[i], ratio);
        jp__odds_point(t->z[i] + step, &t->x[i], &t->y[i]);
    }
}

/* jp__beta_low() and jp__beta_high() of each shape: its lower end, and that of its mirror image. What is not
 * common is left to base; its lanes work on something else meanwhile. */
static void intervals(const double *a, const double *b, size_t count, double *low, double *high)
{
    tails t;
    for (size_t from = 0; from < count; from += TAILS / 2) {
        size_t some = count - from < TAILS / 2 ? count - from : TAILS / 2, all = padded(2 * some);
        for (size_t i = 0; i < all; i++) {
            size_t k = from + (i < some ? i : i < 2 * some ? i - some : 0);
            bool common = jp__beta_is_common(a[k], b[k]);
            t.a[i] = common ? (i < some ? a[k] : b[k]) : 1.0;
            t.b[i] = common ? (i < some ? b[k] : a[k]) : 1.0;
        }
        tail_ends(&t, all);
        for (size_t i = 0; i < some; i++) {
            bool common = jp__beta_is_common(a[from + i], b[from + i]);
            low[from + i] = common ? t.x[i] : jp__beta_low(a[from + i], b[from + i]);
            high[from + i] = common ? t.y[some + i] : jp__beta_high(a[from + i], b[from + i]);
        }
    }
}

/* jp__beta_half() of each. */
static void halves(const double *a, const double *b, size_t count, double *p)
{
    tails t;
    for (size_t from = 0; from < count; from += TAILS) {
        size_t some = count - from < TAILS ? count - from : TAILS, all = padded(some);
        for (size_t i = 0; i < all; i++) {
            size_t k = from + (i < some ? i : 0);
            bool common = jp__beta_is_common(a[k], b[k]);
            t.a[i] = common ? (a[k] < b[k] ? b[k] : a[k]) : 1.0;
            t.b[i] = common ? (a[k] < b[k] ? a[k] : b[k]) : 1.0;
            t.x[i] = t.y[i] = 0.5;
        }
        lower_tails(&t, all);
        for (size_t i = from; i < from + some; i++)
            p[i] = !jp__beta_is_common(a[i], b[i]) ? jp__beta_half(a[i], b[i])
                   : a[i] < b[i] ? 1.0 - t.value[i - from] : t.value[i - from];
    }
}

#define JP__LANES_BETA { log_variances, moments, intervals, halves, log2_all, exp2_all }

#endif /* JP_KERNEL_LANES_BETA_H */
