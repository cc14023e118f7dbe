/*
 * csv_scan.h - finds the bytes of CSV that mean something, 64 at a time.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_FACTS_CSV_SCAN_H
#define JP_FACTS_CSV_SCAN_H

#include <stddef.h>

#include "base/bytes.h"

#if (defined(__GNUC__) || defined(__clang__)) && defined(__x86_64__)
/* Of functions that may only be called where the processor has AVX2, as all have since 2015 or so. */
#define JP__AVX2 __attribute__((__target__("avx2,bmi")))
#include <immintrin.h>
#elif defined(__SSE2__)
#include <emmintrin.h>
#endif

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

#endif /* JP_FACTS_CSV_SCAN_H */
