/*
 * kernel.h - the fast path: from sorted columns to the masses of every indicator, bit for bit those of
 * the readable path (evidence/, rhythm/), which is the definition and the fallback.
 *
 * How it works, and why the bits are the same: docs/performance.md.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_KERNEL_KERNEL_H
#define JP_KERNEL_KERNEL_H

#include "base/base.h"
#include "facts/facts.h"
#include "model/model.h"
#include "score/scorer.h"

/* A relationship is walked in chunks of this many facts: a multiple of every number of lanes. */
#define JP__CHUNK 256
#define JP__CHUNK_PADDED (JP__CHUNK + 8)

/* Models beyond these limits take the readable path. */
#define JP__KERNEL_CLASSES 8
#define JP__KERNEL_WINDOWS 4

/* Half-lives of one class, or windows of one width, counted from so far back that no fact is before:
 * time = base + (k + f) us, k whole and 0 <= k <= lift. */
typedef struct jp__scale {
    int64_t base_us;
    double us, per_us;
    uint64_t lift; /* the k of as-of */
} jp__scale;

/* Which events are worked out together: `one` needs no arithmetic, the shares no division. */
typedef enum jp__event_sort { JP__PLAIN, JP__SHARE, JP__RATIO, JP__EVENT_SORTS } jp__event_sort;

/* A fact as one channel hears it, in arrays. `weight` is the intensity; 0 where nothing is said, which
 * still moves the latest time of the window. */
typedef struct jp__events {
    size_t count;
    uint32_t *channel;
    uint32_t *fact; /* in its chunk */
    double *y, *weight;
    double *half;   /* of JP__RATIO; of JP__SHARE: 1 for split_unit, else 0 */
    double *type;   /* the transform, as a number that lanes can compare */
    double *favourable, *adverse;
} jp__events;

typedef struct jp__rating_events {
    size_t count;
    uint32_t *place;
    uint32_t *fact;
    double *value;
} jp__rating_events;

/* The contacts of one side of one chunk that end a gap. */
typedef struct jp__gaps {
    size_t count;
    uint32_t fact[JP__CHUNK_PADDED];
    int64_t us[JP__CHUNK_PADDED];
    double days[JP__CHUNK_PADDED];
    double before[JP__CHUNK_PADDED]; /* the sum of the days of all gaps before */
    double number[JP__CHUNK_PADDED]; /* of gaps before */
    double score[JP__CHUNK_PADDED];
    double hazard[JP__CHUNK_PADDED]; /* a bound on -ln S; see jp__silence_bound() */
} jp__gaps;

/* The window that is open in a channel. Its latest fact: of this chunk if below JP__CHUNK, else kept
 * behind the chunk's rows. */
typedef struct jp__open_window {
    double number; /* -1: none */
    double favourable, adverse;
    uint32_t latest;
    uint32_t count; /* of ratings */
} jp__open_window;

/* Windows that were closed, in order: what they weigh, and when. */
typedef struct jp__closed {
    size_t count;
    uint32_t *channel;
    uint32_t *fact;
    double *masses; /* favourable and adverse, by turns */
} jp__closed;

/* Saturations to be worked out: 1 - e^x times a scale, and the two masses that get it. */
typedef struct jp__saturations {
    size_t count;
    uint32_t *first, *second;
    double *x, *scale, *result;
} jp__saturations;

/* What the kernel knows of a stream (a kind done by an actor). */
typedef struct jp__kernel_stream {
    uint32_t first_channel;
    uint16_t channel_count;
    uint16_t direct_count; /* of channels that hear facts as they are: none of replies */
    uint8_t flags;         /* JP__F_ */
    bool has_default;
    double default_value;
} jp__kernel_stream;

#define JP__F_CONTACT 1u
#define JP__F_EXPECTS 2u
#define JP__F_MUTUAL 4u
#define JP__F_REPLY 8u
#define JP__F_ADVERSE 16u
#define JP__F_END 32u /* a termination or a renewal */

typedef struct jp__kernel_channel {
    double half, type;
    double log_q, scale; /* scale 0: nothing saturates */
    uint32_t stream;
    uint8_t sort;        /* jp__event_sort */
    uint8_t window;      /* number of its width */
} jp__kernel_channel;

/* A row of evidence: adds mass x sums[at] to the indicator, for and against. */
typedef struct jp__kernel_row {
    double favourable, adverse;
    uint32_t at;
    uint32_t indicator;
} jp__kernel_row;

/* The instruction sets that the lanes are compiled for. */
typedef enum jp__level { JP__LEVEL_PLAIN, JP__LEVEL_AVX2, JP__LEVEL_AVX512, JP__LEVEL_COUNT } jp__level;

/* The loops over lanes; all the same source (lanes.h). Counts are multiples of 8 where padded. */
typedef struct jp__lanes {
    void (*stamp)(const jp__scale *scale, const int64_t *time_us, size_t count, double *weight);
    void (*window)(const jp__scale *scale, const int64_t *time_us, size_t count, double *number);
    void (*shares)(const jp__events *events, size_t count);
    void (*ratios)(const jp__events *events, size_t count);
    void (*days)(jp__gaps *gaps, size_t count);
    void (*silences)(jp__gaps *gaps, const jp__parameters *p, size_t count);
    void (*saturate)(const jp__saturations *s, size_t count);
    bool (*accumulate)(const jp__closed *closed, const double *rows, size_t blocks, double *sums);
} jp__lanes;

/* The lanes of a level; NULL if this build or this processor has it not. levels.c */
const jp__lanes *jp__lanes_of(jp__level level);
extern const jp__lanes jp__lanes_plain, jp__lanes_avx2, jp__lanes_avx512;

/* The workspace of one thread, for one model. */
typedef struct jp__kernel {
    jp_allocator allocator;
    jp_model *model;
    const jp__lanes *lanes; /* NULL: the model is beyond the limits */

    /* Of the model. */
    size_t blocks;         /* of four half-life classes */
    size_t place_count;    /* ratings: source x indicator */
    size_t channel_total;  /* channels, then places */
    size_t window_count;
    uint32_t window_days[JP__KERNEL_WINDOWS];
    uint8_t rating_window;
    jp__kernel_stream *streams;
    jp__kernel_channel *channels;
    jp__kernel_row *rows;  /* as in the model */

    /* Of an as-of. */
    bool has_as_of, usable;
    int64_t as_of_us, earliest_us;
    jp__scale half_lives[JP__KERNEL_CLASSES], windows[JP__KERNEL_WINDOWS];
    double fade[JP__KERNEL_CLASSES];

    /* Of a chunk. */
    int64_t time_us[JP__CHUNK_PADDED];
    double *weights;       /* by class, then fact */
    double *window_number; /* by width, then fact */
    double *decays;        /* rows of 4 x blocks: of the chunk's facts, then of the open windows */
    jp__events events[JP__EVENT_SORTS];
    jp__rating_events ratings;
    jp__gaps gaps[2];
    jp__closed closed;
    jp__saturations saturations;

    /* Of a relationship. */
    jp__open_window *open; /* by channel */
    double *sums;          /* by channel: rows of 8 x blocks: 4 favourable, 4 adverse */
    uint64_t *touched;     /* bits by channel */
    size_t touched_words;
    bool pending_end;      /* a termination that no contact has come after yet */
    int64_t first_end_us, last_end_us;
    int64_t turn_from_us[2];
    bool masses_clean;     /* of ratings in the scorer's tally: all zero but for said[] */
    double hazard_bound;

    void *block;           /* all of the above that is pointed to */
    size_t size;
} jp__kernel;

/* tables.c */
jp_status jp__kernel_new(const jp_model *model, const jp_allocator *allocator, jp__kernel **kernel,
                         jp_error *err);
void jp__kernel_free(jp__kernel *kernel);

/*
 * What jp__scorer_see() and jp__scorer_gather() leave behind for jp__scorer_fill(), worked out fast; false
 * if it cannot be (then nothing is changed that they do not set anew): a model or times beyond the limits,
 * facts not in the canonical order or hidden ones among those that are seen, the rhythm wanted. The scorer
 * has the kernel's model. Facts are checked. kernel.c
 */
bool jp__kernel_gather(jp__kernel *kernel, jp_scorer *scorer, const jp_facts *facts, int64_t as_of_us);

/* For tests and benchmarks: another level than the best one. False if there is none such. */
bool jp__kernel_set_level(jp__kernel *kernel, jp__level level);

/* ---- Within the folder ------------------------------------------------------------------------ */

/* Facts first .. first + count - 1 of the columns, whose times stand in time_us, as events. walk.c */
void jp__kernel_start(jp__kernel *kernel, jp__walk *walk);
void jp__kernel_walk(jp__kernel *kernel, const jp_facts *facts, size_t first, size_t count, jp__walk *walk);

/* The chunk's events into windows; all windows that are open; what was closed into the sums (false: too
 * small to be sure of the bits); the sums into masses; all forgotten. windows.c */
void jp__kernel_open_windows(jp__kernel *kernel);
void jp__kernel_close_windows(jp__kernel *kernel);
bool jp__kernel_sum(jp__kernel *kernel);
void jp__kernel_keep_latest(jp__kernel *kernel);
void jp__kernel_apply(jp__kernel *kernel, jp__tally *tally);
void jp__kernel_forget(jp__kernel *kernel);

/* One fact as a channel hears it. */
static inline void jp__hear(jp__kernel *k, uint32_t channel, uint32_t fact, double y, double weight)
{
    const jp__kernel_channel *c = &k->channels[channel];
    jp__events *e = &k->events[c->sort];
    size_t n = e->count++;
    e->channel[n] = channel;
    e->fact[n] = fact;
    e->y[n] = y;
    e->weight[n] = weight;
    e->half[n] = c->half;
    e->type[n] = c->type;
}

#endif /* JP_KERNEL_KERNEL_H */
