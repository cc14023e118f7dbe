/*
 * joyfulprofit/timeline.h - a relationship over time, and the bands that it crosses
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JOYFULPROFIT_TIMELINE_H
#define JOYFULPROFIT_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <joyfulprofit/explain.h>
#include <joyfulprofit/export.h>
#include <joyfulprofit/facts.h>
#include <joyfulprofit/model.h>
#include <joyfulprofit/score.h>
#include <joyfulprofit/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The headlines at one moment; equal, bit for bit, to those of jp_scorer_run() as of it. */
typedef struct jp_timeline_point {
    int64_t as_of_us;
    jp_relationship_status status;
    uint64_t facts;
    jp_estimate closure;
    jp_estimate health;
    double risk_index;
    jp_silence silence[2];
    double health_change;   /* since the point before; 0 at the first */
    double closure_change;
    bool health_exceeds;    /* the value lies outside the interval of the point before */
    bool closure_exceeds;
} jp_timeline_point;

/**
 * Scores one relationship at many moments in one pass over its facts.
 *
 * @param as_of_us    `count` moments, ascending
 * @param indicators  numbers of indicators whose levels are wanted too; NULL if there are none
 * @param points      room for `count`
 * @param levels      room for count x indicator_count levels, by moment; NULL if there are none
 * @errors JP_ERROR_ARGUMENT (a pointer is NULL, moments not ascending, an indicator out of range),
 *         then those of jp_scorer_run()
 * @thread one at a time for each explainer; about one scoring, and for each moment its own end.
 *         Facts that were recorded late are walked again for the moments around them
 */
JP_API jp_status jp_explainer_timeline(jp_explainer *explainer, const jp_facts *facts,
                                       const int64_t *as_of_us, size_t count,
                                       const uint16_t *indicators, size_t indicator_count,
                                       jp_timeline_point *points, double *levels, jp_error *err);

/* ---- Bands: what a product would alert on --------------------------------------------------- */

/** A band crossed between two points of a timeline. */
typedef struct jp_band_event {
    size_t point;      /* the point from which on the new band holds */
    jp_banded banded;
    uint16_t from, to; /* numbers of bands, see jp_model_band() */
} jp_band_event;

/**
 * The band crossings of a timeline, by point, then in the order of jp_banded. The first point that is
 * not unknown has the band that holds its value. From then on a band is left only for one whose edge
 * the value has passed by the model's hysteresis: upwards at minimum + hysteresis or more, downwards
 * below minimum - hysteresis. Several bands may be crossed at once; that is one event. Points of
 * status unknown are passed over: nothing is alerted on what is not known.
 *
 * @param events  room for `capacity`; NULL if that is 0
 * @param count   receives how many there are
 * @errors JP_ERROR_ARGUMENT (a pointer is NULL), JP_ERROR_CAPACITY (*count is the need; nothing else
 *         is written)
 * @thread any; linear time, allocates nothing
 */
JP_API jp_status jp_timeline_events(const jp_model *model, const jp_timeline_point *points,
                                    size_t point_count, jp_band_event *events, size_t capacity,
                                    size_t *count, jp_error *err);

#ifdef __cplusplus
}
#endif

#endif /* JOYFULPROFIT_TIMELINE_H */
