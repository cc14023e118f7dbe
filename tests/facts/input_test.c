/*
 * input_test.c - how the readers get their bytes: short and failing reads, ends of the buffer, long
 * lines, bad rows that are left out, progress.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <stdio.h>

#include "facts/text.h"

#define MEETING "S1,C1,2023-01-02T03:04:05Z,meeting,client"
#define SMALL_CSV                                                         \
    "\xef\xbb\xbfsupplier,client,time,kind,actor,value\r\n"               \
    "S1,C1,2023-01-02T03:04:05Z,meeting,client,45\r\n"                    \
    "\"S \"\"1\"\"\",\"C\r\n1\",2023-01-02T03:04:05Z,call,supplier,\r\n"  \
    "S\xc3\xa4,C2,2023-01-02T03:04:05+01:00,thanks,client,\n"
#define CALL "\"client\":\"C1\",\"time\":\"2023-01-02T03:04:05Z\",\"kind\":\"call\",\"actor\":\"client\""
#define SMALL_JSONL "{\"supplier\":\"S1\"," CALL "}\r\n\n{\"supplier\":\"S\xc3\xa4\"," CALL "}"

static const struct {
    jp_test_reader read;
    const char *text;
    size_t facts;
} small[] = { { jp_fact_table_read_csv, SMALL_CSV, 3 }, { jp_fact_table_read_jsonl, SMALL_JSONL, 2 } };

static void reads_of_any_size_give_the_same_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        jp_fact_table *whole = jp_test_table(small[i].read, small[i].text);
        char *expected = jp_test_show(whole);
        assert_int_equal(jp_fact_table_fact_count(whole), small[i].facts);
        jp_fact_table_free(whole);
        for (size_t chunk = 1; chunk < strlen(small[i].text); chunk++) {
            jp_test_bytes in = jp_test_bytes_of(small[i].text);
            jp_fact_table *table = NULL;
            jp_error err = JP_ERROR_INIT;
            in.chunk = chunk;
            assert_ok(small[i].read(jp_test_model(), jp_test_read, &in, NULL, &table, &err), &err);
            jp_test_assert_table(table, expected);
        }
        free(expected);
    }
}

static void a_read_that_fails_at_any_byte_is_an_error_and_leaves_no_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        for (size_t at = 0; at <= strlen(small[i].text); at++) {
            jp_test_bytes in = jp_test_bytes_of(small[i].text);
            jp_fact_table *table = (jp_fact_table *)(void *)&in;
            jp_error err = JP_ERROR_INIT;
            char words[80];
            in.fail_at = at;
            in.chunk = at % 7;
            assert_fails(small[i].read(jp_test_model(), jp_test_read, &in, NULL, &table, &err), JP_ERROR_IO,
                         &err);
            assert_null(table);
            snprintf(words, sizeof words, "after %zu bytes with error number %d", at, EIO);
            assert_non_null(strstr(err.message, words));
        }
    }
}

static int too_generous(void *user, char *buffer, size_t capacity, size_t *got)
{
    (void)user;
    (void)buffer;
    *got = capacity + 1;
    return 0;
}

static void a_callback_that_claims_too_much_is_not_believed(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        jp_fact_table *table = NULL;
        jp_error err = JP_ERROR_INIT;
        assert_fails(small[i].read(jp_test_model(), too_generous, NULL, NULL, &table, &err),
                     JP_ERROR_ARGUMENT, &err);
        assert_null(table);
    }
}

static void arguments_that_are_null_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        jp_test_bytes in = jp_test_bytes_of(small[i].text);
        jp_fact_table *table = (jp_fact_table *)(void *)&in;
        jp_error err = JP_ERROR_INIT;
        jp_fact_table_options options = { .struct_size = 5 };
        assert_fails(small[i].read(jp_test_model(), jp_test_read, &in, NULL, NULL, &err), JP_ERROR_ARGUMENT,
                     &err);
        assert_fails(small[i].read(jp_test_model(), NULL, &in, &options, &table, &err), JP_ERROR_ARGUMENT,
                     &err);
        assert_null(table);
        assert_fails(small[i].read(NULL, jp_test_read, &in, &options, &table, &err), JP_ERROR_ARGUMENT, &err);
        assert_fails(small[i].read(jp_test_model(), jp_test_read, &in, &options, &table, &err),
                     JP_ERROR_OPTIONS, &err);
        assert_int_equal(in.at, 0);
    }
}

/* ---- The buffer's end ----------------------------------------------------------------------- */

/* Rows of many lengths, some in quotes over two lines, more than the buffer holds at first; the
 * header's last, unknown column shifts everything by `shift` bytes. The last row is wrong if asked. */
static char *large_csv(size_t shift, const char *line_end, bool wrong, size_t *lines)
{
    char *text = malloc(1 << 20), *to = text;
    assert_non_null(text);
    to += sprintf(to, "supplier,client,time,kind,actor,id,");
    memset(to, 'x', shift + 1);
    to += shift + 1;
    to += sprintf(to, "%s", line_end);
    *lines = 2;
    for (unsigned i = 0; i < 10000; i++) {
        bool quoted = i % 3 == 0;
        to += sprintf(to, "S%u,C%u,2023-01-02T03:04:%02uZ,call,client,%s%u%s%s,%s", i % 7, i % 11, i % 60,
                      quoted ? "\"a\"\"" : "a", i, quoted ? line_end : "", quoted ? "\"" : "", line_end);
        *lines += quoted ? 2 : 1;
    }
    strcpy(to, wrong ? "S1,C1,never,call,client,," : "S1,C1,2023-01-02T03:04:05Z,call,client,,");
    return text;
}

static void rows_may_lie_across_the_end_of_the_buffer_anywhere(void **state)
{
    (void)state;
    const char *const line_ends[] = { "\n", "\r\n", "\r" };
    for (size_t e = 0; e < 3; e++) {
        char *expected = NULL;
        for (size_t shift = 0; shift < 140; shift += JP_TEST_STRIDE * (e == 2 ? 2u : 1u)) {
            size_t lines;
            char *text = large_csv(shift, line_ends[e], false, &lines);
            jp_fact_table *table = jp_test_table(jp_fact_table_read_csv, text);
            char *shown = jp_test_show(table);
            jp_fact_table_free(table);
            free(text);
            if (!expected)
                expected = shown;
            else if (strcmp(expected, shown) != 0)
                fail_msg("another table when shifted by %zu bytes", shift);
            if (expected != shown)
                free(shown);
        }
        free(expected);
    }
}

static void lines_are_counted_across_the_end_of_the_buffer(void **state)
{
    (void)state;
    const char *const line_ends[] = { "\n", "\r\n", "\r" };
    for (size_t shift = 0; shift < 140; shift += 3) {
        size_t lines;
        char *text = large_csv(shift, line_ends[shift % 3], true, &lines);
        jp_error err = jp_test_refused(jp_fact_table_read_csv, text, JP_ERROR_TIME, "'never'");
        assert_int_equal(err.line, lines);
        free(text);
    }
}

static void lines_of_json_are_counted_across_the_end_of_the_buffer(void **state)
{
    (void)state;
    const size_t rows = 3000;
    for (size_t shift = 0; shift < 100; shift++) {
        char *text = malloc(1 << 20), *to = text;
        assert_non_null(text);
        memset(to, ' ', shift);
        to += shift;
        for (size_t i = 0; i < rows; i++)
            to += sprintf(to, "{\"supplier\":\"S1\"," CALL "}\r\n");
        strcpy(to, "{}");
        jp_error err = jp_test_refused(jp_fact_table_read_jsonl, text, JP_ERROR_MISSING, "nothing");
        assert_int_equal(err.line, rows + 1);
        assert_int_equal(err.row, rows);
        free(text);
    }
}

/* ---- Long lines ----------------------------------------------------------------------------- */

/* `text`, then `count` times `repeat`. */
typedef struct stream {
    const char *text, *repeat;
    uint64_t count;
    uint64_t given;
} stream;

static int read_stream(void *user, char *buffer, size_t capacity, size_t *got)
{
    stream *s = user;
    size_t start = strlen(s->text), each = strlen(s->repeat);
    uint64_t end = start + s->count * each;
    for (*got = 0; *got < capacity && s->given < end; s->given++)
        buffer[(*got)++] = s->given < start ? s->text[s->given] : s->repeat[(s->given - start) % each];
    return 0;
}

static void a_line_of_100_megabytes_is_a_limit(void **state)
{
    (void)state;
    const struct {
        jp_test_reader read;
        const char *start;
    } cases[] = {
        { jp_fact_table_read_csv, "supplier,client,time,kind,actor\n" },
        { jp_fact_table_read_csv, "supplier,client,time,kind,actor\n\n\"" },
        { jp_fact_table_read_csv, "" },
        { jp_fact_table_read_jsonl, "\n{\"supplier\":\"" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        stream s = { .text = cases[i].start, .repeat = "x", .count = 100000000 };
        jp_test_said said;
        jp_fact_table_options options = jp_test_options(&said, true); /* it cannot be left out */
        jp_fact_table *table = NULL;
        jp_error err = JP_ERROR_INIT;
        assert_fails(cases[i].read(jp_test_model(), read_stream, &s, &options, &table, &err), JP_ERROR_LIMIT,
                     &err);
        assert_non_null(strstr(err.message, "16777216 bytes"));
        assert_int_equal(said.bad_rows, 0);
        assert_null(table);
        assert_true(s.given < 20000000);
    }
}

static void a_line_of_16_mebibytes_is_read(void **state)
{
    (void)state;
    const size_t longest = (size_t)16 << 20;
    char *text = malloc(longest + 100);
    const char *header = "supplier,client,time,kind,actor,note\n";
    assert_non_null(text);
    size_t start = (size_t)sprintf(text, "%s" MEETING ",", header);
    size_t line = strlen(header) + longest;
    memset(text + start, 'x', line - start);
    strcpy(text + line, "\r\n");
    jp_test_assert_table(jp_test_table(jp_fact_table_read_csv, text),
                         "S1|C1|2023-01-02T03:04:05.000000Z|meeting|client||||||\n");
    free(text);
}

static void a_quote_that_is_not_closed_in_16_mebibytes_spoils_only_its_line(void **state)
{
    (void)state;
    stream s = { .text = "supplier,client,time,kind,actor\n" MEETING "\nS1,\"C1,rest\n",
                .repeat = MEETING "\n",
                 .count = 450000 };
    jp_test_said said;
    jp_fact_table_options options = jp_test_options(&said, true);
    jp_fact_table *table = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_fact_table_read_csv(jp_test_model(), read_stream, &s, &options, &table, &err), &err);
    assert_int_equal(jp_fact_table_fact_count(table), 450001);
    assert_int_equal(said.bad_rows, 1);
    assert_string_equal(said.bad_row, "S1,\"C1,rest");
    assert_int_equal(said.bad.line, 3);
    assert_int_equal(said.bad.column, 2);
    assert_non_null(strstr(said.bad.message, "16 MiB"));
    jp_fact_table_free(table);
}

/* ---- Bad rows ------------------------------------------------------------------------------- */

static void bad_rows_can_be_left_out_and_the_counts_add_up(void **state)
{
    (void)state;
    static const struct {
        const char *row, *bad;
    } rows[] = {
        { MEETING, NULL },
        { "S1,C1,2023-01-02T03:04:05Z,meeting", "S1,C1,2023-01-02T03:04:05Z,meeting" },
        { "\"S\n1\",C1,2023-01-02T03:04:05Z,nothing,client",
         "\"S\n1\",C1,2023-01-02T03:04:05Z,nothing,client" },
        { MEETING "\"", MEETING "\"" },
        { "\"S\"1,C1,2023-01-02T03:04:05Z,meeting,client", "\"S\"1,C1,2023-01-02T03:04:05Z,meeting,client" },
        { "S\xff,C1,2023-01-02T03:04:05Z,meeting,client", "S\xff,C1,2023-01-02T03:04:05Z,meeting,client" },
        { "\"S\"\"1\",C1,2023-01-02T03:04:05Z,meeting,client", NULL },
        { ",C1,2023-01-02T03:04:05Z,meeting,client", ",C1,2023-01-02T03:04:05Z,meeting,client" },
        { MEETING, NULL },
        { "x,\"open", "x,\"open" },
    };
    for (size_t with = 1; with <= sizeof rows / sizeof rows[0]; with++) {
        char text[2000] = "supplier,client,time,kind,actor\r\n";
        const char *last = NULL;
        size_t good = 0, bad = 0;
        for (size_t i = 0; i < with; i++) {
            strcat(text, rows[i].row);
            strcat(text, "\r\n");
            good += rows[i].bad == NULL;
            bad += rows[i].bad != NULL;
            last = rows[i].bad ? rows[i].bad : last;
        }
        jp_test_said said;
        jp_fact_table_options options = jp_test_options(&said, true);
        jp_test_bytes in = jp_test_bytes_of(text);
        jp_fact_table *table = NULL;
        jp_error err = JP_ERROR_INIT;
        assert_ok(jp_fact_table_read_csv(jp_test_model(), jp_test_read, &in, &options, &table, &err), &err);
        assert_int_equal(jp_fact_table_fact_count(table), good);
        assert_int_equal(said.bad_rows, bad);
        if (last)
            assert_string_equal(said.bad_row, last);
        assert_int_equal(err.code, JP_OK);
        jp_fact_table_free(table);
    }
}

static void a_row_that_is_wrong_in_its_quotes_is_left_behind_its_first_line(void **state)
{
    (void)state;
    jp_test_said said;
    jp_fact_table_options options = jp_test_options(&said, true);
    jp_test_bytes in = jp_test_bytes_of("supplier,client,time,kind,actor\n\"S\r\n1\"x,C\r" MEETING "\n");
    jp_fact_table *table = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_fact_table_read_csv(jp_test_model(), jp_test_read, &in, &options, &table, &err), &err);
    assert_int_equal(jp_fact_table_fact_count(table), 1);
    assert_int_equal(said.bad_rows, 2); /* the rest of it is a row by itself, and wrong too */
    assert_string_equal(said.bad_row, "1\"x,C");
    assert_int_equal(said.bad.line, 3);
    jp_fact_table_free(table);
}

static void bad_lines_of_json_can_be_left_out_too(void **state)
{
    (void)state;
    jp_test_said said;
    jp_fact_table_options options = jp_test_options(&said, true);
    jp_test_bytes in = jp_test_bytes_of("{\n" SMALL_JSONL "\n{\"kind\":1}\r\n\xff\n");
    jp_fact_table *table = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_fact_table_read_jsonl(jp_test_model(), jp_test_read, &in, &options, &table, &err), &err);
    assert_int_equal(jp_fact_table_fact_count(table), 2);
    assert_int_equal(said.bad_rows, 3);
    assert_string_equal(said.bad_row, "\xff");
    assert_int_equal(said.bad.line, 6);
    assert_int_equal(said.bad.row, 4);
    jp_fact_table_free(table);
}

static void a_bad_row_may_end_the_reading(void **state)
{
    (void)state;
    jp_test_said said;
    jp_fact_table_options options = jp_test_options(&said, true);
    jp_test_bytes in = jp_test_bytes_of("supplier,client,time,kind,actor\n1\n" MEETING "\n2\n3\n");
    jp_fact_table *table = NULL;
    jp_error err = JP_ERROR_INIT;
    said.stop_at = 2;
    assert_fails(jp_fact_table_read_csv(jp_test_model(), jp_test_read, &in, &options, &table, &err),
                 JP_ERROR_SYNTAX,
                 &err);
    assert_null(table);
    assert_int_equal(said.bad_rows, 2);
    assert_int_equal(err.line, 4);
    assert_int_equal(err.row, 2);
    assert_string_equal(err.message, said.bad.message);
}

static void what_is_wrong_with_the_header_cannot_be_left_out(void **state)
{
    (void)state;
    const char *const files[] = { "", "supplier,client\n", "supplier,supplier,client,time,kind,actor\n",
                                 "\"x\n", "\xff\n",
                                  "\"a\"b\n" };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        jp_test_said said;
        jp_fact_table_options options = jp_test_options(&said, true);
        jp_test_bytes in = jp_test_bytes_of(files[i]);
        jp_fact_table *table = NULL;
        jp_error err = JP_ERROR_INIT;
        assert_int_not_equal(
            jp_fact_table_read_csv(jp_test_model(), jp_test_read, &in, &options, &table, &err), JP_OK);
        assert_int_equal(said.bad_rows, 0);
        assert_null(table);
    }
}

/* ---- Progress ------------------------------------------------------------------------------- */

typedef struct progress {
    uint64_t last;
    size_t calls, stop_at;
    bool backwards, total_known;
} progress;

static int on_progress(void *user, uint64_t done, uint64_t total)
{
    progress *p = user;
    p->backwards = p->backwards || done < p->last;
    p->total_known = p->total_known || total != 0;
    p->last = done;
    p->calls++;
    return p->calls == p->stop_at;
}

static jp_status read_with_progress(progress *p, uint64_t rows, jp_error *err)
{
    stream s = { .text = "supplier,client,time,kind,actor\n", .repeat = MEETING "\n", .count = rows };
    jp_fact_table_options options = { .struct_size = sizeof options, .on_progress = on_progress,
                                     .progress_user = p };
    jp_fact_table *table = NULL;
    jp_status status = jp_fact_table_read_csv(jp_test_model(), read_stream, &s, &options, &table, err);
    if (status == JP_OK)
        assert_int_equal(jp_fact_table_fact_count(table), rows);
    else
        assert_null(table);
    jp_fact_table_free(table);
    return status;
}

static void progress_is_told_about_every_mebibyte_and_at_the_end(void **state)
{
    (void)state;
    progress p = { .calls = 0 };
    jp_error err = JP_ERROR_INIT;
    assert_ok(read_with_progress(&p, 100000, &err), &err);
    uint64_t bytes = strlen("supplier,client,time,kind,actor\n") + 100000 * strlen(MEETING "\n");
    assert_int_equal(p.last, bytes);
    assert_false(p.backwards);
    assert_false(p.total_known);
    assert_in_range(p.calls, bytes >> 21, (bytes >> 20) + 2);
}

static void reading_can_be_cancelled(void **state)
{
    (void)state;
    for (size_t stop_at = 1; stop_at <= 4; stop_at++) {
        progress p = { .stop_at = stop_at };
        jp_error err = JP_ERROR_INIT;
        assert_fails(read_with_progress(&p, 100000, &err), JP_ERROR_CANCELLED, &err);
        assert_int_equal(p.calls, stop_at);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_of_any_size_give_the_same_table),
        cmocka_unit_test(a_read_that_fails_at_any_byte_is_an_error_and_leaves_no_table),
        cmocka_unit_test(a_callback_that_claims_too_much_is_not_believed),
        cmocka_unit_test(arguments_that_are_null_are_refused),
        cmocka_unit_test(rows_may_lie_across_the_end_of_the_buffer_anywhere),
        cmocka_unit_test(lines_are_counted_across_the_end_of_the_buffer),
        cmocka_unit_test(lines_of_json_are_counted_across_the_end_of_the_buffer),
        cmocka_unit_test(a_line_of_100_megabytes_is_a_limit),
        cmocka_unit_test(a_line_of_16_mebibytes_is_read),
        cmocka_unit_test(a_quote_that_is_not_closed_in_16_mebibytes_spoils_only_its_line),
        cmocka_unit_test(bad_rows_can_be_left_out_and_the_counts_add_up),
        cmocka_unit_test(a_row_that_is_wrong_in_its_quotes_is_left_behind_its_first_line),
        cmocka_unit_test(bad_lines_of_json_can_be_left_out_too),
        cmocka_unit_test(a_bad_row_may_end_the_reading),
        cmocka_unit_test(what_is_wrong_with_the_header_cannot_be_left_out),
        cmocka_unit_test(progress_is_told_about_every_mebibyte_and_at_the_end),
        cmocka_unit_test(reading_can_be_cancelled),
    };
    int failed = cmocka_run_group_tests_name("facts/input", tests, NULL, NULL);
    jp_test_model_free();
    return failed;
}
