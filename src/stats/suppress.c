// SPDX-License-Identifier: Apache-2.0
/* Small counts, hidden so that they stay hidden.
 *
 * Problem. A count of one or two may be somebody. Leaving it out is not enough: with the total and the other counts of
 * its row it is a subtraction. A second count must go as well, and even two can be too few: two hidden counts that add up
 * to 5 are each between 1 and 4.
 * Method. Counts from 1 to below the smallest shown are hidden first. A row or column of which one alone is hidden, while
 * its total is known, loses the smallest other count (a total last). Then each small count is attacked: its range is
 * computed, and while it is narrower than the limit, one more count beside it goes.
 * The range is exact. Rows and columns are nodes, a cell an edge between its two; totals are cells that count the other
 * way. Every table that fits what is shown is another circulation of that network, so how far a cell can rise is the
 * largest flow from its column back to its row, in which cells rise without limit and fall as far as 1. Rows without a
 * total promise nothing: they are all one node, the ground.
 * Source. L. Cox, Network models for complementary cell suppression, Journal of the American Statistical Association 90
 * (1995), 1453-1462, for the network; the thresholds are the partnership's.
 * Edge cases. Zeros are shown: that nobody is there is not about somebody. Where hardly anything is recorded all counts
 * go, and the totals with them. */
#include "stats/suppress.h"

#include <assert.h>
#include <string.h>

#define NO_LIMIT INT64_MAX
#define NO_CELL  SIZE_MAX

/* --- the network ---------------------------------------------------------------------------------- */

struct network {
    const struct ww_suppress *table;
    const uint8_t *hidden;
    int64_t *up, *down; /* how far each cell's signed value can still rise and fall */
    int64_t *came_by;   /* of each node: the cell by which it was reached, -1 = not */
    size_t ground, nodes;
};

size_t ww_suppress_scratch(size_t rows, size_t columns)
{
    return 2 * rows * columns + rows + columns + 1;
}

static size_t row_node(const struct network *net, size_t cell)
{
    return net->table->row_totals ? cell / net->table->columns : net->ground;
}

static size_t column_node(const struct network *net, size_t cell)
{
    return net->table->column_totals ? net->table->rows + cell % net->table->columns : net->ground;
}

/* A total enters its row or column with the other sign; the grand total with both, that is, with none. */
static bool is_turned(const struct ww_suppress *table, size_t cell)
{
    bool of_row = table->row_totals && cell % table->columns == table->columns - 1;
    bool of_column = table->column_totals && cell / table->columns == table->rows - 1;
    return of_row != of_column;
}

// NOLINTNEXTLINE(readability-non-const-parameter): the network writes into it
static struct network new_network(const struct ww_suppress *table, const uint8_t *hidden, int64_t *scratch)
{
    size_t cells = table->rows * table->columns;
    struct network net = {.table = table,
                          .hidden = hidden,
                          .up = scratch,
                          .down = scratch + cells,
                          .came_by = scratch + 2 * cells,
                          .ground = table->rows + table->columns,
                          .nodes = table->rows + table->columns + 1};
    return net;
}

static void fill(struct network *net)
{
    for (size_t i = 0; i < net->table->rows * net->table->columns; i++) {
        bool turned = is_turned(net->table, i);
        int64_t fall = net->hidden[i] && net->table->counts[i] ? net->table->counts[i] - 1 : 0,
                rise = net->hidden[i] ? NO_LIMIT : 0;
        net->up[i] = turned ? fall : rise;
        net->down[i] = turned ? rise : fall;
    }
}

/* A cell's edge leads from its row to its column while its value rises. */
static bool reach(const struct network *net, size_t from, size_t to)
{
    for (size_t i = 0; i < net->nodes; i++)
        net->came_by[i] = -1;
    bool found = true;
    net->came_by[from] = 0;
    while (found && net->came_by[to] < 0) {
        found = false;
        for (size_t i = 0; i < net->table->rows * net->table->columns; i++) {
            size_t row = row_node(net, i), column = column_node(net, i);
            bool rises = net->up[i] > 0 && net->came_by[row] >= 0 && net->came_by[column] < 0;
            bool falls = net->down[i] > 0 && net->came_by[column] >= 0 && net->came_by[row] < 0;
            if (rises || falls)
                net->came_by[rises ? column : row] = (int64_t)i;
            found |= rises || falls;
        }
    }
    return net->came_by[to] >= 0;
}

static int64_t limited_sum(int64_t a, int64_t b)
{
    return a == NO_LIMIT || b == NO_LIMIT || a > NO_LIMIT - b ? NO_LIMIT : a + b;
}

/* Walks the way just found from its end: the least that its cells allow. */
static int64_t narrowest(const struct network *net, size_t from, size_t to)
{
    int64_t least = NO_LIMIT;
    for (size_t node = to; node != from;) {
        size_t cell = (size_t)net->came_by[node];
        bool rises = column_node(net, cell) == node;
        int64_t room = rises ? net->up[cell] : net->down[cell];
        least = room < least ? room : least;
        node = rises ? row_node(net, cell) : column_node(net, cell);
    }
    return least;
}

static void push(struct network *net, size_t from, size_t to, int64_t amount)
{
    for (size_t node = to; node != from;) {
        size_t cell = (size_t)net->came_by[node];
        bool rises = column_node(net, cell) == node;
        int64_t *spent = rises ? &net->up[cell] : &net->down[cell];
        int64_t *gained = rises ? &net->down[cell] : &net->up[cell];
        *spent -= *spent == NO_LIMIT ? 0 : amount;
        *gained = limited_sum(*gained, amount);
        node = rises ? row_node(net, cell) : column_node(net, cell);
    }
}

/* The largest flow from one node to the other without the cell, up to `enough`. */
static int64_t flow(struct network *net, size_t without, size_t from, size_t to, int64_t enough)
{
    int64_t total = 0;
    if (from == to)
        return NO_LIMIT;
    fill(net);
    net->up[without] = net->down[without] = 0;
    while (total < enough && reach(net, from, to)) {
        int64_t amount = narrowest(net, from, to);
        if (amount == NO_LIMIT)
            return NO_LIMIT;
        push(net, from, to, amount);
        total += amount;
    }
    return total;
}

static struct ww_suppress_range range_of(struct network *net, size_t cell, int64_t enough)
{
    size_t row = row_node(net, cell), column = column_node(net, cell);
    bool turned = is_turned(net->table, cell);
    int64_t count = net->table->counts[cell];
    int64_t rise = flow(net, cell, turned ? row : column, turned ? column : row, enough);
    int64_t fall = flow(net, cell, turned ? column : row, turned ? row : column, enough);
    fall = fall > count - 1 ? count - 1 : fall;
    return (struct ww_suppress_range){count - fall, rise == NO_LIMIT ? 0 : count + rise, rise == NO_LIMIT};
}

struct ww_suppress_range ww_suppress_range(const struct ww_suppress *table, const uint8_t *hidden,
                                           size_t cell, int64_t *scratch)
{
    assert(hidden[cell]);
    struct network net = new_network(table, hidden, scratch);
    return range_of(&net, cell, NO_LIMIT);
}

/* --- what to hide --------------------------------------------------------------------------------- */

static bool is_total(const struct ww_suppress *table, size_t cell)
{
    return (table->row_totals && cell % table->columns == table->columns - 1) ||
           (table->column_totals && cell / table->columns == table->rows - 1);
}

/* The cells first, first + step ...: a row, a column or all of them. */
struct line {
    size_t first, step, n;
};

static struct line row_line(const struct ww_suppress *table, size_t row)
{
    return (struct line){row * table->columns, 1, table->columns};
}

static struct line column_line(const struct ww_suppress *table, size_t column)
{
    return (struct line){column, table->columns, table->rows};
}

/* The smallest count still shown, totals after all others; NO_CELL when there is none but zeros. */
static size_t cheapest(const struct ww_suppress *table, const uint8_t *hidden, struct line line, size_t best)
{
    for (size_t i = 0; i < line.n; i++) {
        size_t cell = line.first + i * line.step;
        if (hidden[cell] || !table->counts[cell])
            continue;
        bool total = is_total(table, cell), total_before = best != NO_CELL && is_total(table, best);
        if (best == NO_CELL || total < total_before ||
            (total == total_before && table->counts[cell] < table->counts[best]))
            best = cell;
    }
    return best;
}

static bool hide(uint8_t *hidden, size_t cell)
{
    if (cell == NO_CELL)
        return false;
    hidden[cell] = WW_HIDDEN_BESIDE;
    return true;
}

static bool mend_line(const struct ww_suppress *table, uint8_t *hidden, struct line line)
{
    size_t n = 0;
    for (size_t i = 0; i < line.n; i++)
        n += hidden[line.first + i * line.step] != WW_SHOWN;
    return n == 1 && hide(hidden, cheapest(table, hidden, line, NO_CELL));
}

/* One alone in a line whose total is known is no secret. */
static void mend_lines(const struct ww_suppress *table, uint8_t *hidden)
{
    bool more = true;
    while (more) {
        more = false;
        for (size_t r = 0; table->row_totals && r < table->rows; r++)
            more |= mend_line(table, hidden, row_line(table, r));
        for (size_t c = 0; table->column_totals && c < table->columns; c++)
            more |= mend_line(table, hidden, column_line(table, c));
    }
}

static bool is_safe(struct network *net, size_t cell)
{
    struct ww_suppress_range range = range_of(net, cell, net->table->smallest);
    return range.unlimited || range.high - range.low >= net->table->smallest;
}

/* Beside the cell where possible, else anywhere. */
static bool hide_one_more(const struct ww_suppress *table, uint8_t *hidden, size_t cell)
{
    size_t best = NO_CELL;
    if (table->row_totals)
        best = cheapest(table, hidden, row_line(table, cell / table->columns), best);
    if (table->column_totals)
        best = cheapest(table, hidden, column_line(table, cell % table->columns), best);
    if (best == NO_CELL)
        best = cheapest(table, hidden, (struct line){0, 1, table->rows * table->columns}, NO_CELL);
    return hide(hidden, best);
}

static bool mend_ranges(const struct ww_suppress *table, uint8_t *hidden, int64_t *scratch)
{
    struct network net = new_network(table, hidden, scratch);
    for (size_t i = 0; i < table->rows * table->columns; i++)
        if (hidden[i] == WW_HIDDEN_SMALL && !is_safe(&net, i) && hide_one_more(table, hidden, i))
            return true;
    return false;
}

void ww_suppress(const struct ww_suppress *table, uint8_t *hidden, int64_t *scratch)
{
    assert(table->smallest >= 1);
    for (size_t i = 0; i < table->rows * table->columns; i++)
        if (table->counts[i] > 0 && table->counts[i] < table->smallest)
            hidden[i] = WW_HIDDEN_SMALL;
    do {
        mend_lines(table, hidden);
    } while (mend_ranges(table, hidden, scratch));
}
