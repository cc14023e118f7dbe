/*
 * lanes_hear.h - facts to the channels that hear them, dealt out to lists by what those do with a value; and
 * what they are told. Part of lanes.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_KERNEL_LANES_HEAR_H
#define JP_KERNEL_LANES_HEAR_H

#include "kernel/lanes_take.h"

/* Where the next one of each type goes. */
typedef struct dealt {
    jp__hearing *end[JP__TYPES];
} dealt;

/* The channels of a stream after the first one. */
static inline void hear_more(const jp__kernel *k, dealt *to, uint32_t fact)
{
    const jp__kernel_stream s = k->streams[k->stream[fact]];
    const uint32_t base = k->base[fact];
    for (uint32_t c = s.first; c < s.end; c++)
        *to->end[k->channels[c].type]++ = jp__hears(base + c, fact);
}

#if defined(__AVX512F__)
/* Sixteen facts at once: a type after the other takes its own. What nobody hears goes nowhere. Returns how
 * many facts more than one channel hears: who they are is hard to guess, and a list can wait. */
static inline size_t hear_all(jp__kernel *k, size_t count, dealt *to)
{
    size_t n = 0;
    for (size_t first = 0; first < count; first += 16) {
        __mmask16 some = first_of(count - first);
        __m512i hearer = _mm512_loadu_si512(k->hearer + first);
        __m512i fact = sixteen_from(first);
        __m512i hearing = _mm512_mask_blend_epi16(0x55555555, _mm512_slli_epi32(fact, 16), hearer);
        hearing = _mm512_add_epi32(hearing, _mm512_loadu_si512(k->base + first));
        __m512i type = _mm512_and_epi32(_mm512_srli_epi32(hearer, 16), _mm512_set1_epi32(15));
        for (int t = 0; t < JP__NOBODY; t++) {
            __mmask16 own = _mm512_mask_cmpeq_epi32_mask(some, type, _mm512_set1_epi32(t));
            _mm512_storeu_si512(to->end[t], _mm512_maskz_compress_epi32(own, hearing));
            to->end[t] += __builtin_popcount(own);
        }
        __mmask16 more = some & _mm512_movepi32_mask(hearer);
        _mm512_storeu_si512(k->more + n, _mm512_maskz_compress_epi32(more, fact));
        n += (size_t)__builtin_popcount(more);
    }
    return n;
}

#else
static inline size_t hear_all(jp__kernel *k, size_t count, dealt *to)
{
    size_t n = 0;
    for (uint32_t i = 0; i < count; i++) {
        jp__hearer hearer = k->hearer[i];
        *to->end[jp__type_of(hearer)]++ = jp__hears(k->base[i] + (hearer & 0xffff), i);
        k->more[n] = i;
        n += (hearer & JP__MORE_HEARERS) != 0;
    }
    return n;
}

#endif

/* ---- What channels are told ------------------------------------------------------------------- */

#if defined(__AVX512F__)
/* A number of each of eight channels. */
static inline __m512d of_channels(const double *first, __m256i channel, __mmask8 some)
{
    _Static_assert(sizeof(jp__kernel_channel) == 5 * sizeof(double), "as they are gathered");
    __m256i at = _mm256_add_epi32(channel, _mm256_slli_epi32(channel, 2));
    return _mm512_mask_i32gather_pd(_mm512_setzero_pd(), some, at, first, 8);
}

/* What channels speak of without a value. */
static inline __mmask8 speak_always(const jp__kernel *k, __m256i channel, __mmask8 some)
{
    __m256i at = _mm256_add_epi32(channel, _mm256_slli_epi32(channel, 2));
    const int *first = (const int *)(const void *)&k->channels->always;
    __m256i found = _mm256_mmask_i32gather_epi32(_mm256_setzero_si256(), some, at, first, 8);
    return _mm256_test_epi32_mask(found, _mm256_set1_epi32(0xff));
}

/* Half-way points are only told to those who ask for them. */
static void tell(jp__kernel *k, const jp__heard *heard)
{
    const size_t type = (size_t)(heard - k->heard), count = (size_t)(heard->end - heard->what);
    const double *value = values_of(k);
    const __m512d one = _mm512_set1_pd(1);
    for (size_t i = 0; i < count; i += 8) {
        __mmask8 some = first_of_eight(count - i);
        __m256i hearing = load_numbers(heard->what + i), fact = _mm256_srli_epi32(hearing, 16);
        __m256i channel = _mm256_and_si256(hearing, _mm256_set1_epi32(0xffff));
        __mmask8 known = which_known(k, fact, some), unknown = (__mmask8)(some & ~known);
        __m512d y = _mm512_mask_i32gather_pd(_mm512_setzero_pd(), known, fact, value, 8);
        y = _mm512_add_pd(y, _mm512_setzero_pd());
        y = _mm512_mask_mov_pd(y, unknown, of_channels(&k->channels->default_value, channel, unknown));
        known |= speak_always(k, channel, unknown);
        _mm512_storeu_pd(k->y + i, y);
        _mm512_storeu_pd(k->weight + i, _mm512_maskz_mov_pd(known, one));
        if (type != JP__UNIT && type != JP__SPLIT_UNIT)
            _mm512_storeu_pd(k->half + i, of_channels(&k->channels->half, channel, some));
    }
}
#else
/* Who has a value is hard to guess. */
static void tell(jp__kernel *k, const jp__heard *heard)
{
    const jp__hearing *what = heard->what;
    const jp__kernel_channel *channels = k->channels;
    const uint64_t *known = k->known;
    const double *value = values_of(k);
    double *restrict y = k->y, *restrict weight = k->weight, *restrict half = k->half;
    for (size_t i = 0, count = (size_t)(heard->end - what); i < count; i++) {
        const jp__kernel_channel *channel = &channels[jp__channel_of(what[i])];
        uint32_t fact = jp__fact_of(what[i]);
        uint64_t has_value = known[fact / 64] >> fact % 64 & 1;
        y[i] = one_of(has_value, value[fact] + 0.0, channel->default_value);
        weight[i] = (double)(int)(has_value | channel->always);
        half[i] = channel->half;
    }
}
#endif

static void hear(jp__kernel *k, size_t count)
{
    dealt to;
    for (size_t type = 0; type < JP__TYPES; type++)
        to.end[type] = k->heard[type].what;
    size_t more = hear_all(k, count, &to);
    for (size_t i = 0; i < more; i++)
        hear_more(k, &to, k->more[i]);
    for (size_t type = 0; type < JP__TYPES; type++)
        k->heard[type].end = to.end[type];
}

#endif /* JP_KERNEL_LANES_HEAR_H */
