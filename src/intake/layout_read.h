// SPDX-License-Identifier: Apache-2.0
#ifndef WW_INTAKE_LAYOUT_READ_H
#define WW_INTAKE_LAYOUT_READ_H

#include "base/json_read.h"
#include "intake/descriptor.h"

#define WW_LAYOUT_FIELDS_MAX 2000

/* An object of the document and where it stands. */
struct ww_json_place {
    const json_t *object; /* NULL = not there */
    const struct ww_json_at *at;
};

/* A layout is written in up to three objects: its own (in `watchward.layouts`; none for the first), and the
 * Table Schema and the `watchward` object of the descriptor, from which it takes what it does not say. */
struct ww_layout_places {
    struct ww_json_place own;
    struct ww_json_place schema;
    struct ww_json_place watchward;
};

/* Reads and checks one layout. What it points to lives in json->memory. WW_E_INPUT with the JSON path. */
enum ww_rc WW_MUST_CHECK ww_layout_read(const struct ww_json *json, const struct ww_layout_places *places,
                                        struct ww_source_layout *out);

#endif
