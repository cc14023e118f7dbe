/*
 * csv_reader.h - reading CSV, between its files.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_FACTS_CSV_READER_H
#define JP_FACTS_CSV_READER_H

#include "facts/csv.h"
#include "facts/reader.h"

#define JP__CSV_COLUMNS_MAX 4096

typedef struct jp__csv_reader {
    jp__reader reader;
    size_t columns;                              /* how many the header has */
    uint8_t fields_of[JP__CSV_COLUMNS_MAX];      /* the first field of each, or JP__FIELD_COUNT */
    uint16_t columns_of[JP__FIELD_COUNT + 1];    /* the column of each field, from 1; 0: none */
    jp_text fields[JP__FIELD_COUNT + 1];         /* of the row; the last is for unknown columns */
    jp__piece single;                            /* room for fields with doubled quotes made single */
} jp__csv_reader;

/* Whether rows have anything in a field. */
static inline bool jp__csv_has(const jp__csv_reader *csv, jp__field field)
{
    return csv->columns_of[field] > 0 || jp__naming_is_constant(&csv->reader.table->naming, field);
}

/* csv_header.c: reads the first row. */
jp_status jp__csv_read_header(jp__csv_reader *csv, jp_error *err);

/* csv.c: splits the next row, which begins at the input's `at` and stays there, with its line end in
 * the buffer even where it is wrong. `*found`: false at the end of the input. */
jp_status jp__csv_next(jp__csv_reader *csv, const uint8_t *place, size_t columns, jp_text *fields,
                       jp__csv_row *row, jp__csv_result *result, bool *found, jp_error *err);

/* True, and gone past it, if the row is an empty line. */
bool jp__csv_skip_blank(jp__csv_reader *csv, const jp__csv_row *row);

/* Whether the row's bytes are UTF-8 without NUL. */
jp_status jp__csv_check_encoding(const jp__csv_reader *csv, const char *row, size_t length, jp_error *err);

/* Why a row is none. */
jp_status jp__csv_explain(const jp__csv_reader *csv, const jp__csv_row *row, jp__csv_result result,
                          jp_error *err);

#endif /* JP_FACTS_CSV_READER_H */
