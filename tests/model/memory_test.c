/*
 * memory_test.c - loading where memory runs out, at every allocation of the library and of jansson.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "documents.h"
#include "model/build.h"
#include "support/allocator.h"
#include "support/sweep.h"
#include "support/test.h"

/* ---- Sweeps ------------------------------------------------------------------------------------ */

static jp_status load_text(void *user, const jp_allocator *allocator, jp_error *err)
{
    const char *text = user;
    jp_model_options options = { .struct_size = sizeof options, .allocator = allocator };
    jp_model *model = (jp_model *)user;
    jp_status status = jp_model_load_json(text, strlen(text), &options, &model, err);
    assert_true(status == JP_OK || model == NULL);
    jp_model_free(model);
    return status;
}

static jp_status load_file(void *user, const jp_allocator *allocator, jp_error *err)
{
    jp_model_options options = { .struct_size = sizeof options, .allocator = allocator };
    jp_model *model = user;
    jp_status status = jp_model_load_file(JP_SOURCE_DIR "/" JP_TEST_SMALL_MODEL, &options, &model, err);
    assert_true(status == JP_OK || model == NULL);
    jp_model_free(model);
    return status;
}

static void a_load_survives_every_failed_allocation(void **state)
{
    (void)state;
    char *text = jp_test_document(JP_TEST_SMALL_MODEL);
    text = jp_test_edited(text, "\"format_version\": 1,",
                          "\"format_version\": 1, \"bands\": {\"health\": ["
                          "{\"id\": \"a\", \"label\": \"A\", \"minimum\": 0}]}, \"quiet\": {\"a0\": 1,"
                          "\"b0_days\": 9, \"half_life_days\": 9, \"fitted\": {\"horizon_days\": 90,"
                          "\"date\": \"2024\", \"n\": 2, \"events\": 1, \"brier\": 0, \"slope\": 1}},"
                          "\"divorce\": {\"target\": [\"termination\"], \"intercept\": 0, \"features\": ["
                          "{\"name\": \"quiet\", \"coefficient\": 1, \"minimum\": 0,"
                          "\"maximum\": 1}]},");
    assert_true(jp_sweep_with_jansson(load_text, text) > 500);
    free(text);
}

static void a_load_of_a_file_survives_every_failed_allocation(void **state)
{
    (void)state;
    size_t allocations = jp_sweep(load_file, state);
    assert_true(allocations > 5);
}

/* The default model allocates ten thousand times; a sample will do. The one that fails moves by a prime. */
static void the_default_model_survives_failed_allocations(void **state)
{
    (void)state;
    size_t failed = 0;
    for (size_t at = 1;; at += 397) {
        jp_test_allocator memory;
        jp_test_allocator_init(&memory);
        jp_test_allocator_fail(&memory, at, at % 2 == 0);
        jp_test_allocator_into_jansson(&memory);
        jp_model *model = (jp_model *)state;
        jp_error err = JP_ERROR_INIT;
        jp_status status = jp_model_default(&model, &err);
        jp_test_allocator_into_jansson(NULL);
        jp_test_allocator_check(&memory);
        if (memory.refused == 0) {
            assert_ok(status, &err);
            jp_model_free(model);
            break;
        }
        assert_fails(status, JP_ERROR_MEMORY, &err);
        assert_null(model);
        failed++;
    }
    assert_true(failed > 20);
}

/* A refusal frees everything too, wherever it happens. */
static void a_refused_model_leaves_nothing(void **state)
{
    (void)state;
    static const char *const edits[][2] = {
        { "\"format_version\": 1", "\"format_version\": 2" },
        { "\"pursuit_run\": 3", "\"pursuit_run\": -3" },
        { "\"label\": \"A share\"", "\"label\": 5" },
        { "[\"complaint\", \"message\"]", "[\"complaint\", 7]" },
        { "\"dimension\": \"cocreation\"", "\"dimension\": \"fun\"" },
        { "\"transform\": \"hill:30\"", "\"transform\": \"hill\"" },
        { "{\"id\": \"silence\"", "{\"id\": \"quiet\"" },
        { "\"format_version\": 1",
          "\"format_version\": 1, \"bands\": {\"health\": [{\"id\": \"a\", \"label\": \"A\", \"minimum\": 1}]}" },
    };
    for (size_t i = 0; i < JP__COUNT(edits); i++) {
        char *text = jp_test_document(JP_TEST_SMALL_MODEL);
        text = jp_test_edited(text, edits[i][0], edits[i][1]);
        jp_test_allocator memory;
        jp_error err = JP_ERROR_INIT;
        jp_test_allocator_init(&memory);
        jp_test_allocator_into_jansson(&memory);
        assert_fails(load_text(text, &memory.allocator, &err), JP_ERROR_MODEL, &err);
        jp_test_allocator_into_jansson(NULL);
        jp_test_allocator_check(&memory);
        free(text);
    }
}

/* Where memory runs out before what is wrong with a document is seen, the answer is one of both. */
static void a_refused_model_survives_every_failed_allocation(void **state)
{
    (void)state;
    static const char text[] =
        "{\"a rather long key that makes buffers grow\": [\"and a text as long as that\", 1e999]}";
    size_t refused = 0;
    for (size_t at = 1; at < 100; at++) {
        for (int sticky = 0; sticky < 2; sticky++) {
            jp_test_allocator memory;
            jp_error err = JP_ERROR_INIT;
            jp_test_allocator_init(&memory);
            jp_test_allocator_fail(&memory, at, sticky != 0);
            jp_test_allocator_into_jansson(&memory);
            jp_status status = load_text((void *)text, &memory.allocator, &err);
            jp_test_allocator_into_jansson(NULL);
            jp_test_allocator_check(&memory);
            assert_true(status == JP_ERROR_MODEL || (status == JP_ERROR_MEMORY && memory.refused > 0));
            refused += status == JP_ERROR_MEMORY;
        }
    }
    assert_in_range(refused, 10, 100);
}

/* ---- Sharing ----------------------------------------------------------------------------------- */

static void the_last_owner_frees_a_model(void **state)
{
    (void)state;
    char *text = jp_test_document(JP_TEST_SMALL_MODEL);
    jp_test_allocator memory;
    jp_test_allocator_init(&memory);
    jp_model_options options = { .struct_size = sizeof options, .allocator = &memory.allocator };
    jp_model *model = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_model_load_json(text, strlen(text), &options, &model, &err), &err);
    free(text);
    assert_ptr_equal(jp_model_retain(model), model);
    jp_model_free(model);
    assert_true(memory.blocks > 0);
    assert_string_equal(jp_model_name(model), "small");
    jp_model_free(model);
    jp_test_allocator_check(&memory);
    jp_model_free(NULL);
}

/* ---- Warnings ---------------------------------------------------------------------------------- */

typedef struct heard {
    int count;
    jp_error last;
} heard;

static void listen(void *user, const jp_error *warning)
{
    heard *h = user;
    h->count++;
    h->last = *warning;
}

static heard warnings_of(char *text)
{
    heard h = { 0, JP_ERROR_INIT };
    jp_model_options options = { .struct_size = sizeof options, .on_warning = listen, .warning_user = &h };
    jp_model *model = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_model_load_json(text, strlen(text), &options, &model, &err), &err);
    jp_model_free(model);
    free(text);
    return h;
}

static void the_default_model_has_no_warning(void **state)
{
    (void)state;
    assert_int_equal(warnings_of(jp_test_document(JP_TEST_DEFAULT_MODEL)).count, 0);
}

static void an_indicator_that_only_ratings_reach_is_no_warning(void **state)
{
    (void)state;
    assert_int_equal(warnings_of(jp_test_document(JP_TEST_SMALL_MODEL)).count, 0);
}

static void an_indicator_that_nothing_can_reach_is_a_warning(void **state)
{
    (void)state;
    char *text = jp_test_document(JP_TEST_SMALL_MODEL);
    heard h = warnings_of(jp_test_edited(text, "\"pursuit_run\": 3", "\"rating_mass\": 0"));
    assert_int_equal(h.count, 19 - 5); /* five are in the evidence */
    assert_int_equal(h.last.code, JP_WARNING_UNREACHABLE);
    assert_string_equal(h.last.field, "indicators[16]");
    assert_string_equal(h.last.message, "indicators[16] of 'excite.supplier' can never be known: no row of "
                                        "evidence speaks of it, and ratings weigh nothing.");
}

static void the_other_side_may_be_the_only_one_to_be_heard(void **state)
{
    (void)state;
    char *text = jp_test_document(JP_TEST_SMALL_MODEL);
    heard h = warnings_of(jp_test_edited(text, "\"pursuit_run\": 3", "\"weight_experienced\": 0"));
    assert_int_equal(h.count, 4); /* what both experience has no other side, and no row but support */
    text = jp_test_document(JP_TEST_SMALL_MODEL);
    text = jp_test_edited(text, "\"adverse\": 1.5", "\"adverse\": 0");
    h = warnings_of(jp_test_edited(text, "\"pursuit_run\": 3",
                                   "\"weight_experienced\": 0, \"weight_other\": 0"));
    assert_int_equal(h.count, 15); /* a row that weighs nothing does not reach bad_service */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_load_survives_every_failed_allocation),
        cmocka_unit_test(a_load_of_a_file_survives_every_failed_allocation),
        cmocka_unit_test(the_default_model_survives_failed_allocations),
        cmocka_unit_test(a_refused_model_leaves_nothing),
        cmocka_unit_test(a_refused_model_survives_every_failed_allocation),
        cmocka_unit_test(the_last_owner_frees_a_model),
        cmocka_unit_test(the_default_model_has_no_warning),
        cmocka_unit_test(an_indicator_that_only_ratings_reach_is_no_warning),
        cmocka_unit_test(an_indicator_that_nothing_can_reach_is_a_warning),
        cmocka_unit_test(the_other_side_may_be_the_only_one_to_be_heard),
    };
    return cmocka_run_group_tests_name("model_memory", tests, NULL, NULL);
}
