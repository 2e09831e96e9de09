// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>

#include "assess/assess.h"
#include "cmd/command.h"
#include "cmd/say.h"

static enum ww_rc run(const struct ww_cli *cli, struct ww_err *err)
{
    struct ww_workspace *workspace = NULL;
    struct ww_buf account = {0};
    enum ww_rc rc = ww_workspace_open(cli->workspace, false, NULL, &workspace, err);
    if (!rc)
        rc = ww_explain(workspace, cli->arguments[0], ww_cli_option(cli, "period"), &account, err);
    if (!rc)
        ww_say_text(stdout, ww_buf_view(&account));
    ww_buf_free(&account);
    ww_workspace_close(&workspace);
    return rc;
}

static const struct ww_option options[] = {
    {"period", "A..B", "the assessment to look into (default: the latest that has it)", false},
};

const struct ww_command ww_command_explain = {
    .name = "explain",
    .arguments = "FINDING-ID",
    .summary = "Say where a figure of an assessment came from",
    .details =
        "The ids stand in square brackets behind the sentences of the page, such as change/total/change. Prints the\n"
        "measure, its parameters, the extracts with their hashes, how many rows were used, and the method's version.",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run,
};
