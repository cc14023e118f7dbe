/*
 * rhythm.c - one walk over the contacts, in order, for both sides (docs/method.md section 2).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "rhythm/rhythm.h"

jp_status jp__derive(jp__rhythm *rhythm, const jp_allocator *a, jp__derived fact, jp_error *err)
{
    size_t *count = &rhythm->walk.derived;
    JP_TRY(jp__grow(a, &rhythm->derived, &rhythm->capacity, *count + 1,
                    sizeof *rhythm->derived, err));
    rhythm->derived[(*count)++] = fact;
    return JP_OK;
}

/* Section 5: a termination ends the relationship, until a renewal at a strictly later time. */
static void note_end(jp__walk *walk, const jp_model *model, const jp__fact *fact)
{
    if (fact->kind == model->roles.termination) {
        walk->ended = true;
        walk->end_us = fact->time_us;
    } else if (fact->kind == model->roles.renewal && fact->time_us > walk->end_us) {
        walk->ended = false;
    }
}

/* Has a termination been passed since the last call, strictly before `time_us`? Looked for behind
 * the walk, since contacts at the termination's own microsecond are before it. */
static bool end_passed(jp__walk *walk, const jp_model *model, const jp__seen *seen, int64_t time_us)
{
    bool passed = false;
    while (seen->facts[walk->ends].time_us < time_us) {
        passed = passed || seen->facts[walk->ends].kind == model->roles.termination;
        walk->ends++;
    }
    return passed;
}

void jp__rhythm_start(jp__rhythm *rhythm, const jp_model *model, bool want_waits)
{
    rhythm->walk = (jp__walk){ .next = 0 };
    for (int side = 0; side < 2; side++) {
        rhythm->walk.sides[side].turn_from = JP__NO_FACT;
        rhythm->walk.sides[side].last_contact = JP__NO_FACT;
    }
    rhythm->open_count = 0;
    rhythm->want_waits = want_waits;
    rhythm->hazard_bound = jp__silence_bound(model);
}

/* One contact, for both sides. */
static jp_status meet(jp__rhythm *rhythm, const jp_allocator *a, const jp_model *model,
                      const jp__seen *seen, uint32_t contact, jp_error *err)
{
    jp__walk *walk = &rhythm->walk;
    bool after_end = end_passed(walk, model, seen, seen->facts[contact].time_us);
    if (after_end) {
        walk->sides[JP_CLIENT].turn_open = false;
        walk->sides[JP_SUPPLIER].turn_open = false;
    }
    if (after_end || !walk->started)
        jp__silence_start(rhythm, seen, contact);
    jp__quiet_step(walk, model, seen->facts[contact].time_us);
    walk->started = true;
    for (uint8_t side = 0; side < 2; side++) {
        JP_TRY(jp__turn_step(rhythm, a, model, seen, contact, side, err));
        JP_TRY(jp__silence_step(rhythm, a, model, seen, contact, side, err));
    }
    return JP_OK;
}

jp_status jp__rhythm_walk(jp__rhythm *rhythm, const jp_allocator *a, const jp_model *model,
                          const jp__seen *seen, size_t end, jp_error *err)
{
    jp__walk *walk = &rhythm->walk;
    for (; walk->next < end; walk->next++) {
        const jp__fact *fact = &seen->facts[walk->next];
        note_end(walk, model, fact);
        if (jp__is_contact(model, fact))
            JP_TRY(meet(rhythm, a, model, seen, (uint32_t)walk->next, err));
    }
    return JP_OK;
}

/* When the turn that a side has open began; 0 if it has none. */
static int64_t turn_from(const jp__rhythm *rhythm, const jp__seen *seen, uint8_t side)
{
    const jp__side_rhythm *s = &rhythm->walk.sides[side];
    return s->turn_open ? seen->facts[s->turn_from].time_us : 0;
}

void jp__rhythm_close(jp__rhythm *rhythm, const jp_model *model, const jp__seen *seen,
                      int64_t as_of_us)
{
    rhythm->open_count = 0;
    for (uint8_t side = 0; side < 2; side++) {
        jp__silence_open_item(rhythm, model, as_of_us, side);
        jp__turn_open_item(rhythm, model, turn_from(rhythm, seen, side), as_of_us, side);
    }
}

void jp__rhythm_free(jp__rhythm *rhythm, const jp_allocator *a)
{
    jp__free(a, rhythm->derived, rhythm->capacity, sizeof *rhythm->derived);
    for (int side = 0; side < 2; side++)
        jp__free(a, rhythm->waits[side].hours, rhythm->waits[side].capacity, sizeof(double));
}
