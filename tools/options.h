/*
 * options.h - the options that subcommands share, and reading their arguments.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TOOLS_OPTIONS_H
#define TOOLS_OPTIONS_H

#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "console.h"
#include "input.h"

/* Which relationships are meant. All NULL: every one. */
typedef struct selection {
    const char *relationship; /* SUPPLIER/CLIENT */
    const char *supplier;
    const char *client;
} selection;

/* What every subcommand that scores facts takes. */
typedef struct shared_options {
    input_options input;
    selection which;
    const char *model; /* file; NULL: the default model */
    const char *as_of; /* NULL: the latest fact */
} shared_options;

/* Codes of long options without a letter; a subcommand's own begin at OPTION_OWN. */
enum option_code {
    OPTION_AS_OF = 256,
    OPTION_INPUT_FORMAT,
    OPTION_RELATIONSHIP,
    OPTION_SUPPLIER,
    OPTION_CLIENT,
    OPTION_MODEL,
    OPTION_SKIP_BAD,
    OPTION_COLUMN,
    OPTION_CONSTANT,
    OPTION_KIND,
    OPTION_ACTOR,
    OPTION_ITEM,
    OPTION_QUIET,
    OPTION_HELP,
    OPTION_OWN
};

/* Entries for the table of getopt_long(). */
#define SHARED_OPTIONS { "as-of", required_argument, NULL, OPTION_AS_OF }, OPTIONS_BUT_AS_OF

/* For what has moments of its own. */
#define OPTIONS_BUT_AS_OF                                                \
    { "input-format", required_argument, NULL, OPTION_INPUT_FORMAT },    \
    { "relationship", required_argument, NULL, OPTION_RELATIONSHIP },    \
    { "supplier", required_argument, NULL, OPTION_SUPPLIER },            \
    { "client", required_argument, NULL, OPTION_CLIENT },                \
    { "model", required_argument, NULL, OPTION_MODEL },                  \
    { "skip-bad", required_argument, NULL, OPTION_SKIP_BAD },            \
    { "column", required_argument, NULL, OPTION_COLUMN },                \
    { "constant", required_argument, NULL, OPTION_CONSTANT },            \
    { "kind", required_argument, NULL, OPTION_KIND },                    \
    { "actor", required_argument, NULL, OPTION_ACTOR },                  \
    { "item", required_argument, NULL, OPTION_ITEM },                    \
    { "quiet", no_argument, NULL, OPTION_QUIET },                        \
    { "help", no_argument, NULL, OPTION_HELP }

/* The part of `help` that describes them. */
#define SHARED_OPTIONS_HELP                                                                        \
    "  --as-of T              score as of this moment: 2024-06-30T00:00:00Z, or now\n"             \
    "                         (default: the latest fact)\n"                                        \
    HELP_BUT_AS_OF

#define HELP_BUT_AS_OF                                                                             \
    "  --relationship S/C     only supplier S with client C\n"                                     \
    "  --supplier S           only relationships of supplier S\n"                                  \
    "  --client C             only relationships of client C\n"                                    \
    "  --model FILE           a model of your own (default: the one compiled in)\n"                \
    "  --input-format FORMAT  csv or jsonl (default: by the name of FACTS; for - csv)\n"           \
    "  --column FIELD=NAME    client, time, kind, ... stands in the column NAME of FACTS\n"          \
    "  --constant FIELD=TEXT  it is TEXT in all rows; as item or guess, in all ratings\n"           \
    "  --kind WORD=KIND       WORD of FACTS means this kind; WORD= leaves its rows out\n"           \
    "  --actor WORD=ACTOR     WORD of FACTS means client or supplier\n"                             \
    "  --item WORD=INDICATOR  WORD, such as a question, means this indicator; WORD= as above\n"     \
    "  --skip-bad FILE        keep the good rows, write the bad ones to FILE with their reasons\n" \
    "  --quiet                no progress, warnings or counts; errors only\n"                      \
    "  --help                 this text\n"

/*
 * The next option of the command line as its code, or -1 at the end. What is wrong with an option is
 * said, and gives '?'. Set optind to 1 before the first call.
 */
int next_option(console *con, int argc, char **argv, const struct option *options);

/* Takes one of the shared options with its argument in optarg. OPTION_HELP is not among them. */
exit_status take_shared_option(console *con, int code, shared_options *shared);

/* Takes the one operand FACTS, and settles what depends on it. */
exit_status take_facts_operand(console *con, int argc, char **argv, shared_options *shared);

/* The place of `text` in a list that ends with NULL; or a message and -1. */
int parse_choice(console *con, const char *option, const char *text, const char *const *choices);

/* A whole number of at least 1; or a message and false. */
bool parse_count(console *con, const char *option, const char *text, size_t *count);

/* A time, or "now"; or a message and false. */
bool parse_time(console *con, const char *option, const char *text, int64_t *time_us);

#endif /* TOOLS_OPTIONS_H */
