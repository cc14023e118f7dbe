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
    k->lanes->hours(a);
    for (size_t i = 0; i < a->count; i++) {
        bool adverse = (k->flags[a->fact[i]] & JP__F_ADVERSE) != 0;
        jp__write_down(k, adverse ? JP__UNANSWERED : JP__REPLIES, side, a->fact[i], a->hours[i]);
    }
    a->count = 0;
}

/* Is a long gap steady? */
static bool is_steady(const jp__kernel *k, double minus_log)
{
    if (minus_log < k->steady_least || minus_log > k->steady_most)
        return minus_log < k->steady_least;
    return -jp__expm1(-minus_log) < k->model->parameters.rhythm_steady_below;
}

/* Gaps that may be relatively silent or not steady need logarithms: they are put together first. */
static void judge_long_gaps(jp__kernel *k, jp__gaps *g)
{
    const double bound = k->hazard_bound;
    size_t count = 0;
    for (size_t i = 0, end = g->count; i < end; i++) {
        g->long_gap[count] = (uint32_t)i;
        count += g->hazard[i] >= bound;
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t gap = g->long_gap[i];
        g->long_a[i] = g->a[gap];
        g->long_x[i] = g->x[gap];
        g->long_kept[i] = 1 - g->absolute[gap];
    }
    g->long_count = count;
    k->lanes->long_silences(g, &k->model->parameters);
    memset(g->steady, 1, g->count * sizeof *g->steady);
    for (size_t i = 0; i < count; i++) {
        g->score[g->long_gap[i]] = g->long_score[i];
        g->steady[g->long_gap[i]] = is_steady(k, g->long_minus_log[i]);
    }
}

static void work_out_gaps(jp__kernel *k, jp__gaps *g, jp__side_walk *s)
{
    k->lanes->days(g);
    double before = s->gap_days;
    for (size_t i = 0, count = g->count; i < count; i++) {
        g->before[i] = before;
        before += g->days[i];
    }
    k->lanes->silences(g, (double)s->gaps, &k->model->parameters);
    s->gap_days = before;
    s->gaps += g->count;
    judge_long_gaps(k, g);
}

static void hear_gaps(jp__kernel *k, size_t side)
{
    jp__gaps *g = &k->gaps[side];
    jp__list *silent = jp__list_of(k, JP__SILENCES, side), *steady = jp__list_of(k, JP__STEADY, side);
    size_t silences = 0, steadies = 0;
    if (g->count == 0)
        return;
    work_out_gaps(k, g, &k->sides[side]);
    for (size_t i = 0, count = g->count; i < count; i++) {
        uint32_t fact = g->fact[i];
        silent->fact[silences] = fact;
        silent->y[silences] = g->score[i];
        silences += g->score[i] > 0;
        steady->fact[steadies] = fact;
        steady->y[steadies] = 1;
        steadies += (size_t)g->steady[i] & (size_t)(g->days[i] >= 1);
    }
    silent->count = silences;
    steady->count = steadies;
    g->count = 0;
}

void jp__kernel_derive(jp__kernel *k)
{
    for (size_t side = 0; side < 2; side++) {
        hear_answers(k, side);
        hear_gaps(k, side);
    }
}
