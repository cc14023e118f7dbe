/*
 * sort.c - puts a table in order: by relationship, and within it canonically.
 *
 * First the places: relationships are ranked by their ids, facts are dealt out to them by counting,
 * and those of one relationship are merge-sorted where they are not in order. Then the columns follow
 * one by one. All memory is there before anything moves, so that a failure changes nothing. Facts that
 * came grouped, as data frames often hold them, are left to regroup.c.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "facts/table.h"

/* Shorter runs are sorted by insertion. */
#define SHORT_RUN 16

typedef struct sorting {
    const jp_model *model;
    jp__columns *columns;
    jp_facts view;     /* of the columns as they were */
    uint32_t *rank;    /* of each relationship */
    uint32_t *order;   /* which fact comes to each place */
    size_t *starts;    /* of each relationship among the places */
    uint32_t *next;    /* how many facts each has, and then where its next one goes */
    jp__relation *items;
    size_t item_capacity;
    jp__piece spare, ids;
} sorting;

/* A run of places under sorting: times and numbers of the facts, and room for half of both. */
typedef struct run {
    int64_t *time_us;
    uint32_t *order;
    int64_t *spare_time_us;
    uint32_t *spare_order;
} run;

/* ---- Memory ------------------------------------------------------------------------------- */

/* Before all other memory is taken, since it needs some for itself. */
static jp_status rank(sorting *s, const jp_fact_table *table, jp_error *err)
{
    s->rank = jp__alloc(&table->allocator, table->relations.count, sizeof *s->rank);
    if (!s->rank)
        return jp__no_memory(err);
    return jp__relations_rank(&table->relations, &table->allocator, s->rank, err);
}

static jp_status allocate(sorting *s, jp_fact_table *table, jp_error *err)
{
    const jp_allocator *a = &table->allocator;
    size_t relations = table->relations.count;
    s->order = jp__alloc(a, s->columns->count, sizeof *s->order);
    s->starts = jp__calloc(a, relations + 1, sizeof *s->starts);
    s->next = jp__calloc(a, relations, sizeof *s->next);
    s->items = jp__alloc(a, relations, sizeof *s->items);
    s->item_capacity = relations;
    if (!s->order || !s->starts || !s->next || !s->items)
        return jp__no_memory(err);
    if (s->columns->id_bytes > 0) {
        s->ids = (jp__piece){ jp__alloc(a, s->columns->id_bytes, 1), s->columns->id_bytes };
        if (!s->ids.data)
            return jp__no_memory(err);
    }
    return jp__columns_spare(s->columns, a, &s->spare, err);
}

static void release(sorting *s, const jp_fact_table *table, size_t starts)
{
    const jp_allocator *a = &table->allocator;
    jp__free(a, s->rank, table->relations.count, sizeof *s->rank);
    jp__free(a, s->order, s->columns->count, sizeof *s->order);
    jp__free(a, s->starts, starts, sizeof *s->starts);
    jp__free(a, s->next, table->relations.count, sizeof *s->next);
    jp__free(a, s->items, s->item_capacity, sizeof *s->items);
    jp__free(a, s->ids.data, s->ids.bytes, 1);
    jp__free(a, s->spare.data, s->spare.bytes, 1);
}

/* ---- Which fact comes where --------------------------------------------------------------- */

/* Deals the facts out to their relationships, in the order in which they came. Afterwards starts[r] is the
 * first place of relationship r. While facts are counted and dealt, relationships keep their old numbers:
 * a rank for each fact would be one more look into memory that is nowhere near. */
static void deal(sorting *s, size_t relations)
{
    const uint32_t *relation = s->columns->column[JP__COLUMN_RELATION].data;
    size_t count = s->columns->count;
    for (size_t k = 0; k < count; k++)
        s->next[relation[k]]++;
    for (size_t r = 0; r < relations; r++)
        s->starts[s->rank[r] + 1] = s->next[r];
    for (size_t place = 0; place < relations; place++)
        s->starts[place + 1] += s->starts[place];
    for (size_t r = 0; r < relations; r++)
        s->next[r] = (uint32_t)s->starts[s->rank[r]];
    for (size_t k = 0; k < count; k++)
        s->order[s->next[relation[k]]++] = (uint32_t)k;
}

/* ---- Sorting the facts of one relationship -------------------------------------------------- */

static inline bool is_after(const sorting *s, int64_t time_a, uint32_t a, int64_t time_b, uint32_t b)
{
    if (time_a != time_b)
        return time_a > time_b;
    return jp__facts_compare_at_one_time(s->model, &s->view, a, b) > 0;
}

static bool is_sorted(const sorting *s, const run *x, size_t count)
{
    for (size_t k = 1; k < count; k++) {
        if (is_after(s, x->time_us[k - 1], x->order[k - 1], x->time_us[k], x->order[k]))
            return false;
    }
    return true;
}

static void insertion_sort(const sorting *s, const run *x, size_t start, size_t end)
{
    for (size_t k = start + 1; k < end; k++) {
        int64_t time_us = x->time_us[k];
        uint32_t fact = x->order[k];
        size_t place = k;
        while (place > start && is_after(s, x->time_us[place - 1], x->order[place - 1], time_us, fact)) {
            x->time_us[place] = x->time_us[place - 1];
            x->order[place] = x->order[place - 1];
            place--;
        }
        x->time_us[place] = time_us;
        x->order[place] = fact;
    }
}

/* Merges two sorted neighbours in place. The left one moves to the spare first. */
static void merge(const sorting *s, const run *x, size_t start, size_t middle, size_t end)
{
    if (start == middle || middle == end ||
        !is_after(s, x->time_us[middle - 1], x->order[middle - 1], x->time_us[middle], x->order[middle]))
        return;
    size_t count = middle - start, left = 0, right = middle, to = start;
    memcpy(x->spare_time_us, x->time_us + start, count * sizeof *x->time_us);
    memcpy(x->spare_order, x->order + start, count * sizeof *x->order);
    while (left < count) {
        bool take_right = right < end && is_after(s, x->spare_time_us[left], x->spare_order[left],
                                                  x->time_us[right], x->order[right]);
        x->time_us[to] = take_right ? x->time_us[right] : x->spare_time_us[left];
        x->order[to++] = take_right ? x->order[right] : x->spare_order[left];
        right += take_right;
        left += !take_right;
    }
}

/* Merge sort from the bottom up. Run j of 2^level begins at j x count / 2^level, so that no left
 * neighbour is longer than half of all. */
static void sort_run(const sorting *s, const run *x, uint64_t count)
{
    unsigned level = 0;
    while (count >> level > SHORT_RUN)
        level++;
    for (uint64_t j = 0; j < UINT64_C(1) << level; j++)
        insertion_sort(s, x, (size_t)(j * count >> level), (size_t)((j + 1) * count >> level));
    for (; level > 0; level--) {
        for (uint64_t j = 0; j < UINT64_C(1) << level; j += 2)
            merge(s, x, (size_t)(j * count >> level), (size_t)((j + 1) * count >> level),
                  (size_t)((j + 2) * count >> level));
    }
}

/* The column of times has been dealt out already; its former memory is in `spare`. */
static void sort_relationships(sorting *s, size_t relations)
{
    int64_t *time_us = s->columns->column[JP__COLUMN_TIME].data, *spare = s->spare.data;
    for (size_t r = 0; r < relations; r++) {
        size_t start = s->starts[r], count = s->starts[r + 1] - start;
        run x = { time_us + start, s->order + start, spare, (uint32_t *)(void *)(spare + count / 2) };
        if (!is_sorted(s, &x, count))
            sort_run(s, &x, count);
    }
}

/* ---- The whole ---------------------------------------------------------------------------- */

static void arrange(sorting *s, jp_fact_table *table)
{
    size_t relations = table->relations.count;
    deal(s, relations);
    jp__columns_permute(s->columns, JP__COLUMN_TIME, s->order, &s->spare);
    sort_relationships(s, relations);
    for (jp__column column = JP__COLUMN_TIME + 1; column < JP__COLUMN_ID; column++) {
        if (column != JP__COLUMN_RELATION)
            jp__columns_permute(s->columns, column, s->order, &s->spare);
    }
    jp__columns_permute_ids(s->columns, s->order, &s->spare, &s->ids);
    jp__table_number(table, s->starts);
    jp__relations_renumber(&table->relations, s->rank, &s->items, &s->item_capacity);
}

static jp_status sort(sorting *s, jp_fact_table *table, jp_error *err)
{
    size_t starts = table->relations.count + 1;
    jp_status status = rank(s, table, err);
    if (status == JP_OK)
        status = allocate(s, table, err);
    if (status == JP_OK) {
        arrange(s, table);
        starts = jp__table_take_starts(table, &s->starts);
    }
    release(s, table, starts);
    return status;
}

jp_status jp_fact_table_sort(jp_fact_table *table, jp_error *err)
{
    if (!table)
        return jp__fail(err, JP_ERROR_ARGUMENT, "Argument 'table' must not be NULL.");
    if (table->sorted)
        return JP_OK;
    JP_TRY(jp__columns_trim(&table->columns, &table->allocator, err));
    if (jp__table_is_grouped(table))
        return jp__table_regroup(table, err);
    sorting s = { .model = table->model, .columns = &table->columns };
    s.view = jp__columns_view(s.columns, 0, s.columns->count);
    return sort(&s, table, err);
}
