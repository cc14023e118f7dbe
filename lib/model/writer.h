/*
 * writer.h - writes the canonical form of a model piece by piece, into model->json.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_MODEL_WRITER_H
#define JP_MODEL_WRITER_H

#include "model/build.h"

typedef struct jp__writer {
    jp_model *model;
    jp_error *err;
    jp_status status; /* the first failure; then nothing more is written */
    bool comma;       /* something stands before the next item */
} jp__writer;

void jp__put_text(jp__writer *w, const char *text);
void jp__put_string(jp__writer *w, const char *text);

/* Begins an object or a list, ends it; the comma before its next item; the key of a member. */
void jp__put_begin(jp__writer *w, const char *bracket);
void jp__put_end(jp__writer *w, const char *bracket);
void jp__put_next(jp__writer *w);
void jp__put_key(jp__writer *w, const char *name);

/* A member of an object; a word of NULL is null. */
void jp__put_number(jp__writer *w, const char *name, double number);
void jp__put_maybe(jp__writer *w, const char *name, bool present, double number);
void jp__put_bool(jp__writer *w, const char *name, bool value);
void jp__put_word(jp__writer *w, const char *name, const char *value);

/* The sections of the forecasts; nothing where the model has none. canonical_forecasts.c */
void jp__put_quiet(jp__writer *w);
void jp__put_divorce(jp__writer *w);

#endif /* JP_MODEL_WRITER_H */
