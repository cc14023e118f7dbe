/*
 * levels.c - which of the compiled lanes this processor can run.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "kernel/kernel.h"

const jp__lanes *jp__lanes_of(jp__level level)
{
#if defined(JP_LEVELS)
    __builtin_cpu_init();
    if (level == JP__LEVEL_AVX512)
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                       __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw")
                   ? &jp__lanes_avx512
                   : NULL;
    if (level == JP__LEVEL_AVX2)
        return __builtin_cpu_supports("avx2") ? &jp__lanes_avx2 : NULL;
#endif
    return level == JP__LEVEL_PLAIN ? &jp__lanes_plain : NULL;
}

const jp__lanes *jp__lanes_best(void)
{
    const jp__lanes *best = NULL;
    for (int level = JP__LEVEL_COUNT; level-- > 0 && best == NULL;)
        best = jp__lanes_of((jp__level)level);
    return best;
}
