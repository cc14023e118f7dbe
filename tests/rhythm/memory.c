/*
 * What a walk does when memory runs out: it says so, whichever fact it was deriving.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "rhythm/walk.h"

#include "support/sweep.h"

/* Walks the book once with the allocator under test. */
static jp_status walk_once(void *user, const jp_allocator *allocator, jp_error *err)
{
    (void)user;
    jp__rhythm rhythm = { .derived = NULL };
    jp__rhythm_start(&rhythm, model, true);
    jp_status status = jp__rhythm_walk(&rhythm, allocator, model, &w.seen, w.seen.count, err);
    jp__rhythm_free(&rhythm, allocator);
    return status;
}

/* Forty questions and answers, with a run of questions in between. */
static void converse(void)
{
    for (int i = 0; i < 40; i++) {
        fact(3 * i, "message", JP_CLIENT);
        fact(3 * i + 1, "status_update", JP_SUPPLIER);
        for (int more = 0; i % 5 == 0 && more < 4; more++)
            fact(3 * i + 1.5, "message", JP_SUPPLIER);
    }
    walk_to(200);
}

static void every_failed_allocation_of_a_walk_is_reported(void **state)
{
    (void)state;
    converse();
    assert_true(jp_sweep(walk_once, NULL) >= 4);
}

/* Memory grows by doubling: one derived fact more or less, and another fact is the one that needs it. */
static void whichever_derived_fact_needs_memory_it_may_fail(void **state)
{
    (void)state;
    for (int silent = 0; silent < 2; silent++) {
        end(NULL);
        begin(NULL);
        if (silent)
            value(0, "reply", JP_CLIENT, 1); /* one derived fact before all the others */
        for (int i = 0; i < 40; i++)
            fact(2 * i, "thanks", JP_CLIENT); /* each gap derives silence and steadiness */
        walk_to(100);
        assert_int_equal(w.rhythm.walk.derived, 2 * 39 + silent);
        assert_true(jp_sweep(walk_once, NULL) >= 2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_failed_allocation_of_a_walk_is_reported),
        TEST(whichever_derived_fact_needs_memory_it_may_fail),
    };
    return cmocka_run_group_tests(tests, open_model, close_model);
}
