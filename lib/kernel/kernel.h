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
#define JP__CHUNK 128
#define JP__CHUNK_PADDED (JP__CHUNK + 8)

/* Models beyond these limits take the readable path. */
#define JP__KERNEL_CLASSES 8
#define JP__KERNEL_WINDOWS 4

#define JP__COUNTS 8 /* more facts than this in one window are saturated one by one */

/* Half-lives of one class, or windows of one width, counted from so far back that no fact is before:
 * time = base + (k + f) us, k whole and 0 <= k <= lift. */
typedef struct jp__scale {
    int64_t base_us;
    double us, per_us;
    uint64_t lift; /* the k of as-of */
} jp__scale;

/* Facts as channels hear them, in arrays; a list for each type of transform. `weight` is the intensity; 0
 * where nothing is said, which still moves the latest time of the window. */
typedef struct jp__events {
    size_t count;
    uint32_t *channel;
    uint32_t *fact; /* in its chunk */
    double *y, *weight;
    double *half;   /* of hill, split_late and notice */
    double *favourable, *adverse;
} jp__events;

#define JP__EVENT_TYPES (JP__NOTICE + 1)

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
    double x[JP__CHUNK_PADDED];        /* g / B */
    double absolute[JP__CHUNK_PADDED];
    double score[JP__CHUNK_PADDED];
    double hazard[JP__CHUNK_PADDED]; /* a bound on -ln S; see jp__silence_bound() */

    /* Those that may be relatively silent or not steady. */
    size_t long_count;
    uint32_t long_gap[JP__CHUNK_PADDED];
    double long_a[JP__CHUNK_PADDED], long_x[JP__CHUNK_PADDED], long_kept[JP__CHUNK_PADDED]; /* 1 - absolute */
    double long_minus_log[JP__CHUNK_PADDED], long_score[JP__CHUNK_PADDED];

    /* What they say: silence with its score, and that the rhythm is steady. */
    uint32_t silent_fact[JP__CHUNK_PADDED], steady_fact[JP__CHUNK_PADDED];
    double silent_score[JP__CHUNK_PADDED];
    bool steady[JP__CHUNK_PADDED];
} jp__gaps;

/* The contacts of one side of one chunk that answer the other. */
typedef struct jp__answers {
    size_t count;
    uint32_t fact[JP__CHUNK_PADDED];
    int64_t us[JP__CHUNK_PADDED];     /* waited */
    double hours[JP__CHUNK_PADDED];
    double logged[JP__CHUNK_PADDED];  /* the hours that the fact itself says, or -1 */
} jp__answers;

/* What is known of one side on the way. */
typedef struct jp__side_walk {
    int64_t silent_since_us, turn_from_us;
    uint64_t contacts, answered, gaps;
    double gap_days;
    uint32_t turn_open, turn_length;
} jp__side_walk;

/* How the masses of a channel are worked out: counted (`one`, without intensities), for and against
 * alike, or apart. */
typedef enum jp__channel_class { JP__COUNTED, JP__ALIKE, JP__APART, JP__CHANNEL_CLASSES } jp__channel_class;

/* The window that is open in a channel. Its latest fact: of this chunk if below JP__CHUNK_PADDED, else kept
 * behind the chunk's rows. */
typedef struct jp__open_window {
    double number; /* -1: none */
    double favourable, adverse;
    uint32_t latest;
    uint32_t count;
    uint32_t row;  /* where the numbers of its windows start */
    uint32_t counted; /* where the saturations of 0, 1, 2, .. facts start */
} jp__open_window;

/* Windows that were closed, in the order of time within each channel: X, then what it is worth. */
typedef struct jp__closed {
    size_t count;
    uint32_t *channel;
    uint32_t *fact;
    double *favourable;
    double *adverse; /* of JP__APART */
} jp__closed;

/* What the kernel knows of a stream (a kind done by an actor). */
typedef struct jp__kernel_stream {
    uint32_t first_channel;
    uint16_t channel_count;
    uint16_t direct_count; /* of channels that hear facts as they are: none of replies */
    uint8_t flags;         /* JP__F_ */
    bool counted;          /* one channel, whose transform is `one` */
    bool has_default;
    double default_value;
} jp__kernel_stream;

#define JP__F_CONTACT 1u
#define JP__F_EXPECTS 2u
#define JP__F_MUTUAL 4u
#define JP__F_REPLY 8u
#define JP__F_ADVERSE 16u
#define JP__F_END 32u /* a termination or a renewal */
#define JP__F_SUPPLIER 64u

typedef struct jp__kernel_channel {
    double half;
    uint32_t stream;
    uint8_t type;        /* jp__transform_type */
    uint8_t class_;      /* jp__channel_class */
} jp__kernel_channel;

/* Evidence of a stream, one side of a row: adds mass x sums[at] to the masses, two an indicator. */
typedef struct jp__kernel_row {
    double mass;
    uint32_t at, to;
} jp__kernel_row;

/* Of a stream, four at a time; what is missing to that adds 0 to nobody's mass. */
typedef struct jp__kernel_rows {
    uint32_t first, fours;
} jp__kernel_rows;

/* Every indicator's opinion in columns: what is known beforehand, what was gathered, what follows. */
typedef struct jp__beliefs {
    size_t count;
    double *weight, *good_prior, *bad_prior; /* W, and what it puts to either side */
    double *said[2];                         /* weights of what the sides say */
    double *favourable, *adverse;
    double *value, *uncertainty, *alpha, *beta, *log2_value;
} jp__beliefs;

/* The instruction sets that the lanes are compiled for. */
typedef enum jp__level { JP__LEVEL_PLAIN, JP__LEVEL_AVX2, JP__LEVEL_AVX512, JP__LEVEL_COUNT } jp__level;

/* The loops over lanes; all the same source (lanes.h). */
typedef struct jp__lanes {
    void (*stamps)(const jp__scale *scale, size_t scales, const int64_t *time_us, size_t count,
                   double *weight);
    void (*windows)(const jp__scale *scale, size_t scales, const int64_t *time_us, size_t count,
                    double *number);
    void (*rows)(const double *weights, size_t count, size_t blocks, double *rows);
    void (*transform)(const jp__events *events, jp__transform_type type);
    void (*hours)(jp__answers *answers);
    void (*days)(jp__gaps *gaps);
    void (*silences)(jp__gaps *gaps, const jp__parameters *p);
    void (*long_silences)(jp__gaps *gaps, const jp__parameters *p);
    void (*saturate)(const uint32_t *channel, size_t count, const double *log_q, const double *scale,
                     double *x);
    bool (*any_below)(const double *masses, size_t count, double bound);
    void (*add_alike)(const jp__closed *closed, const double *rows, size_t blocks, double *sums);
    void (*add_apart)(const jp__closed *closed, const double *rows, size_t blocks, double *sums);
    void (*fade)(const uint32_t *channel, size_t count, const double *fade, size_t blocks, double *sums);
    void (*believe)(const jp__beliefs *beliefs);
    void (*shape)(const jp__beliefs *beliefs, double saturation);
    void (*log2_all)(const double *x, size_t count, double *result);
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
    jp__kernel_stream *streams;
    jp__kernel_channel *channels;
    double *log_q, *scale; /* by channel; scale 0: nothing saturates */
    double *counted;       /* by distinct repeat_q: the saturation of 0 .. JP__COUNTS - 1 */
    jp__kernel_row *rows;
    jp__kernel_rows *channel_rows; /* of a stream, at its first channel */
    double *masses;        /* by indicator, favourable and adverse by turns; then nobody's */
    jp__beliefs beliefs;   /* padded with indicators that nobody asks for */

    /* Of an as-of. */
    bool has_as_of, usable;
    int64_t as_of_us, earliest_us;
    jp__scale half_lives[JP__KERNEL_CLASSES], windows[JP__KERNEL_WINDOWS];
    double fade[2 * JP__KERNEL_CLASSES]; /* as the sums lie: twice four a block */

    /* Of a chunk. */
    int64_t time_us[JP__CHUNK_PADDED];
    double *weights;       /* by class, then fact */
    double *window_number; /* by width, then fact */
    double *decays;        /* rows of 4 x blocks: of the chunk's facts, then of the open windows */
    jp__events events[JP__EVENT_TYPES];
    jp__rating_events ratings;
    uint8_t flags[JP__CHUNK_PADDED]; /* of the facts; 0 for ratings */
    jp__gaps gaps[2];
    jp__answers answers[2];
    jp__closed closed[JP__CHANNEL_CLASSES];

    /* Of a relationship. */
    jp_facts facts;
    jp__walk walk;
    bool sure;             /* of the bits so far */
    bool intensities;      /* then nothing is counted */
    jp__open_window *open; /* by channel */
    double *sums;          /* by channel: rows of 8 x blocks: 4 favourable, 4 adverse */
    uint32_t *touched[JP__CHANNEL_CLASSES]; /* channels that have had a window */
    size_t touched_count[JP__CHANNEL_CLASSES];
    uint64_t *touched_bits;                 /* the same by channel, all classes; at the end only */
    size_t touched_words;
    uint32_t *touched_list;                 /* and in order */
    size_t touched_list_count;
    jp__side_walk sides[2];
    bool started;
    bool pending_end;      /* a termination that no contact has come after yet */
    int64_t first_end_us, last_end_us;
    double hazard_bound;
    double steady_least, steady_most; /* -ln S below: steady; above: not; between: to be worked out */
    size_t rated_count;    /* places with masses in the tally, which nothing else may write to */
    uint32_t *rated;
    const jp_scorer *clean; /* the scorer whose tally has no other masses of ratings than those */

    void *block;           /* all of the above that is pointed to */
    size_t size;
} jp__kernel;

/* tables.c */
jp_status jp__kernel_new(const jp_model *model, const jp_allocator *allocator, jp__kernel **kernel,
                         jp_error *err);
void jp__kernel_free(jp__kernel *kernel);

/*
 * What jp__scorer_see() and jp__scorer_gather() leave behind for jp__scorer_fill(), worked out fast; false
 * if it cannot be, and then those two are to be called, which set everything anew: a model or times beyond
 * the limits, facts not in the canonical order, hidden ones among those that are seen, masses next to
 * nothing, the rhythm wanted. The scorer has the kernel's model; nobody else but the readable path after a
 * refusal writes to its tally. The facts are checked. kernel.c
 */
bool jp__kernel_gather(jp__kernel *kernel, jp_scorer *scorer, const jp_facts *facts, int64_t as_of_us);

/* The same step by step: begins, with the number of facts that are seen; goes on to just before fact `end`, a
 * multiple of JP__CHUNK or the last one; ends. Once it began it has to end. */
bool jp__kernel_begin(jp__kernel *kernel, jp_scorer *scorer, const jp_facts *facts, int64_t as_of_us,
                      size_t *seen);
void jp__kernel_go_on(jp__kernel *kernel, size_t end);
bool jp__kernel_end(jp__kernel *kernel, jp_scorer *scorer);

/* Then what jp__scorer_fill() does. fill.c */
void jp__kernel_fill(jp__kernel *kernel, jp_scorer *scorer, int64_t as_of_us);

/* For tests and benchmarks: another level than the best one. False if there is none such. */
bool jp__kernel_set_level(jp__kernel *kernel, jp__level level);

/* ---- Within the folder ------------------------------------------------------------------------ */

/* The next `count` facts of the columns, whose times stand in time_us, as events. walk.c */
void jp__kernel_start(jp__kernel *kernel);
void jp__kernel_walk(jp__kernel *kernel, size_t count);

/* The contacts among facts from .. to - 1 of the chunk: which answer and which end gaps. turns.c */
void jp__kernel_meet(jp__kernel *kernel, size_t from, size_t to);

/* What the gaps and the answers of the chunk say. rhythm.c */
void jp__kernel_set_steady(jp__kernel *kernel);
void jp__kernel_hear_rhythm(jp__kernel *kernel);

/* Facts of one channel straight into its windows; `y` is above 0. */
void jp__kernel_count_run(jp__kernel *kernel, uint32_t channel, const uint32_t *fact, size_t count);
void jp__kernel_unit_run(jp__kernel *kernel, uint32_t channel, const uint32_t *fact, const double *y,
                         size_t count);

/* The chunk's events into windows; all windows that are open; what was closed into the sums (false: too
 * small to be sure of the bits). windows.c */
void jp__kernel_open_windows(jp__kernel *kernel);
void jp__kernel_close_windows(jp__kernel *kernel);
bool jp__kernel_sum(jp__kernel *kernel);
void jp__kernel_keep_latest(jp__kernel *kernel);

/* The sums into masses; all forgotten. apply.c */
void jp__kernel_wipe(jp__kernel *kernel, jp_scorer *scorer);
void jp__kernel_apply(jp__kernel *kernel, jp__tally *tally);
void jp__kernel_forget(jp__kernel *kernel);

/* One fact as a channel hears it. */
static inline void jp__hear(jp__kernel *k, uint32_t channel, uint32_t fact, double y, double weight)
{
    const jp__kernel_channel *c = &k->channels[channel];
    jp__events *e = &k->events[c->type];
    size_t n = e->count++;
    e->channel[n] = channel;
    e->fact[n] = fact;
    e->y[n] = y;
    e->weight[n] = weight;
    e->half[n] = c->half;
}

/* A fact that counts 1 in a channel of class JP__COUNTED: into its window, after closing that if the fact
 * is of a later one. Without branches: what closes and what does not is hard to guess. windows.c has the
 * same for the other classes. */
void jp__kernel_recount(jp__kernel *kernel, uint32_t channel, size_t closed);

static inline void jp__count(jp__kernel *k, uint32_t channel, uint32_t fact)
{
    jp__open_window *w = &k->open[channel];
    jp__closed *closed = &k->closed[JP__COUNTED];
    size_t n = closed->count, touched = k->touched_count[JP__COUNTED];
    double number = k->window_number[w->row + fact];
    bool same = w->number == number, is_first = w->number < 0;
    closed->channel[n] = channel;
    closed->fact[n] = w->latest;
    closed->favourable[n] = k->counted[w->counted + w->count % JP__COUNTS];
    if (w->count >= JP__COUNTS && !same)
        jp__kernel_recount(k, channel, n);
    closed->count = n + (!same & !is_first);
    k->touched[JP__COUNTED][touched] = channel;
    k->touched_count[JP__COUNTED] = touched + is_first;
    w->number = number;
    w->latest = fact;
    w->count = (same ? w->count : 0) + 1;
}

/* A derived fact, as all channels of its stream hear it. */
static inline void jp__hear_derived(jp__kernel *k, uint16_t kind, size_t side, uint32_t fact, double value)
{
    const jp__kernel_stream *s = &k->streams[2 * (size_t)kind + side];
    for (uint32_t c = s->first_channel; c < s->first_channel + s->channel_count; c++)
        if (k->channels[c].type == JP__ONE && !k->intensities)
            jp__count(k, c, fact);
        else
            jp__hear(k, c, fact, value, 1);
}

#endif /* JP_KERNEL_KERNEL_H */
