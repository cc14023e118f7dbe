/*
 * state_give.c - what a walk has come to, as it is kept of a state; and where the readable path goes on from
 * what the fast one has left.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "portfolio/state_fast.h"

void jp__trail_free(jp__trail *trail, const jp_allocator *a)
{
    jp__free(a, trail->fast.windows, trail->fast.capacity, trail->fast.size);
    jp__kept_free(&trail->kept, a);
}

/* ---- Keeping --------------------------------------------------------------------------------------- */

/* What was there is not needed any more: it is written anew. `most`: there are never more. */
static jp_status reserve(jp__kept_fast *kept, size_t count, size_t most, size_t size, const jp_allocator *a,
                         jp_error *err)
{
    if (kept->windows != NULL && count <= kept->capacity)
        return JP_OK;
    size_t capacity = count + count / 4 + 1 < most ? count + count / 4 + 1 : most;
    jp__kept_window *windows = jp__alloc(a, capacity, size);
    if (windows == NULL)
        return jp__no_memory(err);
    jp__free(a, kept->windows, kept->capacity, kept->size);
    kept->windows = windows;
    kept->capacity = capacity;
    kept->size = size;
    return JP_OK;
}

static void give_window(const jp__fast *f, uint32_t channel, jp__way way, jp__kept_window *to)
{
    const jp__open_window *w = &f->kernel->open[channel];
    double favourable = way == JP__COUNTED ? w->count : w->favourable;
    *to = (jp__kept_window){ favourable, way < JP__APART ? favourable : w->adverse,
                             f->latest_us[f->channels[channel].stream], channel, w->count };
}

static double *give_sums(const jp__kernel *k, uint32_t channel, double *to)
{
    const double *from = k->sums + 8 * k->blocks * channel;
    size_t halves = jp__fast_is_alike(k, channel) ? 1 : 2;
    for (size_t b = 0; b < k->blocks; b++, from += 8)
        for (size_t h = 0; h < halves; h++, to += 4)
            jp__fast_copy_four(to, from + 4 * h);
    return to;
}

static void give_windows(const jp__fast *f, jp__kept_fast *to)
{
    const jp__kernel *k = f->kernel;
    jp__kept_window *window = to->windows;
    double *sum = jp__fast_first_sum(to);
    for (int way = 0; way < JP__WAYS; way++) {
        const jp__touched *touched = &k->touched[way];
        for (size_t i = 0; i < touched->count; i++) {
            give_window(f, touched->channel[i], (jp__way)way, window++);
            sum = give_sums(k, touched->channel[i], sum);
        }
    }
}

jp_status jp__trail_keep_fast(jp__trail *trail, const jp_scorer *scorer, size_t end, const jp_allocator *a,
                              jp_error *err)
{
    const jp__fast *f = scorer->companion;
    const jp__kernel *k = f->kernel;
    jp__kept_fast *to = &trail->fast;
    size_t count = 0;
    for (int way = 0; way < JP__WAYS; way++)
        count += k->touched[way].count;
    size_t size = sizeof *to->windows + 8 * k->blocks * sizeof(double);
    JP_TRY(reserve(to, count, f->channel_count, size, a, err));
    to->count = count;
    give_windows(f, to);
    memcpy(to->k, k->decay.k, sizeof to->k);
    memcpy(to->sides, k->sides, sizeof to->sides);
    to->weighed = k->facts.intensity != NULL;
    to->pending_end = k->pending_end;
    to->first_end_us = k->first_end_us;
    to->last_end_us = k->last_end_us;
    trail->is_fast = true;
    trail->kept.walk = jp__fast_walk_of(&k->walk);
    trail->kept.walk.next = end;
    return JP_OK;
}

jp_status jp__trail_keep_readable(jp__trail *trail, const jp_scorer *scorer, const jp_allocator *a,
                                  jp_error *err)
{
    if (trail->kept.tally == NULL) {
        size_t size = scorer->tally.block_size;
        trail->kept.tally = jp__alloc(a, size, 1);
        if (trail->kept.tally == NULL)
            return jp__no_memory(err);
        trail->kept.size = size;
    }
    trail->is_fast = false;
    jp__scorer_keep(scorer, &trail->kept);
    return JP_OK;
}

/* ---- From the fast path to the readable one -------------------------------------------------------- */

static void give_sum(const jp__kernel *k, const jp__kept_fast *from, const double *sums, jp__decaying *to,
                     uint32_t channel, uint16_t class_)
{
    size_t some = jp__fast_is_alike(k, channel) ? 4 : 8;
    const double *sum = sums + some * (class_ / 4u) + class_ % 4u;
    *to = (jp__decaying){ { sum[0], sum[some - 4] }, from->k[class_] };
}

static jp__cell cell_of(int64_t latest_us, uint32_t days)
{
    return (jp__cell){ jp__window(latest_us, days), latest_us, true };
}

static void give_channel(const jp__kernel *k, const jp__kept_fast *from, const jp__kept_window *w,
                         const double *sums, jp__tally *t)
{
    const jp_model *model = k->model;
    const jp__channel *channel = &model->channels[w->channel];
    t->cells[channel->stream] = cell_of(w->latest_us, model->kinds[channel->stream / 2].window_days);
    t->open[w->channel] = (jp__masses){ w->favourable, w->adverse };
    for (uint16_t i = 0; i < channel->class_count; i++)
        give_sum(k, from, sums, &t->sums[channel->sums + i], w->channel,
                 model->channel_classes[channel->classes + i]);
}

static void give_place(const jp__kernel *k, const jp__kept_fast *from, const jp__kept_window *w,
                       const double *sums, jp__tally *t)
{
    const jp_model *model = k->model;
    size_t place = w->channel - model->channel_count;
    t->rating_cells[place] = cell_of(w->latest_us, (uint32_t)model->parameters.rating_window_days);
    t->rating_open[place] = (jp__rated){ { w->favourable, w->adverse }, w->count };
    give_sum(k, from, sums, &t->rating_sums[place], w->channel,
             model->half_life_class[place % model->indicator_count]);
}

static void give_tally(const jp__kernel *k, const jp__kept_fast *from, jp__tally *t)
{
    const double *sums = jp__fast_first_sum(from);
    jp__tally_clear(t);
    for (size_t i = 0; i < from->count; i++) {
        const jp__kept_window *w = &from->windows[i];
        if (jp__fast_is_place(k, w->channel))
            give_place(k, from, w, sums, t);
        else
            give_channel(k, from, w, sums, t);
        sums += jp__fast_sums(k, w->channel);
    }
}

/* The first fact that is not before then. */
static size_t first_at(const jp__seen *seen, size_t end, int64_t time_us)
{
    size_t low = 0, count = end;
    while (count > 0) {
        size_t half = count / 2;
        bool before = seen->facts[low + half].time_us < time_us;
        low += before ? half + 1 : 0;
        count = before ? count - half - 1 : half;
    }
    return low;
}

/* The facts that the walk points to are the first of their microsecond. */
static void give_walk(const jp__kept_fast *from, const jp__seen *seen, jp__walk *walk)
{
    size_t end = walk->next;
    walk->ends = from->pending_end ? first_at(seen, end, from->first_end_us) : end;
    for (size_t side = 0; side < 2; side++) {
        const jp__side_walk *s = &from->sides[side];
        walk->sides[side] = jp__rhythm_of_side(s);
        if (s->turn_open)
            walk->sides[side].turn_from = (uint32_t)first_at(seen, end, s->turn_from_us);
    }
}

void jp__trail_resume(const jp__trail *trail, jp_scorer *scorer)
{
    if (trail == NULL) {
        jp__scorer_start(scorer);
        return;
    }
    jp__rhythm_start(&scorer->rhythm, scorer->model, false);
    if (trail->is_fast) {
        const jp__fast *f = scorer->companion;
        scorer->rhythm.walk = trail->kept.walk;
        give_walk(&trail->fast, &scorer->seen, &scorer->rhythm.walk);
        give_tally(f->kernel, &trail->fast, &scorer->tally);
    } else {
        jp__scorer_resume(scorer, &trail->kept);
    }
}
