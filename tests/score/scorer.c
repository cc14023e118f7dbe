/*
 * The calls of <joyfulprofit/score.h>: arguments, options, what failure leaves, and what a scorer
 * that is used again keeps.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "score/state.h"

#include "support/allocator.h"
#include "support/sweep.h"

static book facts;

static int begin_book(void **state)
{
    book_open(&facts, model);
    book_fact(&facts, 0, "message", JP_CLIENT);
    book_fact(&facts, day(1), "status_update", JP_SUPPLIER);
    book_rating(&facts, day(2), JP_CLIENT, "pillar.trust", 0.9);
    return begin(state);
}

#define CALL(name) cmocka_unit_test_setup_teardown(name, begin_book, end)

/* ---- jp_scorer_new --------------------------------------------------------------------------- */

static void a_scorer_needs_a_place_to_go(void **state)
{
    (void)state;
    jp_error err = JP_ERROR_INIT;
    assert_fails(jp_scorer_new(model, NULL, NULL, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_scorer_new(NULL, NULL, NULL, NULL), JP_ERROR_ARGUMENT, NULL);
}

static void a_scorer_needs_a_model(void **state)
{
    (void)state;
    jp_scorer *none = scorer;
    jp_error err = JP_ERROR_INIT;
    assert_fails(jp_scorer_new(NULL, NULL, &none, &err), JP_ERROR_ARGUMENT, &err);
    assert_null(none);
}

static void options_must_say_their_size(void **state)
{
    (void)state;
    jp_scorer *none = scorer;
    jp_scorer_options options = { .struct_size = 0 };
    jp_error err = JP_ERROR_INIT;
    assert_fails(jp_scorer_new(model, &options, &none, &err), JP_ERROR_OPTIONS, &err);
    assert_null(none);
    options.struct_size = sizeof options - 1;
    assert_fails(jp_scorer_new(model, &options, &none, &err), JP_ERROR_OPTIONS, &err);
}

static void options_of_a_later_version_are_fine_while_nothing_new_is_asked(void **state)
{
    (void)state;
    struct {
        jp_scorer_options options;
        uint64_t later;
    } newer = { .options = { .struct_size = sizeof newer } };
    jp_scorer *another = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_scorer_new(model, &newer.options, &another, &err), &err);
    jp_scorer_free(another);
    newer.later = 1;
    assert_fails(jp_scorer_new(model, &newer.options, &another, &err), JP_ERROR_OPTIONS, &err);
    assert_null(another);
}

static void an_unknown_flag_is_refused_by_name(void **state)
{
    (void)state;
    jp_scorer *none = scorer;
    jp_scorer_options options = { .struct_size = sizeof options, .want = 32 };
    jp_error err = JP_ERROR_INIT;
    assert_fails(jp_scorer_new(model, &options, &none, &err), JP_ERROR_OPTIONS, &err);
    assert_null(none);
    assert_string_equal(err.field, "want");
    assert_string_equal(err.message, "jp_scorer_options.want must hold JP_WANT_ flags only, got 0x20.");
}

static void to_want_nothing_special_is_to_want_everything(void **state)
{
    (void)state;
    jp_scorer_options options = { .struct_size = sizeof options };
    jp_scorer *another = NULL;
    assert_ok(jp_scorer_new(model, &options, &another, NULL), NULL);
    assert_int_equal(another->want, JP_WANT_ALL);
    jp_scorer_free(another);
    options.want = JP_WANT_RHYTHM;
    assert_ok(jp_scorer_new(model, &options, &another, NULL), NULL);
    assert_int_equal(another->want, JP_WANT_RHYTHM);
    jp_scorer_free(another);
}

static void waits_are_collected_only_for_a_wanted_rhythm(void **state)
{
    (void)state;
    score_at(scorer, &facts, day(3));
    assert_int_equal(scorer->rhythm.walk.waits[JP_SUPPLIER], 1);
    jp_scorer_options options = { .struct_size = sizeof options, .want = JP_WANT_ALL & ~JP_WANT_RHYTHM };
    jp_scorer *another = NULL;
    assert_ok(jp_scorer_new(model, &options, &another, NULL), NULL);
    score_at(another, &facts, day(3));
    assert_int_equal(another->rhythm.walk.waits[JP_SUPPLIER], 0);
    jp_scorer_free(another);
}

static void a_scorer_keeps_its_model_alive(void **state)
{
    (void)state;
    jp_model *own = default_model();
    jp_scorer *another = scorer_for(own);
    jp_model_free(own);
    score_at(another, &facts, day(3));
    jp_scorer_free(another);
}

static void a_scorer_lets_its_model_go_with_it(void **state)
{
    (void)state;
    size_t owners = atomic_load(&model->references);
    jp_scorer *another = scorer_for(model);
    assert_int_equal(atomic_load(&model->references), owners + 1);
    jp_scorer_free(another);
    assert_int_equal(atomic_load(&model->references), owners);
}

static void no_scorer_is_freed_without_harm(void **state)
{
    (void)state;
    jp_scorer_free(NULL);
}

/* ---- jp_scorer_run --------------------------------------------------------------------------- */

static void expect_refused(jp_scorer *runner, const jp_facts *columns, jp_status status)
{
    const jp_score *untouched = (const jp_score *)(const void *)&facts;
    jp_error err = JP_ERROR_INIT;
    assert_fails(jp_scorer_run(runner, columns, 0, &untouched, &err), status, &err);
    assert_ptr_equal(untouched, &facts);
}

static void a_run_needs_scorer_score_and_facts(void **state)
{
    (void)state;
    jp_facts columns = book_facts(&facts);
    jp_error err = JP_ERROR_INIT;
    expect_refused(NULL, &columns, JP_ERROR_ARGUMENT);
    expect_refused(scorer, NULL, JP_ERROR_ARGUMENT);
    assert_fails(jp_scorer_run(scorer, &columns, 0, NULL, &err), JP_ERROR_ARGUMENT, &err);
    assert_string_equal(err.message, "Argument 'score' must not be NULL.");
    assert_fails(jp_scorer_run(NULL, &columns, 0, NULL, &err), JP_ERROR_ARGUMENT, &err);
    assert_string_equal(err.message, "Argument 'scorer' must not be NULL.");
    assert_fails(jp_scorer_run(scorer, NULL, 0, NULL, NULL), JP_ERROR_ARGUMENT, NULL);
}

static void columns_are_checked_before_anything_is_written(void **state)
{
    (void)state;
    score_at(scorer, &facts, day(3));
    jp_estimate closure = jp_score_closure(score);
    jp_facts columns = book_facts(&facts);
    columns.struct_size = 1;
    expect_refused(scorer, &columns, JP_ERROR_OPTIONS);
    columns = book_facts(&facts);
    columns.kind = NULL;
    expect_refused(scorer, &columns, JP_ERROR_ARGUMENT);
    facts.actor[1] = 2;
    columns = book_facts(&facts);
    expect_refused(scorer, &columns, JP_ERROR_VALUE);
    /* The earlier score still stands. */
    assert_int_equal(jp_score_facts(score), 3);
    jp_estimate after = jp_score_closure(score);
    assert_memory_equal(&after, &closure, sizeof closure);
    assert_true(jp_score_belief_gap(score, item_of(model, "pillar.trust")).first_level > 0.8);
}

static void no_facts_need_no_columns(void **state)
{
    (void)state;
    jp_facts none = { .struct_size = sizeof none };
    const jp_score *empty = NULL;
    assert_ok(jp_scorer_run(scorer, &none, INT64_MIN, &empty, NULL), NULL);
    assert_near(jp_score_closure(empty).value, 0.5, SHARP);
    assert_int_equal(jp_score_facts(empty), 0);
    assert_int_equal(jp_score_as_of(empty), INT64_MIN);
}

static void a_slice_of_larger_columns_is_scored_by_itself(void **state)
{
    (void)state;
    jp_facts columns = book_facts(&facts);
    columns.offset = 1;
    columns.length = 1;
    const jp_score *slice = NULL;
    assert_ok(jp_scorer_run(scorer, &columns, day(3), &slice, NULL), NULL);
    assert_int_equal(jp_score_facts(slice), 1);
    assert_int_equal(jp_score_rhythm(slice, JP_SUPPLIER).answered, 0);
    assert_int_equal(jp_score_rhythm(slice, JP_SUPPLIER).contacts, 1);
}

/* ---- Answers for what does not exist ---------------------------------------------------------- */

static void expect_unknown_estimate(jp_estimate e)
{
    assert_true(e.value == 0.5 && e.low == 0 && e.high == 1 && e.coverage == 0);
}

static void what_is_out_of_range_is_answered_as_unknown(void **state)
{
    (void)state;
    score_at(scorer, &facts, day(3));
    expect_unknown_estimate(jp_score_factor(score, (jp_factor)JP_FACTOR_COUNT));
    expect_unknown_estimate(jp_score_factor(score, (jp_factor)-1));
    expect_unknown_estimate(jp_score_dimension(score, (jp_dimension)JP_DIMENSION_COUNT));
    expect_unknown_estimate(jp_score_dimension(score, (jp_dimension)-1));
    jp_opinion opinion = jp_score_indicator(score, model->indicator_count);
    assert_true(opinion.level == 0.5 && opinion.uncertainty == 1);
    assert_true(opinion.favourable == 0 && opinion.adverse == 0);
    assert_false(jp_score_silence(score, JP_BOTH).logged);
    assert_int_equal(jp_score_rhythm(score, JP_BOTH).contacts, 0);
    assert_int_equal(jp_score_rhythm(score, (jp_side)-1).contacts, 0);
    jp_verdict line = jp_score_verdict(score, (jp_verdict_line)JP_VERDICT_COUNT);
    assert_true(line.answer == JP_ANSWER_UNKNOWN && line.p == 0.5 && line.coverage == 0);
}

static void what_is_in_range_is_what_was_computed(void **state)
{
    (void)state;
    score_at(scorer, &facts, day(3));
    for (int f = 0; f < JP_FACTOR_COUNT; f++)
        assert_near(jp_score_factor(score, (jp_factor)f).value, score->factors[f].value, EXACT);
    for (int d = 0; d < JP_DIMENSION_COUNT; d++)
        assert_near(jp_score_dimension(score, (jp_dimension)d).value, score->dimensions[d].value, EXACT);
    assert_near(jp_score_health(score).value, score->health.value, EXACT);
    assert_int_equal(jp_score_rhythm(score, JP_SUPPLIER).answered, 1);
    assert_true(jp_score_silence(score, JP_SUPPLIER).logged);
}

static void everything_has_its_name_and_nothing_else_has(void **state)
{
    (void)state;
    assert_string_equal(jp_relationship_status_name(JP_STATUS_ENDED), "ended");
    assert_string_equal(jp_relationship_status_name((jp_relationship_status)3), "");
    assert_string_equal(jp_relationship_status_name((jp_relationship_status)-1), "");
    assert_string_equal(jp_factor_name(JP_ENGAGE), "engage");
    assert_string_equal(jp_factor_name(JP_CARING), "caring");
    assert_string_equal(jp_factor_name((jp_factor)JP_FACTOR_COUNT), "");
    assert_string_equal(jp_dimension_name(JP_SUFFERING), "suffering");
    assert_string_equal(jp_dimension_name(JP_CONTROL_SUPPLIER), "control.supplier");
    assert_string_equal(jp_dimension_name(JP_RESIGNATION_CLIENT), "resignation.client");
    assert_string_equal(jp_dimension_name(JP_PLEDGE), "pledge");
    assert_string_equal(jp_dimension_name((jp_dimension)JP_DIMENSION_COUNT), "");
    assert_string_equal(jp_view_state_name(JP_VIEW_BLIND_SPOT), "blind_spot");
    assert_string_equal(jp_view_state_name((jp_view_state)5), "");
    assert_string_equal(jp_verdict_line_name(JP_RESIGNATION_SET_IN), "resignation");
    assert_string_equal(jp_verdict_line_name((jp_verdict_line)JP_VERDICT_COUNT), "");
    assert_string_equal(jp_answer_name(JP_ANSWER_UNDECIDED), "undecided");
    assert_string_equal(jp_answer_name((jp_answer)4), "");
    assert_string_equal(jp_endgame_name(JP_ENDGAME_NONE), "");
    assert_string_equal(jp_endgame_name(JP_ENDGAME_BEARING_IT), "bearing_it");
    assert_string_equal(jp_endgame_name((jp_endgame)4), "");
}

/* ---- Memory --------------------------------------------------------------------------------- */

/* What a sweep runs: a scorer, a small relationship, then a larger and unordered one. */
static jp_status score_small_then_large(void *user, const jp_allocator *allocator, jp_error *err)
{
    const book *large = user;
    jp_scorer_options options = { .struct_size = sizeof options, .allocator = allocator };
    jp_scorer *swept = scorer;
    jp_status status = jp_scorer_new(model, &options, &swept, err);
    assert_int_equal(status != JP_OK, swept == NULL);
    jp_facts columns[2] = { book_facts(&facts), book_facts(large) };
    for (int i = 0; i < 2 && status == JP_OK; i++) {
        const jp_score *untouched = (const jp_score *)(const void *)&facts;
        const jp_score *result = untouched;
        status = jp_scorer_run(swept, &columns[i], day(1000), &result, err);
        assert_int_equal(status == JP_OK, result != untouched);
    }
    jp_scorer_free(swept);
    return status;
}

static void write_large(book *large)
{
    book_open(large, model);
    for (int i = 200; i > 0; i--) { /* the last first */
        book_fact(large, day(i), "message", i % 3 == 0 ? JP_SUPPLIER : JP_CLIENT);
        book_rating(large, day(i), JP_CLIENT, "pillar.trust", 0.5);
    }
}

static void every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    (void)state;
    book *large = test_malloc(sizeof *large);
    write_large(large);
    assert_true(jp_sweep(score_small_then_large, large) >= 10);
    test_free(large);
}

static void a_run_that_needs_no_more_room_allocates_nothing(void **state)
{
    (void)state;
    jp_test_allocator memory;
    jp_test_allocator_init(&memory);
    jp_scorer_options options = { .struct_size = sizeof options, .allocator = &memory.allocator };
    jp_scorer *counted = NULL;
    assert_ok(jp_scorer_new(model, &options, &counted, NULL), NULL);
    book *large = test_malloc(sizeof *large);
    write_large(large);
    score_at(counted, large, day(1000));
    size_t calls = memory.calls;
    score_at(counted, large, day(2000));
    score_at(counted, &facts, day(2));
    score_at(counted, large, day(500));
    assert_int_equal(memory.calls, calls);
    test_free(large);
    jp_scorer_free(counted);
    jp_test_allocator_check(&memory);
}

static jp_status keep_a_walk(void *user, const jp_allocator *allocator, jp_error *err)
{
    jp_scorer *walker = user;
    jp_allocator own = walker->allocator;
    walker->allocator = *allocator;
    jp__kept kept;
    jp_status status = jp__kept_new(&kept, walker, err);
    jp__kept_free(&kept, allocator);
    walker->allocator = own;
    return status;
}

static void keeping_a_walk_takes_memory_that_may_fail(void **state)
{
    (void)state;
    assert_int_equal(jp_sweep(keep_a_walk, scorer), 1);
}

static void a_scorer_that_ran_out_of_memory_can_go_on(void **state)
{
    (void)state;
    jp_test_allocator memory;
    jp_test_allocator_init(&memory);
    jp_scorer_options options = { .struct_size = sizeof options, .allocator = &memory.allocator };
    jp_scorer *starved = NULL;
    assert_ok(jp_scorer_new(model, &options, &starved, NULL), NULL);
    jp_test_allocator_fail(&memory, 1, true);
    jp_facts columns = book_facts(&facts);
    const jp_score *result = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_fails(jp_scorer_run(starved, &columns, day(3), &result, &err), JP_ERROR_MEMORY, &err);
    jp_test_allocator_fail(&memory, 0, false);
    result = score_at(starved, &facts, day(3));
    score_at(scorer, &facts, day(3));
    assert_near(jp_score_health(result).value, jp_score_health(score).value, EXACT);
    jp_scorer_free(starved);
    jp_test_allocator_check(&memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CALL(a_scorer_needs_a_place_to_go),
        CALL(a_scorer_needs_a_model),
        CALL(options_must_say_their_size),
        CALL(options_of_a_later_version_are_fine_while_nothing_new_is_asked),
        CALL(an_unknown_flag_is_refused_by_name),
        CALL(to_want_nothing_special_is_to_want_everything),
        CALL(waits_are_collected_only_for_a_wanted_rhythm),
        CALL(a_scorer_keeps_its_model_alive),
        CALL(a_scorer_lets_its_model_go_with_it),
        CALL(no_scorer_is_freed_without_harm),
        CALL(a_run_needs_scorer_score_and_facts),
        CALL(columns_are_checked_before_anything_is_written),
        CALL(no_facts_need_no_columns),
        CALL(a_slice_of_larger_columns_is_scored_by_itself),
        CALL(what_is_out_of_range_is_answered_as_unknown),
        CALL(what_is_in_range_is_what_was_computed),
        CALL(everything_has_its_name_and_nothing_else_has),
        CALL(every_failed_allocation_is_reported_and_nothing_leaks),
        CALL(a_run_that_needs_no_more_room_allocates_nothing),
        CALL(keeping_a_walk_takes_memory_that_may_fail),
        CALL(a_scorer_that_ran_out_of_memory_can_go_on),
    };
    return cmocka_run_group_tests(tests, open_model, close_model);
}
