/*
 * fixture.h - facts by the names of their kinds, and models that differ from the default one.
 *
 * Used by the tests of rhythm, evidence and score. Whatever fails here fails the test.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TESTS_SCORE_FIXTURE_H
#define TESTS_SCORE_FIXTURE_H

#include "support/test.h"

#include <joyfulprofit/joyfulprofit.h>

#include "score/score.h"

/* ---- Numbers and times ---------------------------------------------------------------------- */

/* cmocka 1.1 compares floats only. A NaN is near nothing. */
#define assert_near(actual, expected, tolerance) \
    near_or_fail((actual), (expected), (tolerance), #actual, __FILE__, __LINE__)
void near_or_fail(double actual, double expected, double tolerance, const char *what,
                  const char *file, int line);

#define EXACT 0.0
#define SHARP 1e-12 /* of values, docs/method.md section 9 */
#define FINE 1e-9   /* of quantiles and probabilities */

/* Microseconds of a time in days since 1970; exact for halves, quarters, eighths of a day. */
static inline int64_t day(double days)
{
    return (int64_t)(days * 86400e6);
}

/* ---- Models --------------------------------------------------------------------------------- */

jp_model *default_model(void);

/*
 * The default model with changes, given as JSON with ' for ":
 *
 *     {'parameters': {'pursuit_run': 1}, 'kinds': {'call': {'expects_reply': true}},
 *      'indicators': {'pillar.trust': {'base_rate': 0.7}},
 *      'evidence': [['call', 'client', 'pillar.trust', 0, 1, 'one']]}
 *
 * Evidence, if given, replaces all of it: kind, actor, indicator, adverse, favourable, transform.
 */
jp_model *changed_model(const char *changes);

uint16_t kind_of(const jp_model *model, const char *id);
uint16_t item_of(const jp_model *model, const char *id);

/* ---- Facts ---------------------------------------------------------------------------------- */

#define BOOK_MAX 512

/* The facts of one relationship. */
typedef struct book {
    const jp_model *model;
    size_t length;
    int64_t time_us[BOOK_MAX];
    int64_t recorded_us[BOOK_MAX];
    double value[BOOK_MAX];
    double intensity[BOOK_MAX];
    uint16_t kind[BOOK_MAX];
    uint16_t item[BOOK_MAX];
    uint8_t actor[BOOK_MAX];
    uint8_t guess[BOOK_MAX];
    uint8_t value_valid[BOOK_MAX / 8];
} book;

void book_open(book *b, const jp_model *model);
void book_fact(book *b, int64_t time_us, const char *kind, jp_side actor);
void book_value(book *b, int64_t time_us, const char *kind, jp_side actor, double value);
void book_rating(book *b, int64_t time_us, jp_side rater, const char *item, double value);
void book_guess(book *b, int64_t time_us, jp_side guesser, const char *item, double value);

/* Writes fact `i` of another book of the same model. */
void book_copy(book *b, const book *from, size_t i);

/* Masses that are next to nothing are left to the readable path: without them most books have none. */
void book_lift_values(book *b);

/* Of the fact that was written last. */
void book_intensity(book *b, double intensity);
void book_recorded(book *b, int64_t recorded_us);

/* The columns, valid as long as the book does not change. */
jp_facts book_facts(const book *b);

/* ---- Scores --------------------------------------------------------------------------------- */

jp_scorer *scorer_for(const jp_model *model);
const jp_score *score_at(jp_scorer *scorer, const book *b, int64_t as_of_us);

#endif /* TESTS_SCORE_FIXTURE_H */
