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

/* Closes the channel's window if the event is of a later one; then adds the event. */
static inline size_t add(jp__kernel *k, const jp__closed *closed, size_t n, uint32_t channel, uint32_t fact,
                         double favourable, double adverse)
{
    jp__open_window *w = &k->open[channel];
    double number = k->window_number[k->channels[channel].window_row + fact];
    bool same = w->number == number;
    closed->channel[n] = channel;
    closed->fact[n] = w->latest;
    closed->favourable[n] = w->favourable;
    closed->adverse[n] = w->adverse;
    n += (size_t)!same & (size_t)(w->number >= 0);
    w->number = number;
    w->favourable = (same ? w->favourable : 0) + favourable;
    w->adverse = (same ? w->adverse : 0) + adverse;
    w->latest = fact;
    return n;
}

static void open_alike(jp__kernel *k, jp__events *e, const double *x)
{
    jp__closed closed = k->closed[JP__ALIKE];
    closed.adverse = closed.favourable;
    size_t n = closed.count;
    for (size_t i = 0; i < e->count; i++) {
        n = add(k, &closed, n, e->channel[i], e->fact[i], x[i], x[i]);
        jp__touch(k, JP__ALIKE, e->channel[i]);
    }
    k->closed[JP__ALIKE].count = n;
    e->count = 0;
}

static void open_apart(jp__kernel *k, jp__events *e)
{
    jp__closed closed = k->closed[JP__APART];
    size_t n = closed.count;
    for (size_t i = 0; i < e->count; i++) {
        n = add(k, &closed, n, e->channel[i], e->fact[i], e->favourable[i], e->adverse[i]);
        jp__touch(k, JP__APART, e->channel[i]);
    }
    k->closed[JP__APART].count = n;
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
    jp__closed *closed = &k->closed[JP__APART];
    for (size_t i = 0; i < k->ratings.count; i++) {
        uint32_t place = k->ratings.place[i];
        uint32_t channel = (uint32_t)k->model->channel_count + place;
        double value = k->ratings.value[i];
        bool harm = k->model->indicators[place % k->model->indicator_count].harm;
        size_t before = closed->count;
        uint32_t count = k->open[channel].count;
        closed->count = add(k, closed, before, channel, k->ratings.fact[i], harm ? 1 - value : value,
                            harm ? value : 1 - value);
        if (closed->count > before) {
            weigh_ratings(k, before, count);
            count = 0;
        }
        k->open[channel].count = count + 1;
        jp__touch(k, JP__APART, channel);
    }
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

/* The channels of a set of bits, in order. */
static size_t list(const uint64_t *words, size_t word_count, uint32_t *to)
{
    size_t count = 0;
    for (size_t word = 0; word < word_count; word++)
        for (uint64_t bits = words[word]; bits != 0; bits &= bits - 1)
            to[count++] = (uint32_t)(64 * word + (size_t)__builtin_ctzll(bits));
    return count;
}

size_t jp__kernel_touched(jp__kernel *k, jp__channel_class class_)
{
    return list(k->touched[class_], k->touched_words, k->touched_list);
}

static void close_counted(jp__kernel *k)
{
    jp__closed *closed = &k->closed[JP__COUNTED];
    size_t count = jp__kernel_touched(k, JP__COUNTED);
    for (size_t i = 0; i < count; i++) {
        uint32_t channel = k->touched_list[i];
        const jp__open_window *w = &k->open[channel];
        size_t n = closed->count++;
        closed->channel[n] = channel;
        closed->fact[n] = w->latest;
        closed->favourable[n] = k->counted[JP__COUNTS * channel + w->count % JP__COUNTS];
        if (w->count >= JP__COUNTS)
            jp__kernel_recount(k, channel, n);
    }
}

static void close_others(jp__kernel *k, jp__channel_class class_)
{
    jp__closed *closed = &k->closed[class_];
    double *adverse = class_ == JP__APART ? closed->adverse : closed->favourable;
    size_t count = jp__kernel_touched(k, class_);
    for (size_t i = 0; i < count; i++) {
        uint32_t channel = k->touched_list[i];
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
    size_t row = 4 * k->blocks, count = jp__kernel_all_touched(k);
    for (size_t i = 0; i < count; i++) {
        uint32_t channel = k->touched_list[i];
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
    bool sure = k->lanes->least(alike->favourable, alike->count) >= TINY_MASS &&
                k->lanes->least(apart->favourable, apart->count) >= TINY_MASS &&
                k->lanes->least(apart->adverse, apart->count) >= TINY_MASS;
    k->lanes->add_alike(counted, k->decays, k->blocks, k->sums);
    k->lanes->add_alike(alike, k->decays, k->blocks, k->sums);
    k->lanes->add_apart(apart, k->decays, k->blocks, k->sums);
    counted->count = alike->count = apart->count = 0;
    return sure;
}
