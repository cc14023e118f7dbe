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

    /* What a folder above keeps here from one score to the next; goes with the scorer. */
    void *companion;
    void (*free_companion)(void *companion);
};

/* jp_scorer_run() by the special functions that the scorer has, the readable ones if nobody gave it others;
 * no argument is NULL. */
jp_status jp__scorer_run(jp_scorer *scorer, const jp_facts *facts, int64_t as_of_us, const jp_score **score,
                         jp_error *err);

/* Its steps after the check of the columns. First what is seen. */
jp_status jp__scorer_see(jp_scorer *scorer, const jp_facts *facts, int64_t as_of_us, jp_error *err);

/* Then evidence: start; walk on to just before the seen fact `end`; close as of a moment, which ends
 * the walk. jp__scorer_gather() does all three. */
void jp__scorer_start(jp_scorer *scorer);
jp_status jp__scorer_walk(jp_scorer *scorer, size_t end, jp_error *err);
void jp__scorer_close(jp_scorer *scorer, int64_t as_of_us);
jp_status jp__scorer_gather(jp_scorer *scorer, int64_t as_of_us, jp_error *err);

/* Then the score, of what was walked. */
void jp__scorer_fill(jp_scorer *scorer, int64_t as_of_us);

/* The same where beliefs and their logarithms are filled already. */
void jp__scorer_conclude(jp_scorer *scorer, int64_t as_of_us);

/* A walk kept, to go on from more than once. Not for scorers that want the rhythm reported: that
 * sorts what was collected. */
typedef struct jp__kept {
    jp__walk walk;
    void *tally; /* a copy of the tally's block */
    size_t size;
} jp__kept;

jp_status jp__kept_new(jp__kept *kept, const jp_scorer *scorer, jp_error *err);
void jp__kept_free(jp__kept *kept, const jp_allocator *a);
void jp__scorer_keep(const jp_scorer *scorer, jp__kept *kept);
void jp__scorer_resume(jp_scorer *scorer, const jp__kept *kept);

#endif /* JP_SCORE_SCORER_H */
