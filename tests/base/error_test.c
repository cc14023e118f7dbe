/*
 * error_test.c - statuses have names, errors fit their caller, struct sizes are checked.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "support/test.h"

#include <stdio.h>

#include <joyfulprofit/version.h>

#include "base/base.h"

/* ---- Names -------------------------------------------------------------------------------- */

/* Reads "    JP_SOMETHING = 123," of status.h. */
static bool read_status(const char *line, char name[64], int *code)
{
    return sscanf(line, " %63[A-Z_] = %i,", name, code) == 2 && strncmp(name, "JP_", 3) == 0;
}

static void every_status_of_the_header_has_its_name(void **state)
{
    (void)state;
    FILE *header = fopen(JP_SOURCE_DIR "/include/joyfulprofit/status.h", "r");
    assert_non_null(header);
    char line[256], name[64];
    int code, seen = 0;
    while (fgets(line, sizeof line, header) != NULL) {
        if (!read_status(line, name, &code))
            continue;
        assert_string_equal(jp_status_name((jp_status)code), name);
        seen++;
    }
    fclose(header);
    assert_true(seen >= 23);
}

static void a_number_that_is_no_status_is_named_as_such(void **state)
{
    (void)state;
    assert_string_equal(jp_status_name((jp_status)1), "JP_STATUS_?");
    assert_string_equal(jp_status_name((jp_status)-1), "JP_STATUS_?");
    assert_string_equal(jp_status_name((jp_status)299), "JP_STATUS_?");
}

static void the_library_tells_the_version_of_its_headers(void **state)
{
    (void)state;
    char numbers[32];
    snprintf(numbers, sizeof numbers, "%d.%d.%d", JP_VERSION_MAJOR, JP_VERSION_MINOR, JP_VERSION_PATCH);
    assert_string_equal(jp_version(), numbers);
    assert_string_equal(jp_version(), JP_VERSION_STRING);
}

/* ---- Filling an error --------------------------------------------------------------------- */

static void a_failure_fills_the_error_and_returns_its_code(void **state)
{
    (void)state;
    jp_error err = JP_ERROR_INIT;
    err.row = 3;
    err.line = 4;
    strcpy(err.field, "before");
    assert_int_equal(jp__fail(&err, JP_ERROR_VALUE, "Weight of '%s' is %d.", "pillar.trust", -3),
                     JP_ERROR_VALUE);
    assert_int_equal(err.code, JP_ERROR_VALUE);
    assert_string_equal(err.message, "Weight of 'pillar.trust' is -3.");
    assert_string_equal(err.field, "");
    assert_true(err.row == JP_NO_ROW);
    assert_int_equal(err.line, 0);
    assert_int_equal(err.column, 0);
    assert_int_equal(err.struct_size, sizeof err);
}

static void a_failure_tells_where(void **state)
{
    (void)state;
    jp_error err = JP_ERROR_INIT;
    jp__where where = { 7, 9, 2, "value" };
    assert_int_equal(jp__fail_at(&err, JP_ERROR_SYNTAX, where, "No."), JP_ERROR_SYNTAX);
    assert_int_equal(err.row, 7);
    assert_int_equal(err.line, 9);
    assert_int_equal(err.column, 2);
    assert_string_equal(err.field, "value");
    assert_string_equal(err.message, "No.");
}

static void nobody_has_to_pass_an_error(void **state)
{
    (void)state;
    assert_int_equal(jp__fail(NULL, JP_ERROR_IO, "%s", "unheard"), JP_ERROR_IO);
    assert_int_equal(jp__fail_at(NULL, JP_ERROR_TIME, JP__NOWHERE, "unheard"), JP_ERROR_TIME);
    assert_int_equal(jp__no_memory(NULL), JP_ERROR_MEMORY);
}

static void lines_and_columns_beyond_32_bits_stop_at_the_largest(void **state)
{
    (void)state;
    jp_error err = JP_ERROR_INIT;
    jp__where where = { UINT64_MAX - 1, UINT64_C(1) << 32, UINT64_MAX, NULL };
    jp__fail_at(&err, JP_ERROR_SYNTAX, where, "Far.");
    assert_true(err.line == UINT32_MAX);
    assert_true(err.column == UINT32_MAX);
    assert_true(err.row == UINT64_MAX - 1);
    where.line = UINT32_MAX - 1;
    jp__fail_at(&err, JP_ERROR_SYNTAX, where, "Nearer.");
    assert_true(err.line == UINT32_MAX - 1);
}

static void the_arguments_may_be_the_error_itself(void **state)
{
    (void)state;
    jp_error err = JP_ERROR_INIT;
    jp__fail_at(&err, JP_ERROR_TIME, (jp__where){ JP_NO_ROW, 1, 2, "time" }, "Time is wrong.");
    jp__where where = { JP_NO_ROW, 12, 3, err.field };
    jp__fail_at(&err, err.code, where, "Line 12: %s", err.message);
    assert_string_equal(err.message, "Line 12: Time is wrong.");
    assert_string_equal(err.field, "time");
}

static void no_memory_says_so(void **state)
{
    (void)state;
    jp_error err = JP_ERROR_INIT;
    assert_fails(jp__no_memory(&err), JP_ERROR_MEMORY, &err);
    assert_string_equal(err.message, "There is not enough memory.");
}

/* ---- Text that does not fit or does not print --------------------------------------------- */

static void a_long_message_is_cut_between_characters(void **state)
{
    (void)state;
    char text[512];
    for (size_t before = 395; before <= 400; before++) {
        memset(text, 'x', before);
        strcpy(text + before, "\xe2\x82\xac and more"); /* the euro sign has three bytes */
        jp_error err = JP_ERROR_INIT;
        jp__fail(&err, JP_ERROR_UNKNOWN, "%s", text);
        size_t expected = before + 3 <= 399 ? 399 : before < 399 ? before : 399;
        assert_int_equal(strlen(err.message), expected);
        assert_int_equal(jp__utf8_prefix(err.message, expected), expected);
        assert_memory_equal(err.message, text, expected);
    }
}

static void a_message_that_just_fits_is_whole(void **state)
{
    (void)state;
    char text[512];
    for (size_t length = 397; length <= 403; length++) {
        memset(text, 'y', length);
        text[length] = '\0';
        jp_error err = JP_ERROR_INIT;
        jp__fail(&err, JP_ERROR_UNKNOWN, "%s", text);
        assert_int_equal(strlen(err.message), length < 399 ? length : 399);
    }
}

static void a_long_field_is_cut_between_characters(void **state)
{
    (void)state;
    char field[128];
    memset(field, 'f', sizeof field);
    strcpy(field + 94, "\xc3\xa9t\xc3\xa9");
    jp_error err = JP_ERROR_INIT;
    jp__fail_at(&err, JP_ERROR_COLUMN, (jp__where){ JP_NO_ROW, 0, 0, field }, "Long.");
    assert_int_equal(strlen(err.field), 94);
    assert_memory_equal(err.field, field, 94);
}

static void assert_printed(const char *text, const char *expected)
{
    jp_error err = JP_ERROR_INIT;
    jp__fail_at(&err, JP_ERROR_UNKNOWN, (jp__where){ JP_NO_ROW, 0, 0, text }, "%s", text);
    assert_string_equal(err.message, expected);
    assert_string_equal(err.field, expected);
}

static void what_could_steer_a_terminal_is_replaced(void **state)
{
    (void)state;
    assert_printed("a\x1b[31mred", "a?[31mred");
    assert_printed("one\ntwo\r\tthree\x7f", "one?two??three?");
    assert_printed("csi \xc2\x9b" "2J", "csi ??2J");
    assert_printed("override \xe2\x80\xae" "cba", "override ???cba");
    assert_printed("isolate \xe2\x81\xa6x\xe2\x81\xa9", "isolate ???x???");
    assert_printed("line \xe2\x80\xa8x", "line ???x");
}

static void letters_of_all_scripts_stay(void **state)
{
    (void)state;
    const char *text = "\xc2\xa0 caf\xc3\xa9 \xe2\x80\x93 \xe2\x80\xaf \xe2\x81\xa5 \xe2\x81\xaa "
                       "\xe2\x82\xac \xe6\x97\xa5 \xf0\x9f\x98\x80";
    assert_printed(text, text);
}

static void bytes_that_are_not_utf8_are_replaced_one_by_one(void **state)
{
    (void)state;
    assert_printed("\xff", "?");
    assert_printed("a\xc3", "a?");
    assert_printed("a\xc3(b", "a?(b");
    assert_printed("\xed\xa0\x80 and \xc3\xa9", "??? and \xc3\xa9");
    assert_printed("\xf0\x9f\x98 end", "??? end");
}

static void a_message_that_cannot_be_formatted_shows_its_form(void **state)
{
    (void)state;
    jp_error err = JP_ERROR_INIT;
    const wchar_t unprintable[] = { 0x20ac, 0 }; /* the C locale has no euro sign */
    assert_int_equal(jp__fail(&err, JP_ERROR_INTERNAL, "Wide: %ls", unprintable), JP_ERROR_INTERNAL);
    assert_int_equal(err.code, JP_ERROR_INTERNAL);
    assert_string_equal(err.message, "Wide: %ls");
}

/* ---- Callers with another idea of jp_error ------------------------------------------------- */

static void an_error_of_any_size_is_never_overrun_and_always_terminated(void **state)
{
    (void)state;
    jp__where where = { 1, 2, 3, "a field whose name is long enough to be cut somewhere" };
    for (size_t size = 0; size <= sizeof(jp_error); size++) {
        unsigned char *memory = malloc(sizeof(jp_error) + 16);
        assert_non_null(memory);
        memset(memory, 0xEE, sizeof(jp_error) + 16);
        uint32_t said = (uint32_t)size;
        memcpy(memory, &said, sizeof said);
        jp__fail_at((jp_error *)(void *)memory, JP_ERROR_IO, where, "%0399d", 7);
        for (size_t i = size > 4 ? size : 4; i < sizeof(jp_error) + 16; i++)
            assert_int_equal(memory[i], 0xEE);
        assert_memory_equal(memory, &said, sizeof said);
        if (size > offsetof(jp_error, message))
            assert_int_equal(memory[size - 1], 0);
        else if (size > offsetof(jp_error, field))
            assert_non_null(memchr(memory + offsetof(jp_error, field), 0, size - offsetof(jp_error, field)));
        free(memory);
    }
}

static void an_error_larger_than_ours_keeps_its_size_and_its_tail(void **state)
{
    (void)state;
    struct {
        jp_error err;
        char tail[32];
    } later;
    memset(&later, 0xEE, sizeof later);
    later.err.struct_size = sizeof later;
    jp__fail(&later.err, JP_ERROR_LIMIT, "More than that.");
    assert_int_equal(later.err.struct_size, sizeof later);
    assert_string_equal(later.err.message, "More than that.");
    for (size_t i = 0; i < sizeof later.tail; i++)
        assert_int_equal((unsigned char)later.tail[i], 0xEE);
}

/* ---- Option structs ------------------------------------------------------------------------- */

typedef struct options {
    size_t struct_size;
    int first;        /* of the first version */
    int second;       /* added by the second */
    char future[128]; /* unknown so far */
} options;

#define FIRST_SIZE offsetof(options, second)
#define KNOWN_SIZE offsetof(options, future)

static jp_status check(const options *o, jp_error *err)
{
    return jp__check_struct(o, FIRST_SIZE, KNOWN_SIZE, "jp_some_options", err);
}

static void structs_of_all_versions_are_taken(void **state)
{
    (void)state;
    jp_error err = JP_ERROR_INIT;
    options o = { .struct_size = FIRST_SIZE, .first = 1, .second = -1, .future = "not looked at" };
    assert_ok(check(&o, &err), &err);
    o.struct_size = KNOWN_SIZE;
    assert_ok(check(&o, &err), &err);
    memset(o.future, 0, sizeof o.future);
    o.struct_size = sizeof o;
    assert_ok(check(&o, &err), &err);
    assert_int_equal(err.code, JP_OK);
}

static void a_struct_without_size_is_named(void **state)
{
    (void)state;
    jp_error err = JP_ERROR_INIT;
    options o = { 0 };
    assert_fails(check(&o, &err), JP_ERROR_OPTIONS, &err);
    char expected[200];
    snprintf(expected, sizeof expected,
             "jp_some_options.struct_size must be sizeof(jp_some_options), here %zu, got 0.", KNOWN_SIZE);
    assert_string_equal(err.message, expected);
}

static void a_struct_smaller_than_the_first_version_is_refused(void **state)
{
    (void)state;
    jp_error err = JP_ERROR_INIT;
    options o = { .struct_size = FIRST_SIZE - 1 };
    assert_fails(check(&o, &err), JP_ERROR_OPTIONS, &err);
}

static void a_size_that_cannot_be_one_is_refused_without_reading_that_far(void **state)
{
    (void)state;
    jp_error err = JP_ERROR_INIT;
    options o = { .struct_size = SIZE_MAX };
    assert_fails(check(&o, &err), JP_ERROR_OPTIONS, &err);
    o.struct_size = KNOWN_SIZE + 4097;
    assert_fails(check(&o, &err), JP_ERROR_OPTIONS, &err);
}

static void a_larger_struct_must_be_zero_where_it_is_unknown(void **state)
{
    (void)state;
    jp_error err = JP_ERROR_INIT;
    for (size_t at = 0; at < sizeof(((options *)0)->future); at++) {
        options o = { .struct_size = sizeof o };
        o.future[at] = 1;
        assert_fails(check(&o, &err), JP_ERROR_OPTIONS, &err);
        o.struct_size = KNOWN_SIZE + at;
        assert_ok(check(&o, &err), &err);
    }
    assert_non_null(strstr(err.message, "jp_some_options"));
    assert_non_null(strstr(err.message, "must be zero"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_status_of_the_header_has_its_name),
        cmocka_unit_test(a_number_that_is_no_status_is_named_as_such),
        cmocka_unit_test(the_library_tells_the_version_of_its_headers),
        cmocka_unit_test(a_failure_fills_the_error_and_returns_its_code),
        cmocka_unit_test(a_failure_tells_where),
        cmocka_unit_test(nobody_has_to_pass_an_error),
        cmocka_unit_test(lines_and_columns_beyond_32_bits_stop_at_the_largest),
        cmocka_unit_test(the_arguments_may_be_the_error_itself),
        cmocka_unit_test(no_memory_says_so),
        cmocka_unit_test(a_long_message_is_cut_between_characters),
        cmocka_unit_test(a_message_that_just_fits_is_whole),
        cmocka_unit_test(a_long_field_is_cut_between_characters),
        cmocka_unit_test(what_could_steer_a_terminal_is_replaced),
        cmocka_unit_test(letters_of_all_scripts_stay),
        cmocka_unit_test(bytes_that_are_not_utf8_are_replaced_one_by_one),
        cmocka_unit_test(a_message_that_cannot_be_formatted_shows_its_form),
        cmocka_unit_test(an_error_of_any_size_is_never_overrun_and_always_terminated),
        cmocka_unit_test(an_error_larger_than_ours_keeps_its_size_and_its_tail),
        cmocka_unit_test(structs_of_all_versions_are_taken),
        cmocka_unit_test(a_struct_without_size_is_named),
        cmocka_unit_test(a_struct_smaller_than_the_first_version_is_refused),
        cmocka_unit_test(a_size_that_cannot_be_one_is_refused_without_reading_that_far),
        cmocka_unit_test(a_larger_struct_must_be_zero_where_it_is_unknown),
    };
    return cmocka_run_group_tests_name("base/error", tests, NULL, NULL);
}
