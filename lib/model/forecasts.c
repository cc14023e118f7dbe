/*
 * forecasts.c - the forecasts of a model file: the quiet forecast, the probability of divorce
 * (docs/method.md section 8).
 *
 * Both are probabilities, so both are of use only with what they were fitted on: the object `fitted`.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "model/forecasts.h"

/* ---- How it was fitted ---------------------------------------------------------------------- */

#define COUNT_MAX 1e15

#define AT(member) .offset = offsetof(jp__proof, member)

static const jp__field proof_fields[] = {
    { .key = "horizon_days", .type = JP__FIELD_NUMBER, .required = true, AT(horizon_days), .minimum = 0,
      .maximum = JP__HORIZON_MAX_DAYS, .open_minimum = true },
    { .key = "date", .type = JP__FIELD_LABEL, .required = true, AT(date) },
    { .key = "n", .type = JP__FIELD_WHOLE, .required = true, AT(n), .minimum = 1, .maximum = COUNT_MAX },
    { .key = "events", .type = JP__FIELD_WHOLE, .required = true, AT(events), .minimum = 0,
      .maximum = COUNT_MAX },
    { .key = "brier", .type = JP__FIELD_NUMBER, .required = true, AT(brier), .minimum = 0, .maximum = 1 },
    { .key = "slope", .type = JP__FIELD_NUMBER, .required = true, AT(slope), .minimum = -1000,
      .maximum = 1000 },
    { .key = "data", .type = JP__FIELD_TEXT, AT(data) },
};
#undef AT
#define PROOF_FIELDS JP__COUNT(proof_fields)

static jp_status read_proof(jp__load *load, const char *place, json_t *object, jp__proof *proof)
{
    if (object == NULL)
        return JP_OK;
    load->place = (jp__place){ place, SIZE_MAX, NULL, NULL };
    JP_TRY(jp__check_keys(load, object, proof_fields, PROOF_FIELDS));
    JP_TRY(jp__read_fields(load, object, proof_fields, PROOF_FIELDS, proof));
    proof->fitted = true;
    if (proof->events <= proof->n)
        return JP_OK;
    char n[JP_NUMBER_TEXT_SIZE], got[JP_NUMBER_TEXT_SIZE];
    jp__jcs_number(proof->n, n);
    jp__jcs_number(proof->events, got);
    return jp__reject(load, "events", "must be at most n, %s, got %s.", n, got);
}

/* ---- The quiet forecast --------------------------------------------------------------------- */

typedef struct quiet_row {
    jp__quiet quiet;
    json_t *fitted;
} quiet_row;

#define AT(member) .offset = offsetof(quiet_row, member)

static const jp__field quiet_fields[] = {
    { .key = "a0", .type = JP__FIELD_NUMBER, .required = true, AT(quiet.a0), .minimum = 0, .maximum = 1e6,
      .open_minimum = true },
    { .key = "b0_days", .type = JP__FIELD_NUMBER, .required = true, AT(quiet.b0_days), .minimum = 0,
      .maximum = 1e6, .open_minimum = true },
    { .key = "half_life_days", .type = JP__FIELD_NUMBER, .required = true, AT(quiet.half_life_days),
      .minimum = JP__HALF_LIFE_MIN_DAYS, .maximum = JP__HALF_LIFE_MAX_DAYS },
    { .key = "intercept", .type = JP__FIELD_NUMBER, AT(quiet.intercept), .minimum = -100, .maximum = 100 },
    { .key = "slope", .type = JP__FIELD_NUMBER, AT(quiet.slope), .minimum = 0, .maximum = 100,
      .open_minimum = true, .fallback = 1 },
    { .key = "fitted", .type = JP__FIELD_OBJECT, AT(fitted) },
};
#undef AT
#define QUIET_FIELDS JP__COUNT(quiet_fields)

jp_status jp__read_quiet(jp__load *load, json_t *object)
{
    if (object == NULL)
        return JP_OK;
    quiet_row row = { .fitted = NULL };
    load->place = (jp__place){ "quiet", SIZE_MAX, NULL, NULL };
    JP_TRY(jp__check_keys(load, object, quiet_fields, QUIET_FIELDS));
    JP_TRY(jp__read_fields(load, object, quiet_fields, QUIET_FIELDS, &row));
    JP_TRY(read_proof(load, "quiet.fitted", row.fitted, &row.quiet.proof));
    row.quiet.present = true;
    load->model->quiet = row.quiet;
    return JP_OK;
}

/* ---- The features of divorce ---------------------------------------------------------------- */

#define AT(member) .offset = offsetof(jp__feature, member)

static const jp__field feature_fields[] = {
    { .key = "name", .type = JP__FIELD_ID, .required = true, AT(name) },
    { .key = "indicator", .type = JP__FIELD_TEXT, AT(indicator_id), .maximum = JP__MODEL_MAX_ID_BYTES },
    { .key = "coefficient", .type = JP__FIELD_NUMBER, .required = true, AT(coefficient), .minimum = -1e6,
      .maximum = 1e6 },
    { .key = "mean", .type = JP__FIELD_NUMBER, AT(mean), .minimum = -1e9, .maximum = 1e9 },
    { .key = "sd", .type = JP__FIELD_NUMBER, AT(sd), .minimum = 0, .maximum = 1e9, .open_minimum = true,
      .fallback = 1 },
    { .key = "minimum", .type = JP__FIELD_NUMBER, .required = true, AT(minimum), .minimum = -1e9,
      .maximum = 1e9 },
    { .key = "maximum", .type = JP__FIELD_NUMBER, .required = true, AT(maximum), .minimum = -1e9,
      .maximum = 1e9 },
};
#undef AT
#define FEATURE_FIELDS JP__COUNT(feature_fields)

static jp_status find_type(const jp__load *load, jp__feature *feature)
{
    jp__nearest nearest = jp__nearest_to(feature->name, strlen(feature->name));
    for (size_t i = 0; i < jp__feature_name_count; i++) {
        const jp__feature_name *known = &jp__feature_names[i];
        if (strcmp(known->name, feature->name) == 0) {
            feature->type = known->type;
            feature->which = known->which;
            return JP_OK;
        }
        jp__nearest_try(&nearest, known->name, strlen(known->name));
    }
    char hint[JP__HINT_SIZE];
    jp__nearest_hint(&nearest, hint);
    return jp__reject(load, "name", "must be one of the features that there are, got '%s'%s", feature->name,
                      hint);
}

/* Only a belief may be of one indicator. */
static jp_status find_indicator(const jp__load *load, jp__feature *feature)
{
    const jp_model *model = load->model;
    const char *id = feature->indicator_id;
    if (id[0] == '\0')
        return JP_OK;
    if (feature->type != JP__FEATURE_BELIEF)
        return jp__reject(load, "indicator", "must be left out: only a belief is of one indicator.");
    const jp__name *found = jp__names_find(model->indicator_names, model->indicator_count, id, strlen(id));
    if (found != NULL) {
        feature->indicator = found->index;
        return JP_OK;
    }
    char hint[JP__HINT_SIZE];
    jp__names_hint(model->indicator_names, model->indicator_count, id, strlen(id), hint);
    int shown = (int)jp__text_cut(id, strlen(id), JP__MODEL_MAX_ID_BYTES);
    return jp__reject(load, "indicator", "must be the id of one of the model's indicators, got '%.*s'%s",
                      shown, id, hint);
}

static jp_status check_feature(const jp__load *load, const jp__divorce *divorce, const jp__feature *feature)
{
    char low[JP_NUMBER_TEXT_SIZE], high[JP_NUMBER_TEXT_SIZE];
    bool of_quiet = feature->type == JP__FEATURE_QUIET || feature->type == JP__FEATURE_QUIET_LOGIT;
    if (of_quiet && !load->model->quiet.proof.fitted)
        return jp__reject(load, "name", "must not be '%s', since the model's quiet forecast is not fitted.",
                          feature->name);
    for (const jp__feature *other = divorce->features; other < feature; other++) {
        if (strcmp(other->name, feature->name) == 0 &&
            strcmp(other->indicator_id, feature->indicator_id) == 0)
            return jp__reject(load, "name", "must not stand twice: it is also that of feature %zu.",
                              (size_t)(other - divorce->features));
    }
    if (feature->minimum <= feature->maximum)
        return JP_OK;
    jp__jcs_number(feature->minimum, low);
    jp__jcs_number(feature->maximum, high);
    return jp__reject(load, "maximum", "must be at least the minimum, %s, got %s.", low, high);
}

static jp_status read_features(jp__load *load, json_t *list, jp__divorce *divorce)
{
    size_t count = json_array_size(list);
    JP_TRY(jp__check_count(load, "features", count, JP__MODEL_MAX_FEATURES));
    if (count == 0)
        return jp__reject(load, "features", "must have at least one item.");
    divorce->features = jp__arena_alloc(&load->model->arena, count, sizeof *divorce->features);
    if (divorce->features == NULL)
        return jp__no_memory(load->err);
    for (size_t i = 0; i < count; i++) {
        jp__feature *feature = &divorce->features[i];
        json_t *object = json_array_get(list, i);
        load->place = (jp__place){ "divorce.features", i, NULL, NULL };
        JP_TRY(jp__check_keys(load, object, feature_fields, FEATURE_FIELDS));
        JP_TRY(jp__read_fields(load, object, feature_fields, FEATURE_FIELDS, feature));
        JP_TRY(find_type(load, feature));
        JP_TRY(find_indicator(load, feature));
        JP_TRY(check_feature(load, divorce, feature));
        divorce->needs_change = divorce->needs_change || feature->type == JP__FEATURE_CHANGE;
        divorce->feature_count++;
    }
    return JP_OK;
}

/* ---- The target of divorce ------------------------------------------------------------------ */

/* Only outcomes: their facts are kept out of the features, which they would give away. */
static jp_status read_target_kind(const jp__load *load, json_t *item, const char *key, jp__divorce *divorce)
{
    const jp_model *model = load->model;
    if (!json_is_string(item))
        return jp__reject(load, key, "must be a text.");
    const char *id = json_string_value(item);
    const jp__name *found = jp__names_find(model->kind_names, model->kind_count + 1, id, strlen(id));
    if (found == NULL || found->index == JP_RATING || !model->kinds[found->index].outcome) {
        int shown = (int)jp__text_cut(id, strlen(id), JP__MODEL_MAX_ID_BYTES);
        return jp__reject(load, key, "must be the id of a kind that is marked as outcome, got '%.*s'.", shown,
                          id);
    }
    for (size_t i = 0; i < divorce->target_count; i++) {
        if (divorce->target[i] == found->index)
            return jp__reject(load, key, "must not stand twice, got '%s'.", id);
    }
    divorce->target[divorce->target_count++] = found->index;
    return JP_OK;
}

static jp_status read_target(jp__load *load, json_t *list, jp__divorce *divorce)
{
    size_t count = json_array_size(list);
    JP_TRY(jp__check_count(load, "target", count, JP__MODEL_MAX_TARGET));
    divorce->target = jp__arena_alloc(&load->model->arena, count, sizeof *divorce->target);
    if (divorce->target == NULL)
        return jp__no_memory(load->err);
    for (size_t i = 0; i < count; i++) {
        char key[JP__PLACE_SIZE];
        jp__format_item("target", i, key);
        JP_TRY(read_target_kind(load, json_array_get(list, i), key, divorce));
    }
    return JP_OK;
}

/* ---- The probability of divorce ------------------------------------------------------------- */

typedef struct divorce_row {
    jp__divorce divorce;
    json_t *features, *target, *fitted;
} divorce_row;

#define AT(member) .offset = offsetof(divorce_row, member)

static const jp__field divorce_fields[] = {
    { .key = "target", .type = JP__FIELD_ARRAY, AT(target) },
    { .key = "features", .type = JP__FIELD_ARRAY, .required = true, AT(features) },
    { .key = "intercept", .type = JP__FIELD_NUMBER, .required = true, AT(divorce.intercept), .minimum = -1e6,
      .maximum = 1e6 },
    { .key = "recalibration_intercept", .type = JP__FIELD_NUMBER, AT(divorce.recalibration_intercept),
      .minimum = -100, .maximum = 100 },
    { .key = "recalibration_slope", .type = JP__FIELD_NUMBER, AT(divorce.recalibration_slope), .minimum = 0,
      .maximum = 100, .open_minimum = true, .fallback = 1 },
    { .key = "fitted", .type = JP__FIELD_OBJECT, AT(fitted) },
};
#undef AT
#define DIVORCE_FIELDS JP__COUNT(divorce_fields)

jp_status jp__read_divorce(jp__load *load, json_t *object)
{
    if (object == NULL)
        return JP_OK;
    divorce_row row = { .features = NULL };
    load->place = (jp__place){ "divorce", SIZE_MAX, NULL, NULL };
    JP_TRY(jp__check_keys(load, object, divorce_fields, DIVORCE_FIELDS));
    JP_TRY(jp__read_fields(load, object, divorce_fields, DIVORCE_FIELDS, &row));
    if (row.target != NULL)
        JP_TRY(read_target(load, row.target, &row.divorce));
    JP_TRY(read_features(load, row.features, &row.divorce));
    JP_TRY(read_proof(load, "divorce.fitted", row.fitted, &row.divorce.proof));
    row.divorce.present = true;
    load->model->divorce = row.divorce;
    return JP_OK;
}
