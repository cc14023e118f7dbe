/*
 * jcs.c - numbers as RFC 8785 (JSON Canonicalization Scheme) writes them.
 *
 * The form is that of ECMAScript's Number::toString: as few digits as read back to the same double,
 * of those the nearest, without an exponent from 1e-6 up to below 1e21.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <string.h>

#include "base/decimal.h"
#include "model/build.h"

#define DIGITS_MAX 17

/* 0.d1d2d3... x 10^point. */
typedef struct decimal {
    char digits[24];
    int count;
    int point;
} decimal;

static decimal decimal_from(uint64_t significand, int exponent)
{
    decimal d = { "", 0, 0 };
    char reversed[24];
    for (; significand > 0; significand /= 10)
        reversed[d.count++] = (char)('0' + significand % 10);
    d.point = d.count + exponent;
    for (int i = 0; i < d.count; i++)
        d.digits[i] = reversed[d.count - 1 - i];
    while (d.count > 1 && d.digits[d.count - 1] == '0')
        d.count--;
    return d;
}

/*
 * The fewest digits that read back to `number` > 0. The decimal nearest to it is the first choice of
 * each length. Below a power of two doubles lie twice as dense as above, so that its upper
 * neighbour may read back where the nearest, just below, does not: 2^-44 is 5.684341886080802e-14.
 */
static decimal shortest(double number)
{
    uint64_t significand = 0;
    int exponent = 0;
    for (int digits = 1; JP_ALWAYS(digits <= DIGITS_MAX); digits++) {
        significand = jp__decimal_of(number, digits, &exponent);
        if (jp__decimal_nearest(significand, exponent) == number)
            break;
        if (jp__decimal_nearest(significand + 1, exponent) == number) {
            significand++;
            break;
        }
    }
    return decimal_from(significand, exponent);
}

/* Appends `count` bytes; with `from` NULL zeros. */
static char *put(char *to, const char *from, int count)
{
    if (from != NULL)
        memcpy(to, from, (size_t)count);
    else
        memset(to, '0', (size_t)count);
    return to + count;
}

/* d.ddde+x; the exponent has at most three digits. */
static char *put_scientific(char *to, const decimal *d)
{
    int exponent = d->point - 1;
    to = put(to, d->digits, 1);
    if (d->count > 1) {
        to = put(to, ".", 1);
        to = put(to, d->digits + 1, d->count - 1);
    }
    to = put(to, exponent < 0 ? "e-" : "e+", 2);
    decimal e = decimal_from((uint64_t)(exponent < 0 ? -exponent : exponent), 0);
    to = put(to, e.digits, e.count);
    return put(to, NULL, e.point - e.count);
}

static char *put_plain(char *to, const decimal *d)
{
    if (d->point <= 0) {
        to = put(to, "0.", 2);
        to = put(to, NULL, -d->point);
        return put(to, d->digits, d->count);
    }
    if (d->count <= d->point) {
        to = put(to, d->digits, d->count);
        return put(to, NULL, d->point - d->count);
    }
    to = put(to, d->digits, d->point);
    to = put(to, ".", 1);
    return put(to, d->digits + d->point, d->count - d->point);
}

size_t jp__jcs_number(double number, char text[JP_NUMBER_TEXT_SIZE])
{
    char *to = text;
    if (number == 0) { /* also -0 */
        to = put(to, "0", 1);
    } else {
        if (number < 0)
            to = put(to, "-", 1);
        decimal d = shortest(fabs(number));
        to = d.point > -6 && d.point <= 21 ? put_plain(to, &d) : put_scientific(to, &d);
    }
    *to = '\0';
    return (size_t)(to - text);
}
