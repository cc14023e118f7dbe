/*
 * lanes_avx512.c - the lanes for processors with AVX512; see lanes.h and levels.c.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "kernel/lanes.h"

const jp__lanes jp__lanes_avx512 = JP__LANES;
