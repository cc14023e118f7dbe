/*
 * text_stream.c - scores as a stream that reads a CSV or JSON Lines text as it is pulled
 *
 * Whoever pulls may do so on any thread, with the GIL or without: a file is read by the system alone, and
 * only a source that is Python, a text that is rewritten on the way, needs the GIL.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "core.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct text_stream {
    struct ArrowArrayStream inner; /* first: what reads must outlive it */
    jpy_hooks hooks;               /* owns its source */
    int fd;                        /* -1 where there is a source */
    char error[512];               /* of the source; empty: ask the inner one */
    bool is_value;                 /* it is about what stands in the source */
} text_stream;

static int read_text(void *user, char *buffer, size_t capacity, size_t *got)
{
    text_stream *s = user;
    if (s->fd < 0)
        return jpy_on_read(&s->hooks, buffer, capacity, got);
    ssize_t count;
    do {
        count = read(s->fd, buffer, capacity);
    } while (count < 0 && errno == EINTR);
    if (count < 0)
        return errno;
    *got = (size_t)count;
    return 0;
}

/* Of the header only: while the stream is pulled there is nobody to tell. */
static void warn(void *user, const jp_error *warning)
{
    text_stream *s = user;
    if (s->hooks.warnings != NULL)
        jpy_on_warning(&s->hooks, warning);
}

static void free_text_stream(text_stream *s)
{
    if (s->inner.release != NULL)
        s->inner.release(&s->inner);
    if (s->fd >= 0)
        (void)close(s->fd);
    if (s->hooks.source != NULL && Py_IsInitialized()) {
        PyGILState_STATE gil = PyGILState_Ensure();
        PyObject *type, *value, *traceback;
        PyErr_Fetch(&type, &value, &traceback);
        PyObject *closed = PyObject_CallMethod(s->hooks.source, "close", NULL);
        if (closed == NULL)
            PyErr_Clear();
        Py_XDECREF(closed);
        Py_DECREF(s->hooks.source);
        PyErr_Restore(type, value, traceback);
        PyGILState_Release(gil);
    }
    free(s);
}

static int get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    text_stream *s = stream->private_data;
    return s->inner.get_schema(&s->inner, out);
}

static int get_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    text_stream *s = stream->private_data;
    int code = s->inner.get_next(&s->inner, out);
    (void)jpy_say_parked(s->error, sizeof s->error, &s->is_value);
    return code != 0 && s->is_value ? EINVAL : code;
}

static const char *get_last_error(struct ArrowArrayStream *stream)
{
    text_stream *s = stream->private_data;
    return s->error[0] != '\0' ? s->error : s->inner.get_last_error(&s->inner);
}

static void release_stream(struct ArrowArrayStream *stream)
{
    stream->release = NULL;
    free_text_stream(stream->private_data);
}

static text_stream *make(int fd, const jpy_hooks *hooks)
{
    text_stream *s = calloc(1, sizeof *s);
    if (s == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    s->fd = -1;
    s->hooks = *hooks;
    Py_XINCREF(s->hooks.source);
    if (hooks->source == NULL && (s->fd = fcntl(fd, F_DUPFD_CLOEXEC, 0)) < 0) {
        PyErr_SetFromErrno(PyExc_OSError);
        free_text_stream(s);
        return NULL;
    }
    return s;
}

PyObject *jpy_score_text(const jp_model *model, int fd, bool is_csv, int64_t as_of_us,
                         const jp_portfolio_options *options, const jpy_hooks *hooks)
{
    text_stream *s = make(fd, hooks);
    if (s == NULL)
        return NULL;
    const jp_fact_table_options reading = { .struct_size = sizeof reading, .on_warning = warn,
                                            .warning_user = s };
    jp_error err = JP_ERROR_INIT;
    jp_status status;
    Py_BEGIN_ALLOW_THREADS
    status = (is_csv ? jp_portfolio_stream_csv : jp_portfolio_stream_jsonl)(
        model, read_text, s, &reading, as_of_us, options, &s->inner, &err);
    Py_END_ALLOW_THREADS
    s->hooks.warnings = NULL;
    if (status != JP_OK) {
        jpy_raise(&err);
        free_text_stream(s);
        return NULL;
    }
    struct ArrowArrayStream stream = { get_schema, get_next, get_last_error, release_stream, s };
    return jpy_give_stream(&stream);
}
