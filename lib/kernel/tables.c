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
static size_t most_heard(const jp_model *model)
{
    const jp__roles *roles = &model->roles;
    size_t direct = 0;
    for (size_t kind = 0; kind < model->kind_count; kind++) {
        size_t count = most_channels(model, (uint16_t)kind);
        direct = count > direct ? count : direct;
    }
    size_t answered = most_channels(model, roles->reply);
    size_t unanswered = most_channels(model, roles->unanswered);
    size_t side = (answered > unanswered ? answered : unanswered) + most_channels(model, roles->silence) +
                  most_channels(model, roles->rhythm_steady);
    return direct + 2 * side + most_channels(model, roles->pursuit_burst);
}

static void lay_out_channels(jp__kernel_channels *c, char *block, size_t *used, size_t count)
{
    c->half = take(block, used, count, sizeof *c->half);
    c->log_q = take(block, used, count, sizeof *c->log_q);
    c->scale = take(block, used, count, sizeof *c->scale);
    c->default_value = take(block, used, count, sizeof *c->default_value);
    c->numbers = take(block, used, count, sizeof *c->numbers);
    c->counts = take(block, used, count, sizeof *c->counts);
    c->stream = take(block, used, count, sizeof *c->stream);
    c->sort = take(block, used, count, sizeof *c->sort);
    c->always = take(block, used, count, sizeof *c->always);
}

static void lay_out_windows(jp__windows *w, char *block, size_t *used, size_t count)
{
    w->channel = take(block, used, count, sizeof *w->channel);
    w->fact = take(block, used, count, sizeof *w->fact);
    w->favourable = take(block, used, count, sizeof *w->favourable);
    w->adverse = take(block, used, count, sizeof *w->adverse);
    w->log_q = take(block, used, count, sizeof *w->log_q);
    w->scale = take(block, used, count, sizeof *w->scale);
}

/* What is heard in a chunk, `count` at most: each channel may have a window open before. */
static void lay_out_heard(jp__kernel *k, char *block, size_t *used, size_t count)
{
    jp__heard *h = &k->heard;
    jp__sorted *s = &k->sorted;
    h->channel = take(block, used, count, sizeof *h->channel);
    h->fact = take(block, used, count, sizeof *h->fact);
    s->window = take(block, used, count, sizeof *s->window);
    s->fact = take(block, used, count, sizeof *s->fact);
    s->y = take(block, used, count, sizeof *s->y);
    s->weight = take(block, used, count, sizeof *s->weight);
    s->half = take(block, used, count, sizeof *s->half);
    s->favourable = take(block, used, count, sizeof *s->favourable);
    s->adverse = take(block, used, count, sizeof *s->adverse);
    lay_out_windows(&k->alike, block, used, count);
    lay_out_windows(&k->apart, block, used, count);
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
    size_t used = 0, streams = k->stream_count, channels = k->channel_total;
    k->numbers_stride = JP__CHUNK_PADDED + channels;
    k->streams = take(block, &used, streams, sizeof *k->streams);
    k->flags_of = take(block, &used, streams, sizeof *k->flags_of);
    lay_out_channels(&k->channels, block, &used, channels);
    k->heard_by = take(block, &used, channels, sizeof *k->heard_by);
    k->counted = take(block, &used, JP__COUNTS * model->kind_count, sizeof *k->counted);
    k->rows = take(block, &used, 2 * model->row_count + 3 * k->kind_streams, sizeof *k->rows);
    k->stream_rows = take(block, &used, k->kind_streams, sizeof *k->stream_rows);
    k->masses = take(block, &used, 2 * model->indicator_count + 1, sizeof *k->masses);
    k->rated = take(block, &used, k->place_count, sizeof *k->rated);
    lay_out_beliefs(k, block, &used);
    k->weights = take(block, &used, (size_t)JP__KERNEL_CLASSES * JP__CHUNK_PADDED, sizeof *k->weights);
    k->numbers = take(block, &used, JP__KERNEL_WINDOWS * k->numbers_stride, sizeof *k->numbers);
    k->decays = take(block, &used, (JP__CHUNK_PADDED + channels) * 4 * k->blocks, sizeof *k->decays);
    k->place = take(block, &used, channels, sizeof *k->place);
    k->touched = take(block, &used, k->touched_words, sizeof *k->touched);
    k->touched_list = take(block, &used, channels, sizeof *k->touched_list);
    lay_out_heard(k, block, &used, k->chunk * most_heard(model) + channels + 8);
    k->spoken = take(block, &used, k->spoken_words, sizeof *k->spoken);
    k->sums = take(block, &used, 8 * k->blocks * channels, sizeof *k->sums);
    k->carried = take(block, &used, k->touched_words, sizeof *k->carried);
    k->open = take(block, &used, channels, sizeof *k->open);
    k->resumed = take(block, &used, channels, sizeof *k->resumed);
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

/* Where the numbers of windows of a width start. */
static uint32_t place_of_numbers(jp__kernel *k, uint32_t window_days)
{
    return (uint32_t)(number_window(k, window_days) * k->numbers_stride);
}

static bool is_derived(const jp_model *model, size_t channel)
{
    return model->kinds[model->channels[channel].stream / 2].derived ||
           model->channels[channel].stream / 2 == model->roles.reply;
}

static uint8_t sort_of(const jp_model *model, size_t channel)
{
    return (uint8_t)(JP__SORT(model->channels[channel].transform.type) + is_derived(model, channel));
}

/* Channels by sort, and within one in the order of the model: `number` by that. */
static void number_channels(const jp_model *model, uint32_t *number)
{
    uint32_t next = 0;
    for (size_t sort = 0; sort < JP__SORTS; sort++)
        for (size_t c = 0; c < model->channel_count; c++)
            if (sort_of(model, c) == sort)
                number[c] = next++;
}

/* Kinds of the same repeat_q share a row of saturated counts, that of the first of them. */
static size_t first_alike(const jp_model *model, size_t kind)
{
    size_t first = 0;
    while (model->log_q[first] != model->log_q[kind] || model->sat_scale[first] != model->sat_scale[kind])
        first++;
    return first;
}

static void describe_counts(jp__kernel *k)
{
    for (size_t kind = 0; kind < k->model->kind_count; kind++)
        for (size_t n = 0; n < JP__COUNTS && first_alike(k->model, kind) == kind; n++)
            k->counted[JP__COUNTS * kind + n] = jp__saturate(k->model, (uint16_t)kind, (double)n);
}

static void describe_channel(jp__kernel *k, size_t c)
{
    const jp__channel *channel = &k->model->channels[c];
    uint16_t kind_number = (uint16_t)(channel->stream / 2);
    const jp__kind *kind = &k->model->kinds[kind_number];
    uint32_t number = k->heard_by[c];
    k->channels.half[number] = channel->transform.half;
    k->channels.log_q[number] = k->model->log_q[kind_number];
    k->channels.scale[number] = k->model->sat_scale[kind_number];
    k->channels.default_value[number] = kind->has_default ? kind->default_value : 0;
    k->channels.numbers[number] = place_of_numbers(k, kind->window_days);
    k->channels.counts[number] = JP__COUNTS * (uint32_t)first_alike(k->model, kind_number);
    k->channels.stream[number] = channel->stream;
    k->channels.sort[number] = sort_of(k->model, c);
    k->channels.always[number] = kind->has_default || channel->transform.type == JP__ONE;
}

static void describe_channels(jp__kernel *k)
{
    const jp_model *model = k->model;
    number_channels(model, k->heard_by);
    for (size_t c = 0; c < model->channel_count; c++)
        describe_channel(k, c);
    for (size_t place = 0; place < k->place_count; place++) {
        size_t c = model->channel_count + place;
        k->heard_by[c] = (uint32_t)c;
        k->channels.half[c] = model->indicators[place % model->indicator_count].harm ? 1 : 0;
        k->channels.numbers[c] = place_of_numbers(k, (uint32_t)model->parameters.rating_window_days);
        k->channels.stream[c] = (uint32_t)(k->kind_streams + place);
        k->channels.sort[c] = JP__SORT(JP__RATINGS);
    }
}

/* What turns and gaps say; replies that were given speak in no other way. */
static void describe_derived(jp__kernel *k)
{
    const jp__roles *roles = &k->model->roles;
    const uint16_t kinds[JP__DERIVED_ROLES] = {
        [JP__REPLIES] = roles->reply, [JP__UNANSWERED] = roles->unanswered, [JP__SILENCES] = roles->silence,
        [JP__STEADY] = roles->rhythm_steady, [JP__BURSTS] = roles->pursuit_burst,
    };
    for (size_t d = 0; d < JP__COUNT(k->derived); d++) {
        k->derived_stream[d] = (uint32_t)(2 * (size_t)kinds[d / 2] + d % 2);
        k->derived_by[d] = k->streams[k->derived_stream[d]];
        k->streams[k->derived_stream[d]].count = 0;
    }
}

static void describe_streams(jp__kernel *k)
{
    for (size_t s = 0; s < k->kind_streams; s++) {
        const jp__stream *stream = &k->model->streams[s];
        k->flags_of[s] = flags_of(k->model, (uint16_t)(s / 2), s % 2);
        k->streams[s] = (jp__kernel_stream){ stream->first_channel, stream->channel_count,
                                             k->heard_by[stream->first_channel] };
    }
    for (size_t place = 0; place < k->place_count; place++)
        k->streams[k->kind_streams + place] =
            (jp__kernel_stream){ (uint32_t)(k->model->channel_count + place), 1,
                                 (uint32_t)(k->model->channel_count + place) };
    describe_derived(k);
}

/* Rows mostly speak for or against: what they do not say is left out, which adds nothing to a sum. */
static void describe_rows(jp__kernel *k)
{
    uint32_t count = 0, nobody = 2 * (uint32_t)k->model->indicator_count;
    for (size_t s = 0; s < 2 * k->model->kind_count; s++) {
        const jp__stream *stream = &k->model->streams[s];
        uint32_t first = count;
        for (uint32_t i = stream->first_row; i < stream->first_row + stream->row_count; i++) {
            const jp__row *row = &k->model->rows[i];
            uint32_t at = (uint32_t)jp__place_of_sum(k, k->heard_by[row->channel],
                                                     k->model->half_life_class[row->indicator]);
            if (row->favourable != 0)
                k->rows[count++] = (jp__kernel_row){ row->favourable, at, 2u * row->indicator };
            if (row->adverse != 0)
                k->rows[count++] = (jp__kernel_row){ row->adverse, at + 4, 2u * row->indicator + 1 };
        }
        while ((count - first) % 4 != 0)
            k->rows[count++] = (jp__kernel_row){ 0, k->rows[first].at, nobody };
        k->stream_rows[s] = (jp__kernel_rows){ first, (count - first) / 4 };
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
    k->kind_streams = 2 * k->model->kind_count;
    k->stream_count = k->kind_streams + k->place_count;
    k->channel_total = k->model->channel_count + k->place_count;
    k->spoken_words = k->stream_count / 64 + 1;
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
    describe_counts(k);
    describe_channels(k);
    describe_streams(k);
    describe_rows(k);
    describe_beliefs(k);
    jp__kernel_set_steady(k);
    for (int level = JP__LEVEL_COUNT; level-- > 0 && k->lanes == NULL;)
        k->lanes = jp__lanes_of((jp__level)level);
    return JP_OK;
}

jp_status jp__kernel_new(const jp_model *model, const jp_allocator *allocator, size_t facts,
                         jp__kernel **out, jp_error *err)
{
    *out = NULL;
    jp_allocator a = jp__allocator(allocator);
    jp__kernel *k = jp__calloc(&a, 1, sizeof *k);
    if (k == NULL)
        return jp__no_memory(err);
    k->allocator = a;
    k->chunk = facts >= JP__CHUNK ? JP__CHUNK : facts / 64 * 64 + 64;
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
