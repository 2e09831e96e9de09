// SPDX-License-Identifier: Apache-2.0
/* Which pairs are compared.
 *
 * Problem. A million records are 5 × 10^11 pairs; only those that agree in some key are worth comparing, and a pair that
 * several rules give must come once.
 * Method. For each rule the records are sorted by 32 bits of a hash of their keys (radix, three passes, 8 bytes a record), so
 * that those who agree stand together. Within such a run each pair is checked: that the keys really agree (two keys may share a
 * hash), and that no rule before gives the same pair, which its columns of codes tell. Nothing is remembered about pairs, so
 * memory does not grow with them. Runs are cut into tasks of about equal numbers of pairs for the threads.
 * Cost. n records a rule for the sort, and one look at each pair in a run. */
#include "people/link_pairs.h"

#include <stdlib.h>

#include "base/checked.h"
#include "base/hash.h"
#include "base/parallel.h"
#include "people/link_keys.h"

#define TASK_PAIRS 65536u
#define DIGIT_BITS 11
#define DIGITS     (1u << DIGIT_BITS)
#define PASSES     3

/* A record and its key, hashed. */
struct entry {
    uint32_t hash, record;
};

/* --- sorting -------------------------------------------------------------------------------------- */

static uint32_t hash_of(const struct ww_rule_keys *rule, uint32_t record)
{
    uint64_t h = WW_HASH_KEY_0;
    for (size_t k = 0; k < rule->n; k++)
        h = ww_hash_fold(h ^ rule->columns[k][record], WW_HASH_KEY_1);
    return (uint32_t)(h ^ h >> 32);
}

/* Records with all keys; in order of record. */
static size_t collect(const struct ww_rule_keys *rule, size_t n, struct entry *out)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        if (ww_link_keys_agree(rule, (uint32_t)i, (uint32_t)i)) /* with itself: none is missing */
            out[count++] = (struct entry){hash_of(rule, (uint32_t)i), (uint32_t)i};
    return count;
}

/* By hash; equal ones stay in order. The result is in `entries`; `other` is scratch. */
static void sort_entries(struct entry **entries, struct entry **other, size_t n)
{
    for (unsigned pass = 0; pass < PASSES; pass++) {
        const unsigned shift = pass * DIGIT_BITS;
        size_t starts[DIGITS] = {0};
        for (size_t i = 0; i < n; i++)
            starts[(*entries)[i].hash >> shift & (DIGITS - 1)]++;
        size_t at = 0;
        for (size_t d = 0; d < DIGITS; d++) {
            const size_t count = starts[d];
            starts[d] = at;
            at += count;
        }
        for (size_t i = 0; i < n; i++)
            (*other)[starts[(*entries)[i].hash >> shift & (DIGITS - 1)]++] = (*entries)[i];
        struct entry *swap = *entries;
        *entries = *other;
        *other = swap;
    }
}

/* --- tasks ---------------------------------------------------------------------------------------- */

/* First members of pairs: entries[first, end) each with every one behind it in the run. */
struct task {
    size_t first, end, run_end;
};

struct tasks {
    struct task *items;
    size_t n, capacity;
};

static size_t end_of_run(const struct entry *entries, size_t n, size_t first)
{
    size_t end = first + 1;
    while (end < n && entries[end].hash == entries[first].hash)
        end++;
    return end;
}

/* A run as tasks of about TASK_PAIRS pairs. */
static bool add_run(struct tasks *tasks, size_t first, size_t end)
{
    while (first + 1 < end) {
        size_t rows = TASK_PAIRS / (end - first) + 1, left = end - first - 1;
        rows = rows < left ? rows : left;
        if (!ww_grow((void **)&tasks->items, &tasks->capacity, tasks->n + 1, sizeof *tasks->items))
            return false;
        tasks->items[tasks->n++] = (struct task){first, first + rows, end};
        first += rows;
    }
    return true;
}

/* --- one rule ------------------------------------------------------------------------------------- */

struct rule_job {
    const struct ww_pairs_job *job;
    const struct ww_link_keys *keys;
    size_t rule;
    const struct entry *entries;
    const struct tasks *tasks;
    size_t tasks_a_piece;    /* small runs are handed out together */
    uint32_t chosen_below;   /* pairs whose hash is not below it are passed over */
    struct ww_pair *buffers; /* WW_PAIRS_PIECE for each worker */
    uint64_t *fresh;         /* pairs, for each worker */
    struct ww_err *err;      /* for each worker */
};

static bool in_mode(const struct ww_pairs_job *job, uint32_t a, uint32_t b)
{
    if (job->mode == WW_LINK_BOTH || !job->records->sources)
        return job->mode != WW_LINK_BETWEEN;
    const bool same = job->records->sources[a] == job->records->sources[b];
    return same == (job->mode == WW_LINK_DEDUPLICATE);
}

static inline bool is_chosen(const struct rule_job *r, uint32_t a, uint32_t b)
{
    return r->chosen_below == UINT32_MAX ||
           (uint32_t)(ww_hash_fold(((uint64_t)a << 32 | b) ^ WW_HASH_KEY_2, WW_HASH_KEY_3) >> 32) <
               r->chosen_below;
}

static bool is_fresh(const struct rule_job *r, uint32_t a, uint32_t b)
{
    if (!ww_link_keys_agree(&r->keys->rules[r->rule], a, b) || !in_mode(r->job, a, b))
        return false;
    for (size_t before = 0; before < r->rule; before++)
        if (ww_link_keys_agree(&r->keys->rules[before], a, b))
            return false;
    return true;
}

static enum ww_rc hand_over(const struct rule_job *r, unsigned worker, size_t *n)
{
    r->fresh[worker] += *n;
    enum ww_rc rc = *n && r->job->take
                        ? r->job->take(r->job->context, worker, r->buffers + (size_t)worker * WW_PAIRS_PIECE,
                                       *n, &r->err[worker])
                        : WW_OK;
    *n = 0;
    return rc;
}

static enum ww_rc run_task(const struct rule_job *r, const struct task *task, unsigned worker, size_t *n)
{
    struct ww_pair *buffer = r->buffers + (size_t)worker * WW_PAIRS_PIECE;
    enum ww_rc rc = WW_OK;
    for (size_t i = task->first; i < task->end && !rc; i++)
        for (size_t j = i + 1; j < task->run_end && !rc; j++) {
            const uint32_t a = r->entries[i].record, b = r->entries[j].record;
            if (!is_chosen(r, a, b) || !is_fresh(r, a, b))
                continue;
            buffer[(*n)++] = (struct ww_pair){a, b};
            if (*n == WW_PAIRS_PIECE)
                rc = hand_over(r, worker, n);
        }
    return rc;
}

static enum ww_rc run_tasks(void *context, size_t index, unsigned worker)
{
    const struct rule_job *r = context;
    const size_t first = index * r->tasks_a_piece;
    const size_t end = first + r->tasks_a_piece < r->tasks->n ? first + r->tasks_a_piece : r->tasks->n;
    size_t n = 0;
    enum ww_rc rc = WW_OK;
    for (size_t t = first; t < end && !rc; t++)
        rc = run_task(r, &r->tasks->items[t], worker, &n);
    return rc ? rc : hand_over(r, worker, &n);
}

/* --- all rules ------------------------------------------------------------------------------------ */

struct scratch {
    struct entry *entries, *other;
    struct tasks tasks;
    struct ww_link_keys keys;
    struct ww_pair *buffers;
    uint64_t *fresh;
    struct ww_err *errs;
    unsigned threads;
};

static enum ww_rc make_scratch(const struct ww_pairs_job *job, struct scratch *s, struct ww_err *err)
{
    s->threads = job->threads ? job->threads : ww_processors();
    s->entries = ww_new_array(job->records->n + 1, sizeof *s->entries);
    s->other = ww_new_array(job->records->n + 1, sizeof *s->other);
    s->buffers = ww_new_array((size_t)s->threads * WW_PAIRS_PIECE, sizeof *s->buffers);
    s->fresh = ww_new_array(s->threads, sizeof *s->fresh);
    s->errs = ww_new_array(s->threads, sizeof *s->errs);
    if (!s->entries || !s->other || !s->buffers || !s->fresh || !s->errs)
        return ww_fail_nomem(err);
    return ww_link_keys_make(job->records, job->rules, job->n_rules, &s->keys, err);
}

static void free_scratch(struct scratch *s)
{
    free(s->entries);
    free(s->other);
    free(s->tasks.items);
    free(s->buffers);
    free(s->fresh);
    free(s->errs);
    ww_link_keys_free(&s->keys);
}

static enum ww_rc find_runs(struct scratch *s, size_t n, struct ww_block_cost *cost, struct ww_err *err)
{
    s->tasks.n = 0;
    for (size_t first = 0; first < n;) {
        const size_t end = end_of_run(s->entries, n, first), size = end - first;
        cost->pairs += (uint64_t)size * (size - 1) / 2;
        cost->largest_block = size > cost->largest_block ? size : cost->largest_block;
        if (size > 1 && !add_run(&s->tasks, first, end))
            return ww_fail_nomem(err);
        first = end;
    }
    return WW_OK;
}

static enum ww_rc run_rule(const struct ww_pairs_job *job, struct scratch *s, size_t rule,
                           struct ww_block_cost *cost, struct ww_err *err)
{
    const size_t n = collect(&s->keys.rules[rule], job->records->n, s->entries);
    sort_entries(&s->entries, &s->other, n);
    *cost = (struct ww_block_cost){0};
    enum ww_rc rc = find_runs(s, n, cost, err);
    if (rc)
        return rc;
    struct rule_job r = {.job = job,
                         .keys = &s->keys,
                         .rule = rule,
                         .entries = s->entries,
                         .tasks = &s->tasks,
                         .tasks_a_piece = 1 + s->tasks.n / 4096,
                         .chosen_below = UINT32_MAX,
                         .buffers = s->buffers,
                         .fresh = s->fresh,
                         .err = s->errs};
    if (job->at_most && cost->pairs > job->at_most)
        r.chosen_below = (uint32_t)((double)job->at_most / (double)cost->pairs * UINT32_MAX);
    for (unsigned w = 0; w < s->threads; w++)
        s->fresh[w] = 0;
    const size_t pieces = (s->tasks.n + r.tasks_a_piece - 1) / r.tasks_a_piece;
    rc = ww_parallel_for(s->threads, pieces, run_tasks, &r);
    for (unsigned w = 0; w < s->threads; w++) {
        cost->fresh += s->fresh[w];
        if (rc && s->errs[w].message[0] && err)
            *err = s->errs[w];
    }
    return rc;
}

static enum ww_rc run_rules(const struct ww_pairs_job *job, struct ww_block_cost *costs, struct ww_err *err)
{
    struct scratch s = {0};
    enum ww_rc rc = make_scratch(job, &s, err);
    for (size_t rule = 0; rule < job->n_rules && !rc; rule++) {
        struct ww_block_cost cost;
        rc = run_rule(job, &s, rule, &cost, err);
        if (costs)
            costs[rule] = cost;
    }
    free_scratch(&s);
    return rc;
}

enum ww_rc ww_pairs_each(const struct ww_pairs_job *job, struct ww_err *err)
{
    return run_rules(job, NULL, err);
}

enum ww_rc ww_blocks_cost(const struct ww_link_records *records, const struct ww_link_rule *rules,
                          size_t n_rules, enum ww_link_mode mode, struct ww_block_cost *out,
                          struct ww_err *err)
{
    const struct ww_pairs_job job = {.records = records, .rules = rules, .n_rules = n_rules, .mode = mode};
    return run_rules(&job, out, err);
}
