// SPDX-License-Identifier: Apache-2.0
/* From pairs to people.
 *
 * Problem. "A is B" and "B is C" make A and C one person although nobody compared them so; one wrong pair of middling weight
 * then merges two people with all their records.
 * Method. Heaviest pairs first, each joins two groups (union by a forest of records), unless people have decided that two of
 * their records are different, or, where a source has each person once, both groups have a record of one source. Before, the
 * pairs above the threshold are searched for bridges (Tarjan 1974: one pass in depth, without recursion): a bridge with two or
 * more records on either side carries the whole merge alone, and needs a weight of its own to count.
 * Conventions. What people decided to be the same joins first and is never cut. The number of a group is the smallest index of
 * its records, so it does not depend on the order of anything.
 * Cost. Sorting the pairs, and time in proportion to records and pairs for the rest. */
#include "people/link_clusters.h"

#include <stdlib.h>

#include "base/checked.h"

#define NONE UINT32_MAX

/* --- groups --------------------------------------------------------------------------------------- */

static uint32_t root_of(uint32_t *parent, uint32_t i)
{
    while (parent[i] != i) {
        parent[i] = parent[parent[i]];
        i = parent[i];
    }
    return i;
}

struct sources_of {
    uint64_t bits[4];
};

struct groups {
    uint32_t *parent;           /* a root is its group's smallest record */
    struct sources_of *sources; /* of a root's group; NULL = a source may have a person several times */
    bool *contested;            /* of a root: a record of its group is in a pair decided to be different */
    const struct ww_link_edge *different;
    size_t n_different;
};

static bool share_source(const struct groups *g, uint32_t a, uint32_t b)
{
    for (size_t i = 0; g->sources && i < 4; i++)
        if (g->sources[a].bits[i] & g->sources[b].bits[i])
            return true;
    return false;
}

static bool decided_apart(const struct groups *g, uint32_t a, uint32_t b)
{
    if (!g->contested[a] || !g->contested[b])
        return false;
    for (size_t i = 0; i < g->n_different; i++) {
        const uint32_t x = root_of(g->parent, g->different[i].pair.a),
                       y = root_of(g->parent, g->different[i].pair.b);
        if ((x == a && y == b) || (x == b && y == a))
            return true;
    }
    return false;
}

static void join(const struct groups *g, const struct ww_link_edge *edge)
{
    uint32_t a = root_of(g->parent, edge->pair.a), b = root_of(g->parent, edge->pair.b);
    if (a == b || decided_apart(g, a, b) || (edge->decided != WW_EDGE_SAME && share_source(g, a, b)))
        return;
    if (a > b) {
        const uint32_t swap = a;
        a = b;
        b = swap;
    }
    g->parent[b] = a;
    g->contested[a] = g->contested[a] || g->contested[b];
    for (size_t i = 0; g->sources && i < 4; i++)
        g->sources[a].bits[i] |= g->sources[b].bits[i];
}

/* --- bridges -------------------------------------------------------------------------------------- */

/* The pairs that count, as lists of neighbours: those of record i are at[i] .. at[i + 1]. */
struct graph {
    size_t n;
    size_t *at;
    uint32_t *edges; /* index into the pairs */
    const struct ww_link_edge *pairs;
};

static uint32_t other_end(const struct graph *g, uint32_t edge, uint32_t record)
{
    const struct ww_pair pair = g->pairs[edge].pair;
    return pair.a == record ? pair.b : pair.a;
}

static enum ww_rc make_graph(size_t n, const struct ww_link_edge *pairs, size_t n_pairs, struct graph *out,
                             struct ww_err *err)
{
    *out = (struct graph){n, ww_new_array(n + 2, sizeof *out->at),
                          ww_new_array(2 * n_pairs + 1, sizeof *out->edges), pairs};
    if (!out->at || !out->edges)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < n_pairs; i++) {
        out->at[pairs[i].pair.a + 2]++;
        out->at[pairs[i].pair.b + 2]++;
    }
    for (size_t i = 2; i < n + 2; i++)
        out->at[i] += out->at[i - 1];
    for (size_t i = 0; i < n_pairs; i++) { /* at[r + 1] moves from r's beginning to its end */
        out->edges[out->at[pairs[i].pair.a + 1]++] = (uint32_t)i;
        out->edges[out->at[pairs[i].pair.b + 1]++] = (uint32_t)i;
    }
    return WW_OK;
}

struct visit {
    uint32_t order;   /* 1, 2, 3 ... as they are met; 0 = not yet */
    uint32_t lowest;  /* order of the earliest record reachable without the pair that led here */
    uint32_t size;    /* records met from here on */
    uint32_t came_by; /* pair, or NONE */
    size_t next;      /* where in its neighbours the walk is */
};

struct walk {
    const struct graph *graph;
    struct visit *visits;
    uint32_t *stack;
    uint32_t met;
    bool *bridge; /* by pair: found to be one, with `size` of the far side in far */
    uint32_t *far;
};

static void enter(struct walk *w, uint32_t record, uint32_t by)
{
    struct visit *v = &w->visits[record];
    *v = (struct visit){.order = ++w->met, .size = 1, .came_by = by, .next = w->graph->at[record]};
    v->lowest = v->order;
}

/* Back from a record to the one it was met from. */
static void leave(struct walk *w, uint32_t record)
{
    const struct visit *v = &w->visits[record];
    if (v->came_by == NONE)
        return;
    struct visit *back = &w->visits[other_end(w->graph, v->came_by, record)];
    back->size += v->size;
    if (v->lowest < back->lowest)
        back->lowest = v->lowest;
    if (v->lowest > back->order) {
        w->bridge[v->came_by] = true;
        w->far[v->came_by] = v->size;
    }
}

/* All records connected with `first`; how many. */
static uint32_t walk_from(struct walk *w, uint32_t first)
{
    size_t depth = 0;
    enter(w, first, NONE);
    w->stack[depth++] = first;
    while (depth) {
        const uint32_t record = w->stack[depth - 1];
        struct visit *v = &w->visits[record];
        if (v->next == w->graph->at[record + 1]) {
            leave(w, record);
            depth--;
            continue;
        }
        const uint32_t edge = w->graph->edges[v->next++];
        if (edge == v->came_by)
            continue;
        const uint32_t other = other_end(w->graph, edge, record);
        if (!w->visits[other].order) {
            enter(w, other, edge);
            w->stack[depth++] = other;
        } else if (w->visits[other].order < v->lowest)
            v->lowest = w->visits[other].order;
    }
    return w->visits[first].size;
}

static bool is_weak(const struct ww_link_edge *edge, const struct ww_cluster_rules *rules)
{
    return edge->decided == WW_EDGE_MODEL && (double)edge->weight < rules->bridge_threshold;
}

/* component[record]: records connected with it, known at the smallest of them, where the walk began. */
static void find_bridges(struct walk *w, uint32_t *component)
{
    for (size_t i = 0; i < w->graph->n; i++) {
        if (w->visits[i].order || w->graph->at[i] == w->graph->at[i + 1])
            continue;
        component[i] = walk_from(w, (uint32_t)i);
    }
}

/* The forest whose roots are the smallest records connected by the pairs. */
static void connect(const struct graph *g, size_t n_pairs, uint32_t *root)
{
    for (size_t i = 0; i < g->n; i++)
        root[i] = (uint32_t)i;
    for (size_t i = 0; i < n_pairs; i++) {
        const uint32_t a = root_of(root, g->pairs[i].pair.a), b = root_of(root, g->pairs[i].pair.b);
        root[a > b ? a : b] = a > b ? b : a;
    }
}

static enum ww_rc make_walk(const struct graph *graph, size_t n_pairs, struct walk *out, struct ww_err *err)
{
    *out = (struct walk){.graph = graph,
                         .visits = ww_new_array(graph->n + 1, sizeof *out->visits),
                         .stack = ww_new_array(graph->n + 1, sizeof *out->stack),
                         .bridge = ww_new_array(n_pairs + 1, sizeof *out->bridge),
                         .far = ww_new_array(n_pairs + 1, sizeof *out->far)};
    return out->visits && out->stack && out->bridge && out->far ? WW_OK : ww_fail_nomem(err);
}

static void free_walk(struct walk *w)
{
    free(w->visits);
    free(w->stack);
    free(w->bridge);
    free(w->far);
}

/* The walk over all pairs, and of each weak bridge between two groups of two or more: cut[pair]. */
static enum ww_rc cut_in_graph(const struct graph *graph, size_t n_pairs,
                               const struct ww_cluster_rules *rules, bool *cut, struct ww_err *err)
{
    struct walk w;
    enum ww_rc rc = make_walk(graph, n_pairs, &w, err);
    uint32_t *component = ww_new_array(graph->n + 1, sizeof *component);
    uint32_t *root = ww_new_array(graph->n + 1, sizeof *root);
    if (!rc && (!component || !root))
        rc = ww_fail_nomem(err);
    if (!rc) {
        find_bridges(&w, component);
        connect(graph, n_pairs, root);
    }
    for (size_t i = 0; i < n_pairs && !rc; i++) {
        const uint32_t all = component[root_of(root, graph->pairs[i].pair.a)];
        cut[i] = w.bridge[i] && w.far[i] >= 2 && all - w.far[i] >= 2 && is_weak(&graph->pairs[i], rules);
    }
    free(component);
    free(root);
    free_walk(&w);
    return rc;
}

/* cut[pair]: a weak bridge between two groups of two or more. */
static enum ww_rc cut_bridges(size_t n, const struct ww_link_edge *pairs, size_t n_pairs,
                              const struct ww_cluster_rules *rules, bool *cut, struct ww_err *err)
{
    struct graph graph = {0};
    enum ww_rc rc = make_graph(n, pairs, n_pairs, &graph, err);
    if (!rc)
        rc = cut_in_graph(&graph, n_pairs, rules, cut, err);
    free(graph.at);
    free(graph.edges);
    return rc;
}

/* --- clusters ------------------------------------------------------------------------------------- */

static int rank_of_decision(const struct ww_link_edge *e)
{
    return e->decided == WW_EDGE_SAME ? 0 : e->decided == WW_EDGE_MODEL ? 1 : 2;
}

/* What people decided to be the same, then the model's pairs from the heaviest on, then what is different. */
static int heaviest_first(const void *a, const void *b)
{
    const struct ww_link_edge *x = a, *y = b;
    const int decided = rank_of_decision(x) - rank_of_decision(y);
    if (decided)
        return decided;
    if (x->weight != y->weight)
        return x->weight < y->weight ? 1 : -1;
    if (x->pair.a != y->pair.a)
        return x->pair.a < y->pair.a ? -1 : 1;
    return x->pair.b < y->pair.b ? -1 : x->pair.b > y->pair.b;
}

static enum ww_rc make_groups(size_t n, const uint8_t *sources, bool one_to_one, struct groups *g,
                              struct ww_err *err)
{
    g->parent = ww_new_array(n + 1, sizeof *g->parent);
    g->contested = ww_new_array(n + 1, sizeof *g->contested);
    if (one_to_one && sources)
        g->sources = ww_new_array(n + 1, sizeof *g->sources);
    if (!g->parent || !g->contested || (one_to_one && sources && !g->sources))
        return ww_fail_nomem(err);
    for (size_t i = 0; i < n; i++) {
        g->parent[i] = (uint32_t)i;
        if (g->sources)
            g->sources[i].bits[sources[i] / 64] = UINT64_C(1) << (sources[i] % 64);
    }
    for (size_t i = 0; i < g->n_different; i++)
        g->contested[g->different[i].pair.a] = g->contested[g->different[i].pair.b] = true;
    return WW_OK;
}

static void free_groups(struct groups *g)
{
    free(g->parent);
    free(g->contested);
    free(g->sources);
}

/* How many of the sorted edges count: what people decided to be the same, and the model's from the threshold on. */
static size_t count_joining(const struct ww_link_edge *edges, size_t n, double threshold)
{
    size_t counted = 0;
    while (counted < n &&
           (edges[counted].decided == WW_EDGE_SAME || (double)edges[counted].weight >= threshold))
        counted++;
    return counted;
}

static size_t count_cut(const bool *cut, size_t n)
{
    size_t sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += cut[i];
    return sum;
}

enum ww_rc ww_clusters(size_t n_records, const uint8_t *sources, struct ww_link_edge *edges, size_t n_edges,
                       const struct ww_cluster_rules *rules, uint32_t *cluster, uint64_t *bridges_cut,
                       struct ww_err *err)
{
    if (n_edges)
        qsort(edges, n_edges, sizeof *edges, heaviest_first);
    size_t different = n_edges;
    while (different && edges[different - 1].decided == WW_EDGE_DIFFERENT)
        different--;
    const size_t counted = count_joining(edges, different, rules->threshold);
    struct groups g = {.different = edges + different, .n_different = n_edges - different};
    bool *cut = ww_new_array(counted + 1, sizeof *cut);
    enum ww_rc rc = cut ? make_groups(n_records, sources, rules->one_to_one, &g, err) : ww_fail_nomem(err);
    if (!rc && rules->bridge_threshold > rules->threshold)
        rc = cut_bridges(n_records, edges, counted, rules, cut, err);
    for (size_t i = 0; i < counted && !rc; i++)
        if (!cut[i])
            join(&g, &edges[i]);
    for (size_t i = 0; i < n_records && !rc; i++)
        cluster[i] = root_of(g.parent, (uint32_t)i);
    if (bridges_cut)
        *bridges_cut = rc ? 0 : count_cut(cut, counted);
    free(cut);
    free_groups(&g);
    return rc;
}

/* --- quality -------------------------------------------------------------------------------------- */

static int by_number(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

/* Pairs of records with the same number. */
static uint64_t pairs_alike(uint64_t *numbers, size_t n)
{
    uint64_t pairs = 0;
    if (n)
        qsort(numbers, n, sizeof *numbers, by_number);
    for (size_t first = 0; first < n;) {
        size_t end = first + 1;
        while (end < n && numbers[end] == numbers[first])
            end++;
        pairs += (uint64_t)(end - first) * (end - first - 1) / 2;
        first = end;
    }
    return pairs;
}

static void rates(struct ww_link_quality *q)
{
    q->precision = q->found_pairs ? (double)q->right_pairs / (double)q->found_pairs : 0;
    q->recall = q->true_pairs ? (double)q->right_pairs / (double)q->true_pairs : 0;
    const double sum = q->precision + q->recall;
    q->f1 = sum > 0 ? 2 * q->precision * q->recall / sum : 0;
}

enum ww_rc ww_quality_of_edges(const uint32_t *truth, size_t n_records, const struct ww_link_edge *edges,
                               size_t n_edges, double threshold, struct ww_link_quality *out,
                               struct ww_err *err)
{
    uint64_t *numbers = ww_new_array(n_records + 1, sizeof *numbers);
    if (!numbers)
        return ww_fail_nomem(err);
    *out = (struct ww_link_quality){0};
    for (size_t i = 0; i < n_records; i++)
        numbers[i] = truth[i];
    out->true_pairs = pairs_alike(numbers, n_records);
    free(numbers);
    for (size_t i = 0; i < n_edges; i++) {
        const bool found = (double)edges[i].weight >= threshold;
        out->found_pairs += found;
        out->right_pairs += found && truth[edges[i].pair.a] == truth[edges[i].pair.b];
    }
    rates(out);
    return WW_OK;
}

enum ww_rc ww_quality_of_clusters(const uint32_t *truth, size_t n_records, const uint32_t *cluster,
                                  struct ww_link_quality *out, struct ww_err *err)
{
    uint64_t *numbers = ww_new_array(n_records + 1, sizeof *numbers);
    if (!numbers)
        return ww_fail_nomem(err);
    *out = (struct ww_link_quality){0};
    for (size_t i = 0; i < n_records; i++)
        numbers[i] = truth[i];
    out->true_pairs = pairs_alike(numbers, n_records);
    for (size_t i = 0; i < n_records; i++)
        numbers[i] = cluster[i];
    out->found_pairs = pairs_alike(numbers, n_records);
    for (size_t i = 0; i < n_records; i++)
        numbers[i] = (uint64_t)cluster[i] << 32 | truth[i];
    out->right_pairs = pairs_alike(numbers, n_records);
    free(numbers);
    rates(out);
    return WW_OK;
}

/* Mean over records of the share of `inside` (numbers in the upper half) that are in the same cell. */
static double mean_share(const uint64_t *cells, size_t n)
{
    double sum = 0;
    for (size_t first = 0; first < n;) {
        size_t end = first;
        double squares = 0;
        while (end < n && cells[end] >> 32 == cells[first] >> 32) {
            size_t cell = end;
            while (cell < n && cells[cell] == cells[end])
                cell++;
            squares += (double)(cell - end) * (double)(cell - end);
            end = cell;
        }
        sum += squares / (double)(end - first);
        first = end;
    }
    return n ? sum / (double)n : 0;
}

enum ww_rc ww_bcubed_of_clusters(const uint32_t *truth, size_t n_records, const uint32_t *cluster,
                                 struct ww_bcubed *out, struct ww_err *err)
{
    uint64_t *cells = ww_new_array(n_records + 1, sizeof *cells);
    if (!cells)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < n_records; i++)
        cells[i] = (uint64_t)cluster[i] << 32 | truth[i];
    if (n_records)
        qsort(cells, n_records, sizeof *cells, by_number);
    out->precision = mean_share(cells, n_records);
    for (size_t i = 0; i < n_records; i++)
        cells[i] = cells[i] << 32 | cells[i] >> 32;
    if (n_records)
        qsort(cells, n_records, sizeof *cells, by_number);
    out->recall = mean_share(cells, n_records);
    const double both = out->precision + out->recall;
    out->f1 = both > 0 ? 2 * out->precision * out->recall / both : 0;
    free(cells);
    return WW_OK;
}
