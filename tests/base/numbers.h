/*
 * numbers.h - what the tests of number.c share.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_TESTS_BASE_NUMBERS_H
#define JP_TESTS_BASE_NUMBERS_H

#include "support/test.h"

#include "base/base.h"

static inline bool same_bits(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

/* Reads a copy with nothing behind it, so that the sanitizers see a byte read too far. */
static inline bool parse(const char *text, size_t length, double *number)
{
    char *copy = malloc(length > 0 ? length : 1);
    assert_non_null(copy);
    memcpy(copy, text, length);
    bool ok = jp__number_parse(copy, length, number);
    free(copy);
    return ok;
}

static inline void assert_reads(const char *text, double expected)
{
    double number = 12345;
    if (!parse(text, strlen(text), &number))
        fail_msg("'%.100s' was refused", text);
    if (!same_bits(number, expected))
        fail_msg("'%.100s' was read as %a, expected %a", text, number, expected);
}

static inline void assert_refused(const char *text, size_t length)
{
    double number = 12345;
    if (parse(text, length, &number))
        fail_msg("'%.100s' was read as %g", text, number);
    assert_true(same_bits(number, 12345));
}

static inline void assert_writes(double number, const char *expected)
{
    char text[JP_NUMBER_TEXT_SIZE];
    memset(text, 'x', sizeof text);
    assert_int_equal(jp_number_format(number, text), strlen(expected));
    assert_string_equal(text, expected);
}

#endif /* JP_TESTS_BASE_NUMBERS_H */
