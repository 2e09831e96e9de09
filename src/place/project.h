// SPDX-License-Identifier: Apache-2.0
#ifndef WW_PLACE_PROJECT_H
#define WW_PLACE_PROJECT_H

#include <stddef.h>

#include "base/err.h"
#include "place/point.h"

/* WGS 84 to the British National Grid and back, by PROJ, without network.
 *
 * The best operation that this machine can carry out is chosen once, when the projector is made: the
 * Ordnance Survey's OSTN15 grid (a decimetre) where its file is installed, else the seven-parameter Helmert
 * transform EPSG:1314, which is off by up to about 2 m in London and 3 to 4 m elsewhere in Great Britain.
 * Figures placed with the one and the other may differ for points beside a boundary, so
 * ww_projection_name belongs in every run record. */
struct ww_projector;

/* Costs some milliseconds (opens PROJ's database). One thread at a time may use a projector. */
enum ww_rc WW_MUST_CHECK ww_projector_new(struct ww_projector **out, struct ww_err *err);
void ww_projector_free(struct ww_projector **projector);

/* What PROJ calls the operation, e.g. "Inverse of OSGB36 to WGS 84 (6) + British National Grid". Lives as
 * long as the projector. */
const char *ww_projection_name(const struct ww_projector *projector);

/* out[i] for every in[i]. Returns how many points could not be projected (not on the globe, or
 * too far from Britain to mean anything); those become INFINITY on both axes, which no area holds.
 * About two million points a second. */
size_t ww_project_wgs84_to_bng(struct ww_projector *projector, const struct ww_lonlat *in, size_t n,
                               struct ww_bng *out);
size_t ww_project_wgs84_e6_to_bng(struct ww_projector *projector, const struct ww_lonlat_e6 *in, size_t n,
                                  struct ww_bng *out);
size_t ww_project_bng_to_wgs84(struct ww_projector *projector, const struct ww_bng *in, size_t n,
                               struct ww_lonlat *out);

#endif
