/*
 * scoring.c - all relationships scored, by as many threads as there are processors.
 *
 * Each thread has a scorer of its own and takes a few relationships at a time; results land at fixed
 * places, so their number and speed never show.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "headline.h"

#define SHARE 64       /* relationships that a thread takes at a time */
#define THREADS_MAX 64

/* What the threads share. */
typedef struct work {
    const session *s;
    const harms *harms;
    headline *headlines;
    uint32_t want;
    atomic_size_t next; /* the first relationship that nobody took yet */
    atomic_bool failed;
} work;

typedef struct worker {
    work *work;
    bool draws; /* the progress: the main thread alone */
    jp_status status;
    jp_error err;
    pthread_t thread;
} worker;

static jp_status score_share(worker *w, jp_scorer *scorer, size_t first, size_t end)
{
    const session *s = w->work->s;
    for (size_t i = first; i < end; i++) {
        const jp_score *score = NULL;
        jp_relationship r = session_relationship(s, i);
        jp_status status = jp_scorer_run(scorer, &r.facts, s->as_of_us, &score, &w->err);
        if (status != JP_OK)
            return status;
        w->work->headlines[i] = take_headline(score, w->work->harms, i);
    }
    return JP_OK;
}

static void *work_on(void *data)
{
    worker *w = data;
    work *all = w->work;
    const jp_scorer_options options = { .struct_size = sizeof options, .want = all->want };
    size_t count = all->s->chosen_count, first;
    jp_scorer *scorer = NULL;
    w->status = jp_scorer_new(all->s->model, &options, &scorer, &w->err);
    while (w->status == JP_OK && !atomic_load(&all->failed) &&
           (first = atomic_fetch_add(&all->next, SHARE)) < count) {
        w->status = score_share(w, scorer, first, count - first < SHARE ? count : first + SHARE);
        if (w->draws)
            console_progress(all->s->con, "scoring", first, count);
    }
    if (w->status != JP_OK)
        atomic_store(&all->failed, true);
    jp_scorer_free(scorer);
    return NULL;
}

/* Few relationships are not worth a second thread. */
static size_t thread_count(size_t relationships)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    size_t wanted = relationships / ((size_t)4 * SHARE) + 1;
    size_t most = processors < 1 ? 1 : processors > THREADS_MAX ? THREADS_MAX : (size_t)processors;
    return wanted < most ? wanted : most;
}

/* The main thread is the first worker; a thread that cannot be had is done without. */
static const worker *run_workers(worker *workers, size_t count)
{
    size_t started = 1;
    while (started < count &&
           pthread_create(&workers[started].thread, NULL, work_on, &workers[started]) == 0)
        started++;
    work_on(&workers[0]);
    const worker *failed = workers[0].status != JP_OK ? &workers[0] : NULL;
    for (size_t i = 1; i < started; i++) {
        pthread_join(workers[i].thread, NULL);
        if (failed == NULL && workers[i].status != JP_OK)
            failed = &workers[i];
    }
    return failed;
}

exit_status headlines_score(const session *s, uint32_t want, headline *headlines)
{
    worker workers[THREADS_MAX];
    harms h = { NULL, 0 };
    if (!find_harms(s->model, &h)) {
        console_error(s->con, "out of memory");
        return STATUS_IO;
    }
    work all = { .s = s, .harms = &h, .headlines = headlines, .want = want };
    size_t count = thread_count(s->chosen_count);
    for (size_t i = 0; i < count; i++)
        workers[i] = (worker){ .work = &all, .draws = i == 0, .err = JP_ERROR_INIT };
    const worker *failed = run_workers(workers, count);
    console_clear(s->con);
    free(h.indicators);
    return failed == NULL ? STATUS_OK : console_failure(s->con, s->input, &failed->err);
}
