/*
 * mangled_test.c - inputs with bytes changed at random: never a crash, and the same answer whatever
 * the size of the reads. Runs under the sanitizers like every test.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>

#include "facts/text.h"

#define ROUNDS 4000

static uint64_t random_state = 42;

static unsigned below(unsigned limit)
{
    random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(random_state >> 33) % limit;
}

/* What came of one reading, as text: each bad row, then the error or the table. */
typedef struct outcome {
    char text[16000];
    size_t length, bad_rows;
} outcome;

static void note(outcome *o, const char *words)
{
    size_t left = sizeof o->text - o->length;
    o->length += (size_t)snprintf(o->text + o->length, left, "%s\n", words);
    assert_true(o->length < sizeof o->text);
}

static int on_bad_row(void *user, const jp_error *error, const char *row, size_t length)
{
    outcome *o = user;
    char words[600];
    snprintf(words, sizeof words, "%llu:%u:%u:%s:%zu:%02x", (unsigned long long)error->row, error->line,
             error->column, error->message, length, length > 0 ? (unsigned char)row[length - 1] : 0);
    note(o, words);
    o->bad_rows++;
    return 0;
}

static void read_mangled(jp_test_reader reader, const char *bytes, size_t length, size_t chunk, outcome *o)
{
    jp_test_bytes in = { .bytes = bytes, .length = length, .chunk = chunk, .fail_at = SIZE_MAX };
    jp_fact_table_options options = { .struct_size = sizeof options, .on_bad_row = on_bad_row,
                                      .bad_row_user = o };
    jp_fact_table *table = NULL;
    jp_error err = JP_ERROR_INIT;
    o->length = o->bad_rows = 0;
    jp_status status = reader(jp_test_model(), jp_test_read, &in, &options, &table, &err);
    if (status != JP_OK) {
        assert_null(table);
        note(o, err.message);
        return;
    }
    char *shown = jp_test_show(table); /* checks every relationship, too */
    note(o, shown);
    free(shown);
    jp_fact_table_free(table);
}

/* Changes, drops, doubles or inserts a byte, mostly one that means something. */
static size_t mangle(char *text, size_t length)
{
    static const char telling[] = "\",\n\r\0{}[]:\\0123456789.-TZe+ \xff\xc3\xef\xbb\xbf";
    size_t at = below((unsigned)length);
    char byte = below(4) > 0 ? telling[below(sizeof telling - 1)] : (char)below(256);
    switch (below(4)) {
    case 0: text[at] = byte; return length;
    case 1: memmove(text + at, text + at + 1, length - at - 1); return length - 1;
    case 2: memmove(text + at + 1, text + at, length - at); return length + 1;
    default:
        memmove(text + at + 1, text + at, length - at);
        text[at] = byte;
        return length + 1;
    }
}

static void mangle_and_compare(jp_test_reader reader, const char *original)
{
    static outcome whole, pieces;
    size_t with_facts = 0, with_bad_rows = 0;
    for (int round = 0; round < ROUNDS; round++) {
        char text[2000];
        size_t length = strlen(original);
        memcpy(text, original, length);
        for (unsigned changes = 1 + below(6); changes > 0; changes--)
            length = mangle(text, length);
        read_mangled(reader, text, length, 0, &whole);
        read_mangled(reader, text, length, 1 + below(9), &pieces);
        if (whole.length != pieces.length || memcmp(whole.text, pieces.text, whole.length) != 0)
            fail_msg("round %d: \"%s\" in one read, \"%s\" in many", round, whole.text, pieces.text);
        with_facts += strstr(whole.text, "|meeting|") != NULL;
        with_bad_rows += whole.bad_rows > 0;
    }
    assert_true(with_facts > ROUNDS / 3);
    assert_true(with_bad_rows > ROUNDS / 3);
}

static void mangled_csv_is_read_or_refused_the_same_in_any_pieces(void **state)
{
    (void)state;
    mangle_and_compare(jp_fact_table_read_csv,
                       "\xef\xbb\xbfsupplier,client,time,kind,actor,value,item,guess,id\r\n"
                       "S1,C1,2023-01-02T03:04:05Z,meeting,client,45,,,a\r\n"
                       "\"S \"\"1\"\"\",\"C\n1\",2023-01-02T03:04:05.25Z,call,supplier,-1.5e1,,,\"b,\"\n\n"
                       "S\xc3\xa4,C2,2023-01-02T03:04:05+01:00,rating,client,0.5,pillar.trust,true,\r"
                       "S1,C1,2023-01-02T03:04:05.000+0100,meeting,client,,,,\n"
                       "S1,C1,2023-01-02T03:04:05Z,meeting,client,,,,\n");
}

static void mangled_json_lines_are_read_or_refused_the_same_in_any_pieces(void **state)
{
    (void)state;
    mangle_and_compare(jp_fact_table_read_jsonl,
                       "{\"supplier\":\"S1\",\"client\":\"C1\",\"time\":\"2023-01-02T03:04:05Z\","
                       "\"kind\":\"meeting\",\"actor\":\"client\",\"value\":45}\r\n"
                       "{\"supplier\":\"S\\u00e41\\n\",\"client\":\"C\xc3\xa4\",\"kind\":\"rating\","
                       "\"time\":\"2023-01-02T03:04:05+01:00\",\"actor\":\"supplier\",\"value\":5e-1,"
                       "\"item\":\"pillar.trust\",\"guess\":true,\"note\":\"a \\\"long\\\" \\\\ text\"}\n"
                       "\n{\"supplier\":\"S1\",\"client\":\"C1\",\"time\":\"2023-01-02T03:04:05Z\","
                       "\"kind\":\"meeting\",\"actor\":\"client\",\"intensity\":0.5,\"id\":\"\\\\\"}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mangled_csv_is_read_or_refused_the_same_in_any_pieces),
        cmocka_unit_test(mangled_json_lines_are_read_or_refused_the_same_in_any_pieces),
    };
    int failed = cmocka_run_group_tests_name("facts/mangled", tests, NULL, NULL);
    jp_test_model_free();
    return failed;
}
