// SPDX-License-Identifier: Apache-2.0
#ifndef WW_ASSESS_ASSESS_H
#define WW_ASSESS_ASSESS_H

#include <stdbool.h>

#include "base/err.h"
#include "base/file.h"
#include "base/progress.h"
#include "base/time.h"
#include "measure/measure.h"

/* The strategic assessment of one period, from the evidence of one workspace. The same evidence, settings,
 * commentary and request give the same bytes on any machine and any number of threads. */

struct ww_assess_request {
    struct ww_period period;
    bool has_compare;
    struct ww_period compare;
    const char *version;    /* of the program */
    ww_source_title *title; /* of a source, for people; NULL = names stand for them */
    void *title_context;
    const char *rules; /* recommendations.json: what is recommended when; NULL = nothing is */
    bool
        board; /* the edition for the partnership's own board: small counts of people stay in; else the public one */
    struct ww_progress *progress;
};

struct ww_assess_report {
    char folder[WW_PATH_MAX]; /* output/assessment/<period> in the workspace */
    char page[WW_PATH_MAX];   /* its index.html */
    unsigned tables, findings, unanswered;
};

/* Writes index.html, tables/NAME.csv, findings.json and run.json; what an earlier run for the same period wrote is
 * replaced, tables it no longer has are removed. WW_E_NOT_FOUND when no section at all can be
 * answered for the period. */
enum ww_rc WW_MUST_CHECK ww_assess(struct ww_context *context, const struct ww_assess_request *request,
                                   struct ww_assess_report *out, struct ww_err *err);

/* Where a figure came from: reads findings.json of the assessment of a period, as people write it (NULL = the latest
 * period whose assessment knows the id), and appends an account in plain text. WW_E_NOT_FOUND for an id or a period that
 * is not there, WW_E_USAGE for what is no period. */
enum ww_rc WW_MUST_CHECK ww_explain(struct ww_workspace *workspace, const char *id, const char *period,
                                    struct ww_buf *out, struct ww_err *err);

#endif
