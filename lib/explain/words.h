/*
 * words.h - the strings of one language, all in one table. Another language is another table.
 *
 * Places in a sentence are marked {where}, {name}, {level}, {date} and {days}. Sentences begin with a
 * letter of ASCII, which is made a capital where it opens the text.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_EXPLAIN_WORDS_H
#define JP_EXPLAIN_WORDS_H

#include <joyfulprofit/words.h>

#include "base/base.h"

typedef struct jp__phrase {
    const char *id, *name;
} jp__phrase;

typedef struct jp__language {
    const char *name;          /* as in ISO 639-1 */
    const char *decimal_point;
    const char *ended;
    const char *unknown;       /* too little is known of the relationship */
    const char *harm;          /* {where}, {name}, {level} */
    const char *since;         /* {date}; follows the harm */
    const char *no_harm;
    const char *help;          /* {name}, {level} */
    const char *silent[2];     /* by side; {date}, {days} */
    const char *unknown_suffering[3]; /* of a side, or of both */
    const char *other_suffering[3];   /* the same, where the harm is a suffering of such a side */
    const char *where[3];      /* by side, and of both */
    const jp__phrase *names;     /* of indicators */
    size_t name_count;
} jp__language;

extern const jp__language jp__english; /* words_en.c */
extern const jp__language jp__german;  /* words_de.c */

#endif /* JP_EXPLAIN_WORDS_H */
