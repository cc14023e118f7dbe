/*
 * report_json.c - scores as one JSON document: everything that a score says.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "document.h"
#include "forecasts.h"
#include "report.h"

#define SIDES 2

/* ---- Headlines ---------------------------------------------------------------------------- */

static json_t *closure(const jp_score *score)
{
    jp_estimate e = jp_score_closure(score);
    return json_pack("{s:f, s:f, s:f, s:f, s:f, s:f, s:f}", "value", e.value, "low", e.low, "high", e.high,
                     "coverage", e.coverage, "equation", jp_score_equation(score), "product",
                     jp_score_product(score), "gap", jp_score_gap(score));
}

static json_t *factors(const jp_score *score)
{
    json_t *all = json_object();
    bool ok = all != NULL;
    for (int f = 0; f < JP_FACTOR_COUNT; f++)
        ok = doc_put(ok, all, jp_factor_name((jp_factor)f),
                     doc_estimate("value", jp_score_factor(score, (jp_factor)f)));
    return doc_whole(ok, all);
}

static json_t *dimensions(const jp_score *score)
{
    json_t *all = json_object();
    bool ok = all != NULL;
    for (int d = 0; d < JP_DIMENSION_COUNT; d++)
        ok = doc_put(ok, all, jp_dimension_name((jp_dimension)d),
                     doc_estimate("level", jp_score_dimension(score, (jp_dimension)d)));
    return doc_whole(ok, all);
}

/* ---- Indicators and views ----------------------------------------------------------------- */

static json_t *indicators(const jp_model *model, const jp_score *score)
{
    json_t *all = json_object();
    bool ok = all != NULL;
    for (size_t i = 0; i < jp_model_indicator_count(model); i++) {
        jp_opinion o = jp_score_indicator(score, i);
        ok = doc_put(ok, all, doc_indicator_id(model, i),
                     json_pack("{s:f, s:f, s:f, s:f}", "level", o.level, "uncertainty", o.uncertainty,
                               "favourable", o.favourable, "adverse", o.adverse));
    }
    return doc_whole(ok, all);
}

static json_t *belief_gaps(const jp_model *model, const jp_score *score)
{
    json_t *all = json_object();
    bool ok = all != NULL;
    for (size_t i = 0; i < jp_model_indicator_count(model); i++) {
        jp_view v = jp_score_belief_gap(score, i);
        if (v.known)
            ok = doc_put(ok, all, doc_indicator_id(model, i),
                         json_pack("{s:f, s:f, s:f, s:f, s:f, s:f, s:s}", "difference", v.difference, "sd",
                                   v.sd, "low", v.low, "high", v.high, "client_level", v.first_level,
                                   "supplier_level", v.second_level, "state",
                                   jp_view_state_name(v.state)));
    }
    return doc_whole(ok, all);
}

/* Empathy and awareness: keyed by side and item. */
static json_t *views(const jp_model *model, const jp_score *score,
                     jp_view (*view)(const jp_score *, jp_side, size_t))
{
    json_t *all = json_object();
    bool ok = all != NULL;
    for (size_t n = 0; n < SIDES * jp_model_indicator_count(model); n++) {
        jp_side side = n % SIDES == 0 ? JP_CLIENT : JP_SUPPLIER;
        jp_view v = view(score, side, n / SIDES);
        if (!v.known)
            continue;
        json_t *key = json_sprintf("%s.%s", doc_side((jp_side)side), doc_indicator_id(model, n / SIDES));
        ok = doc_put(ok && key != NULL, all, key != NULL ? json_string_value(key) : "",
                     json_pack("{s:f, s:f, s:f, s:f}", "difference", v.difference, "sd", v.sd, "low", v.low,
                               "high", v.high));
        json_decref(key);
    }
    return doc_whole(ok, all);
}

/* ---- Silence, rhythm, verdict ------------------------------------------------------------- */

static json_t *silence(const jp_score *score)
{
    json_t *all = json_object();
    bool ok = all != NULL;
    for (int side = 0; side < SIDES; side++) {
        jp_silence q = jp_score_silence(score, (jp_side)side);
        ok = doc_put(ok, all, doc_side((jp_side)side),
                     json_pack("{s:o, s:o, s:b}", "days", doc_real_or_null(q.logged, q.days), "score",
                               doc_real_or_null(q.logged, q.score), "silent_90", (int)q.silent_90));
    }
    return doc_whole(ok, all);
}

static json_t *rhythm_of(jp_rhythm r)
{
    char last[JP_TIME_TEXT_SIZE];
    jp_time_format(r.last_us, last);
    json_t *all = json_object();
    bool ok = all != NULL;
    ok = doc_put(ok, all, "contacts", json_integer((json_int_t)r.contacts));
    ok = doc_put(ok, all, "last", r.has_last ? json_string(last) : json_null());
    ok = doc_put(ok, all, "mean_gap_days", doc_real_or_null(r.has_mean_gap, r.mean_gap_days));
    ok = doc_put(ok, all, "answered", json_integer((json_int_t)r.answered));
    ok = doc_put(ok, all, "open", json_integer(r.open ? 1 : 0));
    ok = doc_put(ok, all, "response_rate", doc_real_or_null(r.has_response_rate, r.response_rate));
    ok = doc_put(ok, all, "median_response_hours",
                 doc_real_or_null(r.has_median_response, r.median_response_hours));
    ok = doc_put(ok, all, "open_turn_hours", doc_real_or_null(r.open, r.open_turn_hours));
    return doc_whole(ok, all);
}

static json_t *rhythm(const jp_score *score)
{
    double reciprocity = 0;
    bool reciprocal = jp_score_reciprocity(score, &reciprocity);
    json_t *all = json_object();
    bool ok = all != NULL;
    for (int side = 0; side < SIDES; side++)
        ok = doc_put(ok, all, doc_side((jp_side)side), rhythm_of(jp_score_rhythm(score, (jp_side)side)));
    ok = doc_put(ok, all, "reciprocity", doc_real_or_null(reciprocal, reciprocity));
    return doc_whole(ok, all);
}

static json_t *verdict(const jp_score *score)
{
    json_t *all = json_object();
    bool ok = all != NULL;
    for (int line = 0; line < JP_VERDICT_COUNT; line++) {
        jp_verdict v = jp_score_verdict(score, (jp_verdict_line)line);
        ok = doc_put(ok, all, jp_verdict_line_name((jp_verdict_line)line),
                     json_pack("{s:f, s:f, s:s}", "p", v.p, "coverage", v.coverage, "answer",
                               jp_answer_name(v.answer)));
    }
    return doc_whole(ok, all);
}

static json_t *endgame(const jp_score *score)
{
    jp_endgame end = jp_score_endgame(score);
    return end == JP_ENDGAME_NONE ? json_null() : json_string(jp_endgame_name(end));
}

/* ---- The document ------------------------------------------------------------------------- */

json_t *report_relationship(const jp_model *model, const jp_relationship *r, const jp_explanation *why)
{
    const jp_score *score = jp_explanation_score(why);
    json_t *all = json_object();
    bool ok = all != NULL;
    ok = doc_put(ok, all, "supplier", doc_text(r->supplier));
    ok = doc_put(ok, all, "client", doc_text(r->client));
    ok = doc_put(ok, all, "status", json_string(jp_relationship_status_name(jp_score_status(score))));
    ok = doc_put(ok, all, "facts", json_integer((json_int_t)jp_score_facts(score)));
    ok = doc_put(ok, all, "closure", closure(score));
    ok = doc_put(ok, all, "health", doc_estimate("value", jp_score_health(score)));
    ok = doc_put(ok, all, "factors", factors(score));
    ok = doc_put(ok, all, "dimensions", dimensions(score));
    ok = doc_put(ok, all, "indicators", indicators(model, score));
    ok = doc_put(ok, all, "silence", silence(score));
    ok = doc_put(ok, all, "rhythm", rhythm(score));
    ok = doc_put(ok, all, "belief_gap", belief_gaps(model, score));
    ok = doc_put(ok, all, "empathy", views(model, score, jp_score_empathy));
    ok = doc_put(ok, all, "awareness", views(model, score, jp_score_awareness));
    ok = doc_put(ok, all, "shares", doc_shares(model, why));
    ok = doc_put(ok, all, "risk_index", json_real(jp_score_risk_index(score)));
    ok = doc_put(ok, all, "struggle", json_real(jp_score_struggle(score)));
    ok = doc_put(ok, all, "authenticity", json_real(jp_score_authenticity(score)));
    ok = doc_put(ok, all, "endgame", endgame(score));
    ok = doc_put(ok, all, "compromised", json_integer(jp_score_compromised(score)));
    ok = doc_put(ok, all, "verdict", verdict(score));
    return doc_whole(ok, all);
}

static bool dump_head(output *out, const session *s)
{
    char as_of[JP_TIME_TEXT_SIZE];
    jp_time_format(s->as_of_us, as_of);
    output_text(out, "{\"model\":");
    bool ok = doc_write(out, doc_model(s->model));
    output_format(out, ",\"as_of\":\"%s\",\"relationships\":[", as_of);
    return ok;
}

exit_status report_json(output *out, const session *s, const headline *headlines, size_t count)
{
    jp_error err = JP_ERROR_INIT;
    jp_explainer *explainer = NULL;
    const jp_explanation *why = NULL;
    bool ok = jp_explainer_new(s->model, NULL, &explainer, &err) == JP_OK && dump_head(out, s);
    for (size_t i = 0; ok && i < count && !output_failed(out); i++) {
        jp_relationship r = session_relationship(s, headlines[i].place);
        ok = jp_explainer_run(explainer, &r.facts, s->as_of_us, &why, &err) == JP_OK;
        output_text(out, i > 0 ? ",\n" : "\n");
        json_t *all = ok ? report_relationship(s->model, &r, why) : NULL;
        ok = forecasts_put(ok && all != NULL, all, s, explainer, &r, why);
        ok = doc_write(out, doc_whole(ok, all));
        console_progress(s->con, "writing", i, count);
    }
    if (ok)
        output_text(out, "\n]}\n");
    console_clear(s->con);
    jp_explainer_free(explainer);
    if (!ok && err.code != JP_OK)
        return console_failure(s->con, s->input, &err);
    return ok ? STATUS_OK : doc_failure(s->con, s->input);
}
