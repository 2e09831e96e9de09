// SPDX-License-Identifier: Apache-2.0
#ifndef WW_TABLE_UNIT_H
#define WW_TABLE_UNIT_H

#include <stdbool.h>

/* What a number in a table counts or measures: decides how it is printed and what may be done with it. */
enum ww_unit {
    WW_UNIT_NONE,
    WW_UNIT_COUNT,          /* offences, incidents, people */
    WW_UNIT_PER_DAY,        /* count divided by the days of the period */
    WW_UNIT_PERCENT,        /* a share, 0..100, or a relative change */
    WW_UNIT_PERCENT_POINTS, /* a difference of two percentages */
    WW_UNIT_RATIO,
    WW_UNIT_GBP,         /* whole pounds */
    WW_UNIT_PROBABILITY, /* a p-value, 0..1 */
    WW_UNIT_PER_1000,    /* per 1,000 of the denominator named in the notes */
    WW_UNIT_RANK,
    WW_UNIT_DAYS,
    WW_UNIT_METRES,
    WW_UNIT_SCORE, /* an index or coefficient without a unit */
    WW_UNIT_COUNT_OF_UNITS,
};

struct ww_unit_facts {
    const char *name;   /* machine name, in CSV side-cars and JSON: "per-day" */
    const char *words;  /* in a column heading or a chart's subtitle: "a day" */
    const char *before; /* printed straight before the number: "£" */
    const char *after;  /* printed straight after it: "%" */
    int decimals;       /* when the column does not say */
};
const struct ww_unit_facts *ww_unit_facts(enum ww_unit unit); /* never NULL */

/* Why a cell holds no number, or what is said beside one (CONVENTIONS: shorthand in square brackets).
 * The first group stands in place of the number, the second beside it. */
enum ww_mark {
    WW_MARK_NONE,
    WW_MARK_LOW_BASE,       /* [low] the base is too small for a percentage */
    WW_MARK_CONFIDENTIAL,   /* [c] suppressed */
    WW_MARK_NOT_AVAILABLE,  /* [x] */
    WW_MARK_NOT_APPLICABLE, /* [z] */
    WW_MARK_UNRELIABLE,     /* [u] shown, but rests on few records */
    WW_MARK_PROVISIONAL,    /* [p] */
    WW_MARK_REVISED,        /* [r] */
    WW_MARK_BREAK,          /* [b] a definition changed here */
    WW_MARK_HIGH,           /* [high] in the top tenth of the cells */
    WW_MARK_QUIET,          /* [quiet] in the bottom tenth of the cells */
    WW_MARK_COUNT,
};

struct ww_mark_facts {
    const char *shorthand; /* "[low]" */
    const char *meaning;   /* one sentence for the notes */
    bool beside;           /* said beside a number; otherwise it stands in place of one */
};
const struct ww_mark_facts *ww_mark_facts(enum ww_mark mark); /* never NULL */

#endif
