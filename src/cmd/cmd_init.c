// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>

#include "cmd/command.h"
#include "cmd/say.h"
#include "evidence/workspace.h"

static enum ww_rc run(const struct ww_cli *cli, struct ww_err *err)
{
    const char *name = ww_cli_option(cli, "name"), *area = ww_cli_option(cli, "area");
    if (!name || !area)
        return ww_fail(err, WW_E_USAGE,
                       "Say the partnership's name and the code of its area: watchward init DIR --name "
                       "\"Borough partnership\" --area E09000033");
    enum ww_rc rc = ww_workspace_init(cli->arguments[0], name, area, err);
    if (rc)
        return rc;
    ww_say(stdout,
           "Made the workspace %s for %s (area %s).\n"
           "Next: import what partners have supplied, beginning with the boundaries of the area:\n"
           "  watchward import boundaries FILE --workspace %s\n"
           "'watchward sources' lists what can be imported.\n",
           cli->arguments[0], name, area, cli->arguments[0]);
    return WW_OK;
}

static const struct ww_option options[] = {
    {"name", "NAME", "the partnership's name, as it is printed", false},
    {"area", "CODE", "the code of its area, such as E09000033", false},
};

const struct ww_command ww_command_init = {
    .name = "init",
    .arguments = "DIR --name NAME --area CODE",
    .summary = "Make a workspace for a partnership",
    .details =
        "The folder must be new or empty. What the partnership decides later (priority wards, which source is\n"
        "used) is kept in settings.ini inside it.",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run,
};
