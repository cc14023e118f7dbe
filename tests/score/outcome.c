/*
 * outcome.c - see outcome.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "score/outcome.h"

static void add(outcome *o, uint32_t want, bool continuous, double number)
{
    assert_in_range(o->length, 0, OUTCOME_MAX - 1);
    o->number[o->length] = number;
    o->want[o->length] = want;
    o->continuous[o->length++] = continuous;
}

static void add_estimate(outcome *o, uint32_t want, jp_estimate e)
{
    add(o, JP_WANT_VALUES, true, e.value);
    add(o, JP_WANT_VALUES, true, e.coverage);
    add(o, want, true, e.low);
    add(o, want, true, e.high);
}

static void add_headlines(outcome *o, const jp_score *score)
{
    add_estimate(o, JP_WANT_HEADLINE_INTERVALS, jp_score_closure(score));
    add_estimate(o, JP_WANT_HEADLINE_INTERVALS, jp_score_health(score));
    for (int f = 0; f < JP_FACTOR_COUNT; f++)
        add_estimate(o, JP_WANT_HEADLINE_INTERVALS, jp_score_factor(score, (jp_factor)f));
    for (int d = 0; d < JP_DIMENSION_COUNT; d++)
        add_estimate(o, JP_WANT_DIMENSION_INTERVALS, jp_score_dimension(score, (jp_dimension)d));
    add(o, JP_WANT_VALUES, true, jp_score_gap(score));
    add(o, JP_WANT_VALUES, true, jp_score_equation(score));
    add(o, JP_WANT_VALUES, true, jp_score_product(score));
    add(o, JP_WANT_VALUES, true, jp_score_struggle(score));
    add(o, JP_WANT_VALUES, true, jp_score_authenticity(score));
    add(o, JP_WANT_VALUES, true, jp_score_risk_index(score));
    add(o, JP_WANT_VALUES, false, jp_score_status(score));
    add(o, JP_WANT_VALUES, false, (double)jp_score_facts(score));
}

static void add_view(outcome *o, jp_view v)
{
    add(o, JP_WANT_VALUES, false, v.known);
    add(o, JP_WANT_VALUES, false, v.state);
    add(o, JP_WANT_VALUES, true, v.difference);
    add(o, JP_WANT_VALUES, true, v.sd);
    add(o, JP_WANT_VALUES, true, v.low);
    add(o, JP_WANT_VALUES, true, v.high);
    add(o, JP_WANT_VALUES, true, v.p_positive);
    add(o, JP_WANT_VALUES, true, v.first_level);
    add(o, JP_WANT_VALUES, true, v.second_level);
}

static void add_indicators(outcome *o, const jp_score *score)
{
    for (size_t i = 0; i < score->model->indicator_count; i++) {
        jp_opinion opinion = jp_score_indicator(score, i);
        add(o, JP_WANT_VALUES, true, opinion.level);
        add(o, JP_WANT_VALUES, true, opinion.uncertainty);
        add(o, JP_WANT_VALUES, true, opinion.favourable);
        add(o, JP_WANT_VALUES, true, opinion.adverse);
        add_view(o, jp_score_belief_gap(score, i));
        for (jp_side side = JP_CLIENT; side <= JP_SUPPLIER; side++) {
            add_view(o, jp_score_awareness(score, side, i));
            add_view(o, jp_score_empathy(score, side, i));
        }
    }
}

static void add_rhythm(outcome *o, const jp_score *score, jp_side side)
{
    jp_silence silence = jp_score_silence(score, side);
    add(o, JP_WANT_VALUES, false, silence.logged);
    add(o, JP_WANT_VALUES, false, silence.silent_90);
    add(o, JP_WANT_VALUES, true, silence.days);
    add(o, JP_WANT_VALUES, true, silence.score);
    jp_rhythm r = jp_score_rhythm(score, side);
    const double numbers[] = { (double)r.contacts, (double)r.answered, r.open, r.has_last, r.has_mean_gap,
                               r.has_response_rate, r.has_median_response, (double)r.last_us,
                               r.mean_gap_days, r.response_rate, r.median_response_hours,
                               r.open_turn_hours };
    for (size_t i = 0; i < JP__COUNT(numbers); i++)
        add(o, JP_WANT_RHYTHM, false, numbers[i]);
}

void outcome_of(const jp_score *score, outcome *o)
{
    o->length = 0;
    add_headlines(o, score);
    add_indicators(o, score);
    add_rhythm(o, score, JP_CLIENT);
    add_rhythm(o, score, JP_SUPPLIER);
    double reciprocity = -1;
    add(o, JP_WANT_RHYTHM, false, jp_score_reciprocity(score, &reciprocity));
    add(o, JP_WANT_RHYTHM, true, reciprocity);
    for (int line = 0; line < JP_VERDICT_COUNT; line++) {
        jp_verdict v = jp_score_verdict(score, (jp_verdict_line)line);
        add(o, JP_WANT_VERDICT, false, v.answer);
        add(o, JP_WANT_VERDICT, line != JP_RESIGNATION_SET_IN, v.p);
        add(o, JP_WANT_VERDICT, true, v.coverage);
    }
    add(o, JP_WANT_VERDICT, false, jp_score_endgame(score));
    add(o, JP_WANT_VERDICT, false, jp_score_compromised(score));
}
