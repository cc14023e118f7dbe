/*
 * csv_index.h - where the fields of many rows of CSV are, found 64 bytes at a time.
 *
 * Only of rows that are as nearly all are: each on one line that ends with LF or CR LF, with as many
 * fields as there should be, and with quotes around whole fields. At any other row the look stops, for
 * csv_split.c to say what it is.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_FACTS_CSV_INDEX_H
#define JP_FACTS_CSV_INDEX_H

#include "facts/csv.h"
#include "facts/csv_level.h"

/* At most so many rows and about so many fields at a time. */
#define JP__CSV_ROWS 64 /* a multiple of 8 */
#define JP__CSV_FIELDS 1024

typedef struct jp__csv_index {
    const char *text;
    size_t rows, columns;
    uint32_t start[JP__CSV_FIELDS + 80]; /* where each field begins, and at last the row behind */
    bool odd;     /* there may be a NUL or a byte beyond ASCII */
    bool marked;  /* there may be quotes or CRs, */
    bool doubled; /* and quotes within fields, which are there twice */
} jp__csv_index;

/* Looks at the rows from `text` on, which have so many columns. Behind `end` stand JP__INPUT_SLACK NULs.
 * `level`: at most what jp__csv_level_here() says; the result is the same at each. */
void jp__csv_index_rows(jp__csv_level level, jp__csv_index *index, const char *text, const char *end,
                        size_t columns);

static inline const char *jp__csv_row_start(const jp__csv_index *x, size_t row)
{
    return x->text + x->start[row * x->columns];
}

/* A field as it stands: with its quotes, and at the end of a row with a CR. */
static inline jp_text jp__csv_field(const jp__csv_index *x, size_t row, size_t column)
{
    const uint32_t *start = &x->start[row * x->columns + column];
    return (jp_text){ x->text + start[0], start[1] - start[0] - 1 };
}

/* The rows in which `count` columns from `column` on are, byte for byte and up to 64 bytes, what they are in
 * the row before. */
uint64_t jp__csv_again(jp__csv_level level, const jp__csv_index *index, size_t column, size_t count);

/* The fields of a column, as above, all rows. */
void jp__csv_fields(jp__csv_level level, const jp__csv_index *index, size_t column, jp_text *fields);

#endif /* JP_FACTS_CSV_INDEX_H */
