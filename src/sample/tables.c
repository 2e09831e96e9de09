// SPDX-License-Identifier: Apache-2.0
/* Residents and the whole force. Both start from totals that are facts and share them out: residents of an area over
 * sex and age, offences outside the partnership over the months of their year. The force's months are those shares
 * plus the partnership's own counts, so no month of the partnership is ever larger than the force's. */
#include "sample/tables.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/rng.h"
#include "base/time.h"
#include "sample/sample.h"
#include "sample/share_out.h"

#define POPULATION_STREAM UINT64_C(0x706f70)
#define FORCE_STREAM      UINT64_C(0x666f726365)
/* A child of the "under 18" of the profiles is under 16 in 16 years of 18. */
#define UNDER_16_OF_18 16
#define BOYS_PER_1000  512
#define NOISE_PER_1000 120 /* an area's band differs from the mix by up to half of this either way */
#define SEASON_DIVISOR 12  /* turns the product of two scores (-50..50) into at most 208 per 1,000 */

static uint64_t noisy(struct ww_rng *rng, uint64_t weight)
{
    return weight * (1000 - NOISE_PER_1000 / 2 + ww_rng_below(rng, NOISE_PER_1000 + 1));
}

static enum ww_rc finish(struct ww_buf *text, const char *folder, const char *name, uint64_t *bytes,
                         struct ww_err *err)
{
    char path[WW_PATH_MAX];
    enum ww_rc rc = ww_buf_check(text, err);
    if (!rc && !ww_path_join(folder, name, path, sizeof path))
        rc = ww_fail(err, WW_E_LIMIT, "The path of the folder is too long: %.200s", folder);
    if (!rc)
        rc = ww_file_write(path, ww_buf_view(text), err);
    if (!rc)
        *bytes += text->len;
    ww_buf_free(text);
    return rc;
}

/* --- residents -------------------------------------------------------------------------------------- */

#define CELLS_MAX (2 * (WW_SAMPLE_BANDS_MAX + 1))

static void population_header(const struct ww_sample_facts *f, struct ww_buf *text)
{
    static const char *const sexes[] = {"Males", "Females"};
    ww_buf_z(text, "LSOA11CD,LSOA11NM,LAD11CD,LAD11NM,Persons_All-Ages");
    for (size_t sex = 0; sex < 2; sex++) {
        ww_buf_printf(text, ",%s_All-Ages,%s_0-15", sexes[sex], sexes[sex]);
        for (size_t b = 0; b < f->n_bands; b++)
            ww_buf_printf(text, ",%s_%s", sexes[sex], f->bands[b].name);
    }
    ww_buf_char(text, '\n');
}

/* Cells are the bands of males from the youngest, then those of females. */
static void population_row(const struct ww_sample_facts *f, const struct ww_sample_lsoa *lsoa,
                           struct ww_rng *rng, struct ww_buf *text)
{
    uint64_t weights[CELLS_MAX], residents[CELLS_MAX];
    const size_t bands = f->n_bands + 1;
    const uint64_t young = (uint64_t)f->wards[lsoa->ward].under_18_pct * UNDER_16_OF_18; /* per 1,800 */
    weights[0] = noisy(rng, young * BOYS_PER_1000);
    weights[bands] = noisy(rng, young * (1000 - BOYS_PER_1000));
    for (size_t b = 0; b < f->n_bands; b++) {
        weights[1 + b] = noisy(rng, (1800 - young) * f->bands[b].male_pct * 10);
        weights[bands + 1 + b] = noisy(rng, (1800 - young) * f->bands[b].female_pct * 10);
    }
    ww_share_out(lsoa->residents, weights, 2 * bands, residents);
    ww_buf_printf(text, "%s,%s,%s,Sample Borough,%u", lsoa->code, lsoa->name, WW_SAMPLE_AREA,
                  lsoa->residents);
    for (size_t sex = 0; sex < 2; sex++) {
        uint64_t all = 0;
        for (size_t b = 0; b < bands; b++)
            all += residents[sex * bands + b];
        ww_buf_printf(text, ",%llu", (unsigned long long)all);
        for (size_t b = 0; b < bands; b++)
            ww_buf_printf(text, ",%llu", (unsigned long long)residents[sex * bands + b]);
    }
    ww_buf_char(text, '\n');
}

enum ww_rc ww_sample_write_population(const struct ww_sample_facts *facts, uint64_t seed, const char *folder,
                                      const char *name, uint64_t *bytes, struct ww_err *err)
{
    struct ww_buf text = {0};
    struct ww_rng rng = ww_rng_split(seed, POPULATION_STREAM);
    population_header(facts, &text);
    for (size_t i = 0; i < facts->n_lsoas; i++)
        population_row(facts, &facts->lsoas[i], &rng, &text);
    return finish(&text, folder, name, bytes, err);
}

/* --- the force -------------------------------------------------------------------------------------- */

/* Months since January 1970 of July in a year of the sample. */
static int32_t first_month(size_t year)
{
    return ww_month_of_day(ww_day_of((struct ww_date){WW_SAMPLE_FIRST_YEAR + (int)year, 7, 1}));
}

static void force_header(struct ww_buf *text)
{
    ww_buf_z(text, "area,major,minor");
    for (int32_t m = 0; m < WW_SAMPLE_YEARS * WW_SAMPLE_MONTHS; m++) {
        char month[12];
        ww_month_print_iso(first_month(0) + m, month);
        ww_buf_printf(text, ",%s", month);
    }
    ww_buf_char(text, '\n');
}

static void force_year(const struct ww_force_request *r, size_t type_index, size_t year, struct ww_rng *rng,
                       struct ww_buf *text)
{
    const struct ww_sample_type *type = &r->facts->types[type_index];
    uint64_t weights[WW_SAMPLE_MONTHS], elsewhere[WW_SAMPLE_MONTHS];
    for (size_t m = 0; m < WW_SAMPLE_MONTHS; m++) {
        int32_t month = first_month(year) + (int32_t)m;
        int64_t days = ww_month_first_day(month + 1) - ww_month_first_day(month);
        int season = ((int)type->winter - 50) * ((int)r->facts->months[year][m].winter - 50) / SEASON_DIVISOR;
        weights[m] = noisy(rng, (uint64_t)(days * (1000 + season)));
    }
    ww_share_out(type->force[year] - type->offences[year], weights, WW_SAMPLE_MONTHS, elsewhere);
    for (size_t m = 0; m < WW_SAMPLE_MONTHS; m++) {
        unsigned long long offences = r->counts[year][type_index * WW_SAMPLE_MONTHS + m] + elsewhere[m];
        ww_buf_printf(text, ",%llu", offences * r->scale);
    }
}

enum ww_rc ww_sample_write_force(const struct ww_force_request *r, uint64_t *bytes, struct ww_err *err)
{
    struct ww_buf text = {0};
    struct ww_rng rng = ww_rng_split(r->seed, FORCE_STREAM);
    force_header(&text);
    for (size_t t = 0; t < r->facts->n_types; t++) {
        ww_buf_printf(&text, "%s,%s,%s", WW_SAMPLE_FORCE, r->facts->types[t].group, r->facts->types[t].name);
        for (size_t year = 0; year < WW_SAMPLE_YEARS; year++)
            force_year(r, t, year, &rng, &text);
        ww_buf_char(&text, '\n');
    }
    return finish(&text, r->folder, r->name, bytes, err);
}
