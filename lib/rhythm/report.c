/*
 * report.c - the rhythm as people ask for it (docs/method.md section 2, Reported rhythm).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/numerics.h"
#include "rhythm/rhythm.h"

#define OVERDUE_DAYS 7.0               /* an open turn older than this counts as not answered */
#define RECIPROCITY_HALF_LIFE_DAYS 90.0

static void sift_down(double *heap, size_t root, size_t count)
{
    for (size_t child; (child = 2 * root + 1) < count; root = child) {
        if (child + 1 < count && heap[child] < heap[child + 1])
            child++;
        if (heap[root] >= heap[child])
            return;
        double swap = heap[root];
        heap[root] = heap[child];
        heap[child] = swap;
    }
}

/* Heapsort: in place, n log n at worst; qsort() may allocate. */
static void sort_hours(double *hours, size_t count)
{
    for (size_t i = count / 2; i-- > 0;)
        sift_down(hours, i, count);
    for (size_t end = count; end-- > 1;) {
        double swap = hours[0];
        hours[0] = hours[end];
        hours[end] = swap;
        sift_down(hours, 0, end);
    }
}

/* The smallest wait at which the Kaplan-Meier curve is at most one half. `censored`: the open
 * turn's wait so far, at risk for every answer up to and at that time; negative: none is open. */
static bool median_wait(const double *hours, size_t count, double censored, double *median)
{
    double survival = 1;
    for (size_t i = 0; i < count; i++) {
        size_t at_risk = count - i + (censored >= hours[i]);
        survival *= 1 - 1 / (double)at_risk;
        if (survival <= 0.5 + 1e-12) {
            *median = hours[i];
            return true;
        }
    }
    return false;
}

jp_rhythm jp__rhythm_report(jp__rhythm *rhythm, const jp__seen *seen, int64_t as_of_us, uint8_t side)
{
    const jp__side_rhythm *s = &rhythm->walk.sides[side];
    double *hours = rhythm->waits[side].hours;
    size_t count = rhythm->walk.waits[side];
    jp_rhythm report = { .contacts = s->contacts, .answered = s->answered, .open = s->turn_open,
                         .has_last = s->logged, .last_us = s->last_us };
    double waiting = -1;
    uint64_t overdue = 0;
    if (s->turn_open) {
        double days = jp__days_between(seen->facts[s->turn_from].time_us, as_of_us);
        overdue = days > OVERDUE_DAYS;
        report.open_turn_hours = waiting = 24 * days;
    }
    report.has_mean_gap = s->gaps > 0;
    if (report.has_mean_gap)
        report.mean_gap_days = s->gap_days / (double)s->gaps;
    report.has_response_rate = s->answered + overdue > 0;
    if (report.has_response_rate)
        report.response_rate = (double)s->answered / (double)(s->answered + overdue);
    sort_hours(hours, count);
    report.has_median_response = median_wait(hours, count, waiting,
                                             &report.median_response_hours);
    return report;
}

/* 1 - |c - s| / (c + s) over decayed contacts. Ages count from the last contact: a common factor
 * that cancels, and no decay underflows to 0 for the last one. */
bool jp__reciprocity(const jp_model *model, const jp__seen *seen, double *reciprocity)
{
    double sums[2] = { 0, 0 };
    bool any = false;
    int64_t last_us = 0;
    for (size_t i = seen->count; i-- > 0;) {
        const jp__fact *fact = &seen->facts[i];
        if (!jp__is_contact(model, fact))
            continue;
        last_us = any ? last_us : fact->time_us;
        any = true;
        double weight = jp__exp2(-jp__days_between(fact->time_us, last_us) /
                                 RECIPROCITY_HALF_LIFE_DAYS);
        for (uint8_t side = 0; side < 2; side++)
            if (jp__is_contact_of(model, fact, side))
                sums[side] += weight;
    }
    if (any) {
        double difference = sums[JP_CLIENT] - sums[JP_SUPPLIER];
        *reciprocity = 1 - (difference < 0 ? -difference : difference) /
                               (sums[JP_CLIENT] + sums[JP_SUPPLIER]);
    }
    return any;
}
