/*
 * state_facts.c - the facts of a kept state, as the columns that they came in.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "portfolio/state.h"

static jp__record record_of(const jp_state *state, const jp__fact *fact)
{
    int64_t known_us = jp__state_known_at(state, fact);
    return (jp__record){ .time_us = fact->time_us, .recorded_us = known_us, .value = fact->value,
                         .intensity = fact->intensity, .kind = (uint16_t)fact->kind,
                         .item = (uint16_t)fact->item, .actor = (uint8_t)fact->actor,
                         .has_value = fact->has_value, .has_recorded = known_us > fact->time_us,
                         .guess = fact->guess };
}

/* A record that needs every column that one of the facts does. */
static jp__record any_of(const jp_state *state)
{
    jp__record any = { .intensity = 1 };
    for (size_t i = 0; i < state->facts.count; i++) {
        jp__record r = record_of(state, &state->facts.facts[i]);
        any.kind = r.kind == JP_RATING ? r.kind : any.kind;
        any.intensity = r.intensity != 1 ? r.intensity : any.intensity;
        any.has_recorded |= r.has_recorded;
        any.guess |= r.guess;
    }
    return any;
}

static jp_status fill(jp_state *state, jp_error *err)
{
    const jp__seen *seen = &state->facts;
    jp__record any = any_of(state);
    JP_TRY(jp__columns_reserve_many(&state->columns, &state->allocator, &any, seen->count, err));
    for (size_t i = 0; i < seen->count; i++) {
        jp__record r = record_of(state, &seen->facts[i]);
        jp__columns_append(&state->columns, &r);
    }
    return JP_OK;
}

jp_status jp_state_facts(jp_state *state, jp_facts *facts, jp_error *err)
{
    if (state == NULL || facts == NULL)
        return jp__fail(err, JP_ERROR_ARGUMENT, "Argument '%s' must not be NULL.",
                        state == NULL ? "state" : "facts");
    JP_TRY(jp__check_struct(facts, sizeof *facts, sizeof *facts, "jp_facts", err));
    if (state->columns.count < state->facts.count)
        JP_TRY(fill(state, err));
    *facts = jp__columns_view(&state->columns, 0, state->facts.count);
    return JP_OK;
}
