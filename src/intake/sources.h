// SPDX-License-Identifier: Apache-2.0
#ifndef WW_INTAKE_SOURCES_H
#define WW_INTAKE_SOURCES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "intake/descriptor.h"

/* All the sources a workspace can read: the descriptors that ship with the program (<share>/sources/NAME.json)
 * and the partnership's own (<workspace>/sources/NAME.json), which take precedence where the names are the
 * same. In byte order of names. */
struct ww_source {
    const struct ww_descriptor *descriptor;
    bool own; /* from the workspace */
};

struct ww_sources {
    struct ww_source *items;
    size_t count;
};

/* A folder that is not there holds no descriptors; either may be NULL. A file must bear its source's name. WW_E_INPUT for
 * the first descriptor that is wrong, with file and place. Cost: some milliseconds. */
enum ww_rc WW_MUST_CHECK ww_sources_load(const char *share, const char *workspace, struct ww_sources *out,
                                         struct ww_err *err);
void ww_sources_free(struct ww_sources *sources);

/* NULL when there is none of that name. */
const struct ww_descriptor *ww_sources_find(const struct ww_sources *sources, const char *name);
/* The same, or WW_E_USAGE: names the nearest, or lists them all. */
enum ww_rc WW_MUST_CHECK ww_sources_need(const struct ww_sources *sources, const char *name,
                                         const struct ww_descriptor **out, struct ww_err *err);

/* What a file of this source must look like, in a line for each layout: "a table with the columns Month,
 * Crime type, ...; not kept: Context". For the `sources` command and for messages. */
void ww_source_expects(const struct ww_descriptor *descriptor, struct ww_buf *out);

#endif
