// SPDX-License-Identifier: Apache-2.0
/* prevalence: how many people are estimated to use opiates or crack, and how many of them are in treatment?
 *
 * Problem. A treatment service that is full says nothing of those who do not come.
 * Method. The published estimate and rate per 1,000 beside the national rate, and people in treatment for the same substance
 * at any time in the period (subject "drug-treatment", column substance) / the estimate.
 * Conventions. Substances are matched by name. The groups overlap and are never summed.
 * Edge cases. The estimate is a model's, of another year than the treatment, and its interval is not in the reference: the
 * share in treatment is a rough one, and has no interval. A substance that nobody is in treatment for under that name: [x]. */
#include "measure/cohort.h"
#include "measure/columns.h"
#include "measure/compare.h"

enum field { SUBSTANCE, NUMBER, RATE, NATIONAL, YEAR, FIELDS };

static const struct ww_column columns[] = {
    {.name = "label", .title = "Substance", .type = WW_COLUMN_TEXT, .role = WW_COLUMN_LABEL},
    {.name = "users",
     .title = "Estimated users",
     .type = WW_COLUMN_NUMBER,
     .role = WW_COLUMN_VALUE,
     .unit = WW_UNIT_COUNT,
     .decimals = -1},
    {.name = "rate_per_1000",
     .title = "Per 1,000 aged 15 to 64",
     .type = WW_COLUMN_NUMBER,
     .role = WW_COLUMN_VALUE,
     .unit = WW_UNIT_PER_1000,
     .decimals = 2},
    {.name = "national_per_1000",
     .title = "Per 1,000, nationally",
     .type = WW_COLUMN_NUMBER,
     .role = WW_COLUMN_VALUE,
     .unit = WW_UNIT_PER_1000,
     .decimals = 2},
    {.name = "ratio",
     .title = "Times the national rate",
     .type = WW_COLUMN_NUMBER,
     .role = WW_COLUMN_VALUE,
     .unit = WW_UNIT_RATIO,
     .decimals = 2},
    {.name = "in_treatment",
     .title = "In treatment",
     .type = WW_COLUMN_NUMBER,
     .role = WW_COLUMN_VALUE,
     .unit = WW_UNIT_COUNT,
     .decimals = -1},
    {.name = "in_treatment_pct",
     .title = "In treatment, share of the estimate",
     .type = WW_COLUMN_NUMBER,
     .role = WW_COLUMN_VALUE,
     .unit = WW_UNIT_PERCENT,
     .decimals = 1},
    {.name = "year", .title = "Year of the estimate", .type = WW_COLUMN_TEXT, .role = WW_COLUMN_NOTE},
};

struct job {
    const struct ww_ask *ask;
    struct ww_table *table;
    struct ww_ask treatment_ask;
    bool treatment;
    struct ww_people people;
    const struct ww_episode **chosen;
    size_t n_chosen;
};

static bool has_substance(const struct ww_ask *ask)
{
    return ww_extract_field_by_name(ww_view_extract(ask->view, 0), "substance") >= 0 &&
           ask->record->shape == WW_SHAPE_EPISODES && ww_view_has_role(ask->view, WW_ROLE_FROM);
}

static enum ww_rc read_treatment(struct job *job, struct ww_err *err)
{
    static const struct ww_rows_column field = {.field = "substance"};
    job->treatment = ww_ask_other(job->ask, "drug-treatment", has_substance, &job->treatment_ask, NULL) ==
                     WW_OK;
    if (!job->treatment)
        return WW_OK;
    enum ww_rc rc = ww_people_read(&job->treatment_ask, &field, 1, &job->people, err);
    if (rc)
        return rc;
    // NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers
    job->chosen = ww_arena_alloc(job->ask->arena, job->people.n_people + 1, sizeof *job->chosen);
    if (!job->chosen)
        return ww_fail_nomem(err);
    job->n_chosen = ww_people_during(&job->people, job->ask->period, job->chosen);
    ww_people_note(&job->treatment_ask, &job->people, job->table);
    return WW_OK;
}

static size_t in_treatment(const struct job *job, struct ww_str substance)
{
    size_t n = 0;
    for (size_t i = 0; i < job->n_chosen; i++) {
        const struct ww_row_cell *cell = ww_people_cell(&job->people, job->chosen[i], 0);
        n += cell->given && ww_str_eq_nocase(cell->text, substance);
    }
    return n;
}

static void set_given(struct ww_table *table, size_t row, const char *column, const struct ww_row_cell *cell)
{
    if (cell->given)
        ww_table_set_number(table, row, column, cell->number);
    else
        ww_table_set_mark(table, row, column, WW_MARK_NOT_AVAILABLE);
}

/* " in 2014/15" */
static const char *of_year(struct ww_table *table, const char *id)
{
    const struct ww_cell *year = ww_table_cell(table, id, "year");
    return year->present && year->text[0] ? ww_table_text(table, " in {%s.year}", id) : "";
}

static void set_treatment(const struct job *job, size_t row, struct ww_str substance, double users)
{
    size_t n = in_treatment(job, substance);
    if (!n) {
        ww_table_set_mark(job->table, row, "in_treatment", WW_MARK_NOT_AVAILABLE);
        ww_table_set_mark(job->table, row, "in_treatment_pct", WW_MARK_NOT_AVAILABLE);
        return;
    }
    ww_table_set_number(job->table, row, "in_treatment", (double)n);
    ww_compare_share(job->table, row, "in_treatment_pct", (int64_t)n, (int64_t)users);
    const char *id = job->table->rows[row].id;
    ww_table_finding(
        job->table, ww_table_text(job->table, "%s/in-treatment", id), 0.35, id,
        ww_table_text(
            job->table,
            "{%s.in_treatment} people were in treatment for {%s.label|label}, against an estimated {%s.users} "
            "users%s: {%s.in_treatment_pct|whole}, a rough share, since the estimate is a model's and of "
            "another time.",
            id, id, id, of_year(job->table, id), id));
}

/* Treatment names the drug, a sentence the drugs. */
static const struct {
    const char *label, *alone;
} plurals[] = {{"Opiate", "Opiates"}, {"Opiate or crack", "Opiates or crack"}};

static void name_row(struct ww_table *table, size_t row, const char *label)
{
    ww_table_set_text(table, row, "label", ww_str_of(label));
    for (size_t i = 0; i < sizeof plurals / sizeof plurals[0]; i++)
        if (ww_str_eq_nocase(ww_str_of(label), ww_str_of(plurals[i].label)))
            ww_table_set_alone(table, row, plurals[i].alone);
}

static void add_row(struct job *job, const struct ww_rows *rows, size_t r)
{
    const struct ww_row_cell *substance = ww_rows_at(rows, r, SUBSTANCE), *rate = ww_rows_at(rows, r, RATE),
                             *national = ww_rows_at(rows, r, NATIONAL), *users = ww_rows_at(rows, r, NUMBER),
                             *year = ww_rows_at(rows, r, YEAR);
    const char *label = ww_table_copy(job->table, substance->given ? substance->text : WW_STR("Not said"));
    size_t row = ww_table_add_row(job->table, ww_table_row_id(job->table, NULL, label), WW_ROW_PLAIN, 0);
    name_row(job->table, row, label);
    ww_table_set_text(job->table, row, "year", year->given ? year->text : WW_STR(""));
    set_given(job->table, row, "users", users);
    set_given(job->table, row, "rate_per_1000", rate);
    set_given(job->table, row, "national_per_1000", national);
    if (rate->given && national->given && national->number > 0)
        ww_table_set_number(job->table, row, "ratio", rate->number / national->number);
    else
        ww_table_set_mark(job->table, row, "ratio", WW_MARK_NOT_APPLICABLE);
    set_treatment(job, row, ww_str_of(label), users->given ? users->number : 0);
}

static void say(struct job *job)
{
    if (!job->table->n_rows)
        return;
    const char *id = job->table->rows[0].id;
    const struct ww_cell *ratio = ww_table_cell(job->table, id, "ratio");
    if (ratio && ratio->present)
        ww_table_finding(
            job->table, "rate", 0.35, id,
            ww_table_text(job->table,
                          "An estimated {%s.users} people here use {%s.label|label}: {%s.rate_per_1000} of "
                          "1,000 aged 15 to 64, against {%s.national_per_1000} nationally ({%s.year}).",
                          id, id, id, id, id));
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    static const struct ww_rows_column fields[FIELDS] = {
        [SUBSTANCE] = {.field = "substance"},
        [NUMBER] = {.role = WW_ROLE_VALUE},
        [RATE] = {.field = "rate_per_1000", .optional = true},
        [NATIONAL] = {.field = "national_per_1000", .optional = true},
        [YEAR] = {.field = "year", .optional = true},
    };
    struct job job = {.ask = ask, .table = table};
    struct ww_rows rows;
    enum ww_rc rc = ww_rows_read(ask, fields, FIELDS, NULL, &rows, err);
    if (!rc)
        rc = read_treatment(&job, err);
    if (rc)
        return rc;
    for (size_t r = 0; r < rows.count; r++)
        add_row(&job, &rows, r);
    say(&job);
    ww_ask_note_used(ask, rows.used, table);
    ww_table_title(table, "Estimated users, and who is in treatment", ww_ask_words(ask, ask->period));
    ww_table_note(
        table,
        "The groups overlap and are never summed. The estimates are those of a model, whose intervals the "
        "published table does not give.");
    ww_table_note(table, "[x]: the records of treatment do not have this group.");
    return WW_OK;
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period in which people were in treatment", "none: it must be given"},
};

const struct ww_measure ww_measure_prevalence = {
    .name = "prevalence",
    .title = "Estimated users, and who is in treatment",
    .question = "How many people are estimated to use opiates or crack, and how many are in treatment?",
    .subject = "substance-prevalence",
    .formula =
        "published estimate and rates; rate / national rate; people in treatment in the period / estimate",
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_REFERENCE),
    .roles = WW_ROLE_BIT(WW_ROLE_VALUE),
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .run = run,
    .columns = columns,
    .n_columns = sizeof columns / sizeof columns[0],
};
