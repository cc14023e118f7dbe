/*
 * divorce.c - the fitted probability of divorce (docs/method.md section 8).
 *
 * Its features are scores and silence, computed from the facts without those of the kinds that are the
 * outcome: what is to be foretold never speaks for itself.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>

#include "base/numerics.h"
#include "explain/explain.h"

#define CHANGE_US (30 * JP_DAY_US)
#define MIDDLE 0.5 /* of the scale of levels */

/* ---- Facts and scores ----------------------------------------------------------------------- */

static bool is_target(const jp__divorce *divorce, uint16_t kind)
{
    for (size_t i = 0; i < divorce->target_count; i++)
        if (divorce->target[i] == kind)
            return true;
    return false;
}

static void drop_target(jp__seen *seen, const jp__divorce *divorce)
{
    size_t kept = 0;
    for (size_t i = 0; i < seen->count; i++)
        if (!is_target(divorce, seen->facts[i].kind))
            seen->facts[kept++] = seen->facts[i];
    seen->count = kept;
}

/* The score without the outcome's own facts; `ended`, if it is asked for, is of all facts. */
static jp_status score_without_target(jp_explainer *x, const jp_facts *facts, int64_t as_of_us, bool *ended,
                                      jp_error *err)
{
    jp_scorer *scorer = x->scorer;
    JP_TRY(jp__scorer_see(scorer, facts, as_of_us, err));
    if (ended != NULL && scorer->model->divorce.target_count > 0) {
        JP_TRY(jp__scorer_gather(scorer, as_of_us, err));
        *ended = scorer->rhythm.walk.ended;
    }
    drop_target(&scorer->seen, &scorer->model->divorce);
    JP_TRY(jp__score_values(x, as_of_us, err));
    if (ended != NULL && scorer->model->divorce.target_count == 0)
        *ended = scorer->rhythm.walk.ended;
    return JP_OK;
}

/* ---- Features ------------------------------------------------------------------------------- */

static jp_feature_value silence_days(const jp_score *score, int side)
{
    jp_feature_value shortest = { false, 0 };
    for (int s = 0; s < 2; s++) {
        const jp_silence *silence = &score->silence[s];
        bool asked = side == JP_BOTH || side == s;
        if (asked && silence->logged && (!shortest.known || silence->days < shortest.value))
            shortest = (jp_feature_value){ true, silence->days };
    }
    return shortest;
}

/* Both sides' levels, 1 = good, of one indicator or the mean of all that both have rated. */
typedef struct belief {
    double client, supplier;
    size_t rated, asked;
} belief;

static void add_belief(belief *b, const jp_score *score, size_t indicator)
{
    jp_view view = jp_score_belief_gap(score, indicator);
    bool harm = score->model->indicators[indicator].harm;
    b->asked++;
    if (!view.known)
        return;
    b->rated++;
    b->client += harm ? 1 - view.first_level : view.first_level;
    b->supplier += harm ? 1 - view.second_level : view.second_level;
}

/* From the middle of the scale; what is not known lies there. */
static double belief_term(const jp_score *score, const jp__feature *feature)
{
    belief b = { 0, 0, 0, 0 };
    if (feature->indicator_id[0] != '\0')
        add_belief(&b, score, feature->indicator);
    else
        for (size_t i = 0; i < score->model->indicator_count; i++)
            add_belief(&b, score, i);
    double c = b.rated > 0 ? b.client / (double)b.rated - MIDDLE : 0;
    double s = b.rated > 0 ? b.supplier / (double)b.rated - MIDDLE : 0;
    switch ((jp__belief_term)feature->which) {
    case JP__BELIEF_C: return c;
    case JP__BELIEF_S: return s;
    case JP__BELIEF_CC: return c * c;
    case JP__BELIEF_CS: return c * s;
    case JP__BELIEF_SS: return s * s;
    case JP__BELIEF_KNOWN: break;
    }
    return (double)b.rated / (double)b.asked;
}

/* `before`: closure and health 30 days earlier. */
static jp_feature_value feature_value(const jp_score *score, const double *before, const jp__feature *feature)
{
    int which = feature->which;
    jp_feature_value v = { true, 0 };
    switch (feature->type) {
    case JP__FEATURE_CLOSURE: v.value = score->closure.value; break;
    case JP__FEATURE_HEALTH: v.value = score->health.value; break;
    case JP__FEATURE_RISK_INDEX: v.value = score->risk_index; break;
    case JP__FEATURE_FACTOR: v.value = score->factors[which].value; break;
    case JP__FEATURE_DIMENSION: v.value = score->dimensions[which].value; break;
    case JP__FEATURE_SILENCE_DAYS: return silence_days(score, which);
    case JP__FEATURE_LOG_SILENCE_DAYS:
        v = silence_days(score, which);
        v.value = jp__log1p(v.value);
        break;
    case JP__FEATURE_SILENCE_SCORE: v.value = score->silence[which].score; break;
    case JP__FEATURE_QUIET:
    case JP__FEATURE_QUIET_LOGIT:
        v.value = jp__quiet_logit(score, score->model->quiet.proof.horizon_days);
        if (feature->type == JP__FEATURE_QUIET)
            v.value = jp__expit(v.value);
        break;
    case JP__FEATURE_BELIEF: v.value = belief_term(score, feature); break;
    case JP__FEATURE_CHANGE:
        v.value = (which == JP_CLOSURE ? score->closure.value : score->health.value) - before[which];
        break;
    }
    return v;
}

/* Scores as often as the features need; then each is a look at the score. */
static jp_status score_for_features(jp_explainer *x, const jp_facts *facts, int64_t as_of_us,
                                    double *before, bool *ended, jp_error *err)
{
    const jp_score *score = &x->scorer->score;
    if (x->scorer->model->divorce.needs_change) {
        int64_t earlier_us = as_of_us < INT64_MIN + CHANGE_US ? INT64_MIN : as_of_us - CHANGE_US;
        JP_TRY(score_without_target(x, facts, earlier_us, NULL, err));
        before[JP_CLOSURE] = score->closure.value;
        before[JP_HEALTH] = score->health.value;
    }
    return score_without_target(x, facts, as_of_us, ended, err);
}

static jp_status check_arguments(const jp_explainer *x, const char *missing, jp_error *err)
{
    if (missing != NULL)
        return jp__fail(err, JP_ERROR_ARGUMENT, "Argument '%s' must not be NULL.", missing);
    if (!x->scorer->model->divorce.present)
        return jp__fail(err, JP_ERROR_NOT_FITTED, "The model has no section 'divorce'.");
    return JP_OK;
}

jp_status jp_explainer_features(jp_explainer *x, const jp_facts *facts, int64_t as_of_us,
                                jp_feature_value *values, size_t capacity, size_t *count, jp_error *err)
{
    const char *missing = x == NULL                          ? "explainer"
                          : values == NULL && capacity > 0   ? "values"
                          : count == NULL                    ? "count"
                                                             : NULL;
    JP_TRY(check_arguments(x, missing, err));
    const jp__divorce *divorce = &x->scorer->model->divorce;
    double before[JP__INDEX_COUNT] = { 0, 0 };
    JP_TRY(jp_facts_check(x->scorer->model, facts, err));
    JP_TRY(score_for_features(x, facts, as_of_us, before, NULL, err));
    *count = divorce->feature_count;
    if (capacity < divorce->feature_count)
        return jp__fail(err, JP_ERROR_CAPACITY, "There are %zu features, but room for %zu.",
                        divorce->feature_count, capacity);
    for (size_t i = 0; i < divorce->feature_count; i++)
        values[i] = feature_value(&x->scorer->score, before, &divorce->features[i]);
    return JP_OK;
}

/* ---- The probability ------------------------------------------------------------------------ */

static jp_status refuse_feature(const jp__feature *feature, jp_feature_value v, jp_error *err)
{
    jp__where where = { JP_NO_ROW, 0, 0, feature->name };
    if (!v.known)
        return jp__fail_at(err, JP_ERROR_RANGE, where, "Feature '%s' is not known of this relationship, so "
                           "its divorce is not forecast.", feature->name);
    char low[JP_NUMBER_TEXT_SIZE], high[JP_NUMBER_TEXT_SIZE];
    char got[JP_NUMBER_TEXT_SIZE] = "none that is finite";
    jp_number_format(feature->minimum, low);
    jp_number_format(feature->maximum, high);
    if (isfinite(v.value))
        jp_number_format(v.value, got);
    return jp__fail_at(err, JP_ERROR_RANGE, where, "Feature '%s' must be within [%s, %s], the range that was "
                       "seen in fitting, got %s.", feature->name, low, high, got);
}

static jp_status logit_of(const jp_score *score, const double *before, double *logit, jp_error *err)
{
    const jp__divorce *divorce = &score->model->divorce;
    double sum = divorce->intercept;
    for (size_t i = 0; i < divorce->feature_count; i++) {
        const jp__feature *feature = &divorce->features[i];
        jp_feature_value v = feature_value(score, before, feature);
        if (!v.known || !(v.value >= feature->minimum && v.value <= feature->maximum))
            return refuse_feature(feature, v, err);
        sum += feature->coefficient * ((v.value - feature->mean) / feature->sd);
    }
    *logit = divorce->recalibration_intercept + divorce->recalibration_slope * sum;
    return JP_OK;
}

jp_status jp_explainer_divorce(jp_explainer *x, const jp_facts *facts, int64_t as_of_us, jp_divorce *divorce,
                               jp_error *err)
{
    JP_TRY(check_arguments(x, x == NULL ? "explainer" : divorce == NULL ? "divorce" : NULL, err));
    const jp__proof *proof = &x->scorer->model->divorce.proof;
    if (!proof->fitted)
        return jp__fail(err, JP_ERROR_NOT_FITTED, "The model's section 'divorce' is not fitted, so there is "
                        "no probability of divorce.");
    double before[JP__INDEX_COUNT] = { 0, 0 }, logit = 0;
    bool ended = false;
    JP_TRY(jp_facts_check(x->scorer->model, facts, err));
    JP_TRY(score_for_features(x, facts, as_of_us, before, &ended, err));
    if (ended)
        return jp__fail(err, JP_ERROR_RANGE, "The relationship has ended, so its divorce is not forecast.");
    JP_TRY(logit_of(&x->scorer->score, before, &logit, err));
    *divorce = (jp_divorce){ jp__expit(logit), proof->horizon_days };
    return JP_OK;
}
