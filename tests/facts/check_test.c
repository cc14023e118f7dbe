/*
 * check_test.c - the checks of columns, in their order.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>

#include "facts/text.h"

#define N 3

/* Three good facts: a meeting, a rating, an order. Tests break them. */
typedef struct columns {
    jp_facts facts;
    int64_t time_us[N + 1];
    uint16_t kind[N + 1], item[N + 1];
    uint8_t actor[N + 1], guess[N + 1], valid[1];
    double value[N + 1], intensity[N + 1];
    uint64_t id_offsets[N + 2];
} columns;

static columns good(void)
{
    columns c = { .kind = { jp_test_kind("meeting"), JP_RATING, jp_test_kind("order_placed") },
                  .item = { 0, jp_test_indicator("pillar.trust"), 0 },
                  .actor = { JP_SUPPLIER, JP_CLIENT, JP_CLIENT },
                  .value = { 45, 0.5, 0 },
                  .intensity = { 1, 1, 0.5 },
                  .valid = { 0x3 },
                  .id_offsets = { 0, 2, 2, 5 } };
    c.facts = (jp_facts){ .struct_size = sizeof c.facts, .length = N };
    return c;
}

/* Points the facts at the columns, which a copy has moved. */
static jp_facts *point(columns *c)
{
    c->facts.time_us = c->time_us;
    c->facts.kind = c->kind;
    c->facts.actor = c->actor;
    c->facts.value = c->value;
    c->facts.value_valid = c->valid;
    c->facts.intensity = c->intensity;
    c->facts.item = c->item;
    c->facts.guess = c->guess;
    c->facts.id_offsets = c->id_offsets;
    c->facts.id_bytes = "abcde";
    return &c->facts;
}

static void expect(columns *c, jp_status status, uint64_t row, const char *field, const char *words)
{
    jp_error err = JP_ERROR_INIT;
    assert_fails(jp_facts_check(jp_test_model(), &c->facts, &err), status, &err);
    assert_int_equal(err.row, row);
    assert_string_equal(err.field, field);
    if (!strstr(err.message, words))
        fail_msg("expected \"%s\" in \"%s\"", words, err.message);
}

static void good_columns_pass(void **state)
{
    (void)state;
    columns c = good();
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_facts_check(jp_test_model(), point(&c), &err), &err);
    assert_int_equal(err.code, JP_OK);
}

static void only_three_columns_are_required(void **state)
{
    (void)state;
    columns c = good();
    jp_error err = JP_ERROR_INIT;
    c.kind[1] = c.kind[0];
    jp_facts facts = { .struct_size = sizeof facts, .length = N, .time_us = c.time_us, .kind = c.kind,
                       .actor = c.actor };
    assert_ok(jp_facts_check(jp_test_model(), &facts, &err), &err);
}

static void no_facts_need_no_columns(void **state)
{
    (void)state;
    jp_error err = JP_ERROR_INIT;
    jp_facts facts = { .struct_size = sizeof facts };
    assert_ok(jp_facts_check(jp_test_model(), &facts, &err), &err);
}

static void a_missing_pointer_is_named(void **state)
{
    (void)state;
    columns c = good();
    jp_error err = JP_ERROR_INIT;
    assert_fails(jp_facts_check(NULL, point(&c), &err), JP_ERROR_ARGUMENT, &err);
    assert_non_null(strstr(err.message, "'model'"));
    assert_fails(jp_facts_check(jp_test_model(), NULL, &err), JP_ERROR_ARGUMENT, &err);
    assert_non_null(strstr(err.message, "'facts'"));
    assert_int_equal(jp_facts_check(jp_test_model(), NULL, NULL), JP_ERROR_ARGUMENT);
}

static void a_wrong_size_of_the_struct_comes_before_its_columns(void **state)
{
    (void)state;
    jp_error err = JP_ERROR_INIT;
    jp_facts facts = { .struct_size = 8, .length = 1 };
    assert_fails(jp_facts_check(jp_test_model(), &facts, &err), JP_ERROR_OPTIONS, &err);
}

static void each_required_column_is_named(void **state)
{
    (void)state;
    columns c = good();
    point(&c)->time_us = NULL;
    expect(&c, JP_ERROR_ARGUMENT, JP_NO_ROW, "time_us", "time_us");
    point(&c)->kind = NULL;
    expect(&c, JP_ERROR_ARGUMENT, JP_NO_ROW, "kind", "kind");
    point(&c)->actor = NULL;
    expect(&c, JP_ERROR_ARGUMENT, JP_NO_ROW, "actor", "actor");
    point(&c)->id_bytes = NULL;
    expect(&c, JP_ERROR_ARGUMENT, JP_NO_ROW, "id_bytes", "id_bytes");
    point(&c)->id_offsets = NULL;
    expect(&c, JP_ERROR_ARGUMENT, JP_NO_ROW, "id_offsets", "id_offsets");
}

static void ratings_need_a_column_of_items_before_any_row_is_looked_at(void **state)
{
    (void)state;
    columns c = good();
    point(&c)->item = NULL;
    c.kind[0] = 9999;
    expect(&c, JP_ERROR_ARGUMENT, JP_NO_ROW, "item", "item");
    c.kind[1] = c.kind[2];
    expect(&c, JP_ERROR_UNKNOWN, 0, "kind", "9999");
}

static void too_many_facts_are_a_limit(void **state)
{
    (void)state;
    columns c = good();
    point(&c)->length = (size_t)INT32_MAX + 1;
    expect(&c, JP_ERROR_LIMIT, JP_NO_ROW, "", "2147483647");
    c.facts.length = N;
    c.facts.offset = SIZE_MAX - 1;
    expect(&c, JP_ERROR_LIMIT, JP_NO_ROW, "", "offset");
}

/* Each break alone, and with the one before still in place: then that one is reported. */
static void rows_are_checked_in_the_documented_order(void **state)
{
    (void)state;
    columns c = good();
    point(&c);
    c.id_offsets[3] = 1;
    expect(&c, JP_ERROR_VALUE, 2, "id_offsets", "ends before");
    c.intensity[2] = 1.5;
    expect(&c, JP_ERROR_VALUE, 2, "intensity", "got 1.5");
    c.intensity[2] = (double)NAN;
    expect(&c, JP_ERROR_VALUE, 2, "intensity", "not finite");
    c.guess[2] = 2;
    expect(&c, JP_ERROR_VALUE, 2, "guess", "got 2");
    c.valid[0] = 0x7;
    c.value[2] = (double)INFINITY;
    expect(&c, JP_ERROR_VALUE, 2, "value", "finite");
    c.actor[2] = JP_SUPPLIER;
    expect(&c, JP_ERROR_FORBIDDEN, 2, "actor", "'order_placed'");
    c.actor[2] = JP_BOTH;
    expect(&c, JP_ERROR_VALUE, 2, "actor", "got 2");
    c.kind[2] = jp_test_kind("outage");
    c.actor[2] = JP_CLIENT;
    expect(&c, JP_ERROR_FORBIDDEN, 2, "actor", "'outage' of fact 2 is done by the supplier only");
    c.actor[2] = JP_BOTH;
    c.kind[2] = jp_test_kind("silence");
    expect(&c, JP_ERROR_FORBIDDEN, 2, "kind", "'silence'");
    c.kind[2] = (uint16_t)jp_model_kind_count(jp_test_model());
    expect(&c, JP_ERROR_UNKNOWN, 2, "kind", "kinds");
}

static void ratings_are_checked_in_the_documented_order(void **state)
{
    (void)state;
    columns c = good();
    point(&c);
    c.id_offsets[2] = 1;
    expect(&c, JP_ERROR_VALUE, 1, "id_offsets", "ends before");
    c.guess[1] = 255;
    expect(&c, JP_ERROR_VALUE, 1, "guess", "got 255");
    c.item[1] = (uint16_t)jp_model_indicator_count(jp_test_model());
    expect(&c, JP_ERROR_UNKNOWN, 1, "item", "indicators");
    c.value[1] = 1.25;
    expect(&c, JP_ERROR_VALUE, 1, "value", "got 1.25");
    c.valid[0] = 0x1;
    expect(&c, JP_ERROR_MISSING, 1, "value", "must have a value");
    c.valid[0] = 0x3;
    c.value[1] = (double)NAN;
    expect(&c, JP_ERROR_VALUE, 1, "value", "finite");
    c.actor[1] = 7;
    expect(&c, JP_ERROR_VALUE, 1, "actor", "got 7");
}

static void a_rating_without_a_column_of_values_misses_its_value(void **state)
{
    (void)state;
    columns c = good();
    point(&c)->value = NULL;
    expect(&c, JP_ERROR_MISSING, 1, "value", "rating");
}

static void the_bounds_of_a_rating_and_of_an_intensity_are_allowed(void **state)
{
    (void)state;
    columns c = good();
    jp_error err = JP_ERROR_INIT;
    point(&c);
    for (int end = 0; end < 2; end++) {
        c.value[1] = end;
        c.intensity[0] = end;
        assert_ok(jp_facts_check(jp_test_model(), &c.facts, &err), &err);
    }
    c.value[1] = -0.0;
    assert_ok(jp_facts_check(jp_test_model(), &c.facts, &err), &err);
    c.value[1] = nextafter(1, 2);
    expect(&c, JP_ERROR_VALUE, 1, "value", "1.0000000000000002");
    c.value[1] = -4.9406564584124654e-324;
    expect(&c, JP_ERROR_VALUE, 1, "value", "e-324");
}

static void a_rating_s_intensity_and_an_absent_value_are_not_read(void **state)
{
    (void)state;
    columns c = good();
    jp_error err = JP_ERROR_INIT;
    point(&c);
    c.intensity[1] = (double)NAN;
    c.value[2] = (double)NAN; /* its bit is not set */
    c.item[0] = 60000;
    assert_ok(jp_facts_check(jp_test_model(), &c.facts, &err), &err);
}

static void an_offset_moves_every_column_and_rows_count_from_it(void **state)
{
    (void)state;
    columns c = good();
    jp_error err = JP_ERROR_INIT;
    point(&c);
    c.kind[0] = 9999;
    c.facts.offset = 1;
    c.facts.length = 2;
    assert_ok(jp_facts_check(jp_test_model(), &c.facts, &err), &err);
    c.kind[2] = 9999;
    expect(&c, JP_ERROR_UNKNOWN, 1, "kind", "fact 1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_columns_pass),
        cmocka_unit_test(only_three_columns_are_required),
        cmocka_unit_test(no_facts_need_no_columns),
        cmocka_unit_test(a_missing_pointer_is_named),
        cmocka_unit_test(a_wrong_size_of_the_struct_comes_before_its_columns),
        cmocka_unit_test(each_required_column_is_named),
        cmocka_unit_test(ratings_need_a_column_of_items_before_any_row_is_looked_at),
        cmocka_unit_test(too_many_facts_are_a_limit),
        cmocka_unit_test(rows_are_checked_in_the_documented_order),
        cmocka_unit_test(ratings_are_checked_in_the_documented_order),
        cmocka_unit_test(a_rating_without_a_column_of_values_misses_its_value),
        cmocka_unit_test(the_bounds_of_a_rating_and_of_an_intensity_are_allowed),
        cmocka_unit_test(a_rating_s_intensity_and_an_absent_value_are_not_read),
        cmocka_unit_test(an_offset_moves_every_column_and_rows_count_from_it),
    };
    int failed = cmocka_run_group_tests_name("facts/check", tests, NULL, NULL);
    jp_test_model_free();
    return failed;
}
