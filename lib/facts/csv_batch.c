/*
 * csv_batch.c - many rows of CSV as records, a column at a time.
 *
 * One column after the other keeps each loop short and its branches foreseen. The loops take what is
 * usual; a row with anything else in it is left to csv.c, which reads it by itself
 * and knows what to say of it. tests/facts/batch_test.c holds both against each other.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "base/short_number.h"
#include "facts/csv_batch.h"
#include "facts/csv_time.h"

/* ---- Rows ---------------------------------------------------------------------------------- */

void jp__csv_batch_begin(jp__csv_batch *b)
{
    memset(b, 0, sizeof *b);
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

/* Takes quotes and CR away. False where a quote is left inside, which is there twice. */
static bool unwrap(jp_text *text)
{
    if (text->length > 0 && text->bytes[text->length - 1] == '\r')
        text->length--;
    if (text->length == 0 || text->bytes[0] != '"')
        return true;
    *text = (jp_text){ text->bytes + 1, text->length - 2 };
    return memchr(text->bytes, '"', text->length) == NULL;
}

/* Reads a field of row `r` into its record or pair. */
typedef bool (*field_reader)(const jp_fact_table *table, jp_text text, jp__csv_batch *b, size_t r);

/* Reads a column of all rows; inlined, so that each reader has a loop of its own. */
JP__INLINE void read_column(const jp__csv_reader *csv, jp__csv_batch *b, jp__field field,
                                             field_reader read)
{
    size_t column = csv->columns_of[field], rows = b->index.rows;
    uint64_t unusual = 0;
    bool marked = b->index.marked;
    if (column == 0)
        return;
    for (size_t r = 0; r < rows; r++) {
        jp_text text = jp__csv_field(&b->index, r, column - 1);
        bool whole = !marked || unwrap(&text);
        unusual |= (uint64_t)!(whole & read(csv->reader.table, text, b, r)) << r;
    }
    b->unusual |= unusual;
}

/* ---- Columns that every file has ----------------------------------------------------------- */

static inline bool read_supplier(const jp_fact_table *table, jp_text text, jp__csv_batch *b, size_t r)
{
    (void)table;
    b->pairs[r].supplier = text;
    return text.length - 1 < JP__ID_MAX;
}

static inline bool read_client(const jp_fact_table *table, jp_text text, jp__csv_batch *b, size_t r)
{
    (void)table;
    b->pairs[r].client = text;
    return text.length - 1 < JP__ID_MAX;
}

static inline bool read_time(const jp_fact_table *table, jp_text text, jp__csv_batch *b, size_t r)
{
    (void)table;
    return jp_time_parse(text.bytes, text.length, &b->time_us[r], NULL) == JP_OK;
}

#if defined(JP__AVX2)
JP__AVX2 static inline bool read_time_avx2(const jp_fact_table *table, jp_text text, jp__csv_batch *b,
                                           size_t r)
{
    return jp__time_read_avx2(text.bytes, text.length, &b->time_us[r]) || read_time(table, text, b, r);
}

JP__AVX2 static void read_times_avx2(const jp__csv_reader *csv, jp__csv_batch *b)
{
    read_column(csv, b, JP__FIELD_TIME, read_time_avx2);
}
#endif

static void read_times(const jp__csv_reader *csv, jp__csv_batch *b)
{
#if defined(JP__AVX2)
    if (__builtin_cpu_supports("avx2")) {
        read_times_avx2(csv, b);
        return;
    }
#endif
    read_column(csv, b, JP__FIELD_TIME, read_time);
}

static inline bool read_kind(const jp_fact_table *table, jp_text text, jp__csv_batch *b, size_t r)
{
    return jp__lookup_find_padded(&table->kinds, text, &b->kind[r]);
}

static inline bool read_actor(const jp_fact_table *table, jp_text text, jp__csv_batch *b, size_t r)
{
    jp_side actor = JP_CLIENT;
    bool known = jp__field_is_actor(text, &actor);
    (void)table;
    b->actor[r] = (uint16_t)actor;
    return known;
}

/* ---- Columns that may be missing ------------------------------------------------------------- */

static inline bool read_number(jp_text text, double *number)
{
    return jp__number_read_short(text.bytes, text.length, number) ||
           jp__number_parse(text.bytes, text.length, number);
}

static inline bool read_value(const jp_fact_table *table, jp_text text, jp__csv_batch *b, size_t r)
{
    (void)table;
    bool known = read_number(text, &b->value[r]);
    b->has_value[r] = text.length > 0;
    b->value[r] += 0.0; /* -0.0 counts as 0.0 */
    return known;
}

static inline bool read_item(const jp_fact_table *table, jp_text text, jp__csv_batch *b, size_t r)
{
    b->has_item[r] = text.length > 0;
    b->item[r] = 0;
    return text.length == 0 || jp__lookup_find_padded(&table->items, text, &b->item[r]);
}

static inline bool read_guess(const jp_fact_table *table, jp_text text, jp__csv_batch *b, size_t r)
{
    bool guess;
    bool known = jp__field_is_guess(text, &guess);
    (void)table;
    b->guess[r] = guess;
    return known;
}

static inline bool read_intensity(const jp_fact_table *table, jp_text text, jp__csv_batch *b, size_t r)
{
    (void)table;
    b->intensity[r] = 1.0;
    bool known = text.length == 0 || read_number(text, &b->intensity[r]);
    b->intensity[r] += 0.0;
    return known;
}

static inline bool read_recorded(const jp_fact_table *table, jp_text text, jp__csv_batch *b, size_t r)
{
    (void)table;
    b->has_recorded[r] = text.length > 0;
    b->recorded_us[r] = 0;
    return text.length == 0 || jp_time_parse(text.bytes, text.length, &b->recorded_us[r], NULL) == JP_OK;
}

static inline bool read_id(const jp_fact_table *table, jp_text text, jp__csv_batch *b, size_t r)
{
    (void)table;
    b->id[r] = text;
    return text.length <= JP__ID_MAX;
}

/* ---- What a row may say --------------------------------------------------------------------- */

static inline bool is_share(double x)
{
    return x >= 0.0 && x <= 1.0;
}

/* What nearly all rows are, without a branch. */
static inline bool is_usual(const jp_fact_table *table, const jp__csv_batch *b, size_t r)
{
    const jp__kind_rule *rule = jp__rule_of(table, b->kind[r]);
    double value = b->value[r];
    return (rule->actors >> b->actor[r] & 1) & (value >= rule->minimum) & (value <= rule->maximum) &
           (b->has_value[r] >= rule->needs_value) & (b->has_item[r] == rule->needs_value) &
           (b->guess[r] <= rule->needs_value) & is_share(b->intensity[r]);
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
    uint64_t unusual = 0, unsound = 0;
    for (size_t r = 0; r < b->index.rows; r++)
        unusual |= (uint64_t)!is_usual(table, b, r) << r;
    for (; unusual != 0; unusual &= unusual - 1) {
        size_t r = jp__lowest_bit(unusual);
        unsound |= (uint64_t)!is_sound(table, b, r) << r;
    }
    for (size_t r = 0; csv->columns_of[JP__FIELD_INTENSITY] > 0 && r < b->index.rows; r++)
        b->intensity[r] = b->kind[r] == JP_RATING ? 1.0 : b->intensity[r];
    return unsound;
}

/* ---- The batch ------------------------------------------------------------------------------- */

void jp__csv_batch_read(const jp__csv_reader *csv, jp__csv_batch *b)
{
    jp__csv_index_rows(&b->index, csv->reader.input.at, csv->reader.input.end, csv->columns);
    b->unusual = find_strange(&b->index);
    read_column(csv, b, JP__FIELD_SUPPLIER, read_supplier);
    read_column(csv, b, JP__FIELD_CLIENT, read_client);
    read_times(csv, b);
    read_column(csv, b, JP__FIELD_KIND, read_kind);
    read_column(csv, b, JP__FIELD_ACTOR, read_actor);
    read_column(csv, b, JP__FIELD_VALUE, read_value);
    read_column(csv, b, JP__FIELD_ITEM, read_item);
    read_column(csv, b, JP__FIELD_GUESS, read_guess);
    read_column(csv, b, JP__FIELD_INTENSITY, read_intensity);
    read_column(csv, b, JP__FIELD_RECORDED, read_recorded);
    read_column(csv, b, JP__FIELD_ID, read_id);
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
        .intensity = csv->columns_of[JP__FIELD_INTENSITY] > 0 ? b->intensity + first : NULL,
        .id = csv->columns_of[JP__FIELD_ID] > 0 ? b->id + first : NULL,
        .relation = relation,
        .kind = b->kind + first,
        .actor = b->actor + first,
        .item = csv->columns_of[JP__FIELD_ITEM] > 0 ? b->item + first : NULL,
        .has_value = b->has_value + first,
        .has_recorded = csv->columns_of[JP__FIELD_RECORDED] > 0 ? b->has_recorded + first : NULL,
        .guess = csv->columns_of[JP__FIELD_GUESS] > 0 ? b->guess + first : NULL,
    };
    if (records.count > 0)
        JP_TRY(jp__relations_intern(&table->relations, &table->allocator, b->pairs + first, records.count,
                                    relation, err));
    JP_TRY(jp__table_extend(table, &records, err));
    csv->reader.input.at = jp__csv_row_start(&b->index, last);
    csv->reader.line += records.count;
    csv->reader.row += records.count;
    return JP_OK;
}
