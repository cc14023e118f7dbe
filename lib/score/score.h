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

/* ---- Beta distributions matched to groups (shapes.c) -------------------------------------------- */

/* What is asked for of them. */
#define JP__WANT_SHAPES (JP_WANT_HEADLINE_INTERVALS | JP_WANT_DIMENSION_INTERVALS | JP_WANT_VERDICT)

/* Whose they are. */
#define JP__SHAPE_OF_FACTOR(factor) ((size_t)(factor))
#define JP__SHAPE_OF_DIMENSION(dimension) (JP_FACTOR_COUNT + (size_t)(dimension))
#define JP__SHAPE_OF_VERDICT(group) (JP_FACTOR_COUNT + JP_DIMENSION_COUNT + (size_t)(group))
#define JP__SHAPE_OF_CLOSURE JP__SHAPE_OF_VERDICT(JP__VERDICT_GROUP_COUNT)
#define JP__SHAPE_COUNT (JP__SHAPE_OF_CLOSURE + 1)

/* A Beta distribution matched to a group's first two moments. */
typedef struct jp__matched {
    double mean, second; /* M(1), M(2) */
    double variance;     /* with its floor */
    double a, b;
} jp__matched;

/* Indicators whose own distribution is asked about: P(v < 1/2). */
typedef enum jp__doubt {
    JP__DOUBT_LEAVING,
    JP__DOUBT_QUALITY,
    JP__DOUBT_TIMELINE,
    JP__DOUBT_FEES,
    JP__DOUBT_COUNT
} jp__doubt;

/*
 * The special functions over columns, for a whole relationship at once. Columns have room for a multiple
 * of 8, which may be written to. The readable ones are loops over base/numerics.h; the fast path brings
 * lanes, with the same bits.
 */
typedef struct jp__specials {
    /* psi'(alpha) - psi'(all): the variance of ln v under the Beta distribution (alpha, all - alpha). */
    void (*log_variances)(const double *alpha, const double *all, size_t count, double *variance);
    /* The means of v^e and of v^(2 e). */
    void (*moments)(const double *alpha, const double *all, const double *exponent, size_t count,
                    double *first, double *second);
    /* 95 % intervals, and I_x(a, b) at one half. */
    void (*intervals)(const double *a, const double *b, size_t count, double *low, double *high);
    void (*halves)(const double *a, const double *b, size_t count, double *p);
    /* Of x >= 0, false if some are not normal and stay to be done; of -960 <= x < 1023. */
    bool (*log2_all)(const double *x, size_t count, double *result);
    void (*exp2_all)(const double *x, size_t count, double *result);
} jp__specials;

extern const jp__specials jp__specials_readable;

/* jp__log2() and jp__exp2() of any. specials.c */
void jp__log2_of_all(const jp__specials *specials, const double *x, size_t count, double *result);
void jp__exp2_of_all(const jp__specials *specials, const double *x, size_t count, double *result);

/* A workspace, and what was worked out of what was asked for. */
typedef struct jp__shapes {
    double *all, *log_variance;                     /* by indicator; all = alpha + beta */
    double *member_alpha, *member_all, *exponent;   /* by member, group after group */
    double *first, *second;                         /* their moments */
    size_t from[JP__SHAPE_OF_CLOSURE + 1];          /* the first member of each group; behind the last one */
    double *block;                                  /* all of these */
    size_t size;

    jp__matched matched[JP__SHAPE_COUNT];
    double low[JP__SHAPE_COUNT], high[JP__SHAPE_COUNT];
    double above_half[JP__SHAPE_COUNT];             /* P(D > 1/2), of what the verdict asks about */
    double below_half[JP__DOUBT_COUNT];
} jp__shapes;

jp_status jp__shapes_new(jp__shapes *shapes, const jp_allocator *a, const jp_model *model, jp_error *err);
void jp__shapes_free(jp__shapes *shapes, const jp_allocator *a);

jp__matched jp__match(double mean, double second);

/* Fills the shapes that are wanted from the beliefs. `want`: JP_WANT_ flags. */
void jp__score_shapes(jp_score *score, uint32_t want);

/* The groups that are reported: the factors, then the dimensions. */
#define JP__GROUP_COUNT ((size_t)JP_FACTOR_COUNT + JP_DIMENSION_COUNT)

/* What they come to: log2 of the value, 1 = good; the value; the coverage. There is room for whole lanes. */
typedef struct jp__group_sums {
    double log2_value[JP__GROUP_COUNT + 8], value[JP__GROUP_COUNT + 8], coverage[JP__GROUP_COUNT + 8];
} jp__group_sums;

/* The score of one relationship. equation.c and verdict.c fill it, score.c hands it out, views.c
 * works out the two views when asked, from the masses of the tally. */
struct jp_score {
    const jp_model *model;
    uint32_t want; /* what its scorer is asked for: what else there is is not right */
    const jp__tally *tally;
    const jp__specials *specials; /* whose loops are gone through */
    jp__beliefs beliefs;
    jp__group_sums groups;
    int64_t as_of_us;
    size_t facts;
    jp_relationship_status status;
    jp_silence silence[2];
    jp_rhythm rhythm[2];
    double reciprocity;
    bool has_reciprocity;
    jp__past past;

    jp__shapes shapes;
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

/* How well the members are known, and the group's value to base 2: weighted means of what is known of the
 * members and of their logarithms. */
double jp__group_mean(const jp__group *group, const double *of_indicators);

/* Of all that are reported. */
void jp__score_sum_groups(jp_score *score);

/* ---- Headlines (equation.c) and the rest of section 8 (verdict.c) --------------------------- */

/* Fills the logarithms of what is believed. */
void jp__score_logarithms(jp_score *score);

/* Fills factors, dimensions, equation, product, closure, health. `want`: JP_WANT_ flags. */
void jp__score_headlines(jp_score *score, uint32_t want);

/* The same where logarithms are filled and groups summed already. */
void jp__score_groups(jp_score *score, uint32_t want);

/* A fifth each of the harms and of closure, a fifteenth each of the strengths; of both their sums. */
static inline double jp__of_health(double harms, double strengths, double closure)
{
    return (harms + strengths / 3 + closure) / 5;
}

/* Fills struggle and risk index; and, after the groups with the verdict wanted, verdict, endgame,
 * compromised. */
void jp__score_struggle(jp_score *score);
void jp__score_risk(jp_score *score);
void jp__score_verdict(jp_score *score);

/* The quiet forecast as a logit, recalibrated at its own horizon; a logit as a probability. quiet.c */
double jp__quiet_logit(const jp_score *score, double horizon_days);
double jp__expit(double logit);

/* What is believed of an indicator of the model. */
static inline jp_opinion jp__opinion_of(const jp_score *score, size_t indicator)
{
    const jp__beliefs *b = &score->beliefs;
    double value = b->value[indicator];
    double level = score->model->indicators[indicator].harm ? 1 - value : value;
    return (jp_opinion){ level, b->uncertainty[indicator], b->favourable[indicator], b->adverse[indicator] };
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
