/*
 * merge.c - the contributions of two moments in one list (section 7, a change between two dates).
 *
 * A fact that both moments see is one contribution: what it gained or lost. What only one of them
 * has, came, went, or fell silent.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "explain/explain.h"

static bool same(const jp_contribution *a, const jp_contribution *b)
{
    return a->type == b->type && a->type != JP_OPEN && a->kind == b->kind && a->actor == b->actor &&
           a->time_us == b->time_us && a->row == b->row && a->from == b->from && a->to == b->to;
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

jp_status jp__merge_moments(jp_explainer *x, jp_error *err)
{
    const jp__entries *later = &x->moments[0], *earlier = &x->moments[1];
    jp__entries *all = &x->explanation.entries;
    size_t i = 0, j = 0;
    JP_TRY(jp__grow(&x->allocator, (void **)&all->entries, &all->capacity,
                    later->count + earlier->count, sizeof *all->entries, err));
    all->count = 0;
    while (i < later->count || j < earlier->count) {
        const jp__entry *a = &later->entries[i], *b = &earlier->entries[j];
        if (i < later->count && j < earlier->count && same(&a->contribution, &b->contribution)) {
            all->entries[all->count] = *a;
            absorb(&all->entries[all->count++], b);
            i++, j++;
        } else if (j == earlier->count ||
                   (i < later->count && comes_first(&a->contribution, &b->contribution))) {
            all->entries[all->count++] = *a;
            i++;
        } else {
            all->entries[all->count++] = *b;
            j++;
        }
    }
    return JP_OK;
}
