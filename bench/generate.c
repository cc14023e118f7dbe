/*
 * generate.c - writes made-up facts as CSV: generate FACTS RELATIONSHIPS [equal|zipf] [SEED]
 *
 * The same arguments give the same file on every machine with the same libm logarithm; 10 million
 * facts of 100,000 relationships take about 600 MB.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "facts.h"

static const char *kind_id(const jp_model *model, uint16_t kind, const char **item, uint16_t index)
{
    jp_kind_info info = JP_INFO_INIT(jp_kind_info);
    jp_indicator_info indicator = JP_INFO_INIT(jp_indicator_info);
    *item = "";
    if (kind == JP_RATING) {
        if (jp_model_indicator(model, index, &indicator, NULL) == JP_OK)
            *item = indicator.id;
        return "rating";
    }
    return jp_model_kind(model, kind, &info, NULL) == JP_OK ? info.id : "";
}

static void write_relationship(bench_source *source, uint64_t number, uint64_t size)
{
    double mean_gap = 1400.0 / (double)(size < 10 ? 10 : size);
    for (uint64_t i = 0; i < size; i++) {
        char time[JP_TIME_TEXT_SIZE], value[32] = "";
        const char *item;
        bench_fact fact = bench_source_next(source, mean_gap);
        jp_time_format(fact.time_us, time);
        if (fact.has_value)
            snprintf(value, sizeof value, "%.2f", fact.value);
        const char *kind = kind_id(source->model, fact.kind, &item, fact.item);
        printf("S%03u,C%07u,%s,%s,%s,%s,%s\n", (unsigned)(number % 1000), (unsigned)number, time, kind,
               fact.actor == JP_CLIENT ? "client" : "supplier", value, item);
    }
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: generate FACTS RELATIONSHIPS [equal|zipf] [SEED]\n");
        return 2;
    }
    uint64_t facts = strtoull(argv[1], NULL, 10), relationships = strtoull(argv[2], NULL, 10);
    bench_sizes sizes = argc > 3 && strcmp(argv[3], "zipf") == 0 ? BENCH_ZIPF : BENCH_EQUAL;
    uint64_t seed = argc > 4 ? strtoull(argv[4], NULL, 10) : 1;
    jp_model *model = NULL;
    bench_source source;
    if (relationships == 0 || jp_model_default(&model, NULL) != JP_OK ||
        bench_source_open(&source, model) != 0)
        return 1;
    puts("supplier,client,time,kind,actor,value,item");
    for (uint64_t r = 0; r < relationships; r++) {
        bench_source_start(&source, seed, r);
        write_relationship(&source, r, bench_size(sizes, facts, relationships, r));
    }
    bench_source_close(&source);
    jp_model_free(model);
    return fflush(stdout) == 0 ? 0 : 1;
}
