/*
 * batch.h - many relationships scored by several workers into one table.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_PORTFOLIO_BATCH_H
#define JP_PORTFOLIO_BATCH_H

#include <pthread.h>

#include "kernel/kernel.h"
#include "portfolio/table.h"
#include "score/scorer.h"

/* Whose relationships they are; NULL functions are not allowed. */
typedef struct jp__parties {
    const void *user;
    jp_text (*supplier)(const void *user, size_t row);
    jp_text (*client)(const void *user, size_t row);
} jp__parties;

typedef struct jp__worker jp__worker;

/* Workers with what they work with, which costs as much to make as hundreds of facts to score: all zero at
 * first, then as many as some batch has needed. Of one model, and of options that do not change. */
typedef struct jp__crew {
    jp__worker *workers;
    size_t count;    /* of those that have been made */
    size_t capacity; /* places */
} jp__crew;

/* Frees what the crew has; it is all zero again. batch.c */
void jp__crew_free(jp__crew *crew, const jp_allocator *a);

/* What is to be scored. */
typedef struct jp__batch {
    const jp_model *model;
    const jp_facts *facts;     /* all columns; the facts of row r are offsets[r] .. offsets[r + 1] - 1 */
    const uint64_t *offsets;
    size_t row_count;
    int64_t as_of_us;
    bool checked;              /* the facts are known to be fine and in order */
    const jp__parties *parties; /* NULL: none; else two columns of text come first */
    jp__crew *crew;             /* NULL: made for this batch alone */
    jp_portfolio_options options;
} jp__batch;

#define JP__THREADS_MAX 1024

/* The flags that bring intervals of closure, health and factors. */
#define JP__OUT_INTERVALS (JP_OUT_INTERVALS | JP_OUT_HEADLINE_INTERVALS)

/* JP_OUT_ flags with those that stand for none. */
static inline uint32_t jp__out(uint32_t out)
{
    return (out & ~JP__OUT_INTERVALS) == 0 ? out | JP_OUT_HEADLINES : out;
}

/* Copies the options that were given (NULL: none), checked, with defaults for what is 0. batch.c */
jp_status jp__portfolio_options(const jp_portfolio_options *given, jp_portfolio_options *options,
                                jp_error *err);

/* The table for a batch, with its ids written, and without the rows of the score. Its options have an
 * allocator. batch.c */
jp_status jp__batch_table(const jp__batch *batch, const jp_score *score, jp_table **table, jp_error *err);

/* The offsets of a sorted table, which the caller frees; NULL: no memory. portfolio.c */
uint64_t *jp__batch_offsets(const jp_fact_table *facts, size_t row_count, const jp_allocator *a);

/* Scores checked columns and offsets. batch.c */
jp_status jp__batch_score(const jp__batch *batch, jp_table **table, jp_error *err);

/* ---- Rows on their way into the table (rows.c) --------------------------------------------------- */

/* Rows that share a line of the cache in a column of numbers, and a byte of a validity bitmap. */
#define JP__ROWS_TOGETHER ((size_t)8)

/* What a row has in a column. */
typedef union jp__entry {
    double number;
    int64_t whole; /* times, truths and categories too */
} jp__entry;

/* Up to so many rows, which one worker writes at once. */
typedef struct jp__rows {
    jp_table *table;
    size_t first_column, columns; /* those of the score */
    size_t first, end;            /* rows that are not in the table yet; both 0: none */
    jp__entry *entries;           /* row after row, from the one whose number is a multiple of 8 */
    uint8_t *present;             /* of each column that may miss values: a bit for each row that has one */
} jp__rows;

jp_status jp__rows_new(jp__rows *rows, const jp_allocator *a, jp_table *table, size_t first_column,
                       jp_error *err);

/* Those of a batch into its table. batch.c */
jp_status jp__batch_rows(const jp__batch *batch, jp_table *table, jp__rows *rows, jp_error *err);

void jp__rows_free(jp__rows *rows, const jp_allocator *a);

/* The entries of `row` are there. It stands behind those that are not in the table yet, if there are any. */
void jp__rows_took(jp__rows *rows, size_t row);

/* Writes what is not in the table yet. */
void jp__rows_put(jp__rows *rows);

/* ---- Columns of a score (columns.c) ------------------------------------------------------------- */

/* Declares the columns that `out` asks for. The score's numbers do not matter, its model does. */
void jp__declare_score(jp__layout *layout, const jp_score *score, uint32_t out);

/* Writes a row of them; for its place see jp__rows_took(). */
void jp__write_score(jp__rows *rows, size_t row, const jp_score *score, uint32_t out);

/* ---- Workers (pool.c) ----------------------------------------------------------------------------- */

/* Rows that one worker takes at a time. */
typedef struct jp__share {
    size_t first, end;
} jp__share;

typedef struct jp__run jp__run;

struct jp__worker {
    jp_scorer *scorer;
    jp__kernel *kernel; /* NULL: the readable path */
    jp__run *run;       /* from here on anew for every batch */
    jp__rows rows;      /* of the share that it works on, */
    size_t share_end;   /* the row behind them all, */
    size_t tray_first, tray_end; /* those that are on the tray; both the same: none; */
    size_t checked_end; /* and before this one their facts were found to be as they should */
    pthread_t thread;
    atomic_flag taken;  /* an executor has called for it */
    size_t untold;      /* facts that are done, but not counted by the run yet */
    size_t failed_row;  /* SIZE_MAX: none; then status and err are of that row */
    jp_status status;
    jp_error err;
};

/* What the workers share. */
struct jp__run {
    const jp__batch *batch;
    jp_table *table;
    const jp__share *shares;
    size_t share_count;
    jp__worker *workers;
    size_t worker_count;
    atomic_size_t next;      /* the first share that nobody has taken */
    atomic_size_t done;      /* facts */
    atomic_size_t failed_at; /* the lowest row with an error so far; later ones need not be scored */
    atomic_bool cancelled;
    size_t step;             /* so many facts between two calls of on_progress */
    size_t reported;         /* by the calling thread, in steps */
    pthread_t caller;
    pthread_mutex_t lock;
    pthread_cond_t changed;  /* `working`, or `done` by a step */
    size_t working;          /* workers other than the calling thread, under the lock */
};

/* Works through all shares; the error of the lowest row that has one. */
jp_status jp__run_all(jp__run *run, jp_error *err);

/* Counts facts as done; on the calling thread tells the progress. False: the caller has had enough. */
bool jp__run_tick(jp__run *run, size_t facts);

/* The same, but facts of many small relationships are counted together: workers that write to one count wait
 * for each other. */
bool jp__worker_tick(jp__worker *worker, size_t facts);

/* ---- One row (row.c) ------------------------------------------------------------------------------ */

/* Checks and scores one relationship, and writes its row. JP_ERROR_CANCELLED without words if the caller
 * has had enough. */
jp_status jp__score_row(jp__worker *worker, size_t row, jp_error *err);

#endif /* JP_PORTFOLIO_BATCH_H */
