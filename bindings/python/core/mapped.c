/*
 * mapped.c - an Arrow stream with other names: columns chosen and renamed, the same value for all rows
 * added, and kinds put in other words. Nothing but the column of kinds is copied.
 *
 * The columns of a batch share the batch that they came in, which is released with the last of them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "stream.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* What becomes of the stream. */
typedef struct word {
    char *from, *to;
    size_t from_length, to_length;
} word;

typedef struct mapped {
    struct ArrowArrayStream inner;
    struct ArrowSchema schema; /* of the inner stream */
    PyObject *text;            /* a bytes object that keeps all names: what the next two point into */
    size_t column_count, constant_count, word_count;
    struct mapped_column {
        int64_t source;
        const char *name;
        bool translated;
    } * columns;
    struct mapped_constant {
        const char *name;
        struct ArrowArray values; /* a dictionary of one */
        const char *value;
        size_t length;
    } * constants;
    word *words;
    char error[160];
} mapped;

/* ---- Batches that are shared by their columns ---- */

typedef struct shared {
    atomic_size_t owners;
    struct ArrowArray batch;
} shared;

/* What an array of ours holds on to; all may be NULL. */
typedef struct piece {
    shared *batch;
    void *memory[4];
    const void *buffers[4];
} piece;

static void let_go(shared *s)
{
    if (s == NULL || atomic_fetch_sub(&s->owners, 1) != 1)
        return;
    if (s->batch.release != NULL)
        s->batch.release(&s->batch);
    free(s);
}

static void free_piece(struct ArrowArray *array)
{
    piece *p = array->private_data;
    if (p->memory[3] != NULL && array->dictionary != NULL) { /* the dictionary is ours */
        if (array->dictionary->release != NULL)
            array->dictionary->release(array->dictionary);
    }
    let_go(p->batch);
    for (int i = 0; i < 4; i++)
        free(p->memory[i]);
    free(p);
    array->release = NULL;
}

/* A column of the batch as it is. */
static bool borrow(struct ArrowArray *out, shared *s, int64_t source)
{
    piece *p = calloc(1, sizeof *p);
    if (p == NULL)
        return false;
    atomic_fetch_add(&s->owners, 1);
    p->batch = s;
    *out = *s->batch.children[source];
    out->release = free_piece;
    out->private_data = p;
    return true;
}

/* A dictionary of texts, given as they stand one after the other. */
static bool make_texts(struct ArrowArray *out, const word *texts, size_t count)
{
    piece *p = calloc(1, sizeof *p);
    size_t total = 0;
    for (size_t i = 0; i < count; i++)
        total += texts[i].to_length;
    int64_t *offsets = calloc(count + 1, sizeof *offsets);
    char *bytes = malloc(total + 1);
    if (p == NULL || offsets == NULL || bytes == NULL) {
        free(p);
        free(offsets);
        free(bytes);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        memcpy(bytes + offsets[i], texts[i].to, texts[i].to_length);
        offsets[i + 1] = offsets[i] + (int64_t)texts[i].to_length;
    }
    p->memory[1] = offsets;
    p->memory[2] = bytes;
    p->buffers[1] = offsets;
    p->buffers[2] = bytes;
    *out = (struct ArrowArray){ .length = (int64_t)count,
                                .n_buffers = 3,
                                .buffers = p->buffers,
                                .release = free_piece,
                                .private_data = p };
    return true;
}

/* Numbers into a dictionary of `count` texts; takes `codes` and `validity` over. */
static bool make_coded(struct ArrowArray *out, int64_t length, int32_t *codes, uint8_t *validity,
                       const word *texts, size_t count)
{
    piece *p = calloc(1, sizeof *p);
    struct ArrowArray *values = calloc(1, sizeof *values);
    if (p == NULL || values == NULL || !make_texts(values, texts, count)) {
        free(p);
        free(values);
        free(codes);
        free(validity);
        return false;
    }
    p->memory[0] = validity;
    p->memory[1] = codes;
    p->memory[3] = values;
    p->buffers[0] = validity;
    p->buffers[1] = codes;
    *out = (struct ArrowArray){ .length = length,
                                .null_count = validity != NULL ? -1 : 0,
                                .n_buffers = 2,
                                .buffers = p->buffers,
                                .dictionary = values,
                                .release = free_piece,
                                .private_data = p };
    return true;
}

/* ---- Kinds in other words --------------------------------------------------------------------------------
 */

/* The text at `at` (with the offset in it) of an array of utf8, large utf8 or views. */
static word text_at(const struct ArrowArray *array, char format, int64_t at)
{
    word w = { NULL, NULL, 0, 0 };
    if (format == 'v') { /* 16 bytes: length, then the text or its beginning, buffer and place */
        const unsigned char *view = (const unsigned char *)array->buffers[1] + 16 * at;
        int32_t length, buffer, place;
        memcpy(&length, view, 4);
        memcpy(&buffer, view + 8, 4);
        memcpy(&place, view + 12, 4);
        w.from_length = (size_t)length;
        w.from = length <= 12 ? (char *)view + 4 : (char *)array->buffers[2 + buffer] + place;
    } else if (format == 'u') {
        const int32_t *offsets = array->buffers[1];
        w.from_length = (size_t)(offsets[at + 1] - offsets[at]);
        w.from = (char *)array->buffers[2] + offsets[at];
    } else {
        const int64_t *offsets = array->buffers[1];
        w.from_length = (size_t)(offsets[at + 1] - offsets[at]);
        w.from = (char *)array->buffers[2] + offsets[at];
    }
    return w;
}

static bool present(const struct ArrowArray *array, int64_t at)
{
    const uint8_t *bits = array->n_buffers > 0 && array->null_count != 0 ? array->buffers[0] : NULL;
    return bits == NULL || (bits[at / 8] >> (at % 8) & 1) != 0;
}

/* Texts seen so far, each once, in an open table of their numbers. */
typedef struct seen {
    word *texts;
    int32_t *table;
    size_t count, room, mask;
} seen;

static size_t hash_of(const word *w)
{
    uint64_t h = UINT64_C(1469598103934665603);
    for (size_t i = 0; i < w->from_length; i++)
        h = (h ^ (unsigned char)w->from[i]) * UINT64_C(1099511628211);
    return (size_t)(h ^ h >> 32);
}

static bool same(const word *a, const word *b)
{
    return a->from_length == b->from_length &&
           (a->from_length == 0 || memcmp(a->from, b->from, a->from_length) == 0);
}

static bool grow(seen *s)
{
    size_t room = s->room == 0 ? 64 : 2 * s->room;
    word *texts = realloc(s->texts, room * sizeof *texts);
    if (texts != NULL)
        s->texts = texts;
    int32_t *table = malloc(4 * room * sizeof *table);
    if (texts == NULL || table == NULL) {
        free(table);
        return false;
    }
    memset(table, 0xff, 4 * room * sizeof *table);
    free(s->table);
    s->table = table;
    s->room = room;
    s->mask = 4 * room - 1;
    for (size_t i = 0; i < s->count; i++) {
        size_t k = hash_of(&s->texts[i]) & s->mask;
        while (s->table[k] >= 0)
            k = (k + 1) & s->mask;
        s->table[k] = (int32_t)i;
    }
    return true;
}

/* The number of a text, in the words of the library; -1: no memory. */
static int32_t number_of(const mapped *m, seen *s, word w)
{
    if (s->count == s->room && !grow(s))
        return -1;
    size_t k = hash_of(&w) & s->mask;
    for (; s->table[k] >= 0; k = (k + 1) & s->mask)
        if (same(&s->texts[s->table[k]], &w))
            return s->table[k];
    w.to = w.from;
    w.to_length = w.from_length;
    for (size_t i = 0; i < m->word_count; i++)
        if (same(&m->words[i], &w)) {
            w.to = m->words[i].to;
            w.to_length = m->words[i].to_length;
        }
    s->texts[s->count] = w;
    s->table[k] = (int32_t)s->count;
    return (int32_t)s->count++;
}

static int64_t code_at(const struct ArrowArray *array, char format, int64_t at)
{
    const void *b = array->buffers[1];
    switch (format) {
    case 'c':
        return ((const int8_t *)b)[at];
    case 'C':
        return ((const uint8_t *)b)[at];
    case 's':
        return ((const int16_t *)b)[at];
    case 'S':
        return ((const uint16_t *)b)[at];
    case 'i':
        return ((const int32_t *)b)[at];
    case 'I':
        return ((const uint32_t *)b)[at];
    default:
        return ((const int64_t *)b)[at];
    }
}

/* The column of kinds with each text in the library's words. */
static bool translate(const mapped *m, const struct ArrowSchema *schema, const struct ArrowArray *in,
                      struct ArrowArray *out)
{
    bool coded = schema->dictionary != NULL, ok = true;
    char format = coded ? schema->dictionary->format[0] : schema->format[0];
    size_t length = (size_t)in->length;
    int32_t *codes = calloc(length + 1, sizeof *codes);
    uint8_t *validity = calloc(length / 8 + 1, 1);
    seen s = { NULL, NULL, 0, 0, 0 };
    ok = codes != NULL && validity != NULL && grow(&s);
    for (size_t i = 0; ok && i < length; i++) {
        const struct ArrowArray *texts = in;
        int64_t at = in->offset + (int64_t)i;
        if (!present(in, at))
            continue;
        if (coded) {
            texts = in->dictionary;
            at = code_at(in, schema->format[0], at);
            if (at < 0 || at >= texts->length)
                continue; /* as good as missing: the library says so with its row */
            at += texts->offset;
            if (!present(texts, at))
                continue;
        }
        ok = (codes[i] = number_of(m, &s, text_at(texts, format, at))) >= 0;
        validity[i / 8] |= (uint8_t)(1u << (i % 8));
    }
    if (ok)
        ok = make_coded(out, in->length, codes, validity, s.texts, s.count);
    else {
        free(codes);
        free(validity);
    }
    free(s.texts);
    free(s.table);
    return ok;
}

/* ---- The stream
 * --------------------------------------------------------------------------------------------- */

static int no_memory(mapped *m)
{
    strcpy(m->error, "out of memory");
    return ENOMEM;
}

static bool make_constant(const struct mapped_constant *c, int64_t length, struct ArrowArray *out)
{
    int32_t *codes = calloc((size_t)length + 1, sizeof *codes);
    word value = { NULL, (char *)c->value, 0, c->length };
    return codes != NULL && make_coded(out, length, codes, NULL, &value, 1);
}

static int mapped_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    mapped *m = stream->private_data;
    size_t n = m->column_count + m->constant_count;
    if (!jpy_make_schema(out, "+s", "", (int64_t)n))
        return no_memory(m);
    bool ok = true;
    for (size_t i = 0; ok && i < n; i++) {
        bool constant = i >= m->column_count;
        const char *name = constant ? m->constants[i - m->column_count].name : m->columns[i].name;
        if (constant || m->columns[i].translated)
            ok =
                jpy_make_schema(out->children[i], "i", name, 0) && jpy_make_dictionary(out->children[i], "U");
        else
            ok = jpy_copy_schema(out->children[i], m->schema.children[m->columns[i].source]) &&
                 jpy_name_schema(out->children[i], name);
    }
    if (!ok) {
        out->release(out);
        return no_memory(m);
    }
    return 0;
}

/* What the consumer looks at: the batch's own rows and validity, with other children. */
static bool fill(mapped *m, shared *s, struct ArrowArray *out)
{
    const struct ArrowArray *in = &s->batch;
    for (size_t i = 0; i < m->column_count; i++) {
        int64_t source = m->columns[i].source;
        if (m->columns[i].translated
                ? !translate(m, m->schema.children[source], in->children[source], out->children[i])
                : !borrow(out->children[i], s, source))
            return false;
    }
    for (size_t i = 0; i < m->constant_count; i++)
        if (!make_constant(&m->constants[i], in->offset + in->length, out->children[m->column_count + i]))
            return false;
    out->offset = in->offset;
    return true;
}

static int mapped_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    mapped *m = stream->private_data;
    shared *s = calloc(1, sizeof *s);
    m->error[0] = '\0';
    if (s == NULL)
        return no_memory(m);
    atomic_init(&s->owners, 1);
    int code = m->inner.get_next(&m->inner, &s->batch);
    if (code != 0 || s->batch.release == NULL) {
        let_go(s); /* a get_next that failed may have filled it all the same */
        *out = (struct ArrowArray){ .release = NULL };
        return code;
    }
    if (s->batch.n_children != m->schema.n_children ||
        (s->batch.n_buffers > 0 && s->batch.null_count != 0 && s->batch.buffers[0] != NULL)) {
        strcpy(m->error, "a batch has other columns than the schema, or rows that are null as a whole");
        let_go(s);
        return EINVAL;
    }
    size_t n = m->column_count + m->constant_count;
    if (!jpy_make_parent(out, s->batch.length, (int64_t)n)) {
        let_go(s);
        return no_memory(m);
    }
    bool ok = fill(m, s, out);
    let_go(s);
    if (!ok) {
        out->release(out);
        return no_memory(m);
    }
    return 0;
}

static const char *mapped_error(struct ArrowArrayStream *stream)
{
    mapped *m = stream->private_data;
    return m->error[0] != '\0' ? m->error : m->inner.get_last_error(&m->inner);
}

static void mapped_release(struct ArrowArrayStream *stream)
{
    mapped *m = stream->private_data;
    if (m->inner.release != NULL)
        m->inner.release(&m->inner);
    if (m->schema.release != NULL)
        m->schema.release(&m->schema);
    free(m->columns);
    free(m->constants);
    free(m->words);
    if (Py_IsInitialized()) {
        PyGILState_STATE gil = PyGILState_Ensure();
        JPY_QUIETLY(Py_XDECREF(m->text));
        PyGILState_Release(gil);
    }
    free(m);
    stream->release = NULL;
}

/* ---- Making it
 * ----------------------------------------------------------------------------------------------- */

/* An array for the items of a list; 0 items have one, too. */
static bool reserve(PyObject *list, size_t size, void *array, size_t *count)
{
    Py_ssize_t n = PyList_Size(list);
    if (n < 0)
        return false;
    void *made = calloc((size_t)n + 1, size);
    memcpy(array, &made, sizeof made);
    *count = made != NULL ? (size_t)n : 0;
    if (made == NULL)
        PyErr_NoMemory();
    return made != NULL;
}

static bool is_text(const struct ArrowSchema *schema)
{
    const char *f = schema->dictionary != NULL ? schema->dictionary->format : schema->format;
    return strcmp(f, "u") == 0 || strcmp(f, "U") == 0 || strcmp(f, "vu") == 0;
}

/* Each of [(source, name), ...]. */
static bool read_columns(mapped *m, PyObject *columns, const char *kind)
{
    for (size_t i = 0; i < m->column_count; i++) {
        struct mapped_column *c = &m->columns[i];
        long long source;
        if (!PyArg_ParseTuple(PyList_GetItem(columns, (Py_ssize_t)i), "Ls", &source, &c->name))
            return false;
        if (source < 0 || source >= m->schema.n_children) {
            PyErr_SetString(PyExc_IndexError, "the stream has no such column");
            return false;
        }
        c->source = source;
        c->translated =
            m->word_count != 0 && strcmp(c->name, kind) == 0 && is_text(m->schema.children[source]);
    }
    return true;
}

static bool read_constants(mapped *m, PyObject *constants)
{
    for (size_t i = 0; i < m->constant_count; i++) {
        struct mapped_constant *c = &m->constants[i];
        Py_ssize_t length;
        if (!PyArg_ParseTuple(PyList_GetItem(constants, (Py_ssize_t)i), "ss#", &c->name, &c->value, &length))
            return false;
        c->length = (size_t)length;
    }
    return true;
}

static bool read_words(mapped *m, PyObject *words)
{
    for (size_t i = 0; i < m->word_count; i++) {
        word *w = &m->words[i];
        Py_ssize_t from, to;
        if (!PyArg_ParseTuple(PyList_GetItem(words, (Py_ssize_t)i), "s#s#", &w->from, &from, &w->to, &to))
            return false;
        w->from_length = (size_t)from;
        w->to_length = (size_t)to;
    }
    return true;
}

PyObject *jpy_mapped_stream(PyObject *capsule, PyObject *columns, PyObject *constants, PyObject *words)
{
    mapped *m = calloc(1, sizeof *m);
    if (m == NULL)
        return PyErr_NoMemory();
    struct ArrowArrayStream stream = { mapped_schema, mapped_next, mapped_error, mapped_release, m };
    if (jpy_take_stream(&m->inner, capsule) != 0 || !jpy_read_schema(&m->inner, &m->schema) ||
        !reserve(columns, sizeof *m->columns, &m->columns, &m->column_count) ||
        !reserve(constants, sizeof *m->constants, &m->constants, &m->constant_count) ||
        !reserve(words, sizeof *m->words, &m->words, &m->word_count) || !read_words(m, words) ||
        !read_columns(m, columns, "kind") || !read_constants(m, constants) ||
        (m->text = PyTuple_Pack(3, columns, constants, words)) == NULL) { /* their text is pointed to */
        JPY_QUIETLY(mapped_release(&stream));
        return NULL;
    }
    return jpy_give_stream(&stream);
}
