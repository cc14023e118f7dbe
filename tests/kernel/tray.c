/*
 * Relationships on a tray have the bits that each has alone on the readable path: random ones of random
 * models, at random moments, with every instruction set that this processor has.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "kernel/models.h"
#include "kernel/pair.h"
#include "portfolio/many.h"

static jp_facts facts_of(const many *m, const jp_facts *all, size_t number)
{
    jp_facts facts = *all;
    facts.offset += (size_t)m->offsets[number];
    facts.length = (size_t)(m->offsets[number + 1] - m->offsets[number]);
    return facts;
}

/* All of them in turn: as many at once as the tray takes, or else one alone. */
static void compare(pair *p, const many *m, const jp_facts *all, int64_t as_of_us)
{
    for (size_t first = 0; first < m->count;) {
        size_t left = m->count - first;
        size_t count = jp__tray_fill(p->kernel, p->fast, all, m->offsets + first, left, as_of_us, true);
        for (size_t i = 0; i < count; i++) {
            jp_facts facts = facts_of(m, all, first + i);
            bool taken = jp__tray_give(p->kernel, p->fast, i);
            p->taken += taken;
            if (taken || jp__kernel_gather(p->kernel, p->fast, &facts, as_of_us))
                pair_compare(p, &facts, as_of_us);
        }
        jp_facts facts = facts_of(m, all, first);
        if (count == 0 && jp__kernel_gather(p->kernel, p->fast, &facts, as_of_us))
            pair_compare(p, &facts, as_of_us);
        first += count > 0 ? count : 1;
    }
}

static void compare_all(pair *p, const many *m)
{
    jp_facts columns = m->facts;
    compare(p, m, &columns, AS_OF_US);
    compare(p, m, &columns, AS_OF_US - 100 * JP_DAY_US);
    columns.intensity = NULL;
    compare(p, m, &columns, AS_OF_US - 400 * JP_DAY_US);
    columns.recorded_us = NULL;
    compare(p, m, &columns, AS_OF_US);
    compare(p, m, &columns, AS_OF_US + 9000 * JP_DAY_US);
}

/* With every instruction set; more than `least` of them are given each time. */
static void compare_levels(const jp_model *model, const many *m, size_t facts, size_t tray, size_t least)
{
    for (int level = 0; level < JP__LEVEL_COUNT; level++) {
        pair p;
        pair_open(&p, model, WANT, facts, tray);
        if (jp__kernel_set_level(p.kernel, (jp__level)level)) {
            compare_all(&p, m);
            assert_true(p.taken > least);
        }
        pair_close(&p);
    }
}

static void the_default_model_has_the_same_bits(void **state)
{
    (void)state;
    jp_model *model = default_model();
    static const size_t most[] = { 0, 1, 7, 40, 127, 200 };
    for (size_t i = 0; i < JP__COUNT(most); i++) {
        many *m = many_random(model, 20 + i, 200, most[i], false, i);
        compare_levels(model, m, SIZE_MAX, SIZE_MAX, 20);
        many_free(m);
    }
    jp_model_free(model);
}

static void trays_of_any_size_have_the_same_bits(void **state)
{
    (void)state;
    jp_model *model = default_model();
    many *m = many_random(model, 30, 100, 30, false, 3);
    for (size_t tray = 2; tray <= JP__TRAY + 1; tray++) {
        compare_levels(model, m, 63, tray, 50);
        compare_levels(model, m, SIZE_MAX, tray, 50);
    }
    many_free(m);
    jp_model_free(model);
}

static void random_models_have_the_same_bits(void **state)
{
    (void)state;
    dice d = { 8 };
    for (size_t i = 0; i < 12; i++) {
        jp_model *model = roll_model(&d, 1 + i % 8, 1 + i % 4);
        many *m = many_random(model, 40 + i, 60, 40, false, i);
        compare_levels(model, m, SIZE_MAX, SIZE_MAX, 20);
        many_free(m);
        jp_model_free(model);
    }
}

static void nothing_is_put_on_a_tray_for_one(void **state)
{
    (void)state;
    jp_model *model = default_model();
    many *m = many_random(model, 50, 4, 10, false, 0);
    pair p;
    for (size_t tray = 0; tray <= 1; tray++) {
        pair_open(&p, model, WANT, SIZE_MAX, tray);
        assert_int_equal(jp__tray_fill(p.kernel, p.fast, &m->facts, m->offsets, m->count, AS_OF_US, true), 0);
        pair_close(&p);
    }
    pair_open(&p, model, WANT, SIZE_MAX, SIZE_MAX);
    assert_int_equal(jp__tray_fill(p.kernel, p.fast, &m->facts, m->offsets, 1, AS_OF_US, true), 0);
    assert_int_equal(jp__tray_fill(p.kernel, p.fast, &m->facts, m->offsets, 0, AS_OF_US, true), 0);
    pair_close(&p);
    many_free(m);
    jp_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_default_model_has_the_same_bits),
        cmocka_unit_test(trays_of_any_size_have_the_same_bits),
        cmocka_unit_test(random_models_have_the_same_bits),
        cmocka_unit_test(nothing_is_put_on_a_tray_for_one),
    };
    return cmocka_run_group_tests_name("kernel_tray", tests, NULL, NULL);
}
