/*
 * canonical.c - the canonical form of a model and its hash.
 *
 * RFC 8785: no white space, keys in the order of their bytes, numbers and strings in one way. It is
 * written from what was loaded and not from the file, so it says all that the model is, with
 * every default filled in, and nothing that the library did not understand.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <sha2.h>
#include <string.h>

#include "model/build.h"

typedef struct writer {
    jp_model *model;
    jp_error *err;
    jp_status status; /* the first failure; then nothing more is written */
    bool comma;       /* something stands before the next item */
} writer;

/* ---- Pieces -------------------------------------------------------------------------------- */

static void put(writer *w, const char *text, size_t length)
{
    jp_model *model = w->model;
    if (w->status != JP_OK)
        return;
    w->status = jp__grow(&model->arena.allocator, &model->json, &model->json_capacity,
                         model->json_length + length + 1, 1, w->err);
    if (w->status != JP_OK)
        return;
    memcpy(model->json + model->json_length, text, length);
    model->json_length += length;
}

static void put_text(writer *w, const char *text)
{
    put(w, text, strlen(text));
}

/* How a byte is escaped, or NULL if it stands for itself. The reader refuses other controls. */
static const char *escape(char byte)
{
    switch (byte) {
    case '"': return "\\\"";
    case '\\': return "\\\\";
    case '\n': return "\\n";
    default: return NULL;
    }
}

static void put_string(writer *w, const char *text)
{
    put(w, "\"", 1);
    size_t plain = 0, i = 0;
    for (; text[i] != '\0'; i++) {
        const char *escaped = escape(text[i]);
        if (escaped == NULL)
            continue;
        put(w, text + plain, i - plain);
        put_text(w, escaped);
        plain = i + 1;
    }
    put(w, text + plain, i - plain);
    put(w, "\"", 1);
}

/* Begins an object or a list, ends it. */
static void begin(writer *w, const char *bracket)
{
    put_text(w, bracket);
    w->comma = false;
}

static void end(writer *w, const char *bracket)
{
    put_text(w, bracket);
    w->comma = true;
}

static void next(writer *w)
{
    if (w->comma)
        put(w, ",", 1);
    w->comma = true;
}

static void key(writer *w, const char *name)
{
    next(w);
    put_string(w, name);
    put(w, ":", 1);
}

static void put_number(writer *w, const char *name, double number)
{
    char text[JP__NUMBER_SIZE];
    key(w, name);
    put(w, text, jp__jcs_number(number, text));
}

static void put_maybe(writer *w, const char *name, bool present, double number)
{
    if (present) {
        put_number(w, name, number);
    } else {
        key(w, name);
        put_text(w, "null");
    }
}

static void put_bool(writer *w, const char *name, bool value)
{
    key(w, name);
    put_text(w, value ? "true" : "false");
}

static void put_word(writer *w, const char *name, const char *value)
{
    key(w, name);
    if (value != NULL)
        put_string(w, value);
    else
        put_text(w, "null");
}

/* ---- Parts, their keys in order ------------------------------------------------------------- */

static void put_band_list(writer *w, jp_banded banded)
{
    const jp_model *model = w->model;
    key(w, jp__banded_keys[banded]);
    begin(w, "[");
    for (size_t i = 0; i < model->band_counts[banded]; i++) {
        const jp__band *band = &model->bands[banded][i];
        next(w);
        begin(w, "{");
        put_word(w, "id", band->id);
        put_word(w, "label", band->label);
        put_number(w, "minimum", band->minimum);
        end(w, "}");
    }
    end(w, "]");
}

static void put_bands(writer *w)
{
    key(w, "bands");
    begin(w, "{");
    put_band_list(w, JP_BANDED_CLOSURE);
    put_band_list(w, JP_BANDED_HEALTH);
    put_number(w, "hysteresis", w->model->band_hysteresis);
    put_band_list(w, JP_BANDED_RISK);
    end(w, "}");
}

static void put_evidence(writer *w, const jp__evidence *row)
{
    const jp_model *model = w->model;
    next(w);
    begin(w, "{");
    put_word(w, "actor", jp__actor_words[row->actor]);
    put_number(w, "adverse", row->adverse);
    put_number(w, "favourable", row->favourable);
    put_word(w, "indicator", model->indicators[row->indicator].id);
    put_word(w, "kind", model->kinds[row->kind].id);
    put_word(w, "rationale", row->rationale);
    put_word(w, "transform", row->transform_text);
    end(w, "}");
}

static void put_indicator(writer *w, const jp__indicator *indicator)
{
    next(w);
    begin(w, "{");
    put_word(w, "adverse_evidence", indicator->adverse_evidence);
    put_number(w, "base_rate", indicator->base_rate);
    put_word(w, "dimension", indicator->dimension);
    put_word(w, "essay", indicator->essay);
    put_word(w, "experienced_by", jp__side_words[indicator->experienced_by]);
    put_word(w, "factor", jp__factor_letter(indicator->factor));
    put_word(w, "favourable_evidence", indicator->favourable_evidence);
    put_number(w, "half_life_days", indicator->half_life_days);
    put_bool(w, "harm", indicator->harm);
    put_word(w, "id", indicator->id);
    put_word(w, "label", indicator->label);
    put_number(w, "prior_weight", indicator->prior_weight);
    put_word(w, "side", jp__side_words[indicator->side]);
    put_number(w, "weight", indicator->weight);
    end(w, "}");
}

static void put_recommend_after(writer *w, const jp__kind *kind)
{
    key(w, "recommend_after");
    begin(w, "[");
    for (size_t i = 0; i < kind->recommend_after_count; i++) {
        next(w);
        put_string(w, w->model->kinds[kind->recommend_after[i]].id);
    }
    end(w, "]");
}

static void put_kind(writer *w, const jp__kind *kind)
{
    next(w);
    begin(w, "{");
    put_word(w, "actionable_by", jp__actionable_words[kind->actionable_by]);
    put_word(w, "actors", jp__actors_words[kind->actors]);
    put_word(w, "category", kind->category);
    put_maybe(w, "default_value", kind->has_default, kind->default_value);
    put_bool(w, "derived", kind->derived);
    put_bool(w, "expects_reply", kind->expects_reply);
    put_word(w, "id", kind->id);
    put_bool(w, "is_contact", kind->is_contact);
    put_word(w, "label", kind->label);
    put_bool(w, "mutual", kind->mutual);
    put_bool(w, "outcome", kind->outcome);
    put_recommend_after(w, kind);
    put_number(w, "repeat_q", kind->repeat_q);
    put_number(w, "tone", kind->tone);
    put_word(w, "unit", w->model->units[kind->unit].id);
    put_number(w, "window_days", kind->window_days);
    end(w, "}");
}

/* The table is in the order of the method; each parameter goes after all that come before it. */
static void put_parameters(writer *w)
{
    size_t sorted[JP__PARAMETER_COUNT];
    for (size_t i = 0; i < JP__PARAMETER_COUNT; i++) {
        size_t to = i;
        for (; to > 0 && strcmp(jp__parameter_table[i].id, jp__parameter_table[sorted[to - 1]].id) < 0; to--)
            sorted[to] = sorted[to - 1];
        sorted[to] = i;
    }
    key(w, "parameters");
    begin(w, "{");
    for (size_t i = 0; i < JP__PARAMETER_COUNT; i++) {
        double value = jp__parameter_value(&w->model->parameters, sorted[i]);
        put_number(w, jp__parameter_table[sorted[i]].id, value);
    }
    end(w, "}");
}

static void put_units(writer *w)
{
    key(w, "units");
    begin(w, "{");
    for (size_t i = 0; i < w->model->unit_count; i++) {
        const jp__unit *unit = &w->model->units[i];
        key(w, unit->id);
        begin(w, "{");
        put_word(w, "label", unit->label);
        put_maybe(w, "maximum", unit->maximum < HUGE_VAL, unit->maximum);
        put_number(w, "minimum", unit->minimum);
        end(w, "}");
    }
    end(w, "}");
}

static void put_document(writer *w)
{
    const jp_model *model = w->model;
    begin(w, "{");
    put_bands(w);
    put_word(w, "description", model->description);
    key(w, "evidence");
    begin(w, "[");
    for (size_t i = 0; i < model->evidence_count; i++)
        put_evidence(w, &model->evidence[i]);
    end(w, "]");
    put_word(w, "format", JP__MODEL_FORMAT);
    put_number(w, "format_version", JP__MODEL_FORMAT_VERSION);
    key(w, "indicators");
    begin(w, "[");
    for (size_t i = 0; i < model->indicator_count; i++)
        put_indicator(w, &model->indicators[i]);
    end(w, "]");
    key(w, "kinds");
    begin(w, "[");
    for (size_t i = 0; i < model->kind_count; i++)
        put_kind(w, &model->kinds[i]);
    end(w, "]");
    put_word(w, "name", model->name);
    put_parameters(w);
    put_units(w);
    put_word(w, "version", model->version);
    end(w, "}");
}

jp_status jp__write_canonical(jp_model *model, jp_error *err)
{
    writer w = { model, err, JP_OK, false };
    put_document(&w);
    if (w.status != JP_OK)
        return w.status;
    model->json[model->json_length] = '\0';
    if (model->json_length > JP__MODEL_MAX_BYTES)
        return jp__fail(err, JP_ERROR_LIMIT, "A model may have %u bytes in its canonical form, got %zu.",
                        JP__MODEL_MAX_BYTES, model->json_length);
    SHA2_CTX context;
    SHA256Init(&context);
    SHA256Update(&context, (const uint8_t *)model->json, model->json_length);
    SHA256End(&context, model->hash);
    return JP_OK;
}
