/*
 * joyfulprofit/joyfulprofit.h - the relationship between a client and a supplier, scored
 *
 * Facts in, gap out: from the recorded interactions and ratings of a client and a supplier to how
 * much each suffers, who holds control, whether resignation has set in, how far apart the two see
 * it, and how much of the gap (Engage + Excite) x Conversation x Caring is being closed.
 *
 *     jp_model *model = NULL;
 *     jp_scorer *scorer = NULL;
 *     const jp_score *score = NULL;
 *     jp_error err = JP_ERROR_INIT;
 *     if (jp_model_default(&model, &err) == JP_OK &&
 *         jp_scorer_new(model, NULL, &scorer, &err) == JP_OK &&
 *         jp_scorer_run(scorer, &facts, as_of_us, &score, &err) == JP_OK)
 *         printf("gap %.2f\n", jp_score_gap(score));
 *     else
 *         fprintf(stderr, "%s\n", err.message);
 *     jp_scorer_free(scorer);
 *     jp_model_free(model);
 *
 * The library keeps no global state, prints nothing, reads no clock, no environment and no locale,
 * and opens only the files it is given the path of. The same facts, as-of and model give the same
 * bits on every machine, in whatever order the facts come. The arithmetic is in docs/method.md.
 *
 * What holds where a function says nothing else:
 *
 * - What can fail returns a jp_status and refuses a NULL with JP_ERROR_ARGUMENT. What cannot returns its
 *   value, and wants no NULL. jp_..._free() takes NULL, and `err` may always be NULL.
 * - Models, tables of facts and of results, explanations and scores are only read: any number of threads may
 *   read one. Scorers, explainers, states and Arrow streams are for one thread at a time, freeing included.
 * - What is made for a model, streams too, retains it: yours may be freed before.
 * - Structs with `struct_size` are given with that set to their size, by JP_..._INIT where there is one.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JOYFULPROFIT_JOYFULPROFIT_H
#define JOYFULPROFIT_JOYFULPROFIT_H

#include <joyfulprofit/allocator.h>
#include <joyfulprofit/arrow.h>
#include <joyfulprofit/explain.h>
#include <joyfulprofit/export.h>
#include <joyfulprofit/facts.h>
#include <joyfulprofit/forecast.h>
#include <joyfulprofit/model.h>
#include <joyfulprofit/number.h>
#include <joyfulprofit/portfolio.h>
#include <joyfulprofit/robustness.h>
#include <joyfulprofit/score.h>
#include <joyfulprofit/status.h>
#include <joyfulprofit/time.h>
#include <joyfulprofit/timeline.h>
#include <joyfulprofit/version.h>
#include <joyfulprofit/words.h>

#endif /* JOYFULPROFIT_JOYFULPROFIT_H */
