// SPDX-License-Identifier: Apache-2.0
/* cohort-outcomes: do the people who were on a cohort offend less after it than before it?
 *
 * Problem. Offences before, during and after are counted over a year, over as long as it lasted and over three months, with
 * people in prison for part of each, and the raw numbers are compared. And people are taken on when they offend most, so
 * that a fall follows whatever is done.
 * Method. For those who left in the period: offences, cost and harm per 365 days at liberty in each phase (custody taken
 * out), the mean days between one offence and the next of the same person, and days at liberty for an offence. --by change
 * gives the ratio of each phase to another, people together, with a bootstrap of people (stats/phases.h), and against a
 * comparator ("<subject>-comparators"), where one is imported, the ratio of the ratios.
 * Conventions. A year before joining, three months after leaving (--set before_days, after_days). gap_days leaves out the time
 * just before joining, which holds the peak for which people were chosen.
 * Edge cases. Who left too lately to be followed to the end is followed until the offences end. Intervals between offences
 * are cut off by the end of a phase: those of a short phase are short. */
#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "measure/cohort.h"
#include "measure/columns.h"
#include "measure/compare.h"
#include "measure/followed.h"

#define YEAR_DAYS  365.0
#define REPLICATES 2000
#define BY_CHANGE  "change"
#define DAYS_MAX   3650
#define SEED_MAX   9e15

static const char *const phase_ids[WW_PHASES] = {"before", "during", "after"};
static const char *const phase_labels[WW_PHASES] = {"Before", "On the cohort", "After"};

static const struct {
    const char *id, *label;
} amounts[WW_AMOUNTS] = {
    [WW_AMOUNT_OFFENCES] = {"offences", "Offences"},
    [WW_AMOUNT_COST] = {"cost", "Cost"},
    [WW_AMOUNT_HARM] = {"harm", "Harm"},
};

/* The later phase over the earlier. */
static const struct {
    enum ww_phase then, now;
    const char *id, *label;
} changes[] = {
    {WW_BEFORE, WW_DURING, "during-before", "on the cohort against before"},
    {WW_DURING, WW_AFTER, "after-during", "after against on the cohort"},
    {WW_BEFORE, WW_AFTER, "after-before", "after against before"},
};
#define CHANGES (sizeof changes / sizeof changes[0])

struct job {
    const struct ww_ask *ask;
    struct ww_table *table;
    struct ww_follow_plan plan;
    struct ww_bootstrap bootstrap;
    struct ww_followed ours, theirs;
    struct ww_ask comparator;
    bool compared;
    struct ww_two_phases *served, *others; /* workspaces */
    double *scratch;
};

/* --- the question ------------------------------------------------------------------------------------- */

static bool by_change(const struct ww_ask *ask)
{
    return ask->question->by != NULL;
}

static bool has_spells(const struct ww_ask *ask)
{
    return ask->record->shape == WW_SHAPE_EPISODES && ww_view_has_role(ask->view, WW_ROLE_TO);
}

static bool find_comparator(const struct ww_ask *ask, struct ww_ask *out)
{
    const char *subject = ww_arena_printf(ask->arena, "%s-comparators", ask->record->subject);
    return subject && ww_ask_other(ask, subject, has_spells, out, NULL) == WW_OK;
}

static enum ww_rc read_days(const struct ww_ask *ask, const char *name, double low, int32_t *out,
                            struct ww_err *err)
{
    double days;
    enum ww_rc rc = ww_ask_parameter_number(ask, name, (struct ww_ask_range){low, DAYS_MAX}, &days, err);
    if (!rc)
        *out = (int32_t)days;
    return rc;
}

static enum ww_rc read_plan(const struct ww_ask *ask, struct ww_follow_plan *plan, struct ww_err *err)
{
    enum ww_rc rc = read_days(ask, "before_days", 1, &plan->before, err);
    if (!rc)
        rc = read_days(ask, "gap_days", 0, &plan->gap, err);
    return rc ? rc : read_days(ask, "after_days", 1, &plan->after, err);
}

static enum ww_rc ready(const struct ww_ask *ask, struct ww_err *err)
{
    struct ww_ask offences;
    return ww_followed_offences(ask, ask->record->subject, &offences, err);
}

static enum ww_rc prepare(struct job *job, struct ww_err *err)
{
    double seed;
    const struct ww_ask *ask = job->ask;
    if (by_change(ask) && !ww_str_eqz(ww_str_of(ask->question->by), BY_CHANGE))
        return ww_fail(err, WW_E_USAGE, "'cohort-outcomes' takes --by change, and no other --by.");
    enum ww_rc rc = read_plan(ask, &job->plan, err);
    if (!rc)
        rc = ww_ask_parameter_number(ask, "seed", (struct ww_ask_range){0, SEED_MAX}, &seed, err);
    if (rc)
        return rc;
    job->bootstrap = (struct ww_bootstrap){(uint64_t)seed, REPLICATES, WW_LEVEL_95};
    rc = ww_followed_read(ask, ask->record->subject, &job->plan, job->table, &job->ours, err);
    if (!rc && !job->ours.n)
        return ww_fail(err, WW_E_NOT_FOUND, "Nobody left %s in %s, so nobody can be followed.",
                       ask->record->source, ww_ask_words(ask, ask->period));
    job->compared = !rc && by_change(ask) && find_comparator(ask, &job->comparator);
    if (job->compared)
        rc = ww_followed_read(&job->comparator, ask->record->subject, &job->plan, job->table, &job->theirs,
                              err);
    job->served = ww_arena_alloc(ask->arena, job->ours.n + 1, sizeof *job->served);
    job->others = ww_arena_alloc(ask->arena, job->theirs.n + 1, sizeof *job->others);
    job->scratch = ww_arena_alloc(ask->arena, REPLICATES, sizeof *job->scratch);
    return rc ? rc : job->served && job->others && job->scratch ? WW_OK : ww_fail_nomem(err);
}

/* --- the table of phases ------------------------------------------------------------------------------- */

static struct ww_table *phases_table(void)
{
    const struct ww_column rate = ww_column_number("per_year", "Offences per 365 days at liberty",
                                                   WW_UNIT_RATIO, 2);
    const struct ww_column columns[] = {
        ww_column_label("Phase"),
        ww_column_count("people", "People"),
        ww_column_number("days", "Days", WW_UNIT_DAYS, 0),
        ww_column_number("custody_days", "Of these in custody", WW_UNIT_DAYS, 0),
        ww_column_count("offences", "Offences"),
        ww_column_count("offending", "People with an offence"),
        ww_column_count("higher", "People with a higher rate than in the phase before"),
        rate,
        ww_column_end(rate, WW_COLUMN_LOW, "per_year_low", "Per 365 days, lower end of 95% interval"),
        ww_column_end(rate, WW_COLUMN_HIGH, "per_year_high", "Per 365 days, upper end of 95% interval"),
        ww_column_number("interval_days", "Mean days between offences of one person", WW_UNIT_DAYS, 0),
        ww_column_number("days_per_offence", "Days at liberty for an offence", WW_UNIT_DAYS, 0),
        ww_column_number("cost_gbp", "Cost", WW_UNIT_GBP, 0),
        ww_column_number("cost_per_year_gbp", "Cost per 365 days at liberty", WW_UNIT_GBP, 0),
        ww_column_number("harm_per_year", "Harm per 365 days at liberty", WW_UNIT_SCORE, 1),
    };
    return ww_table_new("cohort-outcomes", columns, sizeof columns / sizeof columns[0]);
}

struct sums {
    double days, liberty, amounts[WW_AMOUNTS], gaps, gap_days;
    size_t people, offending, higher;
};

static double rate_of(const struct ww_followed_phase *phase, enum ww_amount amount)
{
    return phase->liberty > 0 ? phase->amounts[amount] / phase->liberty : 0;
}

static struct sums sum_phase(const struct ww_followed *followed, enum ww_phase p)
{
    struct sums s = {0};
    for (size_t i = 0; i < followed->n; i++) {
        const struct ww_followed_phase *phase = &followed->people[i].phases[p];
        s.people += phase->window.end > phase->window.first;
        s.days += phase->window.end - phase->window.first;
        s.liberty += phase->liberty;
        s.gaps += (double)phase->gaps;
        s.gap_days += (double)phase->gap_days;
        s.offending += phase->amounts[WW_AMOUNT_OFFENCES] > 0;
        for (enum ww_amount a = WW_AMOUNT_OFFENCES; a < WW_AMOUNTS; a++)
            s.amounts[a] += phase->amounts[a];
        s.higher += p != WW_BEFORE && rate_of(phase, WW_AMOUNT_OFFENCES) >
                                          rate_of(&followed->people[i].phases[p - 1], WW_AMOUNT_OFFENCES);
    }
    return s;
}

static void set_or_mark(struct ww_table *table, size_t row, const char *column, bool known, double value)
{
    if (known && isfinite(value))
        ww_table_set_number(table, row, column, value);
    else
        ww_table_set_mark(table, row, column, WW_MARK_NOT_APPLICABLE);
}

/* The bootstrap of a rate: that of a ratio whose earlier phase is one offence a day for everybody. */
static void set_rate(struct job *job, size_t row, enum ww_phase p, const struct sums *sums)
{
    struct ww_estimate rate = {0};
    for (size_t i = 0; i < job->ours.n; i++) {
        const struct ww_followed_phase *phase = &job->ours.people[i].phases[p];
        job->served[i] = (struct ww_two_phases){1, 1, phase->amounts[WW_AMOUNT_OFFENCES], phase->liberty};
    }
    bool known = ww_phases_ratio_bootstrap(job->served, job->ours.n, &job->bootstrap, job->scratch, &rate);
    set_or_mark(job->table, row, "per_year", sums->liberty > 0,
                YEAR_DAYS * sums->amounts[WW_AMOUNT_OFFENCES] / sums->liberty);
    set_or_mark(job->table, row, "per_year_low", known, YEAR_DAYS * rate.interval.low);
    set_or_mark(job->table, row, "per_year_high", known, YEAR_DAYS * rate.interval.high);
}

static void add_phase(struct job *job, enum ww_phase p)
{
    const struct sums s = sum_phase(&job->ours, p);
    struct ww_table *t = job->table;
    size_t row = ww_table_add_row(t, phase_ids[p], WW_ROW_PLAIN, 0);
    const double offences = s.amounts[WW_AMOUNT_OFFENCES];
    const bool at_liberty = s.liberty > 0;
    ww_table_set_text(t, row, "label", ww_str_of(phase_labels[p]));
    ww_table_set_number(t, row, "people", (double)s.people);
    ww_table_set_number(t, row, "days", s.days);
    if (job->ours.custody)
        ww_table_set_number(t, row, "custody_days", s.days - s.liberty);
    else
        ww_table_set_mark(t, row, "custody_days", WW_MARK_NOT_AVAILABLE);
    ww_table_set_number(t, row, "offences", offences);
    ww_table_set_number(t, row, "offending", (double)s.offending);
    set_or_mark(t, row, "higher", p != WW_BEFORE, (double)s.higher);
    set_rate(job, row, p, &s);
    set_or_mark(t, row, "interval_days", s.gaps > 0, s.gap_days / s.gaps);
    set_or_mark(t, row, "days_per_offence", offences > 0, s.liberty / offences);
    bool cost = job->ours.given[WW_AMOUNT_COST], harm = job->ours.given[WW_AMOUNT_HARM];
    set_or_mark(t, row, "cost_gbp", cost, s.amounts[WW_AMOUNT_COST]);
    set_or_mark(t, row, "cost_per_year_gbp", cost && at_liberty,
                YEAR_DAYS * s.amounts[WW_AMOUNT_COST] / s.liberty);
    set_or_mark(t, row, "harm_per_year", harm && at_liberty,
                YEAR_DAYS * s.amounts[WW_AMOUNT_HARM] / s.liberty);
}

/* --- the table of changes -------------------------------------------------------------------------------- */

static struct ww_table *changes_table(const struct ww_ask *ask)
{
    struct ww_ask ignored;
    const struct ww_column ratio = ww_column_number("ratio", "Ratio", WW_UNIT_RATIO, 2);
    const struct ww_column relative = ww_column_number("relative", "Ratio over the comparator's",
                                                       WW_UNIT_RATIO, 2);
    const struct ww_column columns[] = {
        ww_column_label("Per day at liberty"),
        ratio,
        ww_column_end(ratio, WW_COLUMN_LOW, "ratio_low", "Ratio, lower end of 95% interval"),
        ww_column_end(ratio, WW_COLUMN_HIGH, "ratio_high", "Ratio, upper end of 95% interval"),
        ww_column_words("verdict", "More than chance"),
        ww_column_number("comparator", "The comparator's ratio", WW_UNIT_RATIO, 2),
        relative,
        ww_column_end(relative, WW_COLUMN_LOW, "relative_low",
                      "Over the comparator's, lower end of 95% interval"),
        ww_column_end(relative, WW_COLUMN_HIGH, "relative_high",
                      "Over the comparator's, upper end of 95% interval"),
        ww_column_words("relative_verdict", "More than chance beside the comparator"),
    };
    const size_t alone = 5, all = sizeof columns / sizeof columns[0];
    return ww_table_new("cohort-outcomes", columns, find_comparator(ask, &ignored) ? all : alone);
}

static size_t take(const struct ww_followed *followed, enum ww_amount amount, size_t change,
                   struct ww_two_phases *out)
{
    for (size_t i = 0; i < followed->n; i++) {
        const struct ww_followed_phase *then = &followed->people[i].phases[changes[change].then],
                                       *now = &followed->people[i].phases[changes[change].now];
        out[i] = (struct ww_two_phases){then->amounts[amount], then->liberty, now->amounts[amount],
                                        now->liberty};
    }
    return followed->n;
}

static const char *verdict_of(struct ww_interval interval)
{
    return interval.low > 1 ? "Up" : interval.high < 1 ? "Down" : "No";
}

static void set_comparator(struct job *job, size_t row, enum ww_amount amount, size_t change, size_t n)
{
    double ratio = 0;
    struct ww_estimate relative = {0};
    struct ww_two_groups groups = {.served = job->served, .n_served = n, .comparator = job->others};
    groups.n_comparator = take(&job->theirs, amount, change, job->others);
    bool known = ww_phases_ratio(job->others, groups.n_comparator, &ratio);
    set_or_mark(job->table, row, "comparator", known, ratio);
    known = ww_phases_difference_bootstrap(&groups, &job->bootstrap, job->scratch, &relative);
    set_or_mark(job->table, row, "relative", known, relative.value);
    set_or_mark(job->table, row, "relative_low", known, relative.interval.low);
    set_or_mark(job->table, row, "relative_high", known, relative.interval.high);
    if (known)
        ww_table_set_text(job->table, row, "relative_verdict", ww_str_of(verdict_of(relative.interval)));
}

static void add_change(struct job *job, enum ww_amount amount, size_t change)
{
    struct ww_estimate ratio = {0};
    const char *id = ww_table_text(job->table, "%s-%s", amounts[amount].id, changes[change].id);
    size_t row = ww_table_add_row(job->table, id, WW_ROW_PLAIN, 0);
    ww_table_set_text(
        job->table, row, "label",
        ww_str_of(ww_table_text(job->table, "%s, %s", amounts[amount].label, changes[change].label)));
    size_t n = take(&job->ours, amount, change, job->served);
    bool known = ww_phases_ratio_bootstrap(job->served, n, &job->bootstrap, job->scratch, &ratio);
    set_or_mark(job->table, row, "ratio", known, ratio.value);
    set_or_mark(job->table, row, "ratio_low", known, ratio.interval.low);
    set_or_mark(job->table, row, "ratio_high", known, ratio.interval.high);
    if (known)
        ww_table_set_text(job->table, row, "verdict", ww_str_of(verdict_of(ratio.interval)));
    if (job->compared)
        set_comparator(job, row, amount, change, n);
}

/* --- sentences ------------------------------------------------------------------------------------------- */

static const char *number(const struct job *job, int64_t n)
{
    return ww_ask_number(job->ask, n);
}

static void say_phases(struct job *job)
{
    ww_table_finding(
        job->table, "phases", 0.45, "after",
        ww_table_text(
            job->table,
            "The %s %s who left in the period had {before.offences} offences in the %s days before they joined "
            "({before.per_year} per 365 days at liberty), {during.offences} while they were on the cohort "
            "({during.per_year}) and {after.offences} in up to %s days after ({after.per_year}).",
            number(job, (int64_t)job->ours.n), job->ask->subject->together, number(job, job->plan.before),
            number(job, job->plan.after)));
    ww_table_finding(
        job->table, "after", 0.35, "after",
        ww_table_text(
            job->table,
            "Of the %s %s who left, {after.offending} offended afterwards, and {after.higher} more often "
            "than while on the cohort.",
            number(job, (int64_t)job->ours.n), job->ask->subject->together));
}

static bool is_text(const struct ww_table *table, const char *row, const char *column, const char *text)
{
    const struct ww_cell *cell = ww_table_cell(table, row, column);
    return cell && cell->present && ww_str_eqz(ww_str_of(cell->text), text);
}

static void say_changes(struct job *job)
{
    static const char row[] = "offences-after-before";
    const struct ww_cell *ratio = ww_table_cell(job->table, row, "ratio");
    if (!ratio || !ratio->present)
        return;
    bool chance = is_text(job->table, row, "verdict", "No");
    ww_table_finding(
        job->table, "change", 0.5, row,
        ww_table_text(job->table,
                      "After against before, the offences per day at liberty of the %s who left are "
                      "{%s.ratio} times as many (95%% interval {%s.ratio_low} to {%s.ratio_high}): %s.",
                      job->ask->subject->together, row, row, row,
                      chance ? "it could be chance"
                             : "more than chance, but people are taken on when they offend most, and "
                               "some of it would have come by itself"));
    const struct ww_cell *relative = job->compared ? ww_table_cell(job->table, row, "relative") : NULL;
    if (!relative || !relative->present)
        return;
    chance = is_text(job->table, row, "relative_verdict", "No");
    ww_table_finding(
        job->table, "change/comparator", 0.45, row,
        ww_table_text(
            job->table,
            "After against before, the ratio for the %s is {%s.comparator}; that of the cohort is {%s.relative} times theirs (95%% "
            "interval {%s.relative_low} to {%s.relative_high}): %s.",
            job->comparator.subject->together, row, row, row, row,
            chance ? "the difference could be chance" : "more than chance"));
}

/* --- notes ----------------------------------------------------------------------------------------------- */

static void note_regression(struct job *job)
{
    const char *selection = ww_ask_parameter(job->ask, "selection");
    if (!selection[0])
        selection = ww_workspace_setting(ww_context_workspace(job->ask->context), "selection",
                                         job->ask->record->source);
    ww_table_note(
        job->table,
        "Regression to the mean: people come onto a cohort when they offend more than they usually do, and after "
        "a peak less follows whatever is done. A fall after joining is not yet an effect.");
    if (ww_str_eqz(ww_str_of(selection), "recent-offending"))
        ww_table_note(
            job->table,
            "These people were selected by recent offending, so that a large part of any fall must be expected "
            "without the service: without a comparator no effect can be claimed. --set gap_days=91 leaves the "
            "quarter before joining out.");
    struct sums before = sum_phase(&job->ours, WW_BEFORE);
    if (!job->plan.gap && before.amounts[WW_AMOUNT_OFFENCES] > 0)
        ww_table_note(job->table, "Of the %s offences before, %s were in the last %s days before joining.",
                      number(job, (int64_t)before.amounts[WW_AMOUNT_OFFENCES]),
                      number(job, (int64_t)job->ours.peak), number(job, (int64_t)job->ours.peak_days));
}

static void note_evidence(struct job *job)
{
    if (job->ours.custody)
        ww_table_note(job->table, "Days in custody are taken out: rates are per day at liberty.");
    else
        ww_table_note(
            job->table,
            "No spells in custody have been imported, so days in custody are counted as days at liberty: rates of "
            "phases with much custody are too low.");
    if (job->ours.cut_short)
        ww_table_note(
            job->table,
            "%s people left too lately to be followed for %s days: they are followed until the offences end.",
            number(job, (int64_t)job->ours.cut_short), number(job, job->plan.after));
    if (job->ours.given[WW_AMOUNT_COST] && job->ours.unknown[WW_AMOUNT_COST])
        ww_table_note(job->table, "%s offences have no cost: the cost is a floor.",
                      number(job, (int64_t)job->ours.unknown[WW_AMOUNT_COST]));
    if (job->ours.given[WW_AMOUNT_HARM] && job->ours.unknown[WW_AMOUNT_HARM])
        ww_table_note(job->table, "%s offences have no weight of harm: the harm is a floor.",
                      number(job, (int64_t)job->ours.unknown[WW_AMOUNT_HARM]));
    ww_table_note(
        job->table,
        "Intervals are from a bootstrap of people (%s replicates, seed %s): few people have most of the "
        "offences. They take the people who left as drawn from others like them.",
        number(job, REPLICATES), ww_ask_parameter(job->ask, "seed"));
    if (job->ours.n < WW_LOW_BASE)
        ww_table_note(job->table, "[u] %s people are too few to say anything of others like them.",
                      number(job, (int64_t)job->ours.n));
}

static void describe(struct job *job)
{
    ww_table_title(job->table, by_change(job->ask) ? "Change in offending" : "Before, during and after",
                   ww_table_text(job->table, "%s who left, %s",
                                 ww_cohort_capital(job->ask, job->ask->subject->together),
                                 ww_ask_words(job->ask, job->ask->period)));
    bool phases = !by_change(job->ask);
    job->table->chart = (struct ww_chart){
        .kind = WW_CHART_INTERVALS,
        .title = phases ? "Offences per 365 days at liberty, by phase" : "Ratio of offending between phases",
        .subtitle = phases ? "With the 95% interval of a bootstrap of people"
                           : "Per day at liberty, with the 95% interval; 1 is no change",
        .values = {phases ? "per_year" : "ratio"},
        .n_values = 1,
        .low = phases ? "per_year_low" : "ratio_low",
        .high = phases ? "per_year_high" : "ratio_high",
        .reference = 1,
        .has_reference = !phases,
        .needs = phases ? "per_year_high" : "ratio_high"};
}

static void mark_few(struct job *job)
{
    static const char *const shown[] = {"per_year", "ratio", "relative"};
    for (size_t i = 0; job->ours.n < WW_LOW_BASE && i < job->table->n_rows; i++)
        for (size_t c = 0; c < sizeof shown / sizeof shown[0]; c++) {
            const struct ww_cell *cell = ww_table_cell(job->table, job->table->rows[i].id, shown[c]);
            if (cell && cell->present)
                ww_table_set_mark(job->table, i, shown[c], WW_MARK_UNRELIABLE);
        }
}

static void fill(struct job *job)
{
    if (!by_change(job->ask)) {
        for (enum ww_phase p = WW_BEFORE; p < WW_PHASES; p++)
            add_phase(job, p);
        say_phases(job);
        ww_table_note(
            job->table,
            "Intervals between offences are those within a phase: the phase after is short, and so are they. Days at "
            "liberty for an offence do not depend on the length.");
    } else {
        for (enum ww_amount a = WW_AMOUNT_OFFENCES; a < WW_AMOUNTS; a++)
            for (size_t c = 0; job->ours.given[a] && c < CHANGES; c++)
                add_change(job, a, c);
        say_changes(job);
    }
    mark_few(job);
    describe(job);
    note_regression(job);
    note_evidence(job);
}

/* Those that the question does not set: it lists its own. */
static void note_parameters(const struct job *job)
{
    static const char *const names[] = {"before_days", "gap_days", "after_days", "seed"};
    const struct ww_question *q = job->ask->question;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        bool set = false;
        for (size_t k = 0; k < q->n_set; k++)
            set = set || ww_str_eqz(ww_str_of(names[i]), q->set[k].field);
        if (!set)
            ww_table_parameter(job->table, names[i], ww_ask_parameter(job->ask, names[i]));
    }
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct job job = {.ask = ask, .table = table};
    enum ww_rc rc = prepare(&job, err);
    if (rc)
        return rc;
    fill(&job);
    note_parameters(&job);
    return WW_OK;
}

static struct ww_table *make_table(const struct ww_ask *ask)
{
    return by_change(ask) ? changes_table(ask) : phases_table();
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period in which they left", "none: it must be given"},
    {"by", "change gives the ratios between phases", "the phases"},
    {"before_days", "days looked at before joining", "365"},
    {"gap_days", "days left out just before joining", "0"},
    {"after_days", "days looked at after leaving", "90"},
    {"selection", "recent-offending, where people were chosen by it", ""},
    {"seed", "of the bootstrap", "20180930"},
};

const struct ww_measure ww_measure_cohort_outcomes = {
    .name = "cohort-outcomes",
    .title = "Before, during and after",
    .question = "Do the people who were on a cohort offend less after it than before it?",
    .subject = "iom",
    .formula =
        "offences (cost, harm) of a phase x 365 / days at liberty; ratio of two phases, people drawn with replacement; "
        "over the comparator's ratio",
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_EPISODES),
    .roles = WW_ROLE_BIT(WW_ROLE_FROM) | WW_ROLE_BIT(WW_ROLE_TO),
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .ready = ready,
    .run = run,
    .table = make_table,
};
