/*
 * Next best action (docs/method.md section 8). The effects are held against scoring from scratch; the
 * worked answers of tests/golden hold them against an independent implementation.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>

#include "explain/state.h"
#include "kernel/models.h"

#define ACTIONS_MAX 128

static jp_action actions[ACTIONS_MAX];

static size_t next_actions(int64_t as_of_us, jp_side side, const jp_action_options *options)
{
    size_t count = SIZE_MAX;
    jp_facts columns = book_facts(&facts);
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_explainer_next_actions(explainer, &columns, as_of_us, side, options, actions,
                                        ACTIONS_MAX, &count, &err), &err);
    return count;
}

static const jp_action *find(size_t count, const char *kind)
{
    for (size_t i = 0; i < count; i++)
        if (actions[i].kind == kind_of(model, kind))
            return &actions[i];
    return NULL;
}

/* The four effects as they stand at as-of + 14 days for what is seen at as-of, with one fact more if `action`
 * is not NULL. */
static jp_action score_after(int64_t as_of_us, const jp_action *action, jp_side side)
{
    static book seen;
    jp_kind_info info = JP_INFO_INIT(jp_kind_info);
    book_open(&seen, model);
    for (size_t i = 0; i < facts.length; i++)
        if (facts.time_us[i] <= as_of_us && facts.recorded_us[i] <= as_of_us)
            book_copy(&seen, &facts, i);
    if (action != NULL) {
        assert_ok(jp_model_kind(model, action->kind, &info, NULL), NULL);
        book_fact(&seen, as_of_us, info.id, side); /* a missing value counts as the default */
    }
    const jp_score *score = score_at(scorer, &seen, as_of_us + 14 * JP_DAY_US);
    return (jp_action){ .health = jp_score_health(score).value, .closure = jp_score_closure(score).value,
                        .client_suffering = jp_score_dimension(score, JP_SUFFERING_CLIENT).value,
                        .client_silence = jp_score_silence(score, JP_CLIENT).score };
}

static void assert_effects(int64_t as_of_us, jp_side side)
{
    size_t count = next_actions(as_of_us, side, NULL);
    jp_action before = score_after(as_of_us, NULL, side);
    for (size_t i = 0; i < count; i++) {
        jp_action after = score_after(as_of_us, &actions[i], side);
        assert_near(actions[i].health, after.health - before.health, EXACT);
        assert_near(actions[i].closure, after.closure - before.closure, EXACT);
        assert_near(actions[i].client_suffering, after.client_suffering - before.client_suffering, EXACT);
        assert_near(actions[i].client_silence, after.client_silence - before.client_silence, EXACT);
    }
}

static void effects_are_those_of_adding_the_fact(void **state)
{
    (void)state;
    dice d = { 31 };
    for (int round = 0; round < 25; round++) {
        int64_t as_of_us = roll_moderate_book(&d, 60) - (int64_t)roll_below(&d, 60) * JP_DAY_US;
        assert_effects(as_of_us, round % 2 ? JP_CLIENT : JP_SUPPLIER);
    }
}

/* Where an action comes among facts of its own microsecond depends on what they are, and so does who answers
 * whom; some of them are of the action's own kind. */
static void effects_are_exact_among_facts_of_the_same_moment(void **state)
{
    (void)state;
    static const char *const kinds[] = { "message", "meeting", "thanks", "complaint", "reply",
                                         "status_update", "discovery_question", "renewal" };
    dice d = { 33 };
    for (int round = 0; round < 25; round++) {
        int64_t as_of_us = roll_moderate_book(&d, 40);
        if (facts.length > 0)
            as_of_us = facts.time_us[roll_below(&d, facts.length)];
        for (uint64_t more = roll_below(&d, 20); more > 0; more--) {
            const char *kind = kinds[roll_below(&d, sizeof kinds / sizeof *kinds)];
            jp_kind_info info = JP_INFO_INIT(jp_kind_info);
            assert_ok(jp_model_kind(model, kind_of(model, kind), &info, NULL), NULL);
            jp_side actor = info.actors == JP_BOTH ? (jp_side)roll_below(&d, 2) : info.actors;
            book_fact(&facts, as_of_us, kind, actor);
        }
        assert_effects(as_of_us, round % 2 ? JP_CLIENT : JP_SUPPLIER);
    }
}

static void effects_are_exact_with_other_models(void **state)
{
    (void)state;
    dice d = { 34 };
    for (int round = 0; round < 12; round++) {
        end(NULL);
        model = roll_model(&d, 1 + (size_t)roll_below(&d, 8), 4);
        assert_ok(jp_explainer_new(model, NULL, &explainer, NULL), NULL);
        scorer = scorer_for(model);
        int64_t as_of_us = roll_moderate_book(&d, 60) - (int64_t)roll_below(&d, 60) * JP_DAY_US;
        assert_effects(as_of_us, round % 2 ? JP_CLIENT : JP_SUPPLIER);
    }
}

static void the_best_comes_first_and_ties_go_by_id(void **state)
{
    (void)state;
    dice d = { 32 };
    int64_t as_of_us = roll_book(&d, model, 60, &facts);
    size_t count = next_actions(as_of_us, JP_SUPPLIER, NULL);
    for (size_t i = 1; i < count; i++) {
        jp_kind_info a = JP_INFO_INIT(jp_kind_info), b = JP_INFO_INIT(jp_kind_info);
        assert_ok(jp_model_kind(model, actions[i - 1].kind, &a, NULL), NULL);
        assert_ok(jp_model_kind(model, actions[i].kind, &b, NULL), NULL);
        assert_true(actions[i - 1].health > actions[i].health ||
                    (actions[i - 1].health >= actions[i].health && strcmp(a.id, b.id) < 0));
    }
}

static void only_what_the_side_can_do_is_advised(void **state)
{
    (void)state;
    book_fact(&facts, day(1), "meeting", JP_CLIENT);
    size_t count = next_actions(day(2), JP_CLIENT, NULL);
    assert_null(find(count, "status_update")); /* the supplier's */
    assert_null(find(count, "complaint"));     /* nobody's */
    assert_non_null(find(count, "thanks"));
}

static void some_things_are_advised_only_after_others_and_lately(void **state)
{
    (void)state;
    book_fact(&facts, day(0), "complaint", JP_CLIENT);
    assert_non_null(find(next_actions(day(180), JP_SUPPLIER, NULL), "apology"));
    assert_null(find(next_actions(day(180) + 1, JP_SUPPLIER, NULL), "apology"));
}

static void after_the_end_nothing_is_advised(void **state)
{
    (void)state;
    book_fact(&facts, day(0), "meeting", JP_CLIENT);
    book_fact(&facts, day(1), "termination", JP_CLIENT);
    assert_int_equal(next_actions(day(2), JP_SUPPLIER, NULL), 0);
}

static void chance_and_cost_turn_the_ranking(void **state)
{
    (void)state;
    book_fact(&facts, day(1), "meeting", JP_CLIENT);
    size_t count = next_actions(day(2), JP_SUPPLIER, NULL);
    uint16_t best = actions[0].kind, worst = actions[count - 1].kind;
    jp_action_prior never = { best, 0, 0 };
    jp_action_options options = { sizeof options, &never, 1 };
    next_actions(day(2), JP_SUPPLIER, &options);
    assert_int_not_equal(actions[0].kind, best);

    jp_action_prior dear[ACTIONS_MAX];
    for (size_t i = 0; i < count; i++)
        dear[i] = (jp_action_prior){ actions[i].kind, 1, actions[i].kind == worst ? 1 : 1e6 };
    options = (jp_action_options){ sizeof options, dear, count };
    next_actions(day(2), JP_SUPPLIER, &options);
    double health = find(count, "message") != NULL ? actions[0].rank_by : 0;
    assert_true(health >= actions[1].rank_by);
    assert_near(actions[1].rank_by, actions[1].health / actions[1].cost, EXACT);
}

static void too_little_room_reports_the_need(void **state)
{
    (void)state;
    book_fact(&facts, day(1), "meeting", JP_CLIENT);
    size_t need = next_actions(day(2), JP_CLIENT, NULL), count = 0;
    jp_facts columns = book_facts(&facts);
    jp_error err = JP_ERROR_INIT;
    assert_fails(jp_explainer_next_actions(explainer, &columns, day(2), JP_CLIENT, NULL, NULL, 0, &count,
                                           &err), JP_ERROR_CAPACITY, &err);
    assert_int_equal(count, need);
    assert_ok(jp_explainer_next_actions(explainer, &columns, day(2), JP_CLIENT, NULL, actions, need,
                                        &count, &err), &err);
}

static void assert_refused(const jp_action_options *options)
{
    size_t count = 77;
    jp_facts columns = book_facts(&facts);
    jp_error err = JP_ERROR_INIT;
    assert_fails(jp_explainer_next_actions(explainer, &columns, day(2), JP_CLIENT, options, actions,
                                           ACTIONS_MAX, &count, &err), JP_ERROR_OPTIONS, &err);
    assert_int_equal(count, 77);
}

static void priors_must_make_sense(void **state)
{
    (void)state;
    const jp_action_prior bad[] = {
        { UINT16_MAX, 1, 0 }, { 0, 1.5, 0 }, { 0, -0.1, 0 }, { 0, 1, -1 }, { 0, 1, HUGE_VAL },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_refused(&(jp_action_options){ sizeof(jp_action_options), &bad[i], 1 });
    const jp_action_prior twice[] = { { 1, 1, 0 }, { 1, 0.5, 0 } };
    assert_refused(&(jp_action_options){ sizeof(jp_action_options), twice, 2 });
    assert_refused(&(jp_action_options){ sizeof(jp_action_options), NULL, 1 });
    assert_refused(&(jp_action_options){ 1, NULL, 0 });
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(effects_are_those_of_adding_the_fact),
        TEST(effects_are_exact_among_facts_of_the_same_moment),
        TEST(effects_are_exact_with_other_models),
        TEST(the_best_comes_first_and_ties_go_by_id),
        TEST(only_what_the_side_can_do_is_advised),
        TEST(some_things_are_advised_only_after_others_and_lately),
        TEST(after_the_end_nothing_is_advised),
        TEST(chance_and_cost_turn_the_ranking),
        TEST(too_little_room_reports_the_need),
        TEST(priors_must_make_sense),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
