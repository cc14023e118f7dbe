/*
 * ranks.h - sorting by a key, and what ranks say of each other. ranks.c
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_PORTFOLIO_RANKS_H
#define JP_PORTFOLIO_RANKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct jp__ranked {
    double key;
    uint32_t index;
} jp__ranked;

/* Sorts by key, the largest first, equal ones by index. */
void jp__ranked_sort(jp__ranked *entries, size_t count);

/* The 5 % and the 95 % of `count` ranks, which get sorted. */
void jp__rank_bounds(uint32_t *ranks, size_t count, uint32_t *low, uint32_t *high);

/* The correlation ratio of y on x by bins of x, less what chance would give: Kelley's epsilon squared.
 * False if it cannot be told. `order` is room for `count`. */
bool jp__correlation_ratio(const double *x, const double *y, size_t count, jp__ranked *order,
                           double *ratio);

#endif /* JP_PORTFOLIO_RANKS_H */
