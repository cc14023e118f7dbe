/*
 * ranks.c - sorting into ranks, bounds of ranks, and how strongly one column goes with another.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>

#include "base/base.h"
#include "portfolio/ranks.h"

/* ---- Sorting: heaps, since they need no memory and no recursion -------------------------------- */

static bool comes_before(jp__ranked a, jp__ranked b)
{
    return a.key > b.key || (a.key == b.key && a.index < b.index);
}

/* Lets the entry at `at` sink until none below it comes after it. */
static void sink(jp__ranked *entries, size_t count, size_t at)
{
    jp__ranked moving = entries[at];
    for (size_t below = 2 * at + 1; below < count; below = 2 * at + 1) {
        if (below + 1 < count && comes_before(entries[below], entries[below + 1]))
            below++;
        if (!comes_before(moving, entries[below]))
            break;
        entries[at] = entries[below];
        at = below;
    }
    entries[at] = moving;
}

void jp__ranked_sort(jp__ranked *entries, size_t count)
{
    for (size_t i = count / 2; i-- > 0;)
        sink(entries, count, i);
    for (size_t end = count; end-- > 1;) {
        jp__ranked last = entries[0];
        entries[0] = entries[end];
        entries[end] = last;
        sink(entries, end, 0);
    }
}

/* Shell's sort with Ciura's gaps; there are as many as draws. */
static void sort_numbers(uint32_t *numbers, size_t count)
{
    static const size_t gaps[] = { 8858, 3937, 1750, 701, 301, 132, 57, 23, 10, 4, 1 };
    for (size_t g = 0; g < JP__COUNT(gaps); g++) {
        for (size_t i = gaps[g]; i < count; i++) {
            uint32_t moving = numbers[i];
            size_t to = i;
            for (; to >= gaps[g] && numbers[to - gaps[g]] > moving; to -= gaps[g])
                numbers[to] = numbers[to - gaps[g]];
            numbers[to] = moving;
        }
    }
}

void jp__rank_bounds(uint32_t *ranks, size_t count, uint32_t *low, uint32_t *high)
{
    size_t outside = count / 20; /* as many below as above */
    sort_numbers(ranks, count);
    *low = ranks[outside];
    *high = ranks[count - 1 - outside];
}

/* ---- Correlation ratio -------------------------------------------------------------------------- */

static double mean_of(const double *y, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += y[i];
    return sum / (double)count;
}

/* The end of the bin that begins at `first`: `width` entries, and those equal to the last of them. */
static size_t bin_end(const jp__ranked *order, size_t count, size_t first, size_t width)
{
    size_t end = first + width < count ? first + width : count;
    while (end < count && order[end].key == order[end - 1].key)
        end++;
    return count - end < width ? count : end; /* too few are left for a bin of their own */
}

bool jp__correlation_ratio(const double *x, const double *y, size_t count, jp__ranked *order, double *ratio)
{
    double mean = mean_of(y, count), all = 0, between = 0;
    for (size_t i = 0; i < count; i++) {
        all += (y[i] - mean) * (y[i] - mean);
        order[i] = (jp__ranked){ x[i], (uint32_t)i };
    }
    jp__ranked_sort(order, count);
    size_t bins = 0, width = (size_t)sqrt((double)count);
    for (size_t first = 0, end; first < count; first = end, bins++) {
        double sum = 0;
        end = bin_end(order, count, first, width);
        for (size_t i = first; i < end; i++)
            sum += y[order[i].index] - mean;
        between += sum * sum / (double)(end - first);
    }
    if (!(all > 0) || count < 4)
        return false;
    double left = (1 - between / all) * (double)(count - 1) / (double)(count - bins);
    *ratio = bins < 2 || left > 1 ? 0 : 1 - left;
    return true;
}
