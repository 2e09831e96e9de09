// SPDX-License-Identifier: Apache-2.0
/* places_kernels WHAT FILE RUNS [THREADS]: one of the location kernels on one file of numbers, as bench/places.mjs writes it.
 *
 *   knox      rows "easting northing day": 999 permutations, five bands of distance by four of days
 *   kde       rows "easting northing": 1,000 x 1,000 cells of 10 m, bandwidth 300 m
 *   aoristic  rows "from to" in seconds, "-" for no end; all of them 100 times over
 *
 * Prints JSON: the median in milliseconds and a figure by which another program's answer can be compared. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "base/num.h"
#include "base/parallel.h"
#include "stats/aoristic.h"
#include "stats/kde.h"
#include "stats/near_repeat.h"

#define RUNS_MAX     100
#define FIELDS_MAX   3
#define REPEATS      100
#define SIDE         1000
#define CELL_M       10.0
#define BANDWIDTH_M  300.0
#define PERMUTATIONS 999
#define PLACES       5
#define WEEKS        4

struct rows {
    double (*values)[FIELDS_MAX]; /* NAN where a field is "-" */
    size_t n;
};

static bool read_rows(const char *path, struct rows *rows)
{
    struct ww_str line, field;
    struct ww_buf text = {0};
    struct ww_err err;
    if (ww_file_read(path, &text, &err))
        return false;
    struct ww_str rest = ww_buf_view(&text);
    rows->values = calloc(text.len / 4 + 1, sizeof *rows->values);
    while (rows->values && ww_str_cut(&rest, '\n', &line)) {
        size_t f = 0;
        while (f < FIELDS_MAX && ww_str_cut(&line, ' ', &field))
            if (!ww_parse_f64(field, &rows->values[rows->n][f++]))
                rows->values[rows->n][f - 1] = NAN;
        rows->n += f > 0;
    }
    ww_buf_free(&text);
    return rows->values != NULL;
}

/* --- the three kernels -------------------------------------------------------------------------------- */

static enum ww_rc knox(const struct rows *rows, unsigned threads, double *answer)
{
    static const double metres[] = {0, 1, 100, 200, 300, 400}, days[] = {0, 7, 14, 21, 28};
    struct ww_knox_cell cells[PLACES * WEEKS];
    struct ww_knox_event *events = calloc(rows->n, sizeof *events);
    if (!events)
        return WW_E_NOMEM;
    for (size_t i = 0; i < rows->n; i++)
        events[i] = (struct ww_knox_event){rows->values[i][0], rows->values[i][1],
                                           (int32_t)rows->values[i][2]};
    const struct ww_knox_question question = {.events = events,
                                              .n = rows->n,
                                              .metres = {metres, PLACES},
                                              .days = {days, WEEKS},
                                              .distance = WW_KNOX_EUCLIDEAN,
                                              .permutations = PERMUTATIONS,
                                              .seed = 1,
                                              .threads = threads};
    enum ww_rc rc = ww_knox(&question, cells);
    *answer = 0.0;
    for (size_t s = 0; s < 3; s++) /* under 200 m, under 14 days */
        *answer += (double)(cells[s * WEEKS].observed + cells[s * WEEKS + 1].observed);
    free(events);
    return rc;
}

static enum ww_rc kde(const struct rows *rows, unsigned threads, double *answer)
{
    const struct ww_kde_grid grid = {0, 0, CELL_M, SIDE, SIDE};
    struct ww_kde_point *points = calloc(rows->n, sizeof *points);
    double *out = calloc((size_t)SIDE * SIDE, sizeof *out);
    enum ww_rc rc = points && out ? WW_OK : WW_E_NOMEM;
    for (size_t i = 0; i < rows->n && !rc; i++)
        points[i] = (struct ww_kde_point){rows->values[i][0], rows->values[i][1], 1.0};
    if (!rc)
        rc = ww_kde_quartic(points, rows->n, &grid, BANDWIDTH_M, threads, out);
    *answer = rc ? 0.0 : out[(size_t)SIDE / 2 * SIDE + SIDE / 2];
    free(points);
    free(out);
    return rc;
}

struct spans {
    const struct ww_span *items;
    size_t n;
    struct ww_aoristic *matrices; /* one for each worker */
};

static enum ww_rc add_spans(void *context, size_t index, unsigned worker)
{
    (void)index;
    const struct spans *spans = context;
    for (size_t i = 0; i < spans->n; i++)
        (void)ww_aoristic_add(&spans->matrices[worker], spans->items[i]);
    return WW_OK;
}

static enum ww_rc aoristic(const struct rows *rows, unsigned threads, double *answer)
{
    struct ww_span *items = calloc(rows->n, sizeof *items);
    struct spans spans = {items, rows->n, calloc(threads, sizeof *spans.matrices)};
    enum ww_rc rc = items && spans.matrices ? WW_OK : WW_E_NOMEM;
    for (size_t i = 0; i < rows->n && !rc; i++)
        items[i] = (struct ww_span){(int64_t)rows->values[i][0],
                                    isfinite(rows->values[i][1]) ? (int64_t)rows->values[i][1] : 0,
                                    isfinite(rows->values[i][1])};
    if (!rc)
        rc = ww_parallel_for(threads, REPEATS, add_spans, &spans);
    for (unsigned t = 1; t < threads && !rc; t++)
        ww_aoristic_merge(&spans.matrices[0], &spans.matrices[t]);
    *answer = rc ? 0.0 : ww_aoristic_value(&spans.matrices[0], 0);
    free(items);
    free(spans.matrices);
    return rc;
}

static const struct {
    const char *name;
    enum ww_rc (*run)(const struct rows *rows, unsigned threads, double *answer);
} kernels[] = {{"knox", knox}, {"kde", kde}, {"aoristic", aoristic}};

/* --- timing --------------------------------------------------------------------------------------------- */

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    double ms[RUNS_MAX] = {0}, answer = 0.0;
    int64_t runs = 0, threads = 2;
    struct rows rows = {0};
    size_t k = 0;
    bool good = argc >= 4 && ww_parse_i64(ww_str_of(argv[3]), &runs) && runs > 0 && runs <= RUNS_MAX &&
                (argc < 5 || ww_parse_i64(ww_str_of(argv[4]), &threads)) && read_rows(argv[2], &rows);
    while (good && k < sizeof kernels / sizeof kernels[0] && strcmp(kernels[k].name, argv[1]) != 0)
        k++;
    if (!good || k == sizeof kernels / sizeof kernels[0]) {
        fprintf(stderr, "usage: places_kernels knox|kde|aoristic FILE RUNS [THREADS]\n");
        free(rows.values);
        return 2;
    }
    for (int64_t r = 0; r < runs && good; r++) {
        double start = now_ms();
        good = kernels[k].run(&rows, (unsigned)threads, &answer) == WW_OK;
        ms[r] = now_ms() - start;
    }
    qsort(ms, (size_t)runs, sizeof *ms, compare_doubles);
    if (good)
        printf("{\"median_ms\": %.3f, \"rows\": %zu, \"answer\": %.17g}\n", ms[runs / 2], rows.n, answer);
    free(rows.values);
    return good ? 0 : 1;
}
