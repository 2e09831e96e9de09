// SPDX-License-Identifier: Apache-2.0
#ifndef WW_PEOPLE_LINK_RUN_H
#define WW_PEOPLE_LINK_RUN_H

#include "people/link_clusters.h"
#include "people/link_train.h"

/* Scoring: every pair that the blocking rules of a learnt model give, and what it weighs. */

struct ww_score_request {
    const struct ww_link_records *records;
    const struct ww_link_model *model;
    enum ww_link_mode mode;
    double floor; /* pairs below it are not kept: log2 odds */
    unsigned threads;
};

struct ww_scored {
    struct ww_link_edge *edges; /* by pair; free() */
    size_t n;
    uint64_t compared;
};

/* The same edges on any number of threads. Memory: 16 bytes an edge kept. */
enum ww_rc WW_MUST_CHECK ww_link_score(const struct ww_score_request *request, struct ww_scored *out,
                                       struct ww_err *err);

#endif
