/*
 * kinds.c - the units and the kinds of a model file.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <string.h>

#include "model/build.h"

/* What a value may be where the method sets no bound: sums with any fact stay finite. */
#define VALUE_MAX 1e9

/* ---- Units --------------------------------------------------------------------------------- */

typedef struct unit_row {
    const char *label;
    double minimum;
    jp__maybe maximum;
} unit_row;

#define AT(member) .offset = offsetof(unit_row, member)

static const jp__field unit_fields[] = {
    { .key = "label", .type = JP__FIELD_LABEL, .required = true, AT(label) },
    { .key = "minimum", .type = JP__FIELD_NUMBER, AT(minimum), .minimum = -VALUE_MAX, .maximum = VALUE_MAX },
    { .key = "maximum", .type = JP__FIELD_MAYBE, AT(maximum), .minimum = -VALUE_MAX, .maximum = VALUE_MAX },
};
#undef AT

static jp_status read_unit(jp__load *load, json_t *object, jp__name name, jp__unit *unit)
{
    load->place = (jp__place){ "units", SIZE_MAX, name.id, NULL };
    JP_TRY(jp__check_id(load, NULL, name.id, name.length));
    unit_row row;
    JP_TRY(jp__check_keys(load, object, unit_fields, JP__COUNT(unit_fields)));
    JP_TRY(jp__read_fields(load, object, unit_fields, JP__COUNT(unit_fields), &row));
    if (row.maximum.present && !(row.maximum.value > row.minimum))
        return jp__reject(load, "maximum", "must be larger than minimum, or null for no upper bound.");
    *unit = (jp__unit){ jp__arena_text(&load->model->arena, name.id, name.length), row.label, row.minimum,
                        row.maximum.present ? row.maximum.value : HUGE_VAL };
    return unit->id != NULL ? JP_OK : jp__no_memory(load->err);
}

/* The order of keys says nothing, so units are numbered in the order of their ids. */
jp_status jp__read_units(jp__load *load, json_t *object)
{
    jp_model *model = load->model;
    load->place = (jp__place){ "units", SIZE_MAX, NULL, NULL };
    size_t count = json_object_size(object);
    JP_TRY(jp__check_count(load, NULL, count, JP__MODEL_MAX_UNITS));
    model->units = jp__arena_alloc(&model->arena, count, sizeof *model->units);
    model->unit_names = jp__arena_alloc(&model->arena, count, sizeof *model->unit_names);
    if (model->units == NULL || model->unit_names == NULL)
        return jp__no_memory(load->err);
    jp__name *names = model->unit_names;
    void *item = json_object_iter(object);
    for (size_t i = 0; i < count; i++, item = json_object_iter_next(object, item)) {
        const char *key = json_object_iter_key(item);
        names[i] = (jp__name){ key, strlen(key), 0 };
    }
    jp__names_sort(names, count);
    for (size_t i = 0; i < count; i++) {
        JP_TRY(read_unit(load, json_object_get(object, names[i].id), names[i], &model->units[i]));
        names[i] = (jp__name){ model->units[i].id, names[i].length, (uint16_t)i };
    }
    model->unit_count = count;
    return JP_OK;
}

/* ---- Kinds --------------------------------------------------------------------------------- */

typedef struct kind_row {
    const char *id, *label, *category, *unit;
    int actors, actionable_by;
    jp__maybe default_value;
    double window_days, repeat_q, tone;
    bool is_contact, expects_reply, derived, outcome, mutual;
    json_t *recommend_after;
} kind_row;

#define AT(member) .offset = offsetof(kind_row, member)

static const jp__field kind_fields[] = {
    { .key = "id", .type = JP__FIELD_ID, .required = true, AT(id) },
    { .key = "label", .type = JP__FIELD_LABEL, .required = true, AT(label) },
    { .key = "category", .type = JP__FIELD_ID, .required = true, AT(category) },
    { .key = "actors", .type = JP__FIELD_CHOICE, .required = true, AT(actors), .choices = jp__actors_words },
    { .key = "unit", .type = JP__FIELD_ID, .required = true, AT(unit), .borrow = true },
    { .key = "default_value", .type = JP__FIELD_MAYBE, AT(default_value), .minimum = -VALUE_MAX,
      .maximum = VALUE_MAX },
    { .key = "window_days", .type = JP__FIELD_WHOLE, .required = true, AT(window_days), .minimum = 1,
      .maximum = JP__MODEL_MAX_WINDOW_DAYS },
    { .key = "repeat_q", .type = JP__FIELD_NUMBER, .required = true, AT(repeat_q), .minimum = 0,
      .open_minimum = true, .maximum = 1 },
    { .key = "is_contact", .type = JP__FIELD_BOOLEAN, AT(is_contact) },
    { .key = "expects_reply", .type = JP__FIELD_BOOLEAN, AT(expects_reply) },
    { .key = "actionable_by", .type = JP__FIELD_CHOICE, AT(actionable_by), .fallback = JP_NEITHER,
      .choices = jp__actionable_words },
    { .key = "derived", .type = JP__FIELD_BOOLEAN, AT(derived) },
    { .key = "outcome", .type = JP__FIELD_BOOLEAN, AT(outcome) },
    { .key = "mutual", .type = JP__FIELD_BOOLEAN, AT(mutual) },
    { .key = "tone", .type = JP__FIELD_WHOLE, AT(tone), .minimum = -1, .maximum = 1 },
    { .key = "recommend_after", .type = JP__FIELD_ARRAY, AT(recommend_after) },
};
#undef AT

static jp_status find_unit(const jp__load *load, const char *id, uint16_t *unit)
{
    const jp_model *model = load->model;
    const jp__name *found = jp__names_find(model->unit_names, model->unit_count, id, strlen(id));
    if (found == NULL) {
        char hint[JP__HINT_SIZE];
        jp__names_hint(model->unit_names, model->unit_count, id, strlen(id), hint);
        return jp__reject(load, "unit", "must be one of the model's units, got '%s'%s", id, hint);
    }
    *unit = found->index;
    return JP_OK;
}

static jp_status check_default(const jp__load *load, const kind_row *row, const jp__unit *unit)
{
    double value = row->default_value.value;
    if (!row->default_value.present || (value >= unit->minimum && value <= unit->maximum))
        return JP_OK;
    char low[JP_NUMBER_TEXT_SIZE], high[JP_NUMBER_TEXT_SIZE] = "any", got[JP_NUMBER_TEXT_SIZE];
    jp__jcs_number(unit->minimum, low);
    if (unit->maximum < HUGE_VAL)
        jp__jcs_number(unit->maximum, high);
    jp__jcs_number(value, got);
    return jp__reject(load, "default_value", "must be within %s to %s of unit '%s', got %s.", low, high,
                      unit->id, got);
}

/* What keys of one kind must be to each other. */
static jp_status check_kind(const jp__load *load, const kind_row *row)
{
    if (strcmp(row->id, "rating") == 0)
        return jp__reject(load, "id", "must not be 'rating', which is what ratings are called among facts.");
    if (row->expects_reply && !row->is_contact)
        return jp__reject(load, "expects_reply", "must be false where is_contact is false.");
    if (row->mutual && !row->is_contact)
        return jp__reject(load, "mutual", "must be false where is_contact is false.");
    if (row->derived && row->is_contact)
        return jp__reject(load, "derived", "must be false where is_contact is true.");
    if (row->derived && row->actionable_by != JP_NEITHER)
        return jp__reject(load, "actionable_by", "must be 'none' for a derived kind, got '%s'.",
                          jp__actionable_words[row->actionable_by]);
    if (row->actionable_by != JP_NEITHER && row->actors != JP_BOTH && row->actionable_by != row->actors)
        return jp__reject(load, "actionable_by", "must be 'none' or '%s', who may do it, got '%s'.",
                          jp__actors_words[row->actors], jp__actionable_words[row->actionable_by]);
    return JP_OK;
}

static jp_status read_kind(jp__load *load, json_t *object, jp__kind *kind)
{
    kind_row row;
    JP_TRY(jp__check_keys(load, object, kind_fields, JP__COUNT(kind_fields)));
    JP_TRY(jp__read_fields(load, object, kind_fields, JP__COUNT(kind_fields), &row));
    uint16_t unit = 0;
    JP_TRY(find_unit(load, row.unit, &unit));
    JP_TRY(check_default(load, &row, &load->model->units[unit]));
    JP_TRY(check_kind(load, &row));
    *kind = (jp__kind){
        .id = row.id, .label = row.label, .category = row.category, .unit = unit,
        .default_value = row.default_value.value, .has_default = row.default_value.present,
        .repeat_q = row.repeat_q, .window_days = (uint32_t)row.window_days, .tone = (int)row.tone,
        .actors = (jp_side)row.actors, .actionable_by = (jp_side)row.actionable_by,
        .is_contact = row.is_contact, .expects_reply = row.expects_reply, .mutual = row.mutual,
        .derived = row.derived, .outcome = row.outcome,
        .recommend_after_count = json_array_size(row.recommend_after),
    };
    return jp__check_count(load, "recommend_after", kind->recommend_after_count, JP__MODEL_MAX_AFTER);
}

/* ---- Names of kinds ------------------------------------------------------------------------ */

/* The index by id, with the reserved kind "rating" in it, and the rank of each. */
static jp_status index_kinds(jp__load *load)
{
    jp_model *model = load->model;
    size_t count = model->kind_count;
    model->kind_names = jp__arena_alloc(&model->arena, count + 1, sizeof *model->kind_names);
    model->kind_order = jp__arena_alloc(&model->arena, count + 1, sizeof *model->kind_order);
    if (model->kind_names == NULL || model->kind_order == NULL)
        return jp__no_memory(load->err);
    jp__name *names = model->kind_names;
    for (size_t i = 0; i < count; i++)
        names[i] = (jp__name){ model->kinds[i].id, strlen(model->kinds[i].id), (uint16_t)i };
    names[count] = (jp__name){ "rating", strlen("rating"), JP_RATING };
    jp__names_sort(names, count + 1);
    for (size_t i = 0; i <= count; i++)
        model->kind_order[names[i].index == JP_RATING ? count : names[i].index] = (uint16_t)i;
    const jp__name *again = jp__names_duplicate(names, count + 1);
    if (again == NULL)
        return JP_OK;
    load->place = (jp__place){ "kinds", again->index, NULL, NULL };
    return jp__reject(load, "id", "must not stand twice: '%s' is also the id of kinds[%u].", again->id,
                      (unsigned)again[-1].index);
}

/* One name of recommend_after. */
static jp_status read_after(const jp__load *load, const json_t *item, const jp__kind *kind, size_t at)
{
    const jp_model *model = load->model;
    char key[JP__PLACE_SIZE];
    jp__format_item("recommend_after", at, key);
    if (!json_is_string(item))
        return jp__reject(load, key, "must be a text, the id of a kind.");
    const char *id = json_string_value(item);
    const jp__name *found = jp__names_find(model->kind_names, model->kind_count + 1, id, strlen(id));
    if (found != NULL && found->index == JP_RATING)
        return jp__reject(load, key, "must not be 'rating', which is no kind.");
    if (found == NULL) {
        char hint[JP__HINT_SIZE];
        jp__names_hint(model->kind_names, model->kind_count + 1, id, strlen(id), hint);
        int shown = (int)jp__text_cut(id, strlen(id), JP__MODEL_MAX_ID_BYTES);
        return jp__reject(load, key, "must be a kind of the model, got '%.*s'%s", shown, id, hint);
    }
    for (size_t i = 0; i < at; i++) {
        if (kind->recommend_after[i] == found->index)
            return jp__reject(load, key, "must not name '%s' again.", found->id);
    }
    kind->recommend_after[at] = found->index;
    return JP_OK;
}

/* Kinds may be advised after kinds that stand later in the file, so these names come last. */
static jp_status read_recommend_after(jp__load *load, json_t *list)
{
    jp_model *model = load->model;
    for (size_t i = 0; i < model->kind_count; i++) {
        jp__kind *kind = &model->kinds[i];
        json_t *names = json_object_get(json_array_get(list, i), "recommend_after");
        load->place = (jp__place){ "kinds", i, NULL, kind->id };
        kind->recommend_after = jp__arena_alloc(&model->arena, kind->recommend_after_count, sizeof(uint16_t));
        if (kind->recommend_after == NULL)
            return jp__no_memory(load->err);
        for (size_t j = 0; j < kind->recommend_after_count; j++)
            JP_TRY(read_after(load, json_array_get(names, j), kind, j));
    }
    return JP_OK;
}

jp_status jp__read_kinds(jp__load *load, json_t *list)
{
    jp_model *model = load->model;
    load->place = (jp__place){ "kinds", SIZE_MAX, NULL, NULL };
    size_t count = json_array_size(list);
    JP_TRY(jp__check_count(load, NULL, count, JP__MODEL_MAX_KINDS));
    model->kinds = jp__arena_alloc(&model->arena, count, sizeof *model->kinds);
    if (model->kinds == NULL)
        return jp__no_memory(load->err);
    for (size_t i = 0; i < count; i++) {
        load->place = (jp__place){ "kinds", i, NULL, NULL };
        JP_TRY(read_kind(load, json_array_get(list, i), &model->kinds[i]));
    }
    model->kind_count = count;
    JP_TRY(index_kinds(load));
    return read_recommend_after(load, list);
}
