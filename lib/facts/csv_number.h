/*
 * csv_number.h - short numbers, eight at once.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_FACTS_CSV_NUMBER_H
#define JP_FACTS_CSV_NUMBER_H

#include "facts/csv_scan.h"

#if defined(JP__AVX512)

#define JP__NUMBERS 8

/* What jp__number_read_short() does, step by step the same, with eight texts of which the words are the
 * first bytes. Bit i: number i was read. */
JP__AVX512 static inline unsigned jp__numbers_read_avx512(const uint64_t *words, const uint64_t *lengths,
                                                          double *numbers)
{
    const __m512i zeros = _mm512_set1_epi8('0'), one = _mm512_set1_epi64(1);
    const __m512d power_of_10 = _mm512_setr_pd(1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7);
    __m512i length = _mm512_loadu_si512(lengths), bits = _mm512_slli_epi64(length, 3);
    __m512i gap = _mm512_sub_epi64(_mm512_set1_epi64(64), bits); /* a shift by 64 or more leaves nothing */
    __m512i text = _mm512_or_si512(_mm512_sllv_epi64(_mm512_loadu_si512(words), gap),
                                   _mm512_srlv_epi64(zeros, bits));
    __m512i point = _mm512_maskz_set1_epi8(_mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8('.')), 1);
    __mmask8 has_point = _mm512_test_epi64_mask(point, point);
    __m512i above = _mm512_sub_epi64(_mm512_setzero_si512(), _mm512_slli_epi64(point, 8));
    __m512i below = _mm512_and_si512(text, _mm512_sub_epi64(point, one));
    below = _mm512_mask_or_epi64(below, has_point, _mm512_slli_epi64(below, 8), _mm512_set1_epi64('0'));
    __m512i digits = _mm512_xor_si512(_mm512_or_si512(_mm512_and_si512(text, above), below), zeros);
    __m512i misplaced = _mm512_or_si512(_mm512_sllv_epi64(one, gap), _mm512_slli_epi64(one, 56));
    __m512i wrong = _mm512_or_si512(_mm512_subs_epu8(digits, _mm512_set1_epi8(9)),
                                    _mm512_and_si512(point, misplaced));
    __m512i fours = _mm512_madd_epi16(_mm512_maddubs_epi16(digits, _mm512_set1_epi16(0x010a)),
                                      _mm512_set1_epi32(0x00010064));
    __m512i value = _mm512_add_epi64(_mm512_mul_epu32(fours, _mm512_set1_epi64(10000)),
                                     _mm512_srli_epi64(fours, 32));
    __m512i fraction = _mm512_maskz_srli_epi64(has_point, _mm512_lzcnt_epi64(point), 3);
    __m512d power = _mm512_permutexvar_pd(fraction, power_of_10);
    _mm512_storeu_pd(numbers, _mm512_div_pd(_mm512_cvtepi64_pd(value), power));
    return (unsigned)(_mm512_testn_epi64_mask(wrong, wrong) &
                      _mm512_cmple_epu64_mask(length, _mm512_set1_epi64(8)));
}

#endif

#endif /* JP_FACTS_CSV_NUMBER_H */
