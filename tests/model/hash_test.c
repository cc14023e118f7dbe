/*
 * hash_test.c - the canonical form and the hash: what changes them, and what does not.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>

#include "documents.h"
#include "model/build.h"
#include "support/test.h"

/* ---- The hash is that of RFC 8785 and SHA-256, as canonical.py computes it ------------------------ */

static void check_hash_of(const char *path, const char *version, const char *hash)
{
    char *text = jp_test_document(path);
    jp_model *model = jp_test_load(text);
    assert_string_equal(jp_model_version(model), version);
    assert_string_equal(jp_model_hash(model), hash);
    jp_model_free(model);
    free(text);
}

static void the_hash_is_the_one_that_others_compute(void **state)
{
    (void)state;
    char *text = jp_test_document("tests/model/hashes.txt");
    int checked = 0;
    for (char *rest = text, *line; (line = strtok_r(rest, "\n", &rest)) != NULL;) {
        char path[100], version[20], hash[80];
        if (line[0] == '#')
            continue;
        assert_int_equal(sscanf(line, "%99s %19s %79s", path, version, hash), 3);
        check_hash_of(path, version, hash);
        checked++;
    }
    assert_int_equal(checked, 2);
    free(text);
}

static void the_default_model_is_the_file_in_the_tree(void **state)
{
    (void)state;
    char *text = jp_test_document(JP_TEST_DEFAULT_MODEL);
    assert_int_equal(jp__default_model_length, strlen(text));
    assert_memory_equal(jp__default_model, text, strlen(text));
    free(text);
}

/* The whole of a model that says little, to be read by a person. */
static void the_canonical_form_has_no_blanks_and_all_defaults(void **state)
{
    (void)state;
    char *text = jp_test_document(JP_TEST_SMALL_MODEL);
    jp_model *model = jp_test_load(text);
    size_t length = 0;
    const char *json = jp_model_json(model, &length);
    assert_int_equal(length, strlen(json));
    assert_ptr_equal(jp_model_json(model, NULL), json);
    static const char *const pieces[] = {
        "{\"bands\":{\"closure\":[],\"health\":[],\"hysteresis\":0.02,\"risk_index\":[]},"
        "\"description\":\"The least that a model must have, and a little more; for the tests.\","
        "\"evidence\":[{\"actor\":\"client\",\"adverse\":0,\"favourable\":0.3,"
        "\"indicator\":\"engage.client\",\"kind\":\"meeting\",\"rationale\":\"time given\","
        "\"transform\":\"hill:60\"},",
        "],\"format\":\"joyfulprofit-model\",\"format_version\":1,\"indicators\":["
        "{\"adverse_evidence\":\"\",\"base_rate\":0.5,\"dimension\":\"suffering\",\"essay\":\"\","
        "\"experienced_by\":\"client\",\"factor\":null,\"favourable_evidence\":\"\",\"half_life_days\":90,"
        "\"harm\":true,\"id\":\"suffering.client.bad_service\",\"label\":\"Bad service\",\"prior_weight\":2,"
        "\"side\":\"client\",\"weight\":2},",
        "],\"kinds\":[{\"actionable_by\":\"either\",\"actors\":\"either\",\"category\":\"contact\","
        "\"default_value\":null,\"derived\":false,\"expects_reply\":true,\"id\":\"message\","
        "\"is_contact\":true,\"label\":\"Message\",\"mutual\":false,\"outcome\":false,\"recommend_after\":[],"
        "\"repeat_q\":0.5,\"tone\":0,\"unit\":\"none\",\"window_days\":7},",
        "\"recommend_after\":[\"complaint\",\"message\"],",
        "],\"name\":\"small\",\"parameters\":{\"action_horizon_days\":14,\"action_recent_days\":180,"
        "\"evidence_saturation\":0.02,\"gap_precision\":2,\"gap_tau\":0.25,\"known_coverage\":0.2,"
        "\"pursuit_run\":3,\"rating_mass\":4,\"rating_window_days\":14,\"rhythm_steady_below\":0.8,"
        "\"silence_days\":90,\"silence_prior_gap_days\":28,\"silence_prior_gaps\":2,"
        "\"silence_relative_weight\":0.25,\"weight_experienced\":1,\"weight_other\":0.25},"
        "\"units\":{\"minutes\":{\"label\":\"Minutes\",\"maximum\":null,\"minimum\":0},"
        "\"none\":{\"label\":\"No value\",\"maximum\":null,\"minimum\":0},"
        "\"share_0_1\":{\"label\":\"A share\",\"maximum\":1,\"minimum\":0}},\"version\":\"0.1\"}",
    };
    for (size_t i = 0; i < JP__COUNT(pieces); i++) {
        if (strstr(json, pieces[i]) == NULL)
            fail_msg("the canonical form has no %s", pieces[i]);
    }
    jp_model_free(model);
    free(text);
}

static void the_canonical_form_reads_back_to_the_same_hash(void **state)
{
    (void)state;
    static const char *const paths[] = { JP_TEST_SMALL_MODEL, JP_TEST_DEFAULT_MODEL };
    for (size_t i = 0; i < JP__COUNT(paths); i++) {
        char *text = jp_test_document(paths[i]);
        jp_model *first = jp_test_load(text), *second = jp_test_load(jp_model_json(first, NULL));
        assert_string_equal(jp_model_hash(first), jp_model_hash(second));
        assert_string_equal(jp_model_json(first, NULL), jp_model_json(second, NULL));
        jp_model_free(first);
        jp_model_free(second);
        free(text);
    }
}

/* ---- What does not change it ------------------------------------------------------------------- */

typedef struct edit {
    const char *from, *to;
} edit;

static void hash_of_edited(const edit *e, char hash[65])
{
    char *text = jp_test_document(JP_TEST_SMALL_MODEL);
    if (e != NULL)
        text = jp_test_edited(text, e->from, e->to);
    jp_model *model = jp_test_load(text);
    strcpy(hash, jp_model_hash(model));
    jp_model_free(model);
    free(text);
}

static void another_spelling_has_the_same_hash(void **state)
{
    (void)state;
    static const edit edits[] = {
        { "\"name\": \"small\"", "\"name\":\r\n\t\"small\"" },
        { "\"name\": \"small\"", "\"name\": \"s\\u006dall\"" },
        { "\"name\": \"small\",\n  \"version\": \"0.1\"", "\"version\": \"0.1\", \"name\": \"small\"" },
        { "\"pursuit_run\": 3, \"rhythm_steady_below\": 0.8",
          "\"rhythm_steady_below\": 0.8, \"pursuit_run\": 3" },
        { "\"pursuit_run\": 3", "\"pursuit_run\": 3.0" },
        { "\"pursuit_run\": 3", "\"pursuit_run\": 0.3e1, \"weight_other\": 25e-2, \"gap_tau\": 0.250" },
        { "\"weight\": 2", "\"weight\": 2.00000000000000000001" },
        { "\"adverse\": 1.5", "\"favourable\": -0, \"adverse\": 15E-1" },
        { "\"transform\": \"split_late:24\"", "\"transform\": \"split_late:24.0\"" },
        { "\"transform\": \"hill:30\"", "\"transform\": \"hill:0.3e2\"" },
        { "{\"label\": \"No value\"}", "{\"maximum\": null, \"minimum\": 0, \"label\": \"No value\"}" },
        { "\"harm\": true, \"factor\": null", "\"factor\": null" },
        { ", \"factor\": \"E\", \"harm\": false", "" },
        { "\"label\": \"Converses\"",
          "\"label\": \"Converses\", \"factor\": \"C\", \"harm\": false, \"weight\": 1" },
        { "\"half_life_days\": 365", "\"prior_weight\": 2, \"base_rate\": 5e-1, \"half_life_days\": 365" },
        { "\"repeat_q\": 0.9, \"outcome\": true",
          "\"repeat_q\": 0.9, \"outcome\": true, \"derived\": false, \"tone\": 0, \"default_value\": null, "
          "\"recommend_after\": [], \"actionable_by\": \"none\"" },
        { "    \"minutes\": {\"label\": \"Minutes\", \"minimum\": 0, \"maximum\": null},\n"
          "    \"share_0_1\": {\"label\": \"A share\", \"minimum\": 0, \"maximum\": 1}",
          "    \"share_0_1\": {\"label\": \"A share\", \"minimum\": 0, \"maximum\": 1},\n"
          "    \"minutes\": {\"label\": \"Minutes\", \"minimum\": 0, \"maximum\": null}" },
    };
    char hash[65], other[65];
    hash_of_edited(NULL, hash);
    for (size_t i = 0; i < JP__COUNT(edits); i++) {
        hash_of_edited(&edits[i], other);
        if (strcmp(hash, other) != 0)
            fail_msg("the hash is another with %s", edits[i].to);
    }
}

/* ---- What changes it --------------------------------------------------------------------------- */

static void anything_that_is_said_otherwise_has_another_hash(void **state)
{
    (void)state;
    static const edit edits[] = {
        { "\"name\": \"small\"", "\"name\": \"Small\"" },
        { "\"version\": \"0.1\"", "\"version\": \"0.1.0\"" },
        { "for the tests.", "for the tests" },
        { "for the tests.", "for the\\ntests." },
        { "\"label\": \"No value\"", "\"label\": \"No \\\"value\\\"\"" },
        { "\"label\": \"No value\"", "\"label\": \"No \\\\value\"" },
        { "\"label\": \"No value\"", "\"label\": \"No v\\u00e4lue\"" },
        { "\"maximum\": null}", "\"maximum\": 1e9}" },
        { "\"label\": \"Reply\"", "\"label\": \"A reply\"" },
        { "\"label\": \"Reply\", \"category\": \"contact\"",
          "\"label\": \"Reply\", \"category\": \"answer\"" },
        { "\"label\": \"Renewed\", \"category\": \"commercial\", \"actors\": \"client\"",
          "\"label\": \"Renewed\", \"category\": \"commercial\", \"actors\": \"either\"" },
        { "\"unit\": \"minutes\", \"window_days\": 7, \"repeat_q\": 0.6",
          "\"unit\": \"none\", \"window_days\": 7, \"repeat_q\": 0.6" },
        { "\"default_value\": 60", "\"default_value\": null" },
        { "\"default_value\": 60", "\"default_value\": 0" },
        { "\"mutual\": true, ", "" },
        { "\"repeat_q\": 0.9, \"outcome\": true", "\"repeat_q\": 0.9" },
        { "\"repeat_q\": 0.9, \"outcome\": true",
          "\"repeat_q\": 0.9, \"outcome\": true, \"is_contact\": true" },
        { "\"is_contact\": true, \"expects_reply\": true, \"tone\": -1",
          "\"is_contact\": true, \"tone\": -1" },
        { "\"actionable_by\": \"supplier\"", "\"actionable_by\": \"client\"" },
        { "[\"complaint\", \"message\"]", "[\"message\", \"complaint\"]" },
        { "[\"complaint\", \"message\"]", "[\"complaint\"]" },
        { "\"experienced_by\": \"supplier\", \"dimension\": \"control\"",
          "\"experienced_by\": \"both\", \"dimension\": \"control\"" },
        { "\"essay\": \"B\"", "\"essay\": \"A\"" },
        { "promise broken", "promises broken" },
        { "promise kept", "promises kept" },
        { "\"label\": \"Trust\"", "\"label\": \"trust\"" },
        { "\"side\": \"supplier\", \"experienced_by\": \"supplier\", \"dimension\": \"pledge\"",
          "\"side\": \"both\", \"experienced_by\": \"supplier\", \"dimension\": \"pledge\"" },
        { "\"actor\": \"supplier\", \"indicator\": \"caring.support\"",
          "\"actor\": \"client\", \"indicator\": \"caring.support\"" },
        { "\"transform\": \"hill:30\"", "\"transform\": \"hill:30.000000000000004\"" },
        { "\"transform\": \"hill:30\"", "\"transform\": \"notice:30\"" },
        { "time given", "time taken" },
        { "\"weight\": 2", "\"weight\": 2.0000000000000004" },
    };
    char hash[65], other[65];
    hash_of_edited(NULL, hash);
    for (size_t i = 0; i < JP__COUNT(edits); i++) {
        hash_of_edited(&edits[i], other);
        if (strcmp(hash, other) == 0)
            fail_msg("the hash is the same with %s", edits[i].to);
    }
}

/* ---- Every number of the default model ----------------------------------------------------------- */

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define STRIDE 16 /* sanitizers see the same code each time; they need not see it for minutes */
#else
#define STRIDE 1
#endif

/* The next number of a JSON text that does not stand in a string; sets its length. NULL: none. */
static const char *next_number(const char *at, size_t *length)
{
    for (bool in_string = false; *at != '\0'; at++) {
        if (*at == '"')
            in_string = !in_string; /* no text of the default model has an escaped quote */
        *length = in_string ? 0 : strspn(at, "-+.0123456789eE");
        if (*length > 0 && strchr("-0123456789", *at) != NULL)
            return at;
    }
    return NULL;
}

/* Loads the text with the number replaced; 0: refused, 1: the same hash, 2: another hash. */
static int try_number(const char *text, const char *number, size_t length, double value, const char *hash)
{
    char spelled[40];
    snprintf(spelled, sizeof spelled, "%.17g", value);
    size_t before = (size_t)(number - text), behind = strlen(number + length);
    char *changed = malloc(before + strlen(spelled) + behind + 1);
    assert_non_null(changed);
    memcpy(changed, text, before);
    strcpy(changed + before, spelled);
    memcpy(changed + before + strlen(spelled), number + length, behind + 1);
    jp_model *model = NULL;
    jp_status status = jp_model_load_json(changed, strlen(changed), NULL, &model, NULL);
    assert_true(status == JP_OK || status == JP_ERROR_MODEL);
    int result = model == NULL ? 0 : strcmp(jp_model_hash(model), hash) == 0 ? 1 : 2;
    jp_model_free(model);
    free(changed);
    return result;
}

static void every_number_of_the_default_model_is_in_its_hash(void **state)
{
    (void)state;
    char *text = jp_test_document(JP_TEST_DEFAULT_MODEL);
    jp_model *model = jp_test_load(text);
    size_t length, numbers = 0, fixed = 0;
    for (const char *at = text; (at = next_number(at, &length)) != NULL; at += length) {
        if (numbers++ % STRIDE != 0)
            continue;
        double value = strtod(at, NULL);
        double others[] = { value == 0 ? 0.25 : value * 0.5, value + 1, value - 1,
                            value == 0 ? 0.5 : value * 1.02 };
        int result = 0;
        for (size_t i = 0; i < JP__COUNT(others) && result == 0; i++)
            result = try_number(text, at, length, others[i], jp_model_hash(model));
        if (result == 1)
            fail_msg("the hash does not depend on the number at byte %zu: %.60s", (size_t)(at - text), at);
        fixed += result == 0;
    }
    /* 16 parameters, 20 + 8 bounds of units; of 76 kinds window, repeat, tone and some defaults; four of 53
     * indicators; two of 595 rows; and format_version, which cannot be another, as cannot the first edge of
     * each of three scales. */
    assert_true(numbers > 16 + 28 + 3 * 76 + 4 * 53 + 2 * 595 + 1);
    assert_true(fixed <= 1 + 3);
    jp_model_free(model);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_hash_is_the_one_that_others_compute),
        cmocka_unit_test(the_default_model_is_the_file_in_the_tree),
        cmocka_unit_test(the_canonical_form_has_no_blanks_and_all_defaults),
        cmocka_unit_test(the_canonical_form_reads_back_to_the_same_hash),
        cmocka_unit_test(another_spelling_has_the_same_hash),
        cmocka_unit_test(anything_that_is_said_otherwise_has_another_hash),
        cmocka_unit_test(every_number_of_the_default_model_is_in_its_hash),
    };
    return cmocka_run_group_tests_name("model_hash", tests, NULL, NULL);
}
