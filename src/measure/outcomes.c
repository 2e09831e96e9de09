// SPDX-License-Identifier: Apache-2.0
/* outcomes: how many of the crimes recorded have led to a sanctioned detection?
 *
 * Problem. A detection rate of 5.5% against 5.8% on two thousand robberies is the same rate; printed as "-0.3" it
 * reads like a fall.
 * Method. For each row, records whose outcome is a sanctioned detection (category tree, `sanctioned`) ÷ records.
 * Wilson's 95% interval for each rate; the change in percentage points with Newcombe's interval (stats/rates.h).
 * It is called more than chance where that interval leaves out nought, and does so on the same side among the crimes
 * whose outcome is known; otherwise it is too early to say.
 * Conventions. The denominator is every record of the period by the date of the crime, not by the date of the
 * outcome. An outcome that is missing or under investigation counts as not detected yet and is shown as "not known
 * yet". No rate is given of fewer than 20 records: [low].
 * Edge cases. An outcome that is not in the vocabulary counts as no detection; a note says how many. */
#include "measure/breakdown.h"
#include "measure/columns.h"
#include "measure/compare.h"
#include "measure/force_figures.h"
#include "measure/words.h"

static const char NOT_KNOWN_YET[] = "outcome/not-known-yet";

enum outcome_class { DETECTED, OTHER, OPEN, UNMAPPED, OUTCOME_CLASSES };

/* What a row counts, for one period. */
enum figure { RECORDED_THEN, DETECTED_THEN, OPEN_THEN, RECORDED_NOW, DETECTED_NOW, OPEN_NOW, FIGURES };

static const char TOO_EARLY[] = "Too early to say";
static const char FORCE_GROUP[] = "Sanctioned detections";

static struct ww_table *make_table(const struct ww_ask *ask)
{
    const struct ww_column rate = ww_column_percent("rate_now_pct",
                                                    ww_ask_heading(ask, "Detection rate", ask->period));
    const struct ww_column points = ww_column_number("change_points", "Change in percentage points",
                                                     WW_UNIT_PERCENT_POINTS, 1);
    const struct ww_column columns[] = {
        ww_column_label("Type"),
        ww_column_count("recorded_then", ww_ask_heading(ask, "Recorded", ask->compare)),
        ww_column_count("detected_then", ww_ask_heading(ask, "Detected", ask->compare)),
        ww_column_count("open_then", ww_ask_heading(ask, "Not known yet", ask->compare)),
        ww_column_percent("rate_then_pct", ww_ask_heading(ask, "Detection rate", ask->compare)),
        ww_column_count("recorded_now", ww_ask_heading(ask, "Recorded", ask->period)),
        ww_column_count("detected_now", ww_ask_heading(ask, "Detected", ask->period)),
        ww_column_count("open_now", ww_ask_heading(ask, "Not known yet", ask->period)),
        rate,
        ww_column_end(rate, WW_COLUMN_LOW, "rate_now_low", "Lower end of 95% interval"),
        ww_column_end(rate, WW_COLUMN_HIGH, "rate_now_high", "Upper end of 95% interval"),
        points,
        ww_column_end(points, WW_COLUMN_LOW, "change_points_low", "Change, lower end of 95% interval"),
        ww_column_end(points, WW_COLUMN_HIGH, "change_points_high", "Change, upper end of 95% interval"),
        ww_column_words("verdict", "More than chance"),
        ww_column_percent("force_now_pct", ww_ask_heading(ask, "Whole force", ask->period)),
    };
    struct ww_force_figures force;
    size_t n = sizeof columns / sizeof columns[0];
    bool known = ww_force_figures_read(ask, FORCE_GROUP, ask->period, &force, NULL) == WW_OK && force.count;
    return ww_table_new("outcomes", columns, known ? n : n - 1);
}

/* --- counting ------------------------------------------------------------------------------------- */

struct outcome_keys {
    const struct ww_categories *tree;
    const char *vocabulary;
    int open;
};

static int32_t outcome_key(void *context, struct ww_str text)
{
    const struct outcome_keys *keys = context;
    int node = ww_categories_map(keys->tree, keys->vocabulary, text);
    if (node < 0)
        return UNMAPPED;
    if (ww_categories_at(keys->tree, (size_t)node)->sanctioned)
        return DETECTED;
    return keys->open >= 0 && ww_categories_under(keys->tree, node, keys->open) ? OPEN : OTHER;
}

struct job {
    const struct ww_ask *ask;
    struct ww_table *table;
    struct ww_breakdown by;
    struct outcome_keys keys;
    int64_t *counts; /* FIGURES × by.dim.size */
    int64_t unmapped;
    struct ww_force_figures force; /* count 0 = none published */
};

static void share_out(struct job *job, const int64_t *cells, bool now)
{
    size_t size = (size_t)job->by.dim.size;
    for (size_t k = 0; k < size; k++) {
        const int64_t *of = cells + k * OUTCOME_CLASSES;
        int64_t recorded = of[DETECTED] + of[OTHER] + of[OPEN] + of[UNMAPPED];
        job->counts[(now ? RECORDED_NOW : RECORDED_THEN) * size + k] = recorded;
        job->counts[(now ? DETECTED_NOW : DETECTED_THEN) * size + k] = of[DETECTED];
        job->counts[(now ? OPEN_NOW : OPEN_THEN) * size + k] = of[OPEN];
        job->unmapped += of[UNMAPPED];
    }
}

static enum ww_rc count(struct job *job, bool now, struct ww_err *err)
{
    struct ww_cube_spec spec;
    struct ww_cube cube;
    enum ww_rc rc = ww_ask_spec(job->ask, &spec, err);
    if (rc)
        return rc;
    spec.dims[spec.n_dims++] = job->by.dim;
    spec.dims[spec.n_dims++] = (struct ww_cube_dim){.by = WW_BY_TEXT,
                                                    .role = WW_ROLE_OUTCOME,
                                                    .size = OUTCOME_CLASSES,
                                                    .missing_key = OPEN,
                                                    .key = outcome_key,
                                                    .context = &job->keys};
    spec.has_period = true;
    spec.period = now ? job->ask->period : job->ask->compare;
    rc = ww_ask_count(job->ask, &spec, job->table, &cube, err);
    if (rc)
        return rc;
    share_out(job, cube.counts, now);
    ww_ask_note_left_out(job->ask, &spec, &cube, job->table);
    ww_cube_free(&cube);
    return WW_OK;
}

/* --- rows ----------------------------------------------------------------------------------------- */

static struct ww_share_of share(int64_t detected, int64_t recorded)
{
    return (struct ww_share_of){(double)detected, (double)recorded};
}

/* -1, 0 or 1: the direction of a change of rate that is more than chance. */
static int direction(struct ww_share_of now, struct ww_share_of then)
{
    struct ww_estimate change;
    if (now.n < WW_LOW_BASE || then.n < WW_LOW_BASE ||
        !ww_proportion_difference(now, then, WW_LEVEL_95, &change))
        return 0;
    return change.interval.low > 0 ? 1 : change.interval.high < 0 ? -1 : 0;
}

/* A fall that is gone once the crimes whose outcome is not known yet are left out of both periods may be nothing
 * but the later crimes having had less time. */
static const char *verdict(const int64_t *of)
{
    int all = direction(share(of[DETECTED_NOW], of[RECORDED_NOW]),
                        share(of[DETECTED_THEN], of[RECORDED_THEN]));
    int known = direction(share(of[DETECTED_NOW], of[RECORDED_NOW] - of[OPEN_NOW]),
                          share(of[DETECTED_THEN], of[RECORDED_THEN] - of[OPEN_THEN]));
    if (all == 0)
        return "No";
    if (all != known)
        return TOO_EARLY;
    return all > 0 ? "Up" : "Down";
}

static void set_points(struct ww_table *table, size_t row, const int64_t *of)
{
    struct ww_estimate change = {0};
    if (of[RECORDED_NOW] < WW_LOW_BASE || of[RECORDED_THEN] < WW_LOW_BASE ||
        !ww_proportion_difference(share(of[DETECTED_NOW], of[RECORDED_NOW]),
                                  share(of[DETECTED_THEN], of[RECORDED_THEN]), WW_LEVEL_95, &change)) {
        ww_table_set_mark(table, row, "change_points", WW_MARK_LOW_BASE);
        ww_table_set_mark(table, row, "change_points_low", WW_MARK_LOW_BASE);
        ww_table_set_mark(table, row, "change_points_high", WW_MARK_LOW_BASE);
        return;
    }
    ww_table_set_number(table, row, "change_points", 100 * change.value);
    ww_compare_interval(table, row, (struct ww_ends){"change_points_low", "change_points_high"},
                        change.interval, 100);
    ww_table_set_text(table, row, "verdict", ww_str_of(verdict(of)));
}

static void add_row(void *context, const struct ww_breakdown_row *from)
{
    const struct job *job = context;
    struct ww_table *table = job->table;
    const int64_t *of = from->counts;
    size_t row = ww_breakdown_add_row(table, from);
    ww_table_set_text(table, row, "label", ww_str_of(from->label));
    ww_table_set_number(table, row, "recorded_then", (double)of[RECORDED_THEN]);
    ww_table_set_number(table, row, "detected_then", (double)of[DETECTED_THEN]);
    ww_table_set_number(table, row, "open_then", (double)of[OPEN_THEN]);
    ww_compare_share(table, row, "rate_then_pct", of[DETECTED_THEN], of[RECORDED_THEN]);
    ww_table_set_number(table, row, "recorded_now", (double)of[RECORDED_NOW]);
    ww_table_set_number(table, row, "detected_now", (double)of[DETECTED_NOW]);
    ww_table_set_number(table, row, "open_now", (double)of[OPEN_NOW]);
    ww_compare_share(table, row, "rate_now_pct", of[DETECTED_NOW], of[RECORDED_NOW]);
    struct ww_estimate rate;
    struct ww_ends ends = {"rate_now_low", "rate_now_high"};
    if (of[RECORDED_NOW] >= WW_LOW_BASE &&
        ww_proportion(share(of[DETECTED_NOW], of[RECORDED_NOW]), WW_LEVEL_95, &rate))
        ww_compare_interval(table, row, ends, rate.interval, 100);
    else {
        ww_table_set_mark(table, row, ends.low, WW_MARK_LOW_BASE);
        ww_table_set_mark(table, row, ends.high, WW_MARK_LOW_BASE);
    }
    set_points(table, row, of);
    double force = 0;
    if (ww_force_figures_find(&job->force, from->label, &force))
        ww_table_set_number(table, row, "force_now_pct", force);
}

/* --- findings ------------------------------------------------------------------------------------- */

/* What a reader must know of the change before believing it. */
static const char *ending(struct ww_table *table, size_t row)
{
    const char *id = table->rows[row].id;
    const struct ww_cell *words = ww_table_cell(table, id, "verdict");
    if (ww_compare_beyond_chance(table, row))
        return " (more than chance)";
    if (words->present && ww_str_eqz(ww_str_of(words->text), TOO_EARLY))
        return ww_table_text(
            table,
            ". It is too early to say whether this is a change: the outcome of {%s.open_now} "
            "is not known yet, against {%s.open_then}",
            id, id);
    return " (could be chance)";
}

static void add_finding(const struct ww_ask *ask, struct ww_table *table, size_t row)
{
    const char *id = table->rows[row].id;
    enum ww_row_kind kind = table->rows[row].kind;
    const char *what = kind == WW_ROW_TOTAL
                           ? ww_table_text(table, "{total.rate_now_pct} of recorded %s", ask->subject->many)
                           : ww_table_text(table, "{%s.label}: {%s.rate_now_pct}", id, id);
    static const double weights[] = {[WW_ROW_TOTAL] = 0.7, [WW_ROW_SUBTOTAL] = 0.5, [WW_ROW_PLAIN] = 0.35};
    ww_table_finding(
        table, ww_table_text(table, "%s/detected", id), weights[kind], id,
        ww_table_text(
            table,
            "%s had led to a sanctioned detection ({%s.detected_now} of {%s.recorded_now}), against "
            "{%s.rate_then_pct} in %s: {%s.change_points|change}%s.",
            what, id, id, id, ww_words_before(ask, ask->compare), id, ending(table, row)));
}

/* The total, then the rows whose change is more than chance. */
static void add_findings(const struct ww_ask *ask, struct ww_table *table)
{
    size_t total = table->n_rows - 1;
    if (ww_table_cell(table, table->rows[total].id, "change_points")->present)
        add_finding(ask, table, total);
    for (size_t i = 0; i < total; i++)
        if (ww_compare_beyond_chance(table, i) && !ww_compare_repeats(table, i, "recorded_now"))
            add_finding(ask, table, i);
}

static void describe(const struct job *job)
{
    struct ww_table *table = job->table;
    const struct ww_ask *ask = job->ask;
    ww_table_title(table, "Sanctioned detections",
                   ww_table_text(table, "Share of recorded %s with a sanctioned detection, %s against %s",
                                 ask->subject->many, ww_ask_words(ask, ask->period),
                                 ww_ask_words(ask, ask->compare)));
    ww_table_note(table,
                  "Outcomes are those known when the extract was made. What was recorded lately may still be "
                  "detected, so the later rate will rise; the column \"Not known yet\" says by how much at "
                  "the most.");
    ww_table_note(
        table,
        "Too early to say: the change is another one, or none, when what has no known outcome yet is left "
        "out of both periods.");
    ww_table_note(table, "[low]: no rate is given where fewer than %d were recorded.", WW_LOW_BASE);
    if (job->unmapped)
        ww_table_note(table,
                      "%s records of the two periods have an outcome that the vocabulary does not know; "
                      "they count as not detected.",
                      ww_ask_number(job->ask, job->unmapped));
    if (job->force.count) {
        ww_ask_note_used(&job->force.source, job->force.used, table);
        ww_table_note(table, "The whole force: as published (%s), of the types that it gives.",
                      job->force.source.record->source);
        const struct ww_cell *total = ww_table_cell(table, "total", "force_now_pct");
        if (total && total->present && ww_table_cell(table, "total", "rate_now_pct")->present)
            ww_table_finding(
                table, "total/force", 0.55, "total",
                ww_table_text(table,
                              "Of recorded %s, {total.rate_now_pct} led to a sanctioned detection "
                              "here and {total.force_now_pct} in the whole force.",
                              ask->subject->many));
    }
    table->chart = (struct ww_chart){
        .kind = WW_CHART_INTERVALS,
        .title = ww_words_filled(
            table,
            ww_table_text(table, "{total.rate_now_pct} of recorded %s had led to a sanctioned detection",
                          ask->subject->many)),
        .subtitle = ww_table_text(table, "Detection rate by type with 95%% intervals, %s",
                                  ww_ask_words(ask, ask->period)),
        .label = "label",
        .values = {"rate_now_pct"},
        .n_values = 1,
        .low = "rate_now_low",
        .high = "rate_now_high"};
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    const struct ww_categories *tree = ww_context_categories(ask->context);
    const struct ww_field *field = ww_view_field(ask->view, WW_ROLE_OUTCOME);
    struct job job = {.ask = ask, .table = table};
    job.keys = (struct outcome_keys){tree, field->vocabulary, ww_categories_find(tree, NOT_KNOWN_YET)};
    enum ww_rc rc = ww_breakdown_make(ask, &job.by, err);
    if (rc)
        return rc;
    job.counts = ww_arena_alloc(ask->arena, (size_t)job.by.dim.size, FIGURES * sizeof *job.counts);
    if (!job.counts)
        return ww_fail_nomem(err);
    rc = ww_force_figures_read(ask, FORCE_GROUP, ask->period, &job.force, err);
    if (!rc)
        rc = count(&job, false, err);
    if (!rc)
        rc = count(&job, true, err);
    if (!rc)
        rc = ww_breakdown_rows(ask, &job.by, job.counts, FIGURES, add_row, &job, err);
    if (!rc)
        rc = ww_table_check(table, err);
    if (rc)
        return rc;
    add_findings(ask, table);
    describe(&job);
    return WW_OK;
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period asked about", "none: it must be given"},
    {"compare", "the period it is compared with", "the period of the same length before"},
    {"by", "what a row stands for: category, group, a level of areas, or a column", "category"},
};

const struct ww_measure ww_measure_outcomes = {
    .name = "outcomes",
    .title = "Sanctioned detections",
    .question = "How many of the crimes recorded have led to a sanctioned detection?",
    .subject = "recorded-crime",
    .formula =
        "sanctioned detections / recorded; Wilson's interval; change in points with Newcombe's interval",
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_EVENTS),
    .roles = WW_ROLE_BIT(WW_ROLE_FROM) | WW_ROLE_BIT(WW_ROLE_CATEGORY) | WW_ROLE_BIT(WW_ROLE_OUTCOME),
    .compares = true,
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .run = run,
    .table = make_table,
};
