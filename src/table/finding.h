// SPDX-License-Identifier: Apache-2.0
#ifndef WW_TABLE_FINDING_H
#define WW_TABLE_FINDING_H

#include "base/buf.h"
#include "table/table.h"

/* Writes the sentence of a finding with its cells filled in. Filters after a bar:
 *   {r.c}            the cell as read in a sentence
 *   {r.c|abs}        without its sign
 *   {r.c|rise}       "up" / "down" / "unchanged", by sign
 *   {r.c|rose}       "rose" / "fell" / "did not change"
 *   {r.c|more}       "more" / "fewer" / "the same"
 *   {r.c|change}     "up 9.2%" / "down 3.1%" / "unchanged"; "[low]" becomes "too few to give a percentage"
 *   {r.c|chance}     for a p-value: "more than chance" (p < 0.05) or "could be chance"; the number itself is left to the
 *                    table; a missing p: "too few to test"
 *   {r.c|label}      a text cell with its first letter in lower case
 * A label is what its row is called by itself (ww_table_set_alone).
 *   {r.c|whole}      rounded to a whole number
 *   {r.c|place}      a rank: "the highest" (1), "2nd highest", "24th highest"
 * A reference that does not resolve: WW_E_USAGE naming the finding and the reference. */
enum ww_rc WW_MUST_CHECK ww_finding_sentence(const struct ww_table *table, const struct ww_finding *finding,
                                             struct ww_buf *out, struct ww_err *err);

#endif
