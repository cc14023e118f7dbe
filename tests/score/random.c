/*
 * random.c - see random.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "score/random.h"

#include <math.h>

/* Steele, Lea and Flood's splitmix64. */
uint64_t roll(dice *d)
{
    uint64_t z = d->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

uint64_t roll_below(dice *d, uint64_t sides)
{
    return roll(d) % sides;
}

double roll_share(dice *d)
{
    uint64_t kind = roll_below(d, 20);
    return kind == 0 ? 0 : kind == 1 ? 1 : (double)(roll(d) >> 11) * 0x1p-53;
}

double roll_wide(dice *d, double low, double high)
{
    return low * pow(high / low, (double)(roll(d) >> 11) * 0x1p-53);
}

static double roll_value(dice *d)
{
    static const double edges[] = { 0, 1, -1, 1e-300, -1e300, 1e300, 1.7976931348623157e308, 90, 24 };
    switch (roll_below(d, 4)) {
    case 0:
        return edges[roll_below(d, JP__COUNT(edges))];
    case 1:
        return roll_share(d);
    default:
        return roll_wide(d, 0.01, 1000);
    }
}

/* How the times of a relationship lie: in a burst, over months, over years, before 1970, and at the
 * edges of what an int64_t holds. */
typedef struct spread {
    int64_t start_us;
    int64_t width_us;
} spread;

static spread roll_spread(dice *d)
{
    static const spread spreads[] = {
        { INT64_C(1600000000000000), 3 },
        { INT64_C(1600000000000000), 30 * JP_DAY_US },
        { INT64_C(1600000000000000), 400 * JP_DAY_US },
        { INT64_C(1500000000000000), 3000 * JP_DAY_US },
        { -200 * JP_DAY_US, 400 * JP_DAY_US },
        { INT64_MIN, 400 * JP_DAY_US },
        { INT64_MAX - 400 * JP_DAY_US, 399 * JP_DAY_US },
    };
    return spreads[roll_below(d, JP__COUNT(spreads))];
}

static void roll_interaction(dice *d, const jp_model *model, int64_t time_us, book *b)
{
    const jp__kind *kind;
    do
        kind = &model->kinds[roll_below(d, model->kind_count)];
    while (kind->derived || (kind->outcome && roll_below(d, 4) != 0));
    jp_side actor = kind->actors == JP_BOTH ? (jp_side)roll_below(d, 2) : kind->actors;
    if (roll_below(d, 3) == 0)
        book_fact(b, time_us, kind->id, actor);
    else
        book_value(b, time_us, kind->id, actor, roll_value(d));
    if (roll_below(d, 8) == 0)
        book_intensity(b, roll_share(d));
}

int64_t roll_book(dice *d, const jp_model *model, size_t most, book *b)
{
    book_open(b, model);
    spread s = roll_spread(d);
    size_t length = roll_below(d, most + 1);
    for (size_t i = 0; i < length; i++) {
        int64_t time_us = s.start_us + (int64_t)roll_below(d, (uint64_t)s.width_us);
        if (i > 0 && roll_below(d, 10) == 0)
            time_us = b->time_us[roll_below(d, i)];
        if (roll_below(d, 4) != 0)
            roll_interaction(d, model, time_us, b);
        else
            book_rating(b, time_us, (jp_side)roll_below(d, 2),
                        model->indicators[roll_below(d, model->indicator_count)].id, roll_share(d));
        if (b->kind[i] == JP_RATING)
            b->guess[i] = roll_below(d, 3) == 0;
        if (roll_below(d, 10) == 0)
            book_recorded(b, s.start_us + (int64_t)roll_below(d, (uint64_t)s.width_us));
    }
    return s.start_us + s.width_us + (int64_t)roll_below(d, (uint64_t)JP_DAY_US);
}

void shuffle(dice *d, const book *from, book *to)
{
    size_t order[BOOK_MAX];
    for (size_t i = 0; i < from->length; i++) { /* Fisher and Yates, inside out */
        size_t j = roll_below(d, i + 1);
        if (j != i)
            order[i] = order[j];
        order[j] = i;
    }
    book_open(to, from->model);
    for (size_t i = 0; i < from->length; i++)
        book_copy(to, from, order[i]);
}
