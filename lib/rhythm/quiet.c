/*
 * quiet.c - contacts of the past, faded: what the quiet forecast knows (docs/method.md section 8).
 *
 * N is carried forward from contact to contact, so that a walk that goes on later need not look back.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/numerics.h"
#include "rhythm/rhythm.h"

#define LN_2 0x1.62e42fefa39efp-1

void jp__quiet_step(jp__walk *walk, const jp_model *model, int64_t time_us)
{
    if (!model->quiet.present)
        return;
    if (walk->met == 0)
        walk->first_us = walk->met_us = time_us;
    double days = jp__days_between(walk->met_us, time_us);
    walk->met = walk->met * jp__exp2(-days / model->quiet.half_life_days) + 1;
    walk->met_us = time_us;
}

jp__past jp__quiet_past(const jp__walk *walk, const jp_model *model, int64_t as_of_us)
{
    double half_life = model->quiet.half_life_days;
    if (!model->quiet.present || walk->met == 0)
        return (jp__past){ 0, 0 };
    double since = jp__days_between(walk->met_us, as_of_us);
    double age = jp__days_between(walk->first_us, as_of_us);
    return (jp__past){ walk->met * jp__exp2(-since / half_life),
                       half_life / LN_2 * -jp__expm1(-age / half_life * LN_2) };
}
