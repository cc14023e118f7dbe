/*
 * arrow.h - facts from an Arrow stream: types, checked arrays, and blocks of rows.
 *
 * A batch is checked as a whole, then read a block of rows at a time: each column is turned into one
 * of the block, in a loop of its own; then the rows are judged. A row that is fine goes into the
 * table with the others; one that may not be is read again by itself, slowly, through the same
 * jp__record_check() as everything else, which has the words.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_FACTS_ARROW_H
#define JP_FACTS_ARROW_H

#include <string.h>

#include <joyfulprofit/arrow.h>

#include "facts/feed.h"
#include "facts/reader.h"

/* How the values of an array lie in memory. */
typedef enum jp__arrow_layout {
    JP__ARROW_UNKNOWN,
    JP__ARROW_NULL,
    JP__ARROW_ZERO, /* all 0, and without memory: the index of a constant */
    JP__ARROW_BOOL,
    JP__ARROW_INT8,
    JP__ARROW_UINT8,
    JP__ARROW_INT16,
    JP__ARROW_UINT16,
    JP__ARROW_INT32,
    JP__ARROW_UINT32,
    JP__ARROW_INT64,
    JP__ARROW_UINT64,
    JP__ARROW_HALF,
    JP__ARROW_FLOAT,
    JP__ARROW_DOUBLE,
    JP__ARROW_DECIMAL,
    JP__ARROW_TEXT,       /* offsets of 32 bits */
    JP__ARROW_LARGE_TEXT, /* of 64 */
    JP__ARROW_TEXT_VIEW
} jp__arrow_layout;

typedef struct jp__arrow_type {
    jp__arrow_layout layout;
    bool is_time;     /* a timestamp or a date */
    int64_t multiply; /* of a time: to microseconds */
    int64_t divide;
    int width;        /* of a decimal, in bytes */
    int scale;        /* of a decimal: digits behind the point */
} jp__arrow_type;

/* The values of one array, checked: what can be known to be wrong without looking at each of them is
 * right. `offset` + k is the place of row k. */
typedef struct jp__arrow_values {
    jp__arrow_type type;
    const uint8_t *validity; /* NULL: nothing is missing */
    const void *data;        /* numbers, bits, offsets or views */
    const char *bytes;       /* of text with offsets */
    const void *const *pieces; /* of views: the buffers, and how long each is */
    const void *piece_sizes; /* of 64 bits */
    int64_t piece_count;
    int64_t end;             /* the last offset of text */
    int64_t offset, length;
} jp__arrow_values;

/* A column of facts in a stream. */
typedef struct jp__arrow_column {
    bool is_there;    /* in the stream, or as a constant of text */
    bool is_constant; /* then it is a dictionary of one value */
    bool is_dictionary;
    int64_t child;
    jp__arrow_type type;         /* of the values, or of the indices into the dictionary */
    jp__arrow_type value_type;   /* of the dictionary */
    jp__arrow_values values;     /* of the batch */
    jp__arrow_values dictionary; /* of the batch */
    uint16_t *numbers;           /* what each value of the dictionary means to the model; or not looked up;
                                    at last, what nothing means */
    size_t number_capacity;
    bool is_renewed;             /* the batch has another dictionary than the one before */
} jp__arrow_column;

#define JP__ARROW_BLOCK JP__FEED_PIECE
#define JP__ARROW_DIGITS 24

/* Instead of the number of a name. A model has at most 4096 names, and JP_RATING is UINT16_MAX. */
#define JP__ARROW_ABSENT JP__NO_ITEM
#define JP__ARROW_STRANGE ((uint16_t)0xfff1)
#define JP__ARROW_UNSEEN ((uint16_t)0xfff2)

/* What a row's verdict may hold: it must be read by itself; its value lies outside its kind's unit. */
#define JP__ARROW_UNSURE 1u
#define JP__ARROW_OUTSIDE 2u

/* What was found instead of a time, a yes or no, or an actor. */
typedef enum jp__arrow_state { JP__ARROW_THERE, JP__ARROW_MISSING, JP__ARROW_BEYOND } jp__arrow_state;

/* Rows first .. first + count - 1 of a batch, as the table wants them. */
typedef struct jp__arrow_block {
    int64_t first;
    size_t count;
    int64_t time_us[JP__ARROW_BLOCK], recorded_us[JP__ARROW_BLOCK];
    double value[JP__ARROW_BLOCK], intensity[JP__ARROW_BLOCK];
    jp_text supplier[JP__ARROW_BLOCK], client[JP__ARROW_BLOCK], id[JP__ARROW_BLOCK];
    jp_text name[JP__ARROW_BLOCK]; /* while a column is read */
    uint32_t index[2][JP__ARROW_BLOCK]; /* into the dictionaries of both ids; before, into those of names */
    uint32_t relation[JP__ARROW_BLOCK];
    uint16_t kind[JP__ARROW_BLOCK], actor[JP__ARROW_BLOCK], item[JP__ARROW_BLOCK];
    uint8_t guess[JP__ARROW_BLOCK];           /* 2: neither yes nor no */
    uint8_t time_state[JP__ARROW_BLOCK], recorded_state[JP__ARROW_BLOCK];
    uint8_t has_value[JP__ARROW_BLOCK], has_recorded[JP__ARROW_BLOCK];
    uint8_t verdict[JP__ARROW_BLOCK];         /* see arrow_rows.c */
    uint16_t origin[JP__ARROW_BLOCK]; /* which row of the block it was, before any was left out */
    uint16_t heads[JP__ARROW_BLOCK]; /* rows whose relationship is not that of the row before */
    size_t head_count;
    char digits[3][JP__ARROW_BLOCK][JP__ARROW_DIGITS]; /* of ids that are numbers */
} jp__arrow_block;

/* Two pairs of indices into the dictionaries of the ids, and their relationships; UINT32_MAX: none. */
typedef struct jp__arrow_pairs {
    uint64_t key[2];
    uint32_t relation[2];
} jp__arrow_pairs;

typedef struct jp__arrow_reader {
    jp_fact_table *table;
    struct ArrowArrayStream stream;
    struct ArrowArray batch;
    struct ArrowArray before; /* alive until its dictionaries have been compared with the next ones */
    uint64_t batch_number; /* from 0 */
    uint64_t row;          /* of the batch's first, in the stream */
    int64_t at;            /* the next row of the batch */
    int64_t child_count;
    uint64_t reported;     /* the row of the last progress */
    bool ended;
    jp_error why;
    jp__arrow_column columns[JP__FIELD_COUNT];
    int64_t constant_offsets[JP__FIELD_COUNT][2]; /* of dictionaries of one value */
    bool has_pairs;        /* both ids come from dictionaries */
    bool is_grouped;       /* facts come grouped: few pairs need to be kept */
    bool by_index;         /* and in this batch their indices fit into a key */
    jp__arrow_pairs *pairs; /* those found last, by a hash of their indices */
    size_t pair_count;      /* how many twos; a power of two */
    jp__arrow_block *block;
} jp__arrow_reader;

/* Finds the columns of a schema. arrow_schema.c */
jp_status jp__arrow_read_schema(jp__arrow_reader *reader, const struct ArrowSchema *schema, jp_error *err);

/* Checks a batch and lays its columns out. arrow_array.c */
jp_status jp__arrow_lay_out(jp__arrow_reader *reader, jp_error *err);

/* Fills the block's columns. arrow_block.c */
jp_status jp__arrow_load(jp__arrow_reader *reader, jp_error *err);

/* Forgets the pairs of indices if a dictionary is another one. arrow_pairs.c */
jp_status jp__arrow_renew_pairs(jp__arrow_reader *reader, jp_error *err);

/* Forgets all pairs, as the relationships of the table have been. */
void jp__arrow_forget_pairs(jp__arrow_reader *reader);

/* Finds the relationships of the block's rows that are fine so far. */
jp_status jp__arrow_relate(jp__arrow_reader *reader, jp_error *err);

/* Judges the block's rows and adds them to the table. arrow_rows.c */
jp_status jp__arrow_add(jp__arrow_reader *reader, jp_error *err);

/* Row k of the block is malformed in this column. */
jp_status jp__arrow_malformed(const jp__arrow_reader *reader, jp__field field, size_t k, jp_error *err);

/* The place of row k of the block, for errors. */
static inline jp__place jp__arrow_place(const jp__arrow_reader *reader, size_t k)
{
    return (jp__place){ reader->row + (uint64_t)reader->block->first + k, 0, NULL, false };
}

/* Whether rows have anything in a field. */
static inline bool jp__arrow_has(const jp__arrow_reader *reader, jp__field field)
{
    return reader->columns[field].is_there ||
           jp__naming_is_constant(&reader->table->naming, field);
}

/* ---- Values ---------------------------------------------------------------------------------- */

/* Arrow advises producers to align their buffers, but does not make them. */
static inline int32_t jp__arrow_load32(const void *data, int64_t index)
{
    int32_t number;
    memcpy(&number, (const char *)data + (size_t)index * sizeof number, sizeof number);
    return number;
}

static inline int64_t jp__arrow_load64(const void *data, int64_t index)
{
    int64_t number;
    memcpy(&number, (const char *)data + (size_t)index * sizeof number, sizeof number);
    return number;
}

static inline bool jp__arrow_is_valid(const jp__arrow_values *values, int64_t row)
{
    return !values->validity || jp__bit(values->validity, (size_t)(values->offset + row));
}

/* True if the column has a dictionary whose indices fit into 32 bits, with one to spare. */
static inline bool jp__arrow_is_numbered(const jp__arrow_column *column)
{
    return column->is_dictionary && column->dictionary.length < UINT32_MAX;
}

/* Rows first .. first + count - 1 of a column: whether they are there (1 or 0), times, numbers, yes or no.
 * arrow_values.c */
void jp__arrow_validity(const jp__arrow_values *values, int64_t first, size_t count, uint8_t *is_there);
void jp__arrow_times(const jp__arrow_values *values, int64_t first, size_t count, int64_t *time_us,
                     uint8_t *state);
void jp__arrow_numbers(const jp__arrow_values *values, int64_t first, size_t count, double *number,
                       uint8_t *is_there);
void jp__arrow_guesses(const jp__arrow_values *values, int64_t first, size_t count, uint8_t *guess);

/* An integer of the array as 64 bits; of UINT64 the same bits. arrow_text.c, as the rest */
int64_t jp__arrow_integer(const jp__arrow_values *values, int64_t row);

/* The same as text within `digits`. */
jp_text jp__arrow_integer_text(const jp__arrow_values *values, int64_t row, char digits[JP__ARROW_DIGITS]);

/* The text of a row, NULL where it is missing. Integers are written into `digits`. False: the array
 * is malformed at this row. */
bool jp__arrow_text(const jp__arrow_column *column, int64_t row, char digits[JP__ARROW_DIGITS],
                    jp_text *text);

/* The texts of rows, as above. Returns `count`, or the first row, counted from `first`, at which the
 * array is malformed. */
size_t jp__arrow_texts(const jp__arrow_column *column, int64_t first, size_t count,
                       char digits[][JP__ARROW_DIGITS], jp_text *texts);

/* True if so many bytes can be read from the beginning of a row's text, which is not empty. */
bool jp__arrow_is_padded(const jp__arrow_column *column, int64_t row, jp_text text, size_t bytes);

/* The indices of rows into a dictionary of less than UINT32_MAX values; where one is missing, the length
 * of the dictionary. Returns `count`, or the first row, counted from `first`, whose index lies outside. */
size_t jp__arrow_indices(const jp__arrow_column *column, int64_t first, size_t count, uint32_t *index);

#endif /* JP_FACTS_ARROW_H */
