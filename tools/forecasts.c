/*
 * forecasts.c - probabilities, each with how it did where it was tried, or with why there is none.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "forecasts.h"

#include <stdlib.h>
#include <string.h>

#include "text.h"

/* ---- JSON ----------------------------------------------------------------------------------- */

static json_t *proof_document(bool fitted, const jp_proof *proof)
{
    if (!fitted)
        return json_null();
    return json_pack("{s:f, s:s, s:I, s:I, s:f, s:f, s:s}", "horizon_days", proof->horizon_days, "date",
                     proof->date, "n", (json_int_t)proof->n, "events", (json_int_t)proof->events, "brier",
                     proof->brier, "slope", proof->slope, "data", proof->data);
}

/* The probability and the reason: one of them is null. */
static bool put_outcome(bool ok, json_t *all, jp_status status, double probability, const jp_error *err)
{
    ok = doc_put(ok, all, "probability", doc_real_or_null(status == JP_OK, probability));
    return doc_put(ok, all, "reason", status == JP_OK ? json_null() : json_string(err->message));
}

static json_t *quiet_document(const jp_quiet_info *info, const jp_score *score)
{
    jp_error err = JP_ERROR_INIT;
    jp_quiet quiet = { .probability = 0 };
    jp_status status = jp_score_quiet(score, 0, &quiet, &err);
    json_t *all = json_object();
    bool ok = put_outcome(all != NULL, all, status, quiet.probability, &err);
    ok = doc_put(ok, all, "contacts", doc_real_or_null(status == JP_OK, quiet.contacts));
    ok = doc_put(ok, all, "exposure_days", doc_real_or_null(status == JP_OK, quiet.exposure_days));
    ok = doc_put(ok, all, "recalibrated", json_boolean(quiet.recalibrated));
    ok = doc_put(ok, all, "fitted", proof_document(info->fitted, &info->proof));
    return doc_whole(ok, all);
}

/* "closure", or "belief.client pillar.trust" of one indicator. */
static json_t *feature_key(const jp_model *model, size_t i)
{
    jp_feature_info info = JP_INFO_INIT(jp_feature_info);
    jp_model_feature(model, i, &info, NULL);
    return json_sprintf("%s%s%s", info.name, info.indicator[0] != '\0' ? " " : "", info.indicator);
}

static json_t *features_document(const session *s, jp_explainer *explainer, const jp_relationship *r,
                                 size_t count)
{
    jp_feature_value *values = malloc(count * sizeof values[0]);
    json_t *all = json_object();
    bool ok = all != NULL && values != NULL &&
              jp_explainer_features(explainer, &r->facts, s->as_of_us, values, count, &count, NULL) == JP_OK;
    for (size_t i = 0; ok && i < count; i++) {
        json_t *key = feature_key(s->model, i);
        ok = doc_put(key != NULL, all, key != NULL ? json_string_value(key) : "",
                     doc_real_or_null(values[i].known, values[i].value));
        json_decref(key);
    }
    free(values);
    return doc_whole(ok, all);
}

static json_t *divorce_document(const jp_divorce_info *info, const session *s, jp_explainer *explainer,
                                const jp_relationship *r)
{
    jp_error err = JP_ERROR_INIT;
    jp_divorce divorce = { .probability = 0 };
    jp_status status = jp_explainer_divorce(explainer, &r->facts, s->as_of_us, &divorce, &err);
    json_t *all = json_object();
    bool ok = put_outcome(all != NULL, all, status, divorce.probability, &err);
    ok = doc_put(ok, all, "features", features_document(s, explainer, r, info->feature_count));
    ok = doc_put(ok, all, "fitted", proof_document(info->fitted, &info->proof));
    return doc_whole(ok, all);
}

bool forecasts_put(bool ok, json_t *relationship, const session *s, jp_explainer *explainer,
                   const jp_relationship *r, const jp_explanation *why)
{
    jp_quiet_info quiet = JP_INFO_INIT(jp_quiet_info);
    jp_divorce_info divorce = JP_INFO_INIT(jp_divorce_info);
    jp_model_quiet(s->model, &quiet, NULL);
    jp_model_divorce(s->model, &divorce, NULL);
    if (quiet.present)
        ok = doc_put(ok, relationship, "quiet", quiet_document(&quiet, jp_explanation_score(why)));
    if (divorce.present)
        ok = doc_put(ok, relationship, "divorce", divorce_document(&divorce, s, explainer, r));
    return ok;
}

/* ---- Text ----------------------------------------------------------------------------------- */

typedef struct forecast_words {
    const char *quiet, *divorce; /* what is forecast: the days follow */
    const char *days, *tried, *slope, *none;
} forecast_words;

static const forecast_words words_by_language[JP_LANGUAGE_COUNT] = {
    [JP_ENGLISH] = { "no contact in the next", "divorce within", "days", "tried", "slope", "no forecast" },
    [JP_GERMAN] = { "kein Kontakt in den n\xC3\xA4" "chsten", "Trennung binnen", "Tagen", "gepr\xC3\xBC" "ft",
                    "Steigung", "keine Prognose" },
};

static void print_forecast(const about *a, const forecast_words *w, const char *what, jp_status status,
                           double probability, const jp_proof *proof, const jp_error *err)
{
    if (status != JP_OK) {
        output_format(a->out, "  %s: %s\n", w->none, err->message);
        return;
    }
    output_format(a->out, "  %3.0f %%  %s %.0f %s (%s ", 100 * probability, what, proof->horizon_days,
                  w->days, w->tried);
    text_write(a->out, text_of(proof->date, strlen(proof->date)));
    output_format(a->out, ", n %llu, Brier %.3f, %s %.2f)\n", (unsigned long long)proof->n, proof->brier,
                  w->slope, proof->slope);
}

void forecasts_print(const about *a, const jp_explanation *why, jp_language language)
{
    const forecast_words *w = &words_by_language[language];
    jp_quiet_info quiet_info = JP_INFO_INIT(jp_quiet_info);
    jp_divorce_info divorce_info = JP_INFO_INIT(jp_divorce_info);
    jp_model_quiet(a->s->model, &quiet_info, NULL);
    jp_model_divorce(a->s->model, &divorce_info, NULL);
    if (quiet_info.present || divorce_info.present)
        output_text(a->out, "\n");
    if (quiet_info.present) {
        jp_error err = JP_ERROR_INIT;
        jp_quiet quiet = { .probability = 0 };
        jp_status status = jp_score_quiet(jp_explanation_score(why), 0, &quiet, &err);
        print_forecast(a, w, w->quiet, status, quiet.probability, &quiet_info.proof, &err);
    }
    if (divorce_info.present) {
        jp_error err = JP_ERROR_INIT;
        jp_divorce divorce = { .probability = 0 };
        jp_status status = jp_explainer_divorce(a->explainer, &a->r.facts, a->s->as_of_us, &divorce, &err);
        print_forecast(a, w, w->divorce, status, divorce.probability, &divorce_info.proof, &err);
    }
}
