/*
 * merge.c - the contributions of two moments in one list (section 7, a change between two dates).
 *
 * A fact that both moments see is one contribution: what it gained or lost. What only one of them
 * has, came, went, or fell silent.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "explain/explain.h"

/* An open item is the same while it stays open, whenever it is looked at. */
static bool same(const jp_contribution *a, const jp_contribution *b)
{
    return a->type == b->type && a->kind == b->kind && a->actor == b->actor &&
           (a->time_us == b->time_us || a->type == JP_OPEN) && a->row == b->row &&
           a->from == b->from && a->to == b->to;
}

/* The order of the list: given, derived, open; within each by time. */
static bool comes_first(const jp_contribution *a, const jp_contribution *b)
{
    return a->type != b->type ? a->type < b->type : a->time_us <= b->time_us;
}

static void absorb(jp__entry *entry, const jp__entry *earlier)
{
    entry->first[1] = earlier->first[1];
    entry->count[1] = earlier->count[1];
    entry->contribution.closure += earlier->contribution.closure;
    entry->contribution.health += earlier->contribution.health;
}

/* The number of entries before the open items, which stand last. */
static size_t count_closed(const jp__entries *list)
{
    size_t count = list->count;
    while (count > 0 && list->entries[count - 1].contribution.type == JP_OPEN)
        count--;
    return count;
}

static void merge_closed(jp__entries *all, const jp__entries *later, const jp__entries *earlier)
{
    size_t later_end = count_closed(later), earlier_end = count_closed(earlier);
    size_t i = 0, j = 0;
    while (i < later_end || j < earlier_end) {
        const jp__entry *a = &later->entries[i], *b = &earlier->entries[j];
        if (i < later_end && j < earlier_end && same(&a->contribution, &b->contribution)) {
            all->entries[all->count] = *a;
            absorb(&all->entries[all->count++], b);
            i++, j++;
        } else if (j == earlier_end ||
                   (i < later_end && comes_first(&a->contribution, &b->contribution))) {
            all->entries[all->count++] = *a;
            i++;
        } else {
            all->entries[all->count++] = *b;
            j++;
        }
    }
}

/* At most four at each moment. */
static void merge_open(jp__entries *all, const jp__entries *later, const jp__entries *earlier)
{
    size_t first = all->count;
    for (size_t i = count_closed(later); i < later->count; i++)
        all->entries[all->count++] = later->entries[i];
    for (size_t j = count_closed(earlier); j < earlier->count; j++) {
        const jp__entry *b = &earlier->entries[j];
        size_t i = first;
        while (i < all->count && !same(&all->entries[i].contribution, &b->contribution))
            i++;
        if (i < all->count)
            absorb(&all->entries[i], b);
        else
            all->entries[all->count++] = *b;
    }
}

jp_status jp__merge_moments(jp_explainer *x, jp_error *err)
{
    const jp__entries *later = &x->moments[0], *earlier = &x->moments[1];
    jp__entries *all = &x->explanation.entries;
    JP_TRY(jp__grow(&x->allocator, &all->entries, &all->capacity,
                    later->count + earlier->count, sizeof *all->entries, err));
    all->count = 0;
    merge_closed(all, later, earlier);
    merge_open(all, later, earlier);
    return JP_OK;
}
