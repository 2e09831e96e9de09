// SPDX-License-Identifier: Apache-2.0
#ifndef WW_PEOPLE_LINK_TRAIN_H
#define WW_PEOPLE_LINK_TRAIN_H

#include "people/link_pairs.h"

/* Learns lambda, m and u from the records themselves, without labels (the recipe of Splink: docs/methods/linkage.md):
 * lambda from deterministic rules and their recall, u from random pairs, m by an EM session for each training rule with u
 * held, the median of the sessions. EM runs over agreement patterns with their counts, not over pairs. Deterministic: the same
 * records, model and seed give the same parameters on any number of threads. */

struct ww_pattern_count {
    ww_pattern pattern;
    uint64_t pairs;
};

struct ww_train_request {
    const struct ww_link_records *records;
    struct ww_link_model *model; /* lambda, m and u are written into it */
    enum ww_link_mode mode;
    uint64_t seed;
    uint64_t max_random_pairs; /* 0 = 1,000,000 */
    unsigned threads;
};

struct ww_train_session {
    size_t rule; /* of model->training */
    uint64_t pairs;
    unsigned iterations;
    double lambda; /* within the session; thrown away */
};

struct ww_train_report {
    uint64_t deterministic_pairs, random_pairs;
    struct ww_train_session sessions[WW_LINK_RULES_MAX];
    size_t n_sessions;
};

/* WW_E_USAGE: a comparison that no session trains, or that the model cannot be identified from. */
enum ww_rc WW_MUST_CHECK ww_link_train(const struct ww_train_request *request, struct ww_train_report *out,
                                       struct ww_err *err);

/* One EM session over patterns, u held: exposed for tests against the plain sum over pairs. used[c] false = comparison c
 * takes no part (its field is in the blocking rule). Returns iterations. */
struct ww_em {
    const struct ww_pattern_count *patterns;
    size_t n_patterns;
    bool used[WW_LINK_COMPARISONS_MAX];
    double lambda;
    double tolerance;        /* 0.0001 */
    unsigned max_iterations; /* 25 */
};
unsigned ww_em_run(struct ww_em *em, struct ww_link_model *model);

/* log2 of the odds that a pair is one person: prior + the weights of its levels + term frequencies. */
struct ww_weights;
enum ww_rc WW_MUST_CHECK ww_weights_new(const struct ww_link_model *model,
                                        const struct ww_link_records *records, struct ww_weights **out,
                                        struct ww_err *err);
void ww_weights_free(struct ww_weights **weights);
double ww_weight_of(const struct ww_weights *weights, struct ww_pair pair, ww_pattern pattern);
/* The parts of it, for explain: prior, then one a comparison, then the adjustment for frequency of each. */
struct ww_weight_parts {
    double prior;
    double level[WW_LINK_COMPARISONS_MAX], frequency[WW_LINK_COMPARISONS_MAX];
    double held; /* what a guard of the model takes away: 0 or less */
};
void ww_weight_explain(const struct ww_weights *weights, struct ww_pair pair, ww_pattern pattern,
                       struct ww_weight_parts *out);
double ww_weight_probability(double weight);

#endif
