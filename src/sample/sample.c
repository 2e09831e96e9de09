// SPDX-License-Identifier: Apache-2.0
/* The sample partnership: what its partners would deliver, written from published facts.
 *
 * Problem: a demonstration and the tests need records whose totals are those of a published assessment, in every
 * dimension it prints, while the records themselves are nobody's and may be shared.
 * Method: facts (facts.h) are totals that agree with each other; a plan (plan.h) is one year's records with
 * exactly these totals; rows (records.h) are the plan with hours, points and numbers drawn for it. Beside them a
 * schematic map (map.h), residents and the whole force (tables.h), and what the other partners would send, made to
 * specifications that are data (extra.h).
 * Source: share/sample/README.md says of each figure where it comes from. */
#include "sample/sample.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/checked.h"
#include "base/time.h"
#include "sample/extra.h"
#include "sample/facts.h"
#include "sample/map.h"
#include "sample/plan.h"
#include "sample/records.h"
#include "sample/tables.h"

#define POPULATION_FILE "population.csv"
#define FORCE_FILE      "force-monthly.csv"

static const char *const record_files[WW_SAMPLE_YEARS] = {
    "crime-records-2013-14.csv", "crime-records-2014-15.csv", "crime-records-2015-16.csv",
    "crime-records-2016-17.csv", "crime-records-2017-18.csv",
};

static const struct {
    const char *source, *name;
} fixed_files[] = {
    {"boundaries", ww_sample_lsoa_file},
    {"boundaries", ww_sample_ward_file},
    {"boundaries", ww_sample_borough_file},
    {"population", POPULATION_FILE},
    {"crime-records", "crime-records-2013-14.csv"},
    {"crime-records", "crime-records-2014-15.csv"},
    {"crime-records", "crime-records-2015-16.csv"},
    {"crime-records", "crime-records-2016-17.csv"},
    {"crime-records", "crime-records-2017-18.csv"},
    {"force-monthly", FORCE_FILE},
};
#define FIXED_FILES (sizeof fixed_files / sizeof fixed_files[0])

struct maker {
    const struct ww_sample_request *request;
    struct ww_sample_facts facts;
    struct ww_people_facts people;
    struct ww_extras extras;
    struct ww_spots *spots;
    uint32_t *counts[WW_SAMPLE_YEARS]; /* n_types * WW_SAMPLE_MONTHS each */
    struct ww_sample_written written;
};

static uint64_t all_records(const struct maker *m)
{
    uint64_t sum = 0;
    for (size_t year = 0; year < WW_SAMPLE_YEARS; year++)
        sum += ww_sample_year_total(&m->facts, year);
    return sum * m->request->scale;
}

static enum ww_rc keep_counts(struct maker *m, size_t year, const struct ww_sample_plan *plan,
                              struct ww_err *err)
{
    size_t n = m->facts.n_types * WW_SAMPLE_MONTHS;
    m->counts[year] = ww_new_array(n, sizeof *m->counts[year]);
    if (!m->counts[year])
        return ww_fail_nomem(err);
    memcpy(m->counts[year], plan->by_type, n * sizeof *m->counts[year]);
    return WW_OK;
}

static enum ww_rc write_year(struct maker *m, size_t year, struct ww_err *err)
{
    const struct ww_sample_request *r = m->request;
    struct ww_sample_plan plan;
    uint64_t bytes = 0;
    enum ww_rc rc = ww_sample_plan_year(&m->facts, year, r->seed, &plan, err);
    if (rc)
        return rc;
    const struct ww_records_job job = {.facts = &m->facts,
                                       .people = &m->people,
                                       .spots = m->spots,
                                       .seed = r->seed,
                                       .scale = r->scale,
                                       .progress = r->progress,
                                       .rows_before = m->written.records,
                                       .bytes_before = m->written.bytes,
                                       .rows_total = all_records(m)};
    rc = keep_counts(m, year, &plan, err);
    if (!rc)
        rc = ww_records_write(&job, &plan, year, r->folder, record_files[year], &bytes, err);
    m->written.records += (uint64_t)plan.count * r->scale;
    m->written.bytes += bytes;
    ww_sample_plan_free(&plan);
    return rc;
}

static enum ww_rc write_extras(struct maker *m, struct ww_err *err)
{
    const struct ww_sample_request *r = m->request;
    const struct ww_extra_request request = {.facts = &m->facts,
                                             .spots = m->spots,
                                             .facts_folder = r->facts_folder,
                                             .folder = r->folder,
                                             .seed = r->seed,
                                             .scale = r->scale};
    enum ww_rc rc = WW_OK;
    for (size_t i = 0; i < m->extras.n && !rc; i++)
        rc = ww_extra_write(&m->extras.items[i], &request, &m->written.others, &m->written.bytes, err);
    return rc;
}

static enum ww_rc write_all(struct maker *m, struct ww_err *err)
{
    const struct ww_sample_request *r = m->request;
    m->spots = ww_new_array(m->facts.n_lsoas, sizeof *m->spots);
    if (!m->spots)
        return ww_fail_nomem(err);
    enum ww_rc rc = ww_sample_write_map(&m->facts, r->seed, r->folder, m->spots, &m->written.bytes, err);
    if (!rc)
        rc = ww_sample_write_population(&m->facts, r->seed, r->folder, POPULATION_FILE, &m->written.bytes,
                                        err);
    for (size_t year = 0; year < WW_SAMPLE_YEARS && !rc; year++)
        rc = write_year(m, year, err);
    const struct ww_force_request force = {&m->facts, m->counts, r->seed, r->scale, r->folder, FORCE_FILE};
    if (!rc)
        rc = ww_sample_write_force(&force, &m->written.bytes, err);
    return rc ? rc : write_extras(m, err);
}

static void describe(struct maker *m)
{
    struct ww_sample_written *w = &m->written;
    w->lsoas = (uint32_t)m->facts.n_lsoas;
    w->wards = (uint32_t)m->facts.n_wards;
    for (size_t i = 0; i < m->facts.n_lsoas; i++)
        w->residents += m->facts.lsoas[i].residents;
    int32_t first = ww_month_of_day(ww_day_of((struct ww_date){WW_SAMPLE_FIRST_YEAR, 7, 1}));
    ww_month_print_iso(first, w->first_month);
    ww_month_print_iso(first + WW_SAMPLE_YEARS * WW_SAMPLE_MONTHS - 1, w->last_month);
}

enum ww_rc ww_sample_write(const struct ww_sample_request *request, struct ww_sample_written *out,
                           struct ww_err *err)
{
    if (request->scale < 1 || request->scale > WW_SAMPLE_SCALE_MAX)
        return ww_fail(err, WW_E_USAGE, "The sample's scale is a whole number from 1 to %d, not %u.",
                       WW_SAMPLE_SCALE_MAX, request->scale);
    struct maker maker = {.request = request};
    enum ww_rc rc = ww_sample_facts_load(request->facts_folder, &maker.facts, err);
    if (!rc)
        rc = ww_people_load(request->facts_folder, &maker.facts, &maker.people, err);
    if (!rc)
        rc = ww_extras_load(request->facts_folder, &maker.facts, &maker.extras, err);
    if (!rc)
        rc = write_all(&maker, err);
    if (!rc) {
        describe(&maker);
        *out = maker.written;
    }
    for (size_t year = 0; year < WW_SAMPLE_YEARS; year++)
        free(maker.counts[year]);
    free(maker.spots);
    ww_extras_free(&maker.extras);
    ww_sample_facts_free(&maker.facts);
    return rc;
}

static bool put_file(struct ww_sample_list *list, const char *source, const char *name)
{
    struct ww_sample_file *file = &list->items[list->n++];
    return ww_str_copy(ww_str_of(source), file->source, sizeof file->source) &&
           ww_str_copy(ww_str_of(name), file->name, sizeof file->name);
}

static enum ww_rc list_files(const struct ww_extras *extras, struct ww_sample_list *list, struct ww_err *err)
{
    list->items = ww_new_array(FIXED_FILES + extras->n, sizeof *list->items);
    if (!list->items)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < FIXED_FILES; i++)
        if (!put_file(list, fixed_files[i].source, fixed_files[i].name))
            return ww_fail(err, WW_E_LIMIT, "The name of a file of the sample is too long.");
    for (size_t i = 0; i < extras->n; i++) {
        const struct ww_extra_spec *spec = &extras->items[i];
        for (size_t k = 0; k < FIXED_FILES; k++)
            if (strcmp(fixed_files[k].name, spec->file) == 0)
                return ww_fail_at(err, WW_E_INPUT, spec->path, 0, 0,
                                  "file: '%.60s' is a file that the sample has anyway.", spec->file);
        if (!put_file(list, spec->source, spec->file))
            return ww_fail_at(err, WW_E_INPUT, spec->path, 0, 0,
                              "source, file: the name is too long; at most 63 and 95 letters.");
    }
    return WW_OK;
}

enum ww_rc ww_sample_list_files(const char *facts_folder, struct ww_sample_list *out, struct ww_err *err)
{
    struct ww_sample_facts facts = {0};
    struct ww_extras extras = {0};
    struct ww_sample_list list = {0};
    enum ww_rc rc = ww_sample_facts_load(facts_folder, &facts, err);
    if (!rc)
        rc = ww_extras_load(facts_folder, &facts, &extras, err);
    if (!rc)
        rc = list_files(&extras, &list, err);
    if (rc)
        ww_sample_list_free(&list);
    else
        *out = list;
    ww_extras_free(&extras);
    ww_sample_facts_free(&facts);
    return rc;
}

void ww_sample_list_free(struct ww_sample_list *list)
{
    free(list->items);
    *list = (struct ww_sample_list){0};
}

enum ww_rc ww_sample_priority_wards(const char *facts_folder, char out[256], struct ww_err *err)
{
    struct ww_sample_facts facts;
    enum ww_rc rc = ww_sample_facts_load(facts_folder, &facts, err);
    if (rc)
        return rc;
    struct ww_buf list = {0};
    for (size_t w = 0; w < facts.n_wards; w++)
        if (facts.wards[w].priority)
            ww_buf_printf(&list, "%s%s", list.len ? ", " : "", facts.wards[w].code);
    rc = ww_buf_check(&list, err);
    if (!rc && !ww_str_copy(ww_buf_view(&list), out, 256))
        rc = ww_fail(err, WW_E_LIMIT, "The sample has too many priority wards.");
    ww_buf_free(&list);
    ww_sample_facts_free(&facts);
    return rc;
}
