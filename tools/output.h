/*
 * output.h - a stream of text out that never loses an error.
 *
 * The first failed write is remembered and everything after it is dropped; output_close() tells.
 * A closed pipe is no error: the reader has seen enough.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TOOLS_OUTPUT_H
#define TOOLS_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "console.h"

#define OUTPUT_BUFFER 65536

typedef struct output {
    int fd;
    int error;     /* errno of the first failure, 0 if there was none */
    bool terminal; /* a person watches: what could steer a terminal is left out */
    size_t used;
    char buffer[OUTPUT_BUFFER];
} output;

void output_open(output *out, int fd);

void output_bytes(output *out, const char *bytes, size_t length);
void output_text(output *out, const char *text);

/* Short pieces, up to 512 bytes. */
void output_format(output *out, const char *format, ...) TOOLS_PRINTF(2, 3);

/* The shortest decimal number of at most 17 digits that reads back to the same double. */
void output_number(output *out, double number);

void output_spaces(output *out, size_t count);

/* True after a failure: no use in going on. */
bool output_failed(const output *out);

/* Writes what is left and closes. On an error other than a closed pipe it says so, with `name`. */
exit_status output_close(output *out, console *con, const char *name);

/* Prints text on standard output, such as a usage, and closes it. */
exit_status print_text(console *con, const char *text);

#endif /* TOOLS_OUTPUT_H */
