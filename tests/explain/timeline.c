/*
 * Timelines: held against one scoring for each moment, bit for bit.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "explain/state.h"

#define MOMENTS 24

static int64_t moments[MOMENTS];
static jp_timeline_point points[MOMENTS];

static void assert_estimate(jp_estimate a, jp_estimate b)
{
    assert_near(a.value, b.value, EXACT);
    assert_near(a.low, b.low, EXACT);
    assert_near(a.high, b.high, EXACT);
    assert_near(a.coverage, b.coverage, EXACT);
}

static void assert_point(const jp_timeline_point *p, const jp_score *score)
{
    assert_int_equal(p->as_of_us, jp_score_as_of(score));
    assert_int_equal(p->status, jp_score_status(score));
    assert_int_equal(p->facts, jp_score_facts(score));
    assert_estimate(p->closure, jp_score_closure(score));
    assert_estimate(p->health, jp_score_health(score));
    assert_near(p->risk_index, jp_score_risk_index(score), EXACT);
    for (int side = 0; side < 2; side++) {
        jp_silence silence = jp_score_silence(score, (jp_side)side);
        assert_int_equal(p->silence[side].logged, silence.logged);
        assert_int_equal(p->silence[side].silent_90, silence.silent_90);
        assert_near(p->silence[side].days, silence.days, EXACT);
        assert_near(p->silence[side].score, silence.score, EXACT);
    }
}

static void every_moment_is_scored_as_by_itself(void **state)
{
    (void)state;
    dice d = { 41 };
    uint16_t wanted[2] = { item_of(model, "pillar.trust"), item_of(model, "suffering.client.not_heard") };
    double levels[2 * MOMENTS];
    for (int round = 0; round < 60; round++) { /* with facts that were recorded late */
        int64_t last_us = roll_moderate_book(&d, 120);
        for (int i = 0; i < MOMENTS; i++)
            moments[i] = last_us - (int64_t)(MOMENTS - 1 - i) * 31 * JP_DAY_US;
        jp_facts columns = book_facts(&facts);
        jp_error err = JP_ERROR_INIT;
        assert_ok(jp_explainer_timeline(explainer, &columns, moments, MOMENTS, wanted, 2, points, levels,
                                        &err), &err);
        for (size_t i = 0; i < MOMENTS; i++) {
            const jp_score *score = score_at(scorer, &facts, moments[i]);
            assert_point(&points[i], score);
            for (size_t k = 0; k < 2; k++)
                assert_near(levels[2 * i + k], jp_score_indicator(score, wanted[k]).level, EXACT);
        }
    }
}

static void change_is_told_and_whether_it_exceeds_the_interval(void **state)
{
    (void)state;
    for (int i = 0; i < 40; i++)
        book_fact(&facts, day(i), "promise_kept", JP_SUPPLIER);
    for (int i = 40; i < 120; i++) {
        book_fact(&facts, day(i), "promise_broken", JP_SUPPLIER);
        book_fact(&facts, day(i), "conflict", JP_CLIENT);
        book_fact(&facts, day(i), "disrespect", JP_CLIENT);
        book_fact(&facts, day(i), "complaint", JP_CLIENT);
        book_fact(&facts, day(i), "defect_reported", JP_CLIENT);
    }
    moments[0] = day(39);
    moments[1] = day(39) + 1;
    moments[2] = day(120);
    jp_facts columns = book_facts(&facts);
    assert_ok(jp_explainer_timeline(explainer, &columns, moments, 3, NULL, 0, points, NULL, NULL), NULL);
    assert_near(points[0].health_change, 0, EXACT);
    assert_false(points[0].health_exceeds || points[1].health_exceeds);
    assert_near(points[2].health_change, points[2].health.value - points[1].health.value, EXACT);
    assert_int_equal(points[2].health_exceeds, points[2].health.value < points[1].health.low);
    assert_true(points[2].health_exceeds);
}

static void moments_must_ascend_and_may_repeat(void **state)
{
    (void)state;
    book_fact(&facts, day(1), "thanks", JP_CLIENT);
    jp_facts columns = book_facts(&facts);
    jp_error err = JP_ERROR_INIT;
    int64_t same[2] = { day(2), day(2) }, back[2] = { day(2), day(1) };
    assert_ok(jp_explainer_timeline(explainer, &columns, same, 2, NULL, 0, points, NULL, &err), &err);
    assert_near(points[1].health.value, points[0].health.value, EXACT);
    assert_fails(jp_explainer_timeline(explainer, &columns, back, 2, NULL, 0, points, NULL, &err),
                 JP_ERROR_ARGUMENT, &err);
    assert_ok(jp_explainer_timeline(explainer, &columns, NULL, 0, NULL, 0, NULL, NULL, &err), &err);
}

static void an_indicator_that_is_none_is_refused(void **state)
{
    (void)state;
    uint16_t none = UINT16_MAX;
    double level;
    jp_facts columns = book_facts(&facts);
    jp_error err = JP_ERROR_INIT;
    moments[0] = 0;
    assert_fails(jp_explainer_timeline(explainer, &columns, moments, 1, &none, 1, points, &level, &err),
                 JP_ERROR_ARGUMENT, &err);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_moment_is_scored_as_by_itself),
        TEST(change_is_told_and_whether_it_exceeds_the_interval),
        TEST(moments_must_ascend_and_may_repeat),
        TEST(an_indicator_that_is_none_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
