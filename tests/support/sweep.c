/*
 * sweep.c - see sweep.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "support/sweep.h"

#include "support/allocator.h"
#include "support/test.h"

/* A call that makes more allocations than this for the small input of a test has lost its way. */
#define ALLOCATIONS_MAX 1000000

static void check_run(jp_test_allocator *memory, jp_status status, const jp_error *err)
{
    jp_status expected = memory->refused > 0 ? JP_ERROR_MEMORY : JP_OK;
    const char *others = memory->sticky ? " and all after it" : "";
    size_t left = memory->blocks;
    jp_test_allocator_clear(memory);
    if (status != expected)
        fail_msg("with allocation %zu failing%s, the call returned %s: %s", memory->fail_at, others,
                 jp_status_name(status), err->message);
    if (status != JP_OK && (err->code != status || err->message[0] == '\0'))
        fail_msg("with allocation %zu failing%s, the error was left unexplained", memory->fail_at, others);
    if (left > 0)
        fail_msg("with allocation %zu failing%s, %zu blocks are left", memory->fail_at, others, left);
}

/* Returns the number of allocations of the run that succeeded. */
static size_t sweep_round(jp_sweep_fn fn, void *user, bool sticky, bool with_jansson)
{
    for (size_t at = 1; at <= ALLOCATIONS_MAX; at++) {
        jp_test_allocator memory;
        jp_error err = JP_ERROR_INIT;
        jp_test_allocator_init(&memory);
        jp_test_allocator_fail(&memory, at, sticky);
        if (with_jansson)
            jp_test_allocator_into_jansson(&memory);
        jp_status status = fn(user, &memory.allocator, &err);
        if (with_jansson)
            jp_test_allocator_into_jansson(NULL);
        check_run(&memory, status, &err);
        if (memory.refused == 0)
            return memory.calls;
    }
    fail_msg("the call made more than %d allocations", ALLOCATIONS_MAX);
    return 0;
}

static size_t sweep(jp_sweep_fn fn, void *user, bool with_jansson)
{
    size_t once = sweep_round(fn, user, false, with_jansson);
    size_t from_then_on = sweep_round(fn, user, true, with_jansson);
    assert_int_equal(once, from_then_on);
    return once;
}

size_t jp_sweep(jp_sweep_fn fn, void *user)
{
    return sweep(fn, user, false);
}

size_t jp_sweep_with_jansson(jp_sweep_fn fn, void *user)
{
    return sweep(fn, user, true);
}
