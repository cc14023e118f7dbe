/*
 * A portfolio has the same bits on the fast path and on the readable one.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "portfolio/many.h"

#define OUT (JP_OUT_ALL & ~JP_OUT_RHYTHM) /* the rhythm is the readable path's */

static jp_table *score(const jp_model *model, const many *m, bool plain, uint32_t threads)
{
    jp_portfolio_options options = { .struct_size = sizeof options, .out = OUT, .threads = threads,
                                     .plain = plain };
    jp_table *table = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_portfolio_score(model, &m->facts, m->offsets, m->count, AS_OF_US, &options, &table, &err),
              &err);
    return table;
}

static void assert_refused(const jp_model *model, const many *m, bool plain, jp_status expected,
                           const char *field, size_t row)
{
    jp_portfolio_options options = { .struct_size = sizeof options, .threads = 1, .plain = plain };
    jp_table *table = NULL;
    jp_error err = JP_ERROR_INIT;
    jp_status status = jp_portfolio_score(model, &m->facts, m->offsets, m->count, AS_OF_US, &options, &table,
                                          &err);
    assert_int_equal(status, expected);
    assert_string_equal(err.field, field);
    assert_int_equal(err.row, row);
    assert_null(table);
}

static void require_same(const jp_model *model, const many *m)
{
    jp_table *plain = score(model, m, true, 1);
    for (uint32_t threads = 1; threads <= 2; threads++) {
        jp_table *fast = score(model, m, false, threads);
        assert_same_table(plain, fast);
        jp_table_free(fast);
    }
    jp_table_free(plain);
}

static void small_relationships_have_the_same_bits(void **state)
{
    (void)state;
    jp_model *model = default_model();
    many *m = many_random(model, 11, 400, 60, false, 5);
    require_same(model, m);
    many_free(m);
    jp_model_free(model);
}

/* So many that each worker puts them on trays; some are too large for that. */
static many *many_for_trays(const jp_model *model)
{
    return many_with_large(model, 13, 4200, 9, 2600, 100);
}

static void relationships_on_trays_have_the_same_bits(void **state)
{
    (void)state;
    jp_model *model = default_model();
    many *m = many_for_trays(model);
    require_same(model, m);
    many_free(m);
    jp_model_free(model);
}

/* The error of the first bad row, as if each were scored alone. */
static void bad_facts_on_a_tray_are_told_as_ever(void **state)
{
    (void)state;
    jp_model *model = default_model();
    many *m = many_for_trays(model);
    size_t bad = 3001;
    while (m->offsets[bad + 1] - m->offsets[bad] < 2)
        bad++;
    size_t fact = m->facts.offset + (size_t)m->offsets[bad];
    m->actor[fact + 1] = 7;
    for (int plain = 0; plain <= 1; plain++)
        assert_refused(model, m, plain != 0, JP_ERROR_VALUE, "actor", fact + 1 - m->facts.offset);
    m->actor[fact + 1] = 0;
    m->time_us[fact] = m->time_us[fact + 1] + 1;
    for (int plain = 0; plain <= 1; plain++)
        assert_refused(model, m, plain != 0, JP_ERROR_VALUE, "time_us", fact + 1 - m->facts.offset);
    many_free(m);
    jp_model_free(model);
}

static void a_large_relationship_has_the_same_bits(void **state)
{
    (void)state;
    jp_model *model = default_model();
    many *m = many_with_large(model, 12, 20, 40, 7, 50000);
    require_same(model, m);
    many_free(m);
    jp_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_relationships_have_the_same_bits),
        cmocka_unit_test(relationships_on_trays_have_the_same_bits),
        cmocka_unit_test(bad_facts_on_a_tray_are_told_as_ever),
        cmocka_unit_test(a_large_relationship_has_the_same_bits),
    };
    return cmocka_run_group_tests_name("kernel_batch", tests, NULL, NULL);
}
