// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>

#include "cmd/command.h"
#include "cmd/say.h"
#include "evidence/catalogue.h"

static void say(void *context, const char *line)
{
    (void)context;
    ww_say(stderr, "%s\n", line);
}

static enum ww_rc judge(const struct ww_verify_result *found, struct ww_err *err)
{
    unsigned damaged = found->missing + found->altered + found->unreadable;
    printf("%s checked (%u of them superseded): %u missing, %u altered, %u unreadable.\n",
           ww_counted(found->extracts, "extract", "extracts").text, found->superseded, found->missing,
           found->altered, found->unreadable);
    if (found->orphans)
        printf("%s that no extract speaks of; not used.\n",
               ww_counted(found->orphans, "file is there", "files are there").text);
    if (found->leftovers)
        printf("%s left behind by an interrupted import; the next import clears them away.\n",
               ww_counted(found->leftovers, "unfinished file was", "unfinished files were").text);
    if (damaged)
        return ww_fail(err, WW_E_DAMAGED,
                       "The workspace is damaged: of its %u extracts, %u %s not as sealed. "
                       "The lines above say which, and what to do.",
                       found->extracts, damaged, damaged == 1 ? "is" : "are");
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
