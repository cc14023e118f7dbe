/*
 * table_test.c - tables that are filled fact by fact: added, sorted, asked.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdio.h>

#include "facts/text.h"

static jp_text text(const char *s)
{
    return (jp_text){ s, strlen(s) };
}

static jp_fact meeting(const char *supplier, const char *client, int64_t time_us)
{
    jp_fact fact = JP_FACT_INIT;
    fact.supplier = text(supplier);
    fact.client = text(client);
    fact.kind = text("meeting");
    fact.time_us = time_us;
    return fact;
}

static jp_fact rating(const char *item, double value)
{
    jp_fact fact = meeting("S1", "C1", 0);
    fact.kind = text("rating");
    fact.item = text(item);
    fact.value = value;
    fact.has_value = true;
    return fact;
}

static jp_fact_table *new_table(const jp_fact_table_options *options)
{
    jp_fact_table *table = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_fact_table_new(jp_test_model(), options, &table, &err), &err);
    return table;
}

static void add(jp_fact_table *table, jp_fact fact)
{
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_fact_table_add(table, &fact, &err), &err);
}

static void sort(jp_fact_table *table)
{
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_fact_table_sort(table, &err), &err);
}

static void a_new_table_is_empty_and_sorted(void **state)
{
    (void)state;
    jp_fact_table *table = new_table(NULL);
    int64_t latest = 42;
    size_t index = 7;
    jp_error err = JP_ERROR_INIT;
    jp_relationship r = { .struct_size = sizeof r };
    assert_int_equal(jp_fact_table_fact_count(table), 0);
    assert_int_equal(jp_fact_table_relationship_count(table), 0);
    sort(table);
    assert_fails(jp_fact_table_latest(table, &latest, &err), JP_ERROR_MISSING, &err);
    assert_int_equal(latest, 42);
    assert_fails(jp_fact_table_relationship(table, 0, &r, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_fact_table_find(table, text("S"), text("C"), &index, &err), JP_ERROR_NOT_FOUND, &err);
    assert_int_equal(index, 7);
    jp_fact_table_free(table);
    jp_fact_table_free(NULL);
}

static void relationships_stand_by_supplier_then_client_by_their_bytes(void **state)
{
    (void)state;
    jp_fact_table *table = new_table(NULL);
    const char *const pairs[][2] = { { "b", "x" }, { "a", "y" }, { "ab", "c" }, { "a", "bc" }, { "B", "x" },
                                     { "\xc3\xa4", "x" }, { "a", "b" } };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        add(table, meeting(pairs[i][0], pairs[i][1], 0));
    sort(table);
    jp_test_assert_table(table, "B|x|1970-01-01T00:00:00.000000Z|meeting|client||||||\n"
                                "a|b|1970-01-01T00:00:00.000000Z|meeting|client||||||\n"
                                "a|bc|1970-01-01T00:00:00.000000Z|meeting|client||||||\n"
                                "a|y|1970-01-01T00:00:00.000000Z|meeting|client||||||\n"
                                "ab|c|1970-01-01T00:00:00.000000Z|meeting|client||||||\n"
                                "b|x|1970-01-01T00:00:00.000000Z|meeting|client||||||\n"
                                "\xc3\xa4|x|1970-01-01T00:00:00.000000Z|meeting|client||||||\n");
}

static void everything_that_a_fact_says_is_kept(void **state)
{
    (void)state;
    jp_fact_table *table = new_table(NULL);
    add(table, meeting("S1", "C1", 5)); /* before there is any of the rarer columns */
    jp_fact full = meeting("S1", "C1", 3000000);
    full.actor = JP_SUPPLIER;
    full.value = 45.5;
    full.has_value = true;
    full.intensity = 0.25;
    full.recorded_us = 4000000;
    full.has_recorded = true;
    full.id = text("crm-17");
    add(table, full);
    jp_fact guess = rating("pillar.trust", 0.75);
    guess.guess = true;
    add(table, guess);
    add(table, meeting("S1", "C1", 9));
    sort(table);
    jp_test_assert_table(table,
        "S1|C1|1970-01-01T00:00:00.000000Z|rating|client|0.75|pillar.trust|true|||\n"
        "S1|C1|1970-01-01T00:00:00.000005Z|meeting|client||||||\n"
        "S1|C1|1970-01-01T00:00:00.000009Z|meeting|client||||||\n"
        "S1|C1|1970-01-01T00:00:03.000000Z|meeting|supplier|45.5|||0.25|"
        "1970-01-01T00:00:04.000000Z|crm-17\n");
}

static void columns_that_no_fact_needs_are_missing(void **state)
{
    (void)state;
    jp_fact_table *table = new_table(NULL);
    jp_error err = JP_ERROR_INIT;
    jp_relationship r = { .struct_size = sizeof r };
    add(table, meeting("S1", "C1", 5));
    sort(table);
    assert_ok(jp_fact_table_relationship(table, 0, &r, &err), &err);
    assert_int_equal(r.facts.length, 1);
    assert_null(r.facts.intensity);
    assert_null(r.facts.recorded_us);
    assert_null(r.facts.item);
    assert_null(r.facts.guess);
    assert_null(r.facts.id_offsets);
    assert_null(r.facts.id_bytes);
    jp_fact_table_free(table);
}

static void minus_zero_and_a_rating_s_intensity_are_made_plain(void **state)
{
    (void)state;
    jp_fact_table *table = new_table(NULL);
    jp_fact zero = rating("pillar.trust", -0.0);
    zero.intensity = (double)NAN; /* not read */
    add(table, zero);
    sort(table);
    jp_relationship r = { .struct_size = sizeof r };
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_fact_table_relationship(table, 0, &r, &err), &err);
    assert_false(signbit(r.facts.value[0]));
    assert_null(r.facts.intensity);
    jp_fact_table_free(table);
}

/* ---- Checks -------------------------------------------------------------------------------- */

static void refuse(jp_fact fact, jp_status status, const char *field, const char *words)
{
    jp_fact_table *table = new_table(NULL);
    jp_error err = JP_ERROR_INIT;
    assert_fails(jp_fact_table_add(table, &fact, &err), status, &err);
    assert_string_equal(err.field, field);
    if (!strstr(err.message, words))
        fail_msg("expected \"%s\" in \"%s\"", words, err.message);
    assert_int_equal(err.row, JP_NO_ROW);
    assert_int_equal(jp_fact_table_fact_count(table), 0);
    assert_int_equal(jp_fact_table_relationship_count(table), 0);
    jp_fact_table_free(table);
}

static void facts_are_checked_in_the_documented_order(void **state)
{
    (void)state;
    static char longest[1026];
    memset(longest, 'x', sizeof longest - 1);
    jp_fact fact = meeting("S1", "C1", 0);
    fact.id = text(longest);
    refuse(fact, JP_ERROR_LIMIT, "id", "1024 bytes, got 1025");
    fact.id = (jp_text){ "a\xff", 2 };
    refuse(fact, JP_ERROR_ENCODING, "id", "byte 2");
    fact.intensity = 1.01;
    refuse(fact, JP_ERROR_VALUE, "intensity", "got 1.01");
    fact.intensity = (double)NAN;
    refuse(fact, JP_ERROR_VALUE, "intensity", "finite");
    fact.guess = true;
    refuse(fact, JP_ERROR_FORBIDDEN, "guess", "since only a rating can be a guess, got true.");
    fact.item = text("pillar.trust");
    refuse(fact, JP_ERROR_FORBIDDEN, "item", "since only a rating has an item, got 'pillar.trust'.");
    fact.value = (double)INFINITY;
    fact.has_value = true;
    refuse(fact, JP_ERROR_VALUE, "value", "finite");
    fact.kind = text("order_placed");
    fact.actor = JP_SUPPLIER;
    refuse(fact, JP_ERROR_FORBIDDEN, "actor",
           "expected client, the only one who does 'order_placed', got supplier");
    fact.actor = JP_BOTH;
    refuse(fact, JP_ERROR_VALUE, "actor", "got 2");
    fact.kind = text("unanswered");
    refuse(fact, JP_ERROR_FORBIDDEN, "kind", "'unanswered'");
    fact.kind = text("meetin");
    refuse(fact, JP_ERROR_UNKNOWN, "kind", "got 'meetin'; did you mean 'meeting'?");
    fact.kind = (jp_text){ "meeting\0", 8 };
    refuse(fact, JP_ERROR_UNKNOWN, "kind", "got 'meeting?'; did you mean 'meeting'?");
    fact.kind = text("");
    refuse(fact, JP_ERROR_MISSING, "kind", "nothing");
    fact.client = (jp_text){ "a\0b", 3 };
    refuse(fact, JP_ERROR_ENCODING, "client", "byte 2");
    fact.client = text(longest);
    refuse(fact, JP_ERROR_LIMIT, "client", "1024");
    fact.client = (jp_text){ NULL, 0 };
    refuse(fact, JP_ERROR_MISSING, "client", "id of the client");
    fact.supplier = (jp_text){ "\xed\xa0\x80", 3 };
    refuse(fact, JP_ERROR_ENCODING, "supplier", "byte 1");
    fact.supplier = text("");
    refuse(fact, JP_ERROR_MISSING, "supplier", "id of the supplier");
    fact.struct_size = 4;
    jp_error err = JP_ERROR_INIT;
    jp_fact_table *table = new_table(NULL);
    assert_fails(jp_fact_table_add(table, &fact, &err), JP_ERROR_OPTIONS, &err);
    assert_fails(jp_fact_table_add(table, NULL, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_fact_table_add(NULL, NULL, &err), JP_ERROR_ARGUMENT, &err);
    jp_fact_table_free(table);
}

static void a_rating_needs_an_item_and_a_value_from_0_to_1(void **state)
{
    (void)state;
    jp_fact fact = rating("pillar.trust", 0.5);
    fact.item = text("pillar.trusst");
    refuse(fact, JP_ERROR_UNKNOWN, "item", "did you mean 'pillar.trust'?");
    fact.item = text("");
    refuse(fact, JP_ERROR_MISSING, "item", "indicator");
    fact.value = -0.01;
    refuse(fact, JP_ERROR_VALUE, "value", "from 0 to 1, for a rating, got -0.01");
    fact.value = 1.01;
    refuse(fact, JP_ERROR_VALUE, "value", "got 1.01");
    fact.has_value = false;
    refuse(fact, JP_ERROR_MISSING, "value", "rating");
}

static void ids_of_1024_bytes_are_fine(void **state)
{
    (void)state;
    static char longest[1025], shown[4000];
    memset(longest, 'x', sizeof longest - 1);
    jp_fact_table *table = new_table(NULL);
    jp_fact fact = meeting(longest, longest, 0);
    fact.id = text(longest);
    add(table, fact);
    sort(table);
    snprintf(shown, sizeof shown, "%s|%s|1970-01-01T00:00:00.000000Z|meeting|client||||||%s\n", longest,
             longest,              longest);
    jp_test_assert_table(table, shown);
}

static void a_value_outside_its_unit_warns_once_a_kind(void **state)
{
    (void)state;
    jp_test_said said;
    jp_fact_table_options options = jp_test_options(&said, false);
    jp_fact_table *table = new_table(&options);
    jp_fact fact = meeting("S1", "C1", 0);
    fact.has_value = true;
    fact.value = -5;
    add(table, fact);
    assert_int_equal(said.warnings, 1);
    assert_int_equal(said.warning.code, JP_WARNING_RANGE);
    assert_string_equal(said.warning.field, "value");
    assert_non_null(strstr(said.warning.message,
                           "'meeting', in minutes, lies from 0 to no upper bound, got -5"));
    fact.value = -6;
    add(table, fact);
    assert_int_equal(said.warnings, 1);
    fact.kind = text("complaint");
    fact.value = 1.5;
    add(table, fact);
    assert_int_equal(said.warnings, 2);
    assert_non_null(strstr(said.warning.message, "'complaint', in severity_0_1, lies from 0 to 1, got 1.5"));
    fact.kind = text("conflict");
    fact.value = 1;
    add(table, fact);
    fact.value = 0;
    add(table, fact);
    assert_int_equal(said.warnings, 2);
    assert_int_equal(jp_fact_table_fact_count(table), 5);
    jp_fact_table_free(table);
}

/* ---- Asking -------------------------------------------------------------------------------- */

static void a_table_that_was_added_to_must_be_sorted_before_it_is_asked(void **state)
{
    (void)state;
    jp_fact_table *table = new_table(NULL);
    jp_error err = JP_ERROR_INIT;
    jp_relationship r = { .struct_size = sizeof r };
    size_t index = 0;
    int64_t latest = 0;
    add(table, meeting("S1", "C1", 7));
    assert_fails(jp_fact_table_relationship(table, 0, &r, &err), JP_ERROR_ARGUMENT, &err);
    assert_non_null(strstr(err.message, "jp_fact_table_sort()"));
    assert_fails(jp_fact_table_find(table, text("S1"), text("C1"), &index, &err), JP_ERROR_ARGUMENT, &err);
    assert_ok(jp_fact_table_latest(table, &latest, &err), &err);
    assert_int_equal(latest, 7);
    sort(table);
    assert_ok(jp_fact_table_relationship(table, 0, &r, &err), &err);
    assert_fails(jp_fact_table_relationship(table, 1, &r, &err), JP_ERROR_ARGUMENT, &err);
    r.struct_size = 3;
    assert_fails(jp_fact_table_relationship(table, 0, &r, &err), JP_ERROR_OPTIONS, &err);
    jp_fact_table_free(table);
}

static void arguments_that_are_null_are_refused_by_name(void **state)
{
    (void)state;
    jp_fact_table *table = new_table(NULL), *none = table;
    jp_relationship r = { .struct_size = sizeof r };
    jp_error err = JP_ERROR_INIT;
    size_t index = 0;
    int64_t latest = 0;
    assert_fails(jp_fact_table_new(jp_test_model(), NULL, NULL, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_fact_table_new(NULL, NULL, &none, &err), JP_ERROR_ARGUMENT, &err);
    assert_null(none);
    jp_fact_table_options options = { .struct_size = 1 };
    none = table;
    assert_fails(jp_fact_table_new(jp_test_model(), &options, &none, &err), JP_ERROR_OPTIONS, &err);
    assert_null(none);
    assert_fails(jp_fact_table_sort(NULL, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_fact_table_relationship(NULL, 0, &r, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_fact_table_relationship(table, 0, NULL, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_fact_table_find(NULL, text("S"), text("C"), &index, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_fact_table_find(table, text("S"), text("C"), NULL, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_fact_table_find(table, (jp_text){ NULL, 0 }, text("C"), &index, &err), JP_ERROR_ARGUMENT,
                 &err);
    assert_fails(jp_fact_table_find(table, text("S"), (jp_text){ NULL, 0 }, &index, &err), JP_ERROR_ARGUMENT,
                 &err);
    assert_fails(jp_fact_table_latest(NULL, &latest, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_fact_table_latest(table, NULL, &err), JP_ERROR_ARGUMENT, &err);
    assert_int_equal(jp_fact_table_fact_count(NULL), 0);
    assert_int_equal(jp_fact_table_relationship_count(NULL), 0);
    jp_fact_table_free(table);
}

static void every_relationship_is_found_by_its_ids(void **state)
{
    (void)state;
    enum { COUNT = 500 };
    jp_fact_table *table = new_table(NULL);
    jp_error err = JP_ERROR_INIT;
    char supplier[16], client[16];
    for (int i = 0; i < COUNT; i++) {
        snprintf(supplier, sizeof supplier, "S%d", i % 23);
        snprintf(client, sizeof client, "C%d", i);
        add(table, meeting(supplier, client, i));
    }
    sort(table);
    assert_int_equal(jp_fact_table_relationship_count(table), COUNT);
    for (int i = 0; i < COUNT; i++) {
        size_t index = SIZE_MAX;
        jp_relationship r = { .struct_size = sizeof r };
        snprintf(supplier, sizeof supplier, "S%d", i % 23);
        snprintf(client, sizeof client, "C%d", i);
        assert_ok(jp_fact_table_find(table, text(supplier), text(client), &index, &err), &err);
        assert_ok(jp_fact_table_relationship(table, index, &r, &err), &err);
        assert_int_equal(r.facts.length, 1);
        assert_int_equal(r.facts.time_us[r.facts.offset], i);
        assert_memory_equal(r.client.bytes, client, r.client.length);
    }
    size_t index = 3;
    assert_fails(jp_fact_table_find(table, text("S1"), text("C0"), &index, &err), JP_ERROR_NOT_FOUND, &err);
    assert_int_equal(index, 3);
    jp_fact_table_free(table);
}

static void a_sorted_table_can_be_added_to_and_sorted_again(void **state)
{
    (void)state;
    jp_fact_table *table = new_table(NULL);
    add(table, meeting("S2", "C1", 2));
    sort(table);
    add(table, meeting("S1", "C1", 3));
    jp_fact with_id = meeting("S2", "C1", 1);
    with_id.id = text("first");
    add(table, with_id);
    sort(table);
    sort(table);
    add(table, meeting("S1", "C1", 0));
    sort(table);
    int64_t latest = 0;
    assert_int_equal(jp_fact_table_latest(table, &latest, NULL), JP_OK);
    assert_int_equal(latest, 3);
    jp_test_assert_table(table, "S1|C1|1970-01-01T00:00:00.000000Z|meeting|client||||||\n"
                                "S1|C1|1970-01-01T00:00:00.000003Z|meeting|client||||||\n"
                                "S2|C1|1970-01-01T00:00:00.000001Z|meeting|client||||||first\n"
                                "S2|C1|1970-01-01T00:00:00.000002Z|meeting|client||||||\n");
}

static void the_latest_time_may_be_before_1970(void **state)
{
    (void)state;
    jp_fact_table *table = new_table(NULL);
    int64_t latest = 0;
    add(table, meeting("S", "C", INT64_MIN));
    add(table, meeting("S", "C", -5));
    assert_int_equal(jp_fact_table_latest(table, &latest, NULL), JP_OK);
    assert_int_equal(latest, -5);
    jp_fact_table_free(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_table_is_empty_and_sorted),
        cmocka_unit_test(relationships_stand_by_supplier_then_client_by_their_bytes),
        cmocka_unit_test(everything_that_a_fact_says_is_kept),
        cmocka_unit_test(columns_that_no_fact_needs_are_missing),
        cmocka_unit_test(minus_zero_and_a_rating_s_intensity_are_made_plain),
        cmocka_unit_test(facts_are_checked_in_the_documented_order),
        cmocka_unit_test(a_rating_needs_an_item_and_a_value_from_0_to_1),
        cmocka_unit_test(ids_of_1024_bytes_are_fine),
        cmocka_unit_test(a_value_outside_its_unit_warns_once_a_kind),
        cmocka_unit_test(a_table_that_was_added_to_must_be_sorted_before_it_is_asked),
        cmocka_unit_test(arguments_that_are_null_are_refused_by_name),
        cmocka_unit_test(every_relationship_is_found_by_its_ids),
        cmocka_unit_test(a_sorted_table_can_be_added_to_and_sorted_again),
        cmocka_unit_test(the_latest_time_may_be_before_1970),
    };
    int failed = cmocka_run_group_tests_name("facts/table", tests, NULL, NULL);
    jp_test_model_free();
    return failed;
}
