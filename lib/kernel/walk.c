/*
 * walk.c - one pass over the facts of a chunk, then one over its contacts: what is said, whose turn it is,
 * who was silent (docs/method.md sections 1 and 2), written down for the lanes.
 *
 * What comes next is hard to guess, so there are few branches: entries are written always, and kept by
 * counting them.
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

/* ---- Contacts (section 2) -------------------------------------------------------------------- */

/* A termination ends the relationship, until a renewal at a strictly later time; section 5. */
static void note_end(jp__kernel *k, jp__walk *walk, uint16_t kind, int64_t time_us)
{
    if (kind == k->model->roles.termination) {
        if (!k->pending_end)
            k->first_end_us = time_us;
        k->pending_end = true;
        k->last_end_us = time_us;
        walk->ended = true;
        walk->end_us = time_us;
    } else if (time_us > walk->end_us) {
        walk->ended = false;
    }
}

/* Both clocks start at a contact by anyone: the first of all, or the first after an end, which closes
 * the turns too. Contacts at the termination's own microsecond are before it. */
static void start_clocks(jp__kernel *k, int64_t time_us)
{
    bool after_end = k->pending_end && k->first_end_us < time_us;
    for (int side = 0; side < 2; side++) {
        if (after_end)
            k->sides[side].turn_open = 0;
        if (after_end || !k->started)
            k->sides[side].silent_since_us = time_us;
    }
    if (after_end) {
        k->first_end_us = k->last_end_us;
        k->pending_end = k->last_end_us == time_us;
    }
    k->started = true;
}

/* A contact of the side itself ends its gap, if it is one. */
static inline void end_gap(jp__gaps *g, jp__side_walk *s, uint32_t fact, int64_t time_us, uint32_t is_contact)
{
    size_t n = g->count;
    g->fact[n] = fact;
    g->us[n] = time_us - s->silent_since_us;
    g->count = n + (is_contact & (uint32_t)(time_us > s->silent_since_us));
    s->contacts += is_contact;
    s->silent_since_us = is_contact ? time_us : s->silent_since_us;
}

/* A contact that closes the turn of a side; `answers`: if the turn is open. */
static inline void answer(jp__answers *a, jp__side_walk *s, uint32_t entry, int64_t time_us, uint32_t closes)
{
    size_t n = a->count;
    uint32_t answers = s->turn_open & closes;
    a->entry[n] = entry;
    a->us[n] = time_us - s->turn_from_us;
    a->logged[n] = -1;
    a->count = n + answers;
    s->answered += answers;
    s->turn_open &= ~closes;
}

/* A reply may say itself how long it took, also where no turn is known to be open. */
static void log_reply(jp__kernel *k, const jp_facts *facts, size_t index, uint32_t entry, size_t side,
                      size_t before)
{
    jp__answers *a = &k->answers[side];
    if (!jp__facts_has_value(facts, index))
        return;
    double value = facts->value[index];
    if (a->count == before) {
        a->entry[a->count] = entry;
        a->us[a->count++] = 0;
    }
    a->logged[a->count - 1] = value > 0 ? value : 0;
}

/* A contact that expects a reply opens the turn of the other side or joins it. */
static inline uint32_t join(jp__side_walk *s, int64_t time_us, uint32_t expects)
{
    uint32_t opens = expects & ~s->turn_open;
    s->turn_from_us = opens ? time_us : s->turn_from_us;
    s->turn_length = (opens ? 0 : s->turn_length) + expects;
    s->turn_open |= expects;
    return s->turn_length;
}

static void meet_all(jp__kernel *k, const jp_facts *facts, size_t first)
{
    const double run = k->model->parameters.pursuit_run;
    for (size_t i = 0; i < k->contacts.count; i++) {
        uint32_t entry = k->contacts.entry[i];
        uint32_t fact = entry & JP__ENTRY_FACT, flags = entry >> JP__ENTRY_FLAGS;
        size_t actor = entry >> JP__ENTRY_ACTOR & 1, other = 1 - actor;
        int64_t time_us = k->time_us[fact];
        uint32_t expects = flags / JP__F_EXPECTS & 1, mutual = flags / JP__F_MUTUAL & 1;
        if (!k->started || k->pending_end)
            start_clocks(k, time_us);
        size_t before = k->answers[actor].count;
        answer(&k->answers[actor], &k->sides[actor], entry, time_us, 1);
        size_t before_other = k->answers[other].count;
        answer(&k->answers[other], &k->sides[other], entry, time_us, mutual & ~expects);
        if (flags & JP__F_REPLY) {
            log_reply(k, facts, first + fact, entry, actor, before);
            if (mutual & ~expects)
                log_reply(k, facts, first + fact, entry, other, before_other);
        }
        uint32_t length = join(&k->sides[other], time_us, expects);
        if (expects && (double)length > run)
            jp__hear_derived(k, k->model->roles.pursuit_burst, actor, fact, 1);
        end_gap(&k->gaps[actor], &k->sides[actor], fact, time_us, 1);
        end_gap(&k->gaps[other], &k->sides[other], fact, time_us, mutual);
    }
}

/* ---- All ------------------------------------------------------------------------------------- */

void jp__kernel_start(jp__kernel *k, jp__walk *walk)
{
    *walk = (jp__walk){ .next = 0 };
    k->sides[JP_CLIENT] = k->sides[JP_SUPPLIER] = (jp__side_walk){ .contacts = 0 };
    k->started = k->pending_end = false;
}

void jp__kernel_walk(jp__kernel *k, const jp_facts *facts, size_t first, size_t count, jp__walk *walk)
{
    jp__contacts *contacts = &k->contacts;
    size_t start = facts->offset + first;
    for (size_t i = 0; i < count; i++) {
        uint16_t kind = facts->kind[start + i];
        if (kind == JP_RATING) {
            hear_rating(k, facts, start + i, (uint32_t)i);
            continue;
        }
        uint32_t actor = facts->actor[start + i];
        const jp__kernel_stream *s = &k->streams[2 * (size_t)kind + actor];
        if (s->counted && !k->intensities)
            jp__count(k, s->first_channel, (uint32_t)i);
        else
            hear_fact(k, s, facts, start + i, (uint32_t)i);
        if (s->flags & JP__F_END) {
            meet_all(k, facts, start);
            contacts->count = 0;
            note_end(k, walk, kind, k->time_us[i]);
        }
        contacts->entry[contacts->count] =
            (uint32_t)i | actor << JP__ENTRY_ACTOR | (uint32_t)s->flags << JP__ENTRY_FLAGS;
        contacts->count += s->flags & JP__F_CONTACT;
    }
    meet_all(k, facts, start);
    contacts->count = 0;
    walk->next += count;
}
