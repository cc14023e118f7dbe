/*
 * single.h - what the subcommands about one relationship share: options, reading, an explainer.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TOOLS_SINGLE_H
#define TOOLS_SINGLE_H

#include "output.h"
#include "session.h"

/* What such a subcommand works with while it prints. */
typedef struct about {
    output *out;
    const session *s;
    jp_relationship r;
    jp_explainer *explainer;
} about;

typedef struct single {
    const char *usage;
    const struct option *options;
    /* Takes an option of its own; those it does not know go to take_shared_option(). */
    exit_status (*take)(console *con, int code, shared_options *shared, void *own);
    /* Looks at all options together before anything is read; NULL: nothing to look at. */
    exit_status (*check)(console *con, shared_options *shared, void *own);
    exit_status (*print)(const about *a, void *own);
} single;

exit_status single_run(console *con, int argc, char **argv, const single *what, void *own);

/* Says why a call of the library failed. */
exit_status single_failure(const about *a, const jp_error *err);

/* --format text|json */
bool take_text_or_json(console *con, bool *json);

/* The label of a kind; of a rating "rating". */
const char *kind_label(const jp_model *model, uint16_t kind);

/* A fact's id by its row; missing where it has none. */
jp_text fact_id(const jp_facts *facts, uint64_t row);

/* "given", "derived" or "open". */
const char *contribution_name(jp_contribution_type type);

/* The day of a time, in UTC. */
void format_day(int64_t time_us, char text[JP_TIME_TEXT_SIZE]);

/* "Supplier / Client", as of when, and by which model. */
void print_title(const about *a, const char *when);

#endif /* TOOLS_SINGLE_H */
