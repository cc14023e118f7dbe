/*
 * arrow_values.c - columns of numbers, times and booleans as a block of rows holds them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <string.h>

#include "base/bytes.h"
#include "facts/arrow.h"

/* ---- Numbers ------------------------------------------------------------------------------- */

/* Bits of a half float: sign 1, exponent 5, fraction 10. Every one is a double exactly. */
static double half_of(uint16_t bits)
{
    unsigned exponent = (bits >> 10) & 31, fraction = bits & 1023;
    double size;
    if (exponent == 31)
        size = fraction == 0 ? (double)INFINITY : (double)NAN;
    else
        size = exponent == 0 ? ldexp(fraction, -24) : ldexp(1024 + fraction, (int)exponent - 25);
    return bits >> 15 ? -size : size;
}

/* The digits of a number of `words` x 32 bits, which is used up; returns where they begin. */
static char *write_digits(uint32_t *limbs, int words, char *end)
{
    bool is_zero;
    do {
        uint64_t rest = 0;
        is_zero = true;
        for (int k = words - 1; k >= 0; k--) {
            uint64_t part = rest << 32 | limbs[k];
            limbs[k] = (uint32_t)(part / 10);
            rest = part % 10;
            is_zero = is_zero && limbs[k] == 0;
        }
        *--end = (char)('0' + (int)rest);
    } while (!is_zero);
    return end;
}

/* Words of 32 bits from the machine's own order, which is Arrow's, the lowest first. */
static void load_limbs(uint32_t *limbs, int words, const char *bytes)
{
    const uint16_t one = 1;
    bool low_first = *(const unsigned char *)&one == 1;
    for (int k = 0; k < words; k++)
        memcpy(&limbs[k], bytes + sizeof *limbs * (size_t)(low_first ? k : words - 1 - k), sizeof *limbs);
}

/* Two's complement of `words` x 32 bits, the lowest first: made positive. Returns whether it was negative. */
static bool make_positive(uint32_t *limbs, int words)
{
    bool negative = limbs[words - 1] >> 31;
    uint64_t carry = 1;
    for (int k = 0; negative && k < words; k++) {
        carry += (uint32_t)~limbs[k];
        limbs[k] = (uint32_t)carry;
        carry >>= 32;
    }
    return negative;
}

/* The double nearest to a decimal, as if it were read from text. */
static double decimal_of(const jp__arrow_type *type, const char *bytes)
{
    static const double tens[] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10 };
    uint32_t limbs[8];
    int words = type->width / 4;
    load_limbs(limbs, words, bytes);
    bool negative = make_positive(limbs, words);
    uint32_t high = words > 1 ? limbs[1] >> 21 : 0;
    for (int k = 2; k < words; k++)
        high |= limbs[k];
    double number;
    if (high == 0 && type->scale >= 0 && type->scale <= 10) { /* both are exact: one rounding */
        uint64_t whole = words > 1 ? (uint64_t)limbs[1] << 32 | limbs[0] : limbs[0];
        number = (double)whole / tens[type->scale];
    } else {
        char text[100], *end = text + 84, *start = write_digits(limbs, words, end);
        int scale = type->scale < 0 ? -type->scale : type->scale;
        *end++ = 'e';
        *end++ = type->scale < 0 ? '+' : '-';
        for (int unit = 1000; unit > 0; unit /= 10)
            *end++ = (char)('0' + scale / unit % 10);
        if (!jp__number_parse(start, (size_t)(end - start), &number))
            number = (double)INFINITY; /* which no check lets pass */
    }
    return negative ? -number : number;
}

#define EACH(layout_, type_)                                            \
    case layout_:                                                       \
        for (size_t k = 0; k < count; k++) {                            \
            type_ one;                                                  \
            memcpy(&one, data + k * sizeof one, sizeof one);            \
            number[k] = (double)one;                                    \
        }                                                               \
        break

/* Values of one width, without a look at which of them are there. */
static void convert(const jp__arrow_type *type, const char *data, size_t count, double *number)
{
    switch ((int)type->layout) {
        EACH(JP__ARROW_INT8, int8_t);
        EACH(JP__ARROW_UINT8, uint8_t);
        EACH(JP__ARROW_INT16, int16_t);
        EACH(JP__ARROW_UINT16, uint16_t);
        EACH(JP__ARROW_INT32, int32_t);
        EACH(JP__ARROW_UINT32, uint32_t);
        EACH(JP__ARROW_INT64, int64_t);
        EACH(JP__ARROW_UINT64, uint64_t);
        EACH(JP__ARROW_FLOAT, float);
        EACH(JP__ARROW_DOUBLE, double);
    case JP__ARROW_HALF:
        for (size_t k = 0; k < count; k++) {
            uint16_t bits;
            memcpy(&bits, data + k * sizeof bits, sizeof bits);
            number[k] = half_of(bits);
        }
        break;
    default:
        for (size_t k = 0; k < count; k++)
            number[k] = decimal_of(type, data + k * (size_t)type->width);
        break;
    }
}

static size_t width_of(const jp__arrow_type *type)
{
    switch ((int)type->layout) {
    case JP__ARROW_INT8:
    case JP__ARROW_UINT8: return 1;
    case JP__ARROW_INT16:
    case JP__ARROW_UINT16:
    case JP__ARROW_HALF: return 2;
    case JP__ARROW_INT32:
    case JP__ARROW_UINT32:
    case JP__ARROW_FLOAT: return 4;
    case JP__ARROW_DECIMAL: return (size_t)type->width;
    default: return 8;
    }
}

static const char *data_at(const jp__arrow_values *values, int64_t row)
{
    return (const char *)values->data + (size_t)(values->offset + row) * width_of(&values->type);
}

/* Copies bits of validity, one a byte. */
void jp__arrow_validity(const jp__arrow_values *values, int64_t first, size_t count, uint8_t *is_there)
{
    size_t start = (size_t)(values->offset + first), k = 0;
    memset(is_there, values->type.layout != JP__ARROW_NULL, count);
    if (!values->validity)
        return;
    for (; k < count && (start + k) % 8 != 0; k++)
        is_there[k] = jp__bit(values->validity, start + k);
    for (; k + 8 <= count; k += 8) {
        /* Each byte gets the eight bits, keeps its own, and is made 0 or 1 by a carry to its top. */
        uint64_t bits = JP__EIGHT((uint64_t)values->validity[(start + k) / 8]) & UINT64_C(0x8040201008040201);
        uint64_t ones = ((bits + JP__EIGHT(0x7f)) | bits) >> 7 & JP__EIGHT(1);
        jp__store64(is_there + k, ones);
    }
    for (; k < count; k++)
        is_there[k] = jp__bit(values->validity, start + k);
}

void jp__arrow_numbers(const jp__arrow_values *values, int64_t first, size_t count, double *number,
                       uint8_t *is_there)
{
    jp__arrow_validity(values, first, count, is_there);
    if (values->type.layout == JP__ARROW_NULL)
        return;
    convert(&values->type, data_at(values, first), count, number);
}

/* ---- Times ----------------------------------------------------------------------------------- */

/* Down to a whole microsecond. Nothing but nanoseconds is divided, and by what is known here: a division by
 * what is not takes as long as all else. */
static inline int64_t whole_us(const jp__arrow_type *type, int64_t time)
{
    return type->divide == 1000 ? time / 1000 - (time % 1000 < 0) : time * type->multiply;
}

void jp__arrow_times(const jp__arrow_values *values, int64_t first, size_t count, int64_t *time_us,
                     uint8_t *state)
{
    const jp__arrow_type *type = &values->type;
    int64_t limit = INT64_MAX / type->multiply;
    jp__arrow_validity(values, first, count, state);
    if (type->layout == JP__ARROW_NULL) {
        memset(state, JP__ARROW_MISSING, count);
        return;
    }
    const char *data = data_at(values, first);
    if (!values->validity && type->multiply == 1 && type->divide == 1) {
        memset(state, JP__ARROW_THERE, count);
        memcpy(time_us, data, count * sizeof *time_us);
        return;
    }
    for (size_t k = 0; k < count; k++) {
        bool is_there = state[k];
        int64_t time = type->layout == JP__ARROW_INT32 ? jp__arrow_load32(data, (int64_t)k)
                                                       : jp__arrow_load64(data, (int64_t)k);
        bool fits = (time <= limit && time >= -limit) || type->multiply == 1;
        state[k] = !is_there ? JP__ARROW_MISSING : fits ? JP__ARROW_THERE : JP__ARROW_BEYOND;
        time_us[k] = is_there && fits ? whole_us(type, time) : 0;
    }
}

/* ---- Booleans -------------------------------------------------------------------------------- */

void jp__arrow_guesses(const jp__arrow_values *values, int64_t first, size_t count, uint8_t *guess)
{
    bool is_bits = values->type.layout == JP__ARROW_BOOL;
    for (size_t k = 0; k < count; k++) {
        int64_t row = first + (int64_t)k;
        guess[k] = 0;
        if (values->type.layout == JP__ARROW_NULL || !jp__arrow_is_valid(values, row))
            continue;
        int64_t number = is_bits ? jp__bit(values->data, (size_t)(values->offset + row))
                                 : jp__arrow_integer(values, row);
        guess[k] = number == 0 ? 0 : number == 1 ? 1 : 2;
    }
}
