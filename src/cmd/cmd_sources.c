// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>

#include "base/buf.h"
#include "cmd/session.h"

static enum ww_rc print_sources(const struct ww_sources *sources, struct ww_err *err)
{
    struct ww_buf out = {0};
    for (size_t i = 0; i < sources->count; i++) {
        const struct ww_descriptor *d = sources->items[i].descriptor;
        ww_buf_printf(&out, "%s%s\n  %s\n  shape: %s; about: %s; owner: %s\n", d->name,
                      sources->items[i].own ? " (of this workspace)" : "", d->title, ww_shape_names[d->shape],
                      d->subject, d->owner);
        ww_source_expects(d, &out);
        ww_buf_char(&out, '\n');
    }
    enum ww_rc rc = ww_buf_check(&out, err);
    if (!rc)
        fwrite(out.data, 1, out.len, stdout);
    ww_buf_free(&out);
    return rc;
}

/* Works without a workspace too: then it lists what ships with the program. */
static enum ww_rc run(const struct ww_cli *cli, struct ww_err *err)
{
    struct ww_sources sources;
    struct ww_workspace *workspace = NULL;
    struct ww_err ignored;
    if (ww_workspace_open(cli->workspace, false, NULL, &workspace, &ignored) != WW_OK)
        workspace = NULL;
    enum ww_rc rc = ww_session_sources(cli, workspace, &sources, err);
    if (!rc) {
        rc = print_sources(&sources, err);
        ww_sources_free(&sources);
    }
    ww_workspace_close(&workspace);
    return rc;
}

const struct ww_command ww_command_sources = {
    .name = "sources",
    .arguments = "",
    .summary = "List the sources that can be imported, and what their files must look like",
    .details =
        "A partnership adds a source by putting a descriptor into the workspace's folder sources/: see\n"
        "docs/HOWTO-add-source.md.",
    .run = run,
};
