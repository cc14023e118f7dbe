/*
 * output.c - a stream of text out that never loses an error.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "output.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <joyfulprofit/number.h>

void output_open(output *out, int fd)
{
    out->fd = fd;
    out->error = 0;
    out->terminal = isatty(fd) == 1;
    out->used = 0;
}

static void write_all(output *out, const char *bytes, size_t length)
{
    while (length > 0 && out->error == 0) {
        ssize_t written = write(out->fd, bytes, length);
        if (written > 0) {
            bytes += written;
            length -= (size_t)written;
        } else if (written == 0) {
            out->error = EIO;
        } else if (errno != EINTR) {
            out->error = errno;
        }
    }
}

static void flush(output *out)
{
    write_all(out, out->buffer, out->used);
    out->used = 0;
}

void output_bytes(output *out, const char *bytes, size_t length)
{
    if (length > sizeof out->buffer - out->used)
        flush(out);
    if (length > sizeof out->buffer) {
        write_all(out, bytes, length);
    } else if (length > 0) {
        memcpy(out->buffer + out->used, bytes, length);
        out->used += length;
    }
}

void output_text(output *out, const char *text)
{
    output_bytes(out, text, strlen(text));
}

void output_format(output *out, const char *format, ...)
{
    char piece[512];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(piece, sizeof piece, format, arguments);
    va_end(arguments);
    if (length > 0)
        output_bytes(out, piece, (size_t)length < sizeof piece ? (size_t)length : sizeof piece - 1);
}

void output_number(output *out, double number)
{
    char text[JP_NUMBER_TEXT_SIZE];
    output_bytes(out, text, jp_number_format(number, text));
}

void output_spaces(output *out, size_t count)
{
    for (; count > 0; count--)
        output_bytes(out, " ", 1);
}

bool output_failed(const output *out)
{
    return out->error != 0;
}

exit_status output_close(output *out, console *con, const char *name)
{
    flush(out);
    if (close(out->fd) != 0 && out->error == 0)
        out->error = errno;
    if (out->error == 0 || out->error == EPIPE)
        return STATUS_OK;
    console_error(con, "%s: cannot write: %s", name, strerror(out->error));
    return STATUS_IO;
}

exit_status print_text(console *con, const char *text)
{
    static output out; /* static for its size */
    output_open(&out, STDOUT_FILENO);
    output_text(&out, text);
    return output_close(&out, con, "standard output");
}
