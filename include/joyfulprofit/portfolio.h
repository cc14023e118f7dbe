/*
 * joyfulprofit/portfolio.h - many relationships at once: columns in, columns out
 *
 * The batch engine gives, bit for bit, what a jp_scorer gives for each relationship by itself,
 * whatever the number of threads. docs/portfolio.md names the columns and says how to use it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JOYFULPROFIT_PORTFOLIO_H
#define JOYFULPROFIT_PORTFOLIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <joyfulprofit/allocator.h>
#include <joyfulprofit/export.h>
#include <joyfulprofit/facts.h>
#include <joyfulprofit/model.h>
#include <joyfulprofit/score.h>
#include <joyfulprofit/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Tables of results --------------------------------------------------------------------- */

/** A table of results: immutable columns of equal length. Shared by reference count. */
typedef struct jp_table jp_table;

typedef enum jp_column_type {
    JP_COLUMN_DOUBLE = 0,   /* double */
    JP_COLUMN_INT64 = 1,    /* int64_t */
    JP_COLUMN_TIME_US = 2,  /* int64_t, microseconds UTC */
    JP_COLUMN_BOOL = 3,     /* uint8_t, 0 or 1 */
    JP_COLUMN_CATEGORY = 4, /* uint8_t, number of a name in `categories` */
    JP_COLUMN_TEXT = 5      /* bytes, UTF-8; text k is bytes offsets[k] .. offsets[k + 1] */
} jp_column_type;

/** A column. Everything in it belongs to the table and is valid as long as that. */
typedef struct jp_column_info {
    size_t struct_size;
    const char *name;              /* such as "closure", "closure.low", "suffering.client" */
    jp_column_type type;
    const void *values;            /* an element a row, 0 where missing; JP_COLUMN_TEXT: the bytes */
    const uint8_t *validity;       /* Arrow bitmap: bit k % 8 of byte k / 8, 1 = present; NULL: nothing is
                                      missing */
    const int64_t *offsets;        /* JP_COLUMN_TEXT: one more than rows; else NULL */
    const char *const *categories; /* JP_COLUMN_CATEGORY: the names; else NULL */
    size_t category_count;
} jp_column_info;

#define JP_INIT_OF_jp_column_info \
    { sizeof(jp_column_info), NULL, JP_COLUMN_DOUBLE, NULL, NULL, NULL, NULL, 0 }

/** How many rows and columns a table has. @thread any */
JP_API size_t jp_table_row_count(const jp_table *table);
JP_API size_t jp_table_column_count(const jp_table *table);

/**
 * A column by its number, from 0. Values, bitmaps and offsets begin at multiples of 64 bytes.
 *
 *     jp_column_info info = JP_INFO_INIT(jp_column_info);
 *
 * @errors JP_ERROR_ARGUMENT (NULL, or index >= count), JP_ERROR_OPTIONS (struct_size)
 * @thread any; constant time, allocates nothing
 */
JP_API jp_status jp_table_column(const jp_table *table, size_t index, jp_column_info *info,
                                 jp_error *err);

/**
 * The number of a column by its name.
 *
 * @param name   `length` bytes, not terminated
 * @param index  receives the number; untouched on failure
 * @errors JP_ERROR_ARGUMENT (NULL), JP_ERROR_UNKNOWN (no such column)
 * @thread any; linear in the columns, allocates nothing
 */
JP_API jp_status jp_table_find_column(const jp_table *table, const char *name, size_t length,
                                      size_t *index, jp_error *err);

/** One more owner of the table, which is returned. @thread any */
JP_API jp_table *jp_table_retain(jp_table *table);

/** One owner less; the last one frees it, on its own thread. NULL is fine. @thread any */
JP_API void jp_table_free(jp_table *table);

/* ---- Scoring many relationships ------------------------------------------------------------ */

/* Which columns a result has; flags of jp_portfolio_options.out. 0 means JP_OUT_HEADLINES. Groups stand
 * in the order of their flags, intervals behind their value. What no flag asks for is not computed. */
#define JP_OUT_HEADLINES 1u   /* status, facts, closure, gap, health, risk_index, struggle, coverages */
#define JP_OUT_INTERVALS 2u   /* .low and .high of what else is asked for; by itself: of the headlines */
#define JP_OUT_FACTORS 4u     /* engage, excite, conversation, caring, equation, product */
#define JP_OUT_DIMENSIONS 8u  /* level and coverage of the thirteen */
#define JP_OUT_INDICATORS 16u /* level and uncertainty of each indicator */
#define JP_OUT_SILENCE 32u    /* of both sides: days, score, silent_90 */
#define JP_OUT_RHYTHM 64u     /* of both sides: what jp_rhythm holds; reciprocity */
#define JP_OUT_GAPS 128u      /* belief gap of each indicator; missing unless both have rated it */
#define JP_OUT_VERDICT 256u   /* the four lines, endgame, compromised */
#define JP_OUT_ALL 511u
#define JP_OUT_HEADLINE_INTERVALS 512u /* .low and .high of closure, health and factors alone, for less */

/**
 * How a caller's own pool runs the work: call `task(task_data, i)` once for each i below `count`, on
 * any threads, and return when all of these calls have returned.
 */
typedef void (*jp_executor_fn)(void *user, void (*task)(void *task_data, size_t index),
                               void *task_data, size_t count);

/** How a portfolio is scored. All zero (but struct_size) means the default of each. */
typedef struct jp_portfolio_options {
    size_t struct_size;            /* sizeof(jp_portfolio_options) */
    const jp_allocator *allocator; /* NULL: malloc. Must be safe for several threads at once, unless
                                      `threads` is 1 */
    uint32_t out;                  /* JP_OUT_ flags; 0: headlines */
    uint32_t threads;              /* at most, with the calling one; up to 1024; 0: as many as there are
                                      processors. Fewer where there is little to do. With an executor:
                                      how many tasks it gets */
    jp_executor_fn executor;       /* NULL: threads of our own, which end before the call returns */
    void *executor_user;
    jp_progress_fn on_progress;    /* in facts; NULL: none. At the start, at the end, and up to a few
                                      hundred times between; with an executor, between only from tasks
                                      that it runs on the calling thread */
    void *progress_user;
    bool sort;                     /* facts may be in any order within a relationship; else they must be
                                      in order of time */
    bool plain;                    /* the readable path: the same bits, perhaps slower; for comparison */
} jp_portfolio_options;

/**
 * Scores relationships whose facts stand one behind the other in `facts`: those of relationship r at
 * offsets[r] .. offsets[r + 1] - 1, counted from facts->offset. A relationship may have no facts: it is
 * unknown, with coverage 0.
 *
 * @param facts    columns; facts->length may be larger than jp_facts_check() allows for one relationship
 * @param offsets  relationship_count + 1 numbers: the first 0, ascending, the last facts->length
 * @param options  NULL for the defaults
 * @param table    receives a row for each relationship, in their order; free it with jp_table_free(). NULL on
 *                 failure
 * @errors JP_ERROR_ARGUMENT (a pointer is NULL), JP_ERROR_OPTIONS (struct_size, unknown flag, threads),
 *         those of jp_facts_check() that are not about a row, JP_ERROR_LIMIT (2^32 relationships),
 *         JP_ERROR_ARGUMENT (offsets); then by relationship, the first one that has an error:
 *         JP_ERROR_LIMIT (2^31 facts), the rows as jp_facts_check() checks them, JP_ERROR_VALUE (not in
 *         order of time, and not `sort`; the row is named); JP_ERROR_ARGUMENT (the executor returned with
 *         work left), JP_ERROR_MEMORY, JP_ERROR_CANCELLED
 * @thread any; within the call on several. Linear where facts are in order. Besides the table it takes
 *         what a jp_scorer takes for each thread
 */
JP_API jp_status jp_portfolio_score(const jp_model *model, const jp_facts *facts,
                                    const uint64_t *offsets, size_t relationship_count,
                                    int64_t as_of_us, const jp_portfolio_options *options,
                                    jp_table **table, jp_error *err);

/**
 * Scores a whole fact table by its own model. Two columns of text, `supplier` and `client`, come first.
 *
 * @param facts  sorted (see jp_fact_table_sort()); the readers' tables are
 * @errors JP_ERROR_ARGUMENT (a pointer is NULL, or the table is not sorted), JP_ERROR_OPTIONS,
 *         JP_ERROR_ARGUMENT (the executor returned with work left), JP_ERROR_MEMORY, JP_ERROR_CANCELLED
 * @thread any; as jp_portfolio_score()
 */
JP_API jp_status jp_fact_table_score(const jp_fact_table *facts, int64_t as_of_us,
                                     const jp_portfolio_options *options, jp_table **table,
                                     jp_error *err);

/**
 * What a scorer must want for its scores to have the columns of JP_OUT_ flags: jp_scorer_options.want for
 * jp_score_table(). @thread any; constant time
 */
JP_API uint32_t jp_portfolio_want(uint32_t out);

/**
 * One score as a table of one row: the columns and the bits that jp_fact_table_score() gives.
 *
 * @param score     of a scorer that wanted jp_portfolio_want(options->out), or more
 * @param supplier  the id, UTF-8 without NUL; its bytes NULL, and those of `client`: no columns of ids
 * @param client    the id of the other side
 * @param options   NULL for the defaults; read are `allocator` and `out`
 * @param table     receives the table, which does not need the score any more; free it with jp_table_free().
 *                  NULL on failure
 * @errors JP_ERROR_ARGUMENT (score or table NULL, or one of the ids), JP_ERROR_ENCODING (an id),
 *         JP_ERROR_OPTIONS, JP_ERROR_ARGUMENT (the scorer did not want what a column needs), JP_ERROR_MEMORY
 * @thread any while the scorer does not run; linear in the columns
 */
JP_API jp_status jp_score_table(const jp_score *score, jp_text supplier, jp_text client,
                                const jp_portfolio_options *options, jp_table **table, jp_error *err);

/* ---- Ranking and rolling up ------------------------------------------------------------------ */

/**
 * The rows with the largest (or smallest) values of a column of numbers or times, the first of all first,
 * equal ones in the order of rows. Rows where it is missing come last.
 *
 * @param rows   room for the smaller of `top` and the row count; NULL is fine if that is 0
 * @param count  receives how many were written, which is that
 * @errors JP_ERROR_ARGUMENT (NULL, column out of range, or not of numbers or times)
 * @thread any; rows x log top, mostly linear; allocates nothing
 */
JP_API jp_status jp_table_top(const jp_table *table, size_t column, size_t top, bool largest,
                              uint64_t *rows, size_t *count, jp_error *err);

/**
 * The percentile of each row within its segment, 0 to 1: the share of the segment's rows with a smaller
 * value plus half of the share with an equal one, itself among them. Rows without a value do not count
 * and get 0.
 *
 * @param segments     a number for each row; NULL: all are one segment
 * @param percentiles  room for each row
 * @param valid        room for a bit for each row, in whole bytes: whether it has a value; NULL is fine
 * @errors JP_ERROR_ARGUMENT (NULL, column out of range, or not of numbers or times), JP_ERROR_MEMORY
 * @thread any; linear; takes 32 bytes a row from the table's allocator and gives them back
 */
JP_API jp_status jp_table_percentile(const jp_table *table, size_t column, const uint32_t *segments,
                                     double *percentiles, uint8_t *valid, jp_error *err);

/**
 * Rolls the relationships of a scored fact table up to their suppliers or their clients. The columns are
 * the id (`supplier` or `client`), `relationships`, how many of them are `unknown`, `known` and `ended`,
 * the sum of `facts`, and .mean, .min and .max of `closure`, `health` and `risk_index` over those that
 * are not unknown, missing where there are none.
 *
 * @param by   JP_SUPPLIER or JP_CLIENT
 * @param out  receives a row for each, in the order of ids; free it with jp_table_free(). NULL on failure
 * @errors JP_ERROR_ARGUMENT (NULL, side, or the table has no ids or no headlines), JP_ERROR_MEMORY
 * @thread any; n log n in the rows, linear where they are in order; uses the table's allocator
 */
JP_API jp_status jp_table_roll_up(const jp_table *table, jp_side by, jp_table **out, jp_error *err);

/* ---- Incremental ------------------------------------------------------------------------------ */

/**
 * One relationship kept between scorings: takes facts as they come, and is scored as of any moment. The
 * score is, bit for bit, that of a scorer which gets all the facts at once.
 *
 * Each fact is walked once, by the first scoring that sees it. Walked again, at most, are: what comes
 * after a fact that comes late or is recorded later than it happened; everything, as of a moment before
 * facts that an earlier scoring saw; and everything in relationships of less than 64 facts, which takes
 * hardly longer than going on from what was kept.
 *
 * It takes 32 bytes a fact (40 once one was recorded later than it happened) and up to twice that while it
 * grows; 8 bytes an answered turn; and from 64 facts on what scoring them has led to, with the default model
 * 9 to 28 kB, three times that from some thousand facts on.
 */
typedef struct jp_state jp_state;

/**
 * A state without facts, for `model`, which it retains.
 *
 * @param allocator  NULL: malloc
 * @param state      receives the state; free it with jp_state_free(). NULL on failure
 * @errors JP_ERROR_ARGUMENT, JP_ERROR_MEMORY
 * @thread any
 */
JP_API jp_status jp_state_new(const jp_model *model, const jp_allocator *allocator, jp_state **state,
                              jp_error *err);

/** Frees a state. NULL is fine. */
JP_API void jp_state_free(jp_state *state);

/** How many facts it has taken. */
JP_API size_t jp_state_fact_count(const jp_state *state);

/**
 * Adds facts in any order, all or none, copying what it needs.
 *
 * @errors JP_ERROR_ARGUMENT (state NULL), those of jp_facts_check(), JP_ERROR_LIMIT (2^31 facts in all),
 *         JP_ERROR_MEMORY
 * @thread one at a time for each state; amortised constant time for facts in order, else linear
 */
JP_API jp_status jp_state_add(jp_state *state, const jp_facts *facts, jp_error *err);

/**
 * The facts that a state has taken, as columns in the canonical order of docs/method.md section 0, to be
 * stored in whatever way: a new state of the same model that they are added to gives the same scores, bit
 * for bit. They are what any score can tell of the facts: without ids, and recorded only where that was
 * later than it happened. Kinds and items are numbers of the model; where another version of it may read
 * them, store their ids.
 *
 * @param facts  receives the columns, which are the state's, without offset; those that no fact needs are
 *               NULL. Valid until the next jp_state_add() that succeeds or jp_state_free(). Untouched on
 *               failure
 * @errors JP_ERROR_ARGUMENT (NULL), JP_ERROR_OPTIONS (struct_size), JP_ERROR_MEMORY (the state stays as it
 *         was)
 * @thread one at a time for each state. Linear in the facts, constant when asked again before more are added;
 *         takes 24 bytes a fact, up to 44 with ratings, intensities and what was recorded later, which the
 *         next jp_state_add() gives back, also one of no facts
 */
JP_API jp_status jp_state_facts(jp_state *state, jp_facts *facts, jp_error *err);

/**
 * Scores a state with a scorer of the same jp_model, as jp_scorer_run() would all its facts. The same text
 * loaded twice is two models: share the one, as threads may.
 *
 * @param score  receives the score, owned by the scorer; untouched on failure
 * @errors JP_ERROR_ARGUMENT (NULL, or the scorer is of another jp_model), JP_ERROR_MEMORY
 * @thread one at a time for each state and for each scorer. Linear in the facts that were not walked yet;
 *         in all of them where the scorer wants the rhythm
 */
JP_API jp_status jp_state_score(jp_state *state, jp_scorer *scorer, int64_t as_of_us,
                                const jp_score **score, jp_error *err);

#ifdef __cplusplus
}
#endif

#endif /* JOYFULPROFIT_PORTFOLIO_H */
