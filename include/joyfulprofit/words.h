/*
 * joyfulprofit/words.h - what an explanation says, in one or two plain sentences
 *
 * The sentences are put together by rule from a jp_gist, which is chosen from the numbers by the
 * rules told below; so they cannot say anything that the numbers do not. docs/explain.md has examples.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JOYFULPROFIT_WORDS_H
#define JOYFULPROFIT_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <joyfulprofit/explain.h>
#include <joyfulprofit/export.h>
#include <joyfulprofit/model.h>
#include <joyfulprofit/score.h>
#include <joyfulprofit/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The languages that the library speaks. */
typedef enum jp_language {
    JP_ENGLISH = 0,
    JP_GERMAN = 1
} jp_language;
#define JP_LANGUAGE_COUNT 2

/** "en", "de"; "" if none. @thread any */
JP_API const char *jp_language_name(jp_language language);

/**
 * A short name of an indicator for a sentence: "not being heard". Of one that the default model does
 * not have, and in a language that there is not, its label in the model. "" if there is no such
 * indicator. Valid as long as the model.
 *
 * @param model  not NULL
 * @thread any; allocates nothing
 */
JP_API const char *jp_indicator_words(const jp_model *model, size_t indicator, jp_language language);

/**
 * What is worth saying of one score.
 *
 * An indicator is known well enough if its uncertainty is below 0.8. Where a relationship has ended,
 * nothing but that is said.
 */
typedef struct jp_gist {
    jp_relationship_status status;
    bool harm_known;         /* some harm is known well enough, high or low */
    bool has_harm;           /* of the harms known well enough, with a level above 0.5 and a share in */
    uint16_t harm;           /* health below 0: the one with the lowest share, the first of equals */
    jp_side harm_side;       /* on whose side it stands */
    double harm_level;
    bool has_since;          /* when the oldest fact happened that has a tenth or more of all that */
    int64_t since_us;        /* speaks for the harm: of a silence the day it began, of an answer, or
                                the lack of one, that of the question */
    bool has_help;           /* of what is no harm, is known well enough, with a level above 0.5 and a */
    uint16_t help;           /* share in health above 0: the one with the highest, the first of equals */
    double help_level;
    bool silent[2];          /* by side: silent for the model's silence_days or longer, */
    int64_t silent_since_us[2]; /* since then */
    double silent_days[2];
    bool suffering_unknown[2]; /* by side: coverage of its suffering is below the model's known_coverage */
} jp_gist;

/**
 * Chooses what is worth saying.
 *
 * @param explanation  by jp_explainer_run()
 * @param gist         receives it
 * @errors JP_ERROR_ARGUMENT (a pointer is NULL, or an explanation of a change)
 * @thread as for an explanation; allocates nothing
 */
JP_API jp_status jp_explanation_gist(const jp_explanation *explanation, jp_gist *gist, jp_error *err);

/**
 * Says it, as UTF-8.
 *
 *     char text[512];
 *     size_t length;
 *     if (jp_words(explanation, JP_ENGLISH, text, sizeof text, &length, &err) == JP_OK)
 *         puts(text);
 *
 * @param explanation  by jp_explainer_run()
 * @param language     one there is
 * @param text         receives the sentences and a NUL; NULL if capacity is 0
 * @param capacity     room in bytes, with that of the NUL
 * @param length       receives the length without the NUL, also if there is not room for it
 * @errors JP_ERROR_ARGUMENT (a pointer is NULL, no such language, an explanation of a change),
 *         JP_ERROR_CAPACITY (*length + 1 is the need; nothing else is written)
 * @thread as for an explanation; allocates nothing
 */
JP_API jp_status jp_words(const jp_explanation *explanation, jp_language language, char *text,
                          size_t capacity, size_t *length, jp_error *err);

#ifdef __cplusplus
}
#endif

#endif /* JOYFULPROFIT_WORDS_H */
