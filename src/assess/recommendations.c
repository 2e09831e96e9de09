// SPDX-License-Identifier: Apache-2.0
/* Recommendations: proposed by rules, decided by people, taken up again a year later.
 *
 * Problem. What an assessment recommends must rest on its findings, be somebody's decision, and not be forgotten.
 * Method. Each rule (assess/rules.h) looks at one section's table; each row that meets its conditions gives a draft whose
 * figures are cells of that row. commentary/recommendations.md (assess/decisions.h) says what people made of the drafts.
 * What is in the document also goes to recommendations.json, and the assessment of the next period reads that of its
 * period of comparison.
 * Edge cases. A rule whose section could not be answered proposes nothing. A decision about something no rule proposes is
 * kept and shown, since the evidence may have changed after it was taken. */
#include "assess/recommendations.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "assess/decisions.h"
#include "assess/rules.h"
#include "base/json_read.h"
#include "report/json.h"
#include "table/finding.h"

#define TEXT_MAX ((size_t)1 << 20)
#define TABLE_ID "recommendations"
#define FILE_OUT "recommendations.json"
#define RULES    "recommendations.json"
#define DECIDED  "commentary/recommendations.md"

static const struct ww_column columns[] = {
    {.name = "text", .title = "Recommendation", .role = WW_COLUMN_LABEL},
    {.name = "group", .title = "For", .role = WW_COLUMN_NOTE},
    {.name = "rests_on", .title = "Rests on", .role = WW_COLUMN_NOTE},
    {.name = "decision", .title = "Decision", .role = WW_COLUMN_NOTE},
    {.name = "by", .title = "Decided by", .role = WW_COLUMN_NOTE},
    {.name = "id", .title = "Name", .role = WW_COLUMN_NOTE},
};

static const struct ww_column former_columns[] = {
    {.name = "text", .title = "Recommendation", .role = WW_COLUMN_LABEL},
    {.name = "decision", .title = "Decision then", .role = WW_COLUMN_NOTE},
    {.name = "outcome", .title = "What became of it", .role = WW_COLUMN_NOTE},
    {.name = "id", .title = "Name", .role = WW_COLUMN_NOTE},
};

struct job {
    struct ww_composition *c;
    struct ww_rules rules;
    struct ww_decided_list decided;
    struct ww_table *table;
    struct ww_err *err;
};

/* --- reading -------------------------------------------------------------------------------------- */

/* A file's text in the composition's memory; *out is empty where there is no such file. */
static enum ww_rc read_text(struct ww_composition *c, const char *path, struct ww_str *out,
                            struct ww_err *err)
{
    *out = WW_STR("");
    if (!ww_file_exists(path))
        return WW_OK;
    struct ww_buf text = {.max = TEXT_MAX};
    enum ww_rc rc = ww_file_read(path, &text, err);
    const char *copy = rc ? NULL : ww_arena_copy(c->arena, ww_buf_view(&text));
    if (!rc && !copy)
        rc = ww_fail_nomem(err);
    if (!rc)
        *out = (struct ww_str){copy, text.len};
    ww_buf_free(&text);
    return rc;
}

static enum ww_rc read_rules(struct job *job)
{
    char own[WW_PATH_MAX];
    const struct ww_workspace *w = ww_context_workspace(job->c->context);
    struct ww_str text;
    enum ww_rc rc = ww_workspace_file(w, RULES, own, job->err);
    if (rc)
        return rc;
    const char *path = ww_file_exists(own) ? own : job->c->request->rules;
    if (!path)
        return WW_OK;
    rc = read_text(job->c, path, &text, job->err);
    if (rc || !text.len)
        return rc;
    return ww_rules_parse(path == own ? RULES : path, text, job->c->arena, &job->rules, job->err);
}

static enum ww_rc read_decisions(struct job *job)
{
    char path[WW_PATH_MAX];
    struct ww_str text;
    enum ww_rc rc = ww_workspace_file(ww_context_workspace(job->c->context), DECIDED, path, job->err);
    if (!rc)
        rc = read_text(job->c, path, &text, job->err);
    return rc ? rc : ww_decisions_parse(DECIDED, text, job->c->arena, &job->decided, job->err);
}

/* --- proposing ------------------------------------------------------------------------------------ */

static bool passes(const struct ww_table *table, const char *row, const struct ww_rule_test *test)
{
    const struct ww_cell *cell = ww_table_cell(table, row, test->column);
    if (!cell || !cell->present)
        return false;
    if (test->is || test->is_not)
        return cell->text &&
               ww_str_eq_nocase(ww_str_of(cell->text), ww_str_of(test->is ? test->is : test->is_not)) ==
                   (test->is != NULL);
    return (!test->has_above || cell->number > test->above) &&
           (!test->has_below || cell->number < test->below);
}

static bool is_priority_ward(const struct job *job, const char *row)
{
    struct ww_str rest = ww_str_of(
        ww_workspace_setting(ww_context_workspace(job->c->context), "wards", "priority"));
    struct ww_str code;
    while (ww_str_cut(&rest, ',', &code))
        if (ww_str_eqz(ww_str_trim(code), row))
            return true;
    return false;
}

static bool meets(const struct job *job, const struct ww_rule *rule, const struct ww_table *table,
                  const struct ww_row *row)
{
    if (rule->ward != WW_RULE_ANY_ROW &&
        is_priority_ward(job, row->id) != (rule->ward == WW_RULE_PRIORITY_WARD))
        return false;
    if (rule->row ? !ww_str_eqz(ww_str_of(rule->row), row->id) : row->kind != WW_ROW_PLAIN)
        return false;
    for (size_t i = 0; i < rule->n_tests; i++)
        if (!passes(table, row->id, &rule->tests[i]))
            return false;
    return true;
}

struct match {
    const struct ww_row *row;
    double order;
    size_t place;
};

static int largest_first(const void *a, const void *b)
{
    const struct match *x = a, *y = b;
    if (x->order != y->order)
        return x->order < y->order ? 1 : -1;
    return x->place < y->place ? -1 : x->place > y->place;
}

/* "{row.label}" in a draft becomes "{X05000020.label}" of the row. */
static enum ww_rc draft_of(const struct job *job, const struct ww_rule *rule, const struct ww_table *table,
                           const char *row, const char **out)
{
    static const char own[] = "{row.";
    struct ww_buf text = {.max = 4096}, sentence = {.max = 4096};
    for (const char *c = rule->draft; *c; c++)
        if (ww_str_starts(ww_str_of(c), ww_str_of(own))) {
            ww_buf_printf(&text, "{%s.", row);
            c += sizeof own - 2;
        } else
            ww_buf_char(&text, *c);
    enum ww_rc rc = ww_buf_check(&text, job->err);
    const struct ww_finding finding = {.id = rule->id, .text = rc ? "" : text.data, .row = row};
    if (!rc)
        rc = ww_finding_sentence(table, &finding, &sentence, job->err);
    if (!rc)
        *out = ww_compose_text(job->c, "%s", sentence.data);
    ww_buf_free(&text);
    ww_buf_free(&sentence);
    return rc;
}

/* The finding a draft rests on: the one about its row, else the section itself. */
static const char *evidence_of(const struct job *job, const struct ww_table *table, const char *row)
{
    for (size_t i = 0; i < table->n_findings; i++)
        if (table->findings[i].row && ww_str_eqz(ww_str_of(row), table->findings[i].row))
            return ww_compose_text(job->c, "%s/%s", table->id, table->findings[i].id);
    return ww_compose_text(job->c, "%s, row %s", table->id, row);
}

struct proposal {
    const char *id, *text, *group, *rests_on;
};

static void add_proposal(const struct job *job, const struct proposal *p)
{
    const struct ww_decided *decided = ww_decisions_find(&job->decided, p->id);
    const enum ww_decision decision = decided ? decided->decision : WW_UNDECIDED;
    const bool reworded = decided && decided->wording[0];
    struct ww_table *t = job->table;
    size_t row = ww_table_add_row(t, p->id, WW_ROW_PLAIN, 0);
    ww_table_set_text(t, row, "text", ww_str_of(reworded ? decided->wording : p->text));
    ww_table_set_text(t, row, "group", ww_str_of(p->group));
    ww_table_set_text(t, row, "rests_on", ww_str_of(p->rests_on));
    ww_table_set_text(t, row, "decision", ww_str_of(ww_decision_words[decision]));
    ww_table_set_text(t, row, "by", ww_str_of(decided ? decided->by : ""));
    ww_table_set_text(t, row, "id", ww_str_of(p->id));
}

/* A rule that reads a column nobody writes would never speak, and nobody would know. */
static enum ww_rc check_columns(const struct job *job, const struct ww_rule *rule,
                                const struct ww_table *table)
{
    const char *unknown = rule->order && ww_table_find_column(table, rule->order) == WW_NO_INDEX ? rule->order
                                                                                                 : NULL;
    for (size_t i = 0; i < rule->n_tests; i++)
        if (ww_table_find_column(table, rule->tests[i].column) == WW_NO_INDEX)
            unknown = rule->tests[i].column;
    if (!unknown)
        return WW_OK;
    return ww_fail(
        job->err, WW_E_INPUT,
        "recommendations.json: the rule \"%s\" reads the column \"%s\", and the table of \"%s\" has no such "
        "column. The first line of tables/%s.csv lists those it has.",
        rule->id, unknown, rule->section, rule->section);
}

static enum ww_rc apply_rule(struct job *job, const struct ww_rule *rule)
{
    const struct ww_answer *answer = ww_compose_answer(job->c, rule->section);
    if (!answer)
        return WW_OK;
    const struct ww_table *table = answer->table;
    enum ww_rc rc = check_columns(job, rule, table);
    if (rc)
        return rc;
    struct match *matches = ww_arena_alloc(job->c->arena, table->n_rows, sizeof *matches);
    if (!matches)
        return ww_fail_nomem(job->err);
    size_t n = 0;
    for (size_t i = 0; i < table->n_rows; i++) {
        if (!meets(job, rule, table, &table->rows[i]))
            continue;
        const struct ww_cell *by = rule->order ? ww_table_cell(table, table->rows[i].id, rule->order) : NULL;
        matches[n++] = (struct match){&table->rows[i], by && by->present ? by->number : 0, i};
    }
    qsort(matches, n, sizeof *matches, largest_first);
    for (size_t i = 0; i < n && i < rule->most && !rc; i++) {
        struct proposal p = {.group = rule->group ? rule->group : ""};
        p.id = ww_compose_text(job->c, "%s/%s", rule->id, matches[i].row->id);
        p.rests_on = evidence_of(job, table, matches[i].row->id);
        rc = draft_of(job, rule, table, matches[i].row->id, &p.text);
        if (!rc)
            add_proposal(job, &p);
    }
    return rc;
}

/* Agreed, but no longer proposed: the evidence has changed since. */
static void add_others(const struct job *job)
{
    static const char unworded[] =
        "Agreed before, as the assessment of that time words it; give it a line \"Wording:\" to "
        "say it here.";
    for (size_t i = 0; i < job->decided.count; i++) {
        const struct ww_decided *d = &job->decided.items[i];
        const bool agreed = d->decision == WW_ACCEPTED || d->decision == WW_EDITED;
        if (agreed && ww_table_find_row(job->table, d->id) == WW_NO_INDEX)
            add_proposal(job, &(struct proposal){d->id, d->wording[0] ? d->wording : unworded, "",
                                                 "a decision; no rule proposes it now"});
    }
}

/* --- last time ------------------------------------------------------------------------------------ */

static enum ww_rc add_former(struct job *job, const struct ww_json *json, const struct ww_json_at *at,
                             const json_t *object)
{
    const char *id = "", *text = "", *decision = "";
    enum ww_rc rc = ww_json_read_text(json, at, object, "id", WW_NEEDED, &id);
    if (!rc)
        rc = ww_json_read_text(json, at, object, "text", WW_NEEDED, &text);
    if (!rc)
        rc = ww_json_read_text(json, at, object, "decision", WW_NEEDED, &decision);
    if (rc)
        return rc;
    const struct ww_decided *said = ww_decisions_find(&job->decided, id);
    size_t row = ww_table_add_row(job->table, id, WW_ROW_PLAIN, 0);
    ww_table_set_text(job->table, row, "text", ww_str_of(text));
    ww_table_set_text(job->table, row, "decision", ww_str_of(decision));
    ww_table_set_text(job->table, row, "outcome",
                      ww_str_of(said && said->outcome[0] ? said->outcome : "nobody has said yet"));
    ww_table_set_text(job->table, row, "id", ww_str_of(id));
    return WW_OK;
}

static enum ww_rc read_former(struct job *job, const char *path, struct ww_str text)
{
    const struct ww_json json = {path, job->c->arena, job->err};
    const json_t *list = NULL;
    json_t *root = NULL;
    enum ww_rc rc = ww_json_parse(&json, text.ptr, text.len, &root);
    if (!rc)
        rc = ww_json_list(&json, NULL, root, "recommendations", WW_NEEDED, &list);
    const struct ww_json_at at = {NULL, "recommendations", 0};
    for (size_t i = 0; i < json_array_size(list) && !rc; i++) {
        const struct ww_json_at place = {&at, NULL, i};
        rc = add_former(job, &json, &place, json_array_get(list, i));
    }
    json_decref(root);
    return rc;
}

/* --- composing ------------------------------------------------------------------------------------ */

static struct ww_table *new_table(const char *id, const struct ww_column *c, size_t n, const char *question)
{
    struct ww_table *table = ww_table_new(id, c, n);
    if (table)
        table->provenance = (struct ww_provenance){
            .measure = TABLE_ID,
            .version = 1,
            .question = question,
            .formula = "rules on the tables of this document; decisions by people",
            .filter = ""};
    return table;
}

/* Keeps the table and, where it has rows, puts it on the page; else the sentence. */
static enum ww_rc finish(struct job *job, const char *none)
{
    struct ww_table *table = job->table;
    enum ww_rc rc = ww_compose_keep(job->c, table, job->err);
    if (rc)
        return rc;
    if (table->n_rows)
        ww_doc_figure(job->c->doc, table);
    else
        ww_doc_paragraph(job->c->doc, none);
    return WW_OK;
}

static enum ww_rc compose_now(struct job *job)
{
    job->table = new_table(TABLE_ID, columns, sizeof columns / sizeof columns[0], "What is recommended?");
    if (!job->table)
        return ww_fail_nomem(job->err);
    enum ww_rc rc = WW_OK;
    for (size_t i = 0; i < job->rules.count && !rc; i++)
        rc = apply_rule(job, &job->rules.items[i]);
    if (rc) {
        ww_table_free(&job->table);
        return rc;
    }
    add_others(job);
    ww_table_title(job->table, "Recommendations",
                   "Drafts from the findings, and what was decided about them");
    ww_table_note(
        job->table,
        "A draft is a proposal of the program. It becomes a recommendation when a named role accepts or "
        "edits it in commentary/recommendations.md.");
    ww_doc_section(job->c->doc, "recommendations/this-year", "What the findings suggest");
    return finish(job, "No rule finds anything to recommend in the tables of this document.");
}

static enum ww_rc compose_former(struct job *job)
{
    char period[32], relative[128], path[WW_PATH_MAX];
    struct ww_str text;
    ww_period_print(job->c->request->compare, period);
    snprintf(relative, sizeof relative, "output/assessment/%s/%s", period, FILE_OUT);
    enum ww_rc rc = ww_workspace_file(ww_context_workspace(job->c->context), relative, path, job->err);
    if (!rc)
        rc = read_text(job->c, path, &text, job->err);
    if (rc)
        return rc;
    job->table = new_table("recommendations-before", former_columns,
                           sizeof former_columns / sizeof former_columns[0], "What became of the last ones?");
    if (!job->table)
        return ww_fail_nomem(job->err);
    if (text.len)
        rc = read_former(job, relative, text);
    if (rc) {
        ww_table_free(&job->table);
        return rc;
    }
    ww_table_title(job->table, "Recommendations of the assessment before", "And what became of them");
    ww_doc_section(job->c->doc, "recommendations/before", "What became of the last recommendations");
    return finish(
        job, ww_compose_text(job->c,
                             "The assessment of the period before was not written in this workspace, so its "
                             "recommendations are not known here. 'watchward assess --period %s' writes it.",
                             period));
}

enum ww_rc ww_recommendations_compose(struct ww_composition *composition, struct ww_err *err)
{
    struct job job = {.c = composition, .err = err};
    enum ww_rc rc = read_rules(&job);
    if (!rc)
        rc = read_decisions(&job);
    if (!rc)
        rc = compose_now(&job);
    return rc ? rc : compose_former(&job);
}

/* --- what others ask ------------------------------------------------------------------------------ */

static const struct ww_table *own_table(const struct ww_composition *c)
{
    for (size_t i = 0; i < c->n_kept; i++)
        if (ww_str_eqz(ww_str_of(TABLE_ID), c->kept[i]->id))
            return c->kept[i];
    return NULL;
}

static const char *cell_text(const struct ww_table *table, size_t row, const char *column)
{
    const struct ww_cell *cell = ww_table_cell(table, table->rows[row].id, column);
    return cell && cell->present ? cell->text : "";
}

size_t ww_recommendations_agreed(const struct ww_composition *composition)
{
    const struct ww_table *table = own_table(composition);
    size_t agreed = 0;
    for (size_t i = 0; table && i < table->n_rows; i++) {
        const struct ww_str decision = ww_str_of(cell_text(table, i, "decision"));
        agreed += ww_str_eqz(decision, ww_decision_words[WW_ACCEPTED]) ||
                  ww_str_eqz(decision, ww_decision_words[WW_EDITED]);
    }
    return agreed;
}

enum ww_rc ww_recommendations_write(const struct ww_composition *composition, const char *folder,
                                    struct ww_err *err)
{
    static const char *const members[] = {"id", "text", "group", "rests_on", "decision", "by"};
    const struct ww_table *table = own_table(composition);
    char path[WW_PATH_MAX], period[32];
    struct ww_buf json = {0};
    ww_period_print(composition->request->period, period);
    ww_buf_z(&json, "{\"period\": ");
    ww_json_text(&json, period);
    ww_buf_z(&json, ",\n\"recommendations\": [");
    for (size_t i = 0; table && i < table->n_rows; i++) {
        ww_buf_z(&json, i ? ",\n" : "\n");
        for (size_t m = 0; m < sizeof members / sizeof members[0]; m++) {
            ww_buf_printf(&json, "%s\"%s\": ", m ? ", " : "{", members[m]);
            ww_json_text(&json, cell_text(table, i, members[m]));
        }
        ww_buf_char(&json, '}');
    }
    ww_buf_z(&json, "]}\n");
    enum ww_rc rc = ww_buf_check(&json, err);
    if (!rc && !ww_path_join(folder, FILE_OUT, path, sizeof path))
        rc = ww_fail(err, WW_E_LIMIT, "The path of the workspace is too long.");
    if (!rc)
        rc = ww_file_write(path, ww_buf_view(&json), err);
    ww_buf_free(&json);
    return rc;
}
