/*
 * parse.c - JSON text to a tree, by jansson.
 *
 * jansson 2.14 and before ignore that the buffer of the token being read could not grow: a letter is
 * lost, or an assertion ends the process. So the document is read as the second item of a list whose
 * first is a text at least as long as any token of the document: the buffer grows there, where
 * a lost letter shows, and never again.
 *
 *     ["xxxxxxxxxxxxxxxx",
 *     the document ]
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "model/build.h"
#include "model/json.h"

/* ---- The text before it is parsed ----------------------------------------------------------- */

/* What a glance at the text tells, whether it is JSON or not. */
typedef struct glance {
    size_t longest; /* token: a string with its quotes, or what stands between blanks and strings */
    size_t longest_at;
    size_t end;     /* of the outermost object, list or number; SIZE_MAX: not closed */
} glance;

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

/* The end of the string that begins at `at`, behind its quote. */
static size_t string_end(const char *json, size_t length, size_t at)
{
    for (at++; at < length && json[at] != '"'; at++)
        at += json[at] == '\\';
    return at < length ? at + 1 : length;
}

static size_t bare_end(const char *json, size_t length, size_t at)
{
    while (at < length && json[at] != '"' && !is_blank(json[at]) && strchr("{}[],:", json[at]) == NULL)
        at++;
    return at;
}

static glance glance_at(const char *json, size_t length)
{
    glance g = { 0, 0, SIZE_MAX };
    size_t depth = 0;
    for (size_t at = 0; at < length;) {
        size_t end = json[at] == '"' ? string_end(json, length, at) : bare_end(json, length, at);
        if (end - at > g.longest) {
            g.longest = end - at;
            g.longest_at = at;
        }
        depth += json[at] == '{' || json[at] == '[';
        bool closes = json[at] == '}' || json[at] == ']';
        bool bare = end > at && json[at] != '"';
        depth -= closes && depth > 0;
        if (end == at)
            end = at + 1;
        if ((closes || bare) && depth == 0 && g.end == SIZE_MAX)
            g.end = end;
        at = end;
    }
    return g;
}

/* ---- Errors -------------------------------------------------------------------------------- */

/* Line and byte of an offset, both from 1. */
static jp__where place_of(const char *json, size_t offset)
{
    jp__where where = JP__NOWHERE;
    where.line = 1;
    where.column = offset + 1;
    for (size_t i = 0; i < offset; i++) {
        if (json[i] == '\n') {
            where.line++;
            where.column = offset - i;
        }
    }
    return where;
}

static jp_status fail_at(const char *json, size_t offset, jp_status code, const char *said, jp_error *err)
{
    jp__where where = place_of(json, offset);
    return jp__fail_at(err, code, where, "The model cannot be read on line %zu, byte %zu: %s.",
                       (size_t)where.line, (size_t)where.column, said);
}

static jp_status check_text(const char *json, size_t length, glance g, jp_error *err)
{
    size_t valid = jp__utf8_prefix(json, length);
    size_t blank = 0;
    while (blank < length && is_blank(json[blank]))
        blank++;
    if (valid < length)
        return fail_at(json, valid, JP_ERROR_ENCODING, "it must be UTF-8 without NUL bytes", err);
    if (length >= 3 && memcmp(json, "\xef\xbb\xbf", 3) == 0)
        return fail_at(json, 0, JP_ERROR_SYNTAX, "it must begin with '{', got a byte order mark", err);
    if (blank == length)
        return fail_at(json, 0, JP_ERROR_SYNTAX, "it is empty", err);
    if (g.longest > JP__MODEL_MAX_TOKEN_BYTES)
        return fail_at(json, g.longest_at, JP_ERROR_LIMIT, "a text or number has more than 32768 bytes", err);
    return JP_OK;
}

/* ---- The document between what is put around it ---------------------------------------------- */

typedef struct source {
    const char *json;
    size_t length;
    size_t filler; /* letters of the first item */
    size_t given;  /* bytes given to jansson yet */
} source;

static const char before[] = "[\"", between[] = "\",\n", after[] = " ]";

static size_t prefix_length(const source *s)
{
    return strlen(before) + s->filler + strlen(between);
}

/* Copies what is left of a piece that begins at `start` of the whole; NULL is the filler. */
static size_t give(source *s, size_t start, const char *piece, size_t length, char *to, size_t room)
{
    if (s->given < start || s->given >= start + length)
        return 0;
    size_t from = s->given - start;
    size_t count = length - from < room ? length - from : room;
    if (piece != NULL)
        memcpy(to, piece + from, count);
    else
        memset(to, 'x', count);
    s->given += count;
    return count;
}

static size_t read_source(void *buffer, size_t room, void *data)
{
    source *s = data;
    char *to = buffer;
    size_t prefix = prefix_length(s), done = 0;
    done += give(s, 0, before, strlen(before), to + done, room - done);
    done += give(s, strlen(before), NULL, s->filler, to + done, room - done);
    done += give(s, prefix - strlen(between), between, strlen(between), to + done, room - done);
    done += give(s, prefix, s->json, s->length, to + done, room - done);
    done += give(s, prefix + s->length, after, strlen(after), to + done, room - done);
    return done;
}

bool jp__json_ran_out_of_memory(const json_error_t *error, const char *json, size_t length, size_t prefix)
{
    size_t position = (size_t)error->position;
    if (error->text[0] == '\0' || json_error_code(error) == json_error_out_of_memory || position < prefix)
        return true;
    bool inside = position > prefix && position <= prefix + length;
    bool after_string = inside && json[position - prefix - 1] == '"';
    bool of_token = strncmp(error->text, "invalid token", 13) == 0 || strncmp(error->text, "string ", 7) == 0;
    return after_string && of_token;
}

/* In words of our own where jansson's are for programmers; its others are clear. */
static const char *words_for(const json_error_t *error)
{
    static const struct {
        enum json_error_code code;
        const char *words;
    } table[] = {
        { json_error_duplicate_key, "a key stands twice in one object" },
        { json_error_numeric_overflow, "a number is too large" },
        { json_error_stack_overflow, "it is nested too deeply" },
        { json_error_null_character, "a text contains \\u0000" },
        { json_error_null_byte_in_key, "a text contains \\u0000" },
    };
    for (size_t i = 0; i < JP__COUNT(table); i++) {
        if (table[i].code == json_error_code(error))
            return table[i].words;
    }
    return error->text;
}

static jp_status syntax_error(const source *s, const json_error_t *error, glance g, jp_error *err)
{
    if (jp__json_ran_out_of_memory(error, s->json, s->length, prefix_length(s)))
        return jp__no_memory(err);
    size_t offset = (size_t)error->position - prefix_length(s); /* behind what was read last */
    if (offset > g.end)
        return fail_at(s->json, g.end, JP_ERROR_SYNTAX, "something stands behind its end", err);
    if (offset > s->length)
        return fail_at(s->json, s->length, JP_ERROR_SYNTAX, "a bracket, brace or quote is missing at its end",
                       err);
    enum json_error_code reason = json_error_code(error);
    jp_status code = reason == json_error_stack_overflow ? JP_ERROR_LIMIT
                   : reason == json_error_numeric_overflow ? JP_ERROR_MODEL
                                                           : JP_ERROR_SYNTAX;
    return fail_at(s->json, JP_ALWAYS(offset > 0) ? offset - 1 : 0, code, words_for(error), err);
}

jp_status jp__parse_json(const char *json, size_t length, json_t **root, jp_error *err)
{
    glance g = glance_at(json, length);
    JP_TRY(check_text(json, length, g, err));
    source s = { json, length, g.longest + 1, 0 };
    json_error_t error;
    const size_t flags = JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL;
    json_t *list = json_load_callback(read_source, &s, flags, &error);
    if (list == NULL)
        return syntax_error(&s, &error, g, err);
    jp_status status = JP_OK;
    if (json_string_length(json_array_get(list, 0)) != s.filler)
        status = jp__no_memory(err);
    else if (json_array_size(list) != 2) /* a comma and more behind the end */
        status = fail_at(json, g.end < length ? g.end : 0, JP_ERROR_SYNTAX,
                         "something stands behind its end", err);
    else
        *root = json_incref(json_array_get(list, 1));
    json_decref(list);
    return status;
}
