// SPDX-License-Identifier: Apache-2.0
#ifndef WW_PLACE_LOOKUPS_H
#define WW_PLACE_LOOKUPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "place/areas.h"

/* The links of a registry, kept sorted: the part of ww_areas that knows of shares. See areas.h for what the
 * functions mean. Texts live in the arena given. */
struct ww_relation {
    struct ww_str from_level, to_level;
    struct ww_area_link *links; /* by from_code, then share falling, then to_code */
    size_t count, capacity;
};

struct ww_lookups {
    struct ww_relation *relations; /* by from_level, then to_level */
    size_t count, capacity;
    uint64_t links, replaced;
};

void ww_lookups_free(struct ww_lookups *lookups);
enum ww_rc WW_MUST_CHECK ww_lookups_add(struct ww_lookups *lookups, struct ww_arena *arena,
                                        const struct ww_area_link *link, struct ww_err *err);

/* The relations from a level: *count of them, side by side. */
const struct ww_relation *ww_lookups_from(const struct ww_lookups *lookups, struct ww_str from_level,
                                          size_t *count);

/* The links of one area in a relation; NULL and 0 when there are none. */
const struct ww_area_link *ww_relation_links(const struct ww_relation *relation, struct ww_str from_code,
                                             size_t *count);

#endif
