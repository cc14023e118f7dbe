/*
 * state.c - one relationship kept between scorings: each fact is walked once, for good.
 *
 * The facts stand in canonical order. What walking the first of them has led to is kept (docs/method.md
 * section 3: nothing in it depends on as-of); a scoring goes on from there with what has come since, and
 * works out what depends on as-of on a copy (state_score.c). A fact that comes late undoes what was walked
 * beyond its place; older walks are kept too, so that little has to be walked again.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "portfolio/state.h"

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
    jp__state_start_report(state);
    *out = state;
    return JP_OK;
}

void jp_state_free(jp_state *state)
{
    if (state == NULL)
        return;
    jp_allocator a = state->allocator;
    for (size_t i = 0; i < JP__STATE_WALKS; i++)
        jp__trail_free(&state->walks[i].trail, &a);
    jp__rhythm_free(&state->reported, &a);
    jp__columns_free(&state->columns, &a);
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

/* Columns as facts, from number `number` on. */
static inline void put(jp__fact *facts, const jp_facts columns, size_t number)
{
    for (size_t row = 0; row < columns.length; row++) {
        jp__fact fact = jp__facts_at(&columns, row);
        fact.row = (uint32_t)(number + row);
        facts[number + row] = fact;
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
        put(state->facts.facts, columns, count);
    else
        put(state->facts.facts, columns, count);
    for (size_t row = 0; state->known_us != NULL && row < columns.length; row++)
        state->known_us[count + row] = known_of(&columns, row);
}

/* Forgets the walks that went beyond `place`. */
static void forget_beyond(jp_state *state, size_t place)
{
    size_t gone = 0;
    if (state->reported.walk.next > place)
        jp__state_start_report(state);
    while (gone < state->walk_count && jp__state_end_of(&state->walks[gone]) > place)
        gone++;
    if (gone == 0)
        return;
    jp__walked turned[JP__STATE_WALKS]; /* their memory goes behind the others */
    for (size_t i = 0; i < JP__STATE_WALKS; i++)
        turned[i] = state->walks[(i + gone) % JP__STATE_WALKS];
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
    if (state->columns.column[JP__COLUMN_TIME].data != NULL) /* not before: they may be what was added */
        jp__columns_free(&state->columns, &state->allocator);
    return JP_OK;
}
