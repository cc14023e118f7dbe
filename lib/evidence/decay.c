/*
 * decay.c - masses that fade by half-lives, kept without an as-of (docs/method.md section 3).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "base/numerics.h"
#include "evidence/evidence.h"

/* x 2^k for k <= 0, fading to 0 as it must. */
static double halve(double x, int64_t k)
{
    if (k < -2200)
        return 0;
    for (; k < -1022; k += 1022)
        x *= 0x1p-1022;
    uint64_t bits = (uint64_t)(k + 1023) << 52;
    double power;
    memcpy(&power, &bits, sizeof power);
    return x * power;
}

/* From here on times are so short against the half-life that doubles hold them well enough. */
#define LONG_HALF_LIFE 0x1p60

/* k and f of time = (k + f) h. The whole microseconds of k h are taken off exactly, so that f is as
 * sharp as h whatever the date; what h has besides (`part`) is too little to lose much. */
static jp__age split(int64_t time_us, double h)
{
    double x = (double)time_us / h;
    int64_t k = (int64_t)x;
    if ((double)k > x)
        k--;
    if (h >= LONG_HALF_LIFE)
        return (jp__age){ k, x - (double)k };
    uint64_t whole = (uint64_t)h;
    double part = h - (double)whole;
    double rest = (double)(int64_t)((uint64_t)time_us - (uint64_t)k * whole) - (double)k * part;
    if (rest < 0) { /* x was rounded up to k */
        k--;
        rest += h;
    } else if (rest >= h) {
        k++;
        rest -= h;
    }
    return (jp__age){ k, rest / h };
}

/* None is shorter than two microseconds, so that no difference of two ages can overflow. */
jp__age jp__age_of(int64_t time_us, double half_life_days)
{
    double h = half_life_days * (double)JP_DAY_US;
    return split(time_us, h > 2 ? h : 2);
}

jp__moment jp__moment_of(int64_t time_us, double half_life_days)
{
    jp__age age = jp__age_of(time_us, half_life_days);
    return (jp__moment){ age.k, jp__exp2(-age.f) };
}

/* `age` is that of the latest addition so far. */
void jp__decaying_add(jp__decaying *d, jp__masses masses, jp__age age)
{
    double weight = jp__exp2(age.f);
    if (d->sum.favourable > 0 || d->sum.adverse > 0) {
        d->sum.favourable = halve(d->sum.favourable, d->exponent - age.k);
        d->sum.adverse = halve(d->sum.adverse, d->exponent - age.k);
    }
    d->exponent = age.k;
    d->sum.favourable += masses.favourable * weight;
    d->sum.adverse += masses.adverse * weight;
}

jp__masses jp__decaying_at(const jp__decaying *d, jp__moment as_of)
{
    int64_t shift = d->exponent - as_of.k;
    return (jp__masses){ halve(d->sum.favourable * as_of.fade, shift),
                         halve(d->sum.adverse * as_of.fade, shift) };
}
