/*
 * rules.c - what the parts of a model must be to each other and to the method.
 *
 * The method names some kinds and indicators, derives four kinds itself, and reports groups that
 * must not be empty.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "model/build.h"

/* ---- Roles --------------------------------------------------------------------------------- */

/* An id that the method names, and where its number goes. */
typedef struct role {
    const char *id;
    size_t offset; /* in jp__roles */
    bool derived;
} role;

#define AT(member) offsetof(jp__roles, member)

static const role kind_roles[] = {
    { "reply", AT(reply), false },
    { "unanswered", AT(unanswered), true },
    { "silence", AT(silence), true },
    { "rhythm_steady", AT(rhythm_steady), true },
    { "pursuit_burst", AT(pursuit_burst), true },
    { "termination", AT(termination), false },
    { "renewal", AT(renewal), false },
};

static const role indicator_roles[] = {
    { "suffering.supplier.unseen_value", AT(unseen_value), false },
    { "resignation.client.compromised_quality", AT(compromised_quality), false },
    { "resignation.client.compromised_timeline", AT(compromised_timeline), false },
    { "resignation.client.compromised_fees", AT(compromised_fees), false },
    { "resignation.client.leaving", AT(leaving), false },
};

static void set_role(jp_model *model, const role *r, uint16_t number)
{
    memcpy((char *)&model->roles + r->offset, &number, sizeof number);
}

static jp_status find_required(const jp__load *load, const jp__name *names, size_t count, const char *id,
                               uint16_t *number)
{
    const jp__name *found = jp__names_find(names, count, id, strlen(id));
    if (found == NULL)
        return jp__reject(load, NULL, "must have '%s', which the method names.", id);
    *number = found->index;
    return JP_OK;
}

static jp_status find_indicator(const jp__load *load, const char *id, uint16_t *number)
{
    const jp_model *model = load->model;
    return find_required(load, model->indicator_names, model->indicator_count, id, number);
}

static jp_status check_kinds(jp__load *load)
{
    jp_model *model = load->model;
    for (size_t i = 0; i < JP__COUNT(kind_roles); i++) {
        const role *r = &kind_roles[i];
        uint16_t kind = 0;
        load->place = (jp__place){ "kinds", SIZE_MAX, NULL, NULL };
        JP_TRY(find_required(load, model->kind_names, model->kind_count + 1, r->id, &kind));
        set_role(model, r, kind);
        load->place = (jp__place){ "kinds", kind, NULL, r->id };
        if (model->kinds[kind].derived != r->derived)
            return jp__reject(load, "derived", "must be %s: the library %s it.",
                              r->derived ? "true" : "false", r->derived ? "derives" : "does not derive");
    }
    return JP_OK;
}

static bool is_derived(const jp_model *model, uint16_t kind)
{
    const jp__roles *roles = &model->roles;
    return kind == roles->unanswered || kind == roles->silence || kind == roles->rhythm_steady ||
           kind == roles->pursuit_burst;
}

static jp_status check_derived(jp__load *load)
{
    const jp_model *model = load->model;
    for (size_t i = 0; i < model->kind_count; i++) {
        load->place = (jp__place){ "kinds", i, NULL, model->kinds[i].id };
        if (model->kinds[i].derived && !is_derived(model, (uint16_t)i))
            return jp__reject(load, "derived",
                              "must be false: only unanswered, silence, rhythm_steady and "
                              "pursuit_burst are derived by the library.");
    }
    return JP_OK;
}

/* ---- Groups -------------------------------------------------------------------------------- */

static jp_status check_verdict(jp__load *load)
{
    uint16_t indicator = 0;
    load->place = (jp__place){ "indicators", SIZE_MAX, NULL, NULL };
    for (size_t i = 0; i < JP__COUNT(indicator_roles); i++) {
        JP_TRY(find_indicator(load, indicator_roles[i].id, &indicator));
        set_role(load->model, &indicator_roles[i], indicator);
    }
    for (int group = 0; group < JP__VERDICT_GROUP_COUNT; group++) {
        const char *const *ids = jp__verdict_ids((jp__verdict_group)group);
        for (size_t i = 0; ids[i] != NULL; i++)
            JP_TRY(find_indicator(load, ids[i], &indicator));
    }
    return JP_OK;
}

static jp_status check_dimension(const jp__load *load, jp_dimension dimension)
{
    const jp_model *model = load->model;
    for (size_t i = 0; i < model->indicator_count; i++) {
        if (jp__in_dimension(&model->indicators[i], dimension))
            return JP_OK;
    }
    const jp__dimension *d = &jp__dimension_table[dimension];
    return jp__reject(load, NULL, "must have at least one of dimension '%s'%s%s.", d->word,
                      d->side == JP_BOTH ? "" : " whose side is ",
                      d->side == JP_BOTH ? "" : jp__side_words[d->side]);
}

static jp_status check_factor(const jp__load *load, int factor)
{
    const jp_model *model = load->model;
    for (size_t i = 0; i < model->indicator_count; i++) {
        if (model->indicators[i].factor == factor)
            return JP_OK;
    }
    return jp__reject(load, NULL, "must have at least one of factor '%s' of the equation.",
                      jp__factor_letter(factor));
}

jp_status jp__check_rules(jp__load *load)
{
    JP_TRY(check_kinds(load));
    JP_TRY(check_derived(load));
    JP_TRY(check_verdict(load));
    for (int dimension = 0; dimension < JP_DIMENSION_COUNT; dimension++)
        JP_TRY(check_dimension(load, (jp_dimension)dimension));
    for (int factor = 0; factor < JP_FACTOR_COUNT; factor++)
        JP_TRY(check_factor(load, factor));
    return JP_OK;
}

/* ---- Warnings ------------------------------------------------------------------------------ */

static bool evidence_reaches(const jp_model *model, size_t indicator)
{
    for (size_t i = 0; i < model->evidence_count; i++) {
        const jp__evidence *row = &model->evidence[i];
        if (row->indicator == indicator && (row->adverse > 0 || row->favourable > 0))
            return true;
    }
    return false;
}

/* A rating may name any indicator, but it weighs nothing where its mass or all its weights are 0. */
static bool ratings_reach(const jp_model *model, const jp__indicator *indicator)
{
    const jp__parameters *p = &model->parameters;
    bool heard = p->weight_experienced > 0 || (indicator->experienced_by != JP_BOTH && p->weight_other > 0);
    return p->rating_mass > 0 && heard;
}

void jp__warn_unreachable(const jp_model *model, jp_warning_fn on_warning, void *user)
{
    for (size_t i = 0; i < model->indicator_count && on_warning != NULL; i++) {
        const jp__indicator *indicator = &model->indicators[i];
        if (ratings_reach(model, indicator) || evidence_reaches(model, i))
            continue;
        char field[JP__PLACE_SIZE];
        jp__format_item("indicators", i, field);
        jp__where where = JP__NOWHERE;
        where.field = field;
        jp_error warning = JP_ERROR_INIT;
        jp__fail_at(&warning, JP_WARNING_UNREACHABLE, where,
                    "%s of '%s' can never be known: no row of evidence speaks of it, and ratings weigh "
                    "nothing.", field, indicator->id);
        on_warning(user, &warning);
    }
}
