/*
 * lanes_base.h - four and eight numbers at once, and the exponentials and logarithms of lanes. Part of
 * lanes.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_KERNEL_LANES_BASE_H
#define JP_KERNEL_LANES_BASE_H

#if defined(__AVX2__)
#include <immintrin.h>
#endif
#include <string.h>

#include "base/bytes.h"
#include "base/numerics_kernel.h"
#include "kernel/kernel.h"

/* Before a loop: what one turn writes no other one reads. */
#if defined(__clang__)
#define JP__LANES_APART _Pragma("clang loop vectorize(assume_safety)")
#elif defined(__GNUC__)
#define JP__LANES_APART _Pragma("GCC ivdep")
#else
#define JP__LANES_APART
#endif

/* Whole vectors: arrays have room for what is worked out in vain. */
static inline size_t padded(size_t count)
{
    return (count + 7) & ~(size_t)7;
}

/* x if `first` is 1, y if it is 0: without a branch. */
static inline double one_of(uint64_t first, double x, double y)
{
    return jp__from_bits(jp__bits(y) ^ ((jp__bits(y) ^ jp__bits(x)) & -first));
}

#if defined(__AVX2__)
/* The first `count` of eight. */
static inline unsigned bits_of_eight(size_t count)
{
    return count < 8 ? (1u << count) - 1 : 0xff;
}
#endif

#if defined(__AVX512F__)
/* The first `count` of sixteen, of eight. */
static inline __mmask16 first_of(size_t count)
{
    return (__mmask16)(count < 16 ? (1u << count) - 1 : 0xffff);
}

static inline __mmask8 first_of_eight(size_t count)
{
    return (__mmask8)bits_of_eight(count);
}

/* Sixteen numbers, from the first one on. */
static inline __m512i sixteen_from(size_t first)
{
    const __m512i lanes = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    return _mm512_add_epi32(lanes, _mm512_set1_epi32((int)first));
}
#endif

#if defined(__AVX2__)
static inline __m256i load_numbers(const uint32_t *from)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)from);
}

static inline void store_numbers(uint32_t *to, __m256i x)
{
    _mm256_storeu_si256((__m256i *)(void *)to, x);
}
#endif

/* ---- Four numbers at once, for what compilers do not see by themselves ------------------------- */

#if defined(__GNUC__) && defined(__AVX__)
typedef double four_lanes __attribute__((vector_size(32)));
#define LANES 4
#elif defined(__GNUC__)
typedef double four_lanes __attribute__((vector_size(16))); /* never wider than the registers are */
#define LANES 2
#else
typedef double four_lanes;
#define LANES 1
#endif

typedef struct four {
    four_lanes part[4 / LANES];
} four;

static inline four load_four(const double *from)
{
    four x;
    memcpy(&x, from, sizeof x);
    return x;
}

static inline void store_four(double *to, four x)
{
    memcpy(to, &x, sizeof x);
}

static inline four no_four(void)
{
    static const double none[4] = { 0, 0, 0, 0 };
    return load_four(none);
}

static inline four product(four x, four y)
{
    for (int i = 0; i < 4 / LANES; i++)
        x.part[i] = x.part[i] * y.part[i];
    return x;
}

static inline four scaled(four x, double y)
{
    for (int i = 0; i < 4 / LANES; i++)
        x.part[i] = x.part[i] * y;
    return x;
}

static inline four add_product(four sum, double mass, four row)
{
    for (int i = 0; i < 4 / LANES; i++)
        sum.part[i] = sum.part[i] + row.part[i] * mass;
    return sum;
}

/* ---- Eight, gathered ------------------------------------------------------------------------- */

#if defined(__AVX512F__)
typedef __m512d eight;

static inline eight no_eight(void)
{
    return _mm512_setzero_pd();
}

static inline void store_eight(double *to, eight x)
{
    _mm512_storeu_pd(to, x);
}

/* sum + mass[0..7] x from[at[0..7]] */
static inline eight add_gathered(eight sum, const double *mass, const double *from, const int32_t *at)
{
    __m256i index = _mm256_loadu_si256((const __m256i *)(const void *)at);
    return _mm512_add_pd(sum, _mm512_mul_pd(_mm512_loadu_pd(mass), _mm512_i32gather_pd(index, from, 8)));
}
#else
typedef struct eight {
    four half[2];
} eight;

static inline eight no_eight(void)
{
    return (eight){ { no_four(), no_four() } };
}

static inline void store_eight(double *to, eight x)
{
    store_four(to, x.half[0]);
    store_four(to + 4, x.half[1]);
}

static inline four gather_four(const double *from, const int32_t *at)
{
#if defined(__AVX2__)
    __m128i index = _mm_loadu_si128((const __m128i *)(const void *)at);
    return (four){ { (four_lanes)_mm256_i32gather_pd(from, index, 8) } };
#else
    double found[4] = { from[at[0]], from[at[1]], from[at[2]], from[at[3]] };
    return load_four(found);
#endif
}

static inline eight add_gathered(eight sum, const double *mass, const double *from, const int32_t *at)
{
    for (size_t h = 0; h < 2; h++) {
        four row = gather_four(from, at + 4 * h), masses = load_four(mass + 4 * h);
        for (int i = 0; i < 4 / LANES; i++)
            sum.half[h].part[i] = sum.half[h].part[i] + row.part[i] * masses.part[i];
    }
    return sum;
}
#endif

/* ---- Exponentials, step by step those of base/numerics_kernel.h ------------------------------- */

/* jp__exp2_little() */
static inline four exp2_little(four x)
{
    const double *c = jp__exp2_little_poly;
    for (int i = 0; i < 4 / LANES; i++) {
        four_lanes y = x.part[i], y2 = y * y;
        four_lanes p = (y * c[1] + c[0]) + y2 * ((y * c[3] + c[2]) + y2 * (y * c[5] + c[4]));
        x.part[i] = y * p + 1.0;
    }
    return x;
}

/* jp__expm1_kernel() for x <= 0, where the scale is at most 1. */
static inline double expm1_lane(double x)
{
    uint64_t k;
    double r = jp__exp_reduce(x, &k);
    double rest, scale = jp__exp_scale(k, &rest);
    double p = scale * (jp__exp_short(r) + rest);
    double head = scale - 1.0;
    double tail = scale - (head + 1.0);
    return head + (tail + p);
}

/* jp__log1p_kernel(), for x >= 0. */
static inline double log1p_lane(double x)
{
    double sum = 1.0 + x, low = x > 1.0 ? (x - sum) + 1.0 : (1.0 - sum) + x;
    double per_c;
    uint64_t biased;
    jp__log_parts parts = jp__log_bin(sum, &per_c, &biased);
    double head = parts.head, tail = parts.tail + low * jp__from_bits((2046 - biased) << 52) * per_c;
    double rest, all = jp__fast_sum(parts.k * JP__LN2_HIGH + parts.high, head, &rest);
    double lows = parts.k * JP__LN2_LOW + parts.low;
    return all + (rest + (tail + (lows + jp__log_short(head + tail))));
}

#endif /* JP_KERNEL_LANES_BASE_H */
