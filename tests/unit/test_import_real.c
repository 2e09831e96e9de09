// SPDX-License-Identifier: Apache-2.0
/* Every file of the shared real data that has a descriptor, imported through the library. The counts expected are those of
 * the data's own README, or were counted from the files with other tools (named beside them). */
#include "intake_fixture.h"

struct expected {
    const char *source;
    const char *file; /* below ../shared/data */
    const char *vintage;
    const char *layout;
    uint64_t rows, repeated;
    const char *period;
    const char *missing;
};

/* Rows of wide files: lines × columns that melt; none of their cells is empty. */
static const struct expected all[] = {
    {"boundaries", "boundaries/LSOA_2011_London_gen_MHW.shp", NULL, "boundaries", 4835, 0, "", ""},
    {"boundaries", "boundaries/London_Ward_CityMerged.shp", NULL, "boundaries", 625, 0, "", ""},
    {"boundaries", "boundaries/London_Borough_Excluding_MHW.shp", NULL, "boundaries", 33, 0, "", ""},
    {"boundaries", "boundaries/westminster_lsoa11.geojson", NULL, "boundaries", 128, 0, "", ""},
    {"boundaries", "boundaries/westminster_wards_pre2022_bng.geojson", NULL, "boundaries", 20, 0, "", ""},
    {"boundaries", "boundaries/westminster_wards_pre2022_wgs84.geojson", NULL, "boundaries", 20, 0, "", ""},
    {"boundaries", "boundaries/westminster_wards_2022_wgs84.geojson", NULL, "boundaries", 18, 0, "", ""},
    {"lookup", "lookups/london-lsoa11-to-ward17.csv", NULL, "lsoa11-to-ward", 4835, 0, "", ""},
    {"lookup", "lookups/westminster_lsoa11_to_ward.csv", NULL, "lsoa11-to-ward-shared", 128, 0, "", ""},
    {"lookup", "lookups/lookup_ltla24_csp24_pfa24.csv", NULL, "authority-to-partnership-and-force", 2 * 332,
     0, "", ""},
    {"population", "population/london-lsoa11-mid2017-by-age.csv", NULL, "single-years", 4835 * 91, 0, "", ""},
    {"population", "population/london-lsoa11-mid2019-by-sex-age-band.csv", NULL, "sex-and-age-band",
     4835 * 10, 0, "", ""},
    {"mps-recorded-crime-borough", "mps/recorded-crime-borough-2010-04-2021-09.csv.gz", NULL, "to-2021",
     1727 * 138, 0, "2010-04..2021-09", ""},
    {"mps-recorded-crime-borough", "mps/recorded-crime-borough-historical.csv.gz", "2024-02", "from-2022",
     1085 * 167, 0, "2010-04..2024-02", ""},
    {"mps-recorded-crime-ward", "mps/recorded-crime-ward-historical.csv.gz", NULL, "standard", 21118 * 167, 0,
     "2010-04..2024-02", ""},
    {"mps-recorded-crime-lsoa", "mps/recorded-crime-lsoa-2024-2026.csv.gz", NULL, "standard", 105620 * 25, 0,
     "2024-02..2026-02", ""},
    {"police-uk-api", "police-uk/westminster-2016-01-2018-06.csv.gz", NULL, "standard", 175299 - 9496, 9496,
     "2016-01..2018-06", "2016-03"},
    {"police-uk-street", "police-uk/city-of-london", NULL, "standard", 21672 - 66, 66, "2013-01..2016-12",
     "2014-01, 2014-02, 2014-03, 2014-04, 2014-05, 2014-06, 2014-07, 2014-08"},
    {"stop-and-search", "stop-and-search/westminster-metropolitan-2016-06-2024-08.csv.gz", "westminster",
     "download", 67590, 0, "2016-06..2024-08", NULL},
    {"stop-and-search", "stop-and-search/2019-12-city-of-london-stop-and-search.csv", "city-of-london",
     "download", 292, 0, "2019-12", ""},
    {"fire-incidents", "fire/london-fires.csv.gz", NULL, "standard", 90146, 0, "2009-01..2024-08", ""},
};

static void check_import(struct place *p, const char *data, const struct expected *e)
{
    char path[700], period[32] = "";
    const char *const files[] = {path};
    snprintf(path, sizeof path, "%s/%s", data, e->file);
    p->vintage = e->vintage;
    if (!CHECK_RC(import_paths(p, e->source, files, 1), WW_OK)) {
        printf("  %s\n", e->file);
        say_error(p);
        return;
    }
    const struct ww_import_report *r = &p->report;
    bool good = CHECK(!r->already) && CHECK_INT(r->extract.rows, e->rows) &&
                CHECK_INT(r->extract.repeated, e->repeated) && CHECK_INT(r->extract.rejected, 0) &&
                CHECK_INT(r->extract.unmapped, 0) && CHECK_STR(r->layout, e->layout);
    if (r->extract.has_period)
        ww_period_print(r->extract.period, period);
    good = CHECK_STR(period, e->period) && good;
    if (e->missing)
        good = CHECK_STR(r->extract.missing_months, e->missing) && good;
    if (!good)
        printf("  %s\n", e->file);
    for (size_t i = 0; i < r->n_unmapped; i++)
        printf("  unmapped: %s \"%s\" %llu rows\n", r->unmapped[i].field, r->unmapped[i].value,
               (unsigned long long)r->unmapped[i].rows);
    CHECK_INT(r->n_unmapped, 0);
}

WW_TEST(every_real_file_is_imported_whole)
{
    const char *data = shared_data();
    struct place p;
    if (!data)
        SKIP("there is no ../shared/data beside this checkout");
    if (open_place(&p, NULL))
        for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
            check_import(&p, data, &all[i]);
            if (strcmp(all[i].source, "boundaries") == 0 || strcmp(all[i].source, "lookup") == 0)
                reload_areas(&p);
        }
    close_place(&p);
}

/* Counts of police.uk crimes by the area found from the point, July 2017 to June 2018 without anti-social behaviour. */
static uint64_t count_located(struct place *p, const struct ww_extract *extract, const char *lsoa)
{
    int area = ww_extract_field_by_role(extract, WW_ROLE_AREA),
        when = ww_extract_field_by_role(extract, WW_ROLE_FROM),
        what = ww_extract_field_by_role(extract, WW_ROLE_CATEGORY);
    int32_t from = ww_day_of((struct ww_date){2017, 7, 1}), end = ww_day_of((struct ww_date){2018, 7, 1});
    struct ww_dictionary areas = ww_extract_dictionary(extract, (size_t)area),
                         types = ww_extract_dictionary(extract, (size_t)what);
    const struct ww_field *fields;
    ww_extract_fields(extract, &fields);
    uint64_t count = 0;
    for (size_t b = 0; b < ww_extract_batches(extract); b++) {
        struct ww_batch batch;
        if (!CHECK_RC(ww_extract_batch(extract, b, &batch, &p->err), WW_OK))
            return 0;
        for (size_t i = 0; i < batch.rows; i++) {
            if (!ww_vector_has(&batch.vectors[area], i))
                continue;
            int32_t day = ((const int32_t *)batch.vectors[when].values)[i];
            size_t code = fields[area].width == 1 ? ((const uint8_t *)batch.vectors[area].values)[i]
                                                  : ((const uint16_t *)batch.vectors[area].values)[i];
            size_t type = ((const uint8_t *)batch.vectors[what].values)[i];
            count += day >= from && day < end && !ww_str_eqz(types.values[type], "anti-social-behaviour") &&
                     (!lsoa || ww_str_eqz(areas.values[code], lsoa));
        }
    }
    return count;
}

WW_TEST(points_fall_into_the_boroughs_areas)
{
    static const char *const first[] = {"E01033595", "E01004734", "E01004763", "E01004736"};
    const char *data = shared_data();
    char boundaries[700], crimes[700], file[300];
    const char *const areas_file[] = {boundaries}, *const crimes_file[] = {crimes};
    struct place p;
    struct ww_extract *extract = NULL;
    struct ww_names names = {0};
    if (!data)
        SKIP("there is no ../shared/data beside this checkout");
    snprintf(boundaries, sizeof boundaries, "%s/boundaries/westminster_lsoa11.geojson", data);
    snprintf(crimes, sizeof crimes, "%s/police-uk/westminster-2016-01-2018-06.csv.gz", data);
    if (open_place(&p, NULL) && CHECK_RC(import_paths(&p, "boundaries", areas_file, 1), WW_OK) &&
        reload_areas(&p) && CHECK_RC(import_paths(&p, "police-uk-api", crimes_file, 1), WW_OK) &&
        CHECK_RC(ww_list_dir(at(&p, "ws/evidence/police-uk-api"), &names, &p.err), WW_OK)) {
        snprintf(file, sizeof file, "ws/evidence/police-uk-api/%s", names.items[0]);
        if (CHECK_RC(ww_extract_open(at(&p, file), &extract, &p.err), WW_OK)) {
            CHECK_INT(count_located(&p, extract, NULL), 58252);
            uint64_t before = UINT64_MAX;
            for (size_t i = 0; i < 4; i++) {
                uint64_t count = count_located(&p, extract, first[i]);
                CHECK(count < before && count > 1000);
                before = count;
            }
        }
    }
    ww_extract_close(&extract);
    ww_names_free(&names);
    close_place(&p);
}
