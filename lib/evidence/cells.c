/*
 * cells.c - masses in saturating windows (docs/method.md section 3).
 *
 * Facts of one stream (a kind done by an actor) come in time order, so at any moment each stream
 * has one window open. What closes it: a fact of a later window, or the end. A closed window is
 * saturated, decayed to as-of from its latest fact, and added to the stream's sums, one for each
 * transform and half-life; at the end each row of evidence takes its share of its sum.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "base/numerics.h"
#include "evidence/evidence.h"

#define LN_2 0x1.62e42fefa39efp-1

double jp__saturate(const jp_model *model, uint16_t kind, double x)
{
    if (model->sat_scale[kind] == 0) /* repeat_q is 1: nothing saturates */
        return x;
    return -jp__expm1(x * (model->log2_q[kind] * LN_2)) * model->sat_scale[kind];
}

static void close_channel(jp__tally *t, const jp_model *model, const jp__channel *channel,
                          uint16_t kind, double days)
{
    jp__masses *x = &t->channel_sums[channel - model->channels];
    double favourable = jp__saturate(model, kind, x->favourable);
    double adverse = x->adverse == x->favourable ? favourable
                                                 : jp__saturate(model, kind, x->adverse);
    for (uint16_t i = 0; i < channel->class_count; i++) {
        double half_life = model->half_lives[model->channel_classes[channel->classes + i]];
        double decay = jp__exp2(-days / half_life);
        t->sums[channel->sums + i].favourable += favourable * decay;
        t->sums[channel->sums + i].adverse += adverse * decay;
    }
    *x = (jp__masses){ 0, 0 };
}

static void close_window(jp__tally *t, const jp_model *model, size_t stream)
{
    const jp__stream *s = &model->streams[stream];
    double days = jp__days_between(t->stream_cells[stream].latest_us, t->as_of_us);
    for (uint32_t i = 0; i < s->channel_count; i++)
        close_channel(t, model, &model->channels[s->first_channel + i], (uint16_t)(stream / 2), days);
}

static void add_fact(jp__tally *t, const jp_model *model, const jp__fact *fact)
{
    size_t stream = 2 * (size_t)fact->kind + fact->actor;
    const jp__stream *s = &model->streams[stream];
    const jp__kind *kind = &model->kinds[fact->kind];
    jp__cell *cell = &t->stream_cells[stream];
    if (s->channel_count == 0)
        return;
    int64_t window = jp__window(fact->time_us, kind->window_days);
    if (cell->used && cell->window != window)
        close_window(t, model, stream);
    *cell = (jp__cell){ window, fact->time_us, true };

    bool has_value = fact->has_value || kind->has_default;
    double value = fact->has_value ? fact->value : kind->default_value;
    for (uint32_t i = 0; i < s->channel_count; i++) {
        const jp__channel *channel = &model->channels[s->first_channel + i];
        if (!has_value && channel->transform.type != JP__ONE)
            continue; /* without a value only rows with `one` speak */
        jp__masses g = jp__transform_value(channel->transform, value);
        t->channel_sums[s->first_channel + i].favourable += g.favourable * fact->intensity;
        t->channel_sums[s->first_channel + i].adverse += g.adverse * fact->intensity;
    }
}

static void add_derived(jp__tally *t, const jp_model *model, const jp__derived *derived)
{
    add_fact(t, model, &(jp__fact){ .time_us = derived->time_us, .value = derived->value,
                                    .intensity = 1, .kind = derived->kind,
                                    .actor = derived->actor, .has_value = true });
}

/* Closes a stream's last window and gives each row of evidence its share. */
static void apply_stream(jp__tally *t, const jp_model *model, size_t stream)
{
    const jp__stream *s = &model->streams[stream];
    close_window(t, model, stream);
    for (uint32_t i = 0; i < s->row_count; i++) {
        const jp__row *row = &model->rows[s->first_row + i];
        jp__masses *m = &t->masses[JP__OBSERVED][row->indicator];
        m->favourable += row->favourable * t->sums[row->sum].favourable;
        m->adverse += row->adverse * t->sums[row->sum].adverse;
    }
}

/* What stands open at as-of does not decay. */
static void apply_open_item(jp__tally *t, const jp_model *model, const jp__derived *item)
{
    const jp__stream *s = &model->streams[2 * (size_t)item->kind + item->actor];
    for (uint32_t i = 0; i < s->row_count; i++) {
        const jp__row *row = &model->rows[s->first_row + i];
        jp__masses *m = &t->masses[JP__OBSERVED][row->indicator];
        jp__masses g = jp__transform_value(model->channels[row->channel].transform, item->value);
        m->favourable += row->favourable * jp__saturate(model, item->kind, g.favourable);
        m->adverse += row->adverse * jp__saturate(model, item->kind, g.adverse);
    }
}

void jp__tally_gather(jp__tally *t, const jp_model *model, const jp__seen *seen,
                         const jp__rhythm *rhythm, int64_t as_of_us)
{
    memset(t->block, 0, t->block_size);
    t->as_of_us = as_of_us;
    for (size_t i = 0; i < seen->count; i++) {
        if (seen->facts[i].kind == JP_RATING)
            jp__rating_add(t, model, &seen->facts[i]);
        else if (seen->facts[i].kind != model->roles.reply) /* replies speak through turns only */
            add_fact(t, model, &seen->facts[i]);
    }
    for (size_t i = 0; i < rhythm->count; i++)
        add_derived(t, model, &rhythm->derived[i]);
    for (size_t stream = 0; stream < 2 * model->kind_count; stream++)
        if (t->stream_cells[stream].used)
            apply_stream(t, model, stream);
    for (size_t i = 0; i < rhythm->open_count; i++)
        apply_open_item(t, model, &rhythm->open_items[i]);
    jp__ratings_close(t, model);
}
