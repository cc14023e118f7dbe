/*
 * Many relationships at once: the same bits as one by one, however the work is done.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <pthread.h>

#include "portfolio/many.h"
#include "support/sweep.h"

static jp_model *model;

static int begin(void **state)
{
    (void)state;
    model = default_model();
    return 0;
}

static int end(void **state)
{
    (void)state;
    jp_model_free(model);
    return 0;
}

static jp_portfolio_options with(uint32_t out, uint32_t threads)
{
    return (jp_portfolio_options){ .struct_size = sizeof(jp_portfolio_options), .out = out,
                                   .threads = threads };
}

static jp_table *score(const many *m, const jp_portfolio_options *options)
{
    jp_table *table = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_portfolio_score(model, &m->facts, m->offsets, m->count, AS_OF_US, options, &table, &err),
              &err);
    return table;
}

/* A call that is refused gives no table. */
static jp_error refusal(const many *m, const jp_portfolio_options *options, jp_status expected)
{
    jp_table *table = (jp_table *)(uintptr_t)m;
    jp_error err = JP_ERROR_INIT;
    assert_fails(jp_portfolio_score(model, &m->facts, m->offsets, m->count, AS_OF_US, options, &table, &err),
                 expected, &err);
    assert_null(table);
    return err;
}

/* ---- What comes out ------------------------------------------------------------------------- */

static void every_column_is_what_a_scorer_says(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        many *m = many_random(model, seed, 60, 80, false, seed == 2 ? 13 : 0);
        jp_portfolio_options o = with(JP_OUT_ALL, 2);
        jp_table *table = score(m, &o);
        assert_scores(table, 0, model, m, AS_OF_US, JP_OUT_ALL);
        jp_table_free(table);
        many_free(m);
    }
}

static void each_flag_brings_its_own_columns_and_no_others(void **state)
{
    (void)state;
    many *m = many_random(model, 7, 12, 60, false, 0);
    const uint32_t intervals[] = { 0, JP_OUT_INTERVALS, JP_OUT_HEADLINE_INTERVALS,
                                   JP_OUT_INTERVALS | JP_OUT_HEADLINE_INTERVALS };
    for (uint32_t out = 0; out <= JP_OUT_VERDICT; out = out == 0 ? 1 : 2 * out)
        for (size_t i = 0; i < JP__COUNT(intervals); i++) {
            uint32_t asked = out | intervals[i], groups = asked & ~intervals[3];
            jp_portfolio_options o = with(asked, 1);
            jp_table *table = score(m, &o);
            assert_scores(table, 0, model, m, AS_OF_US, groups == 0 ? asked | JP_OUT_HEADLINES : asked);
            jp_table_free(table);
        }
    many_free(m);
}

static void without_options_the_headlines_come(void **state)
{
    (void)state;
    many *m = many_random(model, 8, 40, 20, false, 0);
    jp_table *table = score(m, NULL);
    assert_scores(table, 0, model, m, AS_OF_US, JP_OUT_HEADLINES);
    jp_table_free(table);
    many_free(m);
}

static void a_relationship_without_facts_is_unknown_and_in_the_middle(void **state)
{
    (void)state;
    const uint64_t offsets[] = { 0, 0, 0 };
    jp_facts facts = { .struct_size = sizeof facts };
    jp_portfolio_options o = with(JP_OUT_HEADLINES | JP_OUT_SILENCE, 0);
    jp_table *table = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_portfolio_score(model, &facts, offsets, 2, AS_OF_US, &o, &table, &err), &err);
    assert_int_equal(jp_table_row_count(table), 2);
    assert_near(((const double *)column_of(table, "closure").values)[1], 0.5, SHARP);
    assert_near(((const double *)column_of(table, "closure.coverage").values)[1], 0, EXACT);
    assert_string_equal(column_of(table, "status").categories[0], "unknown");
    assert_int_equal(((const uint8_t *)column_of(table, "status").values)[1], 0);
    assert_int_equal(jp__bit(column_of(table, "silence.client.days").validity, 1), 0);
    jp_table_free(table);
}

static void no_relationships_give_a_table_without_rows(void **state)
{
    (void)state;
    many *m = many_random(model, 1, 0, 10, false, 0);
    jp_portfolio_options o = with(JP_OUT_ALL, 4);
    jp_table *table = score(m, &o);
    assert_int_equal(jp_table_row_count(table), 0);
    assert_true(jp_table_column_count(table) > 300);
    jp_table_free(table);
    many_free(m);
}

static void one_relationship_of_a_hundred_thousand_facts_stands_among_small_ones(void **state)
{
    (void)state;
    many *m = many_with_large(model, 5, 50, 40, 31, 100000);
    jp_portfolio_options o = with(JP_OUT_HEADLINES | JP_OUT_RHYTHM | JP_OUT_INTERVALS, 2);
    jp_table *table = score(m, &o);
    assert_scores(table, 0, model, m, AS_OF_US, o.out);
    jp_table_free(table);
    many_free(m);
}

static void facts_in_any_order_score_the_same_where_sorting_is_asked_for(void **state)
{
    (void)state;
    many *ordered = many_random(model, 11, 40, 60, false, 0);
    many *mixed = many_random(model, 11, 40, 60, true, 0);
    jp_portfolio_options o = with(JP_OUT_ALL, 2);
    jp_table *one = score(ordered, &o);
    o.sort = true;
    jp_table *other = score(mixed, &o);
    assert_same_table(one, other);
    jp_table_free(one);
    jp_table_free(other);
    many_free(ordered);
    many_free(mixed);
}

/* ---- Who does the work ---------------------------------------------------------------------- */

static void any_number_of_threads_gives_the_same_bits(void **state)
{
    (void)state;
    many *m = many_with_large(model, 3, 400, 60, 250, 30000);
    jp_portfolio_options o = with(JP_OUT_ALL, 1);
    jp_table *one = score(m, &o);
    const uint32_t threads[] = { 0, 2, 3, 8, 1024 };
    for (size_t i = 0; i < JP__COUNT(threads); i++) {
        o.threads = threads[i];
        jp_table *other = score(m, &o);
        assert_same_table(one, other);
        jp_table_free(other);
    }
    jp_table_free(one);
    many_free(m);
}

typedef enum way {
    FORWARD,
    BACKWARD,
    TWICE,
    ONLY_THE_LAST,
    NONE
} way;

typedef struct pool {
    size_t tasks, calls;
    way way;
} pool;

static void run_here(void *user, void (*task)(void *, size_t), void *data, size_t count)
{
    pool *p = user;
    p->tasks = count;
    for (size_t i = 0; i < count && p->way != NONE; i++) {
        size_t index = p->way == FORWARD ? i : count - 1 - i;
        task(data, index);
        p->calls++;
        if (p->way == ONLY_THE_LAST)
            return;
        if (p->way == TWICE)
            task(data, index);
    }
}

typedef struct errand {
    void (*task)(void *, size_t);
    void *data;
    size_t index;
} errand;

static void *run_errand(void *data)
{
    errand *e = data;
    e->task(e->data, e->index);
    return NULL;
}

static void run_in_threads(void *user, void (*task)(void *, size_t), void *data, size_t count)
{
    pthread_t threads[16];
    errand errands[16];
    pool *p = user;
    p->tasks = count;
    assert_in_range(count, 1, 16);
    for (size_t i = 0; i < count; i++) {
        errands[i] = (errand){ task, data, i };
        assert_int_equal(pthread_create(&threads[i], NULL, run_errand, &errands[i]), 0);
    }
    for (size_t i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
}

static void an_executor_of_the_caller_gives_the_same_bits(void **state)
{
    (void)state;
    many *m = many_random(model, 4, 2000, 40, false, 0);
    jp_portfolio_options o = with(JP_OUT_ALL, 1);
    jp_table *one = score(m, &o);
    pool p = { .way = FORWARD };
    o.threads = 5;
    o.executor_user = &p;
    o.executor = run_in_threads;
    jp_table *other = score(m, &o);
    assert_same_table(one, other);
    assert_int_equal(p.tasks, 5);
    jp_table_free(other);
    o.executor = run_here;
    const way ways[] = { FORWARD, BACKWARD, TWICE, ONLY_THE_LAST };
    for (size_t i = 0; i < JP__COUNT(ways); i++) {
        p = (pool){ .way = ways[i] };
        other = score(m, &o);
        assert_same_table(one, other);
        jp_table_free(other);
    }
    jp_table_free(one);
    many_free(m);
}

static void an_executor_that_does_nothing_is_found_out(void **state)
{
    (void)state;
    many *m = many_random(model, 4, 10, 40, false, 0);
    pool p = { .way = NONE };
    jp_portfolio_options o = with(0, 2);
    o.executor = run_here;
    o.executor_user = &p;
    refusal(m, &o, JP_ERROR_ARGUMENT);
    many_free(m);
}

/* ---- Progress ------------------------------------------------------------------------------- */

typedef struct listener {
    pthread_t caller;
    uint64_t total, last;
    size_t calls, stop_at; /* 0: never */
} listener;

static int listen(void *user, uint64_t done, uint64_t total)
{
    listener *l = user;
    assert_true(pthread_equal(l->caller, pthread_self()));
    assert_int_equal(total, l->total);
    assert_in_range(done, l->last, total);
    l->last = done;
    return ++l->calls == l->stop_at;
}

static jp_portfolio_options heard(uint32_t threads, listener *l, const many *m)
{
    *l = (listener){ .caller = pthread_self(), .total = m->facts.length, .stop_at = l->stop_at };
    jp_portfolio_options o = with(0, threads);
    o.on_progress = listen;
    o.progress_user = l;
    return o;
}

static void progress_is_told_on_the_calling_thread_and_ends_with_all(void **state)
{
    (void)state;
    many *m = many_with_large(model, 9, 100, 40, 50, 90000);
    for (uint32_t threads = 1; threads <= 3; threads++) {
        listener l = { .stop_at = 0 };
        jp_portfolio_options o = heard(threads, &l, m);
        jp_table_free(score(m, &o));
        assert_int_equal(l.last, m->facts.length);
        /* Steps that others make while the calling thread sleeps may be told of at once. */
        assert_in_range(l.calls, threads == 1 ? 4 : 1, 300);
    }
    many_free(m);
}

static void every_call_of_the_progress_can_end_it(void **state)
{
    (void)state;
    many *m = many_with_large(model, 9, 100, 40, 0, 60000);
    for (uint32_t threads = 1; threads <= 2; threads++) {
        listener l = { .stop_at = 0 };
        jp_portfolio_options o = heard(1, &l, m);
        jp_table_free(score(m, &o));
        size_t calls = l.calls;
        for (size_t stop = 1; stop <= calls; stop++) {
            l.stop_at = stop;
            o = heard(1, &l, m);
            o.threads = 1;
            refusal(m, &o, JP_ERROR_CANCELLED);
            assert_int_equal(l.calls, stop);
        }
        l.stop_at = 2;
        o = heard(threads, &l, m);
        refusal(m, &o, JP_ERROR_CANCELLED);
    }
    many_free(m);
}

static void with_an_executor_progress_comes_from_the_calling_thread_too(void **state)
{
    (void)state;
    many *m = many_with_large(model, 9, 100, 40, 0, 60000);
    pool p = { .way = FORWARD };
    for (int elsewhere = 0; elsewhere < 2; elsewhere++) {
        listener l = { .stop_at = 0 };
        jp_portfolio_options o = heard(2, &l, m);
        o.executor = elsewhere ? run_in_threads : run_here;
        o.executor_user = &p;
        jp_table_free(score(m, &o));
        assert_int_equal(l.last, m->facts.length);
        l.stop_at = l.calls; /* the last word */
        o.progress_user = &l;
        l.calls = 0;
        l.last = 0;
        refusal(m, &o, JP_ERROR_CANCELLED);
    }
    many_free(m);
}

/* ---- What is refused ------------------------------------------------------------------------ */

static void pointers_must_not_be_null(void **state)
{
    (void)state;
    many *m = many_random(model, 1, 3, 10, false, 0);
    jp_table *table = NULL;
    jp_error err = JP_ERROR_INIT;
    const jp_facts *facts = &m->facts;
    const uint64_t *offsets = m->offsets;
    assert_fails(jp_portfolio_score(NULL, facts, offsets, 3, 0, NULL, &table, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_portfolio_score(model, NULL, offsets, 3, 0, NULL, &table, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_portfolio_score(model, facts, NULL, 3, 0, NULL, &table, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_portfolio_score(model, facts, offsets, 3, 0, NULL, NULL, &err), JP_ERROR_ARGUMENT, &err);
    many_free(m);
}

static void options_are_checked(void **state)
{
    (void)state;
    many *m = many_random(model, 1, 3, 10, false, 0);
    jp_portfolio_options o = with(2 * JP_OUT_HEADLINE_INTERVALS, 1);
    assert_string_equal(refusal(m, &o, JP_ERROR_OPTIONS).field, "out");
    o = with(0, 1025);
    assert_string_equal(refusal(m, &o, JP_ERROR_OPTIONS).field, "threads");
    o = with(0, 1);
    o.struct_size = 8;
    refusal(m, &o, JP_ERROR_OPTIONS);
    many_free(m);
}

static void offsets_must_begin_with_0_ascend_and_end_with_the_facts(void **state)
{
    (void)state;
    many *m = many_random(model, 2, 8, 30, false, 0);
    uint64_t length = m->facts.length, right[9];
    memcpy(right, m->offsets, sizeof right);
    const struct {
        size_t place;
        uint64_t value;
    } wrong[] = { { 0, 1 }, { 0, UINT64_MAX }, { 4, UINT64_MAX }, { 4, length + 1 }, { 8, length - 1 },
                  { 8, length + 1 }, { 8, 0 }, { 8, UINT64_MAX }, { 7, 0 } };
    assert_true(right[6] > 0);
    for (size_t i = 0; i < JP__COUNT(wrong); i++) {
        m->offsets[wrong[i].place] = wrong[i].value;
        refusal(m, NULL, JP_ERROR_ARGUMENT);
        memcpy(m->offsets, right, sizeof right);
    }
    jp_table_free(score(m, NULL));
    many_free(m);
}

static void columns_are_checked_as_everywhere(void **state)
{
    (void)state;
    many *m = many_random(model, 2, 8, 30, false, 0);
    jp_facts right = m->facts;
    m->facts.time_us = NULL;
    refusal(m, NULL, JP_ERROR_ARGUMENT);
    m->facts = right;
    m->facts.item = NULL;
    assert_string_equal(refusal(m, NULL, JP_ERROR_ARGUMENT).field, "item");
    m->facts = right;
    m->facts.offset = SIZE_MAX;
    refusal(m, NULL, JP_ERROR_LIMIT);
    m->facts = right;
    m->facts.struct_size = 1;
    refusal(m, NULL, JP_ERROR_OPTIONS);
    many_free(m);
}

/* Of the fact at `row`, counted from the facts' offset. */
static size_t at(const many *m, size_t row)
{
    return m->facts.offset + row;
}

static void the_first_of_several_errors_is_reported_whoever_meets_it(void **state)
{
    (void)state;
    many *m = many_with_large(model, 6, 700, 60, 600, 20000);
    size_t early = (size_t)m->offsets[11], late = (size_t)m->offsets[600] + 15000;
    assert_true(m->offsets[12] > m->offsets[11]);
    m->kind[at(m, late)] = UINT16_MAX - 1;
    jp_portfolio_options o = with(0, 1);
    assert_int_equal(refusal(m, &o, JP_ERROR_UNKNOWN).row, late);
    m->value[at(m, early)] = (double)NAN;
    m->value_valid[at(m, early) / 8] |= (uint8_t)(1u << at(m, early) % 8);
    for (uint32_t threads = 1; threads <= 4; threads++) {
        o.threads = threads;
        jp_error err = refusal(m, &o, JP_ERROR_VALUE);
        assert_int_equal(err.row, early);
        assert_string_equal(err.field, "value");
    }
    many_free(m);
}

static void rows_of_errors_are_counted_from_the_offset(void **state)
{
    (void)state;
    many *m = many_random(model, 6, 20, 60, false, 9);
    size_t row = (size_t)m->offsets[11];
    assert_true(m->offsets[12] > m->offsets[11]);
    m->actor[at(m, row)] = 2;
    assert_int_equal(refusal(m, NULL, JP_ERROR_VALUE).row, row);
    many_free(m);
}

static void a_fact_out_of_order_is_named_unless_sorting_is_asked_for(void **state)
{
    (void)state;
    many *m = many_random(model, 6, 20, 60, false, 0);
    size_t r = 6;
    while (m->offsets[r + 1] < m->offsets[r] + 2)
        r++;
    size_t row = (size_t)m->offsets[r] + 1;
    m->time_us[row] = m->time_us[row - 1] - 1;
    jp_portfolio_options o = with(0, 2);
    jp_error err = refusal(m, &o, JP_ERROR_VALUE);
    assert_int_equal(err.row, row);
    assert_string_equal(err.field, "time_us");
    o.sort = true;
    jp_table *table = score(m, &o);
    assert_scores(table, 0, model, m, AS_OF_US, JP_OUT_HEADLINES);
    jp_table_free(table);
    many_free(m);
}

/* Each path looks at the order in its own way, at least at what it sees. */
static void a_fact_out_of_order_is_named_on_every_path_as_of_any_moment(void **state)
{
    (void)state;
    many *m = many_random(model, 12, 20, 60, false, 0);
    size_t r = 6;
    while (m->offsets[r + 1] < m->offsets[r] + 5)
        r++;
    size_t first = (size_t)m->offsets[r], last = (size_t)m->offsets[r + 1] - 1;
    const int64_t moments[] = { m->time_us[first] - 1, m->time_us[(first + last) / 2], m->time_us[last],
                                m->time_us[last] + JP_DAY_US };
    const size_t rows[] = { first + 1, (first + last) / 2, last };
    for (size_t i = 0; i < JP__COUNT(rows) * JP__COUNT(moments) * 8; i++) {
        size_t row = rows[i % JP__COUNT(rows)];
        int64_t before = m->time_us[row], as_of_us = moments[i / JP__COUNT(rows) % JP__COUNT(moments)];
        jp_portfolio_options o = with(i / 12 % 2 ? JP_OUT_ALL : JP_OUT_HEADLINES, 1);
        o.plain = i / 24 % 2;
        m->time_us[row] = m->time_us[i / 48 ? row - 1 : first] - 2;
        jp_table *table = NULL;
        jp_error err = JP_ERROR_INIT;
        assert_fails(jp_portfolio_score(model, &m->facts, m->offsets, m->count, as_of_us, &o, &table, &err),
                     JP_ERROR_VALUE, &err);
        assert_int_equal(err.row, row);
        assert_string_equal(err.field, "time_us");
        m->time_us[row] = before;
    }
    many_free(m);
}

/* ---- Memory --------------------------------------------------------------------------------- */

static jp_status score_in(void *user, const jp_allocator *allocator, jp_error *err)
{
    const many *m = user;
    jp_table *table = NULL;
    jp_portfolio_options o = with(JP_OUT_ALL, 1);
    o.allocator = allocator;
    o.sort = true;
    jp_status status = jp_portfolio_score(model, &m->facts, m->offsets, m->count, AS_OF_US, &o, &table, err);
    assert_true((status == JP_OK) == (table != NULL));
    jp_table_free(table);
    return status;
}

static void a_portfolio_survives_every_failed_allocation(void **state)
{
    (void)state;
    many *m = many_random(model, 6, 30, 100, true, 0);
    assert_true(jp_sweep(score_in, m) > 10);
    many_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_column_is_what_a_scorer_says),
        cmocka_unit_test(each_flag_brings_its_own_columns_and_no_others),
        cmocka_unit_test(without_options_the_headlines_come),
        cmocka_unit_test(a_relationship_without_facts_is_unknown_and_in_the_middle),
        cmocka_unit_test(no_relationships_give_a_table_without_rows),
        cmocka_unit_test(one_relationship_of_a_hundred_thousand_facts_stands_among_small_ones),
        cmocka_unit_test(facts_in_any_order_score_the_same_where_sorting_is_asked_for),
        cmocka_unit_test(any_number_of_threads_gives_the_same_bits),
        cmocka_unit_test(an_executor_of_the_caller_gives_the_same_bits),
        cmocka_unit_test(an_executor_that_does_nothing_is_found_out),
        cmocka_unit_test(progress_is_told_on_the_calling_thread_and_ends_with_all),
        cmocka_unit_test(every_call_of_the_progress_can_end_it),
        cmocka_unit_test(with_an_executor_progress_comes_from_the_calling_thread_too),
        cmocka_unit_test(pointers_must_not_be_null),
        cmocka_unit_test(options_are_checked),
        cmocka_unit_test(offsets_must_begin_with_0_ascend_and_end_with_the_facts),
        cmocka_unit_test(columns_are_checked_as_everywhere),
        cmocka_unit_test(the_first_of_several_errors_is_reported_whoever_meets_it),
        cmocka_unit_test(rows_of_errors_are_counted_from_the_offset),
        cmocka_unit_test(a_fact_out_of_order_is_named_unless_sorting_is_asked_for),
        cmocka_unit_test(a_fact_out_of_order_is_named_on_every_path_as_of_any_moment),
        cmocka_unit_test(a_portfolio_survives_every_failed_allocation),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
