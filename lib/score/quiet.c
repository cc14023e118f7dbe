/*
 * quiet.c - the quiet forecast (docs/method.md section 8).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/numerics.h"
#include "score/score.h"

#define HORIZON_MAX_DAYS 36500.0

double jp__expit(double logit)
{
    return 1 / (1 + jp__exp(-logit));
}

/* ln P = -(A0 + N) ln(1 + H / (B0 + E)), as a logit, which keeps its digits at both ends. */
double jp__quiet_logit(const jp_score *score, double horizon_days)
{
    const jp__quiet *quiet = &score->model->quiet;
    double log_p = -(quiet->a0 + score->past.contacts) *
                   jp__log1p(horizon_days / (quiet->b0_days + score->past.exposure_days));
    double logit = log_p - jp__log(-jp__expm1(log_p));
    if (horizon_days == quiet->proof.horizon_days)
        logit = quiet->intercept + quiet->slope * logit;
    return logit;
}

static jp_status check(const jp_score *score, double horizon_days, const jp_quiet *quiet, jp_error *err)
{
    if (score == NULL || quiet == NULL)
        return jp__fail(err, JP_ERROR_ARGUMENT, "Argument '%s' must not be NULL.",
                        score == NULL ? "score" : "quiet");
    if (!(horizon_days >= 0 && horizon_days <= HORIZON_MAX_DAYS))
        return jp__fail(err, JP_ERROR_ARGUMENT, "Argument 'horizon_days' must be within [0, 36500].");
    if (!score->model->quiet.proof.fitted)
        return jp__fail(err, JP_ERROR_NOT_FITTED, "The model has no fitted quiet forecast, so there is no "
                        "probability of silence.");
    if (score->status == JP_STATUS_ENDED)
        return jp__fail(err, JP_ERROR_RANGE, "The relationship has ended, so its silence is not forecast.");
    return JP_OK;
}

jp_status jp_score_quiet(const jp_score *score, double horizon_days, jp_quiet *quiet, jp_error *err)
{
    JP_TRY(check(score, horizon_days, quiet, err));
    const jp__quiet *model = &score->model->quiet;
    double days = horizon_days > 0 ? horizon_days : model->proof.horizon_days;
    bool changes = model->intercept != 0 || model->slope != 1;
    *quiet = (jp_quiet){ .probability = jp__expit(jp__quiet_logit(score, days)),
                         .horizon_days = days,
                         .contacts = score->past.contacts,
                         .exposure_days = score->past.exposure_days,
                         .recalibrated = changes && days == model->proof.horizon_days };
    return JP_OK;
}
