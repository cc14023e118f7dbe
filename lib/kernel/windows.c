/*
 * windows.c - what was heard into windows, and those that are over into sums (docs/method.md section 3).
 *
 * Within a channel everything is added in the order of the readable path; channels do not meet before the
 * rows of evidence are applied, in the order of the definition. What is heard either goes on with the window
 * of its channel or opens the next one; the one before is written down in any case, and kept if it is over.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "base/numerics_kernel.h"
#include "kernel/kernel.h"

/* Masses below this might meet subnormal numbers, where scaling by powers of two is not exact. */
#define TINY_MASS 0x1p-100

/* ---- Windows --------------------------------------------------------------------------------- */

/* What channels of one type made of what they were told, window by window. */
static inline void add_up(jp__kernel *k, const jp__heard *heard, const jp__told *told, jp__windows *windows,
                          jp__touched *touched, bool apart)
{
    const jp__windows closed = *windows;
    const double *favourable = told->favourable, *adverse = told->adverse;
    const uint32_t *numbers = k->numbers;
    uint32_t *touched_channel = touched->channel;
    size_t n = windows->count, t = touched->count;
    for (const jp__hearing *what = heard->what, *end = heard->end; what < end; what++) {
        uint32_t channel = jp__channel_of(*what), fact = jp__fact_of(*what);
        const jp__kernel_channel *c = &k->channels[channel];
        jp__open_window *w = &k->open[channel];
        uint32_t before = w->number, number = numbers[w->numbers + fact];
        bool same = number == before, fresh = before == JP__NO_WINDOW;
        jp__write_window(&closed, n, w->latest, w->favourable, w->adverse, c->log_q, c->scale);
        n += !(same | fresh);
        touched_channel[t] = channel;
        t += fresh;
        w->favourable = jp__value_if(same, w->favourable) + *favourable++;
        if (apart)
            w->adverse = jp__value_if(same, w->adverse) + *adverse++;
        w->number = (uint16_t)number;
        w->latest = *what;
    }
    windows->count = n;
    touched->count = t;
}

#define MOST_HALVES 1000 /* that make a difference: 2^-1000 is lost beside 2 */

/* N ratings in a window weigh as sat(N) of them, q = 1/2, shared equally. They saturate no further. */
static void close_rated(jp__kernel *k, uint32_t channel)
{
    jp__windows *closed = &k->apart;
    const jp__open_window *w = &k->open[channel];
    double saturated = 2 - 2 * jp__two_to(w->count < MOST_HALVES ? -(int)w->count : -MOST_HALVES);
    double each = k->model->parameters.rating_mass * saturated / (double)w->count;
    jp__write_window(closed, closed->count++, w->latest, w->favourable * each, w->adverse * each, 0, 0);
}

static void add_ratings(jp__kernel *k, const jp__heard *heard, const jp__told *told)
{
    jp__touched *touched = &k->touched[JP__RATED];
    const double *favourable = told->favourable, *adverse = told->adverse;
    for (const jp__hearing *what = heard->what; what < heard->end; what++) {
        uint32_t channel = jp__channel_of(*what);
        jp__open_window *w = &k->open[channel];
        uint32_t number = jp__number_of(k, w, jp__fact_of(*what));
        bool same = number == w->number;
        if (w->number == JP__NO_WINDOW)
            touched->channel[touched->count++] = channel;
        else if (!same)
            close_rated(k, channel);
        w->favourable = (same ? w->favourable : 0) + *favourable++;
        w->adverse = (same ? w->adverse : 0) + *adverse++;
        w->count = (same ? w->count : 0) + 1;
        w->number = (uint16_t)number;
        w->latest = *what;
    }
}

static void add_given(jp__kernel *k, const jp__heard *heard, const jp__told *told, bool apart)
{
    jp__touched *touched = &k->touched[apart ? JP__APART : JP__ALIKE];
    if (k->crowded)
        jp__crowd_add_up(k, heard, told, apart ? &k->apart : &k->alike, touched, apart);
    else if (apart)
        add_up(k, heard, told, &k->apart, touched, true);
    else
        add_up(k, heard, told, &k->alike, touched, false);
}

/* What was derived for several relationships: each has a channel of its own that hears it. */
static const jp__heard *hear_on_tray(jp__kernel *k, const jp__list *list, uint32_t channel)
{
    jp__heard *heard = &k->heard_derived;
    for (size_t i = 0; i < list->count; i++)
        heard->what[i] = jp__hears(channel + k->base[list->fact[i]], list->fact[i]);
    heard->end = heard->what + list->count;
    return heard;
}

static void add_derived(jp__kernel *k, const jp__list *list, uint32_t channel, const jp__told *told,
                        bool apart)
{
    if (k->on_tray)
        add_given(k, hear_on_tray(k, list, channel), told, apart);
    else if (k->crowded)
        jp__crowd_add_run(k, list, channel, told, apart ? &k->apart : &k->alike,
                          &k->touched[apart ? JP__APART : JP__ALIKE], apart);
    else
        k->lanes->add_run(k, list, channel, told, apart);
}

static void count_derived(jp__kernel *k, const jp__list *list, uint32_t channel)
{
    if (k->on_tray)
        k->lanes->count_windows(k, hear_on_tray(k, list, channel));
    else if (k->crowded)
        jp__crowd_count_run(k, list, channel);
    else
        k->lanes->count_run(k, list, channel);
}

static void hear_given(jp__kernel *k, size_t type)
{
    const jp__heard *heard = &k->heard[type];
    if (heard->end == heard->what)
        return;
    jp__told told = jp__kernel_tell(k, heard);
    k->lanes->transform(&told, (size_t)(heard->end - heard->what), type);
    if (type == JP__RATINGS)
        add_ratings(k, heard, &told);
    else
        add_given(k, heard, &told, type >= JP__SPLIT_UNIT);
}

static void hear_derived(jp__kernel *k, const jp__derived_hearer *hearer)
{
    const jp__list *list = &k->derived[hearer->list];
    uint32_t channel = hearer->channel;
    size_t type = k->channels[channel].type;
    if (list->count == 0)
        return;
    if (type == JP__ONE) {
        count_derived(k, list, channel);
        return;
    }
    jp__told told = jp__kernel_tell_derived(k, hearer);
    if (!hearer->as_is)
        k->lanes->transform(&told, list->count, type);
    add_derived(k, list, channel, &told, type >= JP__SPLIT_UNIT);
}

static void fill_windows(jp__kernel *k)
{
    bool counts_only = k->facts.intensity == NULL;
    if (counts_only && k->crowded)
        jp__crowd_count(k);
    else if (counts_only)
        k->lanes->count_windows(k, &k->heard[JP__ONE]);
    for (size_t type = counts_only ? JP__UNIT : JP__ONE; type <= JP__RATINGS; type++)
        hear_given(k, type);
    for (size_t i = 0; i < k->derived_hearer_count; i++)
        hear_derived(k, &k->derived_hearers[i]);
}

static void close_all(const jp__kernel *k, const jp__touched *touched, jp__windows *closed)
{
    for (size_t i = 0, count = touched->count; i < count; i++) {
        const jp__kernel_channel *c = &k->channels[touched->channel[i]];
        const jp__open_window *w = &k->open[touched->channel[i]];
        jp__write_window(closed, closed->count + i, w->latest, w->favourable, w->adverse, c->log_q, c->scale);
    }
    closed->count += touched->count;
}

/* The windows that are open are over. */
static void close_windows(jp__kernel *k)
{
    const jp__touched *rated = &k->touched[JP__RATED];
    close_all(k, &k->touched[JP__ALIKE], &k->alike);
    close_all(k, &k->touched[JP__APART], &k->apart);
    for (size_t i = 0; i < rated->count; i++)
        close_rated(k, rated->channel[i]);
}

/* The decays of the latest facts of open windows, once no closed window needs what was there. */
static void carry_decays(jp__kernel *k)
{
    for (size_t way = 0; way < JP__WAYS; way++)
        for (size_t i = 0; i < k->touched[way].count; i++) {
            uint32_t channel = k->touched[way].channel[i], kept = JP__CHUNK_PADDED + channel;
            uint32_t fact = jp__fact_of(k->open[channel].latest);
            for (size_t b = 0; fact != kept && b < k->blocks; b++)
                memcpy(k->decays + 4 * (k->blocks * kept + b), k->decays + 4 * (k->blocks * fact + b),
                       4 * sizeof *k->decays);
            k->open[channel].latest = jp__hears(channel, kept);
        }
}

/* ---- Sums ------------------------------------------------------------------------------------ */

static bool saturate(const jp__kernel *k, const jp__windows *w, double *x)
{
    return k->lanes->saturate(w->log_q, w->scale, w->count, TINY_MASS, x);
}

/* Windows into what they are worth; false: some of it is too small to be sure of the bits. */
static bool saturate_windows(jp__kernel *k)
{
    bool sure = saturate(k, &k->alike, k->alike.favourable);
    sure &= saturate(k, &k->apart, k->apart.favourable);
    return sure & saturate(k, &k->apart, k->apart.adverse);
}

/* What was closed into sums. */
static bool settle(jp__kernel *k)
{
    bool sure = saturate_windows(k);
    k->lanes->add_alike(&k->alike, k->decays, k->blocks, k->sums);
    k->lanes->add_apart(&k->apart, k->decays, k->blocks, k->sums);
    k->alike.count = k->apart.count = 0;
    return sure;
}

/* In a crowd the decays of its facts are not there before those of the windows that it found are used. */
bool jp__kernel_sum(jp__kernel *k, bool last)
{
    bool sure = true;
    fill_windows(k);
    if (k->crowded) {
        sure = settle(k);
        jp__crowd_carry(k);
    }
    if (last)
        close_windows(k);
    sure &= settle(k);
    if (last) {
        k->lanes->close_counted(k);
        k->lanes->fade_alike(&k->touched[JP__ALIKE], k->fade, k->blocks, k->sums);
        k->lanes->fade(&k->touched[JP__APART], k->fade, k->blocks, k->sums);
        k->lanes->fade(&k->touched[JP__RATED], k->fade, k->blocks, k->sums);
    } else if (!k->crowded) {
        carry_decays(k);
    }
    return sure;
}
