/*
 * input.h - facts from a file or from standard input.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TOOLS_INPUT_H
#define TOOLS_INPUT_H

#include <joyfulprofit/facts.h>
#include <joyfulprofit/model.h>

#include "console.h"

typedef enum input_format {
    INPUT_BY_NAME, /* .csv, .jsonl, .ndjson; standard input is CSV */
    INPUT_CSV,
    INPUT_JSONL
} input_format;

/* As many as a command line is good for. */
#define COLUMNS_MAX 16
#define WORDS_MAX 256

typedef struct input_options {
    const char *path; /* "-": standard input */
    input_format format;
    const char *skip_bad; /* file for the rows left out; NULL: the first bad row ends it */
    const char *model;    /* other files that are read, which must not be written over; NULL: none */
    const char *priors;
    jp_fact_column columns[COLUMNS_MAX]; /* what the input calls them */
    jp_fact_word words[WORDS_MAX];
    size_t column_count, word_count;
} input_options;

/* What the input is called in messages. */
const char *input_name(const input_options *options);

/* Finds the format where it goes by the name. Says so if it cannot. */
exit_status input_settle_format(console *con, input_options *options);

/* Reads all of it into a new table, which is sorted and not empty. Says what went wrong. */
exit_status input_read(console *con, const jp_model *model, const input_options *options,
                       jp_fact_table **table);

#endif /* TOOLS_INPUT_H */
