/*
 * measure.h - what every benchmark needs: seconds of the processor, since what else the machine does shall
 * count as little as can be; and the order by which a median is found
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include <joyfulprofit/joyfulprofit.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static inline double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static inline int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static inline void bench_fail(const jp_error *err)
{
    fprintf(stderr, "%s\n", err->message);
    exit(1);
}

/* Room for `count` and one more, empty. */
static inline void *bench_take(size_t count, size_t size)
{
    void *memory = calloc(count + 1, size);
    if (memory == NULL)
        exit(2);
    return memory;
}

#endif /* BENCH_MEASURE_H */
