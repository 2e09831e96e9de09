// SPDX-License-Identifier: Apache-2.0
/* The one shape of an answer.
 *
 * Problem: a measure fills a few dozen to some ten thousand cells, each of which could fail for want of
 * memory or because a name is wrong; checking every call would drown the measure in error handling.
 * Method: everything lives in one arena; the first failure is remembered with its words and every later
 * call does nothing, so that a measure is written straight through and asks once, with ww_table_check.
 *
 * Rows are found by id through an open hash with linear probing. Ids come from partners' labels, so the
 * hash is seeded with the table's address; nothing but the lookup depends on the order in it. Growing lists
 * double inside the arena and leave their old selves behind: at most twice the memory, given back together. */
#include "table/table.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/checked.h"
#include "base/hash.h"

#define FIRST_CAPACITY ((size_t)16)
#define FIRST_INDEX    (2 * FIRST_CAPACITY)
#define FAILURE_MAX    512

static const char TOTAL_ID[] = "total";

static void remember(struct ww_table *table, enum ww_rc rc, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void remember(struct ww_table *table, enum ww_rc rc, const char *format, ...)
{
    if (table->failed)
        return;
    table->failed = rc;
    char words[FAILURE_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(words, sizeof words, format, args);
    va_end(args);
    table->failure = ww_arena_copy(table->arena, ww_str_of(words));
}

static void remember_nomem(struct ww_table *table)
{
    remember(table, WW_E_NOMEM, "There is not enough memory for the table.");
}

const char *ww_table_copy(struct ww_table *table, struct ww_str s)
{
    const char *copy = table->failed ? NULL : ww_arena_copy(table->arena, s);
    if (!copy)
        remember_nomem(table);
    return copy ? copy : "";
}

static const char *copy_z(struct ww_table *table, const char *text)
{
    return text ? ww_table_copy(table, ww_str_of(text)) : NULL;
}

__attribute__((format(printf, 2, 0))) static const char *print_text(struct ww_table *table,
                                                                    const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *text = len < 0 || table->failed ? NULL : ww_arena_alloc(table->arena, (size_t)len + 1, 1);
    if (!text) {
        remember_nomem(table);
        return "";
    }
    vsnprintf(text, (size_t)len + 1, format, args);
    return text;
}

const char *ww_table_text(struct ww_table *table, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const char *text = print_text(table, format, args);
    va_end(args);
    return text;
}

/* Room for one more item in a list that lives in the arena; false when there is no memory. */
static bool make_room(struct ww_table *table, void **list, size_t count, size_t *capacity, size_t size)
{
    if (table->failed)
        return false;
    if (count < *capacity)
        return true;
    size_t wanted = *capacity ? 2 * *capacity : FIRST_CAPACITY;
    void *grown = ww_arena_alloc(table->arena, wanted, size);
    if (!grown) {
        remember_nomem(table);
        return false;
    }
    if (count)
        memcpy(grown, *list, count * size);
    *list = grown;
    *capacity = wanted;
    return true;
}

static void copy_columns(struct ww_table *table, const struct ww_column *columns, size_t n_columns)
{
    table->columns = ww_arena_alloc(table->arena, n_columns ? n_columns : 1, sizeof *table->columns);
    if (!table->columns) {
        remember_nomem(table);
        return;
    }
    for (size_t c = 0; c < n_columns; c++) {
        table->columns[c] = columns[c];
        table->columns[c].name = copy_z(table, columns[c].name);
        table->columns[c].title = copy_z(table, columns[c].title);
        table->columns[c].of = copy_z(table, columns[c].of);
    }
    table->n_columns = n_columns;
}

struct ww_table *ww_table_new(const char *id, const struct ww_column *columns, size_t n_columns)
{
    struct ww_arena *arena = ww_arena_new(0);
    struct ww_table *table = arena ? ww_arena_alloc(arena, 1, sizeof *table) : NULL;
    if (!table) {
        ww_arena_free(&arena);
        return NULL;
    }
    table->arena = arena;
    table->id = copy_z(table, id);
    table->title = table->subtitle = "";
    copy_columns(table, columns, n_columns);
    if (table->failed)
        ww_arena_free(&arena);
    return arena ? table : NULL;
}

void ww_table_free(struct ww_table **table)
{
    if (!table || !*table)
        return;
    struct ww_arena *arena = (*table)->arena; /* which holds the table itself */
    ww_arena_free(&arena);
    *table = NULL;
}

enum ww_rc ww_table_check(const struct ww_table *table, struct ww_err *err)
{
    if (table->failed == WW_OK)
        return WW_OK;
    if (table->failed == WW_E_NOMEM || !table->failure)
        return ww_fail_nomem(err);
    return ww_fail_at(err, table->failed, table->id, 0, 0, "%s", table->failure);
}

void ww_table_title(struct ww_table *table, const char *title, const char *subtitle)
{
    table->title = ww_table_copy(table, ww_str_of(title));
    table->subtitle = ww_table_copy(table, ww_str_of(subtitle ? subtitle : ""));
}

/* ---- Rows ---------------------------------------------------------------------------------------- */

static size_t slot_of(const struct ww_table *table, const char *id)
{
    uint64_t hash = ww_hash64(id, strlen(id), (uint64_t)(uintptr_t)table);
    size_t mask = table->index_capacity - 1;
    size_t slot = (size_t)hash & mask;
    while (table->index[slot] && strcmp(table->rows[table->index[slot] - 1].id, id) != 0)
        slot = (slot + 1) & mask;
    return slot;
}

size_t ww_table_find_row(const struct ww_table *table, const char *id)
{
    if (!id || !table->index_capacity)
        return WW_NO_INDEX;
    size_t entry = table->index[slot_of(table, id)];
    return entry ? entry - 1 : WW_NO_INDEX;
}

/* At most half full, so that a free slot always ends a search. */
static bool index_has_room(struct ww_table *table)
{
    if (2 * (table->n_rows + 1) <= table->index_capacity)
        return true;
    size_t capacity = table->index_capacity ? 2 * table->index_capacity : FIRST_INDEX;
    size_t *index = ww_arena_alloc(table->arena, capacity, sizeof *index);
    if (!index) {
        remember_nomem(table);
        return false;
    }
    table->index = index;
    table->index_capacity = capacity;
    for (size_t r = 0; r < table->n_rows; r++)
        index[slot_of(table, table->rows[r].id)] = r + 1;
    return true;
}

/* A copy of the id, with the first free "-2", "-3" … where it is taken; NULL after a failure. */
static const char *unique_id(struct ww_table *table, const char *id, bool reserved)
{
    size_t len = strlen(id);
    size_t room = len + sizeof "-18446744073709551615";
    char *unique = table->failed ? NULL : ww_arena_alloc(table->arena, room, 1);
    if (!unique) {
        remember_nomem(table);
        return NULL;
    }
    memcpy(unique, id, len + 1);
    for (size_t n = 2; reserved || ww_table_find_row(table, unique) != WW_NO_INDEX; n++, reserved = false)
        snprintf(unique, room, "%s-%zu", id, n);
    return unique;
}

size_t ww_table_add_row(struct ww_table *table, const char *id, enum ww_row_kind kind, unsigned depth)
{
    void *rows = table->rows;
    if (!make_room(table, &rows, table->n_rows, &table->rows_capacity, sizeof *table->rows))
        return WW_NO_INDEX;
    table->rows = rows;
    if (!index_has_room(table))
        return WW_NO_INDEX;
    bool reserved = kind != WW_ROW_TOTAL && strcmp(id, TOTAL_ID) == 0;
    struct ww_row row = {.id = unique_id(table, id, reserved), .kind = kind, .depth = depth};
    size_t n_cells = table->n_columns ? table->n_columns : 1;
    row.cells = table->failed ? NULL : ww_arena_alloc(table->arena, n_cells, sizeof *row.cells);
    if (!row.cells) {
        remember_nomem(table);
        return WW_NO_INDEX;
    }
    table->rows[table->n_rows] = row;
    table->index[slot_of(table, row.id)] = table->n_rows + 1;
    return table->n_rows++;
}

void ww_table_set_alone(struct ww_table *table, size_t row, const char *alone)
{
    if (row < table->n_rows)
        table->rows[row].alone = ww_table_copy(table, ww_str_of(alone));
}

/* Appends the slug of the text: letters and digits in lower case, any run of others as one '-', none at
 * either end. A '/' is kept where the text is itself a path of slugs. */
static size_t put_slug(const char *text, bool keep_slash, char *out)
{
    size_t len = 0;
    for (const char *p = text; *p; p++) {
        char c = *p >= 'A' && *p <= 'Z' ? (char)(*p - 'A' + 'a') : *p;
        bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (keep_slash && c == '/');
        if (plain)
            out[len++] = c;
        else if (len && out[len - 1] != '-')
            out[len++] = '-';
    }
    while (len && out[len - 1] == '-')
        len--;
    return len;
}

const char *ww_table_row_id(struct ww_table *table, const char *group, const char *label)
{
    static const char nameless[] = "row";
    size_t group_len = group ? strlen(group) : 0;
    size_t bytes;
    if (!ww_size_add(group_len, strlen(label), &bytes) || !ww_size_add(bytes, sizeof nameless + 1, &bytes))
        return "";
    char *id = table->failed ? NULL : ww_arena_alloc(table->arena, bytes, 1);
    if (!id) {
        remember_nomem(table);
        return "";
    }
    size_t len = group_len ? put_slug(group, true, id) : 0;
    if (len)
        id[len++] = '/';
    size_t slug = put_slug(label, false, id + len);
    if (slug == 0) {
        memcpy(id + len, nameless, sizeof nameless - 1);
        slug = sizeof nameless - 1;
    }
    id[len + slug] = '\0';
    return id;
}

/* ---- Cells --------------------------------------------------------------------------------------- */

size_t ww_table_find_column(const struct ww_table *table, const char *name)
{
    for (size_t c = 0; name && c < table->n_columns; c++)
        if (strcmp(table->columns[c].name, name) == 0)
            return c;
    return WW_NO_INDEX;
}

const struct ww_cell *ww_table_cell(const struct ww_table *table, const char *row, const char *column)
{
    size_t r = ww_table_find_row(table, row);
    size_t c = ww_table_find_column(table, column);
    return r == WW_NO_INDEX || c == WW_NO_INDEX ? NULL : &table->rows[r].cells[c];
}

bool ww_table_has(const struct ww_table *table, const char *row, const char *column)
{
    const struct ww_cell *cell = ww_table_cell(table, row, column);
    return cell && cell->present;
}

/* The cell to set, or NULL: after a failure, or with a name that does not exist, which is one. */
static struct ww_cell *cell_to_set(struct ww_table *table, size_t row, const char *column,
                                   struct ww_column **facts)
{
    if (table->failed || row == WW_NO_INDEX)
        return NULL;
    size_t c = ww_table_find_column(table, column);
    if (c == WW_NO_INDEX || row >= table->n_rows) {
        remember(table, WW_E_USAGE, "There is no cell in row %zu, column \"%s\".", row, column);
        return NULL;
    }
    *facts = &table->columns[c];
    return &table->rows[row].cells[c];
}

/* What stood in place of a value goes when there is one. */
static void drop_mark(struct ww_cell *cell)
{
    if (!ww_mark_facts(cell->mark)->beside)
        cell->mark = WW_MARK_NONE;
}

void ww_table_set_text(struct ww_table *table, size_t row, const char *column, struct ww_str value)
{
    struct ww_column *facts;
    struct ww_cell *cell = cell_to_set(table, row, column, &facts);
    if (!cell)
        return;
    if (facts->type != WW_COLUMN_TEXT) {
        remember(table, WW_E_USAGE, "Column \"%s\" holds numbers, not text.", column);
        return;
    }
    cell->text = ww_table_copy(table, value);
    cell->present = !table->failed;
    drop_mark(cell);
}

void ww_table_set_number(struct ww_table *table, size_t row, const char *column, double value)
{
    struct ww_column *facts;
    struct ww_cell *cell = cell_to_set(table, row, column, &facts);
    if (!cell)
        return;
    if (facts->type != WW_COLUMN_NUMBER || !isfinite(value)) {
        remember(table, WW_E_USAGE, "Column \"%s\" of row \"%s\" cannot hold %s.", column,
                 table->rows[row].id, isfinite(value) ? "a number: it is text" : "a number without an end");
        return;
    }
    cell->number = value;
    cell->present = true;
    drop_mark(cell);
}

void ww_table_set_mark(struct ww_table *table, size_t row, const char *column, enum ww_mark mark)
{
    struct ww_column *facts;
    struct ww_cell *cell = cell_to_set(table, row, column, &facts);
    if (!cell)
        return;
    cell->mark = mark;
    if (!ww_mark_facts(mark)->beside) {
        cell->present = false;
        cell->number = 0;
        cell->text = NULL;
    }
}

/* ---- Notes, findings, provenance ----------------------------------------------------------------- */

void ww_table_note(struct ww_table *table, const char *format, ...)
{
    void *notes = table->notes;
    if (!make_room(table, &notes, table->n_notes, &table->notes_capacity, sizeof *table->notes))
        return;
    table->notes = notes;
    va_list args;
    va_start(args, format);
    table->notes[table->n_notes++] = print_text(table, format, args);
    va_end(args);
}

static bool is_explained(const struct ww_table *table, enum ww_mark mark)
{
    const char *shorthand = ww_mark_facts(mark)->shorthand;
    size_t len = strlen(shorthand);
    for (size_t n = 0; n < table->n_notes; n++)
        for (const char *p = table->notes[n]; (p = strstr(p, shorthand)); p += len)
            if (p[len] == ':')
                return true;
    return false;
}

void ww_table_unexplained_marks(const struct ww_table *table, bool marks[WW_MARK_COUNT])
{
    memset(marks, 0, WW_MARK_COUNT * sizeof *marks);
    for (size_t r = 0; r < table->n_rows; r++)
        for (size_t c = 0; c < table->n_columns; c++)
            marks[table->rows[r].cells[c].mark] = true;
    marks[WW_MARK_NONE] = false;
    for (int m = WW_MARK_NONE + 1; m < WW_MARK_COUNT; m++)
        marks[m] = marks[m] && !is_explained(table, (enum ww_mark)m);
}

void ww_table_finding(struct ww_table *table, const char *id, double weight, const char *row,
                      const char *text)
{
    void *findings = table->findings;
    if (!make_room(table, &findings, table->n_findings, &table->findings_capacity, sizeof *table->findings))
        return;
    table->findings = findings;
    table->findings[table->n_findings++] = (struct ww_finding){
        .id = copy_z(table, id),
        .text = copy_z(table, text),
        .weight = weight,
        .row = copy_z(table, row),
    };
}

/* Lists of provenance are short and const to their readers: each addition makes a new one. */
static void *longer(struct ww_table *table, const void *list, size_t count, size_t size)
{
    void *copy = table->failed ? NULL : ww_arena_alloc(table->arena, count + 1, size);
    if (!copy)
        remember_nomem(table);
    else if (count)
        memcpy(copy, list, count * size);
    return copy;
}

void ww_table_parameter(struct ww_table *table, const char *name, const char *value)
{
    struct ww_provenance *p = &table->provenance;
    struct ww_parameter *list = longer(table, p->parameters, p->n_parameters, sizeof *list);
    if (!list)
        return;
    list[p->n_parameters++] = (struct ww_parameter){copy_z(table, name), copy_z(table, value)};
    p->parameters = list;
}

static size_t find_used(const struct ww_provenance *p, const char *sha256)
{
    for (size_t i = 0; sha256 && i < p->n_extracts; i++)
        if (p->extracts[i].sha256 && strcmp(p->extracts[i].sha256, sha256) == 0)
            return i;
    return WW_NO_INDEX;
}

void ww_table_used(struct ww_table *table, const struct ww_used_extract *used)
{
    struct ww_provenance *p = &table->provenance;
    struct ww_used_extract *list = longer(table, p->extracts, p->n_extracts, sizeof *list);
    if (!list)
        return;
    size_t known = find_used(p, used->sha256);
    p->extracts = list;
    if (known != WW_NO_INDEX) {
        uint64_t room = list[known].rows > list[known].rows_used ? list[known].rows - list[known].rows_used
                                                                 : 0;
        list[known].rows_used += used->rows_used < room ? used->rows_used : room;
        return;
    }
    list[p->n_extracts++] = (struct ww_used_extract){
        .source = copy_z(table, used->source),
        .vintage = copy_z(table, used->vintage),
        .period = copy_z(table, used->period),
        .sha256 = copy_z(table, used->sha256),
        .owner = copy_z(table, used->owner),
        .rows = used->rows,
        .rows_used = used->rows_used,
    };
}

void ww_table_title_sources(struct ww_table *table, ww_source_title *title, void *context)
{
    struct ww_provenance *p = &table->provenance;
    struct ww_used_extract *list = longer(table, p->extracts, p->n_extracts, sizeof *list);
    if (!list)
        return;
    p->extracts = list;
    for (size_t i = 0; i < p->n_extracts; i++) {
        const char *words = title(context, list[i].source);
        list[i].title = words ? copy_z(table, words) : NULL;
    }
}
