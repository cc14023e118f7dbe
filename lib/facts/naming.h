/*
 * naming.h - the fields of a fact, and what the caller calls them, their kinds, actors and items.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_FACTS_NAMING_H
#define JP_FACTS_NAMING_H

#include "facts/facts.h"

/* The columns of a record, in the order of docs/facts.md. */
typedef enum jp__field {
    JP__FIELD_SUPPLIER,
    JP__FIELD_CLIENT,
    JP__FIELD_TIME,
    JP__FIELD_KIND,
    JP__FIELD_ACTOR,
    JP__FIELD_VALUE,
    JP__FIELD_ITEM,
    JP__FIELD_GUESS,
    JP__FIELD_INTENSITY,
    JP__FIELD_RECORDED,
    JP__FIELD_ID,
    JP__FIELD_SOURCE,
    JP__FIELD_COUNT
} jp__field;

/* "supplier", ...; of JP__FIELD_COUNT "". */
const char *jp__field_name(jp__field field);

/* The field of that name, or JP__FIELD_COUNT. */
jp__field jp__field_find(jp_text name);

/* The number of a word whose rows are left out: larger than that of any kind or item, and not JP_RATING. */
#define JP__LEFT_OUT ((uint16_t)0xfff3)

/* Names with their numbers; without a list: those of the model alone. */
typedef struct jp__words {
    jp__name *list;
    size_t count, capacity;
} jp__words;

/* Behind each text stand JP__INPUT_SLACK bytes that can be read. */
typedef struct jp__naming {
    jp_text column[JP__FIELD_COUNT];   /* the column of each field; without bytes: it is in none */
    jp_text constant[JP__FIELD_COUNT]; /* what all rows have instead; without bytes: nothing */
    bool leaves_out;                   /* some word means that rows are left out */
    jp__words kinds, actors, items;    /* the caller's words, and those names that are none of them */
    char *text;
    size_t text_size, text_used;
} jp__naming;

/* Copies and checks what the caller says; all zero is freed by jp__naming_free(), also if it fails. */
jp_status jp__naming_init(jp__naming *naming, const jp_allocator *a, const jp_model *model,
                          const jp_fact_table_options *options, jp_error *err);
void jp__naming_free(jp__naming *naming, const jp_allocator *a);

/* The fields that are read from a column of this name: bit f for field f. */
unsigned jp__naming_fields(const jp__naming *naming, jp_text column);

/* True if a column that is no field's is called nearly as `field` is, less than `*least` away, which becomes
 * how far. For "did you mean"; begin with 1 + a third of the field's name. */
bool jp__naming_is_nearer(const jp__naming *naming, jp__field field, jp_text column, size_t *least);

/* How a field's column is named in errors: 'client', or 'Account' (client). */
#define JP__COLUMN_SIZE 96
void jp__naming_quote(const jp__naming *naming, jp__field field, char quoted[JP__COLUMN_SIZE]);

/* Whether the caller has named the column of a field, be it by the field's own name, or has a constant. */
static inline bool jp__naming_is_given(const jp__naming *naming, jp__field field)
{
    return naming->column[field].bytes != jp__field_name(field);
}

/* Whether all rows have the same in a field. */
static inline bool jp__naming_is_constant(const jp__naming *naming, jp__field field)
{
    return naming->constant[field].bytes != NULL;
}

#endif /* JP_FACTS_NAMING_H */
