// SPDX-License-Identifier: Apache-2.0
/* agreement: do the hotspots of two sources agree, and more than by chance?
 *
 * Problem. Two maps of the same borough look alike because both follow where people are; and of twenty wards, two lists of
 * three share one by chance in four of ten cases.
 * Method. For every two sources of events (measure/event_sources.h): Spearman's rank correlation over all areas with its
 * 95% interval; of the areas among the first three, and among the first tenth, how many are in both lists, how many would
 * be by chance, and the probability of so many or more by chance (stats/agreement.h).
 * Conventions. The first three are those of rank 3 or better and at least one record: equals may make them more, or, with
 * few areas, most of them, and the expectation is worked out for lists as long as they are. A tenth is rounded up.
 * Edge cases. Fewer than four areas, or perfect order: no interval, [z]. A source with the same count in every area has no
 * order: [z]. Fewer than two sources: nothing to compare, refused. */
#include "stats/agreement.h"

#include "measure/columns.h"
#include "measure/compare.h"
#include "measure/event_sources.h"
#include "measure/words.h"
#include "stats/rank.h"

#define FIRST 3
#define TENTH 10
#define DRAWN 12 /* pairs; those with the question's own source come first */

static struct ww_table *make_table(const struct ww_ask *ask)
{
    (void)ask;
    const struct ww_column rho = ww_column_number("rho", "Rank correlation", WW_UNIT_SCORE, 2);
    const struct ww_column columns[] = {
        ww_column_label("Sources"),
        rho,
        ww_column_end(rho, WW_COLUMN_LOW, "rho_low", "Correlation, lower end of 95% interval"),
        ww_column_end(rho, WW_COLUMN_HIGH, "rho_high", "Correlation, upper end of 95% interval"),
        ww_column_count("same_three", "First three in both"),
        ww_column_number("expected_three", "By chance", WW_UNIT_COUNT, 1),
        ww_column_number("p_three", "Probability of so many by chance", WW_UNIT_PROBABILITY, 3),
        ww_column_count("same_tenth", "First tenth in both"),
        ww_column_number("expected_tenth", "Tenth, by chance", WW_UNIT_COUNT, 1),
        ww_column_number("p_tenth", "Tenth, probability by chance", WW_UNIT_PROBABILITY, 3),
    };
    return ww_table_new("agreement", columns, sizeof columns / sizeof columns[0]);
}

struct job {
    const struct ww_ask *ask;
    struct ww_table *table;
    struct ww_event_matrix matrix;
    double *values; /* sources × areas: the counts, for ranks */
    struct ww_spearman_space space;
    size_t tenth;
};

static enum ww_rc prepare(struct job *job, struct ww_err *err)
{
    struct ww_arena *arena = job->ask->arena;
    size_t n = job->matrix.areas.count, all = n * job->matrix.sources.count;
    job->tenth = (n + TENTH - 1) / TENTH;
    job->values = ww_arena_alloc(arena, all, sizeof *job->values);
    job->space = (struct ww_spearman_space){ww_arena_alloc(arena, n, sizeof(uint32_t)),
                                            ww_arena_alloc(arena, n, sizeof(double)),
                                            ww_arena_alloc(arena, n, sizeof(double))};
    if (!job->values || !job->space.order || !job->space.ranks_x || !job->space.ranks_y)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < all; i++)
        job->values[i] = (double)job->matrix.counts[i];
    return WW_OK;
}

/* --- one pair ------------------------------------------------------------------------------------- */

static void set_correlation(const struct job *job, size_t row, size_t a, size_t b)
{
    size_t n = job->matrix.areas.count;
    double rho = 0;
    struct ww_interval interval = {0, 0};
    bool known = ww_spearman(job->values + a * n, job->values + b * n, n, &job->space, &rho);
    if (known)
        ww_table_set_number(job->table, row, "rho", rho);
    else
        ww_table_set_mark(job->table, row, "rho", WW_MARK_NOT_APPLICABLE);
    if (known && ww_spearman_interval(rho, (int64_t)n, WW_LEVEL_95, &interval)) {
        ww_compare_interval(job->table, row, (struct ww_ends){"rho_low", "rho_high"}, interval, 1);
        return;
    }
    ww_table_set_mark(job->table, row, "rho_low", WW_MARK_NOT_APPLICABLE);
    ww_table_set_mark(job->table, row, "rho_high", WW_MARK_NOT_APPLICABLE);
}

struct overlap {
    int64_t first, second, both;
};

static struct overlap count_overlap(const struct job *job, size_t a, size_t b, size_t ranks)
{
    struct overlap overlap = {0, 0, 0};
    size_t n = job->matrix.areas.count;
    const int64_t *x = ww_event_matrix_of(&job->matrix, a), *y = ww_event_matrix_of(&job->matrix, b);
    for (size_t i = 0; i < n; i++) {
        bool in_x = x[i] > 0 && ww_event_rank(x, n, i) <= ranks;
        bool in_y = y[i] > 0 && ww_event_rank(y, n, i) <= ranks;
        overlap.first += in_x;
        overlap.second += in_y;
        overlap.both += in_x && in_y;
    }
    return overlap;
}

static void set_overlap(const struct job *job, size_t row, const char *const columns[3],
                        struct overlap overlap)
{
    int64_t n = (int64_t)job->matrix.areas.count;
    ww_table_set_number(job->table, row, columns[0], (double)overlap.both);
    ww_table_set_number(job->table, row, columns[1], ww_overlap_expected(n, overlap.first, overlap.second));
    ww_table_set_number(job->table, row, columns[2],
                        ww_overlap_p(n, overlap.first, overlap.second, overlap.both));
}

static const char *lower_first(struct ww_table *table, const char *label)
{
    char *copy = ww_arena_copy(table->arena, ww_str_of(label));
    bool word = copy && copy[0] >= 'A' && copy[0] <= 'Z' && copy[1] >= 'a' && copy[1] <= 'z';
    if (word)
        copy[0] = (char)(copy[0] - 'A' + 'a');
    return copy ? copy : label;
}

static void add_pair(const struct job *job, size_t a, size_t b)
{
    static const char *const three[] = {"same_three", "expected_three", "p_three"};
    static const char *const tenth[] = {"same_tenth", "expected_tenth", "p_tenth"};
    struct ww_table *table = job->table;
    const struct ww_event_source *x = &job->matrix.sources.items[a], *y = &job->matrix.sources.items[b];
    size_t row = ww_table_add_row(table, ww_table_text(table, "%s/%s", x->id, y->id), WW_ROW_PLAIN, 0);
    ww_table_set_text(table, row, "label",
                      ww_str_of(ww_table_text(table, "%s and %s", x->label, lower_first(table, y->label))));
    set_correlation(job, row, a, b);
    set_overlap(job, row, three, count_overlap(job, a, b, FIRST));
    set_overlap(job, row, tenth, count_overlap(job, a, b, job->tenth));
}

/* --- words ---------------------------------------------------------------------------------------- */

/* The pair with the highest, or lowest, correlation. */
static size_t extreme(const struct ww_table *table, bool highest)
{
    size_t best = WW_NO_INDEX;
    double at = 0;
    for (size_t i = 0; i < table->n_rows; i++) {
        const struct ww_cell *rho = ww_table_cell(table, table->rows[i].id, "rho");
        if (!rho->present || (best != WW_NO_INDEX && (highest ? rho->number <= at : rho->number >= at)))
            continue;
        best = i;
        at = rho->number;
    }
    return best;
}

static void add_pair_finding(const struct job *job, size_t row, const char *name, const char *opening,
                             double weight)
{
    struct ww_table *table = job->table;
    const char *id = table->rows[row].id;
    const char *interval = ww_table_cell(table, id, "rho_low")->present
                               ? ww_table_text(table, " (95%% interval {%s.rho_low} to {%s.rho_high})", id,
                                               id)
                               : "";
    ww_table_finding(
        table, name, weight, id,
        ww_table_text(table,
                      "%s: {%s.label|label}, with a rank correlation over %s of {%s.rho}%s. Among "
                      "the first three of both: {%s.same_three}; by chance it would be "
                      "{%s.expected_three}.",
                      opening, id, ww_words_areas(job->matrix.level), id, interval, id, id));
}

static void add_findings(const struct job *job)
{
    size_t most = extreme(job->table, true), least = extreme(job->table, false);
    if (most == WW_NO_INDEX)
        return;
    if (most == least) {
        add_pair_finding(job, most, "pair", "Two sources of events", 0.5);
        return;
    }
    add_pair_finding(job, most, "most-alike", "The two sources that agree most", 0.5);
    add_pair_finding(job, least, "least-alike", "The two that agree least", 0.4);
}

static void describe(const struct job *job)
{
    struct ww_table *table = job->table;
    const char *areas = ww_words_areas(job->matrix.level);
    ww_table_title(table, "Do the hotspots agree?",
                   ww_table_text(table, "Every two sources of events over %zu %s, %s",
                                 job->matrix.areas.count, areas, ww_ask_words(job->ask, job->ask->period)));
    ww_table_note(table,
                  "A rank correlation of 1 means the same order of %s in both sources, 0 none in common, "
                  "-1 the reverse.",
                  areas);
    ww_table_note(table,
                  "Of twenty pairs that had nothing in common, one would have a probability below 0.05.");
    ww_table_note(table,
                  "A tenth of the %zu %s is %zu. What several sources share may be where people are, not "
                  "that one kind of event leads to another.",
                  job->matrix.areas.count, areas, job->tenth);
    table->chart = (struct ww_chart){
        .kind = WW_CHART_INTERVALS,
        .title = ww_table_text(table, "How alike the sources rank the %s", areas),
        .subtitle = "Rank correlation with 95% intervals; 0 is nothing in common",
        .label = "label",
        .values = {"rho"},
        .n_values = 1,
        .low = "rho_low",
        .high = "rho_high",
        .needs = "rho_low",
        .reference = 0,
        .has_reference = true,
        .max_rows = DRAWN};
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct job job = {.ask = ask, .table = table};
    enum ww_rc rc = ww_event_matrix_count(ask, table, &job.matrix, err);
    if (!rc)
        rc = prepare(&job, err);
    if (rc)
        return rc;
    for (size_t a = 0; a < job.matrix.sources.count; a++)
        for (size_t b = a + 1; b < job.matrix.sources.count; b++)
            add_pair(&job, a, b);
    describe(&job);
    if (table->n_rows)
        add_findings(&job);
    else
        table->chart.kind = WW_CHART_NONE; /* all but one have too few records, as the notes say */
    return WW_OK;
}

static enum ww_rc ready(const struct ww_ask *ask, struct ww_err *err)
{
    struct ww_event_sources sources;
    enum ww_rc rc = ww_event_matrix_ready(ask, err);
    if (!rc)
        rc = ww_event_sources_list(ask, &sources, err);
    if (!rc && sources.count < 2)
        rc = ww_fail(err, WW_E_NOT_FOUND,
                     "'agreement' compares sources of events that are placed in areas, and only %s covers "
                     "the period. 'watchward sources' lists what can be imported.",
                     ask->record->source);
    return rc;
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period asked about", "none: it must be given"},
    {"by", "the level of areas", "ward"},
};

const struct ww_measure ww_measure_agreement = {
    .name = "agreement",
    .title = "Do the hotspots agree?",
    .question = "Do the hotspots of two sources agree, and more than by chance?",
    .subject = "recorded-crime",
    .formula =
        "Spearman's rho of counts by area with the Bonett-Wright interval; overlap of the first three and of "
        "the first tenth, expected and p hypergeometric",
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_EVENTS),
    .roles = WW_ROLE_BIT(WW_ROLE_FROM) | WW_ROLE_BIT(WW_ROLE_AREA),
    .small_areas = true,
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .ready = ready,
    .run = run,
    .table = make_table,
};
