/*
 * console.h - standard error: messages of one line, and progress.
 *
 * Whatever is printed here is made safe first: control characters in it become '?'.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TOOLS_CONSOLE_H
#define TOOLS_CONSOLE_H

#include <stdbool.h>
#include <stdint.h>

#include <joyfulprofit/status.h>

#if defined(__GNUC__) || defined(__clang__)
#define TOOLS_PRINTF(text, first) __attribute__((__format__(__printf__, text, first)))
#else
#define TOOLS_PRINTF(text, first)
#endif

/* The exit statuses of the man page. */
typedef enum exit_status {
    STATUS_OK = 0,
    STATUS_DATA = 1,  /* facts or a model were rejected */
    STATUS_USAGE = 2, /* the command line is wrong */
    STATUS_IO = 3     /* reading or writing failed, or memory ran out */
} exit_status;

typedef struct console {
    bool quiet;    /* errors only */
    bool terminal; /* standard error is one: progress may be drawn */
    bool drawn;    /* a line of progress stands there */
    int64_t started_ms;
    int64_t drawn_ms;
} console;

void console_init(console *con);

/* `joyfulprofit: MESSAGE`, whatever --quiet says. */
void console_error(console *con, const char *format, ...) TOOLS_PRINTF(2, 3);

/* The same for what is no error; silenced by --quiet. */
void console_note(console *con, const char *format, ...) TOOLS_PRINTF(2, 3);

/* `joyfulprofit: PLACE:LINE:COLUMN: MESSAGE` of a failed call of the library; `place` is a file
 * name or NULL. What the message says of the place is not said twice. Returns the exit status of the
 * error's family. */
exit_status console_failure(console *con, const char *place, const jp_error *err);

/* The same with a `hint` behind it. */
exit_status console_failure_hint(console *con, const char *place, const jp_error *err, const char *hint);

/* The same as a note that begins with `warning:`. */
void console_warning(console *con, const char *place, const jp_error *warning);

/* Draws how far a job is, once it takes longer than a second; `total` is 0 where unknown. */
void console_progress(console *con, const char *doing, uint64_t done, uint64_t total);

/* Takes the line of progress away. */
void console_clear(console *con);

#endif /* TOOLS_CONSOLE_H */
