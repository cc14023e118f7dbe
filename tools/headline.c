/*
 * headline.c - what the table and the CSV say of each relationship, and the order they say it in.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "headline.h"

#include <stdlib.h>

bool find_harms(const jp_model *model, harms *h)
{
    size_t count = jp_model_indicator_count(model);
    h->count = 0;
    h->indicators = malloc((count + 1) * sizeof h->indicators[0]);
    for (size_t i = 0; h->indicators != NULL && i < count; i++) {
        jp_indicator_info info = JP_INFO_INIT(jp_indicator_info);
        if (jp_model_indicator(model, i, &info, NULL) == JP_OK && info.harm)
            h->indicators[h->count++] = (uint16_t)i;
    }
    return h->indicators != NULL;
}

/* Keeps the highest levels in descending order; the first of equals stays first. */
static void rank_harm(headline *line, uint16_t indicator, double level)
{
    size_t place = line->worst_count;
    while (place > 0 && line->worst[place - 1].level < level)
        place--;
    if (place == WORST_COUNT)
        return;
    if (line->worst_count < WORST_COUNT)
        line->worst_count++;
    for (size_t i = line->worst_count - 1u; i > place; i--)
        line->worst[i] = line->worst[i - 1];
    line->worst[place] = (worst){ indicator, level };
}

void judge_harm(headline *line, uint16_t indicator, double level, double uncertainty)
{
    if (!(uncertainty < WORST_UNCERTAINTY))
        return;
    line->evidence_of_harm = true;
    if (level > 0.5)
        rank_harm(line, indicator, level);
}

static double sort_key(const headline *line, sort_order order)
{
    double client = line->logged[JP_CLIENT] ? line->silence_days[JP_CLIENT] : -1;
    double supplier = line->logged[JP_SUPPLIER] ? line->silence_days[JP_SUPPLIER] : -1;
    switch (order) {
    case SORT_GAP:
        return line->gap;
    case SORT_HEALTH:
        return -line->health.value;
    case SORT_RISK:
        return line->risk;
    case SORT_SILENCE:
        return client > supplier ? client : supplier;
    case SORT_NAME:
        break;
    }
    return 0;
}

static int compare_places(const void *left, const void *right)
{
    const headline *a = left, *b = right;
    return (a->place > b->place) - (a->place < b->place);
}

static int status_rank(const headline *line)
{
    static const int rank[] = { [JP_STATUS_KNOWN] = 0, [JP_STATUS_UNKNOWN] = 1, [JP_STATUS_ENDED] = 2 };
    return rank[line->status];
}

static int compare_keys(const headline *a, const headline *b)
{
    if (a->key < b->key || a->key > b->key)
        return a->key < b->key ? 1 : -1;
    return compare_places(a, b);
}

static int compare_headlines(const void *left, const void *right)
{
    const headline *a = left, *b = right;
    int difference = status_rank(a) - status_rank(b);
    return difference != 0 ? difference : compare_keys(a, b);
}

static int compare_silences(const void *left, const void *right)
{
    const headline *a = left, *b = right;
    int difference = (a->status == JP_STATUS_ENDED) - (b->status == JP_STATUS_ENDED);
    return difference != 0 ? difference : compare_keys(a, b);
}

void headlines_sort(headline *headlines, size_t count, sort_order order)
{
    for (size_t i = 0; i < count; i++)
        headlines[i].key = sort_key(&headlines[i], order);
    qsort(headlines, count, sizeof headlines[0],
          order == SORT_NAME      ? compare_places
          : order == SORT_SILENCE ? compare_silences
                                  : compare_headlines);
}
