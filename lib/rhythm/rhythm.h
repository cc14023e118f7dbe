/*
 * rhythm.h - facts derived from the order of things: turns and silence (docs/method.md section 2).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_RHYTHM_RHYTHM_H
#define JP_RHYTHM_RHYTHM_H

#include "base/base.h"
#include "facts/facts.h"
#include "model/model.h"

#define JP__NO_FACT UINT32_MAX

/* A derived fact; its intensity is 1. `from` and `at` are the facts behind it, as indices of the
 * seen facts: of a turn its first contact and the one that closed it, of a gap the contacts
 * around it. JP__NO_FACT: none. */
typedef struct jp__derived {
    int64_t time_us;
    double value;
    uint32_t from, at;
    uint16_t kind;
    uint8_t actor;
} jp__derived;

static inline jp__fact jp__fact_of_derived(const jp__derived *derived)
{
    return (jp__fact){ .time_us = derived->time_us, .value = derived->value, .intensity = 1,
                       .kind = derived->kind, .actor = derived->actor & 1u, .has_value = true };
}

/* How long each closed turn waited, in hours. */
typedef struct jp__waits {
    double *hours;
    size_t capacity;
} jp__waits;

/* What is known of one side. The turn is the other side's, waiting for this side. */
typedef struct jp__side_rhythm {
    bool turn_open;
    uint32_t turn_from; /* first contact of the open turn */
    uint32_t turn_length;
    bool logged;
    uint32_t last_contact; /* the contact from which its silence counts */
    int64_t silent_since_us;
    int64_t last_us;
    uint64_t contacts, answered;
    uint64_t gaps;      /* n */
    double gap_days;    /* T */
    double open_days;   /* g at as-of */
    double silence;     /* score at as-of */
} jp__side_rhythm;

/* Where the walk stands. Copying it keeps the walk, to go on from there later. */
typedef struct jp__walk {
    size_t next;         /* the first fact not walked yet */
    size_t ends;         /* the first fact not looked at for an end: trails `next` */
    size_t derived;      /* how many facts were derived so far, */
    size_t waits[2];     /* and how many waits collected */
    bool started;        /* a contact was met */
    bool ended;          /* section 5: a termination without a strictly later renewal */
    int64_t end_us;
    int64_t first_us;    /* of all contacts; these three only where the model has a quiet forecast: */
    int64_t met_us;      /* the last contact, by anyone, */
    double met;          /* and what all of them count for then; 0: none was met */
    jp__side_rhythm sides[2];
} jp__walk;

typedef struct jp__rhythm {
    jp__walk walk;
    jp__derived *derived; /* by time of derivation, in canonical order of their contacts */
    size_t capacity;
    jp__derived open_items[4]; /* at as-of; they do not decay */
    size_t open_count;
    jp__waits waits[2];        /* filled where wanted */
    bool want_waits;           /* collect what jp__rhythm_report() needs */
    double hazard_bound;       /* below it a gap is steady and not relatively silent */
} jp__rhythm;

/* The walk over the seen facts: starts; goes on to just before fact `end`; works out what stands open
 * at as-of, which ends it (to go on, copy the walk before). rhythm.c */
void jp__rhythm_start(jp__rhythm *rhythm, const jp_model *model, bool want_waits);
jp_status jp__rhythm_walk(jp__rhythm *rhythm, const jp_allocator *a, const jp_model *model,
                          const jp__seen *seen, size_t end, jp_error *err);
void jp__rhythm_close(jp__rhythm *rhythm, const jp_model *model, const jp__seen *seen,
                      int64_t as_of_us);
void jp__rhythm_free(jp__rhythm *rhythm, const jp_allocator *a);

/* The two halves of the walk; each takes one contact for one side. turns.c, silence.c */
jp_status jp__turn_step(jp__rhythm *rhythm, const jp_allocator *a, const jp_model *model,
                        const jp__seen *seen, uint32_t contact, uint8_t side, jp_error *err);
jp_status jp__silence_step(jp__rhythm *rhythm, const jp_allocator *a, const jp_model *model,
                           const jp__seen *seen, uint32_t contact, uint8_t side, jp_error *err);
void jp__silence_start(jp__rhythm *rhythm, const jp__seen *seen, uint32_t contact);
double jp__silence_bound(const jp_model *model);

/* What stands open at as-of: an unanswered turn and the silence of one side. turns.c, silence.c */
void jp__turn_open_item(jp__rhythm *rhythm, const jp_model *model, int64_t turn_from_us,
                        int64_t as_of_us, uint8_t side);
void jp__silence_open_item(jp__rhythm *rhythm, const jp_model *model, int64_t as_of_us, uint8_t side);

/* N and E of the quiet forecast: a contact by anyone; what the past is worth as of a moment. quiet.c */
typedef struct jp__past {
    double contacts, exposure_days;
} jp__past;
void jp__quiet_step(jp__walk *walk, const jp_model *model, int64_t time_us);
jp__past jp__quiet_past(const jp__walk *walk, const jp_model *model, int64_t as_of_us);

/* Appends a derived fact. rhythm.c */
jp_status jp__derive(jp__rhythm *rhythm, const jp_allocator *a, jp__derived fact, jp_error *err);

/* The reported rhythm: for people, no evidence of its own. Sorts the waits of the side. report.c */
jp_rhythm jp__rhythm_report(jp__rhythm *rhythm, const jp__seen *seen, int64_t as_of_us, uint8_t side);
bool jp__reciprocity(const jp_model *model, const jp__seen *seen, double *reciprocity);

/* Is the fact a contact, and one of `side` (mutual ones are of both)? */
static inline bool jp__is_contact(const jp_model *model, const jp__fact *fact)
{
    return fact->kind != JP_RATING && model->kinds[fact->kind].is_contact;
}

static inline bool jp__is_contact_of(const jp_model *model, const jp__fact *contact, uint8_t side)
{
    return contact->actor == side || model->kinds[contact->kind].mutual;
}

#endif /* JP_RHYTHM_RHYTHM_H */
