// SPDX-License-Identifier: Apache-2.0
/* three_way FILE.arrow THREADS RUNS: counts small area × type × month over a sealed extract with the cube, the whole
 * of each run timed: opening the file, asking the dictionaries, counting. Prints the median in milliseconds, the
 * records counted, and the cells that are not empty, so that another program's answer can be compared. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/num.h"
#include "evidence/cube.h"

#define RUNS_MAX 100

struct texts {
    struct ww_dictionary dictionary;
};

/* Key of a text = its code: every value is a cell of its own. */
static int32_t code_of(void *context, struct ww_str text)
{
    const struct texts *texts = context;
    for (size_t i = 0; i < texts->dictionary.count; i++)
        if (texts->dictionary.values[i].ptr == text.ptr)
            return (int32_t)i;
    return WW_LEAVE_OUT;
}

static struct ww_cube_dim text_dim(const struct ww_extract *extract, enum ww_role role, struct texts *texts)
{
    texts->dictionary = ww_extract_dictionary(extract, (size_t)ww_extract_field_by_role(extract, role));
    return (struct ww_cube_dim){.by = WW_BY_TEXT,
                                .role = role,
                                .size = (int32_t)texts->dictionary.count,
                                .missing_key = WW_LEAVE_OUT,
                                .key = code_of,
                                .context = texts};
}

static enum ww_rc count(const char *path, unsigned threads, uint64_t *counted, uint64_t *cells,
                        struct ww_err *err)
{
    struct ww_extract *extract = NULL;
    struct ww_view *view = NULL;
    struct texts areas, types;
    struct ww_cube cube = {0};
    enum ww_rc rc = ww_extract_open(path, &extract, err);
    if (!rc)
        rc = ww_view_of_extract(extract, "bench", &view, err);
    if (!rc) {
        struct ww_cube_spec spec = {.n_dims = 3};
        spec.dims[0] = text_dim(extract, WW_ROLE_AREA, &areas);
        spec.dims[1] = text_dim(extract, WW_ROLE_CATEGORY, &types);
        spec.dims[2] = (struct ww_cube_dim){
            .by = WW_BY_MONTH, .size = 60, .origin = 522}; /* from July 2013 */
        rc = ww_cube_count(view, &spec, threads, &cube, err);
    }
    *counted = cube.counted;
    *cells = 0;
    for (size_t i = 0; i < cube.size && !rc; i++)
        *cells += cube.counts[i] != 0;
    ww_cube_free(&cube);
    ww_view_close(&view);
    ww_extract_close(&extract);
    return rc;
}

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    uint64_t threads, runs, counted = 0, cells = 0;
    double took_ms[RUNS_MAX];
    if (argc != 4 || !ww_parse_u64(ww_str_of(argv[2]), &threads) ||
        !ww_parse_u64(ww_str_of(argv[3]), &runs) || runs < 1 || runs > RUNS_MAX) {
        fprintf(stderr, "three_way FILE.arrow THREADS RUNS\n");
        return 2;
    }
    for (uint64_t i = 0; i < runs; i++) {
        struct ww_err err;
        double start = now_ms();
        if (count(argv[1], (unsigned)threads, &counted, &cells, &err) != WW_OK) {
            fprintf(stderr, "%s\n", err.message);
            return 1;
        }
        took_ms[i] = now_ms() - start;
    }
    qsort(took_ms, runs, sizeof *took_ms, by_size);
    printf("{\"median_ms\": %.2f, \"counted\": %" PRIu64 ", \"cells\": %" PRIu64 "}\n", took_ms[runs / 2],
           counted, cells);
    return 0;
}
