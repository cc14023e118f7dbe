/*
 * silence.c - how silent a gap between contacts is (docs/method.md section 2, Silence).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/numerics.h"
#include "rhythm/rhythm.h"

#define LN_10 0x1.26bb1bbb55516p+1
#define PER_LN_10 0x1.bcb7b1526e50ep-2

/*
 * -ln S(g) = A log1p(g/B) never exceeds A g/B. Below this bound on A g/B a gap is steady and its
 * relative part 0, whatever the logarithm: most gaps need none. The margin covers rounding.
 */
double jp__silence_bound(const jp_model *model)
{
    double steady = -jp__log1p(-model->parameters.rhythm_steady_below);
    return 0.999 * (steady < 2 * LN_10 ? steady : 2 * LN_10);
}

/* -ln S(g) of a gap of `days` after the gaps of a side; 0 if it is below the bound. */
static double minus_log_of(const jp_model *model, const jp__side_rhythm *side, double days,
                           double hazard_bound)
{
    const jp__parameters *p = &model->parameters;
    double a = p->silence_prior_gaps + (double)side->gaps;
    double b = p->silence_prior_gaps * p->silence_prior_gap_days + side->gap_days;
    return a * days >= hazard_bound * b ? a * jp__log1p(days / b) : 0;
}

/* How silent it is. */
static double score_of(const jp_model *model, double days, double minus_log)
{
    const jp__parameters *p = &model->parameters;
    double relative = minus_log * PER_LN_10 - 2;
    relative = relative < 0 ? 0 : relative > 1 ? 1 : relative;
    double cube = days * days * days, mark = p->silence_days;
    double absolute = cube / (cube + mark * mark * mark);
    return 1 - (1 - p->silence_relative_weight * relative) * (1 - absolute);
}

/* Is F below the model's rhythm_steady_below? */
static bool is_steady(const jp_model *model, double minus_log)
{
    return minus_log == 0 || -jp__expm1(-minus_log) < model->parameters.rhythm_steady_below;
}

/* Both clocks start at a contact by anyone: the first of all, or the first after an end. */
void jp__silence_start(jp__rhythm *rhythm, const jp__seen *seen, uint32_t contact)
{
    for (int side = 0; side < 2; side++) {
        rhythm->walk.sides[side].silent_since_us = seen->facts[contact].time_us;
        rhythm->walk.sides[side].last_contact = contact;
    }
}

jp_status jp__silence_step(jp__rhythm *rhythm, const jp_allocator *a, const jp_model *model,
                           const jp__seen *seen, uint32_t contact, uint8_t side, jp_error *err)
{
    const jp__fact *fact = &seen->facts[contact];
    jp__side_rhythm *s = &rhythm->walk.sides[side];
    if (!jp__is_contact_of(model, fact, side))
        return JP_OK;
    s->logged = true;
    s->contacts++;
    s->last_us = fact->time_us;
    if (fact->time_us > s->silent_since_us) {
        double days = jp__days_between(s->silent_since_us, fact->time_us);
        double minus_log = minus_log_of(model, s, days, rhythm->hazard_bound);
        jp__derived derived = { .time_us = fact->time_us, .value = score_of(model, days, minus_log),
                                .from = s->last_contact, .at = contact,
                                .kind = model->roles.silence, .actor = side };
        if (derived.value > 0)
            JP_TRY(jp__derive(rhythm, a, derived, err));
        derived.kind = model->roles.rhythm_steady;
        derived.value = 1;
        if (days >= 1 && is_steady(model, minus_log))
            JP_TRY(jp__derive(rhythm, a, derived, err));
        s->gaps++;
        s->gap_days += days;
    }
    s->silent_since_us = fact->time_us;
    s->last_contact = contact;
    return JP_OK;
}

void jp__silence_open_item(jp__rhythm *rhythm, const jp_model *model, int64_t as_of_us, uint8_t side)
{
    jp__side_rhythm *s = &rhythm->walk.sides[side];
    if (!s->logged)
        return;
    s->open_days = jp__days_between(s->silent_since_us, as_of_us);
    if (s->open_days > 0)
        s->silence = score_of(model, s->open_days,
                              minus_log_of(model, s, s->open_days, rhythm->hazard_bound));
    if (s->silence > 0 && !rhythm->walk.ended)
        rhythm->open_items[rhythm->open_count++] =
            (jp__derived){ .time_us = as_of_us, .value = s->silence, .from = s->last_contact,
                           .at = JP__NO_FACT, .kind = model->roles.silence, .actor = side };
}
