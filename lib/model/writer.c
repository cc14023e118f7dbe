/*
 * writer.c - the pieces of a canonical form: JSON as RFC 8785 writes it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "model/writer.h"

static void put(jp__writer *w, const char *text, size_t length)
{
    jp_model *model = w->model;
    if (w->status != JP_OK)
        return;
    w->status = jp__grow(&model->arena.allocator, &model->json, &model->json_capacity,
                         model->json_length + length + 1, 1, w->err);
    if (w->status != JP_OK)
        return;
    memcpy(model->json + model->json_length, text, length);
    model->json_length += length;
}

void jp__put_text(jp__writer *w, const char *text)
{
    put(w, text, strlen(text));
}

/* How a byte is escaped, or NULL if it stands for itself. The reader refuses other controls. */
static const char *escape(char byte)
{
    switch (byte) {
    case '"': return "\\\"";
    case '\\': return "\\\\";
    case '\n': return "\\n";
    default: return NULL;
    }
}

void jp__put_string(jp__writer *w, const char *text)
{
    put(w, "\"", 1);
    size_t plain = 0, i = 0;
    for (; text[i] != '\0'; i++) {
        const char *escaped = escape(text[i]);
        if (escaped == NULL)
            continue;
        put(w, text + plain, i - plain);
        jp__put_text(w, escaped);
        plain = i + 1;
    }
    put(w, text + plain, i - plain);
    put(w, "\"", 1);
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
    char text[JP__NUMBER_SIZE];
    jp__put_key(w, name);
    put(w, text, jp__jcs_number(number, text));
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
