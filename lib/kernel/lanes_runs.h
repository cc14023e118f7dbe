/*
 * lanes_runs.h - runs of facts that one channel hears one after the other: what turns and gaps say, window by
 * window. Part of lanes.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_KERNEL_LANES_RUNS_H
#define JP_KERNEL_LANES_RUNS_H

#include "kernel/lanes_sums.h"

/* Where windows begin in a run: each place whose fact is in another window than the one before, and the first
 * one if it is not in `open`. Returns how many. */
static inline size_t list_begins(const jp__list *run, const uint32_t *numbers, uint32_t open, uint32_t *begin)
{
    size_t n = 0;
#if defined(__AVX512F__)
    __m512i last = _mm512_set1_epi32((int)open);
    for (size_t i = 0; i < run->count; i += 16) {
        __mmask16 some = first_of(run->count - i);
        __m512i fact = _mm512_loadu_si512(run->fact + i);
        __m512i number = _mm512_mask_i32gather_epi32(last, some, fact, numbers, 4);
        __m512i before = _mm512_alignr_epi32(number, last, 15);
        __mmask16 begins = _mm512_mask_cmpneq_epi32_mask(some, number, before);
        _mm512_storeu_si512(begin + n, _mm512_maskz_compress_epi32(begins, sixteen_from(i)));
        n += (size_t)__builtin_popcount(begins);
        last = number;
    }
#else
    for (size_t i = 0, count = run->count; i < count; i++) {
        uint32_t number = numbers[run->fact[i]];
        begin[n] = (uint32_t)i;
        n += number != open;
        open = number;
    }
#endif
    return n;
}

/* ---- What counts 1 each ------------------------------------------------------------------------ */

static inline void count_run_blocks(jp__kernel *k, const jp__list *run, uint32_t channel, size_t blocks)
{
    const counting at = counting_of(k);
    jp__touched *touched = &k->touched[JP__COUNTED];
    jp__open_window w = at.open[channel];
    double *sum = at.sums + 8 * blocks * channel;
    four sums[JP__KERNEL_CLASSES / 4];
    uint32_t begin[JP__CHUNK_PADDED];
    size_t n = list_begins(run, at.numbers + w.numbers, w.number, begin);
    uint32_t from = 0, before = w.count;
    touched->channel[touched->count] = channel;
    touched->count += before == 0;
    for (size_t b = 0; b < blocks; b++)
        sums[b] = load_four(sum + 8 * b);
    for (size_t i = 0; i < n; i++) { /* each begin is the end of a window */
        uint32_t fact = begin[i] > 0 ? run->fact[begin[i] - 1] : jp__fact_of(w.latest);
        double over = worth(&at, &w, channel, before + (begin[i] - from));
        for (size_t b = 0; b < blocks; b++)
            sums[b] = add_product(sums[b], over, load_four(at.decays + 4 * (blocks * fact + b)));
        from = begin[i];
        before = 0;
    }
    for (size_t b = 0; b < blocks; b++)
        store_four(sum + 8 * b, sums[b]);
    w.count = before + ((uint32_t)run->count - from);
    w.latest = jp__hears(channel, run->fact[run->count - 1]);
    w.number = (uint16_t)at.numbers[w.numbers + run->fact[run->count - 1]];
    at.open[channel] = w;
}

static void count_run(jp__kernel *k, const jp__list *run, uint32_t channel)
{
    if (k->blocks == 1)
        count_run_blocks(k, run, channel, 1);
    else
        count_run_blocks(k, run, channel, k->blocks);
}

/* ---- What is worth more or less ----------------------------------------------------------------- */

/* All that a channel was told: into the window that is open, those that are over, the one that is open
 * then. */
static inline void add_one_by_one(jp__kernel *k, const jp__list *run, uint32_t channel, const jp__told *told,
                                  jp__windows *windows, jp__open_window *w, bool apart)
{
    const jp__windows closed = *windows;
    const jp__kernel_channel c = k->channels[channel];
    const uint32_t *numbers = k->numbers + w->numbers;
    size_t n = windows->count;
    uint32_t open = w->number;
    jp__hearing latest = w->latest;
    double favourable = w->favourable, adverse = w->adverse;
    for (size_t i = 0, count = run->count; i < count; i++) {
        uint32_t fact = run->fact[i], number = numbers[fact];
        bool same = number == open;
        double kept = (double)same; /* a product takes less time than bits moved to and fro */
        jp__write_window(&closed, n, latest, favourable, adverse, c.log_q, c.scale);
        n += !same;
        favourable = favourable * kept + told->favourable[i];
        if (apart)
            adverse = adverse * kept + told->adverse[i];
        open = number;
        latest = jp__hears(channel, fact);
    }
    w->favourable = favourable;
    w->adverse = adverse;
    w->latest = latest;
    w->number = (uint16_t)open;
    windows->count = n;
}

#if defined(__AVX512F__)
/* What stands in eight windows, from the first of their facts on, one after the other. */
static inline __m512d sum_eight(const double *x, __m256i from, __m256i count, __mmask8 some)
{
    __m512d none = _mm512_setzero_pd(), sum = _mm512_mask_i32gather_pd(none, some, from, x, 8);
    __mmask8 more = some;
    for (int i = 1; (more = _mm256_mask_cmpgt_epi32_mask(more, count, _mm256_set1_epi32(i))) != 0; i++) {
        __m256i at = _mm256_add_epi32(from, _mm256_set1_epi32(i));
        sum = _mm512_mask_add_pd(sum, more, sum, _mm512_mask_i32gather_pd(none, more, at, x, 8));
    }
    return sum;
}

/* The windows between the first begin and the last one, eight at once, behind those that are there. */
static inline void close_eights(const jp__kernel *k, const jp__list *run, uint32_t channel,
                                const jp__told *told, const uint32_t *begin, size_t count,
                                const jp__windows *to, bool apart)
{
    const jp__kernel_channel *c = &k->channels[channel];
    const __m512d log_q = _mm512_set1_pd(c->log_q), scale = _mm512_set1_pd(c->scale);
    const int *facts = (const int *)(const void *)run->fact;
    for (size_t i = 0, n = to->count; i < count; i += 8, n += 8) {
        __mmask8 some = first_of_eight(count - i);
        __m256i from = load_numbers(begin + i), end = load_numbers(begin + i + 1);
        __m256i length = _mm256_sub_epi32(end, from);
        __m256i last = _mm256_sub_epi32(end, _mm256_set1_epi32(1));
        __m256i fact = _mm256_mmask_i32gather_epi32(_mm256_setzero_si256(), some, last, facts, 4);
        __m256i latest = _mm256_or_si256(_mm256_slli_epi32(fact, 16), _mm256_set1_epi32((int)channel));
        store_numbers(to->latest + n, latest);
        _mm512_storeu_pd(to->favourable + n, sum_eight(told->favourable, from, length, some));
        if (apart)
            _mm512_storeu_pd(to->adverse + n, sum_eight(told->adverse, from, length, some));
        _mm512_storeu_pd(to->log_q + n, log_q);
        _mm512_storeu_pd(to->scale + n, scale);
    }
}

/* Facts first .. end - 1 of the run into the open window. */
static inline void go_on(jp__open_window *w, const jp__list *run, uint32_t channel, const jp__told *told,
                         size_t first, size_t end, bool apart)
{
    double favourable = w->favourable, adverse = w->adverse;
    for (size_t i = first; i < end; i++) {
        favourable += told->favourable[i];
        if (apart)
            adverse += told->adverse[i];
    }
    w->favourable = favourable;
    w->adverse = adverse;
    if (end > first)
        w->latest = jp__hears(channel, run->fact[end - 1]);
}

#define MANY 32 /* fewer are added up sooner one by one */

/* The same of many. */
static inline void add_by_eights(jp__kernel *k, const jp__list *run, uint32_t channel, const jp__told *told,
                                 jp__windows *windows, jp__open_window *w, bool apart)
{
    const jp__kernel_channel *c = &k->channels[channel];
    uint32_t begin[JP__CHUNK_PADDED];
    size_t count = run->count, n = list_begins(run, k->numbers + w->numbers, w->number, begin);
    go_on(w, run, channel, told, 0, n > 0 ? begin[0] : count, apart);
    if (n == 0)
        return;
    jp__write_window(windows, windows->count++, w->latest, w->favourable, w->adverse, c->log_q, c->scale);
    close_eights(k, run, channel, told, begin, n - 1, windows, apart);
    windows->count += n - 1;
    w->favourable = w->adverse = 0;
    w->number = (uint16_t)k->numbers[w->numbers + run->fact[count - 1]];
    go_on(w, run, channel, told, begin[n - 1], count, apart);
}
#endif

static inline void add_apart_or_alike(jp__kernel *k, const jp__list *run, uint32_t channel,
                                      const jp__told *told, bool apart)
{
    jp__touched *touched = &k->touched[apart ? JP__APART : JP__ALIKE];
    jp__windows *windows = apart ? &k->apart : &k->alike;
    jp__open_window *w = &k->open[channel];
    if (w->number == JP__NO_WINDOW) {
        touched->channel[touched->count++] = channel;
        w->number = (uint16_t)k->numbers[w->numbers + run->fact[0]];
        w->favourable = w->adverse = 0;
    }
#if defined(__AVX512F__)
    if (run->count >= MANY) {
        add_by_eights(k, run, channel, told, windows, w, apart);
        return;
    }
#endif
    add_one_by_one(k, run, channel, told, windows, w, apart);
}

static void add_run(jp__kernel *k, const jp__list *run, uint32_t channel, const jp__told *told, bool apart)
{
    if (apart)
        add_apart_or_alike(k, run, channel, told, true);
    else
        add_apart_or_alike(k, run, channel, told, false);
}

#endif /* JP_KERNEL_LANES_RUNS_H */
