/*
 * rhythm.c - one walk over the contacts, in order, for both sides (docs/method.md section 2).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "rhythm/rhythm.h"

jp_status jp__derive(jp__rhythm *rhythm, const jp_allocator *a, jp__derived fact, jp_error *err)
{
    JP_TRY(jp__grow(a, (void **)&rhythm->derived, &rhythm->capacity, rhythm->count + 1,
                    sizeof *rhythm->derived, err));
    rhythm->derived[rhythm->count++] = fact;
    return JP_OK;
}

/* Section 5: ended if a termination is seen and no renewal at a strictly later time. */
static bool has_ended(const jp_model *model, const jp__seen *seen)
{
    bool ended = false;
    int64_t end_us = 0;
    for (size_t i = 0; i < seen->count; i++) {
        const jp__fact *fact = &seen->facts[i];
        if (fact->kind == model->roles.termination) {
            ended = true;
            end_us = fact->time_us;
        } else if (fact->kind == model->roles.renewal && ended && fact->time_us > end_us) {
            ended = false;
        }
    }
    return ended;
}

/* Has a termination been passed since the last call, strictly before `time_us`? The cursor trails
 * the walk, since contacts at the termination's own microsecond are before it. */
static bool end_passed(const jp_model *model, const jp__seen *seen, size_t *cursor, int64_t time_us)
{
    bool passed = false;
    while (seen->facts[*cursor].time_us < time_us) {
        passed = passed || seen->facts[*cursor].kind == model->roles.termination;
        ++*cursor;
    }
    return passed;
}

static void reset(jp__rhythm *rhythm, const jp_model *model, const jp__seen *seen)
{
    rhythm->count = 0;
    rhythm->open_count = 0;
    rhythm->ended = has_ended(model, seen);
    for (int side = 0; side < 2; side++) {
        rhythm->sides[side] = (jp__side_rhythm){ .turn_from = JP__NO_FACT,
                                                 .last_contact = JP__NO_FACT };
        rhythm->waits[side].count = 0;
    }
    jp__silence_bound(rhythm, model);
}

jp_status jp__rhythm_derive(jp__rhythm *rhythm, const jp_allocator *a, const jp_model *model,
                            const jp__seen *seen, int64_t as_of_us, bool want_waits, jp_error *err)
{
    size_t cursor = 0;
    bool first = true;
    reset(rhythm, model, seen);
    for (uint32_t i = 0; i < seen->count; i++) {
        if (!jp__is_contact(model, &seen->facts[i]))
            continue;
        if (end_passed(model, seen, &cursor, seen->facts[i].time_us) && !first) {
            rhythm->sides[JP_CLIENT].turn_open = false;
            rhythm->sides[JP_SUPPLIER].turn_open = false;
            jp__silence_start(rhythm, seen, i);
        }
        if (first)
            jp__silence_start(rhythm, seen, i);
        first = false;
        for (uint8_t side = 0; side < 2; side++) {
            JP_TRY(jp__turn_step(rhythm, a, model, seen, i, side, want_waits, err));
            JP_TRY(jp__silence_step(rhythm, a, model, seen, i, side, err));
        }
    }
    for (uint8_t side = 0; side < 2; side++) {
        jp__silence_open_item(rhythm, model, as_of_us, side);
        jp__turn_open_item(rhythm, model, seen, as_of_us, side);
    }
    return JP_OK;
}

void jp__rhythm_free(jp__rhythm *rhythm, const jp_allocator *a)
{
    jp__free(a, rhythm->derived, rhythm->capacity, sizeof *rhythm->derived);
    for (int side = 0; side < 2; side++)
        jp__free(a, rhythm->waits[side].hours, rhythm->waits[side].capacity, sizeof(double));
}
