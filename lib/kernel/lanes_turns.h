/*
 * lanes_turns.h - bits of facts to lists: contacts that end gaps, answers, long and steady gaps
 * (docs/method.md section 2). Part of lanes.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_KERNEL_LANES_TURNS_H
#define JP_KERNEL_LANES_TURNS_H

#include "kernel/lanes_base.h"

/* ---- Lists ------------------------------------------------------------------------------------ */

/* The first `count` of eight. */
static inline unsigned bits_of_eight(size_t count)
{
    return count < 8 ? (1u << count) - 1 : 0xff;
}

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
    const __m512i lanes = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    for (size_t at = 0; at < count; at += 16) {
        uint16_t some;
        memcpy(&some, (const char *)bits + at / 8, sizeof some);
        __m512i fact = _mm512_add_epi32(lanes, _mm512_set1_epi32((int)(first + at)));
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
            list[n++] = (uint32_t)(first + at + (size_t)__builtin_ctzll(left));
    return n;
}
#endif

/* ---- Silence ---------------------------------------------------------------------------------- */

#if defined(__AVX512F__)
static inline __m512i times_of_eight(const jp__kernel *k, __m256i fact)
{
    return _mm512_i32gather_epi64(fact, k->time_us, 8);
}

/* From contact to contact, those behind the gaps that `g` has to before `end`; without gaps of no time. */
static inline void time_gaps(const jp__kernel *k, jp__gaps *g, size_t end, int64_t since_us)
{
    __m512i before = _mm512_set1_epi64(since_us);
    size_t n = g->count;
    for (size_t i = n; i < end; i += 8) {
        __m256i fact = load_numbers(g->fact + i);
        __m512i time = times_of_eight(k, fact);
        __m512i us = _mm512_sub_epi64(time, _mm512_alignr_epi64(time, before, 7));
        __mmask8 some = _mm512_mask_test_epi64_mask(first_of_eight(end - i), us, us);
        _mm512_storeu_si512(g->us + n, _mm512_maskz_compress_epi64(some, us));
        store_numbers(g->fact + n, kept_of_eight(some, fact));
        n += (size_t)__builtin_popcount(some);
        before = time;
    }
    g->count = n;
}
#elif defined(__AVX2__)
/* The number of gaps with those of `count` more that took any time. */
static inline size_t leave_out_none(jp__gaps *g, size_t count)
{
    size_t n = g->count;
    for (size_t i = n; i < g->count + count; i++) {
        g->fact[n] = g->fact[i];
        g->us[n] = g->us[i];
        n += g->us[i] > 0;
    }
    return n;
}

static inline void time_gaps(const jp__kernel *k, jp__gaps *g, size_t end, int64_t since_us)
{
    const long long *time_us = (const long long *)k->time_us;
    __m256i before = _mm256_set1_epi64x(since_us);
    for (size_t i = g->count; i < end; i += 4) {
        size_t some = end - i < 4 ? end - i : 4;
        __m128i fact = _mm_loadu_si128((const __m128i *)(const void *)(g->fact + i));
        __m256i time = _mm256_i32gather_epi64(time_us, fact, 8);
        __m256i last = _mm256_permute2x128_si256(before, time, 0x21);
        __m256i us = _mm256_sub_epi64(time, _mm256_alignr_epi8(time, last, 8));
        __m256d none = _mm256_castsi256_pd(_mm256_cmpeq_epi64(us, _mm256_setzero_si256()));
        _mm_storeu_si128((__m128i *)(void *)(g->fact + g->count), fact);
        _mm256_storeu_si256((__m256i *)(void *)(g->us + g->count), us);
        bool all = ((unsigned)_mm256_movemask_pd(none) & bits_of_eight(some)) == 0;
        g->count = all ? g->count + some : leave_out_none(g, some);
        before = time;
    }
}
#endif

#if defined(__AVX2__)
/* The contacts of a side end its gaps. */
static void end_gaps(jp__kernel *k, size_t side, const uint64_t *contacts, size_t first, size_t count)
{
    jp__gaps *g = &k->gaps[side];
    jp__side_walk *s = &k->sides[side];
    size_t end = list_many(contacts, first, count, g->fact, g->count);
    if (end == g->count)
        return;
    int64_t latest_us = k->time_us[g->fact[end - 1]];
    s->contacts += end - g->count;
    time_gaps(k, g, end, s->silent_since_us);
    s->silent_since_us = latest_us;
}
#else
static void end_gaps(jp__kernel *k, size_t side, const uint64_t *contacts, size_t first, size_t count)
{
    jp__gaps *g = &k->gaps[side];
    jp__side_walk *s = &k->sides[side];
    int64_t since_us = s->silent_since_us;
    size_t n = g->count;
    for (size_t at = first; at < first + count; at += 64)
        for (uint64_t left = *contacts++; left != 0; left &= left - 1, s->contacts++) {
            size_t fact = at + (size_t)__builtin_ctzll(left);
            int64_t time_us = k->time_us[fact];
            g->fact[n] = (uint32_t)fact;
            g->us[n] = time_us - since_us;
            n += time_us > since_us;
            since_us = time_us;
        }
    g->count = n;
    s->silent_since_us = since_us;
}
#endif

/* ---- What they say ---------------------------------------------------------------------------- */

#if defined(__AVX512F__)
/* How long those who answer had been waited for; replies with a value say it themselves. */
static void wait(const jp__kernel *k, jp__answers *a)
{
    const double *value = values_of(k);
    for (size_t i = 0; i < a->count; i += 8) {
        __m256i fact = load_numbers(a->fact + i);
        __m512i asked = times_of_eight(k, load_numbers(a->from + i));
        __mmask8 some = which_have(k, fact, JP__F_REPLY, first_of_eight(a->count - i));
        __m512d hours = _mm512_setzero_pd();
        some = which_known(k, fact, some);
        hours = _mm512_max_pd(_mm512_mask_i32gather_pd(hours, some, fact, value, 8), hours);
        _mm512_storeu_si512(a->us + i, _mm512_sub_epi64(times_of_eight(k, fact), asked));
        _mm512_storeu_pd(a->logged + i, _mm512_mask_mov_pd(_mm512_set1_pd(-1), some, hours));
    }
}

static inline void list_eight(jp__list *list, __mmask8 some, __m256i fact, __m512d y)
{
    store_numbers(list->fact + list->count, kept_of_eight(some, fact));
    _mm512_storeu_pd(list->y + list->count, _mm512_maskz_compress_pd(some, y));
    list->count += (size_t)__builtin_popcount(some);
}

/* An adverse answer earns nothing: it counts as the wait it was. */
static void deal_answers(const jp__kernel *k, const jp__answers *a, jp__list *replies, jp__list *waits)
{
    for (size_t i = 0; i < a->count; i += 8) {
        __m256i fact = load_numbers(a->fact + i);
        __mmask8 some = first_of_eight(a->count - i), adverse = which_have(k, fact, JP__F_ADVERSE, some);
        __m512d hours = _mm512_loadu_pd(a->hours + i);
        list_eight(replies, (__mmask8)(some & ~adverse), fact, hours);
        list_eight(waits, adverse, fact, hours);
    }
}
#else
static void wait(const jp__kernel *k, jp__answers *a)
{
    const double *value = values_of(k);
    for (size_t i = 0, count = a->count; i < count; i++) {
        uint32_t fact = a->fact[i];
        uint64_t says = k->known[fact / 64] >> fact % 64 & (k->flags[fact] & JP__F_REPLY) / JP__F_REPLY;
        double hours = value[fact];
        a->us[i] = k->time_us[fact] - k->time_us[a->from[i]];
        a->logged[i] = one_of(says, hours > 0 ? hours : 0, -1);
    }
}

static void deal_answers(const jp__kernel *k, const jp__answers *a, jp__list *replies, jp__list *waits)
{
    const jp__list to_replies = *replies, to_waits = *waits;
    size_t waited = 0;
    for (size_t i = 0, count = a->count; i < count; i++) {
        uint32_t fact = a->fact[i];
        to_replies.fact[i - waited] = to_waits.fact[waited] = fact;
        to_replies.y[i - waited] = to_waits.y[waited] = a->hours[i];
        waited += (k->flags[fact] & JP__F_ADVERSE) != 0;
    }
    replies->count = a->count - waited;
    waits->count = waited;
}
#endif

#if defined(__AVX2__)
/* Which gaps are long, behind the first `n`. */
static inline size_t list_long(const double *excess, size_t count, uint32_t *gap, size_t n)
{
    const __m256i lanes = _mm256_set_epi32(7, 6, 5, 4, 3, 2, 1, 0);
    for (size_t i = 0; i < count; i += 8) {
        unsigned some = which_are_not_negative(excess + i) & bits_of_eight(count - i);
        __m256i number = _mm256_add_epi32(lanes, _mm256_set1_epi32((int)i));
        store_numbers(gap + n, kept_of_eight(some, number));
        n += (size_t)__builtin_popcount(some);
    }
    return n;
}

static size_t list_steady(const jp__gaps *g, uint32_t *fact)
{
    size_t n = 0;
    for (size_t i = 0; i < g->count; i += 8) {
        __m128i steady = _mm_loadl_epi64((const __m128i *)(const void *)(g->steady + i));
        __m128i none = _mm_cmpeq_epi8(steady, _mm_setzero_si128());
        unsigned some = which_reach(g->us + i, JP_DAY_US) & bits_of_eight(g->count - i);
        some &= ~(unsigned)_mm_movemask_epi8(none);
        store_numbers(fact + n, kept_of_eight(some, load_numbers(g->fact + i)));
        n += (size_t)__builtin_popcount(some);
    }
    return n;
}
#else
static inline size_t list_long(const double *excess, size_t count, uint32_t *gap, size_t n)
{
    for (size_t i = 0; i < count; i++) {
        gap[n] = (uint32_t)i;
        n += jp__bits(excess[i]) >> 63 == 0;
    }
    return n;
}

static size_t list_steady(const jp__gaps *g, uint32_t *restrict fact)
{
    size_t n = 0;
    for (size_t i = 0, count = g->count; i < count; i++) {
        fact[n] = g->fact[i];
        n += g->steady[i] & (g->us[i] >= JP_DAY_US);
    }
    return n;
}
#endif

/* Some numbers from here and there; the last ones in vain. */
#if defined(__AVX512F__)
#define AT_ONCE 8
static inline void pick(const double *from, const uint32_t *at, double *to)
{
    _mm512_storeu_pd(to, _mm512_i32gather_pd(load_numbers(at), from, 8));
}
#elif defined(__AVX2__)
#define AT_ONCE 4
static inline void pick(const double *from, const uint32_t *at, double *to)
{
    __m128i place = _mm_loadu_si128((const __m128i *)(const void *)at);
    _mm256_storeu_pd(to, _mm256_i32gather_pd(from, place, 8));
}
#else
#define AT_ONCE 1
static inline void pick(const double *from, const uint32_t *at, double *to)
{
    *to = from[*at];
}
#endif

/* Gaps that may be relatively silent or not steady need logarithms: those of both sides are put together. */
static void note_long(jp__gaps *g, const jp__gap_work *w, jp__long_gaps *l)
{
    g->first_long = l->count;
    g->end_long = l->count = list_long(w->excess, g->count, l->gap, l->count);
    for (size_t i = g->first_long; i < g->end_long; i += AT_ONCE) {
        const uint32_t *gap = l->gap + i;
        pick(w->a, gap, l->a + i);
        pick(w->b, gap, l->b + i);
        pick(w->kept, gap, l->kept + i);
        pick(g->days, gap, l->days + i);
    }
}

#endif /* JP_KERNEL_LANES_TURNS_H */
