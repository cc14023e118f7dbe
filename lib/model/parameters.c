/*
 * parameters.c - the parameters of the arithmetic: the numbers that docs/method.md marks (p).
 *
 * The bounds keep every formula defined, whatever a model sets: no division by zero, no overflow.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "model/build.h"

#define AT(member) offsetof(jp__parameters, member)

const jp__parameter jp__parameter_table[JP__PARAMETER_COUNT] = {
    { "pursuit_run", "count", "Contacts of a run into an open turn that are no pursuit yet",
      2, 1, 1000, true, AT(pursuit_run) },
    { "rhythm_steady_below", "share", "A gap between contacts is steady if fewer than this share are shorter",
      0.9, 0, 1, false, AT(rhythm_steady_below) },
    { "silence_prior_gaps", "count", "How many gaps the prior of a side's rhythm counts as",
      2, 0.01, 1000, false, AT(silence_prior_gaps) },
    { "silence_prior_gap_days", "days", "The gap between contacts that the prior expects",
      28, 0.01, 36500, false, AT(silence_prior_gap_days) },
    { "silence_relative_weight", "share", "What silence against the own rhythm may add to plain days",
      0.25, 0, 1, false, AT(silence_relative_weight) },
    { "silence_days", "days", "The mark of silence: there the score of plain days is one half",
      90, 0.01, 36500, false, AT(silence_days) },
    { "rating_window_days", "days", "Width of the window in which repeated ratings count less",
      7, 1, JP__MODEL_MAX_WINDOW_DAYS, true, AT(rating_window_days) },
    { "rating_mass", "mass", "Evidence that one rating counts as",
      4, 0, 1000, false, AT(rating_mass) },
    { "weight_experienced", "weight", "Of what is said by a side that experiences the indicator",
      1, 0, 100, false, AT(weight_experienced) },
    { "weight_other", "weight", "Of what is said by the side that does not experience it",
      0.25, 0, 100, false, AT(weight_other) },
    { "evidence_saturation", "1/mass", "How fast evidence stops narrowing the uncertainty: n / (1 + this n)",
      0.02, 0, 1, false, AT(evidence_saturation) },
    { "known_coverage", "share", "Coverage of closure from which the status is known",
      0.2, 0, 1, false, AT(known_coverage) },
    { "gap_tau", "level", "Standard deviation that is expected of a difference between two views",
      0.25, 0.001, 1, false, AT(gap_tau) },
    { "gap_precision", "factor", "How much more a rating says in a comparison than as evidence",
      2, 0.01, 100, false, AT(gap_precision) },
    { "action_recent_days", "days", "How long an action stays advisable after what calls for it",
      180, 0, 36500, false, AT(action_recent_days) },
    { "action_horizon_days", "days", "How far ahead the effect of an action is looked at",
      14, 0, 36500, false, AT(action_horizon_days) },
};

double jp__parameter_value(const jp__parameters *parameters, size_t index)
{
    double value;
    memcpy(&value, (const char *)parameters + jp__parameter_table[index].offset, sizeof value);
    return value;
}

jp_status jp__read_parameters(jp__load *load, json_t *object)
{
    jp__field fields[JP__PARAMETER_COUNT];
    for (size_t i = 0; i < JP__PARAMETER_COUNT; i++) {
        const jp__parameter *p = &jp__parameter_table[i];
        fields[i] = (jp__field){ .key = p->id, .type = p->whole ? JP__FIELD_WHOLE : JP__FIELD_NUMBER,
                                 .offset = p->offset, .minimum = p->minimum, .maximum = p->maximum,
                                 .fallback = p->fallback };
    }
    load->place = (jp__place){ "parameters", SIZE_MAX, NULL, NULL };
    if (object != NULL)
        JP_TRY(jp__check_keys(load, object, fields, JP__PARAMETER_COUNT));
    return jp__read_fields(load, object, fields, JP__PARAMETER_COUNT, &load->model->parameters);
}
