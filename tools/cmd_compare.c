/*
 * cmd_compare.c - `joyfulprofit compare`: what changed between two moments, and why.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "document.h"
#include "page.h"
#include "report.h"
#include "single.h"
#include "text.h"

#define FACTS_SHOWN 12
#define INDICATORS_SHOWN 10
#define NEGLIGIBLE 0.00005 /* rounds to nothing in the table */

typedef struct compare_options {
    bool json;
    const char *from, *to;
    int64_t from_us;
} compare_options;

enum { OPTION_FORMAT = OPTION_OWN, OPTION_FROM, OPTION_TO };

static const struct option long_options[] = {
    OPTIONS_BUT_AS_OF,
    { "from", required_argument, NULL, OPTION_FROM },
    { "to", required_argument, NULL, OPTION_TO },
    { "format", required_argument, NULL, OPTION_FORMAT },
    { NULL, 0, NULL, 0 },
};

static const char usage[] =
    "usage: joyfulprofit compare FACTS --relationship S/C --from T1 [--to T2] [options]\n"
    "\n"
    "Says what changed between two moments, by factor, by indicator and by fact: what came, what faded,\n"
    "what fell silent, what ended. The shares add up to the change.\n"
    "\n"
    "  --from T1              the earlier moment\n"
    "  --to T2                the later moment (default: the latest fact)\n"
    "  --format FORMAT        text (default) or json\n" HELP_BUT_AS_OF;

static exit_status take(console *con, int code, shared_options *shared, void *own)
{
    compare_options *o = own;
    switch (code) {
    case OPTION_FROM:
        o->from = optarg;
        return parse_time(con, "--from", optarg, &o->from_us) ? STATUS_OK : STATUS_USAGE;
    case OPTION_TO:
        o->to = shared->as_of = optarg;
        return parse_time(con, "--to", optarg, &(int64_t){ 0 }) ? STATUS_OK : STATUS_USAGE;
    case OPTION_FORMAT:
        return take_text_or_json(con, &o->json) ? STATUS_OK : STATUS_USAGE;
    default:
        return take_shared_option(con, code, shared);
    }
}

static exit_status check(console *con, shared_options *shared, void *own)
{
    (void)shared;
    if (((const compare_options *)own)->from != NULL)
        return STATUS_OK;
    console_error(con, "compare expects --from with the earlier moment");
    return STATUS_USAGE;
}

/* ---- What a contribution did ---------------------------------------------------------------- */

static bool is_silence(const about *a, const jp_contribution *c)
{
    return strcmp(doc_kind_id(a->s->model, c->kind), "silence") == 0;
}

/* A fact came if it was not seen at the earlier moment. */
static bool came(const about *a, const jp_contribution *c, int64_t from_us)
{
    const jp_facts *f = &a->r.facts;
    size_t k = f->offset + (size_t)c->row;
    if (c->time_us > from_us)
        return true;
    bool recorded = c->row != JP_NO_ROW && f->recorded_us != NULL &&
                    (f->recorded_valid == NULL || (f->recorded_valid[k / 8] >> (k % 8) & 1) != 0);
    return recorded && f->recorded_us[k] > from_us;
}

/* What stands open at a moment carries its time. */
static const char *what_happened(const about *a, const jp_contribution *c, int64_t from_us)
{
    if (c->type == JP_OPEN && c->time_us != a->s->as_of_us)
        return "ended";
    if (c->type == JP_OPEN)
        return is_silence(a, c) ? "fell_silent" : "unanswered";
    if (!came(a, c, from_us))
        return "faded";
    return c->type == JP_DERIVED && is_silence(a, c) ? "ended" : "came";
}

/* ---- JSON --------------------------------------------------------------------------------- */

static json_t *change_document(const jp_explanation *why, jp_index index)
{
    double from = jp_explanation_baseline(why, index), to = jp_explanation_value(why, index);
    return json_pack("{s:f, s:f, s:f}", "from", from, "to", to, "change", to - from);
}

static json_t *facts_document(const about *a, const jp_explanation *why, int64_t from_us)
{
    json_t *all = json_array();
    bool ok = all != NULL;
    for (size_t i = 0; ok && i < jp_explanation_count(why); i++) {
        jp_contribution c = jp_explanation_contribution(why, i);
        json_t *fact = page_contribution(a, &c);
        ok = doc_put(fact != NULL, fact, "what", json_string(what_happened(a, &c, from_us)));
        ok = doc_append(ok, all, doc_whole(ok, fact));
    }
    return doc_whole(ok, all);
}

static exit_status print_json(const about *a, const jp_explanation *why, const compare_options *o)
{
    json_t *all = doc_about(a->s, &a->r), *later = report_relationship(&a->r, why);
    bool ok = all != NULL && later != NULL;
    ok = doc_put(ok, all, "from", doc_time(o->from_us));
    ok = doc_put(ok, all, "to", doc_time(a->s->as_of_us));
    ok = doc_put(ok, all, "closure", change_document(why, JP_CLOSURE));
    ok = doc_put(ok, all, "health", change_document(why, JP_HEALTH));
    ok = doc_put(ok, all, "shares", json_incref(json_object_get(later, "shares")));
    ok = doc_put(ok, all, "contributions", facts_document(a, why, o->from_us));
    json_decref(later);
    return doc_finish(a->out, a->s, doc_whole(ok, all));
}

/* ---- Text --------------------------------------------------------------------------------- */

static void print_index(const about *a, const jp_explanation *why, jp_index index, const char *name)
{
    double from = jp_explanation_baseline(why, index), to = jp_explanation_value(why, index);
    output_format(a->out, "%-8s  %.3f to %.3f  (%+.3f)\n", name, from, to, to - from);
}

static void print_factors(const about *a, const jp_explanation *why)
{
    output_text(a->out, "\nBY FACTOR, of closure\n");
    for (int f = 0; f < JP_FACTOR_COUNT; f++)
        output_format(a->out, "  %+8.4f  %s\n", jp_explanation_factor(why, (jp_factor)f),
                      jp_factor_name((jp_factor)f));
}

static double indicator_weight(const void *why, size_t i)
{
    return fabs(jp_explanation_indicator(why, JP_HEALTH, i));
}

static double fact_weight(const void *why, size_t i)
{
    return fabs(jp_explanation_contribution(why, i).health);
}

static void print_indicators(const about *a, const jp_explanation *why)
{
    size_t top[INDICATORS_SHOWN];
    size_t count = page_top(top, INDICATORS_SHOWN, jp_model_indicator_count(a->s->model), indicator_weight,
                            why, NEGLIGIBLE);
    output_text(a->out, "\nBY INDICATOR, of health\n");
    for (size_t i = 0; i < count; i++) {
        const char *words = jp_indicator_words(a->s->model, top[i], JP_ENGLISH);
        output_format(a->out, "  %+8.4f  ", jp_explanation_indicator(why, JP_HEALTH, top[i]));
        text_write(a->out, text_of(words, strlen(words)));
        output_text(a->out, "\n");
    }
    output_text(a->out, count == 0 ? "  nothing changed\n" : "");
}

static void print_facts(const about *a, const jp_explanation *why, int64_t from_us)
{
    size_t top[FACTS_SHOWN];
    size_t count = page_top(top, FACTS_SHOWN, jp_explanation_count(why), fact_weight, why, NEGLIGIBLE);
    output_text(a->out, "\nBY FACT, of health\n");
    for (size_t i = 0; i < count; i++) {
        jp_contribution c = jp_explanation_contribution(why, top[i]);
        const char *what = what_happened(a, &c, from_us);
        output_format(a->out, "  %+8.4f  %-11s  ", c.health,
                      strcmp(what, "fell_silent") == 0 ? "fell silent" : what);
        page_print_fact(a, &c, JP_ENGLISH);
    }
    output_text(a->out, count == 0 ? "  nothing changed\n" : "");
}

static exit_status print(const about *a, void *own)
{
    const compare_options *o = own;
    jp_error err = JP_ERROR_INIT;
    const jp_explanation *why = NULL;
    char from[JP_TIME_TEXT_SIZE], to[JP_TIME_TEXT_SIZE], title[2 * JP_TIME_TEXT_SIZE + 32];
    format_time(o->from_us, from);
    format_time(a->s->as_of_us, to);
    if (o->from_us > a->s->as_of_us) {
        console_error(a->s->con, "--from %s is after %s%s", from,
                      o->to != NULL ? "--to " : "the latest fact, ", to);
        return STATUS_USAGE;
    }
    if (jp_explainer_compare(a->explainer, &a->r.facts, o->from_us, a->s->as_of_us, &why, &err) != JP_OK)
        return single_failure(a, &err);
    if (o->json)
        return print_json(a, why, o);
    snprintf(title, sizeof title, "from %s to %s", from, to);
    print_title(a, title);
    output_text(a->out, "\n");
    print_index(a, why, JP_CLOSURE, "closure");
    print_index(a, why, JP_HEALTH, "health");
    print_factors(a, why);
    print_indicators(a, why);
    print_facts(a, why, o->from_us);
    return STATUS_OK;
}

static exit_status run(console *con, int argc, char **argv)
{
    static const single what = { usage, long_options, take, check, print };
    compare_options o = { .json = false };
    return single_run(con, argc, argv, &what, &o);
}

const command compare_command = { "compare", "say what changed between two moments, and why", usage, run };
