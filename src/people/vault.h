// SPDX-License-Identifier: Apache-2.0
#ifndef WW_PEOPLE_VAULT_H
#define WW_PEOPLE_VAULT_H

#include <stdbool.h>

#include "people/secret.h"
#include "store/audit.h"
#include "store/db.h"

/* Identities, sealed field by field in the workspace's database. The key is derived from a passphrase or read from a key
 * file that lies outside the workspace; the database holds only salt, a sealed check value and what is sealed. Evidence knows
 * a person of a source by a random pseudonym (16 hex digits), and only the vault can say which identity it is. */

enum ww_identity_field {
    WW_IDENTITY_FORENAME,
    WW_IDENTITY_SURNAME,
    WW_IDENTITY_FORMER_NAME,
    WW_IDENTITY_BORN, /* 1980-05-17 */
    WW_IDENTITY_SEX,
    WW_IDENTITY_ADDRESS,
    WW_IDENTITY_POSTCODE,
    WW_IDENTITY_AGENCY_ID, /* the agency's own number for the person */
    WW_IDENTITY_FIELDS,
};
extern const char
    *const ww_identity_names[WW_IDENTITY_FIELDS]; /* "forename" ... : names of descriptor columns */

/* Dated rows tied to their source, never merged and never a property of the person. */
enum ww_person_role {
    WW_ROLE_VICTIM,
    WW_ROLE_SUSPECT,
    WW_ROLE_OFFENDER,
    WW_ROLE_CLIENT,
    WW_ROLE_AT_RISK,
    WW_PERSON_ROLES,
};
extern const char *const ww_person_roles[WW_PERSON_ROLES]; /* "victim" ... */

#define WW_PSEUDONYM_DIGITS   16
#define WW_IDENTITY_BYTES_MAX 1000 /* of one field */

struct ww_identity {
    const char *source;                       /* "gangs-unit" */
    struct ww_str fields[WW_IDENTITY_FIELDS]; /* empty = not known */
    enum ww_person_role role;                 /* with has_role: in this delivery the person was this, */
    int32_t first_day, last_day;              /* from this day to that one */
    bool has_role;
    char pseudonym[WW_PSEUDONYM_DIGITS + 1]; /* "" = to be given by ww_vault_put */
};

struct ww_person_role_row {
    enum ww_person_role role;
    int32_t first_day, last_day;
};

/* Who is asking, for the audit; second: London wall clock, given by the command. */
struct ww_caller {
    const char *author, *purpose;
    int64_t second;
};

struct ww_vault;

/* The workspace's own salt for a passphrase: made at the first call, and never changed. */
enum ww_rc WW_MUST_CHECK ww_vault_salt(struct ww_db *db, uint8_t salt[WW_SALT_BYTES], struct ww_err *err);
/* Whether the workspace has a vault; needs no key. */
enum ww_rc WW_MUST_CHECK ww_vault_exists(struct ww_db *db, bool *out, struct ww_err *err);

/* Makes the vault in a workspace without one (WW_E_CONFLICT where there is one), under the key. */
enum ww_rc WW_MUST_CHECK ww_vault_make(struct ww_db *db, struct ww_secret *key,
                                       const struct ww_caller *caller, struct ww_err *err);
/* WW_E_NOT_FOUND: no vault yet. WW_E_USAGE: another key (the message does not say how near). WW_E_DAMAGED: the check value or
 * the audit chain is not as it was written, or has lost rows since `expected_head` (NULL = not known). The vault keeps the key
 * in locked memory; `key` stays the caller's. */
enum ww_rc WW_MUST_CHECK ww_vault_open(struct ww_db *db, struct ww_secret *key, const char *expected_head,
                                       struct ww_vault **out, struct ww_err *err);
void ww_vault_close(struct ww_vault **vault); /* wipes */

/* In one transaction with its audit row: the pseudonym of a new identity, or of the one with the same source and agency id,
 * whose fields are then replaced. */
enum ww_rc WW_MUST_CHECK ww_vault_put(struct ww_vault *vault, const struct ww_caller *caller,
                                      struct ww_identity *identities, size_t n, struct ww_err *err);
/* The two halves of it, for an import, whose rows are sealed under pseudonyms before anything is published. name gives every
 * identity without one its pseudonym (those of one source with one agency id share it) and changes nothing; keep stores them
 * inside the caller's transaction, with one audit row a source. Identities stay in the order given. */
enum ww_rc WW_MUST_CHECK ww_vault_name(struct ww_vault *vault, struct ww_identity *identities, size_t n,
                                       struct ww_err *err);
enum ww_rc WW_MUST_CHECK ww_vault_keep(struct ww_vault *vault, const struct ww_caller *caller,
                                       const struct ww_identity *identities, size_t n, struct ww_err *err);

/* One identity by pseudonym, into secret memory of the vault until the next call; logged as consulted. */
enum ww_rc WW_MUST_CHECK ww_vault_get(struct ww_vault *vault, const struct ww_caller *caller,
                                      const char *source, const char *pseudonym, struct ww_identity *out,
                                      struct ww_err *err);
/* Every identity of the sources (n 0 = all), for linkage; one audit row "combined". take's texts live, in
 * secret memory, during the call. */
enum ww_rc WW_MUST_CHECK ww_vault_each(struct ww_vault *vault, const struct ww_caller *caller,
                                       const char *const *sources, size_t n,
                                       enum ww_rc (*take)(void *context, const struct ww_identity *identity,
                                                          struct ww_err *err),
                                       void *context, struct ww_err *err);
/* Roles of a pseudonym, oldest first; of this source alone: nothing puts those of several together. Logged as consulted. */
enum ww_rc WW_MUST_CHECK ww_vault_roles(struct ww_vault *vault, const struct ww_caller *caller,
                                        const char *source, const char *pseudonym, struct ww_arena *arena,
                                        struct ww_person_role_row **out, size_t *n, struct ww_err *err);
/* Whose field has just this value, without regard to case (of ASCII letters) and blanks, in order of pseudonym. born,
 * postcode and agency_id by the blind index; the rest by opening every identity (a second or two a million), because an index
 * of names or sexes would show how frequent each is. Logged, with a row for each person found; the value is not. */
struct ww_vault_found {
    const char *source, *pseudonym;
};
enum ww_rc WW_MUST_CHECK ww_vault_find(struct ww_vault *vault, const struct ww_caller *caller,
                                       enum ww_identity_field field, struct ww_str value,
                                       struct ww_arena *arena, struct ww_vault_found **out, size_t *n,
                                       struct ww_err *err);
/* Removes identity, index and links of the pseudonym's person; evidence keeps its counts under a pseudonym that leads
 * nowhere. */
enum ww_rc WW_MUST_CHECK ww_vault_erase(struct ww_vault *vault, const struct ww_caller *caller,
                                        const char *source, const char *pseudonym, struct ww_err *err);
/* Identities of a source last delivered before the second are erased (retention), with an audit row each; *n how many. */
enum ww_rc WW_MUST_CHECK ww_vault_expire(struct ww_vault *vault, const struct ww_caller *caller,
                                         const char *source, int64_t before, uint64_t *n, struct ww_err *err);
/* Everything sealed anew under another key, in one transaction. */
enum ww_rc WW_MUST_CHECK ww_vault_rekey(struct ww_vault *vault, const struct ww_caller *caller,
                                        struct ww_secret *new_key, struct ww_err *err);

/* Opens every sealed field and shows none: *n identities. WW_E_DAMAGED names the first that does not open. Not logged. */
enum ww_rc WW_MUST_CHECK ww_vault_verify(struct ww_vault *vault, uint64_t *n, struct ww_err *err);

/* What is there, by source in order of name: no names, needs no key. first and last: London wall clock. */
struct ww_vault_count {
    const char *source;
    uint64_t identities;
    int64_t first_kept, last_kept;
};
enum ww_rc WW_MUST_CHECK ww_vault_counts(struct ww_db *db, struct ww_arena *arena,
                                         struct ww_vault_count **out, size_t *n, struct ww_err *err);

#endif
