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

#include "base/numerics.h"
#include "base/numerics_kernel.h"
#include "kernel/kernel.h"

/* Masses below this might meet subnormal numbers, where scaling by powers of two is not exact. */
#define TINY_MASS 0x1p-100

/* ---- Windows --------------------------------------------------------------------------------- */

static inline void write_window(const jp__windows *closed, size_t n, uint32_t channel,
                                const jp__open_window *w, bool apart)
{
    closed->what[n] = (jp__hearing){ channel, w->fact };
    closed->favourable[n] = w->favourable;
    if (apart)
        closed->adverse[n] = w->adverse;
}

/* x if it is so, else 0: without a branch. */
static inline double if_so(bool so, double x)
{
    return jp__from_bits(jp__bits(x) & -(uint64_t)so);
}

/* What channels of one type made of what they were told, window by window. */
static inline void add_up(jp__kernel *k, const jp__heard *heard, jp__windows *windows, jp__touched *touched,
                          bool apart)
{
    const jp__windows closed = *windows;
    const double *favourable = k->told.favourable, *adverse = k->told.adverse;
    const uint32_t *numbers = k->numbers;
    const jp__hearing *what = heard->what;
    jp__open_window *open = k->open;
    uint32_t *touched_channel = touched->channel;
    size_t n = windows->count, t = touched->count;
    for (size_t i = 0, count = heard->count; i < count; i++) {
        uint32_t channel = what[i].channel, fact = what[i].fact;
        jp__open_window *w = &open[channel];
        uint32_t number = numbers[w->numbers + fact];
        bool same = number == w->number;
        write_window(&closed, n, channel, w, apart);
        touched_channel[t] = channel;
        t += w->count == 0;
        n += (w->count != 0) & !same;
        w->favourable = if_so(same, w->favourable) + favourable[i];
        if (apart)
            w->adverse = if_so(same, w->adverse) + adverse[i];
        w->number = number;
        w->fact = fact;
        w->count = 1;
    }
    windows->count = n;
    touched->count = t;
}

/* N ratings in a window weigh as sat(N) of them, q = 1/2, shared equally. They saturate no further. */
static void close_rated(jp__kernel *k, uint32_t channel)
{
    jp__windows *closed = &k->apart;
    const jp__open_window *w = &k->open[channel];
    double saturated = 2 - 2 * jp__exp2(-(double)w->count);
    double each = k->model->parameters.rating_mass * saturated / (double)w->count;
    write_window(closed, closed->count, channel, w, true);
    closed->favourable[closed->count] *= each;
    closed->adverse[closed->count++] *= each;
}

static void add_ratings(jp__kernel *k)
{
    const jp__heard *heard = &k->heard[JP__RATINGS];
    jp__touched *touched = &k->touched[JP__RATED];
    for (size_t i = 0; i < heard->count; i++) {
        const jp__hearing what = heard->what[i];
        jp__open_window *w = &k->open[what.channel];
        uint32_t number = k->numbers[w->numbers + what.fact];
        if (w->count == 0)
            touched->channel[touched->count++] = what.channel;
        else if (number != w->number)
            close_rated(k, what.channel);
        bool goes_on = w->count > 0 && number == w->number;
        w->favourable = (goes_on ? w->favourable : 0) + k->told.favourable[i];
        w->adverse = (goes_on ? w->adverse : 0) + k->told.adverse[i];
        w->count = (goes_on ? w->count : 0) + 1;
        w->number = number;
        w->fact = what.fact;
    }
}

static void fill_windows(jp__kernel *k)
{
    k->alike.count = k->apart.count = 0;
    for (size_t type = JP__ONE; type <= JP__RATINGS; type++) {
        const jp__heard *heard = &k->heard[type];
        jp__kernel_tell(k, type);
        if (jp__counts_only(k, type)) {
            k->lanes->count_windows(k);
            continue;
        }
        if (heard->count > 0)
            k->lanes->transform(&k->told, heard->count, type);
        if (type == JP__RATINGS)
            add_ratings(k);
        else if (type < JP__SPLIT_UNIT)
            add_up(k, heard, &k->alike, &k->touched[JP__ALIKE], false);
        else
            add_up(k, heard, &k->apart, &k->touched[JP__APART], true);
    }
}

static void close_all(const jp__kernel *k, const jp__touched *touched, jp__windows *closed)
{
    for (size_t i = 0, count = touched->count; i < count; i++)
        write_window(closed, closed->count + i, touched->channel[i], &k->open[touched->channel[i]], true);
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
    size_t row = 4 * k->blocks;
    for (size_t way = 0; way < JP__WAYS; way++)
        for (size_t i = 0; i < k->touched[way].count; i++) {
            uint32_t channel = k->touched[way].channel[i], *fact = &k->open[channel].fact;
            if (*fact >= JP__CHUNK_PADDED)
                continue;
            memcpy(k->decays + row * (JP__CHUNK_PADDED + channel), k->decays + row * *fact,
                   row * sizeof *k->decays);
            *fact = JP__CHUNK_PADDED + channel;
        }
}

/* ---- Sums ------------------------------------------------------------------------------------ */

static bool saturate(const jp__kernel *k, const jp__windows *w, double *x)
{
    k->lanes->saturate(w->log_q, w->scale, w->count, x);
    return !k->lanes->any_below(x, w->count, TINY_MASS);
}

static void find_saturations(const jp__kernel *k, const jp__windows *w)
{
    const jp__hearing *what = w->what;
    double *restrict log_q = w->log_q, *restrict scale = w->scale;
    for (size_t i = 0, count = w->count; i < count; i++) {
        log_q[i] = k->channels[what[i].channel].log_q;
        scale[i] = k->channels[what[i].channel].scale;
    }
}

/* Windows into what they are worth; false: some of it is too small to be sure of the bits. */
static bool saturate_windows(jp__kernel *k)
{
    find_saturations(k, &k->alike);
    find_saturations(k, &k->apart);
    bool sure = saturate(k, &k->alike, k->alike.favourable);
    sure &= saturate(k, &k->apart, k->apart.favourable);
    return sure & saturate(k, &k->apart, k->apart.adverse);
}

bool jp__kernel_sum(jp__kernel *k, bool last)
{
    fill_windows(k);
    if (last)
        close_windows(k);
    bool sure = saturate_windows(k);
    k->lanes->add_alike(&k->alike, k->decays, k->blocks, k->sums);
    k->lanes->add_apart(&k->apart, k->decays, k->blocks, k->sums);
    if (last) {
        k->lanes->close_counted(k);
        for (size_t way = 0; way < JP__WAYS; way++)
            k->lanes->fade(&k->touched[way], k->fade, k->blocks, k->sums);
    } else {
        carry_decays(k);
    }
    return sure;
}
