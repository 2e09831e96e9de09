// SPDX-License-Identifier: Apache-2.0
/* Units and marks as data: how a number of each unit is printed, and what each shorthand means.
 *
 * Marks follow the shorthand of the Government Analysis Function's guidance on releasing statistics in
 * spreadsheets (square brackets, explained beside the table). [high] and [quiet] are ours: they say in text
 * what a shaded cell of an hour-by-weekday matrix would otherwise say by colour alone. */
#include "table/unit.h"

#include <assert.h>

static const struct ww_unit_facts unit_facts[WW_UNIT_COUNT_OF_UNITS] = {
    [WW_UNIT_NONE] = {.name = "none", .words = "", .before = "", .after = "", .decimals = 0},
    [WW_UNIT_COUNT] = {.name = "count", .words = "number", .before = "", .after = "", .decimals = 0},
    [WW_UNIT_PER_DAY] = {.name = "per-day", .words = "a day", .before = "", .after = "", .decimals = 1},
    [WW_UNIT_PERCENT] = {.name = "percent", .words = "per cent", .before = "", .after = "%", .decimals = 1},
    [WW_UNIT_PERCENT_POINTS] =
        {.name = "percentage-points", .words = "percentage points", .before = "", .after = "", .decimals = 1},
    [WW_UNIT_RATIO] = {.name = "ratio", .words = "ratio", .before = "", .after = "", .decimals = 2},
    [WW_UNIT_GBP] = {.name = "gbp", .words = "pounds", .before = "£", .after = "", .decimals = 0},
    [WW_UNIT_PROBABILITY] =
        {.name = "probability", .words = "probability", .before = "", .after = "", .decimals = 3},
    [WW_UNIT_PER_1000] = {.name = "per-1000", .words = "per 1,000", .before = "", .after = "", .decimals = 1},
    [WW_UNIT_RANK] = {.name = "rank", .words = "rank", .before = "", .after = "", .decimals = 0},
    [WW_UNIT_DAYS] = {.name = "days", .words = "days", .before = "", .after = "", .decimals = 0},
    [WW_UNIT_METRES] = {.name = "metres", .words = "metres", .before = "", .after = "", .decimals = 0},
    [WW_UNIT_SCORE] = {.name = "score", .words = "score", .before = "", .after = "", .decimals = 2},
};

static const struct ww_mark_facts mark_facts[WW_MARK_COUNT] = {
    [WW_MARK_NONE] = {.shorthand = "", .meaning = "", .beside = true},
    [WW_MARK_LOW_BASE] = {.shorthand = "[low]",
                          .meaning = "The number it would be compared with is too small for a percentage."},
    [WW_MARK_CONFIDENTIAL] = {.shorthand = "[c]",
                              .meaning = "Not shown, so that no person can be recognised from it."},
    [WW_MARK_NOT_AVAILABLE] = {.shorthand = "[x]", .meaning = "Not available."},
    [WW_MARK_NOT_APPLICABLE] = {.shorthand = "[z]", .meaning = "Does not apply here."},
    [WW_MARK_UNRELIABLE] = {.shorthand = "[u]",
                            .meaning = "Rests on few records: use with care.",
                            .beside = true},
    [WW_MARK_PROVISIONAL] = {.shorthand = "[p]", .meaning = "Provisional: may still change.", .beside = true},
    [WW_MARK_REVISED] = {.shorthand = "[r]",
                         .meaning = "Revised since it was first published.",
                         .beside = true},
    [WW_MARK_BREAK] = {.shorthand = "[b]",
                       .meaning = "A definition changed here: figures on either side do not compare.",
                       .beside = true},
    [WW_MARK_HIGH] = {.shorthand = "[high]", .meaning = "In the highest tenth of the cells.", .beside = true},
    [WW_MARK_QUIET] = {.shorthand = "[quiet]",
                       .meaning = "In the lowest tenth of the cells.",
                       .beside = true},
};

const struct ww_unit_facts *ww_unit_facts(enum ww_unit unit)
{
    assert((unsigned)unit < WW_UNIT_COUNT_OF_UNITS);
    return &unit_facts[unit];
}

const struct ww_mark_facts *ww_mark_facts(enum ww_mark mark)
{
    assert((unsigned)mark < WW_MARK_COUNT);
    return &mark_facts[mark];
}
