// SPDX-License-Identifier: Apache-2.0
#ifndef WW_BASE_NUM_H
#define WW_BASE_NUM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* Numbers as text, without locale. Readers take the whole text or refuse (false, *out untouched). */

bool ww_parse_i64(struct ww_str text, int64_t *out); /* optional sign, digits; overflow refused */
bool ww_parse_u64(struct ww_str text, uint64_t *out);
bool ww_parse_f64(struct ww_str text, double *out); /* correctly rounded; no hex, no inf, no nan */
/* "12,345" and "£12,345.50" as people type them in a spreadsheet. */
bool ww_parse_f64_loose(struct ww_str text, double *out);
/* Decimal text to an integer count of 10^-places, exact; more places are rounded half away from zero:
 * ("51.536115", 6) = 51536115. */
bool ww_parse_fixed(struct ww_str text, int places, int64_t *out);

/* Shortest text that reads back to the same double (at most 24 bytes): for machines. */
void ww_print_f64(double value, char out[32]);
/* Fixed decimals, half away from zero of the decimal value, thousands separated by commas: for people. */
void ww_print_people(double value, int decimals, char out[48]);
/* The same without thousands separators: for CSV. */
void ww_print_fixed(double value, int decimals, char out[48]);

#endif
