/*
 * forecasts.h - what the forecasts of a model file may be made of.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_MODEL_FORECASTS_H
#define JP_MODEL_FORECASTS_H

#include "model/build.h"

#define JP__HORIZON_MAX_DAYS 36500

/* A feature by its name. features.c */
typedef struct jp__feature_name {
    const char *name;
    jp__feature_type type;
    int which;
} jp__feature_name;

extern const jp__feature_name jp__feature_names[];
extern const size_t jp__feature_name_count;

#endif /* JP_MODEL_FORECASTS_H */
