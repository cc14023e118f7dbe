/*
 * Ratings: what the sides say and guess (docs/method.md section 3, Ratings). A rating weighs 4; N in
 * a week weigh 4, 6, 7, 7.5, ... together. pillar.trust has a half-life of 365 days and is good,
 * suffering.client.not_heard one of 90 and is a harm.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "evidence/gather.h"

#define TRUST "pillar.trust"
#define NOT_HEARD "suffering.client.not_heard"

static int open_model(void **state)
{
    (void)state;
    model = default_model();
    return 0;
}

static void a_rating_weighs_four_shared_by_its_value(void **state)
{
    (void)state;
    book_rating(&facts, 0, JP_CLIENT, TRUST, 0.75);
    gather_at(0);
    expect_masses(JP__SAID_BY_CLIENT, TRUST, 3, 1);
    expect_masses(JP__OBSERVED, TRUST, 0, 0);
    expect_masses(JP__SAID_BY_SUPPLIER, TRUST, 0, 0);
}

static void of_a_harm_one_is_as_bad_as_can_be(void **state)
{
    (void)state;
    book_rating(&facts, 0, JP_CLIENT, NOT_HEARD, 0.75);
    gather_at(0);
    expect_masses(JP__SAID_BY_CLIENT, NOT_HEARD, 1, 3);
}

static void extreme_ratings_leave_exact_zeros(void **state)
{
    (void)state;
    book_rating(&facts, 0, JP_CLIENT, NOT_HEARD, 1);
    book_rating(&facts, 0, JP_CLIENT, TRUST, 1);
    gather_at(0);
    assert_true(tally.masses[JP__SAID_BY_CLIENT][item_of(model, NOT_HEARD)].favourable == 0);
    assert_true(tally.masses[JP__SAID_BY_CLIENT][item_of(model, TRUST)].adverse == 0);
}

static void repeated_ratings_of_a_week_share_a_saturating_mass(void **state)
{
    (void)state;
    book_rating(&facts, day(1), JP_CLIENT, TRUST, 1);
    book_rating(&facts, day(1), JP_CLIENT, TRUST, 0.5);
    gather_at(day(1)); /* 4 x 1.5 / 2 = 3 for each */
    expect_masses(JP__SAID_BY_CLIENT, TRUST, 4.5, 1.5);
    book_rating(&facts, day(1), JP_CLIENT, TRUST, 0);
    gather_at(day(1)); /* 4 x 1.75 / 3 = 7 / 3 for each */
    expect_masses(JP__SAID_BY_CLIENT, TRUST, 3.5, 3.5);
}

static void no_number_of_ratings_in_a_week_passes_twice_the_mass_of_one(void **state)
{
    (void)state;
    for (int i = 0; i < 400; i++)
        book_rating(&facts, day(1), JP_CLIENT, TRUST, 1);
    gather_at(day(1));
    expect_masses(JP__SAID_BY_CLIENT, TRUST, 8, 0);
}

static void each_week_saturates_by_itself(void **state)
{
    (void)state;
    book_rating(&facts, day(7) - 1, JP_CLIENT, TRUST, 1);
    book_rating(&facts, day(7), JP_CLIENT, TRUST, 1);
    gather_at(day(7));
    expect_masses(JP__SAID_BY_CLIENT, TRUST, 8, 0);
    facts.length = 0;
    book_rating(&facts, day(-7), JP_CLIENT, TRUST, 1);
    book_rating(&facts, -1, JP_CLIENT, TRUST, 1);
    gather_at(-1);
    expect_masses(JP__SAID_BY_CLIENT, TRUST, 6, 0);
}

static void the_cells_of_rater_guess_and_item_are_apart(void **state)
{
    (void)state;
    book_rating(&facts, 0, JP_CLIENT, TRUST, 1);
    book_rating(&facts, 0, JP_SUPPLIER, TRUST, 0.75);
    book_guess(&facts, 0, JP_CLIENT, TRUST, 0.5);
    book_guess(&facts, 0, JP_SUPPLIER, TRUST, 0.25);
    book_rating(&facts, 0, JP_CLIENT, "pillar.love", 0);
    gather_at(0);
    expect_masses(JP__SAID_BY_CLIENT, TRUST, 4, 0);
    expect_masses(JP__SAID_BY_SUPPLIER, TRUST, 3, 1);
    expect_masses(JP__GUESSED_BY_CLIENT, TRUST, 2, 2);
    expect_masses(JP__GUESSED_BY_SUPPLIER, TRUST, 1, 3);
    expect_masses(JP__SAID_BY_CLIENT, "pillar.love", 0, 4);
    expect_masses(JP__OBSERVED, TRUST, 0, 0);
}

static void a_week_of_ratings_fades_from_its_latest(void **state)
{
    (void)state;
    book_rating(&facts, 0, JP_CLIENT, NOT_HEARD, 1);
    book_rating(&facts, day(6), JP_CLIENT, NOT_HEARD, 1);
    gather_at(day(96));
    expect_masses(JP__SAID_BY_CLIENT, NOT_HEARD, 0, 3); /* 6 halved in 90 days */
}

static void weeks_fade_each_by_its_own_age(void **state)
{
    (void)state;
    book_rating(&facts, 0, JP_CLIENT, NOT_HEARD, 1);
    book_rating(&facts, day(90), JP_CLIENT, NOT_HEARD, 0.5);
    gather_at(day(180)); /* 4 / 4 against; 2 / 2 for and against */
    expect_masses(JP__SAID_BY_CLIENT, NOT_HEARD, 1, 2);
}

static void intensity_says_nothing_of_a_rating(void **state)
{
    (void)state;
    book_rating(&facts, 0, JP_CLIENT, TRUST, 1);
    book_intensity(&facts, 0.25);
    gather_at(0);
    expect_masses(JP__SAID_BY_CLIENT, TRUST, 4, 0);
}

static void the_mass_and_window_of_ratings_are_the_models(void **state)
{
    (void)state;
    jp_model *other = changed_model("{'parameters': {'rating_mass': 1.5, 'rating_window_days': 2}}");
    jp_model *shared = model;
    end(NULL);
    model = other;
    begin(NULL);
    book_rating(&facts, 0, JP_CLIENT, TRUST, 1);
    book_rating(&facts, day(2) - 1, JP_CLIENT, TRUST, 1);
    book_rating(&facts, day(2), JP_CLIENT, TRUST, 1);
    gather_at(day(2));
    expect_masses(JP__SAID_BY_CLIENT, TRUST, 1.5 * 1.5 + 1.5, 0);
    end(NULL);
    model = shared;
    begin(NULL);
    jp_model_free(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_rating_weighs_four_shared_by_its_value),
        TEST(of_a_harm_one_is_as_bad_as_can_be),
        TEST(extreme_ratings_leave_exact_zeros),
        TEST(repeated_ratings_of_a_week_share_a_saturating_mass),
        TEST(no_number_of_ratings_in_a_week_passes_twice_the_mass_of_one),
        TEST(each_week_saturates_by_itself),
        TEST(the_cells_of_rater_guess_and_item_are_apart),
        TEST(a_week_of_ratings_fades_from_its_latest),
        TEST(weeks_fade_each_by_its_own_age),
        TEST(intensity_says_nothing_of_a_rating),
        TEST(the_mass_and_window_of_ratings_are_the_models),
    };
    return cmocka_run_group_tests(tests, open_model, close_model);
}
