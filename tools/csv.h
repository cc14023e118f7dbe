/*
 * csv.h - fields of CSV out.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TOOLS_CSV_H
#define TOOLS_CSV_H

#include <joyfulprofit/facts.h>

#include "output.h"

/*
 * Writes a field of text, quoted where RFC 4180 asks for it. Text that a spreadsheet would take for
 * a formula (it begins with = + - @, their fullwidth forms, a tab or a line end) gets an
 * apostrophe in front and is quoted, as OWASP advises under "CSV Injection". On a terminal,
 * what could steer it is replaced.
 */
void csv_text(output *out, jp_text text);

#endif /* TOOLS_CSV_H */
