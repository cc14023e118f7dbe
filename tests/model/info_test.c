/*
 * info_test.c - what a model says about itself.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <jansson.h>
#include <math.h>

#include "documents.h"
#include "support/test.h"

static jp_model *small;

static int load_small(void **state)
{
    (void)state;
    char *text = jp_test_document(JP_TEST_SMALL_MODEL);
    small = jp_test_load(text);
    free(text);
    return 0;
}

static int free_small(void **state)
{
    (void)state;
    jp_model_free(small);
    return 0;
}

static void a_model_tells_its_name_and_version(void **state)
{
    (void)state;
    assert_string_equal(jp_model_name(small), "small");
    assert_string_equal(jp_model_version(small), "0.1");
    assert_int_equal(jp_model_kind_count(small), 10);
    assert_int_equal(jp_model_indicator_count(small), 19);
    assert_int_equal(jp_model_evidence_count(small), 8);
    assert_int_equal(jp_model_parameter_count(small), 16);
}

static void a_kind_tells_all_that_the_file_says(void **state)
{
    (void)state;
    jp_kind_info info = JP_INFO_INIT(jp_kind_info);
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_model_kind(small, 2, &info, &err), &err);
    assert_int_equal(info.struct_size, sizeof info);
    assert_string_equal(info.id, "meeting");
    assert_string_equal(info.label, "Meeting");
    assert_string_equal(info.category, "contact");
    assert_string_equal(info.unit, "minutes");
    assert_true(info.value_min == 0 && info.value_max == HUGE_VAL);
    assert_true(info.has_default && info.default_value == 60);
    assert_true(info.repeat_q == 1 && info.window_days == 7);
    assert_int_equal(info.actors, JP_BOTH);
    assert_int_equal(info.actionable_by, JP_SUPPLIER);
    assert_int_equal(info.tone, 0);
    assert_true(info.is_contact && info.mutual);
    assert_false(info.expects_reply || info.derived || info.outcome);
    assert_int_equal(info.recommend_after_count, 2);
    assert_int_equal(info.recommend_after[0], 3); /* complaint */
    assert_int_equal(info.recommend_after[1], 0); /* message */
}

static void what_a_kind_leaves_out_has_its_default(void **state)
{
    (void)state;
    jp_kind_info info = JP_INFO_INIT(jp_kind_info);
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_model_kind(small, 4, &info, &err), &err);
    assert_string_equal(info.id, "termination");
    assert_false(info.has_default || info.is_contact || info.mutual || info.derived);
    assert_int_equal(info.actionable_by, JP_NEITHER);
    assert_int_equal(info.recommend_after_count, 0);
    assert_true(info.outcome);
    assert_ok(jp_model_kind(small, 3, &info, &err), &err);
    assert_int_equal(info.tone, -1);
    assert_int_equal(info.actors, JP_CLIENT);
    assert_true(info.value_max == 1);
}

static void an_indicator_tells_all_that_the_file_says(void **state)
{
    (void)state;
    jp_indicator_info info = JP_INFO_INIT(jp_indicator_info);
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_model_indicator(small, 1, &info, &err), &err);
    assert_string_equal(info.id, "suffering.supplier.unseen_value");
    assert_string_equal(info.label, "Value unseen");
    assert_string_equal(info.dimension, "suffering");
    assert_string_equal(info.factor, "");
    assert_true(info.weight == 1 && info.half_life_days == 180);
    assert_true(info.base_rate == 0.5 && info.prior_weight == 2);
    assert_int_equal(info.side, JP_SUPPLIER);
    assert_int_equal(info.experienced_by, JP_CLIENT);
    assert_true(info.harm);
    assert_ok(jp_model_indicator(small, 18, &info, &err), &err);
    assert_string_equal(info.factor, "caring");
    assert_int_equal(info.side, JP_BOTH);
    assert_false(info.harm);
    assert_ok(jp_model_indicator(small, 2, &info, &err), &err);
    assert_true(info.base_rate == 0.25);
}

static void a_row_of_evidence_tells_all_that_the_file_says(void **state)
{
    (void)state;
    jp_evidence_info info = JP_INFO_INIT(jp_evidence_info);
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_model_evidence(small, 6, &info, &err), &err);
    assert_int_equal(info.kind, 1);
    assert_int_equal(info.indicator, 17);
    assert_int_equal(info.actor, JP_CLIENT);
    assert_true(info.adverse == 0.5 && info.favourable == 0.6);
    assert_string_equal(info.transform, "split_late:24");
    assert_string_equal(info.rationale, "");
    assert_ok(jp_model_evidence(small, 0, &info, &err), &err);
    assert_string_equal(info.rationale, "time given");
    assert_true(info.adverse == 0);
}

static void a_parameter_tells_its_value_and_its_bounds(void **state)
{
    (void)state;
    jp_parameter_info info = JP_INFO_INIT(jp_parameter_info);
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_model_parameter(small, 1, &info, &err), &err);
    assert_string_equal(info.id, "rhythm_steady_below");
    assert_string_equal(info.unit, "share");
    assert_true(info.value == 0.8 && info.minimum == 0 && info.maximum == 1);
    assert_true(strlen(info.description) > 20);
    assert_ok(jp_model_parameter(small, 15, &info, &err), &err);
    assert_string_equal(info.id, "action_horizon_days");
    assert_true(info.value == 14); /* the default, since the file leaves it out */
}

static void every_default_of_a_parameter_is_that_of_the_method(void **state)
{
    (void)state;
    static const struct {
        const char *id;
        double value;
    } method[] = {
        { "pursuit_run", 2 },          { "rhythm_steady_below", 0.9 },     { "silence_prior_gaps", 2 },
        { "silence_prior_gap_days", 28 }, { "silence_relative_weight", 0.25 }, { "silence_days", 90 },
        { "rating_window_days", 7 },   { "rating_mass", 4 },               { "weight_experienced", 1 },
        { "weight_other", 0.25 },      { "evidence_saturation", 0.02 },    { "known_coverage", 0.2 },
        { "gap_tau", 0.25 },           { "gap_precision", 2 },             { "action_recent_days", 180 },
        { "action_horizon_days", 14 },
    };
    char *text = jp_test_document(JP_TEST_SMALL_MODEL);
    text = jp_test_edited(text, "\"pursuit_run\": 3, \"rhythm_steady_below\": 0.8, "
                                "\"rating_window_days\": 14", "");
    jp_model *model = jp_test_load(text);
    assert_int_equal(jp_model_parameter_count(model), sizeof method / sizeof *method);
    for (size_t i = 0; i < sizeof method / sizeof *method; i++) {
        jp_parameter_info info = JP_INFO_INIT(jp_parameter_info);
        jp_error err = JP_ERROR_INIT;
        assert_ok(jp_model_parameter(model, i, &info, &err), &err);
        assert_string_equal(info.id, method[i].id);
        assert_true(info.value == method[i].value);
    }
    jp_model_free(model);
    free(text);
}

static double number_in(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    assert_true(json_is_number(value));
    return json_number_value(value);
}

static void the_schema_has_the_bounds_and_default_of_every_parameter(void **state)
{
    (void)state;
    char *text = jp_test_document("model/schema.json");
    json_t *schema = json_loads(text, 0, NULL);
    json_t *definition = json_object_get(json_object_get(schema, "$defs"), "parameters");
    json_t *properties = json_object_get(definition, "properties");
    assert_int_equal(json_object_size(properties), jp_model_parameter_count(small));
    for (size_t i = 0; i < jp_model_parameter_count(small); i++) {
        jp_parameter_info info = JP_INFO_INIT(jp_parameter_info);
        assert_int_equal(jp_model_parameter(small, i, &info, NULL), JP_OK);
        const json_t *property = json_object_get(properties, info.id);
        assert_true(number_in(property, "minimum") == info.minimum);
        assert_true(number_in(property, "maximum") == info.maximum);
        assert_true(info.minimum <= number_in(property, "default"));
    }
    json_decref(schema);
    free(text);
}

/* ---- Bands ------------------------------------------------------------------------------------ */

static jp_model *load_banded(void)
{
    char *text = jp_test_document(JP_TEST_SMALL_MODEL);
    text = jp_test_edited(text, "\"format_version\": 1,",
                          "\"format_version\": 1, \"bands\": {\"hysteresis\": 0.125, \"health\": ["
                          "{\"id\": \"low\", \"label\": \"It is low\", \"minimum\": 0},"
                          "{\"id\": \"mid\", \"label\": \"Between\", \"minimum\": 0.25},"
                          "{\"id\": \"high\", \"label\": \"It is high\", \"minimum\": 0.75}],"
                          "\"risk_index\": [{\"id\": \"any\", \"label\": \"Any\", \"minimum\": 0}]},");
    jp_model *model = jp_test_load(text);
    free(text);
    return model;
}

static void a_band_tells_its_name_and_its_edges(void **state)
{
    (void)state;
    jp_model *model = load_banded();
    jp_band_info info = JP_INFO_INIT(jp_band_info);
    jp_error err = JP_ERROR_INIT;
    assert_int_equal(jp_model_band_count(model, JP_BANDED_HEALTH), 3);
    assert_int_equal(jp_model_band_count(model, JP_BANDED_CLOSURE), 0);
    assert_int_equal(jp_model_band_count(model, JP_BANDED_RISK), 1);
    assert_true(jp_model_band_hysteresis(model) == 0.125);
    assert_ok(jp_model_band(model, JP_BANDED_HEALTH, 1, &info, &err), &err);
    assert_string_equal(info.id, "mid");
    assert_string_equal(info.label, "Between");
    assert_true(info.minimum == 0.25 && info.maximum == 0.75);
    assert_ok(jp_model_band(model, JP_BANDED_HEALTH, 2, &info, &err), &err);
    assert_true(info.minimum == 0.75 && info.maximum == 1);
    assert_ok(jp_model_band(model, JP_BANDED_RISK, 0, &info, &err), &err);
    assert_true(info.minimum == 0 && info.maximum == 1);
    jp_model_free(model);
}

static void a_model_without_bands_has_none(void **state)
{
    (void)state;
    for (int banded = 0; banded < JP_BANDED_COUNT; banded++)
        assert_int_equal(jp_model_band_count(small, (jp_banded)banded), 0);
    assert_int_equal(jp_model_band_count(small, (jp_banded)JP_BANDED_COUNT), 0);
    assert_true(jp_model_band_hysteresis(small) == 0.02);
}

static void the_bands_of_the_default_model_hold_what_is_unknown_in_their_middle(void **state)
{
    (void)state;
    static const double unknown[JP_BANDED_COUNT] = { 0.5, 0.5, 0.40539644249863946 }; /* 1 - 2^-3/4 */
    jp_model *model = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_model_default(&model, &err), &err);
    for (int banded = 0; banded < JP_BANDED_COUNT; banded++) {
        bool found = false;
        for (size_t i = 0; i < jp_model_band_count(model, (jp_banded)banded); i++) {
            jp_band_info info = JP_INFO_INIT(jp_band_info);
            assert_ok(jp_model_band(model, (jp_banded)banded, i, &info, &err), &err);
            if (strcmp(info.id, "neutral") != 0)
                continue;
            found = true;
            assert_true(info.minimum + jp_model_band_hysteresis(model) < unknown[banded]);
            assert_true(info.maximum - jp_model_band_hysteresis(model) > unknown[banded]);
        }
        assert_true(found);
    }
    jp_model_free(model);
}

static void what_is_no_band_is_refused(void **state)
{
    (void)state;
    jp_model *model = load_banded();
    jp_error err = JP_ERROR_INIT;
    jp_band_info info = { .struct_size = sizeof info, .id = "untouched" };
    assert_fails(jp_model_band(model, (jp_banded)3, 0, &info, &err), JP_ERROR_ARGUMENT, &err);
    assert_string_equal(err.message, "Argument 'banded' must be one of jp_banded, got 3.");
    assert_fails(jp_model_band(NULL, JP_BANDED_HEALTH, 0, &info, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_model_band(model, JP_BANDED_HEALTH, 0, NULL, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_model_band(model, JP_BANDED_HEALTH, 3, &info, &err), JP_ERROR_ARGUMENT, &err);
    assert_string_equal(err.message, "The index for a jp_band_info must be below 3, got 3.");
    info.struct_size = 8;
    assert_fails(jp_model_band(model, JP_BANDED_HEALTH, 0, &info, &err), JP_ERROR_OPTIONS, &err);
    assert_string_equal(info.id, "untouched");
    jp_model_free(model);
}

/* ---- Sizes and indices ------------------------------------------------------------------------ */

static void an_index_out_of_range_is_refused(void **state)
{
    (void)state;
    jp_error err = JP_ERROR_INIT;
    jp_kind_info kind = { .struct_size = sizeof kind, .id = "untouched" };
    assert_fails(jp_model_kind(small, 10, &kind, &err), JP_ERROR_ARGUMENT, &err);
    assert_string_equal(err.message, "The index for a jp_kind_info must be below 10, got 10.");
    assert_string_equal(kind.id, "untouched");
    jp_indicator_info indicator = { .struct_size = sizeof indicator, .id = "untouched" };
    assert_fails(jp_model_indicator(small, 19, &indicator, &err), JP_ERROR_ARGUMENT, &err);
    assert_string_equal(indicator.id, "untouched");
    jp_evidence_info evidence = { .struct_size = sizeof evidence, .rationale = "untouched" };
    assert_fails(jp_model_evidence(small, 8, &evidence, &err), JP_ERROR_ARGUMENT, &err);
    assert_string_equal(evidence.rationale, "untouched");
    jp_parameter_info parameter = { .struct_size = sizeof parameter, .id = "untouched" };
    assert_fails(jp_model_parameter(small, SIZE_MAX, &parameter, &err), JP_ERROR_ARGUMENT, &err);
    assert_string_equal(parameter.id, "untouched");
}

static void a_null_is_refused(void **state)
{
    (void)state;
    jp_error err = JP_ERROR_INIT;
    jp_kind_info kind = JP_INFO_INIT(jp_kind_info);
    assert_fails(jp_model_kind(NULL, 0, &kind, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_model_kind(small, 0, NULL, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_model_indicator(small, 0, NULL, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_model_indicator(NULL, 0, (jp_indicator_info *)&kind, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_model_evidence(small, 0, NULL, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_model_evidence(NULL, 0, (jp_evidence_info *)&kind, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_model_parameter(small, 0, NULL, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_model_parameter(NULL, 0, (jp_parameter_info *)&kind, &err), JP_ERROR_ARGUMENT, &err);
    assert_int_equal(jp_model_kind(NULL, 0, NULL, NULL), JP_ERROR_ARGUMENT);
}

static void a_struct_whose_size_was_never_set_is_refused(void **state)
{
    (void)state;
    jp_error err = JP_ERROR_INIT;
    jp_kind_info kind = { .id = "untouched" };
    assert_fails(jp_model_kind(small, 0, &kind, &err), JP_ERROR_OPTIONS, &err);
    assert_string_equal(kind.id, "untouched");
    kind.struct_size = offsetof(jp_kind_info, recommend_after_count);
    assert_fails(jp_model_kind(small, 0, &kind, &err), JP_ERROR_OPTIONS, &err);
}

/* A caller that was compiled against a later version has a larger struct; what this version does not
 * know stays as it was. */
static void a_struct_of_a_later_version_is_filled_as_far_as_it_is_known(void **state)
{
    (void)state;
    struct {
        jp_evidence_info info;
        double later;
    } larger = { { .struct_size = sizeof larger }, 0 };
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_model_evidence(small, 0, &larger.info, &err), &err);
    assert_int_equal(larger.info.struct_size, sizeof larger);
    assert_true(larger.info.favourable == 0.3);
    assert_true(larger.later == 0);
    larger.later = 1;
    assert_fails(jp_model_evidence(small, 0, &larger.info, &err), JP_ERROR_OPTIONS, &err);
}

/* ---- Names ------------------------------------------------------------------------------------ */

static void every_name_is_found(void **state)
{
    (void)state;
    jp_error err = JP_ERROR_INIT;
    uint16_t index = 0;
    for (size_t i = 0; i < jp_model_kind_count(small); i++) {
        jp_kind_info info = JP_INFO_INIT(jp_kind_info);
        assert_ok(jp_model_kind(small, i, &info, &err), &err);
        assert_ok(jp_model_find_kind(small, info.id, strlen(info.id), &index, &err), &err);
        assert_int_equal(index, i);
    }
    for (size_t i = 0; i < jp_model_indicator_count(small); i++) {
        jp_indicator_info info = JP_INFO_INIT(jp_indicator_info);
        assert_ok(jp_model_indicator(small, i, &info, &err), &err);
        assert_ok(jp_model_find_indicator(small, info.id, strlen(info.id), &index, &err), &err);
        assert_int_equal(index, i);
    }
    assert_ok(jp_model_find_kind(small, "rating", 6, &index, &err), &err);
    assert_int_equal(index, JP_RATING);
}

static void not_found(jp_status (*find)(const jp_model *, const char *, size_t, uint16_t *, jp_error *),
                      const char *id, size_t length, const char *says)
{
    jp_error err = JP_ERROR_INIT;
    uint16_t index = 77;
    assert_fails(find(small, id, length, &index, &err), JP_ERROR_UNKNOWN, &err);
    assert_string_equal(err.message, says);
    assert_int_equal(index, 77);
}

static void a_name_that_is_not_there_is_answered_with_the_nearest(void **state)
{
    (void)state;
    not_found(jp_model_find_kind, "meting", 6,
              "Kind 'meting' is not in model 'small' 0.1; did you mean 'meeting'?");
    not_found(jp_model_find_kind, "meetings", 8,
              "Kind 'meetings' is not in model 'small' 0.1; did you mean 'meeting'?");
    not_found(jp_model_find_kind, "meeting", 6,
              "Kind 'meetin' is not in model 'small' 0.1; did you mean 'meeting'?");
    not_found(jp_model_find_kind, "Rating", 6,
              "Kind 'Rating' is not in model 'small' 0.1; did you mean 'rating'?");
    not_found(jp_model_find_kind, "email", 5, "Kind 'email' is not in model 'small' 0.1.");
    not_found(jp_model_find_kind, "", 0, "Kind '' is not in model 'small' 0.1.");
    not_found(jp_model_find_kind, "meeting\0", 8,
              "Kind 'meeting?' is not in model 'small' 0.1; did you mean 'meeting'?");
    not_found(jp_model_find_indicator, "pilar.trust", 11,
              "Indicator 'pilar.trust' is not in model 'small' 0.1; did you mean 'pillar.trust'?");
    not_found(jp_model_find_indicator, "rating", 6, "Indicator 'rating' is not in model 'small' 0.1.");
}

static void a_name_that_is_too_long_is_cut(void **state)
{
    (void)state;
    char id[300], says[200] = "Kind '";
    memset(id, 'x', sizeof id);
    memset(says + 6, 'x', 64);
    strcpy(says + 70, "...' is not in model 'small' 0.1.");
    not_found(jp_model_find_kind, id, sizeof id, says);
}

static void finding_needs_somewhere_to_put_it(void **state)
{
    (void)state;
    jp_error err = JP_ERROR_INIT;
    uint16_t index;
    assert_fails(jp_model_find_kind(NULL, "a", 1, &index, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_model_find_kind(small, NULL, 1, &index, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_model_find_kind(small, "a", 1, NULL, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_model_find_indicator(NULL, "a", 1, &index, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_model_find_indicator(small, NULL, 1, &index, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_model_find_indicator(small, "a", 1, NULL, &err), JP_ERROR_ARGUMENT, &err);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_model_tells_its_name_and_version),
        cmocka_unit_test(a_kind_tells_all_that_the_file_says),
        cmocka_unit_test(what_a_kind_leaves_out_has_its_default),
        cmocka_unit_test(an_indicator_tells_all_that_the_file_says),
        cmocka_unit_test(a_row_of_evidence_tells_all_that_the_file_says),
        cmocka_unit_test(a_parameter_tells_its_value_and_its_bounds),
        cmocka_unit_test(every_default_of_a_parameter_is_that_of_the_method),
        cmocka_unit_test(the_schema_has_the_bounds_and_default_of_every_parameter),
        cmocka_unit_test(a_band_tells_its_name_and_its_edges),
        cmocka_unit_test(a_model_without_bands_has_none),
        cmocka_unit_test(the_bands_of_the_default_model_hold_what_is_unknown_in_their_middle),
        cmocka_unit_test(what_is_no_band_is_refused),
        cmocka_unit_test(an_index_out_of_range_is_refused),
        cmocka_unit_test(a_null_is_refused),
        cmocka_unit_test(a_struct_whose_size_was_never_set_is_refused),
        cmocka_unit_test(a_struct_of_a_later_version_is_filled_as_far_as_it_is_known),
        cmocka_unit_test(every_name_is_found),
        cmocka_unit_test(a_name_that_is_not_there_is_answered_with_the_nearest),
        cmocka_unit_test(a_name_that_is_too_long_is_cut),
        cmocka_unit_test(finding_needs_somewhere_to_put_it),
    };
    return cmocka_run_group_tests_name("model_info", tests, load_small, free_small);
}
