/*
 * state.c - one relationship kept between scorings: each fact is walked once, for good.
 *
 * The facts stand in canonical order. What walking the first of them has led to is kept (docs/method.md
 * section 3: nothing in it depends on as-of); a scoring goes on from there with what has come since, and
 * works out what depends on as-of on a copy. A fact that comes late undoes what was walked beyond its
 * place; older walks are kept too, so that little has to be walked again. Where many facts have come, the
 * fast path walks them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include <joyfulprofit/portfolio.h>

#include "portfolio/state_walk.h"
#include "score/scorer.h"

/* Fewer facts are walked again each time: that is quicker than copying what was kept. */
#define KEEP_FROM ((size_t)64)

/* So many facts lie between two walks that are kept. */
#define APART ((size_t)1024)

/* How many are kept: the newest goes on with the facts. */
#define WALKS 3

/* What walking the first facts has led to. */
typedef struct walked {
    jp__trail trail;
    int64_t known_us; /* when the last of these facts was known */
} walked;

struct jp_state {
    jp_allocator allocator;
    jp_model *model;
    jp__seen facts;     /* all of them, in canonical order; `row` counts them as they came */
    int64_t *known_us;  /* by row: from when on it is seen; NULL: of all from their time on */
    size_t known_capacity;
    walked walks[WALKS]; /* the newest first; behind `walk_count` there is memory only */
    size_t walk_count;

    /* The contacts once more, with how long each turn waited: for scorers that want the rhythm reported. */
    jp__rhythm reported;
    int64_t reported_known_us; /* when the last of the facts that it has met was known */
};

static void start_report(jp_state *state)
{
    jp__rhythm_start(&state->reported, state->model, true);
    state->reported_known_us = INT64_MIN;
}

/* ---- Making and freeing ----------------------------------------------------------------------- */

jp_status jp_state_new(const jp_model *model, const jp_allocator *allocator, jp_state **out, jp_error *err)
{
    if (out != NULL)
        *out = NULL;
    if (model == NULL || out == NULL)
        return jp__fail(err, JP_ERROR_ARGUMENT, "Argument '%s' must not be NULL.",
                        model == NULL ? "model" : "state");
    jp_allocator a = jp__allocator(allocator);
    jp_state *state = jp__calloc(&a, 1, sizeof *state);
    if (state == NULL)
        return jp__no_memory(err);
    state->allocator = a;
    state->model = jp_model_retain((jp_model *)(uintptr_t)model);
    start_report(state);
    *out = state;
    return JP_OK;
}

void jp_state_free(jp_state *state)
{
    if (state == NULL)
        return;
    jp_allocator a = state->allocator;
    for (size_t i = 0; i < WALKS; i++)
        jp__trail_free(&state->walks[i].trail, &a);
    jp__rhythm_free(&state->reported, &a);
    jp__free(&a, state->known_us, state->known_capacity, sizeof *state->known_us);
    jp__seen_free(&state->facts, &a);
    jp_model_free(state->model);
    jp__free(&a, state, 1, sizeof *state);
}

size_t jp_state_fact_count(const jp_state *state)
{
    return state->facts.count;
}

/* ---- Adding ------------------------------------------------------------------------------------- */

static int64_t known_at(const jp_state *state, const jp__fact *fact)
{
    return state->known_us == NULL ? fact->time_us : state->known_us[fact->row];
}

/* From when on a row of the columns is seen. */
static int64_t known_of(const jp_facts *facts, size_t row)
{
    size_t k = facts->offset + row;
    bool later = jp__facts_has_recorded(facts, k) && facts->recorded_us[k] > facts->time_us[k];
    return later ? facts->recorded_us[k] : facts->time_us[k];
}

static bool any_late(const jp_facts *facts)
{
    for (size_t row = 0; facts->recorded_us != NULL && row < facts->length; row++)
        if (known_of(facts, row) != facts->time_us[facts->offset + row])
            return true;
    return false;
}

/* Room for all that is to come; and with the first fact that was recorded late, the column for that. */
static jp_status reserve(jp_state *state, const jp_facts *facts, jp_error *err)
{
    size_t count = state->facts.count, need = count + facts->length;
    bool first_late = state->known_us == NULL && any_late(facts);
    void *grown = state->facts.facts;
    jp_status status = jp__grow(&state->allocator, &grown, &state->facts.capacity, need, sizeof(jp__fact),
                                err);
    state->facts.facts = grown;
    JP_TRY(status);
    if (state->known_us == NULL && !first_late)
        return JP_OK;
    grown = state->known_us;
    status = jp__grow(&state->allocator, &grown, &state->known_capacity, need, sizeof *state->known_us, err);
    state->known_us = grown;
    JP_TRY(status);
    for (size_t i = 0; first_late && i < count; i++)
        state->known_us[state->facts.facts[i].row] = state->facts.facts[i].time_us;
    return JP_OK;
}

/* Columns as facts, numbered from `number` on. */
static inline void put(jp__fact *to, const jp_facts columns, size_t number)
{
    for (size_t row = 0; row < columns.length; row++) {
        jp__fact fact = jp__facts_at(&columns, row);
        fact.row = (uint32_t)(number + row);
        to[row] = fact;
    }
}

/* Puts the facts behind the others. Most come in the same columns: where it is known which are there, what
 * the others would say costs nothing. */
static void append(jp_state *state, const jp_facts *facts)
{
    const jp_facts columns = *facts;
    size_t count = state->facts.count;
    bool usual = columns.value && columns.value_valid && columns.item && !columns.intensity && !columns.guess;
    if (usual)
        put(state->facts.facts + count, columns, count);
    else
        put(state->facts.facts + count, columns, count);
    for (size_t row = 0; state->known_us != NULL && row < columns.length; row++)
        state->known_us[count + row] = known_of(&columns, row);
}

/* How many facts a walk has walked. */
static size_t end_of(const walked *walk)
{
    return walk->trail.kept.walk.next;
}

/* Forgets the walks that went beyond `place`. */
static void forget_beyond(jp_state *state, size_t place)
{
    size_t gone = 0;
    if (state->reported.walk.next > place)
        start_report(state);
    while (gone < state->walk_count && end_of(&state->walks[gone]) > place)
        gone++;
    if (gone == 0)
        return;
    walked turned[WALKS]; /* their memory goes behind the others */
    for (size_t i = 0; i < WALKS; i++)
        turned[i] = state->walks[(i + gone) % WALKS];
    memcpy(state->walks, turned, sizeof turned);
    state->walk_count -= gone;
}

jp_status jp_state_add(jp_state *state, const jp_facts *facts, jp_error *err)
{
    if (state == NULL)
        return jp__fail(err, JP_ERROR_ARGUMENT, "Argument 'state' must not be NULL.");
    JP_TRY(jp_facts_check(state->model, facts, err));
    size_t count = state->facts.count, first;
    if (facts->length > JP__FACTS_MAX - count)
        return jp__fail(err, JP_ERROR_LIMIT, "One relationship has at most %zu facts, got %zu more than %zu.",
                        JP__FACTS_MAX, facts->length, count);
    JP_TRY(reserve(state, facts, err));
    append(state, facts);
    JP_TRY(jp__seen_merge(&state->facts, &state->allocator, state->model, facts->length, &first, err));
    forget_beyond(state, first);
    return JP_OK;
}

/* ---- Walking for good ----------------------------------------------------------------------------- */

/* Puts a walk into the place of the newest one. The oldest gives way, if there are too many. */
static void push_walk(jp_state *state, size_t from)
{
    walked newest = state->walks[from];
    memmove(&state->walks[1], &state->walks[0], from * sizeof newest);
    state->walks[0] = newest;
}

static const jp__trail *trail_of(const walked *walk)
{
    return walk == NULL ? NULL : &walk->trail;
}

/* Walks on from there up to `end`, and keeps that. `*fast`: the fast path stands there. */
static jp_status walk_on(jp_state *state, jp_scorer *scorer, const walked *from, size_t end, int64_t as_of_us,
                         walked *to, bool *fast, jp_error *err)
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
static int64_t known_all(const jp_state *state, size_t next, size_t end, int64_t known_us)
{
    if (state->known_us == NULL)
        return end > next ? state->facts.facts[end - 1].time_us : known_us;
    for (size_t i = next; i < end; i++) {
        int64_t known = known_at(state, &state->facts.facts[i]);
        known_us = known > known_us ? known : known_us;
    }
    return known_us;
}

/* Walks the facts from the newest walk up to `end`, and keeps that in its place, or where it has gone
 * far since the one before, in front of it. */
static jp_status walk_for_good(jp_state *state, jp_scorer *scorer, size_t end, int64_t as_of_us, bool *fast,
                               jp_error *err)
{
    const walked *newest = state->walk_count > 0 ? &state->walks[0] : NULL;
    size_t next = newest == NULL ? 0 : end_of(newest), count = state->walk_count;
    size_t behind = count > 1 ? end_of(&state->walks[1]) : 0, to = 0;
    int64_t known_us = known_all(state, next, end, newest == NULL ? INT64_MIN : newest->known_us);
    if (newest != NULL && next - behind >= APART)
        to = count < WALKS ? count : WALKS - 1;
    JP_TRY(walk_on(state, scorer, newest, end, as_of_us, &state->walks[to], fast, err));
    state->walks[to].known_us = known_us;
    state->walk_count = count <= to ? to + 1 : count;
    push_walk(state, to);
    return JP_OK;
}

/* ---- Scoring ------------------------------------------------------------------------------------ */

/* The newest walk that has walked nothing but what is seen as of then. */
static const walked *find_walk(const jp_state *state, int64_t as_of_us)
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
    while (place < count && known_at(state, &state->facts.facts[place]) <= as_of_us)
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
        if (known_at(state, &all->facts[i]) <= as_of_us)
            own->facts[scorer->seen.count++] = all->facts[i];
    return JP_OK;
}

/* ---- The rhythm reported ------------------------------------------------------------------------- */

/* Meets the contacts up to `end`, for good: all of them known. On failure nothing has changed. */
static jp_status report_for_good(jp_state *state, size_t end, jp_error *err)
{
    jp__rhythm *reported = &state->reported;
    jp__walk before = reported->walk;
    if (end <= before.next)
        return JP_OK;
    jp_status status = jp__rhythm_walk(reported, &state->allocator, state->model, &state->facts, end, err);
    if (status != JP_OK)
        reported->walk = before;
    else
        state->reported_known_us = known_all(state, before.next, end, state->reported_known_us);
    reported->walk.derived = 0; /* nobody hears them */
    return status;
}

/* The report sorts the waits, so it gets a copy. */
static jp_status copy_report(const jp_state *state, jp_scorer *scorer, jp_error *err)
{
    jp__rhythm *rhythm = &scorer->rhythm;
    rhythm->walk = state->reported.walk;
    for (int side = 0; side < 2; side++) {
        size_t count = rhythm->walk.waits[side];
        void *grown = rhythm->waits[side].hours;
        jp_status status = jp__grow(&scorer->allocator, &grown, &rhythm->waits[side].capacity, count,
                                    sizeof(double), err);
        rhythm->waits[side].hours = grown;
        JP_TRY(status);
        if (count > 0)
            memcpy(rhythm->waits[side].hours, state->reported.waits[side].hours, count * sizeof(double));
    }
    return JP_OK;
}

/* The walk over what is seen, with what the report needs besides. `end`: all facts before it are seen. */
static jp_status walk_for_report(jp_state *state, jp_scorer *scorer, size_t end, int64_t as_of_us,
                                 jp_error *err)
{
    jp__rhythm *rhythm = &scorer->rhythm;
    if (end >= KEEP_FROM && state->reported_known_us <= as_of_us)
        JP_TRY(report_for_good(state, end, err));
    jp__rhythm_start(rhythm, state->model, true);
    if (state->reported_known_us <= as_of_us)
        JP_TRY(copy_report(state, scorer, err));
    return jp__rhythm_walk(rhythm, &scorer->allocator, state->model, &scorer->seen, scorer->seen.count, err);
}

/* ---- The score ----------------------------------------------------------------------------------- */

/* All facts before `end` have been walked by the fast path, and no other one is seen. */
static jp_status close_fast(jp_state *state, jp_scorer *scorer, size_t end, int64_t as_of_us, bool *closed,
                            jp_error *err)
{
    *closed = jp__close_fast(scorer, end);
    if (!*closed || !(scorer->want & JP_WANT_RHYTHM))
        return JP_OK;
    JP_TRY(walk_for_report(state, scorer, end, as_of_us, err));
    jp__rhythm_close(&scorer->rhythm, state->model, &scorer->seen, as_of_us);
    return JP_OK;
}

/* The same by the readable path. */
static jp_status close_readable(jp_state *state, jp_scorer *scorer, const walked *from, jp__seen *own,
                                size_t end, int64_t as_of_us, jp_error *err)
{
    jp__trail_resume(trail_of(from), scorer);
    JP_TRY(gather_seen(state, scorer, own, end, as_of_us, err));
    JP_TRY(jp__scorer_walk(scorer, scorer->seen.count, err));
    if (scorer->want & JP_WANT_RHYTHM)
        JP_TRY(walk_for_report(state, scorer, end, as_of_us, err));
    jp__scorer_close(scorer, as_of_us);
    return JP_OK;
}

/* Walks what is new, if it is at the front and enough for good. `*from`: the walk that is nearest then. */
static jp_status walk_new(jp_state *state, jp_scorer *scorer, const walked **from, size_t end,
                          int64_t as_of_us, bool *fast, jp_error *err)
{
    size_t next = *from == NULL ? 0 : end_of(*from);
    bool at_front = *from == NULL ? state->walk_count == 0 : *from == &state->walks[0];
    if (!at_front || end == next || end < KEEP_FROM) {
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
    const walked *from = find_walk(state, as_of_us);
    size_t end = end_of_seen(state, from == NULL ? 0 : end_of(from), as_of_us);
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
        return jp__fail(err, JP_ERROR_ARGUMENT, "The scorer must be of the state's model.");
    jp__seen own = scorer->seen;
    jp_status status = score(state, scorer, &own, as_of_us, err);
    own.count = 0;
    scorer->seen = own; /* its memory, not the state's */
    if (status == JP_OK)
        *out = &scorer->score;
    return status;
}
