// SPDX-License-Identifier: Apache-2.0
#ifndef WW_PEOPLE_NORMALISE_H
#define WW_PEOPLE_NORMALISE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* What agencies write, in one form: so that a difference between two records is one between people, not between typists.
 * Every function writes into `out` and gives back what it wrote; empty = no value. Normalising twice
 * changes nothing, but for the two that take a whole name apart. What
 * cannot be normalised within WW_NORMAL_MAX bytes is cut at a letter. */

#define WW_NORMAL_MAX 128

enum ww_normal {
    WW_NORMAL_TEXT,      /* small letters without accents, words parted by one blank, no punctuation */
    WW_NORMAL_NAME,      /* text without titles; apostrophes close up, double names are two words */
    WW_NORMAL_CANONICAL, /* a name's first word, short forms as the long one: needs the table of short forms */
    WW_NORMAL_WORDS,     /* a name's words in alphabetical order: what swapped names have in common */
    WW_NORMAL_FIRST,     /* of a whole name in one cell: all but the surname */
    WW_NORMAL_LAST,      /* of a whole name in one cell: the surname */
    WW_NORMAL_DATE,      /* a date of birth as 1980-05-17 */
    WW_NORMAL_POSTCODE,  /* a UK postcode as "SW1A 1AA" */
    WW_NORMAL_EMAIL,     /* small letters, no blanks, an @ with something on either side */
    WW_NORMAL_CODE,      /* an agency's number: small letters and digits, nothing else */
    WW_NORMAL_SEX,       /* f or m */
    WW_NORMAL_KINDS,
};
extern const char *const ww_normal_names[WW_NORMAL_KINDS]; /* "text", "name" ... as the model writes them */

/* Short forms of names, share/nicknames.csv: two columns, short and canonical. Lives in the arena. */
struct ww_nicknames {
    const struct ww_nickname {
        struct ww_str given, canonical;
    } * items; /* by given, in byte order */
    size_t n;
};
/* WW_E_INPUT with the line: a line that is not two normalised words, or a short form twice. */
enum ww_rc WW_MUST_CHECK ww_nicknames_read(const char *file, struct ww_str text, struct ww_arena *arena,
                                           struct ww_nicknames *out, struct ww_err *err);
/* The canonical form of a normalised name, or the name itself. */
struct ww_str ww_nicknames_find(const struct ww_nicknames *nicknames, struct ww_str name);

/* nicknames: may be NULL, which leaves short forms as they are. raw: any bytes; out: WW_NORMAL_MAX bytes. */
struct ww_str ww_normalise(enum ww_normal kind, const struct ww_nicknames *nicknames, struct ww_str raw,
                           char *out);

/* Years of two digits up to the pivot are of this century: 24 is 2024, 25 is 1925. */
#define WW_BIRTH_PIVOT 24
/* A date of birth: day, month and year in the order of the country (or year first), in figures or with the month's name. Where
 * that is no date, day and month change places. A date that stands for "not known" (1 January 1900 and its like), and one
 * before 1880 or after 2099, is no value; one that cannot be (31 June) is kept in the same form, for it is mostly one
 * slip away from the right one. */
struct ww_str ww_normal_birth(struct ww_str raw, char *out);

/* A postcode: blanks set right, O and 0, I, L and 1, S and 5 by where they stand. One that breaks the rules of Royal Mail's form
 * is kept, parted before its last three characters, where it has five to seven characters; what is shorter or
 * longer, and ZZ99 (no fixed abode, not known), is no value. *valid (may be NULL): it has the form of a postcode. */
struct ww_str ww_normal_postcode(struct ww_str raw, char *out, bool *valid);

#endif
