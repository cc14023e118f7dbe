/*
 * turns.c - whose turn it is and who was silent (docs/method.md section 2), 64 facts at once: a bit for each.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "kernel/kernel.h"

static inline size_t lowest(uint64_t bits)
{
    return (size_t)__builtin_ctzll(bits);
}

static inline size_t highest(uint64_t bits)
{
    return 63 - (size_t)__builtin_clzll(bits);
}

static inline uint64_t below(size_t bit)
{
    return (UINT64_C(1) << bit) - 1;
}

/* Is the last of `set` or `clear` at or before each bit one of `set`? `before`: so it was before all. A
 * prefix computation in six steps (Kogge and Stone). */
static uint64_t latch(uint64_t set, uint64_t clear, bool before)
{
    uint64_t either = set | clear, on = set, free = ~either;
    if (before)
        on |= either == 0 ? ~UINT64_C(0) : below(lowest(either));
    for (unsigned step = 1; step < 64; step *= 2) {
        on |= free & on << step;
        free &= free << step;
    }
    return on;
}

/* What 64 facts are. */
typedef struct word {
    const int64_t *time_us;
    size_t first;        /* fact of bit 0 */
    uint64_t own[2];     /* contacts by each side */
    uint64_t expects, mutual, logged;
} word;

/* ---- Silence --------------------------------------------------------------------------------- */

/* The contacts of a side end its gaps. */
static void end_gaps(jp__gaps *g, jp__side_walk *s, const word *w, uint64_t contacts)
{
    int64_t since_us = s->silent_since_us;
    size_t n = g->count;
    s->contacts += (uint64_t)__builtin_popcountll(contacts);
    for (; contacts != 0; contacts &= contacts - 1) {
        size_t bit = lowest(contacts);
        int64_t time_us = w->time_us[bit];
        g->fact[n] = (uint32_t)(w->first + bit);
        g->us[n] = time_us - since_us;
        n += time_us > since_us;
        since_us = time_us;
    }
    g->count = n;
    s->silent_since_us = since_us;
}

/* ---- Turns ----------------------------------------------------------------------------------- */

/* Contacts that answer a turn, or say themselves how long they took. */
static void write_answers(jp__kernel *k, size_t side, const word *w, uint64_t answers, uint64_t starts)
{
    jp__answers *a = &k->answers[side];
    const double *value = k->facts.value;
    size_t first = a->count, n = first;
    for (uint64_t left = answers; left != 0; left &= left - 1, n++) {
        size_t bit = lowest(left);
        uint64_t before = starts & below(bit);
        int64_t from_us = before != 0 ? w->time_us[highest(before)] : k->sides[side].turn_from_us;
        a->fact[n] = (uint32_t)(w->first + bit);
        a->us[n] = w->time_us[bit] - from_us;
        a->logged[n] = -1;
    }
    a->count = n;
    for (uint64_t logged = answers & w->logged; logged != 0; logged &= logged - 1) {
        size_t bit = lowest(logged), at = first + (size_t)__builtin_popcountll(answers & below(bit));
        double hours = value[k->facts.offset + k->walk.next + w->first + bit];
        a->us[at] = 0;
        a->logged[at] = hours > 0 ? hours : 0;
    }
}

/* The contacts that join the turn of a side; from some length on they are a burst. */
static void count_joins(jp__kernel *k, size_t side, const word *w, uint64_t joins, uint64_t starts)
{
    jp__side_walk *s = &k->sides[side];
    jp__list *bursts = jp__list_of(k, JP__BURSTS, 1 - side);
    const double run = k->model->parameters.pursuit_run;
    uint32_t length = s->turn_length, *fact = bursts->fact;
    size_t n = bursts->count;
    for (; joins != 0; joins &= joins - 1) {
        size_t bit = lowest(joins);
        length = (length & -(uint32_t)(~starts >> bit & 1)) + 1; /* from 0 where a turn starts */
        fact[n] = (uint32_t)(w->first + bit);
        n += (double)length > run;
    }
    bursts->count = n;
    s->turn_length = length;
}

/* A contact of the other side that expects a reply opens the turn of `side` or joins it; its own ones, and
 * those of both together, close it. */
static void take_turns(jp__kernel *k, size_t side, const word *w)
{
    jp__side_walk *s = &k->sides[side];
    uint64_t joins = w->own[1 - side] & w->expects;
    uint64_t closes = w->own[side] | (w->own[1 - side] & w->mutual & ~w->expects);
    uint64_t open = latch(joins, closes, s->turn_open != 0);
    uint64_t open_before = open << 1 | s->turn_open;
    uint64_t starts = joins & ~open_before, answers = closes & open_before;
    s->answered += (uint64_t)__builtin_popcountll(answers);
    write_answers(k, side, w, answers | (closes & w->logged), starts);
    count_joins(k, side, w, joins, starts);
    if (starts != 0)
        s->turn_from_us = w->time_us[highest(starts)];
    s->turn_open = (uint32_t)(open >> 63);
}

/* ---- Words ----------------------------------------------------------------------------------- */

/* Replies with a value, among `replies`. */
static uint64_t with_value(const jp__kernel *k, size_t first, uint64_t replies)
{
    uint64_t found = 0;
    for (; replies != 0; replies &= replies - 1) {
        size_t index = k->facts.offset + k->walk.next + first + lowest(replies);
        found |= jp__facts_has_value(&k->facts, index) ? replies & -replies : 0;
    }
    return found;
}

static void meet_word(jp__kernel *k, size_t first, uint64_t range)
{
    const jp__flag_bits *bits = &k->flag_bits[first / 64];
    uint64_t contacts = bits->contact & range;
    if (contacts == 0)
        return;
    word w = { .time_us = k->time_us + first, .first = first,
               .own = { contacts & ~bits->supplier, contacts & bits->supplier },
               .expects = bits->expects, .mutual = bits->mutual };
    w.logged = with_value(k, first, bits->reply & contacts);
    if (!k->started) {
        k->started = true;
        for (int side = 0; side < 2; side++) /* both clocks start at a contact by anyone */
            k->sides[side].silent_since_us = w.time_us[lowest(contacts)];
    }
    for (size_t side = 0; side < 2; side++) {
        take_turns(k, side, &w);
        end_gaps(&k->gaps[side], &k->sides[side], &w, w.own[side] | (w.own[1 - side] & w.mutual));
    }
}

static void meet_range(jp__kernel *k, size_t from, size_t to)
{
    for (size_t first = from & ~(size_t)63; first < to; first += 64) {
        uint64_t range = to - first < 64 ? below(to - first) : ~UINT64_C(0);
        if (first < from)
            range &= ~below(from - first);
        meet_word(k, first, range);
    }
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
    for (int side = 0; side < 2; side++) {
        k->sides[side].turn_open = 0;
        k->sides[side].silent_since_us = k->time_us[at];
    }
    k->started = true;
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

void jp__kernel_meet(jp__kernel *k, size_t count)
{
    size_t met = 0;
    for (size_t list = 0; list < JP__COUNT(k->derived); list++)
        k->derived[list].count = 0;
    for (size_t first = 0; first < count; first += 64) {
        k->lanes->flag_bits(k->flags + first, &k->flag_bits[first / 64]);
        uint64_t ends = k->flag_bits[first / 64].end;
        for (; ends != 0 && first + lowest(ends) < count; ends &= ends - 1) {
            size_t end = first + lowest(ends);
            meet(k, met, end);
            met = end;
            note_end(k, end);
        }
    }
    meet(k, met, count);
}
