/*
 * tables.c - a kernel and what it keeps of its model: tables laid out for the walk.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "kernel/kernel.h"

#define PLACE_SOURCES ((size_t)(JP__SOURCE_COUNT - JP__SAID_BY_CLIENT))
#define LINE 64 /* bytes of a cache line: every array starts on its own */

/* Takes `count` elements off the block; with no block yet it only measures. */
static void *take(char *block, size_t *used, size_t count, size_t size)
{
    void *place = block == NULL ? NULL : block + *used;
    *used += (count * size + LINE - 1) / LINE * LINE;
    return place;
}

static size_t most_channels(const jp_model *model, uint16_t kind)
{
    uint32_t client = model->streams[2 * (size_t)kind].channel_count;
    uint32_t supplier = model->streams[2 * (size_t)kind + 1].channel_count;
    return client > supplier ? client : supplier;
}

/* How many channels hear of one fact at most: its own, and of each side an answer, a silence, a steady
 * gap, and one burst. */
static size_t most_events(const jp_model *model)
{
    const jp__roles *roles = &model->roles;
    size_t direct = 0;
    for (size_t kind = 0; kind < model->kind_count; kind++) {
        size_t count = most_channels(model, (uint16_t)kind);
        direct = count > direct ? count : direct;
    }
    size_t side = most_channels(model, roles->reply) + most_channels(model, roles->unanswered) +
                  most_channels(model, roles->silence) + most_channels(model, roles->rhythm_steady);
    return direct + 2 * side + most_channels(model, roles->pursuit_burst);
}

static void lay_out_events(jp__kernel *k, char *block, size_t *used, size_t count)
{
    for (int type = 0; type < JP__EVENT_TYPES; type++) {
        jp__events *e = &k->events[type];
        e->channel = take(block, used, count, sizeof *e->channel);
        e->fact = take(block, used, count, sizeof *e->fact);
        e->y = take(block, used, count, sizeof *e->y);
        e->weight = take(block, used, count, sizeof *e->weight);
        e->half = take(block, used, count, sizeof *e->half);
        e->favourable = take(block, used, count, sizeof *e->favourable);
        e->adverse = take(block, used, count, sizeof *e->adverse);
    }
    k->ratings.place = take(block, used, JP__CHUNK, sizeof *k->ratings.place);
    k->ratings.fact = take(block, used, JP__CHUNK, sizeof *k->ratings.fact);
    k->ratings.value = take(block, used, JP__CHUNK, sizeof *k->ratings.value);
}

/* Of a chunk; `heard`: how many events it has at most. */
static void lay_out_chunk(jp__kernel *k, char *block, size_t *used, size_t heard)
{
    size_t closed_count = JP__CHUNK + heard + k->channel_total + 8;
    k->weights = take(block, used, (size_t)JP__KERNEL_CLASSES * JP__CHUNK_PADDED, sizeof *k->weights);
    k->window_number = take(block, used, (size_t)JP__KERNEL_WINDOWS * JP__CHUNK_PADDED,
                            sizeof *k->window_number);
    k->decays = take(block, used, (JP__CHUNK_PADDED + k->channel_total) * 4 * k->blocks, sizeof *k->decays);
    lay_out_events(k, block, used, heard + 8); /* lanes may work on up to 7 more */
    for (int c = 0; c < JP__CHANNEL_CLASSES; c++) {
        jp__closed *closed = &k->closed[c];
        closed->channel = take(block, used, closed_count, sizeof *closed->channel);
        closed->fact = take(block, used, closed_count, sizeof *closed->fact);
        closed->favourable = take(block, used, closed_count, sizeof *closed->favourable);
        closed->adverse = take(block, used, c == JP__APART ? closed_count : 0, sizeof *closed->adverse);
    }
}

static void lay_out_beliefs(jp__kernel *k, char *block, size_t *used)
{
    jp__beliefs *b = &k->beliefs;
    double **columns[] = { &b->weight, &b->good_prior, &b->bad_prior, &b->said[0], &b->said[1],
                           &b->favourable, &b->adverse, &b->value, &b->uncertainty, &b->alpha, &b->beta,
                           &b->log2_value };
    b->count = k->model->indicator_count;
    for (size_t i = 0; i < JP__COUNT(columns); i++)
        *columns[i] = take(block, used, b->count + 8, sizeof **columns[i]);
}

static void lay_out(jp__kernel *k, char *block)
{
    const jp_model *model = k->model;
    size_t used = 0, streams = 2 * model->kind_count, channels = k->channel_total;
    k->streams = take(block, &used, streams, sizeof *k->streams);
    k->channels = take(block, &used, channels, sizeof *k->channels);
    k->log_q = take(block, &used, channels, sizeof *k->log_q);
    k->scale = take(block, &used, channels, sizeof *k->scale);
    k->counted = take(block, &used, JP__COUNTS * model->kind_count, sizeof *k->counted);
    k->rows = take(block, &used, 2 * model->row_count + 3 * streams, sizeof *k->rows);
    k->masses = take(block, &used, 2 * model->indicator_count + 1, sizeof *k->masses);
    k->channel_rows = take(block, &used, channels, sizeof *k->channel_rows);
    k->rated = take(block, &used, k->place_count, sizeof *k->rated);
    lay_out_beliefs(k, block, &used);
    lay_out_chunk(k, block, &used, JP__CHUNK * most_events(model));
    k->open = take(block, &used, channels, sizeof *k->open);
    k->sums = take(block, &used, 8 * k->blocks * channels, sizeof *k->sums);
    k->touched_list = take(block, &used, channels, sizeof *k->touched_list);
    k->touched_bits = take(block, &used, k->touched_words, sizeof *k->touched_bits);
    for (int c = 0; c < JP__CHANNEL_CLASSES; c++)
        k->touched[c] = take(block, &used, channels + 1, sizeof **k->touched);
    k->size = used;
}

/* ---- The model ------------------------------------------------------------------------------- */

/* The number of a width of windows, found or new; JP__KERNEL_WINDOWS if there is no room. */
static uint8_t number_window(jp__kernel *k, uint32_t window_days)
{
    uint8_t number = 0;
    while (number < k->window_count && k->window_days[number] != window_days)
        number++;
    if (number == k->window_count && number < JP__KERNEL_WINDOWS)
        k->window_days[k->window_count++] = window_days;
    return number;
}

/* Whole microseconds, so that what is left of a time after whole half-lives is a whole number too. */
static bool is_whole(double half_life_days)
{
    double us = jp__half_life_of(half_life_days).us;
    return us <= 0x1p52 && us == (double)(int64_t)us;
}

static bool within_limits(jp__kernel *k)
{
    const jp_model *model = k->model;
    bool within = model->half_life_count <= JP__KERNEL_CLASSES;
    for (size_t i = 0; i < model->half_life_count; i++)
        within = within && is_whole(model->half_lives[i]);
    number_window(k, (uint32_t)model->parameters.rating_window_days); /* there is room for the first */
    for (size_t i = 0; i < model->kind_count; i++)
        within = within && number_window(k, model->kinds[i].window_days) < JP__KERNEL_WINDOWS;
    return within;
}

static uint8_t flags_of(const jp_model *model, uint16_t number, size_t actor)
{
    const jp__kind *kind = &model->kinds[number];
    const jp__roles *roles = &model->roles;
    unsigned flags = (kind->is_contact ? JP__F_CONTACT : 0) | (kind->expects_reply ? JP__F_EXPECTS : 0) |
                     (kind->mutual ? JP__F_MUTUAL : 0) | (number == roles->reply ? JP__F_REPLY : 0) |
                     (kind->tone == -1 ? JP__F_ADVERSE : 0) |
                     (number == roles->termination || number == roles->renewal ? JP__F_END : 0) |
                     (actor == JP_SUPPLIER ? JP__F_SUPPLIER : 0);
    return (uint8_t)flags;
}

static void describe_streams(jp__kernel *k)
{
    for (size_t s = 0; s < 2 * k->model->kind_count; s++) {
        const jp__kind *kind = &k->model->kinds[s / 2];
        const jp__stream *stream = &k->model->streams[s];
        bool replies = s / 2 == k->model->roles.reply; /* they speak through turns only */
        k->streams[s] = (jp__kernel_stream){
            .first_channel = stream->first_channel,
            .channel_count = (uint16_t)stream->channel_count,
            .direct_count = replies ? 0 : (uint16_t)stream->channel_count,
            .flags = flags_of(k->model, (uint16_t)(s / 2), s % 2),
            .counted = !replies && stream->channel_count == 1 &&
                       k->model->channels[stream->first_channel].transform.type == JP__ONE,
            .has_default = kind->has_default,
            .default_value = kind->has_default ? kind->default_value : 0,
        };
    }
}

static jp__open_window no_window(jp__kernel *k, uint32_t window_days)
{
    uint32_t number = number_window(k, window_days);
    return (jp__open_window){ .number = -1, .row = number * JP__CHUNK_PADDED };
}

/* Kinds of the same repeat_q share a row, that of the first of them. */
static uint32_t counted_row(jp__kernel *k, uint16_t kind)
{
    uint16_t first = 0;
    while (k->model->log_q[first] != k->model->log_q[kind] ||
           k->model->sat_scale[first] != k->model->sat_scale[kind])
        first++;
    for (size_t n = 0; n < JP__COUNTS; n++)
        k->counted[JP__COUNTS * (size_t)first + n] = jp__saturate(k->model, first, (double)n);
    return JP__COUNTS * (uint32_t)first;
}

static void describe_channels(jp__kernel *k)
{
    static const jp__channel_class classes[JP__EVENT_TYPES] = {
        [JP__ONE] = JP__COUNTED, [JP__UNIT] = JP__ALIKE, [JP__SPLIT_UNIT] = JP__APART,
        [JP__HILL] = JP__ALIKE, [JP__SPLIT_LATE] = JP__APART, [JP__NOTICE] = JP__APART,
    };
    for (size_t c = 0; c < k->model->channel_count; c++) {
        const jp__channel *channel = &k->model->channels[c];
        uint16_t kind = channel->stream / 2;
        k->channels[c] = (jp__kernel_channel){
            .half = channel->transform.half,
            .stream = channel->stream,
            .type = (uint8_t)channel->transform.type,
            .class_ = (uint8_t)classes[channel->transform.type],
        };
        k->open[c] = no_window(k, k->model->kinds[kind].window_days);
        k->log_q[c] = k->model->log_q[kind];
        k->scale[c] = k->model->sat_scale[kind];
        k->open[c].counted = counted_row(k, kind);
    }
    for (size_t c = k->model->channel_count; c < k->channel_total; c++) {
        k->open[c] = no_window(k, (uint32_t)k->model->parameters.rating_window_days);
        k->channels[c] = (jp__kernel_channel){ .class_ = JP__APART };
    }
}

/* Where the favourable sum of a class stands in the sums of a channel; the adverse one 4 behind it. */
static uint32_t place_of_sum(const jp__kernel *k, uint32_t channel, uint16_t class_)
{
    return (uint32_t)(8 * (k->blocks * channel + class_ / 4) + class_ % 4);
}

/* Rows mostly speak for or against: what they do not say is left out, which adds nothing to a sum. */
static void describe_rows(jp__kernel *k)
{
    uint32_t count = 0;
    for (size_t s = 0; s < 2 * k->model->kind_count; s++) {
        const jp__stream *stream = &k->model->streams[s];
        uint32_t first = count;
        for (uint32_t i = stream->first_row; i < stream->first_row + stream->row_count; i++) {
            const jp__row *row = &k->model->rows[i];
            uint32_t at = place_of_sum(k, row->channel, k->model->half_life_class[row->indicator]);
            if (row->favourable != 0)
                k->rows[count++] = (jp__kernel_row){ row->favourable, at, 2u * row->indicator };
            if (row->adverse != 0)
                k->rows[count++] = (jp__kernel_row){ row->adverse, at + 4, 2u * row->indicator + 1 };
        }
        if (stream->channel_count == 0)
            continue;
        while ((count - first) % 4 != 0)
            k->rows[count++] = (jp__kernel_row){ 0, place_of_sum(k, stream->first_channel, 0),
                                                 2 * (uint32_t)k->model->indicator_count };
        k->channel_rows[stream->first_channel] = (jp__kernel_rows){ first, (count - first) / 4 };
    }
}

static void describe_beliefs(jp__kernel *k)
{
    jp__beliefs *b = &k->beliefs;
    for (size_t i = 0; i < b->count + 8; i++) {
        const jp__indicator *indicator = &k->model->indicators[i < b->count ? i : 0];
        double w = indicator->prior_weight;
        b->weight[i] = w;
        b->good_prior[i] = indicator->base_rate * w;
        b->bad_prior[i] = (1 - indicator->base_rate) * w;
        for (int side = 0; side < 2; side++)
            b->said[side][i] = jp__said_weight(k->model, indicator, (jp_side)side);
    }
}

/* ---- New and free ---------------------------------------------------------------------------- */

static jp_status fill(jp__kernel *k, jp_error *err)
{
    k->place_count = PLACE_SOURCES * k->model->indicator_count;
    k->channel_total = k->model->channel_count + k->place_count;
    k->touched_words = k->channel_total / 64 + 1;
    if (!within_limits(k))
        return JP_OK; /* without lanes nothing is ever gathered */
    k->blocks = k->model->half_life_count > 4 ? 2 : 1;
    lay_out(k, NULL);
    k->size += LINE;
    size_t size = k->size;
    k->block = jp__calloc(&k->allocator, size, 1);
    if (k->block == NULL)
        return jp__no_memory(err);
    lay_out(k, (char *)k->block + (LINE - (uintptr_t)k->block % LINE) % LINE);
    k->size = size;
    describe_streams(k);
    describe_channels(k);
    describe_rows(k);
    describe_beliefs(k);
    jp__kernel_set_steady(k);
    for (int level = JP__LEVEL_COUNT; level-- > 0 && k->lanes == NULL;)
        k->lanes = jp__lanes_of((jp__level)level);
    return JP_OK;
}

jp_status jp__kernel_new(const jp_model *model, const jp_allocator *allocator, jp__kernel **out,
                         jp_error *err)
{
    *out = NULL;
    jp_allocator a = jp__allocator(allocator);
    jp__kernel *k = jp__calloc(&a, 1, sizeof *k);
    if (k == NULL)
        return jp__no_memory(err);
    k->allocator = a;
    k->model = jp_model_retain((jp_model *)(uintptr_t)model); /* immutable but for its references */
    jp_status status = fill(k, err);
    if (status == JP_OK)
        *out = k;
    else
        jp__kernel_free(k);
    return status;
}

void jp__kernel_free(jp__kernel *k)
{
    if (k == NULL)
        return;
    jp_allocator a = k->allocator;
    jp__free(&a, k->block, k->block == NULL ? 0 : k->size, 1);
    jp_model_free(k->model);
    jp__free(&a, k, 1, sizeof *k);
}

bool jp__kernel_set_level(jp__kernel *k, jp__level level)
{
    const jp__lanes *lanes = jp__lanes_of(level);
    if (lanes == NULL || k->lanes == NULL)
        return false;
    k->lanes = lanes;
    return true;
}
