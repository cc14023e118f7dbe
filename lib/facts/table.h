/*
 * table.h - a table of the facts of many relationships, and how a fact gets into it.
 *
 * Every fact, from whichever reader, goes through the same checks on its way into the columns: all ways in
 * keep the same rules and say the same words.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_FACTS_TABLE_H
#define JP_FACTS_TABLE_H

#include "facts/columns.h"
#include "facts/lookup.h"
#include "facts/naming.h"
#include "facts/relations.h"

/* Where a record stands in an input. */
typedef struct jp__place {
    uint64_t row;            /* JP_NO_ROW: in no input */
    uint64_t line;           /* 0: unknown */
    const uint16_t *columns; /* the number of each field's column, from 1; 0 or NULL: none */
    bool everywhere;         /* in all rows: it is a constant of the caller's */
} jp__place;

#define JP__NO_PLACE ((jp__place){ JP_NO_ROW, 0, NULL, false })

/* What nearly all facts of a kind keep to, for readers that look at many at a time: what does not is asked
 * for by name. */
typedef struct jp__kind_rule {
    double minimum, maximum;    /* of the value, or of 0 where there is none */
    uint16_t first_item, items; /* the numbers of items, or JP__NO_ITEM */
    uint8_t actors;             /* bit 0: the client, bit 1: the supplier; 0: only derived */
    uint8_t needs_value;        /* and an item: it is a rating */
    uint16_t allows;            /* bit jp__rule_bit(): such a fact may be */
} jp__kind_rule;

/* Whether it is done by the supplier, and what it has. */
static inline unsigned jp__rule_bit(unsigned actor, unsigned has_value, unsigned has_item, unsigned guess)
{
    return actor | has_value << 1 | has_item << 2 | guess << 3;
}

#define JP__NO_ITEM ((uint16_t)0xfff0) /* a model has at most 4096 */

struct jp_fact_table {
    jp_allocator allocator;
    jp_model *model;
    jp_fact_table_options options;
    jp__naming naming;
    jp__lookup kinds, items; /* with the caller's words */
    jp__lookup actors;       /* of nothing, if the caller has no words for them */
    jp_fact fixed;           /* what the caller says of all rows */
    size_t left_out;         /* rows of kinds or items that the caller does not want */
    jp__kind_rule *rules; /* of ratings, of each kind, and one that allows nothing: jp__rule_of() */
    uint8_t *warned; /* of each kind: whether a value outside its unit was seen */
    jp__relations relations;
    jp__columns columns;
    size_t *starts; /* the first fact of each relationship, and the end of the last; once sorted */
    size_t start_count;
    int64_t latest_us;
    bool sorted;
};

/* Fills `err` with "Line 7, column 6 (value): ..." or what of it is known, and returns `code`. The
 * format begins in lower case: "expected a number such as 12.5, got ...". */
JP__COLD jp_status jp__refuse(const jp__place *place, jp__field field, jp_status code, jp_error *err,
                              const char *format,
                     ...) JP__PRINTF(5, 6);

/* For formats: text in quotes, cut to 40 bytes. */
#define JP__QUOTE "'%s'"
#define JP__QUOTED(said) jp__quote((said).bytes, (said).length, JP__QUOTED_MAX).text
#define JP__QUOTED_MAX 40

/* Checks a fact against the model, in the order of docs/errors.md, and fills `record` with all of it
 * but the relationship. `text_checked`: its text is known to be UTF-8. record.c */
jp_status jp__record_check(const jp_fact_table *table, const jp_fact *fact, bool text_checked,
                           const jp__place *place, jp__record *record, jp_error *err);

/* The number of a kind that can be given, and of an indicator. */
jp_status jp__record_kind(const jp_fact_table *table, jp_text kind, const jp__place *place, uint16_t *index,
                          jp_error *err);
jp_status jp__record_item(const jp_fact_table *table, jp_text item, const jp__place *place, uint16_t *index,
                          jp_error *err);

/* Adds a record that was checked and has its relationship, or will get it before anything is asked;
 * only memory and JP__FACTS_MAX can stop it, and then the table is as it was. table.c */
jp_status jp__table_append(jp_fact_table *table, const jp__record *record, const jp__place *place,
                           jp_error *err);

/* Adds records that were checked and have their relationships, all or none, without a look at whether
 * their values lie within the units of their kinds. */
jp_status jp__table_extend(jp_fact_table *table, const jp__records *records, jp_error *err);

/* Whether a word means that its rows are left out. */
static inline bool jp__is_left_out(const jp__lookup *names, jp_text word)
{
    uint16_t index;
    return word.bytes && jp__lookup_find(names, word, &index) && index == JP__LEFT_OUT;
}

/* True, and the row is counted, if the caller wants none of this kind or item. */
static inline bool jp__table_leaves_out(jp_fact_table *table, jp_text kind, jp_text item)
{
    if (!table->naming.leaves_out)
        return false;
    bool left_out = jp__is_left_out(&table->kinds, kind) || jp__is_left_out(&table->items, item);
    table->left_out += left_out;
    return left_out;
}

/* The options of a caller, who may know fewer or more members; NULL: the defaults. table.c */
jp_status jp__fact_table_options(const jp_fact_table_options *given, jp_fact_table_options *options,
                                 jp_error *err);

/* Makes the room that the caller asked for. table.c */
jp_status jp__table_expect(jp_fact_table *table, jp_error *err);

/* Whether the facts of each relationship stand together and in order. regroup.c */
bool jp__table_is_grouped(const jp_fact_table *table);

/* Puts the relationships of such a table in order; on failure the table is as it was. */
jp_status jp__table_regroup(jp_fact_table *table, jp_error *err);

/* Writes the number of its relationship to each fact. */
void jp__table_number(jp_fact_table *table, const size_t *starts);

/* Takes the places where the relationships begin, now that facts are sorted, for those that were; returns
 * how many these were. */
size_t jp__table_take_starts(jp_fact_table *table, size_t **starts);

/* Warns, once a kind, of a record whose value lies outside the unit of its kind. */
JP__COLD void jp__table_warn_of_range(jp_fact_table *table, const jp__record *record, const jp__place *place);

/* JP_RATING + 1 is 0, and what is no kind is larger than any. */
static inline const jp__kind_rule *jp__rule_of(const jp_fact_table *table, uint16_t kind)
{
    size_t kinds = table->model->kind_count, place = (uint16_t)(kind + 1);
    return &table->rules[place <= kinds ? place : kinds + 1];
}

/* True if the value lies outside the unit of its kind, and that was not warned of yet. */
static inline bool jp__table_is_outside(const jp_fact_table *table, uint16_t kind, double value)
{
    if (kind == JP_RATING)
        return false;
    const jp__unit *unit = &table->model->units[table->model->kinds[kind].unit];
    return ((value < unit->minimum) | (value > unit->maximum)) && !table->warned[kind];
}

#endif /* JP_FACTS_TABLE_H */
