/*
 * Status, silence and rhythm as a score reports them, and where a relationship tends when nothing
 * happens any more (docs/method.md sections 2, 5 and 9).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "score/state.h"

static book facts;

static int begin_book(void **state)
{
    book_open(&facts, model);
    return begin(state);
}

#define STATUS(name) cmocka_unit_test_setup_teardown(name, begin_book, end)

static void fact(double at, const char *kind, jp_side actor)
{
    book_fact(&facts, day(at), kind, actor);
}

static void run_at(double as_of)
{
    score_at(scorer, &facts, day(as_of));
}

static void expect_status(double as_of, jp_relationship_status status)
{
    run_at(as_of);
    assert_string_equal(jp_relationship_status_name(jp_score_status(score)),
                        jp_relationship_status_name(status));
}

/* ---- Status --------------------------------------------------------------------------------- */

static void a_relationship_is_known_when_a_fifth_of_closure_is_covered(void **state)
{
    (void)state;
    expect_status(0, JP_STATUS_UNKNOWN);
    /* Each rating covers 2/3 of its indicator: 1/3 of a factor of two. */
    book_rating(&facts, 0, JP_CLIENT, "engage.client", 0.5);
    book_rating(&facts, 0, JP_CLIENT, "conversation.client", 0.5);
    expect_status(0, JP_STATUS_UNKNOWN);
    assert_near(jp_score_closure(score).coverage, (1.0 / 6 + 1.0 / 3) / 3, SHARP);
    book_rating(&facts, 0, JP_CLIENT, "excite.client", 0.5);
    expect_status(0, JP_STATUS_KNOWN);
    assert_near(jp_score_closure(score).coverage, 2.0 / 9, SHARP);
}

static void how_much_makes_known_is_the_models(void **state)
{
    (void)state;
    jp_model *other = changed_model("{'parameters': {'known_coverage': 0.25}}");
    jp_scorer *stricter = scorer_for(other);
    book_rating(&facts, 0, JP_CLIENT, "engage.client", 0.5);
    book_rating(&facts, 0, JP_CLIENT, "conversation.client", 0.5);
    book_rating(&facts, 0, JP_CLIENT, "excite.client", 0.5);
    assert_int_equal(jp_score_status(score_at(stricter, &facts, 0)), JP_STATUS_UNKNOWN);
    book_rating(&facts, 0, JP_SUPPLIER, "engage.supplier", 0.5); /* 5/18 */
    assert_int_equal(jp_score_status(score_at(stricter, &facts, 0)), JP_STATUS_KNOWN);
    jp_scorer_free(stricter);
    jp_model_free(other);
}

static void where_no_coverage_is_asked_for_everything_is_known(void **state)
{
    (void)state;
    jp_model *other = changed_model("{'parameters': {'known_coverage': 0}}");
    jp_scorer *trusting = scorer_for(other);
    assert_int_equal(jp_score_status(score_at(trusting, &facts, 0)), JP_STATUS_KNOWN);
    jp_scorer_free(trusting);
    jp_model_free(other);
}

static void an_end_comes_before_what_is_known(void **state)
{
    (void)state;
    fact(10, "termination", JP_CLIENT);
    expect_status(9, JP_STATUS_UNKNOWN);
    expect_status(10, JP_STATUS_ENDED);
    expect_status(5000, JP_STATUS_ENDED);
    fact(20, "renewal", JP_CLIENT);
    run_at(20);
    assert_int_not_equal(jp_score_status(score), JP_STATUS_ENDED);
    expect_status(5000, JP_STATUS_UNKNOWN);
}

static void a_known_relationship_that_ended_is_ended(void **state)
{
    (void)state;
    for (int i = 0; i < 30; i++)
        fact(7 * i, "meeting", JP_CLIENT);
    expect_status(210, JP_STATUS_KNOWN);
    fact(210, "termination", JP_SUPPLIER);
    expect_status(210, JP_STATUS_ENDED);
    assert_true(jp_score_closure(score).coverage > 0.2);
}

/* ---- What is seen ---------------------------------------------------------------------------- */

static void the_facts_of_a_score_are_those_seen_at_its_moment(void **state)
{
    (void)state;
    fact(0, "message", JP_CLIENT);
    fact(2, "status_update", JP_SUPPLIER); /* derives a reply, which is none of them */
    book_rating(&facts, day(3), JP_CLIENT, "pillar.trust", 0.5);
    fact(1, "thanks", JP_CLIENT);
    book_recorded(&facts, day(4));
    run_at(-1);
    assert_int_equal(jp_score_facts(score), 0);
    run_at(0);
    assert_int_equal(jp_score_facts(score), 1);
    run_at(3);
    assert_int_equal(jp_score_facts(score), 3);
    assert_int_equal(jp_score_as_of(score), day(3));
    run_at(4);
    assert_int_equal(jp_score_facts(score), 4);
}

static void a_reply_speaks_only_through_the_turn_it_closes(void **state)
{
    (void)state;
    fact(0, "reply", JP_SUPPLIER); /* no turn, no value */
    run_at(0);
    for (size_t i = 0; i < model->indicator_count; i++) {
        jp_opinion opinion = jp_score_indicator(score, i);
        assert_near(opinion.favourable + opinion.adverse, 0, EXACT);
    }
    facts.length = 0;
    fact(-1, "message", JP_CLIENT);
    fact(0, "reply", JP_SUPPLIER); /* 24 hours: a half each of 0.25 for and 0.15 against, once */
    run_at(0);
    jp_opinion opinion = jp_score_indicator(score, item_of(model, "pillar.communication"));
    const double half = 0.56350832689629156; /* saturated with q = 0.6, mpmath */
    assert_near(opinion.favourable, 0.25 * half, SHARP);
    assert_near(opinion.adverse, 0.15 * half, SHARP);
    assert_near(opinion.level, (0.25 * half + 1) / (0.4 * half + 2), SHARP);
    assert_near(opinion.uncertainty, 2 / (0.4 * half + 2), SHARP);
}

static void a_harm_is_reported_by_its_level(void **state)
{
    (void)state;
    book_rating(&facts, 0, JP_CLIENT, "suffering.client.not_heard", 1);
    run_at(0);
    jp_opinion opinion = jp_score_indicator(score, item_of(model, "suffering.client.not_heard"));
    assert_near(opinion.level, 5.0 / 6, SHARP); /* (4 + 1) / (4 + 2) */
    assert_near(opinion.adverse, 4, SHARP);
    assert_near(opinion.favourable, 0, EXACT);
    assert_near(opinion.uncertainty, 1.0 / 3, SHARP);
}

/* ---- Silence and rhythm ----------------------------------------------------------------------- */

static void ninety_days_are_the_mark_of_silence(void **state)
{
    (void)state;
    fact(0, "thanks", JP_CLIENT);
    run_at(90);
    jp_silence client = jp_score_silence(score, JP_CLIENT);
    assert_true(client.logged && client.silent_90);
    assert_near(client.days, 90, EXACT);
    assert_near(client.score, 0.5, SHARP);
    score_at(scorer, &facts, day(90) - 1);
    assert_false(jp_score_silence(score, JP_CLIENT).silent_90);
}

static void an_unlogged_side_is_not_silent(void **state)
{
    (void)state;
    fact(0, "thanks", JP_CLIENT);
    run_at(500);
    jp_silence supplier = jp_score_silence(score, JP_SUPPLIER);
    assert_false(supplier.logged || supplier.silent_90);
    assert_near(supplier.days, 0, EXACT);
    assert_near(supplier.score, 0, EXACT);
    facts.length = 0;
    run_at(500);
    assert_false(jp_score_silence(score, JP_CLIENT).logged);
}

static void silence_goes_on_being_reported_after_an_end(void **state)
{
    (void)state;
    fact(0, "thanks", JP_CLIENT);
    fact(10, "termination", JP_CLIENT);
    run_at(90);
    assert_near(jp_score_silence(score, JP_CLIENT).days, 90, EXACT);
    assert_true(jp_score_silence(score, JP_CLIENT).silent_90);
}

static void the_rhythm_is_reported_side_by_side(void **state)
{
    (void)state;
    fact(0, "message", JP_CLIENT);
    fact(1, "status_update", JP_SUPPLIER);
    fact(5, "message", JP_CLIENT);
    run_at(7);
    jp_rhythm client = jp_score_rhythm(score, JP_CLIENT), supplier = jp_score_rhythm(score, JP_SUPPLIER);
    assert_int_equal(client.contacts, 2);
    assert_near(client.mean_gap_days, 5, EXACT);
    assert_int_equal(supplier.contacts, 1);
    assert_int_equal(supplier.answered, 1);
    assert_true(supplier.open);
    assert_near(supplier.open_turn_hours, 48, EXACT);
    assert_near(supplier.median_response_hours, 24, EXACT);
    double reciprocity = -1;
    assert_true(jp_score_reciprocity(score, &reciprocity));
    /* c = 2^(-5/90) + 1, s = 2^(-4/90), mpmath */
    assert_near(reciprocity, 0.66146011135607160, SHARP);
}

static void without_contacts_there_is_no_reciprocity(void **state)
{
    (void)state;
    run_at(7);
    double reciprocity = -1;
    assert_false(jp_score_reciprocity(score, &reciprocity));
    assert_near(reciprocity, -1, EXACT);
}

/* ---- In the long run -------------------------------------------------------------------------- */

static void meet_often(void)
{
    for (int i = 0; i < 60; i++)
        fact(7 * i, "meeting", JP_CLIENT);
}

static void quarrel_often(void)
{
    static const char *const factors[] = {
        "engage.client", "engage.supplier", "excite.client", "excite.supplier", "conversation.client",
        "conversation.supplier", "caring.connectivity", "caring.support", "caring.validation",
    };
    for (int i = 0; i < 10; i++) {
        fact(350 + 7 * i, "blame", JP_SUPPLIER);
        fact(351 + 7 * i, "disrespect", JP_CLIENT);
        for (size_t f = 0; f < JP__COUNT(factors); f++) {
            book_rating(&facts, day(351 + 7 * i), JP_CLIENT, factors[f], 0);
            book_rating(&facts, day(351 + 7 * i), JP_SUPPLIER, factors[f], 0);
        }
    }
}

static void after_a_long_silence_every_relationship_is_alike(void **state)
{
    (void)state;
    meet_often();
    run_at(420);
    assert_true(jp_score_closure(score).value > 0.55);
    run_at(420 + 90 * 60);
    double good = jp_score_closure(score).value;
    facts.length = 0;
    quarrel_often();
    run_at(420);
    assert_true(jp_score_closure(score).value < 0.2);
    run_at(420 + 90 * 60);
    assert_near(jp_score_closure(score).value, good, 1e-6); /* the fallen and the risen */
    assert_near(good, 0.36, 0.005);                          /* of the default model */
}

static void an_open_turn_stays_open_in_the_long_run(void **state)
{
    (void)state;
    meet_often();
    fact(420, "message", JP_CLIENT);
    run_at(420 + 90 * 60);
    assert_near(jp_score_closure(score).value, 0.35, 0.005);
}

static void after_an_end_everything_tends_to_knowing_nothing(void **state)
{
    (void)state;
    quarrel_often();
    fact(420, "termination", JP_CLIENT);
    run_at(420 + 365 * 60);
    assert_near(jp_score_closure(score).value, 0.5, 1e-9);
    assert_near(jp_score_health(score).value, 0.5, 1e-9);
    assert_near(jp_score_closure(score).coverage, 0, 1e-9);
    assert_int_equal(jp_score_status(score), JP_STATUS_ENDED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STATUS(a_relationship_is_known_when_a_fifth_of_closure_is_covered),
        STATUS(how_much_makes_known_is_the_models),
        STATUS(where_no_coverage_is_asked_for_everything_is_known),
        STATUS(an_end_comes_before_what_is_known),
        STATUS(a_known_relationship_that_ended_is_ended),
        STATUS(the_facts_of_a_score_are_those_seen_at_its_moment),
        STATUS(a_reply_speaks_only_through_the_turn_it_closes),
        STATUS(a_harm_is_reported_by_its_level),
        STATUS(ninety_days_are_the_mark_of_silence),
        STATUS(an_unlogged_side_is_not_silent),
        STATUS(silence_goes_on_being_reported_after_an_end),
        STATUS(the_rhythm_is_reported_side_by_side),
        STATUS(without_contacts_there_is_no_reciprocity),
        STATUS(after_a_long_silence_every_relationship_is_alike),
        STATUS(an_open_turn_stays_open_in_the_long_run),
        STATUS(after_an_end_everything_tends_to_knowing_nothing),
    };
    return cmocka_run_group_tests(tests, open_model, close_model);
}
