/*
 * split_test.c - the splitter of CSV against one that goes byte by byte.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "facts/text.h"

#include "facts/csv.h"
#include "facts/csv_scan.h"
#include "facts/input.h"

#define FIELDS_MAX 40

static uint64_t random_state = 1;

static unsigned below(unsigned limit)
{
    random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(random_state >> 33) % limit;
}

/* ---- One that goes byte by byte --------------------------------------------------------------- */

typedef struct slow_row {
    jp__csv_result result; /* as if nothing came behind the end */
    size_t columns, length, next, lines;
    char fields[FIELDS_MAX][256];
} slow_row;

static bool at_end_of_field(const char *text, size_t length, size_t at)
{
    return at == length || strchr(",\r\n", text[at]) != NULL;
}

static void slow_split(const char *text, size_t length, slow_row *row)
{
    size_t at = 0;
    memset(row, 0, sizeof *row);
    for (;; at++) {
        char *to = row->fields[row->columns++];
        if (at < length && text[at] == '"') {
            for (at++; at < length && (text[at] != '"' || (at + 1 < length && text[at + 1] == '"')); at++) {
                *to++ = text[at];
                at += text[at] == '"';
            }
            row->result = at == length ? JP__CSV_OPEN_QUOTE : JP__CSV_ROW;
            at += at < length;
            if (row->result == JP__CSV_ROW && !at_end_of_field(text, length, at))
                row->result = JP__CSV_AFTER_QUOTE;
        } else {
            while (!at_end_of_field(text, length, at) && text[at] != '"')
                *to++ = text[at++];
            if (at < length && text[at] == '"')
                row->result = JP__CSV_STRAY_QUOTE;
        }
        if (row->result != JP__CSV_ROW)
            return;
        if (at == length || text[at] != ',')
            break;
    }
    row->length = at;
    row->next = at;
    if (at < length)
        row->next += text[at] == '\r' && at + 1 < length && text[at + 1] == '\n' ? 2 : 1;
    for (size_t i = 0; i < row->next; i++)
        row->lines += text[i] == '\n' || (text[i] == '\r' && (i + 1 == row->next || text[i + 1] != '\n'));
}

/* ---- Both ------------------------------------------------------------------------------------- */

static void compare(const char *bytes, size_t length)
{
    static slow_row slow;
    char text[300 + JP__INPUT_SLACK] = { 0 };
    memcpy(text, bytes, length);
    jp_text fields[FIELDS_MAX];
    jp__csv_row row;
    slow_split(text, length, &slow);
    jp__csv_result result = jp__csv_split(text, text + length, true, NULL, FIELDS_MAX, fields, &row);
    if (result != slow.result)
        fail_msg("result %d instead of %d for [%s]", (int)result, (int)slow.result, text);
    if (result != JP__CSV_ROW) {
        assert_int_equal(row.column + 1, slow.columns);
        return;
    }
    assert_int_equal(row.columns, slow.columns);
    assert_int_equal(row.length, slow.length);
    assert_int_equal(row.next - text, slow.next);
    assert_int_equal(row.lines, slow.lines);
    for (size_t c = 0; c < row.columns; c++) {
        char single[300];
        size_t single_length = jp__csv_unescape(fields[c], single);
        assert_int_equal(single_length, strlen(slow.fields[c]));
        assert_memory_equal(single, slow.fields[c], single_length);
    }
    /* Cut short, a row is never taken for a whole one that it is not. */
    for (size_t cut = 0; cut < length; cut++) {
        char part[300 + JP__INPUT_SLACK] = { 0 };
        jp__csv_row half;
        memcpy(part, text, cut);
        jp__csv_result early = jp__csv_split(part, part + cut, false, NULL, FIELDS_MAX, fields, &half);
        if (early == JP__CSV_ROW)
            assert_true(half.length == row.length && (size_t)(half.next - part) == slow.next);
        else
            assert_int_equal(early, JP__CSV_MORE);
    }
}

static void random_rows_split_as_byte_by_byte(void **state)
{
    (void)state;
    static const char alphabet[] = "a,\"\n\r,\"b,\"a,,xyz\"\"";
    for (int round = 0; round < 60000; round++) {
        char text[256];
        size_t length = below(4) == 0 ? below(200) : below(12);
        unsigned plain = below(3) * 20;
        for (size_t i = 0; i < length; i++)
            text[i] = below(plain + 4) < 4 ? alphabet[below(sizeof alphabet - 1)] : (char)('a' + below(26));
        size_t commas = 0;
        for (size_t i = 0; i < length; i++)
            commas += text[i] == ',';
        if (commas < FIELDS_MAX)
            compare(text, length);
    }
}

static void fields_beyond_those_wanted_are_only_counted(void **state)
{
    (void)state;
    char text[20 + JP__INPUT_SLACK] = "a,b,c,d\n";
    jp_text fields[3] = { { "untouched", 9 }, { "untouched", 9 }, { "untouched", 9 } };
    const uint8_t place[2] = { 1, 0 };
    jp__csv_row row;
    assert_int_equal(jp__csv_split(text, text + 8, true, place, 2, fields, &row), JP__CSV_ROW);
    assert_int_equal(row.columns, 4);
    assert_memory_equal(fields[1].bytes, "a", 1);
    assert_memory_equal(fields[0].bytes, "b", 1);
    assert_int_equal(fields[2].length, 9);
}

static uint64_t bit_of(char byte, char wanted, unsigned at)
{
    return (uint64_t)(byte == wanted) << at;
}

static void assert_marks(jp__csv_marks found, jp__csv_marks expected)
{
    assert_true(found.commas == expected.commas && found.quotes == expected.quotes);
    assert_true(found.feeds == expected.feeds && found.returns == expected.returns);
    assert_true(found.odd == expected.odd);
}

static void marks_are_the_same_with_and_without_vectors(void **state)
{
    (void)state;
    static const char nearly[16] = ",\"\n\r\x2b\x2d\x21\x23\x0b\x0c\x0e\xac\xa2\x8a\x8d";
    for (int round = 0; round < 20000; round++) {
        char block[JP__CSV_BLOCK];
        jp__csv_marks expected = { 0, 0, 0, 0, 0 };
        for (unsigned i = 0; i < JP__CSV_BLOCK; i++) {
            block[i] = round % 2 ? (char)below(256) : nearly[below(16)];
            expected.commas |= bit_of(block[i], ',', i);
            expected.quotes |= bit_of(block[i], '"', i);
            expected.feeds |= bit_of(block[i], '\n', i);
            expected.returns |= bit_of(block[i], '\r', i);
            expected.odd |= (uint64_t)(block[i] == 0 || (unsigned char)block[i] >= 128) << i;
        }
        assert_marks(jp__csv_marks_of(block), expected);
        assert_marks(jp__csv_marks_portable(block), expected);
    }
}

static void plain_text_is_ascii_without_nul(void **state)
{
    (void)state;
    for (unsigned length = 0; length < 40; length++) {
        for (unsigned at = 0; at < length; at++) {
            char text[64];
            memset(text, 'a', sizeof text);
            assert_true(jp__csv_is_plain(text, length));
            text[at] = '\0';
            assert_false(jp__csv_is_plain(text, length));
            text[at] = (char)0xc3;
            assert_false(jp__csv_is_plain(text, length));
            text[at] = '\x7f';
            assert_true(jp__csv_is_plain(text, length));
            text[at] = '\x01';
            assert_true(jp__csv_is_plain(text, length));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_rows_split_as_byte_by_byte),
        cmocka_unit_test(fields_beyond_those_wanted_are_only_counted),
        cmocka_unit_test(marks_are_the_same_with_and_without_vectors),
        cmocka_unit_test(plain_text_is_ascii_without_nul),
    };
    return cmocka_run_group_tests_name("facts/split", tests, NULL, NULL);
}
