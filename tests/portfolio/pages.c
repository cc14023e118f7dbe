/*
 * pages.c - see pages.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "portfolio/pages.h"

#include <stdio.h>

/* ---- Facts --------------------------------------------------------------------------------- */

size_t below(page *p, size_t limit)
{
    p->seed ^= p->seed << 13; /* xorshift64 */
    p->seed ^= p->seed >> 7;
    p->seed ^= p->seed << 17;
    return (size_t)((p->seed >> 11) % limit);
}

page *page_new(uint64_t seed, size_t room)
{
    page *p = calloc(1, sizeof *p);
    assert_non_null(p);
    p->seed = seed;
    p->cells = calloc(room * COLUMNS, sizeof *p->cells);
    p->text = calloc(room, sizeof *p->text);
    assert_non_null(p->cells);
    assert_non_null(p->text);
    return p;
}

void page_free(page *p)
{
    free(p->cells);
    free(p->text);
    free(p);
}

void fill_row(page *p, size_t relationship, unsigned day)
{
    static const char *const kinds[] = { "meeting", "message", "reply", "complaint", "thanks" };
    static const char *const values[] = { "0", "0.5", "1", "30" };
    const char **row = p->cells + p->rows * COLUMNS;
    char (*text)[32] = p->text[p->rows++];
    bool rating = below(p, 4) == 0;
    /* The order in which they come is not that of their ids. */
    snprintf(text[0], sizeof text[0], "client %zu", relationship * 7919 % 100003);
    snprintf(text[1], sizeof text[1], "2023-%02u-%02uT00:00:00Z", 1 + day / 28, 1 + day % 28);
    unsigned month = 1 + (unsigned)below(p, 12);
    snprintf(text[2], sizeof text[2], "2023-%02u-%02uT00:00:00Z", month, 1 + (unsigned)below(p, 28));
    snprintf(text[3], sizeof text[3], "id %zu", below(p, 100));
    row[SUPPLIER] = relationship % 3 ? "Acme" : "Harbour Services Ltd";
    row[CLIENT] = text[0];
    row[TIME] = text[1];
    row[KIND] = rating ? "rating" : kinds[below(p, 5)];
    row[ACTOR] = below(p, 2) ? "client" : "supplier";
    row[VALUE] = rating ? values[below(p, 3)] : below(p, 2) ? values[below(p, 4)] : NULL;
    row[ITEM] = rating ? "pillar.trust" : NULL;
    row[INTENSITY] = below(p, 3) ? NULL : "0.5";
    row[RECORDED] = below(p, 3) ? NULL : text[2];
    row[ID] = below(p, 2) ? text[3] : NULL;
}

page *page_of(uint64_t seed, size_t relationships, size_t most)
{
    page *p = page_new(seed, relationships * most);
    for (size_t r = 0; r < relationships; r++) {
        unsigned day = 0;
        for (size_t n = 1 + below(p, most); n > 0; n--) {
            fill_row(p, r, day);
            day += (unsigned)below(p, 330 / (unsigned)most + 1);
        }
    }
    return p;
}

/* ---- Comparison ---------------------------------------------------------------------------- */

void expectation_free(expectation *e)
{
    jp_fact_table_free(e->facts);
    jp_table_free(e->table);
}

static jp_text text_of(const struct ArrowArray *array, size_t row)
{
    const int64_t *offsets = array->buffers[1];
    return (jp_text){ (const char *)array->buffers[2] + offsets[row],
                      (size_t)(offsets[row + 1] - offsets[row]) };
}

static void assert_cell(const struct ArrowArray *array, size_t row, const jp_column_info *info,
                        size_t table_row)
{
    const uint8_t *validity = array->buffers[0];
    bool is_there = !validity || (validity[row / 8] >> row % 8 & 1);
    bool expected = !info->validity || (info->validity[table_row / 8] >> table_row % 8 & 1);
    assert_int_equal(is_there, expected);
    if (!is_there || info->type == JP_COLUMN_TEXT)
        return;
    if (info->type == JP_COLUMN_BOOL) {
        bool bit = ((const uint8_t *)array->buffers[1])[row / 8] >> row % 8 & 1;
        assert_int_equal(bit, ((const uint8_t *)info->values)[table_row]);
        return;
    }
    size_t size = info->type == JP_COLUMN_CATEGORY ? 1 : 8;
    assert_memory_equal((const char *)array->buffers[1] + row * size,
                        (const char *)info->values + table_row * size,
                        size);
}

void assert_batch(const struct ArrowArray *batch, const expectation *e)
{
    assert_in_range(batch->length, 1, 8192);
    assert_int_equal(batch->n_children, jp_table_column_count(e->table));
    for (size_t row = 0; row < (size_t)batch->length; row++) {
        size_t place;
        jp_text supplier = text_of(batch->children[0], row), client = text_of(batch->children[1], row);
        assert_ok(jp_fact_table_find(e->facts, supplier, client, &place, NULL), NULL);
        for (int64_t column = 0; column < batch->n_children; column++) {
            jp_column_info info = JP_INFO_INIT(jp_column_info);
            assert_ok(jp_table_column(e->table, (size_t)column, &info, NULL), NULL);
            assert_cell(batch->children[column], row, &info, place);
        }
    }
}

/* The clients of a batch, from row `row` of the page on. Returns the row behind them. */
static size_t assert_order(const struct ArrowArray *batch, const page *p, size_t row)
{
    for (size_t k = 0; k < (size_t)batch->length; k++) {
        jp_text client = text_of(batch->children[1], k);
        const char *open = p->cells[row * COLUMNS + CLIENT];
        assert_int_equal(client.length, strlen(open));
        assert_memory_equal(client.bytes, open, client.length);
        while (row < p->rows && strcmp(p->cells[row * COLUMNS + CLIENT], open) == 0)
            row++;
    }
    return row;
}

size_t assert_pulled(struct ArrowArrayStream *scores, const page *p, const expectation *e)
{
    size_t rows = 0, row = 0, batches = 0;
    for (;;) {
        struct ArrowArray batch;
        if (scores->get_next(scores, &batch) != 0)
            fail_msg("%s", scores->get_last_error(scores));
        if (!batch.release)
            break;
        assert_batch(&batch, e);
        row = assert_order(&batch, p, row);
        rows += (size_t)batch.length;
        batches++;
        batch.release(&batch);
    }
    assert_int_equal(row, p->rows);
    assert_int_equal(rows, jp_fact_table_relationship_count(e->facts));
    assert_null(scores->get_last_error(scores));
    scores->release(scores);
    return batches;
}

void assert_pull_fails_so(struct ArrowArrayStream *scores, int number, const char *words)
{
    for (int k = 0; k < 2; k++) {
        struct ArrowArray batch;
        int got = scores->get_next(scores, &batch);
        while (got == 0 && batch.release) {
            batch.release(&batch);
            got = scores->get_next(scores, &batch);
        }
        assert_int_equal(got, number);
        assert_null(batch.release);
        assert_string_equal(scores->get_last_error(scores), words);
    }
    scores->release(scores);
}
