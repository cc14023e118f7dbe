/*
 * lanes_plain.c - the lanes for every machine.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "kernel/lanes.h"

const jp__lanes jp__lanes_plain = JP__LANES;
