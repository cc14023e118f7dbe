/*
 * The top of a column, percentiles, and relationships rolled up to their parties.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>

#include "portfolio/many.h"
#include "portfolio/table.h"
#include "support/sweep.h"

#define NONE 1e9 /* a missing value */

/* ---- Tables with given numbers ---------------------------------------------------------------- */

static void declare(jp__layout *layout, const void *about)
{
    (void)about;
    jp__layout_add(layout, &(jp__column_plan){ .name = { .id = "x" }, .type = JP_COLUMN_DOUBLE,
                                               .may_miss = true });
    jp__layout_add(layout, &(jp__column_plan){ .name = { .id = "n" }, .type = JP_COLUMN_INT64 });
    jp__layout_add(layout, &(jp__column_plan){ .name = { .id = "flag" }, .type = JP_COLUMN_BOOL });
}

static jp_table *table_in(const jp_allocator *allocator, const double *numbers, size_t count)
{
    jp_table *table = NULL;
    jp_allocator a = jp__allocator(allocator);
    assert_int_equal(jp__table_new(&a, count, declare, NULL, &table, NULL), JP_OK);
    for (size_t i = 0; i < count; i++) {
        ((double *)table->columns[0].values)[i] = numbers[i] == NONE ? 0 : numbers[i];
        ((int64_t *)table->columns[1].values)[i] = INT64_MAX - (int64_t)i;
        ((uint8_t *)table->columns[2].values)[i] = 0;
        if (numbers[i] != NONE)
            jp__mark_present(&table->columns[0], i);
    }
    jp__table_settle(table);
    return table;
}

static jp_table *table_of(const double *numbers, size_t count)
{
    return table_in(NULL, numbers, count);
}

/* ---- The top ---------------------------------------------------------------------------------- */

static void assert_top(const jp_table *table, size_t column, size_t top, bool largest,
                       const uint64_t *expected, size_t count)
{
    uint64_t rows[64];
    size_t got = SIZE_MAX;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_table_top(table, column, top, largest, rows, &got, &err), &err);
    assert_int_equal(got, count);
    assert_memory_equal(rows, expected, count * sizeof *rows);
}

static void the_top_is_in_order_with_ties_by_row_and_missing_ones_last(void **state)
{
    (void)state;
    const double numbers[] = { 2, NONE, -1, 5, 2, 0.0, NONE, -0.0, 5 };
    const uint64_t down[] = { 3, 8, 0, 4, 5, 7, 2, 1, 6 }, up[] = { 2, 5, 7, 0, 4, 3, 8, 1, 6 };
    jp_table *table = table_of(numbers, 9);
    for (size_t top = 0; top <= 12; top++) {
        size_t count = top < 9 ? top : 9;
        assert_top(table, 0, top, true, down, count);
        assert_top(table, 0, top, false, up, count);
    }
    jp_table_free(table);
}

static void whole_numbers_are_told_apart_to_the_last_digit(void **state)
{
    (void)state;
    const double numbers[5] = { 0 };
    const uint64_t up[] = { 4, 3, 2 };
    jp_table *table = table_of(numbers, 5);
    assert_top(table, 1, 3, false, up, 3);
    jp_table_free(table);
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x < y) - (x > y);
}

static void the_top_of_many_is_what_sorting_gives(void **state)
{
    (void)state;
    static double numbers[5000], sorted[5000];
    static uint64_t rows[5000];
    dice d = { 42 };
    for (size_t i = 0; i < 5000; i++)
        sorted[i] = numbers[i] = (double)roll_below(&d, 700) - 350;
    qsort(sorted, 5000, sizeof *sorted, compare_doubles);
    jp_table *table = table_of(numbers, 5000);
    const size_t tops[] = { 1, 2, 10, 333, 5000 };
    for (size_t t = 0; t < JP__COUNT(tops); t++) {
        size_t count;
        assert_int_equal(jp_table_top(table, 0, tops[t], true, rows, &count, NULL), JP_OK);
        for (size_t i = 0; i < tops[t]; i++) {
            assert_near(numbers[rows[i]], sorted[i], EXACT);
            assert_true(i == 0 || numbers[rows[i - 1]] > numbers[rows[i]] || rows[i - 1] < rows[i]);
        }
    }
    jp_table_free(table);
}

static void only_columns_of_numbers_have_a_top(void **state)
{
    (void)state;
    const double numbers[2] = { 1, 2 };
    uint64_t rows[2];
    size_t count;
    jp_error err = JP_ERROR_INIT;
    jp_table *table = table_of(numbers, 2);
    assert_fails(jp_table_top(table, 2, 1, true, rows, &count, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_table_top(table, 3, 1, true, rows, &count, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_table_top(NULL, 0, 1, true, rows, &count, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_table_top(table, 0, 1, true, NULL, &count, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_table_top(table, 0, 1, true, rows, NULL, &err), JP_ERROR_ARGUMENT, &err);
    assert_int_equal(jp_table_top(table, 0, 0, true, NULL, &count, &err), JP_OK);
    assert_int_equal(count, 0);
    jp_table_free(table);
}

/* ---- Percentiles ------------------------------------------------------------------------------ */

static void a_percentile_counts_what_is_smaller_and_half_of_what_is_equal(void **state)
{
    (void)state;
    const double numbers[] = { 10, -20, NONE, 10, 30 };
    double got[5];
    uint8_t valid[1] = { 0xff };
    jp_table *table = table_of(numbers, 5);
    assert_int_equal(jp_table_percentile(table, 0, NULL, got, valid, NULL), JP_OK);
    const double expected[] = { 0.5, 0.125, 0, 0.5, 0.875 };
    for (size_t i = 0; i < 5; i++)
        assert_near(got[i], expected[i], EXACT);
    assert_int_equal(valid[0], 0x1b);
    jp_table_free(table);
}

static void each_segment_has_its_own_percentiles(void **state)
{
    (void)state;
    const double numbers[] = { 1, 2, 3, 100, 50, NONE, 7 };
    const uint32_t segments[] = { 9, 9, 9, 1u << 31, 1u << 31, 9, 4 };
    const double expected[] = { 1.0 / 6, 0.5, 5.0 / 6, 0.75, 0.25, 0, 0.5 };
    double got[7];
    jp_table *table = table_of(numbers, 7);
    assert_int_equal(jp_table_percentile(table, 0, segments, got, NULL, NULL), JP_OK);
    for (size_t i = 0; i < 7; i++)
        assert_near(got[i], expected[i], SHARP);
    jp_table_free(table);
}

static void percentiles_of_many_are_what_counting_gives(void **state)
{
    (void)state;
    static double numbers[600], got[600];
    static uint32_t segments[600];
    dice d = { 4711 };
    for (size_t i = 0; i < 600; i++) {
        numbers[i] = ldexp((double)roll_below(&d, 90) - 45, (int)roll_below(&d, 9));
        if (roll_below(&d, 9) == 0)
            numbers[i] = NONE;
        segments[i] = (uint32_t)roll_below(&d, 4) * 300;
    }
    jp_table *table = table_of(numbers, 600);
    assert_int_equal(jp_table_percentile(table, 0, segments, got, NULL, NULL), JP_OK);
    for (size_t i = 0; i < 600; i++) {
        size_t smaller = 0, equal = 0, all = 0;
        for (size_t k = 0; k < 600; k++) {
            bool counts = segments[k] == segments[i] && numbers[k] != NONE;
            all += counts;
            smaller += counts && numbers[k] < numbers[i];
            equal += counts && numbers[k] == numbers[i];
        }
        double expected = ((double)smaller + (double)equal / 2) / (double)all;
        assert_near(got[i], numbers[i] == NONE ? 0 : expected, SHARP);
    }
    jp_table_free(table);
}

static void percentiles_need_a_column_of_numbers_and_room(void **state)
{
    (void)state;
    const double numbers[2] = { 1, 2 };
    double got[2];
    jp_error err = JP_ERROR_INIT;
    jp_table *table = table_of(numbers, 2), *empty = table_of(numbers, 0);
    assert_fails(jp_table_percentile(NULL, 0, NULL, got, NULL, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_table_percentile(table, 0, NULL, NULL, NULL, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_table_percentile(table, 2, NULL, got, NULL, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_table_percentile(table, 9, NULL, got, NULL, &err), JP_ERROR_ARGUMENT, &err);
    assert_ok(jp_table_percentile(empty, 0, NULL, got, NULL, &err), &err);
    jp_table_free(table);
    jp_table_free(empty);
}

/* ---- Rolling up ------------------------------------------------------------------------------- */

static jp_model *model;
static jp_fact_table *facts;

static void add(const char *supplier, const char *client, const char *kind, double days)
{
    add_fact(facts, supplier, client, kind, day(days));
}

/* s1 has c-long-name (known) and c2 (unknown), s2 has c-long-nama (ended) and c2 (known). */
static int begin(void **state)
{
    (void)state;
    jp_error err = JP_ERROR_INIT;
    model = default_model();
    assert_ok(jp_fact_table_new(model, NULL, &facts, &err), &err);
    for (int i = 0; i < 30; i++) {
        add("s1", "c-long-name", i % 2 ? "meeting" : "complaint", 900 + 3 * i);
        add("s2", "c-long-nama", i % 2 ? "meeting" : "praise", 900 + 3 * i);
        add("s2", "c2", i % 3 ? "meeting" : "escalation", 900 + 3 * i);
    }
    add("s1", "c2", "message", 905);
    add("s2", "c-long-nama", "termination", 995);
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

static jp_table *scored(const jp_allocator *allocator, uint32_t out)
{
    jp_portfolio_options o = { .struct_size = sizeof o, .out = out, .threads = 1, .allocator = allocator };
    jp_table *table = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_fact_table_score(facts, day(1000), &o, &table, &err), &err);
    return table;
}

static double number_at(const jp_table *table, const char *name, size_t row)
{
    return ((const double *)column_of(table, name).values)[row];
}

static int64_t whole_at(const jp_table *table, const char *name, size_t row)
{
    return ((const int64_t *)column_of(table, name).values)[row];
}

static void assert_id(const jp_table *table, const char *name, size_t row, const char *expected)
{
    jp_column_info c = column_of(table, name);
    assert_int_equal(c.offsets[row + 1] - c.offsets[row], strlen(expected));
    assert_memory_equal((const char *)c.values + c.offsets[row], expected, strlen(expected));
}

static void relationships_roll_up_to_their_suppliers(void **state)
{
    (void)state;
    jp_table *table = scored(NULL, 0), *rolled = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_table_roll_up(table, JP_SUPPLIER, &rolled, &err), &err);
    assert_int_equal(jp_table_row_count(rolled), 2);
    assert_int_equal(jp_table_column_count(rolled), 15);
    assert_id(rolled, "supplier", 0, "s1");
    assert_id(rolled, "supplier", 1, "s2");
    const char *const names[] = { "relationships", "unknown", "known", "ended", "facts" };
    const int64_t expected[2][5] = { { 2, 1, 1, 0, 31 }, { 2, 0, 1, 1, 61 } };
    for (size_t row = 0; row < 2; row++)
        for (size_t i = 0; i < 5; i++)
            assert_int_equal(whole_at(rolled, names[i], row), expected[row][i]);
    /* Rows of the table: s1 and c-long-name, s1 and c2, s2 and c-long-nama, s2 and c2. */
    double only = number_at(table, "health", 0);
    double one = number_at(table, "health", 2), other = number_at(table, "health", 3);
    assert_true(one > other);
    assert_near(number_at(rolled, "health.mean", 0), only, EXACT);
    assert_near(number_at(rolled, "health.min", 0), only, EXACT);
    assert_near(number_at(rolled, "health.mean", 1), (one + other) / 2, SHARP);
    assert_near(number_at(rolled, "health.min", 1), other, EXACT);
    assert_near(number_at(rolled, "health.max", 1), one, EXACT);
    assert_null(column_of(rolled, "closure.mean").validity);
    jp_table_free(rolled);
    jp_table_free(table);
}

static void relationships_roll_up_to_their_clients_in_the_order_of_ids(void **state)
{
    (void)state;
    jp_table *table = scored(NULL, 0), *rolled = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_table_roll_up(table, JP_CLIENT, &rolled, &err), &err);
    assert_int_equal(jp_table_row_count(rolled), 3);
    assert_id(rolled, "client", 0, "c-long-nama");
    assert_id(rolled, "client", 1, "c-long-name");
    assert_id(rolled, "client", 2, "c2");
    assert_int_equal(whole_at(rolled, "relationships", 2), 2);
    assert_near(number_at(rolled, "risk_index.max", 2), number_at(table, "risk_index", 3), EXACT);
    jp_table_free(rolled);
    jp_table_free(table);
}

static void a_party_of_which_nothing_is_known_has_no_means(void **state)
{
    (void)state;
    jp_portfolio_options o = { .struct_size = sizeof o };
    jp_table *table = NULL, *rolled = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_fact_table_score(facts, day(1), &o, &table, &err), &err);
    assert_ok(jp_table_roll_up(table, JP_SUPPLIER, &rolled, &err), &err);
    assert_int_equal(whole_at(rolled, "unknown", 1), 2);
    assert_int_equal(jp__bit(column_of(rolled, "closure.mean").validity, 0), 0);
    assert_int_equal(jp__bit(column_of(rolled, "risk_index.max").validity, 1), 0);
    jp_table_free(rolled);
    jp_table_free(table);
}

static void rolling_up_needs_ids_and_headlines(void **state)
{
    (void)state;
    jp_table *bare = scored(NULL, JP_OUT_FACTORS), *table = scored(NULL, 0), *rolled = table;
    jp_error err = JP_ERROR_INIT;
    assert_fails(jp_table_roll_up(bare, JP_SUPPLIER, &rolled, &err), JP_ERROR_ARGUMENT, &err);
    assert_null(rolled);
    assert_fails(jp_table_roll_up(table, JP_BOTH, &rolled, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_table_roll_up(NULL, JP_CLIENT, &rolled, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_table_roll_up(table, JP_CLIENT, NULL, &err), JP_ERROR_ARGUMENT, &err);
    jp_table_free(bare);
    jp_table_free(table);
}

/* ---- Memory ----------------------------------------------------------------------------------- */

/* The table is made with memory that does not fail, and then used with the one that does. */
static jp_status with_allocator(jp_table *table, const jp_allocator *allocator, jp_error *err,
                                jp_status (*use)(const jp_table *, jp_error *))
{
    jp_allocator own = table->allocator;
    table->allocator = *allocator;
    jp_status status = use(table, err);
    table->allocator = own;
    jp_table_free(table);
    return status;
}

static jp_status use_percentile(const jp_table *table, jp_error *err)
{
    double got[4];
    return jp_table_percentile(table, 2 + 2, NULL, got, NULL, err);
}

static jp_status use_roll_up(const jp_table *table, jp_error *err)
{
    jp_table *rolled = NULL;
    jp_status status = jp_table_roll_up(table, JP_CLIENT, &rolled, err);
    assert_true((status == JP_OK) == (rolled != NULL));
    jp_table_free(rolled);
    return status;
}

static jp_status sweep_percentile(void *user, const jp_allocator *allocator, jp_error *err)
{
    (void)user;
    return with_allocator(scored(NULL, 0), allocator, err, use_percentile);
}

static jp_status sweep_roll_up(void *user, const jp_allocator *allocator, jp_error *err)
{
    (void)user;
    return with_allocator(scored(NULL, 0), allocator, err, use_roll_up);
}

static void ranking_and_rolling_up_survive_every_failed_allocation(void **state)
{
    (void)state;
    assert_int_equal(jp_sweep(sweep_percentile, NULL), 2);
    assert_int_equal(jp_sweep(sweep_roll_up, NULL), 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_top_is_in_order_with_ties_by_row_and_missing_ones_last),
        cmocka_unit_test(whole_numbers_are_told_apart_to_the_last_digit),
        cmocka_unit_test(the_top_of_many_is_what_sorting_gives),
        cmocka_unit_test(only_columns_of_numbers_have_a_top),
        cmocka_unit_test(a_percentile_counts_what_is_smaller_and_half_of_what_is_equal),
        cmocka_unit_test(each_segment_has_its_own_percentiles),
        cmocka_unit_test(percentiles_of_many_are_what_counting_gives),
        cmocka_unit_test(percentiles_need_a_column_of_numbers_and_room),
        cmocka_unit_test(relationships_roll_up_to_their_suppliers),
        cmocka_unit_test(relationships_roll_up_to_their_clients_in_the_order_of_ids),
        cmocka_unit_test(a_party_of_which_nothing_is_known_has_no_means),
        cmocka_unit_test(rolling_up_needs_ids_and_headlines),
        cmocka_unit_test(ranking_and_rolling_up_survive_every_failed_allocation),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
