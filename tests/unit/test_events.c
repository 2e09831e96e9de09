// SPDX-License-Identifier: Apache-2.0
#include "intake_fixture.h"

#include "intake/events.h"

static enum ww_rc describe(struct place *p, const char *file, const char *const *maps, size_t n,
                           struct ww_descriptor **out)
{
    char path[512], scratch[512];
    snprintf(path, sizeof path, "%s/%s", p->folder, file);
    snprintf(scratch, sizeof scratch, "%s/ws/.incoming", p->folder);
    struct ww_events_request request = {.base = ww_sources_find(&p->sources, "events"),
                                        .mappings = maps,
                                        .n_mappings = n,
                                        .file = path,
                                        .scratch = scratch,
                                        .areas = p->areas};
    memset(&p->err, 0, sizeof p->err);
    return ww_events_descriptor(&request, out, &p->err);
}

static const struct ww_source_column *column(const struct ww_descriptor *d, enum ww_role role)
{
    int index = ww_layout_role(&d->layouts[0], role);
    return index < 0 ? NULL : &d->layouts[0].columns[index];
}

WW_TEST(an_area_code_and_a_date)
{
    static const char *const maps[] = {"time=Call date", "category=Type", "place=Area", "id=Ref"};
    struct place p;
    struct ww_descriptor *d = NULL;
    if (open_place(&p, NULL)) {
        write_file(&p, "calls.csv",
                   "Ref,Call date,Type,Area\n1,05/06/2018,\"Assault, minor\",E01000001\n"
                   "2,06/06/2018,Fall,E01000002\n2,06/06/2018,Fall,E01000002\n");
        if (CHECK_RC(describe(&p, "calls.csv", maps, 4, &d), WW_OK)) {
            CHECK_INT(column(d, WW_ROLE_FROM)->field.kind, WW_KIND_DATE);
            CHECK_STR(column(d, WW_ROLE_AREA)->field.area_level, "lsoa11");
            CHECK_STR(d->layouts[0].key, "id");
            CHECK_STR(d->name, "events");
            CHECK(d->n_caveats > 0);
            char path[512];
            snprintf(path, sizeof path, "%s/calls.csv", p.folder);
            const char *const files[] = {path};
            struct ww_import_request request = {.descriptor = d,
                                                .files = files,
                                                .n_files = 1,
                                                .reject_limit_pct = 1,
                                                .now_utc = 1530000000,
                                                .threads = 1};
            CHECK_RC(ww_import(p.workspace, p.categories, p.areas, &request, &p.report, &p.err), WW_OK);
            CHECK_INT(p.report.extract.rows, 2);
            CHECK_INT(p.report.extract.repeated, 1);
        } else {
            say_error(&p);
        }
        ww_descriptor_free(&d);
    }
    close_place(&p);
}

WW_TEST(times_and_points_are_told_apart)
{
    static const char *const degrees[] = {"time=t", "place=lat, lon"},
                             *const metres[] = {"time=t", "place=e,n"}, *const months[] = {"time=m"};
    struct place p;
    struct ww_descriptor *d = NULL;
    if (open_place(&p, NULL)) {
        write_file(&p, "x.csv",
                   "t,m,lat,lon,e,n\n2018-06-05 13:45,Jun-18,51.5,-0.1,530000,180000\n"
                   "2018-06-05 14:45,Jun-18,51.6,-0.2,530100,180100\n");
        if (CHECK_RC(describe(&p, "x.csv", degrees, 2, &d), WW_OK)) {
            CHECK_INT(column(d, WW_ROLE_FROM)->field.kind, WW_KIND_DATETIME);
            CHECK_STR(column(d, WW_ROLE_LATITUDE)->from[0], "lat");
            CHECK_INT(column(d, WW_ROLE_LONGITUDE)->field.places, 6);
            CHECK(d->layouts[0].locate_level == NULL); /* no boundaries are known */
        }
        ww_descriptor_free(&d);
        if (CHECK_RC(describe(&p, "x.csv", metres, 2, &d), WW_OK))
            CHECK_STR(column(d, WW_ROLE_NORTHING)->from[0], "n");
        ww_descriptor_free(&d);
        if (CHECK_RC(describe(&p, "x.csv", months, 1, &d), WW_OK))
            CHECK_INT(column(d, WW_ROLE_FROM)->field.kind, WW_KIND_MONTH);
        ww_descriptor_free(&d);
    }
    close_place(&p);
}

WW_TEST(mappings_that_cannot_be_are_refused)
{
    static const struct {
        const char *map;
        enum ww_rc rc;
        const char *says;
    } cases[] = {
        {"time", WW_E_USAGE, "written PART=COLUMN"},
        {"tme=t", WW_E_USAGE, "Did you mean time?"},
        {"category=what", WW_E_USAGE, "--map time=COLUMN"},
        {"time=whta", WW_E_INPUT, "There is no column \"whta\" (mapped to time)"},
        {"time=zebra", WW_E_INPUT, "The columns are t, what, num"},
        {"time=what", WW_E_INPUT, "holds no dates or times"},
    };
    static const char *const place[] = {"time=t", "place=what"}, *const pair[] = {"time=t", "place=what,num"},
                             *const level[] = {"time=t", "place=what", "level=beat"};
    struct place p;
    struct ww_descriptor *d = NULL;
    if (open_place(&p, NULL)) {
        write_file(&p, "x.csv", "t,what,num\n2018-06-05,here,1\n2018-06-06,there,2\n");
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
            CHECK_RC(describe(&p, "x.csv", &cases[i].map, 1, &d), cases[i].rc);
            CHECK(says(&p, cases[i].says));
        }
        CHECK_RC(describe(&p, "x.csv", place, 2, &d), WW_E_INPUT);
        CHECK(says(&p, "--map level=LEVEL"));
        CHECK_RC(describe(&p, "x.csv", pair, 2, &d), WW_E_INPUT);
        CHECK(says(&p, "hold no numbers"));
        if (CHECK_RC(describe(&p, "x.csv", level, 3, &d), WW_OK))
            CHECK_STR(column(d, WW_ROLE_AREA)->field.area_level, "beat");
        ww_descriptor_free(&d);
        CHECK_INT(count_live(&p), 0);
    }
    close_place(&p);
}
