/*
 * input.h - bytes from a read callback, a buffer at a time.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_FACTS_INPUT_H
#define JP_FACTS_INPUT_H

#include "facts/facts.h"

/* No line is longer. */
#define JP__LINE_MAX ((size_t)16 << 20)

/* Behind the unread bytes stand so many NULs, so that blocks can be read up to the end. */
#define JP__INPUT_SLACK 64

typedef struct jp__input {
    jp_allocator allocator;
    jp_read_fn read;
    void *read_user;
    jp_progress_fn on_progress;
    void *progress_user;
    char *buffer;
    size_t capacity; /* without the slack */
    const char *at;  /* the unread bytes */
    const char *end;
    bool ended;      /* nothing comes after `end` */
    uint64_t total;  /* bytes that were read */
    uint64_t reported;
} jp__input;

/* Fills the buffer for the first time. Set the allocator and the callbacks before. */
jp_status jp__input_open(jp__input *input, jp_error *err);

/* True if the unread bytes are as many as the buffer may ever hold. */
bool jp__input_is_full(const jp__input *input);

/* Gets more bytes behind the unread ones, which move; the buffer is filled, or the input has ended.
 * Not to be called on a full or ended input. */
jp_status jp__input_more(jp__input *input, jp_error *err);

void jp__input_close(jp__input *input);

/* In the words of all readers, what is wrong with a line that is UTF-8 without NUL up to byte `valid` only.
 * If it is the first one, UTF-16 may be told by its mark, or by every other byte being NUL. */
#define JP__ENCODING_WORDS 80
void jp__input_say_encoding(const char *line, size_t length, size_t valid, bool first,
                            char words[JP__ENCODING_WORDS]);

/* The end of the line at `at`: the place of its LF or CR, or `end`. */
const char *jp__line_end(const char *at, const char *end);

/* Behind the line end at `line_end`, which may be LF, CR, CR LF or `end`. */
const char *jp__line_next(const char *line_end, const char *end);

/* True if the unread bytes begin with a whole line, its end included. */
bool jp__input_has_line(const jp__input *input);

#endif /* JP_FACTS_INPUT_H */
