/*
 * short_number.h - numbers of few digits, read without looking where the point stands.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_BASE_SHORT_NUMBER_H
#define JP_BASE_SHORT_NUMBER_H

#include <float.h>
#include <stddef.h>

#include "base/bytes.h"

/*
 * Reads what most numbers are: up to 8 bytes such as 45, 12.50 or 0.08; nothing is 0. Eight bytes must be
 * readable. False leaves the text to jp__number_parse(), with which this agrees bit for bit.
 *
 * The text is moved to the upper end of a word, with '0's below; then what stands below the point is
 * moved up over it. The number is the digits, divided by a power of ten: both exact, so rounded once.
 */
static inline bool jp__number_read_short(const char *text, size_t length, double *number)
{
#if defined(FLT_EVAL_METHOD) && (FLT_EVAL_METHOD == 0 || FLT_EVAL_METHOD == 1) /* doubles are doubles */
    static const double power_of_10[8] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7 };
    if (length > 8)
        return false;
    size_t half = 4 * (8 - length); /* two shifts, since one by 64 is none */
    uint64_t word = (jp__load64(text) << half << half) | (JP__EIGHT('0') >> 4 * length >> 4 * length);
    uint64_t point = jp__bytes_equal(word, '.') >> 7; /* the lowest bit of its byte */
    uint64_t below = point - 1, above = 0 - (point << 8), has_point = point != 0; /* without: all is below */
    uint64_t joined = (word & above) | (word & below) << 8 * has_point | '0' * has_point;
    uint64_t digits = joined ^ JP__EIGHT('0');
    uint64_t misplaced = (UINT64_C(1) << half << half) | UINT64_C(1) << 56; /* first and last byte */
    size_t fraction = 7 - jp__lowest_bit(point | UINT64_C(1) << 56) / 8;
    *number = (double)jp__eight_digits_value(digits) / power_of_10[fraction];
    return jp__eight_digits(digits) && (point & misplaced) == 0;
#else
    (void)text;
    (void)length;
    (void)number;
    return false;
#endif
}

#endif /* JP_BASE_SHORT_NUMBER_H */
