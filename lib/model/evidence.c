/*
 * evidence.c - the rows of evidence of a model file: a kind done by an actor speaks of an indicator.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "model/build.h"

/* What one full fact may weigh: far more than a hundred ratings. Sums of any facts stay finite. */
#define MASS_MAX 1000

typedef struct evidence_row {
    const char *kind, *indicator, *transform, *rationale;
    int actor;
    double adverse, favourable;
} evidence_row;

#define AT(member) .offset = offsetof(evidence_row, member)

static const jp__field evidence_fields[] = {
    { .key = "kind", .type = JP__FIELD_ID, .required = true, AT(kind), .borrow = true },
    { .key = "actor", .type = JP__FIELD_CHOICE, .required = true, AT(actor), .choices = jp__actor_words },
    { .key = "indicator", .type = JP__FIELD_ID, .required = true, AT(indicator), .borrow = true },
    { .key = "adverse", .type = JP__FIELD_NUMBER, AT(adverse), .minimum = 0, .maximum = MASS_MAX },
    { .key = "favourable", .type = JP__FIELD_NUMBER, AT(favourable), .minimum = 0, .maximum = MASS_MAX },
    { .key = "transform", .type = JP__FIELD_LABEL, .required = true, AT(transform),
      .maximum = JP__TRANSFORM_SIZE - 1, .borrow = true },
    { .key = "rationale", .type = JP__FIELD_TEXT, AT(rationale) },
};
#undef AT

static jp_status resolve(const jp__load *load, const char *key, const jp__name *names, size_t count,
                         const char *id, uint16_t *index)
{
    const jp__name *found = jp__names_find(names, count, id, strlen(id));
    if (found != NULL && found->index != JP_RATING) {
        *index = found->index;
        return JP_OK;
    }
    char hint[JP__HINT_SIZE];
    jp__names_hint(names, count, id, strlen(id), hint);
    if (found != NULL)
        return jp__reject(load, key, "must not be 'rating': ratings speak of the indicator they name.");
    return jp__reject(load, key, "must be the id of one of the model's %ss, got '%s'%s", key, id, hint);
}

static jp_status read_transform(const jp__load *load, const char *text, jp__evidence *row)
{
    if (!jp__transform_parse(text, strlen(text), &row->transform))
        return jp__reject(load, "transform",
                          "must be one, unit, split_unit, or hill:h, split_late:h or notice:h "
                          "with h within (0, 1000000000], got '%s'.", text);
    char canonical[JP__TRANSFORM_SIZE];
    size_t length = jp__transform_format(row->transform, canonical);
    row->transform_text = jp__arena_text(&load->model->arena, canonical, length);
    return row->transform_text != NULL ? JP_OK : jp__no_memory(load->err);
}

static jp_status read_row(jp__load *load, json_t *object, jp__evidence *row)
{
    const jp_model *model = load->model;
    evidence_row got;
    JP_TRY(jp__check_keys(load, object, evidence_fields, JP__COUNT(evidence_fields)));
    JP_TRY(jp__read_fields(load, object, evidence_fields, JP__COUNT(evidence_fields), &got));
    *row = (jp__evidence){ .actor = (jp_side)got.actor, .adverse = got.adverse,
                           .favourable = got.favourable, .rationale = got.rationale };
    JP_TRY(resolve(load, "kind", model->kind_names, model->kind_count + 1, got.kind, &row->kind));
    const jp__kind *kind = &model->kinds[row->kind];
    if (kind->actors != JP_BOTH && kind->actors != row->actor)
        return jp__reject(load, "actor", "must be '%s', who alone does '%s', got '%s'.",
                          jp__actors_words[kind->actors], kind->id, jp__actor_words[row->actor]);
    JP_TRY(resolve(load, "indicator", model->indicator_names, model->indicator_count, got.indicator,
                   &row->indicator));
    return read_transform(load, got.transform, row);
}

jp_status jp__read_evidence(jp__load *load, json_t *list)
{
    jp_model *model = load->model;
    load->place = (jp__place){ "evidence", SIZE_MAX, NULL, NULL };
    size_t count = json_array_size(list);
    JP_TRY(jp__check_count(load, NULL, count, JP__MODEL_MAX_EVIDENCE));
    model->evidence = jp__arena_alloc(&model->arena, count, sizeof *model->evidence);
    if (model->evidence == NULL)
        return jp__no_memory(load->err);
    for (size_t i = 0; i < count; i++) {
        load->place = (jp__place){ "evidence", i, NULL, NULL };
        JP_TRY(read_row(load, json_array_get(list, i), &model->evidence[i]));
    }
    model->evidence_count = count;
    return JP_OK;
}
