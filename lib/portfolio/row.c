/*
 * row.c - one relationship of a batch: checked, scored, written.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "portfolio/batch.h"

/* So many facts are walked between two looks at whether the caller has had enough. */
#define SLICE ((size_t)16384)

static jp_status refuse_order(size_t row, size_t fact, jp_error *err)
{
    return jp__fail_at(err, JP_ERROR_VALUE, (jp__where){ fact, 0, 0, "time_us" },
                       "Fact %zu is earlier than the one before it in relationship %zu: give facts in order "
                       "of time, or ask for sorting.", fact, row);
}

static jp_status check_order(const jp__batch *batch, size_t row, jp_error *err)
{
    const int64_t *time_us = batch->facts->time_us + batch->facts->offset;
    for (size_t i = (size_t)batch->offsets[row] + 1; i < (size_t)batch->offsets[row + 1]; i++)
        if (time_us[i] < time_us[i - 1])
            return refuse_order(row, i, err);
    return JP_OK;
}

/* The kernel passes over what is usual, 64 facts at once. */
static jp_status check_rows(const jp__worker *w, size_t first, size_t end, jp_error *err)
{
    const jp__batch *batch = w->run->batch;
    if (w->kernel == NULL)
        return jp__facts_check_rows(batch->model, batch->facts, first, end, err);
    for (size_t at = first; at < end; at += 64) {
        uint64_t left = jp__kernel_unusual(w->kernel, batch->facts, at, end - at < 64 ? end - at : 64);
        for (; left != 0; left &= left - 1) {
            size_t fact = at + (size_t)__builtin_ctzll(left);
            JP_TRY(jp__facts_check_rows(batch->model, batch->facts, fact, fact + 1, err));
        }
    }
    return JP_OK;
}

/* The facts of a relationship, all but their order; once. */
static jp_status check_facts(jp__worker *w, size_t row, jp_error *err)
{
    const jp__batch *batch = w->run->batch;
    if (batch->checked || row < w->checked_end)
        return JP_OK;
    size_t first = (size_t)batch->offsets[row], end = (size_t)batch->offsets[row + 1];
    if (end - first > JP__FACTS_MAX)
        return jp__fail(err, JP_ERROR_LIMIT,
                        "One relationship has at most %zu facts, got %zu in relationship %zu.",
                        JP__FACTS_MAX, end - first, row);
    JP_TRY(check_rows(w, first, end, err));
    w->checked_end = row + 1;
    return JP_OK;
}

/* Whether the fast path, which takes only what is in order, looks at every fact there is: then the order need
 * not be looked at twice. */
static bool fast_sees_all(const jp__worker *w, const jp_facts *facts)
{
    const int64_t *end = facts->time_us + facts->offset + facts->length;
    return w->kernel != NULL && facts->length > 0 && end[-1] <= w->run->batch->as_of_us;
}

/* The rhythm as it is reported, by the readable path: it needs how long each turn waited, which is nothing to
 * what is gathered. */
static jp_status walk_rhythm(jp__worker *w, const jp_facts *facts, jp_error *err)
{
    jp_scorer *s = w->scorer;
    int64_t as_of_us = w->run->batch->as_of_us;
    JP_TRY(jp__scorer_see(s, facts, as_of_us, err));
    jp__rhythm_start(&s->rhythm, s->model, true);
    for (size_t end = 0, count = s->seen.count; end < count;) {
        end = count - end > SLICE ? end + SLICE : count;
        s->rhythm.walk.derived = 0; /* nobody hears them */
        JP_TRY(jp__rhythm_walk(&s->rhythm, &s->allocator, s->model, &s->seen, end, err));
        if (!jp__run_tick(w->run, 0))
            return JP_ERROR_CANCELLED;
    }
    jp__rhythm_close(&s->rhythm, s->model, &s->seen, as_of_us);
    return JP_OK;
}

/* What the kernel gathered to a score. */
static jp_status finish_fast(jp__worker *w, const jp_facts *facts, jp_error *err)
{
    if ((w->scorer->want & JP_WANT_RHYTHM) != 0)
        JP_TRY(walk_rhythm(w, facts, err));
    jp__kernel_fill(w->kernel, w->scorer, w->run->batch->as_of_us);
    return JP_OK;
}

/* The fast path; `scored`: it could take it. Long relationships are walked in slices, so that the caller
 * hears of them and can end them; `ticked`: facts that were told of. */
static jp_status score_fast(jp__worker *w, const jp_facts *facts, size_t *ticked, bool *scored, jp_error *err)
{
    int64_t as_of_us = w->run->batch->as_of_us;
    size_t count;
    bool cancelled = false;
    if (w->kernel == NULL || !jp__kernel_begin(w->kernel, w->scorer, facts, as_of_us, &count))
        return JP_OK;
    for (; !cancelled && count - *ticked > SLICE; *ticked += SLICE) {
        jp__kernel_go_on(w->kernel, *ticked + SLICE);
        cancelled = !jp__run_tick(w->run, SLICE);
    }
    if (!cancelled)
        jp__kernel_go_on(w->kernel, count);
    *scored = jp__kernel_end(w->kernel, w->scorer) && !cancelled;
    if (cancelled)
        return JP_ERROR_CANCELLED;
    return *scored ? finish_fast(w, facts, err) : JP_OK;
}

/* The readable path, in slices too; `ticked` may be ahead of it. */
static jp_status score_readable(jp__worker *w, const jp_facts *facts, size_t *ticked, jp_error *err)
{
    jp_scorer *scorer = w->scorer;
    int64_t as_of_us = w->run->batch->as_of_us;
    JP_TRY(jp__scorer_see(scorer, facts, as_of_us, err));
    size_t count = scorer->seen.count;
    jp__scorer_start(scorer);
    for (size_t walked = 0; count - walked > SLICE; walked += SLICE) {
        JP_TRY(jp__scorer_walk(scorer, walked + SLICE, err));
        size_t step = walked < *ticked ? 0 : SLICE;
        *ticked += step;
        if (!jp__run_tick(w->run, step))
            return JP_ERROR_CANCELLED;
    }
    JP_TRY(jp__scorer_walk(scorer, count, err));
    jp__scorer_close(scorer, as_of_us);
    jp__scorer_fill(scorer, as_of_us);
    return JP_OK;
}

/* A relationship of a batch by itself: from its facts to the scorer's score. */
static jp_status score_one(jp__worker *w, size_t row, const jp_facts *facts, jp_error *err)
{
    const jp__batch *batch = w->run->batch;
    size_t ticked = 0;
    bool scored = false, ordered = batch->checked || batch->options.sort, left = fast_sees_all(w, facts);
    if (!ordered && !left)
        JP_TRY(check_order(batch, row, err));
    JP_TRY(score_fast(w, facts, &ticked, &scored, err));
    if (!ordered && left && !scored)
        JP_TRY(check_order(batch, row, err));
    if (!scored)
        JP_TRY(score_readable(w, facts, &ticked, err));
    return jp__worker_tick(w, facts->length - ticked) ? JP_OK : JP_ERROR_CANCELLED;
}

/* ---- On the tray ------------------------------------------------------------------------------ */

static jp_facts facts_of(const jp__batch *batch, size_t row)
{
    jp_facts facts = *batch->facts;
    facts.offset += (size_t)batch->offsets[row];
    facts.length = (size_t)(batch->offsets[row + 1] - batch->offsets[row]);
    return facts;
}

/* Is a relationship small, and are its facts as they should be? If they are not, it is told when its turn
 * comes. */
static bool check_for_tray(jp__worker *w, size_t row)
{
    const jp__batch *batch = w->run->batch;
    jp_facts facts = facts_of(batch, row);
    bool ordered = batch->checked || batch->options.sort || fast_sees_all(w, &facts);
    return facts.length <= JP__TRAY_FACTS && ordered && check_facts(w, row, NULL) == JP_OK;
}

/* Puts small relationships from `row` on side by side. */
static void fill_tray(jp__worker *w, size_t row)
{
    const jp__batch *batch = w->run->batch;
    size_t count = 0;
    while (count < w->kernel->tray && row + count < w->share_end && check_for_tray(w, row + count))
        count++;
    w->tray_first = row;
    w->tray_end = row + jp__tray_fill(w->kernel, w->scorer, batch->facts, batch->offsets + row, count,
                                      batch->as_of_us, true);
}

/* Scores a relationship together with others, if it can be. */
static jp_status score_on_tray(jp__worker *w, size_t row, const jp_facts *facts, bool *scored, jp_error *err)
{
    if (w->kernel == NULL || w->kernel->tray < 2)
        return JP_OK;
    if (row >= w->tray_end)
        fill_tray(w, row);
    if (row >= w->tray_end || !jp__tray_give(w->kernel, w->scorer, row - w->tray_first))
        return JP_OK;
    *scored = true;
    JP_TRY(finish_fast(w, facts, err));
    return jp__worker_tick(w, facts->length) ? JP_OK : JP_ERROR_CANCELLED;
}

jp_status jp__score_row(jp__worker *w, size_t row, jp_error *err)
{
    const jp__batch *batch = w->run->batch;
    jp_facts facts = facts_of(batch, row);
    bool scored = false;
    JP_TRY(score_on_tray(w, row, &facts, &scored, err));
    if (!scored) {
        JP_TRY(check_facts(w, row, err));
        JP_TRY(score_one(w, row, &facts, err));
    }
    jp__write_score(&w->rows, row, &w->scorer->score, batch->options.out);
    return JP_OK;
}
