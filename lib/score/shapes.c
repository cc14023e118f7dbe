/*
 * shapes.c - the Beta distributions matched to groups of indicators (docs/method.md section 5), all that are
 * wanted of a relationship at once: columns are filled, worked out and read.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/numerics.h"
#include "score/score.h"

/* ---- The readable special functions ------------------------------------------------------------- */

static void log_variances(const double *alpha, const double *all, size_t count, double *variance)
{
    for (size_t i = 0; i < count; i++)
        variance[i] = jp__trigamma(alpha[i]) - jp__trigamma(all[i]);
}

static void log_moments(const double *alpha, const double *all, const double *exponent, size_t count,
                        double *first, double *second)
{
    for (size_t i = 0; i < count; i++) {
        double e = exponent[i];
        first[i] = jp__lgamma_delta(alpha[i], e) - jp__lgamma_delta(all[i], e);
        second[i] = jp__lgamma_delta(alpha[i], 2 * e) - jp__lgamma_delta(all[i], 2 * e);
    }
}

static void intervals(const double *a, const double *b, size_t count, double *low, double *high)
{
    for (size_t i = 0; i < count; i++) {
        low[i] = jp__beta_low(a[i], b[i]);
        high[i] = jp__beta_high(a[i], b[i]);
    }
}

static void halves(const double *a, const double *b, size_t count, double *p)
{
    for (size_t i = 0; i < count; i++)
        p[i] = jp__beta_half(a[i], b[i]);
}

const jp__specials jp__specials_readable = { log_variances, log_moments, intervals, halves };

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

jp_status jp__shapes_new(jp__shapes *s, const jp_allocator *a, const jp_model *model, jp_error *err)
{
    size_t indicators = (model->indicator_count + 7) / 8 * 8, members = 7;
    for (size_t i = 0; i < JP__SHAPE_OF_CLOSURE; i++)
        members += group_of(model, i)->count;
    members = members / 8 * 8;
    s->size = 3 * indicators + 5 * members;
    s->block = jp__calloc(a, s->size, sizeof *s->block);
    if (s->block == NULL)
        return jp__no_memory(err);
    s->alpha = s->block;
    s->all = s->alpha + indicators;
    s->log_variance = s->all + indicators;
    s->member_alpha = s->log_variance + indicators;
    s->member_all = s->member_alpha + members;
    s->exponent = s->member_all + members;
    s->log_first = s->exponent + members;
    s->log_second = s->log_first + members;
    s->specials = &jp__specials_readable;
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
    for (size_t i = 0; i < score->model->indicator_count; i++) {
        s->alpha[i] = score->beliefs[i].alpha;
        s->all[i] = score->beliefs[i].alpha + score->beliefs[i].beta;
    }
}

/* The members of the groups that are wanted, in columns; how many. */
static size_t take_members(jp_score *score, uint32_t want)
{
    jp__shapes *s = &score->shapes;
    size_t count = 0;
    for (size_t i = 0; i < JP__SHAPE_OF_CLOSURE; i++) {
        const jp__group *group = group_of(score->model, i);
        for (size_t k = 0; is_wanted(i, want) && k < group->count; k++, count++) {
            s->member_alpha[count] = s->alpha[group->members[k].indicator];
            s->member_all[count] = s->all[group->members[k].indicator];
            s->exponent[count] = group->members[k].exponent;
        }
    }
    return count;
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
static void match_groups(jp_score *score, uint32_t want)
{
    jp__shapes *s = &score->shapes;
    size_t member = 0;
    s->specials->log_moments(s->member_alpha, s->member_all, s->exponent, take_members(score, want),
                             s->log_first, s->log_second);
    for (size_t i = 0; i < JP__SHAPE_OF_CLOSURE; i++) {
        double first = 0, second = 0;
        for (size_t k = 0; is_wanted(i, want) && k < group_of(score->model, i)->count; k++, member++) {
            first += s->log_first[member];
            second += s->log_second[member];
        }
        if (is_wanted(i, want))
            s->matched[i] = jp__match(jp__exp(first), jp__exp(second));
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

static void find_intervals(jp__shapes *s, uint32_t want)
{
    double a[COLUMNS] = { 0 }, b[COLUMNS] = { 0 }, low[COLUMNS], high[COLUMNS];
    size_t count = 0, next = 0;
    for (size_t i = 0; i < JP__SHAPE_COUNT; i++)
        if (has_interval(i, want)) {
            a[count] = s->matched[i].a;
            b[count++] = s->matched[i].b;
        }
    s->specials->intervals(a, b, count, low, high);
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
        a[count] = score->beliefs[doubts[count]].alpha;
        b[count] = score->beliefs[doubts[count]].beta;
    }
    for (size_t i = 0; i < JP__SHAPE_COUNT; i++)
        if (is_judged(i, want)) {
            a[count] = s->matched[i].b;
            b[count++] = s->matched[i].a;
        }
    s->specials->halves(a, b, count, p);
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
        s->specials->log_variances(s->alpha, s->all, score->model->indicator_count, s->log_variance);
        match_closure(s);
    }
    find_intervals(s, want);
    if (want & JP_WANT_VERDICT)
        find_halves(score, want);
}
