/*
 * views.c - two views of one relationship: belief gap, awareness, empathy (docs/method.md section 6).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>

#include "base/numerics.h"
#include "score/score.h"

/* What knowing nothing looks like: no difference is claimed, none is excluded. */
static jp_view unknown_view(void)
{
    return (jp_view){ .state = JP_VIEW_UNKNOWN, .low = -1, .high = 1, .p_positive = 0.5,
                      .first_level = 0.5, .second_level = 0.5 };
}

static double total(jp__masses m)
{
    return m.favourable + m.adverse;
}

/* The masses of what is said count double; what is observed counts as it is. */
static jp__masses precise(const jp_model *model, jp__masses said)
{
    double g = model->parameters.gap_precision;
    return (jp__masses){ g * said.favourable, g * said.adverse };
}

static double clip(double x)
{
    return x < -1 ? -1 : x > 1 ? 1 : x;
}

/* The difference of two sets of masses, shrunk towards 0 by what is not known. */
static jp_view compare(const jp_model *model, const jp__indicator *indicator, jp__masses first,
                       jp__masses second)
{
    double n1 = total(first), n2 = total(second);
    double w = indicator->prior_weight;
    jp_view view = unknown_view();
    view.known = n1 > 0 && n2 > 0;
    double p = (first.favourable + second.favourable + indicator->base_rate * w) / (n1 + n2 + w);
    double spread = p * (1 - p);
    double tau2 = model->parameters.gap_tau * model->parameters.gap_tau;
    double harmonic = view.known ? n1 / (n1 + n2) * n2 : 0;
    double trust = tau2 * harmonic / (tau2 * harmonic + spread);
    if (view.known)
        view.difference = trust * (first.favourable / n1 - second.favourable / n2);
    view.sd = sqrt(tau2 * spread / (tau2 * harmonic + spread));
    view.low = clip(view.difference - JP__Z * view.sd);
    view.high = clip(view.difference + JP__Z * view.sd);
    if (view.known) /* else 1/2, as it is */
        view.p_positive = jp__normal_cdf(view.difference / view.sd);
    return view;
}

/* A side's own level, 1 = good. */
static double own_level(const jp__indicator *indicator, jp__masses m)
{
    double w = indicator->prior_weight;
    return (m.favourable + indicator->base_rate * w) / (total(m) + w);
}

static jp_view_state name_state(double client, double supplier)
{
    if (client >= 0.5 && supplier >= 0.5)
        return JP_VIEW_AGREED_STRENGTH;
    if (client < 0.5 && supplier < 0.5)
        return JP_VIEW_AGREED_WEAKNESS;
    return client < supplier ? JP_VIEW_BLIND_SPOT : JP_VIEW_UNDERVALUED;
}

/* Adds both levels, shown in the direction of the indicator's name. */
static void add_levels(jp_view *view, const jp__indicator *indicator, jp__masses first,
                       jp__masses second)
{
    double a = own_level(indicator, first), b = own_level(indicator, second);
    view->first_level = indicator->harm ? 1 - a : a;
    view->second_level = indicator->harm ? 1 - b : b;
}

jp_view jp_score_belief_gap(const jp_score *score, size_t i)
{
    if (i >= score->model->indicator_count)
        return unknown_view();
    const jp__indicator *indicator = &score->model->indicators[i];
    jp__masses client = precise(score->model, score->tally->masses[JP__SAID_BY_CLIENT][i]);
    jp__masses supplier = precise(score->model, score->tally->masses[JP__SAID_BY_SUPPLIER][i]);
    jp_view view = compare(score->model, indicator, client, supplier);
    add_levels(&view, indicator, client, supplier);
    if (view.known)
        view.state = name_state(own_level(indicator, client), own_level(indicator, supplier));
    return view;
}

jp_view jp_score_awareness(const jp_score *score, jp_side side, size_t i)
{
    if (i >= score->model->indicator_count || side > JP_SUPPLIER)
        return unknown_view();
    const jp__indicator *indicator = &score->model->indicators[i];
    if (indicator->side != side && indicator->side != JP_BOTH)
        return unknown_view();
    jp__masses said = precise(score->model, score->tally->masses[jp__said_by(side)][i]);
    jp__masses observed = score->tally->masses[JP__OBSERVED][i];
    jp_view view = compare(score->model, indicator, said, observed);
    add_levels(&view, indicator, said, observed);
    return view;
}

jp_view jp_score_empathy(const jp_score *score, jp_side guesser, size_t i)
{
    if (i >= score->model->indicator_count || guesser > JP_SUPPLIER)
        return unknown_view();
    const jp__indicator *indicator = &score->model->indicators[i];
    jp_side other = guesser == JP_CLIENT ? JP_SUPPLIER : JP_CLIENT;
    jp__masses said = precise(score->model, score->tally->masses[jp__said_by(other)][i]);
    jp__masses guess = precise(score->model, score->tally->masses[jp__guessed_by(guesser)][i]);
    jp_view view = compare(score->model, indicator, said, guess);
    add_levels(&view, indicator, said, guess);
    return view;
}
