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

/* A relationship is walked in chunks of this many facts at most: a multiple of 64. */
#define JP__CHUNK 512
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

/* ---- What a chunk is worked out to ------------------------------------------------------------ */

/* Facts of one stream that turns and gaps made of contacts, in the order of time; `fact` in its chunk. */
typedef struct jp__list {
    size_t count;
    uint32_t fact[JP__CHUNK_PADDED];
    double y[JP__CHUNK_PADDED];
} jp__list;

typedef enum jp__derived_role {
    JP__REPLIES,
    JP__UNANSWERED,
    JP__SILENCES,
    JP__STEADY,
    JP__BURSTS,
    JP__DERIVED_ROLES
} jp__derived_role;

/* The contacts of one side of one chunk that end a gap. */
typedef struct jp__gaps {
    size_t count;
    uint32_t fact[JP__CHUNK_PADDED];
    int64_t us[JP__CHUNK_PADDED];
    double days[JP__CHUNK_PADDED];
    double before[JP__CHUNK_PADDED]; /* the sum of the days of all gaps before */
    double a[JP__CHUNK_PADDED], x[JP__CHUNK_PADDED]; /* A of the method, and g / B */
    double absolute[JP__CHUNK_PADDED];
    double score[JP__CHUNK_PADDED];
    double hazard[JP__CHUNK_PADDED]; /* a bound on -ln S; see jp__silence_bound() */

    /* Those that may be relatively silent or not steady. */
    size_t long_count;
    uint32_t long_gap[JP__CHUNK_PADDED];
    double long_a[JP__CHUNK_PADDED], long_x[JP__CHUNK_PADDED], long_kept[JP__CHUNK_PADDED]; /* 1 - absolute */
    double long_minus_log[JP__CHUNK_PADDED], long_score[JP__CHUNK_PADDED];
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

/* Which channel hears which fact of a chunk, in the order of time. */
typedef struct jp__heard {
    size_t count;
    uint32_t *channel;
    uint32_t *fact;
} jp__heard;

/* What channels hear, sorted by channel, in the order of time within each. The first thing of a channel may
 * be its window that was open before. `weight` is the intensity; 0 where nothing is said, which still moves
 * the latest time of the window. */
typedef struct jp__sorted {
    uint64_t *window;  /* channel and number of the window */
    uint32_t *fact;
    double *y, *weight, *half;    /* not of `one` */
    double *favourable, *adverse; /* of what says for and against alike only the first */
} jp__sorted;

/* Windows by channel, in the order of time within each: X, then what it is worth. Their latest fact: of this
 * chunk if below JP__CHUNK_PADDED, else kept behind the chunk's rows. */
typedef struct jp__windows {
    size_t count;
    uint32_t *channel;
    uint32_t *fact;
    double *favourable, *adverse;
    double *log_q, *scale; /* scale 0: worth what it is */
} jp__windows;

/* The window of a channel that is open from one chunk to the next. */
typedef struct jp__open_window {
    jp__masses x;
    uint32_t latest, count; /* its latest fact; how many ratings */
} jp__open_window;

/* Channels are numbered by what they do with a value, and whether it was given or derived: those alike lie
 * together when sorted. Behind those of the model there is one for each source and indicator of ratings. */
#define JP__RATINGS (JP__NOTICE + 1)
#define JP__SORT(type) (2 * (size_t)(type)) /* of a jp__transform_type or JP__RATINGS; 1 more if derived */
#define JP__SORTS JP__SORT(JP__RATINGS + 1)

/* What the kernel knows of channels, in columns. */
typedef struct jp__kernel_channels {
    double *half;          /* of ratings 1 for a harm, else 0 */
    double *log_q, *scale; /* scale 0: nothing saturates */
    double *default_value;
    uint32_t *numbers;     /* where the numbers of its windows start */
    uint32_t *counts;      /* where the saturations of 0, 1, 2, .. facts start */
    uint32_t *stream;
    uint8_t *sort;
    bool *always;          /* speaks without a value too */
} jp__kernel_channels;

/* A stream (a kind done by an actor; behind all of those the ratings of an indicator by a source): the
 * channels that hear it, numbers first .. first + count - 1 of the list, and the first of them. */
typedef struct jp__kernel_stream {
    uint32_t first, count, channel;
} jp__kernel_stream;

#define JP__F_CONTACT 1u
#define JP__F_EXPECTS 2u
#define JP__F_MUTUAL 4u
#define JP__F_REPLY 8u
#define JP__F_ADVERSE 16u
#define JP__F_END 32u /* a termination or a renewal */
#define JP__F_SUPPLIER 64u

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
    void (*numbers)(const jp__scale *scale, size_t scales, const int64_t *time_us, size_t count,
                    size_t stride, uint32_t *number);
    void (*rows)(const double *weights, size_t count, size_t blocks, double *rows);
    void (*hours)(jp__answers *answers);
    void (*days)(jp__gaps *gaps);
    void (*silences)(jp__gaps *gaps, double number, const jp__parameters *p);
    void (*long_silences)(jp__gaps *gaps, const jp__parameters *p);
    void (*transform)(const jp__sorted *sorted, size_t from, size_t to, size_t type);
    void (*saturate)(const double *log_q, const double *scale, size_t count, double *x);
    bool (*any_below)(const double *masses, size_t count, double bound);
    void (*add_alike)(const jp__windows *windows, const double *rows, size_t blocks, double *sums);
    void (*add_apart)(const jp__windows *windows, const double *rows, size_t blocks, double *sums);
    void (*fade)(const uint32_t *channel, size_t count, const double *fade, size_t blocks, bool alike,
                 double *sums);
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
    size_t chunk;           /* facts in one */

    /* Of the model. */
    size_t blocks;         /* of four half-life classes */
    size_t kind_streams;   /* of kinds done by an actor */
    size_t place_count;    /* of ratings: source x indicator */
    size_t stream_count;   /* both */
    size_t channel_total;  /* a place has one, behind those of the model */
    size_t window_count;
    uint32_t window_days[JP__KERNEL_WINDOWS];
    jp__kernel_stream *streams;
    uint8_t *flags_of;     /* by stream: JP__F_ */
    jp__kernel_channels channels;
    uint32_t *heard_by;    /* the lists of channels of the streams */
    double *counted;       /* by distinct repeat_q: the saturation of 0 .. JP__COUNTS - 1 */
    jp__kernel_row *rows;
    jp__kernel_rows *stream_rows;
    double *masses;        /* by indicator, favourable and adverse by turns; then nobody's */
    jp__beliefs beliefs;   /* padded with indicators that nobody asks for */

    /* Of an as-of. */
    bool has_as_of, usable;
    int64_t as_of_us, earliest_us;
    jp__scale half_lives[JP__KERNEL_CLASSES], windows[JP__KERNEL_WINDOWS];
    double fade[JP__KERNEL_CLASSES];

    /* Of a chunk. */
    int64_t time_us[JP__CHUNK_PADDED];
    double *weights;       /* by class, then fact */
    uint32_t *numbers;     /* of windows, by width, then fact; the open ones by channel behind the facts */
    size_t numbers_stride;
    double *decays;        /* rows of 4 x blocks: of the chunk's facts, then of the open windows by channel */
    uint8_t flags[JP__CHUNK_PADDED]; /* of the facts; 0 for ratings */
    uint32_t stream[JP__CHUNK_PADDED];
    jp__gaps gaps[2];
    jp__answers answers[2];
    jp__list derived[2 * JP__DERIVED_ROLES]; /* by role, then side */
    uint32_t derived_stream[2 * JP__DERIVED_ROLES];
    jp__kernel_stream derived_by[2 * JP__DERIVED_ROLES];
    jp__heard heard;
    jp__sorted sorted;
    size_t from[JP__SORTS + 1]; /* by sort of channel, in what was sorted */
    uint32_t *place;       /* by channel: how many, then where the next one goes */
    uint64_t *touched;     /* a bit for each channel with something new */
    uint32_t *touched_list;
    size_t touched_words, touched_from[JP__SORTS + 1]; /* by sort of channel */
    jp__windows alike, apart;
    size_t counted_windows; /* the first ones of alike: X says how many facts, if those have no intensities */

    /* Of a relationship. */
    jp_facts facts;
    size_t seen;
    jp__walk walk;
    bool sure;             /* of the bits so far */
    jp__side_walk sides[2];
    bool started;
    bool pending_end;      /* a termination that no contact has come after yet */
    int64_t first_end_us, last_end_us;
    double hazard_bound;
    double steady_least, steady_most; /* -ln S below: steady; above: not; between: to be worked out */
    size_t rated_count;    /* places with masses in the tally, which nothing else may write to */
    uint32_t *rated;
    const jp_scorer *clean; /* the scorer whose tally has no other masses of ratings than those */

    uint64_t *spoken;      /* a bit for each stream that something is known of */
    size_t spoken_words;
    double *sums;          /* by channel: rows of 8 x blocks: 4 favourable, 4 adverse */

    /* Of one that goes on after the chunk. */
    uint64_t *carried;     /* a bit for each channel with an open window */
    jp__open_window *open; /* by channel */
    uint32_t *resumed;     /* where those stand in what was sorted */
    size_t resumed_count;

    void *block;           /* all of the above that is pointed to */
    size_t size;
} jp__kernel;

/* For relationships of about so many facts at most: it walks in no longer chunks than that. tables.c */
jp_status jp__kernel_new(const jp_model *model, const jp_allocator *allocator, size_t facts,
                         jp__kernel **kernel, jp_error *err);
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
 * multiple of JP__CHUNK or the last one; ends, which is false too if it did not get to the last one. Once it
 * began it has to end. */
bool jp__kernel_begin(jp__kernel *kernel, jp_scorer *scorer, const jp_facts *facts, int64_t as_of_us,
                      size_t *seen);
void jp__kernel_go_on(jp__kernel *kernel, size_t end);
bool jp__kernel_end(jp__kernel *kernel, jp_scorer *scorer);

/* Then what jp__scorer_fill() does. fill.c */
void jp__kernel_fill(jp__kernel *kernel, jp_scorer *scorer, int64_t as_of_us);

/* For tests and benchmarks: another level than the best one. False if there is none such. */
bool jp__kernel_set_level(jp__kernel *kernel, jp__level level);

/* ---- Within the folder ------------------------------------------------------------------------ */

/* The next `count` facts of the columns, whose times stand in time_us, to their streams; they and what was
 * derived of them to the channels that hear it, sorted. `last`: no chunk comes after this one. hear.c */
void jp__kernel_start(jp__kernel *kernel);
void jp__kernel_take_facts(jp__kernel *kernel, size_t count);
void jp__kernel_hear(jp__kernel *kernel, size_t count, bool last);

/* The contacts of the chunk: which answer and which end gaps. turns.c */
void jp__kernel_meet(jp__kernel *kernel, size_t count);

/* What the gaps and the answers of the chunk say. rhythm.c */
void jp__kernel_set_steady(jp__kernel *kernel);
void jp__kernel_derive(jp__kernel *kernel);

/* What was sorted into windows, and closed windows into sums; false: some are too small to be sure of the
 * bits. windows.c */
bool jp__kernel_sum(jp__kernel *kernel, bool last);

/* The sums into masses. apply.c */
void jp__kernel_wipe(jp__kernel *kernel, jp_scorer *scorer);
void jp__kernel_apply(jp__kernel *kernel, jp__tally *tally);

/* A window: the number it has among those of its channel. Sorted, the windows of a channel lie together. */
static inline uint64_t jp__window_in(const jp__kernel *k, uint32_t channel, uint32_t fact)
{
    return (uint64_t)channel << 32 | k->numbers[k->channels.numbers[channel] + fact];
}

static inline uint32_t jp__channel_of(uint64_t window)
{
    return (uint32_t)(window >> 32);
}

/* Where the favourable sum of a class stands in the sums of a channel; the adverse one 4 behind it. */
static inline size_t jp__place_of_sum(const jp__kernel *k, size_t channel, uint16_t class_)
{
    return 8 * (k->blocks * channel + class_ / 4) + class_ % 4;
}

static inline bool jp__has_bit(const uint64_t *bits, size_t at)
{
    return (bits[at / 64] >> at % 64 & 1) != 0;
}

static inline void jp__put_bit(uint64_t *bits, size_t at)
{
    bits[at / 64] |= UINT64_C(1) << at % 64;
}

/* What is derived of a side; one more of it. */
static inline jp__list *jp__list_of(jp__kernel *k, jp__derived_role role, size_t side)
{
    return &k->derived[2 * (size_t)role + side];
}

static inline void jp__write_down(jp__kernel *k, jp__derived_role role, size_t side, uint32_t fact, double y)
{
    jp__list *list = jp__list_of(k, role, side);
    list->fact[list->count] = fact;
    list->y[list->count++] = y;
}

#endif /* JP_KERNEL_KERNEL_H */
