/*
 * columns.h - the facts that `generate --columns` wrote, in memory, every page touched.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_BENCH_COLUMNS_H
#define JP_BENCH_COLUMNS_H

#include <joyfulprofit/joyfulprofit.h>

typedef struct bench_columns {
    jp_facts facts;
    uint64_t *offsets;
    size_t relationships;
    int64_t as_of_us;  /* the latest time of any fact */
    size_t bytes;      /* of all columns, the offsets aside */
    const void *column[6];
    size_t size[6];    /* bytes of each */
} bench_columns;

/* The facts of one relationship. */
static inline jp_facts bench_columns_of(const bench_columns *c, size_t number)
{
    jp_facts facts = c->facts;
    facts.offset += (size_t)c->offsets[number];
    facts.length = (size_t)(c->offsets[number + 1] - c->offsets[number]);
    return facts;
}

/* Reads the files of `folder`; says what is wrong and returns -1 if it cannot. */
int bench_columns_load(bench_columns *c, const char *folder);
void bench_columns_free(bench_columns *c);

/* Reads every column once on so many threads, as fast as memory gives it; a sum, so that it must. */
uint64_t bench_columns_read(const bench_columns *c, unsigned threads);

#endif /* JP_BENCH_COLUMNS_H */
