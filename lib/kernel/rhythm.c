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

/* What the model says of gaps. Between these bounds on -ln S a gap is steady or not by the last digits of
 * 1 - S; outside, whatever they are. Not so where S itself is next to nothing: then every long gap is worked
 * out. */
void jp__kernel_set_steady(jp__kernel *k)
{
    double below = k->model->parameters.rhythm_steady_below;
    double bound = -jp__log1p(-below);
    k->steady_least = below < 0.999 ? bound * (1 - 1e-9) : 0;
    k->steady_most = below < 0.999 ? bound * (1 + 1e-9) : (double)INFINITY;
    k->hazard_bound = jp__silence_bound(k->model);
}

static void hear_answers(jp__kernel *k, size_t side)
{
    jp__answers *a = &k->answers[side];
    jp__list *replies = jp__list_of(k, JP__REPLIES, side), *waits = jp__list_of(k, JP__UNANSWERED, side);
    k->lanes->hours(a);
    k->lanes->deal_answers(k, a, replies, waits);
}

/* Is a long gap steady? Hard to guess; seldom to be worked out. */
static inline bool is_steady(const jp__kernel *k, double minus_log)
{
    int bounds = (minus_log >= k->steady_least) + (minus_log > k->steady_most);
    if (bounds == 1)
        return -jp__expm1(-minus_log) < k->model->parameters.rhythm_steady_below;
    return bounds == 0;
}

/* One more gap of a side: what those before it took, and how many they are. */
static inline void count_gap(jp__gaps *g, size_t i, jp__side_walk *s)
{
    g->before[i] = s->gap_days;
    g->number[i] = (double)(int64_t)s->gaps++;
    s->gap_days += g->days[i];
}

/* Those of a member from `first` on, both sides in turns: each sum waits for the one before. */
static void count_gaps(jp__kernel *k, jp__chunk_member *member, const size_t first[2])
{
    jp__gaps *client = &k->gaps[JP_CLIENT], *supplier = &k->gaps[JP_SUPPLIER];
    jp__side_walk to_client = member->sides[JP_CLIENT], to_supplier = member->sides[JP_SUPPLIER];
    size_t i = first[JP_CLIENT], j = first[JP_SUPPLIER];
    for (; i < member->end_gaps[JP_CLIENT] && j < member->end_gaps[JP_SUPPLIER]; i++, j++) {
        count_gap(client, i, &to_client);
        count_gap(supplier, j, &to_supplier);
    }
    for (; i < member->end_gaps[JP_CLIENT]; i++)
        count_gap(client, i, &to_client);
    for (; j < member->end_gaps[JP_SUPPLIER]; j++)
        count_gap(supplier, j, &to_supplier);
    member->sides[JP_CLIENT] = to_client;
    member->sides[JP_SUPPLIER] = to_supplier;
}

static void count_all_gaps(jp__kernel *k)
{
    const size_t none[2] = { 0, 0 }, *first = none;
    for (size_t m = 0; m < k->member_count; m++) {
        count_gaps(k, &k->members[m], first);
        first = k->members[m].end_gaps;
    }
}

static void work_out_gaps(jp__kernel *k, size_t side)
{
    jp__gaps *g = &k->gaps[side];
    k->lanes->silences(g, &k->model->parameters, k->hazard_bound, &k->gap_work);
    k->lanes->note_long(g, &k->gap_work, &k->long_gaps);
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

void jp__kernel_derive(jp__kernel *k)
{
    k->long_gaps.count = 0;
    for (size_t side = 0; side < 2; side++) {
        hear_answers(k, side);
        k->lanes->days(&k->gaps[side]);
    }
    count_all_gaps(k);
    for (size_t side = 0; side < 2; side++)
        work_out_gaps(k, side);
    k->lanes->long_silences(&k->long_gaps, &k->model->parameters);
    for (size_t side = 0; side < 2; side++) {
        jp__list *steady = jp__list_of(k, JP__STEADY, side);
        judge_long_gaps(k, &k->gaps[side]);
        steady->count = k->lanes->list_steady(&k->gaps[side], steady->fact);
        hear_silences(k, side);
    }
}
