/*
 * columns.c - columns of facts from files, and the fastest pass over them that memory allows.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "columns.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TIME, KIND, ITEM, ACTOR, VALUE, VALID, COLUMNS };

/* A file as a whole, in memory that begins at a cache line and has a line to spare. */
static void *load(const char *folder, const char *name, size_t *size)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    long end = file != NULL && fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
    void *bytes = NULL;
    *size = end < 0 ? 0 : (size_t)end;
    if (end >= 0 && (bytes = aligned_alloc(64, (*size / 64 + 2) * 64)) != NULL) {
        memset(bytes, 0, (*size / 64 + 2) * 64);
        rewind(file);
        if (fread(bytes, 1, *size, file) != *size) {
            free(bytes);
            bytes = NULL;
        }
    }
    if (file != NULL)
        fclose(file);
    if (bytes == NULL)
        fprintf(stderr, "bench: cannot read %s\n", path);
    return bytes;
}

int bench_columns_load(bench_columns *c, const char *folder)
{
    static const char *const names[COLUMNS] = { "time", "kind", "item", "actor", "value", "valid" };
    size_t size;
    memset(c, 0, sizeof *c);
    if ((c->offsets = load(folder, "offsets", &size)) == NULL)
        return -1;
    c->relationships = size / sizeof *c->offsets - 1;
    for (int i = 0; i < COLUMNS; i++) {
        if ((c->column[i] = load(folder, names[i], &c->size[i])) == NULL)
            return -1;
        c->bytes += c->size[i];
    }
    c->facts = (jp_facts){ .struct_size = sizeof c->facts, .length = c->offsets[c->relationships],
                           .time_us = c->column[TIME], .kind = c->column[KIND], .item = c->column[ITEM],
                           .actor = c->column[ACTOR], .value = c->column[VALUE],
                           .value_valid = c->column[VALID] };
    c->as_of_us = INT64_MIN;
    for (size_t i = 0; i < c->facts.length; i++)
        if (c->facts.time_us[i] > c->as_of_us)
            c->as_of_us = c->facts.time_us[i];
    return 0;
}

void bench_columns_free(bench_columns *c)
{
    for (int i = 0; i < COLUMNS; i++)
        free((void *)(uintptr_t)c->column[i]);
    free(c->offsets);
}

/* ---- Reading at the speed of memory ----------------------------------------------------------- */

typedef struct share {
    const bench_columns *columns;
    unsigned number, of;
    uint64_t sum;
} share;

/* Eight sums side by side, so that no addition waits for the one before. */
static uint64_t sum_of(const uint64_t *words, size_t count)
{
    uint64_t sums[8] = { 0 };
    for (size_t i = 0; i + 8 <= count; i += 8)
        for (int k = 0; k < 8; k++)
            sums[k] += words[i + (size_t)k];
    for (int k = 1; k < 8; k++)
        sums[0] += sums[k];
    return sums[0];
}

static void *read_share(void *data)
{
    share *s = data;
    for (int i = 0; i < COLUMNS; i++) {
        size_t words = s->columns->size[i] / 8, from = words * s->number / s->of / 8 * 8;
        size_t to = words * (s->number + 1) / s->of / 8 * 8;
        s->sum += sum_of((const uint64_t *)s->columns->column[i] + from, to - from);
    }
    return NULL;
}

uint64_t bench_columns_read(const bench_columns *c, unsigned threads)
{
    share shares[64];
    pthread_t ids[64];
    uint64_t sum = 0;
    threads = threads < 1 ? 1 : threads > 64 ? 64 : threads;
    for (unsigned i = 0; i < threads; i++)
        shares[i] = (share){ c, i, threads, 0 };
    for (unsigned i = 1; i < threads; i++)
        if (pthread_create(&ids[i], NULL, read_share, &shares[i]) != 0)
            abort();
    read_share(&shares[0]);
    for (unsigned i = 1; i < threads; i++)
        pthread_join(ids[i], NULL);
    for (unsigned i = 0; i < threads; i++)
        sum += shares[i].sum;
    return sum;
}
