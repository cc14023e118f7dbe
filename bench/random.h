/*
 * random.h - the benchmark's own random numbers: the same on every machine.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_BENCH_RANDOM_H
#define JP_BENCH_RANDOM_H

#include <stdint.h>

/* splitmix64 (Steele, Lea, Flood 2014). */
static inline uint64_t random_bits(uint64_t *state)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* Uniform on [0, 1). */
static inline double random_unit(uint64_t *state)
{
    return (double)(random_bits(state) >> 11) * 0x1p-53;
}

static inline uint64_t random_below(uint64_t *state, uint64_t limit)
{
    return (uint64_t)(random_unit(state) * (double)limit);
}

#endif /* JP_BENCH_RANDOM_H */
