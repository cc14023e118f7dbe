/*
 * near.h - the name that was meant by one that there is none of.
 *
 * The library has such a search too, behind its interface: of kinds, indicators and columns it says
 * itself what may be meant. This one is for what only the command knows.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TOOLS_NEAR_H
#define TOOLS_NEAR_H

#include <stddef.h>

#include <joyfulprofit/facts.h>

/* No name is this far from another that may be meant by it. */
#define NEAR_NEVER 4

/* How many letters to add, drop, change or swap make `wanted` a name, whatever their case; NEAR_NEVER if they
 * are more than three, or a third of its letters. */
size_t near_distance(jp_text wanted, jp_text name);

/* The nearest of the names tried until now. */
typedef struct nearest {
    jp_text wanted;
    const char *name; /* NULL: none is near */
    size_t distance;
} nearest;

nearest nearest_to(const char *wanted, size_t length);
void nearest_try(nearest *n, const char *name);

#endif /* TOOLS_NEAR_H */
