// SPDX-License-Identifier: Apache-2.0
#ifndef WW_CMD_SESSION_H
#define WW_CMD_SESSION_H

#include "cmd/command.h"
#include "evidence/categories.h"
#include "evidence/workspace.h"
#include "intake/sources.h"
#include "measure/measure.h"
#include "place/areas.h"

/* What most commands open: the workspace, the category tree, the areas it knows. A session that writes is the only one
 * that does. */
struct ww_session {
    struct ww_workspace *workspace;
    struct ww_categories *categories;
    struct ww_areas *areas;
    struct ww_context *context; /* NULL in a session for writing */
};

enum ww_rc WW_MUST_CHECK ww_session_open(const struct ww_cli *cli, bool for_writing, struct ww_session *out,
                                         struct ww_err *err);
void ww_session_close(struct ww_session *session);

/* Descriptors shipped with the program and those of the workspace (NULL = the program's alone). */
enum ww_rc WW_MUST_CHECK ww_session_sources(const struct ww_cli *cli, const struct ww_workspace *workspace,
                                            struct ww_sources *out, struct ww_err *err);

/* --period, --compare and the like, with the option's name in the message. */
enum ww_rc WW_MUST_CHECK ww_session_period(const struct ww_cli *cli, const char *option, bool *given,
                                           struct ww_period *out, struct ww_err *err);

#endif
