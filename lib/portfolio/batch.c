/*
 * batch.c - from a batch to its table: what is asked for, who does how much, what comes back.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>
#include <unistd.h>

#include "portfolio/batch.h"
#include "portfolio/ranks.h"

/* From so many relationships for a worker on a tray brings more than it takes to make: a tenth of a
 * millisecond. */
#define TRAYS_FROM ((size_t)512)

/* What a relationship costs besides its facts, in facts. */
#define ROW_COST 32

/* To begin, the fast path takes as long as these facts on the readable one; where workers are not kept. */
#define FAST_FROM ((size_t)512)

/* One more worker costs as much to begin as this, in facts: half a millisecond, most of it fresh memory. */
#define WORKER_LEAST ((size_t)16384)

/* A share costs no less than this, in facts, and no more, unless it is one relationship that does. */
#define SHARE_LEAST ((size_t)2048)
#define SHARE_MOST ((size_t)65536)
#define SHARES_EACH 64 /* for each worker, if they stay within these bounds */

/* A step of the progress: 1/256 of all facts within these bounds. */
#define STEP_LEAST ((size_t)16384)
#define STEP_MOST ((size_t)1 << 20)

static size_t within(size_t value, size_t least, size_t most)
{
    return value < least ? least : value > most ? most : value;
}

/* ---- Options ---------------------------------------------------------------------------------- */

static jp_status check_options(const jp_portfolio_options *o, jp_error *err)
{
    if (o->out & ~(JP_OUT_ALL | JP__OUT_INTERVALS))
        return jp__fail_at(err, JP_ERROR_OPTIONS, (jp__where){ JP_NO_ROW, 0, 0, "out" },
                           "jp_portfolio_options.out must hold JP_OUT_ flags only, got 0x%x.",
                           (unsigned)o->out);
    if (o->threads > JP__THREADS_MAX)
        return jp__fail_at(err, JP_ERROR_OPTIONS, (jp__where){ JP_NO_ROW, 0, 0, "threads" },
                           "jp_portfolio_options.threads must be at most %d, got %lu.", JP__THREADS_MAX,
                           (unsigned long)o->threads);
    return JP_OK;
}

static uint32_t processor_count(void)
{
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count < 1 ? 1 : count > JP__THREADS_MAX ? JP__THREADS_MAX : (uint32_t)count;
}

jp_status jp__portfolio_options(const jp_portfolio_options *given, jp_portfolio_options *o, jp_error *err)
{
    *o = (jp_portfolio_options){ .struct_size = sizeof *o };
    if (given != NULL) {
        JP_TRY(jp__check_struct(given, sizeof *given, sizeof *given, "jp_portfolio_options", err));
        *o = *given;
    }
    JP_TRY(check_options(o, err));
    o->out = jp__out(o->out);
    if (o->threads == 0)
        o->threads = processor_count();
    return JP_OK;
}

/* ---- Shares ----------------------------------------------------------------------------------- */

/* How the rows are dealt out. */
typedef struct dealing {
    jp__share *shares;
    size_t count;
    jp__ranked *ranked; /* the shares by what they cost; numbers of shares are below 2^32 */
} dealing;

static size_t cost_of(const jp__batch *batch, size_t row)
{
    return (size_t)(batch->offsets[row + 1] - batch->offsets[row]) + ROW_COST;
}

static size_t write_share(jp__share *shares, size_t count, size_t first, size_t end)
{
    if (shares != NULL)
        shares[count] = (jp__share){ first, end };
    return count + 1;
}

/* Cuts the rows into shares of about `target`; a row that alone costs as much is one of its own. Writes
 * them unless `shares` is NULL; returns how many there are. */
static size_t cut(const jp__batch *batch, size_t target, jp__share *shares)
{
    size_t count = 0, first = 0, cost = 0;
    for (size_t row = 0; row < batch->row_count; row++) {
        size_t own = cost_of(batch, row);
        if (row > first && (cost >= target || own >= target)) {
            count = write_share(shares, count, first, row);
            first = row;
            cost = 0;
        }
        cost += own;
    }
    return first < batch->row_count ? write_share(shares, count, first, batch->row_count) : count;
}

/* Large ones come first, so that none is left for the end; the others stay in order, which memory likes. */
static void put_large_first(const jp__batch *batch, size_t target, dealing *d, jp__share *sorted)
{
    for (size_t i = 0; i < d->count; i++) {
        const jp__share *s = &d->shares[i];
        size_t cost = (size_t)(batch->offsets[s->end] - batch->offsets[s->first]) +
                      (s->end - s->first) * ROW_COST;
        d->ranked[i] = (jp__ranked){ cost > 2 * target ? (double)cost : 0, (uint32_t)i };
    }
    jp__ranked_sort(d->ranked, d->count);
    for (size_t i = 0; i < d->count; i++)
        sorted[i] = d->shares[d->ranked[i].index];
    memcpy(d->shares, sorted, d->count * sizeof *sorted);
}

/* What all rows cost together. */
static size_t whole_cost(const jp__batch *batch)
{
    return batch->facts->length + batch->row_count * ROW_COST;
}

static jp_status deal(const jp__batch *batch, dealing *d, jp_error *err)
{
    const jp_allocator *a = batch->options.allocator;
    size_t target = within(whole_cost(batch) / batch->options.threads / SHARES_EACH, SHARE_LEAST, SHARE_MOST);
    d->count = cut(batch, target, NULL);
    d->shares = jp__alloc(a, d->count, sizeof *d->shares);
    d->ranked = jp__alloc(a, d->count, sizeof *d->ranked);
    jp__share *sorted = jp__alloc(a, d->count, sizeof *sorted);
    jp_status status = d->shares == NULL || d->ranked == NULL || sorted == NULL ? jp__no_memory(err) : JP_OK;
    if (status == JP_OK) {
        cut(batch, target, d->shares);
        put_large_first(batch, target, d, sorted);
    }
    jp__free(a, sorted, d->count, sizeof *sorted);
    return status;
}

static void free_dealing(const jp_allocator *a, dealing *d)
{
    jp__free(a, d->shares, d->count, sizeof *d->shares);
    jp__free(a, d->ranked, d->count, sizeof *d->ranked);
}

/* ---- The table -------------------------------------------------------------------------------- */

typedef struct declaring {
    const jp__batch *batch;
    const jp_score *score;
    size_t supplier_bytes, client_bytes;
} declaring;

static void declare(jp__layout *layout, const void *about)
{
    const declaring *d = about;
    if (d->batch->parties != NULL) {
        jp__layout_add(layout, &(jp__column_plan){ .name = { .id = "supplier" }, .type = JP_COLUMN_TEXT,
                                                   .text_bytes = d->supplier_bytes });
        jp__layout_add(layout, &(jp__column_plan){ .name = { .id = "client" }, .type = JP_COLUMN_TEXT,
                                                   .text_bytes = d->client_bytes });
    }
    jp__declare_score(layout, d->score, d->batch->options.out);
}

static void write_texts(jp__result_column *column, size_t rows, const void *user,
                        jp_text (*text_of)(const void *user, size_t row))
{
    size_t used = 0;
    for (size_t row = 0; row < rows; row++) {
        jp_text text = text_of(user, row);
        column->offsets[row] = (int64_t)used;
        memcpy((char *)column->values + used, text.bytes, text.length);
        used += text.length;
    }
    column->offsets[rows] = (int64_t)used;
}

jp_status jp__batch_table(const jp__batch *batch, const jp_score *score, jp_table **table, jp_error *err)
{
    const jp__parties *p = batch->parties;
    declaring d = { .batch = batch, .score = score };
    for (size_t row = 0; p != NULL && row < batch->row_count; row++) {
        d.supplier_bytes += p->supplier(p->user, row).length;
        d.client_bytes += p->client(p->user, row).length;
    }
    JP_TRY(jp__table_new(batch->options.allocator, batch->row_count, declare, &d, table, err));
    if (p != NULL) {
        write_texts(&(*table)->columns[0], batch->row_count, p->user, p->supplier);
        write_texts(&(*table)->columns[1], batch->row_count, p->user, p->client);
    }
    return JP_OK;
}

jp_status jp__batch_rows(const jp__batch *batch, jp_table *table, jp__rows *rows, jp_error *err)
{
    return jp__rows_new(rows, batch->options.allocator, table, batch->parties != NULL ? 2 : 0, err);
}

static jp_status make_table(jp__run *run, jp_error *err)
{
    const jp__batch *batch = run->batch;
    JP_TRY(jp__batch_table(batch, &run->workers[0].scorer->score, &run->table, err));
    for (size_t i = 0; i < run->worker_count; i++)
        JP_TRY(jp__batch_rows(batch, run->table, &run->workers[i].rows, err));
    return JP_OK;
}

/* ---- The whole -------------------------------------------------------------------------------- */

/* Facts of the largest relationship. */
static size_t largest(const jp__batch *batch)
{
    uint64_t most = 0;
    for (size_t row = 0; row < batch->row_count; row++) {
        uint64_t count = (uint64_t)(batch->offsets[row + 1] - batch->offsets[row]);
        most = count > most ? count : most;
    }
    return (size_t)most;
}

/* One more, who will walk so many facts at once and put so many relationships on a tray. */
static jp_status hire(jp__crew *crew, const jp__batch *batch, size_t facts, size_t tray, jp_error *err)
{
    const jp_portfolio_options *o = &batch->options;
    const jp_scorer_options options = { .struct_size = sizeof options, .allocator = o->allocator,
                                        .want = jp_portfolio_want(o->out) };
    jp__worker *w = &crew->workers[crew->count++];
    JP_TRY(jp_scorer_new(batch->model, &options, &w->scorer, err));
    if (o->plain)
        return JP_OK;
    w->scorer->score.specials = &jp__lanes_best()->specials;
    if (batch->crew == NULL && whole_cost(batch) < FAST_FROM)
        return JP_OK;
    return jp__kernel_new(batch->model, o->allocator, facts, tray, &w->kernel, err);
}

/* The workers of the run: those of the crew, and who is missing there. */
static jp_status gather_workers(jp__run *run, jp__crew *crew, jp_error *err)
{
    const jp__batch *batch = run->batch;
    size_t most = within(whole_cost(batch) / WORKER_LEAST, 1, run->share_count > 0 ? run->share_count : 1);
    size_t threads = batch->options.threads;
    run->worker_count = threads < most ? threads : most;
    bool many = batch->crew != NULL || batch->row_count / run->worker_count >= TRAYS_FROM;
    size_t facts = many ? SIZE_MAX : largest(batch), tray = many ? JP__TRAY : 1;
    if (crew->workers == NULL) {
        size_t places = batch->crew != NULL ? threads : run->worker_count;
        crew->workers = jp__calloc(batch->options.allocator, places, sizeof *crew->workers);
        if (crew->workers == NULL)
            return jp__no_memory(err);
        crew->capacity = places;
    }
    while (crew->count < run->worker_count)
        JP_TRY(hire(crew, batch, facts, tray, err));
    run->workers = crew->workers;
    for (size_t i = 0; i < run->worker_count; i++) {
        jp__worker *w = &run->workers[i];
        *w = (jp__worker){ .scorer = w->scorer, .kernel = w->kernel, .run = run, .failed_row = SIZE_MAX,
                           .err = JP_ERROR_INIT };
        atomic_flag_clear(&w->taken);
    }
    return JP_OK;
}

static void free_rows(jp__run *run)
{
    for (size_t i = 0; run->workers != NULL && i < run->worker_count; i++)
        jp__rows_free(&run->workers[i].rows, run->batch->options.allocator);
}

void jp__crew_free(jp__crew *crew, const jp_allocator *a)
{
    for (size_t i = 0; i < crew->count; i++) {
        jp__kernel_free(crew->workers[i].kernel);
        jp_scorer_free(crew->workers[i].scorer);
    }
    jp__free(a, crew->workers, crew->capacity, sizeof *crew->workers);
    *crew = (jp__crew){ .count = 0 };
}

static jp_status score(const jp__batch *batch, jp_table **table, jp_error *err)
{
    dealing d = { .count = 0 };
    jp__run run = { .batch = batch };
    jp__crew own = { .count = 0 };
    jp_status status = deal(batch, &d, err);
    run.shares = d.shares;
    run.share_count = d.count;
    run.step = within(batch->facts->length / 256, STEP_LEAST, STEP_MOST);
    atomic_init(&run.failed_at, SIZE_MAX);
    if (status == JP_OK)
        status = gather_workers(&run, batch->crew != NULL ? batch->crew : &own, err);
    if (status == JP_OK)
        status = make_table(&run, err);
    if (status == JP_OK)
        status = jp__run_all(&run, err);
    free_rows(&run);
    jp__crew_free(&own, batch->options.allocator);
    free_dealing(batch->options.allocator, &d);
    if (status != JP_OK) {
        jp_table_free(run.table);
        return status;
    }
    jp__table_settle(run.table);
    *table = run.table;
    return JP_OK;
}

jp_status jp__batch_score(const jp__batch *batch, jp_table **table, jp_error *err)
{
    jp_allocator a = jp__allocator(batch->options.allocator);
    jp__batch own = *batch;
    own.options.allocator = &a;
    return score(&own, table, err);
}
