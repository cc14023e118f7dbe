/*
 * Monotone in masses (docs/method.md section 9): more evidence for the good never lowers, more
 * against never raises, any value or headline. Not so in events: a complaint is a contact too.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "score/random.h"
#include "score/state.h"

#define ROUNDS 4000

/* Two steps of the logarithm's last bit, added over the members of a group. */
#define ROUNDING 1e-14

/* What must not fall as the good grows. */
typedef struct standing {
    double good[1 + JP_FACTOR_COUNT + JP_DIMENSION_COUNT + 5];
    double coverage[2 + JP_FACTOR_COUNT + JP_DIMENSION_COUNT];
} standing;

static standing stand(size_t indicator)
{
    conclude_with(JP_WANT_VALUES);
    standing s;
    size_t n = 0, c = 0;
    s.good[n++] = score->beliefs.value[indicator];
    s.good[n++] = score->closure.value;
    s.good[n++] = score->health.value;
    s.good[n++] = score->equation;
    s.good[n++] = score->product;
    s.good[n++] = -score->risk_index;
    for (int f = 0; f < JP_FACTOR_COUNT; f++)
        s.good[n++] = score->factors[f].value;
    for (int i = 0; i < JP_DIMENSION_COUNT; i++)
        s.good[n++] = jp__dimension_value(score, (jp_dimension)i);
    s.coverage[c++] = score->closure.coverage;
    s.coverage[c++] = score->health.coverage;
    for (int f = 0; f < JP_FACTOR_COUNT; f++)
        s.coverage[c++] = score->factors[f].coverage;
    for (int i = 0; i < JP_DIMENSION_COUNT; i++)
        s.coverage[c++] = score->dimensions[i].coverage;
    assert_int_equal(n, JP__COUNT(s.good));
    assert_int_equal(c, JP__COUNT(s.coverage));
    return s;
}

static double roll_mass(dice *d)
{
    return roll_below(d, 3) == 0 ? 0 : roll_wide(d, 1e-6, 1e4);
}

/* Adds masses to one of random beliefs; `sign` 1: what was must not fall, -1: must not rise. */
static void require_monotone(double for_it, double against_it, double sign)
{
    dice d = { UINT64_C(77) };
    for (unsigned round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < model->indicator_count; i++) {
            jp__masses m = { .favourable = roll_mass(&d), .adverse = roll_mass(&d) };
            jp__beliefs_set(&score->beliefs, i, jp__believe(model, &model->indicators[i], m));
        }
        score->silence[JP_CLIENT].score = roll_share(&d);
        size_t i = roll_below(&d, model->indicator_count);
        standing before = stand(i);
        double more = roll_wide(&d, 1e-9, 1e3);
        jp__masses m = { score->beliefs.favourable[i], score->beliefs.adverse[i] };
        m.favourable += for_it * more;
        m.adverse += against_it * more;
        jp__beliefs_set(&score->beliefs, i, jp__believe(model, &model->indicators[i], m));
        standing after = stand(i);
        for (size_t k = 0; k < JP__COUNT(before.good); k++)
            if (sign * (after.good[k] - before.good[k]) < -ROUNDING)
                fail_msg("round %u, number %zu: %.17g after %.17g", round, k, after.good[k],
                         before.good[k]);
        for (size_t k = 0; k < JP__COUNT(before.coverage); k++)
            assert_true(after.coverage[k] >= before.coverage[k] - ROUNDING);
    }
}

static void more_for_the_good_never_lowers_a_value_or_headline(void **state)
{
    (void)state;
    require_monotone(1, 0, 1);
}

static void more_against_it_never_raises_one(void **state)
{
    (void)state;
    require_monotone(0, 1, -1);
}

static void more_evidence_makes_a_gap_less_shrunk(void **state)
{
    (void)state;
    dice d = { UINT64_C(5) };
    size_t i = item_of(model, "pillar.trust");
    for (unsigned round = 0; round < ROUNDS; round++) {
        jp__masses *client = &scorer->tally.masses[JP__SAID_BY_CLIENT][i];
        jp__masses *supplier = &scorer->tally.masses[JP__SAID_BY_SUPPLIER][i];
        double n = roll_wide(&d, 0.01, 100);
        *client = (jp__masses){ .favourable = 0.75 * n, .adverse = 0.25 * n };
        *supplier = (jp__masses){ .favourable = 0.25 * n, .adverse = 0.75 * n };
        jp_view thin = jp_score_belief_gap(score, i);
        double more = 1 + roll_share(&d);
        *client = (jp__masses){ .favourable = 0.75 * more * n, .adverse = 0.25 * more * n };
        *supplier = (jp__masses){ .favourable = 0.25 * more * n, .adverse = 0.75 * more * n };
        jp_view thick = jp_score_belief_gap(score, i);
        assert_true(thick.difference >= thin.difference - ROUNDING && thick.difference < 0.5);
        assert_true(thick.sd <= thin.sd + ROUNDING);
        assert_true(thick.p_positive >= thin.p_positive - ROUNDING);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(more_for_the_good_never_lowers_a_value_or_headline),
        TEST(more_against_it_never_raises_one),
        TEST(more_evidence_makes_a_gap_less_shrunk),
    };
    return cmocka_run_group_tests(tests, open_model, close_model);
}
