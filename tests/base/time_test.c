/*
 * time_test.c - times against the calendar as it is taught, and messages that say what to do.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "support/test.h"

#include <stdio.h>

#include <joyfulprofit/time.h>

#include "base/base.h"

static uint64_t random_state = 2463534242u;

/* xorshift64 (Marsaglia). */
static uint64_t next_random(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

/* Reads a copy with nothing behind it, so that the sanitizers see a byte read too far. */
static jp_status parse(const char *text, size_t length, int64_t *time_us, jp_error *err)
{
    char *copy = malloc(length > 0 ? length : 1);
    assert_non_null(copy);
    memcpy(copy, text, length);
    jp_status status = jp_time_parse(copy, length, time_us, err);
    free(copy);
    return status;
}

static int64_t read_time(const char *text)
{
    jp_error err = JP_ERROR_INIT;
    int64_t time_us = -1;
    assert_ok(parse(text, strlen(text), &time_us, &err), &err);
    return time_us;
}

/* ---- The calendar ------------------------------------------------------------------------- */

/* Values by Python's datetime. */
static void known_times_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t time_us;
    } known[] = {
        { "1970-01-01T00:00:00Z", 0 },
        { "1970-01-01T00:00:00.000001Z", 1 },
        { "1969-12-31T23:59:59.999999Z", -1 },
        { "2000-02-29T12:34:56Z", INT64_C(951827696000000) },
        { "2023-12-09T08:30:00Z", INT64_C(1702110600000000) },
        { "2023-12-09T08:30:00.123456Z", INT64_C(1702110600123456) },
        { "2038-01-19T03:14:08Z", INT64_C(2147483648000000) },
        { "1900-03-01T00:00:00Z", INT64_C(-2203891200000000) },
        { "0001-01-01T00:00:00Z", INT64_C(-62135596800000000) },
        { "9999-12-31T23:59:59.999999Z", INT64_C(253402300799999999) },
    };
    for (size_t i = 0; i < JP__COUNT(known); i++)
        assert_true(read_time(known[i].text) == known[i].time_us);
}

static int month_days(int year, int month)
{
    if (month == 2)
        return year % 400 == 0 || (year % 4 == 0 && year % 100 != 0) ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/* Counts days as a calendar on the wall does, from the first of year 1. */
static void every_day_of_ten_thousand_years_follows_the_one_before(void **state)
{
    (void)state;
    int64_t expected = INT64_C(-62135596800000000);
    char text[32], written[JP_TIME_TEXT_SIZE];
    for (int year = 1; year <= 9999; year++) {
        for (int month = 1; month <= 12; month++) {
            int days = month_days(year, month);
            for (int day = 1; day <= days; day++, expected += JP_DAY_US) {
                if (day != 1 && day != days && year % 100 > 4)
                    continue;
                snprintf(text, sizeof text, "%04d-%02d-%02dT00:00:00.000000Z", year, month, day);
                int64_t time_us = 0;
                if (jp_time_parse(text, strlen(text), &time_us, NULL) != JP_OK || time_us != expected)
                    fail_msg("%s", text);
                jp_time_format(time_us, written);
                assert_string_equal(written, text);
            }
        }
    }
    assert_true(expected == INT64_C(253402300800000000));
}

static void the_day_after_the_last_of_a_month_is_refused(void **state)
{
    (void)state;
    static const int years[] = { 1, 4, 1900, 2000, 2023, 2024, 2100, 9999 };
    char text[32];
    for (size_t y = 0; y < JP__COUNT(years); y++) {
        for (int month = 1; month <= 12; month++) {
            for (int day = month_days(years[y], month) + 1; day < 100; day++) {
                int64_t time_us = 77;
                snprintf(text, sizeof text, "%04d-%02d-%02dT00:00:00Z", years[y], month, day);
                if (parse(text, 20, &time_us, NULL) != JP_ERROR_TIME || time_us != 77)
                    fail_msg("%s", text);
            }
        }
    }
}

static void every_second_of_a_day_follows_the_one_before(void **state)
{
    (void)state;
    char text[32], written[JP_TIME_TEXT_SIZE];
    for (int second = 0; second < 86400; second += 1 + second % 7) {
        snprintf(text, sizeof text, "1969-12-31T%02d:%02d:%02d.5Z", second / 3600, second / 60 % 60,
                 second % 60);
        int64_t time_us = read_time(text);
        assert_true(time_us == INT64_C(1000000) * (second - 86400) + 500000);
        jp_time_format(time_us, written);
        assert_memory_equal(written, text, 21);
    }
}

/* ---- Forms -------------------------------------------------------------------------------- */

static void all_forms_of_a_moment_are_the_same(void **state)
{
    (void)state;
    static const char *const forms[] = {
        "2023-12-09T08:30:00.25Z",       "2023-12-09t08:30:00.25z",       "2023-12-09 08:30:00.25Z",
        "2023-12-09T08:30:00.250000Z",   "2023-12-09T08:30:00.250000999Z", "2023-12-09T08:30:00.2500009Z",
        "2023-12-09T09:30:00.25+01:00",  "2023-12-09T07:30:00.25-01:00",  "2023-12-09T08:30:00.25+00:00",
        "2023-12-09T08:30:00.25-00:00",  "2023-12-10T08:29:00.25+23:59",  "2023-12-08T08:31:00.250-23:59",
        "2023-12-09T14:15:00.25+05:45",  "2023-12-09 05:00:00.25-03:30",
        "2023-12-09T08:30:00.250+0000",  "2023-12-09T08:30:00.25-0000",   "2023-12-09T09:30:00.250+0100",
        "2023-12-09T09:30:00.25+01",     "2023-12-08T09:30:00.25-23",     "2023-12-09 14:15:00.25+0545",
        "2023-12-10T08:29:00.25+2359",   "2023-12-09t05:00:00.25-0330",   "2023-12-09T08:30:00.25+00",
    };
    for (size_t i = 0; i < JP__COUNT(forms); i++)
        assert_true(read_time(forms[i]) == INT64_C(1702110600250000));
}

static void a_fraction_of_each_length_is_rounded_down(void **state)
{
    (void)state;
    static const int64_t expected[] = { 900000, 980000, 987000, 987600, 987650,
                                        987654, 987654, 987654, 987654 };
    char text[48];
    for (int digits = 1; digits <= 9; digits++) {
        snprintf(text, sizeof text, "1970-01-01T00:00:00.%.*sZ", digits, "987654999");
        assert_true(read_time(text) == expected[digits - 1]);
        snprintf(text, sizeof text, "1969-12-31T23:59:59.%.*s+00:00", digits, "987654999");
        assert_true(read_time(text) == expected[digits - 1] - 1000000);
    }
}

static void assert_message(const char *text, const char *message)
{
    jp_error err = JP_ERROR_INIT;
    int64_t time_us = 77;
    if (parse(text, strlen(text), &time_us, &err) != JP_ERROR_TIME)
        fail_msg("'%s' was not refused", text);
    assert_int_equal(err.code, JP_ERROR_TIME);
    assert_string_equal(err.message, message);
    assert_true(time_us == 77);
    assert_int_equal(parse(text, strlen(text), &time_us, NULL), JP_ERROR_TIME);
}

/* What is read can be read back as it is written: so the moment in UTC counts, not the local year. */
static void an_offset_leads_to_the_ends_of_the_years_and_no_further(void **state)
{
    (void)state;
    assert_true(read_time("0001-01-01T23:59:00+23:59") == INT64_C(-62135596800000000));
    assert_true(read_time("9999-12-31T00:00:59.999999-23:59") == INT64_C(253402300799999999));
    static const char *const beyond[][2] = {
        { "0001-01-01T00:00:00+23:59", "0000" }, { "0001-01-01T23:58:59.999999+23:59", "0000" },
        { "0001-01-01T00:00:00+00:01", "0000" }, { "9999-12-31T23:59:59.999999-23:59", "10000" },
        { "9999-12-31T00:01:00-23:59", "10000" }, { "9999-12-31T23:59:00-0001", "10000" },
    };
    for (size_t i = 0; i < JP__COUNT(beyond); i++) {
        char message[200];
        snprintf(message, sizeof message, "Time '%s' must have a year within 0001..9999 in UTC, got %s.",
                 beyond[i][0], beyond[i][1]);
        assert_message(beyond[i][0], message);
    }
}

/* The quick way is only taken with T. Whatever one byte is changed to, both must agree. */
static void the_quick_reader_agrees_with_the_careful_one(void **state)
{
    (void)state;
    static const char *const bytes = "0123456789-:.TZtz+ /;@,\x80\xff";
    char quick[JP_TIME_TEXT_SIZE], careful[JP_TIME_TEXT_SIZE];
    for (int round = 0; round < 200000; round++) {
        int64_t moment = (int64_t)(next_random() % (UINT64_C(253402300800) * 1000000));
        size_t length = jp_time_format(moment, quick);
        if (round % 2 == 0) {
            memcpy(quick + 19, "Z", 2);
            length = 20;
        }
        size_t at = next_random() % length;
        if (at == 10)
            continue;
        if (round % 5 != 0)
            quick[at] = bytes[next_random() % 25];
        memcpy(careful, quick, sizeof careful);
        careful[10] = 't';
        int64_t a = 1, b = 1;
        jp_status status = jp_time_parse(quick, length, &a, NULL);
        assert_int_equal(status, jp_time_parse(careful, length, &b, NULL));
        if (a != b)
            fail_msg("%s", quick);
        assert_int_equal(status == JP_OK, a != 1);
    }
}

/* ---- What is wrong ------------------------------------------------------------------------ */

static void a_time_without_zone_is_told_how_to_give_one(void **state)
{
    (void)state;
    assert_message("2023-12-09T00:00:00",
                   "Time '2023-12-09T00:00:00' has no zone; add Z for UTC or an offset such as +01:00.");
    assert_message("2023-12-09 08:30:00.25",
                   "Time '2023-12-09 08:30:00.25' has no zone; add Z for UTC or an offset such as +01:00.");
    assert_message("2023-12-09",
                   "Time '2023-12-09' has no time of day and no zone; for midnight UTC add T00:00:00Z.");
}

static void a_field_out_of_range_is_named_with_its_range(void **state)
{
    (void)state;
    assert_message("0000-01-01T00:00:00Z",
                   "Time '0000-01-01T00:00:00Z' must have a year within 0001..9999, got 0000.");
    assert_message("2023-13-01T00:00:00Z",
                   "Time '2023-13-01T00:00:00Z' must have a month within 01..12, got 13.");
    assert_message("2023-00-01T00:00:00Z",
                   "Time '2023-00-01T00:00:00Z' must have a month within 01..12, got 00.");
    assert_message("2023-02-30T00:00:00Z",
                   "Time '2023-02-30T00:00:00Z' must have a day within 01..28 in that month, got 30.");
    assert_message("2024-02-30T00:00:00Z",
                   "Time '2024-02-30T00:00:00Z' must have a day within 01..29 in that month, got 30.");
    assert_message("1900-02-29T00:00:00Z",
                   "Time '1900-02-29T00:00:00Z' must have a day within 01..28 in that month, got 29.");
    assert_message("2023-04-31T00:00:00Z",
                   "Time '2023-04-31T00:00:00Z' must have a day within 01..30 in that month, got 31.");
    assert_message("2023-12-00T00:00:00Z",
                   "Time '2023-12-00T00:00:00Z' must have a day within 01..31 in that month, got 00.");
    assert_message("2023-12-09T24:00:00Z",
                   "Time '2023-12-09T24:00:00Z' must have an hour within 00..23 "
                   "(24:00 is 00:00 of the next day), "
                   "got 24.");
    assert_message("2023-12-09T25:00:00Z",
                   "Time '2023-12-09T25:00:00Z' must have an hour within 00..23, got 25.");
    assert_message("2023-12-09T08:60:00Z",
                   "Time '2023-12-09T08:60:00Z' must have a minute within 00..59, got 60.");
    assert_message("2016-12-31T23:59:60Z",
                   "Time '2016-12-31T23:59:60Z' must have a second within 00..59 "
                   "(leap seconds are not counted), "
                   "got 60.");
    assert_message("2016-12-31T23:59:61Z",
                   "Time '2016-12-31T23:59:61Z' must have a second within 00..59, got 61.");
    assert_message("2023-12-09T08:30:00+24:00",
                   "Time '2023-12-09T08:30:00+24:00' must have an offset hour within 00..23, got 24.");
    assert_message("2023-12-09T08:30:00-01:60",
                   "Time '2023-12-09T08:30:00-01:60' must have an offset minute within 00..59, got 60.");
    assert_message("2023-12-09T08:30:00+24",
                   "Time '2023-12-09T08:30:00+24' must have an offset hour within 00..23, got 24.");
    assert_message("2023-12-09T08:30:00-2400",
                   "Time '2023-12-09T08:30:00-2400' must have an offset hour within 00..23, got 24.");
    assert_message("2023-12-09T08:30:00+0060",
                   "Time '2023-12-09T08:30:00+0060' must have an offset minute within 00..59, got 60.");
}

#define FORM " must read YYYY-MM-DDThh:mm:ssZ"

static void assert_offset(const char *offset, const char *what)
{
    char text[64], message[256];
    snprintf(text, sizeof text, "2023-12-09T08:30:00%s", offset);
    snprintf(message, sizeof message, "Time '%s'" FORM "%s", text, what);
    assert_message(text, message);
}

static void text_of_another_form_is_told_what_was_expected_where(void **state)
{
    (void)state;
    assert_message("", "Time ''" FORM ", but ends where four digits of the year was expected.");
    assert_message("202", "Time '202'" FORM ", but ends where four digits of the year was expected.");
    assert_message("09.12.2023", "Time '09.12.2023'" FORM ": expected four digits of the year at byte 3.");
    assert_message("1702110600", "Time '1702110600'" FORM ": expected '-' after the year at byte 5.");
    assert_message("20231209T083000Z",
                   "Time '20231209T083000Z'" FORM ": expected '-' after the year at byte 5.");
    assert_message("2023-1-9T08:30:00Z",
                   "Time '2023-1-9T08:30:00Z'" FORM ": expected two digits of the month at byte 7.");
    assert_message("2023-12/09", "Time '2023-12/09'" FORM ": expected '-' after the month at byte 8.");
    assert_message("2023-12-", "Time '2023-12-'" FORM ", but ends where two digits of the day was expected.");
    assert_message("2023-12-09Z",
                   "Time '2023-12-09Z'" FORM ": expected 'T' between date and time at byte 11.");
    assert_message("2023-12-09T8:30:00Z",
                   "Time '2023-12-09T8:30:00Z'" FORM ": expected two digits of the hour at byte 13.");
    assert_message("2023-12-09T08.30",
                   "Time '2023-12-09T08.30'" FORM ": expected ':' after the hour at byte 14.");
    assert_message("2023-12-09T08:3",
                   "Time '2023-12-09T08:3'" FORM ", but ends where two digits of the minute was expected.");
    assert_message("2023-12-09T08:30Z",
                   "Time '2023-12-09T08:30Z'" FORM ": expected ':' after the minute at byte 17.");
    assert_message("2023-12-09T08:30:x0Z",
                   "Time '2023-12-09T08:30:x0Z'" FORM ": expected two digits of the second at byte 18.");
    assert_message("2023-12-09T08:30:00.Z",
                   "Time '2023-12-09T08:30:00.Z'" FORM ": expected a digit of the fraction at byte 21.");
    assert_message("2023-12-09T08:30:00.0123456789Z",
                   "Time '2023-12-09T08:30:00.0123456789Z'" FORM
                   ": expected no more than nine digits of the fraction at byte 30.");
    assert_message("2023-12-09T08:30:00,5Z",
                   "Time '2023-12-09T08:30:00,5Z'" FORM
                   ": expected a zone (Z, or an offset such as +01:00) at byte 20.");
    assert_message("2023-12-09T08:30:00 CET",
                   "Time '2023-12-09T08:30:00 CET'" FORM
                   ": expected a zone (Z, or an offset such as +01:00) at byte 20.");
    assert_message("2023-12-09T08:30:00+1:00",
                   "Time '2023-12-09T08:30:00+1:00'" FORM
                   ": expected two digits of the offset's hour at byte 22.");
    assert_message("2023-12-09T08:30:00+01:",
                   "Time '2023-12-09T08:30:00+01:'" FORM
                   ", but ends where two digits of the offset's minute was expected.");
    assert_offset("+", ", but ends where two digits of the offset's hour was expected.");
    assert_offset("+5", ", but ends where two digits of the offset's hour was expected.");
    assert_offset("+010", ", but ends where two digits of the offset's minute was expected.");
    assert_offset("+01x", ": expected two digits of the offset's minute, or nothing, at byte 23.");
    assert_offset("+01 00", ": expected two digits of the offset's minute, or nothing, at byte 23.");
    assert_offset("+0x00", ": expected two digits of the offset's hour at byte 22.");
    assert_offset("+01Z", ": expected two digits of the offset's minute, or nothing, at byte 23.");
    assert_offset("+010:", ": expected two digits of the offset's minute at byte 24.");
    assert_offset("+00000", ": expected nothing after the zone at byte 25.");
    assert_offset("-010000", ": expected nothing after the zone at byte 25.");
    assert_offset("+01:00:00", ": expected nothing after the zone at byte 26.");
    assert_message("2023-12-09T08:30:00Z ",
                   "Time '2023-12-09T08:30:00Z '" FORM ": expected nothing after the zone at byte 21.");
    assert_message(" 2023-12-09T08:30:00Z",
                   "Time ' 2023-12-09T08:30:00Z'" FORM ": expected four digits of the year at byte 1.");
    assert_message("-2023-12-09T08:30:00Z",
                   "Time '-2023-12-09T08:30:00Z'" FORM ": expected four digits of the year at byte 1.");
}

static void a_long_or_hostile_text_is_quoted_in_part_and_printable(void **state)
{
    (void)state;
    char text[5000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_message(text, "Time 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...'" FORM
                         ": expected four digits of the year at byte 1.");
    memcpy(text + 38, "\xe2\x82\xac", 3);
    assert_message(text, "Time 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...'" FORM
                         ": expected four digits of the year at byte 1.");
    assert_message("\x1b[2J", "Time '?[2J'" FORM ": expected four digits of the year at byte 1.");
}

static void a_nul_byte_is_no_part_of_a_time(void **state)
{
    (void)state;
    int64_t time_us = 77;
    for (size_t at = 0; at <= 20; at++) {
        char text[] = "2023-12-09T08:30:00Z";
        text[at] = '\0';
        assert_int_equal(parse(text, 21, &time_us, NULL), JP_ERROR_TIME);
        if (at < 20)
            assert_int_equal(parse(text, 20, &time_us, NULL), JP_ERROR_TIME);
    }
    assert_true(time_us == 77);
    jp_error err = JP_ERROR_INIT;
    assert_fails(parse("2023-12-09T08:30:00Z", 21, &time_us, &err), JP_ERROR_TIME, &err);
    assert_string_equal(err.message, "Time '2023-12-09T08:30:00Z?' must read YYYY-MM-DDThh:mm:ssZ: "
                                     "expected nothing after the zone at byte 21.");
    assert_fails(parse("2023-12\x00" "09T08:30:00Z", 20, &time_us, &err), JP_ERROR_TIME, &err);
    assert_string_equal(err.message, "Time '2023-12?09T08:30:00Z' must read YYYY-MM-DDThh:mm:ssZ: "
                                     "expected '-' after the month at byte 8.");
}

/* Whole hours need no minutes of the offset. */
static void every_prefix_of_a_time_is_refused_but_that_of_whole_hours(void **state)
{
    (void)state;
    static const char *const texts[] = { "2023-12-09T08:30:00.123456+01:00",
                                         "2023-12-09T08:30:00.123456+0100" };
    for (size_t i = 0; i < JP__COUNT(texts); i++) {
        size_t whole = strlen("2023-12-09T08:30:00.123456+01");
        int64_t time_us = 77, hours = 77;
        for (size_t length = 0; length < strlen(texts[i]); length++)
            assert_int_equal(parse(texts[i], length, length == whole ? &hours : &time_us, NULL),
                             length == whole ? JP_OK : JP_ERROR_TIME);
        assert_true(time_us == 77);
        assert_int_equal(parse(texts[i], strlen(texts[i]), &time_us, NULL), JP_OK);
        assert_true(time_us == hours);
    }
}

static void missing_arguments_are_named(void **state)
{
    (void)state;
    int64_t time_us = 77;
    jp_error err = JP_ERROR_INIT;
    assert_fails(jp_time_parse(NULL, 0, &time_us, &err), JP_ERROR_ARGUMENT, &err);
    assert_string_equal(err.message, "jp_time_parse needs a text, got NULL.");
    assert_fails(jp_time_parse("", 0, NULL, &err), JP_ERROR_ARGUMENT, &err);
    assert_string_equal(err.message, "jp_time_parse needs a place for the time, got NULL.");
    assert_int_equal(jp_time_parse(NULL, 0, NULL, NULL), JP_ERROR_ARGUMENT);
    assert_true(time_us == 77);
}

/* ---- Writing ------------------------------------------------------------------------------ */

static void assert_writes(int64_t time_us, const char *expected)
{
    char text[JP_TIME_TEXT_SIZE];
    memset(text, 'x', sizeof text);
    assert_int_equal(jp_time_format(time_us, text), strlen(expected));
    assert_string_equal(text, expected);
}

/* The ends of int64_t as Java and PostgreSQL write them. */
static void any_number_of_microseconds_can_be_written(void **state)
{
    (void)state;
    assert_writes(0, "1970-01-01T00:00:00.000000Z");
    assert_writes(-1, "1969-12-31T23:59:59.999999Z");
    assert_writes(INT64_C(-62135596800000000) - 1, "0000-12-31T23:59:59.999999Z");
    assert_writes(INT64_C(-62167219200000000), "0000-01-01T00:00:00.000000Z");
    assert_writes(INT64_C(-62167219200000000) - 1, "-000001-12-31T23:59:59.999999Z");
    assert_writes(INT64_C(253402300800000000), "+010000-01-01T00:00:00.000000Z");
    assert_writes(INT64_MAX, "+294247-01-10T04:00:54.775807Z");
    assert_writes(INT64_MIN, "-290308-12-21T19:59:05.224192Z");
}

static void times_written_are_read_back(void **state)
{
    (void)state;
    char text[JP_TIME_TEXT_SIZE];
    for (int round = 0; round < 100000; round++) {
        int64_t time_us = INT64_C(-62135596800000000) +
                          (int64_t)(next_random() % (UINT64_C(315537897600) * 1000000));
        assert_int_equal(jp_time_format(time_us, text), 27);
        assert_true(read_time(text) == time_us);
    }
}

/* ---- Days and windows --------------------------------------------------------------------- */

static void windows_round_down_before_1970_too(void **state)
{
    (void)state;
    assert_true(jp__window(0, 7) == 0);
    assert_true(jp__window(-1, 7) == -1);
    assert_true(jp__window(7 * JP_DAY_US - 1, 7) == 0);
    assert_true(jp__window(7 * JP_DAY_US, 7) == 1);
    assert_true(jp__window(-7 * JP_DAY_US, 7) == -1);
    assert_true(jp__window(-7 * JP_DAY_US - 1, 7) == -2);
    assert_true(jp__window(INT64_MIN, 1) == -106751992);
    assert_true(jp__window(INT64_MAX, 1) == 106751991);
}

static void days_between_any_two_times_are_exact(void **state)
{
    (void)state;
    assert_true(jp__days_between(5, 5) == 0);
    assert_true(jp__days_between(-JP_DAY_US, JP_DAY_US) == 2);
    assert_true(jp__days_between(0, JP_DAY_US / 2) == 0.5);
    assert_true(jp__days_between(INT64_MIN, INT64_MAX) == 18446744073709551615.0 / 86400000000.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_times_are_read),
        cmocka_unit_test(every_day_of_ten_thousand_years_follows_the_one_before),
        cmocka_unit_test(the_day_after_the_last_of_a_month_is_refused),
        cmocka_unit_test(every_second_of_a_day_follows_the_one_before),
        cmocka_unit_test(all_forms_of_a_moment_are_the_same),
        cmocka_unit_test(a_fraction_of_each_length_is_rounded_down),
        cmocka_unit_test(an_offset_leads_to_the_ends_of_the_years_and_no_further),
        cmocka_unit_test(the_quick_reader_agrees_with_the_careful_one),
        cmocka_unit_test(a_time_without_zone_is_told_how_to_give_one),
        cmocka_unit_test(a_field_out_of_range_is_named_with_its_range),
        cmocka_unit_test(text_of_another_form_is_told_what_was_expected_where),
        cmocka_unit_test(a_long_or_hostile_text_is_quoted_in_part_and_printable),
        cmocka_unit_test(a_nul_byte_is_no_part_of_a_time),
        cmocka_unit_test(every_prefix_of_a_time_is_refused_but_that_of_whole_hours),
        cmocka_unit_test(missing_arguments_are_named),
        cmocka_unit_test(any_number_of_microseconds_can_be_written),
        cmocka_unit_test(times_written_are_read_back),
        cmocka_unit_test(windows_round_down_before_1970_too),
        cmocka_unit_test(days_between_any_two_times_are_exact),
    };
    return cmocka_run_group_tests_name("base/time", tests, NULL, NULL);
}
