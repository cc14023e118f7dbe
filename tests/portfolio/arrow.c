/*
 * Tables of results as Arrow: every value where it stood, and who frees what in which order.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>

#include "portfolio/many.h"
#include "support/allocator.h"
#include "support/sweep.h"

#include <joyfulprofit/arrow.h>

static jp_model *model;
static jp_fact_table *facts;

static void add(const char *supplier, const char *client, const char *kind, int64_t time_us)
{
    add_fact(facts, supplier, client, kind, time_us);
}

/* More rows than a byte has bits, some of them without an answer to much. */
static int begin(void **state)
{
    (void)state;
    static const char *const clients[] = { "a", "bb", "c", "d", "e", "f", "g", "h", "i", "j", "k" };
    static const char *const kinds[] = { "meeting", "complaint", "message", "termination" };
    jp_error err = JP_ERROR_INIT;
    model = default_model();
    assert_ok(jp_fact_table_new(model, NULL, &facts, &err), &err);
    for (int k = 0; k < 11; k++) {
        for (int n = 0; n <= k; n++)
            add(k % 2 ? "Acme" : "B", clients[k], kinds[(k + n) % 4], day(1000 + n));
    }
    add("Acme", "later", "meeting", day(2000));
    assert_ok(jp_fact_table_sort(facts, &err), &err);
    return 0;
}

static int end(void **state)
{
    (void)state;
    jp_fact_table_free(facts);
    jp_model_free(model);
    return 0;
}

static jp_table *scored(const jp_fact_table *of, uint32_t out, const jp_allocator *a)
{
    jp_portfolio_options o = { .struct_size = sizeof o, .out = out, .threads = 1, .allocator = a };
    jp_table *table = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_fact_table_score(of, day(1012), &o, &table, &err), &err);
    return table;
}

typedef struct given {
    struct ArrowSchema schema;
    struct ArrowArray array;
} given;

/* Pulls all of the table's stream, which ends after one batch. */
static given pulled(jp_table *table)
{
    given g;
    struct ArrowArrayStream stream;
    struct ArrowArray more;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_table_export(table, &stream, &err), &err);
    assert_int_equal(stream.get_schema(&stream, &g.schema), 0);
    assert_int_equal(stream.get_next(&stream, &g.array), 0);
    assert_non_null(g.array.release);
    for (int k = 0; k < 2; k++) {
        assert_int_equal(stream.get_next(&stream, &more), 0);
        assert_null(more.release);
    }
    assert_null(stream.get_last_error(&stream));
    stream.release(&stream);
    assert_null(stream.release);
    return g;
}

static void release(given *g)
{
    g->schema.release(&g->schema);
    g->array.release(&g->array);
    assert_null(g->schema.release);
    assert_null(g->array.release);
}

/* ---- Values -------------------------------------------------------------------------------- */

static void assert_dictionary(const struct ArrowSchema *schema, const struct ArrowArray *array,
                              const jp_column_info *info)
{
    assert_string_equal(schema->dictionary->format, "u");
    const struct ArrowArray *values = array->dictionary;
    assert_int_equal(values->length, info->category_count);
    assert_int_equal(values->n_buffers, 3);
    const int32_t *offsets = values->buffers[1];
    assert_int_equal(offsets[0], 0);
    for (size_t k = 0; k < info->category_count; k++) {
        size_t length = strlen(info->categories[k]);
        assert_int_equal(offsets[k + 1] - offsets[k], length);
        assert_memory_equal((const char *)values->buffers[2] + offsets[k], info->categories[k], length);
    }
}

static void assert_values(const struct ArrowSchema *schema, const struct ArrowArray *array,
                          const jp_column_info *info, size_t rows)
{
    static const char *const formats[] = { "g", "l", "tsu:UTC", "b", "C", "U" };
    assert_string_equal(schema->format, formats[info->type]);
    assert_int_equal(!schema->dictionary, info->type != JP_COLUMN_CATEGORY);
    assert_int_equal(!array->dictionary, info->type != JP_COLUMN_CATEGORY);
    assert_int_equal(array->n_buffers, info->type == JP_COLUMN_TEXT ? 3 : 2);
    if (info->type == JP_COLUMN_BOOL) {
        const uint8_t *bits = array->buffers[1], *bytes = info->values;
        for (size_t k = 0; k < rows; k++)
            assert_int_equal(bits[k / 8] >> k % 8 & 1, bytes[k]);
        return;
    }
    /* The same memory: nothing was copied. */
    assert_ptr_equal(array->buffers[1],
                     info->type == JP_COLUMN_TEXT ? (const void *)info->offsets : info->values);
    if (info->type == JP_COLUMN_TEXT)
        assert_ptr_equal(array->buffers[2], info->values);
    if (info->type == JP_COLUMN_CATEGORY)
        assert_dictionary(schema, array, info);
}

static void assert_column(const struct ArrowSchema *schema, const struct ArrowArray *array,
                          const jp_column_info *info, size_t rows)
{
    assert_string_equal(schema->name, info->name);
    assert_int_equal(schema->n_children, 0);
    assert_int_equal(schema->flags, info->validity ? ARROW_FLAG_NULLABLE : 0);
    assert_int_equal(array->length, rows);
    assert_int_equal(array->offset, 0);
    assert_int_equal(array->n_children, 0);
    assert_ptr_equal(array->buffers[0], info->validity);
    int64_t nulls = 0;
    for (size_t k = 0; info->validity && k < rows; k++)
        nulls += !(info->validity[k / 8] >> k % 8 & 1);
    assert_int_equal(array->null_count, nulls);
    assert_values(schema, array, info, rows);
}

static void every_column_of_every_kind_is_given_out_without_a_copy(void **state)
{
    (void)state;
    jp_table *table = scored(facts, JP_OUT_ALL, NULL);
    given g = pulled(table);
    size_t columns = jp_table_column_count(table), rows = jp_table_row_count(table);
    assert_string_equal(g.schema.format, "+s");
    assert_int_equal(g.schema.n_children, columns);
    assert_int_equal(g.array.n_children, columns);
    assert_int_equal(g.array.length, rows);
    assert_int_equal(g.array.n_buffers, 1);
    assert_null(g.array.buffers[0]);
    unsigned types = 0, nullable = 0;
    for (size_t k = 0; k < columns; k++) {
        jp_column_info info = JP_INFO_INIT(jp_column_info);
        assert_ok(jp_table_column(table, k, &info, NULL), NULL);
        assert_column(g.schema.children[k], g.array.children[k], &info, rows);
        types |= 1u << info.type;
        nullable += info.validity != NULL;
    }
    assert_true(types & 1u << JP_COLUMN_DOUBLE && types & 1u << JP_COLUMN_TEXT);
    assert_true(types & 1u << JP_COLUMN_BOOL && types & 1u << JP_COLUMN_CATEGORY);
    assert_in_range(nullable, 1, columns - 1);
    release(&g);
    jp_table_free(table);
}

static void a_table_without_rows_is_a_batch_without_rows(void **state)
{
    (void)state;
    jp_fact_table *none;
    assert_ok(jp_fact_table_new(model, NULL, &none, NULL), NULL);
    jp_table *table = scored(none, JP_OUT_ALL, NULL);
    given g = pulled(table);
    assert_int_equal(g.array.length, 0);
    for (int64_t k = 0; k < g.array.n_children; k++) {
        assert_int_equal(g.array.children[k]->length, 0);
        assert_int_equal(g.array.children[k]->null_count, 0);
    }
    release(&g);
    jp_table_free(table);
    jp_fact_table_free(none);
}

/* ---- Owners -------------------------------------------------------------------------------- */

static void what_was_given_out_outlives_the_table(void **state)
{
    (void)state;
    jp_test_allocator memory;
    jp_test_allocator_init(&memory);
    jp_table *table = scored(facts, JP_OUT_ALL, &memory.allocator);
    given g = pulled(table);
    jp_table_free(table);
    const int64_t *offsets = g.array.children[0]->buffers[1];
    assert_memory_equal((const char *)g.array.children[0]->buffers[2] + offsets[0], "Acme", 4);
    assert_string_equal(g.schema.children[1]->name, "client");
    release(&g);
    jp_test_allocator_check(&memory);
}

static void children_may_be_moved_out_and_released_later(void **state)
{
    (void)state;
    jp_test_allocator memory;
    jp_test_allocator_init(&memory);
    jp_table *table = scored(facts, JP_OUT_ALL, &memory.allocator);
    given g = pulled(table);
    jp_table_free(table);
    int64_t count = g.array.n_children;
    struct ArrowArray *arrays = malloc((size_t)count * sizeof *arrays);
    struct ArrowSchema *schemas = malloc((size_t)count * sizeof *schemas);
    for (int64_t k = 0; k < count; k++) {
        arrays[k] = *g.array.children[k];
        g.array.children[k]->release = NULL;
        schemas[k] = *g.schema.children[k];
        g.schema.children[k]->release = NULL;
    }
    release(&g);
    const int64_t *offsets = arrays[1].buffers[1];
    assert_memory_equal((const char *)arrays[1].buffers[2] + offsets[0], "bb", 2);
    assert_string_equal(schemas[1].name, "client");
    for (int64_t k = 0; k < count; k++) {
        arrays[count - 1 - k].release(&arrays[count - 1 - k]);
        schemas[k].release(&schemas[k]);
    }
    free(arrays);
    free(schemas);
    jp_test_allocator_check(&memory);
}

static void a_dictionary_may_be_moved_out(void **state)
{
    (void)state;
    jp_test_allocator memory;
    jp_test_allocator_init(&memory);
    jp_table *table = scored(facts, JP_OUT_HEADLINES, &memory.allocator);
    size_t status;
    assert_ok(jp_table_find_column(table, "status", 6, &status, NULL), NULL);
    given g = pulled(table);
    jp_table_free(table);
    struct ArrowArray names = *g.array.children[status]->dictionary;
    g.array.children[status]->dictionary->release = NULL;
    struct ArrowSchema described = *g.schema.children[status]->dictionary;
    g.schema.children[status]->dictionary->release = NULL;
    release(&g);
    assert_true(((const int32_t *)names.buffers[1])[names.length] > 0);
    names.release(&names);
    described.release(&described);
    jp_test_allocator_check(&memory);
}

static void a_stream_that_nobody_pulls_is_released(void **state)
{
    (void)state;
    jp_test_allocator memory;
    jp_test_allocator_init(&memory);
    jp_table *table = scored(facts, JP_OUT_HEADLINES, &memory.allocator);
    struct ArrowArrayStream first, second;
    assert_ok(jp_table_export(table, &first, NULL), NULL);
    assert_ok(jp_table_export(table, &second, NULL), NULL);
    jp_table_free(table);
    first.release(&first);
    second.release(&second);
    jp_test_allocator_check(&memory);
}

static jp_status export_once(void *user, const jp_allocator *a, jp_error *err)
{
    (void)user;
    jp_portfolio_options o = { .struct_size = sizeof o, .out = JP_OUT_VERDICT, .threads = 1, .allocator = a };
    jp_table *table = NULL;
    struct ArrowArrayStream stream = { .release = NULL };
    struct ArrowSchema schema = { .release = NULL };
    struct ArrowArray array = { .release = NULL };
    jp_status status = jp_fact_table_score(facts, day(1012), &o, &table, err);
    if (status == JP_OK)
        status = jp_table_export(table, &stream, err);
    jp_table_free(table);
    if (status != JP_OK) {
        assert_null(stream.release);
        return status;
    }
    int failed = stream.get_schema(&stream, &schema);
    if (failed == 0)
        failed = stream.get_next(&stream, &array);
    if (failed != 0) {
        assert_int_equal(failed, ENOMEM);
        assert_string_equal(stream.get_last_error(&stream), "There is not enough memory.");
        assert_null(array.release);
        *err = (jp_error)JP_ERROR_INIT;
        err->code = status = JP_ERROR_MEMORY;
        strcpy(err->message, "as the stream says");
    }
    if (schema.release)
        schema.release(&schema);
    if (array.release)
        array.release(&array);
    stream.release(&stream);
    return status;
}

static void giving_out_survives_every_failed_allocation(void **state)
{
    (void)state;
    assert_true(jp_sweep(export_once, NULL) > 20);
}

static void null_arguments_are_refused(void **state)
{
    (void)state;
    jp_error err = JP_ERROR_INIT;
    struct ArrowArrayStream stream = { .release = NULL };
    jp_table *table = scored(facts, JP_OUT_HEADLINES, NULL);
    assert_fails(jp_table_export(NULL, &stream, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_table_export(table, NULL, &err), JP_ERROR_ARGUMENT, &err);
    assert_null(stream.release);
    jp_table_free(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_column_of_every_kind_is_given_out_without_a_copy),
        cmocka_unit_test(a_table_without_rows_is_a_batch_without_rows),
        cmocka_unit_test(what_was_given_out_outlives_the_table),
        cmocka_unit_test(children_may_be_moved_out_and_released_later),
        cmocka_unit_test(a_dictionary_may_be_moved_out),
        cmocka_unit_test(a_stream_that_nobody_pulls_is_released),
        cmocka_unit_test(giving_out_survives_every_failed_allocation),
        cmocka_unit_test(null_arguments_are_refused),
    };
    return cmocka_run_group_tests_name("portfolio/arrow", tests, begin, end);
}
