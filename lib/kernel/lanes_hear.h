/*
 * lanes_hear.h - facts to the channels that hear them, dealt out to lists by what those do with a value. Part
 * of lanes.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_KERNEL_LANES_HEAR_H
#define JP_KERNEL_LANES_HEAR_H

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

#if defined(__AVX512F__)
/* Sixteen facts at once: a type after the other takes its own. What nobody hears goes nowhere. */
static inline void hear_all(const jp__kernel *k, size_t count, dealt *to)
{
    const __m512i lanes = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    for (size_t first = 0; first < count; first += 16) {
        __mmask16 some = (__mmask16)(count - first < 16 ? (1u << (count - first)) - 1 : 0xffff);
        __m512i stream = _mm512_maskz_loadu_epi32(some, k->stream + first);
        __m512i hearer = _mm512_i32gather_epi32(stream, k->hearers, 4);
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
#else
static inline void hear_all(const jp__kernel *k, size_t count, dealt *to)
{
    for (uint32_t i = 0; i < count; i++) {
        jp__hearer hearer = k->hearers[k->stream[i]];
        *to->end[jp__type_of(hearer)]++ = jp__hears(hearer & 0xffff, i);
        if (hearer & JP__MORE_HEARERS)
            hear_more(k, to, i);
    }
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
