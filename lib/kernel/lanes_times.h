/*
 * lanes_times.h - what times come to: the order, decays, numbers of windows. Part of lanes.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_KERNEL_LANES_TIMES_H
#define JP_KERNEL_LANES_TIMES_H

#include "kernel/lanes_base.h"

/* Is each time later than the one before? */
static bool ascend(const int64_t *time_us, size_t count)
{
    uint64_t found = 0;
    for (size_t i = 1; i < count; i++)
        found |= time_us[i - 1] < time_us[i] ? 0u : 1u;
    return found == 0;
}

/* 0 <= whole < 2^52 as a double. */
static inline double of_whole(int64_t whole)
{
    return jp__from_bits((uint64_t)whole | UINT64_C(0x4330000000000000)) - 0x1p52;
}

/* The rows of the coarse and the middle part of a time since the first one. */
static inline const double *coarse_row(const jp__decay *d, uint64_t since, size_t blocks)
{
    return d->coarse + 4 * blocks * (size_t)(since >> JP__COARSE_BITS);
}

static inline const double *middle_row(const jp__decay *d, uint64_t since, size_t blocks)
{
    return d->middle + 4 * blocks * ((size_t)(since >> JP__FINE_BITS) % JP__MIDDLES);
}

/* jp__stamp_of(), a class after the other or four at once, times powers of two. */
static inline void decay_blocks(const jp__decay *d, const int64_t *time_us, size_t count, size_t blocks,
                                double *rows)
{
    const size_t row = 4 * blocks;
    for (size_t i = 0; i < count; i++) {
        uint64_t since = (uint64_t)time_us[i] - (uint64_t)d->first_us;
        const double *coarse = coarse_row(d, since, blocks), *middle = middle_row(d, since, blocks);
        double fine = (double)(uint32_t)since;
        for (size_t b = 0; b < row; b += 4) {
            four x = scaled(load_four(d->per_us + b), fine);
            four y = product(load_four(coarse + b), load_four(middle + b));
            store_four(rows + row * i + b, product(y, exp2_little(x)));
        }
    }
}

#if defined(__AVX512F__)
/* Two rows of four beside each other. */
static inline __m512d two_rows(const double *first, const double *second)
{
    return _mm512_insertf64x4(_mm512_castpd256_pd512(_mm256_loadu_pd(first)), _mm256_loadu_pd(second), 1);
}

/* y c + d */
static inline __m512d product_sum(__m512d y, double c, double d)
{
    return _mm512_add_pd(_mm512_mul_pd(y, _mm512_set1_pd(c)), _mm512_set1_pd(d));
}

/* exp2_little() of eight */
static inline __m512d exp2_little_of_eight(__m512d y)
{
    const double *c = jp__exp2_little_poly;
    __m512d y2 = _mm512_mul_pd(y, y);
    __m512d high = _mm512_add_pd(product_sum(y, c[3], c[2]), _mm512_mul_pd(y2, product_sum(y, c[5], c[4])));
    __m512d p = _mm512_add_pd(product_sum(y, c[1], c[0]), _mm512_mul_pd(y2, high));
    return _mm512_add_pd(_mm512_mul_pd(y, p), _mm512_set1_pd(1.0));
}

/* Two times at once, where there is one block. Returns how many: all of them, but the last one of an odd
 * number. */
static inline size_t decay_pairs(const jp__decay *d, const int64_t *time_us, size_t count, double *rows)
{
    const __m512d per_us = two_rows(d->per_us, d->per_us);
    size_t i = 0;
    for (; i + 2 <= count; i += 2) {
        uint64_t a = (uint64_t)time_us[i] - (uint64_t)d->first_us;
        uint64_t b = (uint64_t)time_us[i + 1] - (uint64_t)d->first_us;
        __m512d coarse = two_rows(coarse_row(d, a, 1), coarse_row(d, b, 1));
        __m512d middle = two_rows(middle_row(d, a, 1), middle_row(d, b, 1));
        __m256d fine_b = _mm256_set1_pd((double)(uint32_t)b);
        __m512d fine = _mm512_insertf64x4(_mm512_set1_pd((double)(uint32_t)a), fine_b, 1);
        __m512d little = exp2_little_of_eight(_mm512_mul_pd(per_us, fine));
        _mm512_storeu_pd(rows + 4 * i, _mm512_mul_pd(_mm512_mul_pd(coarse, middle), little));
    }
    return i;
}
#else
static inline size_t decay_pairs(const jp__decay *d, const int64_t *time_us, size_t count, double *rows)
{
    (void)d, (void)time_us, (void)count, (void)rows;
    return 0;
}
#endif

static void decays(const jp__decay *decay, const int64_t *time_us, size_t count, size_t blocks, double *rows)
{
    size_t paired = blocks == 1 ? decay_pairs(decay, time_us, count, rows) : 0;
    if (blocks == 1)
        decay_blocks(decay, time_us + paired, count - paired, 1, rows + 4 * paired);
    else
        decay_blocks(decay, time_us, count, blocks, rows);
}

/* The whole part of since / us. All are whole numbers below 2^53: exact. */
static inline double whole_part(double since, double us, double below)
{
    double k = (since * below - 0.5 + JP__SHIFT) - JP__SHIFT; /* one too few at most */
    return since - k * us >= us ? k + 1.0 : k;
}

#define BLOCK ((size_t)64)

/* The days of up to a block of times. */
static void days_of(const jp__width *width, const int64_t *restrict time_us, size_t count,
                    double *restrict day)
{
    const double us = (double)JP_DAY_US, below = 1 / us * (1 - 0x1p-50);
    const int64_t base_us = width->base_us;
    JP__LANES_APART
    for (size_t i = 0; i < count; i++)
        day[i] = whole_part(of_whole(time_us[i] - base_us), us, below);
}

/* The number of the window of each width that each time is in. */
static void numbers(const jp__width *width, size_t widths, const int64_t *time_us, size_t count,
                    uint32_t *restrict number)
{
    double day[BLOCK];
    for (size_t first = 0; first < count; first += BLOCK) {
        size_t some = count - first < BLOCK ? count - first : BLOCK;
        days_of(width, time_us + first, some, day);
        for (size_t j = 0; j < widths; j++) {
            const double from = width[j].from, per_days = width[j].per_days;
            uint32_t *restrict to = number + j * JP__CHUNK_PADDED + first;
            for (size_t i = 0; i < some; i++) /* the whole number is in the low bits */
                to[i] = (uint32_t)jp__bits((day[i] + from) * per_days - 0.5 + 0x1p52);
        }
    }
}

#endif /* JP_KERNEL_LANES_TIMES_H */
