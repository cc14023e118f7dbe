/*
 * producer.c - an Arrow stream made of cells of text.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdio.h>

#include "facts/producer.h"

#include <joyfulprofit/time.h>

/* ---- Memory of one array ------------------------------------------------------------------- */

/* Exactly as many bytes as asked for; NULL for none. */
static void *take(size_t bytes)
{
    void *memory = bytes > 0 ? calloc(1, bytes) : NULL;
    assert_true(memory || bytes == 0);
    return memory;
}

typedef struct owned {
    jp_test_producer *producer;
    const void *buffers[8];
    void *memory[8]; /* as buffers, which a test may overwrite */
    struct ArrowArray *children, **child_list, *dictionary;
    size_t child_count;
} owned;

static void release_array(struct ArrowArray *array)
{
    owned *own = array->private_data;
    assert_non_null(array->release);
    own->producer->arrays_released++;
    for (size_t k = 0; k < 8; k++)
        free(own->memory[k]);
    for (size_t k = 0; k < own->child_count; k++) {
        if (own->children[k].release)
            own->children[k].release(&own->children[k]);
    }
    if (own->dictionary && own->dictionary->release)
        own->dictionary->release(own->dictionary);
    free(own->children);
    free(own->child_list);
    free(own->dictionary);
    free(own);
    memset(array, 0xee, sizeof *array); /* nobody may look at it again, but for this */
    array->release = NULL;
}

static owned *begin_array(jp_test_producer *p, struct ArrowArray *array, size_t rows, size_t offset)
{
    owned *own = take(sizeof *own);
    own->producer = p;
    p->arrays_made++;
    *array = (struct ArrowArray){ .length = (int64_t)rows, .offset = (int64_t)offset,
                                  .buffers = own->buffers, .release = release_array, .private_data = own };
    return own;
}

static void *add_buffer(struct ArrowArray *array, size_t bytes)
{
    owned *own = array->private_data;
    void *memory = take(bytes);
    own->memory[array->n_buffers] = memory;
    own->buffers[array->n_buffers++] = memory;
    return memory;
}

/* ---- Cells as values ----------------------------------------------------------------------- */

/* The cells of one column of a batch, with those outside the slice around them. */
typedef struct slice {
    const char **cells;
    size_t count, offset, length;
} slice;

static int64_t time_of(const char *format, const char *cell)
{
    int64_t time_us;
    if (strcmp(format, "l") == 0 || jp_time_parse(cell, strlen(cell), &time_us, NULL) != JP_OK)
        return strtoll(cell, NULL, 10); /* raw, for what no text can say */
    if (strncmp(format, "td", 2) == 0)
        return format[2] == 'D' ? time_us / JP_DAY_US : time_us / 1000;
    if (format[2] == 'n')
        return time_us * 1000 + (int64_t)(strlen(cell) * 37 % 1000); /* not whole microseconds */
    return format[2] == 's' ? time_us / 1000000 : format[2] == 'm' ? time_us / 1000 : time_us;
}

/* Only of numbers that a half float has. */
static uint16_t half_of(double number)
{
    uint16_t sign = signbit(number) ? 0x8000 : 0;
    int exponent;
    if (number == 0.0)
        return sign;
    if (isnan(number))
        return 0x7e00;
    if (isinf(number))
        return sign | 0x7c00;
    double fraction = frexp(fabs(number), &exponent); /* 0.5 <= fraction < 1 */
    if (exponent < -13)
        return (uint16_t)(sign | (unsigned)ldexp(fabs(number), 24));
    return (uint16_t)(sign | (unsigned)(exponent + 14) << 10 | (unsigned)ldexp(fraction - 0.5, 11));
}

/* Whether this machine has the low byte of a number first. Arrow's numbers are the machine's own. */
static bool low_first(void)
{
    const uint16_t one = 1;
    return *(const uint8_t *)&one == 1;
}

static void put_integer(void *to, int64_t integer, size_t width)
{
    memcpy(to, (const uint8_t *)&integer + (low_first() ? 0 : sizeof integer - width), width);
}

/* Digits with a point, as scaled two's complement of `width` bytes. */
static void put_decimal(const char *format, const char *cell, uint8_t *to, int width)
{
    int scale = atoi(strchr(format, ',') + 1);
    bool negative = *cell == '-', point = false;
    memset(to, 0, (size_t)width);
    for (cell += negative; *cell || scale > 0; cell += *cell != '\0') {
        if (*cell == '.') {
            point = true;
            continue;
        }
        if (point || !*cell) {
            if (scale-- <= 0)
                break;
        }
        unsigned carry = *cell ? (unsigned)(*cell - '0') : 0;
        point = point || !*cell;
        for (int k = 0; k < width; k++) {
            carry += to[k] * 10u;
            to[k] = (uint8_t)carry;
            carry >>= 8;
        }
    }
    unsigned carry = 1;
    for (int k = 0; negative && k < width; k++) {
        carry += (uint8_t)~to[k];
        to[k] = (uint8_t)carry;
        carry >>= 8;
    }
    for (int k = 0; !low_first() && k < width / 2; k++) {
        uint8_t low = to[k];
        to[k] = to[width - 1 - k];
        to[width - 1 - k] = low;
    }
}

static int width_of(const char *format)
{
    if (strncmp(format, "ts", 2) == 0 || strcmp(format, "tdm") == 0)
        return 8;
    if (strcmp(format, "tdD") == 0)
        return 4;
    if (strncmp(format, "d:", 2) == 0) {
        const char *last = strrchr(format, ',');
        return last != strchr(format, ',') ? atoi(last + 1) / 8 : 16;
    }
    switch (*format) {
    case 'c':
    case 'C': return 1;
    case 's':
    case 'S':
    case 'e': return 2;
    case 'i':
    case 'I':
    case 'f': return 4;
    default: return 8;
    }
}

static void put_value(const char *format, const char *cell, uint8_t *to)
{
    int width = width_of(format);
    double number = strtod(cell, NULL);
    float narrow = (float)number;
    uint16_t half = half_of(number);
    int64_t integer = *format == 'L' ? (int64_t)strtoull(cell, NULL, 10) : strtoll(cell, NULL, 10);
    if (*format == 't')
        integer = time_of(format, cell);
    else if (*format == 'l' && strchr(cell, 'T'))
        assert_int_equal(jp_time_parse(cell, strlen(cell), &integer, NULL), JP_OK);
    switch (*format) {
    case 'e': memcpy(to, &half, 2); break;
    case 'f': memcpy(to, &narrow, 4); break;
    case 'g': memcpy(to, &number, 8); break;
    case 'd': put_decimal(format, cell, to, width); break;
    default: put_integer(to, integer, (size_t)width); break;
    }
}

/* ---- Buffers ------------------------------------------------------------------------------- */

static void add_bitmap(struct ArrowArray *array, const slice *s, bool may_leave_out)
{
    size_t nulls = 0;
    for (size_t k = 0; k < s->count; k++)
        nulls += !s->cells[k];
    uint8_t *bits = add_buffer(array, nulls == 0 && may_leave_out ? 0 : (s->count + 7) / 8);
    array->null_count = nulls == 0 && may_leave_out ? 0 : -1;
    for (size_t k = 0; bits && k < s->count; k++)
        bits[k / 8] |= (uint8_t)((s->cells[k] != NULL) << (k % 8));
}

static void add_text(struct ArrowArray *array, const char *format, const slice *s)
{
    size_t width = *format == 'u' ? 4 : 8, total = 0, at = 0;
    for (size_t k = 0; k < s->count; k++)
        total += s->cells[k] ? strlen(s->cells[k]) : 0;
    uint8_t *offsets = add_buffer(array, (s->count + 1) * width);
    char *bytes = add_buffer(array, total);
    for (size_t k = 0; k < s->count; k++) {
        size_t length = s->cells[k] ? strlen(s->cells[k]) : 0;
        if (length > 0)
            memcpy(bytes + at, s->cells[k], length);
        at += length;
        put_integer(offsets + (k + 1) * width, (int64_t)at, width);
    }
}

/* Texts of more than 12 bytes stand in two buffers in turn. */
static void add_views(struct ArrowArray *array, const slice *s)
{
    size_t sizes[2] = { 0, 0 };
    for (size_t k = 0; k < s->count; k++)
        sizes[k % 2] += s->cells[k] && strlen(s->cells[k]) > 12 ? strlen(s->cells[k]) : 0;
    uint8_t *views = add_buffer(array, 16 * s->count);
    char *pieces[2] = { add_buffer(array, sizes[0]), add_buffer(array, sizes[1]) };
    memcpy(add_buffer(array, sizeof sizes), sizes, sizeof sizes);
    int32_t at[2] = { 0, 0 };
    for (size_t k = 0; k < s->count; k++) {
        int32_t length = s->cells[k] ? (int32_t)strlen(s->cells[k]) : 0, piece = (int32_t)(k % 2);
        memcpy(views + 16 * k, &length, 4);
        if (length <= 12) {
            if (length > 0)
                memcpy(views + 16 * k + 4, s->cells[k], (size_t)length);
            continue;
        }
        memcpy(views + 16 * k + 4, s->cells[k], 4);
        memcpy(views + 16 * k + 8, &piece, 4);
        memcpy(views + 16 * k + 12, &at[piece], 4);
        memcpy(pieces[piece] + at[piece], s->cells[k], (size_t)length);
        at[piece] += length;
    }
}

static bool is_yes(const char *cell)
{
    return cell && (strcmp(cell, "true") == 0 || strcmp(cell, "1") == 0);
}

static void fill_array(jp_test_producer *p, struct ArrowArray *array, const char *format, const slice *s)
{
    begin_array(p, array, s->length, s->offset);
    if (strcmp(format, "n") == 0) {
        array->null_count = array->length;
        return;
    }
    add_bitmap(array, s, p->no_bitmaps);
    if (strcmp(format, "vu") == 0) {
        add_views(array, s);
    } else if (*format == 'u' || *format == 'U') {
        add_text(array, format, s);
    } else if (*format == 'b') {
        uint8_t *bits = add_buffer(array, (s->count + 7) / 8);
        for (size_t k = 0; k < s->count; k++)
            bits[k / 8] |= (uint8_t)(is_yes(s->cells[k]) << (k % 8));
    } else {
        size_t width = (size_t)width_of(format);
        uint8_t *values = add_buffer(array, s->count * width);
        for (size_t k = 0; k < s->count; k++) {
            bool is_word = s->cells[k] &&
                (strcmp(s->cells[k], "true") == 0 || strcmp(s->cells[k], "false") == 0);
            if (s->cells[k])
                put_value(format, is_word ? is_yes(s->cells[k]) ? "1" : "0" : s->cells[k],
                          values + k * width);
            else
                memset(values + k * width, 0xff, width); /* what stands at a null means nothing */
        }
    }
}

/* ---- Dictionaries -------------------------------------------------------------------------- */

/* The values in reverse order of first appearance, one that nobody uses, and a null. */
static void fill_dictionary(jp_test_producer *p, struct ArrowArray *array, const jp_test_column *column,
                            const slice *s)
{
    const char **values = take((s->count + 2) * sizeof *values);
    size_t count = 0;
    values[count++] = *column->format == 'u' || *column->format == 'U' ||
        *column->format == 'v' ? "unused" : "7";
    values[count++] = NULL;
    slice indices = { take(s->count * sizeof(char *)), s->count, s->offset, s->length };
    char (*digits)[24] = take(s->count * sizeof *digits);
    for (size_t k = s->count; k-- > 0;) {
        size_t at = 0;
        while (at < count &&
               (!s->cells[k] != !values[at] || (values[at] && strcmp(values[at], s->cells[k]) != 0)))
            at++;
        if (at == count)
            values[count++] = s->cells[k];
        snprintf(digits[k], sizeof *digits, "%zu", at);
        indices.cells[k] = !s->cells[k] && k % 2 ? NULL : digits[k]; /* two ways to be null */
    }
    fill_array(p, array, column->index, &indices);
    owned *own = array->private_data;
    own->dictionary = take(sizeof *own->dictionary);
    array->dictionary = own->dictionary;
    fill_array(p, own->dictionary, column->format, &(slice){ values, count, 0, count });
    free(values);
    free(indices.cells);
    free(digits);
}

/* ---- Batches ------------------------------------------------------------------------------- */

static void fill_column(jp_test_producer *p, struct ArrowArray *array, size_t column, size_t first,
                        size_t rows)
{
    size_t before = p->before + p->outer, count = before + rows + p->behind;
    slice s = { take(count * sizeof(char *)), count, p->before, rows + p->outer + p->behind };
    for (size_t k = 0; k < count; k++) { /* around the slice stand the cells of other rows */
        size_t row = k < before || k >= before + rows ? k % p->row_count : first + k - before;
        s.cells[k] = p->cells[row * p->column_count + column];
    }
    if (p->columns[column].index)
        fill_dictionary(p, array, &p->columns[column], &s);
    else
        fill_array(p, array, p->columns[column].format, &s);
    free(s.cells);
}

static void fill_batch(jp_test_producer *p, struct ArrowArray *out, size_t first, size_t rows)
{
    owned *own = begin_array(p, out, rows, p->outer);
    add_buffer(out, 0);
    own->child_count = p->column_count;
    own->children = take(p->column_count * sizeof *own->children);
    own->child_list = take(p->column_count * sizeof *own->child_list);
    out->children = own->child_list;
    out->n_children = (int64_t)p->column_count;
    for (size_t k = 0; k < p->column_count; k++) {
        own->child_list[k] = &own->children[k];
        fill_column(p, &own->children[k], k, first, rows);
    }
}

static int get_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    jp_test_producer *p = stream->private_data;
    size_t batch = p->next++, batches = p->batches ? p->batch_count : 1;
    bool fails = p->batch_error != 0 && batch == p->error_at;
    out->release = NULL;
    if (fails && !p->fills_on_error)
        return p->batch_error;
    if (batch >= batches)
        return fails ? p->batch_error : 0;
    size_t rows = p->batches ? p->batches[batch] : p->row_count;
    fill_batch(p, out, p->given_rows, rows);
    p->given_rows += rows;
    if (p->mangle)
        p->mangle(p->user, out, batch);
    return fails ? p->batch_error : 0;
}

/* ---- Schema -------------------------------------------------------------------------------- */

static void release_schema(struct ArrowSchema *schema)
{
    jp_test_producer *p = schema->private_data;
    assert_non_null(schema->release);
    p->schemas_released++;
    schema->release = NULL;
    struct ArrowSchema **list = p->schema_list;
    for (size_t k = 0; k < p->column_count; k++) {
        if (list[k])
            free(list[k]->dictionary);
        free(list[k]);
    }
    free(list);
}

static void begin_schema(jp_test_producer *p, struct ArrowSchema *schema, const char *format,
                         const char *name)
{
    *schema = (struct ArrowSchema){ .format = format, .name = name, .flags = ARROW_FLAG_NULLABLE,
                                    .release = release_schema, .private_data = p };
}

static int get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    jp_test_producer *p = stream->private_data;
    out->release = NULL;
    if (p->schema_error != 0)
        return p->schema_error;
    begin_schema(p, out, "+s", "");
    p->schemas_made++;
    out->n_children = (int64_t)p->column_count;
    out->children = p->schema_list = take((p->column_count + 1) * sizeof *out->children);
    for (size_t k = 0; k < p->column_count; k++) {
        const jp_test_column *column = &p->columns[k];
        out->children[k] = take(sizeof **out->children);
        begin_schema(p, out->children[k], column->index ? column->index : column->format, column->name);
        if (!column->index)
            continue;
        out->children[k]->dictionary = take(sizeof **out->children);
        begin_schema(p, out->children[k]->dictionary, column->format, "");
    }
    if (p->mangle_schema)
        p->mangle_schema(p->user, out);
    return 0;
}

/* ---- The stream ---------------------------------------------------------------------------- */

static const char *get_last_error(struct ArrowArrayStream *stream)
{
    const jp_test_producer *p = stream->private_data;
    return p->words;
}

static void release_stream(struct ArrowArrayStream *stream)
{
    jp_test_producer *p = stream->private_data;
    assert_non_null(stream->release);
    p->streams_released++;
    stream->release = NULL;
}

struct ArrowArrayStream jp_test_stream(jp_test_producer *p)
{
    p->next = p->given_rows = 0;
    return (struct ArrowArrayStream){ get_schema, get_next, get_last_error, release_stream, p };
}

void jp_test_producer_check(const jp_test_producer *p)
{
    assert_int_equal(p->streams_released, 1);
    assert_int_equal(p->schemas_released, p->schemas_made);
    assert_int_equal(p->arrays_released, p->arrays_made);
}
