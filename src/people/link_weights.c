// SPDX-License-Identifier: Apache-2.0
/* What a pattern of agreement is worth: log2 of the odds that two records are one person.
 *
 * Method. prior + sum over comparisons of log2(m / u), and for an exact level weighed by frequency the difference between
 * agreement on a value at large and agreement on this value: log2(u) - log2(frequency of the value), so that agreeing on a rare
 * name says more than on a common one (Winkler 1989; as Splink does it). */
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

struct ww_weights {
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
    return sum;
}

void ww_weight_explain(const struct ww_weights *weights, struct ww_pair pair, ww_pattern pattern,
                       struct ww_weight_parts *out)
{
    *out = (struct ww_weight_parts){.prior = weights->prior};
    for (size_t c = 0; c < weights->n; c++) {
        const unsigned gamma = ww_pattern_at(pattern, c);
        out->level[c] = weights->items[c].level[gamma];
        out->frequency[c] = frequency_of(&weights->items[c], pair, gamma);
    }
}
