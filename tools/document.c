/*
 * document.c - pieces of JSON that several reports share.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "document.h"

bool doc_put(bool ok, json_t *object, const char *key, json_t *value)
{
    return json_object_set_new(object, key, value) == 0 && ok;
}

bool doc_append(bool ok, json_t *array, json_t *value)
{
    return json_array_append_new(array, value) == 0 && ok;
}

json_t *doc_whole(bool ok, json_t *value)
{
    if (ok)
        return value;
    json_decref(value);
    return NULL;
}

json_t *doc_real_or_null(bool present, double value)
{
    return present ? json_real(value) : json_null();
}

json_t *doc_text(jp_text text)
{
    return json_stringn(text.bytes, text.length);
}

json_t *doc_time(int64_t time_us)
{
    char text[JP_TIME_TEXT_SIZE];
    jp_time_format(time_us, text);
    return json_string(text);
}

json_t *doc_estimate(const char *name, jp_estimate e)
{
    return json_pack("{s:f, s:f, s:f, s:f}", name, e.value, "low", e.low, "high", e.high, "coverage",
                     e.coverage);
}

const char *doc_side(jp_side side)
{
    return side == JP_CLIENT ? "client" : "supplier";
}

const char *doc_indicator_id(const jp_model *model, size_t indicator)
{
    jp_indicator_info info = JP_INFO_INIT(jp_indicator_info);
    return jp_model_indicator(model, indicator, &info, NULL) == JP_OK ? info.id : "";
}

const char *doc_kind_id(const jp_model *model, uint16_t kind)
{
    jp_kind_info info = JP_INFO_INIT(jp_kind_info);
    if (kind == JP_RATING)
        return "rating";
    return jp_model_kind(model, kind, &info, NULL) == JP_OK ? info.id : "";
}

json_t *doc_model(const jp_model *model)
{
    return json_pack("{s:s, s:s, s:s}", "name", jp_model_name(model), "version", jp_model_version(model),
                     "hash", jp_model_hash(model));
}

json_t *doc_about(const session *s, const jp_relationship *r)
{
    json_t *all = json_object();
    bool ok = all != NULL;
    ok = doc_put(ok, all, "model", doc_model(s->model));
    ok = doc_put(ok, all, "as_of", doc_time(s->as_of_us));
    ok = doc_put(ok, all, "supplier", doc_text(r->supplier));
    ok = doc_put(ok, all, "client", doc_text(r->client));
    return doc_whole(ok, all);
}

static int dump_to_output(const char *bytes, size_t length, void *user)
{
    output_bytes(user, bytes, length);
    return output_failed(user) ? -1 : 0;
}

static bool write_with(output *out, json_t *value, size_t flags)
{
    flags |= JSON_COMPACT | JSON_REAL_PRECISION(17) | (out->terminal ? JSON_ENSURE_ASCII : 0u);
    bool ok = value != NULL &&
              (json_dump_callback(value, dump_to_output, out, flags) == 0 || output_failed(out));
    json_decref(value);
    return ok;
}

bool doc_write(output *out, json_t *value)
{
    return write_with(out, value, 0);
}

bool doc_write_members(output *out, json_t *object)
{
    return write_with(out, object, JSON_EMBED);
}

exit_status doc_finish(output *out, const session *s, json_t *value)
{
    if (!doc_write(out, value))
        return doc_failure(s->con, s->input);
    output_text(out, "\n");
    return STATUS_OK;
}

exit_status doc_failure(console *con, const char *input)
{
    console_error(con, "%s: cannot put a result into JSON: out of memory, or a number is not finite", input);
    return STATUS_IO;
}
