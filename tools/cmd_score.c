/*
 * cmd_score.c - `joyfulprofit score`: how every relationship of a file stands.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "headline.h"
#include "options.h"
#include "output.h"
#include "report.h"
#include "session.h"
#include "table.h"

typedef enum report_format {
    FORMAT_TABLE,
    FORMAT_JSON,
    FORMAT_CSV
} report_format;

typedef struct score_options {
    shared_options shared;
    report_format format;
    sort_order sort;
    bool has_sort;
    size_t top; /* 0: all */
} score_options;

enum { OPTION_FORMAT = OPTION_OWN, OPTION_SORT, OPTION_TOP };

static const struct option long_options[] = {
    SHARED_OPTIONS,
    { "format", required_argument, NULL, OPTION_FORMAT },
    { "sort", required_argument, NULL, OPTION_SORT },
    { "top", required_argument, NULL, OPTION_TOP },
    { NULL, 0, NULL, 0 },
};

static const char usage[] =
    "usage: joyfulprofit score FACTS [options]\n"
    "\n"
    "Scores every relationship in FACTS: a .csv, .jsonl or .ndjson file, or - for standard input.\n"
    "\n"
    "  --format FORMAT        table (default), json or csv\n"
    "  --sort ORDER           worst first by gap, health, risk or silence, or by name\n"
    "                         (default: health in a table or with --top, else name)\n"
    "  --top N                only the first N\n" SHARED_OPTIONS_HELP;

static exit_status take_option(console *con, int code, score_options *o)
{
    static const char *const formats[] = { "table", "json", "csv", NULL };
    static const char *const orders[] = { "gap", "health", "risk", "silence", "name", NULL };
    int choice;
    switch (code) {
    case OPTION_FORMAT:
        choice = parse_choice(con, "--format", optarg, formats);
        o->format = choice < 0 ? FORMAT_TABLE : (report_format)choice;
        return choice < 0 ? STATUS_USAGE : STATUS_OK;
    case OPTION_SORT:
        choice = parse_choice(con, "--sort", optarg, orders);
        o->sort = choice < 0 ? SORT_HEALTH : (sort_order)choice;
        o->has_sort = true;
        return choice < 0 ? STATUS_USAGE : STATUS_OK;
    case OPTION_TOP:
        return parse_count(con, "--top", optarg, &o->top) ? STATUS_OK : STATUS_USAGE;
    default:
        return take_shared_option(con, code, &o->shared);
    }
}

/* Programs get a stable order unless they ask for a ranking. */
static sort_order default_order(const score_options *o)
{
    return o->format == FORMAT_TABLE || o->top > 0 ? SORT_HEALTH : SORT_NAME;
}

/* Prints in the format that was asked for. The output is closed, and its errors are told, in any case. */
static exit_status print(const session *s, const score_options *o, const headline *headlines)
{
    static output out; /* static for its size */
    exit_status status = STATUS_OK;
    size_t count = s->chosen_count;
    size_t shown = o->top > 0 && o->top < count ? o->top : count;
    output_open(&out, STDOUT_FILENO);
    switch (o->format) {
    case FORMAT_TABLE:
        table_print(&out, s, headlines, count, shown, table_style_for(&out));
        break;
    case FORMAT_CSV:
        report_csv(&out, s, headlines, shown);
        break;
    case FORMAT_JSON:
        status = report_json(&out, s, headlines, shown);
        break;
    }
    exit_status closed = output_close(&out, s->con, "standard output");
    return status != STATUS_OK ? status : closed;
}

/* Everything is scored before anything is printed. */
static exit_status score_and_print(const session *s, const score_options *o)
{
    headline *headlines = malloc(s->chosen_count * sizeof headlines[0]);
    if (headlines == NULL) {
        console_error(s->con, "out of memory");
        return STATUS_IO;
    }
    exit_status status = headlines_score(s, o->format != FORMAT_JSON, headlines);
    if (status == STATUS_OK) {
        headlines_sort(headlines, s->chosen_count, o->sort);
        status = print(s, o, headlines);
    }
    free(headlines);
    return status;
}

static exit_status run(console *con, int argc, char **argv)
{
    score_options o = { .format = FORMAT_TABLE };
    session s;
    int code;
    optind = 1;
    while ((code = next_option(con, argc, argv, long_options)) != -1) {
        if (code == OPTION_HELP)
            return print_text(con, usage);
        if (code == '?' || take_option(con, code, &o) != STATUS_OK)
            return STATUS_USAGE;
    }
    if (take_facts_operand(con, argc, argv, &o.shared) != STATUS_OK)
        return STATUS_USAGE;
    if (!o.has_sort)
        o.sort = default_order(&o);
    exit_status status = session_open(&s, con, &o.shared);
    if (status == STATUS_OK)
        status = score_and_print(&s, &o);
    session_close(&s);
    return status;
}

const command score_command = { "score", "score every relationship in a file of facts", usage, run };
