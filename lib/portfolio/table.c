/*
 * table.c - tables of results: laid out once, then shared and only read.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "portfolio/table.h"

static const char mark[] = "indicator.";

struct jp__layout {
    jp_table *table; /* NULL: only measuring */
    size_t rows, columns;
    size_t names_used, data_used;
    char *names, *data; /* where the table has them */
    bool too_large;
};

/* ---- Laying out ----------------------------------------------------------------------------- */

static size_t length_of(const char *text)
{
    return text == NULL ? 0 : strlen(text);
}

static char *put(char *to, const char *text)
{
    size_t length = length_of(text);
    if (length > 0)
        memcpy(to, text, length);
    return to + length;
}

static const char *take_name(jp__layout *l, const jp__column_name *name)
{
    size_t start = l->names_used;
    l->names_used += length_of(name->group) + name->marks * strlen(mark) + length_of(name->id) +
                     length_of(name->suffix) + 1;
    if (l->table == NULL)
        return NULL;
    char *to = put(l->names + start, name->group);
    for (unsigned i = 0; i < name->marks; i++)
        to = put(to, mark);
    to = put(put(to, name->id), name->suffix);
    *to = '\0';
    return l->names + start;
}

/* Each piece begins a line of the cache further than where a multiple of its size would put it:
 * columns of 2^n rows would else all fall on the same few lines. */
static void *take_data(jp__layout *l, size_t count, size_t size)
{
    size_t start = l->data_used;
    if (count > (PTRDIFF_MAX - start - 2 * JP__LINE) / size) {
        l->too_large = true;
        return NULL;
    }
    l->data_used += (count * size + JP__LINE - 1) / JP__LINE * JP__LINE + JP__LINE;
    return l->table == NULL ? NULL : l->data + start;
}

void jp__layout_add(jp__layout *l, const jp__column_plan *plan)
{
    bool text = plan->type == JP_COLUMN_TEXT;
    jp__result_column column = { .name = take_name(l, &plan->name), .type = plan->type,
                                 .categories = plan->categories,
                                 .category_count = plan->category_count };
    column.values = take_data(l, text ? plan->text_bytes : l->rows, jp__value_size(plan->type));
    if (plan->may_miss)
        column.validity = take_data(l, l->rows / 8 + 1, 1);
    if (text)
        column.offsets = take_data(l, l->rows + 1, sizeof(int64_t));
    if (l->table != NULL) {
        if (column.validity != NULL)
            memset(column.validity, 0, l->rows / 8 + 1);
        l->table->columns[l->columns] = column;
    }
    l->columns++;
}

static jp_status place(jp_table *table, const jp__layout *measured, jp__declare_fn declare, const void *about,
                       jp_error *err)
{
    size_t columns_size = measured->columns * sizeof *table->columns;
    table->names_size = columns_size + measured->names_used;
    table->data_size = measured->data_used + JP__LINE;
    table->names = jp__alloc(&table->allocator, table->names_size, 1);
    table->data = jp__alloc(&table->allocator, table->data_size, 1);
    if (table->names == NULL || table->data == NULL)
        return jp__no_memory(err);
    table->columns = table->names;
    table->column_count = measured->columns;
    jp__layout l = { .table = table, .rows = table->row_count,
                     .names = (char *)table->names + columns_size, .data = jp__at_line(table->data) };
    declare(&l, about);
    return JP_OK;
}

jp_status jp__table_new(const jp_allocator *a, size_t rows, jp__declare_fn declare, const void *about,
                        jp_table **out, jp_error *err)
{
    jp__layout measured = { .rows = rows };
    declare(&measured, about);
    jp_table *table = measured.too_large ? NULL : jp__calloc(a, 1, sizeof *table);
    if (table == NULL)
        return jp__no_memory(err);
    table->allocator = *a;
    table->row_count = rows;
    atomic_init(&table->references, 1);
    jp_status status = place(table, &measured, declare, about, err);
    if (status == JP_OK)
        *out = table;
    else
        jp_table_free(table);
    return status;
}

static bool is_full(const uint8_t *validity, size_t rows)
{
    for (size_t i = 0; i < rows / 8; i++)
        if (validity[i] != 0xff)
            return false;
    return rows % 8 == 0 || validity[rows / 8] == (1u << rows % 8) - 1;
}

void jp__table_settle(jp_table *table)
{
    for (size_t i = 0; i < table->column_count; i++) {
        jp__result_column *column = &table->columns[i];
        if (column->validity != NULL && is_full(column->validity, table->row_count))
            column->validity = NULL;
    }
}

/* ---- What callers do with it ------------------------------------------------------------------ */

size_t jp_table_row_count(const jp_table *table)
{
    return table->row_count;
}

size_t jp_table_column_count(const jp_table *table)
{
    return table->column_count;
}

jp_status jp_table_column(const jp_table *table, size_t index, jp_column_info *info, jp_error *err)
{
    if (table == NULL || info == NULL)
        return jp__fail(err, JP_ERROR_ARGUMENT, "Argument '%s' must not be NULL.",
                        table == NULL ? "table" : "info");
    if (index >= table->column_count)
        return jp__fail(err, JP_ERROR_ARGUMENT, "The index of a column must be below %zu, got %zu.",
                        table->column_count, index);
    JP_TRY(jp__check_struct(info, sizeof *info, sizeof *info, "jp_column_info", err));
    const jp__result_column *c = &table->columns[index];
    *info = (jp_column_info){ .struct_size = info->struct_size, .name = c->name, .type = c->type,
                              .values = c->values, .validity = c->validity, .offsets = c->offsets,
                              .categories = c->categories, .category_count = c->category_count };
    return JP_OK;
}

size_t jp__table_find(const jp_table *table, const char *name, size_t length)
{
    size_t i = 0;
    while (i < table->column_count && jp__text_compare(table->columns[i].name, strlen(table->columns[i].name),
                                                       name, length) != 0)
        i++;
    return i;
}

jp_status jp_table_find_column(const jp_table *table, const char *name, size_t length, size_t *index,
                               jp_error *err)
{
    if (table == NULL || name == NULL || index == NULL)
        return jp__fail(err, JP_ERROR_ARGUMENT, "Argument '%s' must not be NULL.",
                        table == NULL ? "table" : name == NULL ? "name" : "index");
    size_t found = jp__table_find(table, name, length);
    if (found == table->column_count)
        return jp__fail(err, JP_ERROR_UNKNOWN, "The table has no column '%s'.",
                        jp__quote(name, length, JP__QUOTE_MAX).text);
    *index = found;
    return JP_OK;
}

jp_table *jp_table_retain(jp_table *table)
{
    atomic_fetch_add_explicit(&table->references, 1, memory_order_relaxed);
    return table;
}

void jp_table_free(jp_table *table)
{
    if (table == NULL || atomic_fetch_sub_explicit(&table->references, 1, memory_order_acq_rel) > 1)
        return;
    jp_allocator a = table->allocator;
    jp__free(&a, table->names, table->names_size, 1);
    jp__free(&a, table->data, table->data_size, 1);
    jp__free(&a, table, 1, sizeof *table);
}
