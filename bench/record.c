/*
 * record.c - what relationships ask of the loops over lanes; what counts and what does not is told in
 * least.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "record.h"

#include <stdlib.h>
#include <string.h>

#include "measure.h"
#include "sums.h"

static bench_record *now_recording; /* lanes are told no more than their columns */

static void keep(bench_part part, double a, double b, double c)
{
    bench_record_keep(now_recording, part, a, b, c);
}

static void take(jp__kernel *k, size_t count)
{
    now_recording->needed[BENCH_HEARD] += (double)count;
    now_recording->real->take(k, count);
}

/* ---- Windows that end ------------------------------------------------------------------------- */

/* Decays that were kept from a chunk before are left out: they were counted there, if at all. */
static void ended(bench_part part, jp__hearing latest)
{
    bench_record *r = now_recording;
    uint32_t channel = jp__channel_of(latest), fact = jp__fact_of(latest);
    keep(part, latest, 0, 1);
    if (fact >= JP__CHUNK_PADDED)
        return;
    r->classes[fact] |= r->classes_of[channel];
    r->widths[fact] |= (uint8_t)(1u << (r->kernel->open[channel].numbers / JP__CHUNK_PADDED));
}

/* The chunk before is over: its numbers are still there. */
static void end_chunk(bench_record *r)
{
    for (size_t fact = 0; fact < r->kernel->chunk; fact++) {
        r->needed[BENCH_DECAYS] += __builtin_popcount(r->classes[fact]);
        for (size_t width = 0; width < r->kernel->window_count; width++) {
            uint32_t number = r->kernel->numbers[width * JP__CHUNK_PADDED + fact];
            bool other = number != r->number[width] && (r->widths[fact] >> width & 1) != 0;
            r->needed[BENCH_NUMBERS] += other;
            r->number[width] = other ? number : r->number[width];
        }
    }
    memset(r->classes, 0, sizeof r->classes);
    memset(r->widths, 0, sizeof r->widths);
}

static void decays(const jp__decay *decay, const int64_t *time_us, size_t count, size_t blocks, double *rows)
{
    end_chunk(now_recording);
    now_recording->real->decays(decay, time_us, count, blocks, rows);
}

/* Of what counts 1, as the kernel does it, on copies of its windows. */
static void count(jp__open_window *w, uint32_t channel, uint32_t fact)
{
    uint32_t number = now_recording->kernel->numbers[w->numbers + fact];
    bool same = number == w->number;
    if (!same && w->count > 0)
        ended(BENCH_ALIKE, w->latest);
    w->count = (same ? w->count : 0) + 1;
    w->number = (uint16_t)number;
    w->latest = jp__hears(channel, fact);
}

static void count_windows(jp__kernel *k, const jp__heard *heard)
{
    bench_record *r = now_recording;
    memcpy(r->open, k->open, k->channel_total * sizeof *r->open);
    for (const jp__hearing *what = heard->what; what < heard->end; what++)
        count(&r->open[jp__channel_of(*what)], jp__channel_of(*what), jp__fact_of(*what));
    r->real->count_windows(k, heard);
}

static void count_run(jp__kernel *k, const jp__list *list, uint32_t channel)
{
    jp__open_window window = k->open[channel];
    for (size_t i = 0; i < list->count; i++)
        count(&window, channel, list->fact[i]);
    now_recording->real->count_run(k, list, channel);
}

static void add_alike(const jp__windows *windows, const double *rows, size_t blocks, double *sums)
{
    for (size_t i = 0; i < windows->count; i++)
        ended(BENCH_ALIKE, windows->latest[i]);
    now_recording->real->add_alike(windows, rows, blocks, sums);
}

static void add_apart(const jp__windows *windows, const double *rows, size_t blocks, double *sums)
{
    for (size_t i = 0; i < windows->count; i++)
        ended(BENCH_APART, windows->latest[i]);
    now_recording->real->add_apart(windows, rows, blocks, sums);
}

/* ---- What they are worth ---------------------------------------------------------------------- */

static bool is_default(const bench_record *r, double x)
{
    for (size_t i = 0; i < r->default_count; i++)
        if (r->defaults[i] == x)
            return true;
    return false;
}

static bool saturate(const double *log_q, const double *scale, size_t count, double least, double *x)
{
    for (size_t i = 0; i < count; i++)
        if (scale[i] != 0 && x[i] != 1 && x[i] * log_q[i] < -0x1p-5 && !is_default(now_recording, x[i]))
            keep(BENCH_SATURATIONS, x[i] * log_q[i], 0, 0);
    return now_recording->real->saturate(log_q, scale, count, least, x);
}

/* Only values that facts have, and what was derived. */
static void transform(const jp__told *told, size_t count, size_t type)
{
    const jp__kernel *k = now_recording->kernel;
    const jp__hearing *what = told->y == k->y ? k->heard[type].what : NULL;
    bool late = type == JP__SPLIT_LATE || type == JP__NOTICE;
    for (size_t i = 0; i < count && (late || type == JP__HILL); i++)
        if (what == NULL ||
            jp__facts_has_value(&k->facts, k->facts.offset + k->walk.next + jp__fact_of(what[i])))
            keep(late ? BENCH_LATES : BENCH_HILLS, told->y[i], told->half[i], 1);
    now_recording->real->transform(told, count, type);
}

/* What fades, and the rows of evidence that hear of it. */
static void faded(const jp__touched *touched, double halves)
{
    bench_record *r = now_recording;
    for (size_t i = 0; i < touched->count; i++) {
        r->needed[BENCH_FADES] += halves;
        r->needed[BENCH_ROWS] += r->terms_of[touched->channel[i]];
    }
}

static void fade_alike(const jp__touched *touched, const double *factors, size_t blocks, double *sums)
{
    faded(touched, 1);
    now_recording->real->fade_alike(touched, factors, blocks, sums);
}

static void fade(const jp__touched *touched, const double *factors, size_t blocks, double *sums)
{
    faded(touched, 2);
    now_recording->real->fade(touched, factors, blocks, sums);
}

/* Fades them too. */
static void close_counted(jp__kernel *k)
{
    const jp__touched *touched = &k->touched[JP__COUNTED];
    for (size_t i = 0; i < touched->count; i++)
        ended(BENCH_ALIKE, k->open[touched->channel[i]].latest);
    faded(touched, 1);
    now_recording->real->close_counted(k);
}

/* ---- Rhythm ----------------------------------------------------------------------------------- */

static void hours(jp__answers *answers)
{
    for (size_t i = 0; i < answers->count; i++)
        if (answers->logged[i] < 0)
            keep(BENCH_HOURS, (double)answers->us[i], 0, 0);
    now_recording->real->hours(answers);
}

static void days(jp__gaps *gaps)
{
    now_recording->real->days(gaps);
    for (size_t i = 0; i < gaps->count; i++) {
        keep(BENCH_DAYS, (double)gaps->us[i], 0, 0);
        keep(BENCH_SILENCES, gaps->days[i], now_recording->model->parameters.silence_days, 1);
    }
}

static void long_silences(jp__long_gaps *gaps, const jp__parameters *p)
{
    now_recording->real->long_silences(gaps, p);
    for (size_t i = 0; i < gaps->count; i++)
        if (gaps->minus_log[i] > BENCH_LONG_SILENCE)
            keep(BENCH_LONG_SILENCES, gaps->a[i], gaps->days[i] / gaps->b[i], gaps->kept[i]);
}

/* ---- Special functions -------------------------------------------------------- */

/* Is anything known of it? All is the prior weight if not; the least that counts is more than rounding. */
static bool is_known(double all)
{
    const double *weight = now_recording->kernel->priors.weight;
    double most = 0;
    for (size_t i = 0; i < now_recording->model->indicator_count; i++)
        most = weight[i] > most ? weight[i] : most;
    return all > most * (1 + 1e-9);
}

static void log_variances(const double *alpha, const double *all, size_t count, double *variance)
{
    for (size_t i = 0; i < count; i++)
        if (now_recording->has_variance[i] && is_known(all[i]))
            keep(BENCH_VARIANCES, alpha[i], all[i], 0);
    now_recording->real->specials.log_variances(alpha, all, count, variance);
}

static void moments(const double *alpha, const double *all, const double *exponent, size_t count,
                    double *first, double *second)
{
    for (size_t i = 0; i < count; i++)
        if (is_known(all[i]))
            keep(BENCH_MOMENTS, alpha[i], all[i], exponent[i]);
    now_recording->real->specials.moments(alpha, all, exponent, count, first, second);
}

static void intervals(const double *a, const double *b, size_t count, double *low, double *high)
{
    for (size_t i = 0; i < count; i++)
        keep(BENCH_INTERVALS, a[i], b[i], 0);
    now_recording->real->specials.intervals(a, b, count, low, high);
}

static void halves(const double *a, const double *b, size_t count, double *p)
{
    for (size_t i = 0; i < count; i++)
        keep(BENCH_HALVES, a[i], b[i], 0);
    now_recording->real->specials.halves(a, b, count, p);
}

/* ---- All -------------------------------------------------------------------------------------- */

static void open_record(bench_record *r, const jp_model *model, size_t facts, jp__level level, uint32_t want)
{
    jp_scorer_options options = { .struct_size = sizeof options, .want = want };
    *r = (bench_record){ .model = model };
    if (jp_scorer_new(model, &options, &r->scorer, NULL) != JP_OK ||
        jp__kernel_new(model, NULL, facts, 1, &r->kernel, NULL) != JP_OK ||
        !jp__kernel_set_level(r->kernel, level))
        exit(1);
    r->classes_of = bench_take(r->kernel->channel_total, 1);
    r->terms_of = bench_take(r->kernel->channel_total, sizeof *r->terms_of);
    r->defaults = bench_take(2 * model->channel_count, sizeof *r->defaults);
    r->in_headline = bench_take(model->indicator_count, sizeof *r->in_headline);
    r->has_variance = bench_take(model->indicator_count, sizeof *r->has_variance);
    r->open = bench_take(r->kernel->channel_total, sizeof *r->open);
    bench_record_describe(r);
    r->real = r->kernel->lanes;
    r->lanes = *r->real;
    r->lanes.take = take;
    r->lanes.decays = decays, r->lanes.hours = hours, r->lanes.days = days;
    r->lanes.long_silences = long_silences, r->lanes.transform = transform;
    r->lanes.count_windows = count_windows, r->lanes.count_run = count_run;
    r->lanes.close_counted = close_counted, r->lanes.saturate = saturate;
    r->lanes.add_alike = add_alike, r->lanes.add_apart = add_apart;
    r->lanes.fade_alike = fade_alike, r->lanes.fade = fade;
    r->lanes.specials = (jp__specials){ log_variances, moments, intervals, halves,
                                        r->real->specials.log2_all, r->real->specials.exp2_all };
}

void bench_score(bench_record *r, const jp_facts *facts, int64_t as_of_us, bench_wanted wanted)
{
    if (wanted.sums_only ? !bench_sums_of(r->kernel, r->scorer, facts, as_of_us)
                         : !jp__kernel_gather(r->kernel, r->scorer, facts, as_of_us))
        exit(1);
    if (!wanted.sums_only)
        jp__kernel_fill(r->kernel, r->scorer, as_of_us);
}

void bench_record_all(bench_record *r, const jp_model *model, const bench_columns *c, jp__level level,
                      bench_wanted wanted)
{
    open_record(r, model, c->facts.length, level, wanted.want);
    now_recording = r;
    r->kernel->lanes = &r->lanes;
    for (size_t i = 0; i < c->relationships; i++) {
        jp_facts facts = bench_columns_of(c, i);
        memset(r->number, 0xff, sizeof r->number);
        bench_score(r, &facts, c->as_of_us, wanted);
        end_chunk(r);
        if (!wanted.sums_only)
            bench_record_score(r);
    }
    r->kernel->lanes = r->real;
    now_recording = NULL;
}

void bench_record_free(bench_record *r)
{
    free(r->classes_of);
    free(r->terms_of);
    free(r->defaults);
    free(r->in_headline);
    free(r->has_variance);
    free(r->open);
    jp__kernel_free(r->kernel);
    jp_scorer_free(r->scorer);
}
