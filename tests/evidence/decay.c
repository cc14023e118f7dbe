/*
 * Decay: d = 2^(-(as_of - t) / half-life), kept as sums that know no as-of (docs/method.md section 3).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>

#include "evidence/gather.h"

/* What is left of 1 and 3 after a time. */
static jp__masses left_of(int64_t from_us, int64_t to_us, double half_life_days)
{
    jp__decaying d = { { 0, 0 }, 0 };
    jp__half_life half_life = jp__half_life_of(half_life_days);
    jp__decaying_add(&d, (jp__masses){ .favourable = 1, .adverse = 3 }, jp__stamp_of(from_us, half_life));
    return jp__decaying_at(&d, jp__moment_of(to_us, half_life));
}

static void expect_left(int64_t from_us, int64_t to_us, double half_life_days, double left)
{
    jp__masses m = left_of(from_us, to_us, half_life_days);
    assert_near(m.favourable, left, 1e-15 * left);
    assert_near(m.adverse, 3 * left, 3e-15 * left);
}

static void a_mass_of_now_is_whole(void **state)
{
    (void)state;
    expect_left(0, 0, 90, 1);
    expect_left(day(12345), day(12345), 90, 1);
    expect_left(day(-12345.5), day(-12345.5), 60, 1);
    expect_left(INT64_MAX, INT64_MAX, 90, 1);
    expect_left(INT64_MIN, INT64_MIN, 90, 1);
}

static void after_each_half_life_half_is_left(void **state)
{
    (void)state;
    expect_left(day(3), day(93), 90, 0.5);
    expect_left(day(3), day(183), 90, 0.25);
    expect_left(day(-45), day(45), 90, 0.5);
    expect_left(day(-100), day(-10), 90, 0.5);
    expect_left(0, day(900), 90, 0x1p-10);
    expect_left(0, day(90000), 90, 0x1p-1000);
}

static void between_half_lives_the_rest_is_a_power_of_two(void **state)
{
    (void)state;
    expect_left(0, day(30), 90, 0.79370052598409974);      /* 2^(-1/3), mpmath */
    expect_left(day(80), day(110), 90, 0.79370052598409974); /* over the edge of a half-life */
    expect_left(day(-10), day(20), 90, 0.79370052598409974);
}

static void the_far_past_fades_to_nothing(void **state)
{
    (void)state;
    assert_near(left_of(0, day(90 * 1070), 90).favourable, 0x1p-1070, EXACT); /* a subnormal */
    assert_near(left_of(0, day(90 * 1100), 90).favourable, 0, EXACT);
    assert_near(left_of(0, day(90 * 2300.0), 90).favourable, 0, EXACT);
    assert_near(left_of(INT64_MIN, INT64_MAX, 90).favourable, 0, EXACT);
    assert_near(left_of(INT64_MIN, INT64_MAX, 1e-300).favourable, 0, EXACT);
}

static void half_lives_need_not_be_whole(void **state)
{
    (void)state;
    /* mpmath, 2^(-days / half-life) of the doubles as they are */
    expect_left(0, day(0.125), 1.0 / 7, 0.54525386633262882);
    expect_left(day(19000), day(19000.125), 1.0 / 7, 0.54525386633262882);
    expect_left(day(-19000), day(-18999.875), 1.0 / 7, 0.54525386633262882);
    expect_left(day(19000), day(19050), 100.1234567890123, 0.70740902151230688);
    assert_near(left_of(day(19000), day(19000) + 21093750, 0.0001234567890123).favourable,
                0.25392263678193444, 1e-14); /* 21 of 10.7 seconds */
}

static void extreme_half_lives_are_fine(void **state)
{
    (void)state;
    expect_left(INT64_MIN, INT64_MAX, 1e9, 0.86244001235034463);
    expect_left(day(-5e7), day(5e7), 1e8, 0.5);
    /* 2^59 microseconds; 2^60 - 1 is 2^60 as a double */
    expect_left(INT64_C(1) << 59, (INT64_C(1) << 60) - 1, 6671999.44795629, 0.5);
    expect_left(0, 2, 1e-300, 0.5); /* none is shorter than two microseconds */
    expect_left(INT64_MIN, INT64_MIN + 2, 1e-300, 0.5);
    expect_left(INT64_MAX - 2, INT64_MAX, 1e-300, 0.5);
    expect_left(INT64_MAX - 1000, INT64_MAX - 996, 1e-300, 0.25); /* no double holds these times */
}

static void masses_of_many_times_add_up(void **state)
{
    (void)state;
    jp__decaying d = { { 0, 0 }, 0 };
    jp__half_life h = jp__half_life_of(90);
    jp__decaying_add(&d, (jp__masses){ .favourable = 8 }, jp__stamp_of(day(0), h));
    jp__decaying_add(&d, (jp__masses){ .favourable = 4, .adverse = 2 }, jp__stamp_of(day(90), h));
    jp__decaying_add(&d, (jp__masses){ .favourable = 1 }, jp__stamp_of(day(225), h));
    jp__masses m = jp__decaying_at(&d, jp__moment_of(day(270), h));
    assert_near(m.favourable, 1 + 1 + 0.70710678118654752, 1e-15);
    assert_near(m.adverse, 0.5, 1e-15);
}

static void a_small_mass_on_either_side_fades_beneath_a_later_one(void **state)
{
    (void)state;
    for (int side = 0; side < 2; side++) {
        jp__decaying d = { { 0, 0 }, 0 };
        jp__masses small = { .favourable = side ? 0.5 : 0, .adverse = side ? 0 : 0.5 };
        jp__half_life h = jp__half_life_of(90);
        jp__decaying_add(&d, small, jp__stamp_of(0, h));
        jp__decaying_add(&d, (jp__masses){ .favourable = 1, .adverse = 1 }, jp__stamp_of(day(180), h));
        jp__masses m = jp__decaying_at(&d, jp__moment_of(day(180), h));
        assert_near(m.favourable, side ? 1.125 : 1, 1e-15);
        assert_near(m.adverse, side ? 1 : 1.125, 1e-15);
    }
}

static void an_old_mass_does_not_hide_a_new_one(void **state)
{
    (void)state;
    jp__decaying d = { { 0, 0 }, 0 };
    jp__decaying_add(&d, (jp__masses){ .favourable = 1 }, jp__stamp_of(INT64_MIN, jp__half_life_of(1)));
    jp__decaying_add(&d, (jp__masses){ .adverse = 1 }, jp__stamp_of(INT64_MAX, jp__half_life_of(1)));
    jp__masses m = jp__decaying_at(&d, jp__moment_of(INT64_MAX, jp__half_life_of(1)));
    assert_near(m.favourable, 0, EXACT);
    assert_near(m.adverse, 1, 1e-15);
}

static void an_age_is_whole_half_lives_and_a_part(void **state)
{
    (void)state;
    jp__age age = jp__age_of(day(135), jp__half_life_of(90));
    assert_int_equal(age.k, 1);
    assert_near(age.f, 0.5, EXACT);
    age = jp__age_of(day(-45), jp__half_life_of(90)); /* rounded down */
    assert_int_equal(age.k, -1);
    assert_near(age.f, 0.5, EXACT);
    age = jp__age_of(day(-90), jp__half_life_of(90));
    assert_int_equal(age.k, -1);
    assert_near(age.f, 0, EXACT);
    jp__moment moment = jp__moment_of(day(135), jp__half_life_of(90));
    assert_int_equal(moment.k, 1);
    assert_near(moment.fade, 0.70710678118654752, 1e-15);
}

/* One state of facts answers for many dates, and goes on with later facts. */
static void a_state_copied_before_it_is_asked_can_go_on(void **state)
{
    (void)state;
    book_fact(&facts, 0, "thanks", JP_CLIENT);
    book_fact(&facts, day(100), "thanks", JP_CLIENT);
    book_rating(&facts, day(100), JP_CLIENT, "pillar.trust", 0.75);
    jp_facts columns = book_facts(&facts);
    jp__seen seen = { .facts = NULL };
    assert_ok(jp__seen_gather(&seen, &allocator, model, &columns, day(150), NULL), NULL);
    jp__tally_clear(&tally);
    jp__tally_add(&tally, model, &seen.facts[0]);
    void *kept = test_malloc(tally.block_size);
    memcpy(kept, tally.block, tally.block_size);
    jp__tally_close(&tally, model, day(50), NULL, 0); /* an earlier question in between */
    memcpy(tally.block, kept, tally.block_size);
    test_free(kept);
    for (size_t i = 1; i < seen.count; i++)
        jp__tally_add(&tally, model, &seen.facts[i]);
    jp__tally_close(&tally, model, day(150), NULL, 0);
    /* 0.25 x (2^(-5/9) + 2^(-15/9)) and 2^(-50/365), mpmath */
    expect_masses(JP__OBSERVED, "caring.validation", 0.24884381564022669, 0);
    expect_masses(JP__SAID_BY_CLIENT, "pillar.trust", 3 * 0.90941688682482052, 0.90941688682482052);
    jp__seen_free(&seen, &allocator);
}

static void no_mass_of_the_last_relationship_stays_behind(void **state)
{
    (void)state;
    book_fact(&facts, 0, "thanks", JP_CLIENT);
    book_rating(&facts, 0, JP_CLIENT, "pillar.trust", 0.75);
    gather_at(0);
    facts.length = 0;
    gather_at(0);
    for (int source = 0; source < JP__SOURCE_COUNT; source++)
        for (size_t i = 0; i < model->indicator_count; i++)
            assert_true(tally.masses[source][i].favourable == 0 && tally.masses[source][i].adverse == 0);
}

static int open_model(void **state)
{
    (void)state;
    model = default_model();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mass_of_now_is_whole),
        cmocka_unit_test(after_each_half_life_half_is_left),
        cmocka_unit_test(between_half_lives_the_rest_is_a_power_of_two),
        cmocka_unit_test(the_far_past_fades_to_nothing),
        cmocka_unit_test(half_lives_need_not_be_whole),
        cmocka_unit_test(extreme_half_lives_are_fine),
        cmocka_unit_test(masses_of_many_times_add_up),
        cmocka_unit_test(a_small_mass_on_either_side_fades_beneath_a_later_one),
        cmocka_unit_test(an_old_mass_does_not_hide_a_new_one),
        cmocka_unit_test(an_age_is_whole_half_lives_and_a_part),
        TEST(a_state_copied_before_it_is_asked_can_go_on),
        TEST(no_mass_of_the_last_relationship_stays_behind),
    };
    return cmocka_run_group_tests(tests, open_model, close_model);
}
