// SPDX-License-Identifier: Apache-2.0
#ifndef WW_CMD_LINK_INPUT_H
#define WW_CMD_LINK_INPUT_H

#include "people/link_model.h"
#include "people/link_records.h"

/* Files of people (CSV) and a model, made ready for linkage. */

struct ww_link_input {
    struct ww_arena *arena;
    struct ww_link_model model;
    struct ww_link_builder *builder;
    struct ww_link_records records;
    uint32_t *truth; /* a number for each value of the truth column; NULL = none was asked for */
};

struct ww_link_files {
    const char *model;        /* path */
    const char *nicknames;    /* path of the table of short forms, read where the model asks for it */
    const char *const *paths; /* CSV, each a source of its own */
    size_t n;
    const char *id;    /* column; NULL = the first */
    const char *truth; /* column that says who a record is; NULL = none */
};

/* Only the columns the model speaks of are kept, and the id. WW_E_INPUT with file and line where a record is not whole,
 * WW_E_USAGE for a column that is not there. Free with ww_link_input_free, after a failure too: it wipes. */
enum ww_rc WW_MUST_CHECK ww_link_input_read(const struct ww_link_files *files, struct ww_link_input *out,
                                            struct ww_err *err);
void ww_link_input_free(struct ww_link_input *input);

/* The record with that id, or WW_NO_INDEX. */
size_t ww_link_input_find(const struct ww_link_input *input, struct ww_str id);

#endif
