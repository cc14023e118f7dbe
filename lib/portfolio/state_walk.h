/*
 * state_walk.h - what walking the first facts of a kept state has led to, and how it goes on: by the fast
 * path (docs/performance.md), or by the readable one where that cannot.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_PORTFOLIO_STATE_WALK_H
#define JP_PORTFOLIO_STATE_WALK_H

#include "kernel/kernel.h"
#include "score/scorer.h"

/* The window of a channel that stands open; its sums lie behind all windows, in the same order. */
typedef struct jp__kept_window {
    double favourable, adverse; /* X, or how many facts */
    int64_t latest_us;
    uint32_t channel;
    uint32_t count; /* of ratings */
} jp__kept_window;

/* What the fast path has at the end of a chunk. */
typedef struct jp__kept_fast {
    jp__kept_window *windows;
    size_t count, capacity;
    size_t size;             /* bytes of each one and its sums, at most */
    int64_t k[JP__KERNEL_CLASSES]; /* what the sums are relative to */
    bool weighed;            /* by intensities: no channel counts what was given */
    jp__side_walk sides[2];
    bool pending_end;
    int64_t first_end_us, last_end_us;
} jp__kept_fast;

/* What walking the facts before `kept.walk.next` has led to, as one path has it or the other. */
typedef struct jp__trail {
    bool is_fast;
    jp__kept kept; /* if it is fast, no more of it than where it stands */
    jp__kept_fast fast;
} jp__trail;

void jp__trail_free(jp__trail *trail, const jp_allocator *a);

/* Makes sure that the scorer has what the fast path works with. It goes with the scorer. */
jp_status jp__walk_fast_reserve(jp_scorer *scorer, jp_error *err);

/* Walks on from a trail (NULL: from the start) to just before the seen fact `end`, all of which is known at
 * as-of, without a look at the tally. False: it cannot. `seen` holds the facts that the trail has walked. */
bool jp__walk_fast(jp_scorer *scorer, const jp__trail *from, size_t end, int64_t as_of_us);

/* What jp__scorer_close() does, where the one above has just come to the end of a walk, which is lost then.
 * False: it cannot. Next come the report of the rhythm and jp__fill_fast(). */
bool jp__close_fast(jp_scorer *scorer, size_t end);

/* Where the readable path is to go on from a trail (NULL: from the start). */
void jp__trail_resume(const jp__trail *trail, jp_scorer *scorer);

/* Keeps where a walk has come to: the fast one that has just succeeded, or else the scorer's. On failure the
 * trail is as before. */
jp_status jp__trail_keep_fast(jp__trail *trail, const jp_scorer *scorer, size_t end, const jp_allocator *a,
                              jp_error *err);
jp_status jp__trail_keep_readable(jp__trail *trail, const jp_scorer *scorer, const jp_allocator *a,
                                  jp_error *err);

/* What jp__scorer_fill() does, in lanes if the scorer has what that takes. */
void jp__fill_fast(jp_scorer *scorer, int64_t as_of_us);

#endif /* JP_PORTFOLIO_STATE_WALK_H */
