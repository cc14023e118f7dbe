/*
 * regroup.c - tables whose facts came grouped by relationship and in order within each.
 *
 * Data frames often hold them so. Where the relationships, too, are in the order of their ids, only the
 * places where they begin are to be found; else their facts move as a whole, which takes a third of the
 * time and half of the memory of sorting fact by fact (sort.c).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "facts/table.h"

typedef struct regrouping {
    uint32_t *rank;  /* of each relationship */
    uint32_t *order; /* which of them comes to each place */
    size_t *before;  /* where the facts of each began, */
    size_t *starts;  /* and where those at each place begin */
    jp__relation *items;
    size_t item_capacity;
    jp__piece spare, ids;
} regrouping;

/* ---- Looking ----------------------------------------------------------------------------------- */

bool jp__table_is_grouped(const jp_fact_table *table)
{
    const jp__columns *columns = &table->columns;
    const uint32_t *relation = columns->column[JP__COLUMN_RELATION].data;
    const int64_t *time_us = columns->column[JP__COLUMN_TIME].data;
    jp_facts view = jp__columns_view(columns, 0, columns->count);
    for (size_t k = 1; k < columns->count; k++) {
        bool same = relation[k] == relation[k - 1];
        if ((relation[k] > relation[k - 1]) | (same & (time_us[k] > time_us[k - 1]))) /* nearly always */
            continue;
        if (!same || time_us[k] < time_us[k - 1] ||
            jp__facts_compare_at_one_time(table->model, &view, k - 1, k) > 0)
            return false;
    }
    return true;
}

/* Relationships are numbered as they came, so they must have come in the order of their ids. */
static bool are_relations_in_order(const jp__relations *relations)
{
    for (size_t r = 1; r < relations->count; r++) {
        const jp__relation *next = &relations->items[r];
        if (jp__relation_compare(&relations->items[r - 1], jp__relation_supplier(next),
                                 jp__relation_client(next)) > 0)
            return false;
    }
    return true;
}

/* The first fact of each relationship, and the end of the last. */
static void find_starts(const jp__columns *columns, size_t *starts)
{
    const uint32_t *relation = columns->column[JP__COLUMN_RELATION].data;
    for (size_t k = 0; k < columns->count; k++)
        starts[relation[k] + 1] = k + 1;
}

/* ---- Memory -------------------------------------------------------------------------------------- */

/* Before all other memory is taken, since it needs some for itself. */
static jp_status rank(regrouping *g, const jp_fact_table *table, jp_error *err)
{
    g->rank = jp__alloc(&table->allocator, table->relations.count, sizeof *g->rank);
    if (!g->rank)
        return jp__no_memory(err);
    return jp__relations_rank(&table->relations, &table->allocator, g->rank, err);
}

static jp_status allocate(regrouping *g, const jp_fact_table *table, jp_error *err)
{
    const jp_allocator *a = &table->allocator;
    const jp__columns *columns = &table->columns;
    size_t count = table->relations.count;
    g->order = jp__alloc(a, count, sizeof *g->order);
    g->before = jp__calloc(a, count + 1, sizeof *g->before);
    g->starts = jp__alloc(a, count + 1, sizeof *g->starts);
    g->items = jp__alloc(a, count, sizeof *g->items);
    g->item_capacity = count;
    if (!g->order || !g->before || !g->starts || !g->items)
        return jp__no_memory(err);
    if (columns->id_bytes > 0) {
        g->ids = (jp__piece){ jp__alloc(a, columns->id_bytes, 1), columns->id_bytes };
        if (!g->ids.data)
            return jp__no_memory(err);
    }
    return jp__columns_spare(columns, a, &g->spare, err);
}

static void release(regrouping *g, const jp_fact_table *table, size_t starts)
{
    const jp_allocator *a = &table->allocator;
    size_t count = table->relations.count;
    jp__free(a, g->rank, count, sizeof *g->rank);
    jp__free(a, g->order, count, sizeof *g->order);
    jp__free(a, g->before, count + 1, sizeof *g->before);
    jp__free(a, g->starts, starts, sizeof *g->starts);
    jp__free(a, g->items, g->item_capacity, sizeof *g->items);
    jp__free(a, g->ids.data, g->ids.bytes, 1);
    jp__free(a, g->spare.data, g->spare.bytes, 1);
}

size_t jp__table_take_starts(jp_fact_table *table, size_t **starts)
{
    size_t *before = table->starts, count = table->start_count;
    table->starts = *starts;
    table->start_count = table->relations.count + 1;
    table->sorted = true;
    *starts = before;
    return count;
}

/* ---- Moving ---------------------------------------------------------------------------------------- */

static void find_places(regrouping *g, const jp_fact_table *table)
{
    size_t count = table->relations.count;
    find_starts(&table->columns, g->before);
    for (size_t r = 0; r < count; r++)
        g->order[g->rank[r]] = (uint32_t)r;
    g->starts[0] = 0;
    for (size_t place = 0; place < count; place++) {
        size_t r = g->order[place];
        g->starts[place + 1] = g->starts[place] + (g->before[r + 1] - g->before[r]);
    }
}

void jp__table_number(jp_fact_table *table, const size_t *starts)
{
    uint32_t *relation = table->columns.column[JP__COLUMN_RELATION].data;
    for (size_t r = 0; r < table->relations.count; r++) {
        for (size_t k = starts[r]; k < starts[r + 1]; k++)
            relation[k] = (uint32_t)r;
    }
}

static void move(regrouping *g, jp_fact_table *table)
{
    jp__columns *columns = &table->columns;
    jp__runs runs = { table->relations.count, g->order, g->before };
    find_places(g, table);
    for (jp__column column = JP__COLUMN_TIME; column < JP__COLUMN_ID; column++) {
        if (column != JP__COLUMN_RELATION)
            jp__columns_move_runs(columns, column, &runs, &g->spare);
    }
    jp__columns_move_ids(columns, &runs, &g->spare, &g->ids);
    jp__table_number(table, g->starts);
    jp__relations_renumber(&table->relations, g->rank, &g->items, &g->item_capacity);
}

static jp_status regroup(regrouping *g, jp_fact_table *table, jp_error *err)
{
    size_t starts = table->relations.count + 1;
    jp_status status = rank(g, table, err);
    if (status == JP_OK)
        status = allocate(g, table, err);
    if (status == JP_OK) {
        move(g, table);
        starts = jp__table_take_starts(table, &g->starts);
    }
    release(g, table, starts);
    return status;
}

jp_status jp__table_regroup(jp_fact_table *table, jp_error *err)
{
    regrouping g = { .rank = NULL };
    if (!are_relations_in_order(&table->relations))
        return regroup(&g, table, err);
    size_t *starts = jp__calloc(&table->allocator, table->relations.count + 1, sizeof *starts);
    if (!starts)
        return jp__no_memory(err);
    find_starts(&table->columns, starts);
    size_t count = jp__table_take_starts(table, &starts);
    jp__free(&table->allocator, starts, count, sizeof *starts);
    return JP_OK;
}
