/*
 * arrow_array.c - whether the arrays of a batch are what their types say, and where their values are.
 *
 * How long a buffer is, Arrow does not tell. What can be known is checked: the counts of buffers and
 * children, that those needed are there, lengths and offsets, and later, value by value, that text
 * lies within its buffer and an index within its dictionary.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "facts/arrow.h"

/* No array is longer or begins later, so that sums of two cannot overflow, nor numbers of bytes. */
#define LENGTH_MAX (INT64_MAX / 256)

/* ---- One array ------------------------------------------------------------------------------- */

/* What is wrong with an array; NULL: nothing. */
static const char *check_shape(const struct ArrowArray *array, const jp__arrow_type *type)
{
    bool plain = type->layout != JP__ARROW_NULL && type->layout < JP__ARROW_TEXT;
    if (array->length < 0 || array->length > LENGTH_MAX)
        return "its length";
    if (array->offset < 0 || array->offset > LENGTH_MAX)
        return "its offset";
    if (array->null_count < -1 || array->null_count > array->length)
        return "its count of nulls";
    if (array->n_children != 0)
        return "that it has children";
    if (type->layout == JP__ARROW_NULL) /* in the first version of the format it had one */
        return array->n_buffers == 0 || array->n_buffers == 1 ? NULL : "its number of buffers";
    if (type->layout == JP__ARROW_TEXT_VIEW ? array->n_buffers < 3 : array->n_buffers != (plain ? 2 : 3))
        return "its number of buffers";
    if (!array->buffers)
        return "its list of buffers";
    if (!array->buffers[0] && array->null_count > 0)
        return "that nulls are counted but not marked";
    return array->length > 0 && !array->buffers[1] ? "a buffer that is not there" : NULL;
}

static const char *lay_out_views(const struct ArrowArray *array, jp__arrow_values *values)
{
    values->pieces = array->buffers + 2;
    values->piece_count = array->n_buffers - 3;
    values->piece_sizes = array->buffers[array->n_buffers - 1];
    if (values->piece_count > 0 && !values->piece_sizes)
        return "that the sizes of its buffers are missing";
    for (int64_t k = 0; k < values->piece_count; k++) {
        int64_t size = jp__arrow_load64(values->piece_sizes, k);
        if (size < 0 || (size > 0 && !values->pieces[k]))
            return "the size of a buffer";
    }
    return NULL;
}

static const char *lay_out_text(const struct ArrowArray *array, jp__arrow_values *values)
{
    int64_t last = array->offset + array->length;
    values->bytes = array->buffers[2];
    if (array->length > 0 && values->type.layout == JP__ARROW_TEXT)
        values->end = jp__arrow_load32(values->data, last);
    else if (array->length > 0)
        values->end = jp__arrow_load64(values->data, last);
    if (values->end < 0)
        return "its last offset";
    return values->end > 0 && !values->bytes ? "a buffer that is not there" : NULL;
}

static const char *lay_out(const struct ArrowArray *array, const jp__arrow_type *type,
                           jp__arrow_values *values)
{
    *values = (jp__arrow_values){ .type = *type };
    const char *wrong = check_shape(array, type);
    if (wrong)
        return wrong;
    values->offset = array->offset;
    values->length = array->length;
    if (type->layout == JP__ARROW_NULL)
        return NULL;
    values->validity = array->null_count != 0 ? array->buffers[0] : NULL;
    values->data = array->buffers[1];
    if (type->layout == JP__ARROW_TEXT_VIEW)
        return lay_out_views(array, values);
    return type->layout >= JP__ARROW_TEXT ? lay_out_text(array, values) : NULL;
}

/* ---- One column ------------------------------------------------------------------------------ */

static jp_status refuse_array(const jp__arrow_reader *reader, jp__field field, const char *of,
                              const char *wrong, jp_error *err)
{
    const char *name = jp__field_name(field);
    jp__where where = { JP_NO_ROW, 0, 0, name };
    return jp__fail_at(err, JP_ERROR_SYNTAX, where,
                       "Column '%s' of batch %llu is malformed: %s%s cannot be right.", name,
                       (unsigned long long)reader->batch_number, of, wrong);
}

/* True if the array is the one before: as that is still alive, its buffers are in the same places. */
static bool is_same_array(const struct ArrowArray *array, const struct ArrowArray *before)
{
    if (!before || array->length != before->length || array->offset != before->offset ||
        array->n_buffers != before->n_buffers || array->n_buffers == 0)
        return false;
    return memcmp(array->buffers, before->buffers, (size_t)array->n_buffers * sizeof *array->buffers) == 0;
}

/* No value of the dictionary has been looked up yet. */
static jp_status renew_numbers(const jp__arrow_reader *reader, jp__arrow_column *column, jp_error *err)
{
    size_t length = (size_t)column->dictionary.length;
    void *numbers = column->numbers;
    jp_status status = jp__grow(&reader->table->allocator, &numbers, &column->number_capacity, length + 1,
                                sizeof *column->numbers, err);
    column->numbers = numbers;
    JP_TRY(status);
    for (size_t k = 0; k < length; k++)
        column->numbers[k] = JP__ARROW_UNSEEN;
    column->numbers[length] = JP__ARROW_ABSENT;
    return JP_OK;
}

/* Kinds, actors and items are looked up once a value of their dictionary. */
static jp_status renew(const jp__arrow_reader *reader, jp__field field, jp__arrow_column *column,
                       jp_error *err)
{
    bool is_named = field == JP__FIELD_KIND || field == JP__FIELD_ACTOR || field == JP__FIELD_ITEM;
    bool is_looked_up = is_named && jp__arrow_is_numbered(column);
    return column->is_renewed && is_looked_up ? renew_numbers(reader, column, err) : JP_OK;
}

static jp_status lay_out_dictionary(const jp__arrow_reader *reader, jp__field field, jp__arrow_column *column,
                                    const struct ArrowArray *array, const struct ArrowArray *before,
                                    jp_error *err)
{
    if (!array->dictionary)
        return refuse_array(reader, field, "", "that it has no dictionary", err);
    if (array->dictionary->dictionary)
        return refuse_array(reader, field, "", "that its dictionary has one, too,", err);
    const char *wrong = lay_out(array->dictionary, &column->value_type, &column->dictionary);
    if (wrong)
        return refuse_array(reader, field, "of its dictionary ", wrong, err);
    column->is_renewed = !is_same_array(array->dictionary, before ? before->dictionary : NULL);
    return renew(reader, field, column, err);
}

static jp_status lay_out_column(jp__arrow_reader *reader, jp__field field, jp_error *err)
{
    jp__arrow_column *column = &reader->columns[field];
    if (column->is_constant) {
        column->is_renewed = reader->batch_number == 0;
        return renew(reader, field, column, err);
    }
    const struct ArrowArray *array = reader->batch.children[column->child];
    if (!array)
        return refuse_array(reader, field, "", "that its array is not there", err);
    const char *wrong = lay_out(array, &column->type, &column->values);
    if (!wrong && array->length < reader->batch.offset + reader->batch.length)
        wrong = "its length, less than that of the batch,";
    if (wrong)
        return refuse_array(reader, field, "", wrong, err);
    column->values.offset += reader->batch.offset;
    column->values.length = reader->batch.length;
    const struct ArrowArray *before = reader->before.release ? reader->before.children[column->child] : NULL;
    if (column->is_dictionary)
        return lay_out_dictionary(reader, field, column, array, before, err);
    return array->dictionary ? refuse_array(reader, field, "", "that it has a dictionary", err) : JP_OK;
}

/* ---- A batch ----------------------------------------------------------------------------------- */

static jp_status refuse_batch(const jp__arrow_reader *reader, const char *wrong, jp_error *err)
{
    return jp__fail(err, JP_ERROR_SYNTAX, "Batch %llu of the stream is malformed: %s cannot be right.",
                    (unsigned long long)reader->batch_number, wrong);
}

static jp_status check_batch(const jp__arrow_reader *reader, jp_error *err)
{
    const struct ArrowArray *batch = &reader->batch;
    if (batch->length < 0 || batch->length > LENGTH_MAX)
        return refuse_batch(reader, "its length", err);
    if (batch->offset < 0 || batch->offset > LENGTH_MAX)
        return refuse_batch(reader, "its offset", err);
    if (batch->null_count < -1 || batch->null_count > batch->length)
        return refuse_batch(reader, "its count of nulls", err);
    if (batch->n_children != reader->child_count)
        return refuse_batch(reader, "its number of columns", err);
    if (batch->n_children > 0 && !batch->children)
        return refuse_batch(reader, "its list of columns", err);
    if (batch->n_buffers != 1 || !batch->buffers)
        return refuse_batch(reader, "its number of buffers", err);
    if (batch->dictionary)
        return refuse_batch(reader, "that it has a dictionary", err);
    return JP_OK;
}

/* A row of a table cannot be null as a whole. */
static jp_status check_rows(const jp__arrow_reader *reader, jp_error *err)
{
    const struct ArrowArray *batch = &reader->batch;
    const uint8_t *validity = batch->buffers[0];
    if (batch->null_count > 0 && !validity)
        return refuse_batch(reader, "that nulls are counted but not marked", err);
    if (batch->null_count == 0 || !validity)
        return JP_OK;
    for (int64_t k = 0; k < batch->length; k++) {
        if (jp__bit(validity, (size_t)(batch->offset + k)))
            continue;
        jp__where where = { reader->row + (uint64_t)k, 0, 0, NULL };
        return jp__fail_at(err, JP_ERROR_SYNTAX, where, "Row %llu of the stream is null as a whole.",
                           (unsigned long long)where.row);
    }
    return JP_OK;
}

jp_status jp__arrow_lay_out(jp__arrow_reader *reader, jp_error *err)
{
    JP_TRY(check_batch(reader, err));
    for (jp__field field = JP__FIELD_SUPPLIER; field < JP__FIELD_SOURCE; field++) {
        if (reader->columns[field].is_there)
            JP_TRY(lay_out_column(reader, field, err));
    }
    return check_rows(reader, err);
}
