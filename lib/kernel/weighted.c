/*
 * weighted.c - what is summed by weights, laid out for eight sums at once: the rows of evidence by the masses
 * that they add to (docs/method.md section 3), and the groups of indicators (section 5).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "kernel/kernel.h"

/* `terms` in all: each may be a step of its own. */
static void lay_out(jp__weighted *w, char *block, size_t *used, size_t sums, size_t terms)
{
    size_t lanes = (sums + 7) / 8 * 8;
    w->end = jp__take(block, used, lanes / 8, sizeof *w->end);
    w->to = jp__take(block, used, lanes, sizeof *w->to);
    w->at = jp__take(block, used, 8 * terms, sizeof *w->at);
    w->weight = jp__take(block, used, 8 * terms, sizeof *w->weight);
    w->next = jp__take(block, used, sums, sizeof *w->next);
    w->placed = jp__take(block, used, sums, sizeof *w->placed);
}

/* The factors, then the dimensions. */
static const jp__group *group_of(const jp_model *model, size_t number)
{
    return number < JP_FACTOR_COUNT ? &model->factors[number] : &model->dimensions[number - JP_FACTOR_COUNT];
}

static size_t count_members(const jp_model *model)
{
    size_t count = 0;
    for (size_t g = 0; g < JP__GROUP_COUNT; g++)
        count += group_of(model, g)->count;
    return count;
}

void jp__weighted_lay_out(jp__kernel *k, char *block, size_t *used)
{
    const jp_model *model = k->model;
    lay_out(&k->evidence, block, used, 2 * model->indicator_count, 2 * model->row_count);
    lay_out(&k->groups, block, used, JP__GROUP_COUNT, count_members(model));
}

/* Puts sums with many terms first: those of eight lanes then have about as many. `next` says how many terms
 * each has, then where the first one goes. */
static void arrange(jp__weighted *w, size_t sums)
{
    uint32_t steps = 0, lane = 0, first = 0, most = 0;
    for (size_t to = 0; to < sums; to++)
        most = w->next[to] > most ? w->next[to] : most;
    for (uint32_t count = most + 1; count-- > 0;)
        for (size_t to = 0; to < sums; to++) {
            if (w->next[to] != count || w->placed[to])
                continue;
            w->placed[to] = true;
            if (lane % 8 == 0) {
                first = 8 * steps;
                steps += count;
                w->end[w->eights++] = steps;
            }
            w->to[lane] = (uint32_t)to;
            w->next[to] = first + lane++ % 8;
        }
    for (; lane % 8 != 0; lane++)
        w->to[lane] = (uint32_t)sums; /* nobody's */
}

static void add_term(jp__weighted *w, size_t to, double weight, size_t at)
{
    if (weight == 0)
        return; /* adds nothing; rows of evidence mostly speak for or against */
    w->at[w->next[to]] = (int32_t)at;
    w->weight[w->next[to]] = weight;
    w->next[to] += 8;
}

/* What is alike for and against stands only once in the sums. */
static void describe_evidence(jp__kernel *k)
{
    const jp_model *model = k->model;
    jp__weighted *w = &k->evidence;
    for (size_t i = 0; i < model->row_count; i++) {
        const jp__row *row = &model->rows[i];
        w->next[2 * (size_t)row->indicator] += row->favourable != 0;
        w->next[2 * (size_t)row->indicator + 1] += row->adverse != 0;
    }
    arrange(w, 2 * model->indicator_count);
    for (size_t i = 0; i < model->row_count; i++) {
        const jp__row *row = &model->rows[i];
        size_t at = jp__place_of_sum(k, row->channel, model->half_life_class[row->indicator]);
        size_t against = k->channels[row->channel].type < JP__SPLIT_UNIT ? at : at + 4;
        add_term(w, 2 * (size_t)row->indicator, row->favourable, at);
        add_term(w, 2 * (size_t)row->indicator + 1, row->adverse, against);
    }
}

static void describe_groups(jp__kernel *k)
{
    jp__weighted *w = &k->groups;
    for (size_t g = 0; g < JP__GROUP_COUNT; g++)
        w->next[g] = (uint32_t)group_of(k->model, g)->count;
    arrange(w, JP__GROUP_COUNT);
    for (size_t g = 0; g < JP__GROUP_COUNT; g++) {
        const jp__group *group = group_of(k->model, g);
        for (size_t i = 0; i < group->count; i++)
            add_term(w, g, group->members[i].exponent, group->members[i].indicator);
    }
}

void jp__weighted_describe(jp__kernel *k)
{
    describe_evidence(k);
    describe_groups(k);
}
