/*
 * run.c - one relationship, on the readable path but for the special functions: those are worth going through
 * lanes for, while a kernel of its own would cost a scorer more than it saves where it scores but a few.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "kernel/kernel.h"

jp_status jp_scorer_run(jp_scorer *scorer, const jp_facts *facts, int64_t as_of_us,
                        const jp_score **score, jp_error *err)
{
    if (scorer == NULL || score == NULL)
        return jp__fail(err, JP_ERROR_ARGUMENT, "Argument '%s' must not be NULL.",
                        scorer == NULL ? "scorer" : "score");
    scorer->score.specials = &jp__lanes_best()->specials;
    return jp__scorer_run(scorer, facts, as_of_us, score, err);
}
