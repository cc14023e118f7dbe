/*
 * columns.h - columns of facts that grow.
 *
 * Each column is one piece of memory, as jp_facts wants it. Those that most files do not use come
 * into being with the first fact that needs them. Nothing is kept a fact at a time.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_FACTS_COLUMNS_H
#define JP_FACTS_COLUMNS_H

#include "facts/facts.h"

typedef enum jp__column {
    JP__COLUMN_TIME,
    JP__COLUMN_KIND,
    JP__COLUMN_ACTOR,
    JP__COLUMN_RELATION, /* number of the relationship */
    JP__COLUMN_VALUE,
    JP__COLUMN_VALUE_VALID,
    JP__COLUMN_INTENSITY, /* from here on only where a fact needs it */
    JP__COLUMN_RECORDED,
    JP__COLUMN_RECORDED_VALID,
    JP__COLUMN_ITEM,
    JP__COLUMN_GUESS,
    JP__COLUMN_ID, /* offsets: one more than facts */
    JP__COLUMN_COUNT
} jp__column;

typedef struct jp__piece {
    void *data;
    size_t bytes;
} jp__piece;

typedef struct jp__columns {
    size_t count;    /* of facts */
    size_t capacity; /* of every column that there is */
    jp__piece column[JP__COLUMN_COUNT];
    jp__piece ids;   /* the bytes of all ids, one behind the other */
    size_t id_bytes; /* how many of them are in use */
} jp__columns;

/* One fact as numbers, with its id, as it stands in the columns. */
typedef struct jp__record {
    int64_t time_us, recorded_us;
    double value, intensity;
    jp_text id;
    uint32_t relation;
    uint16_t kind, item;
    uint8_t actor;
    bool has_value, has_recorded, guess;
} jp__record;

/* Makes sure that `record` can be appended: afterwards jp__columns_append() cannot fail. On failure
 * the facts are as they were. */
jp_status jp__columns_reserve(jp__columns *columns, const jp_allocator *a, const jp__record *record,
                              jp_error *err);
void jp__columns_append(jp__columns *columns, const jp__record *record);

/* The same for `count` records at once. `any` has whatever one of them has: an intensity other than 1,
 * JP_RATING as its kind, a guess, when it was recorded, and an id of as many bytes as all together. */
jp_status jp__columns_reserve_many(jp__columns *columns, const jp_allocator *a, const jp__record *any,
                                   size_t count, jp_error *err);

/* Records as columns. What is missing is 0, and 1 of an intensity; NULL instead of intensity, id, item,
 * has_recorded or guess: it is missing everywhere. */
typedef struct jp__records {
    size_t count;
    const int64_t *time_us, *recorded_us;
    const double *value, *intensity;
    const jp_text *id;
    const uint32_t *relation;
    const uint16_t *kind, *actor, *item;
    const uint8_t *has_value, *has_recorded, *guess; /* 0 or 1 */
} jp__records;

/* Appends them all, or fails and leaves the facts as they were. columns_many.c */
jp_status jp__columns_extend(jp__columns *columns, const jp_allocator *a, const jp__records *records,
                             jp_error *err);

/* Drops the first `count` facts; the others move to the front. columns_many.c */
void jp__columns_drop(jp__columns *columns, size_t count);

/* Gives back what was reserved for growth. On failure the facts are as they were. */
jp_status jp__columns_trim(jp__columns *columns, const jp_allocator *a, jp_error *err);

/* The columns as jp_facts. */
jp_facts jp__columns_view(const jp__columns *columns, size_t offset, size_t length);

/* Room for one column of 8 bytes a fact, to put columns in another order with. */
jp_status jp__columns_spare(const jp__columns *columns, const jp_allocator *a, jp__piece *spare,
                            jp_error *err);

/* Takes fact order[k] to place k of one column. A column of 8 bytes a fact changes places with
 * `spare`; what is in `spare` afterwards is of no meaning. */
void jp__columns_permute(jp__columns *columns, jp__column column, const uint32_t *order, jp__piece *spare);

/* The same for the ids: their bytes are gathered into `ids`, of id_bytes, which changes places too. */
void jp__columns_permute_ids(jp__columns *columns, const uint32_t *order, jp__piece *spare, jp__piece *ids);

/* Facts that stay together: run order[p] comes to place p; run r begins at starts[r] and ends where the next
 * begins. */
typedef struct jp__runs {
    size_t count;
    const uint32_t *order;
    const size_t *starts;
} jp__runs;

/* Takes runs to their places, with `spare` and `ids` as above. columns_runs.c */
void jp__columns_move_runs(jp__columns *columns, jp__column column, const jp__runs *runs, jp__piece *spare);
void jp__columns_move_ids(jp__columns *columns, const jp__runs *runs, jp__piece *spare, jp__piece *ids);

/* How many bits a fact takes in a column. columns.c */
unsigned jp__column_bits(jp__column column);

void jp__columns_free(jp__columns *columns, const jp_allocator *a);

#endif /* JP_FACTS_COLUMNS_H */
