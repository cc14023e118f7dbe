/*
 * csv_columns.c - the columns of many rows of CSV, one after the other.
 *
 * A column at a time keeps each loop short and its branches foreseen, and lets vectors take eight fields at
 * once.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "base/short_number.h"
#include "facts/csv_batch.h"
#include "facts/csv_number.h"
#include "facts/csv_time.h"

/* Fields that are read at once where there are instructions for it. */
#define EIGHT 8

/* ---- Fields -------------------------------------------------------------------------------- */

/* Takes quotes and CR away. False where a quote is left inside, which is there twice. */
JP__INLINE bool unwrap(jp_text *text, bool doubled)
{
    size_t length = text->length;
    length -= length > 0 && text->bytes[length - 1] == '\r';
    size_t quotes = length > 0 && text->bytes[0] == '"';
    *text = (jp_text){ text->bytes + quotes, length - 2 * quotes };
    return !doubled || quotes == 0 || memchr(text->bytes, '"', text->length) == NULL;
}

/* What is the same in all rows; of ratings only, if only they may have it. */
static void take_constant(jp__csv_batch *b, jp__field field, jp_text constant)
{
    bool of_ratings = field == JP__FIELD_ITEM || field == JP__FIELD_GUESS;
    for (size_t r = 0; r < JP__CSV_ROWS; r++)
        b->text[r] = of_ratings && b->kind[r] != JP_RATING ? (jp_text){ constant.bytes, 0 } : constant;
}

/* Takes the fields of a column, and its last a few times more, so that there are as many as a multiple of
 * eight. False: there is no such column. */
static bool take(const jp__csv_reader *csv, jp__csv_batch *b, jp__field field)
{
    size_t column = csv->columns_of[field], rows = b->index.rows;
    if (!jp__csv_has(csv, field) || rows == 0)
        return false;
    if (column == 0) {
        take_constant(b, field, csv->reader.table->naming.constant[field]);
        return true;
    }
    jp__csv_fields(b->level, &b->index, column - 1, b->text);
    if (b->index.marked) {
        uint8_t whole[JP__CSV_ROWS] = { 0 };
        for (size_t r = 0; r < rows; r++)
            whole[r] = unwrap(&b->text[r], b->index.doubled);
        b->unusual |= jp__csv_bits(whole, rows) ^ jp__csv_all(rows);
    }
    for (size_t r = rows; r % EIGHT != 0; r++)
        b->text[r] = b->text[rows - 1];
    return true;
}

/* ---- Columns that every file has ----------------------------------------------------------- */

/* Neither empty nor too long. */
JP__INLINE bool is_id(jp_text text)
{
    return text.length - 1 < JP__ID_MAX;
}

/* Rows whose field is no id: there are hardly any, so all are asked at once first. */
static uint64_t find_wrong(const jp__csv_batch *b)
{
    uint64_t wrong = 0, any = 0;
    for (size_t r = 0; r < b->index.rows; r++)
        any |= !is_id(b->text[r]);
    for (size_t r = 0; any && r < b->index.rows; r++)
        wrong |= (uint64_t)!is_id(b->text[r]) << r;
    return wrong;
}

static jp_text id_of(const jp__csv_reader *csv, const jp__csv_batch *b, size_t r, jp__field field)
{
    size_t column = csv->columns_of[field];
    return column > 0 ? jp__csv_field(&b->index, r, column - 1) : csv->reader.table->naming.constant[field];
}

void jp__csv_batch_fill_pair(const jp__csv_reader *csv, jp__csv_batch *b, size_t r)
{
    b->pairs[r].supplier = id_of(csv, b, r, JP__FIELD_SUPPLIER);
    b->pairs[r].client = id_of(csv, b, r, JP__FIELD_CLIENT);
}

/* The first of the columns with the ids, and how many there are; 0 if they do not stand together. */
static size_t find_ids(const jp__csv_reader *csv, size_t *first)
{
    size_t supplier = csv->columns_of[JP__FIELD_SUPPLIER], client = csv->columns_of[JP__FIELD_CLIENT];
    size_t least = supplier < client ? supplier : client, most = supplier < client ? client : supplier;
    *first = (least > 0 ? least : most) - 1;
    if (least == 0) /* one of them is the same in all rows */
        return most > 0;
    return most == least + 1 ? 2 : 0;
}

/* The ids of the rows that are not like the one before, where both ids stand together. False: too few rows
 * are like it. */
static bool read_ids_once(const jp__csv_reader *csv, jp__csv_batch *b)
{
    size_t first, count = find_ids(csv, &first);
    uint64_t wrong = 0;
    if (b->index.marked || count == 0)
        return false;
    b->again = jp__csv_again(b->level, &b->index, first, count);
    if (jp__count_bits(b->again) < b->index.rows / 2)
        return false;
    for (uint64_t left = ~b->again & jp__csv_all(b->index.rows); left != 0; left &= left - 1) {
        size_t r = jp__lowest_bit(left);
        jp__csv_batch_fill_pair(csv, b, r);
        wrong |= (uint64_t)(!is_id(b->pairs[r].supplier) || !is_id(b->pairs[r].client)) << r;
    }
    for (size_t r = 1; wrong != 0 && r < b->index.rows; r++)
        wrong |= b->again & (wrong << 1) & UINT64_C(1) << r;
    b->unusual |= wrong;
    return true;
}

static void read_ids(const jp__csv_reader *csv, jp__csv_batch *b)
{
    if (read_ids_once(csv, b))
        return;
    b->again = 0;
    if (take(csv, b, JP__FIELD_SUPPLIER)) {
        for (size_t r = 0; r < b->index.rows; r++)
            b->pairs[r].supplier = b->text[r];
        b->unusual |= find_wrong(b);
    }
    if (take(csv, b, JP__FIELD_CLIENT)) {
        for (size_t r = 0; r < b->index.rows; r++)
            b->pairs[r].client = b->text[r];
        b->unusual |= find_wrong(b);
    }
}

static bool parse_time(jp_text text, int64_t *time_us)
{
    return jp_time_parse(text.bytes, text.length, time_us, NULL) == JP_OK;
}

#if defined(JP__AVX2)
JP__AVX2 static uint64_t read_times_avx2(jp__csv_batch *b)
{
    uint64_t known = 0;
    for (size_t r = 0; r < b->index.rows; r += JP__TIMES)
        known |= (uint64_t)jp__times_read_avx2(b->text + r, b->time_us + r) << r;
    return known;
}
#endif

static void read_times(const jp__csv_reader *csv, jp__csv_batch *b)
{
    uint64_t unknown = jp__csv_all(b->index.rows);
    if (!take(csv, b, JP__FIELD_TIME))
        return;
#if defined(JP__AVX2)
    if (b->level >= JP__CSV_AVX2)
        unknown &= ~read_times_avx2(b);
#endif
    for (; unknown != 0; unknown &= unknown - 1) {
        size_t r = jp__lowest_bit(unknown);
        b->unusual |= (uint64_t)!parse_time(b->text[r], &b->time_us[r]) << r;
    }
}

static void read_kinds(const jp__csv_reader *csv, jp__csv_batch *b)
{
    const jp__lookup *kinds = &csv->reader.table->kinds;
    size_t rows = b->index.rows;
    if (!take(csv, b, JP__FIELD_KIND))
        return;
    b->unusual |= jp__lookup_find_many(b->level, kinds, b->text, rows, b->kind) ^ jp__csv_all(rows);
    for (size_t r = 0; csv->reader.table->naming.leaves_out && r < rows; r++) {
        bool left_out = b->kind[r] == JP__LEFT_OUT;
        b->unusual |= (uint64_t)left_out << r;
        b->kind[r] = left_out ? 0 : b->kind[r];
    }
}

static void read_actors(const jp__csv_reader *csv, jp__csv_batch *b)
{
    uint8_t known[JP__CSV_ROWS] = { 0 };
    size_t rows = b->index.rows;
    const jp__lookup *actors = &csv->reader.table->actors;
    if (!take(csv, b, JP__FIELD_ACTOR))
        return;
    if (actors->count > 0) {
        b->unusual |= jp__lookup_find_many(b->level, actors, b->text, rows, b->actor) ^ jp__csv_all(rows);
        return;
    }
    for (size_t r = 0; r < rows; r++) {
        jp_side actor = JP_CLIENT;
        known[r] = jp__field_is_actor(b->text[r], &actor);
        b->actor[r] = (uint16_t)actor;
    }
    b->unusual |= jp__csv_bits(known, rows) ^ jp__csv_all(rows);
}

/* ---- Columns that may be missing ------------------------------------------------------------- */

#if defined(JP__AVX512)
JP__AVX512 static uint64_t read_numbers_avx512(const jp__csv_batch *b, double *numbers)
{
    uint64_t words[JP__CSV_ROWS], lengths[JP__CSV_ROWS], known = 0;
    for (size_t r = 0; r < b->index.rows; r += JP__NUMBERS) {
        for (size_t i = r; i < r + JP__NUMBERS; i++) {
            words[i] = jp__load64(b->text[i].bytes);
            lengths[i] = b->text[i].length;
        }
        known |= (uint64_t)jp__numbers_read_avx512(words + r, lengths + r, numbers + r) << r;
    }
    return known;
}
#endif

/* Nothing is 0. -0.0 counts as 0.0. */
static void read_numbers(jp__csv_batch *b, double *numbers)
{
    uint64_t unknown = jp__csv_all(b->index.rows);
#if defined(JP__AVX512)
    if (b->level == JP__CSV_AVX512)
        unknown &= ~read_numbers_avx512(b, numbers);
#endif
    for (; unknown != 0; unknown &= unknown - 1) {
        size_t r = jp__lowest_bit(unknown);
        jp_text text = b->text[r];
        bool known = jp__number_read_short(text.bytes, text.length, &numbers[r]) ||
                     jp__number_parse(text.bytes, text.length, &numbers[r]);
        b->unusual |= (uint64_t)!known << r;
        numbers[r] += 0.0;
    }
}

static void read_values(const jp__csv_reader *csv, jp__csv_batch *b)
{
    if (!take(csv, b, JP__FIELD_VALUE))
        return;
    for (size_t r = 0; r < b->index.rows; r++)
        b->has_value[r] = b->text[r].length > 0;
    read_numbers(b, b->value);
}

static void read_intensities(const jp__csv_reader *csv, jp__csv_batch *b)
{
    if (!take(csv, b, JP__FIELD_INTENSITY))
        return;
    read_numbers(b, b->intensity);
    for (size_t r = 0; r < b->index.rows; r++)
        b->intensity[r] = b->text[r].length == 0 ? 1.0 : b->intensity[r];
}

static bool is_empty(const jp__csv_batch *b)
{
    size_t bytes = 0;
    for (size_t r = 0; r < b->index.rows; r++)
        bytes |= b->text[r].length;
    return bytes == 0;
}

static void read_items(const jp__csv_reader *csv, jp__csv_batch *b)
{
    if (!take(csv, b, JP__FIELD_ITEM))
        return;
    memset(b->item, 0, sizeof b->item);
    for (size_t r = 0; r < b->index.rows; r++)
        b->has_item[r] = b->text[r].length > 0;
    for (uint64_t left = jp__csv_bits(b->has_item, b->index.rows); left != 0; left &= left - 1) {
        size_t r = jp__lowest_bit(left);
        if (!jp__lookup_find_padded(&csv->reader.table->items, b->text[r], &b->item[r]))
            b->unusual |= UINT64_C(1) << r;
    }
    for (size_t r = 0; csv->reader.table->naming.leaves_out && r < b->index.rows; r++)
        b->unusual |= (uint64_t)(b->item[r] == JP__LEFT_OUT) << r;
}

static void read_guesses(const jp__csv_reader *csv, jp__csv_batch *b)
{
    if (!take(csv, b, JP__FIELD_GUESS))
        return;
    memset(b->guess, 0, sizeof b->guess);
    if (is_empty(b))
        return;
    for (size_t r = 0; r < b->index.rows; r++) {
        bool guess = false;
        b->unusual |= (uint64_t)!jp__field_is_guess(b->text[r], &guess) << r;
        b->guess[r] = guess;
    }
}

static void read_recorded(const jp__csv_reader *csv, jp__csv_batch *b)
{
    if (!take(csv, b, JP__FIELD_RECORDED))
        return;
    memset(b->has_recorded, 0, sizeof b->has_recorded);
    memset(b->recorded_us, 0, sizeof b->recorded_us);
    if (is_empty(b))
        return;
    for (size_t r = 0; r < b->index.rows; r++) {
        b->has_recorded[r] = b->text[r].length > 0;
        if (b->has_recorded[r] && !parse_time(b->text[r], &b->recorded_us[r]))
            b->unusual |= UINT64_C(1) << r;
    }
}

static void read_own_ids(const jp__csv_reader *csv, jp__csv_batch *b)
{
    if (!take(csv, b, JP__FIELD_ID))
        return;
    for (size_t r = 0; r < b->index.rows; r++) {
        b->id[r] = b->text[r];
        b->unusual |= (uint64_t)(b->text[r].length > JP__ID_MAX) << r;
    }
}

/* ---- All ------------------------------------------------------------------------------------- */

void jp__csv_batch_read_columns(const jp__csv_reader *csv, jp__csv_batch *b)
{
    read_ids(csv, b);
    read_times(csv, b);
    read_kinds(csv, b);
    read_actors(csv, b);
    read_values(csv, b);
    read_items(csv, b);
    read_guesses(csv, b);
    read_intensities(csv, b);
    read_recorded(csv, b);
    read_own_ids(csv, b);
}
