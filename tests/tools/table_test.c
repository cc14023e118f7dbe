/*
 * table_test.c - the table fits its width, whatever the ids, and does not claim what is not known.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "support/test.h"

#include <unistd.h>

#include "session.h"
#include "table.h"
#include "text.h"

#define TOKYO "\xE6\x9D\xB1\xE4\xBA\xAC" /* in kanji: four columns */

static output out;

typedef struct pair {
    const char *supplier, *client;
} pair;

/* A session over one meeting of each pair, without a file. */
static void open_session(session *s, const pair *pairs, size_t count)
{
    jp_error err = JP_ERROR_INIT;
    *s = (session){ .input = "test", .as_of_us = JP_DAY_US };
    assert_ok(jp_model_default(&s->model, &err), &err);
    assert_ok(jp_fact_table_new(s->model, NULL, &s->table, &err), &err);
    for (size_t i = 0; i < count; i++) {
        jp_fact fact = JP_FACT_INIT;
        fact.supplier = text_of(pairs[i].supplier, strlen(pairs[i].supplier));
        fact.client = text_of(pairs[i].client, strlen(pairs[i].client));
        fact.kind = text_of("meeting", strlen("meeting"));
        assert_ok(jp_fact_table_add(s->table, &fact, &err), &err);
    }
    assert_ok(jp_fact_table_sort(s->table, &err), &err);
    s->chosen_count = jp_fact_table_relationship_count(s->table);
    s->chosen = calloc(s->chosen_count, sizeof s->chosen[0]);
    assert_non_null(s->chosen);
    for (size_t i = 0; i < s->chosen_count; i++)
        s->chosen[i] = (uint32_t)i;
}

/* Prints lines that were made up, and returns the table as text. */
static const char *print(const pair *pairs, headline *lines, size_t count, size_t shown, table_style style)
{
    session s;
    open_session(&s, pairs, count);
    output_open(&out, STDOUT_FILENO);
    out.terminal = false;
    table_print(&out, &s, lines, count, shown, style);
    assert_true(out.used < sizeof out.buffer);
    out.buffer[out.used] = '\0';
    session_close(&s);
    return out.buffer;
}

static headline known_line(void)
{
    return (headline){ .status = JP_STATUS_KNOWN,
                       .health = { 0.25, 0.125, 0.375, 0.9 },
                       .closure = { 0.75, 0.625, 0.875, 0.8 },
                       .risk = 0.5,
                       .logged = { true, true },
                       .silence_days = { 89.9, 12.2 },
                       .evidence_of_harm = true };
}

static void assert_lines_fit(const char *table, size_t width)
{
    for (const char *at = table; *at != '\0';) {
        size_t length = strcspn(at, "\n");
        if (text_width(text_of(at, length)) > width)
            fail_msg("wider than %zu columns: %.*s", width, (int)length, at);
        at += length + (at[length] == '\n');
    }
}

static void a_line_says_its_numbers(void **state)
{
    (void)state;
    headline line = known_line();
    const char *table = print(&(pair){ "Acme", "Globex" }, &line, 1, 1, (table_style){ 100, false, false });
    assert_non_null(strstr(table, "\nAcme / Globex "));
    assert_non_null(strstr(table, " known     0.25 0.12\xE2\x80\x93" "0.38   0.75 0.62\xE2\x80\x93" "0.88"
                                  "   80 %  12 / 89      0.50\n"));
    assert_non_null(strstr(table, "no harm stands out"));
    assert_non_null(strstr(table, "\n1 relationship: 1 known, 0 unknown, 0 ended\n"));
    assert_non_null(strstr(table, "as of 1970-01-02T00:00:00Z\n"));
    assert_null(strchr(table, '\033'));
}

static void the_worst_two_are_named_with_their_levels(void **state)
{
    (void)state;
    headline line = known_line();
    line.worst_count = 2;
    line.worst[0] = (worst){ 8, 0.91 }; /* suffering.client.bad_service */
    line.worst[1] = (worst){ 10, 0.72 };
    const char *table = print(&(pair){ "Acme", "Globex" }, &line, 1, 1, (table_style){ 100, false, false });
    assert_non_null(strstr(table, "\n    Bad service (0.91); Not heard or understood (0.72)\n"));
    table = print(&(pair){ "Acme", "Globex" }, &line, 1, 1, (table_style){ 170, false, false });
    assert_non_null(strstr(table, "0.50  Bad service (0.91); Not heard or understood (0.72)\n"));
}

static void what_is_not_known_is_a_dash_and_no_number(void **state)
{
    (void)state;
    headline line = { .status = JP_STATUS_UNKNOWN,
                      .health = { 0.5, 0.3, 0.7, 0.1 },
                      .closure = { 0.5, 0.2, 0.7, 0.1 },
                      .risk = 0.4 };
    const char *table = print(&(pair){ "Acme", "Globex" }, &line, 1, 1, (table_style){ 100, false, false });
    const char *row = strstr(table, "Acme");
    assert_non_null(row);
    assert_null(strstr(row, "0.5"));
    assert_null(strstr(row, "0.4"));
    assert_non_null(strstr(row, "unknown   \xE2\x80\x94                \xE2\x80\x94                10 %  "
                                "\xE2\x80\x94 / \xE2\x80\x94        \xE2\x80\x94\n"));
    assert_non_null(strstr(row, "not enough known"));
}

static void health_is_shown_where_it_is_known_though_closure_is_not(void **state)
{
    (void)state;
    headline line = known_line();
    line.status = JP_STATUS_UNKNOWN;
    line.closure.coverage = 0.19;
    const char *table = print(&(pair){ "Acme", "Globex" }, &line, 1, 1, (table_style){ 100, false, false });
    assert_non_null(strstr(table, "unknown   0.25 0.12\xE2\x80\x93" "0.38   \xE2\x80\x94   "));
}

static void what_is_thinly_known_in_a_known_relationship_is_marked(void **state)
{
    (void)state;
    headline line = known_line();
    line.health.coverage = 0.19;
    const char *table = print(&(pair){ "Acme", "Globex" }, &line, 1, 1, (table_style){ 100, false, false });
    assert_non_null(strstr(table, " known    ~0.25 0.12"));
}

static void every_line_fits_the_width_whatever_the_ids(void **state)
{
    (void)state;
    static const pair pairs[] = {
        { "A supplier with a name that is much longer than any column", "B" },
        { "B", "A client with a name that is much longer than any column could be" },
        { TOKYO TOKYO TOKYO TOKYO TOKYO, TOKYO TOKYO TOKYO TOKYO TOKYO },
        { "a\033[2Jb", "e\xCC\x81\xCC\x81 \xF0\x9F\x98\x80" },
    };
    static const size_t widths[] = { 80, 100, 162, 163, 200 };
    headline lines[4];
    for (uint32_t i = 0; i < 4; i++) {
        lines[i] = known_line();
        lines[i].place = i;
        lines[i].silence_days[JP_CLIENT] = 12345;
        lines[i].worst_count = 2;
        lines[i].worst[0] = (worst){ 5, 0.91 };
        lines[i].worst[1] = (worst){ 6, 0.72 };
    }
    for (size_t w = 0; w < sizeof widths / sizeof widths[0]; w++) {
        const char *table = print(pairs, lines, 4, 4, (table_style){ widths[w], false, false });
        assert_lines_fit(table, widths[w]);
        assert_null(strchr(table, '\033'));
        assert_non_null(strstr(table, " / B "));
    }
}

static void only_the_first_are_shown_but_all_are_counted(void **state)
{
    (void)state;
    static const pair pairs[] = { { "A", "X" }, { "B", "X" }, { "C", "X" } };
    headline lines[3] = { known_line(), known_line(), known_line() };
    for (uint32_t i = 0; i < 3; i++)
        lines[i].place = i;
    lines[2].status = JP_STATUS_ENDED;
    const char *table = print(pairs, lines, 3, 2, (table_style){ 100, false, false });
    assert_non_null(strstr(table, "B / X"));
    assert_null(strstr(table, "C / X"));
    assert_non_null(strstr(table, "3 relationships: 2 known, 0 unknown, 1 ended; the first 2 shown\n"));
}

static void colour_is_only_for_whole_intervals_on_one_side(void **state)
{
    (void)state;
    headline line = known_line();
    line.closure = (jp_estimate){ 0.5, 0.4, 0.6, 0.9 };
    const char *table = print(&(pair){ "Acme", "Globex" }, &line, 1, 1, (table_style){ 100, true, false });
    assert_non_null(strstr(table, "\033[31m 0.25\033[0m 0.12"));
    assert_non_null(strstr(table, " 0.50 0.40"));
}

static void the_width_is_that_of_columns_within_reason(void **state)
{
    (void)state;
    output_open(&out, STDOUT_FILENO);
    out.terminal = false;
    setenv("COLUMNS", "123", 1);
    assert_int_equal(table_style_for(&out).width, 123);
    setenv("COLUMNS", "5", 1);
    assert_int_equal(table_style_for(&out).width, 80);
    setenv("COLUMNS", "99999999999999999999999", 1);
    assert_int_equal(table_style_for(&out).width, 1000);
    setenv("COLUMNS", "wide", 1);
    assert_int_equal(table_style_for(&out).width, 100);
    unsetenv("COLUMNS");
    assert_int_equal(table_style_for(&out).width, 100);
}

static void no_colour_is_respected(void **state)
{
    (void)state;
    output_open(&out, STDOUT_FILENO);
    out.terminal = true;
    setenv("NO_COLOR", "", 1);
    assert_true(table_style_for(&out).colour);
    setenv("NO_COLOR", "1", 1);
    assert_false(table_style_for(&out).colour);
    unsetenv("NO_COLOR");
    out.terminal = false;
    assert_false(table_style_for(&out).colour);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_says_its_numbers),
        cmocka_unit_test(the_worst_two_are_named_with_their_levels),
        cmocka_unit_test(what_is_not_known_is_a_dash_and_no_number),
        cmocka_unit_test(health_is_shown_where_it_is_known_though_closure_is_not),
        cmocka_unit_test(what_is_thinly_known_in_a_known_relationship_is_marked),
        cmocka_unit_test(every_line_fits_the_width_whatever_the_ids),
        cmocka_unit_test(only_the_first_are_shown_but_all_are_counted),
        cmocka_unit_test(colour_is_only_for_whole_intervals_on_one_side),
        cmocka_unit_test(the_width_is_that_of_columns_within_reason),
        cmocka_unit_test(no_colour_is_respected),
    };
    return cmocka_run_group_tests_name("tools/table", tests, NULL, NULL);
}
