/*
 * order_test.c - the canonical order, and what is seen as of a moment.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "facts/text.h"

#include "facts/facts.h"
#include "support/allocator.h"

#define DAY JP_DAY_US

/* A fact as one writes it down; value, intensity and id as text, so that "" is missing. */
typedef struct line {
    int64_t time_us;
    const char *kind;
    jp_side actor;
    const char *value;
    double intensity;
    const char *item;
    uint8_t guess;
    const char *id;
} line;

/* In the order of docs/method.md, section 0: each line differs from the one before in one thing. */
static const line ascending[] = {
    { -1, "thanks", JP_SUPPLIER, "", 1, "", 0, "z" },
    { 0, "apology", JP_CLIENT, "", 1, "", 0, "" },
    { 0, "apology", JP_SUPPLIER, "", 1, "", 0, "" },
    { 0, "call", JP_CLIENT, "", 1, "", 0, "" },
    { 0, "call", JP_CLIENT, "-1", 1, "", 0, "" },
    { 0, "call", JP_CLIENT, "0", 0, "", 0, "" },
    { 0, "call", JP_CLIENT, "0", 0.5, "", 0, "" },
    { 0, "call", JP_CLIENT, "0", 1, "", 0, "" },
    { 0, "call", JP_CLIENT, "0", 1, "", 0, "a" },
    { 0, "call", JP_CLIENT, "0", 1, "", 0, "ab" },
    { 0, "call", JP_CLIENT, "0", 1, "", 0, "b" },
    { 0, "call", JP_CLIENT, "0", 1, "", 0, "\xc3\xa4" },
    { 0, "call", JP_CLIENT, "30", 0.25, "", 0, "" },
    { 0, "call", JP_SUPPLIER, "", 1, "", 0, "" },
    { 0, "rating", JP_CLIENT, "0", 1, "ability.express", 0, "" },
    { 0, "rating", JP_CLIENT, "0", 1, "ability.express", 1, "" },
    { 0, "rating", JP_CLIENT, "0", 1, "cocreation", 0, "" },
    { 0, "rating", JP_CLIENT, "0.5", 1, "ability.express", 0, "" },
    { 0, "rating", JP_SUPPLIER, "0", 1, "ability.express", 0, "" },
    { 0, "thanks", JP_CLIENT, "", 0, "", 0, "" },
    { 1, "apology", JP_CLIENT, "", 1, "", 0, "" },
};
#define LINES (sizeof ascending / sizeof ascending[0])

typedef struct columns {
    int64_t time_us[LINES], recorded_us[LINES];
    uint16_t kind[LINES], item[LINES];
    uint8_t actor[LINES], guess[LINES], valid[LINES / 8 + 1], recorded_valid[LINES / 8 + 1];
    double value[LINES], intensity[LINES];
    uint64_t id_offsets[LINES + 1];
    char ids[LINES * 4];
    jp_facts facts;
} columns;

static void put(columns *c, size_t k, const line *l)
{
    c->time_us[k] = l->time_us;
    c->kind[k] = jp_test_kind(l->kind);
    c->item[k] = *l->item ? jp_test_indicator(l->item) : 12345; /* of an interaction: not read */
    c->actor[k] = (uint8_t)l->actor;
    c->guess[k] = l->guess;
    c->value[k] = *l->value ? strtod(l->value, NULL) : 777; /* not read */
    if (*l->value)
        c->valid[k / 8] = (uint8_t)(c->valid[k / 8] | 1u << k % 8);
    c->intensity[k] = l->intensity;
    memcpy(c->ids + c->id_offsets[k], l->id, strlen(l->id));
    c->id_offsets[k + 1] = c->id_offsets[k] + strlen(l->id);
}

/* The lines, taken in the order (k * step) mod LINES. */
static void fill(columns *c, size_t step)
{
    memset(c, 0, sizeof *c);
    for (size_t k = 0; k < LINES; k++)
        put(c, k, &ascending[k * step % LINES]);
    c->facts = (jp_facts){ .struct_size = sizeof c->facts, .length = LINES, .time_us = c->time_us,
                           .kind = c->kind, .actor = c->actor, .value = c->value, .value_valid = c->valid,
                           .intensity = c->intensity, .item = c->item, .guess = c->guess,
                           .id_offsets = c->id_offsets, .id_bytes = c->ids };
}

static int sign(int x)
{
    return (x > 0) - (x < 0);
}

static void any_two_facts_compare_as_they_stand_in_the_method(void **state)
{
    (void)state;
    columns c;
    fill(&c, 1);
    for (size_t a = 0; a < LINES; a++) {
        for (size_t b = 0; b < LINES; b++) {
            int expected = sign((int)a - (int)b);
            if (sign(jp__facts_compare(jp_test_model(), &c.facts, a, b)) != expected)
                fail_msg("line %zu against line %zu", a, b);
            jp__fact x = jp__facts_at(&c.facts, a), y = jp__facts_at(&c.facts, b);
            if (sign(jp__fact_compare(jp_test_model(), &c.facts, &x, &y)) != expected)
                fail_msg("fact %zu against fact %zu", a, b);
        }
    }
}

static void minus_zero_counts_as_zero(void **state)
{
    (void)state;
    columns c;
    fill(&c, 1);
    c.time_us[4] = c.time_us[3] = 5;
    c.kind[3] = c.kind[4];
    c.value[3] = -0.0;
    c.value[4] = 0.0;
    c.valid[0] = 0xff;
    assert_int_equal(jp__facts_compare(jp_test_model(), &c.facts, 3, 4), 0);
    jp__fact fact = jp__facts_at(&c.facts, 3);
    uint64_t bits;
    memcpy(&bits, &fact.value, sizeof bits);
    assert_int_equal(bits, 0);
}

static void facts_that_only_became_known_at_other_times_are_told_apart_last(void **state)
{
    (void)state;
    columns c;
    fill(&c, 1);
    for (size_t k = 0; k < 3; k++)
        put(&c, k, &ascending[1]);
    c.facts.recorded_us = c.recorded_us;
    c.facts.recorded_valid = c.recorded_valid;
    c.recorded_us[0] = 100;
    c.recorded_us[1] = 7;
    c.recorded_us[2] = 8;
    c.recorded_valid[0] = 0x6; /* of the first: missing */
    assert_true(jp__facts_compare(jp_test_model(), &c.facts, 0, 1) < 0);
    assert_true(jp__facts_compare(jp_test_model(), &c.facts, 1, 2) < 0);
    assert_true(jp__facts_compare(jp_test_model(), &c.facts, 2, 1) > 0);
    jp__fact a = jp__facts_at(&c.facts, 1), b = jp__facts_at(&c.facts, 2);
    assert_int_equal(jp__fact_compare(jp_test_model(), &c.facts, &a, &b), 0);
}

static size_t common_divisor(size_t a, size_t b)
{
    while (b > 0) {
        size_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static void whatever_order_facts_come_in_they_are_seen_in_one(void **state)
{
    (void)state;
    jp_test_allocator memory;
    jp_test_allocator_init(&memory);
    jp__seen seen = { .facts = NULL };
    jp_error err = JP_ERROR_INIT;
    for (size_t step = 1; step < LINES; step++) {
        if (common_divisor(LINES, step) > 1)
            continue; /* not a permutation */
        columns c;
        fill(&c, step);
        assert_ok(jp__seen_gather(&seen, &memory.allocator, jp_test_model(), &c.facts, 10 * DAY, &err), &err);
        assert_int_equal(seen.count, LINES);
        for (size_t k = 0; k < LINES; k++)
            assert_int_equal(seen.facts[k].row * step % LINES, k);
    }
    jp__seen_free(&seen, &memory.allocator);
    jp_test_allocator_check(&memory);
}

static void only_what_is_known_by_then_is_seen(void **state)
{
    (void)state;
    jp_allocator a = jp__allocator(NULL);
    jp__seen seen = { .facts = NULL };
    jp_error err = JP_ERROR_INIT;
    columns c;
    fill(&c, 1);
    c.facts.length = 4;
    c.facts.recorded_us = c.recorded_us;
    c.facts.recorded_valid = c.recorded_valid;
    const int64_t times[4] = { 10, 10, 11, 9 }, recorded[4] = { 10, 11, 0, 99 };
    memcpy(c.time_us, times, sizeof times);
    memcpy(c.recorded_us, recorded, sizeof recorded);
    c.recorded_valid[0] = 0x7; /* of the last: missing, so it is known as it happens */
    assert_ok(jp__seen_gather(&seen, &a, jp_test_model(), &c.facts, 10, &err), &err);
    assert_int_equal(seen.count, 2); /* the second is known too late, the third happens too late */
    assert_int_equal(seen.facts[0].row, 3);
    assert_int_equal(seen.facts[1].row, 0);
    c.facts.recorded_valid = NULL;
    assert_ok(jp__seen_gather(&seen, &a, jp_test_model(), &c.facts, 10, &err), &err);
    assert_int_equal(seen.count, 1);
    assert_ok(jp__seen_gather(&seen, &a, jp_test_model(), &c.facts, INT64_MIN, &err), &err);
    assert_int_equal(seen.count, 0);
    jp__seen_free(&seen, &a);
}

static void rows_are_numbered_without_the_offset(void **state)
{
    (void)state;
    jp_allocator a = jp__allocator(NULL);
    jp__seen seen = { .facts = NULL };
    jp_error err = JP_ERROR_INIT;
    columns c;
    fill(&c, 1);
    c.facts.offset = 14;
    c.facts.length = 3;
    assert_ok(jp__seen_gather(&seen, &a, jp_test_model(), &c.facts, DAY, &err), &err);
    assert_int_equal(seen.count, 3);
    for (uint32_t k = 0; k < 3; k++)
        assert_int_equal(seen.facts[k].row, k);
    assert_int_equal(seen.facts[0].item, jp_test_indicator("ability.express"));
    assert_true(seen.facts[1].guess);
    jp__seen_free(&seen, &a);
}

static void what_a_kind_ignores_is_neutral(void **state)
{
    (void)state;
    columns c;
    fill(&c, 1);
    c.guess[3] = 1;      /* of an interaction */
    c.intensity[14] = 0; /* of a rating */
    jp__fact call = jp__facts_at(&c.facts, 3), rating = jp__facts_at(&c.facts, 14);
    assert_false(call.guess);
    assert_int_equal(call.item, 0);
    assert_true(rating.intensity == 1.0);
    assert_true(call.value == 0.0 && !call.has_value);
}

static void memory_grows_only_where_more_is_needed(void **state)
{
    (void)state;
    jp_test_allocator memory;
    jp_test_allocator_init(&memory);
    jp__seen seen = { .facts = NULL };
    jp_error err = JP_ERROR_INIT;
    columns c;
    fill(&c, 2);
    assert_ok(jp__seen_gather(&seen, &memory.allocator, jp_test_model(), &c.facts, DAY, &err), &err);
    size_t calls = memory.calls;
    for (size_t length = 0; length <= LINES; length++) {
        c.facts.length = length;
        assert_ok(jp__seen_gather(&seen, &memory.allocator, jp_test_model(), &c.facts, DAY, &err), &err);
    }
    assert_int_equal(memory.calls, calls);
    jp__seen_free(&seen, &memory.allocator);
    jp_test_allocator_check(&memory);
}

static void a_failed_allocation_is_reported_and_can_be_tried_again(void **state)
{
    (void)state;
    jp_test_allocator memory;
    jp_test_allocator_init(&memory);
    jp__seen seen = { .facts = NULL };
    jp_error err = JP_ERROR_INIT;
    columns c;
    fill(&c, 2);
    for (size_t at = 1; at <= 2; at++) {
        jp_test_allocator_fail(&memory, 1, false);
        assert_fails(jp__seen_gather(&seen, &memory.allocator, jp_test_model(), &c.facts, DAY, &err),
                     JP_ERROR_MEMORY, &err);
        jp_test_allocator_fail(&memory, 2, false); /* the facts now fit, their sorting does not */
        (void)jp__seen_gather(&seen, &memory.allocator, jp_test_model(), &c.facts, DAY, &err);
        jp__seen_free(&seen, &memory.allocator);
    }
    jp_test_allocator_fail(&memory, 0, false);
    assert_ok(jp__seen_gather(&seen, &memory.allocator, jp_test_model(), &c.facts, DAY, &err), &err);
    assert_int_equal(seen.count, LINES);
    jp__seen_free(&seen, &memory.allocator);
    jp_test_allocator_check(&memory);
}

/* ---- Many facts, against a sort that is known ------------------------------------------------ */

static uint64_t next_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

static void thousands_of_facts_with_ties_come_out_ordered_and_complete(void **state)
{
    (void)state;
    enum { COUNT = 5000 };
    static int64_t time_us[COUNT];
    static uint16_t kind[COUNT];
    static uint8_t actor[COUNT];
    static double value[COUNT];
    static bool found[COUNT];
    jp_allocator a = jp__allocator(NULL);
    jp__seen seen = { .facts = NULL };
    jp_error err = JP_ERROR_INIT;
    uint64_t random = 1;
    const uint16_t kinds[3] = { jp_test_kind("call"), jp_test_kind("apology"), jp_test_kind("thanks") };
    for (size_t length = 0; length < COUNT; length = length * 3 / 2 + 1) {
        for (size_t k = 0; k < length; k++) {
            time_us[k] = (int64_t)(next_random(&random) % 40);
            kind[k] = kinds[next_random(&random) % 3];
            actor[k] = (uint8_t)(next_random(&random) % 2);
            value[k] = (double)(next_random(&random) % 3);
            found[k] = false;
        }
        jp_facts facts = { .struct_size = sizeof facts, .length = length, .time_us = time_us, .kind = kind,
                           .actor = actor, .value = value };
        assert_ok(jp__seen_gather(&seen, &a, jp_test_model(), &facts, 100, &err), &err);
        assert_int_equal(seen.count, length);
        for (size_t k = 0; k < length; k++) {
            uint32_t row = seen.facts[k].row;
            assert_false(found[row]);
            found[row] = true;
            assert_true(seen.facts[k].time_us == time_us[row] && seen.facts[k].kind == kind[row]);
            if (k == 0)
                continue;
            int order = jp__facts_compare(jp_test_model(), &facts, seen.facts[k - 1].row, row);
            assert_true(order < 0 || (order == 0 && seen.facts[k - 1].row < row)); /* stable */
        }
    }
    jp__seen_free(&seen, &a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_two_facts_compare_as_they_stand_in_the_method),
        cmocka_unit_test(minus_zero_counts_as_zero),
        cmocka_unit_test(facts_that_only_became_known_at_other_times_are_told_apart_last),
        cmocka_unit_test(whatever_order_facts_come_in_they_are_seen_in_one),
        cmocka_unit_test(only_what_is_known_by_then_is_seen),
        cmocka_unit_test(rows_are_numbered_without_the_offset),
        cmocka_unit_test(what_a_kind_ignores_is_neutral),
        cmocka_unit_test(memory_grows_only_where_more_is_needed),
        cmocka_unit_test(a_failed_allocation_is_reported_and_can_be_tried_again),
        cmocka_unit_test(thousands_of_facts_with_ties_come_out_ordered_and_complete),
    };
    int failed = cmocka_run_group_tests_name("facts/order", tests, NULL, NULL);
    jp_test_model_free();
    return failed;
}
