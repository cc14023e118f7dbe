/*
 * state_fast.h - a kept walk as the kernel has it, and back.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_PORTFOLIO_STATE_FAST_H
#define JP_PORTFOLIO_STATE_FAST_H

#include "kernel/kernel.h"

/* Facts are columns here, a chunk at a time. */
typedef struct jp__fast {
    jp_allocator allocator;
    jp__kernel *kernel;
    jp_facts columns; /* of the arrays below */
    int64_t time_us[JP__CHUNK];
    double value[JP__CHUNK], intensity[JP__CHUNK];
    uint16_t kind[JP__CHUNK], item[JP__CHUNK];
    uint8_t actor[JP__CHUNK], guess[JP__CHUNK], valid[JP__CHUNK / 8];
    int64_t *latest_us; /* by stream of the kernel */
    size_t stream_count;
} jp__fast;

/* What is known of the first facts of `seen`, up to where the walk stands, as a kernel that has begun has it
 * at the end of a chunk; a tally only if no sum loses digits. state_take.c */
void jp__fast_take_walk(jp__fast *f, const jp__walk *walk, const jp__seen *seen);
bool jp__fast_take_tally(jp__fast *f, const jp__tally *tally);

/* And back, the walk having come to just before the fact `end`. state_give.c */
void jp__fast_give_tally(const jp__fast *f, jp__tally *tally);
void jp__fast_give_walk(const jp__fast *f, jp__walk *walk, const jp__seen *seen, size_t end);

/* Does a channel count facts instead of adding up what they say? */
static inline bool jp__fast_counts(const jp__kernel *k, uint32_t channel)
{
    const jp__roles *roles = &k->model->roles;
    uint16_t kind = k->model->channels[channel].stream / 2;
    bool derived = k->model->kinds[kind].derived || kind == roles->reply;
    return k->channels[channel].type == JP__ONE && (derived || k->facts.intensity == NULL);
}

#endif /* JP_PORTFOLIO_STATE_FAST_H */
