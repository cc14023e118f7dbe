/*
 * csv_test.c - CSV: what is read, what is refused, and what the error says of where and why.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>

#include "facts/text.h"

#define READ jp_fact_table_read_csv
#define HEADER "supplier,client,time,kind,actor,value,item,guess,intensity,recorded,id\n"
#define CALL "C,2023-01-02T03:04:05Z,call,client"
#define MEETING "S1,C1,2023-01-02T03:04:05Z,meeting,client"
#define MEETING_SHOWN "S1|C1|2023-01-02T03:04:05.000000Z|meeting|client|"

/* One row below the full header: `row` with as many commas as it needs. */
static jp_error refused(const char *row, jp_status status, const char *field, uint32_t column,
                        const char *words)
{
    char text[2000];
    snprintf(text, sizeof text, HEADER "%s\n", row);
    jp_error err = jp_test_refused(READ, text, status, words);
    assert_string_equal(err.field, field);
    assert_int_equal(err.column, column);
    assert_int_equal(err.line, 2);
    assert_int_equal(err.row, 0);
    return err;
}

/* ---- What is read -------------------------------------------------------------------------- */

static void a_plain_file_is_read(void **state)
{
    (void)state;
    jp_test_assert_table(jp_test_table(READ, "supplier,client,time,kind,actor,value\n"
                                             "S2,C1,2023-01-02T03:04:05Z,meeting,supplier,45.5\n"
                                             "S1,C1,2023-01-02T04:04:05+01:00,reply,client,\n"),
                         "S1|C1|2023-01-02T03:04:05.000000Z|reply|client||||||\n"
                         "S2|C1|2023-01-02T03:04:05.000000Z|meeting|supplier|45.5|||||\n");
}

/* As Salesforce exports them. */
static void offsets_need_no_colon(void **state)
{
    (void)state;
    jp_test_assert_table(jp_test_table(READ, "supplier,client,time,kind,actor,recorded\n"
                                             "S1,C1,2023-02-19T00:59:00.000+0000,reply,client,\n"
                                             "S1,C1,2023-02-19T00:59:00.25-0330,reply,client,2023-02-20T00:00:00+01\n"),
                         "S1|C1|2023-02-19T00:59:00.000000Z|reply|client||||||\n"
                         "S1|C1|2023-02-19T04:29:00.250000Z|reply|client|||||2023-02-19T23:00:00.000000Z|\n");
    refused("S1,C1,2023-02-19T00:59:00.000+0060,reply,client,,,,,,", JP_ERROR_TIME, "time", 3,
            "Line 2, column 3 (time): Time '2023-02-19T00:59:00.000+0060' must have an offset minute within "
            "00..59, got 60.");
}

static void every_column_is_read(void **state)
{
    (void)state;
    jp_test_assert_table(
        jp_test_table(READ, HEADER
                      "S1,C1,2023-01-02T03:04:05.5Z,complaint,client,0.5,,,0.25,2023-02-01T00:00:00Z,t-1\n"
                      "S1,C1,2023-01-03T03:04:05Z,rating,supplier,0.9,pillar.trust,true,,,\n"),
        "S1|C1|2023-01-02T03:04:05.500000Z|complaint|client|0.5|||0.25|2023-02-01T00:00:00.000000Z|t-1\n"
        "S1|C1|2023-01-03T03:04:05.000000Z|rating|supplier|0.90000000000000002|pillar.trust|true|||\n");
}

static void columns_may_stand_in_any_order_and_in_quotes(void **state)
{
    (void)state;
    jp_test_assert_table(jp_test_table(READ, "\"actor\",kind,source,\"time\",client,supplier\n"
                                             "client,meeting,crm,2023-01-02T03:04:05Z,C1,S1\n"),
                         MEETING_SHOWN "|||||\n");
}

static void a_byte_order_mark_is_skipped(void **state)
{
    (void)state;
    jp_test_assert_table(jp_test_table(READ, "\xef\xbb\xbfsupplier,client,time,kind,actor\n" MEETING "\n"),
                         MEETING_SHOWN "|||||\n");
}

static void lines_end_with_lf_cr_lf_or_cr(void **state)
{
    (void)state;
    const char *const files[] = {
        "supplier,client,time,kind,actor\n" MEETING "\n" MEETING,
        "supplier,client,time,kind,actor\r\n" MEETING "\r\n" MEETING "\r\n",
        "supplier,client,time,kind,actor\r" MEETING "\r" MEETING "\r",
        "supplier,client,time,kind,actor\r" MEETING "\r\n" MEETING "\n",
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        jp_test_assert_table(jp_test_table(READ, files[i]), MEETING_SHOWN "|||||\n" MEETING_SHOWN "|||||\n");
}

static void lines_are_counted_whatever_ends_them(void **state)
{
    (void)state;
    const char *const line_ends[] = { "\n", "\r\n", "\r" };
    for (size_t i = 0; i < 3; i++) {
        char text[400];
        const char *e = line_ends[i];
        snprintf(text, sizeof text, "supplier,client,time,kind,actor%s%s%s\"S%s1\"," CALL "%sx",
                 e, e, e, e, e);
        jp_error err = jp_test_refused(READ, text, JP_ERROR_SYNTAX,
                                       "expected 5 fields, as in the header, got 1");
        assert_int_equal(err.line, 6);
        assert_int_equal(err.row, 1);
    }
}

static void empty_lines_are_skipped(void **state)
{
    (void)state;
    jp_test_assert_table(jp_test_table(READ, "\n\nsupplier,client,time,kind,actor\n\n" MEETING "\n\r\n\n"),
                         MEETING_SHOWN "|||||\n");
}

static void quotes_hold_commas_line_ends_and_doubled_quotes(void **state)
{
    (void)state;
    jp_test_assert_table(jp_test_table(READ, "supplier,client,time,kind,actor,id\n"
                                             "\"S,1\",\"C\n1\",2023-01-02T03:04:05Z,\"meeting\",client,"
                                             "\"\"\"a\"\"b\"\n"
                                             "\"S,1\",\"C\n1\",2023-01-02T03:04:06Z,call,client,\"\"\n"),
                         "S,1|C\n1|2023-01-02T03:04:05.000000Z|meeting|client||||||\"a\"b\n"
                         "S,1|C\n1|2023-01-02T03:04:06.000000Z|call|client||||||\n");
}

static void ids_may_be_any_text(void **state)
{
    (void)state;
    jp_test_assert_table(jp_test_table(READ, "supplier,client,time,kind,actor\n"
                                             " S1,M\xc3\xbcller & "
                                             "S\xc3\xb6hne,2023-01-02T03:04:05Z,meeting,client\n"
                                             "\tS,\xe6\x97\xa5\xe6\x9c\xac,2023-01-02T03:04:05Z,"
                                             "meeting,client\n"),
                         "\tS|\xe6\x97\xa5\xe6\x9c\xac|2023-01-02T03:04:05.000000Z|meeting|client||||||\n"
                         " S1|M\xc3\xbcller & "
                         "S\xc3\xb6hne|2023-01-02T03:04:05.000000Z|meeting|client||||||\n");
}

static void yes_and_no_may_be_written_in_four_ways(void **state)
{
    (void)state;
    const char *const words[] = { "true", "TRUE", "True", "1", "false", "False", "0", "" };
    for (size_t i = 0; i < 8; i++) {
        char text[300], shown[300];
        snprintf(text, sizeof text, HEADER "S1,C1,2023-01-02T03:04:05Z,rating,client,1,cocreation,%s,,,\n",
                 words[i]);
        snprintf(shown, sizeof shown, "S1|C1|2023-01-02T03:04:05.000000Z|rating|client|1|cocreation|%s|||\n",
                 i < 4 ? "true" : "");
        jp_test_assert_table(jp_test_table(READ, text), shown);
    }
}

static void the_years_0001_and_9999_are_read(void **state)
{
    (void)state;
    jp_test_assert_table(jp_test_table(READ, "supplier,client,time,kind,actor\n"
                                             "S,C,0001-01-01T00:00:00Z,call,client\n"
                                             "S,C,9999-12-31T23:59:59.999999Z,call,client\n"),
                         "S|C|0001-01-01T00:00:00.000000Z|call|client||||||\n"
                         "S|C|9999-12-31T23:59:59.999999Z|call|client||||||\n");
}

static void a_header_alone_is_a_table_without_facts(void **state)
{
    (void)state;
    jp_test_assert_table(jp_test_table(READ, "supplier,client,time,kind,actor\n"), "");
    jp_test_assert_table(jp_test_table(READ, "supplier,client,time,kind,actor"), "");
}

/* ---- The header ---------------------------------------------------------------------------- */

static void an_empty_file_has_no_header(void **state)
{
    (void)state;
    const char *const files[] = { "", "\n\n\r\n", "\xef\xbb\xbf", "\xef\xbb\xbf\n" };
    for (size_t i = 0; i < 4; i++)
        jp_test_refused(READ, files[i], JP_ERROR_COLUMN, "There is no header");
}

static void a_missing_column_is_named(void **state)
{
    (void)state;
    jp_error err = jp_test_refused(READ, "supplier,client,kind,actor\n", JP_ERROR_COLUMN,
                                   "column 'time' is missing");
    assert_string_equal(err.field, "time");
    assert_int_equal(err.line, 1);
    assert_int_equal(err.row, JP_NO_ROW);
    jp_test_refused(READ, "supplier,client,Time,kind,actor\n", JP_ERROR_COLUMN, "did you mean it by 'Time'?");
    jp_test_refused(READ, "suplier,client,time,kind,actor\n", JP_ERROR_COLUMN,
                    "did you mean it by 'suplier'?");
    jp_test_refused(READ, "supplier;client;time;kind;actor\n", JP_ERROR_COLUMN, "separated by ',', not ';'");
    jp_test_refused(READ, "supplier\tclient\ttime\tkind\tactor\n", JP_ERROR_COLUMN, "not by tabs");
}

static void a_column_that_stands_twice_is_named(void **state)
{
    (void)state;
    jp_error err = jp_test_refused(READ, "supplier,client,time,kind,actor,time\n", JP_ERROR_COLUMN,
                                   "column 'time' stands twice");
    assert_string_equal(err.field, "time");
    assert_int_equal(err.column, 6);
}

static void unknown_columns_are_ignored_with_one_warning(void **state)
{
    (void)state;
    jp_test_said said;
    jp_fact_table_options options = jp_test_options(&said, false);
    jp_test_bytes in = jp_test_bytes_of("note,supplier,client,time,Kind,kind,actor,note\n"
                                        "secret," "S1,C1,2023-01-02T03:04:05Z,x,meeting,client,y\n");
    jp_fact_table *table = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(READ(jp_test_model(), jp_test_read, &in, &options, &table, &err), &err);
    jp_test_assert_table(table, MEETING_SHOWN "|||||\n");
    assert_int_equal(said.warnings, 1);
    assert_int_equal(said.warning.code, JP_WARNING_COLUMN);
    assert_int_equal(said.warning.line, 1);
    assert_string_equal(said.warning.message, "Columns 'note', 'Kind' are not known and are ignored.");
}

static void one_unknown_column_is_one(void **state)
{
    (void)state;
    jp_test_said said;
    jp_fact_table_options options = jp_test_options(&said, false);
    jp_test_bytes in = jp_test_bytes_of("supplier,client,time,kind,actor,\n");
    jp_fact_table *table = NULL;
    assert_int_equal(READ(jp_test_model(), jp_test_read, &in, &options, &table, NULL), JP_OK);
    jp_fact_table_free(table);
    assert_string_equal(said.warning.message, "Column '' is not known and is ignored.");
}

static void a_column_that_is_known_but_for_its_case_is_told(void **state)
{
    (void)state;
    static const char *const columns[][2] = {
        { "Value", "Column 'Value' is not known and is ignored; did you mean 'value'?" },
        { "x,INTENSITY", "Columns 'x', 'INTENSITY' are not known and are ignored; did you mean 'intensity'?" },
        { "Id,Item", "Columns 'Id', 'Item' are not known and are ignored; did you mean 'id'?" },
        { "Values", "Column 'Values' is not known and is ignored." },
        { "val", "Column 'val' is not known and is ignored." },
        { "Actor", "Column 'Actor' is not known and is ignored." },
    };
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        char header[100];
        snprintf(header, sizeof header, "supplier,client,time,kind,actor,%s\n", columns[i][0]);
        jp_test_said said;
        jp_fact_table_options options = jp_test_options(&said, false);
        jp_test_bytes in = jp_test_bytes_of(header);
        jp_fact_table *table = NULL;
        assert_int_equal(READ(jp_test_model(), jp_test_read, &in, &options, &table, NULL), JP_OK);
        jp_fact_table_free(table);
        assert_string_equal(said.warning.message, columns[i][1]);
    }
}

static void of_many_unknown_columns_the_rest_is_counted(void **state)
{
    (void)state;
    char header[4000] = "supplier,client,time,kind,actor";
    for (int i = 0; i < 50; i++)
        snprintf(header + strlen(header), 40, ",a-rather-long-column-name-%02d", i);
    strcat(header, "\n");
    jp_test_said said;
    jp_fact_table_options options = jp_test_options(&said, false);
    jp_test_bytes in = jp_test_bytes_of(header);
    jp_fact_table *table = NULL;
    assert_int_equal(READ(jp_test_model(), jp_test_read, &in, &options, &table, NULL), JP_OK);
    jp_fact_table_free(table);
    unsigned named = 0, more = 0;
    for (const char *at = said.warning.message; (at = strstr(at, "a-rather")) != NULL; at++)
        named++;
    const char *rest = strstr(said.warning.message, " and ");
    assert_non_null(rest);
    assert_int_equal(sscanf(rest, " and %u more are not known", &more), 1);
    assert_int_equal(named + more, 50);
    assert_true(named > 5);
}

static void a_header_of_more_than_4096_columns_is_a_limit(void **state)
{
    (void)state;
    static char header[20000];
    strcpy(header, "supplier,client,time,kind,actor");
    size_t length = strlen(header);
    memset(header + length, ',', 4091);
    jp_test_assert_table(jp_test_table(READ, header), "");
    header[length + 4091] = ',';
    jp_test_refused(READ, header, JP_ERROR_LIMIT, "at most 4096 columns, got 4097");
}

/* ---- Rows ---------------------------------------------------------------------------------- */

static void a_row_has_as_many_fields_as_the_header(void **state)
{
    (void)state;
    jp_error err = jp_test_refused(READ, "supplier,client,time,kind,actor\nS,C,x\n", JP_ERROR_SYNTAX,
                                   "Line 2: expected 5 fields, as in the header, got 3.");
    assert_int_equal(err.line, 2);
    assert_int_equal(err.row, 0);
    jp_test_refused(READ, "supplier,client,time,kind,actor\n" MEETING ",\n", JP_ERROR_SYNTAX, "got 6");
    jp_test_refused(READ, "supplier,client,time,kind,actor\n" MEETING "\n\"\"\n", JP_ERROR_SYNTAX, "Line 3");
}

static void a_quote_that_is_never_closed_is_reported_where_it_opens(void **state)
{
    (void)state;
    jp_error err = jp_test_refused(READ, "supplier,client,time,kind,actor\n" MEETING "\n"
                                         "S1,\"C1,2023-01-02T03:04:05Z,meeting,client\n" MEETING "\n",
                                   JP_ERROR_SYNTAX, "Line 3, column 2 (client): the quote that opens here "
                                                    "is never closed");
    assert_int_equal(err.line, 3);
    assert_int_equal(err.column, 2);
    assert_int_equal(err.row, 1);
    err = jp_test_refused(READ, "supplier,client,time,kind,actor\n\"S\n1\",\"C1\n", JP_ERROR_SYNTAX,
                          "opens here");
    assert_int_equal(err.line, 3);
    jp_test_refused(READ, "supplier,client,\"time\n", JP_ERROR_SYNTAX, "Line 1, column 3: the quote");
}

static void text_after_a_closing_quote_is_refused(void **state)
{
    (void)state;
    refused("\"S1\"x,C1,2023-01-02T03:04:05Z,meeting,client,,,,,,", JP_ERROR_SYNTAX, "supplier", 1,
            "after the closing quote");
    refused("S1,\"C1\" ,2023-01-02T03:04:05Z,meeting,client,,,,,,", JP_ERROR_SYNTAX, "client", 2,
            "after the closing quote");
    refused("S1,\"C1\"\"\",\"a\"b\"", JP_ERROR_SYNTAX, "time", 3, "after the closing quote");
}

static void a_quote_inside_a_field_is_refused(void **state)
{
    (void)state;
    refused("S\"1,C1,2023-01-02T03:04:05Z,meeting,client,,,,,,", JP_ERROR_SYNTAX, "supplier", 1,
            "no quote inside a field");
    refused("S1, \"C1\",2023-01-02T03:04:05Z,meeting,client,,,,,,", JP_ERROR_SYNTAX, "client", 2,
            "no quote inside a field");
}

static void nul_bytes_and_other_encodings_are_refused_where_they_stand(void **state)
{
    (void)state;
    static const char nul[] = "supplier,client,time,kind,actor\n"
                              "S1,C\0" "1,2023-01-02T03:04:05Z,meeting,client\n";
    jp_test_bytes in = { .bytes = nul, .length = sizeof nul - 1, .fail_at = SIZE_MAX };
    jp_fact_table *table = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_fails(READ(jp_test_model(), jp_test_read, &in, NULL, &table, &err), JP_ERROR_ENCODING, &err);
    assert_non_null(strstr(err.message, "Line 2, column 2 (client): expected text, got a NUL byte."));
    assert_int_equal(err.column, 2);
    refused("S1,M\xfcller,2023-01-02T03:04:05Z,meeting,client,,,,,,", JP_ERROR_ENCODING, "client", 2,
            "the byte 0xfc");
    refused("S1,\"a,b\",\"\xc3\"", JP_ERROR_ENCODING, "time", 3, "the byte 0xc3");
    err = jp_test_refused(READ, "supplier,client,time,kind,actor\n\"S\n1\",\"a\xed\xa0\x80\",,,\n",
                          JP_ERROR_ENCODING,
                          "Line 3, column 2 (client)");
    assert_int_equal(err.line, 3);
    jp_test_refused(READ, "supplier,client,\xff\n", JP_ERROR_ENCODING, "Line 1, column 3: expected UTF-8");
}

static void utf_16_is_told_apart(void **state)
{
    (void)state;
    static const char wide[] = "\xff\xfes\0u\0p\0p\0l\0i\0e\0r\0\n\0";
    jp_test_bytes in = { .bytes = wide, .length = sizeof wide - 1, .fail_at = SIZE_MAX };
    jp_fact_table *table = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_fails(READ(jp_test_model(), jp_test_read, &in, NULL, &table, &err), JP_ERROR_ENCODING, &err);
    assert_string_equal(err.message, "Line 1, column 1: expected UTF-8, got UTF-16; save the file as UTF-8.");
}

static void refused_bytes(const char *bytes, size_t length, const char *message)
{
    jp_test_bytes in = { .bytes = bytes, .length = length, .fail_at = SIZE_MAX };
    jp_fact_table *table = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_fails(READ(jp_test_model(), jp_test_read, &in, NULL, &table, &err), JP_ERROR_ENCODING, &err);
    assert_string_equal(err.message, message);
}

#define WORDS(s) s, sizeof(s) - 1

static void utf_16_without_a_mark_is_told_apart_from_a_lone_nul(void **state)
{
    (void)state;
    refused_bytes(WORDS("s\0u\0p\0p\0l\0i\0e\0r\0,\0c\0\n\0"),
                  "Line 1, column 1: expected UTF-8, got UTF-16LE; save the file as UTF-8.");
    refused_bytes(WORDS("\"\0s\0\"\0,\0c\0\r\0\n\0"),
                  "Line 1, column 1: expected UTF-8, got UTF-16LE; save the file as UTF-8.");
    refused_bytes(WORDS("\0s\0u\0p\0p\0l\0i\0e\0r\0,\0c\0\n"),
                  "Line 1, column 1: expected UTF-8, got UTF-16BE; save the file as UTF-8.");
    refused_bytes(WORDS("su\0pplier,client\n"), "Line 1, column 1: expected text, got a NUL byte.");
    refused_bytes(WORDS("\0supplier,client\n"), "Line 1, column 1: expected text, got a NUL byte.");
}

/* ---- Fields -------------------------------------------------------------------------------- */

static void required_fields_must_not_be_empty(void **state)
{
    (void)state;
    refused(",C1,2023-01-02T03:04:05Z,meeting,client,,,,,,", JP_ERROR_MISSING, "supplier", 1, "got nothing");
    refused("S1,\"\",2023-01-02T03:04:05Z,meeting,client,,,,,,", JP_ERROR_MISSING, "client", 2,
            "got nothing");
    refused("S1,C1,,meeting,client,,,,,,", JP_ERROR_MISSING, "time", 3,
            "such as 2023-12-09T08:30:00Z, got nothing");
    refused("S1,C1,2023-01-02T03:04:05Z,,client,,,,,,", JP_ERROR_MISSING, "kind", 4, "got nothing");
    refused("S1,C1,2023-01-02T03:04:05Z,meeting,,,,,,,", JP_ERROR_MISSING, "actor", 5,
            "'client' or 'supplier', got nothing");
}

static void times_that_are_none_are_explained(void **state)
{
    (void)state;
    static const char *const times[][2] = {
        { "2023-01-02T03:04:05", "has no zone; add Z for UTC" },
        { "2023-01-02", "add T00:00:00Z" },
        { "2023-02-30T00:00:00Z", "a day within 01..28" },
        { "2023-01-02T24:00:00Z", "an hour within 00..23" },
        { "0000-01-01T00:00:00Z", "a year within 0001..9999" },
        { "0001-01-01T00:00:00+00:01", "a year within 0001..9999 in UTC, got 0000" },
        { "9999-12-31T23:59:59-00:01", "a year within 0001..9999 in UTC, got 10000" },
        { "10000-01-01T00:00:00Z", "must read YYYY-MM-DD" },
        { "02/01/2023", "must read YYYY-MM-DD" },
        { " 2023-01-02T03:04:05Z", "must read YYYY-MM-DD" },
        { "1672628645", "must read YYYY-MM-DD" },
    };
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        char row[100];
        snprintf(row, sizeof row, "S1,C1,%s,meeting,client,,,,,,", times[i][0]);
        refused(row, JP_ERROR_TIME, "time", 3, times[i][1]);
        snprintf(row, sizeof row, MEETING ",,,,,%s,", times[i][0]);
        refused(row, JP_ERROR_TIME, "recorded", 10, times[i][1]);
    }
}

static void an_unknown_kind_is_answered_with_the_nearest(void **state)
{
    (void)state;
    jp_error err = refused("S1,C1,2023-01-02T03:04:05Z,meetin,client,,,,,,", JP_ERROR_UNKNOWN, "kind", 4,
                           "expected a kind of the model, got 'meetin'; did you mean 'meeting'?");
    assert_string_equal(err.message, "Line 2, column 4 (kind): expected a kind of the model, got 'meetin'; "
                                     "did you mean 'meeting'?");
    refused("S1,C1,2023-01-02T03:04:05Z,Rating,client,0,cocreation,,,,", JP_ERROR_UNKNOWN, "kind", 4,
            "did you mean 'rating'?");
    refused("S1,C1,2023-01-02T03:04:05Z,xyzzy,client,,,,,,", JP_ERROR_UNKNOWN, "kind", 4, "got 'xyzzy'.");
}

static void a_derived_kind_is_refused(void **state)
{
    (void)state;
    refused("S1,C1,2023-01-02T03:04:05Z,silence,client,0.5,,,,,", JP_ERROR_FORBIDDEN, "kind", 4,
            "'silence', which is only derived");
}

static void an_actor_is_client_or_supplier_and_one_whom_the_kind_allows(void **state)
{
    (void)state;
    refused("S1,C1,2023-01-02T03:04:05Z,meeting,clinet,,,,,,", JP_ERROR_UNKNOWN, "actor", 5,
            "got 'clinet'; did you mean 'client'?");
    refused("S1,C1,2023-01-02T03:04:05Z,meeting,Supplier,,,,,,", JP_ERROR_UNKNOWN, "actor", 5,
            "did you mean 'supplier'?");
    refused("S1,C1,2023-01-02T03:04:05Z,meeting,clienx,,,,,,", JP_ERROR_UNKNOWN, "actor", 5, "got 'clienx'");
    refused("S1,C1,2023-01-02T03:04:05Z,meeting,xlient,,,,,,", JP_ERROR_UNKNOWN, "actor", 5, "got 'xlient'");
    refused("S1,C1,2023-01-02T03:04:05Z,meeting,suppxier,,,,,,", JP_ERROR_UNKNOWN, "actor", 5, "'suppxier'");
    refused("S1,C1,2023-01-02T03:04:05Z,meeting,both,,,,,,", JP_ERROR_UNKNOWN, "actor", 5, "got 'both'.");
    refused("S1,C1,2023-01-02T03:04:05Z,outage,client,,,,,,", JP_ERROR_FORBIDDEN, "actor", 5,
            "expected supplier, the only one who does 'outage', got client");
    refused("S1,C1,2023-01-02T03:04:05Z,order_placed,supplier,,,,,,", JP_ERROR_FORBIDDEN, "actor", 5,
            "expected client, the only one who does 'order_placed', got supplier");
}

static void numbers_that_are_none_are_shown(void **state)
{
    (void)state;
    static const char *const numbers[] = { "0x10", "nan", "inf", "1e999", "-1e999", " 5", "5 ", "+5", ".5",
                                          "5.", "1.2.3",
                                           "1_000", "five", "--1", "1e", "\xe2\x88\x92\x35" };
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        char row[100], words[100];
        snprintf(words, sizeof words, "expected a number such as 12.5, within what a double can hold, got "
                                      "'%s'.",
                 numbers[i]);
        snprintf(row, sizeof row, MEETING ",%s,,,,,", numbers[i]);
        refused(row, JP_ERROR_VALUE, "value", 6, words);
        snprintf(row, sizeof row, MEETING ",,,,%s,,", numbers[i]);
        refused(row, JP_ERROR_VALUE, "intensity", 9, words);
    }
    refused(MEETING ",\"1,5\",,,,,", JP_ERROR_VALUE, "value", 6, "got '1,5'.");
}

static void a_long_value_is_cut_in_the_message(void **state)
{
    (void)state;
    refused(MEETING ",0123456789012345678901234567890123456789x,,,,,", JP_ERROR_VALUE, "value", 6,
            "got '0123456789012345678901234567890123456789...'.");
}

static void a_rating_needs_item_and_value_and_nothing_else_has_an_item(void **state)
{
    (void)state;
    refused("S1,C1,2023-01-02T03:04:05Z,rating,client,0.5,,,,,", JP_ERROR_MISSING, "item", 7, "got nothing");
    refused("S1,C1,2023-01-02T03:04:05Z,rating,client,,pillar.trust,,,,", JP_ERROR_MISSING, "value", 6,
            "got nothing");
    refused("S1,C1,2023-01-02T03:04:05Z,rating,client,1.5,pillar.trust,,,,", JP_ERROR_VALUE, "value", 6,
            "from 0 to 1, for a rating, got 1.5");
    refused("S1,C1,2023-01-02T03:04:05Z,rating,client,-0.5,pillar.trust,,,,", JP_ERROR_VALUE, "value", 6,
            "got -0.5");
    refused("S1,C1,2023-01-02T03:04:05Z,rating,client,0.5,pilar.trust,,,,", JP_ERROR_UNKNOWN, "item", 7,
            "did you mean 'pillar.trust'?");
    refused(MEETING ",,pillar.trust,,,,", JP_ERROR_FORBIDDEN, "item", 7,
            "expected nothing, since only a rating has an item, got 'pillar.trust'.");
    refused(MEETING ",,,1,,,", JP_ERROR_FORBIDDEN, "guess", 8,
            "expected nothing or false, since only a rating can be a guess, got true.");
    refused("S1,C1,2023-01-02T03:04:05Z,rating,client,0.5,pillar.trust,yes,,,", JP_ERROR_VALUE, "guess", 8,
            "true, false, 1, 0 or nothing, got 'yes'");
    refused(MEETING ",,,,1.5,,", JP_ERROR_VALUE, "intensity", 9, "from 0 to 1, got 1.5");
}

static void an_id_is_never_shown(void **state)
{
    (void)state;
    char row[1400];
    memset(row, 'p', 1025);
    strcpy(row + 1025, ",C1,2023-01-02T03:04:05Z,meeting,client,,,,,,");
    jp_error err = refused(row, JP_ERROR_LIMIT, "supplier", 1, "expected at most 1024 bytes, got 1025");
    assert_null(strstr(err.message, "ppp"));
}

static void what_stands_in_unknown_columns_is_never_shown(void **state)
{
    (void)state;
    const char *const rows[] = { "secret\"x", "\"secret", "\"secret\"x", "secret\xff" };
    for (size_t i = 0; i < 4; i++) {
        char text[300];
        snprintf(text, sizeof text, "note,supplier,client,time,kind,actor\n%s,S," CALL "\n",
                 rows[i]);
        jp_error err = jp_test_refused(READ, text, i == 3 ? JP_ERROR_ENCODING : JP_ERROR_SYNTAX,
                                       "Line 2, column 1");
        assert_null(strstr(err.message, "secret"));
        assert_string_equal(err.field, "");
    }
}

static void a_value_outside_its_unit_warns_with_its_line(void **state)
{
    (void)state;
    jp_test_said said;
    jp_fact_table_options options = jp_test_options(&said, false);
    jp_test_bytes in = jp_test_bytes_of(HEADER MEETING ",5,,,,,\n" MEETING ",-1,,,,,\n" MEETING ",-2,,,,,\n");
    jp_fact_table *table = NULL;
    assert_int_equal(READ(jp_test_model(), jp_test_read, &in, &options, &table, NULL), JP_OK);
    assert_int_equal(jp_fact_table_fact_count(table), 3);
    jp_fact_table_free(table);
    assert_int_equal(said.warnings, 1);
    assert_int_equal(said.warning.code, JP_WARNING_RANGE);
    assert_int_equal(said.warning.line, 3);
    assert_int_equal(said.warning.column, 6);
    assert_int_equal(said.warning.row, 1);
    assert_non_null(strstr(said.warning.message, "'meeting', in minutes"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_file_is_read),
        cmocka_unit_test(offsets_need_no_colon),
        cmocka_unit_test(every_column_is_read),
        cmocka_unit_test(columns_may_stand_in_any_order_and_in_quotes),
        cmocka_unit_test(a_byte_order_mark_is_skipped),
        cmocka_unit_test(lines_end_with_lf_cr_lf_or_cr),
        cmocka_unit_test(lines_are_counted_whatever_ends_them),
        cmocka_unit_test(empty_lines_are_skipped),
        cmocka_unit_test(quotes_hold_commas_line_ends_and_doubled_quotes),
        cmocka_unit_test(ids_may_be_any_text),
        cmocka_unit_test(yes_and_no_may_be_written_in_four_ways),
        cmocka_unit_test(the_years_0001_and_9999_are_read),
        cmocka_unit_test(a_header_alone_is_a_table_without_facts),
        cmocka_unit_test(an_empty_file_has_no_header),
        cmocka_unit_test(a_missing_column_is_named),
        cmocka_unit_test(a_column_that_stands_twice_is_named),
        cmocka_unit_test(unknown_columns_are_ignored_with_one_warning),
        cmocka_unit_test(one_unknown_column_is_one),
        cmocka_unit_test(a_column_that_is_known_but_for_its_case_is_told),
        cmocka_unit_test(of_many_unknown_columns_the_rest_is_counted),
        cmocka_unit_test(a_header_of_more_than_4096_columns_is_a_limit),
        cmocka_unit_test(a_row_has_as_many_fields_as_the_header),
        cmocka_unit_test(a_quote_that_is_never_closed_is_reported_where_it_opens),
        cmocka_unit_test(text_after_a_closing_quote_is_refused),
        cmocka_unit_test(a_quote_inside_a_field_is_refused),
        cmocka_unit_test(nul_bytes_and_other_encodings_are_refused_where_they_stand),
        cmocka_unit_test(utf_16_is_told_apart),
        cmocka_unit_test(utf_16_without_a_mark_is_told_apart_from_a_lone_nul),
        cmocka_unit_test(required_fields_must_not_be_empty),
        cmocka_unit_test(times_that_are_none_are_explained),
        cmocka_unit_test(an_unknown_kind_is_answered_with_the_nearest),
        cmocka_unit_test(a_derived_kind_is_refused),
        cmocka_unit_test(an_actor_is_client_or_supplier_and_one_whom_the_kind_allows),
        cmocka_unit_test(numbers_that_are_none_are_shown),
        cmocka_unit_test(a_long_value_is_cut_in_the_message),
        cmocka_unit_test(a_rating_needs_item_and_value_and_nothing_else_has_an_item),
        cmocka_unit_test(an_id_is_never_shown),
        cmocka_unit_test(what_stands_in_unknown_columns_is_never_shown),
        cmocka_unit_test(a_value_outside_its_unit_warns_with_its_line),
    };
    int failed = cmocka_run_group_tests_name("facts/csv", tests, NULL, NULL);
    jp_test_model_free();
    return failed;
}
