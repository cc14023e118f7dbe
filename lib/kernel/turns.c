/*
 * turns.c - whose turn it is and who was silent (docs/method.md section 2), 64 facts at once: a bit for each.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "base/bytes.h"
#include "kernel/kernel.h"

#define WORDS (JP__CHUNK / 64)

/* What facts are to one side; a bit for each. */
typedef struct turns {
    uint64_t contacts[WORDS]; /* its own, and those of both together */
    uint64_t begun[WORDS], answers[WORDS], bursts[WORDS];
} turns;

static inline size_t highest(uint64_t bits)
{
    return 63 - (size_t)__builtin_clzll(bits);
}

static inline uint64_t below(size_t bit)
{
    return (UINT64_C(1) << bit) - 1;
}

/* ---- Turns ------------------------------------------------------------------------------------ */

/* Just before each bit: was the last of `set` and `clear`, which have none in common, one of `set`? `before`:
 * so it was before all. With set 00000100 and clear 00100000 it is 00111000. It is what a sum carries: out of
 * a place where both numbers have a bit, on through places where one has. */
static inline uint64_t latched(uint64_t set, uint64_t clear, uint64_t before)
{
    return (set + ~clear + before) ^ set ^ ~clear;
}

/* Those of `joins` whose turn had `run` before them. The first one of each turn is put out, then the one
 * after it, and so on. Some may be `going_on` with the turn before, which had `length`. */
static inline uint64_t bursts_of(uint64_t joins, uint64_t closes, uint64_t starts, uint64_t going_on,
                                 uint32_t length, uint32_t run)
{
    uint64_t bursts = joins & ~starts, latest = starts;
    for (uint32_t i = length; i < run && going_on != 0; i++, going_on &= going_on - 1)
        bursts &= ~(going_on & -going_on);
    for (uint32_t i = 1; i < run && latest != 0 && bursts != 0; i++) {
        latest = joins & latched(latest, (joins | closes) & ~latest, 0);
        bursts &= ~latest;
    }
    return bursts;
}

/* The contacts that join the turn of a side; from some length on they are a burst. */
static inline uint64_t join_turns(jp__side_walk *s, uint64_t joins, uint64_t closes, uint64_t starts,
                                  uint32_t run)
{
    uint64_t going_on = s->turn_open == 0 ? 0 : closes == 0 ? joins : joins & below(jp__lowest_bit(closes));
    uint64_t bursts = bursts_of(joins, closes, starts, going_on, s->turn_length, run);
    if (starts != 0)
        s->turn_length = jp__count_bits(joins >> highest(starts));
    else
        s->turn_length += jp__count_bits(joins);
    return bursts;
}

/* A contact of the other side that expects a reply opens the turn of `side` or joins it; its own ones, and
 * those of both together, close it. Who was not asked, but says how long it took, was asked right then. So
 * where turns began and who answered are as many, but for a turn that is open in the end. */
static inline void take_turns(jp__kernel *k, turns *t, size_t side, size_t word, uint64_t contacts, size_t at)
{
    const jp__flag_bits *bits = &k->flag_bits[word];
    jp__side_walk *s = &k->sides[side];
    uint64_t by_side = side == JP_SUPPLIER ? bits->supplier : ~bits->supplier;
    uint64_t own = contacts & by_side, others = contacts & ~by_side;
    uint64_t joins = others & bits->expects, closes = own | (others & bits->mutual & ~bits->expects);
    uint64_t open = latched(joins, closes, s->turn_open);
    uint64_t starts = joins & ~open, answers = closes & open;
    uint64_t unasked = closes & ~open & bits->reply & k->known[word];
    t->contacts[at] = own | (others & bits->mutual);
    t->begun[at] = starts | unasked;
    t->answers[at] = answers | unasked;
    t->bursts[at] = join_turns(s, joins, closes, starts, (uint32_t)k->model->parameters.pursuit_run);
    s->answered += jp__count_bits(answers);
    s->turn_open = (uint32_t)((joins | (open & ~closes)) >> 63);
}

static void list_turns(jp__kernel *k, size_t side, const turns *t, size_t first, size_t count)
{
    jp__answers *a = &k->answers[side];
    jp__list *bursts = jp__list_of(k, JP__BURSTS, 1 - side);
    a->begun = k->lanes->list_bits(t->begun, first, count, a->from, a->begun);
    a->count = k->lanes->list_bits(t->answers, first, count, a->fact, a->count);
    bursts->count = k->lanes->list_bits(t->bursts, first, count, bursts->fact, bursts->count);
    k->lanes->end_gaps(k, side, t->contacts, first, count);
}

/* ---- Facts from end to end --------------------------------------------------------------------- */

/* Both clocks start at a contact by anyone. */
static void start_clocks(jp__kernel *k, int64_t time_us)
{
    k->walk.started = true;
    k->sides[JP_CLIENT].silent_since_us = k->sides[JP_SUPPLIER].silent_since_us = time_us;
}

static void meet_range(jp__kernel *k, size_t from, size_t to)
{
    turns t[2];
    size_t start = from / 64;
    for (size_t first = 64 * start; first < to; first += 64) {
        uint64_t contacts = k->flag_bits[first / 64].contact;
        contacts &= to - first < 64 ? below(to - first) : ~UINT64_C(0);
        contacts &= first < from ? ~below(from - first) : ~UINT64_C(0);
        if (!k->walk.started && contacts != 0)
            start_clocks(k, k->time_us[first + jp__lowest_bit(contacts)]);
        for (size_t side = 0; side < 2; side++)
            take_turns(k, &t[side], side, first / 64, contacts, first / 64 - start);
    }
    for (size_t side = 0; side < 2 && from < to; side++)
        list_turns(k, side, &t[side], 64 * start, to - 64 * start);
}

/* The first contact after an end starts both clocks anew and closes the turns. Contacts at the
 * termination's own microsecond are before it. */
static size_t start_anew(jp__kernel *k, size_t from, size_t to)
{
    size_t at = from;
    while (at < to && !((k->flags[at] & JP__F_CONTACT) && k->time_us[at] > k->first_end_us))
        at++;
    meet_range(k, from, at);
    if (at == to)
        return to;
    for (size_t side = 0; side < 2; side++) {
        k->answers[side].begun = k->answers[side].count;
        k->sides[side].turn_open = 0;
    }
    start_clocks(k, k->time_us[at]);
    k->first_end_us = k->last_end_us;
    k->pending_end = k->last_end_us == k->time_us[at];
    return at;
}

static void meet(jp__kernel *k, size_t from, size_t to)
{
    while (k->pending_end && from < to)
        from = start_anew(k, from, to);
    meet_range(k, from, to);
}

/* A termination ends the relationship, until a renewal at a strictly later time; section 5. */
static void note_end(jp__kernel *k, size_t fact)
{
    uint16_t kind = k->facts.kind[k->facts.offset + k->walk.next + fact];
    int64_t time_us = k->time_us[fact];
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

static void begin(jp__kernel *k, size_t count)
{
    jp__forget_derived(k);
    for (size_t side = 0; side < 2; side++)
        k->answers[side].begun = k->answers[side].count = k->gaps[side].count = 0;
    k->lanes->flag_bits(k->flags, count, k->flag_bits);
}

/* A turn that stands open from before began where no fact of the chunk is. */
static void begin_turns(jp__kernel *k, size_t side)
{
    jp__answers *a = &k->answers[side];
    k->time_us[JP__BEGUN_BEFORE + side] = k->sides[side].turn_from_us;
    a->from[0] = JP__BEGUN_BEFORE + (uint32_t)side;
    a->begun = k->sides[side].turn_open;
}

/* Facts from .. to - 1, which are of one member. */
static void meet_member(jp__kernel *k, jp__chunk_member *member, size_t from, size_t to)
{
    for (size_t first = from / 64 * 64; first < to; first += 64) {
        uint64_t ends = k->flag_bits[first / 64].end;
        for (ends &= first < from ? ~below(from - first) : ~UINT64_C(0); ends != 0; ends &= ends - 1) {
            size_t end = first + jp__lowest_bit(ends);
            if (end >= to)
                break;
            meet(k, from, end);
            from = end;
            note_end(k, end);
        }
    }
    meet(k, from, to);
    for (size_t side = 0; side < 2; side++) {
        const jp__answers *a = &k->answers[side];
        if (k->sides[side].turn_open != 0)
            k->sides[side].turn_from_us = k->time_us[a->from[a->begun - 1]];
        member->end_gaps[side] = k->gaps[side].count;
    }
}

static void wait(jp__kernel *k)
{
    for (size_t side = 0; side < 2; side++)
        k->lanes->wait(k, &k->answers[side]);
}

void jp__kernel_meet(jp__kernel *k, size_t count)
{
    begin(k, count);
    for (size_t side = 0; side < 2; side++)
        begin_turns(k, side);
    meet_member(k, &k->members[0], 0, count);
    wait(k);
}

/* Who answers whom, and what is silent, begins anew with each member. */
void jp__tray_meet(jp__kernel *k, size_t count)
{
    begin(k, count);
    for (size_t m = 0; m < k->member_count; m++) {
        jp__chunk_member *member = &k->members[m];
        jp__begin_member(k, member);
        for (size_t side = 0; side < 2; side++)
            k->answers[side].begun = k->answers[side].count;
        meet_member(k, member, member->first, member->end);
        member->walk = k->walk;
    }
    wait(k);
}
