/*
 * support_test.c - the helpers of the tests find what they are to find.
 *
 * Tests that are meant to fail run in a process of their own: this program, given their name.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "support/allocator.h"
#include "support/sweep.h"
#include "support/test.h"

#include <jansson.h>
#include <stdio.h>
#include <sys/wait.h>

#include "base/base.h"

static jp_test_allocator memory;

static const char *program;

/* True if the test of that name fails as a test does: not by a crash, and not unnoticed. */
static bool fails(const char *name)
{
    char command[4096];
    snprintf(command, sizeof command, "'%s' %s >/dev/null 2>&1", program, name);
    int status = system(command);
    assert_true(WIFEXITED(status));
    assert_in_range(WEXITSTATUS(status), 0, 1);
    return WEXITSTATUS(status) == 1;
}

static void passes(void **state)
{
    (void)state;
}

static void a_test_that_passes_is_not_reported(void **state)
{
    (void)state;
    assert_false(fails("passes"));
}

/* ---- The allocator ------------------------------------------------------------------------ */

static void *take(size_t size)
{
    return memory.allocator.reallocate(memory.allocator.user, NULL, 0, size);
}

static void *resize(void *block, size_t old_size, size_t new_size)
{
    return memory.allocator.reallocate(memory.allocator.user, block, old_size, new_size);
}

static void leaks(void **state)
{
    (void)state;
    jp_test_allocator_init(&memory);
    take(3);
    jp_test_allocator_check(&memory);
}

static void gives_back_another_size(void **state)
{
    (void)state;
    jp_test_allocator_init(&memory);
    resize(take(3), 4, 0);
}

static void resizes_from_another_size(void **state)
{
    (void)state;
    jp_test_allocator_init(&memory);
    resize(take(3), 2, 8);
}

static void gives_back_what_was_never_taken(void **state)
{
    (void)state;
    static max_align_t own[64];
    jp_test_allocator_init(&memory);
    resize(own + 32, 3, 0);
}

static void takes_with_an_old_size(void **state)
{
    (void)state;
    jp_test_allocator_init(&memory);
    resize(NULL, 3, 8);
}

static void the_allocator_finds_leaks_and_wrong_sizes(void **state)
{
    (void)state;
    assert_true(fails("leaks"));
    assert_true(fails("gives_back_another_size"));
    assert_true(fails("resizes_from_another_size"));
    assert_true(fails("gives_back_what_was_never_taken"));
    assert_true(fails("takes_with_an_old_size"));
}

static void the_allocator_counts(void **state)
{
    (void)state;
    jp_test_allocator_init(&memory);
    void *a = take(10), *b = take(20), *c = take(30);
    assert_int_equal(memory.blocks, 3);
    assert_int_equal(memory.bytes, 60);
    b = resize(b, 20, 5);
    resize(a, 10, 0);
    assert_int_equal(memory.blocks, 2);
    assert_int_equal(memory.bytes, 35);
    assert_int_equal(memory.calls, 4);
    assert_int_equal(memory.refused, 0);
    assert_true(memory.peak_bytes >= 60);
    resize(c, 30, 0);
    resize(b, 5, 0);
    jp_test_allocator_check(&memory);
}

static void a_resized_block_moves_and_keeps_what_fits(void **state)
{
    (void)state;
    jp_test_allocator_init(&memory);
    char *before = take(6);
    assert_int_equal((unsigned char)before[5], 0xA5);
    memcpy(before, "hello", 6);
    uintptr_t place = (uintptr_t)before;
    char *after = resize(before, 6, 600);
    assert_true((uintptr_t)after != place);
    assert_string_equal(after, "hello");
    assert_int_equal((unsigned char)after[599], 0xA5);
    after = resize(after, 600, 2);
    assert_memory_equal(after, "he", 2);
    resize(after, 2, 0);
    assert_null(resize(NULL, 0, 0));
    jp_test_allocator_check(&memory);
}

static void the_allocator_fails_once_or_from_then_on(void **state)
{
    (void)state;
    jp_test_allocator_init(&memory);
    for (int sticky = 0; sticky < 2; sticky++) {
        jp_test_allocator_fail(&memory, 2, sticky == 1);
        void *first = take(1), *second = take(2), *third = take(3);
        assert_non_null(first);
        assert_null(second);
        assert_int_equal(third == NULL, sticky == 1);
        assert_int_equal(memory.refused, 1 + sticky);
        resize(first, 1, 0);
        resize(third, 3, 0);
    }
    jp_test_allocator_check(&memory);
}

static void a_block_that_cannot_be_resized_stays(void **state)
{
    (void)state;
    jp_test_allocator_init(&memory);
    char *block = take(4);
    memcpy(block, "abc", 4);
    jp_test_allocator_fail(&memory, 1, true);
    assert_null(resize(block, 4, 400));
    assert_string_equal(block, "abc");
    resize(block, 4, 0);
    jp_test_allocator_check(&memory);
}

static void jansson_allocates_from_it_when_told_to(void **state)
{
    (void)state;
    jp_test_allocator_init(&memory);
    jp_test_allocator_into_jansson(&memory);
    json_t *array = json_pack("[i,s]", 1, "two");
    assert_non_null(array);
    assert_true(memory.blocks > 0);
    json_decref(array);
    jp_test_allocator_check(&memory);
    jp_test_allocator_into_jansson(NULL);
    size_t calls = memory.calls;
    json_decref(json_string("three"));
    assert_int_equal(memory.calls, calls);
}

/* ---- The sweep ---------------------------------------------------------------------------- */

typedef struct behaviour {
    bool leaks, hides_failure, succeeds_silently, always_fails, forgets_to_explain;
    int runs;
} behaviour;

/* Takes three blocks, in one of several ways to get it wrong. */
static jp_status take_three(void *user, const jp_allocator *a, jp_error *err)
{
    behaviour *how = user;
    void *blocks[3] = { NULL, NULL, NULL };
    jp_status status = JP_OK;
    how->runs++;
    for (size_t i = 0; i < 3 && status == JP_OK; i++) {
        blocks[i] = jp__alloc(a, i + 1, 8);
        if (blocks[i] == NULL)
            status = how->hides_failure ? jp__fail(err, JP_ERROR_IO, "Disk.") : JP_ERROR_MEMORY;
    }
    if (status == JP_ERROR_MEMORY && !how->forgets_to_explain)
        jp__no_memory(err);
    for (size_t i = 0; i < 3; i++) {
        if (!(how->leaks && status != JP_OK))
            jp__free(a, blocks[i], i + 1, 8);
    }
    if (how->always_fails)
        return jp__no_memory(err);
    return how->succeeds_silently ? JP_OK : status;
}

static void a_sweep_fails_each_allocation_once_and_for_good(void **state)
{
    (void)state;
    behaviour right = { 0 };
    assert_int_equal(jp_sweep(take_three, &right), 3);
    assert_int_equal(right.runs, 8); /* three that fail and one that succeeds, twice */
}

static void sweep_of(behaviour wrong)
{
    jp_sweep(take_three, &wrong);
}

static void sweeps_a_call_that_leaks(void **state)
{
    (void)state;
    sweep_of((behaviour){ .leaks = true });
}

static void sweeps_a_call_that_hides_the_failure(void **state)
{
    (void)state;
    sweep_of((behaviour){ .hides_failure = true });
}

static void sweeps_a_call_that_succeeds_silently(void **state)
{
    (void)state;
    sweep_of((behaviour){ .succeeds_silently = true });
}

static void sweeps_a_call_that_always_fails(void **state)
{
    (void)state;
    sweep_of((behaviour){ .always_fails = true });
}

static void sweeps_a_call_that_forgets_to_explain(void **state)
{
    (void)state;
    sweep_of((behaviour){ .forgets_to_explain = true });
}

static void a_sweep_finds_what_is_done_wrong(void **state)
{
    (void)state;
    assert_true(fails("sweeps_a_call_that_leaks"));
    assert_true(fails("sweeps_a_call_that_hides_the_failure"));
    assert_true(fails("sweeps_a_call_that_succeeds_silently"));
    assert_true(fails("sweeps_a_call_that_always_fails"));
    assert_true(fails("sweeps_a_call_that_forgets_to_explain"));
}

static jp_status pack(void *user, const jp_allocator *a, jp_error *err)
{
    (void)user;
    (void)a;
    json_t *array = json_array();
    bool ok = array != NULL && json_array_append_new(array, json_string("text")) == 0;
    json_decref(array);
    return ok ? JP_OK : jp__no_memory(err);
}

static void a_sweep_reaches_jansson(void **state)
{
    (void)state;
    assert_int_equal(jp_sweep(pack, NULL), 0);
    assert_true(jp_sweep_with_jansson(pack, NULL) >= 4);
}

/* ---- Statuses ----------------------------------------------------------------------------- */

static void expects_ok(void **state)
{
    (void)state;
    assert_ok(JP_ERROR_IO, NULL);
}

static void expects_another_error(void **state)
{
    (void)state;
    assert_fails(JP_ERROR_IO, JP_ERROR_TIME, NULL);
}

static void expects_an_explanation(void **state)
{
    (void)state;
    jp_error err = JP_ERROR_INIT;
    assert_fails(JP_ERROR_IO, JP_ERROR_IO, &err);
}

static void expects_a_message(void **state)
{
    (void)state;
    jp_error err = JP_ERROR_INIT;
    err.code = JP_ERROR_IO;
    assert_fails(JP_ERROR_IO, JP_ERROR_IO, &err);
}

static void a_wrong_status_or_an_empty_error_fails_the_test(void **state)
{
    (void)state;
    assert_true(fails("expects_ok"));
    assert_true(fails("expects_another_error"));
    assert_true(fails("expects_an_explanation"));
    assert_true(fails("expects_a_message"));
}

/* Runs the one test of that name; what it leaves behind is its fault and not ours. */
static int run_alone(const char *name)
{
    static const struct {
        const char *name;
        CMUnitTestFunction run;
    } alone[] = {
#define ALONE(test) { #test, test }
        ALONE(passes),
        ALONE(leaks),
        ALONE(gives_back_another_size),
        ALONE(resizes_from_another_size),
        ALONE(gives_back_what_was_never_taken),
        ALONE(takes_with_an_old_size),
        ALONE(sweeps_a_call_that_leaks),
        ALONE(sweeps_a_call_that_hides_the_failure),
        ALONE(sweeps_a_call_that_succeeds_silently),
        ALONE(sweeps_a_call_that_always_fails),
        ALONE(sweeps_a_call_that_forgets_to_explain),
        ALONE(expects_ok),
        ALONE(expects_another_error),
        ALONE(expects_an_explanation),
        ALONE(expects_a_message),
    };
    for (size_t i = 0; i < JP__COUNT(alone); i++) {
        if (strcmp(alone[i].name, name) != 0)
            continue;
        const struct CMUnitTest tests[] = { { name, alone[i].run, NULL, NULL, NULL } };
        int failed = cmocka_run_group_tests(tests, NULL, NULL);
        jp_test_allocator_clear(&memory);
        return failed;
    }
    return 2;
}

int main(int argc, char **argv)
{
    if (argc > 1)
        return run_alone(argv[1]);
    program = argv[0];
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_test_that_passes_is_not_reported),
        cmocka_unit_test(the_allocator_finds_leaks_and_wrong_sizes),
        cmocka_unit_test(the_allocator_counts),
        cmocka_unit_test(a_resized_block_moves_and_keeps_what_fits),
        cmocka_unit_test(the_allocator_fails_once_or_from_then_on),
        cmocka_unit_test(a_block_that_cannot_be_resized_stays),
        cmocka_unit_test(jansson_allocates_from_it_when_told_to),
        cmocka_unit_test(a_sweep_fails_each_allocation_once_and_for_good),
        cmocka_unit_test(a_sweep_finds_what_is_done_wrong),
        cmocka_unit_test(a_sweep_reaches_jansson),
        cmocka_unit_test(a_wrong_status_or_an_empty_error_fails_the_test),
    };
    return cmocka_run_group_tests_name("base/support", tests, NULL, NULL);
}
