// SPDX-License-Identifier: Apache-2.0
/* Problem: values for the rows of a year so that each number written down holds to the row, alone and within each value
 * of another column.
 * Method: numbers become whole parts that add up (counts as they are, weights by largest remainder, ties to the first);
 * the parts within the values of the other column are taken from the parts of the whole, and what is left belongs to
 * the other rows. Each set of rows then gets a pack of just its parts, shuffled. So a seed moves values between rows
 * and never a total. */
#include "sample/extra_deal.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "sample/share_out.h"

#define FINE 1e6 /* weights are kept to so many parts of the largest */

enum ww_rc ww_extra_refuse(const struct ww_extra_planner *p, const struct ww_extra_column *column,
                           size_t year, const char *format, ...)
{
    char message[512];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    size_t first = WW_SAMPLE_FIRST_YEAR + p->spec->years[year];
    return ww_fail_at(p->err, WW_E_INPUT, p->spec->path, 0, 0, "Column %.60s, %zu/%02zu: %s", column->name,
                      first, (first + 1) % 100, message);
}

void ww_extra_share(uint64_t total, const double *weights, size_t n, uint64_t *parts)
{
    uint64_t whole[WW_SHARE_OUT_MAX] = {0};
    double largest = 0;
    assert(n <= WW_SHARE_OUT_MAX);
    for (size_t i = 0; i < n; i++)
        largest = fmax(largest, weights[i]);
    bool exact = largest <= FINE;
    for (size_t i = 0; i < n && exact; i++)
        exact = weights[i] >= floor(weights[i]) && weights[i] <= floor(weights[i]);
    for (size_t i = 0; i < n; i++)
        whole[i] = (uint64_t)llround(exact ? weights[i] : weights[i] / largest * FINE);
    ww_share_out(total, whole, n, parts);
}

void ww_extra_deal(struct ww_extra_planner *p, size_t n, const uint64_t *parts, size_t n_parts,
                   uint16_t *code)
{
    size_t at = 0;
    for (size_t k = 0; k < n_parts; k++)
        for (uint64_t i = 0; i < parts[k]; i++)
            p->deck[at++] = (uint32_t)k;
    assert(at == n);
    ww_rng_shuffle(&p->rng, p->deck, n, sizeof *p->deck);
    for (size_t i = 0; i < n; i++)
        code[p->chosen[i]] = (uint16_t)p->deck[i];
}

/* --- numbers into parts ---------------------------------------------------------------------------- */

/* What is being dealt: a column in a year, all rows or those with a value of another column. */
struct hand {
    const struct ww_extra_column *column;
    size_t year;
    const char *where; /* the other column's value, or NULL */
    uint64_t rows;
};

static bool sums_up(const struct ww_extra_column *column)
{
    return column->make != WW_EXTRA_SEVERAL;
}

static enum ww_rc whole_counts(const struct ww_extra_planner *p, const struct hand *h, const double *numbers,
                               uint64_t *parts)
{
    const size_t n_years = p->spec->n_years;
    uint64_t sum = 0;
    for (size_t k = 0; k < h->column->n_options; k++) {
        double number = numbers[k * n_years + h->year];
        parts[k] = (uint64_t)llround(number);
        if (number < (double)parts[k] || number > (double)parts[k])
            return ww_extra_refuse(p, h->column, h->year, "the count of '%.60s' is no whole number.",
                                   h->column->options[k]);
        if (!sums_up(h->column) && parts[k] > h->rows)
            return ww_extra_refuse(p, h->column, h->year, "'%.60s' is said of %llu rows, and there are %llu.",
                                   h->column->options[k], (unsigned long long)parts[k],
                                   (unsigned long long)h->rows);
        sum += parts[k];
    }
    if (sums_up(h->column) && sum != h->rows)
        return ww_extra_refuse(p, h->column, h->year,
                               "the counts%s%.60s add up to %llu, and there are %llu rows.",
                               h->where ? " within " : "", h->where ? h->where : "", (unsigned long long)sum,
                               (unsigned long long)h->rows);
    return WW_OK;
}

static enum ww_rc parts_of(const struct ww_extra_planner *p, const struct hand *h, const double *numbers,
                           uint64_t *parts)
{
    const struct ww_extra_column *column = h->column;
    double weights[WW_EXTRA_OPTIONS_MAX], sum = 0;
    if (column->make == WW_EXTRA_COUNTS || column->as_counts)
        return whole_counts(p, h, numbers, parts);
    for (size_t k = 0; k < column->n_options; k++)
        sum += weights[k] = numbers[k * p->spec->n_years + h->year];
    if (!sums_up(column)) {
        for (size_t k = 0; k < column->n_options; k++) {
            if (weights[k] > 100)
                return ww_extra_refuse(p, column, h->year, "'%.60s' is more than 100 per cent.",
                                       column->options[k]);
            parts[k] = (uint64_t)llround((double)h->rows * weights[k] / 100);
        }
        return WW_OK;
    }
    if (!(sum > 0) && h->rows)
        return ww_extra_refuse(p, column, h->year, "the shares%s%.60s are all 0.", h->where ? " within " : "",
                               h->where ? h->where : "");
    memset(parts, 0, column->n_options * sizeof *parts);
    if (h->rows)
        ww_extra_share(h->rows, weights, column->n_options, parts);
    return WW_OK;
}

/* --- rows by another column ------------------------------------------------------------------------ */

/* The ward or LSOA code, or the option. */
static bool row_has(const struct ww_extra_planner *p, const struct ww_extra_given *given, size_t row,
                    const char *value)
{
    const struct ww_extra_column *of = &p->spec->columns[given->column];
    const struct ww_sample_facts *f = p->facts;
    if (of->make != WW_EXTRA_PLACES && of->make != WW_EXTRA_WARD)
        return strcmp(of->options[p->plan->cells[given->column].code[row]], value) == 0;
    size_t from = of->make == WW_EXTRA_WARD ? of->of : given->column;
    size_t area = p->plan->cells[from].code[row];
    if (!p->spec->columns[from].lsoa_level)
        return strcmp(f->wards[area].code, value) == 0;
    return strcmp(f->lsoas[area].code, value) == 0 || strcmp(f->wards[f->lsoas[area].ward].code, value) == 0;
}

/* The first of the given values that the row has; given->n = none. */
static size_t given_of(const struct ww_extra_planner *p, const struct ww_extra_given *given, size_t row)
{
    size_t g = 0;
    while (g < given->n && !row_has(p, given, row, given->values[g]))
        g++;
    return g;
}

/* Fills chosen with the rows of the year that have given value g; all rows when the column has no `given`. */
static size_t choose(struct ww_extra_planner *p, const struct ww_extra_column *column, size_t year, size_t g)
{
    size_t n = 0;
    for (size_t row = p->plan->first[year]; row < p->plan->first[year + 1]; row++)
        if (!column->has_given || given_of(p, &column->given, row) == g)
            p->chosen[n++] = (uint32_t)row;
    return n;
}

/* --- dealing --------------------------------------------------------------------------------------- */

static void deal_set(struct ww_extra_planner *p, size_t n, const uint64_t *parts, size_t n_options,
                     uint64_t *set)
{
    for (size_t k = 0; k < n_options; k++) {
        ww_rng_shuffle(&p->rng, p->chosen, n, sizeof *p->chosen);
        for (uint64_t i = 0; i < parts[k]; i++)
            set[p->chosen[i]] |= UINT64_C(1) << k;
    }
}

static void deal_hand(struct ww_extra_planner *p, size_t column, size_t n, const uint64_t *parts)
{
    struct ww_extra_cells *cells = &p->plan->cells[column];
    size_t n_options = p->spec->columns[column].n_options;
    if (cells->set)
        deal_set(p, n, parts, n_options, cells->set);
    else
        ww_extra_deal(p, n, parts, n_options, cells->code);
}

/* What the given values took is no longer there for the rest. */
static enum ww_rc take_away(const struct ww_extra_planner *p, const struct hand *rest, const uint64_t *taken,
                            uint64_t *parts)
{
    for (size_t k = 0; k < rest->column->n_options; k++) {
        uint64_t all = parts[k];
        parts[k] -= taken[k] < all ? taken[k] : all;
        if (taken[k] > all || parts[k] > rest->rows)
            return ww_extra_refuse(
                p, rest->column, rest->year,
                "'%.60s' has %llu rows in all, %llu of them in \"given\", and %llu rows are "
                "in none of its values. Where \"values\" is meant for those rows alone, "
                "say \"apart\": true.",
                rest->column->options[k], (unsigned long long)all, (unsigned long long)taken[k],
                (unsigned long long)rest->rows);
    }
    return WW_OK;
}

/* Shares of parts and of the whole may round differently: where every row has a given value, those decide. */
static bool given_decides(const struct ww_extra_column *column, uint64_t rest)
{
    return rest == 0 && column->has_given && column->make != WW_EXTRA_COUNTS && !column->as_counts;
}

static enum ww_rc deal_rest(struct ww_extra_planner *p, size_t index, size_t year, uint64_t all,
                            const uint64_t *taken)
{
    const struct ww_extra_column *column = &p->spec->columns[index];
    uint64_t parts[WW_EXTRA_OPTIONS_MAX] = {0};
    struct hand rest = {column, year, NULL, choose(p, column, year, column->given.n)};
    if (given_decides(column, rest.rows) || (rest.rows == 0 && (!column->numbers || column->given.apart)))
        return WW_OK;
    if (!column->numbers)
        return ww_extra_refuse(p, column, year,
                               "%llu rows have none of the values in \"given\"; \"values\" must say what "
                               "they have.",
                               (unsigned long long)rest.rows);
    const struct hand whole = {column, year, NULL, column->given.apart ? rest.rows : all};
    enum ww_rc rc = parts_of(p, &whole, column->numbers, parts);
    if (!rc && !column->given.apart)
        rc = take_away(p, &rest, taken, parts);
    if (!rc)
        deal_hand(p, index, rest.rows, parts);
    return rc;
}

enum ww_rc ww_extra_deal_values(struct ww_extra_planner *p, size_t index, size_t year)
{
    const struct ww_extra_column *column = &p->spec->columns[index];
    const size_t n_options = column->n_options;
    uint64_t taken[WW_EXTRA_OPTIONS_MAX] = {0}, parts[WW_EXTRA_OPTIONS_MAX] = {0};
    uint64_t all = p->plan->first[year + 1] - p->plan->first[year];
    enum ww_rc rc = WW_OK;
    for (size_t g = 0; g < column->given.n && !rc; g++) {
        const struct hand hand = {column, year, column->given.values[g], choose(p, column, year, g)};
        rc = parts_of(p, &hand, column->given.numbers[g], parts);
        for (size_t k = 0; k < n_options && !rc; k++)
            taken[k] += parts[k];
        if (!rc)
            deal_hand(p, index, hand.rows, parts);
    }
    return rc ? rc : deal_rest(p, index, year, all, taken);
}
