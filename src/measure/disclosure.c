// SPDX-License-Identifier: Apache-2.0
/* Small counts out of a finished table.
 *
 * Problem. Whatever measure is asked of a handful of referrals, the answer may tell of one person. A rule that each measure
 * had to remember would be forgotten by one of them.
 * Method. Every column of counts is a one-way table, its plain rows against the total where they add up to it. Rows are
 * hidden whole, in every column: a percentage, a change or an interval beside a count would give it back. So what one
 * column hides, the others must hide as well, and they are gone through until none hides more.
 * Conventions. Subtotals stand beside the plain rows: they are hidden where small, where they add up plain rows of which one
 * is hidden, and where they make up the total with them ("Not recorded"). What is counted in the total and has no row, because
 * only the most frequent are shown, is a row that nobody sees. A column called "difference" follows from two others and is not looked at for itself.
 * Edge cases. Rows of several answers do not add up to the total, and need no second row hidden. */
#include "measure/disclosure.h"

#include <math.h>
#include <stdlib.h>

#include "base/checked.h"
#include "stats/suppress.h"

struct screen {
    struct ww_table *table;
    int64_t smallest;
    uint8_t *hidden; /* by row of the table */
    size_t *rows;    /* of the one-way table being looked at: rows of the table, the total last */
    int64_t *counts; /* of those */
    uint8_t *flags;  /* of those */
    int64_t *scratch;
    size_t unseen; /* row behind the table's last, for what is counted in a total and has no row */
};

/* Rows of one kind, from the first to before the end. */
struct part {
    size_t first, end;
    enum ww_row_kind kind;
};

static bool is_count(const struct ww_column *column)
{
    return column->type == WW_COLUMN_NUMBER && column->role == WW_COLUMN_VALUE &&
           column->unit == WW_UNIT_COUNT && !ww_str_eqz(ww_str_of(column->name), "difference");
}

/* A count as the attacker sees it; false for what is no whole number, and so no count of people. */
static bool count_at(const struct screen *s, size_t row, size_t column, int64_t *out)
{
    const struct ww_cell *cell = &s->table->rows[row].cells[column];
    if (!cell->present || cell->number < 0 || cell->number != floor(cell->number) || cell->number > 1e15)
        return false;
    *out = (int64_t)cell->number;
    return true;
}

/* Hides what one column of n rows (the total last where it is one) must hide; true when that is more than before. */
static bool hide_among(struct screen *s, size_t n, bool with_total)
{
    bool more = false;
    for (size_t i = 0; i < n; i++)
        s->flags[i] = s->hidden[s->rows[i]];
    const struct ww_suppress one = {
        .rows = n, .columns = 1, .counts = s->counts, .column_totals = with_total, .smallest = s->smallest};
    ww_suppress(&one, s->flags, s->scratch);
    for (size_t i = 0; i < n; i++) {
        more |= s->flags[i] && !s->hidden[s->rows[i]];
        s->hidden[s->rows[i]] = s->flags[i] ? s->flags[i] : s->hidden[s->rows[i]];
    }
    return more;
}

/* Lists the rows of one kind between two rows behind those already listed; the sum of the counts listed. */
static int64_t list_rows(struct screen *s, size_t column, struct part part, size_t *n)
{
    int64_t sum = 0, count = 0;
    for (size_t row = part.first; row < part.end; row++)
        if (s->table->rows[row].kind == part.kind && count_at(s, row, column, &count)) {
            s->rows[*n] = row;
            s->counts[(*n)++] = count;
            sum += count;
        }
    return sum;
}

/* Whether one of the first n rows listed is hidden, or will be. */
static bool any_small(const struct screen *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (s->hidden[s->rows[i]] || (s->counts[i] && s->counts[i] < s->smallest))
            return true;
    return false;
}

/* Which of the rows before a total make it up: the plain ones; with them those that stand beside ("Not recorded"); or both
 * and who is in no row, because only the most frequent are shown (s->unseen). */
static bool make_up(struct screen *s, size_t column, struct part part, int64_t total, size_t *n)
{
    int64_t sum = list_rows(s, column, part, n);
    if (sum >= total || s->table->rows[part.end].kind != WW_ROW_TOTAL)
        return sum == total;
    size_t plain = *n;
    part.kind = WW_ROW_SUBTOTAL;
    sum += list_rows(s, column, part, n);
    if (sum == total)
        return true;
    if (sum > total || (total - sum >= s->smallest && !any_small(s, *n))) {
        *n = plain; /* subtotals stand for themselves; many whom nobody sees tell of nobody */
        return false;
    }
    s->rows[*n] = s->unseen;
    s->counts[(*n)++] = total - sum;
    s->hidden[s->unseen] = total - sum < s->smallest ? WW_HIDDEN_SMALL : WW_HIDDEN_BESIDE;
    return true;
}

/* The plain rows of a column that come after `first`, up to the row `end`, which may be their sum. */
static bool screen_part(struct screen *s, size_t column, size_t first, size_t end)
{
    size_t n = 0;
    int64_t count = 0;
    struct part part = {first, end, WW_ROW_PLAIN};
    bool ends = end < s->table->n_rows && count_at(s, end, column, &count), sums = false;
    if (ends)
        sums = make_up(s, column, part, count, &n);
    else
        list_rows(s, column, part, &n);
    if (ends) {
        s->rows[n] = end;
        s->counts[n++] = count;
    }
    return n && hide_among(s, n, sums && n > 1);
}

bool ww_disclosure_has_small(const struct ww_table *table, int64_t smallest)
{
    for (size_t c = 0; c < table->n_columns; c++)
        for (size_t row = 0; row < table->n_rows && is_count(&table->columns[c]); row++) {
            const struct ww_cell *cell = &table->rows[row].cells[c];
            if (cell->present && cell->number > 0 && cell->number < (double)smallest)
                return true;
        }
    return false;
}

static bool screen_column(struct screen *s, size_t column)
{
    bool more = false;
    size_t total = s->table->n_rows, group = 0;
    for (size_t row = 0; row < s->table->n_rows; row++) {
        if (s->table->rows[row].kind == WW_ROW_TOTAL)
            total = row;
        if (s->table->rows[row].kind != WW_ROW_SUBTOTAL)
            continue;
        more |= screen_part(s, column, group, row);
        group = row + 1;
    }
    return screen_part(s, column, 0, total) || more;
}

static bool is_about(const struct ww_str text, const char *row)
{
    size_t len = strlen(row);
    for (size_t i = 0; i + len + 2 <= text.len; i++)
        if (text.ptr[i] == '{' && memcmp(text.ptr + i + 1, row, len) == 0 && text.ptr[i + 1 + len] == '.')
            return true;
    return false;
}

/* Sentences that quote a hidden row. */
static void drop_findings(struct screen *s)
{
    struct ww_table *table = s->table;
    size_t kept = 0;
    for (size_t i = 0; i < table->n_findings; i++) {
        bool about = false;
        for (size_t row = 0; row < table->n_rows; row++)
            about |= s->hidden[row] && is_about(ww_str_of(table->findings[i].text), table->rows[row].id);
        if (!about)
            table->findings[kept++] = table->findings[i];
    }
    table->n_findings = kept;
}

static void take_out(struct screen *s)
{
    struct ww_table *table = s->table;
    size_t n = 0;
    for (size_t row = 0; row < table->n_rows; row++) {
        for (size_t c = 0; s->hidden[row] && c < table->n_columns; c++)
            if (table->columns[c].role != WW_COLUMN_LABEL)
                ww_table_set_mark(table, row, table->columns[c].name, WW_MARK_CONFIDENTIAL);
        n += s->hidden[row] != 0;
    }
    if (!n)
        return;
    drop_findings(s);
    table->chart.title = table->title;
    ww_table_note(
        table,
        "[c]: counts under %lld are not shown, nor counts they could be worked out from, nor what follows from "
        "either.",
        (long long)s->smallest);
}

/* All but a few of a base tell of the few. */
static void screen_bases(struct screen *s)
{
    static const struct {
        const char *part, *base;
    } pairs[] = {{"count_now", "base_now"}, {"positive", "tests"}};
    const struct ww_table *table = s->table;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        size_t part = ww_table_find_column(table, pairs[i].part),
               base = ww_table_find_column(table, pairs[i].base);
        for (size_t row = 0; row < table->n_rows && part != WW_NO_INDEX && base != WW_NO_INDEX; row++) {
            int64_t few, all;
            if (count_at(s, row, part, &few) && count_at(s, row, base, &all) && few < all &&
                all - few < s->smallest)
                s->hidden[row] = WW_HIDDEN_SMALL;
        }
    }
}

static void screen_free(struct screen *s)
{
    free(s->hidden);
    free(s->rows);
    free(s->counts);
    free(s->flags);
    free(s->scratch);
}

enum ww_rc ww_disclosure_apply(struct ww_table *table, int64_t smallest, struct ww_err *err)
{
    size_t n = table->n_rows + 3; /* what is not shown, and a total */
    struct screen s = {.table = table,
                       .smallest = smallest,
                       .unseen = table->n_rows,
                       .hidden = ww_new_array(n, sizeof *s.hidden),
                       .rows = ww_new_array(n, sizeof *s.rows),
                       .counts = ww_new_array(n, sizeof *s.counts),
                       .flags = ww_new_array(n, sizeof *s.flags),
                       .scratch = ww_new_array(ww_suppress_scratch(n, 1), sizeof *s.scratch)};
    if (!s.hidden || !s.rows || !s.counts || !s.flags || !s.scratch) {
        screen_free(&s);
        return ww_fail_nomem(err);
    }
    screen_bases(&s);
    for (bool more = true; more;) {
        more = false;
        for (size_t c = 0; c < table->n_columns; c++)
            more |= is_count(&table->columns[c]) && screen_column(&s, c);
    }
    take_out(&s);
    enum ww_rc rc = ww_table_check(table, err);
    screen_free(&s);
    return rc;
}
