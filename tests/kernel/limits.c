/*
 * What the fast path leaves to the readable one, and that it leaves nothing else behind.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>

#include "kernel/kernel.h"
#include "score/fixture.h"
#include "score/random.h"

static book facts;

static bool is_taken(const jp_model *model, uint32_t want, int64_t as_of_us)
{
    jp_scorer_options options = { .struct_size = sizeof options, .want = want };
    jp_scorer *scorer = NULL;
    jp__kernel *kernel = NULL;
    jp_error err = JP_ERROR_INIT;
    jp_facts columns = book_facts(&facts);
    assert_ok(jp_scorer_new(model, &options, &scorer, &err), &err);
    assert_ok(jp__kernel_new(model, NULL, columns.length, 1, &kernel, &err), &err);
    bool taken = jp__kernel_gather(kernel, scorer, &columns, as_of_us);
    jp__kernel_free(kernel);
    jp_scorer_free(scorer);
    return taken;
}

static void two_meetings(const jp_model *model, double first_day, double second_day)
{
    book_open(&facts, model);
    book_fact(&facts, day(first_day), "meeting", JP_CLIENT);
    book_fact(&facts, day(second_day), "meeting", JP_SUPPLIER);
}

static void facts_in_order_are_taken(void **state)
{
    (void)state;
    jp_model *model = default_model();
    two_meetings(model, 100, 200);
    assert_true(is_taken(model, JP_WANT_VALUES, day(300)));
    assert_true(is_taken(model, JP_WANT_VALUES, day(150)));
    book_open(&facts, model);
    assert_true(is_taken(model, JP_WANT_VALUES, day(300)));
    jp_model_free(model);
}

static void facts_out_of_order_are_refused(void **state)
{
    (void)state;
    jp_model *model = default_model();
    two_meetings(model, 200, 100);
    assert_false(is_taken(model, JP_WANT_VALUES, day(300)));
    /* Of one time: the supplier's before the client's is not the canonical order. */
    book_open(&facts, model);
    book_fact(&facts, day(100), "meeting", JP_SUPPLIER);
    book_fact(&facts, day(100), "meeting", JP_CLIENT);
    assert_false(is_taken(model, JP_WANT_VALUES, day(300)));
    two_meetings(model, 100, 100);
    assert_true(is_taken(model, JP_WANT_VALUES, day(300)));
    jp_model_free(model);
}

static void a_fact_recorded_later_than_as_of_is_refused(void **state)
{
    (void)state;
    jp_model *model = default_model();
    two_meetings(model, 100, 200);
    book_recorded(&facts, day(250));
    assert_false(is_taken(model, JP_WANT_VALUES, day(240)));
    assert_true(is_taken(model, JP_WANT_VALUES, day(260)));
    assert_true(is_taken(model, JP_WANT_VALUES, day(150))); /* it has not happened yet either */
    jp_model_free(model);
}

static void times_out_of_reach_are_refused(void **state)
{
    (void)state;
    jp_model *model = default_model();
    two_meetings(model, -26000, 200); /* 71 years are too far back, 67 are not */
    assert_false(is_taken(model, JP_WANT_VALUES, day(300)));
    two_meetings(model, -24300, 200);
    assert_true(is_taken(model, JP_WANT_VALUES, day(300)));
    two_meetings(model, 100, 200);
    assert_false(is_taken(model, JP_WANT_VALUES, INT64_MAX));
    book_open(&facts, model);
    assert_false(is_taken(model, JP_WANT_VALUES, INT64_MIN));
    jp_model_free(model);
    /* More than 900 half-lives of a day. */
    model = changed_model("{'indicators': {'pillar.trust': {'half_life_days': 1}}}");
    two_meetings(model, 100, 1100);
    assert_false(is_taken(model, JP_WANT_VALUES, day(1200)));
    two_meetings(model, 400, 1100);
    assert_true(is_taken(model, JP_WANT_VALUES, day(1200)));
    jp_model_free(model);
}

static void masses_next_to_nothing_are_refused(void **state)
{
    (void)state;
    jp_model *model = default_model();
    two_meetings(model, 100, 200);
    book_intensity(&facts, 1e-40);
    assert_false(is_taken(model, JP_WANT_VALUES, day(300)));
    two_meetings(model, 100, 200);
    book_intensity(&facts, 0);
    assert_true(is_taken(model, JP_WANT_VALUES, day(300)));
    jp_model_free(model);
}

static bool takes_model(const char *changes)
{
    jp_model *model = changed_model(changes);
    two_meetings(model, 100, 200);
    bool taken = is_taken(model, JP_WANT_VALUES, day(300));
    jp_model_free(model);
    return taken;
}

static void models_beyond_the_limits_are_refused(void **state)
{
    (void)state;
    static const char *const changes[] = {
        "{'indicators': {'pillar.trust': {'half_life_days': 0.99}}}",
        "{'kinds': {'call': {'window_days': 1}, 'meeting': {'window_days': 2}}}",
        "{'indicators': {'pillar.trust': {'half_life_days': 1}, 'pillar.fairness': {'half_life_days': 2},"
        " 'excite.client': {'half_life_days': 3}, 'excite.supplier': {'half_life_days': 4},"
        " 'engage.client': {'half_life_days': 5}}}",
    };
    for (size_t i = 0; i < JP__COUNT(changes); i++)
        assert_false(takes_model(changes[i]));
}

static void half_lives_of_a_day_and_more_are_taken(void **state)
{
    (void)state;
    static const char *const changes[] = {
        "{'indicators': {'pillar.trust': {'half_life_days': 1}}}",
        "{'indicators': {'pillar.trust': {'half_life_days': 30.00000000001}}}", /* not whole microseconds */
        "{'indicators': {'pillar.trust': {'half_life_days': 1e9}}}",
    };
    for (size_t i = 0; i < JP__COUNT(changes); i++)
        assert_true(takes_model(changes[i]));
}

/* Facts with faults of every kind, some of them at the ends of what is looked at at once. */
static void whatever_may_not_be_scored_is_looked_at(void **state)
{
    (void)state;
    static const double values[] = { 0, 1, -3.5, 1e308, HUGE_VAL, -HUGE_VAL, (double)NAN };
    static const uint8_t actors[] = { 0, 1, 0, 1, 2, 3, 32, 33, 255 };
    jp_model *model = default_model();
    jp__kernel *kernel = NULL;
    jp_error err = JP_ERROR_INIT;
    uint16_t kind[64], item[64] = { 0 };
    uint8_t actor[64];
    double value[64];
    int64_t time_us[64] = { 0 };
    dice d = { 9 };
    assert_ok(jp__kernel_new(model, NULL, 64, 1, &kernel, &err), &err);
    for (size_t round = 0; round < 3000; round++) {
        size_t count = 1 + roll_below(&d, 64);
        for (size_t i = 0; i < count; i++) {
            kind[i] = (uint16_t)(roll_below(&d, 9) == 0 ? JP_RATING : roll_below(&d, model->kind_count + 1));
            actor[i] = actors[roll_below(&d, JP__COUNT(actors))];
            value[i] = values[roll_below(&d, JP__COUNT(values))];
        }
        jp_facts columns = { .struct_size = sizeof columns, .length = count, .time_us = time_us,
                             .kind = kind, .actor = actor, .item = item, .value = value };
        for (int level = 0; level < JP__LEVEL_COUNT; level++) {
            if (!jp__kernel_set_level(kernel, (jp__level)level))
                continue;
            uint64_t unusual = jp__kernel_unusual(kernel, &columns, 0, count);
            for (size_t i = 0; i < 64; i++) {
                bool fine = i >= count || (jp__facts_check_rows(model, &columns, i, i + 1, &err) == JP_OK &&
                                           kind[i] != JP_RATING);
                assert_int_equal(unusual >> i & 1, !fine);
            }
        }
    }
    jp__kernel_free(kernel);
    jp_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(facts_in_order_are_taken),
        cmocka_unit_test(facts_out_of_order_are_refused),
        cmocka_unit_test(a_fact_recorded_later_than_as_of_is_refused),
        cmocka_unit_test(times_out_of_reach_are_refused),
        cmocka_unit_test(masses_next_to_nothing_are_refused),
        cmocka_unit_test(models_beyond_the_limits_are_refused),
        cmocka_unit_test(half_lives_of_a_day_and_more_are_taken),
        cmocka_unit_test(whatever_may_not_be_scored_is_looked_at),
    };
    return cmocka_run_group_tests_name("kernel_limits", tests, NULL, NULL);
}
