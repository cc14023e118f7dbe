/*
 * Facts in, scores out: the same bits as from a table, whatever the batches; what is refused; what is
 * released.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <stdio.h>

#include "facts/producer.h"
#include "support/allocator.h"
#include "support/sweep.h"

#include <joyfulprofit/joyfulprofit.h>

enum { SUPPLIER, CLIENT, TIME, KIND, ACTOR, VALUE, ITEM, INTENSITY, RECORDED, ID, COLUMNS };

#define AS_OF_US INT64_C(1710000000000000)

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

/* ---- Facts --------------------------------------------------------------------------------- */

typedef struct page {
    const char **cells;
    char (*text)[4][32]; /* client, time, recorded, id */
    size_t rows;
} page;

static uint64_t seed;

static size_t below(size_t limit)
{
    seed ^= seed << 13; /* xorshift64 */
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (size_t)((seed >> 11) % limit);
}

static void fill_row(page *p, size_t relationship, unsigned day)
{
    static const char *const kinds[] = { "meeting", "message", "reply", "complaint", "thanks" };
    static const char *const values[] = { "0", "0.5", "1", "30" };
    const char **row = p->cells + p->rows * COLUMNS;
    char (*text)[32] = p->text[p->rows++];
    bool rating = below(4) == 0;
    /* The order in which they come is not that of their ids. */
    snprintf(text[0], sizeof text[0], "client %zu", relationship * 7919 % 100003);
    snprintf(text[1], sizeof text[1], "2023-%02u-%02uT00:00:00Z", 1 + day / 28, 1 + day % 28);
    snprintf(text[2], sizeof text[2], "2023-%02u-%02uT00:00:00Z", 1 + (unsigned)below(12),
             1 + (unsigned)below(28));
    snprintf(text[3], sizeof text[3], "id %zu", below(100));
    row[SUPPLIER] = relationship % 3 ? "Acme" : "Harbour Services Ltd";
    row[CLIENT] = text[0];
    row[TIME] = text[1];
    row[KIND] = rating ? "rating" : kinds[below(5)];
    row[ACTOR] = below(2) ? "client" : "supplier";
    row[VALUE] = rating ? values[below(3)] : below(2) ? values[below(4)] : NULL;
    row[ITEM] = rating ? "pillar.trust" : NULL;
    row[INTENSITY] = below(3) ? NULL : "0.5";
    row[RECORDED] = below(3) ? NULL : text[2];
    row[ID] = below(2) ? text[3] : NULL;
}

static page *page_of(size_t relationships, size_t most)
{
    page *p = calloc(1, sizeof *p);
    p->cells = calloc(relationships * most * COLUMNS, sizeof *p->cells);
    p->text = calloc(relationships * most, sizeof *p->text);
    for (size_t r = 0; r < relationships; r++) {
        unsigned day = 0;
        for (size_t n = 1 + below(most); n > 0; n--) {
            fill_row(p, r, day);
            day += (unsigned)below(330 / (unsigned)most + 1);
        }
    }
    return p;
}

static void free_page(page *p)
{
    free(p->cells);
    free(p->text);
    free(p);
}

static jp_test_producer producer_of(const page *p, const jp_test_column *columns)
{
    return (jp_test_producer){ .columns = columns, .column_count = COLUMNS, .cells = p->cells,
                               .row_count = p->rows };
}

/* ---- Comparison ---------------------------------------------------------------------------- */

static jp_text text_of(const struct ArrowArray *array, size_t row)
{
    const int64_t *offsets = array->buffers[1];
    return (jp_text){ (const char *)array->buffers[2] + offsets[row],
                      (size_t)(offsets[row + 1] - offsets[row]) };
}

static void assert_cell(const struct ArrowArray *array, size_t row, const jp_column_info *info,
                        size_t table_row)
{
    const uint8_t *validity = array->buffers[0];
    bool is_there = !validity || (validity[row / 8] >> row % 8 & 1);
    bool expected = !info->validity || (info->validity[table_row / 8] >> table_row % 8 & 1);
    assert_int_equal(is_there, expected);
    if (!is_there || info->type == JP_COLUMN_TEXT)
        return;
    if (info->type == JP_COLUMN_BOOL) {
        bool bit = ((const uint8_t *)array->buffers[1])[row / 8] >> row % 8 & 1;
        assert_int_equal(bit, ((const uint8_t *)info->values)[table_row]);
        return;
    }
    size_t size = info->type == JP_COLUMN_CATEGORY ? 1 : 8;
    assert_memory_equal((const char *)array->buffers[1] + row * size,
                        (const char *)info->values + table_row * size,
                        size);
}

/* Each row of the batch against the row of the same relationship in the table. */
static void assert_batch(const struct ArrowArray *batch, const jp_fact_table *facts, const jp_table *table)
{
    assert_in_range(batch->length, 1, 8192);
    assert_int_equal(batch->n_children, jp_table_column_count(table));
    for (size_t row = 0; row < (size_t)batch->length; row++) {
        size_t place;
        jp_text supplier = text_of(batch->children[0], row), client = text_of(batch->children[1], row);
        assert_ok(jp_fact_table_find(facts, supplier, client, &place, NULL), NULL);
        for (int64_t column = 0; column < batch->n_children; column++) {
            jp_column_info info = JP_INFO_INIT(jp_column_info);
            assert_ok(jp_table_column(table, (size_t)column, &info, NULL), NULL);
            assert_cell(batch->children[column], row, &info, place);
        }
    }
}

typedef struct expectation {
    jp_fact_table *facts;
    jp_table *table;
} expectation;

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

static void free_expectation(expectation *e)
{
    jp_fact_table_free(e->facts);
    jp_table_free(e->table);
}

/* Pulls all and compares it; the clients come in the order in which they came in. */
static void assert_stream(const page *p, jp_test_producer *producer, const expectation *e, uint32_t out)
{
    struct ArrowArrayStream in = jp_test_stream(producer), scores;
    jp_portfolio_options options = { .struct_size = sizeof options, .out = out, .threads = 2 };
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_portfolio_stream(model, &in, AS_OF_US, &options, &scores, &err), &err);
    assert_null(in.release);
    size_t rows = 0, row = 0;
    for (;;) {
        struct ArrowArray batch;
        assert_int_equal(scores.get_next(&scores, &batch), 0);
        if (!batch.release)
            break;
        assert_batch(&batch, e->facts, e->table);
        for (size_t k = 0; k < (size_t)batch.length; k++) {
            jp_text client = text_of(batch.children[1], k);
            assert_int_equal(client.length, strlen(p->cells[row * COLUMNS + CLIENT]));
            assert_memory_equal(client.bytes, p->cells[row * COLUMNS + CLIENT], client.length);
            const char *open = p->cells[row * COLUMNS + CLIENT];
            while (row < p->rows && strcmp(p->cells[row * COLUMNS + CLIENT], open) == 0)
                row++;
        }
        rows += (size_t)batch.length;
        batch.release(&batch);
    }
    assert_int_equal(rows, jp_fact_table_relationship_count(e->facts));
    assert_null(scores.get_last_error(&scores));
    scores.release(&scores);
    jp_test_producer_check(producer);
}

/* ---- The same bits ------------------------------------------------------------------------- */

static void any_batches_give_the_bits_of_a_table(void **state)
{
    (void)state;
    seed = UINT64_C(0x57e457e457e457e4);
    page *p = page_of(60, 12);
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
    free_expectation(&e);
    free_page(p);
}

static void many_relationships_come_in_bounded_batches(void **state)
{
    (void)state;
    seed = UINT64_C(0x57e457e457e457e5);
    page *p = page_of(20000, 2);
    expectation e = expected_of(p, 0);
    jp_test_producer producer = producer_of(p, with_text);
    assert_stream(p, &producer, &e, 0);
    free_expectation(&e);
    free_page(p);
}

static void one_large_relationship_may_span_everything(void **state)
{
    (void)state;
    seed = UINT64_C(0x57e457e457e457e6);
    page *p = calloc(1, sizeof *p);
    size_t rows = 3000;
    p->cells = calloc(rows * COLUMNS, sizeof *p->cells);
    p->text = calloc(rows, sizeof *p->text);
    for (size_t k = 0; k < rows; k++)
        fill_row(p, k < 20 ? 0 : k < 2900 ? 1 : 2, (unsigned)(k < 20 ? k : k < 2900 ? k / 10 : k - 2900));
    expectation e = expected_of(p, JP_OUT_ALL);
    const size_t batches[] = { 1, 1000, 0, 999, 1000 };
    jp_test_producer producer = producer_of(p, with_dictionaries);
    producer.batches = batches;
    producer.batch_count = 5;
    assert_stream(p, &producer, &e, JP_OUT_ALL);
    free_expectation(&e);
    free_page(p);
}

/* ---- Schema and ends ----------------------------------------------------------------------- */

static void the_schema_is_that_of_the_table_and_all_nullable(void **state)
{
    (void)state;
    seed = 1;
    page *p = page_of(3, 2);
    expectation e = expected_of(p, JP_OUT_VERDICT);
    jp_test_producer producer = producer_of(p, with_text);
    struct ArrowArrayStream in = jp_test_stream(&producer), scores;
    jp_portfolio_options options = { .struct_size = sizeof options, .out = JP_OUT_VERDICT };
    assert_ok(jp_portfolio_stream(model, &in, AS_OF_US, &options, &scores, NULL), NULL);
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
    free_expectation(&e);
    free_page(p);
}

static void no_facts_give_no_batches(void **state)
{
    (void)state;
    seed = 1;
    page *p = page_of(1, 1);
    const size_t batches[] = { 0, 0 };
    for (size_t count = 0; count < 3; count++) {
        jp_test_producer producer = producer_of(p, with_dictionaries);
        producer.batches = batches;
        producer.batch_count = count;
        struct ArrowArrayStream in = jp_test_stream(&producer), scores;
        struct ArrowArray batch;
        assert_ok(jp_portfolio_stream(model, &in, AS_OF_US, NULL, &scores, NULL), NULL);
        for (int k = 0; k < 2; k++) {
            assert_int_equal(scores.get_next(&scores, &batch), 0);
            assert_null(batch.release);
        }
        scores.release(&scores);
        jp_test_producer_check(&producer);
    }
    free_page(p);
}

/* ---- What is refused ------------------------------------------------------------------------- */

/* Pulls until it fails, which it does twice, with the same number and words. */
static void assert_pull_fails(jp_test_producer *producer, const jp_portfolio_options *options, int number,
                              const char *words)
{
    struct ArrowArrayStream in = jp_test_stream(producer), scores;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_portfolio_stream(model, &in, AS_OF_US, options, &scores, &err), &err);
    for (int k = 0; k < 2; k++) {
        struct ArrowArray batch;
        int got = scores.get_next(&scores, &batch);
        while (got == 0 && batch.release) {
            batch.release(&batch);
            got = scores.get_next(&scores, &batch);
        }
        assert_int_equal(got, number);
        assert_null(batch.release);
        assert_string_equal(scores.get_last_error(&scores), words);
    }
    scores.release(&scores);
    jp_test_producer_check(producer);
}

static void a_relationship_that_comes_again_is_refused_by_row(void **state)
{
    (void)state;
    seed = UINT64_C(0x57e457e457e457e7);
    const size_t counts[] = { 3, 9000 }; /* in the same batch of results, and in a later one */
    for (size_t t = 0; t < 4; t++) {
        size_t count = counts[t / 2];
        page *p = page_of(count, 1);
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
        free_page(p);
    }
}

static void a_time_that_goes_back_is_refused_by_row_unless_sorting_is_asked_for(void **state)
{
    (void)state;
    seed = 3;
    page *p = calloc(1, sizeof *p);
    p->cells = calloc(4 * COLUMNS, sizeof *p->cells);
    p->text = calloc(4, sizeof *p->text);
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
    assert_ok(jp_portfolio_stream(model, &in, AS_OF_US, &options, &scores, NULL), NULL);
    assert_int_equal(scores.get_next(&scores, &batch), 0);
    assert_int_equal(batch.length, 2);
    assert_batch(&batch, e.facts, e.table);
    scores.release(&scores); /* the batch stays */
    assert_batch(&batch, e.facts, e.table);
    batch.release(&batch);
    free_expectation(&e);
    free_page(p);
}

static void a_bad_row_and_a_failing_input_are_told_by_the_stream(void **state)
{
    (void)state;
    seed = 4;
    page *p = page_of(4, 2);
    jp_test_producer producer = producer_of(p, with_text);
    p->cells[2 * COLUMNS + KIND] = "nothing";
    assert_pull_fails(&producer, NULL, EINVAL, "Row 2 (kind): expected a kind of the model, got 'nothing'.");
    p->cells[2 * COLUMNS + KIND] = "meeting";
    producer = producer_of(p, with_text);
    producer.batch_error = ENOENT;
    producer.words = "the cable is cut";
    assert_pull_fails(&producer, NULL, EIO,
                      "The stream failed to give its next batch, with error number 2: the cable is cut");
    free_page(p);
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
    seed = 5;
    page *p = page_of(4, 2);
    jp_test_producer producer = producer_of(p, with_text);
    jp_portfolio_options options = { .struct_size = sizeof options, .on_progress = stop };
    char words[64];
    snprintf(words, sizeof words, "Reading was cancelled after %zu rows.", p->rows);
    assert_pull_fails(&producer, &options, ECANCELED, words);
    free_page(p);
}

static void wrong_arguments_release_the_input_all_the_same(void **state)
{
    (void)state;
    seed = 6;
    page *p = page_of(2, 2);
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
        assert_fails(jp_portfolio_stream(k == 0 ? NULL : model, &in, AS_OF_US, &options,
                                         k == 1 ? NULL : &out, &err),
                     expected[k], &err);
        assert_null(out.release);
        jp_test_producer_check(&producer);
    }
    struct ArrowArrayStream out;
    assert_fails(jp_portfolio_stream(model, NULL, AS_OF_US, NULL, &out, &err), JP_ERROR_ARGUMENT, &err);
    free_page(p);
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
    jp_status status = jp_portfolio_stream(model, &in, AS_OF_US, &options, &scores, err);
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
    seed = 7;
    page *p = page_of(40, 4);
    assert_true(jp_sweep(stream_once, p) > 50);
    free_page(p);
}

/* Ten times the facts, hardly more memory: only what notices a relationship that comes again. */
static void memory_does_not_grow_with_the_facts(void **state)
{
    (void)state;
    size_t peaks[2];
    for (size_t k = 0; k < 2; k++) {
        seed = 8;
        page *p = page_of(k == 0 ? 10000 : 100000, 1);
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
        assert_ok(jp_portfolio_stream(model, &in, AS_OF_US, &options, &scores, NULL), NULL);
        while (scores.get_next(&scores, &batch) == 0 && batch.release)
            batch.release(&batch);
        scores.release(&scores);
        jp_test_allocator_check(&memory);
        peaks[k] = memory.peak_bytes;
        free(batches);
        free_page(p);
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
        cmocka_unit_test(a_bad_row_and_a_failing_input_are_told_by_the_stream),
        cmocka_unit_test(the_caller_may_end_it),
        cmocka_unit_test(wrong_arguments_release_the_input_all_the_same),
        cmocka_unit_test(the_stream_survives_every_failed_allocation),
        cmocka_unit_test(memory_does_not_grow_with_the_facts),
    };
    return cmocka_run_group_tests_name("portfolio/stream", tests, begin, end);
}
