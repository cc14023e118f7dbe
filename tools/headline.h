/*
 * headline.h - what the table and the CSV say of each relationship, gathered in one pass.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TOOLS_HEADLINE_H
#define TOOLS_HEADLINE_H

#include "session.h"

#define WORST_COUNT 2

/* The harms are named only where the evidence for them is not too thin. */
#define WORST_UNCERTAINTY 0.8

/* An indicator of harm that stands out. */
typedef struct worst {
    uint16_t indicator;
    double level; /* above 0.5 */
} worst;

typedef struct headline {
    uint32_t place; /* in session.chosen */
    uint8_t status; /* jp_relationship_status */
    uint8_t worst_count;
    bool evidence_of_harm; /* some harm has enough evidence to be judged, high or low */
    bool logged[2], silent_90[2]; /* by jp_side */
    double silence_days[2];
    size_t facts;
    jp_estimate closure, health;
    double gap, equation;
    double factor[JP_FACTOR_COUNT];
    double suffering, control, resignation; /* levels */
    double risk, struggle;
    worst worst[WORST_COUNT];
    double key; /* of the order: the greater the worse */
} headline;

typedef enum sort_order {
    SORT_GAP,
    SORT_HEALTH,
    SORT_RISK,
    SORT_SILENCE,
    SORT_NAME
} sort_order;

/* The harms of a model: looked up once, asked for every relationship. */
typedef struct harms {
    uint16_t *indicators; /* to be freed */
    size_t count;
} harms;

/* False: out of memory. */
bool find_harms(const jp_model *model, harms *h);

/* Takes note of one harm; in the order of indicators. */
void judge_harm(headline *line, uint16_t indicator, double level, double uncertainty);

/* Scores every chosen relationship into `headlines`, which has room for them, on as many threads as
 * there are processors. Without intervals low is 0 and high 1. scoring.c */
exit_status headlines_score(const session *s, bool intervals, headline *headlines);

/*
 * Worst first. Those of which too little is known cannot be called better or worse than others: they
 * follow the known ones, and the ended ones come last. By silence: by the longer silence of both
 * sides, those without any log after the others. Equal ones by name.
 */
void headlines_sort(headline *headlines, size_t count, sort_order order);

#endif /* TOOLS_HEADLINE_H */
