/*
 * jsonl_test.c - JSON Lines: what is read, what is refused, and what the error says.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <locale.h>
#include <stdio.h>

#include "facts/text.h"

#define READ jp_fact_table_read_jsonl
#define BASE "\"supplier\":\"S1\",\"client\":\"C1\",\"time\":\"2023-01-02T03:04:05Z\""
#define MEETING BASE ",\"kind\":\"meeting\",\"actor\":\"client\""
#define MEETING_SHOWN "S1|C1|2023-01-02T03:04:05.000000Z|meeting|client|"

/* The same line, twice: the second is wrong. */
static jp_error refused(const char *line, jp_status status, const char *field, const char *words)
{
    char text[4200];
    snprintf(text, sizeof text, "{" MEETING "}\n%s\n", line);
    jp_error err = jp_test_refused(READ, text, status, words);
    assert_string_equal(err.field, field);
    assert_int_equal(err.line, 2);
    assert_int_equal(err.row, 1);
    return err;
}

static void every_key_is_read(void **state)
{
    (void)state;
    jp_test_assert_table(
        jp_test_table(READ, "{" MEETING ",\"value\":45.5,\"intensity\":0.25,"
                            "\"recorded\":\"2023-02-01T00:00:00Z\",\"id\":\"t-1\",\"source\":\"crm\"}\n"
                            "{" BASE ",\"kind\":\"rating\",\"actor\":\"supplier\",\"value\":1,"
                            "\"item\":\"pillar.trust\",\"guess\":true}\n"),
        MEETING_SHOWN "45.5|||0.25|2023-02-01T00:00:00.000000Z|t-1\n"
        "S1|C1|2023-01-02T03:04:05.000000Z|rating|supplier|1|pillar.trust|true|||\n");
}

static void null_and_empty_text_are_missing(void **state)
{
    (void)state;
    jp_test_assert_table(jp_test_table(READ, "{" MEETING ",\"value\":null,\"item\":\"\",\"guess\":null,"
                                             "\"intensity\":null,\"recorded\":null,\"id\":\"\","
                                             "\"source\":null}"),
                         MEETING_SHOWN "|||||\n");
    refused("{\"client\":\"C1\"}", JP_ERROR_MISSING, "time", "got nothing");
    refused("{" BASE ",\"kind\":null,\"actor\":\"client\"}", JP_ERROR_MISSING, "kind", "got nothing");
    refused("{" BASE ",\"kind\":\"call\"}", JP_ERROR_MISSING, "actor", "got nothing");
    refused("{\"supplier\":\"\",\"time\":\"2023-01-02T03:04:05Z\",\"actor\":\"client\"}",
            JP_ERROR_MISSING, "supplier", "got nothing");
}

static void blank_lines_and_a_byte_order_mark_are_skipped(void **state)
{
    (void)state;
    jp_test_assert_table(jp_test_table(READ, "\xef\xbb\xbf\n \t\r\n{" MEETING "}\r\n\r{" MEETING "}"),
                         MEETING_SHOWN "|||||\n" MEETING_SHOWN "|||||\n");
    jp_test_assert_table(jp_test_table(READ, ""), "");
    jp_error err = jp_test_refused(READ, "\n\r\n\r{}", JP_ERROR_MISSING, "Line 4");
    assert_int_equal(err.line, 4);
}

static void letters_may_be_escaped(void **state)
{
    (void)state;
    jp_test_assert_table(jp_test_table(READ,
                                       "{\"supplier\":\"S\\u00e4\\n\\\"\",\"client\":\"\\ud83d\\ude00\\/\","
                                             "\"time\":\"2023-01-02T03:04:05Z\",\"ki\\u006ed\":\"call\","
                                             "\"actor\":\"client\"}"),
                         "S\xc3\xa4\n\"|\xf0\x9f\x98\x80/|2023-01-02T03:04:05.000000Z|call|client||||||\n");
}

static void numbers_do_not_depend_on_the_locale(void **state)
{
    (void)state;
    const char *const commas[] = { "de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "nl_NL.UTF-8" };
    for (size_t i = 0; i < 4; i++)
        (void)setlocale(LC_ALL, commas[i]); /* where the machine has one */
    jp_test_assert_table(jp_test_table(READ, "{" MEETING ",\"value\":1.25e1}"), MEETING_SHOWN "12.5|||||\n");
    (void)setlocale(LC_ALL, "C");
}

static void unknown_keys_are_ignored_with_one_warning(void **state)
{
    (void)state;
    jp_test_said said;
    jp_fact_table_options options = jp_test_options(&said, false);
    jp_test_bytes in = jp_test_bytes_of("{" MEETING "}\n{" MEETING ",\"note\":\"secret\",\"Value\":3}\n"
                                        "{" MEETING ",\"note\":1,\"x\":null}\n");
    jp_fact_table *table = NULL;
    assert_int_equal(READ(jp_test_model(), jp_test_read, &in, &options, &table, NULL), JP_OK);
    assert_int_equal(jp_fact_table_fact_count(table), 3);
    jp_fact_table_free(table);
    assert_int_equal(said.warnings, 1);
    assert_int_equal(said.warning.code, JP_WARNING_COLUMN);
    assert_int_equal(said.warning.line, 2);
    assert_string_equal(said.warning.message,
                        "Columns 'note', 'Value', 'x' are not known and are ignored; did you mean 'value'?");
}

static void a_line_is_one_object(void **state)
{
    (void)state;
    const char *const lines[] = { "[]", "3", "\"text\"", "{", "{}{}", "{" MEETING "},",
                                 "{" MEETING "},{" MEETING "}",
                                  "{" MEETING "}]", "{" MEETING "}],[{" MEETING "}", "{\"value\":1,5}",
                                  "{\"value\":nan}", "{\"value\":0x10}", "{\"value\":.5}", "{'value':5}",
                                  "{\"value\":5,}", "{\"a\":\"\\ud800\"}", "{\"a\":\"x}",
                                      "{\"supplier\":\"S1\" 5}" };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        jp_error err = refused(lines[i], JP_ERROR_SYNTAX, "", "expected one JSON object");
        assert_true(err.column >= 1 && err.column <= strlen(lines[i]));
    }
}

static void lists_and_objects_inside_are_refused(void **state)
{
    (void)state;
    refused("{" MEETING ",\"value\":[1]}", JP_ERROR_SYNTAX, "", "no lists or objects inside");
    refused("{" MEETING ",\"meta\":{\"a\":1}}", JP_ERROR_SYNTAX, "", "no lists or objects inside");
    static char deep[4000] = "{\"a\":";
    memset(deep + 5, '[', 3000);
    refused(deep, JP_ERROR_SYNTAX, "", "no lists or objects inside");
    deep[1000] = '\0'; /* jansson goes as deep as that, and misses the ends */
    refused(deep, JP_ERROR_SYNTAX, "", "expected one JSON object");
}

static void a_key_that_stands_twice_is_refused(void **state)
{
    (void)state;
    refused("{" MEETING ",\"kind\":\"call\"}", JP_ERROR_SYNTAX, "", "expected each key once");
}

static void types_must_be_those_of_the_columns(void **state)
{
    (void)state;
    refused("{\"time\":1672628645}", JP_ERROR_VALUE, "time",
            "Line 2 (time): expected text in quotes or null, got the number 1672628645.");
    refused("{" BASE ",\"kind\":7.5}", JP_ERROR_VALUE, "kind", "text in quotes or null, got the number 7.5.");
    refused("{" BASE ",\"actor\":false}", JP_ERROR_VALUE, "actor", "text in quotes or null, got false.");
    refused("{" MEETING ",\"value\":\"5\"}", JP_ERROR_VALUE, "value",
            "Line 2 (value): expected a number such as 12.5 or null, got the text '5'.");
    refused("{" MEETING ",\"value\":true}", JP_ERROR_VALUE, "value", "or null, got true.");
    refused("{" MEETING ",\"value\":\"a text of more than forty bytes, of which the rest is cut off\"}",
            JP_ERROR_VALUE, "value", "got the text 'a text of more than forty bytes, of whic...'.");
    refused("{" MEETING ",\"guess\":1}", JP_ERROR_VALUE, "guess",
            "expected true or false or null, got the number 1.");
    refused("{" MEETING ",\"guess\":\"true\"}", JP_ERROR_VALUE, "guess", "got the text 'true'.");
    refused("{" MEETING ",\"recorded\":1e30}", JP_ERROR_VALUE, "recorded", "got the number 1e30.");
}

/* As in CSV: a phone number may stand for a client. */
static void what_may_be_personal_is_not_shown(void **state)
{
    (void)state;
    refused("{\"supplier\":42}", JP_ERROR_VALUE, "supplier",
            "expected text in quotes or null, got a number.");
    refused("{\"client\":42}", JP_ERROR_VALUE, "client", "expected text in quotes or null, got a number.");
    refused("{" MEETING ",\"id\":true}", JP_ERROR_VALUE, "id", "or null, got true or false.");
    refused("{" MEETING ",\"source\":7}", JP_ERROR_VALUE, "source", "or null, got a number.");
    refused("{\"client\":1e999}", JP_ERROR_VALUE, "client", "expected text in quotes or null, got a number.");
}

static void what_a_fact_says_is_checked_as_in_csv(void **state)
{
    (void)state;
    refused("{" BASE ",\"kind\":\"meetin\",\"actor\":\"client\"}", JP_ERROR_UNKNOWN, "kind",
            "Line 2 (kind): expected a kind of the model, got 'meetin'; did you mean 'meeting'?");
    refused("{" BASE ",\"kind\":\"meeting\",\"actor\":\"clinet\"}", JP_ERROR_UNKNOWN, "actor",
            "did you mean 'client'?");
    refused("{" BASE ",\"kind\":\"rating\",\"actor\":\"client\",\"value\":1.5,\"item\":\"pillar.trust\"}",
            JP_ERROR_VALUE,
            "value", "from 0 to 1");
    refused("{" BASE ",\"kind\":\"rating\",\"actor\":\"client\",\"value\":1}", JP_ERROR_MISSING, "item",
            "nothing");
    refused("{" MEETING ",\"item\":\"pillar.trust\"}", JP_ERROR_FORBIDDEN, "item",
            "Line 2 (item): expected nothing, since only a rating has an item, got 'pillar.trust'.");
    refused("{" MEETING ",\"guess\":true}", JP_ERROR_FORBIDDEN, "guess",
            "Line 2 (guess): expected nothing or false, since only a rating can be a guess, got true.");
    refused("{" MEETING ",\"intensity\":2}", JP_ERROR_VALUE, "intensity", "got 2");
    refused("{" MEETING ",\"recorded\":\"2023-02-30T00:00:00Z\"}", JP_ERROR_TIME, "recorded", "a day within");
    refused("{" MEETING ",\"recorded\":\"9999-12-31T23:59:59-00:01\"}", JP_ERROR_TIME, "recorded",
            "a year within 0001..9999 in UTC, got 10000");
}

static void numbers_beyond_a_double_are_refused(void **state)
{
    (void)state;
    refused("{" MEETING ",\"value\":1e999}", JP_ERROR_VALUE, "value",
            "Line 2 (value): expected a number such as 12.5, within what a double can hold, got '1e999'.");
    refused("{" MEETING ",\"intensity\" :\t-1.5E+400 ,\"value\":1}", JP_ERROR_VALUE, "intensity",
            "what a double can hold, got '-1.5E+400'.");
    refused("{\"val\\u0075e\":1e999}", JP_ERROR_VALUE, "value", "got '1e999'.");
    refused("{\"value\":1,\"intensity\":2e308}", JP_ERROR_VALUE, "intensity", "got '2e308'.");
    refused("{\"time\":1e999}", JP_ERROR_VALUE, "time",
            "Line 2 (time): expected text in quotes or null, got the number 1e999.");
    /* What is no field by itself is told by its place alone. */
    jp_error err = refused("{\"other\":1e999}", JP_ERROR_VALUE, "",
                           "Line 2, byte 14: expected a number within what a double can hold.");
    assert_int_equal(err.column, 14);
    refused("{\"value\":[1,1e999]}", JP_ERROR_VALUE, "", "Line 2, byte 17: expected a number within");
    refused("{\"other\":{\"value\":1e999}}", JP_ERROR_VALUE, "", "Line 2, byte 23: expected a number within");
    refused("1e999", JP_ERROR_VALUE, "", "Line 2, byte 5: expected a number within");
    char digits[400] = "{\"value\":";
    memset(digits + 9, '9', 310);
    strcpy(digits + 319, "}");
    refused(digits, JP_ERROR_VALUE, "value", "got '9999999999999999999999999999999999999999...'.");
    jp_test_assert_table(jp_test_table(READ, "{" MEETING ",\"value\":123456789012345678901234567890}"),
                         MEETING_SHOWN "1.2345678901234568e+29|||||\n");
}

static void other_encodings_and_nul_are_refused_where_they_stand(void **state)
{
    (void)state;
    jp_error err = refused("{\"supplier\":\"M\xfcller\"}", JP_ERROR_ENCODING, "", "byte 15");
    assert_int_equal(err.column, 15);
    refused("{\"supplier\":\"a\\u0000b\"}", JP_ERROR_ENCODING, "", "expected text without NUL, got \\u0000.");
    static const char nul[] = "{\"a\":\"\0\"}";
    jp_test_bytes in = { .bytes = nul, .length = sizeof nul - 1, .fail_at = SIZE_MAX };
    jp_fact_table *table = NULL;
    err = (jp_error)JP_ERROR_INIT;
    assert_fails(READ(jp_test_model(), jp_test_read, &in, NULL, &table, &err), JP_ERROR_ENCODING, &err);
    assert_int_equal(err.column, 7);
    assert_string_equal(err.message, "Line 1, byte 7: expected text, got a NUL byte.");
}

static void utf_16_is_told_apart(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *encoding;
        size_t length;
    } wide[] = { { "\xff\xfe{\0\"\0", "UTF-16", 6 },     { "\xfe\xff\0{\0\"", "UTF-16", 6 },
                 { "{\0\"\0s\0\"\0:\0", "UTF-16LE", 10 }, { "\0{\0\"\0s\0\"", "UTF-16BE", 8 } };
    for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++) {
        jp_test_bytes in = { .bytes = wide[i].bytes, .length = wide[i].length, .fail_at = SIZE_MAX };
        jp_fact_table *table = NULL;
        jp_error err = JP_ERROR_INIT;
        char says[100];
        snprintf(says, sizeof says, "Line 1, byte %d: expected UTF-8, got %s; save the file as UTF-8.",
                 i == 2 ? 2 : 1, wide[i].encoding);
        assert_fails(READ(jp_test_model(), jp_test_read, &in, NULL, &table, &err), JP_ERROR_ENCODING, &err);
        assert_string_equal(err.message, says);
    }
}

static void what_stands_in_the_line_is_never_shown(void **state)
{
    (void)state;
    const char *const lines[] = { "{\"note\":\"secret\" secret}", "{\"note\":secret}", "secret",
                                 "{\"secret\":1e999}",
                                  "{\"note\":1,\"note\":\"secret\"}", "{\"supplier\":\"secret" };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        char text[200];
        snprintf(text, sizeof text, "%s\n", lines[i]);
        jp_test_bytes in = jp_test_bytes_of(text);
        jp_fact_table *table = NULL;
        jp_error err = JP_ERROR_INIT;
        assert_int_not_equal(READ(jp_test_model(), jp_test_read, &in, NULL, &table, &err), JP_OK);
        assert_null(strstr(err.message, "secret"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_is_read),
        cmocka_unit_test(null_and_empty_text_are_missing),
        cmocka_unit_test(blank_lines_and_a_byte_order_mark_are_skipped),
        cmocka_unit_test(letters_may_be_escaped),
        cmocka_unit_test(numbers_do_not_depend_on_the_locale),
        cmocka_unit_test(unknown_keys_are_ignored_with_one_warning),
        cmocka_unit_test(a_line_is_one_object),
        cmocka_unit_test(lists_and_objects_inside_are_refused),
        cmocka_unit_test(a_key_that_stands_twice_is_refused),
        cmocka_unit_test(types_must_be_those_of_the_columns),
        cmocka_unit_test(what_may_be_personal_is_not_shown),
        cmocka_unit_test(what_a_fact_says_is_checked_as_in_csv),
        cmocka_unit_test(numbers_beyond_a_double_are_refused),
        cmocka_unit_test(other_encodings_and_nul_are_refused_where_they_stand),
        cmocka_unit_test(utf_16_is_told_apart),
        cmocka_unit_test(what_stands_in_the_line_is_never_shown),
    };
    int failed = cmocka_run_group_tests_name("facts/jsonl", tests, NULL, NULL);
    jp_test_model_free();
    return failed;
}
