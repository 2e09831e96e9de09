// SPDX-License-Identifier: Apache-2.0
#ifndef WW_PEOPLE_LINK_CLUSTERS_H
#define WW_PEOPLE_LINK_CLUSTERS_H

#include "people/link_pairs.h"

/* From scored pairs to people. */

struct ww_link_edge {
    struct ww_pair pair;
    float weight;    /* log2 odds */
    uint8_t decided; /* enum ww_edge_decision: a person's word outranks the model's */
};
enum ww_edge_decision { WW_EDGE_MODEL, WW_EDGE_SAME, WW_EDGE_DIFFERENT };

struct ww_cluster_rules {
    double threshold; /* edges below it do not count: log2 odds */
    bool one_to_one;  /* at most one record of a source in a cluster */
    /* An edge that alone holds two groups of two or more records together (a bridge) counts only from this weight on. */
    double bridge_threshold;
};

/* cluster[i]: the smallest index among the records of i's cluster. Records that people have decided are DIFFERENT are never in
 * one cluster: the weakest edges between them give way. edges: sorted by this function, heaviest first, ties by pair.
 * bridges_cut: may be NULL. */
enum ww_rc WW_MUST_CHECK ww_clusters(size_t n_records, const uint8_t *sources, struct ww_link_edge *edges,
                                     size_t n_edges, const struct ww_cluster_rules *rules, uint32_t *cluster,
                                     uint64_t *bridges_cut, struct ww_err *err);

/* How good the links are, where the truth is known. truth[i]: the person of record i. Pairs that blocking missed are misses. */
struct ww_link_quality {
    uint64_t true_pairs, found_pairs, right_pairs;
    double precision, recall, f1;
};
/* Of the pairs from a weight on; every true pair that is not among the edges at all is a miss. */
enum ww_rc WW_MUST_CHECK ww_quality_of_edges(const uint32_t *truth, size_t n_records,
                                             const struct ww_link_edge *edges, size_t n_edges,
                                             double threshold, struct ww_link_quality *out,
                                             struct ww_err *err);
/* Of all pairs that are in one cluster. */
enum ww_rc WW_MUST_CHECK ww_quality_of_clusters(const uint32_t *truth, size_t n_records,
                                                const uint32_t *cluster, struct ww_link_quality *out,
                                                struct ww_err *err);
/* B-cubed (Bagga and Baldwin 1998): for each record the share of its cluster that is its person, and the other way round. */
struct ww_bcubed {
    double precision, recall, f1;
};
enum ww_rc WW_MUST_CHECK ww_bcubed_of_clusters(const uint32_t *truth, size_t n_records,
                                               const uint32_t *cluster, struct ww_bcubed *out,
                                               struct ww_err *err);

#endif
