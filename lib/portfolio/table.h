/*
 * table.h - how a table of results is laid out and filled.
 *
 * A table is declared by a function that names its columns one after the other. It runs twice: once
 * to measure, once to place names and values in two blocks of memory, which is all that a table has.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_PORTFOLIO_TABLE_H
#define JP_PORTFOLIO_TABLE_H

#include <stdatomic.h>

#include <joyfulprofit/portfolio.h>

#include "base/base.h"

typedef struct jp__result_column {
    const char *name; /* terminated */
    jp_column_type type;
    void *values;      /* of text: its bytes */
    uint8_t *validity; /* NULL: nothing is missing */
    int64_t *offsets;  /* of text */
    const char *const *categories;
    size_t category_count;
} jp__result_column;

struct jp_table {
    jp_allocator allocator;
    atomic_size_t references;
    size_t row_count;
    size_t column_count;
    jp__result_column *columns;
    void *names, *data; /* the two blocks; the columns stand before the names */
    size_t names_size, data_size;
};

/* A name in pieces: group, "indicator." as often as `marks` says, id, suffix. Pieces may be NULL. */
typedef struct jp__column_name {
    const char *group, *id, *suffix;
    unsigned marks;
} jp__column_name;

typedef struct jp__column_plan {
    jp__column_name name;
    jp_column_type type;
    bool may_miss;
    const char *const *categories; /* static */
    size_t category_count;
    size_t text_bytes;             /* of all rows together */
} jp__column_plan;

typedef struct jp__layout jp__layout;
typedef void (*jp__declare_fn)(jp__layout *layout, const void *about);

/* Adds a column, behind those that are there. For jp__declare_fn only. */
void jp__layout_add(jp__layout *layout, const jp__column_plan *plan);

/* A table with one owner. Its values are undefined, its validity bitmaps are all 0: missing. */
jp_status jp__table_new(const jp_allocator *a, size_t rows, jp__declare_fn declare, const void *about,
                        jp_table **table, jp_error *err);

/* Once all values are there: drops the bitmaps of columns where nothing is missing. */
void jp__table_settle(jp_table *table);

/* The column of that name, or column_count. */
size_t jp__table_find(const jp_table *table, const char *name, size_t length);

/* Bytes of a value in `values`; of text: of a byte. */
static inline size_t jp__value_size(jp_column_type type)
{
    switch (type) {
    case JP_COLUMN_DOUBLE:
        return sizeof(double);
    case JP_COLUMN_INT64:
    case JP_COLUMN_TIME_US:
        return sizeof(int64_t);
    case JP_COLUMN_BOOL:
    case JP_COLUMN_CATEGORY:
    case JP_COLUMN_TEXT:
        break;
    }
    return sizeof(uint8_t);
}

/* Marks rows of the byte that `row` is in, a bit for each. Rows may be filled by several threads, and eight
 * of them share a byte. */
static inline void jp__mark_rows(jp__result_column *column, size_t row, uint8_t bits)
{
    atomic_fetch_or_explicit((_Atomic uint8_t *)&column->validity[row / 8], bits, memory_order_relaxed);
}

static inline void jp__mark_present(jp__result_column *column, size_t row)
{
    jp__mark_rows(column, row, (uint8_t)(1u << row % 8));
}

static inline bool jp__is_present(const jp__result_column *column, size_t row)
{
    return column->validity == NULL || (column->validity[row / 8] >> row % 8 & 1);
}

#endif /* JP_PORTFOLIO_TABLE_H */
