/*
 * transform.c - the text of a transform, such as "hill:30" (docs/method.md section 1).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <string.h>

#include "model/build.h"

/* Beyond it a half says nothing, and sums with any value stay finite. */
#define HALF_MAX 1e9

static const struct {
    const char *word;
    jp__transform_type type;
    bool has_half;
} transforms[] = {
    { "one", JP__ONE, false },
    { "unit", JP__UNIT, false },
    { "split_unit", JP__SPLIT_UNIT, false },
    { "hill", JP__HILL, true },
    { "split_late", JP__SPLIT_LATE, true },
    { "notice", JP__NOTICE, true },
};

bool jp__transform_parse(const char *text, size_t length, jp__transform *transform)
{
    const char *colon = memchr(text, ':', length);
    size_t word = colon != NULL ? (size_t)(colon - text) : length;
    double half = 0;
    if (colon != NULL && !jp__number_parse(colon + 1, length - word - 1, &half))
        return false;
    for (size_t i = 0; i < JP__COUNT(transforms); i++) {
        if (jp__text_compare(text, word, transforms[i].word, strlen(transforms[i].word)) != 0)
            continue;
        if (transforms[i].has_half != (colon != NULL) || (colon != NULL && !(half > 0 && half <= HALF_MAX)))
            return false;
        *transform = (jp__transform){ transforms[i].type, half };
        return true;
    }
    return false;
}

size_t jp__transform_format(jp__transform transform, char text[JP__TRANSFORM_SIZE])
{
    size_t i = 0;
    while (transforms[i].type != transform.type)
        i++;
    char half[JP_NUMBER_TEXT_SIZE + 1] = ":";
    if (transforms[i].has_half)
        jp__jcs_number(transform.half, half + 1);
    else
        half[0] = '\0';
    return (size_t)snprintf(text, JP__TRANSFORM_SIZE, "%s%s", transforms[i].word, half);
}
