// SPDX-License-Identifier: Apache-2.0
#ifndef WW_EVIDENCE_VIEW_H
#define WW_EVIDENCE_VIEW_H

#include <stdbool.h>

#include "evidence/catalogue.h"
#include "evidence/extract.h"

/* The live extracts of one source, opened: what a measure reads. Deliveries may come a month at a time;
 * a view makes them one. */
struct ww_view;

/* vintage NULL = "". WW_E_NOT_FOUND when the source has no live extract; WW_E_DAMAGED when a sealed file is not
 * what the catalogue says. */
enum ww_rc WW_MUST_CHECK ww_view_open(struct ww_workspace *workspace, const char *source, const char *vintage,
                                      struct ww_view **out, struct ww_err *err);
/* The same over one extract, or several, not in any catalogue (tests, benches). They are not closed. */
enum ww_rc WW_MUST_CHECK ww_view_of_extract(struct ww_extract *extract, const char *source,
                                            struct ww_view **out, struct ww_err *err);
enum ww_rc WW_MUST_CHECK ww_view_of_extracts(struct ww_extract *const *extracts, size_t n, const char *source,
                                             struct ww_view **out, struct ww_err *err);
void ww_view_close(struct ww_view **view);

size_t ww_view_extracts(const struct ww_view *view);
const struct ww_extract *ww_view_extract(const struct ww_view *view, size_t index);
const struct ww_extract_record *ww_view_record(const struct ww_view *view, size_t index);
uint64_t ww_view_rows(const struct ww_view *view);

/* True when every extract has a column of this role. */
bool ww_view_has_role(const struct ww_view *view, enum ww_role role);
/* True when some extract has a column of this name: layouts of one source may differ. */
bool ww_view_has_column(const struct ww_view *view, const char *name);
/* The field of that role in the first extract (all extracts of a source share a descriptor), or NULL. */
const struct ww_field *ww_view_field(const struct ww_view *view, enum ww_role role);
/* Union of the extracts' periods; false when none has one. */
bool ww_view_period(const struct ww_view *view, struct ww_period *out);

#endif
