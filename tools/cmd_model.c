/*
 * cmd_model.c - `joyfulprofit model`: show a model, check one, or tell its hash.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "options.h"
#include "output.h"
#include "session.h"

/* Lists stand one entry a line: what lies deeper than this stays on its line. */
#define SHOW_DEPTH 2

static const char usage[] =
    "usage: joyfulprofit model show|check|hash [FILE] [--quiet]\n"
    "\n"
    "  show    print the model as JSON, to read or to start a model of your own from\n"
    "  check   say whether the model is valid, and what is in it\n"
    "  hash    print its SHA-256, which every score carries\n"
    "\n"
    "FILE is a model file; without it, the model that is compiled in.\n";

static const struct option long_options[] = {
    { "quiet", no_argument, NULL, OPTION_QUIET },
    { "help", no_argument, NULL, OPTION_HELP },
    { NULL, 0, NULL, 0 },
};

static void new_line(output *out, size_t depth)
{
    output_text(out, "\n");
    output_spaces(out, 2 * depth);
}

/* Breaks the canonical form, which has no white space, into lines. Only white space is added, so it
 * reads back to the same model. */
static void show(output *out, const char *json, size_t length)
{
    size_t depth = 0;
    bool in_text = false;
    for (size_t i = 0; i < length; i++) {
        char c = json[i];
        if (in_text) {
            if (c == '\\')
                output_bytes(out, json + i++, 1);
            in_text = c != '"';
            output_bytes(out, json + i, 1);
            continue;
        }
        in_text = c == '"';
        if ((c == '}' || c == ']') && depth-- <= SHOW_DEPTH)
            new_line(out, depth);
        output_bytes(out, &c, 1);
        if (c == '{' || c == '[')
            depth++;
        if ((c == '{' || c == '[' || c == ',') && depth <= SHOW_DEPTH)
            new_line(out, depth);
        else if (c == ':' || c == ',')
            output_text(out, " ");
    }
    output_text(out, "\n");
}

static void describe(output *out, const char *path, const jp_model *model)
{
    output_format(out, "%s: valid: %s %s, %zu kinds, %zu indicators, %zu rows of evidence, %zu parameters, "
                  "hash %s\n", path != NULL ? path : "default model", jp_model_name(model),
                  jp_model_version(model), jp_model_kind_count(model), jp_model_indicator_count(model),
                  jp_model_evidence_count(model), jp_model_parameter_count(model), jp_model_hash(model));
}

static exit_status print(console *con, int action, const char *path, const jp_model *model)
{
    static output out; /* static for its size */
    size_t length;
    const char *json = jp_model_json(model, &length);
    output_open(&out, STDOUT_FILENO);
    if (action == 0)
        show(&out, json, length);
    else if (action == 1)
        describe(&out, path, model);
    else
        output_format(&out, "%s\n", jp_model_hash(model));
    return output_close(&out, con, "standard output");
}

static exit_status run(console *con, int argc, char **argv)
{
    static const char *const actions[] = { "show", "check", "hash", NULL };
    jp_model *model = NULL;
    int code;
    optind = 1;
    while ((code = next_option(con, argc, argv, long_options)) != -1) {
        if (code == OPTION_HELP)
            return print_text(con, usage);
        if (code == '?')
            return STATUS_USAGE;
        con->quiet = true;
    }
    int operands = argc - optind;
    if (operands < 1 || operands > 2) {
        console_error(con, "model expects show, check or hash, and at most one FILE; see "
                      "joyfulprofit help model");
        return STATUS_USAGE;
    }
    int action = parse_choice(con, "model", argv[optind], actions);
    if (action < 0)
        return STATUS_USAGE;
    const char *path = operands == 2 ? argv[optind + 1] : NULL;
    exit_status status = load_model(con, path, &model);
    if (status == STATUS_OK)
        status = print(con, action, path, model);
    jp_model_free(model);
    return status;
}

const command model_command = { "model", "show, check or hash a model", usage, run };
