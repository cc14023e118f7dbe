/*
 * Robustness of the ranking of the made-up story: seven relationships.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdio.h>

#include "score/fixture.h"
#include "support/sweep.h"

#define COUNT 7

static jp_model *model;
static jp_fact_table *story, *pair;
static int64_t latest_us;

static int read_file(void *user, char *buffer, size_t capacity, size_t *got)
{
    *got = fread(buffer, 1, capacity, user);
    return 0;
}

static void add(jp_fact_table *table, const char *client, const char *kind, int64_t time_us)
{
    jp_fact fact = JP_FACT_INIT;
    fact.supplier = (jp_text){ "s", 1 };
    fact.client = (jp_text){ client, strlen(client) };
    fact.kind = (jp_text){ kind, strlen(kind) };
    fact.time_us = time_us;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_fact_table_add(table, &fact, &err), &err);
}

static int begin(void **state)
{
    (void)state;
    jp_error err = JP_ERROR_INIT;
    model = default_model();
    FILE *file = fopen(JP_SOURCE_DIR "/examples/data/story.csv", "rb");
    assert_non_null(file);
    assert_ok(jp_fact_table_read_csv(model, read_file, file, NULL, &story, &err), &err);
    fclose(file);
    assert_int_equal(jp_fact_table_relationship_count(story), COUNT);
    assert_ok(jp_fact_table_latest(story, &latest_us, &err), &err);
    assert_ok(jp_fact_table_new(model, NULL, &pair, &err), &err);
    add(pair, "a", "complaint", day(1000));
    add(pair, "b", "meeting", day(1000));
    assert_ok(jp_fact_table_sort(pair, &err), &err);
    return 0;
}

static int end(void **state)
{
    (void)state;
    jp_fact_table_free(pair);
    jp_fact_table_free(story);
    jp_model_free(model);
    return 0;
}

static jp_robustness *look(uint64_t seed, uint32_t draws, double spread)
{
    jp_robustness_options o = { .struct_size = sizeof o, .seed = seed, .draws = draws, .spread = spread };
    jp_robustness *found = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_fact_table_robustness(story, latest_us, &o, &found, &err), &err);
    return found;
}

static jp_rank_info rank_of(const jp_robustness *found, size_t i)
{
    jp_rank_info info = JP_INFO_INIT(jp_rank_info);
    assert_int_equal(jp_robustness_rank(found, i, &info, NULL), JP_OK);
    return info;
}

static jp_sensitivity_info sensitivity_of(const jp_robustness *found, size_t i)
{
    jp_sensitivity_info info = JP_INFO_INIT(jp_sensitivity_info);
    assert_int_equal(jp_robustness_sensitivity(found, i, &info, NULL), JP_OK);
    return info;
}

static jp_weight_info weight_of(const jp_robustness *found, size_t i)
{
    jp_weight_info info = JP_INFO_INIT(jp_weight_info);
    assert_int_equal(jp_robustness_weight(found, i, &info, NULL), JP_OK);
    return info;
}

static void ranks_are_those_of_health(void **state)
{
    (void)state;
    jp_robustness *found = look(1, 4, 0);
    jp_scorer *scorer = scorer_for(model);
    bool seen[COUNT] = { false };
    assert_int_equal(jp_robustness_relationship_count(found), COUNT);
    for (size_t i = 0; i < COUNT; i++) {
        jp_rank_info info = rank_of(found, i);
        jp_relationship r = { .struct_size = sizeof r };
        const jp_score *score;
        assert_int_equal(jp_fact_table_relationship(story, i, &r, NULL), JP_OK);
        assert_int_equal(jp_scorer_run(scorer, &r.facts, latest_us, &score, NULL), JP_OK);
        assert_near(info.health, jp_score_health(score).value, EXACT);
        assert_int_equal(info.status, jp_score_status(score));
        assert_true(info.rank >= 1 && info.rank <= COUNT && !seen[info.rank - 1]);
        seen[info.rank - 1] = true;
        for (size_t k = 0; k < i; k++)
            assert_true((rank_of(found, k).health > info.health) == (rank_of(found, k).rank < info.rank));
        assert_true(info.rank_low >= 1 && info.rank_low <= info.rank_high && info.rank_high <= COUNT);
    }
    jp_scorer_free(scorer);
    jp_robustness_free(found);
}

static bool same(const jp_robustness *a, const jp_robustness *b)
{
    size_t count = jp_robustness_relationship_count(a);
    bool all = jp_robustness_mean_shift(a) == jp_robustness_mean_shift(b);
    for (size_t i = 0; i < jp_robustness_group_count(a); i++) {
        jp_sensitivity_info x = sensitivity_of(a, i), y = sensitivity_of(b, i);
        all = all && x.first == y.first && x.total == y.total;
    }
    for (size_t i = 0; i < count; i++) {
        jp_rank_info x = rank_of(a, i), y = rank_of(b, i);
        all = all && x.health == y.health && x.rank == y.rank && x.rank_low == y.rank_low &&
              x.rank_high == y.rank_high;
    }
    return all;
}

static void one_seed_gives_the_same_bits_and_another_others(void **state)
{
    (void)state;
    jp_robustness *one = look(1, 32, 1), *again = look(1, 32, 1), *other = look(2, 32, 1);
    assert_true(same(one, again));
    assert_false(same(one, other));
    jp_robustness_free(one);
    jp_robustness_free(again);
    jp_robustness_free(other);
}

/* Enough for three workers, and for the fast path. */
static jp_fact_table *large_table(void)
{
    static const char *const kinds[] = { "message", "meeting", "complaint", "praise" };
    jp_fact_table *table = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_fact_table_new(model, NULL, &table, &err), &err);
    for (int i = 0; i < 12000; i++) {
        char client[8];
        snprintf(client, sizeof client, "%d", i % 1500);
        add(table, client, kinds[(i * 7 + i / 1500) % 4], day(900) + i * (JP_DAY_US / 100));
    }
    assert_ok(jp_fact_table_sort(table, &err), &err);
    return table;
}

static void any_number_of_threads_gives_the_same_bits(void **state)
{
    (void)state;
    jp_fact_table *table = large_table();
    jp_scorer *scorer = scorer_for(model);
    jp_robustness *found[3];
    for (uint32_t i = 0; i < 3; i++) {
        jp_robustness_options o = { .struct_size = sizeof o, .draws = 2, .threads = i + 1 };
        jp_error err = JP_ERROR_INIT;
        assert_ok(jp_fact_table_robustness(table, day(1100), &o, &found[i], &err), &err);
        assert_true(same(found[0], found[i]));
    }
    assert_true(jp_robustness_mean_shift(found[0]) > 0);
    for (size_t i = 0; i < 1500; i += 100) {
        jp_relationship r = { .struct_size = sizeof r };
        const jp_score *score;
        assert_int_equal(jp_fact_table_relationship(table, i, &r, NULL), JP_OK);
        assert_int_equal(jp_scorer_run(scorer, &r.facts, day(1100), &score, NULL), JP_OK);
        assert_near(rank_of(found[0], i).health, jp_score_health(score).value, EXACT);
    }
    for (size_t i = 0; i < 3; i++)
        jp_robustness_free(found[i]);
    jp_scorer_free(scorer);
    jp_fact_table_free(table);
}

static void hardly_any_spread_keeps_every_rank(void **state)
{
    (void)state;
    jp_robustness *found = look(3, 8, 1e-12);
    assert_true(jp_robustness_mean_shift(found) == 0);
    for (size_t i = 0; i < COUNT; i++) {
        jp_rank_info info = rank_of(found, i);
        assert_true(info.rank_low == info.rank && info.rank_high == info.rank);
    }
    for (size_t i = 0; i < jp_robustness_group_count(found); i++) {
        jp_sensitivity_info info = sensitivity_of(found, i);
        assert_true(info.first == 0 && info.total == 0);
    }
    jp_robustness_free(found);
}

static void more_spread_moves_ranks_more(void **state)
{
    (void)state;
    jp_robustness *little = look(1, 32, 0.1), *much = look(1, 32, 8);
    assert_true(jp_robustness_mean_shift(much) > jp_robustness_mean_shift(little));
    jp_robustness_free(little);
    jp_robustness_free(much);
}

/* The story has no ratings that the masses of ratings could move, if it says so; each group has a name. */
static void every_group_has_a_name_and_indices(void **state)
{
    (void)state;
    jp_robustness *found = look(1, 0, 0);
    assert_int_equal(jp_robustness_group_count(found), 10);
    assert_int_equal(jp_robustness_scorings(found), 64 * 12 + 1);
    for (size_t i = 0; i < 10; i++) {
        jp_sensitivity_info info = sensitivity_of(found, i);
        assert_true(strlen(info.id) > 5 && strlen(info.description) > 10);
        assert_true(info.total >= 0);
    }
    jp_robustness_free(found);
}

static void nominal_weights_sum_to_one(void **state)
{
    (void)state;
    jp_robustness *found = look(1, 1, 0);
    double sum = 0;
    assert_int_equal(jp_robustness_indicator_count(found), jp_model_indicator_count(model));
    for (size_t i = 0; i < jp_robustness_indicator_count(found); i++) {
        jp_weight_info info = weight_of(found, i);
        assert_true(info.nominal >= 0 && info.effective >= 0 && info.effective <= 1);
        assert_true(info.has_effective);
        sum += info.nominal;
    }
    assert_near(sum, 1, SHARP);
    /* Caring is a fifteenth of health; trust one of the pillar's members. */
    assert_true(weight_of(found, item_of(model, "pillar.trust")).nominal < 1.0 / 15);
    jp_robustness_free(found);
}

static void two_relationships_can_be_ranked_and_one_cannot(void **state)
{
    (void)state;
    jp_error err = JP_ERROR_INIT;
    jp_robustness *found = NULL;
    assert_ok(jp_fact_table_robustness(pair, day(1001), NULL, &found, &err), &err);
    assert_int_equal(rank_of(found, 0).rank, 2); /* the complaint */
    assert_int_equal(rank_of(found, 1).rank, 1);
    assert_false(weight_of(found, 0).has_effective);
    jp_robustness_free(found);
    jp_fact_table *alone = NULL;
    assert_ok(jp_fact_table_new(model, NULL, &alone, &err), &err);
    assert_fails(jp_fact_table_robustness(alone, 0, NULL, &found, &err), JP_ERROR_MISSING, &err);
    add(alone, "a", "meeting", day(1000));
    assert_fails(jp_fact_table_robustness(alone, 0, NULL, &found, &err), JP_ERROR_ARGUMENT, &err);
    assert_ok(jp_fact_table_sort(alone, &err), &err);
    assert_fails(jp_fact_table_robustness(alone, 0, NULL, &found, &err), JP_ERROR_MISSING, &err);
    assert_string_equal(err.message, "A ranking needs at least two relationships, got 1.");
    assert_null(found);
    jp_fact_table_free(alone);
}

/* ---- Calls --------------------------------------------------------------------------------------- */

static void what_is_not_allowed_is_refused(void **state)
{
    (void)state;
    jp_error err = JP_ERROR_INIT;
    jp_robustness *found = (jp_robustness *)state;
    assert_fails(jp_fact_table_robustness(NULL, 0, NULL, &found, &err), JP_ERROR_ARGUMENT, &err);
    assert_null(found);
    assert_fails(jp_fact_table_robustness(story, 0, NULL, NULL, &err), JP_ERROR_ARGUMENT, &err);
    jp_robustness_options o = { .struct_size = 4 };
    assert_fails(jp_fact_table_robustness(story, 0, &o, &found, &err), JP_ERROR_OPTIONS, &err);
    o = (jp_robustness_options){ .struct_size = sizeof o, .draws = 65537 };
    assert_fails(jp_fact_table_robustness(story, 0, &o, &found, &err), JP_ERROR_OPTIONS, &err);
    assert_string_equal(err.field, "draws");
    o = (jp_robustness_options){ .struct_size = sizeof o, .threads = 1025 };
    assert_fails(jp_fact_table_robustness(story, 0, &o, &found, &err), JP_ERROR_OPTIONS, &err);
    assert_string_equal(err.field, "threads");
    static const double spreads[] = { -0.1, 9.5, HUGE_VAL, (double)NAN };
    for (size_t i = 0; i < 4; i++) {
        o = (jp_robustness_options){ .struct_size = sizeof o, .spread = spreads[i] };
        assert_fails(jp_fact_table_robustness(story, 0, &o, &found, &err), JP_ERROR_OPTIONS, &err);
        assert_string_equal(err.field, "spread");
    }
    jp_robustness_free(NULL);
}

static void what_is_asked_for_must_be_there(void **state)
{
    (void)state;
    jp_robustness *found = look(1, 1, 0);
    jp_error err = JP_ERROR_INIT;
    jp_rank_info rank = JP_INFO_INIT(jp_rank_info);
    jp_sensitivity_info sensitivity = JP_INFO_INIT(jp_sensitivity_info);
    jp_weight_info weight = JP_INFO_INIT(jp_weight_info);
    assert_fails(jp_robustness_rank(found, COUNT, &rank, &err), JP_ERROR_ARGUMENT, &err);
    assert_string_equal(err.message, "The index for a jp_rank_info must be below 7, got 7.");
    assert_fails(jp_robustness_rank(NULL, 0, &rank, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_robustness_rank(found, 0, NULL, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_robustness_sensitivity(found, 10, &sensitivity, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_robustness_sensitivity(NULL, 0, &sensitivity, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_robustness_weight(found, SIZE_MAX, &weight, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_robustness_weight(NULL, 0, &weight, &err), JP_ERROR_ARGUMENT, &err);
    rank.struct_size = 0;
    assert_fails(jp_robustness_rank(found, 0, &rank, &err), JP_ERROR_OPTIONS, &err);
    jp_robustness_free(found);
}

typedef struct watch {
    uint64_t calls, last, total, stop;
} watch;

static int watch_progress(void *user, uint64_t done, uint64_t total)
{
    watch *w = user;
    assert_int_equal(done, w->last + 1);
    w->calls++;
    w->last = done;
    w->total = total;
    return done == w->stop;
}

static void progress_is_told_and_may_stop_it(void **state)
{
    (void)state;
    watch w = { 0, 0, 0, 0 };
    jp_robustness_options o = { .struct_size = sizeof o, .draws = 3, .on_progress = watch_progress,
                                .progress_user = &w };
    jp_robustness *found = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_fact_table_robustness(pair, day(1001), &o, &found, &err), &err);
    assert_int_equal(w.calls, 37);
    assert_int_equal(w.total, 37);
    jp_robustness_free(found);
    for (uint64_t stop = 1; stop <= 37; stop += 9) {
        w = (watch){ .stop = stop };
        assert_fails(jp_fact_table_robustness(pair, day(1001), &o, &found, &err), JP_ERROR_CANCELLED, &err);
        assert_int_equal(w.calls, stop);
        assert_null(found);
    }
}

static jp_status run(void *user, const jp_allocator *allocator, jp_error *err)
{
    jp_robustness_options o = { .struct_size = sizeof o, .allocator = allocator, .draws = 1 };
    jp_robustness *found = user;
    jp_status status = jp_fact_table_robustness(pair, day(1001), &o, &found, err);
    assert_true(status == JP_OK || found == NULL);
    jp_robustness_free(found);
    return status;
}

static void it_survives_every_failed_allocation(void **state)
{
    (void)state;
    assert_true(jp_sweep(run, state) > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranks_are_those_of_health),
        cmocka_unit_test(one_seed_gives_the_same_bits_and_another_others),
        cmocka_unit_test(any_number_of_threads_gives_the_same_bits),
        cmocka_unit_test(hardly_any_spread_keeps_every_rank),
        cmocka_unit_test(more_spread_moves_ranks_more),
        cmocka_unit_test(every_group_has_a_name_and_indices),
        cmocka_unit_test(nominal_weights_sum_to_one),
        cmocka_unit_test(two_relationships_can_be_ranked_and_one_cannot),
        cmocka_unit_test(what_is_not_allowed_is_refused),
        cmocka_unit_test(what_is_asked_for_must_be_there),
        cmocka_unit_test(progress_is_told_and_may_stop_it),
        cmocka_unit_test(it_survives_every_failed_allocation),
    };
    return cmocka_run_group_tests_name("portfolio_robustness", tests, begin, end);
}
