/*
 * near_test.c - names with slips in them are near, and others are not.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "support/test.h"

#include "near.h"
#include "text.h"

static size_t distance(const char *wanted, const char *name)
{
    return near_distance(text_of(wanted, strlen(wanted)), text_of(name, strlen(name)));
}

/* Counted by hand. */
static void slips_are_counted(void **state)
{
    (void)state;
    static const struct {
        const char *wanted, *name;
        size_t distance;
    } known[] = {
        { "score", "score", 0 },
        { "SCORE", "score", 0 },
        { "scor", "score", 1 },
        { "scorre", "score", 1 },
        { "scroe", "score", 1 },
        { "skore", "score", 1 },
        { "fromat", "format", 1 },
        { "Medow Clinics", "Meadow Clinics", 1 },
        { "medo clinic", "Meadow Clinics", 3 },
        { "", "", 0 },
        { "a", "a", 0 },
        { "top", "tp", 1 },
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (distance(known[i].wanted, known[i].name) != known[i].distance)
            fail_msg("%s, %s: %zu", known[i].wanted, known[i].name, distance(known[i].wanted, known[i].name));
}

static void what_differs_in_more_is_not_near(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        { "a", "b" },         { "ab", "cd" },       { "mail", "call" },        { "", "a" },
        { "Initech", "Globex" }, { "x", "Globex" }, { "Harbour Museum", "Harbour Bank" },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        assert_int_equal(distance(pairs[i][0], pairs[i][1]), NEAR_NEVER);
}

static void very_long_names_are_near_none(void **state)
{
    (void)state;
    char longest[256], longer[257];
    memset(longest, 'x', 255);
    memset(longer, 'x', 256);
    longest[255] = longer[256] = '\0';
    assert_int_equal(distance(longest, longest), 0);
    assert_int_equal(distance(longest, longer), NEAR_NEVER);
    assert_int_equal(distance(longer, longest), NEAR_NEVER);
}

static void the_nearest_is_kept_and_the_first_of_equals(void **state)
{
    (void)state;
    nearest n = nearest_to("timeline=x", 8);
    nearest_try(&n, "score");
    assert_null(n.name);
    nearest_try(&n, "timelines");
    nearest_try(&n, "timline");
    assert_string_equal(n.name, "timelines");
    nearest_try(&n, "timeline");
    assert_string_equal(n.name, "timeline");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slips_are_counted),
        cmocka_unit_test(what_differs_in_more_is_not_near),
        cmocka_unit_test(very_long_names_are_near_none),
        cmocka_unit_test(the_nearest_is_kept_and_the_first_of_equals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
