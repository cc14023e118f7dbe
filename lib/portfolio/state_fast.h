/*
 * state_fast.h - a kept walk as the kernel has it, and back.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_PORTFOLIO_STATE_FAST_H
#define JP_PORTFOLIO_STATE_FAST_H

#include <string.h>

#include "portfolio/state_walk.h"

/* What is known of a channel beforehand. */
typedef struct jp__fast_channel {
    uint32_t stream;  /* of the kernel */
    uint8_t ways[2];  /* jp__way; the second one if facts have intensities */
} jp__fast_channel;

/* Facts are columns here, a chunk at a time. */
typedef struct jp__fast {
    jp_allocator allocator;
    jp__kernel *kernel;
    jp_facts columns; /* of the arrays below */
    int64_t time_us[JP__CHUNK];
    double value[JP__CHUNK], intensity[JP__CHUNK];
    uint16_t kind[JP__CHUNK], item[JP__CHUNK];
    uint8_t actor[JP__CHUNK], guess[JP__CHUNK], valid[JP__CHUNK / 8 + 1];
    int64_t *latest_us; /* by stream of the kernel */
    jp__fast_channel *channels;
    size_t stream_count, channel_count;
} jp__fast;

/* A trail as a kernel that has begun has it at the end of a chunk. False: a sum would lose digits, or a time
 * is too long ago. If it is not fast, it was resumed before. state_take.c */
bool jp__fast_take(jp__fast *f, const jp__trail *from, const jp_scorer *scorer);

/* Does a channel add up what facts say for and against alike? Then its adverse sums are the others. */
static inline bool jp__fast_is_alike(const jp__kernel *k, uint32_t channel)
{
    return k->channels[channel].type < JP__SPLIT_UNIT;
}

static inline bool jp__fast_is_place(const jp__kernel *k, uint32_t channel)
{
    return channel >= k->model->channel_count;
}

/* How many numbers the sums of a channel are: four of each block, or eight. */
static inline size_t jp__fast_sums(const jp__kernel *k, uint32_t channel)
{
    return (jp__fast_is_alike(k, channel) ? 4 : 8) * k->blocks;
}

/* What a kernel knows of a walk besides its sides. */
static inline jp__walk jp__fast_walk_of(const jp__walk *walk)
{
    return (jp__walk){ .started = walk->started, .ended = walk->ended, .end_us = walk->end_us,
                       .first_us = walk->first_us, .met_us = walk->met_us, .met = walk->met };
}

/* Four numbers: of a length that is known where it is compiled. */
static inline void jp__fast_copy_four(double *to, const double *from)
{
    memcpy(to, from, 4 * sizeof *to);
}

/* The sums of the first window; those of the others follow. */
static inline double *jp__fast_first_sum(const jp__kept_fast *kept)
{
    return (double *)(void *)(kept->windows + kept->count);
}

#endif /* JP_PORTFOLIO_STATE_FAST_H */
