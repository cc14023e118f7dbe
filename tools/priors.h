/*
 * priors.h - what the user knows of actions: a CSV file kind,success,cost.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TOOLS_PRIORS_H
#define TOOLS_PRIORS_H

#include <joyfulprofit/explain.h>

#include "console.h"

typedef struct priors {
    jp_action_prior *rows;
    size_t count;
} priors;

/* Reads the file. Says what went wrong. Free `rows` in any case. */
exit_status priors_read(console *con, const char *path, const jp_model *model, priors *p);

#endif /* TOOLS_PRIORS_H */
