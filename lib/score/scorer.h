/*
 * scorer.h - the workspace of one scorer, for the folders above that score again and again.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_SCORE_SCORER_H
#define JP_SCORE_SCORER_H

#include "score/score.h"

struct jp_scorer {
    jp_allocator allocator;
    jp_model *model;
    uint32_t want;
    jp__seen seen;
    jp__rhythm rhythm;
    jp__tally tally;
    jp_score score;
};

/* The steps of jp_scorer_run() after the check of the columns, in this order: what is seen; what
 * rhythm derives and evidence gathers from it; the score. */
jp_status jp__scorer_see(jp_scorer *scorer, const jp_facts *facts, int64_t as_of_us, jp_error *err);
jp_status jp__scorer_gather(jp_scorer *scorer, int64_t as_of_us, jp_error *err);
void jp__scorer_fill(jp_scorer *scorer, int64_t as_of_us);

#endif /* JP_SCORE_SCORER_H */
