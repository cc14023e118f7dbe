/*
 * arrow_random_test.c - the same facts as CSV and as Arrow, in random types, layouts, slices and chunks,
 * with rows that are wrong: the tables are the same to the last bit, and so is what was said.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>

#include "facts/producer.h"
#include "facts/text.h"

enum { SUPPLIER, CLIENT, TIME, KIND, ACTOR, VALUE, ITEM, GUESS, INTENSITY, RECORDED, ID, COLUMNS };
#define ROWS_MAX 700

static const char *const names[COLUMNS] = { "supplier", "client", "time", "kind", "actor", "value",
                                            "item", "guess", "intensity", "recorded", "id" };

static uint64_t seed;

static size_t below(size_t limit)
{
    seed ^= seed << 13; /* xorshift64 */
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (size_t)((seed >> 11) % limit);
}

#define PICK(list) (list)[below(sizeof(list) / sizeof((list)[0]))]

/* ---- Cells --------------------------------------------------------------------------------- */

/* Text of several lengths, some of it beyond ASCII, and some that is wrong. */
static const char *const parties[] =
    { "A", "Acme", "twelve bytes", "thirteen byte", "M\xc3\xbcller & S\xc3\xb6hne GmbH",
                                       "Acme (the other one, with a longer name)", "\xf0\x9f\x8c\xb3" };
static const char *const numbers_as_ids[] = { "0", "1", "7", "42", "100", "-3" };
static const char *const kinds[] =
    { "meeting", "message", "reply", "call", "complaint", "order_placed", "promise_kept" };
static const char *const actors[] = { "client", "supplier" };
static const char *const times[] = { "2023-01-02T00:00:00Z", "2023-01-05T00:00:00Z", "1969-12-30T00:00:00Z",
                                     "2024-02-29T00:00:00Z" };
static const char *const values[] = { "0", "1", "0.5", "0.25", "2", "30", "-1", "0.75" };
static const char *const whole_values[] = { "0", "1", "2", "30", "100" };
static const char *const shares[] = { "0", "1", "0.5", "0.25" };
static const char *const items[] = { "pillar.trust", "suffering.client.not_heard", "pledge.love" };

typedef struct page {
    jp_test_column columns[COLUMNS];
    const char *cells[ROWS_MAX * COLUMNS];
    size_t rows;
    bool number_ids, whole_numbers;
} page;

static const char *maybe(const char *cell, size_t one_in)
{
    return below(one_in) == 0 ? NULL : cell;
}

static void fill_row(page *p, const char **row, size_t wrong_one_in)
{
    bool rating = below(5) == 0;
    row[SUPPLIER] = p->number_ids ? PICK(numbers_as_ids) : PICK(parties);
    row[CLIENT] = p->number_ids ? PICK(numbers_as_ids) : PICK(parties);
    row[TIME] = PICK(times);
    row[KIND] = rating ? "rating" : PICK(kinds);
    row[ACTOR] = strcmp(row[KIND], "order_placed") == 0 ? "client" : PICK(actors);
    if (rating)
        row[VALUE] = p->whole_numbers ? "1" : PICK(shares);
    else
        row[VALUE] = maybe(p->whole_numbers ? PICK(whole_values) : PICK(values), 3);
    row[ITEM] = rating ? PICK(items) : NULL;
    row[GUESS] = rating ? maybe("true", 2) : maybe("false", 2);
    row[INTENSITY] = p->whole_numbers ? maybe("1", 2) : maybe(PICK(shares), 2);
    row[RECORDED] = maybe(PICK(times), 2);
    row[ID] = p->number_ids ? maybe(PICK(numbers_as_ids), 2) : maybe(PICK(parties), 2);
    if (wrong_one_in == 0 || below(wrong_one_in) != 0)
        return;
    switch (below(7)) { /* what is wrong for both readers alike */
    case 0: row[SUPPLIER] = NULL; break;
    case 1: row[CLIENT] = NULL; break;
    case 2: row[KIND] = "metting"; break;
    case 3: row[ACTOR] = "nobody"; break;
    case 4: row[TIME] = NULL; break;
    case 5: row[ITEM] = rating ? "pillar.lust" : "pillar.trust"; break;
    default: row[VALUE] = rating ? NULL : row[VALUE]; break;
    }
}

/* ---- Types --------------------------------------------------------------------------------- */

static jp_test_column column_of(const page *p, int k)
{
    static const char *const text[] = { "u", "U", "vu" }, *const index[] = { "c", "S", "i", "l" };
    static const char *const integer[] = { "c", "s", "i", "l" }, *const guess[] = { "b", "C", "i", "l" };
    static const char *const time[] = { "tss:", "tsm:UTC", "tsu:Asia/Tokyo", "tsn:", "tdD", "tdm", "l" };
    static const char *const number[] = { "e", "f", "g", "d:10,3", "d:18,2,64", "d:40,12,256" };
    static const char *const whole[] = { "c", "C", "s", "S", "i", "I", "l", "L", "e", "f", "g", "d:9,0,32" };
    bool is_id = k == SUPPLIER || k == CLIENT || k == ID;
    jp_test_column column = { names[k], NULL, NULL };
    if (k == TIME || k == RECORDED)
        column.format = PICK(time);
    else if (k == VALUE || k == INTENSITY)
        column.format = p->whole_numbers ? PICK(whole) : PICK(number);
    else if (k == GUESS)
        column.format = PICK(guess);
    else
        column.format = is_id && p->number_ids ? PICK(integer) : PICK(text);
    bool may_be_dictionary = is_id || k == KIND || k == ACTOR || k == ITEM;
    if (may_be_dictionary && below(2))
        column.index = PICK(index);
    if (strcmp(column.format, "c") == 0 && column.index && *column.index == 'c')
        column.index = "i";
    return column;
}

static page *make_page(size_t wrong_one_in)
{
    page *p = calloc(1, sizeof *p);
    p->number_ids = below(4) == 0;
    p->whole_numbers = below(2);
    p->rows = 1 + below(ROWS_MAX);
    for (int k = 0; k < COLUMNS; k++)
        p->columns[k] = column_of(p, k);
    for (size_t row = 0; row < p->rows; row++)
        fill_row(p, p->cells + row * COLUMNS, wrong_one_in);
    return p;
}

/* ---- Both readers --------------------------------------------------------------------------- */

static char *csv_of(const page *p)
{
    char *text = malloc(p->rows * 400 + 200), *to = text;
    for (int k = 0; k < COLUMNS; k++)
        to += sprintf(to, "%s%s", k > 0 ? "," : "", names[k]);
    for (size_t row = 0; row < p->rows; row++) {
        for (int k = 0; k < COLUMNS; k++) {
            const char *cell = p->cells[row * COLUMNS + (size_t)k];
            to += sprintf(to, "%s%s%s%s", k > 0 ? "," : "\n", cell ? "\"" : "", cell ? cell : "",
                          cell ? "\"" : "");
        }
    }
    return text;
}

/* Every bad row and every warning: what and where. */
typedef struct said {
    char text[200000];
    size_t length;
} said;

static void note(said *s, const jp_error *error)
{
    const char *words = strstr(error->message, "): ");
    s->length += (size_t)snprintf(s->text + s->length, sizeof s->text - s->length, "%llu %s %d %s\n",
                                  (unsigned long long)error->row, error->field, (int)error->code,
                                  words ? words : "");
    assert_true(s->length < sizeof s->text);
}

static void note_warning(void *user, const jp_error *warning)
{
    note(user, warning);
}

static int note_bad_row(void *user, const jp_error *error, const char *row, size_t length)
{
    (void)row;
    (void)length;
    note(user, error);
    return 0;
}

static jp_fact_table_options options_for(said *s)
{
    s->length = 0;
    s->text[0] = '\0';
    return (jp_fact_table_options){ .struct_size = sizeof(jp_fact_table_options), .on_warning = note_warning,
                                    .warning_user = s, .on_bad_row = note_bad_row, .bad_row_user = s };
}

static jp_fact_table *table_of_csv(const page *p, said *s)
{
    char *text = csv_of(p);
    jp_test_bytes in = jp_test_bytes_of(text);
    jp_fact_table_options options = options_for(s);
    jp_fact_table *table = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_fact_table_read_csv(jp_test_model(), jp_test_read, &in, &options, &table, &err), &err);
    free(text);
    return table;
}

static jp_fact_table *table_of_arrow(const page *p, said *s)
{
    size_t batches[ROWS_MAX + 1], count = 0, rows = 0;
    while (rows < p->rows) {
        size_t most = below(3) == 0 ? 5 : 400, size = below(most + 1);
        batches[count++] = size < p->rows - rows ? size : p->rows - rows;
        rows += batches[count - 1];
        if (count == ROWS_MAX)
            batches[count++] = p->rows - rows, rows = p->rows;
    }
    jp_test_producer producer = { .columns = p->columns, .column_count = COLUMNS, .cells = p->cells,
                                  .row_count = p->rows, .batches = batches, .batch_count = count,
                                  .before = below(20), .behind = below(3), .outer = below(2) * below(20),
                                  .no_bitmaps = below(2) };
    struct ArrowArrayStream stream = jp_test_stream(&producer);
    jp_fact_table_options options = options_for(s);
    jp_fact_table *table = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_fact_table_read_arrow(jp_test_model(), &stream, &options, &table, &err), &err);
    jp_test_producer_check(&producer);
    return table;
}

static void compare(size_t wrong_one_in, size_t pages)
{
    said *csv = malloc(sizeof *csv), *arrow = malloc(sizeof *arrow);
    size_t notes = 0;
    for (size_t k = 0; k < pages; k++) {
        page *p = make_page(wrong_one_in);
        jp_fact_table *expected = table_of_csv(p, csv), *got = table_of_arrow(p, arrow);
        char *expected_text = jp_test_show(expected), *got_text = jp_test_show(got);
        assert_string_equal(got_text, expected_text);
        assert_string_equal(arrow->text, csv->text);
        notes += csv->length;
        free(expected_text);
        free(got_text);
        jp_fact_table_free(expected);
        jp_fact_table_free(got);
        free(p);
    }
    assert_true(notes > 0);
    free(csv);
    free(arrow);
}

static void good_rows_are_the_same_from_arrow_and_from_csv(void **state)
{
    (void)state;
    seed = UINT64_C(0x5eed5eed5eed5eed);
    compare(0, 150);
}

static void bad_rows_are_the_same_from_arrow_and_from_csv(void **state)
{
    (void)state;
    seed = UINT64_C(0xbad5eed5bad5eed5);
    compare(10, 100);
    compare(2, 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_rows_are_the_same_from_arrow_and_from_csv),
        cmocka_unit_test(bad_rows_are_the_same_from_arrow_and_from_csv),
    };
    int failed = cmocka_run_group_tests_name("facts/arrow_random", tests, NULL, NULL);
    jp_test_model_free();
    return failed;
}
