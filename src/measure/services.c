// SPDX-License-Identifier: Apache-2.0
/* services: whom does a commissioned service reach, with what support, and does it reach its targets?
 *
 * Problem. "Target 65%, actual 90%: met." Of how many, out of those who were asked or of all who came, and would another
 * year's chance have missed it?
 * Method. Referrals of both periods with the e-test; the share that are repeats and the share of each kind of support, as
 * in `multi`; for each outcome measure the share of Yes among those who answered, with Wilson's interval against the
 * target in the reference table about service-targets: met where the whole interval is at or above it, not met where it is
 * below, else it cannot be told at 95%.
 * Conventions. A source of referrals has the columns `repeat` (Yes, No) and `support`; the targets name the columns of the
 * outcomes. A column that is not there has no row.
 * Edge cases. No percentage of a base under 20: [low]. Without targets for the service there are no outcomes, and a note
 * says so. Those who left early are in no outcome: a note says how many answered. */
#include "measure/columns.h"
#include "measure/compare.h"
#include "measure/named.h"
#include "measure/rows.h"
#include "measure/words.h"
#include "stats/etest.h"
#include "stats/two_shares.h"

static const char TARGETS[] = "service-targets";

static struct ww_table *make_table(const struct ww_ask *ask)
{
    const struct ww_column share = ww_column_percent("share_now_pct",
                                                     ww_ask_heading(ask, "Share", ask->period));
    const struct ww_column columns[] = {
        ww_column_label("Of the service"),
        ww_column_count("count_now", ww_ask_words(ask, ask->period)),
        ww_column_count("base_now", "Of how many"),
        share,
        ww_column_end(share, WW_COLUMN_LOW, "share_now_low_pct", "Share, lower end of 95% interval"),
        ww_column_end(share, WW_COLUMN_HIGH, "share_now_high_pct", "Share, upper end of 95% interval"),
        ww_column_count("count_then", ww_ask_words(ask, ask->compare)),
        ww_column_percent("share_then_pct", ww_ask_heading(ask, "Share", ask->compare)),
        ww_column_percent("change_pct", "Change in number"),
        ww_column_p_value("share_now_pct"),
        ww_column_words("verdict", "More than chance"),
        ww_column_percent("target_pct", "Target"),
        ww_column_words("against_target", "Target met"),
    };
    return ww_table_new("services", columns, sizeof columns / sizeof columns[0]);
}

struct job {
    const struct ww_ask *ask;
    struct ww_table *table;
    bool compares;
    int64_t all_now, all_then;
};

/* --- rows ------------------------------------------------------------------------------------------ */

static const char *const share_cells[] = {"share_now_pct", "share_now_low_pct", "share_now_high_pct"};
static const char *const all_cells[] = {"base_now",           "share_now_pct", "share_now_low_pct",
                                        "share_now_high_pct", "count_then",    "share_then_pct",
                                        "change_pct",         "p_value",       "target_pct"};

static void mark_all(struct ww_table *table, size_t row, enum ww_mark mark)
{
    for (size_t i = 0; i < sizeof all_cells / sizeof all_cells[0]; i++)
        ww_table_set_mark(table, row, all_cells[i], mark);
}

static void set_p(struct ww_table *table, size_t row, double p, bool up)
{
    ww_table_set_number(table, row, "p_value", p);
    const char *verdict = p >= WW_CHANCE_LEVEL ? "No" : up ? "Up" : "Down";
    ww_table_set_text(table, row, "verdict", ww_str_of(verdict));
}

/* Yes or a kind of support: x of n, now and then. */
static size_t add_share(const struct job *job, const char *id, const char *label,
                        const struct ww_two_shares *of)
{
    struct ww_table *table = job->table;
    size_t row = ww_table_add_row(table, id, WW_ROW_PLAIN, 1);
    struct ww_estimate share = {0};
    mark_all(table, row, WW_MARK_NOT_APPLICABLE);
    ww_table_set_text(table, row, "label", ww_str_of(label));
    ww_table_set_number(table, row, "count_now", (double)of->x1);
    ww_table_set_number(table, row, "base_now", (double)of->n1);
    for (size_t i = 0; i < 3 && of->n1 < WW_LOW_BASE; i++)
        ww_table_set_mark(table, row, share_cells[i], WW_MARK_LOW_BASE);
    if (of->n1 >= WW_LOW_BASE &&
        ww_proportion((struct ww_share_of){(double)of->x1, (double)of->n1}, WW_LEVEL_95, &share)) {
        ww_table_set_number(table, row, "share_now_pct", 100 * share.value);
        ww_compare_interval(table, row, (struct ww_ends){"share_now_low_pct", "share_now_high_pct"},
                            share.interval, 100);
    }
    if (!job->compares)
        return row;
    double p = 1;
    ww_table_set_number(table, row, "count_then", (double)of->x2);
    ww_compare_share(table, row, "share_then_pct", of->x2, of->n2);
    if (of->n1 >= WW_LOW_BASE && of->n2 >= WW_LOW_BASE && ww_two_shares_p(of, &p))
        set_p(table, row, p, (double)of->x1 * (double)of->n2 > (double)of->x2 * (double)of->n1);
    return row;
}

static void add_referrals(const struct job *job)
{
    struct ww_table *table = job->table;
    size_t row = ww_table_add_row(table, "referrals", WW_ROW_TOTAL, 0);
    const struct ww_compared compared = ww_compare(job->ask, job->all_then, job->all_now);
    const struct ww_etest test = {.count1 = compared.now,
                                  .count2 = compared.then,
                                  .days1 = compared.days_now,
                                  .days2 = compared.days_then};
    double p = 1;
    mark_all(table, row, WW_MARK_NOT_APPLICABLE);
    ww_table_set_text(table, row, "label",
                      ww_str_of(ww_table_text(table, "All %s", job->ask->subject->many)));
    ww_table_set_number(table, row, "count_now", (double)job->all_now);
    if (!job->compares)
        return;
    ww_table_set_number(table, row, "count_then", (double)job->all_then);
    ww_compare_change(table, row, "change_pct", job->all_then, job->all_now);
    if (ww_etest_p(&test, &p))
        set_p(table, row, p,
              (double)compared.now / compared.days_now > (double)compared.then / compared.days_then);
}

/* --- counting -------------------------------------------------------------------------------------- */

/* Not found: the source has no such column, and there is nothing to say of it. */
static enum ww_rc read_column(const struct job *job, const char *column, struct ww_named *out, bool *found,
                              struct ww_err *err)
{
    struct ww_question question = *job->ask->question;
    struct ww_ask ask = *job->ask;
    question.by = column;
    ask.question = &question;
    struct ww_err why = {0};
    enum ww_rc rc = ww_named_read(&ask, job->table, out, &why);
    *found = rc == WW_OK;
    if (rc == WW_OK || rc == WW_E_USAGE)
        return WW_OK;
    return ww_fail(err, rc, "%s", why.message);
}

static struct ww_two_shares yes_of(const struct ww_named *named)
{
    struct ww_two_shares of = {0, named->base_now, 0, named->base_then};
    for (size_t i = 0; i < named->n_values; i++)
        if (ww_str_eq_nocase(ww_str_of(named->values[i].label), WW_STR("yes"))) {
            of.x1 = named->values[i].now;
            of.x2 = named->values[i].then;
        }
    return of;
}

static enum ww_rc count_all(struct job *job, struct ww_err *err)
{
    const struct ww_rows_column from = {.role = WW_ROLE_FROM};
    const struct ww_period periods[2] = {job->ask->compare, job->ask->period};
    int64_t *const counts[2] = {&job->all_then, &job->all_now};
    for (int i = job->compares ? 0 : 1; i < 2; i++) {
        struct ww_cube_spec spec;
        struct ww_rows rows;
        enum ww_rc rc = ww_ask_spec(job->ask, &spec, err);
        if (rc)
            return rc;
        spec.has_period = true;
        spec.period = periods[i];
        rc = ww_rows_read(job->ask, &from, 1, &spec, &rows, err);
        if (rc)
            return rc;
        *counts[i] = (int64_t)rows.count;
        ww_ask_note_used(job->ask, rows.used, job->table);
    }
    return WW_OK;
}

static enum ww_rc add_repeats(const struct job *job, struct ww_err *err)
{
    struct ww_named named;
    bool found = false;
    enum ww_rc rc = read_column(job, "repeat", &named, &found, err);
    if (rc || !found)
        return rc;
    const struct ww_two_shares of = yes_of(&named);
    add_share(job, "repeat", ww_table_text(job->table, "Repeat %s", job->ask->subject->many), &of);
    return WW_OK;
}

static enum ww_rc add_support(const struct job *job, struct ww_err *err)
{
    struct ww_named named;
    bool found = false;
    enum ww_rc rc = read_column(job, ww_ask_parameter(job->ask, "support"), &named, &found, err);
    if (rc || !found)
        return rc;
    for (size_t i = 0; i < named.n_values; i++) {
        const struct ww_named_value *value = &named.values[named.order[i]];
        const struct ww_two_shares of = {value->now, named.base_now, value->then, named.base_then};
        if (value->now || value->then)
            add_share(job, ww_table_row_id(job->table, "support", value->label), value->label, &of);
    }
    if (named.none_now)
        ww_table_note(job->table, "%s of %s name no kind of support and are not in its base.",
                      ww_ask_number(job->ask, named.none_now), ww_ask_number(job->ask, job->all_now));
    return WW_OK;
}

/* --- outcomes -------------------------------------------------------------------------------------- */

enum target_column { SERVICE, COLUMN, MEASURE, TARGET, TARGET_COLUMNS };

static const struct ww_rows_column target_columns[TARGET_COLUMNS] = {
    [SERVICE] = {.field = "service"},
    [COLUMN] = {.field = "column"},
    [MEASURE] = {.field = "measure"},
    [TARGET] = {.role = WW_ROLE_VALUE},
};

static const char *against(const struct ww_estimate *share, double target)
{
    return 100 * share->interval.low >= target   ? "Met"
           : 100 * share->interval.high < target ? "Not met"
                                                 : "Cannot tell";
}

static enum ww_rc add_outcome(const struct job *job, const struct ww_rows *rows, size_t at,
                              struct ww_err *err)
{
    const char *column = ww_arena_copy(job->ask->arena, ww_rows_at(rows, at, COLUMN)->text);
    const char *label = ww_arena_copy(job->ask->arena, ww_rows_at(rows, at, MEASURE)->text);
    if (!column || !label)
        return ww_fail_nomem(err);
    struct ww_named named;
    bool found = false;
    enum ww_rc rc = read_column(job, column, &named, &found, err);
    if (rc || !found)
        return rc;
    const struct ww_two_shares of = yes_of(&named);
    size_t row = add_share(job, ww_table_row_id(job->table, "outcome", column), label, &of);
    if (job->table->failed)
        return ww_table_check(job->table, err);
    const char *id = job->table->rows[row].id; /* two targets may be about one column */
    double target = ww_rows_at(rows, at, TARGET)->number;
    ww_table_set_number(job->table, row, "target_pct", target);
    struct ww_estimate share = {0};
    if (of.n1 < WW_LOW_BASE ||
        !ww_proportion((struct ww_share_of){(double)of.x1, (double)of.n1}, WW_LEVEL_95, &share))
        return WW_OK;
    ww_table_set_text(job->table, row, "against_target", ww_str_of(against(&share, target)));
    ww_table_finding(
        job->table, id, 0.45, id,
        ww_table_text(job->table,
                      "{%s.label}: {%s.share_now_pct} of the {%s.base_now} who answered (95%% interval "
                      "{%s.share_now_low_pct} to {%s.share_now_high_pct}), against a target of "
                      "{%s.target_pct}: {%s.against_target|label}.",
                      id, id, id, id, id, id, id));
    return WW_OK;
}

static enum ww_rc add_outcomes(const struct job *job, struct ww_err *err)
{
    struct ww_ask other;
    struct ww_rows rows;
    if (ww_ask_other(job->ask, TARGETS, NULL, &other, NULL) != WW_OK) {
        ww_table_note(job->table,
                      "No targets are imported, so outcomes are not held against any. They come from the "
                      "source service-targets.");
        return WW_OK;
    }
    enum ww_rc rc = ww_rows_read(&other, target_columns, TARGET_COLUMNS, NULL, &rows, err);
    size_t n = 0;
    for (size_t i = 0; i < rows.count && !rc; i++)
        if (ww_str_eqz(ww_rows_at(&rows, i, SERVICE)->text, job->ask->record->source) &&
            ww_rows_at(&rows, i, TARGET)->given) {
            rc = add_outcome(job, &rows, i, err);
            n++;
        }
    if (rc)
        return rc;
    if (n)
        ww_ask_note_used(&other, rows.used, job->table);
    return WW_OK;
}

/* --- words ----------------------------------------------------------------------------------------- */

static bool has_outcomes(const struct ww_table *table)
{
    for (size_t i = 0; i < table->n_rows; i++)
        if (ww_table_cell(table, table->rows[i].id, "target_pct")->present)
            return true;
    return false;
}

static void describe_outcomes(const struct job *job)
{
    const struct ww_ask *ask = job->ask;
    struct ww_table *table = job->table;
    ww_table_note(
        table,
        "An outcome is of those who answered, mostly at the end of the support: who leaves early is not asked. Met "
        "and Not met say that the whole 95%% interval lies on that side of the target; else it cannot be told.");
    table->chart = (struct ww_chart){
        .kind = WW_CHART_BARS,
        .title = ww_table_text(table, "Outcomes and their targets: %s", ask->subject->together),
        .subtitle = ww_table_text(table, "Per cent of those who answered, %s",
                                  ww_ask_words(ask, ask->period)),
        .label = "label",
        .values = {"share_now_pct", "target_pct"},
        .n_values = 2,
        .plain_rows_only = true,
        .needs = "target_pct"};
}

static void describe(const struct job *job)
{
    const struct ww_ask *ask = job->ask;
    struct ww_table *table = job->table;
    const char *many = ask->subject->many;
    ww_table_title(table, ww_table_text(table, "Support and outcomes: %s", ask->subject->together),
                   ww_table_text(table, "%s%s%s", ww_ask_words(ask, ask->period),
                                 job->compares ? " against " : "",
                                 job->compares ? ww_ask_words(ask, ask->compare) : ""));
    if (job->compares)
        ww_table_finding(table, "referrals/change", 0.5, "referrals",
                         ww_table_text(table,
                                       "{referrals.count_now} %s, against {referrals.count_then} in %s: "
                                       "{referrals.change_pct|change} ({referrals.p_value|chance}).",
                                       many, ww_words_before(ask, ask->compare)));
    if (ww_table_find_row(table, "repeat") != WW_NO_INDEX && job->all_now >= WW_LOW_BASE)
        ww_table_finding(
            table, "repeat/share", 0.4, "repeat",
            ww_table_text(table, "{repeat.share_now_pct} of the %s had been referred before.", many));
    ww_table_note(table, "[low]: no percentage is given of a base under %d.", WW_LOW_BASE);
    if (has_outcomes(table))
        describe_outcomes(job);
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct job job = {.ask = ask, .table = table, .compares = ww_ask_covers(ask, ask->compare)};
    enum ww_rc rc = count_all(&job, err);
    if (rc)
        return rc;
    add_referrals(&job);
    rc = add_repeats(&job, err);
    if (!rc)
        rc = add_support(&job, err);
    if (!rc)
        rc = add_outcomes(&job, err);
    if (!rc)
        rc = ww_compare_together(ask, table, err);
    if (rc)
        return rc;
    describe(&job);
    return WW_OK;
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period asked about", "none: it must be given"},
    {"compare", "the period it is compared with",
     "the period of the same length before, where the source has it"},
    {"support", "the column with the kinds of support", "support"},
    WW_NAMED_BANDS,
};

const struct ww_measure ww_measure_services = {
    .name = "services",
    .title = "A service's support and outcomes",
    .question = "Whom does a service reach, with what support, and does it reach its targets?",
    .subject = "vawg-service",
    .formula = "records with the value / records with any; Wilson's interval against the target",
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_EVENTS) | WW_SHAPE_BIT(WW_SHAPE_EPISODES),
    .roles = WW_ROLE_BIT(WW_ROLE_FROM),
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .run = run,
    .table = make_table,
};
