/*
 * Turns: who waits for whom (docs/method.md section 2, Turns). Times are days since 1970, and every
 * expected latency is the difference of two of them in hours.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "rhythm/walk.h"

/* ---- Opening and joining -------------------------------------------------------------------- */

static void a_contact_that_expects_a_reply_opens_a_turn(void **state)
{
    (void)state;
    fact(0, "message", JP_CLIENT);
    fact(2, "status_update", JP_SUPPLIER);
    walk_to(3);
    assert_int_equal(derived_count("reply", JP_SUPPLIER), 1);
    expect_derived("reply", JP_SUPPLIER, 0, 2, 48);
    assert_null(open_item("unanswered", JP_SUPPLIER));
}

static void a_contact_that_expects_none_opens_no_turn(void **state)
{
    (void)state;
    fact(0, "thanks", JP_CLIENT);
    fact(2, "status_update", JP_SUPPLIER);
    walk_to(3);
    assert_int_equal(derived_count("reply", JP_SUPPLIER), 0);
}

static void later_contacts_of_a_run_join_its_turn(void **state)
{
    (void)state;
    fact(0, "message", JP_CLIENT);
    fact(1.5, "discovery_question", JP_CLIENT);
    fact(2, "status_update", JP_SUPPLIER);
    fact(2.5, "status_update", JP_SUPPLIER);
    walk_to(3);
    assert_int_equal(derived_count("reply", JP_SUPPLIER), 1);
    expect_derived("reply", JP_SUPPLIER, 0, 2, 48); /* since the first of the run */
}

static void from_the_third_contact_of_a_run_on_each_adds_a_burst(void **state)
{
    (void)state;
    fact(0, "message", JP_CLIENT);
    fact(1, "request_made", JP_CLIENT);
    fact(2, "message", JP_CLIENT);
    fact(2.5, "complaint", JP_CLIENT);
    walk_to(3);
    assert_int_equal(derived_count("pursuit_burst", JP_CLIENT), 2);
    expect_derived("pursuit_burst", JP_CLIENT, 0, 2, 1);
    expect_derived("pursuit_burst", JP_CLIENT, 1, 2.5, 1);
    assert_int_equal(derived_count("pursuit_burst", JP_SUPPLIER), 0);
}

static void an_answer_ends_the_run(void **state)
{
    (void)state;
    fact(0, "message", JP_SUPPLIER);
    fact(1, "message", JP_SUPPLIER);
    fact(1.5, "thanks", JP_CLIENT);
    fact(2, "message", JP_SUPPLIER);
    fact(3, "message", JP_SUPPLIER);
    walk_to(3);
    assert_int_equal(derived_count("pursuit_burst", JP_SUPPLIER), 0);
    fact(4, "message", JP_SUPPLIER);
    walk_to(4);
    assert_int_equal(derived_count("pursuit_burst", JP_SUPPLIER), 1);
}

static void what_expects_no_reply_is_no_part_of_a_run(void **state)
{
    (void)state;
    fact(0, "message", JP_CLIENT);
    fact(1, "thanks", JP_CLIENT);
    fact(2, "message", JP_CLIENT);
    walk_to(3);
    assert_int_equal(derived_count("pursuit_burst", JP_CLIENT), 0);
}

static void the_length_of_a_patient_run_is_the_models(void **state)
{
    (void)state;
    jp_model *impatient = changed_model("{'parameters': {'pursuit_run': 1}}");
    w.book.model = impatient;
    fact(0, "message", JP_CLIENT);
    fact(1, "message", JP_CLIENT);
    walk_to(3);
    assert_int_equal(derived_count("pursuit_burst", JP_CLIENT), 1);
    expect_derived("pursuit_burst", JP_CLIENT, 0, 1, 1);
    jp_model_free(impatient);
}

/* ---- Closing -------------------------------------------------------------------------------- */

static void a_contact_of_a_mutual_kind_by_the_one_who_waits_closes_the_turn(void **state)
{
    (void)state;
    fact(0, "message", JP_CLIENT);
    fact(1, "call", JP_CLIENT);
    walk_to(3);
    expect_derived("reply", JP_SUPPLIER, 0, 1, 24);
    assert_null(open_item("unanswered", JP_SUPPLIER));
}

static void other_contacts_by_the_one_who_waits_leave_the_turn_open(void **state)
{
    (void)state;
    fact(0, "message", JP_CLIENT);
    fact(1, "thanks", JP_CLIENT);
    walk_to(2);
    assert_int_equal(derived_count("reply", JP_SUPPLIER), 0);
    assert_near(open_item("unanswered", JP_SUPPLIER)->value, 48, EXACT);
}

static void what_is_no_contact_closes_nothing(void **state)
{
    (void)state;
    fact(0, "message", JP_CLIENT);
    fact(1, "promise_kept", JP_SUPPLIER);
    book_rating(&w.book, day(1), JP_SUPPLIER, "pillar.trust", 0.9);
    walk_to(2);
    assert_int_equal(w.rhythm.walk.derived, 0);
    assert_near(open_item("unanswered", JP_SUPPLIER)->value, 48, EXACT);
}

static void a_question_in_return_closes_a_turn_and_opens_another(void **state)
{
    (void)state;
    fact(0, "message", JP_CLIENT);
    fact(1, "message", JP_SUPPLIER);
    fact(1.5, "thanks", JP_CLIENT);
    walk_to(3);
    expect_derived("reply", JP_SUPPLIER, 0, 1, 24);
    expect_derived("reply", JP_CLIENT, 0, 1.5, 12);
}

static void of_a_mutual_kind_that_expects_a_reply_the_expecting_counts_first(void **state)
{
    (void)state;
    jp_model *expecting = changed_model("{'kinds': {'call': {'expects_reply': true}}}");
    w.book.model = expecting;
    fact(0, "message", JP_CLIENT);
    fact(1, "call", JP_CLIENT); /* joins the turn that waits for the supplier */
    walk_to(2);
    assert_int_equal(derived_count("reply", JP_SUPPLIER), 0);
    assert_near(open_item("unanswered", JP_SUPPLIER)->value, 48, EXACT);
    fact(2, "call", JP_SUPPLIER); /* of the supplier itself: closes it, and opens one */
    walk_to(3);
    expect_derived("reply", JP_SUPPLIER, 0, 2, 48);
    assert_near(open_item("unanswered", JP_CLIENT)->value, 24, EXACT);
    jp_model_free(expecting);
}

static void an_adverse_answer_earns_nothing(void **state)
{
    (void)state;
    fact(0, "message", JP_CLIENT);
    fact(2, "conflict", JP_SUPPLIER);
    walk_to(3);
    assert_int_equal(derived_count("reply", JP_SUPPLIER), 0);
    assert_int_equal(derived_count("unanswered", JP_SUPPLIER), 1);
    expect_derived("unanswered", JP_SUPPLIER, 0, 2, 48);
    assert_null(open_item("unanswered", JP_SUPPLIER));
}

static void an_adverse_answer_may_open_a_turn_itself(void **state)
{
    (void)state;
    fact(0, "message", JP_CLIENT);
    fact(2, "upsell_pitch", JP_SUPPLIER); /* adverse, and expects a reply */
    walk_to(3);
    expect_derived("unanswered", JP_SUPPLIER, 0, 2, 48);
    assert_near(open_item("unanswered", JP_CLIENT)->value, 24, EXACT);
}

/* ---- Replies -------------------------------------------------------------------------------- */

static void the_own_value_of_a_reply_overrides_the_latency_of_the_turn(void **state)
{
    (void)state;
    fact(0, "message", JP_CLIENT);
    value(2, "reply", JP_SUPPLIER, 5);
    walk_to(3);
    assert_int_equal(derived_count("reply", JP_SUPPLIER), 1);
    expect_derived("reply", JP_SUPPLIER, 0, 2, 5);
    value(2.5, "reply", JP_SUPPLIER, 0.5); /* half an hour */
    walk_to(3);
    expect_derived("reply", JP_SUPPLIER, 1, 2.5, 0.5);
}

static void a_reply_without_a_value_has_the_latency_of_its_turn(void **state)
{
    (void)state;
    fact(0, "message", JP_CLIENT);
    fact(2, "reply", JP_SUPPLIER);
    walk_to(3);
    expect_derived("reply", JP_SUPPLIER, 0, 2, 48);
}

static void the_value_of_another_kind_overrides_nothing(void **state)
{
    (void)state;
    fact(0, "message", JP_CLIENT);
    value(2, "call", JP_SUPPLIER, 30);
    walk_to(3);
    expect_derived("reply", JP_SUPPLIER, 0, 2, 48);
}

static void a_reply_with_a_value_counts_without_a_turn(void **state)
{
    (void)state;
    value(2, "reply", JP_SUPPLIER, 5);
    walk_to(3);
    assert_int_equal(derived_count("reply", JP_SUPPLIER), 1);
    expect_derived("reply", JP_SUPPLIER, 0, 2, 5);
    assert_int_equal(derived("reply", JP_SUPPLIER, 0)->from, JP__NO_FACT);
    assert_int_equal(w.rhythm.walk.sides[JP_SUPPLIER].answered, 0);
    assert_int_equal(w.rhythm.walk.waits[JP_SUPPLIER], 0);
}

static void a_reply_with_neither_value_nor_turn_derives_nothing(void **state)
{
    (void)state;
    fact(2, "reply", JP_SUPPLIER);
    walk_to(3);
    assert_int_equal(derived_count("reply", JP_SUPPLIER), 0);
}

static void a_negative_value_of_a_reply_is_no_wait(void **state)
{
    (void)state;
    fact(0, "message", JP_CLIENT);
    value(2, "reply", JP_SUPPLIER, -5);
    value(3, "reply", JP_SUPPLIER, -7); /* without a turn */
    walk_to(3);
    expect_derived("reply", JP_SUPPLIER, 0, 2, 0);
    expect_derived("reply", JP_SUPPLIER, 1, 3, 0);
}

static void an_adverse_reply_with_a_value_is_unanswered_without_a_turn_too(void **state)
{
    (void)state;
    jp_model *adverse = changed_model("{'kinds': {'reply': {'tone': -1}}}");
    w.book.model = adverse;
    value(2, "reply", JP_SUPPLIER, 5);
    walk_to(3);
    expect_derived("unanswered", JP_SUPPLIER, 0, 2, 5);
    jp_model_free(adverse);
}

/* ---- Open items, and the rest ---------------------------------------------------------------- */

static void an_open_turn_stands_open_as_of_the_moment(void **state)
{
    (void)state;
    fact(0, "thanks", JP_SUPPLIER);
    fact(1, "message", JP_CLIENT);
    walk_to(4);
    const jp__derived *item = open_item("unanswered", JP_SUPPLIER);
    assert_non_null(item);
    assert_near(item->value, 72, EXACT);
    assert_int_equal(item->time_us, day(4));
    assert_int_equal(item->from, 1);
    assert_int_equal(item->at, JP__NO_FACT);
    assert_null(open_item("unanswered", JP_CLIENT));
}

static void a_turn_stands_open_also_where_the_side_has_no_contact_in_the_log(void **state)
{
    (void)state;
    fact(1, "message", JP_CLIENT);
    walk_to(4);
    assert_near(open_item("unanswered", JP_SUPPLIER)->value, 72, EXACT);
    assert_null(open_item("silence", JP_SUPPLIER));
}

static void a_turn_opened_at_this_very_moment_stands_open_with_no_wait(void **state)
{
    (void)state;
    fact(1, "message", JP_CLIENT);
    walk_to(1);
    assert_near(open_item("unanswered", JP_SUPPLIER)->value, 0, EXACT);
}

static void the_sides_may_wait_for_each_other_by_turns(void **state)
{
    (void)state;
    fact(0, "message", JP_CLIENT);
    fact(1, "message", JP_SUPPLIER); /* an answer, and a question in return */
    fact(2, "message", JP_CLIENT);   /* the same */
    walk_to(3);
    assert_int_equal(derived_count("reply", JP_SUPPLIER), 1);
    assert_int_equal(derived_count("reply", JP_CLIENT), 1);
    assert_null(open_item("unanswered", JP_CLIENT));
    assert_near(open_item("unanswered", JP_SUPPLIER)->value, 24, EXACT);
}

static void a_contact_of_intensity_zero_is_still_a_contact(void **state)
{
    (void)state;
    fact(0, "message", JP_CLIENT);
    book_intensity(&w.book, 0);
    fact(1, "status_update", JP_SUPPLIER);
    book_intensity(&w.book, 0);
    walk_to(2);
    expect_derived("reply", JP_SUPPLIER, 0, 1, 24);
}

static void a_derived_fact_names_the_facts_it_came_from(void **state)
{
    (void)state;
    fact(0, "promise_kept", JP_CLIENT);
    fact(1, "message", JP_CLIENT);
    fact(2, "message", JP_CLIENT);
    fact(3, "message", JP_CLIENT);
    fact(4, "status_update", JP_SUPPLIER);
    walk_to(5);
    assert_int_equal(derived("pursuit_burst", JP_CLIENT, 0)->from, 1);
    assert_int_equal(derived("pursuit_burst", JP_CLIENT, 0)->at, 3);
    assert_int_equal(derived("reply", JP_SUPPLIER, 0)->from, 1);
    assert_int_equal(derived("reply", JP_SUPPLIER, 0)->at, 4);
}

static void what_is_not_seen_yet_opens_and_closes_nothing(void **state)
{
    (void)state;
    fact(0, "message", JP_CLIENT);
    fact(2, "status_update", JP_SUPPLIER);
    fact(1, "thanks", JP_SUPPLIER);
    book_recorded(&w.book, day(2)); /* came to light later */
    walk_to(1.5);
    assert_int_equal(derived_count("reply", JP_SUPPLIER), 0);
    assert_near(open_item("unanswered", JP_SUPPLIER)->value, 36, EXACT);
    walk_to(2);
    expect_derived("reply", JP_SUPPLIER, 0, 1, 24);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_contact_that_expects_a_reply_opens_a_turn),
        TEST(a_contact_that_expects_none_opens_no_turn),
        TEST(later_contacts_of_a_run_join_its_turn),
        TEST(from_the_third_contact_of_a_run_on_each_adds_a_burst),
        TEST(an_answer_ends_the_run),
        TEST(what_expects_no_reply_is_no_part_of_a_run),
        TEST(the_length_of_a_patient_run_is_the_models),
        TEST(a_contact_of_a_mutual_kind_by_the_one_who_waits_closes_the_turn),
        TEST(other_contacts_by_the_one_who_waits_leave_the_turn_open),
        TEST(what_is_no_contact_closes_nothing),
        TEST(a_question_in_return_closes_a_turn_and_opens_another),
        TEST(of_a_mutual_kind_that_expects_a_reply_the_expecting_counts_first),
        TEST(an_adverse_answer_earns_nothing),
        TEST(an_adverse_answer_may_open_a_turn_itself),
        TEST(the_own_value_of_a_reply_overrides_the_latency_of_the_turn),
        TEST(a_reply_without_a_value_has_the_latency_of_its_turn),
        TEST(the_value_of_another_kind_overrides_nothing),
        TEST(a_reply_with_a_value_counts_without_a_turn),
        TEST(a_reply_with_neither_value_nor_turn_derives_nothing),
        TEST(a_negative_value_of_a_reply_is_no_wait),
        TEST(an_adverse_reply_with_a_value_is_unanswered_without_a_turn_too),
        TEST(an_open_turn_stands_open_as_of_the_moment),
        TEST(a_turn_stands_open_also_where_the_side_has_no_contact_in_the_log),
        TEST(a_turn_opened_at_this_very_moment_stands_open_with_no_wait),
        TEST(the_sides_may_wait_for_each_other_by_turns),
        TEST(a_contact_of_intensity_zero_is_still_a_contact),
        TEST(a_derived_fact_names_the_facts_it_came_from),
        TEST(what_is_not_seen_yet_opens_and_closes_nothing),
    };
    return cmocka_run_group_tests(tests, open_model, close_model);
}
