/*
 * facts.h - facts as the engine walks them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_FACTS_FACTS_H
#define JP_FACTS_FACTS_H

#include <joyfulprofit/facts.h>

#include "base/base.h"
#include "model/model.h"

#define JP__FACTS_MAX ((size_t)INT32_MAX)
#define JP__ID_MAX 1024

/* One fact that is seen. 40 bytes. */
typedef struct jp__fact {
    int64_t time_us;
    double value;     /* 0 if missing */
    double intensity; /* 1 for ratings */
    uint32_t row;     /* in the caller's columns, without the offset */
    uint16_t kind;    /* or JP_RATING */
    uint16_t item;    /* of a rating; else 0 */
    uint8_t actor;
    bool has_value;
    bool guess;
} jp__fact;

/* The facts that are seen as of a moment, in the canonical order (section 0). Reused. */
typedef struct jp__seen {
    jp__fact *facts;
    size_t count, capacity;
    jp__fact *scratch; /* for sorting */
    size_t scratch_capacity;
} jp__seen;

/* Gathers what is seen of checked columns, in canonical order. seen.c */
jp_status jp__seen_gather(jp__seen *seen, const jp_allocator *a, const jp_model *model,
                          const jp_facts *facts, int64_t as_of_us, jp_error *err);
void jp__seen_free(jp__seen *seen, const jp_allocator *a);

/* The canonical order of two rows of checked columns: < 0, 0, > 0; 0 only for facts that no score
 * can tell apart. `a` and `b` are without the offset. check.c */
int jp__facts_compare(const jp_model *model, const jp_facts *facts, size_t a, size_t b);

#endif /* JP_FACTS_FACTS_H */
