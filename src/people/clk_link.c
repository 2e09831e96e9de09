// SPDX-License-Identifier: Apache-2.0
/* Problem: of two agencies' CLKs, find the pairs that are alike, at hundreds of millions of comparisons a second.
 * Method: both sides are put in order of how many ones they have. The Dice coefficient of two records can be no higher than if all
 * the ones of the smaller were among those of the larger, so for each record of a only a run of b can reach the threshold: the
 * rest is skipped, and counted as skipped. The run is compared in tiles that stay in the first-level cache while a block of a
 * passes over them (clk_avx.c has the inner loop, the plain one is here); a group of eight is looked at lane by lane only where
 * one of them has enough ones in common. Blocks of a are parts of a parallel job; what they find is put together and sorted by
 * coefficient, then a, then b, so that neither threads nor processor can be told from the result.
 * One to one is greedy (the highest pair first, of those still free), as anonlink does it; it is not the assignment of the
 * highest sum, which costs the cube of the size and is seldom better where thresholds are high.
 * Conventions: equal coefficients are equal doubles (quotients of whole numbers under 4,097). A record without ones is like
 * nothing. A balanced schema gives all records as many ones, so nothing can be skipped. */
#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/checked.h"
#include "base/parallel.h"
#include "people/clk.h"
#include "people/clk_kernel.h"

#define TILE_BYTES ((size_t)32 << 10) /* of b: stays in the first-level cache */
#define BLOCK_ROWS ((size_t)2048)     /* of a: a part of the job */
#define ALIGNMENT  64

const char *const ww_clk_kernel_names[WW_CLK_KERNELS] = {[WW_CLK_FASTEST] = "the fastest",
                                                         [WW_CLK_PLAIN] = "plain C",
                                                         [WW_CLK_AVX2] = "AVX2",
                                                         [WW_CLK_AVX512] = "AVX-512"};

static ww_clk_kernel_fn *const kernels[WW_CLK_KERNELS] = {[WW_CLK_PLAIN] = ww_clk_groups_plain,
                                                          [WW_CLK_AVX2] = ww_clk_groups_avx2,
                                                          [WW_CLK_AVX512] = ww_clk_groups_avx512};

/* Records in order of their ones. */
struct side {
    size_t n;
    uint32_t *row;
    uint16_t *ones;
    size_t first[WW_CLK_BITS_MAX + 2]; /* where records with so many ones begin */
};

struct found {
    struct ww_clk_match *items;
    size_t n, capacity;
    uint64_t compared, skipped;
};

struct job {
    const struct ww_clk_request *request;
    ww_clk_kernel_fn *kernel;
    unsigned words;
    struct side a, b;
    uint64_t *groups;   /* of b, interleaved */
    size_t tile_groups; /* groups in a tile */
    uint16_t *least;    /* [sum of ones]: ones in common that reach the threshold */
    struct found *blocks;
    atomic_size_t candidates; /* of all blocks so far */
    struct ww_err *err;
};

/* --- the plain inner loop ------------------------------------------------------------------------- */

/* Ones of a word without a processor's help (Warren, Hacker's Delight, 2nd edition, figure 5-2). */
static unsigned ones_of(uint64_t x)
{
    x -= x >> 1 & UINT64_C(0x5555555555555555);
    x = (x & UINT64_C(0x3333333333333333)) + (x >> 2 & UINT64_C(0x3333333333333333));
    x = (x + (x >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
    return (unsigned)((x * UINT64_C(0x0101010101010101)) >> 56);
}

void ww_clk_groups_plain(const uint64_t *a, const struct ww_clk_groups *groups, const uint16_t *least,
                         struct ww_clk_hits *hits)
{
    size_t n = 0;
    for (size_t g = 0; g < groups->n; g++) {
        const uint64_t *words = groups->words + g * groups->n_words * WW_CLK_LANES;
        uint64_t counts[WW_CLK_LANES] = {0};
        bool enough = false;
        for (unsigned w = 0; w < groups->n_words; w++)
            for (unsigned l = 0; l < WW_CLK_LANES; l++)
                counts[l] += ones_of(a[w] & words[(size_t)w * WW_CLK_LANES + l]);
        for (unsigned l = 0; l < WW_CLK_LANES; l++)
            enough = enough || counts[l] >= least[g];
        if (!enough)
            continue;
        hits->group[n] = (uint32_t)g;
        for (unsigned l = 0; l < WW_CLK_LANES; l++)
            hits->common[n][l] = counts[l];
        n++;
    }
    hits->n = n;
}

bool ww_clk_kernel_here(enum ww_clk_kernel kernel)
{
    return kernel == WW_CLK_PLAIN || (kernel == WW_CLK_AVX2 && ww_clk_have_avx2()) ||
           (kernel == WW_CLK_AVX512 && ww_clk_have_avx512());
}

enum ww_clk_kernel ww_clk_kernel_fastest(void)
{
    if (ww_clk_have_avx512())
        return WW_CLK_AVX512;
    return ww_clk_have_avx2() ? WW_CLK_AVX2 : WW_CLK_PLAIN;
}

/* --- making ready --------------------------------------------------------------------------------- */

static void *aligned(size_t count, size_t size)
{
    size_t bytes;
    if (!ww_size_mul(count ? count : 1, size, &bytes) || !ww_size_add(bytes, ALIGNMENT - 1, &bytes))
        return NULL;
    return aligned_alloc(ALIGNMENT, bytes & ~(size_t)(ALIGNMENT - 1));
}

static enum ww_rc sort_side(const struct ww_clk_file *file, struct side *out, struct ww_err *err)
{
    out->n = file->n;
    out->row = ww_new_array(file->n + 1, sizeof *out->row);
    out->ones = ww_new_array(file->n + 1, sizeof *out->ones);
    if (!out->row || !out->ones)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < file->n; i++)
        out->first[file->ones[i] + 1u]++;
    for (size_t s = 1; s < WW_CLK_BITS_MAX + 2; s++)
        out->first[s] += out->first[s - 1];
    size_t next[WW_CLK_BITS_MAX + 1];
    memcpy(next, out->first, sizeof next);
    for (size_t i = 0; i < file->n; i++) {
        const size_t at = next[file->ones[i]]++;
        out->row[at] = (uint32_t)i;
        out->ones[at] = file->ones[i];
    }
    return WW_OK;
}

static enum ww_rc interleave(struct job *job)
{
    const size_t n_groups = (job->b.n + WW_CLK_LANES - 1) / WW_CLK_LANES;
    size_t count;
    assert(job->words > 0 && job->words <= WW_CLK_WORDS_MAX);
    if (!ww_size_mul(n_groups, (size_t)job->words * WW_CLK_LANES, &count))
        return ww_fail_nomem(job->err);
    job->groups = aligned(count, sizeof *job->groups);
    if (!job->groups)
        return ww_fail_nomem(job->err);
    memset(job->groups, 0, count * sizeof *job->groups);
    for (size_t i = 0; i < job->b.n; i++) {
        const uint64_t *from = job->request->b->words + (size_t)job->b.row[i] * job->words;
        uint64_t *to = job->groups + i / WW_CLK_LANES * job->words * WW_CLK_LANES + i % WW_CLK_LANES;
        for (unsigned w = 0; w < job->words; w++)
            to[(size_t)w * WW_CLK_LANES] = from[w];
    }
    job->tile_groups = TILE_BYTES / ((size_t)job->words * WW_CLK_LANES * sizeof(uint64_t));
    return WW_OK;
}

static double dice_of(uint64_t common, unsigned sum)
{
    return sum ? 2.0 * (double)common / (double)sum : 0;
}

/* least[sum] is the smallest count whose coefficient, as a double, reaches the threshold: so no rounding can come between the
 * whole numbers compared here and the coefficient told. */
static enum ww_rc fill_least(struct job *job)
{
    const size_t n = 2 * WW_CLK_BITS_MAX + 1;
    job->least = ww_new_array(n, sizeof *job->least);
    if (!job->least)
        return ww_fail_nomem(job->err);
    unsigned common = 1;
    job->least[0] = WW_CLK_BITS_MAX + 1;
    for (unsigned sum = 1; sum < n; sum++) {
        while (common <= WW_CLK_BITS_MAX && dice_of(common, sum) < job->request->threshold)
            common++;
        job->least[sum] = (uint16_t)common;
    }
    return WW_OK;
}

/* --- a block of a --------------------------------------------------------------------------------- */

/* Ones of b that may reach the threshold with so many of a: [low, high]. */
static void bounds_of(const struct job *job, unsigned ones, unsigned *low, unsigned *high)
{
    *low = ones;
    while (*low > 0 && job->least[*low - 1 + ones] <= *low - 1)
        (*low)--;
    *high = ones;
    while (*high < WW_CLK_BITS_MAX && job->least[*high + 1 + ones] <= ones)
        (*high)++;
}

static bool add_match(struct found *found, struct ww_clk_match match)
{
    void *items = found->items;
    if (found->n == found->capacity && !ww_grow(&items, &found->capacity, found->n + 1, sizeof *found->items))
        return false;
    found->items = items;
    found->items[found->n++] = match;
    return true;
}

/* A run of records of a with equal ones, against a tile of groups. */
struct pass {
    size_t a_from, a_end;
    unsigned ones;
    size_t b_from, b_end; /* of b in order: those that can reach the threshold */
    size_t group_from;
    struct ww_clk_groups groups;
    uint16_t *least;
    struct ww_clk_hits hits;
};

static bool take_hits(struct job *job, const struct pass *pass, size_t a, struct found *found)
{
    const size_t before = found->n;
    for (size_t h = 0; h < pass->hits.n; h++) {
        const size_t begin = (pass->group_from + pass->hits.group[h]) * WW_CLK_LANES;
        for (unsigned l = 0; l < WW_CLK_LANES; l++) {
            const size_t b = begin + l;
            if (b < pass->b_from || b >= pass->b_end)
                continue;
            const unsigned sum = pass->ones + job->b.ones[b];
            if (pass->hits.common[h][l] < job->least[sum])
                continue;
            const struct ww_clk_match match = {dice_of(pass->hits.common[h][l], sum), job->a.row[a],
                                               job->b.row[b]};
            if (!add_match(found, match))
                return false;
        }
    }
    return atomic_fetch_add(&job->candidates, found->n - before) + found->n - before <= WW_CLK_CANDIDATES_MAX;
}

static bool compare_tile(struct job *job, struct pass *pass, struct found *found)
{
    for (size_t g = 0; g < pass->groups.n; g++) {
        const size_t first = (pass->group_from + g) * WW_CLK_LANES;
        const size_t b = first > pass->b_from ? first : pass->b_from;
        pass->least[g] = job->least[pass->ones + job->b.ones[b]];
    }
    for (size_t a = pass->a_from; a < pass->a_end; a++) {
        const uint64_t *words = job->request->a->words + (size_t)job->a.row[a] * job->words;
        job->kernel(words, &pass->groups, pass->least, &pass->hits);
        if (pass->hits.n && !take_hits(job, pass, a, found))
            return false;
    }
    return true;
}

static bool compare_run(struct job *job, struct pass *pass, struct found *found)
{
    const size_t rows = pass->a_end - pass->a_from;
    unsigned low, high;
    bounds_of(job, pass->ones, &low, &high);
    pass->b_from = job->b.first[low];
    pass->b_end = job->b.first[high + 1u];
    if (!pass->ones || pass->b_end <= pass->b_from) {
        found->skipped += (uint64_t)rows * job->b.n;
        return true;
    }
    found->compared += (uint64_t)rows * (pass->b_end - pass->b_from);
    found->skipped += (uint64_t)rows * (job->b.n - (pass->b_end - pass->b_from));
    const size_t end = (pass->b_end + WW_CLK_LANES - 1) / WW_CLK_LANES;
    for (size_t g = pass->b_from / WW_CLK_LANES; g < end; g += pass->groups.n) {
        pass->group_from = g;
        pass->groups = (struct ww_clk_groups){job->groups + g * job->words * WW_CLK_LANES, job->words,
                                              end - g < job->tile_groups ? end - g : job->tile_groups};
        if (!compare_tile(job, pass, found))
            return false;
    }
    return true;
}

static enum ww_rc compare_block(void *context, size_t index, unsigned worker)
{
    struct job *job = context;
    struct found *found = &job->blocks[index];
    const size_t from = index * BLOCK_ROWS;
    const size_t end = job->a.n - from < BLOCK_ROWS ? job->a.n : from + BLOCK_ROWS;
    (void)worker;
    struct pass pass = {.least = ww_new_array(job->tile_groups, sizeof *pass.least),
                        .hits = {.group = ww_new_array(job->tile_groups, sizeof *pass.hits.group),
                                 .common = aligned(job->tile_groups, sizeof *pass.hits.common)}};
    bool going = pass.least && pass.hits.group && pass.hits.common;
    for (pass.a_from = from; going && pass.a_from < end; pass.a_from = pass.a_end) {
        pass.ones = job->a.ones[pass.a_from];
        pass.a_end = job->a.first[pass.ones + 1u] < end ? job->a.first[pass.ones + 1u] : end;
        going = compare_run(job, &pass, found);
    }
    free(pass.least);
    free(pass.hits.group);
    free(pass.hits.common);
    if (going)
        return WW_OK;
    return atomic_load(&job->candidates) > WW_CLK_CANDIDATES_MAX ? WW_E_LIMIT : WW_E_NOMEM;
}

/* --- all of them ---------------------------------------------------------------------------------- */

static int by_dice(const void *x, const void *y)
{
    const struct ww_clk_match *p = x, *q = y;
    if (p->dice < q->dice || p->dice > q->dice)
        return p->dice < q->dice ? 1 : -1;
    if (p->a != q->a)
        return p->a < q->a ? -1 : 1;
    return (p->b > q->b) - (p->b < q->b);
}

size_t ww_clk_greedy(struct ww_clk_match *candidates, size_t n, size_t rows_a, bool *seen)
{
    size_t kept = 0;
    if (n)
        qsort(candidates, n, sizeof *candidates, by_dice);
    for (size_t i = 0; i < n; i++) {
        bool *a = &seen[candidates[i].a], *b = &seen[rows_a + candidates[i].b];
        if (*a || *b)
            continue;
        *a = *b = true;
        candidates[kept++] = candidates[i];
    }
    return kept;
}

static enum ww_rc fail_many(struct ww_err *err)
{
    return ww_fail(
        err, WW_E_LIMIT,
        "More than %zu million pairs reach the threshold: nearly all of them chance. Raise the threshold.",
        WW_CLK_CANDIDATES_MAX >> 20);
}

static enum ww_rc gather(struct job *job, size_t n_blocks, struct ww_clk_links *out)
{
    struct ww_clk_links links = {0};
    for (size_t i = 0; i < n_blocks; i++) {
        links.candidates += job->blocks[i].n;
        links.compared += job->blocks[i].compared;
        links.skipped += job->blocks[i].skipped;
    }
    bool *seen = ww_new_array(job->a.n + job->b.n + 1, sizeof *seen);
    links.matches = ww_new_array((size_t)links.candidates + 1, sizeof *links.matches);
    if (!seen || !links.matches) {
        free(seen);
        free(links.matches);
        return ww_fail_nomem(job->err);
    }
    for (size_t i = 0; i < n_blocks; i++)
        for (size_t k = 0; k < job->blocks[i].n; k++)
            links.matches[links.n++] = job->blocks[i].items[k];
    links.n = ww_clk_greedy(links.matches, links.n, job->a.n, seen);
    free(seen);
    *out = links;
    return WW_OK;
}

static enum ww_rc check_request(const struct ww_clk_request *request, struct ww_err *err)
{
    const struct ww_clk_file *a = request->a, *b = request->b;
    if (a->bits != b->bits || !ww_str_eqz(ww_str_of(a->check), b->check))
        return ww_fail(
            err, WW_E_USAGE,
            "The two files were encoded with different keys or schemas (%s and %s): their records cannot be "
            "compared. Encode both with the same key file and the same schema.",
            a->schema, b->schema);
    if (!(request->threshold > 0 && request->threshold <= 1))
        return ww_fail(err, WW_E_USAGE, "The threshold is a Dice coefficient: above 0 and at most 1.");
    if (a->n > UINT32_MAX || b->n > UINT32_MAX)
        return ww_fail(err, WW_E_LIMIT, "A file of encodings has at most %u rows.", UINT32_MAX);
    return WW_OK;
}

static enum ww_rc run_blocks(struct job *job, struct ww_clk_links *out)
{
    const size_t n_blocks = (job->a.n + BLOCK_ROWS - 1) / BLOCK_ROWS;
    job->blocks = ww_new_array(n_blocks + 1, sizeof *job->blocks);
    if (!job->blocks)
        return ww_fail_nomem(job->err);
    enum ww_rc rc = ww_parallel_for(job->request->threads, n_blocks, compare_block, job);
    if (rc)
        rc = rc == WW_E_LIMIT ? fail_many(job->err) : ww_fail_nomem(job->err);
    else
        rc = gather(job, n_blocks, out);
    for (size_t i = 0; i < n_blocks; i++)
        free(job->blocks[i].items);
    return rc;
}

enum ww_rc ww_clk_link(const struct ww_clk_request *request, struct ww_clk_links *out, struct ww_err *err)
{
    enum ww_rc rc = check_request(request, err);
    if (rc)
        return rc;
    const enum ww_clk_kernel kernel = ww_clk_kernel_here(request->kernel) ? request->kernel
                                                                          : ww_clk_kernel_fastest();
    struct job job = {
        .request = request, .kernel = kernels[kernel], .words = request->a->bits / 64, .err = err};
    rc = sort_side(request->a, &job.a, err);
    if (!rc)
        rc = sort_side(request->b, &job.b, err);
    if (!rc)
        rc = interleave(&job);
    if (!rc)
        rc = fill_least(&job);
    if (!rc)
        rc = run_blocks(&job, out);
    free(job.blocks);
    free(job.least);
    free(job.groups);
    free(job.a.row);
    free(job.a.ones);
    free(job.b.row);
    free(job.b.ones);
    return rc;
}
