/*
 * wide.h - the product of two words, all 128 bits of it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_BASE_WIDE_H
#define JP_BASE_WIDE_H

#include <stdint.h>

/* a x b = *high x 2^64 + *low, in C11. tests/base holds both ways against each other. */
static inline void jp__multiply_portable(uint64_t a, uint64_t b, uint64_t *high, uint64_t *low)
{
    uint64_t a0 = a & UINT32_MAX, a1 = a >> 32, b0 = b & UINT32_MAX, b1 = b >> 32;
    uint64_t middle = a1 * b0 + (a0 * b0 >> 32); /* at most (2^32 - 1) 2^32: no carry is lost */
    uint64_t other = a0 * b1 + (middle & UINT32_MAX);
    *high = a1 * b1 + (middle >> 32) + (other >> 32);
    *low = a * b;
}

static inline void jp__multiply(uint64_t a, uint64_t b, uint64_t *high, uint64_t *low)
{
#if defined(__SIZEOF_INT128__)
    __extension__ typedef unsigned __int128 wide;
    wide product = (wide)a * b;
    *high = (uint64_t)(product >> 64);
    *low = (uint64_t)product;
#else
    jp__multiply_portable(a, b, high, low);
#endif
}

#endif /* JP_BASE_WIDE_H */
