/*
 * sweep.h - fails every allocation of a call in turn.
 *
 *     static jp_status load(void *user, const jp_allocator *allocator, jp_error *err)
 *     {
 *         jp_model_options options = { .struct_size = sizeof options, .allocator = allocator };
 *         jp_model *model;
 *         jp_status status = jp_model_load_json(user, strlen(user), &options, &model, err);
 *         assert_true(status == JP_OK || model == NULL);
 *         jp_model_free(model);
 *         return status;
 *     }
 *
 *     static void a_model_survives_every_failed_allocation(void **state)
 *     {
 *         assert_true(jp_sweep_with_jansson(load, text) > 0);
 *     }
 *
 * The function is run with its 1st, 2nd, ... allocation failing until none is left to fail; all
 * that once, and once more with every allocation after the failing one failing too. Each failing
 * run must return JP_ERROR_MEMORY, explain it in `err`, and leave no block; the last run of each
 * round must return JP_OK. The function frees whatever it makes, in success and in failure, and
 * does the same from the start each time. What it needs besides, it takes from malloc() or from
 * `user`, so that only the call under test is swept.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_TESTS_SUPPORT_SWEEP_H
#define JP_TESTS_SUPPORT_SWEEP_H

#include <stddef.h>

#include <joyfulprofit/allocator.h>
#include <joyfulprofit/status.h>

typedef jp_status (*jp_sweep_fn)(void *user, const jp_allocator *allocator, jp_error *err);

/* Returns how many allocations a run makes that succeeds. */
size_t jp_sweep(jp_sweep_fn fn, void *user);

/* The same, sweeping over jansson's allocations too. No value of jansson may be alive. */
size_t jp_sweep_with_jansson(jp_sweep_fn fn, void *user);

#endif /* JP_TESTS_SUPPORT_SWEEP_H */
