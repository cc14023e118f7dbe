/*
 * rhythm.c - what the gaps and answers of a chunk say (docs/method.md section 2): worked out in lanes, then
 * heard like any fact.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>

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

/* Derived facts of one stream, as all its channels hear them. `y`: above 0; NULL: 1 each. */
static void hear_list(jp__kernel *k, uint16_t kind, size_t side, const uint32_t *fact, const double *y,
                      size_t count)
{
    const jp__kernel_stream *s = &k->streams[2 * (size_t)kind + side];
    for (uint32_t c = s->first_channel; c < s->first_channel + s->channel_count; c++) {
        if (k->channels[c].type == JP__ONE && !k->intensities)
            jp__kernel_count_run(k, c, fact, count);
        else if (k->channels[c].type == JP__UNIT && y != NULL)
            jp__kernel_unit_run(k, c, fact, y, count);
        else
            for (size_t i = 0; i < count; i++)
                jp__hear(k, c, fact[i], y == NULL ? 1 : y[i], 1);
    }
}

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
    const jp__parameters *p = &k->model->parameters;
    size_t count = 0;
    for (size_t i = 0; i < g->count; i++) {
        g->long_gap[count] = (uint32_t)i;
        g->long_a[count] = p->silence_prior_gaps + g->number[i];
        g->long_x[count] = g->x[i];
        g->long_kept[count] = 1 - g->absolute[i];
        g->steady[i] = true;
        count += g->hazard[i] >= k->hazard_bound;
    }
    g->long_count = count;
    k->lanes->long_silences(g, p);
    for (size_t i = 0; i < count; i++) {
        g->score[g->long_gap[i]] = g->long_score[i];
        g->steady[g->long_gap[i]] = is_steady(k, g->long_minus_log[i]);
    }
}

static void work_out_gaps(jp__kernel *k, jp__gaps *g, jp__side_walk *s)
{
    k->lanes->days(g);
    double before = s->gap_days;
    for (size_t i = 0; i < g->count; i++) {
        g->number[i] = (double)(s->gaps + i);
        g->before[i] = before;
        before += g->days[i];
    }
    s->gap_days = before;
    s->gaps += g->count;
    k->lanes->silences(g, &k->model->parameters);
    judge_long_gaps(k, g);
}

static void hear_gaps(jp__kernel *k, size_t side)
{
    jp__gaps *g = &k->gaps[side];
    size_t silent = 0, steady = 0;
    work_out_gaps(k, g, &k->sides[side]);
    for (size_t i = 0; i < g->count; i++) {
        g->silent_fact[silent] = g->steady_fact[steady] = g->fact[i];
        g->silent_score[silent] = g->score[i];
        silent += g->score[i] > 0;
        steady += g->steady[i] & (size_t)(g->days[i] >= 1);
    }
    hear_list(k, k->model->roles.silence, side, g->silent_fact, g->silent_score, silent);
    hear_list(k, k->model->roles.rhythm_steady, side, g->steady_fact, NULL, steady);
    g->count = 0;
}

void jp__kernel_hear_rhythm(jp__kernel *k)
{
    for (size_t side = 0; side < 2; side++) {
        hear_answers(k, side);
        hear_gaps(k, side);
    }
}
