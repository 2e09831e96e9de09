// SPDX-License-Identifier: Apache-2.0
#ifndef WW_MEASURE_WARD_PEOPLE_H
#define WW_MEASURE_WARD_PEOPLE_H

#include "measure/ask.h"

/* People and families on a service's list who live in one area of a level: part of the profile of a ward (ward.c). Adds a
 * row for each source of episodes with a column of areas of that level: how many were on the list on the last day of the
 * period, the share of all on it in the partnership, the rank. `whole`: the question about the partnership; `code`: the
 * area. */
enum ww_rc WW_MUST_CHECK ww_ward_people(const struct ww_ask *whole, const char *level, const char *code,
                                        struct ww_table *table, struct ww_err *err);

#endif
