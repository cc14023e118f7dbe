/*
 * model.c - any bytes as a model file: refused with a sentence, or a model whose canonical form is
 * a fixed point (docs/model-format.md).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fuzz/fuzz.h"

static void must_come_back(const jp_model *model)
{
    size_t length = 0, again = 0;
    const char *json = jp_model_json(model, &length);
    jp_model *copy = NULL;
    jp_error err = JP_ERROR_INIT;
    MUST(jp_model_load_json(json, length, NULL, &copy, &err) == JP_OK);
    MUST(strcmp(jp_model_hash(copy), jp_model_hash(model)) == 0);
    const char *second = jp_model_json(copy, &again);
    MUST(again == length && memcmp(second, json, length) == 0);
    jp_model_free(copy);
}

/* A model that is accepted can score. */
static void must_score(const jp_model *model)
{
    jp_scorer *scorer = NULL;
    const jp_score *score = NULL;
    jp_facts nothing = { .struct_size = sizeof nothing };
    MUST(jp_scorer_new(model, NULL, &scorer, NULL) == JP_OK);
    MUST(jp_scorer_run(scorer, &nothing, 0, &score, NULL) == JP_OK);
    jp_estimate closure = jp_score_closure(score);
    MUST(closure.low <= closure.high && closure.value >= 0 && closure.value <= 1);
    jp_scorer_free(scorer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    jp_model *model = NULL;
    jp_error err = JP_ERROR_INIT;
    jp_status status = jp_model_load_json((const char *)data, size, NULL, &model, &err);
    if (status == JP_OK) {
        must_come_back(model);
        must_score(model);
        jp_model_free(model);
    } else {
        must_explain(status, &err);
        MUST(model == NULL);
    }
    return 0;
}
