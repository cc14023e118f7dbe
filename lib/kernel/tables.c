/*
 * tables.c - a kernel and what it keeps of its model: tables laid out for the walk.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "kernel/kernel.h"

#define PLACE_SOURCES ((size_t)(JP__SOURCE_COUNT - JP__SAID_BY_CLIENT))

void *jp__take(char *block, size_t *used, size_t count, size_t size)
{
    void *place = block == NULL ? NULL : block + *used;
    *used += (count * size + JP__LINE - 1) / JP__LINE * JP__LINE;
    return place;
}

static size_t most_channels(const jp_model *model, uint16_t kind)
{
    uint32_t client = model->streams[2 * (size_t)kind].channel_count;
    uint32_t supplier = model->streams[2 * (size_t)kind + 1].channel_count;
    return client > supplier ? client : supplier;
}

/* How many channels hear of one fact at most: its own, nobody if it has none, and of each side an
 * answer, a silence, a steady gap, and one burst. */
static size_t most_heard(const jp_model *model)
{
    const jp__roles *roles = &model->roles;
    size_t direct = 1;
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

static void lay_out_windows(jp__windows *w, char *block, size_t *used, size_t count)
{
    w->latest = jp__take(block, used, count, sizeof *w->latest);
    w->favourable = jp__take(block, used, count, sizeof *w->favourable);
    w->adverse = jp__take(block, used, count, sizeof *w->adverse);
    w->log_q = jp__take(block, used, count, sizeof *w->log_q);
    w->scale = jp__take(block, used, count, sizeof *w->scale);
}

/* What is heard in a chunk, `count` at most; with that, each of `channels` may have a window open that is
 * over. */
static void lay_out_heard(jp__kernel *k, char *block, size_t *used, size_t count, size_t channels)
{
    double **columns[] = { &k->y, &k->weight, &k->half, &k->favourable, &k->adverse, &k->ones };
    for (size_t type = 0; type < JP__TYPES; type++)
        k->heard[type].what = jp__take(block, used, count, sizeof *k->heard[type].what);
    for (size_t i = 0; i < JP__COUNT(columns); i++)
        *columns[i] = jp__take(block, used, count, sizeof **columns[i]);
    k->heard_derived.what = jp__take(block, used, count, sizeof *k->heard_derived.what);
    lay_out_windows(&k->alike, block, used, count + channels);
    lay_out_windows(&k->apart, block, used, count + channels);
}

/* A relationship touches each channel once, and one more place is written to in vain. */
static void lay_out_sums(jp__kernel *k, char *block, size_t *used, size_t channels)
{
    k->open = jp__take(block, used, channels, sizeof *k->open);
    for (size_t way = 0; way < JP__WAYS; way++)
        k->touched[way].channel = jp__take(block, used, channels + 1, sizeof *k->touched[way].channel);
    k->sums = jp__take(block, used, 8 * k->blocks * channels, sizeof *k->sums);
}

static void lay_out_priors(jp__kernel *k, char *block, size_t *used)
{
    jp__priors *p = &k->priors;
    double **columns[] = { &p->weight, &p->good, &p->bad, &p->said[0], &p->said[1] };
    p->count = k->model->indicator_count;
    for (size_t i = 0; i < JP__COUNT(columns); i++)
        *columns[i] = jp__take(block, used, p->count + 8, sizeof **columns[i]);
}

static void lay_out(jp__kernel *k, char *block)
{
    const jp_model *model = k->model;
    size_t used = 0, streams = k->stream_count, channels = k->channel_total * k->tray;
    k->streams = jp__take(block, &used, streams, sizeof *k->streams);
    k->hearers = jp__take(block, &used, streams, sizeof *k->hearers);
    k->given_by = jp__take(block, &used, model->kind_count, sizeof *k->given_by);
    k->channels = jp__take(block, &used, channels, sizeof *k->channels);
    k->derived_hearers = jp__take(block, &used, model->channel_count, sizeof *k->derived_hearers);
    k->counted = jp__take(block, &used, JP__COUNTS * model->kind_count, sizeof *k->counted);
    jp__weighted_lay_out(k, block, &used);
    k->masses = jp__take(block, &used, 2 * model->indicator_count + 1, sizeof *k->masses);
    k->rated = jp__take(block, &used, k->place_count, sizeof *k->rated);
    lay_out_priors(k, block, &used);
    for (size_t list = 0; list < JP__COUNT(k->derived); list++) {
        k->derived[list].fact = jp__take(block, &used, JP__CHUNK_PADDED, sizeof *k->derived[list].fact);
        k->derived[list].y = jp__take(block, &used, JP__CHUNK_PADDED, sizeof *k->derived[list].y);
    }
    k->decay.coarse = jp__take(block, &used, JP__COARSE_ROWS * 4 * k->blocks, sizeof *k->decay.coarse);
    k->decay.middle = jp__take(block, &used, JP__MIDDLES * 4 * k->blocks, sizeof *k->decay.middle);
    k->numbers = jp__take(block, &used, (size_t)JP__KERNEL_WINDOWS * JP__CHUNK_PADDED, sizeof *k->numbers);
    size_t rows = JP__CHUNK_PADDED + k->channel_total; /* nothing is kept behind the chunks of trays */
    k->decays = jp__take(block, &used, rows * 4 * k->blocks, sizeof *k->decays);
    lay_out_heard(k, block, &used, k->chunk * most_heard(model) + 16, channels); /* 16 are written at once */
    lay_out_sums(k, block, &used, channels);
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

static bool within_limits(jp__kernel *k)
{
    const jp_model *model = k->model;
    bool within = model->half_life_count <= JP__KERNEL_CLASSES && k->channel_total <= JP__KERNEL_CHANNELS;
    for (size_t i = 0; i < model->half_life_count; i++)
        within = within && jp__is_taken_apart(jp__half_life_of(model->half_lives[i]));
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
static uint16_t place_of_numbers(jp__kernel *k, uint32_t window_days)
{
    return (uint16_t)(number_window(k, window_days) * JP__CHUNK_PADDED);
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
    k->open[c].counts = JP__COUNTS * (uint32_t)first_alike(k->model, kind_number);
    k->open[c].numbers = place_of_numbers(k, kind->window_days);
    k->open[c].number = JP__NO_WINDOW;
    k->channels[c] = (jp__kernel_channel){
        .half = channel->transform.half, .log_q = k->model->log_q[kind_number],
        .scale = k->model->sat_scale[kind_number],
        .default_value = kind->has_default ? kind->default_value : 0,
        .type = (uint32_t)channel->transform.type,
        .always = kind->has_default || channel->transform.type == JP__ONE,
    };
}

static void describe_channels(jp__kernel *k)
{
    const jp_model *model = k->model;
    for (size_t c = 0; c < model->channel_count; c++)
        describe_channel(k, c);
    for (size_t place = 0; place < k->place_count; place++) {
        size_t c = model->channel_count + place;
        k->open[c].numbers = place_of_numbers(k, (uint32_t)model->parameters.rating_window_days);
        k->open[c].number = JP__NO_WINDOW;
        k->channels[c].half = model->indicators[place % model->indicator_count].harm ? 1 : 0;
        k->channels[c].type = JP__RATINGS;
    }
    for (size_t m = 1; m < k->tray; m++) {
        size_t first = m * k->channel_total;
        memcpy(k->open + first, k->open, k->channel_total * sizeof *k->open);
        memcpy(k->channels + first, k->channels, k->channel_total * sizeof *k->channels);
    }
}

/* A stream is heard by channels first .. first + count - 1; nobody stands for a missing one. */
static void set_hearers(jp__kernel *k, size_t stream, size_t first, size_t count)
{
    jp__hearer own = count > 0 ? (uint32_t)first | k->channels[first].type << 16 : JP__NOBODY << 16;
    jp__hearer flags = k->hearers[stream] & UINT32_C(255) << JP__FLAGS_AT; /* stay as they are */
    k->hearers[stream] = flags | own | (count > 1 ? JP__MORE_HEARERS : 0);
    k->streams[stream] = (jp__kernel_stream){ (uint32_t)first + 1, (uint32_t)(first + count) };
}

static void describe_streams(jp__kernel *k)
{
    for (size_t kind = 0; kind < k->model->kind_count; kind++)
        k->given_by[kind] = k->model->given_by[kind];
    for (size_t s = 0; s < k->kind_streams; s++) {
        const jp__stream *stream = &k->model->streams[s];
        k->hearers[s] = (uint32_t)flags_of(k->model, (uint16_t)(s / 2), s % 2) << JP__FLAGS_AT;
        set_hearers(k, s, stream->first_channel, stream->channel_count);
    }
    for (size_t place = 0; place < k->place_count; place++)
        set_hearers(k, k->kind_streams + place, k->model->channel_count + place, 1);
}

/* What turns and gaps say is heard from them alone; replies that were given speak in no other way. */
static void describe_derived(jp__kernel *k)
{
    const jp__roles *roles = &k->model->roles;
    const uint16_t kinds[JP__DERIVED_ROLES] = {
        [JP__REPLIES] = roles->reply, [JP__UNANSWERED] = roles->unanswered, [JP__SILENCES] = roles->silence,
        [JP__STEADY] = roles->rhythm_steady, [JP__BURSTS] = roles->pursuit_burst,
    };
    for (size_t list = 0; list < JP__COUNT(k->derived); list++) {
        size_t number = 2 * (size_t)kinds[list / 2] + list % 2;
        const jp__stream *s = &k->model->streams[number];
        k->derived_stream[list] = (uint32_t)number;
        bool shares = list / 2 != JP__REPLIES && list / 2 != JP__UNANSWERED;
        for (uint32_t c = s->first_channel; c < s->first_channel + s->channel_count; c++)
            k->derived_hearers[k->derived_hearer_count++] =
                (jp__derived_hearer){ (uint32_t)list, c, shares && k->channels[c].type == JP__UNIT };
        set_hearers(k, number, 0, 0);
        for (size_t i = 0; i < JP__CHUNK_PADDED; i++)
            k->derived[list].y[i] = 1; /* what steady gaps and bursts say; the others say more */
    }
    for (size_t i = 0; i < JP__CHUNK_PADDED; i++)
        k->ones[i] = 1;
}

/* ---- Decays ---------------------------------------------------------------------------------- */

/* jp__middle() of all, of a class. */
static void describe_middles(jp__kernel *k, size_t class)
{
    double x[JP__MIDDLES], y[JP__MIDDLES];
    for (size_t i = 0; i < JP__MIDDLES; i++)
        x[i] = (double)((uint64_t)i << JP__FINE_BITS) * k->decay.per_us[class];
    k->lanes->specials.exp2_all(x, JP__MIDDLES, y);
    for (size_t i = 0; i < JP__MIDDLES; i++)
        k->decay.middle[4 * k->blocks * i + class] = y[i];
}

static void describe_decay(jp__kernel *k)
{
    jp__decay *d = &k->decay;
    for (size_t class = 0; class < k->model->half_life_count; class++) {
        d->half_lives[class] = jp__half_life_of(k->model->half_lives[class]);
        d->per_us[class] = d->half_lives[class].per_us;
        describe_middles(k, class);
    }
}

/* ---- Opinions ------------------------------------------------------------------------------- */

static void describe_priors(jp__kernel *k)
{
    jp__priors *p = &k->priors;
    for (size_t i = 0; i < p->count + 8; i++) {
        const jp__indicator *indicator = &k->model->indicators[i < p->count ? i : 0];
        double w = indicator->prior_weight;
        p->weight[i] = w;
        p->good[i] = indicator->base_rate * w;
        p->bad[i] = (1 - indicator->base_rate) * w;
        for (int side = 0; side < 2; side++)
            p->said[side][i] = jp__said_weight(k->model, indicator, (jp_side)side);
    }
}

/* ---- New and free ---------------------------------------------------------------------------- */

/* They are 0, and written to all the same: a page that is read first stands for a common one of zeros, and
 * when it is written to every processor that runs a thread of the process has to be told. */
static void touch_sums(jp__kernel *k)
{
    memset(k->sums, 0, 8 * k->blocks * k->tray * k->channel_total * sizeof *k->sums);
}

static jp_status fill(jp__kernel *k, jp_error *err)
{
    k->place_count = PLACE_SOURCES * k->model->indicator_count;
    k->kind_streams = 2 * k->model->kind_count;
    k->stream_count = k->kind_streams + k->place_count;
    k->channel_total = k->model->channel_count + k->place_count;
    if (!within_limits(k))
        return JP_OK; /* without lanes nothing is ever gathered */
    if (k->tray * k->channel_total > JP__KERNEL_CHANNELS)
        k->tray = 1;
    k->blocks = k->model->half_life_count > 4 ? 2 : 1;
    lay_out(k, NULL);
    k->size += JP__LINE;
    size_t size = k->size;
    k->block = jp__calloc(&k->allocator, size, 1);
    if (k->block == NULL)
        return jp__no_memory(err);
    lay_out(k, jp__at_line(k->block));
    k->size = size;
    touch_sums(k);
    describe_counts(k);
    describe_channels(k);
    describe_streams(k);
    describe_derived(k);
    jp__weighted_describe(k);
    describe_priors(k);
    jp__kernel_set_steady(k);
    k->lanes = jp__lanes_best();
    k->sides = k->members[0].sides;
    describe_decay(k);
    return JP_OK;
}

jp_status jp__kernel_new(const jp_model *model, const jp_allocator *allocator, size_t facts,
                         size_t tray, jp__kernel **out, jp_error *err)
{
    *out = NULL;
    jp_allocator a = jp__allocator(allocator);
    jp__kernel *k = jp__calloc(&a, 1, sizeof *k);
    if (k == NULL)
        return jp__no_memory(err);
    k->allocator = a;
    k->crowd_from = JP__CROWD;
    k->chunk = facts >= JP__CHUNK ? JP__CHUNK : facts / 64 * 64 + 64;
    k->tray = tray < 1 ? 1 : tray < JP__TRAY ? tray : JP__TRAY;
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
