// SPDX-License-Identifier: Apache-2.0
/* share: how much of the force's recorded crime is recorded here, and does ours change as theirs does?
 *
 * Problem. A rise of 9% here means one thing where the force rose by 5%, another where it fell.
 * Method. For each type, our count ÷ the count of the whole force, for both periods, with the change in percentage
 * points and its interval (Newcombe, stats/rates.h), and both relative changes side by side.
 * Sources, in this order: one that counts every area of the partnership's own level (all boroughs): ours and the
 * force's figure then come from one source; a source of the force's totals beside ours; any other imported source
 * of the first kind, for both figures.
 * Conventions. Where the two sources use different classifications, only types with the same `concept` in the category
 * tree are compared, and the total always. No share of fewer than 20 records: [low].
 * Edge cases. The force's totals include the partnership's own records. */
#include "measure/breakdown.h"
#include "measure/columns.h"
#include "measure/compare.h"
#include "measure/words.h"

enum figure { OURS_THEN, OURS_NOW, FORCE_THEN, FORCE_NOW, FIGURES };

static struct ww_table *make_table(const struct ww_ask *ask)
{
    const struct ww_column points = ww_column_number("change_points", "Change of share in percentage points",
                                                     WW_UNIT_PERCENT_POINTS, 1);
    const struct ww_column columns[] = {
        ww_column_label("Type"),
        ww_column_count("count_then", ww_ask_heading(ask, "Here", ask->compare)),
        ww_column_count("count_now", ww_ask_heading(ask, "Here", ask->period)),
        ww_column_count("force_then", ww_ask_heading(ask, "Whole force", ask->compare)),
        ww_column_count("force_now", ww_ask_heading(ask, "Whole force", ask->period)),
        ww_column_percent("share_then_pct", ww_ask_heading(ask, "Our share", ask->compare)),
        ww_column_percent("share_now_pct", ww_ask_heading(ask, "Our share", ask->period)),
        points,
        ww_column_end(points, WW_COLUMN_LOW, "change_points_low",
                      "Change of share, lower end of 95% interval"),
        ww_column_end(points, WW_COLUMN_HIGH, "change_points_high",
                      "Change of share, upper end of 95% interval"),
        ww_column_percent("change_pct", "Change here"),
        ww_column_percent("force_change_pct", "Change in the whole force"),
    };
    return ww_table_new("share", columns, sizeof columns / sizeof columns[0]);
}

/* --- which sources -------------------------------------------------------------------------------- */

struct basis {
    struct ww_ask here, everywhere;
    bool one_source;
    bool same_words; /* both sources use one vocabulary */
};

static bool covers_both(const struct ww_ask *ask)
{
    return ww_view_has_role(ask->view, WW_ROLE_FROM) && ww_ask_covers(ask, ask->period) &&
           ww_ask_covers(ask, ask->compare);
}

/* It counts several areas of the partnership's own level: every borough, not only this one. */
static bool counts_all_of_our_level(const struct ww_ask *ask)
{
    const struct ww_field *area = ww_view_field(ask->view, WW_ROLE_AREA);
    if (!area || !ask->area_level[0] || !ww_str_eqz(ww_str_of(area->area_level), ask->area_level))
        return false;
    const struct ww_extract *extract = ww_view_extract(ask->view, 0);
    int field = ww_extract_field_by_role(extract, WW_ROLE_AREA);
    return field >= 0 && ww_extract_dictionary(extract, (size_t)field).count > 1 && covers_both(ask);
}

static bool same_vocabulary(const struct basis *basis)
{
    const struct ww_field *a = ww_view_field(basis->here.view, WW_ROLE_CATEGORY);
    const struct ww_field *b = ww_view_field(basis->everywhere.view, WW_ROLE_CATEGORY);
    return a && b && ww_str_eqz(ww_str_of(a->vocabulary), b->vocabulary);
}

static enum ww_rc find_basis(const struct ww_ask *ask, struct basis *out, struct ww_err *err)
{
    *out = (struct basis){.here = *ask, .everywhere = *ask, .one_source = true, .same_words = true};
    if (counts_all_of_our_level(ask))
        return WW_OK;
    const char *subject = ww_arena_printf(ask->arena, "%s-force", ask->record->subject);
    if (!subject)
        return ww_fail_nomem(err);
    enum ww_rc rc = ww_ask_other(ask, subject, covers_both, &out->everywhere, err);
    if (!rc) {
        out->one_source = false;
        out->same_words = same_vocabulary(out);
        return WW_OK;
    }
    struct ww_ask both;
    if (rc != WW_E_NOT_FOUND || ask->question->source ||
        ww_ask_other(ask, ask->record->subject, counts_all_of_our_level, &both, NULL) != WW_OK)
        return rc;
    out->here = out->everywhere = both;
    return WW_OK;
}

static enum ww_rc ready(const struct ww_ask *ask, struct ww_err *err)
{
    struct basis basis;
    return find_basis(ask, &basis, err);
}

/* --- counting ------------------------------------------------------------------------------------- */

struct job {
    struct basis basis;
    struct ww_table *table;
    struct ww_breakdown by[2]; /* here, everywhere: the same keys */
    int64_t *counts;           /* FIGURES × size */
};

static enum ww_rc count(struct job *job, bool everywhere, struct ww_period period, int64_t *out,
                        struct ww_err *err)
{
    const struct ww_ask *ask = everywhere ? &job->basis.everywhere : &job->basis.here;
    struct ww_cube_spec spec;
    struct ww_cube cube;
    enum ww_rc rc = everywhere ? ww_ask_spec_everywhere(ask, &spec, err) : ww_ask_spec(ask, &spec, err);
    if (rc)
        return rc;
    spec.dims[spec.n_dims++] = job->by[everywhere].dim;
    spec.has_period = true;
    spec.period = period;
    rc = ww_ask_count(ask, &spec, job->table, &cube, err);
    if (rc)
        return rc;
    memcpy(out, cube.counts, cube.size * sizeof *out);
    ww_ask_note_left_out(ask, &spec, &cube, job->table);
    ww_cube_free(&cube);
    return WW_OK;
}

static enum ww_rc count_all(struct job *job, struct ww_err *err)
{
    size_t size = (size_t)job->by[0].dim.size;
    const struct ww_ask *ask = &job->basis.here;
    job->counts = ww_arena_alloc(ask->arena, size, FIGURES * sizeof *job->counts);
    if (!job->counts)
        return ww_fail_nomem(err);
    enum ww_rc rc = count(job, false, ask->compare, job->counts + OURS_THEN * size, err);
    if (!rc)
        rc = count(job, false, ask->period, job->counts + OURS_NOW * size, err);
    if (!rc)
        rc = count(job, true, ask->compare, job->counts + FORCE_THEN * size, err);
    if (!rc)
        rc = count(job, true, ask->period, job->counts + FORCE_NOW * size, err);
    return rc;
}

/* Two classifications meet in their concepts: each source's counts are moved to the first node of the tree with the
 * same concept; types whose concept only one side knows go with the records outside the tree, which print only
 * in the total. */
static void join_by_concept(struct job *job)
{
    const struct ww_categories *tree = ww_context_categories(job->basis.here.context);
    size_t n = ww_categories_count(tree), size = (size_t)job->by[0].dim.size;
    for (size_t f = 0; f < FIGURES; f++)
        for (size_t i = 0; i < n; i++) {
            const char *concept = ww_categories_at(tree, i)->concept;
            size_t to = n;
            for (size_t j = 0; concept[0] && j <= i && to == n; j++)
                if (ww_str_eqz(ww_str_of(concept), ww_categories_at(tree, j)->concept))
                    to = j;
            if (to == i)
                continue;
            job->counts[f * size + to] += job->counts[f * size + i];
            job->counts[f * size + i] = 0;
        }
    for (size_t i = 0; i < n; i++) {
        int64_t ours = job->counts[OURS_THEN * size + i] + job->counts[OURS_NOW * size + i];
        int64_t force = job->counts[FORCE_THEN * size + i] + job->counts[FORCE_NOW * size + i];
        for (size_t f = 0; f < FIGURES && (!ours || !force); f++) {
            job->counts[f * size + n] += job->counts[f * size + i];
            job->counts[f * size + i] = 0;
        }
    }
}

/* --- rows ----------------------------------------------------------------------------------------- */

static void set_points(struct ww_table *table, size_t row, const int64_t *of)
{
    struct ww_estimate change = {0};
    struct ww_share_of now = {(double)of[OURS_NOW], (double)of[FORCE_NOW]};
    struct ww_share_of then = {(double)of[OURS_THEN], (double)of[FORCE_THEN]};
    if (of[FORCE_NOW] < WW_LOW_BASE || of[FORCE_THEN] < WW_LOW_BASE ||
        !ww_proportion_difference(now, then, WW_LEVEL_95, &change)) {
        ww_table_set_mark(table, row, "change_points", WW_MARK_LOW_BASE);
        ww_table_set_mark(table, row, "change_points_low", WW_MARK_LOW_BASE);
        ww_table_set_mark(table, row, "change_points_high", WW_MARK_LOW_BASE);
        return;
    }
    ww_table_set_number(table, row, "change_points", 100 * change.value);
    ww_compare_interval(table, row, (struct ww_ends){"change_points_low", "change_points_high"},
                        change.interval, 100);
}

static void put_row(struct ww_table *table, const struct ww_breakdown_row *from, const char *label)
{
    const int64_t *of = from->counts;
    size_t row = ww_table_add_row(table, from->id, from->kind, from->depth);
    ww_table_set_text(table, row, "label", ww_str_of(label));
    ww_table_set_number(table, row, "count_then", (double)of[OURS_THEN]);
    ww_table_set_number(table, row, "count_now", (double)of[OURS_NOW]);
    ww_table_set_number(table, row, "force_then", (double)of[FORCE_THEN]);
    ww_table_set_number(table, row, "force_now", (double)of[FORCE_NOW]);
    ww_compare_share(table, row, "share_then_pct", of[OURS_THEN], of[FORCE_THEN]);
    ww_compare_share(table, row, "share_now_pct", of[OURS_NOW], of[FORCE_NOW]);
    set_points(table, row, of);
    ww_compare_change(table, row, "change_pct", of[OURS_THEN], of[OURS_NOW]);
    ww_compare_change(table, row, "force_change_pct", of[FORCE_THEN], of[FORCE_NOW]);
}

static void add_row(void *context, const struct ww_breakdown_row *from)
{
    const struct job *job = context;
    put_row(job->table, from, from->label);
}

/* Joined rows stand for a concept, whatever their group: no subtotals, and what could not be joined is only in the
 * total. */
static void add_joined_row(void *context, const struct ww_breakdown_row *from)
{
    const struct job *job = context;
    const struct ww_categories *tree = ww_context_categories(job->basis.here.context);
    int node = ww_categories_find(tree, from->id);
    if (from->kind == WW_ROW_TOTAL)
        put_row(job->table, from, from->label);
    else if (node >= 0 && ww_categories_at(tree, (size_t)node)->concept[0]) {
        char *label = ww_arena_copy(job->table->arena,
                                    ww_str_of(ww_categories_at(tree, (size_t)node)->concept));
        for (char *c = label; c && *c; c++)
            *c = *c == '-' ? ' ' : *c;
        if (label && label[0] >= 'a' && label[0] <= 'z')
            label[0] = (char)(label[0] - 'a' + 'A');
        struct ww_breakdown_row plain = *from;
        plain.kind = WW_ROW_PLAIN;
        plain.depth = 0;
        put_row(job->table, &plain, label ? label : "");
    }
}

/* --- words ---------------------------------------------------------------------------------------- */

/* The type of which the partnership has the largest part, among those with enough records to say so. */
static void find_largest_share(struct ww_table *table)
{
    const char *best = NULL;
    double largest = 0;
    for (size_t i = 0; i < table->n_rows; i++) {
        const char *id = table->rows[i].id;
        const struct ww_cell *share = ww_table_cell(table, id, "share_now_pct");
        if (table->rows[i].kind == WW_ROW_PLAIN && share->present &&
            ww_table_cell(table, id, "count_now")->number >= WW_LOW_BASE && share->number > largest) {
            largest = share->number;
            best = id;
        }
    }
    if (best)
        ww_table_finding(
            table, "types/largest-share", 0.4, best,
            ww_table_text(table,
                          "The largest share of any type is that of {%s.label|label}: "
                          "{%s.share_now_pct} of the force's ({%s.count_now} of {%s.force_now}).",
                          best, best, best, best));
}

static void describe(const struct job *job)
{
    struct ww_table *table = job->table;
    const struct ww_ask *ask = &job->basis.here;
    const char *together = ask->subject->together, *before = ww_words_before(ask, ask->compare);
    ww_table_title(table, ww_table_text(table, "Share of the force's %s", together),
                   ww_table_text(table, "Recorded here as a share of the whole force, %s against %s",
                                 ww_ask_words(ask, ask->period), ww_ask_words(ask, ask->compare)));
    if (job->basis.one_source)
        ww_table_note(table, "Our figures and the force's are both from %s.", ask->record->source);
    else
        ww_table_note(table,
                      "Our figures are from %s, the force's totals from %s; both include our own records.",
                      ask->record->source, job->basis.everywhere.record->source);
    if (!job->basis.same_words)
        ww_table_note(table,
                      "The two sources classify crime differently. Only types that mean the same in both are "
                      "compared; the total compares everything that each of them counts.");
    ww_table_note(
        table,
        "[low]: no share is given of fewer than %d records of the whole force, and no change from fewer than "
        "%d.",
        WW_LOW_BASE, WW_LOW_BASE);
    ww_table_finding(
        table, "total/share", 0.85, "total",
        ww_table_text(table,
                      "{total.share_now_pct} of the force's %s was recorded here ({total.count_now} of "
                      "{total.force_now}), against {total.share_then_pct} in %s.",
                      together, before));
    ww_table_finding(table, "total/against-force", 0.8, "total",
                     ww_table_text(table,
                                   "Compared with %s, %s is {total.change_pct|change} here and "
                                   "{total.force_change_pct|change} in the whole force.",
                                   before, together));
    find_largest_share(table);
    table->chart = (struct ww_chart){
        .kind = WW_CHART_BARS,
        .title = ww_words_filled(table, ww_table_text(table,
                                                      "{total.share_now_pct} of the force's %s, against "
                                                      "{total.share_then_pct} in %s",
                                                      together, before)),
        .subtitle = table->subtitle,
        .label = "label",
        .values = {"share_now_pct", "share_then_pct"},
        .n_values = 2,
        .needs = "change_pct"};
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct job job = {.table = table};
    enum ww_rc rc = find_basis(ask, &job.basis, err);
    if (!rc)
        rc = ww_breakdown_make(&job.basis.here, &job.by[0], err);
    if (!rc)
        rc = ww_breakdown_make(&job.basis.everywhere, &job.by[1], err);
    if (!rc && job.by[0].kind != WW_BREAKDOWN_TREE && job.by[0].kind != WW_BREAKDOWN_GROUPS)
        rc = ww_fail(err, WW_E_USAGE,
                     "'share' compares with the force by type only: --by category or --by group.");
    if (!rc)
        rc = count_all(&job, err);
    if (!rc && !job.basis.same_words)
        join_by_concept(&job);
    if (!rc)
        rc = ww_breakdown_rows(&job.basis.here, &job.by[0], job.counts, FIGURES,
                               job.basis.same_words ? add_row : add_joined_row, &job, err);
    if (!rc)
        describe(&job);
    return rc;
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period asked about", "none: it must be given"},
    {"compare", "the period it is compared with", "the period of the same length before"},
    {"by", "what a row stands for: category or group", "category"},
};

const struct ww_measure ww_measure_share = {
    .name = "share",
    .title = "Share of the force's recorded crime",
    .question =
        "How much of the force's recorded crime is recorded here, and does ours change as theirs does?",
    .subject = "recorded-crime",
    .formula = "recorded here / recorded in the whole force; change in points with Newcombe's interval",
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_EVENTS) | WW_SHAPE_BIT(WW_SHAPE_SERIES),
    .roles = WW_ROLE_BIT(WW_ROLE_FROM) | WW_ROLE_BIT(WW_ROLE_CATEGORY),
    .compares = true,
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .ready = ready,
    .run = run,
    .table = make_table,
};
