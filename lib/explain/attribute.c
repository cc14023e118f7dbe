/*
 * attribute.c - the share of each fact: its part of its window's mass (section 7).
 *
 * The facts are walked as evidence/cells.c walks them, once to find each window's X, once to give each
 * fact its g / X of what the window weighs. Derived facts and open items are credited to themselves
 * and name the facts behind them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/numerics.h"
#include "explain/explain.h"

#define NO_CELL UINT32_MAX

/* Streams of ratings are numbered behind those of interactions. */
static size_t stream_of(const jp_model *model, const jp__fact *fact)
{
    if (fact->kind != JP_RATING)
        return 2 * (size_t)fact->kind + fact->actor;
    size_t source = (size_t)fact->actor + (fact->guess ? 2 : 0);
    return 2 * model->kind_count + source * model->indicator_count + fact->item;
}

static uint32_t window_days(const jp_model *model, const jp__fact *fact)
{
    return fact->kind == JP_RATING ? (uint32_t)model->parameters.rating_window_days
                                   : model->kinds[fact->kind].window_days;
}

static size_t channel_count(const jp_model *model, size_t stream)
{
    return stream < 2 * model->kind_count ? model->streams[stream].channel_count : 0;
}

/* The cell that the fact belongs to, a new one if its window is new to the stream. */
static jp_status find_cell(jp_explainer *x, const jp__fact *fact, uint32_t *cell, jp_error *err)
{
    const jp_model *model = x->scorer->model;
    size_t stream = stream_of(model, fact);
    int64_t window = jp__window(fact->time_us, window_days(model, fact));
    if (x->open_cell[stream] == NO_CELL || x->open_window[stream] != window) {
        size_t channels = channel_count(model, stream);
        JP_TRY(jp__grow(&x->allocator, &x->cells, &x->cell_capacity, x->cell_count + 1,
                        sizeof *x->cells, err));
        JP_TRY(jp__grow(&x->allocator, &x->x, &x->x_capacity, x->x_count + channels,
                        sizeof *x->x, err));
        x->cells[x->cell_count] = (jp__explained_cell){ fact->time_us, x->x_count, 0 };
        for (size_t i = 0; i < channels; i++)
            x->x[x->x_count++] = (jp__masses){ 0, 0 };
        x->open_cell[stream] = (uint32_t)x->cell_count++;
        x->open_window[stream] = window;
    }
    *cell = x->open_cell[stream];
    return JP_OK;
}

jp__masses jp__spoken(const jp_model *model, const jp__channel *channel, const jp__fact *fact)
{
    const jp__kind *kind = &model->kinds[fact->kind];
    if (!fact->has_value && !kind->has_default && channel->transform.type != JP__ONE)
        return (jp__masses){ 0, 0 };
    double value = fact->has_value ? fact->value : kind->default_value;
    jp__masses g = jp__transform_value(channel->transform, value);
    return (jp__masses){ g.favourable * fact->intensity, g.adverse * fact->intensity };
}

/* First walk: the fact joins its cell. */
static void join_cell(jp_explainer *x, const jp__fact *fact, jp__explained_cell *cell)
{
    const jp_model *model = x->scorer->model;
    cell->latest_us = fact->time_us;
    cell->count += 1;
    if (fact->kind == JP_RATING)
        return;
    const jp__stream *s = &model->streams[stream_of(model, fact)];
    for (uint32_t i = 0; i < s->channel_count; i++) {
        jp__masses g = jp__spoken(model, &model->channels[s->first_channel + i], fact);
        x->x[cell->first_x + i].favourable += g.favourable;
        x->x[cell->first_x + i].adverse += g.adverse;
    }
}

/* Adds to the entry what these masses bring to the indicator. */
static jp_status add_part(jp_explainer *x, jp__entry *entry, int which, uint16_t indicator,
                          jp__masses masses, jp_error *err)
{
    jp_explanation *e = &x->explanation;
    const jp__pull *pull = &e->pulls[indicator];
    double share = (masses.favourable * (1 - pull->pivot) - masses.adverse * pull->pivot) * pull->scale;
    if (which == 1)
        share = -share;
    JP_TRY(jp__grow(&x->allocator, &e->parts, &e->part_capacity, e->part_count + 1,
                    sizeof *e->parts, err));
    e->parts[e->part_count++] = (jp__part){ share, indicator };
    entry->count[which]++;
    entry->contribution.closure += share * pull->index[JP_CLOSURE];
    entry->contribution.health += share * pull->index[JP_HEALTH];
    return JP_OK;
}

/* g / X of the saturated window, or 0 where nothing speaks. */
static double part_of(const jp_model *model, uint16_t kind, double g, double x)
{
    return x > 0 ? jp__saturate(model, kind, x) * (g / x) : 0;
}

/* Mostly both ways alike. */
static jp__masses parts_of(const jp_model *model, uint16_t kind, jp__masses g, jp__masses x)
{
    double favourable = part_of(model, kind, g.favourable, x.favourable);
    bool alike = g.adverse == g.favourable && x.adverse == x.favourable;
    return (jp__masses){ favourable, alike ? favourable : part_of(model, kind, g.adverse, x.adverse) };
}

static double decay(const jp_model *model, uint16_t indicator, double days)
{
    return jp__exp2(-days / model->indicators[indicator].half_life_days);
}

static jp_status share_rating(jp_explainer *x, jp__entry *entry, int which, const jp__fact *rating,
                              const jp__explained_cell *cell, int64_t as_of_us, jp_error *err)
{
    const jp_model *model = x->scorer->model;
    const jp__indicator *indicator = &model->indicators[rating->item];
    if (rating->guess)
        return JP_OK; /* guesses speak about the guesser's empathy, not about the indicator */
    double good = indicator->harm ? 1 - rating->value : rating->value;
    double bad = indicator->harm ? rating->value : 1 - rating->value;
    double each = model->parameters.rating_mass * (2 - 2 * jp__exp2(-cell->count)) / cell->count *
                  decay(model, rating->item, jp__days_between(cell->latest_us, as_of_us)) *
                  jp__said_weight(model, indicator, (jp_side)rating->actor);
    return add_part(x, entry, which, rating->item, (jp__masses){ each * good, each * bad }, err);
}

/* `cell` NULL: an open item, which is its own window and does not decay. Rows of a channel stand side by
 * side, and mostly those of a half-life too. */
static jp_status share_fact(jp_explainer *x, jp__entry *entry, int which, const jp__fact *fact,
                            const jp__explained_cell *cell, int64_t as_of_us, jp_error *err)
{
    const jp_model *model = x->scorer->model;
    const jp__stream *s = &model->streams[stream_of(model, fact)];
    double days = cell == NULL ? 0 : jp__days_between(cell->latest_us, as_of_us), fade = 1;
    uint32_t channel = UINT32_MAX, class = UINT32_MAX;
    jp__masses parts = { 0, 0 };
    for (uint32_t i = s->first_row; i < s->first_row + s->row_count; i++) {
        const jp__row *row = &model->rows[i];
        if (row->channel != channel) {
            jp__masses g = jp__spoken(model, &model->channels[row->channel], fact);
            jp__masses sum = cell == NULL ? g : x->x[cell->first_x + row->channel - s->first_channel];
            parts = parts_of(model, fact->kind, g, sum);
        }
        if (cell != NULL && model->half_life_class[row->indicator] != class)
            fade = decay(model, row->indicator, days);
        channel = row->channel;
        class = model->half_life_class[row->indicator];
        const jp__masses masses = { row->favourable * parts.favourable * fade,
                                    row->adverse * parts.adverse * fade };
        JP_TRY(add_part(x, entry, which, row->indicator, masses, err));
    }
    return JP_OK;
}

/* The caller's row of a seen fact. */
static uint64_t row_of(const jp__seen *seen, uint32_t index)
{
    return index == JP__NO_FACT ? JP_NO_ROW : seen->facts[index].row;
}

static jp__entry describe_derived(const jp__seen *seen, const jp__derived *d, jp_contribution_type type)
{
    return (jp__entry){
        .since_us = d->from == JP__NO_FACT ? d->time_us : seen->facts[d->from].time_us,
        .contribution = { .type = type, .kind = d->kind, .actor = (jp_side)d->actor, .time_us = d->time_us,
                          .row = JP_NO_ROW, .from = row_of(seen, d->from), .to = row_of(seen, d->at) } };
}

static jp__entry describe_given(const jp__fact *fact)
{
    return (jp__entry){
        .since_us = fact->time_us,
        .contribution = { .type = JP_GIVEN, .kind = fact->kind, .item = fact->item,
                          .actor = (jp_side)fact->actor, .time_us = fact->time_us, .row = fact->row,
                          .from = JP_NO_ROW, .to = JP_NO_ROW } };
}

/* Lists the contributions of the score that the scorer holds, still without shares. */
static void list_entries(jp_explainer *x, jp__entries *list)
{
    const jp_scorer *scorer = x->scorer;
    const jp__rhythm *rhythm = &scorer->rhythm;
    list->count = 0;
    for (size_t i = 0; i < scorer->seen.count; i++)
        if (scorer->seen.facts[i].kind != scorer->model->roles.reply)
            list->entries[list->count++] = describe_given(&scorer->seen.facts[i]);
    for (size_t i = 0; i < rhythm->walk.derived; i++)
        list->entries[list->count++] = describe_derived(&scorer->seen, &rhythm->derived[i], JP_DERIVED);
    for (size_t i = 0; i < rhythm->open_count; i++)
        list->entries[list->count++] = describe_derived(&scorer->seen, &rhythm->open_items[i], JP_OPEN);
}

/* The fact that speaks in each entry, in the order in which list_entries() lists them. */
typedef struct walk {
    const jp_scorer *scorer;
    size_t seen, derived, open;
} walk;

static bool next_fact(walk *w, jp__fact *fact, bool *open)
{
    const jp_scorer *s = w->scorer;
    *open = false;
    while (w->seen < s->seen.count) {
        *fact = s->seen.facts[w->seen++];
        if (fact->kind != s->model->roles.reply)
            return true;
    }
    if (w->derived < s->rhythm.walk.derived) {
        *fact = jp__fact_of_derived(&s->rhythm.derived[w->derived++]);
        return true;
    }
    *open = w->open < s->rhythm.open_count;
    if (*open)
        *fact = jp__fact_of_derived(&s->rhythm.open_items[w->open++]);
    return *open;
}

static jp_status fill_cells(jp_explainer *x, jp_error *err)
{
    walk w = { x->scorer, 0, 0, 0 };
    jp__fact fact;
    bool open;
    x->cell_count = 0;
    x->x_count = 0;
    for (size_t i = 0; i < x->stream_count; i++)
        x->open_cell[i] = NO_CELL;
    for (size_t i = 0; next_fact(&w, &fact, &open) && !open; i++) {
        JP_TRY(find_cell(x, &fact, &x->cell_of[i], err));
        join_cell(x, &fact, &x->cells[x->cell_of[i]]);
    }
    return JP_OK;
}

static jp_status share_cells(jp_explainer *x, int64_t as_of_us, int which, jp_error *err)
{
    walk w = { x->scorer, 0, 0, 0 };
    jp__fact fact;
    bool open;
    for (size_t i = 0; next_fact(&w, &fact, &open); i++) {
        jp__entry *entry = &x->moments[which].entries[i];
        const jp__explained_cell *cell = open ? NULL : &x->cells[x->cell_of[i]];
        entry->first[which] = (uint32_t)x->explanation.part_count;
        if (fact.kind == JP_RATING)
            JP_TRY(share_rating(x, entry, which, &fact, cell, as_of_us, err));
        else
            JP_TRY(share_fact(x, entry, which, &fact, cell, as_of_us, err));
    }
    return JP_OK;
}

jp_status jp__attribute(jp_explainer *x, int64_t as_of_us, int which, jp_error *err)
{
    jp__entries *list = &x->moments[which];
    size_t most = x->scorer->seen.count + x->scorer->rhythm.walk.derived + x->scorer->rhythm.open_count;
    JP_TRY(jp__grow(&x->allocator, &list->entries, &list->capacity, most,
                    sizeof *list->entries, err));
    JP_TRY(jp__grow(&x->allocator, &x->cell_of, &x->cell_of_capacity, most,
                    sizeof *x->cell_of, err));
    list_entries(x, list);
    JP_TRY(fill_cells(x, err));
    return share_cells(x, as_of_us, which, err);
}
