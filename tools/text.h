/*
 * text.h - other people's text, made fit to be shown: safe, and as wide as there is room.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TOOLS_TEXT_H
#define TOOLS_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <joyfulprofit/facts.h>

#include "output.h"

static inline jp_text text_of(const char *bytes, size_t length)
{
    return (jp_text){ bytes, length };
}

/* The next code point of `length` > 0 bytes and how many of them it takes; a byte that is not UTF-8
 * is U+FFFD and takes one. */
size_t text_next(const char *bytes, size_t length, uint32_t *code);

/* Columns that a code point takes on a terminal: 0, 1 or 2. Good for almost all text; it needs no
 * locale. */
size_t text_code_width(uint32_t code);

/* Could this code point steer a terminal or hide text: control characters, marks of direction,
 * line and paragraph separators? */
bool text_code_unsafe(uint32_t code);

/* Columns that a text takes once made safe. */
size_t text_width(jp_text text);

/* Copies text with '?' for each unsafe code point, cut to `capacity` bytes at a whole code point.
 * Returns the length; nothing terminates it. */
size_t text_clean(jp_text text, char *safe, size_t capacity);

/* Writes text made safe; the second cuts it to `width` columns with an ellipsis, or fills up to
 * them with spaces. */
void text_write(output *out, jp_text text);
void text_write_fitted(output *out, jp_text text, size_t width);

#endif /* TOOLS_TEXT_H */
