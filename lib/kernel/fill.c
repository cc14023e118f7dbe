/*
 * fill.c - from masses to opinions and logarithms, in lanes (docs/method.md section 4); then the score as
 * ever.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/numerics.h"
#include "kernel/kernel.h"

#define SMALLEST_NORMAL 0x1p-1022

static void fuse(jp__kernel *k, const jp__tally *tally)
{
    jp__beliefs *b = &k->beliefs;
    for (size_t i = 0; i < b->count; i++) {
        b->favourable[i] = tally->masses[JP__OBSERVED][i].favourable;
        b->adverse[i] = tally->masses[JP__OBSERVED][i].adverse;
    }
    if (k->rated_count == 0)
        return; /* nothing was said: 0 each, which changes no sum */
    for (jp_side side = JP_CLIENT; side <= JP_SUPPLIER; side++) {
        const jp__masses *said = tally->masses[jp__said_by(side)];
        for (size_t i = 0; i < b->count; i++) {
            b->favourable[i] += b->said[side][i] * said[i].favourable;
            b->adverse[i] += b->said[side][i] * said[i].adverse;
        }
    }
}

void jp__kernel_fill(jp__kernel *k, jp_scorer *scorer, int64_t as_of_us)
{
    const jp__beliefs *b = &k->beliefs;
    fuse(k, &scorer->tally);
    k->lanes->believe(b, k->model->parameters.evidence_saturation);
    k->lanes->log2_all(b->value, b->count, b->log2_value);
    for (size_t i = 0; i < b->count; i++) {
        scorer->score.beliefs[i] =
            (jp__belief){ b->value[i], b->uncertainty[i], b->alpha[i], b->beta[i],
                          { b->favourable[i], b->adverse[i] } };
        bool is_normal = b->value[i] >= SMALLEST_NORMAL;
        scorer->score.log2_values[i] = is_normal ? b->log2_value[i] : jp__log2(b->value[i]);
    }
    jp__scorer_conclude(scorer, as_of_us);
}
