// SPDX-License-Identifier: Apache-2.0
/* Residents by age band and sex.
 *
 * Problem. How many victims of an age there are says little without how many people of that age live here.
 * Method. The source of subject "population" that has columns sex and age_band is counted by both, inside the area asked
 * about; its bands, put in order of age, become the bands of whatever is divided by them.
 * Conventions. A band is "16-29", "65+" or a single year; bands must not overlap. Conditions of the question (--where)
 * are about its records and do not narrow the residents.
 * Edge cases. Texts that are no band ("All Ages") are left out, as are residents of neither sex. */
#include "measure/residents.h"

#include <stdlib.h>

#include "base/num.h"

static bool has_column(const struct ww_ask *ask, const char *name)
{
    const struct ww_extract *extract = ww_view_extract(ask->view, 0);
    return ww_extract_field_by_name(extract, name) >= 0;
}

static bool counts_by_age_and_sex(const struct ww_ask *ask)
{
    return ww_view_extracts(ask->view) > 0 && ww_view_has_role(ask->view, WW_ROLE_VALUE) &&
           has_column(ask, "sex") && has_column(ask, "age_band");
}

/* --- bands ---------------------------------------------------------------------------------------- */

struct band {
    int64_t from, to; /* years of age; to INT32_MAX where the band is open */
    size_t text;      /* index in the list of texts */
};

/* "16-29", "65+", "40". */
static bool parse_band(struct ww_str text, struct band *out)
{
    struct ww_str rest = ww_str_trim(text), first;
    out->to = INT32_MAX;
    if (rest.len && rest.ptr[rest.len - 1] == '+') {
        rest.len--;
        return ww_parse_i64(rest, &out->from) && out->from >= 0;
    }
    if (!ww_str_cut(&rest, '-', &first) || !ww_parse_i64(first, &out->from) || out->from < 0)
        return false;
    out->to = out->from;
    return !rest.len || (ww_parse_i64(rest, &out->to) && out->to >= out->from);
}

static int by_age(const void *a, const void *b)
{
    const struct band *x = a, *y = b;
    return (x->from > y->from) - (x->from < y->from);
}

/* The bands among the texts, in order of age. */
static enum ww_rc order_bands(const struct ww_ask *ask, const struct ww_text_list *texts, struct band *bands,
                              size_t *n, struct ww_err *err)
{
    struct band band = {0};
    *n = 0;
    for (size_t i = 0; i < texts->count; i++) {
        if (!parse_band(texts->items[i], &band))
            continue;
        if (*n == WW_AGE_BANDS_MAX)
            return ww_fail(err, WW_E_LIMIT, "%s has more than %d age bands.", ask->record->source,
                           WW_AGE_BANDS_MAX);
        band.text = i;
        bands[(*n)++] = band;
    }
    qsort(bands, *n, sizeof *bands, by_age);
    for (size_t b = 1; b < *n; b++)
        if (bands[b].from <= bands[b - 1].to)
            return ww_fail(
                err, WW_E_INPUT,
                "The age bands of %s overlap at %lld years, so residents cannot be counted by age.",
                ask->record->source, (long long)bands[b].from);
    return WW_OK;
}

/* --- sexes ---------------------------------------------------------------------------------------- */

static int32_t sex_key(void *context, struct ww_str text)
{
    static const struct {
        const char *word;
        enum ww_sex sex;
    } words[] = {{"female", WW_SEX_FEMALE}, {"females", WW_SEX_FEMALE}, {"f", WW_SEX_FEMALE},
                 {"woman", WW_SEX_FEMALE},  {"male", WW_SEX_MALE},      {"males", WW_SEX_MALE},
                 {"m", WW_SEX_MALE},        {"man", WW_SEX_MALE}};
    (void)context;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (ww_str_eq_nocase(ww_str_trim(text), ww_str_of(words[i].word)))
            return (int32_t)words[i].sex;
    return WW_SEXES;
}

struct ww_cube_dim ww_residents_dim_sex(const char *field)
{
    return (struct ww_cube_dim){.by = WW_BY_TEXT,
                                .role = WW_ROLE_ATTRIBUTE,
                                .field = field,
                                .size = WW_SEXES + 1,
                                .missing_key = WW_SEXES,
                                .key = sex_key};
}

struct ww_cube_dim ww_residents_dim_age(const struct ww_residents *residents, const char *field)
{
    return (struct ww_cube_dim){.by = WW_BY_NUMBER,
                                .role = WW_ROLE_ATTRIBUTE,
                                .field = field,
                                .size = (int32_t)residents->n_bands + 1,
                                .missing_key = (int32_t)residents->n_bands,
                                .edges = residents->from,
                                .n_edges = (int32_t)residents->n_bands};
}

/* --- counting ------------------------------------------------------------------------------------- */

/* counts: texts × (WW_SEXES + 1). */
static enum ww_rc fill(const struct ww_ask *ask, const struct ww_text_list *texts, const int64_t *counts,
                       struct ww_residents *r, struct ww_err *err)
{
    struct band bands[WW_AGE_BANDS_MAX];
    enum ww_rc rc = order_bands(ask, texts, bands, &r->n_bands, err);
    for (size_t b = 0; b < r->n_bands && !rc; b++) {
        r->from[b] = (int32_t)bands[b].from;
        r->labels[b] = ww_arena_copy(ask->arena, ww_str_trim(texts->items[bands[b].text]));
        if (!r->labels[b])
            return ww_fail_nomem(err);
        for (size_t sex = 0; sex < WW_SEXES; sex++) {
            r->count[b][sex] = counts[bands[b].text * (WW_SEXES + 1) + sex];
            r->total += r->count[b][sex];
        }
    }
    if (!rc && !r->total)
        rc = ww_fail(
            err, WW_E_NOT_FOUND,
            "%s has no residents of %s by age and sex, which '%s' divides by. Import 'population' for it.",
            ask->record->source, ask->area, ask->measure->name);
    return rc;
}

static enum ww_rc count(const struct ww_ask *ask, struct ww_table *table, struct ww_residents *r,
                        struct ww_err *err)
{
    struct ww_cube_spec spec;
    struct ww_cube cube;
    struct ww_text_list texts;
    enum ww_rc rc = ww_ask_spec(ask, &spec, err);
    if (!rc)
        rc = ww_ask_dim_texts(ask, WW_ROLE_ATTRIBUTE, "age_band", &spec.dims[0], &texts, err);
    if (rc)
        return rc;
    spec.dims[1] = ww_residents_dim_sex("sex");
    spec.n_dims = 2;
    rc = ww_cube_count(ask->view, &spec, ww_context_threads(ask->context), &cube, err);
    if (rc)
        return rc;
    if (table)
        ww_ask_note_used(ask, cube.used_by_extract, table);
    rc = fill(ask, &texts, cube.counts, r, err);
    ww_cube_free(&cube);
    return rc;
}

enum ww_rc ww_residents_read(const struct ww_ask *ask, struct ww_table *table, struct ww_residents **out,
                             struct ww_err *err)
{
    struct ww_ask other;
    enum ww_rc rc = ww_ask_other(ask, "population", counts_by_age_and_sex, &other, err);
    if (rc)
        return rc;
    struct ww_question unconditional = *ask->question;
    unconditional.n_where = 0;
    other.question = &unconditional;
    other.subject_node = -1;
    struct ww_residents *residents = ww_arena_alloc(ask->arena, 1, sizeof *residents);
    if (!residents)
        return ww_fail_nomem(err);
    residents->source = other.record->source;
    rc = count(&other, table, residents, err);
    if (!rc)
        *out = residents;
    return rc;
}
