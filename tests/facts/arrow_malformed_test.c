/*
 * arrow_malformed_test.c - Arrow arrays that are not what their schema says: refused, the column named,
 * nothing read outside, everything released.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>

#include "facts/producer.h"
#include "facts/text.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { SUPPLIER, CLIENT, TIME, KIND, ACTOR, VALUE, COLUMNS };

static const char *const cells[] = {
    "S1", "a client of a rather long name", "2023-01-02T03:04:05Z", "meeting", "client", "1",
    "S2", "another client of such a name", "2023-01-02T03:04:06Z", "meeting", "client", "2",
    "S3", "a third of the kind, for a view", "2023-01-02T03:04:07Z", "meeting", "client", NULL,
};

/* How the arrays of batch 1 are spoilt: by a function with a column. */
typedef void (*spoil)(struct ArrowArray *array, struct ArrowArray *column);

typedef struct spoiling {
    spoil spoil;
    size_t column;
} spoiling;

static void mangle(void *user, struct ArrowArray *array, size_t batch)
{
    const spoiling *how = user;
    if (batch == 1)
        how->spoil(array, array->children[how->column]);
}

/* Text in the form of `format`, perhaps in dictionaries of `index`. */
static jp_error refused(const char *format, const char *index, spoil how, size_t column, jp_status status,
                        const char *words)
{
    jp_test_column columns[COLUMNS] = {
        { "supplier", format, index }, { "client", format, index }, { "time", "tsu:UTC", NULL },
        { "kind", format, index },     { "actor", format, index },  { "value", "g", NULL },
    };
    const size_t batches[] = { 1, 2 };
    spoiling user = { how, column };
    jp_test_producer producer = { .columns = columns, .column_count = COLUMNS, .cells = cells, .row_count = 3,
                                  .batches = batches, .batch_count = 2, .mangle = mangle, .user = &user };
    struct ArrowArrayStream stream = jp_test_stream(&producer);
    jp_fact_table *table = NULL;
    jp_error err = JP_ERROR_INIT;
    jp_test_said said; /* a malformed array is nobody's bad row */
    jp_fact_table_options options = jp_test_options(&said, true);
    jp_status got = jp_fact_table_read_arrow(jp_test_model(), &stream, &options, &table, &err);
    if (got != status || (status != JP_OK && !strstr(err.message, words)))
        fail_msg("expected %d and '%s', got %d: %s", (int)status, words, (int)got, err.message);
    assert_true((status == JP_OK) == (table != NULL));
    assert_int_equal(said.bad_rows, 0);
    jp_fact_table_free(table);
    jp_test_producer_check(&producer);
    return err;
}

/* ---- Shapes -------------------------------------------------------------------------------- */

#define SPOIL(name, statement)                                              \
    static void name(struct ArrowArray *array, struct ArrowArray *column)   \
    {                                                                       \
        (void)array;                                                        \
        (void)column;                                                       \
        statement;                                                          \
    }

SPOIL(few_buffers, column->n_buffers--)
SPOIL(many_buffers, column->n_buffers++)
SPOIL(no_list, column->buffers = NULL)
SPOIL(no_values, column->buffers[1] = NULL)
SPOIL(no_bytes, column->buffers[2] = NULL)
SPOIL(negative_length, column->length = -1)
SPOIL(huge_length, column->length = INT64_MAX)
SPOIL(short_length, column->length = 1)
SPOIL(negative_offset, column->offset = -1)
SPOIL(huge_offset, column->offset = INT64_MAX)
SPOIL(too_many_nulls, column->null_count = 100)
SPOIL(negative_nulls, column->null_count = -2)
SPOIL(unmarked_nulls, (column->null_count = 1, column->buffers[0] = NULL))
SPOIL(with_children, column->n_children = 1)
SPOIL(lost, array->children[3] = NULL)
SPOIL(no_dictionary, column->dictionary = NULL)
SPOIL(extra_dictionary, column->dictionary = array->children[0])
SPOIL(nested_dictionary, column->dictionary->dictionary = array->children[0])
SPOIL(short_dictionary, column->dictionary->length = -5)

static void an_array_of_the_wrong_shape_is_refused_by_name(void **state)
{
    (void)state;
    const struct { spoil how; size_t column; const char *words; } wrong[] = {
        { few_buffers, KIND, "its number of buffers" },  { many_buffers, VALUE, "its number of buffers" },
        { few_buffers, TIME, "its number of buffers" },  { no_list, SUPPLIER, "its list of buffers" },
        { no_values, CLIENT, "a buffer that is not there" },
        { no_values, TIME, "a buffer that is not there" },
        { no_bytes, CLIENT, "a buffer that is not there" },
        { negative_length, KIND, "its length" },         { huge_length, KIND, "its length" },
        { short_length, KIND, "its length, less than that of the batch," },
        { negative_offset, VALUE, "its offset" },        { huge_offset, VALUE, "its offset" },
        { too_many_nulls, ACTOR, "its count of nulls" }, { negative_nulls, ACTOR, "its count of nulls" },
        { unmarked_nulls, VALUE, "that nulls are counted but not marked" },
        { with_children, TIME, "that it has children" }, { lost, KIND, "that its array is not there" },
        { extra_dictionary, TIME, "that it has a dictionary" },
        { extra_dictionary, KIND, "that it has a dictionary" },
    };
    const char *const names[] = { "supplier", "client", "time", "kind", "actor", "value" };
    for (size_t k = 0; k < COUNT(wrong); k++) {
        char expected[160];
        snprintf(expected, sizeof expected, "Column '%s' of batch 1 is malformed: %s cannot be right.",
                 names[wrong[k].column], wrong[k].words);
        jp_error err = refused("u", NULL, wrong[k].how, wrong[k].column, JP_ERROR_SYNTAX, expected);
        assert_string_equal(err.field, names[wrong[k].column]);
        assert_int_equal(err.row, JP_NO_ROW);
    }
}

static void a_dictionary_of_the_wrong_shape_is_refused_by_name(void **state)
{
    (void)state;
    refused("u", "c", no_dictionary, KIND, JP_ERROR_SYNTAX,
            "'kind' of batch 1 is malformed: that it has no dict");
    refused("u", "c", nested_dictionary, KIND, JP_ERROR_SYNTAX,
            "that its dictionary has one, too, cannot be right");
    refused("u", "c", short_dictionary, CLIENT, JP_ERROR_SYNTAX,
            "of its dictionary its length cannot be right.");
    refused("vu", "c", short_dictionary, ACTOR, JP_ERROR_SYNTAX,
            "of its dictionary its length cannot be right.");
}

/* ---- Batches ------------------------------------------------------------------------------- */

SPOIL(batch_length, array->length = -1)
SPOIL(batch_long, array->length = 1000)
SPOIL(batch_offset, array->offset = -1)
SPOIL(batch_far, array->offset = 1000)
SPOIL(batch_children, array->n_children--)
SPOIL(batch_no_children, array->children = NULL)
SPOIL(batch_buffers, array->n_buffers = 2)
SPOIL(batch_no_buffers, array->buffers = NULL)
SPOIL(batch_nulls, array->null_count = 1)
SPOIL(batch_null_count, array->null_count = 5)
SPOIL(batch_dictionary, array->dictionary = column)

static void a_batch_of_the_wrong_shape_is_refused(void **state)
{
    (void)state;
    const struct { spoil how; const char *words; } wrong[] = {
        { batch_length, "Batch 1 of the stream is malformed: its length cannot be right." },
        { batch_long, "Column 'supplier' of batch 1 is malformed: its length, less than that of the batch," },
        { batch_offset, "its offset" }, { batch_far, "its length, less than that of the batch," },
        { batch_children, "its number of columns" }, { batch_no_children, "its list of columns" },
        { batch_buffers, "its number of buffers" }, { batch_no_buffers, "its number of buffers" },
        { batch_nulls, "that nulls are counted but not marked" }, { batch_null_count, "its count of nulls" },
        { batch_dictionary, "that it has a dictionary" },
    };
    for (size_t k = 0; k < COUNT(wrong); k++)
        refused("u", NULL, wrong[k].how, SUPPLIER, JP_ERROR_SYNTAX, wrong[k].words);
}

static const uint8_t second_is_null[] = { 1 }, none_is_null[] = { 3 };
SPOIL(null_row, (array->null_count = -1, array->buffers[0] = second_is_null))
SPOIL(no_null_row, (array->null_count = -1, array->buffers[0] = none_is_null))
SPOIL(ignored_bitmap, (array->null_count = 0, array->buffers[0] = second_is_null))

static void a_row_that_is_null_as_a_whole_is_refused_by_number(void **state)
{
    (void)state;
    jp_error err =
        refused("u", NULL, null_row, 0, JP_ERROR_SYNTAX, "Row 2 of the stream is null as a whole.");
    assert_int_equal(err.row, 2);
    refused("u", NULL, no_null_row, 0, JP_OK, "");
    refused("u", NULL, ignored_bitmap, 0, JP_OK, "");
}

/* ---- Values -------------------------------------------------------------------------------- */

static int32_t descending[] = { 0, 60, 59 }, negative[] = { 0, -1, 59 };
static int64_t descending_wide[] = { 0, 60, 59 }, negative_wide[] = { -3, 29, 59 };
static int32_t last_negative[] = { 0, 29, -1 };
SPOIL(offsets_descend, column->buffers[1] = descending)
SPOIL(offsets_negative, column->buffers[1] = negative)
SPOIL(last_offset_negative, column->buffers[1] = last_negative)
SPOIL(wide_offsets_descend, column->buffers[1] = descending_wide)
SPOIL(wide_offsets_negative, column->buffers[1] = negative_wide)

static void offsets_that_descend_or_are_negative_are_refused_by_row(void **state)
{
    (void)state;
    const char *words =
        "the array is malformed: expected text that lies within its buffer, got something outside.";
    jp_error err = refused("u", NULL, offsets_descend, CLIENT, JP_ERROR_SYNTAX, words);
    assert_int_equal(err.row, 1);
    assert_string_equal(err.field, "client");
    refused("u", NULL, offsets_negative, CLIENT, JP_ERROR_SYNTAX, words);
    refused("U", NULL, wide_offsets_descend, KIND, JP_ERROR_SYNTAX, words);
    refused("U", NULL, wide_offsets_negative, KIND, JP_ERROR_SYNTAX, words);
    refused("u", NULL, last_offset_negative, CLIENT, JP_ERROR_SYNTAX, "its last offset cannot be right.");
}

/* A view: length, first four bytes, buffer, place. */
static int32_t view_negative[] = { -1, 0, 0, 0, 2, 0, 0, 0 }, view_buffer[] = { 20, 0, 2, 0, 2, 0, 0, 0 };
static int32_t view_no_buffer[] = { 20, 0, -1, 0, 2, 0, 0, 0 }, view_place[] = { 20, 0, 0, 1000, 2, 0, 0, 0 };
static int32_t view_before[] = { 20, 0, 0, -4, 2, 0, 0, 0 };
static int32_t view_long[] = { INT32_MAX, 0, 0, 0, 2, 0, 0, 0 };
static int64_t bad_sizes[] = { -1, 10 };
SPOIL(views_negative, column->buffers[1] = view_negative)
SPOIL(views_buffer, column->buffers[1] = view_buffer)
SPOIL(views_no_buffer, column->buffers[1] = view_no_buffer)
SPOIL(views_place, column->buffers[1] = view_place)
SPOIL(views_before, column->buffers[1] = view_before)
SPOIL(views_long, column->buffers[1] = view_long)
SPOIL(views_no_sizes, column->buffers[4] = NULL)
SPOIL(views_bad_sizes, column->buffers[4] = bad_sizes)
SPOIL(views_lost_piece, column->buffers[2] = NULL)
SPOIL(views_few, column->n_buffers = 2)

static void views_that_point_outside_are_refused_by_row(void **state)
{
    (void)state;
    const spoil wrong[] =
        { views_negative, views_buffer, views_no_buffer, views_place, views_before, views_long };
    for (size_t k = 0; k < COUNT(wrong); k++) {
        jp_error err =
            refused("vu", NULL, wrong[k], CLIENT, JP_ERROR_SYNTAX,
                    "Row 1 (client): the array is malformed: expected text that lies");
        assert_int_equal(err.row, 1);
    }
    refused("vu", NULL, views_no_sizes, CLIENT, JP_ERROR_SYNTAX, "that the sizes of its buffers are missing");
    refused("vu", NULL, views_bad_sizes, CLIENT, JP_ERROR_SYNTAX, "the size of a buffer cannot be right.");
    refused("vu", NULL, views_lost_piece, CLIENT, JP_ERROR_SYNTAX, "the size of a buffer cannot be right.");
    refused("vu", NULL, views_few, CLIENT, JP_ERROR_SYNTAX, "its number of buffers cannot be right.");
}

static int8_t index_beyond[] = { 2, 100 }, index_negative[] = { 2, -1 };
static uint64_t index_huge[] = { 2, UINT64_MAX };
SPOIL(beyond, column->buffers[1] = index_beyond)
SPOIL(below, column->buffers[1] = index_negative)
SPOIL(huge, column->buffers[1] = index_huge)
static int32_t all_descending[] = { 90, 80, 70, 60, 50, 40, 30 };
SPOIL(dictionary_text, column->dictionary->buffers[1] = all_descending)

static void an_index_outside_its_dictionary_is_refused_by_row(void **state)
{
    (void)state;
    for (size_t column = 0; column < VALUE; column++) {
        if (column == TIME)
            continue;
        jp_error err = refused("u", "c", beyond, column, JP_ERROR_SYNTAX,
                               "expected an index and text that lie within the dictionary, got something outside");
        assert_int_equal(err.row, 2);
        refused("u", "c", below, column, JP_ERROR_SYNTAX,
                "expected an index and text that lie within the dictionary");
        refused("u", "L", huge, column, JP_ERROR_SYNTAX,
                "expected an index and text that lie within the dictionary");
    }
}

/* ---- Schemas ------------------------------------------------------------------------------- */

typedef void (*spoil_schema)(struct ArrowSchema *schema);

static void mangle_schema(void *user, struct ArrowSchema *schema)
{
    (*(spoil_schema *)user)(schema);
}

static void not_columns(struct ArrowSchema *schema)
{
    schema->format = "u";
}

static void no_format(struct ArrowSchema *schema)
{
    schema->format = NULL;
}

static void negative_children(struct ArrowSchema *schema)
{
    schema->n_children = -1;
}

static void no_children(struct ArrowSchema *schema)
{
    schema->children = NULL;
}

static void lost_child(struct ArrowSchema *schema)
{
    free(schema->children[2]);
    schema->children[2] = NULL;
}

static void child_without_format(struct ArrowSchema *schema)
{
    schema->children[2]->format = NULL;
}

static void dictionary_without_format(struct ArrowSchema *schema)
{
    schema->children[0]->dictionary->format = NULL;
}

static void a_malformed_schema_is_refused(void **state)
{
    (void)state;
    const struct { spoil_schema how; jp_status status; const char *words; } wrong[] = {
        { not_columns, JP_ERROR_COLUMN, "The stream must have columns (Arrow format '+s'), got 'u'." },
        { no_format, JP_ERROR_COLUMN, "The stream must have columns (Arrow format '+s'), got ''." },
        { negative_children, JP_ERROR_SYNTAX, "schema is malformed: -1 columns, and no list of them." },
        { no_children, JP_ERROR_SYNTAX, "schema is malformed: 6 columns, and no list of them." },
        { lost_child, JP_ERROR_SYNTAX, "schema is malformed: column 2 has no format." },
        { child_without_format, JP_ERROR_SYNTAX, "schema is malformed: column 2 has no format." },
        { dictionary_without_format, JP_ERROR_COLUMN,
          "'supplier' of the stream must be text or integers, or a" },
    };
    const jp_test_column columns[COLUMNS] = {
        { "supplier", "u", "c" }, { "client", "u", NULL }, { "time", "tsu:UTC", NULL },
        { "kind", "u", NULL },    { "actor", "u", NULL },  { "value", "g", NULL },
    };
    for (size_t k = 0; k < COUNT(wrong); k++) {
        spoil_schema how = wrong[k].how;
        jp_test_producer producer =
            { .columns = columns, .column_count = COLUMNS, .cells = cells, .row_count = 3,
                                      .mangle_schema = mangle_schema, .user = &how };
        struct ArrowArrayStream stream = jp_test_stream(&producer);
        jp_fact_table *table = NULL;
        jp_error err = JP_ERROR_INIT;
        assert_fails(jp_fact_table_read_arrow(jp_test_model(), &stream, NULL, &table, &err),
                     wrong[k].status, &err);
        if (!strstr(err.message, wrong[k].words))
            fail_msg("'%s' is not in: %s", wrong[k].words, err.message);
        jp_test_producer_check(&producer);
    }
}

static void text_of_a_dictionary_that_lies_outside_is_refused(void **state)
{
    (void)state;
    refused("u", "c", dictionary_text, CLIENT, JP_ERROR_SYNTAX,
            "Row 1 (client): the array is malformed: expected an index");
    refused("u", "c", dictionary_text, KIND, JP_ERROR_SYNTAX,
            "Row 1 (kind): the array is malformed: expected an index");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_array_of_the_wrong_shape_is_refused_by_name),
        cmocka_unit_test(a_dictionary_of_the_wrong_shape_is_refused_by_name),
        cmocka_unit_test(a_batch_of_the_wrong_shape_is_refused),
        cmocka_unit_test(a_row_that_is_null_as_a_whole_is_refused_by_number),
        cmocka_unit_test(offsets_that_descend_or_are_negative_are_refused_by_row),
        cmocka_unit_test(views_that_point_outside_are_refused_by_row),
        cmocka_unit_test(an_index_outside_its_dictionary_is_refused_by_row),
        cmocka_unit_test(text_of_a_dictionary_that_lies_outside_is_refused),
        cmocka_unit_test(a_malformed_schema_is_refused),
    };
    int failed = cmocka_run_group_tests_name("facts/arrow_malformed", tests, NULL, NULL);
    jp_test_model_free();
    return failed;
}
