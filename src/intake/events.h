// SPDX-License-Identifier: Apache-2.0
#ifndef WW_INTAKE_EVENTS_H
#define WW_INTAKE_EVENTS_H

#include "base/err.h"
#include "intake/descriptor.h"
#include "place/areas.h"

/* The general source `events` with the file's own column names: "time=Date of call", "category=Type",
 * "place=LSOA" (an area's code or name) or "place=Lat,Lon" (or easting and northing), and, if wanted,
 * "id=Ref", "to=End", "outcome=Result", "level=ward" (of place, when it cannot be told). */

struct ww_events_request {
    const struct ww_descriptor *base; /* share/sources/events.json */
    const char *const *mappings;
    size_t n_mappings;
    const char *file;             /* its first rows are looked at */
    const char *scratch;          /* folder that can be written, when the file must be unpacked */
    const struct ww_areas *areas; /* NULL = none are known */
};

/* Makes the descriptor for such a file: what kind of time it is, in what areas the places lie and whether numbers are
 * degrees or metres is told from its first rows. The result is the base with other fields and columns.
 * WW_E_USAGE for a mapping that is not understood, WW_E_INPUT when the file does not have the columns named or
 * holds no times in them; the message says which. Free with ww_descriptor_free. */
enum ww_rc WW_MUST_CHECK ww_events_descriptor(const struct ww_events_request *request,
                                              struct ww_descriptor **out, struct ww_err *err);

#endif
