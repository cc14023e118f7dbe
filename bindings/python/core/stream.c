/*
 * stream.c - Arrow streams: taken from Python objects, given to them, and made of their buffers
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "core.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- Capsules ---- */

/* A new reference to the stream capsule of an object, or NULL with an exception. */
static PyObject *capsule_of(PyObject *object)
{
    if (PyCapsule_IsValid(object, JPY_STREAM))
        return Py_NewRef(object);
    PyObject *capsule = PyObject_CallMethod(object, "__arrow_c_stream__", NULL);
    if (capsule != NULL && !PyCapsule_IsValid(capsule, JPY_STREAM)) {
        Py_DECREF(capsule);
        PyErr_SetString(PyExc_TypeError, "__arrow_c_stream__() did not give an Arrow stream");
        return NULL;
    }
    return capsule;
}

int jpy_take_stream(struct ArrowArrayStream *to, PyObject *object)
{
    PyObject *capsule = capsule_of(object);
    if (capsule == NULL)
        return -1;
    struct ArrowArrayStream *from = PyCapsule_GetPointer(capsule, JPY_STREAM);
    bool ok = from->release != NULL;
    if (ok) {
        *to = *from;
        from->release = NULL;
    } else {
        PyErr_SetString(PyExc_ValueError, "the Arrow stream was already read; a stream can be read once");
    }
    JPY_QUIETLY(Py_DECREF(capsule));
    return ok ? 0 : -1;
}

static void free_capsule(PyObject *capsule)
{
    struct ArrowArrayStream *stream = PyCapsule_GetPointer(capsule, JPY_STREAM);
    if (stream->release != NULL)
        JPY_QUIETLY(stream->release(stream));
    free(stream);
}

PyObject *jpy_give_stream(struct ArrowArrayStream *stream)
{
    struct ArrowArrayStream *moved = malloc(sizeof *moved);
    PyObject *capsule = moved != NULL ? PyCapsule_New(moved, JPY_STREAM, free_capsule) : PyErr_NoMemory();
    if (capsule == NULL) {
        free(moved);
        JPY_QUIETLY(stream->release(stream));
        return NULL;
    }
    *moved = *stream;
    stream->release = NULL;
    return capsule;
}

/* ---- Schemas that own their text ---- */

static void free_schema(struct ArrowSchema *schema)
{
    for (int64_t i = 0; i < schema->n_children; i++) {
        struct ArrowSchema *child = schema->children[i];
        if (child != NULL && child->release != NULL)
            child->release(child);
        free(child);
    }
    if (schema->dictionary != NULL) {
        if (schema->dictionary->release != NULL)
            schema->dictionary->release(schema->dictionary);
        free(schema->dictionary);
    }
    free(schema->children);
    free((void *)schema->format);
    free((void *)schema->name);
    schema->release = NULL;
}

static bool make_schema(struct ArrowSchema *schema, const char *format, const char *name, int64_t children)
{
    *schema =
        (struct ArrowSchema){ .flags = children == 0 ? ARROW_FLAG_NULLABLE : 0, .release = free_schema };
    schema->format = strdup(format);
    schema->name = strdup(name);
    schema->children = calloc((size_t)children + 1, sizeof *schema->children);
    bool ok = schema->format != NULL && schema->name != NULL && schema->children != NULL;
    for (int64_t i = 0; ok && i < children; i++) {
        ok = (schema->children[i] = calloc(1, sizeof *schema)) != NULL;
        schema->n_children += ok;
    }
    if (!ok)
        free_schema(schema);
    return ok;
}

static bool make_dictionary(struct ArrowSchema *schema, const char *format)
{
    schema->dictionary = calloc(1, sizeof *schema);
    return schema->dictionary != NULL && make_schema(schema->dictionary, format, "", 0);
}

/* ---- Arrays of Python's buffers ---- */

#define MOST_BUFFERS 3

/* What one array holds on to. */
typedef struct held {
    Py_buffer views[MOST_BUFFERS];
    const void *buffers[MOST_BUFFERS];
} held;

static void free_array(struct ArrowArray *array)
{
    held *h = array->private_data;
    if (array->dictionary != NULL) {
        if (array->dictionary->release != NULL)
            array->dictionary->release(array->dictionary);
        free(array->dictionary);
    }
    if (Py_IsInitialized()) {
        PyGILState_STATE gil = PyGILState_Ensure();
        for (int i = 0; i < MOST_BUFFERS; i++)
            JPY_QUIETLY(PyBuffer_Release(&h->views[i]));
        PyGILState_Release(gil);
    }
    free(h);
    array->release = NULL;
}

/* An array of `length` over buffers: a tuple of objects with the buffer protocol, or None. */
static bool make_array(struct ArrowArray *array, Py_ssize_t length, PyObject *buffers)
{
    Py_ssize_t count = PyTuple_Size(buffers);
    held *h = calloc(1, sizeof *h);
    if (h == NULL || count < 0 || count > MOST_BUFFERS) {
        free(h);
        if (!PyErr_Occurred())
            PyErr_NoMemory();
        return false;
    }
    *array = (struct ArrowArray){ .length = length,
                                  .null_count = -1,
                                  .n_buffers = count,
                                  .buffers = h->buffers,
                                  .release = free_array,
                                  .private_data = h };
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *buffer = PyTuple_GetItem(buffers, i);
        if (buffer == Py_None)
            continue;
        if (PyObject_GetBuffer(buffer, &h->views[i], PyBUF_SIMPLE) != 0) {
            free_array(array);
            return false;
        }
        h->buffers[i] = h->views[i].buf;
    }
    if (h->buffers[0] == NULL)
        array->null_count = 0;
    return true;
}

/* ---- A stream of one batch ---- */

typedef struct batch {
    struct ArrowSchema schema; /* copied for each who asks */
    struct ArrowArray array;   /* given away once */
} batch;

static void free_parent(struct ArrowArray *array)
{
    for (int64_t i = 0; i < array->n_children; i++) {
        struct ArrowArray *child = array->children[i];
        if (child != NULL && child->release != NULL)
            child->release(child);
        free(child);
    }
    free(array->children);
    free((void *)array->buffers);
    array->release = NULL;
}

static bool make_parent(struct ArrowArray *array, int64_t length, int64_t children)
{
    *array = (struct ArrowArray){ .length = length, .n_buffers = 1, .release = free_parent };
    array->buffers = calloc(1, sizeof *array->buffers);
    array->children = calloc((size_t)children + 1, sizeof *array->children);
    bool ok = array->buffers != NULL && array->children != NULL;
    for (int64_t i = 0; ok && i < children; i++) {
        ok = (array->children[i] = calloc(1, sizeof *array)) != NULL;
        array->n_children += ok;
    }
    if (!ok)
        free_parent(array);
    return ok;
}

static bool copy_schema(struct ArrowSchema *to, const struct ArrowSchema *from)
{
    if (!make_schema(to, from->format, from->name != NULL ? from->name : "", from->n_children))
        return false;
    bool ok = from->dictionary == NULL ||
              ((to->dictionary = calloc(1, sizeof *to)) != NULL &&
               copy_schema(to->dictionary, from->dictionary)); /* one level: dictionaries have none */
    for (int64_t i = 0; ok && i < from->n_children; i++)
        ok = copy_schema(to->children[i], from->children[i]);
    to->flags = from->flags;
    if (!ok)
        free_schema(to);
    return ok;
}

static int batch_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    return copy_schema(out, &((batch *)stream->private_data)->schema) ? 0 : ENOMEM;
}

static int batch_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    batch *b = stream->private_data;
    *out = b->array; /* the second time: one without release, which is the end */
    b->array = (struct ArrowArray){ .release = NULL };
    return 0;
}

static const char *batch_error(struct ArrowArrayStream *stream)
{
    (void)stream;
    return NULL;
}

static void batch_release(struct ArrowArrayStream *stream)
{
    batch *b = stream->private_data;
    if (b->schema.release != NULL)
        b->schema.release(&b->schema);
    if (b->array.release != NULL)
        b->array.release(&b->array);
    free(b);
    stream->release = NULL;
}

/* One column: (name, format, buffers) or (name, format, buffers, values' format, values, their length). */
static bool add_column(PyObject *column, Py_ssize_t length, struct ArrowSchema *schema,
                       struct ArrowArray *array)
{
    const char *name, *format, *values_format = NULL;
    PyObject *buffers, *values = NULL;
    Py_ssize_t values_length = 0;
    if (!PyArg_ParseTuple(column, "ssO!|sO!n", &name, &format, &PyTuple_Type, &buffers, &values_format,
                          &PyTuple_Type, &values, &values_length))
        return false;
    if (!make_schema(schema, format, name, 0) ||
        (values != NULL && !make_dictionary(schema, values_format))) {
        PyErr_NoMemory();
        return false;
    }
    if (!make_array(array, length, buffers))
        return false;
    if (values == NULL)
        return true;
    array->dictionary = calloc(1, sizeof *array);
    return array->dictionary != NULL && make_array(array->dictionary, values_length, values);
}

PyObject *jpy_columns_stream(PyObject *columns, Py_ssize_t length)
{
    Py_ssize_t count = PyList_Size(columns);
    batch *b = count >= 0 ? calloc(1, sizeof *b) : NULL;
    if (b == NULL)
        return count >= 0 ? PyErr_NoMemory() : NULL;
    struct ArrowArrayStream stream = { .get_schema = batch_schema,
                                       .get_next = batch_next,
                                       .get_last_error = batch_error,
                                       .release = batch_release,
                                       .private_data = b };
    bool ok = make_schema(&b->schema, "+s", "", count) && make_parent(&b->array, length, count);
    for (Py_ssize_t i = 0; ok && i < count; i++)
        ok = add_column(PyList_GetItem(columns, i), length, b->schema.children[i], b->array.children[i]);
    if (ok)
        return jpy_give_stream(&stream);
    if (!PyErr_Occurred())
        PyErr_NoMemory();
    JPY_QUIETLY(batch_release(&stream));
    return NULL;
}

/* ---- What a stream holds ---- */

/* The schema of a stream of named columns; else an exception. */
static bool read_schema(struct ArrowArrayStream *stream, struct ArrowSchema *schema)
{
    if (stream->get_schema == NULL || stream->get_schema(stream, schema) != 0) {
        const char *why = stream->get_last_error != NULL ? stream->get_last_error(stream) : NULL;
        if (!PyErr_Occurred())
            PyErr_Format(PyExc_OSError, "the Arrow stream has no schema: %s",
                         why != NULL ? why : "no reason given");
        return false;
    }
    bool named = schema->release != NULL && schema->format != NULL && strcmp(schema->format, "+s") == 0 &&
                 schema->n_children >= 0 && (schema->n_children == 0 || schema->children != NULL);
    if (!named)
        PyErr_SetString(PyExc_TypeError, "the Arrow stream holds no columns with names");
    return named;
}

static PyObject *column_of(const struct ArrowSchema *c)
{
    const char *name = c != NULL && c->name != NULL ? c->name : "";
    const char *format = c != NULL && c->format != NULL ? c->format : "";
    PyObject *text = PyUnicode_DecodeUTF8(name, (Py_ssize_t)strlen(name), "replace");
    return text != NULL ? Py_BuildValue("(Ns)", text, format) : NULL;
}

PyObject *jpy_stream_schema(PyObject *capsule)
{
    struct ArrowArrayStream *stream = PyCapsule_GetPointer(capsule, JPY_STREAM);
    struct ArrowSchema schema = { .release = NULL };
    if (stream == NULL)
        return NULL;
    if (stream->release == NULL) {
        PyErr_SetString(PyExc_ValueError, "the Arrow stream was already read; a stream can be read once");
        return NULL;
    }
    PyObject *list = read_schema(stream, &schema) ? PyList_New(0) : NULL;
    for (int64_t i = 0; list != NULL && i < schema.n_children; i++) {
        PyObject *item = column_of(schema.children[i]);
        if (item == NULL || PyList_Append(list, item) != 0)
            Py_CLEAR(list);
        Py_XDECREF(item);
    }
    if (schema.release != NULL)
        JPY_QUIETLY(schema.release(&schema));
    return list;
}
