/*
 * lanes_hear.h - facts to their streams and to the channels that hear them, dealt out to lists by what those
 * do with a value; and which facts are not as usual. Part of lanes.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_KERNEL_LANES_HEAR_H
#define JP_KERNEL_LANES_HEAR_H

#include <float.h>

#include "kernel/lanes_base.h"

/* Where the next one of each type goes. */
typedef struct dealt {
    jp__hearing *end[JP__TYPES];
} dealt;

/* The channels of a stream after the first one. */
static inline void hear_more(const jp__kernel *k, dealt *to, uint32_t fact)
{
    const jp__kernel_stream s = k->streams[k->stream[fact]];
    for (uint32_t c = s.first; c < s.end; c++)
        *to->end[k->channels[c].type]++ = jp__hears(c, fact);
}

/* The place of a rating: by whom, of what. */
static inline size_t place_of(const jp__kernel *k, size_t index)
{
    const jp_facts *facts = &k->facts;
    size_t source = facts->actor[index] + (facts->guess && facts->guess[index] ? (size_t)2 : 0);
    return source * k->model->indicator_count + facts->item[index];
}

static inline void take_rating(jp__kernel *k, size_t start, size_t fact)
{
    size_t stream = k->kind_streams + place_of(k, start + fact);
    k->stream[fact] = (uint32_t)stream;
    k->hearer[fact] = k->hearers[stream];
}

#if defined(__AVX512F__)
/* The first `count` of sixteen. */
static inline __mmask16 first_of(size_t count)
{
    return (__mmask16)(count < 16 ? (1u << count) - 1 : 0xffff);
}

static inline __m512i load_kinds(const uint16_t *kind, __mmask16 some)
{
    return _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(some, kind));
}

static inline __m512i load_actors(const uint8_t *actor, __mmask16 some)
{
    return _mm512_cvtepu8_epi32(_mm_maskz_loadu_epi8(some, actor));
}

static void take(jp__kernel *k, size_t count)
{
    const size_t start = k->facts.offset + k->walk.next;
    for (size_t first = 0; first < count; first += 16) {
        __mmask16 some = first_of(count - first);
        __m512i kind = load_kinds(k->facts.kind + start + first, some);
        __m512i actor = load_actors(k->facts.actor + start + first, some);
        uint32_t ratings = _mm512_mask_cmpeq_epi32_mask(some, kind, _mm512_set1_epi32(JP_RATING));
        __mmask16 others = (__mmask16)(some & ~ratings);
        __m512i stream = _mm512_maskz_add_epi32(others, _mm512_slli_epi32(kind, 1), actor);
        __m512i hearer = _mm512_i32gather_epi32(stream, k->hearers, 4);
        _mm512_storeu_si512(k->stream + first, stream);
        _mm512_storeu_si512(k->hearer + first, hearer);
        __m128i flags = _mm512_cvtepi32_epi8(_mm512_srli_epi32(hearer, JP__FLAGS_AT));
        _mm_storeu_si128((__m128i *)(void *)(k->flags + first), _mm_maskz_mov_epi8(others, flags));
        for (; ratings != 0; ratings &= ratings - 1)
            take_rating(k, start, first + (size_t)__builtin_ctz(ratings));
    }
}

/* Sixteen facts at once: a type after the other takes its own. What nobody hears goes nowhere. */
static inline void hear_all(const jp__kernel *k, size_t count, dealt *to)
{
    const __m512i lanes = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    for (size_t first = 0; first < count; first += 16) {
        __mmask16 some = first_of(count - first);
        __m512i hearer = _mm512_loadu_si512(k->hearer + first);
        __m512i fact = _mm512_add_epi32(lanes, _mm512_set1_epi32((int)first));
        __m512i hearing = _mm512_mask_blend_epi16(0x55555555, _mm512_slli_epi32(fact, 16), hearer);
        __m512i type = _mm512_and_epi32(_mm512_srli_epi32(hearer, 16), _mm512_set1_epi32(15));
        for (int t = 0; t < JP__NOBODY; t++) {
            __mmask16 own = _mm512_mask_cmpeq_epi32_mask(some, type, _mm512_set1_epi32(t));
            _mm512_storeu_si512(to->end[t], _mm512_maskz_compress_epi32(own, hearing));
            to->end[t] += __builtin_popcount(own);
        }
        uint32_t more = some & _mm512_movepi32_mask(hearer);
        for (; more != 0; more &= more - 1)
            hear_more(k, to, (uint32_t)first + (uint32_t)__builtin_ctz(more));
    }
}

static inline __mmask8 are_finite(const double *value, __mmask8 some)
{
    __m512d size = _mm512_abs_pd(_mm512_maskz_loadu_pd(some, value));
    return _mm512_cmp_pd_mask(size, _mm512_set1_pd(DBL_MAX), _CMP_LE_OQ);
}

/* jp__facts_is_usual() */
static uint64_t unusual(const jp__kernel *k, const jp_facts *facts, size_t start, size_t count)
{
    uint64_t found = 0;
    for (size_t first = 0; first < count; first += 16) {
        __mmask16 some = first_of(count - first);
        const double *value = facts->value + start + first;
        __m512i kind = load_kinds(facts->kind + start + first, some);
        __m512i actor = load_actors(facts->actor + start + first, some);
        __mmask16 known = _mm512_cmplt_epu32_mask(kind, _mm512_set1_epi32((int)k->model->kind_count));
        __m512i by = _mm512_mask_i32gather_epi32(_mm512_setzero_si512(), known, kind, k->given_by, 4);
        __mmask16 given = _mm512_test_epi32_mask(_mm512_srlv_epi32(by, actor), _mm512_set1_epi32(1));
        unsigned low = are_finite(value, (__mmask8)some), high = are_finite(value + 8, (__mmask8)(some >> 8));
        found |= (uint64_t)(some & ~(given & (low | high << 8))) << first;
    }
    return found;
}
#else
static void take(jp__kernel *k, size_t count)
{
    const size_t start = k->facts.offset + k->walk.next;
    const uint16_t *kind = k->facts.kind + start;
    const uint8_t *actor = k->facts.actor + start;
    for (size_t i = 0; i < count; i++) {
        k->flags[i] = 0;
        if (kind[i] == JP_RATING) {
            take_rating(k, start, i);
            continue;
        }
        uint32_t stream = 2 * (uint32_t)kind[i] + actor[i];
        k->stream[i] = stream;
        k->hearer[i] = k->hearers[stream];
        k->flags[i] = (uint8_t)(k->hearer[i] >> JP__FLAGS_AT);
    }
}

static inline void hear_all(const jp__kernel *k, size_t count, dealt *to)
{
    for (uint32_t i = 0; i < count; i++) {
        jp__hearer hearer = k->hearer[i];
        *to->end[jp__type_of(hearer)]++ = jp__hears(hearer & 0xffff, i);
        if (hearer & JP__MORE_HEARERS)
            hear_more(k, to, i);
    }
}

static uint64_t unusual(const jp__kernel *k, const jp_facts *facts, size_t start, size_t count)
{
    uint64_t found = 0;
    for (size_t i = 0; i < count; i++)
        found |= (uint64_t)!jp__facts_is_usual(k->model, facts, start + i) << i;
    return found;
}
#endif

static void hear(jp__kernel *k, size_t count)
{
    dealt to;
    for (size_t type = 0; type < JP__TYPES; type++)
        to.end[type] = k->heard[type].what;
    hear_all(k, count, &to);
    for (size_t type = 0; type < JP__TYPES; type++)
        k->heard[type].end = to.end[type];
}

#endif /* JP_KERNEL_LANES_HEAR_H */
