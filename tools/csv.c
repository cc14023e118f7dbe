/*
 * csv.c - fields of CSV out.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "csv.h"

#include <string.h>

#include "text.h"

static bool looks_like_formula(jp_text text)
{
    uint32_t code;
    if (text.length == 0)
        return false;
    text_next(text.bytes, text.length, &code);
    switch (code) {
    case '=': case '+': case '-': case '@': case '\t': case '\r': case '\n':
    case 0xFF1D: case 0xFF0B: case 0xFF0D: case 0xFF20:
        return true;
    default:
        return false;
    }
}

static bool needs_quotes(jp_text text)
{
    for (size_t i = 0; i < text.length; i++)
        if (memchr("\",\r\n", text.bytes[i], 4) != NULL)
            return true;
    return text.length > 0 && (text.bytes[0] == ' ' || text.bytes[text.length - 1] == ' ');
}

static void write_part(output *out, jp_text part)
{
    if (out->terminal)
        text_write(out, part);
    else
        output_bytes(out, part.bytes, part.length);
}

void csv_text(output *out, jp_text text)
{
    bool formula = looks_like_formula(text);
    if (!formula && !needs_quotes(text)) {
        write_part(out, text);
        return;
    }
    output_text(out, formula ? "\"'" : "\"");
    while (text.length > 0) {
        const char *quote = memchr(text.bytes, '"', text.length);
        size_t length = quote != NULL ? (size_t)(quote - text.bytes) + 1 : text.length;
        write_part(out, text_of(text.bytes, length));
        if (quote != NULL)
            output_text(out, "\"");
        text = text_of(text.bytes + length, text.length - length);
    }
    output_text(out, "\"");
}
