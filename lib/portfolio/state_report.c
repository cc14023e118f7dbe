/*
 * state_report.c - the rhythm of a kept state, as it is reported: the contacts are walked once more, with how
 * long each turn waited.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "portfolio/state.h"

void jp__state_start_report(jp_state *state)
{
    jp__rhythm_start(&state->reported, state->model, true);
    state->reported_known_us = INT64_MIN;
}

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
        state->reported_known_us = jp__state_known_all(state, before.next, end, state->reported_known_us);
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
jp_status jp__state_walk_for_report(jp_state *state, jp_scorer *scorer, size_t end, int64_t as_of_us,
                                 jp_error *err)
{
    jp__rhythm *rhythm = &scorer->rhythm;
    if (end >= JP__STATE_KEEP_FROM && state->reported_known_us <= as_of_us)
        JP_TRY(report_for_good(state, end, err));
    jp__rhythm_start(rhythm, state->model, true);
    if (state->reported_known_us <= as_of_us)
        JP_TRY(copy_report(state, scorer, err));
    return jp__rhythm_walk(rhythm, &scorer->allocator, state->model, &scorer->seen, scorer->seen.count, err);
}
