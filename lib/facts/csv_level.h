/*
 * csv_level.h - which instructions of its processor a reader may use.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_FACTS_CSV_LEVEL_H
#define JP_FACTS_CSV_LEVEL_H

#if (defined(__GNUC__) || defined(__clang__)) && defined(__x86_64__) && defined(__LP64__)
/* Of functions that may only be called where the processor has AVX2, as all have since 2015 or so. */
#define JP__AVX2 __attribute__((__target__("avx2,bmi,popcnt")))
/* And of those for AVX-512 with what finds the places of bits (VBMI2), as servers have since 2020 or so. */
#define JP__AVX512 \
    __attribute__((__target__("avx512f,avx512bw,avx512cd,avx512dq,avx512vbmi2,avx2,bmi,popcnt")))
#include <immintrin.h>
#elif defined(__SSE2__)
#include <emmintrin.h>
#endif

/* Which instructions are there. */
typedef enum jp__csv_level { JP__CSV_ANYWHERE, JP__CSV_AVX2, JP__CSV_AVX512 } jp__csv_level;

/* The highest that this processor has. */
static inline jp__csv_level jp__csv_level_here(void)
{
#if defined(JP__AVX2)
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("popcnt"))
        return JP__CSV_ANYWHERE;
    if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vbmi2"))
        return JP__CSV_AVX512;
    return JP__CSV_AVX2;
#else
    return JP__CSV_ANYWHERE;
#endif
}

#endif /* JP_FACTS_CSV_LEVEL_H */
