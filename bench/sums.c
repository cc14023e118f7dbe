/*
 * sums.c - masses alone, by the steps of the fast path that they take.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "sums.h"

#include <string.h>

bool bench_sums_of(jp__kernel *k, jp_scorer *scorer, const jp_facts *facts, int64_t as_of_us)
{
    size_t seen;
    bool sure = true;
    if (!jp__kernel_begin(k, scorer, facts, as_of_us, &seen))
        return false;
    while (k->walk.next < seen) {
        size_t left = seen - k->walk.next;
        size_t count = jp__kernel_take_times(k, facts->time_us + facts->offset + k->walk.next, left);
        k->lanes->take(k, count);
        k->lanes->hear(k, count);
        sure &= jp__kernel_sum(k, count == left);
        k->walk.next += count;
    }
    jp__kernel_wipe(k, scorer);
    jp__kernel_apply(k, &scorer->tally, 0);
    return sure;
}

/* With what the sides say themselves, weighed as opinions do. */
static void keep(const jp__kernel *k, const jp__tally *tally, double *masses)
{
    size_t indicators = k->model->indicator_count;
    memcpy(masses, tally->masses[JP__OBSERVED], 2 * indicators * sizeof *masses);
    for (size_t i = 0; i < k->rated_count; i++) {
        size_t side = k->rated[i] / indicators, item = k->rated[i] % indicators;
        if (side > JP_SUPPLIER)
            continue; /* what one side guesses of the other */
        const jp__masses *said = &tally->masses[jp__said_by((jp_side)side)][item];
        masses[2 * item] += k->priors.said[side][item] * said->favourable;
        masses[2 * item + 1] += k->priors.said[side][item] * said->adverse;
    }
}

int bench_masses(const jp_model *model, const bench_columns *c, bool rhythm, double *masses)
{
    jp_scorer_options options = { .struct_size = sizeof options, .want = JP_WANT_VALUES };
    jp_scorer *scorer = NULL;
    jp__kernel *kernel = NULL;
    bool done = jp_scorer_new(model, &options, &scorer, NULL) == JP_OK &&
                jp__kernel_new(model, NULL, c->facts.length, 1, &kernel, NULL) == JP_OK;
    for (size_t r = 0; done && r < c->relationships; r++) {
        jp_facts facts = bench_columns_of(c, r);
        done = rhythm ? jp__kernel_gather(kernel, scorer, &facts, c->as_of_us)
                      : bench_sums_of(kernel, scorer, &facts, c->as_of_us);
        if (done)
            keep(kernel, &scorer->tally, masses + 2 * model->indicator_count * r);
    }
    jp__kernel_free(kernel);
    jp_scorer_free(scorer);
    return done ? 0 : -1;
}
