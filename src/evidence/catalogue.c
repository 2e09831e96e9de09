// SPDX-License-Identifier: Apache-2.0
/* The catalogue: which sealed files this workspace holds, where they came from and which of them is in
 * force. Publishing is the one moment evidence changes: rows and file appear together or not at all. The
 * order inside the transaction is rows, rename, commit: a crash before the commit leaves at most a file no
 * row speaks of, which verify reports as an orphan and a repeated import simply replaces. */
#include "evidence/catalogue.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/db.h"

#define EXTRACT_COLUMNS                                                                                            \
    "id, source, vintage, shape, subject, rank, owner, supplied_by, gateway, caveats, descriptor_sha256, "         \
    "descriptor_version, first_day, end_day, file, sha256, bytes, rows, rejected, repeated, unlocated, unmapped, " \
    "missing_months, imported_at, coalesce(superseded_by, 0), first_day IS NOT NULL"

/* --- reading -------------------------------------------------------------------------------------- */

static enum ww_rc read_extract(struct ww_stmt *stmt, struct ww_arena *arena, struct ww_extract_record *out,
                               struct ww_err *err)
{
    struct ww_extract_record r = {
        .id = ww_stmt_i64(stmt, 0),
        .source = ww_stmt_text(stmt, 1, arena),
        .vintage = ww_stmt_text(stmt, 2, arena),
        .subject = ww_stmt_text(stmt, 4, arena),
        .rank = (int)ww_stmt_i64(stmt, 5),
        .owner = ww_stmt_text(stmt, 6, arena),
        .supplied_by = ww_stmt_text(stmt, 7, arena),
        .gateway = ww_stmt_text(stmt, 8, arena),
        .caveats = ww_stmt_text(stmt, 9, arena),
        .descriptor_sha256 = ww_stmt_text(stmt, 10, arena),
        .descriptor_version = (unsigned)ww_stmt_i64(stmt, 11),
        .period = {(int32_t)ww_stmt_i64(stmt, 12), (int32_t)ww_stmt_i64(stmt, 13)},
        .file = ww_stmt_text(stmt, 14, arena),
        .sha256 = ww_stmt_text(stmt, 15, arena),
        .bytes = (uint64_t)ww_stmt_i64(stmt, 16),
        .rows = (uint64_t)ww_stmt_i64(stmt, 17),
        .rejected = (uint64_t)ww_stmt_i64(stmt, 18),
        .repeated = (uint64_t)ww_stmt_i64(stmt, 19),
        .unlocated = (uint64_t)ww_stmt_i64(stmt, 20),
        .unmapped = (uint64_t)ww_stmt_i64(stmt, 21),
        .missing_months = ww_stmt_text(stmt, 22, arena),
        .imported_at = ww_stmt_i64(stmt, 23),
        .superseded_by = ww_stmt_i64(stmt, 24),
        .has_period = ww_stmt_i64(stmt, 25) != 0,
    };
    const char *shape = ww_stmt_text(stmt, 3, arena);
    /* The arena gives NULL for everything once it is full, so the last text stands for them all. */
    if (!r.missing_months || !shape)
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
    size_t n = 0;
    enum ww_rc rc = count_rows(db, "SELECT count(*) FROM extract_input WHERE extract = ?", id, &n, err);
    struct ww_input_record *items = rc ? NULL : ww_arena_alloc(arena, n, sizeof *items);
    if (!rc && !items)
        rc = ww_fail_nomem(err);
    struct ww_stmt *stmt = NULL;
    if (!rc)
        rc = ww_stmt_new(db,
                         "SELECT name, bytes, sha256, rows, note FROM extract_input WHERE extract = ? "
                         "ORDER BY position",
                         &stmt, err);
    if (!rc)
        ww_stmt_bind_i64(stmt, 1, id);
    for (size_t i = 0; i < n && !rc; i++) {
        bool row = false;
        rc = ww_stmt_step(stmt, &row, err);
        if (rc || !row)
            break;
        items[i] = (struct ww_input_record){ww_stmt_text(stmt, 0, arena), (uint64_t)ww_stmt_i64(stmt, 1),
                                            ww_stmt_text(stmt, 2, arena), (uint64_t)ww_stmt_i64(stmt, 3),
                                            ww_stmt_text(stmt, 4, arena)};
        if (!items[i].note)
            rc = ww_fail_nomem(err);
    }
    ww_stmt_free(&stmt);
    out->inputs = items;
    out->n_inputs = n;
    return rc;
}

static enum ww_rc read_quality(struct ww_db *db, int64_t id, struct ww_arena *arena,
                               struct ww_catalogue_entry *out, struct ww_err *err)
{
    size_t n = 0;
    enum ww_rc rc = count_rows(db, "SELECT count(*) FROM extract_quality WHERE extract = ?", id, &n, err);
    struct ww_quality_record *items = rc ? NULL : ww_arena_alloc(arena, n, sizeof *items);
    if (!rc && !items)
        rc = ww_fail_nomem(err);
    struct ww_stmt *stmt = NULL;
    if (!rc)
        rc = ww_stmt_new(
            db,
            "SELECT field, role, present, missing, refused, unmapped, examples FROM extract_quality "
            "WHERE extract = ? ORDER BY position",
            &stmt, err);
    if (!rc)
        ww_stmt_bind_i64(stmt, 1, id);
    for (size_t i = 0; i < n && !rc; i++) {
        bool row = false;
        rc = ww_stmt_step(stmt, &row, err);
        if (rc || !row)
            break;
        items[i] = (struct ww_quality_record){ww_stmt_text(stmt, 0, arena),   ww_stmt_text(stmt, 1, arena),
                                              (uint64_t)ww_stmt_i64(stmt, 2), (uint64_t)ww_stmt_i64(stmt, 3),
                                              (uint64_t)ww_stmt_i64(stmt, 4), (uint64_t)ww_stmt_i64(stmt, 5),
                                              ww_stmt_text(stmt, 6, arena)};
        if (!items[i].examples)
            rc = ww_fail_nomem(err);
    }
    ww_stmt_free(&stmt);
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

/* --- publishing ----------------------------------------------------------------------------------- */

static bool covers(const struct ww_extract_record *wide, const struct ww_extract_record *narrow)
{
    return wide->period.first_day <= narrow->period.first_day &&
           wide->period.end_day >= narrow->period.end_day;
}

static bool overlaps(const struct ww_extract_record *a, const struct ww_extract_record *b)
{
    return a->period.first_day < b->period.end_day && b->period.first_day < a->period.end_day;
}

/* What a new extract does to a live one of the same source and edition. */
enum relation {
    BESIDE,    /* they can be counted together */
    REPLACES,  /* the new one covers all of the old one */
    CONFLICTS, /* some records would be counted twice */
};

/* Extracts without times (boundaries, lookups) cannot say what they cover: one replaces another only when its first
 * file bears the same name. */
static enum relation relate(const struct ww_catalogue_entry *entry, const struct ww_catalogue_entry *old)
{
    if (!entry->extract.has_period || !old->extract.has_period) {
        bool same_name = entry->n_inputs && old->n_inputs &&
                         ww_str_eqz(ww_str_of(entry->inputs[0].name), old->inputs[0].name);
        return same_name ? REPLACES : BESIDE;
    }
    if (covers(&entry->extract, &old->extract))
        return REPLACES;
    return overlaps(&entry->extract, &old->extract) ? CONFLICTS : BESIDE;
}

static enum ww_rc fail_overlap(const struct ww_catalogue_entry *entry, const struct ww_extract_record *old,
                               struct ww_err *err)
{
    char mine[64], theirs[64];
    ww_period_print_words(entry->extract.period, mine);
    ww_period_print_words(old->period, theirs);
    return ww_fail_at(
        err, WW_E_CONFLICT, entry->n_inputs ? entry->inputs[0].name : NULL, 0, 0,
        "This delivery (%s) overlaps extract %lld of %s (%s) without covering it, so some records "
        "would be counted twice. Import a file that covers the whole of it, or import this one "
        "beside it with --vintage NAME.",
        mine, (long long)old->id, old->source, theirs);
}

static bool same_edition(const struct ww_extract_record *a, const struct ww_extract_record *b)
{
    return ww_str_eqz(ww_str_of(a->source), b->source) && ww_str_eqz(ww_str_of(a->vintage), b->vintage);
}

/* Marks what the new extract replaces among the live ones. */
static enum ww_rc mark_superseded(struct ww_workspace *workspace, const struct ww_catalogue_entry *entry,
                                  int64_t id, struct ww_arena *arena, unsigned *superseded,
                                  struct ww_err *err)
{
    struct ww_extract_record *live = NULL;
    size_t count = 0;
    struct ww_stmt *mark = NULL;
    enum ww_rc rc = ww_catalogue_list(workspace, false, arena, &live, &count, err);
    if (!rc)
        rc = ww_stmt_new(ww_workspace_db(workspace), "UPDATE extract SET superseded_by = ? WHERE id = ?",
                         &mark, err);
    for (size_t i = 0; i < count && !rc; i++) {
        struct ww_catalogue_entry old = {0};
        if (live[i].id == id || !same_edition(&live[i], &entry->extract))
            continue;
        rc = ww_catalogue_details(workspace, live[i].id, arena, &old, err);
        enum relation relation = rc ? BESIDE : relate(entry, &old);
        if (relation == CONFLICTS)
            rc = fail_overlap(entry, &live[i], err);
        if (rc || relation != REPLACES)
            continue;
        ww_stmt_bind_i64(mark, 1, id);
        ww_stmt_bind_i64(mark, 2, live[i].id);
        rc = ww_stmt_run(mark, err);
        (*superseded)++;
    }
    ww_stmt_free(&mark);
    return rc;
}

static enum ww_rc supersede(struct ww_workspace *workspace, const struct ww_catalogue_entry *entry,
                            int64_t id, unsigned *superseded, struct ww_err *err)
{
    struct ww_arena *arena = ww_arena_new(0);
    if (!arena)
        return ww_fail_nomem(err);
    enum ww_rc rc = mark_superseded(workspace, entry, id, arena, superseded, err);
    ww_arena_free(&arena);
    return rc;
}

static enum ww_rc insert_extract(struct ww_db *db, const struct ww_extract_record *r, int64_t *id,
                                 struct ww_err *err)
{
    struct ww_stmt *stmt = NULL;
    enum ww_rc rc = ww_stmt_new(
        db,
        "INSERT INTO extract (source, vintage, shape, subject, owner, supplied_by, gateway, caveats, "
        "descriptor_sha256, missing_months, file, sha256, rank, descriptor_version, bytes, rows, rejected, repeated, "
        "unlocated, unmapped, imported_at, first_day, end_day) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        &stmt, err);
    if (rc)
        return rc;
    const char *const texts[] = {
        r->source,  r->vintage, ww_shape_names[r->shape], r->subject,        r->owner, r->supplied_by,
        r->gateway, r->caveats, r->descriptor_sha256,     r->missing_months, r->file,  r->sha256};
    const int64_t numbers[] = {r->rank,
                               r->descriptor_version,
                               (int64_t)r->bytes,
                               (int64_t)r->rows,
                               (int64_t)r->rejected,
                               (int64_t)r->repeated,
                               (int64_t)r->unlocated,
                               (int64_t)r->unmapped,
                               r->imported_at};
    const int n_texts = sizeof texts / sizeof texts[0], n_numbers = sizeof numbers / sizeof numbers[0];
    for (int i = 0; i < n_texts; i++)
        ww_stmt_bind_text(stmt, i + 1, texts[i]);
    for (int i = 0; i < n_numbers; i++)
        ww_stmt_bind_i64(stmt, n_texts + i + 1, numbers[i]);
    if (r->has_period) { /* otherwise both stay NULL */
        ww_stmt_bind_i64(stmt, n_texts + n_numbers + 1, r->period.first_day);
        ww_stmt_bind_i64(stmt, n_texts + n_numbers + 2, r->period.end_day);
    }
    rc = ww_stmt_run(stmt, err);
    if (!rc)
        *id = ww_db_last_id(db);
    ww_stmt_free(&stmt);
    return rc;
}

static enum ww_rc insert_inputs(struct ww_db *db, const struct ww_catalogue_entry *entry, int64_t id,
                                struct ww_err *err)
{
    struct ww_stmt *stmt = NULL;
    enum ww_rc rc = ww_stmt_new(
        db,
        "INSERT INTO extract_input (extract, position, name, bytes, sha256, rows, note) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        &stmt, err);
    for (size_t i = 0; i < entry->n_inputs && !rc; i++) {
        const struct ww_input_record *in = &entry->inputs[i];
        ww_stmt_bind_i64(stmt, 1, id);
        ww_stmt_bind_i64(stmt, 2, (int64_t)i);
        ww_stmt_bind_text(stmt, 3, in->name);
        ww_stmt_bind_i64(stmt, 4, (int64_t)in->bytes);
        ww_stmt_bind_text(stmt, 5, in->sha256);
        ww_stmt_bind_i64(stmt, 6, (int64_t)in->rows);
        ww_stmt_bind_text(stmt, 7, in->note);
        rc = ww_stmt_run(stmt, err);
    }
    ww_stmt_free(&stmt);
    return rc;
}

static enum ww_rc insert_quality(struct ww_db *db, const struct ww_catalogue_entry *entry, int64_t id,
                                 struct ww_err *err)
{
    struct ww_stmt *stmt = NULL;
    enum ww_rc rc = ww_stmt_new(
        db,
        "INSERT INTO extract_quality (extract, position, field, role, present, missing, "
        "refused, unmapped, examples) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        &stmt, err);
    for (size_t i = 0; i < entry->n_quality && !rc; i++) {
        const struct ww_quality_record *q = &entry->quality[i];
        const int64_t numbers[] = {(int64_t)q->present, (int64_t)q->missing, (int64_t)q->refused,
                                   (int64_t)q->unmapped};
        ww_stmt_bind_i64(stmt, 1, id);
        ww_stmt_bind_i64(stmt, 2, (int64_t)i);
        ww_stmt_bind_text(stmt, 3, q->field);
        ww_stmt_bind_text(stmt, 4, q->role);
        for (int k = 0; k < 4; k++)
            ww_stmt_bind_i64(stmt, 5 + k, numbers[k]);
        ww_stmt_bind_text(stmt, 9, q->examples);
        rc = ww_stmt_run(stmt, err);
    }
    ww_stmt_free(&stmt);
    return rc;
}

/* evidence/<source>/<period or "all">[-vintage]-<hash8>.arrow */
static void name_file(const struct ww_extract_record *r, char *out, size_t out_size)
{
    char period[32] = "all";
    if (r->has_period)
        ww_period_print(r->period, period);
    snprintf(out, out_size, "evidence/%s/%s%s%s-%.8s.arrow", r->source, period, r->vintage[0] ? "-" : "",
             r->vintage, r->sha256);
}

static enum ww_rc place_file(struct ww_workspace *workspace, const struct ww_extract_record *r,
                             const char *temporary, struct ww_err *err)
{
    char folder[WW_PATH_MAX], target[WW_PATH_MAX], relative[512];
    snprintf(relative, sizeof relative, "evidence/%s", r->source);
    enum ww_rc rc = ww_workspace_file(workspace, relative, folder, err);
    if (!rc)
        rc = ww_make_dirs(folder, err);
    if (!rc)
        rc = ww_workspace_file(workspace, r->file, target, err);
    if (!rc && chmod(temporary, 0444) != 0)
        rc = ww_fail_at(err, WW_E_IO, temporary, 0, 0,
                        "The sealed file cannot be made read-only. Check the folder's "
                        "permissions.");
    return rc ? rc : ww_file_publish(temporary, target, err);
}

/* Source and vintage become parts of a path. */
static bool safe_name(const char *text, bool may_be_empty)
{
    for (const char *c = text; *c; c++)
        if (!((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') || *c == '-' || *c == '_'))
            return false;
    return (*text || may_be_empty) && strlen(text) <= 64;
}

enum ww_rc ww_catalogue_publish(struct ww_workspace *workspace, const char *temporary,
                                const struct ww_catalogue_entry *entry, int64_t *id, unsigned *superseded,
                                struct ww_err *err)
{
    if (!safe_name(entry->extract.source, false) || !safe_name(entry->extract.vintage, true))
        return ww_fail(err, WW_E_USAGE,
                       "A source or vintage name is made of small letters, digits, '-' and '_', 64 at "
                       "most; '%s' '%s' is not.",
                       entry->extract.source, entry->extract.vintage);
    struct ww_db *db = ww_workspace_db(workspace);
    char file[512];
    name_file(&entry->extract, file, sizeof file);
    struct ww_extract_record record = entry->extract;
    record.file = file;
    int64_t new_id = 0;
    unsigned replaced = 0;
    enum ww_rc rc = ww_db_begin(db, err);
    if (!rc)
        rc = insert_extract(db, &record, &new_id, err);
    if (!rc)
        rc = insert_inputs(db, entry, new_id, err);
    if (!rc)
        rc = insert_quality(db, entry, new_id, err);
    if (!rc)
        rc = supersede(workspace, entry, new_id, &replaced, err);
    if (!rc)
        rc = place_file(workspace, &record, temporary, err);
    if (!rc)
        rc = ww_db_commit(db, err);
    if (rc) {
        ww_db_rollback(db);
        return rc;
    }
    *id = new_id;
    *superseded = replaced;
    return WW_OK;
}
