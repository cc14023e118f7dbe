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
#include <stdint.h>

/* The same byte eight times. */
#define JP__EIGHT(byte) (UINT64_C(0x0101010101010101) * (byte))

static inline uint64_t jp__load64(const void *bytes)
{
    const unsigned char *b = (const unsigned char *)bytes;
    return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 |
           (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 | (uint64_t)b[7] << 56;
}

static inline uint32_t jp__load32(const void *bytes)
{
    const unsigned char *b = (const unsigned char *)bytes;
    return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
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

#endif /* JP_BASE_BYTES_H */
