// SPDX-License-Identifier: Apache-2.0
/*
 * Problem. Burglars come back, to the same house and to its neighbours, soon. Any town with busy streets and busy
 * weeks has many pairs of burglaries that are close in both; are there more than its streets and its weeks explain?
 *
 * Method. Knox (1964): count the n(n-1)/2 pairs by distance and by days between. Then keep the places, deal the days
 * out among them at random, count again, many times: this keeps where it happens and when it happens, and breaks
 * only the tie between them. p is the share of tables with as many pairs or more, the observed one counted among
 * them (Davison & Hinkley 1997, section 4.2), so that it is never 0. Bands are closed below and open above.
 *
 * How it is fast. Only pairs closer than the largest finite edge are ever stored: events are sorted into a grid of
 * squares of at least that side, and each is compared with the rest of its square and half of the eight around. How
 * many pairs of all are so many days apart does not change when days are dealt out, so the last, infinite band of
 * distance is what all pairs leave over after the close ones; likewise for the last band of days.
 *
 * Classes. Within, a distance has the class "how many finite edges are not above it": 0 below the first edge, k + 1
 * for band k, and the largest class for all that is beyond the last finite edge. The same for days.
 *
 * Edge cases. Fewer than two events give a table of zeroes. Events without place or date are the caller's to leave
 * out, and to say so. The widely used Near Repeat Calculator labels its bands one too high: "3 to 4 days" holds 2 and
 * 3 days, [2, 4) here.
 */
#include "stats/near_repeat.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/parallel.h"
#include "base/rng.h"

#define MAX_CLASSES   (WW_KNOX_MAX_BANDS + 2)
#define MAX_GRID_SIDE 1024
#define MAX_THREADS   256u /* as base/parallel.h has it */

/* The finite edges of one dimension, and the class beyond them all. */
struct edges {
    double at[MAX_CLASSES];
    size_t n;
};

struct pair {
    uint32_t a, b;
};

/* Pairs closer than the last finite edge, by class: those of class s are pairs[start[s]] .. pairs[start[s + 1] - 1]. */
struct close_pairs {
    struct pair *pairs;
    size_t start[MAX_CLASSES + 1];
};

/* Pairs by class of distance and of days. */
struct counts {
    uint64_t pairs[MAX_CLASSES][MAX_CLASSES];
};

struct grid {
    double west_m, south_m, cell_m;
    size_t columns, rows;
    size_t *start;   /* columns * rows + 1 */
    uint32_t *event; /* the events, square by square */
};

struct knox {
    const struct ww_knox_question *question;
    struct edges metres, days;
    struct close_pairs close;
    uint64_t all_by_days[MAX_CLASSES]; /* all pairs, by class of days: no permutation changes it */
    int32_t *day;                      /* of each event, from the first day on */
    uint8_t *class_of_days;            /* of differences below days_limit */
    uint32_t days_limit;               /* differences from here on are of the last class */
    int32_t *shuffled;                 /* n for each worker */
    uint64_t *simulated;               /* [cell][permutation] */
};

static struct edges finite_edges(const struct ww_knox_bands *bands)
{
    assert(bands->n >= 1 && bands->n <= WW_KNOX_MAX_BANDS && bands->edges[0] >= 0.0);
    struct edges edges = {.n = 0};
    for (size_t i = 0; i <= bands->n; i++) {
        assert(i == 0 || bands->edges[i] > bands->edges[i - 1]);
        if (isfinite(bands->edges[i]))
            edges.at[edges.n++] = bands->edges[i];
    }
    assert(edges.n >= bands->n);
    return edges;
}

static size_t class_of(const struct edges *edges, double value)
{
    size_t rank = 0;
    while (rank < edges->n && value >= edges->at[rank])
        rank++;
    return rank;
}

static double distance_m(const struct ww_knox_question *question, size_t a, size_t b)
{
    double east = question->events[a].easting_m - question->events[b].easting_m;
    double north = question->events[a].northing_m - question->events[b].northing_m;
    if (question->distance == WW_KNOX_MANHATTAN)
        return fabs(east) + fabs(north);
    return sqrt(east * east + north * north);
}

/* Squares a hair wider than the reach, so that rounding never puts a pair within reach two squares apart. */
static void lay_grid(const struct ww_knox_question *question, double reach_m, struct grid *grid)
{
    double west = INFINITY, south = INFINITY, east = -INFINITY, north = -INFINITY;
    for (size_t i = 0; i < question->n; i++) {
        const struct ww_knox_event *event = &question->events[i];
        assert(isfinite(event->easting_m) && isfinite(event->northing_m));
        west = fmin(west, event->easting_m);
        east = fmax(east, event->easting_m);
        south = fmin(south, event->northing_m);
        north = fmax(north, event->northing_m);
    }
    double side = fmin(MAX_GRID_SIDE, 1.0 + 2.0 * sqrt((double)question->n));
    double widest = fmax(east - west, north - south);
    grid->west_m = west;
    grid->south_m = south;
    grid->cell_m = fmax(reach_m * (1.0 + 1e-6), fmax(widest / side, 1e-6));
    grid->columns = (size_t)((east - west) / grid->cell_m) + 1;
    grid->rows = (size_t)((north - south) / grid->cell_m) + 1;
}

static size_t square_of(const struct grid *grid, const struct ww_knox_event *event)
{
    size_t column = (size_t)((event->easting_m - grid->west_m) / grid->cell_m);
    size_t row = (size_t)((event->northing_m - grid->south_m) / grid->cell_m);
    return row * grid->columns + column;
}

static enum ww_rc fill_grid(const struct ww_knox_question *question, struct grid *grid)
{
    size_t squares = grid->columns * grid->rows;
    grid->start = ww_new_array(squares + 1, sizeof *grid->start);
    grid->event = ww_new_array(question->n, sizeof *grid->event);
    if (!grid->start || !grid->event)
        return WW_E_NOMEM;
    for (size_t i = 0; i < question->n; i++)
        grid->start[square_of(grid, &question->events[i])]++;
    size_t end = 0;
    for (size_t s = 0; s <= squares; s++) {
        end += grid->start[s];
        grid->start[s] = end;
    }
    for (size_t i = question->n; i-- > 0;)
        grid->event[--grid->start[square_of(grid, &question->events[i])]] = (uint32_t)i;
    return WW_OK;
}

static void free_grid(struct grid *grid)
{
    free(grid->start);
    free(grid->event);
}

/* One pass over the grid: counts the close pairs by class where there is no room yet, else puts them there. */
struct scan {
    const struct knox *knox;
    const struct grid *grid;
    struct pair *room;
    size_t at[MAX_CLASSES]; /* how many of the class, or where the next one goes */
    size_t found;
};

static void compare(struct scan *scan, uint32_t a, size_t from, size_t to)
{
    const struct knox *knox = scan->knox;
    for (size_t k = from; k < to; k++) {
        uint32_t b = scan->grid->event[k];
        size_t rank = class_of(&knox->metres, distance_m(knox->question, a, b));
        if (rank == knox->metres.n)
            continue;
        if (scan->room)
            scan->room[scan->at[rank]] = (struct pair){a, b};
        scan->at[rank]++;
        scan->found++;
    }
}

/* Each event against those after it in its square and in the square to the east, and against the three squares of the
 * next row: every pair of neighbouring squares once. Squares of a row lie side by side, so these are two ranges. */
static void compare_square(struct scan *scan, size_t row, size_t column)
{
    const struct grid *grid = scan->grid;
    const size_t *start = grid->start;
    size_t square = row * grid->columns + column;
    size_t last = column + 1 < grid->columns ? 1 : 0;
    size_t first = column > 0 ? 1 : 0;
    for (size_t k = start[square]; k < start[square + 1]; k++) {
        compare(scan, grid->event[k], k + 1, start[square + last + 1]);
        if (row + 1 < grid->rows) {
            size_t above = square + grid->columns;
            compare(scan, grid->event[k], start[above - first], start[above + last + 1]);
        }
    }
}

static enum ww_rc scan_all(struct scan *scan)
{
    for (size_t row = 0; row < scan->grid->rows; row++)
        for (size_t column = 0; column < scan->grid->columns; column++) {
            compare_square(scan, row, column);
            if (scan->found > WW_KNOX_MAX_PAIRS)
                return WW_E_LIMIT;
        }
    return WW_OK;
}

static enum ww_rc find_close(struct knox *knox)
{
    struct grid grid = {0};
    lay_grid(knox->question, knox->metres.at[knox->metres.n - 1], &grid);
    enum ww_rc rc = fill_grid(knox->question, &grid);
    struct scan scan = {.knox = knox, .grid = &grid};
    if (!rc)
        rc = scan_all(&scan);
    if (rc)
        goto out;
    for (size_t s = 0; s < MAX_CLASSES; s++) {
        knox->close.start[s + 1] = knox->close.start[s] + scan.at[s];
        scan.at[s] = knox->close.start[s];
    }
    knox->close.pairs = scan.room = ww_new_array(scan.found + 1, sizeof *scan.room);
    scan.found = 0;
    rc = scan.room ? scan_all(&scan) : WW_E_NOMEM;
out:
    free_grid(&grid);
    return rc;
}

static int compare_days(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* Pairs of all that are nearer than `limit` days: for each day in order, how many before it are. */
static uint64_t pairs_nearer(const int32_t *rising, size_t n, double limit)
{
    uint64_t pairs = 0;
    size_t first = 0;
    for (size_t i = 0; i < n; i++) {
        while (first < i && (double)(rising[i] - rising[first]) >= limit)
            first++;
        pairs += i - first;
    }
    return pairs;
}

static void count_all_by_days(struct knox *knox, int32_t *workspace)
{
    size_t n = knox->question->n;
    memcpy(workspace, knox->day, n * sizeof *workspace);
    qsort(workspace, n, sizeof *workspace, compare_days);
    uint64_t nearer = 0;
    for (size_t t = 0; t < knox->days.n; t++) {
        uint64_t below = pairs_nearer(workspace, n, knox->days.at[t]);
        knox->all_by_days[t] = below - nearer;
        nearer = below;
    }
    knox->all_by_days[knox->days.n] = (uint64_t)n * (n - 1) / 2 - nearer;
}

/* Days from the first one on, and the class of every difference that is not beyond the last finite edge. */
static enum ww_rc number_days(struct knox *knox)
{
    const struct ww_knox_question *question = knox->question;
    int64_t first = INT32_MAX, last = INT32_MIN;
    for (size_t i = 0; i < question->n; i++) {
        first = question->events[i].day < first ? question->events[i].day : first;
        last = question->events[i].day > last ? question->events[i].day : last;
    }
    if (last - first > WW_KNOX_MAX_DAYS)
        return WW_E_LIMIT;
    double limit = ceil(knox->days.at[knox->days.n - 1]);
    knox->days_limit = (uint32_t)fmin(limit, (double)(last - first + 1));
    knox->day = ww_new_array(question->n, sizeof *knox->day);
    knox->class_of_days = ww_new_array((size_t)knox->days_limit + 1, 1);
    if (!knox->day || !knox->class_of_days)
        return WW_E_NOMEM;
    for (size_t i = 0; i < question->n; i++)
        knox->day[i] = (int32_t)(question->events[i].day - first);
    for (uint32_t d = 0; d < knox->days_limit; d++)
        knox->class_of_days[d] = (uint8_t)class_of(&knox->days, d);
    return WW_OK;
}

/* The table that goes with one dealing out of the days. Most close pairs are far apart in time and cost one
 * comparison. */
static void count_pairs(const struct knox *knox, const int32_t *day, struct counts *counts)
{
    size_t far_s = knox->metres.n, far_t = knox->days.n;
    memset(counts, 0, sizeof *counts);
    memcpy(counts->pairs[far_s], knox->all_by_days, sizeof knox->all_by_days);
    for (size_t s = 0; s < far_s; s++) {
        uint64_t *row = counts->pairs[s];
        size_t begin = knox->close.start[s], end = knox->close.start[s + 1];
        for (size_t k = begin; k < end; k++) {
            int32_t between = day[knox->close.pairs[k].a] - day[knox->close.pairs[k].b];
            uint32_t days = (uint32_t)(between < 0 ? -between : between);
            if (days < knox->days_limit)
                row[knox->class_of_days[days]]++;
        }
        uint64_t near = 0;
        for (size_t t = 0; t < far_t; t++)
            near += row[t];
        row[far_t] += end - begin - near;
        for (size_t t = 0; t <= far_t; t++)
            counts->pairs[far_s][t] -= row[t];
    }
}

static enum ww_rc permute(void *context, size_t index, unsigned worker)
{
    const struct knox *knox = context;
    const struct ww_knox_question *question = knox->question;
    int32_t *day = knox->shuffled + (size_t)worker * question->n;
    struct counts counts;
    memcpy(day, knox->day, question->n * sizeof *day);
    struct ww_rng rng = ww_rng_split(question->seed, index);
    ww_rng_shuffle(&rng, day, question->n, sizeof *day);
    count_pairs(knox, day, &counts);
    uint64_t *out = knox->simulated + index;
    for (size_t s = 0; s < question->metres.n; s++)
        for (size_t t = 0; t < question->days.n; t++, out += question->permutations)
            *out = counts.pairs[s + 1][t + 1];
    return WW_OK;
}

static int compare_counts(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static struct ww_knox_cell judge(uint64_t observed, uint64_t *simulated, size_t n)
{
    struct ww_knox_cell cell = {.observed = observed};
    uint64_t sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += simulated[i];
        cell.at_least += simulated[i] >= observed;
    }
    cell.p = (cell.at_least + 1.0) / ((double)n + 1.0);
    if (n == 0)
        return cell;
    qsort(simulated, n, sizeof *simulated, compare_counts);
    cell.mean = (double)sum / (double)n;
    size_t low = (n - 1) / 2, high = n / 2;
    cell.median = ((double)simulated[low] + (double)simulated[high]) / 2.0;
    return cell;
}

static enum ww_rc simulate(struct knox *knox)
{
    const struct ww_knox_question *question = knox->question;
    size_t workers = question->threads ? question->threads : ww_processors();
    workers = workers < MAX_THREADS ? workers : MAX_THREADS;
    size_t days = 0, tables = 0;
    if (!ww_size_mul(workers, question->n, &days) ||
        !ww_size_mul(question->metres.n * question->days.n, (size_t)question->permutations + 1, &tables))
        return WW_E_NOMEM;
    knox->shuffled = ww_new_array(days, sizeof *knox->shuffled);
    knox->simulated = ww_new_array(tables, sizeof *knox->simulated);
    if (!knox->shuffled || !knox->simulated)
        return WW_E_NOMEM;
    count_all_by_days(knox, knox->shuffled);
    return ww_parallel_for(question->threads, question->permutations, permute, knox);
}

static void give(const struct knox *knox, struct ww_knox_cell *cells)
{
    const struct ww_knox_question *question = knox->question;
    struct counts counts;
    count_pairs(knox, knox->day, &counts);
    uint64_t *simulated = knox->simulated;
    for (size_t s = 0; s < question->metres.n; s++)
        for (size_t t = 0; t < question->days.n; t++, simulated += question->permutations)
            *cells++ = judge(counts.pairs[s + 1][t + 1], simulated, question->permutations);
}

enum ww_rc ww_knox(const struct ww_knox_question *question, struct ww_knox_cell *cells)
{
    assert(question->n <= UINT32_MAX && question->permutations <= WW_KNOX_MAX_PERMUTATIONS);
    struct knox knox = {.question = question,
                        .metres = finite_edges(&question->metres),
                        .days = finite_edges(&question->days)};
    if (question->n < 2) {
        for (size_t i = 0; i < question->metres.n * question->days.n; i++)
            cells[i] = (struct ww_knox_cell){.at_least = question->permutations, .p = 1.0};
        return WW_OK;
    }
    enum ww_rc rc = number_days(&knox);
    if (!rc)
        rc = find_close(&knox);
    if (!rc)
        rc = simulate(&knox);
    if (!rc)
        give(&knox, cells);
    free(knox.close.pairs);
    free(knox.day);
    free(knox.class_of_days);
    free(knox.shuffled);
    free(knox.simulated);
    return rc;
}

bool ww_knox_ratio(const struct ww_knox_cell *cell, double expected, double *out)
{
    if (!(expected > 0.0))
        return false;
    *out = (double)cell->observed / expected;
    return true;
}
