/*
 * json_test.c - what is refused before it is looked at as a model: text that is no JSON, too much
 * of anything, and files that are none.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "documents.h"
#include "model/model.h"
#include "support/test.h"

static void refused_bytes(const char *text, size_t length, jp_status status, uint32_t line, uint32_t column,
                          const char *says)
{
    jp_model *model = (jp_model *)&line; /* anything but NULL */
    jp_error err = JP_ERROR_INIT;
    assert_fails(jp_model_load_json(text, length, NULL, &model, &err), status, &err);
    assert_null(model);
    assert_string_equal(err.message, says);
    assert_int_equal(err.line, line);
    assert_int_equal(err.column, column);
    assert_string_equal(err.field, "");
}

static void refused(const char *text, jp_status status, uint32_t line, uint32_t column, const char *says)
{
    refused_bytes(text, strlen(text), status, line, column, says);
}

static void text_that_is_empty_is_refused(void **state)
{
    (void)state;
    refused("", JP_ERROR_SYNTAX, 1, 1, "The model cannot be read on line 1, byte 1: it is empty.");
    refused(" \n\t", JP_ERROR_SYNTAX, 1, 1, "The model cannot be read on line 1, byte 1: it is empty.");
}

static void text_that_ends_too_early_is_refused_at_its_end(void **state)
{
    (void)state;
    static const char *const says =
        "The model cannot be read on line 2, byte 9: a bracket, brace or quote is missing at its end.";
    refused("{\n\"name\":", JP_ERROR_SYNTAX, 2, 8,
            "The model cannot be read on line 2, byte 8: a bracket, brace or quote is missing at its end.");
    refused("{\n\"name\":1", JP_ERROR_SYNTAX, 2, 9, says);
    refused("{\n\"name\":\"", JP_ERROR_SYNTAX, 2, 9, says);
    refused("[[[[[[[[[[", JP_ERROR_SYNTAX, 1, 11,
            "The model cannot be read on line 1, byte 11: a bracket, brace or quote is missing at its end.");
}

static void text_behind_the_end_is_refused_where_it_begins(void **state)
{
    (void)state;
    static const char *const says =
        "The model cannot be read on line 1, byte 3: something stands behind its end.";
    refused("{} {}", JP_ERROR_SYNTAX, 1, 3, says);
    refused("{}}", JP_ERROR_SYNTAX, 1, 3, says);
    refused("{}]", JP_ERROR_SYNTAX, 1, 3, says);
    refused("{}, {}", JP_ERROR_SYNTAX, 1, 3, says);
    refused("{}],[{}", JP_ERROR_SYNTAX, 1, 3, says);
    refused("{}x", JP_ERROR_SYNTAX, 1, 3, says);
}

static void what_is_no_json_is_refused_where_it_stands(void **state)
{
    (void)state;
    refused("{\"a\": nan}", JP_ERROR_SYNTAX, 1, 9,
            "The model cannot be read on line 1, byte 9: invalid token near 'nan'.");
    refused("{\"a\": 0x10}", JP_ERROR_SYNTAX, 1, 8,
            "The model cannot be read on line 1, byte 8: '}' expected near 'x'.");
    refused("{'a': 1}", JP_ERROR_SYNTAX, 1, 2,
            "The model cannot be read on line 1, byte 2: string or '}' expected near '''.");
    refused("{\"a\": 1,}", JP_ERROR_SYNTAX, 1, 9,
            "The model cannot be read on line 1, byte 9: string or '}' expected near '}'.");
    refused("{\"a\" 1}", JP_ERROR_SYNTAX, 1, 6,
            "The model cannot be read on line 1, byte 6: ':' expected near '1'.");
    refused("{\"a\": \"b\n\"}", JP_ERROR_SYNTAX, 1, 8,
            "The model cannot be read on line 1, byte 8: unexpected newline near '\"b'.");
}

static void numbers_beyond_a_double_are_refused(void **state)
{
    (void)state;
    static const char *const says = "The model cannot be read on line 1, byte 11: a number is too large.";
    refused("{\"a\": 1e999}", JP_ERROR_MODEL, 1, 11, says);
    refused("{\"a\": -1e999 }", JP_ERROR_MODEL, 1, 12,
            "The model cannot be read on line 1, byte 12: a number is too large.");
}

static void bytes_that_are_no_text_are_refused(void **state)
{
    (void)state;
    static const char *const says =
        "The model cannot be read on line 2, byte 3: it must be UTF-8 without NUL bytes.";
    refused("{\n\"a\xff\": 1}", JP_ERROR_ENCODING, 2, 3, says);
    refused("{\n\"a\xed\xa0\x80\": 1}", JP_ERROR_ENCODING, 2, 3, says); /* a surrogate */
    refused("{\n\"a\xc3", JP_ERROR_ENCODING, 2, 3, says);                /* half a character */
    refused_bytes("{\n\"a\0\": 1}", 10, JP_ERROR_ENCODING, 2, 3, says);
    refused_bytes("\0", 1, JP_ERROR_ENCODING, 1, 1,
                  "The model cannot be read on line 1, byte 1: it must be UTF-8 without NUL bytes.");
    refused("\xef\xbb\xbf{}", JP_ERROR_SYNTAX, 1, 1,
            "The model cannot be read on line 1, byte 1: it must begin with '{', got a byte order mark.");
    refused("{\"a\": \"\\ud800\"}", JP_ERROR_SYNTAX, 1, 14,
            "The model cannot be read on line 1, byte 14: invalid Unicode '\\uD800' near '\"\\ud800\"'.");
}

static char *repeated(const char *before, char byte, size_t count, const char *after)
{
    char *text = malloc(strlen(before) + count + strlen(after) + 1);
    assert_non_null(text);
    char *to = text + strlen(strcpy(text, before));
    memset(to, byte, count);
    strcpy(to + count, after);
    return text;
}

static void a_pile_of_brackets_is_refused(void **state)
{
    (void)state;
    char *text = repeated("", '[', 1000000, "");
    jp_model *model;
    jp_error err = JP_ERROR_INIT;
    assert_fails(jp_model_load_json(text, 1000000, NULL, &model, &err), JP_ERROR_LIMIT, &err);
    assert_string_equal(strstr(err.message, ": ") + 2, "it is nested too deeply.");
    free(text);
}

static void a_document_is_nested_at_most_2047_deep(void **state)
{
    (void)state;
    for (size_t depth = 2047; depth <= 2048; depth++) {
        char *text = repeated("", '[', 2 * depth, "");
        memset(text + depth, ']', depth);
        jp_model *model;
        jp_status expected = depth == 2047 ? JP_ERROR_MODEL : JP_ERROR_LIMIT;
        assert_int_equal(jp_model_load_json(text, 2 * depth, NULL, &model, NULL), expected);
        free(text);
    }
}

static void a_text_has_a_limit(void **state)
{
    (void)state;
    char *text = repeated("{\"a\": \"", 'x', JP__MODEL_MAX_TOKEN_BYTES - 1, "\"}");
    refused(text, JP_ERROR_LIMIT, 1, 7,
            "The model cannot be read on line 1, byte 7: a text or number has more than 32768 bytes.");
    free(text);
    text = repeated("{\"a\": ", '1', JP__MODEL_MAX_TOKEN_BYTES + 1, "}");
    refused(text, JP_ERROR_LIMIT, 1, 7,
            "The model cannot be read on line 1, byte 7: a text or number has more than 32768 bytes.");
    free(text);
    text = repeated("{\"a\": \"", 'x', JP__MODEL_MAX_TOKEN_BYTES - 2, "\"}"); /* just as long as it may be */
    jp_model *model;
    assert_int_equal(jp_model_load_json(text, strlen(text), NULL, &model, NULL), JP_ERROR_MODEL);
    free(text);
}

static void a_document_has_a_limit(void **state)
{
    (void)state;
    char *text = repeated("{}", ' ', JP__MODEL_MAX_BYTES - 1, "");
    jp_model *model;
    jp_error err = JP_ERROR_INIT;
    assert_fails(jp_model_load_json(text, JP__MODEL_MAX_BYTES + 1, NULL, &model, &err), JP_ERROR_LIMIT, &err);
    assert_string_equal(err.message, "A model may have 16777216 bytes, got 16777217 or more.");
    assert_fails(jp_model_load_json(text, JP__MODEL_MAX_BYTES, NULL, &model, &err), JP_ERROR_MODEL, &err);
    free(text);
}

/* ---- Too many of one thing ------------------------------------------------------------------- */

/* The small model with `count` copies of `row` before a row of its own; `%zu` numbers them. */
static char *crowded(const char *row, size_t count, const char *before)
{
    char *small = jp_test_document(JP_TEST_SMALL_MODEL);
    size_t capacity = count * (strlen(row) + 24) + strlen(before) + 1, at = 0;
    char *rows = malloc(capacity);
    assert_non_null(rows);
    for (size_t i = 0; i < count; i++) {
        const char *hash = strchr(row, '#');
        int width = hash != NULL ? (int)(hash - row) : (int)strlen(row);
        at += (size_t)snprintf(rows + at, capacity - at, "%.*s", width, row);
        if (hash != NULL)
            at += (size_t)snprintf(rows + at, capacity - at, "%zu%s", i, hash + 1);
    }
    strcpy(rows + at, before);
    char *text = jp_test_edited(small, before, rows);
    free(rows);
    return text;
}

static void too_many(const char *row, size_t count, const char *before, const char *field, const char *says)
{
    char *text = crowded(row, count, before);
    jp_model *model;
    jp_error err = JP_ERROR_INIT;
    assert_fails(jp_model_load_json(text, strlen(text), NULL, &model, &err), JP_ERROR_LIMIT, &err);
    assert_string_equal(err.field, field);
    assert_string_equal(err.message, says);
    free(text);
}

static void lists_have_limits(void **state)
{
    (void)state;
    too_many("\"u#\": {\"label\": \"U\"}, ", 1022, "\"none\": {\"label\"", "units",
             "units must have at most 1024 items, got 1025.");
    too_many("{\"id\": \"k#\"}, ", 4087, "{\"id\": \"message\"", "kinds",
             "kinds must have at most 4096 items, got 4097.");
    too_many("{\"id\": \"i#\"}, ", 4078, "{\"id\": \"suffering.client", "indicators",
             "indicators must have at most 4096 items, got 4097.");
    too_many("{}, ", 65529, "{\"kind\": \"message\"", "evidence",
             "evidence must have at most 65536 items, got 65537.");
    too_many("\"a\", ", 255, "\"complaint\", \"message\"", "kinds[2].recommend_after",
             "kinds[2].recommend_after of 'meeting' must have at most 256 items, got 257.");
}

static void transforms_of_one_stream_have_a_limit(void **state)
{
    (void)state;
    static const char *const row = "{\"kind\": \"message\", \"actor\": \"supplier\", \"indicator\": "
                                   "\"pillar.trust\", \"favourable\": 1, \"transform\": \"hill:1#\"}, ";
    static const char *const before = "{\"kind\": \"message\", \"actor\"";
    char *text = crowded(row, 64, before);
    jp_model_free(jp_test_load(text));
    free(text);
    too_many(row, 65, before, "evidence[65].transform",
             "evidence[65].transform must be one of at most 64 different ones of a kind and actor.");
}

/* What fits as it is written may not fit with its defaults: then its own canonical form could not be
 * read back. */
static void a_canonical_form_has_a_limit(void **state)
{
    (void)state;
    char *row = repeated("{\"kind\": \"message\", \"actor\": \"supplier\", \"indicator\": \"pillar.trust\", "
                         "\"transform\": \"one\", \"rationale\": \"", 'x', 140, "\"}, ");
    char *text = crowded(row, 65528, "{\"kind\": \"message\", \"actor\"");
    assert_true(strlen(text) < JP__MODEL_MAX_BYTES);
    jp_model *model;
    jp_error err = JP_ERROR_INIT;
    assert_fails(jp_model_load_json(text, strlen(text), NULL, &model, &err), JP_ERROR_LIMIT, &err);
    assert_null(model);
    assert_non_null(strstr(err.message, "A model may have 16777216 bytes in its canonical form, got "));
    free(text);
    free(row);
}

/* As many as there may be, all in the worst order. */
static void the_largest_lists_are_read(void **state)
{
    (void)state;
    char *text = crowded("{\"kind\": \"message\", \"actor\": \"supplier\", \"indicator\": \"pillar.trust\", "
                         "\"transform\": \"one\"}, ",
                         65528, "{\"kind\": \"message\", \"actor\"");
    jp_model *model = jp_test_load(text);
    assert_int_equal(jp_model_evidence_count(model), 65536);
    jp_model_free(model);
    free(text);
    text = crowded("{\"id\": \"k#\", \"label\": \"K\", \"category\": \"c\", \"actors\": \"either\", "
                   "\"unit\": \"none\", \"window_days\": 7, \"repeat_q\": 0.5}, ",
                   4086, "{\"id\": \"message\", \"label\"");
    model = jp_test_load(text);
    assert_int_equal(jp_model_kind_count(model), 4096);
    jp_model_free(model);
    free(text);
}

/* ---- Files ----------------------------------------------------------------------------------- */

static void refused_file(const char *path, jp_status status, const char *why)
{
    char says[400];
    jp_model *model = (jp_model *)says;
    jp_error err = JP_ERROR_INIT;
    assert_fails(jp_model_load_file(path, NULL, &model, &err), status, &err);
    assert_null(model);
    snprintf(says, sizeof says, "Model file '%s' cannot be read: %s.", path, why);
    assert_string_equal(err.message, says);
}

static void a_file_gives_the_same_model_as_its_text(void **state)
{
    (void)state;
    char *text = jp_test_document(JP_TEST_SMALL_MODEL);
    jp_model *of_text = jp_test_load(text), *of_file = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_model_load_file(JP_SOURCE_DIR "/" JP_TEST_SMALL_MODEL, NULL, &of_file, &err), &err);
    assert_string_equal(jp_model_hash(of_text), jp_model_hash(of_file));
    jp_model_free(of_text);
    jp_model_free(of_file);
    free(text);
}

static void a_file_that_is_none_is_refused(void **state)
{
    (void)state;
    refused_file(JP_SOURCE_DIR, JP_ERROR_IO, "Is a directory");
    refused_file(JP_SOURCE_DIR "/there is no such file", JP_ERROR_IO, "No such file or directory");
    refused_file(JP_SOURCE_DIR "/CMakeLists.txt/x", JP_ERROR_IO, "Not a directory");
    refused_file("", JP_ERROR_IO, "No such file or directory");
}

/* Root may read anything, so the test asks as nobody. */
static void a_file_that_may_not_be_read_is_refused(void **state)
{
    (void)state;
    char path[] = "/tmp/jp_model_XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(fchmod(file, 0), 0);
    uid_t user = geteuid();
    if (user == 0)
        assert_int_equal(seteuid(65534), 0);
    refused_file(path, JP_ERROR_IO, "Permission denied");
    assert_int_equal(seteuid(user), 0);
    close(file);
    unlink(path);
}

static void a_file_without_end_is_refused(void **state)
{
    (void)state;
    jp_model *model;
    jp_error err = JP_ERROR_INIT;
    assert_fails(jp_model_load_file("/dev/zero", NULL, &model, &err), JP_ERROR_LIMIT, &err);
    assert_null(model);
    assert_string_equal(err.message, "A model may have 16777216 bytes, got 16777217 or more.");
}

static void an_empty_file_is_refused(void **state)
{
    (void)state;
    jp_model *model;
    jp_error err = JP_ERROR_INIT;
    assert_fails(jp_model_load_file("/dev/null", NULL, &model, &err), JP_ERROR_SYNTAX, &err);
    assert_string_equal(err.message, "The model cannot be read on line 1, byte 1: it is empty.");
}

/* ---- Arguments ------------------------------------------------------------------------------- */

static void arguments_must_be_there(void **state)
{
    (void)state;
    jp_error err = JP_ERROR_INIT;
    jp_model *model = (jp_model *)&err;
    assert_fails(jp_model_load_json(NULL, 0, NULL, &model, &err), JP_ERROR_ARGUMENT, &err);
    assert_null(model);
    assert_fails(jp_model_load_json("{}", 2, NULL, NULL, &err), JP_ERROR_ARGUMENT, &err);
    model = (jp_model *)&err;
    assert_fails(jp_model_load_file(NULL, NULL, &model, &err), JP_ERROR_ARGUMENT, &err);
    assert_null(model);
    assert_fails(jp_model_load_file("x", NULL, NULL, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_model_default(NULL, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_model_load_json("{", 1, NULL, &model, NULL), JP_ERROR_SYNTAX, NULL);
}

static void options_have_a_size(void **state)
{
    (void)state;
    jp_error err = JP_ERROR_INIT;
    jp_model *model = (jp_model *)&err;
    jp_model_options none = { 0 };
    assert_fails(jp_model_load_json("{", 1, &none, &model, &err), JP_ERROR_OPTIONS, &err);
    assert_null(model);
    assert_fails(jp_model_load_file("there is none", &none, &model, &err), JP_ERROR_OPTIONS, &err);
    struct {
        jp_model_options options;
        size_t later;
    } larger = { { .struct_size = sizeof larger }, 1 };
    assert_fails(jp_model_load_json("{", 1, &larger.options, &model, &err), JP_ERROR_OPTIONS, &err);
    larger.later = 0;
    assert_fails(jp_model_load_json("{", 1, &larger.options, &model, &err), JP_ERROR_SYNTAX, &err);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_that_is_empty_is_refused),
        cmocka_unit_test(text_that_ends_too_early_is_refused_at_its_end),
        cmocka_unit_test(text_behind_the_end_is_refused_where_it_begins),
        cmocka_unit_test(what_is_no_json_is_refused_where_it_stands),
        cmocka_unit_test(numbers_beyond_a_double_are_refused),
        cmocka_unit_test(bytes_that_are_no_text_are_refused),
        cmocka_unit_test(a_pile_of_brackets_is_refused),
        cmocka_unit_test(a_document_is_nested_at_most_2047_deep),
        cmocka_unit_test(a_text_has_a_limit),
        cmocka_unit_test(a_document_has_a_limit),
        cmocka_unit_test(lists_have_limits),
        cmocka_unit_test(transforms_of_one_stream_have_a_limit),
        cmocka_unit_test(a_canonical_form_has_a_limit),
        cmocka_unit_test(the_largest_lists_are_read),
        cmocka_unit_test(a_file_gives_the_same_model_as_its_text),
        cmocka_unit_test(a_file_that_is_none_is_refused),
        cmocka_unit_test(a_file_that_may_not_be_read_is_refused),
        cmocka_unit_test(a_file_without_end_is_refused),
        cmocka_unit_test(an_empty_file_is_refused),
        cmocka_unit_test(arguments_must_be_there),
        cmocka_unit_test(options_have_a_size),
    };
    return cmocka_run_group_tests_name("model_json", tests, NULL, NULL);
}
