// SPDX-License-Identifier: Apache-2.0
/* prolific: how few offenders commit how much of the detected crime?
 *
 * Problem. A service that works with forty people wants to know what the forty most prolific stand for, and whether they
 * are a handful or a crowd.
 * Method. Offences of the period by the pseudonym of their suspect: offenders with 1, 2, 3 to 5, 6 to 9 and 10 or more,
 * the offences of each band and its share of both; the fewest offenders that have a quarter and half of all
 * (stats/concentration.h); and the share of the top hundredth, twentieth and tenth of offenders.
 * Source. Wolfgang, Figlio and Sellin (1972) for the question; five offences and more are their chronic offenders.
 * Conventions. Only offences with a sanctioned detection, since who is suspected and never charged is not an offender; --set
 * counted=all counts every offence with a suspect. The share of offenders has Wilson's interval; offences of one
 * offender come together, so the share of offences has that of a ratio over offenders (stats/clustered_share.h). No share
 * of fewer than 20 offenders: [low].
 * Edge cases. An offence without a pseudonym is left out and counted in a note. What somebody did elsewhere or
 * before the period is not known here, so bands are floors. */
#include <stdlib.h>

#include "base/checked.h"
#include "measure/columns.h"
#include "measure/compare.h"
#include "measure/persons.h"
#include "measure/words.h"
#include "stats/clustered_share.h"
#include "stats/concentration.h"
#include "stats/order.h"

static const char PERSON[] = "suspect_person";
static const char DETECTED[] = "detected", ALL[] = "all";

static struct ww_table *make_table(const struct ww_ask *ask)
{
    const struct ww_column offenders = ww_column_percent("offenders_pct", "Share of offenders");
    const struct ww_column offences = ww_column_percent("offences_pct", "Share of offences");
    const struct ww_column columns[] = {
        ww_column_label("Offences in the period"),
        ww_column_count("offenders", ww_ask_heading(ask, "Offenders", ask->period)),
        offenders,
        ww_column_end(offenders, WW_COLUMN_LOW, "offenders_low",
                      "Share of offenders, lower end of 95% interval"),
        ww_column_end(offenders, WW_COLUMN_HIGH, "offenders_high",
                      "Share of offenders, upper end of 95% interval"),
        ww_column_count("offences", ww_ask_heading(ask, "Their offences", ask->period)),
        offences,
        ww_column_end(offences, WW_COLUMN_LOW, "offences_low",
                      "Share of offences, lower end of 95% interval"),
        ww_column_end(offences, WW_COLUMN_HIGH, "offences_high",
                      "Share of offences, upper end of 95% interval"),
        ww_column_percent("running_offenders_pct", "Offenders so far, the most prolific first"),
        ww_column_percent("running_offences_pct", "Their share of offences so far"),
    };
    return ww_table_new("prolific", columns, sizeof columns / sizeof columns[0]);
}

struct band {
    const char *id, *label;
    int64_t from, to;
};
/* The most prolific first, so that the running shares make the curve. */
static const struct band bands[] = {
    {"10-or-more", "10 or more", 10, INT64_MAX},
    {"6-to-9", "6 to 9", 6, 9},
    {"3-to-5", "3 to 5", 3, 5},
    {"2", "2", 2, 2},
    {"1", "1", 1, 1},
};

/* Some of the offenders. */
struct some {
    int64_t offenders, offences;
    double squares;
};

struct job {
    const struct ww_ask *ask;
    struct ww_table *table;
    bool detected_only;
    struct ww_persons persons;
    struct ww_spread spread; /* offences of each offender */
    struct some all;
};

/* --- who ------------------------------------------------------------------------------------------ */

struct outcome_keys {
    const struct ww_categories *tree;
    const char *vocabulary;
};

static int32_t detected_key(void *context, struct ww_str text)
{
    const struct outcome_keys *keys = context;
    int node = ww_categories_map(keys->tree, keys->vocabulary, text);
    return node >= 0 && ww_categories_at(keys->tree, (size_t)node)->sanctioned ? 0 : WW_LEAVE_OUT;
}

static enum ww_rc read_persons(struct job *job, struct ww_err *err)
{
    const struct ww_field *outcome = ww_view_field(job->ask->view, WW_ROLE_OUTCOME);
    struct outcome_keys keys = {ww_context_categories(job->ask->context), outcome ? outcome->vocabulary : ""};
    const struct ww_cube_dim by = {.by = WW_BY_TEXT,
                                   .role = WW_ROLE_OUTCOME,
                                   .size = 1,
                                   .missing_key = WW_LEAVE_OUT,
                                   .key = detected_key,
                                   .context = &keys};
    if (job->detected_only && !outcome)
        return ww_fail(
            err, WW_E_NOT_FOUND,
            "%s does not say which offences were detected. '--set counted=all' counts every offence with a "
            "suspect.",
            job->ask->record->source);
    return ww_persons_read(job->ask, PERSON, job->ask->period, job->detected_only ? &by : NULL, &job->persons,
                           err);
}

static void add(struct some *to, uint64_t offences)
{
    to->offenders++;
    to->offences += (int64_t)offences;
    to->squares += (double)offences * (double)offences;
}

/* Offences of each person, in an order of their number; both arrays are the caller's to free. */
static enum ww_rc count(struct job *job, uint64_t **counts, uint32_t **order, struct ww_err *err)
{
    size_t n = 0;
    for (size_t first = 0; first < job->persons.n; first = ww_persons_end(&job->persons, first))
        n++;
    *counts = ww_new_array(n + 1, sizeof **counts);
    *order = ww_new_array(n + 1, sizeof **order);
    if (!*counts || !*order)
        return ww_fail_nomem(err);
    n = 0;
    for (size_t first = 0, end; first < job->persons.n; first = end) {
        end = ww_persons_end(&job->persons, first);
        (*counts)[n++] = end - first;
        add(&job->all, end - first);
    }
    ww_order_counts(*counts, n, *order);
    job->spread = (struct ww_spread){*counts, *order, n};
    return WW_OK;
}

static struct some in_band(const struct job *job, const struct band *band)
{
    struct some some = {0};
    for (size_t i = 0; i < job->spread.n; i++)
        if ((int64_t)job->spread.counts[i] >= band->from && (int64_t)job->spread.counts[i] <= band->to)
            add(&some, job->spread.counts[i]);
    return some;
}

static struct some in_top(const struct job *job, size_t k)
{
    struct some some = {0};
    for (size_t i = 0; i < k && i < job->spread.n; i++)
        add(&some, job->spread.counts[job->spread.order[i]]);
    return some;
}

/* --- rows ----------------------------------------------------------------------------------------- */

static void mark(const struct job *job, size_t row, const char *column, const char *low, const char *high)
{
    ww_table_set_mark(job->table, row, column, WW_MARK_LOW_BASE);
    ww_table_set_mark(job->table, row, low, WW_MARK_LOW_BASE);
    ww_table_set_mark(job->table, row, high, WW_MARK_LOW_BASE);
}

/* chosen: the offenders were chosen to make this row, so their number is no estimate. */
static void set_shares(const struct job *job, size_t row, const struct some *some, bool chosen)
{
    struct ww_table *table = job->table;
    struct ww_estimate offenders = {0}, offences = {0};
    const struct ww_clustered clustered = {.clusters = job->all.offenders,
                                           .sum_in = (double)some->offences,
                                           .sum = (double)job->all.offences,
                                           .squares_in = some->squares,
                                           .squares = job->all.squares};
    if (job->all.offenders < WW_LOW_BASE ||
        !ww_proportion((struct ww_share_of){(double)some->offenders, (double)job->all.offenders}, WW_LEVEL_95,
                       &offenders) ||
        !ww_clustered_share(&clustered, WW_LEVEL_95, &offences)) {
        mark(job, row, "offenders_pct", "offenders_low", "offenders_high");
        mark(job, row, "offences_pct", "offences_low", "offences_high");
        return;
    }
    ww_table_set_number(table, row, "offenders_pct", 100 * offenders.value);
    ww_table_set_number(table, row, "offences_pct", 100 * offences.value);
    if (chosen) {
        static const char *const ends[] = {"offenders_low", "offenders_high", "offences_low",
                                           "offences_high"};
        for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
            ww_table_set_mark(table, row, ends[i], WW_MARK_NOT_APPLICABLE);
        return;
    }
    ww_compare_interval(table, row, (struct ww_ends){"offenders_low", "offenders_high"}, offenders.interval,
                        100);
    ww_compare_interval(table, row, (struct ww_ends){"offences_low", "offences_high"}, offences.interval,
                        100);
}

static size_t add_row(const struct job *job, const char *id, const char *label, enum ww_row_kind kind,
                      const struct some *some)
{
    size_t row = ww_table_add_row(job->table, id, kind, 0);
    ww_table_set_text(job->table, row, "label", ww_str_of(label));
    ww_table_set_number(job->table, row, "offenders", (double)some->offenders);
    ww_table_set_number(job->table, row, "offences", (double)some->offences);
    set_shares(job, row, some, kind != WW_ROW_PLAIN);
    if (kind != WW_ROW_PLAIN) {
        ww_table_set_mark(job->table, row, "running_offenders_pct", WW_MARK_NOT_APPLICABLE);
        ww_table_set_mark(job->table, row, "running_offences_pct", WW_MARK_NOT_APPLICABLE);
    }
    return row;
}

static void add_bands(const struct job *job)
{
    struct some running = {0};
    for (size_t b = 0; b < sizeof bands / sizeof bands[0]; b++) {
        struct some some = in_band(job, &bands[b]);
        size_t row = add_row(job, bands[b].id, bands[b].label, WW_ROW_PLAIN, &some);
        running.offenders += some.offenders;
        running.offences += some.offences;
        ww_compare_share(job->table, row, "running_offenders_pct", running.offenders, job->all.offenders);
        ww_compare_share(job->table, row, "running_offences_pct", running.offences,
                         job->all.offenders < WW_LOW_BASE ? 0 : job->all.offences);
    }
}

static void add_fewest(const struct job *job, const char *id, const char *label, unsigned permille)
{
    size_t k = 0;
    if (!ww_fewest_areas(&job->spread, permille, &k))
        return;
    struct some some = in_top(job, k);
    add_row(job, id, label, WW_ROW_SUBTOTAL, &some);
}

/* The top part of offenders, rounded up to whole ones. */
static void add_top(const struct job *job, const char *id, const char *label, size_t percent)
{
    struct some some = in_top(job, (job->spread.n * percent + 99) / 100);
    add_row(job, id, label, WW_ROW_SUBTOTAL, &some);
}

static void add_rows(const struct job *job)
{
    add_bands(job);
    add_fewest(job, "quarter", "Fewest with a quarter of offences", 250);
    add_fewest(job, "half", "Fewest with half of offences", 500);
    add_top(job, "top-1", "Top 1% of offenders", 1);
    add_top(job, "top-5", "Top 5% of offenders", 5);
    add_top(job, "top-10", "Top 10% of offenders", 10);
    add_row(job, "total", "All offenders", WW_ROW_TOTAL, &job->all);
}

/* --- words ---------------------------------------------------------------------------------------- */

static void note_persons(const struct job *job)
{
    const struct ww_persons *persons = &job->persons;
    const struct ww_ask *ask = job->ask;
    ww_table_note(job->table, "Counted are %s %s whose offender is known by pseudonym; %s have none.",
                  ww_ask_number(ask, (int64_t)persons->n), ask->subject->many,
                  ww_ask_number(ask, (int64_t)persons->no_person));
    if (persons->left_out)
        ww_table_note(
            job->table,
            "%s %s with a suspect known by pseudonym, but no sanctioned detection, are not counted.",
            ww_ask_number(ask, (int64_t)persons->left_out), ask->subject->many);
    if (persons->no_time)
        ww_table_note(job->table, "%s records have no usable time and are not counted.",
                      ww_ask_number(ask, (int64_t)persons->no_time));
    ww_ask_note_used(ask, persons->used, job->table);
}

static void describe(const struct job *job)
{
    struct ww_table *table = job->table;
    const struct ww_ask *ask = job->ask;
    const char *many = ww_table_text(table, "%s%s", job->detected_only ? "detected " : "",
                                     ask->subject->many);
    bool enough = job->all.offenders >= WW_LOW_BASE;
    if (enough) {
        ww_table_finding(
            table, "half", 0.6, "half",
            ww_table_text(table,
                          "{half.offenders} of the {total.offenders} known offenders had half of their "
                          "{total.offences} %s, {quarter.offenders} a quarter.",
                          many));
        ww_table_finding(
            table, "10-or-more", 0.5, "10-or-more",
            ww_table_text(
                table,
                "{10-or-more.offenders} offenders had ten or more %s each, {10-or-more.offences} together: "
                "{10-or-more.offenders_pct} of offenders have {10-or-more.offences_pct} of the "
                "offences (95%% interval {10-or-more.offences_low} to "
                "{10-or-more.offences_high}).",
                many));
    }
    ww_table_title(
        table, "Prolific offenders",
        ww_table_text(table, "Offenders by how many %s they had, %s", many, ww_ask_words(ask, ask->period)));
    ww_table_parameter(table, "counted", job->detected_only ? DETECTED : ALL);
    ww_table_note(
        table,
        "%s What somebody did elsewhere, in another period or without being found out is not in it. Of "
        "several suspects of one offence only the first recorded is known here. [z]: who is in a row made "
        "by their number of offences is no estimate. [low]: fewer than %d offenders.",
        job->detected_only ? "An offender is the suspect of an offence with a sanctioned detection."
                           : "Every offence with a suspect is counted: a suspect need not be an offender.",
        WW_LOW_BASE);
    note_persons(job);
    table->chart = (struct ww_chart){
        .kind = WW_CHART_CURVE,
        .title = enough ? ww_words_filled(table, "{half.offenders_pct} of offenders had half of the offences")
                        : "Offenders and their offences",
        .subtitle = ww_table_text(table, "Offenders, the most prolific first, and their share of %s", many),
        .label = "running_offenders_pct",
        .values = {"running_offences_pct"},
        .n_values = 1,
        .plain_rows_only = true};
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct job job = {.ask = ask, .table = table};
    uint64_t *counts = NULL;
    uint32_t *order = NULL;
    struct ww_str counted = ww_str_of(ww_ask_parameter(ask, "counted"));
    job.detected_only = ww_str_eqz(counted, DETECTED);
    if (!job.detected_only && !ww_str_eqz(counted, ALL))
        return ww_fail(err, WW_E_USAGE, "'prolific' takes --set counted=detected or counted=all.");
    enum ww_rc rc = read_persons(&job, err);
    if (rc)
        return rc;
    rc = count(&job, &counts, &order, err);
    if (!rc) {
        add_rows(&job);
        describe(&job);
    }
    free(counts);
    free(order);
    ww_persons_free(&job.persons);
    return rc;
}

static enum ww_rc ready(const struct ww_ask *ask, struct ww_err *err)
{
    if (ww_view_has_column(ask->view, PERSON))
        return WW_OK;
    return ww_fail(err, WW_E_NOT_FOUND,
                   "%s does not say who was suspected: it has no column %s. Import crime records that have.",
                   ask->record->source, PERSON);
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period asked about", "none: it must be given"},
    {"counted", "detected: offences with a sanctioned detection; all: every offence with a suspect",
     "detected"},
};

const struct ww_measure ww_measure_prolific = {
    .name = "prolific",
    .title = "Prolific offenders",
    .question = "How few offenders commit how much of the detected crime?",
    .subject = "recorded-crime",
    .formula =
        ("offenders by number of offences, share of offenders (Wilson) and of offences (ratio over offenders); "
         "fewest offenders with 25% and 50%"),
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_EVENTS),
    .roles = WW_ROLE_BIT(WW_ROLE_FROM),
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .ready = ready,
    .run = run,
    .table = make_table,
};
