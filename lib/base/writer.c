/*
 * writer.c - the pieces of JSON, as RFC 8785 writes it: no white space, few escapes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "base/writer.h"

static void put(jp__writer *w, const char *text, size_t length)
{
    size_t need = w->length + length + 1; /* with a NUL */
    if (w->status == JP_OK && w->grow != NULL)
        w->status = jp__grow(w->grow, &w->text, &w->capacity, need, 1, w->err);
    if (w->status != JP_OK)
        return;
    if (need <= w->capacity)
        memcpy(w->text + w->length, text, length);
    w->length += length;
}

void jp__put_text(jp__writer *w, const char *text)
{
    put(w, text, strlen(text));
}

static bool stands_for_itself(char byte)
{
    return (unsigned char)byte >= 0x20 && byte != '"' && byte != '\\';
}

static void put_escaped(jp__writer *w, char byte)
{
    static const char bytes[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt", digits[] = "0123456789ABCDEF";
    const char *found = memchr(bytes, byte, sizeof bytes - 1);
    if (found != NULL)
        put(w, (char[]){ '\\', letters[found - bytes] }, 2);
    else
        put(w, (char[]){ '\\', 'u', '0', '0', digits[byte >> 4], digits[byte & 15] }, 6);
}

void jp__put_quoted(jp__writer *w, const char *text, size_t length)
{
    put(w, "\"", 1);
    size_t plain = 0, i = 0;
    for (; i < length; i++) {
        if (stands_for_itself(text[i]))
            continue;
        put(w, text + plain, i - plain);
        put_escaped(w, text[i]);
        plain = i + 1;
    }
    put(w, text + plain, i - plain);
    put(w, "\"", 1);
}

void jp__put_string(jp__writer *w, const char *text)
{
    jp__put_quoted(w, text, strlen(text));
}

/* Begins an object or a list, ends it. */
void jp__put_begin(jp__writer *w, const char *bracket)
{
    jp__put_text(w, bracket);
    w->comma = false;
}

void jp__put_end(jp__writer *w, const char *bracket)
{
    jp__put_text(w, bracket);
    w->comma = true;
}

void jp__put_next(jp__writer *w)
{
    if (w->comma)
        put(w, ",", 1);
    w->comma = true;
}

void jp__put_key(jp__writer *w, const char *name)
{
    jp__put_next(w);
    jp__put_string(w, name);
    put(w, ":", 1);
}

void jp__put_number(jp__writer *w, const char *name, double number)
{
    char text[JP_NUMBER_TEXT_SIZE];
    jp__put_key(w, name);
    put(w, text, w->real(number, text));
}

/* Below 2^53. */
void jp__put_count(jp__writer *w, const char *name, uint64_t count)
{
    char text[JP_NUMBER_TEXT_SIZE];
    jp__put_key(w, name);
    put(w, text, jp_number_format((double)count, text));
}

void jp__put_maybe(jp__writer *w, const char *name, bool present, double number)
{
    if (present) {
        jp__put_number(w, name, number);
    } else {
        jp__put_key(w, name);
        jp__put_text(w, "null");
    }
}

void jp__put_bool(jp__writer *w, const char *name, bool value)
{
    jp__put_key(w, name);
    jp__put_text(w, value ? "true" : "false");
}

void jp__put_word(jp__writer *w, const char *name, const char *value)
{
    jp__put_key(w, name);
    if (value != NULL)
        jp__put_string(w, value);
    else
        jp__put_text(w, "null");
}
