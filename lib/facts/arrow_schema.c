/*
 * arrow_schema.c - which column of an Arrow stream is which, and of what type.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "facts/arrow.h"

/* ---- Types --------------------------------------------------------------------------------- */

/* Formats of one letter, and of more that have no parameter. */
static const struct {
    const char *format;
    jp__arrow_layout layout;
} plain_formats[] = {
    { "n", JP__ARROW_NULL },   { "b", JP__ARROW_BOOL },    { "c", JP__ARROW_INT8 },
    { "C", JP__ARROW_UINT8 },  { "s", JP__ARROW_INT16 },   { "S", JP__ARROW_UINT16 },
    { "i", JP__ARROW_INT32 },  { "I", JP__ARROW_UINT32 },  { "l", JP__ARROW_INT64 },
    { "L", JP__ARROW_UINT64 }, { "e", JP__ARROW_HALF },    { "f", JP__ARROW_FLOAT },
    { "g", JP__ARROW_DOUBLE }, { "u", JP__ARROW_TEXT },    { "U", JP__ARROW_LARGE_TEXT },
    { "vu", JP__ARROW_TEXT_VIEW },
};

/* Times, with what makes microseconds of them. Behind a timestamp's colon stands its zone, in which it
 * is shown; it counts from 1970 UTC all the same. */
static const struct {
    const char *format;
    jp__arrow_type type;
} time_formats[] = {
    { "tss:", { JP__ARROW_INT64, true, 1000000, 1, 0, 0 } },
    { "tsm:", { JP__ARROW_INT64, true, 1000, 1, 0, 0 } },
    { "tsu:", { JP__ARROW_INT64, true, 1, 1, 0, 0 } },
    { "tsn:", { JP__ARROW_INT64, true, 1, 1000, 0, 0 } },
    { "tdD", { JP__ARROW_INT32, true, 86400000000, 1, 0, 0 } },
    { "tdm", { JP__ARROW_INT64, true, 1000, 1, 0, 0 } },
};

/* Reads -?digits of at most four digits and returns what is behind them; NULL if there are none. */
static const char *read_small(const char *text, int *number)
{
    bool negative = *text == '-';
    const char *at = text + negative;
    int digits = 0;
    for (*number = 0; *at >= '0' && *at <= '9' && digits < 4; at++, digits++)
        *number = *number * 10 + (*at - '0');
    if (negative)
        *number = -*number;
    return digits > 0 ? at : NULL;
}

/* d:precision,scale or d:precision,scale,bits */
static jp__arrow_type decimal_of(const char *format)
{
    const jp__arrow_type unknown = { .layout = JP__ARROW_UNKNOWN };
    int precision, scale, bits = 128;
    const char *at = read_small(format + 2, &precision);
    at = at && *at == ',' ? read_small(at + 1, &scale) : NULL;
    if (at && *at == ',')
        at = read_small(at + 1, &bits);
    bool known = bits == 32 || bits == 64 || bits == 128 || bits == 256;
    if (!at || *at != '\0' || !known)
        return unknown;
    return (jp__arrow_type){ .layout = JP__ARROW_DECIMAL, .width = bits / 8, .scale = scale };
}

static jp__arrow_type type_of(const char *format)
{
    for (size_t i = 0; i < JP__COUNT(plain_formats); i++) {
        if (strcmp(format, plain_formats[i].format) == 0)
            return (jp__arrow_type){ plain_formats[i].layout, false, 1, 1, 0, 0 };
    }
    for (size_t i = 0; i < JP__COUNT(time_formats); i++) {
        const char *known = time_formats[i].format;
        size_t length = strlen(known);
        if (strncmp(format, known, length) == 0 && (known[length - 1] == ':' || format[length] == '\0'))
            return time_formats[i].type;
    }
    if (strncmp(format, "d:", 2) == 0)
        return decimal_of(format);
    return (jp__arrow_type){ .layout = JP__ARROW_UNKNOWN };
}

static bool is_text(const jp__arrow_type *type)
{
    return type->layout >= JP__ARROW_TEXT;
}

static bool is_integer(const jp__arrow_type *type)
{
    return type->layout >= JP__ARROW_INT8 && type->layout <= JP__ARROW_UINT64 && !type->is_time;
}

static const char *words_for(const jp__arrow_type *type, bool is_dictionary)
{
    if (is_dictionary)
        return " (a dictionary)";
    if (is_text(type))
        return " (text)";
    if (type->is_time)
        return " (times)";
    if (is_integer(type))
        return " (integers)";
    if (type->layout == JP__ARROW_BOOL)
        return " (booleans)";
    return type->layout == JP__ARROW_UNKNOWN ? "" : " (numbers)";
}

/* ---- Which types a column may have ----------------------------------------------------------- */

static bool is_id(jp__field field)
{
    return field == JP__FIELD_SUPPLIER || field == JP__FIELD_CLIENT || field == JP__FIELD_ID;
}

static const char *expected_of(jp__field field)
{
    if (is_id(field))
        return "text or integers, or a dictionary of them";
    switch ((int)field) {
    case JP__FIELD_TIME:
    case JP__FIELD_RECORDED: return "timestamps, dates, or integers of 64 bits in microseconds";
    case JP__FIELD_VALUE:
    case JP__FIELD_INTENSITY: return "numbers";
    case JP__FIELD_GUESS: return "booleans, or integers that are 0 or 1";
    default: return "text, or a dictionary of it";
    }
}

static bool is_accepted(jp__field field, const jp__arrow_type *type, bool is_dictionary)
{
    if (type->layout == JP__ARROW_NULL)
        return true;
    if (is_id(field))
        return is_text(type) || is_integer(type);
    switch ((int)field) {
    case JP__FIELD_TIME:
    case JP__FIELD_RECORDED: return !is_dictionary && (type->is_time || type->layout == JP__ARROW_INT64);
    case JP__FIELD_VALUE:
    case JP__FIELD_INTENSITY:
        return !is_dictionary && !type->is_time && type->layout >= JP__ARROW_INT8 &&
               type->layout <= JP__ARROW_DECIMAL;
    case JP__FIELD_GUESS: return !is_dictionary && (type->layout == JP__ARROW_BOOL || is_integer(type));
    default: return is_text(type);
    }
}

/* ---- Columns --------------------------------------------------------------------------------- */

static jp_status JP__PRINTF(4, 5)
    refuse_column(const jp__arrow_reader *reader, jp__field field, jp_error *err, const char *format, ...)
{
    char words[256];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(words, sizeof words, format, arguments);
    va_end(arguments);
    char name[JP__COLUMN_SIZE];
    jp__naming_quote(&reader->table->naming, field, name);
    jp__where where = { JP_NO_ROW, 0, 0, jp__field_name(field) };
    return jp__fail_at(err, JP_ERROR_COLUMN, where, "Column %s of the stream %s", name, words);
}

static jp_status take_column(jp__arrow_reader *reader, jp__field field, int64_t child,
                             const struct ArrowSchema *schema, jp_error *err)
{
    jp__arrow_column *column = &reader->columns[field];
    if (column->is_there)
        return refuse_column(reader, field, err, "stands twice.");
    column->is_there = true;
    column->child = child;
    column->is_dictionary = schema->dictionary != NULL;
    column->type = type_of(schema->format);
    column->value_type = column->type;
    const char *format = schema->format;
    if (column->is_dictionary) {
        format = schema->dictionary->format ? schema->dictionary->format : "";
        column->value_type = type_of(format);
    }
    if (field == JP__FIELD_SOURCE)
        return JP_OK;
    bool nested = column->is_dictionary && schema->dictionary->dictionary;
    bool indexed = !column->is_dictionary || is_integer(&column->type);
    if (!nested && indexed && is_accepted(field, &column->value_type, column->is_dictionary))
        return JP_OK;
    jp_text got = { format, strlen(format) };
    return refuse_column(reader, field, err, "must be %s, got Arrow format " JP__QUOTE "%s.",
                         expected_of(field), JP__QUOTED(got),
                         words_for(&column->value_type, column->is_dictionary));
}

/* The unknown column that is most like a missing one: 'Time' for 'time'. */
static jp_text nearest_column(const jp__naming *naming, const struct ArrowSchema *schema, jp__field field)
{
    jp_text nearest = { NULL, 0 };
    size_t least = 1 + naming->column[field].length / 3;
    for (int64_t child = 0; child < schema->n_children; child++) {
        const char *name = schema->children[child]->name;
        jp_text text = { name ? name : "", name ? strlen(name) : 0 };
        if (jp__naming_is_nearer(naming, field, text, &least))
            nearest = text;
    }
    return nearest;
}

/* Those that a fact cannot do without, and those that the caller named. */
static jp_status check_required(const jp__arrow_reader *reader, const struct ArrowSchema *schema,
                                jp_error *err)
{
    const jp__naming *naming = &reader->table->naming;
    for (jp__field field = JP__FIELD_SUPPLIER; field < JP__FIELD_COUNT; field++) {
        bool is_named = jp__naming_is_given(naming, field);
        if (jp__arrow_has(reader, field) || (field > JP__FIELD_ACTOR && !is_named))
            continue;
        jp_text nearest = nearest_column(naming, schema, field);
        if (nearest.bytes)
            return refuse_column(reader, field, err, "is missing; did you mean it by " JP__QUOTE "?",
                                 JP__QUOTED(nearest));
        return refuse_column(reader, field, err, "is missing%s.",
                             is_named ? "" : "; it needs supplier, client, time, kind and actor");
    }
    return JP_OK;
}

/* ---- The same in all rows ---------------------------------------------------------------------- */

static bool is_text_field(jp__field field)
{
    return is_id(field) || field == JP__FIELD_KIND || field == JP__FIELD_ACTOR || field == JP__FIELD_ITEM;
}

/* A constant of text is a dictionary of one value. */
static void take_constants(jp__arrow_reader *reader)
{
    for (jp__field field = JP__FIELD_SUPPLIER; field < JP__FIELD_SOURCE; field++) {
        jp_text text = reader->table->naming.constant[field];
        if (!text.bytes || !is_text_field(field))
            continue;
        reader->constant_offsets[field][1] = (int64_t)text.length;
        const jp__arrow_type indices = { .layout = JP__ARROW_ZERO };
        const jp__arrow_type texts = { .layout = JP__ARROW_LARGE_TEXT };
        reader->columns[field] = (jp__arrow_column){
            .is_there = true, .is_constant = true, .is_dictionary = true, .type = indices,
            .value_type = texts, .values = { .type = indices },
            .dictionary = { .type = texts, .data = reader->constant_offsets[field], .bytes = text.bytes,
                            .end = (int64_t)text.length, .length = 1 },
        };
    }
}

/* ---- The schema ------------------------------------------------------------------------------ */

static jp_status check_struct(const struct ArrowSchema *schema, jp_error *err)
{
    if (!schema->format || strcmp(schema->format, "+s") != 0) {
        const char *format = schema->format ? schema->format : "";
        jp_text got = { format, strlen(format) };
        return jp__fail(err, JP_ERROR_COLUMN,
                        "The stream must have columns (Arrow format '+s'), got " JP__QUOTE ".",
                        JP__QUOTED(got));
    }
    if (schema->n_children < 0 || (schema->n_children > 0 && !schema->children) || schema->dictionary)
        return jp__fail(err, JP_ERROR_SYNTAX, "The stream's schema is malformed: %lld columns%s.",
                        (long long)schema->n_children,
                        schema->dictionary ? " and a dictionary" : ", and no list of them");
    for (int64_t child = 0; child < schema->n_children; child++) {
        if (!schema->children[child] || !schema->children[child]->format)
            return jp__fail(err, JP_ERROR_SYNTAX,
                            "The stream's schema is malformed: column %lld has no format.", (long long)child);
    }
    return JP_OK;
}

jp_status jp__arrow_read_schema(jp__arrow_reader *reader, const struct ArrowSchema *schema, jp_error *err)
{
    const jp__naming *naming = &reader->table->naming;
    jp__unknown unknown = { .count = 0 };
    JP_TRY(check_struct(schema, err));
    take_constants(reader);
    reader->child_count = schema->n_children;
    for (int64_t child = 0; child < schema->n_children; child++) {
        const char *name = schema->children[child]->name ? schema->children[child]->name : "";
        jp_text text = { name, strlen(name) };
        unsigned fields = jp__naming_fields(naming, text);
        if (fields == 0)
            jp__unknown_add(&unknown, naming, text);
        for (; fields != 0; fields &= fields - 1) {
            jp__field field = (jp__field)jp__lowest_bit(fields);
            JP_TRY(take_column(reader, field, child, schema->children[child], err));
        }
    }
    JP_TRY(check_required(reader, schema, err));
    jp__unknown_warn(&unknown, reader->table, 0);
    const jp__arrow_column *supplier = &reader->columns[JP__FIELD_SUPPLIER];
    reader->has_pairs = supplier->is_dictionary && reader->columns[JP__FIELD_CLIENT].is_dictionary;
    return JP_OK;
}
