/*
 * Two views of one relationship: belief gap, awareness, empathy (docs/method.md section 6). A rating
 * weighs 4, said counts twice: 8 in each view. Numbers with many digits are computed with mpmath at
 * 40 digits from the formulas of the method.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "score/state.h"

#define TRUST "pillar.trust"
#define NOT_HEARD "suffering.client.not_heard"

static book facts;

static int begin_book(void **state)
{
    book_open(&facts, model);
    return begin(state);
}

#define VIEW(name) cmocka_unit_test_setup_teardown(name, begin_book, end)

static void run(void)
{
    score_at(scorer, &facts, 0);
}

static jp_view gap_of(const char *item, double client, double supplier)
{
    facts.length = 0;
    book_rating(&facts, 0, JP_CLIENT, item, client);
    book_rating(&facts, 0, JP_SUPPLIER, item, supplier);
    run();
    return jp_score_belief_gap(score, item_of(model, item));
}

static void expect_unknown(jp_view view, double first_level, double second_level)
{
    assert_false(view.known);
    assert_int_equal(view.state, JP_VIEW_UNKNOWN);
    assert_near(view.difference, 0, EXACT);
    assert_near(view.p_positive, 0.5, FINE);
    assert_near(view.first_level, first_level, SHARP);
    assert_near(view.second_level, second_level, SHARP);
}

/* What is said of nothing: not even a spread. */
static void expect_nothing(jp_view view)
{
    expect_unknown(view, 0.5, 0.5);
    assert_near(view.low, -1, EXACT);
    assert_near(view.high, 1, EXACT);
    assert_near(view.sd, 0, EXACT);
}

/* ---- The difference ------------------------------------------------------------------------- */

static void the_gap_is_what_the_client_says_less_what_the_supplier_says_shrunk(void **state)
{
    (void)state;
    jp_view view = gap_of(TRUST, 0.9, 0.2);
    assert_true(view.known);
    assert_near(view.difference, 0.35138820029747149, SHARP); /* of 0.7 */
    assert_near(view.sd, 0.17642577347107938, SHARP);
    assert_near(view.low, 0.0056000383495337972, SHARP);
    assert_near(view.high, 0.69717636224540919, SHARP);
    assert_near(view.p_positive, 0.97679831531248776, FINE);
    assert_near(view.first_level, 0.82, SHARP);
    assert_near(view.second_level, 0.26, SHARP);
}

static void of_a_harm_the_gap_counts_the_good_and_the_levels_the_harm(void **state)
{
    (void)state;
    jp_view view = gap_of(NOT_HEARD, 0.9, 0.2);
    assert_near(view.difference, -0.35138820029747149, SHARP);
    assert_near(view.p_positive, 0.023201684687512236, FINE);
    assert_near(view.first_level, 0.82, SHARP);
    assert_near(view.second_level, 0.26, SHARP);
    assert_int_equal(view.state, JP_VIEW_BLIND_SPOT);
}

static void equal_views_have_no_gap(void **state)
{
    (void)state;
    jp_view view = gap_of(TRUST, 0.75, 0.75);
    assert_true(view.known);
    assert_near(view.difference, 0, EXACT);
    assert_near(view.p_positive, 0.5, FINE);
}

static void more_evidence_shrinks_the_gap_less(void **state)
{
    (void)state;
    facts.length = 0;
    for (int week = -49; week <= 0; week++) { /* the older ones faded, so 50 weeks weigh less than 50 */
        book_rating(&facts, day(7 * week), JP_CLIENT, TRUST, 0.9);
        book_rating(&facts, day(7 * week), JP_SUPPLIER, TRUST, 0.2);
    }
    run();
    jp_view view = jp_score_belief_gap(score, item_of(model, TRUST));
    assert_true(view.difference > 0.66 && view.difference < 0.6864); /* 0.6864 if none had faded */
    assert_true(view.sd < 0.05);
}

static void the_scale_of_gaps_and_their_precision_are_the_models(void **state)
{
    (void)state;
    jp_model *other = changed_model("{'parameters': {'gap_precision': 1}}");
    jp_model *shared = model;
    end(NULL);
    model = other;
    begin_book(NULL);
    jp_view view = gap_of(TRUST, 0.9, 0.2);
    assert_near(view.difference, 0.23433315479378682, SHARP);
    assert_near(view.first_level, 4.6 / 6, SHARP);
    end(NULL);
    model = shared;
    begin_book(NULL);
    jp_model_free(other);
}

static void base_rate_and_prior_weight_are_the_indicators(void **state)
{
    (void)state;
    jp_model *other = changed_model("{'indicators': {'pillar.trust':"
                                    " {'base_rate': 0.75, 'prior_weight': 4}}}");
    jp_model *shared = model;
    end(NULL);
    model = other;
    begin_book(NULL);
    jp_view view = gap_of(TRUST, 0.9, 0.2);
    assert_near(view.difference, 0.35576336653791421, SHARP);
    assert_near(view.sd, 0.17531518388882335, SHARP);
    assert_near(view.first_level, 0.85, SHARP);
    assert_near(view.second_level, 4.6 / 12, SHARP);
    end(NULL);
    model = shared;
    begin_book(NULL);
    jp_model_free(other);
}

static void the_interval_is_clipped_to_what_can_be(void **state)
{
    (void)state;
    jp_model *other = changed_model("{'parameters': {'gap_tau': 1}}");
    jp_model *shared = model;
    end(NULL);
    model = other;
    begin_book(NULL);
    jp_view view = gap_of(TRUST, 1, 0);
    assert_near(view.difference, 16.0 / 17, SHARP); /* 4 / (4 + 1/4) */
    assert_near(view.high, 1, EXACT);
    assert_near(view.low, 0.46581538054911164, SHARP);
    view = gap_of(TRUST, 0, 1);
    assert_near(view.low, -1, EXACT);
    assert_near(view.high, -0.46581538054911164, SHARP);
    end(NULL);
    model = shared;
    begin_book(NULL);
    jp_model_free(other);
}

/* ---- One side silent -------------------------------------------------------------------------- */

static void where_nobody_has_said_anything_no_gap_is_claimed(void **state)
{
    (void)state;
    book_fact(&facts, 0, "meeting", JP_CLIENT);
    run();
    jp_view view = jp_score_belief_gap(score, item_of(model, TRUST));
    expect_unknown(view, 0.5, 0.5);
    assert_near(view.sd, 0.25, SHARP); /* tau */
    assert_near(view.low, -JP__Z / 4, SHARP);
    assert_near(view.high, JP__Z / 4, SHARP);
}

static void where_one_side_is_silent_no_gap_is_claimed(void **state)
{
    (void)state;
    book_rating(&facts, 0, JP_CLIENT, TRUST, 0.9);
    run();
    expect_unknown(jp_score_belief_gap(score, item_of(model, TRUST)), 0.82, 0.5);
    facts.length = 0;
    book_rating(&facts, 0, JP_SUPPLIER, TRUST, 0.2);
    run();
    expect_unknown(jp_score_belief_gap(score, item_of(model, TRUST)), 0.5, 0.26);
}

static void a_word_that_has_nearly_faded_is_still_a_word(void **state)
{
    (void)state;
    book_rating(&facts, day(-365 * 5), JP_CLIENT, TRUST, 0.9); /* five half-lives: 8 / 32 */
    book_rating(&facts, 0, JP_SUPPLIER, TRUST, 0.2);
    run();
    jp_view view = jp_score_belief_gap(score, item_of(model, TRUST));
    assert_true(view.known);
    assert_near(view.difference, 0.049376323366871915, SHARP);
    assert_int_equal(view.state, JP_VIEW_UNDERVALUED);
    facts.time_us[0] = 0;
    facts.time_us[1] = day(-365 * 5);
    run();
    view = jp_score_belief_gap(score, item_of(model, TRUST));
    assert_true(view.known);
    assert_near(view.difference, 0.061591206490447527, SHARP);
}

static void a_guess_is_not_what_one_says(void **state)
{
    (void)state;
    book_rating(&facts, 0, JP_CLIENT, TRUST, 0.9);
    book_guess(&facts, 0, JP_SUPPLIER, TRUST, 0.2);
    run();
    expect_unknown(jp_score_belief_gap(score, item_of(model, TRUST)), 0.82, 0.5);
}

/* ---- The names of gaps ------------------------------------------------------------------------ */

static void gaps_are_named_by_the_two_levels(void **state)
{
    (void)state;
    assert_int_equal(gap_of(TRUST, 0.9, 0.7).state, JP_VIEW_AGREED_STRENGTH);
    assert_int_equal(gap_of(TRUST, 0.1, 0.3).state, JP_VIEW_AGREED_WEAKNESS);
    assert_int_equal(gap_of(TRUST, 0.3, 0.7).state, JP_VIEW_BLIND_SPOT);
    assert_int_equal(gap_of(TRUST, 0.7, 0.3).state, JP_VIEW_UNDERVALUED);
}

static void a_half_is_a_strength(void **state)
{
    (void)state;
    assert_int_equal(gap_of(TRUST, 0.5, 0.5).state, JP_VIEW_AGREED_STRENGTH);
    assert_int_equal(gap_of(TRUST, 0.5, 0.25).state, JP_VIEW_UNDERVALUED);
    assert_int_equal(gap_of(TRUST, 0.25, 0.5).state, JP_VIEW_BLIND_SPOT);
}

static void of_a_harm_the_names_still_mean_the_good(void **state)
{
    (void)state;
    assert_int_equal(gap_of(NOT_HEARD, 0.1, 0.3).state, JP_VIEW_AGREED_STRENGTH);
    assert_int_equal(gap_of(NOT_HEARD, 0.9, 0.7).state, JP_VIEW_AGREED_WEAKNESS);
    assert_int_equal(gap_of(NOT_HEARD, 0.7, 0.3).state, JP_VIEW_BLIND_SPOT);
    assert_int_equal(gap_of(NOT_HEARD, 0.3, 0.7).state, JP_VIEW_UNDERVALUED);
}

/* ---- Awareness and empathy -------------------------------------------------------------------- */

static void awareness_is_what_a_side_says_against_what_is_observed(void **state)
{
    (void)state;
    book_rating(&facts, 0, JP_CLIENT, TRUST, 0.9);
    run();
    size_t i = item_of(model, TRUST);
    expect_unknown(jp_score_awareness(score, JP_CLIENT, i), 0.82, 0.5);
    scorer->tally.masses[JP__OBSERVED][i] = (jp__masses){ .favourable = 2, .adverse = 1 }; /* not doubled */
    jp_view view = jp_score_awareness(score, JP_CLIENT, i);
    assert_true(view.known);
    assert_int_equal(view.state, JP_VIEW_UNKNOWN); /* it has no name */
    assert_near(view.difference, 0.10419969700172639, SHARP);
    assert_near(view.sd, 0.18598216816280419, SHARP);
    assert_near(view.low, -0.26031865436404168, SHARP);
    assert_near(view.high, 0.46871804836749445, SHARP);
    assert_near(view.p_positive, 0.71235138049002345, FINE);
    assert_near(view.first_level, 0.82, SHARP);
    assert_near(view.second_level, 0.6, SHARP);
    expect_unknown(jp_score_awareness(score, JP_SUPPLIER, i), 0.5, 0.6);
}

static void awareness_is_of_what_is_ones_own_or_both_sides(void **state)
{
    (void)state;
    book_rating(&facts, 0, JP_CLIENT, NOT_HEARD, 0.9);
    book_rating(&facts, 0, JP_SUPPLIER, NOT_HEARD, 0.9);
    run();
    size_t i = item_of(model, NOT_HEARD);
    scorer->tally.masses[JP__OBSERVED][i] = (jp__masses){ .favourable = 2, .adverse = 1 };
    assert_true(jp_score_awareness(score, JP_CLIENT, i).known);
    assert_near(jp_score_awareness(score, JP_CLIENT, i).first_level, 0.82, SHARP);
    assert_near(jp_score_awareness(score, JP_CLIENT, i).second_level, 0.4, SHARP);
    expect_nothing(jp_score_awareness(score, JP_SUPPLIER, i));
}

static void empathy_is_what_the_other_says_against_what_one_guesses(void **state)
{
    (void)state;
    book_rating(&facts, 0, JP_CLIENT, TRUST, 0.3);
    book_rating(&facts, 0, JP_SUPPLIER, TRUST, 0.6);
    book_guess(&facts, 0, JP_SUPPLIER, TRUST, 0.8);
    book_guess(&facts, 0, JP_CLIENT, TRUST, 0.2);
    run();
    jp_view supplier = jp_score_empathy(score, JP_SUPPLIER, item_of(model, TRUST));
    assert_near(supplier.difference, -0.25099157164105107, SHARP);
    assert_near(supplier.sd, 0.17642577347107938, SHARP);
    assert_near(supplier.first_level, 0.34, SHARP);
    assert_near(supplier.second_level, 0.74, SHARP);
    jp_view client = jp_score_empathy(score, JP_CLIENT, item_of(model, TRUST));
    assert_near(client.difference, 0.20321123933768189, SHARP);
    assert_near(client.p_positive, 0.87674695843431478, FINE);
    assert_near(client.first_level, 0.58, SHARP);
    assert_near(client.second_level, 0.26, SHARP);
    assert_true(client.known && supplier.known);
    assert_int_equal(client.state, JP_VIEW_UNKNOWN);
}

static void without_a_guess_or_an_answer_empathy_is_unknown(void **state)
{
    (void)state;
    book_guess(&facts, 0, JP_SUPPLIER, TRUST, 0.8);
    run();
    expect_unknown(jp_score_empathy(score, JP_SUPPLIER, item_of(model, TRUST)), 0.5, 0.74);
    expect_unknown(jp_score_empathy(score, JP_CLIENT, item_of(model, TRUST)), 0.5, 0.5);
    facts.length = 0;
    book_rating(&facts, 0, JP_SUPPLIER, TRUST, 0.8);
    run();
    expect_unknown(jp_score_empathy(score, JP_CLIENT, item_of(model, TRUST)), 0.74, 0.5);
}

static void an_index_out_of_range_shows_nothing(void **state)
{
    (void)state;
    run();
    size_t count = model->indicator_count;
    expect_nothing(jp_score_belief_gap(score, count));
    expect_nothing(jp_score_belief_gap(score, SIZE_MAX));
    expect_nothing(jp_score_awareness(score, JP_CLIENT, count));
    expect_nothing(jp_score_awareness(score, JP_BOTH, 0));
    expect_nothing(jp_score_empathy(score, JP_SUPPLIER, count));
    expect_nothing(jp_score_empathy(score, JP_NEITHER, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        VIEW(the_gap_is_what_the_client_says_less_what_the_supplier_says_shrunk),
        VIEW(of_a_harm_the_gap_counts_the_good_and_the_levels_the_harm),
        VIEW(equal_views_have_no_gap),
        VIEW(more_evidence_shrinks_the_gap_less),
        VIEW(the_scale_of_gaps_and_their_precision_are_the_models),
        VIEW(base_rate_and_prior_weight_are_the_indicators),
        VIEW(the_interval_is_clipped_to_what_can_be),
        VIEW(where_nobody_has_said_anything_no_gap_is_claimed),
        VIEW(where_one_side_is_silent_no_gap_is_claimed),
        VIEW(a_word_that_has_nearly_faded_is_still_a_word),
        VIEW(a_guess_is_not_what_one_says),
        VIEW(gaps_are_named_by_the_two_levels),
        VIEW(a_half_is_a_strength),
        VIEW(of_a_harm_the_names_still_mean_the_good),
        VIEW(awareness_is_what_a_side_says_against_what_is_observed),
        VIEW(awareness_is_of_what_is_ones_own_or_both_sides),
        VIEW(empathy_is_what_the_other_says_against_what_one_guesses),
        VIEW(without_a_guess_or_an_answer_empathy_is_unknown),
        VIEW(an_index_out_of_range_shows_nothing),
    };
    return cmocka_run_group_tests(tests, open_model, close_model);
}
