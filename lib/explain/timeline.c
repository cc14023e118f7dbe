/*
 * timeline.c - one relationship at many moments, in one walk (docs/method.md sections 0 and 5).
 *
 * The walk goes on from moment to moment and is kept before each one's end. Where every fact is known
 * as it happens, each is walked once. A fact that was recorded late is not seen by the moments before
 * that: from it on, what such a moment sees is walked for that moment alone.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <joyfulprofit/timeline.h>

#include "explain/explain.h"

/* One timeline on its way. x->added holds all that the last moment sees; the scorer's seen facts are
 * what the present moment sees, of which the first `common` stand and were walked for good. */
typedef struct line {
    jp_explainer *x;
    const jp_facts *facts;
    size_t common;
} line;

static jp_status check_arguments(const jp_explainer *x, const int64_t *as_of_us, size_t count,
                                 const uint16_t *indicators, size_t indicator_count,
                                 const jp_timeline_point *points, const double *levels, jp_error *err)
{
    const char *missing = x == NULL                                       ? "explainer"
                          : as_of_us == NULL && count > 0                 ? "as_of_us"
                          : indicators == NULL && indicator_count > 0     ? "indicators"
                          : points == NULL && count > 0                   ? "points"
                          : levels == NULL && indicator_count > 0         ? "levels"
                                                                          : NULL;
    if (missing != NULL)
        return jp__fail(err, JP_ERROR_ARGUMENT, "Argument '%s' must not be NULL.", missing);
    for (size_t i = 1; i < count; i++)
        if (as_of_us[i] < as_of_us[i - 1])
            return jp__fail(err, JP_ERROR_ARGUMENT,
                            "Argument 'as_of_us' must be ascending, got an earlier moment at place %zu.",
                            i);
    for (size_t i = 0; i < indicator_count; i++)
        if (indicators[i] >= x->scorer->model->indicator_count)
            return jp__fail(err, JP_ERROR_ARGUMENT,
                            "Argument 'indicators' must hold numbers below %zu, got %u at place %zu.",
                            x->scorer->model->indicator_count, (unsigned)indicators[i], i);
    return JP_OK;
}

static bool is_known(const line *l, const jp__fact *fact, int64_t as_of_us)
{
    size_t k = l->facts->offset + fact->row;
    return !jp__facts_has_recorded(l->facts, k) || l->facts->recorded_us[k] <= as_of_us;
}

/* Walks for good what this moment and all later ones see in the same order. */
static jp_status extend_common(line *l, int64_t as_of_us, jp_error *err)
{
    jp_scorer *scorer = l->x->scorer;
    const jp__seen *all = &l->x->added;
    jp__scorer_resume(scorer, &l->x->kept);
    for (; l->common < all->count; l->common++) {
        const jp__fact *fact = &all->facts[l->common];
        if (fact->time_us > as_of_us || !is_known(l, fact, as_of_us))
            break;
        scorer->seen.facts[l->common] = *fact;
    }
    scorer->seen.count = l->common;
    JP_TRY(jp__scorer_walk(scorer, l->common, err));
    jp__scorer_keep(scorer, &l->x->kept);
    return JP_OK;
}

/* Walks what this moment sees besides, past a fact that it does not know yet. */
static jp_status walk_rest(line *l, int64_t as_of_us, jp_error *err)
{
    jp_scorer *scorer = l->x->scorer;
    const jp__seen *all = &l->x->added;
    for (size_t i = l->common; i < all->count && all->facts[i].time_us <= as_of_us; i++)
        if (is_known(l, &all->facts[i], as_of_us))
            scorer->seen.facts[scorer->seen.count++] = all->facts[i];
    return jp__scorer_walk(scorer, scorer->seen.count, err);
}

static jp_timeline_point read_point(const jp_score *score)
{
    return (jp_timeline_point){ .as_of_us = score->as_of_us, .status = score->status,
                                .facts = score->facts, .closure = score->closure,
                                .health = score->health, .risk_index = score->risk_index,
                                .silence = { score->silence[0], score->silence[1] } };
}

/* What changed since the point before, and whether that is more than its evidence leaves open. */
static void compare_points(jp_timeline_point *point, const jp_timeline_point *before)
{
    point->health_change = point->health.value - before->health.value;
    point->closure_change = point->closure.value - before->closure.value;
    point->health_exceeds = point->health.value < before->health.low ||
                            point->health.value > before->health.high;
    point->closure_exceeds = point->closure.value < before->closure.low ||
                             point->closure.value > before->closure.high;
}

static jp_status score_moment(line *l, int64_t as_of_us, jp_error *err)
{
    jp_scorer *scorer = l->x->scorer;
    JP_TRY(extend_common(l, as_of_us, err));
    JP_TRY(walk_rest(l, as_of_us, err));
    jp__scorer_close(scorer, as_of_us);
    jp__scorer_fill(scorer, as_of_us);
    return JP_OK;
}

static jp_status prepare(line *l, int64_t last_us, jp_error *err)
{
    jp_explainer *x = l->x;
    jp__seen *seen = &x->scorer->seen;
    JP_TRY(jp__seen_gather(&x->added, &x->allocator, x->scorer->model, l->facts, last_us, err));
    JP_TRY(jp__grow(&x->allocator, &seen->facts, &seen->capacity, x->added.count,
                    sizeof *seen->facts, err));
    seen->count = 0;
    jp__scorer_start(x->scorer);
    jp__scorer_keep(x->scorer, &x->kept);
    return JP_OK;
}

static jp_status score_moments(line *l, const int64_t *as_of_us, size_t count,
                               const uint16_t *indicators, size_t indicator_count,
                               jp_timeline_point *points, double *levels, jp_error *err)
{
    const jp_score *score = &l->x->scorer->score;
    if (count == 0)
        return JP_OK;
    JP_TRY(prepare(l, as_of_us[count - 1], err));
    for (size_t i = 0; i < count; i++) {
        JP_TRY(score_moment(l, as_of_us[i], err));
        points[i] = read_point(score);
        if (i > 0)
            compare_points(&points[i], &points[i - 1]);
        for (size_t k = 0; k < indicator_count; k++)
            levels[i * indicator_count + k] = jp_score_indicator(score, indicators[k]).level;
    }
    return JP_OK;
}

jp_status jp_explainer_timeline(jp_explainer *x, const jp_facts *facts, const int64_t *as_of_us,
                                size_t count, const uint16_t *indicators, size_t indicator_count,
                                jp_timeline_point *points, double *levels, jp_error *err)
{
    JP_TRY(check_arguments(x, as_of_us, count, indicators, indicator_count, points, levels, err));
    JP_TRY(jp_facts_check(x->scorer->model, facts, err));
    line l = { x, facts, 0 };
    uint32_t want = x->scorer->want;
    x->scorer->want = JP_WANT_VALUES | JP_WANT_HEADLINE_INTERVALS;
    jp_status status = score_moments(&l, as_of_us, count, indicators, indicator_count, points, levels,
                                     err);
    x->scorer->want = want;
    return status;
}
