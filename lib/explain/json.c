/*
 * json.c - everything that a score says, and its shares, as one JSON object.
 *
 * Before it is written it is counted, so that nothing is written where there is no room; first with numbers
 * at their widest, which takes little time and is most often enough.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "base/writer.h"
#include "explain/explain.h"

static void begin(jp__writer *w, const char *name)
{
    jp__put_key(w, name);
    jp__put_begin(w, "{");
}

/* ---- Headlines ---------------------------------------------------------------------------- */

/* Left open, for what else there is. */
static void begin_estimate(jp__writer *w, const char *name, const char *value, jp_estimate e)
{
    begin(w, name);
    jp__put_number(w, value, e.value);
    jp__put_number(w, "low", e.low);
    jp__put_number(w, "high", e.high);
    jp__put_number(w, "coverage", e.coverage);
}

static void put_estimate(jp__writer *w, const char *name, const char *value, jp_estimate e)
{
    begin_estimate(w, name, value, e);
    jp__put_end(w, "}");
}

static void put_headlines(jp__writer *w, const jp_score *score)
{
    jp__put_word(w, "status", jp_relationship_status_name(jp_score_status(score)));
    jp__put_count(w, "facts", jp_score_facts(score));
    begin_estimate(w, "closure", "value", jp_score_closure(score));
    jp__put_number(w, "equation", jp_score_equation(score));
    jp__put_number(w, "product", jp_score_product(score));
    jp__put_number(w, "gap", jp_score_gap(score));
    jp__put_end(w, "}");
    put_estimate(w, "health", "value", jp_score_health(score));
    begin(w, "factors");
    for (int f = 0; f < JP_FACTOR_COUNT; f++)
        put_estimate(w, jp_factor_name((jp_factor)f), "value", jp_score_factor(score, (jp_factor)f));
    jp__put_end(w, "}");
    begin(w, "dimensions");
    for (int d = 0; d < JP_DIMENSION_COUNT; d++)
        put_estimate(w, jp_dimension_name((jp_dimension)d), "level",
                     jp_score_dimension(score, (jp_dimension)d));
    jp__put_end(w, "}");
}

static void put_indicators(jp__writer *w, const jp_score *score)
{
    begin(w, "indicators");
    for (size_t i = 0; i < w->model->indicator_count; i++) {
        jp_opinion o = jp_score_indicator(score, i);
        begin(w, w->model->indicators[i].id);
        jp__put_number(w, "level", o.level);
        jp__put_number(w, "uncertainty", o.uncertainty);
        jp__put_number(w, "favourable", o.favourable);
        jp__put_number(w, "adverse", o.adverse);
        jp__put_end(w, "}");
    }
    jp__put_end(w, "}");
}

/* ---- Silence and rhythm ------------------------------------------------------------------- */

static void put_silence(jp__writer *w, const jp_score *score)
{
    begin(w, "silence");
    for (int side = JP_CLIENT; side <= JP_SUPPLIER; side++) {
        jp_silence silence = jp_score_silence(score, (jp_side)side);
        begin(w, jp__actor_words[side]);
        jp__put_maybe(w, "days", silence.logged, silence.days);
        jp__put_maybe(w, "score", silence.logged, silence.score);
        jp__put_bool(w, "silent_90", silence.silent_90);
        jp__put_end(w, "}");
    }
    jp__put_end(w, "}");
}

static void put_rhythm(jp__writer *w, const jp_score *score)
{
    begin(w, "rhythm");
    for (int side = JP_CLIENT; side <= JP_SUPPLIER; side++) {
        jp_rhythm r = jp_score_rhythm(score, (jp_side)side);
        char last[JP_TIME_TEXT_SIZE];
        jp_time_format(r.last_us, last);
        begin(w, jp__actor_words[side]);
        jp__put_count(w, "contacts", r.contacts);
        jp__put_word(w, "last", r.has_last ? last : NULL);
        jp__put_maybe(w, "mean_gap_days", r.has_mean_gap, r.mean_gap_days);
        jp__put_count(w, "answered", r.answered);
        jp__put_count(w, "open", r.open);
        jp__put_maybe(w, "response_rate", r.has_response_rate, r.response_rate);
        jp__put_maybe(w, "median_response_hours", r.has_median_response, r.median_response_hours);
        jp__put_maybe(w, "open_turn_hours", r.open, r.open_turn_hours);
        jp__put_end(w, "}");
    }
    double reciprocity = 0;
    bool reciprocal = jp_score_reciprocity(score, &reciprocity);
    jp__put_maybe(w, "reciprocity", reciprocal, reciprocity);
    jp__put_end(w, "}");
}

/* ---- Views -------------------------------------------------------------------------------- */

static void put_difference(jp__writer *w, jp_view v)
{
    jp__put_number(w, "difference", v.difference);
    jp__put_number(w, "sd", v.sd);
    jp__put_number(w, "low", v.low);
    jp__put_number(w, "high", v.high);
}

static void put_belief_gaps(jp__writer *w, const jp_score *score)
{
    begin(w, "belief_gap");
    for (size_t i = 0; i < w->model->indicator_count; i++) {
        jp_view v = jp_score_belief_gap(score, i);
        if (!v.known)
            continue;
        begin(w, w->model->indicators[i].id);
        put_difference(w, v);
        jp__put_number(w, "client_level", v.first_level);
        jp__put_number(w, "supplier_level", v.second_level);
        jp__put_word(w, "state", jp_view_state_name(v.state));
        jp__put_end(w, "}");
    }
    jp__put_end(w, "}");
}

/* The key is "client.pillar.trust"; ids of a model need no escapes. */
static void begin_view(jp__writer *w, jp_side side, size_t indicator)
{
    jp__put_next(w);
    jp__put_text(w, "\"");
    jp__put_text(w, jp__actor_words[side]);
    jp__put_text(w, ".");
    jp__put_text(w, w->model->indicators[indicator].id);
    jp__put_text(w, "\":");
    jp__put_begin(w, "{");
}

static void put_views(jp__writer *w, const char *name, const jp_score *score,
                      jp_view (*view)(const jp_score *score, jp_side side, size_t indicator))
{
    begin(w, name);
    for (size_t i = 0; i < w->model->indicator_count; i++)
        for (int side = JP_CLIENT; side <= JP_SUPPLIER; side++) {
            jp_view v = view(score, (jp_side)side, i);
            if (!v.known)
                continue;
            begin_view(w, (jp_side)side, i);
            put_difference(w, v);
            jp__put_end(w, "}");
        }
    jp__put_end(w, "}");
}

/* ---- Shares, verdict ---------------------------------------------------------------------- */

/* Of closure those indicators that belong to a factor can have a share, of health all but the pledges. */
static void put_shares(jp__writer *w, const jp_explanation *e)
{
    static const char *const names[] = { [JP_CLOSURE] = "closure_by_indicator",
                                         [JP_HEALTH] = "health_by_indicator" };
    begin(w, "shares");
    begin(w, "closure_by_factor");
    for (int f = 0; f < JP_FACTOR_COUNT; f++)
        jp__put_number(w, jp_factor_name((jp_factor)f), e->factor_shares[f]);
    jp__put_end(w, "}");
    for (int index = 0; index < JP__INDEX_COUNT; index++) {
        begin(w, names[index]);
        for (size_t i = 0; i < w->model->indicator_count; i++) {
            const jp__indicator *about = &w->model->indicators[i];
            if (index == JP_CLOSURE ? about->factor >= 0 : strcmp(about->dimension, "pledge") != 0)
                jp__put_number(w, about->id, e->indicator_shares[index][i]);
        }
        jp__put_end(w, "}");
    }
    jp__put_end(w, "}");
}

static void put_verdict(jp__writer *w, const jp_score *score)
{
    jp_endgame endgame = jp_score_endgame(score);
    jp__put_number(w, "risk_index", jp_score_risk_index(score));
    jp__put_number(w, "struggle", jp_score_struggle(score));
    jp__put_number(w, "authenticity", jp_score_authenticity(score));
    jp__put_word(w, "endgame", endgame != JP_ENDGAME_NONE ? jp_endgame_name(endgame) : NULL);
    jp__put_count(w, "compromised", (uint64_t)jp_score_compromised(score));
    begin(w, "verdict");
    for (int line = 0; line < JP_VERDICT_COUNT; line++) {
        jp_verdict v = jp_score_verdict(score, (jp_verdict_line)line);
        begin(w, jp_verdict_line_name((jp_verdict_line)line));
        jp__put_number(w, "p", v.p);
        jp__put_number(w, "coverage", v.coverage);
        jp__put_word(w, "answer", jp_answer_name(v.answer));
        jp__put_end(w, "}");
    }
    jp__put_end(w, "}");
}

/* ---- The object --------------------------------------------------------------------------- */

static void put_id(jp__writer *w, const char *name, jp_text id)
{
    if (id.bytes == NULL)
        return;
    jp__put_key(w, name);
    jp__put_quoted(w, id.bytes, id.length);
}

static void put_object(jp__writer *w, const jp_explanation *e, jp_text supplier, jp_text client)
{
    const jp_score *score = e->score;
    w->model = score->model;
    jp__put_begin(w, "{");
    put_id(w, "supplier", supplier);
    put_id(w, "client", client);
    put_headlines(w, score);
    put_indicators(w, score);
    put_silence(w, score);
    put_rhythm(w, score);
    put_belief_gaps(w, score);
    put_views(w, "empathy", score, jp_score_empathy);
    put_views(w, "awareness", score, jp_score_awareness);
    put_shares(w, e);
    put_verdict(w, score);
    jp__put_end(w, "}");
}

/* As wide as -1.2345678901234567e-300. */
static size_t widest(double number, char text[JP_NUMBER_TEXT_SIZE])
{
    (void)number;
    (void)text;
    return 24;
}

jp_status jp_explanation_json(const jp_explanation *e, jp_text supplier, jp_text client, char *text,
                              size_t capacity, size_t *length, jp_error *err)
{
    if (e == NULL || length == NULL || (text == NULL && capacity > 0))
        return jp__fail(err, JP_ERROR_ARGUMENT, "Argument '%s' must not be NULL.",
                        e == NULL ? "explanation" : length == NULL ? "length" : "text");
    JP_TRY(jp__check_text("supplier", supplier.bytes, supplier.length, err));
    JP_TRY(jp__check_text("client", client.bytes, client.length, err));
    jp__writer widely = { .real = widest }, counted = { .real = jp__real_format };
    put_object(&widely, e, supplier, client);
    if (widely.length >= capacity)
        put_object(&counted, e, supplier, client);
    if (counted.length >= capacity) {
        *length = counted.length;
        return jp__fail(err, JP_ERROR_CAPACITY, "The JSON takes %zu bytes, and there is room for %zu.",
                        counted.length + 1, capacity);
    }
    jp__writer written = { .real = jp__real_format, .text = text, .capacity = capacity };
    put_object(&written, e, supplier, client);
    text[written.length] = '\0';
    *length = written.length;
    return JP_OK;
}
