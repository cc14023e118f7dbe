/*
 * canonical_forecasts.c - the forecasts of a model in its canonical form.
 *
 * A model without a forecast, and a forecast that was not fitted, have no key for it: so the hash of a
 * model without them is what it was before there were any.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "model/build.h"

static void put_proof(jp__writer *w, const jp__proof *proof)
{
    if (!proof->fitted)
        return;
    jp__put_key(w, "fitted");
    jp__put_begin(w, "{");
    jp__put_number(w, "brier", proof->brier);
    jp__put_word(w, "data", proof->data);
    jp__put_word(w, "date", proof->date);
    jp__put_number(w, "events", proof->events);
    jp__put_number(w, "horizon_days", proof->horizon_days);
    jp__put_number(w, "n", proof->n);
    jp__put_number(w, "slope", proof->slope);
    jp__put_end(w, "}");
}

void jp__put_quiet(jp__writer *w)
{
    const jp__quiet *quiet = &w->model->quiet;
    if (!quiet->present)
        return;
    jp__put_key(w, "quiet");
    jp__put_begin(w, "{");
    jp__put_number(w, "a0", quiet->a0);
    jp__put_number(w, "b0_days", quiet->b0_days);
    put_proof(w, &quiet->proof);
    jp__put_number(w, "half_life_days", quiet->half_life_days);
    jp__put_number(w, "intercept", quiet->intercept);
    jp__put_number(w, "slope", quiet->slope);
    jp__put_end(w, "}");
}

static void put_feature(jp__writer *w, const jp__feature *feature)
{
    jp__put_next(w);
    jp__put_begin(w, "{");
    jp__put_number(w, "coefficient", feature->coefficient);
    jp__put_word(w, "indicator", feature->indicator_id);
    jp__put_number(w, "maximum", feature->maximum);
    jp__put_number(w, "mean", feature->mean);
    jp__put_number(w, "minimum", feature->minimum);
    jp__put_word(w, "name", feature->name);
    jp__put_number(w, "sd", feature->sd);
    jp__put_end(w, "}");
}

static void put_target(jp__writer *w, const jp__divorce *divorce)
{
    jp__put_key(w, "target");
    jp__put_begin(w, "[");
    for (size_t i = 0; i < divorce->target_count; i++) {
        jp__put_next(w);
        jp__put_string(w, w->model->kinds[divorce->target[i]].id);
    }
    jp__put_end(w, "]");
}

void jp__put_divorce(jp__writer *w)
{
    const jp__divorce *divorce = &w->model->divorce;
    if (!divorce->present)
        return;
    jp__put_key(w, "divorce");
    jp__put_begin(w, "{");
    jp__put_key(w, "features");
    jp__put_begin(w, "[");
    for (size_t i = 0; i < divorce->feature_count; i++)
        put_feature(w, &divorce->features[i]);
    jp__put_end(w, "]");
    put_proof(w, &divorce->proof);
    jp__put_number(w, "intercept", divorce->intercept);
    jp__put_number(w, "recalibration_intercept", divorce->recalibration_intercept);
    jp__put_number(w, "recalibration_slope", divorce->recalibration_slope);
    put_target(w, divorce);
    jp__put_end(w, "}");
}
