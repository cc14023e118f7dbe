/*
 * hear.c - the facts of a chunk, and what was derived of them, to the channels that hear them, sorted by
 * channel (docs/method.md section 1).
 *
 * Which kinds of fact come, how many of each, and which windows they close is hard to guess. So nothing
 * branches on it: from here on everything is a walk over lists, one small step at a time.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "kernel/kernel.h"

void jp__kernel_start(jp__kernel *k)
{
    k->walk = (jp__walk){ .next = 0 };
    k->sides[JP_CLIENT] = k->sides[JP_SUPPLIER] = (jp__side_walk){ .contacts = 0 };
    k->started = k->pending_end = false;
    memset(k->spoken, 0, k->spoken_words * sizeof *k->spoken);
    memset(k->carried, 0, k->touched_words * sizeof *k->carried);
}

/* ---- Streams ---------------------------------------------------------------------------------- */

/* The place of a rating: by whom, of what. */
static size_t place_of(const jp__kernel *k, const jp_facts *facts, size_t index)
{
    size_t source = facts->actor[index] + (facts->guess && facts->guess[index] ? (size_t)2 : 0);
    return source * k->model->indicator_count + facts->item[index];
}

void jp__kernel_take_facts(jp__kernel *k, size_t count)
{
    size_t start = k->facts.offset + k->walk.next;
    const uint16_t *kind = k->facts.kind + start;
    const uint8_t *actor = k->facts.actor + start, *flags_of = k->flags_of;
    uint32_t *restrict stream = k->stream;
    uint8_t *restrict flags = k->flags;
    for (size_t i = 0; i < count; i++) {
        size_t s = 2 * (size_t)kind[i] + actor[i];
        if (kind[i] == JP_RATING)
            s = k->kind_streams + place_of(k, &k->facts, start + i);
        stream[i] = (uint32_t)s;
        flags[i] = flags_of[s];
    }
}

/* ---- Channels --------------------------------------------------------------------------------- */

/* Nearly always a stream has one channel; none of its evidence is heard if it has none. */
static void list_facts(jp__kernel *k, size_t count)
{
    const jp__kernel_stream *streams = k->streams;
    const uint32_t *stream = k->stream;
    uint32_t *restrict channel = k->heard.channel, *restrict fact = k->heard.fact;
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        const jp__kernel_stream *s = &streams[stream[i]];
        channel[n] = s->channel;
        fact[n] = (uint32_t)i;
        n += s->count > 0;
        for (uint32_t c = 1; c < s->count; c++, n++) {
            channel[n] = k->heard_by[s->first + c];
            fact[n] = (uint32_t)i;
        }
    }
    k->heard.count = n;
}

static void count_facts(jp__kernel *k)
{
    const uint32_t *channel = k->heard.channel;
    uint32_t *restrict place = k->place;
    uint64_t *restrict touched = k->touched;
    for (size_t i = 0, count = k->heard.count; i < count; i++) {
        place[channel[i]]++;
        jp__put_bit(touched, channel[i]);
    }
}

static void count_derived(jp__kernel *k)
{
    for (size_t d = 0; d < JP__COUNT(k->derived); d++) {
        const jp__kernel_stream *s = &k->derived_by[d];
        size_t count = k->derived[d].count;
        for (uint32_t c = s->first; count > 0 && c < s->first + s->count; c++) {
            k->place[k->heard_by[c]] = (uint32_t)count;
            jp__put_bit(k->touched, k->heard_by[c]);
        }
    }
}

/* ---- Sorting ---------------------------------------------------------------------------------- */

/* Where each channel starts: with its window that is open from an earlier chunk, if any. */
static void set_place(jp__kernel *k, uint32_t channel, uint32_t *next)
{
    uint32_t heard = k->place[channel], open = JP__CHUNK_PADDED + channel;
    if (k->walk.next > 0 && jp__has_bit(k->carried, channel)) {
        k->resumed[k->resumed_count++] = *next;
        k->sorted.fact[*next] = open;
        k->sorted.window[(*next)++] = jp__window_in(k, channel, open);
    } else {
        double *sum = k->sums + 8 * k->blocks * channel;
        for (size_t b = 0; b < k->blocks; b++, sum += 8)
            memset(sum, 0, 8 * sizeof *sum);
    }
    jp__put_bit(k->spoken, k->channels.stream[channel]);
    k->place[channel] = *next;
    *next += heard;
}

/* Where each channel starts, and each sort of channels. */
static void set_places(jp__kernel *k)
{
    uint32_t next = 0;
    size_t sort = 0, count = 0;
    k->resumed_count = 0;
    for (size_t word = 0; word < k->touched_words; word++) {
        for (uint64_t bits = k->touched[word]; bits != 0; bits &= bits - 1) {
            uint32_t channel = (uint32_t)(64 * word + (size_t)__builtin_ctzll(bits));
            for (; sort <= k->channels.sort[channel]; sort++) {
                k->from[sort] = next;
                k->touched_from[sort] = count;
            }
            k->touched_list[count++] = channel;
            set_place(k, channel, &next);
        }
        k->touched[word] = 0;
    }
    for (; sort <= JP__SORTS; sort++) {
        k->from[sort] = next;
        k->touched_from[sort] = count;
    }
}

static void sort_facts(jp__kernel *k)
{
    const uint32_t *channel = k->heard.channel, *fact = k->heard.fact;
    uint32_t *restrict place = k->place, *restrict sorted = k->sorted.fact;
    uint64_t *restrict window = k->sorted.window;
    for (size_t i = 0, count = k->heard.count; i < count; i++) {
        uint32_t c = channel[i], f = fact[i], at = place[c]++;
        sorted[at] = f;
        window[at] = jp__window_in(k, c, f);
    }
}

/* What was derived is sorted already. */
static void put_derived(jp__kernel *k, const jp__list *list, uint32_t channel)
{
    const jp__sorted *s = &k->sorted;
    const uint32_t at = k->place[channel], *from = list->fact;
    uint64_t *restrict window = s->window + at;
    uint32_t *restrict fact = s->fact + at;
    double *restrict y = s->y + at, *restrict weight = s->weight + at, *restrict half = s->half + at;
    const double channel_half = k->channels.half[channel];
    for (size_t i = 0, count = list->count; i < count; i++) {
        fact[i] = from[i];
        window[i] = jp__window_in(k, channel, from[i]);
        y[i] = list->y[i];
        weight[i] = 1;
        half[i] = channel_half;
    }
}

static void sort_derived(jp__kernel *k)
{
    for (size_t d = 0; d < JP__COUNT(k->derived); d++) {
        const jp__kernel_stream *stream = &k->derived_by[d];
        jp__list *list = &k->derived[d];
        for (uint32_t c = stream->first; list->count > 0 && c < stream->first + stream->count; c++)
            put_derived(k, list, k->heard_by[c]);
        list->count = 0;
    }
}

/* ---- Values ----------------------------------------------------------------------------------- */

/* The fact of the columns that something sorted is; of an open window, which has none, any. */
static inline size_t index_of(const jp__kernel *k, size_t at)
{
    uint32_t fact = k->sorted.fact[at];
    return k->facts.offset + k->walk.next + (fact < JP__CHUNK_PADDED ? fact : 0);
}

/* Weighs facts that were given, from .. to - 1, by their intensities, if they have any. */
static void take_intensities(jp__kernel *k, size_t from, size_t to)
{
    double *restrict weight = k->sorted.weight;
    for (size_t i = from; k->facts.intensity && i < to; i++)
        weight[i] *= k->facts.intensity[index_of(k, i)] + 0.0;
}

/* Facts that count whatever they say. */
static void take_counts(jp__kernel *k, size_t from, size_t to)
{
    double *restrict weight = k->sorted.weight;
    for (size_t i = from; i < to; i++)
        weight[i] = 1;
    take_intensities(k, from, to);
}

/* What the others say. Values are looked at even if there are none. */
static void take_values(jp__kernel *k, size_t from, size_t to)
{
    const jp_facts facts = k->facts;
    const jp__kernel_channels channels = k->channels;
    const jp__sorted s = k->sorted;
    for (size_t i = from; i < to; i++) {
        uint32_t channel = jp__channel_of(s.window[i]);
        size_t index = index_of(k, i);
        bool has_value = jp__facts_has_value(&facts, index);
        double value = facts.value ? facts.value[index] + 0.0 : 0.0;
        s.y[i] = has_value ? value : channels.default_value[channel];
        s.weight[i] = (has_value | channels.always[channel]) ? 1.0 : 0.0;
        s.half[i] = channels.half[channel];
    }
    take_intensities(k, from, to);
}

void jp__kernel_hear(jp__kernel *k, size_t count, bool last)
{
    const size_t *from = k->from;
    list_facts(k, count);
    count_facts(k);
    count_derived(k);
    for (size_t word = 0; last && word < k->touched_words; word++)
        k->touched[word] |= k->carried[word]; /* their windows are to be closed */
    set_places(k);
    sort_facts(k);
    sort_derived(k);
    for (size_t i = 0; i < k->touched_from[JP__SORTS]; i++)
        k->place[k->touched_list[i]] = 0;
    take_counts(k, from[JP__SORT(JP__ONE)], from[JP__SORT(JP__ONE) + 1]);
    for (size_t type = JP__UNIT; type <= JP__RATINGS; type++)
        take_values(k, from[JP__SORT(type)], from[JP__SORT(type) + 1]);
}
