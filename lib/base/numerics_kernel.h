/*
 * numerics_kernel.h - the main paths of the elementary functions, without special cases.
 *
 * Only + - * /, comparisons, bit operations and table look-ups: a SIMD kernel that does the same
 * steps lane by lane has the same bits. Methods and errors: docs/numerics.md.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_BASE_NUMERICS_KERNEL_H
#define JP_BASE_NUMERICS_KERNEL_H

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/numerics_table.h"

#ifdef __FAST_MATH__
#error "joyfulprofit must not be built with -ffast-math: its results are defined bit for bit"
#endif
#if defined(FLT_EVAL_METHOD) && (FLT_EVAL_METHOD < 0 || FLT_EVAL_METHOD == 2)
#error "joyfulprofit needs arithmetic in double, without excess precision (on i686: -msse2 -mfpmath=sse)"
#endif

#define JP__SHIFT 0x1.8p52 /* adding it rounds to a whole number in the low bits */
#define JP__LN2_HIGH 0x1.62e42fefa38p-1 /* on the grid 2^-42 */
#define JP__LN2_LOW 0x1.ef35793c7673p-45
#define JP__INFINITY ((double)INFINITY)
#define JP__NAN ((double)NAN)
#define JP__SMALLEST_NORMAL 0x1p-1022

static inline uint64_t jp__bits(double x)
{
    uint64_t u;
    memcpy(&u, &x, sizeof u);
    return u;
}

static inline double jp__from_bits(uint64_t u)
{
    double x;
    memcpy(&x, &u, sizeof x);
    return x;
}

/* 2^k for -1022 <= k <= 1023. */
static inline double jp__two_to(int k)
{
    return jp__from_bits((uint64_t)(k + 1023) << 52);
}

/* x by Horner's rule, highest coefficient last. */
static inline double jp__horner(const double *c, int n, double x)
{
    double y = c[n - 1];
    for (int i = n - 2; i >= 0; i--)
        y = y * x + c[i];
    return y;
}

/* a + b = sum + rest exactly, for |a| >= |b| or a = 0. */
static inline double jp__fast_sum(double a, double b, double *rest)
{
    double sum = a + b;
    *rest = (a - sum) + b;
    return sum;
}

/* a * b = product + rest exactly (Dekker 1971), for |a|, |b| < 2^900. */
static inline double jp__exact_product(double a, double b, double *rest)
{
    double a_scaled = a * 0x1.0000002p27, b_scaled = b * 0x1.0000002p27;
    double a_high = a_scaled - (a_scaled - a), b_high = b_scaled - (b_scaled - b);
    double a_low = a - a_high, b_low = b - b_high;
    double product = a * b;
    *rest = ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low;
    return product;
}

/* ---- Exponentials: 2^(k/128) from a table times a short polynomial (Tang 1989) ------------- */

/* 2^(k/128) e^p - 1 is wanted: the table's entry with its exponent, and its relative rest. Times a power of
 * two, which is exact: compilers make vectors of that. */
static inline double jp__exp_scale(uint64_t k, double *rest)
{
    uint64_t at = k & 127;
    *rest = jp__exp_table[1][at];
    return jp__exp_table[0][at] * jp__from_bits(((k & ~UINT64_C(127)) << 45) + (UINT64_C(1023) << 52));
}

/* 2^x for -960 <= x < 1023: below, scale * p would lose digits. */
static inline double jp__exp2_kernel(double x)
{
    const double *c = jp__exp2_poly;
    double shifted = x * 128.0 + JP__SHIFT;
    double r = x - (shifted - JP__SHIFT) * 0x1p-7;
    double rest, scale = jp__exp_scale(jp__bits(shifted), &rest);
    double r2 = r * r;
    double p = (c[1] + r * c[2]) * r2 + (r2 * r2) * (c[3] + r * c[4]) + (rest + r * c[0]);
    return scale + scale * p;
}

/* 2^f for 0 <= f <= 1, exactly 1 at 0, without a table. */
static inline double jp__exp2_fraction(double f)
{
    const double *c = jp__exp2_fraction_poly;
    double f2 = f * f, f4 = f2 * f2;
    double low = (c[0] + f * c[1]) + f2 * (c[2] + f * c[3]);
    double middle = (c[4] + f * c[5]) + f2 * (c[6] + f * c[7]);
    double high = (c[8] + f * c[9]) + f2 * c[10];
    return 1.0 + f * ((low + f4 * middle) + (f4 * f4) * high);
}

/* 2^x for 0 <= x <= 1/20, exactly 1 at 0. */
static inline double jp__exp2_little(double x)
{
    const double *c = jp__exp2_little_poly;
    double x2 = x * x;
    double p = (c[0] + x * c[1]) + x2 * ((c[2] + x * c[3]) + x2 * (c[4] + x * c[5]));
    return 1.0 + x * p;
}

/* x = k ln2/128 + r: returns r, k in the low bits of *k. |x| < 746. */
static inline double jp__exp_reduce(double x, uint64_t *k)
{
    double shifted = x * 0x1.71547652b82fep+7 + JP__SHIFT;
    double n = shifted - JP__SHIFT;
    *k = jp__bits(shifted);
    return (x - n * 0x1.62e42fefap-8) - n * 0x1.cf79abc9e3b3ap-47;
}

/* e^r - 1 for |r| <= ln2/256. */
static inline double jp__exp_short(double r)
{
    const double *c = jp__exp_poly;
    double r2 = r * r;
    return r + r2 * ((c[0] + r * c[1]) + r2 * (c[2] + r * c[3]));
}

/* 2^lift e^(x + low) where that is within 2^-960..2^1023; |x| < 746, |low| < 2^-20. */
static inline double jp__exp_lifted(double x, double low, int lift)
{
    uint64_t k;
    double r = jp__exp_reduce(x, &k);
    double rest, scale = jp__exp_scale(k + (uint64_t)(lift * 128), &rest);
    return scale + scale * (jp__exp_short(r + low) + rest);
}

/* e^(x + low) for -665 <= x <= 709, |low| < 2^-20. */
static inline double jp__exp_kernel(double x, double low)
{
    return jp__exp_lifted(x, low, 0);
}

/* The same for all x (exp.c). */
double jp__exp_of_two(double x, double low);

/* From here down e^x - 1 is -1. Not known to compilers, who make slow vectors of what they know (exp.c). */
extern const double jp__expm1_least;

static inline double jp__expm1_within(double x)
{
    return x > jp__expm1_least ? x : jp__expm1_least;
}

/* e^x - 1 for -45 <= x <= 709: within 1 ulp for |x| > 1/32, within 2 ulp for all. */
static inline double jp__expm1_kernel(double x)
{
    uint64_t k;
    double r = jp__exp_reduce(x, &k);
    double rest, scale = jp__exp_scale(k, &rest);
    double p = scale * (jp__exp_short(r) + rest);
    double head = scale - 1.0;
    double tail = scale > 1.0 ? (scale - head) - 1.0 : scale - (head + 1.0);
    return head + (tail + p);
}

/* e^x - 1 for |x| <= 1/32. */
static inline double jp__expm1_small(double x)
{
    const double *c = jp__expm1_poly;
    double x2 = x * x;
    double q = (c[0] + x * c[1]) + x2 * ((c[2] + x * c[3]) + x2 * ((c[4] + x * c[5]) + x2 * c[6]));
    return x + x2 * (0.5 + x * q);
}

/* ---- Logarithms: 1/c from a table, so that z/c - 1 is exact in two parts (Tang 1990) ------- */

/* x = 2^k z, z in [0.6875, 1.375); r = z/c - 1 = head + tail exactly, c of the bin of z;
 * ln c = high + low. */
typedef struct jp__log_parts {
    double k;
    double head, tail;
    double high, low;
} jp__log_parts;

/* x normal and positive. 1/c, and k with the bias of doubles, are for what is to be added to x. Written so
 * that compilers make vectors of it. */
static inline jp__log_parts jp__log_bin(double x, double *per_c, uint64_t *biased)
{
    const double (*table)[128] = jp__log_table;
    const uint64_t offset = UINT64_C(0x3fe6000000000000);
    uint64_t bits = jp__bits(x), from = bits - offset, at = (from >> 45) & 127;
    *biased = (from + (UINT64_C(1023) << 52)) >> 52;
    *per_c = table[0][at];
    double z = jp__from_bits(bits - ((*biased - 1023) << 52));
    double z_head = jp__from_bits(jp__bits(z) & ~UINT64_C(0x7ff));
    double start = z_head * *per_c - 1.0, next = (z - z_head) * *per_c, head = start + next;
    return (jp__log_parts){ .k = jp__from_bits(*biased | UINT64_C(0x4330000000000000)) - (0x1p52 + 1023),
                            .head = head, .tail = next - (head - start),
                            .high = table[1][at], .low = table[2][at] };
}

/* The same; low: what is to be added to x, |low| <= ulp(x). */
static inline jp__log_parts jp__log_reduce(double x, double low)
{
    double per_c;
    uint64_t biased;
    jp__log_parts parts = jp__log_bin(x, &per_c, &biased);
    double most = parts.k < 1017.0 ? parts.k : 1017.0; /* 2^-k is to stay normal */
    double per_two_to_k = jp__from_bits((UINT64_C(1023) - jp__bits(most + JP__SHIFT)) << 52);
    parts.tail += low * per_two_to_k * per_c;
    return parts;
}

/* ln(1+r) - r for |r| < 2^-7. */
static inline double jp__log_short(double r)
{
    const double *c = jp__log_poly;
    double r2 = r * r;
    double q = (c[0] + r * c[1]) + r2 * ((c[2] + r * c[3]) + r2 * (c[4] + r * c[5]));
    return r2 * (r * q - 0.5);
}

/* ln(x + low) for normal x > 0, |low| <= ulp(x). */
static inline double jp__log_kernel(double x, double low)
{
    jp__log_parts parts = jp__log_reduce(x, low);
    double base = parts.k * JP__LN2_HIGH + parts.high;
    double rest, sum = jp__fast_sum(base, parts.head, &rest);
    double lows = parts.k * JP__LN2_LOW + parts.low;
    return sum + (rest + (parts.tail + (lows + jp__log_short(parts.head + parts.tail))));
}

/* log2(x) for normal x > 0, without a table: x = 2^k z, z in [sqrt(1/2), sqrt(2)), and log2 z is an odd
 * function of s = (z - 1)/(z + 1). Written so that compilers make vectors of it. */
static inline double jp__log2_kernel(double x)
{
    const double *c = jp__log2_poly;
    const uint64_t offset = UINT64_C(0x3fe6a09e667f3bcd); /* sqrt(1/2) */
    uint64_t bits = jp__bits(x), biased = (bits - offset + (UINT64_C(1023) << 52)) >> 52;
    double k = jp__from_bits(biased | UINT64_C(0x4330000000000000)) - (0x1p52 + 1023);
    double z = jp__from_bits(bits - ((biased - 1023) << 52));
    double s = (z - 1.0) / (z + 1.0), s2 = s * s, s4 = s2 * s2;
    double low = (c[0] + s2 * c[1]) + s4 * (c[2] + s2 * c[3]);
    double high = (c[4] + s2 * c[5]) + s4 * (c[6] + s2 * c[7]);
    return k + s * (low + (s4 * s4) * high);
}

/* ln(1+x) for x > -1, 1 + x normal. */
static inline double jp__log1p_kernel(double x)
{
    double sum = 1.0 + x;
    double low = x > 1.0 ? (x - sum) + 1.0 : (1.0 - sum) + x;
    return jp__log_kernel(sum, low);
}

/* ln(1+u) - u for -1/2 <= u <= 1/2, relative: the differences of like size are exact. */
static inline double jp__log1p_minus(double u)
{
    double sum = 1.0 + u;
    jp__log_parts parts = jp__log_reduce(sum, (1.0 - sum) + u);
    double base = parts.k * JP__LN2_HIGH + parts.high;
    double lows = parts.k * JP__LN2_LOW + parts.low;
    double rest = ((base - u) + parts.head) + (parts.tail + lows);
    return rest + jp__log_short(parts.head + parts.tail);
}

#endif /* JP_BASE_NUMERICS_KERNEL_H */
