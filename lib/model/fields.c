/*
 * fields.c - reads the objects of a model file by tables of their keys.
 *
 * Every rule about one key stands here once; what it is for which key stands in the tables of
 * load.c, kinds.c, indicators.c and evidence.c. A message begins with the place in the file.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "model/build.h"

#define LABEL_MAX 256
#define TEXT_MAX 4096

const char *const jp__actors_words[] = { "client", "supplier", "either", NULL };
const char *const jp__actionable_words[] = { "client", "supplier", "either", "none", NULL };
const char *const jp__actor_words[] = { "client", "supplier", NULL };
const char *const jp__side_words[] = { "client", "supplier", "both", NULL };

/* ---- Places and refusals ------------------------------------------------------------------- */

/* `kinds[3].repeat_q`, `units.minutes.minimum`, `parameters`, or "" for the document. */
static void format_place(const jp__place *place, const char *key, char text[JP__PLACE_SIZE])
{
    const char *dot = place->list[0] != '\0' && key != NULL ? "." : "";
    if (key == NULL)
        key = "";
    if (place->list[0] == '\0')
        snprintf(text, JP__PLACE_SIZE, "%s", key);
    else if (place->name != NULL)
        snprintf(text, JP__PLACE_SIZE, "%s.%s%s%s", place->list, place->name, dot, key);
    else if (place->index != SIZE_MAX)
        snprintf(text, JP__PLACE_SIZE, "%s[%zu]%s%s", place->list, place->index, dot, key);
    else
        snprintf(text, JP__PLACE_SIZE, "%s%s%s", place->list, dot, key);
}

void jp__format_item(const char *key, size_t index, char text[JP__PLACE_SIZE])
{
    snprintf(text, JP__PLACE_SIZE, "%s[%zu]", key, index);
}

static jp_status JP__PRINTF(4, 0)
    reject(const jp__load *load, jp_status code, const char *key, const char *format, va_list arguments)
{
    const jp__place *place = &load->place;
    char field[JP__PLACE_SIZE], said[sizeof load->err->message];
    format_place(place, key, field);
    vsnprintf(said, sizeof said, format, arguments);
    jp__where where = JP__NOWHERE;
    where.field = field;
    const char *what = field[0] != '\0' ? field : "The model";
    if (place->id != NULL)
        return jp__fail_at(load->err, code, where, "%s of '%s' %s", what, place->id, said);
    return jp__fail_at(load->err, code, where, "%s %s", what, said);
}

jp_status jp__reject_as(const jp__load *load, jp_status code, const char *key, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    reject(load, code, key, format, arguments);
    va_end(arguments);
    return code;
}

jp_status jp__reject(const jp__load *load, const char *key, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    reject(load, JP_ERROR_MODEL, key, format, arguments);
    va_end(arguments);
    return JP_ERROR_MODEL;
}

/* ---- What is expected, what was got -------------------------------------------------------- */

static const char *type_name(const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT: return "an object";
    case JSON_ARRAY: return "a list";
    case JSON_STRING: return "a text";
    case JSON_INTEGER: return "a number";
    case JSON_REAL: return "a number";
    case JSON_TRUE: return "true";
    case JSON_FALSE: return "false";
    case JSON_NULL: return "null";
    }
    return "something else";
}

static jp_status wrong_type(const jp__load *load, const char *key, const char *expected, const json_t *got)
{
    return jp__reject(load, key, "must be %s, got %s.", expected, type_name(got));
}

static jp_status wrong_number(const jp__load *load, const jp__field *field, double got)
{
    char low[JP_NUMBER_TEXT_SIZE], high[JP_NUMBER_TEXT_SIZE], text[JP_NUMBER_TEXT_SIZE];
    jp__jcs_number(field->minimum, low);
    jp__jcs_number(field->maximum, high);
    jp__jcs_number(got, text);
    const char *whole = field->type == JP__FIELD_WHOLE ? "a whole number" : "a number";
    if (field->minimum == field->maximum)
        return jp__reject(load, field->key, "must be %s, got %s.", low, text);
    return jp__reject(load, field->key, "must be %s within %c%s, %s], got %s.", whole,
                      field->open_minimum ? '(' : '[', low, high, text);
}

/* ---- Texts --------------------------------------------------------------------------------- */

static bool is_id(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        bool letter = text[i] >= 'a' && text[i] <= 'z';
        bool other = (text[i] >= '0' && text[i] <= '9') || text[i] == '_' || text[i] == '.';
        if (!letter && (i == 0 || !other))
            return false;
    }
    return length > 0;
}

/* Control characters, which could steer a terminal: those of ASCII and of Latin-1 (C2 80 to C2 9F). */
static bool has_control(const char *text, size_t length, bool lines)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)text[i];
        if ((byte < 0x20 && !(lines && byte == '\n')) || byte == 0x7f)
            return true;
        if (byte == 0xc2 && (unsigned char)text[i + 1] < 0xa0)
            return true;
    }
    return false;
}

jp_status jp__check_id(const jp__load *load, const char *key, const char *text, size_t length)
{
    if (is_id(text, length) && length <= JP__MODEL_MAX_ID_BYTES)
        return JP_OK;
    int shown = (int)jp__text_cut(text, length, JP__MODEL_MAX_ID_BYTES);
    return jp__reject(load, key,
                      "must be an id of 1 to %d bytes: a letter a-z, then a-z, 0-9, '_' or '.'; got '%.*s'.",
                      JP__MODEL_MAX_ID_BYTES, shown, text);
}

static jp_status check_text(const jp__load *load, const jp__field *field, const char *text, size_t length)
{
    bool label = field->type == JP__FIELD_LABEL;
    size_t limit = field->maximum > 0 ? (size_t)field->maximum : label ? LABEL_MAX : TEXT_MAX;
    if (length > limit || (label && length == 0))
        return jp__reject(load, field->key, "must have %d to %zu bytes, got %zu.", label ? 1 : 0, limit,
                          length);
    if (has_control(text, length, !label))
        return jp__reject(load, field->key, "must be without control characters%s.",
                          label ? " and line breaks" : " other than line breaks");
    return JP_OK;
}

static jp_status read_text(jp__load *load, const jp__field *field, const json_t *value, const char **text)
{
    if (!json_is_string(value))
        return wrong_type(load, field->key, "a text", value);
    const char *got = json_string_value(value);
    size_t length = json_string_length(value);
    if (field->type == JP__FIELD_ID)
        JP_TRY(jp__check_id(load, field->key, got, length));
    else
        JP_TRY(check_text(load, field, got, length));
    *text = field->borrow ? got : jp__arena_text(&load->model->arena, got, length);
    return *text != NULL ? JP_OK : jp__no_memory(load->err);
}

/* ---- Numbers and choices ------------------------------------------------------------------- */

static bool within(const jp__field *field, double number)
{
    bool above = field->open_minimum ? number > field->minimum : number >= field->minimum;
    return above && number <= field->maximum;
}

static jp_status read_number(const jp__load *load, const jp__field *field, const json_t *value,
                             double *number)
{
    if (!json_is_number(value))
        return wrong_type(load, field->key, "a number", value);
    double got = json_number_value(value) + 0.0; /* -0 becomes 0 */
    if (!within(field, got) || (field->type == JP__FIELD_WHOLE && floor(got) != got))
        return wrong_number(load, field, got);
    *number = got;
    return JP_OK;
}

static jp_status read_maybe(const jp__load *load, const jp__field *field, const json_t *value,
                            jp__maybe *maybe)
{
    *maybe = (jp__maybe){ false, 0 };
    if (json_is_null(value))
        return JP_OK;
    if (!json_is_number(value))
        return wrong_type(load, field->key, "a number or null", value);
    maybe->present = true;
    return read_number(load, field, value, &maybe->value);
}

/* 'a', 'b' or 'c'. */
static void format_choices(const char *const *choices, char *text, size_t capacity)
{
    size_t at = 0;
    text[0] = '\0';
    for (size_t i = 0; choices[i] != NULL && JP_ALWAYS(at < capacity); i++) {
        const char *join = i == 0 ? "" : choices[i + 1] == NULL ? " or " : ", ";
        at += (size_t)snprintf(text + at, capacity - at, "%s'%s'", join, choices[i]);
    }
}

static jp_status read_choice(const jp__load *load, const jp__field *field, const json_t *value, int *choice)
{
    if (!json_is_string(value))
        return wrong_type(load, field->key, "a text", value);
    const char *got = json_string_value(value);
    for (int i = 0; field->choices[i] != NULL; i++) {
        if (strcmp(got, field->choices[i]) == 0) {
            *choice = i;
            return JP_OK;
        }
    }
    char words[160];
    format_choices(field->choices, words, sizeof words);
    int shown = (int)jp__text_cut(got, strlen(got), JP__MODEL_MAX_ID_BYTES);
    return jp__reject(load, field->key, "must be %s, got '%.*s'.", words, shown, got);
}

/* ---- Objects ------------------------------------------------------------------------------- */

static bool is_field(const jp__field *fields, size_t count, const char *key)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(fields[i].key, key) == 0)
            return true;
    }
    return false;
}

jp_status jp__check_keys(jp__load *load, json_t *object, const jp__field *fields, size_t count)
{
    if (!json_is_object(object))
        return wrong_type(load, NULL, "an object", object);
    for (void *i = json_object_iter(object); i != NULL; i = json_object_iter_next(object, i)) {
        const char *key = json_object_iter_key(i);
        if (is_field(fields, count, key))
            continue;
        jp__nearest nearest = jp__nearest_to(key, strlen(key));
        for (size_t f = 0; f < count; f++)
            jp__nearest_try(&nearest, fields[f].key, strlen(fields[f].key));
        char hint[JP__HINT_SIZE];
        jp__nearest_hint(&nearest, hint);
        return jp__reject(load, key, "is an unknown key%s", hint);
    }
    return JP_OK;
}

static jp_status use_fallback(const jp__load *load, const jp__field *field, void *to)
{
    if (field->required)
        return jp__reject(load, field->key, "is missing.");
    switch (field->type) {
    case JP__FIELD_ID:
    case JP__FIELD_LABEL:
    case JP__FIELD_TEXT: *(const char **)to = ""; break;
    case JP__FIELD_NUMBER:
    case JP__FIELD_WHOLE: *(double *)to = field->fallback; break;
    case JP__FIELD_MAYBE: *(jp__maybe *)to = (jp__maybe){ false, 0 }; break;
    case JP__FIELD_BOOLEAN: *(bool *)to = field->fallback != 0; break;
    case JP__FIELD_CHOICE: *(int *)to = (int)field->fallback; break;
    case JP__FIELD_ARRAY:
    case JP__FIELD_OBJECT: *(json_t **)to = NULL; break;
    }
    return JP_OK;
}

static jp_status read_value(jp__load *load, const jp__field *field, json_t *value, void *to)
{
    switch (field->type) {
    case JP__FIELD_ID:
    case JP__FIELD_LABEL:
    case JP__FIELD_TEXT: return read_text(load, field, value, to);
    case JP__FIELD_NUMBER:
    case JP__FIELD_WHOLE: return read_number(load, field, value, to);
    case JP__FIELD_MAYBE: return read_maybe(load, field, value, to);
    case JP__FIELD_CHOICE: return read_choice(load, field, value, to);
    case JP__FIELD_BOOLEAN:
        *(bool *)to = json_is_true(value);
        return json_is_boolean(value) ? JP_OK : wrong_type(load, field->key, "true or false", value);
    case JP__FIELD_ARRAY:
        *(json_t **)to = value;
        return json_is_array(value) ? JP_OK : wrong_type(load, field->key, "a list", value);
    case JP__FIELD_OBJECT:
        *(json_t **)to = value;
        return json_is_object(value) ? JP_OK : wrong_type(load, field->key, "an object", value);
    }
    return JP_OK;
}

jp_status jp__read_fields(jp__load *load, json_t *object, const jp__field *fields, size_t count, void *row)
{
    for (size_t i = 0; i < count; i++) {
        void *to = (char *)row + fields[i].offset;
        json_t *value = json_object_get(object, fields[i].key);
        if (value == NULL)
            JP_TRY(use_fallback(load, &fields[i], to));
        else
            JP_TRY(read_value(load, &fields[i], value, to));
        if (fields[i].type == JP__FIELD_ID && strcmp(fields[i].key, "id") == 0)
            load->place.id = *(const char **)to;
    }
    return JP_OK;
}

jp_status jp__check_count(jp__load *load, const char *key, size_t count, size_t limit)
{
    if (count <= limit)
        return JP_OK;
    return jp__reject_as(load, JP_ERROR_LIMIT, key, "must have at most %zu items, got %zu.", limit, count);
}
