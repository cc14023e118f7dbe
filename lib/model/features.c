/*
 * features.c - the names of what the probability of divorce may be made of.
 *
 * No kind of fact is among them: what happened speaks through scores and silence only, and facts that
 * define the outcome not at all (docs/method.md section 8).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <joyfulprofit/explain.h>

#include "model/forecasts.h"

#define DIMENSION(name, which) { name, JP__FEATURE_DIMENSION, which }

const jp__feature_name jp__feature_names[] = {
    { "closure", JP__FEATURE_CLOSURE, 0 },
    { "health", JP__FEATURE_HEALTH, 0 },
    { "risk_index", JP__FEATURE_RISK_INDEX, 0 },
    { "engage", JP__FEATURE_FACTOR, JP_ENGAGE },
    { "excite", JP__FEATURE_FACTOR, JP_EXCITE },
    { "conversation", JP__FEATURE_FACTOR, JP_CONVERSATION },
    { "caring", JP__FEATURE_FACTOR, JP_CARING },
    DIMENSION("suffering", JP_SUFFERING),
    DIMENSION("suffering.client", JP_SUFFERING_CLIENT),
    DIMENSION("suffering.supplier", JP_SUFFERING_SUPPLIER),
    DIMENSION("control", JP_CONTROL),
    DIMENSION("control.client", JP_CONTROL_CLIENT),
    DIMENSION("control.supplier", JP_CONTROL_SUPPLIER),
    DIMENSION("resignation", JP_RESIGNATION),
    DIMENSION("resignation.client", JP_RESIGNATION_CLIENT),
    DIMENSION("resignation.supplier", JP_RESIGNATION_SUPPLIER),
    DIMENSION("pillar", JP_PILLAR),
    DIMENSION("ability", JP_ABILITY),
    DIMENSION("cocreation", JP_COCREATION),
    DIMENSION("pledge", JP_PLEDGE),
    { "silence_days", JP__FEATURE_SILENCE_DAYS, JP_BOTH },
    { "silence_days.client", JP__FEATURE_SILENCE_DAYS, JP_CLIENT },
    { "silence_days.supplier", JP__FEATURE_SILENCE_DAYS, JP_SUPPLIER },
    { "log_silence_days", JP__FEATURE_LOG_SILENCE_DAYS, JP_BOTH },
    { "silence_score.client", JP__FEATURE_SILENCE_SCORE, JP_CLIENT },
    { "silence_score.supplier", JP__FEATURE_SILENCE_SCORE, JP_SUPPLIER },
    { "quiet", JP__FEATURE_QUIET, 0 },
    { "quiet_logit", JP__FEATURE_QUIET_LOGIT, 0 },
    { "belief.known", JP__FEATURE_BELIEF, JP__BELIEF_KNOWN },
    { "belief.client", JP__FEATURE_BELIEF, JP__BELIEF_C },
    { "belief.supplier", JP__FEATURE_BELIEF, JP__BELIEF_S },
    { "belief.client_squared", JP__FEATURE_BELIEF, JP__BELIEF_CC },
    { "belief.product", JP__FEATURE_BELIEF, JP__BELIEF_CS },
    { "belief.supplier_squared", JP__FEATURE_BELIEF, JP__BELIEF_SS },
    { "change_30.closure", JP__FEATURE_CHANGE, JP_CLOSURE },
    { "change_30.health", JP__FEATURE_CHANGE, JP_HEALTH },
};

const size_t jp__feature_name_count = JP__COUNT(jp__feature_names);
