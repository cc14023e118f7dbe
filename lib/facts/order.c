/*
 * order.c - the canonical order of facts (docs/method.md section 0).
 *
 * Sums of floating-point numbers depend on their order. Every score adds its facts in this one, so
 * that the order in which they came has no effect on any bit.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "facts/facts.h"

static inline int three_way(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static inline int three_way_number(double a, double b)
{
    return (a > b) - (a < b);
}

/* Of two facts of one kind: ratings stand by the id of their item, interactions have none. */
static int item_rank(const jp_model *model, const jp__fact *fact)
{
    return fact->kind == JP_RATING ? model->indicator_order[fact->item] : 0;
}

static int compare_ids(const jp_facts *facts, size_t a, size_t b)
{
    if (!facts->id_offsets)
        return 0;
    const uint64_t *at = facts->id_offsets + facts->offset;
    return jp__text_compare(facts->id_bytes + at[a], (size_t)(at[a + 1] - at[a]),
                            facts->id_bytes + at[b], (size_t)(at[b + 1] - at[b]));
}

static int compare_at_one_time(const jp_model *model, const jp_facts *facts, const jp__fact *a,
                               const jp__fact *b)
{
    int order = jp__kind_rank(model, a->kind) - jp__kind_rank(model, b->kind);
    if (order == 0)
        order = a->actor - b->actor;
    if (order == 0)
        order = a->has_value - b->has_value;
    if (order == 0)
        order = three_way_number(a->value, b->value);
    if (order == 0)
        order = three_way_number(a->intensity, b->intensity);
    if (order == 0)
        order = item_rank(model, a) - item_rank(model, b);
    if (order == 0)
        order = a->guess - b->guess;
    return order != 0 ? order : compare_ids(facts, a->row, b->row);
}

int jp__fact_compare(const jp_model *model, const jp_facts *facts, const jp__fact *a, const jp__fact *b)
{
    int order = three_way(a->time_us, b->time_us);
    return order != 0 ? order : compare_at_one_time(model, facts, a, b);
}

static int compare_recorded(const jp_facts *facts, size_t a, size_t b)
{
    bool has_a = jp__facts_has_recorded(facts, a), has_b = jp__facts_has_recorded(facts, b);
    if (!has_a || !has_b)
        return has_a - has_b;
    return three_way(facts->recorded_us[a], facts->recorded_us[b]);
}

int jp__facts_compare_at_one_time(const jp_model *model, const jp_facts *facts, size_t a, size_t b)
{
    jp__fact first = jp__facts_at(facts, a), second = jp__facts_at(facts, b);
    int order = compare_at_one_time(model, facts, &first, &second);
    return order != 0 ? order : compare_recorded(facts, facts->offset + a, facts->offset + b);
}

int jp__facts_compare(const jp_model *model, const jp_facts *facts, size_t a, size_t b)
{
    int order = three_way(facts->time_us[facts->offset + a], facts->time_us[facts->offset + b]);
    return order != 0 ? order : jp__facts_compare_at_one_time(model, facts, a, b);
}
