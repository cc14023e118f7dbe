/*
 * state.h - a relationship kept between scorings, within the folder.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_PORTFOLIO_STATE_H
#define JP_PORTFOLIO_STATE_H

#include <joyfulprofit/portfolio.h>

#include "facts/columns.h"
#include "portfolio/state_walk.h"
#include "score/scorer.h"

/* Fewer facts are walked again each time: that is quicker than copying what was kept. */
#define JP__STATE_KEEP_FROM ((size_t)64)

/* How many walks are kept: the newest goes on with the facts. */
#define JP__STATE_WALKS 3

/* What walking the first facts has led to. */
typedef struct jp__walked {
    jp__trail trail;
    int64_t known_us; /* when the last of these facts was known */
} jp__walked;

struct jp_state {
    jp_allocator allocator;
    jp_model *model;
    jp__seen facts;     /* all of them, in canonical order; `row` counts them as they came */
    int64_t *known_us;  /* by row: from when on it is seen; NULL: of all from their time on */
    size_t known_capacity;
    jp__walked walks[JP__STATE_WALKS]; /* the newest first; behind `walk_count` there is memory only */
    size_t walk_count;

    jp__columns columns; /* the facts as jp_state_facts() gave them; none, or all there are. state_facts.c */

    /* The contacts once more, with how long each turn waited: for scorers that want the rhythm reported. */
    jp__rhythm reported;
    int64_t reported_known_us; /* when the last of the facts that it has met was known */
};

static inline int64_t jp__state_known_at(const jp_state *state, const jp__fact *fact)
{
    return state->known_us == NULL ? fact->time_us : state->known_us[fact->row];
}

/* How many facts a walk has walked. */
static inline size_t jp__state_end_of(const jp__walked *walk)
{
    return walk->trail.kept.walk.next;
}

/* When the last of the facts from `next` to before `end` was known, if that is after `known_us`.
 * state_score.c */
int64_t jp__state_known_all(const jp_state *state, size_t next, size_t end, int64_t known_us);

/* The contacts for the report: from the first one; and the walk over what the scorer sees, with what the
 * report needs besides. `end`: all facts before it are seen. state_report.c */
void jp__state_start_report(jp_state *state);
jp_status jp__state_walk_for_report(jp_state *state, jp_scorer *scorer, size_t end, int64_t as_of_us,
                                    jp_error *err);

#endif /* JP_PORTFOLIO_STATE_H */
