/*
 * The reported rhythm: what people are told of each side (docs/method.md section 2).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "rhythm/walk.h"

static jp_rhythm report_at(jp_side side, double as_of)
{
    walk_to(as_of);
    return jp__rhythm_report(&w.rhythm, &w.seen, day(as_of), (uint8_t)side);
}

static bool reciprocity_at(double as_of, double *reciprocity)
{
    walk_to(as_of);
    return jp__reciprocity(w.book.model, &w.seen, reciprocity);
}

/* A question of the client, answered by the supplier after so many hours. */
static void answered_after(double at, double hours)
{
    fact(at, "message", JP_CLIENT);
    value(at + 0.5, "reply", JP_SUPPLIER, hours);
}

/* ---- Contacts ------------------------------------------------------------------------------- */

static void contacts_are_counted_by_side_and_mutual_ones_for_both(void **state)
{
    (void)state;
    fact(0, "message", JP_CLIENT);
    fact(1, "thanks", JP_CLIENT);
    fact(2, "meeting", JP_SUPPLIER);
    fact(3, "status_update", JP_SUPPLIER);
    fact(4, "promise_kept", JP_CLIENT);
    jp_rhythm client = report_at(JP_CLIENT, 5), supplier = report_at(JP_SUPPLIER, 5);
    assert_int_equal(client.contacts, 3);
    assert_int_equal(supplier.contacts, 2);
    assert_true(client.has_last && supplier.has_last);
    assert_int_equal(client.last_us, day(2));
    assert_int_equal(supplier.last_us, day(3));
}

static void without_contacts_nothing_is_reported(void **state)
{
    (void)state;
    book_rating(&w.book, 0, JP_CLIENT, "pillar.trust", 0.5);
    jp_rhythm client = report_at(JP_CLIENT, 5);
    assert_int_equal(client.contacts, 0);
    assert_int_equal(client.answered, 0);
    assert_false(client.open || client.has_last || client.has_mean_gap);
    assert_false(client.has_response_rate || client.has_median_response);
}

static void the_mean_gap_is_missing_until_there_is_one(void **state)
{
    (void)state;
    fact(0, "thanks", JP_CLIENT);
    assert_false(report_at(JP_CLIENT, 50).has_mean_gap);
    fact(4, "thanks", JP_CLIENT);
    fact(10, "thanks", JP_CLIENT);
    jp_rhythm client = report_at(JP_CLIENT, 50);
    assert_true(client.has_mean_gap);
    assert_near(client.mean_gap_days, 5, EXACT);
}

/* ---- Answers -------------------------------------------------------------------------------- */

static void answered_are_the_turns_that_a_side_closed(void **state)
{
    (void)state;
    fact(0, "message", JP_CLIENT);
    fact(1, "message", JP_CLIENT); /* of the same turn */
    fact(2, "status_update", JP_SUPPLIER);
    fact(3, "status_update", JP_SUPPLIER); /* no turn */
    fact(4, "message", JP_CLIENT);
    fact(5, "conflict", JP_SUPPLIER); /* an adverse answer is one too */
    value(6, "reply", JP_SUPPLIER, 1); /* without a turn: none */
    jp_rhythm supplier = report_at(JP_SUPPLIER, 7);
    assert_int_equal(supplier.answered, 2);
    assert_false(supplier.open);
    assert_near(supplier.response_rate, 1, EXACT);
    assert_near(supplier.median_response_hours, 24, EXACT); /* of 24 and 48 */
}

static void an_open_turn_is_reported_with_its_wait(void **state)
{
    (void)state;
    fact(0, "message", JP_CLIENT);
    jp_rhythm supplier = report_at(JP_SUPPLIER, 2);
    assert_true(supplier.open);
    assert_near(supplier.open_turn_hours, 48, EXACT);
    jp_rhythm client = report_at(JP_CLIENT, 2);
    assert_false(client.open);
    assert_near(client.open_turn_hours, 0, EXACT);
}

static void after_an_end_no_turn_is_reported_open(void **state)
{
    (void)state;
    answered_after(0, 3);
    fact(1, "message", JP_CLIENT);
    fact(2, "termination", JP_CLIENT);
    jp_rhythm supplier = report_at(JP_SUPPLIER, 100);
    assert_false(supplier.open);
    assert_near(supplier.response_rate, 1, EXACT);
    assert_near(supplier.median_response_hours, 3, EXACT);
    assert_near(supplier.open_turn_hours, 0, EXACT);
}

static void the_response_rate_is_missing_without_answers_and_overdue_turns(void **state)
{
    (void)state;
    fact(0, "message", JP_CLIENT);
    assert_false(report_at(JP_SUPPLIER, 7).has_response_rate); /* seven days are not older than 7 */
}

static void a_turn_open_for_more_than_seven_days_is_not_answered(void **state)
{
    (void)state;
    fact(0, "message", JP_CLIENT);
    walk_to_us(day(7) + 1);
    jp_rhythm supplier = jp__rhythm_report(&w.rhythm, &w.seen, day(7) + 1, JP_SUPPLIER);
    assert_true(supplier.has_response_rate);
    assert_near(supplier.response_rate, 0, EXACT);
}

static void one_answer_and_one_overdue_turn_are_a_half(void **state)
{
    (void)state;
    answered_after(0, 1);
    fact(10, "message", JP_CLIENT);
    jp_rhythm supplier = report_at(JP_SUPPLIER, 18);
    assert_true(supplier.has_response_rate);
    assert_near(supplier.response_rate, 0.5, EXACT);
}

static void the_response_rate_is_answers_over_answers_and_the_overdue_turn(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++)
        answered_after(i, 1);
    fact(10, "message", JP_CLIENT);
    assert_near(report_at(JP_SUPPLIER, 16).response_rate, 1, EXACT);
    assert_near(report_at(JP_SUPPLIER, 18).response_rate, 0.75, EXACT);
}

/* ---- The median of Kaplan and Meier ----------------------------------------------------------- */

static void the_median_is_that_of_a_published_survival_curve(void **state)
{
    (void)state;
    /* Freireich et al. 1963, remission under placebo, in weeks: the textbooks' median is 8. */
    static const double weeks[] = { 12, 1, 22, 8, 11, 2, 5, 4, 15, 8, 23, 5, 11, 4, 8, 12, 3, 2, 8,
                                    17, 1 };
    for (size_t i = 0; i < JP__COUNT(weeks); i++)
        answered_after((double)i, weeks[i]);
    jp_rhythm supplier = report_at(JP_SUPPLIER, 30);
    assert_int_equal(supplier.answered, 21);
    assert_true(supplier.has_median_response);
    assert_near(supplier.median_response_hours, 8, EXACT);
}

static void the_median_of_an_odd_number_of_answers_is_the_middle_one(void **state)
{
    (void)state;
    answered_after(0, 40);
    answered_after(1, 2);
    answered_after(2, 9);
    assert_near(report_at(JP_SUPPLIER, 3).median_response_hours, 9, EXACT);
}

static void the_order_of_the_answers_does_not_matter(void **state)
{
    (void)state;
    for (int permutation = 0; permutation < 720; permutation++) {
        double hours[6] = { 1, 2, 3, 4, 5, 6 };
        w.book.length = 0;
        for (int i = 0, rest = permutation; i < 6; rest /= 6 - i, i++) {
            int pick = i + rest % (6 - i);
            double chosen = hours[pick];
            hours[pick] = hours[i];
            hours[i] = chosen;
            answered_after(i, chosen);
        }
        assert_near(report_at(JP_SUPPLIER, 10).median_response_hours, 3, EXACT);
        for (int i = 0; i < 6; i++)
            assert_near(w.rhythm.waits[JP_SUPPLIER].hours[i], i + 1, EXACT); /* sorted by the report */
    }
}

static void the_median_of_an_even_number_is_the_lower_of_the_two_in_the_middle(void **state)
{
    (void)state;
    /* The curve is exactly 1/2 after the 12th of 24; its product in doubles is a hair above. */
    for (int i = 0; i < 24; i++)
        answered_after(i, 24 - i);
    assert_near(report_at(JP_SUPPLIER, 30).median_response_hours, 12, EXACT);
}

static void a_curve_just_above_a_half_goes_on(void **state)
{
    (void)state;
    for (int i = 0; i < 101; i++) /* after the 50th 51 / 101, after the 51st 50 / 101 */
        answered_after(i, i + 1);
    assert_near(report_at(JP_SUPPLIER, 200).median_response_hours, 51, EXACT);
}

static void an_open_turn_counts_as_at_risk_until_now(void **state)
{
    (void)state;
    answered_after(0, 24);
    answered_after(1, 72);
    assert_near(report_at(JP_SUPPLIER, 10).median_response_hours, 24, EXACT); /* 1 - 1/2 */
    fact(10, "message", JP_CLIENT);
    /* Open for 12 hours: S(24) = 1 - 1/2. For 48: S(24) = 2/3, S(72) = 2/3 x 0. */
    assert_near(report_at(JP_SUPPLIER, 10.5).median_response_hours, 24, EXACT);
    assert_near(report_at(JP_SUPPLIER, 12).median_response_hours, 72, EXACT);
    /* For 96 hours: S(24) = 2/3, S(72) = 1/3. */
    assert_near(report_at(JP_SUPPLIER, 14).median_response_hours, 72, EXACT);
}

static void at_the_same_hour_answers_come_before_the_open_turn(void **state)
{
    (void)state;
    answered_after(0, 24);
    answered_after(1, 120);
    fact(10, "message", JP_CLIENT);
    /* Open for 24 hours: S(24) = 1 - 1/3. */
    assert_near(report_at(JP_SUPPLIER, 11).median_response_hours, 120, EXACT);
}

static void without_any_answer_the_median_is_missing(void **state)
{
    (void)state;
    fact(0, "message", JP_CLIENT);
    assert_false(report_at(JP_SUPPLIER, 100).has_median_response);
}

static void with_one_answer_the_median_is_its_wait(void **state)
{
    (void)state;
    answered_after(0, 24);
    fact(10, "message", JP_CLIENT);
    assert_near(report_at(JP_SUPPLIER, 100).median_response_hours, 24, EXACT); /* S = 1/2 */
}

/* ---- Reciprocity ---------------------------------------------------------------------------- */

static void reciprocity_is_missing_without_contacts(void **state)
{
    (void)state;
    double reciprocity = 7;
    book_rating(&w.book, 0, JP_CLIENT, "pillar.trust", 0.5);
    assert_false(reciprocity_at(5, &reciprocity));
    assert_near(reciprocity, 7, EXACT);
}

static void equal_contacts_are_fully_reciprocal(void **state)
{
    (void)state;
    double reciprocity;
    fact(0, "thanks", JP_CLIENT);
    fact(0, "status_update", JP_SUPPLIER);
    assert_true(reciprocity_at(500, &reciprocity));
    assert_near(reciprocity, 1, EXACT);
}

static void one_sided_contacts_are_not_reciprocal_at_all(void **state)
{
    (void)state;
    double reciprocity;
    fact(0, "status_update", JP_SUPPLIER);
    fact(3, "status_update", JP_SUPPLIER);
    assert_true(reciprocity_at(5, &reciprocity));
    assert_near(reciprocity, 0, EXACT);
}

static void contacts_lose_half_their_weight_in_ninety_days(void **state)
{
    (void)state;
    double reciprocity;
    fact(0, "thanks", JP_CLIENT);
    fact(90, "status_update", JP_SUPPLIER);
    assert_true(reciprocity_at(100, &reciprocity));
    assert_near(reciprocity, 2.0 / 3, SHARP); /* 1 - |0.5 - 1| / (0.5 + 1) */
}

static void what_is_no_contact_is_passed_over(void **state)
{
    (void)state;
    double reciprocity;
    fact(10, "thanks", JP_CLIENT);
    fact(55, "promise_kept", JP_SUPPLIER);
    fact(100, "status_update", JP_SUPPLIER);
    book_rating(&w.book, day(101), JP_CLIENT, "pillar.trust", 0.5);
    assert_true(reciprocity_at(200, &reciprocity));
    assert_near(reciprocity, 2.0 / 3, SHARP); /* 90 days between them */
}

static void mutual_contacts_count_for_both(void **state)
{
    (void)state;
    double reciprocity;
    fact(10, "thanks", JP_CLIENT);
    fact(10, "meeting", JP_SUPPLIER);
    assert_true(reciprocity_at(100, &reciprocity));
    assert_near(reciprocity, 2.0 / 3, SHARP); /* 2 of the client, 1 of the supplier */
}

static void reciprocity_survives_any_age(void **state)
{
    (void)state;
    double reciprocity;
    book_fact(&w.book, INT64_MIN, "thanks", JP_CLIENT);
    book_fact(&w.book, INT64_MIN, "status_update", JP_SUPPLIER);
    walk_to_us(INT64_MAX);
    assert_true(jp__reciprocity(model, &w.seen, &reciprocity));
    assert_near(reciprocity, 1, EXACT);
}

static void the_waits_are_collected_only_where_they_are_wanted(void **state)
{
    (void)state;
    answered_after(0, 24);
    walk_to(5);
    assert_int_equal(w.rhythm.walk.waits[JP_SUPPLIER], 1);
    walk_wanting(day(5), false);
    assert_int_equal(w.rhythm.walk.waits[JP_SUPPLIER], 0);
    assert_int_equal(w.rhythm.walk.sides[JP_SUPPLIER].answered, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(contacts_are_counted_by_side_and_mutual_ones_for_both),
        TEST(without_contacts_nothing_is_reported),
        TEST(the_mean_gap_is_missing_until_there_is_one),
        TEST(answered_are_the_turns_that_a_side_closed),
        TEST(an_open_turn_is_reported_with_its_wait),
        TEST(after_an_end_no_turn_is_reported_open),
        TEST(the_response_rate_is_missing_without_answers_and_overdue_turns),
        TEST(a_turn_open_for_more_than_seven_days_is_not_answered),
        TEST(one_answer_and_one_overdue_turn_are_a_half),
        TEST(the_response_rate_is_answers_over_answers_and_the_overdue_turn),
        TEST(the_median_is_that_of_a_published_survival_curve),
        TEST(the_median_of_an_odd_number_of_answers_is_the_middle_one),
        TEST(the_order_of_the_answers_does_not_matter),
        TEST(the_median_of_an_even_number_is_the_lower_of_the_two_in_the_middle),
        TEST(a_curve_just_above_a_half_goes_on),
        TEST(an_open_turn_counts_as_at_risk_until_now),
        TEST(at_the_same_hour_answers_come_before_the_open_turn),
        TEST(without_any_answer_the_median_is_missing),
        TEST(with_one_answer_the_median_is_its_wait),
        TEST(reciprocity_is_missing_without_contacts),
        TEST(equal_contacts_are_fully_reciprocal),
        TEST(one_sided_contacts_are_not_reciprocal_at_all),
        TEST(contacts_lose_half_their_weight_in_ninety_days),
        TEST(what_is_no_contact_is_passed_over),
        TEST(mutual_contacts_count_for_both),
        TEST(reciprocity_survives_any_age),
        TEST(the_waits_are_collected_only_where_they_are_wanted),
    };
    return cmocka_run_group_tests(tests, open_model, close_model);
}
