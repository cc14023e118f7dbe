/*
 * sums.c - masses alone, by the steps of the fast path that they take.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "sums.h"

#include <stdlib.h>
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
        jp__forget_derived(k);
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

/* What jp__tray_give() does, of what was given alone. */
static bool give(jp__kernel *k, jp_scorer *scorer, size_t member, bool rhythm)
{
    if (rhythm)
        return jp__tray_give(k, scorer, member);
    jp__kernel_wipe(k, scorer);
    jp__kernel_apply(k, &scorer->tally, member);
    return k->sure;
}

static bool gather(jp__kernel *k, jp_scorer *scorer, const bench_columns *c, size_t r, bool rhythm)
{
    jp_facts facts = bench_columns_of(c, r);
    return rhythm ? jp__kernel_gather(k, scorer, &facts, c->as_of_us)
                  : bench_sums_of(k, scorer, &facts, c->as_of_us);
}

bench_worker *bench_worker_new(const jp_model *model)
{
    jp_scorer_options options = { .struct_size = sizeof options, .want = JP_WANT_VALUES };
    bench_worker *w = calloc(1, sizeof *w);
    if (w != NULL && jp_scorer_new(model, &options, &w->scorer, NULL) == JP_OK &&
        jp__kernel_new(model, NULL, SIZE_MAX, JP__TRAY, &w->kernel, NULL) == JP_OK)
        return w;
    bench_worker_free(w);
    return NULL;
}

void bench_worker_free(bench_worker *w)
{
    if (w == NULL)
        return;
    jp__kernel_free(w->kernel);
    jp_scorer_free(w->scorer);
    free(w);
}

int bench_masses(const bench_worker *w, const bench_columns *c, bool rhythm, double *masses)
{
    size_t each = 2 * w->kernel->model->indicator_count;
    bool done = true;
    for (size_t r = 0; done && r < c->relationships;) {
        size_t taken = jp__tray_fill(w->kernel, w->scorer, &c->facts, c->offsets + r, c->relationships - r,
                                     c->as_of_us, rhythm);
        for (size_t m = 0; done && m < (taken > 0 ? taken : 1); m++, r++) {
            done = taken > 0 ? give(w->kernel, w->scorer, m, rhythm)
                             : gather(w->kernel, w->scorer, c, r, rhythm);
            keep(w->kernel, &w->scorer->tally, masses + each * r);
        }
    }
    return done ? 0 : -1;
}
