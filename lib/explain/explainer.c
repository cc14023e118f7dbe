/*
 * explainer.c - the workspace of explanations, and how one is made (docs/method.md section 7).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "explain/explain.h"
#include "kernel/kernel.h"

static jp_status new_snapshot(jp_explainer *x, jp__snapshot *snapshot, jp_error *err)
{
    size_t count = x->scorer->model->indicator_count;
    snapshot->values = jp__calloc(&x->allocator, count, sizeof(double));
    snapshot->totals = jp__calloc(&x->allocator, count, sizeof(double));
    return snapshot->values == NULL || snapshot->totals == NULL ? jp__no_memory(err) : JP_OK;
}

static void free_snapshot(jp_explainer *x, jp__snapshot *snapshot)
{
    size_t count = x->scorer->model->indicator_count;
    jp__free(&x->allocator, snapshot->values, count, sizeof(double));
    jp__free(&x->allocator, snapshot->totals, count, sizeof(double));
}

/* Keeps what a comparison needs of the score that the scorer holds. */
static void take_snapshot(const jp_explainer *x, jp__snapshot *snapshot)
{
    const jp_score *score = &x->scorer->score;
    const jp__beliefs *b = &score->beliefs;
    for (size_t i = 0; i < x->scorer->model->indicator_count; i++) {
        snapshot->values[i] = b->value[i];
        snapshot->totals[i] = b->favourable[i] + b->adverse[i] +
                              x->scorer->model->indicators[i].prior_weight;
    }
    for (int f = 0; f < JP_FACTOR_COUNT; f++)
        snapshot->factors[f] = score->factors[f].value;
    snapshot->index[JP_CLOSURE] = score->closure.value;
    snapshot->index[JP_HEALTH] = score->health.value;
}

/* The baseline: the score of no facts at all. */
static jp_status score_nothing(jp_explainer *x, jp_error *err)
{
    x->scorer->seen.count = 0;
    JP_TRY(jp__scorer_gather(x->scorer, 0, err));
    jp__scorer_fill(x->scorer, 0);
    take_snapshot(x, &x->nothing);
    return JP_OK;
}

static jp_status reserve(jp_explainer *x, jp_error *err)
{
    const jp_model *model = x->scorer->model;
    jp_explanation *e = &x->explanation;
    size_t count = model->indicator_count;
    JP_TRY(new_snapshot(x, &x->nothing, err));
    JP_TRY(new_snapshot(x, &x->earlier, err));
    JP_TRY(new_snapshot(x, &x->later, err));
    x->stream_count = 2 * model->kind_count + 4 * count;
    x->open_cell = jp__calloc(&x->allocator, x->stream_count, sizeof *x->open_cell);
    x->open_window = jp__calloc(&x->allocator, x->stream_count, sizeof *x->open_window);
    e->pulls = jp__calloc(&x->allocator, count, sizeof *e->pulls);
    e->indicator_shares[JP_CLOSURE] = jp__calloc(&x->allocator, count, sizeof(double));
    e->indicator_shares[JP_HEALTH] = jp__calloc(&x->allocator, count, sizeof(double));
    if (x->open_cell == NULL || x->open_window == NULL || e->pulls == NULL ||
        e->indicator_shares[JP_CLOSURE] == NULL || e->indicator_shares[JP_HEALTH] == NULL)
        return jp__no_memory(err);
    JP_TRY(jp__kept_new(&x->kept, x->scorer, err));
    return score_nothing(x, err);
}

jp_status jp_explainer_new(const jp_model *model, const jp_scorer_options *options,
                           jp_explainer **out, jp_error *err)
{
    if (out == NULL)
        return jp__fail(err, JP_ERROR_ARGUMENT, "Argument 'explainer' must not be NULL.");
    *out = NULL;
    jp_scorer *scorer = NULL;
    JP_TRY(jp_scorer_new(model, options, &scorer, err));
    jp_allocator a = scorer->allocator;
    jp_explainer *x = jp__calloc(&a, 1, sizeof *x);
    if (x == NULL) {
        jp_scorer_free(scorer);
        return jp__no_memory(err);
    }
    x->allocator = a;
    x->scorer = scorer;
    scorer->score.specials = &jp__lanes_best()->specials;
    jp_status status = reserve(x, err);
    if (status == JP_OK)
        *out = x;
    else
        jp_explainer_free(x);
    return status;
}

static void free_entries(jp_explainer *x, jp__entries *list)
{
    jp__free(&x->allocator, list->entries, list->capacity, sizeof *list->entries);
}

void jp_explainer_free(jp_explainer *x)
{
    if (x == NULL)
        return;
    jp_allocator a = x->allocator;
    jp_explanation *e = &x->explanation;
    size_t count = x->scorer->model->indicator_count;
    free_snapshot(x, &x->nothing);
    free_snapshot(x, &x->earlier);
    free_snapshot(x, &x->later);
    free_entries(x, &x->moments[0]);
    free_entries(x, &x->moments[1]);
    free_entries(x, &e->entries);
    jp__free(&a, e->parts, e->part_capacity, sizeof *e->parts);
    jp__free(&a, e->pulls, count, sizeof *e->pulls);
    jp__free(&a, e->indicator_shares[JP_CLOSURE], count, sizeof(double));
    jp__free(&a, e->indicator_shares[JP_HEALTH], count, sizeof(double));
    jp__free(&a, x->cells, x->cell_capacity, sizeof *x->cells);
    jp__free(&a, x->x, x->x_capacity, sizeof *x->x);
    jp__free(&a, x->cell_of, x->cell_of_capacity, sizeof *x->cell_of);
    jp__free(&a, x->open_cell, x->stream_count, sizeof *x->open_cell);
    jp__free(&a, x->open_window, x->stream_count, sizeof *x->open_window);
    jp__seen_free(&x->added, &a);
    jp__trials_free(&x->trials, &a);
    jp__kept_free(&x->kept, &a);
    jp_scorer_free(x->scorer);
    jp__free(&a, x, 1, sizeof *x);
}

static jp_status score_as_of(jp_explainer *x, const jp_facts *facts, int64_t as_of_us,
                             jp__snapshot *snapshot, jp_error *err)
{
    JP_TRY(jp__scorer_see(x->scorer, facts, as_of_us, err));
    JP_TRY(jp__scorer_gather(x->scorer, as_of_us, err));
    jp__scorer_fill(x->scorer, as_of_us);
    take_snapshot(x, snapshot);
    return JP_OK;
}

static void begin(jp_explainer *x, const jp__snapshot *from, const jp__snapshot *to,
                  bool from_nothing)
{
    jp_explanation *e = &x->explanation;
    e->score = &x->scorer->score;
    e->of_change = !from_nothing;
    e->from = from;
    e->to = to;
    e->part_count = 0;
    x->moments[0].count = 0;
    x->moments[1].count = 0;
    jp__share_out(e, x->scorer->model, from_nothing);
}

static jp_status check_arguments(const jp_explainer *x, const jp_explanation **explanation,
                                 jp_error *err)
{
    if (x == NULL || explanation == NULL)
        return jp__fail(err, JP_ERROR_ARGUMENT, "Argument '%s' must not be NULL.",
                        x == NULL ? "explainer" : "explanation");
    return JP_OK;
}

jp_status jp_explainer_run(jp_explainer *x, const jp_facts *facts, int64_t as_of_us,
                           const jp_explanation **explanation, jp_error *err)
{
    JP_TRY(check_arguments(x, explanation, err));
    JP_TRY(jp_facts_check(x->scorer->model, facts, err));
    JP_TRY(score_as_of(x, facts, as_of_us, &x->later, err));
    begin(x, &x->nothing, &x->later, true);
    JP_TRY(jp__attribute(x, as_of_us, 0, err));
    JP_TRY(jp__merge_moments(x, err));
    *explanation = &x->explanation;
    return JP_OK;
}

jp_status jp_explainer_compare(jp_explainer *x, const jp_facts *facts, int64_t from_us,
                               int64_t to_us, const jp_explanation **explanation, jp_error *err)
{
    JP_TRY(check_arguments(x, explanation, err));
    if (from_us > to_us)
        return jp__fail(err, JP_ERROR_ARGUMENT, "Argument 'from_us' must not be after 'to_us'.");
    JP_TRY(jp_facts_check(x->scorer->model, facts, err));
    JP_TRY(score_as_of(x, facts, from_us, &x->earlier, err));
    JP_TRY(score_as_of(x, facts, to_us, &x->later, err));
    begin(x, &x->earlier, &x->later, false);
    JP_TRY(score_as_of(x, facts, from_us, &x->earlier, err));
    JP_TRY(jp__attribute(x, from_us, 1, err));
    JP_TRY(score_as_of(x, facts, to_us, &x->later, err)); /* so that the later score stands */
    JP_TRY(jp__attribute(x, to_us, 0, err));
    JP_TRY(jp__merge_moments(x, err));
    *explanation = &x->explanation;
    return JP_OK;
}
