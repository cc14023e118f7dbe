/*
 * kernel.h - the fast path: from sorted columns to the masses of every indicator, bit for bit those of
 * the readable path (evidence/, rhythm/), which is the definition and the fallback.
 *
 * How it works, and why the bits are the same: docs/performance.md. Its words, as a fact meets them:
 *
 *   stream    facts of one kind by one actor, or what one source rates of one indicator
 *   channel   hears a stream, and makes masses of it by one transform in windows of one width: it has one
 *             open window and one sum for each half-life, and the rows of evidence read those sums
 *   hearing   a channel hears a fact; facts are dealt out to lists of those, one for each type of transform
 *   told      what the facts of such a list say: value, intensity, what is half good
 *   derived   what turns and gaps of contacts say; heard like facts
 *   chunk     up to 1,024 facts that are walked at once: of one relationship, of which there may be more;
 *             a crowd (none of them ends a window); or a tray of several small relationships, its members
 *   touched   channels that have heard anything of this relationship: only those are faded and wiped
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_KERNEL_KERNEL_H
#define JP_KERNEL_KERNEL_H

#include "base/base.h"
#include "facts/facts.h"
#include "model/model.h"
#include "score/scorer.h"

/* A relationship is walked in chunks of this many facts at most: a multiple of 64. Columns are longer than
 * that, so that those beside each other are far from a multiple of 4096 bytes apart: a processor takes such a
 * load for one of what was just stored, and waits. */
#define JP__CHUNK 1024
#define JP__CHUNK_PADDED (JP__CHUNK + 264)

/* From so many facts on that lie in one window of each width they are walked as a crowd. */
#define JP__CROWD ((size_t)128)

/* Models beyond these limits take the readable path. */
#define JP__KERNEL_CLASSES 8
#define JP__KERNEL_WINDOWS 4
#define JP__KERNEL_CHANNELS ((size_t)UINT16_MAX - JP__CHUNK_PADDED)

/* So many relationships at most, of so many facts at most each, are walked side by side in one chunk: on a
 * tray. */
#define JP__TRAY 8
#define JP__TRAY_FACTS ((size_t)64)

#define JP__COUNTS 32 /* from so many facts in one window on they are saturated one by one */

/* What facts are worth by their times (jp__stamp_of() of evidence/): rows of 4 x blocks half-life classes, by
 * the coarse part of the time from `first_us` on and by the middle one; the fine one is worked out. Relative
 * to the whole half-lives `k`, which as-of is near. */
#define JP__COARSE_ROWS ((size_t)2048) /* 71 years */
typedef struct jp__decay {
    bool set;
    int64_t first_us, k[JP__KERNEL_CLASSES];
    jp__half_life half_lives[JP__KERNEL_CLASSES];
    double per_us[JP__KERNEL_CLASSES]; /* 0 where there is no class */
    size_t from, end;                  /* of the coarse rows that are worked out */
    double *coarse, *middle;
} jp__decay;

/* Windows of one width, counted from so far back that no fact is before: the one of a day is the whole part
 * of (day + from) per_days, and `from` has half a day in it, so that no rounding matters. Days are counted
 * from `base_us`, the same for all. */
typedef struct jp__width {
    int64_t base_us;
    double from, per_days;
} jp__width;

/* ---- What a chunk is worked out to ------------------------------------------------------------ */

/* What turns and gaps made of contacts for one stream, in the order of time; `fact` in its chunk. */
typedef struct jp__list {
    size_t count;
    uint32_t *fact;
    double *y;
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
    double before[JP__CHUNK_PADDED]; /* the sum of the days of all gaps before, */
    double number[JP__CHUNK_PADDED]; /* and how many they are */
    double score[JP__CHUNK_PADDED];
    uint8_t steady[JP__CHUNK_PADDED];
    size_t first_long, end_long; /* those of it that are worked out below */
    bool all_silent;             /* no score is 0 */
} jp__gaps;

/* What the gaps of a side are worked out with. */
typedef struct jp__gap_work {
    double a[JP__CHUNK_PADDED], b[JP__CHUNK_PADDED]; /* A and B of the method */
    double kept[JP__CHUNK_PADDED];   /* 1 - absolute */
    double excess[JP__CHUNK_PADDED]; /* from 0 on the gap is a long one; see jp__silence_bound() */
} jp__gap_work;

/* The gaps of both sides that may be relatively silent or not steady. */
typedef struct jp__long_gaps {
    size_t count;
    uint32_t gap[2 * JP__CHUNK_PADDED];
    double days[2 * JP__CHUNK_PADDED], a[2 * JP__CHUNK_PADDED], b[2 * JP__CHUNK_PADDED];
    double kept[2 * JP__CHUNK_PADDED];
    double minus_log[2 * JP__CHUNK_PADDED], score[2 * JP__CHUNK_PADDED];
} jp__long_gaps;

/* The contacts of one side of one chunk that answer the other, and where the turns that they answer began;
 * one more of those if a turn is open. */
typedef struct jp__answers {
    size_t count, begun;
    uint32_t fact[JP__CHUNK_PADDED];
    uint32_t from[JP__CHUNK_PADDED];
    int64_t us[JP__CHUNK_PADDED];     /* waited */
    double hours[JP__CHUNK_PADDED];
    double logged[JP__CHUNK_PADDED];  /* the hours that the fact itself says, or -1 */
} jp__answers;

/* Where the time stands at which a turn of a side began that was open before the chunk. */
#define JP__BEGUN_BEFORE (JP__CHUNK_PADDED - 2)

/* What is known of one side on the way. */
typedef struct jp__side_walk {
    int64_t silent_since_us, turn_from_us;
    uint64_t contacts, answered, gaps;
    double gap_days;
    uint32_t turn_open, turn_length;
} jp__side_walk;

/* A relationship in the chunk: the only one, or one of those on the tray. */
typedef struct jp__chunk_member {
    size_t first, end;    /* its facts that are seen; on the tray only */
    size_t end_gaps[2];   /* of the gaps of each side the first one that is not its own */
    jp__walk walk;        /* on the tray only */
    jp__side_walk sides[2];
} jp__chunk_member;

/* A channel hears a fact of the chunk; in one number, which moves at once. */
typedef uint32_t jp__hearing;

static inline jp__hearing jp__hears(uint32_t channel, uint32_t fact)
{
    return fact << 16 | channel;
}

static inline uint32_t jp__channel_of(jp__hearing hearing)
{
    return hearing & 0xffff;
}

static inline uint32_t jp__fact_of(jp__hearing hearing)
{
    return hearing >> 16;
}

/* What all channels of one type hear of the facts that were given; in the order of time for each channel. */
typedef struct jp__heard {
    jp__hearing *what, *end;
} jp__heard;

/* What some channels of one type are told, and what they make of it. `weight` is the intensity; 0 where
 * nothing is said, which still moves the latest time of the window. */
typedef struct jp__told {
    const double *y, *weight, *half;
    double *favourable, *adverse; /* of what says for and against alike only the first */
} jp__told;

/* The window of a channel that is open, or JP__NO_WINDOW, which holds nothing: X, or how many facts, and the
 * latest of them: of this chunk if below JP__CHUNK_PADDED, else kept behind the chunk's rows. */
#define JP__NO_WINDOW UINT16_MAX
typedef struct jp__open_window {
    double favourable, adverse;
    jp__hearing latest;
    uint32_t count;
    uint32_t counts;  /* where the saturations of 0, 1, 2, .. facts start */
    uint16_t number;
    uint16_t numbers; /* where the numbers of its width start */
} jp__open_window;

/* Windows that are over, in the order of time for each channel: X, then what it is worth. */
typedef struct jp__windows {
    size_t count;
    jp__hearing *latest;
    double *favourable, *adverse;
    double *log_q, *scale; /* scale 0: worth what it is */
} jp__windows;

static inline void jp__write_window(const jp__windows *closed, size_t n, jp__hearing latest,
                                    double favourable, double adverse, double log_q, double scale)
{
    closed->latest[n] = latest;
    closed->favourable[n] = favourable;
    closed->adverse[n] = adverse;
    closed->log_q[n] = log_q;
    closed->scale[n] = scale;
}

/* The types of channels: jp__transform_type, then those of ratings, one for each source and indicator,
 * behind those of the model; and nobody, who hears what no other channel does. */
#define JP__RATINGS (JP__NOTICE + 1)
#define JP__NOBODY (JP__RATINGS + 1)
#define JP__TYPES (JP__NOBODY + 1)

/* How masses of a channel are summed. */
typedef enum jp__way {
    JP__COUNTED, /* facts that count 1 each */
    JP__ALIKE,   /* for and against alike */
    JP__APART,
    JP__RATED,
    JP__WAYS
} jp__way;

/* The channels of one way that the relationship has anything of. */
typedef struct jp__touched {
    size_t count;
    uint32_t *channel;
} jp__touched;

typedef struct jp__kernel_channel {
    double half;          /* of ratings 1 for a harm, else 0 */
    double log_q, scale;  /* scale 0: nothing saturates */
    double default_value;
    uint32_t type;
    bool always;          /* speaks without a value too */
} jp__kernel_channel;

/* A stream in one number: who hears it, the channel in the low 16 bits and its type behind them; what it is
 * (JP__F_); the highest bit if more hear it. */
typedef uint32_t jp__hearer;
#define JP__FLAGS_AT 20
#define JP__MORE_HEARERS (UINT32_C(1) << 31)

static inline uint32_t jp__type_of(jp__hearer hearer)
{
    return hearer >> 16 & 15;
}

/* A stream (a kind done by an actor; behind all of those the ratings of an indicator by a source): the
 * channels that hear it after the first one, from `first` to before `end`. */
typedef struct jp__kernel_stream {
    uint32_t first, end;
} jp__kernel_stream;

/* A channel that hears what turns and gaps say: which list of those. `as_is`: all of it are shares, which it
 * takes as they are. */
typedef struct jp__derived_hearer {
    uint32_t list, channel;
    bool as_is;
} jp__derived_hearer;

#define JP__F_CONTACT 1u
#define JP__F_EXPECTS 2u
#define JP__F_MUTUAL 4u
#define JP__F_REPLY 8u
#define JP__F_ADVERSE 16u
#define JP__F_END 32u /* a termination or a renewal */
#define JP__F_SUPPLIER 64u

/* The flags of 64 facts, a bit for each. */
typedef struct jp__flag_bits {
    uint64_t contact, expects, mutual, reply, end, supplier;
} jp__flag_bits;

/*
 * Weighted sums, eight at once, those of many terms first: each step adds weight[i] x from[at[i]] to each of
 * eight, the terms of one in the order of the definition. What is missing to eight adds 0. Of evidence (two
 * masses an indicator of sums of channels; of what nothing is known they are 0) and of groups of indicators.
 */
typedef struct jp__weighted {
    size_t eights;
    uint32_t *end;  /* by eight: the step behind its last one */
    uint32_t *to;   /* by lane: which of the sums; one behind all of them is nobody's */
    int32_t *at;
    double *weight;
    uint32_t *next; /* by sum, while they are laid out: where its next term goes */
    bool *placed;   /* by sum: has its lane */
} jp__weighted;

/* What is believed of every indicator beforehand, in columns, and how much it hears. */
typedef struct jp__priors {
    size_t count;
    double *weight, *good, *bad; /* W, and what it puts to either side */
    double *said[2];             /* weights of what the sides say */
} jp__priors;

struct jp__kernel;

/* The instruction sets that the lanes are compiled for. */
typedef enum jp__level { JP__LEVEL_PLAIN, JP__LEVEL_AVX2, JP__LEVEL_AVX512, JP__LEVEL_COUNT } jp__level;

/* The loops over lanes; all the same source (lanes.h). */
typedef struct jp__lanes {
    bool (*ascend)(const int64_t *time_us, size_t count);
    void (*decays)(const jp__decay *decay, const int64_t *time_us, size_t count, size_t blocks, double *rows);
    void (*numbers)(const jp__width *width, size_t widths, const int64_t *time_us, size_t count,
                    uint32_t *number);
    void (*take)(struct jp__kernel *kernel, size_t count);
    void (*hear)(struct jp__kernel *kernel, size_t count);
    uint64_t (*unusual)(const struct jp__kernel *kernel, const jp_facts *facts, size_t first, size_t count);
    void (*flag_bits)(const uint8_t *flags, size_t count, jp__flag_bits *bits);
    size_t (*list_bits)(const uint64_t *bits, size_t first, size_t count, uint32_t *list, size_t n);
    void (*end_gaps)(struct jp__kernel *kernel, size_t side, const uint64_t *contacts, size_t first,
                     size_t count);
    void (*wait)(const struct jp__kernel *kernel, jp__answers *answers);
    void (*deal_answers)(const struct jp__kernel *kernel, const jp__answers *answers, jp__list *replies,
                         jp__list *waits);
    void (*hours)(jp__answers *answers);
    void (*days)(jp__gaps *gaps);
    void (*silences)(jp__gaps *gaps, const jp__parameters *p, double bound, jp__gap_work *work);
    void (*note_long)(jp__gaps *gaps, const jp__gap_work *work, jp__long_gaps *all);
    size_t (*list_steady)(const jp__gaps *gaps, uint32_t *fact);
    void (*long_silences)(jp__long_gaps *gaps, const jp__parameters *p);
    void (*tell)(struct jp__kernel *kernel, const jp__heard *heard);
    void (*transform)(const jp__told *told, size_t count, size_t type);
    void (*count_windows)(struct jp__kernel *kernel, const jp__heard *heard);
    void (*count_run)(struct jp__kernel *kernel, const jp__list *run, uint32_t channel);
    void (*add_run)(struct jp__kernel *kernel, const jp__list *run, uint32_t channel, const jp__told *told,
                    bool apart);
    void (*close_counted)(struct jp__kernel *kernel);
    bool (*saturate)(const double *log_q, const double *scale, size_t count, double least, double *x);
    void (*add_alike)(const jp__windows *windows, const double *rows, size_t blocks, double *sums);
    void (*add_apart)(const jp__windows *windows, const double *rows, size_t blocks, double *sums);
    void (*fade_alike)(const jp__touched *touched, const double *fade, size_t blocks, double *sums);
    void (*fade)(const jp__touched *touched, const double *fade, size_t blocks, double *sums);
    void (*weigh)(const jp__weighted *sums, const double *from, double *result);
    void (*believe)(const jp__priors *priors, const jp__beliefs *beliefs);
    void (*shape)(const jp__priors *priors, double saturation, const jp__beliefs *beliefs);
    jp__specials specials;
} jp__lanes;

/* The lanes of a level; NULL if this build or this processor has it not. And those of the best one.
 * levels.c */
const jp__lanes *jp__lanes_of(jp__level level);
const jp__lanes *jp__lanes_best(void);
extern const jp__lanes jp__lanes_plain, jp__lanes_avx2, jp__lanes_avx512;

/* The workspace of one thread, for one model. */
typedef struct jp__kernel {
    jp_allocator allocator;
    jp_model *model;
    const jp__lanes *lanes; /* NULL: the model is beyond the limits */
    size_t chunk;           /* facts in one */
    size_t tray;            /* relationships on one; 1: none are walked side by side */
    size_t crowd_from;      /* so many facts at least are walked as a crowd */

    /* Of the model. */
    size_t blocks;         /* of four half-life classes */
    size_t kind_streams;   /* of kinds done by an actor */
    size_t place_count;    /* of ratings: source x indicator */
    size_t stream_count;   /* both */
    size_t channel_total;  /* a place has one, behind those of the model; each member has as many */
    size_t window_count;
    uint32_t window_days[JP__KERNEL_WINDOWS];
    jp__kernel_stream *streams;
    jp__hearer *hearers;   /* by stream */
    uint32_t *given_by;    /* by kind: a bit for each side that may do it */
    jp__kernel_channel *channels;
    jp__derived_hearer *derived_hearers;
    size_t derived_hearer_count;
    uint32_t derived_stream[2 * JP__DERIVED_ROLES]; /* of the lists below */
    double *counted;       /* by distinct repeat_q: the saturation of 0 .. JP__COUNTS - 1 */
    jp__weighted evidence, groups;
    double *masses;        /* by indicator, favourable and adverse by turns; then nobody's */
    jp__priors priors;     /* padded with indicators that nobody asks for */
    double hazard_bound;   /* of gaps that may matter; see jp__silence_bound() */
    double steady_least, steady_most; /* -ln S below: steady; above: not; between: to be worked out */

    /* Of an as-of. */
    bool has_as_of, usable;
    int64_t as_of_us, earliest_us;
    jp__decay decay;
    jp__width windows[JP__KERNEL_WINDOWS];
    double fade[JP__KERNEL_CLASSES];

    /* Of a chunk. */
    bool crowded;          /* it is a crowd */
    int64_t time_us[JP__CHUNK_PADDED];
    uint32_t *numbers;     /* of windows, by width, then fact */
    double *decays;        /* rows of 4 x blocks: of the chunk's facts, then of the open windows by channel */
    uint8_t flags[JP__CHUNK_PADDED]; /* of the facts; 0 for ratings */
    jp__flag_bits flag_bits[JP__CHUNK / 64];
    uint64_t known[JP__CHUNK / 64]; /* facts with a value, a bit for each */
    uint32_t stream[JP__CHUNK_PADDED];
    jp__hearer hearer[JP__CHUNK_PADDED];
    uint32_t base[JP__CHUNK_PADDED]; /* the first channel of the member whose fact it is: 0 but on trays */
    uint32_t more[JP__CHUNK_PADDED]; /* facts that more than one channel hears */
    jp__gaps gaps[2];
    jp__gap_work gap_work;
    jp__long_gaps long_gaps;
    jp__answers answers[2];
    jp__list derived[2 * JP__DERIVED_ROLES]; /* by role, then side */
    jp__heard heard[JP__TYPES], heard_derived; /* the latter on trays only */
    double *y, *weight, *half, *favourable, *adverse; /* of what is told; see jp__told */
    double *ones;
    jp__windows alike, apart;

    /* Of a relationship, or of those on the tray. */
    jp__chunk_member members[JP__TRAY];
    size_t member_count;
    bool on_tray;          /* channels are those of several members */
    size_t next_rated;     /* of what was rated on the tray the first that was not given */
    jp_facts facts;
    size_t seen;
    jp__walk walk;
    bool sure;             /* of the bits so far */
    jp__side_walk *sides;  /* two, those of a member */
    bool pending_end;      /* a termination that no contact has come after yet */
    int64_t first_end_us, last_end_us;
    size_t rated_count;    /* places with masses in the tally, which nothing else may write to */
    uint32_t *rated;
    const jp_scorer *clean; /* the scorer whose tally has no other masses of ratings than those */

    jp__open_window *open;      /* by channel */
    jp__touched touched[JP__WAYS];
    double *sums;          /* by channel: rows of 8 x blocks: 4 favourable, 4 adverse; 0 where untouched.
                            * Counted and alike: the first four are for both */

    void *block;           /* all of the above that is pointed to */
    size_t size;
} jp__kernel;

/* For `facts` facts at once at most: it walks in no longer chunks than that. And for a tray of so many
 * relationships, JP__TRAY at most; 0 or 1: without one. tables.c */
jp_status jp__kernel_new(const jp_model *model, const jp_allocator *allocator, size_t facts,
                         size_t tray, jp__kernel **kernel, jp_error *err);
void jp__kernel_free(jp__kernel *kernel);

/*
 * What jp__scorer_see() and jp__scorer_gather() leave behind for jp__scorer_fill(), worked out fast; false
 * if it cannot be, and then those two are to be called, which set everything anew: a model or times beyond
 * the limits, facts not in the canonical order, hidden ones among those that are seen, masses next to
 * nothing. The scorer has the kernel's model; nobody else but the readable path after a refusal writes to its
 * tally. The facts are checked. It leaves no seen facts and no waits: who wants the rhythm reported walks
 * the contacts once more. kernel.c
 */
bool jp__kernel_gather(jp__kernel *kernel, jp_scorer *scorer, const jp_facts *facts, int64_t as_of_us);

/* Which of up to 64 facts, from index `first` of columns that are there, are to be looked at one by one
 * whether they may be scored: all but interactions as they should be. jp__facts_check_rows() has the last
 * word. kernel.c */
uint64_t jp__kernel_unusual(const jp__kernel *kernel, const jp_facts *facts, size_t first, size_t count);

/* The same step by step: begins, with the number of facts that are seen; walks one chunk of those before fact
 * `end`, or all of them; ends, which is false too if it did not get to the last one. Once it
 * began it has to end. */
bool jp__kernel_begin(jp__kernel *kernel, jp_scorer *scorer, const jp_facts *facts, int64_t as_of_us,
                      size_t *seen);
void jp__kernel_step(jp__kernel *kernel, size_t end);
void jp__kernel_go_on(jp__kernel *kernel, size_t end);
bool jp__kernel_end(jp__kernel *kernel, jp_scorer *scorer);

/* Several small relationships at once: those of facts offsets[i] .. offsets[i + 1] - 1, one behind the other.
 * Returns how many from the first one on are on the tray, 0 if it is not worth while. Then each of them is
 * given, in order, with what jp__kernel_gather() would leave behind; false: it is to be gathered alone, and
 * then those after it are too. Without `rhythm` what was given is all that is heard. tray.c */
size_t jp__tray_fill(jp__kernel *kernel, jp_scorer *scorer, const jp_facts *facts, const uint64_t *offsets,
                     size_t relationships, int64_t as_of_us, bool rhythm);
bool jp__tray_give(jp__kernel *kernel, jp_scorer *scorer, size_t number);

/* Then what jp__scorer_fill() does. fill.c */
void jp__kernel_fill(jp__kernel *kernel, jp_scorer *scorer, int64_t as_of_us);

/* For tests and benchmarks: another level than the best one. False if there is none such. */
bool jp__kernel_set_level(jp__kernel *kernel, jp__level level);

/* ---- Within the folder ------------------------------------------------------------------------ */

/* What the times of a chunk fade to, and which windows they are in: all between the two, which are within the
 * limits. The lanes are filled up. Of a crowd only its windows. kernel.c */
void jp__kernel_work_out_times(jp__kernel *kernel, size_t count, int64_t first_us, int64_t last_us);

/* The same of the next chunk. Returns how many of `left` facts it has, all of them if they fit. kernel.c */
size_t jp__kernel_take_times(jp__kernel *kernel, const int64_t *time_us, size_t left);

/* As of when; false: it is beyond the limits. kernel.c */
bool jp__kernel_set_as_of(jp__kernel *kernel, int64_t as_of_us);

/* Can the fast path take these facts of a relationship? Only if those that are seen are simply the first
 * ones, in the canonical order, none of them too old; `seen`: how many they are. kernel.c */
bool jp__kernel_can_take(const jp__kernel *kernel, const jp_facts *facts, size_t *seen);

/* What a member comes to, for the scorer. kernel.c */
void jp__kernel_close(jp__kernel *kernel, jp_scorer *scorer, size_t member);

/* Nothing is left of the relationships before. hear.c */
void jp__kernel_start(jp__kernel *kernel);

/* What channels of one type are told by what they heard; what one channel is told by what was derived for it.
 * hear.c */
jp__told jp__kernel_tell(jp__kernel *kernel, const jp__heard *heard);
jp__told jp__kernel_tell_derived(jp__kernel *kernel, const jp__derived_hearer *hearer);

/* The contacts of the chunk: which answer and which end gaps; those of all members on the tray. turns.c */
void jp__kernel_meet(jp__kernel *kernel, size_t count);
void jp__tray_meet(jp__kernel *kernel, size_t count);

/* What the gaps and the answers of the chunk say. rhythm.c */
void jp__kernel_set_steady(jp__kernel *kernel);
void jp__kernel_derive(jp__kernel *kernel);

/* What was heard into windows, and those that are over into sums; false: some are too small to be sure of the
 * bits. `last`: no chunk comes after this one. windows.c */
bool jp__kernel_sum(jp__kernel *kernel, bool last);

/* How many of the facts from the first one on are a crowd, all in one window of each width; 0 if it is not
 * worth while. The same steps for a crowd as for other facts; and then the decays of the latest facts, which
 * are not there before. crowd.c */
size_t jp__crowd_of(const jp__kernel *kernel, const int64_t *time_us, size_t most);
void jp__crowd_count(jp__kernel *kernel);
void jp__crowd_count_run(jp__kernel *kernel, const jp__list *list, uint32_t channel);
void jp__crowd_add_up(jp__kernel *kernel, const jp__heard *heard, const jp__told *told, jp__windows *windows,
                      jp__touched *touched, bool apart);
void jp__crowd_add_run(jp__kernel *kernel, const jp__list *list, uint32_t channel, const jp__told *told,
                       jp__windows *windows, jp__touched *touched, bool apart);
void jp__crowd_carry(jp__kernel *kernel);

/* What is summed by weights, of a model: room for it, only measured where `block` is NULL; and what it is.
 * weighted.c */
void jp__weighted_lay_out(jp__kernel *kernel, char *block, size_t *used);
void jp__weighted_describe(jp__kernel *kernel);

/* Takes `count` elements off the block; with no block yet it only measures. tables.c */
void *jp__take(char *block, size_t *used, size_t count, size_t size);

/* The sums into masses. apply.c */
void jp__kernel_wipe(jp__kernel *kernel, jp_scorer *scorer);
void jp__kernel_apply(jp__kernel *kernel, jp__tally *tally, size_t member);

/* Where the favourable sum of a class stands in the sums of a channel; the adverse one 4 behind it. */
static inline size_t jp__place_of_sum(const jp__kernel *k, size_t channel, uint16_t class_)
{
    return 8 * (k->blocks * channel + class_ / 4) + class_ % 4;
}

/* The number of the window of a channel that a fact is in: of a crowd all have that of the first one. */
static inline uint32_t jp__number_of(const jp__kernel *k, const jp__open_window *w, uint32_t fact)
{
    return k->numbers[w->numbers + (k->crowded ? 0 : fact)];
}

/* Nothing of a member has been walked yet. */
static inline void jp__begin_member(jp__kernel *k, jp__chunk_member *member)
{
    k->walk = (jp__walk){ .next = 0 };
    k->sides = member->sides;
    k->sides[JP_CLIENT] = k->sides[JP_SUPPLIER] = (jp__side_walk){ .contacts = 0 };
    k->pending_end = false;
}

/* What is known of a side as the rhythm has it; no fact is pointed to. */
static inline jp__side_rhythm jp__rhythm_of_side(const jp__side_walk *s)
{
    return (jp__side_rhythm){
        .turn_open = s->turn_open != 0, .turn_from = JP__NO_FACT, .turn_length = s->turn_length,
        .logged = s->contacts > 0, .last_contact = JP__NO_FACT, .silent_since_us = s->silent_since_us,
        .last_us = s->silent_since_us, .contacts = s->contacts, .answered = s->answered,
        .gaps = s->gaps, .gap_days = s->gap_days,
    };
}

/* What is derived of a side. */
static inline jp__list *jp__list_of(jp__kernel *k, jp__derived_role role, size_t side)
{
    return &k->derived[2 * (size_t)role + side];
}

/* Nothing is derived of the chunk. */
static inline void jp__forget_derived(jp__kernel *k)
{
    for (size_t list = 0; list < JP__COUNT(k->derived); list++)
        k->derived[list].count = 0;
}

#endif /* JP_KERNEL_KERNEL_H */
