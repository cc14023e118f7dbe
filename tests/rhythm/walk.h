/*
 * walk.h - a walk over a book of facts, and what it derives.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TESTS_RHYTHM_WALK_H
#define TESTS_RHYTHM_WALK_H

#include "score/fixture.h"

/* A book, and the rhythm of it as of the moment last walked to. */
typedef struct walk {
    book book;
    jp_allocator allocator;
    jp__seen seen;
    jp__rhythm rhythm;
} walk;

/* Those of the running test. Every test starts with an empty walk over the default model. */
static jp_model *model;
static walk w;

static inline int open_model(void **state)
{
    (void)state;
    model = default_model();
    return 0;
}

static inline int close_model(void **state)
{
    (void)state;
    jp_model_free(model);
    return 0;
}

static inline int begin(void **state)
{
    (void)state;
    book_open(&w.book, model);
    w.allocator = jp__allocator(NULL);
    w.seen = (jp__seen){ .facts = NULL };
    w.rhythm = (jp__rhythm){ .derived = NULL };
    return 0;
}

static inline int end(void **state)
{
    (void)state;
    jp__rhythm_free(&w.rhythm, &w.allocator);
    jp__seen_free(&w.seen, &w.allocator);
    w.rhythm = (jp__rhythm){ .derived = NULL };
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

/* Facts at a time in days since 1970. */
static inline void fact(double at, const char *kind, jp_side actor)
{
    book_fact(&w.book, day(at), kind, actor);
}

static inline void value(double at, const char *kind, jp_side actor, double v)
{
    book_value(&w.book, day(at), kind, actor, v);
}

static inline void walk_wanting(int64_t as_of_us, bool want_waits)
{
    jp_facts facts = book_facts(&w.book);
    const jp_model *m = w.book.model;
    assert_int_equal(jp_facts_check(m, &facts, NULL), JP_OK);
    assert_int_equal(jp__seen_gather(&w.seen, &w.allocator, m, &facts, as_of_us, NULL), JP_OK);
    jp__rhythm_start(&w.rhythm, m, want_waits);
    assert_int_equal(jp__rhythm_walk(&w.rhythm, &w.allocator, m, &w.seen, w.seen.count, NULL), JP_OK);
    jp__rhythm_close(&w.rhythm, m, &w.seen, as_of_us);
}

static inline void walk_to_us(int64_t as_of_us)
{
    walk_wanting(as_of_us, true);
}

static inline void walk_to(double as_of)
{
    walk_to_us(day(as_of));
}

/* How many facts of a kind were derived for a side. */
static inline size_t derived_count(const char *kind, jp_side actor)
{
    uint16_t wanted = kind_of(w.book.model, kind);
    size_t count = 0;
    for (size_t i = 0; i < w.rhythm.walk.derived; i++)
        count += w.rhythm.derived[i].kind == wanted && w.rhythm.derived[i].actor == actor;
    return count;
}

/* The n-th of them, from 0. */
static inline const jp__derived *derived(const char *kind, jp_side actor, size_t n)
{
    uint16_t wanted = kind_of(w.book.model, kind);
    for (size_t i = 0; i < w.rhythm.walk.derived; i++)
        if (w.rhythm.derived[i].kind == wanted && w.rhythm.derived[i].actor == actor && n-- == 0)
            return &w.rhythm.derived[i];
    fail_msg("no such %s was derived", kind);
    return NULL;
}

static inline void expect_derived(const char *kind, jp_side actor, size_t n, double at, double v)
{
    const jp__derived *d = derived(kind, actor, n);
    assert_int_equal(d->time_us, day(at));
    assert_near(d->value, v, EXACT);
}

/* What stands open, or NULL. */
static inline const jp__derived *open_item(const char *kind, jp_side actor)
{
    uint16_t wanted = kind_of(w.book.model, kind);
    for (size_t i = 0; i < w.rhythm.open_count; i++)
        if (w.rhythm.open_items[i].kind == wanted && w.rhythm.open_items[i].actor == actor)
            return &w.rhythm.open_items[i];
    return NULL;
}

#endif /* TESTS_RHYTHM_WALK_H */
