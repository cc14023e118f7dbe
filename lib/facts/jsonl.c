/*
 * jsonl.c - JSON Lines as a feed: one flat object a line. docs/facts.md describes the format.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "base/bytes.h"
#include "facts/jsonl_parse.h"
#include "facts/reader.h"

typedef struct jsonl_reader {
    jp__feed base;
    jp__reader reader;
    jp__json_room room;
    jp__unknown unknown;
    uint64_t unknown_line; /* the first with an unknown key */
} jsonl_reader;

/* ---- Types --------------------------------------------------------------------------------- */

typedef enum field_type { IS_TEXT, IS_NUMBER, IS_BOOLEAN } field_type;

static field_type type_of(jp__field field)
{
    if (field == JP__FIELD_VALUE || field == JP__FIELD_INTENSITY)
        return IS_NUMBER;
    return field == JP__FIELD_GUESS ? IS_BOOLEAN : IS_TEXT;
}

static jp_text text_of(const json_t *value)
{
    return json_is_string(value) ? (jp_text){ json_string_value(value), json_string_length(value) }
                                 : (jp_text){ NULL, 0 };
}

/* Ids are never told, nor what nobody reads. */
static bool may_be_shown(jp__field field)
{
    return field != JP__FIELD_SUPPLIER && field != JP__FIELD_CLIENT && field != JP__FIELD_ID &&
           field != JP__FIELD_SOURCE;
}

static const char *const json_expected[] = { "text in quotes", "a number such as 12.5", "true or false" };

/* `number`: as it stands in the line. */
JP__COLD static jp_status refuse_number(jp_text number, jp__field field, const jp__place *place,
                                        jp_error *err)
{
    const char *expected = json_expected[type_of(field)];
    if (may_be_shown(field))
        return jp__refuse(place, field, JP_ERROR_VALUE, err, "expected %s or null, got the number %s.",
                          expected, JP__QUOTED(number));
    return jp__refuse(place, field, JP_ERROR_VALUE, err, "expected %s or null, got a number.", expected);
}

/* Of what is neither null nor nested. */
JP__COLD static jp_status refuse_type(const json_t *value, jp__field field, const jp__place *place,
                                      jp_error *err)
{
    const char *expected = json_expected[type_of(field)];
    char digits[JP_NUMBER_TEXT_SIZE];
    if (json_is_number(value))
        return refuse_number((jp_text){ digits, jp_number_format(json_number_value(value), digits) }, field,
                             place, err);
    if (json_is_string(value)) {
        jp_text got = text_of(value);
        return jp__refuse(place, field, JP_ERROR_VALUE, err,
                          "expected %s or null, got the text " JP__QUOTE ".", expected, JP__QUOTED(got));
    }
    const char *got = json_is_true(value) ? "true" : "false";
    return jp__refuse(place, field, JP_ERROR_VALUE, err, "expected %s or null, got %s.", expected,
                      may_be_shown(field) ? got : "true or false");
}

static jp_status check_type(const json_t *value, jp__field field, const jp__place *place, jp_error *err)
{
    field_type type = type_of(field);
    if ((type == IS_TEXT && json_is_string(value)) || (type == IS_NUMBER && json_is_number(value)) ||
        (type == IS_BOOLEAN && json_is_boolean(value)))
        return JP_OK;
    return refuse_type(value, field, place, err);
}

/* ---- An object as a fact ------------------------------------------------------------------- */

static jp_status refuse_nesting(const jp__place *place, jp_error *err)
{
    jp__where where = { place->row, place->line, 0, NULL };
    return jp__fail_at(err, JP_ERROR_SYNTAX, where,
                       "Line %llu: expected no lists or objects inside the object.",
                       (unsigned long long)place->line);
}

/* Finds the fields among the keys; what is null or missing stays NULL. */
static jp_status find_fields(jsonl_reader *jsonl, json_t *object, const jp__place *place,
                             json_t *values[JP__FIELD_COUNT], jp_error *err)
{
    const char *key;
    json_t *value;
    const jp__naming *naming = &jsonl->reader.table->naming;
    json_object_foreach(object, key, value) {
        jp_text name = { key, strlen(key) };
        unsigned fields = jp__naming_fields(naming, name);
        if (json_is_object(value) || json_is_array(value))
            return refuse_nesting(place, err);
        if (fields == 0 && jsonl->unknown.count == 0)
            jsonl->unknown_line = place->line;
        if (fields == 0)
            jp__unknown_add(&jsonl->unknown, naming, name);
        for (; fields != 0; fields &= fields - 1)
            values[jp__lowest_bit(fields)] = json_is_null(value) ? NULL : value;
    }
    return JP_OK;
}

/* The fields that are text, and those of all rows, which are. */
static void take_texts(const jp_fact_table *table, json_t *const values[JP__FIELD_COUNT],
                       jp_text fields[JP__FIELD_COUNT])
{
    for (size_t field = 0; field < JP__FIELD_COUNT; field++)
        fields[field] = text_of(values[field]);
    jp__fields_fill(table, fields);
}

static jp_status check_types(json_t *const values[JP__FIELD_COUNT], const jp__place *place, jp_error *err)
{
    for (jp__field field = JP__FIELD_SUPPLIER; field < JP__FIELD_COUNT; field++) {
        if (values[field])
            JP_TRY(check_type(values[field], field, place, err));
    }
    return JP_OK;
}

/* `*left_out`: the caller wants no such rows. */
static jp_status read_object(jsonl_reader *jsonl, json_t *object, const jp__place *place, jp_fact *fact,
                             bool *left_out, jp_error *err)
{
    jp_fact_table *table = jsonl->reader.table;
    json_t *values[JP__FIELD_COUNT] = { NULL };
    jp_text fields[JP__FIELD_COUNT];
    JP_TRY(find_fields(jsonl, object, place, values, err));
    take_texts(table, values, fields);
    *left_out = jp__table_leaves_out(table, fields[JP__FIELD_KIND], fields[JP__FIELD_ITEM]);
    if (*left_out)
        return JP_OK;
    JP_TRY(check_types(values, place, err));
    JP_TRY(jp__fields_read(table, fields, place, fact, err));
    if (values[JP__FIELD_VALUE]) {
        fact->has_value = true;
        fact->value = json_number_value(values[JP__FIELD_VALUE]);
    }
    if (values[JP__FIELD_INTENSITY])
        fact->intensity = json_number_value(values[JP__FIELD_INTENSITY]);
    if (values[JP__FIELD_GUESS])
        fact->guess = json_is_true(values[JP__FIELD_GUESS]);
    return JP_OK;
}

/* ---- A line -------------------------------------------------------------------------------- */

static jp_status check_line(const jp__place *place, const char *line, size_t length, jp_error *err)
{
    size_t valid = jp__utf8_prefix(line, length);
    if (valid == length)
        return JP_OK;
    jp__where where = { place->row, place->line, valid + 1, NULL };
    char words[JP__ENCODING_WORDS];
    jp__input_say_encoding(line, length, valid, place->line == 1, words);
    return jp__fail_at(err, JP_ERROR_ENCODING, where, "Line %llu, byte %zu: %s",
                       (unsigned long long)place->line, valid + 1, words);
}

/* The field to which a number belongs that no double can hold; JP__FIELD_COUNT if to none. */
static jp__field field_of_number(const jp__naming *naming, json_t *before)
{
    const char *key, *last = NULL;
    json_t *value;
    json_object_foreach(before, key, value)
        last = key;
    unsigned fields = last ? jp__naming_fields(naming, (jp_text){ last, strlen(last) }) : 0;
    return fields != 0 ? (jp__field)jp__lowest_bit(fields) : JP__FIELD_COUNT;
}

static jp_status refuse_json(const jp__json_error *error, const jp__naming *naming, const jp__place *place,
                             jp_error *err)
{
    jp__field field = field_of_number(naming, error->before);
    if (field != JP__FIELD_COUNT && type_of(field) == IS_NUMBER)
        return jp__field_refuse_number(error->number, field, place, err);
    if (field != JP__FIELD_COUNT)
        return refuse_number(error->number, field, place, err);
    jp__where where = { place->row, place->line, error->byte, NULL };
    if (error->code == JP_ERROR_MEMORY)
        return jp__no_memory(err);
    return jp__fail_at(err, error->code, where, "Line %llu, byte %zu: %s.", (unsigned long long)place->line,
                       error->byte, error->words);
}

/* `*refused`: whether an error is about this line. */
static jp_status add_line(jsonl_reader *jsonl, const char *line, size_t length, jp_fact *fact, bool *refused,
                          jp_error *err)
{
    jp__reader *reader = &jsonl->reader;
    jp__place place = { reader->row, reader->line, NULL, false };
    bool left_out = false;
    jp__json_error error;
    *refused = true;
    JP_TRY(check_line(&place, line, length, err));
    json_t *object = jp__json_parse_line(line, length, &jsonl->room, &reader->table->allocator, &error);
    if (!object) {
        *refused = error.code != JP_ERROR_MEMORY;
        jp_status status = refuse_json(&error, &reader->table->naming, &place, err);
        json_decref(error.before);
        return status;
    }
    jp_status status = read_object(jsonl, object, &place, fact, &left_out, err);
    if (status == JP_OK && !left_out)
        status = jp__reader_add(reader, fact, &place, refused, err);
    json_decref(object);
    return status;
}

static bool is_blank(const char *line, size_t length)
{
    size_t at = 0;
    while (at < length && (line[at] == ' ' || line[at] == '\t'))
        at++;
    return at == length;
}

/* ---- The whole ----------------------------------------------------------------------------- */

static jp_status read_line(jsonl_reader *jsonl, jp_fact *fact, jp_error *err)
{
    jp__reader *reader = &jsonl->reader;
    jp__input *in = &reader->input;
    const char *end = jp__line_end(in->at, in->end);
    size_t length = (size_t)(end - in->at);
    bool refused = false;
    jp_status status = JP_OK;
    if (!is_blank(in->at, length)) {
        status = add_line(jsonl, in->at, length, fact, &refused, &reader->why);
        if (status != JP_OK)
            status = jp__reader_refuse(reader, refused, in->at, length, err);
        reader->row++;
    }
    in->at = jp__line_next(end, in->end);
    reader->line++;
    return status;
}

static jp_status next_line(jp__feed *base, jp_error *err)
{
    jsonl_reader *jsonl = (jsonl_reader *)base;
    const jp__input *in = &jsonl->reader.input;
    jp_fact fact = JP_FACT_INIT;
    while (!jp__input_has_line(in))
        JP_TRY(jp__reader_more(&jsonl->reader, err));
    base->line = jsonl->reader.line;
    base->ended = in->at == in->end;
    if (!base->ended)
        return read_line(jsonl, &fact, err);
    jp__unknown_warn(&jsonl->unknown, base->table, jsonl->unknown_line);
    return JP_OK;
}

static void close_jsonl(jp__feed *base)
{
    jsonl_reader *jsonl = (jsonl_reader *)base;
    jp__free(&base->allocator, jsonl->room.text, jsonl->room.capacity, 1);
    jp__reader_close(&jsonl->reader);
}

static jp_status open_jsonl(jp__feed *base, jp_read_fn read, void *read_user, jp_error *err)
{
    return jp__reader_open(&((jsonl_reader *)base)->reader, base->table, read, read_user, err);
}

const jp__feed_type jp__feed_jsonl = { sizeof(jsonl_reader), open_jsonl, next_line, NULL, close_jsonl };

jp_status jp_fact_table_read_jsonl(const jp_model *model, jp_read_fn read, void *read_user,
                                   const jp_fact_table_options *options, jp_fact_table **table,
                                   jp_error *err)
{
    return jp__feed_read_text(&jp__feed_jsonl, model, read, read_user, options, table, err);
}
