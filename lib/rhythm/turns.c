/*
 * turns.c - who waits for whom: turns, answers, bursts (docs/method.md section 2, Turns).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "rhythm/rhythm.h"

/* A contact of the other side that expects a reply opens the turn or joins it. */
static jp_status join_turn(jp__rhythm *rhythm, const jp_allocator *a, const jp_model *model,
                           const jp__fact *contact, uint32_t index, uint8_t side, jp_error *err)
{
    jp__side_rhythm *s = &rhythm->walk.sides[side];
    if (!s->turn_open) {
        s->turn_open = true;
        s->turn_from = index;
        s->turn_length = 0;
    }
    s->turn_length++;
    if ((double)s->turn_length <= model->parameters.pursuit_run)
        return JP_OK;
    return jp__derive(rhythm, a,
                      (jp__derived){ .time_us = contact->time_us, .value = 1, .from = s->turn_from,
                                     .at = index, .kind = model->roles.pursuit_burst,
                                     .actor = contact->actor },
                      err);
}

static jp_status add_wait(jp__rhythm *rhythm, const jp_allocator *a, uint8_t side, double hours,
                          jp_error *err)
{
    jp__waits *waits = &rhythm->waits[side];
    size_t *count = &rhythm->walk.waits[side];
    JP_TRY(jp__grow(a, &waits->hours, &waits->capacity, *count + 1, sizeof *waits->hours,
                    err));
    waits->hours[(*count)++] = hours;
    return JP_OK;
}

/* An answer: by the side itself, or both together. */
static jp_status close_turn(jp__rhythm *rhythm, const jp_allocator *a, const jp_model *model,
                            const jp__seen *seen, uint32_t index, uint8_t side, jp_error *err)
{
    jp__side_rhythm *s = &rhythm->walk.sides[side];
    const jp__fact *contact = &seen->facts[index];
    bool own_latency = contact->kind == model->roles.reply && contact->has_value;
    double hours;
    if (!s->turn_open && !own_latency)
        return JP_OK;
    if (own_latency)
        hours = contact->value > 0 ? contact->value : 0;
    else
        hours = 24 * jp__days_between(seen->facts[s->turn_from].time_us, contact->time_us);
    /* An adverse answer earns nothing: it counts as the wait it was. */
    bool adverse = model->kinds[contact->kind].tone == -1;
    JP_TRY(jp__derive(rhythm, a,
                      (jp__derived){ .time_us = contact->time_us, .value = hours,
                                     .from = s->turn_open ? s->turn_from : JP__NO_FACT,
                                     .at = index,
                                     .kind = adverse ? model->roles.unanswered : model->roles.reply,
                                     .actor = side },
                      err));
    if (!s->turn_open)
        return JP_OK;
    s->turn_open = false;
    s->answered++;
    return rhythm->want_waits ? add_wait(rhythm, a, side, hours, err) : JP_OK;
}

jp_status jp__turn_step(jp__rhythm *rhythm, const jp_allocator *a, const jp_model *model,
                        const jp__seen *seen, uint32_t contact, uint8_t side, jp_error *err)
{
    const jp__fact *fact = &seen->facts[contact];
    if (fact->actor != side && model->kinds[fact->kind].expects_reply)
        return join_turn(rhythm, a, model, fact, contact, side, err);
    if (!jp__is_contact_of(model, fact, side))
        return JP_OK;
    return close_turn(rhythm, a, model, seen, contact, side, err);
}

void jp__turn_open_item(jp__rhythm *rhythm, const jp_model *model, int64_t turn_from_us,
                        int64_t as_of_us, uint8_t side)
{
    jp__side_rhythm *s = &rhythm->walk.sides[side];
    if (rhythm->walk.ended)
        s->turn_open = false; /* after the end nobody owes an answer */
    if (!s->turn_open)
        return;
    double hours = 24 * jp__days_between(turn_from_us, as_of_us);
    rhythm->open_items[rhythm->open_count++] =
        (jp__derived){ .time_us = as_of_us, .value = hours, .from = s->turn_from, .at = JP__NO_FACT,
                       .kind = model->roles.unanswered, .actor = side };
}
