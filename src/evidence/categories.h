// SPDX-License-Identifier: Apache-2.0
#ifndef WW_EVIDENCE_CATEGORIES_H
#define WW_EVIDENCE_CATEGORIES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

/* The category tree (share/categories.json): what every source calls a kind of crime, disorder or outcome, joined.
 * Evidence keeps the supplier's own text; a measure maps it when it counts, so that a better mapping needs
 * no new import. The file's SHA-256 is part of the run's record. */
struct ww_categories;

struct ww_category {
    const char *id;      /* "theft/theft-person" */
    const char *label;   /* "Theft from the person" */
    const char *alone;   /* where no group stands above it: "robbery of personal property"; else the label */
    int parent;          /* index, or -1 */
    int depth;           /* 0 = root ("recorded-crime", "asb", "outcome") */
    const char *cost;    /* name of the unit-cost offence, "" = not costed */
    const char *harm;    /* harm group, "" = none */
    const char *concept; /* the same word in every classification: "theft-from-person", "" = none */
    bool sanctioned;     /* outcomes: a sanctioned detection */
};

enum ww_rc WW_MUST_CHECK ww_categories_load(const char *path, struct ww_categories **out, struct ww_err *err);
void ww_categories_free(struct ww_categories **categories);
const char *ww_categories_sha256(const struct ww_categories *categories); /* hex */

/* Nodes in the tree's printed order: a parent before its children. */
size_t ww_categories_count(const struct ww_categories *categories);
const struct ww_category *ww_categories_at(const struct ww_categories *categories, size_t index);
int ww_categories_find(const struct ww_categories *categories, const char *id); /* or -1 */

/* Node for a supplier's text, or -1 when the vocabulary does not list it. Compared without regard to
 * case and to runs of spaces. */
int ww_categories_map(const struct ww_categories *categories, const char *vocabulary, struct ww_str text);
bool ww_categories_has_vocabulary(const struct ww_categories *categories, const char *vocabulary);
/* True when node is ancestor or one of its descendants. */
bool ww_categories_under(const struct ww_categories *categories, int node, int ancestor);

#endif
