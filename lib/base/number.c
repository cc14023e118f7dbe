/*
 * number.c - decimal numbers to and from doubles, whatever the locale.
 *
 * The grammar of base.h is narrower than strtod's: no blanks, no '+', no hexadecimal, no nan or inf,
 * and digits on both sides of a point, so that "1,5", ".5" and "5." are mistakes and not guesses.
 * A number too large for a double is refused; one too small reads as 0, the sign is kept.
 *
 * Most numbers have few digits and are read by one exact multiplication or division (Clinger, How to
 * read floating point numbers accurately, 1990). The others are left to decimal.c.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <float.h>
#include <math.h>
#include <string.h>

#include "base/base.h"
#include "base/bytes.h"
#include "base/decimal.h"

/* Any number of so many digits is below 2^64. */
#define WORD_DIGITS 19

/* ---- Reading ------------------------------------------------------------------------------ */

/* A number as it is written: significand x 10^exponent, where the significand has lost its upper
 * part if it has more than WORD_DIGITS digits; then `digits` tells it. */
typedef struct written {
    const char *digits; /* the first; at most one '.' stands between them */
    size_t count;       /* of digits */
    uint64_t significand;
    int64_t exponent;
    bool negative;
} written;

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static const char *read_digits(const char *at, const char *end, uint64_t *value)
{
    while (end - at >= 8) {
        uint64_t word = jp__load64(at) ^ JP__EIGHT('0');
        if (!jp__eight_digits(word))
            break;
        *value = *value * 100000000 + jp__eight_digits_value(word);
        at += 8;
    }
    while (at < end && is_digit(*at))
        *value = *value * 10 + (uint64_t)(*at++ - '0');
    return at;
}

/* After the 'e'. No text is long enough to make up for an exponent as large as where this stops. */
static const char *read_exponent(const char *at, const char *end, int64_t *exponent)
{
    bool negative = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+'))
        at++;
    const char *first = at;
    int64_t value = 0;
    for (; at < end && is_digit(*at); at++) {
        if (value < INT64_MAX / 100)
            value = value * 10 + (*at - '0');
    }
    *exponent += negative ? -value : value;
    return at > first ? at : NULL;
}

/* The grammar. False if the text is not all of one number. */
static bool read_written(const char *text, size_t length, written *w)
{
    const char *at = text, *end = text + length;
    w->negative = at < end && *at == '-';
    w->digits = at += w->negative;
    at = read_digits(at, end, &w->significand);
    w->count = (size_t)(at - w->digits);
    if (w->count == 0)
        return false;
    if (at < end && *at == '.') {
        const char *fraction = ++at;
        at = read_digits(at, end, &w->significand);
        if (at == fraction)
            return false;
        w->count += (size_t)(at - fraction);
        w->exponent = fraction - at;
    }
    if (at < end && (*at == 'e' || *at == 'E'))
        at = read_exponent(at + 1, end, &w->exponent);
    return at == end;
}

/* significand x 10^exponent. The fast way needs a significand and a power that are exact, and
 * arithmetic that rounds to double at once, which the 387 does not. */
static double value_of(uint64_t significand, int64_t exponent)
{
#if defined(FLT_EVAL_METHOD) && (FLT_EVAL_METHOD == 0 || FLT_EVAL_METHOD == 1) /* doubles are doubles */
    static const double power_of_10[23] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                            1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                            1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
    if (significand <= UINT64_C(1) << 53 && exponent >= -22 && exponent <= 22)
        return exponent < 0 ? (double)significand / power_of_10[-exponent]
                            : (double)significand * power_of_10[exponent];
#endif
    return jp__decimal_nearest(significand, exponent);
}

/* Copies the digits from the first that is not 0 on, as many as matter, and returns how many there
 * are. Any other digit that is not 0 turns up as a last digit 1. */
static size_t gather_digits(const written *w, uint8_t digits[JP__DECIMAL_DIGITS + 1], size_t *kept)
{
    const char *at = w->digits;
    size_t left = w->count;
    for (; left > 0 && (*at == '0' || *at == '.'); at++)
        left -= *at == '0';
    size_t significant = left;
    bool more = false;
    for (*kept = 0; left > 0; at++) {
        if (*at == '.')
            continue;
        if (*kept < JP__DECIMAL_DIGITS)
            digits[(*kept)++] = (uint8_t)(*at - '0');
        else
            more = more || *at != '0';
        left--;
    }
    if (more)
        digits[(*kept)++] = 1;
    return significant;
}

/* More digits than fit a word. Mostly the first 19 decide: where they and the next number of 19
 * digits are nearest to the same double, so is everything between. */
static double value_of_many(const written *w)
{
    uint8_t digits[JP__DECIMAL_DIGITS + 1];
    size_t kept;
    size_t count = gather_digits(w, digits, &kept);
    if (count <= WORD_DIGITS)
        return value_of(w->significand, w->exponent);
    uint64_t head = 0;
    for (size_t i = 0; i < WORD_DIGITS; i++)
        head = head * 10 + digits[i];
    int64_t exponent = w->exponent + (int64_t)count;
    double low = jp__decimal_nearest(head, exponent - WORD_DIGITS);
    double high = jp__decimal_nearest(head + 1, exponent - WORD_DIGITS);
    if (low == high)
        return low;
    return jp__decimal_nearest_digits(digits, kept, exponent - (int64_t)kept);
}

bool jp__number_parse(const char *text, size_t length, double *number)
{
    written w = { 0 };
    if (!read_written(text, length, &w))
        return false;
    double value = w.count <= WORD_DIGITS ? value_of(w.significand, w.exponent) : value_of_many(&w);
    if (isinf(value))
        return false;
    *number = w.negative ? -value : value;
    return true;
}

/* ---- Writing ------------------------------------------------------------------------------ */

/* Numbers from 10^PLAIN_FROM to below 10^PLAIN_BELOW are written without exponent. */
#define PLAIN_FROM (-4)
#define PLAIN_BELOW 17

static char *write_digits(char *to, uint64_t value, int count)
{
    for (int i = count - 1; i >= 0; i--) {
        to[i] = (char)('0' + value % 10);
        value /= 10;
    }
    return to + count;
}

static int count_digits(uint64_t value)
{
    int count = 1;
    for (; value >= 10; value /= 10)
        count++;
    return count;
}

static char *write_zeros(char *to, int count)
{
    for (; count > 0; count--)
        *to++ = '0';
    return to;
}

/* significand x 10^exponent, with a point among its digits, behind or before them. */
static char *write_plain(char *to, uint64_t significand, int count, int exponent)
{
    if (exponent >= 0)
        return write_zeros(write_digits(to, significand, count), exponent);
    int whole = count + exponent; /* digits before the point */
    if (whole <= 0) {
        *to++ = '0';
        *to++ = '.';
        return write_digits(write_zeros(to, -whole), significand, count);
    }
    write_digits(to + 1, significand, count);
    memmove(to, to + 1, (size_t)whole);
    to[whole] = '.';
    return to + count + 1;
}

static char *write_with_exponent(char *to, uint64_t significand, int count, int exponent)
{
    int shown = exponent + count - 1;
    write_digits(to + 1, significand, count);
    to[0] = to[1];
    to[1] = '.';
    to += count > 1 ? count + 1 : 1;
    *to++ = 'e';
    if (shown < 0)
        *to++ = '-';
    uint64_t size = (uint64_t)(shown < 0 ? -shown : shown);
    return write_digits(to, size, count_digits(size));
}

/* The shortest of `digits` to 17 digits that reads back, without zeros at the end; 17 always do. */
static uint64_t shortest(double number, int digits, int *exponent)
{
    uint64_t significand = jp__decimal_of(number, digits, exponent);
    while (digits < 17 && value_of(significand, *exponent) != number)
        significand = jp__decimal_of(number, ++digits, exponent);
    for (; significand % 10 == 0; significand /= 10)
        ++*exponent;
    return significand;
}

static size_t format(double number, int digits, char text[JP_NUMBER_TEXT_SIZE])
{
    char *to = text;
    double size = fabs(number);
    if (signbit(number))
        *to++ = '-';
    uint64_t significand = 0;
    int exponent = 0;
    if (size < 1e15 && size == floor(size))
        significand = (uint64_t)size;
    else
        significand = shortest(size, digits, &exponent);
    int count = count_digits(significand);
    bool plain = exponent + count > PLAIN_FROM && exponent + count <= PLAIN_BELOW;
    to = plain ? write_plain(to, significand, count, exponent)
               : write_with_exponent(to, significand, count, exponent);
    *to = '\0';
    return (size_t)(to - text);
}

size_t jp_number_format(double number, char text[JP_NUMBER_TEXT_SIZE])
{
    if (isfinite(number))
        return format(number, 15, text);
    const char *word = isnan(number) ? "nan" : number < 0 ? "-inf" : "inf";
    memcpy(text, word, strlen(word) + 1);
    return strlen(word);
}

size_t jp__real_format(double number, char text[JP_NUMBER_TEXT_SIZE])
{
    size_t length = format(number, 17, text);
    if (strpbrk(text, ".e") == NULL) {
        memcpy(text + length, ".0", 3);
        length += 2;
    }
    return length;
}
