/*
 * Opinions: what evidence makes one believe (docs/method.md section 4).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "evidence/gather.h"

static int open_model(void **state)
{
    (void)state;
    model = default_model();
    return 0;
}

static const jp__indicator *indicator(const char *id)
{
    return &model->indicators[item_of(model, id)];
}

static jp__belief believe(double favourable, double adverse)
{
    return jp__believe(model, indicator("pillar.trust"),
                       (jp__masses){ .favourable = favourable, .adverse = adverse });
}

/* ---- The binomial opinion ------------------------------------------------------------------- */

static void without_evidence_all_is_uncertain_and_the_value_is_the_base_rate(void **state)
{
    (void)state;
    jp__belief b = believe(0, 0);
    assert_near(b.value, 0.5, EXACT);
    assert_near(b.uncertainty, 1, EXACT);
    assert_near(b.alpha, 1, EXACT); /* Beta(1, 1): any value is as likely */
    assert_near(b.beta, 1, EXACT);
}

static void the_value_follows_laplaces_rule_of_succession(void **state)
{
    (void)state;
    /* Prior weight 2 and base rate 1/2: (r + 1) / (n + 2); uncertainty 2 / (n + 2), as in Josang. */
    assert_near(believe(1, 0).value, 2.0 / 3, SHARP);
    assert_near(believe(1, 0).uncertainty, 2.0 / 3, SHARP);
    assert_near(believe(7, 1).value, 0.8, SHARP);
    assert_near(believe(7, 1).uncertainty, 0.2, SHARP);
    assert_near(believe(0, 3).value, 0.2, SHARP);
    assert_near(believe(0, 3).uncertainty, 0.4, SHARP);
}

static void the_beta_distribution_counts_much_evidence_less(void **state)
{
    (void)state;
    /* n = 8: n_eff = 8 / 1.16, nu = 200 / 29 + 2 = 258 / 29. v = 0.8 */
    jp__belief b = believe(7, 1);
    assert_near(b.alpha, 0.8 * 258 / 29, SHARP);
    assert_near(b.beta, 0.2 * 258 / 29, SHARP);
    b = believe(5e11, 5e11); /* n_eff never passes 1 / 0.02 = 50 */
    assert_near(b.alpha + b.beta, 52, 1e-8);
    assert_true(b.alpha + b.beta < 52);
}

static void prior_weight_and_base_rate_are_the_indicators(void **state)
{
    (void)state;
    jp_model *other = changed_model("{'indicators': {'pillar.trust':"
                                    " {'base_rate': 0.75, 'prior_weight': 4}},"
                                    " 'parameters': {'evidence_saturation': 0}}");
    const jp__indicator *trust = &other->indicators[item_of(other, "pillar.trust")];
    jp__belief b = jp__believe(other, trust, (jp__masses){ 0, 0 });
    assert_near(b.value, 0.75, EXACT);
    assert_near(b.alpha, 3, EXACT);
    assert_near(b.beta, 1, EXACT);
    b = jp__believe(other, trust, (jp__masses){ .favourable = 3, .adverse = 5 });
    assert_near(b.value, 0.5, SHARP); /* (3 + 3) / 12 */
    assert_near(b.uncertainty, 1.0 / 3, SHARP);
    assert_near(b.alpha, 6, SHARP);
    assert_near(b.beta, 6, SHARP);
    jp_model_free(other);
}

static void values_stay_between_0_and_1(void **state)
{
    (void)state;
    assert_true(believe(1e12, 0).value < 1);
    assert_true(believe(0, 1e12).value > 0);
    assert_true(believe(1e12, 0).beta > 0);
    assert_true(believe(1e300, 0).beta > 0); /* where v itself rounds to 1 */
}

/* ---- Whose word counts how much -------------------------------------------------------------- */

static void who_experiences_it_is_heard_in_full_and_the_other_by_a_quarter(void **state)
{
    (void)state;
    const jp__indicator *not_heard = indicator("suffering.client.not_heard");
    assert_near(jp__said_weight(model, not_heard, JP_CLIENT), 1, EXACT);
    assert_near(jp__said_weight(model, not_heard, JP_SUPPLIER), 0.25, EXACT);
    const jp__indicator *selling = indicator("suffering.supplier.selling");
    assert_near(jp__said_weight(model, selling, JP_CLIENT), 0.25, EXACT);
    assert_near(jp__said_weight(model, selling, JP_SUPPLIER), 1, EXACT);
}

static void it_is_the_one_who_experiences_it_not_the_one_whose_it_is(void **state)
{
    (void)state;
    const jp__indicator *unseen = indicator("suffering.supplier.unseen_value"); /* the client's eyes */
    assert_near(jp__said_weight(model, unseen, JP_CLIENT), 1, EXACT);
    assert_near(jp__said_weight(model, unseen, JP_SUPPLIER), 0.25, EXACT);
}

static void of_what_both_experience_both_are_heard_in_full(void **state)
{
    (void)state;
    const jp__indicator *trust = indicator("pillar.trust");
    assert_near(jp__said_weight(model, trust, JP_CLIENT), 1, EXACT);
    assert_near(jp__said_weight(model, trust, JP_SUPPLIER), 1, EXACT);
}

static void the_weights_are_the_models(void **state)
{
    (void)state;
    jp_model *other = changed_model("{'parameters': {'weight_experienced': 2, 'weight_other': 0.5}}");
    const jp__indicator *not_heard = &other->indicators[item_of(other, "suffering.client.not_heard")];
    assert_near(jp__said_weight(other, not_heard, JP_CLIENT), 2, EXACT);
    assert_near(jp__said_weight(other, not_heard, JP_SUPPLIER), 0.5, EXACT);
    jp_model_free(other);
}

static void the_sources_of_a_belief_are_added_by_their_weights(void **state)
{
    (void)state;
    gather_at(0);
    size_t i = item_of(model, "suffering.client.not_heard");
    tally.masses[JP__OBSERVED][i] = (jp__masses){ .favourable = 1, .adverse = 2 };
    tally.masses[JP__SAID_BY_CLIENT][i] = (jp__masses){ .favourable = 3, .adverse = 1 };
    tally.masses[JP__SAID_BY_SUPPLIER][i] = (jp__masses){ .favourable = 4, .adverse = 8 };
    tally.masses[JP__GUESSED_BY_CLIENT][i] = (jp__masses){ .favourable = 100, .adverse = 0 };
    tally.masses[JP__GUESSED_BY_SUPPLIER][i] = (jp__masses){ .favourable = 0, .adverse = 100 };
    jp__beliefs beliefs;
    assert_ok(jp__beliefs_new(&beliefs, &allocator, model->indicator_count, NULL), NULL);
    jp__opinions(&tally, model, &beliefs);
    /* 1 + 3 + 4 / 4 for, 2 + 1 + 8 / 4 against, guesses nothing: v = (5 + 1) / 12 */
    assert_near(beliefs.favourable[i], 5, SHARP);
    assert_near(beliefs.adverse[i], 5, SHARP);
    assert_near(beliefs.value[i], 0.5, SHARP);
    assert_near(beliefs.uncertainty[i], 1.0 / 6, SHARP);
    size_t other = item_of(model, "suffering.client.assumed");
    assert_near(beliefs.uncertainty[other], 1, EXACT);
    jp__beliefs_free(&beliefs, &allocator);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(without_evidence_all_is_uncertain_and_the_value_is_the_base_rate),
        TEST(the_value_follows_laplaces_rule_of_succession),
        TEST(the_beta_distribution_counts_much_evidence_less),
        TEST(prior_weight_and_base_rate_are_the_indicators),
        TEST(values_stay_between_0_and_1),
        TEST(who_experiences_it_is_heard_in_full_and_the_other_by_a_quarter),
        TEST(it_is_the_one_who_experiences_it_not_the_one_whose_it_is),
        TEST(of_what_both_experience_both_are_heard_in_full),
        TEST(the_weights_are_the_models),
        TEST(the_sources_of_a_belief_are_added_by_their_weights),
    };
    return cmocka_run_group_tests(tests, open_model, close_model);
}
