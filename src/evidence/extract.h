// SPDX-License-Identifier: Apache-2.0
#ifndef WW_EVIDENCE_EXTRACT_H
#define WW_EVIDENCE_EXTRACT_H

#include "base/err.h"
#include "evidence/column.h"
#include "evidence/schema.h"

/* One sealed Arrow file, mapped for reading. Every offset, length and code is checked when it is opened
 * (codes lazily, per batch, by ww_extract_batch), so that what follows may trust it: a damaged or hostile
 * file is WW_E_DAMAGED, never a crash. */
struct ww_extract;

enum ww_rc WW_MUST_CHECK ww_extract_open(const char *path, struct ww_extract **out, struct ww_err *err);
/* The same over bytes already in memory, which must outlive it (fuzzing, tests). */
enum ww_rc WW_MUST_CHECK ww_extract_open_memory(const void *bytes, size_t size, const char *name,
                                                struct ww_extract **out, struct ww_err *err);
void ww_extract_close(struct ww_extract **extract);

size_t ww_extract_fields(const struct ww_extract *extract, const struct ww_field **fields);
size_t ww_extract_batches(const struct ww_extract *extract);
uint64_t ww_extract_rows(const struct ww_extract *extract);

/* Vectors point into the map. The array stays valid until the extract is closed. Thread-safe. */
enum ww_rc WW_MUST_CHECK ww_extract_batch(const struct ww_extract *extract, size_t index,
                                          struct ww_batch *out, struct ww_err *err);

/* Dictionary of a CATEGORY field (count 0 for others). */
struct ww_dictionary ww_extract_dictionary(const struct ww_extract *extract, size_t field);

/* First field of that role / name, or -1. */
int ww_extract_field_by_role(const struct ww_extract *extract, enum ww_role role);
int ww_extract_field_by_name(const struct ww_extract *extract, const char *name);

/* Custom metadata of schema or footer by key, or NULL. */
const char *ww_extract_meta(const struct ww_extract *extract, const char *key);

#endif
