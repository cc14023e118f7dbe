/*
 * forecasts.h - the forecasts of a model that has any, for the reports.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TOOLS_FORECASTS_H
#define TOOLS_FORECASTS_H

#include "document.h"
#include "single.h"

/*
 * Adds "quiet" and "divorce" where the model has these sections: the probability, or null and the reason
 * why it is refused; and how it did where it was tried. The explainer is used, which ends `why`.
 */
bool forecasts_put(bool ok, json_t *relationship, const session *s, jp_explainer *explainer,
                   const jp_relationship *r, const jp_explanation *why);

/* The same as lines of text; ends `why` too. */
void forecasts_print(const about *a, const jp_explanation *why, jp_language language);

#endif /* TOOLS_FORECASTS_H */
