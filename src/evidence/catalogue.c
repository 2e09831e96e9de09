// SPDX-License-Identifier: Apache-2.0
/* The catalogue: which sealed files this workspace holds, where they came from and which of them is in force. Reading
 * it is here, adding to it in publish.c. */
#include "evidence/catalogue.h"

#include <stdlib.h>

#include "store/db.h"

#define EXTRACT_COLUMNS                                                                                            \
    "id, source, vintage, shape, subject, rank, owner, supplied_by, gateway, caveats, descriptor_sha256, "         \
    "descriptor_version, first_day, end_day, file, sha256, bytes, rows, rejected, repeated, unlocated, unmapped, " \
    "missing_months, imported_at, coalesce(superseded_by, 0), first_day IS NOT NULL, due_quarters"

/* Texts of one row. The arena may refuse a long one and still have room for the next, so every refusal is kept. */
struct reader {
    struct ww_stmt *stmt;
    struct ww_arena *arena;
    bool failed;
};

static const char *text_at(struct reader *reader, int column)
{
    const char *text = ww_stmt_text(reader->stmt, column, reader->arena);
    reader->failed |= !text;
    return text;
}

static uint64_t count_at(const struct reader *reader, int column)
{
    return (uint64_t)ww_stmt_i64(reader->stmt, column);
}

static enum ww_rc read_extract(struct ww_stmt *stmt, struct ww_arena *arena, struct ww_extract_record *out,
                               struct ww_err *err)
{
    struct reader reader = {.stmt = stmt, .arena = arena};
    struct ww_extract_record r = {
        .id = ww_stmt_i64(stmt, 0),
        .source = text_at(&reader, 1),
        .vintage = text_at(&reader, 2),
        .subject = text_at(&reader, 4),
        .rank = (int)ww_stmt_i64(stmt, 5),
        .owner = text_at(&reader, 6),
        .supplied_by = text_at(&reader, 7),
        .gateway = text_at(&reader, 8),
        .caveats = text_at(&reader, 9),
        .descriptor_sha256 = text_at(&reader, 10),
        .descriptor_version = (unsigned)ww_stmt_i64(stmt, 11),
        .period = {(int32_t)ww_stmt_i64(stmt, 12), (int32_t)ww_stmt_i64(stmt, 13)},
        .file = text_at(&reader, 14),
        .sha256 = text_at(&reader, 15),
        .bytes = count_at(&reader, 16),
        .rows = count_at(&reader, 17),
        .rejected = count_at(&reader, 18),
        .repeated = count_at(&reader, 19),
        .unlocated = count_at(&reader, 20),
        .unmapped = count_at(&reader, 21),
        .missing_months = text_at(&reader, 22),
        .imported_at = ww_stmt_i64(stmt, 23),
        .superseded_by = ww_stmt_i64(stmt, 24),
        .has_period = ww_stmt_i64(stmt, 25) != 0,
        .due_quarters = (int)ww_stmt_i64(stmt, 26),
    };
    const char *shape = text_at(&reader, 3);
    if (reader.failed)
        return ww_fail_nomem(err);
    if (!ww_shape_of(ww_str_of(shape), &r.shape))
        return ww_fail(err, WW_E_DAMAGED, "The catalogue names a shape '%s' that this program does not know.",
                       shape);
    *out = r;
    return WW_OK;
}

/* All rows of a prepared query as an arena array. */
static enum ww_rc read_extracts(struct ww_stmt *stmt, struct ww_arena *arena, struct ww_extract_record **out,
                                size_t *count, struct ww_err *err)
{
    struct ww_extract_record *items = NULL;
    size_t n = 0, capacity = 0;
    for (bool row = true;;) {
        enum ww_rc rc = ww_stmt_step(stmt, &row, err);
        if (rc)
            return rc;
        if (!row)
            break;
        if (n == capacity) {
            capacity = capacity ? capacity * 2 : 16;
            struct ww_extract_record *bigger = ww_arena_alloc(arena, capacity, sizeof *bigger);
            if (!bigger)
                return ww_fail_nomem(err);
            if (n)
                memcpy(bigger, items, n * sizeof *items);
            items = bigger;
        }
        rc = read_extract(stmt, arena, &items[n], err);
        if (rc)
            return rc;
        n++;
    }
    *out = items;
    *count = n;
    return WW_OK;
}

enum ww_rc ww_catalogue_list(struct ww_workspace *workspace, bool all, struct ww_arena *arena,
                             struct ww_extract_record **out, size_t *count, struct ww_err *err)
{
    struct ww_stmt *stmt = NULL;
    enum ww_rc rc = ww_stmt_new(ww_workspace_db(workspace),
                                "SELECT " EXTRACT_COLUMNS " FROM extract WHERE superseded_by IS NULL OR ? "
                                "ORDER BY source, vintage, first_day, id",
                                &stmt, err);
    if (!rc) {
        ww_stmt_bind_i64(stmt, 1, all);
        rc = read_extracts(stmt, arena, out, count, err);
    }
    ww_stmt_free(&stmt);
    return rc;
}

static enum ww_rc count_rows(struct ww_db *db, const char *sql, int64_t id, size_t *count, struct ww_err *err)
{
    struct ww_stmt *stmt = NULL;
    bool row = false;
    enum ww_rc rc = ww_stmt_new(db, sql, &stmt, err);
    if (!rc) {
        ww_stmt_bind_i64(stmt, 1, id);
        rc = ww_stmt_step(stmt, &row, err);
    }
    if (!rc)
        *count = (size_t)ww_stmt_i64(stmt, 0);
    ww_stmt_free(&stmt);
    return rc;
}

static enum ww_rc read_inputs(struct ww_db *db, int64_t id, struct ww_arena *arena,
                              struct ww_catalogue_entry *out, struct ww_err *err)
{
    struct reader reader = {.arena = arena};
    size_t room = 0, n = 0;
    enum ww_rc rc = count_rows(db, "SELECT count(*) FROM extract_input WHERE extract = ?", id, &room, err);
    struct ww_input_record *items = rc ? NULL : ww_arena_alloc(arena, room, sizeof *items);
    if (!rc && !items)
        rc = ww_fail_nomem(err);
    if (!rc)
        rc = ww_stmt_new(db,
                         "SELECT name, bytes, sha256, rows, note FROM extract_input WHERE extract = ? "
                         "ORDER BY position",
                         &reader.stmt, err);
    if (!rc)
        ww_stmt_bind_i64(reader.stmt, 1, id);
    for (bool row = true; !rc && n < room; n++) {
        rc = ww_stmt_step(reader.stmt, &row, err);
        if (rc || !row)
            break;
        items[n] = (struct ww_input_record){text_at(&reader, 0), count_at(&reader, 1), text_at(&reader, 2),
                                            count_at(&reader, 3), text_at(&reader, 4)};
        if (reader.failed)
            rc = ww_fail_nomem(err);
    }
    ww_stmt_free(&reader.stmt);
    out->inputs = items;
    out->n_inputs = n;
    return rc;
}

static enum ww_rc read_quality(struct ww_db *db, int64_t id, struct ww_arena *arena,
                               struct ww_catalogue_entry *out, struct ww_err *err)
{
    struct reader reader = {.arena = arena};
    size_t room = 0, n = 0;
    enum ww_rc rc = count_rows(db, "SELECT count(*) FROM extract_quality WHERE extract = ?", id, &room, err);
    struct ww_quality_record *items = rc ? NULL : ww_arena_alloc(arena, room, sizeof *items);
    if (!rc && !items)
        rc = ww_fail_nomem(err);
    if (!rc)
        rc = ww_stmt_new(
            db,
            "SELECT field, role, present, missing, refused, unmapped, examples FROM extract_quality "
            "WHERE extract = ? ORDER BY position",
            &reader.stmt, err);
    if (!rc)
        ww_stmt_bind_i64(reader.stmt, 1, id);
    for (bool row = true; !rc && n < room; n++) {
        rc = ww_stmt_step(reader.stmt, &row, err);
        if (rc || !row)
            break;
        items[n] = (struct ww_quality_record){
            text_at(&reader, 0),  text_at(&reader, 1),  count_at(&reader, 2), count_at(&reader, 3),
            count_at(&reader, 4), count_at(&reader, 5), text_at(&reader, 6)};
        if (reader.failed)
            rc = ww_fail_nomem(err);
    }
    ww_stmt_free(&reader.stmt);
    out->quality = items;
    out->n_quality = n;
    return rc;
}

enum ww_rc ww_catalogue_details(struct ww_workspace *workspace, int64_t id, struct ww_arena *arena,
                                struct ww_catalogue_entry *out, struct ww_err *err)
{
    struct ww_db *db = ww_workspace_db(workspace);
    struct ww_stmt *stmt = NULL;
    bool row = false;
    struct ww_catalogue_entry entry = {0};
    enum ww_rc rc = ww_stmt_new(db, "SELECT " EXTRACT_COLUMNS " FROM extract WHERE id = ?", &stmt, err);
    if (!rc) {
        ww_stmt_bind_i64(stmt, 1, id);
        rc = ww_stmt_step(stmt, &row, err);
    }
    if (!rc && !row)
        rc = ww_fail(err, WW_E_NOT_FOUND,
                     "There is no extract number %lld in this workspace. 'watchward extracts' "
                     "lists them.",
                     (long long)id);
    if (!rc)
        rc = read_extract(stmt, arena, &entry.extract, err);
    ww_stmt_free(&stmt);
    if (!rc)
        rc = read_inputs(db, id, arena, &entry, err);
    if (!rc)
        rc = read_quality(db, id, arena, &entry, err);
    if (!rc)
        *out = entry;
    return rc;
}

/* Same set of input hashes, in any order (repeats within one import were refused before). */
static bool same_inputs(const struct ww_catalogue_entry *entry, const char *const *sha256, size_t n)
{
    if (entry->n_inputs != n)
        return false;
    for (size_t i = 0; i < n; i++) {
        bool found = false;
        for (size_t j = 0; j < n && !found; j++)
            found = ww_str_eqz(ww_str_of(sha256[i]), entry->inputs[j].sha256);
        if (!found)
            return false;
    }
    return true;
}

enum ww_rc ww_catalogue_find_input(struct ww_workspace *workspace, const char *source, const char *vintage,
                                   const char *const *input_sha256, size_t n_inputs, struct ww_arena *arena,
                                   bool *found, struct ww_extract_record *out, struct ww_err *err)
{
    struct ww_extract_record *live = NULL;
    size_t count = 0;
    enum ww_rc rc = ww_catalogue_list(workspace, false, arena, &live, &count, err);
    bool hit = false;
    for (size_t i = 0; i < count && !rc && !hit; i++) {
        if (!ww_str_eqz(ww_str_of(source), live[i].source) ||
            !ww_str_eqz(ww_str_of(vintage), live[i].vintage))
            continue;
        struct ww_catalogue_entry entry;
        rc = ww_catalogue_details(workspace, live[i].id, arena, &entry, err);
        if (!rc && same_inputs(&entry, input_sha256, n_inputs)) {
            hit = true;
            *out = live[i];
        }
    }
    if (!rc)
        *found = hit;
    return rc;
}

/* --- months without records ------------------------------------------------------------------------- */

#define RECORDS_A_MONTH 20
#define DAYS_A_MONTH    30

bool ww_extract_months_matter(const struct ww_extract_record *record)
{
    struct ww_str rest = ww_str_of(record->missing_months), item;
    int64_t missing = 0;
    while (ww_str_cut(&rest, ',', &item))
        missing++;
    if (!missing || !record->has_period || record->shape == WW_SHAPE_EPISODES ||
        record->shape == WW_SHAPE_RESPONSES)
        return false;
    int64_t months = (record->period.end_day - record->period.first_day) / DAYS_A_MONTH;
    if (2 * missing >= months) /* counted on a day now and then */
        return false;
    return record->shape != WW_SHAPE_EVENTS || (int64_t)record->rows >= RECORDS_A_MONTH * months;
}
