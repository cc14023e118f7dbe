/*
 * hooks.c - Python behind the library's callbacks: progress and Ctrl-C, warnings, bad rows, reading
 *
 * The library calls these on the thread that called it, which has let go of the GIL. What Python raises
 * in one is parked until the library has returned: it still has to release its inputs, and their release
 * may be Python code, which would lose an exception that is pending.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "core.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* What a callback of the current call raised. A thread is in one call at a time. */
static _Thread_local PyObject *parked[3];

static void park(void)
{
    if (parked[0] != NULL) { /* the first one counts */
        PyErr_Clear();
        return;
    }
    PyErr_Fetch(&parked[0], &parked[1], &parked[2]);
}

/* As a tuple (code, row or None, line, column, field, message). */
static PyObject *as_tuple(const jp_error *e)
{
    PyObject *row = e->row == JP_NO_ROW ? Py_NewRef(Py_None) : PyLong_FromUnsignedLongLong(e->row);
    PyObject *field = PyUnicode_DecodeUTF8(e->field, (Py_ssize_t)strlen(e->field), "replace");
    PyObject *message = PyUnicode_DecodeUTF8(e->message, (Py_ssize_t)strlen(e->message), "replace");
    PyObject *tuple = NULL;

    if (row != NULL && field != NULL && message != NULL)
        tuple = Py_BuildValue("(iOIIOO)", (int)e->code, row, e->line, e->column, field, message);
    Py_XDECREF(row);
    Py_XDECREF(field);
    Py_XDECREF(message);
    return tuple;
}

void jpy_raise(const jp_error *err)
{
    if (parked[0] != NULL) {
        PyErr_Restore(parked[0], parked[1], parked[2]);
        parked[0] = parked[1] = parked[2] = NULL;
        return;
    }
    if (err->code == JP_ERROR_MEMORY) {
        PyErr_NoMemory();
        return;
    }
    PyObject *errors = PyImport_ImportModule("joyfulprofit._errors");
    PyObject *tuple = errors != NULL ? as_tuple(err) : NULL;
    PyObject *made = tuple != NULL ? PyObject_CallMethod(errors, "from_core", "(O)", tuple) : NULL;
    if (made != NULL)
        PyErr_SetObject((PyObject *)Py_TYPE(made), made);
    Py_XDECREF(made);
    Py_XDECREF(tuple);
    Py_XDECREF(errors);
}

bool jpy_say_parked(char *text, size_t size, bool *is_value)
{
    if (parked[0] == NULL)
        return false;
    PyGILState_STATE gil = PyGILState_Ensure();
    *is_value = PyErr_GivenExceptionMatches(parked[0], PyExc_ValueError) != 0;
    PyErr_NormalizeException(&parked[0], &parked[1], &parked[2]);
    PyObject *said = PyObject_Str(parked[1]);
    if (said == NULL || PyObject_Length(said) == 0) { /* such as that of Ctrl-C */
        Py_XDECREF(said);
        PyErr_Clear();
        said = PyObject_GetAttrString(parked[0], "__name__");
    }
    PyObject *bytes = said != NULL ? PyUnicode_AsEncodedString(said, "utf-8", "replace") : NULL;
    const char *words = bytes != NULL ? PyBytes_AsString(bytes) : "no reason given";
    size_t length = strlen(words) < size ? strlen(words) : size - 1;
    memcpy(text, words, length);
    text[length] = '\0';
    PyErr_Clear();
    Py_XDECREF(bytes);
    Py_XDECREF(said);
    for (int i = 0; i < 3; i++)
        Py_CLEAR(parked[i]);
    PyGILState_Release(gil);
    return true;
}

/* Whether 20 ms have gone by since the last time: taking the GIL each time would slow both sides. */
static bool due(jpy_hooks *hooks, bool last)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    long long passed = (now.tv_sec - hooks->last.tv_sec) * 1000000000LL + (now.tv_nsec - hooks->last.tv_nsec);
    if (passed < 20000000LL && !last)
        return false;
    hooks->last = now;
    return true;
}

int jpy_on_progress(void *user, uint64_t done, uint64_t total)
{
    jpy_hooks *hooks = user;
    if (!due(hooks, total != 0 && done == total))
        return 0;
    PyGILState_STATE gil = PyGILState_Ensure();
    int stop = PyErr_CheckSignals(); /* Ctrl-C: KeyboardInterrupt is now set */
    if (stop == 0 && hooks->progress != NULL) {
        PyObject *said =
            PyObject_CallFunction(hooks->progress, "KK", (unsigned long long)done, (unsigned long long)total);
        stop = said == NULL;
        Py_XDECREF(said);
    }
    if (stop != 0)
        park();
    PyGILState_Release(gil);
    return stop;
}

void jpy_on_warning(void *user, const jp_error *warning)
{
    jpy_hooks *hooks = user;
    PyGILState_STATE gil = PyGILState_Ensure();
    PyObject *tuple = as_tuple(warning);
    if (tuple == NULL || PyList_Append(hooks->warnings, tuple) != 0)
        park();
    Py_XDECREF(tuple);
    PyGILState_Release(gil);
}

void jpy_warn_now(const jp_error *warning, bool named)
{
    if (!Py_IsInitialized())
        return;
    PyGILState_STATE gil = PyGILState_Ensure();
    PyObject *errors = PyImport_ImportModule("joyfulprofit._errors");
    PyObject *tuple = errors != NULL ? as_tuple(warning) : NULL;
    PyObject *done = NULL;
    if (tuple != NULL)
        done = PyObject_CallMethod(errors, "warn_all", "[O]O", tuple, named ? Py_True : Py_False);
    if (done == NULL)
        park();
    Py_XDECREF(done);
    Py_XDECREF(tuple);
    Py_XDECREF(errors);
    PyGILState_Release(gil);
}

int jpy_on_bad_row(void *user, const jp_error *error, const char *row, size_t length)
{
    jpy_hooks *hooks = user;
    PyGILState_STATE gil = PyGILState_Ensure();
    PyObject *tuple = as_tuple(error);
    PyObject *said = NULL;
    if (tuple != NULL)
        said =
            PyObject_CallFunction(hooks->bad_row, "Oy#", tuple, row != NULL ? row : "", (Py_ssize_t)length);
    if (said == NULL)
        park();
    Py_XDECREF(said);
    Py_XDECREF(tuple);
    PyGILState_Release(gil);
    return said == NULL;
}

/* How many bytes readinto() put into the buffer, or -1 with an exception. */
static Py_ssize_t read_into(PyObject *source, char *buffer, size_t capacity)
{
    PyObject *view = PyMemoryView_FromMemory(buffer, (Py_ssize_t)capacity, PyBUF_WRITE);
    PyObject *got = view != NULL ? PyObject_CallMethod(source, "readinto", "(O)", view) : NULL;
    Py_ssize_t count = -1;

    if (got == Py_None)
        PyErr_SetString(PyExc_BlockingIOError, "the source has no data yet");
    else if (got != NULL)
        count = PyLong_AsSsize_t(got);
    if (count > (Py_ssize_t)capacity || (count < 0 && !PyErr_Occurred())) {
        PyErr_SetString(PyExc_OSError, "readinto() gave a number that cannot be");
        count = -1;
    }
    if (view != NULL) { /* nobody is to write to the buffer later on */
        PyObject *type, *value, *traceback;
        PyErr_Fetch(&type, &value, &traceback);
        PyObject *released = PyObject_CallMethod(view, "release", NULL);
        if (released == NULL && type != NULL)
            PyErr_Clear();
        if (released == NULL && type == NULL)
            count = -1;
        Py_XDECREF(released);
        if (type != NULL)
            PyErr_Restore(type, value, traceback);
    }
    Py_XDECREF(got);
    Py_XDECREF(view);
    return count;
}

int jpy_on_read(void *user, char *buffer, size_t capacity, size_t *got)
{
    jpy_hooks *hooks = user;
    if (capacity > PY_SSIZE_T_MAX)
        capacity = PY_SSIZE_T_MAX;
    PyGILState_STATE gil = PyGILState_Ensure();
    Py_ssize_t count = PyErr_CheckSignals() == 0 ? read_into(hooks->source, buffer, capacity) : -1;
    if (count < 0)
        park();
    else
        *got = (size_t)count;
    PyGILState_Release(gil);
    return count < 0 ? EIO : 0;
}

/* ---- What the caller calls things ------------------------------------------------------------ */

static bool take_columns(jpy_hooks *hooks, PyObject *list)
{
    hooks->columns = calloc((size_t)PyList_Size(list) + 1, sizeof *hooks->columns);
    hooks->column_count = hooks->columns != NULL ? (size_t)PyList_Size(list) : 0;
    for (size_t i = 0; i < hooks->column_count; i++) {
        jp_fact_column *c = &hooks->columns[i];
        PyObject *item = PyList_GetItem(list, (Py_ssize_t)i);
        if (!PyArg_ParseTuple(item, "szz", &c->field, &c->column, &c->constant))
            return false;
    }
    return hooks->columns != NULL || PyErr_NoMemory() != NULL;
}

static bool take_words(jpy_hooks *hooks, PyObject *list)
{
    hooks->words = calloc((size_t)PyList_Size(list) + 1, sizeof *hooks->words);
    hooks->word_count = hooks->words != NULL ? (size_t)PyList_Size(list) : 0;
    for (size_t i = 0; i < hooks->word_count; i++) {
        jp_fact_word *w = &hooks->words[i];
        PyObject *item = PyList_GetItem(list, (Py_ssize_t)i);
        if (!PyArg_ParseTuple(item, "ssz", &w->field, &w->word, &w->meaning))
            return false;
    }
    return hooks->words != NULL || PyErr_NoMemory() != NULL;
}

bool jpy_take_naming(jpy_hooks *hooks, PyObject *naming)
{
    PyObject *columns, *words;
    return PyArg_ParseTuple(naming, "O!O!", &PyList_Type, &columns, &PyList_Type, &words) &&
           take_columns(hooks, columns) && take_words(hooks, words);
}

void jpy_free_naming(jpy_hooks *hooks)
{
    free(hooks->columns);
    free(hooks->words);
    hooks->columns = NULL;
    hooks->words = NULL;
}

jp_fact_table_options jpy_table_options(jpy_hooks *hooks)
{
    return (jp_fact_table_options){
        .struct_size = sizeof(jp_fact_table_options),
        .on_warning = hooks->warnings != NULL ? jpy_on_warning : NULL,
        .warning_user = hooks,
        .on_bad_row = hooks->bad_row != NULL ? jpy_on_bad_row : NULL,
        .bad_row_user = hooks,
        .on_progress = jpy_on_progress,
        .progress_user = hooks,
        .columns = hooks->columns,
        .column_count = hooks->column_count,
        .words = hooks->words,
        .word_count = hooks->word_count,
    };
}
