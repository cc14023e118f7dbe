/*
 * windows.c - what was heard into windows, closed windows into sums (docs/method.md section 3).
 *
 * Within a channel everything is added in the order of the readable path; channels do not meet before the
 * rows of evidence are applied, in the order of the definition. What is heard either goes on with a window
 * or opens the next one: the place that it is written to says which.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "base/numerics.h"
#include "kernel/kernel.h"

/* Masses below this might meet subnormal numbers, where scaling by powers of two is not exact. */
#define TINY_MASS 0x1p-100

/* ---- Windows --------------------------------------------------------------------------------- */

#define NO_WINDOW UINT64_MAX

/* Adds up what was sorted, from .. to - 1, window by window. */
static inline void add_up(const jp__kernel *k, size_t from, size_t to, jp__windows *windows, bool apart)
{
    const jp__sorted s = k->sorted;
    uint32_t *restrict channel = windows->channel, *restrict fact = windows->fact;
    double *restrict favourable = windows->favourable, *restrict adverse = windows->adverse;
    uint64_t open = NO_WINDOW;
    size_t n = windows->count - 1; /* one before the first */
    jp__masses x = { 0, 0 };
    for (size_t i = from; i < to; i++) {
        bool same = s.window[i] == open;
        open = s.window[i];
        n += !same;
        x.favourable = (same ? x.favourable : 0) + s.favourable[i];
        favourable[n] = x.favourable;
        if (apart) {
            x.adverse = (same ? x.adverse : 0) + s.adverse[i];
            adverse[n] = x.adverse;
        }
        channel[n] = jp__channel_of(open);
        fact[n] = s.fact[i];
    }
    windows->count = n + 1;
}

/* N ratings in a window weigh as sat(N) of them, q = 1/2, shared equally. They saturate no further. */
static void share(const jp__kernel *k, jp__windows *windows, size_t at, uint32_t count)
{
    double saturated = 2 - 2 * jp__exp2(-(double)count);
    double each = k->model->parameters.rating_mass * saturated / (double)count;
    windows->favourable[at] *= each;
    windows->adverse[at] *= each;
}

/* How many ratings each window from `first` on has. The one that is open after the chunk is not shared. */
static void share_ratings(jp__kernel *k, size_t first, bool last)
{
    const jp__sorted *s = &k->sorted;
    size_t n = first - 1;
    uint64_t open = NO_WINDOW;
    uint32_t count = 0;
    for (size_t i = k->from[JP__SORT(JP__RATINGS)]; i < k->from[JP__SORTS]; i++) {
        uint32_t channel = jp__channel_of(s->window[i]);
        if (s->window[i] != open) {
            bool changes = open != NO_WINDOW && jp__channel_of(open) != channel;
            if (open != NO_WINDOW && (last || !changes))
                share(k, &k->apart, n, count);
            n++;
            count = 0;
        }
        open = s->window[i];
        count += s->fact[i] < JP__CHUNK_PADDED ? 1 : k->open[channel].count;
        k->open[channel].count = count;
    }
    if (last && open != NO_WINDOW)
        share(k, &k->apart, n, count);
}

/* The windows that were open before stand with what they had. */
static void resume_windows(jp__kernel *k)
{
    const jp__sorted *s = &k->sorted;
    for (size_t i = 0; i < k->resumed_count; i++) {
        uint32_t at = k->resumed[i];
        jp__masses x = k->open[jp__channel_of(s->window[at])].x;
        s->favourable[at] = x.favourable;
        s->adverse[at] = x.adverse;
    }
}

/* The last window of each channel stays open; the others close up. How many of the first `counted` stay. */
static size_t carry(jp__kernel *k, jp__windows *w, size_t counted)
{
    size_t kept = 0, kept_counted = 0;
    for (size_t i = 0; i < w->count; i++) {
        uint32_t channel = w->channel[i], fact = w->fact[i];
        uint32_t *numbers = k->numbers + k->channels.numbers[channel];
        if (i + 1 == w->count || w->channel[i + 1] != channel) {
            k->open[channel].x = (jp__masses){ w->favourable[i], w->adverse[i] };
            k->open[channel].latest = fact;
            numbers[JP__CHUNK_PADDED + channel] = numbers[fact];
            jp__put_bit(k->carried, channel);
            continue;
        }
        w->channel[kept] = channel;
        w->fact[kept] = fact;
        w->favourable[kept] = w->favourable[i];
        w->adverse[kept++] = w->adverse[i];
        kept_counted += i < counted;
    }
    w->count = kept;
    return kept_counted;
}

/* The decays of the latest facts of open windows, once no closed window needs what was there. */
static void carry_decays(jp__kernel *k)
{
    size_t row = 4 * k->blocks;
    for (size_t i = 0; i < k->touched_from[JP__SORTS]; i++) {
        uint32_t channel = k->touched_list[i], latest = k->open[channel].latest;
        if (latest < JP__CHUNK_PADDED)
            memcpy(k->decays + row * (JP__CHUNK_PADDED + channel), k->decays + row * latest,
                   row * sizeof *k->decays);
    }
}

static void close_windows(jp__kernel *k, bool last)
{
    const size_t *from = k->from;
    for (size_t type = JP__ONE; type <= JP__RATINGS; type++)
        if (from[JP__SORT(type)] < from[JP__SORT(type + 1)])
            k->lanes->transform(&k->sorted, from[JP__SORT(type)], from[JP__SORT(type + 1)], type);
    resume_windows(k);
    k->alike.count = k->apart.count = 0;
    add_up(k, from[JP__SORT(JP__ONE)], from[JP__SORT(JP__UNIT)], &k->alike, false);
    k->counted_windows = k->alike.count;
    add_up(k, from[JP__SORT(JP__UNIT)], from[JP__SORT(JP__SPLIT_UNIT)], &k->alike, false);
    add_up(k, from[JP__SORT(JP__SPLIT_UNIT)], from[JP__SORT(JP__RATINGS)], &k->apart, true);
    size_t rated = k->apart.count;
    add_up(k, from[JP__SORT(JP__RATINGS)], from[JP__SORTS], &k->apart, true);
    share_ratings(k, rated, last);
}

/* ---- Sums ------------------------------------------------------------------------------------ */

/* The first windows hold facts that count 1 each, mostly few: what those are worth is known beforehand. */
static void saturate_counts(const jp__kernel *k, const jp__windows *w, size_t count)
{
    const uint32_t *channel = w->channel, *counts = k->channels.counts;
    double *restrict x = w->favourable;
    for (size_t i = 0; i < count; i++)
        if (x[i] < JP__COUNTS)
            x[i] = k->counted[counts[channel[i]] + (uint32_t)(int32_t)x[i]];
        else
            x[i] = jp__saturate(k->model, (uint16_t)(k->channels.stream[channel[i]] / 2), x[i]);
}

static bool saturate(const jp__kernel *k, const jp__windows *w, size_t first, double *x)
{
    const double *log_q = w->log_q + first, *scale = w->scale + first;
    k->lanes->saturate(log_q, scale, w->count - first, x + first);
    return !k->lanes->any_below(x + first, w->count - first, TINY_MASS);
}

static void find_saturations(const jp__kernel *k, const jp__windows *w, size_t first)
{
    const uint32_t *channel = w->channel;
    const double *log_q = k->channels.log_q, *scale = k->channels.scale;
    double *restrict to_log_q = w->log_q, *restrict to_scale = w->scale;
    for (size_t i = first, count = w->count; i < count; i++) {
        to_log_q[i] = log_q[channel[i]];
        to_scale[i] = scale[channel[i]];
    }
}

/* Windows into what they are worth; false: some of it is too small to be sure of the bits. */
static bool saturate_windows(jp__kernel *k)
{
    jp__windows *alike = &k->alike, *apart = &k->apart;
    size_t counted = k->facts.intensity == NULL ? k->counted_windows : 0;
    saturate_counts(k, alike, counted);
    find_saturations(k, alike, counted);
    find_saturations(k, apart, 0);
    bool sure = saturate(k, alike, counted, alike->favourable);
    sure &= saturate(k, apart, 0, apart->favourable);
    return sure & saturate(k, apart, 0, apart->adverse);
}

bool jp__kernel_sum(jp__kernel *k, bool last)
{
    jp__windows *alike = &k->alike, *apart = &k->apart;
    close_windows(k, last);
    if (!last) {
        k->counted_windows = carry(k, alike, k->counted_windows);
        carry(k, apart, 0);
    }
    bool sure = saturate_windows(k);
    k->lanes->add_alike(alike, k->decays, k->blocks, k->sums);
    k->lanes->add_apart(apart, k->decays, k->blocks, k->sums);
    if (last) {
        size_t same = k->touched_from[JP__SORT(JP__SPLIT_UNIT)], all = k->touched_from[JP__SORTS];
        k->lanes->fade(k->touched_list, same, k->fade, k->blocks, true, k->sums);
        k->lanes->fade(k->touched_list + same, all - same, k->fade, k->blocks, false, k->sums);
    } else {
        carry_decays(k);
    }
    return sure;
}
