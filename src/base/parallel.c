// SPDX-License-Identifier: Apache-2.0
/* Problem: spread independent parts of a job over the processors, and fail the same way each time.
 * Method: one shared counter hands out indices in rising order; a failure lowers a shared limit, and only
 * indices above the limit are dropped. When index f fails, every index below f has already been handed out
 * and is run to its end, so the failure that is left as the limit is the lowest there is: the same whatever
 * the threads and their timing. The caller is worker 0; when the system refuses further threads the job
 * runs on those there are. */
#include "base/parallel.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <unistd.h>

#define MAX_THREADS 256u

struct job {
    ww_parallel_fn *fn;
    void *context;
    size_t count;
    atomic_size_t next;
    atomic_size_t limit;  /* lowest index that failed; SIZE_MAX while none has */
    pthread_mutex_t lock; /* of rc, which belongs to limit */
    enum ww_rc rc;
};

struct worker {
    struct job *job;
    pthread_t thread;
    unsigned number;
};

static void note_failure(struct job *job, size_t index, enum ww_rc rc)
{
    pthread_mutex_lock(&job->lock);
    if (index < atomic_load(&job->limit)) {
        atomic_store(&job->limit, index);
        job->rc = rc;
    }
    pthread_mutex_unlock(&job->lock);
}

static void *work(void *argument)
{
    struct worker *self = argument;
    struct job *job = self->job;
    for (;;) {
        size_t index = atomic_fetch_add(&job->next, 1);
        if (index >= job->count || index > atomic_load(&job->limit))
            return NULL;
        enum ww_rc rc = job->fn(job->context, index, self->number);
        if (rc)
            note_failure(job, index, rc);
    }
}

static enum ww_rc run_here(size_t count, ww_parallel_fn *fn, void *context)
{
    for (size_t i = 0; i < count; i++) {
        enum ww_rc rc = fn(context, i, 0);
        if (rc)
            return rc;
    }
    return WW_OK;
}

enum ww_rc ww_parallel_for(unsigned threads, size_t count, ww_parallel_fn *fn, void *context)
{
    if (threads == 0)
        threads = ww_processors();
    if (threads > MAX_THREADS)
        threads = MAX_THREADS;
    if (threads > count)
        threads = (unsigned)count;
    if (threads <= 1)
        return run_here(count, fn, context);
    struct job job = {.fn = fn, .context = context, .count = count, .lock = PTHREAD_MUTEX_INITIALIZER};
    atomic_init(&job.limit, SIZE_MAX);
    struct worker workers[MAX_THREADS];
    unsigned started = 1;
    while (started < threads) {
        workers[started] = (struct worker){.job = &job, .number = started};
        if (pthread_create(&workers[started].thread, NULL, work, &workers[started]))
            break;
        started++;
    }
    workers[0] = (struct worker){.job = &job};
    work(&workers[0]);
    for (unsigned i = 1; i < started; i++)
        pthread_join(workers[i].thread, NULL);
    pthread_mutex_destroy(&job.lock);
    return job.rc;
}

unsigned ww_processors(void)
{
    long count;
    cpu_set_t allowed;
    if (sched_getaffinity(0, sizeof allowed, &allowed) == 0)
        count = CPU_COUNT(&allowed);
    else
        count = sysconf(_SC_NPROCESSORS_ONLN);
    if (count < 1)
        return 1;
    return count > (long)MAX_THREADS ? MAX_THREADS : (unsigned)count;
}
