// SPDX-License-Identifier: Apache-2.0
/* leads: who leads for people on several cohorts, and for whom has nobody been named?
 *
 * Problem. Where four agencies work with one person, each may think that another leads.
 * Method. People on two or more cohorts in the period (measure/linked_cohorts.h), each by the first rule of the partnership's
 * list that fits (measure/lead_rules.h): the agency that leads and the reason.
 * Conventions. The list is lead-agency.json of the workspace, else the one that ships. A rule with an age fits only people
 * known to be younger; of the ages that cohorts give for one person the youngest counts.
 * Small numbers. Fewer than five people are not shown, nor what they could be worked out from.
 * What it does not say. That the agency named does lead: the rules say who should. */
#include "base/file.h"
#include "measure/columns.h"
#include "measure/compare.h"
#include "measure/lead_rules.h"
#include "measure/linked_cohorts.h"

static const char FILE_NAME[] = "lead-agency.json";
#define TEXT_MAX ((size_t)1 << 20)
#define NO_RULE  WW_LEAD_RULES_MAX

struct job {
    const struct ww_ask *ask;
    struct ww_table *table;
    struct ww_lead_rules rules;
    bool own; /* of the workspace */
    struct ww_linked_cohorts cohorts;
    enum ww_link_threshold threshold;
    size_t count[WW_LEAD_RULES_MAX + 1]; /* by rule; the last: no rule fits */
    size_t several, no_age;
};

/* --- the rules ------------------------------------------------------------------------------------ */

static enum ww_rc find_file(struct job *job, char path[WW_PATH_MAX], struct ww_err *err)
{
    const char *share = ww_context_share(job->ask->context);
    enum ww_rc rc = ww_workspace_file(ww_context_workspace(job->ask->context), FILE_NAME, path, err);
    if (rc)
        return rc;
    job->own = ww_file_exists(path);
    if (job->own || (share && ww_path_join(share, FILE_NAME, path, WW_PATH_MAX) && ww_file_exists(path)))
        return WW_OK;
    return ww_fail(err, WW_E_NOT_FOUND, "There are no rules of who leads: put %s into the workspace.",
                   FILE_NAME);
}

static enum ww_rc read_rules(struct job *job, struct ww_err *err)
{
    char path[WW_PATH_MAX];
    struct ww_buf text = {.max = TEXT_MAX};
    enum ww_rc rc = find_file(job, path, err);
    if (!rc)
        rc = ww_file_read(path, &text, err);
    if (!rc)
        rc = ww_lead_rules_parse(FILE_NAME, ww_buf_view(&text), job->ask->arena, &job->rules, err);
    ww_buf_free(&text);
    return rc;
}

/* --- people --------------------------------------------------------------------------------------- */

static bool is_on(const struct job *job, const struct ww_cohort_person *person, const char *cohort)
{
    for (size_t c = 0; c < job->cohorts.n; c++)
        if (ww_str_eqz(ww_str_of(cohort), job->cohorts.items[c].id))
            return person->mask >> c & 1;
    return false;
}

static bool fits(const struct job *job, const struct ww_cohort_person *person,
                 const struct ww_lead_rule *rule)
{
    if (!is_on(job, person, rule->cohort))
        return false;
    if (rule->under && (person->age == WW_AGE_NOT_KNOWN || person->age >= rule->under))
        return false;
    for (size_t i = 0; i < rule->n_with; i++)
        if (!is_on(job, person, rule->with[i]))
            return false;
    return true;
}

static enum ww_rc count_people(struct job *job, struct ww_err *err)
{
    struct ww_cohort_person *people = NULL;
    size_t n = 0;
    enum ww_rc rc = ww_linked_cohorts_people(job->ask, &job->cohorts, job->threshold, job->ask->period,
                                             &people, &n, err);
    for (size_t i = 0; i < n && !rc; i++) {
        size_t rule = 0;
        if ((people[i].mask & (people[i].mask - 1)) == 0)
            continue;
        while (rule < job->rules.count && !fits(job, &people[i], &job->rules.items[rule]))
            rule++;
        job->count[rule < job->rules.count ? rule : NO_RULE]++;
        job->several++;
        job->no_age += people[i].age == WW_AGE_NOT_KNOWN;
    }
    return rc;
}

/* --- table ---------------------------------------------------------------------------------------- */

static struct ww_table *make_table(const struct ww_ask *ask)
{
    const struct ww_column share = ww_column_percent("share_pct", "Share");
    const struct ww_column columns[] = {
        ww_column_label("Who leads, by rule"),
        ww_column_words("reason", "Because"),
        ww_column_count("people", "People on two or more cohorts"),
        share,
        ww_column_end(share, WW_COLUMN_LOW, "share_low_pct", "Share, lower end of 95% interval"),
        ww_column_end(share, WW_COLUMN_HIGH, "share_high_pct", "Share, upper end of 95% interval"),
    };
    (void)ask;
    return ww_table_new("leads", columns, sizeof columns / sizeof columns[0]);
}

static void set_share(const struct job *job, size_t row, size_t people)
{
    static const char *const cells[] = {"share_pct", "share_low_pct", "share_high_pct"};
    struct ww_estimate share;
    if (job->several >= WW_LOW_BASE &&
        ww_proportion((struct ww_share_of){(double)people, (double)job->several}, WW_LEVEL_95, &share)) {
        ww_table_set_number(job->table, row, cells[0], 100 * share.value);
        ww_compare_interval(job->table, row, (struct ww_ends){cells[1], cells[2]}, share.interval, 100);
        return;
    }
    for (size_t i = 0; i < 3; i++)
        ww_table_set_mark(job->table, row, cells[i], WW_MARK_LOW_BASE);
}

static void add_row(const struct job *job, const char *id, const char *label, const char *reason,
                    size_t people)
{
    size_t row = ww_table_add_row(job->table, id, WW_ROW_PLAIN, 0);
    ww_table_set_text(job->table, row, "label", ww_str_of(label));
    ww_table_set_text(job->table, row, "reason", ww_str_of(reason));
    ww_table_set_number(job->table, row, "people", (double)people);
    set_share(job, row, people);
}

static void add_rows(const struct job *job)
{
    struct ww_table *table = job->table;
    for (size_t r = 0; r < job->rules.count; r++) {
        const struct ww_lead_rule *rule = &job->rules.items[r];
        add_row(job, rule->id, ww_table_text(table, "%zu. %s", r + 1, rule->lead), rule->reason,
                job->count[r]);
    }
    add_row(job, "no-rule", "Nobody named", "on several cohorts, and no rule says who leads",
            job->count[NO_RULE]);
    size_t row = ww_table_add_row(table, "total", WW_ROW_TOTAL, 0);
    ww_table_set_text(table, row, "label", WW_STR("All on two or more cohorts"));
    ww_table_set_number(table, row, "people", (double)job->several);
    static const char *const none[] = {"reason", "share_pct", "share_low_pct", "share_high_pct"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        ww_table_set_mark(table, row, none[i], WW_MARK_NOT_APPLICABLE);
    if (job->several >= WW_LOW_BASE && job->count[NO_RULE])
        ww_table_finding(table, "no-rule", 0.45, "no-rule",
                         "Of {total.people} people on two or more cohorts, {no-rule.people} "
                         "({no-rule.share_pct}) are covered by no rule that says who leads.");
}

static void describe(const struct job *job)
{
    struct ww_table *table = job->table;
    ww_table_title(table, "Who leads for people on several cohorts",
                   ww_table_text(table, "First rule that fits, people linked at the %s threshold, %s",
                                 ww_link_threshold_names[job->threshold],
                                 ww_ask_words(job->ask, job->ask->period)));
    ww_table_note(table, "%s The rules say who should lead; a person decides and is named.",
                  job->own
                      ? "The rules are the partnership's own (lead-agency.json of the workspace)."
                      : "The rules are those that ship with the program: the partnership may put its own "
                        "lead-agency.json into the workspace.");
    if (job->no_age)
        ww_table_note(table, "No cohort gives an age for %s of them, whom no rule with an age can fit.",
                      ww_ask_number(job->ask, (int64_t)job->no_age));
    ww_linked_cohorts_note(job->ask, &job->cohorts, job->threshold, table);
    table->chart = (struct ww_chart){.kind = WW_CHART_BARS,
                                     .title = table->title,
                                     .subtitle = table->subtitle,
                                     .label = "label",
                                     .values = {"people"},
                                     .n_values = 1,
                                     .plain_rows_only = true,
                                     .needs = "people"};
}

static enum ww_rc ready(const struct ww_ask *ask, struct ww_err *err)
{
    struct job job = {.ask = ask};
    char path[WW_PATH_MAX];
    enum ww_rc rc = find_file(&job, path, err);
    return rc ? rc : ww_linked_cohorts_read(ask, &job.cohorts, err);
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct job *job = ww_arena_alloc(ask->arena, 1, sizeof *job);
    if (!job)
        return ww_fail_nomem(err);
    job->ask = ask;
    job->table = table;
    enum ww_rc rc = ww_linked_threshold(ask, &job->threshold, err);
    if (!rc)
        rc = read_rules(job, err);
    if (!rc)
        rc = ww_linked_cohorts_read(ask, &job->cohorts, err);
    if (!rc)
        rc = count_people(job, err);
    if (rc)
        return rc;
    add_rows(job);
    describe(job);
    return WW_OK;
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period asked about", "none: it must be given"},
    WW_LINKED_PARAMETER,
};

const struct ww_measure ww_measure_leads = {
    .name = "leads",
    .title = "Who leads for people on several cohorts",
    .question = "Who leads for people on several cohorts, and for whom has nobody been named?",
    .subject = WW_LINKS_SUBJECT,
    .formula = "people on two or more cohorts, by the first rule of lead-agency.json that fits",
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_REFERENCE),
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .ready = ready,
    .run = run,
    .table = make_table,
};
