/*
 * score_table.c - one score as a table of one row.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "portfolio/batch.h"

typedef struct ids {
    jp_text supplier, client;
} ids;

static jp_text supplier_of(const void *user, size_t row)
{
    (void)row;
    return ((const ids *)user)->supplier;
}

static jp_text client_of(const void *user, size_t row)
{
    (void)row;
    return ((const ids *)user)->client;
}

static jp_status check(const jp_score *score, jp_text supplier, jp_text client, jp_table **table,
                       jp_error *err)
{
    if (score == NULL || table == NULL)
        return jp__fail(err, JP_ERROR_ARGUMENT, "Argument '%s' must not be NULL.",
                        score == NULL ? "score" : "table");
    if ((supplier.bytes == NULL) != (client.bytes == NULL))
        return jp__fail(err, JP_ERROR_ARGUMENT, "Both ids must have bytes or none, got none of the %s.",
                        supplier.bytes == NULL ? "supplier" : "client");
    JP_TRY(jp__check_text("supplier", supplier.bytes, supplier.length, err));
    return jp__check_text("client", client.bytes, client.length, err);
}

static jp_status write(const jp__batch *batch, const jp_score *score, jp_table *table, jp_error *err)
{
    jp__rows rows = { .table = NULL };
    jp_status status = jp__batch_rows(batch, table, &rows, err);
    if (status == JP_OK) {
        jp__write_score(&rows, 0, score, batch->options.out);
        jp__rows_put(&rows);
        jp__table_settle(table);
    }
    jp__rows_free(&rows, batch->options.allocator);
    return status;
}

jp_status jp_score_table(const jp_score *score, jp_text supplier, jp_text client,
                         const jp_portfolio_options *options, jp_table **table, jp_error *err)
{
    if (table != NULL)
        *table = NULL;
    JP_TRY(check(score, supplier, client, table, err));
    const ids of = { supplier, client };
    const jp__parties parties = { &of, supplier_of, client_of };
    jp__batch batch = { .model = score->model, .row_count = 1,
                        .parties = supplier.bytes != NULL ? &parties : NULL };
    JP_TRY(jp__portfolio_options(options, &batch.options, err));
    uint32_t needed = jp_portfolio_want(batch.options.out);
    if ((score->want & needed) != needed)
        return jp__fail(err, JP_ERROR_ARGUMENT,
                        "These columns need a scorer that wants 0x%x, got a score of one that wanted 0x%x.",
                        (unsigned)needed, (unsigned)score->want);
    const jp_allocator a = jp__allocator(batch.options.allocator);
    batch.options.allocator = &a;
    jp_table *made = NULL;
    jp_status status = jp__batch_table(&batch, score, &made, err);
    if (status == JP_OK)
        status = write(&batch, score, made, err);
    if (status == JP_OK)
        *table = made;
    else
        jp_table_free(made);
    return status;
}
