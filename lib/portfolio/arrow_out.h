/*
 * arrow_out.h - tables of results as Arrow arrays that keep the table alive.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_PORTFOLIO_ARROW_OUT_H
#define JP_PORTFOLIO_ARROW_OUT_H

#include <joyfulprofit/arrow.h>

#include "portfolio/table.h"

/* The schema of the table's columns. `all_nullable`: also those that miss nothing in this table. False:
 * no memory, and nothing was made. */
bool jp__export_schema(jp_table *table, bool all_nullable, struct ArrowSchema *out);

/* The table as one array of structs. */
bool jp__export_array(jp_table *table, struct ArrowArray *out);

#endif /* JP_PORTFOLIO_ARROW_OUT_H */
