/*
 * forecast_info.c - what a model says about its forecasts.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <joyfulprofit/forecast.h>

#include "model/build.h"

static jp_status check_ask(const jp_model *model, const void *info, size_t minimum, size_t known,
                           const char *name, jp_error *err)
{
    if (model == NULL || info == NULL)
        return jp__fail(err, JP_ERROR_ARGUMENT, "The model and the %s must not be NULL.", name);
    return jp__check_struct(info, minimum, known, name, err);
}

static jp_proof proof_of(const jp__proof *proof)
{
    return (jp_proof){ .horizon_days = proof->horizon_days, .n = (uint64_t)proof->n,
                       .events = (uint64_t)proof->events, .brier = proof->brier, .slope = proof->slope,
                       .date = proof->date, .data = proof->data };
}

jp_status jp_model_quiet(const jp_model *model, jp_quiet_info *info, jp_error *err)
{
    JP_TRY(check_ask(model, info, JP__SIZE_TO(jp_quiet_info, proof), sizeof *info, "jp_quiet_info", err));
    const jp__quiet *quiet = &model->quiet;
    jp_quiet_info made = { .present = quiet->present, .fitted = quiet->proof.fitted, .a0 = quiet->a0,
                           .b0_days = quiet->b0_days, .half_life_days = quiet->half_life_days,
                           .intercept = quiet->intercept, .slope = quiet->slope,
                           .proof = proof_of(&quiet->proof) };
    jp__hand_over(info, &made, sizeof made);
    return JP_OK;
}

jp_status jp_model_divorce(const jp_model *model, jp_divorce_info *info, jp_error *err)
{
    JP_TRY(check_ask(model, info, JP__SIZE_TO(jp_divorce_info, proof), sizeof *info, "jp_divorce_info", err));
    const jp__divorce *divorce = &model->divorce;
    jp_divorce_info made = { .present = divorce->present, .fitted = divorce->proof.fitted,
                             .target = divorce->target, .target_count = divorce->target_count,
                             .feature_count = divorce->feature_count, .intercept = divorce->intercept,
                             .recalibration_intercept = divorce->recalibration_intercept,
                             .recalibration_slope = divorce->recalibration_slope,
                             .proof = proof_of(&divorce->proof) };
    jp__hand_over(info, &made, sizeof made);
    return JP_OK;
}

jp_status jp_model_feature(const jp_model *model, size_t index, jp_feature_info *info, jp_error *err)
{
    if (model != NULL && info != NULL && index >= model->divorce.feature_count)
        return jp__fail(err, JP_ERROR_ARGUMENT, "The index for a jp_feature_info must be below %zu, got %zu.",
                        model->divorce.feature_count, index);
    JP_TRY(check_ask(model, info, JP__SIZE_TO(jp_feature_info, maximum), sizeof *info, "jp_feature_info",
                     err));
    const jp__feature *feature = &model->divorce.features[index];
    jp_feature_info made = { .name = feature->name, .indicator = feature->indicator_id,
                             .coefficient = feature->coefficient, .mean = feature->mean, .sd = feature->sd,
                             .minimum = feature->minimum, .maximum = feature->maximum };
    jp__hand_over(info, &made, sizeof made);
    return JP_OK;
}
