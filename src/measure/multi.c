// SPDX-License-Identifier: Apache-2.0
/* multi: what share of records, people or answers names each value of a column, and has the share changed?
 *
 * Problem. "60% financial abuse, 43% physical": of how many, out of those who said anything, and is it more than the year
 * before? A percentage of 26 concerns and one of 2,600 look alike, and a column with several answers adds up to more
 * than a hundred.
 * Method. Records that name the value / records that name any (measure/named.h), with Wilson's interval; the share of
 * the period before beside it, the change in percentage points with Newcombe's interval (stats/rates.h), and the
 * probability of such a change by chance (stats/two_shares.h), of all rows together (measure/compare.h).
 * Conventions. Rows stand in order of frequency; bands of ages in order of age. The total row is the base. An episode
 * counts in the period in which it began.
 * Edge cases. No percentage of a base under 20: [low]. A source that does not cover the period before has no columns of
 * it. Values that nobody names in either period have no row. */
#include "measure/columns.h"
#include "measure/compare.h"
#include "measure/named.h"
#include "measure/words.h"
#include "stats/two_shares.h"

#define NAMED_IN_SENTENCE 3

static struct ww_column end_of(const struct ww_column *of, enum ww_column_role end, const char *name,
                               const char *title)
{
    return ww_column_end(*of, end, name, title);
}

static struct ww_table *make_table(const struct ww_ask *ask)
{
    const struct ww_column share = ww_column_percent("share_now_pct",
                                                     ww_ask_heading(ask, "Share", ask->period));
    const struct ww_column points = ww_column_number("change_points", "Change in percentage points",
                                                     WW_UNIT_PERCENT_POINTS, 1);
    const struct ww_column columns[] = {
        ww_column_label("Value"),
        ww_column_count("count_now", ww_ask_words(ask, ask->period)),
        share,
        end_of(&share, WW_COLUMN_LOW, "share_now_low_pct", "Share, lower end of 95% interval"),
        end_of(&share, WW_COLUMN_HIGH, "share_now_high_pct", "Share, upper end of 95% interval"),
        ww_column_count("count_then", ww_ask_words(ask, ask->compare)),
        ww_column_percent("share_then_pct", ww_ask_heading(ask, "Share", ask->compare)),
        points,
        end_of(&points, WW_COLUMN_LOW, "change_points_low", "Change, lower end of 95% interval"),
        end_of(&points, WW_COLUMN_HIGH, "change_points_high", "Change, upper end of 95% interval"),
        ww_column_p_value("change_points"),
        ww_column_words("verdict", "More than chance"),
    };
    const size_t now_only = 5, all = sizeof columns / sizeof columns[0];
    return ww_table_new("multi", columns, ww_ask_covers(ask, ask->compare) ? all : now_only);
}

/* --- cells ----------------------------------------------------------------------------------------- */

static void set_marks(struct ww_table *table, size_t row, const char *const *columns, size_t n,
                      enum ww_mark mark)
{
    for (size_t i = 0; i < n; i++)
        ww_table_set_mark(table, row, columns[i], mark);
}

static const char *const share_cells[] = {"share_now_pct", "share_now_low_pct", "share_now_high_pct"};
static const char *const change_cells[] = {"change_points", "change_points_low", "change_points_high",
                                           "p_value"};

static void set_share(struct ww_table *table, size_t row, int64_t named, int64_t base)
{
    struct ww_estimate share = {0};
    if (base < WW_LOW_BASE ||
        !ww_proportion((struct ww_share_of){(double)named, (double)base}, WW_LEVEL_95, &share)) {
        set_marks(table, row, share_cells, 3, WW_MARK_LOW_BASE);
        return;
    }
    ww_table_set_number(table, row, "share_now_pct", 100 * share.value);
    ww_compare_interval(table, row, (struct ww_ends){"share_now_low_pct", "share_now_high_pct"},
                        share.interval, 100);
}

static const char *verdict(const struct ww_estimate *change, double p)
{
    return p >= WW_CHANCE_LEVEL ? "No" : change->value > 0 ? "Up" : "Down";
}

static void set_change(struct ww_table *table, size_t row, const struct ww_two_shares *s)
{
    struct ww_estimate change = {0};
    struct ww_share_of now = {(double)s->x1, (double)s->n1}, then = {(double)s->x2, (double)s->n2};
    double p = 1;
    if (s->n1 < WW_LOW_BASE || s->n2 < WW_LOW_BASE ||
        !ww_proportion_difference(now, then, WW_LEVEL_95, &change)) {
        set_marks(table, row, change_cells, 4, WW_MARK_LOW_BASE);
        return;
    }
    ww_table_set_number(table, row, "change_points", 100 * change.value);
    ww_compare_interval(table, row, (struct ww_ends){"change_points_low", "change_points_high"},
                        change.interval, 100);
    if (!ww_two_shares_p(s, &p)) {
        ww_table_set_mark(table, row, "p_value", WW_MARK_NOT_APPLICABLE);
        return;
    }
    ww_table_set_number(table, row, "p_value", p);
    ww_table_set_text(table, row, "verdict", ww_str_of(verdict(&change, p)));
}

static void add_counted(const struct ww_named *named, const struct ww_named_value *value, const char *id,
                        enum ww_row_kind kind, struct ww_table *table)
{
    size_t row = ww_table_add_row(table, id, kind, 0);
    ww_table_set_text(table, row, "label", ww_str_of(value->label));
    ww_table_set_number(table, row, "count_now", (double)value->now);
    set_share(table, row, value->now, named->base_now);
    if (!named->compares)
        return;
    ww_table_set_number(table, row, "count_then", (double)value->then);
    ww_compare_share(table, row, "share_then_pct", value->then, named->base_then);
    set_change(table, row,
               &(struct ww_two_shares){value->now, named->base_now, value->then, named->base_then});
}

static void add_row(const struct ww_named *named, const struct ww_named_value *value, struct ww_table *table)
{
    add_counted(named, value, ww_named_row_id(table, value), WW_ROW_PLAIN, table);
}

/* An answer to a survey is one; of others only those that say something are in the base. */
static const char *with_an_answer(const struct ww_ask *ask)
{
    return ask->record->shape == WW_SHAPE_RESPONSES ? "" : " with an answer";
}

/* The base: a share of itself would say nothing. */
static void add_base(const struct ww_ask *ask, const struct ww_named *named, struct ww_table *table)
{
    size_t row = ww_table_add_row(table, "total", WW_ROW_TOTAL, 0);
    const char *label = ww_table_text(table, "All %s%s", ask->subject->many,
                                      named->none_now || named->none_then ? with_an_answer(ask) : "");
    ww_table_set_text(table, row, "label", ww_str_of(label));
    ww_table_set_number(table, row, "count_now", (double)named->base_now);
    set_marks(table, row, share_cells, 3, WW_MARK_NOT_APPLICABLE);
    if (!named->compares)
        return;
    ww_table_set_number(table, row, "count_then", (double)named->base_then);
    ww_table_set_mark(table, row, "share_then_pct", WW_MARK_NOT_APPLICABLE);
    set_marks(table, row, change_cells, 4, WW_MARK_NOT_APPLICABLE);
}

/* "Hate crime" is named by every record with the flag "Hate crime": that row would say nothing. */
static bool is_asked_for(const struct ww_ask *ask, const struct ww_named_value *value)
{
    for (size_t i = 0; i < ask->question->n_where; i++)
        if (ww_str_eqz(ww_str_of(ask->question->by), ask->question->where[i].field) &&
            ww_str_eq_nocase(ww_str_of(value->label), ww_str_of(ask->question->where[i].value)))
            return true;
    return false;
}

static void add_rows(const struct ww_ask *ask, const struct ww_named *named, struct ww_table *table)
{
    size_t shown = 0, hidden = 0, top = ask->question->top > 0 ? (size_t)ask->question->top : named->n_values;
    for (size_t i = 0; i < named->n_values; i++) {
        const struct ww_named_value *value = &named->values[named->order[i]];
        if ((!value->now && !value->then) || is_asked_for(ask, value))
            continue;
        if (shown < top) {
            add_row(named, value, table);
            shown++;
        } else {
            hidden++;
        }
    }
    if (hidden)
        ww_table_note(table, "Not shown, because they are named less often: %s.",
                      ww_ask_number(ask, (int64_t)hidden));
}

/* --- words ----------------------------------------------------------------------------------------- */

static const char *capital(struct ww_table *table, const char *words)
{
    char *text = ww_arena_copy(table->arena, ww_str_of(words));
    if (text && text[0] >= 'a' && text[0] <= 'z')
        text[0] = (char)(text[0] - 'a' + 'A');
    return text ? text : "";
}

/* Of Yes and No, Yes alone says all. */
static bool is_yes_or_no(const struct ww_named *named)
{
    bool yes = false;
    for (size_t i = 0; i < named->n_values; i++) {
        struct ww_str label = ww_str_of(named->values[i].label);
        yes |= ww_str_eqz(label, "Yes");
        if (!ww_str_eqz(label, "Yes") && !ww_str_eqz(label, "No"))
            return false;
    }
    return yes;
}

struct largest {
    const char *rows[NAMED_IN_SENTENCE]; /* ids, the most frequent first */
    size_t n;
};

static double count_in(const struct ww_table *table, const char *row)
{
    return ww_table_cell(table, row, "count_now")->number;
}

/* Rows by their present count: bands of ages stand in another order in the table. */
static struct largest find_largest(const struct ww_table *table)
{
    struct largest out = {.n = 0};
    for (size_t r = 0; r < table->n_rows; r++) {
        const char *id = table->rows[r].id;
        size_t at = out.n;
        if (table->rows[r].kind != WW_ROW_PLAIN || count_in(table, id) <= 0)
            continue;
        while (at > 0 && count_in(table, out.rows[at - 1]) < count_in(table, id))
            at--;
        for (size_t i = out.n < NAMED_IN_SENTENCE ? out.n : NAMED_IN_SENTENCE - 1; i > at; i--)
            out.rows[i] = out.rows[i - 1];
        if (at < NAMED_IN_SENTENCE)
            out.rows[at] = id;
        out.n += out.n < NAMED_IN_SENTENCE;
    }
    return out;
}

/* What a sentence says of a value: as the question sets it; people are aged. */
static const char *value_words(const struct ww_ask *ask, const struct ww_named *named)
{
    const char *words = ww_ask_parameter(ask, "words");
    return named->bands && ww_str_eqz(ww_str_of(words), WW_WORDS_DEFAULT) ? "are of those aged %s" : words;
}

static void add_first_finding(const struct ww_ask *ask, const struct ww_named *named, struct ww_table *table)
{
    const struct largest first = find_largest(table);
    const char *counted = ww_words_counted(ask);
    if (!first.n)
        return;
    if (named->base_now < WW_LOW_BASE) {
        ww_table_finding(table, "total/few", 0.2, "total",
                         ww_table_text(table, "{total.count_now} %s by %s: too few for percentages.", counted,
                                       named->words));
        return;
    }
    if (is_yes_or_no(named) && ww_table_find_row(table, "value/yes") != WW_NO_INDEX) {
        ww_table_finding(table, "values/most", 0.35, "value/yes",
                         ww_table_text(table, "%s: {value/yes.share_now_pct} of {total.count_now} %s.",
                                       capital(table, named->words), counted));
        return;
    }
    const struct ww_words_list list = {
        .words = value_words(ask, named), .share = "share_now_pct", .rows = first.rows, .n = first.n};
    ww_table_finding(table, "values/most", 0.35, first.rows[0],
                     ww_table_text(table, "Of the {total.count_now} %s%s, %s.", counted,
                                   named->none_now ? with_an_answer(ask) : "",
                                   ww_words_listed(table, &list)));
}

/* --- several values as one ---------------------------------------------------------------------------- */

/* The values that the parameter names after "=", as if they were one; the name before it. NULL = the parameter is not
 * set, or a record may name several of them, so that they cannot be added up. */
static const char *sum_of(const struct ww_ask *ask, const struct ww_named *named, struct ww_named_value *out)
{
    struct ww_str rest = ww_str_of(ww_ask_parameter(ask, "sum")), name = {0}, value;
    if (named->several || !ww_str_cut(&rest, '=', &name) || !name.len)
        return NULL;
    *out = (struct ww_named_value){.then = 0};
    while (ww_str_cut(&rest, ';', &value))
        for (size_t i = 0; i < named->n_values; i++)
            if (ww_str_eq_nocase(ww_str_trim(value), ww_str_of(named->values[i].key))) {
                out->then += named->values[i].then;
                out->now += named->values[i].now;
            }
    out->label = out->key = ww_arena_copy(ask->arena, ww_str_trim(name));
    return out->label;
}

static void add_sum(const struct ww_ask *ask, const struct ww_named *named, struct ww_table *table)
{
    struct ww_named_value sum;
    if (sum_of(ask, named, &sum))
        add_counted(named, &sum, ww_table_row_id(table, "sum", sum.key), WW_ROW_SUBTOTAL, table);
}

static void add_sum_finding(const struct ww_ask *ask, const struct ww_named *named, struct ww_table *table)
{
    struct ww_named_value sum;
    if (!sum_of(ask, named, &sum) || named->base_now < WW_LOW_BASE)
        return;
    const char *id = ww_table_row_id(table, "sum", sum.key);
    const char *then = named->compares && named->base_then >= WW_LOW_BASE
                           ? ww_table_text(table, ", against {%s.share_then_pct} in %s ({%s.p_value|chance})",
                                           id, ww_words_before(ask, ask->compare), id)
                           : "";
    ww_table_finding(table, "sum", 0.5, id,
                     ww_table_text(table,
                                   "{%s.count_now} of the {total.count_now} %s ({%s.share_now_pct}) were "
                                   "{%s.label|label}%s.",
                                   id, ww_words_counted(ask), id, id, then));
}

/* --- the document's words ------------------------------------------------------------------------------ */

static const char *chart_title(const struct ww_ask *ask, const struct ww_named *named, struct ww_table *table)
{
    const struct largest first = find_largest(table);
    if (!first.n || named->base_now < WW_LOW_BASE)
        return table->title;
    if (is_yes_or_no(named) && ww_table_find_row(table, "value/yes") != WW_NO_INDEX)
        return ww_words_filled(table,
                               ww_table_text(table, "%s: {value/yes.share_now_pct} of {total.count_now} %s",
                                             capital(table, named->words), ask->subject->many));
    return ww_words_filled(table,
                           ww_table_text(table, "{%s.label}: {%s.share_now_pct} of {total.count_now} %s",
                                         first.rows[0], first.rows[0], ask->subject->many));
}

static void add_change_findings(const struct ww_ask *ask, const struct ww_named *named,
                                struct ww_table *table)
{
    for (size_t i = 0; i < table->n_rows && named->compares; i++) {
        if (table->rows[i].kind != WW_ROW_PLAIN || !ww_compare_beyond_chance(table, i))
            continue;
        const char *id = table->rows[i].id;
        ww_table_finding(
            table, ww_table_text(table, "change/%s", id), 0.45, id,
            ww_table_text(table,
                          "{%s.label} (%s): {%s.share_now_pct} of the %s, against {%s.share_then_pct} in %s "
                          "({%s.p_value|chance}).",
                          id, named->words, id, ww_words_counted(ask), id, ww_words_before(ask, ask->compare),
                          id));
    }
}

static void describe(const struct ww_ask *ask, const struct ww_named *named, struct ww_table *table)
{
    const char *many = capital(table, ask->subject->many);
    ww_table_title(table, ww_table_text(table, "%s by %s", many, named->words),
                   ww_table_text(table, "Per cent of %s%s, %s%s%s", ww_words_counted(ask),
                                 named->none_now || named->none_then ? with_an_answer(ask) : "",
                                 ww_ask_words(ask, ask->period), named->compares ? " against " : "",
                                 named->compares ? ww_ask_words(ask, ask->compare) : ""));
    if (named->compares) {
        char text[64];
        ww_period_print(ask->compare, text);
        ww_table_parameter(table, "compare", text);
    }
    ww_named_note(ask, named, table);
    if (named->base_now < WW_LOW_BASE)
        return; /* nothing to draw */
    table->chart = (struct ww_chart){.kind = WW_CHART_BARS,
                                     .title = chart_title(ask, named, table),
                                     .subtitle = table->subtitle,
                                     .label = "label",
                                     .values = {"share_now_pct", named->compares ? "share_then_pct" : NULL},
                                     .n_values = named->compares ? 2 : 1,
                                     .plain_rows_only = true,
                                     .needs = "share_now_pct"};
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct ww_named named;
    enum ww_rc rc = ww_named_read(ask, table, &named, err);
    if (rc)
        return rc;
    if (!named.base_now && !named.base_then)
        return ww_fail(err, WW_E_USAGE, "No record of %s says anything about %s in this period.",
                       ask->record->source, named.words);
    add_rows(ask, &named, table);
    add_sum(ask, &named, table);
    add_base(ask, &named, table);
    if (named.compares)
        rc = ww_compare_together(ask, table, err);
    if (rc)
        return rc;
    add_first_finding(ask, &named, table);
    add_sum_finding(ask, &named, table);
    add_change_findings(ask, &named, table);
    describe(ask, &named, table);
    return WW_OK;
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period asked about", "none: it must be given"},
    {"compare", "the period it is compared with",
     "the period of the same length before, where the source has it"},
    {"by", "the column whose values are the rows", "none: it must be given"},
    {"top", "how many values are shown", "all of them"},
    {"sum", "values whose records are one row more, together: \"with injury=Wounding;Assault\"", ""},
    WW_NAMED_BANDS,
    WW_WORDS_PARAMETER,
    WW_COUNTED_PARAMETER,
};

const struct ww_measure ww_measure_multi = {
    .name = "multi",
    .title = "Shares of the values of a column",
    .question = "What share of the records names each value of a column, and has it changed?",
    .subject = "recorded-crime",
    .formula = "records that name the value / records that name any; Wilson's interval; change by Newcombe",
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_EVENTS) | WW_SHAPE_BIT(WW_SHAPE_EPISODES) |
              WW_SHAPE_BIT(WW_SHAPE_RESPONSES),
    .roles = WW_ROLE_BIT(WW_ROLE_FROM),
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .run = run,
    .table = make_table,
};
