/*
 * One score as a table: the row that a portfolio has of the relationship.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "portfolio/many.h"
#include "support/sweep.h"

static const jp_text none = { NULL, 0 };
static jp_model *model;
static many *m; /* two relationships */

static int begin(void **state)
{
    (void)state;
    model = default_model();
    m = many_random(model, 4, 2, 90, false, 0);
    return 0;
}

static int end(void **state)
{
    (void)state;
    many_free(m);
    jp_model_free(model);
    return 0;
}

static jp_facts facts_of(size_t relationship)
{
    jp_facts facts = m->facts;
    facts.offset += (size_t)m->offsets[relationship];
    facts.length = (size_t)(m->offsets[relationship + 1] - m->offsets[relationship]);
    return facts;
}

static jp_scorer *scorer_wanting(uint32_t want)
{
    const jp_scorer_options o = { .struct_size = sizeof o, .want = want };
    jp_scorer *scorer = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_scorer_new(model, &o, &scorer, &err), &err);
    return scorer;
}

static const jp_score *scored(jp_scorer *scorer, size_t relationship)
{
    const jp_score *score = NULL;
    jp_facts facts = facts_of(relationship);
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_scorer_run(scorer, &facts, AS_OF_US, &score, &err), &err);
    return score;
}

/* ---- What is in it ------------------------------------------------------------------------------ */

static void assert_as_in_a_portfolio(const jp_score *score, size_t relationship, uint32_t out)
{
    const jp_portfolio_options o = { .struct_size = sizeof o, .out = out, .threads = 1 };
    jp_facts facts = facts_of(relationship);
    const uint64_t offsets[] = { 0, facts.length };
    jp_table *one = NULL, *expected = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_score_table(score, none, none, &o, &one, &err), &err);
    assert_ok(jp_portfolio_score(model, &facts, offsets, 1, AS_OF_US, &o, &expected, &err), &err);
    assert_same_table(one, expected);
    jp_table_free(expected);
    jp_table_free(one);
}

static void a_score_gives_the_row_of_a_portfolio_whatever_is_asked_for(void **state)
{
    (void)state;
    jp_scorer *all = scorer_wanting(JP_WANT_ALL);
    for (uint32_t out = 0; out <= (JP_OUT_ALL | JP_OUT_HEADLINE_INTERVALS); out++) {
        jp_scorer *scorer = scorer_wanting(jp_portfolio_want(out)); /* no more than it must */
        assert_as_in_a_portfolio(scored(scorer, out % 2), out % 2, out);
        jp_scorer_free(scorer);
        if (out % 16 == 15)
            assert_as_in_a_portfolio(scored(all, 0), 0, out);
    }
    jp_scorer_free(all);
}

static void a_kept_state_gives_the_row_of_a_portfolio(void **state)
{
    (void)state;
    jp_scorer *scorer = scorer_wanting(JP_WANT_ALL);
    for (size_t i = 0; i < m->count; i++) {
        jp_state *kept = NULL;
        const jp_score *score = NULL;
        jp_facts facts = facts_of(i);
        assert_int_equal(jp_state_new(model, NULL, &kept, NULL), JP_OK);
        assert_int_equal(jp_state_add(kept, &facts, NULL), JP_OK);
        for (int round = 0; round < 2; round++) {
            assert_int_equal(jp_state_score(kept, scorer, AS_OF_US, &score, NULL), JP_OK);
            assert_as_in_a_portfolio(score, i, JP_OUT_ALL);
            assert_as_in_a_portfolio(score, i, JP_OUT_RHYTHM | JP_OUT_GAPS);
        }
        jp_state_free(kept);
    }
    jp_scorer_free(scorer);
}

static void ids_stand_first_as_in_a_scored_fact_table(void **state)
{
    (void)state;
    jp_fact_table *facts = NULL;
    jp_relationship r = { .struct_size = sizeof r };
    jp_scorer *scorer = scorer_wanting(JP_WANT_ALL);
    const jp_score *score = NULL;
    jp_table *one = NULL, *expected = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_fact_table_new(model, NULL, &facts, &err), &err);
    add_fact(facts, "Ärzte", "c", "meeting", day(2));
    add_fact(facts, "Ärzte", "c", "complaint", day(3));
    assert_ok(jp_fact_table_sort(facts, &err), &err);
    assert_ok(jp_fact_table_relationship(facts, 0, &r, &err), &err);
    assert_ok(jp_scorer_run(scorer, &r.facts, day(9), &score, &err), &err);
    assert_ok(jp_score_table(score, r.supplier, r.client, NULL, &one, &err), &err);
    assert_ok(jp_fact_table_score(facts, day(9), NULL, &expected, &err), &err);
    assert_same_table(one, expected);
    jp_scorer_free(scorer);
    jp_fact_table_free(facts);
    assert_int_equal(jp_table_row_count(one), 1); /* it stands by itself */
    assert_memory_equal(column_of(one, "supplier").values, "Ärzte", strlen("Ärzte"));
    jp_table_free(expected);
    jp_table_free(one);
}

static void the_wants_are_those_of_the_columns(void **state)
{
    (void)state;
    assert_int_equal(jp_portfolio_want(0), JP_WANT_VALUES);
    assert_int_equal(jp_portfolio_want(JP_OUT_INTERVALS), JP_WANT_VALUES | JP_WANT_HEADLINE_INTERVALS);
    assert_int_equal(jp_portfolio_want(JP_OUT_DIMENSIONS), JP_WANT_VALUES);
    assert_int_equal(jp_portfolio_want(JP_OUT_DIMENSIONS | JP_OUT_INTERVALS),
                     JP_WANT_VALUES | JP_WANT_DIMENSION_INTERVALS);
    assert_int_equal(jp_portfolio_want(JP_OUT_ALL), JP_WANT_ALL);
}

/* ---- What is refused ---------------------------------------------------------------------------- */

static void arguments_must_fit(void **state)
{
    (void)state;
    const jp_text a = { "a", 1 }, latin = { "M\xfcller", 6 }, nul = { "b\0c", 3 };
    jp_portfolio_options o = { .struct_size = sizeof o, .out = JP_OUT_RHYTHM };
    jp_scorer *scorer = scorer_wanting(JP_WANT_VALUES);
    const jp_score *score = scored(scorer, 0);
    jp_table *table = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_fails(jp_score_table(NULL, none, none, NULL, &table, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_score_table(score, none, none, NULL, NULL, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_score_table(score, a, none, NULL, &table, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_score_table(score, none, a, NULL, &table, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_score_table(score, latin, a, NULL, &table, &err), JP_ERROR_ENCODING, &err);
    assert_string_equal(err.field, "supplier");
    assert_fails(jp_score_table(score, a, nul, NULL, &table, &err), JP_ERROR_ENCODING, &err);
    assert_string_equal(err.message, "Argument 'client' must be UTF-8 without NUL, got something else at "
                                     "byte 2.");
    assert_fails(jp_score_table(score, a, a, &o, &table, &err), JP_ERROR_ARGUMENT, &err);
    assert_string_equal(err.message, "These columns need a scorer that wants 0x11, got a score of one that "
                                     "wanted 0x1.");
    o.out = 1u << 20;
    assert_fails(jp_score_table(score, a, a, &o, &table, &err), JP_ERROR_OPTIONS, &err);
    assert_null(table);
    jp_scorer_free(scorer);
}

static jp_status table_in(void *user, const jp_allocator *allocator, jp_error *err)
{
    const jp_portfolio_options o = { .struct_size = sizeof o, .out = JP_OUT_ALL, .allocator = allocator };
    const jp_text id = { "id", 2 };
    jp_table *table = NULL;
    jp_status status = jp_score_table(user, id, id, &o, &table, err);
    assert_true((status == JP_OK) == (table != NULL));
    jp_table_free(table);
    return status;
}

static void a_score_as_a_table_survives_every_failed_allocation(void **state)
{
    (void)state;
    jp_scorer *scorer = scorer_wanting(JP_WANT_ALL);
    const jp_score *score = scored(scorer, 1);
    assert_true(jp_sweep(table_in, (void *)(uintptr_t)score) > 3);
    jp_scorer_free(scorer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_score_gives_the_row_of_a_portfolio_whatever_is_asked_for),
        cmocka_unit_test(a_kept_state_gives_the_row_of_a_portfolio),
        cmocka_unit_test(ids_stand_first_as_in_a_scored_fact_table),
        cmocka_unit_test(the_wants_are_those_of_the_columns),
        cmocka_unit_test(arguments_must_fit),
        cmocka_unit_test(a_score_as_a_table_survives_every_failed_allocation),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
