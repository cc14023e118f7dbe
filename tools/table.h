/*
 * table.h - the table that a person reads.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TOOLS_TABLE_H
#define TOOLS_TABLE_H

#include "headline.h"
#include "output.h"

typedef struct table_style {
    size_t width; /* of a line, in columns */
    bool colour;
    bool whole; /* names are never shortened, so that they can be pasted back */
} table_style;

/* The style that suits an output: as wide as $COLUMNS, else the terminal, else 100; colour only on
 * a terminal and never with $NO_COLOR; names are whole where no width is told and no terminal has one. */
table_style table_style_for(const output *out);

/* Prints the first `shown` of `count` headlines, and totals over all of them. */
void table_print(output *out, const session *s, const headline *headlines, size_t count, size_t shown,
                 table_style style);

#endif /* TOOLS_TABLE_H */
