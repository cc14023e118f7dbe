/*
 * joyfulprofit/facts.h - facts: what happened and what was said, as columns
 *
 * A fact is an interaction (a kind, done by an actor, at a time, perhaps with a value) or a rating
 * (a rater's view of an indicator). docs/facts.md lists every column and every kind.
 *
 * jp_facts are borrowed columns of one relationship, straight from the caller's memory.
 * jp_fact_table owns the facts of many relationships, gathered one by one or read from CSV or JSON
 * Lines, with ids as text; it hands them out as jp_facts.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JOYFULPROFIT_FACTS_H
#define JOYFULPROFIT_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <joyfulprofit/allocator.h>
#include <joyfulprofit/export.h>
#include <joyfulprofit/model.h>
#include <joyfulprofit/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The facts of one relationship as borrowed columns, in any order. Fact i stands at index
 * `offset + i` of every column, so that a slice of larger columns needs no copy. A column that is
 * NULL is missing as a whole. Validity bitmaps are Arrow's: bit k % 8 of byte k / 8, 1 = present.
 *
 *     int64_t time_us[] = { t0, t1 };
 *     uint16_t kind[] = { meeting, JP_RATING };
 *     uint8_t actor[] = { JP_CLIENT, JP_SUPPLIER };
 *     double value[] = { 45, 0.9 };
 *     uint16_t item[] = { 0, trust };
 *     jp_facts facts = { .struct_size = sizeof facts, .length = 2, .time_us = time_us,
 *                        .kind = kind, .actor = actor, .value = value, .item = item };
 */
typedef struct jp_facts {
    size_t struct_size;          /* sizeof(jp_facts) */
    size_t offset;
    size_t length;
    const int64_t *time_us;      /* required */
    const uint16_t *kind;        /* required; number of the kind in the model, or JP_RATING */
    const uint8_t *actor;        /* required; JP_CLIENT or JP_SUPPLIER; of a rating: who rates */
    const double *value;         /* in the kind's unit; of a rating 0..1 in the item's direction */
    const uint8_t *value_valid;  /* NULL: every value is present (if there is a value column) */
    const double *intensity;     /* 0..1; NULL: all 1. Ignored for ratings */
    const int64_t *recorded_us;  /* when it became known; NULL: as it happened */
    const uint8_t *recorded_valid;
    const uint16_t *item;        /* number of the indicator; read for ratings only */
    const uint8_t *guess;        /* 1: "what I believe the other would answer"; NULL: all 0 */
    const uint64_t *id_offsets;  /* id of fact k: bytes id_offsets[k] .. id_offsets[k + 1] of */
    const char *id_bytes;        /* id_bytes; both NULL: no ids */
} jp_facts;

/**
 * Checks columns as every call that takes them does.
 *
 * @errors JP_ERROR_ARGUMENT (a pointer is NULL), JP_ERROR_OPTIONS (struct_size), JP_ERROR_ARGUMENT
 *         (length is not 0 and a required column is NULL, or one of the two id columns is),
 *         JP_ERROR_LIMIT (more than 2^31 - 1 facts, or an offset that no memory could hold),
 *         JP_ERROR_ARGUMENT (ratings without item column); then
 *         by row: JP_ERROR_UNKNOWN (kind), JP_ERROR_FORBIDDEN (a derived kind), JP_ERROR_VALUE
 *         (actor neither client nor supplier), JP_ERROR_FORBIDDEN (an actor that the kind does not
 *         allow), JP_ERROR_VALUE (value not finite), JP_ERROR_MISSING (rating without value),
 *         JP_ERROR_VALUE (rating outside 0..1), JP_ERROR_UNKNOWN (item), JP_ERROR_VALUE (guess
 *         neither 0 nor 1; intensity of an interaction not finite or outside 0..1), JP_ERROR_VALUE
 *         (id_offsets descend)
 * @thread any; linear time, allocates nothing
 */
JP_API jp_status jp_facts_check(const jp_model *model, const jp_facts *facts, jp_error *err);

/* ---- Many relationships ------------------------------------------------------------------- */

/** Text that is not owned and not terminated. */
typedef struct jp_text {
    const char *bytes; /* UTF-8; NULL: missing */
    size_t length;
} jp_text;

/** One fact as a record, for jp_fact_table_add(). Start from JP_FACT_INIT. */
typedef struct jp_fact {
    size_t struct_size;
    jp_text supplier; /* required, 1 to 1024 bytes */
    jp_text client;   /* required, 1 to 1024 bytes */
    jp_text kind;     /* required: a kind of the model, or "rating" */
    jp_text item;     /* required for ratings, refused otherwise: an indicator of the model */
    jp_text id;       /* the caller's own id, up to 1024 bytes */
    int64_t time_us;
    int64_t recorded_us; /* read if has_recorded */
    double value;        /* read if has_value */
    double intensity;    /* 1 unless you know better */
    jp_side actor;       /* JP_CLIENT or JP_SUPPLIER */
    bool has_recorded;
    bool has_value;
    bool guess;          /* only for ratings */
} jp_fact;

#define JP_FACT_INIT { sizeof(jp_fact), { NULL, 0 }, { NULL, 0 }, { NULL, 0 }, { NULL, 0 }, \
                       { NULL, 0 }, 0, 0, 0.0, 1.0, JP_CLIENT, false, false, false }

/** Facts of many relationships. One thread at a time while it is filled; then read by any. */
typedef struct jp_fact_table jp_fact_table;

/**
 * Called with a row that is refused: the error and the text of the row as it stood in the input,
 * without its line end; of an Arrow stream, which has none, no text. Return 0 to leave the row out and
 * go on; anything else ends the reading with that error. Without this callback the first bad row ends it.
 */
typedef int (*jp_bad_row_fn)(void *user, const jp_error *error, const char *row, size_t length);

/**
 * Where a reader finds a field of docs/facts.md that is not in the column of the field's own name. A column
 * may serve several fields.
 */
typedef struct jp_fact_column {
    const char *field;    /* "supplier", "client", "time", ... */
    const char *column;   /* what the input calls it; or NULL: it is in no column, and */
    const char *constant; /* this is so in all rows, written as in CSV; as item or guess in all ratings */
} jp_fact_column;

/** What a word of the input means that is not the model's. Other words are taken as they are. */
typedef struct jp_fact_word {
    const char *field;   /* "kind", "actor" or "item" */
    const char *word;    /* of an item: no name of another indicator */
    const char *meaning; /* a kind of the model or "rating"; "client" or "supplier"; an indicator. NULL, but
                            of an actor: rows with this word are left out, whatever else is in them */
} jp_fact_word;

/** How a table is made. All zero (but struct_size) means the default of each. */
typedef struct jp_fact_table_options {
    size_t struct_size;            /* sizeof(jp_fact_table_options) */
    const jp_allocator *allocator; /* NULL: malloc */
    jp_warning_fn on_warning;      /* NULL: warnings are dropped */
    void *warning_user;
    jp_bad_row_fn on_bad_row;      /* readers only; NULL: a bad row is an error */
    void *bad_row_user;
    jp_progress_fn on_progress;    /* readers only, in bytes, of Arrow in rows; NULL: none */
    void *progress_user;
    size_t expected_facts;         /* readers only: room for so many is made at once; 0: as they come */
    const jp_fact_column *columns; /* readers only; copied */
    size_t column_count;
    const jp_fact_word *words;     /* copied; but for actors they also hold for jp_fact_table_add() */
    size_t word_count;             /* at most 4096 */
} jp_fact_table_options;

/**
 * An empty table for facts of `model`, which it retains.
 *
 * @param options  NULL for the defaults
 * @param table    receives the table; free it with jp_fact_table_free(). NULL on failure
 * @errors JP_ERROR_ARGUMENT, JP_ERROR_OPTIONS, JP_ERROR_MEMORY; of columns and words: JP_ERROR_ARGUMENT (a
 *         pointer is NULL; the field is named twice; both or neither of column and constant; a word without
 *         bytes or twice; of an item, one that is another indicator), JP_ERROR_UNKNOWN (there is no such
 *         field; the model has no such meaning), JP_ERROR_FORBIDDEN (a field that has no words),
 *         JP_ERROR_LIMIT, JP_ERROR_ENCODING; and what a constant may be as in a row of CSV
 * @thread any
 */
JP_API jp_status jp_fact_table_new(const jp_model *model, const jp_fact_table_options *options,
                                   jp_fact_table **table, jp_error *err);

/** Frees a table. NULL is fine. */
JP_API void jp_fact_table_free(jp_fact_table *table);

/**
 * Adds one fact, copying what it needs. A refused fact leaves the table as it was. Adding moves
 * facts: what jp_fact_table_relationship() gave before is no longer valid.
 *
 * @errors JP_ERROR_ARGUMENT (a pointer is NULL), JP_ERROR_OPTIONS (struct_size), then the checks of
 *         a record in the order of docs/errors.md, JP_ERROR_LIMIT (2^31 - 1 facts), JP_ERROR_MEMORY
 * @thread one at a time; amortised constant time
 */
JP_API jp_status jp_fact_table_add(jp_fact_table *table, const jp_fact *fact, jp_error *err);

/**
 * Where a reader gets its bytes: fills up to `capacity` bytes and sets `*got`; 0 is the end. Return
 * 0, or an errno value if reading failed, which becomes JP_ERROR_IO. Short reads are fine.
 */
typedef int (*jp_read_fn)(void *user, char *buffer, size_t capacity, size_t *got);

/**
 * Reads a whole CSV or JSON Lines input into a new table. Memory stays within 64 bytes a fact, 100 a
 * relationship, the ids' own bytes (twice while they are sorted), a buffer for the longest line, which
 * may have 16 MiB, and a constant. docs/facts.md describes both formats.
 *
 * @param read   called until it reports the end
 * @param table  receives the table; free it with jp_fact_table_free(). NULL on failure: nothing is
 *               kept of an input with an error
 * @errors JP_ERROR_ARGUMENT, JP_ERROR_OPTIONS, JP_ERROR_IO, JP_ERROR_ENCODING, JP_ERROR_SYNTAX,
 *         JP_ERROR_COLUMN, then by row those of docs/errors.md, JP_ERROR_LIMIT, JP_ERROR_MEMORY,
 *         JP_ERROR_CANCELLED; line, column, row and field tell where
 * @thread any
 */
JP_API jp_status jp_fact_table_read_csv(const jp_model *model, jp_read_fn read, void *read_user,
                                        const jp_fact_table_options *options,
                                        jp_fact_table **table, jp_error *err);
JP_API jp_status jp_fact_table_read_jsonl(const jp_model *model, jp_read_fn read, void *read_user,
                                          const jp_fact_table_options *options,
                                          jp_fact_table **table, jp_error *err);

/** One relationship of a table. Valid until the table is added to or freed. */
typedef struct jp_relationship {
    size_t struct_size; /* sizeof(jp_relationship) */
    jp_text supplier;
    jp_text client;
    jp_facts facts;     /* in the canonical order of docs/method.md section 0 */
} jp_relationship;

/** Counts of facts, of relationships, and of facts that the caller's words left out; infallible. */
JP_API size_t jp_fact_table_fact_count(const jp_fact_table *table);
JP_API size_t jp_fact_table_relationship_count(const jp_fact_table *table);
JP_API size_t jp_fact_table_left_out_count(const jp_fact_table *table);

/**
 * Puts the facts in order: by relationship (in the order of supplier, then client, bytewise) and
 * within it canonically. The readers do it; after jp_fact_table_add() call it before asking for
 * relationships. Linear when there is nothing to do.
 *
 * @errors JP_ERROR_ARGUMENT (NULL), JP_ERROR_MEMORY (the table stays as it was)
 * @thread one at a time
 */
JP_API jp_status jp_fact_table_sort(jp_fact_table *table, jp_error *err);

/**
 * One relationship by its number.
 *
 * @errors JP_ERROR_ARGUMENT (NULL, index >= count, or facts were added and not sorted),
 *         JP_ERROR_OPTIONS (struct_size)
 * @thread any; constant time, allocates nothing
 */
JP_API jp_status jp_fact_table_relationship(const jp_fact_table *table, size_t index,
                                            jp_relationship *relationship, jp_error *err);

/**
 * The number of a relationship by its two ids.
 *
 * @errors JP_ERROR_ARGUMENT (NULL, or facts were added and not sorted), JP_ERROR_NOT_FOUND
 * @thread any; logarithmic time, allocates nothing
 */
JP_API jp_status jp_fact_table_find(const jp_fact_table *table, jp_text supplier, jp_text client,
                                    size_t *index, jp_error *err);

/**
 * The latest time of any fact in the table.
 *
 * @errors JP_ERROR_ARGUMENT (NULL), JP_ERROR_MISSING (the table is empty)
 * @thread any; constant time
 */
JP_API jp_status jp_fact_table_latest(const jp_fact_table *table, int64_t *time_us, jp_error *err);

#ifdef __cplusplus
}
#endif

#endif /* JOYFULPROFIT_FACTS_H */
