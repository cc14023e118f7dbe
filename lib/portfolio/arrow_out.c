/*
 * arrow_out.c - tables of results as Arrow arrays, without copying values.
 *
 * Each array and each schema is an owner of the table by itself, so that a consumer may move children
 * out and release them in any order, on any thread. Only bits and dictionaries are made anew: a table
 * has a byte for each boolean, and the names of a category are separate texts.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <string.h>

#include "portfolio/arrow_out.h"

/* What stands behind an array, in one piece of memory: the children's structs and their list, or what a
 * column needs besides the table. */
typedef struct hold {
    jp_table *table;
    size_t bytes;            /* of this piece */
    const void *buffers[3];
    struct ArrowArray dictionary;
    struct ArrowArray **list;
    struct ArrowArray *children;
    size_t child_count;
    _Alignas(8) unsigned char room[];
} hold;

/* The same of a schema. */
typedef struct schema_hold {
    jp_table *table;
    size_t bytes;
    struct ArrowSchema dictionary;
    struct ArrowSchema **list;
    struct ArrowSchema *children;
    size_t child_count;
    _Alignas(8) unsigned char room[];
} schema_hold;

/* ---- Arrays -------------------------------------------------------------------------------- */

static void give_back(jp_table *table, void *memory, size_t bytes)
{
    jp_allocator a = table->allocator;
    jp__free(&a, memory, bytes, 1);
    jp_table_free(table);
}

static void release_array(struct ArrowArray *array)
{
    hold *h = array->private_data;
    for (size_t k = 0; k < h->child_count; k++) {
        if (h->children[k].release)
            h->children[k].release(&h->children[k]);
    }
    if (h->dictionary.release)
        h->dictionary.release(&h->dictionary);
    array->release = NULL;
    give_back(h->table, h, h->bytes);
}

/* Begins an array that owns the table and `room` bytes, all zero. */
static hold *begin_array(jp_table *table, size_t rows, size_t room, struct ArrowArray *array)
{
    size_t bytes = sizeof(hold) + room;
    hold *h = jp__calloc(&table->allocator, bytes, 1);
    if (!h)
        return NULL;
    h->table = jp_table_retain(table);
    h->bytes = bytes;
    *array = (struct ArrowArray){ .length = (int64_t)rows, .buffers = h->buffers, .release = release_array,
                                  .private_data = h };
    return h;
}

static void pack_bits(const uint8_t *from, size_t count, uint8_t *bits)
{
    for (size_t k = 0; k < count; k++)
        bits[k / 8] = (uint8_t)(bits[k / 8] | (from[k] != 0) << k % 8);
}

static int64_t count_nulls(const uint8_t *validity, size_t rows)
{
    int64_t nulls = 0;
    for (size_t k = 0; validity && k < rows; k++)
        nulls += !(validity[k / 8] >> k % 8 & 1);
    return nulls;
}

/* The names of a category as utf8: offsets of 32 bits, then the bytes. */
static bool fill_dictionary(jp_table *table, const jp__result_column *column, struct ArrowArray *array)
{
    size_t count = column->category_count, bytes = 0, at = 0;
    for (size_t k = 0; k < count; k++)
        bytes += strlen(column->categories[k]);
    hold *h = begin_array(table, count, (count + 1) * sizeof(int32_t) + bytes, array);
    if (!h)
        return false;
    char *text = (char *)h->room + (count + 1) * sizeof(int32_t);
    for (size_t k = 0; k < count; k++) {
        size_t length = strlen(column->categories[k]);
        memcpy(text + at, column->categories[k], length);
        at += length;
        int32_t end = (int32_t)at;
        memcpy(h->room + (k + 1) * sizeof end, &end, sizeof end);
    }
    h->buffers[1] = h->room;
    h->buffers[2] = text;
    array->n_buffers = 3;
    return true;
}

static bool fill_column(jp_table *table, const jp__result_column *column, struct ArrowArray *array)
{
    size_t rows = table->row_count;
    bool is_bool = column->type == JP_COLUMN_BOOL, is_text = column->type == JP_COLUMN_TEXT;
    hold *h = begin_array(table, rows, is_bool ? rows / 8 + 1 : 0, array);
    if (!h)
        return false;
    array->null_count = count_nulls(column->validity, rows);
    array->n_buffers = is_text ? 3 : 2;
    h->buffers[0] = column->validity;
    h->buffers[1] =
        is_bool ? (const void *)h->room : is_text ? (const void *)column->offsets : column->values;
    h->buffers[2] = is_text ? column->values : NULL;
    if (is_bool)
        pack_bits(column->values, rows, h->room);
    if (column->type != JP_COLUMN_CATEGORY)
        return true;
    array->dictionary = &h->dictionary;
    if (fill_dictionary(table, column, &h->dictionary))
        return true;
    release_array(array);
    return false;
}

bool jp__export_array(jp_table *table, struct ArrowArray *out)
{
    size_t count = table->column_count;
    struct ArrowArray made;
    size_t room = count * (sizeof(struct ArrowArray) + sizeof(struct ArrowArray *));
    hold *h = begin_array(table, table->row_count, room, &made);
    if (!h)
        return false;
    h->children = (struct ArrowArray *)(void *)h->room;
    h->list = (struct ArrowArray **)(void *)(h->room + count * sizeof *h->children);
    for (size_t k = 0; k < count; k++) {
        h->list[k] = &h->children[k];
        if (!fill_column(table, &table->columns[k], &h->children[k])) {
            release_array(&made);
            return false;
        }
        h->child_count = k + 1;
    }
    made.n_buffers = 1;
    made.n_children = (int64_t)count;
    made.children = h->list;
    *out = made;
    return true;
}

/* ---- Schemas ------------------------------------------------------------------------------- */

static void release_schema(struct ArrowSchema *schema)
{
    schema_hold *h = schema->private_data;
    schema->release = NULL;
    if (!h) /* of a dictionary, of which nothing needs to be kept */
        return;
    for (size_t k = 0; k < h->child_count; k++) {
        if (h->children[k].release)
            h->children[k].release(&h->children[k]);
    }
    if (h->dictionary.release)
        h->dictionary.release(&h->dictionary);
    give_back(h->table, h, h->bytes);
}

static schema_hold *begin_schema(jp_table *table, const char *format, const char *name, size_t room,
                                 struct ArrowSchema *schema)
{
    size_t bytes = sizeof(schema_hold) + room;
    schema_hold *h = jp__calloc(&table->allocator, bytes, 1);
    if (!h)
        return NULL;
    h->table = jp_table_retain(table);
    h->bytes = bytes;
    *schema = (struct ArrowSchema){ .format = format, .name = name, .release = release_schema,
                                    .private_data = h };
    return h;
}

static const char *format_of(jp_column_type type)
{
    switch (type) {
    case JP_COLUMN_DOUBLE: return "g";
    case JP_COLUMN_INT64: return "l";
    case JP_COLUMN_TIME_US: return "tsu:UTC";
    case JP_COLUMN_BOOL: return "b";
    case JP_COLUMN_CATEGORY: return "C";
    case JP_COLUMN_TEXT: break;
    }
    return "U";
}

static bool describe_column(jp_table *table, const jp__result_column *column, bool all_nullable,
                            struct ArrowSchema *schema)
{
    schema_hold *h = begin_schema(table, format_of(column->type), column->name, 0, schema);
    if (!h)
        return false;
    schema->flags = all_nullable || column->validity ? ARROW_FLAG_NULLABLE : 0;
    if (column->type == JP_COLUMN_CATEGORY) {
        h->dictionary = (struct ArrowSchema){ .format = "u", .name = "", .release = release_schema };
        schema->dictionary = &h->dictionary;
    }
    return true;
}

bool jp__export_schema(jp_table *table, bool all_nullable, struct ArrowSchema *out)
{
    size_t count = table->column_count;
    struct ArrowSchema made;
    size_t room = count * (sizeof(struct ArrowSchema) + sizeof(struct ArrowSchema *));
    schema_hold *h = begin_schema(table, "+s", "", room, &made);
    if (!h)
        return false;
    h->children = (struct ArrowSchema *)(void *)h->room;
    h->list = (struct ArrowSchema **)(void *)(h->room + count * sizeof *h->children);
    for (size_t k = 0; k < count; k++) {
        h->list[k] = &h->children[k];
        if (!describe_column(table, &table->columns[k], all_nullable, &h->children[k])) {
            release_schema(&made);
            return false;
        }
        h->child_count = k + 1;
    }
    made.n_children = (int64_t)count;
    made.children = h->list;
    *out = made;
    return true;
}

/* ---- A stream of one batch --------------------------------------------------------------------- */

typedef struct table_stream {
    jp_table *table;
    bool ended;
    bool failed;
} table_stream;

static int get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    table_stream *s = stream->private_data;
    s->failed = !jp__export_schema(s->table, false, out);
    return s->failed ? ENOMEM : 0;
}

static int get_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    table_stream *s = stream->private_data;
    *out = (struct ArrowArray){ .release = NULL };
    s->failed = !s->ended && !jp__export_array(s->table, out);
    if (s->failed)
        return ENOMEM;
    s->ended = true;
    return 0;
}

static const char *get_last_error(struct ArrowArrayStream *stream)
{
    const table_stream *s = stream->private_data;
    return s->failed ? "There is not enough memory." : NULL;
}

static void release_stream(struct ArrowArrayStream *stream)
{
    table_stream *s = stream->private_data;
    stream->release = NULL;
    give_back(s->table, s, sizeof *s);
}

jp_status jp_table_export(jp_table *table, struct ArrowArrayStream *stream, jp_error *err)
{
    if (!table || !stream)
        return jp__fail(err, JP_ERROR_ARGUMENT, "Argument '%s' must not be NULL.",
                        table ? "stream" : "table");
    table_stream *s = jp__calloc(&table->allocator, 1, sizeof *s);
    if (!s)
        return jp__no_memory(err);
    s->table = jp_table_retain(table);
    *stream = (struct ArrowArrayStream){ get_schema, get_next, get_last_error, release_stream, s };
    return JP_OK;
}
