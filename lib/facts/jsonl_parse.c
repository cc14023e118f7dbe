/*
 * jsonl_parse.c - one line of JSON to an object, by jansson.
 *
 * jansson 2.14 and before ignore that the buffer of the token being read could not grow: a letter of
 * a person's id would be lost. So the line is read as the second item of a list whose first is a text
 * at least as long as any token of the line: the buffer grows there, where a lost letter shows, and
 * never again. lib/model/parse.c does the same.
 *
 *     ["xxxxxxxx",{"supplier":"S1", ... }]
 *
 * What jansson says of an error may quote the line, so its words are not passed on.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "facts/jsonl_parse.h"
#include "model/json.h"

/* The line and what is put around it. */
typedef struct wrapped {
    char *text;
    size_t length, prefix, filler, line;
} wrapped;

/* An upper bound of the longest token: the longest stretch between quotes that no backslash precedes. */
static size_t longest_token(const char *line, size_t length)
{
    const char *end = line + length, *start = line;
    size_t longest = 0;
    for (const char *at = line; at < end; at++) {
        at = memchr(at, '"', (size_t)(end - at));
        if (!at)
            break;
        if (at > line && at[-1] == '\\')
            continue;
        longest = (size_t)(at - start) > longest ? (size_t)(at - start) : longest;
        start = at;
    }
    return ((size_t)(end - start) > longest ? (size_t)(end - start) : longest) + 1;
}

static jp_status wrap(const char *line, size_t length, jp__json_room *room, const jp_allocator *a, wrapped *w)
{
    size_t filler = longest_token(line, length);
    JP_TRY(jp__grow(a, &room->text, &room->capacity, filler + length + 5, 1, NULL));
    char *to = room->text;
    memcpy(to, "[\"", 2);
    memset(to + 2, 'x', filler);
    memcpy(to + 2 + filler, "\",", 2);
    memcpy(to + 4 + filler, line, length);
    to[4 + filler + length] = ']';
    *w = (wrapped){ to, filler + length + 5, 4 + filler, filler, length };
    return JP_OK;
}

static const char no_object[] = "expected one JSON object such as {\"supplier\": \"S1\", ...}";

#define FLAGS (JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL)

/* The object of the list, if that is one. */
static json_t *object_in(const wrapped *w, json_t *list)
{
    json_t *object = json_array_get(list, 1);
    bool whole = json_string_length(json_array_get(list, 0)) == w->filler;
    return whole && json_array_size(list) == 2 && json_is_object(object) ? json_incref(object) : NULL;
}

/* Which key a number belongs to that ends at `byte`, jansson does not tell. Its last key does, if the object
 * ends there: `1e999` becomes `0}]`, for which there is always room. */
static void find_number(const wrapped *w, const char *line, jp__json_error *error)
{
    size_t end = error->byte, start = end;
    while (start > 0 && line[start - 1] != '\0' && strchr("+-.0123456789Ee", line[start - 1]) != NULL)
        start--;
    if (end - start < 3)
        return;
    error->number = (jp_text){ line + start, end - start };
    memcpy(w->text + w->prefix + start, "0}]", 3);
    json_t *list = json_loadb(w->text, w->prefix + start + 3, FLAGS, NULL);
    error->before = object_in(w, list);
    json_decref(list);
}

static void explain(const wrapped *w, const char *line, const json_error_t *e, jp__json_error *error)
{
    *error = (jp__json_error){ .code = JP_ERROR_SYNTAX, .words = no_object };
    if (jp__json_ran_out_of_memory(e, w->text + w->prefix, w->line, w->prefix)) {
        error->code = JP_ERROR_MEMORY;
        return;
    }
    size_t position = (size_t)e->position > w->prefix ? (size_t)e->position - w->prefix : 1;
    error->byte = position < w->line ? position : w->line;
    switch ((int)json_error_code(e)) {
    case json_error_numeric_overflow:
        error->code = JP_ERROR_VALUE;
        error->words = "expected a number within what a double can hold";
        find_number(w, line, error);
        break;
    case json_error_duplicate_key:
        error->words = "expected each key once";
        break;
    case json_error_null_character:
    case json_error_null_byte_in_key:
        error->code = JP_ERROR_ENCODING;
        error->words = "expected text without NUL, got \\u0000";
        break;
    case json_error_stack_overflow:
        error->words = "expected no lists or objects inside the object";
        break;
    default:
        break;
    }
}

json_t *jp__json_parse_line(const char *line, size_t length, jp__json_room *room, const jp_allocator *a,
                            jp__json_error *error)
{
    wrapped w;
    json_error_t e;
    *error = (jp__json_error){ .code = JP_ERROR_MEMORY, .words = "" };
    if (wrap(line, length, room, a, &w) != JP_OK)
        return NULL;
    json_t *list = json_loadb(w.text, w.length, FLAGS, &e);
    if (!list) {
        explain(&w, line, &e, error);
        return NULL;
    }
    json_t *object = object_in(&w, list);
    if (!object && json_string_length(json_array_get(list, 0)) == w.filler)
        *error = (jp__json_error){ .code = JP_ERROR_SYNTAX, .byte = 1, .words = no_object };
    json_decref(list);
    return object;
}
