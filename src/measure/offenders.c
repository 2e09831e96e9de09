// SPDX-License-Identifier: Apache-2.0
/* offenders: how many proven offenders are there, and did their number change as elsewhere?
 *
 * Problem. "Offenders halved in ten years" says little until one knows that they fell by an eighth in the force area, and
 * that the young fell most in both.
 * Method. Offenders of the latest cohort and of the earliest of the same length, with the change and the e-test's p as
 * in `change`; each group's share of all offenders here with Wilson's interval; the force area's number, change and share
 * of the same group; and our share of the force area's offenders in both cohorts.
 * Conventions. No share or percentage of fewer than 20 offenders: [low]. The force area's number holds ours.
 * Edge cases. No earlier cohort in the source: the columns of the change are [x]. What the force area does not
 * publish is [x]. Adults and juveniles are never added: all offenders are a row as published. */
#include "measure/columns.h"
#include "measure/compare.h"
#include "measure/proven.h"
#include "measure/words.h"

static struct ww_table *make_table(const struct ww_ask *ask)
{
    (void)ask;
    const struct ww_column share = ww_column_percent("share_pct", "Share of all offenders here");
    const struct ww_column columns[] = {
        ww_column_label("Group"),
        ww_column_count("count_then", "Offenders, earlier cohort"),
        ww_column_count("count_now", "Offenders, latest cohort"),
        ww_column_count("difference", "Difference"),
        ww_column_percent("change_pct", "Change"),
        ww_column_p_value("difference"),
        ww_column_words("verdict", "More than chance"),
        ww_column_percent("share_then_pct", "Share of all offenders here, earlier cohort"),
        share,
        ww_column_end(share, WW_COLUMN_LOW, "share_low", "Share, lower end of 95% interval"),
        ww_column_end(share, WW_COLUMN_HIGH, "share_high", "Share, upper end of 95% interval"),
        ww_column_count("force_now", "Offenders, force area"),
        ww_column_percent("force_change_pct", "Change in the force area"),
        ww_column_percent("force_share_pct", "Share of all offenders, force area"),
        ww_column_percent("of_force_then_pct", "Our share of the force area, earlier cohort"),
        ww_column_percent("of_force_pct", "Our share of the force area"),
    };
    return ww_table_new("offenders", columns, sizeof columns / sizeof columns[0]);
}

struct job {
    const struct ww_ask *ask;
    struct ww_table *table;
    const struct ww_proven *proven;
    const struct ww_proven_group *all; /* NULL = not published */
};

/* --- cells ---------------------------------------------------------------------------------------- */

struct number {
    bool known;
    int64_t n;
};

static struct number offenders_of(const struct ww_proven_group *group, bool now, enum ww_proven_place place)
{
    if (!group)
        return (struct number){0};
    const struct ww_proven_figures *f = now ? &group->now[place] : &group->before[place];
    return (struct number){f->has_offenders, f->offenders};
}

static void set_count(const struct job *job, size_t row, const char *column, struct number number)
{
    if (number.known)
        ww_table_set_number(job->table, row, column, (double)number.n);
    else
        ww_table_set_mark(job->table, row, column, WW_MARK_NOT_AVAILABLE);
}

static void set_share(const struct job *job, size_t row, const char *column, struct number part,
                      struct number whole)
{
    if (part.known && whole.known)
        ww_compare_share(job->table, row, column, part.n, whole.n);
    else
        ww_table_set_mark(job->table, row, column, WW_MARK_NOT_AVAILABLE);
}

static void set_change(const struct job *job, size_t row, const char *column, struct number then,
                       struct number now)
{
    if (then.known && now.known)
        ww_compare_change(job->table, row, column, then.n, now.n);
    else
        ww_table_set_mark(job->table, row, column, WW_MARK_NOT_AVAILABLE);
}

static void set_chance(const struct job *job, size_t row, struct number then, struct number now)
{
    const struct ww_period before = job->proven->before, cohort = job->proven->cohort;
    if (!then.known || !now.known) {
        ww_table_set_mark(job->table, row, "difference", WW_MARK_NOT_AVAILABLE);
        ww_table_set_mark(job->table, row, "p_value", WW_MARK_NOT_AVAILABLE);
        return;
    }
    ww_table_set_number(job->table, row, "difference", (double)(now.n - then.n));
    ww_compare_chance(job->table, row,
                      &(struct ww_compared){.then = then.n,
                                            .now = now.n,
                                            .days_then = before.end_day - before.first_day,
                                            .days_now = cohort.end_day - cohort.first_day});
}

static void set_interval(const struct job *job, size_t row, struct number part, struct number whole)
{
    struct ww_estimate share = {0};
    enum ww_mark mark = part.known && whole.known && whole.n < WW_LOW_BASE ? WW_MARK_LOW_BASE
                                                                           : WW_MARK_NOT_AVAILABLE;
    if (part.known && whole.known && whole.n >= WW_LOW_BASE &&
        ww_proportion((struct ww_share_of){(double)part.n, (double)whole.n}, WW_LEVEL_95, &share)) {
        ww_compare_interval(job->table, row, (struct ww_ends){"share_low", "share_high"}, share.interval,
                            100);
        return;
    }
    ww_table_set_mark(job->table, row, "share_low", mark);
    ww_table_set_mark(job->table, row, "share_high", mark);
}

static void add_row(const struct job *job, const struct ww_proven_group *group)
{
    struct ww_table *table = job->table;
    bool total = group == job->all;
    struct number then = offenders_of(group, false, WW_PROVEN_HERE),
                  now = offenders_of(group, true, WW_PROVEN_HERE),
                  force_then = offenders_of(group, false, WW_PROVEN_FORCE),
                  force_now = offenders_of(group, true, WW_PROVEN_FORCE),
                  all_now = offenders_of(job->all, true, WW_PROVEN_HERE);
    const char *id = total ? "total" : ww_table_row_id(table, group->breakdown, group->label);
    size_t row = ww_table_add_row(table, id, total ? WW_ROW_TOTAL : WW_ROW_PLAIN, 0);
    ww_table_set_text(table, row, "label", ww_str_of(total ? "All offenders" : group->label));
    set_count(job, row, "count_then", then);
    set_count(job, row, "count_now", now);
    set_change(job, row, "change_pct", then, now);
    set_chance(job, row, then, now);
    set_share(job, row, "share_then_pct", then, offenders_of(job->all, false, WW_PROVEN_HERE));
    set_share(job, row, "share_pct", now, all_now);
    set_interval(job, row, now, all_now);
    set_count(job, row, "force_now", force_now);
    set_change(job, row, "force_change_pct", force_then, force_now);
    set_share(job, row, "force_share_pct", force_now, offenders_of(job->all, true, WW_PROVEN_FORCE));
    set_share(job, row, "of_force_then_pct", then, force_then);
    set_share(job, row, "of_force_pct", now, force_now);
}

/* --- words ---------------------------------------------------------------------------------------- */

static void add_findings(const struct job *job)
{
    struct ww_table *table = job->table;
    const char *many = job->ask->subject->many;
    if (ww_table_has(table, "total", "change_pct"))
        ww_table_finding(
            table, "total/change", 0.6, "total",
            ww_table_text(table,
                          "There were {total.count_now} %s in %s, against {total.count_then} in %s, "
                          "{total.change_pct|change} ({total.p_value|chance}).%s",
                          many, ww_ask_words(job->ask, job->proven->cohort),
                          ww_ask_words(job->ask, job->proven->before),
                          ww_table_has(table, "total", "of_force_pct") &&
                                  ww_table_has(table, "total", "of_force_then_pct")
                              ? (" They are {total.of_force_pct} of those of the force area, against "
                                 "{total.of_force_then_pct}.")
                              : ""));
    for (size_t i = 0; i < table->n_rows; i++) {
        const char *id = table->rows[i].id;
        if (table->rows[i].kind != WW_ROW_PLAIN || !ww_compare_beyond_chance(table, i) ||
            !ww_table_has(table, id, "change_pct"))
            continue;
        const char *force = ww_table_has(table, id, "force_change_pct")
                                ? ww_table_text(table, " (force area: {%s.force_change_pct|change})", id)
                                : "";
        ww_table_finding(table, ww_table_text(table, "%s/change", id), 0.35, id,
                         ww_table_text(table,
                                       "{%s.label}: {%s.count_now} %s, against {%s.count_then}, "
                                       "{%s.change_pct|change}%s.",
                                       id, id, many, id, id, force));
    }
}

static void describe(const struct job *job)
{
    struct ww_table *table = job->table;
    const struct ww_proven *p = job->proven;
    const char *cohort = ww_ask_words(job->ask, p->cohort);
    ww_table_title(table, "Proven offenders",
                   p->has_before ? ww_table_text(table, "Offenders of %s against those of %s", cohort,
                                                 ww_ask_words(job->ask, p->before))
                                 : ww_table_text(table, "Offenders of %s", cohort));
    ww_table_note(
        table,
        "Offenders cautioned, convicted or released from custody in %s, counted where they live. The rows overlap "
        "and must not be added; adults and juveniles are different populations.",
        cohort);
    if (!p->has_before)
        ww_table_note(table, "The source holds no earlier cohort of the same length, so no change is given.");
    if (p->names[WW_PROVEN_FORCE])
        ww_table_note(table, "Force area: %s; its numbers include our own.", p->names[WW_PROVEN_FORCE]);
    ww_compare_note(table);
    table->chart = (struct ww_chart){
        .kind = WW_CHART_BARS,
        .title = ww_table_has(table, "total", "change_pct")
                     ? ww_words_filled(table, "Offenders are {total.change_pct|change}")
                     : "Offenders by group",
        .subtitle = table->subtitle,
        .label = "label",
        .values = {"count_now", "count_then"},
        .n_values = p->has_before ? 2 : 1};
}

static bool is_main_group(const struct ww_proven_group *group)
{
    return ww_str_eqz(ww_str_of(group->breakdown), "Age group") ||
           ww_str_eqz(ww_str_of(group->breakdown), "Sex");
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct job job = {.ask = ask, .table = table};
    struct ww_proven *proven = NULL;
    enum ww_rc rc = ww_proven_read(ask, &proven, err);
    if (rc)
        return rc;
    job.proven = proven;
    ww_ask_note_used(ask, proven->used, table);
    for (size_t i = 0; i < proven->n_groups; i++)
        if (ww_str_eqz(ww_str_of(proven->groups[i].breakdown), "All"))
            job.all = &proven->groups[i];
    for (size_t i = 0; i < proven->n_groups; i++)
        if (is_main_group(&proven->groups[i]))
            add_row(&job, &proven->groups[i]);
    if (job.all)
        add_row(&job, job.all);
    if (!table->n_rows)
        return ww_fail(err, WW_E_NOT_FOUND, "%s has no numbers of offenders of %s by age group or sex.",
                       ask->record->source, ask->area);
    rc = ww_compare_together(ask, table, err);
    if (rc)
        return rc;
    add_findings(&job);
    describe(&job);
    return WW_OK;
}

static enum ww_rc ready(const struct ww_ask *ask, struct ww_err *err)
{
    struct ww_proven *proven;
    return ww_proven_read(ask, &proven, err);
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period asked about: the latest cohort that ended by its end", "none: it must be given"},
};

const struct ww_measure ww_measure_offenders = {
    .name = "offenders",
    .title = "Proven offenders",
    .question = "How many proven offenders are there, and did their number change as elsewhere?",
    .subject = "reoffending",
    .formula =
        ("offenders of the latest cohort against the earliest of the same length; (now - then) / then, p by the "
         "e-test; share of all offenders, Wilson's interval"),
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_REFERENCE),
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .ready = ready,
    .run = run,
    .table = make_table,
};
