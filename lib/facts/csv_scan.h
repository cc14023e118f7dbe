/*
 * csv_scan.h - finds the bytes of CSV that mean something, 64 at a time.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_FACTS_CSV_SCAN_H
#define JP_FACTS_CSV_SCAN_H

#include <stddef.h>

#include "base/bytes.h"
#include "facts/csv_level.h"

/* Bytes that are read at once, and so many must be readable behind the last. */
#define JP__CSV_BLOCK 64

/* Bit i of each is about byte i of a block. */
typedef struct jp__csv_marks {
    uint64_t commas, feeds;   /* LF */
    uint64_t quotes, returns; /* CR */
    uint64_t odd;             /* NUL, or beyond ASCII */
} jp__csv_marks;

/* False if there may be a NUL or a byte beyond ASCII; also looks at up to 7 bytes behind the last. */
static inline bool jp__csv_is_plain(const char *at, size_t length)
{
    uint64_t odd = 0;
    for (size_t i = 0; i < length; i += 8) {
        uint64_t word = jp__load64(at + i);
        odd |= (word - JP__EIGHT(0x01)) | word;
    }
    return (odd & JP__EIGHT(0x80)) == 0;
}

/* ---- On any machine ------------------------------------------------------------------------ */

/* Moves the eight high bits side by side: bit 8k + 7 to bit 56 + k, without carries. */
static inline uint64_t jp__high_bits(uint64_t word)
{
    return (word >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

static inline jp__csv_marks jp__csv_marks_portable(const char *block)
{
    jp__csv_marks m = { 0, 0, 0, 0, 0 };
    for (unsigned i = 0; i < JP__CSV_BLOCK; i += 8) {
        uint64_t word = jp__load64(block + i);
        m.commas |= jp__high_bits(jp__bytes_equal(word, ',')) << i;
        m.feeds |= jp__high_bits(jp__bytes_equal(word, '\n')) << i;
        m.quotes |= jp__high_bits(jp__bytes_equal(word, '"')) << i;
        m.returns |= jp__high_bits(jp__bytes_equal(word, '\r')) << i;
        m.odd |= jp__high_bits(jp__bytes_equal(word, '\0') | (word & JP__EIGHT(0x80))) << i;
    }
    return m;
}

/* ---- With vectors ---------------------------------------------------------------------------- */

#if defined(__SSE2__)
static inline uint64_t jp__bits_sse2(__m128i found)
{
    return (unsigned)_mm_movemask_epi8(found);
}

/* Commas and line ends of each block; the others only where there are any. As signed bytes, the odd
 * ones are those below 1. */
static inline jp__csv_marks jp__csv_marks_sse2(const char *block)
{
    jp__csv_marks m = { 0, 0, 0, 0, 0 };
    __m128i bytes[4], rare = _mm_setzero_si128();
    for (unsigned i = 0; i < 4; i++) {
        bytes[i] = _mm_loadu_si128((const __m128i *)(const void *)(block + (size_t)16 * i));
        m.commas |= jp__bits_sse2(_mm_cmpeq_epi8(bytes[i], _mm_set1_epi8(','))) << 16 * i;
        m.feeds |= jp__bits_sse2(_mm_cmpeq_epi8(bytes[i], _mm_set1_epi8('\n'))) << 16 * i;
        rare = _mm_or_si128(rare, _mm_cmpeq_epi8(bytes[i], _mm_set1_epi8('"')));
        rare = _mm_or_si128(rare, _mm_cmpeq_epi8(bytes[i], _mm_set1_epi8('\r')));
        rare = _mm_or_si128(rare, _mm_cmplt_epi8(bytes[i], _mm_set1_epi8(1)));
    }
    for (unsigned i = 0; i < 4 && jp__bits_sse2(rare) != 0; i++) {
        m.quotes |= jp__bits_sse2(_mm_cmpeq_epi8(bytes[i], _mm_set1_epi8('"'))) << 16 * i;
        m.returns |= jp__bits_sse2(_mm_cmpeq_epi8(bytes[i], _mm_set1_epi8('\r'))) << 16 * i;
        m.odd |= jp__bits_sse2(_mm_cmplt_epi8(bytes[i], _mm_set1_epi8(1))) << 16 * i;
    }
    return m;
}
#define jp__csv_marks_of jp__csv_marks_sse2
#else
#define jp__csv_marks_of jp__csv_marks_portable
#endif

#if defined(JP__AVX2)
JP__AVX2 static inline uint64_t jp__bits_avx2(__m256i found)
{
    return (unsigned)_mm256_movemask_epi8(found);
}

/* The same with 32 bytes at a time. */
JP__AVX2 static inline jp__csv_marks jp__csv_marks_avx2(const char *block)
{
    jp__csv_marks m = { 0, 0, 0, 0, 0 };
    __m256i bytes[2], rare = _mm256_setzero_si256(), one = _mm256_set1_epi8(1);
    for (unsigned i = 0; i < 2; i++) {
        bytes[i] = _mm256_loadu_si256((const __m256i *)(const void *)(block + (size_t)32 * i));
        m.commas |= jp__bits_avx2(_mm256_cmpeq_epi8(bytes[i], _mm256_set1_epi8(','))) << 32 * i;
        m.feeds |= jp__bits_avx2(_mm256_cmpeq_epi8(bytes[i], _mm256_set1_epi8('\n'))) << 32 * i;
        rare = _mm256_or_si256(rare, _mm256_cmpeq_epi8(bytes[i], _mm256_set1_epi8('"')));
        rare = _mm256_or_si256(rare, _mm256_cmpeq_epi8(bytes[i], _mm256_set1_epi8('\r')));
        rare = _mm256_or_si256(rare, _mm256_cmpgt_epi8(one, bytes[i]));
    }
    for (unsigned i = 0; i < 2 && jp__bits_avx2(rare) != 0; i++) {
        m.quotes |= jp__bits_avx2(_mm256_cmpeq_epi8(bytes[i], _mm256_set1_epi8('"'))) << 32 * i;
        m.returns |= jp__bits_avx2(_mm256_cmpeq_epi8(bytes[i], _mm256_set1_epi8('\r'))) << 32 * i;
        m.odd |= jp__bits_avx2(_mm256_cmpgt_epi8(one, bytes[i])) << 32 * i;
    }
    return m;
}
#endif

#if defined(JP__AVX512)
/* The same with 64. */
JP__AVX512 static inline jp__csv_marks jp__csv_marks_avx512(const char *block)
{
    __m512i bytes = _mm512_loadu_si512(block);
    return (jp__csv_marks){
        .commas = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(',')),
        .feeds = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\n')),
        .quotes = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('"')),
        .returns = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\r')),
        .odd = _mm512_cmplt_epi8_mask(bytes, _mm512_set1_epi8(1)),
    };
}

/* The numbers of the bits, each plus `at`, sixteen at a time: room behind the last is written over. */
JP__AVX512 static inline void jp__csv_places_avx512(uint32_t *places, uint32_t at, uint64_t bits,
                                                    uint32_t count)
{
    static const char numbers[64] = { 0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
                                      16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
                                      32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47,
                                      48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63 };
    __m512i packed = _mm512_maskz_compress_epi8(bits, _mm512_loadu_si512(numbers));
    __m512i base = _mm512_set1_epi32((int)at);
    uint32_t i = 0;
    do { /* nearly always once */
        __m512i wide = _mm512_cvtepu8_epi32(_mm512_castsi512_si128(packed));
        _mm512_storeu_si512(places + i, _mm512_add_epi32(wide, base));
        packed = _mm512_shuffle_i64x2(packed, packed, 0x39); /* the next sixteen to the front */
        i += 16;
    } while (i < count);
}
#endif

#endif /* JP_FACTS_CSV_SCAN_H */
