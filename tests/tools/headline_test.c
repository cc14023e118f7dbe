/*
 * headline_test.c - the order of relationships: worst first, and the unknown never among the bad.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "support/test.h"

#include "headline.h"

static headline line(uint32_t place, jp_relationship_status status, double health)
{
    return (headline){ .place = place,
                       .status = (uint8_t)status,
                       .health.value = health,
                       .closure.value = health,
                       .gap = 1 - health,
                       .risk = 1 - health };
}

static void expect_order(const headline *lines, size_t count, const uint32_t *places)
{
    for (size_t i = 0; i < count; i++)
        assert_int_equal(lines[i].place, places[i]);
}

static void by_health_gap_or_risk_the_worst_comes_first(void **state)
{
    (void)state;
    static const sort_order orders[] = { SORT_HEALTH, SORT_GAP, SORT_RISK };
    static const uint32_t worst_first[] = { 1, 2, 0 };
    for (size_t i = 0; i < 3; i++) {
        headline lines[] = { line(0, JP_STATUS_KNOWN, 0.8), line(1, JP_STATUS_KNOWN, 0.2),
                             line(2, JP_STATUS_KNOWN, 0.5) };
        headlines_sort(lines, 3, orders[i]);
        expect_order(lines, 3, worst_first);
    }
}

static void the_unknown_follow_the_known_and_the_ended_come_last(void **state)
{
    (void)state;
    headline lines[] = { line(0, JP_STATUS_ENDED, 0.1), line(1, JP_STATUS_UNKNOWN, 0.4),
                         line(2, JP_STATUS_KNOWN, 0.9), line(3, JP_STATUS_UNKNOWN, 0.3) };
    headlines_sort(lines, 4, SORT_HEALTH);
    expect_order(lines, 4, (const uint32_t[]){ 2, 3, 1, 0 });
}

static void equals_stand_by_name(void **state)
{
    (void)state;
    headline lines[] = { line(2, JP_STATUS_KNOWN, 0.5), line(0, JP_STATUS_KNOWN, 0.5),
                         line(1, JP_STATUS_KNOWN, 0.5) };
    headlines_sort(lines, 3, SORT_GAP);
    expect_order(lines, 3, (const uint32_t[]){ 0, 1, 2 });
}

static void by_name_nothing_else_counts(void **state)
{
    (void)state;
    headline lines[] = { line(2, JP_STATUS_ENDED, 0.5), line(0, JP_STATUS_UNKNOWN, 0.9),
                         line(1, JP_STATUS_KNOWN, 0.1) };
    headlines_sort(lines, 3, SORT_NAME);
    expect_order(lines, 3, (const uint32_t[]){ 0, 1, 2 });
}

static void the_longest_silence_of_either_side_comes_first_known_or_not(void **state)
{
    (void)state;
    headline lines[] = { line(0, JP_STATUS_KNOWN, 0.5), line(1, JP_STATUS_UNKNOWN, 0.5),
                         line(2, JP_STATUS_ENDED, 0.5), line(3, JP_STATUS_KNOWN, 0.5),
                         line(4, JP_STATUS_KNOWN, 0.5) };
    lines[0].logged[JP_CLIENT] = true;
    lines[0].silence_days[JP_CLIENT] = 10;
    lines[1].logged[JP_SUPPLIER] = true;
    lines[1].silence_days[JP_SUPPLIER] = 200;
    lines[2].logged[JP_CLIENT] = true;
    lines[2].silence_days[JP_CLIENT] = 900;
    lines[4].logged[JP_CLIENT] = true; /* silent for no time at all, but logged; 3 has no log */
    headlines_sort(lines, 5, SORT_SILENCE);
    expect_order(lines, 5, (const uint32_t[]){ 1, 0, 4, 3, 2 });
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_health_gap_or_risk_the_worst_comes_first),
        cmocka_unit_test(the_unknown_follow_the_known_and_the_ended_come_last),
        cmocka_unit_test(equals_stand_by_name),
        cmocka_unit_test(by_name_nothing_else_counts),
        cmocka_unit_test(the_longest_silence_of_either_side_comes_first_known_or_not),
    };
    return cmocka_run_group_tests_name("tools/headline", tests, NULL, NULL);
}
