// SPDX-License-Identifier: Apache-2.0
/* near-repeat: after one, is the next one near and soon?
 *
 * Problem. Burglars come back to the same street. How far and for how long does the danger reach, and is it more than
 * a busy street in a busy month would have anyway?
 * Method. Knox's test (stats/near_repeat.h): pairs of records by distance and by days between; the days are then dealt
 * out anew among the places 999 times. Ratio = pairs / mean of the pairs in these.
 * Conventions. Bands of 100 m and of a week, closed below; distance as one walks a grid of streets (Manhattan); the day
 * on which it happened, or the first on which it can have. The seed of the dealing is fixed and stands in the
 * provenance.
 * Edge cases. Fewer than 20 records: no ratio. More than 20,000: refused, ask of one type of crime. */
#include "measure/columns.h"
#include "measure/compare.h"
#include "measure/points.h"

#define MAX_RECORDS  20000
#define PERMUTATIONS 999
#define SEED         1
#define LEVEL        0.05

#define PLACES 5
#define WEEKS  4

/* An address is one point: under 1 m is the same place. */
static const double metres[PLACES + 1] = {0, 1, 100, 200, 300, 400};
static const double days[WEEKS + 1] = {0, 7, 14, 21, 28};

static const struct {
    const char *id, *label;
} places[PLACES] = {{"same-place", "At the same place"},
                    {"under-100m", "Under 100 m away"},
                    {"under-200m", "100 to 199 m away"},
                    {"under-300m", "200 to 299 m away"},
                    {"under-400m", "300 to 399 m away"}};

static const char *const week_titles[WEEKS] = {"within 6 days", "7 to 13 days", "14 to 20 days",
                                               "21 to 27 days"};

/* What is said of each cell; the ratio is what is drawn. */
enum figure { RATIO, OBSERVED, EXPECTED, P, FIGURES };
static const char *const names[FIGURES][WEEKS] = {{"ratio_1", "ratio_2", "ratio_3", "ratio_4"},
                                                  {"pairs_1", "pairs_2", "pairs_3", "pairs_4"},
                                                  {"expected_1", "expected_2", "expected_3", "expected_4"},
                                                  {"p_1", "p_2", "p_3", "p_4"}};

static struct ww_table *make_table(const struct ww_ask *ask)
{
    static const struct {
        const char *title;
        enum ww_unit unit;
        int decimals;
        enum ww_column_role role;
    } figures[FIGURES] = {[RATIO] = {"Ratio", WW_UNIT_RATIO, 2, WW_COLUMN_VALUE},
                          [OBSERVED] = {"Pairs", WW_UNIT_COUNT, 0, WW_COLUMN_NOTE},
                          [EXPECTED] = {"Expected", WW_UNIT_COUNT, 1, WW_COLUMN_NOTE},
                          [P] = {"p", WW_UNIT_PROBABILITY, 3, WW_COLUMN_P_VALUE}};
    struct ww_column columns[1 + FIGURES * WEEKS];
    size_t n = 0;
    columns[n++] = ww_column_label("Pairs of records");
    for (size_t f = 0; f < FIGURES; f++)
        for (size_t w = 0; w < WEEKS; w++) {
            const char *title = ww_arena_printf(ask->arena, "%s, %s", figures[f].title, week_titles[w]);
            columns[n] = ww_column_number(names[f][w], title ? title : "", figures[f].unit,
                                          figures[f].decimals);
            columns[n].of = f == P ? names[RATIO][w] : NULL;
            columns[n++].role = figures[f].role;
        }
    return ww_table_new("near-repeat", columns, n);
}

static void add_row(struct ww_table *table, size_t place, const struct ww_knox_cell *cells, size_t n_records)
{
    size_t row = ww_table_add_row(table, places[place].id, WW_ROW_PLAIN, 0);
    ww_table_set_text(table, row, "label", ww_str_of(places[place].label));
    for (size_t w = 0; w < WEEKS; w++) {
        double ratio;
        ww_table_set_number(table, row, names[OBSERVED][w], (double)cells[w].observed);
        ww_table_set_number(table, row, names[EXPECTED][w], cells[w].mean);
        ww_table_set_number(table, row, names[P][w], cells[w].p);
        if (n_records < WW_LOW_BASE)
            ww_table_set_mark(table, row, names[RATIO][w], WW_MARK_LOW_BASE);
        else if (ww_knox_ratio(&cells[w], cells[w].mean, &ratio))
            ww_table_set_number(table, row, names[RATIO][w], ratio);
        else
            ww_table_set_mark(table, row, names[RATIO][w], WW_MARK_NOT_APPLICABLE);
    }
}

/* The distance at which the first week stands out most, or PLACES. */
static size_t strongest(const struct ww_knox_cell *cells)
{
    size_t best = PLACES;
    double highest = 0.0, ratio;
    for (size_t s = 0; s < PLACES; s++) {
        const struct ww_knox_cell *cell = &cells[s * WEEKS];
        if (cell->p > LEVEL || !ww_knox_ratio(cell, cell->mean, &ratio) || ratio <= highest)
            continue;
        best = s;
        highest = ratio;
    }
    return best;
}

static void add_finding(const struct ww_ask *ask, struct ww_table *table, const struct ww_knox_cell *cells)
{
    size_t best = strongest(cells);
    if (best == PLACES) {
        ww_table_finding(
            table, "near/none", 0.2, places[1].id,
            ww_table_text(table,
                          "Pairs of %s that are close in place and come within a week are no more "
                          "frequent than chance lets expect: {under-100m.label|label}, {under-100m.pairs_1} "
                          "against {under-100m.expected_1}.",
                          ask->subject->many));
        return;
    }
    const char *id = places[best].id;
    ww_table_finding(
        table, "near/first-week", 0.4, id,
        ww_table_text(table,
                      "{%s.label}, within a week, pairs of %s are {%s.ratio_1} times as many as chance "
                      "lets expect: {%s.pairs_1} against {%s.expected_1}.",
                      id, ask->subject->many, id, id, id));
}

static void describe(const struct ww_ask *ask, struct ww_table *table)
{
    const char *subtitle = ww_table_text(
        table, "Pairs by distance and days between, over what chance lets expect, %s",
        ww_ask_words(ask, ask->period));
    ww_table_title(table, "Near repeats", subtitle);
    table->chart = (struct ww_chart){.kind = WW_CHART_MATRIX,
                                     .title = "How much more often the next one is near and soon",
                                     .subtitle = subtitle,
                                     .label = "label"};
    ww_table_note(
        table,
        "Expected is the mean of %d tables with the days dealt out at random among the places; p is the "
        "share of tables with as many pairs or more, so the least it can be is %.3f. Of %d cells, one is "
        "below 0.05 by chance alone.",
        PERMUTATIONS, 1.0 / (PERMUTATIONS + 1), PLACES * WEEKS);
    ww_table_parameter(table, "permutations", ww_table_text(table, "%d", PERMUTATIONS));
    ww_table_parameter(table, "seed", ww_table_text(table, "%d", SEED));
    ww_table_parameter(table, "distance", "manhattan");
}

static enum ww_rc count(const struct ww_ask *ask, const struct ww_points *points, struct ww_knox_cell *cells,
                        struct ww_err *err)
{
    if (points->n > MAX_RECORDS)
        return ww_fail(
            err, WW_E_LIMIT,
            "'near-repeat' compares every record with every other and takes at most %s; there are %s. Ask of "
            "one type, as in --where category=burglary, or of a shorter period.",
            ww_ask_number(ask, MAX_RECORDS), ww_ask_number(ask, (int64_t)points->n));
    struct ww_knox_question question = {.events = points->events,
                                        .n = points->n,
                                        .metres = {metres, PLACES},
                                        .days = {days, WEEKS},
                                        .distance = WW_KNOX_MANHATTAN,
                                        .permutations = PERMUTATIONS,
                                        .seed = SEED,
                                        .threads = ww_context_threads(ask->context)};
    enum ww_rc rc = ww_knox(&question, cells);
    if (rc == WW_E_NOMEM)
        return ww_fail_nomem(err);
    return rc ? ww_fail(err, rc,
                        "Too many records lie close together. Ask of one type or of a shorter period.")
              : rc;
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct ww_points points;
    struct ww_knox_cell cells[PLACES * WEEKS];
    enum ww_rc rc = ww_points_read(ask, &points, err);
    if (rc)
        return rc;
    rc = count(ask, &points, cells, err);
    if (!rc) {
        for (size_t s = 0; s < PLACES; s++)
            add_row(table, s, cells + s * WEEKS, points.n);
        if (points.n >= WW_LOW_BASE)
            add_finding(ask, table, cells);
        describe(ask, table);
        ww_points_note(ask, &points, table);
    }
    ww_points_free(&points);
    return rc;
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period asked about", "none: it must be given"},
};

const struct ww_measure ww_measure_near_repeat = {
    .name = "near-repeat",
    .title = "Near repeats",
    .question = "After one, is the next one near and soon?",
    .subject = "recorded-crime",
    .formula =
        "pairs by distance and days between / mean of the pairs with the days dealt out at random (Knox)",
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_EVENTS),
    .roles = WW_ROLE_BIT(WW_ROLE_FROM),
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .ready = ww_points_ready,
    .run = run,
    .table = make_table,
};
