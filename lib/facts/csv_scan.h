/*
 * csv_scan.h - finds the bytes of CSV that mean something, 64 at a time.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_FACTS_CSV_SCAN_H
#define JP_FACTS_CSV_SCAN_H

#include <stddef.h>

#include "base/bytes.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/* Bytes that are read at once, and so many must be readable behind the last. */
#define JP__CSV_BLOCK 64

/* The number of the lowest bit that is set, of a word that is not zero. */
static inline unsigned jp__lowest_bit(uint64_t word)
{
#if defined(__GNUC__) || defined(__clang__)
    return (unsigned)__builtin_ctzll(word);
#else
    unsigned bit = 0;
    for (; !(word & 1); word >>= 1)
        bit++;
    return bit;
#endif
}

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

/* The high bit of each byte of `word` that is `byte`, and of no other. */
static inline uint64_t jp__bytes_equal(uint64_t word, uint64_t byte)
{
    uint64_t different = word ^ JP__EIGHT(byte);
    return ~(((different & JP__EIGHT(0x7f)) + JP__EIGHT(0x7f)) | different) & JP__EIGHT(0x80);
}

/* Bit i is set if byte i of the block is a comma, a quote, CR or LF. */
static inline uint64_t jp__csv_marks_portable(const char *block)
{
    uint64_t marks = 0;
    for (unsigned i = 0; i < JP__CSV_BLOCK; i += 8) {
        uint64_t word = jp__load64(block + i);
        uint64_t found = jp__bytes_equal(word, ',') | jp__bytes_equal(word, '"') |
                         jp__bytes_equal(word, '\n') | jp__bytes_equal(word, '\r');
        /* Moves the eight high bits side by side: bit 8k + 7 to bit 56 + k, without carries. */
        marks |= (found >> 7) * UINT64_C(0x0102040810204080) >> 56 << i;
    }
    return marks;
}

/* ---- With SSE2, which every x86-64 has ------------------------------------------------------ */

#if defined(__SSE2__)
static inline uint64_t jp__csv_marks(const char *block)
{
    uint64_t marks = 0;
    for (unsigned i = 0; i < JP__CSV_BLOCK; i += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(block + i));
        __m128i fields = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(',')),
                                      _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')));
        __m128i lines = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\n')),
                                     _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\r')));
        marks |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_or_si128(fields, lines)) << i;
    }
    return marks;
}
#else
static inline uint64_t jp__csv_marks(const char *block)
{
    return jp__csv_marks_portable(block);
}
#endif

#endif /* JP_FACTS_CSV_SCAN_H */
