/*
 * seen.c - the facts that are seen as of a moment, in the canonical order (docs/method.md section 0).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "facts/facts.h"

#include <string.h>

/* What two facts are compared by. */
typedef struct ordering {
    const jp_model *model;
    const jp_facts *facts;
} ordering;

/* Almost always the times differ: the rest of the order stays out of the loops. */
static inline bool is_after(const ordering *by, const jp__fact *a, const jp__fact *b)
{
    if (a->time_us != b->time_us)
        return a->time_us > b->time_us;
    return jp__fact_compare(by->model, by->facts, a, b) > 0;
}

/* A fact is known from its recorded time on, if it has one; nothing else may leak into a score. */
static inline bool is_seen(const jp_facts *facts, size_t index, int64_t as_of_us)
{
    if (facts->time_us[index] > as_of_us)
        return false;
    return !jp__facts_has_recorded(facts, index) || facts->recorded_us[index] <= as_of_us;
}

/* Merges two sorted neighbours of `from` into `to`; of equal facts the first stays first. */
static void merge(const ordering *by, const jp__fact *from, size_t middle, size_t end, jp__fact *to)
{
    size_t left = 0, right = middle;
    while (left < middle && right < end)
        *to++ = is_after(by, &from[left], &from[right]) ? from[right++] : from[left++];
    memcpy(to, from + left, (middle - left) * sizeof *to);
    memcpy(to + (middle - left), from + right, (end - right) * sizeof *to);
}

/* One round of the merge sort: runs of `width` become runs of twice that. */
static void merge_runs(const ordering *by, const jp__fact *from, size_t count, size_t width, jp__fact *to)
{
    for (size_t start = 0; start < count; start += 2 * width) {
        size_t end = count - start < 2 * width ? count - start : 2 * width;
        size_t middle = end < width ? end : width;
        merge(by, from + start, middle, end, to + start);
    }
}

static jp_status sort(jp__seen *seen, const jp_allocator *a, const ordering *by, jp_error *err)
{
    JP_TRY(jp__grow(a, &seen->scratch, &seen->scratch_capacity, seen->count, sizeof(jp__fact), err));
    for (size_t width = 1; width < seen->count; width *= 2) {
        merge_runs(by, seen->facts, seen->count, width, seen->scratch);
        jp__fact *sorted = seen->scratch;
        size_t capacity = seen->scratch_capacity;
        seen->scratch = seen->facts;
        seen->scratch_capacity = seen->capacity;
        seen->facts = sorted;
        seen->capacity = capacity;
    }
    return JP_OK;
}

jp_status jp__seen_gather(jp__seen *seen, const jp_allocator *a, const jp_model *model,
                          const jp_facts *facts, int64_t as_of_us, jp_error *err)
{
    ordering by = { model, facts };
    seen->count = 0;
    JP_TRY(jp__grow(a, &seen->facts, &seen->capacity, facts->length, sizeof(jp__fact), err));
    bool ordered = true;
    for (size_t row = 0; row < facts->length; row++) {
        if (!is_seen(facts, facts->offset + row, as_of_us))
            continue;
        jp__fact *fact = &seen->facts[seen->count];
        *fact = jp__facts_at(facts, row);
        ordered = ordered && (seen->count == 0 || !is_after(&by, fact - 1, fact));
        seen->count++;
    }
    if (!ordered)
        JP_TRY(sort(seen, a, &by, err));
    return JP_OK;
}

/* Sorts what stands from `sorted` on into `scratch`, which has room for it. */
static void sort_behind(jp__seen *seen, const ordering *by, size_t sorted)
{
    size_t count = seen->count - sorted;
    jp__fact *from = seen->facts + sorted, *to = seen->scratch;
    for (size_t width = 1; width < count; width *= 2) {
        merge_runs(by, from, count, width, to);
        jp__fact *merged = to;
        to = from;
        from = merged;
    }
    if (from != seen->scratch)
        memcpy(seen->scratch, from, count * sizeof *from);
}

/* Merges the `count` facts in `scratch` into the `sorted` ones, from behind. Returns the first place that
 * changed. */
static size_t merge_from_behind(jp__seen *seen, const ordering *by, size_t sorted, size_t count)
{
    size_t place = sorted + count;
    while (count > 0) {
        bool old_last = sorted > 0 && is_after(by, &seen->facts[sorted - 1], &seen->scratch[count - 1]);
        seen->facts[--place] = old_last ? seen->facts[--sorted] : seen->scratch[--count];
    }
    return place;
}

/* The first fact from i on, before `end`, that the one before it should come after. */
static size_t end_of_order(const jp__seen *seen, const ordering *by, size_t i, size_t end)
{
    const jp__fact *facts = seen->facts;
    for (; i < end; i++)
        if (facts[i - 1].time_us >= facts[i].time_us && is_after(by, &facts[i - 1], &facts[i]))
            break;
    return i;
}

jp_status jp__seen_merge(jp__seen *seen, const jp_allocator *a, const jp_model *model, size_t added,
                         size_t *first, jp_error *err)
{
    const jp_facts without_ids = { .struct_size = sizeof without_ids };
    ordering by = { model, &without_ids };
    size_t sorted = seen->count, i = end_of_order(seen, &by, sorted > 0 ? sorted : 1, sorted + added);
    *first = sorted;
    if (i < sorted + added) {
        void *grown = seen->scratch;
        jp_status status = jp__grow(a, &grown, &seen->scratch_capacity, added, sizeof(jp__fact), err);
        seen->scratch = grown;
        JP_TRY(status);
    }
    seen->count += added;
    if (i < seen->count) {
        sort_behind(seen, &by, sorted);
        *first = merge_from_behind(seen, &by, sorted, added);
    }
    return JP_OK;
}

void jp__seen_free(jp__seen *seen, const jp_allocator *a)
{
    jp__free(a, seen->facts, seen->capacity, sizeof *seen->facts);
    jp__free(a, seen->scratch, seen->scratch_capacity, sizeof *seen->scratch);
    *seen = (jp__seen){ .facts = NULL };
}
