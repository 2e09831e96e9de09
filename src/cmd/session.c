// SPDX-License-Identifier: Apache-2.0
#include "cmd/session.h"

#include <stdio.h>

#include "cmd/say.h"
#include "intake/areas_load.h"

enum ww_rc ww_session_open(const struct ww_cli *cli, bool for_writing, struct ww_session *out,
                           struct ww_err *err)
{
    struct ww_session s = {0};
    char tree[WW_PATH_MAX];
    unsigned swept = 0;
    enum ww_rc rc = ww_workspace_open(cli->workspace, for_writing, &swept, &s.workspace, err);
    if (!rc && swept)
        fprintf(stderr, "An import was interrupted earlier and left %s, now cleared away.\n",
                ww_counted(swept, "unfinished file", "unfinished files").text);
    if (!rc)
        rc = ww_cli_share(cli, "categories.json", tree, err);
    if (!rc)
        rc = ww_categories_load(tree, &s.categories, err);
    if (!rc)
        rc = ww_areas_from_workspace(s.workspace, &s.areas, err);
    if (!rc && !for_writing)
        rc = ww_context_open(s.workspace, s.areas, s.categories, cli->threads, &s.context, err);
    if (!rc && s.context)
        ww_context_set_share(s.context, cli->share);
    if (rc)
        ww_session_close(&s);
    else
        *out = s;
    return rc;
}

void ww_session_close(struct ww_session *session)
{
    ww_context_close(&session->context);
    ww_areas_free(&session->areas);
    ww_categories_free(&session->categories);
    ww_workspace_close(&session->workspace);
}

enum ww_rc ww_session_sources(const struct ww_cli *cli, const struct ww_workspace *workspace,
                              struct ww_sources *out, struct ww_err *err)
{
    return ww_sources_load(cli->share, workspace ? ww_workspace_path(workspace) : NULL, out, err);
}

enum ww_rc ww_session_period(const struct ww_cli *cli, const char *option, bool *given, struct ww_period *out,
                             struct ww_err *err)
{
    const char *text = ww_cli_option(cli, option);
    *given = text != NULL;
    struct ww_err why = {0};
    enum ww_rc rc = text ? ww_period_parse(ww_str_of(text), out, &why) : WW_OK;
    return rc ? ww_fail(err, rc, "--%s: %s", option, why.message) : WW_OK;
}
