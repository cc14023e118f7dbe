/*
 * number_write_test.c - numbers are written as people write them, whatever the locale.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/numbers.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <sys/stat.h>

static void numbers_are_written_as_people_write_them(void **state)
{
    (void)state;
    assert_writes(0, "0");
    assert_writes(-0.0, "-0");
    assert_writes(1, "1");
    assert_writes(-1, "-1");
    assert_writes(10, "10");
    assert_writes(100, "100");
    assert_writes(12345678, "12345678");
    assert_writes(999999999999999, "999999999999999");
    assert_writes(1e15, "1000000000000000");
    assert_writes(-123456789012345678.0, "-1.2345678901234568e17");
    assert_writes(9007199254740992, "9007199254740992");
    assert_writes(1e16, "10000000000000000");
    assert_writes(1e17, "1e17");
    assert_writes(1e22, "1e22");
    assert_writes(1.5, "1.5");
    assert_writes(-0.5, "-0.5");
    assert_writes(0.1, "0.1");
    assert_writes(0.3, "0.3");
    assert_writes(0.1 + 0.2, "0.30000000000000004");
    assert_writes(1.0 / 3, "0.3333333333333333");
    assert_writes(2.0 / 3, "0.6666666666666666");
    assert_writes(100.0 / 3, "33.333333333333336");
    assert_writes(0.001, "0.001");
    assert_writes(0.0001, "0.0001");
    assert_writes(0.00012345, "0.00012345");
    assert_writes(0.00001, "1e-5");
    assert_writes(0.000012345, "1.2345e-5");
    assert_writes(123456.789, "123456.789");
    assert_writes(1234567890123456.75, "1234567890123456.8");
    assert_writes(99999999999999999.0, "1e17");
    assert_writes(0x1.fffffffffffffp1023, "1.7976931348623157e308");
    assert_writes(-0x1p-1022, "-2.2250738585072014e-308");
    assert_writes(0x1p-1074, "4.94065645841247e-324");
    assert_writes(-1.2345678901234568e-300, "-1.2345678901234568e-300");
}

static void what_is_no_number_is_a_word(void **state)
{
    (void)state;
    assert_writes(HUGE_VAL, "inf");
    assert_writes(-HUGE_VAL, "-inf");
    assert_writes((double)NAN, "nan");
    assert_writes(-(double)NAN, "nan");
}

static void reals_have_17_digits_and_are_seen_to_be_no_integers(void **state)
{
    (void)state;
    static const struct {
        double number;
        const char *text;
    } all[] = {
        { 0, "0.0" },         { -0.0, "-0.0" },   { 42, "42.0" },
        { 1e15, "1000000000000000.0" },           { 1e16, "10000000000000000.0" },
        { 1e17, "1e17" },     { 0.5, "0.5" },     { 0.1, "0.10000000000000001" },
        { 0.0001, "0.0001" }, { 0.00001, "1.0000000000000001e-5" },
        { -1.2345678901234568e-300, "-1.2345678901234568e-300" },
        { 0x1p-1074, "4.9406564584124654e-324" }, { 0x1.fffffffffffffp1023, "1.7976931348623157e308" },
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        char text[JP_NUMBER_TEXT_SIZE];
        assert_int_equal(jp__real_format(all[i].number, text), strlen(all[i].text));
        assert_string_equal(text, all[i].text);
    }
}

/* ---- Locales ------------------------------------------------------------------------------ */

/* Compiles a locale from the system's sources, once. */
static bool make_locale(const char *source, const char *name)
{
    char command[2048], numeric[1024];
    struct stat info;
    snprintf(numeric, sizeof numeric, "%s/%s/LC_NUMERIC", JP_LOCALE_DIR, name);
    if (stat(numeric, &info) == 0)
        return true;
    snprintf(command, sizeof command, "mkdir -p '%s' && localedef -i %s -f UTF-8 '%s/%s' >'%s/log' 2>&1",
             JP_LOCALE_DIR, source, JP_LOCALE_DIR, name, JP_LOCALE_DIR);
    return system(command) == 0;
}

static void hold_in_locale(const char *source, const char *name, const char *half)
{
    char text[16];
    setenv("LOCPATH", JP_LOCALE_DIR, 1);
    if (!make_locale(source, name) || setlocale(LC_ALL, name) == NULL) {
        print_message("no locale %s, and localedef cannot make it: skipped\n", name);
        skip();
    }
    snprintf(text, sizeof text, "%.1f", 0.5);
    assert_string_equal(text, half);
    assert_reads("1234.5", 1234.5);
    assert_reads("0.1000000000000000055511151231257827021181583404541015625", 0.1);
    assert_refused("1234,5", 6);
    assert_writes(1234.5, "1234.5");
    assert_writes(1e-7 / 3, "3.3333333333333334e-8");
    jp_error err = JP_ERROR_INIT;
    jp__fail(&err, JP_ERROR_VALUE, "Not %s.", "0.5");
    assert_string_equal(err.message, "Not 0.5.");
}

static int back_to_c(void **state)
{
    (void)state;
    setlocale(LC_ALL, "C");
    return 0;
}

static void a_locale_with_a_comma_changes_nothing(void **state)
{
    (void)state;
    hold_in_locale("de_DE", "de_DE.UTF-8", "0,5");
}

static void a_locale_whose_point_has_two_bytes_changes_nothing(void **state)
{
    (void)state;
    hold_in_locale("ps_AF", "ps_AF.UTF-8", "0\xd9\xab" "5");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_written_as_people_write_them),
        cmocka_unit_test(what_is_no_number_is_a_word),
        cmocka_unit_test(reals_have_17_digits_and_are_seen_to_be_no_integers),
        cmocka_unit_test_teardown(a_locale_with_a_comma_changes_nothing, back_to_c),
        cmocka_unit_test_teardown(a_locale_whose_point_has_two_bytes_changes_nothing, back_to_c),
    };
    return cmocka_run_group_tests_name("base/number_write", tests, NULL, NULL);
}
