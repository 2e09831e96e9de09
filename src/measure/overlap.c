// SPDX-License-Identifier: Apache-2.0
/* overlap: who is on several cohorts, and is it more than chance would give?
 *
 * Problem. Several agencies work with the same people, and none knows how many those are.
 * Method. People of all cohorts of the period, joined by the links handed over by linkage (measure/linked_cohorts.h). For every two
 * cohorts: how many are on both, the share of each, Jaccard's index, and what two cohorts of these sizes drawn at random
 * from a declared universe would share (stats/overlap.h), with the probability of as many or more; all pairs are tested
 * together (stats/fdr.h). Beside it the number at the other two thresholds of linkage. --set show=matrix: shares of the row;
 * intersections: who is on exactly which cohorts; months: how many are on several at the end of each month.
 * Source. Wang, Zhao and Zhang (2015), Scientific Reports 5, 16923; Lex et al. (2014), IEEE TVCG 20(12), 1983-1992.
 * Conventions. The universe is a choice: residents (the default), linked (everybody on any of these cohorts), or a number.
 * On a cohort is who was on it on any day of the period, with --set when=last on its last day.
 * Small numbers. Fewer than five people are not shown, nor what they could be worked out from.
 * Edge cases. A person under two pseudonyms of one cohort counts once. Cohorts that linkage was not given are named in a note. */
#include <assert.h>
#include <stdlib.h>

#include "measure/columns.h"
#include "measure/compare.h"
#include "measure/linked_cohorts.h"
#include "measure/residents.h"
#include "stats/fdr.h"

#define UNIVERSE_MAX 1e9
#define TOP_DEFAULT  15
#define SHARE_SAID   0.2 /* of the smaller cohort: overlaps that a sentence tells of */
#define PAIRS_MAX    (WW_OVERLAP_SETS_MAX * (WW_OVERLAP_SETS_MAX - 1) / 2)
#define MASKS        ((size_t)1 << WW_OVERLAP_SETS_MAX)

enum show { SHOW_PAIRS, SHOW_MATRIX, SHOW_INTERSECTIONS, SHOW_MONTHS, SHOWS };
static const char *const show_names[SHOWS] = {"pairs", "matrix", "intersections", "months"};

struct pair {
    size_t a, b; /* a is the smaller cohort */
    struct ww_overlap_counts counts;
    struct ww_overlap overlap;
    uint64_t at[WW_LINK_THRESHOLDS]; /* on both, at each threshold */
};

struct job {
    const struct ww_ask *ask;
    struct ww_table *table;
    struct ww_linked_cohorts cohorts;
    enum ww_link_threshold threshold;
    struct ww_period period; /* in which people are on a cohort: the question's, or its last day */
    uint64_t universe;
    const char *universe_words;
    uint64_t both[WW_LINK_THRESHOLDS][WW_OVERLAP_SETS_MAX * WW_OVERLAP_SETS_MAX];
    uint16_t *masks; /* of the threshold asked about */
    size_t n_people;
};

static enum ww_rc show_of(const struct ww_ask *ask, enum show *out, struct ww_err *err)
{
    const char *text = ww_ask_parameter(ask, "show");
    for (int s = 0; s < SHOWS; s++)
        if (ww_str_eqz(ww_str_of(text), show_names[s])) {
            *out = (enum show)s;
            return WW_OK;
        }
    return ww_fail(err, WW_E_USAGE,
                   "'overlap' shows 'pairs', 'matrix', 'intersections' or 'months', not '%.40s'.", text);
}

/* --- counting ------------------------------------------------------------------------------------- */

static enum ww_rc settle_period(struct job *job, struct ww_err *err)
{
    const char *when = ww_ask_parameter(job->ask, "when");
    job->period = job->ask->period;
    if (ww_str_eqz(ww_str_of(when), "period"))
        return WW_OK;
    if (!ww_str_eqz(ww_str_of(when), "last"))
        return ww_fail(err, WW_E_USAGE,
                       "People are on a cohort in the 'period' or on its 'last' day, not '%.40s'.", when);
    job->period.first_day = job->period.end_day - 1;
    return WW_OK;
}

static enum ww_rc masks_of(const struct job *job, enum ww_link_threshold threshold, struct ww_period period,
                           uint16_t **masks, size_t *n, struct ww_err *err)
{
    struct ww_cohort_person *people = NULL;
    enum ww_rc rc = ww_linked_cohorts_people(job->ask, &job->cohorts, threshold, period, &people, n, err);
    if (rc)
        return rc;
    *masks = ww_arena_alloc(job->ask->arena, *n + 1, sizeof **masks);
    for (size_t i = 0; *masks && i < *n; i++)
        (*masks)[i] = people[i].mask;
    return *masks ? WW_OK : ww_fail_nomem(err);
}

static enum ww_rc count_all(struct job *job, struct ww_err *err)
{
    enum ww_rc rc = ww_linked_threshold(job->ask, &job->threshold, err);
    if (!rc)
        rc = settle_period(job, err);
    if (!rc)
        rc = ww_linked_cohorts_read(job->ask, &job->cohorts, err);
    for (int t = 0; t < WW_LINK_THRESHOLDS && !rc; t++) {
        uint16_t *masks = NULL;
        size_t n = 0;
        rc = masks_of(job, (enum ww_link_threshold)t, job->period, &masks, &n, err);
        if (rc)
            return rc;
        ww_overlap_matrix(masks, n, job->cohorts.n, job->both[t]);
        if (t == (int)job->threshold) {
            job->masks = masks;
            job->n_people = n;
        }
    }
    return rc;
}

static uint64_t on_both(const struct job *job, enum ww_link_threshold threshold, size_t a, size_t b)
{
    return job->both[threshold][a * job->cohorts.n + b];
}

static enum ww_rc settle_universe(struct job *job, struct ww_err *err)
{
    const char *text = ww_ask_parameter(job->ask, "universe");
    double number;
    if (ww_str_eqz(ww_str_of(text), "linked")) {
        job->universe = job->n_people;
        job->universe_words = "people on any of these cohorts";
    } else if (ww_str_eqz(ww_str_of(text), "residents")) {
        struct ww_residents *residents = NULL;
        enum ww_rc rc = ww_residents_read(job->ask, job->table, &residents, err);
        if (rc)
            return rc;
        job->universe = (uint64_t)residents->total;
        job->universe_words = "residents";
    } else {
        enum ww_rc rc = ww_ask_parameter_number(job->ask, "universe", (struct ww_ask_range){1, UNIVERSE_MAX},
                                                &number, err);
        if (rc)
            return rc;
        job->universe = (uint64_t)number;
        job->universe_words = "people, as the question says";
    }
    if (job->universe < job->n_people)
        return ww_fail(err, WW_E_USAGE,
                       "The universe has %llu people, fewer than the %zu on any of the cohorts. Set a larger "
                       "one: --set universe=NUMBER.",
                       (unsigned long long)job->universe, job->n_people);
    return WW_OK;
}

/* --- what may be shown ---------------------------------------------------------------------------- */

static bool is_small(const struct job *job, uint64_t count)
{
    return count > 0 && count < (uint64_t)job->ask->subject->smallest;
}

/* Few people on both, or few of either cohort who are not: either would tell of them. */
static bool is_hidden(const struct job *job, enum ww_link_threshold threshold, size_t a, size_t b)
{
    uint64_t size_a = on_both(job, threshold, a, a), size_b = on_both(job, threshold, b, b),
             both = on_both(job, threshold, a, b);
    return is_small(job, size_a) || is_small(job, size_b) || is_small(job, both) ||
           is_small(job, size_a - both) || is_small(job, size_b - both);
}

/* --- pairs ---------------------------------------------------------------------------------------- */

static struct ww_table *pairs_table(void)
{
    const struct ww_column ratio = ww_column_number("ratio", "Observed over expected", WW_UNIT_RATIO, 1);
    struct ww_column p = ww_column_p_value("both");
    p.title = "Probability of as many by chance";
    const struct ww_column columns[] = {
        ww_column_label("Cohorts"),
        ww_column_count("both", "On both"),
        ww_column_count("size_a", "On the first"),
        ww_column_count("size_b", "On the second"),
        ww_column_percent("share_a_pct", "Share of the first"),
        ww_column_percent("share_b_pct", "Share of the second"),
        ww_column_number("jaccard", "Jaccard's index", WW_UNIT_SCORE, 3),
        ww_column_number("expected", "Expected by chance", WW_UNIT_SCORE, 2),
        ratio,
        ww_column_end(ratio, WW_COLUMN_LOW, "ratio_low", "Observed over expected, lower end of 95% interval"),
        ww_column_end(ratio, WW_COLUMN_HIGH, "ratio_high",
                      "Observed over expected, upper end of 95% interval"),
        p,
        ww_column_words("verdict", "Verdict"),
        ww_column_count("both_cautious", "On both, cautious links"),
        ww_column_count("both_balanced", "On both, balanced links"),
        ww_column_count("both_wide", "On both, wide links"),
    };
    return ww_table_new("overlap", columns, sizeof columns / sizeof columns[0]);
}

static int by_size(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    if (x->counts.both != y->counts.both)
        return x->counts.both < y->counts.both ? 1 : -1;
    return x->a != y->a ? (x->a < y->a ? -1 : 1) : (x->b > y->b) - (x->b < y->b);
}

static size_t make_pairs(const struct job *job, struct pair pairs[PAIRS_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < job->cohorts.n; i++)
        for (size_t j = i + 1; j < job->cohorts.n; j++) {
            bool other = on_both(job, job->threshold, j, j) < on_both(job, job->threshold, i, i);
            struct pair *pair = &pairs[n++];
            *pair = (struct pair){.a = other ? j : i, .b = other ? i : j};
            pair->counts = (struct ww_overlap_counts){on_both(job, job->threshold, pair->a, pair->a),
                                                      on_both(job, job->threshold, pair->b, pair->b),
                                                      on_both(job, job->threshold, i, j), job->universe};
            for (int t = 0; t < WW_LINK_THRESHOLDS; t++)
                pair->at[t] = on_both(job, (enum ww_link_threshold)t, i, j);
            bool fits = ww_overlap_of(&pair->counts, WW_LEVEL_95, &pair->overlap);
            assert(fits); /* settle_universe has seen to it */
        }
    qsort(pairs, n, sizeof *pairs, by_size);
    return n;
}

static void set_thresholds(const struct job *job, size_t row, const struct pair *pair)
{
    static const char *const names[WW_LINK_THRESHOLDS] = {"both_cautious", "both_balanced", "both_wide"};
    for (int t = 0; t < WW_LINK_THRESHOLDS; t++) {
        if (is_hidden(job, (enum ww_link_threshold)t, pair->a, pair->b))
            ww_table_set_mark(job->table, row, names[t], WW_MARK_CONFIDENTIAL);
        else
            ww_table_set_number(job->table, row, names[t], (double)pair->at[t]);
    }
}

static void set_chance(const struct job *job, size_t row, const struct pair *pair)
{
    const struct ww_overlap *o = &pair->overlap;
    ww_table_set_number(job->table, row, "jaccard", o->jaccard);
    ww_table_set_number(job->table, row, "expected", o->expected);
    ww_table_set_number(job->table, row, "p_value", o->p_upper);
    if (o->has_ratio) {
        ww_table_set_number(job->table, row, "ratio", o->ratio.value);
        ww_compare_interval(job->table, row, (struct ww_ends){"ratio_low", "ratio_high"}, o->ratio.interval,
                            1);
        return;
    }
    ww_table_set_mark(job->table, row, "ratio", WW_MARK_NOT_APPLICABLE);
    ww_table_set_mark(job->table, row, "ratio_low", WW_MARK_NOT_APPLICABLE);
    ww_table_set_mark(job->table, row, "ratio_high", WW_MARK_NOT_APPLICABLE);
}

static void hide_row(const struct job *job, size_t row)
{
    for (size_t c = 0; c < job->table->n_columns; c++)
        if (job->table->columns[c].role != WW_COLUMN_LABEL)
            ww_table_set_mark(job->table, row, job->table->columns[c].name, WW_MARK_CONFIDENTIAL);
}

static size_t add_pair(const struct job *job, const struct pair *pair, double adjusted)
{
    struct ww_table *table = job->table;
    const struct ww_linked_cohort *a = &job->cohorts.items[pair->a], *b = &job->cohorts.items[pair->b];
    const char *id = ww_table_row_id(table, a->id, b->id);
    size_t row = ww_table_add_row(table, id, WW_ROW_PLAIN, 0);
    ww_table_set_text(table, row, "label", ww_str_of(ww_table_text(table, "%s; %s", a->label, b->label)));
    if (is_hidden(job, job->threshold, pair->a, pair->b)) {
        hide_row(job, row);
        return row;
    }
    ww_table_set_number(table, row, "both", (double)pair->counts.both);
    ww_table_set_number(table, row, "size_a", (double)pair->counts.a);
    ww_table_set_number(table, row, "size_b", (double)pair->counts.b);
    ww_compare_share(table, row, "share_a_pct", (int64_t)pair->counts.both, (int64_t)pair->counts.a);
    ww_compare_share(table, row, "share_b_pct", (int64_t)pair->counts.both, (int64_t)pair->counts.b);
    set_chance(job, row, pair);
    ww_table_set_text(table, row, "verdict",
                      adjusted < WW_CHANCE_LEVEL ? WW_STR("more than chance")
                                                 : WW_STR("no more than chance would give"));
    set_thresholds(job, row, pair);
    return row;
}

static const char *small_letter(const struct job *job, const char *label)
{
    char *copy = ww_arena_copy(job->ask->arena, ww_str_of(label));
    if (copy && copy[0] >= 'A' && copy[0] <= 'Z')
        copy[0] = (char)(copy[0] - 'A' + 'a');
    return copy ? copy : "";
}

/* Told by the share of the smaller cohort. */
static void say_pair(const struct job *job, const struct pair *pair, size_t row, double weight)
{
    struct ww_table *table = job->table;
    if (row == WW_NO_INDEX || pair->counts.both == 0 || pair->counts.a < WW_LOW_BASE ||
        is_hidden(job, job->threshold, pair->a, pair->b))
        return;
    const char *id = table->rows[row].id;
    ww_table_finding(
        table, ww_table_text(table, "pairs/%s", id), weight, id,
        ww_table_text(
            table,
            "Of {%s.size_a} %s, {%s.both} ({%s.share_a_pct}) were also among %s, {%s.ratio} times as "
            "many as chance alone would give among %s.",
            id, small_letter(job, job->cohorts.items[pair->a].label), id, id,
            small_letter(job, job->cohorts.items[pair->b].label), id, job->universe_words));
}

static enum ww_rc run_pairs(struct job *job, struct ww_err *err)
{
    struct pair *pairs = ww_arena_alloc(job->ask->arena, PAIRS_MAX, sizeof *pairs);
    double p[PAIRS_MAX], adjusted[PAIRS_MAX];
    uint32_t order[PAIRS_MAX];
    if (!pairs)
        return ww_fail_nomem(err);
    enum ww_rc rc = settle_universe(job, err);
    if (rc)
        return rc;
    size_t n = make_pairs(job, pairs);
    for (size_t i = 0; i < n; i++)
        p[i] = pairs[i].overlap.p_upper;
    ww_fdr_adjust(p, n, order, adjusted);
    for (size_t i = 0; i < n; i++) {
        size_t row = add_pair(job, &pairs[i], adjusted[i]);
        if (adjusted[i] < WW_CHANCE_LEVEL && pairs[i].overlap.share_a >= SHARE_SAID)
            say_pair(job, &pairs[i], row, 0.25 + 0.5 * pairs[i].overlap.share_a);
    }
    ww_table_note(
        job->table,
        "Expected is what cohorts of these sizes, drawn at random from %s %s, would share; "
        "another universe gives another expectation (--set universe=). The interval is that of the "
        "smaller cohort's share. The verdict takes all pairs together (false discoveries at most 5%%).",
        ww_ask_number(job->ask, (int64_t)job->universe), job->universe_words);
    job->table->chart = (struct ww_chart){.kind = WW_CHART_BARS,
                                          .title = "People on two cohorts",
                                          .label = "label",
                                          .values = {"both"},
                                          .n_values = 1,
                                          .needs = "both",
                                          .max_rows = TOP_DEFAULT};
    return WW_OK;
}

/* --- matrix --------------------------------------------------------------------------------------- */

static struct ww_table *matrix_table(const struct ww_ask *ask)
{
    struct ww_column columns[WW_OVERLAP_SETS_MAX + 2] = {ww_column_label("Cohort"),
                                                         ww_column_count("size", "People")};
    struct ww_linked_cohorts cohorts;
    struct ww_err ignored; /* run reads them again, and says it */
    size_t n = 2;
    columns[1].role = WW_COLUMN_NOTE; /* not part of the matrix that is drawn */
    if (ww_linked_cohorts_read(ask, &cohorts, &ignored) == WW_OK)
        for (size_t i = 0; i < cohorts.n; i++) {
            char *name = ww_arena_printf(ask->arena, "with_%s", cohorts.items[i].id);
            for (char *c = name; c && *c; c++)
                *c = *c == '-' ? '_' : *c;
            columns[n++] = ww_column_number(name ? name : "", cohorts.items[i].label, WW_UNIT_PERCENT, 0);
        }
    return ww_table_new("overlap", columns, n);
}

static enum ww_rc run_matrix(struct job *job, struct ww_err *err)
{
    (void)err;
    struct ww_table *table = job->table;
    for (size_t i = 0; i < job->cohorts.n; i++) {
        uint64_t size = on_both(job, job->threshold, i, i);
        size_t row = ww_table_add_row(table, job->cohorts.items[i].id, WW_ROW_PLAIN, 0);
        ww_table_set_text(table, row, "label", ww_str_of(job->cohorts.items[i].label));
        if (is_small(job, size))
            ww_table_set_mark(table, row, "size", WW_MARK_CONFIDENTIAL);
        else
            ww_table_set_number(table, row, "size", (double)size);
        for (size_t j = 0; j < job->cohorts.n; j++) {
            const char *column = table->columns[2 + j].name;
            if (i == j)
                ww_table_set_mark(table, row, column, WW_MARK_NOT_APPLICABLE);
            else if (is_hidden(job, job->threshold, i, j))
                ww_table_set_mark(table, row, column, WW_MARK_CONFIDENTIAL);
            else
                ww_compare_share(table, row, column, (int64_t)on_both(job, job->threshold, i, j),
                                 (int64_t)size);
        }
    }
    ww_table_note(table,
                  "Read by row: of the people on the row's cohort, how many are on the column's as well.");
    ww_table_note(table, "[c]: cells of fewer than %d people, or that leave fewer of their row or column.",
                  job->ask->subject->smallest);
    table->chart = (struct ww_chart){
        .kind = WW_CHART_MATRIX, .title = "Share of each cohort on another", .label = "label"};
    return WW_OK;
}

/* --- exclusive intersections ---------------------------------------------------------------------- */

struct exact {
    uint16_t mask;
    uint64_t n;
};

static struct ww_table *intersections_table(void)
{
    const struct ww_column columns[] = {
        ww_column_label("On exactly these cohorts"),
        ww_column_count("people", "People"),
        ww_column_percent("share_pct", "Share of all on two or more"),
    };
    return ww_table_new("overlap", columns, sizeof columns / sizeof columns[0]);
}

static int by_people(const void *a, const void *b)
{
    const struct exact *x = a, *y = b;
    if (x->n != y->n)
        return x->n < y->n ? 1 : -1;
    return (x->mask > y->mask) - (x->mask < y->mask);
}

static const char *mask_words(const struct job *job, uint16_t mask, bool as_id)
{
    const char *words = "";
    bool first = true;
    for (size_t i = 0; words && i < job->cohorts.n; i++) {
        if (!(mask >> i & 1))
            continue;
        const struct ww_linked_cohort *cohort = &job->cohorts.items[i];
        words = ww_arena_printf(job->ask->arena, "%s%s%s", words,
                                first   ? ""
                                : as_id ? "/"
                                        : "; ",
                                as_id ? cohort->id : cohort->label);
        first = false;
    }
    return words ? words : "";
}

/* Those on two or more, largest first; those of fewer people than may be shown are left to "other". */
static size_t list_exact(const struct job *job, const uint64_t *counts, struct exact *out, uint64_t *single)
{
    size_t n = 0;
    *single = 0;
    for (size_t mask = 1; mask < (size_t)1 << job->cohorts.n; mask++) {
        if ((mask & (mask - 1)) == 0)
            *single += counts[mask];
        else if (counts[mask])
            out[n++] = (struct exact){(uint16_t)mask, counts[mask]};
    }
    if (n)
        qsort(out, n, sizeof *out, by_people);
    return n;
}

static void add_people(const struct job *job, const char *id, enum ww_row_kind kind, const char *label,
                       uint64_t people, uint64_t of)
{
    size_t row = ww_table_add_row(job->table, id, kind, 0);
    ww_table_set_text(job->table, row, "label", ww_str_of(label));
    ww_table_set_number(job->table, row, "people", (double)people);
    if (of)
        ww_compare_share(job->table, row, "share_pct", (int64_t)people, (int64_t)of);
    else
        ww_table_set_mark(job->table, row, "share_pct", WW_MARK_NOT_APPLICABLE);
}

static void add_exact(const struct job *job, const struct exact *exact, size_t n, uint64_t single)
{
    size_t top = job->ask->question->top > 0 ? (size_t)job->ask->question->top : TOP_DEFAULT, shown = 0;
    uint64_t several = 0, other = 0;
    for (size_t i = 0; i < n; i++)
        several += exact[i].n;
    for (size_t i = 0; i < n; i++) {
        if (shown == top || is_small(job, exact[i].n)) {
            other += exact[i].n;
            continue;
        }
        shown++;
        add_people(job, mask_words(job, exact[i].mask, true), WW_ROW_PLAIN,
                   mask_words(job, exact[i].mask, false), exact[i].n, several);
    }
    if (other)
        add_people(job, "other-combinations", WW_ROW_PLAIN, "Any other combination", other, several);
    add_people(job, "several", WW_ROW_SUBTOTAL, "On two or more cohorts", several, several);
    add_people(job, "one", WW_ROW_PLAIN, "On one cohort only", single, 0);
    add_people(job, "total", WW_ROW_TOTAL, "On any of the cohorts", several + single, 0);
}

static enum ww_rc run_intersections(struct job *job, struct ww_err *err)
{
    uint64_t single = 0, *counts = ww_arena_alloc(job->ask->arena, MASKS, sizeof *counts);
    struct exact *exact = ww_arena_alloc(job->ask->arena, job->n_people + 1, sizeof *exact);
    if (!counts || !exact)
        return ww_fail_nomem(err);
    ww_overlap_exclusive(job->masks, job->n_people, job->cohorts.n, counts);
    size_t n = list_exact(job, counts, exact, &single);
    add_exact(job, exact, n, single);
    ww_table_finding(job->table, "several", 0.5, "several",
                     "{several.people} people were on two or more cohorts, of {total.people} on any.");
    job->table->chart = (struct ww_chart){.kind = WW_CHART_BARS,
                                          .title = "People on exactly these cohorts",
                                          .label = "label",
                                          .values = {"people"},
                                          .n_values = 1,
                                          .plain_rows_only = true,
                                          .needs = "share_pct"};
    return WW_OK;
}

/* --- months --------------------------------------------------------------------------------------- */

static struct ww_table *months_table(void)
{
    const struct ww_column share = ww_column_percent("share_pct", "Share on two or more");
    const struct ww_column columns[] = {
        ww_column_label("End of month"),
        ww_column_count("people", "On any cohort"),
        ww_column_count("several", "On two or more"),
        ww_column_count("difference", "Change on the month before"),
        share,
        ww_column_end(share, WW_COLUMN_LOW, "share_low_pct", "Share, lower end of 95% interval"),
        ww_column_end(share, WW_COLUMN_HIGH, "share_high_pct", "Share, upper end of 95% interval"),
    };
    return ww_table_new("overlap", columns, sizeof columns / sizeof columns[0]);
}

static void add_month(const struct job *job, int32_t month, const uint16_t *masks, size_t n, int64_t *before)
{
    char words[24];
    int64_t several = 0;
    struct ww_estimate share;
    for (size_t i = 0; i < n; i++)
        several += (masks[i] & (masks[i] - 1)) != 0;
    ww_month_print_words(month, words);
    size_t row = ww_table_add_row(job->table, ww_table_row_id(job->table, NULL, words), WW_ROW_PLAIN, 0);
    ww_table_set_text(job->table, row, "label", ww_str_of(words));
    ww_table_set_number(job->table, row, "people", (double)n);
    ww_table_set_number(job->table, row, "several", (double)several);
    if (*before >= 0)
        ww_table_set_number(job->table, row, "difference", (double)(several - *before));
    else
        ww_table_set_mark(job->table, row, "difference", WW_MARK_NOT_APPLICABLE);
    *before = several;
    if (n >= WW_LOW_BASE &&
        ww_proportion((struct ww_share_of){(double)several, (double)n}, WW_LEVEL_95, &share)) {
        ww_table_set_number(job->table, row, "share_pct", 100 * share.value);
        ww_compare_interval(job->table, row, (struct ww_ends){"share_low_pct", "share_high_pct"},
                            share.interval, 100);
        return;
    }
    ww_table_set_mark(job->table, row, "share_pct", WW_MARK_LOW_BASE);
    ww_table_set_mark(job->table, row, "share_low_pct", WW_MARK_LOW_BASE);
    ww_table_set_mark(job->table, row, "share_high_pct", WW_MARK_LOW_BASE);
}

static enum ww_rc run_months(struct job *job, struct ww_err *err)
{
    int64_t before = -1;
    enum ww_rc rc = WW_OK;
    int32_t end = 0;
    for (int32_t month = ww_month_of_day(job->ask->period.first_day); !rc; month++) {
        uint16_t *masks = NULL;
        size_t n = 0;
        end = ww_month_first_day(month + 1);
        if (end > job->ask->period.end_day)
            break;
        rc = masks_of(job, job->threshold, (struct ww_period){end - 1, end}, &masks, &n, err);
        if (!rc)
            add_month(job, month, masks, n, &before);
    }
    if (!rc && !job->table->n_rows)
        return ww_fail(err, WW_E_USAGE, "The period has no whole month.");
    ww_table_note(job->table, "People on a cohort on the last day of the month.");
    job->table->chart = (struct ww_chart){.kind = WW_CHART_LINE,
                                          .title = "People on two or more cohorts at the end of the month",
                                          .label = "label",
                                          .values = {"several"},
                                          .n_values = 1};
    return rc;
}

/* --- all of it ------------------------------------------------------------------------------------ */

static struct ww_table *make_table(const struct ww_ask *ask)
{
    struct ww_err ignored; /* run refuses it */
    enum show show = SHOW_PAIRS;
    if (show_of(ask, &show, &ignored))
        return pairs_table();
    return show == SHOW_MATRIX          ? matrix_table(ask)
           : show == SHOW_INTERSECTIONS ? intersections_table()
           : show == SHOW_MONTHS        ? months_table()
                                        : pairs_table();
}

static enum ww_rc ready(const struct ww_ask *ask, struct ww_err *err)
{
    struct ww_linked_cohorts cohorts;
    return ww_linked_cohorts_read(ask, &cohorts, err);
}

typedef enum ww_rc run_show(struct job *job, struct ww_err *err);
static run_show *const runs[SHOWS] = {
    [SHOW_PAIRS] = run_pairs,
    [SHOW_MATRIX] = run_matrix,
    [SHOW_INTERSECTIONS] = run_intersections,
    [SHOW_MONTHS] = run_months,
};
static const char *const titles[SHOWS] = {
    [SHOW_PAIRS] = "People on two cohorts",
    [SHOW_MATRIX] = "Share of each cohort on another",
    [SHOW_INTERSECTIONS] = "People by the cohorts they are on",
    [SHOW_MONTHS] = "People on several cohorts, month by month",
};

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct job *job = ww_arena_alloc(ask->arena, 1, sizeof *job);
    enum show show = SHOW_PAIRS;
    if (!job)
        return ww_fail_nomem(err);
    job->ask = ask;
    job->table = table;
    enum ww_rc rc = show_of(ask, &show, err);
    if (!rc)
        rc = count_all(job, err);
    if (!rc)
        rc = runs[show](job, err);
    if (rc)
        return rc;
    bool last = job->period.first_day != ask->period.first_day;
    ww_table_title(table, titles[show],
                   ww_table_text(table, "People linked at the %s threshold, %s%s",
                                 ww_link_threshold_names[job->threshold], last ? "last day of " : "",
                                 ww_ask_words(ask, ask->period)));
    table->chart.subtitle = table->subtitle;
    ww_linked_cohorts_note(ask, &job->cohorts, job->threshold, table);
    return WW_OK;
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period asked about", "none: it must be given"},
    {"show", "pairs, matrix, intersections (who is on exactly which cohorts) or months", "pairs"},
    WW_LINKED_PARAMETER,
    {"universe", "whom chance draws from: residents, linked (all on any cohort) or a number", "residents"},
    {"when", "period: on a cohort on any day of it; last: on its last day", "period"},
    {"top", "how many intersections, the largest first", "15"},
};

const struct ww_measure ww_measure_overlap = {
    .name = "overlap",
    .title = "Overlap between cohorts",
    .question = "Who is on several cohorts, and is it more than chance would give?",
    .subject = WW_LINKS_SUBJECT,
    .formula = "people on both / (size of one x size of the other / universe)",
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_REFERENCE),
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .ready = ready,
    .run = run,
    .table = make_table,
};
