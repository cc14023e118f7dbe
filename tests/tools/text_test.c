/*
 * text_test.c - other people's text is safe and as wide as promised; CSV and numbers read back.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "support/test.h"

#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "csv.h"
#include "output.h"
#include "text.h"

static output out;

static void start(bool terminal)
{
    output_open(&out, STDOUT_FILENO);
    out.terminal = terminal;
}

static void expect(const char *text)
{
    out.buffer[out.used] = '\0';
    assert_string_equal(out.buffer, text);
    out.used = 0;
}

static jp_text text(const char *bytes)
{
    return text_of(bytes, strlen(bytes));
}

/* ---- Width -------------------------------------------------------------------------------- */

static void letters_take_one_column_and_wide_ones_two(void **state)
{
    (void)state;
    assert_int_equal(text_width(text("Globex")), 6);
    assert_int_equal(text_width(text("C\xC3\xB4te d'Ivoire")), 13);
    assert_int_equal(text_width(text("\xE6\x9D\xB1\xE4\xBA\xAC")), 4);   /* Tokyo in kanji */
    assert_int_equal(text_width(text("\xF0\x9F\x98\x80")), 2);           /* a face */
    assert_int_equal(text_width(text("e\xCC\x81")), 1);                  /* e and a combining acute */
    assert_int_equal(text_width(text("\xEA\xB0\x80")), 2);               /* Hangul */
    assert_int_equal(text_width(text("")), 0);
}

static void bytes_that_are_not_utf8_take_one_column_each(void **state)
{
    (void)state;
    assert_int_equal(text_width(text("a\xFF\xC3")), 3);
    assert_int_equal(text_width(text("\xC0\x80")), 2);         /* overlong NUL */
    assert_int_equal(text_width(text("\xED\xA0\x80")), 3);     /* a surrogate */
    assert_int_equal(text_width(text("\xF4\x90\x80\x80")), 4); /* beyond Unicode */
}

static void a_text_that_fits_is_filled_up(void **state)
{
    (void)state;
    start(false);
    text_write_fitted(&out, text("Acme"), 7);
    expect("Acme   ");
    text_write_fitted(&out, text("\xE6\x9D\xB1\xE4\xBA\xAC"), 5);
    expect("\xE6\x9D\xB1\xE4\xBA\xAC ");
    text_write_fitted(&out, text("Acme"), 4);
    expect("Acme");
}

static void a_text_that_does_not_fit_is_cut_with_an_ellipsis(void **state)
{
    (void)state;
    start(false);
    text_write_fitted(&out, text("Meadow Clinics"), 7);
    expect("Meadow\xE2\x80\xA6");
    /* A wide letter that would stick out is left out, and its column filled. */
    text_write_fitted(&out, text("\xE6\x9D\xB1\xE4\xBA\xAC"), 3);
    expect("\xE6\x9D\xB1\xE2\x80\xA6");
    text_write_fitted(&out, text("\xE6\x9D\xB1\xE4\xBA\xAC"), 2);
    expect("\xE2\x80\xA6 ");
    text_write_fitted(&out, text("ab"), 1);
    expect("\xE2\x80\xA6");
    text_write_fitted(&out, text("ab"), 0);
    expect("");
}

/* ---- Safety ------------------------------------------------------------------------------- */

static void what_could_steer_a_terminal_is_replaced(void **state)
{
    (void)state;
    start(false);
    text_write(&out, text("a\033[31mb\tc\nd\x7F"));
    expect("a?[31mb?c?d?");
    text_write(&out, text("\xC2\x9B" "31m"));          /* CSI as one code point */
    expect("?31m");
    text_write(&out, text("\xE2\x80\xAE" "cba"));      /* right-to-left override */
    expect("?cba");
    text_write(&out, text("\xE2\x80\xA8" "x\xEF\xBB\xBF")); /* line separator, byte order mark */
    expect("?x?");
    text_write(&out, text("\x9B" "31m"));              /* CSI as one byte */
    expect("?31m");
}

static void letters_of_all_scripts_stay(void **state)
{
    (void)state;
    start(false);
    text_write(&out, text("Z\xC3\xBCrich \xD0\x9A\xD0\xB8\xD1\x97\xD0\xB2 \xE6\x9D\xB1"));
    expect("Z\xC3\xBCrich \xD0\x9A\xD0\xB8\xD1\x97\xD0\xB2 \xE6\x9D\xB1");
}

static void cleaned_text_ends_at_a_whole_letter(void **state)
{
    (void)state;
    char safe[4];
    assert_int_equal(text_clean(text("ab\xC3\xA9\xC3\xA9"), safe, sizeof safe), 4);
    assert_memory_equal(safe, "ab\xC3\xA9", 4);
    assert_int_equal(text_clean(text("abc\xC3\xA9"), safe, sizeof safe), 3);
    assert_int_equal(text_clean(text(""), safe, sizeof safe), 0);
}

/* ---- CSV ---------------------------------------------------------------------------------- */

static void a_plain_field_is_written_as_it_is(void **state)
{
    (void)state;
    start(false);
    csv_text(&out, text("Globex"));
    expect("Globex");
    csv_text(&out, text(""));
    expect("");
    csv_text(&out, text("a=1"));
    expect("a=1");
}

static void a_field_with_a_comma_a_quote_or_a_line_end_is_quoted(void **state)
{
    (void)state;
    start(false);
    csv_text(&out, text("Orgenics, Ltd"));
    expect("\"Orgenics, Ltd\"");
    csv_text(&out, text("the \"best\""));
    expect("\"the \"\"best\"\"\"");
    csv_text(&out, text("a\r\nb"));
    expect("\"a\r\nb\"");
    csv_text(&out, text(" a"));
    expect("\" a\"");
}

static void a_field_that_looks_like_a_formula_gets_an_apostrophe(void **state)
{
    (void)state;
    static const char *const formulas[] = { "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1",
                                            "\xEF\xBC\x9D" "1", "\xEF\xBC\x8B" "1", "\xEF\xBC\x8D" "1",
                                            "\xEF\xBC\xA0" "1" };
    start(false);
    for (size_t i = 0; i < sizeof formulas / sizeof formulas[0]; i++) {
        char guarded[64];
        csv_text(&out, text(formulas[i]));
        snprintf(guarded, sizeof guarded, "\"'%s\"", formulas[i]);
        expect(guarded);
    }
    csv_text(&out, text("=\"x\""));
    expect("\"'=\"\"x\"\"\"");
}

static void csv_on_a_terminal_cannot_steer_it(void **state)
{
    (void)state;
    start(true);
    csv_text(&out, text("a\033]0;x\007"));
    expect("a?]0;x?");
}

/* ---- Numbers ------------------------------------------------------------------------------ */

static void numbers_are_as_short_as_they_can_be(void **state)
{
    (void)state;
    start(false);
    output_number(&out, 0.5);
    expect("0.5");
    output_number(&out, 0.1);
    expect("0.1");
    output_number(&out, 0);
    expect("0");
    output_number(&out, 0.1 + 0.2);
    expect("0.30000000000000004");
    output_number(&out, 1.0 / 3);
    expect("0.3333333333333333");
}

static void numbers_read_back_to_the_same_double(void **state)
{
    (void)state;
    uint64_t seed = 88172645463325252u;
    start(false);
    for (int i = 0; i < 20000; i++) {
        double number, again;
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        memcpy(&number, &seed, sizeof number);
        if (!isfinite(number))
            continue;
        output_number(&out, number);
        out.buffer[out.used] = '\0';
        again = strtod(out.buffer, NULL);
        out.used = 0;
        assert_memory_equal(&again, &number, sizeof number);
    }
}

/* ---- Output ------------------------------------------------------------------------------- */

static void more_than_the_buffer_arrives_in_order(void **state)
{
    (void)state;
    int ends[2];
    console con;
    char name[] = "/tmp/joyfulprofit-output-XXXXXX";
    ends[0] = mkstemp(name);
    assert_true(ends[0] >= 0);
    console_init(&con);
    ends[1] = dup(ends[0]);
    output_open(&out, ends[1]);
    for (int i = 0; i < 40000; i++)
        output_format(&out, "%07d\n", i);
    assert_int_equal(output_close(&out, &con, "test"), STATUS_OK);
    FILE *file = fdopen(ends[0], "r");
    rewind(file);
    int number, count = 0;
    while (fscanf(file, "%d", &number) == 1)
        assert_int_equal(number, count++);
    assert_int_equal(count, 40000);
    fclose(file);
    unlink(name);
}

static void the_first_error_is_kept_and_nothing_is_written_after_it(void **state)
{
    (void)state;
    console con;
    int ends[2];
    console_init(&con);
    assert_int_equal(pipe(ends), 0);
    output_open(&out, ends[0]); /* the end for reading: every write fails */
    for (size_t i = 0; i <= OUTPUT_BUFFER; i++)
        output_text(&out, "x");
    assert_true(output_failed(&out));
    assert_int_equal(output_close(&out, &con, "a stream of this test that cannot be written"), STATUS_IO);
    close(ends[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_take_one_column_and_wide_ones_two),
        cmocka_unit_test(bytes_that_are_not_utf8_take_one_column_each),
        cmocka_unit_test(a_text_that_fits_is_filled_up),
        cmocka_unit_test(a_text_that_does_not_fit_is_cut_with_an_ellipsis),
        cmocka_unit_test(what_could_steer_a_terminal_is_replaced),
        cmocka_unit_test(letters_of_all_scripts_stay),
        cmocka_unit_test(cleaned_text_ends_at_a_whole_letter),
        cmocka_unit_test(a_plain_field_is_written_as_it_is),
        cmocka_unit_test(a_field_with_a_comma_a_quote_or_a_line_end_is_quoted),
        cmocka_unit_test(a_field_that_looks_like_a_formula_gets_an_apostrophe),
        cmocka_unit_test(csv_on_a_terminal_cannot_steer_it),
        cmocka_unit_test(numbers_are_as_short_as_they_can_be),
        cmocka_unit_test(numbers_read_back_to_the_same_double),
        cmocka_unit_test(more_than_the_buffer_arrives_in_order),
        cmocka_unit_test(the_first_error_is_kept_and_nothing_is_written_after_it),
    };
    return cmocka_run_group_tests_name("tools/text", tests, NULL, NULL);
}
