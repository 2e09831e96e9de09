// SPDX-License-Identifier: Apache-2.0
#ifndef WW_INTAKE_AREAS_LOAD_H
#define WW_INTAKE_AREAS_LOAD_H

#include "base/err.h"
#include "evidence/workspace.h"
#include "place/areas.h"

/* Columns of a sealed table of boundaries and of a sealed lookup. */
#define WW_AREAS_LEVEL        "level"
#define WW_AREAS_CODE         "code"
#define WW_AREAS_NAME         "name"
#define WW_AREAS_PARENT_LEVEL "parent_level"
#define WW_AREAS_PARENT       "parent"
#define WW_AREAS_EASTING      "easting"
#define WW_AREAS_NORTHING     "northing"
#define WW_AREAS_POLYGON      "polygon"
#define WW_LINKS_FROM_LEVEL   "from_level"
#define WW_LINKS_FROM_CODE    "from_code"
#define WW_LINKS_TO_LEVEL     "to_level"
#define WW_LINKS_TO_CODE      "to_code"
#define WW_LINKS_SHARE        "share"

/* The registry of all areas the workspace knows: its live extracts of the subjects "boundaries" and "lookup", in the order
 * they were imported, so that a later one corrects an earlier. Empty when there are none. Free with
 * ww_areas_free. WW_E_DAMAGED when a sealed file is not what it was. Cost: some tens of milliseconds for a
 * borough, about half a second for the LSOAs of London. */
enum ww_rc WW_MUST_CHECK ww_areas_from_workspace(struct ww_workspace *workspace, struct ww_areas **out,
                                                 struct ww_err *err);

#endif
