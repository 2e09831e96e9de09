// SPDX-License-Identifier: Apache-2.0
/* Learning a model without labels.
 *
 * Problem. What agreement on a surname is worth depends on how often it happens by chance (u), how often one person's records
 * agree (m), and how rare matches are (lambda). Nobody has labels.
 * Method. The recipe of Splink. lambda: pairs that deterministic rules find, divided by the share of all true pairs that they
 * are thought to find, divided by all possible pairs. u: random pairs, which are hardly ever one person; all pairs where there
 * are no more than that. m: for each training rule an EM session over the pairs that agree in it, with u held, lambda free and
 * started higher by what agreement in the rule is worth, and without the comparisons the rule is about; the median over the
 * sessions. EM needs only how many pairs have each pattern of agreement, some thousand numbers however many pairs there are.
 * Conventions. A level that no pair has gets 1e-6. Patterns are sorted before sums are taken, so that the order in which
 * threads came by them does not show in the last digit. Frequencies of values have no part in training.
 * Source. Fellegi and Sunter 1969, Journal of the American Statistical Association 64; Dempster, Laird and Rubin 1977; Linacre
 * and others 2022, International Journal of Population Data Science 7 (Splink). */
#include "people/link_train.h"

#include <math.h>
#include <stdlib.h>

#include "base/checked.h"
#include "base/hash.h"
#include "base/parallel.h"
#include "base/rng.h"

#define RANDOM_PAIRS  UINT64_C(1000000)
#define SESSION_PAIRS UINT64_C(1000000) /* more teach EM no more */
#define RANDOM_PIECE  65536u
#define UNSEEN        1e-6
#define M_EXACT       0.95 /* where EM begins */
#define LAMBDA_MOST   0.999
#define RECALL_USUAL  0.8
#define GAMMAS        16
#define RANDOM_STREAM UINT64_C(0x75)

/* --- how many pairs have each pattern --------------------------------------------------------------- */

struct tally {
    struct ww_pattern_count *slots; /* pairs 0 = free */
    size_t n_slots, n;
};

static bool tally_grow(struct tally *t);

static bool tally_add(struct tally *t, ww_pattern pattern, uint64_t pairs)
{
    if (t->n * 2 >= t->n_slots && !tally_grow(t))
        return false;
    size_t slot = ww_hash_fold(pattern ^ WW_HASH_KEY_0, WW_HASH_KEY_1) & (t->n_slots - 1);
    while (t->slots[slot].pairs && t->slots[slot].pattern != pattern)
        slot = (slot + 1) & (t->n_slots - 1);
    t->n += !t->slots[slot].pairs;
    t->slots[slot].pattern = pattern;
    t->slots[slot].pairs += pairs;
    return true;
}

static bool tally_grow(struct tally *t)
{
    struct tally bigger = {.n_slots = t->n_slots ? t->n_slots * 2 : 1024};
    bigger.slots = ww_new_array(bigger.n_slots, sizeof *bigger.slots);
    for (size_t i = 0; bigger.slots && i < t->n_slots; i++)
        if (t->slots[i].pairs)
            tally_add(&bigger, t->slots[i].pattern, t->slots[i].pairs); /* never grows */
    if (!bigger.slots)
        return false;
    free(t->slots);
    *t = bigger;
    return true;
}

static int by_pattern(const void *a, const void *b)
{
    const struct ww_pattern_count *x = a, *y = b;
    return x->pattern < y->pattern ? -1 : x->pattern > y->pattern;
}

/* Leaves the patterns at the front of slots, sorted. */
static void tally_sort(struct tally *t)
{
    size_t n = 0;
    for (size_t i = 0; i < t->n_slots; i++)
        if (t->slots[i].pairs)
            t->slots[n++] = t->slots[i];
    if (n)
        qsort(t->slots, n, sizeof *t->slots, by_pattern);
}

/* --- workers -------------------------------------------------------------------------------------- */

struct worker {
    struct ww_comparer *comparer;
    struct tally tally;
    ww_pattern patterns[WW_PAIRS_PIECE];
    struct ww_pair pairs[WW_PAIRS_PIECE];
};

struct crew {
    const struct ww_train_request *request;
    struct worker **workers;
    unsigned n;
    uint64_t random_pairs; /* to draw; all possible ones where `every` */
    bool every;
};

static void free_crew(struct crew *crew)
{
    for (unsigned w = 0; crew->workers && w < crew->n; w++) {
        if (!crew->workers[w])
            continue;
        ww_comparer_free(&crew->workers[w]->comparer);
        free(crew->workers[w]->tally.slots);
        free(crew->workers[w]);
    }
    free((void *)crew->workers);
}

static enum ww_rc make_crew(struct crew *crew, struct ww_err *err)
{
    crew->n = crew->request->threads ? crew->request->threads : ww_processors();
    crew->workers = ww_new_array(
        crew->n, sizeof *crew->workers); // NOLINT(bugprone-sizeof-expression): an array of pointers
    enum ww_rc rc = crew->workers ? WW_OK : ww_fail_nomem(err);
    for (unsigned w = 0; w < crew->n && !rc; w++) {
        crew->workers[w] = ww_new_array(1, sizeof **crew->workers);
        rc = crew->workers[w] ? ww_comparer_new(crew->request->model, crew->request->records,
                                                &crew->workers[w]->comparer, err)
                              : ww_fail_nomem(err);
    }
    return rc;
}

static enum ww_rc tally_pairs(void *context, unsigned worker, const struct ww_pair *pairs, size_t n,
                              struct ww_err *err)
{
    struct crew *crew = context;
    struct worker *w = crew->workers[worker];
    ww_compare_pairs(w->comparer, pairs, n, w->patterns);
    for (size_t i = 0; i < n; i++)
        if (!tally_add(&w->tally, w->patterns[i], 1))
            return ww_fail_nomem(err);
    return WW_OK;
}

/* What all workers counted, in the first one's tally, sorted; those of the others are emptied. */
static enum ww_rc gather(struct crew *crew, struct tally *out, struct ww_err *err)
{
    *out = (struct tally){0};
    for (unsigned w = 0; w < crew->n; w++) {
        struct tally *t = &crew->workers[w]->tally;
        for (size_t i = 0; i < t->n_slots; i++)
            if (t->slots[i].pairs && !tally_add(out, t->slots[i].pattern, t->slots[i].pairs))
                return ww_fail_nomem(err);
        free(t->slots);
        *t = (struct tally){0};
    }
    tally_sort(out);
    return WW_OK;
}

/* --- lambda --------------------------------------------------------------------------------------- */

/* Pairs that the mode allows at all. */
static double possible_pairs(const struct ww_link_records *r, enum ww_link_mode mode)
{
    uint64_t in_source[256] = {0};
    for (size_t i = 0; i < r->n; i++)
        in_source[r->sources ? r->sources[i] : 0]++;
    double all = (double)r->n * ((double)r->n - 1) / 2, within = 0;
    for (size_t s = 0; s < 256; s++)
        within += (double)in_source[s] * ((double)in_source[s] - 1) / 2;
    return mode == WW_LINK_BOTH ? all : mode == WW_LINK_DEDUPLICATE ? within : all - within;
}

static enum ww_rc learn_lambda(const struct ww_train_request *q, struct ww_train_report *out,
                               struct ww_err *err)
{
    struct ww_link_model *model = q->model;
    struct ww_block_cost costs[WW_LINK_RULES_MAX];
    const double possible = possible_pairs(q->records, q->mode);
    const double recall = model->recall > 0 ? model->recall : RECALL_USUAL;
    enum ww_rc rc = ww_blocks_cost(q->records, model->deterministic, model->n_deterministic, q->mode, costs,
                                   err);
    for (size_t i = 0; i < model->n_deterministic && !rc; i++)
        out->deterministic_pairs += costs[i].fresh;
    if (rc)
        return rc;
    if (!out->deterministic_pairs || possible < 1)
        return ww_fail(
            err, WW_E_USAGE,
            "The deterministic rules of the model find no pair, so it cannot be learnt how rare matches are. "
            "Give the model rules that some true pairs meet, or a lambda.");
    model->lambda = (double)out->deterministic_pairs / recall / possible;
    if (model->lambda >= 1)
        return ww_fail(
            err, WW_E_USAGE,
            "The deterministic rules find more pairs than there can be with a recall of that size. Raise "
            "recall in the model, or make the rules stricter.");
    return WW_OK;
}

/* --- u -------------------------------------------------------------------------------------------- */

static struct ww_pair ordered(uint32_t a, uint32_t b)
{
    return a < b ? (struct ww_pair){a, b} : (struct ww_pair){b, a};
}

static bool allowed(const struct ww_train_request *q, struct ww_pair pair)
{
    if (pair.a == pair.b)
        return false;
    if (q->mode == WW_LINK_BOTH || !q->records->sources)
        return true;
    const bool same = q->records->sources[pair.a] == q->records->sources[pair.b];
    return same == (q->mode == WW_LINK_DEDUPLICATE);
}

/* A piece of all pairs: record `index` with every later one. */
static enum ww_rc every_pair_of(void *context, size_t index, unsigned worker)
{
    struct crew *crew = context;
    struct worker *w = crew->workers[worker];
    size_t n = 0;
    enum ww_rc rc = WW_OK;
    for (size_t b = index + 1; b < crew->request->records->n && !rc; b++) {
        const struct ww_pair pair = {(uint32_t)index, (uint32_t)b};
        if (!allowed(crew->request, pair))
            continue;
        w->pairs[n++] = pair;
        if (n == WW_PAIRS_PIECE) {
            rc = tally_pairs(crew, worker, w->pairs, n, NULL);
            n = 0;
        }
    }
    return rc ? rc : tally_pairs(crew, worker, w->pairs, n, NULL);
}

/* A piece of random pairs, from a stream of its own. */
static enum ww_rc random_pairs_of(void *context, size_t index, unsigned worker)
{
    struct crew *crew = context;
    struct worker *w = crew->workers[worker];
    const uint64_t first = (uint64_t)index * RANDOM_PIECE;
    const uint64_t left = crew->random_pairs - first;
    uint64_t wanted = left < RANDOM_PIECE ? left : RANDOM_PIECE;
    struct ww_rng rng;
    ww_rng_seed(&rng, crew->request->seed ^ ww_hash_fold(RANDOM_STREAM ^ index, WW_HASH_KEY_3));
    enum ww_rc rc = WW_OK;
    while (wanted && !rc) {
        size_t n = 0;
        while (n < WW_PAIRS_PIECE && n < wanted) {
            const struct ww_pair pair = ordered((uint32_t)ww_rng_below(&rng, crew->request->records->n),
                                                (uint32_t)ww_rng_below(&rng, crew->request->records->n));
            if (allowed(crew->request, pair))
                w->pairs[n++] = pair;
        }
        rc = tally_pairs(crew, worker, w->pairs, n, NULL);
        wanted -= n;
    }
    return rc;
}

static void set_u(struct ww_link_model *model, const struct tally *tally)
{
    for (size_t c = 0; c < model->n_comparisons; c++) {
        struct ww_link_comparison *comparison = &model->comparisons[c];
        uint64_t counts[GAMMAS] = {0}, all = 0;
        for (size_t i = 0; i < tally->n; i++)
            counts[ww_pattern_at(tally->slots[i].pattern, c)] += tally->slots[i].pairs;
        for (size_t g = 1; g < GAMMAS; g++)
            all += counts[g];
        for (size_t l = 0; l < comparison->n_levels; l++) {
            const uint64_t count = counts[comparison->n_levels - l];
            comparison->levels[l].u = count ? (double)count / (double)all : UNSEEN;
        }
    }
}

static enum ww_rc learn_u(struct crew *crew, struct ww_train_report *out, struct ww_err *err)
{
    const struct ww_train_request *q = crew->request;
    const uint64_t most = q->max_random_pairs ? q->max_random_pairs : RANDOM_PAIRS;
    const double possible = possible_pairs(q->records, q->mode);
    crew->every = possible <= (double)most;
    crew->random_pairs = crew->every ? (uint64_t)possible : most;
    const size_t pieces = crew->every ? q->records->n : (size_t)((most + RANDOM_PIECE - 1) / RANDOM_PIECE);
    enum ww_rc rc = ww_parallel_for(crew->n, pieces, crew->every ? every_pair_of : random_pairs_of, crew);
    if (rc)
        return ww_fail_nomem(err);
    struct tally tally;
    rc = gather(crew, &tally, err);
    if (!rc)
        set_u(q->model, &tally);
    out->random_pairs = crew->random_pairs;
    free(tally.slots);
    return rc;
}

/* --- m -------------------------------------------------------------------------------------------- */

static void usual_m(struct ww_link_model *model)
{
    for (size_t c = 0; c < model->n_comparisons; c++) {
        struct ww_link_comparison *comparison = &model->comparisons[c];
        const double rest = (1 - M_EXACT) / (double)(comparison->n_levels - 1);
        for (size_t l = 0; l < comparison->n_levels; l++)
            comparison->levels[l].m = l ? rest : M_EXACT;
    }
}

static double safe_log2(double x)
{
    return log2(x > 1e-300 ? x : 1e-300);
}

/* log2 of the odds of a pattern. */
static double odds_of(const struct ww_em *em, const struct ww_link_model *model, ww_pattern pattern)
{
    double weight = safe_log2(em->lambda) - safe_log2(1 - em->lambda);
    for (size_t c = 0; c < model->n_comparisons; c++) {
        const unsigned g = ww_pattern_at(pattern, c);
        if (!g || !em->used[c])
            continue;
        const struct ww_link_level *level = &model->comparisons[c].levels[model->comparisons[c].n_levels - g];
        weight += safe_log2(level->m) - safe_log2(level->u);
    }
    return weight;
}

double ww_weight_probability(double weight)
{
    const double odds = exp2(-fabs(weight));
    return weight >= 0 ? 1 / (1 + odds) : odds / (1 + odds);
}

/* One step; the largest change of any parameter. */
static double em_step(struct ww_em *em, struct ww_link_model *model)
{
    double sums[WW_LINK_COMPARISONS_MAX][GAMMAS] = {{0}}, matches = 0, pairs = 0;
    for (size_t i = 0; i < em->n_patterns; i++) {
        const double n = (double)em->patterns[i].pairs;
        const double p = n * ww_weight_probability(odds_of(em, model, em->patterns[i].pattern));
        matches += p;
        pairs += n;
        for (size_t c = 0; c < model->n_comparisons; c++)
            sums[c][ww_pattern_at(em->patterns[i].pattern, c)] += p;
    }
    if (!(pairs > 0))
        return 0;
    double change = fabs(matches / pairs - em->lambda);
    em->lambda = matches / pairs;
    for (size_t c = 0; c < model->n_comparisons; c++) {
        struct ww_link_comparison *comparison = &model->comparisons[c];
        double all = 0;
        for (size_t g = 1; g < GAMMAS; g++)
            all += sums[c][g];
        for (size_t l = 0; em->used[c] && all > 0 && l < comparison->n_levels; l++) {
            const double sum = sums[c][comparison->n_levels - l], m = sum > 0 ? sum / all : UNSEEN;
            change = fmax(change, fabs(m - comparison->levels[l].m));
            comparison->levels[l].m = m;
        }
    }
    return change;
}

unsigned ww_em_run(struct ww_em *em, struct ww_link_model *model)
{
    unsigned iterations = 0;
    while (iterations < em->max_iterations) {
        iterations++;
        if (em_step(em, model) < em->tolerance)
            break;
    }
    return iterations;
}

static bool about_field(const struct ww_link_rule *rule, const char *field)
{
    for (size_t k = 0; field && k < rule->n_keys; k++)
        if (ww_str_eqz(ww_str_of(field), rule->keys[k].field))
            return true;
    return false;
}

/* Agreement in the rule raises the odds by what it is worth. */
static void begin_session(struct ww_em *em, const struct ww_link_model *model,
                          const struct ww_link_rule *rule)
{
    double weight = safe_log2(model->lambda) - safe_log2(1 - model->lambda);
    for (size_t c = 0; c < model->n_comparisons; c++) {
        const struct ww_link_comparison *comparison = &model->comparisons[c];
        em->used[c] = !about_field(rule, comparison->fields[0]) &&
                      !about_field(rule, comparison->fields[1]) && !about_field(rule, comparison->fields[2]);
        if (about_field(rule, comparison->fields[0]))
            weight += safe_log2(comparison->levels[0].m) - safe_log2(comparison->levels[0].u);
    }
    em->lambda = fmin(ww_weight_probability(weight), LAMBDA_MOST);
}

struct learnt {
    double m[WW_LINK_RULES_MAX][WW_LINK_COMPARISONS_MAX][WW_LINK_LEVELS_MAX];
    bool used[WW_LINK_RULES_MAX][WW_LINK_COMPARISONS_MAX];
};

static enum ww_rc run_session(struct crew *crew, size_t rule, struct learnt *learnt,
                              struct ww_train_report *out, struct ww_err *err)
{
    const struct ww_train_request *q = crew->request;
    const struct ww_pairs_job job = {.records = q->records,
                                     .rules = &q->model->training[rule],
                                     .n_rules = 1,
                                     .mode = q->mode,
                                     .threads = crew->n,
                                     .at_most = SESSION_PAIRS,
                                     .context = crew,
                                     .take = tally_pairs};
    struct tally tally = {0};
    enum ww_rc rc = ww_pairs_each(&job, err);
    if (!rc)
        rc = gather(crew, &tally, err);
    if (!rc) {
        struct ww_link_model trained = *q->model;
        struct ww_em em = {
            .patterns = tally.slots, .n_patterns = tally.n, .tolerance = 1e-4, .max_iterations = 25};
        struct ww_train_session *session = &out->sessions[out->n_sessions++];
        *session = (struct ww_train_session){.rule = rule};
        begin_session(&em, q->model, &q->model->training[rule]);
        session->iterations = ww_em_run(&em, &trained);
        session->lambda = em.lambda;
        for (size_t i = 0; i < tally.n; i++)
            session->pairs += tally.slots[i].pairs;
        for (size_t c = 0; c < trained.n_comparisons; c++) {
            learnt->used[rule][c] = em.used[c] && session->pairs;
            for (size_t l = 0; l < trained.comparisons[c].n_levels; l++)
                learnt->m[rule][c][l] = trained.comparisons[c].levels[l].m;
        }
    }
    free(tally.slots);
    return rc;
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double median(double *values, size_t n)
{
    qsort(values, n, sizeof *values, by_size);
    return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

static enum ww_rc take_medians(struct ww_link_model *model, const struct learnt *learnt, struct ww_err *err)
{
    for (size_t c = 0; c < model->n_comparisons; c++)
        for (size_t l = 0; l < model->comparisons[c].n_levels; l++) {
            double values[WW_LINK_RULES_MAX];
            size_t n = 0;
            for (size_t r = 0; r < model->n_training; r++)
                if (learnt->used[r][c])
                    values[n++] = learnt->m[r][c][l];
            if (!n)
                return ww_fail(
                    err, WW_E_USAGE,
                    "No training rule teaches what agreement in \"%.60s\" is worth: give the model a rule "
                    "that is not about that field, and that some pairs meet.",
                    model->comparisons[c].name);
            model->comparisons[c].levels[l].m = median(values, n);
        }
    return WW_OK;
}

static enum ww_rc learn_m(struct crew *crew, struct ww_train_report *out, struct ww_err *err)
{
    struct ww_link_model *model = crew->request->model;
    struct learnt *learnt = ww_new_array(1, sizeof *learnt);
    if (!learnt)
        return ww_fail_nomem(err);
    usual_m(model);
    enum ww_rc rc = WW_OK;
    for (size_t r = 0; r < model->n_training && !rc; r++)
        rc = run_session(crew, r, learnt, out, err);
    if (!rc)
        rc = take_medians(model, learnt, err);
    free(learnt);
    return rc;
}

enum ww_rc ww_link_train(const struct ww_train_request *request, struct ww_train_report *out,
                         struct ww_err *err)
{
    struct crew crew = {.request = request};
    *out = (struct ww_train_report){0};
    enum ww_rc rc = make_crew(&crew, err);
    if (!rc)
        rc = learn_lambda(request, out, err);
    if (!rc)
        rc = learn_u(&crew, out, err);
    if (!rc)
        rc = learn_m(&crew, out, err);
    free_crew(&crew);
    return rc;
}
