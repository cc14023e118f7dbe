/*
 * state_walk.c - many new facts of a kept state, walked by the fast path (docs/performance.md).
 *
 * What is kept is what the readable path keeps: windows, sums, the walk. It is turned into what the kernel
 * has at the end of a chunk, and back afterwards.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <string.h>

#include "base/numerics.h"
#include "portfolio/state_fast.h"
#include "portfolio/state_walk.h"

static void free_fast(void *companion)
{
    jp__fast *f = companion;
    jp_allocator a = f->allocator;
    jp__kernel_free(f->kernel);
    jp__free(&a, f->latest_us, f->latest_us == NULL ? 0 : f->stream_count, sizeof *f->latest_us);
    jp__free(&a, f, 1, sizeof *f);
}

static jp_status make(jp__fast *f, const jp_model *model, jp_error *err)
{
    JP_TRY(jp__kernel_new(model, &f->allocator, JP__CHUNK, &f->kernel, err));
    f->stream_count = f->kernel->stream_count;
    f->latest_us = jp__calloc(&f->allocator, f->stream_count, sizeof *f->latest_us);
    return f->latest_us == NULL ? jp__no_memory(err) : JP_OK;
}

jp_status jp__walk_fast_reserve(jp_scorer *scorer, jp_error *err)
{
    if (scorer->companion != NULL)
        return JP_OK;
    jp__fast *f = jp__calloc(&scorer->allocator, 1, sizeof *f);
    if (f == NULL)
        return jp__no_memory(err);
    f->allocator = scorer->allocator;
    jp_status status = make(f, scorer->model, err);
    if (status != JP_OK) {
        free_fast(f);
        return status;
    }
    f->columns = (jp_facts){ .struct_size = sizeof f->columns };
    f->columns.time_us = f->time_us;
    f->columns.kind = f->kind;
    f->columns.actor = f->actor;
    f->columns.value = f->value;
    f->columns.value_valid = f->valid;
    f->columns.item = f->item;
    f->columns.guess = f->guess;
    scorer->companion = f;
    scorer->free_companion = free_fast;
    return JP_OK;
}

/* ---- Facts ----------------------------------------------------------------------------------- */

static size_t stream_of(const jp_model *model, const jp__fact *fact)
{
    if (fact->kind != JP_RATING)
        return 2 * (size_t)fact->kind + fact->actor;
    size_t source = fact->actor + (fact->guess ? (size_t)2 : 0);
    return 2 * model->kind_count + source * model->indicator_count + fact->item;
}

/* Facts as columns. */
static void take_facts(jp__fast *f, const jp__fact *facts, size_t count)
{
    memset(f->valid, 0, sizeof f->valid);
    for (size_t i = 0; i < count; i++) {
        const jp__fact *fact = &facts[i];
        f->time_us[i] = fact->time_us;
        f->value[i] = fact->value;
        f->intensity[i] = fact->intensity;
        f->kind[i] = fact->kind;
        f->item[i] = fact->item;
        f->actor[i] = fact->actor;
        f->guess[i] = fact->guess;
        f->valid[i / 8] = (uint8_t)(f->valid[i / 8] | fact->has_value << i % 8);
    }
    f->columns.length = count;
}

/* When streams spoke last. Replies speak through turns only. */
static void note_given(jp__fast *f, const jp__fact *facts, size_t count)
{
    const jp_model *model = f->kernel->model;
    for (size_t i = 0; i < count; i++)
        if (facts[i].kind != model->roles.reply)
            f->latest_us[stream_of(model, &facts[i])] = facts[i].time_us;
}

/* When streams of derived facts spoke last. */
static void note_derived(jp__fast *f)
{
    const jp__kernel *k = f->kernel;
    for (size_t list = 0; list < JP__COUNT(k->derived); list++) {
        const jp__list *l = &k->derived[list];
        if (l->count > 0)
            f->latest_us[k->derived_stream[list]] = k->time_us[l->fact[l->count - 1]];
    }
}

/* Have some facts intensities, or do windows stand open with some that had? */
static bool has_intensities(const jp_scorer *scorer, size_t end)
{
    const jp_model *model = scorer->model;
    const jp__tally *t = &scorer->tally;
    for (size_t i = scorer->rhythm.walk.next; i < end; i++)
        if (scorer->seen.facts[i].intensity != 1)
            return true;
    for (size_t c = 0; c < model->channel_count; c++) {
        double x = t->open[c].favourable;
        if (model->channels[c].transform.type == JP__ONE && t->cells[model->channels[c].stream].used &&
            (x == 0 || x != floor(x)))
            return true;
    }
    return false;
}

/* All facts up to `end`, a chunk at a time, of which the first is taken already; the kernel is never told
 * that one is the last. */
static bool walk(jp__fast *f, const jp_scorer *scorer, size_t end)
{
    jp__kernel *k = f->kernel;
    const jp__fact *facts = scorer->seen.facts + scorer->rhythm.walk.next;
    size_t left = end - scorer->rhythm.walk.next;
    for (;;) {
        size_t count = f->columns.length;
        k->walk.next = 0;
        k->seen = count + 1;
        while (k->walk.next < count) {
            jp__kernel_step(k, count);
            note_derived(f); /* in the chunk */
        }
        note_given(f, facts, count);
        facts += count;
        left -= count;
        if (left == 0)
            return k->sure;
        take_facts(f, facts, left < JP__CHUNK ? left : JP__CHUNK);
    }
}

/* ---- The whole --------------------------------------------------------------------------------- */

/* Begins with the first chunk, which says whether the times are within the limits. */
static bool begin(jp__fast *f, jp_scorer *scorer, size_t end, int64_t as_of_us)
{
    size_t next = scorer->rhythm.walk.next, count = end - next < JP__CHUNK ? end - next : JP__CHUNK, seen;
    uint32_t want = scorer->want;
    f->columns.intensity = has_intensities(scorer, end) ? f->intensity : NULL;
    take_facts(f, &scorer->seen.facts[next], count);
    scorer->want = JP_WANT_VALUES;
    bool begun = jp__kernel_begin(f->kernel, scorer, &f->columns, as_of_us, &seen);
    scorer->want = want;
    return begun && seen == count;
}

bool jp__walk_fast(jp_scorer *scorer, size_t end, int64_t as_of_us)
{
    jp__fast *f = scorer->companion;
    jp__walk *walked = &scorer->rhythm.walk;
    if (scorer->model->quiet.present || end <= walked->next || !begin(f, scorer, end, as_of_us))
        return false;
    jp__fast_take_walk(f, walked, &scorer->seen);
    if (!jp__fast_take_tally(f, &scorer->tally) || !walk(f, scorer, end))
        return false;
    jp__fast_give_tally(f, &scorer->tally);
    jp__fast_give_walk(f, walked, &scorer->seen, end);
    return true;
}

void jp__fill_fast(jp_scorer *scorer, int64_t as_of_us)
{
    jp__fast *f = scorer->companion;
    if (f == NULL || f->kernel->lanes == NULL) {
        jp__scorer_fill(scorer, as_of_us);
        return;
    }
    f->kernel->clean = NULL; /* the masses of ratings are not its own */
    jp__kernel_fill(f->kernel, scorer, as_of_us);
}
