// SPDX-License-Identifier: Apache-2.0
/* together: which values of a column with several answers are named by the same records?
 *
 * Problem. 45% need help with drugs and 60% with their mental health: the same people, or others? A service is planned
 * by who needs both.
 * Method. Of the records that name the row's value, the share that names the column's value as well; with
 * --set cells=count how many that are. Records are counted by the whole text of the column once (measure/named.h), and
 * each text's count is added to every pair in it.
 * Conventions. The matrix is read by row: 20% of A name B is not 20% of B name A. Rows and columns stand in order of
 * frequency; the ten most frequent unless --top says otherwise.
 * Small numbers. Where the subject asks for it (measure/subject.h), a cell is [c] when it, or what it leaves of its row or
 * column, is of fewer people than may be shown.
 * Edge cases. A value beside itself: [z]. No percentage of a row under 20 records: [low]. */
#include "measure/columns.h"
#include "measure/compare.h"
#include "measure/named.h"

#define TOP_DEFAULT 10
#define TOP_MAX     40

/* The values shown, in order, and how many records name each two. */
struct pairs {
    struct ww_named named;
    size_t n;
    size_t shown[TOP_MAX]; /* indices into named.values */
    int64_t both[TOP_MAX][TOP_MAX];
    bool counts;      /* cells are counts, not shares */
    int64_t smallest; /* count shown, of sources about few people; 0 = all */
};

static const struct ww_named_value *value_at(const struct pairs *pairs, size_t i)
{
    return &pairs->named.values[pairs->shown[i]];
}

/* --- counting -------------------------------------------------------------------------------------- */

static size_t place_of(const struct pairs *pairs, size_t value)
{
    size_t i = 0;
    while (i < pairs->n && pairs->shown[i] != value)
        i++;
    return i;
}

static void count_pairs(struct pairs *pairs)
{
    for (size_t s = 0; s < pairs->named.n_sets; s++) {
        const struct ww_named_set *set = &pairs->named.sets[s];
        const size_t *members = pairs->named.members + set->first;
        for (size_t a = 0; a < set->n; a++)
            for (size_t b = 0; b < set->n; b++) {
                size_t i = place_of(pairs, members[a]), j = place_of(pairs, members[b]);
                if (i < pairs->n && j < pairs->n)
                    pairs->both[i][j] += set->now;
            }
    }
}

/* "with_mental_health"; where two values read alike so, the later has its number as well. */
static const char *column_name(struct ww_table *table, const struct ww_column *before, size_t n,
                               const char *label)
{
    const char *id = ww_table_row_id(table, NULL, label);
    char *name = ww_arena_printf(table->arena, "with_%s", id);
    for (char *c = name; c && *c; c++)
        *c = *c == '-' || *c == '/' ? '_' : *c;
    for (size_t i = 0; name && i < n; i++)
        if (ww_str_eqz(ww_str_of(name), before[i].name))
            return ww_table_text(table, "%s_%zu", name, n);
    return name ? name : "";
}

static enum ww_rc read_pairs(const struct ww_ask *ask, struct ww_table *table, struct pairs **out,
                             struct ww_err *err)
{
    struct pairs *pairs = ww_arena_alloc(ask->arena, 1, sizeof *pairs);
    if (!pairs)
        return ww_fail_nomem(err);
    enum ww_rc rc = ww_named_read(ask, table, &pairs->named, err);
    if (rc)
        return rc;
    size_t top = ask->question->top > 0 ? (size_t)ask->question->top : TOP_DEFAULT;
    for (size_t i = 0; i < pairs->named.n_values && pairs->n < top && pairs->n < TOP_MAX; i++)
        if (pairs->named.values[pairs->named.order[i]].now)
            pairs->shown[pairs->n++] = pairs->named.order[i];
    count_pairs(pairs);
    pairs->smallest = ww_ask_smallest(ask);
    pairs->counts = ww_str_eqz(ww_str_of(ww_ask_parameter(ask, "cells")), "count");
    *out = pairs;
    return WW_OK;
}

/* --- table ----------------------------------------------------------------------------------------- */

/* Which columns there are depends on what is named, so it is counted here for the first time; a failure is that of
 * `run`, which counts again and says it. */
static struct ww_table *make_table(const struct ww_ask *ask)
{
    struct ww_column columns[TOP_MAX + 2] = {ww_column_label("Named"), ww_column_count("count", "Records")};
    columns[1].role = WW_COLUMN_NOTE; /* not part of the matrix that is drawn */
    struct ww_table *scratch = ww_table_new("scratch", columns, 2), *table = NULL;
    struct pairs *pairs = NULL;
    struct ww_err ignored;
    if (!scratch)
        return NULL;
    size_t n = 2;
    if (read_pairs(ask, scratch, &pairs, &ignored) == WW_OK && pairs)
        for (size_t i = 0; i < pairs->n; i++) {
            const char *name = column_name(scratch, columns, n, value_at(pairs, i)->label);
            const char *title = value_at(pairs, i)->label;
            columns[n++] = pairs->counts ? ww_column_count(name, title)
                                         : ww_column_number(name, title, WW_UNIT_PERCENT, 0);
        }
    table = ww_table_new("together", columns, n);
    ww_table_free(&scratch);
    return table;
}

static bool is_small(const struct pairs *pairs, int64_t count)
{
    return count > 0 && count < pairs->smallest;
}

/* Few people in the cell, or few in the row or the column beside it: either would tell of them. */
static bool is_hidden(const struct pairs *pairs, size_t i, size_t j)
{
    int64_t row = value_at(pairs, i)->now, column = value_at(pairs, j)->now, both = pairs->both[i][j];
    return is_small(pairs, row) || is_small(pairs, column) || is_small(pairs, both) ||
           is_small(pairs, row - both) || is_small(pairs, column - both);
}

static void set_cell(const struct pairs *pairs, struct ww_table *table, size_t row, size_t i, size_t j)
{
    const char *column = table->columns[2 + j].name;
    if (i == j)
        ww_table_set_mark(table, row, column, WW_MARK_NOT_APPLICABLE);
    else if (is_hidden(pairs, i, j))
        ww_table_set_mark(table, row, column, WW_MARK_CONFIDENTIAL);
    else if (pairs->counts)
        ww_table_set_number(table, row, column, (double)pairs->both[i][j]);
    else
        ww_compare_share(table, row, column, pairs->both[i][j], value_at(pairs, i)->now);
}

static void add_rows(const struct pairs *pairs, struct ww_table *table)
{
    for (size_t i = 0; i < pairs->n; i++) {
        size_t row = ww_table_add_row(table, ww_named_row_id(table, value_at(pairs, i)), WW_ROW_PLAIN, 0);
        ww_table_set_text(table, row, "label", ww_str_of(value_at(pairs, i)->label));
        if (is_small(pairs, value_at(pairs, i)->now))
            ww_table_set_mark(table, row, "count", WW_MARK_CONFIDENTIAL);
        else
            ww_table_set_number(table, row, "count", (double)value_at(pairs, i)->now);
        for (size_t j = 0; j < pairs->n; j++)
            set_cell(pairs, table, row, i, j);
    }
}

/* --- words ----------------------------------------------------------------------------------------- */

/* The two named together most often, said of the rarer one: that is the larger share. */
static void add_finding(const struct ww_ask *ask, const struct pairs *pairs, struct ww_table *table)
{
    size_t a = 0, b = 0;
    for (size_t i = 0; i < pairs->n; i++)
        for (size_t j = 0; j < i; j++)
            if (pairs->both[i][j] > pairs->both[a][b] || a == b) {
                a = i;
                b = j;
            }
    if (a == b || pairs->counts || value_at(pairs, a)->now < WW_LOW_BASE || is_hidden(pairs, a, b))
        return;
    const char *row = table->rows[a].id;
    ww_table_finding(table, "pairs/most", 0.3, row,
                     ww_table_text(table,
                                   "{%s.label} and {%s.label} are named together most often: {%s.%s} of the "
                                   "{%s.count} %s that name the first name the second as well.",
                                   row, table->rows[b].id, row, table->columns[2 + b].name, row,
                                   ask->subject->many));
}

static void describe(const struct ww_ask *ask, const struct pairs *pairs, struct ww_table *table)
{
    const char *words = pairs->named.words;
    ww_table_title(table, ww_table_text(table, "Named together: %s", words),
                   ww_table_text(table, "%s that name the row's value and the column's as well%s, %s",
                                 pairs->counts ? "Number" : "Per cent of those", ww_named_where(ask),
                                 ww_ask_words(ask, ask->period)));
    ww_table_note(table,
                  "Read by row: of those that name the row's value, how many name the column's as well.");
    if (pairs->smallest)
        ww_table_note(
            table,
            "[c]: cells of fewer than %lld, or that leave fewer of their row or column, are not shown.",
            (long long)pairs->smallest);
    ww_named_note(ask, &pairs->named, table);
    table->chart = (struct ww_chart){
        .kind = WW_CHART_MATRIX, .title = table->title, .subtitle = table->subtitle, .label = "label"};
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct pairs *pairs = NULL;
    const char *cells = ww_ask_parameter(ask, "cells");
    if (!ww_str_eqz(ww_str_of(cells), "share") && !ww_str_eqz(ww_str_of(cells), "count"))
        return ww_fail(err, WW_E_USAGE, "The cells are 'share' or 'count', not '%.40s'.", cells);
    enum ww_rc rc = read_pairs(ask, table, &pairs, err);
    if (rc)
        return rc;
    if (!pairs->named.several)
        return ww_fail(err, WW_E_USAGE, "No record of %s names more than one value of %s in this period.",
                       ask->record->source, pairs->named.words);
    add_rows(pairs, table);
    add_finding(ask, pairs, table);
    describe(ask, pairs, table);
    return WW_OK;
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period asked about", "none: it must be given"},
    {"by", "the column with several answers", "none: it must be given"},
    {"top", "how many values, the most frequent first", "10"},
    {"cells", "share: per cent of the row; count: how many", "share"},
    WW_NAMED_BANDS,
};

const struct ww_measure ww_measure_together = {
    .name = "together",
    .title = "Values named together",
    .question = "Which values of a column with several answers are named by the same records?",
    .subject = "recorded-crime",
    .formula = "records that name both / records that name the row's value",
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_EVENTS) | WW_SHAPE_BIT(WW_SHAPE_EPISODES) |
              WW_SHAPE_BIT(WW_SHAPE_RESPONSES),
    .roles = WW_ROLE_BIT(WW_ROLE_FROM),
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .run = run,
    .table = make_table,
};
