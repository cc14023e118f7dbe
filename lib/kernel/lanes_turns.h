/*
 * lanes_turns.h - contacts that end gaps, answers, long and steady gaps, as lists (docs/method.md section 2).
 * Part of lanes.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_KERNEL_LANES_TURNS_H
#define JP_KERNEL_LANES_TURNS_H

#include "kernel/lanes_lists.h"
#include "kernel/lanes_take.h"

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
            size_t fact = at + jp__lowest_bit(left);
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
