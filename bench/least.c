/*
 * least.c - what a score takes at least, part by part: least.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "least.h"

#include <stdio.h>
#include <string.h>

#include "measure.h"
#include "record.h"

#define PASSES 40 /* over all parts, so that what else the machine does meets them alike */
#define ROUNDS 8
#define REPEATS 64

/* Numbers ready for the loops: those of one part. */
typedef struct bench_ready {
    _Alignas(64) double a[BENCH_POOL];
    double b[BENCH_POOL], c[BENCH_POOL], d[BENCH_POOL], e[BENCH_POOL];
    int64_t time_us[BENCH_POOL];
    jp__hearing latest[BENCH_POOL];
    jp__answers answers;
    jp__gaps gaps;
    jp__long_gaps long_gaps;
    bench_record *record;
    const jp__lanes *lanes;
} bench_ready;

/* ---- The loops -------------------------------------------------------------------------------- */

/* Of all facts there are, as if they were of one relationship. */
static size_t heard_at_once(const jp__kernel *k)
{
    return k->facts.length < BENCH_POOL ? k->facts.length : BENCH_POOL;
}

static void hear(bench_ready *r)
{
    jp__kernel *k = r->record->kernel;
    r->lanes->take(k, heard_at_once(k));
    r->lanes->hear(k, heard_at_once(k));
}

static void decays(bench_ready *r)
{
    jp__kernel *k = r->record->kernel;
    r->lanes->decays(&k->decay, r->time_us, BENCH_POOL, k->blocks, k->decays);
}

static void numbers(bench_ready *r)
{
    jp__kernel *k = r->record->kernel;
    r->lanes->numbers(k->windows, k->window_count, r->time_us, BENCH_POOL, k->numbers);
}

static void hours(bench_ready *r)
{
    r->lanes->hours(&r->answers);
}

static void days(bench_ready *r)
{
    r->lanes->days(&r->gaps);
}

static void long_silences(bench_ready *r)
{
    r->lanes->long_silences(&r->long_gaps, &r->record->model->parameters);
}

/* Of silences too. */
static void hills(bench_ready *r)
{
    jp__told told = { r->a, r->c, r->b, r->d, r->e };
    r->lanes->transform(&told, BENCH_POOL, JP__HILL);
}

static void lates(bench_ready *r)
{
    jp__told told = { r->a, r->c, r->b, r->d, r->e };
    r->lanes->transform(&told, BENCH_POOL, JP__SPLIT_LATE);
}

static void powers(bench_ready *r)
{
    r->lanes->specials.exp2_all(r->a, BENCH_POOL, r->d);
}

static void logarithms(bench_ready *r)
{
    r->lanes->specials.log2_all(r->a, BENCH_POOL, r->d);
}

static void alike(bench_ready *r)
{
    jp__kernel *k = r->record->kernel;
    jp__windows windows = { .count = BENCH_POOL, .latest = r->latest, .favourable = r->c };
    r->lanes->add_alike(&windows, k->decays, k->blocks, k->sums);
}

static void apart(bench_ready *r)
{
    jp__kernel *k = r->record->kernel;
    jp__windows windows = { .count = BENCH_POOL, .latest = r->latest, .favourable = r->c, .adverse = r->c };
    r->lanes->add_apart(&windows, k->decays, k->blocks, k->sums);
}

/* All channels of the model. */
static void fades(bench_ready *r)
{
    jp__kernel *k = r->record->kernel;
    jp__touched all = { .count = k->model->channel_count, .channel = r->latest };
    r->lanes->fade(&all, r->c, k->blocks, k->sums);
}

static void rows(bench_ready *r)
{
    jp__kernel *k = r->record->kernel;
    r->lanes->weigh(&k->evidence, k->sums, k->masses);
}

static void opinions(bench_ready *r)
{
    r->lanes->believe(&r->record->kernel->priors, &r->record->scorer->score.beliefs);
}

static void groups(bench_ready *r)
{
    jp__kernel *k = r->record->kernel;
    r->lanes->weigh(&k->groups, r->record->scorer->score.beliefs.log2_value, r->d);
}

static void moments(bench_ready *r)
{
    r->lanes->specials.moments(r->a, r->b, r->c, BENCH_POOL, r->d, r->e);
}

static void variances(bench_ready *r)
{
    r->lanes->specials.log_variances(r->a, r->b, BENCH_POOL, r->d);
}

static void intervals(bench_ready *r)
{
    r->lanes->specials.intervals(r->a, r->b, BENCH_POOL, r->d, r->e);
}

static void halves(bench_ready *r)
{
    r->lanes->specials.halves(r->a, r->b, BENCH_POOL, r->d);
}

typedef struct bench_loop {
    const char *name;
    void (*run)(bench_ready *ready);
} bench_loop;

static const bench_loop loops_of[BENCH_PARTS] = {
    [BENCH_HEARD] = { "facts to channels", hear },
    [BENCH_DECAYS] = { "decays of facts that end windows", decays },
    [BENCH_NUMBERS] = { "numbers of windows", numbers },
    [BENCH_HOURS] = { "hours of answers", hours },
    [BENCH_DAYS] = { "days of gaps", days },
    [BENCH_SILENCES] = { "silences", hills },
    [BENCH_LONG_SILENCES] = { "logarithms of long silences", long_silences },
    [BENCH_HILLS] = { "values: hill", hills },
    [BENCH_LATES] = { "values: split_late, notice", lates },
    [BENCH_CLAMPS] = { "values: clamped only", NULL },
    [BENCH_SATURATIONS] = { "saturations", powers },
    [BENCH_ALIKE] = { "windows alike for and against into sums", alike },
    [BENCH_APART] = { "windows apart into sums", apart },
    [BENCH_FADES] = { "sums faded", fades },
    [BENCH_ROWS] = { "rows of evidence", rows },
    [BENCH_OPINIONS] = { "opinions", opinions },
    [BENCH_LOGARITHMS] = { "logarithms of opinions", logarithms },
    [BENCH_GROUPS] = { "terms of groups", groups },
    [BENCH_POWERS] = { "values of factors and headlines", powers },
    [BENCH_MOMENTS] = { "intervals: moments", moments },
    [BENCH_VARIANCES] = { "intervals: variances of logarithms", variances },
    [BENCH_INTERVALS] = { "intervals: quantiles", intervals },
    [BENCH_HALVES] = { "verdict: halves", halves },
};

/* ---- Numbers for them ------------------------------------------------------------------------- */

/* As if the decays were those of the next best facts, which the nearest cache holds beside the sums. */
static jp__hearing near(double latest)
{
    jp__hearing hearing = (jp__hearing)(uint64_t)(latest < 0 ? 0 : latest);
    return jp__hears(jp__channel_of(hearing), jp__fact_of(hearing) % 128);
}

/* Neighbours of the pool are put far apart, so that hardly any two that follow each other have one sum. */
static void fill(bench_ready *r, const bench_pool *pool)
{
    size_t seen = pool->seen < BENCH_POOL ? (size_t)pool->seen : BENCH_POOL;
    for (size_t i = 0; i < BENCH_POOL; i++) {
        size_t from = seen == 0 ? 0 : i * 389 % BENCH_POOL % seen;
        double a = pool->column[0][from], b = pool->column[1][from], c = pool->column[2][from];
        r->a[i] = a;
        r->b[i] = b;
        r->c[i] = seen == 0 ? 1 : c;
        r->latest[i] = seen == 0 ? (jp__hearing)i : near(a);
        r->answers.us[i] = r->gaps.us[i] = (int64_t)a;
        r->answers.logged[i] = -1;
        r->long_gaps.a[i] = a;
        r->long_gaps.days[i] = b;
        r->long_gaps.b[i] = 1;
        r->long_gaps.kept[i] = c;
    }
    r->answers.count = r->gaps.count = r->long_gaps.count = BENCH_POOL;
}

/* How many numbers one run of a loop works out. */
static double units(const bench_ready *r, bench_part part)
{
    const jp__kernel *k = r->record->kernel;
    const size_t own[BENCH_PARTS] = {
        [BENCH_HEARD] = heard_at_once(k),
        [BENCH_DECAYS] = BENCH_POOL * k->model->half_life_count,
        [BENCH_NUMBERS] = BENCH_POOL * k->window_count,
        [BENCH_FADES] = 2 * k->model->channel_count,
        [BENCH_ROWS] = 8 * (size_t)k->evidence.end[k->evidence.eights - 1],
        [BENCH_OPINIONS] = (k->priors.count + 7) / 8 * 8,
        [BENCH_GROUPS] = 8 * (size_t)k->groups.end[k->groups.eights - 1],
    };
    return (double)(own[part] > 0 ? own[part] : BENCH_POOL);
}

/* ---- Measuring -------------------------------------------------------------------------------- */

/* Nanoseconds of one number, the least of many rounds. */
static double time_part(bench_ready *r, bench_part part)
{
    double least = 0;
    fill(r, &r->record->pools[part]);
    for (int round = 0; round < ROUNDS; round++) {
        double start = now();
        for (int i = 0; i < REPEATS; i++)
            loops_of[part].run(r);
        double seconds = now() - start;
        least = round == 0 || seconds < least ? seconds : least;
    }
    return least / REPEATS / units(r, part) * 1e9;
}

/* Nanoseconds of a relationship from groups to headlines, on its own. */
static double conclude(bench_record *r, const bench_columns *c)
{
    double sum = 0;
    r->scorer->want = JP_WANT_VALUES;
    for (size_t i = 0; i < bench_samples(c); i++) {
        jp_facts facts = bench_columns_of(c, bench_sample(c, i));
        bench_score(r, &facts, c->as_of_us, (bench_wanted){ JP_WANT_VALUES, false });
        double least = 0;
        for (int round = 0; round < ROUNDS; round++) {
            double start = now();
            for (int n = 0; n < REPEATS; n++)
                jp__scorer_conclude(r->scorer, c->as_of_us);
            double seconds = now() - start;
            least = round == 0 || seconds < least ? seconds : least;
        }
        sum += least / REPEATS * 1e9;
    }
    return sum / (double)bench_samples(c);
}

jp__level bench_best_level(void)
{
    jp__level level = JP__LEVEL_AVX512;
    while (jp__lanes_of(level) == NULL)
        level--;
    return level;
}

bench_least bench_least_of(const jp_model *model, const bench_columns *c, jp__level level,
                           bench_wanted wanted)
{
    bench_least least = { .facts = (double)c->facts.length, .relationships = (double)c->relationships };
    bench_record *record = bench_take(1, sizeof *record);
    bench_ready *ready = aligned_alloc(64, (sizeof *ready + 63) / 64 * 64);
    if (ready == NULL)
        exit(2);
    bench_record_all(record, model, c, level, wanted);
    memset(ready, 0, sizeof *ready);
    ready->record = record;
    record->kernel->facts = c->facts;
    record->kernel->walk.next = 0;
    ready->lanes = record->real;
    for (size_t i = 0; i < BENCH_POOL; i++)
        ready->time_us[i] = c->facts.time_us[i * c->facts.length / BENCH_POOL];
    memcpy(least.needed, record->needed, sizeof least.needed);
    for (int pass = 0; pass < PASSES; pass++)
        for (bench_part part = 0; part < BENCH_PARTS; part++) {
            double ns = least.needed[part] > 0 ? time_part(ready, part) : 0;
            least.ns[part] = pass == 0 || ns < least.ns[part] ? ns : least.ns[part];
        }
    double of_samples = bench_replay(record, c, wanted, least.loops);
    for (bench_part part = 0; part < BENCH_PARTS; part++)
        least.loops[part] *= 1e9 / of_samples;
    least.conclude_ns = wanted.sums_only ? 0 : conclude(record, c);
    bench_record_free(record);
    free(record);
    free(ready);
    return least;
}

/* ---- Printing --------------------------------------------------------------------------------- */

double bench_least_sum(const bench_least *l)
{
    double sum = 0;
    for (bench_part part = 0; part < BENCH_PARTS; part++)
        sum += l->needed[part] * l->ns[part];
    return sum / l->facts;
}

void bench_least_print(const bench_least *l)
{
    double concluded = l->conclude_ns * l->relationships / l->facts, loops = concluded;
    printf("at least\n%-42s %12s %10s %10s %18s\n", "", "a fact", "ns each", "ns a fact",
           "loops as they are");
    for (bench_part part = 0; part < BENCH_PARTS; part++) {
        loops += l->loops[part];
        if (l->needed[part] > 0 || l->loops[part] > 0)
            printf("  %-40s %12.3f %10.3f %10.3f %18.3f\n", loops_of[part].name, l->needed[part] / l->facts,
                   l->ns[part], l->needed[part] * l->ns[part] / l->facts, l->loops[part]);
    }
    if (concluded > 0)
        printf("  %-40s %12.3f %10.3f %10s %18.3f\n", "headlines, one relationship by itself",
               l->relationships / l->facts, l->conclude_ns, "", concluded);
    printf("  %-40s %12s %10s %10.3f %18.3f\n", "all", "", "", bench_least_sum(l), loops);
}
