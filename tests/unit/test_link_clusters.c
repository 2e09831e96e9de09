// SPDX-License-Identifier: Apache-2.0
/* Clusters against brute force: pairs that connect, bridges found by taking each pair away in turn. */
#include "people/link_clusters.h"

#include <stdlib.h>

#include "base/rng.h"
#include "ww_test.h"

#define RECORDS 24
#define EDGES   60

static const struct ww_cluster_rules from_zero = {.threshold = 0};

static struct ww_link_edge edge(uint32_t a, uint32_t b, float weight)
{
    return (struct ww_link_edge){.pair = {a < b ? a : b, a < b ? b : a}, .weight = weight};
}

/* The smallest record reachable from each, by spreading until nothing changes. */
static void spread(const struct ww_link_edge *edges, size_t n, const bool *taken, uint32_t *label)
{
    for (uint32_t i = 0; i < RECORDS; i++)
        label[i] = i;
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t e = 0; e < n; e++) {
            if (taken && taken[e])
                continue;
            const uint32_t a = label[edges[e].pair.a], b = label[edges[e].pair.b], low = a < b ? a : b;
            changed |= a != b;
            label[edges[e].pair.a] = label[edges[e].pair.b] = low;
        }
    }
}

static size_t random_edges(struct ww_rng *rng, struct ww_link_edge *edges)
{
    size_t n = 0;
    for (size_t i = 0; i < EDGES; i++) {
        const uint32_t a = (uint32_t)ww_rng_below(rng, RECORDS), b = (uint32_t)ww_rng_below(rng, RECORDS);
        if (a != b)
            edges[n++] = edge(a, b, (float)((double)ww_rng_below(rng, 200) / 10.0 - 10));
    }
    return n;
}

WW_TEST(connected_records_are_one)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    for (int round = 0; round < 300; round++) {
        struct ww_link_edge edges[EDGES], strong[EDGES];
        uint32_t cluster[RECORDS], label[RECORDS];
        struct ww_err err;
        size_t n = random_edges(&rng, edges), n_strong = 0;
        for (size_t i = 0; i < n; i++)
            if (edges[i].weight >= 0)
                strong[n_strong++] = edges[i];
        spread(strong, n_strong, NULL, label);
        CHECK_RC(ww_clusters(RECORDS, NULL, edges, n, &from_zero, cluster, NULL, &err), WW_OK);
        for (size_t i = 0; i < RECORDS; i++)
            CHECK_INT((int)cluster[i], (int)label[i]);
    }
}

static size_t size_of(const uint32_t *label, uint32_t which)
{
    size_t size = 0;
    for (size_t i = 0; i < RECORDS; i++)
        size += label[i] == which;
    return size;
}

/* A pair without which its two ends are no longer connected, with two or more records on either side. */
static void weak_bridges(const struct ww_link_edge *edges, size_t n, double bridge_threshold, bool *cut)
{
    for (size_t e = 0; e < n; e++) {
        bool without[EDGES] = {false};
        uint32_t label[RECORDS];
        without[e] = true;
        spread(edges, n, without, label);
        const uint32_t a = label[edges[e].pair.a], b = label[edges[e].pair.b];
        cut[e] = a != b && size_of(label, a) >= 2 && size_of(label, b) >= 2 &&
                 (double)edges[e].weight < bridge_threshold;
    }
}

WW_TEST(weak_bridges_do_not_merge)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed() + 1);
    uint64_t all_cut = 0;
    for (int round = 0; round < 300; round++) {
        struct ww_link_edge edges[EDGES], strong[EDGES];
        bool cut[EDGES] = {false};
        uint32_t cluster[RECORDS], label[RECORDS];
        uint64_t n_cut, expected = 0;
        struct ww_err err;
        size_t n = random_edges(&rng, edges) / 2, n_strong = 0;
        for (size_t i = 0; i < n; i++)
            if (edges[i].weight >= -5)
                strong[n_strong++] = edges[i];
        weak_bridges(strong, n_strong, 3, cut);
        for (size_t i = 0; i < n_strong; i++)
            expected += cut[i];
        spread(strong, n_strong, cut, label);
        const struct ww_cluster_rules rules = {.threshold = -5, .bridge_threshold = 3};
        CHECK_RC(ww_clusters(RECORDS, NULL, edges, n, &rules, cluster, &n_cut, &err), WW_OK);
        CHECK_INT((int)n_cut, (int)expected);
        for (size_t i = 0; i < RECORDS; i++)
            CHECK_INT((int)cluster[i], (int)label[i]);
        all_cut += n_cut;
    }
    CHECK(all_cut > 50); /* the draw has some */
}

WW_TEST(people_outrank_the_model)
{
    struct ww_link_edge edges[] = {edge(0, 1, 9), edge(1, 2, 8), edge(2, 3, -20), edge(0, 2, 0)};
    edges[2].decided = WW_EDGE_SAME;
    edges[3].decided = WW_EDGE_DIFFERENT;
    uint32_t cluster[4];
    struct ww_err err;
    CHECK_RC(ww_clusters(4, NULL, edges, 4, &from_zero, cluster, NULL, &err), WW_OK);
    CHECK_INT((int)cluster[1], 0); /* the heavier pair holds */
    CHECK_INT((int)cluster[2], 2); /* for 0 and 2 are different people */
    CHECK_INT((int)cluster[3], 2); /* and 2 and 3 the same, whatever the model says */
}

WW_TEST(a_source_has_each_person_once)
{
    static const uint8_t sources[] = {0, 0, 1, 1};
    struct ww_link_edge edges[] = {edge(0, 2, 5), edge(1, 2, 4), edge(1, 3, 3)};
    const struct ww_cluster_rules rules = {.threshold = 0, .one_to_one = true};
    uint32_t cluster[4];
    struct ww_err err;
    CHECK_RC(ww_clusters(4, sources, edges, 3, &rules, cluster, NULL, &err), WW_OK);
    CHECK_INT((int)cluster[2], 0);
    CHECK_INT((int)cluster[1], 1);
    CHECK_INT((int)cluster[3], 1);
}

/* By hand: people {0, 1, 2}, {3, 4}; clusters {0, 1}, {2, 3, 4}. True pairs 4, found 4, right 1 + 1 = 2.
 * B-cubed precision: (1 + 1 + 1/3 + 2/3 + 2/3) / 5; recall: (2/3 + 2/3 + 1/3 + 1 + 1) / 5. */
WW_TEST(quality_by_hand)
{
    static const uint32_t truth[] = {7, 7, 7, 9, 9}, cluster[] = {0, 0, 2, 2, 2};
    struct ww_link_quality q;
    struct ww_bcubed b;
    struct ww_err err;
    CHECK_RC(ww_quality_of_clusters(truth, 5, cluster, &q, &err), WW_OK);
    CHECK_INT((int)q.true_pairs, 4);
    CHECK_INT((int)q.found_pairs, 4);
    CHECK_INT((int)q.right_pairs, 2);
    CHECK_NEAR(q.f1, 0.5, 1e-15);
    CHECK_RC(ww_bcubed_of_clusters(truth, 5, cluster, &b, &err), WW_OK);
    CHECK_NEAR(b.precision, (2 + 5.0 / 3) / 5, 1e-15);
    CHECK_NEAR(b.recall, (5.0 / 3 + 2) / 5, 1e-15);
    const struct ww_link_edge edges[] = {edge(0, 1, 5), edge(2, 3, 4), edge(3, 4, 1)};
    CHECK_RC(ww_quality_of_edges(truth, 5, edges, 3, 2, &q, &err), WW_OK);
    CHECK_NEAR(q.precision, 0.5, 0);
    CHECK_NEAR(q.recall, 0.25, 0); /* pairs nobody compared are misses */
}

WW_TEST(nothing_to_cluster)
{
    uint32_t cluster[1] = {9};
    struct ww_err err;
    CHECK_RC(ww_clusters(1, NULL, NULL, 0, &from_zero, cluster, NULL, &err), WW_OK);
    CHECK_INT((int)cluster[0], 0);
    CHECK_RC(ww_clusters(0, NULL, NULL, 0, &from_zero, cluster, NULL, &err), WW_OK);
}
