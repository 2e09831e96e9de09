// SPDX-License-Identifier: Apache-2.0
#ifndef WW_INTAKE_LAYOUT_PARTS_H
#define WW_INTAKE_LAYOUT_PARTS_H

#include "intake/layout_read.h"

/* Inside of reading a layout: what column_read.c and layout_read.c share. */

/* Frictionless constraints, of a field or of a column. */
struct ww_layout_limits {
    bool required;
    bool guarded;
    const char *pattern;
    bool has_min, has_max;
    double min, max;
};

struct ww_layout_field {
    const char *name;
    enum ww_kind kind; /* by its type */
    struct ww_layout_limits limits;
};

struct ww_layout_fields {
    struct ww_layout_field *items;
    size_t count;
    bool *needed;
};

struct ww_layout_reader {
    const struct ww_json *json;
    struct ww_layout_fields fields;
    struct ww_source_column *columns;
    size_t n_columns;
};

/* A POSIX extended expression that compiles and has at least so many groups. */
enum ww_rc WW_MUST_CHECK ww_layout_check_pattern(const struct ww_json *json, const struct ww_json_at *at,
                                                 const char *pattern, size_t groups);
/* The fields of a Table Schema. */
enum ww_rc WW_MUST_CHECK ww_layout_read_fields(struct ww_layout_reader *r, const struct ww_json_place *from);
/* Index of a field, which from now on every file of the layout must have; WW_E_INPUT when there is none. */
enum ww_rc WW_MUST_CHECK ww_layout_need_field(struct ww_layout_reader *r, const struct ww_json_at *at,
                                              const char *name, size_t *index);
/* Refuses a column that cannot be what it says. */
enum ww_rc WW_MUST_CHECK ww_layout_check_column(struct ww_layout_reader *r, const struct ww_json_at *at,
                                                const char *name, enum ww_role role);
/* The columns to seal, from the fields read before. */
enum ww_rc WW_MUST_CHECK ww_layout_read_columns(struct ww_layout_reader *r, const struct ww_json_place *from);

#endif
