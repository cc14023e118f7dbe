/*
 * fill.c - from masses to opinions and logarithms, in lanes (docs/method.md section 4); then the score as
 * ever.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/numerics.h"
#include "kernel/kernel.h"

#define SMALLEST_NORMAL 0x1p-1022

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

/* Subnormal values are left to the readable logarithm; next to nothing ever is. */
static void fill_logarithms(const jp__kernel *k, const jp__beliefs *b)
{
    const double *value = b->value;
    size_t count = k->priors.count;
    uint64_t small = 0;
    k->lanes->log2_all(value, count, b->log2_value);
    for (size_t i = 0; i < count; i++)
        small |= value[i] < SMALLEST_NORMAL ? 1u : 0u;
    for (size_t i = 0; small != 0 && i < count; i++)
        b->log2_value[i] = jp__log2(value[i]);
}

/* jp__score_sum_groups() */
static void sum_groups(const jp__kernel *k, jp_score *score)
{
    jp__group_sums *g = &score->groups;
    k->lanes->weigh(&k->groups, score->beliefs.log2_value, g->log2_value);
    k->lanes->weigh(&k->groups, score->beliefs.known, g->coverage);
    k->lanes->exp2_all(g->log2_value, JP__GROUP_COUNT, g->value);
    for (size_t i = 0; i < JP__GROUP_COUNT; i++)
        if (g->log2_value[i] < -960)
            g->value[i] = jp__exp2(g->log2_value[i]);
}

void jp__kernel_fill(jp__kernel *k, jp_scorer *scorer, int64_t as_of_us)
{
    const jp__beliefs *b = &scorer->score.beliefs;
    fuse(k, scorer);
    k->lanes->believe(&k->priors, b);
    fill_logarithms(k, b);
    sum_groups(k, &scorer->score);
    if (scorer->want & JP__WANT_SHAPES) {
        k->lanes->shape(&k->priors, k->model->parameters.evidence_saturation, b);
        scorer->score.shapes.specials = &k->lanes->specials;
    }
    jp__scorer_conclude(scorer, as_of_us);
}
