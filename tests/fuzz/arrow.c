/*
 * arrow.c - any bytes as a stream of one Arrow batch: buffers as large as the counts of the array say, and
 * what stands in them, and some of the counts, as the bytes will have it. Released exactly once.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>

#include "fuzz/fuzz.h"

#define ROWS_MAX 31
#define COLUMNS 9
#define BUFFERS_MAX 4

/* ---- Bytes ----------------------------------------------------------------------------------- */

typedef struct bytes {
    const uint8_t *data;
    size_t size;
} bytes;

static uint8_t next(bytes *b)
{
    if (b->size == 0)
        return 0;
    b->size--;
    return *b->data++;
}

/* ---- Columns: each allocation has exactly the size that the array declares --------------------- */

typedef struct column {
    struct ArrowSchema schema;
    struct ArrowArray array;
    struct ArrowSchema words_schema; /* of a dictionary */
    struct ArrowArray words;
    const void **buffers, **words_buffers;
    void *owned[2 * BUFFERS_MAX];
    size_t owned_count;
} column;

typedef struct batch {
    struct ArrowSchema schema;
    struct ArrowArray array;
    column columns[COLUMNS];
    struct ArrowSchema *schemas[COLUMNS];
    struct ArrowArray *arrays[COLUMNS];
    bool given, schema_released, array_released, stream_released;
} batch;

static void release_schema(struct ArrowSchema *schema)
{
    MUST(!((batch *)schema->private_data)->schema_released);
    ((batch *)schema->private_data)->schema_released = true;
    schema->release = NULL;
}

static void release_array(struct ArrowArray *array)
{
    MUST(!((batch *)array->private_data)->array_released);
    ((batch *)array->private_data)->array_released = true;
    array->release = NULL;
}

/* Children are released with their parent; consumers may not release them by themselves. */
static void release_child_schema(struct ArrowSchema *schema)
{
    schema->release = NULL;
}

static void release_child(struct ArrowArray *array)
{
    array->release = NULL;
}

static uint8_t *own(column *c, size_t size)
{
    uint8_t *block = malloc(size > 0 ? size : 1);
    MUST(block != NULL && c->owned_count < sizeof c->owned / sizeof *c->owned);
    c->owned[c->owned_count++] = block;
    return block;
}

static uint8_t *any_bytes(column *c, size_t size, bytes *b)
{
    uint8_t *block = own(c, size);
    for (size_t i = 0; i < size; i++)
        block[i] = next(b);
    return block;
}

static const char *const words[] = { "client", "supplier", "meeting", "rating", "pillar.trust", "S1", "C1",
                                     "termination", "a name of more than twelve bytes", "", "\xff" };
#define WORDS (sizeof words / sizeof *words)

/* Offsets of 4 or 8 bytes and the text behind them; now and then one offset is not as it should be. */
static void write_text(column *c, const void **buffers, size_t rows, bool large, bytes *b)
{
    size_t width = large ? 8 : 4, at = 0;
    uint8_t *offsets = own(c, (rows + 1) * width);
    char text[(ROWS_MAX + 1) * 40];
    for (size_t i = 0; i <= rows; i++) {
        int64_t offset = (int64_t)at;
        if (next(b) == 7)
            offset -= next(b); /* never beyond the text: that nobody could know */
        memcpy(offsets + i * width, &offset, width);
        const char *word = words[next(b) % WORDS];
        if (i < rows) {
            memcpy(text + at, word, strlen(word));
            at += strlen(word);
        }
    }
    uint8_t *data = own(c, at);
    memcpy(data, text, at);
    buffers[1] = offsets;
    buffers[2] = data;
}

/* Views of 16 bytes; what does not fit stands in one more buffer, of the length in the last. */
static void write_views(column *c, size_t rows, bytes *b)
{
    uint8_t *views = own(c, rows * 16);
    uint8_t *more = any_bytes(c, 40, b);
    int64_t *lengths = (int64_t *)(void *)own(c, sizeof *lengths);
    lengths[0] = 40;
    memset(views, 0, rows * 16);
    for (size_t i = 0; i < rows; i++) {
        const char *word = words[next(b) % WORDS];
        int32_t length = (int32_t)strlen(word), place[2] = { next(b) % 64 == 1, (int8_t)next(b) % 48 };
        memcpy(views + 16 * i, &length, 4);
        if (length <= 12) {
            memcpy(views + 16 * i + 4, word, (size_t)length);
        } else {
            memcpy(views + 16 * i + 4, word, 4);
            memcpy(views + 16 * i + 8, place, 8);
        }
    }
    c->buffers[1] = views;
    c->buffers[2] = more;
    c->buffers[3] = lengths;
}

/* ---- What a column may be ------------------------------------------------------------------- */

typedef struct format {
    const char *text;
    int64_t buffers;
    size_t bits; /* of a value; 0: text */
} format;

static const format formats[] = {
    { "u", 3, 0 },        { "U", 3, 0 },      { "vu", 4, 0 },     { "c", 2, 8 },      { "I", 2, 32 },
    { "tsu:UTC", 2, 64 }, { "tss:", 2, 64 },  { "tsn:+01:00", 2, 64 }, { "l", 2, 64 }, { "tdD", 2, 32 },
    { "g", 2, 64 },       { "f", 2, 32 },     { "e", 2, 16 },     { "d:10,2", 2, 128 }, { "b", 2, 1 },
    { "n", 0, 1 },        { "L", 2, 64 },     { "z", 3, 0 },      { "tdm", 2, 64 },   { "?", 2, 64 },
};
#define FORMATS (sizeof formats / sizeof *formats)

static void make_dictionary(column *c, bytes *b)
{
    size_t count = 1 + next(b) % WORDS;
    c->words_buffers = (const void **)(void *)own(c, 3 * sizeof *c->words_buffers);
    c->words_buffers[0] = NULL;
    write_text(c, c->words_buffers, count, false, b);
    c->words_schema = (struct ArrowSchema){ .format = "u", .name = "", .flags = ARROW_FLAG_NULLABLE,
                                            .release = release_child_schema };
    c->words = (struct ArrowArray){ .length = (int64_t)count, .n_buffers = 3, .buffers = c->words_buffers,
                                    .release = release_child };
    c->schema.dictionary = &c->words_schema;
    c->array.dictionary = &c->words;
}

static void make_column(column *c, const char *name, size_t usual, size_t rows, bytes *b)
{
    uint8_t choice = next(b);
    const format *f = &formats[choice % 4 != 0 ? usual : choice / 4 % FORMATS];
    size_t offset = next(b) % 4;
    c->buffers = (const void **)(void *)own(c, (size_t)f->buffers * sizeof *c->buffers);
    c->schema = (struct ArrowSchema){ .format = f->text, .name = name, .flags = ARROW_FLAG_NULLABLE,
                                      .release = release_child_schema };
    c->array = (struct ArrowArray){ .length = (int64_t)rows, .offset = (int64_t)offset,
                                    .n_buffers = f->buffers, .buffers = c->buffers,
                                    .release = release_child };
    size_t stored = rows + offset;
    if (f->buffers > 0)
        c->buffers[0] = next(b) % 4 == 0 ? any_bytes(c, stored / 8 + 1, b) : NULL;
    c->array.null_count = f->buffers > 0 && c->buffers[0] != NULL ? -1 : 0;
    if (f->buffers == 4)
        write_views(c, stored, b);
    else if (f->buffers == 3)
        write_text(c, c->buffers, stored, f->text[0] == 'U', b);
    else if (f->buffers == 2)
        c->buffers[1] = any_bytes(c, (stored * f->bits + 7) / 8, b);
    if (f->text[0] == 'c' && next(b) % 8 != 0)
        make_dictionary(c, b);
}

/* ---- The stream -------------------------------------------------------------------------------- */

static int get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    *out = ((batch *)stream->private_data)->schema;
    return 0;
}

static int get_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    batch *all = stream->private_data;
    *out = all->given ? (struct ArrowArray){ .release = NULL } : all->array;
    all->given = true;
    return 0;
}

static const char *get_last_error(struct ArrowArrayStream *stream)
{
    (void)stream;
    return "none";
}

static void release_stream(struct ArrowArrayStream *stream)
{
    ((batch *)stream->private_data)->stream_released = true;
    stream->release = NULL;
}

static void make_batch(batch *all, bytes *b)
{
    static const char *const names[COLUMNS] = { "supplier", "client", "time", "kind", "actor",
                                                "value", "item", "guess", "recorded" };
    static const size_t usual[COLUMNS] = { 0, 1, 5, 3, 3, 10, 2, 14, 8 };
    size_t rows = next(b) % (ROWS_MAX - 4), offset = next(b) % 3, count = 5 + next(b) % 5;
    rows = rows > offset ? rows : offset;
    for (size_t i = 0; i < count; i++) {
        make_column(&all->columns[i], names[i], usual[i], rows, b);
        all->schemas[i] = &all->columns[i].schema;
        all->arrays[i] = &all->columns[i].array;
    }
    static const void *no_validity[1];
    all->schema = (struct ArrowSchema){ .format = "+s", .name = "", .n_children = (int64_t)count,
                                        .children = all->schemas, .release = release_schema,
                                        .private_data = all };
    all->array = (struct ArrowArray){ .length = (int64_t)(rows - offset), .offset = (int64_t)offset,
                                      .n_buffers = 1, .buffers = no_validity,
                                      .n_children = (int64_t)count, .children = all->arrays,
                                      .release = release_array, .private_data = all };
    uint8_t break_it = next(b);
    struct ArrowArray *broken = &all->columns[break_it / 8 % count].array;
    switch (break_it % 32) { /* counts that lie: seldom, and never so that the reader could not know */
    case 1: broken->length = -1; break;
    case 2: broken->offset = -3; break;
    case 3: broken->n_buffers = 0; break;
    case 4: broken->n_buffers = 1; break;
    case 5: broken->length = all->array.length > 0 ? all->array.length - 1 : 0; break;
    case 6: all->array.n_children--; break;
    case 7: broken->n_children = 2; break;
    default: break;
    }
}

static int count_bad(void *user, const jp_error *error, const char *row, size_t length)
{
    (void)user, (void)row, (void)length;
    must_explain(error->code, error);
    return 0;
}

/* Of those that batches have. */
static const jp_fact_word own_words[] = { { "kind", "S1", "rating" }, { "kind", "meeting", NULL },
                                          { "actor", "C1", "client" }, { "item", "S1", "pillar.trust" },
                                          { "item", "C1", NULL } };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bytes b = { data, size };
    batch all;
    memset(&all, 0, sizeof all);
    uint8_t how = next(&b);
    make_batch(&all, &b);
    struct ArrowArrayStream stream = { get_schema, get_next, get_last_error, release_stream, &all };
    jp_fact_table_options options = { .struct_size = sizeof options,
                                      .on_bad_row = how & 1 ? count_bad : NULL,
                                      .words = own_words,
                                      .word_count = how & 2 ? sizeof own_words / sizeof *own_words : 0 };
    jp_fact_table *table = NULL;
    jp_error err = JP_ERROR_INIT;
    jp_status status = jp_fact_table_read_arrow(default_model(), &stream, &options, &table, &err);
    MUST((status == JP_OK) == (table != NULL));
    MUST(jp_fact_table_fact_count(table) + jp_fact_table_left_out_count(table) <= ROWS_MAX);
    if (status != JP_OK)
        must_explain(status, &err);
    MUST(all.stream_released && all.schema_released && all.array_released == all.given);
    jp_fact_table_free(table);
    for (size_t i = 0; i < COLUMNS; i++)
        for (size_t k = 0; k < all.columns[i].owned_count; k++)
            free(all.columns[i].owned[k]);
    return 0;
}
