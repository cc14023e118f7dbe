/*
 * verdict.c - struggle, risk, the four lines of the verdict, the endgame (docs/method.md section 8).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>

#include "base/numerics.h"
#include "score/score.h"

#define ENOUGH 0.2 /* coverage below it: unknown */
#define YES 0.8
#define NO 0.2
#define CONSENSUS 0.2 /* a belief gap smaller than this is agreement on the value */

void jp__score_struggle(jp_score *score)
{
    score->struggle = sqrt(score->dimensions[JP_CONTROL_SUPPLIER].value *
                           score->dimensions[JP_CONTROL_CLIENT].value);
}

void jp__score_risk(jp_score *score)
{
    double resignation = jp__dimension_value(score, JP_RESIGNATION_CLIENT);
    double contact = 1 - score->silence[JP_CLIENT].score; /* the score is 0 where unlogged */
    score->risk_index = 1 - sqrt(resignation * sqrt(contact * score->closure.value));
}

static jp_answer answer(double p, double coverage)
{
    if (coverage < ENOUGH)
        return JP_ANSWER_UNKNOWN;
    return p >= YES ? JP_ANSWER_YES : p <= NO ? JP_ANSWER_NO : JP_ANSWER_UNDECIDED;
}

static jp_verdict verdict_line(double p, double coverage)
{
    return (jp_verdict){ answer(p, coverage), p, coverage };
}

/* How good a group is: P(D > 0.5), and how well that is known. */
typedef struct goodness {
    double p, coverage;
} goodness;

static goodness group_goodness(const jp_score *score, const jp__group *group, size_t shape)
{
    return (goodness){ score->shapes.above_half[shape], jp__group_mean(group, score->beliefs.known) };
}

static goodness dimension_goodness(const jp_score *score, jp_dimension dimension)
{
    return group_goodness(score, &score->model->dimensions[dimension], JP__SHAPE_OF_DIMENSION(dimension));
}

static goodness verdict_goodness(const jp_score *score, jp__verdict_group group)
{
    return group_goodness(score, &score->model->verdict[group], JP__SHAPE_OF_VERDICT(group));
}

static double smaller(double a, double b)
{
    return a < b ? a : b;
}

static double larger(double a, double b)
{
    return a > b ? a : b;
}

static jp_verdict fulfilling(const jp_score *score)
{
    goodness supplier = verdict_goodness(score, JP__FULFILLING_SUPPLIER);
    goodness client = verdict_goodness(score, JP__FULFILLING_CLIENT);
    return verdict_line(smaller(supplier.p, client.p), smaller(supplier.coverage, client.coverage));
}

/* The value is seen, and both see it alike: |belief gap| < 0.2, if both have rated it. */
static jp_verdict value_consensus(const jp_score *score)
{
    goodness seen = verdict_goodness(score, JP__VALUE);
    jp_view gap = jp_score_belief_gap(score, score->model->roles.unseen_value);
    double alike = 1;
    if (gap.known)
        alike = jp__normal_cdf((CONSENSUS - gap.difference) / gap.sd) -
                jp__normal_cdf((-CONSENSUS - gap.difference) / gap.sd);
    return verdict_line(smaller(seen.p, alike), seen.coverage);
}

static jp_verdict cocreation_negative(const jp_score *score)
{
    goodness cocreation = dimension_goodness(score, JP_COCREATION);
    return verdict_line(1 - cocreation.p, cocreation.coverage);
}

/* Each side by itself: one resigned side is enough for yes, both must be well for no. */
static jp_verdict resignation_set_in(const jp_score *score)
{
    goodness client = dimension_goodness(score, JP_RESIGNATION_CLIENT);
    goodness supplier = dimension_goodness(score, JP_RESIGNATION_SUPPLIER);
    bool client_known = client.coverage >= ENOUGH, supplier_known = supplier.coverage >= ENOUGH;
    double coverage = larger(client.coverage, supplier.coverage);
    double least = smaller(client.p, supplier.p);
    if (client_known != supplier_known)
        least = client_known ? client.p : supplier.p;

    jp_answer a = JP_ANSWER_UNDECIDED;
    if (!client_known && !supplier_known)
        a = JP_ANSWER_UNKNOWN;
    else if (least <= NO)
        a = JP_ANSWER_YES;
    else if (client_known && supplier_known && least >= YES)
        a = JP_ANSWER_NO;
    return (jp_verdict){ a, 1 - least, coverage };
}

static jp_endgame endgame(const jp_score *score)
{
    if (score->verdict[JP_RESIGNATION_SET_IN].answer != JP_ANSWER_YES)
        return JP_ENDGAME_NONE;
    double leaving = score->shapes.below_half[JP__DOUBT_LEAVING];
    return leaving >= YES ? JP_ENDGAME_LEAVING
           : leaving <= NO ? JP_ENDGAME_BEARING_IT
                           : JP_ENDGAME_UNDECIDED;
}

void jp__score_verdict(jp_score *score)
{
    const double *p = score->shapes.below_half;
    score->verdict[JP_FULFILLING] = fulfilling(score);
    score->verdict[JP_VALUE_CONSENSUS] = value_consensus(score);
    score->verdict[JP_COCREATION_NEGATIVE] = cocreation_negative(score);
    score->verdict[JP_RESIGNATION_SET_IN] = resignation_set_in(score);
    score->endgame = endgame(score);
    score->compromised = (p[JP__DOUBT_QUALITY] >= YES) + (p[JP__DOUBT_TIMELINE] >= YES) +
                         (p[JP__DOUBT_FEES] >= YES);
}
