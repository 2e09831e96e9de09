// SPDX-License-Identifier: Apache-2.0
/* Numbers as people and as machines read them.
 *
 * Problem: the same cell is printed in a table, a sentence, a chart and a CSV file, and must never read as
 * two different figures. Method: every writer goes through these few functions; rounding is half away from
 * zero of the decimal value (base/num.h); a number that rounds to nothing loses its sign, because "-0.0%"
 * is neither a rise nor a fall. Money in sentences is rounded to a tenth of a million or billion, as boards
 * read it; tables keep whole pounds. P-values follow the usual reporting rule (two decimals, three below
 * 0.01, "less than 0.001"), and are never rounded across the 0.05 that a sentence's wording turns on. */
#include "table/format.h"

#include <math.h>

#include "base/num.h"

#define MILLION                    1e6
#define BILLION                    1e9
#define PROBABILITY_PLAIN_DECIMALS 6
#define SMALLEST_P_SHOWN           0.001
#define LARGEST_P_SHOWN            0.99
#define WHOLE                      1e-9 /* nearer than this to a whole number is one */

int ww_format_decimals(const struct ww_column *column)
{
    if (column->decimals == WW_DECIMALS_AS_NEEDED)
        return 1;
    return column->decimals >= 0 ? column->decimals : ww_unit_facts(column->unit)->decimals;
}

static int decimals_for(const struct ww_column *column, double number)
{
    bool whole = column->decimals == WW_DECIMALS_AS_NEEDED && fabs(number - round(number)) < WHOLE;
    return whole ? 0 : ww_format_decimals(column);
}

static bool reads_as_zero(const char *digits)
{
    return strpbrk(digits, "123456789") == NULL;
}

/* "-£1,234", "9.2%": sign, what stands before, digits, what stands after. */
static void put_number(double number, int decimals, const struct ww_unit_facts *unit, struct ww_buf *out)
{
    char digits[48];
    ww_print_people(fabs(number), decimals, digits);
    if (number < 0 && !reads_as_zero(digits))
        ww_buf_char(out, '-');
    ww_buf_z(out, unit->before);
    ww_buf_z(out, digits);
    ww_buf_z(out, unit->after);
}

static void put_probability(double p, int decimals, struct ww_buf *out)
{
    if (p < SMALLEST_P_SHOWN) {
        ww_buf_z(out, "< 0.001");
        return;
    }
    char digits[48];
    ww_print_fixed(p, decimals, digits);
    ww_buf_z(out, digits);
}

static void put_value(const struct ww_column *column, double number, struct ww_buf *out)
{
    if (column->unit == WW_UNIT_PROBABILITY)
        put_probability(number, ww_format_decimals(column), out);
    else
        put_number(number, decimals_for(column, number), ww_unit_facts(column->unit), out);
}

void ww_format_cell(const struct ww_column *column, const struct ww_cell *cell, struct ww_buf *out)
{
    const char *mark = ww_mark_facts(cell->mark)->shorthand;
    if (cell->present && column->type == WW_COLUMN_TEXT)
        ww_buf_z(out, cell->text ? cell->text : "");
    else if (cell->present)
        put_value(column, cell->number, out);
    if (cell->present && *mark)
        ww_buf_char(out, ' ');
    ww_buf_z(out, mark);
}

void ww_format_cell_plain(const struct ww_column *column, const struct ww_cell *cell, struct ww_buf *out)
{
    if (!cell->present) {
        ww_buf_z(out, ww_mark_facts(cell->mark)->shorthand);
        return;
    }
    if (column->type == WW_COLUMN_TEXT) {
        ww_buf_z(out, cell->text ? cell->text : "");
        return;
    }
    bool probability = column->unit == WW_UNIT_PROBABILITY;
    char digits[48];
    ww_print_fixed(fabs(cell->number),
                   probability ? PROBABILITY_PLAIN_DECIMALS : decimals_for(column, cell->number), digits);
    if (cell->number < 0 && !reads_as_zero(digits))
        ww_buf_char(out, '-');
    ww_buf_z(out, digits);
}

/* Rounds before it chooses the word, so that £999,960,000 is "£1.0 billion" and never "£1,000.0 million". */
static void put_pounds(double pounds, struct ww_buf *out)
{
    double size = fabs(pounds);
    bool billions = size / MILLION >= 999.95;
    bool millions = round(size) >= MILLION;
    char digits[48];
    ww_print_people(billions ? size / BILLION : millions ? size / MILLION : size, millions ? 1 : 0, digits);
    if (pounds < 0 && !reads_as_zero(digits))
        ww_buf_char(out, '-');
    ww_buf_z(out, "£");
    ww_buf_z(out, digits);
    ww_buf_z(out, billions ? " billion" : millions ? " million" : "");
}

void ww_format_in_sentence(const struct ww_column *column, double number, struct ww_buf *out)
{
    if (column->unit == WW_UNIT_GBP) {
        put_pounds(number, out);
    } else if (column->unit == WW_UNIT_PROBABILITY) {
        ww_format_p_value(number, out);
    } else if (column->unit == WW_UNIT_PER_DAY && column->decimals < 0 && fabs(number) >= 99.95) {
        put_number(number, 0, ww_unit_facts(column->unit), out);
    } else {
        put_value(column, number, out);
    }
}

void ww_format_p_value(double p, struct ww_buf *out)
{
    if (p < SMALLEST_P_SHOWN) {
        ww_buf_z(out, "less than 0.001");
        return;
    }
    if (p > LARGEST_P_SHOWN) {
        ww_buf_z(out, "more than 0.99");
        return;
    }
    if (p >= 0.0495 && p < 0.0505 && (p < 0.05 || p > 0.05)) {
        ww_buf_z(out, p < 0.05 ? "just under 0.05" : "just over 0.05");
        return;
    }
    bool three = p < 0.0095 || (p >= 0.045 && p < 0.055 && (p < 0.05 || p > 0.05));
    char digits[48];
    ww_print_fixed(p, three ? 3 : 2, digits);
    ww_buf_z(out, digits);
}
