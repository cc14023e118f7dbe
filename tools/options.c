/*
 * options.c - the options that subcommands share, and reading their arguments.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "options.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include <joyfulprofit/time.h>

#include "near.h"

/* An option that there is none of, with the one that may be meant. */
static void complain_unknown(console *con, const char *name, size_t length, char **argv,
                             const struct option *options)
{
    bool is_long = length > 2 && strncmp(name, "--", 2) == 0;
    nearest n = nearest_to(is_long ? name + 2 : name, is_long ? length - 2 : 0);
    for (; is_long && options->name != NULL; options++)
        nearest_try(&n, options->name);
    if (n.name != NULL)
        console_error(con, "unknown option '%.*s'; did you mean '--%s'?", (int)length, name, n.name);
    else
        console_error(con, "unknown option '%.*s'; see joyfulprofit help %s", (int)length, name, argv[0]);
}

/* The option that getopt_long() has just refused: a letter, or the text of a long one. */
static void complain(console *con, int code, char **argv, const char *before, const struct option *options)
{
    char letter[3] = { '-', (char)optopt, '\0' };
    const char *name = before;
    if (before == NULL || strncmp(before, "--", 2) != 0)
        name = optopt > 0 && optopt < 256 ? letter : argv[optind - 1];
    size_t length = strcspn(name, "=");
    if (code == ':')
        console_error(con, "option '%.*s' needs an argument", (int)length, name);
    else if (optopt >= 256)
        console_error(con, "option '%.*s' takes no argument", (int)length, name);
    else
        complain_unknown(con, name, length, argv, options);
}

int next_option(console *con, int argc, char **argv, const struct option *options)
{
    opterr = 0;
    optopt = 0;
    int code = getopt_long(argc, argv, ":h", options, NULL);
    if (code == 'h')
        return OPTION_HELP;
    if (code != '?' && code != ':')
        return code;
    complain(con, code, argv, argv[optind - 1], options);
    return '?';
}

/* FIELD=NAME or WORD=MEANING, taken apart at an '=', the first or the last. NULL, with a message: there is
 * none. */
static char *split(console *con, const char *option, bool at_last)
{
    char *equals = at_last ? strrchr(optarg, '=') : strchr(optarg, '=');
    if (equals == NULL || equals == optarg) {
        const char *expected = at_last ? "WORD=MEANING" : "FIELD=NAME";
        console_error(con, "%s expects %s, got '%s'", option, expected, optarg);
        return NULL;
    }
    *equals = '\0';
    return equals + 1;
}

static exit_status take_column(console *con, input_options *input, const char *option, bool constant)
{
    if (input->column_count == COLUMNS_MAX) {
        console_error(con, "%s: there are at most %d of them", option, COLUMNS_MAX);
        return STATUS_USAGE;
    }
    const char *name = split(con, option, false);
    if (name == NULL)
        return STATUS_USAGE;
    input->columns[input->column_count++] =
        (jp_fact_column){ optarg, constant ? NULL : name, constant ? name : NULL };
    return STATUS_OK;
}

static exit_status take_word(console *con, input_options *input, const char *option, const char *field)
{
    if (input->word_count == WORDS_MAX) {
        console_error(con, "%s: there are at most %d words", option, WORDS_MAX);
        return STATUS_USAGE;
    }
    const char *meaning = split(con, option, true);
    if (meaning == NULL)
        return STATUS_USAGE;
    bool left_out = strcmp(field, "actor") != 0 && meaning[0] == '\0';
    input->words[input->word_count++] = (jp_fact_word){ field, optarg, left_out ? NULL : meaning };
    return STATUS_OK;
}

exit_status take_shared_option(console *con, int code, shared_options *shared)
{
    static const char *const formats[] = { "csv", "jsonl", NULL };
    int choice;
    switch (code) {
    case OPTION_AS_OF:
        shared->as_of = optarg;
        break;
    case OPTION_INPUT_FORMAT:
        choice = parse_choice(con, "--input-format", optarg, formats);
        if (choice < 0)
            return STATUS_USAGE;
        shared->input.format = choice == 0 ? INPUT_CSV : INPUT_JSONL;
        break;
    case OPTION_RELATIONSHIP:
        shared->which.relationship = optarg;
        break;
    case OPTION_SUPPLIER:
        shared->which.supplier = optarg;
        break;
    case OPTION_CLIENT:
        shared->which.client = optarg;
        break;
    case OPTION_MODEL:
        shared->model = optarg;
        break;
    case OPTION_SKIP_BAD:
        if (strcmp(optarg, "-") == 0) {
            console_error(con, "--skip-bad expects a file, got '-'; bad rows do not go between the answers");
            return STATUS_USAGE;
        }
        shared->input.skip_bad = optarg;
        break;
    case OPTION_COLUMN: return take_column(con, &shared->input, "--column", false);
    case OPTION_CONSTANT: return take_column(con, &shared->input, "--constant", true);
    case OPTION_KIND: return take_word(con, &shared->input, "--kind", "kind");
    case OPTION_ACTOR: return take_word(con, &shared->input, "--actor", "actor");
    case OPTION_ITEM: return take_word(con, &shared->input, "--item", "item");
    case OPTION_QUIET:
        con->quiet = true;
        break;
    default:
        return STATUS_USAGE;
    }
    return STATUS_OK;
}

exit_status take_facts_operand(console *con, int argc, char **argv, shared_options *shared)
{
    if (argc - optind != 1) {
        console_error(con, "%s FACTS; see joyfulprofit help %s",
                      optind == argc ? "expected a file of facts:" : "expected one file of facts:", argv[0]);
        return STATUS_USAGE;
    }
    if (shared->which.relationship != NULL &&
        (shared->which.supplier != NULL || shared->which.client != NULL)) {
        console_error(con, "--relationship does not go with --supplier or --client");
        return STATUS_USAGE;
    }
    if (shared->which.relationship != NULL && strchr(shared->which.relationship, '/') == NULL) {
        console_error(con, "--relationship expects SUPPLIER/CLIENT, got '%s'", shared->which.relationship);
        return STATUS_USAGE;
    }
    shared->input.path = argv[optind];
    shared->input.model = shared->model;
    return input_settle_format(con, &shared->input);
}

int parse_choice(console *con, const char *option, const char *text, const char *const *choices)
{
    char list[256] = "";
    size_t used = 0;
    for (int i = 0; choices[i] != NULL; i++) {
        if (strcmp(text, choices[i]) == 0)
            return i;
        int added = snprintf(list + used, sizeof list - used, "%s%s", i > 0 ? ", " : "", choices[i]);
        used += added > 0 && (size_t)added < sizeof list - used ? (size_t)added : 0;
    }
    console_error(con, "%s expects one of %s, got '%s'", option, list, text);
    return -1;
}

bool parse_count(console *con, const char *option, const char *text, size_t *count)
{
    size_t number = 0;
    bool good = text[0] != '\0' && strlen(text) <= 9;
    for (const char *p = text; good && *p != '\0'; p++) {
        good = *p >= '0' && *p <= '9';
        number = number * 10 + (size_t)(*p - '0');
    }
    if (!good || number == 0) {
        console_error(con, "%s expects a whole number from 1 to 999999999, got '%s'", option, text);
        return false;
    }
    *count = number;
    return true;
}

bool parse_time(console *con, const char *option, const char *text, int64_t *time_us)
{
    jp_error err = JP_ERROR_INIT;
    struct timespec now = { 0, 0 };
    if (strcmp(text, "now") == 0) {
        clock_gettime(CLOCK_REALTIME, &now);
        *time_us = (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
        return true;
    }
    if (jp_time_parse(text, strlen(text), time_us, &err) == JP_OK)
        return true;
    console_error(con, "%s: %s", option, err.message);
    return false;
}
