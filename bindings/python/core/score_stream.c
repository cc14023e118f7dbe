/*
 * score_stream.c - scores as a stream that reads facts as it is pulled, from Arrow or from a text
 *
 * Whoever pulls may do so on any thread, with the GIL or without: a file is read by the system alone, and
 * only Ctrl-C, warnings and a function that is told of bad rows need the GIL. What they raise ends the
 * stream, in their words, as a stream of Arrow cannot raise.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "core.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct score_stream {
    struct ArrowArrayStream inner; /* first: what it reads and calls must outlive it */
    jpy_hooks hooks;               /* owns the function for bad rows */
    bool named;                    /* the caller names columns */
    int fd;                        /* of a text; -1: none */
    int code;                      /* of what failed; from then on it fails again */
    char error[512];               /* of a function of Python; empty: ask the inner one */
    bool is_value;                 /* and it was a ValueError */
} score_stream;

static int read_text(void *user, char *buffer, size_t capacity, size_t *got)
{
    const score_stream *s = user;
    ssize_t count;
    do {
        count = read(s->fd, buffer, capacity);
    } while (count < 0 && errno == EINTR);
    if (count < 0)
        return errno;
    *got = (size_t)count;
    return 0;
}

/* The call that makes the stream warns when it has ended; while the stream is pulled there is none. */
static void on_warning(void *user, const jp_error *warning)
{
    score_stream *s = user;
    if (s->hooks.warnings != NULL)
        jpy_on_warning(&s->hooks, warning);
    else
        jpy_warn_now(warning, s->named);
}

static int on_progress(void *user, uint64_t done, uint64_t total)
{
    return Py_IsInitialized() ? jpy_on_progress(user, done, total) : 0;
}

static jp_fact_table_options reading_of(score_stream *s)
{
    jp_fact_table_options reading = jpy_table_options(&s->hooks);
    reading.on_warning = on_warning;
    reading.warning_user = s;
    reading.on_progress = on_progress;
    return reading;
}

/* ---- The stream ---- */

static void free_score_stream(score_stream *s)
{
    if (s->inner.release != NULL)
        s->inner.release(&s->inner);
    if (s->fd >= 0)
        (void)close(s->fd);
    if (s->hooks.bad_row != NULL && Py_IsInitialized()) {
        PyGILState_STATE gil = PyGILState_Ensure();
        JPY_QUIETLY(Py_DECREF(s->hooks.bad_row));
        PyGILState_Release(gil);
    }
    free(s);
}

static int get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    score_stream *s = stream->private_data;
    return s->inner.get_schema(&s->inner, out);
}

static int get_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    score_stream *s = stream->private_data;
    *out = (struct ArrowArray){ .release = NULL };
    if (s->code != 0)
        return s->code;
    s->code = s->inner.get_next(&s->inner, out);
    bool raised = jpy_say_parked(s->error, sizeof s->error, &s->is_value);
    if (raised && (s->is_value || s->code == 0)) /* 0: a warning that is an error */
        s->code = EINVAL;
    if (s->code != 0 && out->release != NULL) {
        out->release(out);
        out->release = NULL;
    }
    return s->code;
}

static const char *get_last_error(struct ArrowArrayStream *stream)
{
    score_stream *s = stream->private_data;
    return s->error[0] != '\0' ? s->error : s->inner.get_last_error(&s->inner);
}

static void release_stream(struct ArrowArrayStream *stream)
{
    stream->release = NULL;
    free_score_stream(stream->private_data);
}

/* ---- How it is made ---- */

static score_stream *make(const jpy_hooks *hooks)
{
    score_stream *s = calloc(1, sizeof *s);
    if (s == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    s->fd = -1;
    s->hooks = *hooks;
    s->named = hooks->column_count > 0;
    Py_XINCREF(s->hooks.bad_row);
    return s;
}

static PyObject *give(score_stream *s, jp_status status, const jp_error *err)
{
    s->hooks.warnings = s->hooks.progress = s->hooks.source = NULL; /* theirs is the call that has ended */
    s->hooks.columns = NULL;
    s->hooks.words = NULL;
    if (status != JP_OK) {
        jpy_raise(err);
        JPY_QUIETLY(free_score_stream(s));
        return NULL;
    }
    struct ArrowArrayStream stream = { get_schema, get_next, get_last_error, release_stream, s };
    return jpy_give_stream(&stream);
}

PyObject *jpy_score_stream(const jp_model *model, struct ArrowArrayStream *in, int64_t as_of_us,
                           const jp_portfolio_options *options, const jpy_hooks *hooks)
{
    score_stream *s = make(hooks);
    if (s == NULL)
        return NULL;
    const jp_fact_table_options reading = reading_of(s);
    jp_error err = JP_ERROR_INIT;
    jp_status status;
    Py_BEGIN_ALLOW_THREADS
    status = jp_portfolio_stream(model, in, &reading, as_of_us, options, &s->inner, &err);
    Py_END_ALLOW_THREADS
    return give(s, status, &err);
}

PyObject *jpy_score_text(const jp_model *model, int fd, bool is_csv, int64_t as_of_us,
                         const jp_portfolio_options *options, const jpy_hooks *hooks)
{
    score_stream *s = make(hooks);
    if (s == NULL)
        return NULL;
    s->fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    if (s->fd < 0) {
        PyErr_SetFromErrno(PyExc_OSError);
        free_score_stream(s);
        return NULL;
    }
    const jp_fact_table_options reading = reading_of(s);
    jp_error err = JP_ERROR_INIT;
    jp_status status;
    Py_BEGIN_ALLOW_THREADS
    status = (is_csv ? jp_portfolio_stream_csv : jp_portfolio_stream_jsonl)(
        model, read_text, s, &reading, as_of_us, options, &s->inner, &err);
    Py_END_ALLOW_THREADS
    return give(s, status, &err);
}
