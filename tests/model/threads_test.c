/*
 * threads_test.c - one model, used and let go by several threads; run under ThreadSanitizer.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <pthread.h>

#include "documents.h"
#include "support/allocator.h"
#include "support/test.h"

#define THREADS 4
#define ROUNDS 2000

/* Each thread owns the model once; it asks, takes and lets go, and lets go for good. */
static void *use(void *user)
{
    jp_model *model = user;
    size_t wrong = 0;
    for (int i = 0; i < ROUNDS; i++) {
        jp_model *again = jp_model_retain(model);
        jp_kind_info info = JP_INFO_INIT(jp_kind_info);
        uint16_t index = 0;
        size_t kind = (size_t)i % jp_model_kind_count(again);
        wrong += jp_model_kind(again, kind, &info, NULL) != JP_OK;
        wrong += jp_model_find_kind(again, info.id, strlen(info.id), &index, NULL) != JP_OK || index != kind;
        jp_model_free(again);
    }
    jp_model_free(model);
    return wrong > 0 ? user : NULL;
}

static void threads_share_a_model_and_the_last_one_frees_it(void **state)
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
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, use, jp_model_retain(model)), 0);
    jp_model_free(model);
    for (int i = 0; i < THREADS; i++) {
        void *wrong = NULL;
        assert_int_equal(pthread_join(threads[i], &wrong), 0);
        assert_null(wrong);
    }
    jp_test_allocator_check(&memory);
}

/* Loading shares nothing either. */
static void *load(void *text)
{
    jp_model *model = jp_test_load(text);
    bool right = strcmp(jp_model_name(model), "small") == 0;
    jp_model_free(model);
    return right ? NULL : text;
}

static void threads_load_models_at_the_same_time(void **state)
{
    (void)state;
    char *text = jp_test_document(JP_TEST_SMALL_MODEL);
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, load, text), 0);
    for (int i = 0; i < THREADS; i++) {
        void *wrong = NULL;
        assert_int_equal(pthread_join(threads[i], &wrong), 0);
        assert_null(wrong);
    }
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_share_a_model_and_the_last_one_frees_it),
        cmocka_unit_test(threads_load_models_at_the_same_time),
    };
    return cmocka_run_group_tests_name("model_threads", tests, NULL, NULL);
}
