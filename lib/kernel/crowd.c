/*
 * crowd.c - chunks whose facts all lie in one window of each width, as where many come in a day.
 *
 * Then hardly any window ends: only those from before, where a channel hears its first fact. What is heard is
 * added up, nothing is written down on the way, and decays are worked out of the latest facts alone.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "base/numerics_kernel.h"
#include "kernel/kernel.h"

/* ---- Which facts are a crowd ------------------------------------------------------------------- */

/* When the first window ends that a time lies in. */
static int64_t end_of_windows(const jp__kernel *k, int64_t time_us)
{
    int64_t end_us = INT64_MAX;
    for (size_t i = 0; i < k->window_count; i++) {
        int64_t us = (jp__window(time_us, k->window_days[i]) + 1) * (int64_t)k->window_days[i] * JP_DAY_US;
        end_us = us < end_us ? us : end_us;
    }
    return end_us;
}

size_t jp__crowd_of(const jp__kernel *k, const int64_t *time_us, size_t most)
{
    if (most < k->crowd_from)
        return 0;
    int64_t end_us = end_of_windows(k, time_us[0]);
    if (time_us[k->crowd_from - 1] >= end_us)
        return 0;
    size_t inside = k->crowd_from, beyond = most;
    while (inside < beyond) { /* the first one that is not before the end */
        size_t middle = inside + (beyond - inside) / 2;
        if (time_us[middle] < end_us)
            inside = middle + 1;
        else
            beyond = middle;
    }
    return inside;
}

/* ---- Windows ----------------------------------------------------------------------------------- */

/* The window of a channel that hears a fact. One from before may be over: those of facts that count 1 each
 * are closed like others. */
static inline jp__open_window *hear_in(jp__kernel *k, jp__touched *touched, jp__windows *closed,
                                       uint32_t channel, bool counted)
{
    jp__open_window *w = &k->open[channel];
    uint32_t number = jp__number_of(k, w, 0);
    if (w->number == number)
        return w;
    const jp__kernel_channel *c = &k->channels[channel];
    if (w->number == JP__NO_WINDOW)
        touched->channel[touched->count++] = channel;
    else
        jp__write_window(closed, closed->count++, w->latest, counted ? (double)w->count : w->favourable,
                         w->adverse, c->log_q, c->scale);
    w->favourable = w->adverse = 0;
    w->count = 0;
    w->number = (uint16_t)number;
    return w;
}

void jp__crowd_count(jp__kernel *k)
{
    const jp__heard heard = k->heard[JP__ONE];
    jp__touched *touched = &k->touched[JP__COUNTED];
    for (const jp__hearing *what = heard.what; what < heard.end; what++) {
        jp__open_window *w = hear_in(k, touched, &k->alike, jp__channel_of(*what), true);
        w->count++;
        w->latest = *what;
    }
}

void jp__crowd_count_run(jp__kernel *k, const jp__list *list, uint32_t channel)
{
    jp__open_window *w = hear_in(k, &k->touched[JP__COUNTED], &k->alike, channel, true);
    w->count += (uint32_t)list->count;
    w->latest = jp__hears(channel, list->fact[list->count - 1]);
}

void jp__crowd_add_up(jp__kernel *k, const jp__heard *heard, const jp__told *told, jp__windows *windows,
                      jp__touched *touched, bool apart)
{
    const double *favourable = told->favourable, *adverse = told->adverse;
    for (const jp__hearing *what = heard->what; what < heard->end; what++) {
        jp__open_window *w = hear_in(k, touched, windows, jp__channel_of(*what), false);
        w->favourable += *favourable++;
        if (apart)
            w->adverse += *adverse++;
        w->latest = *what;
    }
}

void jp__crowd_add_run(jp__kernel *k, const jp__list *list, uint32_t channel, const jp__told *told,
                       jp__windows *windows, jp__touched *touched, bool apart)
{
    jp__open_window *w = hear_in(k, touched, windows, channel, false);
    double favourable = w->favourable, adverse = w->adverse;
    for (size_t i = 0; i < list->count; i++) {
        favourable += told->favourable[i];
        if (apart)
            adverse += told->adverse[i];
    }
    w->favourable = favourable;
    w->adverse = adverse;
    w->latest = jp__hears(channel, list->fact[list->count - 1]);
}

/* ---- Decays ------------------------------------------------------------------------------------ */

#define BLOCK ((size_t)64)

/* The decays of some channels' latest facts to where they are kept. */
static void keep_decays(jp__kernel *k, const uint32_t *channel, size_t count)
{
    int64_t time_us[BLOCK] = { 0 };
    size_t row = 4 * k->blocks;
    for (size_t i = 0; i < count; i++)
        time_us[i] = k->time_us[jp__fact_of(k->open[channel[i]].latest)];
    k->lanes->decays(&k->decay, time_us, count, k->blocks, k->decays);
    for (size_t i = 0; i < count; i++) {
        uint32_t kept = JP__CHUNK_PADDED + channel[i];
        memcpy(k->decays + row * kept, k->decays + row * i, row * sizeof *k->decays);
        k->open[channel[i]].latest = jp__hears(channel[i], kept);
    }
}

void jp__crowd_carry(jp__kernel *k)
{
    uint32_t channel[BLOCK];
    size_t count = 0;
    for (size_t way = 0; way < JP__WAYS; way++)
        for (size_t i = 0; i < k->touched[way].count; i++) {
            channel[count] = k->touched[way].channel[i];
            count += jp__fact_of(k->open[channel[count]].latest) < JP__CHUNK_PADDED;
            if (count == BLOCK) {
                keep_decays(k, channel, count);
                count = 0;
            }
        }
    if (count > 0)
        keep_decays(k, channel, count);
}
