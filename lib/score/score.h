/*
 * score.h - from opinions to groups, factors, headlines and views (docs/method.md 5, 6 and 8).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_SCORE_SCORE_H
#define JP_SCORE_SCORE_H

#include <joyfulprofit/forecast.h>
#include <joyfulprofit/score.h>

#include "base/base.h"
#include "evidence/evidence.h"
#include "model/model.h"
#include "rhythm/rhythm.h"

/* z of a 95 % interval. */
#define JP__Z 1.959963984540054

/* The score of one relationship. equation.c and verdict.c fill it, score.c hands it out, views.c
 * works out the two views when asked, from the masses of the tally. */
struct jp_score {
    const jp_model *model;
    const jp__tally *tally;
    jp__belief *beliefs;  /* by indicator */
    double *log2_values;  /* log2 of their values */
    double log2_dimensions[JP_DIMENSION_COUNT]; /* of the dimensions, 1 = good */
    int64_t as_of_us;
    size_t facts;
    jp_relationship_status status;
    jp_silence silence[2];
    jp_rhythm rhythm[2];
    double reciprocity;
    bool has_reciprocity;
    jp__past past;

    jp_estimate factors[JP_FACTOR_COUNT];
    jp_estimate dimensions[JP_DIMENSION_COUNT]; /* as levels */
    double equation, product;
    jp_estimate closure, health;

    double struggle, risk_index;
    jp_verdict verdict[JP_VERDICT_COUNT];
    jp_endgame endgame;
    int compromised;
};

/* ---- Groups of indicators (group.c) ------------------------------------------------------- */

double jp__group_coverage(const jp__group *group, const jp__belief *beliefs);

/* And with it ln of the group's value to base 2: the weighted mean of the members' logarithms. */
void jp__group_sums(const jp__group *group, const double *log2_values, const jp__belief *beliefs,
                    double *log2_value, double *coverage);

/* A Beta distribution matched to a group's first two moments. */
typedef struct jp__matched {
    double mean, second; /* M(1), M(2) */
    double variance;     /* with its floor */
    double a, b;
} jp__matched;

jp__matched jp__match(double mean, double second);
jp__matched jp__group_match(const jp__group *group, const jp__belief *beliefs);
void jp__matched_interval(const jp__matched *m, double *low, double *high);
double jp__matched_above_half(const jp__matched *m);

/* ---- Headlines (equation.c) and the rest of section 8 (verdict.c) --------------------------- */

/* Fills factors, dimensions, equation, product, closure, health. `want`: JP_WANT_ flags. */
void jp__score_headlines(jp_score *score, uint32_t want);

/* The same where log2_values are filled already. */
void jp__score_groups(jp_score *score, uint32_t want);

/* Fills struggle and risk index; and if wanted verdict, endgame, compromised. */
void jp__score_struggle(jp_score *score);
void jp__score_risk(jp_score *score);
void jp__score_verdict(jp_score *score);

/* The quiet forecast as a logit, recalibrated at its own horizon; a logit as a probability. quiet.c */
double jp__quiet_logit(const jp_score *score, double horizon_days);
double jp__expit(double logit);

/* What is believed of an indicator of the model. */
static inline jp_opinion jp__opinion_of(const jp_score *score, size_t indicator)
{
    const jp__belief *b = &score->beliefs[indicator];
    double level = score->model->indicators[indicator].harm ? 1 - b->value : b->value;
    return (jp_opinion){ level, b->uncertainty, b->masses.favourable, b->masses.adverse };
}

/* Does a dimension show its level as 1 - D? */
static inline bool jp__dimension_is_harm(jp_dimension dimension)
{
    return dimension <= JP_RESIGNATION_SUPPLIER;
}

/* D of a dimension, 1 = good, from the level that is reported. */
static inline double jp__dimension_value(const jp_score *score, jp_dimension dimension)
{
    double level = score->dimensions[dimension].value;
    return jp__dimension_is_harm(dimension) ? 1 - level : level;
}

#endif /* JP_SCORE_SCORE_H */
