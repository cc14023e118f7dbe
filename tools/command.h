/*
 * command.h - a subcommand, and what its exit status means.
 *
 * A new subcommand is a file cmd_NAME.c with a `const command`, declared here and listed in main.c.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TOOLS_COMMAND_H
#define TOOLS_COMMAND_H

#include "console.h"

typedef struct command {
    const char *name;
    const char *summary; /* one line */
    const char *usage;   /* what `help NAME` prints */

    /* argv[0] is the name of the subcommand. */
    exit_status (*run)(console *con, int argc, char **argv);
} command;

extern const command score_command;
extern const command explain_command;
extern const command next_command;
extern const command compare_command;
extern const command timeline_command;
extern const command robustness_command;
extern const command model_command;

#endif /* TOOLS_COMMAND_H */
