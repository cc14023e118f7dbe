/*
 * portfolio.c - the ways into a batch: columns with offsets, and a table of facts.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "facts/table.h"
#include "portfolio/batch.h"

static jp_status missing(const char *name, jp_error *err)
{
    return jp__fail(err, JP_ERROR_ARGUMENT, "Argument '%s' must not be NULL.", name);
}

static jp_status check_offsets(const jp_facts *facts, const uint64_t *offsets, size_t count, jp_error *err)
{
    if (count > UINT32_MAX)
        return jp__fail(err, JP_ERROR_LIMIT, "One call has at most %lu relationships, got %zu.",
                        (unsigned long)UINT32_MAX, count);
    if (offsets[0] != 0)
        return jp__fail(err, JP_ERROR_ARGUMENT, "Argument 'offsets' must begin with 0, got %llu.",
                        (unsigned long long)offsets[0]);
    for (size_t i = 0; i < count; i++)
        if (offsets[i + 1] < offsets[i])
            return jp__fail(err, JP_ERROR_ARGUMENT,
                            "Argument 'offsets' must ascend, got %llu after %llu for relationship %zu.",
                            (unsigned long long)offsets[i + 1], (unsigned long long)offsets[i], i);
    if (offsets[count] != facts->length)
        return jp__fail(err, JP_ERROR_ARGUMENT,
                        "Argument 'offsets' must end with the number of facts, %zu, got %llu.", facts->length,
                        (unsigned long long)offsets[count]);
    return JP_OK;
}

jp_status jp_portfolio_score(const jp_model *model, const jp_facts *facts, const uint64_t *offsets,
                             size_t relationship_count, int64_t as_of_us,
                             const jp_portfolio_options *options, jp_table **table, jp_error *err)
{
    if (table != NULL)
        *table = NULL;
    if (model == NULL || facts == NULL || offsets == NULL || table == NULL)
        return missing(model == NULL     ? "model"
                       : facts == NULL   ? "facts"
                       : offsets == NULL ? "offsets"
                                         : "table",
                       err);
    jp__batch batch = { .model = model, .facts = facts, .offsets = offsets, .row_count = relationship_count,
                        .as_of_us = as_of_us };
    JP_TRY(jp__portfolio_options(options, &batch.options, err));
    JP_TRY(jp__facts_check_columns(facts, SIZE_MAX / 64, err));
    JP_TRY(check_offsets(facts, offsets, relationship_count, err));
    return jp__batch_score(&batch, table, err);
}

/* ---- A table of facts ------------------------------------------------------------------------- */

static jp_text supplier_of(const void *user, size_t row)
{
    const jp_fact_table *facts = user;
    return jp__relation_supplier(&facts->relations.items[row]);
}

static jp_text client_of(const void *user, size_t row)
{
    const jp_fact_table *facts = user;
    return jp__relation_client(&facts->relations.items[row]);
}

uint64_t *jp__batch_offsets(const jp_fact_table *facts, size_t row_count, const jp_allocator *a)
{
    uint64_t *offsets = jp__alloc(a, row_count + 1, sizeof *offsets);
    if (offsets == NULL)
        return NULL;
    offsets[0] = 0; /* of a table without facts there are no starts */
    for (size_t row = 0; row < row_count; row++)
        offsets[row + 1] = facts->starts[row + 1];
    return offsets;
}

static jp_status score_table(const jp_fact_table *facts, jp__batch *batch, jp_table **table, jp_error *err)
{
    jp_allocator a = jp__allocator(batch->options.allocator);
    const jp_facts all = jp__columns_view(&facts->columns, 0, facts->columns.count);
    const jp__parties parties = { facts, supplier_of, client_of };
    uint64_t *offsets = jp__batch_offsets(facts, batch->row_count, &a);
    if (offsets == NULL)
        return jp__no_memory(err);
    batch->model = facts->model;
    batch->facts = &all;
    batch->offsets = offsets;
    batch->parties = &parties;
    batch->checked = true;
    jp_status status = jp__batch_score(batch, table, err);
    jp__free(&a, offsets, batch->row_count + 1, sizeof *offsets);
    return status;
}

jp_status jp_fact_table_score(const jp_fact_table *facts, int64_t as_of_us,
                              const jp_portfolio_options *options, jp_table **table, jp_error *err)
{
    if (table != NULL)
        *table = NULL;
    if (facts == NULL || table == NULL)
        return missing(facts == NULL ? "facts" : "table", err);
    if (!facts->sorted && jp_fact_table_fact_count(facts) > 0)
        return jp__fail(err, JP_ERROR_ARGUMENT, "The table must be sorted: call jp_fact_table_sort() first.");
    jp__batch batch = { .row_count = jp_fact_table_relationship_count(facts), .as_of_us = as_of_us };
    JP_TRY(jp__portfolio_options(options, &batch.options, err));
    return score_table(facts, &batch, table, err);
}
