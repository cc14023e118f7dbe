/*
 * rhythm.c - what the gaps and answers of a chunk say (docs/method.md section 2): worked out in lanes, then
 * written down for the streams that hear it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <string.h>

#include "base/numerics.h"
#include "kernel/kernel.h"

/* Between these bounds on -ln S a gap is steady or not by the last digits of 1 - S; outside, whatever they
 * are. Not so where S itself is next to nothing: then every long gap is worked out. */
void jp__kernel_set_steady(jp__kernel *k)
{
    double below = k->model->parameters.rhythm_steady_below;
    double bound = -jp__log1p(-below);
    k->steady_least = below < 0.999 ? bound * (1 - 1e-9) : 0;
    k->steady_most = below < 0.999 ? bound * (1 + 1e-9) : (double)INFINITY;
}

/* An adverse answer earns nothing: it counts as the wait it was. */
static void hear_answers(jp__kernel *k, size_t side)
{
    jp__answers *a = &k->answers[side];
    jp__list *replies = jp__list_of(k, JP__REPLIES, side), *waits = jp__list_of(k, JP__UNANSWERED, side);
    const jp__list to_replies = *replies, to_waits = *waits;
    size_t count = a->count, waited = 0;
    k->lanes->hours(a);
    for (size_t i = 0; i < count; i++) {
        uint32_t fact = a->fact[i];
        to_replies.fact[i - waited] = to_waits.fact[waited] = fact;
        to_replies.y[i - waited] = to_waits.y[waited] = a->hours[i];
        waited += (k->flags[fact] & JP__F_ADVERSE) != 0;
    }
    replies->count = count - waited;
    waits->count = waited;
    a->count = 0;
}

/* Is a long gap steady? */
static bool is_steady(const jp__kernel *k, double minus_log)
{
    if (minus_log < k->steady_least || minus_log > k->steady_most)
        return minus_log < k->steady_least;
    return -jp__expm1(-minus_log) < k->model->parameters.rhythm_steady_below;
}

/* Gaps that may be relatively silent or not steady need logarithms: those of both sides are put together. */
static void note_long_gaps(jp__kernel *k, jp__gaps *g)
{
    const jp__gap_work *w = &k->gap_work;
    jp__long_gaps *l = &k->long_gaps;
    uint32_t *restrict gap = l->gap;
    size_t count = l->count;
    g->first_long = count;
    for (size_t i = 0, end = g->count; i < end; i++) {
        gap[count] = (uint32_t)i;
        count += !signbit(w->excess[i]);
    }
    for (size_t i = g->first_long; i < count; i++) {
        l->a[i] = w->a[gap[i]];
        l->b[i] = w->b[gap[i]];
        l->days[i] = g->days[gap[i]];
        l->kept[i] = 1 - w->absolute[gap[i]];
    }
    g->end_long = l->count = count;
}

static void work_out_gaps(jp__kernel *k, size_t side)
{
    jp__gaps *g = &k->gaps[side];
    jp__side_walk *s = &k->sides[side];
    double before = s->gap_days;
    k->lanes->days(g);
    for (size_t i = 0, count = g->count; i < count; i++) {
        k->gap_work.before[i] = before;
        before += g->days[i];
    }
    k->lanes->silences(g, (double)s->gaps, &k->model->parameters, k->hazard_bound, &k->gap_work);
    s->gap_days = before;
    s->gaps += g->count;
    note_long_gaps(k, g);
}

static void judge_long_gaps(jp__kernel *k, jp__gaps *g)
{
    const jp__long_gaps *l = &k->long_gaps;
    memset(g->steady, 1, g->count * sizeof *g->steady);
    for (size_t i = g->first_long; i < g->end_long; i++) {
        g->score[l->gap[i]] = l->score[i];
        g->steady[l->gap[i]] = is_steady(k, l->minus_log[i]);
    }
}

/* The gaps of a side are silences as they are; the list leaves out only those with a score of 0. */
static void hear_silences(jp__kernel *k, size_t side)
{
    jp__gaps *g = &k->gaps[side];
    size_t count = g->all_silent ? g->count : 0;
    for (size_t i = count; i < g->count; i++) {
        g->fact[count] = g->fact[i];
        g->score[count] = g->score[i];
        count += g->score[i] > 0;
    }
    *jp__list_of(k, JP__SILENCES, side) = (jp__list){ count, g->fact, g->score };
}

static void hear_steady(jp__kernel *k, size_t side)
{
    const jp__gaps *g = &k->gaps[side];
    jp__list *steady = jp__list_of(k, JP__STEADY, side);
    uint32_t *restrict to = steady->fact;
    size_t count = 0;
    for (size_t i = 0, end = g->count; i < end; i++) {
        to[count] = g->fact[i];
        count += g->steady[i] & (g->us[i] >= JP_DAY_US);
    }
    steady->count = count;
}

void jp__kernel_derive(jp__kernel *k)
{
    k->long_gaps.count = 0;
    for (size_t side = 0; side < 2; side++) {
        hear_answers(k, side);
        work_out_gaps(k, side);
    }
    k->lanes->long_silences(&k->long_gaps, &k->model->parameters);
    for (size_t side = 0; side < 2; side++) {
        judge_long_gaps(k, &k->gaps[side]);
        hear_steady(k, side);
        hear_silences(k, side);
        k->gaps[side].count = 0;
    }
}
