// SPDX-License-Identifier: Apache-2.0
#ifndef WW_INTAKE_PLAN_H
#define WW_INTAKE_PLAN_H

#include <regex.h>

#include "base/arena.h"
#include "base/err.h"
#include "intake/descriptor.h"
#include "intake/header.h"
#include "intake/pipeline.h"
#include "place/areas.h"
#include "place/locate.h"
#include "place/project.h"

/* A layout that fits a header, turned into what the pipeline does. */
struct ww_import_plan {
    struct ww_plan plan;
    struct ww_plan_column *columns;
    const struct ww_source_column **sources; /* one a plan column; NULL = the located one */
    regex_t *patterns;                       /* one a plan column; those in use are compiled */
    bool *has_pattern;
    struct ww_locator *locator;
    struct ww_projector *projector;
    struct ww_lonlat_e6 *degrees; /* scratch of the locating callback */
    struct ww_bng *metres;
    size_t points_capacity;
    unsigned threads;
    const struct ww_source_column *person; /* as in the options */
};

struct ww_plan_options {
    double reject_limit_pct;
    unsigned threads;
    bool portable;
    uint64_t seed;
    const struct ww_source_column *person; /* a further column, of pseudonyms; or NULL */
};

/* Everything but the locator lives in the arena. areas may be NULL. WW_E_INPUT when the layout locates and the
 * areas of its level are not known: says what to import first. */
enum ww_rc WW_MUST_CHECK ww_import_plan_make(const struct ww_descriptor *descriptor,
                                             const struct ww_header *header, const struct ww_fit *fit,
                                             const struct ww_areas *areas,
                                             const struct ww_plan_options *options, struct ww_arena *arena,
                                             struct ww_import_plan *out, struct ww_err *err);
/* Prepared but not copied: the plan's address must stay the same between these two. */
void ww_import_plan_free(struct ww_import_plan *plan);

#endif
