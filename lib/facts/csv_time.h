/*
 * csv_time.h - the usual forms of a time, read with vectors: YYYY-MM-DDThh:mm:ssZ, and with .ffffff.
 *
 * All bytes are held against the form at once; pairs of digits become numbers in one step, and what belongs
 * together is added up in the next. What is of another form or out of its range is left to jp_time_parse(),
 * with which this agrees.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_FACTS_CSV_TIME_H
#define JP_FACTS_CSV_TIME_H

#include "base/base.h"
#include "facts/csv_scan.h"

#if defined(JP__AVX2)

/* A form: the bytes that it asks for, and 0xff where it asks for a digit instead. */
typedef struct jp__time_form {
    char bytes[32];
    unsigned char digits[32];
} jp__time_form;

static const jp__time_form jp__time_forms[2] = {
    { "    -  -  T  :  :  Z",
      { 255, 255, 255, 255, 0, 255, 255, 0, 255, 255, 0, 255, 255, 0, 255, 255, 0, 255, 255 } },
    { "    -  -  T  :  :  .      Z",
      { 255, 255, 255, 255, 0, 255, 255, 0, 255, 255, 0, 255, 255, 0, 255, 255, 0, 255, 255, 0, 255, 255, 255,
        255, 255, 255 } },
};

/* Days from 0000-03-01 to the first of a month, in years that begin in March (base/time.c). */
static inline uint32_t jp__days_before(uint32_t year, uint32_t month)
{
    static const uint16_t before[13] = { 0, 306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275 };
    uint32_t march_year = year - (month < 3);
    return 365 * march_year + march_year / 4 - march_year / 100 + march_year / 400 + before[month];
}

/* False: it may be right all the same, as is every 29th of February. 32 bytes must be readable. */
JP__AVX2 static inline bool jp__time_read_avx2(const char *text, size_t length, int64_t *time_us)
{
    /* Where the pairs stand: year in two, month, day, hour and minute; in the other half second, and the
     * fraction in three. Each stands beside what it is added to, or beside nothing. */
    static const uint8_t days_of[13] = { 0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    const __m256i pairs = _mm256_setr_epi8(0, 1, 2, 3, 5, 6, 4, 4, 8, 9, 4, 4, 11, 12, 14, 15,
                                           1, 2, 0, 0, 4, 5, 6, 7, 8, 9, 0, 0, 0, 0, 0, 0);
    const __m256i least = _mm256_setr_epi16(0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    const __m256i most = _mm256_setr_epi16(99, 99, 12, 0, 31, 0, 23, 59, 59, 0, 99, 99, 99, 0, 0, 0);
    const __m256i weights = _mm256_setr_epi16(100, 1, 1, 0, 1, 0, 3600, 60, 1, 0, 10000, 100, 1, 0, 0, 0);
    if (length != 20 && length != 27)
        return false;
    const jp__time_form *form = &jp__time_forms[length == 27];
    __m256i bytes = _mm256_loadu_si256((const __m256i *)(const void *)text);
    __m256i where = _mm256_loadu_si256((const __m256i *)(const void *)form->digits);
    __m256i digits = _mm256_sub_epi8(bytes, _mm256_set1_epi8('0'));
    __m256i is_digit = _mm256_cmpeq_epi8(_mm256_max_epu8(digits, _mm256_set1_epi8(9)), _mm256_set1_epi8(9));
    __m256i expected = _mm256_loadu_si256((const __m256i *)(const void *)form->bytes);
    __m256i is_other = _mm256_cmpeq_epi8(bytes, expected);
    uint32_t fits = (uint32_t)_mm256_movemask_epi8(_mm256_blendv_epi8(is_other, is_digit, where));
    __m256i numbers = _mm256_maddubs_epi16(_mm256_shuffle_epi8(_mm256_and_si256(digits, where), pairs),
                                           _mm256_set1_epi16(0x010a));
    __m256i beyond = _mm256_or_si256(_mm256_cmpgt_epi16(numbers, most), _mm256_cmpgt_epi16(least, numbers));
    uint32_t sums[8];
    _mm256_storeu_si256((__m256i *)(void *)sums, _mm256_madd_epi16(numbers, weights));
    uint32_t wanted = (UINT32_C(1) << length) - 1, year = sums[0], month = sums[1], day = sums[2];
    if ((fits & wanted) != wanted || !_mm256_testz_si256(beyond, beyond) || year == 0 || day > days_of[month])
        return false;
    int64_t days = (int64_t)jp__days_before(year, month) + day - 1 - 719468; /* since 1970 */
    *time_us = (days * 86400 + sums[3] + sums[4]) * 1000000 + sums[5] + sums[6];
    return true;
}

#endif

#endif /* JP_FACTS_CSV_TIME_H */
