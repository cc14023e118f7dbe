/*
 * robustness.c - ranks a table with many models, and works out what the ranks hang on.
 *
 * Matrices A and B hold draws; A with one column from B tells what that column does (Saltelli's scheme).
 * What is looked at is the mean absolute shift in rank against the table's own model (OECD/JRC 2008).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <string.h>

#include "facts/table.h"
#include "portfolio/batch.h"
#include "portfolio/robustness.h"

#define DEFAULT_DRAWS 64
#define DRAWS_MAX 65536
#define DEFAULT_SPREAD 0.5
#define SPREAD_MAX 9
#define MATRICES (2 + JP__DRAW_GROUPS) /* A, B, and A with each column of B */

typedef struct study {
    const jp_fact_table *facts;
    jp_facts columns;     /* all of its facts, */
    uint64_t *offsets;    /* and where each relationship begins */
    int64_t as_of_us;
    jp_robustness_options options;
    jp_robustness *result;
    size_t count;         /* of relationships */
    size_t indicators;
    double *healths;      /* by relationship, of the table's own model */
    double *levels;       /* by indicator, then relationship; of the table's own model */
    jp__ranked *order;    /* by relationship */
    uint32_t *ranks;      /* by relationship, then draw of A and of B */
    double *weights;      /* by indicator, of one draw */
    double *shifts;       /* by matrix, then draw */
    jp__sobol sobol;
} study;

/* ---- Scoring the table with one model ---------------------------------------------------------- */

/* What the result keeps of the table's own model; `levels` of the study too. Indicators come last: a level
 * and an uncertainty each. */
static void keep_scores(study *s, const jp_table *table, const double *healths, const uint8_t *statuses)
{
    for (size_t r = 0; r < s->count; r++)
        s->result->ranks[r] = (jp_rank_info){ .struct_size = sizeof(jp_rank_info), .health = healths[r],
                                              .status = (jp_relationship_status)statuses[r] };
    size_t first = table->column_count - 2 * s->indicators;
    for (size_t i = 0; i < s->indicators; i++)
        memcpy(s->levels + i * s->count, table->columns[first + 2 * i].values, s->count * sizeof *s->levels);
}

static jp_status report_progress(study *s, jp_error *err)
{
    uint64_t total = (uint64_t)s->options.draws * MATRICES + 1;
    uint64_t done = ++s->result->scorings;
    if (s->options.on_progress == NULL || s->options.on_progress(s->options.progress_user, done, total) == 0)
        return JP_OK;
    return jp__fail(err, JP_ERROR_CANCELLED, "Robustness was cancelled after %llu of %llu scorings.",
                    (unsigned long long)done, (unsigned long long)total);
}

/* Scores and ranks the table: s->order is then the ranking. */
static jp_status rank_with(study *s, const jp_model *model, jp_error *err)
{
    bool own = model == s->facts->model;
    jp__batch batch = { .model = model, .facts = &s->columns, .offsets = s->offsets, .row_count = s->count,
                        .as_of_us = s->as_of_us, .checked = true };
    const jp_portfolio_options options = { .struct_size = sizeof options, .allocator = &s->result->allocator,
                                           .out = JP_OUT_HEADLINES | (own ? JP_OUT_INDICATORS : 0),
                                           .threads = s->options.threads };
    jp_table *table;
    JP_TRY(jp__portfolio_options(&options, &batch.options, err));
    JP_TRY(jp__batch_score(&batch, &table, err));
    const double *healths = table->columns[jp__table_find(table, "health", 6)].values;
    if (own)
        keep_scores(s, table, healths, table->columns[jp__table_find(table, "status", 6)].values);
    for (size_t r = 0; r < s->count; r++)
        s->order[r] = (jp__ranked){ healths[r], (uint32_t)r };
    jp_table_free(table);
    jp__ranked_sort(s->order, s->count);
    return report_progress(s, err);
}

/* ---- Draws --------------------------------------------------------------------------------------- */

/* The point of a draw in a matrix: 0 is A, 1 is B, 2 + g is A with column g from B. */
static void set_point(const study *s, size_t matrix, uint32_t draw, double point[JP__DRAW_GROUPS])
{
    for (size_t g = 0; g < JP__DRAW_GROUPS; g++) {
        bool from_b = matrix == 1 || matrix == 2 + g;
        point[g] = jp__sobol_at(&s->sobol, draw, from_b ? JP__DRAW_GROUPS + g : g);
    }
}

static jp_status rank_draw(study *s, const double point[JP__DRAW_GROUPS], jp_error *err)
{
    jp_model *varied;
    jp__variation v = jp__draw(point, s->options.spread, s->weights, s->indicators);
    JP_TRY(jp__model_vary(s->facts->model, &s->result->allocator, &v, &varied, err));
    jp_status status = rank_with(s, varied, err);
    jp_model_free(varied);
    return status;
}

/* The mean absolute shift in rank of the ranking in s->order. */
static double mean_shift(const study *s)
{
    double sum = 0;
    for (size_t i = 0; i < s->count; i++)
        sum += fabs((double)(i + 1) - (double)s->result->ranks[s->order[i].index].rank);
    return sum / (double)s->count;
}

static jp_status run_draw(study *s, size_t matrix, uint32_t draw, jp_error *err)
{
    double point[JP__DRAW_GROUPS];
    size_t draws = s->options.draws;
    set_point(s, matrix, draw, point);
    JP_TRY(rank_draw(s, point, err));
    s->shifts[matrix * draws + draw] = mean_shift(s);
    for (size_t i = 0; matrix < 2 && i < s->count; i++)
        s->ranks[s->order[i].index * (2 * draws) + matrix * draws + draw] = (uint32_t)i + 1;
    return JP_OK;
}

/* ---- What is made of them ----------------------------------------------------------------------- */

static void finish_ranks(study *s)
{
    size_t width = 2 * (size_t)s->options.draws;
    for (size_t r = 0; r < s->count; r++) {
        jp_rank_info *info = &s->result->ranks[r];
        jp__rank_bounds(&s->ranks[r * width], width, &info->rank_low, &info->rank_high);
    }
}

static void finish_indices(study *s)
{
    size_t draws = s->options.draws;
    double sum = 0;
    for (size_t i = 0; i < 2 * draws; i++)
        sum += s->shifts[i];
    s->result->mean_shift = sum / (double)(2 * draws);
    for (size_t g = 0; g < JP__DRAW_GROUPS; g++)
        s->result->indices[g] = jp__sobol_indices(s->shifts, s->shifts + draws,
                                                  s->shifts + (2 + g) * draws, draws);
}

/* What an indicator weighs in health where all values are alike: closure is a fifth of it, each of two
 * factors a third of closure, and E and X share the last third. */
static double nominal_weight(const jp_model *model, size_t indicator)
{
    int factor = model->indicators[indicator].factor;
    double weight = model->health_exponent[indicator];
    if (factor < 0)
        return weight;
    const jp__group *group = &model->factors[factor];
    double share = factor == JP_ENGAGE || factor == JP_EXCITE ? 1.0 / 30 : 1.0 / 15;
    for (size_t m = 0; m < group->count; m++)
        if (group->members[m].indicator == indicator)
            weight += share * group->members[m].exponent;
    return weight;
}

static void finish_weights(study *s)
{
    for (size_t r = 0; r < s->count; r++)
        s->healths[r] = s->result->ranks[r].health;
    for (size_t i = 0; i < s->indicators; i++) {
        jp_weight_info *info = &s->result->weights[i];
        *info = (jp_weight_info){ .struct_size = sizeof *info,
                                  .nominal = nominal_weight(s->facts->model, i) };
        info->has_effective = jp__correlation_ratio(&s->levels[i * s->count], s->healths, s->count,
                                                    s->order, &info->effective);
    }
}

static jp_status run_study(study *s, jp_error *err)
{
    JP_TRY(rank_with(s, s->facts->model, err));
    for (size_t i = 0; i < s->count; i++)
        s->result->ranks[s->order[i].index].rank = (uint32_t)i + 1;
    jp__sobol_start(&s->sobol, s->options.seed);
    for (uint32_t draw = 0; draw < s->options.draws; draw++)
        for (size_t matrix = 0; matrix < MATRICES; matrix++)
            JP_TRY(run_draw(s, matrix, draw, err));
    finish_ranks(s);
    finish_indices(s);
    finish_weights(s);
    return JP_OK;
}

/* ---- The call ------------------------------------------------------------------------------------ */

static jp_status take_options(const jp_robustness_options *given, jp_robustness_options *o, jp_error *err)
{
    *o = (jp_robustness_options){ .struct_size = sizeof *o };
    if (given != NULL) {
        JP_TRY(jp__check_struct(given, sizeof *given, sizeof *given, "jp_robustness_options", err));
        *o = *given;
    }
    if (o->draws == 0)
        o->draws = DEFAULT_DRAWS;
    if (o->draws > DRAWS_MAX)
        return jp__fail_at(err, JP_ERROR_OPTIONS, (jp__where){ JP_NO_ROW, 0, 0, "draws" },
                           "jp_robustness_options.draws must be at most %d, got %lu.", DRAWS_MAX,
                           (unsigned long)o->draws);
    if (o->spread == 0)
        o->spread = DEFAULT_SPREAD;
    if (!(o->spread > 0 && o->spread <= SPREAD_MAX))
        return jp__fail_at(err, JP_ERROR_OPTIONS, (jp__where){ JP_NO_ROW, 0, 0, "spread" },
                           "jp_robustness_options.spread must be within (0, %d].", SPREAD_MAX);
    if (o->threads > JP__THREADS_MAX)
        return jp__fail_at(err, JP_ERROR_OPTIONS, (jp__where){ JP_NO_ROW, 0, 0, "threads" },
                           "jp_robustness_options.threads must be at most %d, got %lu.", JP__THREADS_MAX,
                           (unsigned long)o->threads);
    return JP_OK;
}

static jp_status reserve(study *s, jp_error *err)
{
    const jp_allocator *a = &s->result->allocator;
    size_t draws = s->options.draws;
    s->result->ranks = jp__calloc(a, s->count, sizeof *s->result->ranks);
    s->result->weights = jp__calloc(a, s->indicators, sizeof *s->result->weights);
    s->healths = jp__alloc(a, s->count, sizeof *s->healths);
    s->levels = jp__alloc(a, s->count, s->indicators * sizeof *s->levels);
    s->order = jp__alloc(a, s->count, sizeof *s->order);
    s->ranks = jp__alloc(a, s->count, 2 * draws * sizeof *s->ranks);
    s->weights = jp__alloc(a, s->indicators, sizeof *s->weights);
    s->offsets = jp__batch_offsets(s->facts, s->count, a);
    s->shifts = jp__alloc(a, draws, MATRICES * sizeof *s->shifts);
    bool all = s->result->ranks != NULL && s->result->weights != NULL && s->healths != NULL &&
               s->levels != NULL && s->order != NULL && s->ranks != NULL && s->weights != NULL &&
               s->shifts != NULL && s->offsets != NULL;
    return all ? JP_OK : jp__no_memory(err);
}

static void release(study *s)
{
    const jp_allocator *a = &s->result->allocator;
    size_t draws = s->options.draws;
    jp__free(a, s->healths, s->count, sizeof *s->healths);
    jp__free(a, s->levels, s->count, s->indicators * sizeof *s->levels);
    jp__free(a, s->order, s->count, sizeof *s->order);
    jp__free(a, s->ranks, s->count, 2 * draws * sizeof *s->ranks);
    jp__free(a, s->weights, s->indicators, sizeof *s->weights);
    jp__free(a, s->offsets, s->count + 1, sizeof *s->offsets);
    jp__free(a, s->shifts, draws, MATRICES * sizeof *s->shifts);
}

static jp_status make_result(study *s, jp_error *err)
{
    jp_allocator a = jp__allocator(s->options.allocator);
    s->result = jp__calloc(&a, 1, sizeof *s->result);
    if (s->result == NULL)
        return jp__no_memory(err);
    s->result->allocator = a;
    s->result->relationship_count = s->count;
    s->result->indicator_count = s->indicators;
    jp_status status = reserve(s, err);
    if (status == JP_OK)
        status = run_study(s, err);
    release(s);
    return status;
}

jp_status jp_fact_table_robustness(const jp_fact_table *facts, int64_t as_of_us,
                                   const jp_robustness_options *options, jp_robustness **robustness,
                                   jp_error *err)
{
    if (robustness != NULL)
        *robustness = NULL;
    if (facts == NULL || robustness == NULL)
        return jp__fail(err, JP_ERROR_ARGUMENT, "Argument '%s' must not be NULL.",
                        facts == NULL ? "facts" : "robustness");
    if (!facts->sorted && jp_fact_table_fact_count(facts) > 0)
        return jp__fail(err, JP_ERROR_ARGUMENT, "The table must be sorted: call jp_fact_table_sort() first.");
    study s = { .facts = facts, .as_of_us = as_of_us,
                .columns = jp__columns_view(&facts->columns, 0, facts->columns.count) };
    JP_TRY(take_options(options, &s.options, err));
    s.count = jp_fact_table_relationship_count(facts);
    s.indicators = jp_model_indicator_count(facts->model);
    if (s.count < 2)
        return jp__fail(err, JP_ERROR_MISSING, "A ranking needs at least two relationships, got %zu.",
                        s.count);
    jp_status status = make_result(&s, err);
    if (status == JP_OK)
        *robustness = s.result;
    else
        jp_robustness_free(s.result);
    return status;
}
