/*
 * json.h - what jansson does not tell; shared with the reader of JSON Lines.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_MODEL_JSON_H
#define JP_MODEL_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Whether parsing failed for want of memory, of a document that stands behind `prefix` bytes of a text of
 * at least its longest token (parse.c says why). There jansson says nothing, or that a string is no valid
 * token, or that it wants the string that stands there.
 */
bool jp__json_ran_out_of_memory(const json_error_t *error, const char *json, size_t length, size_t prefix);

#endif /* JP_MODEL_JSON_H */
