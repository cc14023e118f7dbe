/*
 * lanes.h - the loops that work on many numbers at once. The same source is compiled for each
 * instruction set (lanes_plain.c, lanes_avx2.c, lanes_avx512.c); the compiler makes vectors of it. Every
 * lane does the steps of the readable path, so every level has the same bits.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_KERNEL_LANES_H
#define JP_KERNEL_LANES_H

#if defined(__AVX2__)
#include <immintrin.h>
#endif
#include <string.h>

#include "base/numerics_kernel.h"
#include "kernel/kernel.h"

#define LN_10 0x1.26bb1bbb55516p+1 /* as in rhythm/silence.c */

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

/* jp__exp_scale(): the table's entry times a power of two, which is exact, instead of added exponents:
 * compilers make vectors of this. */
static inline double exp_scale(uint64_t k, double *rest)
{
    const double *table = jp__exp_table[0];
    uint64_t at = 2 * (k & 127);
    *rest = table[at + 1];
    return table[at] * jp__from_bits(((k & ~UINT64_C(127)) << 45) + (UINT64_C(1023) << 52));
}

/* jp__expm1_kernel() for x <= 0, where the scale is at most 1. */
static inline double expm1_lane(double x)
{
    uint64_t k;
    double r = jp__exp_reduce(x, &k);
    double rest, scale = exp_scale(k, &rest);
    double p = scale * (jp__exp_short(r) + rest);
    double head = scale - 1.0;
    double tail = scale - (head + 1.0);
    return head + (tail + p);
}

/* jp__log2_kernel(), for normal x > 0. */
static inline double log2_lane(double x)
{
    const double inverse_high = 0x1.7154768p+0, inverse_low = -0x1.6a3e80f444178p-27;
    const double inverse = 0x1.71547652b82fep+0;
    const uint64_t offset = UINT64_C(0x3fe6000000000000);
    const double *table = jp__log2_table[0];
    uint64_t bits = jp__bits(x), from = bits - offset;
    uint64_t biased = (from + (UINT64_C(1023) << 52)) >> 52, at = 3 * ((from >> 45) & 127);
    double z = jp__from_bits(bits - ((biased - 1023) << 52));
    double z_head = jp__from_bits(jp__bits(z) & ~UINT64_C(0x7ff));
    double k = jp__from_bits(biased | UINT64_C(0x4330000000000000)) - (0x1p52 + 1023);
    double start = z_head * table[at] - 1.0, next = (z - z_head) * table[at];
    double head = start + next, tail = (next - (head - start)) + 0.0;
    double r = head + tail;
    double r_head = jp__from_bits(jp__bits(r) & ~UINT64_C(0x7ffffff));
    double r_tail = (head - r_head) + tail;
    double rest, sum = jp__fast_sum(k + table[at + 1], r_head * inverse_high, &rest);
    double lows = table[at + 2] + (r_tail * inverse_high + r * inverse_low);
    return sum + (rest + (lows + jp__log_short(r) * inverse));
}

/* jp__log1p_kernel(), for x >= 0. */
static inline double log1p_lane(double x)
{
    const uint64_t offset = UINT64_C(0x3fe6000000000000);
    const double *table = jp__log_table[0];
    double sum = 1.0 + x, low = x > 1.0 ? (x - sum) + 1.0 : (1.0 - sum) + x;
    uint64_t bits = jp__bits(sum), from = bits - offset;
    uint64_t biased = (from + (UINT64_C(1023) << 52)) >> 52, at = 3 * ((from >> 45) & 127);
    double z = jp__from_bits(bits - ((biased - 1023) << 52));
    double z_head = jp__from_bits(jp__bits(z) & ~UINT64_C(0x7ff));
    double k = jp__from_bits(biased | UINT64_C(0x4330000000000000)) - (0x1p52 + 1023);
    double start = z_head * table[at] - 1.0, next = (z - z_head) * table[at];
    double head = start + next;
    double tail = (next - (head - start)) + low * jp__from_bits((2046 - biased) << 52) * table[at];
    double rest, all = jp__fast_sum(k * JP__LN2_HIGH + table[at + 1], head, &rest);
    double lows = k * JP__LN2_LOW + table[at + 2];
    return all + (rest + (tail + (lows + jp__log_short(head + tail))));
}

/* ---- Times ----------------------------------------------------------------------------------- */

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
static void stamps(const jp__scale *scale, size_t scales, const int64_t *restrict time_us, size_t count,
                   double *restrict weight)
{
    for (size_t j = 0; j < scales; j++, weight += JP__CHUNK_PADDED) {
        const jp__scale s = scale[j];
        JP__LANES_APART
        for (size_t i = 0; i < count; i++) {
            double rest, k = split(of_whole(time_us[i] - s.base_us), &s, &rest);
            double w = jp__exp2_fraction(rest * s.per_us);
            uint64_t whole = jp__bits(k + JP__SHIFT) - s.lift; /* in the low bits */
            weight[i] = jp__from_bits(jp__bits(w) + (whole << 52));
        }
    }
}

/* The number of the window of each width that each time is in. */
static void numbers(const jp__scale *scale, size_t scales, const int64_t *restrict time_us, size_t count,
                    uint32_t *restrict number)
{
    for (size_t j = 0; j < scales; j++, number += JP__CHUNK_PADDED) {
        const jp__scale s = scale[j];
        JP__LANES_APART
        for (size_t i = 0; i < count; i++) {
            double rest, k = split(of_whole(time_us[i] - s.base_us), &s, &rest);
            number[i] = (uint32_t)jp__bits(k + 0x1p52); /* in the low bits */
        }
    }
}

/* Four columns of four numbers as four rows. */
static inline void turn_four(const double *from, double *to, size_t stride)
{
#if defined(__AVX2__)
    const size_t column = JP__CHUNK_PADDED;
    __m256d a = _mm256_loadu_pd(from), b = _mm256_loadu_pd(from + column);
    __m256d c = _mm256_loadu_pd(from + 2 * column), d = _mm256_loadu_pd(from + 3 * column);
    __m256d ab0 = _mm256_unpacklo_pd(a, b), ab1 = _mm256_unpackhi_pd(a, b);
    __m256d cd0 = _mm256_unpacklo_pd(c, d), cd1 = _mm256_unpackhi_pd(c, d);
    _mm256_storeu_pd(to, _mm256_permute2f128_pd(ab0, cd0, 0x20));
    _mm256_storeu_pd(to + stride, _mm256_permute2f128_pd(ab1, cd1, 0x20));
    _mm256_storeu_pd(to + 2 * stride, _mm256_permute2f128_pd(ab0, cd0, 0x31));
    _mm256_storeu_pd(to + 3 * stride, _mm256_permute2f128_pd(ab1, cd1, 0x31));
#else
    for (size_t i = 0; i < 4; i++)
        for (size_t c = 0; c < 4; c++)
            to[stride * i + c] = from[c * JP__CHUNK_PADDED + i];
#endif
}

/* The weights of the classes, four a row, as the sums take them. */
static void rows(const double *restrict weights, size_t count, size_t blocks, double *restrict to)
{
    for (size_t b = 0; b < blocks; b++)
        for (size_t i = 0; i < padded(count); i += 4)
            turn_four(weights + 4 * b * JP__CHUNK_PADDED + i, to + 4 * (blocks * i + b), 4 * blocks);
}

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
        double g = 2 / (1 + half[i] / (y[i] > 0 ? y[i] : 1));
        favourable[i] = (y[i] > 0 ? g : 0) * weight[i];
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
#if defined(__AVX2__)
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

static void flag_bits(const uint8_t *flags, jp__flag_bits *bits)
{
    bits->contact = bits_of(flags, JP__F_CONTACT);
    bits->expects = bits_of(flags, JP__F_EXPECTS);
    bits->mutual = bits_of(flags, JP__F_MUTUAL);
    bits->reply = bits_of(flags, JP__F_REPLY);
    bits->end = bits_of(flags, JP__F_END);
    bits->supplier = bits_of(flags, JP__F_SUPPLIER);
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

/* jp__gap_score() of gaps that are not relatively silent, and the bound that tells whether they are.
 * `number`: of gaps before the first. */
static void silences(jp__gaps *gaps, double number, const jp__parameters *p, jp__gap_work *w)
{
    const double prior_gaps = p->silence_prior_gaps, long_days = p->silence_days;
    const double prior_days = p->silence_prior_gaps * p->silence_prior_gap_days;
    double *restrict score = gaps->score, least = 1;
    JP__LANES_APART
    for (size_t i = 0; i < padded(gaps->count); i++) {
        double g = gaps->days[i];
        double a = prior_gaps + (number + (double)(int32_t)i);
        double b = prior_days + w->before[i];
        double mark = long_days / g;
        double absolute = 1 / (1 + mark * mark * mark);
        w->a[i] = a;
        w->x[i] = g / b;
        w->hazard[i] = a * w->x[i];
        w->absolute[i] = absolute;
        score[i] = 1 - (1 - absolute);
    }
    for (size_t i = 0; i < gaps->count; i++)
        least = score[i] < least ? score[i] : least;
    gaps->all_silent = least > 0;
}

/* ln(1 + x) times a of long gaps, and their scores. */
static void minus_logs(const double *restrict x, const double *restrict a, size_t count,
                       double *restrict result)
{
    for (size_t i = 0; i < padded(count); i++)
        result[i] = a[i] * log1p_lane(x[i]);
}

static void long_silences(jp__long_gaps *g, const jp__parameters *p)
{
    const double weight = p->silence_relative_weight;
    minus_logs(g->x, g->a, g->count, g->minus_log);
    JP__LANES_APART
    for (size_t i = 0; i < padded(g->count); i++) {
        double relative = g->minus_log[i] / LN_10 - 2;
        relative = relative < 0 ? 0 : relative > 1 ? 1 : relative;
        g->score[i] = 1 - (1 - weight * relative) * g->kept[i];
    }
}

/* ---- Windows ---------------------------------------------------------------------------------- */

/* jp__saturate(); scale 0: it is not saturated. */
static inline double saturated(double x, double log_q, double scale)
{
    double power = x * log_q;
    double small = jp__expm1_small(power < -0x1p-5 ? 0.0 : power);
    double large = expm1_lane(power < -45.0 ? -45.0 : power);
    double value = -(power < -0x1p-5 ? large : small) * scale;
    value = x == 1 ? x : value;
    return scale == 0 ? x : value;
}

/* Of each X, in place. False if what one is worth is above 0, but below `least`: numbers that are not
 * negative stand in the order of their bits. */
static bool saturate(const double *restrict log_q, const double *restrict scale, size_t count, double least,
                     double *restrict x)
{
    const uint64_t limit = jp__bits(least) - 1;
    uint64_t found = 0;
    for (size_t i = count; i < padded(count); i++)
        x[i] = 0;
    JP__LANES_APART
    for (size_t i = 0; i < padded(count); i++) {
        x[i] = saturated(x[i], log_q[i], scale[i]);
        found |= jp__bits(x[i]) - 1 < limit ? 1u : 0u;
    }
    return found == 0;
}

/*
 * jp__decaying_add() of every closed window. Not relative to the latest k of all, but to that of as-of: times
 * a power of two, which changes no digit as long as nothing is subnormal. Four classes at once.
 */
static inline void add_alike_blocks(const jp__windows *w, const double *decays, size_t blocks, double *sums)
{
    const jp__hearing *latest = w->latest;
    const double *mass = w->favourable;
    for (size_t i = 0, count = w->count; i < count; i++) {
        const double *row = decays + 4 * blocks * jp__fact_of(latest[i]);
        double *sum = sums + 8 * blocks * jp__channel_of(latest[i]);
        for (size_t b = 0; b < blocks; b++, row += 4, sum += 8)
            store_four(sum, add_product(load_four(sum), mass[i], load_four(row)));
    }
}

static inline void add_apart_blocks(const jp__windows *w, const double *decays, size_t blocks, double *sums)
{
    const jp__hearing *latest = w->latest;
    const double *favourable = w->favourable, *adverse = w->adverse;
    for (size_t i = 0, count = w->count; i < count; i++) {
        const double *row = decays + 4 * blocks * jp__fact_of(latest[i]);
        double *sum = sums + 8 * blocks * jp__channel_of(latest[i]);
        for (size_t b = 0; b < blocks; b++, row += 4, sum += 8) {
            store_four(sum, add_product(load_four(sum), favourable[i], load_four(row)));
            store_four(sum + 4, add_product(load_four(sum + 4), adverse[i], load_four(row)));
        }
    }
}

/* What facts that count 1 each are worth in one window: mostly they are few, and it is known beforehand. */
static inline double worth(const jp__kernel *k, const jp__open_window *w, uint32_t count)
{
    const jp__kernel_channel *c = &k->channels[jp__channel_of(w->latest)];
    return count < JP__COUNTS ? k->counted[w->counts + count] : saturated(count, c->log_q, c->scale);
}

/* A window that is over is worth what it counted; what goes on adds nothing yet. */
static inline void count_one(jp__kernel *k, jp__open_window *w, uint32_t channel, uint32_t fact,
                             size_t blocks)
{
    uint32_t number = k->numbers[w->numbers + fact];
    bool same = number == w->number;
    double mass = worth(k, w, same ? 0 : w->count);
    const double *row = k->decays + 4 * blocks * jp__fact_of(w->latest);
    double *sum = k->sums + 8 * blocks * channel;
    for (size_t b = 0; b < blocks; b++, row += 4, sum += 8)
        store_four(sum, add_product(load_four(sum), mass, load_four(row)));
    w->count = (same ? w->count : 0) + 1;
    w->number = (uint16_t)number;
    w->latest = jp__hears(channel, fact);
}

static inline void count_blocks(jp__kernel *k, size_t blocks)
{
    const jp__heard heard = k->heard[JP__ONE];
    uint32_t *touched = k->touched[JP__COUNTED].channel;
    size_t touched_count = k->touched[JP__COUNTED].count;
    for (const jp__hearing *what = heard.what; what < heard.end; what++) {
        uint32_t channel = jp__channel_of(*what);
        jp__open_window *w = &k->open[channel];
        touched[touched_count] = channel;
        touched_count += w->count == 0;
        count_one(k, w, channel, jp__fact_of(*what), blocks);
    }
    k->touched[JP__COUNTED].count = touched_count;
}

/* The same for one channel and what was derived for it. */
static inline void count_run_blocks(jp__kernel *k, const jp__list *list, uint32_t channel, size_t blocks)
{
    jp__touched *touched = &k->touched[JP__COUNTED];
    jp__open_window w = k->open[channel];
    touched->channel[touched->count] = channel;
    touched->count += w.count == 0;
    for (size_t i = 0; i < list->count; i++)
        count_one(k, &w, channel, list->fact[i], blocks);
    k->open[channel] = w;
}

static inline void close_blocks(jp__kernel *k, size_t blocks)
{
    const jp__touched *t = &k->touched[JP__COUNTED];
    for (size_t i = 0; i < t->count; i++) {
        const jp__open_window *w = &k->open[t->channel[i]];
        const double *row = k->decays + 4 * blocks * jp__fact_of(w->latest);
        double *sum = k->sums + 8 * blocks * t->channel[i], mass = worth(k, w, w->count);
        for (size_t b = 0; b < blocks; b++, row += 4, sum += 8)
            store_four(sum, add_product(load_four(sum), mass, load_four(row)));
    }
}

/* What the sums of channels are worth as of now: jp__decaying_at(). */
static inline void fade_blocks(const jp__touched *touched, const double *fade, size_t blocks, double *sums)
{
    for (size_t i = 0; i < touched->count; i++) {
        double *sum = sums + 8 * blocks * touched->channel[i];
        for (size_t b = 0; b < blocks; b++, sum += 8) {
            four now = load_four(fade + 4 * b);
            store_four(sum, product(load_four(sum), now));
            store_four(sum + 4, product(load_four(sum + 4), now));
        }
    }
}

/* One block nearly always: the compiler then knows the distances. */
static void add_alike(const jp__windows *windows, const double *decays, size_t blocks, double *sums)
{
    if (blocks == 1)
        add_alike_blocks(windows, decays, 1, sums);
    else
        add_alike_blocks(windows, decays, blocks, sums);
}

static void add_apart(const jp__windows *windows, const double *decays, size_t blocks, double *sums)
{
    if (blocks == 1)
        add_apart_blocks(windows, decays, 1, sums);
    else
        add_apart_blocks(windows, decays, blocks, sums);
}

static void count_windows(jp__kernel *k)
{
    if (k->blocks == 1)
        count_blocks(k, 1);
    else
        count_blocks(k, k->blocks);
}

static void count_run(jp__kernel *k, const jp__list *list, uint32_t channel)
{
    if (k->blocks == 1)
        count_run_blocks(k, list, channel, 1);
    else
        count_run_blocks(k, list, channel, k->blocks);
}

static void close_counted(jp__kernel *k)
{
    if (k->blocks == 1)
        close_blocks(k, 1);
    else
        close_blocks(k, k->blocks);
}

static void fade(const jp__touched *touched, const double *factors, size_t blocks, double *sums)
{
    if (blocks == 1)
        fade_blocks(touched, factors, 1, sums);
    else
        fade_blocks(touched, factors, blocks, sums);
}

/* ---- Weighted sums --------------------------------------------------------------------------- */

static void weigh(const jp__weighted *w, const double *from, double *result)
{
    for (size_t e = 0, step = 0; e < w->eights; e++) {
        eight all = no_eight();
        double found[8];
        for (size_t end = w->end[e]; step < end; step++)
            all = add_gathered(all, w->weight + 8 * step, from, w->at + 8 * step);
        store_eight(found, all);
        for (size_t i = 0; i < 8; i++)
            result[w->to[8 * e + i]] = found[i];
    }
}

/* ---- Opinions: jp__believe() and the logarithms of the values ---------------------------------- */

static void log2_all(const double *restrict x, size_t count, double *restrict result)
{
    JP__LANES_APART
    for (size_t i = 0; i < padded(count); i++)
        result[i] = log2_lane(x[i]);
}

/* 2^x for x >= -960, at most 1. */
static void exp2_all(const double *restrict x, size_t count, double *restrict result)
{
    JP__LANES_APART
    for (size_t i = 0; i < padded(count); i++)
        result[i] = jp__exp2_kernel(x[i]);
}

static void believe(const jp__beliefs *b)
{
    JP__LANES_APART
    for (size_t i = 0; i < padded(b->count); i++) {
        double all = b->favourable[i] + b->adverse[i] + b->weight[i];
        b->value[i] = (b->favourable[i] + b->good_prior[i]) / all;
        b->uncertainty[i] = b->weight[i] / all;
        b->known[i] = 1 - b->uncertainty[i];
    }
}

/* Their Beta distributions, where they are wanted. */
static void shape(const jp__beliefs *b, double saturation)
{
    JP__LANES_APART
    for (size_t i = 0; i < padded(b->count); i++) {
        double n = b->favourable[i] + b->adverse[i];
        double bad = (b->adverse[i] + b->bad_prior[i]) / (n + b->weight[i]);
        double nu = n / (1 + saturation * n) + b->weight[i];
        b->alpha[i] = b->value[i] * nu;
        b->beta[i] = bad * nu;
    }
}

#include "kernel/lanes_beta.h"

#define JP__LANES                                                                                   \
    {                                                                                               \
        stamps, numbers, rows, flag_bits, hours, days, silences, long_silences, transform,          \
            count_windows, count_run, close_counted, saturate, add_alike, add_apart, fade, weigh,   \
            believe, shape, log2_all, exp2_all, JP__LANES_BETA                                      \
    }

#endif /* JP_KERNEL_LANES_H */
