/*
 * ratings.c - what the two sides say, in weekly windows (docs/method.md section 3, Ratings).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/numerics.h"
#include "evidence/evidence.h"

#define RATING_SOURCES (JP__SOURCE_COUNT - JP__SAID_BY_CLIENT)

/* N ratings in a window weigh as sat(N) of them, q = 1/2: 1, 1.5, 1.75, ... */
static double saturate_count(double count)
{
    return 2 - 2 * jp__exp2(-count);
}

static void close_cell(jp__tally *t, const jp_model *model, size_t source, size_t item)
{
    size_t place = source * model->indicator_count + item;
    jp__masses *m = &t->masses[JP__SAID_BY_CLIENT + source][item];
    double days = jp__days_between(t->rating_cells[place].latest_us, t->as_of_us);
    double each = model->parameters.rating_mass * saturate_count(t->rating_counts[place]) *
                  jp__exp2(-days / model->indicators[item].half_life_days) /
                  t->rating_counts[place];
    m->favourable += each * t->rating_sums[place].favourable;
    m->adverse += each * t->rating_sums[place].adverse;
    t->rating_sums[place] = (jp__masses){ 0, 0 };
    t->rating_counts[place] = 0;
}

void jp__rating_add(jp__tally *t, const jp_model *model, const jp__fact *rating)
{
    size_t source = (size_t)(rating->guess ? jp__guessed_by((jp_side)rating->actor)
                                           : jp__said_by((jp_side)rating->actor)) -
                    JP__SAID_BY_CLIENT;
    size_t place = source * model->indicator_count + rating->item;
    jp__cell *cell = &t->rating_cells[place];
    int64_t window = jp__window(rating->time_us, (uint32_t)model->parameters.rating_window_days);
    if (cell->used && cell->window != window)
        close_cell(t, model, source, rating->item);
    *cell = (jp__cell){ window, rating->time_us, true };

    bool harm = model->indicators[rating->item].harm;
    t->rating_sums[place].favourable += harm ? 1 - rating->value : rating->value;
    t->rating_sums[place].adverse += harm ? rating->value : 1 - rating->value;
    t->rating_counts[place] += 1;
}

void jp__ratings_close(jp__tally *t, const jp_model *model)
{
    for (size_t source = 0; source < RATING_SOURCES; source++)
        for (size_t item = 0; item < model->indicator_count; item++)
            if (t->rating_cells[source * model->indicator_count + item].used)
                close_cell(t, model, source, item);
}
