/*
 * The verdict's four lines, endgame, compromised, risk, struggle (docs/method.md section 8).
 *
 * Evidence (8, 0) makes a P(D > 0.5) near 1, (0, 8) one near 0, (4, 4) one below a half; none at all
 * leans low too, but covers nothing. The probabilities in the comparisons are mpmath's, at 40 digits.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>

#include "score/state.h"

#define LOST_JOY "resignation.supplier.lost_joy"
#define LOST_DESIRE "resignation.supplier.lost_desire"
#define UNSEEN "suffering.supplier.unseen_value"
#define FEES "resignation.client.compromised_fees"
#define QUALITY "resignation.client.compromised_quality"
#define TIMELINE "resignation.client.compromised_timeline"
#define LEAVING "resignation.client.leaving"

static void opine_pair(const char *first, const char *second, double favourable, double adverse)
{
    opine(first, favourable, adverse);
    opine(second, favourable, adverse);
}

static void opine_client_resignation(double favourable, double adverse)
{
    opine_pair(QUALITY, TIMELINE, favourable, adverse);
    opine_pair(FEES, LEAVING, favourable, adverse);
    opine("resignation.client.beaten_down", favourable, adverse);
}

static void opine_supplier_resignation(double favourable, double adverse)
{
    opine_pair(LOST_JOY, LOST_DESIRE, favourable, adverse);
}

static void expect_line(jp_verdict_line line, jp_answer answer, double p, double coverage)
{
    conclude();
    jp_verdict v = jp_score_verdict(score, line);
    if (v.answer != answer)
        fail_msg("%s: %s, not %s (p %g, coverage %g)", jp_verdict_line_name(line),
                 jp_answer_name(v.answer), jp_answer_name(answer), v.p, v.coverage);
    assert_near(v.p, p, FINE);
    assert_near(v.coverage, coverage, SHARP);
}

static void expect_answer(jp_verdict_line line, jp_answer answer)
{
    conclude();
    assert_string_equal(jp_answer_name(jp_score_verdict(score, line).answer), jp_answer_name(answer));
}

/* ---- 1: fulfilling --------------------------------------------------------------------------- */

static void it_is_fulfilling_if_it_is_for_both(void **state)
{
    (void)state;
    opine_pair(LOST_JOY, "excite.supplier", 8, 0);
    opine_pair("suffering.client.bad_service", "excite.client", 7, 1);
    expect_line(JP_FULFILLING, JP_ANSWER_YES, 0.99486306276551307, 0.8); /* the smaller of both */
    opine_pair(LOST_JOY, "excite.supplier", 0, 8);
    expect_line(JP_FULFILLING, JP_ANSWER_NO, 0.000029926594938888486, 0.8);
    opine_pair(LOST_JOY, "excite.supplier", 5, 3);
    expect_line(JP_FULFILLING, JP_ANSWER_UNDECIDED, 0.77656641091042517, 0.8);
    opine_pair("suffering.client.bad_service", "excite.client", 0, 8);
    expect_line(JP_FULFILLING, JP_ANSWER_NO, 0.000037580468489607021, 0.8);
}

static void whether_it_is_fulfilling_is_unknown_while_one_side_is(void **state)
{
    (void)state;
    expect_line(JP_FULFILLING, JP_ANSWER_UNKNOWN, 0.40518654436069813, 0);
    opine_pair(LOST_JOY, "excite.supplier", 0, 8); /* surely not, but of one side only */
    expect_line(JP_FULFILLING, JP_ANSWER_UNKNOWN, 0.000029926594938888486, 0);
    opine_pair("suffering.client.bad_service", "excite.client", 0.3, 0.3);
    expect_line(JP_FULFILLING, JP_ANSWER_NO, 0.000029926594938888486, 0.6 / 2.6);
}

static void an_answer_begins_at_a_fifth_of_coverage(void **state)
{
    (void)state;
    opine("cocreation", 0.2499, 0.2499);
    expect_line(JP_COCREATION_NEGATIVE, JP_ANSWER_UNKNOWN, 0.5, 0.4998 / 2.4998);
    opine("cocreation", 0.2501, 0.2501);
    expect_line(JP_COCREATION_NEGATIVE, JP_ANSWER_UNDECIDED, 0.5, 0.5002 / 2.5002);
    opine_supplier_resignation(0.2499, 0.2499);
    expect_answer(JP_RESIGNATION_SET_IN, JP_ANSWER_UNKNOWN);
    opine_supplier_resignation(0.2501, 0.2501);
    expect_answer(JP_RESIGNATION_SET_IN, JP_ANSWER_UNDECIDED);
}

/* Of 8, so much for the good makes a P(v > 0.5) of 0.2 or 0.8, of one indicator and of two (mpmath). */
static void yes_begins_at_four_fifths_and_no_at_one(void **state)
{
    (void)state;
    opine("cocreation", 2.6637, 8 - 2.6637);
    opine(QUALITY, 2.6637, 8 - 2.6637);
    expect_answer(JP_COCREATION_NEGATIVE, JP_ANSWER_YES);
    assert_int_equal(score->compromised, 1);
    opine("cocreation", 2.6647, 8 - 2.6647);
    opine(QUALITY, 2.6647, 8 - 2.6647);
    expect_answer(JP_COCREATION_NEGATIVE, JP_ANSWER_UNDECIDED);
    assert_int_equal(score->compromised, 0);
    opine("cocreation", 5.3353, 8 - 5.3353);
    expect_answer(JP_COCREATION_NEGATIVE, JP_ANSWER_UNDECIDED);
    opine("cocreation", 5.3363, 8 - 5.3363);
    expect_answer(JP_COCREATION_NEGATIVE, JP_ANSWER_NO);
}

static void resignation_has_the_same_marks(void **state)
{
    (void)state;
    opine_client_resignation(20, 0);
    opine_supplier_resignation(3.1769, 8 - 3.1769);
    expect_answer(JP_RESIGNATION_SET_IN, JP_ANSWER_YES);
    opine_supplier_resignation(3.1780, 8 - 3.1780);
    expect_answer(JP_RESIGNATION_SET_IN, JP_ANSWER_UNDECIDED);
    opine_supplier_resignation(5.0909, 8 - 5.0909);
    expect_answer(JP_RESIGNATION_SET_IN, JP_ANSWER_UNDECIDED);
    opine_supplier_resignation(5.0920, 8 - 5.0920);
    expect_answer(JP_RESIGNATION_SET_IN, JP_ANSWER_NO);
}

/* ---- 2: value consensus ---------------------------------------------------------------------- */

static void say(jp__source source, double favourable, double adverse)
{
    scorer->tally.masses[source][item_of(model, UNSEEN)] =
        (jp__masses){ .favourable = favourable, .adverse = adverse };
}

static void without_ratings_by_both_the_consensus_is_the_value_seen(void **state)
{
    (void)state;
    expect_line(JP_VALUE_CONSENSUS, JP_ANSWER_UNKNOWN, 0.40518654436069813, 0);
    opine_pair(UNSEEN, FEES, 8, 0);
    expect_line(JP_VALUE_CONSENSUS, JP_ANSWER_YES, 0.99987740827882218, 0.8);
    say(JP__SAID_BY_CLIENT, 1, 3);
    expect_line(JP_VALUE_CONSENSUS, JP_ANSWER_YES, 0.99987740827882218, 0.8);
    opine_pair(UNSEEN, FEES, 5, 3);
    expect_line(JP_VALUE_CONSENSUS, JP_ANSWER_UNDECIDED, 0.77656641091042517, 0.8);
    opine_pair(UNSEEN, FEES, 1, 7);
    expect_line(JP_VALUE_CONSENSUS, JP_ANSWER_NO, 0.0020018251860388685, 0.8);
}

static void with_ratings_by_both_the_gap_between_them_must_be_small(void **state)
{
    (void)state;
    opine_pair(UNSEEN, FEES, 8, 0);
    say(JP__SAID_BY_CLIENT, 3.6, 0.4);
    say(JP__SAID_BY_SUPPLIER, 3.6, 0.4); /* both 0.9: d = 0; sd by mpmath */
    expect_line(JP_VALUE_CONSENSUS, JP_ANSWER_YES, 0.83575541999025317, 0.8);
    say(JP__SAID_BY_SUPPLIER, 0.8, 3.2); /* 0.9 and 0.2 */
    expect_line(JP_VALUE_CONSENSUS, JP_ANSWER_NO, 0.19453489803983330, 0.8);
    say(JP__SAID_BY_SUPPLIER, 2.4, 1.6); /* 0.9 and 0.6 */
    expect_line(JP_VALUE_CONSENSUS, JP_ANSWER_UNDECIDED, 0.56570884953288575, 0.8);
    opine_pair(UNSEEN, FEES, 0, 8); /* agreed, but not on any value */
    say(JP__SAID_BY_SUPPLIER, 3.6, 0.4);
    expect_line(JP_VALUE_CONSENSUS, JP_ANSWER_NO, 0.000029926594938888486, 0.8);
}

/* ---- 3: co-creation seen as negative ----------------------------------------------------------- */

static void co_creation_is_negative_where_it_is_probably_bad(void **state)
{
    (void)state;
    expect_line(JP_COCREATION_NEGATIVE, JP_ANSWER_UNKNOWN, 0.5, 0);
    opine("cocreation", 0, 8);
    expect_line(JP_COCREATION_NEGATIVE, JP_ANSWER_YES, 1 - 0.0030442376777428465, 0.8);
    opine("cocreation", 7, 1);
    expect_line(JP_COCREATION_NEGATIVE, JP_ANSWER_NO, 1 - 0.97491497415977507, 0.8);
    opine("cocreation", 5, 3);
    expect_line(JP_COCREATION_NEGATIVE, JP_ANSWER_UNDECIDED, 1 - 0.73498935881498990, 0.8);
}

/* ---- 4: resignation ---------------------------------------------------------------------------- */

static void without_enough_of_either_side_resignation_is_unknown(void **state)
{
    (void)state;
    expect_line(JP_RESIGNATION_SET_IN, JP_ANSWER_UNKNOWN, 1 - 0.27325904218669120, 0);
}

static void one_resigned_side_is_enough(void **state)
{
    (void)state;
    opine_supplier_resignation(0, 8);
    expect_line(JP_RESIGNATION_SET_IN, JP_ANSWER_YES, 1 - 0.000029926594938888486, 0.8);
    opine_client_resignation(8, 0);
    expect_line(JP_RESIGNATION_SET_IN, JP_ANSWER_YES, 1 - 0.000029926594938888486, 0.8);
    opine_supplier_resignation(0, 0);
    opine_client_resignation(2, 6);
    expect_line(JP_RESIGNATION_SET_IN, JP_ANSWER_YES, 1 - 0.0010636545203576596, 0.8);
}

static void resignation_has_not_set_in_only_where_both_are_well(void **state)
{
    (void)state;
    opine_client_resignation(8, 0);
    opine_supplier_resignation(7, 1);
    expect_line(JP_RESIGNATION_SET_IN, JP_ANSWER_NO, 1 - 0.99541225188640203, 0.8);
    opine_supplier_resignation(0, 0); /* the supplier unknown: its low P does not count either */
    expect_line(JP_RESIGNATION_SET_IN, JP_ANSWER_UNDECIDED, 1 - 0.99999998298636937, 0.8);
    opine_client_resignation(0, 0);
    opine_supplier_resignation(7, 1);
    expect_line(JP_RESIGNATION_SET_IN, JP_ANSWER_UNDECIDED, 1 - 0.99541225188640203, 0.8);
}

static void one_side_in_between_leaves_resignation_undecided(void **state)
{
    (void)state;
    opine_client_resignation(4, 4);
    opine_supplier_resignation(20, 0);
    expect_line(JP_RESIGNATION_SET_IN, JP_ANSWER_UNDECIDED, 1 - 0.38511297854378276, 10.0 / 11);
    opine_client_resignation(20, 0);
    opine_supplier_resignation(4, 4);
    expect_line(JP_RESIGNATION_SET_IN, JP_ANSWER_UNDECIDED, 1 - 0.45310481673558599, 10.0 / 11);
}

/* ---- Endgame and compromises -------------------------------------------------------------------- */

static void expect_endgame(jp_endgame endgame)
{
    conclude();
    assert_string_equal(jp_endgame_name(jp_score_endgame(score)), jp_endgame_name(endgame));
}

static void only_a_resigned_relationship_has_an_endgame(void **state)
{
    (void)state;
    opine(LEAVING, 0, 2); /* P(v < 0.5) = 0.87, but too little is known of the client otherwise */
    expect_endgame(JP_ENDGAME_NONE);
    opine_client_resignation(8, 0);
    opine_supplier_resignation(8, 0);
    expect_endgame(JP_ENDGAME_NONE);
}

static void a_resigned_client_leaves_or_bears_it(void **state)
{
    (void)state;
    opine_supplier_resignation(0, 8); /* resignation has set in */
    opine(LEAVING, 0, 8);             /* P(v < 0.5) = 0.997 */
    expect_endgame(JP_ENDGAME_LEAVING);
    opine(LEAVING, 2, 6); /* 0.898 */
    expect_endgame(JP_ENDGAME_LEAVING);
    opine(LEAVING, 3, 5); /* 0.735 */
    expect_endgame(JP_ENDGAME_UNDECIDED);
    opine(LEAVING, 0, 0); /* 0.5 */
    expect_endgame(JP_ENDGAME_UNDECIDED);
    opine(LEAVING, 5, 3); /* 0.265 */
    expect_endgame(JP_ENDGAME_UNDECIDED);
    opine(LEAVING, 6, 2); /* 0.102 */
    expect_endgame(JP_ENDGAME_BEARING_IT);
}

static void expect_compromised(int count)
{
    conclude();
    assert_int_equal(jp_score_compromised(score), count);
}

static void compromises_are_counted_where_they_are_probable(void **state)
{
    (void)state;
    expect_compromised(0);
    opine(QUALITY, 0, 8);
    expect_compromised(1);
    opine(TIMELINE, 2, 6); /* P(v < 0.5) = 0.898 */
    expect_compromised(2);
    opine(FEES, 3, 5); /* 0.735 */
    expect_compromised(2);
    opine(FEES, 1, 7);
    expect_compromised(3);
    opine(QUALITY, 8, 0);
    opine(TIMELINE, 8, 0);
    expect_compromised(1);
}

/* ---- Risk and struggle -------------------------------------------------------------------------- */

static void risk_is_of_resignation_silence_and_the_gap(void **state)
{
    (void)state;
    conclude(); /* D = 0.5, no client in the log, closure = 0.5: 1 - 0.5^0.5 x 0.5^0.25 */
    assert_near(jp_score_risk_index(score), 1 - pow(0.5, 0.75), SHARP);
    opine_client_resignation(7, 1);
    score->silence[JP_CLIENT].score = 0.9375;
    score->silence[JP_SUPPLIER].score = 1; /* is no risk by itself */
    conclude(); /* 1 - 0.8^0.5 x (1/16)^0.25 x 0.5^0.25 */
    assert_near(jp_score_risk_index(score), 1 - sqrt(0.8) * 0.5 * pow(0.5, 0.25), SHARP);
}

static void a_silence_beyond_measure_is_the_whole_risk(void **state)
{
    (void)state;
    score->silence[JP_CLIENT].score = 1;
    conclude();
    assert_near(jp_score_risk_index(score), 1, EXACT);
}

static void struggle_is_the_control_of_both_and_authenticity_its_absence(void **state)
{
    (void)state;
    conclude();
    assert_near(jp_score_struggle(score), 0.5, SHARP);
    opine_pair("control.supplier.attention", "control.supplier.wallet", 0, 8); /* level 0.9 */
    opine_pair("control.client.hard_to_reach", "control.client.withholding", 5, 3);
    opine_pair("control.client.partial_story", "control.client.setup_to_fail", 5, 3); /* 0.4 */
    opine("control.both.win_lose", 0, 800); /* stands beside it */
    conclude();
    assert_near(jp_score_struggle(score), 0.6, SHARP);
    assert_near(jp_score_authenticity(score), 0.4, SHARP);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_is_fulfilling_if_it_is_for_both),
        TEST(whether_it_is_fulfilling_is_unknown_while_one_side_is),
        TEST(an_answer_begins_at_a_fifth_of_coverage),
        TEST(yes_begins_at_four_fifths_and_no_at_one),
        TEST(resignation_has_the_same_marks),
        TEST(without_ratings_by_both_the_consensus_is_the_value_seen),
        TEST(with_ratings_by_both_the_gap_between_them_must_be_small),
        TEST(co_creation_is_negative_where_it_is_probably_bad),
        TEST(without_enough_of_either_side_resignation_is_unknown),
        TEST(one_resigned_side_is_enough),
        TEST(resignation_has_not_set_in_only_where_both_are_well),
        TEST(one_side_in_between_leaves_resignation_undecided),
        TEST(only_a_resigned_relationship_has_an_endgame),
        TEST(a_resigned_client_leaves_or_bears_it),
        TEST(compromises_are_counted_where_they_are_probable),
        TEST(risk_is_of_resignation_silence_and_the_gap),
        TEST(a_silence_beyond_measure_is_the_whole_risk),
        TEST(struggle_is_the_control_of_both_and_authenticity_its_absence),
    };
    return cmocka_run_group_tests(tests, open_model, close_model);
}
