/*
 * windows.c - events into windows, windows into sums, sums into masses (docs/method.md section 3).
 *
 * Within a channel everything is added in the order of the readable path; channels do not meet before
 * the rows of evidence are applied, in the order of the definition.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "base/numerics.h"
#include "kernel/kernel.h"

/* ---- Windows --------------------------------------------------------------------------------- */

/* Adds to the channel's window, after closing it if the event is of a later one. Without branches: what
 * closes and what does not is hard to guess. */
static inline size_t add(jp__kernel *k, size_t closed, uint32_t channel, uint32_t fact, double favourable,
                         double adverse)
{
    jp__open_window *w = &k->open[channel];
    double number = k->window_number[k->channels[channel].window * JP__CHUNK_PADDED + fact];
    bool same = w->number == number;
    k->closed.channel[closed] = channel;
    k->closed.fact[closed] = w->latest;
    k->closed.masses[2 * closed] = w->favourable;
    k->closed.masses[2 * closed + 1] = w->adverse;
    closed += (size_t)!same & (size_t)(w->number >= 0);
    w->number = number;
    w->favourable = (same ? w->favourable : 0) + favourable;
    w->adverse = (same ? w->adverse : 0) + adverse;
    w->latest = fact;
    k->touched[channel / 64] |= UINT64_C(1) << channel % 64;
    return closed;
}

static void open_windows(jp__kernel *k, jp__events *e, const double *favourable, const double *adverse)
{
    size_t closed = k->closed.count;
    for (size_t i = 0; i < e->count; i++)
        closed = add(k, closed, e->channel[i], e->fact[i], favourable[i], adverse[i]);
    k->closed.count = closed;
    e->count = 0;
}

/* N ratings in a window weigh as sat(N) of them, q = 1/2, shared equally. */
static void weigh_ratings(const jp__kernel *k, double *masses, uint32_t count)
{
    double saturated = 2 - 2 * jp__exp2(-(double)count);
    double each = k->model->parameters.rating_mass * saturated / (double)count;
    masses[0] = each * masses[0];
    masses[1] = each * masses[1];
}

static void open_ratings(jp__kernel *k)
{
    for (size_t i = 0; i < k->ratings.count; i++) {
        uint32_t place = k->ratings.place[i];
        uint32_t channel = (uint32_t)k->model->channel_count + place;
        double value = k->ratings.value[i];
        bool harm = k->model->indicators[place % k->model->indicator_count].harm;
        size_t before = k->closed.count;
        uint32_t count = k->open[channel].count;
        k->closed.count = add(k, before, channel, k->ratings.fact[i], harm ? 1 - value : value,
                              harm ? value : 1 - value);
        if (k->closed.count > before) {
            weigh_ratings(k, &k->closed.masses[2 * before], count);
            count = 0;
        }
        k->open[channel].count = count + 1;
    }
    k->ratings.count = 0;
}

void jp__kernel_open_windows(jp__kernel *k)
{
    jp__events *plain = &k->events[JP__PLAIN], *share = &k->events[JP__SHARE], *ratio = &k->events[JP__RATIO];
    k->lanes->shares(share, share->count);
    k->lanes->ratios(ratio, ratio->count);
    open_windows(k, plain, plain->weight, plain->weight);
    open_windows(k, share, share->favourable, share->adverse);
    open_windows(k, ratio, ratio->favourable, ratio->adverse);
    open_ratings(k);
}

/* Calls `what` for every channel that was touched, in order. */
static inline void for_touched(jp__kernel *k, void (*what)(jp__kernel *k, uint32_t channel))
{
    for (size_t word = 0; word < k->touched_words; word++)
        for (uint64_t bits = k->touched[word]; bits != 0; bits &= bits - 1)
            what(k, (uint32_t)(64 * word + (size_t)__builtin_ctzll(bits)));
}

static void close_window(jp__kernel *k, uint32_t channel)
{
    size_t n = k->closed.count++;
    const jp__open_window *w = &k->open[channel];
    k->closed.channel[n] = channel;
    k->closed.fact[n] = w->latest;
    k->closed.masses[2 * n] = w->favourable;
    k->closed.masses[2 * n + 1] = w->adverse;
    if (channel >= k->model->channel_count)
        weigh_ratings(k, &k->closed.masses[2 * n], w->count);
}

void jp__kernel_close_windows(jp__kernel *k)
{
    for_touched(k, close_window);
}

/* The decays of facts that windows remember from one chunk to the next. */
static void keep_latest(jp__kernel *k, uint32_t channel)
{
    jp__open_window *w = &k->open[channel];
    if (w->latest >= JP__CHUNK)
        return;
    size_t row = 4 * k->blocks;
    memcpy(k->decays + row * (JP__CHUNK + channel), k->decays + row * w->latest, row * sizeof *k->decays);
    w->latest = JP__CHUNK + channel;
}

void jp__kernel_keep_latest(jp__kernel *k)
{
    for_touched(k, keep_latest);
}

/* ---- Sums ------------------------------------------------------------------------------------ */

/* Notes which masses are to be saturated: those of 1 stay 1, and some kinds never do. */
static size_t list_saturations(jp__kernel *k)
{
    jp__saturations *s = &k->saturations;
    size_t count = 0;
    for (size_t i = 0; i < k->closed.count; i++) {
        const jp__kernel_channel *channel = &k->channels[k->closed.channel[i]];
        double favourable = k->closed.masses[2 * i], adverse = k->closed.masses[2 * i + 1];
        size_t saturates = channel->scale != 0, alike = favourable == adverse;
        s->first[count] = (uint32_t)(2 * i);
        s->second[count] = (uint32_t)(2 * i + alike);
        s->x[count] = favourable * channel->log_q;
        s->scale[count] = channel->scale;
        count += saturates & (size_t)(favourable != 1);
        s->first[count] = s->second[count] = (uint32_t)(2 * i + 1);
        s->x[count] = adverse * channel->log_q;
        s->scale[count] = channel->scale;
        count += saturates & (size_t)(adverse != 1) & !alike;
    }
    return count;
}

bool jp__kernel_sum(jp__kernel *k)
{
    jp__saturations *s = &k->saturations;
    size_t count = list_saturations(k);
    k->lanes->saturate(s, count);
    for (size_t i = 0; i < count; i++)
        k->closed.masses[s->first[i]] = k->closed.masses[s->second[i]] = s->result[i];
    bool sure = k->lanes->accumulate(&k->closed, k->decays, k->blocks, k->sums);
    k->closed.count = 0;
    return sure;
}

/* ---- Masses ---------------------------------------------------------------------------------- */

/* What a channel's sums are worth as of now: jp__decaying_at(). */
static void fade(jp__kernel *k, uint32_t channel)
{
    double *sum = k->sums + 8 * k->blocks * channel;
    for (size_t b = 0; b < k->blocks; b++, sum += 8) {
        for (size_t c = 0; c < 4; c++)
            sum[c] *= k->fade[4 * b + c];
        for (size_t c = 0; c < 4; c++)
            sum[4 + c] *= k->fade[4 * b + c];
    }
}

/* All rows of a stream, once: its channels are touched together. */
static void apply_rows(const jp__kernel *k, uint32_t channel, jp__masses *masses)
{
    const jp__stream *s = &k->model->streams[k->channels[channel].stream];
    if (channel != s->first_channel)
        return;
    for (uint32_t i = s->first_row; i < s->first_row + s->row_count; i++) {
        const jp__kernel_row *row = &k->rows[i];
        masses[row->indicator].favourable += row->favourable * k->sums[row->at];
        masses[row->indicator].adverse += row->adverse * k->sums[row->at + 4];
    }
}

static void apply_ratings(const jp__kernel *k, uint32_t channel, jp__tally *tally)
{
    size_t indicators = k->model->indicator_count;
    size_t place = channel - k->model->channel_count, item = place % indicators;
    uint16_t class_ = k->model->half_life_class[item];
    const double *sum = k->sums + 8 * (k->blocks * channel + class_ / 4) + class_ % 4;
    tally->masses[JP__SAID_BY_CLIENT + place / indicators][item] = (jp__masses){ sum[0], sum[4] };
}

void jp__kernel_apply(jp__kernel *k, jp__tally *tally)
{
    for_touched(k, fade);
    for (size_t word = 0; word < k->touched_words; word++)
        for (uint64_t bits = k->touched[word]; bits != 0; bits &= bits - 1) {
            uint32_t channel = (uint32_t)(64 * word + (size_t)__builtin_ctzll(bits));
            if (channel < k->model->channel_count)
                apply_rows(k, channel, tally->masses[JP__OBSERVED]);
            else
                apply_ratings(k, channel, tally);
        }
}

static void forget(jp__kernel *k, uint32_t channel)
{
    k->open[channel] = (jp__open_window){ .number = -1 };
    memset(k->sums + 8 * k->blocks * channel, 0, 8 * k->blocks * sizeof *k->sums);
}

void jp__kernel_forget(jp__kernel *k)
{
    for_touched(k, forget);
    memset(k->touched, 0, k->touched_words * sizeof *k->touched);
    k->closed.count = 0;
}
