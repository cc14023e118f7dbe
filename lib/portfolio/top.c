/*
 * top.c - the top of a column, and the percentile of each row.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "portfolio/table.h"

/* ---- Keys ----------------------------------------------------------------------------------- */

/* A column, and which of its ends comes first. */
typedef struct ranking {
    const jp__result_column *column;
    bool largest;
} ranking;

/* A value as a whole number in the same order. Nothing here is NaN; -0 counts as 0. */
static int64_t key_of(const jp__result_column *column, size_t row)
{
    int64_t key;
    if (column->type != JP_COLUMN_DOUBLE)
        return ((const int64_t *)column->values)[row];
    double value = ((const double *)column->values)[row] + 0.0;
    memcpy(&key, &value, sizeof key);
    return key < 0 ? key ^ INT64_MAX : key;
}

static jp_status check_numbers(const jp_table *table, size_t column, jp_error *err)
{
    if (column >= table->column_count)
        return jp__fail(err, JP_ERROR_ARGUMENT, "The index of a column must be below %zu, got %zu.",
                        table->column_count, column);
    jp_column_type type = table->columns[column].type;
    if (type == JP_COLUMN_DOUBLE || type == JP_COLUMN_INT64 || type == JP_COLUMN_TIME_US)
        return JP_OK;
    return jp__fail(err, JP_ERROR_ARGUMENT, "Column '%s' must hold numbers or times.",
                    table->columns[column].name);
}

/* ---- The top, by a heap whose root is the last of those that are kept -------------------------- */

static bool comes_before(const ranking *by, uint64_t a, uint64_t b)
{
    bool has_a = jp__is_present(by->column, (size_t)a), has_b = jp__is_present(by->column, (size_t)b);
    if (has_a != has_b)
        return has_a;
    int64_t key_a = has_a ? key_of(by->column, (size_t)a) : 0;
    int64_t key_b = has_b ? key_of(by->column, (size_t)b) : 0;
    if (key_a != key_b)
        return by->largest ? key_a > key_b : key_a < key_b;
    return a < b;
}

static void sift_down(const ranking *by, uint64_t *heap, size_t count, size_t at)
{
    uint64_t moving = heap[at];
    for (size_t below; (below = 2 * at + 1) < count; at = below) {
        if (below + 1 < count && comes_before(by, heap[below], heap[below + 1]))
            below++;
        if (!comes_before(by, moving, heap[below]))
            break;
        heap[at] = heap[below];
    }
    heap[at] = moving;
}

/* The next row that may come before the last one kept: of those behind it none with an equal value does. */
static size_t next_candidate(const ranking *by, size_t row, size_t row_count, uint64_t last)
{
    if (!jp__is_present(by->column, (size_t)last))
        return row;
    int64_t bound = key_of(by->column, (size_t)last);
    if (by->largest)
        while (row < row_count && key_of(by->column, row) <= bound)
            row++;
    else
        while (row < row_count && key_of(by->column, row) >= bound)
            row++;
    return row;
}

/* From a heap to the order that is asked for: the first of all first. */
static void unfold(const ranking *by, uint64_t *heap, size_t count)
{
    for (size_t end = count; end-- > 1;) {
        uint64_t last = heap[0];
        heap[0] = heap[end];
        heap[end] = last;
        sift_down(by, heap, end, 0);
    }
}

jp_status jp_table_top(const jp_table *table, size_t column, size_t top, bool largest, uint64_t *rows,
                       size_t *count, jp_error *err)
{
    const char *missing = table == NULL   ? "table"
                          : count == NULL ? "count"
                          : rows == NULL && top > 0 && table->row_count > 0 ? "rows"
                                                                            : NULL;
    if (missing != NULL)
        return jp__fail(err, JP_ERROR_ARGUMENT, "Argument '%s' must not be NULL.", missing);
    JP_TRY(check_numbers(table, column, err));
    ranking by = { &table->columns[column], largest };
    size_t kept = top < table->row_count ? top : table->row_count;
    for (size_t row = 0; row < kept; row++)
        rows[row] = row;
    for (size_t i = kept / 2; i-- > 0;)
        sift_down(&by, rows, kept, i);
    for (size_t row = kept; kept > 0 && row < table->row_count; row++) {
        row = next_candidate(&by, row, table->row_count, rows[0]);
        if (row == table->row_count || !comes_before(&by, row, rows[0]))
            continue;
        rows[0] = row;
        sift_down(&by, rows, kept, 0);
    }
    unfold(&by, rows, kept);
    *count = kept;
    return JP_OK;
}

/* ---- Percentiles, by sorting into segments ----------------------------------------------------- */

/* A row that has a value. */
typedef struct entry {
    uint64_t key;
    uint32_t segment, row;
} entry;

/* Byte 0 to 7 of the key, or 8 to 11: of the segment. */
static inline size_t byte_of(const entry *e, unsigned byte)
{
    return (byte < 8 ? e->key >> 8 * byte : e->segment >> 8 * (byte - 8)) & 0xff;
}

#define BYTES 12

/* How many entries have each value of each byte. */
static void count_bytes(const entry *entries, size_t count, uint32_t counts[BYTES][256])
{
    memset(counts, 0, BYTES * sizeof counts[0]);
    for (size_t i = 0; i < count; i++)
        for (unsigned byte = 0; byte < BYTES; byte++)
            counts[byte][byte_of(&entries[i], byte)]++;
}

/* One round of a radix sort; entries with the same byte stay in order. False, and nothing is moved, if
 * all have it. */
static bool sort_by_byte(const entry *from, entry *to, size_t count, unsigned byte, uint32_t places[256])
{
    for (size_t b = 0; b < 256; b++)
        if (places[b] == count)
            return false;
    for (uint32_t b = 0, place = 0; b < 256; b++) {
        uint32_t own = places[b];
        places[b] = place;
        place += own;
    }
    for (size_t i = 0; i < count; i++)
        to[places[byte_of(&from[i], byte)]++] = from[i];
    return true;
}

/* By segment, then key. Returns which of the two has the result. */
static entry *sort_entries(entry *entries, entry *spare, size_t count)
{
    uint32_t counts[BYTES][256];
    count_bytes(entries, count, counts);
    for (unsigned byte = 0; byte < BYTES && count > 0; byte++) {
        if (!sort_by_byte(entries, spare, count, byte, counts[byte]))
            continue;
        entry *sorted = spare;
        spare = entries;
        entries = sorted;
    }
    return entries;
}

/* All entries of one segment: those with one key share the middle of their places. */
static void rank_segment(const entry *entries, size_t count, double *percentiles)
{
    for (size_t first = 0, end; first < count; first = end) {
        for (end = first + 1; end < count && entries[end].key == entries[first].key; end++)
            continue;
        double middle = ((double)first + (double)(end - first) / 2) / (double)count;
        for (size_t i = first; i < end; i++)
            percentiles[entries[i].row] = middle;
    }
}

static void rank_all(const entry *entries, size_t count, double *percentiles)
{
    for (size_t first = 0, end; first < count; first = end) {
        for (end = first + 1; end < count && entries[end].segment == entries[first].segment; end++)
            continue;
        rank_segment(entries + first, end - first, percentiles);
    }
}

/* Rows without a value get 0 and no bit. */
static size_t gather(const jp__result_column *column, size_t rows, const uint32_t *segments, entry *entries,
                     double *percentiles, uint8_t *valid)
{
    size_t count = 0;
    if (valid != NULL)
        memset(valid, 0, (rows + 7) / 8);
    for (size_t row = 0; row < rows; row++) {
        percentiles[row] = 0;
        if (!jp__is_present(column, row))
            continue;
        if (valid != NULL)
            valid[row / 8] |= (uint8_t)(1u << row % 8);
        entries[count++] = (entry){ (uint64_t)key_of(column, row) ^ UINT64_C(1) << 63,
                                    segments == NULL ? 0 : segments[row], (uint32_t)row };
    }
    return count;
}

jp_status jp_table_percentile(const jp_table *table, size_t column, const uint32_t *segments,
                              double *percentiles, uint8_t *valid, jp_error *err)
{
    if (table == NULL || percentiles == NULL)
        return jp__fail(err, JP_ERROR_ARGUMENT, "Argument '%s' must not be NULL.",
                        table == NULL ? "table" : "percentiles");
    JP_TRY(check_numbers(table, column, err));
    const jp_allocator *a = &table->allocator;
    size_t rows = table->row_count;
    entry *entries = jp__alloc(a, rows, sizeof *entries), *spare = jp__alloc(a, rows, sizeof *spare);
    jp_status status = JP_OK;
    if (entries == NULL || spare == NULL) {
        status = jp__no_memory(err);
    } else {
        size_t count = gather(&table->columns[column], rows, segments, entries, percentiles, valid);
        rank_all(sort_entries(entries, spare, count), count, percentiles);
    }
    jp__free(a, entries, rows, sizeof *entries);
    jp__free(a, spare, rows, sizeof *spare);
    return status;
}
