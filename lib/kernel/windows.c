/*
 * windows.c - events into windows, closed windows into sums (docs/method.md section 3).
 *
 * Within a channel everything is added in the order of the readable path; channels do not meet before
 * the rows of evidence are applied, in the order of the definition.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "base/numerics.h"
#include "kernel/kernel.h"

/* Masses below this might meet subnormal numbers, where scaling by powers of two is not exact. */
#define TINY_MASS 0x1p-100

/* ---- Windows --------------------------------------------------------------------------------- */

/* More facts in a window than are worked out beforehand. */
void jp__kernel_recount(jp__kernel *k, uint32_t channel, size_t closed)
{
    uint16_t kind = (uint16_t)(k->channels[channel].stream / 2);
    k->closed[JP__COUNTED].favourable[closed] = jp__saturate(k->model, kind, (double)k->open[channel].count);
}

/* Where events of a class go: pointers that stay in registers. */
typedef struct target {
    jp__open_window *open;
    const double *numbers;
    uint32_t *channel, *fact;
    double *favourable, *adverse;
    uint32_t *touched;
    size_t closed, touched_count;
} target;

static inline target aim(const jp__kernel *k, jp__channel_class class_)
{
    const jp__closed *c = &k->closed[class_];
    return (target){ k->open, k->window_number, c->channel, c->fact, c->favourable, c->adverse,
                     k->touched[class_], c->count, k->touched_count[class_] };
}

static inline void arrive(jp__kernel *k, jp__channel_class class_, const target *t)
{
    k->closed[class_].count = t->closed;
    k->touched_count[class_] = t->touched_count;
}

/* Closes the channel's window if the event is of a later one; then adds the event. */
static inline void add(target *t, uint32_t channel, uint32_t fact, double favourable, double adverse,
                       bool apart)
{
    jp__open_window *w = &t->open[channel];
    double number = t->numbers[w->row + fact], before = w->number;
    bool same = before == number, is_first = before < 0;
    size_t n = t->closed;
    t->channel[n] = channel;
    t->fact[n] = w->latest;
    t->favourable[n] = w->favourable;
    if (apart)
        t->adverse[n] = w->adverse;
    t->closed = n + (!same & !is_first);
    t->touched[t->touched_count] = channel;
    t->touched_count += is_first;
    w->number = number;
    w->favourable = (same ? w->favourable : 0) + favourable;
    if (apart)
        w->adverse = (same ? w->adverse : 0) + adverse;
    w->latest = fact;
}

/* One channel: its window stays in registers. */
void jp__kernel_unit_run(jp__kernel *k, uint32_t channel, const uint32_t *fact, const double *y, size_t count)
{
    if (count == 0)
        return;
    target t = aim(k, JP__ALIKE);
    jp__open_window w = k->open[channel];
    const double *numbers = k->window_number + w.row;
    if (w.number < 0) {
        t.touched[t.touched_count++] = channel;
        w.number = numbers[fact[0]];
    }
    for (size_t i = 0; i < count; i++) {
        double number = numbers[fact[i]], x = y[i] < 1 ? y[i] : 1;
        bool same = w.number == number;
        t.channel[t.closed] = channel;
        t.fact[t.closed] = w.latest;
        t.favourable[t.closed] = w.favourable;
        t.closed += !same;
        w.favourable = (same ? w.favourable : 0) + x;
        w.number = number;
        w.latest = fact[i];
    }
    k->open[channel] = w;
    arrive(k, JP__ALIKE, &t);
}

void jp__kernel_count_run(jp__kernel *k, uint32_t channel, const uint32_t *fact, size_t count)
{
    if (count == 0)
        return;
    target t = aim(k, JP__COUNTED);
    jp__open_window w = k->open[channel];
    const double *numbers = k->window_number + w.row, *counted = k->counted + w.counted;
    if (w.number < 0) {
        t.touched[t.touched_count++] = channel;
        w.number = numbers[fact[0]];
    }
    for (size_t i = 0; i < count; i++) {
        double number = numbers[fact[i]];
        bool same = w.number == number;
        t.channel[t.closed] = channel;
        t.fact[t.closed] = w.latest;
        t.favourable[t.closed] = counted[w.count % JP__COUNTS];
        if (w.count >= JP__COUNTS && !same) {
            k->open[channel].count = w.count;
            jp__kernel_recount(k, channel, t.closed);
        }
        t.closed += !same;
        w.count = (same ? w.count : 0) + 1;
        w.number = number;
        w.latest = fact[i];
    }
    k->open[channel] = w;
    arrive(k, JP__COUNTED, &t);
}

static void open_alike(jp__kernel *k, jp__events *e, const double *x)
{
    target t = aim(k, JP__ALIKE);
    for (size_t i = 0; i < e->count; i++)
        add(&t, e->channel[i], e->fact[i], x[i], 0, false);
    arrive(k, JP__ALIKE, &t);
    e->count = 0;
}

static void open_apart(jp__kernel *k, jp__events *e)
{
    target t = aim(k, JP__APART);
    for (size_t i = 0; i < e->count; i++)
        add(&t, e->channel[i], e->fact[i], e->favourable[i], e->adverse[i], true);
    arrive(k, JP__APART, &t);
    e->count = 0;
}

/* N ratings in a window weigh as sat(N) of them, q = 1/2, shared equally. */
static void weigh_ratings(const jp__kernel *k, size_t n, uint32_t count)
{
    const jp__closed *closed = &k->closed[JP__APART];
    double saturated = 2 - 2 * jp__exp2(-(double)count);
    double each = k->model->parameters.rating_mass * saturated / (double)count;
    closed->favourable[n] = each * closed->favourable[n];
    closed->adverse[n] = each * closed->adverse[n];
}

static void open_ratings(jp__kernel *k)
{
    target t = aim(k, JP__APART);
    for (size_t i = 0; i < k->ratings.count; i++) {
        uint32_t place = k->ratings.place[i];
        uint32_t channel = (uint32_t)k->model->channel_count + place;
        double value = k->ratings.value[i];
        bool harm = k->model->indicators[place % k->model->indicator_count].harm;
        size_t before = t.closed;
        uint32_t count = k->open[channel].count;
        add(&t, channel, k->ratings.fact[i], harm ? 1 - value : value, harm ? value : 1 - value, true);
        if (t.closed > before) {
            weigh_ratings(k, before, count);
            count = 0;
        }
        k->open[channel].count = count + 1;
    }
    arrive(k, JP__APART, &t);
    k->ratings.count = 0;
}

/* Facts counted 1 each are in their windows already. */
void jp__kernel_open_windows(jp__kernel *k)
{
    jp__events *events = k->events;
    for (int type = JP__UNIT; type < JP__EVENT_TYPES; type++)
        k->lanes->transform(&events[type], (jp__transform_type)type);
    open_alike(k, &events[JP__ONE], events[JP__ONE].weight);
    open_alike(k, &events[JP__UNIT], events[JP__UNIT].favourable);
    open_alike(k, &events[JP__HILL], events[JP__HILL].favourable);
    open_apart(k, &events[JP__SPLIT_UNIT]);
    open_apart(k, &events[JP__SPLIT_LATE]);
    open_apart(k, &events[JP__NOTICE]);
    open_ratings(k);
}

/* ---- The end --------------------------------------------------------------------------------- */

static void close_counted(jp__kernel *k)
{
    jp__closed *closed = &k->closed[JP__COUNTED];
    const uint32_t *touched = k->touched[JP__COUNTED];
    for (size_t i = 0; i < k->touched_count[JP__COUNTED]; i++) {
        uint32_t channel = touched[i];
        const jp__open_window *w = &k->open[channel];
        size_t n = closed->count++;
        closed->channel[n] = channel;
        closed->fact[n] = w->latest;
        closed->favourable[n] = k->counted[w->counted + w->count % JP__COUNTS];
        if (w->count >= JP__COUNTS)
            jp__kernel_recount(k, channel, n);
    }
}

static void close_others(jp__kernel *k, jp__channel_class class_)
{
    jp__closed *closed = &k->closed[class_];
    double *adverse = class_ == JP__APART ? closed->adverse : closed->favourable;
    const uint32_t *touched = k->touched[class_];
    for (size_t i = 0; i < k->touched_count[class_]; i++) {
        uint32_t channel = touched[i];
        const jp__open_window *w = &k->open[channel];
        size_t n = closed->count++;
        closed->channel[n] = channel;
        closed->fact[n] = w->latest;
        adverse[n] = w->adverse;
        closed->favourable[n] = w->favourable;
        if (channel >= k->model->channel_count)
            weigh_ratings(k, n, w->count);
    }
}

void jp__kernel_close_windows(jp__kernel *k)
{
    close_counted(k);
    close_others(k, JP__ALIKE);
    close_others(k, JP__APART);
}

/* The decays of facts that windows remember from one chunk to the next. */
void jp__kernel_keep_latest(jp__kernel *k)
{
    size_t row = 4 * k->blocks;
    for (int class_ = 0; class_ < JP__CHANNEL_CLASSES; class_++)
        for (size_t i = 0; i < k->touched_count[class_]; i++) {
            uint32_t channel = k->touched[class_][i];
            jp__open_window *w = &k->open[channel];
            if (w->latest >= JP__CHUNK_PADDED)
                continue;
            memcpy(k->decays + row * (JP__CHUNK_PADDED + channel), k->decays + row * w->latest,
                   row * sizeof *k->decays);
            w->latest = JP__CHUNK_PADDED + channel;
        }
}

/* ---- Sums ------------------------------------------------------------------------------------ */

/* What was closed into the sums. Ratings and counted facts are saturated already. */
bool jp__kernel_sum(jp__kernel *k)
{
    jp__closed *counted = &k->closed[JP__COUNTED], *alike = &k->closed[JP__ALIKE];
    jp__closed *apart = &k->closed[JP__APART];
    k->lanes->saturate(alike->channel, alike->count, k->log_q, k->scale, alike->favourable);
    k->lanes->saturate(apart->channel, apart->count, k->log_q, k->scale, apart->favourable);
    k->lanes->saturate(apart->channel, apart->count, k->log_q, k->scale, apart->adverse);
    bool sure = !k->lanes->any_below(alike->favourable, alike->count, TINY_MASS) &&
                !k->lanes->any_below(apart->favourable, apart->count, TINY_MASS) &&
                !k->lanes->any_below(apart->adverse, apart->count, TINY_MASS);
    k->lanes->add_alike(counted, k->decays, k->blocks, k->sums);
    k->lanes->add_alike(alike, k->decays, k->blocks, k->sums);
    k->lanes->add_apart(apart, k->decays, k->blocks, k->sums);
    counted->count = alike->count = apart->count = 0;
    return sure;
}
