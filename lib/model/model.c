/*
 * model.c - a model's life, and what it says about itself.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "model/build.h"

/* ---- Life ---------------------------------------------------------------------------------- */

jp_model *jp_model_retain(jp_model *model)
{
    atomic_fetch_add_explicit(&model->references, 1, memory_order_relaxed);
    return model;
}

void jp_model_free(jp_model *model)
{
    if (model == NULL)
        return;
    /* Whoever frees must see all that the other owners did before they let go. */
    if (atomic_fetch_sub_explicit(&model->references, 1, memory_order_acq_rel) != 1)
        return;
    jp_allocator allocator = model->arena.allocator;
    jp__free(&allocator, model->json, model->json_capacity, 1);
    jp__arena_free(&model->arena);
    jp__free(&allocator, model, 1, sizeof *model);
}

/* ---- Getters ------------------------------------------------------------------------------- */

const char *jp_model_name(const jp_model *model)
{
    return model->name;
}

const char *jp_model_version(const jp_model *model)
{
    return model->version;
}

const char *jp_model_hash(const jp_model *model)
{
    return model->hash;
}

const char *jp_model_json(const jp_model *model, size_t *length)
{
    if (length != NULL)
        *length = model->json_length;
    return model->json;
}

size_t jp_model_kind_count(const jp_model *model)
{
    return model->kind_count;
}

size_t jp_model_indicator_count(const jp_model *model)
{
    return model->indicator_count;
}

size_t jp_model_evidence_count(const jp_model *model)
{
    return model->evidence_count;
}

size_t jp_model_parameter_count(const jp_model *model)
{
    (void)model;
    return JP__PARAMETER_COUNT;
}

/* ---- Introspection -------------------------------------------------------------------------- */

/* What all the calls below check, in the order of their documentation. */
static jp_status check_ask(const jp_model *model, size_t index, size_t count, const void *info,
                           size_t minimum, size_t known, const char *name, jp_error *err)
{
    if (model == NULL || info == NULL)
        return jp__fail(err, JP_ERROR_ARGUMENT, "The model and the %s must not be NULL.", name);
    if (index >= count)
        return jp__fail(err, JP_ERROR_ARGUMENT, "The index for a %s must be below %zu, got %zu.", name,
                        count, index);
    return jp__check_struct(info, minimum, known, name, err);
}

jp_status jp_model_kind(const jp_model *model, size_t index, jp_kind_info *info, jp_error *err)
{
    JP_TRY(check_ask(model, index, model != NULL ? model->kind_count : 0, info,
                     JP__SIZE_TO(jp_kind_info, recommend_after_count), sizeof *info, "jp_kind_info", err));
    const jp__kind *kind = &model->kinds[index];
    const jp__unit *unit = &model->units[kind->unit];
    jp_kind_info made = {
        .id = kind->id, .label = kind->label, .category = kind->category, .unit = unit->id,
        .value_min = unit->minimum, .value_max = unit->maximum,
        .default_value = kind->default_value, .has_default = kind->has_default,
        .repeat_q = kind->repeat_q, .window_days = kind->window_days, .actors = kind->actors,
        .actionable_by = kind->actionable_by, .tone = kind->tone, .is_contact = kind->is_contact,
        .expects_reply = kind->expects_reply, .mutual = kind->mutual, .derived = kind->derived,
        .outcome = kind->outcome, .recommend_after = kind->recommend_after,
        .recommend_after_count = kind->recommend_after_count,
    };
    jp__hand_over(info, &made, sizeof made);
    return JP_OK;
}

static const char *factor_word(const jp__indicator *indicator)
{
    return indicator->factor >= 0 ? indicator->dimension : "";
}

jp_status jp_model_indicator(const jp_model *model, size_t index, jp_indicator_info *info, jp_error *err)
{
    JP_TRY(check_ask(model, index, model != NULL ? model->indicator_count : 0, info,
                     JP__SIZE_TO(jp_indicator_info, harm), sizeof *info, "jp_indicator_info", err));
    const jp__indicator *indicator = &model->indicators[index];
    jp_indicator_info made = {
        .id = indicator->id, .label = indicator->label, .dimension = indicator->dimension,
        .factor = factor_word(indicator), .weight = indicator->weight,
        .half_life_days = indicator->half_life_days, .base_rate = indicator->base_rate,
        .prior_weight = indicator->prior_weight, .side = indicator->side,
        .experienced_by = indicator->experienced_by, .harm = indicator->harm,
    };
    jp__hand_over(info, &made, sizeof made);
    return JP_OK;
}

jp_status jp_model_evidence(const jp_model *model, size_t index, jp_evidence_info *info, jp_error *err)
{
    JP_TRY(check_ask(model, index, model != NULL ? model->evidence_count : 0, info,
                     JP__SIZE_TO(jp_evidence_info, rationale), sizeof *info, "jp_evidence_info", err));
    const jp__evidence *row = &model->evidence[index];
    jp_evidence_info made = {
        .kind = row->kind, .indicator = row->indicator, .actor = row->actor,
        .adverse = row->adverse, .favourable = row->favourable,
        .transform = row->transform_text, .rationale = row->rationale,
    };
    jp__hand_over(info, &made, sizeof made);
    return JP_OK;
}

size_t jp_model_band_count(const jp_model *model, jp_banded banded)
{
    return (unsigned)banded < JP_BANDED_COUNT ? model->band_counts[banded] : 0;
}

double jp_model_band_hysteresis(const jp_model *model)
{
    return model->band_hysteresis;
}

jp_status jp_model_band(const jp_model *model, jp_banded banded, size_t index, jp_band_info *info,
                        jp_error *err)
{
    if ((unsigned)banded >= JP_BANDED_COUNT)
        return jp__fail(err, JP_ERROR_ARGUMENT, "Argument 'banded' must be one of jp_banded, got %d.",
                        (int)banded);
    size_t count = model != NULL ? model->band_counts[banded] : 0;
    JP_TRY(check_ask(model, index, count, info, JP__SIZE_TO(jp_band_info, maximum), sizeof *info,
                     "jp_band_info", err));
    const jp__band *band = &model->bands[banded][index];
    jp_band_info made = {
        .id = band->id, .label = band->label, .minimum = band->minimum,
        .maximum = index + 1 < count ? band[1].minimum : 1,
    };
    jp__hand_over(info, &made, sizeof made);
    return JP_OK;
}

jp_status jp_model_parameter(const jp_model *model, size_t index, jp_parameter_info *info, jp_error *err)
{
    JP_TRY(check_ask(model, index, JP__PARAMETER_COUNT, info, JP__SIZE_TO(jp_parameter_info, maximum),
                     sizeof *info, "jp_parameter_info", err));
    const jp__parameter *parameter = &jp__parameter_table[index];
    jp_parameter_info made = {
        .id = parameter->id, .unit = parameter->unit, .description = parameter->description,
        .value = jp__parameter_value(&model->parameters, index),
        .minimum = parameter->minimum, .maximum = parameter->maximum,
    };
    jp__hand_over(info, &made, sizeof made);
    return JP_OK;
}
