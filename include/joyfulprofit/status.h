/*
 * joyfulprofit/status.h - what a call returns, and the error it explains itself with
 *
 * Every call that can fail returns a jp_status. Calls that cannot fail return their value.
 * A rejected call writes nothing but the error: outputs stay as they were (constructors set
 * their output to NULL). The checks of each call, in the order in which they are made, are
 * listed in docs/errors.md.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JOYFULPROFIT_STATUS_H
#define JOYFULPROFIT_STATUS_H

#include <stddef.h>
#include <stdint.h>

#include <joyfulprofit/export.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Status codes. New ones are appended to their family, none is ever renumbered. The family
 * is code / 100 * 100; a binding maps families to exceptions.
 */
typedef enum jp_status {
    JP_OK = 0,

    /* The call itself is wrong: a programming error. */
    JP_ERROR_ARGUMENT = 100, /* a pointer is NULL, an index is out of range, a flag is unknown */
    JP_ERROR_OPTIONS = 101,  /* an options struct has a wrong size or a value outside its range */

    /* The data is wrong: facts or a model. */
    JP_ERROR_SYNTAX = 200,   /* malformed CSV, JSON or Arrow */
    JP_ERROR_ENCODING = 201, /* not UTF-8, or a NUL byte */
    JP_ERROR_COLUMN = 202,   /* a column is missing, stands twice or has the wrong type */
    JP_ERROR_MISSING = 203,  /* a required value is missing */
    JP_ERROR_UNKNOWN = 204,  /* a name that the model does not have */
    JP_ERROR_VALUE = 205,    /* a number that is not finite, not a number, or out of range */
    JP_ERROR_TIME = 206,     /* a time that cannot be read */
    JP_ERROR_FORBIDDEN = 207, /* a derived kind given directly, an actor its kind does not allow */
    JP_ERROR_LIMIT = 208,    /* larger than a documented limit */
    JP_ERROR_MODEL = 209,    /* a model that breaks a rule of docs/model-format.md */
    JP_ERROR_NOT_FOUND = 210, /* no such relationship */
    JP_ERROR_NOT_FITTED = 211, /* the model has no such forecast, or nobody has fitted it */
    JP_ERROR_RANGE = 212,    /* outside of what a forecast was fitted on */

    /* The caller's buffer is too small; the need is reported. */
    JP_ERROR_CAPACITY = 300,

    JP_ERROR_IO = 400,
    JP_ERROR_MEMORY = 500,
    JP_ERROR_INTERNAL = 600, /* a defect of this library; please report it */
    JP_ERROR_CANCELLED = 700, /* the caller's progress callback asked to stop */

    /* Only in warnings, never returned. */
    JP_WARNING_COLUMN = 800,      /* unknown columns are ignored */
    JP_WARNING_RANGE = 801,       /* a value outside its kind's unit is clamped */
    JP_WARNING_UNREACHABLE = 802, /* an indicator that no evidence and no rating can reach */

    JP_STATUS_MAX = 0x7fffffff /* keeps the enum an int */
} jp_status;

/** In jp_error.row: the error is not about one row. */
#define JP_NO_ROW UINT64_MAX

/**
 * An error, owned by the caller: fixed size, no heap, nothing to free. The message is one
 * sentence that says what, where, expected and got, with ids and names and never the content
 * of a person's data.
 *
 *     jp_error err = JP_ERROR_INIT;
 *     if (jp_model_default(&model, &err) != JP_OK)
 *         fprintf(stderr, "%s\n", err.message);
 *
 * Every `jp_error *` parameter may be NULL. A successful call leaves the error as it was. One that is not
 * made by JP_ERROR_INIT, such as `{ 0 }`, has no size and so no room: it would take neither code nor message.
 */
typedef struct jp_error {
    uint32_t struct_size; /* sizeof(jp_error), set by JP_ERROR_INIT */
    jp_status code;
    uint64_t row;      /* index of the fact, from 0; JP_NO_ROW if it is not about one row */
    uint32_t line;     /* line of the file, from 1; 0 if there is none */
    uint32_t column;   /* column of the file, from 1: the field in CSV, the byte in JSON; 0 if none */
    char field[96];    /* name of the column, key, option or argument; may be empty */
    char message[400]; /* UTF-8, always terminated */
} jp_error;

#define JP_ERROR_INIT { sizeof(jp_error), JP_OK, JP_NO_ROW, 0, 0, "", "" }

/**
 * The name of a status, such as "JP_ERROR_VALUE"; "JP_STATUS_?" for a number that is none.
 * A static string.
 *
 * @thread any
 */
JP_API const char *jp_status_name(jp_status status);

/**
 * Called with each warning, on the thread of the call that was given it. The warning is valid
 * only during the call. It must not call back into the object that is being built.
 */
typedef void (*jp_warning_fn)(void *user, const jp_error *warning);

/**
 * Called now and then by long calls, on the calling thread; `total` is 0 where it is not known.
 * Return 0 to go on; anything else ends the call with JP_ERROR_CANCELLED.
 */
typedef int (*jp_progress_fn)(void *user, uint64_t done, uint64_t total);

#ifdef __cplusplus
}
#endif

#endif /* JOYFULPROFIT_STATUS_H */
