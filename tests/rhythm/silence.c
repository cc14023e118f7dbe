/*
 * Silence: how silent a gap is, and what steadiness is (docs/method.md section 2, Silence).
 *
 * Of the default model: A = 2 + n, B = 56 + T, S = (B / (B + g))^A, absolute = g^3 / (g^3 + 90^3),
 * score = 1 - (1 - relative / 4)(1 - absolute), relative = -log10 S - 2 within 0 and 1.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "rhythm/walk.h"

static void start_over(void)
{
    end(NULL);
    begin(NULL);
}

/* The score of one gap between two contacts of the client, the first of all. */
static double score_of_gap(double days)
{
    start_over();
    fact(0, "thanks", JP_CLIENT);
    walk_to(days);
    return w.rhythm.walk.sides[JP_CLIENT].silence;
}

/* Contacts of the client, two days apart, until `gaps` gaps lie behind. The last one's time. */
static double steady_contacts(int gaps)
{
    for (int i = 0; i <= gaps; i++)
        fact(2 * i, "thanks", JP_CLIENT);
    return 2 * gaps;
}

/* ---- The score ------------------------------------------------------------------------------ */

static void absolute_silence_is_the_third_power_of_days_against_ninety(void **state)
{
    (void)state;
    assert_near(score_of_gap(30), 1.0 / 28, SHARP);  /* 1 / (1 + 3^3) */
    assert_near(score_of_gap(45), 1.0 / 9, SHARP);   /* 1 / (1 + 2^3) */
    assert_near(score_of_gap(90), 0.5, SHARP);
    assert_near(score_of_gap(180), 8.0 / 9, SHARP);
    assert_near(score_of_gap(0.5), 1.0 / (1 + 180.0 * 180 * 180), 1e-15);
}

static void relative_silence_begins_only_beyond_one_percent(void **state)
{
    (void)state;
    /* S = 1 % where 56 + g = 560. Below it nothing but the absolute part. */
    assert_near(score_of_gap(503), 503.0 * 503 * 503 / (503.0 * 503 * 503 + 729000), 1e-15);
    assert_near(score_of_gap(504), 504.0 * 504 * 504 / (504.0 * 504 * 504 + 729000), 1e-15);
    /* mpmath, 40 digits: relative = 0.00154966849992 */
    assert_near(score_of_gap(505), 0.99437355958807690, 1e-14);
}

static void the_relative_part_is_at_most_a_quarter(void **state)
{
    (void)state;
    double last = steady_contacts(10); /* n = 10, T = 20: A = 12, B = 76 */
    walk_to(last + 45);
    assert_near(w.rhythm.walk.sides[JP_CLIENT].silence, 0.20525807476175661, SHARP); /* mpmath */
    walk_to(last + 60); /* beyond S = 0.1 %: 1 - 0.75 x (1 - 8 / 35) */
    assert_near(w.rhythm.walk.sides[JP_CLIENT].silence, 1 - 0.75 * 27.0 / 35, SHARP);
    walk_to(last + 30); /* S = 1.8 %: nothing yet */
    assert_near(w.rhythm.walk.sides[JP_CLIENT].silence, 1.0 / 28, SHARP);
}

static void a_very_long_silence_scores_one_and_no_more(void **state)
{
    (void)state;
    assert_near(score_of_gap(1000), 0.99937186886993315, SHARP); /* mpmath */
    assert_near(score_of_gap(2000), 0.99993166247725676, SHARP);
    double score = score_of_gap(50e6); /* 137,000 years */
    assert_near(score, 1, SHARP);
    assert_true(score <= 1);
}

static void the_weight_and_mark_of_silence_are_the_models(void **state)
{
    (void)state;
    jp_model *other = changed_model("{'parameters': {'silence_days': 45, 'silence_relative_weight': 0.5,"
                                    " 'silence_prior_gaps': 1, 'silence_prior_gap_days': 10}}");
    w.book.model = other;
    fact(0, "thanks", JP_CLIENT);
    walk_to(90); /* S = 10 / 100: no relative part; absolute = 8 / 9 */
    assert_near(w.rhythm.walk.sides[JP_CLIENT].silence, 8.0 / 9, SHARP);
    /* S = 10 / 10,000 = 0.1 %: relative 1. absolute = (222 x 45)^3 / (1 + ...) = 222^3 / (222^3 + 1) */
    walk_to(9990);
    assert_near(w.rhythm.walk.sides[JP_CLIENT].silence, 1 - 0.5 / (222.0 * 222 * 222 + 1), SHARP);
    jp_model_free(other);
}

/* ---- Steadiness ----------------------------------------------------------------------------- */

/* How many steady gaps a single gap of so many days is. */
static size_t steady_gaps(double days)
{
    start_over();
    fact(0, "thanks", JP_CLIENT);
    fact(days, "thanks", JP_CLIENT);
    walk_to(days);
    size_t steady = derived_count("rhythm_steady", JP_CLIENT);
    if (steady > 0)
        expect_derived("rhythm_steady", JP_CLIENT, 0, days, 1);
    return steady;
}

static void a_gap_of_at_least_a_day_and_not_long_is_steady(void **state)
{
    (void)state;
    assert_int_equal(steady_gaps(1), 1);
    assert_int_equal(steady_gaps(30), 1);
    assert_int_equal(steady_gaps(121), 1); /* F < 0.9 up to 56 x (sqrt(10) - 1) = 121.09 days */
    assert_int_equal(steady_gaps(122), 0);
    assert_int_equal(steady_gaps(400), 0);
}

static void a_gap_of_less_than_a_day_is_not_steady(void **state)
{
    (void)state;
    assert_int_equal(steady_gaps(0.875), 0);
    start_over();
    book_fact(&w.book, 0, "thanks", JP_CLIENT);
    book_fact(&w.book, day(1) - 1, "thanks", JP_CLIENT);
    walk_to(1);
    assert_int_equal(derived_count("rhythm_steady", JP_CLIENT), 0);
    assert_int_equal(w.rhythm.walk.sides[JP_CLIENT].gaps, 1); /* but a gap it is */
}

static void what_is_steady_depends_on_the_gaps_so_far(void **state)
{
    (void)state;
    double last = steady_contacts(10); /* A = 12, B = 76: F < 0.9 up to 76 (10^(1/12) - 1) = 16.07 */
    fact(last + 16, "thanks", JP_CLIENT);
    walk_to(last + 16);
    assert_int_equal(derived_count("rhythm_steady", JP_CLIENT), 11);
    w.book.length--;
    fact(last + 17, "thanks", JP_CLIENT);
    walk_to(last + 17);
    assert_int_equal(derived_count("rhythm_steady", JP_CLIENT), 10);
}

/* With many gaps behind, the marks are crossed where A g / B is hardly more than -ln S. */
static void the_marks_are_sharp_also_after_many_gaps(void **state)
{
    (void)state;
    for (int i = 0; i <= 400; i++) /* A = 402, B = 456: F < 0.9 up to 2.61938 days (mpmath) */
        fact(i, "thanks", JP_CLIENT);
    fact(402.6171875, "thanks", JP_CLIENT);
    walk_to(403);
    assert_int_equal(derived_count("rhythm_steady", JP_CLIENT), 401);
    w.book.length--;
    fact(402.62109375, "thanks", JP_CLIENT);
    walk_to(403);
    assert_int_equal(derived_count("rhythm_steady", JP_CLIENT), 400);
    jp_model *other = changed_model("{'parameters': {'rhythm_steady_below': 0.995}}");
    w.book.model = other;
    w.book.length--;
    walk_to(405.28125); /* S = 1 % at 5.2538 days; relative = 0.0103856190522970906 (mpmath) */
    assert_near(w.rhythm.walk.sides[JP_CLIENT].silence, 0.0027979004872956188, SHARP);
    jp_model_free(other);
}

static void the_mark_of_steadiness_is_the_models(void **state)
{
    (void)state;
    jp_model *other = changed_model("{'parameters': {'rhythm_steady_below': 0.5}}");
    w.book.model = other;
    fact(0, "thanks", JP_CLIENT);
    fact(23, "thanks", JP_CLIENT); /* F < 0.5 up to 56 x (sqrt(2) - 1) = 23.2 days */
    walk_to(23);
    assert_int_equal(derived_count("rhythm_steady", JP_CLIENT), 1);
    w.book.length--;
    fact(24, "thanks", JP_CLIENT);
    walk_to(24);
    assert_int_equal(derived_count("rhythm_steady", JP_CLIENT), 0);
    jp_model_free(other);
}

static void with_a_mark_of_nearly_one_even_silent_gaps_are_steady(void **state)
{
    (void)state;
    jp_model *other = changed_model("{'parameters': {'rhythm_steady_below': 0.9999}}");
    w.book.model = other;
    fact(0, "thanks", JP_CLIENT);
    fact(1715, "thanks", JP_CLIENT); /* F = 0.999000140605, relative 1 (mpmath) */
    walk_to(1715);
    assert_int_equal(derived_count("rhythm_steady", JP_CLIENT), 1);
    assert_near(derived("silence", JP_CLIENT, 0)->value, 0.99989162386523758, SHARP);
    jp_model_free(other);
}

/* ---- Derived gaps --------------------------------------------------------------------------- */

static void every_gap_derives_silence_when_it_ends(void **state)
{
    (void)state;
    fact(0, "thanks", JP_CLIENT);
    fact(90, "thanks", JP_CLIENT);
    walk_to(91);
    assert_int_equal(derived_count("silence", JP_CLIENT), 1);
    assert_near(derived("silence", JP_CLIENT, 0)->value, 0.5, SHARP);
    assert_int_equal(derived("silence", JP_CLIENT, 0)->time_us, day(90));
    assert_int_equal(derived("silence", JP_CLIENT, 0)->from, 0);
    assert_int_equal(derived("silence", JP_CLIENT, 0)->at, 1);
}

static void a_gap_counts_as_earlier_only_after_it_has_ended(void **state)
{
    (void)state;
    double last = steady_contacts(10);
    fact(last + 60, "thanks", JP_CLIENT);
    walk_to(last + 61);
    size_t n = derived_count("silence", JP_CLIENT);
    assert_near(derived("silence", JP_CLIENT, n - 1)->value, 1 - 0.75 * 27.0 / 35, SHARP);
    assert_int_equal(w.rhythm.walk.sides[JP_CLIENT].gaps, 11);
    assert_near(w.rhythm.walk.sides[JP_CLIENT].gap_days, 80, EXACT);
}

static void two_contacts_at_the_same_microsecond_are_no_gap(void **state)
{
    (void)state;
    fact(1, "thanks", JP_CLIENT);
    fact(1, "praise", JP_CLIENT);
    walk_to(1);
    assert_int_equal(w.rhythm.walk.derived, 0);
    assert_int_equal(w.rhythm.walk.sides[JP_CLIENT].gaps, 0);
    assert_int_equal(w.rhythm.walk.sides[JP_CLIENT].contacts, 2);
}

static void a_gap_too_short_to_score_derives_nothing_but_counts(void **state)
{
    (void)state;
    book_fact(&w.book, 0, "thanks", JP_CLIENT);
    book_fact(&w.book, 1, "thanks", JP_CLIENT); /* (1 us / 90 days)^3 is no part of 1 */
    walk_to_us(2);
    assert_int_equal(w.rhythm.walk.derived, 0);
    assert_int_equal(w.rhythm.open_count, 0);
    assert_int_equal(w.rhythm.walk.sides[JP_CLIENT].gaps, 1);
}

static void the_first_gap_of_a_side_starts_at_the_first_contact_by_anyone(void **state)
{
    (void)state;
    fact(0, "status_update", JP_SUPPLIER);
    fact(90, "thanks", JP_CLIENT);
    walk_to(90);
    assert_near(derived("silence", JP_CLIENT, 0)->value, 0.5, SHARP);
    assert_int_equal(w.rhythm.walk.sides[JP_CLIENT].gaps, 1);
    assert_int_equal(derived_count("silence", JP_SUPPLIER), 0);
}

static void a_mutual_contact_is_a_contact_of_both(void **state)
{
    (void)state;
    fact(0, "status_update", JP_SUPPLIER);
    fact(0, "thanks", JP_CLIENT);
    fact(90, "meeting", JP_CLIENT);
    walk_to(180);
    assert_near(derived("silence", JP_CLIENT, 0)->value, 0.5, SHARP);
    assert_near(derived("silence", JP_SUPPLIER, 0)->value, 0.5, SHARP);
    assert_near(w.rhythm.walk.sides[JP_SUPPLIER].open_days, 90, EXACT);
}

static void what_is_no_contact_breaks_no_silence(void **state)
{
    (void)state;
    fact(0, "thanks", JP_CLIENT);
    fact(45, "promise_kept", JP_CLIENT);
    book_rating(&w.book, day(46), JP_CLIENT, "pillar.trust", 0.5);
    walk_to(90);
    assert_near(open_item("silence", JP_CLIENT)->value, 0.5, SHARP);
}

/* ---- At as-of ------------------------------------------------------------------------------- */

static void the_open_gap_stands_open(void **state)
{
    (void)state;
    fact(0, "thanks", JP_CLIENT);
    fact(10, "thanks", JP_CLIENT);
    walk_to(100);
    const jp__derived *item = open_item("silence", JP_CLIENT);
    assert_near(item->value, 0.5, SHARP);
    assert_int_equal(item->time_us, day(100));
    assert_int_equal(item->from, 1);
    assert_int_equal(item->at, JP__NO_FACT);
    assert_near(w.rhythm.walk.sides[JP_CLIENT].open_days, 90, EXACT);
}

static void at_the_moment_of_a_contact_no_silence_is_open(void **state)
{
    (void)state;
    fact(10, "thanks", JP_CLIENT);
    walk_to(10);
    assert_null(open_item("silence", JP_CLIENT));
    assert_near(w.rhythm.walk.sides[JP_CLIENT].open_days, 0, EXACT);
    assert_near(w.rhythm.walk.sides[JP_CLIENT].silence, 0, EXACT);
}

static void a_side_without_contacts_is_unlogged_and_never_silent(void **state)
{
    (void)state;
    fact(0, "thanks", JP_CLIENT);
    fact(50, "thanks", JP_CLIENT);
    walk_to(500);
    assert_false(w.rhythm.walk.sides[JP_SUPPLIER].logged);
    assert_null(open_item("silence", JP_SUPPLIER));
    assert_int_equal(derived_count("silence", JP_SUPPLIER), 0);
    assert_near(w.rhythm.walk.sides[JP_SUPPLIER].silence, 0, EXACT);
    assert_true(w.rhythm.walk.sides[JP_CLIENT].logged);
}

static void times_at_the_edges_of_what_can_be_said_are_fine(void **state)
{
    (void)state;
    book_fact(&w.book, INT64_MIN, "message", JP_CLIENT);
    book_fact(&w.book, INT64_MAX, "status_update", JP_SUPPLIER);
    walk_to_us(INT64_MAX);
    /* 2^64 - 1 microseconds are 213,503,982.3346 days, 5,124,095,576.03 hours (bc) */
    assert_near(derived("reply", JP_SUPPLIER, 0)->value, 5124095576.0304317, 1e-6);
    assert_near(w.rhythm.walk.sides[JP_CLIENT].open_days, 213503982.33460129, 1e-7);
    assert_near(w.rhythm.walk.sides[JP_CLIENT].silence, 1, SHARP);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(absolute_silence_is_the_third_power_of_days_against_ninety),
        TEST(relative_silence_begins_only_beyond_one_percent),
        TEST(the_relative_part_is_at_most_a_quarter),
        TEST(a_very_long_silence_scores_one_and_no_more),
        TEST(the_weight_and_mark_of_silence_are_the_models),
        TEST(a_gap_of_at_least_a_day_and_not_long_is_steady),
        TEST(a_gap_of_less_than_a_day_is_not_steady),
        TEST(what_is_steady_depends_on_the_gaps_so_far),
        TEST(the_marks_are_sharp_also_after_many_gaps),
        TEST(the_mark_of_steadiness_is_the_models),
        TEST(with_a_mark_of_nearly_one_even_silent_gaps_are_steady),
        TEST(every_gap_derives_silence_when_it_ends),
        TEST(a_gap_counts_as_earlier_only_after_it_has_ended),
        TEST(two_contacts_at_the_same_microsecond_are_no_gap),
        TEST(a_gap_too_short_to_score_derives_nothing_but_counts),
        TEST(the_first_gap_of_a_side_starts_at_the_first_contact_by_anyone),
        TEST(a_mutual_contact_is_a_contact_of_both),
        TEST(what_is_no_contact_breaks_no_silence),
        TEST(the_open_gap_stands_open),
        TEST(at_the_moment_of_a_contact_no_silence_is_open),
        TEST(a_side_without_contacts_is_unlogged_and_never_silent),
        TEST(times_at_the_edges_of_what_can_be_said_are_fine),
    };
    return cmocka_run_group_tests(tests, open_model, close_model);
}
