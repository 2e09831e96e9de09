// SPDX-License-Identifier: Apache-2.0
#ifndef WW_MEASURE_NAMED_H
#define WW_MEASURE_NAMED_H

#include "measure/ask.h"

/* What the records of a source name in one column (--by): a text, several texts joined by ";" , or an age, which is put
 * into bands. One record may name several values, so that the values' counts add up to more than the records. */

struct ww_named_value {
    const char *label; /* "Knife crime"; of a column of categories, as the tree calls it alone */
    const char *key;   /* what the row's id is made of: the label, of a category the tree's own */
    int64_t then, now; /* records that name it; one that names it twice counts once */
};

/* Records that name exactly the same values. */
struct ww_named_set {
    size_t first, n; /* of members */
    int64_t then, now;
};

struct ww_named {
    const char *words; /* the column in a sentence: "type of abuse" */
    bool bands;        /* of ages: rows stand in the order of the bands */
    bool compares;     /* the source covers the period of comparison; else every `then` is 0 */
    bool several;      /* some record names more than one value */
    struct ww_named_value *values;
    size_t n_values;
    size_t *order; /* of values in print: the most frequent now first, or by band */
    struct ww_named_set *sets;
    size_t n_sets;
    size_t *members;             /* indices of values */
    int64_t base_then, base_now; /* records that name any value */
    int64_t none_then, none_now; /* records that name none */
};

/* Counts the question's records by the column it names, into the ask's arena. An episode counts in the period in which it
 * began. WW_E_USAGE: no --by, no such column, bands that do not rise. Cost: a pass a period. */
enum ww_rc WW_MUST_CHECK ww_named_read(const struct ww_ask *ask, struct ww_table *table, struct ww_named *out,
                                       struct ww_err *err);

/* The --where of the question in words, after a comma: ", classified as crime"; "" without any. */
const char *ww_named_where(const struct ww_ask *ask);

/* The row's id of a value in a table, before the row is added: "value/knife-crime". */
const char *ww_named_row_id(struct ww_table *table, const struct ww_named_value *value);

/* The notes that every table of named values has: who is not in the base, that rows do not add up, [low]. */
void ww_named_note(const struct ww_ask *ask, const struct ww_named *named, struct ww_table *table);

/* The parameter "bands" and its fallback, for the lists of measures that use this. */
#define WW_NAMED_BANDS                                                                                      \
    {                                                                                                       \
        "bands", "first years of age of the bands, where the column is one of ages", "18,25,35,45,55,65,75" \
    }

#endif
