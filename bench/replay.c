/*
 * replay.c - the loops of the fast path by themselves: each again and again on what a relationship gives it,
 * with vectors that its short lists leave half empty. Beside what is needed at least (least.h) this says what
 * the way they are arranged now would take if all that is not a loop over lanes cost nothing.
 *
 * Windows of what counts 1 are among it only as far as they are open in the end: the others are found and
 * summed in one go.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "measure.h"
#include "record.h"

#define BURSTS 4
#define TIMES 256 /* for short relationships */
#define ROOM 65536 /* numbers to work on in vain */

static struct {
    const jp__lanes *real;
    jp__kernel *kernel;
    double *seconds;
    double *scratch, *ones;
    int times;
    double clock; /* what looking at it takes */
} replay;

/* A part runs again and again; what it writes is the same each time, or in vain. The least of some bursts. */
#define AGAIN(part, call)                                                        \
    do {                                                                         \
        double shortest = HUGE_VAL;                                              \
        for (int burst = 0; burst < BURSTS; burst++) {                           \
            double start = now();                                                \
            for (int i = 0; i < replay.times; i++)                               \
                replay.real->call;                                               \
            shortest = fmin(shortest, now() - start - replay.clock);             \
        }                                                                        \
        replay.seconds[part] += shortest / replay.times;                         \
    } while (0)

/* ---- Facts --------------------------------------------------------------------------------------- */

static void take(jp__kernel *k, size_t count)
{
    AGAIN(BENCH_HEARD, take(k, count));
}

static void hear(jp__kernel *k, size_t count)
{
    AGAIN(BENCH_HEARD, hear(k, count));
}

/* ---- Times and rhythm -------------------------------------------------------------------------- */

static void decays(const jp__decay *decay, const int64_t *time_us, size_t count, size_t blocks, double *rows)
{
    AGAIN(BENCH_DECAYS, decays(decay, time_us, count, blocks, rows));
}

static void numbers(const jp__width *width, size_t widths, const int64_t *time_us, size_t count,
                    uint32_t *number)
{
    AGAIN(BENCH_NUMBERS, numbers(width, widths, time_us, count, number));
}

static void hours(jp__answers *answers)
{
    AGAIN(BENCH_HOURS, hours(answers));
}

static void days(jp__gaps *gaps)
{
    AGAIN(BENCH_DAYS, days(gaps));
}

static void silences(jp__gaps *gaps, const jp__parameters *p, double bound, jp__gap_work *work)
{
    AGAIN(BENCH_SILENCES, silences(gaps, p, bound, work));
}

static void long_silences(jp__long_gaps *gaps, const jp__parameters *p)
{
    AGAIN(BENCH_LONG_SILENCES, long_silences(gaps, p));
}

/* ---- Windows ----------------------------------------------------------------------------------- */

static void transform(const jp__told *told, size_t count, size_t type)
{
    bench_part part = type == JP__HILL                               ? BENCH_HILLS
                      : type == JP__SPLIT_LATE || type == JP__NOTICE ? BENCH_LATES
                                                                     : BENCH_CLAMPS;
    AGAIN(part, transform(told, count, type));
}

static bool saturate(const double *log_q, const double *scale, size_t count, double least, double *x)
{
    if (count + 8 > ROOM)
        exit(2);
    memcpy(replay.scratch, x, (count + 7) / 8 * 8 * sizeof *x);
    AGAIN(BENCH_SATURATIONS, saturate(log_q, scale, count, least, replay.scratch));
    return replay.real->saturate(log_q, scale, count, least, x);
}

static void add_alike(const jp__windows *windows, const double *decays, size_t blocks, double *sums)
{
    AGAIN(BENCH_ALIKE, add_alike(windows, decays, blocks, replay.scratch));
    replay.real->add_alike(windows, decays, blocks, sums);
}

static void add_apart(const jp__windows *windows, const double *decays, size_t blocks, double *sums)
{
    AGAIN(BENCH_APART, add_apart(windows, decays, blocks, replay.scratch));
    replay.real->add_apart(windows, decays, blocks, sums);
}

static void close_counted(jp__kernel *k)
{
    double *sums = k->sums;
    k->sums = replay.scratch;
    AGAIN(BENCH_ALIKE, close_counted(k));
    k->sums = sums;
    replay.real->close_counted(k);
}

static void fade_alike(const jp__touched *touched, const double *factors, size_t blocks, double *sums)
{
    AGAIN(BENCH_FADES, fade_alike(touched, replay.ones, blocks, replay.scratch));
    replay.real->fade_alike(touched, factors, blocks, sums);
}

static void fade(const jp__touched *touched, const double *factors, size_t blocks, double *sums)
{
    AGAIN(BENCH_FADES, fade(touched, replay.ones, blocks, replay.scratch));
    replay.real->fade(touched, factors, blocks, sums);
}

/* ---- Opinions ---------------------------------------------------------------------------------- */

static void weigh(const jp__weighted *sums, const double *from, double *result)
{
    AGAIN(sums == &replay.kernel->evidence ? BENCH_ROWS : BENCH_GROUPS, weigh(sums, from, result));
}

static void believe(const jp__priors *priors, const jp__beliefs *beliefs)
{
    AGAIN(BENCH_OPINIONS, believe(priors, beliefs));
}

static void shape(const jp__priors *priors, double saturation, const jp__beliefs *beliefs)
{
    AGAIN(BENCH_OPINIONS, shape(priors, saturation, beliefs));
}

static bool log2_all(const double *x, size_t count, double *result)
{
    AGAIN(BENCH_LOGARITHMS, specials.log2_all(x, count, result));
    return replay.real->specials.log2_all(x, count, result);
}

static void exp2_all(const double *x, size_t count, double *result)
{
    AGAIN(BENCH_POWERS, specials.exp2_all(x, count, result));
}

static void log_variances(const double *alpha, const double *all, size_t count, double *variance)
{
    AGAIN(BENCH_VARIANCES, specials.log_variances(alpha, all, count, variance));
}

static void moments(const double *alpha, const double *all, const double *exponent, size_t count,
                    double *first, double *second)
{
    AGAIN(BENCH_MOMENTS, specials.moments(alpha, all, exponent, count, first, second));
}

static void intervals(const double *a, const double *b, size_t count, double *low, double *high)
{
    AGAIN(BENCH_INTERVALS, specials.intervals(a, b, count, low, high));
}

static void halves(const double *a, const double *b, size_t count, double *p)
{
    AGAIN(BENCH_HALVES, specials.halves(a, b, count, p));
}

/* ---- All --------------------------------------------------------------------------------------- */

static jp__lanes lanes_that_repeat(const jp__lanes *real)
{
    jp__lanes lanes = *real;
    lanes.take = take, lanes.hear = hear;
    lanes.decays = decays, lanes.numbers = numbers, lanes.hours = hours, lanes.days = days;
    lanes.silences = silences, lanes.long_silences = long_silences, lanes.transform = transform;
    lanes.saturate = saturate, lanes.add_alike = add_alike, lanes.add_apart = add_apart;
    lanes.close_counted = close_counted, lanes.fade_alike = fade_alike, lanes.fade = fade;
    lanes.weigh = weigh, lanes.believe = believe, lanes.shape = shape;
    lanes.specials = (jp__specials){ log_variances, moments, intervals, halves, log2_all, exp2_all };
    return lanes;
}

static double time_clock(void)
{
    double least = HUGE_VAL;
    for (int i = 0; i < 1000; i++) {
        double start = now();
        least = fmin(least, now() - start);
    }
    return least;
}

double bench_replay(bench_record *r, const bench_columns *c, bench_wanted wanted, double *seconds)
{
    jp__lanes lanes = lanes_that_repeat(r->real);
    double facts = 0;
    replay.real = r->real;
    replay.kernel = r->kernel;
    replay.seconds = seconds;
    replay.clock = time_clock();
    replay.scratch = bench_take(ROOM, sizeof *replay.scratch);
    replay.ones = bench_take(JP__KERNEL_CLASSES, sizeof *replay.ones);
    for (size_t i = 0; i < JP__KERNEL_CLASSES; i++)
        replay.ones[i] = 1;
    r->kernel->lanes = &lanes;
    for (size_t i = 0; i < bench_samples(c); i++) {
        jp_facts one = bench_columns_of(c, bench_sample(c, i));
        facts += (double)one.length;
        replay.times = one.length < 1000 ? TIMES : TIMES / 16;
        bench_score(r, &one, c->as_of_us, wanted);
    }
    r->kernel->lanes = r->real;
    free(replay.scratch);
    free(replay.ones);
    return facts;
}
