/*
 * walk.c - one pass over the facts of a chunk: what is said (docs/method.md section 1), written down for
 * the lanes. What comes next is hard to guess, so there are few branches: entries are written always, and
 * kept by counting them. Contacts are left to turns.c.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "kernel/kernel.h"

/* ---- What a fact says by itself (section 1) -------------------------------------------------- */

static void hear_rating(jp__kernel *k, const jp_facts *facts, size_t index, uint32_t fact)
{
    uint16_t item = facts->item[index];
    size_t source = facts->actor[index] + (facts->guess && facts->guess[index] ? (size_t)2 : 0);
    jp__rating_events *r = &k->ratings;
    r->place[r->count] = (uint32_t)(source * k->model->indicator_count + item);
    r->fact[r->count] = fact;
    r->value[r->count++] = facts->value[index] + 0.0;
}

static void hear_fact(jp__kernel *k, const jp__kernel_stream *s, const jp_facts *facts, size_t index,
                      uint32_t fact)
{
    bool has_value = jp__facts_has_value(facts, index);
    double weight = facts->intensity ? facts->intensity[index] + 0.0 : 1.0;
    double y = has_value ? facts->value[index] + 0.0 : s->default_value;
    double speaks = has_value || s->has_default ? weight : 0; /* else only rows with `one` do */
    for (uint32_t c = s->first_channel; c < s->first_channel + s->direct_count; c++)
        if (k->channels[c].type == JP__ONE && !k->intensities)
            jp__count(k, c, fact);
        else
            jp__hear(k, c, fact, y, k->channels[c].type == JP__ONE ? weight : speaks);
}

/* ---- All ------------------------------------------------------------------------------------- */

/* A termination ends the relationship, until a renewal at a strictly later time; section 5. */
static void note_end(jp__kernel *k, uint16_t kind, int64_t time_us)
{
    if (kind == k->model->roles.termination) {
        if (!k->pending_end)
            k->first_end_us = time_us;
        k->pending_end = true;
        k->last_end_us = time_us;
        k->walk.ended = true;
        k->walk.end_us = time_us;
    } else if (time_us > k->walk.end_us) {
        k->walk.ended = false;
    }
}

void jp__kernel_start(jp__kernel *k)
{
    k->walk = (jp__walk){ .next = 0 };
    k->sides[JP_CLIENT] = k->sides[JP_SUPPLIER] = (jp__side_walk){ .contacts = 0 };
    k->started = k->pending_end = false;
}

void jp__kernel_walk(jp__kernel *k, size_t count)
{
    const jp_facts *facts = &k->facts;
    size_t start = facts->offset + k->walk.next, met = 0;
    for (size_t i = 0; i < count; i++) {
        uint16_t kind = facts->kind[start + i];
        if (kind == JP_RATING) {
            k->flags[i] = 0;
            hear_rating(k, facts, start + i, (uint32_t)i);
            continue;
        }
        const jp__kernel_stream *s = &k->streams[2 * (size_t)kind + facts->actor[start + i]];
        k->flags[i] = s->flags;
        if (s->counted && !k->intensities)
            jp__count(k, s->first_channel, (uint32_t)i);
        else
            hear_fact(k, s, facts, start + i, (uint32_t)i);
        if (s->flags & JP__F_END) {
            jp__kernel_meet(k, met, i);
            met = i;
            note_end(k, kind, k->time_us[i]);
        }
    }
    jp__kernel_meet(k, met, count);
    k->walk.next += count;
}
