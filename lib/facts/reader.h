/*
 * reader.h - what the readers of CSV and JSON Lines share: the table, the input, the bad rows.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_FACTS_READER_H
#define JP_FACTS_READER_H

#include "base/bytes.h"
#include "facts/input.h"
#include "facts/feed.h"

typedef struct jp__reader {
    jp_fact_table *table;
    jp__input input;
    uint64_t line; /* of the row that is read, from 1 */
    uint64_t row;  /* its number among the rows of facts, from 0 */
    jp_error why;  /* a row was refused */
} jp__reader;

/* The first bytes, behind a byte order mark if there is one. */
jp_status jp__reader_open(jp__reader *reader, jp_fact_table *table, jp_read_fn read, void *read_user,
                          jp_error *err);

/* Closes the input, also one that could not be opened; one that is all zero too. */
void jp__reader_close(jp__reader *reader);

/* More bytes, which complete the line. */
jp_status jp__reader_more(jp__reader *reader, jp_error *err);

/* A row was refused for `why`: JP_OK if it is the row's own fault and the caller of the library wants
 * to go on without it. */
jp_status jp__refuse_row(const jp_fact_table *table, const jp_error *why, bool own_fault, const char *row,
                         size_t length, jp_error *err);

/* The row was refused for `why`: JP_OK if it is the row's own fault and the caller of the library
 * wants to go on without it. */
jp_status jp__reader_refuse(const jp__reader *reader, bool own_fault, const char *row, size_t length,
                            jp_error *err);

/* Checks a fact and adds it. `*refused`: an error is about this row, and not the end of all. */
jp_status jp__reader_add(jp__reader *reader, const jp_fact *fact, const jp__place *place, bool *refused,
                         jp_error *err);

/* Names of columns that no one knows, for one warning that names as many as fit. */
typedef struct jp__unknown {
    char text[256];
    size_t length; /* of the text */
    size_t named, count;
    jp__field like; /* the first that one of them is but for the case of letters; 0: none */
} jp__unknown;

/* Adds a name; one that is among those named already is not added again. */
void jp__unknown_add(jp__unknown *unknown, const jp__naming *naming, jp_text name);

/* Warns, if there is anything to warn of. */
void jp__unknown_warn(const jp__unknown *unknown, const jp_fact_table *table, uint64_t line);

/* ---- fields.c ------------------------------------------------------------------------------ */

/* Reads the text of a row's fields as a fact; what is empty is missing. The texts of the fact are
 * those of the fields. */
jp_status jp__fields_read(const jp_fact_table *table, const jp_text fields[JP__FIELD_COUNT],
                          const jp__place *place, jp_fact *fact, jp_error *err);

/* Puts in what the caller says of all rows: an item and a guess into ratings only. */
void jp__fields_fill(const jp_fact_table *table, jp_text fields[JP__FIELD_COUNT]);

/* Checks what the caller says of all rows, and reads it as a fact, which is JP_FACT_INIT elsewhere and has
 * no text. */
jp_status jp__fields_fixed(const jp_fact_table *table, jp_fact *fact, jp_error *err);

/* A field that is required, and one that may be missing. */
jp_status jp__field_time(jp_text text, jp__field field, const jp__place *place, int64_t *time_us,
                         jp_error *err);
jp_status jp__field_actor(const jp_fact_table *table, jp_text text, const jp__place *place, jp_side *actor,
                          jp_error *err);

/* In the words of all readers, of what is no number. */
JP__COLD jp_status jp__field_refuse_number(jp_text text, jp__field field, const jp__place *place,
                                           jp_error *err);

/* True if it is `lower`, in letters of any case. */
bool jp__is_word(jp_text text, const char *lower);

/* False if the text is not true, false, 1, 0 or nothing. */
bool jp__field_is_guess(jp_text text, bool *guess);

/* False if the text is neither `client` nor `supplier`. */
static inline bool jp__field_is_actor(jp_text text, jp_side *actor)
{
    static const char words[2][9] = { "client", "supplier" };
    if (text.length != 6 && text.length != 8)
        return false;
    /* Either comes as often as the other, so no branch asks which: first and last four letters tell. */
    *actor = (jp_side)(text.length / 8);
    const char *word = words[*actor];
    return ((jp__load32(text.bytes) ^ jp__load32(word)) |
            (jp__load32(text.bytes + text.length - 4) ^ jp__load32(word + text.length - 4))) == 0;
}

/* The same, in the caller's words. */
static inline bool jp__field_find_actor(const jp_fact_table *table, jp_text text, jp_side *actor)
{
    uint16_t number = 0;
    if (table->actors.count == 0)
        return jp__field_is_actor(text, actor);
    bool found = jp__lookup_find(&table->actors, text, &number);
    *actor = (jp_side)number;
    return found;
}

#endif /* JP_FACTS_READER_H */
