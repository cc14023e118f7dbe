/*
 * lanes_sums.h - windows into sums, and weighted sums. Part of lanes.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_KERNEL_LANES_SUMS_H
#define JP_KERNEL_LANES_SUMS_H

#include "kernel/lanes_base.h"

/* ---- Windows ---------------------------------------------------------------------------------- */

/* jp__saturate(); scale 0: it is not saturated. */
static inline double saturated(double x, double log_q, double scale)
{
    double value = -expm1_lane(jp__expm1_within(x * log_q)) * scale;
    value = x == 1 ? x : value;
    return scale == 0 ? x : value;
}

/* Of each X, in place. False if what one is worth is above 0, but below `least`: numbers that are not
 * negative stand in the order of their bits. */
static bool saturate(const double *restrict log_q, const double *restrict scale, size_t count, double least,
                     double *restrict x)
{
    const uint64_t limit = jp__bits(least) - 1;
    uint64_t found = 0;
    for (size_t i = count; i < padded(count); i++)
        x[i] = 0;
    JP__LANES_APART
    for (size_t i = 0; i < padded(count); i++) {
        x[i] = saturated(x[i], log_q[i], scale[i]);
        found |= jp__bits(x[i]) - 1 < limit ? 1u : 0u;
    }
    return found == 0;
}

/*
 * jp__decaying_add(): a mass times the decays of its fact. Not relative to the latest k of all, but to one
 * near as-of: times a power of two, which changes no digit as long as nothing is subnormal. Four classes at
 * once.
 */
static inline void add_decayed(double *sum, double mass, const double *row, size_t blocks)
{
    for (size_t b = 0; b < blocks; b++, row += 4, sum += 8)
        store_four(sum, add_product(load_four(sum), mass, load_four(row)));
}

/* Every closed window. */
static inline void add_alike_blocks(const jp__windows *w, const double *decays, size_t blocks, double *sums)
{
    const jp__hearing *latest = w->latest;
    const double *mass = w->favourable;
    for (size_t i = 0, count = w->count; i < count; i++)
        add_decayed(sums + 8 * blocks * jp__channel_of(latest[i]), mass[i],
                    decays + 4 * blocks * jp__fact_of(latest[i]), blocks);
}

static inline void add_apart_blocks(const jp__windows *w, const double *decays, size_t blocks, double *sums)
{
    const jp__hearing *latest = w->latest;
    const double *favourable = w->favourable, *adverse = w->adverse;
    for (size_t i = 0, count = w->count; i < count; i++) {
        const double *row = decays + 4 * blocks * jp__fact_of(latest[i]);
        double *sum = sums + 8 * blocks * jp__channel_of(latest[i]);
        add_decayed(sum, favourable[i], row, blocks);
        add_decayed(sum + 4, adverse[i], row, blocks);
    }
}

/* Where windows of facts that count 1 each lie. Held apart from the kernel: who stores to sums stores to
 * anything, as compilers see it, and all of this would be loaded again. */
typedef struct counting {
    jp__open_window *open;
    const jp__kernel_channel *channels;
    const uint32_t *numbers;
    const double *counted, *decays;
    double *sums;
} counting;

static inline counting counting_of(jp__kernel *k)
{
    return (counting){ k->open, k->channels, k->numbers, k->counted, k->decays, k->sums };
}

/* What so many are worth in one window: mostly they are few, and it is known beforehand. */
static inline double worth(const counting *at, const jp__open_window *w, uint32_t channel, uint32_t count)
{
    const jp__kernel_channel *c = &at->channels[channel];
    return count < JP__COUNTS ? at->counted[w->counts + count] : saturated(count, c->log_q, c->scale);
}

/* One more in a window; what it was worth until then if it is over, else 0. */
static inline double count_one(const counting *at, jp__open_window *w, uint32_t channel, uint32_t fact)
{
    uint32_t number = at->numbers[w->numbers + fact];
    bool same = number == w->number;
    double over = worth(at, w, channel, same ? 0 : w->count);
    w->count = (same ? w->count : 0) + 1;
    w->number = (uint16_t)number;
    w->latest = jp__hears(channel, fact);
    return over;
}

static inline void count_blocks(jp__kernel *k, const jp__heard *list, size_t blocks)
{
    const counting at = counting_of(k);
    const jp__heard heard = *list;
    uint32_t *touched = k->touched[JP__COUNTED].channel;
    size_t touched_count = k->touched[JP__COUNTED].count;
    for (const jp__hearing *what = heard.what; what < heard.end; what++) {
        uint32_t channel = jp__channel_of(*what);
        jp__open_window *w = &at.open[channel];
        const double *row = at.decays + 4 * blocks * jp__fact_of(w->latest);
        touched[touched_count] = channel;
        touched_count += w->count == 0;
        double over = count_one(&at, w, channel, jp__fact_of(*what));
        add_decayed(at.sums + 8 * blocks * channel, over, row, blocks);
    }
    k->touched[JP__COUNTED].count = touched_count;
}

/* What the sums of channels are worth as of now: jp__decaying_at(). */
static inline void fade_four(double *sum, const double *fade)
{
    store_four(sum, product(load_four(sum), load_four(fade)));
}

static inline void fade_blocks(const jp__touched *touched, const double *fade, size_t halves, size_t blocks,
                               double *sums)
{
    for (size_t i = 0; i < touched->count; i++) {
        double *sum = sums + 8 * blocks * touched->channel[i];
        for (size_t b = 0; b < blocks; b++, sum += 8)
            for (size_t h = 0; h < halves; h++)
                fade_four(sum + 4 * h, fade + 4 * b);
    }
}

/* The windows of what counts 1 each that are open are over, and their sums as of now. */
static inline void close_blocks(jp__kernel *k, size_t blocks)
{
    const counting at = counting_of(k);
    const double *factors = k->fade;
    const jp__touched *t = &k->touched[JP__COUNTED];
    for (size_t i = 0; i < t->count; i++) {
        uint32_t channel = t->channel[i];
        const jp__open_window *w = &at.open[channel];
        const double *row = at.decays + 4 * blocks * jp__fact_of(w->latest);
        double *sum = at.sums + 8 * blocks * channel;
        add_decayed(sum, worth(&at, w, channel, w->count), row, blocks);
        for (size_t b = 0; b < blocks; b++)
            fade_four(sum + 8 * b, factors + 4 * b);
    }
}

/* One block nearly always: the compiler then knows the distances. */
static void add_alike(const jp__windows *windows, const double *decays, size_t blocks, double *sums)
{
    if (blocks == 1)
        add_alike_blocks(windows, decays, 1, sums);
    else
        add_alike_blocks(windows, decays, blocks, sums);
}

static void add_apart(const jp__windows *windows, const double *decays, size_t blocks, double *sums)
{
    if (blocks == 1)
        add_apart_blocks(windows, decays, 1, sums);
    else
        add_apart_blocks(windows, decays, blocks, sums);
}

static void count_windows(jp__kernel *k, const jp__heard *heard)
{
    if (k->blocks == 1)
        count_blocks(k, heard, 1);
    else
        count_blocks(k, heard, k->blocks);
}

static void close_counted(jp__kernel *k)
{
    if (k->blocks == 1)
        close_blocks(k, 1);
    else
        close_blocks(k, k->blocks);
}

static void fade_alike(const jp__touched *touched, const double *factors, size_t blocks, double *sums)
{
    if (blocks == 1)
        fade_blocks(touched, factors, 1, 1, sums);
    else
        fade_blocks(touched, factors, 1, blocks, sums);
}

static void fade(const jp__touched *touched, const double *factors, size_t blocks, double *sums)
{
    if (blocks == 1)
        fade_blocks(touched, factors, 2, 1, sums);
    else
        fade_blocks(touched, factors, 2, blocks, sums);
}

/* ---- Weighted sums --------------------------------------------------------------------------- */

static void weigh(const jp__weighted *w, const double *from, double *result)
{
    for (size_t e = 0, step = 0; e < w->eights; e++) {
        eight all = no_eight();
        double found[8];
        for (size_t end = w->end[e]; step < end; step++)
            all = add_gathered(all, w->weight + 8 * step, from, w->at + 8 * step);
        store_eight(found, all);
        for (size_t i = 0; i < 8; i++)
            result[w->to[8 * e + i]] = found[i];
    }
}

#endif /* JP_KERNEL_LANES_SUMS_H */
