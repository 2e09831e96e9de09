// SPDX-License-Identifier: Apache-2.0
#include "intake_fixture.h"

#define HEADER                                                                                            \
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type," \
    "Last outcome category,Context\n"

/* A row of the street format. */
static void add_row(struct ww_buf *out, unsigned number, const char *month, const char *type)
{
    ww_buf_printf(
        out,
        "%064x,%s,A Force,A Force,-0.1%05u,51.5%05u,On or near High Street,E0100%04u,A name,%s,Under "
        "investigation,\n",
        number, month, number % 100000, number % 100000, number % 10000, type);
}

static void write_rows(struct place *p, const char *name, unsigned first, unsigned n, const char *month)
{
    struct ww_buf text = {0};
    ww_buf_z(&text, HEADER);
    for (unsigned i = 0; i < n; i++)
        add_row(&text, first + i, month, "Burglary");
    CHECK_RC(ww_file_write(at(p, name), ww_buf_view(&text), &p->err), WW_OK);
    ww_buf_free(&text);
}

WW_TEST(a_good_file_becomes_an_extract)
{
    struct place p;
    if (open_place(&p, NULL)) {
        write_rows(&p, "a.csv", 1, 300, "2018-05");
        if (CHECK_RC(import_file(&p, "police-uk-street", "a.csv"), WW_OK)) {
            const struct ww_import_report *r = &p.report;
            CHECK(!r->already);
            CHECK_INT(r->extract.rows, 300);
            CHECK_INT(r->extract.rejected, 0);
            CHECK_STR(r->extract.subject, "recorded-crime");
            CHECK_STR(r->extract.missing_months, "");
            CHECK(r->extract.has_period);
            CHECK_INT(r->extract.period.first_day, ww_day_of((struct ww_date){2018, 5, 1}));
            CHECK_INT(r->extract.period.end_day, ww_day_of((struct ww_date){2018, 6, 1}));
            CHECK_INT(r->n_inputs, 1);
            CHECK_INT(r->inputs[0].rows, 300);
            CHECK_INT(strlen(r->inputs[0].sha256), 64);
            CHECK_STR(r->rejects_file, "");
            CHECK_INT(r->n_unmapped, 0);
            CHECK_INT(count_live(&p), 1);
            CHECK_INT(count_files(&p, "ws/.incoming"), 0);
            CHECK_INT(count_files(&p, "ws/evidence/police-uk-street"), 1);
        } else {
            say_error(&p);
        }
    }
    close_place(&p);
}

WW_TEST(the_same_bytes_again_are_a_no_op)
{
    struct place p;
    if (open_place(&p, NULL)) {
        write_rows(&p, "a.csv", 1, 30, "2018-05");
        CHECK_RC(import_file(&p, "police-uk-street", "a.csv"), WW_OK);
        int64_t id = p.report.id;
        rename(at(&p, "a.csv"), "/tmp/ww-test-import-renamed.csv");
        rename("/tmp/ww-test-import-renamed.csv", at(&p, "b.csv"));
        CHECK_RC(import_file(&p, "police-uk-street", "b.csv"), WW_OK);
        CHECK(p.report.already);
        CHECK_INT(p.report.existing.id, id);
        CHECK_INT(count_live(&p), 1);
        p.vintage = "second";
        CHECK_RC(import_file(&p, "police-uk-street", "b.csv"), WW_OK);
        CHECK(!p.report.already);
        CHECK_INT(count_live(&p), 2);
        p.vintage = "Not Good";
        CHECK_RC(import_file(&p, "police-uk-street", "b.csv"), WW_E_USAGE);
        CHECK(says(&p, "A vintage is named with small letters"));
    }
    close_place(&p);
}

WW_TEST(a_correction_supersedes_and_an_overlap_is_refused)
{
    struct place p;
    if (open_place(&p, NULL)) {
        write_rows(&p, "a.csv", 1, 30, "2018-05");
        CHECK_RC(import_file(&p, "police-uk-street", "a.csv"), WW_OK);
        write_rows(&p, "b.csv", 1, 31, "2018-05");
        CHECK_RC(import_file(&p, "police-uk-street", "b.csv"), WW_OK);
        CHECK_INT(p.report.superseded, 1);
        CHECK_INT(count_live(&p), 1);
        write_rows(&p, "c.csv", 1, 31, "2018-08");
        CHECK_RC(import_file(&p, "police-uk-street", "c.csv"), WW_OK);
        CHECK_INT(count_live(&p), 2);
        if (CHECK_INT(p.report.n_notes, 1))
            CHECK(strstr(p.report.notes[0], "nothing was imported for June 2018 to July 2018") != NULL);
    }
    close_place(&p);
}

WW_TEST(refused_rows_below_the_limit_are_listed)
{
    struct place p;
    if (open_place(&p, NULL)) {
        struct ww_buf text = {0};
        ww_buf_z(&text, HEADER);
        for (unsigned i = 1; i <= 998; i++)
            add_row(&text, i, "2018-05", i % 2 ? "Burglary" : "Drugs");
        add_row(&text, 2000, "2018-13", "Drugs");
        add_row(&text, 2001, "soon", "Drugs");
        add_row(&text, 5, "2018-05", "Burglary"); /* a repeated identifier */
        ww_buf_printf(&text, "%064x,2018-05,A Force,A Force,-0.1,51.5,Here,E010000012,A name,Drugs,,\n",
                      3000);
        CHECK_RC(ww_file_write(at(&p, "a.csv"), ww_buf_view(&text), &p.err), WW_OK);
        ww_buf_free(&text);
        if (!CHECK_RC(import_file(&p, "police-uk-street", "a.csv"), WW_OK))
            say_error(&p);
        CHECK_INT(p.report.extract.rows, 998);
        CHECK_INT(p.report.extract.rejected, 3);
        CHECK_INT(p.report.extract.repeated, 1);
        CHECK_STR(p.report.rejects_file, "rejects/police-uk-street-2018-05.csv");
        CHECK_STR(p.report.repeats_file, "rejects/police-uk-street-2018-05-repeats.csv");
        uint64_t by_reason = 0;
        for (size_t i = 0; i < p.report.n_reasons; i++)
            by_reason += p.report.reasons[i].rows;
        CHECK_INT(by_reason, 3);
        struct ww_buf list = {0};
        CHECK_RC(ww_file_read(at(&p, "ws/rejects/police-uk-street-2018-05.csv"), &list, &p.err), WW_OK);
        CHECK(list.data && strstr(list.data, "file,line,column,field,value,reason\n") == list.data);
        CHECK(list.data && strstr(list.data, "a.csv,1000,2,") != NULL);
        CHECK(list.data && strstr(list.data, "2018-13") != NULL);
        ww_buf_free(&list);
        for (size_t i = 0; i < p.report.n_quality; i++)
            if (strcmp(p.report.quality[i].field, "month") == 0)
                CHECK_INT(p.report.quality[i].refused, 2);
    }
    close_place(&p);
}

WW_TEST(too_many_refused_rows_change_nothing_but_are_listed)
{
    struct place p;
    if (open_place(&p, NULL)) {
        struct ww_buf text = {0};
        ww_buf_z(&text, HEADER);
        for (unsigned i = 1; i <= 100; i++)
            add_row(&text, i, i % 50 ? "2018-05" : "2018-13", "Burglary");
        CHECK_RC(ww_file_write(at(&p, "dates.csv"), ww_buf_view(&text), &p.err), WW_OK);
        ww_buf_free(&text);
        CHECK_RC(import_file(&p, "police-uk-street", "dates.csv"), WW_E_INPUT);
        CHECK(says(&p, "dates.csv"));
        CHECK(says(&p, "Month: \"2018-13\""));
        CHECK(says(&p, "The refused rows are listed in rejects/police-uk-street-refused.csv."));
        CHECK_INT(p.err.line, 51);
        CHECK_INT(p.err.column, 2);
        CHECK_INT(count_live(&p), 0);
        CHECK_INT(count_files(&p, "ws/evidence"), 0);
        CHECK_INT(count_files(&p, "ws/.incoming"), 0);
        CHECK_INT(count_files(&p, "ws/rejects"), 1);
        p.limit_pct = 5;
        CHECK_RC(import_file(&p, "police-uk-street", "dates.csv"), WW_OK);
        p.limit_pct = 101;
        CHECK_RC(import_file(&p, "police-uk-street", "dates.csv"), WW_E_USAGE);
    }
    close_place(&p);
}

WW_TEST(bad_files_are_refused_with_what_to_do)
{
    struct place p;
    if (!open_place(&p, NULL)) {
        close_place(&p);
        return;
    }
    write_file(&p, "h.csv",
               "Identifier,When,Reported by,Falls within,Longitude,Latitude,Location,Crime type\n1,2\n");
    CHECK_RC(import_file(&p, "police-uk-street", "h.csv"), WW_E_INPUT);
    CHECK(says(&p, "h.csv"));
    CHECK(says(&p, "Missing: Crime ID, Month, LSOA code"));
    CHECK(says(&p, "Found: Identifier, When"));
    CHECK_INT(p.err.line, 1);
    write_file(&p, "s.csv",
               "Type,Date,Latitude,Longitude,Gender,Age range,Self-defined ethnicity,Officer-defined "
               "ethnicity,Legislation,Object of search,Outcome,Outcome linked to object of search,Removal "
               "of more than just outer clothing\nx,2018-05-01T00:00:00+00:00,,,,,,,,,,,\n");
    CHECK_RC(import_file(&p, "police-uk-street", "s.csv"), WW_E_INPUT);
    CHECK(says(&p, "This looks like stop-and-search: try 'watchward import stop-and-search FILE'."));
    CHECK_RC(import_file(&p, "stop-and-search", "s.csv"), WW_E_INPUT);
    CHECK(says(&p, "Import them first ('watchward import boundaries FILE')"));
    write_file(&p, "only.csv", HEADER);
    CHECK_RC(import_file(&p, "police-uk-street", "only.csv"), WW_E_INPUT);
    CHECK(says(&p, "a header but no rows"));
    write_file(&p, "cut.csv", HEADER "1,2018-05,A For");
    CHECK_RC(import_file(&p, "police-uk-street", "cut.csv"), WW_E_INPUT);
    CHECK(says(&p, "cut short"));
    CHECK_INT(p.err.line, 2);
    write_rows(&p, "2018-06-a-street.csv", 1, 10, "2018-05");
    CHECK_RC(import_file(&p, "police-uk-street", "2018-06-a-street.csv"), WW_E_INPUT);
    CHECK(says(&p, "The file's name says June 2018, but it holds rows of May 2018"));
    CHECK_INT(count_files(&p, "ws/.incoming"), 0);
    write_rows(&p, "range.csv", 1, 10, "1899-01");
    CHECK_RC(import_file(&p, "police-uk-street", "range.csv"), WW_E_INPUT);
    CHECK(says(&p, "1899-01"));
    CHECK_INT(p.err.line, 2);
    CHECK_RC(import_file(&p, "boundaries", "range.csv"), WW_E_INPUT);
    CHECK_INT(count_live(&p), 0);
    CHECK_INT(count_files(&p, "ws/.incoming"), 0);
    close_place(&p);
}

WW_TEST(several_files_are_one_delivery)
{
    struct place p;
    if (open_place(&p, NULL)) {
        mkdir(at(&p, "in"), 0700);
        write_rows(&p, "in/2018-05-a-street.csv", 1, 10, "2018-05");
        write_rows(&p, "in/2018-07-a-street.csv", 101, 20, "2018-07");
        write_file(
            &p, "in/2018-05-a-stop-and-search.csv",
            "Type,Date,Latitude,Longitude,Gender,Age range,Self-defined ethnicity,Officer-defined "
            "ethnicity,Legislation,Object of search,Outcome,Outcome linked to object of search,Removal of more "
            "than just outer clothing\nx,2018-05-01T00:00:00+00:00,,,,,,,,,,,\n");
        if (!CHECK_RC(import_file(&p, "police-uk-street", "in"), WW_OK))
            say_error(&p);
        CHECK_INT(p.report.extract.rows, 30);
        CHECK_INT(p.report.n_inputs, 2);
        CHECK_STR(p.report.extract.missing_months, "2018-06");
        if (CHECK_INT(p.report.n_notes, 1))
            CHECK(strstr(p.report.notes[0], "was passed over: its columns are those of stop-and-search") !=
                  NULL);
        CHECK_RC(import_file(&p, "police-uk-street", "in"), WW_OK);
        CHECK(p.report.already);
        write_file(&p, "in/other.csv", "a,b\n1,2\n");
        CHECK_RC(import_file(&p, "police-uk-street", "in"), WW_E_INPUT);
        CHECK(says(&p, "other.csv"));
        unlink(at(&p, "in/other.csv"));
        write_rows(&p, "in/copy.csv", 101, 20, "2018-07");
        CHECK_RC(import_file(&p, "police-uk-street", "in"), WW_E_INPUT);
        CHECK(says(&p, "the same, byte for byte"));
        CHECK_INT(count_live(&p), 1);
    }
    close_place(&p);
}

WW_TEST(files_of_one_import_have_the_same_columns)
{
    struct place p;
    if (open_place(&p, NULL)) {
        char a[512], b[512];
        write_file(&p, "a.csv", "time,category,area\n2018-05-01,x,E01000001\n");
        write_file(&p, "b.csv", "time,area,category\n2018-05-02,E01000001,y\n");
        snprintf(a, sizeof a, "%s", at(&p, "a.csv"));
        snprintf(b, sizeof b, "%s", at(&p, "b.csv"));
        const char *const files[] = {a, b};
        CHECK_RC(import_paths(&p, "events", files, 2), WW_E_INPUT);
        CHECK(says(&p, "column 2 is \"area\" here and \"category\" there"));
        CHECK_RC(import_paths(&p, "events", files, 0), WW_E_USAGE);
    }
    close_place(&p);
}

WW_TEST(other_encodings_are_converted_and_said)
{
    struct place p;
    if (open_place(&p, NULL)) {
        write_file(&p, "w.csv",
                   "time,category,area\n2018-05-01,Caf\xE9,E01000001\n2018-05-02,Caf\xE9,E01000001\n");
        if (!CHECK_RC(import_file(&p, "events", "w.csv"), WW_OK))
            say_error(&p);
        CHECK_INT(p.report.extract.rows, 2);
        CHECK_STR(p.report.inputs[0].note, "Windows-1252 was converted to UTF-8");
        CHECK_RC(import_file(&p, "events", "w.csv"), WW_OK);
        CHECK(p.report.already); /* the hash is of the bytes as delivered */
    }
    close_place(&p);
}

WW_TEST(unmapped_values_are_counted_never_guessed)
{
    struct place p;
    if (open_place(&p, NULL)) {
        struct ww_buf text = {0};
        ww_buf_z(&text, HEADER);
        for (unsigned i = 1; i <= 10; i++)
            add_row(&text, i, "2018-05", i <= 3 ? "Piracy" : i == 4 ? "Witchcraft" : "Burglary");
        CHECK_RC(ww_file_write(at(&p, "a.csv"), ww_buf_view(&text), &p.err), WW_OK);
        ww_buf_free(&text);
        CHECK_RC(import_file(&p, "police-uk-street", "a.csv"), WW_OK);
        CHECK_INT(p.report.extract.unmapped, 4);
        if (CHECK_INT(p.report.n_unmapped, 2)) {
            CHECK_STR(p.report.unmapped[0].value, "Piracy");
            CHECK_INT(p.report.unmapped[0].rows, 3);
            CHECK_STR(p.report.unmapped[0].vocabulary, "police-uk");
            CHECK_STR(p.report.unmapped[1].value, "Witchcraft");
        }
        for (size_t i = 0; i < p.report.n_quality; i++)
            if (strcmp(p.report.quality[i].field, "category") == 0) {
                CHECK_INT(p.report.quality[i].unmapped, 4);
                CHECK_STR(p.report.quality[i].examples, "Piracy; Witchcraft");
            }
    }
    close_place(&p);
}

#define OWN                                                                                                           \
    "{\"name\":\"own\",\"title\":\"Own\",\"fields\":[{\"name\":\"When\",\"type\":\"date\"},{\"name\":\"Who\"},"       \
    "{\"name\":\"What\"},{\"name\":\"Spare\"}],\"missingValues\":[\"\",\"NA\"],\"watchward\":{\"shape\":\"events\","  \
    "\"subject\":\"calls\",\"owner\":\"O\",\"gateway\":\"G\",\"caveats\":[\"One.\",\"Two.\"],\"columns\":{\"when\":{" \
    "\"field\":\"When\",\"role\":\"from\"},\"who\":{\"field\":\"Who\",\"role\":\"identity\"},\"what\":{\"field\":"    \
    "\"What\",\"role\":\"category\",\"vocabulary\":\"nowhere\"},\"service\":{\"constant\":\"fire\"}}}}"

WW_TEST(a_source_of_ones_own_with_constant_missing_and_identity)
{
    struct place p;
    if (open_place(&p, OWN)) {
        write_file(&p, "a.csv", "what;when;WHO;extra\nx;01/05/2018;A Name;1\nNA;02/05/2018;B Name;2\n");
        if (!CHECK_RC(import_file(&p, "own", "a.csv"), WW_OK)) {
            say_error(&p);
            close_place(&p);
            return;
        }
        CHECK_STR(p.report.extract.caveats, "One.\nTwo.");
        CHECK_STR(p.report.extract.supplied_by, "O");
        CHECK_INT(p.report.extract.unmapped, 1);
        bool said = false;
        for (size_t i = 0; i < p.report.n_notes; i++)
            said |= strstr(p.report.notes[i], "no vocabulary \"nowhere\"") != NULL;
        CHECK(said);
        struct ww_names names = {0};
        struct ww_extract *extract = NULL;
        CHECK_RC(ww_list_dir(at(&p, "ws/evidence/own"), &names, &p.err), WW_OK);
        if (CHECK_INT(names.count, 1)) {
            char file[300];
            snprintf(file, sizeof file, "ws/evidence/own/%s", names.items[0]);
            CHECK_RC(ww_extract_open(at(&p, file), &extract, &p.err), WW_OK);
        }
        if (extract) {
            const struct ww_field *fields;
            CHECK_INT(ww_extract_fields(extract, &fields), 3);
            CHECK_INT(ww_extract_field_by_name(extract, "who"), -1);
            int service = ww_extract_field_by_name(extract, "service"),
                what = ww_extract_field_by_name(extract, "what");
            struct ww_batch batch;
            if (CHECK(service >= 0 && what >= 0) &&
                CHECK_RC(ww_extract_batch(extract, 0, &batch, &p.err), WW_OK)) {
                CHECK_TEXT(ww_extract_dictionary(extract, (size_t)service).values[0], "fire");
                CHECK_INT(batch.vectors[service].nulls, 0);
                CHECK_INT(batch.vectors[what].nulls, 1);
                CHECK_INT(ww_extract_dictionary(extract, (size_t)what).count, 1);
            }
            CHECK_STR(ww_extract_meta(extract, "watchward.source"), "own");
        }
        ww_extract_close(&extract);
        ww_names_free(&names);
    }
    close_place(&p);
}

WW_TEST(boundaries_and_lookups_come_back_from_evidence)
{
    struct place p;
    if (open_place(&p, NULL)) {
        write_file(
            &p, "areas.geojson",
            "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":"
            "\"urn:ogc:def:crs:EPSG::27700\"}},\"features\":["
            "{\"type\":\"Feature\",\"properties\":{\"LSOA11CD\":\"E01000001\",\"LSOA11NM\":\"One\"},\"geometry\":{"
            "\"type\":\"Polygon\",\"coordinates\":[[[530000,180000],[530100,180000],[530100,180100],[530000,"
            "180100],[530000,180000]]]}},"
            "{\"type\":\"Feature\",\"properties\":{\"LSOA11CD\":\"E01000002\",\"LSOA11NM\":\"Two\"},\"geometry\":{"
            "\"type\":\"Polygon\",\"coordinates\":[[[530100,180000],[530200,180000],[530200,180100],[530100,"
            "180100],[530100,180000]]]}}]}");
        if (!CHECK_RC(import_file(&p, "boundaries", "areas.geojson"), WW_OK))
            say_error(&p);
        CHECK_INT(p.report.extract.rows, 2);
        CHECK_RC(import_file(&p, "boundaries", "areas.geojson"), WW_OK);
        CHECK(p.report.already);
        write_file(&p, "links.csv",
                   "from_level,from_code,to_level,to_code,share\nlsoa11,E01000001,ward,E05000644,0.75\n"
                   "lsoa11,E01000001,ward,E05000649,0.25\nlsoa11,E01000002,ward,E05000649,\n");
        CHECK_RC(import_file(&p, "lookup", "links.csv"), WW_OK);
        reload_areas(&p);
        const struct ww_area *one = ww_areas_find(p.areas, WW_STR("lsoa11"), WW_STR("E01000001"));
        if (CHECK(one != NULL)) {
            CHECK_TEXT(one->name, "One");
            CHECK_NEAR(one->area_m2, 10000, 0.01);
            CHECK_NEAR(one->centroid.easting_m, 530050, 0.01);
        }
        CHECK_STR(ww_areas_up(p.areas, WW_STR("lsoa11"), WW_STR("E01000001"), WW_STR("ward")), "E05000644");
        CHECK_STR(ww_areas_up(p.areas, WW_STR("lsoa11"), WW_STR("E01000002"), WW_STR("ward")), "E05000649");
        size_t n = 0;
        ww_areas_links(p.areas, WW_STR("lsoa11"), WW_STR("E01000001"), WW_STR("ward"), &n);
        CHECK_INT(n, 2);
        const struct ww_area_link *whole = ww_areas_links(p.areas, WW_STR("lsoa11"), WW_STR("E01000002"),
                                                          WW_STR("ward"), &n);
        if (CHECK_INT(n, 1))
            CHECK_NEAR(whole[0].share, 1, 0);
        CHECK(ww_areas_find(p.areas, WW_STR("ward"), WW_STR("E05000644")) != NULL);

        write_file(&p, "fires.csv",
                   "date,borough,ward,easting_rounded,northing_rounded,hmo_yn,hmo_license,property_type\n"
                   "2018-05-01,E09000033,NA,530050,180050,No,No,House - single occupancy\n"
                   "2018-05-02,E09000033,E05000644,530150.4,180050,No,No,House - single occupancy\n"
                   "2018-05-03,E09000033,E05000644,540000,180050,No,No,House - single occupancy\n");
        if (!CHECK_RC(import_file(&p, "fire-incidents", "fires.csv"), WW_OK))
            say_error(&p);
        CHECK_INT(p.report.extract.rows, 3);
        CHECK_INT(p.report.extract.unlocated, 1);
    }
    close_place(&p);
}

/* A GeoJSON file of one square, the LSOA E01000001, under a name. */
static void write_square(struct place *p, const char *file, const char *name)
{
    struct ww_buf text = {0};
    ww_buf_printf(
        &text,
        "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":"
        "\"urn:ogc:def:crs:EPSG::27700\"}},\"features\":[{\"type\":\"Feature\",\"properties\":{\"LSOA11CD\":"
        "\"E01000001\",\"LSOA11NM\":\"%s\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[530000,"
        "180000],[530100,180000],[530100,180100],[530000,180100],[530000,180000]]]}}]}",
        name);
    CHECK_RC(ww_file_write(at(p, file), ww_buf_view(&text), &p->err), WW_OK);
    ww_buf_free(&text);
}

static const char *square_name(struct place *p)
{
    reload_areas(p);
    const struct ww_area *area = ww_areas_find(p->areas, WW_STR("lsoa11"), WW_STR("E01000001"));
    return area ? area->name.ptr : NULL;
}

WW_TEST(of_two_boundaries_the_first_named_counts_and_the_last_imported)
{
    struct place p;
    if (open_place(&p,
                   "{\"name\":\"own\",\"title\":\"Own\",\"watchward\":{\"shape\":\"reference\",\"subject\":"
                   "\"boundaries\",\"reader\":\"boundaries\",\"owner\":\"O\",\"gateway\":\"G\"}}")) {
        char a[512], b[512];
        write_square(&p, "a.geojson", "First");
        write_square(&p, "b.geojson", "Second");
        snprintf(a, sizeof a, "%s", at(&p, "a.geojson"));
        snprintf(b, sizeof b, "%s", at(&p, "b.geojson"));
        const char *const files[] = {a, b};
        CHECK_RC(import_paths(&p, "own", files, 2), WW_OK);
        CHECK_INT(p.report.extract.rows, 1);
        CHECK_INT(p.report.extract.repeated, 1);
        CHECK_STR(square_name(&p), "First");
        CHECK_RC(import_file(&p, "boundaries", "b.geojson"), WW_OK);
        CHECK_STR(square_name(&p), "Second"); /* whatever the sources are called */
    }
    close_place(&p);
}

/* The first half of a postcode may be supplied, the whole tells of a dozen doors. */
WW_TEST(a_full_postcode_refuses_the_delivery_and_is_not_repeated)
{
    struct place p;
    if (open_place(&p, NULL)) {
        p.limit_pct = 100; /* however many rows may be refused */
        write_file(
            &p, "a.csv",
            "reference,occurred,cause,outward_postcode\n1,2018-04-01,Fall,ZZ1\n2,2018-04-02,Fall,ZZ1 2AB\n");
        CHECK_RC(import_file(&p, "prescribed-health-assault", "a.csv"), WW_E_INPUT);
        CHECK(says(&p, "whole delivery is refused"));
        CHECK(says(&p, "outward_postcode"));
        CHECK(strstr(p.err.message, "2AB") == NULL);
        CHECK_INT(p.err.line, 3);
        CHECK_INT(count_live(&p), 0);
        write_file(&p, "b.csv",
                   "reference,occurred,cause,outward_postcode\n1,2018-04-01,Fall,ZZ1\n2,2018-04-02,Fall,\n");
        CHECK_RC(import_file(&p, "prescribed-health-assault", "b.csv"), WW_OK);
        CHECK_INT(p.report.extract.rows, 2);
        CHECK_INT(p.report.extract.due_quarters, 1);
    }
    close_place(&p);
}

WW_TEST(nothing_depends_on_threads_or_processor)
{
    struct place p;
    char first[65] = "";
    if (open_place(&p, NULL)) {
        write_rows(&p, "a.csv", 1, 5000, "2018-05");
        static const char *const vintages[] = {"a", "b", "c"};
        for (unsigned i = 0; i < 3; i++) {
            p.vintage = vintages[i];
            p.threads = i + 1;
            p.portable = i == 2;
            CHECK_RC(import_file(&p, "police-uk-street", "a.csv"), WW_OK);
            CHECK_INT(p.report.extract.rows, 5000);
            if (i == 0)
                snprintf(first, sizeof first, "%s", p.report.inputs[0].sha256);
            CHECK_STR(p.report.inputs[0].sha256, first);
        }
    }
    close_place(&p);
}
