/*
 * columns.c - memory of the library as read-only buffers, without copying
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "core.h"

#include <string.h>

/* ---- The type ---- */

typedef struct column {
    PyObject_HEAD PyObject *owner; /* keeps the memory */
    void *data;
    Py_ssize_t count;
    Py_ssize_t item_size;
    char format[4];
} column;

static PyObject *column_type;
static char nothing[8]; /* buffers are never NULL, also where there is nothing in them */

static int column_buffer(PyObject *self, Py_buffer *view, int flags)
{
    column *c = (column *)self;
    if ((flags & PyBUF_WRITABLE) != 0) {
        view->obj = NULL;
        PyErr_SetString(PyExc_BufferError, "the column is read-only");
        return -1;
    }
    if (PyBuffer_FillInfo(view, self, c->data, c->count * c->item_size, 1, PyBUF_SIMPLE) != 0)
        return -1;
    view->itemsize = c->item_size;
    view->ndim = 1;
    view->format = (flags & PyBUF_FORMAT) != 0 ? c->format : NULL;
    view->shape = (flags & PyBUF_ND) != 0 ? &c->count : NULL;
    view->strides = (flags & PyBUF_STRIDES) == PyBUF_STRIDES ? &view->itemsize : NULL;
    return 0;
}

static void column_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    Py_XDECREF(((column *)self)->owner);
    PyObject_Free(self);
    Py_DECREF(type);
}

static Py_ssize_t column_length(PyObject *self)
{
    return ((column *)self)->count;
}

int jpy_column_ready(PyObject *module)
{
    static PyType_Slot slots[] = {
        { Py_bf_getbuffer, column_buffer },
        { Py_tp_dealloc, column_dealloc },
        { Py_sq_length, column_length },
        { Py_tp_doc, "A column of a result: a read-only buffer that keeps the result alive." },
        { 0, NULL },
    };
    static PyType_Spec spec = { "joyfulprofit._core.Column", sizeof(column), 0,
                                Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, slots };
    column_type = PyType_FromSpec(&spec);
    return column_type == NULL ? -1 : PyModule_AddObjectRef(module, "Column", column_type);
}

PyObject *jpy_column_new(PyObject *owner, const void *data, size_t count, size_t item_size,
                         const char *format)
{
    column *c = PyObject_New(column, (PyTypeObject *)column_type);
    if (c == NULL)
        return NULL;
    c->owner = Py_NewRef(owner);
    c->data = data != NULL ? (void *)data : nothing;
    c->count = (Py_ssize_t)count;
    c->item_size = (Py_ssize_t)item_size;
    memcpy(c->format, format, strlen(format) + 1);
    return (PyObject *)c;
}

/* ---- Facts ---- */

/* Bytes to be filled in: `count` items of `size`. */
static PyObject *room(size_t count, size_t size, void **data)
{
    if (size != 0 && count > PY_SSIZE_T_MAX / size)
        return PyErr_NoMemory();
    PyObject *bytes = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)(count * size));
    *data = bytes != NULL ? PyBytes_AsString(bytes) : NULL;
    return bytes;
}

/* Puts bytes under a key, taking them over. */
static bool put(PyObject *all, const char *key, PyObject *bytes)
{
    bool ok = bytes != NULL && PyDict_SetItemString(all, key, bytes) == 0;
    Py_XDECREF(bytes);
    return ok;
}

static bool relationship(const jp_fact_table *facts, size_t index, jp_relationship *r)
{
    jp_error err = JP_ERROR_INIT;
    *r = (jp_relationship){ .struct_size = sizeof *r };
    if (jp_fact_table_relationship(facts, index, r, &err) == JP_OK)
        return true;
    jpy_raise(&err);
    return false;
}

/* A text of every relationship as (offsets, bytes). */
static PyObject *names(const jp_fact_table *facts, bool client)
{
    size_t count = jp_fact_table_relationship_count(facts), total = 0;
    jp_relationship r;
    void *data = NULL;
    PyObject *ends = room(count + 1, sizeof(int64_t), &data), *text = NULL;
    int64_t *offsets = data;

    for (size_t i = 0; ends != NULL && i < count; i++) {
        if (!relationship(facts, i, &r))
            goto failed;
        offsets[i] = (int64_t)total;
        total += client ? r.client.length : r.supplier.length;
    }
    if (ends == NULL || (text = room(total, 1, &data)) == NULL)
        goto failed;
    offsets[count] = (int64_t)total;
    for (size_t i = 0; i < count && relationship(facts, i, &r); i++) {
        jp_text name = client ? r.client : r.supplier;
        memcpy((char *)data + offsets[i], name.bytes, name.length);
    }
    return Py_BuildValue("(NN)", ends, text);

failed:
    Py_XDECREF(ends);
    return NULL;
}

PyObject *jpy_facts_relationships(const jp_fact_table *facts)
{
    size_t count = jp_fact_table_relationship_count(facts);
    void *counts = NULL, *first = NULL, *last = NULL;
    PyObject *all = PyDict_New();
    if (all == NULL || !put(all, "supplier", names(facts, false)) ||
        !put(all, "client", names(facts, true)) ||
        !put(all, "facts", room(count, sizeof(int64_t), &counts)) ||
        !put(all, "first", room(count, sizeof(int64_t), &first)) ||
        !put(all, "last", room(count, sizeof(int64_t), &last)))
        goto failed;
    for (size_t i = 0; i < count; i++) {
        jp_relationship r;
        if (!relationship(facts, i, &r))
            goto failed;
        ((int64_t *)counts)[i] = (int64_t)r.facts.length;
        ((int64_t *)first)[i] = r.facts.time_us[r.facts.offset]; /* there is none without facts, and */
        ((int64_t *)last)[i] = r.facts.time_us[r.facts.offset + r.facts.length - 1]; /* they are in order */
    }
    return all;

failed:
    Py_XDECREF(all);
    return NULL;
}

/* The facts of one relationship, or of all (-1), gathered from their slices. */
typedef struct slices {
    const jp_fact_table *facts;
    size_t from, to, length;
} slices;

static PyObject *gather(const slices *s, size_t member, size_t item, int missing)
{
    void *data = NULL;
    jp_relationship r;
    size_t at = 0;
    PyObject *bytes = room(s->length, item, &data);
    for (size_t i = s->from; bytes != NULL && i < s->to; i++) {
        if (!relationship(s->facts, i, &r)) {
            Py_DECREF(bytes);
            return NULL;
        }
        const char *column;
        memcpy(&column, (const char *)&r.facts + member, sizeof column);
        if (column != NULL)
            memcpy((char *)data + at * item, column + r.facts.offset * item, r.facts.length * item);
        else
            memset((char *)data + at * item, missing, r.facts.length * item);
        at += r.facts.length;
    }
    return bytes;
}

/* Arrow bitmaps as a byte a fact; a value is present where there is a column and a 1. */
static PyObject *gather_valid(const slices *s, size_t values, size_t bitmap)
{
    void *data = NULL;
    jp_relationship r;
    size_t at = 0;
    PyObject *bytes = room(s->length, 1, &data);
    for (size_t i = s->from; bytes != NULL && i < s->to; i++) {
        if (!relationship(s->facts, i, &r)) {
            Py_DECREF(bytes);
            return NULL;
        }
        const void *column;
        const uint8_t *valid;
        memcpy(&column, (const char *)&r.facts + values, sizeof column);
        memcpy(&valid, (const char *)&r.facts + bitmap, sizeof valid);
        for (size_t k = r.facts.offset; k < r.facts.offset + r.facts.length; k++)
            ((uint8_t *)data)[at++] = column != NULL && (valid == NULL || (valid[k / 8] >> (k % 8) & 1) != 0);
    }
    return bytes;
}

/* Whether there is a column at all, as a byte a fact. */
static PyObject *gather_present(const slices *s, size_t member)
{
    void *data = NULL;
    jp_relationship r;
    size_t at = 0;
    PyObject *bytes = room(s->length, 1, &data);
    for (size_t i = s->from; bytes != NULL && i < s->to; i++) {
        if (!relationship(s->facts, i, &r)) {
            Py_DECREF(bytes);
            return NULL;
        }
        const void *column;
        memcpy(&column, (const char *)&r.facts + member, sizeof column);
        memset((char *)data + at, column != NULL, r.facts.length);
        at += r.facts.length;
    }
    return bytes;
}

static PyObject *gather_ids(const slices *s)
{
    void *data = NULL;
    size_t at = 0, total = 0;
    jp_relationship r;
    PyObject *ends = room(s->length + 1, sizeof(int64_t), &data), *text = NULL;
    int64_t *offsets = data;
    for (int pass = 0; ends != NULL && pass < 2; pass++) {
        at = total = 0;
        for (size_t i = s->from; i < s->to; i++) {
            if (!relationship(s->facts, i, &r)) {
                Py_DECREF(ends);
                Py_XDECREF(text);
                return NULL;
            }
            const uint64_t *o = r.facts.id_offsets;
            for (size_t k = r.facts.offset; k < r.facts.offset + r.facts.length; k++) {
                size_t length = o != NULL ? (size_t)(o[k + 1] - o[k]) : 0;
                if (pass == 0)
                    offsets[at++] = (int64_t)total;
                else if (length != 0)
                    memcpy((char *)data + total, r.facts.id_bytes + o[k], length);
                total += length;
            }
        }
        if (pass == 0) {
            offsets[at] = (int64_t)total;
            text = room(total, 1, &data);
            if (text == NULL) {
                Py_DECREF(ends);
                return NULL;
            }
        }
    }
    return ends == NULL ? NULL : Py_BuildValue("(NN)", ends, text);
}

static PyObject *gather_relationships(const slices *s)
{
    void *data = NULL;
    jp_relationship r;
    size_t at = 0;
    PyObject *bytes = room(s->length, sizeof(int64_t), &data);
    for (size_t i = s->from; bytes != NULL && i < s->to && relationship(s->facts, i, &r); i++)
        for (size_t k = 0; k < r.facts.length; k++)
            ((int64_t *)data)[at++] = (int64_t)i;
    return bytes;
}

PyObject *jpy_facts_columns(const jp_fact_table *facts, Py_ssize_t index)
{
    size_t count = jp_fact_table_relationship_count(facts);
    slices s = { .facts = facts, .to = count };
    if (index >= 0) {
        s.from = (size_t)index;
        s.to = s.from + 1;
    }
    for (size_t i = s.from; i < s.to; i++) {
        jp_relationship r;
        if (!relationship(facts, i, &r))
            return NULL;
        s.length += r.facts.length;
    }
    PyObject *all = PyDict_New();
    if (all != NULL && put(all, "relationship", gather_relationships(&s)) &&
        put(all, "time", gather(&s, offsetof(jp_facts, time_us), sizeof(int64_t), 0)) &&
        put(all, "kind", gather(&s, offsetof(jp_facts, kind), sizeof(uint16_t), 0)) &&
        put(all, "actor", gather(&s, offsetof(jp_facts, actor), 1, 0)) &&
        put(all, "value", gather(&s, offsetof(jp_facts, value), sizeof(double), 0)) &&
        put(all, "value_valid",
            gather_valid(&s, offsetof(jp_facts, value), offsetof(jp_facts, value_valid))) &&
        put(all, "intensity", gather(&s, offsetof(jp_facts, intensity), sizeof(double), 0)) &&
        put(all, "has_intensity", gather_present(&s, offsetof(jp_facts, intensity))) &&
        put(all, "recorded", gather(&s, offsetof(jp_facts, recorded_us), sizeof(int64_t), 0)) &&
        put(all, "recorded_valid",
            gather_valid(&s, offsetof(jp_facts, recorded_us), offsetof(jp_facts, recorded_valid))) &&
        put(all, "item", gather(&s, offsetof(jp_facts, item), sizeof(uint16_t), 0)) &&
        put(all, "guess", gather(&s, offsetof(jp_facts, guess), 1, 0)) && put(all, "id", gather_ids(&s)))
        return all;
    Py_XDECREF(all);
    return NULL;
}

PyObject *jpy_facts_recorded(const jp_fact_table *facts)
{
    int64_t earliest = INT64_MAX, latest = INT64_MIN;
    jp_relationship r;
    for (size_t i = 0; i < jp_fact_table_relationship_count(facts); i++) {
        if (!relationship(facts, i, &r))
            return NULL;
        const int64_t *us = r.facts.recorded_us;
        const uint8_t *valid = r.facts.recorded_valid;
        if (us == NULL) /* nor has any other relationship of a table such a column */
            break;
        for (size_t k = r.facts.offset; k < r.facts.offset + r.facts.length; k++) {
            if (valid != NULL && !(valid[k / 8] >> k % 8 & 1))
                continue;
            earliest = us[k] < earliest ? us[k] : earliest;
            latest = us[k] > latest ? us[k] : latest;
        }
    }
    if (earliest > latest)
        return Py_NewRef(Py_None);
    return Py_BuildValue("(LL)", (long long)earliest, (long long)latest);
}

/* ---- Tables of results ---- */

#define TABLE_KEY "joyfulprofit._core.kept_table"

static void let_table_go(PyObject *capsule)
{
    jp_table_free(PyCapsule_GetPointer(capsule, TABLE_KEY));
}

static PyObject *categories_of(const jp_column_info *info)
{
    PyObject *tuple =
        info->categories != NULL ? PyTuple_New((Py_ssize_t)info->category_count) : Py_NewRef(Py_None);
    for (size_t i = 0; tuple != NULL && tuple != Py_None && i < info->category_count; i++) {
        PyObject *name = PyUnicode_FromString(info->categories[i]);
        if (name == NULL || PyTuple_SetItem(tuple, (Py_ssize_t)i, name) != 0)
            Py_CLEAR(tuple);
    }
    return tuple;
}

static PyObject *describe(PyObject *owner, size_t rows, const jp_column_info *info)
{
    static const struct {
        size_t size;
        const char *format;
    } items[] = { { 8, "d" }, { 8, "q" }, { 8, "q" }, { 1, "B" }, { 1, "B" }, { 1, "B" } };
    size_t count = info->type == JP_COLUMN_TEXT ? (size_t)info->offsets[rows] : rows;
    PyObject *values =
        jpy_column_new(owner, info->values, count, items[info->type].size, items[info->type].format);
    PyObject *validity = info->validity != NULL
                             ? jpy_column_new(owner, info->validity, (rows + 7) / 8, 1, "B")
                             : Py_NewRef(Py_None);
    PyObject *offsets =
        info->offsets != NULL ? jpy_column_new(owner, info->offsets, rows + 1, 8, "q") : Py_NewRef(Py_None);
    PyObject *categories = categories_of(info), *made = NULL;
    if (values != NULL && validity != NULL && offsets != NULL && categories != NULL)
        made = Py_BuildValue("(siOOOO)", info->name, (int)info->type, values, validity, offsets, categories);
    Py_XDECREF(values);
    Py_XDECREF(validity);
    Py_XDECREF(offsets);
    Py_XDECREF(categories);
    return made;
}

PyObject *jpy_table_columns(jp_table *table)
{
    PyObject *owner = PyCapsule_New(table, TABLE_KEY, let_table_go);
    if (owner == NULL)
        return NULL;
    jp_table_retain(table);
    PyObject *list = PyList_New(0);
    for (size_t i = 0; list != NULL && i < jp_table_column_count(table); i++) {
        jp_column_info info = JP_INFO_INIT(jp_column_info);
        jp_error err = JP_ERROR_INIT;
        PyObject *item = NULL;
        if (jp_table_column(table, i, &info, &err) == JP_OK)
            item = describe(owner, jp_table_row_count(table), &info);
        else
            jpy_raise(&err);
        if (item == NULL || PyList_Append(list, item) != 0)
            Py_CLEAR(list);
        Py_XDECREF(item);
    }
    Py_DECREF(owner);
    return list;
}
