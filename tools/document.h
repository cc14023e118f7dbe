/*
 * document.h - pieces of JSON that several reports share.
 *
 * Every function that gives a value gives a new one, or NULL if memory ran out or a number is not
 * finite: jansson hands a NULL member on to the object that it was meant for.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TOOLS_DOCUMENT_H
#define TOOLS_DOCUMENT_H

#include <jansson.h>

#include "output.h"
#include "session.h"

/* Adds a member, or an element; the result becomes false, and stays so, if anything failed. */
bool doc_put(bool ok, json_t *object, const char *key, json_t *value);
bool doc_append(bool ok, json_t *array, json_t *value);

/* The finished object or array, or NULL if it is not whole. */
json_t *doc_whole(bool ok, json_t *value);

json_t *doc_real_or_null(bool present, double value);
json_t *doc_text(jp_text text);
json_t *doc_time(int64_t time_us);
json_t *doc_estimate(const char *name, jp_estimate e);

/* "client" or "supplier"; the ids of the model, "rating" for JP_RATING. */
const char *doc_side(jp_side side);
const char *doc_indicator_id(const jp_model *model, size_t indicator);
const char *doc_kind_id(const jp_model *model, uint16_t kind);

json_t *doc_model(const jp_model *model);

/* A document about one relationship, to be added to: {"model", "as_of", "supplier", "client"}. */
json_t *doc_about(const session *s, const jp_relationship *r);

/* Takes `value`. Seventeen digits read back to the same double. On a terminal only ASCII, since
 * escapes beyond it can steer one too. */
bool doc_write(output *out, json_t *value);

/* The same without the braces. */
bool doc_write_members(output *out, json_t *object);

/* Takes `value` and writes it as a document of its own; says what went wrong. */
exit_status doc_finish(output *out, const session *s, json_t *value);

/* Says that something could not be put into JSON. */
exit_status doc_failure(console *con, const char *input);

#endif /* TOOLS_DOCUMENT_H */
