/*
 * writer.h - writes JSON piece by piece: the canonical form of a model, and explanations.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_BASE_WRITER_H
#define JP_BASE_WRITER_H

#include "base/base.h"

typedef struct jp__writer {
    const struct jp_model *model; /* what is written, or whose ids are */
    size_t (*real)(double number, char text[JP_NUMBER_TEXT_SIZE]); /* how numbers are written */
    const jp_allocator *grow; /* makes room; NULL: what there is no room for is only counted */
    char *text;               /* not terminated */
    size_t length, capacity;
    jp_error *err;
    jp_status status; /* the first failure; then nothing more is written */
    bool comma;       /* something stands before the next item */
} jp__writer;

/* As it is; as a string in quotes. */
void jp__put_text(jp__writer *w, const char *text);
void jp__put_string(jp__writer *w, const char *text);
void jp__put_quoted(jp__writer *w, const char *text, size_t length);

/* Begins an object or a list, ends it; the comma before its next item; the key of a member. */
void jp__put_begin(jp__writer *w, const char *bracket);
void jp__put_end(jp__writer *w, const char *bracket);
void jp__put_next(jp__writer *w);
void jp__put_key(jp__writer *w, const char *name);

/* A member of an object; a word of NULL is null. */
void jp__put_number(jp__writer *w, const char *name, double number);
void jp__put_count(jp__writer *w, const char *name, uint64_t count);
void jp__put_maybe(jp__writer *w, const char *name, bool present, double number);
void jp__put_bool(jp__writer *w, const char *name, bool value);
void jp__put_word(jp__writer *w, const char *name, const char *value);

#endif /* JP_BASE_WRITER_H */
