/*
 * compile.c - turns the rows of evidence into the tables that scoring walks.
 *
 * Rows are sorted by stream (a kind done by an actor). Within a stream, rows of the same transform
 * share a channel: the transform is applied once a fact. Within a channel, indicators of the same
 * half-life share a sum: the decay is computed once a window.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "base/numerics.h"
#include "model/build.h"

/* ---- Half-life classes ---------------------------------------------------------------------- */

/* The place of a half-life among `count` ascending ones: of itself, or where it would stand. */
static size_t half_life_place(const double *half_lives, size_t count, double half_life)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (half_lives[middle] < half_life)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static jp_status classify_half_lives(jp_model *model)
{
    size_t count = model->indicator_count;
    double *half_lives = jp__arena_alloc(&model->arena, count, sizeof *half_lives);
    uint16_t *class_of = jp__arena_alloc(&model->arena, count, sizeof *class_of);
    if (half_lives == NULL || class_of == NULL)
        return JP_ERROR_MEMORY;
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        double half_life = model->indicators[i].half_life_days;
        size_t at = half_life_place(half_lives, found, half_life);
        if (at < found && half_lives[at] == half_life)
            continue;
        memmove(&half_lives[at + 1], &half_lives[at], (found - at) * sizeof *half_lives);
        half_lives[at] = half_life;
        found++;
    }
    for (size_t i = 0; i < count; i++)
        class_of[i] = (uint16_t)half_life_place(half_lives, found, model->indicators[i].half_life_days);
    model->half_lives = half_lives;
    model->half_life_count = found;
    model->half_life_class = class_of;
    return JP_OK;
}

/* ---- Who may do what ------------------------------------------------------------------------ */

static jp_status note_actors(jp_model *model)
{
    model->given_by = jp__arena_alloc(&model->arena, model->kind_count, sizeof *model->given_by);
    if (model->given_by == NULL)
        return JP_ERROR_MEMORY;
    for (size_t i = 0; i < model->kind_count; i++) {
        const jp__kind *kind = &model->kinds[i];
        unsigned both = 1u << JP_CLIENT | 1u << JP_SUPPLIER;
        unsigned by = kind->actors == JP_BOTH ? both : 1u << kind->actors;
        model->given_by[i] = (uint8_t)(kind->derived ? 0 : by);
    }
    return JP_OK;
}

/* ---- Saturation (section 3) ----------------------------------------------------------------- */

jp_status jp__compile_saturation(jp_model *model)
{
    size_t count = model->kind_count;
    model->log_q = jp__arena_alloc(&model->arena, count, sizeof *model->log_q);
    model->sat_scale = jp__arena_alloc(&model->arena, count, sizeof *model->sat_scale);
    if (model->log_q == NULL || model->sat_scale == NULL)
        return JP_ERROR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        double q = model->kinds[i].repeat_q;
        if (q < 1) {
            model->log_q[i] = jp__log(q);
            model->sat_scale[i] = 1 / (1 - q);
        }
    }
    return JP_OK;
}

/* ---- Streams and channels ------------------------------------------------------------------- */

static size_t stream_of(const jp__evidence *row)
{
    return 2 * (size_t)row->kind + (size_t)row->actor;
}

/* Puts the rows of each stream together, in the order of the file. */
static void sort_rows(jp_model *model)
{
    jp__stream *streams = model->streams;
    for (size_t i = 0; i < model->evidence_count; i++)
        streams[stream_of(&model->evidence[i])].row_count++;
    uint32_t first = 0;
    for (size_t s = 0; s < 2 * model->kind_count; s++) {
        streams[s].first_row = first;
        first += streams[s].row_count;
        streams[s].row_count = 0;
    }
    for (size_t i = 0; i < model->evidence_count; i++) {
        const jp__evidence *row = &model->evidence[i];
        jp__stream *stream = &streams[stream_of(row)];
        model->rows[stream->first_row + stream->row_count++] =
            (jp__row){ .adverse = row->adverse, .favourable = row->favourable,
                       .indicator = row->indicator, .evidence = (uint16_t)i };
    }
    model->row_count = model->evidence_count;
}

static bool same_transform(jp__transform a, jp__transform b)
{
    return a.type == b.type && a.half == b.half;
}

/* One channel for each distinct transform of a stream, in the order of its rows. */
static jp_status open_channels(jp__load *load, size_t s)
{
    jp_model *model = load->model;
    jp__stream *stream = &model->streams[s];
    stream->first_channel = (uint32_t)model->channel_count;
    for (uint32_t i = 0; i < stream->row_count; i++) {
        jp__row *row = &model->rows[stream->first_row + i];
        jp__transform transform = model->evidence[row->evidence].transform;
        uint32_t channel = stream->first_channel;
        while (channel < model->channel_count &&
               !same_transform(model->channels[channel].transform, transform))
            channel++;
        if (channel == stream->first_channel + JP__MODEL_MAX_TRANSFORMS) {
            load->place = (jp__place){ "evidence", row->evidence, NULL, NULL };
            return jp__reject_as(load, JP_ERROR_LIMIT, "transform",
                                 "must be one of at most %d different ones of a kind and actor.",
                                 JP__MODEL_MAX_TRANSFORMS);
        }
        if (channel == model->channel_count)
            model->channels[model->channel_count++] =
                (jp__channel){ .transform = transform, .stream = (uint16_t)s };
        row->channel = channel;
    }
    stream->channel_count = (uint32_t)model->channel_count - stream->first_channel;
    return JP_OK;
}

/* The place of a class among a channel's, which ascend: of itself, or where it would stand. */
static uint32_t class_place(const uint16_t *classes, uint32_t count, uint16_t class_)
{
    uint32_t low = 0, high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (classes[middle] < class_)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The half-life classes that the rows of a channel need, and a sum for each. */
static void add_classes(jp_model *model, uint32_t number)
{
    jp__channel *channel = &model->channels[number];
    const jp__stream *stream = &model->streams[channel->stream];
    channel->classes = channel->sums = (uint32_t)model->channel_class_count;
    uint16_t *classes = &model->channel_classes[channel->classes];
    uint32_t count = 0;
    for (uint32_t i = 0; i < stream->row_count; i++) {
        const jp__row *row = &model->rows[stream->first_row + i];
        if (row->channel != number)
            continue;
        uint16_t class_ = model->half_life_class[row->indicator];
        uint32_t at = class_place(classes, count, class_);
        if (at < count && classes[at] == class_)
            continue;
        memmove(&classes[at + 1], &classes[at], (count - at) * sizeof *classes);
        classes[at] = class_;
        count++;
    }
    channel->class_count = (uint16_t)count;
    model->channel_class_count += count;
}

static void connect_rows(jp_model *model)
{
    for (size_t i = 0; i < model->row_count; i++) {
        jp__row *row = &model->rows[i];
        const jp__channel *channel = &model->channels[row->channel];
        const uint16_t *classes = &model->channel_classes[channel->classes];
        uint16_t class_ = model->half_life_class[row->indicator];
        row->sum = channel->sums + class_place(classes, channel->class_count, class_);
    }
}

/* There are at most as many channels, and classes of channels, as rows. */
static jp_status allocate_streams(jp_model *model)
{
    size_t rows = model->evidence_count;
    model->streams = jp__arena_alloc(&model->arena, 2 * model->kind_count, sizeof *model->streams);
    model->rows = jp__arena_alloc(&model->arena, rows, sizeof *model->rows);
    model->channels = jp__arena_alloc(&model->arena, rows, sizeof *model->channels);
    model->channel_classes = jp__arena_alloc(&model->arena, rows, sizeof *model->channel_classes);
    bool all = model->streams != NULL && model->rows != NULL && model->channels != NULL &&
               model->channel_classes != NULL;
    return all ? JP_OK : JP_ERROR_MEMORY;
}

jp_status jp__compile_streams(jp__load *load)
{
    jp_model *model = load->model;
    if (note_actors(model) != JP_OK || classify_half_lives(model) != JP_OK ||
        jp__compile_saturation(model) != JP_OK || allocate_streams(model) != JP_OK)
        return jp__no_memory(load->err);
    sort_rows(model);
    for (size_t s = 0; s < 2 * model->kind_count; s++)
        JP_TRY(open_channels(load, s));
    for (uint32_t channel = 0; channel < model->channel_count; channel++)
        add_classes(model, channel);
    connect_rows(model);
    return JP_OK;
}
