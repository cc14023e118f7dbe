/*
 * pages_text.c - pages of facts as CSV and JSON Lines. See pages.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "portfolio/pages.h"

#include <stdio.h>

static const char *const names[COLUMNS] = { "supplier", "client", "time", "kind", "actor", "value",
                                            "item", "intensity", "recorded", "id" };

/* A number that is as large as before, but longer than what is read at a glance. */
static const char *cell_of(const page *p, size_t row, size_t column, bool is_long)
{
    const char *cell = p->cells[row * COLUMNS + column];
    if (is_long && column == INTENSITY && cell)
        return "0.500000000000000000000000000000000000000000";
    return cell ? cell : "";
}

static char *put_quoted(char *to, const char *cell)
{
    *to++ = '"';
    for (; *cell; cell++) {
        if (*cell == '"')
            *to++ = '"';
        *to++ = *cell;
    }
    *to++ = '"';
    return to;
}

static char *put_csv_row(char *to, page *p, size_t row, unsigned style)
{
    bool is_quoted = (style & QUOTES) && below(p, 20) == 0, is_long = (style & LONG) && below(p, 30) == 0;
    for (size_t c = 0; c < COLUMNS; c++) {
        const char *cell = cell_of(p, row, c, is_long);
        if (is_quoted || strpbrk(cell, ",\"\n"))
            to = put_quoted(to, cell);
        else
            to += sprintf(to, "%s", cell);
        *to++ = c + 1 < COLUMNS ? ',' : '\0';
    }
    return to - 1;
}

char *csv_of(page *p, unsigned style)
{
    const char *line_end = style & CRLF ? "\r\n" : "\n";
    char *text = malloc(p->rows * 400 + 1000), *to = text;
    assert_non_null(text);
    for (size_t c = 0; c < COLUMNS; c++)
        to += sprintf(to, "%s%s", names[c], c + 1 < COLUMNS ? "," : line_end);
    for (size_t row = 0; row < p->rows; row++) {
        to = put_csv_row(to, p, row, style);
        to += sprintf(to, "%s", line_end);
        if ((style & BLANKS) && below(p, 25) == 0)
            to += sprintf(to, "%s", line_end);
    }
    return text;
}

static char *put_json(char *to, const char *cell)
{
    *to++ = '"';
    for (; *cell; cell++)
        to += sprintf(to, strchr("\"\\\n", *cell) ? "\\u%04x" : "%c", *cell);
    *to++ = '"';
    return to;
}

char *jsonl_of(page *p, unsigned style)
{
    const char *line_end = style & CRLF ? "\r\n" : "\n";
    char *text = malloc(p->rows * 800 + 1000), *to = text;
    assert_non_null(text);
    for (size_t row = 0; row < p->rows; row++) {
        bool is_long = (style & LONG) && below(p, 30) == 0, is_first = true;
        *to++ = '{';
        for (size_t c = 0; c < COLUMNS; c++) {
            const char *cell = cell_of(p, row, c, is_long);
            if (!*cell && !(style & QUOTES))
                continue;
            to += sprintf(to, "%s\"%s\":", is_first ? "" : ", ", names[c]);
            to = !*cell ? to + sprintf(to, "null")
                 : c == VALUE || c == INTENSITY ? to + sprintf(to, "%s", cell) : put_json(to, cell);
            is_first = false;
        }
        to += sprintf(to, "}%s%s", line_end, (style & BLANKS) && below(p, 25) == 0 ? " \t\n" : "");
    }
    *to = '\0';
    return text;
}
