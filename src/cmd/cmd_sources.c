// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>

#include "base/buf.h"
#include "cmd/say.h"
#include "cmd/session.h"

static enum ww_rc print_sources(const struct ww_sources *sources, struct ww_err *err)
{
    struct ww_buf out = {0}, expects = {0};
    for (size_t i = 0; i < sources->count; i++) {
        const struct ww_descriptor *d = sources->items[i].descriptor;
        ww_buf_printf(&out, "%s%s%s\n  %s\n  shape: %s; about: %s; owner: %s\n", i ? "\n" : "", d->name,
                      sources->items[i].own ? " (of this workspace)" : "", d->title, ww_shape_names[d->shape],
                      d->subject, d->owner);
        ww_buf_clear(&expects);
        ww_source_expects(d, &expects);
        struct ww_str rest = ww_buf_view(&expects), line;
        while (ww_str_cut(&rest, '\n', &line))
            ww_buf_printf(&out, "  %.*s\n", (int)line.len, line.ptr);
    }
    enum ww_rc rc = ww_buf_check(&expects, err);
    if (!rc)
        rc = ww_buf_check(&out, err);
    if (!rc)
        ww_say_text(stdout, ww_buf_view(&out));
    ww_buf_free(&expects);
    ww_buf_free(&out);
    return rc;
}

/* Works without a workspace too, unless one was named: then it lists what ships with the program. */
static enum ww_rc run(const struct ww_cli *cli, struct ww_err *err)
{
    struct ww_sources sources = {0};
    struct ww_workspace *workspace = NULL;
    enum ww_rc rc = ww_workspace_open(cli->workspace, false, NULL, &workspace, err);
    if (rc == WW_E_NOT_FOUND && !ww_cli_option(cli, "workspace"))
        rc = WW_OK;
    if (!rc)
        rc = ww_session_sources(cli, workspace, &sources, err);
    if (!rc)
        rc = print_sources(&sources, err);
    ww_sources_free(&sources);
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
