// SPDX-License-Identifier: Apache-2.0
/* Where the rows of a year lie. Areas are LSOAs, or wards as areas of one part each. A ward that is named holds just its
 * rows, an LSOA that is named its own; what is left of a ward goes to its other LSOAs, and what is left of the year to
 * the LSOAs of wards that are not named, in proportion to residents (or residents and shops), each a little more or
 * less by chance. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "sample/extra_deal.h"
#include "sample/share_out.h"

#define NOISE_PER_1000    400 /* half of it either way */
#define COMMERCIAL_WEIGHT 12  /* how many times busier the shops alone than homes alone */
#define UNNAMED           UINT64_MAX

struct spread {
    struct ww_extra_planner *p;
    const struct ww_extra_column *column;
    size_t year;
    uint64_t rows;
    uint64_t *ward;   /* n_wards: rows, or UNNAMED */
    uint64_t *lsoa;   /* n_lsoas: rows, or UNNAMED until they are known */
    double *weights;  /* n_lsoas */
    uint64_t *within; /* n_lsoas */
};

static uint64_t named_rows(const struct spread *s, const struct ww_extra_named *named)
{
    double number = named->numbers[s->year];
    return (uint64_t)llround(named->list ? number : (double)s->rows * number / 100);
}

static void weigh(struct spread *s)
{
    const struct ww_sample_facts *f = s->p->facts;
    for (size_t i = 0; i < f->n_lsoas; i++) {
        double noise = 1000 - NOISE_PER_1000 / 2.0 + (double)ww_rng_below(&s->p->rng, NOISE_PER_1000 + 1);
        double busy = s->column->rest_commercial ? 100 + COMMERCIAL_WEIGHT * (double)f->lsoas[i].commercial
                                                 : 100;
        s->weights[i] = noise * busy * (double)(f->lsoas[i].residents + 1); /* never nothing */
    }
}

static bool takes_rest(const struct spread *s, size_t lsoa, size_t ward)
{
    size_t own = s->p->facts->lsoas[lsoa].ward;
    bool inside = ward == SIZE_MAX ? s->ward[own] == UNNAMED : own == ward;
    return inside && s->lsoa[lsoa] == UNNAMED;
}

/* Spreads rows over the LSOAs of a ward (SIZE_MAX: of all wards not named) that have none yet. */
static enum ww_rc spread_over(struct spread *s, size_t ward, uint64_t rows)
{
    const struct ww_sample_facts *f = s->p->facts;
    double weights[WW_SHARE_OUT_MAX];
    uint64_t parts[WW_SHARE_OUT_MAX];
    size_t n = 0;
    for (size_t i = 0; i < f->n_lsoas && n < WW_SHARE_OUT_MAX; i++)
        if (takes_rest(s, i, ward))
            weights[n++] = s->weights[i];
    if (n == 0 && rows)
        return ww_extra_refuse(
            s->p, s->column, s->year, "%llu rows are left over for %s, and every place has its own.",
            (unsigned long long)rows, ward == SIZE_MAX ? "the rest of the borough" : f->wards[ward].code);
    if (n == 0)
        return WW_OK;
    ww_extra_share(rows, weights, n, parts);
    for (size_t i = 0, k = 0; i < f->n_lsoas && k < n; i++)
        if (takes_rest(s, i, ward))
            s->within[i] = parts[k++];
    return WW_OK;
}

static enum ww_rc too_many(const struct spread *s, const char *where)
{
    return ww_extra_refuse(s->p, s->column, s->year, "the places named in %s hold more rows than there are.",
                           where);
}

/* What is left of a ward's rows beside those of its own named LSOAs. */
static enum ww_rc rest_of_ward(const struct spread *s, size_t ward, uint64_t *rows)
{
    const struct ww_sample_facts *f = s->p->facts;
    *rows = s->ward[ward];
    for (size_t i = 0; i < f->n_lsoas; i++) {
        if (f->lsoas[i].ward != ward || s->lsoa[i] == UNNAMED)
            continue;
        if (s->lsoa[i] > *rows)
            return too_many(s, f->wards[ward].code);
        *rows -= s->lsoa[i];
    }
    return WW_OK;
}

/* Takes the rows of named places from *left, which is what the places without a name share. */
static enum ww_rc take_named(struct spread *s, uint64_t *left)
{
    const struct ww_sample_facts *f = s->p->facts;
    uint64_t named = 0;
    for (size_t w = 0; w < f->n_wards; w++)
        named += s->ward[w] == UNNAMED ? 0 : s->ward[w];
    for (size_t i = 0; i < f->n_lsoas; i++) {
        s->within[i] = s->lsoa[i] == UNNAMED ? 0 : s->lsoa[i];
        named += s->ward[f->lsoas[i].ward] == UNNAMED ? s->within[i] : 0;
    }
    if (named > s->rows)
        return too_many(s, "all");
    *left = s->rows - named;
    return WW_OK;
}

static enum ww_rc spread_wards(struct spread *s)
{
    uint64_t left = 0;
    enum ww_rc rc = take_named(s, &left);
    for (size_t w = 0; w < s->p->facts->n_wards && !rc; w++) {
        uint64_t rows = 0;
        if (s->ward[w] == UNNAMED)
            continue;
        rc = rest_of_ward(s, w, &rows);
        if (!rc)
            rc = spread_over(s, w, rows);
    }
    return rc ? rc : spread_over(s, SIZE_MAX, left);
}

static enum ww_rc deal_out(struct spread *s, size_t index)
{
    const struct ww_sample_facts *f = s->p->facts;
    struct ww_extra_planner *p = s->p;
    for (size_t w = 0; w < f->n_wards; w++)
        s->ward[w] = UNNAMED;
    for (size_t i = 0; i < f->n_lsoas; i++)
        s->lsoa[i] = UNNAMED;
    for (size_t k = 0; k < s->column->n_wards; k++)
        s->ward[s->column->wards[k].area] = named_rows(s, &s->column->wards[k]);
    for (size_t k = 0; k < s->column->n_lsoas; k++)
        s->lsoa[s->column->lsoas[k].area] = named_rows(s, &s->column->lsoas[k]);
    weigh(s);
    enum ww_rc rc = spread_wards(s);
    if (rc)
        return rc;
    size_t n = 0;
    for (size_t row = p->plan->first[s->year]; row < p->plan->first[s->year + 1]; row++)
        p->chosen[n++] = (uint32_t)row;
    uint16_t *code = p->plan->cells[index].code;
    if (s->column->lsoa_level) {
        ww_extra_deal(p, n, s->within, f->n_lsoas, code);
        return WW_OK;
    }
    memset(s->ward, 0, f->n_wards * sizeof *s->ward);
    for (size_t i = 0; i < f->n_lsoas; i++)
        s->ward[f->lsoas[i].ward] += s->within[i];
    ww_extra_deal(p, n, s->ward, f->n_wards, code);
    return WW_OK;
}

enum ww_rc ww_extra_deal_places(struct ww_extra_planner *p, size_t index, size_t year)
{
    const struct ww_sample_facts *f = p->facts;
    struct spread s = {.p = p,
                       .column = &p->spec->columns[index],
                       .year = year,
                       .rows = p->plan->first[year + 1] - p->plan->first[year],
                       .ward = ww_new_array(f->n_wards, sizeof *s.ward),
                       .lsoa = ww_new_array(f->n_lsoas, sizeof *s.lsoa),
                       .weights = ww_new_array(f->n_lsoas, sizeof *s.weights),
                       .within = ww_new_array(f->n_lsoas, sizeof *s.within)};
    enum ww_rc rc = s.ward && s.lsoa && s.weights && s.within ? WW_OK : ww_fail_nomem(p->err);
    if (!rc && f->n_lsoas > WW_SHARE_OUT_MAX)
        rc = ww_fail(p->err, WW_E_LIMIT, "The sample has more than %d areas.", WW_SHARE_OUT_MAX);
    if (!rc)
        rc = deal_out(&s, index);
    free(s.ward);
    free(s.lsoa);
    free(s.weights);
    free(s.within);
    return rc;
}
