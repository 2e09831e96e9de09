// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>

#include "assess/assess.h"
#include "cmd/progress_bar.h"
#include "cmd/say.h"
#include "cmd/session.h"

#ifndef WW_VERSION
#define WW_VERSION "unknown"
#endif

static const char *title_of(void *context, const char *source)
{
    const struct ww_descriptor *descriptor = ww_sources_find(context, source);
    return descriptor && descriptor->title && descriptor->title[0] ? descriptor->title : NULL;
}

/* The public edition unless the board's is asked for: who forgets the option gives nothing away. */
static enum ww_rc read_edition(const struct ww_cli *cli, bool *board, struct ww_err *err)
{
    const char *edition = ww_cli_option(cli, "edition");
    *board = edition && ww_str_eqz(ww_str_of(edition), "board");
    if (!edition || *board || ww_str_eqz(ww_str_of(edition), "public"))
        return WW_OK;
    return ww_fail(err, WW_E_USAGE, "--edition takes public or board, not '%.40s'.", edition);
}

static enum ww_rc run(const struct ww_cli *cli, struct ww_err *err)
{
    bool given;
    struct ww_session session = {0};
    struct ww_sources sources = {0};
    struct ww_assess_report report;
    struct ww_progress_bar bar;
    struct ww_assess_request request = {.version = WW_VERSION, .progress = &bar.progress};
    ww_progress_bar_start(&bar, cli);
    char rules[WW_PATH_MAX];
    request.rules = rules;
    enum ww_rc rc = ww_cli_share(cli, "recommendations.json", rules, err);
    if (!rc)
        rc = ww_session_period(cli, "period", &given, &request.period, err);
    if (!rc && !given)
        rc = ww_fail(err, WW_E_USAGE, "Say which period: watchward assess --period 2017-07..2018-06");
    if (!rc)
        rc = ww_session_period(cli, "compare", &request.has_compare, &request.compare, err);
    if (!rc)
        rc = read_edition(cli, &request.board, err);
    if (!rc)
        rc = ww_session_open(cli, false, &session, err);
    if (!rc)
        rc = ww_session_sources(cli, session.workspace, &sources, err);
    request.title = title_of;
    request.title_context = &sources;
    if (!rc)
        rc = ww_assess(session.context, &request, &report, err);
    ww_progress_bar_end(&bar);
    if (!rc) {
        printf("%s and %s", ww_counted(report.tables, "table", "tables").text,
               ww_counted(report.findings, "finding", "findings").text);
        if (report.unanswered)
            printf("; %s not be written, and the page says why",
                   ww_counted(report.unanswered, "section could", "sections could").text);
        ww_say(stdout, ".\nThe assessment is in %s\n", report.page);
    }
    ww_sources_free(&sources);
    ww_session_close(&session);
    return rc;
}

static const struct ww_option options[] = {
    {"period", "A..B", "the period assessed, such as 2017-07..2018-06", false},
    {"compare", "A..B", "the period it is compared with (default: the one of the same length before)", false},
    {"edition", "E",
     "public (the default: small counts of people are not shown) or board (they are: not for publication)",
     false},
};

const struct ww_command ww_command_assess = {
    .name = "assess",
    .arguments = "--period A..B",
    .summary = "Write the strategic assessment of a period",
    .details =
        "Writes output/assessment/<period>/ in the workspace: index.html (one file, to read or print), tables/*.csv,\n"
        "findings.json and run.json. Your own words go into commentary/<chapter>.md and appear under the chapter's\n"
        "heading: front, overview, location, wards-CODE, data, methods, run.",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .run = run,
};
