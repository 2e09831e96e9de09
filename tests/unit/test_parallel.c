// SPDX-License-Identifier: Apache-2.0
#include "base/parallel.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/rng.h"
#include "ww_test.h"

enum { MOST = 5000 };

struct job {
    atomic_uint ran[MOST];
    atomic_uint per_worker[256];
    atomic_bool busy[256]; /* whether this worker's scratch is in use */
    atomic_uint overlaps;
    size_t fails[4]; /* SIZE_MAX: none */
    enum ww_rc rc[4];
    unsigned pause_us[4];
};

static enum ww_rc run(void *context, size_t index, unsigned worker)
{
    struct job *job = context;
    if (atomic_exchange(&job->busy[worker], true))
        job->overlaps++;
    job->ran[index]++;
    job->per_worker[worker]++;
    enum ww_rc rc = WW_OK;
    for (int i = 0; i < 4; i++) {
        if (job->fails[i] != index)
            continue;
        rc = job->rc[i];
        if (job->pause_us[i])
            usleep(job->pause_us[i]);
    }
    if (index % 7 == 0)
        sched_yield();
    atomic_store(&job->busy[worker], false);
    return rc;
}

static struct job new_job(void)
{
    return (struct job){.fails = {SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX}};
}

WW_TEST(every_index_runs_once)
{
    static const unsigned threads[] = {0, 1, 2, 3, 8, 64, 1000};
    static const size_t counts[] = {0, 1, 2, 7, MOST};
    for (size_t t = 0; t < sizeof threads / sizeof threads[0]; t++) {
        for (size_t c = 0; c < sizeof counts / sizeof counts[0]; c++) {
            static struct job job;
            job = new_job();
            CHECK_RC(ww_parallel_for(threads[t], counts[c], run, &job), WW_OK);
            size_t wrong = 0, by_workers = 0, workers = 0;
            for (size_t i = 0; i < MOST; i++)
                wrong += job.ran[i] != (i < counts[c]);
            for (size_t i = 0; i < 256; i++) {
                by_workers += job.per_worker[i];
                workers += job.per_worker[i] > 0;
                wrong += i >= (threads[t] ? threads[t] : ww_processors()) && job.per_worker[i];
            }
            CHECK_INT(wrong, 0);
            CHECK_INT(by_workers, counts[c]);
            CHECK(workers <= counts[c]);
            CHECK_INT(job.overlaps, 0);
        }
    }
}

/* Four indices fail, each with a code of its own: it is the lowest that is told, last in time or first, and
 * everything below it ran. */
WW_TEST(the_lowest_failure_is_returned)
{
    static const enum ww_rc codes[4] = {WW_E_INPUT, WW_E_IO, WW_E_NOMEM, WW_E_LIMIT};
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    unsigned long wrong = 0, left_out = 0;
    for (int trial = 0; trial < 60; trial++) {
        static struct job job;
        job = new_job();
        size_t lowest = (size_t)ww_rng_below(&rng, 1000);
        for (size_t i = 0; i < 4; i++) {
            job.fails[i] = lowest + i * (size_t)(trial % 2 ? 1 : 40);
            job.rc[i] = codes[i];
            job.pause_us[i] = 2000 * (unsigned)(trial % 3 ? 4 - i : 1 + i); /* the lowest last, or first */
        }
        enum ww_rc rc = ww_parallel_for((unsigned)(trial % 9) + 1, MOST, run, &job);
        wrong += rc != codes[0];
        for (size_t i = 0; i <= lowest; i++)
            wrong += job.ran[i] != 1;
        for (size_t i = lowest; i < MOST; i++)
            left_out += job.ran[i] == 0;
    }
    CHECK_INT(wrong, 0);
    CHECK(left_out > 0);
}

/* Neighbours that fail at once, very often: one may be told before the other has begun. */
WW_TEST(the_lowest_of_two_that_race)
{
    unsigned long wrong = 0;
    for (int trial = 0; trial < 3000; trial++) {
        static struct job job;
        job.fails[0] = 2 + (size_t)(trial % 3);
        job.fails[1] = job.fails[0] + 1;
        job.fails[2] = job.fails[3] = SIZE_MAX;
        job.rc[0] = WW_E_INPUT;
        job.rc[1] = WW_E_IO;
        wrong += ww_parallel_for(2 + (unsigned)(trial % 2), 8, run, &job) != WW_E_INPUT;
    }
    CHECK_INT(wrong, 0);
}

WW_TEST(first_and_last_index_may_fail)
{
    static struct job job;
    for (unsigned threads = 0; threads < 5; threads++) {
        job = new_job();
        job.fails[0] = 0;
        job.rc[0] = WW_E_CONFLICT;
        CHECK_RC(ww_parallel_for(threads, MOST, run, &job), WW_E_CONFLICT);
        job = new_job();
        job.fails[0] = MOST - 1;
        job.rc[0] = WW_E_DAMAGED;
        CHECK_RC(ww_parallel_for(threads, MOST, run, &job), WW_E_DAMAGED);
        size_t ran = 0;
        for (size_t i = 0; i < MOST; i++)
            ran += job.ran[i];
        CHECK_INT(ran, MOST);
    }
}

static enum ww_rc in_caller(void *context, size_t index, unsigned worker)
{
    (void)index;
    return worker == 0 && pthread_equal(*(pthread_t *)context, pthread_self()) ? WW_OK : WW_E_CONFLICT;
}

WW_TEST(one_thread_is_the_caller)
{
    pthread_t self = pthread_self();
    CHECK_RC(ww_parallel_for(1, 100, in_caller, &self), WW_OK);
    CHECK_RC(ww_parallel_for(8, 1, in_caller, &self), WW_OK);
    CHECK(ww_processors() >= 1);
}

/* Two indices wait for one another: they can only both end when they run at the same time. */
static enum ww_rc meet(void *context, size_t index, unsigned worker)
{
    (void)index;
    (void)worker;
    pthread_barrier_wait(context);
    return WW_OK;
}

WW_TEST(indices_run_side_by_side)
{
    pthread_barrier_t barrier;
    pthread_barrier_init(&barrier, NULL, 4);
    CHECK_RC(ww_parallel_for(4, 4, meet, &barrier), WW_OK);
    pthread_barrier_destroy(&barrier);
}

static enum ww_rc nested(void *context, size_t index, unsigned worker)
{
    (void)index;
    (void)worker;
    static struct job inner[8];
    inner[index] = new_job();
    enum ww_rc rc = ww_parallel_for(3, 50, run, &inner[index]);
    for (size_t i = 0; i < 50; i++)
        *(atomic_uint *)context += inner[index].ran[i];
    return rc;
}

WW_TEST(calls_may_nest)
{
    atomic_uint ran = 0;
    CHECK_RC(ww_parallel_for(4, 8, nested, &ran), WW_OK);
    CHECK_INT(ran, 400);
}
