// SPDX-License-Identifier: Apache-2.0
/* reoffending: how many offenders offend again within a year, and is it more than elsewhere?
 *
 * Problem. A rate of 38.6% beside one of 46.7% looks like success; of 321 young offenders it may be luck.
 * Method. For each group of the latest cohort: reoffenders ÷ offenders with Wilson's interval, reoffences a reoffender and
 * an offender. Beside them the rates of the force area and of the country, with the difference in percentage points. The
 * force's figures hold ours, so its rate is w × ours + (1 − w) × that of the rest, w our share of its offenders; the
 * difference is (1 − w) × (ours − the rest), its interval is Newcombe's for ours and the rest times (1 − w), and p is that
 * of ours against the rest (stats/two_shares.h), which share nobody.
 * Source. Ministry of Justice, Guide to proven reoffending statistics, for the definitions; R. Newcombe (1998).
 * Conventions. The cohort is the latest that ended by the end of the period asked about, since the figures come two years
 * late. No rate of fewer than 20 offenders: [low].
 * Edge cases. Where only a rate is published there is no interval, no difference's interval and no p: [x]. With the
 * number of offenders beside the rate, the interval is worked out from the two. Adults and juveniles are never added:
 * all offenders are a row as published. */
#include "measure/columns.h"
#include "measure/compare.h"
#include "measure/proven.h"
#include "measure/words.h"
#include "stats/two_shares.h"

static struct ww_table *make_table(const struct ww_ask *ask)
{
    (void)ask;
    const struct ww_column rate = ww_column_percent("rate_pct", "Reoffended");
    const struct ww_column force = ww_column_number("force_points", "Difference from the force area",
                                                    WW_UNIT_PERCENT_POINTS, 1);
    const struct ww_column country = ww_column_number("country_points", "Difference from the country",
                                                      WW_UNIT_PERCENT_POINTS, 1);
    struct ww_column country_p = ww_column_p_value("country_points");
    country_p.name = "country_p_value";
    country_p.title = "Probability by chance, country";
    const struct ww_column columns[] = {
        ww_column_label("Group"),
        ww_column_count("offenders", "Offenders"),
        ww_column_percent("share_pct", "Share of all offenders"),
        ww_column_count("reoffenders", "Reoffenders"),
        ww_column_count("reoffences", "Reoffences"),
        rate,
        ww_column_end(rate, WW_COLUMN_LOW, "rate_low", "Reoffended, lower end of 95% interval"),
        ww_column_end(rate, WW_COLUMN_HIGH, "rate_high", "Reoffended, upper end of 95% interval"),
        ww_column_number("per_reoffender", "Reoffences a reoffender", WW_UNIT_SCORE, 2),
        ww_column_number("per_offender", "Reoffences an offender", WW_UNIT_SCORE, 2),
        ww_column_percent("force_rate_pct", "Reoffended, force area"),
        force,
        ww_column_end(force, WW_COLUMN_LOW, "force_points_low",
                      "Difference from the force area, lower end of 95% interval"),
        ww_column_end(force, WW_COLUMN_HIGH, "force_points_high",
                      "Difference from the force area, upper end of 95% interval"),
        ww_column_p_value("force_points"),
        ww_column_words("verdict", "More than chance"),
        ww_column_percent("country_rate_pct", "Reoffended, country"),
        country,
        ww_column_end(country, WW_COLUMN_LOW, "country_points_low",
                      "Difference from the country, lower end of 95% interval"),
        ww_column_end(country, WW_COLUMN_HIGH, "country_points_high",
                      "Difference from the country, upper end of 95% interval"),
        country_p,
    };
    return ww_table_new("reoffending", columns, sizeof columns / sizeof columns[0]);
}

/* What --by asks for: the breakdowns of the source that become rows. */
static const struct {
    const char *by;
    const char *breakdowns[2];
    const char *title; /* of the table */
} choices[] = {
    {"group", {"Age group", "Sex"}, "Proven reoffending"},
    {"age", {"Age", NULL}, "Proven reoffending by age"},
    {"offence", {"Offence", NULL}, "Proven reoffending by offence"},
};

struct job {
    const struct ww_ask *ask;
    struct ww_table *table;
    const struct ww_proven *proven;
    size_t choice;
    bool rate_only; /* some rate stands without a number of offenders */
};

/* The columns of one comparison. */
struct beside {
    const char *rate, *points, *low, *high, *p;
    bool verdict;
};
static const struct beside places[WW_PROVEN_PLACES] = {
    [WW_PROVEN_FORCE] = {"force_rate_pct", "force_points", "force_points_low", "force_points_high", "p_value",
                         true},
    [WW_PROVEN_COUNTRY] = {"country_rate_pct", "country_points", "country_points_low", "country_points_high",
                           "country_p_value", false},
};

/* --- ours ----------------------------------------------------------------------------------------- */

static void set_or_mark(struct ww_table *table, size_t row, const char *column, bool known, double value)
{
    if (known)
        ww_table_set_number(table, row, column, value);
    else
        ww_table_set_mark(table, row, column, WW_MARK_NOT_AVAILABLE);
}

static void set_average(struct ww_table *table, size_t row, const char *column, bool known,
                        const int64_t of[2])
{
    if (known && of[1] < WW_LOW_BASE)
        ww_table_set_mark(table, row, column, WW_MARK_LOW_BASE);
    else
        set_or_mark(table, row, column, known, known ? (double)of[0] / (double)of[1] : 0);
}

static void set_rate(struct job *job, size_t row, const struct ww_proven_figures *here)
{
    struct ww_table *table = job->table;
    struct ww_proven_rate rate = {0};
    struct ww_estimate estimate = {0};
    bool known = ww_proven_rate_of(here, &rate);
    if (known && rate.counted && rate.offenders < WW_LOW_BASE) {
        ww_table_set_mark(table, row, "rate_pct", WW_MARK_LOW_BASE);
        ww_table_set_mark(table, row, "rate_low", WW_MARK_LOW_BASE);
        ww_table_set_mark(table, row, "rate_high", WW_MARK_LOW_BASE);
        return;
    }
    set_or_mark(table, row, "rate_pct", known, rate.pct);
    bool interval = known && rate.counted &&
                    ww_proportion((struct ww_share_of){rate.reoffenders, rate.offenders}, WW_LEVEL_95,
                                  &estimate);
    job->rate_only = job->rate_only || (known && !interval);
    set_or_mark(table, row, "rate_low", interval, 100 * estimate.interval.low);
    set_or_mark(table, row, "rate_high", interval, 100 * estimate.interval.high);
}

static void set_ours(struct job *job, size_t row, const struct ww_proven_figures *here,
                     const struct ww_proven_figures *all)
{
    struct ww_table *table = job->table;
    set_or_mark(table, row, "offenders", here->has_offenders, (double)here->offenders);
    set_or_mark(table, row, "reoffenders", here->has_reoffenders, (double)here->reoffenders);
    set_or_mark(table, row, "reoffences", here->has_reoffences, (double)here->reoffences);
    if (here->has_offenders && all && all->has_offenders)
        ww_compare_share(table, row, "share_pct", here->offenders, all->offenders);
    else
        ww_table_set_mark(table, row, "share_pct", WW_MARK_NOT_AVAILABLE);
    set_rate(job, row, here);
    set_average(table, row, "per_reoffender", here->has_reoffences && here->has_reoffenders,
                (const int64_t[]){here->reoffences, here->reoffenders});
    set_average(table, row, "per_offender", here->has_reoffences && here->has_offenders,
                (const int64_t[]){here->reoffences, here->offenders});
}

/* --- elsewhere ------------------------------------------------------------------------------------ */

/* Ours against the rest of the place that holds us. False where the numbers are not known, or are too few to test. */
static bool against_rest(const struct ww_proven_figures *here, const struct ww_proven_figures *there,
                         struct ww_two_shares *shares)
{
    *shares = (struct ww_two_shares){here->reoffenders, here->offenders,
                                     there->reoffenders - here->reoffenders,
                                     there->offenders - here->offenders};
    return here->has_offenders && here->has_reoffenders && there->has_offenders && there->has_reoffenders &&
           shares->n1 >= WW_LOW_BASE && shares->n2 >= WW_LOW_BASE && shares->x2 >= 0 &&
           shares->x2 <= shares->n2;
}

static void set_verdict(struct ww_table *table, size_t row, double p, double points)
{
    const char *words = p >= WW_CHANCE_LEVEL ? "No" : points > 0 ? "Higher" : "Lower";
    ww_table_set_text(table, row, "verdict", ww_str_of(words));
}

static void set_beside(const struct job *job, size_t row, const struct ww_proven_group *group,
                       enum ww_proven_place place)
{
    struct ww_table *table = job->table;
    const struct beside *columns = &places[place];
    const struct ww_proven_figures *here = &group->now[WW_PROVEN_HERE], *there = &group->now[place];
    struct ww_proven_rate ours = {0}, theirs = {0};
    struct ww_two_shares shares = {0};
    struct ww_estimate rest = {0};
    double p = 1;
    bool known = ww_proven_rate_of(there, &theirs);
    bool both = ww_proven_rate_of(here, &ours) && known && !(ours.counted && ours.offenders < WW_LOW_BASE);
    bool tested = both && against_rest(here, there, &shares) && ww_two_shares_p(&shares, &p) &&
                  ww_proportion_difference((struct ww_share_of){(double)shares.x1, (double)shares.n1},
                                           (struct ww_share_of){(double)shares.x2, (double)shares.n2},
                                           WW_LEVEL_95, &rest);
    double outside = tested ? (double)shares.n2 / (double)(shares.n1 + shares.n2) : 0; /* 1 - w */
    set_or_mark(table, row, columns->rate, known, theirs.pct);
    set_or_mark(table, row, columns->points, both, ours.pct - theirs.pct);
    set_or_mark(table, row, columns->low, tested, 100 * outside * rest.interval.low);
    set_or_mark(table, row, columns->high, tested, 100 * outside * rest.interval.high);
    set_or_mark(table, row, columns->p, tested, p);
    if (columns->verdict && tested)
        set_verdict(table, row, p, ours.pct - theirs.pct);
}

/* --- rows ----------------------------------------------------------------------------------------- */

static const struct ww_proven_group *all_offenders(const struct ww_proven *proven)
{
    for (size_t i = 0; i < proven->n_groups; i++)
        if (ww_str_eqz(ww_str_of(proven->groups[i].breakdown), "All"))
            return &proven->groups[i];
    return NULL;
}

static void add_row(struct job *job, const struct ww_proven_group *group, const struct ww_proven_group *all)
{
    struct ww_table *table = job->table;
    bool total = group == all;
    const char *id = total ? "total" : ww_table_row_id(table, group->breakdown, group->label);
    size_t row = ww_table_add_row(table, id, total ? WW_ROW_TOTAL : WW_ROW_PLAIN, 0);
    ww_table_set_text(table, row, "label", ww_str_of(total ? "All offenders" : group->label));
    set_ours(job, row, &group->now[WW_PROVEN_HERE], all ? &all->now[WW_PROVEN_HERE] : NULL);
    set_beside(job, row, group, WW_PROVEN_FORCE);
    set_beside(job, row, group, WW_PROVEN_COUNTRY);
}

static bool chosen(const struct job *job, const struct ww_proven_group *group)
{
    for (size_t i = 0; i < sizeof choices[0].breakdowns / sizeof choices[0].breakdowns[0]; i++) {
        const char *breakdown = choices[job->choice].breakdowns[i];
        if (breakdown && ww_str_eqz(ww_str_of(breakdown), group->breakdown))
            return true;
    }
    return false;
}

static void add_rows(struct job *job)
{
    const struct ww_proven *proven = job->proven;
    const struct ww_proven_group *all = all_offenders(proven);
    for (size_t i = 0; i < proven->n_groups; i++)
        if (chosen(job, &proven->groups[i]))
            add_row(job, &proven->groups[i], all);
    if (all)
        add_row(job, all, all);
}

/* --- words ---------------------------------------------------------------------------------------- */

static void find_total(const struct job *job)
{
    struct ww_table *table = job->table;
    const char *many = job->ask->subject->many;
    if (!ww_table_has(table, "total", "rate_low"))
        return;
    const char *country = ww_table_has(table, "total", "country_rate_pct")
                              ? " The country's rate is {total.country_rate_pct}."
                              : "";
    const char *force = ww_table_has(table, "total", "p_value")
                            ? (" In the force area it was {total.force_rate_pct}, a difference of "
                               "{total.force_points} percentage points: {total.p_value|chance}.")
                            : "";
    ww_table_finding(table, "total/rate", 0.7, "total",
                     ww_table_text(table,
                                   "{total.rate_pct} of the {total.offenders} %s of %s offended again within "
                                   "a year (95%% interval {total.rate_low} to {total.rate_high}).%s%s",
                                   many, ww_ask_words(job->ask, job->proven->cohort), force, country));
}

static void find_groups(const struct job *job)
{
    struct ww_table *table = job->table;
    for (size_t i = 0; i < table->n_rows; i++) {
        const struct ww_row *row = &table->rows[i];
        const struct ww_cell *verdict = ww_table_cell(table, row->id, "verdict");
        if (row->kind != WW_ROW_PLAIN || !verdict->present || ww_str_eqz(ww_str_of(verdict->text), "No"))
            continue;
        bool higher = ww_str_eqz(ww_str_of(verdict->text), "Higher");
        const char *id = row->id;
        ww_table_finding(
            table, ww_table_text(table, "%s/difference", id), higher ? 0.5 : 0.35, id,
            ww_table_text(
                table,
                "{%s.label}: {%s.rate_pct} of {%s.offenders} reoffended, %s than the "
                "{%s.force_rate_pct} of the force area by {%s.force_points|abs} percentage points (95%% interval of the "
                "difference {%s.force_points_low} to {%s.force_points_high}).",
                id, id, id, higher ? "more" : "less", id, id, id, id));
    }
}

static void find_ages(const struct job *job)
{
    struct ww_table *table = job->table;
    if (!ww_table_has(table, "age-group/adult", "rate_pct") ||
        !ww_table_has(table, "age-group/juvenile", "rate_pct"))
        return;
    ww_table_finding(table, "age-group/rates", 0.45, "age-group/juvenile",
                     "Of adults {age-group/adult.rate_pct} reoffended, of juveniles "
                     "{age-group/juvenile.rate_pct}; juveniles are {age-group/juvenile.share_pct} of all "
                     "offenders.");
}

static void note(const struct job *job)
{
    struct ww_table *table = job->table;
    const struct ww_proven *p = job->proven;
    ww_table_note(
        table,
        "Offenders cautioned, convicted or released from custody in %s; reoffended means a proven offence "
        "within one year. The rows overlap or are parts of one cohort and must not be added; adults and juveniles "
        "are different populations.",
        ww_ask_words(job->ask, p->cohort));
    if (p->names[WW_PROVEN_FORCE] || p->names[WW_PROVEN_COUNTRY])
        ww_table_note(table,
                      "Force area: %s. Country: %s. Both include our own offenders; chance is "
                      "judged against the rest of them.",
                      p->names[WW_PROVEN_FORCE] ? p->names[WW_PROVEN_FORCE] : "not given",
                      p->names[WW_PROVEN_COUNTRY] ? p->names[WW_PROVEN_COUNTRY] : "not given");
    ww_table_note(table,
                  "[x]: where only a rate is published and not how many offenders it is of, no interval "
                  "and no probability can be given. [low]: fewer than %d.",
                  WW_LOW_BASE);
    if (p->ranked > 1)
        ww_table_note(table,
                      "By the rate of all offenders the area is in place %zu of %zu of its kind, the highest "
                      "first. Places of areas whose intervals overlap change by chance.",
                      p->rank, p->ranked);
    if (job->rate_only)
        ww_table_note(table,
                      "For some groups here only the rate is published, so it stands without an interval.");
}

/* Groups differ among themselves everywhere; what is drawn is each against the same group in the force area, where
 * that is known. */
static void draw(const struct job *job)
{
    struct ww_table *table = job->table;
    const char *title = choices[job->choice].title, *cohort = ww_ask_words(job->ask, job->proven->cohort);
    bool first = job->choice == 0 && ww_table_has(table, "total", "rate_pct");
    bool force = false;
    for (size_t i = 0; i < table->n_rows; i++)
        force = force || (table->rows[i].kind == WW_ROW_PLAIN &&
                          ww_table_has(table, table->rows[i].id, "force_points_low"));
    table->chart = (struct ww_chart){
        .kind = WW_CHART_INTERVALS,
        .title = first ? ww_words_filled(table, "{total.rate_pct} of offenders reoffended within a year")
                       : title,
        .subtitle = force ? ww_table_text(table,
                                          "Difference from the rate of the same group in the force area, in "
                                          "percentage points, offenders of %s",
                                          cohort)
                          : ww_table_text(table, "Share that reoffended within a year, offenders of %s",
                                          cohort),
        .label = "label",
        .values = {force ? "force_points" : "rate_pct"},
        .n_values = 1,
        .low = force ? "force_points_low" : "rate_low",
        .high = force ? "force_points_high" : "rate_high",
        .has_reference = force,
        .reference = 0,
        .plain_rows_only = !force,
        .needs = force ? "force_points_low" : "rate_low"};
}

static void describe(const struct job *job)
{
    struct ww_table *table = job->table;
    ww_table_title(table, choices[job->choice].title,
                   ww_table_text(table, "Proven reoffending within a year, offenders of %s",
                                 ww_ask_words(job->ask, job->proven->cohort)));
    ww_table_parameter(table, "by", choices[job->choice].by);
    draw(job);
}

/* Reads the source, and sees that it has what --by asks for. */
static enum ww_rc prepare(const struct ww_ask *ask, struct job *job, struct ww_err *err)
{
    struct ww_proven *proven = NULL;
    const size_t n = sizeof choices / sizeof choices[0];
    while (ask->question->by && job->choice < n &&
           !ww_str_eqz(ww_str_of(ask->question->by), choices[job->choice].by))
        job->choice++;
    if (job->choice == n)
        return ww_fail(err, WW_E_USAGE, "'reoffending' takes --by group, age or offence, not '%s'.",
                       ask->question->by);
    enum ww_rc rc = ww_proven_read(ask, &proven, err);
    if (rc)
        return rc;
    job->proven = proven;
    for (size_t i = 0; i < proven->n_groups; i++)
        if (chosen(job, &proven->groups[i]))
            return WW_OK;
    return ww_fail(err, WW_E_NOT_FOUND, "%s has no figures by %s for the cohort of %s.", ask->record->source,
                   choices[job->choice].by, ww_ask_words(ask, proven->cohort));
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct job job = {.ask = ask, .table = table};
    enum ww_rc rc = prepare(ask, &job, err);
    if (rc)
        return rc;
    ww_ask_note_used(ask, job.proven->used, table);
    add_rows(&job);
    rc = ww_compare_together(ask, table, err);
    if (rc)
        return rc;
    if (job.choice == 0) /* the others are about its parts */
        find_total(&job);
    find_ages(&job);
    find_groups(&job);
    note(&job);
    describe(&job);
    return WW_OK;
}

static enum ww_rc ready(const struct ww_ask *ask, struct ww_err *err)
{
    struct job job = {.ask = ask};
    return prepare(ask, &job, err);
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period asked about: the latest cohort that ended by its end", "none: it must be given"},
    {"by", "group (adult and juvenile, male and female), age or offence", "group"},
};

const struct ww_measure ww_measure_reoffending = {
    .name = "reoffending",
    .title = "Proven reoffending",
    .question = "How many offenders offend again within a year, and is it more than elsewhere?",
    .subject = "reoffending",
    .formula =
        ("reoffenders / offenders, Wilson's interval; less the force's and the country's rate, Newcombe's "
         "interval and chi-squared p against the rest of them"),
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_REFERENCE),
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .ready = ready,
    .run = run,
    .table = make_table,
};
