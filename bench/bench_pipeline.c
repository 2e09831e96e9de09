// SPDX-License-Identifier: Apache-2.0
/* bench_pipeline FILE SEALED [THREADS] [RUNS]: times the import of one street file (gen_street) to SEALED, which must
 * not be there and is removed again.
 *
 * Problem: say how fast a delivery becomes evidence, and how much of that is unavoidable.
 * Method: the file is mapped afresh for every run and lies in the page cache. A run is the whole way: cutting,
 * checking UTF-8, typing and checking every cell of all twelve columns, dictionaries, repeats of the key, SHA-256
 * of the input and of the sealed file, writing, fsync. It is set against a loop that only notes where the
 * separators and line ends are, on as many threads. Medians; memory is what the process holds besides mapped
 * files, looked at throughout. */
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/num.h"
#include "base/parallel.h"
#include "intake/csv.h"
#include "intake/pattern.h"
#include "intake/pipeline.h"

#define FIELDS   12
#define CHUNK    ((size_t)1 << 20)
#define MAX_RUNS 99

#define CATEGORY(field_name, place)                                                           \
    {                                                                                         \
        .field = {.name = field_name, .kind = WW_KIND_CATEGORY}, .from = {place}, .n_from = 1 \
    }

static const struct ww_plan_column columns[FIELDS] = {
    {.field = {.name = "crime_id", .kind = WW_KIND_HEX, .role = WW_ROLE_ID, .width = 32},
     .from = {0},
     .n_from = 1},
    {.field = {.name = "month", .kind = WW_KIND_MONTH, .role = WW_ROLE_FROM},
     .from = {1},
     .n_from = 1,
     .required = true},
    CATEGORY("reported_by", 2),
    CATEGORY("falls_within", 3),
    {.field = {.name = "longitude", .kind = WW_KIND_FIXED, .places = 6, .role = WW_ROLE_LONGITUDE},
     .from = {4},
     .n_from = 1,
     .has_range = true,
     .min = -9,
     .max = 3},
    {.field = {.name = "latitude", .kind = WW_KIND_FIXED, .places = 6, .role = WW_ROLE_LATITUDE},
     .from = {5},
     .n_from = 1,
     .has_range = true,
     .min = 49,
     .max = 61},
    CATEGORY("location", 6),
    {.field = {.name = "lsoa", .kind = WW_KIND_CATEGORY, .role = WW_ROLE_AREA}, .from = {7}, .n_from = 1},
    CATEGORY("lsoa_name", 8),
    {.field = {.name = "category", .kind = WW_KIND_CATEGORY, .role = WW_ROLE_CATEGORY},
     .from = {9},
     .n_from = 1,
     .required = true},
    CATEGORY("outcome", 10),
    CATEGORY("context", 11),
};
#define LSOA_COLUMN 7

static const struct ww_str missing_texts[] = {{"No Location", 11}, {"No location", 11}};

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double cpu_s(void)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
           (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1e-6;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, size_t n)
{
    qsort(values, n, sizeof *values, by_size);
    return values[n / 2];
}

/* Memory held besides mapped files, in kilobytes. */
static uint64_t anonymous_kb(void)
{
    char line[256];
    uint64_t kb = 0;
    FILE *status = fopen("/proc/self/status", "r");
    while (status && fgets(line, sizeof line, status)) {
        struct ww_str text = ww_str_of(line);
        if (ww_str_starts(text, WW_STR("RssAnon:")))
            ww_parse_u64(ww_str_trim((struct ww_str){line + 8, strcspn(line + 8, "k")}), &kb);
    }
    if (status)
        fclose(status);
    return kb;
}

struct memory_watch {
    struct ww_progress progress;
    uint64_t peak_kb;
    unsigned told;
};

static void watch(struct ww_progress *self, const char *what, uint64_t done, uint64_t total, uint64_t rows)
{
    struct memory_watch *w = (struct memory_watch *)(void *)self;
    (void)what;
    (void)total;
    (void)rows;
    if (w->told++ % 64 && done != total)
        return;
    uint64_t kb = anonymous_kb();
    w->peak_kb = kb > w->peak_kb ? kb : w->peak_kb;
}

/* The loop that only finds the separators. */

struct search {
    struct ww_str bytes;
    struct ww_csv *found; /* one a worker */
    atomic_uint_fast64_t rows;
};

static enum ww_rc search_chunk(void *context, size_t index, unsigned worker)
{
    struct search *s = context;
    struct ww_csv_rules rules = {.separator = ',', .fields = FIELDS};
    size_t from = index * CHUNK, stop = from + CHUNK < s->bytes.len ? from + CHUNK : s->bytes.len;
    size_t start = from ? ww_csv_guess_start(s->bytes, from, stop) : 0;
    if (start == SIZE_MAX)
        return WW_OK;
    enum ww_rc rc = ww_csv_cut(&rules, s->bytes, start, stop, &s->found[worker]);
    s->rows += s->found[worker].rows;
    return rc;
}

static double time_search(const char *path, unsigned threads)
{
    struct ww_map map;
    struct ww_err err;
    double start = now_s();
    if (ww_map_open(path, &map, &err))
        return -1;
    struct ww_csv *found = calloc(threads, sizeof *found);
    struct search s = {.bytes = {(const char *)map.data, map.size}, .found = found};
    enum ww_rc rc = ww_parallel_for(threads, (map.size + CHUNK - 1) / CHUNK, search_chunk, &s);
    for (unsigned i = 0; i < threads; i++)
        ww_csv_free(&found[i]);
    free(found);
    ww_map_close(&map);
    return rc ? -1 : now_s() - start;
}

/* The import. */

struct outcome {
    double wall_s, cpu_s;
    uint64_t rows, repeated, sealed_bytes, peak_kb;
    char sha256[WW_SHA256_HEX];
};

static enum ww_rc import(const char *path, const char *sealed, const struct ww_plan *plan,
                         struct outcome *out, struct ww_err *err)
{
    double start = now_s(), cpu = cpu_s();
    struct memory_watch memory = {.progress = {.tell = watch}};
    struct ww_buf rejects = {0}, repeats = {0};
    struct ww_pipeline_result result = {0};
    struct ww_map map;
    enum ww_rc rc = ww_map_open(path, &map, err);
    if (rc)
        return rc;
    struct ww_str bytes = {(const char *)map.data, map.size};
    size_t header = ww_str_find(bytes, '\n') + 1;
    struct ww_input input = {path, bytes, header < map.size ? header : map.size, 2};
    rc = ww_pipeline_run(plan, &input, 1, sealed, NULL, 0, &rejects, &repeats, &memory.progress, &result,
                         err);
    ww_map_close(&map);
    *out = (struct outcome){now_s() - start,     cpu_s() - cpu,  result.rows, result.repeated,
                            result.sealed_bytes, memory.peak_kb, {0}};
    ww_hex(result.sha256, WW_SHA256_BYTES, out->sha256);
    ww_pipeline_result_free(&result);
    ww_buf_free(&rejects);
    ww_buf_free(&repeats);
    unlink(sealed);
    return rc;
}

static int fail(const struct ww_err *err)
{
    char text[1200];
    ww_err_print(err, text, sizeof text);
    fprintf(stderr, "%s\n", text);
    return 1;
}

int main(int argc, char **argv)
{
    uint64_t threads = 2, runs = 5;
    if (argc < 3 || argc > 5 || (argc > 3 && !ww_parse_u64(ww_str_of(argv[3]), &threads)) ||
        (argc > 4 && !ww_parse_u64(ww_str_of(argv[4]), &runs)) || runs < 1 || runs > MAX_RUNS ||
        threads < 1) {
        fprintf(stderr, "usage: bench_pipeline FILE SEALED [THREADS] [RUNS]\n");
        return 2;
    }
    regex_t lsoa;
    struct ww_plan_column plan_columns[FIELDS];
    struct ww_err err = {0};
    if (ww_pattern_compile("[EW]01\\d{6}|95[A-Z]{2}\\d{2}[A-Z]\\d", WW_PATTERN_WHOLE, &lsoa))
        return 2;
    memcpy(plan_columns, columns, sizeof columns);
    plan_columns[LSOA_COLUMN].pattern = &lsoa;
    struct ww_plan plan = {
        .columns = plan_columns,
        .n_columns = FIELDS,
        .input_fields = FIELDS,
        .separator = ',',
        .missing_texts = missing_texts,
        .n_missing_texts = 2,
        .key = 0,
        .located = -1,
        .reject_limit_pct = 1,
        .threads = (unsigned)threads,
        .seed = 1,
        .hash_inputs = true,
    };
    double search[MAX_RUNS], wall[MAX_RUNS], cpu[MAX_RUNS];
    struct outcome last = {0};
    uint64_t peak_kb = 0;
    for (size_t i = 0; i < runs; i++) {
        search[i] = time_search(argv[1], (unsigned)threads);
        if (import(argv[1], argv[2], &plan, &last, &err))
            return fail(&err);
        wall[i] = last.wall_s;
        cpu[i] = last.cpu_s;
        peak_kb = last.peak_kb > peak_kb ? last.peak_kb : peak_kb;
    }
    struct ww_map map;
    if (ww_map_open(argv[1], &map, &err))
        return fail(&err);
    double gb = (double)map.size / 1e9, best = wall[0];
    for (size_t i = 1; i < runs; i++)
        best = wall[i] < best ? wall[i] : best;
    double mid = median(wall, runs), found = median(search, runs);
    printf("rows %" PRIu64 ", repeated %" PRIu64 ", %.3f GB, threads %" PRIu64 ", runs %" PRIu64 "\n",
           last.rows, last.repeated, gb, threads, runs);
    printf("import      median %.3f s, best %.3f s, %.2f GB/s, processor time %.2f s\n", mid, best, gb / mid,
           median(cpu, runs));
    printf("separators  median %.3f s, %.2f GB/s; the import runs at %.0f%% of that\n", found, gb / found,
           100 * found / mid);
    printf("sealed      %" PRIu64 " bytes, %.1f%% of the input, sha256 %.16s\n", last.sealed_bytes,
           100.0 * (double)last.sealed_bytes / (double)map.size, last.sha256);
    printf("memory      %.0f MB at most, mapped files aside\n", (double)peak_kb / 1024);
    ww_map_close(&map);
    regfree(&lsoa);
    return 0;
}
