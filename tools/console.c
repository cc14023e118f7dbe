/*
 * console.c - standard error: messages of one line, and progress.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "console.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "text.h"

#define MESSAGE_SIZE 2048
#define FIELD_SIZE 64
#define PROGRESS_AFTER_MS 1000
#define PROGRESS_EVERY_MS 100

static int64_t now_ms(void)
{
    struct timespec now = { 0, 0 };
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void console_init(console *con)
{
    *con = (console){ .terminal = isatty(STDERR_FILENO) == 1, .started_ms = now_ms() };
}

static void print_line(console *con, const char *format, va_list arguments)
    TOOLS_PRINTF(2, 0);

/* One write, so that lines of several processes do not mix. */
static void print_line(console *con, const char *format, va_list arguments)
{
    char message[MESSAGE_SIZE];
    char line[MESSAGE_SIZE + 128];
    console_clear(con);
    vsnprintf(message, sizeof message, format, arguments);
    size_t length = (size_t)snprintf(line, sizeof line, "joyfulprofit: ");
    length += text_clean((jp_text){ message, strlen(message) }, line + length, MESSAGE_SIZE);
    line[length++] = '\n';
    fwrite(line, 1, length, stderr);
}

void console_error(console *con, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print_line(con, format, arguments);
    va_end(arguments);
}

void console_note(console *con, const char *format, ...)
{
    if (con->quiet)
        return;
    va_list arguments;
    va_start(arguments, format);
    print_line(con, format, arguments);
    va_end(arguments);
}

/* Whether a message names the place itself. */
static bool tells_place(const char *message, const char *place)
{
    const char *found = strstr(message, place);
    return found != NULL && found > message && found[-1] == '\'' && found[strlen(place)] == '\'';
}

/* "PLACE:LINE:COLUMN: ", as far as these are known and the message does not name the place. */
static void describe_place(char *text, size_t size, const char *place, const jp_error *err)
{
    text[0] = '\0';
    if (place == NULL || (err->line == 0 && tells_place(err->message, place)))
        return;
    if (err->line == 0)
        snprintf(text, size, "%s: ", place);
    else if (err->column == 0)
        snprintf(text, size, "%s:%" PRIu32 ": ", place, err->line);
    else
        snprintf(text, size, "%s:%" PRIu32 ":%" PRIu32 ": ", place, err->line, err->column);
}

/* Where `text` goes on behind `before` and this number, or NULL. */
static const char *behind(const char *text, const char *before, uint32_t number)
{
    char words[48];
    int length = snprintf(words, sizeof words, "%s%" PRIu32, before, number);
    return strncmp(text, words, (size_t)length) == 0 ? text + length : NULL;
}

/* The message without the line and column that stand before it already: of "Line 2, column 4 (kind): ..."
 * its "kind: ...". *field: what is to stand before it. */
static const char *without_place(const char *place, const jp_error *err, char field[FIELD_SIZE])
{
    const char *at = place != NULL && err->line > 0 ? behind(err->message, "Line ", err->line) : NULL;
    field[0] = '\0';
    if (at == NULL)
        return err->message;
    const char *next = err->column > 0 ? behind(at, ", column ", err->column) : NULL;
    if (next == NULL && err->column > 0)
        next = behind(at, ", byte ", err->column);
    at = next != NULL ? next : at;
    size_t length = strncmp(at, " (", 2) == 0 ? strcspn(at + 2, ")") : 0;
    if (length > 0 && length < FIELD_SIZE - 2 && at[2 + length] == ')') {
        snprintf(field, FIELD_SIZE, "%.*s: ", (int)length, at + 2);
        at += 3 + length;
    }
    if (strncmp(at, ": ", 2) == 0)
        return at + 2;
    field[0] = '\0';
    return err->message;
}

static exit_status status_of(jp_status code)
{
    switch ((int)code / 100) {
    case 0:
        return STATUS_OK;
    case 2:
        return STATUS_DATA;
    default: /* reading, memory, or a defect: not the data's fault and not the user's */
        return STATUS_IO;
    }
}

exit_status console_failure_hint(console *con, const char *place, const jp_error *err, const char *hint)
{
    char where[MESSAGE_SIZE / 2], field[FIELD_SIZE];
    describe_place(where, sizeof where, place, err);
    const char *message = without_place(place, err, field);
    console_error(con, "%s%s%s%s", where, field, message, hint);
    return status_of(err->code);
}

exit_status console_failure(console *con, const char *place, const jp_error *err)
{
    return console_failure_hint(con, place, err, "");
}

void console_warning(console *con, const char *place, const jp_error *warning)
{
    char where[MESSAGE_SIZE / 2], field[FIELD_SIZE];
    describe_place(where, sizeof where, place, warning);
    const char *message = without_place(place, warning, field);
    console_note(con, "%swarning: %s%s", where, field, message);
}

void console_progress(console *con, const char *doing, uint64_t done, uint64_t total)
{
    if (con->quiet || !con->terminal)
        return;
    int64_t now = now_ms();
    if (now - con->started_ms < PROGRESS_AFTER_MS || now - con->drawn_ms < PROGRESS_EVERY_MS)
        return;
    con->drawn_ms = now;
    con->drawn = true;
    if (total > 0)
        fprintf(stderr, "\r\033[K%s: %.0f %%", doing, 100.0 * (double)done / (double)total);
    else
        fprintf(stderr, "\r\033[K%s: %.1f million", doing, (double)done / 1e6);
}

void console_clear(console *con)
{
    if (con->drawn)
        fputs("\r\033[K", stderr);
    con->drawn = false;
}
