// SPDX-License-Identifier: Apache-2.0
/* What a pattern of agreement is worth: log2 of the odds that two records are one person.
 *
 * Method. prior + sum over comparisons of log2(m / u), and for an exact level weighed by frequency the difference between
 * agreement on a value at large and agreement on this value: log2(u) - log2(frequency of the value), so that agreeing on a rare
 * name says more than on a common one (Winkler 1989; as Splink does it). Last the guards of the model, which hold down pairs
 * that look like one family rather than one person. */
#include <math.h>
#include <stdlib.h>

#include "base/checked.h"
#include "people/link_train.h"

#define LEAST 1e-300

struct weights_of {
    double level[16]; /* by what the pattern holds: 0 = missing */
    const struct ww_link_field *field;
    unsigned frequency_at; /* the pattern's number of the level weighed by frequency; 0 = none */
    double log_u;
    const double *log_frequency; /* by value */
    double *own;
};

struct guard {
    size_t differs;        /* a comparison */
    ww_pattern same, mask; /* the pattern, masked, where the guard looks */
    size_t unless[WW_LINK_UNLESS_MAX], n_unless;
    double most; /* log2 odds */
};

struct ww_weights {
    struct guard guards[WW_LINK_GUARDS_MAX];
    size_t n_guards;
    size_t n;
    double prior;
    struct weights_of items[WW_LINK_COMPARISONS_MAX];
};

static double safe_log2(double x)
{
    return log2(x > LEAST ? x : LEAST);
}

static bool weigh_frequency(struct weights_of *w, const struct ww_link_comparison *c)
{
    for (size_t l = 0; l < c->n_levels; l++) {
        if (!c->levels[l].frequency)
            continue;
        w->frequency_at = (unsigned)(c->n_levels - l);
        w->log_u = safe_log2(c->levels[l].u);
        w->own = ww_new_array((size_t)w->field->n_values + 1, sizeof *w->own);
        for (uint32_t v = 1; w->own && v <= w->field->n_values; v++)
            w->own[v] = safe_log2((double)w->field->counts[v] / (double)w->field->present);
        w->log_frequency = w->own;
        return w->own != NULL;
    }
    return true;
}

static enum ww_rc prepare(struct weights_of *w, const struct ww_link_comparison *c,
                          const struct ww_link_records *records, struct ww_err *err)
{
    int field = ww_link_find_field(records, c->fields[0]);
    if (field < 0)
        return ww_fail(err, WW_E_USAGE, "The model compares \"%.60s\", and the records have no such field.",
                       c->fields[0]);
    w->field = &records->fields[field];
    for (size_t l = 0; l < c->n_levels; l++)
        w->level[c->n_levels - l] = safe_log2(c->levels[l].m) - safe_log2(c->levels[l].u);
    return weigh_frequency(w, c) ? WW_OK : ww_fail_nomem(err);
}

static size_t comparison_of(const struct ww_link_model *model, const char *name)
{
    size_t c = 0;
    while (c + 1 < model->n_comparisons && !ww_str_eqz(ww_str_of(name), model->comparisons[c].name))
        c++;
    return c;
}

static void prepare_guards(struct ww_weights *w, const struct ww_link_model *model)
{
    w->n_guards = model->one_to_one ? 0 : model->n_guards;
    for (size_t i = 0; i < w->n_guards; i++) {
        const struct ww_link_guard *given = &model->guards[i];
        struct guard *guard = &w->guards[i];
        guard->differs = comparison_of(model, given->differs);
        guard->most = safe_log2(given->most) - safe_log2(1 - given->most);
        for (size_t k = 0; k < WW_LINK_UNLESS_MAX && given->same[k]; k++) {
            const size_t c = comparison_of(model, given->same[k]);
            guard->same |= (ww_pattern)model->comparisons[c].n_levels << (4 * c);
            guard->mask |= (ww_pattern)15 << (4 * c);
        }
        for (size_t k = 0; k < WW_LINK_UNLESS_MAX && given->unless[k]; k++)
            guard->unless[guard->n_unless++] = comparison_of(model, given->unless[k]);
    }
}

static bool guard_applies(const struct guard *guard, ww_pattern pattern)
{
    if (ww_pattern_at(pattern, guard->differs) != 1 || (pattern & guard->mask) != guard->same)
        return false;
    for (size_t k = 0; k < guard->n_unless; k++)
        if (ww_pattern_at(pattern, guard->unless[k]) > 1)
            return false;
    return true;
}

/* The weight, or what the guards allow of it. */
static double held_down(const struct ww_weights *w, ww_pattern pattern, double weight)
{
    for (size_t i = 0; i < w->n_guards; i++)
        if (weight > w->guards[i].most && guard_applies(&w->guards[i], pattern))
            weight = w->guards[i].most;
    return weight;
}

enum ww_rc ww_weights_new(const struct ww_link_model *model, const struct ww_link_records *records,
                          struct ww_weights **out, struct ww_err *err)
{
    if (!ww_link_model_learnt(model))
        return ww_fail(err, WW_E_USAGE,
                       "The model has not been learnt yet: run 'watchward link train' first.");
    struct ww_weights *weights = ww_new_array(1, sizeof *weights);
    if (!weights)
        return ww_fail_nomem(err);
    weights->prior = safe_log2(model->lambda) - safe_log2(1 - model->lambda);
    weights->n = model->n_comparisons;
    prepare_guards(weights, model);
    enum ww_rc rc = WW_OK;
    for (size_t c = 0; c < weights->n && !rc; c++)
        rc = prepare(&weights->items[c], &model->comparisons[c], records, err);
    if (rc)
        ww_weights_free(&weights);
    else
        *out = weights;
    return rc;
}

void ww_weights_free(struct ww_weights **weights)
{
    if (!*weights)
        return;
    for (size_t c = 0; c < (*weights)->n; c++)
        free((*weights)->items[c].own);
    free(*weights);
    *weights = NULL;
}

/* Both have the same value at an exact level. */
static double frequency_of(const struct weights_of *w, struct ww_pair pair, unsigned gamma)
{
    return w->frequency_at && gamma == w->frequency_at ? w->log_u - w->log_frequency[w->field->codes[pair.a]]
                                                       : 0;
}

double ww_weight_of(const struct ww_weights *weights, struct ww_pair pair, ww_pattern pattern)
{
    double sum = weights->prior;
    for (size_t c = 0; c < weights->n; c++) {
        const unsigned gamma = ww_pattern_at(pattern, c);
        sum += weights->items[c].level[gamma] + frequency_of(&weights->items[c], pair, gamma);
    }
    return held_down(weights, pattern, sum);
}

void ww_weight_explain(const struct ww_weights *weights, struct ww_pair pair, ww_pattern pattern,
                       struct ww_weight_parts *out)
{
    *out = (struct ww_weight_parts){.prior = weights->prior};
    double sum = weights->prior;
    for (size_t c = 0; c < weights->n; c++) {
        const unsigned gamma = ww_pattern_at(pattern, c);
        out->level[c] = weights->items[c].level[gamma];
        out->frequency[c] = frequency_of(&weights->items[c], pair, gamma);
        sum += out->level[c] + out->frequency[c];
    }
    out->held = held_down(weights, pattern, sum) - sum;
}
