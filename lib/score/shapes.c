/*
 * shapes.c - the Beta distributions matched to groups of indicators (docs/method.md section 5), all that are
 * wanted of a relationship at once: columns are filled, worked out and read.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/numerics.h"
#include "score/score.h"

/* ---- The workspace ------------------------------------------------------------------------------ */

#define COLUMNS ((JP__SHAPE_COUNT + JP__DOUBT_COUNT + 7) / 8 * 8)

/* NULL for closure, which is made of other groups. */
static const jp__group *group_of(const jp_model *model, size_t shape)
{
    if (shape < JP__SHAPE_OF_DIMENSION(0))
        return &model->factors[shape];
    if (shape < JP__SHAPE_OF_VERDICT(0))
        return &model->dimensions[shape - JP__SHAPE_OF_DIMENSION(0)];
    return shape < JP__SHAPE_OF_CLOSURE ? &model->verdict[shape - JP__SHAPE_OF_VERDICT(0)] : NULL;
}

/* The exponents of all members, group after group. */
static void lay_out_members(jp__shapes *s, const jp_model *model)
{
    size_t count = 0;
    for (size_t i = 0; i < JP__SHAPE_OF_CLOSURE; i++) {
        const jp__group *group = group_of(model, i);
        s->from[i] = count;
        for (size_t k = 0; k < group->count; k++)
            s->exponent[count++] = group->members[k].exponent;
    }
    s->from[JP__SHAPE_OF_CLOSURE] = count;
}

jp_status jp__shapes_new(jp__shapes *s, const jp_allocator *a, const jp_model *model, jp_error *err)
{
    size_t indicators = (model->indicator_count + 7) / 8 * 8, members = 7; /* in vain, behind the last one */
    for (size_t i = 0; i < JP__SHAPE_OF_CLOSURE; i++)
        members += group_of(model, i)->count;
    s->size = 2 * indicators + 5 * members;
    s->block = jp__calloc(a, s->size, sizeof *s->block);
    if (s->block == NULL)
        return jp__no_memory(err);
    s->all = s->block;
    s->log_variance = s->all + indicators;
    s->member_alpha = s->log_variance + indicators;
    s->member_all = s->member_alpha + members;
    s->exponent = s->member_all + members;
    s->first = s->exponent + members;
    s->second = s->first + members;
    lay_out_members(s, model);
    return JP_OK;
}

void jp__shapes_free(jp__shapes *s, const jp_allocator *a)
{
    jp__free(a, s->block, s->size, sizeof *s->block);
}

/* ---- Moments ------------------------------------------------------------------------------------ */

static bool has_interval(size_t shape, uint32_t want)
{
    if (shape < JP__SHAPE_OF_DIMENSION(0) || shape == JP__SHAPE_OF_CLOSURE)
        return (want & JP_WANT_HEADLINE_INTERVALS) != 0;
    return shape < JP__SHAPE_OF_VERDICT(0) && (want & JP_WANT_DIMENSION_INTERVALS) != 0;
}

static bool is_judged(size_t shape, uint32_t want)
{
    return (want & JP_WANT_VERDICT) != 0 &&
           (shape == JP__SHAPE_OF_DIMENSION(JP_COCREATION) ||
            shape == JP__SHAPE_OF_DIMENSION(JP_RESIGNATION_CLIENT) ||
            shape == JP__SHAPE_OF_DIMENSION(JP_RESIGNATION_SUPPLIER) ||
            (shape >= JP__SHAPE_OF_VERDICT(0) && shape < JP__SHAPE_OF_CLOSURE));
}

static bool is_wanted(size_t shape, uint32_t want)
{
    return has_interval(shape, want) || is_judged(shape, want);
}

static void take_beliefs(jp_score *score)
{
    jp__shapes *s = &score->shapes;
    for (size_t i = 0; i < score->model->indicator_count; i++)
        s->all[i] = score->beliefs.alpha[i] + score->beliefs.beta[i];
}

/* The moments of the members of the groups first .. end - 1. What is written in vain behind them belongs to
 * groups that come later or not at all. */
static void work_out_members(jp_score *score, size_t first, size_t end)
{
    jp__shapes *s = &score->shapes;
    size_t from = s->from[first], count = from;
    for (size_t i = first; i < end; i++) {
        const jp__group *group = group_of(score->model, i);
        for (size_t k = 0; k < group->count; k++, count++) {
            s->member_alpha[count] = score->beliefs.alpha[group->members[k].indicator];
            s->member_all[count] = s->all[group->members[k].indicator];
        }
    }
    score->specials->moments(s->member_alpha + from, s->member_all + from, s->exponent + from, count - from,
                             s->first + from, s->second + from);
}

jp__matched jp__match(double mean, double second)
{
    double spread = mean * (1 - mean);
    double variance = second - mean * mean;
    if (!(variance > 1e-12 * spread))
        variance = 1e-12 * spread;
    double c = spread / variance - 1;
    return (jp__matched){ mean, second, variance, mean * c, (1 - mean) * c };
}

/* M(1) and M(2): the moments of a product of independent Beta variables, each to its power. */
static void match_group(jp__shapes *s, size_t shape)
{
    double mean = 1, second = 1;
    for (size_t i = s->from[shape]; i < s->from[shape + 1]; i++) {
        mean *= s->first[i];
        second *= s->second[i];
    }
    s->matched[shape] = jp__match(mean, second);
}

/* All that are wanted, by runs of groups: what is worked out is rounded up. */
static void match_groups(jp_score *score, uint32_t want)
{
    for (size_t first = 0, end; first < JP__SHAPE_OF_CLOSURE; first = end) {
        end = first + 1;
        if (!is_wanted(first, want))
            continue;
        while (end < JP__SHAPE_OF_CLOSURE && is_wanted(end, want))
            end++;
        work_out_members(score, first, end);
        for (size_t i = first; i < end; i++)
            match_group(&score->shapes, i);
    }
}

static void match_closure(jp__shapes *s)
{
    const jp__matched *f = s->matched;
    const jp__matched *engage = &f[JP_ENGAGE], *excite = &f[JP_EXCITE];
    double mean = (engage->mean + excite->mean) / 2 * f[JP_CONVERSATION].mean * f[JP_CARING].mean;
    double second = (engage->second + 2 * engage->mean * excite->mean + excite->second) / 4 *
                    f[JP_CONVERSATION].second * f[JP_CARING].second;
    s->matched[JP__SHAPE_OF_CLOSURE] = jp__match(mean, second);
}

/* ---- What follows ------------------------------------------------------------------------------- */

static void find_intervals(jp_score *score, uint32_t want)
{
    jp__shapes *s = &score->shapes;
    double a[COLUMNS] = { 0 }, b[COLUMNS] = { 0 }, low[COLUMNS], high[COLUMNS];
    size_t count = 0, next = 0;
    for (size_t i = 0; i < JP__SHAPE_COUNT; i++)
        if (has_interval(i, want)) {
            a[count] = s->matched[i].a;
            b[count++] = s->matched[i].b;
        }
    score->specials->intervals(a, b, count, low, high);
    for (size_t i = 0; i < JP__SHAPE_COUNT; i++)
        if (has_interval(i, want)) {
            s->low[i] = low[next];
            s->high[i] = high[next++];
        }
}

/* P(D > 1/2) of groups, by the mirror image; P(v < 1/2) of indicators. */
static void find_halves(jp_score *score, uint32_t want)
{
    jp__shapes *s = &score->shapes;
    const jp__roles *roles = &score->model->roles;
    const uint16_t doubts[JP__DOUBT_COUNT] = { roles->leaving, roles->compromised_quality,
                                               roles->compromised_timeline, roles->compromised_fees };
    double a[COLUMNS], b[COLUMNS], p[COLUMNS];
    size_t count = 0, next = JP__DOUBT_COUNT;
    for (; count < JP__DOUBT_COUNT; count++) {
        a[count] = score->beliefs.alpha[doubts[count]];
        b[count] = score->beliefs.beta[doubts[count]];
    }
    for (size_t i = 0; i < JP__SHAPE_COUNT; i++)
        if (is_judged(i, want)) {
            a[count] = s->matched[i].b;
            b[count++] = s->matched[i].a;
        }
    score->specials->halves(a, b, count, p);
    for (size_t i = 0; i < JP__DOUBT_COUNT; i++)
        s->below_half[i] = p[i];
    for (size_t i = 0; i < JP__SHAPE_COUNT; i++)
        if (is_judged(i, want))
            s->above_half[i] = p[next++];
}

void jp__score_shapes(jp_score *score, uint32_t want)
{
    jp__shapes *s = &score->shapes;
    take_beliefs(score);
    match_groups(score, want);
    if (want & JP_WANT_HEADLINE_INTERVALS) {
        score->specials->log_variances(score->beliefs.alpha, s->all, score->model->indicator_count,
                                       s->log_variance);
        match_closure(s);
    }
    find_intervals(score, want);
    if (want & JP_WANT_VERDICT)
        find_halves(score, want);
}
