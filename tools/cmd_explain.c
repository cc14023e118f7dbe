/*
 * cmd_explain.c - `joyfulprofit explain`: why one relationship stands as it does.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "command.h"
#include "document.h"
#include "forecasts.h"
#include "page.h"
#include "report.h"
#include "single.h"

#define WORDS_SIZE 98304 /* the two labels that can stand in the words take 32 KiB each at most */

typedef struct explain_options {
    bool json;
    jp_language language;
} explain_options;

enum { OPTION_FORMAT = OPTION_OWN, OPTION_LANGUAGE };

static const struct option long_options[] = {
    SHARED_OPTIONS,
    { "format", required_argument, NULL, OPTION_FORMAT },
    { "language", required_argument, NULL, OPTION_LANGUAGE },
    { NULL, 0, NULL, 0 },
};

static const char usage[] =
    "usage: joyfulprofit explain FACTS --relationship S/C [options]\n"
    "\n"
    "Says why one relationship stands as it does: the words, the equation and what holds it down, harms\n"
    "and strengths, both sides' views, and the facts that weigh most.\n"
    "\n"
    "  --format FORMAT        text (default) or json\n"
    "  --language LANGUAGE    en (default) or de, of the text\n" SHARED_OPTIONS_HELP;

static exit_status take(console *con, int code, shared_options *shared, void *own)
{
    static const char *const languages[] = { [JP_ENGLISH] = "en", [JP_GERMAN] = "de", NULL };
    explain_options *o = own;
    int choice;
    switch (code) {
    case OPTION_FORMAT:
        return take_text_or_json(con, &o->json) ? STATUS_OK : STATUS_USAGE;
    case OPTION_LANGUAGE:
        choice = parse_choice(con, "--language", optarg, languages);
        o->language = choice < 0 ? JP_ENGLISH : (jp_language)choice;
        return choice < 0 ? STATUS_USAGE : STATUS_OK;
    default:
        return take_shared_option(con, code, shared);
    }
}

static json_t *leverage_document(const jp_score *score)
{
    jp_leverage leverage = jp_score_leverage(score);
    json_t *all = json_object(), *brings = json_object(), *elasticity = json_object();
    bool ok = all != NULL && brings != NULL && elasticity != NULL;
    for (int f = 0; ok && f < JP_FACTOR_COUNT; f++) {
        const char *name = jp_factor_name((jp_factor)f);
        ok = doc_put(ok, brings, name, json_real(leverage.one_hundredth[f]));
        ok = doc_put(ok, elasticity, name, json_real(leverage.elasticity[f]));
    }
    ok = doc_put(ok, all, "binding", json_string(jp_factor_name(leverage.binding)));
    ok = doc_put(ok, all, "one_hundredth", brings);
    ok = doc_put(ok, all, "elasticity", elasticity);
    return doc_whole(ok, all);
}

static json_t *contributions_document(const about *a, const jp_explanation *why)
{
    json_t *all = json_array();
    bool ok = all != NULL;
    for (size_t i = 0; ok && i < jp_explanation_count(why); i++) {
        jp_contribution c = jp_explanation_contribution(why, i);
        ok = doc_append(ok, all, page_contribution(a, &c));
    }
    return doc_whole(ok, all);
}

/* In every language there is. */
static json_t *words_document(const jp_explanation *why)
{
    char words[WORDS_SIZE];
    size_t length;
    json_t *all = json_object();
    bool ok = all != NULL;
    for (int l = 0; ok && l < JP_LANGUAGE_COUNT; l++) {
        ok = jp_words(why, (jp_language)l, words, sizeof words, &length, NULL) == JP_OK;
        ok = doc_put(ok, all, jp_language_name((jp_language)l), json_stringn(words, ok ? length : 0));
    }
    return doc_whole(ok, all);
}

/* The document of `score`, with more about its one relationship. */
static exit_status print_json(const about *a, const jp_explanation *why)
{
    json_t *all = json_object(), *list = json_array();
    json_t *r = report_relationship(&a->r, why);
    bool ok = all != NULL && list != NULL && r != NULL;
    ok = doc_put(ok, r, "leverage", leverage_document(jp_explanation_score(why)));
    ok = doc_put(ok, r, "contributions", contributions_document(a, why));
    ok = doc_put(ok, r, "words", words_document(why));
    ok = forecasts_put(ok, r, a->s, a->explainer, &a->r, why);
    ok = doc_append(ok, list, r);
    ok = doc_put(ok, all, "model", doc_model(a->s->model));
    ok = doc_put(ok, all, "as_of", doc_time(a->s->as_of_us));
    ok = doc_put(ok, all, "relationships", list);
    return doc_finish(a->out, a->s, doc_whole(ok, all));
}

static exit_status print(const about *a, void *own)
{
    const explain_options *o = own;
    jp_error err = JP_ERROR_INIT;
    const jp_explanation *why = NULL;
    char words[WORDS_SIZE];
    size_t length;
    if (jp_explainer_run(a->explainer, &a->r.facts, a->s->as_of_us, &why, &err) != JP_OK)
        return single_failure(a, &err);
    if (o->json)
        return print_json(a, why);
    if (jp_words(why, o->language, words, sizeof words, &length, &err) != JP_OK)
        return single_failure(a, &err);
    page_print(a, why, o->language, words);
    forecasts_print(a, why, o->language);
    return STATUS_OK;
}

static exit_status run(console *con, int argc, char **argv)
{
    static const single what = { usage, long_options, take, NULL, print };
    explain_options o = { .json = false };
    return single_run(con, argc, argv, &what, &o);
}

const command explain_command = { "explain", "say why one relationship stands as it does", usage, run };
