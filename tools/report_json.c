/*
 * report_json.c - scores as one JSON document: everything that a score says.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "report.h"

#include <stdlib.h>

#include "document.h"
#include "forecasts.h"
#include "text.h"

/* The library's text of a score, in room that is used again. */
typedef struct said {
    char *text;
    size_t length, capacity;
} said;

/* False: out of memory. */
static bool say(said *all, jp_text supplier, jp_text client, const jp_explanation *why)
{
    if (jp_explanation_json(why, supplier, client, all->text, all->capacity, &all->length, NULL) == JP_OK)
        return true;
    free(all->text);
    all->text = malloc(2 * all->length);
    all->capacity = all->text != NULL ? 2 * all->length : 0;
    return all->text != NULL &&
           jp_explanation_json(why, supplier, client, all->text, all->capacity, &all->length, NULL) == JP_OK;
}

json_t *report_relationship(const jp_relationship *r, const jp_explanation *why)
{
    said all = { .text = NULL };
    bool ok = say(&all, r->supplier, r->client, why);
    json_t *object = ok ? json_loadb(all.text, all.length, 0, NULL) : NULL;
    free(all.text);
    return object;
}

/* The text as it is between the ids, which are not written to a terminal as they are, and the forecasts. */
static bool put_relationship(output *out, const session *s, jp_explainer *explainer,
                             const jp_relationship *r, const jp_explanation *why, said *text)
{
    json_t *ids = json_pack("{s:o, s:o}", "supplier", doc_text(r->supplier), "client", doc_text(r->client));
    json_t *forecasts = json_object();
    bool ok = say(text, text_of(NULL, 0), text_of(NULL, 0), why) && forecasts != NULL;
    ok = forecasts_put(ok, forecasts, s, explainer, r, why);
    bool more = json_object_size(forecasts) > 0;
    output_text(out, "{");
    ok = doc_write_members(out, ids) && ok;
    output_text(out, ",");
    if (ok)
        output_bytes(out, text->text + 1, text->length - 2);
    output_text(out, more ? "," : "");
    ok = doc_write_members(out, forecasts) && ok;
    output_text(out, "}");
    return ok;
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
    said text = { .text = NULL };
    bool ok = jp_explainer_new(s->model, NULL, &explainer, &err) == JP_OK && dump_head(out, s);
    for (size_t i = 0; ok && i < count && !output_failed(out); i++) {
        jp_relationship r = session_relationship(s, headlines[i].place);
        ok = jp_explainer_run(explainer, &r.facts, s->as_of_us, &why, &err) == JP_OK;
        output_text(out, i > 0 ? ",\n" : "\n");
        ok = ok && put_relationship(out, s, explainer, &r, why, &text);
        console_progress(s->con, "writing", i, count);
    }
    if (ok)
        output_text(out, "\n]}\n");
    console_clear(s->con);
    jp_explainer_free(explainer);
    free(text.text);
    if (!ok && err.code != JP_OK)
        return console_failure(s->con, s->input, &err);
    return ok ? STATUS_OK : doc_failure(s->con, s->input);
}
