/*
 * csv_batch.h - many rows of CSV as records.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_FACTS_CSV_BATCH_H
#define JP_FACTS_CSV_BATCH_H

#include "base/bytes.h"
#include "facts/csv_index.h"
#include "facts/csv_reader.h"

/* What the rows say, as jp__records has it. Bit r of `unusual`: row r is not one that csv.c would take
 * without a word; nothing here is about it, and csv.c reads it by itself. */
typedef struct jp__csv_batch {
    jp__csv_level level; /* what to read with; the rows are the same at each */
    jp__csv_index index;
    uint64_t unusual;
    uint64_t again; /* rows whose ids are those of the row before, and not in `pairs` */
    jp__pair pairs[JP__CSV_ROWS];
    jp_text id[JP__CSV_ROWS];
    int64_t time_us[JP__CSV_ROWS], recorded_us[JP__CSV_ROWS];
    double value[JP__CSV_ROWS], intensity[JP__CSV_ROWS];
    uint16_t kind[JP__CSV_ROWS], actor[JP__CSV_ROWS], item[JP__CSV_ROWS];
    uint8_t has_value[JP__CSV_ROWS], has_recorded[JP__CSV_ROWS], guess[JP__CSV_ROWS], has_item[JP__CSV_ROWS];
    jp_text text[JP__CSV_ROWS]; /* of the column that is read */
} jp__csv_batch;

/* A bit for each row. */
static inline uint64_t jp__csv_all(size_t rows)
{
    return rows == 0 ? 0 : ~UINT64_C(0) >> (64 - rows);
}

/* Bits 0 to rows - 1 of bytes that are 0 or 1. */
static inline uint64_t jp__csv_bits(const uint8_t bytes[JP__CSV_ROWS], size_t rows)
{
    uint64_t bits = 0;
    for (size_t r = 0; r < JP__CSV_ROWS; r += 8)
        bits |= (jp__load64(bytes + r) * UINT64_C(0x0102040810204080) >> 56) << r;
    return bits & jp__csv_all(rows);
}

/* Before the first: columns that the file has not say what a missing one says. */
void jp__csv_batch_begin(jp__csv_batch *batch);

/* Reads the rows that stand at the input's `at`, up to one whose fields cannot be told apart at a glance. */
void jp__csv_batch_read(const jp__csv_reader *csv, jp__csv_batch *batch);

/* The columns, of which it adds to `unusual`. csv_columns.c */
void jp__csv_batch_read_columns(const jp__csv_reader *csv, jp__csv_batch *batch);

/* The ids of row r, whatever stands there. */
void jp__csv_batch_fill_pair(const jp__csv_reader *csv, jp__csv_batch *batch, size_t r);

/* Adds the rows from `first` to before `last`, none of which is unusual. */
jp_status jp__csv_batch_add(jp__csv_reader *csv, jp__csv_batch *batch, size_t first, size_t last,
                            jp_error *err);

#endif /* JP_FACTS_CSV_BATCH_H */
