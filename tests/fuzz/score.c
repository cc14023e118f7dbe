/*
 * score.c - any bytes as columns: refused by row, or scored with what must hold of every score
 * (docs/method.md section 9), and the same bits whatever the order of the facts.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>

#include "fuzz/fuzz.h"

#define FACTS_MAX 64
#define FACT_BYTES 16

typedef struct columns {
    size_t count;
    int64_t time_us[FACTS_MAX], recorded_us[FACTS_MAX];
    double value[FACTS_MAX], intensity[FACTS_MAX];
    uint16_t kind[FACTS_MAX], item[FACTS_MAX];
    uint8_t actor[FACTS_MAX], guess[FACTS_MAX], value_valid[FACTS_MAX / 8];
} columns;

static uint64_t load(const uint8_t *data, size_t bytes)
{
    uint64_t loaded = 0;
    for (size_t i = 0; i < bytes; i++)
        loaded |= (uint64_t)data[i] << (8 * i);
    return loaded;
}

/* Values worth trying: from within, from the edge, from beyond. */
static double number(uint8_t choice, uint8_t fine)
{
    static const double edges[] = { 0, -0.0, 1, 0.5, 1e-300, 5e-324, 1e300, -1, 1 + 1e-15, 90 };
    double nan_or_more = choice == 255 ? (double)NAN : choice == 254 ? (double)INFINITY : fine * 1e3;
    return choice < 10 ? edges[choice] : choice < 250 ? fine / 255.0 : nan_or_more;
}

/* A kind that may be given, and an actor that it allows; derived ones become ratings. */
static void make_plausible(columns *c, size_t i)
{
    jp_kind_info kind = { .struct_size = sizeof kind };
    c->kind[i] = (uint16_t)(c->kind[i] % jp_model_kind_count(default_model()));
    MUST(jp_model_kind(default_model(), c->kind[i], &kind, NULL) == JP_OK);
    c->actor[i] &= 1;
    if (kind.derived)
        c->kind[i] = JP_RATING;
    else if (kind.actors != JP_BOTH)
        c->actor[i] = (uint8_t)kind.actors;
    if (c->kind[i] == JP_RATING) {
        c->item[i] = (uint16_t)(c->item[i] % jp_model_indicator_count(default_model()));
        c->value[i] = fabs(c->value[i]) <= 1 ? fabs(c->value[i]) : 1;
        c->value_valid[i / 8] |= (uint8_t)(1u << (i % 8));
    } else if (!isfinite(c->value[i])) {
        c->value[i] = 1e6;
    }
    c->intensity[i] = fabs(c->intensity[i]) <= 1 ? fabs(c->intensity[i]) : 0.25;
}

#define YEARS_US (INT64_C(4000) * 86400000000)
#define MINUTE_US INT64_C(60000000)

/*
 * 16 bytes a fact: time 8, kind 2, actor and flags 1, value 2, intensity 2, item 1. With the flag 0x80 they
 * are taken as they are, and mostly refused; else they are made plausible, with times on the minute.
 */
static void read_fact(columns *c, size_t i, const uint8_t *b)
{
    uint8_t flags = b[10];
    bool raw = (flags & 0x80) != 0;
    int64_t time = (int64_t)load(b, 8);
    c->time_us[i] = raw ? time : time % YEARS_US / MINUTE_US * MINUTE_US;
    c->recorded_us[i] = (flags & 0x40) != 0 ? c->time_us[i] / 2 + MINUTE_US : c->time_us[i];
    c->kind[i] = (flags & 0x20) != 0 ? JP_RATING : (uint16_t)load(b + 8, 2);
    c->actor[i] = flags & 3;
    c->guess[i] = (flags & 4) != 0;
    c->value[i] = number(b[11], b[12]);
    if (flags & 8)
        c->value_valid[i / 8] |= (uint8_t)(1u << (i % 8));
    c->intensity[i] = (flags & 16) != 0 ? number(b[13], b[14]) : 1;
    c->item[i] = b[15];
    if (!raw)
        make_plausible(c, i);
}

static jp_facts facts_of(const columns *c)
{
    return (jp_facts){ .struct_size = sizeof(jp_facts), .length = c->count, .time_us = c->time_us,
                       .kind = c->kind, .actor = c->actor, .value = c->value, .value_valid = c->value_valid,
                       .intensity = c->intensity, .recorded_us = c->recorded_us, .item = c->item,
                       .guess = c->guess };
}

static void swap_facts(columns *c, size_t a, size_t b)
{
    columns before = *c;
    for (int turn = 0; turn < 2; turn++) {
        size_t to = turn == 0 ? a : b, from = turn == 0 ? b : a;
        c->time_us[to] = before.time_us[from];
        c->recorded_us[to] = before.recorded_us[from];
        c->value[to] = before.value[from];
        c->intensity[to] = before.intensity[from];
        c->kind[to] = before.kind[from];
        c->item[to] = before.item[from];
        c->actor[to] = before.actor[from];
        c->guess[to] = before.guess[from];
        bool valid = (before.value_valid[from / 8] >> (from % 8)) & 1;
        c->value_valid[to / 8] = (uint8_t)((c->value_valid[to / 8] & ~(1u << (to % 8))) |
                                           (unsigned)valid << (to % 8));
    }
}

static void must_be_estimate(jp_estimate e)
{
    MUST(e.value >= 0 && e.value <= 1 && e.coverage >= 0 && e.coverage <= 1);
    MUST(e.low >= 0 && e.low <= e.high && e.high <= 1);
}

static void must_hold(const jp_score *score)
{
    must_be_estimate(jp_score_closure(score));
    must_be_estimate(jp_score_health(score));
    for (int f = 0; f < JP_FACTOR_COUNT; f++)
        must_be_estimate(jp_score_factor(score, (jp_factor)f));
    for (int d = 0; d < JP_DIMENSION_COUNT; d++)
        must_be_estimate(jp_score_dimension(score, (jp_dimension)d));
    for (size_t i = 0; i < jp_model_indicator_count(default_model()); i++) {
        jp_opinion o = jp_score_indicator(score, i);
        MUST(o.level > 0 && o.level < 1 && o.uncertainty > 0 && o.uncertainty <= 1);
        MUST(o.favourable >= 0 && o.adverse >= 0);
        jp_view view = jp_score_belief_gap(score, i);
        MUST(view.difference >= -1 && view.difference <= 1 && view.low <= view.high);
    }
    MUST(jp_score_risk_index(score) >= 0 && jp_score_risk_index(score) <= 1);
    for (int v = 0; v < JP_VERDICT_COUNT; v++) {
        jp_verdict verdict = jp_score_verdict(score, (jp_verdict_line)v);
        MUST(verdict.p >= 0 && verdict.p <= 1);
    }
}

static jp_scorer *the_scorer(void)
{
    static jp_scorer *scorer;
    if (scorer == NULL)
        MUST(jp_scorer_new(default_model(), NULL, &scorer, NULL) == JP_OK);
    return scorer;
}

static double health_of(const columns *c, int64_t as_of_us)
{
    jp_facts facts = facts_of(c);
    const jp_score *score = NULL;
    MUST(jp_scorer_run(the_scorer(), &facts, as_of_us, &score, NULL) == JP_OK);
    must_hold(score);
    return jp_score_health(score).value + jp_score_closure(score).low;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 8)
        return 0;
    columns c = { .count = 0 };
    for (size_t at = 8; at + FACT_BYTES <= size && c.count < FACTS_MAX; at += FACT_BYTES)
        read_fact(&c, c.count++, data + at);
    int64_t as_of = (int64_t)load(data, 8);
    if (as_of % 2 == 0)
        as_of %= 2 * YEARS_US;
    jp_facts facts = facts_of(&c);
    jp_error err = JP_ERROR_INIT;
    jp_status status = jp_facts_check(default_model(), &facts, &err);
    if (status != JP_OK) {
        must_explain(status, &err);
        const jp_score *none = NULL;
        MUST(jp_scorer_run(the_scorer(), &facts, as_of, &none, NULL) == status && none == NULL);
        return 0;
    }
    double before = health_of(&c, as_of);
    for (size_t i = 0; i + 1 < c.count; i++)
        swap_facts(&c, i, (i * 7 + 3) % c.count);
    double after = health_of(&c, as_of);
    MUST(memcmp(&before, &after, sizeof before) == 0);
    return 0;
}
