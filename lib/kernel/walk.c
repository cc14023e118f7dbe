/*
 * walk.c - one pass over the facts of a chunk: what they say, whose turn it is, who fell silent
 * (docs/method.md sections 1 and 2), written down as events for the lanes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "kernel/kernel.h"

/* A fact of a stream, as all its channels hear it. */
static inline void hear_stream(jp__kernel *k, size_t stream, uint32_t fact, double y)
{
    const jp__kernel_stream *s = &k->streams[stream];
    for (uint32_t i = 0; i < s->channel_count; i++)
        jp__hear(k, s->first_channel + i, fact, y, 1);
}

static size_t stream_of(uint16_t kind, size_t side)
{
    return 2 * (size_t)kind + side;
}

/* ---- What a fact says by itself (section 1) -------------------------------------------------- */

typedef struct said {
    double value;
    bool has_value;
} said;

static inline said value_of(const jp_facts *facts, size_t index)
{
    bool has = jp__facts_has_value(facts, index);
    return (said){ has ? facts->value[index] + 0.0 : 0.0, has };
}

static void hear_rating(jp__kernel *k, const jp_facts *facts, size_t index, uint32_t fact)
{
    uint16_t item = facts->item[index];
    size_t source = facts->actor[index] + (facts->guess && facts->guess[index] ? (size_t)2 : 0);
    jp__rating_events *r = &k->ratings;
    r->place[r->count] = (uint32_t)(source * k->model->indicator_count + item);
    r->fact[r->count] = fact;
    r->value[r->count++] = facts->value[index] + 0.0;
}

static inline void hear_fact(jp__kernel *k, const jp__kernel_stream *s, const jp_facts *facts, size_t index,
                             uint32_t fact, said v)
{
    double weight = facts->intensity ? facts->intensity[index] + 0.0 : 1.0;
    double y = v.has_value ? v.value : s->default_value;
    double speaks = v.has_value || s->has_default ? weight : 0; /* else only rows with `one` do */
    for (uint32_t c = s->first_channel; c < s->first_channel + s->direct_count; c++)
        jp__hear(k, c, fact, y, k->channels[c].sort == JP__PLAIN ? weight : speaks);
}

/* ---- Turns (section 2) ----------------------------------------------------------------------- */

/* A contact of the other side that expects a reply opens the turn of `side` or joins it. */
static inline void join_turn(jp__kernel *k, jp__side_rhythm *s, size_t side, uint32_t fact)
{
    if (!s->turn_open) {
        s->turn_open = true;
        s->turn_length = 0;
        k->turn_from_us[side] = k->time_us[fact];
    }
    s->turn_length++;
    if ((double)s->turn_length > k->model->parameters.pursuit_run)
        hear_stream(k, stream_of(k->model->roles.pursuit_burst, 1 - side), fact, 1);
}

static inline void close_turn(jp__kernel *k, jp__side_rhythm *s, size_t side, uint32_t fact, unsigned flags,
                              said v)
{
    bool own_latency = (flags & JP__F_REPLY) != 0 && v.has_value;
    if (!s->turn_open && !own_latency)
        return;
    double hours = own_latency ? (v.value > 0 ? v.value : 0)
                               : 24 * jp__days_between(k->turn_from_us[side], k->time_us[fact]);
    const jp__roles *roles = &k->model->roles;
    hear_stream(k, stream_of(flags & JP__F_ADVERSE ? roles->unanswered : roles->reply, side), fact, hours);
    s->answered += s->turn_open;
    s->turn_open = false;
}

/* ---- Silence (section 2) --------------------------------------------------------------------- */

/* A contact of `side` ends its gap, if there is one. */
static inline void end_gap(jp__gaps *g, jp__side_rhythm *s, uint32_t fact, int64_t time_us)
{
    g->fact[g->count] = fact;
    g->us[g->count] = time_us - s->silent_since_us;
    g->count += time_us > s->silent_since_us;
    s->logged = true;
    s->contacts++;
    s->silent_since_us = s->last_us = time_us;
}

/* A gap that may be relatively silent or not steady: as the readable path does it. */
static bool judge_gap(const jp__kernel *k, jp__gaps *g, size_t i, uint64_t number)
{
    jp__side_rhythm before = { .gaps = number, .gap_days = g->before[i] };
    jp__gap gap = jp__gap_score(k->model, &before, g->days[i], k->hazard_bound);
    g->score[i] = gap.score;
    return gap.steady;
}

/* What the gaps of a chunk say, all at once. */
static void hear_gaps(jp__kernel *k, jp__side_rhythm *s, size_t side)
{
    jp__gaps *g = &k->gaps[side];
    size_t padded = (g->count + 7) & ~(size_t)7;
    for (size_t i = g->count; i < padded; i++)
        g->us[i] = 0;
    k->lanes->days(g, padded);
    for (size_t i = 0; i < padded; i++) {
        g->number[i] = (double)(s->gaps + i);
        g->before[i] = s->gap_days;
        s->gap_days += g->days[i];
    }
    k->lanes->silences(g, &k->model->parameters, padded);
    size_t silence = stream_of(k->model->roles.silence, side);
    size_t steady = stream_of(k->model->roles.rhythm_steady, side);
    for (size_t i = 0; i < g->count; i++) {
        bool is_steady = true;
        if (g->hazard[i] >= k->hazard_bound)
            is_steady = judge_gap(k, g, i, s->gaps + i);
        if (g->score[i] > 0)
            hear_stream(k, silence, g->fact[i], g->score[i]);
        if (is_steady && g->days[i] >= 1)
            hear_stream(k, steady, g->fact[i], 1);
    }
    s->gaps += g->count;
    g->count = 0;
}

/* ---- Contacts -------------------------------------------------------------------------------- */

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
static void start_clocks(jp__kernel *k, jp__walk *walk, int64_t time_us)
{
    bool after_end = k->pending_end && k->first_end_us < time_us;
    if (after_end) {
        walk->sides[JP_CLIENT].turn_open = false;
        walk->sides[JP_SUPPLIER].turn_open = false;
        k->first_end_us = k->last_end_us;
        k->pending_end = k->last_end_us == time_us;
    }
    if (after_end || !walk->started) {
        walk->sides[JP_CLIENT].silent_since_us = time_us;
        walk->sides[JP_SUPPLIER].silent_since_us = time_us;
    }
    walk->started = true;
}

static inline void meet(jp__kernel *k, jp__walk *walk, uint32_t fact, size_t actor, unsigned flags, said v)
{
    int64_t time_us = k->time_us[fact];
    size_t other = 1 - actor;
    jp__side_rhythm *own = &walk->sides[actor], *others = &walk->sides[other];
    if (!walk->started || k->pending_end)
        start_clocks(k, walk, time_us);
    close_turn(k, own, actor, fact, flags, v);
    if (flags & JP__F_EXPECTS)
        join_turn(k, others, other, fact);
    else if (flags & JP__F_MUTUAL)
        close_turn(k, others, other, fact, flags, v);
    end_gap(&k->gaps[actor], own, fact, time_us);
    if (flags & JP__F_MUTUAL)
        end_gap(&k->gaps[other], others, fact, time_us);
}

void jp__kernel_start(jp__kernel *k, jp__walk *walk)
{
    *walk = (jp__walk){ .next = 0 };
    for (int side = 0; side < 2; side++) {
        walk->sides[side].turn_from = JP__NO_FACT;
        walk->sides[side].last_contact = JP__NO_FACT;
    }
    k->pending_end = false;
}

void jp__kernel_walk(jp__kernel *k, const jp_facts *facts, size_t first, size_t count, jp__walk *walk)
{
    for (size_t i = 0; i < count; i++) {
        size_t index = facts->offset + first + i;
        uint16_t kind = facts->kind[index];
        if (kind == JP_RATING) {
            hear_rating(k, facts, index, (uint32_t)i);
            continue;
        }
        size_t actor = facts->actor[index];
        const jp__kernel_stream *s = &k->streams[stream_of(kind, actor)];
        said v = value_of(facts, index);
        hear_fact(k, s, facts, index, (uint32_t)i, v);
        if (s->flags & JP__F_END)
            note_end(k, walk, kind, k->time_us[i]);
        if (s->flags & JP__F_CONTACT)
            meet(k, walk, (uint32_t)i, actor, s->flags, v);
    }
    hear_gaps(k, &walk->sides[JP_CLIENT], JP_CLIENT);
    hear_gaps(k, &walk->sides[JP_SUPPLIER], JP_SUPPLIER);
    walk->next += count;
}
