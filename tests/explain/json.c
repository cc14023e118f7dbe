/*
 * An explanation as JSON: it parses, and says of every number what the functions say.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "explain/state.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_SIZE 65536

static char text[TEXT_SIZE];
static const jp_text nobody = { .bytes = NULL };

static jp_text id(const char *bytes)
{
    return (jp_text){ .bytes = bytes, .length = strlen(bytes) };
}

/* The object, parsed by another's parser. */
static json_t *object_of(const jp_explanation *e, jp_text supplier, jp_text client)
{
    size_t length = 0;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_explanation_json(e, supplier, client, text, sizeof text, &length, &err), &err);
    assert_int_equal(strlen(text), length);
    json_t *object = json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(object);
    return object;
}

static double number(const json_t *object, const char *part, const char *key, const char *name)
{
    const json_t *found = json_object_get(json_object_get(json_object_get(object, part), key), name);
    assert_true(json_is_real(found));
    return json_real_value(found);
}

/* ---- What it says ------------------------------------------------------------------------- */

static void assert_says_the_score(const json_t *all, const jp_explanation *e)
{
    const jp_score *score = jp_explanation_score(e);
    assert_int_equal(json_integer_value(json_object_get(all, "facts")), jp_score_facts(score));
    assert_string_equal(json_string_value(json_object_get(all, "status")),
                        jp_relationship_status_name(jp_score_status(score)));
    for (int f = 0; f < JP_FACTOR_COUNT; f++) {
        const char *name = jp_factor_name((jp_factor)f);
        assert_near(number(all, "factors", name, "high"), jp_score_factor(score, (jp_factor)f).high, EXACT);
        assert_near(number(all, "shares", "closure_by_factor", name), jp_explanation_factor(e, (jp_factor)f),
                    EXACT);
    }
    for (size_t i = 0; i < jp_model_indicator_count(model); i++) {
        jp_indicator_info info = JP_INFO_INIT(jp_indicator_info);
        assert_ok(jp_model_indicator(model, i, &info, NULL), NULL);
        assert_near(number(all, "indicators", info.id, "level"), jp_score_indicator(score, i).level, EXACT);
        if (strcmp(info.dimension, "pledge") != 0)
            assert_near(number(all, "shares", "health_by_indicator", info.id),
                        jp_explanation_indicator(e, JP_HEALTH, i), EXACT);
    }
    assert_near(number(all, "verdict", "fulfilling", "p"), jp_score_verdict(score, JP_FULFILLING).p, EXACT);
}

static void every_number_reads_back_to_the_same_double(void **state)
{
    (void)state;
    dice d = { 77 };
    for (int i = 0; i < 60; i++) {
        const jp_explanation *e = explain(roll_book(&d, model, 60, &facts));
        json_t *all = object_of(e, nobody, nobody);
        assert_says_the_score(all, e);
        json_decref(all);
    }
}

/* As jansson writes it, member for member and digit for digit. */
static void it_is_what_jansson_would_write(void **state)
{
    (void)state;
    dice d = { 78 };
    for (int i = 0; i < 60; i++) {
        const jp_explanation *e = explain(roll_book(&d, model, 60, &facts));
        json_t *all = object_of(e, id("S"), id("C"));
        char *written = json_dumps(all, JSON_COMPACT | JSON_REAL_PRECISION(17));
        assert_string_equal(text, written);
        free(written);
        json_decref(all);
    }
}

static void the_shares_of_a_change_are_those_of_the_change(void **state)
{
    (void)state;
    const jp_explanation *e = NULL;
    book_fact(&facts, day(1), "thanks", JP_CLIENT);
    book_fact(&facts, day(9), "complaint", JP_CLIENT);
    jp_facts columns = book_facts(&facts);
    assert_ok(jp_explainer_compare(explainer, &columns, day(5), day(10), &e, NULL), NULL);
    json_t *all = object_of(e, nobody, nobody), *share;
    double sum = 0;
    const char *key;
    json_object_foreach (json_object_get(json_object_get(all, "shares"), "health_by_indicator"), key, share)
        sum += json_real_value(share);
    assert_near(sum, jp_explanation_value(e, JP_HEALTH) - jp_explanation_baseline(e, JP_HEALTH), SHARP);
    assert_says_the_score(all, e);
    json_decref(all);
}

/* ---- Ids ---------------------------------------------------------------------------------- */

static void ids_stand_first_or_not_at_all(void **state)
{
    (void)state;
    const jp_explanation *e = explain(0);
    static const char with[] = "{\"supplier\":\"S\",\"client\":\"C\",\"status\":",
                      without[] = "{\"status\":\"unknown\",\"facts\":0,\"closure\":{\"value\":";
    json_decref(object_of(e, id("S"), id("C")));
    assert_memory_equal(text, with, sizeof with - 1);
    json_decref(object_of(e, nobody, nobody));
    assert_memory_equal(text, without, sizeof without - 1);
    json_decref(object_of(e, id(""), nobody));
    assert_memory_equal(text, "{\"supplier\":\"\",\"status\"", 23);
}

static void ids_are_escaped_and_come_back(void **state)
{
    (void)state;
    static const char *const ids[] = { "a \"b\" \\ / c", "\b\f\n\r\t\x01\x1f\x7f", "\xE2\x80\xA8\xE2\x80\xA9",
                                       "\xF0\x9F\x98\x80 \xC3\xA9", "\xEF\xBF\xBF\\u0041" };
    const jp_explanation *e = explain(0);
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        json_t *all = object_of(e, id(ids[i]), id(ids[i]));
        assert_string_equal(json_string_value(json_object_get(all, "supplier")), ids[i]);
        assert_string_equal(json_string_value(json_object_get(all, "client")), ids[i]);
        json_decref(all);
        for (const char *byte = text; *byte != '\0'; byte++)
            assert_true((unsigned char)*byte >= 0x20);
    }
    json_decref(object_of(e, id(ids[1]), nobody));
    assert_non_null(strstr(text, "\"\\b\\f\\n\\r\\t\\u0001\\u001F\x7f\""));
}

/* ---- The call ----------------------------------------------------------------------------- */

static void too_little_room_reports_the_need(void **state)
{
    (void)state;
    const jp_explanation *e = explain(0);
    size_t need = 0, length = 0;
    jp_error err = JP_ERROR_INIT;
    assert_fails(jp_explanation_json(e, nobody, nobody, NULL, 0, &need, &err), JP_ERROR_CAPACITY, &err);
    char *exact = malloc(need + 1); /* so that a sanitizer sees a byte too many */
    assert_non_null(exact);
    exact[0] = 'x';
    assert_fails(jp_explanation_json(e, nobody, nobody, exact, need, &length, &err), JP_ERROR_CAPACITY, &err);
    assert_int_equal(length, need);
    assert_int_equal(exact[0], 'x');
    length = 0;
    assert_ok(jp_explanation_json(e, nobody, nobody, exact, need + 1, &length, &err), &err);
    assert_int_equal(length, need);
    json_decref(object_of(e, nobody, nobody));
    assert_string_equal(exact, text);
    free(exact);
}

static void what_cannot_be_written_is_refused(void **state)
{
    (void)state;
    const jp_explanation *e = explain(0);
    size_t n = 77;
    jp_error err = JP_ERROR_INIT;
    assert_fails(jp_explanation_json(NULL, nobody, nobody, text, 9, &n, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_explanation_json(e, nobody, nobody, NULL, 9, &n, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_explanation_json(e, nobody, nobody, text, 9, NULL, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_explanation_json(e, id("\xff"), nobody, text, sizeof text, &n, &err), JP_ERROR_ENCODING,
                 &err);
    assert_non_null(strstr(err.message, "'supplier'"));
    jp_text nul = { .bytes = "a\0b", .length = 3 };
    assert_fails(jp_explanation_json(e, nobody, nul, text, sizeof text, &n, &err), JP_ERROR_ENCODING, &err);
    assert_non_null(strstr(err.message, "'client'"));
    assert_int_equal(n, 77);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_number_reads_back_to_the_same_double),
        TEST(it_is_what_jansson_would_write),
        TEST(the_shares_of_a_change_are_those_of_the_change),
        TEST(ids_stand_first_or_not_at_all),
        TEST(ids_are_escaped_and_come_back),
        TEST(too_little_room_reports_the_need),
        TEST(what_cannot_be_written_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
