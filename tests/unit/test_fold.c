// SPDX-License-Identifier: Apache-2.0
/* The fold: every batch once, whatever the threads; failures reported as if there were one thread; everything
 * begun is ended. */
#include "evidence/fold.h"

#include "ww_test.h"

#include <stdatomic.h>

#include "evidence_fixture.h"

struct tally {
    uint64_t batches, rows, sum, extracts[2];
    bool begun;
};

struct expectation {
    size_t fail_at;  /* sum of a batch's first value that fails; SIZE_MAX = none */
    atomic_int open; /* begun and not ended or handed out */
    bool begin_fails;
    bool merge_fails;
};

static struct expectation *watched; /* `end` has no context */

static enum ww_rc begin(void *state, void *context, struct ww_err *err)
{
    struct expectation *e = context;
    struct tally *t = state;
    if (t->begun || t->rows) /* only one thread may CHECK */
        return ww_fail(err, WW_E_CONFLICT, "begun twice, or not zeroed");
    t->begun = true;
    atomic_fetch_add(&e->open, 1);
    return e->begin_fails ? ww_fail(err, WW_E_LIMIT, "begin") : WW_OK;
}

static enum ww_rc add(void *state, void *context, const struct ww_extract *extract, size_t extract_index,
                      const struct ww_batch *batch, struct ww_err *err)
{
    struct expectation *e = context;
    struct tally *t = state;
    const int32_t *numbers = batch->vectors[0].values;
    (void)extract;
    t->batches++;
    t->rows += batch->rows;
    t->extracts[extract_index] += batch->rows;
    for (size_t i = 0; i < batch->rows; i++)
        t->sum += (uint64_t)numbers[i];
    if (e->merge_fails)
        usleep(100); /* so that no thread does it all before the others have started */
    /* Near the failure the threads wait for each other, and a later batch fails later: it must not be told. */
    if (e->fail_at != SIZE_MAX && (size_t)numbers[0] + 60 >= e->fail_at)
        usleep((size_t)numbers[0] >= e->fail_at + 10 ? 2000 : 300);
    if ((size_t)numbers[0] >= e->fail_at)
        return ww_fail(err, WW_E_INPUT, "batch that starts with %d", numbers[0]);
    return WW_OK;
}

static enum ww_rc merge(void *into, void *from, void *context, struct ww_err *err)
{
    struct tally *a = into, *b = from;
    struct expectation *e = context;
    a->batches += b->batches;
    a->rows += b->rows;
    a->sum += b->sum;
    for (size_t i = 0; i < 2; i++)
        a->extracts[i] += b->extracts[i];
    return e->merge_fails ? ww_fail(err, WW_E_LIMIT, "merge") : WW_OK;
}

static void end(void *state)
{
    struct tally *t = state;
    if (t->begun)
        atomic_fetch_sub(&watched->open, 1);
}

static const struct ww_fold fold = {
    .state_bytes = sizeof(struct tally), .begin = begin, .add = add, .merge = merge, .end = end};

#define ROWS 1000

/* Two extracts of 1,000 rows, numbered through, in batches of ten and of seven. */
struct fixture {
    struct ww_extract *extracts[2];
    struct ww_view *view;
};

static void set_up(struct fixture *f)
{
    struct ww_err err;
    static const size_t batch_rows[] = {10, 7};
    *f = (struct fixture){0};
    for (size_t i = 0; i < 2; i++) {
        struct fx fx = {0};
        struct ww_rng rng;
        char path[256];
        ww_rng_seed(&rng, 1);
        fx_path("fold", path);
        fx_range(fx_add(&fx, "n", WW_KIND_INTEGER, WW_ROLE_ATTRIBUTE, 4), 0, 0, 0);
        fx_fill(&fx, ROWS, &rng);
        for (size_t row = 0; row < ROWS; row++)
            fx.columns[0].num[row] = (int64_t)(i * ROWS + row);
        CHECK_RC(fx_write(&fx, path, batch_rows[i], NULL, &err), WW_OK);
        CHECK_RC(ww_extract_open(path, &f->extracts[i], &err), WW_OK);
        unlink(path);
        fx_free(&fx);
    }
    CHECK_RC(ww_view_of_extracts(f->extracts, 2, "made-up", &f->view, &err), WW_OK);
}

static void tear_down(struct fixture *f)
{
    ww_view_close(&f->view);
    ww_extract_close(&f->extracts[0]);
    ww_extract_close(&f->extracts[1]);
}

static const unsigned threads[] = {1, 2, 3, 8, 1000, 0};
#define N_THREADS (sizeof threads / sizeof threads[0])

WW_TEST(every_batch_once)
{
    struct fixture f;
    set_up(&f);
    for (size_t t = 0; t < N_THREADS; t++) {
        struct expectation e = {.fail_at = SIZE_MAX};
        struct tally result;
        struct ww_err err;
        watched = &e;
        memset(&result, 0x55, sizeof result);
        CHECK_RC(ww_fold_run(&fold, f.view, &e, threads[t], &result, &err), WW_OK);
        CHECK_INT(result.batches, 100 + 143);
        CHECK_INT(result.rows, 2 * ROWS);
        CHECK_INT(result.extracts[0], ROWS);
        CHECK_INT(result.extracts[1], ROWS);
        CHECK_INT(result.sum, 2 * ROWS * (2 * ROWS - 1) / 2);
        CHECK_INT(e.open, 1); /* the result, which is the caller's */
        end(&result);
    }
    tear_down(&f);
}

WW_TEST(the_first_failure_is_told)
{
    struct fixture f;
    set_up(&f);
    for (size_t t = 0; t < N_THREADS; t++)
        for (size_t at = 0; at < 1900; at += 233) {
            struct expectation e = {.fail_at = at};
            struct tally result;
            struct ww_err err = {0};
            char expected[64];
            watched = &e;
            CHECK_RC(ww_fold_run(&fold, f.view, &e, threads[t], &result, &err), WW_E_INPUT);
            size_t first = at <= ROWS ? (at + 9) / 10 * 10 : ROWS + (at - ROWS + 6) / 7 * 7;
            snprintf(expected, sizeof expected, "batch that starts with %zu", first);
            CHECK_STR(err.message, expected);
            CHECK_INT(e.open, 0);
            CHECK(!result.begun);
        }
    tear_down(&f);
}

WW_TEST(what_fails_before_and_after)
{
    struct fixture f;
    struct tally result;
    struct ww_err err = {0};
    set_up(&f);
    struct expectation e = {.fail_at = SIZE_MAX, .begin_fails = true};
    watched = &e;
    CHECK_RC(ww_fold_run(&fold, f.view, &e, 3, &result, &err), WW_E_LIMIT);
    CHECK_STR(err.message, "begin");
    CHECK_INT(e.open, 0);
    struct expectation e2 = {.fail_at = SIZE_MAX, .merge_fails = true};
    watched = &e2;
    CHECK_RC(ww_fold_run(&fold, f.view, &e2, 3, &result, &err), WW_E_LIMIT);
    CHECK_STR(err.message, "merge");
    CHECK_INT(e2.open, 0);
    tear_down(&f);
}

WW_TEST(nothing_to_pass_over)
{
    struct ww_view *view = NULL;
    struct ww_err err;
    struct tally result;
    struct expectation e = {.fail_at = SIZE_MAX};
    watched = &e;
    CHECK_RC(ww_view_of_extracts(NULL, 0, "none", &view, &err), WW_OK);
    CHECK_RC(ww_fold_run(&fold, view, &e, 2, &result, &err), WW_OK);
    CHECK(result.begun);
    CHECK_INT(result.rows, 0);
    end(&result);
    ww_view_close(&view);
}
