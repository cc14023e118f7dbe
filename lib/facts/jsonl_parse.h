/*
 * jsonl_parse.h - one line of JSON to an object, by jansson.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_FACTS_JSONL_PARSE_H
#define JP_FACTS_JSONL_PARSE_H

#include <jansson.h>

#include "facts/facts.h"

/* Room for a line with what is put around it. Start from all zero. */
typedef struct jp__json_room {
    void *text;
    size_t capacity;
} jp__json_room;

typedef struct jp__json_error {
    jp_status code; /* JP_ERROR_MEMORY: it is not about the line */
    size_t byte;    /* of the line, from 1 */
    const char *words;
    jp_text number; /* of the line: one that no double can hold; else nothing */
    json_t *before; /* the object as far as that number, which is 0 in it; NULL or the caller's */
} jp__json_error;

/* Parses a line that is valid UTF-8. The object is NULL on failure, else the caller's. */
json_t *jp__json_parse_line(const char *line, size_t length, jp__json_room *room, const jp_allocator *a,
                            jp__json_error *error);

#endif /* JP_FACTS_JSONL_PARSE_H */
