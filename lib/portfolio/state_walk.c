/*
 * state_walk.c - new facts of a kept state, walked by the fast path (docs/performance.md).
 *
 * Windows and sums that were kept are handed over to the kernel as if it had just come to the end of a chunk;
 * they are kept again before it closes them as of a moment.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <string.h>

#include "base/numerics.h"
#include "base/numerics_kernel.h"
#include "portfolio/state_fast.h"

static void free_fast(void *companion)
{
    jp__fast *f = companion;
    jp_allocator a = f->allocator;
    jp__kernel_free(f->kernel);
    jp__free(&a, f->latest_us, f->stream_count, sizeof *f->latest_us);
    jp__free(&a, f->channels, f->channel_count, sizeof *f->channels);
    jp__free(&a, f, 1, sizeof *f);
}

/* What turns and gaps say has no intensity: it is counted in any case. */
static jp__fast_channel describe(const jp__kernel *k, uint32_t c)
{
    const jp_model *model = k->model;
    if (jp__fast_is_place(k, c))
        return (jp__fast_channel){ (uint32_t)(k->kind_streams + (c - model->channel_count)),
                                   { JP__RATED, JP__RATED } };
    uint16_t stream = model->channels[c].stream, kind = stream / 2;
    bool derived = model->kinds[kind].derived || kind == model->roles.reply;
    uint8_t way = jp__fast_is_alike(k, c) ? JP__ALIKE : JP__APART;
    uint8_t counted = k->channels[c].type == JP__ONE ? JP__COUNTED : way;
    return (jp__fast_channel){ stream, { counted, derived ? counted : way } };
}

static jp_status make(jp__fast *f, const jp_model *model, jp_error *err)
{
    JP_TRY(jp__kernel_new(model, &f->allocator, JP__CHUNK, 1, &f->kernel, err));
    const jp__kernel *k = f->kernel;
    f->stream_count = k->stream_count;
    f->channel_count = k->channel_total;
    f->latest_us = jp__calloc(&f->allocator, f->stream_count, sizeof *f->latest_us);
    f->channels = jp__calloc(&f->allocator, f->channel_count, sizeof *f->channels);
    if (f->latest_us == NULL || f->channels == NULL)
        return jp__no_memory(err);
    for (uint32_t c = 0; k->lanes != NULL && c < f->channel_count; c++)
        f->channels[c] = describe(k, c);
    return JP_OK;
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

/* Facts as columns. Have some of them intensities? Numbers are the same if their bits are. */
static bool take_facts(jp__fast *f, const jp__fact *facts, size_t count)
{
    uint64_t weighed = 0;
    unsigned valid = 0;
    for (size_t i = 0; i < count; i++) {
        const jp__fact *fact = &facts[i];
        f->time_us[i] = fact->time_us;
        f->value[i] = fact->value;
        f->intensity[i] = fact->intensity;
        f->kind[i] = fact->kind;
        f->item[i] = fact->item;
        f->actor[i] = fact->actor;
        f->guess[i] = fact->guess;
        valid = valid >> 1 | (unsigned)fact->has_value << 7; /* those of eight facts, the first one lowest */
        if (i % 8 == 7)
            f->valid[i / 8] = (uint8_t)valid;
        weighed |= jp__bits(fact->intensity) ^ jp__bits(1.0);
    }
    f->valid[count / 8] = (uint8_t)(valid >> (8 - count % 8));
    f->columns.length = count;
    return weighed != 0;
}

/* When streams spoke last. Replies speak through turns only. */
static void note_given(jp__fast *f, size_t count)
{
    const jp__kernel *k = f->kernel;
    size_t replies = 2 * (size_t)k->model->roles.reply;
    int64_t *latest_us = f->latest_us;
    const int64_t client_us = latest_us[replies], supplier_us = latest_us[replies + 1];
    for (size_t i = 0; i < count; i++)
        latest_us[k->stream[i]] = k->time_us[i];
    latest_us[replies] = client_us;
    latest_us[replies + 1] = supplier_us;
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

/* What the quiet forecast knows: portfolios have no column of it, so the kernel does not look after it. */
static void note_contacts(jp__kernel *k, size_t count)
{
    if (!k->model->quiet.present)
        return;
    for (size_t i = 0; i < count; i++)
        if ((k->flags[i] & JP__F_CONTACT) != 0)
            jp__quiet_step(&k->walk, k->model, k->time_us[i]);
}

static bool any_weighed(const jp__fact *facts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (facts[i].intensity != 1)
            return true;
    return false;
}

/* Is it so many facts that count 1 each? */
static bool is_counted(double x)
{
    return x > 0 && x == floor(x);
}

/* Do windows stand open with facts that had intensities? */
static bool is_weighed(const jp__fast *f, const jp__trail *from, const jp_scorer *scorer)
{
    const jp__tally *t = &scorer->tally;
    bool weighed = false;
    if (from == NULL || (from->is_fast && !from->fast.weighed))
        return false;
    for (size_t i = 0; from->is_fast && i < from->fast.count; i++) {
        const jp__kept_window *w = &from->fast.windows[i];
        weighed |= f->channels[w->channel].ways[0] == JP__COUNTED && !is_counted(w->favourable);
    }
    for (size_t c = 0; !from->is_fast && c < scorer->model->channel_count; c++)
        weighed |= f->channels[c].ways[0] == JP__COUNTED && t->cells[f->channels[c].stream].used &&
                   !is_counted(t->open[c].favourable);
    return weighed;
}

/* All facts up to the last, a chunk at a time, of which the first is taken already; the kernel is never told
 * that one is the last. */
static bool walk(jp__fast *f, const jp__fact *facts, size_t left)
{
    jp__kernel *k = f->kernel;
    while (left > 0) {
        size_t count = f->columns.length;
        k->walk.next = 0;
        k->seen = count + 1;
        for (size_t first = 0; first < count; first = k->walk.next) {
            jp__kernel_step(k, count);
            note_given(f, k->walk.next - first);
            note_contacts(k, k->walk.next - first);
            note_derived(f); /* in the chunk */
        }
        facts += count;
        left -= count;
        if (left > 0)
            (void)take_facts(f, facts, left < JP__CHUNK ? left : JP__CHUNK);
    }
    return k->sure;
}

/* ---- The whole --------------------------------------------------------------------------------- */

/* Begins with the first chunk, which says whether the times are within the limits. */
static bool begin(jp__fast *f, jp_scorer *scorer, const jp__trail *from, const jp__fact *facts, size_t left,
                  int64_t as_of_us)
{
    size_t count = left < JP__CHUNK ? left : JP__CHUNK, seen;
    bool weighed = take_facts(f, facts, count) || (left > count && any_weighed(facts + count, left - count));
    f->columns.intensity = weighed || is_weighed(f, from, scorer) ? f->intensity : NULL;
    return jp__kernel_begin(f->kernel, scorer, &f->columns, as_of_us, &seen) && seen == count;
}

bool jp__walk_fast(jp_scorer *scorer, const jp__trail *from, size_t end, int64_t as_of_us)
{
    jp__fast *f = scorer->companion;
    if (f->kernel->lanes == NULL)
        return false;
    if (from != NULL && !from->is_fast)
        jp__trail_resume(from, scorer);
    size_t next = from == NULL ? 0 : from->kept.walk.next;
    const jp__fact *facts = end > next ? &scorer->seen.facts[next] : NULL;
    return begin(f, scorer, from, facts, end - next, as_of_us) &&
           (from == NULL || jp__fast_take(f, from, scorer)) && walk(f, facts, end - next);
}

bool jp__close_fast(jp_scorer *scorer, size_t end)
{
    jp__fast *f = scorer->companion;
    jp__kernel *k = f->kernel;
    for (size_t type = 0; type < JP__TYPES; type++)
        k->heard[type].end = k->heard[type].what;
    jp__forget_derived(k);
    k->crowded = false;
    k->sure &= jp__kernel_sum(k, true);
    k->walk.next = k->seen = end;
    k->clean = NULL;
    return jp__kernel_end(k, scorer);
}

void jp__fill_fast(jp_scorer *scorer, int64_t as_of_us)
{
    jp__fast *f = scorer->companion;
    if (f->kernel->lanes == NULL)
        jp__scorer_fill(scorer, as_of_us);
    else
        jp__kernel_fill(f->kernel, scorer, as_of_us);
    f->kernel->clean = NULL; /* the next masses may not be its own */
}
