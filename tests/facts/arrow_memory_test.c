/*
 * arrow_memory_test.c - every allocation of reading an Arrow stream fails once, and all is released.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>

#include "facts/producer.h"
#include "facts/text.h"

#include "support/sweep.h"

enum { COLUMNS = 11, ROWS = 40 };

static const jp_test_column plain[COLUMNS] = {
    { "supplier", "u", NULL }, { "client", "U", NULL }, { "time", "tsu:", NULL },       { "kind", "vu", NULL },
    { "actor", "u", NULL },    { "value", "g", NULL },  { "item", "u", NULL },          { "guess", "b", NULL },
    { "intensity", "f", NULL }, { "recorded", "tsn:", NULL }, { "id", "l", NULL },
};

static const jp_test_column with_dictionaries[COLUMNS] = {
    { "supplier", "u", "c" }, { "client", "U", "i" }, { "time", "tsu:", NULL },       { "kind", "vu", "S" },
    { "actor", "u", "c" },    { "value", "g", NULL }, { "item", "u", "l" },           { "guess", "b", NULL },
    { "intensity", "f", NULL }, { "recorded", "tsn:", NULL }, { "id", "l", "s" },
};

typedef struct reading {
    const jp_test_column *columns;
    const char *cells[ROWS * COLUMNS];
    char ids[ROWS][12];
} reading;

static int take_all(void *user, const jp_error *error, const char *row, size_t length)
{
    (void)user;
    (void)error;
    (void)row;
    (void)length;
    return 0;
}

static jp_status read_once(void *user, const jp_allocator *allocator, jp_error *err)
{
    reading *what = user;
    const size_t batches[] = { 3, 0, 17, 20 };
    jp_test_producer producer = { .columns = what->columns, .column_count = COLUMNS, .cells = what->cells,
                                  .row_count = ROWS, .batches = batches, .batch_count = 4, .before = 2 };
    struct ArrowArrayStream stream = jp_test_stream(&producer);
    jp_fact_table_options options = { .struct_size = sizeof options, .allocator = allocator,
                                      .on_bad_row = take_all, .expected_facts = ROWS };
    jp_fact_table *table = (jp_fact_table *)(void *)&producer;
    jp_status status = jp_fact_table_read_arrow(jp_test_model(), &stream, &options, &table, err);
    jp_test_producer_check(&producer);
    if (status == JP_OK)
        assert_int_equal(jp_fact_table_fact_count(table), ROWS - 4);
    else
        assert_null(table);
    jp_fact_table_free(table);
    return status;
}

static void sweep(const jp_test_column *columns)
{
    reading *what = calloc(1, sizeof *what);
    what->columns = columns;
    for (int k = 0; k < ROWS; k++) {
        bool rating = k % 4 == 0;
        snprintf(what->ids[k], sizeof what->ids[k], "%d", k);
        const char *const row[COLUMNS] = {
            k % 3 ? "Acme" : "Another supplier", k % 10 == 9 ? NULL : k % 2 ? "C1" : "C2",
            "2023-01-02T03:04:05Z",
            rating ? "rating" : "meeting", "client", rating ? "0.5" : "-1", rating ? "pillar.trust" : NULL,
            rating ? "true" : NULL, k % 3 ? NULL : "0.5", k % 6 ? NULL : "2024-01-01T00:00:00Z", what->ids[k],
        };
        memcpy(what->cells + k * COLUMNS, row, sizeof row);
    }
    (void)jp_test_model();
    assert_in_range(jp_sweep(read_once, what), 20, 400);
    free(what);
}

static void text_survives_every_failed_allocation(void **state)
{
    (void)state;
    sweep(plain);
}

static void dictionaries_survive_every_failed_allocation(void **state)
{
    (void)state;
    sweep(with_dictionaries);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_survives_every_failed_allocation),
        cmocka_unit_test(dictionaries_survive_every_failed_allocation),
    };
    int failed = cmocka_run_group_tests_name("facts/arrow_memory", tests, NULL, NULL);
    jp_test_model_free();
    return failed;
}
