// SPDX-License-Identifier: Apache-2.0
#ifndef WW_PEOPLE_LINK_PAIRS_H
#define WW_PEOPLE_LINK_PAIRS_H

#include "people/link_model.h"
#include "people/link_records.h"

/* Which pairs of records are compared, and how they agree. */

struct ww_pair {
    uint32_t a,
        b; /* a < b; of several sources, those of different ones only where the records are linked, not deduplicated */
};

/* How a pair agrees: 4 bits a comparison from the lowest on, 0 = a value is missing, else 1 + index of the level from the
 * last ("else") up, so that 1 is "else" and n_levels is the first level. */
typedef uint64_t ww_pattern;
static inline unsigned ww_pattern_at(ww_pattern pattern, size_t comparison)
{
    return (unsigned)(pattern >> (4 * comparison)) & 15u;
}

/* Pairs within a source, between two different ones, or both. */
enum ww_link_mode { WW_LINK_DEDUPLICATE, WW_LINK_BETWEEN, WW_LINK_BOTH };

/* How many pairs each blocking rule would give, and how many are new after the rules before it: shown before anything is
 * compared. Cost: looks at every pair. */
struct ww_block_cost {
    uint64_t pairs, fresh;
    uint64_t largest_block; /* records */
};
enum ww_rc WW_MUST_CHECK ww_blocks_cost(const struct ww_link_records *records,
                                        const struct ww_link_rule *rules, size_t n_rules,
                                        enum ww_link_mode mode, struct ww_block_cost *out,
                                        struct ww_err *err);

/* Pairs of all rules, each once: at the first rule that gives it. A missing value agrees with nothing. Called from
 * several threads at once, `worker` 0..threads-1; pairs come in pieces of at most WW_PAIRS_PIECE in an order of its own
 * for each worker. Return not WW_OK to stop. */
#define WW_PAIRS_PIECE 4096u
struct ww_pairs_job {
    const struct ww_link_records *records;
    const struct ww_link_rule *rules;
    size_t n_rules;
    enum ww_link_mode mode;
    unsigned threads;
    /* Of a rule that would give more pairs than this, about so many, chosen by a hash of the two records: the same ones on any
     * number of threads. 0 = all. */
    uint64_t at_most;
    void *context;
    enum ww_rc (*take)(void *context, unsigned worker, const struct ww_pair *pairs, size_t n,
                       struct ww_err *err);
};
enum ww_rc WW_MUST_CHECK ww_pairs_each(const struct ww_pairs_job *job, struct ww_err *err);

/* Compares pairs. Made once for a model and records; a comparer belongs to one thread (it remembers comparisons of names
 * it has made). */
struct ww_comparer;
enum ww_rc WW_MUST_CHECK ww_comparer_new(const struct ww_link_model *model,
                                         const struct ww_link_records *records, struct ww_comparer **out,
                                         struct ww_err *err);
void ww_comparer_free(struct ww_comparer **comparer);
void ww_compare_pairs(struct ww_comparer *comparer, const struct ww_pair *pairs, size_t n,
                      ww_pattern *patterns);
/* The same without anything remembered or packed cleverly: for tests. */
ww_pattern ww_compare_plain(const struct ww_link_model *model, const struct ww_link_records *records,
                            struct ww_pair pair);

#endif
