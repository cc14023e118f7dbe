/*
 * default_test.c - the default model is the catalogue: how much there is of what, and samples.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "model/build.h"
#include "support/test.h"

static jp_model *model;

static int load_default(void **state)
{
    (void)state;
    return jp_model_default(&model, NULL) == JP_OK ? 0 : -1;
}

static int free_default(void **state)
{
    (void)state;
    jp_model_free(model);
    return 0;
}

static void it_has_all_of_the_catalogue(void **state)
{
    (void)state;
    assert_string_equal(jp_model_name(model), "default");
    assert_int_equal(jp_model_kind_count(model), 76);
    assert_int_equal(jp_model_indicator_count(model), 53);
    assert_int_equal(jp_model_evidence_count(model), 595);
    assert_int_equal(model->unit_count, 20);
}

static void every_concept_of_the_essays_is_an_indicator(void **state)
{
    (void)state;
    static const struct {
        const char *dimension;
        int client, supplier, both;
    } concepts[] = {
        { "suffering", 6, 8, 0 },  { "control", 4, 2, 1 },    { "resignation", 5, 2, 0 },
        { "pillar", 0, 0, 7 },     { "ability", 0, 0, 5 },    { "caring", 0, 0, 3 },
        { "pledge", 0, 3, 0 },     { "cocreation", 0, 0, 1 }, { "engage", 1, 1, 0 },
        { "excite", 1, 1, 0 },     { "conversation", 1, 1, 0 },
    };
    int all = 0;
    for (size_t c = 0; c < JP__COUNT(concepts); c++) {
        int sides[3] = { 0, 0, 0 };
        for (size_t i = 0; i < model->indicator_count; i++) {
            if (strcmp(model->indicators[i].dimension, concepts[c].dimension) == 0)
                sides[model->indicators[i].side]++;
        }
        assert_int_equal(sides[JP_CLIENT], concepts[c].client);
        assert_int_equal(sides[JP_SUPPLIER], concepts[c].supplier);
        assert_int_equal(sides[JP_BOTH], concepts[c].both);
        all += sides[0] + sides[1] + sides[2];
    }
    assert_int_equal(all, 53);
}

/* Every indicator and every kind has evidence, so that each concept is computed from what happens. */
static void everything_in_it_is_used(void **state)
{
    (void)state;
    for (uint16_t i = 0; i < model->indicator_count; i++) {
        bool used = false;
        for (size_t e = 0; e < model->evidence_count; e++)
            used = used || model->evidence[e].indicator == i;
        assert_true(used);
    }
    for (size_t k = 0; k < model->kind_count; k++)
        assert_true(model->streams[2 * k].row_count + model->streams[2 * k + 1].row_count > 0);
}

/* Where no value is given, or it could not be used, no row may ask for one. */
static void kinds_without_a_unit_need_no_value(void **state)
{
    (void)state;
    int rows = 0;
    for (size_t i = 0; i < model->evidence_count; i++) {
        const jp__kind *kind = &model->kinds[model->evidence[i].kind];
        if (strcmp(model->units[kind->unit].id, "none") != 0)
            continue;
        assert_int_equal(model->evidence[i].transform.type, JP__ONE);
        rows++;
    }
    assert_true(rows > 100);
}

/* A unit ends at 1 exactly where all its transforms clamp there, so that the warning says the truth. */
static void a_unit_has_an_upper_bound_where_its_transforms_clamp(void **state)
{
    (void)state;
    for (size_t i = 0; i < model->evidence_count; i++) {
        const jp__evidence *row = &model->evidence[i];
        const jp__unit *unit = &model->units[model->kinds[row->kind].unit];
        bool clamps = row->transform.type == JP__UNIT || row->transform.type == JP__SPLIT_UNIT;
        if (row->transform.type != JP__ONE)
            assert_true(clamps == (unit->maximum == 1));
        assert_true(unit->minimum == 0);
    }
}

static void samples_are_those_of_the_catalogue(void **state)
{
    (void)state;
    jp_kind_info kind = JP_INFO_INIT(jp_kind_info);
    jp_evidence_info row = JP_INFO_INIT(jp_evidence_info);
    jp_indicator_info indicator = JP_INFO_INIT(jp_indicator_info);
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_model_kind(model, 48, &kind, &err), &err);
    assert_string_equal(kind.id, "apology");
    assert_int_equal(kind.recommend_after_count, 9);
    assert_true(kind.repeat_q == 0.6 && kind.window_days == 7);
    assert_ok(jp_model_kind(model, 75, &kind, &err), &err);
    assert_string_equal(kind.id, "engagement_completed");
    assert_true(kind.mutual && kind.is_contact);
    assert_ok(jp_model_indicator(model, 52, &indicator, &err), &err);
    assert_string_equal(indicator.id, "pledge.trust");
    assert_string_equal(indicator.label, "Supplier is worthy of trust");
    assert_ok(jp_model_evidence(model, 5, &row, &err), &err);
    assert_int_equal(row.kind, 1);
    assert_int_equal(row.actor, JP_CLIENT);
    assert_true(row.adverse == 0.5 && row.favourable == 0.6);
    assert_string_equal(row.transform, "split_late:24");
    assert_ok(jp_model_indicator(model, row.indicator, &indicator, &err), &err);
    assert_string_equal(indicator.id, "conversation.client");
    assert_true(indicator.half_life_days == 60);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_has_all_of_the_catalogue),
        cmocka_unit_test(every_concept_of_the_essays_is_an_indicator),
        cmocka_unit_test(everything_in_it_is_used),
        cmocka_unit_test(kinds_without_a_unit_need_no_value),
        cmocka_unit_test(a_unit_has_an_upper_bound_where_its_transforms_clamp),
        cmocka_unit_test(samples_are_those_of_the_catalogue),
    };
    return cmocka_run_group_tests_name("model_default", tests, load_default, free_default);
}
