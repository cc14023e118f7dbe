/*
 * csv_batch.c - many rows of CSV as records.
 *
 * What is usual is taken here; a row with anything else in it is left to csv.c, which reads it by itself
 * and knows what to say of it. tests/facts/batch_test.c holds both against each other.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "base/bytes.h"
#include "facts/csv_batch.h"

/* ---- Rows ---------------------------------------------------------------------------------- */

void jp__csv_batch_begin(jp__csv_batch *b)
{
    memset(b, 0, sizeof *b);
    b->level = jp__csv_level_here();
    for (size_t r = 0; r < JP__CSV_ROWS; r++)
        b->intensity[r] = 1.0;
}

/* Rows that are not UTF-8, or have a NUL. */
static uint64_t find_strange(const jp__csv_index *x)
{
    uint64_t strange = 0;
    for (size_t r = 0; x->odd && r < x->rows; r++) {
        size_t length = (size_t)(jp__csv_row_start(x, r + 1) - jp__csv_row_start(x, r));
        strange |= (uint64_t)(jp__utf8_prefix(jp__csv_row_start(x, r), length) != length) << r;
    }
    return strange;
}

/* ---- What a row may say --------------------------------------------------------------------- */

static inline bool is_share(double x)
{
    return x >= 0.0 && x <= 1.0;
}

/* What nearly all rows are, without a branch. */
JP__INLINE bool is_usual(const jp_fact_table *table, const jp__csv_batch *b, const uint8_t *has, size_t r)
{
    const jp__kind_rule *rule = jp__rule_of(table, b->kind[r]);
    double value = b->value[r];
    return (rule->allows >> has[r] & 1) & (value >= rule->minimum) & (value <= rule->maximum);
}

/* What jp__record_check() asks of all columns together. */
static bool is_sound(const jp_fact_table *table, const jp__csv_batch *b, size_t r)
{
    if (b->kind[r] == JP_RATING)
        return b->has_item[r] && b->has_value[r] && is_share(b->value[r]);
    const jp__kind *kind = &table->model->kinds[b->kind[r]];
    bool done_by = (kind->actors == JP_BOTH) | (kind->actors == (jp_side)b->actor[r]);
    bool only_of_others = b->has_item[r] | b->guess[r] | kind->derived;
    return done_by && !only_of_others && is_share(b->intensity[r]) &&
           !(b->has_value[r] && jp__table_is_outside(table, b->kind[r], b->value[r]));
}

static uint64_t find_unsound(const jp__csv_reader *csv, jp__csv_batch *b)
{
    const jp_fact_table *table = csv->reader.table;
    uint64_t unusual, unsound = 0;
    uint8_t usual[JP__CSV_ROWS] = { 0 }, has[JP__CSV_ROWS];
    bool has_intensity = jp__csv_has(csv, JP__FIELD_INTENSITY);
    for (size_t r = 0; r < JP__CSV_ROWS; r++)
        has[r] = (uint8_t)jp__rule_bit(b->actor[r] & 1u, b->has_value[r], b->has_item[r], b->guess[r]);
    for (size_t r = 0; r < b->index.rows; r++)
        usual[r] = is_usual(table, b, has, r);
    for (size_t r = 0; has_intensity && r < b->index.rows; r++)
        usual[r] &= is_share(b->intensity[r]);
    unusual = jp__csv_bits(usual, b->index.rows) ^ jp__csv_all(b->index.rows);
    for (; unusual != 0; unusual &= unusual - 1) {
        size_t r = jp__lowest_bit(unusual);
        unsound |= (uint64_t)!is_sound(table, b, r) << r;
    }
    for (size_t r = 0; has_intensity && r < b->index.rows; r++)
        b->intensity[r] = b->kind[r] == JP_RATING ? 1.0 : b->intensity[r];
    return unsound;
}

/* ---- The batch ------------------------------------------------------------------------------- */

void jp__csv_batch_read(const jp__csv_reader *csv, jp__csv_batch *b)
{
    jp__csv_index_rows(b->level, &b->index, csv->reader.input.at, csv->reader.input.end, csv->columns);
    b->unusual = find_strange(&b->index);
    jp__csv_batch_read_columns(csv, b);
    b->unusual |= find_unsound(csv, b);
}

jp_status jp__csv_batch_add(jp__csv_reader *csv, jp__csv_batch *b, size_t first, size_t last, jp_error *err)
{
    jp_fact_table *table = csv->reader.table;
    uint32_t relation[JP__CSV_ROWS];
    const jp__records records = {
        .count = last - first,
        .time_us = b->time_us + first,
        .recorded_us = b->recorded_us + first,
        .value = b->value + first,
        .intensity = jp__csv_has(csv, JP__FIELD_INTENSITY) ? b->intensity + first : NULL,
        .id = jp__csv_has(csv, JP__FIELD_ID) ? b->id + first : NULL,
        .relation = relation,
        .kind = b->kind + first,
        .actor = b->actor + first,
        .item = jp__csv_has(csv, JP__FIELD_ITEM) ? b->item + first : NULL,
        .has_value = b->has_value + first,
        .has_recorded = jp__csv_has(csv, JP__FIELD_RECORDED) ? b->has_recorded + first : NULL,
        .guess = jp__csv_has(csv, JP__FIELD_GUESS) ? b->guess + first : NULL,
    };
    if (records.count == 0)
        return JP_OK;
    if (b->again >> first & 1) /* nobody knows what became of the row before */
        jp__csv_batch_fill_pair(csv, b, first);
    JP_TRY(jp__relations_intern(&table->relations, &table->allocator, b->pairs + first, records.count,
                                b->again >> first, relation, err));
    JP_TRY(jp__table_extend(table, &records, err));
    csv->reader.input.at = jp__csv_row_start(&b->index, last);
    csv->reader.line += records.count;
    csv->reader.row += records.count;
    return JP_OK;
}
