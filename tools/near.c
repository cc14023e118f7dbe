/*
 * near.c - the name that was meant by one that there is none of.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "near.h"

#include <stdbool.h>
#include <string.h>

#define LONGEST 255 /* bytes of a name; none that is longer is near another */

static int lower(char c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

static bool same(char a, char b)
{
    return lower(a) == lower(b);
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* The next row of the table of distances: of the first i letters of `a` from the beginnings of `b`. */
static void fill_row(jp_text a, jp_text b, size_t i, size_t *rows[3])
{
    size_t *before = rows[0], *above = rows[1], *row = rows[2];
    row[0] = i;
    for (size_t k = 1; k <= b.length; k++) {
        row[k] = least(above[k - 1] + !same(a.bytes[i - 1], b.bytes[k - 1]), least(above[k], row[k - 1]) + 1);
        if (i > 1 && k > 1 && same(a.bytes[i - 1], b.bytes[k - 2]) && same(a.bytes[i - 2], b.bytes[k - 1]))
            row[k] = least(row[k], before[k - 2] + 1);
    }
}

size_t near_distance(jp_text wanted, jp_text name)
{
    size_t table[3][LONGEST + 1], *rows[3] = { table[0], table[1], table[2] };
    size_t longer = wanted.length > name.length ? wanted.length : name.length;
    size_t limit = least(1 + wanted.length / 3, NEAR_NEVER);
    if (longer > LONGEST || longer - least(wanted.length, name.length) >= limit)
        return NEAR_NEVER;
    for (size_t k = 0; k <= name.length; k++)
        rows[1][k] = rows[2][k] = k;
    for (size_t i = 1; i <= wanted.length; i++) {
        fill_row(wanted, name, i, rows);
        size_t *oldest = rows[0];
        rows[0] = rows[1];
        rows[1] = rows[2];
        rows[2] = oldest;
    }
    return rows[1][name.length] < limit ? rows[1][name.length] : NEAR_NEVER;
}

nearest nearest_to(const char *wanted, size_t length)
{
    return (nearest){ { wanted, length }, NULL, NEAR_NEVER };
}

void nearest_try(nearest *n, const char *name)
{
    size_t distance = near_distance(n->wanted, (jp_text){ name, strlen(name) });
    if (distance < n->distance) {
        n->distance = distance;
        n->name = name;
    }
}
