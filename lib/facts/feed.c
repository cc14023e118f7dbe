/*
 * feed.c - what all inputs of facts have in common.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "facts/feed.h"

jp_status jp__feed_new(const jp__feed_type *type, const jp_model *model,
                       const jp_fact_table_options *options, jp__feed **feed, jp_error *err)
{
    jp_fact_table *table;
    JP_TRY(jp_fact_table_new(model, options, &table, err));
    jp__feed *made = jp__calloc(&table->allocator, 1, type->size);
    if (!made) {
        jp_fact_table_free(table);
        return jp__no_memory(err);
    }
    *made = (jp__feed){ .type = type, .allocator = table->allocator, .table = table };
    *feed = made;
    return JP_OK;
}

void jp__feed_free(jp__feed *feed)
{
    if (!feed)
        return;
    jp_allocator a = feed->allocator;
    feed->type->close(feed);
    jp_fact_table_free(feed->table);
    jp__free(&a, feed, 1, feed->type->size);
}

jp_status jp__feed_read_all(jp__feed *feed, jp_fact_table **table, jp_error *err)
{
    jp_status status = JP_OK;
    while (status == JP_OK && !feed->ended)
        status = jp__feed_next(feed, err);
    jp_fact_table *facts = feed->table;
    feed->table = NULL;
    jp__feed_free(feed); /* before facts are sorted, which needs memory too */
    if (status == JP_OK)
        status = jp_fact_table_sort(facts, err);
    if (status == JP_OK)
        *table = facts;
    else
        jp_fact_table_free(facts);
    return status;
}

jp_status jp__feed_of_text(const jp__feed_type *type, const jp_model *model, jp_read_fn read, void *read_user,
                           const jp_fact_table_options *options, jp__feed **feed, jp_error *err)
{
    jp__feed *made = NULL;
    if (!read)
        return jp__fail(err, JP_ERROR_ARGUMENT, "Argument 'read' must not be NULL.");
    JP_TRY(jp__feed_new(type, model, options, &made, err));
    return jp__feed_give(made, type->open(made, read, read_user, err), feed);
}

jp_status jp__feed_read_text(const jp__feed_type *type, const jp_model *model, jp_read_fn read,
                             void *read_user, const jp_fact_table_options *options, jp_fact_table **table,
                             jp_error *err)
{
    jp__feed *feed = NULL;
    if (!table)
        return jp__fail(err, JP_ERROR_ARGUMENT, "Argument 'table' must not be NULL.");
    *table = NULL;
    JP_TRY(jp__feed_of_text(type, model, read, read_user, options, &feed, err));
    return jp__feed_read_all(feed, table, err);
}
