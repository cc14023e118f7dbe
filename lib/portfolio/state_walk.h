/*
 * state_walk.h - many new facts of a kept state, walked by the fast path.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_PORTFOLIO_STATE_WALK_H
#define JP_PORTFOLIO_STATE_WALK_H

#include "score/scorer.h"

/* Makes sure that the scorer has what jp__walk_fast() works with. It goes with the scorer. */
jp_status jp__walk_fast_reserve(jp_scorer *scorer, jp_error *err);

/* What jp__scorer_walk() does to the tally and the walk, from where they stand to just before `end`, all of
 * which is known at as-of, but for waits that are collected and facts that are derived. False: it cannot, and
 * nothing has changed. The facts that the walk points to are the first of their microsecond. */
bool jp__walk_fast(jp_scorer *scorer, size_t end, int64_t as_of_us);

/* What jp__scorer_fill() does, in lanes if the scorer has what that takes. */
void jp__fill_fast(jp_scorer *scorer, int64_t as_of_us);

#endif /* JP_PORTFOLIO_STATE_WALK_H */
