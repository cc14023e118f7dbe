/*
 * pool.c - several workers on one batch: threads of our own or the caller's executor.
 *
 * Workers take shares in turn and write to fixed places, so their number and speed never show. The
 * calling thread works too; what it is asked to tell or to end, it does between two shares, and while
 * others are still at work it wakes with every step that they make. No clock is read.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <signal.h>

#include "portfolio/batch.h"

/* ---- Progress --------------------------------------------------------------------------------- */

/* Calls the caller back if a step was made since the last time. On the calling thread only. */
static void report(jp__run *run)
{
    const jp_portfolio_options *o = &run->batch->options;
    size_t done = atomic_load(&run->done);
    if (o->on_progress == NULL || done / run->step == run->reported || atomic_load(&run->cancelled))
        return;
    run->reported = done / run->step;
    if (o->on_progress(o->progress_user, done, run->batch->facts->length) != 0)
        atomic_store(&run->cancelled, true);
}

bool jp__run_tick(jp__run *run, size_t facts)
{
    size_t before = atomic_fetch_add(&run->done, facts);
    if (before / run->step != (before + facts) / run->step) {
        if (pthread_equal(pthread_self(), run->caller)) {
            report(run);
        } else {
            pthread_mutex_lock(&run->lock);
            pthread_cond_signal(&run->changed);
            pthread_mutex_unlock(&run->lock);
        }
    }
    return !atomic_load(&run->cancelled);
}

#define TOLD_AT_ONCE ((size_t)2048)

static bool tell(jp__worker *w)
{
    size_t facts = w->untold;
    w->untold = 0;
    return jp__run_tick(w->run, facts);
}

bool jp__worker_tick(jp__worker *w, size_t facts)
{
    w->untold += facts;
    return w->untold < TOLD_AT_ONCE ? !atomic_load(&w->run->cancelled) : tell(w);
}

/* ---- Work ------------------------------------------------------------------------------------- */

/* Keeps the error of the lowest row: the one that a single worker would have met first. */
static void note_failure(jp__worker *w, size_t row, jp_status status)
{
    size_t lowest = atomic_load(&w->run->failed_at);
    w->failed_row = row;
    w->status = status;
    while (row < lowest && !atomic_compare_exchange_weak(&w->run->failed_at, &lowest, row))
        continue;
}

static void work_share(jp__worker *w, const jp__share *share)
{
    jp_status status = JP_OK;
    w->share_end = share->end;
    w->tray_first = w->tray_end = w->checked_end = share->first;
    for (size_t row = share->first; row < share->end && row < atomic_load(&w->run->failed_at); row++) {
        status = jp__score_row(w, row, &w->err);
        if (status == JP_OK)
            continue;
        if (!atomic_load(&w->run->cancelled))
            note_failure(w, row, status);
        break;
    }
    jp__rows_put(&w->rows);
    if (status == JP_OK)
        tell(w);
}

static void work(jp__worker *w)
{
    jp__run *run = w->run;
    size_t share;
    while (!atomic_load(&run->cancelled) && (share = atomic_fetch_add(&run->next, 1)) < run->share_count)
        work_share(w, &run->shares[share]);
}

/* ---- Threads of our own ----------------------------------------------------------------------- */

static void leave(jp__run *run)
{
    pthread_mutex_lock(&run->lock);
    run->working--;
    pthread_cond_signal(&run->changed);
    pthread_mutex_unlock(&run->lock);
}

static void *work_in_thread(void *data)
{
    jp__worker *w = data;
    work(w);
    leave(w->run);
    return NULL;
}

/* Waits until nobody works any more, and tells the progress meanwhile. */
static void wait_for_all(jp__run *run)
{
    pthread_mutex_lock(&run->lock);
    while (run->working > 0) {
        if (atomic_load(&run->done) / run->step == run->reported || run->batch->options.on_progress == NULL ||
            atomic_load(&run->cancelled))
            pthread_cond_wait(&run->changed, &run->lock);
        pthread_mutex_unlock(&run->lock);
        report(run);
        pthread_mutex_lock(&run->lock);
    }
    pthread_mutex_unlock(&run->lock);
}

/* Threads that cannot be had are done without. Signals stay with the threads of the host. */
static size_t start_threads(jp__run *run)
{
    size_t started = 1; /* the first worker is the calling thread */
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    run->working = run->worker_count - 1;
    while (started < run->worker_count &&
           pthread_create(&run->workers[started].thread, NULL, work_in_thread, &run->workers[started]) == 0)
        started++;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    for (size_t missing = run->worker_count - started; missing > 0; missing--)
        leave(run);
    return started;
}

static void run_threads(jp__run *run)
{
    size_t started = start_threads(run);
    work(&run->workers[0]);
    wait_for_all(run);
    for (size_t i = 1; i < started; i++)
        pthread_join(run->workers[i].thread, NULL);
}

/* ---- The caller's executor -------------------------------------------------------------------- */

static void work_task(void *data, size_t index)
{
    jp__run *run = data;
    if (index >= run->worker_count || atomic_flag_test_and_set(&run->workers[index].taken))
        return;
    work(&run->workers[index]);
}

/* ---- The whole -------------------------------------------------------------------------------- */

static jp_status lowest_failure(const jp__run *run, jp_error *err)
{
    const jp__worker *lowest = &run->workers[0];
    for (size_t i = 1; i < run->worker_count; i++)
        if (run->workers[i].failed_row < lowest->failed_row)
            lowest = &run->workers[i];
    if (lowest->failed_row == SIZE_MAX)
        return JP_OK;
    jp__where where = JP__NOWHERE;
    where.row = lowest->err.row;
    where.field = lowest->err.field;
    return jp__fail_at(err, lowest->status, where, "%s", lowest->err.message);
}

/* The last word of the progress, which may still end the call. */
static void report_end(jp__run *run)
{
    const jp_portfolio_options *o = &run->batch->options;
    size_t total = run->batch->facts->length;
    if (o->on_progress != NULL && !atomic_load(&run->cancelled) &&
        o->on_progress(o->progress_user, total, total) != 0)
        atomic_store(&run->cancelled, true);
}

static jp_status conclude(jp__run *run, jp_error *err)
{
    JP_TRY(lowest_failure(run, err));
    if (!atomic_load(&run->cancelled) && atomic_load(&run->next) < run->share_count)
        return jp__fail(err, JP_ERROR_ARGUMENT,
                        "The executor must call its task for every index before it returns.");
    report_end(run);
    if (atomic_load(&run->cancelled))
        return jp__fail(err, JP_ERROR_CANCELLED, "Scoring was cancelled by the progress callback.");
    return JP_OK;
}

jp_status jp__run_all(jp__run *run, jp_error *err)
{
    const jp_portfolio_options *o = &run->batch->options;
    run->caller = pthread_self();
    if (o->on_progress != NULL && o->on_progress(o->progress_user, 0, run->batch->facts->length) != 0)
        atomic_store(&run->cancelled, true);
    if (pthread_mutex_init(&run->lock, NULL) != 0)
        return jp__no_memory(err);
    if (pthread_cond_init(&run->changed, NULL) != 0) {
        pthread_mutex_destroy(&run->lock);
        return jp__no_memory(err);
    }
    if (o->executor != NULL)
        o->executor(o->executor_user, work_task, run, run->worker_count);
    else
        run_threads(run);
    jp_status status = conclude(run, err);
    pthread_cond_destroy(&run->changed);
    pthread_mutex_destroy(&run->lock);
    return status;
}
