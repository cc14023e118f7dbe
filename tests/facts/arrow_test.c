/*
 * arrow_test.c - Arrow streams: what is read, what is refused, and in which words.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <stdio.h>

#include "facts/producer.h"
#include "facts/text.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define T0 "2023-01-02T03:04:05Z"

/* The columns of most tests; `plain` has all that a fact may have. */
enum { SUPPLIER, CLIENT, TIME, KIND, ACTOR, VALUE, ITEM, GUESS, INTENSITY, RECORDED, ID, COLUMNS };

static const jp_test_column plain[COLUMNS] = {
    { "supplier", "u", NULL }, { "client", "u", NULL }, { "time", "tsu:UTC", NULL },
    { "kind", "u", NULL },     { "actor", "u", NULL },  { "value", "g", NULL },
    { "item", "u", NULL },     { "guess", "b", NULL },  { "intensity", "g", NULL },
    { "recorded", "tsu:UTC", NULL }, { "id", "u", NULL },
};

static const char *const two_rows[] = {
    "S1", "C1", "2023-01-02T03:04:05.5Z", "complaint", "client", "0.5", NULL, NULL, "0.25",
    "2023-02-01T00:00:00Z", "t-1",
    "S1", "C1", "2023-01-03T03:04:05Z", "rating", "supplier", "0.75", "pillar.trust", "true", NULL, NULL, NULL,
};

#define TWO_SHOWN \
    "S1|C1|2023-01-02T03:04:05.500000Z|complaint|client|0.5|||0.25|2023-02-01T00:00:00.000000Z|t-1\n" \
    "S1|C1|2023-01-03T03:04:05.000000Z|rating|supplier|0.75|pillar.trust|true|||\n"

static jp_test_producer producer_of(const jp_test_column *columns, size_t column_count,
                                    const char *const *cells, size_t row_count)
{
    return (jp_test_producer){ .columns = columns, .column_count = column_count, .cells = cells,
                               .row_count = row_count };
}

/* Reads the producer's stream, which must succeed. */
static jp_fact_table *table_of(jp_test_producer *producer)
{
    struct ArrowArrayStream stream = jp_test_stream(producer);
    jp_fact_table *table = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_fact_table_read_arrow(jp_test_model(), &stream, NULL, &table, &err), &err);
    assert_null(stream.release);
    jp_test_producer_check(producer);
    return table;
}

static jp_error refused(jp_test_producer *producer, jp_status status, const char *words)
{
    struct ArrowArrayStream stream = jp_test_stream(producer);
    jp_fact_table *table = (jp_fact_table *)(void *)&stream;
    jp_error err = JP_ERROR_INIT;
    assert_fails(jp_fact_table_read_arrow(jp_test_model(), &stream, NULL, &table, &err), status, &err);
    if (!strstr(err.message, words))
        fail_msg("'%s' is not in: %s", words, err.message);
    assert_null(table);
    assert_null(stream.release);
    jp_test_producer_check(producer);
    return err;
}

/* The first of the two rows above, with one cell changed. */
static void refused_cell(int column, const char *cell, jp_status status, const char *words)
{
    const char *cells[COLUMNS];
    memcpy(cells, two_rows, sizeof cells);
    cells[column] = cell;
    jp_test_producer producer = producer_of(plain, COLUMNS, cells, 1);
    jp_error err = refused(&producer, status, words);
    assert_string_equal(err.field, plain[column].name);
}

/* ---- What is read -------------------------------------------------------------------------- */

static void every_column_is_read(void **state)
{
    (void)state;
    jp_test_producer producer = producer_of(plain, COLUMNS, two_rows, 2);
    jp_test_assert_table(table_of(&producer), TWO_SHOWN);
}

static void slices_and_null_bitmaps_are_honoured(void **state)
{
    (void)state;
    for (size_t k = 0; k < 16; k++) {
        jp_test_producer producer = producer_of(plain, COLUMNS, two_rows, 2);
        producer.before = k % 4 * 3;
        producer.behind = k % 3;
        producer.outer = k / 4 * 5;
        producer.no_bitmaps = k % 2;
        jp_test_assert_table(table_of(&producer), TWO_SHOWN);
    }
}

static void text_may_have_any_form(void **state)
{
    (void)state;
    const char *const formats[] = { "u", "U", "vu" };
    const char *const indices[] = { NULL, "c", "C", "s", "S", "i", "I", "l", "L" };
    const char *const cells[] = {
        "a supplier of a rather long name", "C1", T0, "listening_summary", "client",
        "S1", "a client of a rather long name, too", T0, "call", "supplier",
    };
    for (size_t f = 0; f < COUNT(formats); f++) {
        for (size_t i = 0; i < COUNT(indices); i++) {
            jp_test_column columns[5];
            memcpy(columns, plain, sizeof columns);
            for (size_t k = 0; k < 5; k++) {
                columns[k].format = k == TIME ? "tsu:" : formats[f];
                columns[k].index = k == TIME ? NULL : indices[i];
            }
            jp_test_producer producer = producer_of(columns, 5, cells, 2);
            jp_test_assert_table(
                table_of(&producer),
                "S1|a client of a rather long name, too|2023-01-02T03:04:05.000000Z|call|supplier||||||\n"
                "a supplier of a rather long name|C1|2023-01-02T03:04:05.000000Z|listening_summary|client||||||\n");
        }
    }
}

static void ids_may_be_integers_of_any_width(void **state)
{
    (void)state;
    const struct { const char *format, *least, *most; } types[] = {
        { "c", "-128", "127" }, { "C", "0", "255" }, { "s", "-32768", "32767" }, { "S", "0", "65535" },
        { "i", "-2147483648", "2147483647" }, { "I", "0", "4294967295" },
        { "l", "-9223372036854775808", "9223372036854775807" }, { "L", "0", "18446744073709551615" },
    };
    for (size_t t = 0; t < 2 * COUNT(types); t++) {
        jp_test_column columns[COLUMNS];
        memcpy(columns, plain, sizeof columns);
        columns[SUPPLIER].format = columns[CLIENT].format = types[t / 2].format;
        columns[SUPPLIER].index = columns[CLIENT].index = t % 2 ? "s" : NULL;
        const char *const cells[] = { types[t / 2].least, types[t / 2].most, T0, "call", "client" };
        char expected[200];
        snprintf(expected, sizeof expected, "%s|%s|2023-01-02T03:04:05.000000Z|call|client||||||\n",
                 types[t / 2].least, types[t / 2].most);
        jp_test_producer producer = producer_of(columns, 5, cells, 1);
        jp_test_assert_table(table_of(&producer), expected);
    }
}

static void times_may_have_any_unit(void **state)
{
    (void)state;
    const struct { const char *format, *cell, *shown; } types[] = {
        { "tss:UTC", "2023-01-02T03:04:05Z", "2023-01-02T03:04:05.000000Z" },
        { "tss:", "1969-12-31T23:59:59Z", "1969-12-31T23:59:59.000000Z" },
        { "tsm:Europe/Berlin", "2023-01-02T03:04:05.123Z", "2023-01-02T03:04:05.123000Z" },
        { "tsu:+01:00", "2023-01-02T03:04:05.123456Z", "2023-01-02T03:04:05.123456Z" },
        { "tsn:", "2023-01-02T03:04:05.123456Z", "2023-01-02T03:04:05.123456Z" },
        { "tsn:UTC", "1900-01-02T03:04:05.123456Z", "1900-01-02T03:04:05.123456Z" },
        { "tdD", "2023-01-02T00:00:00Z", "2023-01-02T00:00:00.000000Z" },
        { "tdD", "1969-12-31T00:00:00Z", "1969-12-31T00:00:00.000000Z" },
        { "tdm", "2023-01-02T00:00:00Z", "2023-01-02T00:00:00.000000Z" },
        { "l", "1672628645000000", "2023-01-02T03:04:05.000000Z" },
    };
    for (size_t t = 0; t < COUNT(types); t++) {
        jp_test_column columns[5];
        memcpy(columns, plain, sizeof columns);
        columns[TIME].format = types[t].format;
        const char *const cells[] = { "S1", "C1", types[t].cell, "call", "client" };
        char expected[200];
        snprintf(expected, sizeof expected, "S1|C1|%s|call|client||||||\n", types[t].shown);
        jp_test_producer producer = producer_of(columns, 5, cells, 1);
        jp_test_assert_table(table_of(&producer), expected);
    }
}

static void nanoseconds_round_down(void **state)
{
    (void)state;
    const struct { const char *nanoseconds, *shown; } times[] = {
        { "1999", "1970-01-01T00:00:00.000001Z" },
        { "-1", "1969-12-31T23:59:59.999999Z" },
        { "-1000", "1969-12-31T23:59:59.999999Z" },
        { "-1001", "1969-12-31T23:59:59.999998Z" },
    };
    jp_test_column columns[5];
    memcpy(columns, plain, sizeof columns);
    columns[TIME].format = "tsn:";
    for (size_t t = 0; t < COUNT(times); t++) {
        const char *const cells[] = { "S1", "C1", times[t].nanoseconds, "call", "client" };
        char expected[200];
        snprintf(expected, sizeof expected, "S1|C1|%s|call|client||||||\n", times[t].shown);
        jp_test_producer producer = producer_of(columns, 5, cells, 1);
        jp_test_assert_table(table_of(&producer), expected);
    }
}

static void numbers_may_have_any_type(void **state)
{
    (void)state;
    const struct { const char *format, *cell, *shown; } types[] = {
        { "c", "45", "45" }, { "C", "200", "200" }, { "s", "300", "300" }, { "S", "65535", "65535" },
        { "i", "45", "45" }, { "I", "4294967295", "4294967295" }, { "l", "45", "45" },
        { "l", "9007199254740993", "9007199254740992" }, { "L", "45", "45" },
        { "e", "0.5", "0.5" }, { "e", "0.000000059604644775390625", "5.9604644775390625e-08" },
        { "e", "1023.5", "1023.5" }, { "e", "-0", "0" }, { "e", "65504", "65504" },
        { "f", "0.1", "0.10000000149011612" }, { "g", "0.1", "0.10000000000000001" },
        { "d:10,1", "0.1", "0.10000000000000001" }, { "d:10,3,32", "45.125", "45.125" },
        { "d:18,4,64", "123456789.0625", "123456789.0625" }, { "d:5,-2", "30000", "30000" },
        { "d:38,20", "0.1", "0.10000000000000001" },
        { "d:76,30,256", "12345678901234567890.5", "1.2345678901234567e+19" },
        { "d:38,0", "170141183460469231731687303715884105727", "1.7014118346046923e+38" },
    };
    for (size_t t = 0; t < COUNT(types); t++) {
        jp_test_column columns[COLUMNS];
        memcpy(columns, plain, sizeof columns);
        columns[VALUE].format = types[t].format;
        const char *const cells[] = { "S1", "C1", T0, "call", "client",
                                      strcmp(types[t].format, "d:5,-2") == 0 ? "300" : types[t].cell };
        char expected[200];
        snprintf(expected, sizeof expected, "S1|C1|2023-01-02T03:04:05.000000Z|call|client|%s|||||\n",
                 types[t].shown);
        jp_test_producer producer = producer_of(columns, 6, cells, 1);
        jp_test_assert_table(table_of(&producer), expected);
    }
}

static void a_guess_may_be_a_boolean_or_an_integer(void **state)
{
    (void)state;
    const char *const formats[] = { "b", "c", "C", "s", "S", "i", "I", "l", "L" };
    for (size_t f = 0; f < COUNT(formats); f++) {
        jp_test_column columns[COLUMNS];
        memcpy(columns, plain, sizeof columns);
        columns[GUESS].format = formats[f];
        jp_test_producer producer = producer_of(columns, COLUMNS, two_rows, 2);
        jp_test_assert_table(table_of(&producer), TWO_SHOWN);
    }
}

static void a_column_of_nothing_but_nulls_is_as_one_that_is_not_there(void **state)
{
    (void)state;
    jp_test_column columns[COLUMNS];
    memcpy(columns, plain, sizeof columns);
    const char *cells[COLUMNS];
    memcpy(cells, two_rows, sizeof cells);
    for (int k = VALUE; k < COLUMNS; k++) {
        columns[k].format = "n";
        cells[k] = NULL;
    }
    columns[ITEM].index = "c";
    jp_test_producer producer = producer_of(columns, COLUMNS, cells, 1);
    jp_test_assert_table(table_of(&producer),
                         "S1|C1|2023-01-02T03:04:05.500000Z|complaint|client||||||\n");
}

static void columns_may_stand_in_any_order(void **state)
{
    (void)state;
    jp_test_column columns[COLUMNS];
    const char *cells[2 * COLUMNS];
    for (int k = 0; k < COLUMNS; k++) {
        columns[k] = plain[COLUMNS - 1 - k];
        cells[k] = two_rows[COLUMNS - 1 - k];
        cells[COLUMNS + k] = two_rows[2 * COLUMNS - 1 - k];
    }
    jp_test_producer producer = producer_of(columns, COLUMNS, cells, 2);
    jp_test_assert_table(table_of(&producer), TWO_SHOWN);
}

static void batches_may_be_empty_and_so_may_the_stream(void **state)
{
    (void)state;
    const size_t batches[] = { 0, 1, 0, 0, 1, 0 };
    jp_test_producer producer = producer_of(plain, COLUMNS, two_rows, 2);
    producer.batches = batches;
    producer.batch_count = 6;
    jp_test_assert_table(table_of(&producer), TWO_SHOWN);
    for (size_t count = 0; count < 2; count++) {
        producer = producer_of(plain, COLUMNS, two_rows, 2);
        producer.batches = batches;
        producer.batch_count = count;
        jp_test_assert_table(table_of(&producer), "");
    }
}

static void empty_text_is_missing(void **state)
{
    (void)state;
    const char *cells[COLUMNS];
    memcpy(cells, two_rows, sizeof cells);
    cells[ITEM] = cells[ID] = "";
    jp_test_producer producer = producer_of(plain, COLUMNS, cells, 1);
    jp_test_assert_table(
        table_of(&producer),
        "S1|C1|2023-01-02T03:04:05.500000Z|complaint|client|0.5|||0.25|2023-02-01T00:00:00.000000Z|\n");
    refused_cell(SUPPLIER, "", JP_ERROR_MISSING, "Row 0 (supplier): expected the id of the supplier");
    refused_cell(KIND, "", JP_ERROR_MISSING, "Row 0 (kind): expected a kind of the model, got nothing.");
}

static void a_source_may_have_any_type(void **state)
{
    (void)state;
    jp_test_column columns[6];
    memcpy(columns, plain, sizeof columns);
    columns[5] = (jp_test_column){ "source", "+l", NULL };
    const char *const cells[] = { "S1", "C1", T0, "call", "client", NULL };
    jp_test_producer producer = producer_of(columns, 6, cells, 1);
    jp_test_assert_table(table_of(&producer), "S1|C1|2023-01-02T03:04:05.000000Z|call|client||||||\n");
}

static void unknown_columns_are_ignored_with_one_warning(void **state)
{
    (void)state;
    jp_test_column columns[7];
    memcpy(columns, plain, sizeof columns);
    columns[5] = (jp_test_column){ "mood", "w:3", NULL };
    columns[6] = (jp_test_column){ "weather", "+l", NULL };
    const char *const cells[] = { "S1", "C1", T0, "call", "client", NULL, NULL };
    jp_test_producer producer = producer_of(columns, 7, cells, 1);
    struct ArrowArrayStream stream = jp_test_stream(&producer);
    jp_test_said said;
    jp_fact_table_options options = jp_test_options(&said, false);
    jp_fact_table *table;
    assert_ok(jp_fact_table_read_arrow(jp_test_model(), &stream, &options, &table, NULL), NULL);
    assert_int_equal(said.warnings, 1);
    assert_int_equal(said.warning.code, JP_WARNING_COLUMN);
    assert_string_equal(said.warning.message, "Columns 'mood', 'weather' are not known and are ignored.");
    jp_fact_table_free(table);
    jp_test_producer_check(&producer);
}

/* ---- What is refused: columns -------------------------------------------------------------- */

static void a_column_that_is_missing_is_named(void **state)
{
    (void)state;
    for (size_t missing = 0; missing < 5; missing++) {
        jp_test_column columns[5];
        memcpy(columns, plain, sizeof columns);
        columns[missing].name = "other";
        jp_test_producer producer = producer_of(columns, 5, two_rows, 1);
        jp_error err =
            refused(&producer, JP_ERROR_COLUMN, "of the stream is missing; it needs supplier, client");
        assert_string_equal(err.field, plain[missing].name);
        columns[missing].name = plain[missing].name;
    }
}

static void a_column_of_a_similar_name_is_suggested(void **state)
{
    (void)state;
    jp_test_column columns[5];
    memcpy(columns, plain, sizeof columns);
    columns[TIME].name = "Time";
    jp_test_producer producer = producer_of(columns, 5, two_rows, 1);
    jp_error err = refused(&producer, JP_ERROR_COLUMN, "");
    assert_string_equal(err.message, "Column 'time' of the stream is missing; did you mean it by 'Time'?");
}

static void a_column_that_stands_twice_is_named(void **state)
{
    (void)state;
    jp_test_column columns[COLUMNS];
    memcpy(columns, plain, sizeof columns);
    columns[ID].name = "value";
    jp_test_producer producer = producer_of(columns, COLUMNS, two_rows, 1);
    jp_error err = refused(&producer, JP_ERROR_COLUMN, "");
    assert_string_equal(err.message, "Column 'value' of the stream stands twice.");
    assert_string_equal(err.field, "value");
}

static void a_type_that_does_not_fit_is_named(void **state)
{
    (void)state;
    const struct { int column; const char *format, *index, *words; } wrong[] = {
        { SUPPLIER, "g", NULL,
          "must be text or integers, or a dictionary of them, got Arrow format 'g' (numbers)." },
        { CLIENT, "b", NULL, "got Arrow format 'b' (booleans)." },
        { CLIENT, "g", "i", "got Arrow format 'g' (a dictionary)." },
        { CLIENT, "tdD", NULL, "got Arrow format 'tdD' (times)." },
        { TIME, "u", NULL,
          "must be timestamps, dates, or integers of 64 bits in microseconds, got Arrow format "
                           "'u' (text)." },
        { TIME, "i", NULL, "got Arrow format 'i' (integers)." },
        { TIME, "tsu:", "i", "got Arrow format 'tsu:' (a dictionary)." },
        { KIND, "i", NULL, "must be text, or a dictionary of it, got Arrow format 'i' (integers)." },
        { KIND, "i", "c", "got Arrow format 'i' (a dictionary)." },
        { KIND, "z", NULL, "got Arrow format 'z'." },
        { KIND, "u", "g", "got Arrow format 'u' (a dictionary)." },
        { ACTOR, "b", NULL, "got Arrow format 'b' (booleans)." },
        { VALUE, "u", NULL, "must be numbers, got Arrow format 'u' (text)." },
        { VALUE, "b", NULL, "must be numbers, got Arrow format 'b' (booleans)." },
        { VALUE, "g", "c", "must be numbers, got Arrow format 'g' (a dictionary)." },
        { VALUE, "d:10", NULL, "got Arrow format 'd:10'." },
        { VALUE, "d:10,2,100", NULL, "got Arrow format 'd:10,2,100'." },
        { VALUE, "d:10,2,", NULL, "got Arrow format 'd:10,2,'." },
        { VALUE, "tsu:", NULL, "must be numbers, got Arrow format 'tsu:' (times)." },
        { INTENSITY, "tdD", NULL, "must be numbers, got Arrow format 'tdD' (times)." },
        { GUESS, "g", NULL,
          "must be booleans, or integers that are 0 or 1, got Arrow format 'g' (numbers)." },
        { GUESS, "u", NULL, "got Arrow format 'u' (text)." },
        { RECORDED, "ttu", NULL, "got Arrow format 'ttu'." },
        { ID, "f", NULL, "got Arrow format 'f' (numbers)." },
        { ITEM, "+s", NULL, "got Arrow format '+s'." },
        { ITEM, "", NULL, "got Arrow format ''." },
    };
    for (size_t k = 0; k < COUNT(wrong); k++) {
        jp_test_column columns[COLUMNS];
        memcpy(columns, plain, sizeof columns);
        columns[wrong[k].column].format = wrong[k].format;
        columns[wrong[k].column].index = wrong[k].index;
        jp_test_producer producer = producer_of(columns, COLUMNS, two_rows, 2);
        jp_error err = refused(&producer, JP_ERROR_COLUMN, wrong[k].words);
        assert_string_equal(err.field, plain[wrong[k].column].name);
    }
}

/* ---- What is refused: rows ----------------------------------------------------------------- */

static void a_row_is_refused_in_the_words_of_the_other_readers(void **state)
{
    (void)state;
    const struct { int column; const char *format, *cell; jp_status status; const char *words; } wrong[] = {
        { SUPPLIER, "u", NULL, JP_ERROR_MISSING,
          "Row 0 (supplier): expected the id of the supplier, got nothing." },
        { CLIENT, "u", NULL, JP_ERROR_MISSING,
          "Row 0 (client): expected the id of the client, got nothing." },
        { CLIENT, "u", "a\xff", JP_ERROR_ENCODING,
          "Row 0 (client): expected UTF-8 without NUL, got something else "
                                                   "at byte 2." },
        { TIME, "tsu:", NULL, JP_ERROR_MISSING, "Row 0 (time): expected a time such as" },
        { TIME, "tss:", "9223372036855", JP_ERROR_TIME,
          "Row 0 (time): expected a time that fits into 64 bits" },
        { TIME, "tsm:", "-9223372036854776", JP_ERROR_TIME,
          "Row 0 (time): expected a time that fits into 64 bits" },
        { RECORDED, "tdm", "9223372036854776", JP_ERROR_TIME, "Row 0 (recorded): expected a time that fits" },
        { KIND, "u", NULL, JP_ERROR_MISSING, "Row 0 (kind): expected a kind of the model, got nothing." },
        { KIND, "u", "meetng", JP_ERROR_UNKNOWN,
          "Row 0 (kind): expected a kind of the model, got 'meetng'; did you "
                                                 "mean 'meeting'?" },
        { KIND, "u", "silence", JP_ERROR_FORBIDDEN,
          "Row 0 (kind): expected a kind that can be given, got 'silence'" },
        { ACTOR, "u", "Client", JP_ERROR_UNKNOWN,
          "Row 0 (actor): expected 'client' or 'supplier', got 'Client'; did "
                                                  "you mean 'client'?" },
        { ACTOR, "u", NULL, JP_ERROR_MISSING,
          "Row 0 (actor): expected 'client' or 'supplier', got nothing." },
        { KIND, "u", "broadcast", JP_ERROR_FORBIDDEN,
          "expected supplier, the only one who does 'broadcast', got" },
        { VALUE, "g", "nan", JP_ERROR_VALUE, "Row 0 (value): expected a number, got none that is finite." },
        { VALUE, "f", "inf", JP_ERROR_VALUE, "Row 0 (value): expected a number, got none that is finite." },
        { VALUE, "e", "-inf", JP_ERROR_VALUE, "Row 0 (value): expected a number, got none that is finite." },
        { ITEM, "u", "pillar.trust", JP_ERROR_FORBIDDEN,
          "Row 0 (item): expected nothing, since only a rating has an item, got 'pillar.trust'." },
        { GUESS, "b", "true", JP_ERROR_FORBIDDEN,
          "Row 0 (guess): expected nothing or false, since only a rating can be a guess, got true." },
        { GUESS, "i", "2", JP_ERROR_VALUE,
          "Row 0 (guess): expected true, false, 1, 0 or nothing, got 2." },
        { GUESS, "l", "-9223372036854775808", JP_ERROR_VALUE,
          "Row 0 (guess): expected true, false, 1, 0 or nothing, got -9223372036854775808." },
        { GUESS, "L", "18446744073709551615", JP_ERROR_VALUE, "0 or nothing, got 18446744073709551615." },
        { INTENSITY, "g", "1.5", JP_ERROR_VALUE,
          "Row 0 (intensity): expected a number from 0 to 1, got 1.5." },
        { INTENSITY, "g", "nan", JP_ERROR_VALUE,
          "Row 0 (intensity): expected a number from 0 to 1, got none that" },
        { ID, "u", "\xc3", JP_ERROR_ENCODING,
          "Row 0 (id): expected UTF-8 without NUL, got something else at" },
    };
    for (size_t k = 0; k < COUNT(wrong); k++) {
        int column = wrong[k].column;
        jp_test_column columns[COLUMNS];
        const char *cells[2 * COLUMNS];
        memcpy(columns, plain, sizeof columns);
        memcpy(cells, two_rows, sizeof cells);
        columns[column].format = wrong[k].format;
        cells[column] = wrong[k].cell;
        if (strcmp(wrong[k].format, plain[column].format) != 0) /* the other row's must fit the type */
            cells[COLUMNS + column] = column == TIME ? "0" : column == VALUE ? "0.75" : NULL;
        jp_test_producer producer = producer_of(columns, COLUMNS, cells, 2);
        jp_error err = refused(&producer, wrong[k].status, wrong[k].words);
        assert_int_equal(err.row, 0);
        assert_int_equal(err.line, 0);
    }
}

static void a_rating_is_checked_as_in_the_other_readers(void **state)
{
    (void)state;
    const struct { int column; const char *cell; jp_status status; const char *words; } wrong[] = {
        { VALUE, NULL, JP_ERROR_MISSING,
          "Row 1 (value): expected the value of a rating, from 0 to 1, got nothing." },
        { VALUE, "1.5", JP_ERROR_VALUE,
          "Row 1 (value): expected a number from 0 to 1, for a rating, got 1.5." },
        { ITEM, NULL, JP_ERROR_MISSING, "Row 1 (item): expected the indicator that is rated, got nothing." },
        { ITEM, "pilar.trust", JP_ERROR_UNKNOWN, "Row 1 (item): expected an indicator of the model, got "
                                                 "'pilar.trust'; did you mean 'pillar.trust'?" },
    };
    for (size_t k = 0; k < COUNT(wrong); k++) {
        const char *cells[2 * COLUMNS];
        memcpy(cells, two_rows, sizeof cells);
        cells[COLUMNS + wrong[k].column] = wrong[k].cell;
        jp_test_producer producer = producer_of(plain, COLUMNS, cells, 2);
        jp_error err = refused(&producer, wrong[k].status, wrong[k].words);
        assert_int_equal(err.row, 1);
    }
}

static void the_intensity_of_a_rating_says_nothing(void **state)
{
    (void)state;
    const char *cells[2 * COLUMNS];
    memcpy(cells, two_rows, sizeof cells);
    cells[COLUMNS + INTENSITY] = "7";
    jp_test_producer producer = producer_of(plain, COLUMNS, cells, 2);
    jp_test_assert_table(table_of(&producer), TWO_SHOWN);
}

static void ids_that_are_too_long_are_refused(void **state)
{
    (void)state;
    char *id = malloc(1026);
    memset(id, 'x', 1025);
    id[1025] = '\0';
    const int columns[] = { SUPPLIER, CLIENT, ID };
    for (size_t k = 0; k < 3; k++)
        refused_cell(columns[k], id, JP_ERROR_LIMIT, "expected at most 1024 bytes, got 1025.");
    id[1024] = '\0';
    const char *cells[COLUMNS];
    memcpy(cells, two_rows, sizeof cells);
    cells[SUPPLIER] = cells[CLIENT] = cells[ID] = id;
    jp_test_producer producer = producer_of(plain, COLUMNS, cells, 1);
    jp_fact_table *table = table_of(&producer);
    assert_int_equal(jp_fact_table_fact_count(table), 1);
    jp_fact_table_free(table);
    free(id);
}

/* Rows 3 and 4 of seven, in batches of two, are wrong. */
static void bad_rows_are_left_out_when_asked(void **state)
{
    (void)state;
    const char *cells[7 * 5];
    for (size_t k = 0; k < 7; k++) {
        const char *const row[] = { "S1", k % 2 ? "C1" : "C2", T0, "call", "client" };
        memcpy(cells + 5 * k, row, sizeof row);
    }
    cells[5 * 3 + KIND] = "nothing";
    cells[5 * 4 + CLIENT] = NULL;
    const size_t batches[] = { 2, 2, 2, 1 };
    for (size_t t = 0; t < 4; t++) {
        jp_test_column columns[5];
        memcpy(columns, plain, sizeof columns);
        columns[SUPPLIER].index = columns[CLIENT].index = columns[KIND].index = t % 2 ? "i" : NULL;
        jp_test_producer producer = producer_of(columns, 5, cells, 7);
        producer.batches = t / 2 ? batches : NULL;
        producer.batch_count = 4;
        struct ArrowArrayStream stream = jp_test_stream(&producer);
        jp_test_said said;
        jp_fact_table_options options = jp_test_options(&said, true);
        jp_fact_table *table;
        assert_ok(jp_fact_table_read_arrow(jp_test_model(), &stream, &options, &table, NULL), NULL);
        assert_int_equal(said.bad_rows, 2);
        assert_int_equal(said.bad.row, 4);
        assert_string_equal(said.bad.field, "client");
        assert_string_equal(said.bad_row, "");
        jp_test_assert_table(table, "S1|C1|2023-01-02T03:04:05.000000Z|call|client||||||\n"
                                    "S1|C1|2023-01-02T03:04:05.000000Z|call|client||||||\n"
                                    "S1|C2|2023-01-02T03:04:05.000000Z|call|client||||||\n"
                                    "S1|C2|2023-01-02T03:04:05.000000Z|call|client||||||\n"
                                    "S1|C2|2023-01-02T03:04:05.000000Z|call|client||||||\n");
        jp_test_producer_check(&producer);
    }
}

static void a_value_outside_its_unit_is_warned_of_once_a_kind(void **state)
{
    (void)state;
    const char *cells[5 * 6];
    for (size_t k = 0; k < 5; k++) {
        const char *const row[] =
            { "S1", "C1", T0, k < 3 ? "call" : "meeting", "client", k == 0 ? "5" : "-1" };
        memcpy(cells + 6 * k, row, sizeof row);
    }
    jp_test_producer producer = producer_of(plain, 6, cells, 5);
    struct ArrowArrayStream stream = jp_test_stream(&producer);
    jp_test_said said;
    jp_fact_table_options options = jp_test_options(&said, false);
    jp_fact_table *table;
    assert_ok(jp_fact_table_read_arrow(jp_test_model(), &stream, &options, &table, NULL), NULL);
    assert_int_equal(said.warnings, 2);
    assert_int_equal(said.warning.code, JP_WARNING_RANGE);
    assert_int_equal(said.warning.row, 3);
    assert_non_null(strstr(said.warning.message, "Row 3 (value): a value of kind 'meeting'"));
    jp_fact_table_free(table);
}

/* ---- The stream and the call ------------------------------------------------------------------ */

static void a_failing_stream_is_an_error_with_its_words(void **state)
{
    (void)state;
    jp_test_producer producer = producer_of(plain, COLUMNS, two_rows, 2);
    producer.schema_error = EIO;
    producer.words = "the database is gone";
    jp_error err =
        refused(&producer, JP_ERROR_IO, "failed to give its schema, with error number 5: the database");
    assert_int_equal(err.row, JP_NO_ROW);
    for (int fills = 0; fills < 2; fills++) {
        const size_t batches[] = { 1, 1 };
        producer = producer_of(plain, COLUMNS, two_rows, 2);
        producer.batches = batches;
        producer.batch_count = 2;
        producer.batch_error = EINVAL;
        producer.error_at = 1;
        producer.fills_on_error = fills;
        refused(&producer, JP_ERROR_IO, "The stream failed to give its next batch, with error number 22.");
    }
}

static int stop(void *user, uint64_t done, uint64_t total)
{
    (void)user;
    assert_int_equal(total, 0);
    return done > 0;
}

static void progress_counts_rows_and_may_end_it(void **state)
{
    (void)state;
    jp_test_producer producer = producer_of(plain, COLUMNS, two_rows, 2);
    struct ArrowArrayStream stream = jp_test_stream(&producer);
    jp_fact_table_options options = { .struct_size = sizeof options, .on_progress = stop };
    jp_fact_table *table;
    jp_error err = JP_ERROR_INIT;
    assert_fails(jp_fact_table_read_arrow(jp_test_model(), &stream, &options, &table, &err),
                 JP_ERROR_CANCELLED, &err);
    assert_string_equal(err.message, "Reading was cancelled after 2 rows.");
    jp_test_producer_check(&producer);
}

static void wrong_arguments_release_the_stream_all_the_same(void **state)
{
    (void)state;
    jp_error err = JP_ERROR_INIT;
    jp_fact_table *table = (jp_fact_table *)(void *)&err;
    jp_test_producer producer = producer_of(plain, COLUMNS, two_rows, 2);
    struct ArrowArrayStream stream = jp_test_stream(&producer);
    assert_fails(jp_fact_table_read_arrow(jp_test_model(), &stream, NULL, NULL, &err), JP_ERROR_ARGUMENT,
                 &err);
    jp_test_producer_check(&producer);

    assert_fails(jp_fact_table_read_arrow(jp_test_model(), &stream, NULL, &table, &err), JP_ERROR_ARGUMENT,
                 &err);
    assert_string_equal(err.message, "Argument 'stream' must not be NULL or released already.");
    assert_null(table);

    producer = producer_of(plain, COLUMNS, two_rows, 2);
    stream = jp_test_stream(&producer);
    assert_fails(jp_fact_table_read_arrow(NULL, &stream, NULL, &table, &err), JP_ERROR_ARGUMENT, &err);
    jp_test_producer_check(&producer);

    producer = producer_of(plain, COLUMNS, two_rows, 2);
    stream = jp_test_stream(&producer);
    jp_fact_table_options options = { .struct_size = 1 };
    assert_fails(jp_fact_table_read_arrow(jp_test_model(), &stream, &options, &table, &err), JP_ERROR_OPTIONS,
                 &err);
    jp_test_producer_check(&producer);

    producer = producer_of(plain, COLUMNS, two_rows, 2);
    stream = jp_test_stream(&producer);
    stream.get_next = NULL;
    assert_fails(jp_fact_table_read_arrow(jp_test_model(), &stream, NULL, &table, &err), JP_ERROR_ARGUMENT,
                 &err);
    jp_test_producer_check(&producer);
    assert_fails(jp_fact_table_read_arrow(jp_test_model(), NULL, NULL, &table, &err), JP_ERROR_ARGUMENT,
                 &err);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_column_is_read),
        cmocka_unit_test(slices_and_null_bitmaps_are_honoured),
        cmocka_unit_test(text_may_have_any_form),
        cmocka_unit_test(ids_may_be_integers_of_any_width),
        cmocka_unit_test(times_may_have_any_unit),
        cmocka_unit_test(nanoseconds_round_down),
        cmocka_unit_test(numbers_may_have_any_type),
        cmocka_unit_test(a_guess_may_be_a_boolean_or_an_integer),
        cmocka_unit_test(a_column_of_nothing_but_nulls_is_as_one_that_is_not_there),
        cmocka_unit_test(columns_may_stand_in_any_order),
        cmocka_unit_test(batches_may_be_empty_and_so_may_the_stream),
        cmocka_unit_test(empty_text_is_missing),
        cmocka_unit_test(a_source_may_have_any_type),
        cmocka_unit_test(unknown_columns_are_ignored_with_one_warning),
        cmocka_unit_test(a_column_that_is_missing_is_named),
        cmocka_unit_test(a_column_of_a_similar_name_is_suggested),
        cmocka_unit_test(a_column_that_stands_twice_is_named),
        cmocka_unit_test(a_type_that_does_not_fit_is_named),
        cmocka_unit_test(a_row_is_refused_in_the_words_of_the_other_readers),
        cmocka_unit_test(a_rating_is_checked_as_in_the_other_readers),
        cmocka_unit_test(the_intensity_of_a_rating_says_nothing),
        cmocka_unit_test(ids_that_are_too_long_are_refused),
        cmocka_unit_test(bad_rows_are_left_out_when_asked),
        cmocka_unit_test(a_value_outside_its_unit_is_warned_of_once_a_kind),
        cmocka_unit_test(a_failing_stream_is_an_error_with_its_words),
        cmocka_unit_test(progress_counts_rows_and_may_end_it),
        cmocka_unit_test(wrong_arguments_release_the_stream_all_the_same),
    };
    int failed = cmocka_run_group_tests_name("facts/arrow", tests, NULL, NULL);
    jp_test_model_free();
    return failed;
}
