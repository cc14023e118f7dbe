/*
 * decay.c - masses that fade by half-lives, kept without an as-of (docs/method.md section 3).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "base/numerics.h"
#include "base/numerics_kernel.h"
#include "evidence/evidence.h"

double jp__halve(double x, int64_t k)
{
    if (k < -2200 || x == 0) /* an empty sum bears no date yet: any k */
        return 0;
    for (; k < -1022; k += 1022)
        x *= 0x1p-1022;
    uint64_t bits = (uint64_t)(k + 1023) << 52;
    double power;
    memcpy(&power, &bits, sizeof power);
    return x * power;
}

/* None is shorter than two microseconds, so that no difference of two ages can overflow. */
jp__half_life jp__half_life_of(double days)
{
    double us = days * (double)JP_DAY_US;
    us = us > 2 ? us : 2;
    return (jp__half_life){ us, 1 / us, NULL };
}

/* From here on times are so short against the half-life that doubles hold them well enough. */
#define LONG_HALF_LIFE 0x1p60

/* k and f of time = (k + f) h. The whole microseconds of k h are taken off exactly, so that f is as
 * sharp as h whatever the date; what h has besides (`part`) is too little to lose much. */
jp__age jp__age_of(int64_t time_us, jp__half_life h)
{
    double x = (double)time_us * h.per_us;
    int64_t k = (int64_t)x;
    if ((double)k > x)
        k--;
    if (h.us >= LONG_HALF_LIFE)
        return (jp__age){ k, x - (double)k };
    uint64_t whole = (uint64_t)h.us;
    double part = h.us - (double)whole;
    double rest = (double)(int64_t)((uint64_t)time_us - (uint64_t)k * whole) - (double)k * part;
    if (rest < 0) { /* x was rounded up to k */
        k--;
        rest += h.us;
    } else if (rest >= h.us) {
        k++;
        rest -= h.us;
    }
    return (jp__age){ k, rest * h.per_us };
}

jp__moment jp__moment_of(int64_t time_us, jp__half_life half_life)
{
    jp__age age = jp__age_of(time_us, half_life);
    return (jp__moment){ age.k, jp__exp2(-age.f) };
}

static jp__stamp stamp_of_age(jp__age age)
{
    /* Else the half-life is microseconds, in times that no double holds. */
    bool part = age.f >= 0 && age.f <= 1;
    return (jp__stamp){ age.k, part ? jp__exp2_fraction(age.f) : jp__exp2(age.f) };
}

bool jp__is_taken_apart(jp__half_life half_life)
{
    return half_life.us >= (double)JP_DAY_US;
}

jp__stamp jp__coarse_stamp(int64_t time_us, jp__half_life half_life)
{
    uint64_t fine = (UINT64_C(1) << JP__COARSE_BITS) - 1;
    return stamp_of_age(jp__age_of((int64_t)((uint64_t)time_us & ~fine), half_life));
}

double jp__middle(size_t middle, jp__half_life half_life)
{
    return jp__exp2((double)((uint64_t)middle << JP__FINE_BITS) * half_life.per_us);
}

static jp__stamp known_coarse_stamp(int64_t time_us, jp__half_life half_life)
{
    uint64_t coarse = (uint64_t)time_us >> JP__COARSE_BITS;
    int64_t key = (int64_t)(coarse << JP__COARSE_BITS | 1);
    jp__coarse *known = &half_life.stamps->coarse[coarse % JP__COARSES];
    if (known->key != key)
        *known = (jp__coarse){ key, jp__coarse_stamp(time_us, half_life) };
    return known->stamp;
}

static double known_middle(size_t middle, jp__half_life half_life)
{
    double *known = &half_life.stamps->middle[middle];
    if (*known == 0)
        *known = jp__middle(middle, half_life);
    return *known;
}

jp__stamp jp__stamp_of(int64_t time_us, jp__half_life half_life)
{
    if (!jp__is_taken_apart(half_life))
        return stamp_of_age(jp__age_of(time_us, half_life));
    bool known = half_life.stamps != NULL;
    size_t at = (size_t)((uint64_t)time_us >> JP__FINE_BITS) % JP__MIDDLES;
    double middle = known ? known_middle(at, half_life) : jp__middle(at, half_life);
    double fine = jp__exp2_little((double)(uint32_t)time_us * half_life.per_us);
    jp__stamp stamp = known ? known_coarse_stamp(time_us, half_life) : jp__coarse_stamp(time_us, half_life);
    return (jp__stamp){ stamp.k, stamp.weight * middle * fine };
}

jp__masses jp__decaying_at(const jp__decaying *d, jp__moment as_of)
{
    int64_t shift = d->exponent - as_of.k;
    return (jp__masses){ jp__halve(d->sum.favourable * as_of.fade, shift),
                         jp__halve(d->sum.adverse * as_of.fade, shift) };
}
