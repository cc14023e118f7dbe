/*
 * rows.c - rows on their way into the table.
 *
 * A row has a value in each of some hundred columns, and each of them is far from the next: rows written one
 * by one would go back to every line of the cache eight times until it is full. So a worker gathers the rows
 * of a line, one behind the other, and writes the lines when it has them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "base/bytes.h"
#include "portfolio/batch.h"

jp_status jp__rows_new(jp__rows *rows, const jp_allocator *a, jp_table *table, size_t first_column,
                       jp_error *err)
{
    size_t columns = table->column_count - first_column;
    *rows = (jp__rows){ .table = table, .first_column = first_column, .columns = columns };
    rows->entries = jp__alloc(a, columns, JP__ROWS_TOGETHER * sizeof *rows->entries);
    rows->present = jp__calloc(a, columns, sizeof *rows->present);
    return rows->entries == NULL || rows->present == NULL ? jp__no_memory(err) : JP_OK;
}

void jp__rows_free(jp__rows *rows, const jp_allocator *a)
{
    jp__free(a, rows->entries, rows->columns, JP__ROWS_TOGETHER * sizeof *rows->entries);
    jp__free(a, rows->present, rows->columns, sizeof *rows->present);
}

/* Writes `count` rows of a column, whose entries are `columns` apart. */
JP__INLINE void put_column(const jp__result_column *to, size_t first, const jp__entry *entry, size_t columns,
                           size_t count)
{
    if (jp__value_size(to->type) == sizeof *entry) {
        char *values = (char *)to->values + first * sizeof *entry;
        for (size_t i = 0; i < count; i++)
            memcpy(values + i * sizeof *entry, &entry[i * columns], sizeof *entry);
        jp__prefetch((const void *)((uintptr_t)values + JP__LINE)); /* where the next rows go */
    } else {
        for (size_t i = 0; i < count; i++)
            ((uint8_t *)to->values)[first + i] = (uint8_t)entry[i * columns].whole;
    }
}

JP__INLINE void put_columns(const jp__rows *rows, size_t count)
{
    jp__result_column *to = rows->table->columns + rows->first_column;
    const size_t first = rows->first, columns = rows->columns;
    const jp__entry *entries = rows->entries + first % JP__ROWS_TOGETHER * columns;
    for (size_t i = 0; i < columns; i++) {
        put_column(&to[i], first, &entries[i], columns, count);
        if (rows->present[i] != 0)
            jp__mark_rows(&to[i], first, rows->present[i]);
    }
}

void jp__rows_put(jp__rows *rows)
{
    size_t count = rows->end - rows->first;
    if (count == JP__ROWS_TOGETHER)
        put_columns(rows, JP__ROWS_TOGETHER); /* most rows: unrolled */
    else if (count > 0)
        put_columns(rows, count);
    memset(rows->present, 0, rows->columns);
    rows->first = rows->end = 0;
}

void jp__rows_took(jp__rows *rows, size_t row)
{
    rows->first = rows->end == 0 ? row : rows->first;
    rows->end = row + 1;
    if (rows->end % JP__ROWS_TOGETHER == 0)
        jp__rows_put(rows);
}
