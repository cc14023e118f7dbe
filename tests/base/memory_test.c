/*
 * memory_test.c - sizes are checked, arrays grow, and what fails leaves everything as it was.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "support/allocator.h"
#include "support/test.h"

#include "base/base.h"

static jp_test_allocator memory;
static const jp_allocator *const a = &memory.allocator;

static int begin(void **state)
{
    (void)state;
    jp_test_allocator_init(&memory);
    return 0;
}

static int end(void **state)
{
    (void)state;
    jp_test_allocator_check(&memory);
    return 0;
}

static void without_an_allocator_the_c_library_serves(void **state)
{
    (void)state;
    jp_allocator standard = jp__allocator(NULL);
    jp_allocator zero = { NULL, NULL };
    assert_ptr_equal(jp__allocator(&zero).reallocate, standard.reallocate);
    char *text = standard.reallocate(standard.user, NULL, 0, 4);
    assert_non_null(text);
    memcpy(text, "abc", 4);
    text = standard.reallocate(standard.user, text, 4, 4000);
    assert_string_equal(text, "abc");
    assert_null(standard.reallocate(standard.user, text, 4000, 0));
    assert_null(standard.reallocate(standard.user, NULL, 0, 0));
}

static void an_allocator_of_the_caller_is_copied(void **state)
{
    (void)state;
    jp_allocator copy = jp__allocator(a);
    assert_ptr_equal(copy.user, a->user);
    assert_ptr_equal(copy.reallocate, a->reallocate);
}

static void a_block_has_the_size_asked_for(void **state)
{
    (void)state;
    uint32_t *block = jp__alloc(a, 5, sizeof *block);
    assert_non_null(block);
    assert_int_equal(memory.bytes, 20);
    jp__free(a, block, 5, sizeof *block);
    assert_int_equal(memory.blocks, 0);
}

static void a_cleared_block_is_zero(void **state)
{
    (void)state;
    unsigned char *block = jp__calloc(a, 7, 3);
    assert_non_null(block);
    for (size_t i = 0; i < 21; i++)
        assert_int_equal(block[i], 0);
    jp__free(a, block, 7, 3);
}

/* Whatever was there before: from small blocks to those that are mapped, and those of large pages. */
static void a_cleared_block_of_the_system_is_zero(void **state)
{
    (void)state;
    jp_allocator system = jp__allocator(NULL);
    static const size_t sizes[] = { 1, 100, 400000, 1 << 20, (1 << 20) + 1, 5 << 20 };
    for (size_t s = 0; s < 2 * JP__COUNT(sizes); s++) {
        size_t size = sizes[s / 2], found = 0;
        unsigned char *block = jp__calloc(&system, size, 1);
        assert_non_null(block);
        for (size_t i = 0; i < size; i++)
            found += block[i] != 0;
        assert_int_equal(found, 0);
        memset(block, 0xa5, size);
        jp__free(&system, block, size, 1);
    }
    assert_null(jp__calloc(&system, SIZE_MAX / 2 + 1, 2));
}

static void nothing_is_a_block_too(void **state)
{
    (void)state;
    void *none = jp__alloc(a, 0, 8);
    void *empty = jp__calloc(a, 8, 0);
    assert_non_null(none);
    assert_non_null(empty);
    jp__free(a, none, 0, 8);
    jp__free(a, empty, 8, 0);
    jp__free(a, NULL, 12, 8);
    assert_int_equal(memory.calls, 2);
}

static void sizes_that_overflow_are_never_asked_for(void **state)
{
    (void)state;
    assert_null(jp__alloc(a, SIZE_MAX, 2));
    assert_null(jp__alloc(a, 2, SIZE_MAX));
    assert_null(jp__calloc(a, SIZE_MAX / 2 + 1, 2));
    assert_null(jp__alloc(a, (size_t)PTRDIFF_MAX / 16 + 1, 16));
    assert_int_equal(memory.calls, 0);
}

static void failure_is_null(void **state)
{
    (void)state;
    jp_test_allocator_fail(&memory, 1, true);
    assert_null(jp__alloc(a, 1, 1));
    assert_null(jp__calloc(a, 1, 1));
}

/* ---- Growing ------------------------------------------------------------------------------ */

static void an_array_grows_by_doubling_and_keeps_its_content(void **state)
{
    (void)state;
    uint32_t *array = NULL;
    size_t capacity = 0;
    jp_error err = JP_ERROR_INIT;
    for (size_t i = 0; i < 1000; i++) {
        assert_ok(jp__grow(a, &array, &capacity, i + 1, sizeof *array, &err), &err);
        assert_true(capacity > i);
        array[i] = (uint32_t)i;
    }
    for (size_t i = 0; i < 1000; i++)
        assert_int_equal(array[i], i);
    assert_true(memory.calls <= 8); /* 8, 16, ..., 1024 */
    assert_int_equal(memory.bytes, capacity * sizeof *array);
    jp__free(a, array, capacity, sizeof *array);
}

static void an_array_that_is_large_enough_stays(void **state)
{
    (void)state;
    void *array = NULL;
    size_t capacity = 0;
    assert_int_equal(jp__grow(a, &array, &capacity, 0, 8, NULL), JP_OK);
    assert_null(array);
    assert_int_equal(jp__grow(a, &array, &capacity, 100, 8, NULL), JP_OK);
    assert_true(capacity >= 100);
    void *before = array;
    assert_int_equal(jp__grow(a, &array, &capacity, capacity, 8, NULL), JP_OK);
    assert_ptr_equal(array, before);
    assert_int_equal(memory.calls, 1);
    jp__free(a, array, capacity, 8);
}

static void an_array_that_cannot_grow_stays_as_it_was(void **state)
{
    (void)state;
    char *array = NULL;
    size_t capacity = 0;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp__grow(a, &array, &capacity, 4, 1, &err), &err);
    memcpy(array, "abc", 4);
    char *before = array;
    size_t had = capacity;
    jp_test_allocator_fail(&memory, 1, false);
    assert_fails(jp__grow(a, &array, &capacity, had + 1, 1, &err), JP_ERROR_MEMORY, &err);
    assert_ptr_equal(array, before);
    assert_int_equal(capacity, had);
    assert_string_equal(array, "abc");
    jp__free(a, array, capacity, 1);
}

/* Around every size from which on the system is asked in another way. */
static void blocks_keep_what_is_in_them_whatever_their_size(void **state)
{
    (void)state;
    static const size_t sizes[] = { 1000, 1 << 20, (1 << 20) - 1, (4 << 20) + 5, 3 << 20, (9 << 20) - 7,
                                    (4 << 20) - 1, 1, 4 << 20, 30 << 20, (1 << 20) + 1, 77, 6 << 20 };
    jp_allocator own = jp__allocator(NULL);
    uint32_t *block = NULL;
    size_t size = 0;
    for (size_t i = 0; i < JP__COUNT(sizes); i++) {
        size_t kept = sizes[i] < size ? sizes[i] : size;
        block = own.reallocate(own.user, block, size, sizes[i]);
        assert_non_null(block);
        size = sizes[i];
        for (size_t k = 0; k < kept / sizeof *block; k++) {
            if (block[k] != k * 2654435761u % 4294967291u)
                fail_msg("%zu bytes: word %zu was lost", size, k);
        }
        for (size_t k = kept / sizeof *block; k < size / sizeof *block; k++)
            block[k] = (uint32_t)(k * 2654435761u % 4294967291u);
    }
    assert_null(own.reallocate(own.user, block, size, 0));
}

static void an_array_too_large_for_memory_is_never_asked_for(void **state)
{
    (void)state;
    void *array = NULL;
    size_t capacity = 0;
    jp_error err = JP_ERROR_INIT;
    assert_fails(jp__grow(a, &array, &capacity, SIZE_MAX, 1, &err), JP_ERROR_MEMORY, &err);
    assert_fails(jp__grow(a, &array, &capacity, SIZE_MAX / 8, 16, &err), JP_ERROR_MEMORY, &err);
    assert_null(array);
    assert_int_equal(capacity, 0);
    assert_int_equal(memory.calls, 0);
}

/* Claims to have given whatever it is asked for, to see how far arrays would grow. */
static size_t last_asked;

static void *pretend(void *user, void *pointer, size_t old_size, size_t new_size)
{
    (void)pointer;
    (void)old_size;
    last_asked = new_size;
    return user;
}

static void an_array_whose_double_is_too_much_grows_as_far_as_needed(void **state)
{
    (void)state;
    char somewhere;
    jp_allocator endless = { &somewhere, pretend };
    void *array = &somewhere;
    size_t capacity = (size_t)PTRDIFF_MAX / 2 + 1;
    assert_int_equal(jp__grow(&endless, &array, &capacity, capacity + 1, 1, NULL), JP_OK);
    assert_true(capacity == (size_t)PTRDIFF_MAX / 2 + 2);
    assert_true(last_asked == capacity);
    array = NULL;
    capacity = 0;
    assert_int_equal(jp__grow(&endless, &array, &capacity, 1, (size_t)PTRDIFF_MAX / 4, NULL), JP_OK);
    assert_int_equal(capacity, 1);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(without_an_allocator_the_c_library_serves),
        TEST(an_allocator_of_the_caller_is_copied),
        TEST(a_block_has_the_size_asked_for),
        TEST(a_cleared_block_is_zero),
        TEST(a_cleared_block_of_the_system_is_zero),
        TEST(nothing_is_a_block_too),
        TEST(sizes_that_overflow_are_never_asked_for),
        TEST(failure_is_null),
        TEST(an_array_grows_by_doubling_and_keeps_its_content),
        TEST(an_array_that_is_large_enough_stays),
        TEST(blocks_keep_what_is_in_them_whatever_their_size),
        TEST(an_array_that_cannot_grow_stays_as_it_was),
        TEST(an_array_too_large_for_memory_is_never_asked_for),
        TEST(an_array_whose_double_is_too_much_grows_as_far_as_needed),
    };
    return cmocka_run_group_tests_name("base/memory", tests, NULL, NULL);
}
