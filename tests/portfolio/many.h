/*
 * many.h - portfolios of made-up relationships, and what a scorer says of each.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TESTS_PORTFOLIO_MANY_H
#define TESTS_PORTFOLIO_MANY_H

#include "score/random.h"

#define AS_OF_US INT64_C(1620000000000000)

/* Facts of many relationships as one set of columns. */
typedef struct many {
    size_t count; /* of relationships */
    size_t capacity, length;
    uint64_t *offsets;
    int64_t *time_us, *recorded_us;
    double *value, *intensity;
    uint16_t *kind, *item;
    uint8_t *actor, *guess, *value_valid;
    jp_facts facts; /* all of them */
} many;

/* `count` random relationships of at most `most` facts, in order of time unless `shuffled`. Everything
 * stands behind `skipped` facts that are none. */
many *many_random(const jp_model *model, uint64_t seed, size_t count, size_t most, bool shuffled,
                  size_t skipped);

/* The same with a relationship of `large` messages and meetings at place `at`. */
many *many_with_large(const jp_model *model, uint64_t seed, size_t count, size_t most, size_t at,
                      size_t large);

void many_free(many *m);

/* Adds a fact by the client, with nothing but its kind and time. */
void add_fact(jp_fact_table *facts, const char *supplier, const char *client, const char *kind,
              int64_t time_us);

/* Checks a table against what a scorer says of each relationship, value by value, bit by bit; and that
 * the table has no other columns than those that `out` asks for, from column `first` on. */
void assert_scores(const jp_table *table, size_t first, const jp_model *model, const many *m,
                   int64_t as_of_us, uint32_t out);

/* Checks that two tables are the same to the last bit. */
void assert_same_table(const jp_table *a, const jp_table *b);

jp_column_info column_of(const jp_table *table, const char *name);

#endif /* TESTS_PORTFOLIO_MANY_H */
