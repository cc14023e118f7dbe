/*
 * report_json.c - scores as one JSON document: everything that a score says.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "report.h"

#define SIDES 2
static const char *const side_names[SIDES] = { [JP_CLIENT] = "client", [JP_SUPPLIER] = "supplier" };

/*
 * Every function below gives a new value, or NULL if memory ran out or a number is not finite: jansson
 * hands a NULL member on to the object that it was meant for.
 */

static json_t *real_or_null(bool present, double value)
{
    return present ? json_real(value) : json_null();
}

static json_t *text(jp_text t)
{
    return json_stringn(t.bytes, t.length);
}

/* ---- Headlines ---------------------------------------------------------------------------- */

static json_t *estimate(const char *name, jp_estimate e)
{
    return json_pack("{s:f, s:f, s:f, s:f}", name, e.value, "low", e.low, "high", e.high, "coverage",
                     e.coverage);
}

static json_t *closure(const jp_score *score)
{
    jp_estimate e = jp_score_closure(score);
    return json_pack("{s:f, s:f, s:f, s:f, s:f, s:f, s:f}", "value", e.value, "low", e.low, "high", e.high,
                     "coverage", e.coverage, "equation", jp_score_equation(score), "product",
                     jp_score_product(score), "gap", jp_score_gap(score));
}

/* Adds a member; `ok` becomes false, and stays so, if anything failed. */
static bool put(bool ok, json_t *object, const char *key, json_t *value)
{
    return json_object_set_new(object, key, value) == 0 && ok;
}

/* The finished object, or NULL if it is not whole. */
static json_t *whole(bool ok, json_t *object)
{
    if (ok)
        return object;
    json_decref(object);
    return NULL;
}

static json_t *factors(const jp_score *score)
{
    json_t *all = json_object();
    bool ok = all != NULL;
    for (int f = 0; f < JP_FACTOR_COUNT; f++)
        ok = put(ok, all, jp_factor_name((jp_factor)f),
                 estimate("value", jp_score_factor(score, (jp_factor)f)));
    return whole(ok, all);
}

static json_t *dimensions(const jp_score *score)
{
    json_t *all = json_object();
    bool ok = all != NULL;
    for (int d = 0; d < JP_DIMENSION_COUNT; d++)
        ok = put(ok, all, jp_dimension_name((jp_dimension)d),
                 estimate("level", jp_score_dimension(score, (jp_dimension)d)));
    return whole(ok, all);
}

/* ---- Indicators and views ----------------------------------------------------------------- */

static const char *indicator_id(const jp_model *model, size_t i)
{
    jp_indicator_info info = JP_INFO_INIT(jp_indicator_info);
    return jp_model_indicator(model, i, &info, NULL) == JP_OK ? info.id : "";
}

static json_t *indicators(const jp_model *model, const jp_score *score)
{
    json_t *all = json_object();
    bool ok = all != NULL;
    for (size_t i = 0; i < jp_model_indicator_count(model); i++) {
        jp_opinion o = jp_score_indicator(score, i);
        ok = put(ok, all, indicator_id(model, i),
                 json_pack("{s:f, s:f, s:f, s:f}", "level", o.level, "uncertainty", o.uncertainty,
                           "favourable", o.favourable, "adverse", o.adverse));
    }
    return whole(ok, all);
}

static json_t *belief_gaps(const jp_model *model, const jp_score *score)
{
    json_t *all = json_object();
    bool ok = all != NULL;
    for (size_t i = 0; i < jp_model_indicator_count(model); i++) {
        jp_view v = jp_score_belief_gap(score, i);
        if (v.known)
            ok = put(ok, all, indicator_id(model, i),
                     json_pack("{s:f, s:f, s:f, s:f, s:f, s:f, s:s}", "difference", v.difference, "sd", v.sd,
                               "low", v.low, "high", v.high, "client_level", v.first_level,
                               "supplier_level", v.second_level, "state", jp_view_state_name(v.state)));
    }
    return whole(ok, all);
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
        json_t *key = json_sprintf("%s.%s", side_names[side], indicator_id(model, n / SIDES));
        ok = put(ok && key != NULL, all, key != NULL ? json_string_value(key) : "",
                 json_pack("{s:f, s:f, s:f, s:f}", "difference", v.difference, "sd", v.sd, "low", v.low,
                           "high", v.high));
        json_decref(key);
    }
    return whole(ok, all);
}

/* ---- Silence, rhythm, verdict ------------------------------------------------------------- */

static json_t *silence(const jp_score *score)
{
    json_t *all = json_object();
    bool ok = all != NULL;
    for (int side = 0; side < SIDES; side++) {
        jp_silence q = jp_score_silence(score, (jp_side)side);
        ok = put(ok, all, side_names[side],
                 json_pack("{s:o, s:o, s:b}", "days", real_or_null(q.logged, q.days), "score",
                           real_or_null(q.logged, q.score), "silent_90", (int)q.silent_90));
    }
    return whole(ok, all);
}

static json_t *rhythm_of(jp_rhythm r)
{
    char last[JP_TIME_TEXT_SIZE];
    jp_time_format(r.last_us, last);
    json_t *all = json_object();
    bool ok = all != NULL;
    ok = put(ok, all, "contacts", json_integer((json_int_t)r.contacts));
    ok = put(ok, all, "last", r.has_last ? json_string(last) : json_null());
    ok = put(ok, all, "mean_gap_days", real_or_null(r.has_mean_gap, r.mean_gap_days));
    ok = put(ok, all, "answered", json_integer((json_int_t)r.answered));
    ok = put(ok, all, "open", json_integer(r.open ? 1 : 0));
    ok = put(ok, all, "response_rate", real_or_null(r.has_response_rate, r.response_rate));
    ok = put(ok, all, "median_response_hours",
             real_or_null(r.has_median_response, r.median_response_hours));
    ok = put(ok, all, "open_turn_hours", real_or_null(r.open, r.open_turn_hours));
    return whole(ok, all);
}

static json_t *rhythm(const jp_score *score)
{
    double reciprocity = 0;
    bool reciprocal = jp_score_reciprocity(score, &reciprocity);
    json_t *all = json_object();
    bool ok = all != NULL;
    for (int side = 0; side < SIDES; side++)
        ok = put(ok, all, side_names[side], rhythm_of(jp_score_rhythm(score, (jp_side)side)));
    ok = put(ok, all, "reciprocity", real_or_null(reciprocal, reciprocity));
    return whole(ok, all);
}

static json_t *verdict(const jp_score *score)
{
    json_t *all = json_object();
    bool ok = all != NULL;
    for (int line = 0; line < JP_VERDICT_COUNT; line++) {
        jp_verdict v = jp_score_verdict(score, (jp_verdict_line)line);
        ok = put(ok, all, jp_verdict_line_name((jp_verdict_line)line),
                 json_pack("{s:f, s:f, s:s}", "p", v.p, "coverage", v.coverage, "answer",
                           jp_answer_name(v.answer)));
    }
    return whole(ok, all);
}

static json_t *endgame(const jp_score *score)
{
    jp_endgame end = jp_score_endgame(score);
    return end == JP_ENDGAME_NONE ? json_null() : json_string(jp_endgame_name(end));
}

/* ---- The document ------------------------------------------------------------------------- */

static json_t *relationship(const jp_model *model, const jp_relationship *r, const jp_score *score)
{
    json_t *all = json_object();
    bool ok = all != NULL;
    ok = put(ok, all, "supplier", text(r->supplier));
    ok = put(ok, all, "client", text(r->client));
    ok = put(ok, all, "status", json_string(jp_relationship_status_name(jp_score_status(score))));
    ok = put(ok, all, "facts", json_integer((json_int_t)jp_score_facts(score)));
    ok = put(ok, all, "closure", closure(score));
    ok = put(ok, all, "health", estimate("value", jp_score_health(score)));
    ok = put(ok, all, "factors", factors(score));
    ok = put(ok, all, "dimensions", dimensions(score));
    ok = put(ok, all, "indicators", indicators(model, score));
    ok = put(ok, all, "silence", silence(score));
    ok = put(ok, all, "rhythm", rhythm(score));
    ok = put(ok, all, "belief_gap", belief_gaps(model, score));
    ok = put(ok, all, "empathy", views(model, score, jp_score_empathy));
    ok = put(ok, all, "awareness", views(model, score, jp_score_awareness));
    ok = put(ok, all, "risk_index", json_real(jp_score_risk_index(score)));
    ok = put(ok, all, "struggle", json_real(jp_score_struggle(score)));
    ok = put(ok, all, "authenticity", json_real(jp_score_authenticity(score)));
    ok = put(ok, all, "endgame", endgame(score));
    ok = put(ok, all, "compromised", json_integer(jp_score_compromised(score)));
    ok = put(ok, all, "verdict", verdict(score));
    return whole(ok, all);
}

static int dump_to_output(const char *bytes, size_t length, void *user)
{
    output_bytes(user, bytes, length);
    return output_failed(user) ? -1 : 0;
}

/* Takes `value`. Seventeen digits read back to the same double. On a terminal only ASCII, since
 * escapes beyond it can steer one too. */
static bool dump(output *out, json_t *value)
{
    size_t flags = JSON_COMPACT | JSON_REAL_PRECISION(17) | (out->terminal ? JSON_ENSURE_ASCII : 0u);
    bool ok = value != NULL &&
              (json_dump_callback(value, dump_to_output, out, flags) == 0 || output_failed(out));
    json_decref(value);
    return ok;
}

static bool dump_head(output *out, const session *s)
{
    char as_of[JP_TIME_TEXT_SIZE];
    jp_time_format(s->as_of_us, as_of);
    output_text(out, "{\"model\":");
    bool ok = dump(out, json_pack("{s:s, s:s, s:s}", "name", jp_model_name(s->model), "version",
                                  jp_model_version(s->model), "hash", jp_model_hash(s->model)));
    output_format(out, ",\"as_of\":\"%s\",\"relationships\":[", as_of);
    return ok;
}

exit_status report_json(output *out, const session *s, const headline *headlines, size_t count)
{
    jp_error err = JP_ERROR_INIT;
    jp_scorer *scorer = NULL;
    const jp_score *score = NULL;
    bool ok = jp_scorer_new(s->model, NULL, &scorer, &err) == JP_OK && dump_head(out, s);
    for (size_t i = 0; ok && i < count && !output_failed(out); i++) {
        jp_relationship r = session_relationship(s, headlines[i].place);
        ok = jp_scorer_run(scorer, &r.facts, s->as_of_us, &score, &err) == JP_OK;
        output_text(out, i > 0 ? ",\n" : "\n");
        ok = ok && dump(out, relationship(s->model, &r, score));
        console_progress(s->con, "writing", i, count);
    }
    if (ok)
        output_text(out, "\n]}\n");
    console_clear(s->con);
    jp_scorer_free(scorer);
    if (!ok && err.code != JP_OK)
        return console_failure(s->con, s->input, &err);
    if (!ok)
        console_error(s->con, "%s: cannot put a score into JSON: out of memory, or a number is not finite",
                      s->input);
    return ok ? STATUS_OK : STATUS_IO;
}
