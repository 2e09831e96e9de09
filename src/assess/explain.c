// SPDX-License-Identifier: Apache-2.0
/* explain: where did this figure come from? Read back from the findings file of the assessment it stands in, so that
 * the account is of the figure as printed, not of one computed again from newer evidence. */
#include <jansson.h>
#include <stdio.h>

#include "assess/assess.h"
#include "base/num.h"
#include "base/utf8.h"

#define FINDINGS_MAX ((size_t)64 << 20)
#define NAME_WIDTH   ((size_t)34)

static const char *text_of(const json_t *object, const char *member)
{
    const char *text = json_string_value(json_object_get(object, member));
    return text ? text : "";
}

static uint64_t count_of(const json_t *object, const char *member)
{
    json_int_t count = json_integer_value(json_object_get(object, member));
    return count > 0 ? (uint64_t)count : 0;
}

static void print_count(struct ww_buf *out, uint64_t count)
{
    char text[48];
    ww_print_people((double)count, 0, text);
    ww_buf_z(out, text);
}

/* "  name                 value", the names in one column. */
static void print_pair(struct ww_buf *out, const char *name, const char *value)
{
    size_t len = ww_utf8_length(ww_str_of(name));
    ww_buf_printf(out, "  %s%*s  %s\n", name, (int)(len < NAME_WIDTH ? NAME_WIDTH - len : 0), "", value);
}

static void print_parameters(struct ww_buf *out, json_t *parameters)
{
    const char *name;
    json_t *value;
    json_object_foreach(parameters, name, value)
    {
        const char *text = json_string_value(value);
        print_pair(out, name, text ? text : "");
    }
}

static void print_extracts(struct ww_buf *out, const json_t *extracts)
{
    for (size_t i = 0; i < json_array_size(extracts); i++) {
        const json_t *e = json_array_get(extracts, i);
        const char *edition = text_of(e, "vintage"), *period = text_of(e, "period");
        ww_buf_printf(out, "  %s%s%s, %s; owner: %s\n    SHA-256 %s\n    rows used: ", text_of(e, "source"),
                      *edition ? ", edition " : "", edition, *period ? period : "no dates",
                      text_of(e, "owner"), text_of(e, "sha256"));
        print_count(out, count_of(e, "rows_used"));
        ww_buf_z(out, " of ");
        print_count(out, count_of(e, "rows"));
        ww_buf_char(out, '\n');
    }
}

/* A cell as people read it: numbers have it in "text", words are their own. */
static const char *cell_words(const json_t *cell)
{
    const char *words = text_of(cell, "text");
    return *words ? words : text_of(cell, "value");
}

/* The row a finding rests on, cell by cell. */
static void print_row(struct ww_buf *out, const json_t *table, const char *row_id)
{
    const json_t *rows = json_object_get(table, "rows"), *columns = json_object_get(table, "columns");
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        if (!ww_str_eqz(ww_str_of(row_id), text_of(row, "id")))
            continue;
        for (size_t c = 0; c < json_array_size(columns); c++) {
            const json_t *column = json_array_get(columns, c);
            print_pair(out, text_of(column, "title"),
                       cell_words(json_object_get(json_object_get(row, "cells"), text_of(column, "name"))));
        }
    }
}

static void print_notes(struct ww_buf *out, const json_t *notes)
{
    for (size_t i = 0; i < json_array_size(notes); i++) {
        const char *note = json_string_value(json_array_get(notes, i));
        ww_buf_printf(out, "%s  %s\n", i ? "" : "\nNotes:\n", note ? note : "");
    }
}

static void print_account(struct ww_buf *out, const json_t *finding, const json_t *table, const char *period)
{
    const json_t *from = json_object_get(table, "provenance");
    const char *filter = text_of(from, "filter");
    ww_buf_printf(out, "%s\n%s\n\n", text_of(finding, "id"), text_of(finding, "sentence"));
    ww_buf_printf(out, "Assessment: %s\nTable:      tables/%s.csv (%s)\nQuestion:   %s\n", period,
                  text_of(table, "id"), text_of(table, "title"), text_of(from, "question"));
    ww_buf_printf(out, "Measure:    %s, version %llu\nFormula:    %s\n", text_of(from, "measure"),
                  (unsigned long long)count_of(from, "version"), text_of(from, "formula"));
    if (*filter)
        ww_buf_printf(out, "Left out:   %s\n", filter);
    ww_buf_z(out, "\nParameters:\n");
    print_parameters(out, json_object_get(from, "parameters"));
    ww_buf_z(out, "\nExtracts:\n");
    print_extracts(out, json_object_get(from, "extracts"));
    ww_buf_printf(out, "\nThe row it rests on (%s):\n", text_of(finding, "row"));
    print_row(out, table, text_of(finding, "row"));
    print_notes(out, json_object_get(table, "notes"));
}

/* The table whose id begins the finding's: "change" of "change/total/change"; of several the longest. */
static const json_t *table_of(const json_t *root, const char *finding_id)
{
    const json_t *tables = json_object_get(root, "tables"), *best = NULL;
    size_t best_len = 0;
    for (size_t i = 0; i < json_array_size(tables); i++) {
        struct ww_str id = ww_str_of(text_of(json_array_get(tables, i), "id"));
        if (id.len > best_len && ww_str_starts(ww_str_of(finding_id), id) && finding_id[id.len] == '/') {
            best = json_array_get(tables, i);
            best_len = id.len;
        }
    }
    return best;
}

static enum ww_rc read_findings(const char *path, json_t **out, struct ww_err *err)
{
    struct ww_buf text = {.max = FINDINGS_MAX};
    json_error_t error;
    enum ww_rc rc = ww_file_read(path, &text, err);
    if (rc)
        return rc;
    json_t *root = json_loadb(ww_buf_view(&text).ptr, text.len, 0, &error);
    ww_buf_free(&text);
    *out = root;
    if (root)
        return WW_OK;
    if (json_error_code(&error) == json_error_out_of_memory)
        return ww_fail_nomem(err);
    return ww_fail_at(
        err, WW_E_DAMAGED, path, error.line > 0 ? (uint64_t)error.line : 0,
        error.column > 0 ? (uint64_t)error.column : 0,
        "The findings file cannot be read. Write the assessment again with 'watchward assess'.");
}

/* Looks into one assessment; *found false when it does not know the id. */
static enum ww_rc look_into(struct ww_workspace *workspace, const char *id, const char *period, bool *found,
                            struct ww_buf *out, struct ww_err *err)
{
    char relative[400], path[WW_PATH_MAX];
    json_t *root = NULL;
    snprintf(relative, sizeof relative, "output/assessment/%.300s/findings.json", period);
    enum ww_rc rc = ww_workspace_file(workspace, relative, path, err);
    if (rc || !ww_file_exists(path))
        return rc;
    rc = read_findings(path, &root, err);
    const json_t *findings = json_object_get(root, "findings");
    for (size_t i = 0; i < json_array_size(findings) && !*found; i++) {
        const json_t *finding = json_array_get(findings, i);
        if (!ww_str_eqz(ww_str_of(id), text_of(finding, "id")))
            continue;
        *found = true;
        print_account(out, finding, table_of(root, id), period);
    }
    json_decref(root);
    return rc;
}

/* In the assessment of one period, as its folder is named. */
static enum ww_rc look_into_period(struct ww_workspace *workspace, const char *id, const char *asked,
                                   bool *found, struct ww_buf *out, struct ww_err *err)
{
    struct ww_period period;
    char name[32], relative[128], folder[WW_PATH_MAX];
    enum ww_rc rc = ww_period_parse(ww_str_of(asked), &period, err);
    if (rc)
        return rc;
    ww_period_print(period, name);
    snprintf(relative, sizeof relative, "output/assessment/%s", name);
    rc = ww_workspace_file(workspace, relative, folder, err);
    if (!rc && !ww_is_dir(folder))
        return ww_fail(
            err, WW_E_NOT_FOUND,
            "There is no assessment of %s in this workspace. Write it with 'watchward assess --period "
            "%s'.",
            name, name);
    return rc ? rc : look_into(workspace, id, name, found, out, err);
}

static enum ww_rc look_everywhere(struct ww_workspace *workspace, const char *id, bool *found,
                                  struct ww_buf *out, struct ww_err *err)
{
    char folder[WW_PATH_MAX];
    struct ww_names periods = {0};
    enum ww_rc rc = ww_workspace_file(workspace, "output/assessment", folder, err);
    if (!rc && ww_is_dir(folder))
        rc = ww_list_dir(folder, &periods, err);
    for (size_t i = periods.count; i-- > 0 && !rc && !*found;) /* the latest period first */
        rc = look_into(workspace, id, periods.items[i], found, out, err);
    ww_names_free(&periods);
    return rc;
}

enum ww_rc ww_explain(struct ww_workspace *workspace, const char *id, const char *period, struct ww_buf *out,
                      struct ww_err *err)
{
    bool found = false;
    enum ww_rc rc = period ? look_into_period(workspace, id, period, &found, out, err)
                           : look_everywhere(workspace, id, &found, out, err);
    if (!rc && !found)
        rc = ww_fail(
            err, WW_E_NOT_FOUND,
            "No assessment in this workspace has a finding '%.120s'. The ids stand in square brackets "
            "behind the sentences of the page, and in findings.json.",
            id);
    return rc ? rc : ww_buf_check(out, err);
}
