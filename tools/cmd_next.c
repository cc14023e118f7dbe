/*
 * cmd_next.c - `joyfulprofit next`: what a side can do next, best first.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "document.h"
#include "priors.h"
#include "single.h"
#include "text.h"

#define LABEL_WIDTH 44
#define WHAT_IF "model what-if, not a causal effect"

typedef struct next_options {
    bool json, has_side;
    jp_side side;
    size_t top; /* 0: all */
    const char *priors;
} next_options;

/* The ranked actions. */
typedef struct ranking {
    jp_action *actions;
    size_t count;
    bool priced; /* the user gave chances or costs */
    double horizon_days;
} ranking;

enum { OPTION_FORMAT = OPTION_OWN, OPTION_SIDE, OPTION_TOP, OPTION_PRIORS };

static const struct option long_options[] = {
    SHARED_OPTIONS,
    { "side", required_argument, NULL, OPTION_SIDE },
    { "top", required_argument, NULL, OPTION_TOP },
    { "priors", required_argument, NULL, OPTION_PRIORS },
    { "format", required_argument, NULL, OPTION_FORMAT },
    { NULL, 0, NULL, 0 },
};

static const char usage[] =
    "usage: joyfulprofit next FACTS --relationship S/C --side SIDE [options]\n"
    "\n"
    "Ranks what the client or the supplier can do next by its effect on health some days on, against\n"
    "doing nothing. A " WHAT_IF ".\n"
    "\n"
    "  --side SIDE            client or supplier: who asks\n"
    "  --top N                only the first N\n"
    "  --priors FILE          CSV kind,success,cost: the chance that an action comes off multiplies\n"
    "                         its effect, and where all have a cost, the effect is divided by it\n"
    "  --format FORMAT        text (default) or json\n" SHARED_OPTIONS_HELP;

static exit_status take(console *con, int code, shared_options *shared, void *own)
{
    static const char *const sides[] = { "client", "supplier", NULL };
    next_options *o = own;
    int choice;
    switch (code) {
    case OPTION_SIDE:
        choice = parse_choice(con, "--side", optarg, sides);
        o->side = choice == 0 ? JP_CLIENT : JP_SUPPLIER;
        o->has_side = true;
        return choice < 0 ? STATUS_USAGE : STATUS_OK;
    case OPTION_TOP:
        return parse_count(con, "--top", optarg, &o->top) ? STATUS_OK : STATUS_USAGE;
    case OPTION_PRIORS:
        shared->input.priors = o->priors = optarg;
        return STATUS_OK;
    case OPTION_FORMAT:
        return take_text_or_json(con, &o->json) ? STATUS_OK : STATUS_USAGE;
    default:
        return take_shared_option(con, code, shared);
    }
}

static exit_status check(console *con, shared_options *shared, void *own)
{
    (void)shared;
    if (((const next_options *)own)->has_side)
        return STATUS_OK;
    console_error(con, "next expects --side client or --side supplier");
    return STATUS_USAGE;
}

/* ---- Printing ----------------------------------------------------------------------------- */

static json_t *action_document(const jp_model *model, const jp_action *action)
{
    return json_pack("{s:s, s:s, s:f, s:f, s:f, s:f, s:f, s:o, s:f}", "kind",
                     doc_kind_id(model, action->kind), "label", kind_label(model, action->kind), "health",
                     action->health, "closure", action->closure, "client_suffering",
                     action->client_suffering, "client_silence", action->client_silence, "success",
                     action->success, "cost", doc_real_or_null(action->cost > 0, action->cost), "rank_by",
                     action->rank_by);
}

static exit_status print_json(const about *a, const next_options *o, const ranking *r, size_t shown)
{
    json_t *all = doc_about(a->s, &a->r), *actions = json_array();
    bool ok = all != NULL && actions != NULL;
    for (size_t i = 0; ok && i < shown; i++)
        ok = doc_append(ok, actions, action_document(a->s->model, &r->actions[i]));
    ok = doc_put(ok, all, "side", json_string(doc_side(o->side)));
    ok = doc_put(ok, all, "horizon_days", json_real(r->horizon_days));
    ok = doc_put(ok, all, "meaning", json_string(WHAT_IF));
    ok = doc_put(ok, all, "count", json_integer((json_int_t)r->count));
    ok = doc_put(ok, all, "actions", doc_whole(ok, actions));
    return doc_finish(a->out, a->s, doc_whole(ok, all));
}

/* "+0.0123"; what rounds to nothing has no sign. */
static void print_change(output *out, double change)
{
    if (fabs(change) < 0.00005)
        output_format(out, "  %9s", "0");
    else
        output_format(out, "  %+9.4f", change);
}

static void print_row(const about *a, const ranking *r, size_t i)
{
    const jp_action *action = &r->actions[i];
    const char *label = kind_label(a->s->model, action->kind);
    output_format(a->out, "%3zu  ", i + 1);
    text_write_fitted(a->out, text_of(label, strlen(label)), LABEL_WIDTH);
    print_change(a->out, action->health);
    print_change(a->out, action->closure);
    print_change(a->out, action->client_suffering);
    print_change(a->out, action->client_silence);
    if (r->priced) {
        output_format(a->out, "  %6.2f  ", action->success);
        output_number(a->out, action->cost);
    }
    output_text(a->out, "\n");
}

static exit_status print_rows(const about *a, const next_options *o, const ranking *r, size_t shown)
{
    char when[JP_TIME_TEXT_SIZE], title[128];
    format_time(a->s->as_of_us, when);
    snprintf(title, sizeof title, "what the %s can do next, as of %s", doc_side(o->side), when);
    print_title(a, title);
    output_format(a->out, "\n     %-*s  %9s  %9s  %9s  %9s%s\n", LABEL_WIDTH, "ACTION", "HEALTH", "CLOSURE",
                  "SUFFERING", "SILENCE", r->priced ? "  CHANCE  COST" : "");
    for (size_t i = 0; i < shown && !output_failed(a->out); i++)
        print_row(a, r, i);
    output_text(a->out, r->count > 0 ? "\n" : "  nothing is advised\n\n");
    output_format(a->out,
                  "Effects after %g days against doing nothing; suffering and silence are the client's,\n"
                  "where below 0 is relief. A " WHAT_IF ".\n", r->horizon_days);
    return STATUS_OK;
}

static exit_status rank(const about *a, const next_options *o, const priors *p, ranking *r)
{
    jp_error err = JP_ERROR_INIT;
    const jp_action_options options = { sizeof options, p->rows, p->count };
    size_t room = jp_model_kind_count(a->s->model);
    r->priced = p->count > 0;
    r->horizon_days = model_parameter(a->s->model, "action_horizon_days", 14);
    r->actions = malloc((room + 1) * sizeof r->actions[0]);
    if (r->actions == NULL) {
        console_error(a->s->con, "out of memory");
        return STATUS_IO;
    }
    if (jp_explainer_next_actions(a->explainer, &a->r.facts, a->s->as_of_us, o->side, &options, r->actions,
                                  room, &r->count, &err) != JP_OK)
        return single_failure(a, &err);
    return STATUS_OK;
}

static exit_status print(const about *a, void *own)
{
    const next_options *o = own;
    ranking r = { .actions = NULL };
    priors p = { NULL, 0 };
    exit_status status = o->priors != NULL ? priors_read(a->s->con, o->priors, a->s->model, &p) : STATUS_OK;
    if (status == STATUS_OK)
        status = rank(a, o, &p, &r);
    size_t shown = o->top > 0 && o->top < r.count ? o->top : r.count;
    if (status == STATUS_OK)
        status = o->json ? print_json(a, o, &r, shown) : print_rows(a, o, &r, shown);
    free(r.actions);
    free(p.rows);
    return status;
}

static exit_status run(console *con, int argc, char **argv)
{
    static const single what = { usage, long_options, take, check, print };
    next_options o = { .json = false };
    return single_run(con, argc, argv, &what, &o);
}

const command next_command = { "next", "rank what one side can do next", usage, run };
