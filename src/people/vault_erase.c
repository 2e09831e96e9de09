// SPDX-License-Identifier: Apache-2.0
/* Problem: what may no longer be kept must be gone, not hidden: no list of those who were removed stays behind.
 *
 * Method: the row of the identity is deleted; its index entries, roles, and whatever else refers to it go with it (ON DELETE
 * CASCADE, and foreign keys are always on), and the database overwrites the freed pages with zeros (store/db.c). Evidence
 * keeps its rows under the pseudonym, which now leads nowhere; the audit says that the pseudonym was erased, by whom, when.
 *
 * Edge cases: backups are the partnership's business. A person that the agency delivers again after erasing gets a new
 * pseudonym: that it is the same person cannot be known any more. */
#include <stdio.h>

#include "base/time.h"
#include "people/vault_parts.h"

static enum ww_rc erase_row(const struct ww_vault *vault, int64_t id, struct ww_err *err)
{
    struct ww_stmt *stmt = NULL;
    enum ww_rc rc = ww_stmt_new(vault->db, "DELETE FROM identity WHERE id = ?", &stmt, err);
    if (!rc) {
        ww_stmt_bind_i64(stmt, 1, id);
        rc = ww_stmt_run(stmt, err);
    }
    ww_stmt_free(&stmt);
    return rc;
}

enum ww_rc ww_vault_erase(struct ww_vault *vault, const struct ww_caller *caller, const char *source,
                          const char *pseudonym, struct ww_err *err)
{
    int64_t id = 0;
    char detail[WW_ABOUT_MAX];
    snprintf(detail, sizeof detail, "erased from %.100s", source);
    enum ww_rc rc = ww_db_begin(vault->db, err);
    if (rc)
        return rc;
    rc = ww_vault_row_id(vault, source, pseudonym, &id, err);
    if (!rc && !id)
        rc = ww_fail(
            err, WW_E_NOT_FOUND,
            "The vault holds no identity of %.100s under the pseudonym %.40s: it was erased, or never kept.",
            source, pseudonym);
    if (!rc)
        rc = erase_row(vault, id, err);
    if (!rc)
        rc = ww_vault_log(vault, caller, WW_AUDIT_ERASE, source, pseudonym, detail, err);
    return ww_vault_end(vault, rc, err);
}

/* The oldest that is due, one at a time: rows are deleted between the steps. */
static enum ww_rc next_due(struct ww_stmt *stmt, const char *source, int64_t before, struct ww_arena *arena,
                           int64_t *id, const char **pseudonym, struct ww_err *err)
{
    bool row = false;
    ww_stmt_bind_text(stmt, 1, source);
    ww_stmt_bind_i64(stmt, 2, before);
    enum ww_rc rc = ww_stmt_step(stmt, &row, err);
    *id = 0;
    if (!rc && row) {
        *id = ww_stmt_i64(stmt, 0);
        *pseudonym = ww_stmt_text(stmt, 1, arena);
        if (!*pseudonym)
            rc = ww_fail_nomem(err);
    }
    ww_stmt_reset(stmt);
    return rc;
}

static enum ww_rc expire_within(struct ww_vault *vault, const struct ww_caller *caller, const char *source,
                                int64_t before, struct ww_arena *arena, uint64_t *n, struct ww_err *err)
{
    char detail[WW_ABOUT_MAX], day[32];
    const char *pseudonym = "";
    struct ww_stmt *stmt = NULL;
    int64_t id = 1;
    ww_day_print_words((int32_t)ww_day_of_second(before), day);
    snprintf(detail, sizeof detail, "erased from %.100s: last delivered before %s", source, day);
    enum ww_rc rc = ww_stmt_new(
        vault->db, "SELECT id, pseudonym FROM identity WHERE source = ? AND kept_at < ? ORDER BY id LIMIT 1",
        &stmt, err);
    while (!rc && !(rc = next_due(stmt, source, before, arena, &id, &pseudonym, err)) && id) {
        rc = erase_row(vault, id, err);
        if (!rc)
            rc = ww_vault_log(vault, caller, WW_AUDIT_ERASE, source, pseudonym, detail, err);
        ++*n;
    }
    ww_stmt_free(&stmt);
    return rc;
}

enum ww_rc ww_vault_expire(struct ww_vault *vault, const struct ww_caller *caller, const char *source,
                           int64_t before, uint64_t *n, struct ww_err *err)
{
    uint64_t erased = 0;
    struct ww_arena *arena = ww_arena_new(0);
    if (!arena)
        return ww_fail_nomem(err);
    enum ww_rc rc = ww_db_begin(vault->db, err);
    if (!rc) {
        rc = expire_within(vault, caller, source, before, arena, &erased, err);
        rc = ww_vault_end(vault, rc, err);
    }
    ww_arena_free(&arena);
    if (!rc)
        *n = erased;
    return rc;
}
