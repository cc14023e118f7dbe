/*
 * cells.c - masses in saturating windows (docs/method.md section 3).
 *
 * Facts of one stream (a kind done by an actor) come in time order, so at any moment each stream
 * has one window open. What closes it: a fact of a later window, or the end. A closed window is
 * saturated and added, as of its latest fact, to the stream's decaying sums, one for each
 * transform and half-life; at the end each row of evidence takes its share of its sum.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "base/numerics.h"
#include "base/numerics_kernel.h"
#include "evidence/evidence.h"

void jp__tally_clear(jp__tally *t)
{
    memset(t->block, 0, t->block_size);
}

double jp__saturate(const jp_model *model, uint16_t kind, double x)
{
    if (model->sat_scale[kind] == 0 || x == 1) /* repeat_q is 1: nothing saturates; sat(1) = 1 */
        return x;
    return -jp__expm1_kernel(jp__expm1_within(x * model->log_q[kind])) * model->sat_scale[kind];
}

static void close_channel(jp__tally *t, const jp_model *model, const jp__channel *channel,
                          size_t stream)
{
    uint16_t kind = (uint16_t)(stream / 2);
    jp__masses *x = &t->open[channel - model->channels];
    jp__masses masses;
    masses.favourable = jp__saturate(model, kind, x->favourable);
    masses.adverse = x->adverse == x->favourable ? masses.favourable
                                                 : jp__saturate(model, kind, x->adverse);
    for (uint16_t i = 0; i < channel->class_count; i++) {
        uint16_t class = model->channel_classes[channel->classes + i];
        jp__decaying_add(&t->sums[channel->sums + i], masses,
                         jp__stamp_of(t->cells[stream].latest_us, t->half_lives[class]));
    }
    *x = (jp__masses){ 0, 0 };
}

static void close_window(jp__tally *t, const jp_model *model, size_t stream)
{
    const jp__stream *s = &model->streams[stream];
    for (uint32_t i = 0; i < s->channel_count; i++)
        close_channel(t, model, &model->channels[s->first_channel + i], stream);
}

static void add_to_stream(jp__tally *t, const jp_model *model, size_t stream, const jp__fact *fact)
{
    const jp__stream *s = &model->streams[stream];
    const jp__kind *kind = &model->kinds[fact->kind];
    bool has_value = fact->has_value || kind->has_default;
    double value = fact->has_value ? fact->value : kind->default_value;
    for (uint32_t i = s->first_channel; i < s->first_channel + s->channel_count; i++) {
        jp__transform transform = model->channels[i].transform;
        if (!has_value && transform.type != JP__ONE)
            continue; /* without a value only rows with `one` speak */
        jp__masses g = jp__transform_value(transform, value);
        t->open[i].favourable += g.favourable * fact->intensity;
        t->open[i].adverse += g.adverse * fact->intensity;
    }
}

void jp__tally_add(jp__tally *t, const jp_model *model, const jp__fact *fact)
{
    if (fact->kind == JP_RATING) {
        jp__rating_add(t, model, fact);
        return;
    }
    size_t stream = 2 * (size_t)fact->kind + fact->actor;
    jp__cell *cell = &t->cells[stream];
    if (model->streams[stream].channel_count == 0)
        return;
    int64_t window = jp__window(fact->time_us, model->kinds[fact->kind].window_days);
    if (cell->used && cell->window != window)
        close_window(t, model, stream);
    *cell = (jp__cell){ window, fact->time_us, true };
    add_to_stream(t, model, stream, fact);
}

void jp__tally_add_derived(jp__tally *t, const jp_model *model, const jp__derived *derived)
{
    jp__fact fact = jp__fact_of_derived(derived);
    jp__tally_add(t, model, &fact);
}

static void add_to_indicator(jp__tally *t, const jp__row *row, jp__masses masses)
{
    jp__masses *m = &t->masses[JP__OBSERVED][row->indicator];
    m->favourable += row->favourable * masses.favourable;
    m->adverse += row->adverse * masses.adverse;
}

/* What a channel's sums are worth as of now; they stay as that. */
static void fade_sums(jp__tally *t, const jp_model *model, const jp__channel *channel)
{
    for (uint16_t i = 0; i < channel->class_count; i++) {
        jp__decaying *d = &t->sums[channel->sums + i];
        d->sum = jp__decaying_at(d, t->as_of[model->channel_classes[channel->classes + i]]);
    }
}

void jp__tally_close_stream(jp__tally *t, const jp_model *model, size_t stream)
{
    const jp__stream *s = &model->streams[stream];
    if (!t->cells[stream].used)
        return;
    close_window(t, model, stream);
    for (uint32_t i = 0; i < s->channel_count; i++)
        fade_sums(t, model, &model->channels[s->first_channel + i]);
}

/* What is at `place` in the tally's block, from a copy of the block. */
static void restore(jp__tally *t, const void *block, void *place, size_t size)
{
    const char *copy = block;
    memcpy(place, copy + ((char *)place - (char *)t->block), size);
}

void jp__tally_restore_stream(jp__tally *t, const jp_model *model, const void *block, size_t stream)
{
    const jp__stream *s = &model->streams[stream];
    restore(t, block, &t->cells[stream], sizeof *t->cells);
    if (s->channel_count == 0)
        return;
    restore(t, block, &t->open[s->first_channel], s->channel_count * sizeof *t->open);
    uint32_t first = model->channels[s->first_channel].sums;
    restore(t, block, &t->sums[first], jp__stream_sums(model, stream) * sizeof *t->sums);
}

/* Closes a stream's last window and gives each row of evidence its share. */
static void apply_stream(jp__tally *t, const jp_model *model, size_t stream)
{
    const jp__stream *s = &model->streams[stream];
    jp__tally_close_stream(t, model, stream);
    for (uint32_t i = s->first_row; i < s->first_row + s->row_count; i++) {
        const jp__row *row = &model->rows[i];
        add_to_indicator(t, row, t->sums[row->sum].sum);
    }
}

jp__masses jp__open_masses(const jp_model *model, uint32_t channel, const jp__derived *item)
{
    jp__masses x = jp__transform_value(model->channels[channel].transform, item->value);
    double favourable = jp__saturate(model, item->kind, x.favourable);
    bool alike = x.adverse == x.favourable;
    return (jp__masses){ favourable, alike ? favourable : jp__saturate(model, item->kind, x.adverse) };
}

/* What stands open at as-of does not decay. */
static void apply_open_item(jp__tally *t, const jp_model *model, const jp__derived *item)
{
    const jp__stream *s = &model->streams[2 * (size_t)item->kind + item->actor];
    uint32_t channel = UINT32_MAX;
    jp__masses g = { 0, 0 };
    for (uint32_t i = s->first_row; i < s->first_row + s->row_count; i++) {
        const jp__row *row = &model->rows[i];
        if (row->channel != channel)
            g = jp__open_masses(model, row->channel, item);
        channel = row->channel;
        add_to_indicator(t, row, g);
    }
}

void jp__tally_add_open(jp__tally *t, const jp_model *model, const jp__derived *open_items, size_t open_count)
{
    for (size_t i = 0; i < open_count; i++)
        apply_open_item(t, model, &open_items[i]);
}

void jp__tally_close(jp__tally *t, const jp_model *model, int64_t as_of_us,
                     const jp__derived *open_items, size_t open_count)
{
    memset(t->masses[JP__OBSERVED], 0, t->result_size); /* of all sources */
    for (size_t class = 0; class < model->half_life_count; class++)
        t->as_of[class] = jp__moment_of(as_of_us, t->half_lives[class]);
    for (size_t stream = 0; stream < 2 * model->kind_count; stream++)
        if (t->cells[stream].used)
            apply_stream(t, model, stream);
    jp__tally_add_open(t, model, open_items, open_count);
    jp__ratings_close(t, model);
}
