/*
 * decimal.h - exact conversion between binary and decimal, for number.c.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_BASE_DECIMAL_H
#define JP_BASE_DECIMAL_H

#include <stddef.h>
#include <stdint.h>

/* The double nearest to significand x 10^exponent, of two equally near the even one; infinity if it
 * is too large. */
double jp__decimal_nearest(uint64_t significand, int64_t exponent);

/* More digits than these cannot matter, but for whether any of them is not 0: halfway between two
 * doubles lie numbers of at most 767 digits. */
#define JP__DECIMAL_DIGITS 768

/* The same for up to JP__DECIMAL_DIGITS + 1 digits, each 0..9 and the first not 0, read as a whole
 * number; for numbers that are neither far too large nor far too small for a double. */
double jp__decimal_nearest_digits(const uint8_t *digits, size_t count, int64_t exponent);

/* The decimal of `digits` significant digits (1 to 17) that is nearest to a finite number > 0, of two
 * equally near the even one: returns the significand, and the power of ten in `exponent`. */
uint64_t jp__decimal_of(double number, int digits, int *exponent);

#endif /* JP_BASE_DECIMAL_H */
