/*
 * report.h - scores for other programs: CSV, a row a relationship, and JSON, everything.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TOOLS_REPORT_H
#define TOOLS_REPORT_H

#include <jansson.h>

#include "headline.h"
#include "output.h"

/* Everything that a score says, and its shares, as a JSON object; NULL if memory ran out. */
json_t *report_relationship(const jp_relationship *r, const jp_explanation *why);

/* A head and one row for each headline. */
void report_csv(output *out, const session *s, const headline *headlines, size_t count);

/*
 * The document of the man page: one relationship a line. Scores each again, now with everything, so
 * that only one is in memory at a time; since all were scored before, only memory can fail.
 */
exit_status report_json(output *out, const session *s, const headline *headlines, size_t count);

#endif /* TOOLS_REPORT_H */
