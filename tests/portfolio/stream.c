/*
 * Facts in, scores out: the same bits as from a table, whatever the batches; what is refused; what is
 * released.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <stdio.h>

#include "facts/producer.h"
#include "portfolio/pages.h"
#include "support/allocator.h"
#include "support/sweep.h"

static jp_model *model;

static const jp_test_column with_text[COLUMNS] = {
    { "supplier", "u", NULL }, { "client", "u", NULL }, { "time", "tsu:UTC", NULL }, { "kind", "u", NULL },
    { "actor", "u", NULL },    { "value", "g", NULL },  { "item", "u", NULL },       { "intensity", "g", NULL },
    { "recorded", "tsu:UTC", NULL }, { "id", "u", NULL },
};

static const jp_test_column with_dictionaries[COLUMNS] = {
    { "supplier", "u", "c" }, { "client", "U", "i" },  { "time", "tsu:UTC", NULL }, { "kind", "vu", "c" },
    { "actor", "u", "c" },    { "value", "g", NULL },  { "item", "u", "c" },        { "intensity", "g", NULL },
    { "recorded", "tsu:UTC", NULL }, { "id", "vu", NULL },
};

static jp_test_producer producer_of(const page *p, const jp_test_column *columns)
{
    return (jp_test_producer){ .columns = columns, .column_count = COLUMNS, .cells = p->cells,
                               .row_count = p->rows };
}

static expectation expected_of(const page *p, uint32_t out)
{
    expectation e;
    jp_error err = JP_ERROR_INIT;
    jp_test_producer producer = producer_of(p, with_text);
    struct ArrowArrayStream stream = jp_test_stream(&producer);
    assert_ok(jp_fact_table_read_arrow(model, &stream, NULL, &e.facts, &err), &err);
    jp_portfolio_options options = { .struct_size = sizeof options, .out = out, .threads = 2 };
    assert_ok(jp_fact_table_score(e.facts, AS_OF_US, &options, &e.table, &err), &err);
    return e;
}

/* Pulls all and compares it; the clients come in the order in which they came in. */
static void assert_stream(const page *p, jp_test_producer *producer, const expectation *e, uint32_t out)
{
    struct ArrowArrayStream in = jp_test_stream(producer), scores;
    jp_portfolio_options options = { .struct_size = sizeof options, .out = out, .threads = 2 };
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_portfolio_stream(model, &in, NULL, AS_OF_US, &options, &scores, &err), &err);
    assert_null(in.release);
    assert_pulled(&scores, p, e);
    jp_test_producer_check(producer);
}

/* ---- The same bits ------------------------------------------------------------------------- */

static void any_batches_give_the_bits_of_a_table(void **state)
{
    (void)state;
    page *p = page_of(UINT64_C(0x57e457e457e457e4), 60, 12);
    expectation e = expected_of(p, JP_OUT_ALL);
    const size_t sizes[] = { 1, 2, 7, 100, 257 };
    size_t *batches = calloc(p->rows + 1, sizeof *batches);
    for (size_t k = 0; k < 10; k++) {
        jp_test_producer producer = producer_of(p, k % 2 ? with_dictionaries : with_text);
        size_t rows = 0, size = sizes[k / 2];
        for (producer.batch_count = 0; rows < p->rows; rows += size)
            batches[producer.batch_count++] = size < p->rows - rows ? size : p->rows - rows;
        producer.batches = batches;
        producer.before = k;
        assert_stream(p, &producer, &e, JP_OUT_ALL);
    }
    free(batches);
    expectation_free(&e);
    page_free(p);
}

static void many_relationships_come_in_bounded_batches(void **state)
{
    (void)state;
    page *p = page_of(UINT64_C(0x57e457e457e457e5), 20000, 2);
    expectation e = expected_of(p, 0);
    jp_test_producer producer = producer_of(p, with_text);
    assert_stream(p, &producer, &e, 0);
    expectation_free(&e);
    page_free(p);
}

static void one_large_relationship_may_span_everything(void **state)
{
    (void)state;
    size_t rows = 3000;
    page *p = page_new(UINT64_C(0x57e457e457e457e6), rows);
    for (size_t k = 0; k < rows; k++)
        fill_row(p, k < 20 ? 0 : k < 2900 ? 1 : 2, (unsigned)(k < 20 ? k : k < 2900 ? k / 10 : k - 2900));
    expectation e = expected_of(p, JP_OUT_ALL);
    const size_t batches[] = { 1, 1000, 0, 999, 1000 };
    jp_test_producer producer = producer_of(p, with_dictionaries);
    producer.batches = batches;
    producer.batch_count = 5;
    assert_stream(p, &producer, &e, JP_OUT_ALL);
    expectation_free(&e);
    page_free(p);
}

/* ---- Schema and ends ----------------------------------------------------------------------- */

static void the_schema_is_that_of_the_table_and_all_nullable(void **state)
{
    (void)state;
    page *p = page_of(1, 3, 2);
    expectation e = expected_of(p, JP_OUT_VERDICT);
    jp_test_producer producer = producer_of(p, with_text);
    struct ArrowArrayStream in = jp_test_stream(&producer), scores;
    jp_portfolio_options options = { .struct_size = sizeof options, .out = JP_OUT_VERDICT };
    assert_ok(jp_portfolio_stream(model, &in, NULL, AS_OF_US, &options, &scores, NULL), NULL);
    struct ArrowSchema schema;
    assert_int_equal(scores.get_schema(&scores, &schema), 0);
    scores.release(&scores); /* the schema stays, and nothing was pulled */
    assert_int_equal(schema.n_children, jp_table_column_count(e.table));
    for (int64_t k = 0; k < schema.n_children; k++) {
        jp_column_info info = JP_INFO_INIT(jp_column_info);
        assert_ok(jp_table_column(e.table, (size_t)k, &info, NULL), NULL);
        assert_string_equal(schema.children[k]->name, info.name);
        assert_int_equal(schema.children[k]->flags, ARROW_FLAG_NULLABLE);
    }
    schema.release(&schema);
    jp_test_producer_check(&producer);
    expectation_free(&e);
    page_free(p);
}

static void no_facts_give_no_batches(void **state)
{
    (void)state;
    page *p = page_of(1, 1, 1);
    const size_t batches[] = { 0, 0 };
    for (size_t count = 0; count < 3; count++) {
        jp_test_producer producer = producer_of(p, with_dictionaries);
        producer.batches = batches;
        producer.batch_count = count;
        struct ArrowArrayStream in = jp_test_stream(&producer), scores;
        struct ArrowArray batch;
        assert_ok(jp_portfolio_stream(model, &in, NULL, AS_OF_US, NULL, &scores, NULL), NULL);
        for (int k = 0; k < 2; k++) {
            assert_int_equal(scores.get_next(&scores, &batch), 0);
            assert_null(batch.release);
        }
        scores.release(&scores);
        jp_test_producer_check(&producer);
    }
    page_free(p);
}

/* ---- What is refused ------------------------------------------------------------------------- */

/* Pulls until it fails, which it does twice, with the same number and words. */
static void assert_pull_fails(jp_test_producer *producer, const jp_fact_table_options *reading, int number,
                              const char *words)
{
    struct ArrowArrayStream in = jp_test_stream(producer), scores;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_portfolio_stream(model, &in, reading, AS_OF_US, NULL, &scores, &err), &err);
    assert_pull_fails_so(&scores, number, words);
    jp_test_producer_check(producer);
}

static void a_relationship_that_comes_again_is_refused_by_row(void **state)
{
    (void)state;
    const size_t counts[] = { 3, 9000 }; /* in the same batch of results, and in a later one */
    for (size_t t = 0; t < 4; t++) {
        size_t count = counts[t / 2];
        page *p = page_of(UINT64_C(0x57e457e457e457e7), count, 1);
        const char *again[COLUMNS];
        memcpy(again, p->cells, sizeof again);
        memcpy(p->cells + (count - 1) * COLUMNS, again, sizeof again);
        jp_test_producer producer = producer_of(p, t % 2 ? with_dictionaries : with_text);
        const size_t batches[] = { 2, 1, count - 3 };
        producer.batches = t % 2 ? batches : NULL;
        producer.batch_count = 3;
        char words[300];
        snprintf(words, sizeof words,
                 "Row %zu of the stream belongs to a relationship that has ended before: give facts grouped by "
                 "relationship, such as ordered by supplier, client and time.", count - 1);
        assert_pull_fails(&producer, NULL, EINVAL, words);
        page_free(p);
    }
}

static void a_time_that_goes_back_is_refused_by_row_unless_sorting_is_asked_for(void **state)
{
    (void)state;
    page *p = page_new(3, 4);
    fill_row(p, 0, 20);
    fill_row(p, 1, 10);
    fill_row(p, 1, 12);
    fill_row(p, 1, 11);
    jp_test_producer producer = producer_of(p, with_text);
    const size_t batches[] = { 3, 1 };
    producer.batches = batches;
    producer.batch_count = 2;
    assert_pull_fails(&producer, NULL, EINVAL,
                      "Row 3 of the stream is earlier than the one before it in its relationship: give facts in "
                      "order of time, or ask for sorting.");
    expectation e = expected_of(p, 0);
    producer = producer_of(p, with_text);
    struct ArrowArrayStream in = jp_test_stream(&producer), scores;
    jp_portfolio_options options = { .struct_size = sizeof options, .sort = true };
    struct ArrowArray batch;
    assert_ok(jp_portfolio_stream(model, &in, NULL, AS_OF_US, &options, &scores, NULL), NULL);
    assert_int_equal(scores.get_next(&scores, &batch), 0);
    assert_int_equal(batch.length, 2);
    assert_batch(&batch, &e);
    scores.release(&scores); /* the batch stays */
    assert_batch(&batch, &e);
    batch.release(&batch);
    expectation_free(&e);
    page_free(p);
}

static int leave_out(void *user, const jp_error *error, const char *row, size_t length)
{
    (void)row, (void)length;
    *(uint64_t *)user = error->row;
    return 0;
}

static void rows_that_are_left_out_count_where_another_is_refused(void **state)
{
    (void)state;
    page *p = page_new(6, 8);
    const unsigned days[] = { 20, 21, 22, 23, 10 };
    for (size_t i = 0; i < 5; i++)
        fill_row(p, 0, days[i]);
    p->cells[1 * COLUMNS + KIND] = "Task";
    p->cells[2 * COLUMNS + KIND] = "nothing";
    const jp_fact_word word = { "kind", "Task", NULL };
    uint64_t bad = 0;
    const jp_fact_table_options reading = { .struct_size = sizeof reading, .words = &word, .word_count = 1,
                                            .on_bad_row = leave_out, .bad_row_user = &bad };
    jp_test_producer producer = producer_of(p, with_dictionaries);
    assert_pull_fails(&producer, &reading, EINVAL,
                      "Row 4 of the stream is earlier than the one before it in its relationship: give facts in "
                      "order of time, or ask for sorting.");
    assert_int_equal(bad, 2);
    page_free(p);
}

static void a_bad_row_and_a_failing_input_are_told_by_the_stream(void **state)
{
    (void)state;
    page *p = page_of(4, 4, 2);
    jp_test_producer producer = producer_of(p, with_text);
    p->cells[2 * COLUMNS + KIND] = "nothing";
    assert_pull_fails(&producer, NULL, EINVAL, "Row 2 (kind): expected a kind of the model, got 'nothing'.");
    p->cells[2 * COLUMNS + KIND] = "meeting";
    producer = producer_of(p, with_text);
    producer.batch_error = ENOENT;
    producer.words = "the cable is cut";
    assert_pull_fails(&producer, NULL, EIO,
                      "The stream failed to give its next batch, with error number 2: the cable is cut");
    page_free(p);
}

static int stop(void *user, uint64_t done, uint64_t total)
{
    (void)user;
    (void)total;
    return done > 0;
}

static void the_caller_may_end_it(void **state)
{
    (void)state;
    page *p = page_of(5, 4, 2);
    jp_test_producer producer = producer_of(p, with_text);
    const jp_fact_table_options reading = { .struct_size = sizeof reading, .on_progress = stop };
    char words[64];
    snprintf(words, sizeof words, "Reading was cancelled after %zu rows.", p->rows);
    assert_pull_fails(&producer, &reading, ECANCELED, words);
    page_free(p);
}

static void wrong_arguments_release_the_input_all_the_same(void **state)
{
    (void)state;
    page *p = page_of(6, 2, 2);
    jp_test_column columns[COLUMNS];
    memcpy(columns, with_text, sizeof columns);
    jp_error err = JP_ERROR_INIT;
    for (int k = 0; k < 5; k++) {
        columns[KIND].name = k == 3 ? "kinds" : "kind";
        jp_test_producer producer = producer_of(p, columns);
        producer.schema_error = k == 4 ? EIO : 0;
        struct ArrowArrayStream in = jp_test_stream(&producer), out = { .release = NULL };
        jp_portfolio_options options = { .struct_size = k == 2 ? 3 : sizeof options };
        const jp_status expected[] =
            { JP_ERROR_ARGUMENT, JP_ERROR_ARGUMENT, JP_ERROR_OPTIONS, JP_ERROR_COLUMN,
                                       JP_ERROR_IO };
        assert_fails(jp_portfolio_stream(k == 0 ? NULL : model, &in, NULL, AS_OF_US, &options,
                                         k == 1 ? NULL : &out, &err),
                     expected[k], &err);
        assert_null(out.release);
        jp_test_producer_check(&producer);
    }
    struct ArrowArrayStream out;
    assert_fails(jp_portfolio_stream(model, NULL, NULL, AS_OF_US, NULL, &out, &err), JP_ERROR_ARGUMENT, &err);
    page_free(p);
}

/* ---- Memory -------------------------------------------------------------------------------- */

static jp_status stream_once(void *user, const jp_allocator *a, jp_error *err)
{
    const page *p = user;
    jp_test_producer producer = producer_of(p, with_dictionaries);
    const size_t batches[] = { 3, 1, p->rows - 4 };
    producer.batches = batches;
    producer.batch_count = 3;
    struct ArrowArrayStream in = jp_test_stream(&producer), scores;
    jp_portfolio_options options = { .struct_size = sizeof options, .out = JP_OUT_VERDICT, .threads = 1,
                                     .allocator = a };
    jp_status status = jp_portfolio_stream(model, &in, NULL, AS_OF_US, &options, &scores, err);
    struct ArrowArray batch = { .release = NULL };
    int failed = 0;
    do {
        if (batch.release)
            batch.release(&batch);
        if (status == JP_OK)
            failed = scores.get_next(&scores, &batch);
    } while (batch.release);
    if (failed != 0) {
        assert_int_equal(failed, ENOMEM);
        *err = (jp_error)JP_ERROR_INIT;
        strcpy(err->message, scores.get_last_error(&scores));
    }
    if (status == JP_OK)
        scores.release(&scores);
    if (failed != 0)
        err->code = status = JP_ERROR_MEMORY;
    jp_test_producer_check(&producer);
    return status;
}

static void the_stream_survives_every_failed_allocation(void **state)
{
    (void)state;
    page *p = page_of(7, 40, 4);
    assert_true(jp_sweep(stream_once, p) > 50);
    page_free(p);
}

/* Ten times the facts, hardly more memory: only what notices a relationship that comes again. */
static void memory_does_not_grow_with_the_facts(void **state)
{
    (void)state;
    size_t peaks[2];
    for (size_t k = 0; k < 2; k++) {
        page *p = page_of(8, k == 0 ? 10000 : 100000, 1);
        jp_test_producer producer = producer_of(p, with_text);
        size_t *batches = calloc(p->rows / 500, sizeof *batches);
        for (size_t b = 0; b < p->rows / 500; b++)
            batches[b] = 500;
        producer.batches = batches;
        producer.batch_count = p->rows / 500;
        jp_test_allocator memory;
        jp_test_allocator_init(&memory);
        struct ArrowArrayStream in = jp_test_stream(&producer), scores;
        jp_portfolio_options options = { .struct_size = sizeof options, .threads = 1,
                                         .allocator = &memory.allocator };
        struct ArrowArray batch;
        assert_ok(jp_portfolio_stream(model, &in, NULL, AS_OF_US, &options, &scores, NULL), NULL);
        while (scores.get_next(&scores, &batch) == 0 && batch.release)
            batch.release(&batch);
        scores.release(&scores);
        jp_test_allocator_check(&memory);
        peaks[k] = memory.peak_bytes;
        free(batches);
        page_free(p);
    }
    assert_true(peaks[1] < peaks[0] + 64 * (100000 - 10000) + 100000);
}

static int begin(void **state)
{
    (void)state;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_model_default(&model, &err), &err);
    return 0;
}

static int end(void **state)
{
    (void)state;
    jp_model_free(model);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_batches_give_the_bits_of_a_table),
        cmocka_unit_test(many_relationships_come_in_bounded_batches),
        cmocka_unit_test(one_large_relationship_may_span_everything),
        cmocka_unit_test(the_schema_is_that_of_the_table_and_all_nullable),
        cmocka_unit_test(no_facts_give_no_batches),
        cmocka_unit_test(a_relationship_that_comes_again_is_refused_by_row),
        cmocka_unit_test(a_time_that_goes_back_is_refused_by_row_unless_sorting_is_asked_for),
        cmocka_unit_test(rows_that_are_left_out_count_where_another_is_refused),
        cmocka_unit_test(a_bad_row_and_a_failing_input_are_told_by_the_stream),
        cmocka_unit_test(the_caller_may_end_it),
        cmocka_unit_test(wrong_arguments_release_the_input_all_the_same),
        cmocka_unit_test(the_stream_survives_every_failed_allocation),
        cmocka_unit_test(memory_does_not_grow_with_the_facts),
    };
    return cmocka_run_group_tests_name("portfolio/stream", tests, begin, end);
}
