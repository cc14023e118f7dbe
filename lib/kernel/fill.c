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

/* What is asked for of shapes alone. */
#define WANT_SHAPES (JP_WANT_HEADLINE_INTERVALS | JP_WANT_DIMENSION_INTERVALS | JP_WANT_VERDICT)

static void fill_shapes(const jp__kernel *k, jp__belief *beliefs)
{
    const jp__beliefs *b = &k->beliefs;
    k->lanes->shape(b, k->model->parameters.evidence_saturation);
    for (size_t i = 0; i < b->count; i++) {
        beliefs[i].alpha = b->alpha[i];
        beliefs[i].beta = b->beta[i];
    }
}

void jp__kernel_fill(jp__kernel *k, jp_scorer *scorer, int64_t as_of_us)
{
    const jp__beliefs *b = &k->beliefs;
    jp__belief *beliefs = scorer->score.beliefs;
    double *log2_values = scorer->score.log2_values;
    fuse(k, &scorer->tally);
    k->lanes->believe(b);
    k->lanes->log2_all(b->value, b->count, b->log2_value);
    for (size_t i = 0; i < b->count; i++) {
        beliefs[i].value = b->value[i];
        beliefs[i].uncertainty = b->uncertainty[i];
        beliefs[i].masses = (jp__masses){ b->favourable[i], b->adverse[i] };
        log2_values[i] = b->log2_value[i];
        if (b->value[i] < SMALLEST_NORMAL)
            log2_values[i] = jp__log2(b->value[i]);
    }
    if (scorer->want & WANT_SHAPES)
        fill_shapes(k, beliefs);
    jp__scorer_conclude(scorer, as_of_us);
}
