/*
 * lanes.h - the loops that work on many numbers at once. The same source is compiled for each
 * instruction set (lanes_plain.c, lanes_avx2.c, lanes_avx512.c); the compiler makes vectors of it. Every
 * lane does the steps of the readable path, so every level has the same bits.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_KERNEL_LANES_H
#define JP_KERNEL_LANES_H

#include "kernel/lanes_base.h"
#include "kernel/lanes_hear.h"
#include "kernel/lanes_runs.h"
#include "kernel/lanes_times.h"
#include "kernel/lanes_turns.h"

#define PER_LN_10 0x1.bcb7b1526e50ep-2 /* as in rhythm/silence.c */

/* ---- What a value says: jp__transform_value() ------------------------------------------------- */

static void unit(const double *restrict y, const double *restrict weight, size_t count,
                 double *restrict favourable)
{
    for (size_t i = 0; i < count; i++) {
        double c = y[i] > 0 ? y[i] : 0;
        favourable[i] = (c < 1 ? c : 1) * weight[i];
    }
}

static void split_unit(const double *restrict y, const double *restrict weight, size_t count,
                       double *restrict favourable, double *restrict adverse)
{
    for (size_t i = 0; i < count; i++) {
        double c = y[i] > 0 ? y[i] : 0;
        c = c < 1 ? c : 1;
        favourable[i] = c * weight[i];
        adverse[i] = (1 - c) * weight[i];
    }
}

static void hill(const double *restrict y, const double *restrict weight, const double *restrict half,
                 size_t count, double *restrict favourable)
{
    for (size_t i = 0; i < count; i++) {
        double x = y[i] > 0 ? y[i] : 0;
        favourable[i] = 2 * (x / (x + half[i])) * weight[i];
    }
}

static void split_late(const double *restrict y, const double *restrict weight, const double *restrict half,
                       size_t count, double *restrict early, double *restrict late)
{
    for (size_t i = 0; i < count; i++) {
        double x = y[i] > 0 ? y[i] : 0;
        early[i] = half[i] / (x + half[i]) * weight[i];
        late[i] = x / (x + half[i]) * weight[i];
    }
}

static void rating(const double *restrict y, const double *restrict harm, size_t count,
                   double *restrict favourable, double *restrict adverse)
{
    for (size_t i = 0; i < count; i++) {
        favourable[i] = harm[i] > 0 ? 1 - y[i] : y[i];
        adverse[i] = harm[i] > 0 ? y[i] : 1 - y[i];
    }
}

/* What channels of one type were told, and some behind it in vain. */
static void transform(const jp__told *told, size_t number, size_t type)
{
    const double *y = told->y, *weight = told->weight, *half = told->half;
    double *favourable = told->favourable, *adverse = told->adverse;
    size_t count = padded(number);
    if (type == JP__ONE)
        memcpy(favourable, weight, count * sizeof *weight);
    else if (type == JP__UNIT)
        unit(y, weight, count, favourable);
    else if (type == JP__HILL)
        hill(y, weight, half, count, favourable);
    else if (type == JP__SPLIT_UNIT)
        split_unit(y, weight, count, favourable, adverse);
    else if (type == JP__SPLIT_LATE)
        split_late(y, weight, half, count, favourable, adverse);
    else if (type == JP__NOTICE)
        split_late(y, weight, half, count, adverse, favourable);
    else
        rating(y, half, count, favourable, adverse);
}

/* ---- Flags ----------------------------------------------------------------------------------- */

/* Bit `flag` of each of 64 bytes. */
static inline uint64_t bits_of(const uint8_t *bytes, unsigned flag)
{
#if defined(__AVX512F__)
    return _mm512_test_epi8_mask(_mm512_loadu_si512(bytes), _mm512_set1_epi8((char)flag));
#elif defined(__AVX2__)
    const __m256i *from = (const __m256i *)(const void *)bytes;
    const __m128i shift = _mm_cvtsi32_si128(7 - __builtin_ctz(flag)); /* to the top of its byte */
    __m256i low = _mm256_sll_epi16(_mm256_loadu_si256(from), shift);
    __m256i high = _mm256_sll_epi16(_mm256_loadu_si256(from + 1), shift);
    return (uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
#else
    uint64_t gathered = 0;
    unsigned shift = (unsigned)__builtin_ctz(flag);
    for (unsigned i = 0; i < 8; i++) { /* eight at a time, brought together by a product */
        uint64_t word = 0;
        for (unsigned j = 0; j < 8; j++) /* compilers make one load of it */
            word |= (uint64_t)bytes[8 * i + j] << (8 * j);
        word = word >> shift & UINT64_C(0x0101010101010101);
        gathered |= (word * UINT64_C(0x0102040810204080) >> 56) << (8 * i);
    }
    return gathered;
#endif
}

static inline void take_flags(const uint8_t *flags, jp__flag_bits *bits)
{
    bits->contact = bits_of(flags, JP__F_CONTACT);
    bits->expects = bits_of(flags, JP__F_EXPECTS);
    bits->mutual = bits_of(flags, JP__F_MUTUAL);
    bits->reply = bits_of(flags, JP__F_REPLY);
    bits->end = bits_of(flags, JP__F_END);
    bits->supplier = bits_of(flags, JP__F_SUPPLIER);
}

static void flag_bits(const uint8_t *flags, size_t count, jp__flag_bits *bits)
{
    for (size_t first = 0; first < count; first += 64)
        take_flags(flags + first, bits++);
}

/* ---- Rhythm ----------------------------------------------------------------------------------- */

static void hours(jp__answers *answers)
{
    JP__LANES_APART
    for (size_t i = 0; i < padded(answers->count); i++) {
        double waited = 24 * (of_whole(answers->us[i]) / 86400000000.0);
        answers->hours[i] = answers->logged[i] >= 0 ? answers->logged[i] : waited;
    }
}

static void days(jp__gaps *gaps)
{
    const int64_t *restrict us = gaps->us;
    double *restrict result = gaps->days;
    JP__LANES_APART
    for (size_t i = 0; i < padded(gaps->count); i++)
        result[i] = of_whole(us[i]) / 86400000000.0;
}

/* The scores of gaps (rhythm/silence.c) that are not relatively silent, and what tells whether they are.
 * `bound`: see jp__silence_bound(). */
static void silences(jp__gaps *gaps, const jp__parameters *p, double bound, jp__gap_work *w)
{
    const double prior_gaps = p->silence_prior_gaps, mark = p->silence_days, mark_cube = mark * mark * mark;
    const double prior_days = p->silence_prior_gaps * p->silence_prior_gap_days;
    double *restrict score = gaps->score;
    uint64_t none = 0;
    JP__LANES_APART
    for (size_t i = 0; i < padded(gaps->count); i++) {
        double g = gaps->days[i], cube = g * g * g;
        double a = prior_gaps + gaps->number[i];
        double b = prior_days + gaps->before[i];
        double kept = 1 - cube / (cube + mark_cube);
        w->a[i] = a;
        w->b[i] = b;
        w->excess[i] = a * g - bound * b;
        w->kept[i] = kept;
        score[i] = 1 - kept;
    }
    for (size_t i = 0; i < gaps->count; i++)
        none |= score[i] > 0 ? 0u : 1u;
    gaps->all_silent = none == 0;
}

/* a ln(1 + g/b) of long gaps, and their scores. */
static void minus_logs(const double *restrict g, const double *restrict b, const double *restrict a,
                       size_t count, double *restrict result)
{
    for (size_t i = 0; i < padded(count); i++)
        result[i] = a[i] * log1p_lane(g[i] / b[i]);
}

static void long_silences(jp__long_gaps *g, const jp__parameters *p)
{
    const double weight = p->silence_relative_weight;
    minus_logs(g->days, g->b, g->a, g->count, g->minus_log);
    JP__LANES_APART
    for (size_t i = 0; i < padded(g->count); i++) {
        double relative = g->minus_log[i] * PER_LN_10 - 2;
        relative = relative < 0 ? 0 : relative > 1 ? 1 : relative;
        g->score[i] = 1 - (1 - weight * relative) * g->kept[i];
    }
}

/* ---- Opinions: jp__believe() and the logarithms of the values ---------------------------------- */

static bool log2_all(const double *restrict x, size_t count, double *restrict result)
{
    uint64_t small = 0;
    JP__LANES_APART
    for (size_t i = 0; i < padded(count); i++) {
        result[i] = jp__log2_kernel(x[i]);
        small |= (i < count) & (x[i] < JP__SMALLEST_NORMAL);
    }
    return small == 0;
}

/* 2^x for -960 <= x < 1023. */
static void exp2_all(const double *restrict x, size_t count, double *restrict result)
{
    JP__LANES_APART
    for (size_t i = 0; i < padded(count); i++)
        result[i] = jp__exp2_kernel(x[i]);
}

static void believe(const jp__priors *p, const jp__beliefs *b)
{
    JP__LANES_APART
    for (size_t i = 0; i < padded(p->count); i++) {
        double all = b->favourable[i] + b->adverse[i] + p->weight[i];
        b->value[i] = (b->favourable[i] + p->good[i]) / all;
        b->uncertainty[i] = p->weight[i] / all;
        b->known[i] = 1 - b->uncertainty[i];
    }
}

/* Their Beta distributions, where they are wanted. */
static void shape(const jp__priors *p, double saturation, const jp__beliefs *b)
{
    JP__LANES_APART
    for (size_t i = 0; i < padded(p->count); i++) {
        double n = b->favourable[i] + b->adverse[i];
        double bad = (b->adverse[i] + p->bad[i]) / (n + p->weight[i]);
        double nu = n / (1 + saturation * n) + p->weight[i];
        b->alpha[i] = b->value[i] * nu;
        b->beta[i] = bad * nu;
    }
}

#include "kernel/lanes_beta.h"

#define JP__LANES                                                                                   \
    {                                                                                               \
        ascend, decays, numbers, take, hear, unusual, flag_bits, list_bits, end_gaps, wait,         \
            deal_answers, hours, days, silences, note_long, list_steady, long_silences, tell,       \
            transform,                                                                              \
            count_windows, count_run, add_run, close_counted, saturate, add_alike, add_apart,       \
            fade_alike, fade, weigh, believe, shape, JP__LANES_BETA                                 \
    }

#endif /* JP_KERNEL_LANES_H */
