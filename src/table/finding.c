// SPDX-License-Identifier: Apache-2.0
/* Sentences whose numbers are cells.
 *
 * Problem: a figure typed into a sentence goes stale or is mistyped. Method: the sentence holds references in
 * braces, {row-id.column|filter}; each is looked up and printed by the filter it names, from one table of
 * filters. Words that depend on a direction ("up", "fell", "fewer") follow the figure as it is printed, not
 * as it is stored: a change that rounds to 0.0% is "unchanged". */
#include "table/finding.h"

#include <math.h>

#include "base/num.h"
#include "table/format.h"

#define SIGNIFICANT_P  0.05
#define NAME_MAX_BYTES 256

struct reference {
    const struct ww_column *column;
    const struct ww_cell *cell;
    const struct ww_row *row;
};

/* -1, 0 or 1: the direction of the number as printed with the column's decimals. */
static int direction(const struct reference *ref)
{
    char digits[48];
    ww_print_fixed(fabs(ref->cell->number), ww_format_decimals(ref->column), digits);
    if (strpbrk(digits, "123456789") == NULL)
        return 0;
    return ref->cell->number < 0 ? -1 : 1;
}

/* In place of a number that is not there. */
static const char *const missing_words[WW_MARK_COUNT] = {
    [WW_MARK_LOW_BASE] = "too few to give a percentage",
    [WW_MARK_CONFIDENTIAL] = "not shown",
    [WW_MARK_NOT_AVAILABLE] = "not available",
    [WW_MARK_NOT_APPLICABLE] = "not applicable",
};

static void put_missing(const struct reference *ref, struct ww_buf *out)
{
    const char *words = missing_words[ref->cell->mark];
    ww_buf_z(out, words ? words : "not known");
}

/* A sentence stands alone: there a label is what the row is called by itself. */
static const char *text_of(const struct reference *ref)
{
    if (ref->column->role == WW_COLUMN_LABEL && ref->row->alone)
        return ref->row->alone;
    return ref->cell->text ? ref->cell->text : "";
}

static void filter_plain(const struct reference *ref, struct ww_buf *out)
{
    if (ref->column->type == WW_COLUMN_TEXT)
        ww_buf_z(out, text_of(ref));
    else
        ww_format_in_sentence(ref->column, ref->cell->number, out);
}

static void filter_abs(const struct reference *ref, struct ww_buf *out)
{
    ww_format_in_sentence(ref->column, fabs(ref->cell->number), out);
}

static void filter_rise(const struct reference *ref, struct ww_buf *out)
{
    static const char *const words[3] = {"down", "unchanged", "up"};
    ww_buf_z(out, words[direction(ref) + 1]);
}

static void filter_rose(const struct reference *ref, struct ww_buf *out)
{
    static const char *const words[3] = {"fell", "did not change", "rose"};
    ww_buf_z(out, words[direction(ref) + 1]);
}

static void filter_more(const struct reference *ref, struct ww_buf *out)
{
    static const char *const words[3] = {"fewer", "the same", "more"};
    ww_buf_z(out, words[direction(ref) + 1]);
}

static void filter_change(const struct reference *ref, struct ww_buf *out)
{
    filter_rise(ref, out);
    if (direction(ref) == 0)
        return;
    ww_buf_char(out, ' ');
    filter_abs(ref, out);
    if (ref->column->unit == WW_UNIT_PERCENT_POINTS)
        ww_buf_z(out, " percentage points");
}

static void filter_chance(const struct reference *ref, struct ww_buf *out)
{
    ww_buf_z(out, ref->cell->number < SIGNIFICANT_P ? "more than chance" : "could be chance");
}

/* "ASB" and "MARAC" keep their capitals. */
static void filter_label(const struct reference *ref, struct ww_buf *out)
{
    const char *text = text_of(ref);
    bool first = text[0] >= 'A' && text[0] <= 'Z';
    bool second = first && ((text[1] >= 'A' && text[1] <= 'Z') || (text[1] >= '0' && text[1] <= '9'));
    if (!first || second) {
        ww_buf_z(out, text);
        return;
    }
    ww_buf_char(out, (char)(text[0] - 'A' + 'a'));
    ww_buf_z(out, text + 1);
}

static void filter_whole(const struct reference *ref, struct ww_buf *out)
{
    struct ww_column whole = *ref->column;
    whole.decimals = 0;
    ww_format_in_sentence(&whole, ref->cell->number, out);
}

static void filter_place(const struct reference *ref, struct ww_buf *out)
{
    static const char *const endings[10] = {"th", "st", "nd", "rd", "th", "th", "th", "th", "th", "th"};
    const long rank = lround(ref->cell->number);
    bool teens = rank % 100 / 10 == 1;
    if (rank == 1)
        ww_buf_z(out, "the highest");
    else
        ww_buf_printf(out, "%ld%s highest", rank, teens || rank < 0 ? "th" : endings[rank % 10]);
}

struct filter {
    const char *name;
    enum ww_column_type type;
    bool any_type;
    const char *missing; /* what a missing cell reads as, when not as by its mark */
    void (*write)(const struct reference *ref, struct ww_buf *out);
};

static const struct filter filters[] = {
    {.name = "", .any_type = true, .write = filter_plain},
    {.name = "abs", .type = WW_COLUMN_NUMBER, .write = filter_abs},
    {.name = "rise", .type = WW_COLUMN_NUMBER, .write = filter_rise},
    {.name = "rose", .type = WW_COLUMN_NUMBER, .write = filter_rose},
    {.name = "more", .type = WW_COLUMN_NUMBER, .write = filter_more},
    {.name = "change", .type = WW_COLUMN_NUMBER, .write = filter_change},
    {.name = "chance", .type = WW_COLUMN_NUMBER, .missing = "too few to test", .write = filter_chance},
    {.name = "label", .type = WW_COLUMN_TEXT, .write = filter_label},
    {.name = "place", .type = WW_COLUMN_NUMBER, .write = filter_place},
    {.name = "whole", .type = WW_COLUMN_NUMBER, .write = filter_whole},
};

static const struct filter *find_filter(struct ww_str name)
{
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++)
        if (ww_str_eqz(name, filters[i].name))
            return &filters[i];
    return NULL;
}

/* "row.column": the column's name has no dot, so the last one divides. */
static bool resolve(const struct ww_table *table, struct ww_str target, struct reference *ref)
{
    size_t dot = target.len;
    while (dot > 0 && target.ptr[dot - 1] != '.')
        dot--;
    char row[NAME_MAX_BYTES], column[NAME_MAX_BYTES];
    if (dot == 0 || !ww_str_copy((struct ww_str){target.ptr, dot - 1}, row, sizeof row) ||
        !ww_str_copy((struct ww_str){target.ptr + dot, target.len - dot}, column, sizeof column))
        return false;
    ref->cell = ww_table_cell(table, row, column);
    if (!ref->cell)
        return false;
    ref->column = &table->columns[ww_table_find_column(table, column)];
    ref->row = &table->rows[ww_table_find_row(table, row)];
    return true;
}

static bool write_reference(const struct ww_table *table, struct ww_str inside, struct ww_buf *out)
{
    struct ww_str target;
    if (!ww_str_cut(&inside, '|', &target))
        return false;
    const struct filter *filter = find_filter(inside);
    struct reference ref;
    if (!filter || !resolve(table, target, &ref))
        return false;
    if (!filter->any_type && filter->type != ref.column->type)
        return false;
    if (ref.cell->present)
        filter->write(&ref, out);
    else if (filter->missing)
        ww_buf_z(out, filter->missing);
    else
        put_missing(&ref, out);
    return true;
}

enum ww_rc ww_finding_sentence(const struct ww_table *table, const struct ww_finding *finding,
                               struct ww_buf *out, struct ww_err *err)
{
    struct ww_str rest = ww_str_of(finding->text);
    while (rest.len) {
        size_t open = ww_str_find(rest, '{');
        ww_buf_add(out, rest.ptr, open);
        if (open == rest.len)
            break;
        rest = (struct ww_str){rest.ptr + open + 1, rest.len - open - 1};
        size_t close = ww_str_find(rest, '}');
        struct ww_str inside = {rest.ptr, close};
        if (close == rest.len || !write_reference(table, inside, out))
            return ww_fail_at(err, WW_E_USAGE, table->id, 0, 0,
                              "Finding \"%s\": the reference {%.*s} does not name a cell of this table and a "
                              "filter that fits it.",
                              finding->id, (int)(close > 200 ? 200 : close), inside.ptr);
        rest = (struct ww_str){rest.ptr + close + 1, rest.len - close - 1};
    }
    return ww_buf_check(out, err);
}
