/*
 * robustness.h - drawing models, ranking with each, and what the ranks hang on.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_PORTFOLIO_ROBUSTNESS_H
#define JP_PORTFOLIO_ROBUSTNESS_H

#include <joyfulprofit/robustness.h>

#include "base/base.h"
#include "model/model.h"
#include "portfolio/ranks.h"

/* ---- Points and indices (sobol.c) ------------------------------------------------------------ */

#define JP__SOBOL_DIMENSIONS 20
#define JP__SOBOL_BITS 32

/* A Sobol sequence, shifted digit by digit by what the seed gives for each dimension. */
typedef struct jp__sobol {
    uint32_t directions[JP__SOBOL_DIMENSIONS][JP__SOBOL_BITS];
    uint32_t shifts[JP__SOBOL_DIMENSIONS];
} jp__sobol;

uint64_t jp__random_bits(uint64_t *state);
void jp__sobol_start(jp__sobol *sobol, uint64_t seed);

/* Coordinate `dimension` of point `index`, within (0, 1). */
double jp__sobol_at(const jp__sobol *sobol, uint32_t index, size_t dimension);

/* First-order (Saltelli 2010) and total (Jansen 1999) index of one input, from a function's values at
 * the points of A, of B, and of A with that input's column from B. Both 0 if the values do not vary. */
typedef struct jp__indices {
    double first, total;
} jp__indices;
jp__indices jp__sobol_indices(const double *a, const double *b, const double *ab, size_t count);

/* ---- Draws (draws.c) ---------------------------------------------------------------------------- */

typedef struct jp__draw_group {
    const char *id, *description;
} jp__draw_group;

#define JP__DRAW_GROUPS (JP__SOBOL_DIMENSIONS / 2)
extern const jp__draw_group jp__draw_groups[JP__DRAW_GROUPS];

/* The variation of a point with a coordinate for each group; `weights` is room for one for each
 * of `count` indicators. */
jp__variation jp__draw(const double point[JP__DRAW_GROUPS], double spread, double *weights, size_t count);

/* ---- The result --------------------------------------------------------------------------------- */

struct jp_robustness {
    jp_allocator allocator;
    size_t relationship_count, indicator_count;
    jp_rank_info *ranks;
    jp__indices indices[JP__DRAW_GROUPS];
    jp_weight_info *weights;
    double mean_shift;
    uint64_t scorings;
};

#endif /* JP_PORTFOLIO_ROBUSTNESS_H */
