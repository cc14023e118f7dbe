/*
 * ratings.c - what the two sides say, in weekly windows (docs/method.md section 3, Ratings).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/numerics.h"
#include "evidence/evidence.h"

#define RATING_SOURCES (JP__SOURCE_COUNT - JP__SAID_BY_CLIENT)

/* N ratings in a window weigh as sat(N) of them, q = 1/2: 1, 1.5, 1.75, ..., shared equally. */
static void close_window(jp__tally *t, const jp_model *model, size_t place, size_t item)
{
    jp__rated *rated = &t->rating_open[place];
    double saturated = 2 - 2 * jp__exp2(-rated->count);
    double each = model->parameters.rating_mass * saturated / rated->count;
    jp__masses masses = { each * rated->sum.favourable, each * rated->sum.adverse };
    jp__decaying_add(&t->rating_sums[place], masses,
                     jp__stamp_of(t->rating_cells[place].latest_us,
                                  t->half_lives[model->half_life_class[item]]));
    *rated = (jp__rated){ { 0, 0 }, 0 };
}

void jp__rating_add(jp__tally *t, const jp_model *model, const jp__fact *rating)
{
    jp_side rater = (jp_side)rating->actor;
    jp__source source = rating->guess ? jp__guessed_by(rater) : jp__said_by(rater);
    size_t place = (size_t)(source - JP__SAID_BY_CLIENT) * model->indicator_count + rating->item;
    jp__cell *cell = &t->rating_cells[place];
    int64_t window = jp__window(rating->time_us, (uint32_t)model->parameters.rating_window_days);
    if (cell->used && cell->window != window)
        close_window(t, model, place, rating->item);
    *cell = (jp__cell){ window, rating->time_us, true };

    bool harm = model->indicators[rating->item].harm;
    double good = harm ? 1 - rating->value : rating->value;
    double bad = harm ? rating->value : 1 - rating->value;
    t->rating_open[place].sum.favourable += good;
    t->rating_open[place].sum.adverse += bad;
    t->rating_open[place].count += 1;
}

void jp__ratings_close(jp__tally *t, const jp_model *model)
{
    for (size_t place = 0; place < RATING_SOURCES * model->indicator_count; place++) {
        if (!t->rating_cells[place].used)
            continue;
        size_t item = place % model->indicator_count;
        close_window(t, model, place, item);
        t->masses[JP__SAID_BY_CLIENT + place / model->indicator_count][item] =
            jp__decaying_at(&t->rating_sums[place], t->as_of[model->half_life_class[item]]);
    }
}
