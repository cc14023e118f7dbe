/*
 * forecast.c - the quiet forecast and the probability of divorce (docs/method.md section 8).
 *
 * That they are what the method says is held by tests/tools/forecasts.py against the reference; here is when
 * they are refused, and what must not enter them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdio.h>

#include "model/documents.h"
#include "score/fixture.h"
#include "support/allocator.h"
#include "support/sweep.h"

#define FITTED \
    "\"fitted\": {\"horizon_days\": 30, \"date\": \"2024-01-01\", \"n\": 200, \"events\": 50, \"brier\": 0.125," \
    "\"slope\": 1.25, \"data\": \"ours\"}"
#define QUIET "\"quiet\": {\"a0\": 1, \"b0_days\": 30, \"half_life_days\": 60, "
#define DIVORCE "\"divorce\": {\"intercept\": 0.5, \"target\": [\"termination\"], \"features\": "

static book facts; /* large, so not on the stack */

/* The default model with sections more. */
static jp_model *model_with(const char *sections)
{
    char *text = jp_test_document(JP_TEST_DEFAULT_MODEL);
    char all[4096];
    snprintf(all, sizeof all, "\"format_version\": 1, %s,", sections);
    text = jp_test_edited(text, "\"format_version\": 1,", all);
    jp_model *model = jp_test_load(text);
    free(text);
    return model;
}

static jp_explainer *explainer_for(const jp_model *model)
{
    jp_explainer *explainer = NULL;
    assert_ok(jp_explainer_new(model, NULL, &explainer, NULL), NULL);
    return explainer;
}

/* ---- Quiet ---------------------------------------------------------------------------------- */

static void without_contacts_silence_is_forecast_by_the_prior(void **state)
{
    (void)state;
    jp_model *model = model_with(QUIET FITTED "}");
    jp_scorer *scorer = scorer_for(model);
    jp_quiet quiet;
    jp_error err = JP_ERROR_INIT;
    book_open(&facts, model);
    const jp_score *score = score_at(scorer, &facts, day(100));
    assert_ok(jp_score_quiet(score, 0, &quiet, &err), &err);
    assert_near(quiet.probability, 0.5, SHARP); /* (30 / 60)^1 */
    assert_true(quiet.horizon_days == 30 && !quiet.recalibrated);
    assert_ok(jp_score_quiet(score, 90, &quiet, &err), &err);
    assert_near(quiet.probability, 0.25, SHARP);
    assert_true(quiet.horizon_days == 90 && quiet.contacts == 0 && quiet.exposure_days == 0);
    jp_scorer_free(scorer);
    jp_model_free(model);
}

static void contacts_fade_by_the_half_life_whoever_made_them(void **state)
{
    (void)state;
    jp_model *model = model_with(QUIET FITTED "}");
    jp_scorer *scorer = scorer_for(model);
    jp_quiet quiet;
    book_open(&facts, model);
    book_fact(&facts, day(0), "message", JP_CLIENT);
    book_fact(&facts, day(60), "message", JP_SUPPLIER);
    book_fact(&facts, day(60), "meeting", JP_CLIENT);
    book_fact(&facts, day(70), "invoice_paid", JP_CLIENT); /* no contact */
    book_fact(&facts, day(121), "message", JP_CLIENT);     /* not yet */
    assert_ok(jp_score_quiet(score_at(scorer, &facts, day(120)), 0, &quiet, NULL), NULL);
    assert_near(quiet.contacts, 0.25 + 2 * 0.5, SHARP);
    assert_near(quiet.exposure_days, 60 / 0.69314718055994531 * 0.75, SHARP * 100);
    jp_scorer_free(scorer);
    jp_model_free(model);
}

static void the_recalibration_is_for_its_own_horizon_alone(void **state)
{
    (void)state;
    jp_model *model = model_with(QUIET "\"intercept\": 1, \"slope\": 2, " FITTED "}");
    jp_scorer *scorer = scorer_for(model);
    jp_quiet quiet;
    book_open(&facts, model);
    const jp_score *score = score_at(scorer, &facts, day(100));
    assert_ok(jp_score_quiet(score, 0, &quiet, NULL), NULL);
    assert_near(quiet.probability, 0.7310585786300049, SHARP); /* logit 1 + 2 x 0 */
    assert_true(quiet.recalibrated);
    assert_ok(jp_score_quiet(score, 30, &quiet, NULL), NULL);
    assert_true(quiet.recalibrated);
    assert_ok(jp_score_quiet(score, 90, &quiet, NULL), NULL);
    assert_near(quiet.probability, 0.25, SHARP);
    assert_false(quiet.recalibrated);
    jp_scorer_free(scorer);
    jp_model_free(model);
}

static void silence_is_not_forecast_by_a_model_that_was_not_fitted(void **state)
{
    (void)state;
    jp_model *models[] = { default_model(), model_with(QUIET "\"slope\": 1}") };
    for (int i = 0; i < 2; i++) {
        jp_scorer *scorer = scorer_for(models[i]);
        jp_error err = JP_ERROR_INIT;
        jp_quiet quiet = { .probability = 7 };
        book_open(&facts, models[i]);
        const jp_score *score = score_at(scorer, &facts, day(100));
        assert_fails(jp_score_quiet(score, 0, &quiet, &err), JP_ERROR_NOT_FITTED, &err);
        assert_true(quiet.probability == 7);
        jp_scorer_free(scorer);
        jp_model_free(models[i]);
    }
}

static void silence_is_not_forecast_after_the_end(void **state)
{
    (void)state;
    jp_model *model = model_with(QUIET FITTED "}");
    jp_scorer *scorer = scorer_for(model);
    jp_error err = JP_ERROR_INIT;
    jp_quiet quiet = { .probability = 7 };
    book_open(&facts, model);
    book_fact(&facts, day(0), "message", JP_CLIENT);
    book_fact(&facts, day(1), "termination", JP_CLIENT);
    assert_fails(jp_score_quiet(score_at(scorer, &facts, day(2)), 0, &quiet, &err), JP_ERROR_RANGE, &err);
    assert_ok(jp_score_quiet(score_at(scorer, &facts, day(0.5)), 0, &quiet, NULL), NULL);
    jp_scorer_free(scorer);
    jp_model_free(model);
}

static void a_horizon_must_be_a_number_of_days(void **state)
{
    (void)state;
    jp_model *model = model_with(QUIET FITTED "}");
    jp_scorer *scorer = scorer_for(model);
    static const double wrong[] = { -1, 36501, (double)NAN, HUGE_VAL };
    jp_quiet quiet = { .probability = 7 };
    jp_error err = JP_ERROR_INIT;
    book_open(&facts, model);
    const jp_score *score = score_at(scorer, &facts, day(2));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_fails(jp_score_quiet(score, wrong[i], &quiet, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_score_quiet(NULL, 0, &quiet, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_score_quiet(score, 0, NULL, &err), JP_ERROR_ARGUMENT, &err);
    assert_true(quiet.probability == 7);
    jp_scorer_free(scorer);
    jp_model_free(model);
}

/* ---- Divorce -------------------------------------------------------------------------------- */

static const char of_closure[] =
    DIVORCE "[{\"name\": \"closure\", \"coefficient\": 2, \"mean\": 0.25, \"sd\": 0.5, \"minimum\": 0.3,"
            "\"maximum\": 0.9}], \"recalibration_intercept\": 0.25, \"recalibration_slope\": 0.5, " FITTED "}";

static void divorce_is_the_logistic_of_its_features(void **state)
{
    (void)state;
    jp_model *model = model_with(of_closure);
    jp_explainer *explainer = explainer_for(model);
    jp_divorce divorce;
    jp_error err = JP_ERROR_INIT;
    book_open(&facts, model);
    jp_facts columns = book_facts(&facts); /* nothing: closure is 0.5 */
    assert_ok(jp_explainer_divorce(explainer, &columns, day(9), &divorce, &err), &err);
    double logit = 0.25 + 0.5 * (0.5 + 2 * (0.5 - 0.25) / 0.5);
    assert_near(divorce.probability, 1 / (1 + exp(-logit)), SHARP);
    assert_true(divorce.horizon_days == 30);
    jp_explainer_free(explainer);
    jp_model_free(model);
}

static void facts_of_the_outcome_never_enter_what_foretells_it(void **state)
{
    (void)state;
    jp_model *model = model_with(
        DIVORCE "[{\"name\": \"health\", \"coefficient\": 1, \"minimum\": 0, \"maximum\": 1},"
                "{\"name\": \"resignation.client\", \"coefficient\": 1, \"minimum\": 0, \"maximum\": 1},"
                "{\"name\": \"change_30.health\", \"coefficient\": 1, \"minimum\": -1, \"maximum\": 1}], " FITTED
                "}");
    jp_explainer *explainer = explainer_for(model);
    jp_feature_value with[3], without[3];
    size_t count = 0;
    book_open(&facts, model);
    book_fact(&facts, day(0), "complaint", JP_CLIENT);
    jp_facts columns = book_facts(&facts);
    assert_ok(jp_explainer_features(explainer, &columns, day(9), without, 3, &count, NULL), NULL);
    assert_int_equal(count, 3);
    book_fact(&facts, day(1), "termination", JP_CLIENT);
    book_fact(&facts, day(2), "renewal", JP_CLIENT);
    columns = book_facts(&facts);
    assert_ok(jp_explainer_features(explainer, &columns, day(1.5), with, 3, &count, NULL), NULL);
    columns.length = 1;
    assert_ok(jp_explainer_features(explainer, &columns, day(1.5), without, 3, &count, NULL), NULL);
    for (int i = 0; i < 3; i++)
        assert_true(with[i].known && with[i].value == without[i].value);
    /* A renewal is an outcome too, but not this one: it may speak. */
    columns.length = 3;
    assert_ok(jp_explainer_features(explainer, &columns, day(9), with, 3, &count, NULL), NULL);
    columns.length = 1;
    assert_ok(jp_explainer_features(explainer, &columns, day(9), without, 3, &count, NULL), NULL);
    assert_true(with[0].value > without[0].value);
    jp_explainer_free(explainer);
    jp_model_free(model);
}

/* A leak, planted: a fact of the past that became known only later. */
static void what_is_not_known_yet_does_not_enter(void **state)
{
    (void)state;
    jp_model *model = model_with(of_closure);
    jp_explainer *explainer = explainer_for(model);
    jp_feature_value before, after;
    size_t count = 0;
    book_open(&facts, model);
    book_fact(&facts, day(0), "meeting", JP_CLIENT);
    jp_facts columns = book_facts(&facts);
    assert_ok(jp_explainer_features(explainer, &columns, day(9), &before, 1, &count, NULL), NULL);
    book_fact(&facts, day(1), "conflict", JP_CLIENT);
    book_recorded(&facts, day(9) + 1);
    book_fact(&facts, day(9) + 1, "conflict", JP_CLIENT);
    columns = book_facts(&facts);
    assert_ok(jp_explainer_features(explainer, &columns, day(9), &after, 1, &count, NULL), NULL);
    assert_true(before.value == after.value);
    assert_ok(jp_explainer_features(explainer, &columns, day(10), &after, 1, &count, NULL), NULL);
    assert_true(before.value != after.value);
    jp_explainer_free(explainer);
    jp_model_free(model);
}

static void divorce_is_refused_where_it_was_not_fitted(void **state)
{
    (void)state;
    jp_model *models[] = {
        default_model(),
        model_with(DIVORCE "[{\"name\": \"closure\", \"coefficient\": 1, \"minimum\": 0, \"maximum\": 1}]}"),
    };
    for (int i = 0; i < 2; i++) {
        jp_explainer *explainer = explainer_for(models[i]);
        jp_divorce divorce = { .probability = 7 };
        jp_feature_value value;
        jp_error err = JP_ERROR_INIT;
        size_t count = 7;
        book_open(&facts, models[i]);
        jp_facts columns = book_facts(&facts);
        assert_fails(jp_explainer_divorce(explainer, &columns, 0, &divorce, &err), JP_ERROR_NOT_FITTED, &err);
        assert_true(divorce.probability == 7);
        if (i == 0)
            assert_fails(jp_explainer_features(explainer, &columns, 0, &value, 1, &count, &err),
                         JP_ERROR_NOT_FITTED, &err);
        else /* the features are there before the fit */
            assert_ok(jp_explainer_features(explainer, &columns, 0, &value, 1, &count, &err), &err);
        assert_int_equal(count, i == 0 ? 7 : 1);
        jp_explainer_free(explainer);
        jp_model_free(models[i]);
    }
}

static void divorce_is_refused_outside_of_the_range_of_its_fit(void **state)
{
    (void)state;
    jp_model *model = model_with(
        DIVORCE "[{\"name\": \"closure\", \"coefficient\": 2, \"minimum\": 0.625, \"maximum\": 0.75},"
                "{\"name\": \"silence_days\", \"coefficient\": 2, \"minimum\": 0, \"maximum\": 9}], " FITTED "}");
    jp_explainer *explainer = explainer_for(model);
    jp_divorce divorce = { .probability = 7 };
    jp_error err = JP_ERROR_INIT;
    book_open(&facts, model);
    jp_facts columns = book_facts(&facts);
    assert_fails(jp_explainer_divorce(explainer, &columns, 0, &divorce, &err), JP_ERROR_RANGE, &err);
    assert_string_equal(err.message,
                        "Feature 'closure' must be within [0.625, 0.75], the range that was seen "
                        "in fitting, got 0.5.");
    assert_string_equal(err.field, "closure");
    assert_true(divorce.probability == 7);
    jp_explainer_free(explainer);
    jp_model_free(model);
}

static void divorce_is_refused_where_a_feature_is_not_known(void **state)
{
    (void)state;
    jp_model *model = model_with(
        DIVORCE "[{\"name\": \"silence_days\", \"coefficient\": 2, \"minimum\": 0,"
                "\"maximum\": 9}], " FITTED "}");
    jp_explainer *explainer = explainer_for(model);
    jp_divorce divorce = { .probability = 7 };
    jp_error err = JP_ERROR_INIT;
    book_open(&facts, model);
    jp_facts columns = book_facts(&facts);
    assert_fails(jp_explainer_divorce(explainer, &columns, 0, &divorce, &err), JP_ERROR_RANGE, &err);
    assert_string_equal(err.message, "Feature 'silence_days' is not known of this relationship, so its "
                                     "divorce is not forecast.");
    jp_explainer_free(explainer);
    jp_model_free(model);
}

static void divorce_is_not_forecast_after_it(void **state)
{
    (void)state;
    jp_model *model = model_with(of_closure);
    jp_explainer *explainer = explainer_for(model);
    jp_divorce divorce;
    jp_error err = JP_ERROR_INIT;
    book_open(&facts, model);
    book_fact(&facts, day(1), "termination", JP_CLIENT);
    jp_facts columns = book_facts(&facts);
    assert_fails(jp_explainer_divorce(explainer, &columns, day(2), &divorce, &err), JP_ERROR_RANGE, &err);
    assert_ok(jp_explainer_divorce(explainer, &columns, day(0), &divorce, &err), &err);
    jp_explainer_free(explainer);
    jp_model_free(model);
}

static void the_first_moment_of_time_has_no_moment_30_days_before(void **state)
{
    (void)state;
    jp_model *model = model_with(
        DIVORCE "[{\"name\": \"change_30.closure\", \"coefficient\": 2, \"minimum\": 0,"
                "\"maximum\": 0}], " FITTED "}");
    jp_explainer *explainer = explainer_for(model);
    jp_divorce divorce;
    jp_error err = JP_ERROR_INIT;
    book_open(&facts, model);
    jp_facts columns = book_facts(&facts);
    assert_ok(jp_explainer_divorce(explainer, &columns, INT64_MIN, &divorce, &err), &err);
    assert_near(divorce.probability, 1 / (1 + exp(-0.5)), SHARP);
    jp_explainer_free(explainer);
    jp_model_free(model);
}

static void room_that_is_too_small_and_nulls_are_refused(void **state)
{
    (void)state;
    jp_model *model = model_with(of_closure);
    jp_explainer *explainer = explainer_for(model);
    jp_divorce divorce;
    jp_feature_value value = { true, 7 };
    jp_error err = JP_ERROR_INIT;
    size_t count = 0;
    book_open(&facts, model);
    jp_facts columns = book_facts(&facts);
    jp_explainer *x = explainer;
    assert_fails(jp_explainer_features(x, &columns, 0, NULL, 0, &count, &err), JP_ERROR_CAPACITY, &err);
    assert_int_equal(count, 1);
    assert_fails(jp_explainer_features(x, &columns, 0, NULL, 1, &count, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_explainer_features(x, &columns, 0, &value, 1, NULL, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_explainer_features(NULL, &columns, 0, &value, 1, &count, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_explainer_features(x, NULL, 0, &value, 1, &count, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_explainer_divorce(NULL, &columns, 0, &divorce, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_explainer_divorce(explainer, &columns, 0, NULL, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_explainer_divorce(explainer, NULL, 0, &divorce, &err), JP_ERROR_ARGUMENT, &err);
    assert_true(value.value == 7);
    jp_explainer_free(explainer);
    jp_model_free(model);
}

/* ---- What the model says --------------------------------------------------------------------- */

static void a_model_tells_its_forecasts(void **state)
{
    (void)state;
    char sections[2048];
    snprintf(sections, sizeof sections, QUIET FITTED "}, %s", of_closure);
    jp_model *model = model_with(sections);
    jp_quiet_info quiet = JP_INFO_INIT(jp_quiet_info);
    jp_divorce_info divorce = JP_INFO_INIT(jp_divorce_info);
    jp_feature_info feature = JP_INFO_INIT(jp_feature_info);
    assert_ok(jp_model_quiet(model, &quiet, NULL), NULL);
    assert_true(quiet.present && quiet.fitted && quiet.a0 == 1 && quiet.b0_days == 30);
    assert_true(quiet.half_life_days == 60 && quiet.intercept == 0 && quiet.slope == 1);
    assert_true(quiet.proof.n == 200 && quiet.proof.events == 50 && quiet.proof.brier == 0.125);
    assert_true(quiet.proof.horizon_days == 30 && quiet.proof.slope == 1.25);
    assert_string_equal(quiet.proof.date, "2024-01-01");
    assert_string_equal(quiet.proof.data, "ours");
    assert_ok(jp_model_divorce(model, &divorce, NULL), NULL);
    assert_true(divorce.present && divorce.fitted && divorce.intercept == 0.5);
    assert_true(divorce.recalibration_intercept == 0.25 && divorce.recalibration_slope == 0.5);
    assert_true(divorce.target_count == 1 && divorce.target[0] == kind_of(model, "termination"));
    assert_true(divorce.feature_count == 1 && divorce.proof.events == 50);
    assert_ok(jp_model_feature(model, 0, &feature, NULL), NULL);
    assert_string_equal(feature.name, "closure");
    assert_string_equal(feature.indicator, "");
    assert_true(feature.coefficient == 2 && feature.mean == 0.25 && feature.sd == 0.5);
    assert_true(feature.minimum == 0.3 && feature.maximum == 0.9);
    jp_model_free(model);
}

static void the_default_model_forecasts_nothing(void **state)
{
    (void)state;
    jp_model *model = default_model();
    jp_quiet_info quiet = JP_INFO_INIT(jp_quiet_info);
    jp_divorce_info divorce = JP_INFO_INIT(jp_divorce_info);
    jp_feature_info feature = JP_INFO_INIT(jp_feature_info);
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_model_quiet(model, &quiet, NULL), NULL);
    assert_ok(jp_model_divorce(model, &divorce, NULL), NULL);
    assert_false(quiet.present || quiet.fitted || divorce.present || divorce.fitted);
    assert_fails(jp_model_feature(model, 0, &feature, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_model_quiet(model, NULL, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_model_divorce(NULL, &divorce, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_model_feature(model, 0, NULL, &err), JP_ERROR_ARGUMENT, &err);
    quiet.struct_size = divorce.struct_size = feature.struct_size = 8;
    assert_fails(jp_model_quiet(model, &quiet, &err), JP_ERROR_OPTIONS, &err);
    assert_fails(jp_model_divorce(model, &divorce, &err), JP_ERROR_OPTIONS, &err);
    assert_null(strstr(jp_model_json(model, NULL), "\"quiet\""));
    jp_model_free(model);
}

static void the_canonical_form_of_forecasts_reads_back_to_the_same_hash(void **state)
{
    (void)state;
    char sections[2048];
    snprintf(sections, sizeof sections, QUIET FITTED "}, %s", of_closure);
    jp_model *first = model_with(sections), *second = jp_test_load(jp_model_json(first, NULL));
    static const char expected[] =
        "\"quiet\":{\"a0\":1,\"b0_days\":30,\"fitted\":{\"brier\":0.125,\"data\":\"ours\",\"date\":\"2024-01-01\","
        "\"events\":50,\"horizon_days\":30,\"n\":200,\"slope\":1.25},\"half_life_days\":60,\"intercept\":0,"
        "\"slope\":1},\"units\":";
    assert_non_null(strstr(jp_model_json(first, NULL), expected));
    assert_string_equal(jp_model_json(first, NULL), jp_model_json(second, NULL));
    assert_string_equal(jp_model_hash(first), jp_model_hash(second));
    jp_model_free(first);
    jp_model_free(second);
}

/* ---- Memory --------------------------------------------------------------------------------- */

static jp_status forecast(void *user, const jp_allocator *allocator, jp_error *err)
{
    jp_scorer_options options = { .struct_size = sizeof options, .allocator = allocator };
    jp_explainer *explainer = NULL;
    jp_facts columns = book_facts(&facts);
    jp_feature_value value;
    jp_divorce divorce;
    size_t count = 0;
    jp_status status = jp_explainer_new(user, &options, &explainer, err);
    if (status == JP_OK)
        status = jp_explainer_features(explainer, &columns, day(99), &value, 1, &count, err);
    if (status == JP_OK)
        status = jp_explainer_divorce(explainer, &columns, day(99), &divorce, err);
    jp_explainer_free(explainer);
    return status;
}

static void a_forecast_survives_every_failed_allocation(void **state)
{
    (void)state;
    jp_model *model = model_with(of_closure);
    book_open(&facts, model);
    for (int i = 0; i < 40; i++)
        book_fact(&facts, day(40 - i), "message", i % 2 == 0 ? JP_CLIENT : JP_SUPPLIER);
    assert_true(jp_sweep(forecast, model) > 10);
    jp_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_contacts_silence_is_forecast_by_the_prior),
        cmocka_unit_test(contacts_fade_by_the_half_life_whoever_made_them),
        cmocka_unit_test(the_recalibration_is_for_its_own_horizon_alone),
        cmocka_unit_test(silence_is_not_forecast_by_a_model_that_was_not_fitted),
        cmocka_unit_test(silence_is_not_forecast_after_the_end),
        cmocka_unit_test(a_horizon_must_be_a_number_of_days),
        cmocka_unit_test(divorce_is_the_logistic_of_its_features),
        cmocka_unit_test(facts_of_the_outcome_never_enter_what_foretells_it),
        cmocka_unit_test(what_is_not_known_yet_does_not_enter),
        cmocka_unit_test(divorce_is_refused_where_it_was_not_fitted),
        cmocka_unit_test(divorce_is_refused_outside_of_the_range_of_its_fit),
        cmocka_unit_test(divorce_is_refused_where_a_feature_is_not_known),
        cmocka_unit_test(divorce_is_not_forecast_after_it),
        cmocka_unit_test(the_first_moment_of_time_has_no_moment_30_days_before),
        cmocka_unit_test(room_that_is_too_small_and_nulls_are_refused),
        cmocka_unit_test(a_model_tells_its_forecasts),
        cmocka_unit_test(the_default_model_forecasts_nothing),
        cmocka_unit_test(the_canonical_form_of_forecasts_reads_back_to_the_same_hash),
        cmocka_unit_test(a_forecast_survives_every_failed_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
