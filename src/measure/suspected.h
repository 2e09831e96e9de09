// SPDX-License-Identifier: Apache-2.0
#ifndef WW_MEASURE_SUSPECTED_H
#define WW_MEASURE_SUSPECTED_H

#include "measure/ask.h"

/* Records with a suspect: what every measure of suspects counts. */

/* The conditions of the question (area, subject, --where), its period, and, where the source says how many suspects there
 * were ("n_suspects"), that there was one. Dimensions are the measure's to add. */
enum ww_rc WW_MUST_CHECK ww_suspected_spec(const struct ww_ask *ask, struct ww_cube_spec *spec,
                                           struct ww_err *err);

/* Says in the table's notes how many records of the period had none. */
enum ww_rc WW_MUST_CHECK ww_suspected_note_none(const struct ww_ask *ask, struct ww_table *table,
                                                struct ww_err *err);

#endif
