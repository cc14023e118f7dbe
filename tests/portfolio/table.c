/*
 * Tables of results: their columns, names and owners; and whole fact tables scored.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <pthread.h>

#include "portfolio/many.h"
#include "support/sweep.h"

static jp_model *model;
static jp_fact_table *facts;

static void add(const char *supplier, const char *client, const char *kind, int64_t time_us)
{
    add_fact(facts, supplier, client, kind, time_us);
}

static int begin(void **state)
{
    (void)state;
    jp_error err = JP_ERROR_INIT;
    model = default_model();
    assert_ok(jp_fact_table_new(model, NULL, &facts, &err), &err);
    add("b", "x", "meeting", day(1003));
    add("a", "longer", "complaint", day(1001));
    add("b", "x", "message", day(1002));
    add("a", "c", "meeting", day(1000));
    assert_ok(jp_fact_table_sort(facts, &err), &err);
    return 0;
}

static int end(void **state)
{
    (void)state;
    jp_fact_table_free(facts);
    jp_model_free(model);
    return 0;
}

static jp_table *scored(uint32_t out)
{
    jp_portfolio_options o = { .struct_size = sizeof o, .out = out, .threads = 2 };
    jp_table *table = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_fact_table_score(facts, day(1010), &o, &table, &err), &err);
    return table;
}

static void assert_text(const jp_table *table, const char *name, size_t row, const char *expected)
{
    jp_column_info c = column_of(table, name);
    assert_int_equal(c.type, JP_COLUMN_TEXT);
    assert_null(c.validity);
    assert_int_equal(c.offsets[row + 1] - c.offsets[row], strlen(expected));
    assert_memory_equal((const char *)c.values + c.offsets[row], expected, strlen(expected));
}

static void a_fact_table_is_scored_with_the_ids_first(void **state)
{
    (void)state;
    jp_table *table = scored(JP_OUT_ALL);
    jp_column_info info = JP_INFO_INIT(jp_column_info);
    assert_int_equal(jp_table_row_count(table), 3);
    assert_int_equal(jp_table_column(table, 0, &info, NULL), JP_OK);
    assert_string_equal(info.name, "supplier");
    assert_int_equal(jp_table_column(table, 1, &info, NULL), JP_OK);
    assert_string_equal(info.name, "client");
    const char *const suppliers[] = { "a", "a", "b" }, *const clients[] = { "c", "longer", "x" };
    for (size_t i = 0; i < 3; i++) {
        assert_text(table, "supplier", i, suppliers[i]);
        assert_text(table, "client", i, clients[i]);
    }
    jp_table_free(table);
}

static void a_fact_table_scores_as_its_columns_do(void **state)
{
    (void)state;
    jp_relationship r = { .struct_size = sizeof r };
    assert_int_equal(jp_fact_table_relationship(facts, 0, &r, NULL), JP_OK);
    many m = { .count = 3, .offsets = (uint64_t[]){ 0, 1, 2, 4 }, .facts = r.facts };
    m.facts.length = 4;
    jp_table *table = scored(JP_OUT_ALL);
    assert_scores(table, 2, model, &m, day(1010), JP_OUT_ALL);
    jp_table_free(table);
}

static void a_table_without_facts_gives_one_without_rows(void **state)
{
    (void)state;
    jp_fact_table *empty = NULL;
    jp_table *table = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_fact_table_new(model, NULL, &empty, &err), &err);
    assert_ok(jp_fact_table_score(empty, 0, NULL, &table, &err), &err);
    assert_int_equal(jp_table_row_count(table), 0);
    assert_int_equal(column_of(table, "supplier").offsets[0], 0);
    jp_table_free(table);
    jp_fact_table_free(empty);
}

static void a_fact_table_that_is_not_sorted_is_refused(void **state)
{
    (void)state;
    jp_fact_table *sorted = facts, *unsorted = NULL;
    jp_table *table = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_fact_table_new(model, NULL, &unsorted, &err), &err);
    facts = unsorted;
    add("s", "c", "meeting", day(2));
    facts = sorted;
    assert_fails(jp_fact_table_score(unsorted, 0, NULL, &table, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_fact_table_score(NULL, 0, NULL, &table, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_fact_table_score(facts, 0, NULL, NULL, &err), JP_ERROR_ARGUMENT, &err);
    jp_portfolio_options o = { .struct_size = sizeof o, .out = 1u << 31 };
    assert_fails(jp_fact_table_score(facts, 0, &o, &table, &err), JP_ERROR_OPTIONS, &err);
    assert_null(table);
    jp_fact_table_free(unsorted);
}

/* ---- Columns -------------------------------------------------------------------------------- */

static void no_two_columns_share_a_name(void **state)
{
    (void)state;
    jp_table *table = scored(JP_OUT_ALL);
    for (size_t i = 0; i < jp_table_column_count(table); i++) {
        jp_column_info info = JP_INFO_INIT(jp_column_info);
        size_t found = SIZE_MAX;
        assert_int_equal(jp_table_column(table, i, &info, NULL), JP_OK);
        assert_int_equal(jp_table_find_column(table, info.name, strlen(info.name), &found, NULL), JP_OK);
        assert_int_equal(found, i);
    }
    jp_table_free(table);
}

static void columns_begin_at_multiples_of_64_bytes(void **state)
{
    (void)state;
    jp_table *table = scored(JP_OUT_ALL);
    for (size_t i = 0; i < jp_table_column_count(table); i++) {
        jp_column_info info = JP_INFO_INIT(jp_column_info);
        assert_int_equal(jp_table_column(table, i, &info, NULL), JP_OK);
        assert_int_equal((uintptr_t)info.values % 64, 0);
        assert_int_equal((uintptr_t)info.validity % 64, 0);
        assert_int_equal((uintptr_t)info.offsets % 64, 0);
    }
    jp_table_free(table);
}

static void a_column_that_there_is_not_is_refused(void **state)
{
    (void)state;
    jp_table *table = scored(0);
    jp_column_info info = JP_INFO_INIT(jp_column_info);
    size_t count = jp_table_column_count(table), index = 77;
    jp_error err = JP_ERROR_INIT;
    assert_fails(jp_table_column(table, count, &info, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_table_column(NULL, 0, &info, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_table_column(table, 0, NULL, &err), JP_ERROR_ARGUMENT, &err);
    info.struct_size = 4;
    assert_fails(jp_table_column(table, 0, &info, &err), JP_ERROR_OPTIONS, &err);
    assert_fails(jp_table_find_column(table, "closur", 6, &index, &err), JP_ERROR_UNKNOWN, &err);
    assert_fails(jp_table_find_column(table, "engage", 6, &index, &err), JP_ERROR_UNKNOWN, &err);
    assert_fails(jp_table_find_column(NULL, "gap", 3, &index, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_table_find_column(table, NULL, 3, &index, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_table_find_column(table, "gap", 3, NULL, &err), JP_ERROR_ARGUMENT, &err);
    assert_int_equal(index, 77);
    assert_int_equal(jp_table_find_column(table, "closure.", 7, &index, &err), JP_OK);
    jp_table_free(table);
}

/* The default model with another id for one indicator. */
static jp_model *renamed(const char *from, const char *to)
{
    size_t length;
    const char *json = jp_model_json(model, &length);
    char *text = calloc(length + 64 * strlen(to), 1), *end = text;
    for (const char *p = json; *p != '\0';) {
        if (strncmp(p, from, strlen(from)) == 0) {
            end = stpcpy(end, to);
            p += strlen(from);
        } else {
            *end++ = *p++;
        }
    }
    jp_model *made = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_model_load_json(text, strlen(text), NULL, &made, &err), &err);
    free(text);
    return made;
}

static void indicators_that_are_called_like_a_column_get_a_mark(void **state)
{
    (void)state;
    const struct {
        const char *id, *level, *uncertainty;
    } cases[] = {
        { "pledge.low", "indicator.indicator.pledge.low", "indicator.indicator.pledge.low.uncertainty" },
        { "pledge.x.sd", "indicator.pledge.x.sd", "indicator.pledge.x.sd.uncertainty" },
        { "pledge.x", "pledge.x", "pledge.x.uncertainty" },
        { "pledge.coverage.uncertainty", "indicator.indicator.indicator.pledge.coverage.uncertainty",
          "indicator.indicator.indicator.pledge.coverage.uncertainty.uncertainty" },
        { "pledge", "indicator.pledge", "indicator.pledge.uncertainty" },
    };
    const uint64_t offsets[] = { 0, 0 };
    const jp_facts none = { .struct_size = sizeof none };
    for (size_t i = 0; i < JP__COUNT(cases); i++) {
        jp_model *other = renamed("pledge.love", cases[i].id);
        jp_portfolio_options o = { .struct_size = sizeof o, .out = JP_OUT_ALL };
        jp_table *table = NULL;
        jp_error err = JP_ERROR_INIT;
        assert_ok(jp_portfolio_score(other, &none, offsets, 1, 0, &o, &table, &err), &err);
        column_of(table, cases[i].level);
        column_of(table, cases[i].uncertainty);
        jp_table_free(table);
        jp_model_free(other);
    }
}

/* ---- Owners --------------------------------------------------------------------------------- */

static void *hold_and_let_go(void *data)
{
    jp_table *table = data;
    for (int i = 0; i < 1000; i++)
        jp_table_free(jp_table_retain(table));
    jp_table_free(table);
    return NULL;
}

static void a_table_lives_until_its_last_owner_lets_go(void **state)
{
    (void)state;
    pthread_t threads[3];
    jp_table *table = scored(0);
    for (size_t i = 0; i < JP__COUNT(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, hold_and_let_go, jp_table_retain(table)), 0);
    assert_int_equal(jp_table_row_count(table), 3);
    jp_table_free(table);
    for (size_t i = 0; i < JP__COUNT(threads); i++)
        pthread_join(threads[i], NULL);
    jp_table_free(NULL);
}

static jp_status score_in(void *user, const jp_allocator *allocator, jp_error *err)
{
    (void)user;
    jp_portfolio_options o = { .struct_size = sizeof o, .out = JP_OUT_ALL, .threads = 1,
                               .allocator = allocator };
    jp_table *table = NULL;
    jp_status status = jp_fact_table_score(facts, day(1010), &o, &table, err);
    assert_true((status == JP_OK) == (table != NULL));
    jp_table_free(table);
    return status;
}

static void a_scored_fact_table_survives_every_failed_allocation(void **state)
{
    (void)state;
    assert_true(jp_sweep(score_in, NULL) > 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fact_table_is_scored_with_the_ids_first),
        cmocka_unit_test(a_fact_table_scores_as_its_columns_do),
        cmocka_unit_test(a_table_without_facts_gives_one_without_rows),
        cmocka_unit_test(a_fact_table_that_is_not_sorted_is_refused),
        cmocka_unit_test(no_two_columns_share_a_name),
        cmocka_unit_test(columns_begin_at_multiples_of_64_bytes),
        cmocka_unit_test(a_column_that_there_is_not_is_refused),
        cmocka_unit_test(indicators_that_are_called_like_a_column_get_a_mark),
        cmocka_unit_test(a_table_lives_until_its_last_owner_lets_go),
        cmocka_unit_test(a_scored_fact_table_survives_every_failed_allocation),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
