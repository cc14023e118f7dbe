/*
 * decimal.c - exact conversion between binary and decimal.
 *
 * Both directions multiply a whole number by a power of ten and keep the 64 leading bits and whether
 * anything is left. Up to 10^27 either way this is one multiplication or division of 128 bits, since
 * 5^27 < 2^64; beyond, long division of large numbers. Neither rounds, so that the one rounding at
 * the end is right.
 *
 * Why not strtod and printf: they follow the locale, strtod_l is not in POSIX 2008 and not everywhere,
 * and the C libraries of some machines round them wrongly; our results are defined bit for bit.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/decimal.h"

#include <math.h>
#include <string.h>

#include "base/base.h"
#include "base/wide.h"

/* (top + less than 1) x 2^exponent with the highest bit of top set; `more` if it is more than top. */
typedef struct scaled {
    uint64_t top;
    int exponent;
    bool more;
} scaled;

static int leading_zeros(uint64_t word)
{
    int zeros = 0;
    for (int step = 32; step > 0; step /= 2) {
        if (word >> (64 - step) == 0) {
            zeros += step;
            word <<= step;
        }
    }
    return zeros;
}

/* ---- Powers up to 10^27: 128 bits ------------------------------------------------------------ */

#define SMALL_POWERS 27

static const uint64_t power_of_5[SMALL_POWERS + 1] = {
    1, 5, 25, 125, 625, 3125, 15625, 78125, 390625, 1953125, 9765625, 48828125, 244140625, 1220703125,
    UINT64_C(6103515625), UINT64_C(30517578125), UINT64_C(152587890625), UINT64_C(762939453125),
    UINT64_C(3814697265625), UINT64_C(19073486328125), UINT64_C(95367431640625),
    UINT64_C(476837158203125), UINT64_C(2384185791015625), UINT64_C(11920928955078125),
    UINT64_C(59604644775390625), UINT64_C(298023223876953125), UINT64_C(1490116119384765625),
    UINT64_C(7450580596923828125)
};

/* One step of long division in base 2^32: (high x 2^32 + next) / divisor for high < divisor and
 * divisor >= 2^63. The digit guessed from the divisor's upper half is at most 2 too large (Knuth,
 * The Art of Computer Programming, 4.3.1, theorem B). */
static uint64_t quotient_digit(uint64_t high, uint64_t next, uint64_t divisor, uint64_t *rest)
{
    uint64_t upper = divisor >> 32, lower = divisor & UINT32_MAX;
    uint64_t digit = high / upper;
    uint64_t left = high % upper;
    while (left <= UINT32_MAX && (digit > UINT32_MAX || digit * lower > (left << 32 | next))) {
        digit--;
        left += upper;
    }
    *rest = (high << 32 | next) - digit * divisor; /* modulo 2^64, which is where the rest is */
    return digit;
}

/* significand x power, the power below 2^63. */
static scaled product(uint64_t significand, uint64_t power)
{
    uint64_t high, low;
    jp__multiply(significand, power, &high, &low);
    if (high == 0)
        return (scaled){ low << leading_zeros(low), -leading_zeros(low), false };
    int shift = leading_zeros(high); /* at least 1 */
    return (scaled){ high << shift | low >> (64 - shift), 64 - shift, low << shift != 0 };
}

/* significand / power: both are shifted to 64 bits, so that the quotient has 64 bits. */
static scaled quotient(uint64_t significand, uint64_t power)
{
    int up = leading_zeros(significand), down = leading_zeros(power);
    uint64_t dividend = significand << up, divisor = power << down;
    int half = dividend >= divisor;
    uint64_t rest = dividend >> half;
    uint64_t low = half ? dividend << 63 : 0;
    uint64_t upper = quotient_digit(rest, low >> 32, divisor, &rest);
    uint64_t lower = quotient_digit(rest, 0, divisor, &rest);
    return (scaled){ upper << 32 | lower, down - up - 64 + half, rest != 0 };
}

/* ---- Larger powers: large numbers ------------------------------------------------------------ */

/* The largest: JP__DECIMAL_DIGITS + 1 digits are below 2^2555; the smallest double has them before
 * 10^-(769 + 330), and 5^1099 is below 2^2552. One limb more while dividing. */
#define LIMBS 81

/* limbs[0] + limbs[1] x 2^32 + ...; the last of `count` limbs is not 0. */
typedef struct big {
    uint32_t limbs[LIMBS];
    size_t count;
} big;

static void big_multiply_add(big *b, uint32_t factor, uint32_t carry)
{
    for (size_t i = 0; i < b->count; i++) {
        uint64_t sum = (uint64_t)b->limbs[i] * factor + carry;
        b->limbs[i] = (uint32_t)sum;
        carry = (uint32_t)(sum >> 32);
    }
    if (carry != 0)
        b->limbs[b->count++] = carry;
}

static void big_multiply_by_power_of_5(big *b, int64_t exponent)
{
    for (; exponent >= 13; exponent -= 13)
        big_multiply_add(b, (uint32_t)power_of_5[13], 0);
    big_multiply_add(b, (uint32_t)power_of_5[exponent], 0);
}

static int big_bits(const big *b)
{
    size_t last = b->count - 1;
    return (int)last * 32 + 64 - leading_zeros(b->limbs[last]);
}

/* Times 2^bits. */
static void big_shift(big *b, int bits)
{
    size_t whole = (size_t)bits / 32;
    memmove(b->limbs + whole, b->limbs, b->count * sizeof b->limbs[0]);
    memset(b->limbs, 0, whole * sizeof b->limbs[0]);
    b->count += whole;
    big_multiply_add(b, UINT32_C(1) << (bits % 32), 0);
}

/* a < b, of as many limbs: what subtracting would borrow. */
static bool big_less(const big *a, const big *b)
{
    uint64_t borrow = 0;
    for (size_t i = 0; i < b->count; i++)
        borrow = ((uint64_t)a->limbs[i] - b->limbs[i] - borrow) >> 63;
    return borrow != 0;
}

/* a += b in as many limbs as b has; returns what is carried out of them. */
static uint32_t big_add(big *a, const big *b)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < b->count; i++) {
        sum += (uint64_t)a->limbs[i] + b->limbs[i];
        a->limbs[i] = (uint32_t)sum;
        sum >>= 32;
    }
    return (uint32_t)sum;
}

/* a -= factor x b in as many limbs as b has; returns what is borrowed from beyond them. */
static uint32_t big_subtract(big *a, uint32_t factor, const big *b)
{
    uint64_t borrow = 0;
    for (size_t i = 0; i < b->count; i++) {
        borrow += (uint64_t)factor * b->limbs[i];
        uint32_t taken = (uint32_t)borrow;
        borrow = (borrow >> 32) + (a->limbs[i] < taken);
        a->limbs[i] -= taken;
    }
    return (uint32_t)borrow;
}

/* One step of long division in base 2^32, Knuth's algorithm D: a x 2^32 / b for a < b of as many limbs,
 * the highest bit of b set. Leaves the rest in a. The guess from the highest limbs is at most 2 too
 * large. */
static uint32_t big_quotient_digit(big *a, const big *b)
{
    size_t count = b->count;
    memmove(a->limbs + 1, a->limbs, count * sizeof a->limbs[0]);
    a->limbs[0] = 0;
    uint64_t guess = ((uint64_t)a->limbs[count] << 32 | a->limbs[count - 1]) / b->limbs[count - 1];
    uint32_t digit = guess < UINT32_MAX ? (uint32_t)guess : UINT32_MAX;
    uint32_t missing = big_subtract(a, digit, b) - a->limbs[count];
    for (; missing != 0; missing -= big_add(a, b))
        digit--;
    return digit;
}

static bool big_is_zero(const big *b, size_t count)
{
    uint32_t any = 0;
    for (size_t i = 0; i < count; i++)
        any |= b->limbs[i];
    return any == 0;
}

/* a / b. Both are shifted until the highest bit of b is that of a limb and b / 2 <= a < b, so that the
 * quotient has 64 bits. Spoils both. */
static scaled big_quotient(big *a, big *b)
{
    int larger = big_bits(a) > big_bits(b) ? big_bits(a) : big_bits(b);
    int bits = larger | 31; /* the highest bit but one of a limb */
    int up = bits - big_bits(a), down = bits - big_bits(b);
    big_shift(a, up);
    big_shift(b, down);
    int more = big_less(a, b);
    big_shift(a, more);
    big_shift(b, 1);
    uint64_t upper = big_quotient_digit(a, b);
    uint64_t lower = big_quotient_digit(a, b);
    return (scaled){ upper << 32 | lower, down + 1 - up - more - 64, !big_is_zero(a, b->count) };
}

/* a x 5^exponent. */
static scaled scale_big(big *a, int64_t exponent)
{
    big b = { { 1 }, 1 };
    big_multiply_by_power_of_5(exponent < 0 ? &b : a, exponent < 0 ? -exponent : exponent);
    return big_quotient(a, &b);
}

/* significand x 10^exponent, significand > 0. */
static scaled scale(uint64_t significand, int64_t exponent)
{
    scaled result;
    if (exponent >= 0 && exponent <= SMALL_POWERS) {
        result = product(significand, power_of_5[exponent]);
    } else if (exponent < 0 && exponent >= -SMALL_POWERS) {
        result = quotient(significand, power_of_5[-exponent]);
    } else {
        big a = { { (uint32_t)significand, (uint32_t)(significand >> 32) }, 1 + (significand >> 32 != 0) };
        result = scale_big(&a, exponent);
    }
    result.exponent += (int)exponent;
    return result;
}

/* ---- Rounding -------------------------------------------------------------------------------- */

/* top / 2^shift to the nearest whole number, of two equally near the even one. 1 <= shift <= 64. */
static uint64_t rounded(scaled number, int shift)
{
    uint64_t whole = shift < 64 ? number.top >> shift : 0;
    uint64_t rest = number.top << (64 - shift);
    uint64_t half = UINT64_C(1) << 63;
    bool up = rest > half || (rest == half && (number.more || (whole & 1) != 0));
    return whole + up;
}

#define INFINITY_BITS (UINT64_C(0x7ff) << 52)

/* A double has 53 bits, fewer below 2^-1022. Added to an exponent field one too low, the whole number's
 * bit 52 completes it, and a carry from rounding lands where it belongs. */
static double to_double(scaled number)
{
    int exponent = number.exponent + 63; /* 2^exponent <= number < 2^(exponent + 1) */
    int below = exponent < -1022 ? -1022 - exponent : 0;
    if (exponent > 1023)
        return HUGE_VAL;
    if (below > 53)
        return 0;
    uint64_t field = below > 0 ? 0 : (uint64_t)(exponent + 1022);
    uint64_t bits = (field << 52) + rounded(number, 11 + below);
    double result;
    memcpy(&result, &bits, sizeof result);
    return result;
}

/* ---- Both directions ------------------------------------------------------------------------- */

double jp__decimal_nearest(uint64_t significand, int64_t exponent)
{
    if (significand == 0 || exponent < -345)
        return 0; /* 2^64 x 10^-346 is less than half of the smallest double */
    if (exponent > 308)
        return HUGE_VAL;
    return to_double(scale(significand, exponent));
}

double jp__decimal_nearest_digits(const uint8_t *digits, size_t count, int64_t exponent)
{
    int64_t magnitude = exponent + (int64_t)count; /* 10^(magnitude - 1) <= number < 10^magnitude */
    if (JP_NEVER(magnitude > 309))
        return HUGE_VAL;
    if (JP_NEVER(magnitude < -330))
        return 0;
    big a = { { 0 }, 1 };
    for (size_t i = 0; i < count; i++)
        big_multiply_add(&a, 10, digits[i]);
    scaled result = scale_big(&a, exponent);
    result.exponent += (int)exponent;
    return to_double(result);
}

/* floor(exponent x log10(2)) for the exponents of doubles: the error of the constant, 2^-38 times
 * 1100, is less than the distance of any such product from a whole number. */
static int decimal_exponent(int exponent)
{
    int64_t product_ = exponent * INT64_C(1292913986);
    return (int)((product_ - (product_ < 0 ? (INT64_C(1) << 32) - 1 : 0)) / (INT64_C(1) << 32));
}

/* number = fraction x 2^exponent. */
static uint64_t binary_parts(double number, int *exponent)
{
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    int field = (int)(bits >> 52 & 0x7ff);
    uint64_t fraction = bits & ((UINT64_C(1) << 52) - 1);
    *exponent = (field > 0 ? field : 1) - 1075;
    return field > 0 ? fraction | UINT64_C(1) << 52 : fraction;
}

uint64_t jp__decimal_of(double number, int digits, int *exponent)
{
    int binary;
    uint64_t fraction = binary_parts(number, &binary);
    /* The power of ten below the number is this or one more, and so is it after rounding up. */
    int power = decimal_exponent(binary + 63 - leading_zeros(fraction));
    uint64_t limit = power_of_5[digits] << digits;
    for (;; power++) {
        *exponent = power - digits + 1;
        scaled result = scale(fraction, -*exponent);
        uint64_t significand = rounded(result, -(result.exponent + binary));
        if (significand < limit)
            return significand;
    }
}
