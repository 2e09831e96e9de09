// SPDX-License-Identifier: Apache-2.0
#ifndef WW_BASE_NUM_H
#define WW_BASE_NUM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* Numbers as text, without locale. Readers take the whole text or refuse (false, *out untouched). */

bool ww_parse_i64(struct ww_str text, int64_t *out); /* optional sign, digits; overflow refused */
bool ww_parse_u64(struct ww_str text, uint64_t *out);
/* Correctly rounded; no hex, no inf, no nan, nothing too large for a double. ".5" and "5." are numbers. */
bool ww_parse_f64(struct ww_str text, double *out);
/* "12,345" and "£12,345.50" as people type them in a spreadsheet, with spaces around; "-£5" and "£-5".
 * Commas must stand between thousands: "1,5" is refused, not read as 15. */
bool ww_parse_f64_loose(struct ww_str text, double *out);
/* Decimal text to an integer count of 10^-places, exact; more places are rounded half away from zero:
 * ("51.536115", 6) = 51536115. places 0..18. */
bool ww_parse_fixed(struct ww_str text, int places, int64_t *out);

/* Shortest text that reads back to the same double (at most 24 bytes): for machines. What is no number is
 * "nan", "inf" or "-inf" here and below: visible, and refused by every reader above. */
void ww_print_f64(double value, char out[32]);
/* Fixed decimals (0..15), half away from zero of the shortest decimal value (2.675 is 2.68), thousands
 * separated by commas; never "-0". From 10^20 on as ww_print_f64. For people. */
void ww_print_people(double value, int decimals, char out[48]);
/* The same without thousands separators: for CSV. */
void ww_print_fixed(double value, int decimals, char out[48]);

#endif
