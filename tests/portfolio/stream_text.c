/*
 * Scores from CSV and JSON Lines as they are read: the same bits as from a table, whatever the bytes look
 * like and however they come; what is refused, and with which line; what is said, held and released.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <stdio.h>

#include "facts/text.h"
#include "portfolio/pages.h"
#include "support/allocator.h"
#include "support/sweep.h"

#define HEADER "supplier,client,time,kind,actor\n"
#define AGAIN                                                                                  \
    "belongs to a relationship that has ended before: give facts grouped by relationship, such as ordered " \
    "by supplier, client and time."
#define BACK                                                                                           \
    "is earlier than the one before it in its relationship: give facts in order of time, or ask for " \
    "sorting."

typedef jp_status (*stream_fn)(const jp_model *model, jp_read_fn read, void *read_user,
                               const jp_fact_table_options *reading, int64_t as_of_us,
                               const jp_portfolio_options *options, struct ArrowArrayStream *out,
                               jp_error *err);

/* ---- Both formats ---------------------------------------------------------------------------- */

typedef struct format {
    stream_fn stream;
    jp_test_reader read;
    char *(*write)(page *p, unsigned style);
} format;

static const format formats[2] = { { jp_portfolio_stream_csv, jp_fact_table_read_csv, csv_of },
                                   { jp_portfolio_stream_jsonl, jp_fact_table_read_jsonl, jsonl_of } };

/* ---- The same bits -------------------------------------------------------------------------- */

static expectation expected_of(const format *f, const char *text, const jp_portfolio_options *options)
{
    expectation e = { jp_test_table(f->read, text), NULL };
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_fact_table_score(e.facts, AS_OF_US, options, &e.table, &err), &err);
    return e;
}

/* A stream that can be made. */
static struct ArrowArrayStream opened(const format *f, jp_test_bytes *in,
                                      const jp_fact_table_options *reading,
                                      const jp_portfolio_options *options)
{
    struct ArrowArrayStream scores;
    jp_error err = JP_ERROR_INIT;
    assert_ok(f->stream(jp_test_model(), jp_test_read, in, reading, AS_OF_US, options, &scores, &err), &err);
    return scores;
}

/* Returns how many batches there were. */
static size_t assert_stream(const format *f, const char *text, size_t chunk, const page *p,
                            const jp_portfolio_options *options, const expectation *e)
{
    jp_test_bytes in = jp_test_bytes_of(text);
    in.chunk = chunk;
    struct ArrowArrayStream scores = opened(f, &in, NULL, options);
    size_t batches = assert_pulled(&scores, p, e);
    assert_int_equal(in.at, in.length);
    return batches;
}

static void any_text_and_any_reads_give_the_bits_of_a_table(void **state)
{
    (void)state;
    const size_t chunks[] = { 0, 1, 7, 61, 4093 };
    for (unsigned k = 0; k < 2 * STYLES; k++) {
        const format *f = &formats[k / STYLES];
        page *p = page_of(UINT64_C(0x57e457e457e457e8) + k, 60, 12);
        for (size_t row = 0; k % 2 && row < p->rows; row++) /* quotes and line ends in ids */
            if (strcmp(p->cells[row * COLUMNS + SUPPLIER], "Acme") != 0)
                p->cells[row * COLUMNS + SUPPLIER] = "Harbour \"Services\",\nLtd";
        char *text = f->write(p, k % STYLES);
        jp_portfolio_options options = { .struct_size = sizeof options, .out = JP_OUT_ALL,
                                         .threads = 1 + k % 2 };
        expectation e = expected_of(f, text, &options);
        for (size_t c = 0; c < 5; c++)
            assert_stream(f, text, chunks[c], p, &options, &e);
        expectation_free(&e);
        free(text);
        page_free(p);
    }
}

static void many_facts_come_in_many_batches(void **state)
{
    (void)state;
    static const struct { size_t relationships, most; uint32_t threads; size_t batches; } sizes[] = {
        { 9000, 2, 1, 2 }, { 8000, 40, 1, 2 }, { 8000, 40, 2, 2 }, { 5, 60000, 1, 2 }
    };
    for (size_t k = 0; k < 5; k++) { /* of JSON Lines, which takes its time, only the first */
        const format *f = &formats[k / 4];
        page *p = page_of(UINT64_C(0x57e457e457e45808) + k, sizes[k % 4].relationships, sizes[k % 4].most);
        char *text = f->write(p, k % 2 ? QUOTES | BLANKS | CRLF : LONG);
        jp_portfolio_options options = { .struct_size = sizeof options, .threads = sizes[k % 4].threads };
        expectation e = expected_of(f, text, &options);
        assert_true(assert_stream(f, text, k % 2 ? 0 : 10007, p, &options, &e) >= sizes[k % 4].batches);
        expectation_free(&e);
        free(text);
        page_free(p);
    }
}

static void no_facts_give_no_batches(void **state)
{
    (void)state;
    const char *const texts[] = { HEADER, HEADER "\n\n", "", "\n \n" };
    for (size_t k = 0; k < 4; k++) {
        jp_test_bytes in = jp_test_bytes_of(texts[k]);
        struct ArrowArray batch;
        struct ArrowArrayStream scores = opened(&formats[k / 2], &in, NULL, NULL);
        for (int n = 0; n < 2; n++) {
            assert_int_equal(scores.get_next(&scores, &batch), 0);
            assert_null(batch.release);
        }
        scores.release(&scores);
    }
}

/* ---- What is refused, and with which line ------------------------------------------------------ */

/* The stream is made; pulled, it fails. */
static void assert_refused(const format *f, const char *text, const jp_fact_table_options *reading,
                           int number, const char *words)
{
    for (size_t chunk = 0; chunk < 3; chunk++) {
        jp_test_bytes in = jp_test_bytes_of(text);
        in.chunk = chunk;
        struct ArrowArrayStream scores = opened(f, &in, reading, NULL);
        assert_pull_fails_so(&scores, number, words);
    }
}

#define CSV(supplier, day) supplier ",C,2023-01-" day "T00:00:00Z,meeting,client\n"
#define JSONL(supplier, day)                                                                 \
    "{\"supplier\":\"" supplier "\",\"client\":\"C\",\"time\":\"2023-01-" day                \
    "T00:00:00Z\",\"kind\":\"meeting\",\"actor\":\"client\"}\n"
#define SPREAD "\"A\",\"C\",2023-01-01T00:00:00Z,\"meeting\",\"client\"\n" /* not read at a glance */
#define LINES "\"A\nB\"\"\n\",C,2023-01-01T00:00:00Z,meeting,client\n"     /* three of them */

/* Whatever stands before, the line is that of the file. */
static void what_comes_again_is_refused_with_its_line(void **state)
{
    (void)state;
    const format *csv = &formats[0], *jsonl = &formats[1];
    const char *const third[] = {
        HEADER CSV("A", "01") CSV("B", "01") CSV("A", "02"),
        HEADER CSV("A", "01") CSV("A", "02") CSV("B", "02") CSV("A", "02"),
        HEADER "\n\n" CSV("A", "01") "\n" CSV("B", "02") "\n" CSV("A", "02"),
        HEADER SPREAD CSV("B", "02") SPREAD,
        HEADER LINES CSV("B", "02") LINES,
        HEADER CSV("A", "01") LINES "\n" SPREAD,
        "\xef\xbb\xbf\n" HEADER CSV("A", "01") CSV("B", "02") CSV("A", "02"),
    };
    const unsigned lines[] = { 4, 5, 8, 4, 6, 7, 5 };
    for (size_t k = 0; k < sizeof third / sizeof *third; k++) {
        char words[300];
        snprintf(words, sizeof words, "Line %u " AGAIN, lines[k]);
        assert_refused(csv, third[k], NULL, EINVAL, words);
    }
    assert_refused(jsonl, JSONL("A", "01") "\n" JSONL("B", "01") " \n\n" JSONL("A", "02"), NULL, EINVAL,
                   "Line 6 " AGAIN);
}

static void what_comes_again_much_later_is_refused_with_its_line(void **state)
{
    (void)state;
    for (size_t k = 0; k < 2; k++) {
        page *p = page_of(UINT64_C(0x57e457e457e45810), 30000, 1);
        memcpy(p->cells + 29000 * COLUMNS, p->cells + 5 * COLUMNS, COLUMNS * sizeof *p->cells);
        char *text = formats[k].write(p, 0);
        assert_refused(&formats[k], text, NULL, EINVAL, k == 0 ? "Line 29002 " AGAIN : "Line 29001 " AGAIN);
        free(text);
        page_free(p);
    }
}

static void a_time_that_goes_back_is_refused_with_its_line_unless_sorting_is_asked_for(void **state)
{
    (void)state;
    const char *const texts[] = { HEADER CSV("A", "03") LINES "\n" CSV("B", "02") CSV("B", "04")
                                  CSV("B", "03"),
                                  JSONL("A", "03") "\n" JSONL("B", "02") JSONL("B", "04") JSONL("B", "03") };
    for (size_t k = 0; k < 2; k++) {
        const format *f = &formats[k];
        assert_refused(f, texts[k], NULL, EINVAL, k == 0 ? "Line 9 " BACK : "Line 5 " BACK);
        jp_portfolio_options options = { .struct_size = sizeof options, .out = JP_OUT_ALL, .sort = true };
        expectation e = expected_of(f, texts[k], &options);
        jp_test_bytes in = jp_test_bytes_of(texts[k]);
        struct ArrowArrayStream scores = opened(f, &in, NULL, &options);
        struct ArrowArray batch;
        assert_int_equal(scores.get_next(&scores, &batch), 0);
        assert_int_equal(batch.length, jp_fact_table_relationship_count(e.facts));
        scores.release(&scores); /* the batch stays */
        assert_batch(&batch, &e);
        batch.release(&batch);
        expectation_free(&e);
    }
}

#define BAD_CSV                                                                                \
    HEADER CSV("A", "01") "A,C,2023-01-02,meeting\n" LINES "\"A\",C,2023-01-03T00:00:00Z,nothing,client\n"
#define BAD_JSONL JSONL("A", "01") "\n{\"supplier\":1}\n" JSONL("B", "02") "{\n"

static void a_bad_row_is_an_error_with_its_line(void **state)
{
    (void)state;
    assert_refused(&formats[0], BAD_CSV, NULL, EINVAL,
                   "Line 3: expected 5 fields, as in the header, got 4.");
    assert_refused(&formats[0], HEADER LINES "\"A\",C,2023-01-03T00:00:00Z,nothing,client\n", NULL, EINVAL,
                   "Line 5, column 4 (kind): expected a kind of the model, got 'nothing'.");
    assert_refused(&formats[1], BAD_JSONL, NULL, EINVAL,
                   "Line 3 (supplier): expected text in quotes or null, got a number.");
}

/* Rows that are left out count as lines, but belong to no relationship. */
static void a_bad_row_is_left_out_where_the_caller_says_so(void **state)
{
    (void)state;
    const char *const texts[] = { BAD_CSV CSV("A", "03"), BAD_JSONL JSONL("A", "03") };
    const char *const words[] = { "Line 8 " AGAIN, "Line 6 " AGAIN };
    for (size_t k = 0; k < 2; k++) {
        jp_test_said said;
        jp_fact_table_options reading = jp_test_options(&said, true);
        assert_refused(&formats[k], texts[k], &reading, EINVAL, words[k]);
        assert_int_equal(said.bad_rows, 3 * 2); /* each time */
        assert_int_equal(said.bad.line, k == 0 ? 7 : 5);
        assert_string_equal(said.bad_row, k == 0 ? "\"A\",C,2023-01-03T00:00:00Z,nothing,client" : "{");
        reading = jp_test_options(&said, true);
        said.stop_at = 1;
        jp_test_bytes in = jp_test_bytes_of(texts[k]);
        struct ArrowArrayStream scores = opened(&formats[k], &in, &reading, NULL);
        struct ArrowArray batch;
        assert_int_equal(scores.get_next(&scores, &batch), EINVAL);
        assert_null(batch.release);
        assert_int_equal(said.bad_rows, 1);
        scores.release(&scores);
    }
}

/* ---- What is said -------------------------------------------------------------------------------- */

static size_t pull_all(struct ArrowArrayStream *scores)
{
    size_t rows = 0;
    struct ArrowArray batch;
    while (scores->get_next(scores, &batch) == 0 && batch.release) {
        rows += (size_t)batch.length;
        batch.release(&batch);
    }
    return rows;
}

static void warnings_reach_the_caller_once(void **state)
{
    (void)state;
    const char *const texts[] = {
        "supplier,client,time,kind,actor,colour\nA,C,2023-01-01T00:00:00Z,meeting,client,red\n",
        "{\"supplier\":\"A\",\"client\":\"C\",\"time\":\"2023-01-01T00:00:00Z\",\"kind\":\"meeting\","
        "\"actor\":\"client\",\"colour\":\"red\"}\n",
    };
    for (size_t k = 0; k < 2; k++) {
        jp_test_said said;
        jp_fact_table_options reading = jp_test_options(&said, false);
        jp_test_bytes in = jp_test_bytes_of(texts[k]);
        struct ArrowArrayStream scores = opened(&formats[k], &in, &reading, NULL);
        assert_int_equal(pull_all(&scores), 1);
        assert_int_equal(pull_all(&scores), 0);
        scores.release(&scores);
        assert_int_equal(said.warnings, 1);
        assert_int_equal(said.warning.code, JP_WARNING_COLUMN);
        assert_non_null(strstr(said.warning.message, "'colour' is not known"));
    }
}

/* As many relationships as make several batches, each with a meeting and a call, from row 15000 on shorter
 * than can be. */
static char *of_clamped(bool csv)
{
    enum { ROWS = 20000 };
    char *text = malloc(ROWS * 120 + 100), *to = text;
    assert_non_null(text);
    to += sprintf(to, "%s", csv ? "supplier,client,time,kind,actor,value\n" : "");
    for (int r = 0; r < ROWS; r++) {
        const char *kind = r % 2 ? "call" : "meeting", *value = r < 15000 ? "30" : "-5";
        if (csv)
            to += sprintf(to, "S,C%05d,2023-01-01T00:00:00Z,%s,client,%s\n", r / 2, kind, value);
        else
            to += sprintf(to, "{\"supplier\":\"S\",\"client\":\"C%05d\",\"time\":\"2023-01-01T00:00:00Z\","
                              "\"kind\":\"%s\",\"actor\":\"client\",\"value\":%s}\n", r / 2, kind, value);
    }
    return text;
}

static void values_that_are_clamped_are_warned_of_once_a_kind_however_late(void **state)
{
    (void)state;
    for (size_t k = 0; k < 2; k++) {
        char *text = of_clamped(k == 0);
        jp_test_said said, of_table;
        jp_fact_table_options reading = jp_test_options(&said, false);
        jp_test_bytes in = jp_test_bytes_of(text);
        struct ArrowArrayStream scores = opened(&formats[k], &in, &reading, NULL);
        assert_int_equal(pull_all(&scores), 10000);
        scores.release(&scores);
        reading = jp_test_options(&of_table, false);
        in = jp_test_bytes_of(text);
        jp_fact_table *table = NULL;
        assert_ok(formats[k].read(jp_test_model(), jp_test_read, &in, &reading, &table, NULL), NULL);
        jp_fact_table_free(table);
        assert_int_equal(said.warnings, 2);
        assert_int_equal(of_table.warnings, 2);
        assert_string_equal(said.warning.message, of_table.warning.message);
        assert_int_equal(said.warning.line, k == 0 ? 15003 : 15002);
        free(text);
    }
}

typedef struct progress {
    uint64_t done;
    size_t calls, stop_at;
} progress;

static int count(void *user, uint64_t done, uint64_t total)
{
    progress *p = user;
    assert_int_equal(total, 0);
    assert_true(done >= p->done);
    p->done = done;
    return ++p->calls == p->stop_at;
}

static int never(void *user, uint64_t done, uint64_t total)
{
    (void)user, (void)done, (void)total;
    fail_msg("the progress of the scores was told");
    return 1;
}

/* Text of more than three megabytes. */
static char *large_text(const format *f)
{
    page *p = page_of(UINT64_C(0x57e457e457e45811), 9000, 10);
    char *text = f->write(p, 0);
    page_free(p);
    assert_in_range(strlen(text), 3000000, 30000000);
    return text;
}

static void progress_counts_bytes_and_may_end_it(void **state)
{
    (void)state;
    for (size_t k = 0; k < 2; k++) {
        char *text = large_text(&formats[k]), words[80];
        for (size_t stop_at = 0; stop_at < 4; stop_at++) {
            jp_test_bytes in = jp_test_bytes_of(text);
            progress told = { .stop_at = stop_at };
            jp_fact_table_options reading = { .struct_size = sizeof reading, .on_progress = count,
                                              .progress_user = &told };
            jp_portfolio_options options = { .struct_size = sizeof options, .on_progress = never };
            struct ArrowArrayStream scores = opened(&formats[k], &in, &reading, &options);
            if (stop_at > 0) {
                (void)pull_all(&scores);
                snprintf(words, sizeof words, "Reading was cancelled after %llu bytes.",
                         (unsigned long long)told.done);
                assert_pull_fails_so(&scores, ECANCELED, words);
                assert_int_equal(told.calls, stop_at);
                continue;
            }
            assert_int_equal(pull_all(&scores), 9000);
            scores.release(&scores);
            assert_int_equal(told.done, strlen(text));
        }
        free(text);
    }
}

/* ---- Beginnings and ends ---------------------------------------------------------------------- */

static void a_read_that_fails_is_told_at_once_or_by_the_stream(void **state)
{
    (void)state;
    for (size_t k = 0; k < 2; k++) {
        char *text = large_text(&formats[k]);
        jp_test_bytes in = jp_test_bytes_of(text);
        struct ArrowArrayStream scores = { .release = NULL };
        jp_error err = JP_ERROR_INIT;
        char words[100];
        in.fail_at = 20;
        assert_fails(formats[k].stream(jp_test_model(), jp_test_read, &in, NULL, AS_OF_US, NULL, &scores,
                                       &err),
                     JP_ERROR_IO, &err);
        assert_null(scores.release);
        in = jp_test_bytes_of(text);
        in.fail_at = 1234567;
        scores = opened(&formats[k], &in, NULL, NULL);
        snprintf(words, sizeof words, "Reading failed after 1234567 bytes with error number %d.", EIO);
        assert_pull_fails_so(&scores, EIO, words);
        free(text);
    }
}

static void what_is_wrong_from_the_beginning_fails_at_once(void **state)
{
    (void)state;
    struct ArrowArrayStream out, untouched;
    memset(&out, 0x5a, sizeof out);
    untouched = out;
    const char *const texts[] = { "supplier,client,time,kind\n", "supplier,client,time,kind,actor,kind\n",
                                  "supplier,cl\xff\n", "supplier,\"client\n" };
    const jp_status expected[] = { JP_ERROR_COLUMN, JP_ERROR_COLUMN, JP_ERROR_ENCODING, JP_ERROR_SYNTAX };
    for (size_t k = 0; k < 4; k++) {
        jp_test_bytes in = jp_test_bytes_of(texts[k]);
        jp_test_allocator memory;
        jp_test_allocator_init(&memory);
        jp_portfolio_options options = { .struct_size = sizeof options, .allocator = &memory.allocator };
        jp_error err = JP_ERROR_INIT;
        assert_fails(jp_portfolio_stream_csv(jp_test_model(), jp_test_read, &in, NULL, AS_OF_US, &options,
                                             &out, &err),
                     expected[k], &err);
        assert_memory_equal(&out, &untouched, sizeof out);
        jp_test_allocator_check(&memory);
    }
}

/* With each step one more thing is right. */
static void arguments_are_checked_in_order(void **state)
{
    (void)state;
    for (size_t k = 0; k < 2; k++) {
        const char *const words[] = { "'model'", "'out'", "jp_portfolio_options", "more threads",
                                      "jp_fact_table_options", "'read'" };
        for (int right = 0; right < 6; right++) {
            jp_portfolio_options options = { .struct_size = right > 2 ? sizeof options : 3,
                                             .out = right > 3 ? 0 : UINT32_MAX };
            jp_fact_table_options reading = { .struct_size = right > 4 ? sizeof reading : 3 };
            struct ArrowArrayStream out = { .release = NULL };
            jp_error err = JP_ERROR_INIT;
            jp_status status =
                formats[k].stream(right > 0 ? jp_test_model() : NULL, NULL, NULL, &reading, AS_OF_US,
                                  &options, right > 1 ? &out : NULL, &err);
            assert_fails(status, right < 2 || right == 5 ? JP_ERROR_ARGUMENT : JP_ERROR_OPTIONS, &err);
            if (right != 3 && !strstr(err.message, words[right]))
                fail_msg("expected %s in \"%s\"", words[right], err.message);
            assert_null(out.release);
        }
    }
}

/* Callers who know fewer or more members than this version. */
static void options_of_reading_may_be_older_or_newer(void **state)
{
    (void)state;
    struct {
        jp_fact_table_options known;
        char unknown[16];
    } newer;
    memset(&newer, 0, sizeof newer);
    const size_t older = offsetof(jp_fact_table_options, expected_facts);
    const size_t sizes[] = { older, sizeof newer.known, sizeof newer };
    for (size_t k = 0; k < 6; k++) {
        const format *f = &formats[k / 3];
        progress told = { .calls = 0 };
        newer.known = (jp_fact_table_options){ .struct_size = sizes[k % 3], .on_progress = count,
                                               .progress_user = &told, .expected_facts = SIZE_MAX };
        const char *text = k < 3 ? HEADER CSV("A", "01") : JSONL("A", "01");
        jp_fact_table_options *reading = malloc(sizes[k % 3]); /* so that a look behind it is found out */
        assert_non_null(reading);
        memcpy(reading, &newer, sizes[k % 3]);
        jp_test_bytes in = jp_test_bytes_of(text);
        struct ArrowArrayStream scores = opened(f, &in, reading, NULL);
        free(reading); /* nothing of it is needed any more */
        assert_int_equal(pull_all(&scores), 1);
        scores.release(&scores);
        assert_int_equal(told.done, strlen(text));
    }
}

/* ---- Memory -------------------------------------------------------------------------------------- */

static void a_stream_released_early_reads_no_further_and_keeps_nothing(void **state)
{
    (void)state;
    for (size_t k = 0; k < 4; k++) {
        char *text = large_text(&formats[k / 2]);
        jp_test_bytes in = jp_test_bytes_of(text);
        jp_test_allocator memory;
        jp_test_allocator_init(&memory);
        jp_portfolio_options options = { .struct_size = sizeof options, .threads = 1,
                                         .allocator = &memory.allocator };
        struct ArrowArray batch;
        in.chunk = 1000;
        struct ArrowArrayStream scores = opened(&formats[k / 2], &in, NULL, &options);
        if (k % 2) {
            assert_int_equal(scores.get_next(&scores, &batch), 0);
            batch.release(&batch);
        }
        size_t at = in.at;
        scores.release(&scores);
        assert_null(scores.release);
        assert_int_equal(in.at, at);
        assert_true(at < in.length);
        jp_test_allocator_check(&memory);
        free(text);
    }
}

typedef struct sweeping {
    const format *f;
    const char *text;
} sweeping;

static jp_status stream_once(void *user, const jp_allocator *a, jp_error *err)
{
    const sweeping *what = user;
    jp_test_bytes in = jp_test_bytes_of(what->text);
    struct ArrowArrayStream scores = { .release = NULL };
    struct ArrowArray batch = { .release = NULL };
    jp_portfolio_options options = { .struct_size = sizeof options, .out = JP_OUT_VERDICT, .threads = 1,
                                     .allocator = a };
    jp_status status =
        what->f->stream(jp_test_model(), jp_test_read, &in, NULL, AS_OF_US, &options, &scores, err);
    assert_int_equal(status == JP_OK, scores.release != NULL);
    if (status != JP_OK)
        return status;
    int failed = scores.get_next(&scores, &batch);
    while (batch.release) {
        batch.release(&batch);
        failed = scores.get_next(&scores, &batch);
    }
    if (failed != 0) {
        assert_int_equal(failed, ENOMEM);
        *err = (jp_error)JP_ERROR_INIT;
        snprintf(err->message, sizeof err->message, "%s", scores.get_last_error(&scores));
        err->code = JP_ERROR_MEMORY;
    }
    scores.release(&scores);
    return failed == 0 ? JP_OK : JP_ERROR_MEMORY;
}

static void the_stream_survives_every_failed_allocation(void **state)
{
    (void)state;
    (void)jp_test_model();
    for (size_t k = 0; k < 2; k++) {
        page *p = page_of(UINT64_C(0x57e457e457e45812), 16, 3);
        p->cells[9 * COLUMNS + CLIENT] = "a \"quoted\" one";
        char *text = formats[k].write(p, QUOTES | LONG | BLANKS);
        sweeping what = { &formats[k], text };
        size_t allocations =
            k == 0 ? jp_sweep(stream_once, &what) : jp_sweep_with_jansson(stream_once, &what);
        assert_true(allocations > 50);
        free(text);
        page_free(p);
    }
}

/* Five times the facts, hardly more memory: only what notices a relationship that comes again. */
static void memory_does_not_grow_with_the_facts(void **state)
{
    (void)state;
    for (size_t k = 0; k < 2; k++) {
        size_t peaks[2];
        for (size_t many = 0; many < 2; many++) {
            page *p = page_of(8, many ? 50000 : 10000, 2);
            char *text = formats[k].write(p, 0);
            jp_test_bytes in = jp_test_bytes_of(text);
            jp_test_allocator memory;
            jp_test_allocator_init(&memory);
            jp_portfolio_options options = { .struct_size = sizeof options, .threads = 1,
                                             .allocator = &memory.allocator };
            struct ArrowArrayStream scores = opened(&formats[k], &in, NULL, &options);
            assert_int_equal(pull_all(&scores), many ? 50000 : 10000);
            scores.release(&scores);
            jp_test_allocator_check(&memory);
            peaks[many] = memory.peak_bytes;
            free(text);
            page_free(p);
        }
        assert_true(peaks[1] < peaks[0] + 64 * (50000 - 10000) + 100000);
    }
}

static int end(void **state)
{
    (void)state;
    jp_test_model_free();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_text_and_any_reads_give_the_bits_of_a_table),
        cmocka_unit_test(many_facts_come_in_many_batches),
        cmocka_unit_test(no_facts_give_no_batches),
        cmocka_unit_test(what_comes_again_is_refused_with_its_line),
        cmocka_unit_test(what_comes_again_much_later_is_refused_with_its_line),
        cmocka_unit_test(a_time_that_goes_back_is_refused_with_its_line_unless_sorting_is_asked_for),
        cmocka_unit_test(a_bad_row_is_an_error_with_its_line),
        cmocka_unit_test(a_bad_row_is_left_out_where_the_caller_says_so),
        cmocka_unit_test(warnings_reach_the_caller_once),
        cmocka_unit_test(values_that_are_clamped_are_warned_of_once_a_kind_however_late),
        cmocka_unit_test(progress_counts_bytes_and_may_end_it),
        cmocka_unit_test(a_read_that_fails_is_told_at_once_or_by_the_stream),
        cmocka_unit_test(what_is_wrong_from_the_beginning_fails_at_once),
        cmocka_unit_test(arguments_are_checked_in_order),
        cmocka_unit_test(options_of_reading_may_be_older_or_newer),
        cmocka_unit_test(a_stream_released_early_reads_no_further_and_keeps_nothing),
        cmocka_unit_test(the_stream_survives_every_failed_allocation),
        cmocka_unit_test(memory_does_not_grow_with_the_facts),
    };
    return cmocka_run_group_tests_name("portfolio/stream_text", tests, NULL, end);
}
