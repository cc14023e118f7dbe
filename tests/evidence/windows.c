/*
 * Cells: facts of one kind, actor and window, saturated and faded (docs/method.md section 3).
 *
 * The model of these tests has few rows of evidence, so that each mass can be worked by hand. With
 * repeat_q = 0.7 two facts of a window weigh 1.7, three 2.19, any number at most 1 / 0.3.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "evidence/gather.h"

/* engage.* and excite.* have a half-life of 90 days, pillar.trust one of 365. A meeting counts in
 * windows of 7 days with q = 0.7, a fee conversation of 14 days with 0.7; calls do not saturate. */
static const char changes[] =
    "{'kinds': {'call': {'repeat_q': 1}},"
    " 'evidence': ["
    "  ['meeting', 'client', 'engage.client', 0.5, 2, 'one'],"
    "  ['meeting', 'supplier', 'engage.client', 0, 2, 'one'],"
    "  ['meeting', 'supplier', 'pillar.trust', 0, 4, 'one'],"
    "  ['meeting', 'supplier', 'excite.client', 1, 0, 'hill:60'],"
    "  ['thanks', 'client', 'engage.client', 0, 1, 'one'],"
    "  ['call', 'client', 'engage.client', 0, 1, 'one'],"
    "  ['fee_conversation', 'client', 'pillar.trust', 1, 0.5, 'split_unit'],"
    "  ['fee_conversation', 'client', 'pillar.love', 0, 1, 'one'],"
    "  ['unanswered', 'supplier', 'conversation.supplier', 1, 0.25, 'split_late:24'],"
    "  ['unanswered', 'supplier', 'engage.supplier', 0.5, 0, 'one']]}";

static int open_model(void **state)
{
    (void)state;
    model = changed_model(changes);
    return 0;
}

static void meeting(double at, jp_side actor)
{
    book_fact(&facts, day(at), "meeting", actor);
}

/* ---- Saturation ----------------------------------------------------------------------------- */

static void one_fact_is_worth_its_mass(void **state)
{
    (void)state;
    meeting(0, JP_CLIENT);
    gather_at(0);
    expect_masses(JP__OBSERVED, "engage.client", 2, 0.5);
    expect_masses(JP__OBSERVED, "pillar.trust", 0, 0);
    expect_masses(JP__SAID_BY_CLIENT, "engage.client", 0, 0);
}

static void each_repeat_in_a_window_weighs_q_of_the_one_before(void **state)
{
    (void)state;
    meeting(3, JP_CLIENT);
    meeting(3, JP_CLIENT);
    gather_at(day(3));
    expect_masses(JP__OBSERVED, "engage.client", 2 * 1.7, 0.5 * 1.7);
    meeting(3, JP_CLIENT);
    gather_at(day(3));
    expect_masses(JP__OBSERVED, "engage.client", 2 * 2.19, 0.5 * 2.19);
}

static void no_number_of_facts_in_a_window_passes_the_bound(void **state)
{
    (void)state;
    for (int i = 0; i < 400; i++)
        meeting(3, JP_CLIENT);
    gather_at(day(3));
    expect_masses(JP__OBSERVED, "engage.client", 2 / 0.3, 0.5 / 0.3); /* 0.7^400 < 1e-61 */
}

static void where_q_is_one_nothing_saturates(void **state)
{
    (void)state;
    for (int i = 0; i < 5; i++)
        book_fact(&facts, day(3), "call", JP_CLIENT);
    gather_at(day(3));
    expect_masses(JP__OBSERVED, "engage.client", 5, 0);
}

static void parts_of_a_fact_saturate_too(void **state)
{
    (void)state;
    meeting(3, JP_CLIENT);
    book_intensity(&facts, 0.5);
    gather_at(day(3));
    /* (1 - 0.7^0.5) / 0.3 by mpmath */
    expect_masses(JP__OBSERVED, "engage.client", 2 * 0.54446657821974817, 0.5 * 0.54446657821974817);
}

static void intensity_is_a_factor_of_what_a_value_says(void **state)
{
    (void)state;
    book_value(&facts, day(3), "meeting", JP_SUPPLIER, 180); /* hill:60 of 180 is 1.5 */
    book_intensity(&facts, 0.5);
    gather_at(day(3));
    expect_masses(JP__OBSERVED, "excite.client", 0, 0.78238140083211533); /* sat(0.75), mpmath */
}

static void for_and_against_saturate_apart(void **state)
{
    (void)state;
    book_value(&facts, day(3), "fee_conversation", JP_CLIENT, 0.25);
    book_value(&facts, day(3), "fee_conversation", JP_CLIENT, 1);
    gather_at(day(3));
    /* For: 1.25, against: 0.75. sat by mpmath, q = 0.7 */
    expect_masses(JP__OBSERVED, "pillar.trust", 0.5 * 1.1990538217997130, 0.78238140083211533);
}

/* ---- What makes a cell ----------------------------------------------------------------------- */

static void each_window_saturates_by_itself(void **state)
{
    (void)state;
    meeting(0, JP_CLIENT);
    meeting(90, JP_CLIENT);
    gather_at(day(90));
    expect_masses(JP__OBSERVED, "engage.client", 2 * 0.5 + 2, 0.5 * 0.5 + 0.5);
}

static void windows_change_at_whole_multiples_of_their_days(void **state)
{
    (void)state;
    book_fact(&facts, day(7) - 1, "meeting", JP_CLIENT);
    meeting(7, JP_CLIENT);
    gather_at(day(7)); /* two windows; a microsecond fades by 1e-13 */
    expect_masses(JP__OBSERVED, "engage.client", 4, 1);
    facts.length = 0;
    meeting(7, JP_CLIENT);
    book_fact(&facts, day(14) - 1, "meeting", JP_CLIENT);
    gather_at(day(14) - 1);
    expect_masses(JP__OBSERVED, "engage.client", 2 * 1.7, 0.5 * 1.7);
}

static void before_1970_windows_round_down(void **state)
{
    (void)state;
    book_fact(&facts, -1, "meeting", JP_CLIENT);
    meeting(0, JP_CLIENT);
    gather_at(0);
    expect_masses(JP__OBSERVED, "engage.client", 4, 1);
    facts.length = 0;
    meeting(-7, JP_CLIENT);
    book_fact(&facts, -1, "meeting", JP_CLIENT);
    gather_at(-1);
    expect_masses(JP__OBSERVED, "engage.client", 2 * 1.7, 0.5 * 1.7);
    facts.length = 0;
    book_fact(&facts, day(-7) - 1, "meeting", JP_CLIENT);
    meeting(-7, JP_CLIENT);
    gather_at(day(-7));
    expect_masses(JP__OBSERVED, "engage.client", 4, 1);
}

static void each_kind_has_windows_of_its_own_width(void **state)
{
    (void)state;
    book_value(&facts, 0, "fee_conversation", JP_CLIENT, 1);
    book_value(&facts, day(14) - 1, "fee_conversation", JP_CLIENT, 1);
    gather_at(day(14) - 1);
    expect_masses(JP__OBSERVED, "pillar.trust", 0.5 * 1.7, 0);
}

static void the_two_actors_do_not_share_a_cell(void **state)
{
    (void)state;
    meeting(0, JP_CLIENT);
    meeting(0, JP_SUPPLIER);
    gather_at(0);
    expect_masses(JP__OBSERVED, "engage.client", 4, 0.5);
}

static void two_kinds_do_not_share_a_cell(void **state)
{
    (void)state;
    meeting(0, JP_CLIENT);
    book_fact(&facts, 0, "thanks", JP_CLIENT);
    gather_at(0);
    expect_masses(JP__OBSERVED, "engage.client", 3, 0.5);
}

static void rows_of_one_cell_speak_about_many_indicators(void **state)
{
    (void)state;
    book_value(&facts, 0, "meeting", JP_SUPPLIER, 20);
    gather_at(0);
    expect_masses(JP__OBSERVED, "engage.client", 2, 0);
    expect_masses(JP__OBSERVED, "pillar.trust", 4, 0);
    expect_masses(JP__OBSERVED, "excite.client", 0, 0.54446657821974817); /* hill of 20: 0.5 */
}

static void facts_that_nothing_is_evidence_of_leave_no_mass(void **state)
{
    (void)state;
    book_fact(&facts, 0, "promise_broken", JP_SUPPLIER);
    gather_at(0);
    for (size_t i = 0; i < model->indicator_count; i++)
        assert_near(tally.masses[JP__OBSERVED][i].adverse, 0, EXACT);
}

/* ---- Fading --------------------------------------------------------------------------------- */

static void a_cell_fades_from_its_latest_fact(void **state)
{
    (void)state;
    meeting(0, JP_CLIENT);
    meeting(6, JP_CLIENT);
    gather_at(day(96));
    expect_masses(JP__OBSERVED, "engage.client", 2 * 1.7 / 2, 0.5 * 1.7 / 2);
}

static void each_indicator_fades_by_its_own_half_life(void **state)
{
    (void)state;
    meeting(0, JP_SUPPLIER);
    gather_at(day(365 * 2));
    expect_masses(JP__OBSERVED, "pillar.trust", 1, 0);
    gather_at(day(180));
    expect_masses(JP__OBSERVED, "engage.client", 0.5, 0);
}

static void a_fact_that_says_nothing_is_the_latest_all_the_same(void **state)
{
    (void)state;
    book_value(&facts, 0, "fee_conversation", JP_CLIENT, 1);
    book_fact(&facts, day(6), "fee_conversation", JP_CLIENT); /* no value, and no default */
    gather_at(day(6 + 365));
    expect_masses(JP__OBSERVED, "pillar.trust", 0.25, 0);
    facts.length = 1;
    book_value(&facts, day(8), "fee_conversation", JP_CLIENT, 1);
    book_intensity(&facts, 0);
    gather_at(day(8 + 365));
    expect_masses(JP__OBSERVED, "pillar.trust", 0.25, 0);
}

static void a_cell_of_which_nothing_was_said_leaves_no_mass(void **state)
{
    (void)state;
    meeting(0, JP_CLIENT);
    book_intensity(&facts, 0);
    gather_at(day(1));
    expect_masses(JP__OBSERVED, "engage.client", 0, 0);
}

/* ---- Missing values -------------------------------------------------------------------------- */

static void a_missing_value_is_the_default_of_its_kind(void **state)
{
    (void)state;
    meeting(0, JP_SUPPLIER); /* 60 minutes: hill:60 says 1 */
    gather_at(0);
    expect_masses(JP__OBSERVED, "excite.client", 0, 1);
}

static void without_value_and_default_only_rows_with_one_speak(void **state)
{
    (void)state;
    book_fact(&facts, 0, "fee_conversation", JP_CLIENT);
    gather_at(0);
    expect_masses(JP__OBSERVED, "pillar.trust", 0, 0);
    expect_masses(JP__OBSERVED, "pillar.love", 1, 0);
}

/* ---- Derived facts and open items ------------------------------------------------------------- */

static jp__derived unanswered(double at, double hours)
{
    return (jp__derived){ .time_us = day(at), .value = hours, .kind = kind_of(model, "unanswered"),
                          .actor = JP_SUPPLIER };
}

static void derived_facts_fall_into_cells_as_others_do(void **state)
{
    (void)state;
    jp__derived first = unanswered(0, 24), second = unanswered(6, 72);
    jp__tally_clear(&tally);
    jp__tally_add_derived(&tally, model, &first);
    jp__tally_add_derived(&tally, model, &second);
    jp__tally_close(&tally, model, day(6), NULL, 0);
    /* Against: 0.5 + 0.75, for: 0.5 + 0.25; q = 0.8: (1 - 0.8^X) / 0.2, mpmath */
    expect_masses(JP__OBSERVED, "conversation.supplier", 0.25 * 0.77051494623774352, 1.2170335639872967);
}

static void an_open_item_does_not_fade_and_shares_no_cell(void **state)
{
    (void)state;
    jp__derived open = unanswered(5000, 24);
    gather_with(day(5000), &open, 1);
    /* sat(0.5) with q = 0.8, mpmath; rows with `one`: 1 */
    expect_masses(JP__OBSERVED, "conversation.supplier", 0.25 * 0.52786404500042061, 0.52786404500042061);
    expect_masses(JP__OBSERVED, "engage.supplier", 0, 0.5);
    jp__tally_clear(&tally);
    jp__derived closed = unanswered(5000, 24);
    jp__tally_add_derived(&tally, model, &closed);
    jp__tally_close(&tally, model, day(5000), &open, 1);
    expect_masses(JP__OBSERVED, "engage.supplier", 0, 1);
}

static void an_open_item_speaks_by_its_transform(void **state)
{
    (void)state;
    jp__derived open = unanswered(10, 72); /* split_late:24: 0.75 against, 0.25 for */
    gather_with(day(10), &open, 1);
    expect_masses(JP__OBSERVED, "conversation.supplier", 0.25 * 0.27129195498412093, 0.77051494623774352);
}

static void every_open_item_is_added(void **state)
{
    (void)state;
    jp__derived open[2] = { unanswered(10, 24), unanswered(10, 24) };
    gather_with(day(10), open, 2);
    expect_masses(JP__OBSERVED, "engage.supplier", 0, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(one_fact_is_worth_its_mass),
        TEST(each_repeat_in_a_window_weighs_q_of_the_one_before),
        TEST(no_number_of_facts_in_a_window_passes_the_bound),
        TEST(where_q_is_one_nothing_saturates),
        TEST(parts_of_a_fact_saturate_too),
        TEST(intensity_is_a_factor_of_what_a_value_says),
        TEST(for_and_against_saturate_apart),
        TEST(each_window_saturates_by_itself),
        TEST(windows_change_at_whole_multiples_of_their_days),
        TEST(before_1970_windows_round_down),
        TEST(each_kind_has_windows_of_its_own_width),
        TEST(the_two_actors_do_not_share_a_cell),
        TEST(two_kinds_do_not_share_a_cell),
        TEST(rows_of_one_cell_speak_about_many_indicators),
        TEST(facts_that_nothing_is_evidence_of_leave_no_mass),
        TEST(a_cell_fades_from_its_latest_fact),
        TEST(each_indicator_fades_by_its_own_half_life),
        TEST(a_fact_that_says_nothing_is_the_latest_all_the_same),
        TEST(a_cell_of_which_nothing_was_said_leaves_no_mass),
        TEST(a_missing_value_is_the_default_of_its_kind),
        TEST(without_value_and_default_only_rows_with_one_speak),
        TEST(derived_facts_fall_into_cells_as_others_do),
        TEST(an_open_item_does_not_fade_and_shares_no_cell),
        TEST(an_open_item_speaks_by_its_transform),
        TEST(every_open_item_is_added),
    };
    return cmocka_run_group_tests(tests, open_model, close_model);
}
