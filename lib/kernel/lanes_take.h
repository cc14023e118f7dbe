/*
 * lanes_take.h - facts of a chunk to their streams, which of them have a value, and which are not as usual.
 * Part of lanes.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_KERNEL_LANES_TAKE_H
#define JP_KERNEL_LANES_TAKE_H

#include <float.h>

#include "kernel/lanes_base.h"

/* What ratings are of; anything where there are none. */
static inline const uint16_t *items_of(const jp__kernel *k)
{
    return k->facts.item != NULL ? k->facts.item : k->facts.kind;
}

/* Some bytes as one number, the first one lowest: compilers make one load of it. */
static inline uint64_t bytes_of(const uint8_t *bytes, size_t count)
{
    uint64_t found = 0;
    for (size_t i = 0; i < count; i++)
        found |= (uint64_t)bytes[i] << (8 * i);
    return found;
}

/* Bits at .. at + count - 1 of a column, and some behind them; up to 64. */
static inline uint64_t some_bits(const uint8_t *bits, size_t at, size_t count)
{
    size_t shift = at % 8, bytes = (shift + count + 7) / 8;
    uint64_t found;
    bits += at / 8;
    if (bytes >= 8)
        found = bytes_of(bits, 8);
    else if (bytes >= 4)
        found = bytes_of(bits, 4) | bytes_of(bits + bytes - 4, 4) << (8 * bytes - 32);
    else
        found = bytes_of(bits, 1) | bytes_of(bits + bytes / 2, 1) << (bytes / 2 * 8) |
                bytes_of(bits + bytes - 1, 1) << (8 * bytes - 8);
    return bytes <= 8 ? found >> shift : found >> shift | (uint64_t)bits[8] << (64 - shift);
}

/* The values of the chunk's facts, or what nobody looks at. */
static inline const double *values_of(const jp__kernel *k)
{
    return k->facts.value != NULL ? k->facts.value + k->facts.offset + k->walk.next : k->ones;
}

/* Asks for the values of 64 facts a chunk further on: they are picked out, so that no processor sees by
 * itself what comes next. */
static inline void ask_for_values(const double *value)
{
    for (size_t line = 0; line < 8; line++)
        jp__prefetch((const void *)((uintptr_t)value + (JP__CHUNK + 8 * line) * sizeof *value));
}

/* Which facts have a value. */
static inline void take_known(jp__kernel *k, size_t start, size_t count)
{
    const uint8_t *valid = k->facts.value_valid;
    for (size_t first = 0; first < count; first += 64) {
        if (k->facts.value != NULL)
            ask_for_values(k->facts.value + start + first);
        uint64_t known = k->facts.value != NULL ? ~UINT64_C(0) : 0;
        if (known != 0 && valid != NULL)
            known = some_bits(valid, start + first, count - first < 64 ? count - first : 64);
        k->known[first / 64] = known;
    }
}

#if defined(__AVX512F__)
/* Which of some of eight facts have a value; which have a flag. */
static inline __mmask8 which_known(const jp__kernel *k, __m256i fact, __mmask8 some)
{
    const int *known = (const int *)(const void *)k->known; /* these processors have the low half first */
    __m256i bits = _mm256_i32gather_epi32(known, _mm256_srli_epi32(fact, 5), 4);
    __m256i low = _mm256_srlv_epi32(bits, _mm256_and_si256(fact, _mm256_set1_epi32(31)));
    return _mm256_mask_test_epi32_mask(some, low, _mm256_set1_epi32(1));
}

static inline __mmask8 which_have(const jp__kernel *k, __m256i fact, int flag, __mmask8 some)
{
    __m256i flags = _mm256_i32gather_epi32((const int *)(const void *)k->flags, fact, 1);
    return _mm256_mask_test_epi32_mask(some, flags, _mm256_set1_epi32(flag));
}

static inline __m512i load_kinds(const uint16_t *kind, __mmask16 some)
{
    return _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(some, kind));
}

static inline __m512i load_actors(const uint8_t *actor, __mmask16 some)
{
    return _mm512_cvtepu8_epi32(_mm_maskz_loadu_epi8(some, actor));
}

/* The streams of ratings: by whom, of what. */
static inline __m512i rated_streams(const jp__kernel *k, size_t first, __m512i actor, __mmask16 some)
{
    const uint16_t *item = items_of(k);
    __m512i source = actor;
    if (k->facts.guess != NULL)
        source = _mm512_add_epi32(source, _mm512_slli_epi32(load_actors(k->facts.guess + first, some), 1));
    __m512i place = _mm512_mullo_epi32(source, _mm512_set1_epi32((int)k->model->indicator_count));
    place = _mm512_add_epi32(place, load_kinds(item + first, some));
    return _mm512_add_epi32(place, _mm512_set1_epi32((int)k->kind_streams));
}

static void take(jp__kernel *k, size_t count)
{
    const size_t start = k->facts.offset + k->walk.next;
    take_known(k, start, count);
    for (size_t i = 0; i < count; i += 16) {
        __mmask16 some = first_of(count - i);
        __m512i kind = load_kinds(k->facts.kind + start + i, some);
        __m512i actor = load_actors(k->facts.actor + start + i, some);
        __mmask16 rating = _mm512_cmpeq_epi32_mask(kind, _mm512_set1_epi32(JP_RATING));
        __m512i stream = _mm512_add_epi32(_mm512_slli_epi32(kind, 1), actor);
        stream = _mm512_mask_mov_epi32(stream, rating, rated_streams(k, start + i, actor, some));
        __m512i hearer = _mm512_i32gather_epi32(stream, k->hearers, 4);
        _mm512_storeu_si512(k->stream + i, stream);
        _mm512_storeu_si512(k->hearer + i, hearer);
        __m128i flags = _mm512_cvtepi32_epi8(_mm512_srli_epi32(hearer, JP__FLAGS_AT));
        _mm_storeu_si128((__m128i *)(void *)(k->flags + i), flags);
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
/* The stream of a rating: by whom, of what. It has no flags. */
static inline uint32_t rated_stream(const jp__kernel *k, size_t index)
{
    const jp_facts *facts = &k->facts;
    uint32_t source = facts->actor[index] + (facts->guess && facts->guess[index] ? 2u : 0u);
    return (uint32_t)k->kind_streams + source * (uint32_t)k->model->indicator_count + facts->item[index];
}

static inline void take_one(jp__kernel *k, size_t start, size_t fact)
{
    uint32_t kind = k->facts.kind[start + fact], stream = 2 * kind + k->facts.actor[start + fact];
    if (kind == JP_RATING)
        stream = rated_stream(k, start + fact);
    k->stream[fact] = stream;
    k->hearer[fact] = k->hearers[stream];
    k->flags[fact] = (uint8_t)(k->hearer[fact] >> JP__FLAGS_AT);
}

#if defined(__AVX2__)
/* The lowest byte of each of eight. */
static inline void store_bytes(uint8_t *to, __m256i x)
{
    const __m256i low = _mm256_set1_epi32(0x0c080400);
    __m256i four_each = _mm256_shuffle_epi8(x, low);
    __m256i bytes = _mm256_permutevar8x32_epi32(four_each, _mm256_set_epi32(0, 0, 0, 0, 0, 0, 4, 0));
    _mm_storel_epi64((__m128i *)(void *)to, _mm256_castsi256_si128(bytes));
}

static inline __m256i load_words(const uint16_t *from)
{
    return _mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *)(const void *)from));
}

static inline __m256i load_bytes(const uint8_t *from)
{
    return _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)(const void *)from));
}

static inline __m256i rated_streams(const jp__kernel *k, size_t first, __m256i actor)
{
    const uint16_t *item = items_of(k);
    __m256i source = actor;
    if (k->facts.guess != NULL)
        source = _mm256_add_epi32(source, _mm256_slli_epi32(load_bytes(k->facts.guess + first), 1));
    __m256i place = _mm256_mullo_epi32(source, _mm256_set1_epi32((int)k->model->indicator_count));
    place = _mm256_add_epi32(place, load_words(item + first));
    return _mm256_add_epi32(place, _mm256_set1_epi32((int)k->kind_streams));
}

static inline void take_eight(jp__kernel *k, size_t start, size_t first)
{
    __m256i kind = load_words(k->facts.kind + start + first);
    __m256i actor = load_bytes(k->facts.actor + start + first);
    __m256i rating = _mm256_cmpeq_epi32(kind, _mm256_set1_epi32(JP_RATING));
    __m256i stream = _mm256_add_epi32(_mm256_slli_epi32(kind, 1), actor);
    stream = _mm256_blendv_epi8(stream, rated_streams(k, start + first, actor), rating);
    __m256i hearer = _mm256_i32gather_epi32((const int *)(const void *)k->hearers, stream, 4);
    store_numbers(k->stream + first, stream);
    store_numbers(k->hearer + first, hearer);
    store_bytes(k->flags + first, _mm256_srli_epi32(hearer, JP__FLAGS_AT));
}
#endif

static void take(jp__kernel *k, size_t count)
{
    const size_t start = k->facts.offset + k->walk.next;
    size_t i = 0;
    take_known(k, start, count);
#if defined(__AVX2__)
    for (; i + 8 <= count; i += 8)
        take_eight(k, start, i);
#endif
    for (; i < count; i++)
        take_one(k, start, i);
}

static uint64_t unusual(const jp__kernel *k, const jp_facts *facts, size_t start, size_t count)
{
    uint64_t found = 0;
    for (size_t i = 0; i < count; i++)
        found |= (uint64_t)!jp__facts_is_usual(k->model, facts, start + i) << i;
    return found;
}
#endif

#endif /* JP_KERNEL_LANES_TAKE_H */
