/*
 * error.c - the names of statuses, and errors that explain themselves.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <string.h>

#include <joyfulprofit/version.h>

#include "base/base.h"

/* Every status once; tests/base holds this list against status.h. */
#define STATUSES(X)           \
    X(JP_OK)                  \
    X(JP_ERROR_ARGUMENT)      \
    X(JP_ERROR_OPTIONS)       \
    X(JP_ERROR_SYNTAX)        \
    X(JP_ERROR_ENCODING)      \
    X(JP_ERROR_COLUMN)        \
    X(JP_ERROR_MISSING)       \
    X(JP_ERROR_UNKNOWN)       \
    X(JP_ERROR_VALUE)         \
    X(JP_ERROR_TIME)          \
    X(JP_ERROR_FORBIDDEN)     \
    X(JP_ERROR_LIMIT)         \
    X(JP_ERROR_MODEL)         \
    X(JP_ERROR_NOT_FOUND)     \
    X(JP_ERROR_NOT_FITTED)    \
    X(JP_ERROR_RANGE)         \
    X(JP_ERROR_CAPACITY)      \
    X(JP_ERROR_IO)            \
    X(JP_ERROR_MEMORY)        \
    X(JP_ERROR_INTERNAL)      \
    X(JP_ERROR_CANCELLED)     \
    X(JP_WARNING_COLUMN)      \
    X(JP_WARNING_RANGE)       \
    X(JP_WARNING_UNREACHABLE) \
    X(JP_STATUS_MAX)

const char *jp_status_name(jp_status status)
{
#define NAME(status_) \
    case status_:     \
        return #status_;
    switch (status) {
        STATUSES(NAME)
    }
#undef NAME
    return "JP_STATUS_?";
}

/* Characters that could steer a terminal or reorder what a person reads: the controls of ASCII
 * and Latin-1 (ESC, CSI), line separators, and the overrides of writing direction. Returns how
 * many bytes of valid UTF-8 such a character takes at `text`, or 0. */
static size_t unprintable(const unsigned char *text)
{
    if (text[0] < 0x20 || text[0] == 0x7f)
        return 1;
    if (text[0] == 0xc2 && text[1] < 0xa0)
        return 2;
    bool separator_or_override = text[0] == 0xe2 && text[1] == 0x80 && text[2] >= 0xa8 && text[2] <= 0xae;
    bool isolate = text[0] == 0xe2 && text[1] == 0x81 && text[2] >= 0xa6 && text[2] <= 0xa9;
    return separator_or_override || isolate ? 3 : 0;
}

/* Replaces by '?', byte for byte, what is not UTF-8 or not fit to print. */
static void make_printable(char *text, size_t length)
{
    size_t at = 0;
    while (at < length) {
        size_t end = at + jp__utf8_prefix(text + at, length - at);
        while (at < end) {
            size_t bad = unprintable((unsigned char *)text + at);
            if (bad > 0)
                memset(text + at, '?', bad);
            at += bad > 0 ? bad : 1;
        }
        if (at < length)
            text[at++] = '?';
    }
}

/* Copies what fits of `length` bytes, at the boundary of a character, terminated and printable. */
static void copy_text(char *to, size_t capacity, const char *from, size_t length)
{
    size_t kept = jp__text_cut(from, length, capacity - 1);
    memcpy(to, from, kept);
    to[kept] = '\0';
    make_printable(to, kept);
}

jp__quoted jp__quote(const char *text, size_t length, size_t limit)
{
    jp__quoted quoted;
    size_t kept = jp__text_cut(text, length, limit);
    for (size_t i = 0; i < kept; i++) {
        quoted.text[i] = text[i];
        if (text[i] == '\0')
            quoted.text[i] = '?';
    }
    memcpy(quoted.text + kept, "...", 4);
    quoted.text[kept == length ? kept : kept + 3] = '\0';
    return quoted;
}

/* One formatted message. A few bytes more than an error holds tell where a character ends. */
static void JP__PRINTF(2, 0) format_message(jp_error *made, const char *format, va_list arguments)
{
    char text[sizeof made->message + 4];
    int length = vsnprintf(text, sizeof text, format, arguments);
    if (length < 0)
        copy_text(made->message, sizeof made->message, format, strlen(format));
    else
        copy_text(made->message, sizeof made->message, text, strlen(text));
}

/* Cuts text so that it is terminated within the first `size` bytes of the error. */
static void shorten(jp_error *made, char *text, size_t size)
{
    size_t before = (size_t)(text - (char *)made);
    size_t length = strlen(text);
    if (size <= before)
        return;
    size_t kept = jp__text_cut(text, length, size - before - 1);
    memset(text + kept, 0, length - kept);
}

/* Gives the caller as much of the error as the caller's jp_error has room for. */
static void hand_over(jp_error *err, jp_error *made)
{
    size_t size = err->struct_size < sizeof *made ? err->struct_size : sizeof *made;
    shorten(made, made->field, size);
    shorten(made, made->message, size);
    made->struct_size = err->struct_size;
    memcpy(err, made, size);
}

static uint32_t saturate(uint64_t number)
{
    return number < UINT32_MAX ? (uint32_t)number : UINT32_MAX;
}

static void JP__PRINTF(4, 0)
    explain(jp_error *err, jp_status code, jp__where where, const char *format, va_list arguments)
{
    if (err == NULL)
        return;
    /* Made aside, since the arguments may point into the caller's error. */
    jp_error made = JP_ERROR_INIT;
    made.code = code;
    made.row = where.row;
    made.line = saturate(where.line);
    made.column = saturate(where.column);
    if (where.field != NULL)
        copy_text(made.field, sizeof made.field, where.field, strlen(where.field));
    format_message(&made, format, arguments);
    hand_over(err, &made);
}

jp_status jp__fail(jp_error *err, jp_status code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    explain(err, code, JP__NOWHERE, format, arguments);
    va_end(arguments);
    return code;
}

jp_status jp__fail_at(jp_error *err, jp_status code, jp__where where, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    explain(err, code, where, format, arguments);
    va_end(arguments);
    return code;
}

jp_status jp__no_memory(jp_error *err)
{
    return jp__fail(err, JP_ERROR_MEMORY, "There is not enough memory.");
}

/* More than any later version can need; beyond it, struct_size was surely never set. */
#define STRUCT_GROWTH_MAX 4096

static bool all_zero(const unsigned char *bytes, size_t length)
{
    unsigned char any = 0;
    for (size_t i = 0; i < length; i++)
        any |= bytes[i];
    return any == 0;
}

jp_status jp__check_struct(const void *options, size_t minimum, size_t known, const char *name,
                           jp_error *err)
{
    size_t size;
    memcpy(&size, options, sizeof size);
    if (size < minimum || size > known + STRUCT_GROWTH_MAX)
        return jp__fail(err, JP_ERROR_OPTIONS, "%s.struct_size must be sizeof(%s), here %zu, got %zu.",
                        name, name, known, size);
    if (size > known && !all_zero((const unsigned char *)options + known, size - known))
        return jp__fail(err, JP_ERROR_OPTIONS,
                        "%s has %zu bytes, of which version " JP_VERSION_STRING
                        " knows %zu: the others must be zero.",
                        name, size, known);
    return JP_OK;
}

jp_status jp__check_text(const char *name, const char *text, size_t length, jp_error *err)
{
    size_t valid = text != NULL ? jp__utf8_prefix(text, length) : length;
    if (valid == length)
        return JP_OK;
    return jp__fail_at(err, JP_ERROR_ENCODING, (jp__where){ JP_NO_ROW, 0, 0, name },
                       "Argument '%s' must be UTF-8 without NUL, got something else at byte %zu.", name,
                       valid + 1);
}

void jp__hand_over(void *info, const void *made, size_t known)
{
    size_t size;
    memcpy(&size, info, sizeof size);
    size = size < known ? size : known;
    memcpy((char *)info + sizeof size, (const char *)made + sizeof size, size - sizeof size);
}
