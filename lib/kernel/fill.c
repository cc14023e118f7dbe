/*
 * fill.c - from masses to opinions and logarithms, in lanes (docs/method.md section 4); then the score as
 * ever.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/numerics.h"
#include "kernel/kernel.h"

#define SMALLEST_NORMAL 0x1p-1022

static inline void add_one(const jp__beliefs *b, const jp__masses *said, jp_side side, size_t i)
{
    b->favourable[i] += b->said[side][i] * said[i].favourable;
    b->adverse[i] += b->said[side][i] * said[i].adverse;
}

/* What a side said: of each indicator that it said anything of, or of all where nobody knows of which. */
static void add_said(const jp__kernel *k, const jp__masses *said, jp_side side, bool of_all)
{
    const jp__beliefs *b = &k->beliefs;
    size_t first = (size_t)(jp__said_by(side) - JP__SAID_BY_CLIENT) * b->count;
    for (size_t i = 0; of_all && i < b->count; i++)
        add_one(b, said, side, i);
    for (size_t r = 0; !of_all && r < k->rated_count; r++)
        if (k->rated[r] >= first && k->rated[r] - first < b->count)
            add_one(b, said, side, k->rated[r] - first);
}

static void fuse(const jp__kernel *k, const jp_scorer *scorer)
{
    const jp__tally *tally = &scorer->tally;
    const jp__masses *observed = tally->masses[JP__OBSERVED];
    double *favourable = k->beliefs.favourable, *adverse = k->beliefs.adverse;
    for (size_t i = 0, count = k->beliefs.count; i < count; i++) {
        favourable[i] = observed[i].favourable;
        adverse[i] = observed[i].adverse;
    }
    for (jp_side side = JP_CLIENT; side <= JP_SUPPLIER; side++)
        add_said(k, tally->masses[jp__said_by(side)], side, k->clean != scorer);
}

static void copy_values(const jp__beliefs *b, jp__belief *beliefs, double *log2_values)
{
    const double *value = b->value, *uncertainty = b->uncertainty, *log2_value = b->log2_value;
    const double *favourable = b->favourable, *adverse = b->adverse;
    for (size_t i = 0, count = b->count; i < count; i++) {
        beliefs[i].value = value[i];
        beliefs[i].uncertainty = uncertainty[i];
        beliefs[i].masses.favourable = favourable[i];
        beliefs[i].masses.adverse = adverse[i];
        log2_values[i] = value[i] >= SMALLEST_NORMAL ? log2_value[i] : jp__log2(value[i]);
    }
}

static void fill_shapes(const jp__kernel *k, jp__belief *beliefs)
{
    const jp__beliefs *b = &k->beliefs;
    k->lanes->shape(b, k->model->parameters.evidence_saturation);
    for (size_t i = 0; i < b->count; i++) {
        beliefs[i].alpha = b->alpha[i];
        beliefs[i].beta = b->beta[i];
    }
}

/* jp__score_sum_groups() */
static void sum_groups(const jp__kernel *k, jp_score *score)
{
    jp__group_sums *g = &score->groups;
    k->lanes->weigh(&k->groups, score->log2_values, g->log2_value);
    k->lanes->weigh(&k->groups, k->beliefs.known, g->coverage);
    k->lanes->exp2_all(g->log2_value, JP__GROUP_COUNT, g->value);
    for (size_t i = 0; i < JP__GROUP_COUNT; i++)
        if (g->log2_value[i] < -960)
            g->value[i] = jp__exp2(g->log2_value[i]);
}

void jp__kernel_fill(jp__kernel *k, jp_scorer *scorer, int64_t as_of_us)
{
    const jp__beliefs *b = &k->beliefs;
    jp__belief *beliefs = scorer->score.beliefs;
    double *log2_values = scorer->score.log2_values;
    fuse(k, scorer);
    k->lanes->believe(b);
    k->lanes->log2_all(b->value, b->count, b->log2_value);
    copy_values(b, beliefs, log2_values);
    sum_groups(k, &scorer->score);
    if (scorer->want & JP__WANT_SHAPES) {
        fill_shapes(k, beliefs);
        scorer->score.shapes.specials = &k->lanes->specials;
    }
    jp__scorer_conclude(scorer, as_of_us);
}
