// SPDX-License-Identifier: Apache-2.0
/* Problem: every measure passes over all batches of a view; it should say only what it does with one.
 * Method: the batches of all extracts are numbered in one row and handed out to workers. Each worker has a
 * state of its own, begun when it gets its first batch (so that its memory is near it and none is reserved for
 * workers that get none); worker 0 works in the caller's result, into which the others are merged in rising
 * order. Of several failures that of the lowest batch is reported: ww_parallel_for promises that it always is
 * among them. */
#include "evidence/fold.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/parallel.h"

#define MAX_WORKERS 256u /* more threads than ww_parallel_for starts */
#define CACHE_LINE  64u

struct worker {
    void *state;
    bool begun;
};

struct run {
    const struct ww_fold *fold;
    const struct ww_view *view;
    void *context;
    size_t *first_batch; /* of each extract; one more = how many there are */
    struct worker *workers;
    pthread_mutex_t lock; /* of what follows */
    size_t failed_batch;
    struct ww_err err;
};

static size_t extract_of(const struct run *run, size_t batch)
{
    size_t low = 0, high = ww_view_extracts(run->view);
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (run->first_batch[middle] <= batch)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static enum ww_rc begin(struct run *run, struct worker *worker, struct ww_err *err)
{
    if (worker->begun)
        return WW_OK;
    worker->begun = true; /* also when it fails half way: `end` frees what there is */
    return run->fold->begin ? run->fold->begin(worker->state, run->context, err) : WW_OK;
}

static enum ww_rc add_batch(void *context, size_t index, unsigned number)
{
    struct run *run = context;
    struct ww_err err = {0};
    size_t extract = extract_of(run, index);
    const struct ww_extract *e = ww_view_extract(run->view, extract);
    struct ww_batch batch;
    enum ww_rc rc = begin(run, &run->workers[number], &err);
    if (rc == WW_OK)
        rc = ww_extract_batch(e, index - run->first_batch[extract], &batch, &err);
    if (rc == WW_OK)
        rc = run->fold->add(run->workers[number].state, run->context, e, extract, &batch, &err);
    if (rc) {
        pthread_mutex_lock(&run->lock);
        if (index <= run->failed_batch) {
            run->failed_batch = index;
            run->err = err;
        }
        pthread_mutex_unlock(&run->lock);
    }
    return rc;
}

static enum ww_rc number_batches(struct run *run, struct ww_err *err)
{
    size_t n = ww_view_extracts(run->view);
    run->first_batch = ww_new_array(n + 1, sizeof *run->first_batch);
    if (!run->first_batch)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < n; i++)
        run->first_batch[i + 1] = run->first_batch[i] + ww_extract_batches(ww_view_extract(run->view, i));
    return WW_OK;
}

/* Everything between: states, passing, merging into that of worker 0. */
static enum ww_rc run_workers(struct run *run, unsigned workers, struct ww_err *err)
{
    size_t batches = run->first_batch[ww_view_extracts(run->view)];
    enum ww_rc rc = ww_parallel_for(workers, batches, add_batch, run);
    if (rc) {
        if (err)
            *err = run->err;
        return rc;
    }
    rc = begin(run, &run->workers[0], err);
    for (unsigned i = 1; rc == WW_OK && i < workers; i++)
        if (run->workers[i].begun)
            rc = run->fold->merge(run->workers[0].state, run->workers[i].state, run->context, err);
    return rc;
}

static unsigned count_workers(unsigned threads, size_t batches)
{
    if (threads == 0)
        threads = ww_processors();
    if (threads > MAX_WORKERS)
        threads = MAX_WORKERS;
    if (threads > batches)
        threads = (unsigned)batches;
    return threads ? threads : 1;
}

enum ww_rc ww_fold_run(const struct ww_fold *fold, const struct ww_view *view, void *context,
                       unsigned threads, void *result, struct ww_err *err)
{
    struct run run = {.fold = fold, .view = view, .context = context, .failed_batch = SIZE_MAX};
    struct worker workers[MAX_WORKERS] = {0};
    char *states = NULL;
    unsigned n = 1;
    size_t stride = (fold->state_bytes + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
    pthread_mutex_init(&run.lock, NULL);
    run.workers = workers;
    workers[0].state = result;
    memset(result, 0, fold->state_bytes);
    enum ww_rc rc = number_batches(&run, err);
    if (rc)
        goto out;
    n = count_workers(threads, run.first_batch[ww_view_extracts(view)]);
    states = ww_new_array(n, stride);
    if (!states) {
        rc = ww_fail_nomem(err);
        goto out;
    }
    for (unsigned i = 1; i < n; i++)
        workers[i].state = states + i * stride;
    rc = run_workers(&run, n, err);
out:
    for (unsigned i = rc ? 0 : 1; i < n; i++)
        if (workers[i].begun && fold->end)
            fold->end(workers[i].state);
    if (rc)
        memset(result, 0, fold->state_bytes); /* nothing that was freed stays within reach */
    free(states);
    free(run.first_batch);
    pthread_mutex_destroy(&run.lock);
    return rc;
}
