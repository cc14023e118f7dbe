/*
 * Ends: what a termination closes, and what lives on (docs/method.md section 2, after Silence).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "rhythm/walk.h"

/* ---- Turns ---------------------------------------------------------------------------------- */

static void a_turn_opened_before_an_end_is_dropped_by_the_next_contact(void **state)
{
    (void)state;
    fact(0, "message", JP_CLIENT);
    fact(10, "termination", JP_CLIENT);
    fact(20, "status_update", JP_SUPPLIER);
    walk_to(30);
    assert_int_equal(derived_count("reply", JP_SUPPLIER), 0);
    assert_int_equal(w.rhythm.walk.sides[JP_SUPPLIER].answered, 0);
}

static void the_clients_turn_is_dropped_as_well(void **state)
{
    (void)state;
    fact(0, "message", JP_CLIENT);
    fact(0, "message", JP_SUPPLIER); /* an answer too: at once, 0 hours */
    fact(10, "termination", JP_SUPPLIER);
    fact(20, "thanks", JP_CLIENT);
    fact(21, "status_update", JP_SUPPLIER);
    walk_to(30);
    assert_int_equal(derived_count("reply", JP_CLIENT), 0);
    assert_int_equal(derived_count("reply", JP_SUPPLIER), 1);
    expect_derived("reply", JP_SUPPLIER, 0, 0, 0);
}

static void a_run_does_not_go_on_over_an_end(void **state)
{
    (void)state;
    fact(0, "message", JP_CLIENT);
    fact(1, "message", JP_CLIENT);
    fact(2, "termination", JP_CLIENT);
    fact(3, "message", JP_CLIENT);
    fact(4, "message", JP_CLIENT);
    fact(5, "status_update", JP_SUPPLIER);
    walk_to(30);
    assert_int_equal(derived_count("pursuit_burst", JP_CLIENT), 0);
    expect_derived("reply", JP_SUPPLIER, 0, 5, 48); /* of the turn opened after the end */
}

static void a_turn_opened_at_the_ends_own_microsecond_is_dropped(void **state)
{
    (void)state;
    fact(10, "message", JP_CLIENT);
    fact(10, "termination", JP_CLIENT);
    fact(20, "status_update", JP_SUPPLIER);
    walk_to(30);
    assert_int_equal(derived_count("reply", JP_SUPPLIER), 0);
}

static void contacts_at_the_ends_own_microsecond_are_before_it(void **state)
{
    (void)state;
    fact(0, "message", JP_CLIENT);
    fact(10, "termination", JP_CLIENT);
    fact(10, "thanks", JP_SUPPLIER); /* behind 'termination' in the canonical order */
    walk_to(30);
    expect_derived("reply", JP_SUPPLIER, 0, 10, 240);
}

static void a_contact_one_microsecond_later_is_after_the_end(void **state)
{
    (void)state;
    fact(0, "message", JP_CLIENT);
    fact(10, "termination", JP_CLIENT);
    book_fact(&w.book, day(10) + 1, "thanks", JP_SUPPLIER);
    walk_to(30);
    assert_int_equal(derived_count("reply", JP_SUPPLIER), 0);
}

static void an_end_that_is_not_seen_yet_drops_nothing(void **state)
{
    (void)state;
    fact(0, "message", JP_CLIENT);
    fact(10, "termination", JP_CLIENT);
    book_recorded(&w.book, day(50));
    fact(20, "status_update", JP_SUPPLIER);
    walk_to(30);
    expect_derived("reply", JP_SUPPLIER, 0, 20, 480);
    assert_false(w.rhythm.walk.ended);
}

static void an_end_before_the_first_contact_changes_nothing(void **state)
{
    (void)state;
    fact(0, "termination", JP_CLIENT);
    fact(1, "message", JP_CLIENT);
    fact(2, "renewal", JP_CLIENT);
    fact(3, "status_update", JP_SUPPLIER);
    walk_to(30);
    expect_derived("reply", JP_SUPPLIER, 0, 3, 48);
    assert_near(w.rhythm.walk.sides[JP_SUPPLIER].gap_days, 2, EXACT); /* since day 1 */
}

/* ---- Clocks of silence ---------------------------------------------------------------------- */

static void both_clocks_start_anew_at_the_first_contact_by_anyone(void **state)
{
    (void)state;
    fact(0, "thanks", JP_CLIENT);
    fact(0, "status_update", JP_SUPPLIER);
    fact(10, "termination", JP_CLIENT);
    fact(100, "renewal", JP_CLIENT);
    fact(110, "status_update", JP_SUPPLIER);
    fact(130, "thanks", JP_CLIENT);
    walk_to(150);
    /* The client: no gap of 100 days, one of 30. The supplier: one of 10, since the renewal.
     * mpmath: g^3 / (g^3 + 90^3) of 30 and 10; no relative part so early. */
    assert_int_equal(derived_count("silence", JP_CLIENT), 1);
    assert_near(derived("silence", JP_CLIENT, 0)->value, 0.035714285714285714, SHARP);
    assert_int_equal(derived("silence", JP_CLIENT, 0)->from, 3);
    assert_int_equal(derived_count("silence", JP_SUPPLIER), 1);
    assert_near(derived("silence", JP_SUPPLIER, 0)->value, 0.0013698630136986301, SHARP);
    assert_int_equal(derived("silence", JP_SUPPLIER, 0)->from, 3);
    assert_int_equal(derived("silence", JP_SUPPLIER, 0)->at, 4);
}

static void the_number_and_sum_of_gaps_are_kept_over_an_end(void **state)
{
    (void)state;
    fact(0, "thanks", JP_CLIENT);
    fact(4, "thanks", JP_CLIENT);
    fact(10, "termination", JP_CLIENT);
    fact(100, "thanks", JP_CLIENT);
    fact(102, "thanks", JP_CLIENT);
    walk_to(150);
    assert_int_equal(w.rhythm.walk.sides[JP_CLIENT].gaps, 2);
    assert_near(w.rhythm.walk.sides[JP_CLIENT].gap_days, 6, EXACT);
}

static void until_a_contact_comes_the_clocks_go_on_over_an_end(void **state)
{
    (void)state;
    fact(0, "thanks", JP_CLIENT);
    fact(10, "termination", JP_CLIENT);
    walk_to(90);
    assert_near(w.rhythm.walk.sides[JP_CLIENT].open_days, 90, EXACT);
    assert_near(w.rhythm.walk.sides[JP_CLIENT].silence, 0.5, SHARP); /* 90^3 / (90^3 + 90^3) */
}

static void the_open_gap_counts_from_the_restart_too(void **state)
{
    (void)state;
    fact(0, "thanks", JP_CLIENT);
    fact(0, "status_update", JP_SUPPLIER);
    fact(10, "termination", JP_CLIENT);
    fact(20, "renewal", JP_CLIENT);
    walk_to(50);
    assert_near(w.rhythm.walk.sides[JP_SUPPLIER].open_days, 30, EXACT);
    const jp__derived *item = open_item("silence", JP_SUPPLIER);
    assert_near(item->value, 0.035714285714285714, SHARP); /* 30^3 / (30^3 + 90^3) */
    assert_int_equal(item->from, 3);
}

static void the_clock_starts_anew_at_every_end(void **state)
{
    (void)state;
    fact(0, "thanks", JP_CLIENT);
    fact(10, "termination", JP_CLIENT);
    fact(20, "renewal", JP_CLIENT);
    fact(23, "thanks", JP_CLIENT);
    fact(30, "termination", JP_CLIENT);
    fact(30, "termination", JP_SUPPLIER);
    fact(40, "renewal", JP_CLIENT);
    fact(45, "thanks", JP_CLIENT);
    walk_to(50);
    assert_int_equal(w.rhythm.walk.sides[JP_CLIENT].gaps, 2); /* 3 and 5 days */
    assert_near(w.rhythm.walk.sides[JP_CLIENT].gap_days, 8, EXACT);
}

static void the_clock_starts_anew_once_for_each_end(void **state)
{
    (void)state;
    fact(0, "thanks", JP_CLIENT);
    fact(10, "termination", JP_CLIENT);
    fact(20, "renewal", JP_CLIENT);
    fact(30, "status_update", JP_SUPPLIER);
    fact(50, "thanks", JP_CLIENT);
    walk_to(50);
    assert_near(w.rhythm.walk.sides[JP_CLIENT].gap_days, 30, EXACT);   /* 20 to 50 */
    assert_near(w.rhythm.walk.sides[JP_SUPPLIER].gap_days, 10, EXACT); /* 20 to 30 */
}

/* ---- The status ended, and what is open ------------------------------------------------------ */

static void after_an_end_nobody_owes_an_answer(void **state)
{
    (void)state;
    fact(0, "status_update", JP_SUPPLIER);
    fact(1, "message", JP_CLIENT);
    fact(10, "termination", JP_CLIENT);
    walk_to(200);
    assert_true(w.rhythm.walk.ended);
    assert_int_equal(w.rhythm.open_count, 0);
    assert_false(w.rhythm.walk.sides[JP_SUPPLIER].turn_open);
    assert_near(w.rhythm.walk.sides[JP_SUPPLIER].open_days, 200, EXACT); /* still reported */
}

static void contacts_after_an_end_open_nothing_while_it_stands(void **state)
{
    (void)state;
    fact(0, "message", JP_CLIENT);
    fact(10, "termination", JP_CLIENT);
    fact(20, "message", JP_CLIENT);
    walk_to(200);
    assert_true(w.rhythm.walk.ended);
    assert_int_equal(w.rhythm.open_count, 0);
}

static void a_later_renewal_undoes_an_end(void **state)
{
    (void)state;
    fact(0, "message", JP_CLIENT);
    fact(10, "termination", JP_CLIENT);
    book_fact(&w.book, day(10) + 1, "renewal", JP_CLIENT);
    fact(20, "message", JP_CLIENT);
    walk_to(30);
    assert_false(w.rhythm.walk.ended);
    assert_near(open_item("unanswered", JP_SUPPLIER)->value, 240, EXACT);
}

static void before_1970_a_renewal_undoes_an_end_too(void **state)
{
    (void)state;
    fact(-10, "termination", JP_CLIENT);
    fact(-5, "renewal", JP_CLIENT);
    walk_to(-5.5);
    assert_true(w.rhythm.walk.ended);
    walk_to(-5);
    assert_false(w.rhythm.walk.ended);
}

static void a_renewal_at_the_ends_own_microsecond_does_not_undo_it(void **state)
{
    (void)state;
    fact(0, "message", JP_CLIENT);
    fact(10, "renewal", JP_CLIENT);
    fact(10, "termination", JP_CLIENT);
    walk_to(30);
    assert_true(w.rhythm.walk.ended);
}

static void an_earlier_renewal_does_not_undo_an_end(void **state)
{
    (void)state;
    fact(5, "renewal", JP_CLIENT);
    fact(10, "termination", JP_CLIENT);
    walk_to(30);
    assert_true(w.rhythm.walk.ended);
}

static void a_renewal_undoes_earlier_ends_only(void **state)
{
    (void)state;
    fact(10, "termination", JP_CLIENT);
    fact(20, "renewal", JP_CLIENT);
    fact(30, "termination", JP_SUPPLIER);
    walk_to(25);
    assert_false(w.rhythm.walk.ended);
    walk_to(40);
    assert_true(w.rhythm.walk.ended);
}

static void one_renewal_undoes_all_earlier_ends(void **state)
{
    (void)state;
    fact(10, "termination", JP_CLIENT);
    fact(20, "termination", JP_SUPPLIER);
    fact(30, "renewal", JP_CLIENT);
    walk_to(40);
    assert_false(w.rhythm.walk.ended);
}

static void other_later_contacts_do_not_undo_an_end(void **state)
{
    (void)state;
    fact(10, "termination", JP_CLIENT);
    fact(20, "meeting", JP_CLIENT);
    book_rating(&w.book, day(21), JP_CLIENT, "pillar.trust", 1);
    walk_to(40);
    assert_true(w.rhythm.walk.ended);
}

static void without_an_end_there_is_none(void **state)
{
    (void)state;
    walk_to(40);
    assert_false(w.rhythm.walk.ended);
    fact(20, "renewal", JP_CLIENT);
    walk_to(40);
    assert_false(w.rhythm.walk.ended);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_turn_opened_before_an_end_is_dropped_by_the_next_contact),
        TEST(the_clients_turn_is_dropped_as_well),
        TEST(a_run_does_not_go_on_over_an_end),
        TEST(a_turn_opened_at_the_ends_own_microsecond_is_dropped),
        TEST(contacts_at_the_ends_own_microsecond_are_before_it),
        TEST(a_contact_one_microsecond_later_is_after_the_end),
        TEST(an_end_that_is_not_seen_yet_drops_nothing),
        TEST(an_end_before_the_first_contact_changes_nothing),
        TEST(both_clocks_start_anew_at_the_first_contact_by_anyone),
        TEST(the_number_and_sum_of_gaps_are_kept_over_an_end),
        TEST(until_a_contact_comes_the_clocks_go_on_over_an_end),
        TEST(the_open_gap_counts_from_the_restart_too),
        TEST(the_clock_starts_anew_at_every_end),
        TEST(the_clock_starts_anew_once_for_each_end),
        TEST(after_an_end_nobody_owes_an_answer),
        TEST(contacts_after_an_end_open_nothing_while_it_stands),
        TEST(a_later_renewal_undoes_an_end),
        TEST(before_1970_a_renewal_undoes_an_end_too),
        TEST(a_renewal_at_the_ends_own_microsecond_does_not_undo_it),
        TEST(an_earlier_renewal_does_not_undo_an_end),
        TEST(a_renewal_undoes_earlier_ends_only),
        TEST(one_renewal_undoes_all_earlier_ends),
        TEST(other_later_contacts_do_not_undo_an_end),
        TEST(without_an_end_there_is_none),
    };
    return cmocka_run_group_tests(tests, open_model, close_model);
}
