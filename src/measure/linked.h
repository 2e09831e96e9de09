// SPDX-License-Identifier: Apache-2.0
#ifndef WW_MEASURE_LINKED_H
#define WW_MEASURE_LINKED_H

#include "measure/people.h"

/* One person across sources. Linkage, which alone knows identities, hands over which pseudonyms are probably one person (a
 * reference source of subject "person-links", docs/decisions/0008-links-are-evidence.md); measures join through it. A pseudonym that is
 * not linked stands for itself, and the same digits in two sources are not the same person. */

#define WW_LINKS_SUBJECT "person-links"

enum ww_link_threshold { WW_LINK_CAUTIOUS, WW_LINK_BALANCED, WW_LINK_WIDE, WW_LINK_THRESHOLDS };
extern const char *const ww_link_threshold_names[WW_LINK_THRESHOLDS];

struct ww_linked_row {
    enum ww_link_threshold threshold;
    struct ww_str source;
    uint64_t person, linked;
};

struct ww_linked {
    struct ww_linked_row *rows; /* in order of threshold, source, person */
    size_t n;
    int32_t made_on; /* the latest day of linking: rows of earlier ones are left out */
    uint64_t older;  /* left out so */
    struct ww_str model;
    uint64_t *used;
};

/* A person: by the links where they know the pseudonym, else by source and pseudonym. */
struct ww_linked_key {
    uint32_t own; /* 0 = linked; else 1 + the caller's number of the source */
    uint64_t id;
};

/* Reads the ask's source, which must be of links, into its arena. WW_E_INPUT: one pseudonym is linked to two persons at one
 * threshold. O(rows log rows). */
enum ww_rc WW_MUST_CHECK ww_linked_read(const struct ww_ask *ask, struct ww_linked *out, struct ww_err *err);

/* Whether any pseudonym of the source is linked: others were not part of the linkage. */
bool ww_linked_knows(const struct ww_linked *linked, const char *source);

/* digits: 16 hexadecimal ones. */
struct ww_linked_key ww_linked_key_of(const struct ww_linked *linked, enum ww_link_threshold threshold,
                                      const char *source, uint32_t number, uint64_t person);
int ww_linked_compare(struct ww_linked_key a, struct ww_linked_key b);
uint64_t ww_linked_pseudonym(struct ww_str digits);

/* The parameter "threshold" of the question. */
#define WW_LINKED_PARAMETER                                                            \
    {                                                                                  \
        "threshold", "how sure a link must be: cautious, balanced or wide", "balanced" \
    }
enum ww_rc WW_MUST_CHECK ww_linked_threshold(const struct ww_ask *ask, enum ww_link_threshold *out,
                                             struct ww_err *err);

/* Says how links were made and what they mean for the figures, and notes the extracts. */
void ww_linked_note(const struct ww_ask *ask, const struct ww_linked *linked,
                    enum ww_link_threshold threshold, struct ww_table *table);

#endif
