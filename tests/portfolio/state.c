/*
 * A state: however facts come and whenever it is scored, it says what a scorer says of all of them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "portfolio/many.h"
#include "score/outcome.h"
#include "score/scorer.h"
#include "support/allocator.h"
#include "support/sweep.h"

static jp_model *model;
static outcome expected, got; /* large */

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

/* ---- Facts that arrive ------------------------------------------------------------------------ */

static jp_facts slice(const many *m, size_t first, size_t length)
{
    jp_facts facts = m->facts;
    facts.offset += first;
    facts.length = length;
    return facts;
}

static void swap_bytes(void *column, size_t size, size_t a, size_t b)
{
    unsigned char spare[8], *bytes = column;
    memcpy(spare, bytes + a * size, size);
    memcpy(bytes + a * size, bytes + b * size, size);
    memcpy(bytes + b * size, spare, size);
}

static void swap_facts(many *m, size_t a, size_t b)
{
    bool has_a = jp__bit(m->value_valid, a), has_b = jp__bit(m->value_valid, b);
    swap_bytes(m->time_us, sizeof *m->time_us, a, b);
    swap_bytes(m->recorded_us, sizeof *m->recorded_us, a, b);
    swap_bytes(m->value, sizeof *m->value, a, b);
    swap_bytes(m->intensity, sizeof *m->intensity, a, b);
    swap_bytes(m->kind, sizeof *m->kind, a, b);
    swap_bytes(m->item, sizeof *m->item, a, b);
    swap_bytes(m->actor, 1, a, b);
    swap_bytes(m->guess, 1, a, b);
    if (has_a != has_b) {
        m->value_valid[a / 8] ^= (uint8_t)(1u << a % 8);
        m->value_valid[b / 8] ^= (uint8_t)(1u << b % 8);
    }
}

/* One relationship of about `books` x 250 facts in order of time (heapsort), whatever the relationships of
 * the portfolio it is made of. */
static many *one_long(uint64_t seed, size_t books)
{
    many *m = many_random(model, seed, books, 500, true, 0);
    size_t count = m->facts.length;
    for (size_t round = 0; round < 2 * count; round++) {
        size_t end = round < count ? count : 2 * count - round - 1;
        size_t at = round < count ? count - round - 1 : 0;
        if (round >= count)
            swap_facts(m, 0, end);
        for (size_t below; (below = 2 * at + 1) < end; at = below) {
            below += below + 1 < end && m->time_us[below + 1] > m->time_us[below];
            if (m->time_us[at] >= m->time_us[below])
                break;
            swap_facts(m, at, below);
        }
    }
    return m;
}

/* What arrives late: some facts change places with later ones, up to `reach` away. */
static void disturb(many *m, dice *d, size_t reach)
{
    for (size_t i = 0; i < m->facts.length; i++) {
        size_t other = i + roll_below(d, reach + 1);
        if (roll_below(d, 20) == 0 && other < m->facts.length)
            swap_facts(m, i, other);
    }
}

/* ---- Comparing -------------------------------------------------------------------------------- */

static jp_state *new_state(void)
{
    jp_state *state = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_state_new(model, NULL, &state, &err), &err);
    return state;
}

static void add(jp_state *state, const many *m, size_t first, size_t length)
{
    jp_error err = JP_ERROR_INIT;
    jp_facts facts = slice(m, first, length);
    assert_ok(jp_state_add(state, &facts, &err), &err);
}

/* A scorer for what the state says and one for what is right, both wanting the same. */
typedef struct judge {
    jp_scorer *scorer, *oracle;
} judge;

static judge judge_for(uint32_t want)
{
    const jp_scorer_options o = { .struct_size = sizeof o, .want = want };
    judge j;
    assert_int_equal(jp_scorer_new(model, &o, &j.scorer, NULL), JP_OK);
    assert_int_equal(jp_scorer_new(model, &o, &j.oracle, NULL), JP_OK);
    return j;
}

static void judge_free(judge j)
{
    jp_scorer_free(j.scorer);
    jp_scorer_free(j.oracle);
}

static void assert_scores_as(judge j, jp_state *state, const many *m, size_t length, int64_t as_of_us)
{
    const jp_score *score = NULL, *right = NULL;
    jp_facts facts = slice(m, 0, length);
    jp_error err = JP_ERROR_INIT;
    expected.length = got.length = 0;
    assert_int_equal(jp_state_fact_count(state), length);
    assert_ok(jp_state_score(state, j.scorer, as_of_us, &score, &err), &err);
    assert_ok(jp__scorer_run(j.oracle, &facts, as_of_us, &right, &err), &err);
    outcome_of(score, &got);
    outcome_of(right, &expected);
    assert_int_equal(got.length, expected.length);
    for (size_t i = 0; i < got.length; i++)
        if ((expected.want[i] & j.oracle->want) &&
            memcmp(&got.number[i], &expected.number[i], sizeof(double)) != 0)
            fail_msg("number %zu after %zu facts is %.17g, not %.17g", i, length, got.number[i],
                     expected.number[i]);
}

/* Mostly as of the latest fact; now and then as of an earlier one, or of any moment. */
static int64_t roll_as_of(dice *d, const many *m, size_t length)
{
    if (length == 0 || roll_below(d, 10) == 0)
        return AS_OF_US;
    if (roll_below(d, 6) == 0)
        return m->time_us[roll_below(d, length)];
    return m->time_us[length - 1] < INT64_MAX - JP_DAY_US ? m->time_us[length - 1] + JP_DAY_US : INT64_MAX;
}

static void follow(many *m, dice *d, size_t most_at_a_time, uint64_t scored_one_in)
{
    judge judges[] = { judge_for(JP_WANT_ALL), judge_for(JP_WANT_VALUES),
                       judge_for(JP_WANT_VALUES | JP_WANT_RHYTHM) };
    jp_state *state = new_state();
    for (size_t length = 0; length < m->facts.length;) {
        size_t rest = m->facts.length - length, more = roll_below(d, most_at_a_time + 1);
        more = more < rest ? more : rest;
        add(state, m, length, more);
        length += more;
        if (roll_below(d, scored_one_in) == 0)
            assert_scores_as(judges[roll_below(d, 3)], state, m, length, roll_as_of(d, m, length));
    }
    for (size_t i = 0; i < JP__COUNT(judges); i++) {
        assert_scores_as(judges[i], state, m, m->facts.length, INT64_MAX);
        judge_free(judges[i]);
    }
    jp_state_free(state);
}

/* ---- What must hold ----------------------------------------------------------------------------- */

static void facts_one_by_one_in_order_score_as_all_at_once(void **unused)
{
    (void)unused;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        many *m = one_long(seed, 3);
        dice d = { seed };
        follow(m, &d, 2, 2);
        many_free(m);
    }
}

static void facts_that_come_late_score_as_if_they_had_come_in_order(void **unused)
{
    (void)unused;
    const size_t reaches[] = { 3, 60, 2500 };
    for (size_t i = 0; i < JP__COUNT(reaches); i++) {
        many *m = one_long(20 + i, 16);
        dice d = { i };
        disturb(m, &d, reaches[i]);
        follow(m, &d, 40, 3);
        many_free(m);
    }
}

static void facts_in_any_order_and_any_portions_score_the_same(void **unused)
{
    (void)unused;
    for (uint64_t seed = 40; seed < 46; seed++) {
        many *m = many_random(model, seed, 14, 500, true, 0);
        dice d = { seed };
        follow(m, &d, 900, 1);
        many_free(m);
    }
}

static void small_relationships_score_the_same_after_each_fact(void **unused)
{
    (void)unused;
    for (uint64_t seed = 100; seed < 160; seed++) {
        many *m = many_random(model, seed, 2, 80, seed % 2 == 0, 0);
        dice d = { seed };
        follow(m, &d, 1, 1);
        many_free(m);
    }
}

static void scoring_does_not_change_a_state(void **unused)
{
    (void)unused;
    many *m = one_long(77, 12);
    judge j = judge_for(JP_WANT_ALL);
    jp_state *state = new_state();
    add(state, m, 0, m->facts.length);
    for (int round = 0; round < 3; round++) {
        assert_scores_as(j, state, m, m->facts.length, INT64_MAX);
        assert_scores_as(j, state, m, m->facts.length, 0);
        assert_scores_as(j, state, m, m->facts.length, AS_OF_US);
        assert_scores_as(j, state, m, m->facts.length, INT64_MIN);
    }
    jp_state_free(state);
    judge_free(j);
    many_free(m);
}

static void a_state_without_facts_is_unknown(void **unused)
{
    (void)unused;
    many *m = many_random(model, 1, 0, 0, false, 0);
    judge j = judge_for(JP_WANT_ALL);
    jp_state *state = new_state();
    add(state, m, 0, 0);
    assert_scores_as(j, state, m, 0, 5);
    assert_int_equal(jp_score_status(&j.scorer->score), JP_STATUS_UNKNOWN);
    jp_state_free(state);
    judge_free(j);
    many_free(m);
}

/* A scorer that was used for a state is one like any other afterwards. */
static void the_scorer_stays_its_own(void **unused)
{
    (void)unused;
    many *m = one_long(5, 10), *other = one_long(6, 2);
    judge j = judge_for(JP_WANT_ALL);
    jp_state *one = new_state(), *two = new_state();
    add(one, m, 0, m->facts.length);
    add(two, other, 0, other->facts.length);
    for (int round = 0; round < 3; round++) {
        assert_scores_as(j, one, m, m->facts.length, AS_OF_US);
        assert_scores_as(j, two, other, other->facts.length, AS_OF_US);
        const jp_score *score = NULL;
        assert_int_equal(jp_scorer_run(j.scorer, &other->facts, AS_OF_US, &score, NULL), JP_OK);
        assert_near(jp_score_health(score).value, jp_score_health(&j.oracle->score).value, EXACT);
    }
    jp_state_free(one);
    jp_state_free(two);
    judge_free(j);
    many_free(m);
    many_free(other);
}

/* ---- Facts taken out ---------------------------------------------------------------------------- */

static jp_facts taken_out(jp_state *state)
{
    jp_facts facts = { .struct_size = sizeof facts };
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_state_facts(state, &facts, &err), &err);
    assert_int_equal(facts.length, jp_state_fact_count(state));
    return facts;
}

static jp_state *made_again(jp_state *state)
{
    jp_state *again = new_state();
    jp_facts facts = taken_out(state);
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_state_add(again, &facts, &err), &err);
    return again;
}

static void facts_taken_out_make_the_same_state_again(void **unused)
{
    (void)unused;
    judge j = judge_for(JP_WANT_ALL);
    for (uint64_t seed = 200; seed < 208; seed++) {
        many *m = many_random(model, seed, 6, 200, seed % 2 == 0, 0);
        jp_state *state = new_state();
        size_t half = m->facts.length / 2;
        add(state, m, 0, half);
        (void)taken_out(state);
        add(state, m, half, m->facts.length - half);
        jp_state *again = made_again(state);
        dice d = { seed };
        for (int round = 0; round < 8; round++)
            assert_scores_as(j, again, m, m->facts.length, roll_as_of(&d, m, m->facts.length));
        assert_scores_as(j, again, m, m->facts.length, INT64_MAX);
        jp_state_free(again);
        jp_state_free(state);
        many_free(m);
    }
    judge_free(j);
}

static void facts_come_out_in_one_order_whatever_order_they_came_in(void **unused)
{
    (void)unused;
    many *m = one_long(9, 4);
    dice d = { 9 };
    jp_state *state = new_state(), *disturbed = new_state();
    add(state, m, 0, m->facts.length);
    jp_facts facts = taken_out(state);
    for (size_t i = 1; i < facts.length; i++)
        assert_true(facts.time_us[i - 1] <= facts.time_us[i]);
    disturb(m, &d, 300);
    add(disturbed, m, 0, m->facts.length);
    jp_facts others = taken_out(disturbed);
    assert_memory_equal(facts.time_us, others.time_us, facts.length * sizeof *facts.time_us);
    assert_memory_equal(facts.kind, others.kind, facts.length * sizeof *facts.kind);
    assert_memory_equal(facts.actor, others.actor, facts.length);
    assert_memory_equal(facts.value, others.value, facts.length * sizeof *facts.value);
    jp_state_free(disturbed);
    jp_state_free(state);
    many_free(m);
}

static void columns_that_no_fact_needs_are_not_there(void **unused)
{
    (void)unused;
    const int64_t time_us[] = { 9, 7, 8 }, recorded_us[] = { 9, 3, 100 };
    const uint16_t kind[] = { 0, 0, JP_RATING }, item[] = { 5, 5, 1 };
    const uint8_t actor[] = { JP_CLIENT, JP_SUPPLIER, JP_CLIENT }, guess[] = { 0, 0, 1 };
    const double value[] = { 1, 2, 0.5 }, intensity[] = { 1, 1, 0.25 };
    jp_facts given = { .struct_size = sizeof given, .length = 2, .time_us = time_us, .kind = kind,
                       .actor = actor, .value = value, .intensity = intensity, .recorded_us = recorded_us,
                       .item = item, .guess = guess };
    jp_state *state = new_state();
    assert_null(taken_out(state).time_us);
    assert_int_equal(jp_state_add(state, &given, NULL), JP_OK);
    jp_facts facts = taken_out(state);
    assert_null(facts.intensity); /* a rating has none either, below */
    assert_null(facts.recorded_us);
    assert_null(facts.item);
    assert_null(facts.guess);
    assert_null(facts.id_offsets);
    assert_ptr_equal(facts.time_us, taken_out(state).time_us); /* nothing is made twice */
    given.offset = 2;
    given.length = 1;
    assert_int_equal(jp_state_add(state, &given, NULL), JP_OK);
    facts = taken_out(state);
    assert_int_equal(facts.time_us[1], 8);
    assert_int_equal(facts.kind[1], JP_RATING);
    assert_int_equal(facts.item[1], 1);
    assert_int_equal(facts.guess[1], 1);
    assert_null(facts.intensity);
    assert_int_equal(facts.recorded_us[1], 100);
    assert_int_equal(facts.recorded_valid[0], 2); /* only where it was later */
    jp_state_free(state);
}

static void adding_gives_back_what_taking_out_took(void **unused)
{
    (void)unused;
    many *m = one_long(14, 8);
    jp_facts facts = m->facts;
    const jp_facts no_facts = { .struct_size = sizeof no_facts };
    jp_test_allocator memory;
    jp_test_allocator_init(&memory);
    jp_state *state = NULL;
    assert_int_equal(jp_state_new(model, &memory.allocator, &state, NULL), JP_OK);
    assert_int_equal(jp_state_add(state, &facts, NULL), JP_OK);
    size_t before = memory.bytes;
    (void)taken_out(state);
    assert_true(memory.bytes > before + 23 * facts.length);
    assert_true(memory.bytes < before + 44 * facts.length + 512);
    assert_int_equal(jp_state_add(state, &no_facts, NULL), JP_OK);
    assert_int_equal(memory.bytes, before);
    assert_int_equal(taken_out(state).length, m->facts.length);
    jp_state_free(state);
    jp_test_allocator_check(&memory);
    many_free(m);
}

static void a_state_takes_its_own_facts_once_more(void **unused)
{
    (void)unused;
    many *m = one_long(13, 2);
    jp_state *state = new_state(), *twice = new_state();
    jp_scorer *scorer = scorer_for(model);
    const jp_score *score = NULL;
    add(state, m, 0, m->facts.length);
    jp_facts facts = taken_out(state);
    assert_int_equal(jp_state_add(state, &facts, NULL), JP_OK);
    add(twice, m, 0, m->facts.length);
    add(twice, m, 0, m->facts.length);
    assert_int_equal(jp_state_fact_count(state), 2 * m->facts.length);
    assert_int_equal(jp_state_score(state, scorer, INT64_MAX, &score, NULL), JP_OK);
    outcome_of(score, &got);
    assert_int_equal(jp_state_score(twice, scorer, INT64_MAX, &score, NULL), JP_OK);
    outcome_of(score, &expected);
    assert_memory_equal(got.number, expected.number, got.length * sizeof *got.number);
    jp_scorer_free(scorer);
    jp_state_free(twice);
    jp_state_free(state);
    many_free(m);
}

/* ---- What is refused ---------------------------------------------------------------------------- */

static void of_refused_facts_none_is_kept(void **unused)
{
    (void)unused;
    many *m = many_random(model, 3, 4, 60, false, 0);
    judge j = judge_for(JP_WANT_ALL);
    jp_state *state = new_state();
    size_t half = m->facts.length / 2;
    jp_error err = JP_ERROR_INIT;
    add(state, m, 0, half);
    uint8_t actor = m->actor[m->facts.length - 1];
    m->actor[m->facts.length - 1] = 7;
    jp_facts rest = slice(m, half, m->facts.length - half);
    assert_fails(jp_state_add(state, &rest, &err), JP_ERROR_VALUE, &err);
    assert_int_equal(err.row, rest.length - 1);
    assert_scores_as(j, state, m, half, AS_OF_US);
    m->actor[m->facts.length - 1] = actor;
    add(state, m, half, m->facts.length - half);
    assert_scores_as(j, state, m, m->facts.length, AS_OF_US);
    jp_state_free(state);
    judge_free(j);
    many_free(m);
}

static void arguments_must_fit(void **unused)
{
    (void)unused;
    jp_model *other = default_model();
    jp_scorer *stranger = scorer_for(other), *scorer = scorer_for(model);
    jp_state *state = new_state(), *none = state;
    const jp_facts facts = { .struct_size = sizeof facts };
    jp_facts out = { .struct_size = 3 };
    const jp_score *score = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_fails(jp_state_facts(NULL, &out, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_state_facts(state, NULL, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_state_facts(state, &out, &err), JP_ERROR_OPTIONS, &err);
    assert_int_equal(out.struct_size, 3);
    assert_fails(jp_state_new(NULL, NULL, &none, &err), JP_ERROR_ARGUMENT, &err);
    assert_null(none);
    assert_fails(jp_state_new(model, NULL, NULL, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_state_add(NULL, &facts, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_state_add(state, NULL, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_state_score(NULL, scorer, 0, &score, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_state_score(state, NULL, 0, &score, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_state_score(state, scorer, 0, NULL, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_state_score(state, stranger, 0, &score, &err), JP_ERROR_ARGUMENT, &err);
    assert_null(score);
    jp_state_free(NULL);
    jp_state_free(state);
    jp_scorer_free(stranger);
    jp_scorer_free(scorer);
    jp_model_free(other);
}

/* ---- Memory ------------------------------------------------------------------------------------- */

typedef struct sweeping {
    many *m;
    judge j;
} sweeping;

static jp_status fill_and_score(sweeping *s, jp_state *state, jp_error *err)
{
    const jp_score *score;
    for (size_t first = 0, portion; first < s->m->facts.length; first += portion) {
        portion = s->m->facts.length / 5 + 1;
        portion = s->m->facts.length - first < portion ? s->m->facts.length - first : portion;
        jp_facts facts = slice(s->m, first, portion);
        JP_TRY(jp_state_add(state, &facts, err));
        JP_TRY(jp_state_score(state, s->j.scorer, INT64_MAX, &score, err));
        facts = (jp_facts){ .struct_size = sizeof facts };
        JP_TRY(jp_state_facts(state, &facts, err));
        assert_int_equal(facts.length, first + portion);
    }
    return JP_OK;
}

/* After a failure the state goes on as if nothing had been asked. */
static jp_status state_in(void *user, const jp_allocator *allocator, jp_error *err)
{
    sweeping *s = user;
    jp_state *state = NULL;
    jp_status status = jp_state_new(model, allocator, &state, err);
    assert_true((status == JP_OK) == (state != NULL));
    if (status == JP_OK)
        status = fill_and_score(s, state, err);
    if (state != NULL && status == JP_OK)
        assert_scores_as(s->j, state, s->m, s->m->facts.length, AS_OF_US);
    jp_state_free(state);
    return status;
}

static void a_state_survives_every_failed_allocation(void **unused)
{
    (void)unused;
    sweeping s = { one_long(31, 24), judge_for(JP_WANT_ALL) };
    dice d = { 1 };
    disturb(s.m, &d, 500);
    assert_true(jp_sweep(state_in, &s) > 8);
    judge_free(s.j);
    many_free(s.m);
}

/* Adding and scoring that fail, again and again, between those that do not. */
static void a_failure_leaves_a_state_as_it_was(void **unused)
{
    (void)unused;
    many *m = one_long(32, 14);
    dice d = { 2 };
    disturb(m, &d, 100);
    judge j = judge_for(JP_WANT_ALL);
    jp_test_allocator memory;
    jp_test_allocator_init(&memory);
    jp_state *state = NULL;
    assert_int_equal(jp_state_new(model, &memory.allocator, &state, NULL), JP_OK);
    for (size_t length = 0; length < m->facts.length;) {
        size_t rest = m->facts.length - length, portion = roll_below(&d, 300);
        size_t count = portion < rest ? portion : rest;
        jp_facts facts = slice(m, length, count);
        const jp_score *score;
        jp_test_allocator_fail(&memory, 1 + roll_below(&d, 3), true);
        if (jp_state_add(state, &facts, NULL) == JP_OK)
            length += count;
        (void)jp_state_score(state, j.scorer, INT64_MAX, &score, NULL);
        facts = (jp_facts){ .struct_size = sizeof facts };
        if (jp_state_facts(state, &facts, NULL) == JP_OK)
            assert_int_equal(facts.length, length);
        jp_test_allocator_fail(&memory, 0, false);
        assert_scores_as(j, state, m, length, INT64_MAX);
    }
    jp_state *again = made_again(state);
    assert_scores_as(j, again, m, m->facts.length, INT64_MAX);
    jp_state_free(again);
    jp_state_free(state);
    jp_test_allocator_check(&memory);
    judge_free(j);
    many_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(facts_one_by_one_in_order_score_as_all_at_once),
        cmocka_unit_test(facts_that_come_late_score_as_if_they_had_come_in_order),
        cmocka_unit_test(facts_in_any_order_and_any_portions_score_the_same),
        cmocka_unit_test(small_relationships_score_the_same_after_each_fact),
        cmocka_unit_test(scoring_does_not_change_a_state),
        cmocka_unit_test(a_state_without_facts_is_unknown),
        cmocka_unit_test(the_scorer_stays_its_own),
        cmocka_unit_test(facts_taken_out_make_the_same_state_again),
        cmocka_unit_test(facts_come_out_in_one_order_whatever_order_they_came_in),
        cmocka_unit_test(columns_that_no_fact_needs_are_not_there),
        cmocka_unit_test(adding_gives_back_what_taking_out_took),
        cmocka_unit_test(a_state_takes_its_own_facts_once_more),
        cmocka_unit_test(of_refused_facts_none_is_kept),
        cmocka_unit_test(arguments_must_fit),
        cmocka_unit_test(a_state_survives_every_failed_allocation),
        cmocka_unit_test(a_failure_leaves_a_state_as_it_was),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
