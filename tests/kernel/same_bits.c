/*
 * The fast path has the bits of the readable path: on random relationships, random models, at random
 * moments, with every instruction set that this processor has.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>

#include "kernel/models.h"
#include "kernel/pair.h"

static uint32_t wanted = WANT; /* of the next pairs */
static size_t crowd_from = JP__CROWD;

static book facts, sorted;

static void open_pair(pair *p, const jp_model *model, size_t chunk)
{
    pair_open(p, model, wanted, chunk, 1);
    p->kernel->crowd_from = crowd_from;
}

/* Both paths on the same facts, if the fast one takes them. */
static void compare(pair *p, const jp_facts *columns, int64_t as_of_us)
{
    if (!jp__kernel_gather(p->kernel, p->fast, columns, as_of_us))
        return;
    p->taken++;
    pair_compare(p, columns, as_of_us);
}

/* The facts in their canonical order, without those that became known after as-of. */
static void sort_seen(const jp_scorer *scorer, const book *from, int64_t as_of_us, book *to)
{
    jp__seen seen = { .facts = NULL };
    jp_allocator a = jp__allocator(NULL);
    jp_facts columns = book_facts(from);
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp__seen_gather(&seen, &a, scorer->model, &columns, as_of_us, &err), &err);
    book_open(to, scorer->model);
    for (size_t i = 0; i < seen.count; i++)
        book_copy(to, from, seen.facts[i].row);
    jp__seen_free(&seen, &a);
}

/* What is behind some fact, with no word on which values there are; then without ratings and any values. */
static void compare_columns(pair *p, dice *d, const book *from, int64_t end_us)
{
    jp_facts columns = book_facts(from);
    columns.offset = roll_below(d, from->length + 1);
    columns.length -= columns.offset;
    compare(p, &columns, end_us);
    columns.value_valid = NULL;
    compare(p, &columns, end_us);
    book_open(&facts, p->plain->model);
    for (size_t i = 0; i < from->length; i++)
        if (from->kind[i] != JP_RATING)
            book_copy(&facts, from, i);
    columns = book_facts(&facts);
    columns.value = NULL;
    compare(p, &columns, end_us);
}

/* One random relationship as it came, in order, and looked at from earlier and later. */
static void compare_relationship(pair *p, dice *d, size_t most)
{
    int64_t end_us = roll_book(d, p->plain->model, most, &facts);
    jp_facts columns = book_facts(&facts);
    compare(p, &columns, end_us);
    if (roll_below(d, 8) != 0)
        book_lift_values(&facts);
    sort_seen(p->plain, &facts, end_us, &sorted);
    columns = book_facts(&sorted);
    if (roll_below(d, 2) == 0)
        columns.intensity = NULL;
    if (roll_below(d, 2) == 0)
        columns.recorded_us = NULL;
    compare(p, &columns, end_us);
    int64_t back_us = (int64_t)roll_below(d, 1000) * JP_DAY_US / 2;
    compare(p, &columns, end_us >= INT64_MIN + back_us ? end_us - back_us : end_us);
    compare(p, &columns, end_us <= INT64_MAX - 40000 * JP_DAY_US
                             ? end_us + (int64_t)roll_below(d, 40000) * JP_DAY_US : end_us);
    compare_columns(p, d, &sorted, end_us);
}

static void compare_many(const jp_model *model, uint64_t seed, size_t rounds, size_t most, size_t chunk)
{
    for (int level = 0; level < JP__LEVEL_COUNT; level++) {
        pair p;
        dice d = { seed };
        open_pair(&p, model, chunk);
        if (jp__kernel_set_level(p.kernel, (jp__level)level)) {
            for (size_t round = 0; round < rounds; round++)
                compare_relationship(&p, &d, most);
            assert_true(p.taken > rounds / 4); /* many times are out of reach, many moments too early */
        }
        pair_close(&p);
    }
}

static void the_default_model_has_the_same_bits(void **state)
{
    (void)state;
    jp_model *model = default_model();
    compare_many(model, 1, 600, 40, JP__CHUNK);
    compare_many(model, 2, 300, 300, JP__CHUNK);
    jp_model_free(model);
}

static void relationships_longer_than_a_chunk_have_the_same_bits(void **state)
{
    (void)state;
    jp_model *model = default_model();
    compare_many(model, 3, 100, BOOK_MAX - 1, 63);
    compare_many(model, 4, 60, BOOK_MAX - 1, 191);
    jp_model_free(model);
}

static void random_models_have_the_same_bits(void **state)
{
    (void)state;
    dice d = { 4 };
    for (size_t i = 0; i < 12; i++) {
        jp_model *model = roll_model(&d, 1 + i % 8, 1 + i % 4);
        compare_many(model, 100 + i, 40, i % 3 == 0 ? 400 : 60, i % 2 == 0 ? JP__CHUNK : 63);
        jp_model_free(model);
    }
}

/* Facts of one window of each width are walked as a crowd, few or many of them, among others that are not. */
static void crowds_have_the_same_bits(void **state)
{
    (void)state;
    dice d = { 5 };
    jp_model *model = default_model();
    for (crowd_from = 1; crowd_from <= 9; crowd_from++) {
        jp_model *rolled = roll_model(&d, crowd_from % 8 + 1, crowd_from % 4 + 1);
        compare_many(model, 300 + crowd_from, 40, 300, JP__CHUNK);
        compare_many(model, 400 + crowd_from, 20, BOOK_MAX - 1, 63);
        compare_many(rolled, 500 + crowd_from, 20, 200, 63);
        jp_model_free(rolled);
    }
    crowd_from = JP__CROWD;
    jp_model_free(model);
}

/* One who writes and writes, and is seldom answered; some answers say how long they took. */
static int64_t roll_pursuit(dice *d, const jp_model *model, book *b)
{
    const jp__roles *roles = &model->roles;
    jp_side suitor = (jp_side)roll_below(d, 2);
    int64_t time_us = INT64_C(1600000000000000);
    uint64_t patience = 1 + roll_below(d, 150);
    book_open(b, model);
    for (size_t length = roll_below(d, 400); length > 0; length--) {
        time_us += (int64_t)roll_below(d, 3) * (int64_t)roll_below(d, (uint64_t)JP_DAY_US);
        jp_side actor = roll_below(d, patience) == 0 ? (jp_side)(1 - suitor) : suitor;
        uint64_t what = roll_below(d, 16);
        if (what == 0)
            book_value(b, time_us, model->kinds[roles->reply].id, actor, (double)roll_below(d, 50) - 5);
        else
            book_fact(b, time_us, what == 1 ? model->kinds[roles->reply].id : "message", actor);
    }
    return time_us + 1;
}

static void compare_pursuits(const jp_model *model, size_t chunk, jp__level level)
{
    pair p;
    dice d = { 7 };
    open_pair(&p, model, chunk);
    for (size_t round = 0; round < 20 && jp__kernel_set_level(p.kernel, level); round++) {
        int64_t end_us = roll_pursuit(&d, model, &facts);
        sort_seen(p.plain, &facts, end_us, &sorted);
        jp_facts columns = book_facts(&sorted);
        compare(&p, &columns, end_us);
        assert_int_equal(p.taken, round + 1);
    }
    pair_close(&p);
}

static void long_runs_have_the_same_bits(void **state)
{
    static const unsigned runs[] = { 1, 2, 3, 7, 62, 63, 64, 65, 100, 1000 };
    (void)state;
    for (size_t i = 0; i < JP__COUNT(runs); i++) {
        char change[64];
        snprintf(change, sizeof change, "{'parameters': {'pursuit_run': %u}}", runs[i]);
        jp_model *model = changed_model(change);
        for (int level = 0; level < JP__LEVEL_COUNT; level++) {
            compare_pursuits(model, 63, (jp__level)level);
            compare_pursuits(model, JP__CHUNK, (jp__level)level);
        }
        jp_model_free(model);
    }
}

/* Only some of the shapes are worked out then, in columns that hold those of another relationship. */
static void any_wishes_have_the_same_bits(void **state)
{
    (void)state;
    jp_model *model = default_model();
    for (wanted = JP_WANT_VALUES; wanted <= WANT; wanted++)
        compare_many(model, 200 + wanted, 20, 60, JP__CHUNK);
    wanted = WANT;
    jp_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_default_model_has_the_same_bits),
        cmocka_unit_test(relationships_longer_than_a_chunk_have_the_same_bits),
        cmocka_unit_test(random_models_have_the_same_bits),
        cmocka_unit_test(crowds_have_the_same_bits),
        cmocka_unit_test(long_runs_have_the_same_bits),
        cmocka_unit_test(any_wishes_have_the_same_bits),
    };
    return cmocka_run_group_tests_name("kernel_same_bits", tests, NULL, NULL);
}
