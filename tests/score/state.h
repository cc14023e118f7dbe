/*
 * state.h - a score whose evidence a test sets by hand, indicator by indicator.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TESTS_SCORE_STATE_H
#define TESTS_SCORE_STATE_H

#include "score/fixture.h"
#include "score/scorer.h"

/* Those of the running test. Every test starts without evidence, on the default model. */
static jp_model *model;
static jp_scorer *scorer;
static jp_score *score;

static inline int open_model(void **state)
{
    (void)state;
    model = default_model();
    return 0;
}

static inline int close_model(void **state)
{
    (void)state;
    jp_model_free(model);
    return 0;
}

/* The evidence of one indicator, weighted and fused. */
static inline void opine(const char *item, double favourable, double adverse)
{
    size_t i = item_of(model, item);
    jp__masses fused = { .favourable = favourable, .adverse = adverse };
    jp__beliefs_set(&score->beliefs, i, jp__believe(model, &model->indicators[i], fused));
}

static inline void opine_all(double favourable, double adverse)
{
    for (size_t i = 0; i < model->indicator_count; i++)
        opine(model->indicators[i].id, favourable, adverse);
}

static inline int begin(void **state)
{
    (void)state;
    scorer = scorer_for(model);
    score = &scorer->score;
    book *empty = test_malloc(sizeof *empty);
    book_open(empty, model);
    score_at(scorer, empty, 0);
    test_free(empty);
    return 0;
}

static inline int end(void **state)
{
    (void)state;
    jp_scorer_free(scorer);
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

/* What follows from the evidence, with what is wanted of it. */
static inline void conclude_with(uint32_t want)
{
    jp__score_headlines(score, want);
    jp__score_struggle(score);
    jp__score_risk(score);
    if (want & JP_WANT_VERDICT)
        jp__score_verdict(score);
}

static inline void conclude(void)
{
    conclude_with(JP_WANT_ALL);
}

#endif /* TESTS_SCORE_STATE_H */
