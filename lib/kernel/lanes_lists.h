/*
 * lanes_lists.h - bits to lists of numbers. Part of lanes.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_KERNEL_LANES_LISTS_H
#define JP_KERNEL_LANES_LISTS_H

#include "kernel/lanes_base.h"

#if defined(__AVX512F__)
/* Some of eight, one behind the other. */
static inline __m256i kept_of_eight(unsigned some, __m256i x)
{
    return _mm256_maskz_compress_epi32((__mmask8)some, x);
}

/* Which of eight are at least `least`; which are not negative. */
static inline unsigned which_reach(const int64_t *x, int64_t least)
{
    return _mm512_cmpge_epi64_mask(_mm512_loadu_si512(x), _mm512_set1_epi64(least));
}

static inline unsigned which_are_not_negative(const double *x)
{
    return 0xff & ~(unsigned)_mm512_movepi64_mask(_mm512_loadu_si512(x));
}

/* The facts of bits that are set to the end of a list that has `n`: of the first `count` bits, that of fact
 * `first` before all. Some is written behind the end in vain. */
static inline size_t list_many(const uint64_t *bits, size_t first, size_t count, uint32_t *list, size_t n)
{
    for (size_t at = 0; at < count; at += 16) {
        uint16_t some;
        memcpy(&some, (const char *)bits + at / 8, sizeof some);
        __m512i fact = sixteen_from(first + at);
        _mm512_storeu_si512(list + n, _mm512_maskz_compress_epi32(some, fact));
        n += (size_t)__builtin_popcount(some);
    }
    return n;
}

static size_t list_bits(const uint64_t *bits, size_t first, size_t count, uint32_t *list, size_t n)
{
    return list_many(bits, first, count, list, n);
}
#elif defined(__AVX2__)
/* The places of the bits of a byte, the lowest first, in a byte each. */
#define PLACE(b, i, more) ((uint64_t)(more) << ((b) >> (i) & 1) * 8 | (uint64_t)((b) >> (i) & 1) * (i))
#define PLACES_HIGH(b) PLACE(b, 4, PLACE(b, 5, PLACE(b, 6, PLACE(b, 7, 0))))
#define PLACES(b) PLACE(b, 0, PLACE(b, 1, PLACE(b, 2, PLACE(b, 3, PLACES_HIGH(b)))))
#define PLACES_4(b) PLACES(b), PLACES((b) + 1), PLACES((b) + 2), PLACES((b) + 3)
#define PLACES_16(b) PLACES_4(b), PLACES_4((b) + 4), PLACES_4((b) + 8), PLACES_4((b) + 12)
#define PLACES_64(b) PLACES_16(b), PLACES_16((b) + 16), PLACES_16((b) + 32), PLACES_16((b) + 48)
static const uint64_t places_of[256] = { PLACES_64(0), PLACES_64(64), PLACES_64(128), PLACES_64(192) };

static inline __m256i places_of_eight(unsigned some)
{
    return _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)(const void *)&places_of[some]));
}

static inline __m256i kept_of_eight(unsigned some, __m256i x)
{
    return _mm256_permutevar8x32_epi32(x, places_of_eight(some));
}

static inline unsigned which_reach(const int64_t *x, int64_t least)
{
    const __m256i *from = (const __m256i *)(const void *)x;
    const __m256i below_it = _mm256_set1_epi64x(least - 1);
    __m256i low = _mm256_cmpgt_epi64(_mm256_loadu_si256(from), below_it);
    __m256i high = _mm256_cmpgt_epi64(_mm256_loadu_si256(from + 1), below_it);
    return (unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(low)) |
           (unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(high)) << 4;
}

static inline unsigned which_are_not_negative(const double *x)
{
    int low = _mm256_movemask_pd(_mm256_loadu_pd(x)), high = _mm256_movemask_pd(_mm256_loadu_pd(x + 4));
    return 0xff & ~(unsigned)(low | high << 4);
}

static inline size_t list_many(const uint64_t *bits, size_t first, size_t count, uint32_t *list, size_t n)
{
    for (size_t at = 0; at < count; at += 8) {
        unsigned some = ((const unsigned char *)bits)[at / 8];
        __m256i fact = _mm256_add_epi32(places_of_eight(some), _mm256_set1_epi32((int)(first + at)));
        store_numbers(list + n, fact);
        n += (size_t)__builtin_popcount(some);
    }
    return n;
}
#endif

#if !defined(__AVX512F__) /* a table takes longer where bits are few */
static size_t list_bits(const uint64_t *bits, size_t first, size_t count, uint32_t *list, size_t n)
{
    for (size_t at = 0; at < count; at += 64)
        for (uint64_t left = bits[at / 64]; left != 0; left &= left - 1)
            list[n++] = (uint32_t)(first + at + jp__lowest_bit(left));
    return n;
}
#endif

#endif /* JP_KERNEL_LANES_LISTS_H */
