/*
 * fixture.c - see fixture.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "score/fixture.h"

#include <math.h>

#include <jansson.h>

void near_or_fail(double actual, double expected, double tolerance, const char *what,
                  const char *file, int line)
{
    if (actual == expected || fabs(actual - expected) <= tolerance)
        return;
    print_error("%s is %.17g, not %.17g (off by %.3g, allowed %.3g)\n", what, actual, expected,
                fabs(actual - expected), tolerance);
    _fail(file, line);
}

/* ---- Models --------------------------------------------------------------------------------- */

jp_model *default_model(void)
{
    jp_model *model = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_model_default(&model, &err), &err);
    return model;
}

static json_t *read_json(const char *text)
{
    json_error_t error;
    json_t *root = json_loads(text, 0, &error);
    if (root == NULL)
        fail_msg("%s, line %d", error.text, error.line);
    return root;
}

/* 'changes' is an object of objects by id; `objects` an array of objects with ids. */
static void change_by_id(json_t *objects, json_t *changes)
{
    const char *id;
    json_t *change;
    json_object_foreach(changes, id, change) {
        size_t i, found = 0;
        json_t *object;
        json_array_foreach(objects, i, object) {
            if (strcmp(json_string_value(json_object_get(object, "id")), id) != 0)
                continue;
            assert_int_equal(json_object_update_existing(object, change), 0);
            found++;
        }
        assert_int_equal(found, 1);
    }
}

static void replace_evidence(json_t *root, json_t *rows)
{
    json_t *evidence = json_array();
    size_t i;
    json_t *row;
    json_array_foreach(rows, i, row) {
        const char *kind, *actor, *indicator, *transform;
        double adverse, favourable;
        assert_int_equal(json_unpack(row, "[s,s,s,F,F,s]", &kind, &actor, &indicator, &adverse,
                                     &favourable, &transform), 0);
        json_array_append_new(evidence, json_pack("{s:s,s:s,s:s,s:f,s:f,s:s,s:s}", "kind", kind,
                                                  "actor", actor, "indicator", indicator, "adverse",
                                                  adverse, "favourable", favourable, "transform",
                                                  transform, "rationale", "of a test"));
    }
    assert_int_equal(json_object_set_new(root, "evidence", evidence), 0);
}

static void apply_changes(json_t *root, const char *text)
{
    char *quoted = test_malloc(strlen(text) + 1);
    strcpy(quoted, text);
    for (char *c = quoted; *c != '\0'; c++)
        *c = *c == '\'' ? '"' : *c;
    json_t *changes = read_json(quoted);
    test_free(quoted);
    if (json_object_get(changes, "parameters") != NULL)
        assert_int_equal(json_object_update_existing(json_object_get(root, "parameters"),
                                                     json_object_get(changes, "parameters")), 0);
    change_by_id(json_object_get(root, "kinds"), json_object_get(changes, "kinds"));
    change_by_id(json_object_get(root, "indicators"), json_object_get(changes, "indicators"));
    if (json_object_get(changes, "evidence") != NULL)
        replace_evidence(root, json_object_get(changes, "evidence"));
    json_decref(changes);
}

jp_model *changed_model(const char *changes)
{
    jp_model *base = default_model();
    json_t *root = read_json(jp_model_json(base, NULL));
    jp_model_free(base);
    apply_changes(root, changes);
    char *text = json_dumps(root, JSON_REAL_PRECISION(17));
    json_decref(root);
    jp_model *model = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_model_load_json(text, strlen(text), NULL, &model, &err), &err);
    free(text);
    return model;
}

uint16_t kind_of(const jp_model *model, const char *id)
{
    uint16_t kind = 0;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_model_find_kind(model, id, strlen(id), &kind, &err), &err);
    return kind;
}

uint16_t item_of(const jp_model *model, const char *id)
{
    uint16_t item = 0;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_model_find_indicator(model, id, strlen(id), &item, &err), &err);
    return item;
}

/* ---- Facts ---------------------------------------------------------------------------------- */

void book_open(book *b, const jp_model *model)
{
    memset(b, 0, sizeof *b);
    b->model = model;
}

static size_t write(book *b, int64_t time_us, uint16_t kind, jp_side actor)
{
    assert_in_range(b->length, 0, BOOK_MAX - 1);
    size_t i = b->length++;
    b->time_us[i] = time_us;
    b->recorded_us[i] = time_us;
    b->intensity[i] = 1;
    b->kind[i] = kind;
    b->actor[i] = (uint8_t)actor;
    b->item[i] = 0;
    b->guess[i] = 0;
    b->value[i] = 0;
    b->value_valid[i / 8] = (uint8_t)(b->value_valid[i / 8] & ~(1u << i % 8));
    return i;
}

static void set_value(book *b, size_t i, double value)
{
    b->value[i] = value;
    b->value_valid[i / 8] = (uint8_t)(b->value_valid[i / 8] | 1u << i % 8);
}

void book_fact(book *b, int64_t time_us, const char *kind, jp_side actor)
{
    write(b, time_us, kind_of(b->model, kind), actor);
}

void book_value(book *b, int64_t time_us, const char *kind, jp_side actor, double value)
{
    set_value(b, write(b, time_us, kind_of(b->model, kind), actor), value);
}

void book_rating(book *b, int64_t time_us, jp_side rater, const char *item, double value)
{
    size_t i = write(b, time_us, JP_RATING, rater);
    set_value(b, i, value);
    b->item[i] = item_of(b->model, item);
}

void book_guess(book *b, int64_t time_us, jp_side guesser, const char *item, double value)
{
    book_rating(b, time_us, guesser, item, value);
    b->guess[b->length - 1] = 1;
}

void book_copy(book *b, const book *from, size_t i)
{
    size_t k = write(b, from->time_us[i], from->kind[i], (jp_side)from->actor[i]);
    if (jp__bit(from->value_valid, i))
        set_value(b, k, from->value[i]);
    b->recorded_us[k] = from->recorded_us[i];
    b->intensity[k] = from->intensity[i];
    b->item[k] = from->item[i];
    b->guess[k] = from->guess[i];
}

void book_intensity(book *b, double intensity)
{
    b->intensity[b->length - 1] = intensity;
}

void book_recorded(book *b, int64_t recorded_us)
{
    b->recorded_us[b->length - 1] = recorded_us;
}

jp_facts book_facts(const book *b)
{
    return (jp_facts){ .struct_size = sizeof(jp_facts), .length = b->length, .time_us = b->time_us,
                       .kind = b->kind, .actor = b->actor, .value = b->value,
                       .value_valid = b->value_valid, .intensity = b->intensity,
                       .recorded_us = b->recorded_us, .item = b->item, .guess = b->guess };
}

/* ---- Scores --------------------------------------------------------------------------------- */

jp_scorer *scorer_for(const jp_model *model)
{
    jp_scorer *scorer = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_scorer_new(model, NULL, &scorer, &err), &err);
    return scorer;
}

const jp_score *score_at(jp_scorer *scorer, const book *b, int64_t as_of_us)
{
    const jp_score *score = NULL;
    jp_error err = JP_ERROR_INIT;
    jp_facts facts = book_facts(b);
    assert_ok(jp_scorer_run(scorer, &facts, as_of_us, &score, &err), &err);
    return score;
}

void book_lift_values(book *b)
{
    for (size_t i = 0; i < b->length; i++) {
        if (b->value[i] > 0 && (b->value[i] < 1e-9 || b->value[i] > 1e9))
            b->value[i] = 0.01;
        if (b->intensity[i] < 1e-9)
            b->intensity[i] = 0;
    }
}
