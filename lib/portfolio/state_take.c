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

/* A sum relative to as-of; false if it would lose digits. */
static bool take_sum(const jp__fast *f, const jp__decaying *sum, size_t channel, uint16_t class_)
{
    double *to = f->kernel->sums + jp__place_of_sum(f->kernel, channel, class_);
    int64_t shift = sum->exponent - f->kernel->decay.k[class_];
    bool sure = shift_one(sum->sum.favourable, shift, &to[0]);
    return shift_one(sum->sum.adverse, shift, &to[4]) && sure;
}

static jp__way way_of(const jp__kernel *k, uint32_t channel)
{
    if (channel >= k->model->channel_count)
        return JP__RATED;
    if (jp__fast_counts(k, channel))
        return JP__COUNTED;
    return k->channels[channel].type < JP__SPLIT_UNIT ? JP__ALIKE : JP__APART;
}

/* Opens a channel's window with what it has so far. `row`: of the latest times that were worked out. */
static void open_window(jp__kernel *k, uint32_t channel, jp__masses x, double count, size_t row)
{
    jp__open_window *w = &k->open[channel];
    jp__touched *touched = &k->touched[way_of(k, channel)];
    size_t size = 4 * k->blocks, kept = JP__CHUNK_PADDED + (size_t)channel;
    memcpy(k->decays + size * kept, k->decays + size * row, size * sizeof *k->decays);
    w->favourable = x.favourable;
    w->adverse = x.adverse;
    w->count = (uint32_t)count;
    w->number = (uint16_t)k->numbers[w->numbers + row];
    w->latest = jp__hears(channel, (uint32_t)kept);
    touched->channel[touched->count++] = channel;
}

static bool open_stream(const jp__fast *f, const jp__tally *t, size_t stream, size_t row)
{
    jp__kernel *k = f->kernel;
    const jp_model *model = k->model;
    const jp__stream *s = &model->streams[stream];
    bool sure = true;
    for (uint32_t c = s->first_channel; c < s->first_channel + s->channel_count; c++) {
        const jp__channel *channel = &model->channels[c];
        double count = jp__fast_counts(k, c) ? t->open[c].favourable : 0;
        open_window(k, c, t->open[c], count, row);
        for (uint16_t i = 0; i < channel->class_count; i++)
            sure &= take_sum(f, &t->sums[channel->sums + i], c, model->channel_classes[channel->classes + i]);
    }
    return sure;
}

static bool open_place(const jp__fast *f, const jp__tally *t, size_t place, size_t row)
{
    jp__kernel *k = f->kernel;
    uint32_t channel = (uint32_t)(k->model->channel_count + place);
    open_window(k, channel, t->rating_open[place].sum, t->rating_open[place].count, row);
    return take_sum(f, &t->rating_sums[place], channel,
                    k->model->half_life_class[place % k->model->indicator_count]);
}

/* What the latest times of up to a chunk of streams fade to, and which windows they are in. */
static void work_out_times(jp__kernel *k, size_t count)
{
    size_t padded = (count + 7) & ~(size_t)7;
    for (size_t i = count; i < padded; i++)
        k->time_us[i] = k->time_us[count - 1];
    for (size_t i = 0; i < count; i++)
        jp__kernel_reach(k, k->time_us[i], k->time_us[i]);
    k->lanes->decays(&k->decay, k->time_us, count, k->blocks, k->decays);
    k->lanes->numbers(k->windows, k->window_count, k->time_us, padded, k->numbers);
}

static const jp__cell *cell_of(const jp__kernel *k, const jp__tally *t, size_t stream)
{
    return stream < k->kind_streams ? &t->cells[stream] : &t->rating_cells[stream - k->kind_streams];
}

/* The windows and sums of up to a chunk of streams. */
static bool open_streams(jp__fast *f, const jp__tally *t, const uint32_t *streams, size_t count)
{
    jp__kernel *k = f->kernel;
    bool sure = true;
    for (size_t i = 0; i < count; i++) {
        k->time_us[i] = f->latest_us[streams[i]] = cell_of(k, t, streams[i])->latest_us;
        sure &= k->time_us[i] >= k->earliest_us;
    }
    if (!sure || count == 0)
        return sure;
    work_out_times(k, count);
    for (size_t i = 0; i < count; i++)
        sure &= streams[i] < k->kind_streams ? open_stream(f, t, streams[i], i)
                                             : open_place(f, t, streams[i] - k->kind_streams, i);
    return sure;
}

bool jp__fast_take_tally(jp__fast *f, const jp__tally *t)
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

void jp__fast_take_walk(jp__fast *f, const jp__walk *walk, const jp__seen *seen)
{
    jp__kernel *k = f->kernel;
    k->walk.ended = walk->ended;
    k->walk.end_us = walk->end_us;
    k->started = walk->started;
    take_ends(k, walk, seen);
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
