// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>

#include "cmd/command.h"
#include "evidence/catalogue.h"

static void say(void *context, const char *line)
{
    (void)context;
    fprintf(stderr, "%s\n", line);
}

static enum ww_rc judge(const struct ww_verify_result *found, struct ww_err *err)
{
    unsigned damaged = found->missing + found->altered + found->unreadable;
    printf("%u extracts checked (%u of them superseded): %u missing, %u altered, %u unreadable.\n",
           found->extracts, found->superseded, found->missing, found->altered, found->unreadable);
    if (found->orphans)
        printf("%u files are there that no extract speaks of; they are not used.\n", found->orphans);
    if (found->leftovers)
        printf("%u unfinished imports were left behind; the next import clears them away.\n",
               found->leftovers);
    if (damaged)
        return ww_fail(err, WW_E_DAMAGED,
                       "The workspace is damaged: %u of its %u extracts are not as they were sealed. "
                       "The lines above say which and what to do.",
                       damaged, found->extracts);
    puts("The workspace is whole.");
    return WW_OK;
}

static enum ww_rc run(const struct ww_cli *cli, struct ww_err *err)
{
    struct ww_workspace *workspace = NULL;
    struct ww_verify_result found;
    enum ww_rc rc = ww_workspace_open(cli->workspace, false, NULL, &workspace, err);
    if (!rc)
        rc = ww_catalogue_verify(workspace, say, NULL, &found, err);
    if (!rc)
        rc = judge(&found, err);
    ww_workspace_close(&workspace);
    return rc;
}

const struct ww_command ww_command_verify = {
    .name = "verify",
    .arguments = "",
    .summary = "Check that every extract is still exactly as it was sealed",
    .details =
        "Reads every sealed file, compares its SHA-256 with the catalogue, and looks for files that do not belong.\n"
        "Exit code 3 when something is damaged.",
    .run = run,
};
