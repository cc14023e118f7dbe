/*
 * producer.h - an Arrow stream made of cells of text, in any type, layout, slicing and chunking, which
 * counts what is released.
 *
 * Every buffer has exactly the bytes that its array needs, so that a read beyond is found out; what
 * stands before and behind a slice is filled with other values. Release must be called once for the
 * stream and for each array and schema; the producer fails the test if it is called twice.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_TESTS_FACTS_PRODUCER_H
#define JP_TESTS_FACTS_PRODUCER_H

#include "support/test.h"

#include <joyfulprofit/arrow.h>

/* How a column is given: `format` of its values; with `index`, the format of a dictionary's indices. */
typedef struct jp_test_column {
    const char *name;
    const char *format;
    const char *index; /* NULL: no dictionary */
} jp_test_column;

typedef struct jp_test_producer jp_test_producer;

/* May change an array before it is handed out, or its schema. */
typedef void (*jp_test_mangle)(void *user, struct ArrowArray *array, size_t batch);
typedef void (*jp_test_mangle_schema)(void *user, struct ArrowSchema *schema);

struct jp_test_producer {
    const jp_test_column *columns;
    size_t column_count;
    const char *const *cells; /* row by row; NULL: null */
    size_t row_count;
    const size_t *batches;    /* rows of each batch; NULL: all in one */
    size_t batch_count;
    size_t before, behind;    /* rows of each array outside its slice */
    size_t outer;             /* and of the struct's own offset */
    bool no_bitmaps;          /* where nothing is null there is no bitmap */
    int schema_error, batch_error; /* what get_schema and get_next return; 0: all is well */
    size_t error_at;          /* the batch at which get_next fails */
    bool fills_on_error;      /* and hands out an array all the same */
    const char *words;        /* get_last_error */
    jp_test_mangle mangle;
    jp_test_mangle_schema mangle_schema;
    void *user;
    /* What happened. */
    size_t next, given_rows;
    struct ArrowSchema **schema_list; /* as made, whatever a test did to it */
    size_t schemas_made, schemas_released, arrays_made, arrays_released, streams_released;
};

/* A stream of the producer, which must stay where it is. */
struct ArrowArrayStream jp_test_stream(jp_test_producer *producer);

/* Fails the test unless everything that was made was released, and the stream once. */
void jp_test_producer_check(const jp_test_producer *producer);

#endif /* JP_TESTS_FACTS_PRODUCER_H */
