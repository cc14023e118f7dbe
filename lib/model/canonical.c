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

/* ---- Parts, their keys in order ------------------------------------------------------------- */

static void put_band_list(jp__writer *w, jp_banded banded)
{
    const jp_model *model = w->model;
    jp__put_key(w, jp__banded_keys[banded]);
    jp__put_begin(w, "[");
    for (size_t i = 0; i < model->band_counts[banded]; i++) {
        const jp__band *band = &model->bands[banded][i];
        jp__put_next(w);
        jp__put_begin(w, "{");
        jp__put_word(w, "id", band->id);
        jp__put_word(w, "label", band->label);
        jp__put_number(w, "minimum", band->minimum);
        jp__put_end(w, "}");
    }
    jp__put_end(w, "]");
}

static void put_bands(jp__writer *w)
{
    jp__put_key(w, "bands");
    jp__put_begin(w, "{");
    put_band_list(w, JP_BANDED_CLOSURE);
    put_band_list(w, JP_BANDED_HEALTH);
    jp__put_number(w, "hysteresis", w->model->band_hysteresis);
    put_band_list(w, JP_BANDED_RISK);
    jp__put_end(w, "}");
}

static void put_evidence(jp__writer *w, const jp__evidence *row)
{
    const jp_model *model = w->model;
    jp__put_next(w);
    jp__put_begin(w, "{");
    jp__put_word(w, "actor", jp__actor_words[row->actor]);
    jp__put_number(w, "adverse", row->adverse);
    jp__put_number(w, "favourable", row->favourable);
    jp__put_word(w, "indicator", model->indicators[row->indicator].id);
    jp__put_word(w, "kind", model->kinds[row->kind].id);
    jp__put_word(w, "rationale", row->rationale);
    jp__put_word(w, "transform", row->transform_text);
    jp__put_end(w, "}");
}

static void put_indicator(jp__writer *w, const jp__indicator *indicator)
{
    jp__put_next(w);
    jp__put_begin(w, "{");
    jp__put_word(w, "adverse_evidence", indicator->adverse_evidence);
    jp__put_number(w, "base_rate", indicator->base_rate);
    jp__put_word(w, "dimension", indicator->dimension);
    jp__put_word(w, "essay", indicator->essay);
    jp__put_word(w, "experienced_by", jp__side_words[indicator->experienced_by]);
    jp__put_word(w, "factor", jp__factor_letter(indicator->factor));
    jp__put_word(w, "favourable_evidence", indicator->favourable_evidence);
    jp__put_number(w, "half_life_days", indicator->half_life_days);
    jp__put_bool(w, "harm", indicator->harm);
    jp__put_word(w, "id", indicator->id);
    jp__put_word(w, "label", indicator->label);
    jp__put_number(w, "prior_weight", indicator->prior_weight);
    jp__put_word(w, "side", jp__side_words[indicator->side]);
    jp__put_number(w, "weight", indicator->weight);
    jp__put_end(w, "}");
}

static void put_recommend_after(jp__writer *w, const jp__kind *kind)
{
    jp__put_key(w, "recommend_after");
    jp__put_begin(w, "[");
    for (size_t i = 0; i < kind->recommend_after_count; i++) {
        jp__put_next(w);
        jp__put_string(w, w->model->kinds[kind->recommend_after[i]].id);
    }
    jp__put_end(w, "]");
}

static void put_kind(jp__writer *w, const jp__kind *kind)
{
    jp__put_next(w);
    jp__put_begin(w, "{");
    jp__put_word(w, "actionable_by", jp__actionable_words[kind->actionable_by]);
    jp__put_word(w, "actors", jp__actors_words[kind->actors]);
    jp__put_word(w, "category", kind->category);
    jp__put_maybe(w, "default_value", kind->has_default, kind->default_value);
    jp__put_bool(w, "derived", kind->derived);
    jp__put_bool(w, "expects_reply", kind->expects_reply);
    jp__put_word(w, "id", kind->id);
    jp__put_bool(w, "is_contact", kind->is_contact);
    jp__put_word(w, "label", kind->label);
    jp__put_bool(w, "mutual", kind->mutual);
    jp__put_bool(w, "outcome", kind->outcome);
    put_recommend_after(w, kind);
    jp__put_number(w, "repeat_q", kind->repeat_q);
    jp__put_number(w, "tone", kind->tone);
    jp__put_word(w, "unit", w->model->units[kind->unit].id);
    jp__put_number(w, "window_days", kind->window_days);
    jp__put_end(w, "}");
}

/* The table is in the order of the method; each parameter goes after all that come before it. */
static void put_parameters(jp__writer *w)
{
    size_t sorted[JP__PARAMETER_COUNT];
    for (size_t i = 0; i < JP__PARAMETER_COUNT; i++) {
        size_t to = i;
        for (; to > 0 && strcmp(jp__parameter_table[i].id, jp__parameter_table[sorted[to - 1]].id) < 0; to--)
            sorted[to] = sorted[to - 1];
        sorted[to] = i;
    }
    jp__put_key(w, "parameters");
    jp__put_begin(w, "{");
    for (size_t i = 0; i < JP__PARAMETER_COUNT; i++) {
        double value = jp__parameter_value(&w->model->parameters, sorted[i]);
        jp__put_number(w, jp__parameter_table[sorted[i]].id, value);
    }
    jp__put_end(w, "}");
}

static void put_units(jp__writer *w)
{
    jp__put_key(w, "units");
    jp__put_begin(w, "{");
    for (size_t i = 0; i < w->model->unit_count; i++) {
        const jp__unit *unit = &w->model->units[i];
        jp__put_key(w, unit->id);
        jp__put_begin(w, "{");
        jp__put_word(w, "label", unit->label);
        jp__put_maybe(w, "maximum", unit->maximum < HUGE_VAL, unit->maximum);
        jp__put_number(w, "minimum", unit->minimum);
        jp__put_end(w, "}");
    }
    jp__put_end(w, "}");
}

static void put_document(jp__writer *w)
{
    const jp_model *model = w->model;
    jp__put_begin(w, "{");
    put_bands(w);
    jp__put_word(w, "description", model->description);
    jp__put_divorce(w);
    jp__put_key(w, "evidence");
    jp__put_begin(w, "[");
    for (size_t i = 0; i < model->evidence_count; i++)
        put_evidence(w, &model->evidence[i]);
    jp__put_end(w, "]");
    jp__put_word(w, "format", JP__MODEL_FORMAT);
    jp__put_number(w, "format_version", JP__MODEL_FORMAT_VERSION);
    jp__put_key(w, "indicators");
    jp__put_begin(w, "[");
    for (size_t i = 0; i < model->indicator_count; i++)
        put_indicator(w, &model->indicators[i]);
    jp__put_end(w, "]");
    jp__put_key(w, "kinds");
    jp__put_begin(w, "[");
    for (size_t i = 0; i < model->kind_count; i++)
        put_kind(w, &model->kinds[i]);
    jp__put_end(w, "]");
    jp__put_word(w, "name", model->name);
    put_parameters(w);
    jp__put_quiet(w);
    put_units(w);
    jp__put_word(w, "version", model->version);
    jp__put_end(w, "}");
}

/* The hash of the canonical form, in hexadecimal digits. */
static void put_hash(jp_model *model)
{
    static const char digits[] = "0123456789abcdef";
    uint8_t digest[SHA256_DIGEST_LENGTH];
    SHA2_CTX context;
    SHA256Init(&context);
    SHA256Update(&context, (const uint8_t *)model->json, model->json_length);
    SHA256Final(digest, &context);
    for (size_t i = 0; i < sizeof digest; i++) {
        model->hash[2 * i] = digits[digest[i] >> 4];
        model->hash[2 * i + 1] = digits[digest[i] & 15];
    }
    model->hash[2 * sizeof digest] = '\0';
}

jp_status jp__write_canonical(jp_model *model, jp_error *err)
{
    jp__writer w = { .model = model, .real = jp__jcs_number, .grow = &model->arena.allocator, .err = err };
    put_document(&w);
    model->json = w.text;
    model->json_length = w.length;
    model->json_capacity = w.capacity;
    if (w.status != JP_OK)
        return w.status;
    model->json[model->json_length] = '\0';
    if (model->json_length > JP__MODEL_MAX_BYTES)
        return jp__fail(err, JP_ERROR_LIMIT, "A model may have %u bytes in its canonical form, got %zu.",
                        JP__MODEL_MAX_BYTES, model->json_length);
    put_hash(model);
    return JP_OK;
}
