// SPDX-License-Identifier: Apache-2.0
#ifndef WW_PEOPLE_LINK_RECORDS_H
#define WW_PEOPLE_LINK_RECORDS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* The records that are to be linked, column by column. A value is a code into its field's list of distinct values, so that
 * equal values are equal numbers, a value's frequency is known, and two values are compared once however many pairs of
 * records have them. Holds identities: the caller locks and wipes the memory (people/secret.h). */

#define WW_LINK_FIELDS_MAX 24
#define WW_LINK_MISSING    0u

struct ww_link_field {
    const char *name;            /* "surname" */
    uint32_t *codes;             /* a record each; WW_LINK_MISSING = no value */
    uint32_t n_values;           /* codes are 1..n_values */
    const struct ww_str *values; /* by code; [0] is empty */
    const uint32_t *counts;      /* records by code */
    uint64_t present;            /* records with a value */
};

struct ww_link_records {
    size_t n;
    struct ww_link_field fields[WW_LINK_FIELDS_MAX];
    size_t n_fields;
    const struct ww_str *ids; /* the supplier's own, for people to find a record by; may be NULL */
    const uint8_t *sources;   /* which file or agency; NULL = all of one */
    size_t n_sources;
};

/* Built row by row; values are copied. */
struct ww_link_builder;
enum ww_rc WW_MUST_CHECK ww_link_builder_new(const char *const *fields, size_t n_fields,
                                             struct ww_link_builder **out, struct ww_err *err);
/* values: one a field, empty = missing. At most 2^32 - 2 records, of 256 sources. */
enum ww_rc WW_MUST_CHECK ww_link_builder_add(struct ww_link_builder *builder, struct ww_str id,
                                             unsigned source, const struct ww_str *values,
                                             struct ww_err *err);
/* The records live as long as the builder, to which nothing may be added any more. */
void ww_link_builder_done(struct ww_link_builder *builder, struct ww_link_records *out);
void ww_link_builder_free(struct ww_link_builder **builder); /* wipes what it held */

int ww_link_find_field(const struct ww_link_records *records, const char *name); /* or -1 */

#endif
