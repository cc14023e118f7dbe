/*
 * csv.h - rows of CSV, split in place (RFC 4180).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_FACTS_CSV_H
#define JP_FACTS_CSV_H

#include "facts/facts.h"

typedef enum jp__csv_result {
    JP__CSV_ROW,
    JP__CSV_MORE,         /* the row goes on behind the end: get more bytes and split it anew */
    JP__CSV_STRAY_QUOTE,  /* a quote inside a field that does not begin with one */
    JP__CSV_AFTER_QUOTE,  /* text between a closing quote and the next comma or line end */
    JP__CSV_OPEN_QUOTE    /* the input ends before the closing quote */
} jp__csv_result;

typedef struct jp__csv_row {
    const char *next; /* behind the row and its line end */
    size_t length;    /* bytes of the row without its line end */
    size_t columns;   /* how many fields it has */
    size_t lines;     /* how many lines it takes */
    bool quoted;      /* some field stands in quotes */
    size_t column;    /* if it is wrong: the field that is, from 0, and where it begins */
    const char *fault;
} jp__csv_row;

/*
 * Splits the row at `start`. Field c goes to fields[place[c]], with place[c] = c if `place` is NULL;
 * those from `columns` on are only counted. A field in quotes comes without them, but with quotes
 * inside still doubled: see jp__csv_unescape(). Nothing is written to the bytes themselves.
 *
 * Behind `end` stand JP__INPUT_SLACK NULs. `last`: nothing comes after `end`.
 */
jp__csv_result jp__csv_split(const char *start, const char *end, bool last, const uint8_t *place,
                             size_t columns, jp_text *fields, jp__csv_row *row);

/* Copies `field` with its doubled quotes made single; returns the length. */
size_t jp__csv_unescape(jp_text field, char *to);

/* How many lines end in the bytes: with LF, CR or both. */
size_t jp__csv_count_lines(const char *at, const char *end);

#endif /* JP_FACTS_CSV_H */
