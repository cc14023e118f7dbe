/*
 * batch_test.c - rows of CSV read many at a time against rows read one by one.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "facts/text.h"

#include "base/short_number.h"
#include "facts/csv_batch.h"
#include "facts/csv_number.h"
#include "facts/csv_scan.h"
#include "facts/csv_time.h"

#define TEXT_MAX 1400

static uint64_t random_state = 7;

static unsigned below(unsigned limit)
{
    random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(random_state >> 33) % limit;
}

static const char *any_of(const char *const *words, unsigned count)
{
    return words[below(count)];
}

/* ---- Where fields are --------------------------------------------------------------------------- */

/* Every row that the index has is one of the splitter, with its fields as they stand. */
static void compare_index(const char *text, size_t length, size_t columns, size_t *rows)
{
    static jp__csv_index index, plain;
    const char *at = text;
    jp__csv_index_rows(jp__csv_level_here(), &index, text, text + length, columns);
    for (jp__csv_level level = JP__CSV_ANYWHERE; level < jp__csv_level_here(); level++) {
        jp__csv_index_rows(level, &plain, text, text + length, columns);
        assert_int_equal(index.rows, plain.rows);
        assert_memory_equal(index.start, plain.start, (index.rows * columns + 1) * sizeof *index.start);
        assert_true(index.odd == plain.odd && index.marked == plain.marked);
    }
    for (size_t r = 0; r < index.rows; r++, at = jp__csv_row_start(&index, r)) {
        jp_text fields[8];
        jp__csv_row row;
        assert_int_equal(jp__csv_split(at, text + length, false, NULL, 8, fields, &row), JP__CSV_ROW);
        assert_int_equal(row.columns, columns);
        assert_int_equal(row.lines, 1);
        assert_ptr_equal(row.next, jp__csv_row_start(&index, r + 1));
        for (size_t c = 0; c < columns; c++) {
            jp_text field = jp__csv_field(&index, r, c);
            field.length -= c + 1 == columns && row.next[-2] == '\r' && field.length > 0;
            bool quoted = field.length > 0 && field.bytes[0] == '"';
            assert_ptr_equal(field.bytes + quoted, fields[c].bytes);
            assert_int_equal(field.length - 2 * quoted, fields[c].length);
        }
    }
    *rows += index.rows;
}

static size_t hostile_rows(char *text, size_t columns)
{
    static const char *const fields[] = { "", "a", "long enough to cross a block of sixty-four bytes",
                                          "\"q\"", "\"a,b\"", "\"\"", "\"\"\"\"", "\"x\"\"y\"",
                                          "\xc3\xa4", "0", "12.5" };
    static const char *const faults[] = { "\"", "\r", "\n", ",", "a\"", "\"a\"b", "\"a\nb\"", "\xff",
                                          "\"open" };
    static const char *const ends[] = { "\n", "\n", "\n", "\r\n", "\r\n", "\r" };
    unsigned faulty = below(3) * 40, kinds_of_end = below(2) ? 3 : 6;
    size_t length = 0;
    while (length < 200 && below(30) > 0) {
        for (size_t c = 0; c < columns; c++) {
            const char *field = faulty && below(faulty) == 0 ? any_of(faults, JP__COUNT(faults))
                                                             : any_of(fields, JP__COUNT(fields));
            length += (size_t)snprintf(text + length, 80, "%s%s", c > 0 ? "," : "", field);
        }
        length += (size_t)snprintf(text + length, 3, "%s", any_of(ends, kinds_of_end));
    }
    return length;
}

static void indexed_rows_are_those_of_the_splitter_wherever_the_buffer_ends(void **state)
{
    (void)state;
    size_t rows = 0;
    for (int round = 0; round < 1500; round++) {
        char text[TEXT_MAX], part[TEXT_MAX + JP__INPUT_SLACK];
        size_t columns = 5 + below(3), length = hostile_rows(text, columns);
        for (size_t cut = 0; cut <= length && cut <= 130; cut++) {
            memcpy(part, text, cut);
            memset(part + cut, 0, JP__INPUT_SLACK);
            compare_index(part, cut, columns, &rows);
        }
        memcpy(part, text, length);
        memset(part + length, 0, JP__INPUT_SLACK);
        compare_index(part, length, columns, &rows);
    }
    assert_true(rows > 20000);
}

static void random_bytes_have_no_row_that_the_splitter_has_not(void **state)
{
    (void)state;
    static const char telling[] = ",,,,,\"\"\n\r\0a\xc3";
    size_t rows = 0;
    for (int round = 0; round < 40000; round++) {
        char text[300 + JP__INPUT_SLACK] = { 0 };
        size_t length = below(300);
        unsigned rare = 5 + below(sizeof telling - 5);
        for (size_t i = 0; i < length; i++)
            text[i] = below(8) == 0 ? '\n' : telling[below(rare)];
        compare_index(text, length, 5, &rows);
    }
    assert_true(rows > 1000);
}

static void a_full_index_goes_on_where_it_stopped(void **state)
{
    (void)state;
    static char text[20000 + JP__INPUT_SLACK];
    static jp__csv_index index;
    for (size_t columns = 5; columns < 1200; columns = columns * 3 / 2) {
        size_t length = 0, rows = 0;
        while (length + columns < 20000) {
            memset(text + length, ',', columns);
            length += columns;
            text[length - 1] = '\n';
            rows++;
        }
        memset(text + length, 0, JP__INPUT_SLACK);
        const char *at = text;
        do {
            jp__csv_index_rows(jp__csv_level_here(), &index, at, text + length, columns);
            at = jp__csv_row_start(&index, index.rows);
            rows -= index.rows;
        } while (index.rows > 0);
        assert_true(rows == 0 || columns > JP__CSV_FIELDS);
    }
}

/* ---- What fields say ------------------------------------------------------------------------------ */

/* Whatever stands in a text of up to nine bytes, and behind it. */
static void random_number(char text[16], size_t *length)
{
    static const char digits[] = "0123456789.-e+ ,";
    unsigned rare = below(2) ? 11 : sizeof digits - 1;
    *length = below(10);
    for (size_t i = 0; i < 16; i++)
        text[i] = digits[below(rare)];
}

static void short_numbers_are_those_of_the_careful_reader(void **state)
{
    (void)state;
    size_t numbers = 0;
    for (int round = 0; round < 400000; round++) {
        char text[16];
        size_t length;
        random_number(text, &length);
        double careful = -1, fast = -1;
        bool is_number = jp__number_parse(text, length, &careful);
        if (!jp__number_read_short(text, length, &fast))
            continue;
        numbers++;
        assert_true(length == 0 || is_number);
        assert_true(length == 0 ? fast == 0 : memcmp(&fast, &careful, sizeof fast) == 0);
    }
    assert_true(numbers > 50000);
}

static void short_numbers_eight_at_once_are_those_one_by_one(void **state)
{
    (void)state;
#if defined(JP__AVX512)
    if (jp__csv_level_here() < JP__CSV_AVX512)
        return;
    for (int round = 0; round < 200000; round++) {
        char texts[JP__NUMBERS][16];
        uint64_t words[JP__NUMBERS], lengths[JP__NUMBERS];
        double eight[JP__NUMBERS], one = 0;
        for (size_t i = 0; i < JP__NUMBERS; i++) {
            size_t length;
            random_number(texts[i], &length);
            lengths[i] = length;
            words[i] = jp__load64(texts[i]);
        }
        unsigned taken = jp__numbers_read_avx512(words, lengths, eight);
        for (size_t i = 0; i < JP__NUMBERS; i++) {
            assert_int_equal(taken >> i & 1, jp__number_read_short(texts[i], (size_t)lengths[i], &one));
            assert_true(!(taken >> i & 1) || memcmp(&eight[i], &one, sizeof one) == 0);
        }
    }
#endif
}

static const char *const suppliers[] = { "S1", "\"S,1\"", "S\xc3\xa4", "\"S\"", "" , "S\xff" };
static const char *const clients[] = { "C1", "\"C\"\"1\"", "C2", "\"\"", "C3" };
static const char *const times[] = { "2023-01-02T03:04:05Z", "2023-01-02T03:04:05.678901Z",
                                     "2024-02-29T00:00:00Z",
                                     "2023-02-29T00:00:00Z", "2023-01-02 03:04:05+01:00", "2023-01-02", "",
                                     "2023-01-02T03:04:05.00+0000", "2023-01-02T03:04:05-23",
                                     "2023-01-02T03:04:05.000+0060",
                                     "9999-12-31T23:59:59Z", "2023-01-02T03:04:60Z",
"\"2023-01-02T03:04:05Z\"" };
static const char *const kinds[] = { "meeting", "message", "milestone_delivered", "order_placed", "rating",
                                     "silence", "meetng", "", "\"reply\"", "discovery_question" };
static const char *const actors[] = { "client", "supplier", "Client", "", "clientel", "\"client\"" };
static const char *const values[] = { "", "45", "0.5", "-0", "1e3", "-5", "0.123456789012345678", "1,5",
                                      "x", "\"1\"",
                                      "1." };
static const char *const items[] = { "", "", "pillar.trust", "suffering.client.poor_project_management",
                                     "pillar",
                                     "\"\"" };
static const char *const guesses[] = { "", "", "true", "0", "FALSE", "yes", "\"1\"" };
static const char *const intensities[] = { "", "1", "0.3", "-0", "2", "x" };
static const char *const ids[] = { "", "a", "\"b\"\"\"", "\"c,\"" };

#define ANY(words) any_of(words, below(4) > 0 ? 3 : JP__COUNT(words))

/* A row of twelve columns and an unknown one, mostly fine, and a line end that is not read by itself. */
static size_t random_row(char *to, const char *end)
{
    return (size_t)snprintf(to, 500, "%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s%s", ANY(suppliers), ANY(clients),
                            ANY(times),
                            ANY(kinds), ANY(actors), ANY(values), ANY(items), ANY(guesses), ANY(intensities),
                            below(3) ? "" : ANY(times), ANY(ids), below(9) ? "any" : "\"a\"\"b\"", end);
}

#define HEADER "supplier,client,time,kind,actor,value,item,guess,intensity,recorded,id,note"

typedef struct log {
    char text[40000];
    size_t length;
} log;

static void note(log *l, const jp_error *error, const char *row, size_t length)
{
    size_t left = sizeof l->text - l->length;
    l->length += (size_t)snprintf(l->text + l->length, left, "%llu:%u:%u:%s:%s:%.*s\n",
                                  (unsigned long long)error->row, error->line, error->column, error->field,
                                  error->message, (int)length, row);
    assert_true(l->length < sizeof l->text);
}

static int on_bad_row(void *user, const jp_error *error, const char *row, size_t length)
{
    note(user, error, row, length);
    return 0;
}

static void on_warning(void *user, const jp_error *warning)
{
    note(user, warning, "", 0);
}

/* All that comes of a text: bad rows and warnings in their order, the error or the table. */
static void read_all(const char *text, log *l)
{
    jp_test_bytes in = jp_test_bytes_of(text);
    jp_fact_table_options options = { .struct_size = sizeof options, .on_bad_row = on_bad_row,
                                      .bad_row_user = l,
                                      .on_warning = on_warning, .warning_user = l };
    jp_fact_table *table = NULL;
    l->length = 0;
    assert_int_equal(jp_fact_table_read_csv(jp_test_model(), jp_test_read, &in, &options, &table, NULL),
                     JP_OK);
    char *shown = jp_test_show(table);
    l->length += (size_t)snprintf(l->text + l->length, sizeof l->text - l->length, "%s", shown);
    assert_true(l->length < sizeof l->text);
    free(shown);
    jp_fact_table_free(table);
}

/* Lines that end with CR alone are read one by one. Nothing else of the two texts differs. */
static void rows_many_at_a_time_are_what_they_are_one_by_one(void **state)
{
    (void)state;
    static log many, single;
    size_t facts = 0, refused = 0;
    for (int round = 0; round < 3000; round++) {
        char text[20000] = HEADER "\n", other[20000];
        size_t length = strlen(text);
        for (unsigned rows = below(30); rows > 0; rows--)
            length += random_row(text + length, "\n");
        memcpy(other, text, length + 1);
        for (size_t i = 0; i < length; i++)
            other[i] = other[i] == '\n' ? '\r' : other[i];
        read_all(text, &many);
        read_all(other, &single);
        if (many.length != single.length || memcmp(many.text, single.text, many.length) != 0)
            fail_msg("round %d:\n%s\nmany at a time:\n%s\none by one:\n%s", round, text, many.text,
                     single.text);
        facts += strstr(many.text, "Z|") != NULL;
        refused += strstr(many.text, "expected") != NULL;
    }
    assert_true(facts > 1500 && refused > 1500);
}

/* Ids that go on for some rows, with nothing in quotes; now and then a row among them is refused. */
static size_t random_runs(char *to, unsigned rows)
{
    static const char *const pairs[] = {
        "S1,C1", "S1,C2", "S1,C1 of a name that is longer than 64 bytes with the one of the other side", "S,1C1",
        "S\xc3\xa4,C1", ",C1", "S1,", "S\xff,C1"
    };
    size_t length = 0;
    unsigned pair = 0;
    for (; rows > 0; rows--) {
        pair = below(8) ? pair : below(below(4) ? 4 : (unsigned)JP__COUNT(pairs));
        length += (size_t)snprintf(to + length, 300, "%s,%s,%s,%s,%s,,,,,%s,\n", pairs[pair],
                                   any_of(times, below(20) ? 3 : 9), any_of(kinds, below(20) ? 3 : 8),
                                   any_of(actors, below(20) ? 2 : 5), any_of(values, below(20) ? 2 : 9),
                                   any_of(ids, 2));
    }
    return length;
}

static void rows_that_go_on_with_their_ids_are_what_they_are_one_by_one(void **state)
{
    (void)state;
    static log many, single;
    static char text[200 * 300 + 200], other[sizeof text];
    size_t facts = 0, refused = 0;
    for (int round = 0; round < 1000; round++) {
        size_t header = (size_t)snprintf(text, sizeof text, "%s\n", HEADER);
        size_t length = header + random_runs(text + header, below(200));
        for (size_t i = 0; i <= length; i++)
            other[i] = text[i] == '\n' ? '\r' : text[i];
        read_all(text, &many);
        read_all(other, &single);
        assert_string_equal(many.text, single.text);
        facts += strstr(many.text, "Z|") != NULL;
        refused += strstr(many.text, "expected") != NULL;
    }
    assert_true(facts > 900 && refused > 900);
}

/* What two batches say of a row that is usual. */
static void compare_rows(const jp__csv_batch *a, const jp__csv_batch *b, size_t r)
{
    assert_int_equal(a->again >> r & 1, b->again >> r & 1);
    if (!(a->again >> r & 1)) {
        assert_ptr_equal(a->pairs[r].supplier.bytes, b->pairs[r].supplier.bytes);
        assert_int_equal(a->pairs[r].supplier.length, b->pairs[r].supplier.length);
        assert_ptr_equal(a->pairs[r].client.bytes, b->pairs[r].client.bytes);
        assert_int_equal(a->pairs[r].client.length, b->pairs[r].client.length);
    }
    assert_int_equal(a->id[r].length, b->id[r].length);
    assert_int_equal(a->time_us[r], b->time_us[r]);
    assert_int_equal(a->recorded_us[r], b->recorded_us[r]);
    assert_memory_equal(&a->value[r], &b->value[r], sizeof a->value[r]);
    assert_memory_equal(&a->intensity[r], &b->intensity[r], sizeof a->intensity[r]);
    assert_int_equal(a->kind[r], b->kind[r]);
    assert_int_equal(a->actor[r], b->actor[r]);
    assert_int_equal(a->item[r], b->item[r]);
    assert_int_equal(a->has_value[r], b->has_value[r]);
    assert_int_equal(a->has_item[r], b->has_item[r]);
    assert_int_equal(a->has_recorded[r], b->has_recorded[r]);
    assert_int_equal(a->guess[r], b->guess[r]);
}

/* The same bytes and the same header with the instructions of each level. Returns where ids go on. */
static uint64_t compare_levels(jp__csv_reader *csv, const char *text, size_t length)
{
    static jp__csv_batch best, other;
    csv->reader.input.at = text;
    csv->reader.input.end = text + length;
    jp__csv_batch_begin(&best);
    jp__csv_batch_read(csv, &best);
    for (jp__csv_level level = JP__CSV_ANYWHERE; level < best.level; level++) {
        jp__csv_batch_begin(&other);
        other.level = level;
        jp__csv_batch_read(csv, &other);
        assert_int_equal(best.index.rows, other.index.rows);
        assert_true(best.unusual == other.unusual);
        for (size_t r = 0; r < best.index.rows; r++) {
            if (!(best.unusual >> r & 1))
                compare_rows(&best, &other, r);
        }
    }
    return best.again;
}

static void rows_say_the_same_whichever_instructions_there_are(void **state)
{
    (void)state;
    static jp__csv_reader csv;
    size_t runs = 0;
    char text[20000];
    assert_int_equal(jp_fact_table_new(jp_test_model(), NULL, &csv.reader.table, NULL), JP_OK);
    csv.columns = 12;
    for (uint16_t i = 0; i < 11; i++)
        csv.columns_of[i] = i + 1;
    for (int round = 0; round < 2000; round++) {
        size_t length = 0;
        for (unsigned rows = below(90); rows > 0 && length < sizeof text - 600; rows--)
            length += random_row(text + length, below(50) ? "\n" : "\r\n");
        memset(text + length, 0, JP__INPUT_SLACK);
        compare_levels(&csv, text, length);
        length = random_runs(text, below(50));
        memset(text + length, 0, JP__INPUT_SLACK);
        runs += compare_levels(&csv, text, length) != 0;
    }
    assert_true(runs > 500);
    jp_fact_table_free(csv.reader.table);
}

/* The same with CR LF, which takes a row one byte more. */
static void lines_that_end_with_cr_lf_are_read_as_those_with_lf(void **state)
{
    (void)state;
    static log with, without;
    for (int round = 0; round < 500; round++) {
        char text[20000] = HEADER "\n", other[20000];
        size_t length = strlen(text), other_length = 0;
        for (unsigned rows = below(30); rows > 0; rows--)
            length += random_row(text + length, "\n");
        for (size_t i = 0; i <= length; i++) {
            if (text[i] == '\n')
                other[other_length++] = '\r';
            other[other_length++] = text[i];
        }
        read_all(text, &without);
        read_all(other, &with);
        assert_string_equal(with.text, without.text);
    }
}

/* Facts of one relationship, more than a buffer and a batch hold. */
static void rows_go_on_over_the_ends_of_batches_and_buffers(void **state)
{
    (void)state;
    enum { FACTS = 20011 };
    size_t size = (size_t)FACTS * 80 + 200, length = 0;
    char *text = malloc(size);
    assert_non_null(text);
    length += (size_t)snprintf(text, size, "supplier,client,time,kind,actor,value\n");
    for (unsigned k = 0; k < FACTS; k++)
        length += (size_t)snprintf(text + length, size - length,
                                   "S%u,\"C, %u\",20%02u-03-04T05:06:%02uZ,meeting,client,%u\n", k % 7, k % 13, k % 80, k % 60, k);
    jp_fact_table *table = jp_test_table(jp_fact_table_read_csv, text);
    assert_int_equal(jp_fact_table_fact_count(table), FACTS);
    assert_int_equal(jp_fact_table_relationship_count(table), 7 * 13);
    double sum = 0;
    for (size_t r = 0; r < 7 * 13; r++) {
        jp_relationship relationship = { .struct_size = sizeof relationship };
        assert_int_equal(jp_fact_table_relationship(table, r, &relationship, NULL), JP_OK);
        const jp_facts *facts = &relationship.facts;
        for (size_t k = 0; k < facts->length; k++) {
            sum += facts->value[facts->offset + k];
            assert_true(k == 0 || facts->time_us[facts->offset + k - 1] <= facts->time_us[facts->offset + k]);
        }
    }
    assert_true(sum == (double)FACTS * (FACTS - 1) / 2);
    jp_fact_table_free(table);
    free(text);
}

#if defined(JP__AVX2)
/* What the vectors take of eight times is what the careful reader makes of each. Bit i: they took time i. */
JP__AVX2 static unsigned compare_times(char texts[JP__TIMES][64])
{
    int64_t fast[JP__TIMES], careful;
    jp_text given[JP__TIMES];
    for (size_t i = 0; i < JP__TIMES; i++)
        given[i] = (jp_text){ texts[i], strlen(texts[i]) };
    unsigned taken = jp__times_read_avx2(given, fast);
    for (size_t i = 0; i < JP__TIMES; i++) {
        if (!(taken >> i & 1))
            continue;
        assert_int_equal(jp_time_parse(given[i].bytes, given[i].length, &careful, NULL), JP_OK);
        assert_int_equal(fast[i], careful);
    }
    return taken;
}

/* The same of one, beside seven others. */
static bool takes_time(const char *text)
{
    char texts[JP__TIMES][64];
    for (unsigned i = 0; i < JP__TIMES; i++)
        snprintf(texts[i], sizeof texts[i], "200%u-01-0%uT00:00:00Z", i, i + 1);
    unsigned place = below(JP__TIMES);
    snprintf(texts[place], sizeof texts[place], "%s", text);
    unsigned taken = compare_times(texts);
    assert_int_equal(taken | 1u << place, 0xff);
    return taken >> place & 1;
}

static void every_day_of_four_digits_is_counted(void **state)
{
    (void)state;
    if (jp__csv_level_here() < JP__CSV_AVX2)
        return;
    static const unsigned days_of[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    char texts[JP__TIMES][64];
    unsigned count = 0;
    for (unsigned day = 0; day < 9999u * 372; day++) {
        unsigned year = 1 + day / 372, month = day / 31 % 12, of_month = day % 31;
        if (of_month >= days_of[month])
            continue;
        snprintf(texts[count++], 64, "%04u-%02u-%02uT12:34:56Z", year, month + 1, of_month + 1);
        if (count < JP__TIMES)
            continue;
        assert_int_equal(compare_times(texts), 0xff);
        count = 0;
    }
}
#endif

static void times_read_with_vectors_are_those_of_the_careful_reader(void **state)
{
    (void)state;
#if defined(JP__AVX2)
    if (jp__csv_level_here() < JP__CSV_AVX2)
        return;
    static const char others[] = "0123456789-:TtZz .+\xff\x01/";
    size_t taken = 0;
    for (int round = 0; round < 200000; round++) {
        unsigned month = below(14), day = below(33);
        char text[64];
        int length = snprintf(text, sizeof text, "%04u-%02u-%02uT%02u:%02u:%02u", below(10000), month, day,
                              below(25), below(61), below(61));
        snprintf(text + length, 20, below(2) ? "Z" : ".%06uZ", below(1000000));
        bool mangled = below(3) == 0;
        if (mangled)
            text[below((unsigned)strlen(text))] = others[below(sizeof others - 1)];
        int64_t time_us;
        bool right = jp_time_parse(text, strlen(text), &time_us, NULL) == JP_OK;
        bool took = takes_time(text);
        taken += took;
        assert_true(mangled || took == right || (month == 2 && day == 29));
    }
    assert_true(taken > 50000);
    assert_true(takes_time("9999-12-31T23:59:59.999999Z") && takes_time("0001-01-01T00:00:00Z"));
    assert_false(takes_time("0000-01-01T00:00:00Z") || takes_time("2023-02-29T00:00:00Z"));
    assert_false(takes_time("") || takes_time("2023-02-28T00:00:00.12Z") || takes_time("2023-02-28"));
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(indexed_rows_are_those_of_the_splitter_wherever_the_buffer_ends),
        cmocka_unit_test(random_bytes_have_no_row_that_the_splitter_has_not),
        cmocka_unit_test(a_full_index_goes_on_where_it_stopped),
        cmocka_unit_test(short_numbers_are_those_of_the_careful_reader),
        cmocka_unit_test(short_numbers_eight_at_once_are_those_one_by_one),
        cmocka_unit_test(times_read_with_vectors_are_those_of_the_careful_reader),
#if defined(JP__AVX2)
        cmocka_unit_test(every_day_of_four_digits_is_counted),
#endif
        cmocka_unit_test(rows_many_at_a_time_are_what_they_are_one_by_one),
        cmocka_unit_test(rows_that_go_on_with_their_ids_are_what_they_are_one_by_one),
        cmocka_unit_test(rows_say_the_same_whichever_instructions_there_are),
        cmocka_unit_test(lines_that_end_with_cr_lf_are_read_as_those_with_lf),
        cmocka_unit_test(rows_go_on_over_the_ends_of_batches_and_buffers),
    };
    int failed = cmocka_run_group_tests_name("facts/batch", tests, NULL, NULL);
    jp_test_model_free();
    return failed;
}
