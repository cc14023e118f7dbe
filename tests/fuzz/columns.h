/*
 * columns.h - any bytes as columns of facts. Before it, FACTS_MAX says how many a target takes at most, a
 * multiple of 8.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TESTS_FUZZ_COLUMNS_H
#define TESTS_FUZZ_COLUMNS_H

#include <math.h>

#include "fuzz/fuzz.h"

#define FACT_BYTES 16

typedef struct columns {
    size_t count;
    int64_t time_us[FACTS_MAX], recorded_us[FACTS_MAX];
    double value[FACTS_MAX], intensity[FACTS_MAX];
    uint16_t kind[FACTS_MAX], item[FACTS_MAX];
    uint8_t actor[FACTS_MAX], guess[FACTS_MAX], value_valid[FACTS_MAX / 8];
} columns;

static inline uint64_t load(const uint8_t *data, size_t bytes)
{
    uint64_t loaded = 0;
    for (size_t i = 0; i < bytes; i++)
        loaded |= (uint64_t)data[i] << (8 * i);
    return loaded;
}

/* Values worth trying: from within, from the edge, from beyond. */
static inline double number(uint8_t choice, uint8_t fine)
{
    static const double edges[] = { 0, -0.0, 1, 0.5, 1e-300, 5e-324, 1e300, -1, 1 + 1e-15, 90 };
    double nan_or_more = choice == 255 ? (double)NAN : choice == 254 ? (double)INFINITY : fine * 1e3;
    return choice < 10 ? edges[choice] : choice < 250 ? fine / 255.0 : nan_or_more;
}

/* A kind that may be given, and an actor that it allows; derived ones become ratings. */
static inline void make_plausible(columns *c, size_t i)
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
static inline void read_fact(columns *c, size_t i, const uint8_t *b)
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

static inline jp_facts facts_of(const columns *c)
{
    return (jp_facts){ .struct_size = sizeof(jp_facts), .length = c->count, .time_us = c->time_us,
                       .kind = c->kind, .actor = c->actor, .value = c->value, .value_valid = c->value_valid,
                       .intensity = c->intensity, .recorded_us = c->recorded_us, .item = c->item,
                       .guess = c->guess };
}

#endif /* TESTS_FUZZ_COLUMNS_H */
