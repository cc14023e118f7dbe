/*
 * Bands that a timeline crosses: at their edges, past the margin, over what is unknown.
 *
 * Edges and values are sums of powers of two, so that each comparison is exact.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "model/documents.h"
#include "score/fixture.h"

#define MOST 16

static jp_model *model, *bandless;
static jp_timeline_point points[MOST];
static jp_band_event events[MOST];

static int begin(void **state)
{
    (void)state;
    static const char bands[] =
        "\"format_version\": 1, \"bands\": {\"hysteresis\": 0.0625, \"health\": ["
        "{\"id\": \"bad\", \"label\": \"Bad\", \"minimum\": 0}, {\"id\": \"poor\", \"label\": \"Poor\", "
        "\"minimum\": 0.25}, {\"id\": \"fair\", \"label\": \"Fair\", \"minimum\": 0.5},"
        "{\"id\": \"good\", \"label\": \"Good\", \"minimum\": 0.75}],"
        "\"risk_index\": [{\"id\": \"low\", \"label\": \"Low\", \"minimum\": 0},"
        "{\"id\": \"high\", \"label\": \"High\", \"minimum\": 0.5}]},";
    char *text = jp_test_document(JP_TEST_SMALL_MODEL);
    bandless = jp_test_load(text);
    text = jp_test_edited(text, "\"format_version\": 1,", bands);
    model = jp_test_load(text);
    free(text);
    return 0;
}

static int end(void **state)
{
    (void)state;
    jp_model_free(model);
    jp_model_free(bandless);
    return 0;
}

/* A timeline of healths alone; a negative one is an unknown point of that size. */
static size_t healths(const double *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        points[i] = (jp_timeline_point){ .status = values[i] < 0 ? JP_STATUS_UNKNOWN : JP_STATUS_KNOWN,
                                         .health.value = values[i] < 0 ? -values[i] : values[i] };
    size_t found = MOST + 1;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_timeline_events(model, points, count, events, MOST, &found, &err), &err);
    return found;
}
#define HEALTHS(...) \
    healths((const double[]){ __VA_ARGS__ }, sizeof((const double[]){ __VA_ARGS__ }) / sizeof(double))

static void assert_event(size_t number, size_t point, jp_banded banded, int from, int to)
{
    assert_int_equal(events[number].point, point);
    assert_int_equal(events[number].banded, banded);
    assert_int_equal(events[number].from, from);
    assert_int_equal(events[number].to, to);
}

static void a_minimum_belongs_to_its_band(void **state)
{
    (void)state;
    /* A poor 0.5 would stay poor at 0.4365; a fair one is then below its margin. */
    assert_int_equal(HEALTHS(0.5, 0.4375), 0);
    assert_int_equal(HEALTHS(0.5, 0.4365), 1);
    assert_event(0, 1, JP_BANDED_HEALTH, 2, 1);
    assert_int_equal(HEALTHS(0.5 - 0x1p-53, 0.5625), 1);
    assert_event(0, 1, JP_BANDED_HEALTH, 1, 2);
}

static void the_ends_of_the_scale_have_their_bands(void **state)
{
    (void)state;
    assert_int_equal(HEALTHS(1, 0), 1);
    assert_event(0, 1, JP_BANDED_HEALTH, 3, 0);
    assert_int_equal(HEALTHS(0, 1), 1);
    assert_event(0, 1, JP_BANDED_HEALTH, 0, 3);
}

static void upwards_a_band_is_entered_at_its_minimum_and_the_margin(void **state)
{
    (void)state;
    assert_int_equal(HEALTHS(0.375, 0.5, 0.5625 - 0x1p-53), 0);
    assert_int_equal(HEALTHS(0.375, 0.5, 0.5625), 1);
    assert_event(0, 2, JP_BANDED_HEALTH, 1, 2);
}

static void downwards_a_band_is_left_below_its_minimum_less_the_margin(void **state)
{
    (void)state;
    assert_int_equal(HEALTHS(0.625, 0.46875, 0.4375), 0);
    assert_int_equal(HEALTHS(0.625, 0.46875, 0.4375 - 0x1p-54), 1);
    assert_event(0, 2, JP_BANDED_HEALTH, 2, 1);
}

static void a_value_that_wavers_about_an_edge_is_no_event(void **state)
{
    (void)state;
    assert_int_equal(HEALTHS(0.45, 0.55, 0.45, 0.55, 0.45, 0.55), 0);
    assert_int_equal(HEALTHS(0.4, 0.6, 0.4, 0.6), 3);
}

static void several_bands_at_once_are_one_event(void **state)
{
    (void)state;
    assert_int_equal(HEALTHS(0.125, 0.9, 0.3), 2);
    assert_event(0, 1, JP_BANDED_HEALTH, 0, 3);
    assert_event(1, 2, JP_BANDED_HEALTH, 3, 1); /* 0.3 is above 0.25 - margin: not bad */
    assert_int_equal(HEALTHS(0.125, 0.78), 1);
    assert_event(0, 1, JP_BANDED_HEALTH, 0, 2); /* 0.78 is good, but not yet past the margin */
}

static void unknown_points_are_passed_over(void **state)
{
    (void)state;
    assert_int_equal(HEALTHS(-0.9, 0.1, -0.9, 0.2, -0.9), 0);
    assert_int_equal(HEALTHS(-0.9, 0.1, -0.9, 0.6), 1);
    assert_event(0, 3, JP_BANDED_HEALTH, 0, 2);
    assert_int_equal(HEALTHS(-0.1, -0.9), 0);
}

static void an_ended_relationship_still_crosses_bands(void **state)
{
    (void)state;
    HEALTHS(0.625, 0.1);
    points[1].status = JP_STATUS_ENDED;
    size_t count = 0;
    assert_int_equal(jp_timeline_events(model, points, 2, events, MOST, &count, NULL), JP_OK);
    assert_int_equal(count, 1);
}

static void events_of_one_point_are_in_the_order_of_what_is_banded(void **state)
{
    (void)state;
    HEALTHS(0.1, 0.9);
    points[1].risk_index = 0.75;
    points[1].closure.value = 1; /* has no bands in this model */
    size_t count = 0;
    assert_int_equal(jp_timeline_events(model, points, 2, events, MOST, &count, NULL), JP_OK);
    assert_int_equal(count, 2);
    assert_event(0, 1, JP_BANDED_HEALTH, 0, 3);
    assert_event(1, 1, JP_BANDED_RISK, 0, 1);
}

static void a_model_without_bands_has_no_events(void **state)
{
    (void)state;
    HEALTHS(0.1, 0.9, 0.1);
    size_t count = 7;
    assert_int_equal(jp_timeline_events(bandless, points, 3, NULL, 0, &count, NULL), JP_OK);
    assert_int_equal(count, 0);
}

static void too_little_room_tells_the_need_and_fills_nothing(void **state)
{
    (void)state;
    HEALTHS(0.1, 0.9, 0.1, 0.9);
    size_t count = 0;
    jp_error err = JP_ERROR_INIT;
    events[0].point = 99;
    assert_fails(jp_timeline_events(model, points, 4, events, 2, &count, &err), JP_ERROR_CAPACITY, &err);
    assert_string_equal(err.message, "There are 3 events, and room for 2.");
    assert_int_equal(count, 3);
    assert_int_equal(events[0].point, 99);
    assert_fails(jp_timeline_events(model, points, 4, NULL, 0, &count, &err), JP_ERROR_CAPACITY, &err);
    assert_ok(jp_timeline_events(model, points, 4, events, 3, &count, &err), &err);
    assert_event(1, 2, JP_BANDED_HEALTH, 3, 0);
}

static void what_must_not_be_null_is_named(void **state)
{
    (void)state;
    size_t count = 7;
    jp_error err = JP_ERROR_INIT;
    assert_fails(jp_timeline_events(NULL, points, 1, events, 1, &count, &err), JP_ERROR_ARGUMENT, &err);
    assert_string_equal(err.message, "Argument 'model' must not be NULL.");
    assert_fails(jp_timeline_events(model, NULL, 1, events, 1, &count, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_timeline_events(model, points, 1, NULL, 1, &count, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_timeline_events(model, points, 1, events, 1, NULL, &err), JP_ERROR_ARGUMENT, &err);
    assert_int_equal(count, 7);
    assert_ok(jp_timeline_events(model, NULL, 0, NULL, 0, &count, &err), &err);
    assert_int_equal(count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_minimum_belongs_to_its_band),
        cmocka_unit_test(the_ends_of_the_scale_have_their_bands),
        cmocka_unit_test(upwards_a_band_is_entered_at_its_minimum_and_the_margin),
        cmocka_unit_test(downwards_a_band_is_left_below_its_minimum_less_the_margin),
        cmocka_unit_test(a_value_that_wavers_about_an_edge_is_no_event),
        cmocka_unit_test(several_bands_at_once_are_one_event),
        cmocka_unit_test(unknown_points_are_passed_over),
        cmocka_unit_test(an_ended_relationship_still_crosses_bands),
        cmocka_unit_test(events_of_one_point_are_in_the_order_of_what_is_banded),
        cmocka_unit_test(a_model_without_bands_has_no_events),
        cmocka_unit_test(too_little_room_tells_the_need_and_fills_nothing),
        cmocka_unit_test(what_must_not_be_null_is_named),
    };
    return cmocka_run_group_tests_name("explain_events", tests, begin, end);
}
