/*
 * session.h - what a subcommand works on: a model, facts, the relationships that are meant, a moment.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TOOLS_SESSION_H
#define TOOLS_SESSION_H

#include <joyfulprofit/joyfulprofit.h>

#include "options.h"

typedef struct session {
    console *con;
    const char *input; /* name of the input, for messages */
    jp_model *model;
    jp_fact_table *table;
    uint32_t *chosen; /* numbers of the relationships that are meant, ascending */
    size_t chosen_count;
    int64_t as_of_us;
} session;

/* Loads the model, reads the facts, finds the relationships. Says what went wrong. Close it either way. */
exit_status session_open(session *s, console *con, const shared_options *shared);
void session_close(session *s);

/* The default model for `path` NULL, else the file's. Says what went wrong; *model is NULL then. */
exit_status load_model(console *con, const char *path, jp_model **model);

/* A relationship by its place in `chosen`. */
jp_relationship session_relationship(const session *s, size_t place);

/* A parameter of the model, or `otherwise` if it has none of this name. */
double model_parameter(const jp_model *model, const char *id, double otherwise);

/* As jp_time_format(), without a fraction that is all zero. */
void format_time(int64_t time_us, char text[JP_TIME_TEXT_SIZE]);

#endif /* TOOLS_SESSION_H */
