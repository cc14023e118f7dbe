/*
 * state_score.c - a score of a kept state: what is new is walked and kept, and closed as of a moment.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "portfolio/state.h"

/* So many facts lie between two walks that are kept. */
#define APART ((size_t)1024)

/* ---- Walking for good ----------------------------------------------------------------------------- */

/* Puts a walk into the place of the newest one. The oldest gives way, if there are too many. */
static void push_walk(jp_state *state, size_t from)
{
    jp__walked newest = state->walks[from];
    memmove(&state->walks[1], &state->walks[0], from * sizeof newest);
    state->walks[0] = newest;
}

static const jp__trail *trail_of(const jp__walked *walk)
{
    return walk == NULL ? NULL : &walk->trail;
}

/* Walks on from there up to `end`, and keeps that. `*fast`: the fast path stands there. */
static jp_status walk_on(jp_state *state, jp_scorer *scorer, const jp__walked *from, size_t end,
                         int64_t as_of_us, jp__walked *to, bool *fast, jp_error *err)
{
    *fast = jp__walk_fast(scorer, trail_of(from), end, as_of_us);
    if (*fast)
        return jp__trail_keep_fast(&to->trail, scorer, end, &state->allocator, err);
    jp__trail_resume(trail_of(from), scorer);
    scorer->rhythm.walk.derived = 0; /* they have spoken */
    JP_TRY(jp__scorer_walk(scorer, end, err));
    scorer->rhythm.walk.derived = 0;
    return jp__trail_keep_readable(&to->trail, scorer, &state->allocator, err);
}

/* When the last of the facts from `next` to before `end` was known, if that is after `known_us`. */
int64_t jp__state_known_all(const jp_state *state, size_t next, size_t end, int64_t known_us)
{
    if (state->known_us == NULL)
        return end > next ? state->facts.facts[end - 1].time_us : known_us;
    for (size_t i = next; i < end; i++) {
        int64_t known = jp__state_known_at(state, &state->facts.facts[i]);
        known_us = known > known_us ? known : known_us;
    }
    return known_us;
}

/* Walks the facts from the newest walk up to `end`, and keeps that in its place, or where it has gone
 * far since the one before, in front of it. */
static jp_status walk_for_good(jp_state *state, jp_scorer *scorer, size_t end, int64_t as_of_us, bool *fast,
                               jp_error *err)
{
    const jp__walked *newest = state->walk_count > 0 ? &state->walks[0] : NULL;
    size_t next = newest == NULL ? 0 : jp__state_end_of(newest), count = state->walk_count;
    size_t behind = count > 1 ? jp__state_end_of(&state->walks[1]) : 0, to = 0;
    int64_t known_us = jp__state_known_all(state, next, end, newest == NULL ? INT64_MIN : newest->known_us);
    if (newest != NULL && next - behind >= APART)
        to = count < JP__STATE_WALKS ? count : JP__STATE_WALKS - 1;
    JP_TRY(walk_on(state, scorer, newest, end, as_of_us, &state->walks[to], fast, err));
    state->walks[to].known_us = known_us;
    state->walk_count = count <= to ? to + 1 : count;
    push_walk(state, to);
    return JP_OK;
}

/* ---- Scoring ------------------------------------------------------------------------------------ */

/* The newest walk that has walked nothing but what is seen as of then. */
static const jp__walked *find_walk(const jp_state *state, int64_t as_of_us)
{
    for (size_t i = 0; i < state->walk_count; i++)
        if (state->walks[i].known_us <= as_of_us)
            return &state->walks[i];
    return NULL;
}

/* The first fact from `place` on that is not seen. */
static size_t end_of_seen(const jp_state *state, size_t place, int64_t as_of_us)
{
    size_t count = state->facts.count;
    if (state->known_us == NULL && count > 0 && state->facts.facts[count - 1].time_us <= as_of_us)
        return count;
    while (place < count && jp__state_known_at(state, &state->facts.facts[place]) <= as_of_us)
        place++;
    return place;
}

/* Are there facts at or before as-of beyond the one that is not seen? */
static bool sees_beyond(const jp_state *state, size_t end, int64_t as_of_us)
{
    return end < state->facts.count && state->facts.facts[end].time_us <= as_of_us;
}

/* Beyond a fact that is not known yet there may be others that are: then what is seen is gathered in the
 * scorer's own memory. */
static jp_status gather_seen(const jp_state *state, jp_scorer *scorer, jp__seen *own, size_t end,
                             int64_t as_of_us, jp_error *err)
{
    const jp__seen *all = &state->facts;
    if (!sees_beyond(state, end, as_of_us))
        return JP_OK;
    void *grown = own->facts;
    jp_status status = jp__grow(&scorer->allocator, &grown, &own->capacity, all->count, sizeof(jp__fact),
                                err);
    own->facts = grown;
    JP_TRY(status);
    memcpy(own->facts, all->facts, end * sizeof *own->facts);
    scorer->seen.facts = own->facts;
    for (size_t i = end; i < all->count && all->facts[i].time_us <= as_of_us; i++)
        if (jp__state_known_at(state, &all->facts[i]) <= as_of_us)
            own->facts[scorer->seen.count++] = all->facts[i];
    return JP_OK;
}

/* ---- The score ----------------------------------------------------------------------------------- */

/* All facts before `end` have been walked by the fast path, and no other one is seen. */
static jp_status close_fast(jp_state *state, jp_scorer *scorer, size_t end, int64_t as_of_us, bool *closed,
                            jp_error *err)
{
    *closed = jp__close_fast(scorer, end);
    if (!*closed || !(scorer->want & JP_WANT_RHYTHM))
        return JP_OK;
    JP_TRY(jp__state_walk_for_report(state, scorer, end, as_of_us, err));
    jp__rhythm_close(&scorer->rhythm, state->model, &scorer->seen, as_of_us);
    return JP_OK;
}

/* The same by the readable path. */
static jp_status close_readable(jp_state *state, jp_scorer *scorer, const jp__walked *from, jp__seen *own,
                                size_t end, int64_t as_of_us, jp_error *err)
{
    jp__trail_resume(trail_of(from), scorer);
    JP_TRY(gather_seen(state, scorer, own, end, as_of_us, err));
    JP_TRY(jp__scorer_walk(scorer, scorer->seen.count, err));
    if (scorer->want & JP_WANT_RHYTHM)
        JP_TRY(jp__state_walk_for_report(state, scorer, end, as_of_us, err));
    jp__scorer_close(scorer, as_of_us);
    return JP_OK;
}

/* Walks what is new, if it is at the front and enough for good. `*from`: the walk that is nearest then. */
static jp_status walk_new(jp_state *state, jp_scorer *scorer, const jp__walked **from, size_t end,
                          int64_t as_of_us, bool *fast, jp_error *err)
{
    size_t next = *from == NULL ? 0 : jp__state_end_of(*from);
    bool at_front = *from == NULL ? state->walk_count == 0 : *from == &state->walks[0];
    if (!at_front || end == next || end < JP__STATE_KEEP_FROM) {
        *fast = jp__walk_fast(scorer, trail_of(*from), end, as_of_us);
        return JP_OK;
    }
    if (end - next > 2 * APART) /* to have a walk to fall back on */
        JP_TRY(walk_for_good(state, scorer, end - APART, as_of_us, fast, err));
    JP_TRY(walk_for_good(state, scorer, end, as_of_us, fast, err));
    *from = &state->walks[0];
    return JP_OK;
}

static jp_status score(jp_state *state, jp_scorer *scorer, jp__seen *own, int64_t as_of_us, jp_error *err)
{
    const jp__walked *from = find_walk(state, as_of_us);
    size_t end = end_of_seen(state, from == NULL ? 0 : jp__state_end_of(from), as_of_us);
    bool fast, closed = false;
    JP_TRY(jp__walk_fast_reserve(scorer, err));
    scorer->seen.facts = state->facts.facts;
    scorer->seen.count = end;
    JP_TRY(walk_new(state, scorer, &from, end, as_of_us, &fast, err));
    if (fast && !sees_beyond(state, end, as_of_us))
        JP_TRY(close_fast(state, scorer, end, as_of_us, &closed, err));
    if (!closed)
        JP_TRY(close_readable(state, scorer, from, own, end, as_of_us, err));
    jp__fill_fast(scorer, as_of_us);
    return JP_OK;
}

jp_status jp_state_score(jp_state *state, jp_scorer *scorer, int64_t as_of_us, const jp_score **out,
                         jp_error *err)
{
    if (state == NULL || scorer == NULL || out == NULL)
        return jp__fail(err, JP_ERROR_ARGUMENT, "Argument '%s' must not be NULL.",
                        state == NULL ? "state" : scorer == NULL ? "scorer" : "score");
    if (scorer->model != state->model)
        return jp__fail(err, JP_ERROR_ARGUMENT,
                        "The scorer must be of the very jp_model that the state was made with.");
    jp__seen own = scorer->seen;
    jp_status status = score(state, scorer, &own, as_of_us, err);
    own.count = 0;
    scorer->seen = own; /* its memory, not the state's */
    if (status == JP_OK)
        *out = &scorer->score;
    return status;
}
