/*
 * models.h - random models: other half-lives, windows, repeats, roles and rows than the default one's.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TESTS_KERNEL_MODELS_H
#define TESTS_KERNEL_MODELS_H

#include "score/random.h"

/* A model with at most `classes` half-lives and `widths` of windows (1 to 8 and 1 to 4). */
jp_model *roll_model(dice *d, size_t classes, size_t widths);

#endif /* TESTS_KERNEL_MODELS_H */
