/*
 * page.h - what `explain` prints: a page for a person, in several languages, and its JSON.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TOOLS_PAGE_H
#define TOOLS_PAGE_H

#include <jansson.h>

#include "single.h"

/* The headings of the page in one language, all in one table; page_words.c. */
typedef struct page_words {
    const char *as_of, *status[3], *facts;
    const char *closure, *health, *known, *gap;
    const char *equation, *factor[JP_FACTOR_COUNT];
    const char *factor_head, *value, *interval, *share, *hundredth, *binding;
    const char *harms, *strengths, *side[3], *none_known_well;
    const char *views, *client, *supplier, *difference, *view[5], *no_views;
    const char *empathy[2], *facts_head, *behind, *rating;
} page_words;

extern const page_words page_languages[JP_LANGUAGE_COUNT];

/* Fills `top` with up to `most` of `count` numbers of things, the heaviest first, the first of equals
 * first; those of no more than `least` are left out. Returns how many. */
size_t page_top(size_t *top, size_t most, size_t count, double (*weight)(const void *of, size_t i),
                const void *of, double least);

/* The rest of a line about a contribution: date, actor, label, id, and the facts behind it. */
void page_print_fact(const about *a, const jp_contribution *c, jp_language language);

void page_print(const about *a, const jp_explanation *why, jp_language language, const char *words);

/* A contribution as a JSON object; NULL as in document.h. */
json_t *page_contribution(const about *a, const jp_contribution *c);

#endif /* TOOLS_PAGE_H */
