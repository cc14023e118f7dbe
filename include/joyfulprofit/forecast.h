/*
 * joyfulprofit/forecast.h - probabilities, where somebody has fitted them
 *
 * The default model forecasts nothing: a score is an index, and an index is no probability. A model
 * that was fitted on one's own past has the sections `quiet` and `divorce` (docs/model-format.md),
 * each with what it was fitted on and how it did out of time. Without that, and outside of what was
 * seen in fitting, a forecast is refused. The arithmetic is in docs/method.md section 8.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JOYFULPROFIT_FORECAST_H
#define JOYFULPROFIT_FORECAST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <joyfulprofit/explain.h>
#include <joyfulprofit/export.h>
#include <joyfulprofit/facts.h>
#include <joyfulprofit/model.h>
#include <joyfulprofit/score.h>
#include <joyfulprofit/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- What the model says ------------------------------------------------------------------- */

/** How a forecast did where it was tried: later than where it was fitted. Show it with the forecast. */
typedef struct jp_proof {
    double horizon_days; /* how far ahead the outcome was looked at */
    uint64_t n;          /* how many were forecast, */
    uint64_t events;     /* and in how many of them it came */
    double brier;        /* mean squared error of the probability */
    double slope;        /* of calibration on the logit scale; 1 is right, below 1 is too sure of itself */
    const char *date;    /* of the forecast, as the model's author writes it; valid as long as the model */
    const char *data;    /* what data it was; may be empty */
} jp_proof;

/** The section `quiet`. */
typedef struct jp_quiet_info {
    size_t struct_size;
    bool present;        /* false: the model has none, and the rest is 0 */
    bool fitted;         /* false: `proof` is 0, and nothing is forecast */
    double a0;           /* prior contacts */
    double b0_days;      /* in so many prior days */
    double half_life_days;
    double intercept;    /* recalibration on the logit scale at the horizon of the proof: 0 and 1 */
    double slope;        /* change nothing */
    jp_proof proof;
} jp_quiet_info;

/** The section `divorce`. */
typedef struct jp_divorce_info {
    size_t struct_size;
    bool present;
    bool fitted;
    const uint16_t *target; /* kinds that are the outcome; none: that no contact comes */
    size_t target_count;
    size_t feature_count;
    double intercept;
    double recalibration_intercept;
    double recalibration_slope;
    jp_proof proof;
} jp_divorce_info;

/** A feature: (value - mean) / sd times the coefficient is its part of the logit. */
typedef struct jp_feature_info {
    size_t struct_size;
    const char *name;      /* such as "closure"; docs/model-format.md has all */
    const char *indicator; /* of a belief: its indicator, or "" for all */
    double coefficient;
    double mean;
    double sd;
    double minimum;        /* the range that was seen in fitting, bounds included */
    double maximum;
} jp_feature_info;

#define JP_INIT_OF_jp_quiet_info \
    { sizeof(jp_quiet_info), false, false, 0.0, 0.0, 0.0, 0.0, 0.0, { 0.0, 0, 0, 0.0, 0.0, NULL, NULL } }
#define JP_INIT_OF_jp_divorce_info \
    { sizeof(jp_divorce_info), false, false, NULL, 0, 0, 0.0, 0.0, 0.0, { 0.0, 0, 0, 0.0, 0.0, NULL, NULL } }
#define JP_INIT_OF_jp_feature_info \
    { sizeof(jp_feature_info), NULL, NULL, 0.0, 0.0, 0.0, 0.0, 0.0 }

/**
 * Fills `info` with what the model says of its forecasts, also where it has none.
 *
 * @errors JP_ERROR_ARGUMENT (a pointer is NULL; for a feature also index >= feature_count),
 *         JP_ERROR_OPTIONS (struct_size)
 * @thread any; constant time, allocates nothing
 */
JP_API jp_status jp_model_quiet(const jp_model *model, jp_quiet_info *info, jp_error *err);
JP_API jp_status jp_model_divorce(const jp_model *model, jp_divorce_info *info, jp_error *err);
JP_API jp_status jp_model_feature(const jp_model *model, size_t index, jp_feature_info *info, jp_error *err);

/* ---- Quiet forecast ------------------------------------------------------------------------- */

/** The quiet forecast of one relationship. */
typedef struct jp_quiet {
    double probability;   /* that there is no contact by anyone in the next horizon_days */
    double horizon_days;
    double contacts;      /* N: contacts of the past, faded by the half-life */
    double exposure_days; /* E: days of the past, faded likewise */
    bool recalibrated;    /* the model's recalibration was applied: at its own horizon alone */
} jp_quiet;

/**
 * The probability that the relationship stays quiet from the score's moment on.
 *
 * @param horizon_days  days from now; 0: the horizon at which the model was tried. At any other the
 *                      probability follows from the same law, but nobody has tried it there
 * @param quiet         receives the forecast; untouched on failure
 * @errors JP_ERROR_ARGUMENT (a pointer is NULL; horizon_days not within [0, 36500]),
 *         JP_ERROR_NOT_FITTED (the model has no section `quiet`, or it is not fitted), JP_ERROR_RANGE
 *         (the relationship has ended)
 * @thread any while the scorer does not run; constant time, allocates nothing
 */
JP_API jp_status jp_score_quiet(const jp_score *score, double horizon_days, jp_quiet *quiet, jp_error *err);

/* ---- Divorce -------------------------------------------------------------------------------- */

/** The value of a feature. */
typedef struct jp_feature_value {
    bool known;   /* false: there is none, such as days of silence of a side that is not logged */
    double value;
} jp_feature_value;

/**
 * The features of the model's section `divorce`, in its order, as of a moment; the section need not be
 * fitted. Facts of the kinds that are the target are left out before anything is computed.
 *
 * @param values    receives up to `capacity` values; NULL if capacity is 0
 * @param count     receives how many there are, also if there is not room for all
 * @errors JP_ERROR_ARGUMENT (a pointer is NULL), JP_ERROR_NOT_FITTED (no section `divorce`), then those
 *         of jp_scorer_run(), JP_ERROR_CAPACITY (*count is the need; nothing else is written)
 * @thread one at a time for each explainer; scores once, and once more if the section has a feature of
 *         change
 */
JP_API jp_status jp_explainer_features(jp_explainer *explainer, const jp_facts *facts, int64_t as_of_us,
                                       jp_feature_value *values, size_t capacity, size_t *count,
                                       jp_error *err);

/** The forecast of the outcome that the section `divorce` was fitted on. */
typedef struct jp_divorce {
    double probability; /* that the outcome comes within horizon_days */
    double horizon_days;
} jp_divorce;

/**
 * The probability of divorce of one relationship, from its facts as seen as of a moment.
 *
 * @param divorce  receives the forecast; untouched on failure
 * @errors JP_ERROR_ARGUMENT (a pointer is NULL), JP_ERROR_NOT_FITTED (the model has no section `divorce`,
 *         or it is not fitted), then those of jp_scorer_run(), JP_ERROR_RANGE (the relationship has ended;
 *         a feature is not known, or outside of the range that was seen in fitting: the first is named)
 * @thread one at a time for each explainer; scores as jp_explainer_features()
 */
JP_API jp_status jp_explainer_divorce(jp_explainer *explainer, const jp_facts *facts, int64_t as_of_us,
                                      jp_divorce *divorce, jp_error *err);

#ifdef __cplusplus
}
#endif

#endif /* JOYFULPROFIT_FORECAST_H */
