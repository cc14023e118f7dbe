/*
 * Facts walked in portions, by the fast path and by the readable one in any turn: each goes on from what the
 * other has left, and in the end the bits are those of the readable path alone.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "portfolio/state_walk.h"

#include <joyfulprofit/portfolio.h>

#include "kernel/models.h"
#include "model/documents.h"
#include "portfolio/state_fast.h"
#include "score/outcome.h"
#include "support/sweep.h"

#define WANT (JP_WANT_ALL & ~JP_WANT_RHYTHM)

static book facts, sorted;
static outcome plain_outcome, mixed_outcome;

typedef struct pair {
    jp_scorer *plain, *mixed;
    jp__trail trail;
    size_t asked, taken, closed; /* of the fast path */
} pair;

/* `crowd_from`: so many facts of one window of each width are walked as a crowd. */
static pair pair_of(const jp_model *model, size_t crowd_from)
{
    const jp_scorer_options options = { .struct_size = sizeof options, .want = WANT };
    jp_error err = JP_ERROR_INIT;
    pair p = { .plain = NULL };
    assert_ok(jp_scorer_new(model, &options, &p.plain, &err), &err);
    assert_ok(jp_scorer_new(model, &options, &p.mixed, &err), &err);
    assert_ok(jp__walk_fast_reserve(p.mixed, &err), &err);
    jp__fast *fast = p.mixed->companion;
    fast->kernel->crowd_from = crowd_from;
    return p;
}

static void pair_free(pair *p)
{
    jp__trail_free(&p->trail, &p->mixed->allocator);
    jp_scorer_free(p->plain);
    jp_scorer_free(p->mixed);
}

/* Many facts of one microsecond, so that portions end among them. */
static void crowd(dice *d, book *b)
{
    for (size_t i = 1; i < b->length; i++)
        if (roll_below(d, 3) == 0)
            b->time_us[i] = b->recorded_us[i] = b->time_us[i - 1];
}

/* One portion by the fast path, mostly; false: it refused, or was not asked. */
static bool walk_fast(pair *p, dice *d, const jp__trail *from, size_t end, int64_t as_of_us)
{
    int64_t since = (int64_t)roll_below(d, 500) * JP_DAY_US;
    if (roll_below(d, 3) == 0)
        return false;
    p->asked++;
    since = as_of_us < INT64_MAX - since ? since : 0;
    bool taken = jp__walk_fast(p->mixed, from, end, as_of_us + since);
    p->taken += taken;
    return taken;
}

/* By either path, from what either of them has left. */
static const jp__trail *walk_portion(pair *p, dice *d, const jp__trail *from, size_t end, int64_t as_of_us)
{
    jp_scorer *s = p->mixed;
    if (walk_fast(p, d, from, end, as_of_us)) {
        assert_int_equal(jp__trail_keep_fast(&p->trail, s, end, &s->allocator, NULL), JP_OK);
        return &p->trail;
    }
    jp__trail_resume(from, s);
    s->rhythm.walk.derived = 0;
    assert_int_equal(jp__scorer_walk(s, end, NULL), JP_OK);
    assert_int_equal(jp__trail_keep_readable(&p->trail, s, &s->allocator, NULL), JP_OK);
    return &p->trail;
}

/* Either path closes too. */
static void close_walk(pair *p, dice *d, const jp__trail *from, int64_t as_of_us)
{
    jp_scorer *s = p->mixed;
    size_t end = s->seen.count;
    bool closed = roll_below(d, 2) == 0 && jp__walk_fast(s, from, end, as_of_us) && jp__close_fast(s, end);
    p->closed += closed;
    if (!closed) {
        jp__trail_resume(from, s);
        jp__scorer_close(s, as_of_us);
    }
    jp__fill_fast(s, as_of_us);
}

static void walk_in_portions(pair *p, dice *d, int64_t as_of_us, size_t most)
{
    const jp__trail *trail = NULL;
    size_t count = p->mixed->seen.count;
    for (size_t next = 0, end; next < count; next = end) {
        size_t left = count - next, portion = 1 + roll_below(d, most);
        end = next + (portion < left ? portion : left);
        trail = walk_portion(p, d, trail, end, as_of_us);
        assert_int_equal(trail->kept.walk.next, end);
    }
    close_walk(p, d, trail, as_of_us);
}

static void assert_same(const pair *p)
{
    outcome_of(&p->plain->score, &plain_outcome);
    outcome_of(&p->mixed->score, &mixed_outcome);
    assert_int_equal(plain_outcome.length, mixed_outcome.length);
    for (size_t i = 0; i < plain_outcome.length; i++)
        if (memcmp(&plain_outcome.number[i], &mixed_outcome.number[i], sizeof(double)) != 0)
            fail_msg("number %zu is %.17g, not %.17g", i, mixed_outcome.number[i], plain_outcome.number[i]);
}

/* What the quiet forecast knows, if the model has one. */
static void assert_same_past(const pair *p)
{
    const jp__past *plain = &p->plain->score.past, *mixed = &p->mixed->score.past;
    assert_memory_equal(&plain->contacts, &mixed->contacts, sizeof plain->contacts);
    assert_memory_equal(&plain->exposure_days, &mixed->exposure_days, sizeof plain->exposure_days);
}

static void compare(pair *p, dice *d, size_t facts_most, size_t portion_most)
{
    const jp_score *score = NULL;
    jp_error err = JP_ERROR_INIT;
    int64_t as_of_us = roll_book(d, p->plain->model, facts_most, &facts);
    if (roll_below(d, 10) != 0)
        book_lift_values(&facts);
    if (roll_below(d, 2) == 0)
        crowd(d, &facts);
    jp_facts columns = book_facts(&facts);
    if (roll_below(d, 2) == 0)
        columns.intensity = NULL;
    assert_ok(jp__scorer_run(p->plain, &columns, as_of_us, &score, &err), &err);
    assert_ok(jp__scorer_see(p->mixed, &columns, as_of_us, &err), &err);
    walk_in_portions(p, d, as_of_us, portion_most);
    assert_same(p);
    assert_same_past(p);
}

/* ---- What must hold ---------------------------------------------------------------------------- */

static void portions_of_any_path_have_the_same_bits(void **state)
{
    (void)state;
    static const size_t portions[] = { 4, 40, 400 }, crowds[] = { JP__CROWD, 1, 7 };
    jp_model *model = default_model();
    dice d = { 71 };
    for (size_t i = 0; i < JP__COUNT(portions) * JP__COUNT(crowds); i++) {
        pair p = pair_of(model, crowds[i % JP__COUNT(crowds)]);
        for (int round = 0; round < 150; round++)
            compare(&p, &d, round % 4 == 0 ? 500 : 60, portions[i / JP__COUNT(crowds)]);
        assert_true(p.taken > p.asked / 4); /* many times are out of its reach */
        assert_true(p.closed > 0);
        pair_free(&p);
    }
    jp_model_free(model);
}

static void so_have_other_models(void **state)
{
    (void)state;
    dice d = { 72 };
    size_t taken = 0, asked = 0;
    for (int round = 0; round < 30; round++) {
        jp_model *model = roll_model(&d, 1 + roll_below(&d, 8), 1 + roll_below(&d, 4));
        pair p = pair_of(model, JP__CROWD);
        for (int i = 0; i < 15; i++)
            compare(&p, &d, 300, 100);
        taken += p.taken;
        asked += p.asked;
        pair_free(&p);
        jp_model_free(model);
    }
    assert_true(taken > asked / 8);
}

#define QUIET \
    "\"format_version\": 1, \"quiet\": {\"a0\": 1, \"b0_days\": 30, \"half_life_days\": 60, \"fitted\": " \
    "{\"horizon_days\": 30, \"date\": \"2024-01-01\", \"n\": 200, \"events\": 50, \"brier\": 0.125, " \
    "\"slope\": 1.25, \"data\": \"ours\"}},"

static void so_have_models_that_forecast_silence(void **state)
{
    (void)state;
    static const size_t portions[] = { 4, 40, 400 };
    char *text = jp_test_document(JP_TEST_DEFAULT_MODEL);
    text = jp_test_edited(text, "\"format_version\": 1,", QUIET);
    jp_model *model = jp_test_load(text);
    free(text);
    dice d = { 74 };
    for (size_t i = 0; i < JP__COUNT(portions); i++) {
        pair p = pair_of(model, JP__CROWD);
        double contacts = 0;
        for (int round = 0; round < 100; round++) {
            compare(&p, &d, round % 4 == 0 ? 500 : 60, portions[i]);
            contacts += p.plain->score.past.contacts;
        }
        assert_true(p.taken > p.asked / 4 && p.closed > 0);
        assert_true(contacts > 0);
        pair_free(&p);
    }
    jp_model_free(model);
}

#define MANY 2600

static int64_t time_us[MANY];
static uint16_t kind[MANY], item[MANY];
static uint8_t actor[MANY], guess[MANY];
static double value[MANY];

/* Ratings and what either side may do, two at each moment. */
static jp_facts roll_many(dice *d, const jp_model *model, int64_t apart_us)
{
    for (size_t i = 0; i < MANY; i++) {
        time_us[i] = (int64_t)(i / 2) * apart_us;
        actor[i] = (uint8_t)roll_below(d, 2);
        guess[i] = (uint8_t)roll_below(d, 2);
        item[i] = (uint16_t)roll_below(d, model->indicator_count);
        value[i] = roll_share(d);
        kind[i] = JP_RATING;
        uint16_t other = (uint16_t)roll_below(d, model->kind_count);
        if (roll_below(d, 3) != 0 && !model->kinds[other].derived && model->kinds[other].actors == JP_BOTH)
            kind[i] = other;
    }
    return (jp_facts){ .struct_size = sizeof(jp_facts), .length = MANY, .time_us = time_us, .kind = kind,
                       .actor = actor, .value = value, .item = item, .guess = guess };
}

static void portions_of_several_chunks_have_the_same_bits(void **state)
{
    (void)state;
    jp_model *model = default_model();
    pair p = pair_of(model, JP__CROWD);
    dice d = { 73 };
    for (int round = 0; round < 6; round++) { /* every other one has crowds of some hundreds in it */
        const jp_facts columns = roll_many(&d, model, round % 2 == 0 ? JP_DAY_US / 5 : JP_DAY_US / 100);
        const jp_score *score = NULL;
        jp_error err = JP_ERROR_INIT;
        int64_t as_of_us = time_us[MANY - 1] + JP_DAY_US;
        assert_ok(jp__scorer_run(p.plain, &columns, as_of_us, &score, &err), &err);
        assert_ok(jp__scorer_see(p.mixed, &columns, as_of_us, &err), &err);
        walk_in_portions(&p, &d, as_of_us, 1500);
        assert_same(&p);
    }
    assert_true(p.taken == p.asked && p.asked > 0);
    pair_free(&p);
    jp_model_free(model);
}

/* ---- Memory ------------------------------------------------------------------------------------ */

/* A scorer with memory that fails, and a state with enough new facts for the fast path. */
static jp_status score_state(void *user, const jp_allocator *allocator, jp_error *err)
{
    const jp_model *model = user;
    const jp_scorer_options options = { .struct_size = sizeof options, .allocator = allocator };
    const jp_facts columns = book_facts(&sorted);
    const jp_score *score = NULL;
    jp_scorer *scorer = NULL;
    jp_state *state = NULL;
    assert_int_equal(jp_state_new(model, NULL, &state, NULL), JP_OK);
    assert_int_equal(jp_state_add(state, &columns, NULL), JP_OK);
    jp_status status = jp_scorer_new(model, &options, &scorer, err);
    if (status == JP_OK)
        status = jp_state_score(state, scorer, INT64_MAX / 4, &score, err);
    jp_scorer_free(scorer);
    jp_state_free(state);
    return status;
}

static void a_scorer_survives_every_failed_allocation(void **state)
{
    (void)state;
    jp_model *model = default_model();
    book_open(&sorted, model);
    for (int i = 0; i < 200; i++)
        book_fact(&sorted, day(i), i % 3 ? "message" : "meeting", i % 2 ? JP_CLIENT : JP_SUPPLIER);
    assert_true(jp_sweep(score_state, model) > 5);
    jp_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(portions_of_any_path_have_the_same_bits),
        cmocka_unit_test(so_have_other_models),
        cmocka_unit_test(so_have_models_that_forecast_silence),
        cmocka_unit_test(portions_of_several_chunks_have_the_same_bits),
        cmocka_unit_test(a_scorer_survives_every_failed_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
