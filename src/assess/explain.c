// SPDX-License-Identifier: Apache-2.0
/* explain: where did this figure come from? Read back from the findings file of the assessment it stands in, so that
 * the account is of the figure as printed, not of one computed again from newer evidence. */
#include <jansson.h>
#include <stdio.h>

#include "assess/assess.h"

#define FINDINGS_MAX ((size_t)64 << 20)

static const char *text_of(const json_t *object, const char *member)
{
    const char *text = json_string_value(json_object_get(object, member));
    return text ? text : "";
}

static void print_parameters(struct ww_buf *out, json_t *parameters)
{
    const char *name;
    json_t *value;
    json_object_foreach(parameters, name, value)
        ww_buf_printf(out, "  %-18s %s\n", name, json_string_value(value));
}

static void print_extracts(struct ww_buf *out, const json_t *extracts)
{
    for (size_t i = 0; i < json_array_size(extracts); i++) {
        const json_t *e = json_array_get(extracts, i);
        ww_buf_printf(out, "  %s%s%s, %s, from %s\n    SHA-256 %s\n    rows: %lld used of %lld\n",
                      text_of(e, "source"), *text_of(e, "vintage") ? ", edition " : "", text_of(e, "vintage"),
                      text_of(e, "period"), text_of(e, "owner"), text_of(e, "sha256"),
                      (long long)json_integer_value(json_object_get(e, "rows_used")),
                      (long long)json_integer_value(json_object_get(e, "rows")));
    }
}

/* The row a finding rests on, cell by cell, as people read it. */
static void print_row(struct ww_buf *out, const json_t *table, const char *row_id)
{
    const json_t *rows = json_object_get(table, "rows");
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        if (!ww_str_eqz(ww_str_of(row_id), text_of(row, "id")))
            continue;
        const char *name;
        json_t *cell;
        json_object_foreach(json_object_get(row, "cells"), name, cell)
        {
            const char *as_read = text_of(cell, "text");
            ww_buf_printf(out, "  %-18s %s\n", name, *as_read ? as_read : text_of(cell, "value"));
        }
    }
}

static void print_account(struct ww_buf *out, const json_t *finding, const json_t *table, const char *period)
{
    const json_t *from = json_object_get(table, "provenance");
    ww_buf_printf(out,
                  "%s\n%s\n\nAssessment: %s\nQuestion:   %s\nMeasure:    %s, version %lld\nFormula:    %s\n",
                  text_of(finding, "id"), text_of(finding, "sentence"), period, text_of(from, "question"),
                  text_of(from, "measure"), (long long)json_integer_value(json_object_get(from, "version")),
                  text_of(from, "formula"));
    ww_buf_printf(out, "Left out:   %s\n\nParameters:\n",
                  *text_of(from, "filter") ? text_of(from, "filter") : "nothing beyond the notes below");
    print_parameters(out, json_object_get(from, "parameters"));
    ww_buf_z(out, "\nExtracts:\n");
    print_extracts(out, json_object_get(from, "extracts"));
    ww_buf_printf(out, "\nThe row it rests on (%s):\n", text_of(finding, "row"));
    print_row(out, table, text_of(finding, "row"));
    const json_t *notes = json_object_get(table, "notes");
    for (size_t i = 0; i < json_array_size(notes); i++)
        ww_buf_printf(out, "%s  %s\n", i ? "" : "\nNotes:\n", json_string_value(json_array_get(notes, i)));
}

/* The table whose id begins the finding's: "change" of "change/total/change". */
static const json_t *table_of(const json_t *root, const char *finding_id)
{
    const json_t *tables = json_object_get(root, "tables");
    for (size_t i = 0; i < json_array_size(tables); i++) {
        struct ww_str id = ww_str_of(text_of(json_array_get(tables, i), "id"));
        if (ww_str_starts(ww_str_of(finding_id), id) && finding_id[id.len] == '/')
            return json_array_get(tables, i);
    }
    return NULL;
}

/* Looks into one assessment; *found false when it does not know the id. */
static enum ww_rc look_into(struct ww_workspace *workspace, const char *id, const char *period, bool *found,
                            struct ww_buf *out, struct ww_err *err)
{
    char relative[256], path[WW_PATH_MAX];
    snprintf(relative, sizeof relative, "output/assessment/%.100s/findings.json", period);
    enum ww_rc rc = ww_workspace_file(workspace, relative, path, err);
    if (rc || !ww_file_exists(path))
        return rc;
    struct ww_buf text = {.max = FINDINGS_MAX};
    rc = ww_file_read(path, &text, err);
    json_error_t error;
    json_t *root = rc ? NULL : json_loadb(text.data, text.len, 0, &error);
    ww_buf_free(&text);
    if (!rc && !root)
        return ww_fail_at(
            err, WW_E_DAMAGED, path, (uint64_t)error.line, (uint64_t)error.column,
            "The findings file cannot be read. Write the assessment again with 'watchward assess'.");
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

enum ww_rc ww_explain(struct ww_workspace *workspace, const char *id, const char *period, struct ww_buf *out,
                      struct ww_err *err)
{
    char folder[WW_PATH_MAX];
    struct ww_names periods = {0};
    bool found = false;
    enum ww_rc rc = ww_workspace_file(workspace, "output/assessment", folder, err);
    if (!rc && period)
        rc = look_into(workspace, id, period, &found, out, err);
    else if (!rc && ww_is_dir(folder))
        rc = ww_list_dir(folder, &periods, err);
    for (size_t i = periods.count; i-- > 0 && !rc && !found;) /* the latest period first */
        rc = look_into(workspace, id, periods.items[i], &found, out, err);
    ww_names_free(&periods);
    if (!rc && !found)
        rc = ww_fail(
            err, WW_E_NOT_FOUND,
            "No assessment in this workspace has a finding '%.120s'. The ids stand in square brackets "
            "behind the sentences of the page, and in findings.json.",
            id);
    return rc ? rc : ww_buf_check(out, err);
}
