/*
 * state_take.c - what is kept of a state as the fast path has it.
 *
 * Windows stand open with what they have; of their latest facts only what it fades to is needed, and which
 * window it is in. Sums are relative to as-of, not to their latest half-life: a power of two, which changes
 * no digit unless they get next to nothing.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "portfolio/state_fast.h"

/* Below this numbers are near subnormal ones. */
#define LEAST_SUM 0x1p-1000

/* Is x, taken `shift` half-lives on, 0 as before or far from subnormal? */
static bool shift_one(double x, int64_t shift, double *to)
{
    *to = shift == 0 || x == 0 ? x : shift > 1000 ? 0 : jp__halve(x, shift);
    return x == 0 || *to >= LEAST_SUM;
}

/* What the latest times of up to a chunk of windows fade to, and which windows they are in. False: some are
 * too long ago. */
static bool work_out_times(jp__kernel *k, size_t count)
{
    int64_t first_us = INT64_MAX, last_us = INT64_MIN;
    for (size_t i = 0; i < count; i++) {
        int64_t time_us = k->time_us[i];
        first_us = time_us < first_us ? time_us : first_us;
        last_us = time_us > last_us ? time_us : last_us;
    }
    if (count == 0 || first_us < k->earliest_us)
        return count == 0;
    jp__kernel_work_out_times(k, count, first_us, last_us);
    return true;
}

/* Opens a channel's window. `row`: of the times that were worked out. */
static inline void open_window(const jp__fast *f, const jp__kept_window *kept, size_t row)
{
    jp__kernel *k = f->kernel;
    const jp__fast_channel *channel = &f->channels[kept->channel];
    jp__way way = (jp__way)channel->ways[k->facts.intensity != NULL];
    jp__open_window *w = &k->open[kept->channel];
    size_t size = 4 * k->blocks, place = JP__CHUNK_PADDED + (size_t)kept->channel;
    for (size_t i = 0; i < size; i += 4)
        jp__fast_copy_four(k->decays + size * place + i, k->decays + size * row + i);
    w->favourable = kept->favourable;
    w->adverse = kept->adverse;
    w->count = way == JP__COUNTED ? (uint32_t)kept->favourable : kept->count;
    w->number = (uint16_t)k->numbers[w->numbers + row];
    w->latest = jp__hears(kept->channel, (uint32_t)place);
    k->touched[way].channel[k->touched[way].count++] = kept->channel;
    f->latest_us[channel->stream] = kept->latest_us;
}

/* ---- From the fast path ------------------------------------------------------------------------ */

/* The sums of a channel, relative to what the kernel's are. */
static inline bool take_sums(jp__kernel *k, uint32_t channel, const double *from, const int64_t *shifts)
{
    bool sure = true;
    size_t halves = jp__fast_is_alike(k, channel) ? 1 : 2;
    double *to = k->sums + 8 * k->blocks * channel;
    for (size_t b = 0; b < k->blocks; b++, to += 8)
        for (size_t i = 0; i < 4 * halves; i++)
            sure &= shift_one(*from++, shifts[4 * b + i % 4], &to[i]);
    return sure;
}

/* The same where both are relative to the same. */
static inline void copy_sums(jp__kernel *k, uint32_t channel, const double *from)
{
    size_t halves = jp__fast_is_alike(k, channel) ? 1 : 2;
    double *to = k->sums + 8 * k->blocks * channel;
    for (size_t b = 0; b < k->blocks; b++, to += 8)
        for (size_t h = 0; h < halves; h++, from += 4)
            jp__fast_copy_four(to + 4 * h, from);
}

/* How many half-lives the kernel's sums are later than those that were kept; true: all as those. */
static bool find_shifts(const jp__kernel *k, const jp__kept_fast *kept, int64_t *shifts)
{
    bool none = true;
    memset(shifts, 0, JP__KERNEL_CLASSES * sizeof *shifts);
    for (size_t i = 0; i < k->model->half_life_count; i++) {
        shifts[i] = kept->k[i] - k->decay.k[i];
        none &= shifts[i] == 0;
    }
    return none;
}

static bool take_windows(const jp__fast *f, const jp__kept_window *windows, size_t count)
{
    jp__kernel *k = f->kernel;
    for (size_t i = 0; i < count; i++)
        k->time_us[i] = windows[i].latest_us;
    if (!work_out_times(k, count))
        return false;
    for (size_t i = 0; i < count; i++)
        open_window(f, &windows[i], i);
    return true;
}

static bool take_fast(const jp__fast *f, const jp__kept_fast *kept)
{
    jp__kernel *k = f->kernel;
    int64_t shifts[JP__KERNEL_CLASSES];
    const double *sums = jp__fast_first_sum(kept);
    bool sure = true, as_is = find_shifts(k, kept, shifts);
    for (size_t first = 0; first < kept->count; first += JP__CHUNK) {
        size_t left = kept->count - first;
        if (!take_windows(f, kept->windows + first, left < JP__CHUNK ? left : JP__CHUNK))
            return false;
    }
    for (size_t i = 0; i < kept->count; i++) {
        uint32_t channel = kept->windows[i].channel;
        if (as_is)
            copy_sums(k, channel, sums);
        else
            sure &= take_sums(k, channel, sums, shifts);
        sums += jp__fast_sums(k, channel);
    }
    memcpy(k->sides, kept->sides, sizeof kept->sides);
    k->pending_end = kept->pending_end;
    k->first_end_us = kept->first_end_us;
    k->last_end_us = kept->last_end_us;
    return sure;
}

/* ---- From the readable path ---------------------------------------------------------------------- */

/* A sum relative to as-of; false if it would lose digits. */
static bool take_sum(const jp__fast *f, const jp__decaying *sum, size_t channel, uint16_t class_)
{
    double *to = f->kernel->sums + jp__place_of_sum(f->kernel, channel, class_);
    int64_t shift = sum->exponent - f->kernel->decay.k[class_];
    bool sure = shift_one(sum->sum.favourable, shift, &to[0]);
    return shift_one(sum->sum.adverse, shift, &to[4]) && sure;
}

static bool open_stream(const jp__fast *f, const jp__tally *t, size_t stream, size_t row)
{
    const jp_model *model = f->kernel->model;
    const jp__stream *s = &model->streams[stream];
    const int64_t latest_us = t->cells[stream].latest_us;
    bool sure = true;
    for (uint32_t c = s->first_channel; c < s->first_channel + s->channel_count; c++) {
        const jp__channel *channel = &model->channels[c];
        const jp__kept_window w = { t->open[c].favourable, t->open[c].adverse, latest_us, c, 0 };
        open_window(f, &w, row);
        for (uint16_t i = 0; i < channel->class_count; i++)
            sure &= take_sum(f, &t->sums[channel->sums + i], c, model->channel_classes[channel->classes + i]);
    }
    return sure;
}

static bool open_place(const jp__fast *f, const jp__tally *t, size_t place, size_t row)
{
    const jp_model *model = f->kernel->model;
    uint32_t channel = (uint32_t)(model->channel_count + place);
    const jp__rated *rated = &t->rating_open[place];
    const jp__kept_window w = { rated->sum.favourable, rated->sum.adverse, t->rating_cells[place].latest_us,
                                channel, (uint32_t)rated->count };
    open_window(f, &w, row);
    uint16_t class_ = model->half_life_class[place % model->indicator_count];
    return take_sum(f, &t->rating_sums[place], channel, class_);
}

static const jp__cell *cell_of(const jp__kernel *k, const jp__tally *t, size_t stream)
{
    return stream < k->kind_streams ? &t->cells[stream] : &t->rating_cells[stream - k->kind_streams];
}

/* The windows and sums of up to a chunk of streams. */
static bool open_streams(const jp__fast *f, const jp__tally *t, const uint32_t *streams, size_t count)
{
    jp__kernel *k = f->kernel;
    for (size_t i = 0; i < count; i++)
        k->time_us[i] = cell_of(k, t, streams[i])->latest_us;
    bool sure = work_out_times(k, count);
    for (size_t i = 0; i < count && sure; i++)
        sure = streams[i] < k->kind_streams ? open_stream(f, t, streams[i], i)
                                            : open_place(f, t, streams[i] - k->kind_streams, i);
    return sure;
}

static bool take_tally(const jp__fast *f, const jp__tally *t)
{
    const jp__kernel *k = f->kernel;
    uint32_t streams[JP__CHUNK];
    size_t count = 0;
    bool sure = true;
    for (size_t s = 0; s < k->stream_count && sure; s++) {
        streams[count] = (uint32_t)s;
        count += cell_of(k, t, s)->used;
        if (count == JP__CHUNK) {
            sure = open_streams(f, t, streams, count);
            count = 0;
        }
    }
    return sure && open_streams(f, t, streams, count);
}

/* A termination that no contact has come after yet; see start_anew() of kernel/turns.c. */
static void take_ends(jp__kernel *k, const jp__walk *walk, const jp__seen *seen)
{
    for (size_t i = walk->ends; i < walk->next; i++) {
        if (seen->facts[i].kind != k->model->roles.termination)
            continue;
        if (!k->pending_end)
            k->first_end_us = seen->facts[i].time_us;
        k->pending_end = true;
        k->last_end_us = seen->facts[i].time_us;
    }
}

static void take_sides(jp__kernel *k, const jp__walk *walk, const jp__seen *seen)
{
    for (size_t side = 0; side < 2; side++) {
        const jp__side_rhythm *s = &walk->sides[side];
        k->sides[side] = (jp__side_walk){
            .silent_since_us = s->silent_since_us, .contacts = s->contacts, .answered = s->answered,
            .gaps = s->gaps, .gap_days = s->gap_days, .turn_open = s->turn_open,
            .turn_length = s->turn_length,
            .turn_from_us = s->turn_open ? seen->facts[s->turn_from].time_us : 0,
        };
    }
}

bool jp__fast_take(jp__fast *f, const jp__trail *from, const jp_scorer *scorer)
{
    jp__kernel *k = f->kernel;
    const jp__walk *walk = &from->kept.walk;
    k->walk = jp__fast_walk_of(walk);
    if (from->is_fast)
        return take_fast(f, &from->fast);
    take_ends(k, walk, &scorer->seen);
    take_sides(k, walk, &scorer->seen);
    return take_tally(f, &scorer->tally);
}
