// SPDX-License-Identifier: Apache-2.0
/* tables/NAME.csv, findings.json and run.json, members always in the same order, so that the same document is the same
 * bytes. */
#include "assess/outputs.h"

#include <unistd.h>

#include "report/csv.h"
#include "report/html.h"
#include "report/json.h"

static enum ww_rc write_json(const char *folder, const char *name, struct ww_buf *json, struct ww_err *err)
{
    char path[WW_PATH_MAX];
    ww_buf_char(json, '\n');
    enum ww_rc rc = ww_buf_check(json, err);
    if (!rc && !ww_path_join(folder, name, path, sizeof path))
        rc = ww_fail(err, WW_E_LIMIT, "The path of the workspace is too long.");
    if (!rc)
        rc = ww_file_write(path, ww_buf_view(json), err);
    ww_buf_free(json);
    return rc;
}

/* --- tables ---------------------------------------------------------------------------------------- */

static enum ww_rc write_table(const struct ww_table *table, const char *folder, struct ww_err *err)
{
    struct ww_buf csv = {0}, name = {.max = WW_PATH_MAX};
    char path[WW_PATH_MAX];
    ww_csv_table(table, &csv);
    ww_html_table_file(table, "csv", &name);
    enum ww_rc rc = ww_buf_check(&csv, err);
    if (!rc)
        rc = ww_buf_check(&name, err);
    if (!rc && !ww_path_join(folder, name.data, path, sizeof path))
        rc = ww_fail(err, WW_E_LIMIT, "The path of the workspace is too long.");
    if (!rc)
        rc = ww_file_write(path, ww_buf_view(&csv), err);
    ww_buf_free(&csv);
    ww_buf_free(&name);
    return rc;
}

static bool is_file_of(const struct ww_table *table, const char *name)
{
    struct ww_buf file = {.max = WW_PATH_MAX};
    ww_html_table_file(table, "csv", &file);
    bool same = file.failed || ww_str_eqz(ww_buf_view(&file), name); /* in doubt it stays */
    ww_buf_free(&file);
    return same;
}

static bool is_written(const struct ww_composition *c, const char *name)
{
    for (size_t i = 0; i < c->n_answers; i++)
        if (c->answers[i].table && is_file_of(c->answers[i].table, name))
            return true;
    for (size_t i = 0; i < c->n_kept; i++)
        if (c->kept[i]->n_rows && is_file_of(c->kept[i], name))
            return true;
    return false;
}

/* A table of an earlier run that this one has not would stand beside the page with figures that are not in it. */
static enum ww_rc remove_stale(const struct ww_composition *c, const char *folder, struct ww_err *err)
{
    struct ww_names names;
    char path[WW_PATH_MAX];
    enum ww_rc rc = ww_list_dir(folder, &names, err);
    if (rc)
        return rc;
    for (size_t i = 0; i < names.count; i++)
        if (ww_str_ends(ww_str_of(names.items[i]), WW_STR(".csv")) && !is_written(c, names.items[i]) &&
            ww_path_join(folder, names.items[i], path, sizeof path))
            unlink(path);
    ww_names_free(&names);
    return WW_OK;
}

enum ww_rc ww_outputs_tables(const struct ww_composition *c, const char *folder, struct ww_err *err)
{
    char tables[WW_PATH_MAX];
    if (!ww_path_join(folder, "tables", tables, sizeof tables))
        return ww_fail(err, WW_E_LIMIT, "The path of the workspace is too long.");
    enum ww_rc rc = ww_make_dirs(tables, err);
    for (size_t i = 0; i < c->n_answers && !rc; i++)
        if (c->answers[i].table)
            rc = write_table(c->answers[i].table, tables, err);
    for (size_t i = 0; i < c->n_kept && !rc; i++)
        if (c->kept[i]->n_rows)
            rc = write_table(c->kept[i], tables, err);
    return rc ? rc : remove_stale(c, tables, err);
}

/* --- findings -------------------------------------------------------------------------------------- */

static enum ww_rc add_findings(const struct ww_table *table, struct ww_buf *json, unsigned *count,
                               struct ww_err *err)
{
    enum ww_rc rc = WW_OK;
    for (size_t i = 0; i < table->n_findings && !rc; i++) {
        ww_buf_z(json, (*count)++ ? ",\n" : "\n");
        rc = ww_json_finding(table, &table->findings[i], json, err);
    }
    return rc;
}

enum ww_rc ww_outputs_findings(const struct ww_composition *c, const char *folder, unsigned *count,
                               struct ww_err *err)
{
    struct ww_buf json = {0};
    enum ww_rc rc = WW_OK;
    *count = 0;
    ww_buf_z(&json, "{\"findings\": [");
    for (size_t i = 0; i < c->n_answers && !rc; i++)
        if (c->answers[i].table)
            rc = add_findings(c->answers[i].table, &json, count, err);
    ww_buf_z(&json, "],\n\"tables\": [");
    bool first = true;
    for (size_t i = 0; i < c->n_answers && !rc; i++) {
        if (!c->answers[i].table)
            continue;
        ww_buf_z(&json, first ? "\n" : ",\n");
        first = false;
        rc = ww_json_table(c->answers[i].table, &json, err);
    }
    ww_buf_z(&json, "]}");
    if (!rc)
        return write_json(folder, "findings.json", &json, err);
    ww_buf_free(&json);
    return rc;
}

/* --- run record ------------------------------------------------------------------------------------ */

static void add_member(struct ww_buf *json, const char *name, const char *value)
{
    ww_json_text(json, name);
    ww_buf_z(json, ": ");
    ww_json_text(json, value);
}

static void add_extract(struct ww_buf *json, const struct ww_extract_record *r)
{
    char period[32] = "";
    if (r->has_period)
        ww_period_print(r->period, period);
    const char *const members[][2] = {{"source", r->source}, {"edition", r->vintage},
                                      {"period", period},    {"file", r->file},
                                      {"sha256", r->sha256}, {"descriptor_sha256", r->descriptor_sha256}};
    ww_buf_char(json, '{');
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        add_member(json, members[i][0], members[i][1]);
        ww_buf_z(json, ", ");
    }
    ww_buf_printf(json, "\"descriptor_version\": %u, \"rows\": %llu}", r->descriptor_version,
                  (unsigned long long)r->rows);
}

/* The last of a key is in force. */
static bool set_again(const struct ww_setting *items, size_t count, size_t i)
{
    for (size_t k = i + 1; k < count; k++)
        if (ww_str_eqz(ww_str_of(items[k].key), items[i].key))
            return true;
    return false;
}

static void add_settings(struct ww_buf *json, const struct ww_workspace *workspace)
{
    static const char *const sections[] = {"partnership", "wards", "sources", "vintages"};
    for (size_t s = 0; s < sizeof sections / sizeof sections[0]; s++) {
        const struct ww_setting *items;
        size_t count = ww_workspace_settings(workspace, sections[s], &items);
        ww_buf_z(json, s ? ",\n  " : "\n  ");
        ww_json_text(json, sections[s]);
        ww_buf_z(json, ": {");
        bool first = true;
        for (size_t i = 0; i < count; i++) {
            if (set_again(items, count, i))
                continue;
            ww_buf_z(json, first ? "" : ", ");
            first = false;
            add_member(json, items[i].key, items[i].value);
        }
        ww_buf_char(json, '}');
    }
}

static bool asked_before(const struct ww_composition *c, size_t answer)
{
    for (size_t i = 0; i < answer; i++)
        if (c->answers[i].table &&
            ww_str_eqz(ww_str_of(c->answers[i].section->measure), c->answers[answer].section->measure))
            return true;
    return false;
}

static void add_measures(struct ww_buf *json, const struct ww_composition *c)
{
    bool first = true;
    for (size_t i = 0; i < c->n_answers; i++) {
        if (!c->answers[i].table || asked_before(c, i))
            continue;
        ww_buf_printf(json, "%s\"%s\": %u", first ? "" : ", ", c->answers[i].section->measure,
                      c->answers[i].table->provenance.version);
        first = false;
    }
}

/* The seed of every answer that drew random numbers, by its section; null where none did. */
static void add_seeds(struct ww_buf *json, const struct ww_composition *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n_answers; i++) {
        const struct ww_table *table = c->answers[i].table;
        for (size_t k = 0; table && k < table->provenance.n_parameters; k++) {
            const struct ww_parameter *parameter = &table->provenance.parameters[k];
            if (ww_str_eqz(ww_str_of(parameter->name), "seed"))
                ww_buf_printf(json, "%s\"%s\": %s", n++ ? ", " : "{", c->answers[i].section->id,
                              parameter->value);
        }
    }
    ww_buf_z(json, n ? "}" : "null");
}

enum ww_rc ww_outputs_run(const struct ww_composition *c, const char *folder, struct ww_err *err)
{
    char period[32], compare[32];
    ww_period_print(c->request->period, period);
    ww_period_print(c->request->compare, compare);
    struct ww_buf json = {0};
    ww_buf_printf(&json, "{\"program\": \"watchward %s\",\n", c->request->version);
    const char *const members[][2] = {
        {"edition", c->request->board ? "board" : "public"},
        {"period", period},
        {"compare", compare},
        {"area", ww_context_area(c->context)},
        {"category_tree_sha256", ww_categories_sha256(ww_context_categories(c->context))}};
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        add_member(&json, members[i][0], members[i][1]);
        ww_buf_z(&json, ",\n");
    }
    ww_buf_z(&json, "\"seed\": ");
    add_seeds(&json, c);
    ww_buf_z(&json, ",\n\"measures\": {");
    add_measures(&json, c);
    ww_buf_z(&json, "},\n\"extracts\": [");
    size_t count;
    const struct ww_extract_record *records = ww_context_extracts(c->context, &count);
    for (size_t i = 0; i < count; i++) {
        ww_buf_z(&json, i ? ",\n  " : "\n  ");
        add_extract(&json, &records[i]);
    }
    ww_buf_z(&json, "],\n\"settings\": {");
    add_settings(&json, ww_context_workspace(c->context));
    ww_buf_z(&json, "}}");
    return write_json(folder, "run.json", &json, err);
}
