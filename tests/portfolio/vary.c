/*
 * A varied model: it scores as the same model does when it is loaded from a file with those numbers.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>

#include "score/fixture.h"
#include "score/random.h"

static jp_model *model;
static book facts; /* large, so not on the stack */
static char changes[1 << 18];
static double weights[256];

static int begin(void **state)
{
    (void)state;
    model = default_model();
    book_open(&facts, model);
    return 0;
}

static int end(void **state)
{
    (void)state;
    jp_model_free(model);
    return 0;
}

static double odds(double share, double factor)
{
    return share * factor / (1 - share + share * factor);
}

/* Writes the model's numbers, varied, as changed_model() reads them. */
static void write_changes(const jp__variation *v)
{
    const jp__parameters *p = &model->parameters;
    char *to = changes;
    to += sprintf(to, "{'parameters': {'rating_mass': %.17g, 'weight_other': %.17g, 'silence_days': %.17g, "
                      "'silence_relative_weight': %.17g}, 'kinds': {",
                  p->rating_mass * v->rating_mass, p->weight_other * v->weight_other,
                  p->silence_days * v->silence_days,
                  odds(p->silence_relative_weight, v->silence_relative_odds));
    for (size_t i = 0; i < model->kind_count; i++)
        to += sprintf(to, "%s'%s': {'repeat_q': %.17g}", i > 0 ? "," : "", model->kinds[i].id,
                      odds(model->kinds[i].repeat_q, v->repeat_odds));
    to += sprintf(to, "}, 'indicators': {");
    for (size_t i = 0; i < model->indicator_count; i++)
        to += sprintf(to, "%s'%s': {'half_life_days': %.17g, 'prior_weight': %.17g, 'weight': %.17g}",
                      i > 0 ? "," : "", model->indicators[i].id,
                      model->indicators[i].half_life_days * v->half_life,
                      model->indicators[i].prior_weight * v->prior_weight,
                      model->indicators[i].weight * v->weights[i]);
    to += sprintf(to, "}, 'evidence': [");
    for (size_t i = 0; i < model->evidence_count; i++) {
        const jp__evidence *row = &model->evidence[i];
        to += sprintf(to, "%s['%s','%s','%s',%.17g,%.17g,'%s']", i > 0 ? "," : "",
                      model->kinds[row->kind].id, row->actor == JP_CLIENT ? "client" : "supplier",
                      model->indicators[row->indicator].id, row->adverse * v->adverse,
                      row->favourable * v->favourable, row->transform_text);
    }
    sprintf(to, "]}");
}

static void assert_same_scores(const jp_model *one, const jp_model *other, int rounds)
{
    jp_scorer *first = scorer_for(one), *second = scorer_for(other);
    dice d = { 77 };
    for (int round = 0; round < rounds; round++) {
        int64_t as_of_us = roll_book(&d, model, 120, &facts);
        const jp_score *a = score_at(first, &facts, as_of_us), *b = score_at(second, &facts, as_of_us);
        assert_near(jp_score_health(a).value, jp_score_health(b).value, EXACT);
        assert_near(jp_score_health(a).low, jp_score_health(b).low, EXACT);
        assert_near(jp_score_closure(a).value, jp_score_closure(b).value, EXACT);
        assert_near(jp_score_risk_index(a), jp_score_risk_index(b), EXACT);
        for (size_t i = 0; i < model->indicator_count; i++)
            assert_near(jp_score_indicator(a, (uint16_t)i).level, jp_score_indicator(b, (uint16_t)i).level,
                        EXACT);
    }
    jp_scorer_free(first);
    jp_scorer_free(second);
}

static void a_varied_model_scores_as_one_that_is_loaded_with_its_numbers(void **state)
{
    (void)state;
    jp_allocator a = jp__allocator(NULL);
    for (size_t i = 0; i < model->indicator_count; i++)
        weights[i] = 0.7 + 0.01 * (double)i;
    jp__variation v = { .adverse = 1.25, .favourable = 0.8, .half_life = 1.37, .repeat_odds = 1.4,
                        .rating_mass = 0.9, .weight_other = 1.5, .silence_days = 0.75,
                        .silence_relative_odds = 1.2, .prior_weight = 1.1, .weights = weights };
    jp_model *varied = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp__model_vary(model, &a, &v, &varied, &err), &err);
    write_changes(&v);
    jp_model *loaded = changed_model(changes);
    assert_same_scores(varied, loaded, 200);
    jp_model_free(loaded);
    jp_model_free(varied);
}

static void a_variation_of_nothing_changes_nothing(void **state)
{
    (void)state;
    jp_allocator a = jp__allocator(NULL);
    jp__variation v = { .adverse = 1, .favourable = 1, .half_life = 1, .repeat_odds = 1, .rating_mass = 1,
                        .weight_other = 1, .silence_days = 1, .silence_relative_odds = 1,
                        .prior_weight = 1, .weights = NULL };
    jp_model *varied = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp__model_vary(model, &a, &v, &varied, &err), &err);
    assert_same_scores(varied, model, 100);
    jp_model_free(varied);
}

/* The bounds of the model format hold for half-lives as drawn, too; else what fades within
 * microseconds would be scored otherwise than a file could say it. */
static void half_lives_are_varied_within_the_bounds_of_the_format(void **state)
{
    (void)state;
    jp_allocator a = jp__allocator(NULL);
    jp__variation v = { .adverse = 1, .favourable = 1, .half_life = 1e-9, .repeat_odds = 1, .rating_mass = 1,
                        .weight_other = 1, .silence_days = 1, .silence_relative_odds = 1,
                        .prior_weight = 1, .weights = NULL };
    jp_model *varied = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp__model_vary(model, &a, &v, &varied, &err), &err);
    for (size_t i = 0; i < varied->indicator_count; i++)
        assert_true(varied->indicators[i].half_life_days == 0.01);
    for (size_t i = 0; i < varied->half_life_count; i++)
        assert_true(varied->half_lives[i] == 0.01);
    jp_model_free(varied);
}

static void the_model_that_is_varied_stays_as_it_is(void **state)
{
    (void)state;
    jp_model *fresh = default_model();
    assert_same_scores(model, fresh, 50);
    jp_model_free(fresh);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_varied_model_scores_as_one_that_is_loaded_with_its_numbers),
        cmocka_unit_test(a_variation_of_nothing_changes_nothing),
        cmocka_unit_test(half_lives_are_varied_within_the_bounds_of_the_format),
        cmocka_unit_test(the_model_that_is_varied_stays_as_it_is),
    };
    return cmocka_run_group_tests_name("portfolio_vary", tests, begin, end);
}
