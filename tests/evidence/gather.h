/*
 * gather.h - a book of facts, gathered into masses without rhythm.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TESTS_EVIDENCE_GATHER_H
#define TESTS_EVIDENCE_GATHER_H

#include "score/fixture.h"

/* Those of the running test. Every test starts with an empty book. */
static jp_model *model;
static book facts;
static jp_allocator allocator;
static jp__tally tally;

static inline int begin(void **state)
{
    (void)state;
    book_open(&facts, model);
    allocator = jp__allocator(NULL);
    assert_ok(jp__tally_new(&tally, &allocator, model, NULL), NULL);
    return 0;
}

static inline int end(void **state)
{
    (void)state;
    jp__tally_free(&tally, &allocator);
    return 0;
}

static inline int close_model(void **state)
{
    (void)state;
    jp_model_free(model);
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

/* Gathers the book as of a moment, with open items. */
static inline void gather_with(int64_t as_of_us, const jp__derived *open_items, size_t open_count)
{
    jp__seen seen = { .facts = NULL };
    jp_facts columns = book_facts(&facts);
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_facts_check(model, &columns, &err), &err);
    assert_ok(jp__seen_gather(&seen, &allocator, model, &columns, as_of_us, &err), &err);
    jp__tally_clear(&tally);
    for (size_t i = 0; i < seen.count; i++)
        jp__tally_add(&tally, model, &seen.facts[i]);
    jp__tally_close(&tally, model, as_of_us, open_items, open_count);
    jp__seen_free(&seen, &allocator);
}

static inline void gather_at(int64_t as_of_us)
{
    gather_with(as_of_us, NULL, 0);
}

static inline void expect_masses(jp__source source, const char *item, double favourable, double adverse)
{
    const jp__masses *m = &tally.masses[source][item_of(model, item)];
    assert_near(m->favourable, favourable, SHARP);
    assert_near(m->adverse, adverse, SHARP);
}

#endif /* TESTS_EVIDENCE_GATHER_H */
