// SPDX-License-Identifier: Apache-2.0
/* encoded [ROWS [THREADS]]: Dice comparisons per second of files of 1,024-bit encodings, and how near that is to what the processor
 * could count at most. The files are of random bits, half of them ones: as crowded as encodings are. The limit is the rate at
 * which the same threads count the ones of registers with the widest instruction there is and add them up, without loading,
 * intersecting or comparing anything; beside it the bytes a second that a plain sum reads from memory. Pairs
 * skipped by their numbers of ones are not counted as compared. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/checked.h"
#include "base/num.h"
#include "base/parallel.h"
#include "base/rng.h"
#include "people/clk.h"

#define BITS         1024
#define RECORD_BYTES (BITS / 8.0)
#define WORDS        (BITS / 64)
#define ROWS         40000
#define THRESHOLD    0.8
#define SEED         20250607
#define CHECK        "00000000000000000000000000000000"
#define REPEATS      3
#define PLAIN_SHARE  16                /* of the rows of a are compared by the plain loop */
#define COUNTS       ((size_t)1 << 27) /* registers counted by a thread */
#define STREAM       ((size_t)1 << 29) /* bytes read by a thread */

/* Seconds on the wall and of processors: the second is what counts where others use the machine. */
struct took {
    double wall_s, cpu_s;
};

static double clock_of(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static struct took now(void)
{
    return (struct took){clock_of(CLOCK_MONOTONIC), clock_of(CLOCK_PROCESS_CPUTIME_ID)};
}

/* The shorter of the one before (none: zero) and the time since. */
static struct took since(struct took begin, struct took best)
{
    const struct took end = now();
    const struct took it = {end.wall_s - begin.wall_s, end.cpu_s - begin.cpu_s};
    return (struct took){best.wall_s > 0 && best.wall_s < it.wall_s ? best.wall_s : it.wall_s,
                         best.cpu_s > 0 && best.cpu_s < it.cpu_s ? best.cpu_s : it.cpu_s};
}

/* --- the limit ------------------------------------------------------------------------------------ */

struct limit {
    uint64_t words[256]; /* counted by each worker */
    uint64_t sums[256];
    uint64_t *stream;
};

#if defined(__x86_64__)
#include <immintrin.h>

/* One sum each of as many chains as hide an instruction's latency; named, so that all stay in registers. */
#define CHAIN_512(n)                                              \
    sum##n = _mm512_add_epi64(sum##n, _mm512_popcnt_epi64(x##n)); \
    __asm__ volatile("" : "+v"(x##n))

__attribute__((target("avx512f,avx512vpopcntdq"))) static uint64_t count_512(uint64_t seed)
{
    __m512i x0 = _mm512_set1_epi64((long long)seed), x1 = x0, x2 = x0, x3 = x0, x4 = x0, x5 = x0;
    __m512i sum0 = _mm512_setzero_si512(), sum1 = sum0, sum2 = sum0, sum3 = sum0, sum4 = sum0, sum5 = sum0;
    for (size_t n = 0; n < COUNTS; n += 6) {
        CHAIN_512(0);
        CHAIN_512(1);
        CHAIN_512(2);
        CHAIN_512(3);
        CHAIN_512(4);
        CHAIN_512(5);
    }
    const __m512i sum = _mm512_add_epi64(_mm512_add_epi64(sum0, sum1), _mm512_add_epi64(sum2, sum3));
    return (uint64_t)_mm512_reduce_add_epi64(_mm512_add_epi64(sum, _mm512_add_epi64(sum4, sum5)));
}

#define CHAIN_64(n)                              \
    sum += (uint64_t)__builtin_popcountll(x##n); \
    __asm__ volatile("" : "+r"(x##n))

__attribute__((target("popcnt"))) static uint64_t count_64(uint64_t seed)
{
    uint64_t x0 = seed, x1 = seed, x2 = seed, x3 = seed, sum = 0;
    for (size_t n = 0; n < COUNTS; n += 4) {
        CHAIN_64(0);
        CHAIN_64(1);
        CHAIN_64(2);
        CHAIN_64(3);
    }
    return sum;
}
#else
static uint64_t count_512(uint64_t seed)
{
    return seed;
}
static uint64_t count_64(uint64_t seed)
{
    return seed;
}
#endif

static enum ww_rc count_part(void *context, size_t index, unsigned worker)
{
    struct limit *limit = context;
    const bool wide = ww_clk_kernel_here(WW_CLK_AVX512);
    (void)worker;
    limit->sums[index] = wide ? count_512(index) : count_64(index);
    limit->words[index] = COUNTS * (wide ? 8 : 1);
    return WW_OK;
}

static enum ww_rc read_part(void *context, size_t index, unsigned worker)
{
    struct limit *limit = context;
    const uint64_t *from = limit->stream + index * (STREAM / sizeof *from);
    uint64_t sum[8] = {0};
    (void)worker;
    for (size_t i = 0; i < STREAM / sizeof *from; i += 8)
        for (size_t k = 0; k < 8; k++)
            sum[k] += from[i + k];
    for (size_t k = 0; k < 8; k++)
        limit->sums[index] += sum[k];
    return WW_OK;
}

/* A processor's seconds for the part of one thread. */
static double best_of(ww_parallel_fn *fn, struct limit *limit, unsigned threads)
{
    struct took best = {0};
    for (int r = 0; r < REPEATS; r++) {
        const struct took begin = now();
        if (ww_parallel_for(threads, threads, fn, limit))
            return 0;
        best = since(begin, best);
    }
    return best.cpu_s / threads;
}

/* --- comparing ------------------------------------------------------------------------------------ */

static struct ww_clk_file random_file(size_t rows, uint64_t seed)
{
    struct ww_rng rng;
    uint64_t *words = ww_new_array(rows * WORDS, sizeof *words);
    uint16_t *ones = ww_new_array(rows, sizeof *ones);
    ww_rng_seed(&rng, seed);
    for (size_t i = 0; words && ones && i < rows; i++) {
        for (size_t w = 0; w < WORDS; w++) {
            words[i * WORDS + w] = ww_rng_next(&rng);
            ones[i] = (uint16_t)(ones[i] + (unsigned)__builtin_popcountll(words[i * WORDS + w]));
        }
    }
    return (struct ww_clk_file){words && ones ? rows : 0, BITS, words, ones, "random", CHECK};
}

static void measure(const struct ww_clk_request *request, double limit)
{
    struct took best = {0};
    struct ww_clk_links links = {0};
    struct ww_err err = {0};
    for (int r = 0; r < REPEATS; r++) {
        const struct took begin = now();
        free(links.matches);
        if (ww_clk_link(request, &links, &err)) {
            printf("%s\n", err.message);
            exit(1);
        }
        best = since(begin, best);
    }
    free(links.matches);
    const double rate = (double)links.compared / best.cpu_s; /* of one processor */
    printf(
        "%-8s %u threads: %.0f million pairs compared, %.0f skipped, in %.3f s: %.0f million/s on the wall; "
        "%.0f million/s a processor, %.0f %% of its limit\n",
        ww_clk_kernel_names[request->kernel], request->threads, (double)links.compared * 1e-6,
        (double)links.skipped, best.wall_s, (double)links.compared / best.wall_s * 1e-6, rate * 1e-6,
        100 * rate * (double)WORDS / limit);
}

int main(int argc, char **argv)
{
    uint64_t rows = ROWS, threads = ww_processors();
    if ((argc > 1 && !ww_parse_u64(ww_str_of(argv[1]), &rows)) ||
        (argc > 2 && !ww_parse_u64(ww_str_of(argv[2]), &threads)) || !rows || !threads || threads > 256)
        return 2;
    static struct limit limit;
    const double counting = best_of(count_part, &limit, (unsigned)threads);
    const double peak = (double)limit.words[0] / counting; /* words a second and processor */
    limit.stream = ww_new_array(threads * (STREAM / sizeof *limit.stream), sizeof *limit.stream);
    if (!limit.stream)
        return 1;
    memset(limit.stream, 1, threads * STREAM);
    const double reading = (double)STREAM / best_of(read_part, &limit, (unsigned)threads);
    free(limit.stream);
    printf("limits a processor: %.2f thousand million words counted a second, %.0f million pairs of %d bits; "
           "%.1f GB/s read from memory, %.0f million pairs if each came from there\n",
           peak * 1e-9, peak / (double)WORDS * 1e-6, BITS, reading * 1e-9, reading / RECORD_BYTES * 1e-6);
    struct ww_clk_file a = random_file(rows, SEED), b = random_file(rows, SEED + 1);
    struct ww_clk_request request = {.a = &a, .b = &b, .threshold = THRESHOLD};
    for (request.kernel = WW_CLK_AVX512; request.kernel > WW_CLK_FASTEST; request.kernel--) {
        if (!ww_clk_kernel_here(request.kernel))
            continue;
        if (request.kernel == WW_CLK_PLAIN)
            a.n = a.n / PLAIN_SHARE + 1;
        for (request.threads = 1; request.threads <= threads; request.threads *= 2)
            measure(&request, peak);
    }
    free((void *)(uintptr_t)a.words);
    free((void *)(uintptr_t)a.ones);
    free((void *)(uintptr_t)b.words);
    free((void *)(uintptr_t)b.ones);
    return 0;
}
