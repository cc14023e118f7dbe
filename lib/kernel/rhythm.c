/*
 * rhythm.c - what the gaps and answers of a chunk say (docs/method.md section 2): worked out in lanes, then
 * heard like any fact.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "kernel/kernel.h"

/* An adverse answer earns nothing: it counts as the wait it was. */
static void hear_answers(jp__kernel *k, size_t side)
{
    const jp__roles *roles = &k->model->roles;
    jp__answers *a = &k->answers[side];
    k->lanes->hours(a);
    for (size_t i = 0; i < a->count; i++) {
        bool adverse = (k->flags[a->fact[i]] & JP__F_ADVERSE) != 0;
        jp__hear_derived(k, adverse ? roles->unanswered : roles->reply, side, a->fact[i], a->hours[i]);
    }
    a->count = 0;
}

/* A gap that may be relatively silent or not steady: as the readable path does it. */
static bool judge_gap(const jp__kernel *k, jp__gaps *g, size_t i, uint64_t number)
{
    jp__side_rhythm before = { .gaps = number, .gap_days = g->before[i] };
    jp__gap gap = jp__gap_score(k->model, &before, g->days[i], k->hazard_bound);
    g->score[i] = gap.score;
    return gap.steady;
}

static void hear_gaps(jp__kernel *k, size_t side)
{
    jp__gaps *g = &k->gaps[side];
    jp__side_walk *s = &k->sides[side];
    const jp__roles *roles = &k->model->roles;
    k->lanes->days(g);
    for (size_t i = 0; i < g->count; i++) {
        g->number[i] = (double)(s->gaps + i);
        g->before[i] = s->gap_days;
        s->gap_days += g->days[i];
    }
    k->lanes->silences(g, &k->model->parameters);
    for (size_t i = 0; i < g->count; i++) {
        bool steady = true;
        if (g->hazard[i] >= k->hazard_bound)
            steady = judge_gap(k, g, i, s->gaps + i);
        if (g->score[i] > 0)
            jp__hear_derived(k, roles->silence, side, g->fact[i], g->score[i]);
        if (steady && g->days[i] >= 1)
            jp__hear_derived(k, roles->rhythm_steady, side, g->fact[i], 1);
    }
    s->gaps += g->count;
    g->count = 0;
}

void jp__kernel_hear_rhythm(jp__kernel *k)
{
    for (size_t side = 0; side < 2; side++) {
        hear_answers(k, side);
        hear_gaps(k, side);
    }
}
