/*
 * actions.c - the next best action of a side, as a what-if of the model (docs/method.md section 8).
 *
 * Each action is one fact more, now; what is compared is health after the model's horizon. All of
 * them share the walk up to the facts of this very moment, and those that are alike to the rhythm what it
 * derives from there on.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <string.h>

#include "explain/explain.h"

/* One ranking on its way. */
typedef struct ranking {
    jp_explainer *x;
    const jp_action_options *options;
    int64_t as_of_us, horizon_us;
    jp_side side;
    size_t kept; /* seen facts before as-of, which the kept walk has passed */
} ranking;

/* What the rhythm knows of an action, and where among the facts of this moment it comes. */
typedef struct manner {
    size_t place;
    uint32_t role; /* its kind if that plays a role of its own, else none */
    bool contact, expects_reply, mutual, adverse;
} manner;

static jp_status check_prior(const jp_model *model, const jp_action_options *options, size_t i,
                             jp_error *err)
{
    const jp_action_prior *p = &options->priors[i];
    jp__where where = { JP_NO_ROW, 0, 0, "priors" };
    if (p->kind >= model->kind_count)
        return jp__fail_at(err, JP_ERROR_OPTIONS, where, "Prior %zu names kind %u; the model has %zu.",
                           i, (unsigned)p->kind, model->kind_count);
    for (size_t j = 0; j < i; j++)
        if (options->priors[j].kind == p->kind)
            return jp__fail_at(err, JP_ERROR_OPTIONS, where, "Prior %zu names kind '%s' again.", i,
                               model->kinds[p->kind].id);
    if (!(p->success >= 0 && p->success <= 1))
        return jp__fail_at(err, JP_ERROR_OPTIONS, where,
                           "Success of kind '%s' must be within [0, 1].", model->kinds[p->kind].id);
    if (!(p->cost >= 0 && isfinite(p->cost)))
        return jp__fail_at(err, JP_ERROR_OPTIONS, where,
                           "Cost of kind '%s' must be finite and not negative.",
                           model->kinds[p->kind].id);
    return JP_OK;
}

static jp_status check_options(const jp_model *model, const jp_action_options *options, jp_error *err)
{
    if (options == NULL)
        return JP_OK;
    JP_TRY(jp__check_struct(options, sizeof *options, sizeof *options, "jp_action_options", err));
    if (options->priors == NULL && options->prior_count > 0)
        return jp__fail_at(err, JP_ERROR_OPTIONS, (jp__where){ JP_NO_ROW, 0, 0, "priors" },
                           "jp_action_options.priors must not be NULL where prior_count is not 0.");
    for (size_t i = 0; i < options->prior_count; i++)
        JP_TRY(check_prior(model, options, i, err));
    return JP_OK;
}

/* Was one of the kinds that call for this action seen lately, by either side? */
static bool is_called_for(const ranking *r, const jp__kind *kind)
{
    const jp__seen *seen = &r->x->scorer->seen;
    double recent = r->x->scorer->model->parameters.action_recent_days;
    if (kind->recommend_after_count == 0)
        return true;
    for (size_t i = seen->count; i-- > 0;) {
        if (jp__days_between(seen->facts[i].time_us, r->as_of_us) > recent)
            return false;
        for (size_t k = 0; k < kind->recommend_after_count; k++)
            if (seen->facts[i].kind == kind->recommend_after[k])
                return true;
    }
    return false;
}

static bool can_do(const ranking *r, const jp__kind *kind)
{
    return (kind->actionable_by == r->side || kind->actionable_by == JP_BOTH) && is_called_for(r, kind);
}

static jp__outcome read_outcome(const jp_scorer *scorer)
{
    return (jp__outcome){ scorer->score.health.value, scorer->score.closure.value,
                      scorer->score.dimensions[JP_SUFFERING_CLIENT].value,
                      scorer->score.silence[JP_CLIENT].score };
}

/* Goes on from the kept walk over what is seen now, to the horizon. */
static jp_status score_on(ranking *r, jp__outcome *out, jp_error *err)
{
    jp_scorer *scorer = r->x->scorer;
    jp__scorer_resume(scorer, &r->x->kept);
    JP_TRY(jp__scorer_walk(scorer, scorer->seen.count, err));
    jp__scorer_close(scorer, r->horizon_us);
    jp__fill_values(r->x, r->horizon_us);
    *out = read_outcome(scorer);
    return JP_OK;
}

/* Puts the action among the facts of this moment, where it belongs; returns its place. */
static size_t insert_action(ranking *r, uint16_t kind)
{
    static const jp_facts no_ids = { .struct_size = sizeof(jp_facts) };
    const jp_model *model = r->x->scorer->model;
    jp__seen *seen = &r->x->scorer->seen;
    jp__fact action = { .time_us = r->as_of_us, .value = model->kinds[kind].default_value,
                        .intensity = 1, .row = UINT32_MAX, .kind = kind, .actor = (unsigned)r->side & 1u,
                        .has_value = model->kinds[kind].has_default };
    if (!action.has_value)
        action.value = 0;
    size_t place = seen->count;
    while (place > r->kept && jp__fact_compare(model, &no_ids, &seen->facts[place - 1], &action) > 0)
        place--;
    memmove(&seen->facts[place + 1], &seen->facts[place], (seen->count - place) * sizeof action);
    seen->facts[place] = action;
    seen->count++;
    return place;
}

static void remove_action(ranking *r, size_t place)
{
    jp__seen *seen = &r->x->scorer->seen;
    seen->count--;
    memmove(&seen->facts[place], &seen->facts[place + 1],
            (seen->count - place) * sizeof *seen->facts);
}

static jp_action_prior prior_of(const jp_action_options *options, uint16_t kind)
{
    for (size_t i = 0; options != NULL && i < options->prior_count; i++)
        if (options->priors[i].kind == kind)
            return options->priors[i];
    return (jp_action_prior){ kind, 1, 0 };
}

static manner manner_of(const jp_model *model, uint16_t kind, size_t place)
{
    const jp__kind *k = &model->kinds[kind];
    const jp__roles *roles = &model->roles;
    bool has_role = kind == roles->reply || kind == roles->termination || kind == roles->renewal;
    return (manner){ .place = place, .role = has_role ? kind : UINT32_MAX, .contact = k->is_contact,
                     .expects_reply = k->expects_reply, .mutual = k->mutual, .adverse = k->tone == -1 };
}

static bool is_alike(const manner *a, const manner *b)
{
    return a->place == b->place && a->role == b->role && a->contact == b->contact &&
           a->expects_reply == b->expects_reply && a->mutual == b->mutual && a->adverse == b->adverse;
}

static jp_action action_of(const ranking *r, uint16_t kind, const jp__outcome *before,
                           const jp__outcome *after)
{
    jp_action_prior prior = prior_of(r->options, kind);
    return (jp_action){ .kind = kind, .health = after->health - before->health,
                        .closure = after->closure - before->closure,
                        .client_suffering = after->client_suffering - before->client_suffering,
                        .client_silence = after->client_silence - before->client_silence,
                        .success = prior.success, .cost = prior.cost };
}

/* Tries the first of what is to do and those that are alike to the rhythm; the others move up. `count`: how
 * many are left. */
static jp_status try_alike(ranking *r, size_t *count, const jp__outcome *before, jp_action **actions,
                           jp_error *err)
{
    uint16_t *to_do = r->x->trials.to_do;
    manner those = { .place = 0 };
    jp_status status = JP_OK;
    size_t left = 0;
    for (size_t i = 0; i < *count && status == JP_OK; i++) {
        size_t place = insert_action(r, to_do[i]);
        manner own = manner_of(r->x->scorer->model, to_do[i], place);
        if (i == 0) {
            those = own;
            status = jp__trials_rhythm(r->x, r->horizon_us, err);
        }
        if (!is_alike(&own, &those)) {
            to_do[left++] = to_do[i];
        } else if (status == JP_OK) {
            jp__outcome after = jp__trials_outcome(r->x, 2 * (size_t)to_do[i] + r->side);
            *(*actions)++ = action_of(r, to_do[i], before, &after);
        }
        remove_action(r, place);
    }
    *count = left;
    return status;
}

/* Walks up to the facts of this very moment, and keeps that. */
static jp_status prepare(ranking *r, jp__outcome *before, jp_error *err)
{
    jp_scorer *scorer = r->x->scorer;
    jp__seen *seen = &scorer->seen;
    JP_TRY(jp__trials_reserve(r->x, err));
    JP_TRY(jp__grow(&r->x->allocator, &seen->facts, &seen->capacity, seen->count + 1,
                    sizeof *seen->facts, err));
    for (r->kept = seen->count; r->kept > 0; r->kept--)
        if (seen->facts[r->kept - 1].time_us < r->as_of_us)
            break;
    uint32_t want = scorer->want;
    scorer->want = JP_WANT_VALUES;
    jp__scorer_start(scorer);
    scorer->want = want;
    JP_TRY(jp__scorer_walk(scorer, r->kept, err));
    jp__scorer_keep(scorer, &r->x->kept);
    JP_TRY(score_on(r, before, err));
    jp__trials_start(r->x);
    return JP_OK;
}

static bool ranks_before(const jp_model *model, const jp_action *a, const jp_action *b)
{
    if (a->rank_by != b->rank_by)
        return a->rank_by > b->rank_by;
    return model->kind_order[a->kind] < model->kind_order[b->kind];
}

/* By effect; for its cost where every cost is known. Few enough for an insertion sort. */
static void rank(const jp_model *model, jp_action *actions, size_t count)
{
    bool costs_known = count > 0;
    for (size_t i = 0; i < count; i++)
        costs_known = costs_known && actions[i].cost > 0;
    for (size_t i = 0; i < count; i++) {
        jp_action action = actions[i];
        size_t place = i;
        action.rank_by = action.health * action.success / (costs_known ? action.cost : 1);
        for (; place > 0 && ranks_before(model, &action, &actions[place - 1]); place--)
            actions[place] = actions[place - 1];
        actions[place] = action;
    }
}

/* Lists what the side can do in trials.to_do. */
static size_t list_actions(const ranking *r)
{
    const jp_model *model = r->x->scorer->model;
    size_t count = 0;
    if (r->x->scorer->rhythm.walk.ended)
        return 0;
    for (uint16_t kind = 0; kind < model->kind_count; kind++)
        if (can_do(r, &model->kinds[kind]))
            r->x->trials.to_do[count++] = kind;
    return count;
}

/* The horizon, held within what a time can be. */
static int64_t horizon_of(int64_t as_of_us, double days)
{
    int64_t us = (int64_t)(days * (double)JP_DAY_US);
    return as_of_us > INT64_MAX - us ? INT64_MAX : as_of_us + us;
}

jp_status jp_explainer_next_actions(jp_explainer *x, const jp_facts *facts, int64_t as_of_us,
                                    jp_side side, const jp_action_options *options,
                                    jp_action *actions, size_t capacity, size_t *count,
                                    jp_error *err)
{
    if (x == NULL || count == NULL || (actions == NULL && capacity > 0))
        return jp__fail(err, JP_ERROR_ARGUMENT, "Argument '%s' must not be NULL.",
                        x == NULL ? "explainer" : count == NULL ? "count" : "actions");
    const jp_model *model = x->scorer->model;
    if (side != JP_CLIENT && side != JP_SUPPLIER)
        return jp__fail(err, JP_ERROR_ARGUMENT, "Argument 'side' must be JP_CLIENT or JP_SUPPLIER.");
    JP_TRY(check_options(model, options, err));
    JP_TRY(jp_facts_check(model, facts, err));
    JP_TRY(jp__scorer_see(x->scorer, facts, as_of_us, err));
    ranking r = { .x = x, .options = options, .as_of_us = as_of_us, .side = side,
                  .horizon_us = horizon_of(as_of_us, model->parameters.action_horizon_days) };
    jp__outcome before;
    JP_TRY(prepare(&r, &before, err));
    size_t need = list_actions(&r);
    if (need > capacity) {
        *count = need;
        return jp__fail(err, JP_ERROR_CAPACITY, "There are %zu actions, and room for %zu.", need,
                        capacity);
    }
    jp_action *next = actions;
    for (size_t left = need; left > 0;)
        JP_TRY(try_alike(&r, &left, &before, &next, err));
    rank(model, actions, need);
    *count = need;
    return JP_OK;
}
