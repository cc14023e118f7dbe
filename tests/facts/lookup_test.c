/*
 * lookup_test.c - names of the model are found, and nothing that is nearly one.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "facts/text.h"

#include "facts/lookup.h"

#define LONGEST 40

static jp_text text_of(const char *bytes, size_t length)
{
    return (jp_text){ bytes, length };
}

static bool is_listed(const jp__name *names, size_t count, const char *text, size_t length)
{
    for (size_t i = 0; i < count; i++) {
        if (names[i].length == length && memcmp(names[i].id, text, length) == 0)
            return true;
    }
    return false;
}

/* Every name, each with one letter changed, dropped or doubled. */
static void try_all(const jp__name *names, size_t count)
{
    jp__lookup lookup;
    jp_allocator a = jp__allocator(NULL);
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp__lookup_init(&lookup, &a, names, count, &err), &err);
    for (size_t i = 0; i < count; i++) {
        uint16_t index = UINT16_MAX;
        char nearly[LONGEST + 40];
        size_t length = names[i].length;
        assert_true(jp__lookup_find(&lookup, text_of(names[i].id, length), &index));
        assert_int_equal(index, names[i].index);
        for (size_t at = 0; at < length; at++) {
            memcpy(nearly, names[i].id, length);
            nearly[at] ^= 1;
            assert_true(jp__lookup_find(&lookup, text_of(nearly, length), &index) ==
                        is_listed(names, count, nearly, length));
            memcpy(nearly + at, names[i].id + at + 1, length - at - 1);
            assert_true(jp__lookup_find(&lookup, text_of(nearly, length - 1), &index) ==
                        is_listed(names, count, nearly, length - 1));
            memcpy(nearly, names[i].id, at + 1);
            memcpy(nearly + at + 1, names[i].id + at, length - at);
            assert_true(jp__lookup_find(&lookup, text_of(nearly, length + 1), &index) ==
                        is_listed(names, count, nearly, length + 1));
        }
    }
    jp__lookup_free(&lookup, &a);
}

static void names_of_the_model_are_found_and_nothing_nearly_like_them(void **state)
{
    (void)state;
    const jp_model *model = jp_test_model();
    try_all(model->kind_names, model->kind_count + 1);
    try_all(model->indicator_names, model->indicator_count);
}

/* "a", "aa", "ab", "aab", ... up to 40 letters: alike at both ends. */
static void names_of_every_length_are_told_apart(void **state)
{
    (void)state;
    static char texts[3 * LONGEST][LONGEST + 1];
    jp__name names[3 * LONGEST] = { { NULL, 0, 0 } };
    size_t count = 0;
    for (size_t length = 1; length <= LONGEST; length++) {
        for (size_t variant = 0; variant < 3 && (variant == 0 || length > 2); variant++) {
            char *text = texts[count];
            memset(text, 'a', length);
            if (variant > 0)
                text[variant == 1 ? length / 2 : length - 2] = 'b';
            if (is_listed(names, count, text, length))
                continue;
            names[count] = (jp__name){ text, length, (uint16_t)(1000 - count) };
            count++;
        }
    }
    assert_true(count > 2 * LONGEST);
    try_all(names, count);
}

static void nothing_is_found_among_no_names(void **state)
{
    (void)state;
    jp__lookup lookup;
    jp_allocator a = jp__allocator(NULL);
    uint16_t index = 5;
    assert_int_equal(jp__lookup_init(&lookup, &a, NULL, 0, NULL), JP_OK);
    assert_false(jp__lookup_find(&lookup, text_of("a", 1), &index));
    assert_null(jp__names_nearest(NULL, 0, "a", 1));
    assert_int_equal(index, 5);
    jp__lookup_free(&lookup, &a);
}

static void the_nearest_name_is_near(void **state)
{
    (void)state;
    const jp__name names[] = { { "call", 4, 0 }, { "meeting", 7, 1 }, { "thanks", 6, 2 } };
    assert_string_equal(jp__names_nearest(names, 3, "meting", 6), "meeting");
    assert_string_equal(jp__names_nearest(names, 3, "cal", 3), "call");
    assert_null(jp__names_nearest(names, 3, "mail", 4));
    assert_null(jp__names_nearest(names, 3, "", 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_of_the_model_are_found_and_nothing_nearly_like_them),
        cmocka_unit_test(names_of_every_length_are_told_apart),
        cmocka_unit_test(nothing_is_found_among_no_names),
        cmocka_unit_test(the_nearest_name_is_near),
    };
    int failed = cmocka_run_group_tests_name("facts/lookup", tests, NULL, NULL);
    jp_test_model_free();
    return failed;
}
