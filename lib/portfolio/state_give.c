/*
 * state_give.c - what the fast path has come to, as it is kept of a state.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "portfolio/state_fast.h"

static void give_sum(const jp__fast *f, jp__decaying *to, size_t channel, uint16_t class_, bool apart)
{
    const double *sum = f->kernel->sums + jp__place_of_sum(f->kernel, channel, class_);
    *to = (jp__decaying){ { sum[0], apart ? sum[4] : sum[0] }, f->kernel->decay.k[class_] };
}

static void give_channel(const jp__fast *f, jp__tally *t, uint32_t c, jp__way way)
{
    const jp__kernel *k = f->kernel;
    const jp_model *model = k->model;
    const jp__channel *channel = &model->channels[c];
    const jp__open_window *w = &k->open[c];
    double favourable = way == JP__COUNTED ? w->count : w->favourable;
    if (c == model->streams[channel->stream].first_channel) { /* they all hear the same facts */
        int64_t latest_us = f->latest_us[channel->stream];
        uint32_t days = model->kinds[channel->stream / 2].window_days;
        t->cells[channel->stream] = (jp__cell){ jp__window(latest_us, days), latest_us, true };
    }
    t->open[c] = (jp__masses){ favourable, way == JP__APART ? w->adverse : favourable };
    for (uint16_t i = 0; i < channel->class_count; i++)
        give_sum(f, &t->sums[channel->sums + i], c, model->channel_classes[channel->classes + i],
                 way == JP__APART);
}

static void give_place(const jp__fast *f, jp__tally *t, uint32_t channel)
{
    const jp__kernel *k = f->kernel;
    const jp_model *model = k->model;
    const jp__open_window *w = &k->open[channel];
    size_t place = channel - model->channel_count;
    int64_t latest_us = f->latest_us[k->kind_streams + place];
    uint32_t days = (uint32_t)model->parameters.rating_window_days;
    t->rating_cells[place] = (jp__cell){ jp__window(latest_us, days), latest_us, true };
    t->rating_open[place] = (jp__rated){ { w->favourable, w->adverse }, w->count };
    uint16_t class_ = model->half_life_class[place % model->indicator_count];
    give_sum(f, &t->rating_sums[place], channel, class_, true);
}

void jp__fast_give_tally(const jp__fast *f, jp__tally *t)
{
    for (int way = 0; way < JP__WAYS; way++) {
        const jp__touched *touched = &f->kernel->touched[way];
        for (size_t i = 0; i < touched->count; i++)
            if (way == JP__RATED)
                give_place(f, t, touched->channel[i]);
            else
                give_channel(f, t, touched->channel[i], (jp__way)way);
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

void jp__fast_give_walk(const jp__fast *f, jp__walk *walk, const jp__seen *seen, size_t end)
{
    const jp__kernel *k = f->kernel;
    walk->next = end;
    walk->ends = k->pending_end ? first_at(seen, end, k->first_end_us) : end;
    walk->started = k->started;
    walk->ended = k->walk.ended;
    walk->end_us = k->walk.end_us;
    for (size_t side = 0; side < 2; side++) {
        const jp__side_walk *s = &k->sides[side];
        walk->sides[side] = (jp__side_rhythm){
            .turn_open = s->turn_open != 0, .turn_length = s->turn_length, .logged = s->contacts > 0,
            .turn_from = s->turn_open ? (uint32_t)first_at(seen, end, s->turn_from_us) : JP__NO_FACT,
            .last_contact = JP__NO_FACT, .silent_since_us = s->silent_since_us, .last_us = s->silent_since_us,
            .contacts = s->contacts, .answered = s->answered, .gaps = s->gaps, .gap_days = s->gap_days,
        };
    }
}
