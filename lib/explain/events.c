/*
 * events.c - the bands that a timeline crosses.
 *
 * A value that lies on an edge would cross it with every fact. So a band is left only once its edge is
 * passed by the model's hysteresis.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <joyfulprofit/timeline.h>

#include "explain/explain.h"

/* A caller's room for events. */
typedef struct output {
    jp_band_event *events;
    size_t capacity, count;
} output;

static double value_of(const jp_timeline_point *point, jp_banded banded)
{
    switch (banded) {
    case JP_BANDED_HEALTH: return point->health.value;
    case JP_BANDED_CLOSURE: return point->closure.value;
    case JP_BANDED_RISK: return point->risk_index;
    }
    return 0;
}

/* Where a value goes from a band; with no margin: the band that holds it. */
static size_t move(const jp__band *bands, size_t count, size_t band, double value, double margin)
{
    while (band + 1 < count && value >= bands[band + 1].minimum + margin)
        band++;
    while (band > 0 && value < bands[band].minimum - margin)
        band--;
    return band;
}

static void report(output *out, size_t point, jp_banded banded, size_t from, size_t to)
{
    if (out->count < out->capacity)
        out->events[out->count] = (jp_band_event){ .point = point, .banded = banded,
                                                   .from = (uint16_t)from, .to = (uint16_t)to };
    out->count++;
}

/* Takes a point; `bands` are those that hold before it. */
static void cross(const jp_model *model, const jp_timeline_point *point, size_t number, bool first,
                  size_t bands[JP_BANDED_COUNT], output *out)
{
    double margin = first ? 0 : model->band_hysteresis;
    for (int b = 0; b < JP_BANDED_COUNT; b++) {
        double value = value_of(point, (jp_banded)b);
        size_t to = move(model->bands[b], model->band_counts[b], bands[b], value, margin);
        if (!first && to != bands[b])
            report(out, number, (jp_banded)b, bands[b], to);
        bands[b] = to;
    }
}

/* Fills what there is room for, and tells how many there are. */
static size_t follow(const jp_model *model, const jp_timeline_point *points, size_t point_count,
                     jp_band_event *events, size_t capacity)
{
    size_t bands[JP_BANDED_COUNT] = { 0, 0, 0 };
    output out = { events, capacity, 0 };
    bool first = true;
    for (size_t i = 0; i < point_count; i++) {
        if (points[i].status == JP_STATUS_UNKNOWN)
            continue;
        cross(model, &points[i], i, first, bands, &out);
        first = false;
    }
    return out.count;
}

jp_status jp_timeline_events(const jp_model *model, const jp_timeline_point *points, size_t point_count,
                             jp_band_event *events, size_t capacity, size_t *count, jp_error *err)
{
    const char *missing = model == NULL                          ? "model"
                          : points == NULL && point_count > 0 ? "points"
                          : events == NULL && capacity > 0    ? "events"
                          : count == NULL                     ? "count"
                                                              : NULL;
    if (missing != NULL)
        return jp__fail(err, JP_ERROR_ARGUMENT, "Argument '%s' must not be NULL.", missing);
    *count = follow(model, points, point_count, NULL, 0);
    if (*count > capacity)
        return jp__fail(err, JP_ERROR_CAPACITY, "There are %zu events, and room for %zu.", *count, capacity);
    follow(model, points, point_count, events, capacity);
    return JP_OK;
}
