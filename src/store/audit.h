// SPDX-License-Identifier: Apache-2.0
#ifndef WW_STORE_AUDIT_H
#define WW_STORE_AUDIT_H

#include "store/db.h"

/* Who did what, when: one row for every change to plan, registers and vault, and for every consultation, disclosure,
 * combination and erasure of people's data (Data Protection Act 2018, section 62). Rows are only ever added; each holds
 * the SHA-256 of itself and of the row before it, so that an altered or removed row shows. No personal data in a row: the
 * object is a pseudonym. */

enum ww_audit_act {
    WW_AUDIT_COLLECT,
    WW_AUDIT_ALTER,
    WW_AUDIT_CONSULT,
    WW_AUDIT_DISCLOSE,
    WW_AUDIT_COMBINE,
    WW_AUDIT_ERASE,
    WW_AUDIT_ACTS,
};
extern const char *const ww_audit_acts[WW_AUDIT_ACTS]; /* "collected", "altered" ... */

struct ww_audit_row {
    int64_t number;     /* 1, 2, 3 ... */
    int64_t second;     /* London wall clock; given, never read here */
    const char *author; /* a role or user: "analyst" */
    enum ww_audit_act act;
    const char *object;    /* "person/3f2a...", "action/12" */
    const char *purpose;   /* why, or "" */
    const char *recipient; /* of a disclosure, or "" */
    const char *detail;    /* what changed, as JSON or words, or "" */
    const char *hash;      /* 64 hex digits; written by ww_audit_add */
};

/* Inside the caller's transaction (ww_db_begin): the change and its row are kept together or not at all. number and hash
 * are filled in by it. */
enum ww_rc WW_MUST_CHECK ww_audit_add(struct ww_db *db, const struct ww_audit_row *row, struct ww_err *err);

/* Walks the chain from its beginning. WW_E_DAMAGED says which row is not as it was written. *rows, *head (64 hex digits and
 * a terminator; all zeros for an empty chain) may be NULL. A chain whose end was cut off is whole in itself: keep the head
 * outside (the vault's key file does) and give it as `expected` to find that out: it must be one of the chain's hashes. */
enum ww_rc WW_MUST_CHECK ww_audit_check(struct ww_db *db, const char *expected, uint64_t *rows, char head[65],
                                        struct ww_err *err);

/* The last row's number (0 = none) and hash as they stand, without walking the chain. */
enum ww_rc WW_MUST_CHECK ww_audit_head(struct ww_db *db, int64_t *number, char head[65], struct ww_err *err);

/* Rows about an object ("person/3f2a...", "" = all), oldest first, into the arena. */
enum ww_rc WW_MUST_CHECK ww_audit_list(struct ww_db *db, const char *object, struct ww_arena *arena,
                                       struct ww_audit_row **out, size_t *n, struct ww_err *err);

#endif
