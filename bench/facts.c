/*
 * facts.c - made-up facts for benchmarks.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "facts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"

/* Contact is common, trouble is rarer, endings are rarest. */
static unsigned weight_of(const jp_kind_info *kind)
{
    if (kind->derived || kind->outcome)
        return 0;
    if (strcmp(kind->category, "contact") == 0 || strcmp(kind->category, "conversation") == 0)
        return 12;
    return strcmp(kind->category, "tension") == 0 ? 1 : 3;
}

int bench_source_open(bench_source *source, const jp_model *model)
{
    size_t kinds = jp_model_kind_count(model);
    memset(source, 0, sizeof *source);
    source->model = model;
    source->kinds = malloc(kinds * 12 * sizeof *source->kinds);
    if (source->kinds == NULL)
        return -1;
    for (size_t i = 0; i < kinds; i++) {
        jp_kind_info info = JP_INFO_INIT(jp_kind_info);
        if (jp_model_kind(model, i, &info, NULL) != JP_OK)
            return -1;
        for (unsigned w = weight_of(&info); w > 0; w--)
            source->kinds[source->kind_count++] = (uint16_t)i;
    }
    return 0;
}

void bench_source_close(bench_source *source)
{
    free(source->kinds);
}

void bench_source_start(bench_source *source, uint64_t seed, uint64_t number)
{
    source->state = seed * 0x2545f4914f6cdd1du + number;
    random_bits(&source->state);
    source->time_us = INT64_C(1577836800000000) + /* 2020-01-01 */
                      (int64_t)random_below(&source->state, 365) * JP_DAY_US;
}

/* A value as people enter them: two decimals, now and then none. */
static double value_of(bench_source *source, const jp_kind_info *kind)
{
    double top = isfinite(kind->value_max) && kind->value_max < 1e6 ? kind->value_max : 90;
    return floor(random_unit(&source->state) * top * 100) / 100;
}

/* Contact comes in bursts: three gaps in five are of hours, the others make up for it. Where the mean
 * is itself of hours there are no bursts. No two facts of a relationship have the same time. */
static int64_t gap_of(bench_source *source, double mean_gap_days)
{
    double mean = mean_gap_days;
    if (mean_gap_days > 0.25)
        mean = random_below(&source->state, 5) < 3 ? 0.25 : mean_gap_days * 2.5 - 0.375;
    double gap = -log(1 - random_unit(&source->state)) * mean;
    return 1000000 + (int64_t)(gap * 86400.0) * 1000000;
}

bench_fact bench_source_next(bench_source *source, double mean_gap_days)
{
    bench_fact fact = { 0 };
    source->time_us += gap_of(source, mean_gap_days);
    fact.time_us = source->time_us;
    fact.actor = (uint8_t)(random_bits(&source->state) >> 63);
    if (random_below(&source->state, 25) == 0) {
        fact.kind = JP_RATING;
        fact.item = (uint16_t)random_below(&source->state, jp_model_indicator_count(source->model));
        fact.value = floor(random_unit(&source->state) * 100) / 100;
        fact.has_value = 1;
        return fact;
    }
    jp_kind_info kind = JP_INFO_INIT(jp_kind_info);
    fact.kind = source->kinds[random_below(&source->state, source->kind_count)];
    if (jp_model_kind(source->model, fact.kind, &kind, NULL) != JP_OK)
        return fact;
    if (kind.actors != JP_BOTH)
        fact.actor = (uint8_t)kind.actors;
    fact.has_value = strcmp(kind.unit, "none") != 0 && random_below(&source->state, 10) != 0;
    if (fact.has_value)
        fact.value = value_of(source, &kind);
    return fact;
}

uint64_t bench_size(bench_sizes sizes, uint64_t facts, uint64_t relationships, uint64_t number)
{
    if (sizes == BENCH_EQUAL)
        return facts / relationships + (number < facts % relationships);
    /* The integral of 1 / (x + q) over [number, number + 1), scaled to the whole. */
    double q = (double)relationships / 20 + 1;
    double whole = log(((double)relationships + q) / q);
    double share = log(((double)number + 1 + q) / ((double)number + q)) / whole;
    uint64_t size = (uint64_t)((double)facts * share + 0.5);
    return size == 0 ? 1 : size;
}
