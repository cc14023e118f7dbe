/*
 * text.h - inputs and tables as text, for the tests of facts.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_TESTS_FACTS_TEXT_H
#define JP_TESTS_FACTS_TEXT_H

#include "support/test.h"

#include <joyfulprofit/joyfulprofit.h>

/* The default model, loaded at the first call and freed by jp_test_model_free(). */
const jp_model *jp_test_model(void);
void jp_test_model_free(void);

/* The number of a kind or indicator of it; the test fails if there is none. */
uint16_t jp_test_kind(const char *id);
uint16_t jp_test_indicator(const char *id);

/* Bytes in memory, given to a reader. Start with jp_test_bytes_of(). */
typedef struct jp_test_bytes {
    const char *bytes;
    size_t length, at;
    size_t chunk;   /* most bytes a read gives; 0: all */
    size_t fail_at; /* reading this byte fails; SIZE_MAX: none */
} jp_test_bytes;

jp_test_bytes jp_test_bytes_of(const char *text);
int jp_test_read(void *user, char *buffer, size_t capacity, size_t *got);

/* What came back besides the table. */
typedef struct jp_test_said {
    jp_error warning; /* the last */
    size_t warnings;
    jp_error bad;     /* the last bad row */
    char bad_row[256];
    size_t bad_rows;
    size_t stop_at;   /* this bad row ends the reading; 0: none */
} jp_test_said;

/* Options that collect it, and leave bad rows out if `skip`. */
jp_fact_table_options jp_test_options(jp_test_said *said, bool skip);

typedef jp_status (*jp_test_reader)(const jp_model *model, jp_read_fn read, void *read_user,
                                    const jp_fact_table_options *options, jp_fact_table **table,
                                    jp_error *err);

/* Reads text; the table is the caller's. The test fails if there is an error. */
jp_fact_table *jp_test_table(jp_test_reader reader, const char *text);

/* Reads text, which must fail so, in a sentence that contains `words`, and leave no table. Returns
 * the error. */
jp_error jp_test_refused(jp_test_reader reader, const char *text, jp_status status, const char *words);

/* A table as text, a line a fact: everything that is in it, in order. Free it with free(). */
char *jp_test_show(const jp_fact_table *table);

/* assert_table(table, "S1|C1|2023-01-01T00:00:00.000000Z|meeting|client|30||||"): the lines, each
 * supplier|client|time|kind|actor|value|item|guess|intensity|recorded|id, with what is missing or
 * default left empty. Frees the table. */
void jp_test_assert_table(jp_fact_table *table, const char *expected);

#endif /* JP_TESTS_FACTS_TEXT_H */
