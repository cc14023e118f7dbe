/*
 * csv_time.h - the usual forms of a time, eight at once: YYYY-MM-DDThh:mm:ssZ, and with .ffffff.
 *
 * All bytes of a time are held against its form at once, and pairs of digits become numbers in one step.
 * Then the eight are turned, so that each vector has the years of all, or the months, and days and
 * seconds are counted for all together. What is of another form or out of its range is left to
 * jp_time_parse(), with which this agrees.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_FACTS_CSV_TIME_H
#define JP_FACTS_CSV_TIME_H

#include "base/base.h"
#include "facts/csv_scan.h"

#if defined(JP__AVX2)

#define JP__TIMES 8

/* A form: the least and the most that each byte may be, and where the pairs of digits stand: those of the
 * year, month, day, hour and minute; in the other half second, and the fraction in three. Each pair stands
 * beside what it is added to, or beside nothing. */
typedef struct jp__time_form {
    unsigned char least[32], most[32];
    char pairs[32];
} jp__time_form;

#define JP__ANY6 0, 0, 0, 0, 0, 0
#define JP__MOST6 255, 255, 255, 255, 255, 255

/* The last is one that nothing fits. */
static const jp__time_form jp__time_forms[3] = {
    { "0000-00-00T00:00:00Z",
      { '9', '9', '9', '9', '-', '9', '9', '-', '9', '9', 'T', '9', '9', ':', '9', '9', ':', '9', '9', 'Z',
        JP__MOST6, JP__MOST6 },
      { 0, 1, 2, 3, 5, 6, -1, -1, 8, 9, -1, -1, 11, 12, 14, 15,
        1, 2, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1 } },
    { "0000-00-00T00:00:00.000000Z",
      { '9', '9', '9', '9', '-', '9', '9', '-', '9', '9', 'T', '9', '9', ':', '9', '9', ':', '9', '9', '.',
        '9', '9', '9', '9', '9', '9', 'Z', 255, 255, 255, 255, 255 },
      { 0, 1, 2, 3, 5, 6, -1, -1, 8, 9, -1, -1, 11, 12, 14, 15,
        1, 2, -1, -1, 4, 5, 6, 7, 8, 9, -1, -1, -1, -1, -1, -1 } },
    { { 1 }, { JP__ANY6 }, { 0 } },
};

/* Sums of pairs: year, month, day, seconds of hour and minute; second, fraction in two, nothing. *fits:
 * whether the text is of the form, and no number of it larger than any month's could be. 32 bytes must
 * be readable. */
JP__AVX2 static inline __m256i jp__time_sums(const char *text, const jp__time_form *form, bool *fits)
{
    const __m256i least = _mm256_setr_epi16(0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    const __m256i most = _mm256_setr_epi16(99, 99, 12, 0, 31, 0, 23, 59, 59, 0, 99, 99, 99, 0, 0, 0);
    const __m256i weights = _mm256_setr_epi16(100, 1, 1, 0, 1, 0, 3600, 60, 1, 0, 10000, 100, 1, 0, 0, 0);
    __m256i bytes = _mm256_loadu_si256((const __m256i *)(const void *)text);
    __m256i low = _mm256_loadu_si256((const __m256i *)(const void *)form->least);
    __m256i high = _mm256_loadu_si256((const __m256i *)(const void *)form->most);
    __m256i pairs = _mm256_loadu_si256((const __m256i *)(const void *)form->pairs);
    __m256i digits = _mm256_shuffle_epi8(_mm256_sub_epi8(bytes, _mm256_set1_epi8('0')), pairs);
    __m256i numbers = _mm256_maddubs_epi16(digits, _mm256_set1_epi16(0x010a));
    __m256i strange = _mm256_or_si256(_mm256_subs_epu8(low, bytes), _mm256_subs_epu8(bytes, high));
    __m256i beyond = _mm256_or_si256(_mm256_cmpgt_epi16(numbers, most), _mm256_cmpgt_epi16(least, numbers));
    __m256i wrong = _mm256_or_si256(strange, beyond);
    *fits = _mm256_testz_si256(wrong, wrong) != 0;
    return _mm256_madd_epi16(numbers, weights);
}

/* Eight rows of eight numbers become eight columns. */
JP__AVX2 static inline void jp__turn(__m256i v[JP__TIMES])
{
    __m256i a[8], b[8];
    for (int i = 0; i < 8; i += 2) {
        a[i] = _mm256_unpacklo_epi32(v[i], v[i + 1]);
        a[i + 1] = _mm256_unpackhi_epi32(v[i], v[i + 1]);
    }
    for (int i = 0; i < 8; i += 4) {
        b[i] = _mm256_unpacklo_epi64(a[i], a[i + 2]);
        b[i + 1] = _mm256_unpackhi_epi64(a[i], a[i + 2]);
        b[i + 2] = _mm256_unpacklo_epi64(a[i + 1], a[i + 3]);
        b[i + 3] = _mm256_unpackhi_epi64(a[i + 1], a[i + 3]);
    }
    for (int i = 0; i < 4; i++) {
        v[i] = _mm256_permute2x128_si256(b[i], b[i + 4], 0x20);
        v[i + 4] = _mm256_permute2x128_si256(b[i], b[i + 4], 0x31);
    }
}

/* Days since 1970, in years that begin in March (base/time.c): a hundred years by a product, which is right
 * for all years of four digits, and so are the days before a month. */
JP__AVX2 static inline __m256i jp__days_since_1970(__m256i year, __m256i month, __m256i day)
{
    __m256i early = _mm256_cmpgt_epi32(_mm256_set1_epi32(3), month); /* -1 in January and February */
    __m256i march_year = _mm256_add_epi32(year, early);
    __m256i hundreds = _mm256_srli_epi32(_mm256_mullo_epi32(march_year, _mm256_set1_epi32(5243)), 19);
    __m256i leaps = _mm256_add_epi32(_mm256_sub_epi32(_mm256_srli_epi32(march_year, 2), hundreds),
                                     _mm256_srli_epi32(hundreds, 2));
    __m256i march_month = _mm256_add_epi32(month, _mm256_and_si256(early, _mm256_set1_epi32(12)));
    __m256i before = _mm256_mullo_epi32(march_month, _mm256_set1_epi32(979));
    before = _mm256_srli_epi32(_mm256_sub_epi32(before, _mm256_set1_epi32(2919)), 5);
    __m256i days = _mm256_add_epi32(_mm256_mullo_epi32(march_year, _mm256_set1_epi32(365)), leaps);
    days = _mm256_add_epi32(days, _mm256_add_epi32(before, day));
    return _mm256_sub_epi32(days, _mm256_set1_epi32(719469));
}

/* Bit i: year i is not 0, and its month has the day; that a February may have 29 is left out. */
JP__AVX2 static inline unsigned jp__dates_fit(__m256i year, __m256i month, __m256i day)
{
    __m256i half = _mm256_srli_epi32(month, 3); /* from August on the other months have 31 */
    __m256i days = _mm256_add_epi32(_mm256_and_si256(_mm256_add_epi32(month, half), _mm256_set1_epi32(1)),
                                    _mm256_set1_epi32(30));
    __m256i february = _mm256_cmpeq_epi32(month, _mm256_set1_epi32(2));
    days = _mm256_add_epi32(days, _mm256_and_si256(february, _mm256_set1_epi32(-2)));
    __m256i wrong = _mm256_or_si256(_mm256_cmpgt_epi32(day, days),
                                    _mm256_cmpeq_epi32(year, _mm256_setzero_si256()));
    return ~(unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(wrong)) & 0xff;
}

/* (days x 86400 + seconds) x 1000000 + fraction, of four. */
JP__AVX2 static inline __m256i jp__microseconds(__m128i days, __m128i seconds, __m128i fraction)
{
    const __m256i million = _mm256_set1_epi64x(1000000);
    __m256i all = _mm256_add_epi64(_mm256_mul_epi32(_mm256_cvtepi32_epi64(days), _mm256_set1_epi64x(86400)),
                                   _mm256_cvtepi32_epi64(seconds));
    __m256i high = _mm256_slli_epi64(_mm256_mul_epu32(_mm256_srli_epi64(all, 32), million), 32);
    __m256i product = _mm256_add_epi64(_mm256_mul_epu32(all, million), high);
    return _mm256_add_epi64(product, _mm256_cvtepi32_epi64(fraction));
}

/* Bit i: time i was read; if not, it may be right all the same, as is every 29th of February, and
 * time_us[i] means nothing. 32 bytes of each must be readable. */
JP__AVX2 static inline unsigned jp__times_read_avx2(const jp_text texts[JP__TIMES], int64_t *time_us)
{
    __m256i v[JP__TIMES];
    unsigned fit = 0;
    for (unsigned i = 0; i < JP__TIMES; i++) {
        size_t length = texts[i].length;
        bool fits;
        v[i] = jp__time_sums(texts[i].bytes, &jp__time_forms[length == 20 ? 0 : length == 27 ? 1 : 2], &fits);
        fit |= (unsigned)fits << i;
    }
    jp__turn(v);
    __m256i days = jp__days_since_1970(v[0], v[1], v[2]);
    __m256i seconds = _mm256_add_epi32(v[3], v[4]), fraction = _mm256_add_epi32(v[5], v[6]);
    __m256i first = jp__microseconds(_mm256_castsi256_si128(days), _mm256_castsi256_si128(seconds),
                                     _mm256_castsi256_si128(fraction));
    __m256i second = jp__microseconds(_mm256_extracti128_si256(days, 1), _mm256_extracti128_si256(seconds, 1),
                                      _mm256_extracti128_si256(fraction, 1));
    _mm256_storeu_si256((__m256i *)(void *)time_us, first);
    _mm256_storeu_si256((__m256i *)(void *)(time_us + 4), second);
    return fit & jp__dates_fit(v[0], v[1], v[2]);
}

#endif

#endif /* JP_FACTS_CSV_TIME_H */
