// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>

#include "cmd/command.h"

#ifndef WW_VERSION
#define WW_VERSION "unknown"
#endif

static enum ww_rc run(const struct ww_cli *cli, struct ww_err *err)
{
    (void)cli;
    (void)err;
    puts("watchward " WW_VERSION);
    return WW_OK;
}

const struct ww_command ww_command_version = {
    .name = "version",
    .arguments = "",
    .summary = "Print the version of the program",
    .run = run,
};
