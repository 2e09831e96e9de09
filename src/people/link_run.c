// SPDX-License-Identifier: Apache-2.0
#include "people/link_run.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/parallel.h"

struct worker {
    struct ww_comparer *comparer;
    struct ww_link_edge *edges;
    size_t n, capacity;
    uint64_t compared;
    ww_pattern patterns[WW_PAIRS_PIECE];
};

struct crew {
    const struct ww_score_request *request;
    struct ww_weights *weights;
    struct worker **workers;
    unsigned n;
};

static enum ww_rc take(void *context, unsigned worker, const struct ww_pair *pairs, size_t n,
                       struct ww_err *err)
{
    struct crew *crew = context;
    struct worker *w = crew->workers[worker];
    ww_compare_pairs(w->comparer, pairs, n, w->patterns);
    w->compared += n;
    for (size_t i = 0; i < n; i++) {
        const double weight = ww_weight_of(crew->weights, pairs[i], w->patterns[i]);
        if (weight < crew->request->floor)
            continue;
        if (!ww_grow((void **)&w->edges, &w->capacity, w->n + 1, sizeof *w->edges))
            return ww_fail_nomem(err);
        w->edges[w->n++] = (struct ww_link_edge){.pair = pairs[i], .weight = (float)weight};
    }
    return WW_OK;
}

static enum ww_rc make_crew(struct crew *crew, struct ww_err *err)
{
    const struct ww_score_request *q = crew->request;
    crew->n = q->threads ? q->threads : ww_processors();
    crew->workers = ww_new_array(
        crew->n, sizeof *crew->workers); // NOLINT(bugprone-sizeof-expression): an array of pointers
    enum ww_rc rc = crew->workers ? ww_weights_new(q->model, q->records, &crew->weights, err)
                                  : ww_fail_nomem(err);
    for (unsigned w = 0; w < crew->n && !rc; w++) {
        crew->workers[w] = ww_new_array(1, sizeof **crew->workers);
        rc = crew->workers[w] ? ww_comparer_new(q->model, q->records, &crew->workers[w]->comparer, err)
                              : ww_fail_nomem(err);
    }
    return rc;
}

static void free_crew(struct crew *crew)
{
    for (unsigned w = 0; crew->workers && w < crew->n; w++) {
        if (!crew->workers[w])
            continue;
        ww_comparer_free(&crew->workers[w]->comparer);
        free(crew->workers[w]->edges);
        free(crew->workers[w]);
    }
    free((void *)crew->workers);
    ww_weights_free(&crew->weights);
}

static int by_pair(const void *a, const void *b)
{
    const struct ww_link_edge *x = a, *y = b;
    if (x->pair.a != y->pair.a)
        return x->pair.a < y->pair.a ? -1 : 1;
    return x->pair.b < y->pair.b ? -1 : x->pair.b > y->pair.b;
}

static enum ww_rc gather(const struct crew *crew, struct ww_scored *out, struct ww_err *err)
{
    *out = (struct ww_scored){0};
    for (unsigned w = 0; w < crew->n; w++)
        out->n += crew->workers[w]->n;
    out->edges = ww_new_array(out->n + 1, sizeof *out->edges);
    if (!out->edges)
        return ww_fail_nomem(err);
    size_t at = 0;
    for (unsigned w = 0; w < crew->n; w++) {
        const struct worker *worker = crew->workers[w];
        out->compared += worker->compared;
        if (worker->n)
            memcpy(out->edges + at, worker->edges, worker->n * sizeof *worker->edges);
        at += worker->n;
    }
    qsort(out->edges, out->n, sizeof *out->edges, by_pair);
    return WW_OK;
}

enum ww_rc ww_link_score(const struct ww_score_request *request, struct ww_scored *out, struct ww_err *err)
{
    struct crew crew = {.request = request};
    const struct ww_link_model *model = request->model;
    enum ww_rc rc = make_crew(&crew, err);
    const struct ww_pairs_job job = {.records = request->records,
                                     .rules = model->blocking,
                                     .n_rules = model->n_blocking,
                                     .mode = request->mode,
                                     .threads = crew.n,
                                     .context = &crew,
                                     .take = take};
    if (!rc)
        rc = ww_pairs_each(&job, err);
    if (!rc)
        rc = gather(&crew, out, err);
    free_crew(&crew);
    return rc;
}
