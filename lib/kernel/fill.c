/*
 * fill.c - from masses to opinions and logarithms, in lanes (docs/method.md section 4); then the score as
 * ever.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "kernel/kernel.h"

static inline void add_one(const double *weight, const jp__masses *said, size_t i, const jp__beliefs *b)
{
    b->favourable[i] += weight[i] * said[i].favourable;
    b->adverse[i] += weight[i] * said[i].adverse;
}

/* What a side said: of each indicator that it said anything of, or of all where nobody knows of which. */
static void add_said(const jp__kernel *k, const jp__masses *said, jp_side side, bool of_all,
                     const jp__beliefs *b)
{
    const double *weight = k->priors.said[side];
    size_t count = k->priors.count, first = (size_t)(jp__said_by(side) - JP__SAID_BY_CLIENT) * count;
    for (size_t i = 0; of_all && i < count; i++)
        add_one(weight, said, i, b);
    for (size_t r = 0; !of_all && r < k->rated_count; r++)
        if (k->rated[r] >= first && k->rated[r] - first < count)
            add_one(weight, said, k->rated[r] - first, b);
}

static void fuse(const jp__kernel *k, const jp_scorer *scorer)
{
    const jp__tally *tally = &scorer->tally;
    const jp__masses *observed = tally->masses[JP__OBSERVED];
    const jp__beliefs *b = &scorer->score.beliefs;
    double *restrict favourable = b->favourable, *restrict adverse = b->adverse;
    for (size_t i = 0, count = k->priors.count; i < count; i++) {
        favourable[i] = observed[i].favourable;
        adverse[i] = observed[i].adverse;
    }
    for (jp_side side = JP_CLIENT; side <= JP_SUPPLIER; side++)
        add_said(k, tally->masses[jp__said_by(side)], side, k->clean != scorer, b);
}

/* jp__score_sum_groups() */
static void sum_groups(const jp__kernel *k, jp_score *score)
{
    jp__group_sums *g = &score->groups;
    k->lanes->weigh(&k->groups, score->beliefs.log2_value, g->log2_value);
    k->lanes->weigh(&k->groups, score->beliefs.known, g->coverage);
    jp__exp2_of_all(score->specials, g->log2_value, JP__GROUP_COUNT, g->value);
}

void jp__kernel_fill(jp__kernel *k, jp_scorer *scorer, int64_t as_of_us)
{
    jp_score *score = &scorer->score;
    score->specials = &k->lanes->specials;
    fuse(k, scorer);
    k->lanes->believe(&k->priors, &score->beliefs);
    jp__score_logarithms(score);
    sum_groups(k, score);
    if (scorer->want & JP__WANT_SHAPES)
        k->lanes->shape(&k->priors, k->model->parameters.evidence_saturation, &score->beliefs);
    jp__scorer_conclude(scorer, as_of_us);
}
