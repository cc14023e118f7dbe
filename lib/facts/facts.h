/*
 * facts.h - facts as the engine walks them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_FACTS_FACTS_H
#define JP_FACTS_FACTS_H

#include <float.h>
#include <string.h>

#include <joyfulprofit/facts.h>

#include "base/base.h"
#include "model/model.h"

#define JP__FACTS_MAX ((size_t)INT32_MAX)
#define JP__ID_MAX 1024

/* One fact that is seen. 32 bytes, half a cache line: models have at most 4096 indicators. */
typedef struct jp__fact {
    int64_t time_us;
    double value;       /* 0 if missing */
    double intensity;   /* 1 for ratings */
    uint32_t row;       /* in the caller's columns, without the offset */
    unsigned kind : 16; /* or JP_RATING */
    unsigned item : 12; /* of a rating; else 0 */
    unsigned actor : 1;
    unsigned has_value : 1;
    unsigned guess : 1;
} jp__fact;
_Static_assert(JP__MODEL_MAX_INDICATORS <= 1 << 12, "an item fits");

/* The facts that are seen as of a moment, in the canonical order (section 0). Reused. */
typedef struct jp__seen {
    jp__fact *facts;
    size_t count, capacity;
    jp__fact *scratch; /* for sorting */
    size_t scratch_capacity;
} jp__seen;

/* Gathers what is seen of checked columns, in canonical order. seen.c */
jp_status jp__seen_gather(jp__seen *seen, const jp_allocator *a, const jp_model *model,
                          const jp_facts *facts, int64_t as_of_us, jp_error *err);
void jp__seen_free(jp__seen *seen, const jp_allocator *a);

/* Takes in the `added` facts that stand behind the others, which are in order; ids do not count, since no
 * score can tell facts by them alone. `*first`: where the first of them came, or a place before that. On
 * failure nothing has changed. */
jp_status jp__seen_merge(jp__seen *seen, const jp_allocator *a, const jp_model *model, size_t added,
                         size_t *first, jp_error *err);

/* ---- Checking columns (check.c) ------------------------------------------------------------- */

/* The two halves of jp_facts_check(): what can be said of the columns as such, with at most `most` facts;
 * and the rows from `first` to before `end`, both without the offset, as those of an error are. */
jp_status jp__facts_check_columns(const jp_facts *facts, size_t most, jp_error *err);
jp_status jp__facts_check_rows(const jp_model *model, const jp_facts *facts, size_t first, size_t end,
                               jp_error *err);

/* ---- Reading checked columns --------------------------------------------------------------- */

static inline bool jp__bit(const uint8_t *bits, size_t index)
{
    return (bits[index / 8] >> (index % 8)) & 1;
}

static inline bool jp__facts_has_value(const jp_facts *facts, size_t index)
{
    return facts->value && (!facts->value_valid || jp__bit(facts->value_valid, index));
}

static inline bool jp__facts_has_recorded(const jp_facts *facts, size_t index)
{
    return facts->recorded_us && (!facts->recorded_valid || jp__bit(facts->recorded_valid, index));
}

/* Have the columns only what nearly all have? Then the next one says which facts need no closer look. */
static inline bool jp__facts_are_plain(const jp_facts *facts)
{
    return facts->value && !facts->guess && !facts->intensity && !facts->id_offsets;
}

/* Is the fact at an index an interaction as it should be? Of plain columns. */
static inline bool jp__facts_is_usual(const jp_model *model, const jp_facts *facts, size_t index)
{
    size_t kind = facts->kind[index], actor = facts->actor[index];
    return kind < model->kind_count && actor <= JP_SUPPLIER && (model->given_by[kind] >> actor & 1) &&
           facts->value[index] >= -DBL_MAX && facts->value[index] <= DBL_MAX;
}

/* x if it is so, else 0.0: without a branch, for what is hard to guess, such as which facts have a value. */
static inline double jp__value_if(bool so, double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    bits &= -(uint64_t)so;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* Row `row` (without the offset) as a fact: -0.0 counts as 0.0; what its kind ignores is neutral. */
static inline jp__fact jp__facts_at(const jp_facts *facts, size_t row)
{
    size_t index = facts->offset + row;
    bool rating = facts->kind[index] == JP_RATING;
    bool has_value = jp__facts_has_value(facts, index);
    const uint16_t *item = facts->item ? facts->item : facts->kind; /* then there are no ratings */
    return (jp__fact){
        .time_us = facts->time_us[index],
        .value = facts->value ? jp__value_if(has_value, facts->value[index] + 0.0) : 0.0,
        .intensity = rating || !facts->intensity ? 1.0 : facts->intensity[index] + 0.0,
        .row = (uint32_t)row,
        .kind = facts->kind[index],
        .item = item[index] & -(unsigned)rating & 4095u,
        .actor = facts->actor[index] & 1u,
        .has_value = has_value,
        .guess = rating && facts->guess && facts->guess[index],
    };
}

/* ---- The canonical order (order.c) --------------------------------------------------------- */

/* The order of section 0 of two facts of `facts`: < 0, 0, > 0; 0 only for facts that no score can
 * tell apart. */
int jp__fact_compare(const jp_model *model, const jp_facts *facts, const jp__fact *a,
                     const jp__fact *b);

/* The same of two rows of checked columns, without the offset. Facts that differ only in when they
 * became known are told apart last, so that a sorted table is one whatever order it came in. */
int jp__facts_compare(const jp_model *model, const jp_facts *facts, size_t a, size_t b);

/* The same of two rows that are known to be of one time; does not look at the column of times. */
int jp__facts_compare_at_one_time(const jp_model *model, const jp_facts *facts, size_t a, size_t b);

#endif /* JP_FACTS_FACTS_H */
