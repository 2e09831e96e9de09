// SPDX-License-Identifier: Apache-2.0
/* bench_link FILE MODEL NICKNAMES THREADS: links the people of a file (of gen_people) and prints, as JSON, how long each step took
 * on the wall, how many pairs a second were scored, the iterations of EM, the peak of memory, and how many pairs of names a
 * second Jaro-Winkler compares on one core. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "base/num.h"
#include "cmd/link_input.h"
#include "people/link_run.h"
#include "people/similarity.h"

#define NAMES 4096 /* so many values are compared with one another */

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double last_s;

static double step_s(void)
{
    const double now = now_s(), took = now - last_s;
    last_s = now;
    return took;
}

static void must(enum ww_rc rc, const struct ww_err *err)
{
    if (!rc)
        return;
    fprintf(stderr, "bench_link: %s\n", err->message);
    exit(1);
}

/* Pairs a second; *sum keeps the work from being left out. */
static double jaro_winkler_rate(const struct ww_link_field *field, double *sum)
{
    const uint32_t n = field->n_values < NAMES ? field->n_values : NAMES;
    *sum = 0;
    (void)step_s();
    for (uint32_t a = 1; a <= n; a++)
        for (uint32_t b = 1; b <= n; b++)
            *sum += ww_jaro_winkler(field->values[a], field->values[b]);
    return (double)n * n / step_s();
}

static void print_training(const struct ww_train_report *report)
{
    printf("\"sessions\": [");
    for (size_t i = 0; i < report->n_sessions; i++)
        printf("%s{\"pairs\": %" PRIu64 ", \"iterations\": %u}", i ? ", " : "", report->sessions[i].pairs,
               report->sessions[i].iterations);
    printf("], ");
}

static void cluster_all(const struct ww_link_input *input, struct ww_scored *scored)
{
    static const double thresholds[] = {6.63, 0, -3.17}; /* 0.99, 0.5, 0.1 */
    struct ww_err err = {0};
    uint32_t *clusters = calloc(input->records.n + 1, sizeof *clusters);
    if (!clusters)
        exit(1);
    for (size_t t = 0; t < 3; t++) {
        const struct ww_cluster_rules rules = {.threshold = thresholds[t],
                                               .bridge_threshold = thresholds[t] + 6};
        must(ww_clusters(input->records.n, input->records.sources, scored->edges, scored->n, &rules, clusters,
                         NULL, &err),
             &err);
    }
    free(clusters);
}

int main(int argc, char **argv)
{
    uint64_t threads = 0;
    if (argc != 5 || !ww_parse_u64(ww_str_of(argv[4]), &threads)) {
        fprintf(stderr, "usage: bench_link FILE MODEL NICKNAMES THREADS\n");
        return 2;
    }
    const char *paths[] = {argv[1]};
    const struct ww_link_files files = {.model = argv[2], .nicknames = argv[3], .paths = paths, .n = 1};
    struct ww_link_input input;
    struct ww_train_report report;
    struct ww_scored scored;
    struct ww_err err = {0};
    const double start = now_s();
    last_s = start;
    must(ww_link_input_read(&files, &input, &err), &err);
    printf("{\"records\": %zu, \"read_s\": %.3f, ", input.records.n, step_s());
    const struct ww_train_request train = {
        .records = &input.records, .model = &input.model, .seed = 1, .threads = (unsigned)threads};
    must(ww_link_train(&train, &report, &err), &err);
    printf("\"train_s\": %.3f, ", step_s());
    print_training(&report);
    const struct ww_score_request request = {
        .records = &input.records, .model = &input.model, .floor = -10, .threads = (unsigned)threads};
    must(ww_link_score(&request, &scored, &err), &err);
    const double score_s = step_s();
    printf("\"score_s\": %.3f, \"pairs\": %" PRIu64 ", \"pairs_per_s\": %.0f, \"kept\": %zu, ", score_s,
           scored.compared, (double)scored.compared / score_s, scored.n);
    cluster_all(&input, &scored);
    printf("\"cluster_s\": %.3f, \"all_s\": %.3f, ", step_s(), now_s() - start);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    const double cpu_s = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                         (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    double sum;
    const int surname = ww_link_find_field(&input.records, "surname");
    const double rate = jaro_winkler_rate(&input.records.fields[surname < 0 ? 0 : surname], &sum);
    printf("\"cpu_s\": %.2f, \"peak_mb\": %.0f, \"jaro_winkler_per_s\": %.0f, \"check\": %.3f}\n", cpu_s,
           (double)usage.ru_maxrss / 1024, rate, sum);
    free(scored.edges);
    ww_link_input_free(&input);
    return 0;
}
