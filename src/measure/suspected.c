// SPDX-License-Identifier: Apache-2.0
/* Records with a suspect.
 *
 * Problem. A record without any suspect is not one whose suspect's age and home are not known.
 * Method. The number of suspects, where the source gives it, tells the two apart.
 * Edge cases. Where it gives none, every record is taken, and those that describe nobody are among the not known. */
#include "measure/suspected.h"

static const char NUMBER[] = "n_suspects";
static const int32_t one_or_more[] = {1};

_Static_assert(WW_CONDITIONS_MAX + 3 <= WW_CUBE_MAX_WHERE, "a cube has room for this condition as well");

/* Key 0: one suspect or more; none or not said: missing_key. */
static struct ww_cube_dim number_dim(int32_t size, int32_t missing_key)
{
    return (struct ww_cube_dim){.by = WW_BY_NUMBER,
                                .role = WW_ROLE_ATTRIBUTE,
                                .field = NUMBER,
                                .size = size,
                                .missing_key = missing_key,
                                .edges = one_or_more,
                                .n_edges = 1};
}

static enum ww_rc period_spec(const struct ww_ask *ask, struct ww_cube_spec *spec, struct ww_err *err)
{
    enum ww_rc rc = ww_ask_spec(ask, spec, err);
    spec->has_period = true;
    spec->period = ask->period;
    return rc;
}

enum ww_rc ww_suspected_spec(const struct ww_ask *ask, struct ww_cube_spec *spec, struct ww_err *err)
{
    enum ww_rc rc = period_spec(ask, spec, err);
    if (!rc && ww_view_has_column(ask->view, NUMBER))
        spec->where[spec->n_where++] = number_dim(1, WW_LEAVE_OUT);
    return rc;
}

enum ww_rc ww_suspected_note_none(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct ww_cube_spec spec;
    struct ww_cube cube;
    if (!ww_view_has_column(ask->view, NUMBER))
        return WW_OK;
    enum ww_rc rc = period_spec(ask, &spec, err);
    if (rc)
        return rc;
    spec.dims[spec.n_dims++] = number_dim(2, 1);
    rc = ww_cube_count(ask->view, &spec, ww_context_threads(ask->context), &cube, err);
    if (rc)
        return rc;
    ww_table_note(table, "%s of %s %s have no suspect and are not counted.",
                  ww_ask_number(ask, cube.counts[1]), ww_ask_number(ask, cube.counts[0] + cube.counts[1]),
                  ask->subject->many);
    ww_cube_free(&cube);
    return WW_OK;
}
