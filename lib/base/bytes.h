/*
 * bytes.h - eight bytes of text at a time.
 *
 * A word holds eight bytes of text, the first in its lowest byte, on every machine; compilers turn
 * the loads into one instruction.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_BASE_BYTES_H
#define JP_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/base.h"

/* The same byte eight times. */
#define JP__EIGHT(byte) (UINT64_C(0x0101010101010101) * (byte))

static inline uint64_t jp__load64(const void *bytes)
{
    const unsigned char *b = (const unsigned char *)bytes;
    return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 |
           (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 | (uint64_t)b[7] << 56;
}

static inline void jp__store64(void *bytes, uint64_t word)
{
    unsigned char *b = (unsigned char *)bytes;
    for (unsigned i = 0; i < 8; i++)
        b[i] = (unsigned char)(word >> 8 * i);
}

static inline uint32_t jp__load32(const void *bytes)
{
    const unsigned char *b = (const unsigned char *)bytes;
    return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

/* Asks the memory for what will be read soon; the place may be anywhere. */
static inline void jp__prefetch(const void *memory)
{
#if defined(__GNUC__) || defined(__clang__)
    __builtin_prefetch(memory);
#else
    (void)memory;
#endif
}

/* The number of the lowest bit that is set, of a word that is not zero. */
static inline unsigned jp__lowest_bit(uint64_t word)
{
#if defined(__GNUC__) || defined(__clang__)
    return (unsigned)__builtin_ctzll(word);
#else
    unsigned bit = 0;
    for (; !(word & 1); word >>= 1)
        bit++;
    return bit;
#endif
}

/* How many bits are set: not every processor counts them by itself. */
JP__INLINE uint32_t jp__count_bits(uint64_t word)
{
    word -= word >> 1 & JP__EIGHT(0x55);
    word = (word & JP__EIGHT(0x33)) + (word >> 2 & JP__EIGHT(0x33));
    return (uint32_t)(((word + (word >> 4)) & JP__EIGHT(0x0f)) * JP__EIGHT(0x01) >> 56);
}

/* The high bit of each byte of `word` that is `byte`, and of no other. */
static inline uint64_t jp__bytes_equal(uint64_t word, uint64_t byte)
{
    uint64_t different = word ^ JP__EIGHT(byte);
    return ~(((different & JP__EIGHT(0x7f)) + JP__EIGHT(0x7f)) | different) & JP__EIGHT(0x80);
}

/* `word` is text minus '0' byte by byte (exclusive or). True if each byte is at most 9: adding
 * 0x76 = 128 - 10 sets the high bit of the others. */
static inline bool jp__eight_digits(uint64_t word)
{
    return (((word + JP__EIGHT(0x76)) | word) & JP__EIGHT(0x80)) == 0;
}

/* The number that eight digits, as above, make. Each step joins neighbours: 1 2 3 4 5 6 7 8 ->
 * 12 34 56 78 -> 1234 5678 -> 12345678. */
static inline uint32_t jp__eight_digits_value(uint64_t word)
{
    word = (word * 10 + (word >> 8)) & UINT64_C(0x00ff00ff00ff00ff);
    word = (word * 100 + (word >> 16)) & UINT64_C(0x0000ffff0000ffff);
    return (uint32_t)(word * 10000 + (word >> 32));
}

/* Up to 16 bytes as two words that differ wherever the bytes do, given the length. */
static inline void jp__short_words(const char *bytes, size_t length, uint64_t words[2])
{
    const unsigned char *b = (const unsigned char *)bytes;
    if (length >= 8) {
        words[0] = jp__load64(b);
        words[1] = jp__load64(b + length - 8);
    } else if (length >= 4) {
        words[0] = jp__load32(b);
        words[1] = jp__load32(b + length - 4);
    } else {
        words[0] = length > 0 ? (uint64_t)b[0] << 8 | b[length - 1] : 0;
        words[1] = length > 0 ? b[length / 2] : 0;
    }
}

/* Whether two texts of one length are the same; most are short. */
static inline bool jp__same_bytes(const char *a, const char *b, size_t length)
{
    uint64_t first[2], second[2];
    for (; length > 16; a += 16, b += 16, length -= 16) {
        if (jp__load64(a) != jp__load64(b) || jp__load64(a + 8) != jp__load64(b + 8))
            return false;
    }
    jp__short_words(a, length, first);
    jp__short_words(b, length, second);
    return ((first[0] ^ second[0]) | (first[1] ^ second[1])) == 0;
}

#endif /* JP_BASE_BYTES_H */
