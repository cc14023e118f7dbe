/*
 * number_random_test.c - random numbers are read and written as the C library does in the C locale;
 * glibc's strtod() and printf() are exact.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/numbers.h"

#include <float.h>
#include <math.h>
#include <stdio.h>

static uint64_t random_state = 88172645463325252u;

/* xorshift64 (Marsaglia). */
static uint64_t next_random(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

/* Any finite double: all exponents alike. */
static double random_double(void)
{
    double number = HUGE_VAL;
    while (!isfinite(number)) {
        uint64_t bits = next_random();
        memcpy(&number, &bits, sizeof number);
    }
    return number;
}

/* ---- Reading ------------------------------------------------------------------------------ */

static void assert_as_the_c_library(const char *text)
{
    double expected = strtod(text, NULL);
    if (isinf(expected))
        assert_refused(text, strlen(text));
    else
        assert_reads(text, expected);
}

/* The smallest double and the largest have halfway neighbours of 767 and 309 digits. */
static void numbers_halfway_between_doubles_go_to_the_even_one(void **state)
{
    (void)state;
#if LDBL_MANT_DIG > DBL_MANT_DIG
    for (int round = 0; round < 3000; round++) {
        double low = fabs(random_double());
        if (round % 3 == 0)
            low = ldexp(1 + (double)(next_random() >> 40), -1074); /* few bits, among the smallest */
        if (round % 3 == 1)
            low = ldexp(low, -(int)log2(low));
        double high = nextafter(low, HUGE_VAL);
        char text[900];
        snprintf(text, sizeof text, "%.800Le", ((long double)low + (long double)high) / 2);
        assert_as_the_c_library(text);
        char *exponent = strchr(text, 'e');
        exponent[-1] = '1';
        assert_as_the_c_library(text);
    }
#else
    skip();
#endif
}

static void random_doubles_are_read_as_the_c_library_reads_them(void **state)
{
    (void)state;
    char text[64];
    for (int round = 0; round < 60000; round++) {
        double number = random_double();
        if (round % 2 == 0)
            number = ldexp(number, (int)(next_random() % 80) - 40 - ilogb(number));
        snprintf(text, sizeof text, "%.*e", (int)(next_random() % 25), number);
        assert_as_the_c_library(text);
    }
}

static void random_digits_are_read_as_the_c_library_reads_them(void **state)
{
    (void)state;
    for (int round = 0; round < 60000; round++) {
        char text[64];
        int at = 0, count = 1 + (int)(next_random() % 28), point = (int)(next_random() % 28);
        for (int i = 0; i < count; i++) {
            text[at++] = (char)('0' + next_random() % 10);
            if (i == point && i + 1 < count)
                text[at++] = '.';
        }
        text[at] = '\0';
        if (round % 4 != 0)
            snprintf(text + at, sizeof text - (size_t)at, "e%d", (int)(next_random() % 660) - 340);
        assert_as_the_c_library(text);
    }
}

/* What fills a word of 64 bits to the last, over the powers of ten that one division reaches, and a
 * little further. */
static void words_of_nineteen_digits_are_read_as_the_c_library_reads_them(void **state)
{
    (void)state;
    for (int round = 0; round < 60000; round++) {
        uint64_t word = (UINT64_C(1) << 63) + next_random() % UINT64_C(776627963145224192); /* below 10^19 */
        char text[40];
        snprintf(text, sizeof text, "%llue%d", (unsigned long long)word, (int)(next_random() % 61) - 30);
        assert_as_the_c_library(text);
    }
}

/* ---- Writing ------------------------------------------------------------------------------ */

/* Significant digits, without zeros at either end, of text in any notation. */
static void digits_of(const char *text, char digits[64])
{
    size_t count = 0;
    for (; *text != '\0' && *text != 'e'; text++) {
        if (*text >= '0' && *text <= '9' && (count > 0 || *text != '0'))
            digits[count++] = *text;
    }
    while (count > 0 && digits[count - 1] == '0')
        count--;
    digits[count] = '\0';
}

/* Of 15, 16 and 17 digits the first that the C library reads back. */
static void shortest_by_the_c_library(double number, char text[64])
{
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, 64, "%.*e", digits - 1, number);
        if (strtod(text, NULL) == number)
            return;
    }
}

static void assert_round_trip(double number)
{
    char text[JP_NUMBER_TEXT_SIZE], reference[64], ours[64], theirs[64];
    size_t length = jp_number_format(number, text);
    double back = 12345;
    if (length != strlen(text) || !jp__number_parse(text, length, &back) || !same_bits(back, number) ||
        !same_bits(strtod(text, NULL), number))
        fail_msg("%a was written as %s", number, text);
    shortest_by_the_c_library(number, reference);
    digits_of(reference, theirs);
    digits_of(text, ours);
    assert_string_equal(ours, theirs);
}

static void a_hundred_thousand_doubles_read_back_and_are_as_short_as_can_be(void **state)
{
    (void)state;
    for (int round = 0; round < 50000; round++) {
        double number = random_double();
        assert_round_trip(number);
        assert_round_trip(ldexp(number, (int)(next_random() % 60) - 40 - ilogb(number)));
    }
}

static void powers_of_two_and_ten_and_their_neighbours_read_back(void **state)
{
    (void)state;
    for (int exponent = -1074; exponent <= 1023; exponent++) {
        double number = ldexp(1, exponent);
        assert_round_trip(number);
        assert_round_trip(nextafter(number, HUGE_VAL));
        if (exponent > -1074)
            assert_round_trip(nextafter(number, 0));
    }
    for (int exponent = -323; exponent <= 308; exponent++) {
        char text[16];
        snprintf(text, sizeof text, "1e%d", exponent);
        double number = strtod(text, NULL);
        assert_round_trip(number);
        assert_round_trip(nextafter(number, HUGE_VAL));
        assert_round_trip(nextafter(number, 0));
    }
}

static void whole_numbers_have_neither_point_nor_exponent(void **state)
{
    (void)state;
    for (int round = 0; round < 20000; round++) {
        int64_t whole = (int64_t)(next_random() >> (next_random() % 64)) % INT64_C(1000000000000001);
        char expected[32];
        snprintf(expected, sizeof expected, "%lld", (long long)whole);
        assert_writes((double)whole, expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_halfway_between_doubles_go_to_the_even_one),
        cmocka_unit_test(random_doubles_are_read_as_the_c_library_reads_them),
        cmocka_unit_test(random_digits_are_read_as_the_c_library_reads_them),
        cmocka_unit_test(words_of_nineteen_digits_are_read_as_the_c_library_reads_them),
        cmocka_unit_test(a_hundred_thousand_doubles_read_back_and_are_as_short_as_can_be),
        cmocka_unit_test(powers_of_two_and_ten_and_their_neighbours_read_back),
        cmocka_unit_test(whole_numbers_have_neither_point_nor_exponent),
    };
    return cmocka_run_group_tests_name("base/number_random", tests, NULL, NULL);
}
