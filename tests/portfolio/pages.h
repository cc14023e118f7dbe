/*
 * pages.h - made-up facts of many relationships as text in cells, and what a stream of scores must say of
 * them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TESTS_PORTFOLIO_PAGES_H
#define TESTS_PORTFOLIO_PAGES_H

#include "support/test.h"

#include <joyfulprofit/joyfulprofit.h>

enum { SUPPLIER, CLIENT, TIME, KIND, ACTOR, VALUE, ITEM, INTENSITY, RECORDED, ID, COLUMNS };

#define AS_OF_US INT64_C(1710000000000000)

typedef struct page {
    const char **cells;  /* COLUMNS a row; NULL: missing */
    char (*text)[4][32]; /* client, time, recorded, id */
    size_t rows;
    uint64_t seed;
} page;

/* Without rows, with room for so many. */
page *page_new(uint64_t seed, size_t room);
void page_free(page *p);

/* Adds a random fact of a relationship, on a day of 2023 from 0. */
void fill_row(page *p, size_t relationship, unsigned day);

/* So many relationships of 1 to `most` facts, grouped and in order of time. */
page *page_of(uint64_t seed, size_t relationships, size_t most);

/* A random number of the page's. */
size_t below(page *p, size_t limit);

/* The page as a file, whose rows vary: with CR LF, quotes that need not be, blank lines, long numbers. Free
 * it. pages_text.c */
enum { CRLF = 1, QUOTES = 2, BLANKS = 4, LONG = 8, STYLES = 16 };
char *csv_of(page *p, unsigned style);
char *jsonl_of(page *p, unsigned style);

/* The scores that a table of all facts gives. */
typedef struct expectation {
    jp_fact_table *facts;
    jp_table *table;
} expectation;

void expectation_free(expectation *e);

/* Each row of the batch against the row of the same relationship in the table, to the last bit. */
void assert_batch(const struct ArrowArray *batch, const expectation *e);

/* Pulls all and compares it; the clients come in the order of the page. Releases the stream, and returns how
 * many batches there were. */
size_t assert_pulled(struct ArrowArrayStream *scores, const page *p, const expectation *e);

/* Pulls until it fails, which it does twice, with the same number and words. Releases the stream. */
void assert_pull_fails_so(struct ArrowArrayStream *scores, int number, const char *words);

#endif /* TESTS_PORTFOLIO_PAGES_H */
